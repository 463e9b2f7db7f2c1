"""Loads a document with the tools of those who will read it, and fails where one
of them complains. Usage: peers.py FORMAT FILE. Exit status 77 says that the tool
is not installed."""
import json
import os
import sys
import warnings

SKIP = 77


def stix(path):
    from stix2validator import ValidationOptions, validate_file, validator
    import stix2

    # The package looks for the published schemas beside itself, and some builds
    # of it come without them.
    schemas = os.environ.get("ATHAR_STIX_SCHEMAS")
    if not schemas:
        print("ATHAR_STIX_SCHEMAS is not set: the folder schemas of oasis-open/cti-stix2-json-schemas")
        sys.exit(SKIP)
    find = validator.find_schema
    validator.find_schema = lambda _, name: find(schemas, name)
    result = validate_file(path, ValidationOptions(version="2.1"))
    problems = []
    for r in result.object_results:
        problems += [str(e) for e in r.errors or []] + [str(w) for w in r.warnings or []]
    if not result.is_valid or problems:
        return problems or ["invalid"]
    with open(path, encoding="utf-8") as f:
        stix2.parse(f.read(), allow_custom=False)


def ocsf(path):
    from jsonschema import Draft202012Validator
    from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

    with open(path, encoding="utf-8") as f:
        events = json.load(f)
    for version in (events[0]["metadata"]["version"], "1.8.0") if events else ():
        schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(version)).get_class_schema("detection_finding", [])
        check = Draft202012Validator(schema)
        for e in events:
            problems = [f"{version} {list(p.path)}: {p.message}" for p in check.iter_errors(e)]
            if problems:
                return problems


def navigator(path):
    from mitreattack.navlayers import Layer

    layer = Layer(strict=True)
    layer.from_file(path)
    if layer.layer is None or layer.layer.versions.layer != "4.5":
        return ["the layer does not load"]


def misp(path):
    from pymisp import MISPEvent

    event = MISPEvent(strict_validation=False)
    event.load_file(path)
    again = MISPEvent()
    again.from_json(event.to_json())
    if not event.attributes:
        return ["no attribute"]


def timesketch(path):
    import pandas
    from timesketch_import_client import importer

    sent = []

    class Offline(importer.ImportStreamer):
        def _ready(self):
            pass

        def _upload_data_frame(self, data_frame, end_stream, retry_count=0):
            for column in ("message", "datetime", "timestamp", "timestamp_desc", "data_type"):
                if column not in data_frame or data_frame[column].isnull().any():
                    raise ValueError(f"column {column} is missing or empty")
            pandas.to_datetime(data_frame["datetime"], utc=True)
            sent.append(len(data_frame))

        def _upload_data_buffer(self, end_stream, retry_count=0):
            self._upload_data_frame(pandas.DataFrame(self._data_lines), end_stream)

        def _reset(self):
            self._count = 0
            self._data_lines = []

        def close(self):
            if self._data_lines:
                self._upload_data_buffer(end_stream=True)

    with Offline() as streamer:
        streamer.add_file(path)
    with open(path, encoding="utf-8") as f:
        lines = sum(1 for _ in f)
    if sum(sent) != lines:
        return [f"{sum(sent)} of {lines} events came through"]


def csv(path):
    import pandas

    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    for column in frame:
        for cell in frame[column]:
            if cell[:1] in ("=", "+", "-", "@"):
                return [f"{column}: {cell[:40]!r} is a formula"]


if __name__ == "__main__":
    form, file = sys.argv[1:]
    warnings.simplefilter("error", UserWarning)
    try:
        found = globals()[form](file)
    except ModuleNotFoundError as e:
        print(e)
        sys.exit(SKIP)
    if found:
        print("\n".join(found[:20]))
        sys.exit(1)

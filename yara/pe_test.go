package yara

import (
	"crypto/ed25519"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"io"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// certificate is self-signed; its key is made of zeros and never used again.
func certificate() []byte {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	template := &x509.Certificate{
		SerialNumber: big.NewInt(0x1234),
		Subject:      pkix.Name{Country: []string{"NL"}, Organization: []string{"Athar"}, CommonName: "Athar test"},
		NotBefore:    time.Unix(1600000000, 0), NotAfter: time.Unix(1700000000, 0),
	}
	der, err := x509.CreateCertificate(zeros{}, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return der
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

var _ io.Reader = zeros{}

// samplePKCS7 is signed data with one signer, as far as the reader looks.
func samplePKCS7() []byte {
	der := func(class, tag int, parts ...[]byte) []byte {
		v := asn1.RawValue{Class: class, Tag: tag, IsCompound: true}
		for _, p := range parts {
			v.Bytes = append(v.Bytes, p...)
		}
		b, err := asn1.Marshal(v)
		if err != nil {
			panic(err)
		}
		return b
	}
	plain := func(v any) []byte {
		b, err := asn1.Marshal(v)
		if err != nil {
			panic(err)
		}
		return b
	}
	c := certificate()
	parsed, err := x509.ParseCertificate(c)
	if err != nil {
		panic(err)
	}
	const context = asn1.ClassContextSpecific
	algorithm := der(0, 16, plain(asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}))
	signer := der(0, 16, plain(1), der(0, 16, parsed.RawIssuer, plain(parsed.SerialNumber)), algorithm, algorithm, plain([]byte("digest")))
	content := der(0, 16, plain(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}))
	signed := der(0, 16, plain(1), der(0, 17, algorithm), content, der(context, 0, c), der(0, 17, signer))
	return der(0, 16, plain(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}), der(context, 0, signed))
}

func TestPE(t *testing.T) {
	for _, test := range []struct{ condition string }{
		{`pe.is_pe and pe.number_of_sections == 1 and pe.timestamp == 1614729600 and pe.is_dll()`},
		{`pe.entry_point == 0x400 and pe.entry_point_raw == 0x1000 and entrypoint == 0x400`},
		{`pe.subsystem == pe.SUBSYSTEM_WINDOWS_CUI and pe.characteristics & pe.DLL != 0`},
		{`pe.sections[0].name == ".text" and pe.sections[0].raw_data_size == 0x2000 and pe.section_index(".text") == 0`},
		{`pe.section_index(0x500) == 0 and not defined pe.section_index(1) and not defined pe.sections[1].name`},
		{`pe.number_of_imports == 2 and pe.imports("kernel32.DLL", "exitprocess") and pe.imports("ws2_32.dll", 1)`},
		{`pe.imports("ws2_32.dll", "accept") and not pe.imports("ws2_32.dll", 2) and pe.imports("kernel32.dll") == 1`},
		{`pe.imports(/kernel/i, /^Exit/) == 1 and pe.imports(pe.IMPORT_DELAYED, "kernel32.dll") == 0`},
		{`pe.import_details[1].functions[0].name == "accept" and pe.import_details[1].functions[0].ordinal == 1`},
		{`pe.imphash() == hash.md5("kernel32.exitprocess,ws2_32.accept")`},
		{`pe.number_of_exports == 2 and pe.exports("run") and pe.exports(/^R/) and pe.dll_name == "sample.dll"`},
		{`pe.exports_index("Run") == 0 and pe.export_details[0].ordinal == 5 and pe.export_details[0].offset == 0x400`},
		{`pe.export_details[1].forward_name == "other.Func" and pe.export_timestamp == 99`},
		{`pe.pdb_path == "C:\\sample.pdb"`},
		{`pe.number_of_resources == 1 and pe.resources[0].type == pe.RESOURCE_TYPE_VERSION and pe.resources[0].id == 1`},
		{`pe.language(9) and pe.locale(0x409) and not pe.locale(0x407)`},
		{`pe.version_info["CompanyName"] == "Athar" and pe.number_of_version_infos == 1`},
		{`for any k, v in pe.version_info : ( k == "CompanyName" and v contains "tha" )`},
		{`pe.rich_signature.version(40116) == 7 and pe.rich_signature.toolid(259, 40116) == 7 and pe.rich_signature.version(1) == 0`},
		{`pe.rich_signature.key == 0x01020304 and pe.rich_signature.offset == 0x80 and pe.rich_signature.length == 24`},
		{`pe.number_of_signatures == 1 and pe.signatures[0].subject == "/C=NL/O=Athar/CN=Athar test"`},
		{`pe.signatures[0].serial == "12:34" and pe.signatures[0].version == 3 and pe.signatures[0].issuer contains "Athar"`},
		{`pe.signatures[0].valid_on(1650000000) and not pe.signatures[0].valid_on(1800000000)`},
		{`pe.overlay.offset == 0x2400 and pe.overlay.size == filesize - 0x2400`},
		{`pe.data_directories[1].size == 60 and pe.number_of_rva_and_sizes == 16`},
	} {
		rules := mustCompile(t, "import \"pe\" import \"hash\"\nrule a { condition: "+test.condition+" }")
		for _, wide := range []bool{false, true} {
			for how, scan := range bothWays(rules) {
				if len(scan(t, samplePE(wide))) != 1 {
					t.Errorf("does not hold (64 bits: %t, %s): %s", wide, how, test.condition)
				}
			}
		}
	}
}

func TestNoPE(t *testing.T) {
	rules := mustCompile(t, `import "pe"
rule is { condition: pe.is_pe == 0 }
rule fields { condition: not defined pe.machine and not defined pe.sections[0].name and not defined pe.imphash() }
rule constants { condition: pe.MACHINE_I386 == 0x14c }`)
	matches, err := rules.Scan(t.Context(), []byte("MZ"), ScanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("is\nfields\nconstants\n", render(matches)); diff != "" {
		t.Error(diff)
	}
}

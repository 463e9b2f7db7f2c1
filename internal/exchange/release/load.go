package release

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// Where the data lies below the content folder.
const (
	productsFile = "exchange/products.csv"
	buildsFile   = "exchange/builds.csv"
	flawsFile    = "exchange/flaws.yaml"
)

// maxFile limits each data file: ours have some tens of kilobytes.
const maxFile = 4 << 20

var productColumns = []string{"product", "name", "version", "builds_from", "released", "supported_until"}

// Load reads the data from the content folder and checks it. An error names
// file and line.
func Load(fsys fs.FS) (*Catalogue, error) {
	c := &Catalogue{}
	if err := eachRecord(fsys, productsFile, productColumns, c.addProduct); err != nil {
		return nil, err
	}
	if err := eachRecord(fsys, buildsFile, buildColumns, c.addBuild); err != nil {
		return nil, err
	}
	for i := range c.lines {
		c.lines[i].index()
	}
	if err := c.loadFlaws(fsys); err != nil {
		return nil, err
	}
	return c, nil
}

func readFile(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = fmt.Errorf("%s: larger than %d bytes", name, maxFile)
	}
	return data, err
}

// eachRecord reads a CSV file with the given header and hands on its records
// by column name.
func eachRecord(fsys fs.FS, name string, columns []string, add func(map[string]string) error) error {
	data, err := readFile(fsys, name)
	if err != nil {
		return err
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comment = '#'
	r.FieldsPerRecord = len(columns)
	for header := true; ; header = false {
		fields, err := r.Read()
		switch {
		case errors.Is(err, io.EOF) && header:
			return fmt.Errorf("%s: no header: expected %s", name, strings.Join(columns, ","))
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("%s: %w", name, err) // the reader's error names the line
		}
		number, _ := r.FieldPos(0)
		if header {
			if !slices.Equal(fields, columns) {
				return fmt.Errorf("%s:%d: the header must be %s", name, number, strings.Join(columns, ","))
			}
			continue
		}
		record := make(map[string]string, len(columns))
		for i, c := range columns {
			record[c] = fields[i]
		}
		if err := add(record); err != nil {
			return fmt.Errorf("%s:%d: %w", name, number, err)
		}
	}
}

func (c *Catalogue) addProduct(rec map[string]string) error {
	l := line{key: rec["product"], name: rec["name"], named: map[string]bool{}}
	if l.key == "" || l.name == "" {
		return errors.New("product and name must not be empty")
	}
	if c.lineOf(l.key) != nil {
		return fmt.Errorf("product %q is here twice", l.key)
	}
	for _, v := range strings.Fields(rec["version"]) {
		major, minor, ok := strings.Cut(v, ".")
		a, err1 := strconv.Atoi(major)
		b, err2 := strconv.Atoi(minor)
		if !ok || err1 != nil || err2 != nil {
			return fmt.Errorf("version %q: expected two numbers such as 15.1", v)
		}
		l.versions = append(l.versions, [2]int{a, b})
	}
	if len(l.versions) == 0 {
		return errors.New("version must not be empty")
	}
	if from := rec["builds_from"]; from != "" {
		n, err := strconv.Atoi(from)
		if err != nil {
			return fmt.Errorf("builds_from %q is no number", from)
		}
		l.from = n
	}
	var err error
	if l.released, err = day("released", rec["released"]); err != nil {
		return err
	}
	if l.released == 0 {
		return errors.New("released must not be empty")
	}
	if l.supported, err = day("supported_until", rec["supported_until"]); err != nil {
		return err
	}
	c.lines = append(c.lines, l)
	return nil
}

func (c *Catalogue) lineOf(key string) *line {
	for i := range c.lines {
		if c.lines[i].key == key {
			return &c.lines[i]
		}
	}
	return nil
}

// day reads a date, 0 where it is empty.
func day(column, s string) (athar.Time, error) {
	if s == "" {
		return 0, nil
	}
	t, err := athar.ParseTime(s)
	if err != nil || t <= 0 {
		return 0, fmt.Errorf("%s %q: expected a day such as 2021-03-02", column, s)
	}
	return t, nil
}

package release

import (
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// content is the folder that Load is given, seen from this package.
const content = "../../../content"

var loaded = sync.OnceValues(func() (*Catalogue, error) { return Load(os.DirFS(content)) })

func catalogue(t testing.TB) *Catalogue {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const (
	productsHeader = "product,name,version,builds_from,released,supported_until\n"
	buildsHeader   = "product,cu,update,build,released,kb,standalone,probably_from\n"
	someProducts   = productsHeader +
		"2016,Exchange Server 2016,15.1,,2015-10-01,2025-10-14\n" +
		"2019,Exchange Server 2019,15.2,,2018-10-22,2025-10-14\n"
	someBuilds = buildsHeader +
		"2016,CU1,,15.1.100.2,2020-01-01,KB1,,\n" +
		"2016,CU1,Feb20SU,15.1.100.5,2020-02-01,KB2,,\n" +
		"2016,CU2,,15.1.200.2,2020-03-01,KB3,,\n"
	someFlaw = "- cve: CVE-2020-0001\n  published: 2020-02-01\n  fixed: {2016: Feb20SU}\n"
)

func dataFS(products, builds, flaws string) fstest.MapFS {
	return fstest.MapFS{
		productsFile: {Data: []byte(products)},
		buildsFile:   {Data: []byte(builds)},
		flawsFile:    {Data: []byte(flaws)},
	}
}

func TestLoadOwnContent(t *testing.T) {
	c := catalogue(t)
	if len(c.Releases()) < 300 || len(c.Flaws()) < 100 {
		t.Errorf("only %d builds and %d flaws", len(c.Releases()), len(c.Flaws()))
	}
	for _, f := range c.Flaws() {
		if f.ExploitedSince != 0 && len(f.Sources) == 0 {
			t.Errorf("%s is exploited and names no source", f.CVE)
		}
	}
}

// A mistake in the data is found, and the error says on which line.
func TestLoadErrors(t *testing.T) {
	tests := []struct {
		name                    string
		products, builds, flaws string
		want                    string
	}{
		{"good", someProducts, someBuilds, someFlaw, ""},
		{"no header", "", someBuilds, someFlaw, "products.csv: no header"},
		{"wrong header", "product,name,version,builds_from,released,until\n", someBuilds, someFlaw, "products.csv:1: the header"},
		{"product twice", someProducts + "2016,X,15.1,,2015-10-01,\n", someBuilds, someFlaw, `products.csv:4: product "2016" is here twice`},
		{"bad version", productsHeader + "2016,X,15,,2015-10-01,\n", someBuilds, someFlaw, "products.csv:2: version"},
		{"bad builds_from", productsHeader + "2016,X,15.1,x,2015-10-01,\n", someBuilds, someFlaw, "products.csv:2: builds_from"},
		{"no release day", productsHeader + "2016,X,15.1,,,\n", someBuilds, someFlaw, "products.csv:2: released"},
		{"too few columns", someProducts, someBuilds + "2016,CU3\n", someFlaw, "builds.csv: record on line 5"},
		{"unknown product", someProducts, someBuilds + "2012,CU3,,15.1.300.1,2020-04-01,,,\n", someFlaw, `builds.csv:5: product "2012"`},
		{"bad build", someProducts, someBuilds + "2016,CU3,,15.1.300,2020-04-01,,,\n", someFlaw, "builds.csv:5: \"15.1.300\" is no build"},
		{"bad day", someProducts, someBuilds + "2016,CU3,,15.1.300.1,2020-04-31,,,\n", someFlaw, "builds.csv:5: released"},
		{"descends", someProducts, someBuilds + "2016,CU3,,15.1.150.1,2020-04-01,,,\n", someFlaw, "builds.csv:5: build 15.1.150.1 does not ascend"},
		{"same build", someProducts, someBuilds + "2016,CU3,,15.1.200.2,2020-04-01,,,\n", someFlaw, "builds.csv:5: build 15.1.200.2 does not ascend"},
		{"same name", someProducts, someBuilds + "2016,CU2,,15.1.300.1,2020-04-01,,,\n", someFlaw, "builds.csv:5: 2016 CU2 is here twice"},
		{"CU within a CU", someProducts, someBuilds + "2016,CU3,,15.1.200.5,2020-04-01,,,\n", someFlaw, "builds.csv:5: CU3 has the first three numbers of CU2"},
		{"update of another CU", someProducts, someBuilds + "2016,CU2,Apr20SU,15.1.300.5,2020-04-01,,,\n", someFlaw, "builds.csv:5: update Apr20SU must follow"},
		{"foreign build", someProducts, someBuilds + "2019,RTM,,15.1.300.1,2020-04-01,,,\n", someFlaw, "builds.csv:5: build 15.1.300.1 is not of product 2019"},
		{"standalone", someProducts, someBuilds + "2016,CU3,,15.1.300.1,2020-04-01,,no,\n", someFlaw, "builds.csv:5: standalone"},
		{"probably later", someProducts, someBuilds + "2016,CU2,Apr20SU,15.1.200.5,2020-04-01,,,15.1.200.7\n", someFlaw, "builds.csv:5: probably_from"},
		{"unknown field", someProducts, someBuilds, "- cve: CVE-2020-0001\n  publisht: 2020-02-01\n", "flaws.yaml: "},
		{"no list", someProducts, someBuilds, "cve: CVE-2020-0001\n", "flaws.yaml: "},
		{"bad cve", someProducts, someBuilds, "\n- cve: 2020-0001\n", `flaws.yaml:2: cve "2020-0001"`},
		{"cve twice", someProducts, someBuilds, someFlaw + someFlaw, "flaws.yaml:4: CVE-2020-0001 is here twice: first on line 1"},
		{"not published", someProducts, someBuilds, "- cve: CVE-2020-0001\n  fixed: {2016: Feb20SU}\n", "flaws.yaml:1: published"},
		{"nothing affected", someProducts, someBuilds, "- cve: CVE-2020-0001\n  published: 2020-02-01\n", "flaws.yaml:1: no product is affected"},
		{"unknown update", someProducts, someBuilds, strings.Replace(someFlaw, "Feb20SU", "Mar20SU", 1), `flaws.yaml:1: update "Mar20SU" of product 2016`},
		{"unknown line", someProducts, someBuilds, strings.Replace(someFlaw, "2016", "2012", 1), `flaws.yaml:1: product "2012"`},
		{"named twice", someProducts, someBuilds, someFlaw + "  unfixed: [2016]\n", "flaws.yaml:1: product 2016 is named twice"},
		{"probably unfixed", someProducts, someBuilds, someFlaw + "  probably: {2019: Feb20SU}\n", `flaws.yaml:1: probably names "2019"`},
		{"kev before use", someProducts, someBuilds, someFlaw + "  kev: 2021-01-01\n  exploited_since: 2021-02-01\n", "flaws.yaml:1: kev needs"},
		{"bad exploited_since", someProducts, someBuilds, someFlaw + "  exploited_since: soon\n", "flaws.yaml:1: exploited_since"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(dataFS(tt.products, tt.builds, tt.flaws))
			switch {
			case tt.want == "" && err != nil:
				t.Fatal(err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("error is %v, want %q in it", err, tt.want)
			}
		})
	}
}

func TestLoadMissingFile(t *testing.T) {
	for _, name := range []string{productsFile, buildsFile, flawsFile} {
		fsys := dataFS(someProducts, someBuilds, someFlaw)
		delete(fsys, name)
		if _, err := Load(fsys); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s the error is %v", name, err)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(someProducts, someBuilds, someFlaw)
	f.Add(productsHeader+"SE,X,15.2 15.3,2562,2025-07-01,\n", buildsHeader+"SE,RTM,,15.2.2562.17,2025-07-01,KB,yes,\n", "- cve: [CVE-2020-0001, CVE-2020-0002]\n  published: 2020-01-01\n  unfixed: [SE]\n")
	f.Add(someProducts, buildsHeader+"2016,CU8,,15.1.1415.2,,,,\n2016,CU8,Mar21SU,15.1.1415.10,2021-03-02,,yes,15.1.1415.8\n", "- &a {cve: *a}\n")
	f.Fuzz(func(t *testing.T, products, builds, flaws string) {
		c, err := Load(dataFS(products, builds, flaws))
		if err != nil {
			return
		}
		// What passed the checks can be asked anything.
		for _, r := range c.Releases() {
			if got, ok := c.Identify(r.Build); !ok || got != r {
				t.Errorf("%v is identified as %v", r, got)
			}
			for _, exact := range []bool{true, false} {
				c.At(r.Build, exact, 0)
				c.At(Build{r.Build[0], r.Build[1], r.Build[2] + 1, 0}, exact, 0)
			}
		}
	})
}

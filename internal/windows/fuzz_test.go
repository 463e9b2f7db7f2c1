package windows

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// bounded fails where a reader hands out more, or longer, than its bounds allow.
func bounded(t *testing.T, most int) Emit {
	n := 0
	return func(rec *athar.Record) {
		if n++; n > most {
			t.Fatalf("more than %d records", most)
		}
		for k, v := range rec.Derived {
			if len(v) > 3*maxText {
				t.Fatalf("%s has %d bytes", k, len(v))
			}
		}
		if rec.Kind == "" {
			t.Fatal("a record without a kind")
		}
	}
}

func FuzzHive(f *testing.F) {
	f.Add(forge.Hive(forge.RegKey{Name: "R", Keys: []forge.RegKey{{Name: "Software", Keys: []forge.RegKey{{Name: "Microsoft", Values: []forge.RegValue{{Name: "x", Text: "y"}}}}}}}, false))
	f.Add(forge.Hive(forge.RegKey{Name: "R", Keys: []forge.RegKey{{Name: "Select", Values: []forge.RegValue{forge.RegNumber("Current", 1)}}, {Name: "ControlSet001", Keys: []forge.RegKey{{Name: "Services", Keys: []forge.RegKey{{Name: "S", Values: []forge.RegValue{{Name: "ImagePath", Text: `C:\x.exe`}}}}}}}}}, true))
	f.Add(forge.Hive(forge.RegKey{Name: "R", Keys: []forge.RegKey{{Name: "Microsoft", Keys: []forge.RegKey{{Name: "Windows NT", Keys: []forge.RegKey{{Name: "CurrentVersion", Keys: []forge.RegKey{{Name: "Schedule", Keys: []forge.RegKey{{Name: "TaskCache", Keys: []forge.RegKey{{Name: "Tree", Keys: []forge.RegKey{{Name: "A", Values: []forge.RegValue{{Name: "Id", Text: "{A}"}}}}}}}}}}}}}}}}}, false))
	f.Add([]byte("Windows Registry Editor Version 5.00\n[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Services\\x]\n\"ImagePath\"=hex(2):41,00,\\\n 42,00\n\"Type\"=dword:00000001\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		Registry(data, bounded(t, 10*len(data)+1000))
	})
}

func FuzzConfig(f *testing.F) {
	f.Add("web.config", []byte(`<configuration><location path="a"><system.webServer><modules><add name="a" type="b, c"/></modules><rewrite><rules><rule name="x"><action type="Rewrite" url="y"/></rule></rules></rewrite></system.webServer></location></configuration>`))
	f.Add("agents.config", []byte(`<configuration><mexRuntime><agentList><agent name="a" classFactory="b" assemblyPath="c"/></agentList></mexRuntime></configuration>`))
	f.Fuzz(func(t *testing.T, path string, data []byte) {
		Config(path, data, bounded(t, maxElements))
		Agents(data, bounded(t, maxElements))
	})
}

func FuzzTask(f *testing.F) {
	f.Add("T", []byte(`<Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><RegistrationInfo><Date>2021-03-04T02:12:09Z</Date></RegistrationInfo><Actions><Exec><Command>a</Command><Arguments>-e AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA</Arguments></Exec></Actions></Task>`))
	f.Fuzz(func(t *testing.T, path string, data []byte) {
		Task(path, data, bounded(t, maxActions))
		for _, line := range actions(data) {
			var rec athar.Record
			command(&rec, line)
		}
	})
}

func FuzzCompiled(f *testing.F) {
	f.Add([]byte(`<preserve resultType="3" virtualPath="/owa/auth/x.aspx" assembly="a"><filedeps><filedep name="/owa/auth/x.aspx"/></filedeps></preserve>`))
	f.Fuzz(func(t *testing.T, data []byte) { Compiled(data, bounded(t, 1)) })
}

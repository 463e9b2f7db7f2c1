package exchange

import "testing"

func TestOABDownloadFailed(t *testing.T) {
	tests := []struct {
		in, want string
		ok       bool
	}{
		{`2021-03-03T01:02:03Z,x,Download failed and temporary file 'C:\inetpub\wwwroot\aspnet_client\it's.aspx' needs to be removed.`, `C:\inetpub\wwwroot\aspnet_client\it's.aspx`, true},
		{`DOWNLOAD FAILED AND TEMPORARY FILE 'x' NEEDS TO BE REMOVED`, "x", true},
		{`Download failed and temporary file '' needs to be removed`, "", true},
		{`Download failed and temporary file 'C:\x`, "", false},
		{"Download done", "", false},
		{"", "", false},
	}
	for _, tt := range tests {
		if got, ok := OABDownloadFailed(tt.in); got != tt.want || ok != tt.ok {
			t.Errorf("%s = %q, %v", tt.in, got, ok)
		}
	}
}

func TestOABPathBenign(t *testing.T) {
	tests := map[string]bool{
		`C:\Program Files\Microsoft\Exchange Server\V15\ClientAccess\OAB\Temp\0f3a`: true,
		`E:\Programme\Microsoft\Exchange Server\V15\clientaccess\oab\guid\a.lzx`:    true,
		`\\?\D:\Exchange\ClientAccess\OAB\x\oab.xml`:                                true,
		`d:/Exchange/ClientAccess//OAB/./x`:                                         true,
		`C:\V15\ClientAccess\OAB`:                                                   false,
		`C:\V15\ClientAccess\OAB\..\owa\x.lzx`:                                      false,
		`C:\V15\ClientAccess\OAB\Temp\..\x.lzx`:                                     true,
		`C:\V15\ClientAccess\OAB\Temp\shell.aspx`:                                   false,
		`C:\V15\ClientAccess\OAB\Temp\shell.aspx.`:                                  false,
		`C:\V15\ClientAccess\OAB\Temp\shell.aspx::$DATA`:                            false,
		`C:\V15\FrontEnd\HttpProxy\OAB\x.lzx`:                                       false,
		`C:\inetpub\wwwroot\aspnet_client\x.lzx`:                                    false,
		`\\10.0.0.1\share\ClientAccess\OAB\x.lzx`:                                   false,
		``:                            false,
		`C:\..\..\ClientAccess\OAB\x`: true,
	}
	for path, want := range tests {
		if got := OABPathBenign(path); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

func FuzzOAB(f *testing.F) {
	f.Add(`Download failed and temporary file 'C:\V15\ClientAccess\OAB\..\x' needs to be removed`)
	f.Fuzz(func(t *testing.T, s string) {
		path, ok := OABDownloadFailed(s)
		if !ok {
			path = s
		}
		if OABPathBenign(path) && len(path) < len(`c:\clientaccess\oab\x`) {
			t.Errorf("%q is benign", path)
		}
	})
}

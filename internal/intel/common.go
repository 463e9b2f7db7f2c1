package intel

import "strings"

// What lists hold by mistake: the owners of these names are no intruders, and
// every server meets them all day. Only the names themselves are refused, not
// the hosts that others may have below them.
var common = set(`
	google.com gmail.com googleapis.com gstatic.com googleusercontent.com youtube.com doubleclick.net
	microsoft.com windows.com windowsupdate.com office.com office365.com outlook.com live.com hotmail.com msn.com
	microsoftonline.com azure.com windows.net sharepoint.com skype.com bing.com msftncsi.com msftconnecttest.com
	onmicrosoft.com office.net azureedge.net trafficmanager.net cloudapp.net azurewebsites.net
	apple.com icloud.com amazon.com amazonaws.com cloudfront.net cloudflare.com akamai.net akamaiedge.net fastly.net
	facebook.com fbcdn.net instagram.com whatsapp.com twitter.com x.com linkedin.com github.com githubusercontent.com
	dropbox.com wikipedia.org yahoo.com yandex.ru baidu.com mozilla.org digicert.com letsencrypt.org verisign.com
	example.com example.org example.net w3.org xmlsoap.org schema.org`)

// Ends of names under which others register theirs: a bare one names nobody.
var registries = set(`
	co.uk org.uk ac.uk gov.uk com.au net.au org.au co.nz co.jp ne.jp or.jp co.kr or.kr com.br com.cn net.cn org.cn
	com.tw com.hk com.sg com.my com.tr com.ua co.il co.in co.za com.mx com.ar com.pl co.id com.sa com.eg com.qa com.kw
	net.sa org.sa gov.sa edu.sa com.ae com.jo com.lb com.om com.bh`)

// nothing are the hashes of the empty file, and of one line end: every disk has
// such files.
var nothing = set(`
	d41d8cd98f00b204e9800998ecf8427e da39a3ee5e6b4b0d3255bfef95601890afd80709
	e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
	68b329da9893e34099c7d8ad5cb9c940 adc83b19e793491b1c6ea0fd8b46cd9f32e592fc
	01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b
	81051bcc2cf1bedf378224b0a93e2877 ba8ab5a0280b953aa97435ff8946cbcbb2755a27
	7eb70257593da06f682a3ddda54a9d260d4fc514f645237f5ca74b08f8da61a6`)

// extensions are those of files that lists name without a path. Those that are
// the ends of domains as well (pl, py, sh, so) are left to the domains; only few
// have names that end in zip.
var extensions = set(`
	exe dll sys scr ocx cpl drv bin dat tmp aspx ashx asmx asp asax cshtml soap svc php jsp jspx war config
	ps1 psm1 bat cmd vbs vbe js jse wsf hta lnk url iso img msi msp cab zip rar 7z gz tar txt log cer crt pem pfx
	doc docx docm xls xlsx xlsm ppt pptx rtf pdf jpg jpeg png gif bmp ico htm html css xml json yml ini inf reg evtx
	eml msg pst ost dmp jar elf dylib`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// Shapes of server pages that take orders, and of libraries that do. Written from
// published descriptions; every line is our own. filetype is what athar recognised:
// "page" for what a server would run, "program", "text", "picture". Pages with one
// of Exchange's published hashes are not asked about.

rule shell_chopper
{
    meta:
        stage = "implanted"
        level = "critical"
        technique = "T1505.003"
        supersedes = "page-shell, page-foreign, page-changed, shell_runs_commands"
        title_en = "A one-line web shell lies on disk"
        title_ar = "باب خلفي من سطر واحد موجود على القرص"
        why_en = "The page hands what one parameter of a request holds to the script engine. The parameter's name is its owner's key: the same key on other servers is the same owner."
        why_ar = "تسلّم الصفحة ما في أحد معاملات الطلب إلى محرك البرامج. واسم المعامل مفتاح صاحبها: فالمفتاح نفسه على خوادم أخرى لصاحب واحد."
    strings:
        $a = /eval\s{0,8}\(\s{0,8}Request(\.Item|\.Form|\.QueryString|\.Params)?\s{0,4}[\[(]\s{0,4}["'][^"']{1,64}["']\s{0,4}[\])]\s{0,8}(,\s{0,8}["']unsafe["'])?/ nocase
        $b = /(execute|executeglobal)\s{0,4}\(?\s{0,4}request\s{0,4}\(\s{0,4}["'][^"']{1,64}["']/ nocase
        $c = /eval\s{0,8}\(\s{0,8}System\.Text\.Encoding\.[^;]{1,60}FromBase64String\s{0,4}\(\s{0,8}Request/ nocase
    condition:
        filetype == "page" and any of them
}

rule shell_hidden_eval
{
    meta:
        stage = "implanted"
        confidence = "medium"
        level = "critical"
        technique = "T1505.003, T1027"
        supersedes = "page-shell, page-foreign, page-changed"
        title_en = "A server page hides a call of the script engine"
        title_ar = "صفحة خادم تخفي استدعاء لمحرك البرامج"
        why_en = "The words that a shell needs are put together from pieces or hidden in comments. Pages that people write for servers have no reason for it."
        why_ar = "الكلمات التي يحتاجها الباب الخلفي مركّبة من أجزاء أو مخفية في تعليقات، ولا سبب لذلك في صفحات الخوادم المعتادة."
    strings:
        $asf = ");eval/*asf"
        $word = "getErrorWord"
        $cache = "AppcacheVer"
        $split1 = /["']un["']\s?\+\s?["']safe["']/
        $split2 = /["']uns["']\s?\+\s?["']afe["']/
        $obf = /var _0x[0-9a-f]{4,6}\s?=\s?\[/
        $unsafe = "unsafe" nocase
        $jscript = /language\s?=\s?["']?jscript/ nocase
        $code = "fromCharCode" nocase
        $request = "Request" nocase
        $eval = "eval" nocase
    condition:
        filetype == "page" and ($asf or ($word and $cache) or any of ($split*) or ($obf and $unsafe) or ($jscript and $code and $request and $eval))
}

rule shell_writes_files
{
    meta:
        stage = "implanted"
        confidence = "medium"
        level = "critical"
        technique = "T1505.003, T1105"
        supersedes = "page-shell, page-foreign, page-changed"
        title_en = "A server page writes what a request sends to where it says"
        title_ar = "صفحة خادم تكتب ما يرسله الطلب حيث يطلب"
        why_en = "Path and content of the file both come from the request. With it the next shell is written. A page for uploads chooses its own folder."
        why_ar = "مسار الملف ومحتواه كلاهما من الطلب، وبها يُكتب الباب الخلفي التالي. أما صفحة الرفع المعتادة فتختار مجلدها بنفسها."
    strings:
        $writer = /(StreamWriter|File\.(WriteAll(Text|Bytes)|Create|OpenWrite))\s{0,4}\(\s{0,4}(Server\.MapPath\s{0,4}\(\s{0,4})?Request\s{0,4}[.\[(]/ nocase
        $save = /SaveAs\s{0,4}\(\s{0,4}(System\.IO\.)?(Path\.Combine\s{0,4}\(\s{0,4})?(Server\.MapPath\s{0,4}\(\s{0,4})?Request\s{0,4}[.\[(]/ nocase
        $files = "Request.Files[0]" nocase
        $combine = "SaveAs(Path.Combine" nocase
    condition:
        filetype == "page" and ($writer or $save or ($files and $combine and filesize < 2KB))
}

rule shell_loads_code
{
    meta:
        stage = "implanted"
        level = "critical"
        technique = "T1505.003, T1620"
        supersedes = "page-shell, page-foreign, page-changed, shell_writes_files"
        title_en = "A server page loads code that requests send to it, in the way of Godzilla and Behinder"
        title_ar = "صفحة خادم تحمّل شفرة ترسلها الطلبات، على طريقة Godzilla وBehinder"
        why_en = "It decrypts the request's body with a key and loads the result as a library in memory. Nothing of what it did then is on disk."
        why_ar = "تفك تعمية جسم الطلب بمفتاح ثم تحمّل الناتج مكتبة في الذاكرة، فلا يبقى على القرص شيء مما فعلته."
    strings:
        $load1 = "Assembly.Load" nocase
        $load2 = /typeof\([^)]{1,80}Assembly\)\.GetMethod\(\s?"Load"/ nocase
        $body1 = "Request.BinaryRead" nocase
        $body2 = "Request.InputStream" nocase
        $body3 = /FromBase64String\s{0,4}\(\s{0,8}(Context\.)?Request/ nocase
        $crypt1 = "RijndaelManaged" nocase
        $crypt2 = "CreateDecryptor" nocase
        $crypt3 = "AesManaged" nocase
        $run1 = "CreateInstance" nocase
        $run2 = ".Equals(" nocase
    condition:
        filetype == "page" and any of ($load*) and any of ($body*) and (any of ($crypt*) or any of ($run*))
}

rule shell_transforms
{
    meta:
        stage = "implanted"
        level = "critical"
        technique = "T1505.003, T1220"
        supersedes = "page-shell, page-foreign, page-changed"
        title_en = "A server page runs style sheets that requests send to it"
        title_ar = "صفحة خادم تشغّل أوراق أنماط ترسلها الطلبات"
        why_en = "Style sheets with script inside are code, and this page takes them from the request."
        why_ar = "أوراق الأنماط التي فيها برامج هي شفرة، وهذه الصفحة تأخذها من الطلب."
    strings:
        $xsl = "XslCompiledTransform" nocase
        $xsl2 = "XslTransform" nocase
        $load = "LoadXml" nocase
        $b64 = "FromBase64String" nocase
        $request = /Request\s{0,4}[.\[(]/ nocase
        $transform = ".Transform(" nocase
    condition:
        filetype == "page" and any of ($xsl*) and $load and $b64 and $request and $transform
}

rule shell_tunnels
{
    meta:
        stage = "implanted"
        level = "critical"
        technique = "T1505.003, T1090.001"
        supersedes = "page-shell, page-foreign, page-changed"
        title_en = "A server page is a tunnel into the network"
        title_ar = "صفحة خادم هي نفق إلى داخل الشبكة"
        why_en = "It opens connections to wherever a request says and passes data both ways, in the way of reGeorg. Through it the whole network behind the server can be reached."
        why_ar = "تفتح اتصالات إلى حيث يطلب الطلب وتمرّر البيانات في الاتجاهين، على طريقة reGeorg. ومن خلالها تُبلَغ الشبكة كلها خلف الخادم."
    strings:
        $socket1 = "System.Net.Sockets" nocase
        $socket2 = "new Socket(" nocase
        $h1 = "X-CMD" nocase
        $h2 = "X-TARGET" nocase
        $h3 = "X-STATUS" nocase
        $h4 = "X-PORT" nocase
        $h5 = "StrTr" nocase
        $georg = "Georg says" nocase
        $verb1 = "CONNECT" fullword
        $verb2 = "FORWARD" fullword
        $verb3 = "DISCONNECT" fullword
    condition:
        filetype == "page" and ($georg or (any of ($socket*) and (2 of ($h*) or all of ($verb*))))
}

rule shell_runs_commands
{
    meta:
        stage = "implanted"
        confidence = "medium"
        level = "critical"
        technique = "T1505.003, T1059.003"
        supersedes = "page-shell, page-foreign, page-changed"
        title_en = "A server page runs commands of the operating system"
        title_ar = "صفحة خادم تشغّل أوامر نظام التشغيل"
        why_en = "It starts a command interpreter with what a request holds. Some administrators' pages do so on purpose; none of them lies beside Exchange's."
        why_ar = "تشغّل مفسّر الأوامر بما في الطلب. وقد تفعل ذلك صفحات للمديرين قصدًا، ولا تقع بجانب صفحات Exchange."
    strings:
        $start1 = "ProcessStartInfo" nocase
        $start2 = "Process.Start" nocase
        $start3 = "WScript.Shell" nocase
        $cmd1 = "cmd.exe" nocase
        $cmd2 = "powershell" nocase
        $request = /Request\s{0,4}[.\[(]|\.Text\b/ nocase
        $out = "RedirectStandardOutput" nocase
        $out2 = "StdOut.ReadAll" nocase
    condition:
        filetype == "page" and any of ($start*) and any of ($cmd*) and $request and any of ($out*)
}

rule shell_sportsball
{
    meta:
        stage = "implanted"
        level = "critical"
        technique = "T1505.003"
        supersedes = "page-shell, page-foreign, page-changed, shell_writes_files, shell_runs_commands"
        title_en = "The web shell SPORTSBALL lies on disk"
        title_ar = "الباب الخلفي SPORTSBALL موجود على القرص"
        why_en = "The page asks for the cookie by which Volexity describes this shell, and writes files or runs commands."
        why_ar = "تطلب الصفحة ملف الارتباط الذي تصف به Volexity هذا الباب الخلفي، وتكتب ملفات أو تشغّل أوامر."
    strings:
        $cookie = "fqrspt"
        $a = "Process" nocase
        $b = "SaveAs" nocase
    condition:
        filetype == "page" and $cookie and 1 of ($a, $b)
}

rule page_looks_for_guards
{
    meta:
        stage = "implanted"
        confidence = "medium"
        level = "high"
        technique = "T1505.003, T1518.001"
        supersedes = "page-shell, page-foreign, page-changed"
        title_en = "A server page tells which security products are installed"
        title_ar = "صفحة خادم تخبر أي منتجات الحماية مثبَّت"
        why_en = "It looks for the folders of several makers' products and answers with what it found, as the page that was called SecChecker did."
        why_ar = "تبحث عن مجلدات منتجات عدة صانعين وتجيب بما وجدته، كما فعلت الصفحة المسماة SecChecker."
    strings:
        $exists1 = "File.Exists" nocase
        $exists2 = "Directory.Exists" nocase
        $write = "Response.Write" nocase
        $m1 = "CrowdStrike" nocase
        $m2 = "CarbonBlack" nocase
        $m3 = "Cylance" nocase
        $m4 = "FireEye" nocase
        $m5 = "SentinelOne" nocase
        $m6 = "Tanium" nocase
        $m7 = "Symantec" nocase
        $m8 = "McAfee" nocase
    condition:
        filetype == "page" and any of ($exists*) and $write and 3 of ($m*)
}

rule logon_page_tells_passwords
{
    meta:
        stage = "implanted"
        level = "critical"
        technique = "T1056.003, T1505.003"
        supersedes = "page-shell, page-foreign, page-changed, shell_writes_files"
        title_en = "The logon page passes on what people type"
        title_ar = "صفحة الدخول تسرّب ما يكتبه الناس"
        why_en = "Beside Exchange's own logon it sends user names and passwords somewhere else, or writes them to a file. Everyone who logged on since then needs a new password."
        why_ar = "إلى جانب الدخول المعتاد ترسل أسماء المستخدمين وكلمات المرور إلى مكان آخر أو تكتبها في ملف. وكل من سجّل الدخول منذئذ يحتاج إلى كلمة مرور جديدة."
    strings:
        $logon1 = "clkLgn" nocase
        $logon2 = "logonForm" nocase
        $logon3 = "auth.owa" nocase
        $password = "password" nocase
        // The form's values leave by another way than the form.
        $send1 = /(\.open\s{0,4}\(|\.send\s{0,4}\(|fetch\s{0,4}\(|sendBeacon\s{0,4}\(|\.src\s{0,4}=)[^;]{0,300}(password|passwd|pwd)[^;]{0,60}(\.value|encodeURI|btoa)/ nocase
        $send2 = /[=(+]\s{0,4}[^=;]{0,60}(password|passwd|pwd)[^;=]{0,20}\.value\s{0,4}[;,)+][^}]{0,300}(XMLHttpRequest|sendBeacon|fetch\s{0,4}\(|new Image)/ nocase
        // The page itself writes them down.
        $write1 = /(AppendAllText|AppendText|StreamWriter|WriteAllText)\s{0,4}\([^;]{0,400}Request\s{0,4}(\.Form)?\s{0,4}[\[(]\s{0,4}["'](password|username)/ nocase
        $write2 = /Request\s{0,4}(\.Form)?\s{0,4}[\[(]\s{0,4}["']password["'][^}]{0,600}(AppendAllText|AppendText|StreamWriter|WriteAllText)/ nocase
    condition:
        (filetype == "page" or filetype == "text") and (filename matches /\.(aspx|ascx|js)$/i) and filesize < 1MB and
        any of ($logon*) and $password and 1 of ($send*, $write*)
}

rule picture_holds_page
{
    meta:
        level = "medium"
        technique = "T1505.003, T1036.008"
        confidence = "low"
        title_en = "A picture holds the text of a server page"
        title_ar = "صورة فيها نص صفحة خادم"
        why_en = "A server that was told to run pictures as pages would run it. Look in the configuration for a handler of this extension."
        why_ar = "لو ضُبط خادم ليشغّل الصور كأنها صفحات لشغّلها. فابحث في الإعدادات عن معالج لهذا الامتداد."
    strings:
        $page = /<%@\s{0,4}(Page|WebHandler|WebService)\s/ nocase
        $script = /<script[^>]{0,80}runat\s?=\s?["']?server/ nocase
    condition:
        filetype == "picture" and any of them
}

rule compiled_shell
{
    meta:
        stage = "implanted"
        level = "critical"
        technique = "T1505.003"
        supersedes = "compiled-foreign"
        title_en = "A library that ASP.NET compiled from a web shell lies on disk"
        title_ar = "مكتبة ترجمها ASP.NET من باب خلفي موجودة على القرص"
        why_en = "It runs text of a request as script. The page was there and was asked for, even if it is gone now."
        why_ar = "تشغّل نص الطلب كبرنامج. فقد كانت الصفحة موجودة وطلبها أحدهم وإن أُزيلت الآن."
    strings:
        $app = "App_Web_" ascii wide
        $eval = "JScriptEvaluate"
        $request1 = "get_Request"
        $request2 = "get_Item"
        $unsafe = "unsafe" wide
    condition:
        filetype == "program" and uint16(0) == 0x5A4D and filesize < 1MB and $app and $eval and any of ($request*) and $unsafe
}

rule module_owowa
{
    meta:
        stage = "implanted"
        level = "critical"
        technique = "T1505.004, T1056.003"
        title_en = "The module Owowa, which records passwords of Outlook on the web, lies on disk"
        title_ar = "الوحدة Owowa التي تسجّل كلمات مرور Outlook على الويب موجودة على القرص"
        why_en = "The library holds the user names by which Kaspersky describes how its owner gives it orders."
        why_ar = "في المكتبة أسماء المستخدمين التي تصف بها Kaspersky كيف يأمرها صاحبها."
    strings:
        $a = "jFuLIXpzRdateYHoVwMlfc" ascii wide
        $b = "Fb8v91c6tHiKsWzrulCeqO" ascii wide
        $c = "dEUM3jZXaDiob8BrqSy2PQO1" ascii wide
    condition:
        filetype == "program" and any of them
}

rule module_native_backdoor
{
    meta:
        stage = "implanted"
        confidence = "medium"
        level = "critical"
        technique = "T1505.004"
        title_en = "A native IIS module that takes orders from a cookie lies on disk"
        title_ar = "وحدة IIS أصلية تتلقى أوامر من ملف ارتباط موجودة على القرص"
        why_en = "It is a module by its export and reads the cookie by which RGDoor or SessionManager is described. Running it in a laboratory would settle it."
        why_ar = "هي وحدة بحسب ما تصدّره، وتقرأ ملف الارتباط الذي توصف به RGDoor أو SessionManager. ويحسم الأمرَ فحصها في مختبر."
    strings:
        $module = "RegisterModule"
        $c1 = "RGSESSIONID=" ascii wide
        $c2 = "SM_SESSION=" ascii wide
    condition:
        filetype == "program" and uint16(0) == 0x5A4D and $module and any of ($c*)
}

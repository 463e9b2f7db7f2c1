package main

import (
	"fmt"
	"os"
	"strings"
)

// guides say in plain words what to do: what "athar" alone prints.
var guides = map[string]string{
	"en": `athar looks for what an intruder left on a Microsoft Exchange mail server. It reads only, and needs no network.

  On the server itself, in a window with administrator's rights:

      athar scan

  With files copied from a server:

      athar scan FOLDER          (a folder or a zip of it)

  To see what it does, on a made-up case:

      athar demo

It then says in one sentence what happened, answers five questions, says what to do now,
and writes a page that opens in any browser. Change nothing on the server before you have read it.

All commands: athar --help
`,
	"ar": `يبحث athar (أثر) عمّا تركه متسلّل على خادم بريد Microsoft Exchange. يقرأ فقط، ولا يحتاج إلى شبكة.

  على الخادم نفسه، في نافذة بصلاحيات المدير:

      athar scan --lang ar

  مع ملفات منسوخة من خادم (مجلد أو ملف zip):

      athar scan FOLDER --lang ar

  لترى ما يفعله، على حالة مصطنعة:

      athar demo --lang ar

ثم يقول في جملة واحدة ما حدث، ويجيب عن خمسة أسئلة، ويقول ما العمل الآن،
ويكتب صفحة تُفتح في أي متصفح. لا تغيّر شيئًا على الخادم قبل أن تقرأها.
`,
}

// copyGuides say what to copy from a server where this machine is none.
var copyGuides = map[string]string{
	"en": `No path was given, and no Exchange server was found on this machine.

Copy these folders from the server into one folder, as they are, and give athar that folder:

%s
Also useful: a memory image and the registry (C:\Windows\System32\config), copied by a forensic tool.

    athar scan FOLDER

`,
	"ar": `لم يُذكر مسار، ولم يُعثر على خادم Exchange في هذا الجهاز.

انسخ هذه المجلدات من الخادم كما هي إلى مجلد واحد، ثم أعط athar ذلك المجلد:

%s
ومما يفيد أيضًا: صورة الذاكرة وسجل النظام (C:\Windows\System32\config) منسوخين بأداة جنائية.

    athar scan FOLDER --lang ar

`,
}

// guide is what "athar" alone prints: in the reader's language first, as the
// environment tells it, and in the other after it.
func guide() string {
	first, second := "en", "ar"
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(v, "ar") {
				first, second = second, first
			}
			break
		}
	}
	return guides[first] + "\n" + guides[second]
}

// copyGuide lists what to copy from a server.
func copyGuide(lang string) string {
	var list strings.Builder
	for _, f := range exchangeFolders {
		fmt.Fprintf(&list, "    %s\\%s\n", usualExchange, strings.ReplaceAll(f, "/", `\`))
	}
	for _, f := range serverFolders {
		fmt.Fprintf(&list, "    C:\\%s\n", strings.ReplaceAll(f, "/", `\`))
	}
	return fmt.Sprintf(copyGuides[lang], list.String())
}

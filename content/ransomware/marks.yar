// Files that ransomware left: what it encrypted, and its notes. Each is looked into
// only where its name or its first bytes promise one (hunt/extortion.go).

rule ransom_dearcry_file
{
    meta:
        stage = "impacted"
        level = "critical"
        technique = "T1486"
        title_en = "A file is encrypted by DearCry"
        title_ar = "ملف شفّرته DearCry"
        why_en = "DearCry writes DEARCRY! before what it has encrypted. The file was whole once; only its owner's key or a backup brings it back."
        why_ar = "تكتب DearCry الكلمة DEARCRY! قبل ما شفّرته. كان الملف سليمًا، ولا يعيده إلا مفتاح صاحبها أو نسخة احتياطية."
    strings:
        $mark = "DEARCRY!"
    condition:
        $mark at 0
}

rule ransom_note
{
    meta:
        stage = "impacted"
        confidence = "medium"
        level = "critical"
        technique = "T1486"
        title_en = "The note of a ransomware that came through Exchange lies on disk"
        title_ar = "رسالة ابتزاز لبرنامج فدية دخل عبر Exchange موجودة على القرص"
        why_en = "Black Kingdom, LockFile and Medusa leave notes of these names beside what they have encrypted."
        why_ar = "تترك Black Kingdom وLockFile وMedusa رسائل بهذه الأسماء بجانب ما شفّرته."
    condition:
        filename icontains "decrypt_file.txt" or filename icontains "lockfile-readme.hta" or filename icontains "!!!read_me_medusa!!!.txt"
}

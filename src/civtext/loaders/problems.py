"""Every code a loader can give: refusals, which are raised, and remarks, which travel with the source as flags.

Codes are never respelt or reused. A refusal's sentence says what to do next, in Chinese and in English.

>>> error = refusal("zip.entries", found=9000, limit=5000)
>>> error.code, error.message_en
('zip.entries', 'The package holds 9000 entries (limit 5000); split an archive, save a document again as .docx.')
>>> remark("text.nul", found=2).note
'文中有 2 个空字符（NUL），原样保留。 2 NUL characters, kept as they are.'
"""

from __future__ import annotations

from civtext.errors import LoadError
from civtext.model import Flag, Span

REFUSALS: dict[str, tuple[str, str]] = {
    "io.missing": ("找不到这个文件。", "No such file."),
    "io.permission": ("没有读取这个文件的权限。", "No permission to read this file."),
    "io.special": ("这不是普通文件（是文件夹、管道或设备）。", "Not a regular file (a folder, pipe or device)."),
    "io.unreadable": ("文件读取失败：{reason}。", "Reading failed: {reason}."),
    "file.size": (
        "文件超过 {limit} 字节的上限，请拆分后再试。",
        "The file is over the limit of {limit} bytes; split it.",
    ),
    "text.empty": ("文件是空的。", "The file is empty."),
    "text.blank": ("文件里只有空白，没有文字。", "The file holds nothing but white space."),
    "article.none": ("没有找到正文。", "No article was found."),
    "text.binary": (
        "内容不是可读的文本；如果确实是文本，请用 --encoding 指明编码。",
        "The content is not readable as text; if it is text, name its encoding with --encoding.",
    ),
    "text.size": (
        "文字超过 {limit} 字的上限，请拆分后再试。",
        "The text is over the limit of {limit} characters; split it.",
    ),
    "type.mismatch": ("这不是文档，而是{kind}。", "This is not a document but {kind_en}."),
    "type.archive": (
        "这是压缩包（{kind}）：.zip 可用 civtext mine 整包读取，其他请先解压。",
        "This is an archive ({kind}): civtext mine reads all that a .zip holds; unpack any other first.",
    ),
    "type.legacy": (
        "这是旧版格式（{kind}），请在 Word/WPS 中“另存为 .docx”后再试；安装 LibreOffice 后多数可直接读取。",
        "This is a legacy format ({kind}); save it as .docx in Word or WPS. With LibreOffice installed most can be read.",
    ),
    "legacy.timeout": (
        "旧版格式转换超时，已停止；请在 Word/WPS 中“另存为 .docx”后再试。",
        "Converting this legacy file took too long and was stopped; save it as .docx in Word or WPS.",
    ),
    "type.html": (
        "网页存档（MHT）里没有网页，请在浏览器中重新保存，或复制文字存为 .txt。",
        "This web archive (MHT) holds no page; save it again in a browser, or copy its text to a .txt.",
    ),
    "type.lockfile": (
        "这是 Word 打开文档时留下的临时锁文件，不是文档，可以忽略。",
        "This is the lock file Word leaves beside an open document; ignore it.",
    ),
    "office.password": (
        "文档有打开密码，请在 Word/WPS 中取消密码、另存后再试。",
        "The document is protected by a password; remove it in Word or WPS and save again.",
    ),
    "zip.truncated": ("文件不完整（可能传输中断），请重新获取。", "The file is cut short; get it again."),
    "zip.entries": (
        "压缩包内有 {found} 项（上限 {limit}）；请拆分压缩包，文档则在 Word 中另存为 .docx。",
        "The package holds {found} entries (limit {limit}); split an archive, save a document again as .docx.",
    ),
    "zip.size": (
        "部件“{part}”解压后超过 {limit} 字节的上限，已拒绝。",
        "Part '{part}' is over the limit of {limit} bytes when unpacked.",
    ),
    "zip.ratio": (
        "部件“{part}”的压缩比异常（疑似压缩炸弹），已拒绝。",
        "Part '{part}' is compressed beyond {limit}:1, like a zip bomb.",
    ),
    "zip.lie": ("部件“{part}”的实际大小与声明不符，已拒绝。", "Part '{part}' is not of the size it declares."),
    "zip.overlap": ("压缩包内的部件互相重叠，已拒绝。", "Entries of the package overlap."),
    "zip.duplicate": ("压缩包内有重名部件“{part}”，已拒绝。", "Two entries of the package are named '{part}'."),
    "zip.crc": ("部件“{part}”已损坏，请重新获取文件。", "Part '{part}' is damaged; get the file again."),
    "zip.nested": ("压缩包嵌套过深，请先解压。", "Archives are nested too deeply; unpack them first."),
    "zip.link": ("这是链接或设备，不是文件，未读取。", "This is a link or a device, not a file; not read."),
    "zip.password": (
        "压缩包有密码，请解压后再试。",
        "The archive is protected by a password; unpack it first.",
    ),
    "zip.method": ("部件“{part}”的压缩方式不受支持。", "Part '{part}' is compressed in an unsupported way."),
    "docx.not_word": (
        "压缩包里没有 Word 正文，这不是 .docx 文档。",
        "The package holds no Word document; it is not a .docx.",
    ),
    "docx.image_only": (
        "文档里只有图片，没有文字，请先做文字识别（OCR）。",
        "The document holds pictures only; run text recognition (OCR) first.",
    ),
    "xml.doctype": (
        "部件“{part}”含有 DOCTYPE 声明，办公软件从不写它，已拒绝。",
        "Part '{part}' declares a DOCTYPE, which no office program writes.",
    ),
    "xml.depth": ("部件“{part}”嵌套过深，已拒绝。", "Part '{part}' is nested too deeply."),
    "xml.malformed": (
        "部件“{part}”的内容已损坏（第 {line} 行），请在 Word 中打开修复后另存。",
        "Part '{part}' is malformed at line {line}; open it in Word, repair and save.",
    ),
    "extra.pdf": (
        '读取 PDF 需要安装：pip install "civtext[pdf]"。',
        'Reading PDF needs: pip install "civtext[pdf]".',
    ),
    "pdf.not_pdf": ("这不是有效的 PDF 文件。", "This is not a valid PDF."),
    "pdf.truncated": ("PDF 不完整或已损坏，请重新获取。", "The PDF is cut short or broken; get it again."),
    "pdf.depth": (
        "PDF 的页面目录嵌套过深，无法读取；请用浏览器重新“打印为 PDF”。",
        "The PDF's tree of pages is nested too deeply; print it to a new PDF in a browser.",
    ),
    "pdf.stream": (
        "PDF 中有数据流解压后超过 {limit} 字节的上限（疑似压缩炸弹），已拒绝。",
        "A stream of the PDF is over the limit of {limit} bytes when unpacked, or is packed too often, like a bomb.",
    ),
    "pdf.password": (
        "PDF 有打开密码，请用 --password 给出，或先去除密码。",
        "The PDF is protected by a password; give it with --password, or remove it first.",
    ),
    "pdf.wrong_password": ("PDF 的打开密码不对。", "This is not the password of the PDF."),
    "pdf.pages": (
        "PDF 有 {found} 页（上限 {limit}），请拆分。",
        "The PDF has {found} pages (limit {limit}); split it.",
    ),
    "pdf.image_only": (
        "PDF 是扫描件，没有文字层，请先做文字识别（OCR）。",
        "The PDF is a scan without text; run text recognition (OCR) first.",
    ),
    "pdf.unmapped_text": (
        "PDF 的文字都没有字符对照表，读不出，请先做文字识别（OCR）。",
        "None of the PDF's text has a character map; run text recognition (OCR) first.",
    ),
    "pdf.timeout": ("PDF 读取超时，已停止。", "Reading the PDF took too long and was stopped."),
    "pdf.memory": ("PDF 读取占用内存过多，已停止。", "Reading the PDF took too much memory and was stopped."),
    "pdf.crashed": ("PDF 使读取程序崩溃，已跳过。", "The PDF crashed its reader."),
    "reader.failed": (
        "读取失败（{reason}），请把文件另存后再试。",
        "The reader failed ({reason}); save the file again.",
    ),
}

# Remarks. A source whose flags are all in HARMLESS was read whole; any other flag means that something was lost or is doubtful.
REMARKS: dict[str, tuple[str, str]] = {
    "type.extension": ("扩展名与内容不符：内容是 {kind}。", "The extension does not fit: the content is {kind}."),
    "converted": (
        "旧版格式（{kind}），由 LibreOffice 转换后读取。",
        "A legacy format ({kind}), read as LibreOffice converts it.",
    ),
    "text.encoding": ("按 {codec} 编码读取。", "Encoding: {codec} (confidence {confidence})."),
    "text.bidi": ("文中有 {found} 个双向或零宽控制符。", "{found} bidirectional or zero-width controls."),
    "text.control": ("文中有 {found} 个控制字符，原样保留。", "{found} control characters, kept as they are."),
    "docx.macro": ("文档含宏，未运行。", "The document holds macros; they were not run."),
    "docx.template": ("这是 Word 模板。", "This is a Word template."),
    "docx.tracked": ("文档有修订：按接受后的文字读取。", "Tracked changes: read as if accepted."),
    "docx.relationship": ("部件关系“{target}”无效，已忽略。", "Relationship to '{target}' leads nowhere; ignored."),
    "docx.ruby": ("注音文字未读入。", "Phonetic guides were left out."),
    "zip.name": ("压缩包内有可疑的部件名，已忽略。", "Entries with suspicious names were ignored."),
    "table.span": ("表格单元格的合并数有误，按 1 计。", "A cell's span made no sense; taken as 1."),
    "html.furniture": (
        "只读取网页正文，导航、推荐、版权等约 {found} 字未读入。",
        "The page's text only; about {found} characters around it were left out.",
    ),
    "pdf.restricted": (
        "PDF 的作者限制了复制或打印，请留意使用范围。",
        "The PDF's author restricts copying or printing; mind what you use it for.",
    ),
    "pdf.page_size": (
        "这些页没有可用的页面大小，按 A4 读取：{pages}。",
        "Pages that give no size that could be printed, read as A4: {pages}.",
    ),
    "pdf.furniture": ("页眉、页脚、页码共 {found} 行未计入正文：{lines}", "{found} lines of page furniture left out."),
    "text.nul": ("文中有 {found} 个空字符（NUL），原样保留。", "{found} NUL characters, kept as they are."),
    "text.bad_bytes": ("此处有无法解码的字节，以 � 代替。", "Bytes that cannot be decoded, each shown as U+FFFD."),
    "text.replacement": (
        "原文此处已有 � ，文字曾经丢失。",
        "The file itself holds U+FFFD here: text was lost earlier.",
    ),
    "text.surrogate": ("此处有无效字符，以 � 代替。", "Invalid characters, each shown as U+FFFD."),
    "text.mixed_encoding": ("文件混用多种编码，部分内容无法读出。", "Mixed encodings; some of the text is unreadable."),
    "text.mojibake_suspected": ("疑似乱码，未作修复。", "This looks like mojibake; not repaired."),
    "xml.malformed": (
        "部件“{part}”已损坏（第 {line} 行），只读出可恢复的文字。",
        "Part '{part}' is damaged at line {line}; what could be recovered was read.",
    ),
    "part.skipped": (
        "部件“{part}”无法读取，已跳过（{reason}）。",
        "Part '{part}' could not be read and was skipped ({reason}).",
    ),
    "embedded.skipped": ("嵌入的文件或外部片段未读取。", "Embedded files or chunks were not read."),
    "docx.hidden": ("隐藏或白色文字，一般看不到。", "Hidden or white text, not seen on the page."),
    "docx.symbol": ("符号字体中的字符无法识别，以 � 代替。", "Characters of a symbol font, each shown as U+FFFD."),
    "pdf.repaired": (
        "PDF 不完整，只读出可恢复的页。",
        "The PDF was cut short; the pages that could be recovered were read.",
    ),
    "pdf.attached": ("PDF 的附件或表单未读取：{names}。", "Attachments or forms of the PDF were not read: {names}."),
    "pdf.pinned": (
        "页面上有 {found} 个附件，未读取：{pages}。",
        "{found} files attached to places on pages were not read: {pages}.",
    ),
    "pdf.page_failed": ("这些页无法读取：{pages}。", "Pages that could not be read: {pages}."),
    "pdf.image_page": (
        "这些页是图片，没有文字，请先做文字识别（OCR）：{pages}。",
        "Pages that are pictures without text; run text recognition (OCR) first: {pages}.",
    ),
    "pdf.unmapped_text": (
        "有 {percent}% 的文字没有字符对照表，读不出的以 � 代替：{pages}。",
        "{percent}% of the text has no character map; what cannot be read is shown as U+FFFD: {pages}.",
    ),
    "pdf.hidden": (
        "有 {found} 个字在页面上看不见（隐藏、白色、过小、被裁去或被图片盖住），原样保留：{pages}。",
        "{found} characters that are not seen on the page (invisible, white, tiny, clipped or under a picture), kept: {pages}.",
    ),
    "pdf.off_page": (
        "页面之外有 {found} 个字，未读入：{pages}。",
        "{found} characters beside the page were left out: {pages}.",
    ),
    "pdf.recognised": (
        "这些页是扫描件，文字由识别（OCR）得来，可能有错：{pages}。",
        "Scanned pages whose text comes from recognition (OCR) and may be wrong: {pages}.",
    ),
    "pdf.vertical": (
        "这些页有竖排文字，顺序可能有误：{pages}。",
        "Pages with vertical text, whose order may be wrong: {pages}.",
    ),
    "pdf.tables_skipped": (
        "这些页有表格线，但未能按表格读取，单元格文字可能散开：{pages}。",
        "Pages with ruled lines whose tables were not looked for or could not be read: {pages}.",
    ),
    "pdf.readers_differ": (
        "两种读取方法得到的汉字数相差较大，这些页的文字可能有误，表格未还原：{pages}。",
        "Two readers find different numbers of Han characters on these pages; tables were left as lines: {pages}.",
    ),
}

HARMLESS = frozenset(list(REMARKS)[: list(REMARKS).index("text.nul")])


def refusal(code: str, **facts: object) -> LoadError:
    """The error for a code of REFUSALS, its sentences filled in; `load_source` adds the path."""
    chinese, english = REFUSALS[code]
    return LoadError(code, chinese.format(**facts), english.format(**facts))


def remark(code: str, span: Span | None = None, **facts: object) -> Flag:
    """The flag for a code of REMARKS, its note filled in."""
    return Flag(code, " ".join(REMARKS[code]).format(**facts), span)

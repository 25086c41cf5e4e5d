"""Makers of broken and hostile files: small, seeded functions that give bytes. The ids in the tests are those of
docs on bad inputs: A plain text, B Word, C PDF."""

from __future__ import annotations

import hashlib
import io
import random
import re
import struct
import zipfile
import zlib

SENTENCE = "全市整治背街小巷80条，新建口袋公园12处，群众满意度达到96.5%。"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


# --- Word -------------------------------------------------------------------------------------------------------------


def paragraph(text: str = "", *, properties: str = "", inside: str = "") -> str:
    """A w:p with one run, or with any markup `inside`."""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}{inside}</w:p>" if properties else f"<w:p>{run}{inside}</w:p>"


def table(*rows: list[str]) -> str:
    """A w:tbl of cells, each given as the text of its paragraph or as its whole markup."""
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows) + "</w:tbl>"


def cell(content: str, properties: str = "") -> str:
    """A w:tc."""
    if content.startswith("<w:tc>"):
        return content
    inside = content if content.startswith("<") else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def document_xml(body: str) -> str:
    """word/document.xml around a body."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {_SPACES}><w:body>{body}</w:body></w:document>'


def part_xml(tag: str, inside: str) -> str:
    """Any other part: w:styles, w:numbering, w:footnotes, w:hdr and so on."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {_SPACES}>{inside}</w:{tag}>'


def parts_of(body: str, **more: str | bytes) -> dict[str, str | bytes]:
    """The parts of a Word file by name; `more` are further parts under word/, named without .xml."""
    relations = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for at, name in enumerate(more)
    )
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN_TYPE}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
        "word/document.xml": document_xml(body),
        **{f"word/{name}.xml": content for name, content in more.items()},
    }


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip file of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str, **more: str | bytes) -> bytes:
    """A Word file with this body."""
    return zipped(parts_of(body, **more))


def docx_with_main(main: str | bytes) -> bytes:
    """A Word file with any word/document.xml."""
    return zipped({**parts_of(""), "word/document.xml": main})


def entity_bomb() -> str:
    """B01: entities that each hold ten of the one before."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return with_doctype(f'[<!ENTITY l0 "哈哈">{entities}]', "&l9;")


def with_doctype(subset: str, text: str) -> str:
    """word/document.xml with a DOCTYPE before it."""
    head, rest = document_xml(paragraph("前") + f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>").split("?>", 1)
    return f"{head}?><!DOCTYPE w:document {subset}>{rest}"


def lying_size(declared: int = 100, real: int = 10_000_000) -> bytes:
    """B09: the directory says 100 bytes, the stream gives ten million."""
    data = docx(paragraph(SENTENCE) + " " * real)
    return _patched(data, b"word/document.xml", 24, struct.pack("<L", declared))


def _patched(data: bytes, name: bytes, field: int, value: bytes) -> bytes:
    """Overwrite a field of an entry's central directory record."""
    at = data.index(b"PK\x01\x02")
    while data[at + 46 : at + 46 + len(name)] != name:
        at = data.index(b"PK\x01\x02", at + 4)
    return data[: at + field] + value + data[at + field + len(value) :]


def encrypted_flag() -> bytes:
    """B18: the encryption bit is set."""
    return _patched(docx(paragraph(SENTENCE)), b"word/document.xml", 8, struct.pack("<H", 1))


def overlapping() -> bytes:
    """B10: two entries that share their bytes."""
    data = docx(paragraph(SENTENCE))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.getinfo("[Content_Types].xml").header_offset
    return _patched(data, b"word/document.xml", 42, struct.pack("<L", first))


def many_entries(count: int) -> bytes:
    """B11: junk parts."""
    return zipped({**parts_of(paragraph(SENTENCE)), **{f"junk/{n}": b"" for n in range(count)}})


def duplicated() -> bytes:
    """B12: two entries of one name."""
    out = io.BytesIO(docx(paragraph(SENTENCE)))
    with zipfile.ZipFile(out, "a") as archive, warnings_off():
        archive.writestr("word/document.xml", document_xml(paragraph("另一份")))
    return out.getvalue()


def warnings_off():  # type: ignore[no-untyped-def]
    """zipfile warns of what is done here on purpose."""
    import warnings

    guard = warnings.catch_warnings()
    warnings.simplefilter("ignore")
    return guard


def damaged_stream() -> bytes:
    """B17: a byte flipped in the stream of the main part."""
    data = bytearray(docx(paragraph(SENTENCE * 50)))
    at = data.index(b"word/document.xml") + len("word/document.xml") + 40
    data[at] ^= 0xFF
    return bytes(data)


NUMBERING = part_xml(
    "numbering",
    '<w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>'
    '<w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:pStyle w:val="1"/><w:lvlText w:val="第%1章"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:pStyle w:val="2"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>",
)
STYLES = part_xml(
    "styles",
    '<w:style w:type="paragraph" w:styleId="a5"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr>'
    '<w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:ilvl w:val="1"/>'
    '<w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="x"><w:name w:val="本局二级"/><w:basedOn w:val="2"/></w:style>',
)


def numbered(text: str, depth: int, list_id: int = 1) -> str:
    """A paragraph with an automatic number."""
    return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>')


def styled(text: str, style: str) -> str:
    """A paragraph of a style."""
    return paragraph(text, properties=f'<w:pStyle w:val="{style}"/>')


def ole(marker: str = "WordDocument") -> bytes:
    """B18, B46, B47: an OLE header, a stream name, noise."""
    noise = random.Random(46).randbytes(2000)
    return bytes.fromhex("D0CF11E0A1B11AE1") + noise + marker.encode("utf-16-le") + noise


def rtf(text: str, more: str = "") -> bytes:
    """B46: rich text, its Chinese as WPS writes it: bytes of GBK, each escaped; `more` is any markup."""
    lines = ("".join(f"\\'{byte:02x}" for byte in line.encode("gbk")) for line in text.split("\n"))
    head = "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}\\f0 "
    return (head + "\\par ".join(lines) + more + "}").encode("ascii")


# --- Archives ---------------------------------------------------------------------------------------------------------


def archive(files: dict[str, bytes], *, encoding: str = "utf-8", locked: bool = False, link: str = "") -> bytes:
    """A zip of files; in another `encoding` their names carry no word of it, as Windows writes them (D03).

    `locked` sets the bit of encryption in each entry; the entry named `link` says it is a symbolic link.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written, warnings_off():
        for name, content in files.items():
            info = zipfile.ZipInfo("x" * len(name.encode(encoding)))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o120777 if name == link else 0o100644) << 16
            written.writestr(info, content)
    data = bytearray(out.getvalue())
    for signature, at_name, at_flags, at_length in ((b"PK\x03\x04", 30, 6, 26), (b"PK\x01\x02", 46, 8, 28)):
        at = -1
        for name in files:
            encoded = name.encode(encoding)
            mark = signature
            while True:
                at = data.index(mark, at + 1)
                length = int.from_bytes(data[at + at_length : at + at_length + 2], "little")
                if data[at + at_name : at + at_name + length] == b"x" * len(encoded):
                    break
            data[at + at_name : at + at_name + len(encoded)] = encoded
            flags = (0x800 if encoding == "utf-8" else 0) | locked
            data[at + at_flags : at + at_flags + 2] = struct.pack("<H", flags)
    return bytes(data)


def quine_like(levels: int, content: bytes) -> bytes:
    """D06: an archive in an archive, `levels` deep."""
    for level in range(levels):
        content = archive({f"{level}.zip" if level else "总结.txt": content})
    return content


# --- Web pages --------------------------------------------------------------------------------------------------------


def sharing_site(title: str, shape: str, *, named: bool = True) -> str:
    """A page in the manner of sharing sites: links, a heading, the text in whatever `shape`, recommendations, a footer.

    Not `named`, nothing says by its class or id what it is.
    """
    names = ("首页", "范文大全", "工作总结", "工作计划", "心得体会")
    others = ("城管局创建工作总结", "镇创建文明村镇工作方案", "教育局创城工作总结三篇", "街道新时代文明实践汇报")

    def block(name: str, inside: str) -> str:
        return f"<div class='{name}'>{inside}</div>" if named else f"<div>{inside}</div>"

    def links(texts: tuple[str, ...]) -> str:
        return "<ul>" + "".join(f"<li><a href='/{at}.html'>{text}</a></li>" for at, text in enumerate(texts)) + "</ul>"

    footer = "<p>关于我们 | 免责声明</p><p>本站内容由网友上传，版权归原作者所有。</p>"
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>范文_某某文库</title><script>var a='脚本';</script></head>"
        f"<body>{block('nav', links(names))}<h1>{title}</h1>{block('content', shape)}"
        f"{block('sidebar', '<h3>热门文章</h3>' + links(others))}{block('footer', footer)}</body></html>"
    )


# --- PDF --------------------------------------------------------------------------------------------------------------


def pdf(
    pages: list[list[tuple[float, float, float, str]]],
    *,
    picture: bool = False,
    trailer: str = "",
    drawn: tuple[str, ...] = (),
    drawn_after: tuple[str, ...] = (),
    page: str = "",
) -> bytes:
    """A PDF whose pages hold lines of (x, y, size, text), set in a font that is not embedded (as official systems do).

    `picture` puts a grey picture on each page; `drawn` and `drawn_after` are operators before and after the text of
    each page, `page` more entries.
    """
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(pages)))
    objects = {
        1: b"<</Type /Catalog /Pages 2 0 R>>",
        2: f"<</Type /Pages /Kids [{kids}] /Count {len(pages)}>>".encode(),
        3: b"<</Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R]>>",
        4: b"<</Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500 814 939 500]"
        b"/CIDSystemInfo <</Registry (Adobe) /Ordering (GB1) /Supplement 2>> /FontDescriptor 5 0 R>>",
        5: b"<</Type /FontDescriptor /FontName /STSong-Light /Flags 6 /Ascent 880 /Descent -120 /CapHeight 700"
        b" /ItalicAngle 0 /StemV 80 /FontBBox [-25 -254 1000 880]>>",
        6: stream(
            bytes(64), "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8"
        ),
    }
    for n, lines in enumerate(pages):
        content = "q 500 0 0 700 40 40 cm /P Do Q\n" if picture else ""
        content += drawn[n] + "\n" if n < len(drawn) else ""
        content += "".join(f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{_hex(text)}> Tj ET\n" for x, y, size, text in lines)
        content += drawn_after[n] + "\n" if n < len(drawn_after) else ""
        objects[10 + 2 * n] = (
            f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {page} /Contents {11 + 2 * n} 0 R"
            "/Resources <</Font <</F 3 0 R>> /XObject <</P 6 0 R>>>>>>"
        ).encode()
        objects[11 + 2 * n] = stream(content.encode())
    return pdf_file(objects, trailer)


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex()


def rules(*lines: tuple[float, float, float, float]) -> str:
    """Operators that draw lines from (x, y) to (x, y)."""
    return "0.5 w\n" + "".join(f"{a} {b} m {c} {d} l S\n" for a, b, c, d in lines)


def grid(columns: list[float], rows: list[float]) -> str:
    """Operators that draw a whole grid: rows from the top down."""
    across = [(columns[0], y, columns[-1], y) for y in rows]
    return rules(*across, *((x, rows[0], x, rows[-1]) for x in columns))


def stream(content: bytes, entries: str = "") -> bytes:
    """A stream object's body."""
    packed = zlib.compress(content)
    return f"<<{entries} /Filter /FlateDecode /Length {len(packed)}>>stream\n".encode() + packed + b"\nendstream"


def pdf_file(objects: dict[int, bytes], trailer: str = "") -> bytes:
    """Objects to a file with its cross-reference table."""
    out, offsets = bytearray(b"%PDF-1.7\n"), {}
    for number, content in objects.items():
        offsets[number] = len(out)
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    xref, size = len(out), max(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        out += f"{offsets[number]:010} 00000 n \n".encode() if number in offsets else b"0000000000 00001 f \n"
    out += f"trailer\n<</Size {size} /Root 1 0 R {trailer}>>\nstartxref\n{xref}\n%%EOF\n".encode()
    return bytes(out)


def set_in_lines(
    paragraphs: list[str], *, width: int = 28, size: int = 16, per_page: int = 20
) -> list[list[tuple[float, float, float, str]]]:
    """Paragraphs set as offices print them: two letters of indentation, `width` letters a line, cut anywhere."""
    lines: list[tuple[float, str]] = []
    for text in paragraphs:
        indent, words, used = 2.0, "", 2.0
        for char in text:
            used += 0.5 if char.isascii() else 1
            if used > width:
                lines.append((75.0 + indent * size, words))
                indent, words, used = 0.0, "", 0.5 if char.isascii() else 1
            words += char
        lines.append((75.0 + indent * size, words))
    return [
        [(x, 740.0 - 30 * row, size, text) for row, (x, text) in enumerate(lines[at : at + per_page])]
        for at in range(0, len(lines), per_page)
    ]


def without_map(data: bytes) -> bytes:
    """C19: the same file with a font that does not say what its glyphs mean."""
    return data.replace(b"/UniGB-UCS2-H", b"/Identity-H   ").replace(b"/Ordering (GB1)", b"/Ordering (Own)")


def half_mapped(text: str, more: str = "") -> bytes:
    """C19: a line of a font with a map, and one of a font that does not say what its glyphs mean, nor (but for `more`)
    does the file."""
    below = "<</Type /Font /Subtype /CIDFontType0 /BaseFont /X /DW 1000 /FontDescriptor 5 0 R /CIDSystemInfo "
    font = f"<</Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H {more} /DescendantFonts [21 0 R]>>"
    form = stream(_line(text), "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources <</Font <</F 20 0 R>>>>")
    return pdf_of(
        {
            6: form,
            11: stream(b"/P Do " + _line(SENTENCE, y=600)),
            20: font.encode(),
            21: (below + "<</Registry (Adobe) /Ordering (Own) /Supplement 0>>>>").encode(),
        }
    )


def laughing_pdf(levels: int = 8) -> bytes:
    """C08: each form calls the next one ten times."""
    objects = {
        1: b"<</Type /Catalog /Pages 2 0 R>>",
        2: b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        3: b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 5 0 R>>",
        4: b"<</Length 6>>stream\n/X Do \nendstream",
        5: b"<</XObject <</X 10 0 R>> /Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>",
    }
    for level in range(levels):
        content = b"/X Do " * 10 if level < levels - 1 else b"BT /F 9 Tf (ha) Tj ET"
        resources = f"<</XObject <</X {11 + level} 0 R>>>>" if level < levels - 1 else "5 0 R"
        head = f"<</Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources {resources} /Length {len(content)}>>"
        objects[10 + level] = head.encode() + b"stream\n" + content + b"\nendstream"
    return pdf_file(objects)


def cyclic_pages() -> bytes:
    """C04: the page tree holds itself."""
    data = pdf([[(75, 700, 16, SENTENCE)]])
    return data.replace(b"/Kids [10 0 R]", b"/Kids [2 0 R 10 0 R]").replace(b"%PDF-1.7", b"%PDF-1.7")


def locked_pdf() -> bytes:
    """C16: a dictionary of encryption whose user password is not empty."""
    encrypt = (
        "/Encrypt <</Filter /Standard /V 2 /R 3 /Length 128 /P -4 "
        f"/O <{'a5' * 32}> /U <{'5a' * 32}>>> /ID [<{'01' * 16}> <{'01' * 16}>]"
    )
    return pdf([[(75, 700, 16, SENTENCE)]], trailer=encrypt)


PAGE = "/MediaBox [0 0 595 842]"


def pdf_of(objects: dict[int, bytes], page: str = PAGE, **more: str) -> bytes:
    """A PDF of one page (object 10, its text in 11) around more objects; a font that is not embedded is object 3."""
    base = pdf([[(75, 700, 16, SENTENCE)]], trailer=more.get("trailer", ""))
    bodies = {int(n): body for n, body in re.findall(rb"(?s)(\d+) 0 obj\n(.*?)\nendobj", base)}
    bodies[10] = bodies[10].replace(PAGE.encode(), page.encode())
    return pdf_file(bodies | objects, more.get("trailer", ""))


def deep_pages(depth: int) -> bytes:
    """C05: each node of the page tree holds one node."""
    nodes = {
        n: f"<</Type /Pages /Count 1 /Kids [{n + 1 if n < 100 + depth else 10} 0 R]>>" for n in range(100, 101 + depth)
    }
    return pdf_of({2: b"<</Type /Pages /Count 1 /Kids [100 0 R]>>", **{n: body.encode() for n, body in nodes.items()}})


def self_previous() -> bytes:
    """C06: the table of objects says that it comes before itself."""
    data = pdf_of({}, trailer="/Prev 0000000000")
    at = data[data.rindex(b"startxref") :].split()[1]
    return data.replace(b"/Prev 0000000000", b"/Prev " + at.zfill(10))


def mutual_forms() -> bytes:
    """C07: two forms draw each other."""

    def form(other: int) -> bytes:
        words = f"BT /F 12 Tf 1 0 0 1 75 {500 - other} Tm <{_hex('表单')}> Tj ET /X Do"
        return stream(
            words.encode(),
            f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources <</Font <</F 3 0 R>> /XObject <</X {other} 0 R>>>>",
        )

    return pdf_of({6: form(20), 20: form(6), 11: stream(_line(SENTENCE) + b" /P Do")})


def _line(text: str, state: str = "", y: float = 700, x: float = 75, size: float = 16) -> bytes:
    return f"{state} BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{_hex(text)}> Tj ET\n".encode()


def font_pdf(*, to_unicode: str = "", widths: str = "[1 95 500]", encoding: str = "/UniGB-UCS2-H") -> bytes:
    """C09, C10, C28: a font with a map, widths or an encoding of any kind."""
    mapped = "/ToUnicode 20 0 R" if to_unicode else ""
    font = f"<</Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding {encoding} {mapped} /DescendantFonts [4 0 R]>>"
    below = (
        f"<</Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W {widths} /FontDescriptor 5 0 R"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (GB1) /Supplement 2>>>>"
    )
    return pdf_of({3: font.encode(), 4: below.encode(), 20: stream(to_unicode.encode())})


def wide_range() -> str:
    """C09: a map of four thousand million codes in one line."""
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange "
        "<00000000> <FFFFFFFF> endcodespacerange 1 beginbfrange <00000000> <FFFFFFFF> <0000> endbfrange endcmap end end"
    )


def inflating_page(size: int, filters: int = 1) -> bytes:
    """C11: a page whose content is zeros by the million, packed once or more often."""
    packed = zlib.compressobj(9)
    content = b"".join(packed.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)) + packed.flush()
    for _ in range(filters - 1):
        content = zlib.compress(content, 9)
    names = "/FlateDecode " * filters
    head = f"<</Filter [{names}] /Length {len(content)}>>stream\n".encode()
    return pdf_of({11: head + content + b"\nendstream"})


def listed_often(times: int, count: int) -> bytes:
    """C12: one page many times in the list, and a count that lies."""
    return pdf_of({2: f"<</Type /Pages /Kids [{'10 0 R ' * times}] /Count {count}>>".encode()})


def dense_page(characters: int) -> bytes:
    """C13: so many characters on one page."""
    words = SENTENCE * 15
    rows = characters // len(words)
    pitch = 780 / rows
    size = min(pitch * 0.7, 550 / len(words))
    text = "".join(f"1 0 0 1 20 {810 - row * pitch:.3f} Tm <{_hex(words)}> Tj\n" for row in range(rows))
    return pdf_of({11: stream(f"BT /F {size:.3f} Tf {text} ET".encode())})


def many_rectangles(count: int) -> bytes:
    """C14: boxes without end beside one line of text."""
    boxes = "".join(f"{n % 500} {n // 500 * 4} 3 3 re\n" for n in range(count))
    return pdf_of({11: stream(boxes.encode() + b"S\n" + _line(SENTENCE))})


def owner_locked(user: bytes = b"") -> bytes:
    """C17: no password to open (or, C16, one), copying forbidden (the standard handler, revision 2, 40 bits)."""
    pad = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    padded = (user + pad)[:32]
    owner = _rc4(hashlib.md5((b"owner" + pad)[:32]).digest()[:5], padded)
    key = hashlib.md5(padded + owner + struct.pack("<i", -60) + b"\1" * 16).digest()[:5]
    encrypt = (
        f"/Encrypt <</Filter /Standard /V 1 /R 2 /P -60 /O <{owner.hex()}> /U <{_rc4(key, pad).hex()}>>> "
        f"/ID [<{'01' * 16}> <{'01' * 16}>]"
    )
    content = _rc4(hashlib.md5(key + b"\x0b\0\0\0\0").digest()[:10], _line(SENTENCE))
    body = f"<</Length {len(content)}>>stream\n".encode() + content + b"\nendstream"
    return pdf_of({11: body}, trailer=encrypt)


def _rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def unseen_text(state: str = "", **place: float) -> bytes:
    """C22: a line that is seen, and one that is not: invisible, white, tiny or beside the page."""
    return pdf_of({11: stream(_line(SENTENCE) + _line("看不见的字", state, **{"y": 600, **place}))})


def columns_pdf(
    paragraphs: list[str],
    *,
    columns: int = 2,
    gutter: float = 2,
    size: float = 12,
    by_row: bool = True,
    title: str = "",
) -> bytes:
    """C24: paragraphs in columns, drawn row by row (or down each); `gutter` is in letters, a title goes across."""
    width = int((38 - gutter * (columns - 1)) // columns)
    (lines,) = set_in_lines(paragraphs, width=width, size=int(size), per_page=1000)
    high = -(-len(lines) // columns)
    placed = [
        (x - 15 + at // high * (width + gutter) * size, 720 - 20 * (at % high), size, text)
        for at, (x, _, _, text) in enumerate(lines)
    ]
    if by_row:
        placed.sort(key=lambda line: (-line[1], line[0]))
    head = [(300 - len(title) * 9, 770.0, 18.0, title)] if title else []
    return pdf([head + placed])


def vertical_pdf(columns: list[str]) -> bytes:
    """C24: columns of vertical text, the first on the right."""
    lines = [(500.0 - 30 * at, 780.0, 16.0, text) for at, text in enumerate(columns)]
    return pdf([lines]).replace(b"/UniGB-UCS2-H", b"/UniGB-UCS2-V")


OUTSIDE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def active_pdf(form: bytes = OUTSIDE) -> bytes:
    """C27: JavaScript, a launch action, an attachment and a form in XML, by default with a DOCTYPE."""
    catalog = (
        b"<</Type /Catalog /Pages 2 0 R /OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>> /AA <</WC <</S /Launch"
        b" /F (/bin/true)>>>> /AcroForm <</Fields [] /XFA 20 0 R>> /Names <</EmbeddedFiles <</Names [(a.txt) <</Type"
        b" /Filespec /F (a.txt) /EF <</F 21 0 R>>>>]>>>>>>"
    )
    return pdf_of({1: catalog, 20: stream(form), 21: stream("附件里的字".encode(), "/Type /EmbeddedFile")})


def pinned_pdf(kind: bytes = b"FileAttachment") -> bytes:
    """C27: a note on the page that carries a file."""
    note = (
        b"<</Type /Annot /Subtype /" + kind + b" /Rect [100 100 120 120] /Contents (a.txt) /FS <</Type /Filespec"
        b" /F (a.txt) /EF <</F 21 0 R>>>>>>"
    )
    body = stream("附件里的字".encode(), "/Type /EmbeddedFile")
    return pdf_of({20: note, 21: body}, page=f"{PAGE} /Annots [20 0 R]")


def updated_pdf() -> bytes:
    """C29: a later revision of the page's text, appended."""
    data = pdf_of({})
    before = data[data.rindex(b"startxref") :].split()[1].decode()
    at, body = len(data), stream(_line("新版：" + SENTENCE, size=14))
    table = len(data) + len(b"11 0 obj\n" + body + b"\nendobj\n")
    tail = (
        f"xref\n11 1\n{at:010} 00000 n \ntrailer\n<</Size 12 /Root 1 0 R /Prev {before}>>\nstartxref\n{table}\n%%EOF\n"
    )
    return data + b"11 0 obj\n" + body + b"\nendobj\n" + tail.encode()


def packed_objects() -> bytes:
    """C30: objects in an object stream, their table in a stream too, as PDF 1.5 and later have it."""
    plain = pdf_of({})
    bodies = {int(n): body for n, body in re.findall(rb"(?s)(\d+) 0 obj\n(.*?)\nendobj", plain)}
    packed = {n: body for n, body in bodies.items() if b"stream" not in body}
    heads, inside = [], b""
    for n, body in packed.items():
        heads.append(f"{n} {len(inside)}")
        inside += body + b"\n"
    first = (" ".join(heads) + "\n").encode()
    loose = {n: body for n, body in bodies.items() if n not in packed}
    loose[30] = stream(first + inside, f"/Type /ObjStm /N {len(packed)} /First {len(first)}")
    out, offsets = bytearray(b"%PDF-1.7\n"), {}
    for n, body in loose.items():
        offsets[n] = len(out)
        out += f"{n} 0 obj\n".encode() + body + b"\nendobj\n"
    offsets[31], index = len(out), {n: at for at, n in enumerate(packed)}
    rows = b"".join(
        struct.pack(">BIH", 1, offsets[n], 0)
        if n in offsets
        else struct.pack(">BIH", 2, 30, index[n])
        if n in index
        else bytes(7)
        for n in range(32)
    )
    out += b"31 0 obj\n" + stream(rows, "/Type /XRef /Size 32 /W [1 4 2] /Root 1 0 R") + b"\nendobj\n"
    return bytes(out) + f"startxref\n{offsets[31]}\n%%EOF\n".encode()

"""Build the Word, PDF, re-encoded and damaged example reports from `sources/`.

Nobody needs to run it to use the examples: what it builds is committed. It needs python-docx, and for the PDF
files LibreOffice (`soffice`) and the font Noto Serif CJK SC:

    python examples/build.py            # everything
    python examples/build.py chunked    # one builder of the table at the end, by name
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

HERE = Path(__file__).parent
SOURCES, REPORTS = HERE / "sources", HERE / "reports"
FONT = "Noto Serif CJK SC"

# One abstract list: 一、 / （一） / 1. A deeper level restarts whenever a level above it moves on, as Word does by itself.
NUMBERING = f"""
<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:pStyle w:val="Heading1"/>
<w:suff w:val="nothing"/><w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:pStyle w:val="Heading2"/>
<w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/><w:lvlJc w:val="left"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="ListNumber"/>
<w:suff w:val="nothing"/><w:lvlText w:val="%3."/><w:lvlJc w:val="left"/></w:lvl>
</w:abstractNum>"""
STYLE_LEVELS = {"Heading 1": 0, "Heading 2": 1, "List Number": 2}


def source(name: str) -> str:
    return (SOURCES / f"{name}.txt").read_text(encoding="utf-8")


def write(name: str, text: str, encoding: str = "utf-8", newline: str = "\n") -> None:
    (REPORTS / name).write_bytes(text.replace("\n", newline).encode(encoding))


# -- Word ------------------------------------------------------------------------------------------------------------


def dress(word: Word) -> None:
    """Give the default styles a Chinese font and no colour."""
    for name, size in (("Normal", 12), ("Title", 20), ("Heading 1", 15), ("Heading 2", 13), ("List Number", 12)):
        style = word.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), FONT)


def number(word: Word) -> None:
    """Replace the template's lists by ours and link the heading styles to it."""
    numbering = word.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    numbering.append(parse_xml(NUMBERING))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="90"/></w:num>'))
    for name, level in STYLE_LEVELS.items():
        properties = word.styles[name].element.get_or_add_pPr()
        for old in properties.findall(qn("w:numPr")):
            properties.remove(old)
        link = properties.get_or_add_numPr()
        link.get_or_add_ilvl().val, link.get_or_add_numId().val = level, 1


def table(word: Word, rows: list[list[str]]) -> None:
    grid = word.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text


def typeset(name: str, *, automatic: bool) -> Word:
    """Set a source as a Word document; `automatic` numbers headings by Word, otherwise the text carries the numbers."""
    word = Document()
    dress(word)
    if automatic:
        number(word)
    rows: list[list[str]] = []
    for line in [*source(name).splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            table(word, rows)
            rows = []
        if line:
            add(word, line, automatic=automatic)
    return word


def add(word: Word, line: str, *, automatic: bool) -> None:
    for mark, style in (("### ", "Heading 2"), ("## ", "Heading 1"), ("# ", "Title")):
        if line.startswith(mark):
            word.add_paragraph(line.removeprefix(mark), style=style)
            return
    if automatic and line[:1].isdigit() and line[1:3] == ". ":
        word.add_paragraph(line[3:], style="List Number")
    else:
        word.add_paragraph(line)


def page_number(paragraph: Paragraph) -> None:
    """Append `— N —` with a PAGE field, as official papers have it."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")


def docx(name: str, target: str) -> None:
    word = typeset(name, automatic=True)
    page_number(word.sections[0].footer.paragraphs[0])
    word.save(str(REPORTS / target))


def pdf(name: str, target: str, running_title: str) -> None:
    word = typeset(name, automatic=False)
    header = word.sections[0].header.paragraphs[0]
    header.text, header.alignment = running_title, WD_ALIGN_PARAGRAPH.RIGHT
    page_number(word.sections[0].footer.paragraphs[0])
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "draft.docx"
        word.save(str(draft))
        command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, str(draft)]
        subprocess.run(command, check=True, capture_output=True)
        shutil.copyfile(draft.with_suffix(".pdf"), REPORTS / target)


# -- Damage ----------------------------------------------------------------------------------------------------------


def chunked() -> None:
    """Wrapper lines, a glued table of contents, `N、` + 300 characters a line, a footer."""
    title, *paragraphs = source("创城综述").splitlines()
    contents = "创城综述材料(2篇)目录1 .同心绘就文明画卷32 .同心绘就文明画卷(简稿)9"
    body = contents + title + "".join(paragraphs)
    size = 300
    cuts = [body[start : start + size] for start in range(0, len(body), size)]
    if len(cuts[-1]) < size:  # the last chunk is the long one
        cuts[-2:] = ["".join(cuts[-2:])]
    name = "推进创城综述材料(2篇).doc"
    head = f"{name}\n《{name}》由会员分享,可在线阅读,更多相关《{name}(11页珍藏版)》请在千叶文档网上搜索。\n"
    lines = "".join(f"{number}、{cut}\n" for number, cut in enumerate(cuts, 1))
    foot = "千叶文档网所有资源均是用户自行上传分享,仅供网友学习交流,未经上传用户书面授权,请勿作他用。\n备案号:0000号-1 客服QQ:00000000\n"
    write("推进创城综述材料(2篇).txt", head + lines + foot)


def compilation() -> None:
    """Three unlike pieces under one fashionable title, with separators of the sharing site."""
    pieces = source("汇编").split("===\n")
    title = "2025文明城市创建材料范文"
    lead = f"{title}(通用3篇)\n文明创建,人人有责。下面是小编整理的{title},欢迎阅读与收藏。\n"
    write(f"{title}(通用3篇).txt", lead + "".join(f"{title} 篇{n}\n{piece}" for n, piece in enumerate(pieces, 1)))


REPEATED = "全市67个主要路口安排文明交通志愿者，早晚高峰各值守1.5小时，全年上岗8.3万人次。"
QUOTES = ("“四清四建”", "“文明船”", "“海风”")
MARKED = (("的居民", "的'居民"), ("的特点", "的.特点"), ("创建工作在年度", "创建'工作在年度"))


def wrapped() -> None:
    """Hard wraps at 38 columns, anti-copy marks, a sentence three times, closing quotes read as 二."""
    text = source("临汐市").replace(REPEATED, REPEATED * 3)
    for quote in QUOTES:
        text = text.replace(quote, quote[:-1] + "二", 1)
    for clean, marked in MARKED:
        text = text.replace(clean, marked)
    width = 38
    lines = [line[at : at + width] for line in text.splitlines() for at in range(0, max(len(line), 1), width)]
    write("临汐市2022年度创城工作总结.txt", "\n".join(lines) + "\n")


STUB = """以下内容需要权限查看

  · 普通会员:6积分
  · VIP会员:免费
登录后继续阅读
"""


def paywalled() -> None:
    """A stub in place of the middle: from the second finding of part two to the first advice of part three."""
    text = source("某县调研报告")
    start, end = text.index("（二）投入上不均衡"), text.index("（二）加大投入")
    write("某县常态化推进文明城市建设的调研报告.txt", text[:start] + STUB + "\n" + text[end:])


BUILDERS: dict[str, Callable[[], None]] = {
    "plan": lambda: docx("砚湖区2022年方案", "砚湖区2022—2024年文明城区创建实施方案.docx"),
    "schools": lambda: docx("禾塘县教育局", "禾塘县教育局2023—2024学年创建文明城市工作总结.docx"),
    "template": lambda: docx("模板", "XX市20XX年创建全国文明城市工作总结（模板）.docx"),
    "later": lambda: pdf("云岭市2025年汇报", "云岭市2025年创建工作汇报.pdf", "云岭市创建全国文明城市汇报材料"),
    "zone": lambda: pdf("望泽调研报告", "望泽经济开发区文明创建调研报告.pdf", "望泽经济开发区调研报告选编 2024年第3期"),
    "crlf": lambda: write("鹭汀街道在创建推进会上的交流发言.txt", source("鹭汀街道"), newline="\r\n"),
    "gb-district": lambda: write("砚湖区2024年文明城区创建工作总结.txt", source("砚湖区2024"), "gb18030"),
    "gb-hospital": lambda: write("榆陌市第二人民医院创城工作汇报.txt", source("榆陌市第二人民医院"), "gb18030"),
    "bom": lambda: write("澄溪县创建全国县级文明城市综述.txt", source("澄溪县"), "utf-8-sig"),
    "chunked": chunked,
    "compilation": compilation,
    "wrapped": wrapped,
    "paywalled": paywalled,
}

if __name__ == "__main__":
    for chosen in sys.argv[1:] or BUILDERS:
        BUILDERS[chosen]()

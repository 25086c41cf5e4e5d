"""The round trip: texts written in every way such a document arrives, read back, and compared.

    python bench/roundtrip.py                           # examples/sources, corpora/annotated, ../shared/seeds if there
    python bench/roundtrip.py FOLDER ... [--show]       # any folder of .txt; --show prints where a reading differs

Ways: .txt in each encoding; .docx by python-docx with typed numbers (paragraphs, heading styles, tables) and with Word's
own numbers; .html; .docx by LibreOffice from .html; .pdf by LibreOffice, as offices print it (from the first .docx:
justified, first lines indented) and as browsers do (from .html: no indents, gaps between paragraphs); .doc and .rtf by
LibreOffice. Without LibreOffice what needs it is left out.

Measures, white space aside. Characters: 1 - edits / (length written + length read), where edits are the fewest
characters to put in and take out. Outline: whether the numbers, levels and titles of all headings are the same list.
Exit status 1 below the floors (`FLOORS`; the outline wholly).
"""

from __future__ import annotations

import argparse
import difflib
import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

from civtext import outline
from civtext.errors import LoadError
from civtext.loaders import load_source
from civtext.model import Heading, Source
from civtext.pipeline import split

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT / "examples" / "sources", ROOT / "corpora" / "annotated", ROOT.parent / "shared" / "seeds")
FONT = "Noto Serif CJK SC"
FLOORS = {"txt": 0.999, "docx": 0.999, "html": 0.999, "doc": 0.999, "rtf": 0.999, "pdf": 0.99}
ENCODINGS = {
    "UTF-8": ("utf-8", b""),
    "UTF-8 BOM": ("utf-8", b"\xef\xbb\xbf"),
    "UTF-16 LE": ("utf-16-le", b"\xff\xfe"),
    "UTF-16 BE": ("utf-16-be", b"\xfe\xff"),
    "GB18030": ("gb18030", b""),
    "GBK": ("gbk", b""),
    "Big5": ("big5", b""),  # only what can be written in it
}
TRADITIONAL = """松濱鎮2023年創建文明城鎮工作總結
一、加強領導，健全機制
全鎮成立工作專班三個，召開推進會六次，整治街巷四十二條，新建口袋公園八處，群眾滿意度達到百分之九十五。
二、下一步打算
繼續完善長效管理機制，動員居民參與志願服務，讓文明成為城鎮最美的風景。
"""


class Block(NamedTuple):
    """A line of a text and how it is set: "text", "row" (its cells parted by tabs), or a heading of a `level`."""

    kind: str
    text: str
    level: int = 0


class Report(NamedTuple):
    """A text to be written: its name and its lines."""

    name: str
    blocks: list[Block]

    @property
    def text(self) -> str:
        """What should be read back."""
        return "".join(f"{block.text}\n" for block in self.blocks)


class Reading(NamedTuple):
    """How well a text was read back."""

    way: str
    name: str
    characters: float
    outline: bool
    differences: str = ""


# --- The texts --------------------------------------------------------------------------------------------------------


def reports(folder: Path) -> list[Report]:
    """The texts of a folder."""
    return [report(path.stem, load_source(path).text) for path in sorted(folder.glob("*.txt"))]


def report(name: str, text: str) -> Report:
    """A text as lines to be set; `#` and `|` at a line's head mark headings and table rows in the examples' sources.
    Elsewhere the lines that the outline takes for headings are set as such."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    marked = any(line.startswith(("# ", "|")) for line in lines)
    return Report(name, list(_marked(lines) if marked else _found(lines)))


def _marked(lines: list[str]) -> Iterator[Block]:
    """Sources whose headings Word shall number get the numbers that it will show."""
    bare = not any(re.match(r"##+ ([一二三四五六七八九十]+、|\d)", line) for line in lines)
    counts = [0, 0, 0]
    for line in lines:
        if head := re.match("(#{1,3}) ", line):
            level = len(head[1]) - 1
            counts[level:] = [counts[level] + 1, 0, 0][: 3 - level]
            number = ("", "{}、", "（{}）")[level].format(_numeral(counts[level])) if bare else ""
            yield Block("heading", number + line[head.end() :], level)
        elif line.startswith("|"):
            yield Block("row", "\t".join(cell.strip() for cell in line.strip("|").split("|")))
        elif line:
            yield Block("text", line)


def _found(lines: list[str]) -> Iterator[Block]:
    levels = {title: level for number, level, title in outline_of(Source("\n".join(lines)))}
    levels |= {number + title: level for number, level, title in outline_of(Source("\n".join(lines)))}
    for line in lines:
        if line.strip():
            level = levels.get(re.sub(r"\s", "", line))
            yield Block("text", line) if level is None else Block("heading", line, level)


# --- Writing ----------------------------------------------------------------------------------------------------------


def typed_docx(report: Report, path: Path) -> None:
    """A Word file as offices set it, with the numbers typed."""
    _typeset(report.blocks, path, lambda word, block: False)


def numbered_docx(report: Report, path: Path) -> None:
    """The same with Word's own numbers, wherever Word would count as the text does."""
    _typeset(report.blocks, path, Numbers(report.blocks).number)


def _typeset(blocks: list[Block], path: Path, number: Callable[[Any, Block], bool]) -> None:
    import docx
    from docx.shared import Mm

    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = (
        Mm(28),
        Mm(26),
        Mm(37),
        Mm(35),
    )
    for name, size in (("Normal", 16), ("Title", 22), ("Heading 1", 16), ("Heading 2", 16), ("Heading 3", 16)):
        _dress(word.styles[name], size)
    rows: list[str] = []
    for block in [*blocks, Block("text", "")]:
        if block.kind == "row":
            rows.append(block.text)
            continue
        if rows:
            _table(word, rows)
            rows = []
        if block.text and not number(word, block):
            add_line(word, block, block.text)
    word.save(str(path))


def _dress(style: Any, size: int) -> None:
    """A Chinese font, black, lines 28 points apart, as GB/T 9704 has it."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.line_spacing = Pt(size + 12)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def add_line(word: Any, block: Block, text: str) -> Any:
    """A paragraph or heading; titles are centred, all else is justified with its first line indented by two letters."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    style = "Normal" if block.kind == "text" else f"Heading {min(block.level, 3)}" if block.level else "Title"
    line = word.add_paragraph(text, style=style)
    if style == "Title":
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        line.alignment, line.paragraph_format.first_line_indent = WD_ALIGN_PARAGRAPH.JUSTIFY, Pt(32)
    return line


def _table(word: Any, rows: list[str]) -> None:
    cells = [row.split("\t") for row in rows]
    grid = word.add_table(rows=0, cols=max(map(len, cells)), style="Table Grid")
    for texts in cells:
        for cell, text in zip(grid.add_row().cells, texts, strict=False):
            cell.text = text


_SHAPES = (r"([一二三四五六七八九十]{1,3})、", r"([(（])([一二三四五六七八九十]{1,3})([)）])", r"(\d{1,2})[.、．]")


class Numbers:
    """Word's automatic numbering over a text: one list of three levels, begun anew at each 一、."""

    def __init__(self, blocks: list[Block]) -> None:
        self.forms: dict[int, str] = {}
        for block in blocks:
            for level, shape in enumerate(_SHAPES):
                if found := re.match(shape, block.text):
                    self.forms.setdefault(level, re.sub(r"[一二三四五六七八九十\d]+", f"%{level + 1}", found[0]))
        self.counts = [0, 0, 0]
        self.lists = 0

    def number(self, word: Any, block: Block) -> bool:
        """Add a paragraph whose number Word makes; False, and nothing added, where Word's would be another."""
        for level in self.forms:
            count = 1 if level == 0 and block.text.startswith("一、") else self.counts[level] + 1
            label = self.forms[level].replace(f"%{level + 1}", str(count) if level == 2 else _numeral(count))
            if block.text.startswith(label) and not (level == 2 and block.text[len(label) :][:1].isdigit()):
                if not self.lists or (level == 0 and count == 1):
                    self._begin(word)
                self.counts[level:] = [count, 0, 0][: 3 - level]
                properties = add_line(word, block, block.text[len(label) :])._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = level, 90 + self.lists
                return True
        return False

    def _begin(self, word: Any) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        numbering = word.part.numbering_part.element
        self.lists, self.counts = self.lists + 1, [0, 0, 0]
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{_FORMATS[level]}"/><w:suff w:val="nothing"/>'
            f'<w:lvlText w:val="{form}"/></w:lvl>'
            for level, form in sorted(self.forms.items())
        )
        number = 90 + self.lists
        abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{levels}</w:abstractNum>'
        numbering.insert(0, parse_xml(abstract))
        link = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        numbering.append(parse_xml(link))


_FORMATS = ("chineseCountingThousand", "chineseCountingThousand", "decimal")


def _numeral(count: int) -> str:
    """一 to 九十九."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(count, 10)
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (digits[ones] if ones else "")


def page(report: Report, path: Path) -> None:
    """An HTML page."""
    body = "".join(_rows_or_line(report.blocks))
    style = f"body {{font-family: '{FONT}'; font-size: 12pt}} td {{border: 1px solid black}} table {{border-collapse: collapse}}"
    head = f'<meta charset="utf-8"><title>{html.escape(report.name)}</title><style>{style}</style>'
    path.write_text(
        f'<!DOCTYPE html><html lang="zh-CN"><head>{head}</head><body>{body}</body></html>', encoding="utf-8"
    )


def _rows_or_line(blocks: list[Block]) -> Iterator[str]:
    for at, block in enumerate(blocks):
        text = html.escape(block.text)
        if block.kind == "row":
            first = at == 0 or blocks[at - 1].kind != "row"
            last = at + 1 == len(blocks) or blocks[at + 1].kind != "row"
            cells = "".join(f"<td>{cell}</td>" for cell in text.split("\t"))
            yield "<table>" * first + f"<tr>{cells}</tr>" + "</table>" * last
        else:
            tag = f"h{block.level + 1}" if block.kind == "heading" else "p"
            yield f"<{tag}>{text}</{tag}>\n"


def converted(paths: list[Path], to: str, folder: Path) -> list[Path]:
    """Files as LibreOffice saves them in another format, in a folder."""
    folder.mkdir()
    profile = f"-env:UserInstallation={folder.parent.as_uri()}/profile"
    into = {"docx": "docx:MS Word 2007 XML", "pdf": "pdf", "doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format"}[to]
    reads = ["--infilter=HTML (StarWriter)"] if paths[0].suffix == ".html" else []
    command = [
        "soffice",
        profile,
        "--headless",
        *reads,
        "--convert-to",
        into,
        "--outdir",
        str(folder),
        *map(str, paths),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return [folder / f"{path.stem}.{to}" for path in paths]


# --- Reading back -----------------------------------------------------------------------------------------------------


def outline_of(source: Source) -> list[tuple[str, int, str]]:
    """The numbers, levels and titles of all headings, white space aside."""
    found = []
    for document in split(source):
        for one in outline.read_outline(document).labelled("heading"):
            assert isinstance(one.value, Heading)
            found.append((_solid(one.value.number), one.value.level, _solid(one.value.title)))
    return found


def _solid(text: str) -> str:
    return re.sub(r"\s", "", text)


def compared(way: str, report: Report, path: Path) -> Reading:
    """How a file compares with the text it was made from."""
    try:
        source = load_source(path)
    except LoadError as error:
        return Reading(way, report.name, 0.0, False, str(error))
    written, read = _solid(report.text), _solid(source.text)
    share = 1 - edits(written, read) / max(1, len(written) + len(read))
    before, after = outline_of(Source(report.text)), outline_of(source)
    return Reading(way, report.name, share, before == after, _differences(written, read, before, after))


def edits(one: str, other: str) -> int:
    """The fewest characters to put in and take out to make one text of the other (Myers 1986); of texts that differ in
    more than a fifth, all are counted.

    >>> edits("整治背街小巷80条", "整治背街小街8 0条")
    3
    """
    reach, longest = {1: 0}, len(one) + len(other)
    for count in range(longest // 5 + 1):
        for lane in range(-count, count + 1, 2):
            down = lane == -count or (lane != count and reach[lane - 1] < reach[lane + 1])
            x = reach[lane + 1] if down else reach[lane - 1] + 1
            while x < len(one) and 0 <= x - lane < len(other) and one[x] == other[x - lane]:
                x += 1
            reach[lane] = x
            if x >= len(one) and x - lane >= len(other):
                return count
    return longest


def _differences(written: str, read: str, before: list[Any], after: list[Any]) -> str:
    """Where the two differ, for a person."""
    lines = []
    if written != read:
        matcher = difflib.SequenceMatcher(None, written, read, autojunk=False)
        for what, a, b, c, d in [code for code in matcher.get_opcodes() if code[0] != "equal"][:12]:
            lines.append(
                f"  {what}: …{written[max(0, a - 12) : a]}[{written[a:b][:60]}|{read[c:d][:60]}]{written[b : b + 12]}…"
            )
    lines += [f"  heading lost: {one}" for one in before if one not in after][:12]
    lines += [f"  heading made: {one}" for one in after if one not in before][:12]
    return "\n".join(lines)


# --- The ways ---------------------------------------------------------------------------------------------------------


def readings(texts: list[Report], folder: Path, *, legacy: bool = True) -> Iterator[Reading]:
    """Every text in every way, written into an empty folder and read back; `legacy` formats take seconds each."""
    for name in ENCODINGS:
        for report in texts:
            yield from _encoded(name, report, folder / f"{name}.txt")
    typed = _written(texts, typed_docx, folder / "typed", "docx")
    yield from _all("docx, typed numbers", texts, typed)
    yield from _all("docx, Word's numbers", texts, _written(texts, numbered_docx, folder / "numbered", "docx"))
    pages = _written(texts, page, folder / "pages", "html")
    yield from _all("html", texts, pages)
    if shutil.which("soffice"):
        yield from _all("docx by LibreOffice", texts, converted(pages, "docx", folder / "from_html"))
        yield from _all("pdf as offices print", texts, converted(typed, "pdf", folder / "printed"))
        yield from _all("pdf as browsers print", texts, converted(pages, "pdf", folder / "browsed"))
        for kind in ("doc", "rtf") if legacy else ():
            yield from _all(f"{kind} by LibreOffice", texts, converted(typed, kind, folder / kind))


def _encoded(name: str, report: Report, path: Path) -> Iterator[Reading]:
    codec, mark = ENCODINGS[name]
    try:
        path.write_bytes(mark + report.text.encode(codec))
    except UnicodeEncodeError:
        return
    yield compared(f"txt {name}", report, path)


def _written(texts: list[Report], write: Callable[[Report, Path], None], folder: Path, kind: str) -> list[Path]:
    folder.mkdir()
    paths = [folder / f"{at}.{kind}" for at in range(len(texts))]
    for report, path in zip(texts, paths, strict=True):
        write(report, path)
    return paths


def _all(way: str, texts: list[Report], paths: list[Path]) -> Iterator[Reading]:
    for report, path in zip(texts, paths, strict=True):
        yield compared(way, report, path)


def is_fit(reading: Reading) -> bool:
    """Whether a reading meets the floors."""
    return reading.outline and reading.characters >= FLOORS[re.split("[ ,]", reading.way)[0]]


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write texts in every way, read them back, compare.")
    parser.add_argument("folders", nargs="*", type=Path, default=[folder for folder in FOLDERS if folder.is_dir()])
    parser.add_argument("--show", action="store_true", help="print where readings differ")
    chosen = parser.parse_args(arguments)
    texts = [one for folder in chosen.folders for one in reports(folder)] + [report("松濱鎮", TRADITIONAL)]
    with tempfile.TemporaryDirectory() as folder:
        found = list(readings(texts, Path(folder)))
    _print_table(found)
    for reading in found:
        if chosen.show and (reading.differences or not is_fit(reading)):
            print(f"{reading.way}: {reading.name} {reading.characters:.4f}\n{reading.differences}")
    if not shutil.which("soffice"):
        print(
            "没有 LibreOffice，略去需要它的方式。 Without LibreOffice: its ways were left out.",
            file=sys.stderr,
        )
    return int(not all(map(is_fit, found)))


def _print_table(found: list[Reading]) -> None:
    print(f"{'way':24}{'texts':>6}{'min':>9}{'mean':>9}{'outline agrees':>16}")
    for way in dict.fromkeys(reading.way for reading in found):
        own = [reading for reading in found if reading.way == way]
        shares = [reading.characters for reading in own]
        agree = f"{sum(reading.outline for reading in own)}/{len(own)}"
        print(f"{way:24}{len(own):6}{min(shares):9.4f}{mean(shares):9.4f}{agree:>16}")


if __name__ == "__main__":
    sys.exit(main())

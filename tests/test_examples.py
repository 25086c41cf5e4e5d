"""The example reports keep the promises of examples/README.md."""

from __future__ import annotations

import itertools
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
REPORTS, SOURCES = EXAMPLES / "reports", EXAMPLES / "sources"
SHARED = ROOT.parent / "shared"
YEARS = sorted((EXAMPLES / "years").iterdir())
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ENCODINGS = {"UTF-8": "utf-8", "UTF-8 BOM": "utf-8-sig", "UTF-8 CRLF": "utf-8", "GB18030": "gb18030"}
RUN = 20  # characters in a row that would count as copied


@dataclass(frozen=True, slots=True)
class Row:
    file: str
    kind: str
    place: str
    form: str
    damage: str
    source: str

    @property
    def path(self) -> Path:
        return REPORTS / self.file


def promised() -> list[Row]:
    lines = (EXAMPLES / "README.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [Row(*row) for row in cells[2:]]


ROWS = promised()
TEXTS = [row for row in ROWS if row.form in ENCODINGS]
WORDS = [row for row in ROWS if row.form == "DOCX"]
PDFS = [row for row in ROWS if row.form == "PDF"]


def name(row: Row) -> str:
    return row.file


def clean(row: Row) -> str:
    """The clean original, or the file itself where it is its own."""
    return (REPORTS / row.file if row.source == "—" else SOURCES / row.source).read_text(encoding="utf-8-sig")


def report(row: Row) -> str:
    """The text as a reader meets it; of a PDF, which the standard library cannot read, its source."""
    if row.form in ENCODINGS:
        return row.path.read_bytes().decode(ENCODINGS[row.form])
    if row.form == "DOCX":
        return "\n".join(texts(row, "p"))
    return clean(row)


def part(row: Row, inside: str) -> ElementTree.Element:
    with zipfile.ZipFile(row.path) as package:
        return ElementTree.fromstring(package.read(inside))


def texts(row: Row, tag: str) -> list[str]:
    """The texts of all paragraphs (`p`) or table cells (`tc`)."""
    found = part(row, "word/document.xml").iter(f"{W}{tag}")
    return ["".join(t.text or "" for t in element.iter(f"{W}t")) for element in found]


def test_the_table_lists_every_report_once_and_every_source_is_used() -> None:
    assert sorted(row.file for row in ROWS) == sorted(path.name for path in REPORTS.iterdir())
    assert {row.source for row in ROWS} - {"—"} == {path.name for path in SOURCES.iterdir()}


def test_there_are_enough_reports_places_kinds_and_troubles() -> None:
    assert len(ROWS) >= 14
    assert len({row.place for row in ROWS if not row.place.startswith(("XX", "某"))}) >= 7
    assert {"总结", "综述", "汇报", "方案", "发言", "调研报告"} <= {row.kind for row in ROWS}
    assert sum("masked" in row.damage for row in ROWS) >= 4
    assert sum("damaged" in row.damage for row in ROWS) >= 4


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_a_report_has_a_reports_length(row: Row) -> None:
    assert 800 <= len(report(row)) <= 3000


@pytest.mark.parametrize("row", TEXTS, ids=name)
def test_a_text_is_encoded_as_said(row: Row) -> None:
    raw = row.path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") == (row.form == "UTF-8 BOM")
    assert (b"\r\n" in raw) == (row.form == "UTF-8 CRLF")
    assert raw.count(b"\n") == raw.count(b"\r\n") or b"\r" not in raw
    if row.form == "GB18030":
        with pytest.raises(UnicodeDecodeError):
            raw.decode("utf-8")
    assert "\ufffd" not in raw.decode(ENCODINGS[row.form])


@pytest.mark.parametrize("row", [row for row in TEXTS if "damaged" not in row.damage], ids=name)
def test_an_undamaged_text_is_its_source(row: Row) -> None:
    assert report(row).replace("\r\n", "\n") == clean(row)


@pytest.mark.parametrize("row", WORDS, ids=name)
def test_a_word_file_has_headings_automatic_numbers_and_a_table_of_figures(row: Row) -> None:
    styles = [s.get(f"{W}val") for s in part(row, "word/document.xml").iter(f"{W}pStyle")]
    assert {"Title", "Heading1", "Heading2"} <= set(styles)
    formats = {f.get(f"{W}val") for f in part(row, "word/numbering.xml").iter(f"{W}numFmt")}
    assert formats == {"chineseCountingThousand", "decimal"}
    patterns = [t.get(f"{W}val") for t in part(row, "word/numbering.xml").iter(f"{W}lvlText")]
    assert patterns == ["%1、", "（%2）", "%3."]
    definitions = part(row, "word/styles.xml").iter(f"{W}style")
    linked = {style.get(f"{W}styleId") for style in definitions if style.find(f".//{W}numId") is not None}
    assert {"Heading1", "Heading2", "ListNumber"} <= linked
    assert not [
        line for line in texts(row, "p") if re.match(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）", line)
    ]
    cells = texts(row, "tc")
    assert {"任务", "责任单位"} <= set(cells)
    assert any(re.search(r"\d|XX", cell) for cell in cells)


@pytest.mark.parametrize("row", WORDS, ids=name)
def test_a_word_file_says_what_its_source_says(row: Row) -> None:
    marks = re.compile(r"^(#+ |\d\. )", re.MULTILINE)
    said = re.sub(r"[|\s]", "", marks.sub("", clean(row)))
    assert re.sub(r"\s", "", "".join(texts(row, "p"))) == said


@pytest.mark.parametrize("row", PDFS, ids=name)
def test_a_pdf_is_small_has_pages_and_brings_its_font(row: Row) -> None:
    raw = row.path.read_bytes()
    assert raw.startswith(b"%PDF-") and len(raw) < 300_000
    assert len(re.findall(rb"/Type\s*/Page\b", raw)) >= 3
    assert b"/FontFile" in raw and b"/ToUnicode" in raw


@pytest.mark.parametrize("path", YEARS, ids=lambda path: path.stem)
def test_a_further_year_is_a_report_of_the_city_that_has_years(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert 800 <= len(text) <= 3000 and text.startswith(f"云岭市{path.stem[3:8]}创建")


def find(word: str) -> Row:
    (row,) = [row for row in ROWS if word in row.damage]
    return row


def test_undoing_the_chunks_gives_the_clean_text() -> None:
    row = find("chunk numbers")
    chunks = re.findall(r"^(\d+)、(.*)$", report(row), re.MULTILINE)
    assert [int(number) for number, _ in chunks] == list(range(1, len(chunks) + 1))
    assert {len(chunk) for _, chunk in chunks[:-1]} == {300}
    joined = "".join(chunk for _, chunk in chunks)
    assert joined.endswith(clean(row).replace("\n", ""))
    ends = [before[-1] + after[0] for (_, before), (_, after) in itertools.pairwise(chunks)]
    assert any(end.isdigit() for end in ends), "no chunk number stands inside a number"


def test_the_compilation_holds_its_pieces_whole() -> None:
    row = find("three pieces")
    pieces = re.split(r"^2025文明城市创建材料范文 篇\d\n", report(row), flags=re.MULTILINE)[1:]
    assert pieces == clean(row).split("===\n") and len(pieces) == 3


def test_the_wrapped_report_is_damaged_where_its_source_is_not() -> None:
    row = find("hard wraps")
    damaged, whole = report(row), clean(row)
    joined = damaged.replace("\n", "")
    repeated = re.search(r"([^。]{20,}。)\1\1", joined)
    assert repeated and whole.count(repeated[1]) == 1
    quotes = re.findall(r"“[^”。，]{2,6}二", joined)
    marks = re.findall(r"[\u4e00-\u9fff]['.][\u4e00-\u9fff]", joined)
    assert len(quotes) == 3 and len(marks) == 3
    assert not re.search(r"“[^”。，]{2,6}二", whole) and "'" not in whole
    mended = joined.replace(repeated[0], repeated[1])
    for quote in quotes:
        mended = mended.replace(quote, quote[:-1] + "”")
    assert re.sub(r"(?<=[\u4e00-\u9fff])['.](?=[\u4e00-\u9fff])", "", mended) == whole.replace("\n", "")


def test_the_paywall_stands_between_the_two_ends_of_the_source() -> None:
    row = find("paywall")
    before, after = re.split(r"以下内容需要权限查看.*登录后继续阅读\n\n", report(row), flags=re.DOTALL)
    assert clean(row).startswith(before) and clean(row).endswith(after)
    assert len(before) + len(after) < len(clean(row))


def runs(text: str) -> set[str]:
    """Every run of `RUN` characters, whatever the width of punctuation and the line breaks."""
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    return {bare[at : at + RUN] for at in range(len(bare) - RUN + 1)}


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the shared papers are not here")
def test_nothing_is_copied_from_the_shared_texts() -> None:
    papers = [*(SHARED / "seeds").glob("*.txt"), *(SHARED / "gold").rglob("*.txt"), *(SHARED / "domain").glob("*.md")]
    theirs = set().union(*(runs(path.read_text(encoding="utf-8")) for path in papers))
    assert theirs
    for row in ROWS:
        assert not runs(report(row)) & theirs, row.file
        assert not runs(clean(row)) & theirs, row.source
    for path in YEARS:
        assert not runs(path.read_text(encoding="utf-8")) & theirs, path.name

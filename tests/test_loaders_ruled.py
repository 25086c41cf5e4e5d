"""Ruled tables of a PDF: cells, merges, open sides, page breaks, and what only looks like a table."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import hostile
import pytest
from hostile import SENTENCE, docx, grid, paragraph, pdf, rules, set_in_lines, table

from civtext.loaders import Limits, load_source
from civtext.loaders import pdf as pdf_module
from civtext.loaders.characters import Cell, Line
from civtext.loaders.layout import cell_text, close_up
from civtext.loaders.limits import Options
from civtext.loaders.pdf import read_pdf
from civtext.model import Source

pytest.importorskip("pdfplumber")

BEFORE, AFTER = (107, 700, 16, "整治情况见下表。"), (107, 480, 16, "下一步继续整治。")
COLUMNS, ROWS = [75.0, 235.0, 375.0, 515.0], [680.0, 640.0, 600.0, 520.0]
WORDS = [
    *((80, 650, 16, "项目"), (240, 650, 16, "数量"), (380, 650, 16, "责任单位")),
    *((80, 615, 16, "背街小巷"), (240, 615, 16, "80条"), (380, 615, 16, "市城管局")),
    *((80, 575, 16, "居民可去的口袋公园"), (80, 550, 16, "和小广场"), (240, 560, 16, "12处")),
]
TEXT = "项目\t数量\t责任单位\n背街小巷\t80条\t市城管局\n居民可去的口袋公园和小广场\t12处\t\n"


def read(data: bytes, sandboxed: bool = False, **limits: int) -> Source:
    return read_pdf(data, Options(sandboxed=sandboxed, limits=Limits(**limits)))


def codes(source: Source) -> list[str]:
    return [flag.code for flag in source.flags]


def test_cells_stand_in_rows_in_place_of_loose_lines() -> None:
    source = read(pdf([[BEFORE, *WORDS, AFTER]], drawn=(grid(COLUMNS, ROWS),)))
    assert source.text == f"{BEFORE[3]}\n{TEXT}{AFTER[3]}\n"
    assert codes(source) == []


def test_each_cell_is_a_part_that_can_be_found() -> None:
    source = read(pdf([[BEFORE, *WORDS, AFTER]], drawn=(grid(COLUMNS, ROWS),)), sandboxed=True)
    said = {source.text[slice(*part.span)]: (part.kind, str(part.where)) for part in source.parts}
    assert said["80条"] == ("table", "第1页表1第2行第2列")
    assert said[""] == ("table", "第1页表1第3行第3列")
    assert said[BEFORE[3] + "\n"] == said[AFTER[3] + "\n"] == ("body", "第1页")
    assert source.where(source.text.index("城管")).column == 3


def test_what_is_not_seen_in_a_cell_has_its_span() -> None:
    """On the second line of a cell, and in a cell of its own."""
    unseen = "".join(hostile._line(text, "", y, x).decode() for x, y, text in ((80, 532, "隐去"), (380, 560, "看不见")))
    source = read(pdf([[BEFORE, *WORDS, AFTER]], drawn=(f"{grid(COLUMNS, ROWS)}q 3 Tr {unseen} Q ",)), sandboxed=True)
    assert [source.text[slice(*flag.span)] for flag in source.flags if flag.span] == ["隐去", "看不见"]
    assert set(codes(source)) == {"pdf.hidden"}
    assert source.where(source.text.index("看不见")).column == 3


@pytest.mark.parametrize(
    ("lines", "words", "text"),
    [
        pytest.param(
            rules(
                *((75, y, 515, y) for y in (680, 640, 600)),
                *((x, 680, x, 600) for x in (75, 515)),
                (235, 640, 235, 600),
                (375, 640, 375, 600),
            ),
            [(220, 650, 16, "整治项目一览"), (80, 615, 16, "小巷"), (240, 615, 16, "80条"), (380, 615, 16, "城管")],
            "整治项目一览\n小巷\t80条\t城管\n",
            id="across",
        ),
        pytest.param(
            rules(*((x, 680, x, 600) for x in (75, 235, 515)), (75, 680, 515, 680), (235, 640, 515, 640))
            + rules((75, 600, 515, 600)),
            [(80, 632, 16, "环境"), (240, 650, 16, "小巷80条"), (240, 615, 16, "公厕12座")],
            "环境\t小巷80条\n\t公厕12座\n",
            id="down",
        ),
    ],
)
def test_a_merged_cell_is_read_once(lines: str, words: list[tuple[float, float, float, str]], text: str) -> None:
    assert read(pdf([words], drawn=(lines,))).text == text


def test_sides_may_be_open() -> None:
    """Rows ruled beyond the outermost upright lines: official tables often have no sides."""
    lines = rules(*((75, y, 515, y) for y in ROWS), *((x, 680, x, 520) for x in COLUMNS[1:3]))
    assert read(pdf([[*WORDS]], drawn=(lines,))).text == TEXT


def test_a_grid_of_filled_rectangles() -> None:
    """As Word draws borders."""
    across = "".join(f"75 {y} 440.5 0.5 re f\n" for y in ROWS)
    upright = "".join(f"{x} 520 0.5 160 re f\n" for x in COLUMNS)
    assert read(pdf([[*WORDS]], drawn=(across + upright,))).text == TEXT


@pytest.mark.parametrize(
    ("turn", "page"),
    [
        pytest.param("0 1 -1 0 700 0 cm", "/Rotate 90", id="turned to be read"),
        pytest.param("0 1 -1 0 700 0 cm", "", id="printed sideways"),
        pytest.param("0 -1 1 0 -150 700 cm", "/Rotate 270", id="turned the other way"),
        pytest.param("-1 0 0 -1 595 842 cm", "/Rotate 180", id="upside down"),
        pytest.param("1 0 0 1 5 5 cm", "/CropBox [10 20 580 830]", id="cropped"),
    ],
)
def test_a_page_on_its_side(turn: str, page: str) -> None:
    """C24: wide tables often are."""
    data = pdf([[BEFORE, *WORDS, AFTER]], drawn=(f"{turn}\n{grid(COLUMNS, ROWS)}",), page=page)
    assert read(data).text == f"{BEFORE[3]}\n{TEXT}{AFTER[3]}\n"


def test_a_corner_that_is_not_zero() -> None:
    data = pdf([[BEFORE, *WORDS, AFTER]], drawn=(grid(COLUMNS, ROWS),), page="/CropBox [0 0 595 842]")
    moved = data.replace(b"/MediaBox [0 0 595 842]", b"/MediaBox [9 9 595 842]")
    assert read(moved).text == f"{BEFORE[3]}\n{TEXT}{AFTER[3]}\n"


def test_a_table_over_two_pages_goes_on() -> None:
    """C26: the repeated header row is furniture, not data."""
    rest = [*WORDS[:3], (80, 615, 16, "集贸市场"), (240, 615, 16, "5个"), (380, 615, 16, "市监局")]
    data = pdf([[BEFORE, *WORDS], [*rest, AFTER]], drawn=(grid(COLUMNS, ROWS), grid(COLUMNS, ROWS[:3])))
    source = read(data)
    assert source.text == f"{BEFORE[3]}\n{TEXT}集贸市场\t5个\t市监局\n{AFTER[3]}\n"
    assert str(source.where(source.text.index("集贸"))) == "第2页表1第4行第1列"
    assert codes(source) == ["pdf.furniture"]


def test_another_table_on_the_next_page_is_another() -> None:
    other = [75.0, 195.0, 515.0]
    words = [(80, 650, 16, "项目"), (200, 650, 16, "数量"), (80, 615, 16, "集贸市场"), (200, 615, 16, "5个")]
    source = read(pdf([WORDS, words], drawn=(grid(COLUMNS, ROWS), grid(other, ROWS[:3]))))
    assert source.text == TEXT + "项目\t数量\n集贸市场\t5个\n"
    assert str(source.where(source.text.index("5个"))) == "第2页表2第2行第2列"


LINES = set_in_lines([SENTENCE * 3, "一、治乱", SENTENCE * 2])
FRAME = [(40, 60, 555, 60), (40, 800, 555, 800), (40, 60, 40, 800), (555, 60, 555, 800)]
LOOK_ALIKES = {
    "page border": rules(*FRAME),
    "page border of a rectangle": "40 60 515 740 re S\n",
    "letterhead ruled off in a border": rules(*FRAME, (40, 760, 555, 760)),
    "border with a margin ruled off": rules(*FRAME, (40, 760, 555, 760), (70, 60, 70, 800)),
    "border with a line down the middle": rules(*FRAME, (300, 60, 300, 800)),
    "border twice": rules(*FRAME, (46, 66, 549, 66), (46, 794, 549, 794), (46, 66, 46, 794), (549, 66, 549, 794)),
    "lines under headings": rules((75, 735, 515, 735), (75, 600, 515, 600), (75, 598, 515, 598)),
    "underlined blanks": rules(*((x, y, x + 60, y) for x in (100, 200, 300) for y in (738, 708, 678))),
    "shaded paragraphs": "".join(f"0.9 g 75 {y} 450 30 re f\n" for y in (735, 705, 675)) + "0 g\n",
    "margin line": rules((70, 60, 70, 800), (75, 735, 515, 735)),
    "empty grid": grid([75, 200, 400], [200, 150, 100]),
}


@pytest.mark.parametrize("drawn", LOOK_ALIKES.values(), ids=LOOK_ALIKES.keys())
def test_look_alikes_are_not_tables(drawn: str) -> None:
    plain, source = read(pdf(LINES)), read(pdf(LINES, drawn=(drawn,)))
    assert source.text == plain.text
    assert source.parts == plain.parts
    assert codes(source) == []


def test_too_much_drawn_is_left_alone() -> None:
    data = pdf([WORDS], drawn=(grid(COLUMNS, ROWS) * 30,))
    assert codes(read(data, page_drawn=100)) == ["pdf.tables_skipped"]
    assert codes(read(data, page_characters=20)) == ["pdf.tables_skipped"]
    assert codes(read(data)) == []


def test_one_path_of_many_segments_counts_as_many() -> None:
    path = "".join(f"{x} {y} 4 4 re " for x in range(80, 500, 5) for y in range(520, 680, 5)) + "S\n"
    assert codes(read(pdf([WORDS], drawn=(path,)), page_drawn=2_000)) == ["pdf.tables_skipped"]


def test_readers_that_differ_leave_the_page_as_it_was() -> None:
    """A text that a file gives for what it draws: pdfium reads it, pdfplumber reads what is drawn."""
    said = f"/Span <</ActualText <FEFF{'整治背街小巷'.encode('utf-16-be').hex() * 9}>>> BDC"
    source = read(pdf([WORDS], drawn=(f"{grid(COLUMNS, ROWS)}\n{said}",)))
    assert codes(source) == ["pdf.readers_differ"]
    assert {part.kind for part in source.parts} == {"body"}


def test_a_table_of_private_signs_is_a_table_still() -> None:
    words = [(x, y, size, text if x < 200 else "\ue123" * 2) for x, y, size, text in WORDS]
    source = read(pdf([words], drawn=(grid(COLUMNS, ROWS),)))
    assert codes(source) == ["pdf.unmapped_text"]
    assert source.text.startswith("项目\t\ue123\ue123\t")


def test_bold_by_printing_twice_does_not_differ() -> None:
    twice = [(x + 0.3, y, size, text) for x, y, size, text in WORDS]
    both = [line for pair in zip(WORDS, twice, strict=True) for line in pair]
    assert "pdf.readers_differ" not in codes(read(pdf([both], drawn=(grid(COLUMNS, ROWS),))))


def test_a_failing_second_reader_costs_the_table_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> list[Line]:
        raise MemoryError

    monkeypatch.setattr(pdf_module, "table_lines", fail)
    source = read(pdf([[BEFORE, *WORDS]], drawn=(grid(COLUMNS, ROWS),)))
    assert codes(source) == ["pdf.tables_skipped"]
    assert "背街小巷" in source.text


def line(text: str, left: float, right: float) -> Line:
    return Line(text, left, right, 0, 12, 12, 1, 595, 842, Cell(1, 1, 1))


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        pytest.param([line("环境卫生满", 0, 60), line("意", 0, 12)], "环境卫生满意", id="wrapped"),
        pytest.param([line("提高14.6个", 4, 58), line("百分点", 12, 48)], "提高14.6个百分点", id="wrapped, centred"),
        pytest.param([line("文明办", 0, 36), line("城管局", 0, 36)], "文明办\n城管局", id="ended by the author"),
        pytest.param([line("文明", 18, 42), line("城管", 18, 42)], "文明\n城管", id="ended, centred"),
        pytest.param([line("比去年增", 0, 48), line("12.5%。", 0, 42)], "比去年增12.5%。", id="a number wraps whole"),
        pytest.param([line("一是清", 24, 60), line("扫街道", 0, 36)], "一是清扫街道", id="indented"),
        pytest.param([line("扫街道。", 0, 48), line("二是", 24, 48)], "扫街道。\n二是", id="next paragraph"),
        pytest.param([line("姓\t名", 0, 60)], "姓 名", id="no tab inside"),
    ],
)
def test_lines_of_a_cell(lines: list[Line], text: str) -> None:
    assert cell_text(lines, 0, 62) == (text, ())


def test_spaces_between_han_and_digits_go_where_all_borders_have_one() -> None:
    spaced = "2025 年全市整治背街小巷 80 条，满意度达到 96.5% 以上，其中城区 12 条"
    title = "2 主要做法"
    assert read(pdf([[(75, 700, 14, title), (75, 670, 14, spaced)]])).text.splitlines() == [
        title,
        "2025年全市整治背街小巷80条，满意度达到96.5%以上，其中城区12条",
    ]


@pytest.mark.parametrize("text", ["附件 1 见后，整治背街小巷80条，新建公园12处，公厕6座。", "表 1 如下"])
def test_spaces_that_the_author_typed_stay(text: str) -> None:
    assert read(pdf([[(75, 700, 16, text)]])).text == text + "\n"


@pytest.mark.parametrize(
    ("text", "begins", "closed"),
    [
        ("1 基本情况", True, "1 基本情况"),
        ("2.1 整治 80 条", True, "2.1 整治80条"),
        ("5 月 3 日召开会议", True, "5月3日召开会议"),
        ("12 个社区", False, "12个社区"),
        ("XX 市 GDP 增长", True, "XX市GDP增长"),
        ("全市 总结", True, "全市 总结"),
        ("new city", True, "new city"),
    ],
)
def test_close_up(text: str, begins: bool, closed: str) -> None:
    assert close_up(text, begins=begins) == closed


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_a_word_file_and_its_pdf_have_the_same_table(tmp_path: Path) -> None:
    rows = [["项目", "数量", "责任单位"], ["背街小巷", "80条", "市城管局"], ["口袋公园", "", "市园林局"]]
    body = paragraph("情况见下表。") + table(*rows) + paragraph("下一步继续整治。")
    border = '<w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders>' + "".join(
        f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = '<w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/></w:tblGrid>'
    word = tmp_path / "a.docx"
    word.write_bytes(docx(body.replace("<w:tbl>", f"<w:tbl>{border}</w:tblBorders></w:tblPr>{columns}")))
    profile = f"-env:UserInstallation={tmp_path.as_uri()}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(word)]
    subprocess.run(command, check=True, capture_output=True)
    assert load_source(tmp_path / "a.pdf").text == load_source(word).text

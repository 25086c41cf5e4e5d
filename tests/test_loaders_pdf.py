"""PDF: lines to paragraphs, furniture out, and a child process that may die; rows C of the bad inputs."""

from __future__ import annotations

import random
from pathlib import Path

import hostile
import pytest
from hostile import SENTENCE, pdf, set_in_lines

from civtext.errors import LoadError
from civtext.loaders import Limits, load_source
from civtext.loaders import pdf as pdf_module
from civtext.loaders.characters import Char, lines_of
from civtext.loaders.limits import Options
from civtext.loaders.pdf import read_pdf
from civtext.model import Source

pytest.importorskip("pypdfium2")

PARAGRAPHS = [
    "一、加强组织领导",
    "（一）压实责任。" + SENTENCE * 3,
    "（二）健全机制。市委常委会召开专题会议6次，印发《文明行为促进条例》实施细则。" + SENTENCE * 2,
    "二、聚焦民生实事",
    *(f"{n}.第{n}项民生实事：" + SENTENCE * n for n in range(1, 7)),
]


def read(data: bytes, sandboxed: bool = False, **limits: float) -> Source:
    return read_pdf(data, Options(sandboxed=sandboxed, limits=Limits(**limits)))  # type: ignore[arg-type]


def refused(data: bytes, sandboxed: bool = False, **limits: float) -> str:
    with pytest.raises(LoadError) as caught:
        read(data, sandboxed, **limits)
    return caught.value.code


def test_lines_become_paragraphs_again() -> None:
    """C25: numbers and words cut by a line end are whole."""
    assert read(pdf(set_in_lines(PARAGRAPHS))).text.splitlines() == PARAGRAPHS


def test_furniture_goes_and_is_told() -> None:
    """C23: the running head, the page numbers, the watermark."""
    pages = set_in_lines(PARAGRAPHS, per_page=8)
    dressed = [
        [(200, 800, 10, "澄溪市文明办汇编"), *page, (280, 40, 10, f"— {n} —"), (250, 400, 40, "草稿")]
        for n, page in enumerate(pages, 1)
    ]
    source = read(pdf(dressed))
    assert source.text.splitlines() == PARAGRAPHS
    (flag,) = source.flags
    assert flag.code == "pdf.furniture"
    assert "草稿" in flag.note
    kept = read_pdf(pdf(dressed), Options(sandboxed=False, keep_furniture=True))
    assert kept.text.count("草稿") == len(pages)
    assert kept.flags == ()


def test_pages_that_are_all_alike_are_no_furniture() -> None:
    source = read(pdf([[(75, 800, 16, SENTENCE)]] * 4))
    assert source.text.count(SENTENCE) == 4
    assert source.flags == ()


def test_pages_are_parts() -> None:
    pages = set_in_lines(PARAGRAPHS, per_page=8)
    source = read(pdf(pages))
    assert [part.where.page for part in source.parts] == list(range(1, len(pages) + 1))
    assert "".join(source.text[slice(*part.span)] for part in source.parts) == source.text
    for part, page in zip(source.parts, pages, strict=True):
        assert source.text[part.span.start :].startswith(page[0][3])


@pytest.mark.parametrize("box", ["0 0 595 0", "0 0 0 0", "0 0 1e38 842", "595 842 0 0", "(a) 0 1"])
def test_a_page_box_that_could_not_be_printed(box: str) -> None:
    """C15: the text is read as on A4."""
    data = pdf(set_in_lines(PARAGRAPHS)).replace(b"[0 0 595 842]", f"[{box}]".encode())
    assert read(data).text == read(pdf(set_in_lines(PARAGRAPHS))).text


def test_paragraphs_parted_by_a_gap() -> None:
    """Browsers and .html set paragraphs apart without indents; where a paragraph's last line is full, only the gap tells."""
    first, second, third = SENTENCE[:28], SENTENCE[:20], "下一步，再整治背街小巷。"
    full = (first * 3)[:84]
    lines, y = [], 780.0
    for text in (full, second, full, third):
        for at in range(0, len(text), 28):
            lines.append((75.0, y, 16.0, text[at : at + 28]))
            y -= 24.0
        y -= 12.0
    assert read(pdf([lines])).text.splitlines() == [full, second, full, third]


def test_a_little_unevenness_is_no_gap() -> None:
    lines = [(75.0, 780.0 - 24 * row, 16.0, ("整治背街小巷" * 5)[:28]) for row in range(6)]
    lines[3] = (75.0, 780.0 - 24 * 3 - 3, 16.0, lines[3][3])
    assert len(read(pdf([lines])).text.splitlines()) == 1


def test_rows_of_a_table_stay_apart() -> None:
    row = [(75, 600, 16, "序号"), (200, 600, 16, "项目"), (400, 600, 16, "数量")]
    next_row = [(75, 570, 16, "1"), (200, 570, 16, "背街小巷"), (400, 570, 16, "80条")]
    assert read(pdf([[*row, *next_row]])).text == "序号\t项目\t数量\n1\t背街小巷\t80条\n"


def test_a_title_on_two_centred_lines() -> None:
    title = [(121, 760, 22, "关于云岭县二〇二三年创建工作情"), (231.5, 725, 22, "况的总结报告")]
    lines = [*title, *((x, y - 80, size, text) for x, y, size, text in set_in_lines(["一、开头", SENTENCE * 4])[0])]
    assert read(pdf([lines])).text.splitlines() == [
        "关于云岭县二〇二三年创建工作情况的总结报告",
        "一、开头",
        SENTENCE * 4,
    ]


def test_a_last_line_of_digits_belongs_to_its_paragraph() -> None:
    first, rest = "经第三方调查今年全市群众满意度换算分值为", "98.5%。"
    page = [(107, 700, 16, first), (75, 670, 16, rest), (107, 640, 16, "下一步。")]
    assert read(pdf([page])).text.splitlines() == [first + rest, "下一步。"]


def test_a_font_that_states_no_height() -> None:
    """The box of a comma is then as low as its ink; the base line tells that it stands on the line."""
    tops = {"首": 11, "先": 11, "，": 3, "我": 11, "1": 8, ".": 2, "5": 8, "万": 11}
    chars = [
        Char(char, 12.0 * at, 12.0 * at + 12, 0 if char != "，" else -1, top, 0, False, at, 1)
        for at, (char, top) in enumerate(tops.items())
    ]
    assert [line.text for line in lines_of(chars, (595, 842))] == ["首先，我1.5万"]


def test_another_line_is_another_line() -> None:
    chars = [Char(char, 0, 12, base, base + 11, base, False, 0, 1) for char, base in (("首", 40), ("先", 20))]
    assert [line.text for line in lines_of(chars, (595, 842))] == ["首", "先"]


@pytest.mark.parametrize(
    ("first", "rest", "joined"),
    [
        pytest.param("打造“云帮团”“岭上书", "声”“半边天课堂”品牌。", True, id="quotations not parted"),
        pytest.param("现有企业门槛高管得着看不见”。", "4.2 参与不均", False, id="decimal heading"),
        pytest.param("全市共发放宣传资料和倡议书约", "4.2万份。", True, id="decimal number"),
    ],
)
def test_whether_a_line_goes_on(first: str, rest: str, joined: bool) -> None:
    full = "全市上下齐心协力共建文明城市工作"
    page = [(75, 740 - 30 * at, 16, text) for at, text in enumerate([full[:14], first, rest, "完毕。"])]
    assert (first + rest in read(pdf([page])).text) is joined


def test_a_subtitle_stands_on_its_own_line() -> None:
    title = [(217.5, 760, 20, "开发区的实践思考"), (197.5, 725, 20, "——望泽区调研报告")]
    body = [(x, y - 80, size, text) for x, y, size, text in set_in_lines([SENTENCE * 4])[0]]
    assert read(pdf([[*title, *body]])).text.splitlines()[:2] == [title[0][3], title[1][3]]


def test_the_child_gives_what_the_reader_gives() -> None:
    data = pdf(set_in_lines(PARAGRAPHS, per_page=8))
    assert read(data, sandboxed=True) == read(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "pdf.not_pdf", id="C01 empty"),
        pytest.param(b"%PDF-1.7\n", "pdf.not_pdf", id="C01 header only"),
        pytest.param(b"%PDF-1.7\n" + random.Random(1).randbytes(50_000), "pdf.not_pdf", id="C01 noise"),
        pytest.param(pdf([[(75, 700, 16, SENTENCE)]])[:420], "pdf.truncated", id="C02 cut"),
        pytest.param(hostile.locked_pdf(), "pdf.password", id="C16 password"),
        pytest.param(pdf([[], []], picture=True), "pdf.image_only", id="C18 scan"),
        pytest.param(pdf([[]]), "text.blank", id="blank page"),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_tail_missing_is_repaired_once() -> None:
    """C02."""
    source = read(pdf(set_in_lines(PARAGRAPHS))[:-60])
    assert source.text.splitlines() == PARAGRAPHS
    assert [flag.code for flag in source.flags] in ([], ["pdf.repaired"])


def test_junk_before_the_header() -> None:
    """C03."""
    assert read(b"\n\njunk\n" + pdf(set_in_lines(PARAGRAPHS))).text.splitlines() == PARAGRAPHS


def test_a_page_tree_that_holds_itself_ends() -> None:
    """C04."""
    assert read(hostile.cyclic_pages()).text == SENTENCE + "\n"


def test_some_pages_are_pictures() -> None:
    """C18."""
    pages = set_in_lines(PARAGRAPHS, per_page=8)
    source = read(pdf([*pages, []], picture=True))
    assert [(flag.code, f"{len(pages) + 1}。" in flag.note) for flag in source.flags] == [("pdf.image_page", True)]


@pytest.mark.parametrize(
    ("data", "flagged"),
    [
        pytest.param(pdf([[(75, 700, 16, SENTENCE)]]), [], id="C20 predefined map"),
        pytest.param(hostile.half_mapped("乙丙丁"), ["pdf.unmapped_text"], id="C19 no map"),
        pytest.param(pdf([[(75, 700, 16, "\ue123" * 9 + SENTENCE[:9])]]), ["pdf.unmapped_text"], id="C21 private use"),
    ],
)
def test_text_without_a_character_map_is_flagged(data: bytes, flagged: list[str]) -> None:
    assert [flag.code for flag in read(data).flags] == flagged


def test_each_limit_has_its_code() -> None:
    data = pdf(set_in_lines(PARAGRAPHS, per_page=8))
    assert refused(data, pages=2) == "pdf.pages"
    assert refused(data, characters=20) == "text.size"
    assert refused(data, sandboxed=True, pdf_seconds=0.001, pdf_page_seconds=0) == "pdf.timeout"
    assert refused(data, sandboxed=True, pdf_memory=1 << 20) in ("pdf.memory", "pdf.crashed")


def test_a_poison_file_harms_only_itself(tmp_path: Path) -> None:
    """C08: its forms call each other ten million times."""
    poison, good = tmp_path / "poison.pdf", tmp_path / "good.pdf"
    poison.write_bytes(hostile.laughing_pdf())
    good.write_bytes(pdf(set_in_lines(PARAGRAPHS)))
    with pytest.raises(LoadError) as caught:
        load_source(poison, limits=Limits(pdf_seconds=2, pdf_page_seconds=0, pdf_memory=1 << 29))
    assert caught.value.code in ("pdf.timeout", "pdf.memory", "pdf.crashed")
    assert load_source(good).text.splitlines() == PARAGRAPHS


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(LoadError, match=r"civtext\[pdf\]"):
        read(pdf([[(75, 700, 16, SENTENCE)]]))

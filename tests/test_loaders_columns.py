"""Row C24: columns are read one after the other, vertical text is told; what stands side by side is not all columns."""

from __future__ import annotations

import hostile
import pytest
from hostile import SENTENCE, columns_pdf, grid, pdf, set_in_lines, vertical_pdf

from civtext.loaders.limits import Options
from civtext.loaders.pdf import read_pdf
from civtext.model import Source

pytest.importorskip("pypdfium2")

PARAGRAPHS = [
    "一、加强组织领导",
    SENTENCE * 3,
    "市委常委会召开专题会议6次，印发实施细则。",
    "二、聚焦民生实事",
    *(f"{n}.第{n}项民生实事：" + SENTENCE * n for n in range(1, 5)),
]


def read(data: bytes) -> Source:
    return read_pdf(data, Options(sandboxed=False))


@pytest.mark.parametrize("by_row", [True, False], ids=["drawn by row", "drawn by column"])
@pytest.mark.parametrize("gutter", [1.5, 2, 4])
@pytest.mark.parametrize("columns", [2, 3])
def test_columns_are_read_one_after_the_other(columns: int, gutter: float, by_row: bool) -> None:
    """With every paragraph whole, that over the gutter too."""
    source = read(columns_pdf(PARAGRAPHS, columns=columns, gutter=gutter, by_row=by_row))
    assert source.text.splitlines() == PARAGRAPHS
    assert source.flags == ()


def test_a_last_page_that_fills_one_column_only() -> None:
    (lines,) = set_in_lines(PARAGRAPHS, width=18, size=12, per_page=1000)
    high = -(-len(lines) * 2 // 5)
    placed = [
        [
            (x - 15 + (at // high - 2 * page) * 240, 720 - 20 * (at % high), 12.0, text)
            for at, (x, _, _, text) in enumerate(lines)
            if at // high // 2 == page
        ]
        for page in (0, 1)
    ]
    assert max(x for x, *_ in placed[1]) < 120
    assert read(pdf(placed)).text.splitlines() == PARAGRAPHS


def test_a_title_goes_across() -> None:
    source = read(columns_pdf(PARAGRAPHS, title="云岭县创建工作简报第三期"))
    assert source.text.splitlines() == ["云岭县创建工作简报第三期", *PARAGRAPHS]


def test_a_title_between_parts_them() -> None:
    """What stands above is read before what stands below."""

    def block(text: str, top: float) -> list[tuple[float, float, float, str]]:
        sides = [(60, text[:90]), (320, text[90:180])]
        return [
            (x, top - 20 * row, 12, words[at : at + 18])
            for row in range(5)
            for x, words in sides
            for at in [row * 18]
            if words[at:]
        ]

    first, second = (("整治背街小巷，新建口袋公园。" * 20)[at : at + 180] for at in (0, 5))
    middle = [(60, 590, 18, "第二部分：各地各单位的经验做法与工作成效摘编")]
    text = read(pdf([[*block(first, 720), *middle, *block(second, 540)]])).text
    assert text == f"{first}\n{middle[0][3]}\n{second}\n"


def rows(*cells: tuple[str, ...], lefts: tuple[float, ...] = (75, 320), pitch: float = 24) -> bytes:
    """Cells side by side, without rules."""
    return pdf(
        [
            [
                (x, 720 - pitch * row, 12, text)
                for row, line in enumerate(cells)
                for x, text in zip(lefts, line, strict=True)
                if text
            ]
        ]
    )


SIDE_BY_SIDE = {
    "a table": [(f"第{n}项整治任务", f"{n}{'0' * n}条") for n in range(1, 9)],
    "a table of long cells": [
        ("背街小巷环境综合整治工程", "市城市管理局牵头负责落实"),
        ("集贸市场提升改造", "市市场监督管理局"),
        ("老旧小区改造", "市住房和城乡建设局会同各区"),
        ("口袋公园建设", "市园林局"),
        ("公共文化设施免费开放", "市文化和旅游局"),
        ("未成年人思想道德建设工作", "市教育局、团市委"),
    ],
    "a table of cells as long as each other": [("背街小巷环境综合整治工程", "市城市管理局牵头负责落实")] * 8,
    "names and telephones": [("澄溪市文明办公室综合科", f"0311-8888666{n}") for n in range(8)],
    "two who sign": [
        ("甲方（盖章）：澄溪市文明办", "乙方（盖章）：云岭县文明办"),
        ("代表人（签字）：", "代表人（签字）："),
        ("地址：澄溪市人民路1号", "地址：云岭县文化路2号"),
        ("电话：", "电话："),
        ("二〇二三年五月三日", "二〇二三年五月三日"),
    ],
    "answers": [(f"{n}.是否知晓创建工作？", "□是　□否") for n in range(1, 9)],
}


@pytest.mark.parametrize("cells", SIDE_BY_SIDE.values(), ids=SIDE_BY_SIDE.keys())
def test_what_stands_side_by_side_is_read_across(cells: list[tuple[str, ...]]) -> None:
    lines = read(rows(*cells)).text.splitlines()
    assert [line.split("\t") for line in lines] == [list(row) for row in cells]


def test_a_table_whose_cells_wrap_is_read_across() -> None:
    """The shorter cell waits for the longer one."""
    short, long = (
        ["整治背街小巷，新建公园", "和广场。", ""],
        ["由城管局牵头，各区配合，", "今年六月底之前完成整治，", "并报市文明办备案。"],
    )
    source = read(rows(*zip(short * 3, long * 3, strict=True)))
    assert source.text.splitlines()[0] == f"{short[0]}\t{long[0]}"


def test_short_lines_are_one_column() -> None:
    slogans = [f"第{n}条标语，{'讲文明、树新风，' * (n % 3)}做好人。" for n in range(1, 12)]
    lines = [(75, 720 - 24 * n, 12, text) for n, text in enumerate(slogans)]
    assert read(pdf([lines])).text.replace("\n", "") == "".join(slogans)


def test_a_ruled_table_in_the_middle_of_text() -> None:
    (text,) = set_in_lines([SENTENCE * 3], per_page=100)
    words = [(80, 415, 16, "背街小巷"), (240, 415, 16, "80条"), (80, 375, 16, "公园"), (240, 375, 16, "12处")]
    source = read(pdf([[*text, *words]], drawn=(grid([75, 235, 375], [440, 400, 360]),)))
    assert source.text == f"{SENTENCE * 3}\n背街小巷\t80条\n公园\t12处\n"


def test_vertical_text_is_read_from_the_right_and_told() -> None:
    source = read(vertical_pdf([SENTENCE, "一、治乱", SENTENCE]))
    assert source.text.splitlines() == [SENTENCE, "一、治乱", SENTENCE]
    assert [flag.code for flag in source.flags] == ["pdf.vertical"]


def test_a_vertical_line_beside_the_text_is_told() -> None:
    beside = [(40.0, 700.0 - 16 * at, 16.0, char) for at, char in enumerate("创建全国文明城市")]
    (text,) = set_in_lines([SENTENCE * 9], per_page=100)
    assert [flag.code for flag in read(pdf([[*text, *beside]])).flags] == ["pdf.vertical"]


@pytest.mark.parametrize(
    "lines",
    [
        [(40.0, 700.0 - 24 * at, 12.0, char) for at, char in enumerate("甲乙丙丁戊己庚辛壬癸")],
        [(40.0, 700.0 - 12 * at, 12.0, char) for at, char in enumerate("责任单位")],
        [(40.0, 700.0 - 12 * at, 12.0, str(at)) for at in range(9)],
    ],
    ids=["a list", "a cell", "numbers"],
)
def test_what_stands_below_each_other_is_not_all_vertical(lines: list[tuple[float, float, float, str]]) -> None:
    (text,) = set_in_lines([SENTENCE * 9], per_page=100)
    assert read(pdf([[*text, *lines]])).flags == ()


def test_pages_on_their_side_have_columns_too() -> None:
    data = hostile.columns_pdf(PARAGRAPHS).replace(b"/Type /Page ", b"/Type /Page /Rotate 90 ", 1)
    assert read(data).text.splitlines() == PARAGRAPHS

"""Of which time a number is: totals of years, parts of a year and figures of a year before are kept apart from those of the report's year."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_comparison import compared

from civtext.comparison.times import Time, of_column, told

THE_YEAR = Time("", 2023)


@pytest.mark.parametrize(
    ("opening", "time"),
    [
        ("三年来,整治背街小巷", Time("in_all", 2023)),
        ("近年来,投入资金9万元,整治背街小巷", Time("in_all", 2023)),
        ("创建以来,整治背街小巷", Time("in_all", 2023)),
        ("创建工作启动以来,整治背街小巷", Time("in_all", 2023)),
        ("过去五年,整治背街小巷", Time("in_all", 2023)),
        ("2021年以来,整治背街小巷", Time("in_all", 2023)),
        ("2021至2023年,整治背街小巷", Time("in_all", 2023)),
        ("今年不少于往年,三年来整治背街小巷", Time("in_all", 2023)),
        ("上半年整治背街小巷", Time("months", 2023)),
        ("1至5月,查处违停", Time("months", 2023)),
        ("前三季度,查处违停", Time("months", 2023)),
        ("2022年,整治背街小巷", Time("", 2022)),
        ("今年整治背街小巷60条,去年整治背街小巷", Time("", 2022)),
        ("分类覆盖率由去年的", Time("", 2022)),
        ("分类覆盖率由2021年底的", Time("", 2021)),
        ("分类覆盖率由", Time("start", 2023)),
        # the report's own year
        ("改造老旧小区27个,其中2010年以前建成的19个;整治背街小巷", THE_YEAR),
        ("整治2015年建成的市场4个,新增停车位", THE_YEAR),
        ("由城管局整治背街小巷", THE_YEAR),
        ("整治背街小巷", THE_YEAR),
        ("三年来,投入资金9万元,其中,今年整治背街小巷", THE_YEAR),
        ("上半年查摆问题,全年整治背街小巷", THE_YEAR),
        ("一年来,整治背街小巷", THE_YEAR),
        ("今年以来,整治背街小巷", THE_YEAR),
        ("2023年以来,整治背街小巷", THE_YEAR),
        ("1至12月,查处违停", THE_YEAR),
        ("连续四个季度第一,整治背街小巷", THE_YEAR),
        ("每季度评比", THE_YEAR),
        ("较2022年增加", THE_YEAR),
        ("较去年底增加", THE_YEAR),
        ("按照2022年方案整治背街小巷", THE_YEAR),
        ("2024年,整治背街小巷", THE_YEAR),
        ("三年来最好的一次,整治背街小巷", THE_YEAR),
    ],
)
def test_the_time_that_a_sentence_tells(opening: str, time: Time) -> None:
    assert told(opening, 2023) == time


@pytest.mark.parametrize(
    ("said", "compared_with"),
    [
        ("三年来,投入资金90万元,整治背街小巷209条。今年整治背街小巷60条。", "60条"),
        ("三年来,投入资金90万元;整治背街小巷209条。其中,今年整治背街小巷60条。", "60条"),
        ("上半年整治背街小巷18条,加装电梯3部。全年整治背街小巷60条。", "60条"),
        ("一年来,整治背街小巷60条。", "60条"),
        ("近年来,面貌一新。整治背街小巷60条。", "60条"),
    ],
)
def test_the_year_s_figure_is_compared(tmp_path: Path, said: str, compared_with: str) -> None:
    [found] = compared(tmp_path, {"云岭市2023": said, "望川市2023": "整治背街小巷80条。"}).figures
    assert [one.row["text"] for one in found.figures] == ["80条", compared_with]


@pytest.mark.parametrize(
    ("planned", "told_of_it", "outcome", "by"),
    [
        ("整治背街小巷70条", "三年来,整治背街小巷209条。今年整治背街小巷60条。", "kept", "60条"),
        ("整治背街小巷70条", "三年来,整治背街小巷209条。今年整治背街小巷20条。", "changed", "20条"),
        ("整治背街小巷70条", "三年来,整治背街小巷209条。", "dropped", None),
        ("上半年整治背街小巷30条", "整治背街小巷60条。", "kept", "60条"),
        ("整治背街小巷70条", "上半年整治背街小巷18条。整治背街小巷60条。", "kept", "60条"),
        ("整治背街小巷70条", "2022年,整治背街小巷68条。2023年,整治背街小巷20条。", "changed", "20条"),
    ],
)
def test_a_promise_is_judged_by_the_year(
    tmp_path: Path, planned: str, told_of_it: str, outcome: str, by: str | None
) -> None:
    reports = {"云岭市2022": f"一、环境\n清理死角30处。\n二、下一步打算\n下一步,{planned}。", "云岭市2023": told_of_it}
    [found] = compared(tmp_path, reports).promises
    assert found.outcome == outcome
    assert found.told is None if by is None else found.told is not None and found.told["text"].endswith(by)


HEADED = "指标\t2022年\t2023年\n整治背街小巷(条)\t289\t310\n新建公厕(座)\t12\t16"
ROWS = "年份\t整治背街小巷(条)\t新建公厕(座)\n2022年\t289\t12\n2023年\t310\t16"
MERGED = "指标\t2022年\t2023年\n整治背街小巷(条)\t300\t289\t310\t320"
PLANNED = "指标\t目标\t完成\n整治背街小巷(条)\t289\t310"


@pytest.mark.parametrize(
    ("table", "years"),
    [
        (HEADED, {"289": 2022, "12": 2022, "310": 2023, "16": 2023}),
        (ROWS, {"289": 2022, "12": 2022, "310": 2023, "16": 2023}),
        (MERGED, {"289": 2023, "310": 2023}),
        (PLANNED, {"310": 2023}),
    ],
)
def test_a_column_s_year_is_that_of_its_numbers(tmp_path: Path, table: str, years: dict[str, int]) -> None:
    told = compared(tmp_path, {"云岭市2023": f"一、指标\n主要指标如下:\n{table}\n二、做法\n整治有力。"})
    found = {row["text"]: row["year"] for row in told.lone}
    assert {number: found.get(number) for number in years} == years


def test_a_row_s_label_says_what_was_done(tmp_path: Path) -> None:
    table = f"一、指标\n主要指标如下:\n{HEADED}\n公厕总数(座)\t90\t99\n二、做法\n整治有力。"
    told = compared(tmp_path, {"云岭市2023": table, "望川市2023": "改造背街小巷80条,新建公厕9座。"})
    figures = {one.key[:3]: [(figure.row["year"], figure.value) for figure in one.figures] for one in told.figures}
    assert figures == {
        ("背街小巷", "个", "renew"): [(2023, 310), (2022, 289), (2023, 80)],
        ("公厕", "个", "new"): [(2023, 16), (2022, 12), (2023, 9)],
    }


@pytest.mark.parametrize("at", [-9, 0, 5, 30_000, 99_999])
def test_a_place_in_no_table_has_its_report_s_year(at: int) -> None:
    assert of_column("整治\t" * 15_000 + "\n" + "整治", at, 2023) == 2023

"""The coverage matrix: against the median of the same level, its cells with what is behind them, its sheets in Chinese first."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from test_comparison import compared

from civtext.comparison import Comparison
from civtext.comparison.matrix import FEWEST_OF_LEVEL, Cell, levels
from civtext.reports import write_comparison
from civtext.reports.fragments import Sentences
from civtext.reports.heat import matrix_html

TOILETS = "新建公厕16座,拆除旱厕120座,印发《公厕管理办法》,建立所长制度,每座公厕都有人管,群众如厕更方便。"
HELPERS = "组织志愿者3000人次开展文明劝导,建成志愿服务站12个,评选最美志愿者30名,市民踊跃参加志愿服务。"


def cell(group: str, id: str, share: float) -> Cell:
    return Cell(group, id, 1, 1, 1, 100, (), share, 1.0)


def article(group: str, level: str | None, characters: int = 100) -> dict[str, object]:
    return {"group": group, "level": level, "characters": characters}


def test_a_level_s_median_counts_those_that_say_nothing() -> None:
    articles = [article(group, "city") for group in "甲乙丙丁戊"]
    cells = [cell(group, "C09", share) for group, share in zip("甲乙丙", (0.2, 0.6, 0.4), strict=True)]
    [told] = levels(articles, cells)
    assert (told.level, set(told.groups), told.medians) == ("city", set("甲乙丙丁戊"), {"C09": 0.2})


def test_a_level_with_too_few_has_no_median_and_the_page_says_so(tmp_path: Path) -> None:
    few = [article(group, "town") for group in "甲乙丙丁"]
    assert len(few) < FEWEST_OF_LEVEL and levels(few, [cell("甲", "C09", 0.2)])[0].medians == {}
    told = compared(tmp_path, {"云岭市2023": TOILETS, "望川市2023": TOILETS})
    said = re.sub("<[^>]+>", "", matrix_html(told, Sentences()))
    assert f"不足{FEWEST_OF_LEVEL}个的层级不比:市级2个" in said and "中位 median" not in said


def test_a_group_is_of_the_level_it_wrote_most_in() -> None:
    articles = [article("云岭市", "unit", 200), article("云岭市", "city", 900), article("某地", None)]
    assert [(one.level, one.groups) for one in levels(articles, [])] == [("city", ("云岭市",))]


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    reports = {f"{place}2023": TOILETS for place in ("云岭市", "望川市", "汀溪市", "栖梧市")}
    return compared(tmp_path_factory.mktemp("cities"), reports | {"沅泽市2023": f"{TOILETS}\n{HELPERS}"})


def test_records_say_how_a_cell_stands_in_its_level(cities: Comparison) -> None:
    rows = {(row["group"], row["id"]): row for row in cities.records()["matrix"]}
    assert {row["level"] for row in rows.values()} == {"city"}
    usual = rows["云岭市", "C09"]
    assert usual["level_median"] == usual["share"] == 1.0 and usual["above_level"] == 0
    assert rows["沅泽市", "C09"]["above_level"] == pytest.approx(rows["沅泽市", "C09"]["share"] - 1, abs=1e-4)


def test_every_cell_opens_the_passages_behind_it(cities: Comparison) -> None:
    sentences = Sentences()
    shown, behind = matrix_html(cities, sentences), sentences.html()
    asked, there = set(re.findall(r'href="#(g\d+)"', shown)), set(re.findall(r'id="(g\d+)"', behind))
    assert asked and asked < there
    panels = re.findall(r'<div class="behind" id="g\d+">(?:(?!</div>).)*</div>', behind)
    [panel] = [one for one in panels if "沅泽市 C09" in one and "段落" in one]
    assert TOILETS in re.sub("<[^>]+>", "", panel) and "<mark>公厕</mark>" in panel and HELPERS not in panel


def test_sheets_are_headed_in_chinese_first(cities: Comparison, tmp_path: Path) -> None:
    write_comparison(cities, tmp_path / "out.xlsx")
    sheets = pd.read_excel(tmp_path / "out.xlsx", sheet_name=None)
    assert {"覆盖 matrix", "同口径数字 figures", "经验卡 cards"} <= set(sheets)
    for sheet in sheets.values():
        assert all(re.match("[一-鿿]", head) for head in sheet.columns)
    assert set(sheets["同口径数字 figures"]["状态 status"]) == {"已完成 done"}
    assert set(sheets["覆盖 matrix"]["层级 level"]) == {"市级 city"}

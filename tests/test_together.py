"""What goes with higher figures: a planted practice and nothing else, by counts that are right, and never as a cause."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_comparison import compared

from civtext.comparison import Comparison
from civtext.comparison.figures import Aligned, Figure
from civtext.comparison.likeness import Cluster
from civtext.comparison.together import by_luck, halves, observe
from civtext.reports.fragments import Sentences
from civtext.reports.together import together_html

PLACES = [
    "云岭市",
    "望川市",
    "砚湖区",
    "松垣镇",
    "杏塘街道",
    "柳汀区",
    "枫渡县",
    "苇川县",
    "麦渠镇",
    "桐荫区",
    "岚桥县",
    "汀溪市",
]
HIGH, LOW = PLACES[:6], PLACES[6:]
PLANTED = {*HIGH[:5], LOW[0]}  # five of six above, one of six below
EVEN = {*HIGH[:3], *LOW[:3]}
OF_THE_LOW = set(LOW)


def twelve(places: list[str] = PLACES) -> dict[str, str]:
    reports = {}
    for number, place in enumerate(places):
        told = [f"整治背街小巷{(90 if place in HIGH else 20) + number}条"]
        told += (
            ["推行路长制"] * (place in PLANTED)
            + ["组建护学队"] * (place in EVEN)
            + ["开办长者食堂"] * (place in OF_THE_LOW)
        )
        reports[f"{place}2023"] = "。".join(told) + "。"
    return reports


def counts(told: Comparison) -> list[tuple[str, str, int, int, int, int]]:
    return [
        (one.figure.key[0], one.practice.name, len(one.above), len(one.upper), len(one.below), len(one.lower))
        for one in told.together.found
    ]


def test_the_planted_practice_is_found_with_its_counts_and_nothing_else(tmp_path: Path) -> None:
    told = compared(tmp_path, twelve())
    assert counts(told) == [("背街小巷", "推行路长制", 5, 6, 1, 6)]
    [row] = told.records()["together"]
    assert (row["above"], row["upper"], row["below"], row["lower"], row["chance"]) == (5, 6, 1, 6, 0.04)
    assert set(str(row["above_places"]).split("、")) == set(HIGH[:5]) and row["below_places"] == LOW[0]


def test_it_is_said_as_an_observation(tmp_path: Path) -> None:
    told = compared(tmp_path, twelve())
    said = re.sub("<[^>]+>", "", together_html(told.together, Sentences()))
    assert "6地中5地" in said and "6地中1地" in said and "不是原因" in said and "not a cause" in said
    assert not re.search("导致|因此|所以|促使|带动|because|leads? to", said)
    assert f"看了{told.together.pairs}对" in said and f"约{told.together.by_chance:g}对" in said


def test_of_too_few_places_nothing_is_said_but_that(tmp_path: Path) -> None:
    told = compared(tmp_path, twelve([*HIGH[:3], *LOW[:2]]))
    assert told.together.found == () and told.together.pairs == 0 and len(told.together.too_few) == 1
    assert "不足6个" in re.sub("<[^>]+>", "", together_html(told.together, Sentences()))


def test_a_place_is_above_or_below_by_the_median_of_its_own_figures() -> None:
    rows = [("甲", 10.0), ("甲", 90.0), ("甲", 80.0), ("乙", 20.0), ("丙", 50.0), ("丁", None)]
    assert halves(aligned(rows)) == (("甲",), ("乙",))


@pytest.mark.parametrize("key", [("背街小巷", "个", "renew", ""), ("背街小巷", "个", "new", "")])
def test_a_practice_is_not_set_beside_the_figure_it_is_told_with(key: tuple[str, ...]) -> None:
    figure = aligned([(place, float(number)) for number, place in enumerate("甲乙丙丁戊己")])
    own = Cluster("整治背街小巷", ({"place": "己", "key": key},), ("丁", "戊", "己"), "")
    found = observe([figure], [own])
    assert (found.pairs, len(found.found)) == ((0, 0) if key[2] == "renew" else (1, 1))


@pytest.mark.parametrize(
    ("above", "upper", "lower", "having", "chance"), [(3, 3, 3, 3, 1 / 20), (0, 4, 4, 3, 1), (2, 2, 2, 3, 1 / 2)]
)
def test_the_upper_tail_is_exact(above: int, upper: int, lower: int, having: int, chance: float) -> None:
    assert by_luck(above, upper, lower, having) == pytest.approx(chance)


def aligned(rows: list[tuple[str, float | None]]) -> Aligned:
    key = ("背街小巷", "个", "renew", "done", "")
    return Aligned(key, tuple(Figure({"place": place}, value, key) for place, value in rows), 0, "条", 1.0)

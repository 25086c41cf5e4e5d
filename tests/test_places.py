"""Places: the table of divisions and how names are read in running text."""

from __future__ import annotations

from civtext.places import counties_near, division, find_places, named


def names(text: str) -> list[tuple[str, list[str]]]:
    return [
        (text[mention.span.start : mention.span.end], [place.full_name for place in mention.candidates])
        for mention in find_places(text)
    ]


def test_a_chain_is_one_mention() -> None:
    assert names("由江苏省徐州市沛县主办") == [("江苏省徐州市沛县", ["江苏省徐州市沛县"])]


def test_neighbours_that_do_not_nest_stay_apart() -> None:
    assert [name for name, _ in names("徐州市无锡市联合行动")] == ["徐州市", "无锡市"]


def test_a_shared_name_keeps_its_candidates() -> None:
    ((_, candidates),) = names("鼓楼区开展巡查")
    assert len(candidates) > 2


def test_ordinary_words_are_no_places() -> None:
    assert names("中心城区和老城区的居民在市区散步") == []


def test_levels() -> None:
    assert [division(code).level for code in ("32", "3203", "320322", "11")] == ["province", "city", "district", "city"]  # type: ignore[union-attr]


def test_unknown_names_have_no_places() -> None:
    assert named("云屏市") == ()
    assert [place.name for place in named("徐州")] == ["徐州市"]


def test_a_municipality_s_districts() -> None:
    assert names("上海市浦东新区试点") == [("上海市浦东新区", ["上海市浦东新区"])]


def test_a_name_of_two_characters_stands_apart() -> None:
    assert names("提高县城管理县域水平,全面健康县建设,会同县直部门") == []
    assert [name for name, _ in names("理县持续创建,四川省阿坝藏族羌族自治州理县")] == [
        "理县",
        "四川省阿坝藏族羌族自治州理县",
    ]


def test_a_county_s_neighbours() -> None:
    (county,) = named("大英县")
    assert {"大英县", "蓬溪县"} <= {place.name for place in counties_near(county)}
    assert counties_near(None) == counties_near(division("51")) == []

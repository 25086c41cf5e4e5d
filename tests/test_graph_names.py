"""One node for what means one thing, two for what only has one name; and why (G: nodes, aliases, homonyms)."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from counting import calls

from civtext.graph import build_graph
from civtext.graph.finding import RELATIONS, TYPES
from civtext.graph.naming import Namer
from civtext.graph.settling import Mention, settle, settle_slogans
from civtext.lexicons import lexicon
from civtext.model import Source
from civtext.pipeline import annotate, split
from civtext.store import Outcome, Store

if TYPE_CHECKING:
    from networkx import MultiDiGraph

REASONS = {"only_longer_name", "own_place", "other_level", "named_in_full", "short_form", "national"}
REASONS |= {"year_left_off", "number_left_off", "same_number"}
CITY, OTHER, DISTRICT = "江西省云岭市", "贵州省云岭市", "霁川市砚湖区"


@pytest.fixture(scope="module")
def namer() -> Namer:
    return Namer([CITY, DISTRICT, "砚湖区", "湖南省柏渡镇", "新疆维吾尔自治区"])


@pytest.mark.parametrize(
    ("name", "scope", "node"),
    [
        # one body
        ("市文明办", CITY, "organisation:江西省云岭市:文明办"),
        ("云岭市文明办", CITY, "organisation:江西省云岭市:文明办"),
        ("江西省云岭市文明办", DISTRICT, "organisation:江西省云岭市:文明办"),
        ("我市文明办", CITY, "organisation:江西省云岭市:文明办"),
        ("市精神文明建设指导委员会办公室", CITY, "organisation:江西省云岭市:文明办"),
        ("市创城办", CITY, "organisation:江西省云岭市:创建办"),
        ("创建办", CITY, "organisation:江西省云岭市:创建办"),
        ("市住房和城乡建设局", CITY, "organisation:江西省云岭市:住建局"),
        ("市市场监督管理局", CITY, "organisation:江西省云岭市:市场监管局"),
        ("市场监管局", CITY, "organisation:江西省云岭市:市场监管局"),
        ("市政府", CITY, "organisation:江西省云岭市:政府"),
        ("团市委", CITY, "organisation:江西省云岭市:团委"),
        ("市委宣传部", CITY, "organisation:江西省云岭市:委宣传部"),
        # others of that name
        ("市文明办", DISTRICT, "organisation:霁川市:文明办"),
        ("区文明办", DISTRICT, "organisation:霁川市砚湖区:文明办"),
        ("省文明办", CITY, "organisation:江西省:文明办"),
        ("区文明办", CITY, "organisation:江西省云岭市:区文明办"),  # of any of its districts
        ("市文明办", "湖南省柏渡镇", "organisation:湖南省柏渡镇:市文明办"),  # of a city that is not named
        ("市文明办", "b1946ac92492", "organisation:b1946ac92492:市文明办"),
        ("自治区文明办", "新疆维吾尔自治区", "organisation:新疆维吾尔自治区:文明办"),
        ("市政公司", CITY, "organisation:江西省云岭市:市政公司"),
        ("市级媒体", CITY, "organisation:江西省云岭市:市级媒体"),
        ("区域联盟", DISTRICT, "organisation:霁川市砚湖区:区域联盟"),
    ],
)
def test_whose_body_it_is(namer: Namer, name: str, scope: str, node: str) -> None:
    body = namer.body(name, scope)
    assert body is not None
    assert body.id == node
    assert set(body.reasons) <= REASONS


@pytest.mark.parametrize("name", ["我们", "我局", "全市", "全市上下", "市长", "云岭市", "XX市", "市委书记"])
def test_who_speaks_a_place_and_a_person_are_no_bodies(namer: Namer, name: str) -> None:
    assert namer.body(name, CITY) is None


def papers(*titles: str, scope: str = CITY, numbers: dict[str, str] | None = None) -> list[str]:
    """The keys of papers that a place's texts name."""
    namer = Namer([CITY, OTHER, DISTRICT])
    told = [Mention(*namer.paper(title, scope), title, (numbers or {}).get(title, "")) for title in titles]
    return [name.id.removeprefix(f"cited_document:{scope}:") for name in settle(told)]


@pytest.mark.parametrize(
    ("titles", "keys"),
    [
        (("创建方案", "2023年创建方案", "云岭市创建方案", "江西省云岭市2023年度创建方案"), ["创建方案"] * 4),
        (("创建方案", "2023年创建方案", "2024年创建方案"), ["创建方案", "创建方案 2023", "创建方案 2024"]),
        (("2022—2024年创建方案", "创建方案"), ["创建方案", "创建方案"]),
        (("2022—2024年创建方案", "2022-2024年度创建方案", "2022至2024年创建方案"), ["创建方案"] * 3),
        (("创建方案", "实施方案"), ["创建方案", "实施方案"]),
        (("全国文明城市测评体系",), ["cited_document:全国:全国文明城市测评体系"]),
        (("新时代公民道德建设实施纲要",), ["cited_document:全国:新时代公民道德建设实施纲要"]),
        (("中华人民共和国民法典", "民法典"), ["cited_document:全国:民法典"] * 2),
        (("霁川市总体规划", "总体规划"), ["cited_document:霁川市:总体规划", "总体规划"]),
        (("2023年",), ["2023年"]),
    ],
)
def test_papers_are_one_where_only_year_or_place_is_left_off(titles: tuple[str, ...], keys: list[str]) -> None:
    assert papers(*titles) == keys


def test_a_thing_in_quotation_marks_is_the_same_without_them(namer: Namer) -> None:
    assert namer.thing("“板凳议事会”") == namer.thing("板凳议事会")
    assert namer.thing("“红黑榜”发布制度") != namer.thing("红黑榜")  # another thing that is called after it


def test_papers_of_two_numbers_are_two() -> None:
    numbers = {"创建方案": "云文明委〔2023〕4号", "云岭市创建方案": "云文明委〔2023〕9号"}
    assert papers("创建方案", "云岭市创建方案", numbers=numbers) == [
        "创建方案 云文明委〔2023〕4号",
        "创建方案 云文明委〔2023〕9号",
    ]
    assert papers("创建方案", "云岭市创建方案", numbers={"创建方案": "云文明委〔2023〕4号"}) == ["创建方案"] * 2


def test_a_city_has_its_papers_and_another_of_its_name_others() -> None:
    assert papers("创建方案") == papers("创建方案", scope=OTHER) == ["创建方案"], "each below its own place"
    assert papers("云岭市创建方案", scope=DISTRICT) == ["云岭市创建方案"], "which 云岭市 is not told"


def test_a_formula_is_one_where_its_members_are() -> None:
    lists = [("甲", "四查", ("查卫生", "查秩序")), ("甲", "四查", ()), ("乙", "四查", ("查路", "查桥"))]
    names = [name.id for name, _ in settle_slogans(lists)]
    assert names == ["slogan:甲:四查", "slogan:甲:四查", "slogan:乙:四查"]
    assert [items for _, items in settle_slogans(lists)][1] == ("查卫生", "查秩序")
    more = [*lists, ("甲", "四查", ("查灯", "查井"))]
    assert len({name.id for name, _ in settle_slogans(more)}) == 4, (
        "two lists of one place, one told without, another's"
    )


def test_a_short_place_is_the_only_longer_one_and_no_official_namesake() -> None:
    assert Namer(["江西省云岭市", "云岭市"]).place("云岭市").key == "江西省云岭市"
    assert Namer([CITY, OTHER, "云岭市"]).place("云岭市").key == "云岭市"
    assert Namer(["江苏省南京市鼓楼区", "鼓楼区"]).place("鼓楼区").key == "鼓楼区", "there are four of them"
    assert Namer(["甲省云岭市砚湖区", "云岭市砚湖区", "砚湖区"]).place("砚湖区").key == "甲省云岭市砚湖区"


def test_a_paper_that_all_name_takes_no_longer_for_each() -> None:
    mentions = [Mention(*Namer([CITY]).paper("创建方案", CITY), "创建方案", number) for number in ("", "甲〔2023〕1号")]
    assert all(len({name.id for name in settle(mentions * times)}) == 1 for times in (1_000, 4_000))
    small, large = (calls(partial(settle, mentions * times)) for times in (1_000, 4_000))
    assert large < 5 * small


def test_a_name_that_is_no_place_is_not_taken_apart() -> None:
    long = "长" * 200_000
    body = Namer([long]).body("市文明办", long)
    assert body is not None and body.key == "市文明办"


def test_no_name_of_the_list_is_the_same_as_a_third() -> None:
    entries = lexicon("same_names")
    assert {entry["type"] for entry in entries} == {"organisation", "object"}
    assert all(entry["source"] for entry in (*entries, *lexicon("national_names")))
    terms = {entry["term"] for entry in entries}
    assert not terms & {entry["canonical"] for entry in entries}


def test_the_page_on_the_graph_names_every_type_relation_and_reason() -> None:
    page = (Path(__file__).parents[1] / "docs" / "graph.md").read_text(encoding="utf-8")
    tables = {
        part.splitlines()[0]: set(re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| ([^|]*) \|", part, re.MULTILINE))))
        for part in page.split("\n## ")
    }
    assert tables["Nodes"] == set(TYPES)
    assert tables["Edges"] == set(RELATIONS)
    assert tables["Whose is it: aliases and homonyms"] == REASONS | {"another_place", "other_content"}


REPORTS = {
    "云岭.txt": "云岭市2023年创建全国文明城市工作总结\n云岭市位于江西省中部。\n一、整治环境\n市文明办印发《2023年创建实施方案》(云文明委〔2023〕4号),整治小街小巷64条。\n"
    "二、强化保障\n市精神文明建设指导委员会办公室按照《实施方案》召开调度会6次。\n",
    "鹭汀.txt": "鹭汀市2023年创建全国文明城市工作总结\n鹭汀市位于江西省北部。\n一、整治环境\n市文明办印发《实施方案》,整治背街小巷15条。\n",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> MultiDiGraph[str]:
    with Store.open(tmp_path_factory.mktemp("names") / "base.civtext", create=True) as store:
        for name, text in REPORTS.items():
            store.add(
                Outcome(name, "ok", hash=f"{name}-and-more"), [annotate(one) for one in split(Source(text, name))]
            )
        return build_graph(store)


def test_reports_as_they_are_read(graph: MultiDiGraph[str]) -> None:
    named = {
        node: data
        for node, data in graph.nodes(data=True)
        if data["type"] in ("organisation", "cited_document", "object") and data.get("place") != "江西省鹭汀市"
    }
    office = named["organisation:江西省云岭市:文明办"]
    assert (office["label"], office["aliases"], office["reason"], office["apart"]) == (
        "云岭市文明办",
        "市文明办、市精神文明建设指导委员会办公室",
        "own_place short_form",
        "another_place",
    )
    paper = named["cited_document:江西省云岭市:创建实施方案"]
    assert (paper["label"], paper["number"]) == ("2023年创建实施方案", "云文明委〔2023〕4号")
    assert named["object:背街小巷"]["aliases"] == "小街小巷"
    acting = [data for *_, target, data in graph.edges(data=True) if target == "object:背街小巷"]
    assert sorted((data.get("written"), data.get("reason")) for data in acting if "written" in data) == [
        ("小街小巷", "short_form")
    ]
    assert len(acting) == 2, "both cities act on one object"

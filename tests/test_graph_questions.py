"""Questions to the graph: what people ask, in their words, answered in rows that prove themselves."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from civtext.errors import UsageError
from civtext.graph import around, ask, build_graph, citations, find_nodes, node_of, nodes_of, path
from civtext.model import Source
from civtext.pipeline import annotate, split
from civtext.store import Outcome, Store

if TYPE_CHECKING:
    from networkx import MultiDiGraph

REPORTS = {
    "云岭.txt": "云岭市2023年创建全国文明城市工作总结\n云岭市位于江西省中部。\n一、整治环境\n整治背街小巷64条,更换窨井盖120套。市城管局清除小广告1.2万处。\n"
    "二、建章立制\n坚持“四查”机制(查卫生、查秩序、查设施、查服务),每月开展检查4次,整改问题300个。\n三、强化保障\n按照《实施方案》要求,市文明办召开调度会6次。\n",
    "鹭汀.txt": "鹭汀市2022年创建全国文明城市工作总结\n鹭汀市位于江西省北部。\n一、整治环境\n整治小街小巷15条。\n二、强化保障\n印发《鹭汀市2022年实施方案》,市文明办召开推进会3次。\n"
    "三、“四查”促整改\n向沿街商户和小区居民发放宣传单2000份,逐户讲解文明行为规范。\n",
    "方案.txt": "鹭汀市2022年实施方案\n鹭汀市位于江西省北部。\n一、目标任务\n整治背街小巷20条,新建公厕5座。\n",
    "计划.txt": "汀兰县2024年创建工作计划\n汀兰县位于江西省南部。\n一、重点任务\n计划整治背街小巷9条。\n",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> MultiDiGraph[str]:
    with Store.open(tmp_path_factory.mktemp("questions") / "base.civtext", create=True) as store:
        for name, text in REPORTS.items():
            store.add(
                Outcome(name, "ok", hash=f"{name}-and-more"), [annotate(one) for one in split(Source(text, name))]
            )
        return build_graph(store)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        # who did this, with which figures
        (
            ["背街小巷"],
            {
                "整治背街小巷64条": "64条",
                "整治小街小巷15条": "15条",
                "整治背街小巷20条": "20条",
                "整治背街小巷9条": "9条",
            },
        ),
        (
            ["整治背街小巷"],
            {
                "整治背街小巷64条": "64条",
                "整治小街小巷15条": "15条",
                "整治背街小巷20条": "20条",
                "整治背街小巷9条": "9条",
            },
        ),
        (["小街小巷", "鹭汀市"], {"整治小街小巷15条": "15条", "整治背街小巷20条": "20条"}),
        # what a place did
        (["云岭市", "窨井盖"], {"更换窨井盖120套": "120套"}),
        (["云岭", "市城管局"], {"清除小广告1.2万处": "1.2万处"}),
        (["汀兰县"], {"整治背街小巷9条": "9条"}),
        # what hangs on a formula: in its passage, or below its heading
        (
            ["四查", "云岭市"],
            {"坚持“四查”机制(查卫生、查秩序、查设施、查服务)": "", "开展检查4次": "4次", "整改问题300个": "300个"},
        ),
        (["“四查”", "鹭汀市"], {"发放宣传单2000份": "2000份"}),
        # what is done by a paper, and what it says itself
        (["实施方案", "云岭市"], {"召开调度会6次": "6次"}),
        (["汀兰县", "公厕"], {}),
    ],
)
def test_what_hangs_on_all_names(graph: MultiDiGraph[str], names: list[str], told: dict[str, str]) -> None:
    deeds = ask(graph, *names)
    assert {deed.text: deed.figures for deed in deeds} == told
    for deed in deeds:
        text = REPORTS[deed.source]
        assert text[deed.start : deed.end] == deed.text
        assert deed.text in deed.sentence and deed.sentence in text


def test_a_row_tells_who_when_and_how_much(graph: MultiDiGraph[str]) -> None:
    (deed,) = ask(graph, "云岭市", "背街小巷")
    assert (deed.place, deed.document, deed.period) == (
        "江西省云岭市",
        "云岭市2023年创建全国文明城市工作总结",
        "2023年",
    )
    assert (deed.action, deed.object, deed.status, deed.value, deed.unit) == ("整治", "背街小巷", "done", 64.0, "条")
    (planned,) = ask(graph, "汀兰县", "背街小巷")
    assert planned.status == "planned"
    (office,) = ask(graph, "云岭市", "市文明办")
    assert office.actors == "云岭市文明办"
    frame = pd.DataFrame([one.as_dict() for one in ask(graph, "背街小巷")])
    assert frame["value"].sum() == 64 + 15 + 20 + 9


def test_what_a_place_did_on_an_indicator_and_its_category(graph: MultiDiGraph[str]) -> None:
    indicators = [data["code"] for _, data in graph.nodes(data=True) if data["type"] == "indicator"]
    assert indicators
    for code in indicators:
        narrow, wide = ask(graph, "云岭市", code), ask(graph, "云岭市", code.partition("-")[0])
        assert set(narrow) <= set(wide)
        assert all(deed.place == "江西省云岭市" for deed in wide)
    cleaned = {deed.text for deed in ask(graph, "云岭市", "C09")}
    assert "整治背街小巷64条" in cleaned and "召开调度会6次" not in cleaned


def test_who_cites_and_what_is_cited(graph: MultiDiGraph[str]) -> None:
    (one,) = citations(graph, "鹭汀市2022年实施方案")
    assert (one.place, one.period, one.written, one.measure) == (
        "江西省鹭汀市",
        "2022年",
        "鹭汀市2022年实施方案",
        "印发《鹭汀市2022年实施方案》；召开推进会3次",
    )
    assert REPORTS[one.source][one.start : one.end] == "《鹭汀市2022年实施方案》"
    assert {row.cited for row in citations(graph, "云岭市")} == {"实施方案"}
    (by_measure,) = citations(graph, "召开调度会6次")
    assert by_measure.cited == "实施方案" and by_measure.place == "江西省云岭市"
    assert citations(graph, "汀兰县") == []


def test_a_cited_paper_is_the_document_of_the_base(graph: MultiDiGraph[str]) -> None:
    same = [(a, b) for a, b, data in graph.edges(data=True) if data["relation"] == "is"]
    assert [(a, graph.nodes[b]["label"]) for a, b in same] == [
        ("cited_document:江西省鹭汀市:实施方案", "鹭汀市2022年实施方案")
    ]
    assert find_nodes(graph, "鹭汀市2022年实施方案") == ["cited_document:江西省鹭汀市:实施方案"]
    assert "新建公厕5座" in {deed.text for deed in ask(graph, "鹭汀市2022年实施方案")}


def test_the_way_from_one_node_to_another(graph: MultiDiGraph[str]) -> None:
    steps = path(graph, "云岭市", "鹭汀市")
    assert (steps[0].origin, steps[-1].target) == ("江西省云岭市", "江西省鹭汀市")
    for one, other in pairwise(steps):
        assert one.target_node == other.origin_node
    for step in steps:
        forward = not step.relation.startswith("<")
        ends = (step.origin_node, step.target_node) if forward else (step.target_node, step.origin_node)
        assert step.relation.removeprefix("<") in {data["relation"] for data in graph.get_edge_data(*ends).values()}
        assert 0 <= step.start < step.end <= len(REPORTS[step.source])
    assert path(graph, "云岭市", "云岭市") == []
    assert [step.relation for step in path(graph, "窨井盖", "更换窨井盖120套")] == ["<acts_on"]


def test_there_is_no_way_between_what_is_not_connected(graph: MultiDiGraph[str]) -> None:
    lonely = graph.copy()
    lonely.add_node("place:海州市", type="place", label="海州市")
    assert path(lonely, "云岭市", "海州市") == []


@pytest.mark.parametrize(
    ("name", "node"),
    [
        ("place:江西省云岭市", "place:江西省云岭市"),
        ("江西省云岭市", "place:江西省云岭市"),
        ("云岭市", "place:江西省云岭市"),
        ("云岭", "place:江西省云岭市"),
        ("object:背街小巷", "object:背街小巷"),
        ("对象:背街小巷", "object:背街小巷"),
        ("小街小巷", "object:背街小巷"),
        ("背街巷道", "object:背街小巷"),
        ("云岭市文明办", "organisation:江西省云岭市:文明办"),
        ("C09", "category:C09"),
        ("云岭.txt", "document:云岭.txt-and-m:0"),
    ],
)
def test_nodes_are_called_as_a_person_would(graph: MultiDiGraph[str], name: str, node: str) -> None:
    assert node_of(graph, name) == node


@pytest.mark.parametrize("name", ["市文明办", "四查", "实施方案", "江西省", "整治背街小巷"])
def test_what_may_be_several_is_listed_and_not_guessed(graph: MultiDiGraph[str], name: str) -> None:
    with pytest.raises(UsageError) as refused:
        node_of(graph, name)
    assert refused.value.code == "graph.ambiguous"
    for node in find_nodes(graph, name):
        assert node in str(refused.value)


def test_a_place_tells_whose_the_other_is(graph: MultiDiGraph[str]) -> None:
    assert nodes_of(graph, ["市文明办", "鹭汀市"]) == ["organisation:江西省鹭汀市:文明办", "place:江西省鹭汀市"]
    with pytest.raises(UsageError, match=r"graph\.ambiguous"):
        nodes_of(graph, ["市文明办", "汀兰县"])


@pytest.mark.parametrize("name", ["没有这个", "", "“”", "object:没有", "place:", ":"])
def test_an_unknown_name_is_answered_with_what_may_be_asked(graph: MultiDiGraph[str], name: str) -> None:
    with pytest.raises(UsageError, match=r"C09-03.*graph\.unknown"):
        ask(graph, name)


def test_around_a_node(graph: MultiDiGraph[str]) -> None:
    node = node_of(graph, "窨井盖")
    assert list(around(graph, [node], 0)) == [node]
    near = around(graph, [node], 1)
    assert {graph.nodes[one]["label"] for one in near} == {"窨井盖", "更换窨井盖120套"}
    wider = around(graph, [node], 2)
    assert set(near) < set(wider)
    assert list(wider) == sorted(wider), "in the graph's own order"
    assert all(graph.has_edge(*edge) for edge in wider.edges(keys=True))
    assert len(around(graph, [node], 99)) <= len(graph)


def test_questions_change_nothing(graph: MultiDiGraph[str], tmp_path: Path) -> None:
    before = dict(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))
    ask(graph, "背街小巷")
    path(graph, "云岭市", "鹭汀市")
    citations(graph, "云岭市")
    assert before == (dict(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)))


def test_a_further_thing_of_a_row_is_found_by_its_name(tmp_path: Path) -> None:
    text = "云岭市2023年创建工作总结\n一、整治环境\n更换窨井盖120套、果皮箱60个,惠及居民900户。\n"
    with Store.open(tmp_path / "base.civtext", create=True) as store:
        store.add(Outcome("云岭.txt", "ok", hash="row"), [annotate(one) for one in split(Source(text, "云岭.txt"))])
        graph = build_graph(store)
    row, served = "更换窨井盖120套、果皮箱60个", "惠及居民900户"
    told = {name: [deed.text for deed in ask(graph, name)] for name in ("窨井盖", "果皮箱", "居民")}
    assert told == {"窨井盖": [row], "果皮箱": [row], "居民": [served]}


def test_what_is_only_counted_is_looked_for_among_the_numbers(tmp_path: Path) -> None:
    text = "云岭市2023年创建工作总结\n一、志愿服务\n全市注册志愿者达到9万人。\n"
    with Store.open(tmp_path / "base.civtext", create=True) as store:
        store.add(Outcome("云岭.txt", "ok", hash="n"), [annotate(one) for one in split(Source(text, "云岭.txt"))])
        graph = build_graph(store)
    with pytest.raises(UsageError, match=r"只有 1 个数字.*指标:注册志愿者"):
        ask(graph, "注册志愿者")
    with pytest.raises(UsageError, match="可用地名"):
        ask(graph, "没有的东西")

"""The graph: every edge proves itself, ids come from content, and each format gives back what was written."""

from __future__ import annotations

import json
import math
import random
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from handmade import read
from lxml import etree

from civtext.errors import StoreError, UsageError
from civtext.graph import LIKE_LIMIT, build_graph, split_actors, write_graph
from civtext.model import CleanText, Document, Metric, Source, Span
from civtext.store import Outcome, Store

if TYPE_CHECKING:
    from networkx import MultiDiGraph

TEXTS = {
    "云岭.txt": "== 河北省云岭市, 2023年\n由市文明办整治背街小巷80条,召开调度会6次。#C09 #C12-01\n"
    "落实“三个清单”,印发《创建方案》,开展“清洁家园行动”。\n",
    "鹭汀.txt": "== 河北省鹭汀市, 2022年\n由市文明办整治背街小巷15条。#C09\n市文明办印发《创建方案》。\n",
    "未名.txt": "整治背街小巷7条,新建公厕3座。\n",
}


def base_of(folder: Path, texts: dict[str, str]) -> Path:
    path = folder / "base.civtext"
    with Store.open(path, create=True) as store:
        store.name_categories({"C09": "舒适便利的生活环境"})
        for name, text in texts.items():
            store.add(Outcome(f"/in/{name}", "ok", hash=f"{name}-and-more"), read(text, name))
    return path


def graph_of(folder: Path, texts: dict[str, str]) -> MultiDiGraph[str]:
    with Store.open(base_of(folder, texts)) as store:
        return build_graph(store)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> MultiDiGraph[str]:
    return graph_of(tmp_path_factory.mktemp("graph"), TEXTS)


def edges(graph: MultiDiGraph[str], relation: str) -> Iterator[tuple[str, str]]:
    """The edges of a relation, by the labels of their ends."""
    for source, target, data in graph.edges(data=True):
        if data["relation"] == relation:
            yield graph.nodes[source]["label"], graph.nodes[target]["label"]


def test_nodes_by_type(graph: MultiDiGraph[str]) -> None:
    assert Counter(kind for _, kind in graph.nodes(data="type")) == {
        "place": 2,
        "document": 3,
        "passage": 5,
        "measure": 5,
        "metric": 5,
        "slogan": 1,
        "organisation": 2,
        "cited_document": 2,
        "campaign": 1,
        "object": 3,
        "category": 2,
        "indicator": 1,
    }


@pytest.mark.parametrize(
    ("relation", "pairs"),
    [
        ("about", [("河北省云岭市总结", "河北省云岭市"), ("河北省鹭汀市总结", "河北省鹭汀市")]),
        (
            "quantified_by",
            [
                ("召开调度会6次", "6"),
                ("整治背街小巷15条", "15"),
                ("整治背街小巷7条", "7"),
                ("整治背街小巷80条", "80"),
                ("新建公厕3座", "3"),
            ],
        ),
        ("done_by", [("整治背街小巷15条", "鹭汀市文明办"), ("整治背街小巷80条", "云岭市文明办")]),
        (
            "acts_on",
            [
                ("召开调度会6次", "调度会"),
                ("整治背街小巷15条", "背街小巷"),
                ("整治背街小巷7条", "背街小巷"),
                ("整治背街小巷80条", "背街小巷"),
                ("新建公厕3座", "公厕"),
            ],
        ),
        ("part_of", [("C12-01", "C12")]),
        (
            "like",
            [
                ("整治背街小巷7条", "整治背街小巷80条"),
                ("整治背街小巷7条", "整治背街小巷15条"),
                ("整治背街小巷80条", "整治背街小巷15条"),
            ],
        ),
    ],
)
def test_relations(graph: MultiDiGraph[str], relation: str, pairs: list[tuple[str, str]]) -> None:
    assert sorted(edges(graph, relation)) == sorted(pairs)


def test_a_passage_states_mentions_and_bears_out(graph: MultiDiGraph[str]) -> None:
    by_relation = Counter(
        (data["relation"], graph.nodes[source]["type"], graph.nodes[target]["type"])
        for source, target, data in graph.edges(data=True)
        if data["relation"] in ("states", "mentions", "evidence_for", "contains")
    )
    assert by_relation == {
        ("contains", "document", "passage"): 5,
        ("states", "passage", "measure"): 5,
        ("states", "passage", "metric"): 5,
        ("states", "passage", "slogan"): 1,
        ("mentions", "passage", "organisation"): 3,
        ("mentions", "passage", "cited_document"): 2,
        ("mentions", "passage", "campaign"): 1,
        ("evidence_for", "passage", "category"): 2,
        ("evidence_for", "passage", "indicator"): 1,
    }
    assert ("舒适便利的生活环境" in {target for _, target in edges(graph, "evidence_for")}) is True


def test_every_edge_carries_what_proves_it(graph: MultiDiGraph[str]) -> None:
    for source, target, data in graph.edges(data=True):
        text = TEXTS[data["file"].removeprefix("/in/")]
        assert 0 <= data["span_start"] < data["span_end"] <= len(text)
        assert data["rule"]
        assert 0 < data["score"] <= 1
        if data["relation"] == "states":
            assert text[data["span_start"] : data["span_end"]] == graph.nodes[target]["text"]
        if data["relation"] in ("acts_on", "done_by"):
            assert text[data["span_start"] : data["span_end"]] == graph.nodes[source]["text"]
        if data["relation"] not in ("about", "contains"):
            assert data["sentence"] in text


def test_what_two_places_call_by_one_name_stays_two(graph: MultiDiGraph[str]) -> None:
    offices = {node: data for node, data in graph.nodes(data=True) if data.get("aliases") == "市文明办"}
    assert sorted(offices) == ["organisation:河北省云岭市:文明办", "organisation:河北省鹭汀市:文明办"]
    assert {data["place"] for data in offices.values()} == {"河北省云岭市", "河北省鹭汀市"}
    assert {(data["reason"], data["apart"]) for data in offices.values()} == {("own_place", "another_place")}
    papers = sorted(node for node, data in graph.nodes(data=True) if data["label"] == "创建方案")
    assert papers == ["cited_document:河北省云岭市:创建方案", "cited_document:河北省鹭汀市:创建方案"]


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_files_changes_nothing(graph: MultiDiGraph[str], tmp_path: Path, seed: int) -> None:
    names = sorted(TEXTS)
    random.Random(seed).shuffle(names)
    again = graph_of(tmp_path, {name: TEXTS[name] for name in names})
    assert list(again.nodes(data=True)) == list(graph.nodes(data=True)), "the same nodes in the same order"
    assert list(graph) == sorted(graph), "that of their ids"
    assert list(again.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))


def test_alike_measures_are_linked_to_a_few_places_each(tmp_path: Path) -> None:
    places = 3 * LIKE_LIMIT
    texts = {
        f"{number:02}.txt": f"== 河北省第{number:02}市, 2023年\n{chr(0x7532 + number)}街整治背街小巷1条,整治背街小巷2条。\n"
        for number in range(places)
    }
    found = graph_of(tmp_path, texts)
    degrees = Counter(source for source, _, data in found.edges(data=True) if data["relation"] == "like")
    assert max(degrees.values()) == LIKE_LIMIT
    assert len(degrees) == places - 1
    owner = {
        target: source.split(":")[1] for source, target, data in found.edges(data=True) if data["relation"] == "states"
    }
    assert all(owner[a] != owner[b] for a, b, data in found.edges(data=True) if data["relation"] == "like")


def test_copies_that_differ_in_figures_are_not_alike_but_the_same(tmp_path: Path) -> None:
    texts = {
        f"{number:02}.txt": f"== 河北省第{number:02}市, 2023年\n整治背街小巷{number}条,新建公厕{number * 7}座。\n"
        for number in range(30)
    }
    own = "== 河北省鹭汀市, 2023年\n逐街整治背街小巷15条。\n"
    alone = graph_of(tmp_path, texts)
    assert list(edges(alone, "like")) == []
    assert len(list(edges(alone, "reuses"))) == 0, "too short to be anybody's"
    (tmp_path / "more").mkdir()
    found = graph_of(tmp_path / "more", {**texts, "own.txt": own})
    assert [target for _, target in edges(found, "like")] == ["整治背街小巷15条"]


def test_near_identical_passages_are_grouped_and_keep_their_numbers(tmp_path: Path) -> None:
    """E11: two cities, one paragraph, other figures."""
    said = "整治背街小巷{}条,推动城市面貌由内而外持续改善、群众获得感不断增强。"
    texts = {
        "a.txt": f"== 河北省云岭市, 2023年\n{said.format(80)}\n{said.format(80)}\n",
        "b.txt": f"== 河北省鹭汀市, 2023年\n{said.format(15)}\n新建公厕3座,推动城市面貌由内而外持续改善、群众获得感不断增强。\n",
    }
    found = graph_of(tmp_path, texts)
    reused = [(a, b) for a, b, data in found.edges(data=True) if data["relation"] == "reuses"]
    assert len({b for _, b in reused}) == 1
    assert {found.nodes[node]["text"] for pair in reused for node in pair} == {said.format(80), said.format(15)}
    values = [data["value"] for _, data in found.nodes(data=True) if data["type"] == "metric"]
    assert sorted(values) == [3, 15, 80, 80]


def test_a_graph_grows_with_the_reports_and_no_faster(tmp_path: Path) -> None:
    def size(reports: int) -> int:
        folder = tmp_path / str(reports)
        folder.mkdir()
        lines = [f"{chr(0x4E00 + number)}街整治背街小巷{number}条,新建公厕{number}座。\n" for number in range(reports)]
        texts = {f"{number}.txt": f"== 第{number}市, 2023年\n{line}" for number, line in enumerate(lines)}
        return graph_of(folder, texts).number_of_edges()

    assert size(80) < 4.5 * size(20)


@pytest.mark.parametrize(
    ("actor", "bodies"),
    [
        ("区纪委监委、区委", ["区纪委监委", "区委"]),
        ("市委、市政府", ["市委", "市政府"]),
        ("市文明办和团市委", ["市文明办", "团市委"]),
        ("市教育局与市妇联", ["市教育局", "市妇联"]),
        ("市文明办以及各街道", ["市文明办", "各街道"]),
        ("各乡镇、街道", ["各乡镇", "街道"]),
        ("市人力资源和社会保障局、公安局等部门", ["市人力资源和社会保障局", "公安局"]),
        # one name, or none that could stand alone
        ("市文化和旅游局", ["市文化和旅游局"]),
        ("市教育和体育局", ["市教育和体育局"]),
        ("社会和谐促进会", ["社会和谐促进会"]),
        ("和平区政府", ["和平区政府"]),
        ("高等学校", ["高等学校"]),
        ("市、区文明办", ["市、区文明办"]),
        ("市委和市、区文明办", ["市委", "市、区文明办"]),
        ("市文明办、", ["市文明办"]),
        ("", []),
    ],
)
def test_actors_are_parted(actor: str, bodies: list[str]) -> None:
    assert split_actors(actor) == bodies


def test_each_of_several_actors_is_an_organisation(tmp_path: Path) -> None:
    found = graph_of(tmp_path, {"a.txt": "== 河北省云岭市, 2023年\n由区纪委监委、区委整治背街小巷8条。\n"})
    assert sorted(edges(found, "done_by")) == [("整治背街小巷8条", "区委"), ("整治背街小巷8条", "区纪委监委")]


@pytest.mark.parametrize(
    ("title", "documents"),
    [
        ("河北省云岭市2023年总结", 1),
        ("云岭市总结", 1),
        ("河北省云岭市2022年总结", 0),
        ("河北省云岭市方案", 0),
        ("计划", 0),
        ("全国总结", 0),
    ],
)
def test_a_cited_paper_is_the_document_of_its_title_place_and_year(tmp_path: Path, title: str, documents: int) -> None:
    own = "== 河北省云岭市, 2023年\n整治背街小巷8条。\n"
    found = graph_of(tmp_path, {"a.txt": own, "b.txt": f"== 河北省汀兰县, 2023年\n学习《{title}》。\n"})
    assert [b for a, b in edges(found, "is")] == ["河北省云岭市总结"] * documents


def test_two_documents_of_one_title_and_no_year_to_tell_them(tmp_path: Path) -> None:
    own = {f"{year}.txt": f"== 河北省云岭市, {year}年\n整治背街小巷8条。\n" for year in (2022, 2023)}
    for title, linked in (("云岭市总结", 0), ("云岭市2022年总结", 1)):
        (tmp_path / title).mkdir()
        found = graph_of(tmp_path / title, {**own, "b.txt": f"== 河北省汀兰县, 2023年\n学习《{title}》。\n"})
        assert len(list(edges(found, "is"))) == linked


def test_a_measure_cites_what_its_sentence_names(tmp_path: Path) -> None:
    text = (
        "== 河北省云岭市, 2023年\n按照《创建方案》整治背街小巷8条。新建公厕3座,见《奋进!公厕方案》。召开调度会6次。\n"
    )
    found = graph_of(tmp_path, {"a.txt": text})
    assert sorted(edges(found, "cites")) == [("整治背街小巷8条", "创建方案"), ("新建公厕3座", "奋进!公厕方案")]
    for *_, data in found.edges(data=True):
        if data["relation"] == "cites":
            cited = text[data["span_start"] : data["span_end"]]
            assert "《" in cited and re.search(r"\d", cited), "the proof takes in both"


def test_a_campaign_is_one_with_and_without_its_year_and_anothers_is_another(tmp_path: Path) -> None:
    texts = {
        "a.txt": "== 河北省云岭市, 2023年\n开展“2023年清洁家园行动”。\n深化“清洁家园行动”。\n",
        "b.txt": "== 河北省汀兰县, 2023年\n开展“清洁家园行动”,开展“光盘行动”。\n",
        "c.txt": "== 河北省鹭汀市, 2023年\n倡导“光盘行动”。\n",
    }
    found = graph_of(tmp_path, texts)
    campaigns = {node: data for node, data in found.nodes(data=True) if data["type"] == "campaign"}
    assert sorted(campaigns) == [
        "campaign:全国:光盘行动",
        "campaign:河北省云岭市:清洁家园行动",
        "campaign:河北省汀兰县:清洁家园行动",
    ]
    own = campaigns["campaign:河北省云岭市:清洁家园行动"]
    assert (own["label"], own["aliases"], own["reason"]) == ("2023年清洁家园行动", "清洁家园行动", "year_left_off")


def test_what_has_vanished_is_left_out(graph: MultiDiGraph[str], tmp_path: Path) -> None:
    gone = "== 海州省汀兰县, 2021年\n由市文明办整治背街小巷9条,印发《旧方案》。#C11\n落实“两个清单”。\n"
    with Store.open(base_of(tmp_path, {**TEXTS, "旧.txt": gone}), write=True) as store:
        assert len(build_graph(store)) > len(graph)
        store.mark_vanished("/in", {f"/in/{name}" for name in TEXTS})
        found = build_graph(store)
    assert dict(found.nodes(data=True)) == dict(graph.nodes(data=True))
    assert edges_of(found) == edges_of(graph)


def test_progress_is_told(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with Store.open(base_of(tmp_path, TEXTS)) as store:
        build_graph(store, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(done, len(seen)) for done in range(1, len(seen) + 1)]


def test_an_empty_base_gives_an_empty_graph(tmp_path: Path) -> None:
    assert len(graph_of(tmp_path, {})) == 0


# Files


def edges_of(graph: Any) -> dict[tuple[str, str, str], dict[str, object]]:
    """The edges by key. Readers add the key as an id (and GEXF's makes no multigraph where there are no twins)."""
    multi = graph.is_multigraph()
    edges = (
        graph.edges(keys=True, data=True)
        if multi
        else ((*edge, data["id"], data) for *edge, data in graph.edges(data=True))
    )
    return {tuple(key): {name: value for name, value in data.items() if name != "id"} for *key, data in edges}


def read_back(path: Path) -> Any:
    match path.suffix:
        case ".graphml":
            return nx.read_graphml(path, force_multigraph=True)
        case ".json":
            return nx.node_link_graph(json.loads(path.read_text(encoding="utf-8")), edges="edges")
        case _:
            return nx.read_gexf(path)


TWINS = {"云岭.txt": "== 河北省云岭市, 2023年\n市文明办和市文明办印发《创建方案》。\n"}
HOSTILE = {
    "<坏>&\"'.txt": "== 省\x01市\ud800]]>, {{年}}\n由市\u2028文明办整治<b>背街\x0b小巷</b>&nbsp;8条。\x1f#C09\n整治“\ufffe”%s=1+1 9条,整治\u202e反向9条。\n",
    "长.txt": "== " + "长" * 5000 + ", 2023年\n整治 \t 背街小巷80条。\n",
}


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".json"])
@pytest.mark.parametrize("texts", [TEXTS, TWINS, HOSTILE, {}], ids=["reports", "twin edges", "hostile", "empty"])
def test_what_is_written_is_read_back(tmp_path: Path, texts: dict[str, str], suffix: str) -> None:
    written = graph_of(tmp_path, texts)
    path = tmp_path / f"图{suffix}"
    write_graph(written, path)
    found = read_back(path)
    assert dict(found.nodes(data=True)) == dict(written.nodes(data=True))
    assert len(edges_of(written)) == written.number_of_edges()
    assert edges_of(found) == edges_of(written)
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_gephi_finds_small_ascii_names_and_unlike_edge_ids(graph: MultiDiGraph[str], tmp_path: Path) -> None:
    write_graph(graph, tmp_path / "a.gexf")
    write_graph(graph, tmp_path / "a.graphml")
    space = {"g": "http://gexf.net/1.3", "m": "http://graphml.graphdrawing.org/xmlns"}
    gexf = ET.parse(tmp_path / "a.gexf")
    titles = [one.get("title", "") for one in gexf.iterfind(".//g:attribute", space)]
    titles += [one.get("attr.name", "") for one in ET.parse(tmp_path / "a.graphml").iterfind(".//m:key", space)]
    assert titles
    assert all(title.isascii() and title == title.lower() for title in titles)
    assert {one.get("kind") for one in gexf.iterfind(".//g:edge", space)} == {
        relation for *_, relation in graph.edges(data="relation")
    }, "Gephi makes one of two edges of a kind between the same nodes"
    ids = [one.get("id") for one in gexf.iterfind(".//g:edge", space)]
    assert len(ids) == len(set(ids)) == graph.number_of_edges()


# What of GEXF 1.3 (https://gexf.net/schema.html) we write, in our own words: its order, its attributes, its types.
GEXF = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://gexf.net/1.3"
 datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"><start><element name="gexf">
 <attribute name="version"><value>1.3</value></attribute><element name="graph">
 <attribute name="defaultedgetype"><value>directed</value></attribute><attribute name="idtype"><value>string</value></attribute>
 <ref name="attributes"/><ref name="attributes"/>
 <element name="nodes"><zeroOrMore><element name="node"><ref name="item"/></element></zeroOrMore></element>
 <element name="edges"><zeroOrMore><element name="edge"><ref name="item"/>
  <attribute name="source"/><attribute name="target"/><attribute name="kind"/></element></zeroOrMore></element>
 </element></element></start>
 <define name="attributes"><element name="attributes">
  <attribute name="class"><choice><value>node</value><value>edge</value></choice></attribute>
  <attribute name="mode"><value>static</value></attribute>
  <zeroOrMore><element name="attribute"><attribute name="id"/><attribute name="title"/>
   <attribute name="type"><choice><value>string</value><value>long</value><value>double</value><value>boolean</value></choice></attribute>
  </element></zeroOrMore></element></define>
 <define name="item"><attribute name="id"/><attribute name="label"/><element name="attvalues"><zeroOrMore>
  <element name="attvalue"><attribute name="for"/><attribute name="value"/></element></zeroOrMore></element></define>
</grammar>
"""


@pytest.mark.parametrize("name", ["reports", "hostile", "empty"])
def test_gexf_keeps_the_rules_of_its_schema(tmp_path: Path, name: str) -> None:
    written = graph_of(tmp_path, {"reports": TEXTS, "hostile": HOSTILE, "empty": {}}[name])
    write_graph(written, tmp_path / "a.gexf")
    found = etree.parse(tmp_path / "a.gexf")
    etree.RelaxNG(etree.fromstring(GEXF)).assertValid(found)
    space = {"g": "http://gexf.net/1.3"}
    for of in ("node", "edge"):
        declared = {
            one.get("id"): one.get("type")
            for one in found.iterfind(f".//g:attributes[@class='{of}']/g:attribute", space)
        }
        for value in found.iterfind(f".//g:{of}//g:attvalue", space):
            shown = value.get("value") or ""
            match declared[value.get("for")]:
                case "long" | "double":
                    float(shown)
                case "boolean":
                    assert shown in ("true", "false")
    nodes = {one.get("id") for one in found.iterfind(".//g:node", space)}
    assert all({edge.get("source"), edge.get("target")} <= nodes for edge in found.iterfind(".//g:edge", space))


def test_endless_numbers_are_left_out(tmp_path: Path) -> None:
    source = Source("投入9元")
    document = Document(source, CleanText.of(source.text, []))
    found = document.found(Span(2, 4), "metric", Metric(math.inf, high=math.nan, unit="元"), rule="r")
    with Store.open(tmp_path / "base.civtext", create=True) as store:
        store.add(Outcome("a", "ok", hash="a"), [document.with_annotations([found])])
        graph = build_graph(store)
    (metric,) = (data for _, data in graph.nodes(data=True) if data["type"] == "metric")
    assert "value" not in metric
    assert metric["unit"] == "元"


@pytest.mark.parametrize("name", ["图.csv", "图", "图.graphml.zip"])
def test_an_unknown_format_is_answered_with_the_known_ones(graph: MultiDiGraph[str], tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"\.graphml \.gexf \.json \.html"):
        write_graph(graph, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_what_stood_there_stays_until_the_new_file_is_whole(graph: MultiDiGraph[str], tmp_path: Path) -> None:
    path = tmp_path / "a.graphml"
    write_graph(graph, path)
    old = path.read_bytes()
    bad = graph.copy()
    bad.add_node("x", broken=[1, 2])
    with pytest.raises(TypeError):
        write_graph(bad, path)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".json", ".html"])
def test_a_graph_may_be_written_over_and_nothing_else(graph: MultiDiGraph[str], tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"图{suffix}"
    path.touch()
    for one in (nx.MultiDiGraph(), graph, graph):
        write_graph(one, path)
    if suffix != ".html":
        assert dict(read_back(path).nodes(data=True)) == dict(graph.nodes(data=True))
    for other in ("我的笔记", '{"notes": []}', "<html>"):
        path.write_text(other, encoding="utf-8")
        with pytest.raises(StoreError, match=r"未覆盖.*output\.exists"):
            write_graph(graph, path)
        assert path.read_text(encoding="utf-8") == other
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("folder.json", "这是一个目录。 Cannot be written: it is a folder"),
        ("missing/a.json", "目录不存在。 Cannot be written: the folder does not exist"),
    ],
)
def test_a_place_that_cannot_be_written_is_named(
    graph: MultiDiGraph[str], tmp_path: Path, place: str, reason: str
) -> None:
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(StoreError, match=rf"{reason}.*output\.failed") as refused:
        write_graph(graph, tmp_path / place)
    assert place in str(refused.value)
    assert [one.name for one in tmp_path.iterdir()] == ["folder.json"]

"""Questions that people have, answered from the graph in plain rows, each with what proves it.

Nodes are named as a person would: 云岭市, 背街小巷, C09-03, “四查”, 市文明办 with its place, an alias, or by their id. A name
that fits several nodes is not guessed: the error lists them.

* `ask(graph, "云岭市", "C09-03")`: what did a place do on an indicator; any names, and the measures that hang on all of
  them: `ask(graph, "背街小巷")` is who else did this, with figures, `ask(graph, "四查")` what hangs on a formula.
* `citations(graph, "实施方案")`: who cites a paper; of a place, a document or a measure, what it cites.
* `path(graph, "云岭市", "鹭汀市")`: how two nodes are connected, step by step.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from civtext.graph.finding import find_nodes, node_of, nodes_of, same_deeds
from civtext.graph.walking import neighbours, walk

if TYPE_CHECKING:
    from networkx import MultiDiGraph

# How to come from what is asked about to its measures: relations against (<) or along (>) their direction.
_WAYS = {
    "place": ("<about >states", "<about >contains >states"),
    "document": (">states", ">contains >states", "<is <cites"),
    "passage": (">states",),
    "measure": ("",),
    "metric": ("<quantified_by",),
    "object": ("<acts_on",),
    "organisation": ("<done_by",),
    "cited_document": ("<cites", ">is >states", ">is >contains >states"),
    "campaign": ("<cites",),
    "slogan": (),  # see _below
    "indicator": ("<evidence_for >states",),
    "category": ("<evidence_for >states", "<part_of <evidence_for >states"),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """A measure that answers a question: whose it is, what it says, its figures, and where it stands (a span of the source).

    `figures` are all its figures as written (80条、6次), `value` and `unit` those of the first (None, "" where it has none).
    """

    place: str
    document: str
    period: str
    text: str
    action: str
    object: str
    status: str
    actors: str
    figures: str
    value: float | None
    unit: str
    source: str
    article: int
    start: int
    end: int
    sentence: str
    rule: str
    score: float
    node: str

    def as_dict(self) -> dict[str, Any]:
        """The row as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a document where a paper is named, `written` so there; `measure` says what is done by it, if anything."""

    place: str
    document: str
    period: str
    cited: str
    written: str
    number: str
    measure: str
    source: str
    article: int
    start: int
    end: int
    sentence: str
    rule: str
    score: float
    node: str

    def as_dict(self) -> dict[str, Any]:
        """The row as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Step:
    """An edge on the way from one node to another; where it points back, `relation` is shown as <relation."""

    origin: str
    relation: str
    target: str
    source: str
    article: int
    start: int
    end: int
    sentence: str
    rule: str
    score: float
    origin_node: str
    target_node: str

    def as_dict(self) -> dict[str, Any]:
        """The row as plain data."""
        return asdict(self)


def ask(graph: MultiDiGraph[str], *names: str) -> list[Deed]:
    """The measures that hang on every node named, by place and as they stand; each with its figures and its proof.

    Of a place: what it did; of an indicator or category: what speaks to it; of an object: who acted on it; of a body: what
    it did; of a formula (口号): what stands with it; of a paper or campaign: what is done by it; of a measure: all of the
    same action and object. Raises UsageError graph.unknown, graph.ambiguous.
    """
    alike = {name: nodes[0] for name in names if same_deeds(graph, nodes := find_nodes(graph, name))}
    found = [set(_deeds_of(graph, node)) for node in nodes_of(graph, [alike.get(name, name) for name in names])]
    deeds = set.intersection(*found) if found else set()
    return sorted(
        (_deed(graph, node) for node in deeds),
        key=lambda deed: (deed.place, deed.source, deed.article, deed.start, deed.end),
    )


def citations(graph: MultiDiGraph[str], name: str) -> list[Citation]:
    """Where a paper is cited, by whom; of a place, document, passage or measure, which papers it cites, and where.

    Raises UsageError graph.unknown, graph.ambiguous.
    """
    node = node_of(graph, name)
    return sorted(
        set(_citing(graph, node)), key=lambda one: (one.place, one.source, one.article, one.start, one.end, one.node)
    )


def path(graph: MultiDiGraph[str], origin: str, target: str) -> list[Step]:
    """The shortest way between two nodes, whatever the direction of its edges; of several the surest, by way of rarer nodes.

    Nothing where there is no way. Raises UsageError graph.unknown, graph.ambiguous.
    """
    import networkx as nx

    first, last = node_of(graph, origin), node_of(graph, target)
    ways: nx.Graph[str] = nx.Graph()
    ways.add_nodes_from(graph)
    rare = {node: math.log1p(degree) / 10_000 for node, degree in graph.degree()}
    for one, other, data in graph.edges(data=True):
        doubt = 1 - data["score"]
        cost = 1 + doubt / 100 + rare[one] + rare[other]
        if not ways.has_edge(one, other) or cost < ways.edges[one, other]["weight"]:
            ways.add_edge(one, other, weight=cost)
    try:
        nodes = nx.bidirectional_dijkstra(ways, first, last)[1]
    except nx.NetworkXNoPath:
        return []
    return [_step(graph, one, other) for one, other in pairwise(nodes)]


def _deeds_of(graph: MultiDiGraph[str], node: str) -> Iterator[str]:
    kind = graph.nodes[node]["type"]
    if kind == "measure":
        yield from _same_deeds(graph, node)
    elif kind == "slogan":
        yield from _below(graph, node)
    for way in _WAYS[kind]:
        yield from (one for one in walk(graph, node, way) if graph.nodes[one]["type"] == "measure")


def _same_deeds(graph: MultiDiGraph[str], node: str) -> Iterator[str]:
    """The measures of one action on one object."""
    for other in walk(graph, node, ">acts_on <acts_on"):
        if graph.nodes[other].get("action") == graph.nodes[node].get("action"):
            yield other


def _below(graph: MultiDiGraph[str], slogan: str) -> Iterator[str]:
    """The measures that a formula heads: in its passage, or under the heading that it stands in."""
    for place, _ in neighbours(graph, slogan, "states", along=False):
        passages = {place}
        if graph.nodes[place]["type"] == "document":
            text = graph.nodes[slogan]["label"]
            passages = {one for one in walk(graph, place, ">contains") if text in graph.nodes[one].get("section", "")}
        for passage in passages:
            yield from (one for one in walk(graph, passage, ">states") if graph.nodes[one]["type"] == "measure")


def _deed(graph: MultiDiGraph[str], node: str) -> Deed:
    data = graph.nodes[node]
    proof = min((edge for _, edge in neighbours(graph, node, "states", along=False)), key=lambda edge: edge["rule"])
    figures = sorted(neighbours(graph, node, "quantified_by", along=True), key=lambda one: one[1]["span_start"])
    first = graph.nodes[figures[0][0]] if figures else {}
    actors = sorted(graph.nodes[one]["label"] for one, _ in neighbours(graph, node, "done_by", along=True))
    return Deed(
        **_whose(graph, node),
        text=data["text"],
        action=data.get("action", ""),
        object=data.get("object", ""),
        status=data.get("status", ""),
        actors="、".join(actors),
        figures="、".join(graph.nodes[one]["label"] for one, _ in figures),
        value=first.get("value"),
        unit=first.get("unit", ""),
        **_proof(proof),
        node=node,
    )


def _citing(graph: MultiDiGraph[str], node: str) -> Iterator[Citation]:
    kind = graph.nodes[node]["type"]
    for paper in {node} if kind == "cited_document" else walk(graph, node, "<is"):
        for carrier, edge in neighbours(graph, paper, "mentions", along=False):
            yield _citation(graph, carrier, paper, edge)
    carriers = {node} if kind in ("passage", "document") else set()
    for way in {"document": (">contains",), "place": ("<about", "<about >contains")}.get(kind, ()):
        carriers |= walk(graph, node, way)
    relation = "cites" if kind == "measure" else "mentions"
    for carrier in {node} if kind == "measure" else carriers:
        for paper, edge in neighbours(graph, carrier, relation, along=True):
            if graph.nodes[paper]["type"] == "cited_document":
                yield _citation(graph, carrier, paper, edge)


def _citation(graph: MultiDiGraph[str], carrier: str, paper: str, edge: dict[str, Any]) -> Citation:
    data = graph.nodes[paper]
    measures = [carrier] if graph.nodes[carrier]["type"] == "measure" else _done_by(graph, carrier, paper, edge)
    return Citation(
        **_whose(graph, carrier),
        cited=data["label"],
        written=edge.get("written", data["label"]),
        number=data.get("number", ""),
        measure="；".join(graph.nodes[one]["text"] for one in measures),
        **_proof(edge),
        node=paper,
    )


def _done_by(graph: MultiDiGraph[str], carrier: str, paper: str, mention: dict[str, Any]) -> list[str]:
    """The measures in whose sentence a paper is mentioned."""
    return sorted(
        measure
        for measure in walk(graph, carrier, ">states")
        for cited, edge in neighbours(graph, measure, "cites", along=True)
        if cited == paper and edge["span_start"] <= mention["span_start"] < mention["span_end"] <= edge["span_end"]
    )


def _step(graph: MultiDiGraph[str], one: str, other: str) -> Step:
    """The first edge between two nodes, in the direction of the way if there is one."""
    onward = graph.has_edge(one, other)
    ends = (one, other) if onward else (other, one)
    edge: dict[str, Any] = min(graph.get_edge_data(*ends).items(), key=lambda item: str(item[0]))[1]
    return Step(
        origin=graph.nodes[one]["label"],
        relation=edge["relation"] if onward else f"<{edge['relation']}",
        target=graph.nodes[other]["label"],
        **_proof(edge),
        origin_node=one,
        target_node=other,
    )


def _proof(edge: dict[str, Any]) -> dict[str, Any]:
    """Where an edge's proof stands; a whole passage needs no sentence."""
    return {
        "source": edge["file"],
        "article": edge["article"],
        "start": edge["span_start"],
        "end": edge["span_end"],
        "sentence": edge.get("sentence", ""),
        "rule": edge["rule"],
        "score": edge["score"],
    }


def _whose(graph: MultiDiGraph[str], node: str) -> dict[str, Any]:
    """The document that something stands in, its place and its period."""
    while graph.nodes[node]["type"] != "document":
        relation = "contains" if graph.nodes[node]["type"] == "passage" else "states"
        node = min(other for other, _ in neighbours(graph, node, relation, along=False))
    data = graph.nodes[node]
    places = [graph.nodes[place]["label"] for place, _ in neighbours(graph, node, "about", along=True)]
    return {"place": places[0] if places else "", "document": data["label"], "period": data.get("period", "")}

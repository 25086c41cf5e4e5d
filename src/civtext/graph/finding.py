"""Which node a person means by a name: 云岭市, 背街小巷, C09-03, “四查”, an alias, an id. What fits several is listed, not guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from civtext.errors import UsageError
from civtext.graph.naming import same_thing, short_names
from civtext.graph.proofs import flat
from civtext.graph.settling import APART
from civtext.graph.walking import walk

if TYPE_CHECKING:
    from networkx import MultiDiGraph

# The types of nodes, and what a reader of Chinese calls them.
TYPES = {
    "place": "地方",
    "document": "材料",
    "passage": "段落",
    "measure": "举措",
    "metric": "数据",
    "object": "对象",
    "organisation": "单位",
    "slogan": "口号",
    "campaign": "活动",
    "cited_document": "引用文件",
    "category": "类别",
    "indicator": "测评指标",
}
# The relations of edges, likewise.
RELATIONS = {
    "about": "写的是",
    "contains": "包含",
    "states": "写到",
    "mentions": "提到",
    "quantified_by": "数据是",
    "done_by": "由…做",
    "acts_on": "对象是",
    "cites": "依据",
    "is": "就是",
    "evidence_for": "支持",
    "part_of": "属于",
    "like": "类似",
    "reuses": "文字相同",
}
_BY_NAME = {name: kind for kind, name in TYPES.items()}
LISTED = 12  # nodes that an error lists
_OWNED = ("organisation", "cited_document", "campaign")  # whose ids end in their name without its place
_UNNAMED = ("passage", "measure", "metric")  # are called by the whole of their text only
_QUOTES = str.maketrans("", "", "“”‘’\"'《》「」")


def find_nodes(graph: MultiDiGraph[str], name: str) -> list[str]:
    """The ids of the nodes that a name may mean, by the first of these ways by which it means any: as an id; as a label,
    code, number or alias; as another name of an object; as an action and its object (整治背街小巷);
    as what a place ends in, with or without its 市 (云岭市, 云岭 of 江西省云岭市); as a part of a name.

    `object:背街小巷` or `对象:背街小巷` asks for that type only. A paper that is a document of the base is meant as the paper that is cited.
    """
    if name in graph:
        return [name]
    kind, _, rest = name.partition(":")
    kind = _BY_NAME.get(kind, kind)
    typed = kind in TYPES and bool(rest)
    wanted = _plain(rest if typed else name)
    nodes = [
        (node, _names(node, data), data) for node, data in graph.nodes(data=True) if not typed or data["type"] == kind
    ]
    for test in _TESTS if wanted else ():
        if found := [node for node, names, data in nodes if test(wanted, names, data)]:
            cited = {one for node in found for one in walk(graph, node, ">is")}
            return [node for node in found if node not in cited]
    return []


def same_deeds(graph: MultiDiGraph[str], nodes: Iterable[str]) -> bool:
    """Whether nodes are measures of one action on one object."""
    found = [graph.nodes[node] for node in nodes]
    deeds = {(data.get("action", ""), same_thing(data.get("object", ""))) for data in found}
    return len(deeds) == 1 and all(data["type"] == "measure" for data in found)


def node_of(graph: MultiDiGraph[str], name: str, *, place: str = "") -> str:
    """The id of the one node that a name means, of several the one that is the place's own.

    Raises UsageError graph.unknown, graph.ambiguous (it lists the nodes).
    """
    found = find_nodes(graph, name)
    if len(found) > 1 and place:
        found = [node for node in found if graph.nodes[node].get("place") == place] or found
    if not found:
        raise _unknown(graph, name)
    if len(found) > 1:
        listed = "、".join(found[:LISTED]) + ("…" if len(found) > LISTED else "")
        raise UsageError(
            "graph.ambiguous",
            f"“{name}”可指 {len(found)} 个节点：{listed}。请写明是哪一个，或同时写出地名。",
            f"'{name}' may be {len(found)} nodes: {listed}. Give one of these ids, or its place, too.",
        )
    return found[0]


def _unknown(graph: MultiDiGraph[str], name: str) -> UsageError:
    """The error for a name of no node; what is only counted, and no deed acts on, is found among the numbers."""
    numbers = sum(data["type"] == "metric" and data.get("object") == name for _, data in graph.nodes(data=True))
    if numbers:
        zh = f'图里没有对“{name}”的举措，只有 {numbers} 个数字：请用 civtext search 库 "指标:{name}" 查看。'
        en = f"No measure acts on '{name}', which {numbers} numbers count: civtext search BASE \"指标:{name}\"."
    else:
        zh = f"图里没有“{name}”；可用地名、对象、代码（C09-03）、口号、文件名，或“类型:名称”。"
        en = f"No node is called '{name}'; name a place, an object, a code, a formula, a paper, or TYPE:NAME."
    return UsageError("graph.unknown", zh, en)


def nodes_of(graph: MultiDiGraph[str], names: Iterable[str]) -> list[str]:
    """The nodes that names mean together: a place among them tells whose 市文明办, “四查” or 《实施方案》 the others are."""
    names = list(names)
    clear = {name: found[0] for name in names if len(found := find_nodes(graph, name)) == 1}
    places = {node for node in clear.values() if graph.nodes[node]["type"] == "place"}
    place = graph.nodes[min(places)]["label"] if len(places) == 1 else ""
    return [clear.get(name) or node_of(graph, name, place=place) for name in names]


def _names(node: str, data: dict[str, Any]) -> set[str]:
    """What a node goes by."""
    kind, label = data["type"], _plain(data["label"])
    names = {label, data.get("code", ""), data.get("number", "")}
    names |= {_plain(one) for one in data.get("aliases", "").split("、")}
    if kind == "document":
        names |= {data["file"], data["file"].replace("\\", "/").rpartition("/")[2]}
    if kind in _OWNED:
        names.add(_plain(node.rpartition(":")[2].partition(APART)[0]))  # 实施方案, whose label is 云岭市2023年实施方案
    return names - {""}


_TESTS: Sequence[Callable[[str, set[str], dict[str, Any]], bool]] = (
    lambda wanted, names, data: wanted in names,
    lambda wanted, names, data: data["type"] == "object" and data["label"] == same_thing(wanted),
    lambda wanted, names, data: (
        data["type"] == "measure" and wanted == f"{data['action']}{same_thing(data.get('object', ''))}"
    ),
    lambda wanted, names, data: (
        data["type"] == "place" and (data["label"].endswith(wanted) or wanted in short_names(data["label"]))
    ),
    lambda wanted, names, data: data["type"] not in _UNNAMED and any(wanted in one for one in names),
)


def _plain(name: str) -> str:
    """A name without the marks around it, as names are compared."""
    return flat(name).translate(_QUOTES)

"""A part of the graph as a page to look at: one file, no network, ours from the layout to the script.

The layout is computed here, with a fixed seed, so that the same graph gives the same page; so are the labels: the most
connected nodes are named at once, each of the others from the zoom on at which there is room for its name. The drawing is
SVG, seen without script, too; the script (data/picture.js) adds zoom, drag, proofs on hovering, filters and search. All
that comes from documents is escaped, and the page's own policy lets nothing run or load but this script and style.

>>> import networkx as nx
>>> graph = nx.MultiDiGraph()
>>> graph.add_node("place:云岭市", type="place", label="云岭市</script>")
>>> page = picture(graph)
>>> "云岭市&lt;/script&gt;" in page, page.count("</script>")
(True, 2)
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from civtext.graph.finding import RELATIONS, TYPES
from civtext.graph.walking import part

if TYPE_CHECKING:
    from networkx import MultiDiGraph

LIMIT = 300  # nodes of a picture; of a larger graph the most connected
SIGN = b'<meta name="generator" content="civtext graph">'
# Colours that stay apart in print and for most eyes.
_COLOURS = {
    "place": "#b3261e",
    "document": "#37474f",
    "passage": "#b0bec5",
    "measure": "#2f6db3",
    "metric": "#8fb8e8",
    "object": "#2e7d32",
    "organisation": "#7b3fa0",
    "slogan": "#e07b00",
    "campaign": "#c2185b",
    "cited_document": "#8d6e63",
    "category": "#00838f",
    "indicator": "#4db6ac",
}
# What nodes say, as a reader of Chinese calls it.
_NAMES = {
    "action": "动作",
    "actor": "主体",
    "aliases": "又名",
    "apart": "同名另有",
    "bound": "约数",
    "code": "代码",
    "file": "文件",
    "high": "上限",
    "items": "内容",
    "kind": "文种",
    "level": "级别",
    "location": "位置",
    "masked": "待填",
    "number": "文号",
    "object": "对象",
    "period": "时期",
    "place": "地方",
    "reason": "同一理由",
    "role": "作用",
    "section": "章节",
    "status": "状态",
    "text": "全文",
    "unit": "单位",
    "value": "数值",
}
_LOOSE = {"evidence_for": 0.25, "part_of": 0.5, "like": 0.4, "reuses": 0.4}  # pull less: they join what is far apart
_WIDTH, _HEIGHT, _MARGIN = 1400, 1000, 60
_SIZE = 13  # of a label, in the drawing's units at zoom 1
_LONGEST = 14  # letters of a label
_NAMED_FIRST = {"passage": 0.2, "metric": 0.15, "measure": 0.6}  # their names say less than those of other nodes
_LABELS = 70  # at zoom 1, at most
_ZOOMS = (1.0, 1.6, 2.5, 4.0, 6.5, 10.0)
_Points = dict[str, tuple[float, float]]


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def picture(graph: MultiDiGraph[str], *, focus: Collection[str] = ()) -> str:
    """A graph as an HTML page; the nodes of `focus` are marked. Of more than LIMIT nodes the most connected are shown, and
    the page says so."""
    shown = most_connected(graph, focus)
    points = _layout(shown)
    total = f"{len(shown)} 个节点 nodes, {shown.number_of_edges()} 条联系 edges"
    if len(shown) < len(graph):
        total = f"图有 {len(graph)} 个节点,只画联系最多的 {len(shown)} 个 the most connected {len(shown)} of {len(graph)} nodes"
    script, style = _asset("picture.js"), _asset("picture.css")
    policy = f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'"
    return _PAGE.format(
        policy=escape(policy),
        sign=SIGN.decode(),
        total=escape(total),
        style=style,
        legend=_legend(shown),
        drawing=_drawing(shown, points, set(focus)),
        data=_as_json({"nodes": _nodes(shown), "edges": _edges(shown), "relations": RELATIONS}),
        script=script,
    )


def most_connected(graph: MultiDiGraph[str], focus: Collection[str] = ()) -> MultiDiGraph[str]:
    """The nodes of a picture: those of `focus` and then the ones with most neighbours, LIMIT at most."""
    if len(graph) <= LIMIT:
        return graph
    ranked = sorted(graph, key=lambda node: (node not in focus, -_neighbours(graph, node), node))
    return part(graph, set(ranked[:LIMIT]))


def _neighbours(graph: MultiDiGraph[str], node: str) -> int:
    return len({*graph.successors(node), *graph.predecessors(node)} - {node})


# Where nodes stand


def _layout(graph: MultiDiGraph[str]) -> _Points:
    """Points in the drawing: a spring layout (Fruchterman and Reingold 1991), fitted to the page, none upon another."""
    import networkx as nx

    springs: nx.Graph[str] = nx.Graph()
    springs.add_nodes_from(graph)
    for source, target, data in graph.edges(data=True):
        pull = _LOOSE.get(data["relation"], 1.0)
        springs.add_edge(
            source, target, weight=max(pull, springs.get_edge_data(source, target, {"weight": 0})["weight"])
        )
    found = nx.spring_layout(springs, seed=7, iterations=300, k=2.2 / max(1, len(springs)) ** 0.5)
    return _spread(_fitted({node: (float(x), float(y)) for node, (x, y) in found.items()}), graph)


def _fitted(points: _Points) -> _Points:
    """The same points over the whole page; each axis by rank and place in equal parts, so that clusters open up."""
    sides = []
    for axis, length in ((0, _WIDTH), (1, _HEIGHT)):
        values = sorted(point[axis] for point in points.values())
        low, span = (values[0], values[-1] - values[0]) if values else (0.0, 0.0)
        rank = {value: index / max(1, len(values) - 1) for index, value in enumerate(values)}
        place = {value: (value - low) / span if span else 0.5 for value in values}
        sides.append({value: _MARGIN + (length - 2 * _MARGIN) * (rank[value] + place[value]) / 2 for value in values})
    return {node: (sides[0][x], sides[1][y]) for node, (x, y) in points.items()}


def _spread(points: _Points, graph: MultiDiGraph[str]) -> _Points:
    """Push apart what stands too close, a few rounds, in a fixed order."""
    nodes = sorted(points)
    radii = [_radius(graph, node) for node in nodes]
    at = [list(points[node]) for node in nodes]
    for _ in range(30):
        for one, (x, y) in enumerate(at):
            for other in range(one + 1, len(at)):
                room = radii[one] + radii[other] + 12
                dx, dy = at[other][0] - x, at[other][1] - y
                if -room < dx < room and -room < dy < room and (gap := (dx * dx + dy * dy) ** 0.5) < room:
                    push = (room - gap) / 2 / (gap or 1)
                    for end, sign in ((one, -1), (other, 1)):
                        at[end][0] += sign * (dx or 1) * push
                        at[end][1] += sign * dy * push
    return {node: (_within(x, _WIDTH), _within(y, _HEIGHT)) for node, (x, y) in zip(nodes, at, strict=True)}


def _within(value: float, length: float) -> float:
    return round(min(max(value, _MARGIN), length - _MARGIN), 1)


def _radius(graph: MultiDiGraph[str], node: str) -> float:
    return round(min(22.0, 4 + 1.6 * math.sqrt(_neighbours(graph, node))), 1)


def _zooms(graph: MultiDiGraph[str], points: _Points, focus: Collection[str]) -> dict[str, float]:
    """The zoom from which each node's label has room beside those of nodes more telling; 0 where it never has."""

    def telling(node: str) -> tuple[bool, float, str]:
        weight = _NAMED_FIRST.get(graph.nodes[node]["type"], 1.5)
        return node not in focus, -weight * (1 + _neighbours(graph, node)), node

    ranked = sorted(graph, key=telling)
    found: dict[str, float] = {}
    for zoom in _ZOOMS:
        boxes = {node: _label_box(graph, points, node, zoom) for node in ranked}
        taken = [boxes[node] for node in found]
        for node in ranked:
            if node not in found and len(found) < _LABELS * zoom and not any(map(boxes[node].meets, taken)):
                found[node] = zoom
                taken.append(boxes[node])
    return {node: found.get(node, 0.0) for node in graph}


def _label_box(graph: MultiDiGraph[str], points: _Points, node: str, zoom: float) -> _Box:
    x, y = points[node][0] * zoom, points[node][1] * zoom
    half = sum(_SIZE if char > "\u2e7f" else _SIZE * 0.58 for char in _short(graph.nodes[node]["label"])) / 2 + 4
    top = y + _radius(graph, node) * zoom**0.5
    return _Box(x - half, top, x + half, top + _SIZE * 1.5)


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


# What is drawn


def _drawing(graph: MultiDiGraph[str], points: _Points, focus: Collection[str]) -> str:
    index = {node: number for number, node in enumerate(graph)}
    zooms = _zooms(graph, points, focus)
    pairs: dict[tuple[str, str], str] = {}
    for source, target, data in graph.edges(data=True):
        pairs.setdefault((source, target), data["relation"])
    lines = [
        f'<line class="{escape(relation)}" data-s="{index[source]}" data-t="{index[target]}" x1="{points[source][0]}" '
        f'y1="{points[source][1]}" x2="{points[target][0]}" y2="{points[target][1]}"/>'
        for (source, target), relation in pairs.items()
    ]
    dots, labels = [], []
    for node, data in graph.nodes(data=True):
        (x, y), radius = points[node], _radius(graph, node)
        mark = ' class="focus"' if node in focus else ""
        dots.append(
            f'<circle{mark} data-i="{index[node]}" cx="{x}" cy="{y}" r="{radius}" fill="{_colour(data["type"])}">'
            f"<title>{escape(data['label'])}</title></circle>"
        )
        hidden = "" if zooms[node] == 1 else ' class="later"'
        labels.append(
            f'<text{hidden} data-i="{index[node]}" data-zoom="{zooms[node]}" x="{x}" y="{round(y + radius + _SIZE, 1)}">'
            f"{escape(_short(data['label']))}</text>"
        )
    parts = (f"<g id={name}>{''.join(items)}</g>" for name, items in (('"edges"', lines), ('"dots"', dots)))
    return (
        f'<svg id="drawing" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="知识图谱 knowledge graph">'
        f'{"".join(parts)}<g id="labels" font-size="{_SIZE}">{"".join(labels)}</g></svg>'
    )


def _colour(kind: str) -> str:
    return _COLOURS.get(kind, "#777777")


def _legend(graph: MultiDiGraph[str]) -> str:
    counts = Counter(str(data["type"]) for _, data in graph.nodes(data=True))
    known = [kind for kind in TYPES if counts[kind]] + sorted(set(counts) - set(TYPES))
    return "".join(
        f'<label><input type="checkbox" checked data-type="{escape(kind)}"><svg viewBox="0 0 12 12" width="12" height="12">'
        f'<circle cx="6" cy="6" r="6" fill="{_colour(kind)}"/></svg> {escape(TYPES.get(kind, kind))} '
        f"<small>{escape(kind)} {counts[kind]}</small></label>"
        for kind in known
    )


def _nodes(graph: MultiDiGraph[str]) -> list[dict[str, object]]:
    hidden = ("type", "label", "title")
    return [
        {
            "id": node,
            "type": data["type"],
            "called": TYPES.get(data["type"], data["type"]),
            "label": data["label"],
            "r": _radius(graph, node),
            "says": {
                f"{_NAMES.get(name, '')} {name}": value
                for name, value in data.items()
                if name not in hidden and value != data["label"]
            },
        }
        for node, data in graph.nodes(data=True)
    ]


def _edges(graph: MultiDiGraph[str]) -> list[dict[str, object]]:
    index = {node: number for number, node in enumerate(graph)}
    told = ("relation", "sentence", "file", "article", "span_start", "span_end", "rule", "score", "written", "reason")
    return [
        {"s": index[source], "t": index[target], **{name: data[name] for name in told if name in data}}
        for source, target, data in graph.edges(data=True)
    ]


def _as_json(data: Mapping[str, object]) -> str:
    """JSON that ends no script and begins no comment, whatever is in it."""
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        plain = plain.replace(char, f"\\u{ord(char):04x}")
    return plain


@cache
def _asset(name: str) -> str:
    return files("civtext").joinpath("data", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What the page's policy knows its own script and style by (https://www.w3.org/TR/CSP3/, hash-source)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


_PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8">{sign}
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width"><title>知识图谱 knowledge graph</title><style>{style}</style></head>
<body><header><h1>知识图谱 <small>knowledge graph · {total}</small></h1>
<div id="tools"><input id="search" type="search" placeholder="找节点,回车居中 find a node" aria-label="找节点 find a node">
<button id="closer" title="放大 closer">＋</button><button id="farther" title="缩小 farther">－</button>
<button id="whole" title="看全图 show all">全图 all</button></div>
<div id="legend">{legend}</div></header>
<main>{drawing}<aside id="told" aria-live="polite"><p>指向一个节点看出处,点一下留住;滚轮缩放,拖动移动。<br>
<small>Point at a node for its proofs, click to keep them; scroll to zoom, drag to move.</small></p>
<noscript><p>未启用脚本,只能看图。 Without script there is only the drawing.</p></noscript></aside></main>
<script type="application/json" id="data">{data}</script><script>{script}</script></body></html>
"""

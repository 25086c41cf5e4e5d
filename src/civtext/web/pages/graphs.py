"""Graph (图谱): the part of it around a node, as a picture to explore and as a list, each node leading on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from civtext import graph as graphs
from civtext import retrieval
from civtext.base import Base
from civtext.errors import UsageError
from civtext.graph.finding import RELATIONS, TYPES
from civtext.outputs import write_whole
from civtext.web.site import render, site_of

router = APIRouter(prefix="/graph")

DEPTHS = (1, 2, 3)
_LISTED = 300
_SUGGESTED = 24


@router.get("")
def graph(
    request: Request, node: Annotated[str, Query(max_length=300)] = "", depth: Annotated[int, Query(ge=1, le=3)] = 2
) -> Response:
    """What is around a node, or nodes to begin with."""
    site = site_of(request)
    with site.open() as base:
        suggested = [*retrieval.facets(base)["place"]][:_SUGGESTED]
        names = dict(base.names())
    told: dict[str, Any] = {"node": node, "depth": depth, "depths": DEPTHS, "suggested": suggested, "names": names}
    told |= {"found": None, "types": TYPES, "relations": RELATIONS, "picture": ""}
    if not node.strip():
        return render(request, "graph.html", **told)
    made = site.making.made(site.cached("graph", node.strip(), depth), make, site.settings.base, node.strip(), depth)
    if made is None:
        return render(request, "wait.html", name=node)
    told["found"] = json.loads((made / "found.json").read_bytes())
    told["picture"] = "/graph/picture?" + urlencode({"node": node.strip(), "depth": depth})
    return render(request, "graph.html", **told)


@router.get("/picture")
def picture(
    request: Request, node: Annotated[str, Query(max_length=300)], depth: Annotated[int, Query(ge=1, le=3)] = 2
) -> Response:
    """The picture by itself, framed by the page; its own policy lets nothing run but its own script."""
    path = site_of(request).cached("graph", node.strip(), depth) / "made" / "picture.html"
    if not path.exists():
        raise HTTPException(404, "还没有这张图。 No such picture.")
    # What it may do is said by the page itself, by the digests of its script and style.
    policy = "frame-ancestors 'self'; sandbox allow-scripts"
    headers = {"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(path.read_bytes(), headers=headers)


def make(base: Path, name: str, depth: int, folder: Path) -> None:
    """In a process of its own: the part of the graph around a node, as a picture and as what the page lists."""
    with Base(base) as opened:
        whole = opened.graph()
        told = _around(whole, name, depth, folder)
        for deed in told.get("deeds", ()):
            deed["link"] = f"/documents/{opened.hash_of(deed['source'])}/{deed['article']}#c{deed['start']}"
    write_whole(folder / "found.json", json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))


def _around(whole: Any, name: str, depth: int, folder: Path) -> dict[str, Any]:
    nodes = graphs.find_nodes(whole, name)
    if not nodes:
        zh, en = f"图里没有“{name}”,换个名字试试。", f"No node is called '{name}'; try another name."
        raise UsageError("graph.unknown", zh, en)
    if len(nodes) > 1 and not graphs.same_deeds(whole, nodes):
        return {"several": [_told(whole, one) for one in nodes[:_LISTED]]}
    found = graphs.around(whole, nodes, depth)
    graphs.write_graph(found, folder / "picture.html", focus=nodes)
    near = graphs.around(whole, nodes, 1)
    edges = [
        _edge(whole, ends, data, nodes) for *ends, data in near.edges(data=True) if not set(nodes).isdisjoint(ends)
    ]
    deeds = [deed.as_dict() for deed in graphs.ask(whole, nodes[0])[:_LISTED]]
    size = (len(found), found.number_of_edges())
    return {"about": _told(whole, nodes[0]), "edges": edges[:_LISTED], "all": len(edges), "deeds": deeds, "size": size}


def _edge(whole: Any, ends: list[str], data: dict[str, Any], nodes: list[str]) -> dict[str, str]:
    """An edge as a line of the list: what it says, and whom it leads to."""
    proof, relation = str(data.get("sentence", "")), str(data["relation"])
    return {"relation": relation, "proof": proof, **_told(whole, ends[1] if ends[0] in nodes else ends[0])}


def _told(graph: Any, node: str) -> dict[str, str]:
    data = graph.nodes[node]
    return {"id": node, "label": str(data["label"]), "type": str(data["type"]), "place": str(data.get("place", ""))}

"""Walking the graph: along and against its edges, and the parts of it that lie near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from networkx import MultiDiGraph


def around(graph: MultiDiGraph[str], nodes: Iterable[str], depth: int = 2) -> MultiDiGraph[str]:
    """The part of the graph within so many edges of nodes (ids), in the graph's own order."""
    near = edge = set(nodes)
    for _ in range(depth):
        edge = {other for node in edge for other in (*graph.successors(node), *graph.predecessors(node))} - near
        near = near | edge
    return part(graph, near)


def part(graph: MultiDiGraph[str], nodes: set[str]) -> MultiDiGraph[str]:
    """The nodes of a set and all edges between them, in the graph's own order."""
    import networkx as nx

    found: MultiDiGraph[str] = nx.MultiDiGraph()
    found.add_nodes_from((node, graph.nodes[node]) for node in sorted(nodes))
    edges = graph.out_edges(sorted(nodes), keys=True, data=True)
    for source, target, key, data in edges:
        if target in nodes:
            found.add_edge(source, target, key=key, **data)
    return found


def walk(graph: MultiDiGraph[str], node: str, way: str) -> set[str]:
    """Where a way (">contains >states") leads from a node."""
    found = {node}
    for step in way.split():
        along, relation = step[0] == ">", step[1:]
        found = {other for one in found for other, _ in neighbours(graph, one, relation, along=along)}
    return found


def neighbours(
    graph: MultiDiGraph[str], node: str, relation: str, *, along: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    edges = graph.out_edges(node, data=True) if along else graph.in_edges(node, data=True)
    for source, target, data in edges:
        if data["relation"] == relation:
            yield (target if along else source), data

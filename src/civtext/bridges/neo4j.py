"""The graph for Neo4j: a folder with a CSV a type of node and a CSV a relation, as its bulk importer reads them, a Cypher
script that loads the same into a running database, with constraints, and questions to begin with.

Labels are the types (CitedDocument), relationship types the relations (ACTS_ON); ids, labels and proofs are properties.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.graph.writing import columns, written_folder

if TYPE_CHECKING:
    from networkx import MultiDiGraph

_TYPES = {str: "string", int: "long", float: "double", bool: "boolean"}
_READ = {str: "row.`{0}`", int: "toInteger(row.`{0}`)", float: "toFloat(row.`{0}`)", bool: "toBoolean(row.`{0}`)"}
QUESTIONS = """// 谁做过这件事,数据多少 Who did this, with which figures
MATCH (m:Measure)-[:ACTS_ON]->(:Object {label: '背街小巷'})
MATCH (d:Document)-[:CONTAINS]->(:Passage)-[:STATES]->(m)
OPTIONAL MATCH (m)-[:QUANTIFIED_BY]->(f:Metric)
RETURN d.place AS place, d.period AS period, m.text AS measure, f.text AS figure, d.file AS file ORDER BY place, period, figure;

// 一个指标的依据,最有把握的在前 What an indicator rests on, the surest first
MATCH (d:Document)-[:CONTAINS]->(p:Passage)-[e:EVIDENCE_FOR]->(:Indicator {code: 'C09-03'})
RETURN d.place AS place, p.text AS passage, e.score AS score ORDER BY score DESC;

// 哪些材料引用了哪些文件 Which documents cite which papers
MATCH (d:Document)-[:CONTAINS]->(:Passage)-[e:MENTIONS]->(c:CitedDocument)
RETURN d.place AS place, d.title AS document, c.label AS paper, e.sentence AS sentence ORDER BY place, paper;
"""


def write_neo4j(graph: MultiDiGraph[str], path: str | Path) -> None:
    """Write a graph as a folder to be imported, which is there whole or not at all.

    Raises StoreError output.exists (something else stands there), output.failed.
    """
    nodes: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    edges: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for node, data in graph.nodes(data=True):
        nodes[data["type"]].append({"id": node, **data})
    for source, target, key, data in graph.edges(keys=True, data=True):
        edges[data["relation"]].append({"start": source, "end": target, "key": key, **data})
    with written_folder(Path(path), about=_about(sorted(nodes), sorted(edges))) as folder:
        for kind, rows in sorted(nodes.items()):
            _write(folder / f"nodes_{kind}.csv", {"id": "id:ID"}, rows)
        for relation, rows in sorted(edges.items()):
            _write(folder / f"edges_{relation}.csv", {"start": ":START_ID", "end": ":END_ID"}, rows)
        (folder / "load.cypher").write_text(_script(nodes, edges), encoding="utf-8")
        (folder / "questions.cypher").write_text(QUESTIONS, encoding="utf-8")


def _write(path: Path, ends: dict[str, str], rows: Sequence[dict[str, Any]]) -> None:
    """A file of the bulk importer: the header gives each property's type; no byte order mark, no guard against formulas."""
    types = columns(rows)
    names = [*ends, *(name for name in types if name not in ends)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(ends.get(name) or f"{name}:{_TYPES[types[name]]}" for name in names)
        writer.writerows([_cell(row.get(name)) for name in names] for row in rows)


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _script(nodes: dict[str, list[dict[str, Any]]], edges: dict[str, list[dict[str, Any]]]) -> str:
    """The Cypher (Neo4j 5.23 or newer) that loads the files; what it sets again is the same, so it may be run twice."""
    lines = [
        "// 先把 CSV 放进数据库的 import 文件夹;cypher-shell -f load.cypher(浏览器里每条前加 :auto)。",
        "// Put the files into the database's folder import first; in the browser write :auto before each statement.",
    ]
    for kind in sorted(nodes):
        lines.append(
            f"CREATE CONSTRAINT civtext_{kind} IF NOT EXISTS FOR (n:{label_of(kind)}) REQUIRE n.id IS UNIQUE;\n"
            f"CREATE INDEX civtext_{kind}_label IF NOT EXISTS FOR (n:{label_of(kind)}) ON (n.label);"
        )
    for kind, rows in sorted(nodes.items()):
        merge = f"MERGE (n:{label_of(kind)} {{id: row.`id:ID`}})\n{_set('n', rows, ('id',))}"
        lines.append(_load(f"nodes_{kind}.csv", merge))
    for relation, rows in sorted(edges.items()):
        for start, end in sorted({(_kind(row["start"]), _kind(row["end"])) for row in rows}):
            match = (
                f"MATCH (s:{label_of(start)} {{id: row.`:START_ID`}}), (t:{label_of(end)} {{id: row.`:END_ID`}})\n"
                f"MERGE (s)-[e:{relation.upper()} {{key: row.`key:string`}}]->(t)\n{_set('e', rows, ('start', 'end', 'key'))}"
            )
            lines.append(_load(f"edges_{relation}.csv", match))
    return "\n\n".join(lines) + "\n"


def _load(name: str, body: str) -> str:
    return (
        f"LOAD CSV WITH HEADERS FROM 'file:///{name}' AS row\nCALL (row) {{\n{body}\n}} IN TRANSACTIONS OF 1000 ROWS;"
    )


def _set(variable: str, rows: Iterable[dict[str, Any]], known: Sequence[str]) -> str:
    said = {name: kind for name, kind in columns(rows).items() if name not in known}
    told = (f"{variable}.{name} = {_READ[kind].format(f'{name}:{_TYPES[kind]}')}" for name, kind in said.items())
    return "SET " + ", ".join(told)


def _kind(node: str) -> str:
    """The type of a node, with which its id begins."""
    return node.partition(":")[0]


def label_of(kind: str) -> str:
    """cited_document is the label CitedDocument."""
    return kind.title().replace("_", "")


def _about(kinds: Sequence[str], relations: Sequence[str]) -> str:
    nodes = " ".join(f"--nodes={label_of(kind)}=nodes_{kind}.csv" for kind in kinds)
    edges = " ".join(f"--relationships={relation.upper()}=edges_{relation}.csv" for relation in relations)
    return (
        f"Neo4j 5:空库批量导入 into an empty database:\n\nneo4j-admin database import full {nodes} {edges} neo4j\n\n"
        "或在运行中的库里执行 load.cypher;questions.cypher 是几个可用的问题。\n"
        "Or run load.cypher in a running database; questions.cypher holds questions to begin with."
    )

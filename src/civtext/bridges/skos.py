"""The graph as JSON-LD (https://www.w3.org/TR/json-ld11/), with its vocabulary, and the codebook in it as SKOS.

One file that needs no other: the context is in it. Nodes and what is said of them are triples, and so is each edge; what
proves an edge is an rdf:Statement about it. Categories and indicators are skos:Concepts of the codebook's scheme, with
notation, labels in Chinese and English, definition, and the broader one; those that no passage speaks to are there, too.

>>> iri("object:背街小巷")
'urn:civtext:node:object%3A%E8%83%8C%E8%A1%97%E5%B0%8F%E5%B7%B7'
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from civtext.codebook import Category, Codebook, Indicator, load_codebook
from civtext.graph.finding import RELATIONS, TYPES
from civtext.graph.writing import columns, written

if TYPE_CHECKING:
    from networkx import MultiDiGraph

SIGN = b'"@context"'
VOCABULARY = "urn:civtext:vocabulary:"
_PREFIXES = {
    "civ": VOCABULARY,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_DATATYPES = {str: "xsd:string", int: "xsd:integer", float: "xsd:double", bool: "xsd:boolean"}


def write_jsonld(graph: MultiDiGraph[str], path: str | Path, *, codebook: Codebook | None = None) -> None:
    """Write a graph and the codebook by which its passages were classified (the carried one if none is given).

    A graph that stood at the path stays until the new file is complete. Raises StoreError output.exists (something else
    stands there), output.failed.
    """
    items = [
        *_vocabulary(),
        *_concepts(codebook or load_codebook()),
        *_nodes(graph),
        *_statements(graph),
    ]
    with written(Path(path), sign=SIGN) as file:
        file.write(f'{{"@context": {json.dumps(_context(graph), ensure_ascii=False)},\n"@graph": ['.encode())
        for number, item in enumerate(items):
            file.write(("," * (number > 0) + "\n" + json.dumps(item, ensure_ascii=False)).encode())
        file.write(b"\n]}\n")


def iri(node: str) -> str:
    """The name of a node in RDF."""
    return f"urn:civtext:node:{quote(node, safe='')}"


def _context(graph: MultiDiGraph[str]) -> dict[str, Any]:
    """What the keys of the file mean, and of which type their values are."""
    said = columns(data for *_, data in (*graph.nodes(data=True), *graph.edges(data=True)))
    terms = {name: {"@id": f"civ:{name}", "@type": _DATATYPES[kind]} for name, kind in said.items()}
    terms["label"] = {"@id": "rdfs:label"}
    relations = {f"civ:{relation}": {"@type": "@id"} for relation in RELATIONS}
    links = ("rdf:subject", "rdf:predicate", "rdf:object", "skos:inScheme", "skos:broader", "skos:topConceptOf")
    return {**_PREFIXES, **terms, **relations, **{link: {"@type": "@id"} for link in links}}


def _vocabulary() -> Iterator[dict[str, Any]]:
    for kind, name in TYPES.items():
        yield {"@id": f"civ:{_class(kind)}", "@type": "rdfs:Class", "rdfs:label": _labels(name, kind)}
    for relation, name in RELATIONS.items():
        yield {"@id": f"civ:{relation}", "@type": "rdf:Property", "rdfs:label": _labels(name, relation)}


def _concepts(codebook: Codebook) -> Iterator[dict[str, Any]]:
    scheme = f"urn:civtext:codebook:{quote(codebook.id, safe='')}"
    names = {"skos:prefLabel": _labels(codebook.name, codebook.name_en), "skos:notation": codebook.version}
    yield {"@id": scheme, "@type": "skos:ConceptScheme", **names}
    for category in codebook.categories:
        yield {**_concept("category", category, scheme), "skos:topConceptOf": scheme}
        for indicator in category.indicators:
            yield {**_concept("indicator", indicator, scheme), "skos:broader": iri(f"category:{category.id}")}


def _concept(kind: str, entry: Category | Indicator, scheme: str) -> dict[str, Any]:
    return {
        "@id": iri(f"{kind}:{entry.id}"),
        "@type": "skos:Concept",
        "skos:inScheme": scheme,
        "skos:notation": entry.id,
        "skos:prefLabel": _labels(entry.name_zh, entry.name_en),
        "skos:definition": {"@value": entry.definition, "@language": "zh"},
    }


def _nodes(graph: MultiDiGraph[str]) -> Iterator[dict[str, Any]]:
    for node, data in graph.nodes(data=True):
        links: defaultdict[str, list[str]] = defaultdict(list)
        for _, target, edge in graph.out_edges(node, data=True):
            links[f"civ:{edge['relation']}"].append(iri(target))
        said = {name: value for name, value in data.items() if name != "type"}
        yield {"@id": iri(node), "@type": f"civ:{_class(data['type'])}", **said, **links}


def _statements(graph: MultiDiGraph[str]) -> Iterator[dict[str, Any]]:
    for source, target, key, data in graph.edges(keys=True, data=True):
        ends = {"rdf:subject": iri(source), "rdf:predicate": f"civ:{data['relation']}", "rdf:object": iri(target)}
        yield {"@id": f"urn:civtext:edge:{key}", "@type": "rdf:Statement", **ends, **data}


def _class(kind: str) -> str:
    """cited_document is the class CitedDocument."""
    return kind.title().replace("_", "")


def _labels(chinese: str, english: str) -> list[dict[str, str]]:
    return [{"@value": chinese, "@language": "zh"}, {"@value": english.replace("_", " "), "@language": "en"}]

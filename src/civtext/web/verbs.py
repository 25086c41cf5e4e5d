"""What the API and the pages call in a process of its own: the library's verbs on plain data, giving plain data."""

from __future__ import annotations

import io
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from civtext.frames import Article
from civtext.records import LAYERS, value_record

Record = dict[str, Any]


def clean(text: str) -> Record:
    """The clean text and its edits."""
    from civtext.cleaning import clean as cleaned
    from civtext.cleaning import explain
    from civtext.loaders import from_text

    source = from_text(text)
    reading = cleaned(source)
    return {"text": reading.text, "edits": [one.as_dict() for one in explain(source, reading)]}


def extract(text: str, rejected: bool) -> list[Record]:
    """A record an article."""
    from civtext.loaders import from_text
    from civtext.pipeline import annotate, split
    from civtext.records import record

    return [record(annotate(one), rejected=rejected) for one in split(from_text(text))]


def classify(texts: list[str]) -> list[list[Record]]:
    """The categories of each text."""
    from civtext.classifiers.categories import classify as classified

    return [
        [
            {"id": one.id, "score": round(one.score, 4), "evidence": [list(span) for span in one.evidence]}
            for one in found
        ]
        for found in classified(texts)
    ]


def coverage(base: Path) -> list[Record]:
    """A row an indicator."""
    from civtext.evidence import as_dict
    from civtext.evidence import coverage as covered

    return [as_dict(row) for row in covered(base)]


def ask(base: Path, names: list[str]) -> list[Record]:
    """The deeds that hang on all names."""
    from civtext import graph as graphs

    return [deed.as_dict() for deed in graphs.ask(graphs.build_graph(base), *names)]


def graph(base: Path, node: str, depth: int) -> Record:
    """The nodes and edges around a node."""
    from civtext import graph as graphs

    whole = graphs.build_graph(base)
    found = graphs.around(whole, graphs.nodes_of(whole, [node]), depth)
    return {
        "nodes": [{"id": one, **data} for one, data in found.nodes(data=True)],
        "edges": [{"source": source, "target": target, **data} for source, target, data in found.edges(data=True)],
    }


def compare(base: Path, by: str, places: list[str], years: list[int], indicators: list[str]) -> Record:
    """The parts of a comparison."""
    from civtext.comparison import compare as compared

    return compared(base, by=by, places=places, years=years, indicators=indicators).records()


def corrections(base: Path) -> Record:
    """What people said, and how often they agree with the program."""
    from civtext.base import Base
    from civtext.corrections import Corrections, agreement

    said = Corrections(base)
    with Base(base) as opened:
        told = agreement(opened, said)
    counted = {name: [asdict(one) | {"share": one.share} for one in rows] for name, rows in told.items()}
    return {"agreement": counted, "corrections": [asdict(one) for hash in said.hashes() for one in said.of(hash)]}


def gold(base: Path) -> bytes:
    """The gold files of what was looked through, in an archive."""
    from civtext.base import Base
    from civtext.corrections import Corrections, export_gold

    buffer = io.BytesIO()
    with Base(base) as opened, TemporaryDirectory(prefix="civtext-") as folder:
        export_gold(opened, Corrections(base), target := Path(folder, "gold"))
        with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
            for path in sorted(target.iterdir()):
                archive.write(path, path.name)
    return buffer.getvalue()


def gaps(path: Path, against: Path | None) -> list[Record]:
    """The gaps of a draft."""
    from civtext.drafts import read_draft

    return read_draft(path, against=against).records


def article_record(article: Article) -> Record:
    """An article of a base in the words of the contract."""
    layer_of = {label: layer for layer, label in LAYERS.items()}
    found: dict[str, list[Record]] = {layer: [] for layer in LAYERS}
    for one in article.annotations:
        told: Record = {**one.span._asdict(), "text": one.text, **value_record(one), "rule": one.provenance.rule}
        found[layer_of[one.label]].append(told | {"where": article.where(one.span.start)})
    doc: Record = {"title": article.title}
    doc |= {name: getattr(article.facts, name) for name in ("kind", "level", "place", "period")}
    head: Record = {"source": article.source, "article": article.index}
    head |= {"start": article.span.start, "end": article.span.end}
    return head | {"doc": doc, "flags": list(article.flags), **found}

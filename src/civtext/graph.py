"""The knowledge base as a graph: places, documents, passages, what they state, and what connects one city with another.

Where to start: `build_graph` reads the base layer by layer into a networkx MultiDiGraph; `write_graph` writes it for
Gephi (.gexf, .graphml), Neo4j (.graphml) or a program (.json).

Nodes have `type` and `label`: place, document, passage, measure, metric, slogan, organisation, cited_document, campaign,
object, category, indicator. Edges have `relation`: document about place, document contains passage, passage states
measure | metric | slogan, passage mentions organisation | cited_document | campaign, measure quantified_by metric,
measure done_by organisation, measure acts_on object, passage evidence_for category | indicator, indicator part_of
category, measure like measure (the same action on the same object, in another place). Each edge carries what proves it:
`file`, `article`, `span_start`, `span_end` (in the source), `rule`, `score`.

Ids come from content, never from row numbers, so that two builds of one corpus agree. All attributes are plain text and
numbers under small ASCII names: Gephi ignores one of two names that differ in case only, and XML has no control characters.

>>> from civtext.model import CleanText, Document, Facts, Passage, Source, Span
>>> from civtext.store import Outcome
>>> text = "新建口袋公园3处。"
>>> passages = (Passage(Span(0, 9), text),)
>>> document = Document(Source(text), CleanText.of(text, []), facts=Facts(place="河北省云岭市"), passages=passages)
>>> with Store.open(getfixture("tmp_path") / "base.civtext", create=True) as store:
...     _ = store.add(Outcome("总结.txt", "ok", hash="b1946ac92492d234"), [document])
...     for source, target, relation in build_graph(store).edges(data="relation"):
...         print(source, relation, target)
document:b1946ac92492:0 about place:河北省云岭市
document:b1946ac92492:0 contains passage:b1946ac92492:0:0-9
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from civtext.errors import StoreError, UsageError
from civtext.store import Store
from civtext.store.problems import problem

if TYPE_CHECKING:
    from networkx import MultiDiGraph

LIKE_LIMIT = 10  # other places that a measure is linked to: all pairs would grow with the square of the cities

_STATED = {"measures": "measure", "metrics": "metric", "slogans": "slogan"}
_MENTIONED = {"org": "organisation", "document": "cited_document", "campaign": "campaign"}
_SHOWN = {
    "measure": ("action", "object", "status", "actor"),
    "metric": ("value", "high", "unit", "bound", "object", "action", "status", "masked"),
    "slogan": ("items",),
}
_FIGURES = (
    "SELECT metrics.* FROM measure_metrics JOIN metrics ON metrics.id = metric_id WHERE measure_id = ? ORDER BY id"
)
# In an order that does not hang on that of the files.
_ACTING = """
SELECT measures.* FROM measures JOIN articles ON articles.id = document_id WHERE object <> ''
ORDER BY hash, article, measures.span_start, measures.span_end
"""
# What XML cannot hold, and white space, which its readers change.
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


class Evidence(NamedTuple):
    """What proves an edge: a stretch of the source text of a file, the rule that read it, how sure it is."""

    file: str
    article: int
    span_start: int
    span_end: int
    rule: str
    score: float


@dataclass(frozen=True, slots=True)
class _Article:
    """A document of the base, while its graph is built."""

    text: str
    number: int
    file: str
    place: str

    @property
    def scope(self) -> str:
        """What keeps apart what two cities call by one name: every city has its 市文明办."""
        return self.place or self.text

    def id(self, kind: str, row: sqlite3.Row | None = None) -> str:
        """The id of the document, or of something that stands in it."""
        span = f":{row['span_start']}-{row['span_end']}" if row else ""
        return f"{kind}:{self.text}:{self.number}{span}"

    def evidence(self, row: sqlite3.Row, rule: str = "", score: float = 1.0) -> Evidence:
        """The stretch of a row; by the row's own rule unless one is given."""
        who = (rule, score) if rule else (row["rule"], row["score"])
        return Evidence(self.file, self.number, row["span_start"], row["span_end"], *who)


def build_graph(store: Store) -> MultiDiGraph[str]:
    """The graph of all that a base holds. Raises StoreError for a base that cannot be read."""
    builder = _Builder(store)
    builder.add_documents()
    builder.add_passages()
    builder.add_categories()
    for table, kind in _STATED.items():
        builder.add_stated(table, kind)
    builder.add_mentioned()
    builder.link_measures()
    builder.link_alike()
    return builder.graph


class _Builder:
    """A graph in the making; each step builds on those before. Documents and passages are known by their row ids."""

    def __init__(self, store: Store) -> None:
        import networkx as nx

        self.store = store
        self.graph: MultiDiGraph[str] = nx.MultiDiGraph()
        self.articles: dict[int, _Article] = {}
        self.passages: dict[int, str] = {}

    def add_documents(self) -> None:
        for row in self.store.rows("SELECT * FROM articles ORDER BY hash, article"):
            article = _Article(row["hash"][:12], row["article"], flat(row["path"]), flat(row["place"]))
            self.articles[row["id"]] = article
            facts = {name: row[name] for name in ("title", "kind", "level", "place", "period")}
            node = self._node(
                article.id("document"), "document", row["title"] or row["path"], file=row["path"], **facts
            )
            if article.place:
                place = self._node(f"place:{article.place}", "place", article.place)
                self._edge(node, "about", place, article.evidence(row, "facts"))

    def add_passages(self) -> None:
        for row in self.store.rows("SELECT * FROM passages ORDER BY id"):
            article = self._article(row)
            where = {"section": row["section_path"], "role": row["role"], "location": row["location"]}
            node = self._node(article.id("passage", row), "passage", row["text"][:30], text=row["text"], **where)
            self.passages[row["id"]] = node
            self._edge(article.id("document"), "contains", node, article.evidence(row, "passage"))

    def add_categories(self) -> None:
        names = {row["id"]: row["name"] for row in self.store.rows("SELECT id, name FROM categories")}
        sql = "SELECT passages.*, category, score FROM passage_categories JOIN passages ON passages.id = passage_id"
        for row in self.store.rows(f"{sql} ORDER BY passages.id, category"):
            article, code = self._article(row), row["category"]
            whole, _, indicator = code.partition("-")
            node = category = self._node(f"category:{whole}", "category", names.get(whole, whole), code=whole)
            if indicator:
                node = self._node(f"indicator:{code}", "indicator", names.get(code, code), code=code)
                if not self.graph.has_edge(node, category):
                    self._edge(node, "part_of", category, article.evidence(row, "codebook"))
            evidence = article.evidence(row, "classifier", row["score"])
            self._edge(self.passages[row["id"]], "evidence_for", node, evidence)

    def add_stated(self, table: str, kind: str) -> None:
        for row in self.store.rows(f"SELECT * FROM {table} ORDER BY id"):
            article = self._article(row)
            shown = _typed({name: row[name] for name in _SHOWN[kind]})
            node = self._node(article.id(kind, row), kind, row["text"], text=row["text"], **shown)
            self._edge(self._around(row), "states", node, article.evidence(row))

    def add_mentioned(self) -> None:
        for row in self.store.rows("SELECT * FROM entities ORDER BY id"):
            kind, name = _MENTIONED.get(row["kind"]), flat(row["canonical"]).strip("《》“”")
            if kind and name:
                article = self._article(row)
                scope = f"{article.scope}:" if kind == "organisation" else ""
                node = self._node(f"{kind}:{scope}{name}", kind, name)
                self._edge(self._around(row), "mentions", node, article.evidence(row))

    def link_measures(self) -> None:
        for row in self.store.rows("SELECT * FROM measures ORDER BY id"):
            article = self._article(row)
            node, evidence = article.id("measure", row), article.evidence(row)
            if actor := flat(row["actor"]):
                done_by = self._node(f"organisation:{article.scope}:{actor}", "organisation", actor)
                self._edge(node, "done_by", done_by, evidence)
            if thing := flat(row["object"]):
                self._edge(node, "acts_on", self._node(f"object:{thing}", "object", thing), evidence)
            for metric in self.store.rows(_FIGURES, row["id"]):
                self._edge(node, "quantified_by", article.id("metric", metric), article.evidence(metric))

    def link_alike(self) -> None:
        """From every measure to the first of its action and object in each of the next places, by name."""
        groups: defaultdict[tuple[str, str], defaultdict[str, list[sqlite3.Row]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for row in self.store.rows(_ACTING):
            groups[flat(row["action"]), flat(row["object"])][self._article(row).scope].append(row)
        for group in groups.values():
            places = sorted(group)
            for index, place in enumerate(places):
                others = [group[other][0] for other in places[index + 1 : index + 1 + LIKE_LIMIT]]
                for one, other in ((one, other) for one in group[place] for other in others):
                    article, there = self._article(one), self._article(other)
                    evidence = article.evidence(one, "same_action_and_object")
                    self._edge(article.id("measure", one), "like", there.id("measure", other), evidence)

    def _article(self, row: sqlite3.Row) -> _Article:
        """The document that a row belongs to."""
        if row["document_id"] not in self.articles:
            raise problem("base.damaged", self.store.path)
        return self.articles[row["document_id"]]

    def _around(self, row: sqlite3.Row) -> str:
        """The passage that a finding stands in; the document where it stands in none (a heading)."""
        return self.passages.get(row["passage_id"]) or self._article(row).id("document")

    def _node(self, node: str, kind: str, label: str, /, **attributes: Any) -> str:
        self.graph.add_node(node, type=kind, **_attributes({"label": label, **attributes}))
        return node

    def _edge(self, source: str, relation: str, target: str, evidence: Evidence) -> None:
        """An edge whose key comes from what it says, so that it is the same in every build."""
        words = "\n".join(map(str, (source, relation, target, *evidence[1:])))
        key = f"{relation}:{hashlib.sha256(words.encode()).hexdigest()[:16]}"
        attributes = _attributes({"relation": relation, "label": relation, **evidence._asdict()})
        self.graph.add_edge(source, target, key=key, **attributes)


def _typed(shown: dict[str, Any]) -> dict[str, Any]:
    """Truth values and lists, which SQLite has not, as a graph shows them."""
    if "masked" in shown:
        shown["masked"] = bool(shown["masked"])
    if "items" in shown:
        shown["items"] = "、".join(json.loads(shown["items"]))
    return shown


def _attributes(values: dict[str, Any]) -> dict[str, Any]:
    """What every format can hold: text without control characters, finite numbers; nothing where there is nothing."""
    plain = {name: flat(value) if isinstance(value, str) else value for name, value in values.items()}
    return {name: value for name, value in plain.items() if value not in (None, "") and not _endless(value)}


def _endless(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def flat(text: str | None) -> str:
    """Text on one line, without what XML cannot hold.

    >>> flat(" 背街\\n小巷\\x01整治")
    '背街 小巷 整治'
    """
    return _UNSAFE.sub(" ", text or "").strip()


def _write_graphml(graph: MultiDiGraph[str], file: BinaryIO) -> None:
    import networkx as nx

    nx.write_graphml(graph, file)


def _write_gexf(graph: MultiDiGraph[str], file: BinaryIO) -> None:
    import networkx as nx

    named = graph.copy()
    for *_, key, data in named.edges(keys=True, data=True):
        data["id"] = key  # else networkx numbers the edges
    nx.write_gexf(named, file)


def _write_json(graph: MultiDiGraph[str], file: BinaryIO) -> None:
    import networkx as nx

    file.write(json.dumps(nx.node_link_data(graph, edges="edges"), ensure_ascii=False, indent=1).encode())


WRITERS: dict[str, Callable[[MultiDiGraph[str], BinaryIO], None]] = {
    ".graphml": _write_graphml,
    ".gexf": _write_gexf,
    ".json": _write_json,
}


def write_graph(graph: MultiDiGraph[str], path: str | Path) -> None:
    """Write a graph in the format that the name ends in: .graphml, .gexf or .json (networkx node-link).

    What stood at the path stays until the new file is complete. Raises UsageError for another ending, StoreError
    (output.failed) where the file cannot be written.
    """
    path = Path(path)
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        known = " ".join(WRITERS)
        raise UsageError(
            "usage.format",
            f"不认识的图格式“{path.suffix}”，可用：{known}。",
            f"Unknown graph format '{path.suffix}'; known: {known}.",
            where=str(path),
        )
    part = path.with_name(f".{path.name[-60:]}.{os.getpid()}.part")
    try:
        try:
            with part.open("wb") as file:
                write(graph, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(
            "output.failed", f"无法写入：{reason}。", f"Cannot be written: {reason}.", where=str(path)
        ) from error

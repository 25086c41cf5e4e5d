"""The knowledge base as a graph: places, documents, passages, what they state, and what connects one city with another.

Where to start: `build_graph` reads the base layer by layer into a networkx MultiDiGraph; `write_graph` writes it for
Gephi (.gexf, .graphml), Neo4j (.graphml) or a program (.json). What stands only in files that have vanished is left out.

Nodes have `type` and `label`: place, document, passage, measure, metric, slogan, organisation, cited_document, campaign,
object, category, indicator. Edges have `relation`: document about place, document contains passage, passage states
measure | metric | slogan, passage mentions organisation | cited_document | campaign, measure quantified_by metric,
passage reuses passage (of another article, the same words but for figures: each the first of them by id), measure done_by organisation, measure acts_on object, passage evidence_for category | indicator, indicator part_of
category, measure like measure (the same action on the same object, in another place; one measure a place, each linked to the next
few places by official name, passages that differ in figures only taken once: all pairs would grow with the square of the
places). Each edge carries what proves it:
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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from civtext.errors import StoreError, UsageError
from civtext.store import Store
from civtext.store.problems import problem, unwritten

if TYPE_CHECKING:
    from networkx import MultiDiGraph

LIKE_LIMIT = 3  # next places that a measure is linked to
REUSED_LENGTH = 20  # characters of a passage, figures left out, that no two offices write alike by chance

Progress = Callable[[int, int], None]

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
_PRESENT = "document_id IN (SELECT id FROM articles WHERE NOT vanished)"
# In an order that does not hang on that of the files.
_ACTING = """
SELECT measures.*, coalesce(passages.text, measures.text) AS around FROM measures
JOIN articles ON articles.id = measures.document_id LEFT JOIN passages ON passages.id = passage_id
WHERE object <> '' AND NOT vanished ORDER BY hash, article, measures.span_start, measures.span_end
"""
_PASSAGES = """
SELECT passages.* FROM passages JOIN articles ON articles.id = document_id
WHERE NOT vanished ORDER BY hash, article, span_start
"""
# Between two bodies: a comma of lists, but not in 市、区文明办; an "and" after what a body's name ends in, which that of
# 住房和城乡建设局 or 社会和谐促进会 does not.
_BETWEEN = re.compile(
    r"(?<=[^、和与及]{2})、|(?<=[局委办厅部院所站队会联协校处科府心道镇乡])(?<!社会)(?:以及|[和与及])"
)
_AND_OTHERS = re.compile(r"(?<=..)等(?:有关|相关)?(?:部门|单位|机构|科室)?$")
_FIGURE = re.compile(r"[\d.,%\s〇零一二三四五六七八九十百千万亿]+")
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


def build_graph(store: Store, *, progress: Progress | None = None) -> MultiDiGraph[str]:
    """The graph of all that a base holds of files that are there; `progress(done, total)` is called after each step.

    Raises StoreError for a base that cannot be read.
    """
    builder = _Builder(store)
    steps: list[Callable[[], None]] = [
        builder.add_documents,
        builder.add_passages,
        builder.add_categories,
        *(partial(builder.add_stated, table, kind) for table, kind in _STATED.items()),
        builder.add_mentioned,
        builder.link_measures,
        builder.link_alike,
        builder.link_reused,
    ]
    for done, step in enumerate(steps, 1):
        step()
        if progress:
            progress(done, len(steps))
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
        for row in self.store.rows("SELECT * FROM articles WHERE NOT vanished ORDER BY hash, article"):
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
        for row in self._rows("passages"):
            article = self._article(row)
            where = {"section": row["section_path"], "role": row["role"], "location": row["location"]}
            node = self._node(article.id("passage", row), "passage", row["text"][:30], text=row["text"], **where)
            self.passages[row["id"]] = node
            self._edge(article.id("document"), "contains", node, article.evidence(row, "passage"))

    def add_categories(self) -> None:
        names = {row["id"]: row["name"] for row in self.store.rows("SELECT id, name FROM categories")}
        sql = "SELECT passages.*, category, score FROM passage_categories JOIN passages ON passages.id = passage_id"
        for row in self.store.rows(f"{sql} WHERE {_PRESENT} ORDER BY passages.id, category"):
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
        for row in self._rows(table):
            article = self._article(row)
            shown = _typed({name: row[name] for name in _SHOWN[kind]})
            node = self._node(article.id(kind, row), kind, row["text"], text=row["text"], **shown)
            self._edge(self._around(row), "states", node, article.evidence(row))

    def add_mentioned(self) -> None:
        for row in self._rows("entities"):
            kind, name = _MENTIONED.get(row["kind"]), flat(row["canonical"]).strip("《》“”")
            if kind and name:
                article = self._article(row)
                scope = f"{article.scope}:" if kind == "organisation" else ""
                node = self._node(f"{kind}:{scope}{name}", kind, name)
                self._edge(self._around(row), "mentions", node, article.evidence(row))

    def link_measures(self) -> None:
        for row in self._rows("measures"):
            article = self._article(row)
            node, evidence = article.id("measure", row), article.evidence(row)
            for actor in split_actors(flat(row["actor"])):
                done_by = self._node(f"organisation:{article.scope}:{actor}", "organisation", actor)
                self._edge(node, "done_by", done_by, evidence)
            if thing := flat(row["object"]):
                self._edge(node, "acts_on", self._node(f"object:{thing}", "object", thing), evidence)
            for metric in self.store.rows(_FIGURES, row["id"]):
                self._edge(node, "quantified_by", article.id("metric", metric), article.evidence(metric))

    def link_alike(self) -> None:
        """From the first measure of an action and object in a place to those in the next places, by name."""
        groups: defaultdict[tuple[str, str], dict[str, sqlite3.Row]] = defaultdict(dict)
        told: set[tuple[str, str, str]] = set()
        for row in self.store.rows(_ACTING):
            action, thing = flat(row["action"]), flat(row["object"])
            saying = (action, thing, _FIGURE.sub("", row["around"]))
            if saying not in told:  # else a copy: says nothing of how another place goes about it
                told.add(saying)
                groups[action, thing].setdefault(self._article(row).scope, row)
        for group in groups.values():
            places = sorted(group)
            for index, place in enumerate(places):
                for other in places[index + 1 : index + 1 + LIKE_LIMIT]:
                    here, there = self._article(group[place]), self._article(group[other])
                    evidence = here.evidence(group[place], "same_action_and_object")
                    self._edge(here.id("measure", group[place]), "like", there.id("measure", group[other]), evidence)

    def link_reused(self) -> None:
        """From the passages of the same words to the first of them by id; the figures of each stay its own."""
        first: dict[str, str] = {}
        for row in self.store.rows(_PASSAGES):
            node, article = self.passages[row["id"]], self._article(row)
            words = _FIGURE.sub("", row["text"])
            original = first.setdefault(words, node) if len(words) >= REUSED_LENGTH else node
            if not original.startswith(article.id("passage") + ":"):
                self._edge(node, "reuses", original, article.evidence(row, "same_but_for_figures"))

    def _rows(self, table: str) -> Iterator[sqlite3.Row]:
        """The rows of what stands in a file that is there."""
        return self.store.rows(f"SELECT * FROM {table} WHERE {_PRESENT} ORDER BY id")

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


def split_actors(actor: str) -> list[str]:
    """The bodies that an actor names, one by one; one name is not divided, whatever joins its parts.

    >>> split_actors("区纪委监委、区委"), split_actors("市教育局和团市委等部门"), split_actors("市住房和城乡建设局")
    (['区纪委监委', '区委'], ['市教育局', '团市委'], ['市住房和城乡建设局'])
    """
    return [name for name in _BETWEEN.split(_AND_OTHERS.sub("", actor)) if name]


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


class _Format(NamedTuple):
    write: Callable[[MultiDiGraph[str], BinaryIO], None]
    sign: bytes  # what stands near the beginning of such a file


FORMATS = {
    ".graphml": _Format(_write_graphml, b"<graphml"),
    ".gexf": _Format(_write_gexf, b"<gexf"),
    ".json": _Format(_write_json, b'"multigraph": true'),
}


def write_graph(graph: MultiDiGraph[str], path: str | Path) -> None:
    """Write a graph in the format that the name ends in: .graphml, .gexf or .json (networkx node-link).

    A graph that stood at the path stays until the new file is complete. Raises UsageError for another ending, StoreError
    where another kind of file stands there (output.exists) or the file cannot be written (output.failed).
    """
    path = Path(path)
    format = FORMATS.get(path.suffix.lower())
    if format is None:
        known = " ".join(FORMATS)
        raise UsageError(
            "usage.format",
            f"不认识的图格式“{path.suffix}”，可用：{known}。",
            f"Unknown graph format '{path.suffix}'; known: {known}.",
            where=str(path),
        )
    part = path.with_name(f".{path.name[-60:]}.{os.getpid()}.part")
    try:
        if path.is_file() and not _is_graph(path, format):
            raise StoreError(
                "output.exists",
                "这里已有一个不是图的文件，未覆盖；请换个文件名，或先把它移走。",
                "A file that is no graph stands here and was left; choose another name, or move it away.",
                where=str(path),
            )
        try:
            with part.open("wb") as file:
                format.write(graph, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise unwritten(error, path) from error


def _is_graph(path: Path, format: _Format) -> bool:
    """Whether a file may be replaced: a graph of the format, or nothing at all."""
    with path.open("rb") as file:
        head = file.read(500)
    return not head or format.sign in head

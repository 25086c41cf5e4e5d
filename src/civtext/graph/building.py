"""From the base to the graph, layer by layer; what the parts are and why is told in the package's docstring.

The order in which files were mined must not show: rows are read in an order that comes from their content, names are
settled (`naming`, `settling`) before nodes are made, and the finished graph is sorted.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import sqlite3
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.graph.naming import Name, Namer
from civtext.graph.proofs import Article, Evidence, around_cue, flat
from civtext.graph.settling import APART, Mention, settle, settle_slogans
from civtext.store import Holder, Store, opened
from civtext.store.periods import years
from civtext.store.problems import problem

if TYPE_CHECKING:
    from networkx import MultiDiGraph

LIKE_LIMIT = 3  # next places that a measure is linked to
REUSED_LENGTH = 20  # characters of a passage, figures left out, that no two offices write alike by chance
OPENING = 30  # characters of a passage that are its label

Progress = Callable[[int, int], None]

_SHOWN = {
    "measure": ("action", "object", "status", "actor"),
    "metric": ("value", "high", "unit", "bound", "object", "action", "status", "masked"),
}
_FIGURES = (
    "SELECT metrics.* FROM measure_metrics JOIN metrics ON metrics.id = metric_id WHERE measure_id = ? ORDER BY id"
)
# In an order that does not hang on that of the files.
_ROWS = """
SELECT {table}.*, hash, article FROM {table} JOIN articles ON articles.id = document_id
WHERE NOT vanished ORDER BY hash, article, {table}.span_start, {table}.span_end, {table}.id
"""
_CATEGORIES = """
SELECT passages.*, category, score, evidence FROM passage_categories JOIN passages ON passages.id = passage_id
JOIN articles ON articles.id = document_id WHERE NOT vanished
ORDER BY hash, article, passages.span_start, passages.id, category
"""
_ACTING = """
SELECT measures.*, coalesce(passages.text, measures.text) AS around FROM measures
JOIN articles ON articles.id = measures.document_id LEFT JOIN passages ON passages.id = passage_id
WHERE object <> '' AND NOT vanished ORDER BY hash, article, measures.span_start, measures.span_end
"""
# Between two bodies: a comma of lists, but not in 市、区文明办; an "and" after what a body's name ends in, which that of
# 住房和城乡建设局 or 社会和谐促进会 does not.
_BETWEEN = re.compile(
    r"(?<=[^、和与及]{2})、|(?<=[局委办厅部院所站队会联协校处科府心道镇乡])(?<!社会)(?:以及|[和与及])"
)
_AND_OTHERS = re.compile(r"(?<=..)等(?:有关|相关)?(?:部门|单位|机构|科室)?$")
_FIGURE = re.compile(r"[\d.,%\s〇零一二三四五六七八九十百千万亿]+")
_PAPER = re.compile(r"《[^《》]+》")


def build_graph(base: str | Path | Store | Holder, *, progress: Progress | None = None) -> MultiDiGraph[str]:
    """The graph of all that a base, given by its path or open, holds of files that are there; `progress(done, total)` is called after each
    step.

    Raises StoreError for a base that cannot be read.
    """
    with opened(base) as store:
        return _built(store, progress)


def _built(store: Store, progress: Progress | None) -> MultiDiGraph[str]:
    builder = _Builder(store)
    steps: list[Callable[[], None]] = [
        builder.add_documents,
        builder.add_passages,
        builder.add_categories,
        partial(builder.add_stated, "measures", "measure"),
        partial(builder.add_stated, "metrics", "metric"),
        builder.add_slogans,
        builder.add_mentioned,
        builder.link_measures,
        builder.link_alike,
        builder.link_reused,
        builder.tell_apart,
    ]
    for done, step in enumerate(steps, 1):
        try:
            step()
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise problem("base.damaged", store.path) from error
        if progress:
            progress(done, len(steps))
    return _sorted(builder.graph)


class _Builder:
    """A graph in the making; each step builds on those before. Documents and passages are known by their row ids."""

    def __init__(self, store: Store) -> None:
        import networkx as nx

        self.store = store
        self.graph: MultiDiGraph[str] = nx.MultiDiGraph()
        self.articles: dict[int, Article] = {}
        self.texts: set[str] = set()
        self.sources: dict[int, str] = {}
        self.passages: dict[int, str] = {}
        self.cited: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        self.aliases: dict[str, set[str]] = defaultdict(set)
        self.reasons: dict[str, set[str]] = defaultdict(set)
        self.namesakes: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self.titles: dict[tuple[str, str], list[tuple[str, Evidence, str]]] = defaultdict(list)

    # Documents and passages

    def add_documents(self) -> None:
        rows = list(self.store.rows("SELECT * FROM articles WHERE NOT vanished ORDER BY hash, article"))
        self.names = Namer(flat(row["place"]) for row in rows)
        for row in rows:
            place = self.names.place(flat(row["place"])) if flat(row["place"]) else None
            title = flat(row["title"]) or flat(row["path"])
            source = partial(self._source, row["text_id"])
            article = Article(row["hash"][:12], row["article"], flat(row["path"]), title, place, source)
            self.articles[row["id"]] = article
            self.texts.add(article.text)
            facts = {name: row[name] for name in ("title", "kind", "level", "place", "period")}
            node = self._node(article.id("document"), "document", title, file=row["path"], **facts)
            about = article.evidence(row, "facts", sentence=title)
            if place:
                written = flat(row["place"])
                self._edge(node, "about", self._named(place, written), about, **_as_written(place, written))
            found, year = self.names.paper(title, article.scope)
            self.titles[found.scope, found.key].append((node, about, year or flat(row["period"])))

    def _source(self, text_id: int) -> str:
        """A text of the base, read once for all of its articles."""
        if text_id not in self.sources:
            self.sources[text_id] = self.store.source(text_id)
        return self.sources[text_id]

    def add_passages(self) -> None:
        for row in self._rows("passages"):
            article = self._article(row)
            where = {"section": row["section_path"], "role": row["role"], "location": row["location"]}
            node = self._node(article.id("passage", row), "passage", _opening(row["text"]), text=row["text"], **where)
            self.passages[row["id"]] = node
            self._edge(article.id("document"), "contains", node, article.evidence(row, "passage", sentence=""))

    def add_categories(self) -> None:
        names = {row["id"]: row["name"] for row in self.store.rows("SELECT id, name FROM categories")}
        for row in self.store.rows(_CATEGORIES):
            article, code = self._article(row), row["category"]
            whole, _, indicator = code.partition("-")
            told = around_cue(row["text"], row["evidence"])
            node = category = self._node(f"category:{whole}", "category", names.get(whole, whole), code=whole)
            if indicator:
                node = self._node(f"indicator:{code}", "indicator", names.get(code, code), code=code)
                if not self.graph.has_edge(node, category):
                    self._edge(node, "part_of", category, article.evidence(row, "codebook", sentence=told))
            evidence = article.evidence(row, "classifier", row["score"], sentence=told)
            self._edge(self.passages[row["id"]], "evidence_for", node, evidence)

    # What passages state and mention

    def add_stated(self, table: str, kind: str) -> None:
        for row in self._rows(table):
            article = self._article(row)
            shown = {name: row[name] for name in _SHOWN[kind]}
            if "masked" in shown:
                shown["masked"] = bool(shown["masked"])
            node = self._node(article.id(kind, row), kind, row["text"], text=row["text"], **shown)
            self._edge(self._around(row), "states", node, article.evidence(row))

    def add_slogans(self) -> None:
        """A formula is its place's: told twice with one list it is one node, with two lists two."""
        rows = list(self._rows("slogans"))
        found = settle_slogans(
            (self._article(row).scope, flat(row["text"]), tuple(map(flat, json.loads(row["items"])))) for row in rows
        )
        for row, (name, items) in zip(rows, found, strict=True):
            article = self._article(row)
            node = self._named(name, name.label, text=name.label, items="、".join(items))
            self._edge(self._around(row), "states", node, article.evidence(row))

    def add_mentioned(self) -> None:
        papers: list[tuple[sqlite3.Row, Mention]] = []
        campaigns: list[tuple[sqlite3.Row, Mention]] = []
        for row in self._rows("entities"):
            scope, written = self._article(row).scope, flat(row["canonical"]).strip("《》“”")
            match row["kind"] if written else "":
                case "org":
                    if body := self.names.body(written, scope):
                        self._mention(row, body, written)
                case "campaign":
                    campaigns.append((row, Mention(*self.names.campaign(written, scope), written)))
                case "document":
                    papers.append((row, Mention(*self.names.paper(written, scope), written)))
                case "docnum":
                    _add_number(papers, row, written, scope)
        for mentions in (campaigns, papers):
            for (row, mention), name in zip(mentions, settle([one for _, one in mentions]), strict=True):
                node = self._mention(
                    row, name, mention.written, **({"number": mention.number} if mention.number else {})
                )
                self._link_paper(node, name, mention)

    def _link_paper(self, node: str, name: Name, mention: Mention) -> None:
        """From a cited paper to the one document of the base with its title, its place and, if it has one, its year."""
        titles = self.titles.get((name.scope, mention.name.key), []) if name.kind == "cited_document" else []
        fitting = [title for title in titles if not mention.year or years(title[2]) == years(mention.year)]
        if len(fitting) == 1 and (mention.year or APART not in name.key):
            ((document, evidence, _),) = fitting
            self._edge(node, "is", document, evidence._replace(rule="same_title"))

    def _mention(self, row: sqlite3.Row, name: Name, written: str, **attributes: Any) -> str:
        article = self._article(row)
        node = self._named(name, written, **attributes)
        self._edge(self._around(row), "mentions", node, article.evidence(row), **_as_written(name, written))
        if name.kind != "organisation":
            insort(self.cited[row["document_id"]], (row["span_start"], row["span_end"], node))
        return node

    # What measures are linked with

    def link_measures(self) -> None:
        for row in self._rows("measures"):
            article = self._article(row)
            node, evidence = article.id("measure", row), article.evidence(row)
            for actor in split_actors(flat(row["actor"])):
                if body := self.names.body(actor, article.scope):
                    self._edge(node, "done_by", self._named(body, actor), evidence, **_as_written(body, actor))
            self._link_object(row["object"], node, evidence)
            self._link_cited(row, node)
            for metric in self.store.rows(_FIGURES, row["id"]):
                self._edge(node, "quantified_by", article.id("metric", metric), article.evidence(metric))
                if metric["action"] == row["action"] and metric["object"] != row["object"]:  # 改造小区22个、小巷20条
                    self._link_object(metric["object"], node, article.evidence(metric))

    def _link_object(self, named: str | None, node: str, evidence: Evidence) -> None:
        thing = flat(named)
        if thing and not _PAPER.fullmatch(thing):  # a paper is cited, and no thing besides
            name = self.names.thing(thing)
            self._edge(node, "acts_on", self._named(name, thing), evidence, **_as_written(name, thing))

    def _link_cited(self, row: sqlite3.Row, node: str) -> None:
        """From a measure to the papers and campaigns that its sentence names."""
        article = self._article(row)
        first, last = article.sentence_span(row["span_start"], row["span_end"])
        named = self.cited[row["document_id"]]
        for start, end, cited in named[bisect_left(named, (first,)) : bisect_left(named, (last,))]:
            span = {"span_start": min(start, row["span_start"]), "span_end": max(end, row["span_end"])}
            self._edge(node, "cites", cited, article.evidence(row, "same_sentence")._replace(**span))

    def link_alike(self) -> None:
        """From the first measure of an action and object in a place to those in the next places, by name."""
        groups: defaultdict[tuple[str, str], dict[str, sqlite3.Row]] = defaultdict(dict)
        told: set[tuple[str, str, str]] = set()
        for row in self.store.rows(_ACTING):
            action, thing = flat(row["action"]), self.names.thing(flat(row["object"])).key
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
        for row in self._rows("passages"):
            node, article = self.passages[row["id"]], self._article(row)
            words = _FIGURE.sub("", row["text"])
            original = first.setdefault(words, node) if len(words) >= REUSED_LENGTH else node
            if not original.startswith(article.id("passage") + ":"):
                self._edge(node, "reuses", original, article.evidence(row, "same_but_for_figures", sentence=""))

    def tell_apart(self) -> None:
        """Say of each node how else it is written and why that is the same, and why its namesakes are others."""
        for node, names in self.aliases.items():
            self.graph.add_node(node, aliases="、".join(sorted(names)), reason=" ".join(sorted(self.reasons[node])))
        for nodes in self.namesakes.values():
            places = Counter(nodes.values())
            for node, scope in nodes.items():
                why = ["another_place"] * (len(places) > 1) + ["other_content"] * (places[scope] > 1)
                if why:
                    self.graph.add_node(node, apart=" ".join(why))

    # Nodes and edges

    def _rows(self, table: str) -> Iterator[sqlite3.Row]:
        """The rows of what stands in a file that is there."""
        return self.store.rows(_ROWS.format(table=table))

    def _article(self, row: sqlite3.Row) -> Article:
        """The document that a row belongs to."""
        if row["document_id"] not in self.articles:
            raise problem("base.damaged", self.store.path)
        return self.articles[row["document_id"]]

    def _around(self, row: sqlite3.Row) -> str:
        """The passage that a finding stands in; the document where it stands in none (a heading)."""
        return self.passages.get(row["passage_id"]) or self._article(row).id("document")

    def _named(self, name: Name, written: str, /, **attributes: Any) -> str:
        """The node of a name, which remembers how else it is written, and why that is the same."""
        place = {} if name.scope in self.texts else {"place": name.scope}
        node = self._node(name.id, name.kind, name.label, **place, **attributes)
        self.namesakes[name.kind, name.key.partition(APART)[0]][node] = name.scope
        if written != name.label:
            self.aliases[node].add(written)
            self.reasons[node].update(name.reasons)
        return node

    def _node(self, node: str, kind: str, label: str, /, **attributes: Any) -> str:
        self.graph.add_node(node, type=kind, **_attributes({"label": label, **attributes}))
        return node

    def _edge(self, source: str, relation: str, target: str, evidence: Evidence, **written: str) -> None:
        """An edge whose key comes from what it says, so that it is the same in every build."""
        words = "\n".join(map(str, (source, relation, target, *evidence[1:-1])))
        key = f"{relation}:{hashlib.sha256(words.encode()).hexdigest()[:16]}"
        attributes = _attributes({"relation": relation, "label": relation, **evidence._asdict(), **written})
        self.graph.add_edge(source, target, key=key, **attributes)


def _sorted(graph: MultiDiGraph[str]) -> MultiDiGraph[str]:
    """The same graph with its nodes and edges, and what each says, in the order of their ids and names."""
    import networkx as nx

    found: MultiDiGraph[str] = nx.MultiDiGraph()
    found.add_nodes_from((node, dict(sorted(graph.nodes[node].items()))) for node in sorted(graph))
    for source, target, key in sorted(graph.edges(keys=True)):
        found.add_edge(source, target, key=key, **dict(sorted(graph.edges[source, target, key].items())))
    return found


def _opening(text: str) -> str:
    """What a passage is called: its first words."""
    return text if len(text) <= OPENING else f"{text[:OPENING]}…"


def _add_number(papers: list[tuple[sqlite3.Row, Mention]], row: sqlite3.Row, number: str, scope: str) -> None:
    """A number (文号) is that of the title which it follows; one that stands alone is a mention of its own."""
    if papers:
        title, mention = papers[-1]
        if title["document_id"] == row["document_id"] and 0 <= row["span_start"] - title["span_end"] <= 2:
            papers[-1] = title, mention._replace(number=number)
            return
    papers.append((row, Mention(Name("cited_document", scope, number, number), "", number, number)))


def _as_written(name: Name, written: str) -> dict[str, str]:
    """What an edge says of a name that stands there in other words than the node's."""
    return {} if written == name.label else {"written": written, "reason": " ".join(name.reasons)}


def split_actors(actor: str) -> list[str]:
    """The bodies that an actor names, one by one; one name is not divided, whatever joins its parts.

    >>> split_actors("区纪委监委、区委"), split_actors("市教育局和团市委等部门"), split_actors("市住房和城乡建设局")
    (['区纪委监委', '区委'], ['市教育局', '团市委'], ['市住房和城乡建设局'])
    """
    return [name for name in _BETWEEN.split(_AND_OTHERS.sub("", actor)) if name]


def _attributes(values: dict[str, Any]) -> dict[str, Any]:
    """What every format can hold: text without control characters, finite numbers; nothing where there is nothing."""
    plain = {name: flat(value) if isinstance(value, str) else value for name, value in values.items()}
    return {name: value for name, value in plain.items() if value not in (None, "") and not _endless(value)}


def _endless(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)

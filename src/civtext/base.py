"""Base: an open knowledge base for researchers, with the DataFrames of a Corpus, search, graph and coverage.

>>> from civtext.batch import mine
>>> folder = getfixture("tmp_path")
>>> _ = (folder / "总结.txt").write_text("云岭市创建工作总结\\n一、整治环境\\n今年整治背街小巷80条,新建公厕6座。", encoding="utf-8")
>>> _ = mine([folder], folder / "base.civtext")
>>> with Base(folder / "base.civtext") as base:
...     (row,) = base.metrics().query("unit == '座'").to_dict("records")
...     row["object"], base.source(row["source"])[row["start"]:row["end"]], base.search("公厕")["place"].tolist()
('公厕', '6座', ['云岭市'])
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import fields
from html import escape
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from civtext import retrieval
from civtext.errors import UsageError
from civtext.evidence import coverage, to_frame
from civtext.frames import Article, Frames
from civtext.model import Annotation, CategoryScore, Facts, Measure, Passage, Provenance, Section, Span, Value
from civtext.records import LAYERS, VALUES
from civtext.store import Store
from civtext.store.outcomes import READ

if TYPE_CHECKING:
    from networkx import MultiDiGraph
    from pandas import DataFrame

    from civtext.codebook import Codebook

_ARTICLES = """
SELECT articles.*, texts.flags AS source_flags FROM articles JOIN texts ON texts.id = text_id
WHERE NOT vanished ORDER BY path, article
"""
_LISTED = """
SELECT path AS source, hash, article, title, place, kind, level, period,
    (SELECT count(*) FROM metrics WHERE document_id = articles.id) AS metrics,
    (SELECT count(*) FROM measures WHERE document_id = articles.id) AS measures
FROM articles WHERE {where} ORDER BY path, article LIMIT ? OFFSET ?
"""
_STATE = """
SELECT (SELECT count(*) FROM texts), (SELECT coalesce(max(id), 0) FROM texts), (SELECT coalesce(max(id), 0) FROM documents),
    (SELECT count(*) FROM files), (SELECT count(*) FROM files WHERE vanished),
    (SELECT coalesce(group_concat(DISTINCT extraction || classification), '') FROM texts)
"""
_FILES = f"""
SELECT path AS source, status, code, message, size, seconds, civtext, vanished, hash FROM files
WHERE NOT (vanished AND ?) AND (? OR status NOT IN {READ}) ORDER BY path
"""
_SCORES = """
SELECT passage_id, category, passage_categories.score, evidence FROM passage_categories
JOIN passages ON passages.id = passage_id WHERE document_id = ? ORDER BY passage_categories.score DESC, category
"""
_FIGURES = """
SELECT measure_id, metrics.position FROM measure_metrics JOIN metrics ON metrics.id = metric_id
WHERE document_id = ? ORDER BY metrics.position
"""
# What a hit's fields are called in frames; its span becomes start and end.
_RENAMED = {"kind": "doc_kind", "level": "doc_level", "text": "clean"}
_FIRST = ("score", "source", "article", "start", "end", "text", "title", "place", "period", "doc_kind", "category")
_COUNTED = {
    "articles": "文章 articles",
    "passages": "段落 passages",
    "metrics": "指标 metrics",
    "measures": "举措 measures",
    "placeholders": "占位符 placeholders",
    "slogans": "数字口号 slogans",
    "entities": "实体 entities",
    "failed": "未能读取的文件 not read",
    "vanished": "已不在的文件 vanished",
}


class Base(Frames):
    """An open knowledge base. Texts whose files have vanished are left out of all but `files` and `source`.

    Raises StoreError where there is no base, or none that can be read. Use it with `with`, or `close` it.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.store = Store.open(path)

    def __enter__(self) -> Base:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()

    def __repr__(self) -> str:
        counts = self.store.summary()
        told = ", ".join(f"{counts[name]} {name}" for name in ("articles", "passages", "metrics", "measures"))
        return f"<Base {self.path.name}: {told}; {counts['failed']} files not read>"

    def _repr_html_(self) -> str:
        """What is in the base, as Jupyter shows it."""
        counts = self.store.summary()
        cells = "".join(
            f"<tr><td>{escape(told)}</td><td style='text-align:right'>{counts[name]}</td></tr>"
            for name, told in _COUNTED.items()
        )
        return f"<table class='civtext'><caption>知识库 <b>{escape(self.path.name)}</b></caption>{cells}</table>"

    def summary(self) -> dict[str, Any]:
        """Counts of what is there, as `Store.summary` has them."""
        return self.store.summary()

    def state(self) -> str:
        """What tells the contents of the base from those it had or will have: it changes with every text that comes, goes or is
        read anew."""
        return "-".join(str(one) for one in next(self.store.rows(_STATE)))

    def source(self, path: str | Path) -> str:
        """The text of a file as it was decoded, which all `start` and `end` of its rows refer to.

        `path` is what the column `source` says. Raises UsageError for a file of which the base holds no text.
        """
        row = next(self.store.rows("SELECT text_id FROM files WHERE path = ?", str(path)), None)
        if row is None or row["text_id"] is None:
            raise UsageError(
                *("usage.source", "知识库里没有这个文件的文字。", "The base holds no text of this file."),
                where=str(path),
            )
        return self.store.source(row["text_id"])

    def hash_of(self, path: str) -> str:
        """The SHA-256 of a file that was met, by which `article` knows it; "" for any other path."""
        row = next(self.store.rows("SELECT hash FROM files WHERE path = ?", path), None)
        return "" if row is None else str(row["hash"])

    def hashes_with(self, words: str) -> list[str]:
        """The texts, by SHA-256, that hold these words as they stand, in the source or, where noise cuts them there, in a passage."""
        sql = (
            "SELECT hash FROM texts WHERE instr(source, CAST(?1 AS BLOB)) OR EXISTS (SELECT 1 FROM documents"
            " JOIN passages ON document_id = documents.id WHERE text_id = texts.id AND instr(text, ?1)) ORDER BY id"
        )
        return [row["hash"] for row in self.store.rows(sql, words)]

    def files(self) -> DataFrame:
        """One row a file that was met: source, status, code, message, size, seconds, civtext, vanished, hash."""
        return self._files(present=False, read=True)

    def failures(self) -> DataFrame:
        """The rows of `files` for what is there and could not be read, with the reason and what to do."""
        return self._files(present=True, read=False)

    def search(self, query: str = "", **filters: Any) -> DataFrame:
        """The passages that hold the words of a query, best first: one row a hit, its columns named as in `passages`, with
        score (of the hit), title, highlights (spans in `clean`), vanished, exact. Filters and errors are `retrieval.search`'s own.
        """
        import pandas as pd

        rows = [self._hit_row(hit) for hit in retrieval.search(self.store, query, **filters)]
        named = [_RENAMED.get(field.name, field.name) for field in fields(retrieval.Hit) if field.name != "span"]
        return pd.DataFrame(rows, columns=list(dict.fromkeys((*_FIRST, *named))))

    def graph(self) -> MultiDiGraph[str]:
        """The base as a knowledge graph (`civtext.graph`)."""
        from civtext.graph import build_graph

        return build_graph(self.store)

    def coverage(self, *, codebook: Codebook | None = None) -> DataFrame:
        """One row an indicator: how well the base bears it out, and by what kind of evidence (`civtext.coverage`)."""
        return to_frame(coverage(self.store, codebook=codebook))

    def names(self) -> Mapping[str, str]:
        """What categories and indicators are called, by id, as recorded when the base was mined."""
        return {row["id"]: row["name"] for row in self.store.rows("SELECT id, name FROM categories ORDER BY id")}

    def read_articles(self, layer: str = "") -> Iterator[Article]:
        """What `Frames` makes its rows of. UsageError for a layer that a base does not keep."""
        if layer and layer not in LAYERS:
            known = ", ".join(LAYERS)
            raise UsageError(
                "usage.layer", f"库里没有“{layer}”这一层:{known}。", f"A base keeps no '{layer}': {known}."
            )
        for row in self.store.rows(_ARTICLES):
            yield self._article(row, *filter(None, (layer,)))

    def article(self, hash: str, index: int = 0) -> Article | None:
        """One article of the text whose file has that SHA-256, with the annotations of all layers; None where there is none."""
        sql = "SELECT articles.*, texts.flags AS source_flags FROM articles JOIN texts ON texts.id = text_id"
        row = next(self.store.rows(f"{sql} WHERE articles.hash = ? AND article = ?", hash, index), None)
        return None if row is None else self._article(row, *LAYERS)

    def articles_of(self, hash: str) -> list[Article]:
        """All articles of the text whose file has that SHA-256, with the annotations of all layers."""
        found = [self.article(hash, row["article"]) for row in self.list_articles(hash=hash, limit=-1)]
        return [one for one in found if one is not None]

    def list_articles(self, *, hash: str | None = None, offset: int = 0, limit: int = 100) -> list[dict[str, Any]]:
        """A stretch of the list of articles, by path, or those of one text: source, hash, article, title, place, kind, level,
        period, and how many metrics and measures. For pages of a long list; `articles` has all of all.
        """
        where = "NOT vanished" if hash is None else "hash = ?"
        values = (limit, offset) if hash is None else (hash, limit, offset)
        return [dict(row) for row in self.store.rows(_LISTED.format(where=where), *values)]

    def _article(self, row: sqlite3.Row, *layers: str) -> Article:
        id = row["id"]
        sections = list(self.store.rows("SELECT * FROM sections WHERE document_id = ? ORDER BY position", id))
        passages = list(self.store.rows("SELECT * FROM passages WHERE document_id = ? ORDER BY position", id))
        found = [one for layer in layers for one in self._annotations(id, layer)]
        where = {one["span_start"]: one["location"] for one in passages} | {
            one.span.start: location for one, location in found
        }
        return Article(
            source=row["path"],
            index=row["article"],
            span=_span(row),
            title=row["title"],
            facts=Facts(row["kind"], row["level"], row["place"], row["period"]),
            flags=_flag_codes(row["source_flags"], row["flags"]),
            text=self.store.source(row["text_id"]),
            where=where.__getitem__,
            sections=[_section(one) for one in sections],
            passages=self._passages(id, passages, {one["id"]: at for at, one in enumerate(sections)}),
            annotations=[one for one, _ in found],
            counts={} if layers else {table: self._count(table, id) for table in LAYERS},
        )

    def _passages(self, id: int, rows: list[sqlite3.Row], sections: Mapping[int, int]) -> list[Passage]:
        scores: dict[int, list[CategoryScore]] = {row["id"]: [] for row in rows}
        for row in self.store.rows(_SCORES, id):
            evidence = tuple(Span(*span) for span in json.loads(row["evidence"]))
            scores[row["passage_id"]].append(CategoryScore(row["category"], row["score"], evidence))
        return [
            Passage(
                _span(row),
                row["text"],
                sections.get(row["section_id"]),
                tuple(one for one in scores[row["id"]] if "-" not in one.id),
                tuple(one for one in scores[row["id"]] if "-" in one.id),
            )
            for row in rows
        ]

    def _annotations(self, id: int, layer: str) -> list[tuple[Annotation, str]]:
        """The annotations of a layer in a document, each with its place."""
        figures: dict[int, list[int]] = {}
        for row in self.store.rows(_FIGURES, id) if VALUES[layer] is Measure else ():
            figures.setdefault(row["measure_id"], []).append(row["position"])
        found = []
        for row in self.store.rows(f"SELECT * FROM {layer} WHERE document_id = ? ORDER BY position", id):
            value = _value(VALUES[layer], row, figures.get(row["id"], []))
            who = Provenance(layer, row["rule"], row["score"])
            found.append((Annotation(_span(row), row["text"], LAYERS[layer], value, who), row["location"]))
        return found

    def _count(self, table: str, id: int) -> int:
        return int(next(self.store.rows(f"SELECT count(*) FROM {table} WHERE document_id = ?", id))[0])

    def _files(self, *, present: bool, read: bool) -> DataFrame:
        import pandas as pd

        rows = [dict(row) for row in self.store.rows(_FILES, present, read)]
        names = ["source", "status", "code", "message", "size", "seconds", "civtext", "vanished", "hash"]
        return pd.DataFrame(rows, columns=names).astype({"vanished": bool})

    def _hit_row(self, hit: retrieval.Hit) -> dict[str, Any]:
        told = {_RENAMED.get(name, name): value for name, value in hit.as_dict().items()}
        start, end = hit.span
        place = {"start": start, "end": end, "text": self.source(hit.source)[start:end]}
        return {**told, **place, "categories": list(hit.categories), "category": next(iter(hit.categories), None)}


def search(base: Base | str | Path, query: str = "", **filters: Any) -> DataFrame:
    """The passages of a knowledge base that hold the words of a query, best first, as a DataFrame: `Base.search` of an open
    base, or of the one at a path. Filters and errors are those of `civtext.retrieval.search`, which programs may prefer.
    """
    with nullcontext(base) if isinstance(base, Base) else Base(base) as opened:
        return opened.search(query, **filters)


def _value(kind: type[Value], row: sqlite3.Row, figures: list[int]) -> Value:
    """An annotation's value from its columns; the metrics of a measure are told apart."""
    told: dict[str, Any] = {}
    for field in fields(kind):
        stored = tuple(figures) if field.name == "metrics" else row[field.name]
        if field.type == "bool":
            stored = bool(stored)
        elif isinstance(stored, str) and str(field.type).startswith("tuple"):
            stored = tuple(json.loads(stored))
        told[field.name] = stored
    return kind(**told)


def _section(row: sqlite3.Row) -> Section:
    return Section(_span(row), row["level"], row["title"], row["role"], tuple(row["path"].split(" > ")))


def _span(row: sqlite3.Row) -> Span:
    return Span(row["span_start"], row["span_end"])


def _flag_codes(*stored: str) -> list[str]:
    return sorted({flag["code"] for flags in stored for flag in json.loads(flags)})

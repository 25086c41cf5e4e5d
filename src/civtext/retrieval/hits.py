"""Hits: passages found, as they are handed over."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from civtext.model import Span
from civtext.retrieval.filters import Filters, metric_texts
from civtext.retrieval.finding import Found
from civtext.store import Store
from civtext.store.terms import fold, readings


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: where it is, whose it is, and the words and numbers that were asked for (`highlights`, spans of
    `text`; none where they stand only in the headings, `section`).

    `score` is higher for a better match (0 where no words were asked for); `span` is in the source text of `source`.
    `vanished`: that file is no longer there; `exact` is False where only the words of a longer one were found.
    `metrics`: the texts of the metrics that fulfil what was asked of metrics; `hash`: of the file, as `Base.article` takes it.
    """

    score: float
    text: str
    highlights: tuple[Span, ...]
    source: str
    article: int
    title: str | None
    place: str | None
    kind: str
    period: str | None
    categories: tuple[str, ...]
    section: str
    role: str
    where: str
    span: Span
    vanished: bool = False
    exact: bool = True
    level: str | None = None
    metrics: tuple[str, ...] = ()
    hash: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The hit as plain data, for JSON."""
        return asdict(self) | {"score": round(self.score, 4)}


def hits(store: Store, found: Sequence[Found], filters: Filters) -> list[Hit]:
    """What was found, with all that is told of it."""
    # Asked for the hits alone: of the many passages that are looked at, most never become one.
    files = _files(store, {one.row["document_id"] for one in found})
    categories = _categories(store, [one.row["id"] for one in found])
    return [
        _hit(store, one, filters, files[one.row["document_id"]], categories.get(one.row["id"], ())) for one in found
    ]


def _hit(store: Store, found: Found, filters: Filters, file: sqlite3.Row, categories: Sequence[str]) -> Hit:
    row = found.row
    metrics = metric_texts(store, row["id"], filters.metrics) if filters.metrics else ()
    shown = [*found.attempt.words, *filters.objects, *map(fold, metrics)]
    return Hit(
        score=found.score,
        text=row["text"],
        highlights=_highlights(readings(row["text"], row["spun"]), shown),
        source=file["path"],
        article=row["article"],
        title=row["title"],
        place=row["place"],
        kind=row["kind"],
        period=row["period"],
        categories=tuple(categories),
        section=row["section_path"],
        role=row["role"],
        where=row["location"],
        span=Span(row["span_start"], row["span_end"]),
        vanished=bool(file["vanished"]),
        exact=found.attempt.exact,
        level=row["level"],
        metrics=metrics,
        hash=file["hash"],
    )


def _files(store: Store, documents: Collection[int]) -> dict[int, sqlite3.Row]:
    """The files that documents stand in, by the documents' ids."""
    sql = "SELECT id, path, vanished, hash FROM articles WHERE id IN (SELECT value FROM json_each(?))"
    return {row["id"]: row for row in store.rows(sql, json.dumps(list(documents)))}


def _categories(store: Store, passages: Collection[int]) -> dict[int, list[str]]:
    """The categories of passages, by their ids, the surest first."""
    sql = (
        "SELECT passage_id, category FROM passage_categories WHERE passage_id IN (SELECT value FROM json_each(?))"
        " AND instr(category, '-') = 0 ORDER BY passage_id, score DESC, category"
    )
    found: dict[int, list[str]] = {}
    for row in store.rows(sql, json.dumps(list(passages))):
        found.setdefault(row["passage_id"], []).append(row["category"])
    return found


def _highlights(texts: Iterable[str], words: Iterable[str]) -> tuple[Span, ...]:
    """Where the words stand in a text, whose readings are of one length, in order; those that overlap are joined."""
    every = list(words)
    spans = sorted(
        Span(*found.span()) for text in texts for word in every for found in re.finditer(re.escape(word), text)
    )
    joined: list[Span] = []
    for span in spans:
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)

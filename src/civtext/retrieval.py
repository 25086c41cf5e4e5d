"""Search: the passages of a knowledge base that hold all the words asked for, best first.

Words are matched as written, wherever they stand: 实践站 is found inside 新时代文明实践站, one character as well as ten.
The index proposes passages by their pairs of characters, ranked by BM25; each is then checked for the words
themselves. What a person types never becomes SQL or index syntax.

>>> from civtext.model import CleanText, Document, Passage, Source, Span
>>> from civtext.store import Outcome
>>> text = "建成新时代文明实践站12个。"
>>> document = Document(Source(text), CleanText.of(text, []), passages=(Passage(Span(0, 14), text),))
>>> path = getfixture("tmp_path") / "base.civtext"
>>> with Store.open(path, create=True) as store:
...     _ = store.add(Outcome("总结.txt", "ok", hash="b1946a"), [document])
>>> [hit] = search(path, "实践站 建成")
>>> [hit.text[start:end] for start, end in hit.highlights]
['建成', '实践站']
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from civtext.errors import UsageError
from civtext.model import Span
from civtext.store import Store
from civtext.store.terms import fold, grams

LONGEST = 200
KINDS = ("summary", "plan", "speech", "survey", "news", "other")

_WORD = re.compile(r'"([^"]*)"|“([^”]*)”|([^\s"“”]+)')
_COLUMNS = """
passages.id, passages.text, location, section_path, role, passages.span_start, passages.span_end,
path, article, title, kind, place, period
"""
_FILTERS = {
    "place": "instr(place, ?) > 0",
    "period": "instr(period, ?) > 0",
    "kind": "kind = ?",
    # An indicator (C09-03) counts for its category (C09).
    "category": "passages.id IN (SELECT passage_id FROM passage_categories"
    " WHERE ? IN (category, substr(category, 1, instr(category || '-', '-') - 1)))",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: where it is, whose it is, and the words that were asked for (`highlights`, spans of `text`).

    `score` is higher for a better match (0 where no words were asked for); `span` is in the source text of `source`.
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

    def as_dict(self) -> dict[str, Any]:
        """The hit as plain data, for JSON."""
        return asdict(self) | {"score": round(self.score, 4)}


def search(
    base: str | Path | Store,
    query: str = "",
    *,
    place: str | None = None,
    category: str | None = None,
    kind: str | None = None,
    period: str | None = None,
    limit: int = 20,
) -> list[Hit]:
    """The passages that hold every word of the query, best first; without a query, those that the filters leave.

    Words are parted by blanks; “…” or "…" keeps blanks in. `place` and `period` are parts of the official name or the
    period (商丘 finds 河南省商丘市), `category` is an id or a name. Raises UsageError for an unknown kind or category
    (it lists the known ones) or a query too long, StoreError for a base that cannot be read.
    """
    words = _words(query)
    if kind is not None and kind not in KINDS:
        raise _unknown("kind", "文种", kind, KINDS)
    with ExitStack() as opened:
        store = base if isinstance(base, Store) else opened.enter_context(Store.open(base))
        filters = {"place": place, "period": period, "kind": kind}
        if category is not None:
            filters["category"] = _category_id(store, category)
        found = _passages(store, words, {name: value for name, value in filters.items() if value is not None})
        return [_hit(store, row, words) for row in islice(found, max(0, limit))]


def _words(query: str) -> list[str]:
    """The words of a query, as they are compared."""
    if len(query) > LONGEST:
        raise UsageError(
            "query.long",
            f"检索词太长（{len(query)} 字，上限 {LONGEST} 字），请缩短。",
            f"The query is too long ({len(query)} characters; at most {LONGEST}).",
        )
    readable = "".join(char if char.isprintable() else " " for char in fold(query))
    words = (next(filter(None, found.groups()), "").strip() for found in _WORD.finditer(readable))
    return list(dict.fromkeys(word for word in words if word))


def _category_id(store: Store, category: str) -> str:
    names = {row["id"]: row["name"] for row in store.rows("SELECT id, name FROM categories ORDER BY id")}
    known = set(names) | {row[0] for row in store.rows("SELECT DISTINCT category FROM passage_categories")}
    wanted = category.strip()
    if wanted.upper() in known:
        return wanted.upper()
    for code, name in names.items():
        if fold(wanted) == fold(name):
            return str(code)
    raise _unknown("category", "类别", category, [f"{code} {names.get(code, '')}".strip() for code in sorted(known)])


def _unknown(name: str, name_zh: str, value: str, known: list[str] | tuple[str, ...]) -> UsageError:
    listed = "、".join(known) or "—"
    return UsageError(
        f"usage.{name}",
        f"没有这个{name_zh}：{value}。可用的有：{listed}。",
        f"Unknown {name} '{value}'; known: {listed}.",
    )


def _passages(store: Store, words: list[str], filters: dict[str, str]) -> Iterator[sqlite3.Row]:
    """The passages that hold all words, best first, or in the order of the texts where there are no words to rank by."""
    conditions, parameters = [_FILTERS[name] for name in filters], list(filters.values())
    source, score, order = "articles CROSS JOIN passages ON document_id = articles.id", "0.0", "articles.id, position"
    if expression := _expression(words):
        # The index yields rows by rank one after the other when it is the outer loop, which CROSS JOIN makes it.
        source = "passage_grams CROSS JOIN passages ON passages.id = passage_grams.rowid"
        source += " CROSS JOIN articles ON articles.id = document_id"
        score, order = "-rank", "rank"
        conditions.append("passage_grams MATCH ?")
        parameters.append(expression)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    rows = store.rows(f"SELECT {_COLUMNS}, {score} AS score FROM {source} {where} ORDER BY {order}", *parameters)
    for row in rows:
        text = fold(row["text"])
        if all(word in text for word in words):
            yield row


def _expression(words: list[str]) -> str:
    """What the index is asked: every run of letters as its pairs in a row, a single letter as the beginning of a pair.

    >>> _expression(["文明实践", "新", "7+3", "%"])
    '"文明 明实 实践" AND "新" * AND "7" * AND "3" *'
    """
    runs = [run for word in words for run in "".join(char if char.isalnum() else " " for char in word).split()]
    return " AND ".join(f'"{run}" *' if len(run) == 1 else f'"{grams(run)[:-2]}"' for run in runs)


def _hit(store: Store, row: sqlite3.Row, words: list[str]) -> Hit:
    categories = store.rows(
        "SELECT category FROM passage_categories WHERE passage_id = ? ORDER BY score DESC, category", row["id"]
    )
    return Hit(
        score=row["score"],
        text=row["text"],
        highlights=_highlights(fold(row["text"]), words),
        source=row["path"],
        article=row["article"],
        title=row["title"],
        place=row["place"],
        kind=row["kind"],
        period=row["period"],
        categories=tuple(one["category"] for one in categories),
        section=row["section_path"],
        role=row["role"],
        where=row["location"],
        span=Span(row["span_start"], row["span_end"]),
    )


def _highlights(text: str, words: list[str]) -> tuple[Span, ...]:
    """Where the words stand, in text order; those that overlap are joined."""
    spans = sorted(Span(*found.span()) for word in words for found in re.finditer(re.escape(word), text))
    joined: list[Span] = []
    for span in spans:
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)

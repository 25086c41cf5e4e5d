"""Finding: the index proposes passages by their pairs of characters, best first; each is checked for the words themselves.

Attempts go from strict to loose: the words as they are; all the words in them (背街小巷整治情况: 背街, 小巷, 整治); most
of those. The first that finds something is the answer.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from civtext import words as cutting
from civtext.lexicons import terms
from civtext.retrieval.filters import Condition, Filters
from civtext.store import Store
from civtext.store.terms import SPUN, grams, readings

_HAN = re.compile("[一-鿿]")
_LONG = 4  # Han characters of a word that may be cut
_BLOCK = 50  # passages fetched at a time
# By weights of text, headings, title. The index's own ORDER BY rank, asked for the rank too, would count all words twice.
_RANKED = """
SELECT rowid, -bm25(passage_grams, 1.0, 1.5, 0.1) AS score FROM passage_grams WHERE passage_grams MATCH ?
ORDER BY score DESC, rowid
"""
_COLUMNS = f"""
passages.id, document_id, passages.text, location, section_path, role, passages.span_start, passages.span_end, article, title, kind, level, place, period, year_from, year_to, {SPUN}
"""
_OF_DOCUMENTS = "passages CROSS JOIN documents ON documents.id = document_id"


class Attempt(NamedTuple):
    """What a passage must hold: every word of `needed`, so many of `some`; and whether that is what was asked for."""

    needed: Sequence[str]
    some: Sequence[str] = ()
    least: int = 0
    exact: bool = False

    @property
    def words(self) -> list[str]:
        """All of them."""
        return [*self.needed, *self.some]


class Found(NamedTuple):
    """A passage, how well it matches, and the attempt that found it."""

    row: sqlite3.Row
    score: float
    attempt: Attempt


def attempts(asked: Mapping[str, bool]) -> Iterator[Attempt]:
    """From strict to loose: the words, all the words in them, most of these; quoted ones stay whole in each."""
    yield Attempt(list(asked), exact=True)
    if (words := parts(asked)) == list(asked):
        return
    yield Attempt(words)
    whole = quoted(asked)
    some = [word for word in words if word not in whole]
    if len(words) > 2 and some:
        yield Attempt(whole, some, max(1, len(words) // 2 + 1 - len(whole)))


def parts(asked: Mapping[str, bool]) -> list[str]:
    """All the words in the words, quoted ones whole."""
    return list(dict.fromkeys(part for word, whole in asked.items() for part in ([word] if whole else _parts(word))))


def quoted(asked: Mapping[str, bool]) -> list[str]:
    """The words that stood in quotation marks."""
    return [word for word, whole in asked.items() if whole]


def _parts(word: str) -> list[str]:
    """The words in a long word, without those that say nothing; a word that has none stays as it is."""
    if len(_HAN.findall(word)) < _LONG:
        return [word]
    idle = terms("idle_words")
    return [part for part in cutting.cut(word) if len(part.strip()) > 1 and part not in idle] or [word]


def passages(store: Store, attempt: Attempt, filters: Filters) -> Iterator[Found]:
    """What an attempt finds, best first, or in the order of the texts where no words rank it."""
    if asked := expression(attempt.needed, attempt.some, own=bool(attempt.some)):
        return in_order(store, store.rows(_RANKED, asked), attempt, filters)
    source = "documents CROSS JOIN passages ON document_id = documents.id"
    if filters.metrics:
        source = _OF_DOCUMENTS
    rows = _select(store, source, filters.where(), "ORDER BY documents.id, position")
    return (Found(row, 0.0, attempt) for row in rows if holds(row, attempt, filters.without))


def in_order(store: Store, ranked: Iterable[Sequence[Any]], attempt: Attempt, filters: Filters) -> Iterator[Found]:
    """Of passages (ids and scores, the best first) those that hold what they must, fetched some at a time."""
    rest = iter(ranked)
    while block := dict(map(tuple, islice(rest, _BLOCK))):
        listed = Condition("passages.id IN (SELECT value FROM json_each(?))", (json.dumps(list(block)),))
        rows = _select(store, _OF_DOCUMENTS, [listed, *filters.where(ranked=True)])
        fetched = {row["id"]: row for row in rows if holds(row, attempt, filters.without)}
        yield from (Found(fetched[id], score, attempt) for id, score in block.items() if id in fetched)


def _select(store: Store, source: str, conditions: Sequence[Condition], order: str = "") -> Iterator[sqlite3.Row]:
    """Passages with what a hit tells of them, from tables joined as `source` says."""
    where = f"WHERE {' AND '.join(one.sql for one in conditions)}" if conditions else ""
    values = (value for one in conditions for value in one.values)
    return store.rows(f"SELECT {_COLUMNS} FROM {source} {where} {order}", *values)


def holds(row: sqlite3.Row, attempt: Attempt, without: Sequence[str]) -> bool:
    """Whether a passage, its headings and its title hold the words, not the title alone, and none of those unwanted."""
    if attempt.needed and not (attempt.some or without) and all(word in row["text"] for word in attempt.needed):
        return True  # as they stand; most do, and need not be folded
    text, headings, title = (
        "\n".join(readings(row[column] or "", row["spun"])) for column in ("text", "section_path", "title")
    )
    if any(word in text or word in headings for word in without):
        return False
    own = {word for word in attempt.words if word in text or word in headings}
    held = own | {word for word in attempt.words if word in title}
    enough = held.issuperset(attempt.needed) and len(held.intersection(attempt.some)) >= attempt.least
    return enough and bool(own or not attempt.words)


def expression(needed: Sequence[str], some: Sequence[str] = (), *, own: bool = False) -> str:
    """What the index is asked: every run of letters as its pairs in a row, a single letter as the beginning of a pair.

    `own`: one word at least outside of the title. Several needed words go without, since `holds` will see to it and to
    ask for each word twice takes twice the time.

    >>> expression(["文明实践"]), expression(["7+3", "%"])
    ('{text headings} : ("文明 明实 实践")', '{text headings} : ("7" * AND "3" *)')
    >>> expression(["志愿", "服务"])
    '("志愿") AND ("服务")'
    >>> expression(["志愿"], ["停车", "车位"], own=True)
    '("志愿") AND (("停车") OR ("车位")) AND {text headings} : (("志愿") OR ("停车") OR ("车位"))'
    """
    every = [said for word in needed if (said := phrase(word))]
    any_of = [said for word in some if (said := phrase(word))]
    if len(every) == 1 and not any_of:
        return f"{{text headings}} : {every[0]}"
    asked = [*every, f"({' OR '.join(any_of)})"] if any_of else every
    if own and asked:
        asked = [*asked, f"{{text headings}} : ({' OR '.join([*every, *any_of])})"]
    return " AND ".join(asked)


def phrase(word: str) -> str:
    """One word for the index, "" for one without letters."""
    runs = "".join(char if char.isalnum() else " " for char in word).split()
    pairs = [f'"{run}" *' if len(run) == 1 else f'"{grams(run)[:-2]}"' for run in runs]
    return f"({' AND '.join(pairs)})" if pairs else ""

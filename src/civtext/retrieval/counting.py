"""Counting what is found, without fetching it.

The index knows by itself what holds a word of letters and figures: a run of pairs in a row is the word (`store.terms`).
So such words are counted in SQL, thirty times as fast as by looking; others (96%, 7+3), and words not to be held, are
looked for passage by passage.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from civtext.retrieval.filters import PRESENT, Condition, Filters
from civtext.retrieval.finding import Attempt, attempts, expression, passages
from civtext.store import Store

# Quicker than to ask each passage's document, where all passages found are gone through.
_ALL_PRESENT = Condition("document_id IN (SELECT id FROM articles WHERE NOT vanished)")
_COUNTED = {
    "place": "SELECT place, count(*) FROM {found} WHERE place IS NOT NULL GROUP BY place",
    "kind": "SELECT kind, count(*) FROM {found} GROUP BY kind",
    "category": "SELECT category, count(*) FROM {found} JOIN passage_categories ON passage_id = passages.id"
    " WHERE instr(category, '-') = 0 GROUP BY category",
}
_YEARS = "SELECT year_from, year_to, count(*) FROM {found} WHERE year_from IS NOT NULL GROUP BY year_from, year_to"
_MOST_YEARS = 20  # of a document that are counted


def total(store: Store, asked: Mapping[str, bool], filters: Filters) -> int:
    """How many passages are found."""
    ids = _ids(store, asked, filters)
    return int(next(store.rows(f"SELECT count(*) FROM ({ids.sql})", *ids.values))[0])


def by_facet(store: Store, asked: Mapping[str, bool], filters: Filters) -> dict[str, dict[str, int]]:
    """How many of them are of each place, kind, category and year, most first."""
    ids = _ids(store, asked, filters)
    found = f"({ids.sql}) AS found JOIN passages ON passages.id = found.id JOIN documents ON documents.id = document_id"
    counted: dict[str, dict[str, int]] = {
        name: dict(tuple(row) for row in store.rows(sql.format(found=found), *ids.values))
        for name, sql in _COUNTED.items()
    }
    years = counted["year"] = {}
    for first, last, number in store.rows(_YEARS.format(found=found), *ids.values):
        for year in range(first, min(last, first + _MOST_YEARS) + 1):
            years[str(year)] = years.get(str(year), 0) + number
    return {name: dict(sorted(ones.items(), key=lambda one: (-one[1], one[0]))) for name, ones in counted.items()}


def _ids(store: Store, asked: Mapping[str, bool], filters: Filters) -> Condition:
    """A query for the ids of what the first attempt finds that finds something."""
    ids = Condition("SELECT 0 AS id WHERE 0")
    for attempt in attempts(asked):
        ids = _ids_of(store, attempt, filters)
        if any(store.rows(f"{ids.sql} LIMIT 1", *ids.values)):
            break
    return ids


def _ids_of(store: Store, attempt: Attempt, filters: Filters) -> Condition:
    if attempt.some or filters.without or not all(word.isalnum() for word in attempt.needed):
        found = json.dumps([one.row["id"] for one in passages(store, attempt, filters)])
        return Condition("SELECT value AS id FROM json_each(?)", (found,))
    source, conditions = "passages", [_ALL_PRESENT if one is PRESENT else one for one in filters.where()]
    if attempt.needed:
        source = "passage_grams CROSS JOIN passages ON passages.id = passage_grams.rowid"
        conditions.append(Condition("passage_grams MATCH ?", (expression(attempt.needed, own=True),)))
    where = f"WHERE {' AND '.join(one.sql for one in conditions)}" if conditions else ""
    sql = f"SELECT passages.id FROM {source} CROSS JOIN documents ON documents.id = document_id {where}"
    return Condition(sql, tuple(value for one in conditions for value in one.values))

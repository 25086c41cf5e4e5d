"""Ranking: of passages that match alike, those about the subject come before those that mention it.

The index ranks by BM25 of text, headings and title. What the words speak of is an indicator of the measurement system
(停车难: 公共交通与停车), and so is what a passage was classified by: where the two meet, its score rises by up to half.
On the tuning queries of bench/relevance.py that made four better and none worse. Boosts for words in objects of measures,
in the last heading, near the beginning, and for how many of the words are held were tried there, too, and did nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from civtext.classifiers.categories import indicators
from civtext.retrieval.filters import Filters
from civtext.retrieval.finding import Attempt, Found, attempts, passages
from civtext.store import Store

_BOOST = 0.5
_BLOCK = 100  # passages ranked at a time, so that the first come soon and a longer answer begins with a shorter one


@lru_cache(maxsize=64)
def spoken_of(words: tuple[str, ...]) -> dict[str, float]:
    """The indicators that words speak of, the surest first, each with its score.

    >>> list(spoken_of(("停车难",)))
    ['C09-04']
    """
    return {one.id: one.score for one in indicators([" ".join(words)])[0]} if words else {}


def find(store: Store, asked: Mapping[str, bool], filters: Filters) -> Iterator[Found]:
    """What the first attempt finds that finds something, best first."""
    for attempt in attempts(asked):
        some = False
        for found in _ranked(store, attempt, filters):
            some = True
            yield found
        if some:
            return


def _ranked(store: Store, attempt: Attempt, filters: Filters) -> Iterator[Found]:
    rest = passages(store, attempt, filters)
    if not (spoken := spoken_of(tuple(attempt.words))):
        yield from rest
    while block := list(islice(rest, _BLOCK)):
        shares = _shares(store, spoken, [one.row["id"] for one in block])
        boosted = [one._replace(score=one.score * (1 + _BOOST * shares.get(one.row["id"], 0))) for one in block]
        yield from sorted(boosted, key=lambda one: -one.score)


def _shares(store: Store, spoken: Mapping[str, float], ids: Sequence[int]) -> dict[int, float]:
    """How surely passages are about the indicators spoken of."""
    sql = "SELECT passage_id, category, score FROM passage_categories WHERE passage_id IN (SELECT value FROM json_each(?))"
    shares: dict[int, float] = {}
    for row in store.rows(sql, json.dumps(ids)):
        share = spoken.get(row["category"], 0) * row["score"]
        shares[row["passage_id"]] = max(share, shares.get(row["passage_id"], 0))
    return shares

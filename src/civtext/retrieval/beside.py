"""Related words: what reports that speak of one thing act on, count and name beside it, offered, never mixed in.

The words come from what civtext found in the passages that hold the query: objects of measures and metrics, and terms of
the measurement system. A word is related that stands in these passages much oftener than in others.

Method: log-likelihood ratio of the two shares (Dunning 1993). At most `_HOLDING` passages that hold the query, the best
first, are set against `_OTHERS` spread evenly over the base: a base of any size answers in about the same time, one of
fewer passages exactly, and the same base always alike. On our reports a model of contexts (PPMI, singular values) gave
the same words, no better.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from civtext.lexicons import terms
from civtext.retrieval.filters import Filters
from civtext.retrieval.ranking import find
from civtext.store import Store
from civtext.store.terms import SPUN, readings

_HOLDING, _OTHERS, _CANDIDATES = 1000, 3000, 400
_LEAST = 2  # passages in which a word must stand beside the query
_TIMES = 2  # how much oftener than elsewhere
_SHORTEST, _LONGEST = 2, 8


def beside(store: Store, asked: Mapping[str, bool], *, limit: int) -> list[str]:
    """Words that stand with those asked for, the most telling first; none where hardly anything holds them."""
    if not asked:
        return []
    found = list(islice(find(store, asked, Filters()), _HOLDING))
    holding = [_plain(one.row["text"], one.row["spun"]) for one in found]
    ids = {one.row["id"] for one in found}
    candidates = _candidates(store, sorted(ids))
    inside = _standing(candidates, holding)
    outside = [_plain(row["text"], row["spun"]) for row in _spread(store) if row["id"] not in ids]
    elsewhere = _standing(candidates, outside)
    scores = {
        word: _likelihood(inside[word], len(holding), elsewhere[word], len(outside))
        for word in candidates
        if inside[word] >= _LEAST and inside[word] * len(outside) >= _TIMES * elsewhere[word] * len(holding)
    }
    others = (word for word in scores if not any(word in one or one in word for one in asked))
    return list(islice(_apart(sorted(others, key=lambda word: (-scores[word], word)), inside), limit))


def _candidates(store: Store, ids: list[int]) -> list[str]:
    """The words that passages act on, count or name, those of most passages first."""
    counts: Counter[str] = Counter()
    for passage_id in ids:
        counts.update(set(_terms(store, passage_id)))
    idle = terms("idle_words")
    fitting = (word for word in counts if _SHORTEST <= len(word) <= _LONGEST and word.isalnum() and word not in idle)
    return sorted(fitting, key=lambda word: (-counts[word], word))[:_CANDIDATES]


def _terms(store: Store, passage_id: int) -> Iterator[str]:
    for table in ("measures", "metrics"):
        objects = (
            f"SELECT object, {SPUN} FROM {table} JOIN documents ON documents.id = document_id WHERE passage_id = ?"
        )
        for row in store.rows(objects, passage_id):
            yield _plain(row["object"] or "", row["spun"]).strip("“”《》\"' ")
    cues = f"""
    SELECT passages.text, evidence, {SPUN} FROM passage_categories JOIN passages ON passages.id = passage_id
    JOIN documents ON documents.id = document_id WHERE passage_id = ?
    """
    for row in store.rows(cues, passage_id):
        text = _plain(row["text"], row["spun"])
        yield from (text[start:end] for start, end in json.loads(row["evidence"]))


def _spread(store: Store) -> Iterator[sqlite3.Row]:
    """Passages spread evenly over the base."""
    newest = next(store.rows("SELECT coalesce(max(id), 0) FROM passages"))[0]
    ids = json.dumps(list(range(1, newest + 1, max(1, newest // _OTHERS))))
    sql = f"""
    SELECT passages.id, text, {SPUN} FROM passages JOIN documents ON documents.id = document_id
    WHERE passages.id IN (SELECT value FROM json_each(?))
    """
    return store.rows(sql, ids)


def _plain(text: str, spun: bool) -> str:
    """A text as its author wrote it, folded."""
    return readings(text, spun)[-1]


def _standing(words: Iterable[str], texts: list[str]) -> dict[str, int]:
    """In how many of the texts each word stands."""
    return {word: sum(word in text for text in texts) for word in words}


def _likelihood(inside: int, holding: int, elsewhere: int, others: int) -> float:
    """Twice the log of how much likelier the two shares are apart than as one.

    >>> round(_likelihood(5, 10, 5, 1000), 1), _likelihood(1, 10, 100, 1000)
    (35.4, 0.0)
    """
    share = (inside + elsewhere) / (holding + others)
    parts = [(inside, holding, inside / holding), (elsewhere, others, elsewhere / others if others else 0.0)]
    return 2 * sum(_log(count, total, own) - _log(count, total, share) for count, total, own in parts)


def _log(count: int, total: int, share: float) -> float:
    return sum(part * math.log(chance) for part, chance in ((count, share), (total - count, 1 - share)) if part)


def _apart(best: list[str], inside: dict[str, int]) -> Iterator[str]:
    """Words that are no part of one another: the longer where it is mostly meant, else the better."""
    kept: list[str] = []
    for word in best:
        longer = any(word in other and word != other and inside[other] * 2 >= inside[word] for other in best)
        if not longer and not any(word in other or other in word for other in kept):
            kept.append(word)
            yield word

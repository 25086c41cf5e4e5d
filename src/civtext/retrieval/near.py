"""What is near a query, to fill up a first page: a reader of three hits wants to see what else there is.

First what holds all the words in the words; then what holds crumbs of them; then what is about the indicator of the
measurement system that the query speaks of, which need hold none (停车难, and a passage on 泊位). Quoted words and fields
still hold. Mixing the last two by their ranks was no better on bench/relevance.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise

from civtext import words as cutting
from civtext.lexicons import terms
from civtext.retrieval.filters import Filters
from civtext.retrieval.finding import Attempt, Found, in_order, parts, passages, phrase, quoted
from civtext.retrieval.ranking import spoken_of
from civtext.store import Store

PAGE = 20  # passages, to which what is near may fill up an answer
_COMMON = 20_000  # passages that all crumbs together may come to: ranking takes time for each
_SUREST = 5_000  # passages of an indicator that are looked at
_RUN = re.compile("[一-鿿]+|[a-z0-9]+")


def filled(store: Store, asked: Mapping[str, bool], filters: Filters, found: Iterable[Found]) -> Iterator[Found]:
    """What was found and, where that is less than a page, what is near, the nearest first.

    The scores of what was found and of what is near are not to be compared.
    """
    seen: set[int] = set()
    for one in found:
        seen.add(one.row["id"])
        yield one
    if len(seen) >= PAGE:
        return
    whole = passages(store, Attempt(parts(asked)), filters)
    for one in chain(whole, _crumbled(store, asked, filters), _about(store, asked, filters)):
        if one.row["id"] not in seen:
            seen.add(one.row["id"])
            yield one
        if len(seen) >= PAGE:
            return


def _crumbled(store: Store, asked: Mapping[str, bool], filters: Filters) -> Iterator[Found]:
    loose = [word for word, whole in asked.items() if not whole]
    crumbs = list(dict.fromkeys(crumb for word in loose for crumb in _crumbs(word)))
    if rare := _rare(store, crumbs):
        yield from passages(store, Attempt(quoted(asked), rare, 1), filters)


def _about(store: Store, asked: Mapping[str, bool], filters: Filters) -> Iterator[Found]:
    """The passages of the indicators that the words speak of, the surest first."""
    by_score = (
        "SELECT passage_id, 0.0 FROM passage_categories WHERE category = ? ORDER BY score DESC, passage_id LIMIT ?"
    )
    for indicator in spoken_of(tuple(asked)):
        yield from in_order(store, store.rows(by_score, indicator, _SUREST), Attempt(quoted(asked)), filters)


def _crumbs(word: str) -> list[str]:
    """What is left of a word when it is broken up: pairs of characters, and words that stand side by side, which tell
    文明实践 from 文明 and 实践 anywhere. What says nothing is left out, letters and figures stay together.

    >>> _crumbs("怎样改造老旧小区"), _crumbs("12345热线")
    (['改造', '老旧', '小区', '改造老旧', '老旧小区'], ['12345', '热线', '12345热线'])
    """
    idle = terms("idle_words")
    cut = ["" if part in idle else part for part in cutting.cut(word)]
    runs = [run for part in cut for run in _RUN.findall(part) if len(run) > 1]
    pairs = [pair for run in runs for pair in ([run] if run.isascii() else map("".join, pairwise(run)))]
    return [*pairs, *(one + next_one for one, next_one in pairwise(cut) if one.isalnum() and next_one.isalnum())]


def _rare(store: Store, crumbs: Sequence[str]) -> list[str]:
    """Those that fewest passages have, as many as ranking has time for, in their order."""
    held = "SELECT count(*) FROM (SELECT 1 FROM passage_grams WHERE passage_grams MATCH ? LIMIT ?)"
    counts = {crumb: int(next(store.rows(held, phrase(crumb), _COMMON + 1))[0]) for crumb in crumbs}
    kept, total = set(), 0
    for crumb in sorted(crumbs, key=lambda crumb: counts[crumb]):
        total += counts[crumb]
        if counts[crumb] and total <= _COMMON:
            kept.add(crumb)
    return [crumb for crumb in crumbs if crumb in kept]

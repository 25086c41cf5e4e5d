"""Wording (用语): the terms that set one group's reports apart, and stock phrases with their spread.

Distinctive terms are ranked by the log-odds ratio with an informative Dirichlet prior, as z-scores (Monroe, Colaresi and Quinn
2008): the prior is the whole base, so that neither rare nor common words win by chance.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from civtext.comparison.reading import Row
from civtext.lexicons import terms
from civtext.words import cut

_HAN = re.compile("[一-鿿]+")
_PRIOR = 0.1  # of the words of the base: how much the prior counts for
_FEWEST, _PASSAGES = 3, 2  # mentions, and passages that hold them
_MOST = 20  # terms of a group


class Distinctive(NamedTuple):
    """A term of a group: how often there and elsewhere, its z-score, and the group's passages that hold it."""

    term: str
    here: int
    elsewhere: int
    z: float
    rows: tuple[Row, ...]


def words_of(text: str) -> Counter[str]:
    """The words of a text that may set it apart: of two characters or more, no numbers, none that say nothing, only 我市, or only how a number stands."""
    return Counter(word for word in cut(text) if _tells(word) and word not in _idle())


@cache
def _idle() -> frozenset[str]:
    around = (word for kind in ("state", "change", "adverb") for word in terms("quantity_words", kind=kind))
    loosened = (part for word in terms("approximators") for part in (word, *cut(word)))  # 不少 of 不少于
    return frozenset((*terms("idle_words"), *terms("self_references"), *around, *loosened))


def _tells(word: str) -> bool:
    """Whether a word is no sign, no number and no unit of large numbers (万元, 亿元, 万平方米)."""
    return len(word) > 1 and _HAN.fullmatch(word) is not None and not (word[0] in "万亿" and word[1:] in terms("units"))


def distinctive(groups: Mapping[str, Sequence[Row]]) -> dict[str, list[Distinctive]]:
    """The most distinctive terms of each group of passages, best first, but for its own name. Rows need `text`."""
    counts: dict[str, Counter[str]] = {}
    held: dict[str, defaultdict[str, list[Row]]] = {}
    for name, rows in groups.items():
        counts[name], held[name] = Counter(), defaultdict(list)
        for row in rows:
            counts[name].update(words := words_of(row["text"]))
            for word in words:
                held[name][word].append(row)
    whole: Counter[str] = sum(counts.values(), Counter())
    prior = {word: _PRIOR * number for word, number in whole.items()}
    return {
        name: [one for one in _ranked(own, whole, prior, held[name]) if one.term not in name][:_MOST]
        for name, own in counts.items()
    }


def _ranked(
    own: Counter[str], whole: Counter[str], prior: Mapping[str, float], held: Mapping[str, list[Row]]
) -> list[Distinctive]:
    size, rest = sum(own.values()), sum(whole.values()) - sum(own.values())
    weight = sum(prior.values())
    told = []
    for word, count in own.items():
        other, mean = whole[word] - count, prior[word]
        if count < _FEWEST or len(held[word]) < _PASSAGES:
            continue
        odds = math.log((count + mean) / (size + weight - count - mean))
        against = math.log((other + mean) / (rest + weight - other - mean))
        z = (odds - against) / math.sqrt(1 / (count + mean) + 1 / (other + mean))
        told.append(Distinctive(word, count, other, round(z, 3), tuple(held[word])))
    return sorted((one for one in told if one.z > 1.96), key=lambda one: (-one.z, one.term))

"""Text reuse (文本复用): passages of two documents that one wrote from the other, the stretches they share, and the direction.

Candidates come from MinHash over pairs of characters, figures left out (Broder 1997; LSH of datasketch), so that 100,000
passages need no comparison of all with all; each candidate is then compared in full: the share of characters that stand in
one order in both (RapidFuzz's Indel similarity). What is compared are stretches of some sentences, for what was copied stands within
other text as a rule. A spun copy (同义替换) keeps its frame while its words change: it is found by a lower likeness where many short
stretches are shared in order, and told by the words that were put for others all along. Stock phrases, which many places write, are left out of the
measure first: what only a stock phrase joins is no copy. So are the entries of lists of works (整治背街小巷102条), but for those that stand
with one figure in two documents.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from civtext.cleaning import unspun
from civtext.comparison.reading import Row
from civtext.errors import UsageError
from civtext.model import Span, narrowed

SHORTEST = 30  # characters of a stretch, figures and marks left out
WINDOW, _LONGEST = 50, 400  # characters from which on a stretch is long enough, and of one that are compared
COPIED, FRAMED = 0.72, 0.5  # likeness from which a pair is a copy, and one where it also keeps the frame
_WORD, _BETWEEN = 4, 40  # characters of a word put for another; from one for each forty characters on a text is spun
STOCK = 5  # places from which on a sentence belongs to nobody
_SHARED = 6  # characters of a stretch that is shown as shared
_PERMUTATIONS, _CANDIDATE = 64, 0.28
_FIGURES = re.compile(r"[\d.,%〇零一二三四五六七八九十百千万亿余]+|\W+|_")
_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;]?")
_CLAUSE = re.compile(r"[^。!?;:,\n]+")
_STOCK_LENGTH = 6  # characters of a stock phrase
_WORKS = 16  # characters, figures left out, up to which a clause that ends in a figure is an entry of a list of works: 整治背街小巷102条
_COUNTED = re.compile(
    r"(?:(?<![\d.])\d[\d.]*[百千万亿余多]*|(?<![一二两三四五六七八九十百千万亿余])[一二两三四五六七八九十百千万亿余]{2,})(?:\w{0,2}|%)$"
)


class _Window(NamedTuple):
    """A stretch of a passage: where it stands in its text, and what of it is its own."""

    passage: int
    start: int
    end: int
    told: str


class _Alike(NamedTuple):
    likeness: float
    first: _Window
    second: _Window


@dataclass(frozen=True, slots=True)
class Reuse:
    """Two passages, the earlier first where both have a year: how alike, whether spun, the stretches they share (spans in each
    passage's text), and how the direction was told (date, or none).
    """

    first: Row
    second: Row
    likeness: float
    spun: bool
    shared: tuple[tuple[Span, Span], ...]
    direction: str


def find_reuse(passages: Sequence[Row]) -> list[Reuse]:
    """The pairs of passages of different documents of which one was written from the other, most alike first.

    Rows need `text`, `document_id`, `place`, `year`, `span_start`, `spun`. Raises UsageError where the extra `compare` is missing.
    """
    stock = {*stock_phrases(passages), *_works(passages)}
    windows = [window for at, row in enumerate(passages) for window in _windows(at, row, stock)]
    alike: defaultdict[tuple[int, int], list[_Alike]] = defaultdict(list)
    for one, other in _candidates([window.told for window in windows]):
        first, second = windows[one], windows[other]
        if passages[first.passage]["document_id"] == passages[second.passage]["document_id"]:
            continue
        if (likeness := _likeness(first.told, second.told)) is not None:
            alike[first.passage, second.passage].append(_Alike(likeness, first, second))
    found = [_reuse(passages[one], passages[other], pairs) for (one, other), pairs in alike.items()]
    return sorted(found, key=lambda pair: (-pair.likeness, pair.first["document_id"], pair.first["span_start"]))


def stock_phrases(passages: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    """Clauses, figures and marks left out, that many places write, each with the passages where a place first does."""
    told: defaultdict[str, dict[object, Row]] = defaultdict(dict)
    for row in passages:
        for found in _CLAUSE.finditer(narrowed(row["text"])):
            told[_bare(found[0])].setdefault(row["place"] or row["document_id"], row)
    common = {clause: who for clause, who in told.items() if len(who) >= STOCK and len(clause) >= _STOCK_LENGTH}
    return {clause: tuple(who.values()) for clause, who in common.items()}


def _works(passages: Iterable[Row]) -> Iterator[str]:
    """The entries of lists of works that stand with this figure in one document alone: everybody does them, and counts his own."""
    told: defaultdict[str, set[int]] = defaultdict(set)
    for row in passages:
        for found in _CLAUSE.finditer(_folded(row)):
            if _COUNTED.search(clause := found[0].strip()) and len(_bare(clause)) <= _WORKS:
                told[clause].add(row["document_id"])
    return (clause for clause, documents in told.items() if len(documents) == 1)


def written(phrase: str, text: str) -> list[tuple[int, int]]:
    """Where in a passage a stock phrase is written, with the figures and marks that stand in it.

    >>> written("坚持每年开展评比", "我们坚持。坚持每年开展2次评比,好。"), written("坚持开展评比", "坚持“开展”2评比。")
    ([], [(0, 9)])
    """
    clauses = (found.span() for found in _CLAUSE.finditer(narrowed(text)))
    return [(start, end) for start, end in clauses if _bare(narrowed(text[start:end])) == phrase]


def _windows(at: int, row: Row, stock: Container[str]) -> Iterator[_Window]:
    """From each sentence on as many as make a stretch worth comparing: what was copied stands within other text as a rule."""
    folded = _folded(row)
    sentences = [found.span() for found in _SENTENCE.finditer(folded)]
    told = [_own(folded[start:end], stock) for start, end in sentences]
    for first, (start, _) in enumerate(sentences):
        joined, last = told[first], first
        while len(joined) < WINDOW and last + 1 < len(sentences):
            last += 1
            joined += told[last]
        if told[first] and len(joined) >= SHORTEST:
            yield _Window(at, start, sentences[last][1], joined[:_LONGEST])


def _folded(row: Row) -> str:
    return unspun(narrowed(row["text"])) if row.get("spun") else narrowed(row["text"])


def _own(sentence: str, stock: Container[str]) -> str:
    """What of a sentence is its own: without figures, marks and stock phrases, these as they stand or without their figures."""
    clauses = (found[0].strip() for found in _CLAUSE.finditer(sentence))
    return "".join(bare for clause in clauses if clause not in stock and (bare := _bare(clause)) not in stock)


def _bare(text: str) -> str:
    return _FIGURES.sub("", text)


def _candidates(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        zh, en = '比较需要 pip install "civtext[compare]"。', 'Comparing needs pip install "civtext[compare]".'
        raise UsageError("extra.compare", zh, en) from None
    index = MinHashLSH(threshold=_CANDIDATE, num_perm=_PERMUTATIONS)
    for at, text in enumerate(texts):
        sketch = MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch([text[i : i + 2].encode() for i in range(len(text) - 1)])
        yield from ((other, at) for other in sorted(index.query(sketch)))
        index.insert(at, sketch)


def _likeness(first: str, second: str) -> float | None:
    """How alike two texts are, None where neither is a copy of the other."""
    from rapidfuzz.distance import Indel

    likeness = Indel.normalized_similarity(first, second, score_cutoff=FRAMED)
    if likeness < FRAMED or (likeness < COPIED and not _keeps_frame(first, second)):
        return None
    return float(likeness)


def _keeps_frame(first: str, second: str) -> bool:
    """Whether many short stretches stand in the same order in both: words were put for words."""
    from rapidfuzz.distance import Indel

    blocks = [block.size for block in Indel.editops(first, second).as_matching_blocks() if block.size >= 2]
    return sum(blocks) >= 0.45 * min(len(first), len(second)) and len(blocks) >= 6


def _reuse(one: Row, other: Row, pairs: Sequence[_Alike]) -> Reuse:
    hulls = [
        (row, Span(min(w.start for w in windows), max(w.end for w in windows)))
        for row, windows in ((one, [pair.first for pair in pairs]), (other, [pair.second for pair in pairs]))
    ]
    (first, here), (second, there) = sorted(
        hulls, key=lambda hull: (hull[0]["year"] is None, hull[0]["year"] or 0, hull[0]["document_id"])
    )
    dated = None not in (one["year"], other["year"]) and one["year"] != other["year"]
    best = max(pairs, key=lambda pair: pair.likeness)
    shared = _stretches(first["text"], here, second["text"], there)
    return Reuse(first, second, round(best.likeness, 4), _is_spun(best), shared, "date" if dated else "")


def _is_spun(pair: _Alike) -> bool:
    """Whether words were put for words all along: gaps of a few characters on both sides, between what both share."""
    from rapidfuzz.distance import Indel

    blocks = Indel.editops(pair.first.told, pair.second.told).as_matching_blocks()
    gaps = ((after.a - one.a - one.size, after.b - one.b - one.size) for one, after in pairwise(blocks))
    swapped = sum(all(1 <= gap <= _WORD for gap in sides) for sides in gaps)
    return swapped >= max(2, min(len(pair.first.told), len(pair.second.told)) / _BETWEEN)


def _stretches(first: str, here: Span, second: str, there: Span) -> tuple[tuple[Span, Span], ...]:
    from rapidfuzz.distance import Indel

    blocks = Indel.editops(first[here.start : here.end], second[there.start : there.end]).as_matching_blocks()
    return tuple(
        (
            Span(here.start + block.a, here.start + block.a + block.size),
            Span(there.start + block.b, there.start + block.b + block.size),
        )
        for block in blocks
        if block.size >= _SHARED
    )

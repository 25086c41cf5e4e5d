"""Text reuse (文本复用): passages of two documents that one wrote from the other, the stretches they share, and the direction.

Candidates come from MinHash over pairs of characters, figures left out (Broder 1997; LSH of datasketch), so that 100,000
passages need no comparison of all with all; each candidate is then compared in full: the share of characters that stand in
one order in both (RapidFuzz's Indel similarity). A spun copy (同义替换) keeps its frame while its words change: it is found by a
lower likeness where many short stretches are shared in order. Stock phrases, which many places write, are left out of the
measure first: what only a stock phrase joins is no copy.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from civtext.cleaning import unspun
from civtext.comparison.reading import Row
from civtext.errors import UsageError
from civtext.model import CleanText, Span

SHORTEST = 30  # characters of a passage, figures and marks left out
COPIED, SPUN = 0.72, 0.5  # likeness from which a pair is a copy, a spun one
STOCK = 5  # places from which on a sentence belongs to nobody
_SHARED = 6  # characters of a stretch that is shown as shared
_PERMUTATIONS, _CANDIDATE = 128, 0.28
_FIGURES = re.compile(r"[\d.,%〇零一二三四五六七八九十百千万亿余]+|\W+|_")
_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;]?")


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
    texts = _told(passages)
    long_enough = [at for at, text in enumerate(texts) if len(text) >= SHORTEST]
    found = []
    for one, other in _candidates(texts, long_enough):
        apart = passages[one]["document_id"] != passages[other]["document_id"]
        if apart and (pair := _compared(passages[one], passages[other], texts[one], texts[other])):
            found.append(pair)
    return sorted(found, key=lambda pair: (-pair.likeness, pair.first["document_id"], pair.first["span_start"]))


def stock_sentences(passages: Iterable[Row]) -> dict[str, int]:
    """Sentences, figures and marks left out, with the number of places that write them, where these are many."""
    places: defaultdict[str, set[object]] = defaultdict(set)
    for row in passages:
        for found in _SENTENCE.finditer(CleanText.of(row["text"], ()).folded):
            places[_bare(found[0])].add(row["place"] or row["document_id"])
    return {sentence: len(who) for sentence, who in places.items() if len(who) >= STOCK and len(sentence) >= 8}


def _told(passages: Sequence[Row]) -> list[str]:
    """What of each passage is its own: folded, spun words put back, without figures, marks and stock sentences."""
    stock = stock_sentences(passages)
    told = []
    for row in passages:
        folded = CleanText.of(row["text"], ()).folded
        folded = unspun(folded) if row.get("spun") else folded
        sentences = (_bare(found[0]) for found in _SENTENCE.finditer(folded))
        told.append("".join(one for one in sentences if one not in stock))
    return told


def _bare(text: str) -> str:
    return _FIGURES.sub("", text)


def _candidates(texts: Sequence[str], chosen: Sequence[int]) -> Iterator[tuple[int, int]]:
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        zh, en = '比较需要 pip install "civtext[compare]"。', 'Comparing needs pip install "civtext[compare]".'
        raise UsageError("extra.compare", zh, en) from None
    index = MinHashLSH(threshold=_CANDIDATE, num_perm=_PERMUTATIONS)
    for at in chosen:
        text = texts[at]
        sketch = MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch([text[i : i + 2].encode() for i in range(len(text) - 1)])
        yield from ((other, at) for other in sorted(index.query(sketch)))
        index.insert(at, sketch)


def _compared(one: Row, other: Row, first: str, second: str) -> Reuse | None:
    from rapidfuzz.distance import Indel

    likeness = Indel.normalized_similarity(first, second, score_cutoff=SPUN)
    spun = likeness < COPIED
    if likeness < SPUN or (spun and not _keeps_frame(first, second)):
        return None
    ordered = sorted((one, other), key=lambda row: (row["year"] is None, row["year"] or 0, row["document_id"]))
    dated = None not in (one["year"], other["year"]) and one["year"] != other["year"]
    shared = _stretches(ordered[0]["text"], ordered[1]["text"])
    return Reuse(ordered[0], ordered[1], round(likeness, 4), spun, shared, "date" if dated else "")


def _keeps_frame(first: str, second: str) -> bool:
    """Whether many short stretches stand in the same order in both, and hardly a long one: words were put for words."""
    from rapidfuzz.distance import Indel

    blocks = [block.size for block in Indel.editops(first, second).as_matching_blocks() if block.size >= 2]
    return sum(blocks) >= 0.45 * min(len(first), len(second)) and len(blocks) >= 6


def _stretches(first: str, second: str) -> tuple[tuple[Span, Span], ...]:
    from rapidfuzz.distance import Indel

    return tuple(
        (Span(block.a, block.a + block.size), Span(block.b, block.b + block.size))
        for block in Indel.editops(first, second).as_matching_blocks()
        if block.size >= _SHARED
    )

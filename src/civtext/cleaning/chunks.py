"""Chunk numbers (分块号): a site cut the text into lines and numbered them, words and numbers cut or not.

`1、…300 characters⏎2、…300 characters⏎3、…`: the numbers run on without a gap, stand at equal distances, and most lines
end in the middle of a sentence. Where the distances differ, the lines must follow one another, and be prose with stops
inside but none at the end. Items of a real list are unequal and end in a stop, or have no stop at all. The decision is
made for a whole run of numbers, never for one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from civtext.model import CleanText, Edit, Span

_MARK = re.compile(r"(?:^|(?<!\n)(\n)+)(\d{1,4})[、.．]")
_SHORTEST, _LONGEST = 80, 3000
_SENTENCE_END = re.compile(r"[。！？!?;；:：][”’」』》]{0,2}$|[)）]$")
_STOP = re.compile(r"[。！？]")


class _Mark(NamedTuple):
    """A number at the start of a line; `noise` starts at the line breaks before it."""

    noise: int
    start: int
    end: int
    number: int


def chunk_numbers(reading: CleanText) -> Iterator[Edit]:
    """Chunk numbers and the line breaks before them."""
    for run in _runs(reading.text):
        for place, mark in enumerate(run):
            yield Edit(Span(mark.noise if place else mark.start, mark.end), "", "chunk_number")


def _runs(text: str) -> Iterator[list[_Mark]]:
    """The runs of numbers that are chunk numbers."""
    by_number: dict[int, list[_Mark]] = {}
    marks = [_Mark(match.start(), match.start(2), match.end(), int(match[2])) for match in _MARK.finditer(text)]
    for mark in marks:
        by_number.setdefault(mark.number, []).append(mark)
    found: list[list[_Mark]] = []
    inside: set[_Mark] = set()  # a mark inside a long run begins none of its own: keeps the work linear
    for first in marks:
        if first not in inside:
            run = max((_follow(by_number, first, second) for second in _next(by_number, first)), key=len, default=[])
            inside.update(run if len(run) > 2 else [])
            found.append(run)
    taken: set[_Mark] = set()
    for run in _in_a_row(text, marks):
        if _is_cut_prose(text, run):
            taken.update(run)
            yield run
    for run in sorted(found, key=len, reverse=True):
        if run and taken.isdisjoint(run) and _is_chunked(text, run):
            taken.update(run)
            yield run


def _in_a_row(text: str, marks: list[_Mark]) -> Iterator[list[_Mark]]:
    """Numbers from 1 on, each at the head of the line after the last one's."""
    run: list[_Mark] = []
    for mark in marks:
        goes_on = run and mark.number == run[-1].number + 1 and "\n" not in text[run[-1].end : mark.noise]
        if not goes_on:
            yield run
            run = []
        if goes_on or mark.number == 1:
            run.append(mark)
    yield run


def _is_cut_prose(text: str, run: list[_Mark]) -> bool:
    """Three lines or more, each long; two in three have a stop inside and none at the end."""
    chunks = [Span(mark.end, following.noise) for mark, following in pairwise(run)]
    cut = sum(_is_cut(text, chunk.end) and _STOP.search(text, *chunk) is not None for chunk in chunks)
    return len(run) > 2 and cut * 3 >= len(chunks) * 2 and min(end - start for start, end in chunks) >= _SHORTEST


def _next(by_number: dict[int, list[_Mark]], first: _Mark) -> list[_Mark]:
    """The few marks with the following number that are near enough to end the chunk of `first`."""
    found = by_number.get(first.number + 1, [])
    start = bisect_left(found, first.end + _SHORTEST, key=lambda mark: mark.noise)
    end = bisect_right(found, first.end + _LONGEST, key=lambda mark: mark.noise)
    return found[start : min(end, start + 4)]


def _follow(by_number: dict[int, list[_Mark]], first: _Mark, second: _Mark) -> list[_Mark]:
    """The run from `first` over `second` on, as long as there is a next number at the same distance."""
    length, run = second.noise - first.end, [first, second]
    slack = max(8, length // 20)
    while True:
        last = run[-1]
        found = by_number.get(last.number + 1, [])
        index = bisect_left(found, last.end + length - slack, key=lambda mark: mark.noise)
        if index == len(found) or found[index].noise > last.end + length + slack:
            return run
        run.append(found[index])


def _is_cut(text: str, at: int) -> bool:
    """Whether no sentence ends at `at`."""
    return _SENTENCE_END.search(text, max(0, at - 4), at) is None


def _is_chunked(text: str, run: list[_Mark]) -> bool:
    """Most chunks end amid a sentence, or one does and all are of one length to the letter. Few must be single lines
    besides, and two alone long ones from number 1 on."""
    cut = sum(_is_cut(text, mark.noise) for mark in run[1:])
    lengths = [following.noise - mark.end for mark, following in pairwise(run)]
    is_even = len(run) > 2 and max(lengths) - min(lengths) < 2
    if not cut or (cut * 2 < len(run) and not is_even):
        return False
    if len(run) > 3:
        return True
    single = all("\n" not in text[mark.end : following.noise] for mark, following in pairwise(run))
    if len(run) == 3:
        return single or is_even
    return single and run[0].number == 1 and lengths[0] >= 200

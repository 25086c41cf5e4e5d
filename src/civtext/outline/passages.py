"""Passages: units of a paragraph's size, each about one thing, headings and salutations left out.

A paragraph is cut where it turns to another matter (二是, a run-in heading, a number), parts that belong together are
joined again up to a usual size, and what is still too long is cut at the ends of sentences.

>>> text = "一是抓宣传。" + "发放手册,张贴海报。" * 14 + "二是抓环境。" + "清运垃圾,粉刷墙面。" * 14
>>> [text[span.start : span.start + 6] for span in passage_spans(text, [])]
['一是抓宣传。', '二是抓环境。']
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from civtext.model import Document, Passage, Section, Span
from civtext.outline.headings import Found
from civtext.outline.marks import find_marks
from civtext.words import sentences

SHORTEST, USUAL, LONGEST = 40, 240, 400
_LEAST = 15
# Words that open the next item of an argument: 一是, 其次, 第二, and a dash or bullet at the head of a line.
_TURN = re.compile(
    r"(?:^|(?<=[。;!?\n]))(?=[一二三四五六七八九十]{1,2}[是要]|其次|再次|最后,|第[一二三四五六七八九十][,、是]|——|[●◆■★▲])"
)
_LINE = re.compile(r"[^\n]+")
_NOISE = re.compile(
    r"(?:各位|尊敬的|同志们|女士们)[^。\n]{0,30}[:!,]?|谢谢[^。\n]{0,8}[。!]?|[^\u3400-\u9fff]*|"
    r"(?:20|二)[\d〇○零一二三四五六七八九XxX×_*]{2,3}年[^。\n]{0,10}[日月]"
)
_PIECE = re.compile(r"[^;,、]{1,80}[;,、]?|[;,、]")
_SKIPPED = "。;:!?,、 \t\n"


class _Unit(NamedTuple):
    """A part of a paragraph; `turn` says that it goes on with the argument of the one before."""

    span: Span
    turn: bool


def read_passages(document: Document, headings: Sequence[Found], sections: Sequence[Section]) -> tuple[Passage, ...]:
    """The article's passages in text order, each with the index of its innermost section."""
    spans = passage_spans(document.folded, headings)
    starts = [section.span.start for section in sections]
    return tuple(
        Passage(span, document.text[span.start : span.end], innermost(sections, starts, span.start)) for span in spans
    )


def innermost(sections: Sequence[Section], starts: Sequence[int], offset: int) -> int | None:
    """The index of the last section to begin before an offset that still holds it; `starts` are where they begin."""
    for index in range(bisect_right(starts, offset) - 1, -1, -1):
        if offset < sections[index].span.end:
            return index
    return None


def passage_spans(folded: str, headings: Sequence[Found]) -> list[Span]:
    """The spans of the passages of a text, given its headings."""
    blocks = [found.span for found in headings if not found.inline]
    cuts = _cuts(folded, headings)
    bounds = [0, *(edge for block in blocks for edge in block), len(folded)]
    spans: list[Span] = []
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        for span in _joined(_units(folded, Span(start, end), cuts)):
            spans += _shortened(folded, span)
    return [span for span in spans if span.end - span.start >= _LEAST]


def _cuts(folded: str, headings: Sequence[Found]) -> list[tuple[int, int, bool]]:
    """Where a paragraph turns to another matter: end of the part before, start of the next, whether it goes on."""
    cuts = [(found.span.start, found.span.start, False) for found in headings if found.inline]
    cuts += [(match.start(), match.start(), True) for match in _TURN.finditer(folded)]
    return sorted(cuts + [(mark.start, mark.end, True) for mark in find_marks(folded)])


def _units(folded: str, stretch: Span, cuts: Sequence[tuple[int, int, bool]]) -> Iterator[_Unit]:
    """The parts of the paragraphs in a stretch between two headings."""
    at = bisect_right(cuts, (stretch.start - 1, len(folded), True))
    for line in _LINE.finditer(folded, *stretch):
        if _NOISE.fullmatch(line[0].strip()):
            continue
        start, turn = line.start(), False
        while at < len(cuts) and cuts[at][0] < line.end():
            before, after, goes_on = cuts[at]
            at += 1
            if before < line.start():
                continue
            if span := _trimmed(folded, start, before):
                yield _Unit(span, turn)
                turn = goes_on
            start = after
        if span := _trimmed(folded, start, line.end()):
            yield _Unit(span, turn)


def _trimmed(folded: str, start: int, end: int) -> Span | None:
    while start < end and folded[start] in _SKIPPED:
        start += 1
    while start < end and folded[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _joined(units: Iterable[_Unit]) -> Iterator[Span]:
    """Parts of one paragraph up to a usual size, and whatever is too short to be judged with its neighbour."""
    held: Span | None = None
    for span, turn in units:
        if held:
            short = min(held.end - held.start, span.end - span.start) < SHORTEST
            size = span.end - held.start
            if size <= (USUAL if turn else 0) or (short and size <= LONGEST):
                held = Span(held.start, span.end)
                continue
            yield held
        held = span
    if held:
        yield held


def _shortened(folded: str, span: Span) -> Iterator[Span]:
    """A passage as it is, or in pieces of about one size where it is too long."""
    length = span.end - span.start
    if length <= LONGEST:
        yield span
        return
    wanted = length / -(-length // (LONGEST - SHORTEST * 2))
    start = end = span.start
    for piece in _pieces(folded, span):
        if start < end and (piece.end - start > LONGEST or end - start >= wanted - SHORTEST):
            yield Span(start, end)
            start = piece.start
        end = piece.end
    yield Span(start, end)


def _pieces(folded: str, span: Span) -> Iterator[Span]:
    """Sentences; of one that is longer than a passage, its clauses."""
    for sentence in sentences(folded[span.start : span.end]):
        whole = sentence.shifted(span.start)
        if whole.end - whole.start <= LONGEST // 2:
            yield whole
        else:
            yield from (Span(*match.span()) for match in _PIECE.finditer(folded, *whole))

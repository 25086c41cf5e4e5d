"""Texts and their readings: Source, Span, Location, Part, Flag, Edit, CleanText."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np


class Span(NamedTuple):
    """A half-open stretch of text, in code points."""

    start: int
    end: int

    def covers(self, other: Span) -> bool:
        """Whether all of `other` lies inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> Span:
        """The same stretch, `by` characters further on."""
        return Span(self.start + by, self.end + by)


_PARTS = {"footnote": "脚注", "textbox": "文本框", "header": "页眉", "footer": "页脚", "comment": "批注"}


@dataclass(frozen=True, slots=True)
class Location:
    """A place that a person can find: a line of .txt, a paragraph or table cell of .docx, a page of .pdf; from 1.

    >>> print(Location(line=12), Location(table=1, row=2, column=3), Location(part="footnote", paragraph=4))
    第12行 表1第2行第3列 脚注第4段
    """

    line: int | None = None
    page: int | None = None
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    part: str | None = None

    def as_dict(self) -> dict[str, int | str]:
        """The fields that are known, for JSON."""
        names = ("line", "page", "paragraph", "table", "row", "column", "part")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def __str__(self) -> str:
        words = [_PARTS.get(self.part or "", self.part or "")]
        words += [f"第{self.page}页"] if self.page else []
        words += [f"表{self.table}第{self.row}行第{self.column}列"] if self.table else []
        words += [f"第{self.paragraph}段"] if self.paragraph and not self.table else []
        words += [f"第{self.line}行"] if self.line else []
        return "".join(words)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a source with a place of its own: a line, a paragraph, a cell, a page.

    `kind` is "body", "table", or the label of what is read after the body ("footnote", "textbox", "header", "footer",
    "comment"). `level` is the heading level that a .docx style gives its paragraph (1 to 9; 0 for a title), else None.
    """

    span: Span
    where: Location
    kind: str = "body"
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about a text that a reader should know: damage, doubt, loss. `span` is in the source, where there is one."""

    code: str
    note: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was decoded: `text` never changes, every offset that civtext reports is an offset into it.

    `origin` is the path as given; `parts` are sorted by start and say where a character stands in the original (for
    .txt they may be left out: lines are counted).
    """

    text: str = field(repr=False)
    origin: str = ""
    format: str = "txt"
    parts: tuple[Part, ...] = field(default=(), repr=False)
    flags: tuple[Flag, ...] = ()
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [part.span.start for part in self.parts] or _line_starts(self.text)
        object.__setattr__(self, "_starts", tuple(starts))

    def where(self, offset: int) -> Location:
        """The place of the character at `offset`.

        >>> Source("第一行\\n第二行").where(5).line
        2
        """
        index = self.part_at(offset)
        return self.parts[index].where if self.parts else Location(line=index + 1)

    def part_at(self, offset: int) -> int:
        """Which of its parts, or else of its lines, holds the character at `offset`; from 0."""
        return max(0, bisect_right(self._starts, offset) - 1)


def _line_starts(text: str) -> list[int]:
    starts, at = [0], text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


class Edit(NamedTuple):
    """What a cleaner proposes: put `replacement` where `span` stands, because of `rule`."""

    span: Span
    replacement: str
    rule: str


class Piece(NamedTuple):
    """A stretch of clean text and the stretch of source it stands for; character by character where both are equally long."""

    clean_start: int
    clean_end: int
    source_start: int
    source_end: int

    @property
    def is_level(self) -> bool:
        """Whether both stretches are equally long, so that a character of one stands for one of the other."""
        return self.clean_end - self.clean_start == self.source_end - self.source_start


@cache
def _folding() -> np.ndarray[Any, Any]:
    """What each code point is folded to, one for one."""
    import numpy as np

    table = np.arange(sys.maxunicode + 1, dtype="<u4")
    table[0xFF01:0xFF5F] -= 0xFEE0
    for wide, narrow in zip("\u3000\u00a0﹪∶「」『』﹝﹞", "  %:“”‘’〔〕", strict=True):
        table[ord(wide)] = ord(narrow)
    rows = files("civtext").joinpath("data", "traditional.tsv").read_text(encoding="utf-8").splitlines()
    for row in rows:
        if row[1:2] == "\t" and len(row) == 3:
            table[ord(row[0])] = ord(row[2])
    return table


def narrowed(text: str) -> str:
    """Full-width forms made narrow and traditional characters simplified, one for one: patterns are written once.

    >>> narrowed("办理民生实事１２件，滿意")
    '办理民生实事12件,满意'

    Method: one look-up in an array for all characters at once, some 25 times as fast as `str.translate`.
    """
    if text.isascii():
        return text
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return bytes(_folding()[codes]).decode("utf-32-le", "surrogatepass")


def all_narrowed(texts: Sequence[str]) -> list[str]:
    """The same of several texts, by one look-up.

    >>> all_narrowed(["１２件", "滿意"])
    ['12件', '满意']
    """
    whole, ends = narrowed("".join(texts)), [0, *accumulate(map(len, texts))]
    return [whole[start:end] for start, end in pairwise(ends)]


@dataclass(frozen=True, slots=True)
class CleanText:
    """The text as its author wrote it, and the way back: every character knows where in the source it came from.

    `folded` is `text` with full-width punctuation, digits and letters made narrow and traditional characters
    simplified, of the same length, so that offsets hold for both: read patterns on `folded`, take words from `text`.
    `edits` are the source edits that made it, sorted, not overlapping: at once the explanation and the recipe.

    >>> reading = CleanText.of("办理民生实事１２件，满意", [])
    >>> reading.folded
    '办理民生实事12件,满意'
    >>> CleanText.of("整治背街小巷八十條，著名景區", []).folded
    '整治背街小巷八十条,著名景区'
    """

    text: str = field(repr=False)
    pieces: tuple[Piece, ...] = field(repr=False)
    edits: tuple[Edit, ...] = field(default=(), repr=False)
    _folded: str | None = field(init=False, repr=False, compare=False, default=None)
    _clean_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _source_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _cleaned: dict[Span, Span] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_clean_starts", tuple(piece.clean_start for piece in self.pieces))
        object.__setattr__(self, "_source_starts", tuple(piece.source_start for piece in self.pieces))

    @property
    def folded(self) -> str:
        """The narrow, simplified text, made when it is first asked for."""
        if self._folded is None:
            object.__setattr__(self, "_folded", narrowed(self.text))
        return self._folded or ""

    @classmethod
    def of(cls, text: str, edits: Iterable[Edit]) -> CleanText:
        """Apply edits to a source's text. Edits may come in any order; one that overlaps an earlier one is left out."""
        kept, words, pieces, at, length = [], [], [], 0, 0
        for edit in sorted(edits, key=lambda edit: (edit.span.start, -edit.span.end)):
            start, end = edit.span
            if start < at or text[start:end] == edit.replacement:
                continue
            for new, source_start, source_end in ((text[at:start], at, start), (edit.replacement, start, end)):
                if new:
                    pieces.append(Piece(length, length + len(new), source_start, source_end))
                    words.append(new)
                    length += len(new)
            kept.append(edit)
            at = end
        if at < len(text):
            pieces.append(Piece(length, length + len(text) - at, at, len(text)))
            words.append(text[at:])
        return cls("".join(words), tuple(pieces), tuple(kept))

    def then(self, source_text: str, edits: Iterable[Edit]) -> CleanText:
        """Apply further edits, proposed on this clean text; an earlier edit that one of them touches is taken up in it.

        >>> first = CleanText.of("(⏎2、2)深入", [Edit(Span(1, 4), "", "chunk")])
        >>> second = first.then("(⏎2、2)深入", [Edit(Span(0, 3), "(二)", "numeral")])
        >>> second.text, second.edits
        ('(二)深入', (Edit(span=Span(start=0, end=6), replacement='(二)', rule='numeral'),))
        """
        later = [Edit(self.to_source(edit.span), edit.replacement, edit.rule) for edit in self._widened(edits)]
        starts = [edit.span.start for edit in later]

        def taken_up(edit: Edit) -> bool:
            index = bisect_right(starts, edit.span.start) - 1
            return index >= 0 and later[index].span.covers(edit.span)

        return CleanText.of(source_text, [edit for edit in self.edits if not taken_up(edit)] + later)

    def _widened(self, edits: Iterable[Edit]) -> list[Edit]:
        """The edits of this clean text, in order, so that none cuts an earlier replacement in two: what one leaves of
        it, it puts back. Of two that overlap, the first is kept."""
        wide: list[Edit] = []
        at = -1
        for edit in sorted(edits, key=lambda edit: (edit.span.start, -edit.span.end)):
            start, end = edit.span
            if start < at:
                continue
            first, last = self._replaced_around(start).start, self._replaced_around(end).end
            words = self.text[first:start] + edit.replacement
            if wide and first < wide[-1].span.end:
                before = wide.pop()
                kept = len(before.replacement) - (before.span.end - at)
                first, words = before.span.start, before.replacement[:kept] + self.text[at:start] + edit.replacement
            wide.append(Edit(Span(first, last), words + self.text[end:last], edit.rule))
            at = end
        return wide

    def _replaced_around(self, clean: int) -> Span:
        """The replacement that a cut at `clean` would divide, else the empty span there."""
        if 0 < clean < len(self.text):
            piece = self._piece(clean)
            index = bisect_right(self.edits, piece.source_start, key=lambda edit: edit.span.start) - 1
            if piece.clean_start < clean and index >= 0 and self.edits[index].span == piece[2:]:
                return Span(piece.clean_start, piece.clean_end)
        return Span(clean, clean)

    def to_source(self, span: Span) -> Span:
        """The stretch of source that a stretch of clean text stands for, with the noise inside it and none around it."""
        start, end = span
        if start < end:  # nearly always inside one piece
            clean_start, clean_end, source_start, source_end = self._piece(start)
            if end <= clean_end and clean_end - clean_start == source_end - source_start:
                return Span(start - clean_start + source_start, end - clean_start + source_start)
        if span.start >= span.end:
            at = self._source_of(span.start) if span.start < len(self.text) else self._source_end()
            return Span(at, at)
        last = self._piece(span.end - 1)
        end = last.source_start + span.end - last.clean_start if last.is_level else last.source_end
        return Span(self._source_of(span.start), end)

    def to_clean(self, span: Span) -> Span:
        """The stretch of clean text that a stretch of source became (empty where it was taken out).

        >>> reading = CleanText.of("(5)", [Edit(Span(1, 2), "五项", "numeral")])
        >>> reading.to_clean(Span(1, 2))
        Span(start=1, end=3)
        """
        index = bisect_right(self._source_starts, span.start) - 1
        if index >= 0 and span.start < span.end:  # nearly always inside one piece
            clean_start, clean_end, source_start, source_end = self.pieces[index]
            if span.end <= source_end and clean_end - clean_start == source_end - source_start:
                return Span(span.start - source_start + clean_start, span.end - source_start + clean_start)
        start = self._clean_of(span.start)
        if span.start >= span.end:
            return Span(start, start)
        index = bisect_right(self._source_starts, span.end - 1) - 1
        if index < 0:
            return Span(start, start)
        piece = self.pieces[index]
        end = (
            min(piece.clean_start + span.end - piece.source_start, piece.clean_end)
            if piece.is_level
            else piece.clean_end
        )
        return Span(start, max(start, end))

    def clean_of(self, span: Span) -> Span:
        """The same, kept: where an annotation stands is asked by each step that reads it."""
        known = self._cleaned.get(span)
        if known is None:
            known = self._cleaned[span] = self.to_clean(span)
        return known

    def slice(self, span: Span) -> CleanText:
        """The reading of a part of this text; offsets start at 0 again, the way back still leads to the source."""
        first = max(0, bisect_right(self._clean_starts, span.start) - 1)
        pieces = []
        for piece in self.pieces[first:]:
            if piece.clean_start >= span.end:
                break
            start, end = max(piece.clean_start, span.start), min(piece.clean_end, span.end)
            if start < end:
                source = self.to_source(Span(start, end))
                pieces.append(Piece(start - span.start, end - span.start, *source))
        inside = self.to_source(span)
        edits = tuple(edit for edit in self.edits if inside.covers(edit.span))
        return CleanText(self.text[span.start : span.end], tuple(pieces), edits)

    def _piece(self, clean: int) -> Piece:
        return self.pieces[bisect_right(self._clean_starts, clean) - 1]

    def _source_of(self, clean: int) -> int:
        piece = self._piece(clean)
        return piece.source_start + (clean - piece.clean_start if piece.is_level else 0)

    def _source_end(self) -> int:
        return self.pieces[-1].source_end if self.pieces else 0

    def _clean_of(self, source: int) -> int:
        """Where a stretch that starts at `source` starts in clean text; noise starts where the text goes on after it."""
        index = bisect_right(self._source_starts, source) - 1
        if index < 0:
            return 0
        piece = self.pieces[index]
        if source >= piece.source_end:
            return piece.clean_end
        return piece.clean_start + (source - piece.source_start if piece.is_level else 0)

"""What of a text is already taken, asked in logarithmic time: a long text has many thousand finds.

>>> taken = Taken([Span(3, 5), Span(4, 9)])
>>> taken.overlaps(Span(8, 10)), taken.overlaps(Span(9, 12))
(True, False)
>>> taken.add(Span(9, 12))
>>> taken.overlaps(Span(11, 20))
True
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

from civtext.model.text import Span


class Taken:
    """Stretches of a text, those that share characters put together, so that only the last before an end can reach it."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans: list[Span] = []
        for span in sorted(spans):
            if self._spans and span.start < self._spans[-1].end:
                last = self._spans.pop()
                span = Span(last.start, max(last.end, span.end))
            self._spans.append(span)

    def overlaps(self, span: Span) -> bool:
        """Whether a stretch shares a character with one that is taken."""
        before = bisect_left(self._spans, (span.end,))
        return before > 0 and self._spans[before - 1].overlaps(span)

    def add(self, span: Span) -> None:
        """Take a stretch that overlaps none."""
        insort(self._spans, span)

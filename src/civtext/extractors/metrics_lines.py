"""What the layout names for a number, for `metrics_objects`: the heading that its line runs in with, its row and column.

>>> text = "2.停车泊位。计划新增4000个"
>>> headings = Layout(text)
>>> span = headings.heading(text.index("4000"))
>>> text[span.start:span.end]
'停车泊位'
>>> text = "街道\\t整治小巷\\n城东街道\\t12条"
>>> [text[span.start:span.end] for span in Layout(text).cells(Span(13, 16))]
['城东街道', '整治小巷']
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from civtext.model import Span

_NUMBER = r"[ \t]*(?:[(（]?[0-9一二三四五六七八九十]{1,3}[)）、.．]|[一二三四五六七八九十]{1,2}是)?[ ]*"
_RUN_IN = re.compile(rf"{_NUMBER}(?P<title>[^,，;；。:：!?\n\t0-9“”]{{2,16}})[。:：]")
_ALONE = re.compile(rf"{_NUMBER}(?P<title>[^,，;；。:：!?\n\t0-9“”]{{2,16}})\s*")
_SAYS_NOTHING = re.compile(
    r"^(?:数量|数值|目标|任务|目标值|完成|完成值|完成情况|单位|指标|备注|合计|总计|小计|计划|实际|序号|项目|内容)?$|[年月]"
)
_ROWS = 60
_NEAR = 160
_CELLS = 12


class Layout:
    """The lines of a text; each question is answered from a line, the one before it and the head of its table."""

    def __init__(self, folded: str) -> None:
        self._text = folded
        self._lines = folded.split("\n")
        self._tables: dict[int, list[Span]] = {}
        self._starts = list(accumulate((len(line) + 1 for line in self._lines), initial=0))[:-1]

    def heading(self, start: int) -> Span | None:
        """The short title that the line of `start` runs in with, or that stands alone on the line before it.

        None where the number is not in the first sentence after it.
        """
        at = bisect_right(self._starts, start) - 1
        line, offset = self._lines[at], self._starts[at]
        if start - offset > _NEAR:
            return None
        run_in = _RUN_IN.match(line)
        if run_in and offset + run_in.end() <= start:
            body = line[run_in.end() : start - offset]
            return None if "。" in body else Span(*run_in.span("title")).shifted(offset)
        while at and not self._lines[at - 1].strip():
            at -= 1
        alone = _ALONE.fullmatch(self._lines[at - 1]) if at and "。" not in line[: start - offset] else None
        return Span(*alone.span("title")).shifted(self._starts[at - 1]) if alone else None

    def cells(self, number: Span) -> Sequence[Span]:
        """The label of the row, then the head of the column, of a number alone in its cell; none for other numbers."""
        at = bisect_right(self._starts, number.start) - 1
        row = self._row(at)
        column = bisect_right(row, (number.start, len(self._text) + 1)) - 1
        if (
            column < 1
            or self._text[row[column].start : row[column].end].strip() != self._text[number.start : number.end]
        ):
            return []
        label = next((cell for cell in reversed(row[max(0, column - _CELLS) : column]) if self._names(cell)), None)
        first = next(
            (one for one in range(at, max(-1, at - _ROWS), -1) if "\t" not in self._lines[one - 1] or one == 0), at
        )
        head = self._row(first)
        named = [head[column]] if first < at and column < len(head) and self._names(head[column]) else []
        return [*([label] if label else []), *named]

    def _row(self, at: int) -> list[Span]:
        if at not in self._tables:
            self._tables[at] = self._cut(at)
        return self._tables[at]

    def _cut(self, at: int) -> list[Span]:
        cells = self._lines[at].split("\t")
        starts = list(accumulate((len(cell) + 1 for cell in cells), initial=self._starts[at]))
        return [Span(start, start + len(cell)) for start, cell in zip(starts, cells, strict=False)]

    def _names(self, cell: Span) -> bool:
        text = self._text[cell.start : cell.end].strip()
        return (
            bool(re.search(r"[\u4e00-\u9fff]{2}", text))
            and not re.match("[0-9]", text)
            and not _SAYS_NOTHING.search(text)
        )

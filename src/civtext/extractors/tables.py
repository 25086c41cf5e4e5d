"""What the row and the column of a table say of a number in it: its label, its head, its unit, its status.

>>> from civtext.model import CleanText, Source
>>> text = "序号\\t项目\\t单位\\t责任部门\\t目标值\\n1\\t背街小巷整治\\t条\\t市城管局\\t60"
>>> tables = Tables(Document(Source(text), CleanText.of(text, [])))
>>> cell = tables.cell(Span(len(text) - 2, len(text)))
>>> cell.label, cell.head, cell.unit, cell.status
('背街小巷整治', '', '条', 'target')

Where a loader knows the cells (Word, PDF), its rows and columns are taken, so that merged cells don't shift the rest;
in plain text a line with tabs or upright strokes is a row.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from civtext.model import Document, Span
from civtext.quantities import Quantity, measure_in

# What a head says beside the thing: when, whether planned or reached, that it counts.
_SAYS_NOTHING = (
    r"(?:(?:19|20)[0-9]{2}年?(?:度|底)?|[一二三四]季度|[0-9]{1,2}(?:[-—~至][0-9]{1,2})?月份?|年度|全年|今年|去年|上年|本[年月期季]|[上下]半年|年[初底末]"
    r"|目标|计划|任务|指标|实际|实测|应|已|拟|预计|现有|现状|累计|合计|总计|小计|共计|完成|达成|达到|实现|同比|环比|增[长减幅]|数量|数值|数|值|量|情况|进度|工作"
    r"|单位|项目|内容|名称|备注|序号|事项|类别|标准|要求|[0-9.()（）/、\s-])"
)
_EMPTY = re.compile(rf"{_SAYS_NOTHING}*")
_OPENING = re.compile(rf"^{_SAYS_NOTHING}+(?=.{{2}})")
_COUNTS = re.compile(
    r"目标|计划|任务|完成|指标值|数量|数值|现有|现状|[数量率额分值]$|面积|里程|人次|比例|占比|投资|经费|资金|指数"
)
_NO_COUNT = re.compile(
    r"序号?|^年度?$|编[号码]|电话|手机|联系|邮编|邮政|代码|年份|日期|时间|时限|期限|月份|名次|排[名序]|页码|文号|证|账号|备注|等级|星级|级别|层|楼|门牌|年龄|出生|版本|^No"
)
_TARGET = re.compile(r"目标|计划|任务|应|拟|预计|指标值")
_REACHED = re.compile(r"实际|已|完成[率量额情]|(?<!应)(?<!计划)(?<!目标)完成|达成|现有|现状|实测|进度")
_RULE = re.compile(r"^(?:测评|考核|达标|合格)?(?:标准|要求)(?:值|分)?$")
_ASIDE = re.compile(r"单位|部门|责任|牵头|配合|负责|联系|备注|类别|时限|时间|日期|地点|地址|状态|来源|级别")
_BRACKET = re.compile(r"[(（\[](?:单位[:：]?)?(?P<unit>[^()（）\[\]0-9]{1,8})[)）\]]\s*$")
_SLASH = re.compile(r"/(?P<unit>[^/()（）0-9]{1,6})$")
_CAPTION = re.compile(r"单位[:：]\s*(?P<unit>[^\s,;。()（）、]{1,6})\s*[)）]?\s*(?:\n|$)")
_LABEL = re.compile(r"(?![0-9.])(?=.{0,20}[\u4e00-\u9fff]{2})|[0-9]{1,2}[.、](?=[\u4e00-\u9fff]{2})", re.DOTALL)
_SEPARATOR = re.compile(r"[\t|]")
_ROWS, _CELLS, _LONGEST = 400, 12, 24
_YEAR_OR_MONTH = r"(?:19|20)[0-9]{2}(?:年|$)|[0-9]{1,2}(?:[-—~至][0-9]{1,2})?月|[0-9]{1,2}\.?[\u4e00-\u9fff]{2}"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table says of a number: the label of its row and the head of its column without what only says when, how
    far and in what; `unit` as its head, row or unit column names it; `status` where the column says so.

    `alone`: the number fills its cell; `counts`: such a number is a count, though nothing names a unit.
    """

    label: str
    head: str
    unit: str
    status: str | None
    alone: bool
    counts: bool


class _Row(NamedTuple):
    """The cells of a row by their column, each the stretch of text it fills."""

    table: int
    cells: dict[int, Span]


class Tables:
    """The tables of a document; each question is answered from a row and the head of its table."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        rows = list(_rows_of_parts(document)) or list(_rows_of_lines(document.folded))
        self._rows = rows
        self._places = sorted(
            (span.start, at, column) for at, row in enumerate(rows) for column, span in row.cells.items()
        )
        self._firsts: dict[int, int] = {}
        for at, row in enumerate(rows):
            self._firsts.setdefault(row.table, at)
        self._captions = {table: self._caption(first) for table, first in self._firsts.items()}
        self._heads: dict[int, tuple[int, ...]] = {}

    def cell(self, number: Span) -> Cell | None:
        """What the table says of the number at `number`; None outside of tables and in columns that count nothing."""
        place = bisect_right(self._places, (number.start, len(self._text), 0)) - 1
        if place < 0:
            return None
        _, at, column = self._places[place]
        span = self._rows[at].cells[column]
        if not span.covers(number) or at - self._firsts[self._rows[at].table] > _ROWS:
            return None
        heads = self._head_rows(at)
        if at in heads:
            return None
        head = [self._headed(one, column) for one in heads]
        label = self._label(at, column, heads)
        if not (head or label) or any(_NO_COUNT.search(_without_unit(one)) for one in head):
            return None
        return self._describe(
            head,
            label,
            self._unit(at, column, head, label),
            self._at(span) == self._text[number.start : number.end],
        )

    def _describe(self, head: list[str], label: str, unit: str, alone: bool) -> Cell:
        heads = [_without_unit(one) for one in head]
        named = _without_unit(label)
        says = "".join(heads)
        ruled = bool(_RULE.search(says))
        status = "rule" if ruled else _status(says) or _status(named)
        counts = bool(_COUNTS.search(says or named) or (says and named))
        thing = "" if ruled else next((name for one in reversed(heads) if (name := _named(one))), "")
        return Cell(_named(named), thing, unit, status, alone, counts)

    def _at(self, span: Span) -> str:
        return self._text[span.start : span.end].strip()

    def _head_rows(self, at: int) -> tuple[int, ...]:
        """The rows that head the table of row `at`: the first with two cells or more that holds no number, and the one
        under it that divides what is merged there."""
        table = self._rows[at].table
        if table not in self._heads:
            self._heads[table] = tuple(self._find_heads(self._firsts[table]))
        return self._heads[table]

    def _find_heads(self, first: int) -> Iterator[int]:
        table = self._rows[first].table
        top = next((at for at in range(first, min(first + 3, len(self._rows))) if len(self._filled(at)) > 1), first)
        if self._rows[top].table != table or not self._is_head(top):
            return
        yield top
        under = top + 1
        if under < len(self._rows) and self._rows[under].table == table and self._is_head(under):
            divided = len(self._rows[top].cells) < len(self._rows[under].cells) or len(self._filled(top)) < len(
                self._rows[top].cells
            )
            first_column = min(self._rows[under].cells)
            if divided and not self._at(self._rows[under].cells[first_column]):
                yield under

    def _filled(self, at: int) -> list[str]:
        return [text for span in self._rows[at].cells.values() if (text := self._at(span))]

    def _is_head(self, at: int) -> bool:
        texts = self._filled(at)
        numbers = [text for text in texts if re.match(r"[\d.]", text) and not re.match(_YEAR_OR_MONTH, text)]
        return len(texts) > 1 and not numbers

    def _headed(self, row: int, column: int) -> str:
        """The head over a column; a merged one stands over those to its right as well."""
        cells = self._rows[row].cells
        for at in range(column, max(0, column - _CELLS), -1):
            if at in cells and (text := self._at(cells[at])):
                return text
            if at in cells and at == column and row == self._head_rows(row)[-1]:
                return ""
        return ""

    def _label(self, at: int, column: int, heads: tuple[int, ...]) -> str:
        """The nearest cell on the left that names something; one in a column of units or of those in charge does not."""
        sort = ""  # 问题类别: names the row where nothing else does
        for left in range(column - 1, max(-1, column - _CELLS), -1):
            span = self._rows[at].cells.get(left)
            text = self._at(span) if span else ""
            if not _LABEL.match(text) or measure_in(text) or _EMPTY.fullmatch(text):
                continue
            over = [self._headed(one, left) for one in heads]
            if not any(map(_ASIDE.search, over)):
                return text if len(text) <= _LONGEST else ""
            sort = text if len(text) <= _LONGEST and any("类" in one for one in over) else sort
        return sort

    def _unit(self, at: int, column: int, head: list[str], label: str) -> str:
        """The unit: in brackets in the head or label, in a cell of its own, or in the caption of the table."""
        for text in (*reversed(head), label):
            for pattern in (_BRACKET, _SLASH):
                if (match := pattern.search(text)) and measure_in(unit := _first(match["unit"])):
                    return unit
        if any(re.search(r"[率比分]$", text) for text in head):
            return ""
        for beside in (*range(max(0, column - _CELLS), column), column + 1):
            span = self._rows[at].cells.get(beside)
            if span and measure_in(unit := _first(self._at(span))):
                return unit
        counted = any(re.search(r"[数次]$|面积|里程", text) for text in (*head, label))
        return "" if counted else self._captions[self._rows[at].table]

    def _caption(self, first: int) -> str:
        """The unit that the line above a table names for all of it: (单位:万元)."""
        start = min(span.start for span in self._rows[first].cells.values())
        caption = _CAPTION.search(self._text, max(0, start - 40), start)
        return caption["unit"] if caption and measure_in(caption["unit"]) else ""


def measured(quantity: Quantity, cell: Cell | None) -> Quantity:
    """A bare number in its cell with the unit that the table names: 120 under 投资(万元) is 1200000元."""
    unit = (
        measure_in(cell.unit) if cell and cell.alone and cell.unit and not quantity.unit and not quantity.kind else None
    )
    if not unit or unit.value is None:
        return quantity
    low, high = (None if value is None else round(value * unit.value, 6) for value in (quantity.value, quantity.high))
    return quantity._replace(value=low, high=high, unit=unit.unit, kind=unit.kind)


def _first(unit: str) -> str:
    """The unit, or the first of several: 个、处."""
    unit = unit.strip().replace("％", "%")
    return unit if measure_in(unit) else re.split("[/、]", unit)[0]


def _without_unit(text: str) -> str:
    """A label without the bracket that names its unit."""
    match = _BRACKET.search(text)
    return text[: match.start()].strip() if match and measure_in(_first(match["unit"])) else text


def _named(text: str) -> str:
    """The thing a label or head names; "" where it only says when and how far."""
    text = re.sub(r"^(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、]\s*", "", text)
    if _EMPTY.fullmatch(text):
        return ""
    named = _OPENING.sub("", text)
    return re.sub(r"\s+", "", re.sub(r"(?:目标|任务|计划|完成)[值数]$|(?:目标|任务|计划|完成)?数量$", "", named))


def _status(text: str) -> str | None:
    return "done" if _REACHED.search(text) else "target" if _TARGET.search(text) else None


def _rows_of_lines(folded: str) -> Iterator[_Row]:
    """The rows of plain text: lines with tabs or strokes; lines without end a table."""
    table, start, inside = 0, 0, False
    for line in folded.split("\n"):
        cells = _SEPARATOR.split(line)
        if len(cells) > 1 and line.strip("|-: "):
            table += not inside
            starts = accumulate((len(cell) + 1 for cell in cells), initial=start)
            yield _Row(
                table,
                {
                    column: Span(at, at + len(cell))
                    for column, (at, cell) in enumerate(zip(starts, cells, strict=False), 1)
                },
            )
        inside = len(cells) > 1
        start += len(line) + 1


def _rows_of_parts(document: Document) -> Iterator[_Row]:
    """The rows that a loader has told apart."""
    rows: dict[tuple[int, int], dict[int, Span]] = {}
    whole, parts = document.span, document.source.parts
    first = bisect_left(parts, whole.start, key=lambda part: part.span.end)
    last = bisect_left(parts, whole.end, key=lambda part: part.span.start)
    for part in parts[first:last]:
        where = part.where
        if where.table is None or where.row is None or where.column is None:
            continue
        span = document.reading.to_clean(part.span)
        cells = rows.setdefault((where.table, where.row), {})
        before = cells.get(where.column, span)
        cells[where.column] = Span(before.start, span.end)
    for (table, _), cells in rows.items():
        yield _Row(table, cells)

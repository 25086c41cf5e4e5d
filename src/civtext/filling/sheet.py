"""The fill sheet (填表): one row a blank or a group of blanks, with what belongs there and an empty cell for it; and back.

A row's cell takes a number where a number belongs there (a share from 0 to 100), else words (`values`). What other reports of a base
say of the same thing stands beside it. The sheet knows by its draft's digest which draft it was made from.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from civtext.errors import LoadError, UsageError
from civtext.filling.values import LONGEST, NUMBERS, fitted, narrowed, no_such_day, problem, typed
from civtext.filling.word import Change, applied
from civtext.gaps.blanks import TYPES, placeholders_of
from civtext.gaps.finding import department_of
from civtext.loaders.files import read_bytes
from civtext.loaders.limits import DEFAULTS
from civtext.loaders.package import Package
from civtext.model import Annotation, Document, Gap, Placeholder, Source, Span
from civtext.outputs import Sheet, workbook
from civtext.records import context
from civtext.store import Store

_WHAT = ("编号 no", "位置 where", "上下文 context", "类型 type", "对象 noun", "单位 unit", "处数 places")
_HEADS = (*_WHAT, "常见范围 usual", "责任单位 department", "填写 value", "spans", "kind")
_NUMBER, _UNIT, _VALUE, _SPANS, _KIND = (
    _HEADS.index(name) for name in ("编号 no", "单位 unit", "填写 value", "spans", "kind")
)
_STANDING = {
    "位置 where": "place",
    "本稿 the draft": "text",
    "对象 object": "object",
    "做法 action": "action",
    "单位 unit": "unit",
    "低于本稿 below": "below",
    "他文 others": "others",
    "最小 least": "low",
    "中位 middle": "middle",
    "最大 most": "high",
}
_WORDS = ("place", "text", "object", "action", "unit")
_SPAN = re.compile(r"(\d{1,8})-(\d{1,8})")
_SHEET, _ABOUT = "填写 fill", "civtext"
_DATE = 16  # characters before the day of a date
_MOST = 20_000  # rows and spans that a sheet may bring back


@dataclass(frozen=True, slots=True)
class Blank:
    """A row of the sheet: the blanks that one value fills (`spans`, in the source), and what belongs there."""

    spans: tuple[Span, ...]
    kind: str
    where: str
    context: str
    noun: str = ""
    unit: str = ""
    usual: str = ""
    department: str = ""


def blanks_of(document: Document, gaps: Iterable[Annotation], base: Store | None = None) -> list[Blank]:
    """The rows for the blanks among a document's gaps, in text order, a group as one row where it first stands."""
    told = {one.span: one.value for one in placeholders_of(document) if isinstance(one.value, Placeholder)}
    groups: dict[str, list[Annotation]] = {}
    for number, one in enumerate(gaps):
        if isinstance(one.value, Gap) and one.value.kind == "blank":
            groups.setdefault(one.value.group or f"#{number}", []).append(one)
    return [_blank(document, found, told.get(found[0].span), base) for found in groups.values()]


def _blank(document: Document, found: Sequence[Annotation], value: Placeholder | None, base: Store | None) -> Blank:
    first = found[0]
    spans = tuple(one.span for one in found)
    where = str(document.source.where(first.span.start))
    if value is None:  # a table's cell
        reason = first.value.reason if isinstance(first.value, Gap) else ""
        return Blank(spans, "cell", where, reason.split(" An empty")[0], department=department_of(document, first))
    unit = f"{value.scale}{value.unit}"
    usual = _usual(base, value) if base and value.noun and value.type in NUMBERS else ""
    told = (value.noun or "", unit, usual, department_of(document, first))
    return Blank(spans, value.type, where, context(document, first), *told)


def _usual(base: Store, value: Placeholder) -> str:
    """What other reports say of the same thing in the same unit: 12 至 80(5篇,如…)."""
    sql = "SELECT value, path FROM metrics JOIN articles ON articles.id = document_id WHERE NOT vanished"
    rows = list(
        base.rows(f"{sql} AND object = ? AND unit = ? AND value IS NOT NULL ORDER BY value", value.noun, value.unit)
    )
    if not rows:
        return ""
    scale = {"万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2}.get(value.scale, 1.0)
    low, high = (rows[at]["value"] / scale for at in (0, -1))
    names = "、".join(dict.fromkeys(Path(row["path"]).stem for row in rows[:3]))
    return f"{low:.10g} 至 {high:.10g}({len(rows)}处,如{names})"


def without_comments(source: Source) -> str:
    """The text of a draft as far as comments, which stand behind all else: a commented copy is the same draft."""
    ends = (part.span.start for part in source.parts if part.kind == "comment")
    return source.text[: next(ends, len(source.text))]


def digest(text: str) -> str:
    """What a sheet knows its draft by, and a key its template."""
    return hashlib.sha256(text.rstrip("\n").encode("utf-8", "surrogatepass")).hexdigest()[:32]


def sheet(text: str, blanks: Sequence[Blank], standings: Sequence[Mapping[str, object]] = ()) -> bytes:
    """The workbook (.xlsx) for the blanks of a draft with that text (`without_comments`), and where its numbers stand among others' (records of
    `gaps.standing_record`). Raises UsageError where XlsxWriter is missing.
    """
    rows = [(number, *_cells(blank)) for number, blank in enumerate(blanks, 1)]
    typed = {(number, _VALUE): _rule(blank) for number, blank in enumerate(blanks, 1)}
    about = Sheet(("draft", "rows"), [(digest(text), len(rows))])
    sheets = {_SHEET: Sheet(_HEADS, rows, hidden=("spans", "kind"), typed=typed)}
    if standings:
        stand = [[one[name] or "" if name in _WORDS else one[name] for name in _STANDING.values()] for one in standings]
        sheets["位置 standing"] = Sheet(tuple(_STANDING), stand)
    return workbook({**sheets, _ABOUT: about})


def _cells(blank: Blank) -> list[object]:
    spans = ";".join(f"{span.start}-{span.end}" for span in blank.spans)
    told = [blank.where, blank.context, TYPES.get(blank.kind, "表格"), blank.noun, blank.unit, len(blank.spans)]
    return [*told, blank.usual, blank.department, "", spans, blank.kind]


def _rule(blank: Blank) -> dict[str, object]:
    """What Excel lets be typed."""
    if blank.kind not in NUMBERS:
        return {"validate": "length", "criteria": "<=", "value": LONGEST, "error_message": f"最多{LONGEST}字"}
    high = 100 if blank.kind == "percent" else 1e15
    told = "请填0到100的数字,如43.5" if blank.kind == "percent" else "一般填数字,也可写约80、80余"
    between = {"criteria": "between", "minimum": 0, "maximum": high}
    return {"validate": "decimal", **between, "error_message": told, "error_type": "warning"}


class Filled(NamedTuple):
    """A row that came back with a value."""

    row: int
    spans: tuple[Span, ...]
    kind: str
    unit: str
    value: str


def read_sheet(path: str | Path, text: str) -> tuple[list[Filled], int]:
    """The filled rows of a sheet that was made for this text, and how many rows are still open.

    Raises LoadError for a file that is not there, UsageError sheet.unreadable, sheet.other (made from another draft), and sheet.values, which lists every row whose value
    is of the wrong type.
    """
    heads, rows = _opened(Path(path), text)
    if tuple(heads[: len(_HEADS)]) != _HEADS:
        raise _unreadable(path)
    filled, wrong, still = [], [], 0
    for number, row in enumerate(rows, 2):
        kind, unit = str(row[_KIND]), str(row[_UNIT] or "")
        value = narrowed(str(row[_VALUE] or ""), kind)
        spans = _spans(str(row[_SPANS] or ""), len(text))
        if not spans:
            raise _unreadable(path)
        if not value:
            still += 1
            continue
        one = Filled(number, spans, kind, unit, value)
        if told := next((told for span in spans if (told := problem(text, span, value, kind, unit))), ""):
            wrong.append(f"第{number}行(编号{row[_NUMBER]}):{told}")
        filled.append(one)
    # Rows that are right one by one may make a day that is none.
    wrong = wrong or [f"第{row}行(编号{rows[row - 2][_NUMBER]}):{told}" for row, told in _no_such_days(text, filled)]
    if wrong:
        listed = ";".join(wrong[:20])
        raise UsageError("sheet.values", f"填写的值不对:{listed}。", f"Wrong values: {listed}.", where=str(path))
    return filled, still


def _no_such_days(text: str, filled: Iterable[Filled]) -> Iterator[tuple[int, str]]:
    """The rows that fill a day that its month, with what is filled there, does not have."""
    places = sorted((span, one) for one in filled if one.kind == "date" for span in one.spans)
    changes = [Change(span, fitted(text, span, one.value, one.kind)) for span, one in places]
    for at, (span, one) in enumerate(places):
        if text[span.end : span.end + 1] != "日":
            continue
        start = max(0, span.start - _DATE)
        near = [change for change in changes[max(0, at - 2) : at + 1] if change.span.start >= start]
        moved = (Change(Span(change.span.start - start, change.span.end - start), change.text) for change in near)
        if told := no_such_day(applied(text[start : span.end], moved)):
            yield one.row, told


def _opened(path: Path, text: str) -> tuple[list[object], list[list[object]]]:
    try:
        from openpyxl import load_workbook
    except ImportError:
        zh, en = '读 Excel 需要 pip install "civtext[excel]"。', 'Excel needs pip install "civtext[excel]".'
        raise UsageError("extra.excel", zh, en) from None
    try:
        package = Package(read_bytes(path, DEFAULTS), DEFAULTS)
        for name in package.names:
            package.read(name)  # counted and bounded, before openpyxl unpacks it
        book = load_workbook(path, read_only=True, data_only=True)
        about = [list(row) for row in book[_ABOUT].iter_rows(values_only=True, max_row=2)]
        rows = [_cells_of(row) for row in book[_SHEET].iter_rows(max_row=_MOST)]
        book.close()
    except Exception as error:  # openpyxl raises many kinds
        if isinstance(error, LoadError) and error.code.startswith("io."):
            raise LoadError(error.code, error.message_zh, error.message_en, where=str(path)) from None
        raise _unreadable(path) from None
    if len(about) < 2 or about[1][0] != digest(text):
        zh, en = (
            "这张表不是由这份草稿生成的,或草稿已改动。",
            "This sheet was made from another draft, or the draft has changed.",
        )
        raise UsageError("sheet.other", zh, en, where=str(path))
    return rows[0], [
        row + [None] * (len(_HEADS) - len(row)) for row in rows[1:] if any(cell is not None for cell in row)
    ]


def _unreadable(path: str | Path) -> UsageError:
    zh, en = "不是 civtext gaps 生成的填写表,或已损坏。", "No fill sheet made by civtext gaps, or a damaged one."
    return UsageError("sheet.unreadable", zh, en, where=str(path))


def _cells_of(row: Iterable[Any]) -> list[object]:
    """The values of a row, what was typed into it as it was seen."""
    return [typed(one.value, one.number_format) or None if at == _VALUE else one.value for at, one in enumerate(row)]


def _spans(told: str, length: int) -> tuple[Span, ...]:
    found = [_SPAN.fullmatch(one) for one in told.split(";")[:_MOST]]
    spans = [Span(int(one[1]), int(one[2])) for one in found if one]
    return tuple(spans) if len(spans) == len(found) and all(s.start <= s.end <= length for s in spans) else ()

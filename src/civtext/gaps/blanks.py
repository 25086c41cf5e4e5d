"""Blanks (空白): placeholders, each with what belongs there, and cells of tables left empty.

What one value fills is one group: every XX市 of a draft, every 20XX年. Numbers are a group each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from civtext.extractors import placeholders
from civtext.extractors.placeholders.expectations import with_expectations
from civtext.gaps.finding import gap_in_source
from civtext.model import Annotation, CleanText, Document, Gap, Part, Placeholder

TYPES = {
    "place": "地名",
    "org": "单位名称",
    "person": "人名",
    "date": "日期",
    "count": "数量",
    "percent": "百分比",
    "money": "金额",
    "ordinal": "届次或序数",
    "name": "名称",
    "docnum": "文号",
    "other": "内容",
}
_SHARED = (
    "place",
    "org",
    "person",
    "name",
)  # one name stands for all masks before the same noun; a place's alone for one's own
_LISTED = re.compile("[、和及与/]")
_TOTAL = re.compile(r"[合总小]\s*计")
_NO_SUM = re.compile("单位|部门|科室|责任|时[间限]|日期|期限|名称|地[点址]")  # a total has none
_OPTIONAL = re.compile("备注|说明|签字|签名|盖章|附件|意见")


def check(document: Document) -> Iterator[Annotation]:
    """Every blank of a document; with the first article those of headers and footers, which are in none. Never raises."""
    found = [(one, one.value) for one in placeholders_of(document)]
    told = [(one, value, _group(document, one, value)) for one, value in found if isinstance(value, Placeholder)]
    sizes = Counter(group for *_, group in told)
    for one, value, group in told:
        again = f"(同类{sizes[group]}处)" if group and sizes[group] > 1 else ""
        reason = f"{TYPES.get(value.type, value.type)}待填{again} A blank: {value.type}."
        gap = Gap("blank", "must", reason, _advice(value), group if sizes[group] > 1 else "")
        yield gap_in_source(document, one.span, f"blank.{value.type}", gap)
    yield from _empty_cells(document)


def placeholders_of(document: Document) -> list[Annotation]:
    """The placeholders of an article; of the first one, those of the file's headers and footers too."""
    return [one for each in (document, *_margins(document)) for one in each.labelled("placeholder")]


def _margins(document: Document) -> Iterator[Document]:
    """What stands in headers and footers, as a document with its placeholders."""
    for part in document.source.parts if document.index == 0 else ():
        if part.kind in ("header", "footer"):
            margin = Document(document.source, CleanText.of(document.source.text, ()).slice(part.span))
            yield with_expectations(margin.with_annotations(placeholders.extract(margin)))


def _group(document: Document, one: Annotation, value: Placeholder) -> str:
    """What is shared by the blanks that one value fills; "" for a blank of its own, such as a member of a list (XX、XX等)."""
    text, (start, end) = document.source.text, one.span
    if _LISTED.match(text, end) or _LISTED.match(text[max(0, start - 1) : start]):
        return ""
    if value.type in _SHARED and (value.noun or value.type == "place"):
        return f"{value.type}:{one.text}:{value.noun or ''}"
    return f"year:{value.digits}" if value.type == "date" and value.noun == "年" and len(value.digits) == 4 else ""


def _advice(value: Placeholder) -> str:
    """What belongs there: 填数量:背街小巷,单位条,两位数."""
    told = [f"填{TYPES.get(value.type, value.type)}"]
    if value.type in ("count", "percent", "money"):
        told += [f"说的是“{value.noun}”"] if value.noun else []
        told += [f"单位{value.scale}{value.unit}"] if value.unit else []
        told += [f"原稿留了{len(value.digits)}位"] if value.digits and not value.digits.strip("#") else []
    return ",".join(told) + "。 Fill it in."


def _empty_cells(document: Document) -> Iterator[Annotation]:
    """Cells without text under a head that asks for some, in rows that have begun."""
    cells = [part for part in document.source.parts if part.kind == "table"]
    for _, table in groupby(cells, key=lambda part: part.where.table):
        rows = list(table)
        if not any(document.span.overlaps(part.span) for part in rows):
            continue
        heads = {part.where.column: _text(document, part) for part in rows if part.where.row == 1}
        begun = _begun(document, rows)
        named = [part for part in rows if not re.fullmatch(r"[\d.、]*", _text(document, part))]
        names = {part.where.row: _text(document, part) for part in reversed(named)}  # the first that is no mere number
        for part in rows:
            row, column = part.where.row or 1, part.where.column or 1
            head, name = heads.get(column, ""), names.get(row, "")
            asked = head and not _OPTIONAL.search(head) and not (_TOTAL.fullmatch(name) and _NO_SUM.search(head))
            if row > 1 and column > begun.get(row, column) and asked and not _text(document, part):
                reason = f"表格空格:{name}的“{head}” An empty cell."
                yield gap_in_source(
                    document, part.span, "blank.cell", Gap("blank", "must", reason, f"填“{head}” Fill it in.")
                )


def _begun(document: Document, rows: Iterable[Part]) -> dict[int, int]:
    """The rows that have begun, and in which column: the first, or that in which a total is called so."""
    told = [(part.where.row or 1, part.where.column or 1, _text(document, part)) for part in rows]
    first = {row: column for row, column, text in told if column == 1 and text}
    return first | {row: column for row, column, text in told if _TOTAL.fullmatch(text)}


def _text(document: Document, part: Part) -> str:
    return document.source.text[part.span.start : part.span.end].strip()

"""How a check says what it found, and who answers for it (责任单位)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from civtext.extractors.placeholders.forms import MASKS
from civtext.model import Annotation, Document, Gap, Provenance, Span


def gap(document: Document, span: Span, rule: str, value: Gap) -> Annotation:
    """A gap at a stretch of a document's clean text."""
    return document.found(span, "gap", value, rule=rule, component="gaps")


def gap_in_source(document: Document, span: Span, rule: str, value: Gap) -> Annotation:
    """A gap at a stretch of the source: where cleaning took something out, or a table's cell is empty."""
    text = document.source.text[span.start : span.end]
    return Annotation(span, text, "gap", value, Provenance("gaps", rule))


def flagged(document: Document, span: Span, code: str) -> bool:
    """Whether a flag of a code stands at a stretch of a document."""
    where = document.reading.to_source(span)
    return any(flag.code == code and flag.span and flag.span.overlaps(where) for flag in document.flags)


_UNIT = "(?:牵头|责任|主责|主办|承办|负责|落实)(?:单位|部门|科室)|责任主体"
_RESPONSIBLE = re.compile(rf"(?:{_UNIT})[为是:：]+([^;；。\n)）\t]{{2,40}})")
_COLUMN = re.compile(rf"\s*(?:{_UNIT})")
_BLANK = re.compile(rf"[{MASKS}()（）【】\s、]*")  # nobody yet


def responsible(text: str, words: str = "") -> str:
    """The department that a text says answers for something, "" where it says none: first in the lines that hold the words or are held
    by them; in a table (cells parted by tabs), what stands under 责任单位 in such a row.

    >>> responsible("(责任单位:市住建局、市城管局;完成时限:6月底)")
    '市住建局、市城管局'
    >>> responsible("任务\\t责任单位\\n新建公厕\\t市城管局\\n改造小区\\t市住建局", "改造小区")
    '市住建局'
    """
    lines = text.split("\n")
    of_words = [line for line in lines if line.strip() and (words in line or line.strip() in words)]
    said = next((found for line in of_words if (found := _RESPONSIBLE.search(line))), None)
    under = list(dict.fromkeys(_under_head(lines, of_words)))
    if said is None and not under:
        said = _RESPONSIBLE.search(text)
    told = said[1].strip() if said else "、".join(under)
    return "" if _BLANK.fullmatch(told) else told


def _under_head(lines: list[str], rows: list[str]) -> Iterator[str]:
    """What stands in rows of a table under its head 责任单位."""
    at: int | None = None
    for line in lines:
        cells = line.split("\t")
        heads = [column for column, cell in enumerate(cells) if _COLUMN.match(cell)]
        if len(cells) > 1 and heads:
            at = heads[0]
        elif at is not None and at < len(cells) and cells[at].strip() and line in rows:
            yield cells[at].strip()


def department_of(document: Document, one: Annotation) -> str:
    """Who answers for a place of a document: by its row of a table, else its paragraph or its section; "" where none says so."""
    where = document.source.where(one.span.start)
    if where.table:
        cells = [part for part in document.source.parts if part.kind == "table" and part.where.table == where.table]
        told = {(part.where.row, part.where.column): document.source.text[slice(*part.span)].strip() for part in cells}
        heads = {column for (_, column), text in told.items() if _COLUMN.match(text)}
        who = next((text for (row, column), text in told.items() if row == where.row and column in heads), "")
        return "" if _BLANK.fullmatch(who) else who
    at = document.local(one).start
    section = document.section_at(at)
    line = document.folded[document.folded.rfind("\n", 0, at) + 1 :].partition("\n")[0]
    return responsible(line) or (responsible(document.folded[slice(*section.span)], line) if section and line else "")

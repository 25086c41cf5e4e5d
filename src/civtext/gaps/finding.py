"""How a check says what it found, and who answers for it."""

from __future__ import annotations

import re

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


_RESPONSIBLE = re.compile(r"(?:牵头|责任|主办|承办|负责)(?:单位|部门|科室)[为是:：]+([^;；。\n)）]{2,40})")


def responsible(text: str) -> str:
    """The department that a text says answers for something, "" where it says none.

    >>> responsible("(责任单位:市住建局、市城管局;完成时限:6月底)")
    '市住建局、市城管局'
    """
    found = _RESPONSIBLE.search(text)
    return found[1].strip() if found else ""

"""How a check says what it found."""

from __future__ import annotations

from civtext.model import Annotation, Document, Gap, Provenance, Span


def gap(document: Document, span: Span, rule: str, value: Gap) -> Annotation:
    """A gap at a stretch of a document's clean text."""
    return document.found(span, "gap", value, rule=rule, component="gaps")


def gap_in_source(document: Document, span: Span, rule: str, value: Gap) -> Annotation:
    """A gap at a stretch of the source: where cleaning took something out, or a table's cell is empty."""
    text = document.source.text[span.start : span.end]
    return Annotation(span, text, "gap", value, Provenance("gaps", rule))

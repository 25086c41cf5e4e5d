"""A document as plain data, in the words of the output contract (docs/contract.md).

>>> from civtext.model import CleanText, Metric, Source, Span
>>> source = Source("整治背街小巷80条。", origin="总结.txt")
>>> document = Document(source, CleanText.of(source.text, []))
>>> found = document.found(Span(6, 9), "metric", Metric(80.0, unit="条", object="背街小巷", action="整治"), rule="r")
>>> record(document.with_annotations([found]))["metrics"][0]["text"]
'80条'
"""

from __future__ import annotations

import dataclasses
from typing import Any

from civtext.errors import CivtextError
from civtext.model import Annotation, Document, Passage, Value

LAYERS = {
    "headings": "heading",
    "metrics": "metric",
    "placeholders": "placeholder",
    "measures": "measure",
    "slogans": "slogan",
    "entities": "entity",
    "residuals": "residual",
}
_RENAMED = {"entity": {"kind": "label"}}


def record(document: Document, *, rejected: bool = False) -> dict[str, Any]:
    """One article as the contract's JSON object; `rejected` adds the look-alikes that were not taken, with reasons."""
    start, end = document.span
    facts = dataclasses.asdict(document.facts)
    layers = LAYERS | ({"rejected": "rejected"} if rejected else {})
    return {
        "source": document.source.origin,
        "article": document.index,
        "start": start,
        "end": end,
        "doc": {"title": document.title, **facts},
        "flags": flag_codes(document),
        **{layer: [annotation_record(document, one) for one in document.labelled(layers[layer])] for layer in layers},
        "passages": [_passage_record(document, passage) for passage in document.passages],
    }


def flag_codes(document: Document) -> list[str]:
    """The codes of what a reader should know of a document and of the file it is in, each once."""
    return sorted({flag.code for flag in (*document.source.flags, *document.flags)})


def annotation_record(document: Document, one: Annotation) -> dict[str, Any]:
    """One annotation: span, text, the fields of its value, its rule, and where a person finds it."""
    names = _RENAMED.get(one.label, {})
    fields = {names.get(name, name): value for name, value in _fields(one.value).items()}
    where = document.source.where(one.span.start).as_dict()
    told = {**one.span._asdict(), "text": one.text, **fields, "rule": one.provenance.rule, "where": where}
    return told | {"context": context(document, one)} if one.label == "placeholder" else told


def gap_record(document: Document, one: Annotation) -> dict[str, Any]:
    """One gap of a draft: span, text, kind, severity, reason, advice, group, its rule, and where a person finds it."""
    where = document.source.where(one.span.start) if one.span.start < one.span.end else None
    told = {**one.span._asdict(), "text": one.text, **_fields(one.value), "rule": one.provenance.rule}
    return {**told, "where": where.as_dict() if where else {}, "place": str(where or "")}


def context(document: Document, one: Annotation) -> str:
    """The words around an annotation, itself in 【】: enough for a person to find it on the page."""
    return around(document.text, *document.local(one))


def around(text: str, start: int, end: int, *, reach: int = 14) -> str:
    """A stretch of text in 【】 with the words around it in its line.

    >>> around("整治背街小巷80条。", 6, 9)
    '整治背街小巷【80条】。'
    """
    left, right = text[max(0, start - reach) : start], text[end : end + reach]
    return f"{left.rpartition(chr(10))[2]}【{text[start:end]}】{right.partition(chr(10))[0]}"


def _fields(value: Value) -> dict[str, Any]:
    fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return {name: list(field) if isinstance(field, tuple) else field for name, field in fields.items()}


def _passage_record(document: Document, passage: Passage) -> dict[str, Any]:
    section = document.sections[passage.section] if passage.section is not None else None
    return {
        **document.reading.to_source(passage.span)._asdict(),
        "categories": [{"id": one.id, "score": round(one.score, 4)} for one in passage.categories],
        "indicators": [{"id": one.id, "score": round(one.score, 4)} for one in passage.indicators],
        "role": section.role if section else None,
        "section": list(section.path) if section else [],
    }


def failure(path: str, error: CivtextError) -> dict[str, Any]:
    """The outcome line of a file with no article."""
    return {"source": path, "error": error.as_dict()}

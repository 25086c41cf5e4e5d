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
from collections.abc import Mapping
from typing import Any

from civtext.errors import CivtextError
from civtext.model import (
    Annotation,
    Document,
    Entity,
    Heading,
    Measure,
    Metric,
    Passage,
    Placeholder,
    Rejected,
    Residual,
    Slogan,
    Value,
)

LAYERS = {
    "headings": "heading",
    "metrics": "metric",
    "placeholders": "placeholder",
    "measures": "measure",
    "slogans": "slogan",
    "entities": "entity",
    "residuals": "residual",
}
VALUES: Mapping[str, type[Value]] = {
    "headings": Heading,
    "metrics": Metric,
    "placeholders": Placeholder,
    "measures": Measure,
    "slogans": Slogan,
    "entities": Entity,
    "residuals": Residual,
    "rejected": Rejected,
}
_LAYER_OF = {label: layer for layer, label in {**LAYERS, "rejected": "rejected"}.items()}
_RENAMED = {"entities": {"kind": "label"}}
_AROUND = 14  # characters before and after what is shown in its words


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
    where = document.source.where(one.span.start).as_dict()
    told = {**one.span._asdict(), "text": one.text, **value_record(one), "rule": one.provenance.rule, "where": where}
    return told | {"context": context(document, one)} if one.label == "placeholder" else told


def value_names(layer: str) -> list[str]:
    """The contract's names for what an annotation of a layer says besides its text.

    >>> value_names("entities")
    ['label', 'canonical', 'code']
    """
    renamed = _RENAMED.get(layer, {})
    return [renamed.get(field.name, field.name) for field in dataclasses.fields(VALUES[layer])]


def value_record(one: Annotation) -> dict[str, Any]:
    """What an annotation says besides its text, under the contract's names; lists for tuples."""
    layer = _LAYER_OF[one.label]
    values = (getattr(one.value, field.name) for field in dataclasses.fields(one.value))
    told = (list(value) if isinstance(value, tuple) else value for value in values)
    return dict(zip(value_names(layer), told, strict=True))


def value_of(layer: str, told: Mapping[str, Any]) -> Value:
    """The value that `value_record` told of; what is missing is as the value has it by default.

    >>> value_of("slogans", {"text": "三张清单", "items": ["任务", "责任", "问题"]})
    Slogan(items=('任务', '责任', '问题'))
    """
    fields = zip(value_names(layer), dataclasses.fields(VALUES[layer]), strict=True)
    given: dict[str, Any] = {field.name: told[name] for name, field in fields if name in told}
    tuples: dict[str, Any] = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
    return VALUES[layer](**given | tuples)


def gap_record(document: Document, one: Annotation) -> dict[str, Any]:
    """One gap of a draft: span, text, kind, severity, reason, advice, group, its rule, and where a person finds it."""
    where = document.source.where(one.span.start) if not one.provenance.rule.startswith("indicator.") else None
    told = {**one.span._asdict(), "text": one.text, **dataclasses.asdict(one.value), "rule": one.provenance.rule}
    return {**told, "where": where.as_dict() if where else {}, "place": str(where or "")}


def context(document: Document, one: Annotation) -> str:
    """The words around an annotation, itself in 【】: enough for a person to find it on the page. One of a header stands in no
    article, but in the source.
    """
    if one.span.start >= document.span.end:
        return around(document.source.text, *one.span)
    return around(document.text, *document.local(one))


def around(text: str, start: int, end: int) -> str:
    """A stretch of text in 【】 with the words around it in its line.

    >>> around("整治背街小巷80条。", 6, 9)
    '整治背街小巷【80条】。'
    """
    left, right = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return f"{left.rpartition(chr(10))[2]}【{text[start:end]}】{right.partition(chr(10))[0]}"


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

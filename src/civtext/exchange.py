"""Documents as JSON Lines that can be read back whole: source text, cleaning, outline, findings, flags (docs/jsonl.md).

A line is one JSON object: a source (it has `text`), an article of the source before it (it has `article`; the output
contract's object and what it takes to rebuild the Document), or the failure of a file (it has `error`). What is read
back equals what was written.

>>> from civtext.pipeline import annotate, split
>>> (document,) = map(annotate, split(Source("云岭市创建总结\\n一、环境\\n今年整治背街小巷80条。", "总结.txt")))
>>> lines = list(to_lines([document]))
>>> [sorted(json.loads(line))[:3] for line in lines]
[['flags', 'form', 'format'], ['article', 'clean', 'doc']]
>>> from_lines(lines) == ([document], [])
True
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from civtext.errors import UsageError
from civtext.model import (
    Annotation,
    CategoryScore,
    CleanText,
    Document,
    Edit,
    Facts,
    Flag,
    Location,
    Part,
    Passage,
    Piece,
    Provenance,
    Section,
    Source,
    Span,
)
from civtext.records import LAYERS, record, value_of

FORM = 1
_LABELS = {**LAYERS, "rejected": "rejected"}
Record = dict[str, Any]


def to_lines(documents: Iterable[Document], failures: Iterable[Record] = ()) -> Iterator[str]:
    """The lines, each with its line end: every source before its articles, failures last."""
    before: Source | None = None
    for document in documents:
        if document.source != before:
            before = document.source
            yield _line(_source_record(before))
        yield _line(_article_record(document))
    yield from map(_line, failures)


def from_lines(lines: Iterable[str]) -> tuple[list[Document], list[Record]]:
    """The documents and failures that `to_lines` wrote. Raises UsageError for a line that is no such thing."""
    documents: list[Document] = []
    failures: list[Record] = []
    source: Source | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            if "text" in told:
                source = _source(told)
            elif "article" in told:
                documents.append(_document(told, source))
            else:
                failures.append({"source": str(told["source"]), "error": dict(told["error"])})
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
            raise _bad_line(number, str(error) if isinstance(error, _Unfit) else "") from error
    return documents, failures


class _Unfit(ValueError):
    """A line that contradicts itself; says how."""


def _bad_line(number: int, why: str) -> UsageError:
    told = f"：{why}" if why else ""
    return UsageError(
        "usage.jsonl",
        f"第 {number} 行不是 Corpus.to_jsonl 写的{told}。",
        f"Line {number} is not one that Corpus.to_jsonl wrote.",
    )


def _line(told: Record) -> str:
    line = json.dumps(told, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate, which only an escape can carry
        line = json.dumps(told)
    return line + "\n"


def _source_record(source: Source) -> Record:
    parts = [
        {**part.span._asdict(), "kind": part.kind, "level": part.level, "where": part.where.as_dict()}
        for part in source.parts
    ]
    head = {"source": source.origin, "form": FORM, "format": source.format, "text": source.text}
    return {**head, "parts": parts, "flags": [_flag_record(flag) for flag in source.flags]}


def _source(told: Record) -> Source:
    if told["form"] != FORM:
        raise _Unfit(f"form {told['form']} ≠ {FORM}")
    parts = tuple(
        Part(Span(one["start"], one["end"]), Location(**one["where"]), one["kind"], one["level"])
        for one in told["parts"]
    )
    return Source(told["text"], told["source"], told["format"], parts, _flags(told["flags"]))


def _article_record(document: Document) -> Record:
    """The contract's object with the findings' provenance, and the clean text with all that is counted in it."""
    told = record(document, rejected=True)
    for layer, label in _LABELS.items():
        for one, found in zip(told[layer], document.labelled(label), strict=True):
            one |= {"component": found.provenance.component, "score": found.provenance.score}
    for one, passage in zip(told["passages"], document.passages, strict=True):
        one |= {"clean": list(passage.span), "within": passage.section}
        one |= {"categories": _score_records(passage.categories), "indicators": _score_records(passage.indicators)}
    reading = document.reading
    return {
        **told,
        "clean": reading.text,
        "pieces": [list(piece) for piece in reading.pieces],
        "edits": [[*edit.span, edit.replacement, edit.rule] for edit in reading.edits],
        "sections": [_section_record(section) for section in document.sections],
        "remarks": [_flag_record(flag) for flag in document.flags],
    }


def _document(told: Record, source: Source | None) -> Document:
    if source is None or told["source"] != source.origin:
        raise _Unfit("没有先写出处 no line of its source before it")
    reading = _reading(told, source)
    sections = tuple(
        Section(Span(*one["clean"]), one["level"], one["title"], one["role"], tuple(one["path"]))
        for one in told["sections"]
    )
    doc = dict(told["doc"])
    document = Document(
        source,
        reading,
        told["article"],
        doc.pop("title"),
        Facts(**doc),
        sections,
        tuple(_passage(one, reading, len(sections)) for one in told["passages"]),
        flags=_flags(told["remarks"]),
    )
    found = [_annotation(layer, one, source) for layer in _LABELS for one in told[layer]]
    return document.with_annotations(found)


def _reading(told: Record, source: Source) -> CleanText:
    """The clean text, its pieces checked: they tile it and go forward in the source."""
    pieces = tuple(Piece(*piece) for piece in told["pieces"])
    clean = at = 0
    for piece in pieces:
        if piece.clean_start != clean or piece.clean_end < clean or not at <= piece.source_start <= piece.source_end:
            raise _Unfit("pieces")
        clean, at = piece.clean_end, piece.source_end
    if clean != len(told["clean"]) or at > len(source.text):
        raise _Unfit("pieces")
    edits = tuple(Edit(Span(start, end), words, rule) for start, end, words, rule in told["edits"])
    return CleanText(told["clean"], pieces, edits)


def _section_record(section: Section) -> Record:
    told = {"clean": list(section.span), "level": section.level, "title": section.title}
    return {**told, "role": section.role, "path": list(section.path)}


def _passage(told: Record, reading: CleanText, sections: int) -> Passage:
    start, end = told["clean"]
    within = told["within"]
    if not 0 <= start <= end <= len(reading.text) or within not in (None, *range(sections)):
        raise _Unfit("passages")
    scores = _scores(told["categories"]), _scores(told["indicators"])
    return Passage(Span(start, end), reading.text[start:end], within, *scores)


def _annotation(layer: str, told: Record, source: Source) -> Annotation:
    span = Span(told["start"], told["end"])
    if not 0 <= span.start <= span.end or source.text[span.start : span.end] != told["text"]:
        raise _Unfit(f"{layer} {span.start}–{span.end}")
    who = Provenance(told["component"], told["rule"], told["score"])
    return Annotation(span, told["text"], _LABELS[layer], value_of(layer, told), who)


def _score_records(scores: Sequence[CategoryScore]) -> list[Record]:
    return [{"id": one.id, "score": one.score, "evidence": [list(span) for span in one.evidence]} for one in scores]


def _scores(told: Iterable[Record]) -> tuple[CategoryScore, ...]:
    return tuple(CategoryScore(one["id"], one["score"], tuple(Span(*span) for span in one["evidence"])) for one in told)


def _flag_record(flag: Flag) -> Record:
    return {"code": flag.code, "note": flag.note, "span": list(flag.span) if flag.span else None}


def _flags(told: Iterable[Record]) -> tuple[Flag, ...]:
    return tuple(Flag(one["code"], one["note"], Span(*one["span"]) if one["span"] else None) for one in told)

"""One article and what has been found in it: Document, Section, Passage, Facts, CategoryScore."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from civtext.errors import UsageError
from civtext.highlighting import Mark, to_html
from civtext.model.text import CleanText, Flag, Source, Span
from civtext.model.values import LABELS, Annotation, Provenance, Value


@dataclass(frozen=True, slots=True)
class CategoryScore:
    """A category or an indicator that a passage speaks to, how surely (0 to 1), and the words that say so (spans in the passage's text)."""

    id: str
    score: float
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the outline, in the document's clean text: from its heading to the next of its level or above.

    `role` is background, measures, results, problems, plan or other. `path` are the titles from the outermost heading down to its own.
    """

    span: Span
    level: int
    title: str
    role: str = "other"
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph-like unit (40 to 400 characters) to be classified; `span` is in the document's clean text."""

    span: Span
    text: str
    section: int | None = None
    categories: tuple[CategoryScore, ...] = ()
    indicators: tuple[CategoryScore, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document is: kind (summary, plan, speech, survey, news, other), level (province, city, district, town, unit), place, period."""

    kind: str = "other"
    level: str | None = None
    place: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One article of a source, and what has been found in it so far.

    Extractors read `text` (as the author wrote it) or `folded` (the same, narrow forms), find spans in it, and hand
    them to `found`, which turns them into spans of the source.
    """

    source: Source
    reading: CleanText = field(repr=False)
    index: int = 0
    title: str | None = None
    facts: Facts = Facts()
    sections: tuple[Section, ...] = field(default=(), repr=False)
    passages: tuple[Passage, ...] = field(default=(), repr=False)
    annotations: tuple[Annotation, ...] = field(default=(), repr=False)
    flags: tuple[Flag, ...] = field(default=(), repr=False)
    _innermost: tuple[list[int], list[Section | None]] | None = field(
        init=False, default=None, repr=False, compare=False
    )

    @property
    def text(self) -> str:
        """The clean text of the article."""
        return self.reading.text

    @property
    def folded(self) -> str:
        """The clean text with full-width forms made narrow; same length, same offsets."""
        return self.reading.folded

    @property
    def span(self) -> Span:
        """Where the article stands in its source."""
        return self.reading.to_source(Span(0, len(self.text)))

    def found(
        self, span: Span, label: str, value: Value, *, rule: str, component: str = "", score: float = 1.0
    ) -> Annotation:
        """An annotation for a span of this document's clean text; the component is the label's extractor unless said."""
        where = self.reading.to_source(span)
        text = self.source.text[where.start : where.end]
        return Annotation(where, text, label, value, Provenance(component or f"{label}s", rule, score))

    def local(self, annotation: Annotation) -> Span:
        """Where an annotation stands in this document's clean text."""
        return self.reading.clean_of(annotation.span)

    def labelled(self, label: str) -> tuple[Annotation, ...]:
        """The annotations of one layer, in text order. Raises UsageError for a label that no layer has."""
        if label not in LABELS:
            known = ", ".join(LABELS)
            raise UsageError("usage.label", f"没有“{label}”这一层:{known}。", f"No layer '{label}'; there are {known}.")
        return tuple(found for found in self.annotations if found.label == label)

    def with_annotations(self, found: Sequence[Annotation]) -> Document:
        """This document with further annotations, all in text order."""
        merged = sorted([*self.annotations, *found], key=lambda one: (one.span.start, -one.span.end, one.label))
        return replace(self, annotations=tuple(merged))

    def section_at(self, offset: int) -> Section | None:
        """The innermost section that holds the character at `offset` of the clean text."""
        if self._innermost is None:
            object.__setattr__(self, "_innermost", _innermost(self.sections))
        borders, holders = self._innermost or ([], [])
        at = bisect_right(borders, offset) - 1
        return holders[at] if at >= 0 else None

    def _repr_html_(self) -> str:
        """The article with everything found in it highlighted, as Jupyter shows it."""
        marks = [
            Mark(*self.local(one), one.label, f"{_in_words(one.value)} · {one.provenance.rule}")
            for one in self.annotations
            if one.label != "rejected"
        ]
        return to_html(self.text, marks, title=self.title or "")


def _innermost(sections: Sequence[Section]) -> tuple[list[int], list[Section | None]]:
    """Where sections begin and end, and from each such place on which one is the innermost."""
    opening: defaultdict[int, list[Section]] = defaultdict(list)
    for section in sections:
        opening[section.span.start].append(section)
    borders = sorted({at for section in sections for at in section.span})
    holders, open_ = [], list[Section]()
    for at in borders:
        open_ = [section for section in (*open_, *opening[at]) if section.span.end > at]
        holders.append(max(open_, key=lambda section: section.level, default=None))
    return borders, holders


def _in_words(value: Value) -> str:
    """The fields of a value that say something, for a reader who points at it."""
    fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return ", ".join(f"{name}: {told}" for name, told in fields.items() if told not in (None, "", (), False))

"""The nouns of civtext: Source, Span, Edit, CleanText, Document, Section, Passage, Annotation, Provenance.

Where to start: a file becomes a `Source`, whose text never changes. Cleaning proposes `Edit`s; applied, they make a
`CleanText`, which remembers where each of its characters came from. A `Document` is one article: a slice of that
clean text. Everything found in it is an `Annotation`, and its span is always a span of the source.

>>> source = Source("整治背街小巷8\\n2、0条。", origin="总结.txt")
>>> reading = CleanText.of(source.text, [Edit(Span(7, 10), "", "chunk_number")])
>>> reading.text
'整治背街小巷80条。'
>>> document = Document(source, reading)
>>> found = document.found(Span(6, 9), "metric", Metric(80, unit="条"), rule="number_unit")
>>> found.text                       # the span covers the noise that cut the number in two
'8\\n2、0条'
>>> source.text[found.span.start:found.span.end] == found.text
True
"""

from __future__ import annotations

from dataclasses import is_dataclass

from civtext.model.document import CategoryScore, Document, Facts, Passage, Section
from civtext.model.sending import by_fields
from civtext.model.taken import Taken
from civtext.model.text import CleanText, Edit, Flag, Location, Part, Piece, Source, Span, all_narrowed, narrowed
from civtext.model.values import (
    LABELS,
    Annotation,
    Entity,
    Gap,
    Heading,
    Measure,
    Metric,
    Placeholder,
    Provenance,
    Rejected,
    Residual,
    Slogan,
    Value,
)

__all__ = [
    "LABELS",
    "Annotation",
    "CategoryScore",
    "CleanText",
    "Document",
    "Edit",
    "Entity",
    "Facts",
    "Flag",
    "Gap",
    "Heading",
    "Location",
    "Measure",
    "Metric",
    "Part",
    "Passage",
    "Piece",
    "Placeholder",
    "Provenance",
    "Rejected",
    "Residual",
    "Section",
    "Slogan",
    "Source",
    "Span",
    "Taken",
    "Value",
    "all_narrowed",
    "narrowed",
]

for _noun in map(globals().get, __all__):
    if isinstance(_noun, type) and is_dataclass(_noun):
        by_fields(_noun)

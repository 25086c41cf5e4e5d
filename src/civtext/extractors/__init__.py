"""What is found in a document, layer by layer; each extractor sees what those before it have found.

An extractor is a function from a `Document` to annotations that changes nothing. To add one, add a line to `EXTRACTORS`
(CONTRIBUTING.md says what else).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from civtext.extractors import entities, measures, metrics, placeholders, residuals, slogans
from civtext.model import Annotation, Document

Extractor = Callable[[Document], Sequence[Annotation]]

EXTRACTORS: dict[str, Extractor] = {
    "slogans": slogans.extract,
    "placeholders": placeholders.extract,
    "entities": entities.extract,
    "metrics": metrics.extract,
    "measures": measures.extract,
    "residuals": residuals.extract,
}

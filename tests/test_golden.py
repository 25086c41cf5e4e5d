"""Every case of tests/golden/ against the extractor of its name: the marked spans, all of them and no others."""

from __future__ import annotations

import pytest
from marked import GOLDEN, Case, read_cases, shown

from civtext.extractors import EXTRACTORS
from civtext.model import CleanText, Document, Source

LAYERS = [name for name in EXTRACTORS if (GOLDEN / f"{name}.txt").exists()]
CASES = [
    pytest.param(layer, case, id=f"{layer}: {case.id}", marks=[pytest.mark.xfail(strict=True)] if case.fails else [])
    for layer in LAYERS
    for case in read_cases(layer)
]


def highlighted(layer: str, case: Case) -> set[tuple[object, ...]]:
    """What the extractor finds in the case, after those it builds on, with the fields the case speaks of."""
    document = Document(Source(case.text), CleanText.of(case.text, []))
    for name, extract in EXTRACTORS.items():
        document = document.with_annotations(extract(document))
        if name == layer:
            break
    labels = {mark.label for mark in case.marks} or {layer.removesuffix("s")}
    asked = {(mark.start, mark.end, mark.label): set(mark.fields) for mark in case.marks}
    found = set()
    for one in document.annotations:
        if one.label in labels:
            keys = asked.get((*one.span, one.label), set())
            fields = frozenset((key, shown(getattr(one.value, key))) for key in keys)
            found.add((*one.span, one.label, one.text, fields))
    return found


@pytest.mark.parametrize(("layer", "case"), CASES)
def test_golden(layer: str, case: Case) -> None:
    wanted = {
        (mark.start, mark.end, mark.label, case.text[mark.start : mark.end], frozenset(mark.fields.items()))
        for mark in case.marks
    }
    assert highlighted(layer, case) == wanted

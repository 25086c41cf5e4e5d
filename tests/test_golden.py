"""Every case of tests/golden/ against the extractor of its name: the marked spans, all of them and no others.

Finds must be marked always; what was rejected, where a case marks any of it; nothing may be found on a look-alike.
"""

from __future__ import annotations

from collections import Counter

import pytest
from marked import GOLDEN, Case, Mark, read_cases, shown

from civtext.extractors import EXTRACTORS
from civtext.model import CleanText, Document, Source
from civtext.records import LAYERS

FILES = [
    (layer, file)
    for layer in EXTRACTORS
    for file in (layer, f"lookalikes-{layer}")
    if (GOLDEN / f"{file}.txt").exists()
]
CASES = [(layer, case) for layer, file in FILES for case in read_cases(file)]


def highlighted(layer: str, case: Case) -> set[tuple[object, ...]]:
    """What the extractor finds in the case, after those it builds on, with the fields the case speaks of."""
    document = Document(Source(case.text), CleanText.of(case.text, []))
    for name, extract in EXTRACTORS.items():
        document = document.with_annotations(found := extract(document))
        if name == layer:
            break
    asked = {(mark.start, mark.end, mark.label): set(mark.fields) for mark in case.marks}
    labels = {LAYERS[layer], *(label for _, _, label in asked)}
    highlights = set()
    for one in found:
        if one.label in labels:
            keys = asked.get((*one.span, one.label), set())
            fields = frozenset((key, shown(getattr(one.value, key))) for key in keys)
            highlights.add((*one.span, one.label, one.text, fields))
    return highlights


@pytest.mark.parametrize(
    ("layer", "case"),
    [
        pytest.param(*one, id=f"{one[0]}: {one[1].id}", marks=[pytest.mark.xfail(strict=True)] * one[1].fails)
        for one in CASES
    ],
)
def test_golden(layer: str, case: Case) -> None:
    marks = [mark for mark in case.marks if mark.label != "lookalike"]
    wanted = {
        (mark.start, mark.end, mark.label, case.text[mark.start : mark.end], frozenset(mark.fields.items()))
        for mark in marks
    }
    found = highlighted(layer, case)
    assert found == wanted
    spared = [mark for mark in case.marks if mark.label == "lookalike"]
    assert not [case.text[mark.start : mark.end] for mark in spared if any(_covers(one, mark) for one in found)]


def _covers(found: tuple[object, ...], mark: Mark) -> bool:
    start, end = found[:2]
    return found[2] != "rejected" and start < mark.end and mark.start < end  # type: ignore[operator]


def test_there_are_hundreds_of_cases() -> None:
    assert len({(layer, case.id) for layer, case in CASES}) >= 500


@pytest.mark.parametrize("layer", EXTRACTORS)
def test_as_many_lookalikes_as_finds(layer: str) -> None:
    """Each line of a case without marks is a look-alike, too: nothing may be found in it."""
    cases = [case for name, case in CASES if name == layer and not case.fails]
    count = Counter(mark.label for case in cases for mark in case.marks)
    plain = sum(len(case.text.splitlines()) for case in cases if not case.marks)
    assert plain + count["rejected"] + count["lookalike"] >= count[LAYERS[layer]] > 0, count

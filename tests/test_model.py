"""Laws of clean text: what is repaired can always be led back to the source, and what the source says found again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from civtext.model import CleanText, Document, Edit, Source, Span, Taken

TEXT = st.text(alphabet="创建文明城市12、。\n", max_size=40)
NEW = st.text(alphabet="甲乙丙", max_size=3)


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> list[Edit]:
    """Edits of a text in any order, some overlapping; none inserts."""
    spans = st.tuples(st.integers(0, max(0, len(text) - 1)), st.integers(1, 6), NEW)
    found = draw(st.lists(spans, max_size=5)) if text else []
    return [Edit(Span(start, min(len(text), start + length)), new, "any") for start, length, new in found]


def applied(text: str, edits: list[Edit]) -> str:
    """The edits done by hand, from the front, the first of two that overlap winning."""
    words, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, -edit.span.end)):
        if edit.span.start >= at and text[slice(*edit.span)] != edit.replacement:
            words += [text[at : edit.span.start], edit.replacement]
            at = edit.span.end
    return "".join(words) + text[at:]


@st.composite
def readings(draw: st.DrawFn) -> tuple[str, CleanText]:
    text = draw(TEXT)
    reading = CleanText.of(text, draw(edits_of(text)))
    for _ in range(draw(st.integers(0, 2))):
        reading = reading.then(text, draw(edits_of(reading.text)))
    return text, reading


@given(st.data())
def test_edits_give_the_clean_text(data: st.DataObject) -> None:
    text = data.draw(TEXT)
    edits = data.draw(edits_of(text))
    assert CleanText.of(text, edits).text == applied(text, edits)


@given(st.data())
def test_further_edits_are_read_on_the_clean_text(data: st.DataObject) -> None:
    text, reading = data.draw(readings())
    edits = data.draw(edits_of(reading.text))
    covered: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.span.start, -edit.span.end)):
        if not covered or edit.span.start >= covered[-1].span.end:
            covered.append(edit)
    assert reading.then(text, edits).text == applied(reading.text, covered)


@given(readings())
def test_the_edits_kept_are_the_recipe(pair: tuple[str, CleanText]) -> None:
    text, reading = pair
    assert CleanText.of(text, reading.edits) == reading
    assert all(text[slice(*edit.span)] != edit.replacement for edit in reading.edits)


@given(readings())
def test_no_further_edit_changes_nothing(pair: tuple[str, CleanText]) -> None:
    text, reading = pair
    assert reading.then(text, []) == reading


@given(readings(), st.integers(0, 60), st.integers(0, 60))
def test_every_span_leads_to_the_source_and_back(pair: tuple[str, CleanText], one: int, two: int) -> None:
    text, reading = pair
    start, end = sorted((min(one, len(reading.text)), min(two, len(reading.text))))
    there = reading.to_source(Span(start, end))
    assert 0 <= there.start <= there.end <= len(text)
    if start < end:
        assert reading.to_clean(there).covers(Span(start, end))
    if not any(edit.replacement for edit in reading.edits):
        assert reading.to_clean(there) == Span(start, end)


@given(readings(), st.integers(0, 60), st.integers(0, 60))
def test_a_slice_leads_to_the_same_source(pair: tuple[str, CleanText], one: int, two: int) -> None:
    text, reading = pair
    start, end = sorted((min(one, len(reading.text)), min(two, len(reading.text))))
    part = reading.slice(Span(start, end))
    assert part.text == reading.text[start:end]
    document = Document(Source(text), part)
    if start < end:
        assert document.span == reading.to_source(Span(start, end))
    for at in range(len(part.text)):
        # The whole is more than the part where the cut divides a repair.
        whole = reading.to_source(Span(start + at, start + at + 1))
        assert whole.covers(part.to_source(Span(at, at + 1)))


def test_an_edit_inside_an_earlier_replacement_keeps_the_rest_of_it() -> None:
    first = CleanText.of("a2c", [Edit(Span(1, 2), "第二个", "spell")])
    second = first.then("a2c", [Edit(Span(2, 3), "两", "numeral")])
    assert second.text == "a第两个c"


def test_the_replaced_stretch_is_found_again() -> None:
    reading = CleanText.of("办12件", [Edit(Span(1, 3), "一十二", "spell")])
    assert reading.to_clean(Span(1, 3)) == Span(1, 4)
    assert reading.to_clean(Span(0, 2)) == Span(0, 4)


STRETCHES = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 40), st.integers(1, 9))


@given(st.lists(STRETCHES, max_size=8), st.lists(STRETCHES, max_size=8))
def test_what_is_taken_is_what_overlaps_one_of_them(given: list[Span], asked: list[Span]) -> None:
    """As asking each in turn says, whether they overlap one another or not, and when more are taken."""
    taken, others = Taken(given), list(given)
    for span in asked:
        overlaps = any(span.overlaps(other) for other in others)
        assert taken.overlaps(span) == overlaps
        if not overlaps:
            taken.add(span)
            others.append(span)

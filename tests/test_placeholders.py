"""Placeholders: laws over any text, and the two lists of neighbours."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civtext.extractors import placeholders
from civtext.lexicons import lexicon
from civtext.model import Annotation, CleanText, Document, Placeholder, Source

TYPES = {"place", "org", "person", "date", "count", "percent", "money", "ordinal", "name", "docnum", "other"}
CHARS = "XxＸ×*_□○某().（）{}[]【】〔〕“”《》年月日市县局个万元%第号0129 \n，。填写数量光L<>‹›$略待补〇●A甲张"


def found(text: str) -> list[Annotation]:
    return placeholders.extract(Document(Source(text), CleanText.of(text, [])))


@pytest.mark.parametrize("name", ["after_blank", "before_blank"])
def test_neighbours_name_known_types(name: str) -> None:
    assert {entry["type"] for entry in lexicon(name)} <= TYPES


@pytest.mark.parametrize("entry", lexicon("after_blank"), ids=lambda entry: entry["term"])
def test_each_right_neighbour_decides(entry: dict[str, str]) -> None:
    values = [one.value for one in found(entry["example"]) if isinstance(one.value, Placeholder)]
    assert [value.type for value in values][:1] == [entry["type"]]


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from(CHARS), max_size=50) | st.text(max_size=30))
def test_any_text_gives_blanks_that_slice_back_in_order(text: str) -> None:
    end = 0
    for one in found(text):
        assert text[one.span.start : one.span.end] == one.text != ""
        assert end <= one.span.start
        end = one.span.end
        assert not isinstance(one.value, Placeholder) or one.value.type in TYPES

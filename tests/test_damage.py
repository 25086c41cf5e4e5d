"""Damage put into clean text by `damage.py` comes out again: characters, paragraphs, spans, and nothing done twice."""

from __future__ import annotations

from random import Random

import pytest
from damage import COMBINED, KINDS, KINDS_WITHOUT_BREAKS, clean_texts, damaged, paragraphs_kept, restored
from hypothesis import given, settings
from hypothesis import strategies as st

from civtext import cleaning
from civtext.model import CleanText, Source
from civtext.pipeline import annotate, split

TEXTS = clean_texts()
TOGETHER = [" + ".join(kinds) for kinds in COMBINED]
CASES = [*KINDS, *TOGETHER]
# Kinds whose words no rule was made from, and those that take away what no one can put back: held to the median only.
HELD_OUT = {kind for kind in CASES if "held out" in kind}


def shares(case: str, seed: int) -> tuple[list[float], list[float]]:
    """The shares of characters and of paragraph ends restored, for each text."""
    characters, breaks = [], []
    for name, text in TEXTS.items():
        damage = damaged(text, Random(f"{case} {name} {seed}"), *case.split(" + "))
        clean = cleaning.clean(Source(damage.text)).text
        characters.append(restored(damage.truth, clean))
        breaks.append(paragraphs_kept(damage.truth, clean))
    return characters, breaks


@pytest.mark.parametrize("case", CASES)
def test_characters_are_restored(case: str) -> None:
    characters, breaks = shares(case, 0)
    assert sorted(characters)[len(characters) // 2] >= 0.995
    if case not in HELD_OUT:
        assert sum(share < 0.995 for share in characters) <= 1, sorted(zip(characters, TEXTS, strict=True))[:4]
    if KINDS_WITHOUT_BREAKS.isdisjoint(case.split(" + ")):
        assert sorted(breaks)[len(breaks) // 2] >= 0.93


@pytest.mark.parametrize("name", TEXTS)
def test_what_was_never_damaged_stays(name: str) -> None:
    reading = cleaning.clean(Source(TEXTS[name]))
    assert (reading.text, reading.edits) == (TEXTS[name], ())


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(TEXTS)), st.lists(st.sampled_from(list(KINDS)), max_size=4), st.integers(0, 10_000))
def test_cleaning_twice_changes_nothing_more(name: str, kinds: list[str], seed: int) -> None:
    text = damaged(TEXTS[name], Random(seed), *kinds).text
    reading = cleaning.clean(Source(text))
    assert CleanText.of(text, reading.edits).text == reading.text
    again = cleaning.clean(Source(reading.text))
    assert (again.text, again.edits) == (reading.text, ())


@pytest.mark.parametrize("seed", range(12))
def test_spans_still_slice(seed: int) -> None:
    random = Random(seed)
    name = random.choice(sorted(TEXTS))
    text = damaged(TEXTS[name], random, *COMBINED[seed % len(COMBINED)]).text
    found = 0
    for document in map(annotate, split(Source(text))):
        for one in document.annotations:
            assert text[one.span.start : one.span.end] == one.text
            assert document.reading.to_source(document.local(one)) == one.span
            found += 1
    assert found > 20, "nothing to slice"

"""Damage put into clean text by `damage.py` comes out again: characters, paragraphs, spans, and nothing done twice."""

from __future__ import annotations

from random import Random
from statistics import fmean

import pytest
from damage import (
    COMBINED,
    KINDS,
    KINDS_WITHOUT_BREAKS,
    LAYOUTS,
    SIGNS,
    clean_texts,
    damaged,
    paragraphs_kept,
    restored,
    restored_of_heap,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from civtext import cleaning
from civtext.model import CleanText, Source
from civtext.pipeline import annotate, split

TEXTS = clean_texts()
TOGETHER = [" + ".join(kinds) for kinds in COMBINED]
CASES = [*KINDS, *TOGETHER]
# Kinds whose words no rule was made from: held to the median only.
HELD_OUT = {kind for kind in CASES if "held out" in kind}

ALONE = tuple((kind,) for kind in KINDS if kind not in HELD_OUT)


def in_order(signs: set[str], layout: tuple[str, ...], site: tuple[str, ...]) -> tuple[str, ...]:
    """Kinds as they come about: what the writer and the scanner did, the lines, the site around it all."""
    return (*sorted(signs, key=SIGNS.index), *layout, *site)


together = st.builds(
    in_order, st.sets(st.sampled_from(SIGNS)), st.sampled_from(((), *LAYOUTS)), st.sampled_from(((), ("wrappers",)))
)
any_kinds = st.one_of(together, together, st.sampled_from(ALONE))
any_damage = given(st.sampled_from(sorted(TEXTS)), any_kinds, st.integers(0, 2**32))


def check_restored(name: str, kinds: tuple[str, ...], seed: int) -> None:
    """At least 995 characters of 1,000 stand again, but for the quotation marks and stops that left no sign."""
    damage = damaged(TEXTS[name], Random(seed), *kinds)
    clean = cleaning.clean(Source(damage.text)).text
    assert restored(damage.truth, clean, damage.gone) >= 0.995


# The examples are drawn once for all: of ten thousand heaps one may fall short, and where is chance. Of heaps of still more kinds
# (`damage.heap`: repeats, stubs, contents, lost stops, too) one in a thousand does.
@settings(max_examples=300, deadline=None, derandomize=True)
@example("创城综述", ("masks", "quotes lost", "chunks", "hard wraps"), 54)  # halves of cut numbers, like page numbers
@example("模板", (*SIGNS, "chunks", "hard wraps"), 108)  # a last number between two sentences
@example("望泽调研报告", ("paywall stubs",), 2542294721)  # a paywall's line below a long heading
@example(
    "yanhu-district-2024", ("masks", "quotes read as 二", "uneven chunks", "hard wraps"), 1726788559
)  # a decoy: 9⏎3.1%
@any_damage
def test_any_damage_is_undone(name: str, kinds: tuple[str, ...], seed: int) -> None:
    check_restored(name, kinds, seed)


@pytest.mark.long
@settings(max_examples=3_000, deadline=None, derandomize=True)
@any_damage
def test_much_damage_is_undone(name: str, kinds: tuple[str, ...], seed: int) -> None:
    check_restored(name, kinds, seed)


@pytest.mark.long
def test_nearly_all_heaps_of_damage_are_undone() -> None:
    restorations = [restored_of_heap("77", number) for number in range(3_000)]
    assert fmean(restorations) >= 0.9995
    assert sum(share < 0.995 for share in restorations) <= 6


def shares(case: str, seed: int) -> tuple[list[float], list[float]]:
    """The shares of characters and of paragraph ends restored, for each text."""
    characters, breaks = [], []
    for name, text in TEXTS.items():
        damage = damaged(text, Random(f"{case} {name} {seed}"), *case.split(" + "))
        clean = cleaning.clean(Source(damage.text)).text
        characters.append(restored(damage.truth, clean, damage.gone))
        breaks.append(paragraphs_kept(damage.truth, clean))
    return characters, breaks


@pytest.mark.parametrize("case", CASES)
def test_characters_are_restored(case: str) -> None:
    characters, breaks = shares(case, 0)
    assert sorted(characters)[len(characters) // 2] >= 0.995
    if case not in HELD_OUT:
        assert min(characters) >= 0.995, sorted(zip(characters, TEXTS, strict=True))[:4]
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


@settings(max_examples=25, deadline=None)
@any_damage
def test_spans_still_slice(name: str, kinds: tuple[str, ...], seed: int) -> None:
    text = damaged(TEXTS[name], Random(seed), *kinds).text
    found = 0
    for document in map(annotate, split(Source(text))):
        for one in document.annotations:
            assert text[one.span.start : one.span.end] == one.text
            assert document.reading.to_source(document.local(one)) == one.span
            found += 1
    assert found > 20, "nothing to slice"

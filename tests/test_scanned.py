"""Patterns of many branches that are tried only where they may begin: they find what they would find everywhere."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import civtext
from civtext.cleaning import damage
from civtext.extractors import slogans
from civtext.extractors.placeholders import forms
from civtext.extractors.slogans import lookalikes as looks
from civtext.lexicons import Gated, lexicon, scanned
from civtext.model import narrowed
from civtext.outline import marks

TEXTS = [path.read_text("utf-8") for path in (Path(__file__).parents[1] / "corpora").glob("a*/*.txt")]
WORDS = "".join(entry["term"] + "," for name in ("slogans", "number_words") for entry in lexicon(name))
TERMS = [entry["example"] for name in ("verbs", "units", "negations", "quantity_words") for entry in lexicon(name)]


PAIRS = [
    (slogans._PLAIN, slogans._FIRSTS),
    (looks._LOOKALIKE, looks._FIRSTS),
    (damage._MASK, damage._MASK_FIRSTS),
    (marks._TOKEN, marks._FIRSTS),
    (forms._EMPTY, forms._EMPTY_FIRSTS),
    *forms._NAMED,
]


@pytest.mark.parametrize(("pattern", "firsts"), PAIRS, ids=list(map(str, range(len(PAIRS)))))
def test_what_is_tried_at_likely_characters_alone_is_what_would_be_found(
    pattern: re.Pattern[str], firsts: re.Pattern[str]
) -> None:
    assert len(TEXTS) > 20
    for text in (WORDS, *TEXTS):
        assert [m.span() for m in scanned(pattern, firsts, text)] == [m.span() for m in pattern.finditer(text)]


def gated() -> dict[str, Gated]:
    """Every gated pattern of the package by its module and name."""
    names = [found.name for found in pkgutil.walk_packages(civtext.__path__, "civtext.")]
    modules = [importlib.import_module(name) for name in names if name.split(".")[1] in LAYERS]
    return {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Gated)
    }


LAYERS = ("cleaning", "outline", "extractors")
GATED = gated()


@pytest.mark.parametrize("name", GATED)
def test_a_gate_keeps_nothing_out(name: str) -> None:
    one, plain = GATED[name], re.compile(GATED[name].pattern)
    clauses = [clause for text in TEXTS for clause in re.split("(?<=[,。;:\n])", narrowed(text))]
    for text in (*clauses, *map(narrowed, TEXTS), *TERMS):
        found = [match.span() for match in plain.finditer(text)]
        assert [match.span() for match in one.finditer(text)] == found
        assert one.split(text) == plain.split(text)
        first = one.search(text)
        assert (first and first.span()) == (found[0] if found else None)


@pytest.mark.parametrize("name", GATED)
def test_a_gate_lets_all_pass_that_a_pattern_is_made_of(name: str) -> None:
    one, plain = GATED[name], re.compile(GATED[name].pattern)

    # Most of what is drawn for a pattern that looks back is thrown away: twenty cost half a minute where it does so twice.
    @settings(max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.from_regex(plain))
    def holds(text: str) -> None:
        found = plain.search(text)
        told = one.search(text)
        assert (told and told.span()) == (found and found.span())

    holds()

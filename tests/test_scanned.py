"""Patterns that are tried only where they may begin, or where a text holds what they need: they find what they would find everywhere."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar, get_type_hints

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import civtext
from civtext.lexicons import Gated, Scanned, lexicon
from civtext.model import narrowed

TEXTS = [path.read_text("utf-8") for path in (Path(__file__).parents[1] / "corpora").glob("a*/*.txt")]
WORDS = "".join(entry["term"] + "," for name in ("slogans", "number_words") for entry in lexicon(name))
TERMS = [entry["example"] for name in ("verbs", "units", "negations", "quantity_words") for entry in lexicon(name)]


def patterns(kind: type[T]) -> dict[str, T]:
    """Every pattern of a kind in the package, by its module and name; those that are made when first asked for, too."""
    names = [found.name for found in pkgutil.walk_packages(civtext.__path__, "civtext.")]
    modules = [importlib.import_module(name) for name in names if name.split(".")[1] in LAYERS]
    told = {f"{module.__name__}.{name}": value for module in modules for name, value in vars(module).items()}
    made = {
        name: value()
        for name, value in told.items()
        if hasattr(value, "cache_info") and get_type_hints(value).get("return") is kind
    }
    return {name: value for name, value in (told | made).items() if isinstance(value, kind)}


T = TypeVar("T", Gated, Scanned)
LAYERS = ("articles", "cleaning", "contradictions", "extractors", "facts", "outline", "places", "quantities")
GATED, SCANNED = patterns(Gated), patterns(Scanned)
CLAUSES = dict.fromkeys(clause for text in TEXTS for clause in re.split("(?<=[,。;:\n])", narrowed(text)))


def spans(found: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in found]


@pytest.mark.parametrize("name", GATED)
def test_a_gate_keeps_nothing_out(name: str) -> None:
    one, plain = GATED[name], re.compile(GATED[name].pattern)
    for text in (*CLAUSES, *map(narrowed, TEXTS), *TERMS):
        found = spans(plain.finditer(text))
        assert spans(one.finditer(text)) == found
        assert one.split(text) == plain.split(text)
        first = one.search(text)
        assert (first and first.span()) == (found[0] if found else None)


@pytest.mark.parametrize("name", SCANNED)
def test_what_is_tried_at_first_characters_alone_is_what_would_be_found(name: str) -> None:
    one, plain = SCANNED[name], re.compile(SCANNED[name].pattern, SCANNED[name].flags)
    for text in (WORDS, *map(narrowed, TEXTS), *TERMS):
        assert spans(one.finditer(text)) == spans(plain.finditer(text))
        assert spans(one.finditer(text, 1, len(text) // 2)) == spans(plain.finditer(text, 1, len(text) // 2))


def check_drawn(name: str, number: int) -> None:
    one = (GATED | SCANNED)[name]
    plain = re.compile(one.pattern, getattr(one, "flags", 0))

    @settings(max_examples=number, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.from_regex(plain))
    def holds(text: str) -> None:
        found, told = plain.search(text), one.search(text)
        assert (told and told.span()) == (found and found.span())

    holds()


# Most of what is drawn for a pattern that looks back is thrown away: twenty cost half a minute where it does so twice.
@pytest.mark.parametrize("name", [*GATED, *SCANNED])
def test_all_passes_that_a_pattern_is_made_of(name: str) -> None:
    check_drawn(name, 20)


@pytest.mark.long
@pytest.mark.parametrize("name", [*GATED, *SCANNED])
def test_much_passes_that_a_pattern_is_made_of(name: str) -> None:
    check_drawn(name, 60)

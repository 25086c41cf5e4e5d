"""Patterns of many branches that are tried only where they may begin: they find what they would find everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from civtext.cleaning import damage
from civtext.extractors import placeholders_forms, slogans
from civtext.extractors import slogans_lookalikes as looks
from civtext.lexicons import lexicon, scanned
from civtext.outline import marks

TEXTS = [path.read_text("utf-8") for path in (Path(__file__).parents[1] / "corpora").glob("a*/*.txt")]
WORDS = "".join(entry["term"] + "," for name in ("slogans", "number_words") for entry in lexicon(name))


PAIRS = [
    (slogans._PLAIN, slogans._FIRSTS),
    (looks._LOOKALIKE, looks._FIRSTS),
    (damage._MASK, damage._MASK_FIRSTS),
    (marks._TOKEN, marks._FIRSTS),
    (placeholders_forms._EMPTY, placeholders_forms._EMPTY_FIRSTS),
    *placeholders_forms._NAMED,
]


@pytest.mark.parametrize(("pattern", "firsts"), PAIRS, ids=list(map(str, range(len(PAIRS)))))
def test_what_is_tried_at_likely_characters_alone_is_what_would_be_found(
    pattern: re.Pattern[str], firsts: re.Pattern[str]
) -> None:
    assert len(TEXTS) > 20
    for text in (WORDS, *TEXTS):
        assert [m.span() for m in scanned(pattern, firsts, text)] == [m.span() for m in pattern.finditer(text)]

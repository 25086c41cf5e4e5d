"""Lexicons: every file says where it comes from, every entry shows itself in a phrase, none stands twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from civtext.lexicons import lexicon

LEXICONS = sorted((Path(__file__).parents[1] / "src/civtext/data/lexicons").glob("*.tsv"))


@pytest.mark.parametrize("path", LEXICONS, ids=lambda path: path.stem)
def test_a_lexicon_is_in_order(path: Path) -> None:
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert all(any(word in line.lower() for line in head) for word in ("source:", "date:", "licence:"))
    entries = lexicon(path.stem)
    assert entries, "an empty lexicon"
    terms = [entry["term"] for entry in entries]
    assert len(terms) == len(set(terms)), sorted(term for term in terms if terms.count(term) > 1)
    without = [entry["term"] for entry in entries if entry["term"] not in entry["example"]]
    assert not without, f"examples that do not hold their term: {without}"

"""Lexicons: every file says where it comes from, every entry shows itself in a phrase, none stands twice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from civtext.cleaning.wording import siteness
from civtext.lexicons import any_unless, lexicon
from civtext.model import CleanText

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


@pytest.mark.parametrize("name", ["noun_tails", "not_deeds", "result_words"])
def test_an_example_shows_its_term_where_it_holds(name: str) -> None:
    stopped = [e["term"] for e in lexicon(name) if not re.search(any_unless(name, term=e["term"]), e["example"])]
    assert not stopped, f"examples in which `unless` stops the term: {stopped}"


def test_lines_of_sites_and_of_reports_are_told_apart() -> None:
    """Each line of the data is once there; hardly one is nearer to the other kind, and none held out for measuring is among them."""
    data = Path(__file__).parents[1] / "src/civtext/data/edge_lines.tsv"
    head, *rows = [row for row in data.read_text(encoding="utf-8").splitlines() if not row.startswith("#")]
    lines = [row.split("\t") for row in rows]
    assert head == "kind\tline" and {kind for kind, _ in lines} == {"site", "paywall", "report"}
    assert len({line for _, line in lines}) == len(lines)
    wrong = [line for kind, line in lines if (siteness(line) > 0) == (kind == "report")]
    assert len(wrong) * 50 < len(lines)
    held_out = (Path(__file__).parent / "unread_wrappers.tsv").read_text(encoding="utf-8").splitlines()
    told = {CleanText.of(row.partition("\t")[2], []).folded for row in held_out}
    assert told.isdisjoint(line for _, line in lines)


def test_traditional_characters_are_folded_and_no_others() -> None:
    path = Path(__file__).parents[1] / "src/civtext/data/traditional.tsv"
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert all(any(word in line for line in head) for word in ("source:", "licence:", "date:"))
    everyday = bytes(byte for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF) for byte in (row, cell))
    simplified = everyday.decode("gb2312", errors="ignore")
    assert CleanText.of(simplified, []).folded == simplified
    assert CleanText.of("條個億萬與這裏", []).folded == "条个亿万与这里"

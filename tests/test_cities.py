"""The made-up cities: what is written down as true is where it is said to be, and the maker makes the same again."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "corpora" / "cities"
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt"))}
TRUTH = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))


def spans(truth):
    if isinstance(truth, dict):
        if "start" in truth:
            yield truth
        for value in truth.values():
            yield from spans(value)
    elif isinstance(truth, list):
        for value in truth:
            yield from spans(value)


def test_sixty_reports_of_twenty_places():
    assert len(TEXTS) == 60
    assert Counter(Counter(name.split("-")[0] for name in TEXTS).values()) == {3: 20}
    assert all(900 <= len(text) <= 1800 for text in TEXTS.values())


def test_spans_slice_back():
    found = list(spans(TRUTH))
    assert len(found) > 1500
    for span in found:
        assert TEXTS[span["document"]][span["start"] : span["end"]] == span["text"]


def test_there_is_enough_of_everything():
    assert len(TRUTH["figures"]) >= 30 and sum(map(len, TRUTH["figures"].values())) >= 250
    assert len(TRUTH["measures"]) >= 40 and sum(cluster["only_one_place"] for cluster in TRUTH["measures"]) >= 10
    assert len(TRUTH["reuse"]) >= 80 and len(TRUTH["harmless"]) >= 40
    assert sum(pair["kind"] == "spun" and pair["direct"] for pair in TRUTH["reuse"]) >= 20
    assert Counter(promise["outcome"] for promise in TRUTH["promises"]).keys() == {"kept", "changed", "dropped", "open"}
    assert len(TRUTH["promises"]) >= 100
    assert len(TRUTH["held_out"]) == 7


def test_a_promise_is_told_of_where_it_is_kept_or_changed():
    for promise in TRUTH["promises"]:
        assert (promise["later"] is not None) == (promise["outcome"] in ("kept", "changed"))


def test_nothing_is_shared_by_chance():
    """Outside the planted copies no 30 characters of a line stand in two reports."""
    copied = {}
    for pair in TRUTH["reuse"]:
        for side in (pair["from"], pair["to"]):
            copied.setdefault(side["document"], set()).add((side["start"], side["end"]))
    seen = {}
    for name, text in TEXTS.items():
        for start, end in copied.get(name, ()):
            text = text[:start] + "\0" * (end - start) + text[end:]
        for i in range(len(text) - 29):
            run = text[i : i + 30]
            if not {"\0", "\n"} & set(run):
                assert seen.setdefault(run, name) == name, run


@pytest.mark.skipif(os.name == "nt", reason="newlines are written as the system writes them")
def test_the_maker_makes_the_same_again(tmp_path):
    subprocess.run([sys.executable, str(FOLDER / "make.py"), str(tmp_path)], check=True)
    assert (tmp_path / "truth.json").read_bytes() == (FOLDER / "truth.json").read_bytes()
    for name, text in TEXTS.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text

"""The drafts with planted faults: their spans slice, their kinds and indicators exist, there are enough of each."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from civtext.codebook import load_codebook

DRAFTS = Path(__file__).parents[1] / "corpora" / "drafts"
TEXTS = sorted(DRAFTS.glob("*.txt"))
KINDS = ("blank", "contradiction", "leftover", "form")


def planted(text: Path) -> dict:
    return json.loads(text.with_suffix(".faults.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_planted_span_slices(path: Path) -> None:
    text, labels = path.read_text(encoding="utf-8"), planted(path)
    spans = [span for key in ("faults", "harmless") for one in labels[key] for span in (one, *one.get("also", []))]
    assert [text[one["start"] : one["end"]] for one in spans] == [one["text"] for one in spans]
    assert {one["kind"] for key in ("faults", "harmless") for one in labels[key]} <= set(KINDS)
    assert set(labels["indicators"]) <= {one.id for one in load_codebook().indicators}
    assert set(labels["indicators"].values()) <= {"strong", "thin", "planned", "none"}
    assert len(labels["indicators"]) >= 4 and 500 <= len(text) <= 1500


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_nothing_is_fault_and_look_alike_of_one_kind(path: Path) -> None:
    labels = planted(path)
    clashes = [
        (fault["text"], one["text"])
        for fault in labels["faults"]
        for one in labels["harmless"]
        if fault["kind"] == one["kind"] and fault["start"] < one["end"] and one["start"] < fault["end"]
    ]
    assert clashes == []


def test_there_are_thirty_drafts_with_four_hundred_faults_and_as_many_look_alikes() -> None:
    counts = {
        key: Counter(one["kind"] for text in TEXTS for one in planted(text)[key]) for key in ("faults", "harmless")
    }
    verdicts = Counter(verdict for text in TEXTS for verdict in planted(text)["indicators"].values())
    assert len(TEXTS) == 30
    assert counts["faults"].total() >= 400 and counts["harmless"].total() >= 400
    rows = [f"| {kind} | {counts['faults'][kind]} | {counts['harmless'][kind]} |" for kind in KINDS]
    rows.append(f"| indicator | {verdicts.total() - verdicts['strong']} | {verdicts['strong']} |")
    readme = (DRAFTS / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \w+ \| \d+ \| \d+ \|$", readme, re.M) == rows

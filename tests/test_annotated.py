"""The annotated corpus is in order: every record slices its text, as the guidelines' format asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CORPORA = Path(__file__).parents[1] / "corpora"
ANNOTATED = sorted(
    path for name in ("annotated", "arrived", "heldout") for path in (CORPORA / name).glob("*.gold.json")
)
LAYERS = ("metrics", "placeholders", "measures", "slogans", "residuals")


@pytest.mark.parametrize("path", ANNOTATED, ids=lambda path: path.name.split(".")[0])
def test_offsets(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    with path.with_name(path.name.replace(".gold.json", ".txt")).open(encoding="utf-8", newline="") as file:
        text = file.read()
    records = [record for layer in LAYERS for record in gold[layer]]
    assert len(records) > 15
    assert [one for one in records if text[one["start"] : one["end"]] != one["text"]] == []
    for heading in gold["headings"]:
        assert heading["title"][-4:] in text[heading["start"] : heading["end"] + 1], heading
    for passage in gold["passages"]:
        assert 0 <= passage["start"] < passage["end"] <= len(text) and len(passage["categories"]) <= 3

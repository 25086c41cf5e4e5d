"""How far two labellings of the same passages agree, and how far the carried model agrees with a hand-checked sample.

    python corpora/agreement.py

Printed: Krippendorff's alpha by category and over all cells, of the first labelling (corpora/passages) and the second
(second-labels.jsonl, made without sight of the first); then, for indicator-sample.jsonl, the share of passages one of whose
indicators is among the first three that civtext names.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from civtext.classifiers.categories import indicators
from civtext.codebook import load_codebook
from civtext.evaluation.reliability import alpha, by_label

HERE = Path(__file__).parent


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def print_agreement() -> None:
    first = {row["id"]: row for path in (HERE / "passages").glob("*.jsonl") for row in rows(path)}
    second, codebook = rows(HERE / "second-labels.jsonl"), load_codebook()
    for layer, labels in (("categories", codebook.categories), ("indicators", codebook.indicators)):
        pairs = [(set(first[row["id"]][layer]), set(row[layer])) for row in second]
        ids = [label.id for label in labels]
        if layer == "categories":
            for id, reached in by_label(pairs, ids).items():
                print(f"{id} {reached:.3f}")
        every = alpha((id in one, id in other) for one, other in pairs for id in ids)
        print(f"{layer}, all cells {every:.3f} ({len(pairs)} passages)")


def print_indicators() -> None:
    sample = [row for row in rows(HERE / "indicator-sample.jsonl") if row["indicators"]]
    found = indicators([row["text"] for row in sample])
    hits = sum(
        bool({one.id for one in scores[:3]} & set(row["indicators"])) for row, scores in zip(sample, found, strict=True)
    )
    print(f"indicators, accuracy@3: {hits / len(sample):.3f} ({len(sample)} passages that have any)")


if __name__ == "__main__":
    print_agreement()
    print_indicators()

"""How far two labellings of the same passages agree, and how far the carried model agrees with a hand-checked sample.

    python corpora/agreement.py

Printed: Krippendorff's alpha by category and over all cells, of the first labelling (corpora/passages) and the second
(second-labels.jsonl, made without sight of the first); then, for indicator-sample.jsonl, the share of passages one of whose
indicators is among the first three that civtext names; last, F1 by layer of two people's annotations of the same
reports (twice/), and of civtext against the first of them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from civtext.classifiers.categories import indicators
from civtext.codebook import load_codebook
from civtext.evaluation import Answer, Gold, evaluate, read_gold
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


def second(gold: Gold) -> Answer:
    """What the second annotator found in a document; passages are labelled once."""
    content = json.loads((HERE / "twice" / f"{gold.name}.second.json").read_text(encoding="utf-8"))
    articles = [{**content, **bounds, "doc": content["doc"]} for bounds in content["docs"]]
    return Answer.of(gold, articles, [passage["categories"] for passage in gold.passages])


def print_annotators() -> None:
    golds = read_gold(HERE / "twice")
    people = {score.layer: score.f1 for score in evaluate((gold, second(gold)) for gold in golds).scores}
    print("layer, second annotator, civtext")
    for score in evaluate(HERE / "twice").scores:
        if not score.layer.startswith("categories"):
            print(f"{score.layer} {people[score.layer]:.3f} {score.f1:.3f}")


if __name__ == "__main__":
    print_agreement()
    print_indicators()
    print_annotators()

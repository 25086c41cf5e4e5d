"""The coverage matrix (覆盖矩阵): groups by categories and indicators, normalised for how much each group wrote.

A group's texts are of unlike length: beside the counts stands what they are for 10,000 characters, and the share of the group's
characters that the passages of a category take.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from civtext.classifiers.categories import category_of
from civtext.comparison.reading import Row
from civtext.evidence import KINDS, kinds_of


@dataclass(frozen=True, slots=True)
class Cell:
    """What a group says of a category or an indicator: passages, measures, metrics, characters, the kinds of evidence, its share of
    the group's characters, and measures for 10,000 characters.
    """

    group: str
    id: str
    passages: int
    measures: int
    metrics: int
    characters: int
    kinds: tuple[str, ...]
    share: float
    per_10000: float


def matrix(
    articles: Sequence[Row],
    passages: Sequence[Row],
    labels: Sequence[Row],
    measures: Sequence[Row],
    metrics: Sequence[Row],
) -> list[Cell]:
    """A cell for each group and category or indicator that it says anything of, by group and id."""
    group = {row["document_id"]: row["group"] for row in articles if row["group"]}
    written: defaultdict[str, int] = defaultdict(int)
    for row in articles:
        if row["group"]:
            written[row["group"]] += row["characters"]
    inside = {name: _by_passage(rows) for name, rows in (("measures", measures), ("metrics", metrics))}
    texts = {row["id"]: row for row in passages}
    held: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for row in labels:
        if row["document_id"] in group:
            held[group[row["document_id"]], row["category"]].add(row["passage_id"])
    return [_cell(key, ids, texts, inside, written[key[0]]) for key, ids in sorted(held.items())]


def _by_passage(rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["passage_id"]].append(row)
    return found


def _cell(
    key: tuple[str, str], ids: set[int], texts: dict[int, Row], inside: dict[str, dict[int, list[Row]]], written: int
) -> Cell:
    measures = [row for id in ids for row in inside["measures"].get(id, ())]
    metrics = [row for id in ids for row in inside["metrics"].get(id, ())]
    characters = sum(len(texts[id]["text"]) for id in ids)
    told = kinds_of(measures, metrics)
    return Cell(
        *key,
        passages=len(ids),
        measures=len(measures),
        metrics=len(metrics),
        characters=characters,
        kinds=tuple(kind for kind in KINDS if kind in told),
        share=round(characters / max(written, 1), 4),
        per_10000=round(10_000 * len(measures) / max(written, 1), 2),
    )


def categories_only(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of categories, without those of their indicators."""
    return [cell for cell in cells if category_of(cell.id) == cell.id]

"""The coverage matrix (覆盖矩阵): groups by categories and indicators, normalised for how much each group wrote, and for its level.

A group's texts are of unlike length: beside the counts stands what they are for 10,000 characters, and the share of the group's
characters that the passages of a category take. A city writes of other things than a street does: a share is set against the median of
those of its level, where these are enough.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from civtext.classifiers.categories import category_of
from civtext.comparison.reading import Row
from civtext.evidence import KINDS, kinds_of

FEWEST_OF_LEVEL = 5  # groups from which on their median says what is usual


@dataclass(frozen=True, slots=True)
class Cell:
    """What a group says of a category or an indicator: passages, measures, metrics, characters, the kinds of evidence, its share of
    the group's characters, measures for 10,000 characters; `behind`: its passages, the surest first, each with the `evidence` for it
    (spans of its text); `measured` and `counted`: the measures and metrics in them.
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
    behind: tuple[Row, ...] = ()
    measured: tuple[Row, ...] = ()
    counted: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """The groups of one level, and the median of their shares of each category and indicator that any of them speaks to; none where the
    groups are too few.
    """

    level: str
    groups: tuple[str, ...]
    medians: Mapping[str, float]


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
    held: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in labels:
        if row["document_id"] in group:
            held[group[row["document_id"]], row["category"]].append(row)
    return [_cell(key, found, texts, inside, written[key[0]]) for key, found in sorted(held.items())]


def levels(articles: Sequence[Row], cells: Sequence[Cell]) -> list[Level]:
    """The levels that groups are of (each of the one it wrote most in), from that with most groups."""
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in articles:
        if row["group"]:
            written[row["group"]][row["level"] or ""] += row["characters"]
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for group, counts in sorted(written.items()):
        groups[counts.most_common(1)[0][0]].append(group)
    told = ((level, found) for level, found in groups.items() if level)
    return [
        Level(level, tuple(found), _medians(found, cells))
        for level, found in sorted(told, key=lambda one: -len(one[1]))
    ]


def _medians(groups: Sequence[str], cells: Sequence[Cell]) -> dict[str, float]:
    if len(groups) < FEWEST_OF_LEVEL:
        return {}
    shares: defaultdict[str, list[float]] = defaultdict(list)
    for cell in cells:
        if cell.group in groups:
            shares[cell.id].append(cell.share)
    silent = [0.0] * len(groups)
    return {id: round(median([*found, *silent[len(found) :]]), 4) for id, found in shares.items()}


def _by_passage(rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["passage_id"]].append(row)
    return found


def _cell(
    key: tuple[str, str],
    labels: Sequence[Row],
    texts: Mapping[int, Row],
    inside: Mapping[str, Mapping[int, list[Row]]],
    written: int,
) -> Cell:
    surest = sorted(labels, key=lambda row: -row["score"])
    behind = tuple(texts[row["passage_id"]] | {"evidence": json.loads(row["evidence"])} for row in surest)
    measures, metrics = (
        [row for passage in behind for row in inside[name].get(passage["id"], ())] for name in ("measures", "metrics")
    )
    characters = sum(len(row["text"]) for row in behind)
    told = kinds_of(measures, metrics)
    return Cell(
        *key,
        passages=len(behind),
        measures=len(measures),
        metrics=len(metrics),
        characters=characters,
        kinds=tuple(kind for kind in KINDS if kind in told),
        share=round(characters / max(written, 1), 4),
        per_10000=round(10_000 * len(measures) / max(written, 1), 2),
        behind=behind,
        measured=tuple(measures),
        counted=tuple(metrics),
    )


def categories_only(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of categories, without those of their indicators."""
    return [cell for cell in cells if category_of(cell.id) == cell.id]

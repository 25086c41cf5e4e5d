"""Experience cards (经验卡): for an indicator, the best documented practices: what was done, by whom, how, with which figures.

Well documented is a passage that tells a done measure with its figure, an actor, a paper or a mechanism, and says it surely of its
indicator; of one place the best card is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from civtext.comparison.reading import Row
from civtext.evidence import kinds_of

MOST = 5


@dataclass(frozen=True, slots=True)
class Card:
    """A practice, documented: the passage, whose it is, what was done in it, by whom, with which figures, the kinds of evidence."""

    indicator: str
    passage: Row
    measures: tuple[str, ...]
    actors: tuple[str, ...]
    figures: tuple[str, ...]
    kinds: tuple[str, ...]
    weight: float


def cards(
    indicator: str,
    passages: Sequence[Row],
    labels: Sequence[Row],
    measures: Sequence[Row],
    metrics: Sequence[Row],
    *,
    most: int = MOST,
) -> list[Card]:
    """The best documented passages of an indicator (or category), one a place, best first."""
    scores = {row["passage_id"]: row["score"] for row in labels if row["category"] == indicator}
    inside: defaultdict[int, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for at, rows in enumerate((measures, metrics)):
        for row in rows:
            if row["passage_id"] in scores:
                inside[row["passage_id"]][at].append(row)
    made = [_card(indicator, row, *inside[row["id"]], scores[row["id"]]) for row in passages if row["id"] in scores]
    best: dict[object, Card] = {}
    for card in sorted(made, key=lambda card: -card.weight):
        best.setdefault(card.passage["place"] or card.passage["document_id"], card)
    return [card for card in list(best.values())[:most] if card.measures]


def _card(indicator: str, passage: Row, measures: Sequence[Row], metrics: Sequence[Row], score: float) -> Card:
    done = [row for row in measures if row["status"] in ("done", "standing")]
    reached = [row for row in metrics if row["status"] == "done"]
    kinds = kinds_of(measures, metrics)
    actors = tuple(dict.fromkeys(row["actor"] for row in done if row["actor"]))
    weight = score * (len(kinds) + min(len(reached), 4) / 4 + min(len(done), 4) / 4 + (0.5 if actors else 0))
    told = tuple(row["text"] for row in done), actors, tuple(row["text"] for row in reached)
    return Card(indicator, passage, *told, tuple(sorted(kinds)), round(weight, 4))

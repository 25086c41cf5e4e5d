"""How well the program does on annotated documents, and what a change to it gains and loses.

`evaluate` takes a folder of gold files, or gold documents paired with answers from elsewhere (a saved run, another
revision). It gives a `Score` a layer (precision, recall, F1 over all documents together) and every `Miss`: a gold
record that was missed, a found one that is wrong. `compare` sets two runs against each other.

>>> gold = Gold("总结", "整治小巷80条,新建公厕6座。", {"layers": ["metrics"], "metrics": [
...     {"start": 4, "end": 7, "text": "80条", "value": 80, "unit": "条"},
...     {"start": 12, "end": 14, "text": "6座", "value": 6, "unit": "座"}]})
>>> found = Answer("总结", [{"start": 0, "end": 15, "doc": {}, "metrics": [
...     {"start": 4, "end": 7, "text": "80条", "value": 80.0, "unit": "条"}]}])
>>> evaluation = evaluate([(gold, found)])
>>> evaluation.scores[0].recall, [miss.context for miss in evaluation.misses_of("metrics.span")]
(0.5, ['整治小巷80条,新建公厕【6座】。'])
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.errors import UsageError
from civtext.evaluation.agreement import Record
from civtext.evaluation.answers import Answer, Gold, answer, read_answers, read_gold, taught, write_answers
from civtext.evaluation.verdicts import LAYERS, Verdict, judge
from civtext.records import around

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = [
    "Answer",
    "Comparison",
    "Evaluation",
    "Gold",
    "Miss",
    "Score",
    "answer",
    "compare",
    "evaluate",
    "read_answers",
    "read_gold",
    "taught",
    "write_answers",
]

_IDENTITY = ("start", "end", "category", "field", "fact")
_LONG = 60


@dataclass(frozen=True, slots=True)
class Score:
    """How a layer does over all documents: how many records were hit, annotated and found.

    >>> score = Score("metrics.span", hits=3, gold=4, predicted=6)
    >>> score.precision, score.recall, score.f1
    (0.5, 0.75, 0.6)
    """

    layer: str
    hits: float
    gold: int
    predicted: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.hits / (self.gold + self.predicted) if self.gold + self.predicted else 0.0

    def as_dict(self) -> dict[str, Any]:
        """The figures, for JSON and tables."""
        return {"layer": self.layer, "precision": self.precision, "recall": self.recall, "f1": self.f1} | asdict(self)


@dataclass(frozen=True, slots=True)
class Miss:
    """What went wrong: `what` is "missed" for a gold record, "wrong" for one that should not have been found."""

    name: str
    layer: str
    what: str
    record: Record
    context: str = ""

    @property
    def identity(self) -> tuple[Any, ...]:
        """What makes it the same miss in two runs: where it stands, not what else the record says."""
        return self.layer, self.name, self.what, *(self.record.get(name) for name in _IDENTITY)

    def as_dict(self) -> dict[str, Any]:
        """All of it, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores by layer, and every miss."""

    scores: tuple[Score, ...]
    misses: tuple[Miss, ...] = field(repr=False)

    def misses_of(self, layer: str) -> list[Miss]:
        """The misses of one layer; UsageError for a layer without a score."""
        known = [score.layer for score in self.scores]
        if layer not in known:
            listed = " ".join(known)
            raise UsageError("usage.layer", f"没有“{layer}”这一层：{listed}。", f"No layer '{layer}'; known: {listed}.")
        return [miss for miss in self.misses if miss.layer == layer]

    def frame(self) -> DataFrame:
        """The scores as a DataFrame: layer, precision, recall, f1, hits, gold, predicted."""
        import pandas as pd

        return pd.DataFrame([score.as_dict() for score in self.scores])


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the same documents: misses that are gone are gains, misses that have come are losses."""

    before: Evaluation
    after: Evaluation
    names: tuple[str, ...]

    @property
    def gains(self) -> list[Miss]:
        """Gold records now hit that were not, and wrong records that are gone."""
        return _without(self.before.misses, self.after.misses)

    @property
    def losses(self) -> list[Miss]:
        """Gold records no longer hit, and wrong records that were not there."""
        return _without(self.after.misses, self.before.misses)

    def rows(self) -> list[dict[str, Any]]:
        """One row a layer: its figures after the change, its F1 before, and how many gains and losses."""
        f1 = {score.layer: score.f1 for score in self.before.scores}
        gains, losses = (Counter(miss.layer for miss in misses) for misses in (self.gains, self.losses))
        return [
            {
                **score.as_dict(),
                "f1_before": f1[score.layer],
                "gains": gains[score.layer],
                "losses": losses[score.layer],
            }
            for score in self.after.scores
        ]

    def changes(self) -> list[dict[str, Any]]:
        """Every gain and loss, for JSON."""
        return [{"change": "gain", **asdict(miss)} for miss in self.gains] + [
            {"change": "loss", **asdict(miss)} for miss in self.losses
        ]


def evaluate(gold: str | Path | Iterable[tuple[Gold, Answer]]) -> Evaluation:
    """Judge this civtext on a folder of gold files (NAME.gold.json beside NAME.txt), or given answers on gold documents.

    Layers that no document has annotated have no score. Raises UsageError for a bad gold file, LoadError for a bad text.
    """
    if isinstance(gold, (str, Path)):
        gold = [(one, answer(one)) for one in read_gold(gold)]
    judged = [(one, judge(one, given)) for one, given in gold]
    verdicts = [verdict for _, found in judged for verdict in found]
    misses = [miss for one, found in judged for verdict in found for miss in _misses(one, verdict)]
    return Evaluation(tuple(_scores(verdicts)), tuple(misses))


def compare(gold: Iterable[Gold], before: Iterable[Answer], after: Iterable[Answer]) -> Comparison:
    """What the run `after` gains and loses against `before`, on the gold documents that both have answered."""
    old, new = ({one.name: one for one in run} for run in (before, after))
    both = [one for one in gold if one.name in old and one.name in new]
    if not both:
        raise UsageError("usage.answers", "两次结果没有共同的文件。", "The two runs have no document in common.")
    old_scores, new_scores = (evaluate((one, run[one.name]) for one in both) for run in (old, new))
    return Comparison(old_scores, new_scores, tuple(one.name for one in both))


def _without(misses: Sequence[Miss], others: Sequence[Miss]) -> list[Miss]:
    """The misses that are not among the others, by layer; two at one place are two."""
    left = Counter(miss.identity for miss in others)
    gone = []
    for miss in misses:
        if left[miss.identity]:
            left[miss.identity] -= 1
        else:
            gone.append(miss)
    return sorted(gone, key=lambda miss: LAYERS.index(miss.layer))


def _misses(gold: Gold, verdict: Verdict) -> Iterator[Miss]:
    for what, records in (("missed", verdict.missed), ("wrong", verdict.wrong)):
        for record in records:
            yield Miss(gold.name, verdict.layer, what, record, _context(gold.text, record["start"], record["end"]))


def _context(text: str, start: int, end: int) -> str:
    """A record with the words around it, or, where it is long, its own first and last words; nothing of a whole document."""
    if start == end:
        return ""
    words = around(text, start, end) if end - start <= _LONG else f"{text[start : start + 40]}…{text[end - 15 : end]}"
    return words.replace("\n", "⏎")


def _scores(verdicts: Sequence[Verdict]) -> list[Score]:
    """The score of each layer that some verdict is on, in the order of LAYERS."""
    by_layer = {layer: [verdict for verdict in verdicts if verdict.layer == layer] for layer in LAYERS}
    scores = [_score(layer, found) for layer, found in by_layer.items() if found]
    labels = by_layer["categories.micro"]
    return [*scores, _macro(labels)] if labels else scores


def _score(layer: str, verdicts: Iterable[Verdict]) -> Score:
    counts = [(len(one.hits), len(one.missed), len(one.wrong)) for one in verdicts]
    hits, missed, wrong = map(sum, zip(*counts, strict=True))
    return Score(layer, hits, hits + missed, hits + wrong)


def _macro(labels: Sequence[Verdict]) -> Score:
    """The mean F1 of the categories that are wanted somewhere: each is one record, hit to the share of its F1."""
    hits = Counter(record["category"] for one in labels for record in one.hits)
    missed = Counter(record["category"] for one in labels for record in one.missed)
    wrong = Counter(record["category"] for one in labels for record in one.wrong)
    wanted = sorted({*hits, *missed})
    shares = [2 * hits[id] / (2 * hits[id] + missed[id] + wrong[id]) for id in wanted]
    return Score("categories.macro", sum(shares), len(wanted), len(wanted))

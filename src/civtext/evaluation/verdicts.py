"""What a gold document's annotators and a program's answer to it say, set against each other layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from civtext.evaluation.agreement import FAMILIES, Family, Record, pairs
from civtext.evaluation.answers import Answer, Gold

_FIRST = "categories.top1"
LAYERS = (*(layer for family in FAMILIES for layer in family.layers), _FIRST)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One layer of one document: the gold records that were hit and missed, and the found ones that are wrong."""

    layer: str
    hits: Sequence[Record]
    missed: Sequence[Record]
    wrong: Sequence[Record]


def judge(gold: Gold, given: Answer) -> list[Verdict]:
    """What was hit, missed and wrong in every layer that was annotated."""
    content = {**given.content, "passages": [_labelled(passage, given) for passage in gold.passages]}
    families = [family for family in FAMILIES if gold.judges(family.part)]
    verdicts = [verdict for family in families for verdict in _verdicts(family, gold.content, content)]
    return [*verdicts, _first_categories(gold, given)] if gold.passages else verdicts


def _verdicts(family: Family, gold: Record, given: Record) -> list[Verdict]:
    wanted, found = family.records(gold), family.records(given)
    paired = pairs(wanted, found, family.near)
    verdicts = []
    for layer, agree in family.layers.items():
        hits = {i: j for i, j in paired if agree(wanted[i], found[j])}
        missed = [one for i, one in enumerate(wanted) if i not in hits]
        wrong = [one for j, one in enumerate(found) if j not in hits.values()]
        verdicts.append(Verdict(layer, [wanted[i] for i in hits], missed, wrong))
    return verdicts


def _labelled(passage: Record, given: Answer) -> Record:
    """A passage with the categories given, but for those that annotators differed about: neither wanted nor wrong."""
    may = passage.get("optional") or ()
    return {**passage, "categories": [id for id in given.categories_of(passage) if id not in may]}


def _first_categories(gold: Gold, given: Answer) -> Verdict:
    """Whether the best category of each passage that has one is among those wanted or optional."""
    hits, missed, wrong = [], [], []
    for passage in gold.passages:
        span = {"start": passage["start"], "end": passage["end"]}
        wanted, first = passage["categories"], next(iter(given.categories_of(passage)), None)
        if wanted and first in (*wanted, *(passage.get("optional") or ())):
            hits.append(passage)
        elif wanted:
            missed.append({**span, "category": wanted[0]})
            wrong.append({**span, "category": first})
    return Verdict(_FIRST, hits, missed, wrong)

"""When a found record agrees with a gold one, layer by layer, as the annotation guidelines mean it.

Two records are first paired by where they stand (`near`: one to one, the closest first); each layer then asks what a
pair must say alike. So `metrics.span` asks nothing more, `metrics.value` the same number and unit, `metrics.full` all.

>>> gold = {"start": 6, "end": 9, "value": 80.0, "unit": "条", "object": "背街小巷"}
>>> found = {"start": 6, "end": 9, "value": 80.0, "unit": "条", "object": "小巷", "bound": "over"}
>>> [layer for layer, agree in METRICS.items() if agree(gold, found)]
['metrics.span', 'metrics.value', 'metrics.object']

Objects and items are compared as bags of characters, since annotators cut them differently; a quotation mark or a
missing modifier is no miss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import isclose
from typing import Any

Record = dict[str, Any]
Near = Callable[[Record, Record], float]
Agree = Callable[[Record, Record], bool]

_MARKS = {ord(mark): None for mark in "《》“”‘’\"' \n"}


def overlap(gold: Record, found: Record, *, least: float = 0.5) -> float:
    """What two spans share of all they cover together, 0 where that is less than `least`.

    >>> overlap({"start": 0, "end": 4}, {"start": 1, "end": 4}), overlap({"start": 0, "end": 4}, {"start": 3, "end": 6})
    (0.75, 0.0)
    """
    common = min(gold["end"], found["end"]) - max(gold["start"], found["start"])
    if common <= 0:
        return 0.0
    share: float = common / (max(gold["end"], found["end"]) - min(gold["start"], found["start"]))
    return share if share >= least else 0.0


def alike(one: str | None, other: str | None) -> float:
    """F1 of two words as bags of characters, quotation marks aside; nothing is like nothing.

    >>> alike("“三张清单”", "三张清单"), alike("背街小巷", "小巷"), alike(None, "")
    (1.0, 0.6666666666666666, 1.0)
    """
    first, second = ((word or "").translate(_MARKS) for word in (one, other))
    if not first and not second:
        return 1.0
    return 2 * (Counter(first) & Counter(second)).total() / (len(first) + len(second))


def pairs(gold: Sequence[Record], found: Sequence[Record], near: Near) -> list[tuple[int, int]]:
    """Indexes of records that belong together, each in one pair at most, the nearest taken first."""
    candidates = [
        (weight, -abs(one["start"] - other["start"]), i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(found)
        if (weight := near(one, other))
    ]
    paired: dict[int, int] = {}
    for _, _, i, j in sorted(candidates, reverse=True):
        if i not in paired and j not in paired.values():
            paired[i] = j
    return list(paired.items())


def _same_span(gold: Record, found: Record) -> float:
    return float((gold["start"], gold["end"]) == (found["start"], found["end"]))


def _same_start(gold: Record, found: Record) -> float:
    return float(abs(gold["start"] - found["start"]) <= 1)


def _same_label(gold: Record, found: Record) -> float:
    return float(bool(_same_span(gold, found)) and gold["category"] == found["category"])


def _same_fact(gold: Record, found: Record) -> float:
    """年度 is 年; a place may leave out a level in the middle (省 and 县 without the 市)."""
    one, other = (record["fact"].replace(" ", "").replace("年度", "年") for record in (gold, found))
    is_place = gold["field"] == "place" and one[-2:] == other[-2:] and alike(one, other) >= 0.75
    return float(gold["field"] == found["field"] and (one == other or is_place))


def _all(*checks: Agree) -> Agree:
    return lambda gold, found: all(check(gold, found) for check in checks)


_anything = _all()


def _equal(*names: str) -> Agree:
    return lambda gold, found: all(gold.get(name) == found.get(name) for name in names)


def _alike(name: str, least: float) -> Agree:
    return lambda gold, found: alike(gold.get(name), found.get(name)) >= least


def _same_value(gold: Record, found: Record) -> bool:
    """The same number in the same unit; of masked ones, the same unit."""
    masked = bool(gold.get("masked"))
    if masked != bool(found.get("masked")) or (gold.get("unit") or "") != (found.get("unit") or ""):
        return False
    return masked or all(_same_number(gold.get(name), found.get(name)) for name in ("value", "high"))


def _same_number(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=1e-6, abs_tol=1e-6)


def _same_items(gold: Record, found: Record) -> bool:
    one, other = gold["items"], found["items"]
    return len(one) == len(other) and all(map(lambda a, b: alike(a, b) >= 0.7, one, other))


def _same_heading_end(gold: Record, found: Record) -> bool:
    return bool(abs(gold["end"] - found["end"]) <= 1)


METRICS = {
    "metrics.span": _anything,
    "metrics.value": _same_value,
    "metrics.object": _all(_same_value, _alike("object", 0.6)),
    "metrics.full": _all(_same_value, _alike("object", 0.6), _equal("bound", "status")),
}
_MEASURES = {
    "measures.action": _alike("action", 0.5),
    "measures.object": _all(_alike("action", 0.5), _alike("object", 0.5)),
    "measures.full": _all(_alike("action", 0.5), _alike("object", 0.5), _equal("status")),
}


def _is_heading(record: Record) -> bool:
    """The article's title has level 0; a run-in heading is found, but not annotated."""
    return bool(record.get("level", 1) >= 1 and not record.get("run_in"))


def _listed(part: str, only: Callable[[Record], Any] = bool) -> Callable[[Record], list[Record]]:
    return lambda content: [record for record in content.get(part) or [] if only(record)]


def _facts(field: str) -> Callable[[Record], list[Record]]:
    def facts(content: Record) -> list[Record]:
        fact = (content.get("doc") or {}).get(field)
        return [] if fact is None else [{"start": 0, "end": 0, "field": field, "fact": str(fact)}]

    return facts


def _labels(content: Record) -> list[Record]:
    return [
        {"start": passage["start"], "end": passage["end"], "category": category}
        for passage in content.get("passages") or []
        for category in dict.fromkeys(passage["categories"])
    ]


@dataclass(frozen=True, slots=True)
class Family:
    """Layers over the same records, which are paired once: the part of a gold file they stand in, and the checks."""

    part: str
    records: Callable[[Record], list[Record]]
    near: Near
    layers: dict[str, Agree]


FAMILIES = (
    Family("metrics", _listed("metrics"), overlap, METRICS),
    Family("measures", _listed("measures"), overlap, _MEASURES),
    Family("slogans", _listed("slogans"), overlap, {"slogans.span": _anything}),
    Family("slogans", _listed("slogans", lambda one: one.get("items")), overlap, {"slogans.items": _same_items}),
    Family(
        *("headings", _listed("headings", _is_heading), _same_start),
        {"headings.start": _anything, "headings.full": _all(_equal("level"), _same_heading_end)},
    ),
    Family(
        *("placeholders", _listed("placeholders"), _same_span),
        {"placeholders.span": _anything, "placeholders.type": _equal("type")},
    ),
    Family("residuals", _listed("residuals"), overlap, {"residuals": _anything}),
    Family("entities", _listed("entities"), _same_span, {"entities.span": _anything, "entities.kind": _equal("label")}),
    Family("docs", _listed("docs"), partial(overlap, least=0.9), {"articles": _anything}),
    *(
        Family("doc", _facts(field), _same_fact, {f"doc.{field}": _anything})
        for field in ("kind", "level", "place", "period")
    ),
    Family("passages", _labels, _same_label, {"categories.micro": _anything}),
)

"""Promises over the years (承诺兑现): what a place said it would do, and what its next report says became of it.

A promise is a planned measure (下一步, 力争), or a number that is a target and belongs to no measure (确保新建公厕6座). It was kept where the
next report of the same place tells a done measure or a reached number like it; changed, where the number told is less
by more than a fifth, a score or a rate by anything; dropped, where that report says nothing of it; open, where there is no later report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from civtext.comparison.reading import Row, is_practised

OUTCOMES = {"kept": "兑现", "changed": "变更", "dropped": "未再提", "open": "待后续"}
_APART = 0.2  # of the promised number

_LEVELS = ("分", "%")  # what is reached or not, and counts nothing

_ALIKE = 0.4  # likeness from which on two measures are the same work

Key = tuple[str, ...]
Likeness = Callable[[Row, Row], float]


@dataclass(frozen=True, slots=True)
class Promise:
    """A planned measure, what became of it, and the later measure that says so."""

    promise: Row
    outcome: str
    told: Row | None = None


def trace_promises(
    measures: Sequence[Row],
    metrics: Sequence[Row],
    told: Sequence[Row],
    alike: Likeness,
    years: Sequence[tuple[str, int]],
) -> list[Promise]:
    """What became of each planned measure and target, in their order: what of `told` (measures and metrics of every year) says so;
    `years` are the places and years that there are reports of.

    Rows need `place`, `year`, `status`, `document_kind`, `key` (what their number is compared by, None where there is none) and `amount` (in the plainest
    unit); those of metrics also `object` and `owned`, whether they belong to a measure.
    """
    done: defaultdict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in told:
        if is_practised(row):
            done[row["place"], row["year"]].append(row)
    found = [row for row in measures if row["status"] == "planned"]
    found += [row for row in metrics if row["status"] in ("planned", "target") and not row["owned"] and row["object"]]
    reported: defaultdict[str, list[int]] = defaultdict(list)
    for place, year in sorted(years):
        reported[place].append(year)
    traced = []
    for row in sorted(found, key=lambda row: (row["document_id"], row["span_start"])):
        if row["place"] and row["year"]:
            later = next((year for year in reported[row["place"]] if year > row["year"]), None)
            traced.append(Promise(row, "open") if later is None else _traced(row, done[row["place"], later], alike))
    return traced


def _traced(promise: Row, told: Sequence[Row], alike: Likeness) -> Promise:
    """By its number, where both have one; else by their words."""
    numbers = [row for row in told if promise["key"] and row["key"]]
    for same in (_is_same, _is_same_but_for_months, _is_level):
        for row in numbers:
            if same(promise["key"], row["key"]):
                return Promise(promise, "changed" if _is_less(promise, row) else "kept", row)
    others = [row for row in told if not (promise["key"] and row["key"])]
    best = max(others, key=lambda row: alike(promise, row), default=None)
    if best is None or alike(promise, best) < _ALIKE:
        return Promise(promise, "dropped")
    return Promise(promise, "kept", best)


def _is_same(promised: Key, told: Key) -> bool:
    return promised == told


def _is_same_but_for_months(promised: Key, told: Key) -> bool:
    """Whether one is of some months, the other of their year: what was planned for 上半年 is told of the year."""
    scopes = {promised[3], told[3]}
    return promised[:3] == told[:3] and scopes == {"", "months"}


def _is_level(promised: Key, told: Key) -> bool:
    """Whether a score or a rate is told under the end of its name, or the longer one: 得分达到94分 of 力争测评得分94分以上."""
    one, other = sorted((promised[0], told[0]), key=len)
    plain = promised[1] == told[1] and promised[1] in _LEVELS and promised[3] == told[3]
    return plain and len(one) > 1 and other.endswith(one)


def _is_less(promise: Row, told: Row) -> bool:
    """Whether less was reached, of what is counted by more than a fifth: a score or a rate is reached or it is not."""
    promised, reached = promise["amount"], told["amount"]
    apart = 0.0 if promise["key"][1] in _LEVELS else _APART
    return promised is not None and reached is not None and reached < promised * (1 - apart)

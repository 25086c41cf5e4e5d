"""Promises over the years (承诺兑现): what a place said it would do, and what its later reports say became of it.

A promise is a planned measure (下一步, 力争), or a target with its number. It was kept where a later report of the same place tells
a done measure like it; changed, where the number told is another one less by more than a fifth; dropped, where later reports say nothing
of it; open, where there is no later report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from civtext.comparison.reading import Row

OUTCOMES = {"kept": "兑现", "changed": "变更", "dropped": "未再提", "open": "待后续"}
_APART = 0.2  # of the promised number

Alike = Callable[[Row, Row], float]


@dataclass(frozen=True, slots=True)
class Promise:
    """A planned measure, what became of it, and the later measure that says so."""

    promise: Row
    outcome: str
    told: Row | None = None


def trace_promises(measures: Sequence[Row], alike: Alike, years: Sequence[tuple[str, int]]) -> list[Promise]:
    """What became of each planned measure; `alike` says how alike two measures are (from 0.5: the same work), `years` are the places and
    years that there are reports of.

    Rows need `place`, `year`, `status`, `value` (of the figure that belongs to it, or None), `unit`.
    """
    done: defaultdict[str, list[Row]] = defaultdict(list)
    for row in measures:
        if row["place"] and row["year"] and row["status"] in ("done", "standing"):
            done[row["place"]].append(row)
    last = {place: max(year for where, year in years if where == place) for place, _ in years}
    planned = [row for row in measures if row["status"] == "planned" and row["place"] and row["year"]]
    return [_traced(row, done[row["place"]], alike, last.get(row["place"], 0)) for row in planned]


def _traced(promise: Row, done: Sequence[Row], alike: Alike, last: int) -> Promise:
    later = [row for row in done if row["year"] > promise["year"]]
    if last <= promise["year"]:
        return Promise(promise, "open")
    best = max(later, key=lambda row: (alike(promise, row), -row["year"]), default=None)
    if best is None or alike(promise, best) < 0.5:
        return Promise(promise, "dropped")
    return Promise(promise, "changed" if _differs(promise, best) else "kept", best)


def _differs(promise: Row, told: Row) -> bool:
    one, other = promise.get("value"), told.get("value")
    if one is None or other is None or promise.get("unit") != told.get("unit"):
        return False
    return bool(other < one * (1 - _APART))

"""Like with like (同口径): the numbers of several places for one thing, in one unit, of one kind of work and one scope.

Two numbers are comparable where object, kind of unit, kind of work, status and scope agree: 人 are not 人次, what was built is not
what was renewed, a plan is not a result, 人均 is not a total, 累计 is not a year's, and a part (其中) is not its whole. What differs in
the unit alone is converted (亩 to 平方米). Masked numbers count as reported, not known.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from civtext.comparison.likeness import kind_of, same_object
from civtext.comparison.reading import Row
from civtext.quantities import alike

# What limits a number to a scope, where it stands before it in its clause.
_SCOPES = {
    "per_head": re.compile(r"人均|户均|每[人户万千]|平均每|生均"),
    "per_time": re.compile(r"每[年月周天日季]|年均|月均|日均"),
    "in_all": re.compile(r"累计|历年|[三四五六七八九十\d]年来|以来共|截至|总数|总量|总长|总面积"),
    "growth": re.compile(r"增长|增加|减少|下降|提高|上升|提升|新增长"),
    "part": re.compile(r"其中"),
}
_CLAUSE = re.compile(r"[,。;:!?\n]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it may be compared by: `value` in `unit`, the plainest of its kind; None where masked."""

    row: Row
    value: float | None
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aligned:
    """Figures of several articles that may be compared, the largest first, and how many are masked; `unit` is the one that
    most of them are written in, `size` how many of the plainest (that of the key) it is.
    """

    key: tuple[str, ...]
    figures: tuple[Figure, ...]
    masked: int
    unit: str
    size: float

    def percentile(self, value: float) -> float:
        """The share of the known figures that are not above a value, in per cent."""
        known = [one.value for one in self.figures if one.value is not None]
        return 100 * sum(other <= value for other in known) / len(known)


def align(metrics: Sequence[Row]) -> list[Aligned]:
    """The figures that at least two articles have, most articles first.

    Rows need `object`, `unit`, `action`, `status`, `value`, `masked`, `rule`, `before` (the clean text of the passage up to the number),
    `document_id`, `place`.
    """
    groups: defaultdict[tuple[str, ...], list[Figure]] = defaultdict(list)
    for row in metrics:
        if row["object"]:
            one = _figure(row)
            groups[one.key].append(one)
    made = [_aligned(key, found) for key, found in groups.items() if len({one.row["document_id"] for one in found}) > 1]
    return sorted(made, key=lambda one: (-len({f.row["document_id"] for f in one.figures}), one.key))


def _figure(row: Row) -> Figure:
    sizes = alike(row["unit"])
    plainest = next((unit for unit, size in sizes.items() if size == 1.0), row["unit"])
    value = row["value"] * sizes.get(row["unit"], 1.0) if row["value"] is not None and not row["masked"] else None
    work = kind_of(row["action"]) if row["action"] else ""
    return Figure(row, value, (same_object(row["object"]), plainest, work, row["status"], scope_of(row)))


def scope_of(row: Row) -> str:
    """What a number is limited to: per_head, per_time, in_all, growth, part; "" for a plain count."""
    if row["rule"] == "part":
        return "part"
    clause = _CLAUSE.split(row["before"])[-1]
    return next((name for name, pattern in _SCOPES.items() if pattern.search(clause)), "")


def _aligned(key: tuple[str, ...], found: Sequence[Figure]) -> Aligned:
    ordered = sorted(found, key=lambda one: (-(one.value if one.value is not None else -1), one.row["document_id"]))
    written = Counter(one.row["unit"] for one in found)
    unit = max(written, key=lambda unit: (written[unit], unit))
    return Aligned(key, tuple(ordered), sum(one.value is None for one in found), unit, alike(unit).get(unit, 1.0))

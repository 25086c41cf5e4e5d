"""Like with like (同口径): the numbers of several places for one thing, in one unit, of one kind of work and one scope.

Two numbers are comparable where object, kind of unit, kind of work, status and scope agree: 人 are not 人次, what was built is not
what was renewed, a plan is not a result, 人均 is not a total, 累计 is not a year's, nor 上半年, and a part (其中) is not its whole. What differs in
the unit alone is converted (亩 to 平方米). Masked numbers count as reported, not known.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from civtext.comparison.likeness import kind_of, same_object
from civtext.comparison.reading import Row
from civtext.lexicons import lexicon
from civtext.model import narrowed
from civtext.quantities import alike

# What limits a number to a scope, where it stands before it in its clause.
_SCOPES = {
    "per_head": re.compile(r"人均|户均|每[人户万千]|平均每|生均"),
    "per_time": re.compile(r"每[年月周天日季]|年均|月均|日均"),
    "in_all": re.compile(r"累计|历年|以来共|截至|总数|总量|总长|总面积"),
    "growth": re.compile(r"(?:增长|增加|减少|下降|提高|上升|提升|新增长)(?![到至为])"),
    "part": re.compile(r"其中"),
}
CLAUSE = re.compile(r"[,。;:!?\n]")
# How many there are, not how many were made: 达到60所, 突破25万人, 增加到24.6万人.
_REACHED = re.compile(
    r"(?:达到?|突破|超过?|[增减升降缩压提扩]\w?[到至为])(?:了|近|约)?(?=[\d.Xx×一二两三四五六七八九十百千万亿])"
)
_SHARE = re.compile(r"([^占]*)占(?![道用地据])(.{2,12}?)(?=(?:的|的?比[例重率])?(?:为|达到?|约|近|超过?)*$)")
_TASK = re.compile(r"(?:任务|工作|项目|工程)$")  # what a noun of work may end in: 小区改造任务
# Verbs that say nothing of the work, families that may say nothing of it, and those that are one where times are counted.
_LIGHT = ("完成", "实施", "进行", "推进", "开展", "组织")
_LED = ("light", "hold", "vague")
_HELD = ("new", "set_up", "build", "hold", "inspect", "serve", "light", "organise")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it may be compared by: `value` in `unit`, the plainest of its kind; None where masked."""

    row: Row
    value: float | None
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aligned:
    """Figures of several articles that may be compared, the largest first, and how many are masked; `unit` is the one that
    most of them are written in, `size` how many of the plainest (that of the key) it is. `apart`: figures of the same object that may not
    be compared with them.
    """

    key: tuple[str, ...]
    figures: tuple[Figure, ...]
    masked: int
    unit: str
    size: float
    apart: tuple[Figure, ...] = ()

    def percentile(self, value: float) -> float:
        """The share of the known figures that are not above a value, in per cent."""
        known = [one.value for one in self.figures if one.value is not None]
        return 100 * sum(other <= value for other in known) / len(known)


def align(metrics: Sequence[Row]) -> list[Aligned]:
    """The figures that at least two articles have, most articles first.

    Rows need `object`, `unit`, `action`, `status`, `value`, `masked`, `rule`, `text`, `before` and `after` (the clean text
    of the sentence up to the number and from it), `time`, `document_id`, `place`.
    """
    groups: defaultdict[tuple[str, ...], list[Figure]] = defaultdict(list)
    for row in metrics:
        if row["object"]:
            one = figure_of(row)
            groups[one.key].append(one)
    of_object: defaultdict[str, list[Figure]] = defaultdict(list)
    for key, found in groups.items():
        of_object[key[0]] += found
    made = [
        _aligned(key, found, [one for one in of_object[key[0]] if one.key != key])
        for key, found in groups.items()
        if len({one.row["document_id"] for one in found}) > 1
    ]
    return sorted(made, key=lambda one: (-len({f.row["document_id"] for f in one.figures}), one.key))


def figure_of(row: Row) -> Figure:
    """A number with what it may be compared by: object, unit, family of work, status, scope."""
    unit, size = plain(row["unit"])
    value = row["value"] * size if row["value"] is not None and not row["masked"] else None
    work, scope = work_of(row, unit), scope_of(row)
    is_stock = not work and (unit == "人" or (unit == "个" and _is_reached(row)))
    scope = "" if is_stock and scope == "in_all" else scope  # 注册志愿者累计达9万人 are those that there are
    return Figure(row, value, (_thing_of(row, unit), unit, work, row["status"], scope))


def _thing_of(row: Row, unit: str) -> str:
    """The one name of what is counted, without the work that a light verb leads (完成小区改造任务12个); of a share with its whole:
    占常住人口的20% is not 占城区人口的20%.
    """
    name = row["object"]
    share = _SHARE.search(_clause_before(row)) if unit == "%" and "占" not in name else None
    if share:
        part, whole = share.groups()
        return same_object(f"{part or name if name in whole else name}占{whole}比例")
    thing = _TASK.sub("", name)
    work = _work_at_end(thing) if row["action"] in _LIGHT and unit != "次" else ""
    return same_object(thing.removesuffix(work) if work and len(thing) > len(work) + 1 else name)


def _clause_before(row: Row) -> str:
    return CLAUSE.split(row["before"])[-1]


def plain(unit: str) -> tuple[str, float]:
    """The plainest unit of what a unit counts or measures, and how many of it the unit is.

    >>> plain("公里"), plain("处"), plain("人次")
    (('米', 1000.0), ('个', 1.0), ('人次', 1.0))
    """
    sizes = alike(unit)
    plainest = next((other for other, size in sizes.items() if size == 1.0), unit)
    return _counted_by().get(plainest, plainest), float(sizes.get(unit, 1.0))


@cache
def _counted_by() -> dict[str, str]:
    return {entry["term"]: entry["like"] for entry in lexicon("counted_by")}


def work_of(row: Row, unit: str) -> str:
    """The family of work of a number: of its verb, or of the noun that a light verb leads (完成小区改造30个, 对30个小区进行改造).

    What is counted in times (次) is held, whatever the verb, unless one only takes part. What something has come to is no work, but
    for that which stands before it (新建公厕达到16座); of a table's row it is what its label opens with.
    """
    done = _clause_before(row).rpartition(row["object"])[0]
    is_state = unit not in ("次", "人次") and _is_reached(row) and (row["action"] or "-") not in done
    if is_state or (row["rule"] == "cell" and not row["action"]):
        return _led(done)
    family = kind_of(row["action"] or "")
    if family in _LED or row["action"] in _LIGHT:
        family = next(filter(None, map(_led, _clauses_of(row))), family)
    return "hold" if unit == "次" and family in _HELD else family


def _is_reached(row: Row) -> bool:
    """Whether a number is what something has come to (注册志愿者增加到24万人)."""
    return _REACHED.search(_clause_before(row) + narrowed(row["text"])) is not None


def _clauses_of(row: Row) -> tuple[str, ...]:
    """Where the noun of a light verb may stand: before the number, after it, before the object."""
    before, after = _clause_before(row), CLAUSE.split(row["after"])[0]
    return before, after, before.rpartition(row["object"])[0]


def _led(words: str) -> str:
    """The family of the word of work that some words end in, "" where they end in none."""
    work = _work_at_end(words)
    return kind_of(work) if work else ""


def _work_at_end(words: str) -> str:
    endings = (words[-length:] for length in (4, 3, 2))
    return next((one for one in endings if not one.startswith(_LIGHT) and kind_of(one) not in (one, *_LED)), "")


def scope_of(row: Row) -> str:
    """What a number is limited to: per_head, per_time, in_all, growth, part, by its time in_all or months; "" for a plain count."""
    if row["rule"] == "part":
        return "part"
    clause = _clause_before(row)
    for name, pattern in _SCOPES.items():
        # 增加绿地20亩 says what was done, 绿地增加20亩 by how much it grew
        words = clause.rpartition(row["object"])[2] if name == "growth" else clause
        if pattern.search(words) and not (name == "growth" and len(_work_at_end(words)) == 4):  # 小区改造提升20个
            return name
    return str(row["time"].scope)


def differences(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """In what two keys of one object differ: unit, work, status, scope."""
    named = zip(("unit", "work", "status", "scope"), one[1:], other[1:], strict=True)
    return tuple(name for name, here, there in named if here != there)


def _aligned(key: tuple[str, ...], found: Sequence[Figure], apart: Sequence[Figure]) -> Aligned:
    ordered = sorted(found, key=lambda one: (-(one.value if one.value is not None else -1), one.row["document_id"]))
    written = Counter(one.row["unit"] for one in found)
    unit = max(written, key=lambda unit: (written[unit], unit))
    masked = sum(one.value is None for one in found)
    return Aligned(key, tuple(ordered), masked, unit, plain(unit)[1], tuple(apart))

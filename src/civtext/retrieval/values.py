"""The values of fields: from what people write (总结, 区县, 30万元以上) to what the base holds."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from civtext.errors import UsageError
from civtext.quantities import alike, measure_in, read
from civtext.store import Store
from civtext.store.terms import fold

# What each value is called; a longer name (实施方案) is of the value whose name it ends in.
KINDS: Mapping[str, tuple[str, ...]] = {
    "summary": ("总结", "小结", "综述", "汇报", "报告"),
    "plan": ("方案", "计划", "规划", "要点"),
    "speech": ("发言", "讲话", "致辞"),
    "survey": ("调研报告", "调查报告", "调研", "调查"),
    "news": ("新闻", "报道", "通讯"),
    "other": ("其他", "其它"),
}
LEVELS: Mapping[str, tuple[str, ...]] = {
    "province": ("省级", "省"),
    "city": ("市级", "地市", "市"),
    "district": ("县区级", "县级", "区级", "县级市", "县", "区", "旗"),
    "town": ("乡镇街道级", "乡镇", "乡", "镇", "街道"),
    "unit": ("单位",),
}
ROLES: Mapping[str, tuple[str, ...]] = {
    "background": ("背景", "概况", "基本情况"),
    "measures": ("做法", "措施", "举措"),
    "results": ("成效", "成绩", "成果"),
    "problems": ("问题", "不足", "困难"),
    "plan": ("打算", "计划", "安排"),
    "other": ("其他", "其它"),
}
STATUSES: Mapping[str, tuple[str, ...]] = {
    "done": ("已做", "完成"),
    "planned": ("计划", "打算"),
    "standing": ("常态",),
    "target": ("目标",),
    "rule": ("标准", "规定"),
}
ANSWERS: Mapping[str, tuple[str, ...]] = {"yes": ("是", "true"), "no": ("否", "false")}
# Fields of closed values: what the field is called, and its values.
CLOSED: Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {
    "kind": ("文种", KINDS),
    "level": ("层级", LEVELS),
    "role": ("部分", ROLES),
    "status": ("状态", STATUSES),
    "masked": ("遮盖", ANSWERS),
}
_MOST = 40
_COMPARED = re.compile(r"(>=|<=|[<>=≥≤]?)\s*(.+)")
_BY_BOUND = {"over": ">=", "under": "<="}


class Range(NamedTuple):
    """The numbers asked for, both ends included, and the unit that they were written with, "" for none."""

    low: float
    high: float
    unit: str = ""


def one_of(field: str, asked: str) -> str:
    """The value of a closed field that a name means; UsageError lists the known ones.

    >>> one_of("kind", "工作总结"), one_of("level", "区县"), one_of("role", "存在问题"), one_of("masked", "是")
    ('summary', 'district', 'problems', 'yes')
    """
    called, values = CLOSED[field]
    wanted = fold(asked).strip()
    if wanted in values:
        return wanted
    fitting = [(len(name), value) for value, names in values.items() for name in names if wanted.endswith(name)]
    if not fitting:
        raise unknown(field, called, asked, (f"{value} {names[0]}" for value, names in values.items()))
    return max(fitting)[1]


# From one to the next in the index, of which DISTINCT would read all.
_USED = """
WITH RECURSIVE used (category) AS (SELECT min(category) FROM passage_categories UNION ALL
SELECT (SELECT min(category) FROM passage_categories WHERE category > used.category) FROM used WHERE category IS NOT NULL)
SELECT category FROM used WHERE category IS NOT NULL
"""


def code_of(store: Store, field: str, asked: str) -> str:
    """The id of a category or an indicator, from it, its name or a part that only one name has."""
    names = {row["id"]: row["name"] for row in store.rows("SELECT id, name FROM categories ORDER BY id")}
    used = {row[0] for row in store.rows(_USED)}
    known: dict[str, str] = {code: f"{code} {names.get(code, '')}".strip() for code in sorted(set(names) | used)}
    wanted = fold(asked).strip()
    of_field = [code for code in known if ("-" in code) == (field == "indicator")]
    fitting = [code for code in known if wanted == fold(code)]
    fitting = fitting or [code for code in of_field if wanted and wanted == fold(names.get(code, ""))]
    fitting = fitting or [code for code in of_field if wanted and wanted in fold(names.get(code, ""))]
    called = {"category": "类别", "indicator": "测评指标"}[field]
    if not fitting:
        raise unknown(field, called, asked, (known[code] for code in of_field))
    if len(fitting) > 1:
        listed = "、".join(known[code] for code in fitting)
        raise UsageError(
            f"usage.{field}",
            f"{called}“{asked}”不止一个：{listed}。请写明是哪一个。",
            f"{field.capitalize()} '{asked}' could be: {listed}.",
        )
    return fitting[0]


def unit_of(store: Store, asked: str) -> tuple[str, float]:
    """A unit and how many of it one of what was asked for is: 万元 is 10000 元. UsageError lists the base's own."""
    if (named := measure_in(asked)) and named.value:
        return named.unit, named.value
    used = "SELECT unit FROM metrics WHERE unit != '' GROUP BY unit ORDER BY count(*) DESC, unit"
    units = [row["unit"] for row in store.rows(used)]
    if asked not in units:
        raise unknown("unit", "单位", asked, units)
    return asked, 1.0


def range_of(asked: str) -> Range:
    """The numbers that a comparison means, their scale and unit read as in a report.

    >>> range_of(">=50"), range_of("50..80"), range_of("30万元以上"), range_of("3公里")
    (Range(low=50.0, high=inf, unit=''), Range(low=50.0, high=80.0, unit=''), Range(low=300000.0, high=inf, unit='元'), Range(low=3.0, high=3.0, unit='公里'))
    """
    compared = _COMPARED.fullmatch(asked)
    sign, number = (compared[1], compared[2].replace("..", "-")) if compared else ("", asked)
    found = read(number)
    if len(found) != 1 or found[0].span != (0, len(number)) or found[0].value is None or (sign and found[0].high):
        raise unknown("value", "数值写法", asked, ("50", ">=50", "50..80", "30万元以上", "<90%"))
    low, high, unit = found[0].value, found[0].high or found[0].value, found[0].unit
    match sign or _BY_BOUND.get(found[0].bound, "="):
        case ">=" | "≥":
            return Range(low, math.inf, unit)
        case ">":
            return Range(math.nextafter(low, math.inf), math.inf, unit)
        case "<=" | "≤":
            return Range(-math.inf, low, unit)
        case "<":
            return Range(-math.inf, math.nextafter(low, -math.inf), unit)
    return Range(low, high, unit)


def ranges_in(asked: Range, unit: str, scale: float) -> dict[str, Range]:
    """A range as numbers of each unit that measures the same thing; `unit` and `scale` stand for what it does not name.

    >>> ranges_in(Range(2, 3), "公里", 1)["米"]
    Range(low=2000.0, high=3000.0, unit='米')
    """
    sizes = alike(asked.unit or unit)
    own = sizes[asked.unit or unit] * (1 if asked.unit else scale)
    return {one: Range(_in(asked.low, own, size), _in(asked.high, own, size), one) for one, size in sizes.items()}


def _in(number: float, own: float, size: float) -> float:
    """A number of units of one size as one of another, where 12 亩 are to be 8000 平方米, and nothing lost where none is."""
    return number if own == size else round(number * own / size, 9)


def unknown(name: str, called: str, value: str, known: Iterable[str]) -> UsageError:
    """The error for a value that a field does not have."""
    every = list(known)
    listed = ("、".join(every[:_MOST]) + ("……" if len(every) > _MOST else "")) or "—"
    return UsageError(
        f"usage.{name}",
        f"没有这个{called}：{value}。可用的有：{listed}。",
        f"Unknown {name} '{value}'; known: {listed}.",
    )

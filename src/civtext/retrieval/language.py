"""The query language: words, phrases, fields and numbers, as a person types them.

A field is its name, a colon of either width and a value, which may stand in quotation marks; `value` and 数值 take a
comparison too. All else is words: -词, AND, * and http://… mean what they say, and nothing typed is ever SQL or index
syntax.

>>> parse("整治 地方：云岭 “文明 实践” 数值>=50 -词")
Query(words={'整治': False, '文明 实践': True, '-词': False}, fields={'place': ('云岭',), 'value': ('>=50',)})
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, TypedDict

from civtext.errors import UsageError
from civtext.lexicons import any_of
from civtext.store.terms import fold

LONGEST = 200
# Fields, what they are called in Chinese, and other names.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "place": ("地方", "地区"),
    "level": ("层级", "级别"),
    "kind": ("文种",),
    "period": ("时期", "年份", "year"),
    "category": ("类别",),
    "indicator": ("测评指标",),
    "role": ("部分",),
    "status": ("状态",),
    "metric": ("指标",),
    "unit": ("单位",),
    "value": ("数值",),
    "masked": ("遮盖",),
    "without": ("不含",),
}


class Fields(TypedDict, total=False):
    """The fields as arguments of `search`, `count` and `facets`; what each means is told there."""

    place: str | None
    level: str | None
    kind: str | None
    period: str | None
    category: str | None
    indicator: str | None
    role: str | None
    status: str | None
    metric: str | None
    unit: str | None
    value: str | float | None
    masked: str | bool | None
    without: str | None


class Query(NamedTuple):
    """What is asked: words as they are compared, with whether each stood in quotation marks, and the values of fields."""

    words: dict[str, bool]
    fields: dict[str, tuple[str, ...]]


_NAMES = {name: field for field, names in FIELDS.items() for name in (field, *names)}
_SAID = r"""(?:"(?P<straight>[^"]*)"|“(?P<curly>[^”]*)”|(?P<bare>[^\s"“”]+))"""
_TOKEN = re.compile(
    rf"(?:value|数值)\s*(?P<compared>(?:>=|<=|[<>=≥≤])\s*[^\s\"“”<>=][^\s\"“”]*)|(?:(?P<field>{any_of(_NAMES)}):)?{_SAID}"
)


def parse(query: str) -> Query:
    """Read what was typed. Raises UsageError (query.long) where it is longer than `LONGEST`."""
    if len(query) > LONGEST:
        raise UsageError(
            "query.long",
            f"检索词太长（{len(query)} 字，上限 {LONGEST} 字），请缩短。",
            f"The query is too long ({len(query)} characters; at most {LONGEST}).",
        )
    words: dict[str, bool] = {}
    fields: dict[str, tuple[str, ...]] = {}
    for found in _TOKEN.finditer(readable(query)):
        said = next(filter(None, found.group("compared", "straight", "curly", "bare")), "").strip()
        field = "value" if found["compared"] else _NAMES.get(found["field"] or "")
        if said and field:
            fields[field] = (*fields.get(field, ()), said)
        elif said:
            words[said] = words.get(said, False) or found["bare"] is None
    return Query(words, fields)


def given(fields: Fields) -> dict[str, tuple[str, ...]]:
    """Fields given as arguments, as a query would hold them; a TypeError where there is no such field."""
    said: dict[str, tuple[str, ...]] = {}
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"unexpected argument {name!r}; fields: {', '.join(FIELDS)}")
        if value is not None:
            plain = ("no", "yes")[value] if isinstance(value, bool) else str(value)
            said[name] = (readable(plain).strip(),)
    return said


def readable(text: str) -> str:
    """Text as searches compare it, blanks for what is no character to be read."""
    return "".join(char if char.isprintable() else " " for char in fold(text))

"""Of which time a number is (时段): of its report's year, of several years together (三年来), of months (上半年), of a year before (表头2022年).

What says so stands at the head of the number's clause, or of one before it in the sentence, and holds until another takes its place:
三年来,整治小巷209条,改造小区147个;今年整治小巷60条. In a table it is the head of the column.

>>> told("三年来,投入资金9万元,整治小巷", 2023), told("三年来,投入资金9万元,今年整治小巷", 2023)
(Time(scope='in_all', year=2023), Time(scope='', year=2023))
>>> told("覆盖率由去年的", 2023), told("覆盖率由", 2023)
(Time(scope='', year=2022), Time(scope='start', year=2023))
>>> told("上半年改造小区", 2023), told("2022年,改造小区", 2023), told("2023年以来,改造小区", 2023)
(Time(scope='months', year=2023), Time(scope='', year=2022), Time(scope='', year=2023))
"""

from __future__ import annotations

import re
from typing import NamedTuple

_COUNTED = r"[两二三四五六七八九十几多数\d]"
_NAMES = re.compile(
    # 三年来, 近年来, 创建以来, 2021年以来, 2021至2023年; 一年来 and 今年以来 are a year
    rf"(?P<in_all>(?:{_COUNTED}|近|[历多]|[大届]第?)年[多余]?[来间](?![最新首的源])|(?:过去|近){_COUNTED}年(?!来)"
    r"|(?:创[建城文][^,;:]{0,8}|[大届五]”?)以来|20\d\d年?[至到~—–-]+20\d\d年)"
    r"|(?P<months>上半年|下半年|[一二三四1-4]季度|前[两二三]个?季度"
    r"|(?<!\d)(?!1月?份?[至到~—–-]+12月)\d{1,2}月?份?[至到~—–-]+\d{1,2}月)"
    r"|(?P<since>20\d\d)年[^,;:]{0,8}以来"
    r"|(?:^|(?<=[,;:、。\s]))[在于]?(?:其中)?(?:(?P<year>20\d\d)年(?![的起来至到~—–-]|[以之]?[前后]|[^,;:]{0,4}建成)|(?P<last>[去上]年)(?![的底末同以]))"
    r"|(?P<this>今年|全年|本年|年内|当年|一年来|年初以来)"
)
# 由去年的55%提高到71%: where a number came from.
_START = re.compile(r"[由从](?:(?P<year>20\d\d)年|(?P<last>[去上]年))?(?:[底末同初]期?)?的?$")
_CELLS = re.compile(r"[\t|]")
_HEAD_YEAR = re.compile(r"^\s*(20\d\d)年?(?:度|底|末|全年)?(?:完成|实际|实绩|情况|数量?|值)*\s*(?:[(（].*)?$")
_REACH = 10_000  # characters of a table above a number, and behind it


class Time(NamedTuple):
    """What a number's time makes its scope, and the year that it is of."""

    scope: str
    year: int | None


def told(opening: str, year: int | None) -> Time:
    """The time of a number from its sentence up to it, in a report of a year."""
    if start := _START.search(opening):
        return Time("" if start["year"] or start["last"] else "start", _before(start, year))
    found = list(_NAMES.finditer(opening))
    kind, said = (found[-1].lastgroup or "", found[-1][found[-1].lastgroup or 0]) if found else ("", "")
    if kind in ("in_all", "months"):
        return Time(kind, year)
    before = int(said) if kind == "since" else _before(found[-1], year) if found else year
    if not (year and before and before < year):
        return Time("", year)
    return Time("in_all", year) if kind == "since" else Time("", before)


def _before(named: re.Match[str], year: int | None) -> int | None:
    """The year that a match names, in a report of a year."""
    return int(named["year"]) if named["year"] else year - 1 if year and named["last"] else year


def of_column(text: str, at: int, year: int | None) -> int | None:
    r"""The year before that heads the row or the column of a number in a table, else that of its report.

    >>> table = "指标\t2022年\t2023年\n整治小巷(条)\t289\t310\n"
    >>> of_column(table, table.index("289"), 2023), of_column(table, table.index("310"), 2023)
    (2022, 2023)
    """
    start = text.rfind("\n", 0, at) + 1
    row = _CELLS.split(text[start : at + _REACH].split("\n", 1)[0])
    column = len(_CELLS.split(text[start:at])) - 1
    heads = [cell for cell in row if cell.strip()][:1]
    for line in reversed(text[max(0, start - _REACH) : start].split("\n")[:-1]):
        if len(cells := _CELLS.split(line)) != len(row):  # another table, or merged cells
            break
        heads.append(cells[column])
    years = (int(found[1]) for found in map(_HEAD_YEAR.match, heads) if found)
    return next((named for named in years if year and named < year), year)

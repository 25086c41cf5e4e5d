"""Periods (时期) as reports write them, and the years they speak of.

>>> years("二〇二三年上半年"), years("2022—2024年"), years("2023—24学年"), years("“十四五”期间")
((2023, 2023), (2022, 2024), (2023, 2024), None)
"""

from __future__ import annotations

import re

from civtext.store.terms import fold

_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = r"(?<!\d)((?:19|20)\d\d)(?!\d)"
# 2023年, 2023年度, 2022—2024年, 2023—2024学年, 2023—24学年; 2023-12 is a month.
_YEARS = re.compile(rf"{_YEAR}(?:年?[-—–~至到]{{1,2}}(?:{_YEAR}|(\d\d)(?=学年)))?(?:学年|年)?度?")


def years(period: str) -> tuple[int, int] | None:
    """The first and the last year that a period names; None where it names none."""
    named = []
    for found in _YEARS.finditer(_plain(period)):
        first, last, short = found.groups()
        named += [int(year) for year in (first, last, short and first[:2] + short) if year]
    return (min(named), max(named)) if named else None


def besides_years(period: str) -> str:
    """What a period says besides its years.

    >>> besides_years("2023年上半年"), besides_years("二〇二二至二〇二四年度"), besides_years("上半年")
    ('上半年', '', '上半年')
    """
    kept, at = [], 0
    for found in _YEARS.finditer(_plain(period)):
        kept.append(period[at : found.start()])
        at = found.end()
    return "".join([*kept, period[at:]]).strip()


def _plain(period: str) -> str:
    """Of the same length, so that offsets hold."""
    return fold(period).translate(_NUMERALS)

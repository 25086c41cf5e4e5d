"""A list beside a formula that has more or fewer members than its number says (数目不符): “四查”(自查、互查、抽查).

Asked only of a list that is surely the formula's own and surely whole: in brackets right behind it, behind 即 or a colon, or
right before it, where each member has the formula's word. A list cut by 等, with groups in it, or whose end is not sure, is
left alone.

>>> from civtext.model import Span
>>> [miscount(text, Formula(Span(3, 5), Span(2, 6), "四查", "quoted")) for text in (
...     "落实“四查”(自查、互查、抽查)制度。", "落实“四查”(自查、互查、抽查等)制度。", "落实“四查”(自查、互查、抽查和联查)制度。")]
[3, 0, 0]
"""

from __future__ import annotations

import re

from civtext.extractors.slogans.enumerations import AND
from civtext.extractors.slogans.formulas import QUOTES, Formula
from civtext.quantities import numeral

_BRACKETS = re.compile(r"[^。;:,、(\n]{0,8}[(]([^()\n]{3,120})[)]")
_THAT_IS = re.compile(
    r"[^。;:,、(\n]{0,6}(?:,?(?:即|分别[是为]|也?就是):?|:|——)(?!一[是要])([^。;:\n(]{3,120})(?=[。;\n]|\Z)"
)
_ORDINALS = re.compile(r"[^。;:,、(\n]{0,6}:(?=一[是要])")
_ORDINAL = re.compile(r"(?<=[:。;,])([一二三四五六七八九十])[是要](?=[一-鿿])")
_BEFORE = re.compile(r"(?:^|[,。;:!?()《》\n])([^,。;:!?()《》\n]{3,100}?)的?[“‘]?\Z")
# What says that a list is none of the formula's, or not all of it.
_NOT_ALL = re.compile(r"等|…|^[含如见附详注]|^主要|其中|\d[年月日号]")
_UNASKED = ("set", "chain", "each", "crowd", "figures")
_LONGEST, _WINDOW, _FAR = 16, 110, 2000


def miscount(folded: str, formula: Formula) -> int:
    """How many members the list beside a formula has, where that is not its number; 0 where it is, or where nobody can tell."""
    if not formula.counts or formula.rule.endswith(_UNASKED) or "N" in formula.text.upper():
        return 0
    end = formula.outer.end
    if match := _BRACKETS.match(folded, end):
        return _differs(match[1], formula)
    if match := _THAT_IS.match(folded, end):
        return _differs(match[1], formula) or _differs(match[1], formula, by=",")
    if match := _ORDINALS.match(folded, end):
        return _last_ordinal(folded, match.end(), formula)
    match = _BEFORE.search(folded[max(0, formula.outer.start - _WINDOW) : formula.outer.start])
    return _differs(match[1], formula, named=True) if match else 0


def _differs(listed: str, formula: Formula, *, by: str = "、", named: bool = False) -> int:
    """The number of members of a list of one rank, where the formula's number is another; `named`: each has its word."""
    if _NOT_ALL.search(listed) or any(mark in listed for mark in "、,;" if mark != by):
        return 0
    members = listed.translate(QUOTES).split(by)
    if len(members) < 2 or not all(0 < len(member) <= _LONGEST for member in members):
        return 0
    if named and not any(all(key in member for member in members) for key in formula.keys):
        return 0
    joined = sum(bool(AND.search(member)) for member in members)
    fits = any(len(members) <= count <= len(members) + joined for count in formula.counts)
    return 0 if fits else len(members) + bool(AND.search(members[-1]))


def _last_ordinal(folded: str, start: int, formula: Formula) -> int:
    """How far 一是 … 二是 … counts in its paragraph, where that is not the formula's number."""
    line_end = folded.find("\n", start)
    end = min(line_end if line_end >= 0 else len(folded), start + _FAR)
    last = 0
    for match in _ORDINAL.finditer(folded, start - 1, end):
        if numeral(match[1]) != last + 1:
            break
        last += 1
    return last if last > 1 and last not in formula.counts else 0

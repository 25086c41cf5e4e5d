"""Formulas of several numbers (复合口号), each with a list of its own, for `expansions`: 两图两表, 两降一升, 1+3+N, 721.

>>> from civtext.model import Span
>>> formula = Formula(Span(2, 5), Span(2, 5), "1+3", "plus")
>>> number_by_number("建立1+3体系,即一个方案和宣传、环卫等三个专班。", formula, 2)
['一个方案', '三个专班']
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from civtext.extractors.slogans.enumerations import aligned, members_of
from civtext.extractors.slogans.formulas import Formula
from civtext.extractors.slogans.surroundings import WINDOW, chunks_near, told
from civtext.quantities import numeral

_NUMBER = re.compile("[0-9]+|[NnXx]|[一二两三四五六七八九十]+")
PART = re.compile(r"([一二两三四五六七八九十]{1,2})([\u3400-\u9fff])")
_COUNTED_NOUN = re.compile(
    r"(?:\d{1,2}|[Nn]|[一二两三四五六七八九十]{1,3})[个支张项套本类级条名大][\u3400-\u9fff]{2,12}?(?=[,、。;\n”]|[和及与]|$)"
)
_LED_IN = re.compile(r"^(?:其中|具体|表现为|主要是)")


def part_by_part(folded: str, formula: Formula, count: int) -> list[str]:
    """A list for each number of the formula: 绘制 … 图、… 图,编制 … 表、… 表 for 两图两表."""
    found: list[str] = []
    chunks = chunks_near(folded, formula)
    parts = PART.findall(formula.text)
    for number, key in [part for part in parts if part[0] != "一"] if len(parts) > 1 else []:
        lists = (members_of(chunk, int(numeral(number) or 0)) for chunk in chunks)
        members = next((members for members in lists if members and all(key in one for one in members)), [])
        found += members if all(member.startswith(key) for member in members) else aligned(members)
    if len(found) == len({*found}) == count:
        return found
    others = [chunk for chunk in chunks if formula.text not in chunk] if count > 2 else []
    pieces = [piece for chunk in others for piece in chunk.split("、")]
    return _in_turn(chunks, parts, count) or _in_turn(pieces, parts, count)


def _in_turn(clauses: Sequence[str], parts: Sequence[tuple[str, str]], count: int) -> list[str]:
    """Clauses in a row, so many with the word of each part as its number says: 起数下降,伤亡下降,车速上升 for 两降一升."""
    keys = [key for number, key in parts for _ in range(int(numeral(number) or 0))]
    for first in range(len(clauses) - count + 1) if len(parts) > 1 and len(keys) == count else ():
        row = clauses[first : first + count]
        if all(key in clause and "、" not in clause for key, clause in zip(keys, row, strict=True)):
            return [_LED_IN.sub("", row[0]), *row[1:]]
    return []


def number_by_number(folded: str, formula: Formula, count: int) -> list[str]:
    """What each number of a sum is said to be: 1即一个中心,3即三个专班,N即多方力量."""
    numbers = formula.figures or re.findall(r"\d+|[NnXx]", formula.text)
    if not (formula.figures or "+" in formula.text) or len(numbers) != count:
        return []
    others = [chunk for chunk in chunks_near(folded, formula) if formula.text not in chunk]
    starts = range(len(others) - count + 1) if formula.figures else ()  # 七成靠服务,两成靠管理,一成靠执法
    said = told(folded, formula).partition(",")[0].partition("。")[0].split("、")
    rows = (*(members_of(chunk, count) for chunk in others), *(others[at : at + count] for at in starts), said)
    for members in rows:
        if len(members) == count and all(
            _opens_with(member, number) for member, number in zip(members, numbers, strict=True)
        ):
            return members
    if len(counted := _counted_nouns(told(folded, formula), numbers)) == count:
        return counted
    each = (rf"“?{number}”?(?:即|是指|代表|就?是|指|:)([^,。;:\n]{{2,40}})[,;。]?" for number in numbers)
    in_turn = re.compile(".{0,6}?".join(each), re.IGNORECASE)
    match = in_turn.search(folded, formula.outer.end, formula.outer.end + 2 * WINDOW)
    return list(match.groups()) if match else []


def _counted_nouns(text: str, numbers: Sequence[str]) -> list[str]:
    """What the numbers of a sum count in turn, lists between them passed over: 1个总指挥部和环卫、交通等12个工作组 for 1+12."""
    found: list[str] = []
    for match in _COUNTED_NOUN.finditer(text):
        if len(found) < len(numbers) and _opens_with(match[0], numbers[len(found)]):
            found.append(match[0])
    return found


def _opens_with(member: str, number: str) -> bool:
    """Whether a member begins with a number, in figures or in words: 2类力量, 两类力量."""
    opening = _NUMBER.match(member)
    return opening is not None and _value(opening[0]) == _value(number)


def _value(number: str) -> float | str:
    return numeral(number) or number.upper()  # N is none

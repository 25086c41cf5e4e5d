"""Automatic numbering of Word (自动编号), rebuilt: the 一、（一）1. that a reader sees and the text does not hold.

A paragraph names a list (numId) and a level; the list points to an abstract one with, for each level, a number format
and a pattern such as "（%1）" or "%1.%2". Lists of one abstract list count on together, unless one overrides the start.
Source: ECMA-376 part 1, 17.9.

>>> format_number(21, "chineseCounting"), format_number(3, "upperRoman"), format_number(28, "lowerLetter")
('二十一', 'III', 'bb')
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

_DIGITS = "〇一二三四五六七八九"
_SCALES = ((1000, "千"), (100, "百"), (10, "十"))
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = {"m": 1000, "cm": 900, "d": 500, "cd": 400, "c": 100, "xc": 90, "l": 50, "xl": 40, "x": 10, "ix": 9, "v": 5}
_ROMAN |= {"iv": 4, "i": 1}


def _chinese(number: int) -> str:
    """A counting numeral up to 9999: 10 is 十, 110 is 一百一十, 105 is 一百零五."""
    words, gap = "", False
    for scale, name in _SCALES:
        digit, number = divmod(number, scale)
        words += (("零" if gap and words else "") + _DIGITS[digit] + name) if digit else ""
        gap = not digit
    words += (("零" if gap and words else "") + _DIGITS[number]) if number else ""
    return words.removeprefix("一") if words.startswith("一十") else words or "零"


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    words = ""
    for letters, value in _ROMAN.items():
        count, number = divmod(number, value)
        words += letters * count
    return words


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= 20 else str(number)


def _digitwise(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": _digitwise,
    "japaneseDigitalTenThousand": _digitwise,
    "taiwaneseDigital": _digitwise,
    "chineseLegalSimplified": lambda number: _chinese(number).translate(_LEGAL),
    "ideographLegalTraditional": lambda number: _chinese(number).translate(_LEGAL),
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10],
    "ideographZodiac": lambda number: _BRANCHES[(number - 1) % 12],
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "none": lambda _: "",
}


def format_number(number: int, form: str) -> str:
    """A number as Word shows it in a format of ST_NumberFormat; an unknown format, or a number too large, in digits."""
    if not 0 < number < 1000 and form != "decimal":
        return str(number)
    return _FORMATS.get(form, str)(number)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how its number looks, and what stands around it."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    suffix: str = "tab"
    restarts: bool = True
    legal: bool = False  # all numbers of the pattern in digits
    style: str | None = None

    @property
    def is_bullet(self) -> bool:
        """Whether it shows a sign instead of a number."""
        return self.form == "bullet"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list (w:num): its abstract list and what it overrides."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    lists: dict[str, ListOf] = field(default_factory=dict)
    abstracts: dict[str, dict[int, Level]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _overridden: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, list_id: str, style: str) -> int:
        """The level that a list links to a paragraph style (w:pStyle), else the first."""
        levels = self.abstracts.get(self.lists[list_id].abstract, {}) if list_id in self.lists else {}
        return next((depth for depth, level in levels.items() if level.style == style), 0)

    def next_label(self, list_id: str, depth: int) -> str:
        """Count on in a list and give what the reader sees before the paragraph; "" for a list that is not defined."""
        one = self.lists.get(list_id)
        if one is None:
            return ""
        levels = {**self.abstracts.get(one.abstract, {}), **one.levels}
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counted(list_id, one, depth, levels)
        if level.is_bullet:
            return _bullet(level)

        def shown(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            upper = levels.get(at, Level())
            return format_number(counts.get(at, upper.start), "decimal" if level.legal else upper.form)

        return _suffixed(re.sub(r"%([1-9])", shown, level.pattern), level.suffix)

    def _counted(self, list_id: str, one: ListOf, depth: int, levels: dict[int, Level]) -> dict[int, int]:
        counts = self._counts.setdefault(one.abstract, {})
        if depth in one.starts and (list_id, depth) not in self._overridden:
            self._overridden.add((list_id, depth))
            counts[depth] = one.starts[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = levels[depth].start
        for deeper in [at for at in counts if at > depth and levels.get(at, Level()).restarts]:
            del counts[deeper]
        return counts


def _bullet(level: Level) -> str:
    sign = level.pattern.strip()
    known = len(sign) == 1 and not "\ue000" <= sign <= "\uf8ff"
    return (sign if known else "•") + " "


def _suffixed(label: str, suffix: str) -> str:
    """A number that ends in a mark stands close to its text; any other is set off by a space."""
    apart = suffix == "space" or (suffix == "tab" and label[-1:] not in "、.．）)。:：")
    return f"{label} " if label and apart else label

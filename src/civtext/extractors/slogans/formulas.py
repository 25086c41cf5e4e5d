"""What was read as a formula built on a number, and how many things it stands for.

>>> words = ("三抓一促", "三统一", "7+3工程", "九个一", "三位一体", "四评四树", "1+6+N体系", "20字规范", "十百千工程")
>>> [Formula(Span(0, 0), Span(0, 0), text, "").counts for text in words]
[(4,), (3,), (10, 2), (9,), (3,), (8, 4), (3,), (), (3,)]
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from civtext.model import Span
from civtext.quantities import numeral

_NUMBER = re.compile(r"\d{1,2}|[一二两三四五六七八九十]{1,3}|双")
_NO_COUNT = re.compile(r"(?<=[个统])一|一体|一把手|(?:\d{1,2}|[一二两三四五六七八九十]{1,3})字")
_FIGURES = re.compile(r"\d{3,6}")
_LETTERS = re.compile(r"(\d{1,2}|[一二两三四五六七八九十]{1,3})字")
_ROUNDS = re.compile(r"双?[十百千万]{2,4}(?![名个支场家户])")
_COUNTER = re.compile(
    r"位一体|[一二两双三四五六七八九十\d]+(?:[个大项条]|[张本套支场](?=[\u3400-\u9fff])|[道类级种股](?=[\u3400-\u9fff]{2}))?"
)
_COUNTED = re.compile(r"[^个大项条+]{1,3}[个大项条]|.{1,3}位一体")
_OF_ONE = re.compile(r"一[\u3400-\u9fff][二两三四五六七八九][\u3400-\u9fff]")
_MOST = 20
QUOTES = str.maketrans("", "", "“”‘’")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula: its span, the span with its quotation marks, its words (width-folded) and the rule that saw it."""

    span: Span
    outer: Span
    text: str
    rule: str

    @property
    def counts(self) -> tuple[int, ...]:
        """How many things it may stand for: the sum of its numbers, or how many those are, or the one that all are."""
        if self.rule.endswith("masked"):
            return tuple(range(_MOST, 1, -1))
        if figures := self.figures:
            return tuple(count for count in (sum(map(int, figures)), len(figures)) if 2 <= count <= _MOST)
        if rounds := _ROUNDS.match(self.text):
            return (len(rounds[0]),)
        found = _NUMBER.findall(_NO_COUNT.sub("", self.text))
        if _COUNTED.match(self.text):
            found = found[:1]
        numbers = [2 if number == "双" else int(numeral(number) or 0) for number in found]
        counts = [sum(numbers)] if "+N" not in self.text.upper() else []
        if "+" in self.text:
            counts.append(1 + self.text.count("+"))
        elif self.of_one:
            counts += numbers[1:2]  # 一个三项 is counted by its first
        elif len(numbers) > 1 and len({*numbers}) == 1:
            counts.append(numbers[0])
        return tuple(count for count in counts if 2 <= count <= _MOST)

    @property
    def of_one(self) -> bool:
        """Whether it may tell of one thing what its second number counts: 一仓五净."""
        return _OF_ONE.fullmatch(self.text) is not None

    @property
    def noun(self) -> str:
        """The noun of two characters in which each thing it counts may end (清单 of 三个清单), else ""."""
        return self.keys[-1] if self.keys and len(self.keys[-1]) == 2 else ""

    @property
    def figures(self) -> str:
        """The figures that name it (631 of 631工作法), else none."""
        found = _FIGURES.match(self.text)
        return found[0] if found else ""

    @property
    def letters(self) -> int:
        """How many characters it stands for (九字思路), else 0; one character (一字二变) is no list."""
        found = _LETTERS.match(self.text)
        count = int(numeral(found[1]) or 0) if found else 0
        return count if count > 1 else 0

    @property
    def keys(self) -> tuple[str, ...]:
        """What each thing it counts may have in its name: 查 for 四查机制, 清单 for 三个清单."""
        words = _COUNTER.sub("", self.text).translate(QUOTES) if "+" not in self.text else ""
        return (words[:1], words[-2:]) if words else ()

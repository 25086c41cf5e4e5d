"""What only looks like a formula built on a number (形似数字口号), for `slogans`: days, names, idioms, congresses, periods, plain counts.

>>> [(text, reason) for _, text, reason, _ in find_lookalikes("“五一”期间走访三个小区,学习二十大精神,千方百计打好三年攻坚。", [])]
[('五一', 'day'), ('三个', 'counting'), ('二十大', 'congress'), ('千方百计', 'idiom'), ('三年攻坚', 'period')]

One pattern whose every branch is bounded; what a formula covers is none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from civtext.lexicons import Scanned, any_of, heads, lexicon, terms
from civtext.model import Span

NUMERALS = "二两三四五六七八九十"
MANY = f"[{NUMERALS}]"
N = f"(?:{MANY}?十[一二三四五六七八九]?|[二两三四五六七八九])"
# A numeral that is no part of a longer one, nor an ordinal.
FREE = r"(?<![第初周\d零〇一二两三四五六七八九十百千万几数.+星])"
_COUNTING = frozenset("一二两三四五六七八九十百千万")
_DIGITS = "[0-9一二三四五六七八九十百]"
_FIGURES = rf"(?:\d{{1,3}}|{N}|[一半百])"
# Fixed words with two numerals in them (一心一意, 千家万户); 一直 or 十分 look like no formula.
_WORDS = [word for word in terms("number_words") if sum(char in _COUNTING for char in word) > 1]
_KNOWN = [entry["term"] for entry in lexicon("slogans") if entry["kind"] != "set"]


class Lookalike(NamedTuple):
    """What was seen and not taken: its span, its words, why, and the rule that says so."""

    span: Span
    text: str
    reason: str
    rule: str


# Each names its rule.
_LOOKALIKE = Scanned(
    rf"""
      (?P<ordinal>第{_DIGITS}{{1,4}}[届次批期轮季名位个])                                         # 第五届
    | {FREE}(?P<congress>(?:(?:十[六七八九]|二十)届)?[一二三四五六七]中全会
        |(?:十[六七八九]|二十)大(?=精神|报告|召开|代表|以来|[”’,。;、和]))                         # 二十大, 三中全会
    | (?<![一-鿿])“?(?P<plan>十[一二三四五]五)(?=”|规划|时期|期间)                              # 十四五
    | {FREE}(?P<known>{any_of(_KNOWN)}) # 五一, 三亚
    | {FREE}(?P<word>{any_of(_WORDS)})                                                                  # 千方百计
    | {FREE}(?P<period>{_FIGURES}(?:年|个?月|天|日|周)(?:大|专项|集中)?
        (?:行动|攻坚|计划|规划|会战|整治|提升|战役|目标))                                         # 三年行动
    | [“‘](?P<figures>\d{{3,6}})[”’]                                                            # “12345”
    | [“‘](?P<quantity>{_FIGURES}个?(?:分钟|小时|点半?|刻钟|天|米|公里|周年))[”’]                   # “15分钟”
    | [“‘](?P<one>一(?![”’])[一-鿿]{{1,5}})[”’]                                                 # “一站式”
    | {FREE}(?P<grade>{N}[星A]?级)                                                              # 三星级
    | {FREE}(?P<outline>{N}个?(?:方面|部分|层面|环节|维度|阶段|步骤|角度))                           # 六个方面
    | {FREE}(?P<counting>{N}[个项大])(?=[一-鿿“])                                               # 三个小区
    """,
    firsts=rf"第“‘\d一半百{NUMERALS}{heads((*_WORDS, *_KNOWN))}",
    flags=re.VERBOSE,
)
_REASONS = {"plan": "period", "figures": "number", "word": "idiom"}


@cache
def _kinds() -> dict[str, str]:
    return {entry["term"]: entry["kind"] for entry in lexicon("slogans")}


def find_lookalikes(folded: str, taken: Sequence[Span]) -> Iterator[Lookalike]:
    """The look-alikes of a text in order; `taken` are what was decided already, in order and apart from each other."""
    starts = [span.start for span in taken]
    for match in _LOOKALIKE.finditer(folded):
        rule = str(match.lastgroup)
        span = Span(*match.span(rule))
        index = bisect_right(starts, span.end - 1) - 1
        if index < 0 or not taken[index].overlaps(span):
            reason = _kinds()[match[rule]] if rule == "known" else _REASONS.get(rule, rule)
            yield Lookalike(span, match[rule], reason, rule)

"""What stands behind a formula and is counted up (逐一列举), for `expansions`: 一是 …二是 …, 第一仗是 … or paragraphs in a row.

>>> from civtext.model import Span
>>> text = "打好三场硬仗。第一仗是清运仗,日夜不停。第二仗是秩序仗,逐路推进。第三仗是拆违仗。"
>>> firsts(text, Formula(Span(2, 6), Span(2, 6), "三场硬仗", "spelt"), 3)
['清运仗', '秩序仗', '拆违仗']
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from civtext.extractors.slogans.enumerations import without_verb
from civtext.extractors.slogans.formulas import QUOTES, Formula
from civtext.extractors.slogans.surroundings import FAR, ONE_OF_THEM, ORDINAL, STOP, WINDOW, paragraph_end
from civtext.quantities import numeral

_BY_MEANS = re.compile(r"以(.{2,16}?)为.{1,4}\Z")
_FIRST_IS = re.compile(
    r"(?<=[。;:,!?\n])[ ]?[第头](?P<number>[一二三四五六七八九十])[个项张场道关仗条种类支步根招环]?[\u3400-\u9fff]{0,2}?(?:是|叫|为|:)(?P<title>[^,。;:!?\n]{2,20})"
)
_ANNOUNCED = re.compile(r"[二两三四五六七八九十]件(?:大|实)?事:\Z")  # 抓好三件事:一是…
_RUN_IN = re.compile(r"\s*(?:[(]?[一二三四五六七八九十0-9]{1,2}[)、.]\s*)?(?P<title>[^,。;:、\n]{2,16})[。:]")


def paragraphs(folded: str, formula: Formula, count: int) -> list[str]:
    """What the paragraphs after the formula's run in with, as many as it says: 净街行动。… 畅行行动。…"""
    end = folded.find("\n", formula.outer.end, formula.outer.end + WINDOW)
    lines = [line for line in folded[end : end + FAR].split("\n") if line.strip()][:count] if end >= 0 else []
    titles = [match["title"] for line in lines if (match := _RUN_IN.match(line))]
    named = all(title.endswith(formula.keys[-1]) for title in titles) if formula.keys else False
    return titles if named else []


def ordinals(folded: str, formula: Formula, count: int) -> list[str]:
    """一是 … 二是 … that begin right behind the formula, and count as far as it says."""
    start = formula.outer.end
    first = ORDINAL.search(folded, start, start + WINDOW // 2)
    if (
        not first
        or len(STOP.findall(folded, start, first.start())) > 2
        or _ANNOUNCED.search(folded, start, first.start())
    ):
        return []
    titles = _counted_titles(ORDINAL.finditer(folded, first.start(), start + FAR))
    return _without_shared_verb(titles)


def _counted_titles(matches: Iterable[re.Match[str]]) -> list[str]:
    """What 一是 …, 二是 … name, as far as they count on."""
    titles: list[str] = []
    for match in matches:
        if numeral(match["number"]) != len(titles) + 1:
            break
        title = match["title"].translate(QUOTES)
        by_means = _BY_MEANS.match(title)
        titles.append(by_means[1] if by_means else title)
    return titles


def firsts(folded: str, formula: Formula, count: int) -> list[str]:
    """第一仗是垃圾清理仗 … 第二仗是占道经营仗: what each of them is, told in turn."""
    told = folded[formula.outer.end : formula.outer.end + FAR]
    return _counted_titles(_FIRST_IS.finditer(told))


def one_by_one(folded: str, formula: Formula, count: int) -> list[str]:
    """一场是清垃圾,…;一场是拆违建,…: as many in the paragraph as the formula says, all with the measure word of the first."""
    start = formula.outer.end
    told = list(ONE_OF_THEM.finditer(folded, start, paragraph_end(folded, start)))
    near = told[:1] and len(STOP.findall(folded, start, told[0].start())) <= 2
    titles = [match["title"].translate(QUOTES) for match in told if match["unit"] == told[0]["unit"]]
    return titles if near and len(titles) == count else []


def _without_shared_verb(members: list[str]) -> list[str]:
    """The members without the verb with which all of them begin: 树牢全域观, 树牢群众观."""
    bare = [without_verb(member) for member in members]
    verbs = {member.removesuffix(rest) for member, rest in zip(members, bare, strict=True)}
    return bare if len(verbs) == 1 and min(map(len, bare), default=0) > 2 else members

"""Where a title ends that a lost line break glued to its body, or whose own line a break tore apart (层层⏎落实责任我局…).

No sign stands there, so evidence is weighed: whether the title is a closed phrase, how the body begins, and whether the
title is built as its siblings are. The titles of one level are decided together: each likely title of each is tried as
the pattern of all, and the pattern that the whole level fits best is taken.

>>> text = "一、把台账建得更细社区是第一关,谁的事谁认。二、把巡查做得更勤老城的巷子窄,车进不去。"
>>> [text[start:end] for start, end in zip((2, 24), find_ends(text, [Stretch(2, 16), Stretch(24, 34)]))]
['把台账建得更细', '把巡查做得更勤']

The weights were searched over the titles of the annotated reports (not those held out) and of groups of our own, each title
glued to its body by us, then rounded.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, takewhile
from operator import eq, sub
from typing import NamedTuple

from civtext.lexicons import any_of, terms
from civtext.words import cut, tag

LONGEST = 40  # characters of a glued title
_SHORTEST, _FULL, _STUB, _LONG = 3, 8, 2, 6  # of any title; of a clause; of a stump of one; more than full clauses have
_BEHIND = 14  # what is read of the body to see how it begins
# So many siblings, and titles of each, are tried as the pattern of all: the time stays linear.
_PATTERNS, _LIKELY = 6, 8
_STOP, _BREAK, _TORN = 1.0, 9.0, 2.0  # what a stop and a line break weigh as a title's end, and a break that tears it
_DOUBT = 2.0  # what the titles of a level have to weigh on an average: a numbered paragraph may have none
_NO_START = "、,。;:!? ”是的了们"
_NO_END = "、,。;:!? “《("
_COMMA = re.compile("[,、 ]")
_SHORT_CLAUSE = re.compile("[^,。;:!?]{0,3}[,。;:!?]")
_OPENER = re.compile(
    any_of(terms("headings", kind="opener")) + r"|[一二三]是|(?:\d{4}|20[xX×]{2})年|[xX×]{2,3}[市区县镇乡旗州]"
)
_CAMPAIGN = re.compile(r"(?:创建)?全国文明(?:城市|城区|县城)")  # one name, which the dictionary cuts: 全国|文明城市
_SPOKEN = re.compile(r"“[^”]{0,60}[,。!?]")
_JOINTS, _TELLING, _FRAMES, _CLOSERS = (
    frozenset(terms("headings", kind=kind)) for kind in ("joint", "telling", "frame", "closer")
)
_LEANING = _JOINTS.union(terms("headings", kind="leaning"))
_WANTING = _JOINTS.union(terms("headings", kind="wanting"))
_ENDS_TITLE = re.compile(any_of(_CLOSERS) + r"\Z")
# Headings that stand in so many papers: 指导思想 says all by itself, 存在的问题 may go on (及下一步打算).
_STOCK = dict.fromkeys(terms("roles", where="heading"), 1.5)
_STOCK |= dict.fromkeys([*terms("roles", where="part"), *terms("roles", where="opening")], 4.0)
_AND = re.compile("[及和与]")
_DEGREE = re.compile(r"[更最](?!加).{1,2}\Z")  # 抬得更高, 压到最实, 请到最前面
_DONE_HOW = re.compile(
    "(?:切实|着力|大力|不断|扎实|深入|全面|持续|努力)..\\Z"
)  # words to the dictionary: 切实增强|责任感
_SELVES = frozenset(terms("selves"))
# Begins a body, and ends no title.
_WHO = re.compile(rf"(?:我们|我{any_of(terms('selves'))}|我街道|我中心|我公司|我社区)\Z")
_NAMES = frozenset(["n", "i", "l", "j"])
_VERBS = frozenset(terms("verbs"))
_WANTING_TAGS = frozenset(["c", "d", "f", "m", "p", "q", "r", "u", "uj"])  # conjunctions, adverbs, prepositions, 的
_FIRST = frozenset(["p", "r", "t"])  # 对照, 各, 年初


class Stretch(NamedTuple):
    """Where a title begins and how far it may reach; `sign`: where a stop or a line break ends it, if it is the title's end."""

    start: int
    limit: int
    sign: int | None = None


class _Word(NamedTuple):
    text: str
    tag: str


class _Choice(NamedTuple):
    """A possible title: its end, what speaks for it by itself, the lengths of its clauses, the parts of speech of the last
    one, its last letters from the last on."""

    end: int
    weight: float
    shape: tuple[int, ...]
    speech: tuple[str, ...]
    tail: str


def find_ends(folded: str, stretches: Sequence[Stretch]) -> list[int | None]:
    """For each title of one level where it ends; all None where they do not look like titles."""
    choices = [list(_choices(folded, stretch)) for stretch in stretches]
    if all(one.end == stretch.sign for stretch, some in zip(stretches, choices, strict=True) for one in some):
        return [stretch.sign for stretch in stretches]  # nothing to choose
    best, fitting = _DOUBT * len(stretches), list[_Choice]()
    for place, some in enumerate(choices[:_PATTERNS]):
        others = [other for other in (*choices[:place], *choices[place + 1 :]) if other]
        for pattern in sorted(some, key=lambda one: -one.weight)[:_LIKELY]:
            total = pattern.weight + sum(max(one.weight + _likeness(one, pattern) for one in other) for other in others)
            if total > best:
                best, fitting = total, [_fittest(other, [pattern]) for other in others]
                fitting.insert(place, pattern)
    if len(fitting) < len(stretches):
        return [None] * len(stretches)
    return [_fittest(some, [*fitting[:place], *fitting[place + 1 :]]).end for place, some in enumerate(choices)]


def _fittest(choices: list[_Choice], siblings: list[_Choice]) -> _Choice:
    """The choice that is strongest by itself and most like its siblings."""
    return max(
        choices, key=lambda one: one.weight + sum(_likeness(one, other) for other in siblings) / max(1, len(siblings))
    )


def _likeness(one: _Choice, other: _Choice) -> float:
    """How parallel two titles are: clauses of one number and length, like words in like places, the same letters at the end."""
    weight = 0.0
    if len(one.shape) == len(other.shape):
        apart: int = max(map(abs, map(sub, one.shape, other.shape)))
        weight += {0: 2.0, 1: 1.0}.get(apart, 0.0)
    like: int = sum(map(eq, one.speech, other.speech))
    weight += 0.3 * (2 * like - max(len(one.speech), len(other.speech)))
    same: int = sum(map(eq, one.tail, other.tail))
    return weight + (0.0, 1.5, 2.5)[min(2, same)]


def _choices(folded: str, stretch: Stretch) -> Iterator[_Choice]:
    """The ends that a title may have: its sign, and the borders of words before its limit (behind a break that tears it)."""
    start, limit, sign = stretch
    places = [at for at in range(start, min(len(folded), max(limit, sign or 0) + _BEHIND)) if folded[at] != "\n"]
    text = "".join(folded[at] for at in places)
    words = [_Word(word, tag(word)) for word in cut(text)]
    borders = list(accumulate(len(word.text) for word in words))
    first, inside = _SHORTEST, {at for one in _CAMPAIGN.finditer(text) for at in range(one.start() + 1, one.end())}
    if sign is not None:
        signed = bisect_left(places, sign)
        broken = folded[sign : sign + 1] in ("\n", "")
        torn = broken and _is_torn(words, borders, signed)
        before = words[: bisect_right(borders, signed)]
        weight = _TORN if torn else _BREAK if broken else _STOP + _closing(before, _Word("", ""))
        yield _choice(sign, text[:signed], before, weight)
        first = signed + 1 if torn else len(places) if broken else first
    for place, at in enumerate(borders[:-1], 1):
        may_end = text[at - 1] not in _NO_END and text[at] not in _NO_START and not _is_quoted(text, at)
        if first <= at not in inside and places[at - 1] + 1 < limit and may_end:
            weight = _opening(text, at, words[place]) + _closing(words[:place], words[place])
            yield _choice(places[at - 1] + 1, text[:at], words[:place], weight)


def _is_quoted(text: str, at: int) -> bool:
    """Whether a quotation opens before a place and closes behind it (打通“最后|一公里”)."""
    return text.rfind("“", 0, at) > text.rfind("”", 0, at) and "”" in text[at:].partition("“")[0]


def _choice(end: int, title: str, words: list[_Word], weight: float) -> _Choice:
    shape = tuple(map(len, _COMMA.split(title.strip())))
    stump = len(shape) > 1 and shape[-1] <= _STUB
    weight += 0.2 * min(_FULL, shape[-1]) - 3.0 * (len(title) > _LONG + _FULL * len(shape)) - 4.0 * stump
    weight += 1.0 * (len(set(shape)) == 1 < len(shape))  # 领导重视,责任明确
    weight += _stock(title.strip())
    return _Choice(end, weight, shape, tuple(word.tag[:1] for word in _last_clause(words)), title.strip()[:-5:-1])


def _stock(title: str) -> float:
    """What speaks for a title that stands in so many papers, or for two in one (存在的问题及下一步打算)."""
    parts = _AND.split(title)
    return sum(_STOCK[part] for part in parts) if all(part in _STOCK for part in parts) else 0.0


def _last_clause(words: list[_Word]) -> list[_Word]:
    return list(takewhile(lambda word: not _COMMA.match(word.text), reversed(words)))[::-1]


def _is_torn(words: list[_Word], borders: list[int], at: int) -> bool:
    """Whether a line ends within a word of the dictionary (齐抓共⏎管), or on a word that wants another (切实⏎做好)."""
    place = bisect_left(borders, at)
    if place == len(words):
        return False
    return words[place].tag in _WANTING_TAGS if borders[place] == at else words[place].tag != ""


def _opening(text: str, at: int, first: _Word) -> float:
    """How surely a body begins there: with a word that opens bodies, a voice, the name of the title's matter; not on 的."""
    again = 2.0 if text[at : at + 4] in text[:at] else 0.5 if text[at : at + 2] in text[:at] else 0.0
    weight = again - 1.0 * bool(_SHORT_CLAUSE.match(text, at))
    weight += 0.75 * (len(first.text) > 1 and text.startswith("是", at + len(first.text)))  # 环境是城市的脸面
    if len(first.text) == 1 and _OPENER.match(text, at):  # which the dictionary cuts: 下|一步,
        return weight + 3.0
    weight -= 3.5 * (first.text in _LEANING or first.text[0] in "的之")
    weight -= 1.0 * (first.text in _CLOSERS and first.tag[:1] == "n")
    weight -= 1.5 * (len(first.text) == 1 and first.tag[:1] in ("n", "q") and first.text not in _SELVES)  # 责任|链学校
    if _OPENER.match(text, at) or _SPOKEN.match(text, at):
        return weight + 3.0
    weight += 1.0 if first.tag[:1] in _FIRST else -0.5
    weight += 1.5 * bool(_CAMPAIGN.match(text, at))
    return weight + 0.75 * (first.text in _VERBS) - 1.5 * (first.text == "“")


def _names(clause: list[_Word]) -> bool:
    """Whether a clause names a thing besides what is done with it: 责任|增强, but not 切实增强."""
    return clause[-1].tag[:1] == "n" or any(word.tag[:1] in _NAMES for word in clause[:-1])


def _closing(before: list[_Word], after: _Word) -> float:
    """How surely a title ends there: on a word that closes titles, an idiom; not on a verb before its object, or 把 without verb."""
    clause = _last_clause(before)
    if not clause:
        return 0.0
    last = clause[-1]
    is_verb = [word.tag[:1] in ("v", "d") or _DONE_HOW.match(word.text) is not None for word in clause]
    closer = bool(_ENDS_TITLE.search("".join(word.text for word in before[-2:]))) and _names(clause)
    degree = bool(_DEGREE.search("".join(word.text for word in clause)))
    weight = 1.5 * (closer or degree) + 0.5 * (last.tag[:1] in ("i", "l"))
    told = not closer and _OPENER.match("".join(word.text for word in [*before[:2], after]))  # but: 2024年工作打算
    weight -= 4.0 * (bool(told) or any(word.text in _TELLING for word in before))
    weight -= 4.0 * bool(_WHO.search("".join(word.text for word in before[-2:])))
    weight -= 2.5 * (not degree and (last.tag in _WANTING_TAGS or last.text in _WANTING))
    weight -= 2.0 * all(is_verb)  # 着力构建|责任体系
    weight -= 0.5 * (last.tag[:1] == "v" and after.tag[:1] in ("n", "b", "m", "a"))  # 聘请|监督员
    framed = next((place for place, word in enumerate(clause) if word.text in _FRAMES), len(clause))
    done = any(is_verb[place] or not clause[place].tag for place in range(framed + 2, len(clause)))
    return weight - 4.0 * (framed < len(clause) and not done)  # 让新风 wants 吹起来

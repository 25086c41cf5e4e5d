"""What a number counts (the object) and the verb that governs it (the action), for `extractors.metrics`.

Where to start: `find_objects` goes through the quantities of a text in order and asks `RULES` about each. A rule sees a
`Place`: the words left and right of the number within its clause, and what the numbers before it in the sentence counted.

>>> from civtext.quantities import read
>>> def objects(text: str) -> list[str | None]:
...     quantities = read(text)
...     return [one.object for one in find_objects(text, text, quantities, [True] * len(quantities))]
>>> objects("修缮老旧泵房12座、化粪池30个")            # left of the number; the list shares the verb
['老旧泵房', '化粪池']
>>> objects("增设300多个智能回收箱,由8名镇干部包联")      # right of it
['智能回收箱', '镇干部']
>>> objects("群众安全感达99%,同比提高2个百分点")           # what grew stands before
['群众安全感', '群众安全感']

Method: jieba's words, with kinds from `quantity_words` and `verbs`; each clause is cut once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from civtext.extractors.metrics_phrases import (
    MEASURED,
    governing,
    noun_phrase,
    object_of,
    subject_of,
    verb_at,
    without_tail,
)
from civtext.extractors.metrics_words import (
    VERBS,
    Word,
    listed_as,
    nouns,
    outside_names,
    text_of,
    without_others,
    words_of,
)
from civtext.quantities import Quantity

_STOP = re.compile(r"[,;。:!?！？;\n\t|]")
_SENTENCE_STOP = re.compile(r"[。!?！？\n]")
_REACH = 120
_ROW = 12
_PLACE_ONLY = re.compile(r"(?:全|我|本|该|各)(?:省|市|区|县|镇|乡|村|街道|局|院|校|办|州|盟|旗)|城区|现|其中")
_ACTOR = re.compile(r"(?:省|市|区|县|镇|乡|街道|局|办|委|部门|单位|院|校|我们|他们|大家)$")
_MANNER = frozenset(
    (
        "实地",
        "现场",
        "联合",
        "专项",
        "入户",
        "上门",
        "集中",
        "夜间",
        "随机",
        "交叉",
        "专题",
        "明察",
        "驻点",
        "错时",
        "义务",
    )
)
_ABSTRACT = frozenset(("目标", "要求", "标准", "水平", "比例", "速度", "幅度", "规模", "成绩", "任务"))
_GRANT = re.compile(r"(?:款|补贴|补助|奖励|救助)$")
_REPEATED = ("次", "场次", "轮", "轮次", "遍", "趟", "频次", "回", "届", "场", "期")
_ACTS = ("次", "轮", "轮次", "遍", "趟", "频次", "回")
_SCOPE = re.compile(
    r"^(?:(?:19|20)?[0-9Xx×*]{2,4}年(?:度|底|以来)?|(?:全|我|本|该|各)(?:省|市|区|县|镇|乡|村|街道|局|院|校|办)|截[至止]目前|今年|去年|目前|其中|累计|共|现有)+(?=.{2})"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number counts and through which verb, as they stand in the text; `rule` names who says so.

    `following` are the objects of the numbers that come next, where 分别 deals them out.
    """

    object: str | None
    action: str | None
    rule: str
    following: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A quantity among its words; `earlier` are the answers for the numbers before it in the sentence, nearest last."""

    quantity: Quantity
    left: list[Word]
    right: list[Word]
    listed: bool
    earlier: list[tuple[Quantity, Counted]]
    before: list[Word]
    next_is_close: bool
    touching: bool


def find_objects(text: str, folded: str, quantities: Sequence[Quantity], counts: Sequence[bool]) -> list[Counted]:
    """For each quantity what it counts; `counts` says which are metrics (the others only stand in the way).

    Rules read `folded`, the narrow forms of `text`; answers are words of `text`.
    """
    plain = without_others(outside_names(folded), quantities, counts)
    stops = [match.start() for match in _STOP.finditer(plain)]
    found: list[Counted] = []
    earlier: list[tuple[Quantity, Counted]] = []
    taken = 0
    for index, quantity in enumerate(quantities):
        if index and _SENTENCE_STOP.search(plain, quantities[index - 1].span.end, quantity.span.start):
            earlier = []
        if not counts[index]:
            found.append(Counted(None, None, ""))
            continue
        place = _place(folded, plain, stops, quantities, counts, index, earlier, taken)
        counted, taken = _answer(place, text)
        found.append(counted)
        earlier = [*earlier[-_ROW:], (quantity, counted)]
    return found


def _place(
    text: str,
    plain: str,
    stops: list[int],
    quantities: Sequence[Quantity],
    counts: Sequence[bool],
    index: int,
    earlier: list[tuple[Quantity, Counted]],
    taken: int,
) -> Place:
    span = quantities[index].span
    stop = bisect_left(stops, span.start) - 1
    clause = max(stops[stop] + 1 if stop >= 0 else 0, span.start - _REACH)
    near = range(max(0, index - 8), min(len(quantities), index + 9))
    others = [quantities[at].span for at in near if counts[at]]
    last = max((one.end for one in others if one.end <= span.start), default=0)
    start = max(clause, last, taken)
    after = bisect_left(stops, span.end)
    clause_end = min(stops[after] if after < len(stops) else len(text), span.end + _REACH)
    following = min((one.start for one in others if one.start >= span.end), default=clause_end)
    end = min(clause_end, following)
    left = words_of(text, start, span.start, plain)
    previous = stops[stop - 1] + 1 if stop > 0 else 0
    same_sentence = stop >= 0 and not _SENTENCE_STOP.match(plain, stops[stop])
    before = (
        words_of(text, max(previous, last, taken, stops[stop] - 60), stops[stop], plain)
        if same_sentence and start == clause
        else []
    )
    listed = left[0].kind == "list" and start > clause if left else start == clause and bool(earlier)
    right = words_of(text, span.end, end, plain)
    return Place(
        quantities[index],
        left,
        right,
        listed,
        earlier,
        before,
        following < clause_end,
        index > 0 and last == span.start,
    )


def _answer(place: Place, text: str) -> tuple[Counted, int]:
    """The first rule's answer, and how far into the text it reaches."""
    for rule in RULES:
        if (answer := rule(place)) is not None:
            words, action = answer
            name = rule.__name__.strip("_")
            if not words:
                return Counted(None, action, name), 0
            if isinstance(words, str):
                return Counted(words, action, name, _still_to_deal(place)), 0
            phrase = text[words[0].start : words[-1].end].strip(" 、")
            reach = words[-1].end if words[0].start >= place.quantity.span.end else 0
            items = _dealt_out(place, words)
            return Counted(_SCOPE.sub("", items[0] if items else phrase) or None, action, name, tuple(items[1:])), reach
    return Counted(None, None, "none"), 0


Answer = tuple[Sequence[Word] | str | None, str | None]


def _honour(place: Place) -> Answer | None:
    """5人荣登“身边好人榜”: people counted by the list they got on."""
    if place.quantity.kind != "people":
        return None
    for position, word in enumerate(place.right[:4]):
        if word.kind == "noun":
            return None
        if word.text in listed_as("honour"):
            names = [one for one in place.right[position + 1 :] if one.text[0] in "“《"]
            return (names[:1] or noun_phrase(place.right[position + 1 :])) or None, word.text
    return None


def _right(place: Place) -> Answer | None:
    """300多个智能回收箱: the noun phrase that follows."""
    quantity, left = place.quantity, without_tail(place.left)
    linked = bool(place.right) and place.right[0].kind == "de"
    if quantity.kind in ("rate", "share") and not linked:
        return None
    if left and left[-1].kind not in ("state", "change") and MEASURED.search(text_of(left)):
        return None
    if quantity.kind == "money" and place.right and place.right[0].kind in VERBS:
        return None
    acts = quantity.unit in _REPEATED and bool(left) and left[-1].kind in VERBS
    phrase = noun_phrase(place.right, people=quantity.kind == "people", acts=acts, crowded=place.next_is_close)
    if not phrase or (linked and left and phrase[-1].text in _ABSTRACT):
        return None
    following = next((word.text for word in place.right if word.start >= phrase[-1].end and word.kind in VERBS), None)
    return phrase, governing(place.left) or following or _inherited(place)


def _of_state(place: Place) -> Answer | None:
    """安全感达99%, 时间压缩至3天: the subject of the verb that ends the words on the left."""
    left = without_tail(place.left)
    if place.quantity.kind == "rate" and left and left[0].text in ("高出", "高于", "低于", "优于") and place.earlier:
        return place.earlier[-1][1].object, left[0].text
    compared = next((at for at, word in enumerate(left) if word.text in ("是", "为", "相当于")), None)
    if place.quantity.unit == "倍" and compared is not None:
        return subject_of(left[:compared]) or None, None
    if not left or left[-1].kind not in ("state", "change"):
        return None
    action = left[-1].text if left[-1].kind == "change" and left[-1].text not in ("由", "从") else None
    while left and left[-1].kind in ("state", "change", "skip"):
        left = left[:-1]
    subject = subject_of(left)
    if subject and not _PLACE_ONLY.fullmatch(text_of(subject)):
        return subject, action
    return _shared(place, action) or (subject_of(without_tail(place.before)) or None, action)


def _of_act(place: Place) -> Answer | None:
    """实地督导20次: the act itself is counted; 已连续举办四届: what the clause before names."""
    left = without_tail(place.left)
    if (
        not left
        or left[-1].kind not in ("verb", "soft")
        or place.left[-1].kind == "de"
        or place.quantity.kind in ("time", "rate")
    ):
        return None
    verb, rest = left[-1], left[:-1]
    if _stands_as_noun(verb, rest, place):
        return None
    if place.quantity.kind == "money":
        return ([*nouns(rest[-1:]), verb] if _GRANT.search(verb.text) else None), verb.text
    if place.listed and place.earlier and not nouns(rest):
        return place.earlier[-1][1].object, verb.text
    if place.quantity.kind == "people" and verb.text in listed_as("pivot"):
        return None, verb.text
    if place.quantity.kind == "people" and not nouns(rest) and verb.text not in listed_as("event"):
        return ([verb] if verb.kind == "soft" else None), verb.text
    if _ACTOR.search(text_of(nouns(rest))):
        return None, verb.text
    if place.quantity.unit in _ACTS and verb.text not in listed_as("event"):
        return (left[-2:] if rest and rest[-1].text in _MANNER else [verb]), verb.text
    if nouns(rest):
        return object_of(rest) or None, verb.text
    if same := _same_unit(place):
        return same, verb.text
    return (object_of(place.before) if place.quantity.unit in _REPEATED else None) or None, verb.text


def _stands_as_noun(verb: Word, rest: list[Word], place: Place) -> bool:
    """Whether the verb next to the number is a noun there: 接到投诉8件, 规范店外经营90户, 、违章搭建300平方米."""
    at = verb_at([*rest, verb])
    chained = bool(rest) and (rest[-1].kind in ("soft", "loose") or rest[-1].text in listed_as("pivot"))
    if at is not None and verb.kind == "soft" and not chained:
        return at < len(rest) - 1 or rest[at].kind == "verb"
    return place.listed and bool(nouns(rest)) and place.quantity.unit not in _ACTS


def _by_time(place: Place) -> Answer | None:
    """提前十分钟到岗: the time counts what follows."""
    if place.quantity.kind != "time":
        return None
    acts = [word for word in place.right if word.kind in (*VERBS, "noun")][:1]
    left = without_tail(place.left)
    named = left and (
        left[-1].kind == "noun" or (place.quantity.bound == "under" and left[-1].kind in ("soft", "loose"))
    )
    if not acts or named:
        return None
    return acts, left[-1].text if left and left[-1].kind in VERBS else None


def _left(place: Place) -> Answer | None:
    """修缮老旧泵房12座: the noun phrase between the verb and the number."""
    left = without_tail(place.left)
    if place.left and place.listed and len(place.left) == 2 and len(place.left[1].text) == 1:
        return place.left[1:], _inherited(place)
    if not left:
        return None
    if (left[0].text == "占" or text_of(left) == "占比") and place.earlier:
        return place.earlier[-1][1].object, None
    phrase = object_of(left, listed=place.listed and bool(_inherited(place)))
    if not phrase:
        return None
    stands = bool(MEASURED.search(text_of(phrase))) and phrase[0] == left[0]
    return phrase, None if stands else governing(left) or _inherited(place)


def _after_label(place: Place) -> Answer | None:
    """满意度:96%: what the colon or the cell before names."""
    if without_tail(place.left) or not place.before:
        return None
    phrase = subject_of(without_tail(place.before))
    return (phrase, None) if phrase and len(text_of(phrase)) <= 16 and not place.earlier else None


def _same_as_before(place: Place) -> Answer | None:
    """其中7个已完工: what the number before counted."""
    return _shared(place, None)


RULES = (_honour, _right, _of_state, _of_act, _by_time, _left, _after_label, _same_as_before)


def _shared(place: Place, action: str | None) -> Answer | None:
    """The object of the number before; 分别 and several numbers take theirs in turn."""
    if place.earlier and place.listed and place.earlier[-1][1].following:
        return place.earlier[-1][1].following[0], action
    if place.earlier and any(word.text == "分别" for word in place.left):
        return _to_deal(place)[0], action
    if place.earlier and (place.touching or place.listed) and not any(word.kind != "list" for word in place.left):
        return place.earlier[-1][1].object, action
    if not place.earlier:
        phrase = subject_of(without_tail(place.before)) if place.before and action else []
        return (phrase, action) if phrase else None
    if place.quantity.kind in ("rate", "share") or action:
        return place.earlier[-1][1].object, action
    return _same_unit(place), action


def _same_unit(place: Place) -> str | None:
    """What the last number of the same unit in the sentence counted."""
    return next(
        (counted.object for quantity, counted in reversed(place.earlier) if quantity.unit == place.quantity.unit), None
    )


def _dealt_out(place: Place, words: Sequence[Word]) -> list[str]:
    """The objects that 分别 deals out to a row of numbers, [] where it does not."""
    if not any(word.text == "分别" for word in place.left) or not any(word.kind == "list" for word in words):
        return []
    items = [""]
    for word in words:
        items = [*items, ""] if word.kind == "list" else [*items[:-1], items[-1] + word.text]
    return [item for item in items if item]


def _still_to_deal(place: Place) -> tuple[str, ...]:
    """What is left to deal out: the rest of the row, or, after 分别, the objects of the numbers before in their order."""
    if any(word.text == "分别" for word in place.left):
        return tuple(counted for counted in _to_deal(place)[1:] if counted)
    return place.earlier[-1][1].following[1:] if place.earlier and place.listed else ()


def _to_deal(place: Place) -> list[str | None]:
    """The objects that 分别 gives a number each: those of the rates before, where there are several; else of all."""
    rates = [counted.object for quantity, counted in place.earlier if quantity.kind == place.quantity.kind]
    return rates if len(rates) > 1 else [counted.object for _, counted in place.earlier] or [None]


def _inherited(place: Place) -> str | None:
    return place.earlier[-1][1].action if place.earlier else None

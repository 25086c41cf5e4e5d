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
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from civtext.lexicons import lexicon
from civtext.quantities import Quantity
from civtext.words import cut, tag

_NAME = "\ue001"
_NAMED = re.compile(r"“[^“”\n]{1,40}”|‘[^‘’\n]{1,40}’|《[^《》\n]{1,80}》")
_STOP = re.compile(r"[,;。:!?！？;\n\t|]")
_SENTENCE_STOP = re.compile(r"[。!?！？\n]")
_REACH = 120
_MEASURED = re.compile(
    r"(?:率|度|指数|得分|成绩|总分|分数|占比|比重|比例|数|数量|总量|总额|金额|面积|里程|时长|时间|人次|年龄|长度|宽度|规模|费用"
    r"|成本|产值|收入|支出|销售额|增加值|能力|等候|人均\w{0,6}|户均\w{0,6}|日均\w{0,6})$"
)
_EVENT = re.compile(r"^(?:活动|行动|工作|会|会议|班|队|队伍|员|站|点|栏|室|组|小组|比赛|大赛|讲座|大会|仪式|演出|报告会|报告|稿件|报道|车|箱|牌|品|册|单|屏|片|语|画|墙|岗|亭|桶|费|款|金|制度|机制|问题|事项|案件|热线|平台|基地|中心|阵地|专栏|标语|广告|手册|折页|资料|标准|信息)$")
_REPEATED = ("次", "场次", "轮", "轮次", "遍", "趟", "频次", "回", "届", "场", "期")
_ACTS = ("次", "轮", "轮次", "遍", "趟", "频次", "回")
_SCOPE = re.compile(r"^(?:(?:全|我|本|该|各)(?:省|市|区|县|镇|乡|村|街道|局|院|校|办)|截[至止]目前|今年|去年|目前|其中)(?=.{2})")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number counts and through which verb, as they stand in the text; `rule` names who says so."""

    object: str | None
    action: str | None
    rule: str


class Word(NamedTuple):
    """A word of a clause; `kind` is noun, verb, soft (a verb that may stand as a noun), state, change, skip, list, de, etc or stop."""

    start: int
    end: int
    text: str
    kind: str


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


def outside_names(folded: str) -> str:
    """The text with what stands in quotation and title marks blanked, so that no stop inside a name cuts a clause."""
    return _NAMED.sub(lambda match: _NAME * len(match[0]), folded)


@cache
def _kinds() -> dict[str, str]:
    kinds = {entry["term"]: "soft" if entry["noun"] == "yes" else "verb" for entry in lexicon("verbs") if entry["kind"] != "none"}
    for entry in lexicon("quantity_words"):
        word, kind = entry["term"], entry["kind"]
        if kind in ("pivot", "event", "verb", "honour"):
            kinds.setdefault(word, "verb")
        else:
            kinds[word] = {"adverb": "skip"}.get(kind, kind)
    return kinds


@cache
def _listed_as(kind: str) -> frozenset[str]:
    return frozenset(entry["term"] for entry in lexicon("quantity_words") if entry["kind"] == kind)


def _kind(word: str) -> str:
    if word in ("、", "和", "与", "及", "以及", "或", "并", "暨"):
        return "list"
    if word in ("的", "之"):
        return "de"
    if word in ("等", "等等", "等地", "之类"):
        return "etc"
    if not re.search(r"\w", word):
        return "stop" if word.strip() else "skip"
    if kind := _kinds().get(word):
        return kind
    speech = tag(word)
    if speech in ("d", "p", "u", "ul", "uz", "ug", "t", "f", "c", "y", "zg") or word in ("把", "将", "对", "向", "其", "该", "此", "这", "那"):
        return "skip" if speech in ("d", "ul", "uz", "ug", "t", "zg", "y") else "stop"
    return "soft" if speech in ("v", "vn") and len(word) > 1 else "noun"


def _words(text: str, start: int, end: int, plain: str) -> list[Word]:
    """The words of a stretch; a name in marks is one noun, and so is a short bracket after one."""
    words: list[Word] = []
    for match in re.finditer(rf"{_NAME}+|\([^(){_NAME}]{{1,12}}\)(?=.)|(?:(?!\([^(){_NAME}]{{1,12}}\)(?=.))[^{_NAME}])+", plain[start:end]):
        at, piece = start + match.start(), text[start + match.start() : start + match.end()]
        if match[0][0] == _NAME or match[0][0] == "(" and len(match[0]) > 1 and match[0][-1] == ")":
            words.append(Word(at, at + len(piece), piece, "noun"))
            continue
        for word in _joined(cut(piece)):
            words.append(Word(at, at + len(word), word, _kind(word)))
            at += len(word)
    return words


def _joined(words: list[str]) -> list[str]:
    """Words that the dictionary cuts but the lists know whole: 压缩 + 至, 新 + 改建."""
    out: list[str] = []
    for word in words:
        if out and (out[-1] + word) in _kinds() and len(out[-1] + word) > 1:
            out[-1] += word
        else:
            out.append(word)
    return out


def find_objects(text: str, folded: str, quantities: Sequence[Quantity], counts: Sequence[bool]) -> list[Counted]:
    """For each quantity what it counts; `counts` says which are metrics (the others only stand in the way).

    Rules read `folded`, the narrow forms of `text`; answers are words of `text`.
    """
    plain = outside_names(folded)
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
        earlier.append((quantity, counted))
    return found


def _place(
    text: str, plain: str, stops: list[int], quantities: Sequence[Quantity], counts: Sequence[bool], index: int,
    earlier: list[tuple[Quantity, Counted]], taken: int,
) -> Place:
    span = quantities[index].span
    stop = bisect_left(stops, span.start) - 1
    clause = max(stops[stop] + 1 if stop >= 0 else 0, span.start - _REACH)
    last = quantities[index - 1].span.end if index else 0
    start = max(clause, last, taken)
    after = bisect_left(stops, span.end)
    clause_end = min(stops[after] if after < len(stops) else len(text), span.end + _REACH)
    following = quantities[index + 1].span.start if index + 1 < len(quantities) else clause_end
    end = min(clause_end, following)
    left = _words(text, start, span.start, plain)
    previous = stops[stop - 1] + 1 if stop > 0 else 0
    same_sentence = stop >= 0 and not _SENTENCE_STOP.match(plain, stops[stop])
    before = _words(text, max(previous, last, taken, stops[stop] - 60), stops[stop], plain) if same_sentence and start == clause else []
    listed = bool(left) and left[0].kind == "list" and start > clause or start == clause and not left and bool(earlier)
    right = _words(text, span.end, end, plain)
    return Place(quantities[index], left, right, listed, earlier, before, following <= clause_end and following < len(text))


def _answer(place: Place, text: str) -> tuple[Counted, int]:
    """The first rule's answer, and how far into the text it reaches."""
    for rule in RULES:
        if (answer := rule(place)) is not None:
            words, action = answer
            name = rule.__name__.strip("_")
            if not words:
                return Counted(None, action, name), 0
            if isinstance(words, str):
                return Counted(words, action, name), 0
            phrase = text[words[0].start : words[-1].end].strip(" 、")
            return Counted(_SCOPE.sub("", phrase) or None, action, name), words[-1].end if words[0].start >= place.quantity.span.end else 0
    return Counted(None, None, "none"), 0


Answer = tuple[Sequence[Word] | str | None, str | None]


def _honour(place: Place) -> Answer | None:
    """5人荣登“身边好人榜”: people counted by the list they got on."""
    if place.quantity.kind != "people":
        return None
    for position, word in enumerate(place.right[:4]):
        if word.text in _listed_as("honour"):
            names = [one for one in place.right[position + 1 :] if one.text[0] in "“《"]
            return (names[:1] or _noun_phrase(place.right[position + 1 :])) or None, word.text
    return None


def _right(place: Place) -> Answer | None:
    """300多个智能回收箱: the noun phrase that follows."""
    if place.quantity.unit == "个百分点" or (place.quantity.kind in ("rate", "share") and not (place.right and place.right[0].kind == "de")):
        return None
    phrase = _noun_phrase(place.right, crowded=place.next_is_close)
    if not phrase:
        return None
    governing = _governing(place.left)
    following = next((word.text for word in place.right if word.start >= phrase[-1].end and word.kind in ("verb", "soft")), None)
    return phrase, governing or following or _inherited(place)


def _of_state(place: Place) -> Answer | None:
    """安全感达99%, 时间压缩至3天: the subject of the verb that ends the words on the left."""
    left = _without_tail(place.left)
    if not left or left[-1].kind not in ("state", "change"):
        return None
    action = left[-1].text if left[-1].kind == "change" and left[-1].text not in ("由", "从") else None
    while left and left[-1].kind in ("state", "change", "skip"):
        left = left[:-1]
    subject = _subject(left)
    if not subject:
        return _shared(place, action)
    return subject, action


def _of_act(place: Place) -> Answer | None:
    """实地督导20次: the act itself is counted; 已连续举办四届: what the clause before names."""
    left = _without_tail(place.left)
    if not left or left[-1].kind not in ("verb", "soft"):
        return None
    verb, rest = left[-1].text, left[:-1]
    if place.quantity.kind == "time" or not place.right and _MEASURED.search(_text(left)):
        return None
    if verb in _listed_as("event") or (not _nouns(rest) and place.quantity.unit not in _ACTS):
        if _nouns(rest) and place.quantity.kind != "people":
            return _object_of(rest) or None, verb
        if place.listed and place.earlier:
            return place.earlier[-1][1].object, verb
        named = _object_of(place.before) if place.quantity.unit in _REPEATED else []
        return (named or None), verb
    if place.quantity.unit in _ACTS:
        governing = _object_of(left)
        return (governing or left[-1:]), verb
    return (_object_of(rest) or None), verb


def _by_time(place: Place) -> Answer | None:
    """提前十分钟到岗: the time counts what follows."""
    if place.quantity.kind != "time":
        return None
    acts = [word for word in place.right if word.kind in ("soft", "verb", "noun")][:1]
    left = _without_tail(place.left)
    if not acts or (left and left[-1].kind == "noun"):
        return None
    return acts, left[-1].text if left and left[-1].kind in ("verb", "soft") else None


def _left(place: Place) -> Answer | None:
    """修缮老旧泵房12座: the noun phrase between the verb and the number."""
    left = _without_tail(place.left)
    if not left:
        return None
    phrase = _object_of(left)
    if not phrase:
        return None
    return phrase, _governing(left) or (_inherited(place) if place.listed or not place.before else None) or _inherited(place)


def _after_label(place: Place) -> Answer | None:
    """满意度:96%: what the colon or the cell before names."""
    if _without_tail(place.left) or not place.before:
        return None
    phrase = _subject(_without_tail(place.before))
    return (phrase, None) if phrase and len(_text(phrase)) <= 16 and not place.earlier else None


def _same_as_before(place: Place) -> Answer | None:
    """其中7个已完工: what the number before counted."""
    return _shared(place, None)


RULES = (_honour, _right, _of_state, _of_act, _by_time, _left, _after_label, _same_as_before)


def _shared(place: Place, action: str | None) -> Answer | None:
    """The object of the number before; 分别 and several numbers take theirs in turn."""
    if not place.earlier:
        phrase = _subject(_without_tail(place.before)) if place.before and action else []
        return (phrase, action) if phrase else None
    same = [counted for quantity, counted in place.earlier if quantity.unit == place.quantity.unit and quantity.kind != "rate"]
    if place.quantity.kind in ("rate", "share") or action:
        return place.earlier[-1][1].object, action
    return (same[-1].object, action) if same else (None, None)


def _inherited(place: Place) -> str | None:
    return place.earlier[-1][1].action if place.earlier else None


def _text(words: Sequence[Word]) -> str:
    return "".join(word.text for word in words)


def _nouns(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.kind == "noun"]


def _without_tail(words: list[Word]) -> list[Word]:
    """Without the words between an object and its number: 共, 等, 了, an opening bracket."""
    end = len(words)
    while end and (words[end - 1].kind in ("skip", "etc", "list", "de") or words[end - 1].text in ("(", " ")):
        end -= 1
    start = 0
    while start < end and words[start].kind in ("list", "skip", "etc"):
        start += 1
    return words[start:end]


def _noun_phrase(words: Sequence[Word], *, crowded: bool = False) -> list[Word]:
    """The noun phrase that a stretch opens with, from after its last 的 and 等."""
    start, end = 0, 0
    for position, word in enumerate(words):
        if word.kind in ("de", "etc"):
            if word.kind == "etc" and not (position + 1 < len(words) and words[position + 1].kind == "noun"):
                break
            start = end = position + 1
        elif word.kind == "noun" or (word.kind == "soft" and _joins(words, position)):
            end = position + 1
        elif word.kind == "list" and position > start and not _opens_number(words, position, crowded):
            continue
        elif word.text in ("\n", " ") and position == start:
            start = end = position + 1
        else:
            break
    return list(words[start:end])


def _joins(words: Sequence[Word], position: int) -> bool:
    """Whether a verb that may be a noun is one here: inside or at the end of a phrase (无物业 + 管理 + 小区)."""
    following = words[position + 1] if position + 1 < len(words) else None
    if position == 0 or words[position - 1].kind in ("de", "list"):
        return following is not None and (following.kind == "noun" and bool(_EVENT.match(following.text)))
    return following is None or following.kind in ("etc", "list") or bool(_EVENT.match(following.text))


def _opens_number(words: Sequence[Word], position: int, crowded: bool) -> bool:
    """Whether what follows a list mark belongs to the next number (3名教师、 | 学生 20名)."""
    rest = words[position + 1 :]
    if not rest or rest[0].kind != "noun":
        return True
    return crowded and all(word.kind in ("noun", "soft", "list", "skip") for word in rest) and words[position].text != "、省"


def _governing(words: Sequence[Word]) -> str | None:
    position = _verb_at(words)
    if position is None:
        return None
    first = position
    while first and words[first - 1].kind in ("verb", "soft"):
        first -= 1
    return _text(words[first : position + 1])


def _verb_at(words: Sequence[Word]) -> int | None:
    """Where the verb stands that governs the last noun phrase of a stretch."""
    at: int | None = None
    for position, word in enumerate(words):
        if word.kind == "verb":
            at = position
        elif word.kind == "soft" and position + 1 < len(words):
            follows = words[position + 1]
            chained = at is not None and (at == position - 1 or (at == position - 2 and words[position - 1].kind == "list"))
            pivot = at is not None and words[at].text in _listed_as("pivot") and at < position - 1
            opens = at is None and not _EVENT.match(follows.text) and not _within_phrase(words, position)
            if (chained or pivot or opens) and follows.kind not in ("de", "etc") and not _ends_in_event(words, position):
                at = position
    return at


def _within_phrase(words: Sequence[Word], position: int) -> bool:
    """Whether a noun stands right before: 市容 + 整治 + 行动 has no verb, 镇里 + 整治 + 小巷 has one."""
    return False


def _ends_in_event(words: Sequence[Word], position: int) -> bool:
    """Whether all that follows the verb is the head of a name for an activity (宣传 + 活动)."""
    rest = [word for word in words[position + 1 :] if word.kind != "skip"]
    return len(rest) == 1 and bool(_EVENT.match(rest[0].text))


def _object_of(words: Sequence[Word]) -> list[Word]:
    """The object of the last governing verb; the whole noun phrase where there is no verb."""
    words = _without_tail(list(words))
    if _MEASURED.search(_text(words)):
        return _subject(words)
    position = _verb_at(words)
    return _head(words[position + 1 :] if position is not None else words)


def _subject(words: Sequence[Word]) -> list[Word]:
    """The subject that a stretch ends in: verbs inside it belong to it (参加活动人次)."""
    start = 0
    for position, word in enumerate(words):
        if word.kind in ("stop", "state") or (word.kind == "skip" and not _nouns(words[start:position])):
            start = position + 1
    return _head(words[start:])


def _head(words: Sequence[Word]) -> list[Word]:
    """A noun phrase without what stands before its last 的 or 等, and without adverbs around it."""
    words = _without_tail(list(words))
    for position in range(len(words) - 2, -1, -1):
        if words[position].kind in ("de", "etc"):
            return _head(words[position + 1 :])
        if words[position].kind in ("stop", "state", "change"):
            return _head(words[position + 1 :])
    return words if any(word.kind in ("noun", "soft", "verb") for word in words) else []

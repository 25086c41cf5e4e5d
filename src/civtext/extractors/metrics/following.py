"""What follows a number, for `rules`: 300多个智能回收箱, 3名从事有偿家教的教师; not 满意率98%, 周边200米, which the words before name.

>>> from civtext.extractors.metrics.objects import find_objects
>>> from civtext.quantities import read
>>> text = "尚有5个村未接通管网"
>>> [(one.object, one.action) for one in find_objects(text, text, read(text), [True])]
[('村', None)]
"""

from __future__ import annotations

import re

from civtext.extractors.metrics.acts import REPEATED, met
from civtext.extractors.metrics.counted import counted_among
from civtext.extractors.metrics.earlier import Answer, Place, inherited
from civtext.extractors.metrics.governing import verb_at
from civtext.extractors.metrics.phrases import MEASURED, noun_phrase, without_works
from civtext.extractors.metrics.sums import verb_before
from civtext.extractors.metrics.words import PEOPLE, VERBS, Word, listed_as, text_of

FULL = ("扣满", "记满")
_AROUND = re.compile(r"(?<![距离])(?:校园|学校|校门口?)(?:周边|周围|附近)?$")
_ABSTRACT = frozenset(("目标", "要求", "标准", "水平", "比例", "速度", "幅度", "规模", "成绩", "任务"))
_COMPLETED = ("完成", "超额完成", "落实", "实现")
_LIGHT = ("进行", "予以", "给予", "加以")
_DENIED = ("未", "没有", "尚未", "没", "不", "无法", "未能", "不能")
_DENIALS = ("未", "不", "没", "无", "非", "不达标", "未达标", "不合格")
_OCCURRENCES = frozenset(("处", "起", "件", "项", "类", "条", "宗", "例"))  # 3处路面破损: the damage itself is counted
_WORSE = re.compile("陈旧|老化|老旧|破旧|破损|混乱|脏乱差?|薄弱|缺失|滞后|落后|较差|不足|不全|不畅|堵塞")


def right(place: Place) -> Answer | None:
    """300多个智能回收箱: the noun phrase that follows."""
    left = place.bare
    linked = bool(place.right) and place.right[0].kind == "de"
    if _counts_what_is_left(place, linked):
        return None
    if [word.text for word in place.right[1:2]] == ["了"] and len(place.right[0].text) == 1:  # 2块 | 做 | 了 | 议事场
        return None
    if place.right and place.right[0].text[0] == "因" and any(word.text in _DENIALS for word in place.right[:6]):
        return None  # 2个因征迁资金未到位暂缓实施
    phrase = _behind(place, linked)
    denied = next((at for at, word in enumerate(phrase) if at and word.text in _DENIED), len(phrase))
    phrase = phrase[:denied]  # 12个小区 | 未改造
    if phrase and phrase[-1].text in _DENIALS:
        phrase = phrase[:-1]
    done = bool(left) and left[-1].text in _COMPLETED  # 完成60%以上的整改任务
    if not phrase or (linked and left and not done and phrase[-1].text in _ABSTRACT):
        return None
    before = _verb_outside(place.left) if place.left and place.left[-1].kind == "de" else verb_before(place)
    return phrase, before or _verb_behind(place, phrase)


def _verb_outside(words: list[Word]) -> str | None:
    """The verb before a clause that ends in 的: 梳理 | 我局承担的, 完成 | 余下的; none in 对去年建成的, whose verb stands behind."""
    first, *others = [at for at, word in enumerate(words) if word.kind in VERBS] or [0]
    is_outside = words[first].text in _COMPLETED or (others and others[0] > first + 1)
    return words[first].text if is_outside else None


def _verb_behind(place: Place, phrase: list[Word]) -> str | None:
    """The verb that says what was done with what a phrase names, or that of the row; of 9个村 | 未启动改造 nothing was done."""
    light = None
    for word in place.right[place.right.index(phrase[-1]) + 1 :]:
        if word.text in _DENIED:
            return None
        if word.kind in VERBS and word.text not in _LIGHT:
            return word.text
        light = word.text if word.text in _LIGHT else light
    return light or inherited(place)


def _counts_what_is_left(place: Place, linked: bool) -> bool:
    """Whether a number says what the words before it measure, whatever follows: 满意率98%, 周边200米, 长3公里."""
    quantity, left = place.quantity, place.bare
    rate = quantity.kind == "rate" or (quantity.kind == "share" and left)
    if rate and not linked and quantity.unit != "折":
        return True
    if left and left[-1].kind not in ("state", "change") and MEASURED.search(text_of(left)):
        return True
    spent = (
        quantity.kind == "money"
        and place.right
        and (place.right[0].kind in VERBS or re.match("对(?!讲)", place.right[0].text))
    )
    if met(place) or spent:
        return True
    if quantity.kind == "length":
        measured = bool(place.right) and place.right[0].text in ("长", "宽", "高", "深")
        if measured or _AROUND.search(text_of(left)):
            return True
    full = bool(left) and left[-1].text in FULL  # 扣满20分的取消资格
    return full or bool(_brought(place, left))


def _behind(place: Place, linked: bool) -> list[Word]:
    """The noun phrase behind a number; people by what they do or are, where there is no other."""
    quantity, left, right = place.quantity, place.bare, place.right
    acts = quantity.unit in REPEATED and bool(left) and left[-1].kind in VERBS
    crowd = quantity.unit in ("", "户") and bool(right) and _is_crowd(right[0])
    phrase = noun_phrase(
        right,
        people=(quantity.kind == "people" and not linked) or crowd,  # 50人的 | 社区服务队
        acts=acts,
        crowded=place.next_is_close,
        things=quantity.kind == "count" and not linked,
    )
    phrase = counted_among(phrase if acts else without_works(phrase), quantity.unit)
    if verb_at(left) is None and quantity.unit not in _OCCURRENCES:
        phrase = _without_state(phrase)
    if not phrase and quantity.kind in ("people", "count"):
        phrase = _who_did(right)  # 3名 | 从事有偿家教的 | 教师
    if not phrase and quantity.unit in ("名", "位", "户", "人"):
        phrase = _row_of_people(right)  # 47名 | 留守和困境学生
    return phrase


def _without_state(phrase: list[Word]) -> list[Word]:
    """农贸市场 | 设施 | 陈旧: what is counted, without what is said of it."""
    at = next((at for at, word in enumerate(phrase) if at > 1 and _WORSE.fullmatch(word.text)), None)
    return phrase if at is None else phrase[: at - 1]


def _row_of_people(words: list[Word]) -> list[Word]:
    """The people at the end of a row of what they are: 留守 | 和 | 困境 | 学生; [] where the stretch is none."""
    end = next((at for at, word in enumerate(words[:5]) if word.kind == "noun" and PEOPLE.search(word.text)), None)
    row = words[: end + 1] if end and words[0].kind != "list" else []
    return row if row and all(word.kind in ("noun", "soft", "loose", "list") for word in row) else []


def _is_crowd(word: Word) -> bool:
    """2.3万 | 居民 | 喝上放心水: a number without a unit, of people."""
    return word.kind == "noun" and bool(PEOPLE.search(word.text))


def _who_did(words: list[Word]) -> list[Word]:
    """The people at the end of a stretch that says what they do: 从事有偿家教的 | 教师; [] where it does not."""
    at = next((at for at, word in enumerate(words[:7]) if at and word.kind == "de"), None)
    if at is None or words[0].kind not in (*VERBS, "state", "skip") or any(word.kind == "list" for word in words[:at]):
        return []
    called = noun_phrase(words[at + 1 :], people=True)
    return called if called and PEOPLE.search(called[-1].text) else []


def _brought(place: Place, left: list[Word]) -> bool:
    """引导摊贩600户进场: people stand before their number, and what they do after it."""
    if place.quantity.unit not in ("户", "人", "名", "人次") or not left or left[0].text not in listed_as("pivot"):
        return False
    return bool(PEOPLE.search(left[-1].text)) and not (place.right and PEOPLE.search(place.right[0].text))

"""The rules that say what a number counts, for `metrics_objects`: each sees a `Place` and answers, or passes.

An answer is the words (or, taken over from elsewhere, the text) of the object, and the verb; either may be None. The order of
`RULES` matters: a table's cell first, then what follows the number, then the verb that ends the words before it, then
the noun phrase there, last what the numbers before it counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from civtext.extractors.metrics_earlier import (
    Counted,
    Place,
    in_cell,
    inherited,
    part_of,
    same_unit,
    shared,
)
from civtext.extractors.metrics_phrases import (
    MEASURED,
    counted_among,
    governing,
    noun_phrase,
    object_of,
    subject_of,
    verb_at,
    without_tail,
    without_works,
)
from civtext.extractors.metrics_tables import Cell
from civtext.extractors.metrics_words import PEOPLE, VERBS, Word, listed_as, nouns, text_of, words_of

_PLACE_ONLY = re.compile(r"(?:全|我|本|该|各)(?:省|市|区|县|镇|乡|村|街道|局|院|校|办|州|盟|旗)|城区|现|其中")
_ACTOR = re.compile(r"(?:省|市|区|县|镇|乡|街道|局|办|委|部门|单位|院|校|我们|他们|大家|[省市县区镇乡村]里)$")
_EXTENT = frozenset(("降幅", "增幅", "涨幅", "增速", "同比增幅", "同比降幅"))
_REPORTED = re.compile(r"计划|原定|目标|任务|实际|已|超额|完成|累计|新增|共")
_MANNER = frozenset(
    [
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
    ]
)
_ABSTRACT = frozenset(("目标", "要求", "标准", "水平", "比例", "速度", "幅度", "规模", "成绩", "任务"))
_GRANT = re.compile(
    r"(?:款|补贴|补助|奖励|救助|资助|投资|融资|贷款|筹资|集资|捐资|让利|增收|创收|节支|奖金|罚金|减税|优惠|出资)$"
)
_DENIALS = ("未", "不", "没", "无", "非")
_HOSTED = re.compile(r"由(?![于来衷])")
_PRICES = frozenset(("标准", "价格", "比例", "额度"))
_DISCIPLINE = frozenset(("处理", "处分", "问责", "约谈", "诫勉", "处罚", "追责", "查处", "拘留", "批评"))
_REPEATED = ("次", "场次", "轮", "轮次", "遍", "趟", "频次", "回", "届", "场", "期")
_ACTS = ("次", "轮", "轮次", "遍", "趟", "频次", "回")

Answer = tuple[Sequence[Word] | str | None, str | None]


def _cell(place: Place) -> Answer | None:
    """A number alone in its cell: what the row or the column is called."""
    return _in_table(place.cell) if place.cell and place.cell.alone else None


def _in_table(cell: Cell) -> tuple[str, None] | None:
    return next(((named, None) for label in in_cell(cell) if (named := _topic(label))), None)


def _topic(title: str) -> str:
    """The thing a heading or label names: 背街小巷整治 and 整治背街小巷 are about 背街小巷."""
    words = without_works(words_of(title, 0, len(title), title))
    if words and words[0].kind in VERBS and nouns(words[1:]) and not MEASURED.search(title):
        words = words[1:]
    return text_of(words) if words and nouns(words) else ""


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


def _part(place: Place) -> Answer | None:
    """其中城东9条、城西17条: the parts of a whole, by place or actor, count the same thing."""
    if place.right and place.right[0].kind == "noun" and not without_tail(place.left):
        return None
    whole = part_of(place)
    return (whole, governing(place.left) or inherited(place)) if whole else None


def _granted(place: Place) -> Answer | None:
    """给予300元奖励, 处以50元罚款: the grant that ends the clause."""
    right = place.right[1:] if place.right and place.right[0].kind == "de" else place.right
    if place.quantity.kind != "money" or not right or not _GRANT.search(right[0].text):
        return None
    ends = len(right) == 1 or right[1].kind == "stop"
    return (right[:1], _verb_before(place)) if ends and right[0].kind in VERBS else None


def _priced(place: Place) -> Answer | None:
    """按每户20元的标准收取保洁费: what is paid for follows the price."""
    right = place.right
    if len(right) < 3 or right[0].kind != "de" or right[1].text not in _PRICES:
        return None
    return object_of(right[2:]) or None, governing(right[2:])


def _right(place: Place) -> Answer | None:
    """300多个智能回收箱: the noun phrase that follows."""
    quantity, left = place.quantity, without_tail(place.left)
    linked = bool(place.right) and place.right[0].kind == "de"
    if (
        quantity.kind in ("rate", "share")
        and not linked
        and quantity.unit != "折"
        and (left or quantity.kind == "rate")
    ):
        return None
    if left and left[-1].kind not in ("state", "change") and MEASURED.search(text_of(left)):
        return None
    if quantity.kind == "money" and place.right and place.right[0].kind in VERBS:
        return None
    if _brought(place, left):
        return None
    acts = quantity.unit in _REPEATED and bool(left) and left[-1].kind in VERBS
    phrase = noun_phrase(
        place.right,
        people=quantity.kind == "people",
        acts=acts,
        crowded=place.next_is_close,
        things=quantity.kind == "count" and not linked,
    )
    phrase = counted_among(phrase if acts else without_works(phrase), quantity.unit)
    if phrase and phrase[-1].text in _DENIALS:  # 12个小区 | 未改造
        phrase = phrase[:-1]
    if not phrase or (linked and left and phrase[-1].text in _ABSTRACT):
        return None
    following = next((word.text for word in place.right if word.start >= phrase[-1].end and word.kind in VERBS), None)
    return phrase, _verb_before(place) or following or inherited(place)


def _brought(place: Place, left: list[Word]) -> bool:
    """引导摊贩600户进场: people stand before their number, and what they do after it."""
    if place.quantity.unit not in ("户", "人", "名", "人次") or not left or left[0].text not in listed_as("pivot"):
        return False
    return bool(PEOPLE.search(left[-1].text)) and not (place.right and PEOPLE.search(place.right[0].text))


def _verb_before(place: Place) -> str | None:
    """The verb that stands right before the number (抽调 | 六名), or governs what does."""
    left = without_tail(place.left)
    if left and left[-1].kind in VERBS:
        return governing([*left, left[-1]])
    return governing(place.left)


def _kept_up(place: Place) -> Answer | None:
    """义务劳动坚持了40周: the time counts what was kept up, here or in the clause before."""
    left = without_tail(place.left)
    if (
        not left
        or len(left) > 2
        or left[-1].text not in ("坚持", "持续")
        or place.quantity.kind not in ("time", "count")
    ):
        return None
    subject = subject_of(left[:-1]) or object_of(place.before)
    return (subject, left[-1].text) if subject else None


def _moved(place: Place) -> Answer | None:
    """比上年前移4位: places in a ranking count nothing, unless the ranking is named."""
    left = without_tail(place.left)
    if place.quantity.unit != "位" or not left or left[-1].kind != "change":
        return None
    return None if re.search("排名|位次|名次|排位", text_of(left)) else (None, left[-1].text)


def _of_state(place: Place) -> Answer | None:
    """安全感达99%, 时间压缩至3天: the subject of the verb that ends the words on the left."""
    left = without_tail(place.left)
    if place.quantity.kind == "rate" and left and left[0].text in ("高出", "高于", "低于", "优于") and place.earlier:
        return place.earlier[-1][1].object, left[0].text
    compared = next((at for at, word in enumerate(left) if word.text in ("是", "为", "相当于")), None)
    if place.quantity.unit == "倍" and compared is not None:
        return subject_of(left[:compared]) or None, None
    scored = place.quantity.unit == "分" and left and left[-1].text in ("取得", "获得", "拿到", "获", "考出")
    if not left or (left[-1].kind not in ("state", "change") and not scored):
        return None
    if scored:
        return subject_of(_without_where(left[:-1])) or None, None
    action = left[-1].text if left[-1].kind == "change" and left[-1].text not in ("由", "从") else None
    subject = subject_of(_before_comparison(place))
    if text_of(subject) in _EXTENT and place.earlier:
        return place.earlier[-1][1].object, subject[0].text[:1]
    if subject and not _PLACE_ONLY.fullmatch(text_of(subject)):
        return subject, action
    return shared(place, action) or (subject_of(without_tail(place.before)) or None, action)


def _before_comparison(place: Place) -> list[Word]:
    """The words up to the verb that ends them, without what is compared with: 满意度 | 较上年, 分别 | 比去年同期."""
    left = list(place.left)
    while left and (left[-1].kind in ("state", "change", "skip") or left[-1].text in ("与", "同")):
        left.pop()
    at = next((at for at, word in enumerate(left[-4:], max(0, len(left) - 4)) if word.text in ("比", "较")), None)
    return _without_where(without_tail(left if at is None else left[:at]))


def _without_where(words: list[Word]) -> list[Word]:
    """在年度测评 | 中: without what only says that it was there."""
    return words[:-1] if len(words) > 1 and words[-1].text in ("中", "里", "上") else words


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
        return ([verb] if verb.kind == "soft" and verb.text not in _DISCIPLINE else None), verb.text
    if _ACTOR.search(text_of(nouns(rest))):
        return None, verb.text
    if place.quantity.unit in _ACTS and verb.text not in listed_as("event"):
        at = next((at for at, word in enumerate(rest) if word.text == "对"), None)
        if at is not None and nouns(rest[at:]):
            return object_of(rest[at + 1 :]), verb.text
        return (left[-2:] if rest and rest[-1].text in _MANNER else [verb]), verb.text
    if nouns(rest):
        return object_of(rest) or None, verb.text
    return _done_to(place, verb), verb.text


def _done_to(place: Place, verb: Word) -> Sequence[Word] | str | None:
    """What an act without an object was done to: 供餐 names it itself, else what was counted or held before."""
    if verb.text in listed_as("act"):
        return [verb]
    if same := same_unit(place):
        return same
    return (object_of(place.before) if place.quantity.unit in _REPEATED else None) or None


def _stands_as_noun(verb: Word, rest: list[Word], place: Place) -> bool:
    """Whether the verb next to the number is a noun there: 接到投诉8件, 规范店外经营90户, 、违章搭建300平方米."""
    at = verb_at([*rest, verb])
    chained = bool(rest) and (rest[-1].kind in ("soft", "loose") or rest[-1].text in listed_as("pivot"))
    if at is not None and verb.kind == "soft" and not chained:
        return at < len(rest) - 1 or rest[at].kind == "verb"
    return place.listed and bool(nouns(rest)) and place.quantity.unit not in _ACTS


def _within(place: Place) -> Answer | None:
    """诉求24小时内回复、5日内办结: the second limit is set to the same thing."""
    if (
        place.quantity.kind not in ("time", "date")
        or place.quantity.bound != "under"
        or not place.left
        or not place.earlier
    ):
        return None
    if place.left[-1].kind != "list" or place.earlier[-1][0].kind != "time":
        return None
    return place.earlier[-1][1].object, text_of(place.right[:1]) or None


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


def _organised(place: Place) -> Answer | None:
    """组织学生观看影片3000人次: the people who were brought to do it."""
    left = without_tail(place.left)
    if place.quantity.kind != "people" or not left or left[0].text not in listed_as("pivot"):
        return None
    at = next((at for at, word in enumerate(left[1:], 1) if word.kind in VERBS), None)
    people = left[1:at] if at is not None else []
    named = bool(people) and PEOPLE.search(people[-1].text) and all(word.kind != "stop" for word in people)
    return (people, left[0].text) if named else None


def _share(place: Place) -> Answer | None:
    """占总数的40%, 占比40%, 接入平台的不足6成: the share of what the number before counted."""
    left = without_tail(place.left)
    if place.quantity.kind not in ("rate", "share") or not place.earlier:
        return None
    if place.earlier[-1][1].rule == "whole" and len(place.earlier) > 1:
        return place.earlier[-2][1].object, None
    if not left:
        return None
    if left[0].text == "占" or text_of(left) == "占比":
        return (place.earlier[-1][1].object, None) if place.earlier[-1][1].object else None
    among = place.left[-1].kind == "de" and not place.before and verb_at(left) is not None
    return (place.earlier[-1][1].object, governing(left)) if among else None


def _whole(place: Place) -> Answer | None:
    """占常住人口(21.3万人)的16.4%: the number in the bracket is that of the whole."""
    left = without_tail(place.left)
    opened = bool(place.left) and place.left[-1].text == "(" and bool(left) and left[0].text in ("占", "约占", "仅占")
    return (object_of(left) or None, None) if opened else None


def _left(place: Place) -> Answer | None:
    """修缮老旧泵房12座: the noun phrase between the verb and the number."""
    left = without_tail(place.left)
    if place.left and place.listed and len(place.left) == 2 and len(place.left[1].text) == 1:
        return place.left[1:], inherited(place)
    if not left:
        return None
    phrase = object_of(left, listed=place.listed and bool(inherited(place)))
    if not phrase:
        return None
    if place.quantity.unit not in _REPEATED:
        phrase = without_works(phrase)
    stands = bool(MEASURED.search(text_of(phrase))) and phrase[0] == left[0]
    return phrase, None if stands else governing(left) or inherited(place)


def _after_label(place: Place) -> Answer | None:
    """满意度:96%: what the colon or the cell before names."""
    if without_tail(place.left) or not place.before:
        return None
    hosted = next((at for at, word in enumerate(place.before) if at and _HOSTED.match(word.text)), None)
    phrase = without_works(subject_of(without_tail(place.before[:hosted])))  # 会议 | 由县长主持
    return (phrase, None) if phrase and len(text_of(phrase)) <= 16 and not place.earlier else None


def _same_as_before(place: Place) -> Answer | None:
    """其中7个已完工: what the number before counted."""
    return shared(place, None)


# fmt: off
RULES = (
    _cell, _honour, _part, _granted, _priced, _right, _kept_up, _moved, _of_state, _organised, _within, _by_time, _of_act,
    _share, _whole, _left, _after_label, _same_as_before,
)
# fmt: on


def headed(place: Place, counted: Counted) -> Counted:
    """停车泊位。计划新增4000个: what is planned or reached without a name is what the heading, or the row, names."""
    if place.cell and not place.cell.alone and (answer := _in_table(place.cell)):
        return replace(counted, object=answer[0], rule="cell")
    reported = _REPORTED.search(text_of([*place.before, *place.left]))
    acted = bool(place.left) and all(word.kind in (*VERBS, "skip", "list") for word in place.left)
    title = place.topic if acted and place.topic else place.heading if reported else None
    if not title or place.quantity.kind == "people" or place.quantity.unit in _REPEATED:
        return counted
    return replace(counted, object=_topic(title) or None, rule="heading")

"""Numbers that count acts, or those who take part in them, for `rules`: 督导20次, 三次获得, 培训900人次, 坚持40周.

What is counted is the act itself (实地督导), unless it names what it was done to, or who was brought to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from civtext.extractors.metrics.counted import towards
from civtext.extractors.metrics.earlier import Answer, Place, same_unit
from civtext.extractors.metrics.governing import verb_at
from civtext.extractors.metrics.phrases import (
    DOING,
    MEASURED,
    noun_phrase,
    object_of,
    subject_of,
    without_tail,
    without_works,
)
from civtext.extractors.metrics.sums import DONE_WITH, of_sum
from civtext.extractors.metrics.words import EVENT, GROUND, PEOPLE, VERBS, Word, hands_on, listed_as, nouns, text_of
from civtext.lexicons import lexicon, terms
from civtext.words import tag

_ACTOR = re.compile(
    r"(?:省|(?<![夜超集早花菜])市|区|县|镇|乡|街道|局|办|委|部门|单位|院|校|我们|他们|大家|[省市县区镇乡村]里)$"
)
_CREW = re.compile(r"(?:团|队|组|专班|者|员|站|中心)$")
_MANNER = frozenset(terms("counting_words", kind="manner"))
_DISCIPLINE = frozenset(terms("counting_words", kind="discipline"))
REPEATED = ("次", "场次", "轮", "轮次", "遍", "趟", "频次", "回", "届", "场", "期")
_ACTS = ("次", "轮", "轮次", "遍", "趟", "频次", "回")
_GOING = re.compile(r"(?:走|进|入|下|上)[\u4e00-\u9fff]{1,3}$")
_RANK = re.compile("第[一二三四五六七八九十]")
_RANKING = ("名列", "位列", "位居", "排名")
_PAPERS = ("期", "份", "篇", "则")
_PRINTED = ("篇", "条", "篇次", "篇(条)", "条次")
_MEDIUM = re.compile(r"(?:报|刊|台|网|网站|媒体|平台|公众号|客户端|频道|栏目|》)(?:上|中)?$")
_WORKED = frozenset(
    ("完成", "改造", "整治", "新建", "新增", "建成", "更换", "拆除", "清理", "整改", "治理", "修缮", "打造", "安装")
)
# 开展考核测评4次, 组织走访慰问9次: two verbs are one act where these hold it.
_HELD = frozenset(("开展", "举办", "举行", "进行", "组织", "组织开展", "累计开展"))
_ISSUED = frozenset(("公布", "发布", "更新", "评选", "评比", "出刊", "刊出", "播出"))
_MEANS = frozenset(("利用", "借助", "因", "由于", "受"))
_GIVEN_TO = ("奖励", "处罚", "罚款", "补助", "补贴", "奖补")
_GIVING = ("接待", "接受", "提供", "开展", "组织", "进行", "实施", "举办")
_REACHED = ("惠及", "受益", "覆盖", "服务")
_JOIN = ("参加", "参与", "吸引", "出席", "到场", "观看", "收看", "收听", "聆听")
_INTO = ("深入", "走进", "走入", "赴", "进", "下", "分赴", "奔赴", "面向", "到")


def met(place: Place) -> bool:
    """召开党委会12次 | 研究创建工作: so many meetings, whatever they decided."""
    held = any(word.kind in VERBS for word in place.bare[:-1])  # but 市委常委会3次 | 专题研究创建工作
    meetings = place.quantity.unit == "次" and held and place.bare[-1].text.endswith(("会", "会议"))
    return meetings and bool(place.right) and (place.right[0].kind in VERBS or place.right[0].text.startswith("专题"))


def times_before(place: Place) -> Answer | None:
    """先后三次召开推进会, 两次获得第一名: the number stands before the act; what is held or won is counted."""
    right = place.right
    if place.quantity.unit not in (*_ACTS, "期", "批") or not right or met(place):
        return None
    if _RANK.match(right[0].text):  # 两次第一、一次第三
        return right[:1], None
    if right[0].text in ("进行", "开展") and place.quantity.unit in (*REPEATED, "批"):  # 分12期进行培训
        return noun_phrase(right[1:], acts=True) or None, right[0].text
    if (
        right[0].kind == "soft" and not right[0].text.startswith("专题") and not nouns(place.bare)
    ):  # 每周一次督查、每月一次点评通报
        return noun_phrase(right, acts=True) or right[:1], right[0].text
    if right[0].kind == "noun" and len(right[0].text) == 4 and tag(right[0].text) in ("i", "l"):  # 三次拾金不昧
        return right[:1], None
    if right[0].text in _MANNER and right[1:2] and right[1].kind in VERBS:  # 11次专题研究
        held = noun_phrase(right[2:])
        return held or right[:2], right[1].text
    if place.quantity.unit not in _ACTS:
        return None
    if right[0].kind not in ("verb", "loose") and not right[0].text.startswith("专题"):
        return None
    at = next((at for at, word in enumerate(right) if word.kind not in VERBS and word.kind != "skip"), len(right))
    if right[0].text.startswith(_RANKING) and (contest := _in_which(place.left)):
        return contest, right[0].text
    place_won = right[at : at + 1] if right[at:] and _RANK.match(right[at].text) else []
    return (noun_phrase(right[at:]) or place_won or right[:at]), text_of(right[:at])


def _in_which(left: list[Word]) -> list[Word]:
    """在全区测评中三次名列第一: what it was that they came first in."""
    at = next((at for at, word in enumerate(left) if word.text == "在"), None)
    end = next((end for end, word in enumerate(left) if word.text in ("中", "里")), None)
    return left[at + 1 : end] if at is not None and end is not None else []


def taken_part(place: Place) -> Answer | None:
    """参加156人, 吸引2万人次参与: people without a name are those of the event told of before, or named after 参加."""
    left, right = place.bare, place.right
    called = left and left[-1].text in _JOIN
    named = bool(right) and right[0].kind == "noun" and PEOPLE.search(right[0].text)  # 吸引900余名市民参与
    if place.quantity.kind != "people" or (left[-1:] and left[-1].kind == "noun") or named:
        return None
    joined = right and right[0].text in _JOIN
    if not called and not joined:
        return None
    event = noun_phrase([word for word in right[1:] if word.kind != "skip"]) if joined else []
    verb = right[0].text if joined else left[-1].text
    if event and not PEOPLE.search(event[-1].text):
        return event, verb
    if called and nouns(left[:-1]):  # 读书节吸引3万人参与
        return subject_of(left[:-1]), verb
    before = place.earlier[-1][1].object if place.earlier else text_of(object_of(place.before))
    return (before, verb) if before and _is_event(before) else None


def _is_event(name: str) -> bool:
    return bool(
        EVENT.search(name[-2:]) or re.search(r"[会赛展课]$|劳动$|整治$|宣讲$|清扫$|活动|讲座|培训|演出|仪式|行动", name)
    )


def suffered(place: Place) -> Answer | None:
    """做法被省级媒体报道5次: what was done stands before 被."""
    at = next((at for at, word in enumerate(place.left[:-1]) if word.text == "被"), None)
    if at is None or place.quantity.kind in ("rate", "share", "time"):
        return None
    verb = next((word.text for word in reversed(place.left) if word.kind in VERBS), None)
    subject = subject_of(place.left[:at])
    return (subject, verb) if subject or (not at and verb and place.bare[-1].kind in VERBS) else None


def organised(place: Place) -> Answer | None:
    """组织学生观看影片3000人次: the people who were brought to do it."""
    left = place.bare
    if place.quantity.kind != "people" or not left or left[0].text not in listed_as("pivot"):
        return None
    at = next((at for at, word in enumerate(left[1:], 1) if word.kind in VERBS), None)
    people = left[1:at] if at is not None else []
    named = bool(people) and PEOPLE.search(people[-1].text) and all(word.kind != "stop" for word in people)
    return (people, left[0].text) if named else None


def of_act(place: Place) -> Answer | None:
    """实地督导20次: the act itself is counted; 已连续举办四届: what the clause before names."""
    left = place.bare
    if (
        not left
        or left[-1].kind not in ("verb", "soft")
        or place.left[-1].kind == "de"
        or place.quantity.kind in ("time", "rate")
    ):
        return None
    verb, rest = left[-1], left[:-1] if place.quantity.unit in _ACTS else _without_means(left[:-1])
    if answer := _named_act(place, verb, rest):
        return answer
    if _stands_as_noun(verb, rest, place):
        return None
    if place.quantity.kind == "money":
        return of_sum(verb, rest, place)
    if place.listed and place.earlier and not nouns(rest):
        return _in_row(place, verb), verb.text
    if place.quantity.kind == "people":
        return _people(place, verb, rest), verb.text
    if picked := _picked(place, rest):
        return picked, verb.text
    rounds = place.quantity.unit in _ACTS and verb.text not in listed_as("event")
    if rounds and (answer := _round(place, verb, rest)):
        return answer
    return _worked(place, verb, rest), verb.text


def _without_means(words: list[Word]) -> list[Word]:
    """The words before an act without what it was done with, or why: 利用边角空地 | 建设, 因资金紧张仅 | 完成."""
    at = next((at for at, word in enumerate(words) if word.text in _MEANS), len(words))
    return words[:at]


def _picked(place: Place, rest: list[Word]) -> str | None:
    """收到建议1.3万条,从中筛选出50件; 新增泊位900个,其中商场开放200个: some of what the number before counted."""
    first = rest[0].text if rest else ""
    if first not in ("从中", "其中") or not place.earlier or place.quantity.unit in REPEATED:
        return None
    named = nouns(rest[1:])
    return place.earlier[-1][1].object if not named or same_unit(place) else None


def _named_act(place: Place, verb: Word, rest: list[Word]) -> Answer | None:
    """An act that is told by its words alone, before it is asked whether the verb is a noun."""
    quantity = place.quantity
    if verb.text in DONE_WITH and MEASURED.search(text_of(rest)):  # 一般公共预算收入完成24亿元
        return subject_of(rest), verb.text
    if verb.text in _GIVEN_TO and quantity.kind == "money" and (toward := towards(rest)):
        return toward, verb.text
    gone = any(word.text in _INTO for word in rest) and not any(word.text in listed_as("event") for word in rest)
    acted = verb.kind == "soft" or verb.text in listed_as("act")
    if gone and acted and quantity.unit in ("场", "场次", "次"):  # 深入乡镇、企业宣讲20场
        return _with_manner(verb, rest), verb.text
    if verb.text in _separable() and not verb.text.endswith("下乡"):
        return [_held(verb)], _separable()[verb.text][0]
    if not rest or verb.kind != "soft" or quantity.unit not in REPEATED or not _GOING.match(rest[-1].text):
        return None
    by_crew = any(_CREW.search(word.text) for word in nouns(rest[:-1]))  # 组建宣讲团走村入户宣讲300场
    return (_with_manner(verb, rest), verb.text) if by_crew or len(rest) == 1 else None


def _with_manner(verb: Word, rest: list[Word]) -> list[Word]:
    """实地 | 督导: the act with how it was done."""
    return [rest[-1], verb] if rest and rest[-1].text in _MANNER else [verb]


def _round(place: Place, verb: Word, rest: list[Word]) -> Answer | None:
    """Rounds of an act: 督导20次, 主干道每天清扫三遍, 设立“红黑榜”,每季度公布一次."""
    if toward := towards(rest):
        return toward, verb.text
    opening = next((at for at, word in enumerate(rest) if word.text in _HELD), len(rest))
    if rest[opening + 1 :] and all(word.kind in VERBS for word in rest[opening + 1 :]):  # 开展考核测评4次
        return [*rest[opening + 1 :], verb], rest[opening].text
    named = nouns(rest)
    thing = named[-1].text if named and rest[-1].kind == "skip" else ""
    acting = PEOPLE.search(thing) or _CREW.search(thing) or _ACTOR.search(thing)
    handled = GROUND.search(thing) or (verb.text in hands_on() and not acting)
    if thing and thing[-1] not in "内外里中" and handled:
        return object_of(rest), verb.text
    if len(verb.text) == 1 and named and not _ACTOR.search(text_of(named)):  # 点评会开了48次
        return object_of(rest), verb.text
    put_out = object_of(place.before) if verb.text in _ISSUED and not named and not place.earlier else []
    if put_out and put_out[0].text[0] in "“《":
        return put_out, verb.text
    return (_with_manner(verb, rest), verb.text) if verb.kind == "soft" or not named else None


def _worked(place: Place, verb: Word, rest: list[Word]) -> Sequence[Word] | str | None:
    """What was done to what: 把 or 对 before the verb, the words between, or what was told before."""
    unit, named = place.quantity.unit, nouns(rest)
    if rest and rest[-1].text in _MANNER and len(named) == 1:  # 入户走访8600户
        return [rest[-1], verb]
    if any(re.match("每[名位人]", word.text) for word in place.left):  # 每名户长联系10户
        return None
    actor = _ACTOR.search(text_of(named))
    if actor and unit in _ACTS and not place.earlier:  # 建立例会制度,由文明办每月召集一次
        return object_of(place.before) or None
    if actor or (unit in _PRINTED and _MEDIUM.search(text_of(rest))):
        return None
    return (without_works(object_of(rest)) or None) if named else _done_to(place, verb)


@cache
def _separable() -> dict[str, tuple[str, str]]:
    """The verb and the object of words that hold both (植树)."""
    return {entry["term"]: (entry["verb"], entry["object"]) for entry in lexicon("verb_objects")}


def _held(word: Word) -> Word:
    """The object in such a word: 树 of 植树."""
    verb, held = _separable()[word.text]
    start = word.start + len(verb)
    return Word(start, start + len(held), held, "noun")


def _in_row(place: Place, verb: Word) -> Sequence[Word] | str | None:
    """A further act in a row: done to the same thing (发放8000份、张贴300份), or counted itself (保洁4次、消毒2次)."""
    if place.quantity.unit in _ACTS and verb.kind == "soft":
        return [verb]
    if verb.kind == "soft" and place.earlier[-1][0].unit != place.quantity.unit and _held_before(place):
        return [verb]  # 举办讲座82场、展览15个
    if verb.kind == "soft" and place.quantity.unit in _PAPERS:
        return [verb]  # 下发通知书90份、通报9期
    if verb.text in _REACHED:
        return None
    return place.earlier[-1][1].object


def _held_before(place: Place) -> bool:
    return (place.earlier[-1][1].action or "") in listed_as("event")


def _people(place: Place, verb: Word, rest: list[Word]) -> Sequence[Word] | str | None:
    """People at the end of a verb: who they are was told before (累计上岗1300人次), or the deed counts them (义诊90人)."""
    if verb.text in listed_as("pivot"):
        return None
    if verb.text in listed_as("act"):
        return [verb]
    if verb.text in DOING:
        told = (counted.object for _, counted in reversed(place.earlier) if counted.object)
        return next((one for one in told if PEOPLE.search(one)), None)
    if not nouns(rest) and verb.text not in listed_as("event"):
        chain = next(
            (at for at in range(len(rest)) if all(one.kind in ("soft", "loose") for one in rest[at:])), len(rest)
        )
        if verb.kind == "soft" and rest[chain:] and verb.text not in _DISCIPLINE:
            return [*rest[chain:], verb]
        return [verb] if verb.kind == "soft" and verb.text not in _DISCIPLINE else None
    if rest and rest[-1].text in _GIVING and verb.kind == "soft":
        return [verb]
    if _ACTOR.search(text_of(nouns(rest))):
        return None
    return object_of(rest) or None


def _done_to(place: Place, verb: Word) -> Sequence[Word] | str | None:
    """What an act without an object was done to: 供餐 names it itself, else what was counted or held before."""
    if verb.text in listed_as("act") or (verb.kind == "soft" and place.quantity.unit in ("场", "场次", *_PAPERS)):
        return [verb]
    if same := same_unit(place) or same_unit(place, visits=True):
        return same
    if place.quantity.unit in REPEATED:
        return object_of(place.before) or None
    return _worked_on(place.before) if not place.earlier and verb.text in _WORKED else None


def _worked_on(before: list[Word]) -> list[Word] | None:
    """加大小区改造力度,全年完成45个: what the clause before says is worked on."""
    words = without_tail(before)
    while words and words[-1].text in ("力度", "工作", "行动", "工程", "步伐", "进度", "任务"):
        words = words[:-1]
    works = without_works(object_of(words)) if words and words[0].kind in (*VERBS, "skip") else []
    return works if nouns(works) and len(works) < 4 else None


def _stands_as_noun(verb: Word, rest: list[Word], place: Place) -> bool:
    """Whether the verb next to the number is a noun there: 接到投诉8件, 规范店外经营90户, 、违章搭建300平方米."""
    at = verb_at([*rest, verb])
    if rest and rest[-1].text == "并":  # 授予红旗并奖励5万元
        return False
    if len(rest) > 1 and rest[0].text in ("完成", "实施", "推进") and verb.kind == "soft":  # 完成雨污分流改造20公里
        return True
    if place.quantity.unit in _PAPERS and rest and rest[0].kind == "verb":  # 编发督查通报26期
        return True
    chained = bool(rest) and (rest[-1].kind in ("soft", "loose") or rest[-1].text in listed_as("pivot"))
    if at is not None and verb.kind == "soft" and not chained:
        return at < len(rest) - 1 or rest[at].kind == "verb"
    return place.listed and bool(nouns(rest)) and place.quantity.unit not in _ACTS

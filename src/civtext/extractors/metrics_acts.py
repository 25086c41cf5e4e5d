"""Numbers that count acts, or those who take part in them, for `metrics_rules`: 督导20次, 三次获得, 培训900人次, 坚持40周.

What is counted is the act itself (实地督导), unless it names what it was done to, or who was brought to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from civtext.extractors.metrics_earlier import Answer, Place, same_unit, sum_before
from civtext.extractors.metrics_phrases import (
    DOING,
    MEASURED,
    noun_phrase,
    object_of,
    subject_of,
    verb_at,
    without_tail,
    without_works,
)
from civtext.extractors.metrics_words import EVENT, PEOPLE, VERBS, Word, hands_on, listed_as, nouns, text_of
from civtext.lexicons import lexicon
from civtext.words import tag

_ACTOR = re.compile(
    r"(?:省|(?<![夜超集早花菜])市|区|县|镇|乡|街道|局|办|委|部门|单位|院|校|我们|他们|大家|[省市县区镇乡村]里)$"
)
_CREW = re.compile(r"(?:团|队|组|专班|者|员|站|中心)$")
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
GRANT = re.compile(
    r"(?:款|补贴|补助|奖励|救助|资助|投资|融资|贷款|筹资|集资|捐资|让利|增收|创收|节支|奖金|罚金|减税|优惠|出资|帮扶)$"
)
_GROUND = re.compile(
    r"(?:街|巷|小巷|路|道|桥|河|沟|渠|厕|公厕|楼道|广场|市场|校园|候车室|大厅|卫生间|车厢|病房|电梯|站台|果皮箱|垃圾桶)$"
)
_GIVER = re.compile(r"(?:各界|企业|公司|集团|商会|协会|人士|乡贤|单位|部门|财政|[省市县区镇乡村级])$")
_PAYING = re.compile(r"^(?:投资|筹资|出资|投入|斥资|自筹|筹措|拿出|挤出|安排|列支|拨付|拨出|争取)$")
_DISCIPLINE = frozenset(("处理", "处分", "问责", "约谈", "诫勉", "处罚", "追责", "查处", "拘留", "批评"))
REPEATED = ("次", "场次", "轮", "轮次", "遍", "趟", "频次", "回", "届", "场", "期")
_ACTS = ("次", "轮", "轮次", "遍", "趟", "频次", "回")
_GOING = re.compile(r"(?:走|进|入|下|上)[\u4e00-\u9fff]{1,3}$")
_RANKING = ("名列", "位列", "位居", "排名")
_PAPERS = ("期", "份", "篇", "则")
_PRINTED = ("篇", "条", "篇次", "篇(条)", "条次")
_MEDIUM = re.compile(r"(?:报|刊|台|网|网站|媒体|平台|公众号|客户端|频道|栏目|》)(?:上|中)?$")
_WORKED = frozenset(
    ("完成", "改造", "整治", "新建", "新增", "建成", "更换", "拆除", "清理", "整改", "治理", "修缮", "打造", "安装")
)
_ISSUED = frozenset(("公布", "发布", "更新", "评选", "评比", "出刊", "刊出", "播出"))
_GIVEN_TO = ("奖励", "处罚", "罚款", "补助", "补贴", "奖补")
_GIVING = ("接待", "接受", "提供", "开展", "组织", "进行", "实施", "举办")
_REACHED = ("惠及", "受益", "覆盖", "服务")
_JOIN = ("参加", "参与", "吸引", "出席", "到场", "观看", "收看", "收听", "聆听")
_DONE_WITH = ("完成", "实现", "达成")
_INTO = ("深入", "走进", "走入", "赴", "进", "下", "分赴", "奔赴", "面向", "到")


def times_before(place: Place) -> Answer | None:
    """先后三次召开推进会, 两次获得第一名: the number stands before the act; what is held or won is counted."""
    right = place.right
    if place.quantity.unit not in (*_ACTS, "期", "批") or not right:
        return None
    if re.match("第[一二三四五六七八九十]", right[0].text):  # 两次第一、一次第三
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
    held = noun_phrase(right[at:])
    return (held or right[:at]), text_of(right[:at])


def _in_which(left: list[Word]) -> list[Word]:
    """在全区测评中三次名列第一: what it was that they came first in."""
    at = next((at for at, word in enumerate(left) if word.text == "在"), None)
    end = next((end for end, word in enumerate(left) if word.text in ("中", "里")), None)
    return left[at + 1 : end] if at is not None and end is not None else []


def kept_up(place: Place) -> Answer | None:
    """义务劳动坚持了40周: the time counts what was kept up, here or in the clause before."""
    left = place.bare
    if (
        not left
        or len(left) > 2
        or left[-1].text not in ("坚持", "持续")
        or place.quantity.kind not in ("time", "count")
    ):
        return None
    subject = subject_of(left[:-1]) or object_of(place.before)
    return (subject, left[-1].text) if subject else None


def lasted(place: Place) -> Answer | None:
    """每天打扫不少于1小时, 停运学习3天: the time counts the act that ends the words before it, or the ground it is done to."""
    left = place.bare
    if place.quantity.kind != "time" or not left or left[-1].kind != "soft" or MEASURED.search(text_of(left)):
        return None
    first = next((at for at in range(len(left) - 1, -1, -1) if left[at].kind != "soft"), -1)
    ground = [word for word in nouns(left[: first + 1])[-1:] if _GROUND.search(word.text)]
    return (subject_of(left[: first + 1]) if ground else left[first + 1 :]), left[-1].text


def taken_part(place: Place) -> Answer | None:
    """参加156人, 吸引2万人次参与: people without a name are those of the event told of before, or named after 参加."""
    left, right = place.bare, place.right
    called = left and left[-1].text in _JOIN
    if place.quantity.kind != "people" or (left[-1:] and left[-1].kind == "noun"):
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
    return bool(EVENT.search(name[-2:]) or re.search(r"[会赛展课]$|活动|讲座|培训|演出|仪式|行动", name))


def suffered(place: Place) -> Answer | None:
    """做法被省级媒体报道5次: what was done stands before 被."""
    at = next((at for at, word in enumerate(place.left) if word.text == "被"), None)
    if at is None or place.quantity.kind in ("rate", "share", "time"):
        return None
    verb = next((word.text for word in reversed(place.left) if word.kind in VERBS), None)
    subject = subject_of(place.left[:at])
    return (subject, verb) if subject or (not at and verb and place.bare[-1].kind in VERBS) else None


def spent_on(place: Place) -> Answer | None:
    """筹资80万元新建戏台, 投资9万元对门楼进行改造, 安排5万元用于宣传: money without a name is for what follows."""
    left, right = place.bare, place.right
    bare = left and left[-1].kind in VERBS and _PAYING.search(left[-1].text)
    if place.quantity.kind != "money" or not bare or not right:
        return None
    if right[0].text == "用于":
        return noun_phrase(right[1:]) or [word for word in right[1:2] if word.kind in VERBS] or None, left[-1].text
    if right[0].text == "对":
        return noun_phrase(right[1:]) or None, left[-1].text
    bought = object_of(right) if right[0].kind in VERBS else []
    return (bought, left[-1].text) if nouns(bought) else None


def organised(place: Place) -> Answer | None:
    """组织学生观看影片3000人次: the people who were brought to do it."""
    left = place.bare
    if place.quantity.kind != "people" or not left or left[0].text not in listed_as("pivot"):
        return None
    at = next((at for at, word in enumerate(left[1:], 1) if word.kind in VERBS), None)
    people = left[1:at] if at is not None else []
    named = bool(people) and PEOPLE.search(people[-1].text) and all(word.kind != "stop" for word in people)
    return (people, left[0].text) if named else None


def within(place: Place) -> Answer | None:
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


def by_time(place: Place) -> Answer | None:
    """提前十分钟到岗: the time counts what follows."""
    if place.quantity.kind != "time":
        return None
    acts = [word for word in place.right if word.kind in (*VERBS, "noun")][:1]
    left = place.bare
    named = left and (
        left[-1].kind == "noun" or (place.quantity.bound == "under" and left[-1].kind in ("soft", "loose"))
    )
    if not acts or named:
        return None
    return acts, left[-1].text if left and left[-1].kind in VERBS else None


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
    verb, rest = left[-1], left[:-1]
    if verb.text in _DONE_WITH and MEASURED.search(text_of(rest)):  # 一般公共预算收入完成24亿元
        return subject_of(rest), verb.text
    if verb.text in _GIVEN_TO and place.quantity.kind == "money" and (towards := _towards(rest)):
        return towards, verb.text
    gone = any(word.text in _INTO for word in rest) and not any(word.text in listed_as("event") for word in rest)
    if (
        gone and (verb.kind == "soft" or verb.text in listed_as("act")) and place.quantity.unit in ("场", "场次", "次")
    ):  # 深入乡镇、企业宣讲20场
        return (left[-2:] if rest[-1].text in _MANNER else [verb]), verb.text
    if verb.text in _separable() and not verb.text.endswith("下乡"):
        return [_held(verb)], _separable()[verb.text][0]
    if len(rest) == 1 and _GOING.match(rest[0].text) and verb.kind == "soft" and place.quantity.unit in REPEATED:
        return [verb], verb.text  # 走村入户宣讲2万场
    by_crew = any(_CREW.search(word.text) for word in nouns(rest[:-1])) and _GOING.match(rest[-1].text)
    if by_crew and verb.kind == "soft" and place.quantity.unit in REPEATED:  # 组建宣讲团走村入户宣讲300场
        return (left[-2:] if rest[-1].text in _MANNER else [verb]), verb.text
    if _stands_as_noun(verb, rest, place):
        return None
    if place.quantity.kind == "money":
        if _PAYING.search(verb.text) and verb.text != "自筹" and not (rest and rest[-1].text in _DONE_WITH):
            return None, verb.text
        if verb.text == "自筹":
            return [*nouns(rest[-1:]), verb], verb.text
        if verb.text in ("支出", "开支") and rest and rest[-1].kind in (*VERBS, "change"):  # 户均减少支出1万元
            return [verb], rest[-1].text
        if verb.text in ("支出", "使用") and not nouns(rest):
            return sum_before(place), verb.text
        given = verb_at(rest)
        if GRANT.search(verb.text) and given is not None and rest[given].kind == "verb":  # 发放 | 创业担保贷款
            return [*rest[given + 1 :], verb], rest[given].text
        whose = [word for word in nouns(rest[-1:]) if not (PEOPLE.search(word.text) or _GIVER.search(word.text))]
        return ([*whose, verb] if GRANT.search(verb.text) else None), verb.text
    if place.listed and place.earlier and not nouns(rest):
        return _in_row(place, verb), verb.text
    if place.quantity.kind == "people":
        return _people(place, verb, rest), verb.text
    if place.quantity.unit in _ACTS and verb.text not in listed_as("event"):
        if towards := _towards(rest):
            return towards, verb.text
        thing = nouns(rest)[-1].text if nouns(rest) and rest[-1].kind == "skip" else ""
        handled = verb.text in hands_on() and not (PEOPLE.search(thing) or _CREW.search(thing) or _ACTOR.search(thing))
        if thing and thing[-1] not in "内外里中" and (_GROUND.search(thing) or handled):
            return object_of(rest), verb.text  # 主干道每天清扫三遍
        if len(verb.text) == 1 and nouns(rest) and not _ACTOR.search(text_of(nouns(rest))):  # 点评会开了48次
            return object_of(rest), verb.text
        named = object_of(place.before) if verb.text in _ISSUED and not nouns(rest) and not place.earlier else []
        if named and named[0].text[0] in "“《":  # 设立“红黑榜”,每季度公布一次
            return named, verb.text
        if verb.kind == "soft" or not nouns(rest):
            return (left[-2:] if rest and rest[-1].text in _MANNER else [verb]), verb.text
    if towards := _towards(rest):
        return towards, verb.text
    if rest and rest[-1].text in _MANNER and len(nouns(rest)) == 1:  # 入户走访8600户
        return left[-2:], verb.text
    actor = _ACTOR.search(text_of(nouns(rest)))
    if any(re.match("每[名位人]", word.text) for word in place.left):
        return None, verb.text  # 每名户长联系10户
    if actor and place.quantity.unit in _ACTS and not place.earlier:  # 建立例会制度,由文明办每月召集一次
        return object_of(place.before) or None, verb.text
    if actor or (place.quantity.unit in _PRINTED and _MEDIUM.search(text_of(rest))):
        return None, verb.text
    if verb.kind == "soft" and place.quantity.unit in REPEATED and _CREW.search(text_of(nouns(rest))):
        return [verb], verb.text
    if nouns(rest):
        return object_of(rest) or None, verb.text
    return _done_to(place, verb), verb.text


@cache
def _separable() -> dict[str, tuple[str, str]]:
    """The verb and the object of words that hold both (植树)."""
    return {entry["term"]: (entry["verb"], entry["object"]) for entry in lexicon("verb_objects")}


def _held(word: Word) -> Word:
    """The object in such a word: 树 of 植树."""
    verb, held = _separable()[word.text]
    start = word.start + len(verb)
    return Word(start, start + len(held), held, "noun")


def _towards(rest: list[Word]) -> list[Word]:
    """What 对 names before an act, whole; [] where nothing."""
    at = next((at for at, word in enumerate(rest) if word.text == "对"), None)
    if at is None or not nouns(rest[at:]):
        return []
    named = without_tail(rest[at + 1 :])
    described = any(word.kind in ("soft", "loose", "de") for word in named)  # 示范 | 窗口, 被评为先进 | 的 | 单位
    return subject_of(named) if described else object_of(named)


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
    if verb.text in listed_as("act"):
        return [verb]
    if verb.kind == "soft" and place.quantity.unit in ("场", "场次"):
        return [verb]
    if any(word.text == "已" for word in place.left) and (first := _broken_down(place)):
        return first
    if same := same_unit(place) or same_unit(place, visits=True):
        return same
    if place.quantity.unit in REPEATED:
        return object_of(place.before) or None
    return _worked_on(place.before) if not place.earlier and verb.text in _WORKED else None


def _broken_down(place: Place) -> str | None:
    """反馈问题300个,其中市容类120个、环境类180个,已整改280个: the whole, not its last part."""
    alike = [counted.object for quantity, counted in place.earlier if quantity.unit == place.quantity.unit]
    parts = [one for one in alike[1:] if one and one[-1] in "类型"]
    return alike[0] if parts and parts[-1] == alike[-1] else None


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
    if len(rest) > 1 and rest[0].text in ("完成", "实施", "推进") and verb.kind == "soft":  # 完成雨污分流改造20公里
        return True
    if place.quantity.unit in _PAPERS and rest and rest[0].kind == "verb":  # 编发督查通报26期
        return True
    chained = bool(rest) and (rest[-1].kind in ("soft", "loose") or rest[-1].text in listed_as("pivot"))
    if at is not None and verb.kind == "soft" and not chained:
        return at < len(rest) - 1 or rest[at].kind == "verb"
    return place.listed and bool(nouns(rest)) and place.quantity.unit not in _ACTS

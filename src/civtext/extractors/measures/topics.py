"""What 对, 把 and 将 put before the verb (话题): 对X进行Y does Y to X, 把X纳入Y does something with X.

>>> from civtext.extractors.measures.verbs import find_topic
>>> text = "对市容秩序开展集中整治"
>>> found = topical(text, find_topic(text, 0, len(text)))
>>> text[found.action.start:found.action.end], text[found.object.start:found.object.end]
('整治', '市容秩序')
"""

from __future__ import annotations

import re
from typing import NamedTuple

from civtext.extractors.measures.objects import QUANTITY
from civtext.extractors.measures.verbs import (
    ADVERB,
    AFTER,
    VERB,
    VERBS,
    Verb,
    compound,
    verb_behind,
    verbs_that,
    whole_verbs,
)
from civtext.lexicons import Gated
from civtext.model import Span


class Predicate(NamedTuple):
    """A verb in its clause: where its stretch starts and ends, the action, the object, and what 对 or 把 names before it.

    `required` where the clause only requires it (要求各社区…).
    """

    start: int
    end: int
    verb: Verb
    action: Span
    object: Span
    topic: Span | None = None
    required: bool = False


_LIGHT = re.compile(r"(?<![未没不])(?:处以|进行|作出|做出|予以|加以|给予|开展|实施|实行)(?:了|过)?")
MANNER = re.compile(
    r"(?:了|全面|集中|重点|仔细|认真|彻底|系统|专项|专题|专门|严格|有效|及时|统一|综合(?!整治|治理)|逐一|深入|细致|精心|严肃|广泛|积极|大力|适当|相应|一次|公开|现场|必要|定期|不定期|的)+"
)
_EVENT_END = re.compile(r"(?<=.)(?:活动|行动|工作|工程)$")
# 对主干道实行16小时保洁, 对学生实行一对一帮扶: the deed; a form of management (托管, 分级管理) stays with 实行.
_CARRIED = re.compile(rf"每|[^“”、,]{{2}}{verbs_that(noun=True, kinds=['clean'])}$|帮扶$")
_UNSAID = re.compile(rf"(?:等|一次|[、,]|(?<=.{{2}}){QUANTITY.pattern})++$")
# 为期十天的封闭式军训: of what sort a deed was that is in no list.
_MODIFIER = re.compile(r"(?:[^,]*的)?(?:[^,的]{2,4}式)?(?=[^,]{2})|")
_TRAILING_ADVERBS = re.compile(rf"(?:[, ◌]|{ADVERB}|视情节?|要|都|均|全部){{1,6}}$")
# 将名单在公示栏张榜公布, 将点位按比例纳入: where and how is no part of what 将 names.
_WHERE = re.compile(
    r"(?:(?<![存所现正])在(?![用建册职岗校读编届])|(?<![因为关])于|按(?!摩)|通过)[^,、的◌]{2,12}$|[按◌][^,]{0,12}的比例$"
)
# 对连续排名末位的单位,由区委约谈
_DOER_BEHIND = re.compile(r"(?:,|(?<=单位|部门|商户|社区|个人|人员|问题|事项))由[^,]{2,16}$")
_PLAIN_VERB = re.compile(rf"(?:{ADVERB}){{0,2}}{verbs_that(noun=False, without=['vague'])}")
# 将 X 纳入 Y: 将 puts X first there, and does not say what is to come.
PUT_INTO = re.compile(
    r"[^,;。]{0,40}?(?:[列纳]入|作为|列为|细化[为到]|分解[到为]|融入|报(?!道|告|名|刊|社|到)|反馈给|量化赋分|赋分)"
)
# 操场周末对居民开放: whom it is open to.
_OPEN_TO = re.compile(r"对(?:全?社会|公众|市民|群众|居民|村民|学生|游客)(?:免费|错时|全面|全天)?开放")
# 对前三名的村奖励5000元、3000元: only numbers follow.
_NUMBERS = re.compile(rf"{QUANTITY.pattern}(?:[、和]{QUANTITY.pattern})*")
_REPORTED_TO = re.compile(
    r"(?P<topic>将|把)(?P<what>[^,将把]{2,30}?)(?P<verb>报送?|上报)(?:给|至|到)?[省市区县局镇乡院校街创指][^,、告道名刊社警销废的]{1,14}"
    r"(?:办公室|办|部|委|局|科|组|会|中心|处|室)(?:备案|审批|审核|汇总)?(?:\([^()]*\))?$"
)
# 深入5个街道、12个社区开展专题调研; 深入3个镇、40家企业
_GONE_THROUGH = rf"(?:全?[省市县区])?{QUANTITY.pattern}[^,、的]{{0,6}}?(?:街道|社区|[村镇乡县区局厂校]|乡镇|村组|单位|企业|部门|市场|点位|网格|窗口|商户|院落|路段)(?:\([^()]{{1,8}}\))?"
_TOURED = Gated(
    rf"(?P<tour>深入)(?P<where>{_GONE_THROUGH}(?:[、和及]{_GONE_THROUGH})*(?:(?:以?及|和)(?:部分|重点)[^,]{{2,24}}?)?)"
    rf"(?:(?P<held>开展|进行)了?(?P<what>[^,、的]{{0,4}}调研)|(?:实地|逐[一个])?(?P<looked>察看|查看|走访|调研|督导|督查|检查|暗访))?$",
    needs="深入",
)
_TOGETHER = re.compile(r"(?:一起|一同|一并)?同([研布部落督检考奖谋推安验管]\w)(?:、?同\w{2}){1,6}$")
_BESIDE = re.compile(r"与|同|和|跟")
# 对纠纷逐案登记、逐案化解; 对问题现场交办、限期整改、跟踪问效
_NEXT_OF_THEM, _FOURS = re.compile(rf"、(?={ADVERB})"), re.compile(r"(?:、[^,、]{4})+$")
_AND = re.compile("并且?")


def reported(text: str) -> Predicate | None:
    """于3月5日前将方案报县创建办: what units owe to those above them."""
    found = _REPORTED_TO.search(text)
    if found is None:
        return None
    action, named, topic = (Span(*found.span(group)) for group in ("verb", "what", "topic"))
    return Predicate(topic.start, len(text), VERBS["上报"], action, named, topic, required=True)


def toured(text: str) -> Predicate | None:
    """深入5个街道、12个社区实地察看: how many places were gone to is what was done there."""
    found = _TOURED.search(text)
    if found is None:
        return None
    done = found.lastgroup if found.lastgroup in ("looked", "what") else "tour"
    action, where = Span(*found.span("held" if done == "what" else done)), Span(*found.span("where"))
    named = Span(*found.span("what")) if done == "what" else where
    topic = where if done == "looked" else None
    return Predicate(found.start(), len(text), VERBS["走访"]._replace(needs="any"), action, named, topic)


def topical(text: str, topic: re.Match[str], required: bool = False) -> Predicate | None:
    """对 X 进行 Y: the action is Y and the object X; 把 X V Y: the action is V."""
    towards = topic[0] in ("对", "针对")
    if _OPEN_TO.match(text, topic.start()):
        return None
    if topic[0] == "将" and _PLAIN_VERB.match(text, topic.end()) and not PUT_INTO.match(text, topic.end()):
        return None
    if not towards and (together := _TOGETHER.search(text, topic.end())):
        return _done_together(text, topic, together, required)
    return (_carried(text, topic, required) if towards else None) or _disposed(text, topic, towards, required)


def _carried(text: str, topic: re.Match[str], required: bool) -> Predicate | None:
    """对 X 进行 Y: the deed is what 进行 carries; 对 X 实行 Y puts a form of management in force."""
    light = _LIGHT.search(text, topic.end() + 1)
    if light is None or _EVENT_END.search(text, light.end()):
        return None
    stop = second_start(text, light.end())
    action = verbal_noun(text, light.end(), stop)
    if action is None:
        return None
    named, opening = _without_adverbs(text, topic.end(), light.start()), light[0][:2]
    ruled = opening == "实行" and not _CARRIED.search(text, light.end(), stop)
    if ruled or (opening in ("开展", "实施") and not VERB.search(text, *action)):
        named, action = Span(light.end(), stop), Span(light.start(), light.start() + 2)
    return Predicate(topic.start(), stop, VERBS["进行"], action, named, Span(*topic.span()), required)


def _disposed(text: str, topic: re.Match[str], towards: bool, required: bool) -> Predicate | None:
    """把 X 纳入 Y, 对 X 下发 Y: the object is what 对 leads to, else what stands before the verb."""
    step = _disposal(text, topic.end() + 1, towards)
    if step is None:
        return None
    verb, start, end = step
    stop = second_start(text, end)
    particle = AFTER.match(text, end)
    own = Span(particle.end() if particle else end, stop)
    named = own.end > own.start + 1 and text[own.start] not in "、和,并" and not _NUMBERS.fullmatch(text, *own)
    is_put = verb.term in ("列入", "纳入")  # 对失信企业依法列入名录
    object_ = own if towards and named and not is_put else _without_adverbs(text, topic.end(), start)
    return Predicate(topic.start(), stop, verb, Span(start, end), object_, Span(*topic.span()), required)


def _done_together(text: str, topic: re.Match[str], together: re.Match[str], required: bool) -> Predicate:
    """把 X 与 Y 同部署、同检查: how X is always dealt with."""
    beside = _BESIDE.search(text, topic.end() + 1, together.start())
    named = Span(topic.end(), beside.start() if beside else together.start())
    verb, action = VERBS["部署"]._replace(kind="rule", needs="bare"), Span(*together.span(1))
    return Predicate(topic.start(), together.end(), verb, action, named, Span(*topic.span()), required)


def without_manner(text: str, named: Span) -> Span:
    """What stands between 进行 and its deed, empty where that only says how it was done (进行广泛宣传)."""
    return Span(named.end, named.end) if MANNER.fullmatch(text, *named) else named


def verbal_noun(text: str, at: int, stop: int) -> Span | None:
    """The action that 进行 carries, without how it was done: the last verb of what follows, with its compound."""
    end = len(_UNSAID.sub("", text[at:stop])) + at
    if end <= at:
        return None
    manner = MANNER.match(text, at, end)
    start = manner.end() if manner and manner.end() < end else at
    for match in VERB.finditer(text, start, end):
        _, last = compound(text, VERBS[match[0]]._replace(kind=""), match.end())
        if last >= end or text[last] in "和、及与或":
            return Span(match.start(), end if text[last : last + 1] == "或" else min(last, end))
    return Span(_MODIFIER.match(text, start, end).end(), end)  # type: ignore[union-attr]


def _without_adverbs(text: str, start: int, end: int) -> Span:
    """What 对 or 把 names, without the adverbs between it and the verb."""
    if where := _WHERE.search(text, start + 2, end):
        end = where.start()
    trailing = _TRAILING_ADVERBS.search(text, start + 1, end)
    if doer := _DOER_BEHIND.search(text, start + 1, end):
        return Span(start, doer.start())
    body = trailing and trailing[0].startswith("会")  # 理事会, no auxiliary
    return Span(start, trailing.start() + bool(body) if trailing else end)


def _disposal(text: str, at: int, towards: bool) -> tuple[Verb, int, int] | None:
    """The verb that 把 X or 对 X leads to: one of disposal (列入, 作为), else the first that does not belong to X."""
    candidates = []
    for match in whole_verbs(text, at):
        verb, end = compound(text, VERBS[match[0]], match.end())
        named = text.startswith("的", end) or (verb.noun and text.startswith(("工作", "活动", "任务", "率"), end))
        if named or text[: match.start()].endswith(("的", "、")):
            continue
        if not towards and (verb.kind == "dispose" or verb.term in ("列入", "纳入", "列为", "命名")):
            return verb, match.start(), end
        if verb.kind not in ("none", "organise") and (
            not verb.noun
            or end >= len(text)
            or text[end] in "到至入为并"
            or QUANTITY.match(text, end)
            or (_NEXT_OF_THEM.match(text, end) and verb_behind(text, end + 1, 9))
            or _FOURS.match(text, end)
        ):
            candidates.append((verb, match.start(), end))
    for index, (verb, start, end) in enumerate(candidates):
        later = [other for other in candidates[index + 1 :] if other[1] >= end]
        if not later or "的" not in text[end : later[-1][1]]:
            return verb, start, end
    return None


def second_start(text: str, at: int) -> int:
    """Where a second predicate of the same clause begins after 并, else the clause's end."""
    return next((one.start() for one in _AND.finditer(text, at) if verb_behind(text, one.end(), 3)), len(text))

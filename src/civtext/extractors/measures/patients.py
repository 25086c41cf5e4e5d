"""What was acted on stands before the verb (受事居前): 办理时限压缩至3天, 路牌换新60块, 东市场整体搬迁, 保洁员工资由700元提至900元.

>>> from civtext.extractors.measures.verbs import next_verb
>>> text = "城西公园国庆节前对外开放"
>>> found = patient_first(text, *next_verb(text, 0), False)
>>> text[found.action.start:found.action.end], text[found.object.start:found.object.end]
('开放', '城西公园')
>>> text = "专职网格员补贴由每月400元提高到600元"
>>> found = set_to(text)
>>> text[found.action.start:found.action.end], text[found.object.start:found.object.end]
('提高', '专职网格员补贴')
"""

from __future__ import annotations

import re

from civtext.extractors.measures.objects import QUANTITY
from civtext.extractors.measures.topics import Predicate
from civtext.extractors.measures.verbs import ADVERB, RULE, TALLIED, VERBS, Verb, verbs_that
from civtext.lexicons import Gated, any_of, terms
from civtext.model import Span

SHRINKING = terms("verb_frames", frame="shrunk")
_UNDER_WAY = terms("verb_frames", frame="under_way")  # “X”工程深入实施, 《X条例》正式施行
_OPENED = terms("verb_frames", frame="opened")  # 东市场整体搬迁, 公厕地图上线运行
_TAKEN_AWAY = terms("verb_frames", frame="taken_away")
_SETTLING = (*_TAKEN_AWAY, *terms("verb_frames", frame="settled"))  # 旱厕全部清零, 菜价每日公示
_BROUGHT_TO = ("build", "clean", "reform")
_PUT_INTO = re.compile(r"(?:设在|挂靠在|划分为|细化为|细化成|分解为|分解到|列入|纳入|合并为|整合为|调整为)$")
_SESSIONS = re.compile(rf"{QUANTITY.pattern}(?<=[场次期])$")
_RESULTATIVE = re.compile(
    rf"(?:至|到|为|了)?(?:不足|仅|原来的)?{QUANTITY.pattern}(?:以内|以下|以上)?$|(?:到|(?<=到))(?:人|户|岗|位)(?![民口])"
)
_BROUGHT = re.compile(rf"(?:(?:至|到)?{QUANTITY.pattern}|完毕|完成|到位)$")
_BEFORE_RESULTATIVE = re.compile(
    r"(?:全年|今年|去年|年内|目前|现已|剩余|其余)?([^,、◌:]{2,20}?)(?:由[^,]{1,12}|从[^,]{1,12}|到年底|到现在|平均|连续|成功|累计|全部|均|都|已|已经|逐一|层层|大幅|再|也)*$"
)
_NAMED_SUBJECT = re.compile(
    r"(?:^|(?<=[,;]))([^,◌]{0,60}(?:》|”[^,◌]{0,4}(?:工程|行动|项目|活动|计划))|[^,◌“”《》]{4,24}(?:条例|规定|办法))(?:◌+|于[^,]{2,14}起)?(?:深入|全面|正式|顺利|有序|扎实|同步|相继|先后|陆续)*$"
)
_WHEN = rf"(?:(?:[0-9Xx]{{1,4}}[年月日])+(?:底|初|份|中旬|上旬|下旬)?|年[底内]|国庆节?|春节|元旦|{ADVERB})(?:之?前|起)?"
_OPENED_SUBJECT = re.compile(
    rf"(?:{ADVERB}|◌|[今去]年|[0-9Xx]{{1,2}}月份?)*([^,◌“”]{{3,30}}?)(?:◌|(?:于|在|从|自)?{_WHEN}|全部|均|都|已经?|正式|顺利|整体|全天|节假日|晚[上间]|夜间|周末|双休日|课余|和|及|(?<![责])要(?!求)|免费|对外|错时|(?:面?向|对)(?:全?社会|公众|市民|群众|居民|村民|未成年人|学生|师生|家长|职工|游客|老年人|老人))*$"
)
_UNFIT = re.compile(
    rf"^(?:{any_of((*terms('actors', kind='org'), *terms('actors', kind='people')))})$|[率额值]$|改革|全部|均$|个$|的$|元的|^(?:面?向|对外|是|并|才|刚|这|随着?|由于|因|自从|让|使|令|待|[0-9])|力争|[年月日底]前?$|影响|思想|观念"
)
_WHOLLY = re.compile(
    rf"(?:{ADVERB}|◌)*([^,◌“”]{{1,23}}?[^,◌“”、])(?:现?已|基本|予以|进行|及时|在[^,]{{2,8}})*(?:全部|悉数|均|都|一律|逐[一个项]|每[日天周月](?:定期)?|按[日月周季度]{{1,2}}|定期|◌+)(?:现?已|整改|予以|进行|依法|及时)*$"
)
_NOT_OPENED = re.compile(rf"{verbs_that(noun=False)}|{_UNFIT.pattern}")
# Not what was acted on: who acted, when, how.
NO_PATIENT = re.compile(
    rf"^(?:到|至今|截|后来|这|那|前前后后|大大小小)|(?:{any_of((*terms('actors', kind='org'), *terms('actors', kind='people'), *terms('adverbs')))}|{verbs_that(noun=True)}|[年月日季期周次场地了]|[0-9]+|[入到等并、间前]|[村镇乡县市区]里)$"
)
TIME_TAKEN = re.compile(r"(?:时间|时长|距离|差距)[^,]{0,4}$")
# 补贴由400元提高到600元: what an office sets, and raises by saying so.
_SET_TO = Gated(
    r"(?P<what>(?![把将对])[^,、◌“”]{0,24}?(?:标准|工资|报酬|待遇|补助|补贴|津贴|(?<=[^,]{4})权重|窗口|站点|班次|频次|保洁时间|服务时间|开放时间|受理范围|服务范围))"
    rf"(?:分别|均|已|普遍|再次|也|每人|全部)*(?:[由从][^,]{{1,14}}?)?(?P<verb>提高|提升|上调|增加|扩大|延长|加密|扩展|提|增|升)[到至][^,]{{0,6}}?{QUANTITY.pattern}[^,]{{0,14}}",
    needs="[到至]",
)
# 测评结果与绩效工资挂钩
_TIED = Gated(
    r"(?!把|将)(?P<what>[^,、◌“”]{0,14}?(?:结果|成绩|情况|实绩|任务|评分|得分|成效|表现|考核|考评|测评|评比))(?:与|同|和)[^,]{2,24}?(?:直接|紧密|严格)?(?P<verb>挂钩)",
    needs="挂钩",
)
# 3名干部因失职被调整岗位: what was done to somebody, with how many.
_SANCTIONED = Gated(
    rf"(?P<what>{QUANTITY.pattern}(?<=[名人家个位])[^,被的]{{1,14}}?)(?:因[^,]{{2,16}}?)?被(?:予以|给予|依法)?(?P<verb>问责|约谈|通报批评|通报|追责问责|追责|诫勉谈话|诫勉|免职|调整岗位|调离岗位|取缔|关停|立案查处|责令整改)",
    needs="被",
)
_GATHERING = re.compile(r"[^,社区村居党委大]会$|(?:讲座|讲堂|集市|活动|[节赛展])$")


def tied_to(clause: str) -> Predicate | None:
    """测评结果与社区绩效挂钩: what counts for whom, a rule in force."""
    return _whole(clause, _TIED, RULE, required=True)


def set_to(clause: str) -> Predicate | None:
    """补贴由400元提高到600元: what an office sets, raised to a figure."""
    return _whole(clause, _SET_TO, VERBS["增至"])


def sanctioned(clause: str) -> Predicate | None:
    """2名网格长因工作不力被问责: what was done to somebody whose number is told."""
    return _whole(clause, _SANCTIONED, VERBS["约谈"])


def _whole(clause: str, form: Gated, verb: Verb, *, required: bool = False) -> Predicate | None:
    """The predicate of a clause that has one of the forms above, whole."""
    found = form.fullmatch(clause)
    if found is None:
        return None
    named, action = Span(*found.span("what")), Span(*found.span("verb"))
    return Predicate(named.start, found.end(), verb._replace(needs="bare"), action, named, required=required)


def patient_first(text: str, verb: Verb, start: int, end: int, required: bool) -> Predicate | None:
    """The predicate whose object stands before its verb; None where none does."""
    return (
        _under_way(text, verb, start, end, required)
        or _opened(text, verb, start, end, required)
        or _settled(text, verb, start, end, required)
        or _resultative(text, verb, start, end, required)
    )


def _under_way(text: str, verb: Verb, start: int, end: int, required: bool) -> Predicate | None:
    """“清风”工程深入实施, 《养犬条例》正式施行: a named programme or paper before the verb that closes the clause."""
    if end < len(text) or verb.term not in _UNDER_WAY:
        return None
    subject = _NAMED_SUBJECT.search(text, 0, start)
    return _acted_on(text, verb, Span(start, end), Span(*subject.span(1)), required) if subject else None


def _opened(text: str, verb: Verb, start: int, end: int, required: bool) -> Predicate | None:
    """城西公园国庆节前对外开放: what was opened, moved or put to use before the verb that closes the clause."""
    closes = end == len(text) or (verb.term in ("开放", "错时开放") and QUANTITY.fullmatch(text, end))
    if not closes or verb.term not in _OPENED:
        return None
    for since in (0, text.rfind("、", 0, start) + 1):  # 扶手、标识全部配齐; 新增座椅20把、北市场整体搬迁
        subject = _OPENED_SUBJECT.match(text, since, start)
        if subject and not _NOT_OPENED.search(subject[1]):
            return _acted_on(text, verb, Span(start, end), Span(*subject.span(1)), required)
    return None


def _settled(text: str, verb: Verb, start: int, end: int, required: bool) -> Predicate | None:
    """旱厕全部清零, 菜价每日公示: all of it, or again and again."""
    if end < len(text) or not text[start:end].endswith(_SETTLING):
        return None
    subject = _WHOLLY.match(text, 0, start)
    if subject is None or subject[1].startswith(("将", "把", "对")):
        return None
    if verb.term in _TAKEN_AWAY and not QUANTITY.search(text, 0, start):
        return None
    return _acted_on(text, verb, Span(start, end), Span(*subject.span(1)), required)


def _resultative(text: str, verb: Verb, start: int, end: int, required: bool) -> Predicate | None:
    """办理时限压缩至3天, 责任落实到人, 路牌换新60块: what was acted on stands before the verb."""
    shrunk = verb.term in SHRINKING and _RESULTATIVE.match(text, end)
    held = verb.kind == "hold" and _SESSIONS.match(text, end)
    held = held or TALLIED.match(text, end)
    brought = held or ((verb.kind in _BROUGHT_TO or text[end : end + 1] in ("至", "到")) and _BROUGHT.match(text, end))
    put = verb.kind == "dispose" and _PUT_INTO.match(verb.term) and end < len(text)
    before = _BEFORE_RESULTATIVE.search(text, 0, start) if shrunk or brought or put else None
    if before is None or ")" in before[1] or len(before[1]) < (3 if shrunk else 2) or before[1].startswith("完成"):
        return None
    gathering = verb.kind == "hold" and _GATHERING.search(before[1])  # 点评会开了36次
    if not (shrunk or put or gathering or QUANTITY.match(before[1])) and NO_PATIENT.search(before[1]):
        return None
    action = Span(start, start + len(verb.term.rstrip("到至为")))
    found = _acted_on(text, verb, action, Span(*before.span(1)), required)
    placed = before.start(1) + 1 if before[1].startswith("把") else before.start(1)  # 把楼梯刷了一遍
    return found._replace(object=Span(placed, found.object.end), topic=Span(placed, found.object.end))


def _acted_on(text: str, verb: Verb, action: Span, named: Span, required: bool) -> Predicate:
    return Predicate(named.start, len(text), verb._replace(needs="any"), action, named, named, required)

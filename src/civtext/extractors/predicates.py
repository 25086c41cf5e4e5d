"""The predicates of a clause (谓语): which verbs say what was done, and how far each one reaches.

Chinese marks neither words nor parts of speech, so a verb of the lexicon counts where its surroundings let it be a predicate:
not under 的, not as the first half of a noun (宣传栏), and, where the word is also a noun, only after the clause's start, an
adverb, an actor, or a place. What a preposition governs (在…中, 以…为主题) is set aside first.

>>> [(p.action, p.object, p.topic) for p in predicates("市文明办广泛开展了“清洁家园”行动")]
[(Span(start=6, end=8), Span(start=9, end=17), None)]
>>> [p.verb.term for p in predicates("为商户提供咨询服务、发放手册2000份并张贴海报")]
['提供', '发放', '张贴']
>>> [p.verb.term for p in predicates("开展的活动得到好评")]      # the verb modifies a noun, then a result
[]
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from civtext.extractors.objects import QUANTITY
from civtext.lexicons import any_of, lexicon, terms
from civtext.model import Span


class Verb(NamedTuple):
    """An entry of the lexicon `verbs`: `noun` where the word is a noun as well, `needs` what its object must show."""

    term: str
    kind: str
    noun: bool
    needs: str


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


@cache
def _verbs() -> dict[str, Verb]:
    return {e["term"]: Verb(e["term"], e["kind"], e["noun"] == "yes", e["needs"]) for e in lexicon("verbs")}


_VERB = re.compile(any_of(terms("verbs")))
_ADVERB = any_of(terms("adverbs"))
_PARTICLE = re.compile(
    r"(?:到(?=[^,]{0,8}(?:意见|建议|线索|作品|资金|稿件))|了|过|起了|起来了|出了|起|到了|好了|好)?(?![^,]{0,2}的(?:同时|过程|基础))"
)
_BEFORE_NOUN_VERB = (*terms("adverbs"), *terms("actors"), "地", "了", "○", "等", ")", "”", "是", "一")
_NOT_AFTER = (
    "的",
    "不",
    "未",
    "没有",
    "没",
    "无",
    "难以",
    "无法",
    "所",
    "待",
    "被",
    "获",
    "不断得到",
    "有待",
    "亟待",
    "尚需",
)
_NOT_AFTER_NOUN = ("城市", "社会", "文明", "综合", "道德", "思想", "环境", "公共", "常态化的", "工作")
# After a word that is also a noun, these make it one.
_NOUN_TAIL = re.compile(
    r"物(?!业|资)|部|局|处(?!理|置)|办(?!理|结|公)|室|站(?!台)|中心|队|组(?!织)|员|者|班|栏|册|片(?!区)|品|牌|活动|工作|行动|工程|项目(?!\d)|机制|制度|体系|办法|方案"
    r"|条例|会(?!场)|月|周|日|节|力度|水平|能力|质量|效果|成果|成效|效率|过程|热潮|意识|理念|思想|力量|阵地|载体|机构|手段|方式|方法|模式|格局|形式|渠道"
    r"|内容|重点|任务|责任|情况|需要|需求|要求|目标|氛围|的|中(?![心小学国央共医型老高秋])|后(?![勤备])|时(?!代)|期间|以来|上(?!门|墙)|下(?!水|沉)|等|与|和|及|、|是|有|不(?:重视|负责|作为|到|够|足|断|得|明|强|少(?!于)|高|力|严|了|同|好)|已|均|也|更(?!换|新)|得到|取得|成为|为|全覆盖|到位|性|力|人员|部门|单位"
    r"|数量|人数|团(?!结)|意愿|协商|难度|进度|频次|次数|人次|时长|对象|范围|现场|面积|资金(?![^,]{0,4}[0-9XxX])|里程|总量|式(?!样)|成本|经费(?![^,]{0,4}[0-9XxX])|标准|点(?!位|评)|台(?!账|阶)|书|卡|表|岗|师|厂|线|网(?!吧|络)|文化|事业|领域|行业|系统|服务(?!中心)"
)
# What a preposition governs: verbs in it are not predicates.
_SETTINGS = re.compile(
    r"从[^,]{1,12}到(?=[^,]{1,20}[由从])|(?:(?<![存所现])在|(?<![应适相正担])当|自从|自|随着|经过|经)[^,]{1,50}?(?:基础上|过程中|同时|[前情背影指带领支配努协要]\w{0,2}下|期间|之际|以来|以后|之后|之前|方面|当天|中(?!心|小|学|国|央|医|队|型)|上|内|里|(?<![及按适随准同临定])时(?!间|代))"
    r"|以[^,]{1,60}?为(?:\w{1,8}$)?"
    r"|(?:按照|根据|依据|遵照|对照|围绕|结合|本着|针对)[^,]{1,50}?(?:的?(?:总?要求|精神|安排|部署|支配|规定|原则|实际|需要|情况|状况|思路|标准|意见|特点|目标|方针|任务|宗旨)(?:和\w{2,4})?)"
    r"|(?:采取|采用|通过|利用|运用|以)[^,]{2,50}?(?:等|的)(?:多种)?(?:方式|形式|手段|途径|渠道|办法|措施)(?!\w{0,4}$)"
    r"|(?:采取|采用|通过|利用|运用)[^,]{2,50}?(?:等|的)(?:多种)?(?:方式|形式|手段|途径|渠道|办法)$"
    r"|(?:结合|围绕|为了?|按照|根据)(?:创建|开展|实施|建设)(?=[^,]{2,30}$)"
)
_TOPIC = re.compile(
    r"(?<![相面应核校针反绝派成配])对(?![口外照标接比象话策方称手立抗应待齐面于])|针对(?!性)"
    r"|(?<!一)把(?![手关握脉控])|(?<![即必还也均都])将(?!来|近|要|于|会|继续|进一步|在|以|持续|坚持|重点|全面|组织|开展|定期|不定期)"
)
_LIGHT = re.compile(r"(?:进行|作出|做出|予以|加以|给予|开展|实施)(?:了|过)?")
_MANNER = re.compile(
    r"(?:了|全面|集中|重点|仔细|认真|彻底|系统|专项|专门|严格|有效|及时|统一|综合(?!整治|治理)|逐一|深入|细致|精心|严肃|广泛|积极|大力|适当|相应|一次|公开|现场|必要|定期|不定期|的)+"
)
_PURPOSE = re.compile(
    r"(?:为了|为(?:进一步|切实|确保|加强|更好|全面|有效|深入|认真|推动|推进|加快|提升|提高|营造|保障|保证|扎实|贯彻|落实|创建|建设|实现|巩固|充分|做好|规范|解决|增强|促进)"
    r"|为(?!此|[^,]{1,24}(?:提供|供应|送|办|解决|安装|配|赠|代|播放|开展|发放|举办|建成|建立|设立|开设|新建|新增|购|制作|组织|减免|争取|筹集|捐|体检|义诊|服务|理发))|以便|从而|进而|使|让|令|致使|以免|以(?:实现|确保|此|期|保证)|有效地?(?!开展|处置)|受)"
)
_COPULA = re.compile(r"(?<![一二三四五六七八九十别其凡但还就于总只若要也])是(?!否)")
_JOINT = re.compile(rf"(?:并且|并|、|;|后(?=(?:开展|举办|召开)))(?=(?:{_ADVERB}){{0,3}}{_VERB.pattern})")
# Verbs that hold an event or a paper take verbs into their object (开展清理整治行动).
_HOLDING = ("hold", "light", "none", "vague", "rule", "require", "dispose")
_SWALLOWING = (*_HOLDING, "organise", "issue", "invite")
_EVENT = re.compile(r"活动|比赛|竞赛|大赛|演出|晚会|仪式|行动|培训|评选|工作|工程|测试|考试|会$|展$|”|》|[次场期]$")
_GOING = re.compile(r"到|赴|深入|前往|走进|参加|对|为|利用|沿|在")
# 组织专家下乡义诊: what people were led to do closes the clause.
_DEED_END = re.compile(
    "(?<!的)("
    + any_of(
        e["term"]
        for e in lexicon("verbs")
        if e["noun"] == "yes" and e["kind"] in ("clean", "inspect", "serve", "publicise", "train", "build")
    )
    + ")$"
)
_EVENT_END = re.compile(r"(?<=.)(?:活动|行动|工作)$")
_SHARED_EVENT = re.compile(r"等[^等]{0,12}(?:活动|工作|行动|项目|工程|机制|制度|任务)$")
_TRAILING_ADVERBS = re.compile(rf"(?:[, ]|{_ADVERB}|视情节?|要|都|均|全部){{1,6}}$")
_PLAIN_VERB = re.compile(
    rf"(?:{_ADVERB}){{0,2}}{any_of(e['term'] for e in lexicon('verbs') if e['noun'] == 'no' and e['kind'] != 'vague')}"
)
# An object with its number makes a predicate of the word before it (在转角绘制… 12幅).
_COUNTED_OBJECT = re.compile(rf"[^的,、]{{2,16}}?{QUANTITY.pattern}(?:$|[、,])")
_LINKED_VERB = re.compile(rf"(?:和|、|并|与|及)?({_VERB.pattern})")
_AND_VERB = re.compile(rf"并(?:且)?(?=(?:{_ADVERB}){{0,3}}{_VERB.pattern})")
_JOINT = re.compile(rf"(?:并且|并|、|;|后(?=开展|举办|召开))(?=(?:{_ADVERB}){{0,3}}{_VERB.pattern})")
# 投入资金300万元新建…: what was spent, and what on.
_SPENT = re.compile(
    rf"[^,、]{{0,12}}?{QUANTITY.pattern}(?:资金|元)?(?=(?:用于)?(?:{_ADVERB}){{0,2}}(?:对|将|把|{_VERB.pattern}))"
)
_PAPER = re.compile(
    any_of(e["term"] for e in lexicon("verbs") if e["kind"] == "issue" and e["noun"] == "no") + r"+了?(?=《)"
)
_SECOND_EVENT = re.compile(r"(?<![、的])(?:开展|举办|召开|进行)")
_SHRINKING = ("压缩", "压减", "缩短", "精简", "减少", "落实", "分解", "下放")
_RESULTATIVE = re.compile(
    rf"(?:至|到|为|了)?(?:不足|仅|原来的)?{QUANTITY.pattern}(?:以内|以下)?$|到(?:人|户|岗|位)(?![民口])"
)
_BEFORE_RESULTATIVE = re.compile(r"([^,、○]{3,20}?)(?:由[^,]{1,12}|从[^,]{1,12}|平均|全部|均|已|逐一|层层|大幅|再)*$")
# What follows a verb that belongs to a noun or to a time, not to the clause.
_MODIFIES = re.compile(
    r"(?:了|过)?的|(?:了|过)?[^,]{0,40}(?:以来|之后|过程中|期间|同时|之际|的基础上)$|后(?![勤备])|时(?![代])|中(?![心小学国央共医型老高秋])"
    r"|人数|人次|数量|总数|率(?!先)|得(?!到|力)|得分|之日|[来走]了"
)
# 坚持以…, 深化开展…, 加快建设…: the word is an adverb to what follows.
_ADVERBIAL = re.compile(
    rf"○|以|在|把|将|从|用|{any_of(e['term'] for e in lexicon('verbs') if e['kind'] == 'organise' or (e['noun'] == 'no' and e['kind'] != 'none'))}"
)
# 公开接受监督, 进行供应: a word that is a noun as well gives way to a verb that is not.
_OTHERS = re.compile(
    any_of(
        e["term"]
        for e in lexicon("verbs")
        if e["kind"] == "organise" or (e["noun"] == "no" and e["kind"] in ("none", "serve"))
    )
)
_NOUN_COMPOUND = re.compile(rf"(?:{_VERB.pattern})?(?:{_NOUN_TAIL.pattern})")


def predicates(clause: str, counts: Callable[[Predicate], bool] = lambda predicate: True) -> list[Predicate]:
    """The predicates of a clause whose quotations are blanked (`shield`), in text order.

    One that does not count leaves room for a plainer verb after it (联系实际撰写体会).
    """
    if _PURPOSE.match(clause):
        return []
    text = set_aside(clause)
    copula = _COPULA.search(text)
    limit = copula.start() if copula else len(text)
    found: list[Predicate] = []
    at, required, organised, strict = 0, False, None, False
    while step := _next(text, at, bool(found)):
        verb, start, end = step
        topic = _topic(text, at, start)
        predicate = _topical(text, topic, required) if topic else None
        if predicate is None:
            if verb.kind == "none" or limit < start:
                break
            if verb.kind in ("organise", "require"):
                required |= verb.kind == "require"
                organised, at = step, end
                continue
            if (
                organised
                and not required
                and not found
                and verb.kind not in ("hold", "join", "light")
                and not _led(text, organised[2], start)
            ):
                break
            predicate = None if strict and verb.noun else _plain(text, verb, start, end, required)
        if predicate is None or not counts(predicate):
            strict, at = strict or predicate is not None, max(end, predicate.action.end if predicate else end)
            continue
        found.append(predicate)
        at = predicate.end
    if not found and not required and organised and _EVENT.search(text, organised[2]):
        whole = Predicate(organised[1], len(text), organised[0], Span(*organised[1:]), Span(organised[2], len(text)))
        found += [whole] if counts(whole) else []
    elif not found and organised and (deed := _DEED_END.search(text, organised[2] + 2)):
        verb = _verbs()[deed[1]]._replace(needs="any")
        found.append(
            Predicate(organised[1], len(text), verb, Span(*deed.span(1)), Span(deed.end(), deed.end()), None, required)
        )
    return found


def _led(text: str, at: int, start: int) -> bool:
    """Whether people stand between 组织 and the verb, so that it says what they were led to do."""
    between = text[at:start].rstrip()
    return between.endswith(_BEFORE_NOUN_VERB) or bool(_GOING.search(between))


def set_aside(clause: str) -> str:
    """The same clause, as long, with ○ for what a preposition governs."""
    return _SETTINGS.sub(lambda match: "○" * len(match[0]), clause)


def _next(text: str, at: int, listed: bool) -> tuple[Verb, int, int] | None:
    """The next verb from `at` on that may be a predicate, with the verbs that are compounded with it."""
    while match := _VERB.search(text, at):
        first = _verbs()[match[0]]
        verb, end = _compound(text, first, match.end())
        if _may_stand(text, first, match.start(), end, listed) or (
            end == len(text) and _topic(text, at, match.start())
        ):
            return verb, match.start(), end
        at = match.end()
    return None


def _compound(text: str, verb: Verb, end: int) -> tuple[Verb, int]:
    """A chain of verbs with one object (制定印发, 整治和规范), read as the one that needs least; a verb that holds an event
    takes none in."""
    if verb.kind in (*_HOLDING, "spend") and verb.term != "策划":
        return verb, end
    least = verb
    while following := _LINKED_VERB.match(text, end):
        other = _verbs()[following[1]]
        if other.needs in ("never", "light", "organise", "topic") or (other.noun and not verb.noun):
            break
        if text.startswith("式", following.end()) or (other.noun and _NOUN_TAIL.match(text, following.end())):
            break
        verb, end = other, following.end()
        least = other if other.needs == "any" else least
    return least, end


def _may_stand(text: str, verb: Verb, start: int, end: int, listed: bool) -> bool:
    """Whether what stands before and after lets the word be a predicate."""
    before, after = text[:start].rstrip(), text[end:]
    if before.endswith(_NOT_AFTER) or _MODIFIES.match(after):
        return False
    if verb.kind in ("vague", "rule") and _ADVERBIAL.match(after):
        return False
    if (verb.noun or verb.kind == "light") and _OTHERS.match(after):
        return False
    if verb.kind == "none" or not verb.noun:
        return True
    if before.endswith(_NOT_AFTER_NOUN):
        return False
    if verb.kind not in ("organise", "require") and _NOUN_COMPOUND.match(after):
        return False
    if before.endswith(("、", "并", "和")):
        return listed
    if not before or before.endswith(_BEFORE_NOUN_VERB):
        return True
    return verb.kind in ("build", "clean", "publicise", "serve") and bool(_COUNTED_OBJECT.match(after))


def _topic(text: str, at: int, verb_start: int) -> re.Match[str] | None:
    """The 对, 把 or 将 before the verb that puts what is acted on first."""
    for match in _TOPIC.finditer(text, at, verb_start):
        before = text[: match.start()].rstrip()
        if not before or before.endswith(_BEFORE_NOUN_VERB) or before.endswith(("、", ",")):
            return match
    return None


def _plain(text: str, verb: Verb, start: int, end: int, required: bool) -> Predicate | None:
    """The predicate with the object after it; None where a verb that needs an object has none."""
    if verb.term in _SHRINKING and _RESULTATIVE.match(text, end):
        return _resultative(text, verb, start, end, required)
    if verb.kind == "dispose":
        return None
    particle = _PARTICLE.match(text, end)
    object_start = particle.end() if particle else end
    object_end = _object_end(text, verb, object_start)
    if object_end == object_start and verb.needs != "bare":
        return None
    if verb.kind == "light":
        action = _verbal_noun(text, object_start, object_end)
        if action and action.end == object_end and _VERB.match(text, action.start):
            return Predicate(start, object_end, verb, action, Span(object_start, action.start), None, required)
    return Predicate(start, object_end, verb, Span(start, end), Span(object_start, object_end), None, required)


def _resultative(text: str, verb: Verb, start: int, end: int, required: bool) -> Predicate | None:
    """办理时限压缩至3天, 责任落实到人: what was acted on stands before the verb."""
    before = _BEFORE_RESULTATIVE.search(text, 0, start)
    if before is None:
        return None
    return Predicate(
        before.start(1), len(text), verb, Span(start, end), Span(*before.span(1)), Span(*before.span(1)), required
    )


def _topical(text: str, topic: re.Match[str], required: bool) -> Predicate | None:
    """对 X 进行 Y: the action is Y and the object X; 把 X V Y: the action is V."""
    towards = topic[0] in ("对", "针对")
    if topic[0] == "将" and _PLAIN_VERB.match(text, topic.end()):
        return None
    light = _LIGHT.search(text, topic.end() + 1) if towards else None
    if light and not _EVENT_END.search(text, light.end()):
        stop = _joint(text, light.end())
        if action := _verbal_noun(text, light.end(), stop):
            named = _without_adverbs(text, topic.end(), light.start())
            if light[0][:2] in ("开展", "实施") and not _VERB.match(text, action.start):
                action = Span(light.start(), light.start() + 2)
            return Predicate(topic.start(), stop, _verbs()["进行"], action, named, Span(*topic.span()), required)
    step = _disposal(text, topic.end() + 1, towards)
    if step is None:
        return None
    verb, start, end = step
    stop = _joint(text, end)
    particle = _PARTICLE.match(text, end)
    own = Span(particle.end() if particle else end, stop)
    object_ = own if towards and own.end > own.start + 1 else _without_adverbs(text, topic.end(), start)
    return Predicate(topic.start(), stop, verb, Span(start, end), object_, Span(*topic.span()), required)


def _verbal_noun(text: str, at: int, stop: int) -> Span | None:
    """The action that 进行 carries, without how it was done: the last verb of what follows, with its compound."""
    end = len(re.sub(r"(?:等|一次|[、,])+$", "", text[at:stop])) + at
    if end <= at:
        return None
    manner = _MANNER.match(text, at, end)
    start = manner.end() if manner and manner.end() < end else at
    for match in _VERB.finditer(text, start, end):
        _, last = _compound(text, _verbs()[match[0]]._replace(kind=""), match.end())
        if last >= end or text[last] in "和、及与或":
            return Span(match.start(), end if text[last : last + 1] == "或" else min(last, end))
    return Span(start, end)


def _without_adverbs(text: str, start: int, end: int) -> Span:
    """What 对 or 把 names, without the adverbs between it and the verb."""
    trailing = _TRAILING_ADVERBS.search(text, start + 1, end)
    return Span(start, trailing.start() if trailing else end)


def _disposal(text: str, at: int, towards: bool) -> tuple[Verb, int, int] | None:
    """The verb that 把 X or 对 X leads to: one of disposal (列入, 作为), else the first that does not belong to X."""
    candidates = []
    for match in _VERB.finditer(text, at):
        verb, end = _compound(text, _verbs()[match[0]], match.end())
        if text.startswith(("的", "工作", "活动", "任务", "率"), end) or text[: match.start()].endswith(("的", "、")):
            continue
        if not towards and (verb.kind == "dispose" or verb.term in ("列入", "纳入", "列为", "命名")):
            return verb, match.start(), end
        if verb.kind not in ("none", "organise") and (
            not verb.noun or end >= len(text) or text[end] == "到" or QUANTITY.match(text, end)
        ):
            candidates.append((verb, match.start(), end))
    for index, (verb, start, end) in enumerate(candidates):
        later = [other for other in candidates[index + 1 :] if other[1] >= end]
        if not later or "的" not in text[end : later[-1][1]]:
            return verb, start, end
    return None


def _joint(text: str, at: int) -> int:
    """Where a second predicate of the same clause begins after 并, else the clause's end."""
    joint = _AND_VERB.search(text, at)
    return joint.start() if joint else len(text)


def _object_end(text: str, verb: Verb, at: int) -> int:
    """Where an object ends: at the clause's end, or before the next verb that has an object of its own."""
    for joint in _JOINT.finditer(text, at + 1):
        following = _next(text, joint.end(), True)
        if following is None:
            continue
        if joint[0] in ("、", ";") and not _splits(text, verb, at, joint.start(), following):
            continue
        return joint.start()
    spent = _SPENT.match(text, at) if verb.kind == "spend" else None
    if spent and spent.end() < len(text):
        return spent.end()
    if verb.kind != "issue" and (paper := _PAPER.search(text, at + 1)):
        return paper.start()
    if verb.kind not in _SWALLOWING and (second := _SECOND_EVENT.search(text, at + 3)):
        return second.start()
    return len(text)


def _splits(text: str, verb: Verb, at: int, comma: int, following: tuple[Verb, int, int]) -> bool:
    """Whether 、 parts two predicates rather than two objects."""
    other, _, end = following
    if verb.kind in _SWALLOWING and verb.kind != "invite" and _SHARED_EVENT.search(text, at):
        return False
    if end >= len(text) or (other.noun and _NOUN_TAIL.match(text, end)) or text.startswith(("、", "等"), end):
        return False
    if verb.kind in _SWALLOWING:
        return not other.noun and (bool(QUANTITY.search(text, at, comma)) or other.kind == "hold")
    return not other.noun or verb.noun or other.kind in ("clean", "publicise", "serve")

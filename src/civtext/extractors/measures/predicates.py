"""The predicates of a clause (谓语): which verbs say what was done, and how far each one reaches.

Chinese marks neither words nor parts of speech, so a verb of the lexicon counts where its surroundings let it be a predicate:
not under 的, not as the first half of a noun (宣传栏), and, where the word is also a noun, only after the clause's start, an
adverb, an actor, or a place. What a preposition governs (在…中, 以…为主题) is set aside first.

>>> [(p.action, p.object, p.topic) for p in find_predicates("市文明办广泛开展了“净巷”行动")]
[(Span(start=6, end=8), Span(start=9, end=15), None)]
>>> [p.verb.term for p in find_predicates("为商户提供咨询服务、发放手册2000份并张贴海报")]
['提供', '发放', '张贴']
>>> [p.verb.term for p in find_predicates("开展的活动得到好评")]      # the verb modifies a noun, then a result
[]
"""

from __future__ import annotations

import re
from collections.abc import Callable

from civtext.extractors.measures.objects import POSTED, QUANTITY
from civtext.extractors.measures.obligations import obligation
from civtext.extractors.measures.patients import TIME_TAKEN, patient_first, sanctioned, set_to, tied_to
from civtext.extractors.measures.plain import plain
from civtext.extractors.measures.reach import object_end
from civtext.extractors.measures.topics import Predicate, reported, topical, toured, verbal_noun, without_manner
from civtext.extractors.measures.verbs import (
    ADVERB,
    AFTER,
    BEFORE_NOUN_VERB,
    ON_THE_WAY,
    SEPARABLE,
    VERB,
    VERBS,
    Verb,
    find_topic,
    next_verb,
    verb_behind,
    verbs_that,
)
from civtext.extractors.negations import BARRIER, kind_before, right_before, unfinished
from civtext.lexicons import Gated, terms
from civtext.model import Span

# What a preposition governs: verbs in it are not predicates.
_SETTINGS = re.compile(
    r"(?=[从在当自随经一就以按根依遵对围结本针采通利运为])(?:从[^,]{1,12}到(?=[^,]{1,20}[由从])|(?:(?<![存所现])在(?![届职岗册建])|(?<![应适相正担])当|自从|自|随着|经过|经)[^,]{1,70}?(?:基础上|过程中|同时|[前情背影指带领支配努协要]\w{0,2}下|期间|之际|以来|以后|之后|之前|方面|当天|(?<!集)中(?!心|小|学|国|央|医|队|型)|(?<!以)上(?![级述门街岗网线墙课班报市海])|内|(?<!公)里|[东西南北两一]侧|(?<![及按适随准同临定限实课工学])时(?!间|代))"
    r"|一[经旦]发现(?=[^,]{2,})"
    r"|(?<![成造早也])就(?![是业地近能要会可像算连读餐医学])[^,]{3,40}(?=(?:进行|作出?|做出?|开展|召开|展开)了?[^,的]{2,})"
    r"|以[^,]{1,60}?为(?:\w{1,8}$)?"
    r"|(?:按照|根据|依据|遵照|对照|围绕|结合|本着|针对)[^,]{1,80}?(?:的?(?:总?要求|精神|安排|部署|支配|规定|原则|实际|需要|需求|诉求|情况|状况|思路|标准|体系(?!的?(?:要求|标准|内容|规定))|意见|特点|目标|方针|任务|宗旨|步骤|程序|流程|顺序)(?:和\w{2,4})?)"
    r"|(?:采取|采用|通过|利用|运用|以)[^,]{2,50}?(?:等|的)(?:多种)?(?:方式|形式|手段|途径|渠道|办法|措施)(?!\w{0,4}$)"
    r"|(?:通过|利用|运用|借助|依托)[^,]{2,50}?等(?:宣传|各类|多种)?(?:阵地|载体|平台|媒体|媒介)(?=[^,]{4,})"
    r"|(?:通过|利用|运用|借助|依托)[^,]{2,50}?等(?=[对向][^,]{2,})"
    r"|按[每照][^,]{2,30}?的标准(?=[^,]{2})"
    r"|(?:通过|采取|采用)[^,]{2,50}?的[^,、]{0,6}模式"
    r"|(?:采取|采用|通过|利用|运用)[^,]{2,50}?(?:等|的)(?:多种)?(?:方式|形式|手段|途径|渠道|办法)$"
    r"|(?:采取|采用)(?:“[^”]{1,30}”|[^,、的]{2,16})(?:方式|形式|模式|办法)(?=[^,]{4})"
    r"|(?:结合|围绕|为了?|按照|根据)(?:创建|开展|实施|建设)(?=[^,]{2,30}$))"
)
_TITLED = re.compile(r"关于[^,]{4,60}的(?:报告|汇报|总结|通知|请示)")  # a title that ran into whom it is for
_DONE_FOR = verbs_that(without=["inspect", "join", "light", "none", "reform", "require", "rule", "vague", "dispose"])
_PURPOSE = re.compile(
    r"(?:为了|为(?:整治|治理|防止|避免|弘扬|培育|丰富|方便|改善|优化|完善|破解|消除|激励|缓解|形成|打造|维护|展示|纪念|庆祝|迎接|配合|响应|适应|满足|创造|掌握|了解|进一步|切实|确保|加强|更好|全面|有效|深入|认真|推动|推进|加快|提升|提高|营造|保障|保证|扎实|贯彻|落实|创建|建设|实现|巩固|充分|做好|规范|解决|增强|促进)"
    rf"|为(?!此|[^,]{{1,24}}(?:{_DONE_FOR}|减免|落实|[供送办配赠代购筹捐招]))|以便|从而|进而|使|让|令|致使|以免|以(?:实现|确保|此|期|保证)|有效地?(?!开展|处置)|受(?!理|到[^,]{{2,10}}的))"
)
# What is said to be so, or was done by another (被省级媒体报道), is no deed.
_COPULA = Gated(
    r"(?<![对把将给])被(?![^,]{0,12}的)[^,◌]{2}|(?<![一二三四五六七八九十别其凡但还就于总只若要也而])是(?!否)|属(?=新建|改建|扩建|改造|重点|老旧|典型|国有)",
    needs="[被是属]",
)
# 帮助菜农解决…, 协调商场开放…: whatever stands between is who was helped.
_ENABLING = ("帮助", "协调")
# 督促经营户亮证经营, 督促物业公司落实保洁责任: one deed, whatever they were urged to do; of what is vague it is none.
_URGED = re.compile(
    rf"[^,、的]{{0,10}}?(?:[户司方主员店队超吧]|单位|企业|商家|部门|物业|宾馆|学校)(?:严格|及时|规范|全面|认真|依法|主动|限期|按[^,、的]{{1,5}}?)*"
    rf"(?:[亮持][证照]|明码标价|落实(?!主体责任|责任)[^,、]{{2}}|(?!整改|落实)(?:{verbs_that(without=['none', 'vague'])}))"
)
_EVENT = re.compile(
    r"(?:开放|体验|宣传|活动)日$|活动|比赛|竞赛|大赛|演出|晚会|仪式|行动|演练|培训|评选|工作|工程|测试|考试|会$|展$|”|》|[次场期]$"
)
# 组织验收: the deed itself is organised.
_ORGANISED = re.compile(
    rf"[包写猜画剪赏做打踢拔](?![造击])[^,、的]{{1,4}}(?:、[^,、的]{{2,6}}){{1,5}}|(?:(?:集中|现场|联合|统一|开展|一次|环境|卫生|环境卫生)?(?:大扫除|大清扫|研讨|座谈|观摩评比|观摩学习|{verbs_that(noun=True, kinds=['inspect', 'serve', 'train', 'hold', 'clean', 'publicise', 'award'])})(?:(?:不少于|至少)?{QUANTITY.pattern})?)"
)
# 组织专家下乡义诊: what people were led to do closes the clause.
_DEED_END = re.compile(
    f"(?<!的)(?<!志愿)({verbs_that(noun=True, kinds=['clean', 'inspect', 'serve', 'publicise', 'train', 'build'])})$"
)
# 组织医生下乡义诊18次: so many times, what people were led to do.
_DEED_TIMES = re.compile(
    rf"(?:[员师警]|医生|志愿者|专家|骨干|职工|干部|师生|[讲宣院剧]团|队)(?:下乡|进村|(?:到|赴|深入)[^,]{{2,10}})?(?:集中|分批|轮流)?({verbs_that(noun=True, kinds=['inspect', 'serve', 'publicise', 'train', 'hold'])}|学习){QUANTITY.pattern}(?<=[次场期])$"
)
# 发动退休教师当“代理家长”, 组织学生练武术、唱戏曲, 发动企业捐资40万元: what they were led to be, to learn or to give.
_LED_TO_BE = re.compile(
    rf"(?<=[^,]{{2}})(?P<be>(?<![应相正适恰每])当|担任|充当)(?=“□+”[^,]{{0,4}}$|[^,、的了]{{2,8}}[员长师]$)"
    rf"|(?<=[生民工员人们])(?P<learn>[学练唱跳])(?![校习生者科会得到])(?=[^,、的]{{2,4}}(?:、[^,、的]{{2,5}})+$)"
    rf"|(?<=[^,]{{2}})(?P<give>捐资|捐款|集资|捐赠|认捐|投工投劳|义务投工)(?=[^,、的]{{0,8}}{QUANTITY.pattern}[^,、]{{0,4}}$)"
)
_BECOMING = {"be": "set_up", "learn": "train", "give": "spend"}
# 投资1亿元的新馆: the amount qualifies the noun.
_WORTH = re.compile(rf"{QUANTITY.pattern}的(?![^,、]{{0,10}}(?:资金|经费|奖金|补助金?|补贴|专款)(?:$|[、,]|用于))")
# 对工作不力的下发督办函, 排名末位的约谈负责人: what whoever does so may expect.
_EARNED = re.compile(
    r"(?P<towards>对|凡)?[^,对◌]{2,40}?的(?:,?(?=要(?:严肃|坚决|从严|依规依纪|依法依规){0,2}(?:追究|追责))|,(?=(?:严肃|坚决|从严|依规依纪|依法依规){0,2}(?:追究|追责))"
    r"|(?=(?:一律|分别|予以|依法)?(?:给予|下发|撤销|取消|约谈|扣减|扣发|追究|责令|调整[^,的]{2,8}岗位)[^,的]*))"
)
# 纳入失信名单300人次, 纳入低保40户: who was put where is counted after it.
_PUT_ON = re.compile(rf"[^,、的]{{2,10}}?{QUANTITY.pattern}(?<=[人户次名家个])")
# 压减到20桌以下: whatever it was, it was no deed of ours.
_DOWN_TO = re.compile(rf"[到至]{QUANTITY.pattern}(?:以[内下上])?$")
_FOR_MANY = re.compile(rf"[为与]{QUANTITY.pattern}[^,、◌]{{1,14}}$")
# 与3所乡村学校结对共建
_PARTNER = re.compile(rf"(?:{ADVERB})*[与同](?P<whom>(?:{QUANTITY.pattern})?[^,、◌的]{{2,12}})")
# 深入6个街道、20个社区实地察看
_GONE_ROUND = re.compile(
    rf"(?:深入|走进|(?<![做达受得遇看])到|赴)(?:各[^,◌的]{{1,8}}|{QUANTITY.pattern}[^,◌的]{{1,24}}|[^,、◌的]{{2,10}}(?:、[^,、◌的]{{2,12}})+(?:等地)?)(?:实地|现场|随机|分[组批])?$"
)
# 赴先进地区考察学习
_GONE_AWAY = re.compile(r"(?:^|(?<=[并,◌])|(?<=先后|多次|分批))赴(?!任|约)[^,◌]{2,14}$")
_SEEN = terms("verb_frames", frame="seen_elsewhere")
_LED_AWAY = re.compile(rf"[^,◌的]{{0,16}}?{QUANTITY.pattern}")
# 动员党员900人次, 安排经费20万元: people or funds that were led or set aside.
_MUSTERED = re.compile(
    rf"(?!奖|[^,]*三包|[^,]*了)[^,◌]{{2,40}}?{QUANTITY.pattern}$|[^,、◌]{{0,8}}(?:资金|经费)[^,、◌]{{0,3}}{QUANTITY.pattern}|(?:不少于|不低于)?{QUANTITY.pattern}(?<=元)(?:(?=用于|作为|专项)|的?[^,、◌的]{{0,8}}(?:资金|经费)$)"
)
# 组织宣讲员进小区、进校园
_PLACE = r"(?:走进|进)(?:机关|社区|小区|校园|学校|企业|农村|乡村|村庄|村组|家庭|景区|工地|商圈|课堂|广场|军营|窗口|楼院|院落|商铺|车间|[村校企楼户店家园])"
SENT = re.compile(rf"(?P<who>[^,、]{{2,14}}?){_PLACE}(?:、{_PLACE})+")
# 安排专人值守, 安排民警、辅警上岗执勤
_ON_POST = re.compile(
    rf"(?:{POSTED}|[^,◌的0-9]{{1,14}}[警员者部])(?:负责|具体|共同|轮流|上岗)*(?:值守|值班|执勤|看管|看护|管护|保洁)"
)
# 安排2名劝导员
_POSTED = re.compile(
    rf"(?:不少于|至少)?{QUANTITY.pattern}(?<=[名人位])[^,、◌0-9]{{2,10}}|{POSTED}(?:负责[^,◌]{{2,20}}|[^,、◌]{{0,12}})|{_ON_POST.pattern}"
)
_ONCE = re.compile(r"[一两三四五六七八九十0-9]{1,3}[次场轮节堂期]")
_SESSIONS = re.compile(rf"{QUANTITY.pattern}(?<=[场次期])$")

_PEOPLE_LED = re.compile(r"[^,的]{2}[员者师生工警]\Z")  # 组织驾驶员观看警示教育片

Step = tuple[Verb, int, int]


def find_predicates(clause: str, counts: Callable[[Predicate], bool] = lambda predicate: True) -> list[Predicate]:
    """The predicates of a clause whose quotations are blanked (`shield`), in text order.

    One that does not count leaves room for a plainer verb after it (联系实际撰写体会).
    """
    if _PURPOSE.match(clause) or _TITLED.match(clause) or unfinished(clause):
        return []
    wholes = (obligation, set_to, tied_to, sanctioned, reported, toured)
    whole = next(filter(None, (form(clause) for form in wholes)), None)
    if whole:
        return [whole] if counts(whole) else []
    if earned := _EARNED.match(clause):
        return _owed(clause, earned, counts)
    found = _in_turn(set_aside(clause), counts)
    told = None if found else plain(clause)
    return [told] if told and counts(told) else found


def _in_turn(text: str, counts: Callable[[Predicate], bool]) -> list[Predicate]:
    """The predicates of a clause, verb by verb: what is denied is passed over, 组织 and 要求 lead to the verb after them."""
    barred = _COPULA.search(text)
    limit = barred.start() if barred else len(text)
    found: list[Predicate] = []
    at, since, required, organised, strict = 0, 0, False, None, False
    while step := next_verb(text, at, bool(found)):
        verb, start, end = step
        topic = find_topic(text, at, start)
        predicate = topical(text, topic, required) if topic else None
        if past := _past_denied(text, since, step, topic, predicate, organised is not None):
            at = since = past
            continue
        if predicate is None:
            if limit < start or _ends_them(text, verb, end):
                break
            if verb.term == "安排" and _ON_POST.fullmatch(text, end):
                return [*found, *_of_those_led(text, step, required, counts)]
            if verb.term == "督促" and _URGED.match(text, end) and not QUANTITY.search(text, end):
                verb = verb._replace(kind="inspect", needs="told")
            if verb.kind in ("organise", "require"):
                required |= verb.kind == "require"
                organised, at = step, end
                continue
            if organised and not (required or found) and _is_theirs(text, organised, step):
                break
            barred_noun = strict and verb.noun and not QUANTITY.match(text, end)
            predicate = None if barred_noun else _plain(text, verb, start, end, required)
            if predicate and organised and not (found or required):
                predicate = _carried_out(text, predicate, organised)
        if predicate is None or predicate.start < since or not counts(predicate):
            strict, at = strict or predicate is not None, max(end, predicate.action.end if predicate else end)
            continue
        at = since = predicate.end
        if not _is_on_the_way(text, predicate):
            found.append(predicate)
    return found or (_of_those_led(text, organised, required, counts) if organised else [])


def _past_denied(
    text: str, since: int, step: Step, topic: re.Match[str] | None, predicate: Predicate | None, organised: bool
) -> int:
    """Where what a denied verb governs ends (未改造旧厕并…); 0 where nothing denies it, or what 对 or 把 leads to."""
    _, start, end = step
    if not organised and kind_before(text, since, topic.start() if topic else start):
        denied = end
    elif predicate and right_before(text, predicate.start, predicate.action.start):  # 对危房尚未进行改造
        denied = predicate.end
    else:
        return 0
    barrier = BARRIER.search(text, denied)
    return barrier.end() if barrier else len(text)


def _ends_them(text: str, verb: Verb, end: int) -> bool:
    """Whether a verb is none of a deed, unless people who are counted follow (带动群众300人)."""
    return verb.kind == "none" and not (verb.needs == "counted" and _LED_AWAY.match(text, end))


def _is_theirs(text: str, organised: Step, step: Step) -> bool:
    """Whether a verb behind 组织 is what people were led to do, no deed of its own."""
    verb, start, end = step
    if organised[0].term in _ENABLING:
        return False
    people = text[organised[2] : start].rstrip()
    led = people.endswith(BEFORE_NOUN_VERB) or _PEOPLE_LED.search(people)
    if verb.kind not in ("hold", "join", "light") and not led:
        return True
    return _SESSIONS.match(text, end) is not None


def _is_on_the_way(text: str, predicate: Predicate) -> bool:
    """走进福利院开展义诊: where it was done."""
    return predicate.verb.term in ON_THE_WAY and next_verb(text, predicate.end) is not None


def _of_those_led(text: str, organised: Step, required: bool, counts: Callable[[Predicate], bool]) -> list[Predicate]:
    """What people were led to where no predicate says it: a deed so many times, a role, a gift, an event, the deed itself."""
    verb, start, end = organised
    whole = Predicate(start, len(text), verb, Span(start, end), Span(end, len(text)))
    if led := _DEED_TIMES.search(text, end + 1):
        deed = VERBS[led[1]]._replace(needs="told")
        return [Predicate(led.start(1), len(text), deed, Span(*led.span(1)), Span(led.end(1), len(text)))]
    if become := _LED_TO_BE.search(text, end + 2):
        deed = verb._replace(kind=_BECOMING[str(become.lastgroup)], needs="told")
        return [whole._replace(verb=deed, action=Span(*become.span()), object=Span(become.end(), len(text)))]
    mustered = not required and _is_mustered(text, verb, end)
    if mustered or (not required and (_EVENT.search(text, end) or _ONCE.match(text, end))):
        told = whole._replace(verb=verb._replace(needs="any")) if mustered else whole
        return [told] if counts(told) else []
    if _ORGANISED.fullmatch(text, end):
        return [whole._replace(verb=verb._replace(needs="any"))] if verb.term == "组织" else []
    if closing := _DEED_END.search(text, end + 2):
        deed = VERBS[closing[1]]._replace(needs="any")
        named = Span(closing.end(), closing.end())
        return [whole._replace(verb=deed, action=Span(*closing.span(1)), object=named, required=required)]
    return []


def _is_mustered(text: str, verb: Verb, end: int) -> bool:
    """Whether people or funds that are counted, or were sent to places, follow: 动员党员900人次, 组织宣讲员进小区、进校园."""
    sent = {"安排": _POSTED, "组织": SENT}.get(verb.term)
    return bool(_MUSTERED.match(text, end) or (sent and sent.fullmatch(text, end)))


def _owed(clause: str, earned: re.Match[str], counts: Callable[[Predicate], bool]) -> list[Predicate]:
    """What a rule holds for whoever does so, from 对 on where that names them."""
    inner = find_predicates("◌" * earned.end() + clause[earned.end() :], counts)
    starts = [0 if earned["towards"] and not at else one.start for at, one in enumerate(inner)]
    return [one._replace(start=start, required=True) for one, start in zip(inner, starts, strict=True)]


def _carried_out(text: str, predicate: Predicate, organised: Step) -> Predicate:
    """组织骨干进行轮训: what people were led to carry out, over a comma too, begins where they are named."""
    _, start, end = organised
    if "," in text[end : predicate.start]:
        predicate = predicate._replace(start=start)
    action = verbal_noun(text, predicate.object.start, predicate.end) if predicate.verb.kind == "light" else None
    if action is None or QUANTITY.search(text, end, predicate.start):
        return predicate
    found = VERB.search(text, *action)
    if found is None:
        return predicate
    return predicate._replace(
        start=start, action=Span(found.start(), action.end), object=Span(action.start, found.start())
    )


def set_aside(clause: str) -> str:
    """The same clause, as long, with ◌ for what a preposition governs."""
    return _SETTINGS.sub(lambda match: "◌" * len(match[0]), clause)


def _plain(text: str, verb: Verb, start: int, end: int, required: bool) -> Predicate | None:
    """The predicate with the object after it; None where a verb that needs an object has none."""
    if verb.term in SEPARABLE:
        return _separated(text, verb, start, end, required)
    if verb.term == "缩短" and TIME_TAKEN.search(text, 0, start) and not text.startswith(("至", "到"), end):
        return None
    if found := patient_first(text, verb, start, end, required):
        return found
    if verb.kind == "spend" and _WORTH.match(text, end):
        return None
    if verb.term in ("纳入", "列入") and _PUT_ON.fullmatch(text, end):
        return Predicate(start, len(text), verb._replace(needs="any"), Span(start, end), Span(end, len(text)))
    if verb.kind == "dispose":  # 下沉到村
        base = VERBS.get(verb.term.removesuffix("到"))
        found = _plain(text, base, start, end, required) if base and base.kind == "join" else None
        return found._replace(action=Span(start, end - 1)) if found else None
    particle = AFTER.match(text, end)
    return _with_object(text, verb, Span(start, end), particle.end() if particle else end, required)


def _separated(text: str, verb: Verb, start: int, end: int, required: bool) -> Predicate | None:
    """植树300棵: the object is the end of the word."""
    if verb.needs == "any" and text[end : end + 1] not in ("", "、", ",") and not QUANTITY.match(text, end):
        return None
    first, last = SEPARABLE[verb.term]
    named = Span(start + first, start + last)
    return Predicate(start, object_end(text, verb, end), verb, Span(start, named.start), named, named, required)


def _with_object(text: str, verb: Verb, action: Span, at: int, required: bool) -> Predicate | None:
    """The predicate whose object begins at `at`."""
    listed = text.startswith("、", at)
    if listed and verb.needs != "bare" and (verb.noun or _closes(text, at + 1)):
        return None
    stop = at if listed and verb.needs == "bare" else object_end(text, verb, at)  # 统一着装、挂牌上岗
    if stop == at:
        return _without_object(text, verb, action, at, required)
    if _DOWN_TO.match(text, at, stop):
        return None
    if verb.kind == "light":
        carried = verbal_noun(text, at, stop)
        each = text.startswith("每", at)  # 给予每人500元奖励
        if carried and not each and carried.end == stop and VERB.match(text, carried.start):
            named = without_manner(text, Span(at, carried.start))
            return Predicate(action.start, stop, verb, carried, named, None, required)
    return Predicate(action.start, stop, verb, action, Span(at, stop), None, required)


def _closes(text: str, at: int) -> bool:
    """Whether a verb and nothing else stands there (由专人收集、统一处置)."""
    closing = verb_behind(text, at, 1)
    return closing is not None and closing.end() == len(text)


def _without_object(text: str, verb: Verb, action: Span, at: int, required: bool) -> Predicate | None:
    """The predicate of a verb that ends its clause: it needs no object, or for whom, where or with whom stands before it."""
    start = action.start
    if _FOR_MANY.search(text, 0, start):
        verb = verb._replace(needs="bare")
    if _GONE_ROUND.search(text, 0, start) or (verb.term in _SEEN and _GONE_AWAY.search(text, 0, start)):
        verb = verb._replace(needs="told")
    if verb.term in ("结对共建", "结对帮扶") and (partner := _PARTNER.fullmatch(text, 0, start)):
        whom = Span(*partner.span("whom"))
        return Predicate(partner.start(), at, verb, action, whom, whom)
    alone = verb.needs in ("bare", "told")
    return Predicate(start, at, verb, action, Span(at, at), None, required) if alone else None

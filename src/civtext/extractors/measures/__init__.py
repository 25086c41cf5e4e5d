"""Measures (举措): actions of an organisation that could be checked.

A measure is the clause from its verb, or from 对, 把, 将 before it, to the end of its object: 印发了《…方案》, 对小巷进行了硬化.
What only looks like one: attitudes (高度重视), results (取得成效), purposes (为…, 确保…), verbs inside a noun phrase (开展的活动),
vague verbs with nothing that one could check (加强领导), what residents are quoted to say.

>>> text = "市里成立了创建指挥部,制定印发《文明创建工作方案》,高度重视宣传,对12条小巷进行了硬化。"
>>> from civtext.model import CleanText, Document, Source
>>> for found in extract(Document(Source(text), CleanText.of(text, []))):
...     print(found.text, found.value.action, found.value.object)
成立了创建指挥部 成立 创建指挥部
制定印发《文明创建工作方案》 制定印发 《文明创建工作方案》
对12条小巷进行了硬化 硬化 小巷
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import partial

from civtext.extractors.measures.checkable import counts
from civtext.extractors.measures.continuations import OPEN_MODIFIER, continued
from civtext.extractors.measures.objects import QUANTITY, head_span, shield
from civtext.extractors.measures.predicates import SENT, find_predicates, set_aside
from civtext.extractors.measures.statuses import AHEAD, status_of
from civtext.extractors.measures.topics import Predicate
from civtext.extractors.measures.verbs import ADVERB, NOUN_TAIL, TOWARDS, VERB, verbs_that
from civtext.extractors.negations import is_supposed
from civtext.lexicons import Gated, any_of, terms
from civtext.model import Annotation, Document, Heading, Measure, Metric, Span
from civtext.words import clauses, sentences

_Counted = tuple[Span, Metric]
_LONGEST = 400
_LEAD = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}(?:是要?|要(?:是)?)|第[一二三四五六七八九十][,、]?|首先|其次|再次|最后|同时|此外|另外|其中|并且|[例比譬]如|诸如|"
    r"\(?[一二三四五六七八九十0-9]{1,2}[)、.]|[•·◆■●○\-] ?)+"
)
_ANNOUNCED = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}是|\([0-9一二三四五六七八九十]{1,2}\)|[①-⑳])?[^,。0-9]{4,20}(?:,[^,。]{4,16})?[。;]$"
)
_VAGUE_OPENING = re.compile(
    r"(?:不断|进一步|持续|全面|着力|切实|大力|深入|扎实|积极|加快|努力)*(?:完善|健全|强化|加强|深化|提升|推进|优化|加大|聚焦|突出|规范|抓好|做好|坚持)"
)
_DEED = re.compile(rf"(?:{ADVERB}){{0,2}}{verbs_that(kinds=['hold', 'organise'])}[^,]*(?:行动|活动)$")
# What a place or a house is, not what it did.
_BACKGROUND = re.compile(
    r"始建于|(?<!大)地处(?!处|理|置|罚)|(?<!单)位于|下辖|现辖|辖区面积|总(?:面积|人口)(?=[约达为近]{0,2}[0-9XxＸ×一二三四五六七八九])|(?<![占千万])常住人口(?=[约达为近]?[0-9一二三四五六七八九])|是一所|是一家|现有(?:干部|职工|教职工|员工|在校|师生|党员|民警|干警)[^,。]{0,6}[0-9XxＸ×一二三四五六七八九]"
)
# A list of problems, each with what was done about it.
_REMEDY = re.compile(r"(?:整改|改进|治理|解决|应对)(?:措施|情况|办法|进展|结果)?:|采取措施")
_EXPLAINED = re.compile(r"也就是(?!到)|即(?![时日将便])")
# 其中宣传经费30万元、奖补资金20万元: what a sum consists of.
_PARTS_OF_SUM = re.compile(
    rf"[^,、0-9]{{2,14}}?{QUANTITY.pattern}(?<=元)(?:、[^,、0-9]{{2,14}}?{QUANTITY.pattern}(?<=元))*"
)
_OPEN_TOPIC = re.compile(rf"{TOWARDS}(?:(?!进行|予以|作出|做出|开展|给予|实施|实行|加以)[^,了]){{2,80}}$")
_CLOSED_TOPIC = re.compile(
    r"^[^,]{0,10}?(?:进行|作出|做出|予以|给予|加以)|(?:进行|作出|做出|予以|给予|加以)[^,]{2,12}$"
    r"|^[^,]{0,8}?开展[^,]{0,6}(?:整治|治理|检查|排查|督查|评估|清理|测评|监测|调研)$"
)
# 对堵点,制定方案,开展治理: a clause with a deed of its own ends the reach of 对.
_OWN_DEED = re.compile(
    rf"(?:我们|由[^,]{{2,10}}?|{ADVERB}){{0,2}}(?:{verbs_that(noun=False, kinds=['issue', 'set_up', 'hold', 'build'])}|{verbs_that(kinds=['organise'])})"
)
_CLOSED_NEXT = re.compile(
    r"^(?:实行|取消)[^,]{3,16}$|^(?:由[^,]{2,16})?(?:依[法规纪]|依规依纪|依法依规|一律|从严|严肃|坚决|严格)*(?:约谈|问责|追责|通报批评|接管|托管|代管|代办|兜底|查处)$"
    r"|^要?(?:严肃|坚决|从严|依规依纪|依法依规)*追究[^,]{0,6}责任$"
)
# 组织宣讲队沿主街,到各社区进行宣讲: where people are led stands before what they do there.
_OPEN_LED = re.compile(r"(?:组织|发动|动员)(?!开展|召开|举办|实施)[^,]{2,24}(?:沿|利用|趁|深入|走进)[^,]{2,24}$")
# 针对楼道脏乱的问题,住建局会同社区进行摸排
_OTHERS_DO = re.compile(rf"[^,对把将在]{{1,12}}?{any_of(terms('actors', kind='org'))}(?:会同|联合|牵头|组织|{ADVERB})")
_NEW_TOPIC = re.compile(
    r"^(?:定期|及时|并|同时)?(?:对|把|将)(?!照|标|接|于)|对(?!照|标|接|于|口|外|讲|象)[^,]{2,30}?(?:进行|予以|加以)"
)
_CLOSED_LED = re.compile(r"(?:深入|走进|到|赴|在)[^,]{2,40}?(?:开展|进行)(?!的)")
# The cell of a table that holds the number of the cell before it.
_NUMBER_CELL = re.compile(rf"\t[ ]?{QUANTITY.pattern}\Z")
# 1.公共厕所。计划新建20座,实际新建23座: the heading names what a plan and its outcome count.
_ENTITLED = re.compile(
    r"(?:\A|\n|[0-9一二三四五六七八九十][.、]|\))[ ]*([^,。;:.、()\n□]{2,12}?)(?:改造|建设|整治|提升|更新|治理|创建|工作)*[。:]$"
)
_TALLIED = re.compile(r"计划|目标|实际|应")
# Verbs whose object goes on to do something (抽调骨干组建专班): it ends where that begins.
_LED_TO_DO = terms("verb_frames", frame="led")
_THEIR_DEED = re.compile(
    verbs_that(noun=False)
    + rf"|(?<=[员师家者团队构司方们手官警医傅主工众民户]){verbs_that(noun=True)}(?!{NOUN_TAIL.pattern})"
    + "|每(?:[年月周天日季]|半年)|当|(?<!责)任(?!心|务|职)|专[门抓管]|专职(?![人干队消保工督辅])|(?<=专人)[抓管]|具体|共同|各行其|安全过|参观(?![团者点])|体验(?![馆区店中点活])|定期|普遍|轮流|常年|来?讲(?![师座堂台解])|负责(?!同志|人)|从事|限期|对|集中|到(?!位)|进一步|分别|[亮持][证照]|明码|在|为(?!民)|来(?=[校院村镇县市我])|前往|赴|每|入|进|按(?!摩)"
)
# 安排2000万元用于管护
_USED_FOR = re.compile(r"(?:专项)?用于.*$")
# 召开座谈会听取意见: what a meeting was for is no part of its name.
_AGENDA = re.compile(
    r"(?<=[^社委协商学机工]会)(?:集中|认真|专题)?(?:传达|部署|安排|研究|学习|听取|讨论|审议)(?=[^,]{2})"
)
_OPENING = re.compile(r"[,;:。\n]")
_ACTOR = re.compile(
    rf"(?:(?:[0-9X]{{1,4}}[年月日]){{1,3}},?|近年来|今年以来|[今明去全本]年|年内|[上下]半年|[一二两三四五六七八九十几多0-9]+年[多来间]+|同时|其中|[例比]如|由|[一二三四五六七八九]是)?([0-9]{{0,5}}[^,;:。\n□“”《》()对将把在向0-9]{{0,16}}?{any_of(terms('actors', kind='org'))})"
    rf"(?=,|在|向|对|将|把|与|为|根据|按照|结合|利用|通过|组织|动员|$|{ADVERB})"
)
_NO_ACTOR = re.compile(
    verbs_that(noun=False)
    + "|^(?:与|和|从|又?让|给|找|就|以|为|每[次年日周月晚]|设(?!计|备))|依据|带队|带头|发动|派出(?!所)|到(?!位)"
    + "|(?:协调|检查|调整)(?!小?组|办|机构|委|中心|会|队|站|局|室)|根据|按照|结合|利用|引导|建议|率(?!先)|批评|依托|联合|要求|通过|会同|配合|等|全部|每月|组织|动员|邀请|没有|不|未(?!成年|来)"
)
_BODY = re.compile(r"(?:部|组|办|局|队|会|委|所|处|中心|专班|班子|机构|公司|单位|领导|人员|人|员)$")
# 由4名县级领导分片包联: who does it belongs to the deed.
_DOER = Gated(r"(?:^|(?<=[,;:。\n]))由[^,;:。\n]{2,50}(?<!牵头)\Z", needs="由")
# A bracket that spells a quoted formula out belongs to it (“三走进”(进村、进校、进企)); another only explains.
_EXPLANATION = re.compile(
    r"(?<!”)(?<!”[^,()]{2})(?<!”[^,()]{4})\((?!含|其中)[^()]{8,}\)$|(?<=”)\((?![^()]*[、,])[^()]{8,}\)$"
)
# 越来越多的市民加入志愿者队伍,主动捡拾垃圾: what follows in the sentence is theirs.
_RESIDENTS_ACT = re.compile(
    r"(?:越来越多的|许多|不少|广大|很多|部分)?(?:市民|居民|村民|群众|商户|学生|家长)们?(?:纷纷|踊跃|自发|自觉|积极|主动|加入|争当|走上街头)"
)
# 恳请省里设立专项资金,对我市给予倾斜: what those above are asked for.
_ASKED_OF_OTHERS = re.compile(r"(?:恳请|请求|希望|盼望|期盼)(?:省|上级|国家|中央|部里)")
# 既方便了群众,又美化了环境: what a deed was good for.
_BOTH = re.compile(r"既(?!有|定|往|然|成)[^,]{1,5}了"), re.compile(r"[又也][^,]{1,5}了")
_JUST_NOW = re.compile(r"\s*(?:同志们[,:!])?刚才,?")  # 刚才,文明办宣读了方案: what went on at the meeting itself
# 省文明办组织测评组对我市进行了测评: what those above do is no deed of ours.
_LOOKED_AT = re.compile(r"[^,对]{0,12}(?:省|国家|上级|第三方)[^,对]{0,14}对我[省市县区镇]")
_SELF_DRIVEN = re.compile(
    r"(?:^|(?<=[,;:。\n]))(?:[^,;:。对向为给把将与组]{0,10}(?:有人|大家|市民|居民|受访者|受访群众|游客|运动员)(?:累计|共|已|先后|主动)*$)|自觉|纷纷|拾金不昧|[对名]新人|踊跃|自发|(?:居民|村民|群众|市民|商户|业主|家长|邻里)们?自己|(?:居民|村民|群众|市民|商户|业主|家长|邻里)们?(?:都|也)?主动"
    rf"|(?:村民|居民|市民|业主|店主|司机|老党员|退休\w{{2}})(?:{any_of(terms('surnames'))})\w{{1,2}}(?:义务|自费|坚持|[0-9一二三四五六七八九十]+[余多]?年)"
)


def extract(document: Document) -> list[Annotation]:
    """The measures of a document, in text order. Never raises."""
    folded = document.folded
    shielded = shield(folded)
    headings = [document.local(found) for found in document.labelled("heading") if not _tells_a_deed(found)]
    metrics = [
        (document.local(found), found.value) for found in document.labelled("metric") if isinstance(found.value, Metric)
    ]
    seen: set[str] = set()
    found: list[Annotation] = []
    for sentence in sentences(shielded):
        words = folded[sentence.start : sentence.end]
        repeated = len(words) > 12 and words in seen
        seen.add(words)
        near = _overlapping(headings, sentence)
        told_elsewhere = _JUST_NOW.match(words) or _in_problems(document, sentence, words)
        if repeated or any(heading.covers(sentence) for heading in near) or told_elsewhere:
            continue
        for context, predicate in _in_sentence(shielded, folded, sentence, near):
            span = _trimmed(folded, _with_doer(shielded, context, predicate), predicate.end)
            value = _measure(document, shielded, context, predicate, metrics)
            found.append(document.found(span, "measure", value, rule=_rule(predicate)))
    return found


def _tells_a_deed(heading: Annotation) -> bool:
    """Whether a sentence that opens a passage as its heading also says what was done (持续组织开展净巷行动。)."""
    return isinstance(heading.value, Heading) and heading.value.run_in and _DEED.match(heading.text) is not None


def _overlapping(spans: list[Span], span: Span) -> list[Span]:
    """Those of some spans, sorted and apart from each other, that share a character with another."""
    first = max(0, bisect_right(spans, span) - 1)
    return [one for one in spans[first : bisect_right(spans, Span(span.end, 0))] if one.overlaps(span)]


def _in_problems(document: Document, sentence: Span, words: str) -> bool:
    section = document.section_at(sentence.start)
    if section is None or section.role != "problems":
        return False
    return not (AHEAD.search(words) or _REMEDY.search(words))


def _in_sentence(text: str, folded: str, sentence: Span, headings: list[Span]) -> Iterator[tuple[Span, Predicate]]:
    """The clauses of a sentence with each of their predicates, offsets in the whole text."""
    if _BACKGROUND.search(text, *sentence) or _is_announcement(text, sentence):
        return
    parts = _joined(text, list(_beside(text, headings, _clauses(text, sentence))))
    taken, supposed, both = sentence.start, False, False
    for index, part in enumerate(parts):
        if part.start < taken or _EXPLAINED.match(text, part.start):
            continue
        lead = _LEAD.match(text, part.start, part.end)
        start = lead.end() if lead else part.start
        if lead and lead[0].endswith("其中") and _PARTS_OF_SUM.fullmatch(text, start, part.end):
            continue
        both = any(told.match(text, start, part.end) for told in _BOTH[: 1 + both])
        if _LOOKED_AT.match(text, start, part.end) or (both and not QUANTITY.search(text, start, part.end)):
            continue
        if _RESIDENTS_ACT.match(text, start, part.end) or _ASKED_OF_OTHERS.match(text, start, part.end):
            break
        goes_on = supposed and ";" not in text[parts[index - 1].end : part.start]
        supposed = goes_on or is_supposed(text[start : part.end])
        first = None
        for predicate in () if supposed else _in_clause(text, folded, Span(start, part.end)):
            if predicate.end == part.end:
                taken = continued(text, predicate, parts[index + 1 : index + 30])
                predicate = predicate._replace(end=taken)
            first = first or predicate
            yield Span(max(sentence.start, first.start - _LONGEST), first.start), predicate


def _beside(text: str, headings: list[Span], parts: Iterable[Span]) -> Iterator[Span]:
    """Clauses without headings; of one that a heading runs into, what stands behind it."""
    for part in parts:
        end = max((heading.end for heading in headings if heading.overlaps(part)), default=part.start)
        if end == part.start or (end < part.end and text[end] not in "【(["):
            yield Span(end, part.end)


def _in_clause(text: str, folded: str, clause: Span) -> Iterator[Predicate]:
    """The predicates of a clause that count, up to one that residents did of themselves."""
    words = folded[clause.start : clause.end]
    for one in find_predicates(text[clause.start : clause.end], partial(counts, clause=words)):
        predicate = _shifted(one, clause.start)
        if _SELF_DRIVEN.search(text, clause.start, predicate.start):
            return
        yield predicate


def _clauses(text: str, sentence: Span) -> Iterator[Span]:
    """The clauses of a sentence; one longer than any that is written is damage, and is read in pieces."""
    for clause in clauses(text, sentence):
        if clause.end - clause.start <= _LONGEST:
            yield clause
            continue
        for start in range(clause.start, clause.end, _LONGEST):
            yield Span(start, min(start + _LONGEST, clause.end))


def _is_announcement(text: str, sentence: Span) -> bool:
    """Whether a short sentence only announces those that follow it in its paragraph (二是完善制度。)."""
    words, following = text[sentence.start : sentence.end], text[sentence.end : sentence.end + 2]
    if not _ANNOUNCED.match(words) or re.search(r"[了“《Xx×]", words) or following[:1] in ("", "\n"):
        return False
    comma, lead = words.find(","), _LEAD.match(words)
    if comma > 0 and not lead and _OWN_DEED.match(words, comma + 1):
        return False
    return not re.match(r"[一二三四五六七八九十]是", following) and bool(lead or _VAGUE_OPENING.match(words))


def _joined(text: str, parts: list[Span]) -> list[Span]:
    """Clauses, put together where 对 or 把 opens one whose verb stands in a later one (对排查出的问题,及时进行交办)."""
    joined: list[Span] = []
    index = 0
    while index < len(parts):
        last = index
        following = text[parts[index + 1].start : parts[index + 1].end] if index + 1 < len(parts) else ""
        if _OPEN_LED.search(text, *parts[index]) and _CLOSED_LED.match(following):
            last = index + 1
        elif _is_open(text[parts[index].start : parts[index].end], following):
            if _CLOSED_NEXT.search(following):
                last = index + 1
            for later in range(index + 1, min(index + 6, len(parts))):
                words = text[parts[later].start : parts[later].end]
                if _NEW_TOPIC.search(words):
                    break
                if _CLOSED_TOPIC.search(words):
                    last = later
                    break
                if _OWN_DEED.match(words):
                    break
        while last + 1 < len(parts) and _NUMBER_CELL.match(text, parts[last].end, parts[last + 1].end):
            last += 1
        joined.append(Span(parts[index].start, parts[last].end))
        index = last + 1
    return joined


def _is_closed(predicate: Predicate, clause: str) -> bool:
    """Whether a deed with what it is done to ends its clause, or issues a paper of its own (对问题下发通知书)."""
    own = predicate.object.start >= predicate.action.end and predicate.verb.kind == "issue"
    return own or predicate.action.end == len(clause)


def _is_open(clause: str, following: str) -> bool:
    """Whether 对 or 把 names what is acted on and the verb is still to come; 针对 says why where somebody else acts then."""
    return (
        "对" in clause
        and not (clause.startswith("针对") and _OTHERS_DO.match(following))
        and _OPEN_TOPIC.search(set_aside(clause)) is not None
        and not any(one.topic and _is_closed(one, clause) for one in find_predicates(clause))
    )


def _shifted(one: Predicate, by: int) -> Predicate:
    topic = one.topic.shifted(by) if one.topic else None
    return one._replace(
        start=one.start + by,
        end=one.end + by,
        action=one.action.shifted(by),
        object=one.object.shifted(by),
        topic=topic,
    )


def _with_doer(text: str, context: Span, predicate: Predicate) -> int:
    """Where a measure begins: at 由 where that names, before the first deed of the clause, who does what was not named before."""
    first = predicate.start == context.end and predicate.topic is None
    doer = _DOER.search(text, max(0, predicate.start - 60), predicate.start) if first else None
    return doer.start() if doer else predicate.start


def _trimmed(text: str, start: int, end: int) -> Span:
    if bracket := _EXPLANATION.search(text, start, end):
        end = bracket.start()
    while end > start and text[end - 1] in " 、,;:":
        end -= 1
    return Span(start, end)


def _rule(predicate: Predicate) -> str:
    return f"{predicate.verb.kind}_topic" if predicate.topic else predicate.verb.kind


def _measure(
    document: Document, shielded: str, context: Span, predicate: Predicate, metrics: list[_Counted]
) -> Measure:
    """The value of a predicate that counts."""
    start = predicate.object.start
    objects = _objects(document.folded, predicate)
    named = None if objects.startswith("到") else head_span(objects)
    object_ = document.text[start + named.start : start + named.end] if named else None
    if object_ is None and predicate.verb.kind != "spend":  # what the money is for is the next deed's
        object_ = _entitled(document, context, predicate)
    return Measure(
        action=document.folded[predicate.action.start : predicate.action.end],
        object=object_,
        status=status_of(document, shielded, context, predicate, objects),
        actor=_actor(shielded, context.start, predicate.start),
        metrics=_inside(metrics, Span(predicate.start, predicate.end)),
    )


def _objects(folded: str, predicate: Predicate) -> str:
    """What was acted on, without what it was led to do, what a meeting was for, where people were sent, what money is for."""
    verb, start = predicate.verb, predicate.object.start
    behind = start >= predicate.action.end and predicate.topic is None
    objects = folded[start : predicate.end if behind else predicate.object.end]
    led = verb.term in _LED_TO_DO and not OPEN_MODIFIER.match(objects)
    if led and (deed := _THEIR_DEED.search(objects, 2)):
        objects = objects[: deed.start()]
    if verb.kind == "hold" and (agenda := _AGENDA.search(objects)):
        objects = objects[: agenda.start()]
    if verb.term == "组织" and (sent := SENT.fullmatch(objects)):
        objects = sent["who"]
    return _USED_FOR.sub("", objects)


def _inside(metrics: list[_Counted], span: Span) -> tuple[int, ...]:
    first, last = (bisect_left(metrics, at, key=lambda metric: metric[0].start) for at in span)
    return tuple(index for index in range(first, last) if span.covers(metrics[index][0]))


def _entitled(document: Document, context: Span, predicate: Predicate) -> str | None:
    """What a heading on the same line names, where the sentence sets what was planned beside what was done."""
    folded = document.folded
    tallied = _TALLIED.search(folded, context.start, predicate.start) and QUANTITY.match(folded, predicate.object.start)
    title = _ENTITLED.search(folded, max(0, context.start - 20), context.start) if tallied else None
    return document.text[title.start(1) : title.end(1)] if title else None


def _actor(text: str, start: int, end: int) -> str | None:
    """The body that acts, as the sentence names it before the verb; None where it names none."""
    named = [found[1] for found in _openings(_ACTOR, text, start, end) if not _NO_ACTOR.search(found[1])]
    return named[-1] if named and not _is_deed(named[-1]) else None


def _openings(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What a pattern finds that begins only where a clause does: asked there, not at every character."""
    at = start
    opens = [0] if start == 0 else []
    for opening in (*opens, *(stop.end() for stop in _OPENING.finditer(text, max(0, start - 1), end))):
        if opening >= at and (found := pattern.match(text, opening, end)):
            at = found.end()
            yield found


def _is_deed(words: str) -> bool:
    """Whether what ends like an actor is a verb with its object (改造老旧小区), not a body (创建指挥部)."""
    return VERB.match(words) is not None and (not _BODY.search(words) or QUANTITY.search(words) is not None)

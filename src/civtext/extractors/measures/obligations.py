"""What a rule binds somebody to (义务): how soon a thing is answered, how often it is done, how many points it costs.

>>> def read(clause):
...     found = obligation(clause)
...     return found and (clause[found.action.start:found.action.end], clause[found.object.start:found.object.end])
>>> read("投诉工单12小时内回复、3个工作日内办结")
('回复', '投诉工单')
>>> read("背街小巷每天普扫两遍"), read("工作人员每天巡查两遍")
(('扫', '背街小巷'), None)
>>> read("被市级通报的每次扣2分")
('扣', '')
"""

from __future__ import annotations

import re

from civtext.extractors.measures.objects import QUANTITY
from civtext.extractors.measures.patients import NO_PATIENT
from civtext.extractors.measures.topics import Predicate
from civtext.extractors.measures.verbs import ADVERB, RULE, verbs_that
from civtext.lexicons import Gated
from civtext.model import Span

# 诉求24小时内回复、5个工作日内办结
_SOON = rf"(?:在|于|限时|限)?(?:{QUANTITY.pattern}(?:之|以)?内|[0-9一二三四五六七八九十]{{1,3}}[日天](?:之|以)?内|当[天日场])(?:必须|一律|全部|须|要|予以)?"
_ANSWER = r"回复|办结|回应|答复|处置|整改|受理|处理|销号|清运|修复|维修|解决|派遣|派单|立案|结案|转办|交办|回访|告知|核查|核实|到场|反馈"
_ANSWERED = Gated(
    rf"(?:承诺|对)?(?P<what>(?:(?!{QUANTITY.pattern})[^,、◌0-9]){{0,16}}?)(?:必须|须|应|要)?{_SOON}(?P<verb>{_ANSWER})(?:到位|完毕|(?P<told>[^,、]{{0,2}}(?:结果|情况|意见)))?"
    rf"(?:、{_SOON}(?:{_ANSWER})(?:到位|完毕|[^,、]{{0,2}}(?:结果|情况|意见))?)*",
    needs="[内当]",
)
# 背街小巷每天普扫两遍, 洒水降尘每日不少于6次
_OFTEN = r"(?:每[0-9一两三四]{1,2}个?(?:小时|天|周|月)|每(?:个|两个?|三个?|半)?(?:天|日|周|月|季度?|年|学期|学年|星期|班|晚|车)|(?:一|半|两|三)(?:天|日|周|月|个月|年)|早晚)(?:各|普)?"
_SO_OFTEN = rf"(?:不少于|至少|不低于)?{QUANTITY.pattern}(?<=[次遍回趟轮时])"
_REPEATED = Gated(
    rf"(?P<what>[^,、◌“”0-9每]{{2,18}}?)(?:{ADVERB})*(?:(?P<often>{_OFTEN})(?:{ADVERB})*(?P<verb>普?(?:{verbs_that()}|[扫拖冲刷](?=[一两三四0-9])))|(?P<first>{verbs_that()}){_OFTEN}){_SO_OFTEN}",
    needs="[每一半两三早].*[次遍回趟轮时]",
)
# 党委会每年研究1次, 保洁员每天巡查两遍: who does it, not what it is done to.
_DOER = re.compile(rf"{NO_PATIENT.pattern}|^[各人]|[会办局委部室组队员长人家们校村镇]$")
# 有责投诉一次扣2分, 被通报批评的加1分
_POINTS = Gated(
    r"[^,]*?(?:的|一[次起处例])(?:每[次篇条起件个项处])?(?:一律|分别|另|再)?(?P<verb>扣减|扣除|扣|加|减)(?:[0-9XxＸ×.]+|[一二两三五十]+)分",
    needs="分",
)
# 提前10分钟到岗; 全部免费开放
_ON_DUTY = Gated(
    rf"[^,]{{0,14}}?(?P<early>提前){QUANTITY.pattern}(?:上班|到岗|开门|到位|开诊|营业)|(?:全部|全年|一律|节假日)(?:(?P<manner>免费|对外)(?:面?向[^,、]{{2,6}})?(?P<open>开放)|(?P<staggered>错时开放))",
    needs="提前|开放",
)
# 校园内全面禁烟, 每车次处500元罚款: in force for all.
_IN_FORCE = Gated(r"[^,、]{0,16}?(?:全面|一律|全域|全程)(?P<verb>禁烟|控烟|禁鸣|禁煤|禁燃禁放)", needs="[禁控]")
_FINED = Gated(
    rf"[^,]*?(?:的|一律|每[^,]{{1,3}})(?P<verb>处以?)(?:不低于|不超过)?{QUANTITY.pattern}(?:以上)?(?:[至到]?{QUANTITY.pattern})?(?:以下)?的?(?P<what>罚款)",
    needs="罚款",
)
_WITHOUT_OBJECT = (_POINTS, _ON_DUTY, _IN_FORCE)
# 办理婚丧事宜须提前5天向理事会申报
_BEFOREHAND = Gated(
    rf"(?:举办|办理|操办)?(?P<what>[^,、◌“”]{{2,14}}?)(?:必须|须|应|要)?提前{QUANTITY.pattern}(?:向[^,、]{{2,14}})?(?P<verb>申报|报备|报告|登记|申请|预约)",
    needs="提前",
)
# 规定每桌不超过10个菜
_LIMITED = Gated(
    rf"(?:[^,]{{0,12}}?)(?P<verb>规定)(?P<what>[^,、]{{1,12}}?)(?:一般|原则上)?不(?:得)?(?:超过|低于|少于|多于){QUANTITY.pattern}(?:[^,、]{{0,6}}|、[^,]*)",
    needs="规定",
)


def obligation(clause: str) -> Predicate | None:
    """The rule that a whole clause lays down; None where it lays down none of these kinds."""
    for form in _WITHOUT_OBJECT:
        if ruled := form.fullmatch(clause):
            action = Span(*ruled.span(ruled.lastgroup or 0))
            manner = ruled.start("manner") if form is _ON_DUTY and ruled["manner"] else action.start
            return _ruled(manner, ruled.end(), action, Span(ruled.end(), ruled.end()))
    if asked := _BEFOREHAND.fullmatch(clause):
        return _ruled(asked.start("what"), asked.end(), Span(*asked.span("verb")), Span(*asked.span("what")))
    if answered := _ANSWERED.fullmatch(clause):
        named, action = Span(*answered.span("what")), Span(*answered.span("verb"))
        told = named.start == named.end and answered["told"]
        return _ruled(named.start, answered.end(), action, Span(*answered.span("told")) if told else named)
    if fined := _FINED.fullmatch(clause):
        return _ruled(fined.start("verb"), fined.end(), Span(*fined.span("verb")), Span(*fined.span("what")))
    if limited := _LIMITED.fullmatch(clause):
        named = Span(*limited.span("what"))
        found = _ruled(limited.start("verb"), limited.end(), Span(*limited.span("verb")), named)
        return found._replace(topic=named)
    repeated = _REPEATED.fullmatch(clause)
    if repeated is None or _DOER.search(repeated["what"]) or clause.startswith("会", repeated.end("what")):
        return None
    action, named = Span(*repeated.span("verb" if repeated["often"] else "first")), Span(*repeated.span("what"))
    whose = repeated["what"].endswith("的")  # 教师对学生的家访每学期不少于1次
    return _ruled(named.start, repeated.end(), action, Span(action.start, action.start) if whose else named)


def _ruled(start: int, end: int, action: Span, named: Span) -> Predicate:
    return Predicate(start, end, RULE, action, named, required=True)

"""How far the object of a verb reaches (宾语的范围): to the clause's end, or to where another deed, what came of it, or an aside begins.

>>> from civtext.extractors.measures.verbs import VERBS
>>> text = "新增泊位800个、亮灯率达99%"
>>> text[2 : object_end(text, VERBS["新增"], 2)]
'泊位800个'
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from civtext.extractors.measures.objects import QUANTITY
from civtext.extractors.measures.verbs import ADVERB, HOLDING, NOUN_TAIL, Verb, next_verb, verb_behind, verbs_that
from civtext.lexicons import terms

# What stands at the end of a list of which verbs are part: 发出崇尚节俭、反对浪费倡议书.
_WHOLES = {
    "hold": re.compile(r"[会展赛]$"),
    "issue": re.compile(r"(?:倡议书|公约|方案|通知|意见|办法)$"),
    "set_up": re.compile(r"[的、][^,、的]{2,12}(?:机制|制度|体系|格局)$|等[^,、]{0,12}(?:队伍?|组|专班|团队?)$"),
}
_LED = terms("verb_frames", frame="led")  # 指导各村修订村规民约: what they were led to do belongs to the deed
_SWALLOWING = (*HOLDING, "organise", "issue", "invite")
# 提供义诊、修理家电等便民服务: a list of services.
_SHARED_SERVICE = re.compile(r"等[^等、,]{0,12}服务$")
_IN_CHARGE = re.compile(r"负责[^,]{2,16}的[^,的]{2,8}$")  # 负责资料的收集、整理和归档
_JOINT = re.compile(r"并且|并|或者?|、|;|后(?=开展|举办|召开|提请|印发|制定|集中|下发|发布)")
# 张贴海报60张、文化长廊新装灯箱8个: where the next deed was done.
_ON_A_PLACE = re.compile(
    rf"[^、,的]{{1,5}}(?:[廊道口门室厅墙上内外旁边]|两侧|现场){verbs_that(noun=False, kinds=['build', 'set_up', 'publicise'])}"
)
# 投入资金300万元新建…: what was spent, and what on.
_SPENT = re.compile(
    rf"[^,、]{{0,12}}?{QUANTITY.pattern}(?:资金|元)?(?=(?:用于)?(?:在[^,、的]{{2,12}}|{ADVERB}){{0,2}}(?:对|将|把|{verbs_that()}|[^,、]了))"
)
# 盘活旧厂房打造书屋12处: what the first deed was done for is a deed of its own, with its own number.
_TO_BUILD = re.compile(
    rf"[^,、的◌“”0-9]{{3,12}}(?={verbs_that(noun=False, kinds=['build', 'set_up', 'hold'])}[^,、的]{{2,16}}?{QUANTITY.pattern}$)"
)
# 引进专业公司对5个楼院实行托管: whoever was won for it goes on to do it.
_TO_TREAT = re.compile(r"(?<=[^,、]{2})对(?=[^,、的]{2,24}(?:进行|实行|实施|予以|开展))")
# 捡拾垃圾等志愿服务活动, 设置座椅供老人休息: what the deed was part of, or good for.
_ASIDE = re.compile(
    r"等(?:一系列|系列)?[^,、]{2,16}活动$|等(?:多种)?(?:方式|形式|途径|渠道|办法)[^,、]{0,4}$|(?:方便(?!面|之)|供(?![水电暖热气应给暧养销货])|便于)[^,、的]{4,}$"
)
# 推行“一码通”举办比赛: the comma between them was lost.
_AFTER_QUOTED = re.compile(
    rf"(?<=[”》])(?={verbs_that(noun=False, kinds=['hold', 'issue', 'set_up', 'publicise'])}[^,的]{{4,}})"
)
# 查处占道120起、抓拍违停300起; 现场整改40处、限期整改60处: after a bare number another deed begins.
_NUMBER_ONLY = re.compile(rf"(?:不少于|不低于|不超过)?{QUANTITY.pattern}(?P<end>)、(?![0-9一二两三四五六七八九十])")
# 新增泊位800个、亮灯率达99%: a rate is what came of it.
_RATE_NEXT = re.compile(
    r"(?P<end>)、[^、,]{2,14}(?:[率量度]|人次)(?:均|已|要|将)*(?:超|突破|达|提[高升]|稳定|保持|控制)"
)
_PAPER = re.compile(rf"{verbs_that(noun=False, kinds=['issue'])}了?(?=《)")
_SECOND_EVENT = re.compile(r"(?<![、的])(?:开展|举办|召开|进行|制定|制订|修订)(?!的)")
# 召开会议传达精神, 召开村民大会修订了公约: what a meeting was for is no part of its name.
_AGENDA = re.compile(
    r"(?<=会议|大会)(?:(?:集中|认真|专题)?(?:传达|部署|安排|研究|学习)(?=[^,]{2,})|进行(?:专题|集中)?(?:研究|部署|安排|讨论|调度))"
    rf"|(?<=会议|大会|会上|例会){verbs_that(noun=False, kinds=['issue'])}(?=了|[^,的]{{2,}})"
    r"|(?<=[\dXxＸ×*_余十百]次)(?:专题)?(?:研究|部署)(?=[^,]{2,})"
)


def object_end(text: str, verb: Verb, at: int) -> int:
    """Where an object ends: at the clause's end, or before the next verb that has an object of its own."""
    spent = _SPENT.match(text, at) if verb.kind == "spend" else None
    if spent and spent.end() < len(text):
        return spent.end()
    for joint in islice(_joints(text, at + 1), 12):
        following = next_verb(text, joint.end(), True)
        if following is None:
            continue
        if joint[0] in ("、", ";") and not _splits(text, verb, at, joint.start(), following):
            continue
        return joint.start()
    if quoted := _AFTER_QUOTED.search(text, at):
        return quoted.end()
    if ended := _NUMBER_ONLY.match(text, at) or _RATE_NEXT.search(text, at + 1):
        return ended.start("end")
    if verb.kind == "set_up" and (treated := _TO_TREAT.search(text, at + 2)):
        return treated.start()
    if verb.kind not in _SWALLOWING:
        if goal := _TO_BUILD.match(text, at):
            return goal.end()
        if aside := _ASIDE.search(text, at + 2):
            return aside.start()
    if verb.kind != "issue" and (paper := _PAPER.search(text, at + 1)):
        return paper.start()
    if verb.kind not in _SWALLOWING and verb.term not in _LED and (second := _SECOND_EVENT.search(text, at + 3)):
        return second.start()
    if second := _AGENDA.search(text, at + 2):
        return second.start()
    return len(text)


def _joints(text: str, at: int) -> Iterator[re.Match[str]]:
    """The words and signs behind which another verb stands."""
    for joint in _JOINT.finditer(text, at):
        on_a_place = joint[0] == "、" and _ON_A_PLACE.match(text, joint.end())
        if on_a_place or verb_behind(text, joint.end(), 3):
            yield joint


def _splits(text: str, verb: Verb, at: int, comma: int, following: tuple[Verb, int, int]) -> bool:
    """Whether 、 parts two predicates rather than two objects."""
    other, _, end = following
    if _SHARED_SERVICE.search(text, at) or _IN_CHARGE.search(text, at, comma):
        return False
    if verb.needs == "told" and verb.term in _LED and not QUANTITY.search(text, at):  # 督促工地设置围挡、安装喷淋
        return False
    if end >= len(text) or (other.noun and NOUN_TAIL.match(text, end)) or text.startswith(("、", "等"), end):
        return False
    if other.needs == "spoken":
        return bool(QUANTITY.search(text, at, comma))
    if QUANTITY.match(text, end) and QUANTITY.search(text, at, comma):
        return True
    whole = _WHOLES.get(verb.kind)
    if whole and other.kind != verb.kind and whole.search(text, end):
        return False
    if verb.kind in _SWALLOWING:
        return not other.noun and (bool(QUANTITY.search(text, at, comma)) or other.kind == "hold")
    if other.kind in ("build", "clean") and QUANTITY.search(text, at, comma) and QUANTITY.search(text, end):
        return True
    return not other.noun or verb.noun or other.kind in ("clean", "publicise", "serve", "spend")

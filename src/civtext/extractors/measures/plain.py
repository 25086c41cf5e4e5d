"""What villages and communities tell in plain words (口语): 村里组了一支巡逻队, 村口立块牌子, 厕所改了26间, 每星期上门两次.

A verb of one character stands in too many words to be looked for everywhere: it is read only where the whole clause has one of
these forms, and no other verb was found in it. What residents do for themselves (李大爷修了椅子) is none of the village's deeds.

>>> def read(clause):
...     found = plain(clause)
...     return found and (clause[found.action.start:found.action.end], clause[found.object.start:found.object.end], found.required)
>>> read("村里组了一支巡逻队"), read("村口立块牌子")
(('组', '一支巡逻队', False), ('立', '牌子', False))
>>> read("厕所改了26间"), read("社区干部每星期上门两次")
(('改', '厕所', False), ('上门', '', True))
>>> read("李大爷修了两把椅子"), read("村民换了新面貌")
(None, None)
"""

from __future__ import annotations

import re

from civtext.extractors.measures.objects import QUANTITY
from civtext.extractors.measures.topics import Predicate
from civtext.extractors.measures.verbs import ADVERB, VERBS, Verb
from civtext.extractors.negations import kind_before
from civtext.lexicons import Gated, any_of, lexicon, terms
from civtext.model import Span

_KINDS = {verb.term: verb.kind for verb in VERBS.values() if verb.needs == "spoken"}
_INTO = terms("verb_frames", frame="turned")
_KINDS |= dict.fromkeys((*_INTO, "出"), "build")
_KINDS |= {entry["term"]: entry["kind"] for entry in lexicon("plain_verbs") if entry["kind"] != "none"}
_ALONE = any_of(entry["term"] for entry in lexicon("plain_verbs") if entry["alone"] == "yes")
_VERB = rf"(?!出(?:院|口|勤|警|入))(?:{any_of(_KINDS)})"
_CLASSIFIER = "(?:个|场|条|块|口(?!号)|辆|顿|间(?!隔)|盏|支(?![持部援])|棵)"
# What may be there without a number: things and gatherings, no moods.
_THING = (
    r"[^,、的了新心]{0,8}(?:会|书|[红黑]榜|榜|牌子?|栏|灯|路|队|站|规矩|制度|公约|条约|名单|台账|群|课|班|点|箱|桶|亭|墙|画|树|苗|椅|凳|棚|坝|渠"
    r"|井|桥|厕所?|房|院|室|台|屏|标语|横幅|牌匾|册子?|单子|传单|公告|通知|卡|旗|电影|戏|饭|电话|监控|探头|摄像头|垃圾|杂物|杂草|淤泥)"
)
# Who does it, or where and when: the clause's start, or what ends like a body, a place or a time, so that no word is cut in two.
_SETTING = (
    rf"(?:[^,◌“”的了是不没只]{{0,16}}?(?:[里上下前边旁口处院墙内外们村镇乡县区部员会局办站所年月日天季节晚家户委联团]|街道|中心|学校|食堂|超市|[点户棚校]|书记|集体|班子|以后|长|组|队|大小)|"
    rf"(?:利用|按|用)[^,的]{{1,8}})??(?:{ADVERB})*"
)
_RESIDENTS = re.compile(
    r"大[爷妈娘叔婶嫂]|老[汉太大二三伴]|居民|村民|群众|市民|老人|孩子|娃|大家|人家|学生|司机|商户|业主|家长|[张王李赵刘陈杨黄周吴]家|[他她]|老板|乡贤|能人|乡亲|自家|自己|小两口|环境|面貌|日子|家家户户"
)
# 打了三场硬仗, 讲三层意思, 办一件勾一件: figures of speech.
_FIGURE = re.compile(
    r"(?:仗|意思|(?<!电)话|心|主意|苦头?|气|力气|[工功]夫|时间|台阶|路子|办法|名堂|彩)$|一(?P<unit>[件个处起户])(?P<next>.)一(?P=unit)"
)
# Who did it, or when, is not what it was done to.
_DOER = re.compile(
    rf"(?:[里上们年月日天季]|支部|干部|党员|委会|支书|书记|集体|志愿者|[队职]员|保洁员|[局办组镇乡]|{QUANTITY.pattern})$|^(?:我们|咱|挨|[今去前]年|现在|后来|一共|到现在|这|那|前前后后|又|大大小小)|给"
)
_TOLD = Gated(
    rf"{_SETTING}(?P<verb>{_VERB})(?:了(?![解结得不])|好了)(?P<object>[^,]{{0,3}}{QUANTITY.pattern}[^,]{{0,24}}|{_THING})",
    needs="了",
)
_INDEFINITE = re.compile(
    rf"{_SETTING}(?P<verb>{_VERB})(?:{_CLASSIFIER}|(?={QUANTITY.pattern}(?<=[^元天年月日周层件])(?!阶段|方面|层次|步骤|季度)[^,0-9]{{2,12}}$))(?P<object>[^,]{{2,20}})"
)
# 在水塘边立警示牌、放救生圈
_PLACED = Gated(
    r"在[^,的]{1,10}[里上下边旁口处前后](?:都|也)?(?P<verb>[立放装贴挂设栽种摆画刷])(?P<object>[^,、了的着在]{2,6}?)(?:、[^,]{2,8})?",
    needs="在",
)
# 写心得体会86篇, 出黑板报30期; not 出台, 发现, 送来: the verb is no part of a longer word.
_COUNTED = re.compile(
    rf"{_SETTING}(?P<verb>[写出办拉改发送放画印贴演播拍讲捡收垒摆])(?P<object>(?![0-9现行动资台席任门版售租入来去面示布展生证明放力头达至到掉走成好善造变起言挥出考])"
    rf"[^,、0-9的了是为率达占]{{1,8}}(?:、[^,、0-9的了是为率达占]{{1,8}}){{0,2}}){QUANTITY.pattern}"
)
_TALLIED = Gated(
    rf"(?P<object>[^,◌“”了]{{2,14}}?)(?:前前后后|一共|总共|光|都|也|又|{ADVERB})*(?P<verb>{_VERB})了{QUANTITY.pattern}(?:、{QUANTITY.pattern}[^,、]{{0,6}})?",
    needs="了",
)
# 216户改成水冲厕所, 旧祠堂修成了村史馆
_TURNED = Gated(
    rf"(?:[^,◌“”]{{0,14}}?(?:都|也|全部|已)?)(?P<verb>{any_of(_INTO)})了?(?P<object>(?![^,]*(?:习惯|自觉|常态|风气|共识|样子|[金品名]牌))[^,、]{{2,14}})",
    needs="成",
)
# 把旱厕改了, 把楼道刷了一遍
_DEALT_WITH = Gated(
    rf"[^,◌“”]{{0,10}}?把(?P<object>[^,]{{2,20}}?)(?:都|全部|统统|一口气|{ADVERB})*(?P<verb>{_VERB})(?:了|完|好|通|齐|平)了?(?:{QUANTITY.pattern})?",
    needs="把",
)
# 请律师讲民法典
_INVITED = Gated(
    r"[^,◌“”的]{0,10}?(?P<verb>请)(?P<object>[^,、的了]{0,8}?(?:专家|教授|老师|律师|医生|医师|民警|交警|法官|检察官|消防员|模范|老红军|老兵|好人|师傅|干部|书记|讲师|教练|传承人))(?:来|到[^,]{2,8})?[讲教授][^,]{2,}",
    needs="请",
)
_OFTEN = Gated(
    rf"{_SETTING}(?:每(?:个|逢)?(?:天|日|晚|周|星期|月|年|季度?|学期|次|到)[^,]{{0,6}}?|[一半两三](?:天|周|个月|星期)|早晚|早中晚)(?:早晚|中午|晚上|早上|傍晚)?(?:各|都|至少|{ADVERB})*"
    rf"(?:(?P<alone>{_ALONE})(?:{QUANTITY.pattern})?|(?P<verb>{_VERB})(?P<object>{QUANTITY.pattern}[^,]{{0,8}}|{_CLASSIFIER}?{_THING}))",
    needs="[每一半两三早]",
)


def plain(clause: str) -> Predicate | None:
    """The deed that a clause tells in plain words; None where it has none of these forms, or is of what residents do."""
    if found := _OFTEN.fullmatch(clause):
        name = "alone" if found["alone"] else "verb"
        return _deed(clause, found, name, Span(*found.span("object")) if found["object"] else None, required=True)
    if found := _INVITED.fullmatch(clause):
        return _deed(clause, found, "verb", Span(*found.span("object")))
    if found := _TURNED.fullmatch(clause) or _DEALT_WITH.fullmatch(clause):
        return _deed(clause, found, "verb", Span(*found.span("object")))
    tallied = _TALLIED.fullmatch(clause)
    if tallied and not _DOER.search(tallied["object"]) and not _RESIDENTS.search(tallied["object"]):
        return _deed(clause, tallied, "verb", Span(*tallied.span("object")))
    if found := _TOLD.fullmatch(clause) or _INDEFINITE.fullmatch(clause) or _COUNTED.fullmatch(clause):
        return _deed(clause, found, "verb", Span(*found.span("object")))
    if found := _PLACED.fullmatch(clause):
        placed = _deed(clause, found, "verb", Span(*found.span("object")))
        return placed and placed._replace(end=placed.object.end)  # 立警示牌、放救生圈: what follows is another deed
    return None


def _deed(
    clause: str, found: re.Match[str], name: str, named: Span | None, *, required: bool = False
) -> Predicate | None:
    start, end = found.span(name)
    theirs = not clause.startswith(("给", "为", "替")) and _RESIDENTS.search(clause, 0, start)
    if theirs or _FIGURE.search(clause) or kind_before(clause, 0, start):
        return None
    if start and clause[start - 1] in "只仅才":
        return None
    verb = Verb(found[name], _KINDS[found[name]], noun=False, needs="told")
    named = named or Span(end, end)
    begin = named.start - 1 if clause[named.start - 1 : named.start] == "把" else named.start
    return Predicate(min(start, begin), found.end(), verb, Span(start, end), named, required=required)

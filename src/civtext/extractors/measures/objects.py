"""The object of an action (宾语): the shortest phrase, as it stands, that still names what was acted on.

>>> head("300多把旧长椅")
'旧长椅'
>>> head("主干道6条和断头路9条")
'主干道'
>>> head("以镇长为组长、村支书为成员的移风易俗专班")
'移风易俗专班'
>>> head("《楼道公约》《养犬须知》等宣传品")
'《楼道公约》'
>>> head("培训、评价、奖惩等机制")
'培训、评价、奖惩等机制'
"""

from __future__ import annotations

import re

from civtext.lexicons import Gated, any_of, terms
from civtext.model import Span

# What stands inside quotation marks, book-title marks and brackets is not read: it is blanked, character by character.
_ENCLOSED = re.compile(
    r"“[^“”\n]{1,400}”|‘[^‘’\n]{1,60}’|《[^《》\n]{1,120}》|\((?![改扩续执审]\)[建结])[^()\n]{1,300}\)|〈[^〈〉\n]{1,60}〉"
)

_BLANK = r"\([ □_]{0,6}\)|[{\[][^{}\[\]]{1,12}[}\]]|□+"  # 公厕( )座, 信息[填写数字]条, 网格□□个
_NUMBER = rf"(?:[0-9XxＸ×*_○●]+(?:\.[0-9XxＸ×]+)?|[一二两三四五六七八九十百千万]+|数[十百千万]|{_BLANK})"
_MEASURED = (
    "count",
    "people",
    "length",
    "area",
    "volume",
    "weight",
    "money",
    "time",
    "share",
    "rate",
    "energy",
    "times",
    "number",
)
UNIT = any_of(term for kind in _MEASURED for term in terms("units", kind=kind))
_LAST_OF_UNITS = re.escape("".join(sorted({term[-1] for kind in _MEASURED for term in terms("units", kind=kind)})))
# A number that counts something, loosely: enough to see that there is one. Values are the business of `metrics`.
QUANTITY = re.compile(
    rf"(?<!第)(?!两个(?:文明|维护|确立)|一条[街龙]|一封信|[三四两]轮(?:电动|摩托)?车|[XxＸ×*_]+路)(?:(?<!附)近|(?<![民公契预条节合])约|超|超过|达|达到|(?<!公)共|各)?{_NUMBER}(?:余|多|几|来)?(?:[万亿千百]|百万)?(?:余|多|来)?(?:(?:至|到|-|—|~){_NUMBER}[万亿千百]?)?"
    rf"(?:余|多)?(?:{UNIT})(?:次|余|元)?(?:以上|左右|以内)?"
)
POSTED = "专(?:人|职人员|职干部)"  # 明确专人负责, 安排专人看管: somebody was named
_LEADING = re.compile(
    rf"(?!一把手|一站式|一体化|一条龙|一刻钟|一老一|一户一|一网|一窗|一门|一线|一站|一校|一村)(?:(?:共|近|约|不少于|不低于|不超过|至少|至多|最多)(?=[0-9XxX一二两三四五六七八九十])|每[人家户名个位所](?=[0-9“])|全市|全县|全区|全镇|全乡|(?:城区|市区|县城|辖区|主城区|城乡)(?=[0-9XxＸ×*]{{1,4}}[个条处座所])|一批批|一大批|一批|一系列|系列|一套|一个|个(?![人体别性])|一支|一条|一整套|有关|相关|剩余|其余|其(?=主要|负责)|作为|用于(?=.{{3}})|{QUANTITY.pattern})(?:的(?![士]))?"
)
_TRAILING = Gated(
    rf"(?:(?:共|计|共计|达|累计|不少于|不低于|至少|不超过|、|和|等)*{QUANTITY.pattern}(?:\([^()]{{0,4}}\))?|每(?:天|日|周|月|年|季度?|学期|学年|半年|半月)|[日年月]均|等(?:等)?|[、,;:。 \t]+|(?<=.)若干|到底|到位|到边|一遍|分别(?:为|是)?|(?<=[次场人期])[份次]|(?<=..)[由从](?:(?:原来|过去|以前|原先|最初|上年|去年)的?)?)$",
    needs=rf"[{_LAST_OF_UNITS}次余元上右内)等、,;:。 \t干底位边遍别为是份天日周月年季度期均由从的来去前先初]$",
)
_LISTED = re.compile(r"[、,]|和(?!谐|平|睦|美)|以及|(?<![普涉波])及(?!时|其|格)|与|(?<=[”》])(?=[“《])")
_COMMON_HEAD = re.compile(r"等(?!级|候|待)(?P<noun>[^等、,]{2,24})$")
# A noun of doing that the last item of a list lends to all of them (社会公德、职业道德教育).
_SHARED = re.compile(
    r"(?:教育|活动|行动|服务|工作|机制|制度|改革|整治|门诊|窗口|讲座|比赛|大赛|宣传|培训|检查|评比|建设|治理|工程|体系|评选|演出|监督|教学|课|管理|学习|力量|模式|演练|改造|改造任务)$"
)
# 流动摊贩90户入市经营: what became of them is not their name.
_THEIR_FATE = Gated(
    rf"(?<=[^、,和0-9Xx.]{{2}})(?<![于过低])(?<!至少){QUANTITY.pattern}(?=(?:入市|入驻|入场|进场|实体化|集中|专职|专门|全脱产|脱产|统一)[^0-9、,的“”《》()]{{2,10}}$)",
    needs="入市|入驻|入场|进场|实体化|集中|专职|专门|脱产|统一",
)
# 全国、省、市三级文明单位: of which rank they are.
_RANKS = re.compile(
    r"(?:全国|国家级?|省级?|市级?|县级?|区级?)(?:[、和](?:省级?|市级?|县级?|区级?))+(?:[两三四]级)?(?=.{3})"
)
# 老年人、残疾人免费乘车政策: whom a rule is for.
_PEOPLE = re.compile(r"(?:人|者|员|户|童|生|属|家庭|群众|职工|居民|村民)$")
_RULES = re.compile(r"(?:政策|办法|制度|规定|机制|待遇|条例|标准|通道|专座|专窗)$")
# Heads that name nothing by themselves.
_BARE_HEAD = re.compile(
    r"(?:相关|实际|各项|有关|具体|一系列|主要|重要)*(?:[^的]{0,2}工作|行动|制度|措施|制度和措施|(?:工作)?机制|规定|政策|推广|问题|方式|方法|办法|法律法规|建设|情况|状况|条件|案件|行为|现象"
    r"|标准|要求|意见|看法|意见和建议|建议|渠道|方案|计划|通知|管理|作用|任务)$"
)
# 排名靠后的村: a body is named by its short word too.
_BODY = re.compile(r"村|镇|社区|科室|单位|学校|商户|部门|街道|乡镇|企业")
# 短信、热线等6种渠道, 宣传、督查、资料3个专班: a list that its own noun sums up.
_SUMMED = re.compile(
    rf"(?:(?<=方面)|(?!、{QUANTITY.pattern}))、[^、]{{1,16}}?(?:等)?(?:{QUANTITY.pattern}|各类|多种|各种)(?P<noun>[^、,0-9的]{{2,16}})$"
)
# 日巡查、周调度“两项制度”, 街长、巷长两长制: the formula at the end of a list is the name of the whole.
_FORMULA = re.compile(
    r"(?:、[^、“”]{2,16}?|”(?:等)?)(?P<noun>(?<![、第同再])(?!两[岸侧边旁委])[两三四五六七八九十](?:大(?=.{2}$))?(?![个支项类种]?(?:队伍|工作|事项|方面)$)(?![大级点分楼期号月年周天百千万届次轮])[^、,0-9的“”]{1,12})$"
    r"|、[^、“”]{1,16}(?P<named>“[^”]*”[^、,0-9的“”]{0,8})$"
)
# What a list is made of: its own noun names less than its first item does.
_SORT = re.compile(r"(?:典型|组织|文件|模式|载体|资源|资料|宣传品|材料|物品|作品|物资|内容)$|^(?:设施|设备|用品)$")
# 河道、沟渠等处漂浮物: where it was.
_PLACES = re.compile(r"等(?:处|地|路段|地段|部位)的?(?=[^、,的]{2,})")
_MEANING = re.compile(
    r"[^、,]{2,30}?的(?:目的|重要|重大|深远)*(?:和|、)?意义(?=$|[和及与、])"
)  # 宣传创建的重要意义和市民公约
_NO_LINK = re.compile(r"党的[十二一XxＸ×]|目的")  # 党的二十大精神
# 轮椅、急救箱等便民设施30余种: what its own noun counts together, it names, unless the noun says nothing more.
_COUNTED_HEAD = re.compile(
    rf"等(?!级|候|待|折|价值|合计|共计|累计|总计)(?P<noun>[^等、,“”《》0-9XxＸ×*_○]{{2,24}}?)(?=(?:近|约|共|累计|超过|超)*{QUANTITY.pattern})"
)
_PLAIN_NOUN = re.compile(
    r"(?:重点|专项|系列|各类)?(?:[^、]{0,6}活动|行动|问题|难题|行为|现象|案件|项目|品牌|做法|服务)"
)
# “板凳课”“屋场会”等宣讲形式: the first names more.
_FORM = re.compile(r"(?:模式|形式|方式|品牌|办法)$")
# What a list only tells apart: its own noun names it.
_TOLD_APART = re.compile(r"(?:队|队伍|团队|空间|渠道|苗木|绿篱|专班|[^织]组)$|(?<=..)(?:设施|设备|用品|隐患)$")
# 文明创建进机关、进企业活动: one campaign.
_GOES_INTO = re.compile(r"[^、]*?进[^、进]{2,4}(?:(?:、|和)进[^、进]{2,4})+等?[^、]{0,4}活动")
# 刊播核心价值观和“新风”公益广告, “公筷”“光盘”宣传画和桌牌: what is put up or given out, whatever it says.
_CARRIER = re.compile(
    r"(?:(?<=”)等?|等)(?P<noun>(?:公益|主题|宣传)?(?:广告|标语|海报|宣传[画单语片册]|折页|展板|挂图|提示[牌语]|桌牌|横幅|喷绘)(?:[和、][^“”、]{2,4})?)$"
)
_SPREAD = re.compile(r"(?:价值观|精神|知识|文明|新风|内容)$")
_AMOUNTING = re.compile(
    r"(?<=.{2})(?:折合|合计|价值(?!观)|约合|总计|累计|共计)[^,]{0,6}(?=[0-9XxX一二三四五六七八九十])"
)
_EVENT_BEHIND = re.compile(r"[^的“”]{2,4}(?:活动|行动|整治|比赛|竞赛|评选|工程)")
_BRACKET = re.compile(r"\([^()]{7,}\)")


def shield(folded: str) -> str:
    """The same text, as long, with □ for all that stands between marks: what is quoted is named, not said.

    >>> shield("开展“建设家园,从我做起”活动")
    '开展“□□□□□□□□□”活动'
    """
    return _ENCLOSED.sub(lambda match: match[0][0] + "□" * (len(match[0]) - 2) + match[0][-1], folded)


def head(text: str) -> str | None:
    """The head phrase of an object, None where nothing is left once quantities are off."""
    found = head_span(text)
    return text[found.start : found.end] if found else None


def head_span(folded: str) -> Span | None:
    """Where the head phrase of an object stands in it; `folded` has narrow forms."""
    shielded = shield(folded)
    if counted := _counted_head(shielded):
        return counted
    amount = _AMOUNTING.search(shielded) or _THEIR_FATE.search(shielded)
    whole = _trimmed(shielded, Span(0, amount.start() if amount else len(folded)))
    start = whole.start + _past_modifiers(shielded[whole.start : whole.end])
    ranks = _RANKS.match(shielded, start, whole.end)
    start = ranks.end() if ranks else start
    first, last = _first_of_list(shielded[start : whole.end])
    found = _trimmed(shielded, _without_bracket(shielded, Span(start + first, start + last)))
    if found.start >= found.end and last < whole.end - start:
        found = _trimmed(shielded, Span(max(m.end() for m in _LISTED.finditer(shielded, start, whole.end)), whole.end))
    return found if found.start < found.end else None


def _counted_head(shielded: str) -> Span | None:
    """The noun of a list that stands between 等 and its number (轮椅、急救箱等便民设施30余种)."""
    found = _COUNTED_HEAD.search(shielded, 2)
    if (
        found is None
        or _PLACES.match(shielded, found.start())
        or _PLAIN_NOUN.fullmatch(found["noun"])
        or _SORT.search(found["noun"])
    ):
        return None
    listed = shielded[: found.start()]
    plain = not QUANTITY.search(listed) and "》" not in listed
    return Span(*found.span("noun")) if plain and ("、" in listed or "”“" in listed) else None


def _trimmed(text: str, span: Span) -> Span:
    """The span without quantities and empty words at either end; empty where nothing else is there."""
    start, end = span
    while (match := _LEADING.match(text, start, end)) and match.end() < end:
        start = match.end()
    while match := _TRAILING.search(text, start, end):
        end = match.start()
        if end <= start:
            return Span(start, start)
    return Span(start, end)


def _without_bracket(text: str, span: Span) -> Span:
    """What stands before a bracket of explanations, or after it where that is the name."""
    found = _BRACKET.search(text, *span)
    if not found:
        return span
    after = Span(found.end(), span.end)  # “三优”(…)竞赛活动
    named = span.end - after.start >= 6 or (text[span.start] == "“" and _EVENT_BEHIND.fullmatch(text, *after))
    return after if named else Span(span.start, found.start())


def _past_modifiers(shielded: str) -> int:
    """Where the head begins, after the last 的 that leaves a head which names something by itself."""
    if shielded.startswith(("关于", "致")):
        return 0
    if places := _PLACES.search(shielded):
        return places.end()
    if _MEANING.match(shielded):
        return 0
    listed = _LISTED.search(shielded)
    at = shielded.rfind("的")
    while at > 0 and not _NO_LINK.match(shielded, at - 1):
        rest = shielded[at + 1 :]
        alone = rest[1:2] in ("和", "与", "、")
        in_list = listed is not None and listed.start() < at and QUANTITY.search(shielded, 0, listed.start())
        if (len(rest) >= 3 or _BODY.fullmatch(rest)) and not _BARE_HEAD.match(rest) and not in_list and not alone:
            return at + 1
        at = shielded.rfind("的", 0, at)
    return 0


def _first_of_list(shielded: str) -> tuple[int, int]:
    """The first of several coordinated objects; a list that shares its noun stays whole, long quoted ones leave the noun."""
    modified = shielded.rfind("的")
    cuts = [match for match in _LISTED.finditer(shielded) if match.start() > 0]
    if not (cuts and QUANTITY.search(shielded, 0, cuts[0].start())):
        cuts = [cut for cut in cuts if cut.start() > modified]
    if not cuts:
        return 0, len(shielded)
    first = shielded[: cuts[0].start()]
    if 1 in (len(first), len(shielded) - cuts[0].end()) or _GOES_INTO.fullmatch(shielded):  # 身边的人和事
        return 0, len(shielded)
    if first.endswith("》") or QUANTITY.search(first):
        return 0, len(first)
    if named := _own_noun(shielded, max(0, cuts[0].start() - 1)):
        return named
    if (carrier := _CARRIER.search(shielded)) and (first.endswith("”") or _SPREAD.search(first)):
        return carrier.span("noun")
    if first.endswith("”"):
        after = re.search(r"(?<=”)(?:等)?([^“”等]{3,})$", shielded)
        if after and len(shielded) > 20 and not _FORM.search(after[1]):
            return after.start(1), len(shielded)
    shared = _shares_noun(shielded, first, cuts) and len(shielded) <= 45
    return (0, len(shielded)) if shared else (0, len(first))


def _own_noun(shielded: str, at: int) -> tuple[int, int] | None:
    """The noun or formula that sums a list up, where it says more than its first item does."""
    formula = _FORMULA.search(shielded, at)
    if formula and not ("等" in formula[0] and _SORT.search(formula[0])):
        return formula.span(formula.lastgroup or 0)
    summed = _SUMMED.search(shielded, at)
    if summed and not _SORT.search(summed["noun"]):
        return summed.span("noun")
    common = _COMMON_HEAD.search(shielded)
    return common.span("noun") if common and _TOLD_APART.search(common["noun"]) else None


def _is_alike(first: str, last: str) -> bool:
    """Whether the last item of a list opens as its first one does: whom a rule is for, 零彩礼 and 低彩礼家庭."""
    return (first[-1] != "”" and first[-2:] in last[:-2]) or (
        _PEOPLE.search(first) is not None and _RULES.search(last) is not None
    )


def _shares_noun(shielded: str, first: str, cuts: list[re.Match[str]]) -> bool:
    """Whether the items of a list say nothing without the noun at its end (思想道德、科学文化教育)."""
    if common := _COMMON_HEAD.search(shielded):
        return not (len(first) > 2 and _SORT.search(common["noun"]))
    last = shielded[cuts[-1].end() :]
    if len(last) > len(first) + 1 and _is_alike(first, last):
        return True
    if _SHARED.search(last) and not _SHARED.search(first) and len(last) > len(first) - 2:
        return not len(first) == len(last) == 4
    joined = len(cuts) == 1 and (cuts[0][0] != "、" or len(first) <= 2) and not last.startswith("《")
    return joined and len(last) >= len(first) + 4 and not QUANTITY.search(last)

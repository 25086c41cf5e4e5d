"""Metrics (指标): quantities that were counted, measured, spent, reached, or set as a target.

>>> from civtext.model import CleanText, Metric, Source
>>> def found(text: str) -> list[tuple[str, float | None, str, str | None]]:
...     annotations = extract(Document(Source(text), CleanText.of(text, [])))
...     values = [(one.text, one.value) for one in annotations if isinstance(one.value, Metric)]
...     return [(text, metric.value, metric.unit, metric.object) for text, metric in values]
>>> found("整修破损步道6条,发放倡议书近2.5万份。")
[('6条', 6.0, '条', '破损步道'), ('近2.5万份', 25000.0, '份', '倡议书')]
>>> found("三年攻坚以来,第五届文明办干部在12345热线值守,四是抓好一批项目。")
[]

What only looks like a metric is given as `Rejected` with its reason: dates and periods, clock times, ordinals and
editions, numbers of documents, telephones, houses and grades, names and formulas, articles (一个, 一批), outline words
(六个方面).

Method: `quantities.read` finds the numbers; `REJECTIONS` asks of each why it might be none; `metrics_objects` finds what
the rest count; `_status` reads the section and the cues of the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from civtext.extractors.metrics_objects import Counted, ends_in_verb, find_objects
from civtext.lexicons import any_of, terms
from civtext.model import Annotation, Document, Metric, Placeholder, Rejected, Span
from civtext.quantities import MASK, Quantity, far_bound, read

_HAN_DIGITS = "〇零一二两三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quantity and its surroundings, as far as a rule may look; `clause` is what stands before it in its clause."""

    quantity: Quantity
    text: str
    left: str
    right: str
    clause: str
    name: str | None
    in_slogan: bool

    @property
    def number(self) -> str:
        """The digits and scale alone, loosening words left out."""
        return self.text


def _slogan(one: Candidate) -> str | None:
    return "slogan" if one.in_slogan else None


def _title(one: Candidate) -> str | None:
    """Inside 《》, or inside a short name in quotation marks."""
    if one.name is None:
        collected = one.quantity.unit == "篇" and one.right[:1] == ")" and re.search(r"(?:通用|精选|合集|汇编|范文|最新|优选|热门|共|\()\ ?$", one.left)
        return "title" if collected else None
    return "title" if one.name[0] == "《" else "name"


def _word(one: Candidate) -> str | None:
    """一把手, 千方百计: a fixed word."""
    fixed = _FIXED.match(one.text + one.right)
    return "word" if fixed and fixed.end() >= len(one.text) else None


def _ordinal(one: Candidate) -> str | None:
    """第三名, 列第3位, 前三名 (a rank, unless the first three of something are meant)."""
    if re.search(r"[第头]\ ?$|No\.?$|NO\.?$|初$|(?:星期|礼拜|周)$", one.left):
        return "ordinal"
    if re.search(r"(?:前|后|倒数)$", one.left) and not re.match(r"的[\u4e00-\u9fff]", one.right) and one.quantity.unit in ("名", "位", ""):
        return "rank"
    return None


def _document_number(one: Candidate) -> str | None:
    if re.search(r"[〔\[(][^〔\]\[)]{0,3}$", one.left) and re.match(r"[〕\])]\ ?第?[0-9]", one.right):
        return "document number"
    return "document number" if re.search(r"[〕\])]\ ?第?$", one.left) and one.right.startswith("号") else None


def _numbered(one: Candidate) -> str | None:
    """10号, 3楼, 5A级, 三级, 二版: a number that names and does not count."""
    reasons = {"number": "number", "grade": "grade", "page": "page"}
    if one.quantity.kind == "grade" or (re.match(r"A|a|星级|级", one.right) and not one.quantity.unit):
        return "grade"
    return reasons.get(one.quantity.kind)


def _code(one: Candidate) -> str | None:
    """5G, PM2.5, H5, 7×24: Latin letters or signs make it a code."""
    if re.search(r"[A-Za-z]-?$|[×*/#@]$", one.left) and one.quantity.written != "mask":
        return "service time" if one.left.endswith("×") else "code"
    return "code" if re.match(r"[A-Za-z×]", one.right) and not one.quantity.unit else None


def _telephone(one: Candidate) -> str | None:
    if one.quantity.unit or one.quantity.written != "digits":
        return None
    if re.search(r"(?:热线|电话|拨打|手机|传真|QQ|微信|邮编|群号|账号|备案号|编号|:\+?86)[^,;。]{0,4}$", one.left):
        return "telephone"
    return "telephone" if re.match(r"(?:号?[^,;。]{0,6})?(?:热线|平台|专线|电话)", one.right) or re.match(r"-[0-9]{3}", one.right) else None


def _date(one: Candidate) -> str | None:
    """2023年, 6月, 三季度, 20世纪90年代."""
    if one.quantity.kind == "date":
        return None if one.quantity.unit == "日" and one.quantity.bound == "under" and not one.left.endswith("月") else "date"
    if one.quantity.unit in ("年", "年度", "年代", "世纪") and (one.quantity.masked or _calendar(one)):
        return "date"
    if not one.quantity.unit and re.match(r"\ ?[-—–/.·]\ ?[0-9]{1,4}(?:年|月|日|[-—/.])|(?:年|月|日|时|点|后)", one.right):
        return "date"
    if not one.quantity.unit and _calendar(one) and not re.search(r"(?:达|共|计|者|数|量)到?$", one.left):
        return "date"
    return None


def _calendar(one: Candidate) -> bool:
    value = one.quantity.value
    return value is not None and value == int(value) and (1900 <= value <= 2100 or (one.quantity.unit == "年代" and value < 100))


def _clock(one: Candidate) -> str | None:
    if one.quantity.kind in ("clock", "point") and one.quantity.unit != "点":
        return "clock"
    if one.quantity.unit == "点":
        return "clock" if re.search(r"(?:上午|下午|早上|早|晚|晚上|凌晨|夜里|中午|每天|每晚|至)$", one.left) or re.match(r"半|[0-9]|左右|以后|[至到]", one.right) else "outline"
    if one.quantity.unit in ("分", "秒") and re.search(r"[点时]$", one.left):
        return "clock"
    return "clock" if not one.quantity.unit and (re.match(r":[0-9]{2}", one.right) or re.search(r"[0-9]:$", one.left)) else None


def _period(one: Candidate) -> str | None:
    """三年攻坚, 近五年来, 两个月里: a stretch of time that only says when."""
    if one.quantity.kind == "period":
        return "period"
    if one.quantity.kind != "time":
        return None
    if one.text.startswith("半") and one.quantity.unit in ("个月", "天", "月") and one.quantity.bound == "exact":
        return "period"
    if one.quantity.bound == "under" and re.search("[月季周]|星期|学期", one.quantity.unit):
        return "period"
    if re.match(r"来(?!源)|前|后(?!台)|里|期间|之?间(?!断|隔)|攻坚|行动|计划|大会战", one.right) or re.search(r"(?:^|[^附最接将])近$|最近|过去|每$|每隔|第$|提前", one.left) and not re.search(r"提前$", one.left):
        return "period"
    if re.match(r"[^,;。]{0,2}(?:值班|值守|在岗|在线|巡逻|亮灯|服务|不间断|开放|营业|响应|热线|便民|生活圈|不打烊|待命|全天候|全时|轮值|监控|自助|警务|书屋|药店|便利|热水|客服|受理|接听|监测|无休)", one.right) and one.quantity.bound == "exact":
        return "service time"
    return None


def _extent(one: Candidate) -> str | None:
    """周边200米范围内, 距县城四十公里: where something is, not how much."""
    if one.quantity.kind == "length" and (re.match(r"(?:的)?范围|处(?!理)|长卷|半径|生活圈", one.right) or re.search(r"(?:距离?|相距|周边|方圆|半径)[^,;。]{0,8}$", one.clause)):
        return "extent"
    return None


def _age(one: Candidate) -> str | None:
    if one.quantity.kind == "age":
        return None if re.search(r"年龄[^,;。]{0,6}$", one.clause) else "age"
    return None


def _edition(one: Candidate) -> str | None:
    """第五届 and 本届 are names; 连续举办四届 counts."""
    if one.quantity.kind == "edition":
        return None if re.search(r"(?:举办|开展|连续|承办|组织|举行|评选)了?(?:过)?$", one.left) else "edition"
    if one.quantity.unit in ("期", "批") and one.quantity.written == "han" and re.match(r"工程|项目|建设|改造|入选|公布|示范", one.right):
        return "edition"
    return None


def _article(one: Candidate) -> str | None:
    """一个, 一批, 一系列: no count, unless a limit, a list or the end of its clause makes it one."""
    if not re.fullmatch(r"一", one.number.rstrip(one.quantity.unit)) or one.quantity.written != "han":
        return None
    if one.quantity.bound != "exact" or far_bound(one.clause):
        return None
    acts = one.quantity.unit in ("次", "轮", "遍", "回", "趟")
    named = re.search(_MEETING, one.clause) if acts else re.search(r"[\u4e00-\u9fff)”》]$", one.clause) and not ends_in_verb(one.clause)
    return None if _ends(one) and named and one.quantity.unit not in ("期", "批", "级", "代", "点", "面", "类", "种", "番") else "article"


def _ends(one: Candidate) -> bool:
    return not one.right or one.right[0] in ",;。、!和及\n("


def _bare_scale(one: Candidate) -> str | None:
    """百米长卷, 万人誓师, 千家万户: 百, 千, 万 alone are names, unless loosened (近百家, 百余名)."""
    if one.quantity.written == "han" and one.quantity.bound == "exact" and re.match(r"[百千万亿](?![百千万亿分])", one.text) and one.text[1:].strip() == one.quantity.unit:
        return "word"
    return None


def _outline(one: Candidate) -> str | None:
    """六个方面, 以下三点: they announce what follows; in a list of sizes they count (7个方面、33项指标)."""
    if one.quantity.written == "han" and one.quantity.unit in ("项", "件", "个") and re.match(_ANNOUNCED, one.right):
        return "outline"
    if not re.match(_OUTLINE_WORDS, one.right) or re.search(r"[0-9]$", one.left):
        return None
    sized = re.match(rf"{_OUTLINE_WORDS}[、,和][0-9{_HAN_DIGITS}]", one.right) or re.search(r"[0-9十][^,;。]{1,8}[、,]$", one.left)
    return None if sized else "outline"


def _list_number(one: Candidate) -> str | None:
    if one.quantity.unit or one.quantity.written != "digits":
        return None
    at_start = not one.clause.strip(" (《") and re.match(r"[.、．)]", one.right)
    return "list number" if at_start else None


def _bare(one: Candidate) -> str | None:
    """A number without a unit counts only at the end of its clause, after a noun that counts or after 达, 共, 超过."""
    if one.quantity.unit or one.quantity.kind == "share":
        return None
    if one.quantity.masked:
        return None
    if _SCALED.search(one.text) and re.match(r"[\u4e00-\u9fff]", one.right) and not re.match(r"[年月日时点后个的是和多余以]", one.right):
        return None
    ends = not one.right or re.match(r"[,;。、!)\n]|\ *$", one.right)
    counts = re.search(r"(?:者|员|人|户|数|量|率|额|分|指数|总计|合计|共计|得分|达|达到|为|突破|至|到|超过|:)\ ?$", one.left) or one.quantity.bound != "exact"
    return None if ends and counts and not re.search(r"[第.〔(#-]$", one.left) else "no unit"


_SCALED = re.compile(r"[0-9]\ ?[万亿][余多]?$|[0-9][余多]$")


def _range(one: Candidate) -> str | None:
    """Digits past all reason."""
    return "number.range" if one.quantity.value is None and one.quantity.written in ("digits", "han", "vague") else None


REJECTIONS = (
    _slogan, _title, _word, _ordinal, _document_number, _telephone, _code, _numbered, _date, _clock, _period, _extent,
    _age, _edition, _article, _bare_scale, _outline, _list_number, _bare, _range,
)
_FIXED = re.compile(any_of(terms("number_words")))
_OUTLINE_WORDS = r"(?:个|大)?(?:主要|重点|具体|突出)?(?:方面|层面|环节|角度|维度|内容|特点|问题是|原因|做法|体会|启示|经验|字)"
_ANNOUNCED = r"[\u4e00-\u9fff]{0,4}(?:工作|事|事情|任务|举措|措施|问题|转变|提升|突破|目标|原则|关系|亮点|不足|短板)[:。]?(?:一是|首先|[:])"
_MEETING = r"(?:会|会议|讲座|培训|培训班|演练|课|比赛|大赛|展览|座谈|仪式)$"

_NAMES = re.compile(r"“[^“”,。;:!?\n]{1,14}”|‘[^‘’,。;:!?\n]{1,14}’|《[^《》\n]{1,60}》")
_CLAUSE = re.compile(r"[,;。:!?！？\n\t]")
_SENTENCE = re.compile(r"[。!?！？\n]")
_LOOK = 16


def extract(document: Document) -> list[Annotation]:
    """The metrics of a document as `Metric` annotations, and what only looks like one as `Rejected`, in text order.

    Builds on the placeholders (masked digits) and slogans found before, where there are any.
    """
    folded = _with_masks(document)
    blanks = [document.local(one) for one in document.labelled("placeholder")]
    starts = [blank.start for blank in blanks]
    quantities = [one for one in read(folded) if one.masked or not _holding(blanks, starts, one.number)]
    reasons = _reasons(document, folded, quantities)
    counted = find_objects(document.text, folded, quantities, [reason is None for reason, _ in reasons])
    found = []
    for quantity, (reason, rule), what in zip(quantities, reasons, counted, strict=True):
        if reason is None:
            found.append(document.found(quantity.span, "metric", _metric(document, folded, quantity, what), rule=what.rule))
        else:
            found.append(document.found(quantity.span, "rejected", Rejected(reason), rule=rule, component="metrics"))
    return found


def _with_masks(document: Document) -> str:
    """The narrow text with every blank that hides digits made a run of `MASK`."""
    folded = list(document.folded)
    for blank in document.labelled("placeholder"):
        if isinstance(blank.value, Placeholder) and blank.value.type in ("count", "percent", "money"):
            start, end = document.local(blank)
            folded[start:end] = MASK * (end - start)
    return "".join(folded)


def _reasons(document: Document, folded: str, quantities: Sequence[Quantity]) -> list[tuple[str | None, str]]:
    """Why each quantity is no metric, and the rule that says so; (None, "") for a metric."""
    slogans = sorted(document.local(one) for one in document.labelled("slogan"))
    starts = [slogan.start for slogan in slogans]
    names = [Span(*match.span()) for match in _NAMES.finditer(folded)]
    name_starts = [name.start for name in names]
    stops = [0, *(match.end() for match in _CLAUSE.finditer(folded))]
    answers = []
    for quantity in quantities:
        start, end = quantity.span
        number = quantity.number.start
        clause = folded[max(stops[bisect_right(stops, start) - 1], start - 60) : start]
        name = _holding(names, name_starts, quantity.span)
        slogan = _holding(slogans, starts, quantity.span)
        candidate = Candidate(
            quantity, folded[number:end], folded[max(0, number - _LOOK) : number], folded[end : end + _LOOK], clause,
            folded[name.start : name.end] if name else None, slogan is not None,
        )
        answers.append(_rejected(candidate))
    return answers


def _holding(spans: Sequence[Span], starts: Sequence[int], span: Span) -> Span | None:
    index = bisect_right(starts, span.start) - 1
    return spans[index] if index >= 0 and spans[index].overlaps(span) else None


def _rejected(candidate: Candidate) -> tuple[str | None, str]:
    for rule in REJECTIONS:
        if reason := rule(candidate):
            return reason, rule.__name__.strip("_")
    return None, ""


def _metric(document: Document, folded: str, quantity: Quantity, counted: Counted) -> Metric:
    start = quantity.span.start
    clause = _since(folded, _CLAUSE, start)
    bound = quantity.bound
    if bound in ("exact", "about") and (far := far_bound(clause)):
        bound = far
    sentence = _since(_NAMES.sub(_blanked, folded[max(0, start - 120) : start]), _SENTENCE, 120)
    section = document.section_at(start)
    status = _status(section.role if section else "", sentence, clause, folded[quantity.span.end : quantity.span.end + _LOOK], bound)
    return Metric(
        None if quantity.masked else quantity.value, quantity.high, quantity.unit, bound, counted.object, counted.action, status,
        quantity.masked,
    )


def _since(folded: str, stop: re.Pattern[str], end: int) -> str:
    """The text since the last stop, at most 120 characters of it."""
    window = folded[max(0, end - 120) : end]
    last = 0
    for match in stop.finditer(window):
        last = match.end()
    return window[last:]


def _blanked(match: re.Match[str]) -> str:
    return "“" * len(match[0])


_TARGET = re.compile(
    r"力争|争取(?=在|实现|达|全|早|年|用|让|把|尽|建)|(?<![度动年作按划生])计划(?![的书总共、,。“《]|生育|单列)|拟(?!定|订|人|态)|预计|目标(?:是|为)|到20[0-9X]{2}年|打算|下一步|下步|明年|今后|未来|将(?=[新再继持建完实投推改达提突开力对于在全分陆]|[\u4e00-\u9fff]{0,4}(?:新建|改造|投入|实施|建成|完成))"
    r"|(?<![主需重必只不还想紧简首摘纪概切扼都就又])要(?![求点素闻件道害塞领紧职么是])|还将|确保.{0,12}达到?$"
)
_RULE = re.compile(r"每(?:年|月|周|天|日|季|季度|半年|学期|人|户|名|个|次|场|桌)|应当?|必须|须|不得|严禁|标准|要求|规定|原则上|一律|坚持|做到|确保|保证|提前")
_WITHIN = re.compile(r"[^,;。]{0,4}(?:回复|办结|处置|处理|响应|到达|到场|整改|反馈|完成|答复|清除|清运|办理)")


def _status(role: str, sentence: str, clause: str, right: str, bound: str) -> str:
    """done, target or rule, from the section, the words before the number in its sentence, and its limit."""
    ruled = _RULE.search(clause)
    if bound in ("under", "over") and ruled and not re.search(r"全年|共|累计|已|了", clause):
        limited = far_bound(clause) or bound == "under" or re.search(r"每|必须|应|不得|原则上|一律|规定", clause)
        if limited:
            return "rule"
    if bound == "under" and re.search(r"不超过$|排队|等候|酒席|礼金", clause):
        return "rule"
    if bound == "under" and _WITHIN.match(right):
        return "rule"
    if re.search(r"提前$", clause):
        return "rule"
    if role == "plan" or _TARGET.search(sentence):
        return "target"
    return "done"

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

Method: `quantities.read` finds the numbers; `metrics_lookalikes` asks of each why it might be none; `metrics_objects` finds what
the rest count; `_status` reads the section and the cues of the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from civtext.extractors.metrics_lookalikes import Candidate, reason_against
from civtext.extractors.metrics_objects import Counted, find_objects
from civtext.model import Annotation, Document, Metric, Placeholder, Rejected, Span
from civtext.quantities import MASK, Quantity, far_bound, read

_NAMES = re.compile(r"“[^“”,。;:!?\n]{1,14}”|‘[^‘’,。;:!?\n]{1,14}’|《[^《》\n]{1,60}》")
_CLAUSE = re.compile(r"[,;。:!?！？\n\t]")
_SENTENCE = re.compile(r"[。!?！？\n]")
_LOOK = 16
_TARGET = re.compile(
    r"力争|争取(?=在|实现|达|全|早|年|用|让|把|尽|建)|(?<![度动年作按划生])计划(?![的书总共、,。“《]|生育|单列)|拟(?!定|订|人|态)|预计|目标(?:是|为)|到20[0-9X]{2}年|打算|下一步|下步|明年|今后|未来|将(?=[新再继持建完实投推改达提突开力对于在全分陆]|[\u4e00-\u9fff]{0,4}(?:新建|改造|投入|实施|建成|完成))"
    r"|(?<![主需重必只不还想紧简首摘纪概切扼都就又])要(?![求点素闻件道害塞领紧职么是])|还将|确保.{0,12}达到?$"
)
_RULE = re.compile(r"每[\u4e00-\u9fff0-9]|应当?|必须|须|不得|严禁|标准|要求|规定|原则上|一律|坚持|做到|确保|保证|提前")
_DONE = re.compile(r"全年|共|累计|已|了")
_MUST = re.compile(r"提前$|应达到?$|应(?:不|保持|控制)|必须|不得|(?:应|须)[\u4e00-\u9fff]{0,8}(?:不少于|不低于|达到)$")
_ACTUALLY = re.compile(r"实际|现已|均已|已经?(?:完成|建成|全部|超额)|超额完成")  # what follows is no longer the plan
_WITHIN = re.compile(r"[^,;。]{0,4}(?:回复|办结|处置|处理|响应|到达|到场|整改|反馈|完成|答复|清除|清运|办理)")


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
            found.append(
                document.found(quantity.span, "metric", _metric(document, folded, quantity, what), rule=what.rule)
            )
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
            quantity,
            folded[number:end],
            folded[max(0, number - _LOOK) : number],
            folded[end : end + _LOOK],
            clause,
            folded[name.start : name.end] if name else None,
            slogan is not None,
        )
        answers.append(reason_against(candidate))
    return answers


def _holding(spans: Sequence[Span], starts: Sequence[int], span: Span) -> Span | None:
    index = bisect_right(starts, span.start) - 1
    return spans[index] if index >= 0 and spans[index].overlaps(span) else None


def _metric(document: Document, folded: str, quantity: Quantity, counted: Counted) -> Metric:
    start = quantity.span.start
    clause = _since(folded, _CLAUSE, start)
    bound = quantity.bound
    if bound in ("exact", "about") and (far := far_bound(_NAMES.sub(_blanked, clause))):
        bound = far
    sentence = _since(_NAMES.sub(_blanked, folded[max(0, start - 120) : start]), _SENTENCE, 120)
    section = document.section_at(start)
    number = folded[start : quantity.number.start + 1]
    limited = bound == "under" or far_bound(clause + number) is not None
    right = folded[quantity.span.end : quantity.span.end + _LOOK]
    status = _status(section.role if section else "", sentence, clause, right, bound, limited)
    return Metric(
        quantity.value,
        quantity.high,
        _as_written(document, quantity),
        bound,
        counted.object,
        counted.action,
        status,
        quantity.masked,
    )


def _as_written(document: Document, quantity: Quantity) -> str:
    """The unit, its brackets as wide as the text has them: 台（套）."""
    at = document.folded.find(quantity.unit, quantity.number.end, quantity.span.end) if "(" in quantity.unit else -1
    return document.text[at : at + len(quantity.unit)] if at >= 0 else quantity.unit


def _since(folded: str, stop: re.Pattern[str], end: int) -> str:
    """The text since the last stop, at most 120 characters of it."""
    window = folded[max(0, end - 120) : end]
    last = 0
    for match in stop.finditer(window):
        last = match.end()
    return window[last:]


def _blanked(match: re.Match[str]) -> str:
    return "“" * len(match[0])


def _status(role: str, sentence: str, clause: str, right: str, bound: str, limited: bool) -> str:
    """done, target or rule, from the section, the words before the number in its sentence, and its limit."""
    if limited and _RULE.search(clause) and not _DONE.search(clause):
        return "rule"
    if bound == "under" and (re.search(r"排队|等候|酒席|礼金", clause) or _WITHIN.match(right)):
        return "rule"
    if _MUST.search(clause):
        return "rule"
    planned = _TARGET.search(_ACTUALLY.split(sentence)[-1])
    return "target" if role == "plan" or planned else "done"

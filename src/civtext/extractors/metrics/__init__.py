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
(六个方面). So are numbers that were denied, forbidden or only supposed, and another place's.

Method: `quantities.read` finds the numbers; `lookalikes` asks of each why it might be none; `objects` finds what
the rest count; `status` reads the section and the cues of the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from civtext.extractors.metrics.denied import why_not
from civtext.extractors.metrics.earlier import Counted
from civtext.extractors.metrics.lookalikes import reason_against
from civtext.extractors.metrics.objects import find_objects
from civtext.extractors.metrics.status import View, status_of
from civtext.extractors.metrics.times import Candidate
from civtext.extractors.tables import Cell, Tables, measured
from civtext.model import Annotation, Document, Metric, Placeholder, Rejected, Slogan, Span
from civtext.quantities import MASK, Quantity, far_bound, read

_NAMES = re.compile(r"“(?!要|将)[^“”,。;:!?\n]{1,14}”|‘[^‘’,。;:!?\n]{1,14}’|《[^《》\n]{1,60}》")
_CLAUSE = re.compile(r"[,;。:!?！？…\n\t]")
_SENTENCE = re.compile(r"[。!?！？\n]")
# (请填写数量), 金额待补充: asks for a number, and is none unless a unit goes on from it.
_INSTRUCTS = re.compile(r"[(\[【<‹](?=[\u4e00-\u9fff])|待")
_UNIT_NEXT = re.compile(r"[\u4e00-\u9fff%‰㎡]")
_TO_CLAUSE, _TO_SENTENCE, _TO_LINE = (
    re.compile(f"(?s:.*){stop}") for stop in (_CLAUSE.pattern, _SENTENCE.pattern, "\n")
)
_SAID = re.compile(r"“(?P<words>[^“”\n]{8,300})”(?P<tail>[^。\n“”]{0,16})")
_LEAD = re.compile(r"(?<![^,。!?\n“”])[^,。!?\n“”]{0,24}\Z")
_SAYS = re.compile(r"[说道诉叹慨写赞][^,。]{0,4}[:,]?$|(?:笑|高兴|感慨|激动|开心)|说|告诉|感叹|称赞")
_OFFICIAL = re.compile(
    r"书记|主任|局长|镇长|乡长|市长|县长|区长|部长|处长|科长|所长|队长|院长|校长|经理|负责人|指出|强调|要求|明确|提出|会议"
)
_FIGURES = re.compile(r"[0-9N]\+|\+[0-9N]|[0-9]{3,6}")
_LOOK = 16
_REACH = 120


def extract(document: Document) -> list[Annotation]:
    """The metrics of a document as `Metric` annotations, and what only looks like one as `Rejected`, in text order.

    Builds on the placeholders (masked digits) and slogans found before, where there are any.
    """
    folded = _with_masks(document)
    blanks = [document.local(one) for one in document.labelled("placeholder")]
    starts = [blank.start for blank in blanks]
    quantities = [one for one in read(folded) if one.masked or not _holding(blanks, starts, one.number)]
    tables = Tables(document)
    cells = [tables.cell(one.span) for one in quantities]
    quantities = [measured(one, cell) for one, cell in zip(quantities, cells, strict=True)]
    reasons = _reasons(document, folded, quantities, cells)
    counted = find_objects(document.text, folded, quantities, [reason is None for reason, _ in reasons], cells)
    plain = _NAMES.sub(_blanked, folded)
    found = []
    for quantity, cell, (reason, rule), what in zip(quantities, cells, reasons, counted, strict=True):
        if reason is None:
            reason, rule = _denied(folded, plain, quantity, what), "denied"
        if reason is None:
            metric = _metric(document, folded, plain, quantity, what)
            if cell and cell.status:
                metric = replace(metric, status=cell.status)
            found.append(document.found(quantity.span, "metric", metric, rule=what.rule))
        else:
            found.append(document.found(quantity.span, "rejected", Rejected(reason), rule=rule, component="metrics"))
    return found


def _with_masks(document: Document) -> str:
    """The narrow text with every blank that hides digits made a run of `MASK`."""
    blanks = document.labelled("placeholder")
    folded = list(document.folded) if blanks else []
    for blank in blanks:
        if isinstance(blank.value, Placeholder) and blank.value.type in ("count", "percent", "money"):
            start, end = document.local(blank)
            if _INSTRUCTS.match(document.folded, start) and not _UNIT_NEXT.match(document.folded, end):
                continue
            folded[start:end] = MASK * (end - start)
    return "".join(folded) if blanks else document.folded


def _reasons(
    document: Document, folded: str, quantities: Sequence[Quantity], cells: Sequence[Cell | None]
) -> list[tuple[str | None, str]]:
    """Why each quantity is no metric, and the rule that says so; (None, "") for a metric."""
    slogans = sorted(span for one in document.labelled("slogan") for span in _restated(document, one))
    starts = [slogan.start for slogan in slogans]
    names = [Span(*match.span()) for match in _NAMES.finditer(folded)]
    name_starts = [name.start for name in names]
    told = list(_told_by_residents(folded))
    told_starts = [one.start for one in told]
    stops = [0, *(match.end() for match in _CLAUSE.finditer(folded))]
    answers = []
    for quantity, cell in zip(quantities, cells, strict=True):
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
            _holding(told, told_starts, quantity.span) is not None,
            cell is not None and cell.alone and cell.counts,
        )
        answers.append(reason_against(candidate))
    return answers


def _restated(document: Document, slogan: Annotation) -> Iterator[Span]:
    """A formula, and the items that restate its numbers: 1个专班、2支队伍 of “12”工作法, 每周通一次电话 of 五个一."""
    span = document.local(slogan)
    yield span
    items = slogan.value.items if isinstance(slogan.value, Slogan) else ()
    formula = document.folded[span.start : span.end]
    if not (_FIGURES.search(formula) or formula.endswith("一") or "个一" in formula):
        return
    reach = max(0, span.start - _REACH)
    for item in items:
        at = document.folded.find(item, reach, span.end + 2 * _REACH + sum(map(len, items)))
        if at >= 0:
            yield Span(at, at + len(item))


def _told_by_residents(folded: str) -> Iterator[Span]:
    """The words in quotation marks that are said by someone, and by no one who speaks for the work."""
    last = 0
    for match in _SAID.finditer(folded):
        before = _LEAD.search(folded, max(last, match.start() - 24), match.start())
        lead, tail, last = before[0] if before else "", match["tail"], match.end()
        if (_SAYS.search(lead) or _SAYS.search(tail)) and not _OFFICIAL.search(lead + tail):
            yield Span(*match.span("words"))


def _holding(spans: Sequence[Span], starts: Sequence[int], span: Span) -> Span | None:
    index = bisect_right(starts, span.start) - 1
    return spans[index] if index >= 0 and spans[index].overlaps(span) else None


def _metric(document: Document, folded: str, plain: str, quantity: Quantity, counted: Counted) -> Metric:
    start, stop = quantity.span
    since = _since(folded, _TO_CLAUSE, start)
    bound = quantity.bound
    if bound in ("exact", "about") and (far := far_bound(plain[since:start])):
        bound = far
    ends = _SENTENCE.search(plain, stop, stop + _REACH)
    section = document.section_at(start)
    view = View(
        section.role if section else "",
        plain[_since(plain, _TO_SENTENCE, start) : start],
        folded[since:start],
        folded[stop : stop + _LOOK],
        plain[stop : ends.start() if ends else stop + _REACH],
        quantity,
        bound == "under" and not folded.startswith(("不到", "不足"), start),
        far_bound(plain[since:start] + folded[start : quantity.number.start + 1]) is not None,
        counted.action,
        folded[start : quantity.number.start],
    )
    return Metric(
        quantity.value,
        quantity.high,
        _as_written(document, quantity),
        bound,
        counted.object,
        counted.action,
        status_of(view, bound),
        quantity.masked,
    )


def _denied(folded: str, plain: str, quantity: Quantity, counted: Counted) -> str | None:
    """Why a count is none of the writer's deeds; a limit (不超过10分钟, 至少3次) is one in any case."""
    start = quantity.span.start
    clause = folded[_since(folded, _TO_CLAUSE, start) : start]
    if quantity.bound in ("over", "under") or far_bound(clause):
        return None
    sentence = _since(folded, _TO_SENTENCE, start)
    line = folded[_since(folded, _TO_LINE, sentence) : sentence]
    return why_not(clause, plain[sentence:start], line, counted.action)


def _as_written(document: Document, quantity: Quantity) -> str:
    """The unit, its brackets as wide as the text has them: 台（套）."""
    at = document.folded.find(quantity.unit, quantity.number.end, quantity.span.end) if "(" in quantity.unit else -1
    return document.text[at : at + len(quantity.unit)] if at >= 0 else quantity.unit


def _since(folded: str, stop: re.Pattern[str], end: int) -> int:
    """Where the last stop ends, at most `_REACH` characters before; `stop` matches up to and with a last one."""
    first = max(0, end - _REACH)
    last = stop.match(folded, first, end)
    return last.end() if last else first


def _blanked(match: re.Match[str]) -> str:
    return "“" * len(match[0])

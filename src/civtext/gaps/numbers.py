"""Numbers that contradict each other (数字矛盾): told twice with two values, over the whole, parts that make no total, lists
of another number than their formula says.

The first and the last are the flags of `contradictions`; here come sums. Parts (其中) may leave some out, so that only more
than the total is a sure mistake; shares of one answer that go round a hundred should make it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civtext.contradictions import OF_ITS_OWN, STOCK
from civtext.gaps.finding import flagged, gap, gap_in_source
from civtext.model import Annotation, Document, Gap, Metric, Span
from civtext.quantities import numeral
from civtext.words import sentences

_TOLD = {
    "metric.over_100": ("number.over_100", "must", "核对该比率 Check the share."),
    "metric.contradicted": ("number.told_twice", "must", "以一个为准,统一全文 Keep one of the two."),
    "slogan.count": ("slogan.count", "must", "补齐或改数 Complete the list or change the number."),
}
_PARTS = re.compile(r"其中[:：,，]?|分别(?:为|是|用于)?[:：]?|包括")
_COMPLETE = re.compile(r"分别|其余|剩余|另外|由[^。]{2,30}组成|包括")
_TOTAL = re.compile(r"全[年部市县区镇乡校院局村]|累计|总计|合计|[总共]|一年来|今年")
_BODIES = {"个", "家", "所", "处"}
_OF_SOME = re.compile(r"其中|分别|剩余|先行|\t")
_LOOKS_BACK = re.compile(r"一年来|累计|已|截至|今年共|全年共")
_OF_ANSWERS = re.compile(r"满意|赞成|同意|认为|知晓|了解|表示|支持|选择|占")
_MANY = re.compile("多选|均|都")
_ROUND = (80.0, 120.0)  # a sum of shares this near a hundred was meant to be one

_WHOLE = re.compile(
    r"(?:占[^,，。;；\d]{1,10}的|(?:安全感|满意度|知晓度|幸福感|正点率|合格率|参与率|覆盖率|处置率|回复率)[^,，。;；\d增升提比]{0,6}(?:达到?|为)?)"
    r"(?P<share>(?P<value>\d{3,4}(?:\.\d+)?)[%％])"
)
_FORMULA = re.compile(
    r"(?P<formula>[“](?P<number>[二两三四五六七八九十])个?(?P<of>[\u4e00-\u9fff]{1,4})[”](?P<noun>[\u4e00-\u9fff]{0,6})"
    r"(?:即|[:：]|——|[,，](?:即|也就是)?))[:：]?(?P<list>[^,，。;；:：“”()（）—\n]+(?:、[^,，。;；:：“”()（）—\n]+)+)(?=[,，。;；\n)）—]|$)"
)
_Numbers = list[tuple[Annotation, Metric]]


def check(document: Document) -> Iterator[Annotation]:
    """Every contradiction between numbers of a document. Never raises."""
    for flag in document.flags:
        if flag.code in _TOLD and flag.span:
            rule, severity, advice = _TOLD[flag.code]
            yield gap_in_source(document, flag.span, rule, Gap("contradiction", severity, flag.note, advice))
    found = [(one, one.value) for one in document.labelled("metric") if isinstance(one.value, Metric)]
    for sentence in sentences(document.folded):
        inside = [(one, value) for one, value in found if sentence.covers(document.local(one))]
        yield from _sums(document, sentence, inside)
        yield from _shares(document, inside)
        yield from _over_whole(document, sentence)
    yield from _told_twice(document, found)
    yield from _lists(document)


def _sums(document: Document, sentence: Span, found: _Numbers) -> Iterator[Annotation]:
    """A total whose parts, told behind it (其中, 分别), come to another number."""
    for told in _PARTS.finditer(document.folded, sentence.start, sentence.end):
        before = [pair for pair in found if document.local(pair[0]).end <= told.start()]
        if not before:
            continue
        one, total = before[-1]
        if total.value is None or total.bound != "exact" or total.unit == "%":
            continue
        parts = _parts([pair for pair in found if document.local(pair[0]).start >= told.end()], total)
        made = sum(value.value or 0 for _, value in parts)
        complete = _COMPLETE.search(document.folded, told.start(), sentence.end) is not None
        if len(parts) > 1 and (made > total.value * 1.0001 or (complete and made < total.value * 0.9999)):
            listed = "+".join(f"{value.value:g}" for _, value in parts)
            reason = f"分项之和{listed}={made:g},与总数{total.value:g}不符 The parts do not make the total."
            value = Gap("contradiction", "must", reason, "核对总数与分项 Check both.")
            yield gap(document, document.local(one), "number.sum", value)


def _parts(following: _Numbers, total: Metric) -> _Numbers:
    """The numbers right behind a total that are parts of it: of its unit, and of nothing else that was done."""
    parts: _Numbers = []
    for one, value in following:
        another = one.provenance.rule != "part" and value.action not in (None, total.action)
        if another or not _alike(value.unit, total.unit) or value.value is None:
            break
        parts.append((one, value))
    return parts


def _alike(unit: str | None, other: str | None) -> bool:
    """Whether two units count alike: 9个单位,其中企业4家、驾校4所."""
    return unit == other or {unit, other} <= _BODIES


def _told_twice(document: Document, found: _Numbers) -> Iterator[Annotation]:
    """A number of the whole (全年共…) beside another exact number of the same thing elsewhere.

    Wider than the flag `metric.contradicted`: the verb may be missing at one of them, the unit may be any.
    """
    whole = [(one, value, _clause(document, one)) for one, value in _wholes(document, found)]
    for at, (one, value, clause) in enumerate(whole):
        for other, against, clauses in whole[at + 1 :]:
            total = _TOTAL.search(clause) or _TOTAL.search(clauses)
            # Of what recurs (人次), only a whole that is less than one of its times is a slip.
            recurs = value.unit in ("次", "人次") and not (_TOTAL.search(clauses) and _less(against, value))
            stock = bool(STOCK.search(clause)) != bool(STOCK.search(clauses))  # 新建9座 beside 共有96座
            if (
                total
                and not (stock or recurs)
                and _apart(document, one, other)
                and _same(value, against)
                and value.value != against.value
            ):
                reason = f"前面作“{one.text}”,这里作“{other.text}” Told as {one.text} before."
                told = Gap("contradiction", "should", reason, "以一个为准,统一全文 Keep one of the two.")
                yield gap(document, document.local(other), "number.told_twice", told)
                break


def _less(one: Metric, other: Metric) -> bool:
    return (one.value or 0) < (other.value or 0)


def _apart(document: Document, one: Annotation, other: Annotation) -> bool:
    """Whether two numbers stand in sentences of their own: 由5.8万元降到2.1万元 tells of two times."""
    between = document.folded[document.local(one).end : document.local(other).start]
    return re.search("[。;；!?\n]", between) is not None


def _wholes(document: Document, found: _Numbers) -> Iterator[tuple[Annotation, Metric]]:
    """The exact numbers of things that no word of their sentence says are of a part, another year or a plan."""
    for one, value in found:
        planned = document.facts.kind == "plan"  # there one target is told beside another
        past = (
            planned
            or value.status == "done"
            or (value.status == "target" and _LOOKS_BACK.search(_clause(document, one)))
        )
        told = value.value and value.unit and value.object and value.bound == "exact" and one.provenance.rule != "part"
        sentence = (
            _before(document, one) + document.folded[document.local(one).end :][:1]
        )  # a cell of a table ends in a tab
        apart = OF_ITS_OWN.search(re.split("[,，]", sentence)[-1]) or re.search(_OF_SOME, sentence)
        if told and past and not apart:
            yield one, value


def _before(document: Document, one: Annotation) -> str:
    """The sentence of a number, as far as the number."""
    at = document.local(one).start
    return re.split("[。;；\n]", document.folded[max(0, at - 200) : at])[-1]


def _clause(document: Document, one: Annotation) -> str:
    """The words before a number in its clause, and the one before."""
    return "".join(re.split("[,，]", _before(document, one))[-2:])


def _same(one: Metric, other: Metric) -> bool:
    """Whether two numbers count one thing: nothing is done to it at one of them, or the same at both."""
    first, second = str(one.object), str(other.object)
    alike = first == second or (min(len(first), len(second)) > 2 and (first.endswith(second) or second.endswith(first)))
    done = one.action == other.action or None in (one.action, other.action)
    return alike and done and one.unit == other.unit and one.unit not in ("%", "倍")


def _shares(document: Document, found: _Numbers) -> Iterator[Annotation]:
    """Three shares or more of one answer that make nearly, but not quite, a hundred."""
    run: _Numbers = []
    for one, value in [*found, (None, None)]:
        if one is not None and value is not None and value.unit == "%" and value.value and not value.action:
            if run and re.search("[;；]", document.folded[document.local(run[-1][0]).end : document.local(one).start]):
                yield from _uneven(document, run)
                run = []
            run.append((one, value))
            if len(run) > 1 and abs(sum(share.value or 0 for _, share in run) - 100) <= 0.3:
                run = []
            continue
        yield from _uneven(document, run)
        run = []


def _uneven(document: Document, run: _Numbers) -> Iterator[Annotation]:
    if len(run) < 3 or any(value.bound != "exact" for _, value in run):
        return
    told = [value.value or 0 for _, value in run]
    total = sum(told)
    first = next((first for first in range(len(told) - 1) if abs(sum(told[first:]) - 100) <= 0.3), None)
    if first is not None:  # shares of one of the shares before them, or of another question
        yield from _uneven(document, run[:first])
        return
    start, end = document.local(run[0][0]).start, document.local(run[-1][0]).end
    between = document.folded[max(0, start - 12) : end]
    if (
        not _MANY.search(between)
        and _ROUND[0] <= total <= _ROUND[1]
        and abs(total - 100) > 0.3
        and _OF_ANSWERS.search(between)
    ):
        reason = f"各项占比之和为{total:g}%,不是100% The shares make {total:g} %, not 100."
        yield gap(
            document,
            Span(start, end),
            "number.shares",
            Gap("contradiction", "must", reason, "核对各项占比 Check the shares."),
        )


def _over_whole(document: Document, sentence: Span) -> Iterator[Annotation]:
    """A share of a whole (占全市的115%) that is more than all of it, where the flags of metrics do not see one."""
    for found in _WHOLE.finditer(document.folded, sentence.start, sentence.end):
        span = Span(*found.span("share"))
        if float(found["value"]) > 100 and not flagged(document, span, "metric.over_100"):
            reason = f"占比超过100%:{found['share']} A share of more than 100 %."
            yield gap(
                document, span, "number.over_100", Gap("contradiction", "must", reason, "核对该比率 Check the share.")
            )


def _lists(document: Document) -> Iterator[Annotation]:
    """A formula (“四送”服务) and the list right behind it that has more or fewer members, where the extractor sees none.

    Behind a mere comma, the members must all begin, or all end, with a character of the formula.
    """
    for found in _FORMULA.finditer(document.folded):
        members, number = found["list"].split("、"), int(numeral(found["number"].replace("两", "二")) or 0)
        joined = re.split("、|以及|[和及与]", found["list"])
        told = found["formula"].endswith(("即", ":", "：", "——"))
        alike = any(all(one.startswith(char) or one.endswith(char) for one in members) for char in found["of"])
        if number in (len(members), len(joined)) or members[-1].endswith("等") or not (told or alike):
            continue
        if not flagged(document, Span(*found.span("formula")), "slogan.count"):
            reason = f"“{found['number']}{found['of']}”之后列了{len(members)}项 A list of {len(members)}."
            value = Gap("contradiction", "must", reason, "补齐或改数 Complete the list or change the number.")
            yield gap(document, Span(*found.span("formula")), "slogan.count", value)

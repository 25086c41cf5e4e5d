"""Numbers that contradict each other (数字矛盾): told twice with two values, over the whole, parts that make no total, lists
of another number than their formula says.

The first and the last are the flags of `contradictions`; here come sums. Parts (其中) may leave some out, so that only more
than the total is a sure mistake; shares of one answer that go round a hundred should make it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civtext.gaps.finding import gap, gap_in_source
from civtext.model import Annotation, Document, Gap, Metric, Span
from civtext.words import sentences

_TOLD = {
    "metric.over_100": ("number.over_100", "must", "核对该比率 Check the share."),
    "metric.contradicted": ("number.told_twice", "must", "以一个为准,统一全文 Keep one of the two."),
    "slogan.count": ("slogan.count", "must", "补齐或改数 Complete the list or change the number."),
}
_ALL_TOLD = re.compile(r"分别(?:为|是|占)|(?:其余|剩余|另外)|由[^。]{2,30}组成|包括")
_OF_ANSWERS = re.compile(r"满意|赞成|同意|认为|知晓|了解|表示|支持|选择|占")
_ROUND = (85.0, 115.0)  # a sum of shares this near a hundred was meant to be one

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


def _sums(document: Document, sentence: Span, found: _Numbers) -> Iterator[Annotation]:
    """A total whose parts, told behind it, come to another number."""
    for index, (one, total) in enumerate(found):
        parts = _parts(found[index + 1 :], total)
        if one.provenance.rule == "part" or total.value is None or total.bound != "exact" or len(parts) < 2:
            continue
        told = sum(value.value or 0 for _, value in parts)
        first = document.local(one).end
        complete = _ALL_TOLD.search(document.folded, first, sentence.end) is not None
        if told > total.value * 1.0001 or (complete and told < total.value * 0.9999):
            listed = "+".join(f"{value.value:g}" for _, value in parts)
            reason = f"分项之和{listed}={told:g},与总数{total.value:g}不符 The parts do not make the total."
            yield gap(
                document,
                document.local(one),
                "number.sum",
                Gap("contradiction", "must", reason, "核对总数与分项 Check both."),
            )


def _parts(following: _Numbers, total: Metric) -> _Numbers:
    """The numbers right behind a total that are said to be parts of it."""
    parts: _Numbers = []
    for one, value in following:
        if one.provenance.rule != "part" or value.unit != total.unit or value.value is None:
            break
        parts.append((one, value))
    return parts


def _shares(document: Document, found: _Numbers) -> Iterator[Annotation]:
    """Three shares or more of one answer that make nearly, but not quite, a hundred."""
    run: _Numbers = []
    for one, value in [*found, (None, None)]:
        if one is not None and value is not None and value.unit == "%" and value.value and not value.action:
            run.append((one, value))
            continue
        yield from _uneven(document, run)
        run = []


def _uneven(document: Document, run: _Numbers) -> Iterator[Annotation]:
    if len(run) < 3 or any(value.bound != "exact" for _, value in run):
        return
    told = [value.value or 0 for _, value in run]
    total = sum(told)
    if any(abs(sum(told[first:]) - 100) <= 0.3 for first in range(len(told) - 1)):
        return  # shares of one of the shares before them
    start, end = document.local(run[0][0]).start, document.local(run[-1][0]).end
    between = document.folded[max(0, start - 12) : end]
    if _ROUND[0] <= total <= _ROUND[1] and abs(total - 100) > 0.3 and _OF_ANSWERS.search(between):
        reason = f"各项占比之和为{total:g}%,不是100% The shares make {total:g} %, not 100."
        yield gap(
            document,
            Span(start, end),
            "number.shares",
            Gap("contradiction", "must", reason, "核对各项占比 Check the shares."),
        )

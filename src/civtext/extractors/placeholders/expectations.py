"""What belongs in a blank (待填内容): the noun it stands with, the unit, the scale and the digits that its mask shows.

Read once all else has been found, for a number's noun is what its metric counts.

>>> from civtext.model import CleanText, Source
>>> from civtext.extractors import metrics, placeholders
>>> def told(text: str) -> list[tuple[str, str | None, str, str, str]]:
...     document = Document(Source(text), CleanText.of(text, []))
...     for extract in (placeholders.extract, metrics.extract):
...         document = document.with_annotations(extract(document))
...     values = [one.value for one in with_expectations(document).labelled("placeholder")]
...     return [(one.type, one.noun, one.unit, one.scale, one.digits) for one in values if isinstance(one, Placeholder)]
>>> told("XX市投入创建资金X.X亿元,整治背街小巷____条")
[('place', '市', '', '', '##'), ('money', '创建资金', '元', '亿', '#.#'), ('count', '背街小巷', '条', '', '')]
>>> told("20xx年满意率达XX%")
[('date', '年', '', '', '20##'), ('percent', '满意率', '%', '', '##')]
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from civtext.extractors.placeholders import cue_of
from civtext.extractors.placeholders.forms import MASKS
from civtext.model import Document, Metric, Placeholder, Span

_SCALE = re.compile(r"\ ?(?:[余多来几]?)([十百千]?[万亿])")
_SHOWS = re.compile(rf"[{MASKS}NM\d.,]+")
_OPEN = re.compile(rf"[{MASKS}NM]")
_COUNTS = ("count", "percent", "money")


def with_expectations(document: Document) -> Document:
    """The document with noun, unit, scale and digits filled in for each of its placeholders."""
    metrics = [(document.local(one), one.value) for one in document.labelled("metric") if isinstance(one.value, Metric)]
    told = tuple(
        replace(one, value=_expected(document, document.local(one), one.value, metrics))
        if isinstance(one.value, Placeholder)
        else one
        for one in document.annotations
    )
    return replace(document, annotations=told)


def _expected(
    document: Document, span: Span, value: Placeholder, metrics: Sequence[tuple[Span, Metric]]
) -> Placeholder:
    right = document.folded[span.end : span.end + 4]
    digits = _digits(document.folded[span.start : span.end])
    at = bisect_right(metrics, span.start, key=lambda one: one[0].start) - 1
    if value.type in _COUNTS and at >= 0 and metrics[at][0].covers(span):
        scale = _SCALE.match(right)
        metric = metrics[at][1]
        return replace(value, noun=metric.object, unit=metric.unit, scale=scale[1] if scale else "", digits=digits)
    return replace(value, noun=cue_of(document.folded, span, value.type), digits=digits)


def _digits(mask: str) -> str:
    """X.X as #.#, 20xx as 20##; "" where the mask does not say how many (____, a bracket, 某)."""
    if not _SHOWS.fullmatch(mask) or not mask.strip("_"):
        return ""
    return _OPEN.sub("#", mask)

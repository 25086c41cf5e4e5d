"""Residuals (残留真名): real names that a masked text forgot to mask.

Only where the text masks its own place (XX市) is a name left in a leak. Names of national renown give nothing away, nor
does a person without a role beside the name.

>>> from civtext.model import CleanText, Entity, Placeholder, Source
>>> text = "XX市持续推进创建,睢阳区干部入户走访。"
>>> document = Document(Source(text), CleanText.of(text, []))
>>> blank = document.found(Span(0, 2), "placeholder", Placeholder("place"), rule="r")
>>> name = document.found(Span(10, 13), "entity", Entity("place", "河南省商丘市睢阳区"), rule="r")
>>> [(found.text, found.value.kind) for found in extract(document.with_annotations([blank, name]))]
[('睢阳区', 'place')]
"""

from __future__ import annotations

import re

from civtext.lexicons import terms
from civtext.model import Annotation, Document, Entity, Placeholder, Residual, Span

_HAN = "一-鿿"
_KINDS = {"place": "place", "person": "person"}
_NAMED_ORG = ("named_locality",)
_WATER = re.compile(
    rf"(?:从|沿|沿着|在|对|治理|整治|流经|围绕|依托)([{_HAN}]{{2,4}}?(?:河|江|湖|山|渠|水库|湿地))(?![{_HAN}]?(?:长|道治|湖长|清))"
)


def extract(document: Document) -> list[Annotation]:
    """The real names in a masked text: places, schools and the like, persons, rivers and hills."""
    if not _masks_its_place(document):
        return []
    found = [leak for one in document.labelled("entity") if (leak := _leak(document, one))]
    taken = [document.local(one) for one in found]
    for match in _WATER.finditer(document.folded):
        span = Span(*match.span(1))
        if not any(span.overlaps(other) for other in taken) and not _common(match.group(1)):
            found.append(document.found(span, "residual", Residual("landmark"), rule="river_or_hill"))
    return sorted(found, key=lambda one: one.span)


def _masks_its_place(document: Document) -> bool:
    blanks = [one.value for one in document.labelled("placeholder")]
    return any(isinstance(blank, Placeholder) and blank.type in ("place", "org") for blank in blanks)


def _leak(document: Document, one: Annotation) -> Annotation | None:
    value, rule = one.value, one.provenance.rule
    if not isinstance(value, Entity) or one.text in terms("renowned_places"):
        return None
    kind = "org" if value.kind == "org" and rule in _NAMED_ORG else _KINDS.get(value.kind)
    return document.found(document.local(one), "residual", Residual(kind), rule=rule) if kind else None


def _common(name: str) -> bool:
    """Whether it is a set phrase (绿水青山, 江河湖海) or renowned."""
    return not name.strip("江河湖海山川青绿") or any(word in name for word in terms("renowned_places"))

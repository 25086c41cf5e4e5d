"""Residuals (残留真名): real names that a masked text forgot to mask.

Only where the text masks its own place (XX市) is a name left in a leak. Names of national renown give nothing away, nor
does a person without a role beside the name, nor what only says which sort: 文化广场, 断头路.

>>> from civtext.model import CleanText, Entity, Placeholder, Source
>>> text = "XX市持续推进创建,睢阳区干部入户走访,整治青屿路两侧。"
>>> document = Document(Source(text), CleanText.of(text, []))
>>> blank = document.found(Span(0, 2), "placeholder", Placeholder("place"), rule="r")
>>> name = document.found(Span(10, 13), "entity", Entity("place", "河南省商丘市睢阳区"), rule="r")
>>> [(found.text, found.value.kind) for found in extract(document.with_annotations([blank, name]))]
[('睢阳区', 'place'), ('青屿路', 'landmark')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civtext import words
from civtext.extractors.entities import is_common, own_name
from civtext.lexicons import terms
from civtext.model import Annotation, Document, Entity, Placeholder, Residual, Span

_HAN = "一-鿿"
_KINDS = {"place": "place", "person": "person"}
_NAMED_ORG = ("named_locality",)
# The longer first: 岚水河滨河公园 is one name.
_LANDMARKS = {
    "expressway": re.compile(
        rf"(?P<name>[{_HAN}]{{2}})高速(?:公路)?(?:[{_HAN}]{{0,4}}?(?:出口|入口|下站口|收费站|互通|服务区))?"
    ),
    "park_or_square": re.compile(
        rf"(?P<name>[{_HAN}]{{2,8}})(?:公园(?![{_HAN}]?[化绿])|广场(?!舞)|大桥|古镇|景区|书院|水库|湿地)"
    ),
    "street": re.compile(
        rf"(?P<name>[{_HAN}]{{2,8}}?)(?:大道|大街(?!小巷)|路(?![灯貌面段口网径况边障牌长政由容沿线人旁基演])|街(?![道区巷头面景坊长办心市容貌]))"
    ),
    "river_or_hill": re.compile(
        rf"(?P<name>[{_HAN}]{{1,8}}?)(?:河(?!道)|江|湖|山(?![区东西水体坡林地庄头顶])|渠(?!道))(?![{_HAN}]?(?:长|湖长|清))"
    ),
}
# 解放路, 中山路: streets whose names are words, which the dictionary knows as names.
_IN_THE_DICTIONARY = re.compile(rf"[{_HAN}]{{2}}(?:路|街)(?![道区巷头面景坊长办心市灯口])")
_BESIDE = re.compile(r"(?:从|沿|沿着|在|对|流经|围绕|依托|治理|整治)\Z")
_NEWSPAPER = re.compile(rf"《(?P<name>[{_HAN}]{{2,4}})(?:日报|晚报|早报|晨报|时报)》")
_LONGEST = {"park_or_square": 6, "street": 4, "river_or_hill": 3, "expressway": 2}
_SIDES = "东南西北中"
# Parts of speech of words that a name may consist of: names, what the dictionary does not hold.
_PROPER = ("", "ns", "nr", "nz", "nrt", "nrfg", "nt")


def extract(document: Document) -> list[Annotation]:
    """The real names in a masked text: places, schools and the like, persons, streets, parks, rivers, newspapers."""
    if not _masks_its_place(document):
        return []
    found = [leak for one in document.labelled("entity") if (leak := _leak(document, one))]
    taken = [document.local(one) for one in found]
    for span, kind, rule in _shaped(document.folded):
        if not any(span.overlaps(other) for other in taken):
            taken.append(span)
            found.append(document.found(span, "residual", Residual(kind), rule=rule))
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


def _shaped(folded: str) -> Iterator[tuple[Span, str, str]]:
    """Landmarks and newspapers by what they end in, with a name before that is no common word."""
    for rule, pattern in _LANDMARKS.items():
        for match in pattern.finditer(folded):
            name = own_name(match["name"])
            whole = name + folded[match.end("name") : match.end()]
            span = Span(match.end() - len(whole), match.end())
            beside = rule == "river_or_hill" and _BESIDE.search(folded, max(0, span.start - 2), span.start)
            if not 0 < len(name) <= _LONGEST[rule] or _is_phrase(whole):
                continue
            if beside or (len(name) > 1 and _proper(name, whole)):
                yield span, "landmark", rule
    for match in _IN_THE_DICTIONARY.finditer(folded):
        if words.tag(match[0]) in ("ns", "nz"):
            yield Span(*match.span()), "landmark", "known_street"
    for match in _NEWSPAPER.finditer(folded):
        if not _is_phrase(match[0]) and _proper(match["name"], match[0]):
            yield Span(match.start() + 1, match.end() - 1), "org", "newspaper"


def _is_phrase(whole: str) -> bool:
    """Whether it is renowned, a set phrase (绿水青山, 江河湖海), or says which sort it is (断头路)."""
    return (
        not whole.strip("江河湖海山川青绿水")
        or is_common(whole)
        or any(word in whole for word in terms("renowned_places"))
    )


def _proper(name: str, whole: str) -> bool:
    """Whether a name is no word, and not of common words alone (儿童友好公园), nor its sort a part of one (新思路)."""
    *_, last = words.cut(whole)
    if len(name) + len(last) > len(whole) and last[0] not in _SIDES and words.tag(last) not in _PROPER:
        return False
    return words.tag(name) in _PROPER and not all(words.tag(word) not in _PROPER for word in words.cut(name))

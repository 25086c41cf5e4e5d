"""Who is meant: names that mean one thing become one node, one name that means several things becomes several.

A body, a paper, a campaign, a formula belongs to a place: every city has its 市文明办 and its 《实施方案》. Its node's id is
made of the place and of the name without what may be left off, so that two homonyms are two nodes, and 云岭市文明办,
云岭市's 市文明办 and its 市精神文明建设委员会办公室 are one. Why a name was taken for another is a reason
(docs/graph.md). Objects (背街小巷) and what the whole country has (《新时代公民道德建设实施纲要》) belong to nobody.

>>> namer = Namer(["江西省云岭市", "云岭市", "砚湖区"])
>>> namer.place("云岭市")
Name(kind='place', scope='', key='江西省云岭市', label='江西省云岭市', reasons=('only_longer_name',))
>>> namer.body("市创城办", "江西省云岭市").id, namer.body("云岭市创建办", "砚湖区").id
('organisation:江西省云岭市:创建办', 'organisation:江西省云岭市:创建办')
>>> namer.body("市创城办", "砚湖区").label, namer.body("市创城办", "砚湖区").reasons
('市创建办', ('short_form', 'other_level'))
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from civtext.lexicons import lexicon, terms
from civtext.places import named

LONGEST = 60  # characters of a place's name; what is longer is none, and is not taken apart
_DIVISION = re.compile(
    r".+?(?:特别行政区|自治[区州县旗]|地区|开发区|高新区|新区|街道|市(?![市区县])|[省县区旗盟](?!街道)|[镇乡](?![市县区镇乡]|街道))"
)
# The word for a division before what a body is called: not that in 市场监管局, 区域 or 市级媒体.
_LEVEL = re.compile(
    r"[我本全]?(?P<level>自治区|街道|省(?!级)|市(?!场监|民|容|直|级|[区县、]|政(?!府|协|法|务))|县(?![级域城直、])|区(?![级域内划间块直、])"
    r"|旗(?![下县、])|州|盟|镇(?![街区村、])|乡(?![镇村、]))(?=.)"
)
_LEAGUE = re.compile(r"团(?P<level>[省市县区州旗])委")
# Who speaks (我局), a place that is none (XX市), persons by their office.
_NOBODY = re.compile(
    r"我们|大家|带队|[我全本各][一-鿿]{1,2}(?:上下)?|[xX×＊*某]+[省市县区镇乡]|.*(?:书记|[省市县区镇乡局]长)|."
)
_QUOTED = re.compile(r"^“([^“”]+)”$")
_DASH = re.compile(r"\s*[-—－–~至到]+\s*")
_YEAR = re.compile(r"(?:19|20)(?:\d\d|[xX×＊*]{2})(?:\s*[-—－–~至到]+\s*(?:(?:19|20)?\d\d))?年?度?")
_NATIONAL = re.compile(r"中华人民共和国|中共中央|中央|国务院|全国(?!文明城市创建|文明城市工作|县级)")


class Name(NamedTuple):
    """What a name comes to: its node's kind, whose it is ("" nobody's), what identifies it there, its label, and why."""

    kind: str
    scope: str
    key: str
    label: str
    reasons: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The node's id."""
        return ":".join(filter(None, (self.kind, self.scope, self.key)))


class Namer:
    """Takes names as they stand in the texts of a base for whom they mean; `places` are those that its documents are of."""

    def __init__(self, places: Iterable[str]) -> None:
        known = sorted(set(filter(None, places)))
        self._longer = {place: _longer(place, known) for place in known}
        owners: dict[str, set[str]] = {}
        for place in {self._longer[place] or place for place in known}:
            for name, whole in _written(place):
                owners.setdefault(name, set()).add(whole)
        self._owners = {name: min(whole) for name, whole in owners.items() if len(whole) == 1}

    def place(self, place: str) -> Name:
        """The place of a document."""
        longer = self._longer.get(place)
        return Name("place", "", longer or place, longer or place, ("only_longer_name",) if longer else ())

    def body(self, name: str, scope: str) -> Name | None:
        """The body that a text of a place (or, if it has none, a text, by its hash) names; None for 我们, 全市,
        the place itself, persons."""
        if _NOBODY.fullmatch(name):
            return None
        if name in dict(_written(scope)) or name in _levels(scope):
            return None
        whose, rest, why = self._whose(name, scope)
        short, short_why = _same(rest, "organisation")
        reasons = (*short_why, *why)
        if "other_level" in reasons:
            level = _LEVEL.match(name)
            prefix = level["level"] if level else ""
            return Name("organisation", scope, prefix + short, prefix + short, reasons)
        return Name("organisation", whose, short, _innermost(whose) + short, reasons)

    def paper(self, title: str, scope: str) -> tuple[Name, str]:
        """A paper by its title, and the year in that: 《云岭市2023年创建方案》 is 云岭市's 创建方案, of 2023年."""
        return self._scoped("cited_document", title, scope)

    def campaign(self, name: str, scope: str) -> tuple[Name, str]:
        """A campaign, likewise."""
        return self._scoped("campaign", name, scope)

    def thing(self, name: str) -> Name:
        """What a measure acts on; a name in quotation marks is the same without them."""
        key, why = _same(_QUOTED.sub(r"\1", name), "object")
        return Name("object", "", key, key, why)

    def _scoped(self, kind: str, title: str, scope: str) -> tuple[Name, str]:
        if _NATIONAL.match(title) or title in terms("national_names", type=kind):
            return Name(kind, "全国", title.removeprefix("中华人民共和国"), title, ("national",)), ""
        whose, rest = self._stated(title, scope)
        year = _YEAR.search(rest)
        key = (rest[: year.start()] + rest[year.end() :]).strip() if year else rest
        why = ("named_in_full",) if rest != title else ()
        found = Name(kind, whose, key or rest, title, why)
        return found, _DASH.sub("—", year[0].rstrip("年度")) if year and key else ""

    def _whose(self, name: str, scope: str) -> tuple[str, str, tuple[str, ...]]:
        """Whose body a name means, what it is called there, and why that is so."""
        whose, rest = self._stated(name, scope)
        if rest != name:
            return whose, rest, ("named_in_full",)
        levels = _levels(scope)
        for pattern, left in ((_LEAGUE, "团委"), (_LEVEL, "")):
            if found := pattern.match(name):
                own = levels.get(found["level"])
                rest = left or name[found.end() :]
                return (own, rest, ("own_place",)) if own else (scope, left or rest, ("other_level",))
        return scope, name, ("own_place",) if _chain(scope) else ()

    def _stated(self, name: str, scope: str) -> tuple[str, str]:
        """The place with which a name begins and what follows; the place of its text, and all of it, where none is named."""
        own = dict(_written(scope))
        for end in range(min(len(name) - 1, 30), 1, -1):
            if (whose := own.get(name[:end]) or self._owners.get(name[:end])) and len(name) - end > 1:
                return whose, name[end:]
        return scope, name


def _longer(place: str, known: list[str]) -> str | None:
    """The one longer name that ends in a place's, where no official list has several places of that name."""
    longer = [other for other in known if other != place and other.endswith(place)]
    innermost = [other for other in longer if not any(more.endswith(other) for more in longer if more != other)]
    return innermost[0] if len(innermost) == 1 and len(named(place)) < 2 else None


@cache
def _chain(place: str) -> tuple[str, ...]:
    """The divisions that a place's name names: 江西省云岭市 is 江西省 and 云岭市."""
    return tuple(_DIVISION.findall(place)) if len(place) <= LONGEST else ()


def _written(place: str) -> list[tuple[str, str]]:
    """How a place, and those above it, are written, and which is meant: 云岭市 江西省云岭市."""
    parts = _chain(place)
    return [
        ("".join(parts[start:end]), "".join(parts[:end])) for end in range(1, len(parts) + 1) for start in range(end)
    ]


def _levels(place: str) -> dict[str, str]:
    """The divisions of a place by the word that stands for each in the names of its bodies."""
    levels: dict[str, str] = {}
    for index, part in enumerate(_chain(place), 1):
        whole = "".join(_chain(place)[:index])
        if part.endswith(("自治区", "特别行政区")):
            levels |= {"自治区": whole, "省": whole}
        else:
            levels["街道" if part.endswith("街道") else part[-1]] = whole
    return levels


def short_names(place: str) -> set[str]:
    """What a place goes by without the word for its division.

    >>> short_names("江西省云岭市")
    {'云岭'}
    """
    found = re.fullmatch(r"(.{2,}?)(?:省|市|地区|[县区旗盟镇乡]|街道|自治[区州县旗])", _innermost(place))
    return {found[1]} if found else set()


def _innermost(place: str) -> str:
    parts = _chain(place)
    return parts[-1] if parts else ""


def same_thing(name: str) -> str:
    """What the graph calls an object.

    >>> same_thing("小街小巷"), same_thing("路灯")
    ('背街小巷', '路灯')
    """
    return _same(name, "object")[0]


@cache
def _same_names(kind: str) -> dict[str, str]:
    return {entry["term"]: entry["canonical"] for entry in lexicon("same_names") if entry["type"] == kind}


def _same(name: str, kind: str) -> tuple[str, tuple[str, ...]]:
    """The name under which the graph knows another."""
    canonical = _same_names(kind).get(name)
    return (canonical, ("short_form",)) if canonical else (name, ())

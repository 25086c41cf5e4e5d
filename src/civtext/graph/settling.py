"""Papers, campaigns and formulas can be told apart only when all are known: one 《创建方案》 of a place, or one a year.

>>> namer = Namer(["江西省云岭市"])
>>> papers = [Mention(*namer.paper(title, "江西省云岭市"), title) for title in ("云岭市2023年创建方案", "创建方案")]
>>> [name.id for name in settle(papers)]
['cited_document:江西省云岭市:创建方案', 'cited_document:江西省云岭市:创建方案']
>>> papers += [Mention(*namer.paper("2024年创建方案", "江西省云岭市"), "2024年创建方案")]
>>> [name.key for name in settle(papers)]
['创建方案 2023', '创建方案', '创建方案 2024']
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from civtext.graph.naming import Name, Namer

__all__ = ["APART", "Mention", "Namer", "settle", "settle_slogans"]

APART = " "  # in a key: before what tells a thing from another of its place and name

_Group = tuple[str, str]


class Mention(NamedTuple):
    """A paper or campaign as a text names it: what its title comes to, the year and number (文号) it is given, if any."""

    name: Name
    year: str
    written: str
    number: str = ""


def settle(mentions: Sequence[Mention]) -> list[Name]:
    """The name of each mention's node (papers, or campaigns): one of a place and title, unless of several years or numbers."""
    numbered = _numbered(mentions)
    groups: defaultdict[_Group, list[int]] = defaultdict(list)
    for index, mention in enumerate(mentions):
        groups[_home(mention, numbered)].append(index)
    found: dict[int, Name] = {}
    for home, indexes in groups.items():
        found |= dict(zip(indexes, _settled([mentions[index] for index in indexes], home), strict=True))
    return [found[index] for index in range(len(mentions))]


def _numbered(mentions: Iterable[Mention]) -> dict[_Group, set[_Group]]:
    """The titles that are known by a number, by whose papers it is on."""
    found: defaultdict[_Group, set[_Group]] = defaultdict(set)
    for one in mentions:
        if one.number and one.name.key != one.number:
            found[one.name.scope, one.number].add((one.name.scope, one.name.key))
    return found


def _home(mention: Mention, numbered: dict[_Group, set[_Group]]) -> _Group:
    titles = numbered.get((mention.name.scope, mention.number), set())
    bare = mention.name.key == mention.number
    return min(titles) if bare and len(titles) == 1 else (mention.name.scope, mention.name.key)


def _settled(group: Sequence[Mention], home: _Group) -> list[Name]:
    """The names of the mentions of a place and title."""
    several = len({one.year for one in group} - {""}) > 1, len({one.number for one in group} - {""}) > 1
    same: defaultdict[tuple[str, str], list[Mention]] = defaultdict(list)
    for one in group:
        same[_parts(one, several)].append(one)
    told = {parts: (_fullest(ones, home[1]), *_known(ones)) for parts, ones in same.items()}
    return [_name(one, home, _parts(one, several), *told[_parts(one, several)]) for one in group]


def _fullest(group: Iterable[Mention], key: str) -> str:
    """The longest of the titles that are written, "" where only numbers are."""
    titles = (one.written for one in group if one.name.key == key)
    return max(titles, key=lambda title: (len(title), title), default="")


def _known(group: Sequence[Mention]) -> tuple[bool, bool]:
    """Whether a year and a number of a paper are told anywhere."""
    return any(one.year for one in group), any(one.number for one in group)


def _name(mention: Mention, home: _Group, parts: tuple[str, str], title: str, dated: bool, numbered: bool) -> Name:
    reasons = list(mention.name.reasons)
    reasons += ["same_number"] * (mention.name.key != home[1])
    reasons += ["year_left_off"] * (dated and not mention.year)
    reasons += ["number_left_off"] * (numbered and not mention.number)
    key = APART.join(filter(None, (home[1], *parts)))
    return Name(mention.name.kind, home[0], key, title or mention.written, tuple(reasons))


def _parts(mention: Mention, several: tuple[bool, bool]) -> tuple[str, str]:
    return mention.year if several[0] else "", mention.number if several[1] else ""


def settle_slogans(told: Iterable[tuple[str, str, tuple[str, ...]]]) -> list[tuple[Name, tuple[str, ...]]]:
    """The node's name and the members of each formula (its place, its text, its members where it tells them)."""
    told = list(told)
    lists: defaultdict[_Group, set[tuple[str, ...]]] = defaultdict(set)
    for scope, text, items in told:
        lists[scope, text] |= {items} - {()}
    return [_formula(scope, text, items, lists[scope, text]) for scope, text, items in told]


def _formula(
    scope: str, text: str, items: tuple[str, ...], known: set[tuple[str, ...]]
) -> tuple[Name, tuple[str, ...]]:
    if len(known) <= 1:
        return Name("slogan", scope, text, text), min(known, default=())
    mark = hashlib.sha256("\n".join(items).encode()).hexdigest()[:8] if items else ""
    return Name("slogan", scope, APART.join(filter(None, (text, mark))), text), items

"""What is alike (同类): objects under their other names, actions by the kind of work, measures that are one practice.

Objects are compared by the one name that a lexicon gives them (小街小巷 is 背街小巷), then by the pairs of characters they share; what
qualifies a noun stands before it, so that its end weighs more. Actions are of one kind where the verbs' lexicon says so.
Clusters join what is alike enough to one of their members (single linkage over a bounded neighbourhood), named by what most
places say.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from civtext.comparison.reading import Row
from civtext.lexicons import lexicon

ONE_PRACTICE = 0.62
_MOST_ALIKE = 200  # measures of one pair of characters that are compared with one another
_QUALIFIERS = re.compile(
    r"^(?:全[市县区乡镇]|城区|主城区|辖区|建成区|[“\"].{1,8}[”\"]|一批|一系列|各类|各级|重点|主要|部分|多个|所有)+"
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Measures that are one practice: its readable name, its members in the order of years, the places that have it, and who was
    first ("" where years do not tell).
    """

    name: str
    members: tuple[Row, ...]
    places: tuple[str, ...]
    first: str


@cache
def _names() -> dict[str, str]:
    return {entry["term"]: entry["canonical"] for entry in lexicon("same_names") if entry["type"] == "object"}


@cache
def _verbs() -> dict[str, str]:
    kinds = {entry["term"]: entry["kind"] for entry in lexicon("verbs")}
    kinds = {term: kind for term, kind in kinds.items() if kind not in ("none", "vague")}
    return kinds | {entry["term"]: entry["family"] for entry in lexicon("works")}


@cache
def same_object(name: str) -> str:
    """The one name of an object: without what qualifies it from outside, its other names replaced.

    >>> same_object("全市小街小巷"), same_object("公共厕所"), same_object("口袋公园")
    ('背街小巷', '公厕', '口袋公园')
    """
    bare = _QUALIFIERS.sub("", name) or name
    names = _names()
    if bare in names:
        return names[bare]
    ending = max((term for term in names if bare.endswith(term)), key=len, default="")
    if not ending or bare.endswith(names[ending]):
        return bare
    return bare.removesuffix(ending) + names[ending]


def kind_of(action: str) -> str:
    """The family of work that a verb is of: new, renew, clear …; the verb itself where no lexicon gives it one.

    >>> kind_of("整治") == kind_of("改造"), kind_of("新建") == kind_of("改造")
    (True, False)
    """
    return _verbs().get(action, action)


def objects_alike(one: str, other: str) -> float:
    """How alike two objects are, from 0 to 1: shared pairs of characters (Dice), those of the last noun counted twice."""
    one, other = same_object(one), same_object(other)
    if one == other:
        return 1.0
    first, second = _pairs(one), _pairs(other)
    total = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / total if total else 0.0


def _pairs(text: str) -> Counter[str]:
    pairs = Counter(text[at : at + 2] for at in range(len(text) - 1))
    return pairs + Counter(text[at : at + 2] for at in range(max(0, len(text) - 4), len(text) - 1))


def measures_alike(one: Row, other: Row) -> float:
    """How alike two measures are: their objects, less where the kind of work differs."""
    if not one["object"] or not other["object"]:
        return 0.0
    same = kind_of(one["action"]) == kind_of(other["action"])
    return objects_alike(one["object"], other["object"]) * (1.0 if same else 0.6)


def clusters(measures: Sequence[Row]) -> list[Cluster]:
    """The practices among measures, those of most places first. Rows need `action`, `object`, `place`, `year`, `text`."""
    parent = list(range(len(measures)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for block in _neighbourhoods(measures):
        for index, one in enumerate(block):
            for other in block[index + 1 :]:
                if root(one) != root(other) and measures_alike(measures[one], measures[other]) >= ONE_PRACTICE:
                    parent[root(other)] = root(one)
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for at, row in enumerate(measures):
        groups[root(at)].append(row)
    made = [_cluster(rows) for rows in groups.values()]
    return sorted(made, key=lambda one: (-len(one.places), -len(one.members), one.name))


def _neighbourhoods(measures: Sequence[Row]) -> list[list[int]]:
    """Measures that may be alike: those that share a pair of characters which few others have."""
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(measures):
        for pair in set(_pairs(same_object(row["object"] or ""))):
            sharing[pair].append(at)
    return [block for block in sharing.values() if 1 < len(block) <= _MOST_ALIKE]


def _cluster(rows: Sequence[Row]) -> Cluster:
    said = Counter(f"{row['action']}{same_object(row['object'] or '')}" for row in rows)
    ordered = sorted(rows, key=lambda row: (row["year"] or 9999, row["document_id"], row["span_start"]))
    places = tuple(dict.fromkeys(row["place"] for row in ordered if row["place"]))
    dated = [row for row in ordered if row["year"] and row["place"]]
    earliest = {row["place"] for row in dated if row["year"] == dated[0]["year"]} if dated else set()
    first = dated[0]["place"] if len(earliest) == 1 and len(places) > 1 else ""
    return Cluster(max(said, key=lambda name: (said[name], -len(name), name)), tuple(ordered), places, first)

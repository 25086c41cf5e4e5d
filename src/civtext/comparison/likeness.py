"""What is alike (同类): objects under their other names, actions by the kind of work, measures that are one practice.

Objects are compared by the one name that a lexicon gives them (小街小巷 is 背街小巷); measures by the pairs of characters they are
told in, weighed by how few measures have them (the cosine of tf-idf vectors, Salton and Buckley 1988), for what names a practice
(红黑榜, 爱心冰柜) is rare, and what every measure says is not. Clusters are joined where their members are alike on average
(average linkage, within bounded neighbourhoods), and named by what most places say. What is built is never what is renewed or cleared.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product

from civtext.comparison.reading import Row
from civtext.lexicons import lexicon
from civtext.model import narrowed
from civtext.quantities import read

ONE_PRACTICE, ON_AVERAGE = 0.2, 0.15  # likeness of the most alike members of two clusters, and of all of them
_MOST_ALIKE, _MOST_BESIDE = 200, 20  # measures that are compared for one pair of characters, told or standing beside
_ONE_WORD = 2  # pairs of characters up to which all that two measures share is one word: 新时代
_BESIDE = 0.25  # weight of what stands beside a measure in its sentence
_CONTRARY = ("new", "renew", "clear")
_NO_WORD = re.compile(r"\W+|_")
_FIGURE = re.compile(r"[\d.〇零一二三四五六七八九十百千万亿余Xx×]+[个条处座名人次场件份块盏株棵部台吨米亩元]*|\W+|_")
Vector = dict[str, float]
_QUALIFIERS = re.compile(
    r"^(?:全[市县区乡镇]|全年(?!龄)|今年|目前|城区|主城区|辖区|建成区|[“\"].{1,8}[”\"]|一批|一系列|各类|各级|重点|主要|部分|多个|所有)+"
)
# What an object may end in without being another thing: 志愿服务活动, 交通违法行为, 绿地面积, 注册志愿者人数, 停车位总数, 满意度测评.
_EMPTY_HEADS = re.compile(
    r"(?<=..)(?:活动|面积|工作|(?<=违[法规章])行为|(?<=[者员民众])总?人数|数量|总[数量]|(?<=[度率])(?:测评|调查)(?:结果)?)$"
)
# A share goes by its whole, too: 注册志愿者占常住人口的20%, 注册志愿者占常住人口比例.
_SHARE = re.compile(r"(.{2,}?)占(?:(?:全|我|本)[省市县区乡镇州旗])?(.{2,12}?)(?:总数|总量)?的?(?:比例|比重|比率)$")


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
    """The one name of each name that the lexicon has; that of the one is itself, so that none within it is replaced."""
    names = {entry["term"]: entry["canonical"] for entry in lexicon("same_names") if entry["type"] == "object"}
    return {name: name for name in names.values()} | names


@cache
def _verbs() -> dict[str, str]:
    kinds = {entry["term"]: entry["kind"] for entry in lexicon("verbs")}
    kinds = {term: kind for term, kind in kinds.items() if kind not in ("none", "vague")}
    return kinds | {entry["term"]: entry["family"] for entry in lexicon("works")}


@cache
def same_object(name: str) -> str:
    """The one name of an object: without what qualifies it from outside, its other names replaced.

    >>> same_object("全市小街小巷"), same_object("公共停车泊位"), same_object("口袋公园")
    ('背街小巷', '停车位', '口袋公园')
    >>> same_object("注册志愿者人数占全市常住人口的比重")
    '注册志愿者占常住人口比例'
    """
    if share := _SHARE.match(name):
        return f"{same_object(share[1])}占{share[2]}比例"
    bare = _QUALIFIERS.sub("", name) or name
    bare = _EMPTY_HEADS.sub("", bare)
    names = _names()
    if bare in names:
        return names[bare]
    ending = max((term for term in names if bare.endswith(term)), key=len, default="")
    if not ending or bare.endswith(names[ending]):
        return bare
    renamed = bare.removesuffix(ending) + names[ending]
    return names.get(renamed, renamed)


def kind_of(action: str) -> str:
    """The family of work that a verb is of: new, renew, clear …; the verb itself where no lexicon gives it one.

    >>> kind_of("整治") == kind_of("改造"), kind_of("新建") == kind_of("改造")
    (True, False)
    >>> kind_of("改造升级绿化") == kind_of("改造")
    True
    """
    verbs = _verbs()
    known = (action[:length] for length in range(len(action), 1, -1) if action[:length] in verbs)
    return verbs.get(next(known, ""), action)


class Alike:
    """How alike two measures are, from 0 to 1, among those it was made of. Rows need `text`, `action`, `sentence`, `counted`."""

    def __init__(self, measures: Iterable[Row]) -> None:
        rows = list(measures)
        self._told: dict[tuple[str, ...], Vector] = {}
        having = Counter(pair for row in rows for pair in _pairs(row))
        self._rarity = {pair: math.log(1 + len(rows) / number) for pair, number in having.items()}

    def vector(self, row: Row) -> Vector:
        """The weights of a measure's pairs of characters, of length one."""
        key = (row["text"], row["action"], row["sentence"] if not row["counted"] else "")
        if key not in self._told:
            weights = {pair: weight * self._rarity.get(pair, 0.0) for pair, weight in _pairs(row).items()}
            length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
            self._told[key] = {pair: weight / length for pair, weight in weights.items()}
        return self._told[key]

    def __call__(self, one: Row, other: Row) -> float:
        if _contrary(one) != _contrary(other) and _contrary(one) and _contrary(other):
            return 0.0
        first, second = sorted((self.vector(one), self.vector(other)), key=len)
        shared = [pair for pair in first if pair in second]
        if len(shared) <= _ONE_WORD and not _is_one_work(one, other):
            return 0.0
        return sum(first[pair] * second[pair] for pair in shared)


def _is_one_work(one: Row, other: Row) -> bool:
    """Whether one word that two measures share may stand for one thing: they are of one kind of work, what is counted is of one name
    (惠及居民 is no council of 居民), what is not does not only end alike (街长制, 双组长制).
    """
    if kind_of(one["action"] or "") == kind_of(other["action"] or ""):
        return True
    first, second = (_NO_WORD.sub("", row["object"] or "") for row in (one, other))
    if one["counted"] or other["counted"]:
        return bool(first) and same_object(first) == same_object(second)
    return not first or first[-2:] != second[-2:]


def _contrary(row: Row) -> str:
    """The family of work, where it is one of those that exclude each other: new, renew, clear."""
    family = kind_of(row["action"] or "")
    return family if family in _CONTRARY else ""


def _pairs(row: Row) -> Vector:
    """The pairs of characters that a measure is told in, its verb and its figures left out; where it has none, numerals are part of a
    name (四点半课堂, 一窗通办), and what its sentence says of it counts a quarter (a sentence of many figures tells of many things).
    """
    told = row["text"].replace(row["action"] or "", "", 1)
    if row["counted"]:
        return dict.fromkeys(_pairs_in(_without_figures(told)), 1.0)
    beside = dict.fromkeys(_pairs_in(_without_figures(row["sentence"])), _BESIDE)
    return beside | dict.fromkeys(_pairs_in(_NO_WORD.split(narrowed(told))), 1.0)


def _without_figures(text: str) -> list[str]:
    """The stretches between figures and marks. Units go with their numbers: paving and sweeping are not alike for both being told in 平方米."""
    folded = narrowed(text)
    for number in reversed(read(folded)):
        folded = f"{folded[: number.span.start]},{folded[number.span.end :]}"
    return _FIGURE.split(folded)


def _pairs_in(stretches: Iterable[str]) -> Iterator[str]:
    for words in stretches:
        words = _other_names().sub(lambda found: _names()[found[0]], words)
        yield from (words[at : at + 2] for at in range(len(words) - 1))


@cache
def _other_names() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _names()), key=len, reverse=True)))


def clusters(measures: Sequence[Row], alike: Alike) -> list[Cluster]:
    """The practices among measures, those of most places first. Rows need `action`, `object`, `place`, `year`, and what `Alike` needs."""
    same: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)  # told in the same words
    for at, row in enumerate(measures):
        told = sorted(_pairs(row).items())
        same[(_contrary(row), *told) if told else (at,)].append(at)  # 办结12件 alone says nothing of what
    members = list(same.values())
    links = _links([measures[one[0]] for one in members], alike)
    cluster, of = {at: [at] for at in range(len(members))}, list(range(len(members)))
    for one, other in sorted((p for p in links if links[p] >= ONE_PRACTICE), key=lambda pair: (-links[pair], pair)):
        first, second = of[one], of[other]
        if first != second and _mean(links, cluster[first], cluster[second]) >= ON_AVERAGE:
            for at in cluster[second]:
                of[at] = first
            cluster[first] += cluster.pop(second)
    made = [_cluster([measures[row] for at in group for row in members[at]]) for group in cluster.values()]
    return sorted(made, key=lambda one: (-len(one.places), -len(one.members), one.name))


def _links(rows: Sequence[Row], alike: Alike) -> dict[tuple[int, int], float]:
    """How alike those rows are that share a pair of characters which few others have, fewer still where it only stands beside."""
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    beside: defaultdict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        for pair, weight in _pairs(row).items():
            beside[pair].append(at)
            if weight == 1:
                sharing[pair].append(at)
    blocks = [block for block in sharing.values() if len(block) <= _MOST_ALIKE]
    blocks += [block for block in beside.values() if len(block) <= _MOST_BESIDE]
    near = {pair for block in blocks for pair in combinations(block, 2)}
    links = {pair: alike(*both) for pair in near if not _in_one_sentence(*(both := (rows[pair[0]], rows[pair[1]])))}
    return {pair: likeness for pair, likeness in links.items() if likeness > 0}


def _in_one_sentence(one: Row, other: Row) -> bool:
    """Whether two measures are told in one sentence: it tells of two things, which what stands beside them makes no likelier one."""
    first, second = one["sentence"], other["sentence"]
    return one["document_id"] == other["document_id"] and (first in second or second in first)


def _mean(links: Mapping[tuple[int, int], float], first: Sequence[int], second: Sequence[int]) -> float:
    total = sum(links.get((min(pair), max(pair)), 0.0) for pair in product(first, second))
    return total / (len(first) * len(second))


def _cluster(rows: Sequence[Row]) -> Cluster:
    said = Counter(f"{row['action']}{same_object(row['object'] or '')}" for row in rows)
    ordered = sorted(rows, key=lambda row: (row["year"] or 9999, row["document_id"], row["span_start"]))
    places = tuple(dict.fromkeys(row["place"] for row in ordered if row["place"]))
    dated = [row for row in ordered if row["year"] and row["place"]]
    earliest = {row["place"] for row in dated if row["year"] == dated[0]["year"]} if dated else set()
    first = dated[0]["place"] if len(earliest) == 1 and len(places) > 1 else ""
    return Cluster(max(said, key=lambda name: (said[name], -len(name), name)), tuple(ordered), places, first)

"""Numbers that contradict each other (数字矛盾): told as flags, one at each place; the numbers stay as they are.

Asked of the metrics of one article: is a share over 100 %, is a total of finished works told twice with two values, and
are two values of one thing just 万 or 亿 apart; and of its slogans: does the list beside “四查” have four members. What only looks like a contradiction: counts that recur (meetings, people
who came, papers handed out), a part beside its whole (其中), one year beside another, lower limits (80余条).

>>> from civtext.model import CleanText, Metric, Source, Span
>>> text = "全年整治背街小巷80条。截至年底,共整治背街小巷90条,满意率120%。"
>>> document = Document(Source(text), CleanText.of(text, []))
>>> def metric(words: str, value: float, unit: str, object: str, action: str | None) -> Annotation:
...     at = text.index(words)
...     return document.found(Span(at, at + len(words)), "metric", Metric(value, unit=unit, object=object, action=action), rule="r")
>>> found = [metric("80条", 80, "条", "背街小巷", "整治"), metric("90条", 90, "条", "背街小巷", "整治"), metric("120%", 120, "%", "满意率", None)]
>>> [(flag.code, text[slice(*flag.span)]) for flag in contradictions(document.with_annotations(found))]
[('metric.over_100', '120%'), ('metric.contradicted', '80条'), ('metric.contradicted', '90条')]
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from civtext.model import Annotation, Document, Entity, Flag, Metric
from civtext.words import sentences

_SHARE = re.compile(
    r"(?<!增长)(?<!完成)(?<!产销)(?<!超额)(?<!投资)率$|(?:满意|支持|知晓|认可|认同|参与|信任)度$|(?:安全|幸福|获得|归属)感$|占比$|覆盖面$"
)
# Of a year before or of what was planned, a number may be more than the whole.
_OF_ANOTHER = re.compile(r"(?:上年|去年|前年|同期|年前|计划|目标|任务|20\d\d年)[^,，。;；]{0,6}的$")
_GREW = re.compile(r"增|升|提高|涨|超额|下降|降低|减少")
_REACHED = re.compile(r"[高升增加降]到$|[高升增加降]至$")  # 由92%提高到109%: what it came to
# What a second value may be of: a part, another year, another place, each of several.
OF_ITS_OWN = re.compile(
    r"其中|分别|各(?=[0-9一二三四五六七八九十])|每|同比|较|比[^,。]{1,8}[增减]|去年|上年|上半年|下半年|[0-9一二三四]季度|[0-9]{1,2}月|计划|目标|拟|再|又|新增|另|正在|在建|尚"
)
# What several years come to, no year's figure; and what is told of this year, behind it (“十三五”期间累计…,今年…).
_YEARS = re.compile(
    r"十[二三四五六]五”?(?:以来|期间|时期)|近[两二三四五六七八九十0-9]+年|[两二三四五六七八九十]年(?:来|间)|创建以来|(?<!今)年以来"
    r"|(?P<this>今年|全年|一年来|本年|年内)"
)
STOCK = re.compile(r"[共现拥已]有|总数|在册|在编|现存|所辖|下辖")  # what there is, beside what was done
# Whose a number is: a place or body named before it in its sentence, or a part of the place (城区…,乡镇…).
_AREAS = re.compile(
    r"主?城区|乡镇|农村|[市县区]直|[市县区]本级|(?:^|(?<=[,。;；:：\s]))[一-鿿]{2,5}(?:[市县区镇乡村]|街道|社区)(?![级委办民容领直政])"
)
_LONGEST = 400  # characters of a sentence that are looked back for whose a number is
_NO_OWNER = re.compile("^[与和对在以为由把将]|[全我各本该这每辖]")
_YEAR = re.compile(r"(20\d\d)年")
_LISTS = re.compile(r"lists_(\d+)$")
_SCALES = (1e4, 1e8)
_WORKS = frozenset(("条", "个", "处", "所", "座", "户", "栋", "块", "公里", "平方米"))


def contradictions(document: Document) -> tuple[Flag, ...]:
    """The flags of an annotated document: metric.over_100, metric.contradicted, slogan.count. Never raises."""
    found = [(one, one.value) for one in document.labelled("metric") if isinstance(one.value, Metric)]
    return (*_over_whole(document, found), *_told_twice(document, found), *_miscounted(document))


def _miscounted(document: Document) -> Iterator[Flag]:
    """The formulas beside which the extractor found a list with another number of members (its rule ends in lists_3)."""
    for one in document.labelled("slogan"):
        if listed := _LISTS.search(one.provenance.rule):
            note = f"“{one.text}”之旁列了{listed[1]}项，与其数不符 '{one.text}' stands beside a list of {listed[1]}."
            yield Flag("slogan.count", note, one.span)


def _over_whole(document: Document, found: list[tuple[Annotation, Metric]]) -> Iterator[Flag]:
    for one, metric in found:
        if metric.unit != "%" or (metric.value or 0) <= 100:
            continue
        at = document.local(one).start
        grew = _GREW.search(metric.action or "") and not _REACHED.search(document.folded[max(0, at - 4) : at])
        of_another = _OF_ANOTHER.search(document.folded[max(0, at - 14) : at])
        if _SHARE.search(metric.object or "") and not grew and not of_another:
            note = f"{metric.object}超过100%：{one.text} A share of more than 100 %."
            yield Flag("metric.over_100", note, one.span)


def _told_twice(document: Document, found: list[tuple[Annotation, Metric]]) -> Iterator[Flag]:
    """Both of two values that one thing has, in sentences that set neither apart."""
    alike: defaultdict[tuple[str | None, ...], list[tuple[Annotation, float]]] = defaultdict(list)
    whole = list(_of_all(document, found))
    for (one, metric), owner in zip(whole, owners(document, whole), strict=True):
        alike[metric.object, metric.unit, metric.action, owner].append((one, metric.value or 0))
    for (thing, unit, *_), told in alike.items():
        (first, value), *others = told
        other = next((one for one, against in others if against != value and _clash(value, against, unit)), None)
        for one, against in ((first, other), (other, first)) if other else ():
            note = f"{thing}另作“{against.text}”（{document.source.where(against.span.start)}） Told as '{against.text}' elsewhere."
            yield Flag("metric.contradicted", note, one.span)


def _of_all(document: Document, found: list[tuple[Annotation, Metric]]) -> Iterator[tuple[Annotation, Metric]]:
    """The exact numbers of what was done that no word before them in their sentence says are of a part, or another year."""
    folded = document.folded
    starts = [sentence.start for sentence in sentences(folded)]
    for one, metric in found:
        if not (metric.value and metric.object and metric.action):
            continue
        if metric.bound != "exact" or metric.status != "done":
            continue
        at = document.local(one).start
        opens = starts[bisect_right(starts, at) - 1] if starts else at
        before = folded[max(opens, at - _LONGEST) : at]
        before = before.replace("新增", "") if metric.action.startswith("新增") else before
        told_of_part = OF_ITS_OWN.search(before) or STOCK.search(before[-12:])
        if not told_of_part and not of_years(before) and not of_another_year(document, before):
            yield one, metric


def owners(document: Document, found: Sequence[tuple[Annotation, Metric]]) -> list[str]:
    """Whose each number is: the last place, body or area that its sentence names before it, the text's own place aside; "" where it
    names none.
    """
    own, folded = document.facts.place or "", document.folded
    bodies = [(document.local(told).start, told.text) for told in document.labelled("entity") if _names(told)]
    areas = [(area.start(), area[0]) for area in _AREAS.finditer(folded) if not _NO_OWNER.search(area[0])]
    named = sorted(pair for pair in (*bodies, *areas) if pair[1] not in own)
    told = []
    for one, metric in found:
        at, thing = document.local(one).start, metric.object or ""
        first = max(0, at - _LONGEST)
        start = max(first, *(folded.rfind(stop, first, at) + 1 for stop in "。;\n"))
        near = named[bisect_left(named, (start, "")) : bisect_left(named, (at, ""))]
        fit = [
            name for _, name in near if name not in thing and name[-2:] not in thing
        ]  # 文明村 of 创建文明村12个 is none
        told.append(fit[-1] if fit else "")
    return told


def of_years(before: str) -> bool:
    """Whether the words before a number in its sentence say that it is what several years come to.

    >>> [of_years(words) for words in ("“十四五”以来,累计改造", "三年来,共改造", "今年以来,累计改造", "一年来,共改造")]
    [True, True, False, False]
    """
    last = list(_YEARS.finditer(before))
    return bool(last) and not last[-1]["this"]


def of_another_year(document: Document, before: str) -> bool:
    """Whether the words before a number name a year that the text's own period does not."""
    return any(year not in (document.facts.period or "") for year in _YEAR.findall(before))


def _names(told: Annotation) -> bool:
    return isinstance(told.value, Entity) and told.value.kind in ("place", "org")


def _clash(one: float, other: float, unit: str | None) -> bool:
    """Whether two values of one thing cannot both be right: of works, or apart by just 万 or 亿."""
    return unit in _WORKS or max(one, other) / min(one, other) in _SCALES

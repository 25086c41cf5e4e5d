"""A number of the whole (全年共整治…, 全校学生…) beside another number of the same thing elsewhere in a text.

Wider than the flag `metric.contradicted`: the verb may be missing at one of them, the unit may be any. Left alone are numbers
that a word of their sentence says are of a part, of another year, of a plan, or of a place or body of their own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from civtext.contradictions import OF_ITS_OWN, STOCK, of_another_year, of_years, owners
from civtext.gaps.finding import gap
from civtext.model import Annotation, Document, Gap, Metric

_TOTAL = re.compile(r"全[年部市县区镇乡校院村局]|累计|总计|合计|[总共]|一年来|今年|截至")
_OF_SOME = re.compile(r"其中|分别|剩余|先行|\t")
_LOOKS_BACK = re.compile(
    r"一年来|累计|已|截至|今年共|全年共|(?<!公)共(?=[整新发投建开调走办处拆兑改清查评培修安设受接解])"
)
_BODY = r"(?:全|我|本)[市县区州盟旗镇乡街村校院局](?:街道)?|街道|辖区"
# What there is, told without a verb: 全校学生1326名, 全部1810家商户, 全市43个社区均已….
_ALL = re.compile(r"(?:全部|所有|(?:全|我)[市县区州盟旗镇乡村校院局](?P<thing>[一-鿿]{2,6})?)(?:共有?|达)?$")
_EACH = re.compile(rf"(?:^|[,。;；\s])(?:{_BODY})$")
_ALIKE = re.compile(r"^[^,。;；\n]{0,8}(?:全部|均|都|逐一|[^,。;；\n]{0,8}全覆盖)")
_SUBJECT = re.compile(r"(?:^|[,。;；:：\s]|全[市县区镇乡])([一-鿿]{4,12}?)(?:共?完成|实现|达到?|为)$")
_FIELDWORK = re.compile(r"(?:20\d\d年)?[0-9]{1,2}月?[至到~—-]{1,2}[0-9]{1,2}月")
_RECURS = ("次", "人次")
_MOST = 100  # numbers of one thing that one is compared with


@dataclass(frozen=True, slots=True)
class Told:
    """A number that stands for the whole of something: what, the words before it in its clause and the one before, whose it
    is, whether it says what there is (`stock`).
    """

    one: Annotation
    value: Metric
    thing: str
    clause: str
    owner: str
    stock: bool


def told_twice(document: Document, found: Sequence[tuple[Annotation, Metric]]) -> Iterator[Annotation]:
    """The later of two numbers of one thing that differ, where one of them says that it is the whole, or both what there is."""
    alike: defaultdict[tuple[str, str], list[Told]] = defaultdict(list)  # things of one end only may be one thing
    for told in wholes(document, found):
        alike[told.value.unit or "", told.thing[-2:]].append(told)
    for group in alike.values():
        for at, first in enumerate(group):
            following = group[at + 1 : at + 1 + _MOST]
            other = next((other for other in following if _contradict(document, first, other)), None)
            if other:
                reason = f"前面作“{first.one.text}”,这里作“{other.one.text}” Told as {first.one.text} before."
                value = Gap("contradiction", "should", reason, "以一个为准,统一全文 Keep one of the two.")
                yield gap(document, document.local(other.one), "number.told_twice", value)
            beyond = next((other for other in following if _is_outgrown(*_by_stock(first, other))), None)
            if beyond:
                added, there = _by_stock(first, beyond)
                reason = f"{added.value.action}{added.one.text},多于总数{there.one.text} More was added than there is."
                value = Gap("contradiction", "should", reason, "核对两数 Check both.")
                yield gap(document, document.local(beyond.one), "number.told_twice", value)


def _contradict(document: Document, first: Told, other: Told) -> bool:
    one, value = first.value, other.value
    whole = _TOTAL.search(other.clause)
    # Of what recurs (人次), only a whole that is less than one of its times is a slip.
    recurs = one.unit in _RECURS and not (whole and (value.value or 0) < (one.value or 0))
    total = whole or _TOTAL.search(first.clause) or (first.stock and other.stock)
    apart = first.owner != other.owner or recurs or (first.stock != other.stock and one.action != value.action)
    differ = one.value != value.value and one.unit == value.unit and one.unit not in ("%", "倍")
    return bool(differ and total and not apart and _same(first, other) and _in_two_sentences(document, first, other))


def _by_stock(one: Told, other: Told) -> tuple[Told, Told]:
    """Two numbers, that of what there is behind the other."""
    return (other, one) if one.stock else (one, other)


def _is_outgrown(added: Told, there: Told) -> bool:
    """Whether more of a thing was newly made than there is of it (新建充电桩2600个, 充电桩总数达2400个)."""
    new = there.stock and not added.stock and (added.value.action or "").startswith("新")
    alike = added.thing.endswith(there.thing) and added.value.unit == there.value.unit and added.owner == there.owner
    return bool(new and alike and (added.value.value or 0) > (there.value.value or 0))


def _in_two_sentences(document: Document, first: Told, other: Told) -> bool:
    """由5.8万元降到2.1万元 tells of two times."""
    between = document.folded[document.local(first.one).end : document.local(other.one).start]
    return re.search("[。;；!?\n]", between) is not None


def _same(first: Told, other: Told) -> bool:
    """Whether two numbers count one thing: nothing is done to it at one of them, or the same at both."""
    one, two = first.thing, other.thing
    alike = one == two or (min(len(one), len(two)) > 2 and (one.endswith(two) or two.endswith(one)))
    actions = {first.value.action, other.value.action}
    added = any((action or "").startswith("新增") for action in actions)  # what was added is not what there is
    done = len(actions) == 1 or (None in actions and not added) or (first.stock and other.stock)
    return alike and done


def wholes(document: Document, found: Sequence[tuple[Annotation, Metric]]) -> Iterator[Told]:
    """The exact numbers of things that no word of their sentence says are of a part, another year or a plan."""
    for (one, value), owner in zip(found, owners(document, found), strict=True):
        before, thing = _before(document, one), _thing(one, value, _before(document, one))
        clause = "".join(re.split("[,，]", before)[-2:])
        stock = _is_stock(before, document.folded[document.local(one).end :][:24], thing)
        # In a plan one target is told beside another; elsewhere, what there is and what looks back is told of now.
        now = value.status == "done" or (value.status == "target" and (stock or _LOOKS_BACK.search(clause)))
        some = (
            one.provenance.rule == "right" and not re.search("[一-鿿]$", before) and not stock
        )  # 217家文明单位与村结对
        exact = value.value and value.unit and value.bound == "exact" and one.provenance.rule != "part"
        past = (now or document.facts.kind == "plan") and not some and not _of_its_own(document, one, value, before)
        if thing and exact and past:
            yield Told(one, value, thing, clause, owner, stock)


def _thing(one: Annotation, value: Metric, before: str) -> str:
    """What is counted; where the extractor had to ask a heading, the words before 完成 (一般公共预算收入完成24.6亿元)."""
    if value.object and one.provenance.rule != "heading":
        return value.object.removesuffix("总数").removesuffix("总量") or value.object
    subject = _SUBJECT.search(before)
    return subject[1] if subject else value.object or ""


def _of_its_own(document: Document, one: Annotation, value: Metric, before: str) -> bool:
    """Whether a word of its clause sets a number apart; a survey's fieldwork has but one time (3月至5月走访企业126家)."""
    if document.facts.kind == "survey":
        before = _FIELDWORK.sub("", before)
    clause = re.split("[,，]", before)[-1]
    if (value.action or "").startswith("新增"):
        clause = clause.replace("新增", "")
    cell = document.folded[document.local(one).end :][:1] == "\t"
    apart = OF_ITS_OWN.search(clause) or _OF_SOME.search(before) or of_years(before)
    return bool(cell or apart or of_another_year(document, before))


def _is_stock(before: str, behind: str, thing: str) -> bool:
    """Whether a number says what there is, not what was done."""
    if STOCK.search(before[-12:]) or (_EACH.search(before) and _ALIKE.match(behind)):
        return True
    found = _ALL.search(before)
    if not found or not found["thing"]:
        return found is not None and not _EACH.search(before)
    return found["thing"].endswith(thing) or thing.endswith(found["thing"])


def _before(document: Document, one: Annotation) -> str:
    """The sentence of a number, as far as the number."""
    at = document.local(one).start
    return re.split("[。;；\n]", document.folded[max(0, at - 200) : at])[-1]

"""What a number takes over from the numbers before it in its sentence, for `objects`.

A row shares its verb (修缮泵房12座、化粪池30个), a rate the thing it measures (同比增长8%), 分别 deals out what was listed,
and a part counts what the whole counted where it is named by a place or an actor (其中城东9条, 媒体转载4篇).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from civtext.extractors.metrics.phrases import MEASURED, subject_of, without_tail
from civtext.extractors.metrics.words import VERBS, Word, nouns, text_of
from civtext.extractors.tables import Cell
from civtext.quantities import Quantity

_SITE = re.compile(
    r"(?:本级|财政|城区|城郊|城乡|接合部|结合部|路内|路外|片|片区|街道|镇|乡|县|区|市|省|村|社区|城|郊|线|段|路段|部|沿线|两侧|周边|东|西|南|北|中心城区)$"
)
_AGENT = re.compile(r"(?:媒体|部门|单位|局|办|委|院|校|所|站|中心|企业|公司|平台|热线|群众|社会|干部|网格员|志愿者)$")
_PROBLEMS = re.compile(r"(?:反馈|发现|存在|排查|交办|涉及)?(?:问题|隐患|短板)(?:数|数量)?")
_GIVEN = ("捐款", "捐资", "捐赠")
LEVEL = re.compile(r"国家级|全国|[省市县区镇乡村]级")
_MEASURE = re.compile(rf"{MEASURED.pattern}|(?:投资|经费|资金|造价|时间)$")


# What a rule says: the object, as words of the place or as text, and the action.
Answer = tuple[Sequence[Word] | str | None, str | None]


class Counted(NamedTuple):
    """What a number counts and through which verb, as they stand in the text; `rule` names who says so.

    `following` are the objects of the numbers that come next, where 分别 deals them out.
    """

    object: str | None
    action: str | None
    rule: str
    following: tuple[str, ...] = ()


class Place(NamedTuple):
    """A quantity among its words; `earlier` are the answers for the numbers before it in the sentence, nearest last.

    `bare` are the words to its left without those that only lead to it (`without_tail`).

    `labelled` tells whether a colon stands before it (满意度:96%), `heading` is what the line runs in with, `topic` what the sentence says it is about, `cell` what a table says of it.
    """

    quantity: Quantity
    left: list[Word]
    bare: list[Word]
    right: list[Word]
    listed: bool
    earlier: list[tuple[Quantity, Counted]]
    before: list[Word]
    next_is_close: bool
    touching: bool
    labelled: bool
    heading: str | None
    topic: str | None
    cell: Cell | None


def shared(place: Place, action: str | None) -> tuple[Sequence[Word] | str | None, str | None] | None:
    """The object of the number before; 分别 and several numbers take theirs in turn."""
    if place.earlier and place.listed and place.earlier[-1][1].following:
        return place.earlier[-1][1].following[0], action
    if place.earlier and any(word.text == "分别" for word in place.left):
        return _to_deal(place)[0], action
    if place.earlier and (place.touching or place.listed) and not any(word.kind != "list" for word in place.left):
        return place.earlier[-1][1].object, action
    if not place.earlier:
        phrase = subject_of(without_tail(place.before)) if place.before and action else []
        return (phrase, action) if phrase else None
    if (
        action
        and place.earlier[-1][1].rule == "of_state"
        and all(word.kind in (*VERBS, "change") for word in place.left)
    ):
        return place.earlier[-1][1].object, action  # 由2个工作日压缩到4小时
    reached = text_of(place.left) in ("达", "达到", "为", "突破", "超过")
    if reached and MEASURED.search(place.earlier[-1][1].object or ""):  # 收入增长7%,达到2.3万元
        return place.earlier[-1][1].object, action
    if place.quantity.kind in ("rate", "share") and not any(word.text == "实际" for word in place.left):
        return place.earlier[-1][1].object, action
    return same_unit(place), action


def in_cell(cell: Cell) -> list[str]:
    """What row and column name, best first: what is measured of a thing (公厕改造 + 完成率), the column's thing, the row's.

    Places and bodies come last: they only have what is counted.
    """
    names = [name for name in (cell.head, cell.label) if name]
    if len(names) == 2 and not any(map(_is_body, names)) and _MEASURE.search(cell.head):
        return [cell.label + cell.head]
    if _PROBLEMS.fullmatch(cell.head) and cell.label:  # so many of that sort
        return [cell.label]
    return sorted(names, key=_is_body)


def _is_body(name: str) -> bool:
    return bool(_SITE.search(name) or _AGENT.search(name)) and not name.endswith("厕所")


def part_of(place: Place) -> str | None:
    """What the whole counted, for a part named by a place or an actor; None for a kind of its own (其中洗扫车12辆)."""
    opened = any(word.text == "其中" for word in place.left)
    if not opened and not (place.earlier and place.earlier[-1][1].rule == "part"):
        return None
    whole = same_unit(place)
    label = place.bare
    if place.quantity.kind == "money" and label and label[-1].text in _GIVEN:  # 其中企业捐款60万元
        return None
    while label and label[-1].kind in VERBS and nouns(label[:-1]):
        label = label[:-1]
    named = text_of(label)
    if not whole or not named or named[-1] in whole:
        return None
    if label[-1].kind in VERBS and not nouns(label[:-1])[1:]:  # 查处900起,其中现场查处600起
        return whole
    if (place.quantity.kind == "people" or place.quantity.unit in ("篇", "条", "则")) and LEVEL.fullmatch(named):
        return whole
    return whole if _SITE.search(named) or _AGENT.search(named) else None


def same_unit(place: Place, *, visits: bool = False) -> str | None:
    """What the last number of the same unit in the sentence counted; with `visits`, of the unit's visits (检查90家次,关停3家)."""
    unit = place.quantity.unit.partition("(")[0] + ("次" if visits else "")
    return next(
        (counted.object for quantity, counted in reversed(place.earlier) if quantity.unit.partition("(")[0] == unit),
        None,
    )


def dealt_out(place: Place, words: Sequence[Word]) -> list[str]:
    """The objects that 分别 deals out to a row of numbers, [] where it does not."""
    if not any(word.text == "分别" for word in place.left) or not any(word.kind == "list" for word in words):
        return []
    items = [""]
    for word in words:
        items = [*items, ""] if word.kind == "list" else [*items[:-1], items[-1] + word.text]
    items = [item for item in items if item]
    items = [*items[:-1], items[-1].removesuffix("占比")] if len(items) > 1 else items
    lent = len(items) > 1 and MEASURED.search(items[-1]) and not MEASURED.search(items[0])
    return [] if lent else items  # 社区、单位覆盖率分别达到: the rate is that of all


def sum_before(place: Place) -> str | None:
    """What the last sum of money in the sentence was for."""
    return next((counted.object for quantity, counted in reversed(place.earlier) if quantity.kind == "money"), None)


def still_to_deal(place: Place) -> tuple[str, ...]:
    """What is left to deal out: the rest of the row, or, after 分别, the objects of the numbers before in their order."""
    if any(word.text == "分别" for word in place.left):
        return tuple(counted for counted in _to_deal(place)[1:] if counted)
    return place.earlier[-1][1].following[1:] if place.earlier and place.listed else ()


def _to_deal(place: Place) -> list[str | None]:
    """The objects that 分别 gives a number each: those of the rates before, where there are several; else of all."""
    rates = [one.object for quantity, one in place.earlier if quantity.kind == place.quantity.kind and not one.action]
    return rates if len(rates) > 1 else [counted.object for _, counted in place.earlier] or [None]


def inherited(place: Place) -> str | None:
    return place.earlier[-1][1].action if place.earlier else None

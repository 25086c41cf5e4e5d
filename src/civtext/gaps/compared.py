"""A number of the text beside the row of a table that tells the same thing, and a target beside what was reached already.

Only a row that alone tells of a thing is asked: of rows by area, each is a part. A work is the same thing only where the row
names it (老旧小区改造). Nothing here is surely wrong; a person looks at it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import takewhile

from civtext.contradictions import of_another_year, owners
from civtext.gaps.finding import gap
from civtext.gaps.twice import Told, wholes
from civtext.model import Annotation, Document, Gap, Metric

_Numbers = Sequence[tuple[Annotation, Metric]]
_FALLS = re.compile("降|减|控制|压缩|少于|低于|以内|以下|不超|再|新增|每|其中")
_GENERIC = (None, "完成")
_GOAL = re.compile("目标|任务|计划")
_ROW = 5000  # characters of a row before a number, and behind it


def check(document: Document, found: _Numbers) -> Iterator[Annotation]:
    """Every number of a text that its tables, or what was reached, say otherwise."""
    yield from _beside_tables(document, found)
    yield from _below_reached(document, found)


def _beside_tables(document: Document, found: _Numbers) -> Iterator[Annotation]:
    rows: defaultdict[tuple[str, str], defaultdict[int, list[tuple[Annotation, Metric]]]]
    rows = defaultdict(lambda: defaultdict(list))
    for one, value in found:
        start, line = _line(document, one)
        if "\t" in line and value.object and value.value is not None:
            rows[value.object[-2:], value.unit or ""][start].append((one, value))
    told = [one for one in wholes(document, found) if "\t" not in _line(document, one.one)[1]]
    for (thing, unit), known in rows.items():
        if len(known) == 1:
            [cells] = known.values()
            alike = [one for one in told if (one.thing[-2:], one.value.unit or "") == (thing, unit)]
            if document.facts.kind == "plan" or not all(_is_goal(document, one) for one, _ in cells):
                yield from _unlike(document, alike, cells)


def _unlike(document: Document, told: Sequence[Told], cells: _Numbers) -> Iterator[Annotation]:
    """The numbers of a text that a row tells otherwise, where none of them is the row's: else the others are steps towards it."""
    row, values = _line(document, cells[0][0])[1], [value.value or 0 for _, value in cells]
    of_row = [one for one in told if _is_of(one, cells, row)]
    if any(one.value.value in (*values, sum(values)) or _digits(one.one.text) & _digits(row) for one in of_row):
        return
    said = "、".join(f"“{one.text}”" for one, _ in cells[:4])
    for one in of_row:
        reason = f"表格中作{said},这里作“{one.one.text}” A table says {cells[0][0].text}."
        value = Gap("contradiction", "look", reason, "核对正文和表格 Check the text and the table.")
        yield gap(document, document.local(one.one), "number.table", value)


def _is_of(told: Told, cells: _Numbers, row: str) -> bool:
    """Whether a row tells what a number tells: the same thing, and what was done to it."""
    thing = cells[0][1].object or ""
    alike = thing == told.thing or (
        min(len(thing), len(told.thing)) > 2 and (thing.endswith(told.thing) or told.thing.endswith(thing))
    )
    action = told.value.action
    return alike and not told.owner and (told.stock or action in _GENERIC or action in row)


def _is_goal(document: Document, one: Annotation) -> bool:
    """Whether a cell stands under the head of what was meant to be done (年度目标): by itself nothing to compare a result with."""
    at = document.local(one).start
    start, row = _line(document, one)
    above = document.folded[max(0, start - _ROW) : start].split("\n")[-2::-1]
    heads = [*takewhile(lambda line: "\t" in line, above)]
    head = heads[-1].split("\t")[row[: at - start].count("\t") :][:1] if heads else []
    return any(map(_GOAL.search, head))


def _digits(text: str) -> set[str]:
    """The numbers of a text as they are written."""
    return set(re.findall(r"\d[\d.]*", text))


def _line(document: Document, one: Annotation) -> tuple[int, str]:
    """Where the line of a number begins, and the line, as far as a row of a table reaches."""
    at = document.local(one).start
    first = max(0, at - _ROW)
    start = max(first, document.folded.rfind("\n", first, at) + 1)
    return start, document.folded[start : at + _ROW].partition("\n")[0]


def _below_reached(document: Document, found: _Numbers) -> Iterator[Annotation]:
    """A target that is less than what is told as reached before it, of what there is or how high it stands."""
    reached: dict[tuple[str, str, str], tuple[Annotation, float]] = {}
    for (one, value), owner in zip(found, owners(document, found), strict=True):
        at = document.local(one).start
        clause = re.split("[,，。;；\n]", document.folded[max(0, at - 40) : at])[-1]
        if value.value is None or not value.object or value.action or _FALLS.search(clause + one.text):
            continue
        thing = (value.object, value.unit or "", owner)
        if value.status == "done" and value.bound == "exact" and not of_another_year(document, clause):
            reached[thing] = one, value.value
        known = reached.get(thing)
        if value.status == "target" and known and value.value < known[1]:
            reason = f"目标“{one.text}”低于已达到的“{known[0].text}” Less than what was reached."
            value_of = Gap("contradiction", "look", reason, "核对现状和目标 Check both.")
            yield gap(document, document.local(one), "number.target", value_of)

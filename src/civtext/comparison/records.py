"""A comparison as plain records, for JSON, DataFrames and workbooks: a list of dicts a part, each with where it stands; and the `sources`
of what the records of other parts only count (passages of a cell, of a term, of a stock phrase, places of what goes together, numbers that
are not compared).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

from civtext.comparison.cards import Card
from civtext.comparison.figures import Aligned
from civtext.comparison.likeness import Cluster
from civtext.comparison.matrix import Cell, Level
from civtext.comparison.promises import Promise
from civtext.comparison.reading import Row
from civtext.comparison.reuse import Reuse
from civtext.comparison.slogans import Course
from civtext.comparison.together import Together

if TYPE_CHECKING:
    from civtext.comparison import Comparison

Record = dict[str, object]
_ROWS = ("behind", "measured", "counted")  # of a cell


def records(told: Comparison) -> dict[str, list[Record]]:
    """The records of each part."""
    return {
        "matrix": [_cell(cell, told.levels) for cell in told.matrix],
        "figures": [_figure(one, at) for one in told.figures for at in range(len(one.figures))],
        "practices": [_member(one, row) for one in told.practices if len(one.members) > 1 for row in one.members],
        "together": [_together(one) for one in told.together.found],
        "terms": [
            {"group": group, "term": one.term, "here": one.here, "elsewhere": one.elsewhere, "z": one.z}
            for group, found in told.terms.items()
            for one in found
        ],
        "stock": [{"phrase": one, "places": len(rows)} for one, rows in told.stock.items()],
        "reuse": [_reuse(one) for one in told.reuse],
        "promises": [_promise(one) for one in told.promises],
        "slogans": [_course(one) for one in told.slogans],
        "cards": [_card(one) for one in told.cards],
        "sources": list(_sources(told)),
    }


def _sources(told: Comparison) -> Iterator[Record]:
    """The rows behind counts: `part`, `group` and `name` are those of the record that counts them."""
    for cell in told.matrix:
        inside = {name: _by_passage(rows) for name, rows in (("measures", cell.measured), ("metrics", cell.counted))}
        for row in cell.behind:
            texts = {name: "、".join(found.get(row["id"], ())) for name, found in inside.items()}
            yield _source("matrix", cell.group, cell.id, row, **texts)
    for group, found in told.terms.items():
        yield from (_source("terms", group, one.term, row) for one in found for row in one.rows)
    for phrase, rows in told.stock.items():
        yield from (_source("stock", "", phrase, row) for row in rows)
    for one in told.together.found:
        yield from _places(one)
    for name, alone in (("lone", told.lone), ("bare", told.bare)):
        yield from (_source("figures", "", name, row) for row in alone)


def _places(one: Together) -> Iterator[Record]:
    """The figures of the places of either half, and what they tell of the practice."""
    for half in (one.upper, one.lower):
        for figure in one.figure.figures:
            if figure.row["place"] in half:
                yield _source("together", one.figure.key[0], one.practice.name, figure.row)
    told = {*one.above, *one.below}
    for row in one.practice.members:
        if row["place"] in told:
            yield _source("together", one.figure.key[0], one.practice.name, row)


def _by_passage(rows: Iterable[Row]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row["passage_id"], []).append(row["text"])
    return found


def _source(part: str, group: str, name: str, row: Row, *, measures: str = "", metrics: str = "") -> Record:
    told: Record = {"part": part, "group": group, "name": name, "place": row["place"], "year": row["year"]}
    clean = row.get("sentence") or row["text"]
    return {**told, "clean": clean, "measures": measures, "metrics": metrics, **_where(row)}


def _where(row: Row) -> dict[str, object]:
    return {"file": row["file"], "article": row["article"], "start": row["span_start"], "end": row["span_end"]}


def _cell(one: Cell, levels: Iterable[Level]) -> dict[str, object]:
    level = next((level for level in levels if one.group in level.groups), None)
    usual = level.medians.get(one.id) if level else None
    beside = {"level": level.level if level else "", "level_median": usual}
    beside["above_level"] = None if usual is None else round(one.share - usual, 4)
    told = {field.name: getattr(one, field.name) for field in fields(one) if field.name not in _ROWS}
    return {**told, "kinds": "、".join(one.kinds), **beside}


def _figure(one: Aligned, at: int) -> dict[str, object]:
    figure = one.figures[at]
    thing, _, work, status, scope = one.key
    told = {
        "object": thing,
        "unit": one.unit,
        "work": work,
        "status": status,
        "scope": scope,
        "place": figure.row["place"],
    }
    standing = round(one.percentile(figure.value)) if figure.value is not None else None
    value = {
        "year": figure.row["year"],
        "value": None if figure.value is None else round(figure.value / one.size, 4),
        "masked": bool(figure.row["masked"]),
        "percentile": standing,
    }
    return {**told, **value, "text": figure.row["text"], "sentence": figure.row["sentence"], **_where(figure.row)}


def _member(one: Cluster, row: Row) -> dict[str, object]:
    told = {
        "practice": one.name,
        "places": len(one.places),
        "first": one.first,
        "place": row["place"],
        "year": row["year"],
    }
    return {**told, "text": row["text"], **_where(row)}


def _together(one: Together) -> dict[str, object]:
    thing, _, work, _, scope = one.figure.key
    told: dict[str, object] = {"object": thing, "unit": one.figure.unit, "work": work, "scope": scope}
    told |= {
        "practice": one.practice.name,
        "above": len(one.above),
        "upper": len(one.upper),
        "below": len(one.below),
        "lower": len(one.lower),
    }
    return {**told, "chance": one.chance, "above_places": "、".join(one.above), "below_places": "、".join(one.below)}


def _reuse(one: Reuse) -> dict[str, object]:
    told = {"likeness": one.likeness, "spun": one.spun, "direction": one.direction}
    sides = (("first", one.first), ("second", one.second))
    return told | {
        f"{side}_{name}": value for side, row in sides for name, value in ({"clean": row["text"]} | _where(row)).items()
    }


def _promise(one: Promise) -> dict[str, object]:
    row, told = one.promise, one.told
    later = {"later_year": told["year"], "later_text": told["text"]} if told else {"later_year": None, "later_text": ""}
    return {
        "place": row["place"],
        "year": row["year"],
        "text": row["text"],
        "outcome": one.outcome,
        **later,
        **_where(row),
    }


def _course(one: Course) -> dict[str, object]:
    years = "、".join(str(row["year"]) for row in one.told)
    return {"place": one.place, "slogan": one.slogan, "course": one.course, "years": years, **_where(one.told[0])}


def _card(one: Card) -> dict[str, object]:
    row = one.passage
    rows = {name: getattr(one, name) for name in ("measures", "organised", "figures")}
    told = {name: "、".join(each["text"] for each in found) for name, found in rows.items()}
    told |= {"actors": "、".join(one.actors), "kinds": "、".join(one.kinds)}
    return {
        "about": one.about,
        "name": one.name,
        "place": row["place"],
        "year": row["year"],
        "clean": row["text"],
        **told,
        **_where(row),
    }

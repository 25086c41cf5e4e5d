"""Comparison (比较): what places did, with which figures, in which words, and what became of what they promised.

Where to start: `compare` reads a base once and gives a `Comparison`, whose parts are lists of plain records, each leading back to
its sentence: `matrix` (coverage), `figures` (like with like), `practices` (measures in common and of one's own), `together` (what goes
with higher figures), `terms` and `stock`
(wording), `reuse`, `promises`, `slogans`, `cards` (the best documented practices of each indicator). `to_frames` makes DataFrames of them.

>>> from civtext.pipeline import annotate, split
>>> from civtext.model import Source
>>> from civtext.store import Outcome, Store
>>> base = Store.open(getfixture("tmp_path") / "base.civtext", create=True)
>>> for place, told in (("云岭市", "整治背街小巷80条,新增绿地20亩"), ("望川市", "改造小街小巷120条,新增绿地13334平方米")):
...     text = f"{place}2023年创建工作总结\\n一、整治环境\\n全年{told}。\\n"
...     _ = base.add(Outcome(f"{place}.txt", "ok", hash=place), [annotate(one) for one in split(Source(text, place))])
>>> for one in compare(base).figures:
...     print(one.key[:3], [(figure.row["place"], round(figure.value)) for figure in one.figures])
('绿地', '平方米', 'new') [('望川市', 13334), ('云岭市', 13333)]
('背街小巷', '个', 'renew') [('望川市', 120), ('云岭市', 80)]
>>> base.close()
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from civtext.classifiers.categories import category_of
from civtext.comparison import reading
from civtext.comparison.cards import Card, cards, experience_cards
from civtext.comparison.context import add_context, add_figures, in_clauses
from civtext.comparison.figures import Aligned, align
from civtext.comparison.likeness import Alike, Cluster, clusters
from civtext.comparison.matrix import Cell, Level, levels, matrix
from civtext.comparison.promises import Promise, trace_promises
from civtext.comparison.reading import GROUPS, Reading, Row
from civtext.comparison.reuse import Reuse, find_reuse, stock_phrases
from civtext.comparison.slogans import Course, slogan_courses
from civtext.comparison.together import Observed, Together, observe
from civtext.comparison.wording import Distinctive, distinctive
from civtext.store import Holder, Store, opened

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["GROUPS", "Comparison", "compare", "experience_cards"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What places have in common and what sets them apart; `by` says how articles were grouped, `ids` which categories and indicators
    were chosen (none: all), `names` what they are called, `skipped` how many articles say nothing of their group;
    `lone` how many numbers of known objects no other article has, `bare` how many say not of what they are.
    """

    by: str
    ids: tuple[str, ...]
    names: dict[str, str]
    articles: list[Row]
    matrix: list[Cell]
    levels: list[Level]
    figures: list[Aligned]
    practices: list[Cluster]
    together: Observed
    terms: dict[str, list[Distinctive]]
    stock: dict[str, int]
    reuse: list[Reuse]
    promises: list[Promise]
    slogans: list[Course]
    cards: list[Card]
    skipped: int
    lone: int
    bare: int

    def to_frames(self) -> dict[str, DataFrame]:
        """A DataFrame for each part: matrix, figures, practices, together, terms, stock, reuse, promises, slogans, cards."""
        import pandas as pd

        return {name: pd.DataFrame(rows) for name, rows in self.records().items()}

    def records(self) -> dict[str, list[dict[str, object]]]:
        """The same as plain records, for JSON and workbooks."""
        return {
            "matrix": [_cell(cell, self.levels) for cell in self.matrix],
            "figures": [_figure(one, at) for one in self.figures for at in range(len(one.figures))],
            "practices": [_member(one, row) for one in self.practices if len(one.members) > 1 for row in one.members],
            "together": [_together(one) for one in self.together.found],
            "terms": [{"group": group, **one._asdict()} for group, found in self.terms.items() for one in found],
            "stock": [{"phrase": one, "places": number} for one, number in self.stock.items()],
            "reuse": [_reuse(one) for one in self.reuse],
            "promises": [_promise(one) for one in self.promises],
            "slogans": [_course(one) for one in self.slogans],
            "cards": [_card(one) for one in self.cards],
        }


def compare(
    base: str | Path | Store | Holder,
    *,
    by: str = "place",
    places: str | Iterable[str] = (),
    years: int | Iterable[int] = (),
    indicators: str | Iterable[str] = (),
) -> Comparison:
    """Compare the articles of a base, grouped by place, level, period or kind.

    Only those of some `places` (part of a name will do: 云岭 finds 云岭市) and some `years`, and of these only what speaks to some
    `indicators` or categories (ids or names), where any are given. What became of a promise is looked for in every year.

    Raises UsageError for another `by`, a place or indicator that is not there, or where the extra `compare` is missing; StoreError
    for a base that cannot be read.
    """
    with opened(base) as store:
        read = reading.read(store, reading.articles(store, by, reading.listed(places)))
        shown = read.only(reading.listed(years), ids := reading.codes(store, reading.listed(indicators)))
        return _compared(store, read, shown, by, ids)


def _compared(base: Store, read: Reading, shown: Reading, by: str, ids: tuple[str, ...]) -> Comparison:
    add_context(base, read.metrics)
    add_context(base, read.measures)
    add_context(base, read.slogans)
    add_figures(base, read.measures, read.metrics)
    spun = {
        row["document_id"] for row in read.articles if any(flag["code"] == "spun" for flag in json.loads(row["flags"]))
    }
    for row in read.passages:
        row["spun"] = row["document_id"] in spun
    alike, names = Alike(read.measures), reading.names(base)
    cells = matrix(shown.articles, shown.passages, shown.labels, shown.measures, shown.metrics)
    figures, bare = align(shown.metrics), sum(not row["object"] for row in shown.metrics)
    done = [row for row in shown.measures if row["status"] in ("done", "standing") and row["object"]]
    practices = clusters(done, alike)
    return Comparison(
        by,
        ids,
        names,
        shown.articles,
        cells,
        levels(shown.articles, cells) if by == "place" else [],
        figures,
        practices,
        observe(figures, practices),
        distinctive(_texts(shown.articles, shown.passages)),
        stock_phrases(shown.passages),
        find_reuse(shown.passages),
        _promises(read, shown, alike),
        slogan_courses(shown.slogans, shown.articles),
        _cards(shown, names),
        sum(row["group"] is None for row in shown.articles),
        len(shown.metrics) - bare - sum(len(one.figures) for one in figures),
        bare,
    )


def _promises(read: Reading, shown: Reading, alike: Alike) -> list[Promise]:
    """What is promised in what is shown, and what any later report says of it."""
    years = sorted({(row["place"], row["year"]) for row in read.articles if row["place"] and row["year"]})
    told = [*read.measures, *in_clauses(read.metrics)]
    return trace_promises(shown.measures, in_clauses(shown.metrics), told, alike, years)


def _cards(shown: Reading, names: Mapping[str, str]) -> list[Card]:
    scores: defaultdict[str, dict[int, reading.Likely]] = defaultdict(dict)
    for row in shown.labels:
        if category_of(row["category"]) != row["category"]:
            scores[row["category"]][row["passage_id"]] = reading.likely(row)
    return [card for id in sorted(scores) for card in cards(id, names, scores[id], shown)]


def _texts(articles: list[Row], passages: list[Row]) -> dict[str, list[str]]:
    group = {row["document_id"]: row["group"] for row in articles if row["group"]}
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for row in passages:
        if row["document_id"] in group:
            texts[group[row["document_id"]]].append(row["text"])
    return dict(sorted(texts.items()))


def _where(row: Row) -> dict[str, object]:
    return {"file": row["file"], "article": row["article"], "start": row["span_start"], "end": row["span_end"]}


def _cell(one: Cell, levels: Iterable[Level]) -> dict[str, object]:
    level = next((level for level in levels if one.group in level.groups), None)
    usual = level.medians.get(one.id) if level else None
    beside = {"level": level.level if level else "", "level_median": usual}
    beside["above_level"] = None if usual is None else round(one.share - usual, 4)
    told = {field.name: getattr(one, field.name) for field in fields(one) if field.name != "behind"}
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

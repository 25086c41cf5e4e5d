"""Comparison (比较): what places did, with which figures, in which words, and what became of what they promised.

Where to start: `compare` reads a base once and gives a `Comparison`, whose parts are lists of plain records, each leading back to
its sentence: `matrix` (coverage), `figures` (like with like), `practices` (measures in common and of one's own), `terms` and `stock`
(wording), `reuse`, `promises`, `cards` (the best documented practices of each indicator). `to_frames` makes DataFrames of them.

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
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from civtext.classifiers.categories import category_of
from civtext.comparison import reading
from civtext.comparison.cards import Card, cards
from civtext.comparison.figures import CLAUSE, Aligned, align, figure_of
from civtext.comparison.likeness import Alike, Cluster, clusters
from civtext.comparison.matrix import Cell, matrix
from civtext.comparison.promises import Promise, trace_promises
from civtext.comparison.reading import GROUPS, Reading, Row
from civtext.comparison.reuse import Reuse, find_reuse, stock_phrases
from civtext.comparison.wording import Distinctive, distinctive
from civtext.model import narrowed
from civtext.store import Holder, Store, opened
from civtext.words import sentence_around

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["GROUPS", "Comparison", "compare"]


_STOPS = "。!?！？;；"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What places have in common and what sets them apart; `by` says how articles were grouped, `ids` which categories and indicators
    were chosen (none: all), `skipped` how many articles say nothing of their group.
    """

    by: str
    ids: tuple[str, ...]
    articles: list[Row]
    matrix: list[Cell]
    figures: list[Aligned]
    practices: list[Cluster]
    terms: dict[str, list[Distinctive]]
    stock: dict[str, int]
    reuse: list[Reuse]
    promises: list[Promise]
    cards: list[Card]
    skipped: int

    def to_frames(self) -> dict[str, DataFrame]:
        """A DataFrame for each part: matrix, figures, practices, terms, stock, reuse, promises, cards."""
        import pandas as pd

        return {name: pd.DataFrame(rows) for name, rows in self.records().items()}

    def records(self) -> dict[str, list[dict[str, object]]]:
        """The same as plain records, for JSON and workbooks."""
        return {
            "matrix": [asdict(cell) | {"kinds": "、".join(cell.kinds)} for cell in self.matrix],
            "figures": [_figure(one, at) for one in self.figures for at in range(len(one.figures))],
            "practices": [_member(one, row) for one in self.practices if len(one.members) > 1 for row in one.members],
            "terms": [{"group": group, **one._asdict()} for group, found in self.terms.items() for one in found],
            "stock": [{"phrase": one, "places": number} for one, number in self.stock.items()],
            "reuse": [_reuse(one) for one in self.reuse],
            "promises": [_promise(one) for one in self.promises],
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
    places, indicators = ((one,) if isinstance(one, str) else tuple(one) for one in (places, indicators))
    years = (years,) if isinstance(years, int) else tuple(years)
    with opened(base) as store:
        return _compared(store, reading.read(store, by, places), by, years, reading.codes(store, indicators))


def _compared(base: Store, read: Reading, by: str, years: Collection[int], ids: tuple[str, ...]) -> Comparison:
    _add_context(base, read.metrics)
    _add_context(base, read.measures)
    _add_figures(base, read.measures, read.metrics)
    spun = {
        row["document_id"] for row in read.articles if any(flag["code"] == "spun" for flag in json.loads(row["flags"]))
    }
    for row in read.passages:
        row["spun"] = row["document_id"] in spun
    alike, shown = Alike(read.measures), read.only(years, ids)
    done = [row for row in shown.measures if row["status"] in ("done", "standing") and row["object"]]
    wanted = sorted({row["category"] for row in shown.labels if category_of(row["category"]) != row["category"]})
    return Comparison(
        by,
        ids,
        shown.articles,
        matrix(shown.articles, shown.passages, shown.labels, shown.measures, shown.metrics),
        align(shown.metrics),
        clusters(done, alike),
        distinctive(_texts(shown.articles, shown.passages)),
        stock_phrases(shown.passages),
        find_reuse(shown.passages),
        _promises(read, shown, alike),
        [card for id in wanted for card in cards(id, shown.passages, shown.labels, shown.measures, shown.metrics)],
        sum(row["group"] is None for row in shown.articles),
    )


def _promises(read: Reading, shown: Reading, alike: Alike) -> list[Promise]:
    """What is promised in what is shown, and what any later report says of it."""
    years = sorted({(row["place"], row["year"]) for row in read.articles if row["place"] and row["year"]})
    told = [*read.measures, *_in_clauses(read.metrics)]
    return trace_promises(shown.measures, _in_clauses(shown.metrics), told, alike, years)


def _add_context(base: Store, found: list[Row]) -> None:
    """To each number or measure its sentence, and what stands in it before and after, which limits what a number may be compared with."""
    sources = {row["text_id"]: "" for row in found}
    for text_id in sources:
        sources[text_id] = base.source(text_id)
    for row in found:
        text, start, end = sources[row["text_id"]], row["span_start"], row["span_end"]
        first, last = sentence_around(text, start, end, stops=_STOPS)
        row["before"] = narrowed(text[first:start])
        row["clause"] = text[start - len(CLAUSE.split(row["before"])[-1]) : end]
        row["after"] = narrowed(text[end:last])
        row["sentence"] = text[first:last].strip()


def _add_figures(base: Store, measures: list[Row], metrics: list[Row]) -> None:
    """To each number what it is compared by, whatever its status, and its amount; to each measure those of the first of its numbers."""
    by_id = {row["id"]: row for row in metrics}
    for row in metrics:
        figure = figure_of(row) if row["object"] else None
        row["key"] = figure and (*figure.key[:3], figure.key[4])
        row["amount"], row["owned"], row["counted"] = figure and figure.value, False, True
    first: dict[int, Row] = {}
    for link in base.rows("SELECT measure_id, metric_id FROM measure_metrics ORDER BY metric_id"):
        if link["metric_id"] in by_id:
            first.setdefault(link["measure_id"], by_id[link["metric_id"]])
            by_id[link["metric_id"]]["owned"] = True
    for row in measures:
        counted = first.get(row["id"])
        row["counted"] = counted is not None
        row["key"], row["amount"] = (counted["key"], counted["amount"]) if counted else (None, None)


def _in_clauses(metrics: list[Row]) -> list[Row]:
    """Numbers as what is told of them: each with its clause up to it."""
    return [row | {"text": row["clause"], "span_start": row["span_end"] - len(row["clause"])} for row in metrics]


def _texts(articles: list[Row], passages: list[Row]) -> dict[str, list[str]]:
    group = {row["document_id"]: row["group"] for row in articles if row["group"]}
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for row in passages:
        if row["document_id"] in group:
            texts[group[row["document_id"]]].append(row["text"])
    return dict(sorted(texts.items()))


def _where(row: Row) -> dict[str, object]:
    return {"file": row["file"], "article": row["article"], "start": row["span_start"], "end": row["span_end"]}


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


def _card(one: Card) -> dict[str, object]:
    told = {name: "、".join(getattr(one, name)) for name in ("measures", "actors", "figures", "kinds")}
    row = one.passage
    return {"indicator": one.indicator, "place": row["place"], "clean": row["text"], **told, **_where(row)}

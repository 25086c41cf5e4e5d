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
from dataclasses import dataclass
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
from civtext.comparison.together import Observed, observe
from civtext.comparison.wording import Distinctive, distinctive
from civtext.store import Holder, Store, opened

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["GROUPS", "Comparison", "compare", "experience_cards"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What places have in common and what sets them apart; `by` says how articles were grouped, `ids` which categories and indicators
    were chosen (none: all), `names` what they are called; articles that say nothing of their group have none;
    `lone` are the numbers of known objects that no other article has, `bare` those that say not of what they are.
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
    stock: dict[str, tuple[Row, ...]]
    reuse: list[Reuse]
    promises: list[Promise]
    slogans: list[Course]
    cards: list[Card]
    lone: list[Row]
    bare: list[Row]

    def to_frames(self) -> dict[str, DataFrame]:
        """A DataFrame for each part: matrix, figures, practices, together, terms, stock, reuse, promises, slogans, cards."""
        import pandas as pd

        return {name: pd.DataFrame(rows) for name, rows in self.records().items()}

    def records(self) -> dict[str, list[dict[str, object]]]:
        """The same as plain records, for JSON and workbooks, with the `sources` of what is only counted in them."""
        from civtext.comparison.records import records

        return records(self)


def compare(
    base: str | Path | Store | Holder,
    *,
    by: str = "place",
    places: str | Iterable[str] = (),
    years: int | str | Iterable[int | str] = (),
    indicators: str | Iterable[str] = (),
) -> Comparison:
    """Compare the articles of a base, grouped by place, level, period or kind.

    Only those of some `places` (part of a name will do: 云岭 finds 云岭市) and some `years`, and of these only what speaks to some
    `indicators` or categories (ids or names), where any are given. What became of a promise is looked for in every year.

    Raises UsageError for another `by`, a place, year or indicator that is not there, or where the extra `compare` is missing; StoreError
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
    grouped = {row["document_id"] for row in shown.articles if row["group"]}  # the others are told of, and not counted
    metrics = [row for row in shown.metrics if row["document_id"] in grouped]
    figures = align(metrics)
    aligned = {figure.row["id"] for one in figures for figure in one.figures}
    measures = [row for row in shown.measures if row["document_id"] in grouped]
    done = [row for row in measures if reading.is_practised(row) and row["object"]]
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
        distinctive(_by_group(shown.articles, shown.passages)),
        stock_phrases(shown.passages),
        find_reuse(shown.passages),
        _promises(read, shown, alike),
        slogan_courses(shown.slogans, shown.articles),
        _cards(shown, names),
        [row for row in metrics if row["object"] and row["id"] not in aligned],
        [row for row in metrics if not row["object"]],
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


def _by_group(articles: list[Row], passages: list[Row]) -> dict[str, list[Row]]:
    group = {row["document_id"]: row["group"] for row in articles if row["group"]}
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in passages:
        if row["document_id"] in group:
            found[group[row["document_id"]]].append(row)
    return dict(sorted(found.items()))

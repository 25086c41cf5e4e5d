"""What a comparison reads from a base: articles with the group they are compared in, and what stands in them.

Rows are plain dicts; those of a layer carry `file`, `article`, `span_start` and `span_end`, so that each number leads back
to its sentence.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from civtext.classifiers.categories import category_of
from civtext.errors import UsageError
from civtext.retrieval.values import code_of, unknown
from civtext.store import Store
from civtext.store.terms import fold

Row = dict[str, Any]

GROUPS = {"place": "地方", "level": "层级", "period": "年份", "kind": "文种"}
_ARTICLES = """
SELECT id AS document_id, path AS file, article, title, kind, level, place, period, year_to AS year, flags,
(SELECT coalesce(sum(length(text)), 0) FROM passages WHERE document_id = articles.id) AS characters
FROM articles WHERE NOT vanished ORDER BY hash, article
"""
_LAYER = """
SELECT {table}.*, path AS file, article, place, year_to AS year, text_id FROM {table}
JOIN articles ON articles.id = {table}.document_id
WHERE articles.id IN (SELECT value FROM json_each(?)) ORDER BY hash, article, {table}.span_start
"""
_LABELS = """
SELECT passage_id, document_id, category, score FROM passage_categories JOIN passages ON passages.id = passage_id
WHERE document_id IN (SELECT value FROM json_each(?)) ORDER BY passage_id, score DESC, category
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """The articles, each with its facts, its characters, and `group`, None where the text does not say; and what stands in them:
    passages, a label for each passage and category or indicator (best first), metrics, measures.
    """

    articles: list[Row]
    passages: list[Row]
    labels: list[Row]
    metrics: list[Row]
    measures: list[Row]

    def only(self, years: Collection[int], ids: Collection[str]) -> Reading:
        """What is of some years and speaks to some categories or indicators; none named is all."""
        articles = [row for row in self.articles if not years or row["year"] in years]
        documents = {row["document_id"] for row in articles}
        layers = [
            [row for row in rows if row["document_id"] in documents]
            for rows in (self.passages, self.labels, self.metrics, self.measures)
        ]
        if not ids:
            return Reading(articles, *layers)
        passages, labels, metrics, measures = layers
        labels = [row for row in labels if row["category"] in ids or category_of(row["category"]) in ids]
        about = {row["passage_id"] for row in labels}
        metrics, measures = ([row for row in rows if row["passage_id"] in about] for rows in (metrics, measures))
        return Reading(articles, [row for row in passages if row["id"] in about], labels, metrics, measures)


def read(base: Store, by: str, places: Collection[str]) -> Reading:
    """All that a base says of some places (part of a name will do), or of all where none is named.

    Raises UsageError for a `by` that is not known and for a place that no article is of.
    """
    if by not in GROUPS:
        known = " ".join(GROUPS)
        raise UsageError(
            "usage.by", f"不能按“{by}”比较,可用:{known}。", f"Cannot compare by '{by}'; there are: {known}."
        )
    whole = _whole_names(base)
    articles = _in_full(base.rows(_ARTICLES), whole)
    articles = [row | {"group": row["year"] and str(row["year"]) if by == "period" else row[by]} for row in articles]
    if places:
        named = _named(sorted({row["place"] for row in articles if row["place"]}), places)
        articles = [row for row in articles if row["place"] in named]
    documents = json.dumps([row["document_id"] for row in articles])
    passages, metrics, measures = (
        _in_full(base.rows(_LAYER.format(table=table), documents), whole)
        for table in ("passages", "metrics", "measures")
    )
    return Reading(articles, passages, [dict(row) for row in base.rows(_LABELS, documents)], metrics, measures)


def codes(base: Store, asked: Iterable[str]) -> tuple[str, ...]:
    """The ids of categories and indicators, from ids or names. Raises UsageError for one that is unknown or not clear."""
    return tuple(dict.fromkeys(code_of(base, "indicator", one) for one in asked))


def _named(known: Iterable[str], asked: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for one in asked:
        fitting = [name for name in known if fold(one).strip() in fold(name)]
        if not fitting or not one.strip():
            raise unknown("place", "地方", one, known)
        found.update([one] if one in fitting else fitting)
    return found


def _whole_names(base: Store) -> dict[str, str]:
    """The only longer name in the base that a place's name ends: 霁川市砚湖区 for 砚湖区."""
    names = [
        row["place"] for row in base.rows("SELECT DISTINCT place FROM articles WHERE NOT vanished AND place <> ''")
    ]
    longer = {name: [other for other in names if other != name and other.endswith(name)] for name in names}
    return {name: found[0] for name, found in longer.items() if len(found) == 1}


def _in_full(rows: Iterable[Any], whole: Mapping[str, str]) -> list[Row]:
    found = [dict(row) for row in rows]
    return [row | {"place": whole.get(row["place"], row["place"])} for row in found]

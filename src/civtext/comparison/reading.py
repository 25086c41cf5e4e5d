"""What a comparison reads from a base: articles with the group they are compared in, and what stands in them.

Rows are plain dicts; those of a layer carry `file`, `article`, `span_start` and `span_end`, so that each number leads back
to its sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civtext.errors import UsageError
from civtext.store import Store

Row = dict[str, Any]

GROUPS = {"place": "地方", "level": "层级", "period": "年份", "kind": "文种"}
_ARTICLES = """
SELECT id AS document_id, path AS file, article, title, kind, level, place, period, year_to AS year, flags,
(SELECT coalesce(sum(length(text)), 0) FROM passages WHERE document_id = articles.id) AS characters
FROM articles WHERE NOT vanished ORDER BY hash, article
"""
_WHERE = """
JOIN articles ON articles.id = {table}.document_id WHERE NOT vanished ORDER BY hash, article, {table}.span_start
"""
_LAYER = "SELECT {table}.*, path AS file, article, place, year_to AS year, text_id FROM {table}" + _WHERE
_LABELS = """
SELECT passage_id, document_id, category, score FROM passage_categories JOIN passages ON passages.id = passage_id
WHERE document_id IN (SELECT id FROM articles WHERE NOT vanished) ORDER BY passage_id, score DESC, category
"""
_TABLES = ("passages", "metrics", "measures", "slogans")


def articles(base: Store, by: str, whole: Mapping[str, str]) -> list[Row]:
    """The articles, each with its facts, its characters, and `group`, None where the text does not say; `whole` are `whole_names`.

    Raises UsageError for a `by` that is not known.
    """
    if by not in GROUPS:
        known = " ".join(GROUPS)
        raise UsageError(
            "usage.by", f"不能按“{by}”比较,可用:{known}。", f"Cannot compare by '{by}'; there are: {known}."
        )
    rows = [dict(row) for row in base.rows(_ARTICLES)]
    rows = [row | {"place": whole.get(row["place"], row["place"])} for row in rows]
    return [row | {"group": row["year"] and str(row["year"]) if by == "period" else row[by]} for row in rows]


def layer(base: Store, table: str, whole: Mapping[str, str]) -> list[Row]:
    """The rows of a table of passages or annotations, with their file, article, place and year."""
    if table not in _TABLES:
        raise ValueError(table)
    rows = [dict(row) for row in base.rows(_LAYER.format(table=table))]
    return [row | {"place": whole.get(row["place"], row["place"])} for row in rows]


def whole_names(base: Store) -> dict[str, str]:
    """The only longer name in the base that a place's name ends: 霁川市砚湖区 for 砚湖区."""
    names = [
        row["place"] for row in base.rows("SELECT DISTINCT place FROM articles WHERE NOT vanished AND place <> ''")
    ]
    longer = {name: [other for other in names if other != name and other.endswith(name)] for name in names}
    return {name: found[0] for name, found in longer.items() if len(found) == 1}


def labels(base: Store) -> list[Row]:
    """A row for each passage and category or indicator, best first."""
    return [dict(row) for row in base.rows(_LABELS)]

"""What a comparison reads from a base: articles with the group they are compared in, and what stands in them.

Rows are plain dicts; those of a layer carry `file`, `article`, `span_start` and `span_end`, so that each number leads back
to its sentence.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from civtext.classifiers.categories import category_of
from civtext.codebook import load_codebook
from civtext.errors import UsageError
from civtext.places import find_places
from civtext.retrieval.values import code_of, unknown
from civtext.store import Store
from civtext.store.terms import fold

Row = dict[str, Any]
Said = TypeVar("Said", bound=str | int)


class Likely(NamedTuple):
    """How surely a passage is about something, and the spans of its text that say so."""

    score: float
    evidence: Sequence[Sequence[int]]


_UNSURE = ("city", "district")
_BY_NAME = (
    ("区", "district"),
    ("县", "district"),
    ("旗", "district"),
    ("街道", "town"),
    ("镇", "town"),
    ("乡", "town"),
)
_TABLES = ("passages", "metrics", "measures", "slogans")
GROUPS = {"place": "地方", "level": "层级", "period": "年份", "kind": "文种"}
_ARTICLES = """
SELECT id AS document_id, path AS file, article, title, kind, level, place, period, year_to AS year, flags,
(SELECT coalesce(sum(length(text)), 0) FROM passages WHERE document_id = articles.id) AS characters
FROM articles WHERE NOT vanished ORDER BY hash, article
"""
_LAYER = """
SELECT {table}.*, path AS file, article, title, year_to AS year, text_id FROM {table}
JOIN articles ON articles.id = {table}.document_id
WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY hash, article, {table}.span_start
"""
_LABELS = """
SELECT passage_id, document_id, category, score, evidence FROM passage_categories JOIN passages ON passages.id = passage_id
WHERE document_id IN (SELECT value FROM json_each(?)) ORDER BY passage_id, score DESC, category
"""
_SCORES = """
SELECT category, passage_id, score, evidence FROM passage_categories JOIN passages ON passages.id = passage_id
WHERE category IN (SELECT value FROM json_each(?)) AND document_id IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """The articles, each with its facts, its characters, what it opens with, and `group`, None where the text does not say; and in them
    passages, a label for each passage and category or indicator (best first), metrics, measures, slogans.
    """

    articles: list[Row]
    passages: list[Row]
    labels: list[Row]
    metrics: list[Row]
    measures: list[Row]
    slogans: list[Row]

    def only(self, years: Collection[int | str], ids: Collection[str]) -> Reading:
        """What is of some years and speaks to some categories or indicators; none named is all."""
        articles = in_years(self.articles, years)
        documents = {row["document_id"] for row in articles}
        layers = [
            [row for row in rows if row["document_id"] in documents]
            for rows in (self.passages, self.labels, self.metrics, self.measures, self.slogans)
        ]
        if not ids:
            return Reading(articles, *layers)
        passages, labels, *found = layers
        labels = [row for row in labels if row["category"] in ids or category_of(row["category"]) in ids]
        about = {row["passage_id"] for row in labels}
        found = [[row for row in rows if row["passage_id"] in about] for rows in found]
        return Reading(articles, [row for row in passages if row["id"] in about], labels, *found)


def articles(base: Store, by: str, places: Collection[str] = ()) -> list[Row]:
    """The articles of some places (part of a name will do), or of all where none is named.

    Raises UsageError for a `by` that is not known and for a place that no article is of.
    """
    if by not in GROUPS:
        known = " ".join(GROUPS)
        raise UsageError(
            "usage.by", f"不能按“{by}”比较,可用:{known}。", f"Cannot compare by '{by}'; there are: {known}."
        )
    whole = _whole_names(base)
    rows = [row | {"place": whole.get(row["place"], row["place"])} for row in map(dict, base.rows(_ARTICLES))]
    own = _own_levels(rows)
    rows = [row | {"level": own.get((row["place"], row["level"]), row["level"])} for row in rows]
    rows = [row | {"group": row["year"] and str(row["year"]) if by == "period" else row[by]} for row in rows]
    named = _named(sorted({row["place"] for row in rows if row["place"]}), places)
    return [row for row in rows if not places or row["place"] in named]


def years(base: Store) -> list[int]:
    """The years that the articles of a base are of, each by its last."""
    rows = base.rows(
        "SELECT DISTINCT year_to FROM articles WHERE NOT vanished AND year_to IS NOT NULL ORDER BY year_to"
    )
    return [int(row["year_to"]) for row in rows]


def in_years(articles: Iterable[Row], asked: Iterable[int | str]) -> list[Row]:
    """The articles of some years, or all where none is named. Raises UsageError for a year that none of them is of.

    >>> in_years([{"year": 2022}, {"year": 2023}, {"year": None}], ["2023"])
    [{'year': 2023}]
    """
    rows, wanted = list(articles), [str(one).strip() for one in asked]
    known = sorted({str(row["year"]) for row in rows if row["year"]})
    for one in wanted:
        if one not in known:
            raise unknown("year", "年份", one, known)
    return [row for row in rows if not wanted or str(row["year"]) in wanted]


def read(base: Store, articles: Sequence[Row]) -> Reading:
    """All that stands in some articles."""
    documents = [row["document_id"] for row in articles]
    layers = (_layer(base, table, f"{table}.document_id", documents, articles) for table in _TABLES)
    passages, *found = layers
    labels = [dict(row) for row in base.rows(_LABELS, json.dumps(documents))]
    return Reading(_opened(articles, passages), passages, labels, *found)


def _opened(articles: Iterable[Row], passages: Iterable[Row]) -> list[Row]:
    """Articles with what they lead to in a list: their title as `text`, where their first passage stands, and that as `sentence`."""
    first: dict[int, Row] = {}
    for row in passages:
        first.setdefault(row["document_id"], row)
    told = []
    for row in articles:
        opening = first.get(row["document_id"], {"text": "", "span_start": 0, "span_end": 0})
        named = {"text": row["title"] or Path(row["file"]).stem, "sentence": opening["text"]}
        told.append(row | named | {name: opening[name] for name in ("span_start", "span_end")})
    return told


def at(base: Store, articles: Sequence[Row], passages: Collection[int]) -> Reading:
    """What stands in some passages of articles, without their labels."""
    wanted = sorted(passages)
    columns = ("passages.id", *["passage_id"] * (len(_TABLES) - 1))
    rows, *found = (
        _layer(base, table, column, wanted, articles) for table, column in zip(_TABLES, columns, strict=True)
    )
    return Reading(list(articles), rows, [], *found)


def scores(base: Store, ids: Sequence[str], articles: Sequence[Row]) -> dict[str, dict[int, Likely]]:
    """How surely each passage of some articles speaks to some categories and indicators, by their ids."""
    found: dict[str, dict[int, Likely]] = {id: {} for id in ids}
    documents = json.dumps([row["document_id"] for row in articles])
    for row in base.rows(_SCORES, json.dumps(ids), documents):
        found[row["category"]][row["passage_id"]] = likely(dict(row))
    return found


def is_practised(row: Row) -> bool:
    """Whether a measure or a number is told as done, or as what one always does; what a plan says that one always does is planned.

    >>> is_practised({"status": "standing", "document_kind": "summary"}), is_practised({"status": "standing", "document_kind": "plan"})
    (True, False)
    """
    return row["status"] in (("done",) if row["document_kind"] == "plan" else ("done", "standing"))


def likely(label: Mapping[str, Any]) -> Likely:
    """What a label says of its passage."""
    return Likely(label["score"], json.loads(label["evidence"]))


def passage_id(base: Store, document_id: int, start: int) -> int:
    """The passage of a document that begins there."""
    (row,) = base.rows("SELECT id FROM passages WHERE document_id = ? AND span_start = ?", document_id, start)
    return int(row["id"])


def names(base: Store) -> dict[str, str]:
    """The names of categories and indicators, by id: those of the base, of which the codebook that is carried fills what it lacks."""
    book = load_codebook()
    carried = {one.id: one.name_zh for one in book.categories} | {one.id: one.name_zh for one in book.indicators}
    return carried | {row["id"]: row["name"] for row in base.rows("SELECT id, name FROM categories")}


def listed(said: Said | Iterable[Said]) -> tuple[Said, ...]:
    """One or several, as a tuple.

    >>> listed("云岭"), listed([2022, 2023])
    (('云岭',), (2022, 2023))
    """
    return (said,) if isinstance(said, str | int) else tuple(said)


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


def _own_levels(articles: Sequence[Row]) -> dict[tuple[str, str | None], str]:
    """The one level of a place, for its reports that read as a city's here and as a district's there, or do not say whose they are.

    A county-level city calls itself 我市 too, and says only now and then what it is; the press writes of a place without 我.
    """
    told: defaultdict[str, Counter[str | None]] = defaultdict(Counter)
    for row in articles:
        if row["place"] and row["level"] in (*_UNSURE, None):
            told[row["place"]][row["level"]] += 1
    own = ((place, counts, _own_level(place, counts)) for place, counts in told.items())
    return {(place, read): level for place, counts, level in own if level for read in counts}


def _own_level(place: str, counts: Mapping[str | None, int]) -> str | None:
    """The table of divisions decides; of a place that it does not hold what its name says (县, 街道), of a 市 its reports: at least half."""
    listed = [found for found in find_places(place) if found.span.end == len(place) and len(found.candidates) == 1]
    if listed and listed[-1].candidates[0].level in _UNSURE:
        return listed[-1].candidates[0].level
    if place.endswith("市"):
        return "district" if counts.get("district", 0) >= max(counts.get("city", 0), 1) else "city"
    return next((level for ending, level in _BY_NAME if place.endswith(ending)), None)


def _layer(base: Store, table: str, column: str, wanted: Sequence[int], articles: Sequence[Row]) -> list[Row]:
    said = {row["document_id"]: {"place": row["place"], "document_kind": row["kind"]} for row in articles}
    rows = map(dict, base.rows(_LAYER.format(table=table, column=column), json.dumps(wanted)))
    return [row | said[row["document_id"]] for row in rows]

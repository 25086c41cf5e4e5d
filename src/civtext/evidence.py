"""Coverage (覆盖): how well reports bear out each indicator of a codebook, and by what kind of evidence.

An indicator is borne out by the sentences that speak to it, and those that go on from them: their figures (数据; a mask is none), papers (文件), activities (活动),
mechanisms (机制) and works on the ground (实景). A passage about other things may hold one deed of it, known by what was done or counted
(新划停车泊位800个). It is answered well where figures stand beside another kind, thinly where only claims are made, by intentions where everything
is still planned, and not at all where no passage speaks to it, or only of what is wrong.

>>> from civtext.pipeline import annotate, split
>>> from civtext.model import Source
>>> from civtext.store import Outcome, Store
>>> text = "云岭市创建总结\\n一、公厕\\n新建公厕16座,拆除旱厕120座,印发《公厕管理办法》,建立所长制度。\\n"
>>> with Store.open(getfixture("tmp_path") / "base.civtext", create=True) as store:
...     _ = store.add(Outcome("总结.txt", "ok", hash="b1"), [annotate(one) for one in split(Source(text, "总结.txt"))])
...     rows = {row.id: row for row in coverage(store)}
>>> rows["C09-10"].strength, rows["C09-10"].kinds, rows["C01-01"].strength
('strong', ('文件', '数据', '机制', '实景'), 'none')
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.classifiers.categories import indicators, named_by
from civtext.codebook import Codebook, load_codebook
from civtext.model import CategoryScore, Span
from civtext.store import Holder, Store, opened
from civtext.words import clauses, sentences

if TYPE_CHECKING:
    from pandas import DataFrame

KINDS = ("文件", "活动", "数据", "机制", "实景")
STRENGTHS = {"strong": "充分", "thin": "单薄", "planned": "仅有打算", "none": "无"}
# What a measure is evidence of, by the kind of its verb.
_BY_RULE = {"issue": "文件", "set_up": "机制", "rule": "机制", "require": "机制"}
_BY_RULE |= dict.fromkeys(("build", "clean", "reform"), "实景")
_NEW_POINT = re.compile(
    r"[(（]?[一二三四五六七八九十0-9]{1,2}(?:[)）、.]|是|要)|同时|此外|另外|其[次二三]|再次|最后|下一步"
)
_INTENDED = re.compile("将|拟|计划|打算|力争|今后|下一步|建议|争取")
# How surely a deed in a passage about other things bears on an indicator: less than any that is about it.
_BY_A_DEED = 0.1
_PASSAGES = """
SELECT passages.id, passages.text, location, role, path, title, place FROM passages
JOIN articles ON articles.id = document_id WHERE NOT vanished ORDER BY hash, article, position
"""
_LABELS = """
SELECT category, score, evidence FROM passage_categories WHERE passage_id = ? AND instr(category, '-') > 0
"""
_OBJECTS = """
SELECT text, object FROM measures WHERE passage_id = ?1 AND object <> ''
UNION ALL SELECT text, object FROM metrics WHERE passage_id = ?1 AND object <> '' AND NOT masked
"""
_FOUND = (
    "SELECT rule, status, text FROM measures WHERE passage_id = ?",
    "SELECT status, text FROM metrics WHERE passage_id = ? AND NOT masked",  # a figure still to be filled in is none
    "SELECT text FROM entities WHERE passage_id = ? AND kind IN ('document', 'docnum')",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that bears on an indicator: where, how surely, the kinds of evidence in it, what is done in it, and what of it
    speaks of the indicator (`stretch`).
    """

    source: str
    place: str | None
    where: str
    text: str
    score: float
    kinds: tuple[str, ...]
    measures: int
    metrics: int
    planned: bool
    stretch: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator: its evidence, best first, and what it comes to (`strength`: strong, thin, planned, none)."""

    id: str
    name: str
    category: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of evidence that any passage gives."""
        return tuple(kind for kind in KINDS if any(kind in one.kinds for one in self.evidence))

    @property
    def strength(self) -> str:
        """How well the indicator is answered."""
        done = [one for one in self.evidence if not one.planned]
        kinds = {kind for one in done for kind in one.kinds}
        if not done:
            return "planned" if self.evidence else "none"
        return "strong" if "数据" in kinds and len(kinds) > 1 else "thin"


def coverage(base: str | Path | Store | Holder, *, codebook: Codebook | None = None) -> list[Row]:
    """One row for each indicator of a codebook, in its order: what a knowledge base says of it.

    Passages are read as they were classified when mined, anew for another codebook. Raises StoreError for a base that
    cannot be read.
    """
    with opened(base) as store:
        return _covered(store, codebook)


def _covered(base: Store, codebook: Codebook | None) -> list[Row]:
    book = codebook or load_codebook()
    found: defaultdict[str, list[Evidence]] = defaultdict(list)
    for row, labels in _labelled(base, codebook):
        told = [
            (one.id, one.score, stretch) for one, stretch in zip(labels, _stretches(row["text"], labels), strict=True)
        ]
        told += [(id, _BY_A_DEED, stretch) for id, stretch in _deeds(base, row, {one.id for one in labels}, book)]
        for id, score, stretch in told:
            evidence = _evidence(base, row, score, stretch)
            if row["role"] != "problems" or evidence.measures:
                found[id].append(evidence)
    names = {indicator.id: category.name_zh for category in book.categories for indicator in category.indicators}
    return [
        Row(one.id, one.name_zh, names[one.id], tuple(sorted(found[one.id], key=lambda told: -told.score)))
        for one in book.indicators
    ]


def to_frame(rows: list[Row]) -> DataFrame:
    """The rows as a DataFrame: one line an indicator, counts and kinds of its evidence."""
    import pandas as pd

    return pd.DataFrame([as_dict(row) for row in rows])


def as_dict(row: Row) -> dict[str, object]:
    """A row as plain data: counts of passages, measures and metrics, a mark for each kind, the best passage."""
    best = row.evidence[0] if row.evidence else None
    counts = {
        "passages": len(row.evidence),
        "measures": sum(one.measures for one in row.evidence),
        "metrics": sum(one.metrics for one in row.evidence),
    }
    kinds = {kind: sum(kind in one.kinds for one in row.evidence) for kind in KINDS}
    told = {
        "best": best.text if best else "",
        "source": best.source if best else "",
        "where": best.where if best else "",
    }
    return {
        "id": row.id,
        "name": row.name,
        "category": row.category,
        "strength": row.strength,
        **counts,
        **kinds,
        **told,
    }


def _labelled(store: Store, codebook: Codebook | None) -> Iterator[tuple[sqlite3.Row, Sequence[CategoryScore]]]:
    """The passages of a base, each with its indicators."""
    rows = list(store.rows(_PASSAGES))
    if codebook is not None:
        yield from zip(rows, indicators([row["text"] for row in rows], codebook=codebook), strict=True)
        return
    for row in rows:
        yield (
            row,
            [
                CategoryScore(one["category"], one["score"], tuple(Span(*span) for span in json.loads(one["evidence"])))
                for one in store.rows(_LABELS, row["id"])
            ],
        )


def _deeds(store: Store, passage: sqlite3.Row, labelled: set[str], codebook: Codebook) -> Iterator[tuple[str, str]]:
    """The indicators that a passage about other things has deeds or figures of, each with the clauses that hold those."""
    named: defaultdict[str, list[str]] = defaultdict(list)
    for row in store.rows(_OBJECTS, passage["id"]):
        id = named_by(row["object"], codebook=codebook)
        if id and id not in labelled:
            named[id].append(row["text"])
    text = passage["text"]
    parts = [text[slice(*part)] for one in sentences(text) for part in clauses(text, one)] if named else []
    for id, texts in named.items():
        yield id, "\n".join(part for part in parts if any(found in part or part in found for found in texts))


def _stretches(text: str, labels: Sequence[CategoryScore]) -> list[str]:
    """What of a passage bears on each of its indicators: the sentences that hold its words, and those that go on from them."""
    own: list[list[str]] = [[] for _ in labels]
    spoken: list[bool] = [True] * len(labels)  # which the sentence before spoke of; at first, of any
    for sentence in sentences(text):
        words = text[slice(*sentence)]
        holds = [any(sentence.overlaps(span) for span in one.evidence) for one in labels]
        if any(holds) or "\n" in text[max(0, sentence.start - 2) : sentence.start] or _NEW_POINT.match(words):
            spoken = holds
        for told in compress(own, spoken):
            told.append(words)
    return ["\n".join(words) if one.evidence else text for one, words in zip(labels, own, strict=True)]


def _evidence(store: Store, passage: sqlite3.Row, score: float, stretch: str) -> Evidence:
    """What a passage gives an indicator; of its findings those that stand in the stretch that bears on it."""
    measures, metrics, papers = (
        [
            dict(row)
            for row in store.rows(sql, passage["id"])
            if row["text"] in stretch or row["text"] not in passage["text"]
        ]
        for sql in _FOUND
    )
    kinds = kinds_of(measures, metrics) | ({"文件"} if papers else set())
    done = any(one["status"] != "planned" for one in measures) or any(one["status"] == "done" for one in metrics)
    told = [one["text"] for one in (*measures, *metrics)]
    intended = all(_INTENDED.search(said) or any(words in said for words in told) for said in _said(stretch))
    planned = passage["role"] == "plan" or (intended and not done)
    where = (passage["path"], passage["place"], passage["location"], passage["text"], score)
    return Evidence(
        *where, tuple(kind for kind in KINDS if kind in kinds), len(measures), len(metrics), planned, stretch
    )


def _said(text: str) -> list[str]:
    return [text[slice(*one)] for one in sentences(text)]


def kinds_of(measures: Iterable[Mapping[str, Any]], metrics: Iterable[Mapping[str, Any]]) -> set[str]:
    """The kinds of evidence that measures and metrics give, of those that are no plans; rows with `rule` and `status`."""
    done = [one for one in measures if one["status"] != "planned"]
    kinds = {_BY_RULE.get(one["rule"].removesuffix("_topic"), "活动") for one in done}
    return kinds | ({"数据"} if any(one["status"] == "done" for one in metrics) else set())

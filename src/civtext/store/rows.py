"""From documents to rows, in whatever process: what `writing` puts into a base, with references that count within an article."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from civtext.model import Annotation, CategoryScore, Document, Measure, Metric, Slogan, Source, Value
from civtext.store.opening import LAYERS
from civtext.store.periods import years
from civtext.store.sources import flags_json, parts_json
from civtext.store.terms import pairs, readings

Row = tuple[Any, ...]
Entry = tuple[str, str, str]
Scores = Sequence[CategoryScore]

SECTION = ("position", "span_start", "span_end", "level", "title", "role", "path")
PASSAGE = ("section_id", "position", "span_start", "span_end", "location", "text", "section_path", "role")
CATEGORY = ("passage_id", "category", "score", "evidence")
# The fields of values; the metrics of a measure have a table of their own.
_VALUES = {kind: tuple(field.name for field in fields(kind) if field.name != "metrics") for kind in LAYERS}
ANNOTATION = {
    LAYERS[kind].table: (
        *("passage_id", "position", "location"),
        *("span_start", "span_end", "text", "rule", "score"),
        *names,
    )
    for kind, names in _VALUES.items()
}
# What is kept of an annotation of each kind, from its span on.
_TOLD = {
    kind: attrgetter(
        *("span.start", "span.end", "text", "provenance.rule", "provenance.score"), *(f"value.{name}" for name in names)
    )
    for kind, names in _VALUES.items()
}
_UNFIT = re.compile(r"[\0\ud800-\udfff]")


class Article(NamedTuple):
    """The rows of an article, by table, without its id. A reference is the number of the row that it means, from 0."""

    document: dict[str, object]
    sections: list[Row]  # SECTION
    passages: list[Row]  # PASSAGE
    entries: list[Entry]  # of each passage in the index
    categories: list[Row]  # CATEGORY
    annotations: dict[str, list[Row]]  # ANNOTATION
    figures: list[tuple[int, int]]  # a measure and one of its metrics


class Rows(NamedTuple):
    """All that is kept of a text and of what was found in it; the strings of lists of rows are such as SQLite can hold."""

    format: str
    text: dict[str, object]
    articles: list[Article]


def rows_of(documents: Sequence[Document]) -> Rows:
    """The rows of a text, from its articles."""
    documents = sorted(documents, key=lambda document: document.index)
    source = documents[0].source
    articles = [_article(document) for document in documents]
    blob = source.text.encode("utf-8", "surrogatepass")
    told = {"format": source.format, "flags": flags_json(source.flags), "parts": parts_json(source.parts)}
    indexed = (
        "\n".join((title, headings, text)).encode()  # as `Store.check` reads it back
        for article in articles
        for text, headings, title in _texts(article.passages, str(article.document["title"] or ""))
    )
    return Rows(source.format, {**told, "source": blob, "digest": digest(blob, indexed)}, articles)


def digest(source: bytes, passages: Iterable[bytes]) -> str:
    """The SHA-256 of a stored text and of its passages as they are indexed, which shows damage."""
    return hashlib.sha256(b"\0".join([source, *passages])).hexdigest()


def plain(text: str) -> str:
    """Text that SQLite can hold as such: NUL, which would end it, and lone surrogates, each replaced by U+FFFD."""
    return _UNFIT.sub("\ufffd", text)


def category_rows(passage: int, scores: Iterable[CategoryScore]) -> list[Row]:
    """What a passage is about, categories and indicators."""
    return [(passage, one.id, one.score, json.dumps(one.evidence)) for one in {one.id: one for one in scores}.values()]


def entries(passages: Iterable[tuple[str, str, str]], spun: bool) -> list[Entry]:
    """What the index of the passages is told of each: of its text, the headings above it, the title of its article."""

    @cache
    def indexed(text: str) -> str:  # headings and title are those of many passages
        return " ".join(map(pairs, readings(text, spun)))

    return [(indexed(text), indexed(headings), indexed(title)) for text, headings, title in passages]


def _article(document: Document) -> Article:
    title = plain(document.title) if document.title is not None else None
    passages = plain_rows(list(_passage_rows(document)))
    scored = (
        row
        for number, passage in enumerate(document.passages)
        for row in category_rows(number, (*passage.categories, *passage.indicators))
    )
    annotations, figures = _annotations(document)
    return Article(
        _document_row(document, title),
        plain_rows(list(_section_rows(document))),
        passages,
        entries(_texts(passages, title or ""), any(flag.code == "spun" for flag in document.flags)),
        plain_rows(list(scored)),
        annotations,
        figures,
    )


def _document_row(document: Document, title: str | None) -> dict[str, object]:
    first, last = years(document.facts.period or "") or (None, None)
    start, end = document.span
    row = {"article": document.index, "span_start": start, "span_end": end, "title": title}
    return {**row, **asdict(document.facts), "year_from": first, "year_to": last, "flags": flags_json(document.flags)}


def _section_rows(document: Document) -> Iterator[Row]:
    for position, section in enumerate(document.sections):
        span, path = document.reading.to_source(section.span), " > ".join(section.path)
        yield position, *span, section.level, section.title, section.role, path


def _passage_rows(document: Document) -> Iterator[Row]:
    for position, passage in enumerate(document.passages):
        span, path, role = document.reading.to_source(passage.span), "", ""
        if passage.section is not None:
            section = document.sections[passage.section]
            path, role = " > ".join(section.path), section.role
        where = str(document.source.where(span.start))
        yield passage.section, position, *span, where, passage.text, path, role


def _annotations(document: Document) -> tuple[dict[str, list[Row]], list[tuple[int, int]]]:
    by_type: defaultdict[type[Value], list[Annotation]] = defaultdict(list)
    for one in document.annotations:
        by_type[type(one.value)].append(one)
    starts = [passage.span.start for passage in document.passages]
    place = _places(document.source)
    rows = {
        layer.table: plain_rows(
            [
                (_passage_of(document, one, starts), position, place(one.span.start), *_told(one))
                for position, one in enumerate(by_type[kind])
            ]
        )
        for kind, layer in LAYERS.items()
    }
    figures = {
        (number, metric)
        for number, one in enumerate(by_type[Measure])
        if isinstance(one.value, Measure)
        for metric in one.value.metrics
        if metric < len(by_type[Metric])
    }
    return rows, sorted(figures)


def _passage_of(document: Document, one: Annotation, starts: Sequence[int]) -> int | None:
    at = document.local(one).start
    nearest = bisect_right(starts, at) - 1
    return nearest if nearest >= 0 and at < document.passages[nearest].span.end else None


def _places(source: Source) -> Callable[[int], str]:
    """Where the character at an offset stands, as a person is told; worked out once for each part of the source."""
    told: dict[int, str] = {}

    def place(offset: int) -> str:
        part = source.part_at(offset)
        if part not in told:
            told[part] = str(source.where(offset))
        return told[part]

    return place


def _told(one: Annotation) -> Row:
    told: Row = _TOLD[type(one.value)](one)
    if isinstance(one.value, Slogan):
        return *told[:-1], json.dumps(one.value.items, ensure_ascii=False)
    return told


def _texts(passages: Iterable[Row], title: str) -> Iterator[tuple[str, str, str]]:
    """Of each passage (PASSAGE) its text, the headings above it, the title of its article."""
    return ((text, headings, title) for *_, text, headings, _role in passages)


def plain_rows(rows: list[Row]) -> list[Row]:
    """Rows with every string made one that SQLite can hold."""
    if _is_fit("".join([value for row in rows for value in row if isinstance(value, str)])):
        return rows
    return [tuple(plain(value) if isinstance(value, str) else value for value in row) for row in rows]


def _is_fit(text: str) -> bool:
    """Whether SQLite can hold a text as it is; much faster than the pattern."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text

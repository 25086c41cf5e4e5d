"""From documents to rows. Everything here runs inside a transaction of `Store`'s."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from functools import cache
from operator import attrgetter

from civtext import __version__
from civtext.model import Annotation, CategoryScore, Document, Measure, Metric, Slogan, Source, Value
from civtext.stamps import Stamps
from civtext.store.opening import LAYERS
from civtext.store.outcomes import Outcome
from civtext.store.periods import years
from civtext.store.sources import flags_json, parts_json
from civtext.store.terms import SPUN, pairs, readings

Scores = Sequence[CategoryScore]

_INDEXED = (
    f"SELECT passages.id, text, section_path, coalesce(title, '') AS title, {SPUN}"
    " FROM passages JOIN documents ON documents.id = document_id"
)
_SECTION = ("document_id", "position", "span_start", "span_end", "level", "title", "role", "path")
_PASSAGE = (
    *("document_id", "position", "span_start", "span_end", "location", "text"),
    *("section_id", "section_path", "role"),
)
_ANNOTATION = (
    *("document_id", "passage_id", "position", "location"),
    *("span_start", "span_end", "text", "rule", "score"),
)
# The fields of values; the metrics of a measure have a table of their own.
_VALUES = {kind: tuple(field.name for field in fields(kind) if field.name != "metrics") for kind in LAYERS}
# What is kept of an annotation of each kind, from its span on.
_TOLD = {
    kind: attrgetter(
        *("span.start", "span.end", "text", "provenance.rule", "provenance.score"), *(f"value.{name}" for name in names)
    )
    for kind, names in _VALUES.items()
}
_UNFIT = re.compile(r"[\0\ud800-\udfff]")


def write_row(db: sqlite3.Connection, table: str, row: Mapping[str, object], *, at: int | None = None) -> int:
    """Write a row in place of the one with the id `at`, or insert it where that is None; its id.

    No REPLACE and no ON CONFLICT: for the sake of those SQLite writes out what the index of the passages has been told, each time.
    """
    values = [plain(value) if isinstance(value, str) else value for value in row.values()]
    if at is not None:
        db.execute(f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in row)} WHERE rowid = ?", [*values, at])
        return at
    places = ", ".join("?" * len(row))
    return int(db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", values).lastrowid or 0)


def write_rows(db: sqlite3.Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> range:
    """Insert rows, all at once; their ids, which go on from the largest, as SQLite's own would."""
    if not rows:
        return range(0)
    first = db.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0]
    ids = range(first, first + len(rows))
    _insert(db, table, ("id", *columns), [(id, *row) for id, row in zip(ids, rows, strict=True)])
    return ids


def _insert(db: sqlite3.Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    places = ", ".join("?" * len(columns))
    db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", _plain_rows(rows))


def _plain_rows(rows: Sequence[tuple[object, ...]]) -> Sequence[tuple[object, ...]]:
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


def plain(text: str) -> str:
    """Text that SQLite can hold as such: NUL, which would end it, and lone surrogates, each replaced by U+FFFD."""
    return _UNFIT.sub("\ufffd", text)


def digest(source: bytes, passages: Iterable[bytes]) -> str:
    """The SHA-256 of a stored text and of its passages as they are indexed, which shows damage."""
    return hashlib.sha256(b"\0".join([source, *passages])).hexdigest()


def write_text(db: sqlite3.Connection, outcome: Outcome, documents: Sequence[Document], stamps: Stamps) -> int:
    """Write a text and all that was found in it, in place of what an earlier civtext found; the text's id."""
    documents = sorted(documents, key=lambda document: document.index)
    source = documents[0].source
    known = db.execute("SELECT id FROM texts WHERE hash = ?", (outcome.hash,)).fetchone()
    if known:
        delete_documents(db, known["id"])
    state = {"status": outcome.status, "code": outcome.code, "message": outcome.message, "civtext": __version__}
    by = {
        "reader": stamps.reader(source.format),
        "extraction": stamps.extraction,
        "classification": stamps.classification,
    }
    row = {"hash": outcome.hash, **state, **by, **_source_row(source, documents)}
    text_id = write_row(db, "texts", row, at=known["id"] if known else None)
    for document in documents:
        _write_document(db, text_id, document)
    return text_id


def _source_row(source: Source, documents: Sequence[Document]) -> dict[str, object]:
    blob = source.text.encode("utf-8", "surrogatepass")
    passages = [one for document in documents for one in _indexed_of(document)]
    told = {"format": source.format, "flags": flags_json(source.flags), "parts": parts_json(source.parts)}
    return {**told, "source": blob, "digest": digest(blob, passages)}


def delete_documents(db: sqlite3.Connection, text_id: int) -> None:
    """Delete all that was found in a text."""
    # An index without content forgets a row only when told what the row said.
    db.executemany(
        "INSERT INTO passage_grams (passage_grams, rowid, text, headings, title) VALUES ('delete', ?, ?, ?, ?)",
        list(_entries(db.execute(f"{_INDEXED} WHERE text_id = ?", (text_id,)))),
    )
    db.execute("DELETE FROM documents WHERE text_id = ?", (text_id,))


def index_passages(db: sqlite3.Connection, document_id: int) -> None:
    """Enter the stored passages of a document into the index."""
    rows = db.execute(f"{_INDEXED} WHERE document_id = ?", (document_id,))
    db.executemany("INSERT INTO passage_grams (rowid, text, headings, title) VALUES (?, ?, ?, ?)", list(_entries(rows)))


def _entries(rows: Iterable[sqlite3.Row]) -> Iterator[tuple[int, str, str, str]]:
    @cache
    def indexed(text: str, spun: bool) -> str:  # headings and title are those of many passages
        return " ".join(map(pairs, readings(text, spun)))

    for row in rows:
        yield row["id"], *(indexed(row[column], bool(row["spun"])) for column in ("text", "section_path", "title"))


def _indexed_of(document: Document) -> Iterator[bytes]:
    """What `Store.check` reads back of each passage."""
    for passage in document.passages:
        path = " > ".join(document.sections[passage.section].path) if passage.section is not None else ""
        yield plain("\n".join((document.title or "", path, passage.text))).encode()


def _write_document(db: sqlite3.Connection, text_id: int, document: Document) -> None:
    row = {"text_id": text_id, "article": document.index, **_span(document.span), "title": document.title}
    first, last = years(document.facts.period or "") or (None, None)
    facts = {**asdict(document.facts), "year_from": first, "year_to": last, "flags": flags_json(document.flags)}
    document_id = write_row(db, "documents", {**row, **facts})
    sections = write_rows(db, "sections", _SECTION, list(_section_rows(document, document_id)))
    passages = write_rows(db, "passages", _PASSAGE, list(_passage_rows(document, document_id, sections)))
    index_passages(db, document_id)
    scored = ((passage.categories, passage.indicators) for passage in document.passages)
    write_categories(db, dict(zip(passages, scored, strict=True)))
    _write_annotations(db, document, document_id, passages)


def write_categories(db: sqlite3.Connection, found: Mapping[int, tuple[Scores, Scores]]) -> None:
    """Write what passages are about, categories and indicators by their ids, in place of what was written before."""
    db.executemany("DELETE FROM passage_categories WHERE passage_id = ?", [(passage_id,) for passage_id in found])
    rows = [
        (passage_id, one.id, one.score, json.dumps(one.evidence))
        for passage_id, scores in found.items()
        for one in {one.id: one for part in scores for one in part}.values()
    ]
    _insert(db, "passage_categories", ("passage_id", "category", "score", "evidence"), rows)


def _write_annotations(db: sqlite3.Connection, document: Document, document_id: int, passages: Sequence[int]) -> None:
    by_type: defaultdict[type[Value], list[Annotation]] = defaultdict(list)
    for one in document.annotations:
        by_type[type(one.value)].append(one)
    ids: dict[type[Value], range] = {}
    starts = [passage.span.start for passage in document.passages]
    place = _places(document.source)
    for kind, layer in LAYERS.items():
        rows = [
            (document_id, _passage_of(document, one, starts, passages), position, place(one.span.start), *_told(one))
            for position, one in enumerate(by_type[kind])
        ]
        ids[kind] = write_rows(db, layer.table, (*_ANNOTATION, *_VALUES[kind]), rows)
    metrics = ids[Metric]
    figures = [
        (measure_id, metrics[metric])
        for measure_id, one in zip(ids[Measure], by_type[Measure], strict=True)
        if isinstance(one.value, Measure)
        for metric in one.value.metrics
        if metric < len(metrics)
    ]
    db.executemany("INSERT OR IGNORE INTO measure_metrics VALUES (?, ?)", figures)


def _passage_of(document: Document, one: Annotation, starts: Sequence[int], passages: Sequence[int]) -> int | None:
    at = document.local(one).start
    nearest = bisect_right(starts, at) - 1
    return passages[nearest] if nearest >= 0 and at < document.passages[nearest].span.end else None


def _section_rows(document: Document, document_id: int) -> Iterator[tuple[object, ...]]:
    for position, section in enumerate(document.sections):
        span, path = document.reading.to_source(section.span), " > ".join(section.path)
        yield document_id, position, *span, section.level, section.title, section.role, path


def _passage_rows(document: Document, document_id: int, sections: Sequence[int]) -> Iterator[tuple[object, ...]]:
    for position, passage in enumerate(document.passages):
        span = document.reading.to_source(passage.span)
        under: tuple[object, ...] = (None, "", "")
        if passage.section is not None:
            section = document.sections[passage.section]
            under = sections[passage.section], " > ".join(section.path), section.role
        yield document_id, position, *span, str(document.source.where(span.start)), passage.text, *under


def _places(source: Source) -> Callable[[int], str]:
    """Where the character at an offset stands, as a person is told; worked out once for each part of the source."""
    told: dict[int, str] = {}

    def place(offset: int) -> str:
        part = source.part_at(offset)
        if part not in told:
            told[part] = str(source.where(offset))
        return told[part]

    return place


def _told(one: Annotation) -> tuple[object, ...]:
    told: tuple[object, ...] = _TOLD[type(one.value)](one)
    if isinstance(one.value, Slogan):
        return *told[:-1], json.dumps(one.value.items, ensure_ascii=False)
    return told


def _span(span: tuple[int, int]) -> dict[str, int]:
    return {"span_start": span[0], "span_end": span[1]}

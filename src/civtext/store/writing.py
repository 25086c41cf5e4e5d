"""From documents to rows. Everything here runs inside a transaction of `Store`'s."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields

from civtext import __version__
from civtext.model import Annotation, CategoryScore, Document, Measure, Source, Value
from civtext.stamps import Stamps
from civtext.store.opening import LAYERS
from civtext.store.outcomes import Outcome
from civtext.store.periods import years
from civtext.store.sources import flags_json, parts_json
from civtext.store.terms import SPUN, grams, readings

_INDEXED = (
    f"SELECT passages.id, text, section_path, coalesce(title, '') AS title, {SPUN}"
    " FROM passages JOIN documents ON documents.id = document_id"
)
_UNFIT = re.compile(r"[\0\ud800-\udfff]")


def write_row(db: sqlite3.Connection, table: str, row: Mapping[str, object], *, replace: bool = False) -> int:
    """Insert a row; its id. `replace` the one of its key only where there may be one: that flushes the index each time."""
    places = ", ".join("?" * len(row))
    values = [plain(value) if isinstance(value, str) else value for value in row.values()]
    verb = "REPLACE" if replace else "INSERT"
    done = db.execute(f"{verb} INTO {table} ({', '.join(row)}) VALUES ({places})", values)
    return int(done.lastrowid or 0)


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
    text = {"id": known["id"] if known else None, "hash": outcome.hash}
    state = {"status": outcome.status, "code": outcome.code, "message": outcome.message, "civtext": __version__}
    by = {
        "reader": stamps.reader(source.format),
        "extraction": stamps.extraction,
        "classification": stamps.classification,
    }
    text_id = write_row(db, "texts", {**text, **state, **by, **_source_row(source, documents)}, replace=True)
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
    for row in rows:
        text, headings, title = (
            " ".join(map(grams, readings(row[column], row["spun"]))) for column in ("text", "section_path", "title")
        )
        yield row["id"], text, headings, title


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
    sections = [
        write_row(db, "sections", {"document_id": document_id, "position": position, **section})
        for position, section in enumerate(_section_rows(document))
    ]
    passages = [
        write_row(db, "passages", {"document_id": document_id, "position": position, **passage})
        for position, passage in enumerate(_passage_rows(document, sections))
    ]
    index_passages(db, document_id)
    for passage_id, passage in zip(passages, document.passages, strict=True):
        write_categories(db, passage_id, passage.categories, passage.indicators)
    _write_annotations(db, document, document_id, passages)


def write_categories(
    db: sqlite3.Connection, passage_id: int, categories: Sequence[CategoryScore], indicators: Sequence[CategoryScore]
) -> None:
    """Write what a passage is about, in place of what was written before."""
    db.execute("DELETE FROM passage_categories WHERE passage_id = ?", (passage_id,))
    for one in {one.id: one for one in (*categories, *indicators)}.values():
        evidence = json.dumps([list(span) for span in one.evidence])
        row = {"passage_id": passage_id, "category": one.id, "score": one.score, "evidence": evidence}
        write_row(db, "passage_categories", row)


def _write_annotations(db: sqlite3.Connection, document: Document, document_id: int, passages: Sequence[int]) -> None:
    ids: dict[str, list[int]] = {layer.table: [] for layer in LAYERS.values()}
    figures = []
    for one in document.annotations:
        if layer := LAYERS.get(type(one.value)):
            keys = {"document_id": document_id, "passage_id": _passage_of(document, one, passages)}
            row = {**keys, "position": len(ids[layer.table]), **_annotation_row(document, one)}
            ids[layer.table].append(write_row(db, layer.table, row))
            if isinstance(one.value, Measure):
                figures += [(ids["measures"][-1], metric) for metric in one.value.metrics]
    pairs = [(measure, ids["metrics"][metric]) for measure, metric in figures if metric < len(ids["metrics"])]
    db.executemany("INSERT OR IGNORE INTO measure_metrics VALUES (?, ?)", pairs)


def _passage_of(document: Document, one: Annotation, passages: Sequence[int]) -> int | None:
    at = document.local(one).start
    nearest = bisect_right(document.passages, at, key=lambda passage: passage.span.start) - 1
    return passages[nearest] if nearest >= 0 and at < document.passages[nearest].span.end else None


def _section_rows(document: Document) -> Iterator[dict[str, object]]:
    for section in document.sections:
        span = _span(document.reading.to_source(section.span))
        names = {"title": section.title, "role": section.role, "path": " > ".join(section.path)}
        yield {**span, "level": section.level, **names}


def _passage_rows(document: Document, sections: Sequence[int]) -> Iterator[dict[str, object]]:
    for passage in document.passages:
        span = document.reading.to_source(passage.span)
        where = {**_span(span), "location": str(document.source.where(span.start)), "text": passage.text}
        if passage.section is None:
            yield {**where, "section_path": "", "role": ""}
        else:
            section = document.sections[passage.section]
            path = " > ".join(section.path)
            yield {**where, "section_id": sections[passage.section], "section_path": path, "role": section.role}


def _annotation_row(document: Document, one: Annotation) -> dict[str, object]:
    where = {"text": one.text, "location": str(document.source.where(one.span.start))}
    who = {"rule": one.provenance.rule, "score": one.provenance.score}
    return {**_span(one.span), **where, **who, **_value_row(one.value)}


def _value_row(value: Value) -> dict[str, object]:
    """The fields of a value; the metrics of a measure have a table of their own."""
    row = {field.name: getattr(value, field.name) for field in fields(value) if field.name != "metrics"}
    return {name: json.dumps(one, ensure_ascii=False) if isinstance(one, tuple) else one for name, one in row.items()}


def _span(span: tuple[int, int]) -> dict[str, int]:
    return {"span_start": span[0], "span_end": span[1]}

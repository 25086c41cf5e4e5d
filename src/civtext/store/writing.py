"""Rows into the base, ids and all. Everything here runs inside a transaction of `Store`'s."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from civtext import __version__
from civtext.stamps import Stamps
from civtext.store.outcomes import Outcome
from civtext.store.rows import (
    ANNOTATION,
    CATEGORY,
    PASSAGE,
    SECTION,
    Article,
    Row,
    Rows,
    Scores,
    category_rows,
    entries,
    plain,
    plain_rows,
)
from civtext.store.terms import SPUN

_INDEXED = (
    f"SELECT passages.id, text, section_path, coalesce(title, '') AS title, {SPUN}"
    " FROM passages JOIN documents ON documents.id = document_id WHERE document_id = ?"
)
_ENTER = "INSERT INTO passage_grams (rowid, text, headings, title) VALUES (?, ?, ?, ?)"
# An index without content forgets a row only when told what the row said.
_FORGET = "INSERT INTO passage_grams (passage_grams, rowid, text, headings, title) VALUES ('delete', ?, ?, ?, ?)"


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


def write_text(db: sqlite3.Connection, outcome: Outcome, rows: Rows, stamps: Stamps) -> int:
    """Write a text and all that was found in it, in place of what an earlier civtext found; the text's id."""
    known = db.execute("SELECT id FROM texts WHERE hash = ?", (outcome.hash,)).fetchone()
    if known:
        delete_documents(db, known["id"])
    state = {"status": outcome.status, "code": outcome.code, "message": outcome.message, "civtext": __version__}
    by = {
        "reader": stamps.reader(rows.format),
        "extraction": stamps.extraction,
        "classification": stamps.classification,
    }
    row = {"hash": outcome.hash, **state, **by, **rows.text}
    text_id = write_row(db, "texts", row, at=known["id"] if known else None)
    for article in rows.articles:
        _write_article(db, text_id, article)
    return text_id


def delete_documents(db: sqlite3.Connection, text_id: int) -> None:
    """Delete all that was found in a text."""
    for (document_id,) in db.execute("SELECT id FROM documents WHERE text_id = ?", (text_id,)).fetchall():
        db.executemany(_FORGET, _entered(db, document_id))
    db.execute("DELETE FROM documents WHERE text_id = ?", (text_id,))


def index_passages(db: sqlite3.Connection, document_id: int) -> None:
    """Enter the stored passages of a document into the index."""
    db.executemany(_ENTER, _entered(db, document_id))


def write_categories(db: sqlite3.Connection, found: Mapping[int, tuple[Scores, Scores]]) -> None:
    """Write what passages are about, categories and indicators by their ids, in place of what was written before."""
    db.executemany("DELETE FROM passage_categories WHERE passage_id = ?", [(passage_id,) for passage_id in found])
    rows = [row for passage_id, scores in found.items() for row in category_rows(passage_id, chain(*scores))]
    _insert(db, "passage_categories", CATEGORY, plain_rows(rows))


def _entered(db: sqlite3.Connection, document_id: int) -> list[tuple[int, str, str, str]]:
    """What the index is told of the stored passages of a document."""
    stored = db.execute(_INDEXED, (document_id,)).fetchall()
    texts = [(row["text"], row["section_path"], row["title"]) for row in stored]
    told = entries(texts, any(row["spun"] for row in stored))
    return [(row["id"], *entry) for row, entry in zip(stored, told, strict=True)]


def _write_article(db: sqlite3.Connection, text_id: int, article: Article) -> None:
    document_id = write_row(db, "documents", {"text_id": text_id, **article.document})
    sections = _write_rows(db, "sections", SECTION, document_id, article.sections)
    passages = _write_rows(db, "passages", PASSAGE, document_id, _meant(article.passages, sections))
    db.executemany(_ENTER, [(id, *entry) for id, entry in zip(passages, article.entries, strict=True)])
    _insert(db, "passage_categories", CATEGORY, _meant(article.categories, passages))
    ids = {
        table: _write_rows(db, table, columns, document_id, _meant(article.annotations[table], passages))
        for table, columns in ANNOTATION.items()
    }
    figures = [(ids["measures"][measure], ids["metrics"][metric]) for measure, metric in article.figures]
    db.executemany("INSERT INTO measure_metrics VALUES (?, ?)", figures)


def _meant(rows: Iterable[Row], ids: range) -> list[Row]:
    """Rows with the id of what their first column means, by its number."""
    return [(None if row[0] is None else ids[row[0]], *row[1:]) for row in rows]


def _write_rows(
    db: sqlite3.Connection, table: str, columns: Sequence[str], document_id: int, rows: Sequence[Row]
) -> range:
    """Insert rows of a document, all at once; their ids, which go on from the largest, as SQLite's own would."""
    if not rows:
        return range(0)
    first = db.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0]
    ids = range(first, first + len(rows))
    numbered = [(id, document_id, *row) for id, row in zip(ids, rows, strict=True)]
    _insert(db, table, ("id", "document_id", *columns), numbered)
    return ids


def _insert(db: sqlite3.Connection, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    places = ", ".join("?" * len(columns))
    db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)

"""Opening the file: what is not ours is told by its header, before SQLite may touch it.

The tables are in data/schema.sql, those of the annotations in `LAYERS`.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from civtext.model import Entity, Heading, Measure, Metric, Placeholder, Residual, Slogan, Value
from civtext.store.migrating import OLDEST, SCHEMA
from civtext.store.problems import code_of, problem
from civtext.store.terms import reads

APPLICATION = 0x43495654  # "CIVT", in the file's header


class Layer(NamedTuple):
    """A table of annotations: its name, and its own columns, which are the fields of its values."""

    table: str
    columns: str


LAYERS: dict[type[Value], Layer] = {
    Metric: Layer(
        "metrics",
        "value REAL, high REAL, unit TEXT NOT NULL, bound TEXT NOT NULL, object TEXT, action TEXT, "
        "status TEXT NOT NULL, masked INTEGER NOT NULL",
    ),
    Measure: Layer("measures", "action TEXT NOT NULL, object TEXT, status TEXT NOT NULL, actor TEXT"),
    Placeholder: Layer(
        "placeholders",
        "type TEXT NOT NULL, noun TEXT, unit TEXT NOT NULL, scale TEXT NOT NULL, digits TEXT NOT NULL",
    ),
    Slogan: Layer("slogans", "items TEXT NOT NULL /* JSON */"),
    Entity: Layer("entities", "kind TEXT NOT NULL, canonical TEXT NOT NULL, code TEXT NOT NULL"),
    Residual: Layer("residuals", "kind TEXT NOT NULL"),
    Heading: Layer(
        "headings", "level INTEGER NOT NULL, number TEXT NOT NULL, title TEXT NOT NULL, run_in INTEGER NOT NULL"
    ),
}
_LAYER_TABLE = """
CREATE TABLE IF NOT EXISTS {table} (
    id          INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    passage_id  INTEGER REFERENCES passages (id) ON DELETE SET NULL,
    position    INTEGER NOT NULL,   -- among those of its document, from 0
    span_start  INTEGER NOT NULL,
    span_end    INTEGER NOT NULL,
    text        TEXT NOT NULL,
    location    TEXT NOT NULL,
    rule        TEXT NOT NULL,
    score       REAL NOT NULL,
    {columns}
);
CREATE INDEX IF NOT EXISTS {table}_document ON {table} (document_id);
CREATE INDEX IF NOT EXISTS {table}_passage ON {table} (passage_id);
"""


@cache
def schema() -> str:
    tables = [_LAYER_TABLE.format(table=layer.table, columns=layer.columns) for layer in LAYERS.values()]
    fixed = files("civtext").joinpath("data", "schema.sql").read_text(encoding="utf-8")
    marks = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {SCHEMA};"
    return "\n".join(["BEGIN IMMEDIATE;", fixed, *tables, marks, "COMMIT;"])


def connect(path: Path, *, create: bool, reading: bool) -> sqlite3.Connection:
    """Open the database, even where nothing can be written if it is for reading."""
    mode = "rwc" if create else "rw"
    try:
        # For reading too: the files that SQLite keeps beside a base are removed only by who could write.
        db = sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True, timeout=30, isolation_level=None)
        db.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.OperationalError as error:
        barred = code_of(error) == "base.readonly"
        if not (reading and barred) or _has(path, "-wal"):
            raise
        # In a folder that is closed to us, SQLite reads a base only when told that nobody writes it.
        db = _at_rest(path)
    db.row_factory = sqlite3.Row
    db.create_function("reads", 3, reads, deterministic=True)
    return db


def _at_rest(path: Path) -> sqlite3.Connection:
    """The database as its file alone has it: nothing is locked, written or recovered."""
    return sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True, isolation_level=None)


def is_ours(path: Path) -> bool:
    """Whether a base is there; raises for any other file, having only looked at its header.

    SQLite looks, never `open`: to close a file drops all locks that this process has on it (POSIX), and another process
    would take away the log that a connection of ours still writes to (https://sqlite.org/howtocorrupt.html, 2.2).
    """
    if not path.exists():
        return False
    try:
        application, version, pages = _header(_at_rest(path))
    except sqlite3.DatabaseError as error:
        if code_of(error) == "base.foreign" and _is_cut_short(path):
            return False
        if code_of(error) == "base.readonly":
            raise problem("base.failed", path) from error
        if code_of(error) != "base.damaged" or not (_has(path, "-wal") or _has(path, "-journal")):
            raise
        # The power went, or another process is just writing: the file is whole only with its log.
        application, version, pages = _header(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=30))
    if not pages:
        return False
    if application != APPLICATION:
        raise problem("base.foreign", path)
    if not OLDEST <= version <= SCHEMA:  # what the base says itself may be newer, and still in its log
        raise problem("base.newer" if version > SCHEMA else "base.older", path)
    return True


def _header(opened: sqlite3.Connection) -> tuple[int, int, int]:
    """Whose file it is, of which version, how many pages it has; the connection is closed."""
    with closing(opened) as db:
        application, version, pages = (
            db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version", "page_count")
        )
    return application, version, pages


def _has(path: Path, log: str) -> bool:
    """Whether a file of SQLite's own stands beside a base."""
    return path.with_name(path.name + log).exists()


def _is_cut_short(path: Path) -> bool:
    """Whether the power went while a base was made, which SQLite takes back; nobody has such a file open."""
    with path.open("rb") as file:
        return not file.read(100).strip(b"\0") and _has(path, "-journal")

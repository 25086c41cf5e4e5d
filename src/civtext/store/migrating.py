"""Bases of older schemas: each is brought up by the steps of one table, all in one transaction, a copy being kept.

Stopped at any moment, the base is of the old schema or of the new one. A schema that is changed gets its step here and
its predecessor a file in tests/schemas/, from which the tests make a base.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

SCHEMA = 4
# What makes a base of a schema one of the next. Those before the first were never released.
MIGRATIONS: dict[int, tuple[str, ...]] = {
    # The new stamps stay empty, so that the next `mine` reads every file again.
    3: (
        "ALTER TABLE texts ADD COLUMN parts TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE texts ADD COLUMN reader TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE texts ADD COLUMN extraction TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE texts ADD COLUMN classification TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE files ADD COLUMN refusal TEXT NOT NULL DEFAULT ''",
        "INSERT INTO passage_grams (passage_grams, rank) VALUES ('automerge', 8)",
    ),
}
OLDEST = min(MIGRATIONS)


def version_of(db: sqlite3.Connection) -> int:
    """The schema of a base."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring a base up to SCHEMA; what it was stays beside it, as NAME.schema3."""
    db.execute("BEGIN IMMEDIATE")
    try:
        version = version_of(db)  # another program may have been quicker
        if version < SCHEMA:
            copy(path, path.with_name(f"{path.name}.schema{version}"))
        for number in range(version, SCHEMA):
            for step in MIGRATIONS[number]:
                db.execute(step)
        db.execute(f"PRAGMA user_version = {SCHEMA}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def copy(path: Path, to: Path) -> None:
    """Copy a base while others use it; the copy is one file, and there only when whole."""
    part = to.with_name(to.name + ".part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, timeout=30)) as source, closing(sqlite3.connect(part)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # so that it can be read where nothing can be written
    part.replace(to)

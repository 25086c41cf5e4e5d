"""A base of an older schema is brought up whole or left as it was, and a copy of it is kept (row H20 of the bad inputs)."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import handmade
import pytest

from civtext.batch import mine
from civtext.errors import StoreError
from civtext.store import Store
from civtext.store.migrating import MIGRATIONS, SCHEMA
from civtext.store.opening import schema

SCHEMAS = Path(__file__).parent / "schemas"
OLDER = sorted(MIGRATIONS)
_ROWS = {
    3: """
INSERT INTO texts VALUES (1, 'b1', 'txt', 'ok', '', '', '[]', CAST('整治背街小巷80条。' AS BLOB), 'x', '0.0.9');
INSERT INTO files VALUES ('/in/a.txt', 'ok', '', '', 'b1', 9, 1, 0.1, '0.0.9', 0, 1);
INSERT INTO files VALUES ('/in/b.pdf', 'rejected', 'pdf.password', '…', 'b2', 9, 1, 0.1, '0.0.9', 0, NULL);
"""
}


def older(path: Path, number: int) -> None:
    """A base of an older schema, with a row in every table that its step changes."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript((SCHEMAS / f"{number}.sql").read_text(encoding="utf-8"))
        db.executescript(_ROWS[number])
        db.execute("PRAGMA journal_mode = WAL")


def shape(db: sqlite3.Connection) -> dict[str, object]:
    """Every table with its columns, and how the index is kept; an added column stands last, wherever it was written first."""
    tables = [
        row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
    ]
    columns = {table: sorted(tuple(row)[1:] for row in db.execute(f"PRAGMA table_info({table})")) for table in tables}
    return {**columns, "kept": dict(db.execute("SELECT k, v FROM passage_grams_config"))}


def test_every_older_schema_has_its_step_and_its_file() -> None:
    assert list(range(OLDER[0], SCHEMA)) == OLDER == sorted(_ROWS)
    assert {path.name for path in SCHEMAS.iterdir()} == {f"{number}.sql" for number in OLDER}


@pytest.mark.parametrize("number", OLDER)
def test_an_older_base_becomes_one_of_now(tmp_path: Path, number: int) -> None:
    base = tmp_path / "base.civtext"
    older(base, number)
    with closing(sqlite3.connect(":memory:")) as fresh, Store.open(base, write=True) as store:
        fresh.executescript(schema())
        assert shape(store._db) == shape(fresh)
        paths = {row["path"]: row["status"] for row in store.rows("SELECT path, status FROM files")}
        assert paths == {"/in/a.txt": "ok", "/in/b.pdf": "rejected"}
        assert store.source(1) == "整治背街小巷80条。"
        assert not store.holds("b1")  # to be read again: what it was read by is not known
        assert store.outdated() == []
    with closing(sqlite3.connect(tmp_path / f"base.civtext.schema{number}")) as kept:
        assert kept.execute("PRAGMA user_version").fetchone() == (number,)
        assert kept.execute("SELECT count(*) FROM files").fetchone() == (2,)
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with Store.open(base) as store:
        assert store.summary()["failed"] == 1


@pytest.mark.parametrize("number", OLDER)
def test_an_older_base_is_not_read_before(tmp_path: Path, number: int) -> None:
    base = tmp_path / "base.civtext"
    older(base, number)
    before = base.read_bytes()
    with pytest.raises(StoreError) as refused:
        Store.open(base)
    assert (refused.value.code, base.read_bytes()) == ("base.outdated", before)


def test_mining_brings_it_up_and_reads_its_files_again(tmp_path: Path) -> None:
    base, folder = tmp_path / "base.civtext", tmp_path / "in"
    older(base, SCHEMA - 1)
    folder.mkdir()
    (folder / "a.txt").write_text("由市文明办整治背街小巷80条。\n", encoding="utf-8")
    assert mine(folder, base).counts == {"ok": 1}
    with Store.open(base, write=True) as store:
        assert store.summary()["metrics"] == 1
        assert [line for line in store.check() if "b1" not in line] == []  # that one was written by hand


_STOPPED = """
import os, sqlite3, sys
sys.path.insert(0, {tests!r})
from civtext.store import Store, opening
real = opening.connect
def connect(*args, **options):
    db, left = real(*args, **options), [{statements}]
    def count(sql):
        left[0] -= 1
        if left[0] < 0:
            os._exit(9)
    db.set_trace_callback(count)
    return db
import civtext.store
civtext.store.connect = connect
Store.open({base!r}, write=True).close()
"""


@pytest.mark.parametrize("number", OLDER)
def test_stopped_at_any_statement_it_is_old_or_new(tmp_path: Path, number: int) -> None:
    base, ends = tmp_path / "base.civtext", []
    for statements in range(30):
        for path in tmp_path.iterdir():
            path.unlink()
        older(base, number)
        script = _STOPPED.format(tests=str(handmade.__file__), statements=statements, base=str(base))
        done = subprocess.run([sys.executable, "-c", script], env=dict(os.environ), timeout=60, check=False)
        with closing(sqlite3.connect(base)) as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            columns = {row[1] for row in db.execute("PRAGMA table_info(texts)")}
            assert (version, "reader" in columns) in ((number, False), (SCHEMA, True))
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        ends.append(version)
        Store.open(base, write=True).close()
        if done.returncode == 0:
            break
    assert done.returncode == 0
    assert ends == sorted(ends)
    assert len(ends) > len(MIGRATIONS[number]) + 2
    assert ends[0] == number

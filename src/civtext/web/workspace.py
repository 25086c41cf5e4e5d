"""The workspace: what was uploaded, by whom, and what became of it; it outlives a restart.

A file is kept under its content's digest, once; the name it came with is data. An upload that was acknowledged is on disk and
in the list of jobs (SQLite, synchronous=FULL), whatever happens next. A job belongs to the visitor who sent it.

>>> workspace = Workspace(getfixture("tmp_path"))
>>> with workspace.receiving() as part:
...     _ = part.write("整治背街小巷80条。".encode())
...     job, is_new = workspace.add(part, "../总结.txt", visitor="a1")
>>> job.name, job.state, job.path.suffix, workspace.jobs("b2")
('../总结.txt', 'waiting', '.txt', [])
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO

from civtext.batch import Outcome
from civtext.loaders.kinds import SUFFIXES
from civtext.store.outcomes import PASSING, READ

_TABLES = """
CREATE TABLE IF NOT EXISTS jobs (
    id      TEXT PRIMARY KEY,
    visitor TEXT NOT NULL,
    name    TEXT NOT NULL,
    hash    TEXT NOT NULL,
    path    TEXT NOT NULL,
    size    INTEGER NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('waiting', 'reading', 'done', 'stopped')),
    status  TEXT NOT NULL DEFAULT '',
    code    TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    created REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS jobs_visitor ON jobs (visitor, created);
CREATE INDEX IF NOT EXISTS jobs_state ON jobs (state, created);
CREATE INDEX IF NOT EXISTS jobs_path ON jobs (path);
CREATE TABLE IF NOT EXISTS members (           -- what was in an archive
    archive TEXT NOT NULL,
    path    TEXT NOT NULL,
    status  TEXT NOT NULL,
    code    TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (archive, path)
);
"""
_FIELDS = "id, name, hash, path, size, state, status, code, message, created"
_LONGEST = 300  # characters of a name that are kept
_SUFFIXES = frozenset((".zip", *(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)))
_TO_READ = "state IN ('waiting', 'reading')"
_FAILED = f"(state = 'stopped' OR (state = 'done' AND status NOT IN {READ}))"  # as `Job.failed`


@dataclass(frozen=True, slots=True)
class Job:
    """One file that was sent. `state`: waiting, reading, done, or stopped (by trouble with the base; it can be tried again);
    `status`, `code` and `message` are its outcome's, as in `civtext.mine`.
    """

    id: str
    name: str
    hash: str
    path: Path
    size: int
    state: str
    status: str = ""
    code: str = ""
    message: str = ""
    created: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether nothing can be read of it."""
        return self.state == "stopped" or (self.state == "done" and self.status not in READ)


class Workspace:
    """The folder beside a base, and the list of jobs in it. Its methods may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.uploads = folder / "uploads"
        self.uploads.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        for part in self.uploads.glob("*.part"):
            part.unlink()  # a request that was under way when the program ended
        self._lock = threading.Lock()
        self._db = sqlite3.connect(folder / "jobs.sqlite", check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        """Let go of the list."""
        with self._lock:
            self._db.close()

    @contextmanager
    def receiving(self) -> Iterator[BinaryIO]:
        """A file to write what comes into; it is gone afterwards unless `add` took it."""
        with NamedTemporaryFile(dir=self.uploads, suffix=".part", delete=False) as part:
            try:
                yield part  # type: ignore[misc]  # a wrapper around one
            finally:
                Path(part.name).unlink(missing_ok=True)

    def add(self, part: BinaryIO, name: str, *, visitor: str) -> tuple[Job, bool]:
        """Keep what came, and have it read; whether it is new. The same bytes from the same visitor are the same job."""
        part.flush()
        os.fsync(part.fileno())
        hash = _digest(Path(part.name))
        lock = (
            "~$" if PurePosixPath(name.replace("\\", "/")).name.startswith("~$") else ""
        )  # what Word leaves beside a document
        path = self.uploads / f"{lock}{hash}{suffix_of(name)}"
        with suppress(FileExistsError):  # the same bytes came before, or come at this moment
            os.link(part.name, path)
        _sync_folder(self.uploads)
        with self._lock:
            if (known := self._one("visitor = ? AND path = ?", visitor, str(path))) is not None:
                return known, False
            id, size, now = secrets.token_urlsafe(16), path.stat().st_size, time.time()
            row = (id, visitor, name[:_LONGEST], hash, str(path), size, now)
            names = "id, visitor, name, hash, path, size, created, state"
            self._db.execute(f"INSERT INTO jobs ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting')", row)
            (job,) = self._many("id = ?", id)
            return job, True

    def jobs(self, visitor: str, *, limit: int = 1000) -> list[Job]:
        """A visitor's jobs, the newest first."""
        with self._lock:
            return self._many("visitor = ? ORDER BY created DESC, rowid DESC LIMIT ?", visitor, limit)

    def counts(self, visitor: str) -> dict[str, int]:
        """How many of a visitor's jobs are in each state, and how many `failed`."""
        sql = f"SELECT state, count(*), sum({_FAILED}) FROM jobs WHERE visitor = ? GROUP BY state"
        with self._lock:
            rows = self._db.execute(sql, (visitor,)).fetchall()
        return {row[0]: row[1] for row in rows} | {"failed": sum(row[2] for row in rows)}

    def job(self, id: str, visitor: str) -> Job | None:
        """A job of a visitor's own, else None."""
        with self._lock:
            return self._one("id = ? AND visitor = ?", id, visitor)

    def members(self, job: Job) -> list[dict[str, Any]]:
        """What became of the files in an archive."""
        sql = "SELECT path, status, code, message FROM members WHERE archive = ? ORDER BY path"
        with self._lock:
            rows = self._db.execute(sql, (str(job.path),)).fetchall()
        return [{**dict(row), "path": row["path"].removeprefix(f"{job.path}/")} for row in rows]

    def waiting(self) -> int:
        """How many files wait to be read, or are being read."""
        with self._lock:
            return int(self._db.execute(f"SELECT count(*) FROM jobs WHERE {_TO_READ}").fetchone()[0])

    def take(self, number: int) -> list[Path]:
        """The files that have waited longest, at most so many; their jobs are `reading` now. One takes at a time: what was being
        read when it takes again has been broken off, and is taken again.
        """
        sql = f"SELECT path FROM jobs WHERE {_TO_READ} GROUP BY path ORDER BY min(created), min(rowid) LIMIT ?"
        with self._lock:
            paths = [row["path"] for row in self._db.execute(sql, (number,)).fetchall()]
            self._db.executemany(
                "UPDATE jobs SET state = 'reading' WHERE path = ? AND state = 'waiting'", [(path,) for path in paths]
            )
        return list(map(Path, paths))

    def tell(self, path: Path, outcome: Outcome) -> None:
        """What became of a file: of the upload itself, or of one in it."""
        told = (outcome.status, outcome.code, outcome.message)
        with self._lock:
            if outcome.path == str(path):
                self._finish(path, "done", *told)
            else:
                self._db.execute(
                    "INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?, ?)", (str(path), outcome.path, *told)
                )

    def finish_archive(self, path: Path) -> None:
        """All that is in an archive has been told: it is partial where one of its files failed."""
        with self._lock:
            rows = self._db.execute(
                "SELECT status, count(*) FROM members WHERE archive = ? GROUP BY status", (str(path),)
            ).fetchall()
            counts = {row[0]: row[1] for row in rows}
            bad = not counts.keys() <= set(READ)
            words = (
                " ".join(f"{status} {number}" for status, number in sorted(counts.items()))
                or "里面没有可读的文件。 No file to read in it."
            )
            self._finish(path, "done", "empty" if not counts else "partial" if bad else "ok", "", words)

    def stop(self, paths: Iterable[Path], code: str, message: str) -> None:
        """Trouble with the base: what was being read has not been, and can be tried again."""
        with self._lock:
            for path in paths:
                self._finish(path, "stopped", "", code, message)

    def retry(self, visitor: str) -> int:
        """A visitor's stopped jobs, and those that may fare better now, wait again; how many."""
        sql = (
            "UPDATE jobs SET state = 'waiting', status = '', code = '', message = '' WHERE visitor = ? AND"
            f" (state = 'stopped' OR status IN {PASSING})"
        )
        with self._lock:
            return self._db.execute(sql, (visitor,)).rowcount

    def names(self) -> Mapping[str, str]:
        """The names that the files of the base came with, by their paths; those that were not uploaded have none here."""
        with self._lock:
            rows = self._db.execute("SELECT path, name FROM jobs GROUP BY path").fetchall()
        return {row["path"]: row["name"] for row in rows}

    def name(self, path: str) -> str | None:
        """The name that one file of the base came with; None if it was not uploaded."""
        with self._lock:
            row = self._db.execute("SELECT name FROM jobs WHERE path = ? GROUP BY path", (path,)).fetchone()
        return row and str(row["name"])

    def _finish(self, path: Path, state: str, status: str, code: str, message: str) -> None:
        sql = "UPDATE jobs SET state = ?, status = ?, code = ?, message = ? WHERE path = ? AND state = 'reading'"
        self._db.execute(sql, (state, status, code, message, str(path)))

    def _one(self, where: str, *values: object) -> Job | None:
        return next(iter(self._many(where, *values)), None)

    def _many(self, where: str, *values: object) -> list[Job]:
        rows = self._db.execute(f"SELECT {_FIELDS} FROM jobs WHERE {where}", values).fetchall()
        return [Job(**{**dict(row), "path": Path(row["path"])}) for row in rows]


def suffix_of(name: str) -> str:
    """The ending of a name, if it is one that tells something; else none.

    >>> suffix_of("总结.DOCX"), suffix_of("x.exe;rm"), suffix_of("无")
    ('.docx', '', '')
    """
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    return ending if ending in _SUFFIXES else ""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    """So that a new name in it outlives a power cut."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)

"""Power cuts: a file system that writes down what SQLite asks of it, and what a disk may hold when the power goes.

What was synced stays. Of what was written since, each piece of a sector's size is there or not, by chance. Needs apsw, whose
own SQLite lets a program stand between it and the files; `Adapter` gives its connections the manners of sqlite3's.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import apsw

SECTOR = 512


class Act(NamedTuple):
    """Something done to a file: "write", "truncate", "sync", "delete"; or "done", said by a writer."""

    what: str
    path: str = ""
    at: int = 0
    data: bytes = b""


class Recorder(apsw.VFS):
    """Passes everything on and writes it down."""

    def __init__(self, name: str, acts: list[Act]) -> None:
        self.acts = acts
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return _File(self.acts, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:
        super().xDelete(name, sync)
        self.acts.append(Act("delete", name))


class _File(apsw.VFSFile):
    def __init__(self, acts: list[Act], name: Any, flags: list[int]) -> None:
        self.acts = acts
        self.name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self.acts.append(Act("write", self.name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        super().xTruncate(size)
        self.acts.append(Act("truncate", self.name, size))

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self.acts.append(Act("sync", self.name))


def left_on_disk(acts: Sequence[Act], chance: random.Random) -> dict[str, bytes]:
    """The files after a power cut behind the last of these acts."""
    synced = {act.path: at for at, act in enumerate(acts) if act.what == "sync"}
    files: dict[str, bytearray] = {}
    for at, act in enumerate(acts):
        safe = at < synced.get(act.path, -1)
        if act.what == "delete":
            files.pop(act.path, None)
        elif act.what == "truncate" and (safe or chance.random() < 0.5):
            del files.setdefault(act.path, bytearray())[act.at :]
        elif act.what == "write":
            for start, piece in _sectors(act):
                if safe or chance.random() < 0.5:
                    content = files.setdefault(act.path, bytearray())
                    content.extend(bytes(max(0, start - len(content))))
                    content[start : start + len(piece)] = piece
    return {path: bytes(content) for path, content in files.items()}


def _sectors(act: Act) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(act.data):
        length = SECTOR - (act.at + at) % SECTOR
        yield act.at + at, act.data[at : at + length]
        at += length


class Adapter:
    """An apsw connection as `Store` uses one of sqlite3's."""

    def __init__(self, path: Path, vfs: str) -> None:
        self._db = apsw.Connection(str(path), vfs=vfs)

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    def execute(self, sql: str, parameters: Iterable[Any] = ()) -> _Cursor:
        cursor = self._db.cursor()
        cursor.execute(sql, tuple(parameters))
        return _Cursor(cursor, self._db.last_insert_rowid())

    def executemany(self, sql: str, rows: Iterable[Iterable[Any]]) -> None:
        self._db.cursor().executemany(sql, [tuple(row) for row in rows])

    def executescript(self, sql: str) -> None:
        self._db.cursor().execute(sql)

    def close(self) -> None:
        self._db.close()


class _Cursor:
    def __init__(self, cursor: Any, lastrowid: int) -> None:
        self._cursor = cursor
        self.lastrowid = lastrowid

    def __iter__(self) -> Iterator[_Row]:
        return iter(self.fetchone, None)  # type: ignore[arg-type]

    def fetchone(self) -> _Row | None:
        row = next(self._cursor, None)
        if row is None:
            return None
        return _Row(zip((name for name, *_ in self._cursor.getdescription()), row, strict=True))

    def fetchall(self) -> list[_Row]:
        return list(self)


class _Row(dict[str, Any]):
    def __getitem__(self, key: str | int | slice) -> Any:
        return dict.__getitem__(self, key) if isinstance(key, str) else list(self.values())[key]

    def __iter__(self) -> Iterator[Any]:  # as sqlite3.Row does
        return iter(self.values())

"""What would grow with the number of files, kept on disk: the outcomes of a run, and the paths that were met.

>>> outcomes = Outcomes([Outcome("a.txt", "ok"), Outcome("b.pdf", "rejected", "pdf.password")])
>>> len(outcomes), outcomes[-1].code, outcomes == (Outcome("a.txt", "ok"), outcomes[1])
(2, 'pdf.password', True)
>>> met = Paths()
>>> met.add("a.txt"), met.add("a.txt"), "a.txt" in met, "b.txt" in met
(True, False, True, False)
"""

from __future__ import annotations

import json
import os
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path
from tempfile import SpooledTemporaryFile, gettempdir
from typing import overload

from civtext.store import Outcome
from civtext.store.problems import translated

_IN_MEMORY = 1 << 20  # bytes


class Outcomes(Sequence[Outcome]):
    """A sequence of outcomes that takes eight bytes each in memory; equal to any other of the same outcomes."""

    def __init__(self, outcomes: Iterable[Outcome] = ()) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # goes with the sequence
        self._ends = array("Q", [0])
        for one in outcomes:
            self.append(one)

    def append(self, outcome: Outcome) -> None:
        """Put one at the end. Raises StoreError base.full where the temporary folder is."""
        with translated(Path(gettempdir())):
            self._file.seek(self._ends[-1])
            self._file.write(json.dumps(astuple(outcome)).encode())
            self._ends.append(self._file.tell())

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, at: int) -> Outcome: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Outcome]: ...

    def __getitem__(self, at: int | slice) -> Outcome | Sequence[Outcome]:
        if isinstance(at, slice):
            return tuple(self[one] for one in range(*at.indices(len(self))))
        at = range(len(self))[at]
        self._file.seek(self._ends[at])
        return Outcome(*json.loads(self._file.read(self._ends[at + 1] - self._ends[at])))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(Outcome.__eq__, self, other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{len(self)} outcomes>"


class Paths:
    """A set of paths, in a temporary file that SQLite makes when they are many, and removes."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("")
        self._db.execute("CREATE TABLE paths (path BLOB PRIMARY KEY) WITHOUT ROWID")

    def add(self, path: str) -> bool:
        """Whether it is a new one. Raises StoreError base.full where the temporary folder is."""
        with translated(Path(gettempdir())):
            return bool(self._db.execute("INSERT OR IGNORE INTO paths VALUES (?)", (os.fsencode(path),)).rowcount)

    def __contains__(self, path: object) -> bool:
        found = self._db.execute("SELECT 1 FROM paths WHERE path = ?", (os.fsencode(str(path)),))
        return found.fetchone() is not None

"""Which files a run is about: those given, and those below the folders and in the archives given."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from civtext.batch.spooling import Paths


def files(given: Iterable[str | Path], base: Path) -> Iterator[Path]:
    """The files asked for, each once, in order, those in archives too, and as given what is not there; the base and
    what SQLite keeps beside it are none of them."""
    from civtext.loaders import inputs

    own = {base, *(base.with_name(base.name + end) for end in ("-wal", "-shm", "-journal"))}
    seen = Paths()
    for path in map(Path, given):
        for file in inputs(absolute(path) if is_there(path) else path):
            if file not in own and seen.add(str(file)):
                yield file


def absolute(path: str | Path) -> Path:
    """A path that means the same from everywhere; links are left as they are."""
    return Path(os.path.normpath(Path(path).absolute()))


def is_there(path: Path) -> bool:
    """Whether a path leads to anything, on disk or in an archive."""
    from civtext.loaders import is_there

    return is_there(path)


def left_out(path: str | Path) -> int:
    """How many things below a path are left out without a word."""
    from civtext.loaders import left_out

    return left_out(absolute(path))

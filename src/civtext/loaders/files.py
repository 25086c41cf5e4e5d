"""Files: what is there, and its bytes; alike for files on disk and for those in an archive."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from civtext.loaders import archives
from civtext.loaders.limits import DEFAULTS, Limits
from civtext.loaders.problems import refusal

_NO_REPORTS = (
    *(".json", ".jsonl", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".log"),
    *(".py", ".ipynb", ".sh", ".bat", ".ps1", ".js", ".css"),
    *(".sql", ".db", ".sqlite", ".civtext", ".graphml", ".gexf"),
)


class Seen(NamedTuple):
    """A file before it is read."""

    size: int
    mtime: int
    hash: str


def report_files(folder: str | Path) -> Iterator[Path]:
    """The files under a folder that may be reports, sorted by path; hidden files, lock files (~$) and clutter left out.

    What they hold is not looked at, but a program, its settings and data are known by their suffix. A picture or an
    archive stays in: somebody's report may be in it, and whoever sent it should hear that it was not read. Links to
    folders are not followed, so no loop can arise.
    """
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not archives.is_clutter(name))
        yield from (Path(root, name) for name in sorted(files) if _may_be_report(name))


def inputs(path: Path) -> Iterator[Path]:
    """All inputs a path stands for: the files of a folder, the reports in an archive (also of one in a folder), itself.

    A report in an archive has a path too (archive.zip/folder/name.docx), which `load_source` understands. An archive
    without any stands for itself: whoever sent it should hear of it.
    """
    for file in report_files(path) if path.is_dir() else [path]:
        yield from [one for one in archives.expanded(file) if one == file or _may_be_report(one.name)] or [file]


def left_out(path: Path) -> int:
    """How many things below a folder, or in an archive, `inputs` leaves out without a word: clutter, programs, data.

    A folder that is left out counts as one thing, whatever it holds.
    """
    if not path.is_dir():
        read = [one for one in inputs(path) if one != path]
        return len(archives.entry_names(path)) - len(read) if read else 0
    count = 0
    for root, folders, files in os.walk(path):
        count += sum(map(archives.is_clutter, folders))
        folders[:] = [name for name in folders if not archives.is_clutter(name)]
        count += sum(left_out(Path(root, name)) if _may_be_report(name) else 1 for name in files)
    return count


def is_there(path: Path) -> bool:
    """Whether a path leads to anything, on disk or in an archive."""
    return os.path.lexists(path) or archives.find(path) is not None


def look(path: Path, *, hashed: bool = True) -> Seen:
    """Size, time of the last change, and SHA-256 of a file. Raises LoadError io.*, and zip.* for one in an archive."""
    with _told():
        if found := archives.find(path):
            content = archives.read_entry(found, DEFAULTS) if hashed else b""
            return Seen(found.size, found.mtime, hashlib.sha256(content).hexdigest() if hashed else "")
        seen = path.stat()
        if not stat.S_ISREG(seen.st_mode):  # opening a pipe would wait for ever
            raise refusal("io.special")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest() if hashed else ""
        return Seen(seen.st_size, seen.st_mtime_ns, digest)


def read_bytes(path: Path, limits: Limits) -> bytes:
    """All bytes of a file. Raises LoadError io.*, file.size, and zip.*, type.archive for archives."""
    with _told():
        if found := archives.find(path, limits):
            return archives.read_entry(found, limits)
        if not stat.S_ISREG(path.stat().st_mode):
            raise refusal("io.special")
        archives.refuse_archive(path, limits)
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    return within(data, limits)


def within(data: bytes, limits: Limits) -> bytes:
    """The bytes of a file, if there are not too many. Raises LoadError file.size."""
    if len(data) > limits.file_bytes:
        raise refusal("file.size", limit=limits.file_bytes)
    return data


def _may_be_report(name: str) -> bool:
    return not archives.is_clutter(name) and not name.lower().endswith(_NO_REPORTS)


@contextmanager
def _told() -> Iterator[None]:
    """What the system says, in our words."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise refusal("io.missing") from None
    except PermissionError:
        raise refusal("io.permission") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise refusal("io.unreadable", reason=getattr(error, "strerror", None) or error) from None

"""Archives (.zip): every report in one is an input of its own, under the path archive.zip/folder/name.docx.

Such a path is understood wherever a file is read, and the entry is unpacked in memory, under the limits of the zip
guard: nothing is written anywhere, so no name in an archive can lead anywhere. Names are data: they are shown in
Chinese where Windows wrote them in GBK, cleaned of what would climb, and told apart where two are the same. An
archive in an archive is opened, one deeper is refused.

Where to start: `expanded` lists the inputs a file stands for, `find` knows the entry a path means, `read_entry` gives
its bytes.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO

from civtext.errors import LoadError
from civtext.loaders.kinds import SUFFIXES
from civtext.loaders.limits import DEFAULTS, Limits
from civtext.loaders.package import ENCRYPTED, directory, unpacked
from civtext.loaders.problems import refusal

CLUTTER = ("~$", ".", "Thumbs.db", "desktop.ini", "__MACOSX")  # begin the names of what systems leave lying about
_DOCUMENTS = {"[Content_Types].xml", "word/document.xml", "mimetype", "META-INF/MANIFEST.MF"}
_UTF8_NAME = 0x800  # of an entry's flag bits


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive: its name as shown, and how to get at it, through an archive that holds it where it does."""

    name: str
    info: zipfile.ZipInfo
    through: Entry | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An entry in the archive on disk at `archive`, which was last changed at `mtime`."""

    archive: Path
    entry: Entry
    mtime: int

    @property
    def size(self) -> int:
        """The bytes the entry says it has."""
        return self.entry.info.file_size


def expanded(path: Path) -> list[Path]:
    """The paths of the reports in an archive; the path itself where it is none, or none that can be opened."""
    try:
        found = [path / name for name in entry_names(path) if not is_clutter(name)]
    except LoadError:
        found = []
    return found or [path]


def entry_names(path: Path) -> list[str]:
    """The names of all files in an archive; none where the path is no archive. Raises LoadError zip.*."""
    return list(_entries_of(path, DEFAULTS)) if is_archive(path) else []


def is_clutter(name: str) -> bool:
    """Whether a system left this lying about: a lock file, a thumbnail, a hidden file or folder."""
    return any(part.startswith(CLUTTER) for part in name.split("/"))


def is_archive(path: Path) -> bool:
    """Whether this is a zip file that is no document itself; a damaged one is believed to be what it is called."""
    if path.suffix.lower() in SUFFIXES["docx"] or not path.is_file():
        return False
    try:
        seen = path.stat()
        return _holds_no_document(path, seen.st_size, seen.st_mtime_ns)
    except (OSError, ValueError):
        return False


@lru_cache(maxsize=1000)
def _holds_no_document(path: Path, size: int, mtime: int) -> bool:
    with path.open("rb") as file:
        if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
            return False
    try:
        with _mapped(path) as (data, file):
            return _DOCUMENTS.isdisjoint(entry.filename for entry in directory(data, file, DEFAULTS))
    except LoadError:
        return path.suffix.lower() == ".zip"


def refuse_archive(path: Path, limits: Limits) -> None:
    """Say why an archive cannot be read as a report: what is wrong with it, or that it is an archive."""
    if is_archive(path):
        raise refusal("type.archive", kind="zip") if _entries_of(path, limits) else refusal("text.empty")


def find(path: Path, limits: Limits = DEFAULTS) -> Found | None:
    """The entry a path means: of the first file on the way down, if that is an archive and has it."""
    archive = next(filter(_is_file, reversed(path.parents)), None)
    if archive is None or not is_archive(archive):
        return None
    entry = _entries_of(archive, limits).get(path.relative_to(archive).as_posix())
    return Found(archive, entry, archive.stat().st_mtime_ns) if entry else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name of an entry may be longer than a system allows
        return False


def read_entry(found: Found, limits: Limits) -> bytes:
    """The bytes of an entry. Raises LoadError zip.*, file.size."""
    with _mapped(found.archive) as (data, _):
        content = _bytes_of(data, found.entry, limits)
    if found.entry.through and _is_zip(found.entry.name, content):
        raise refusal("zip.nested")
    return content


def _bytes_of(data: bytes | mmap, entry: Entry, limits: Limits) -> bytes:
    if entry.through:
        data = _bytes_of(data, entry.through, limits)
    if stat.S_IFMT(entry.info.external_attr >> 16) not in (0, stat.S_IFREG):
        raise refusal("zip.link")
    if entry.info.flag_bits & ENCRYPTED:
        raise refusal("zip.password")
    if entry.info.file_size > limits.file_bytes:
        raise refusal("file.size", limit=limits.file_bytes)
    return unpacked(data, entry.info, limits.file_bytes, limits)


def _entries_of(path: Path, limits: Limits) -> dict[str, Entry]:
    """All files in an archive and in archives in it, by the name shown."""
    seen = path.stat()
    return _listed(path, seen.st_size, seen.st_mtime_ns, limits)


@lru_cache(maxsize=8)
def _listed(path: Path, size: int, mtime: int, limits: Limits) -> dict[str, Entry]:
    with _mapped(path) as (data, file):
        entries: dict[str, Entry] = {}
        told: Counter[str] = Counter()
        for entry in _named(directory(data, file, limits), None):
            inside = _inside(data, entry, limits)
            if (found := len(entries) + len(inside)) > limits.zip_entries:
                raise refusal("zip.entries", found=found, limit=limits.zip_entries)
            for one in inside:
                entries[_unused(one.name, entries, told)] = one
    total = sum(entry.info.file_size for entry in entries.values())
    if total > limits.archive_bytes:
        raise refusal("zip.size", part=path.name, limit=limits.archive_bytes)
    return entries


def _inside(data: bytes | mmap, entry: Entry, limits: Limits) -> list[Entry]:
    """The entry itself, or the entries of the archive that it is; one that cannot be opened is left to its reader."""
    if not entry.name.lower().endswith(".zip"):
        return [entry]
    try:
        inner = _bytes_of(data, entry, limits)
        infos = directory(inner, io.BytesIO(inner), limits)
    except LoadError:
        return [entry]
    is_document = not _DOCUMENTS.isdisjoint(info.filename for info in infos)
    return [entry] if is_document else _named(infos, entry) or [entry]


def _named(infos: list[zipfile.ZipInfo], through: Entry | None) -> list[Entry]:
    above = f"{through.name}/" if through else ""
    files = [info for info in infos if not info.filename.endswith("/")]  # is_dir fails on an entry without a name
    return [Entry(above + shown(info), info, through) for info in files]


def shown(info: zipfile.ZipInfo) -> str:
    """The name of an entry as a person knows it: no part of it climbs, none hides or turns letters around; one without
    a name has a sign for it.

    >>> info = zipfile.ZipInfo("..\\\\C:\\\\x/\u202e总结.txt")
    >>> info.flag_bits = 0x800
    >>> shown(info)
    'x/�总结.txt'
    """
    name = info.filename if info.flag_bits & _UTF8_NAME else _decoded(info.filename)
    parts = [part for part in re.split(r"[/\\]+", name) if part.strip() not in ("", ".", "..")]
    parts = [part for part in (re.sub(r"^[A-Za-z]:", "", part) for part in parts) if part]
    return "/".join("".join(char if char.isprintable() else "�" for char in part) for part in parts) or "�"


def _decoded(name: str) -> str:
    """zipfile takes a name for code page 437 where its entry does not say UTF-8; Windows and WPS write GBK."""
    for codec in ("utf-8", "gb18030"):
        try:
            return name.encode("cp437").decode(codec)
        except UnicodeError:
            continue
    return name


def _unused(name: str, taken: dict[str, Entry], told: Counter[str]) -> str:
    """The name, or the name with a number where it is taken; `told` is how many numbers each name has been given."""
    stem, dot, suffix = name.rpartition(".") if "." in name.rpartition("/")[2][1:] else (name, "", "")
    unused = name
    while unused in taken:
        told[name] += 1
        unused = f"{stem} ({told[name] + 1}){dot}{suffix}"
    return unused


def _is_zip(name: str, content: bytes) -> bool:
    if not content.startswith(b"PK") or Path(name).suffix.lower() in SUFFIXES["docx"]:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _DOCUMENTS.isdisjoint(archive.namelist())
    except Exception:  # zipfile raises many kinds; its reader will say what is wrong
        return False


@contextmanager
def _mapped(path: Path) -> Iterator[tuple[mmap, IO[bytes]]]:
    """A file's bytes without reading them all, and the file. Raises OSError, ValueError where it is empty."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        yield data, file

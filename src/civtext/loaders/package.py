"""The zip guard: a Word file is a package of parts, an archive one of reports, and either can be a bomb.

Nothing is inflated before the directory has been checked, headers are not believed (the bytes are counted while they
come out), and a part that nobody asks for, such as a picture, is never inflated at all.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from mmap import mmap
from typing import IO

from civtext.loaders.limits import Limits
from civtext.loaders.problems import refusal, remark
from civtext.model import Flag

_GRACE = 1_000_000
_SUSPICIOUS = re.compile(r"^[/\\]|^[A-Za-z]:|\\|\0|(^|/)\.\.(/|$)")
ENCRYPTED = 0x1  # of an entry's flag bits


class Package:
    """The parts of a Word file, by name, unpacked when read.

    Raises LoadError zip.entries, zip.duplicate, zip.overlap, zip.truncated, office.password when made, and zip.size,
    zip.ratio, zip.lie, zip.crc, zip.method when a part is read.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._left = limits.package_bytes
        entries = directory(data, io.BytesIO(data), limits)
        if any(entry.flag_bits & ENCRYPTED for entry in entries):
            raise refusal("office.password")
        _refuse_duplicates(entries)
        self._entries = {entry.filename: entry for entry in entries if not _is_suspicious(entry)}
        self.names = tuple(self._entries)
        self.flags: list[Flag] = [remark("zip.name")] if len(self._entries) < len(entries) else []

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """The bytes of a part, counted against the limits as they are unpacked."""
        content = unpacked(self._data, self._entries[name], min(self._limits.part_bytes, self._left), self._limits)
        self._left -= len(content)
        return content


def directory(data: bytes | mmap, file: IO[bytes], limits: Limits) -> list[zipfile.ZipInfo]:
    """The entries of a zip file, whose bytes are `data`, checked as a whole. Raises LoadError zip.entries, zip.truncated or zip.overlap."""
    found = _count(data, limits.zip_entries)
    if found > limits.zip_entries:
        raise refusal("zip.entries", found=found, limit=limits.zip_entries)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except Exception:  # BadZipFile, struct.error, NotImplementedError, UnicodeDecodeError, OverflowError and others
        raise refusal("zip.truncated") from None
    _refuse_overlap(entries)
    return entries


def _count(data: bytes | mmap, most: int) -> int:
    """How many entries the directory has, before zipfile makes objects of them; counted exactly up to ten times `most`."""
    end = data.rfind(b"PK\x05\x06")
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    at = max(0, end - size) if 0 < size < 0xFFFFFFFF else 0
    found = 0
    while found <= 10 * most and (at := data.find(b"PK\x01\x02", at, max(0, end)) + 1):
        found += 1
    return found


def unpacked(data: bytes | mmap, entry: zipfile.ZipInfo, bound: int, limits: Limits) -> bytes:
    """The bytes of an entry. Raises LoadError zip.size, zip.ratio, zip.lie, zip.crc or zip.method."""
    if entry.file_size > bound:
        raise refusal("zip.size", part=entry.filename, limit=bound)
    if entry.file_size > max(_GRACE, limits.ratio * entry.compress_size):
        raise refusal("zip.ratio", part=entry.filename, limit=limits.ratio)
    content = _inflated(_packed(data, entry), entry)
    if len(content) > entry.file_size:
        raise refusal("zip.lie", part=entry.filename)
    if len(content) < entry.file_size or zlib.crc32(content) != entry.CRC:
        raise refusal("zip.crc", part=entry.filename)
    return content


def _inflated(packed: bytes, entry: zipfile.ZipInfo) -> bytes:
    """At most one byte more than declared: enough to see the lie."""
    if entry.compress_type == zipfile.ZIP_STORED:
        return packed[: entry.file_size + 1]
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise refusal("zip.method", part=entry.filename)
    try:
        return zlib.decompressobj(-15).decompress(packed, entry.file_size + 1)
    except zlib.error:
        raise refusal("zip.crc", part=entry.filename) from None


def _packed(data: bytes | mmap, entry: zipfile.ZipInfo) -> bytes:
    at = entry.header_offset
    header = data[at : at + 30]
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise refusal("zip.crc", part=entry.filename)
    start = at + 30 + sum(struct.unpack("<HH", header[26:30]))
    return data[start : start + entry.compress_size]


def _refuse_duplicates(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename.casefold()
        if name in seen:
            raise refusal("zip.duplicate", part=entry.filename)
        seen.add(name)


def _refuse_overlap(entries: list[zipfile.ZipInfo]) -> None:
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise refusal("zip.overlap")
        end = entry.header_offset + 30 + len(entry.orig_filename) + entry.compress_size


def _is_suspicious(entry: zipfile.ZipInfo) -> bool:
    """Names that would climb out of a folder; zipfile cuts a name at NUL, so the name as written is looked at."""
    return _SUSPICIOUS.search(entry.orig_filename) is not None

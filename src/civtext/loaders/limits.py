"""How much a loader takes in before it refuses, and what it is told about the file it reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what one file may cost; each has its own refusal code (`loaders/problems.py`).

    >>> Limits(zip_entries=100).part_bytes
    100000000
    """

    file_bytes: int = 50_000_000  # file.size
    characters: int = 20_000_000  # text.size
    zip_entries: int = 5_000  # zip.entries
    part_bytes: int = 100_000_000  # zip.size, of one part
    package_bytes: int = 200_000_000  # zip.size, of all parts that are read
    archive_bytes: int = 1_000_000_000  # zip.size, of all reports in an archive, which are read one by one
    ratio: int = 200  # zip.ratio, beyond the first megabyte
    pages: int = 2_000  # pdf.pages
    stream_bytes: int = 100_000_000  # pdf.stream, unpacked; not of pictures
    pdf_memory: int = 1 << 30  # pdf.memory, bytes of address space of the child
    pdf_seconds: float = 60  # pdf.timeout, for the file
    pdf_page_seconds: float = 2  # and for each of its pages, up to pdf_longest
    pdf_longest: float = 600
    legacy_seconds: float = 45  # legacy.timeout; less than a batch gives the whole file
    legacy_memory: int = 2 << 30  # bytes of address space of the converter
    page_drawn: int = 20_000  # drawn objects, and
    page_characters: int = 200_000  # characters of a page, beyond which no tables are looked for (pdf.tables_skipped)


DEFAULTS = Limits()


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader is told: the encoding of a text (None: find out), the password of a PDF, whether its running heads
    and page numbers stay in the text, whether a child process takes the risk, the limits."""

    encoding: str | None = None
    password: str | None = None
    keep_furniture: bool = False
    sandboxed: bool = True
    limits: Limits = DEFAULTS

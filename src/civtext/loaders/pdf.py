"""PDF (.pdf): `pages` (pypdfium2) for characters, `second` (pdfplumber) where those have no meaning, `ruled` for tables on
pages that show ruled lines, `columns` for lines, `layout` for paragraphs and page furniture.

A small PDF can cost gigabytes or abort the interpreter, so `read_pdf` works in a child process: a fresh interpreter that
gets the bytes and gives back JSON, with bounded memory and time. It is not a `multiprocessing` worker because a
forked one would start with all of the parent's memory counted against its bound, and a spawned one would run the
caller's script again where that has no main guard.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from time import monotonic
from typing import Any

from civtext.errors import LoadError
from civtext.loaders.characters import Line
from civtext.loaders.columns import body_lines
from civtext.loaders.guard import has_form, refuse_inflating
from civtext.loaders.layout import compose
from civtext.loaders.limits import Limits, Options
from civtext.loaders.pages import Sheet, sheet
from civtext.loaders.problems import REMARKS, refusal, remark
from civtext.loaders.ruled import ReadersDiffer, table_lines
from civtext.loaders.second import Second, understood
from civtext.loaders.txt import LOST, oddities
from civtext.model import Flag, Location, Part, Source, Span

_CATALOG = re.compile(rb"(\d{1,9})\s+(\d{1,5})\s+obj\s*<<[^<>]{0,2000}?/Type\s*/Catalog")
_LETTER = re.compile(rb"/MediaBox\s*\[[^\]]{0,40}\b612\b")
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_PRIVATE = 50  # one in so many characters may be a font's own: the bullets of a list
_NAMED = 20  # attachments
_STRETCHES = 200  # of text that is not seen, each flagged where it stands


def read_pdf(data: bytes, options: Options) -> Source:
    """The source of a PDF. Raises LoadError pdf.*, extra.pdf, xml.doctype, text.blank or text.size."""
    if importlib.util.find_spec("pypdfium2") is None:
        raise refusal("extra.pdf")
    if b"%PDF-" not in data[:1024] or b"obj" not in data:
        raise refusal("pdf.not_pdf")
    return _read_in_child(data, options) if options.sandboxed else read_inline(data, options)


def read_inline(data: bytes, options: Options) -> Source:
    """Read in this process, which should be one that may die."""
    limits = options.limits
    refuse_inflating(data, limits.stream_bytes)
    document, flags = _opened(data, options.password)
    flags += _remarks(document)
    if len(document) > limits.pages:
        raise refusal("pdf.pages", found=len(document), limit=limits.pages)
    _extend_alarm(limits, len(document))
    second = Second(data, options.password)
    reading = _Reading(limits, second, monotonic() + _seconds(limits, len(document)) / 2)
    says_letter = _LETTER.search(data) is not None
    for index in range(len(document)):
        try:
            reading.add(sheet(document, index, limits.page_drawn, says_letter=says_letter))
        except LookupError:
            reading.note("pdf.page_failed", index + 1)
    if not any(reading.pages):
        raise _nothing_read(reading, second)
    if reading.unmapped == reading.solid:
        raise refusal("pdf.unmapped_text")
    return _source(reading.pages, [*flags, *reading.flags()], options.keep_furniture)


@dataclass(slots=True)
class _Reading:
    """The pages so far; of each code that is remarked on, the pages and how many characters."""

    limits: Limits
    second: Second
    deadline: float
    pages: list[list[Line]] = field(default_factory=list)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    found: Counter[str] = field(default_factory=Counter)
    length: int = 0
    solid: int = 0
    private: int = 0

    @property
    def unmapped(self) -> int:
        """How many characters have no meaning."""
        return self.found["pdf.unmapped_text"] + self.private

    def note(self, code: str, page: int) -> None:
        """A remark on a page, once."""
        self.numbers.setdefault(code, []).append(page)

    def add(self, page: Sheet) -> None:
        """Read a page's lines. Raises LoadError text.size."""
        page = self._understood(page)
        lost = sum(char.text == LOST for char in page.chars)
        lines, remarked = self._lines(page)
        pictures = ["pdf.image_page"] if page.has_image and not lines else []
        for code in [*page.found, *(["pdf.unmapped_text"] if lost or page.private else []), *remarked, *pictures]:
            self.note(code, page.number)
        self.found += page.found
        self.found["pdf.unmapped_text"] += lost
        self.private += page.private
        self.pages.append(lines)
        self.solid += sum(not char.made and not char.text.isspace() for char in page.chars)
        self.length += len(page.chars)
        if self.length > self.limits.characters:
            raise refusal("text.size", limit=self.limits.characters)

    def _understood(self, page: Sheet) -> Sheet:
        """The page with what the second reader knows of the characters that the first has no meaning for."""
        if len(page.chars) > self.limits.page_characters or monotonic() > self.deadline:
            return page
        if not any(char.text == LOST for char in page.chars):
            return page
        try:
            with self.second.page(page.number) as other:
                return replace(page, chars=understood(page, other))
        except (Exception, RecursionError):  # pdfplumber raises many kinds; what is lost stays lost
            return page

    def _lines(self, page: Sheet) -> tuple[list[Line], list[str]]:
        """The lines of a page, and the code of what is to be remarked on its tables, if anything is."""
        remarked = []
        if page.drawn > self.limits.page_drawn or (page.drawn and len(page.chars) > self.limits.page_characters):
            remarked = ["pdf.tables_skipped"]
        elif page.drawn:
            try:
                if monotonic() < self.deadline:
                    with self.second.page(page.number) as other:
                        return table_lines(page, other), []
                remarked = ["pdf.tables_skipped"]
            except ReadersDiffer:
                remarked = ["pdf.readers_differ"]
            except (Exception, RecursionError):  # of many kinds again; the page is read without its tables
                remarked = ["pdf.tables_skipped"]
        return body_lines(page.chars, page.frame.size), remarked

    def flags(self) -> list[Flag]:
        """The remarks, in a fixed order."""
        share = f"{max(0.1, round(100 * self.unmapped / max(1, self.solid), 1)):g}"
        told = [code for code in REMARKS if code in self.numbers]
        if self.unmapped == self.private and self.private * _PRIVATE <= self.solid:
            told = [code for code in told if code != "pdf.unmapped_text"]
        return [remark(code, pages=_listed(self.numbers[code]), found=self.found[code], percent=share) for code in told]


def _nothing_read(reading: _Reading, second: Second) -> LoadError:
    """Why there is no text at all."""
    if "pdf.image_page" in reading.numbers:
        return refusal("pdf.image_only")
    if "pdf.page_failed" not in reading.numbers:
        return refusal("text.blank")
    try:
        return refusal("pdf.depth" if second.is_too_deep() else "pdf.truncated")
    except (Exception, RecursionError):  # not even the second reader knows
        return refusal("pdf.truncated")


def _source(pages: list[list[Line]], flags: list[Flag], keep_furniture: bool) -> Source:
    composed = compose(pages, keep_furniture=keep_furniture)
    if composed.furniture:
        lines = "；".join(dict.fromkeys(composed.furniture))
        flags.append(remark("pdf.furniture", found=len(composed.furniture), lines=lines[:200]))
    flags = [where for flag in flags for where in _placed(flag, composed.hidden)]
    flags += oddities(composed.text)
    return Source(composed.text, format="pdf", parts=tuple(composed.parts), flags=tuple(flags))


def _placed(flag: Flag, hidden: list[Span]) -> list[Flag]:
    """The flag of what is not seen, once for each stretch of the text; others as they are."""
    is_placed = flag.code == "pdf.hidden" and 0 < len(hidden) <= _STRETCHES
    return [replace(flag, span=span) for span in hidden] if is_placed else [flag]


def _opened(data: bytes, password: str | None) -> tuple[Any, list[Flag]]:
    """The document; a file without its end is given one that points to the catalogue, once."""
    import pypdfium2

    def opened(content: bytes) -> Any:
        document = pypdfium2.PdfDocument(content, password)
        if not len(document):
            raise pypdfium2.PdfiumError("no pages")
        return document

    try:
        return opened(data), []
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "assword" in str(error):
            raise refusal("pdf.wrong_password" if password else "pdf.password") from None
    catalogs = _CATALOG.findall(data)
    if not catalogs:
        raise refusal("pdf.truncated" if b" obj" in data else "pdf.not_pdf")
    root = b" ".join(catalogs[-1])
    try:
        repaired = opened(data + b"\nendstream\nendobj\ntrailer\n<</Root " + root + b" R>>\nstartxref\n0\n%%EOF\n")
    except pypdfium2.PdfiumError:
        raise refusal("pdf.truncated") from None
    return repaired, [remark("pdf.repaired")]


def _remarks(document: Any) -> list[Flag]:
    """What a reader should know beside the text: forbidden copying is told and not enforced; attachments and forms in
    XML are not read. Raises LoadError xml.doctype."""
    from pypdfium2 import raw

    restricted = raw.FPDF_GetSecurityHandlerRevision(document.raw) >= 0
    attached = range(document.count_attachments())
    names = [_shown(document.get_attachment(index).get_name()) for index in islice(attached, _NAMED)]
    names += ["…"] * (len(attached) > _NAMED) + ["XFA"] * has_form(document)
    return [remark("pdf.restricted")] * restricted + [remark("pdf.attached", names="、".join(names))] * bool(names)


def _shown(name: str) -> str:
    """A name as it may be printed."""
    return "".join(char if char.isprintable() else LOST for char in name[:100])


def _listed(pages: list[int]) -> str:
    return "、".join(map(str, pages[:50])) + ("…" if len(pages) > 50 else "")


def _extend_alarm(limits: Limits, pages: int) -> None:
    """In the child, the clock starts anew when the number of pages is known; elsewhere there is none."""
    if os.environ.get(_IN_CHILD):
        _set_alarm(_seconds(limits, pages))


def _seconds(limits: Limits, pages: int) -> float:
    return min(limits.pdf_longest, limits.pdf_seconds + limits.pdf_page_seconds * pages)


_IN_CHILD = "CIVTEXT_PDF_CHILD"


def _read_in_child(data: bytes, options: Options) -> Source:
    """The options go before the data: a command line, where a password could stand too, can be read by anyone."""
    told = json.dumps(asdict(options)).encode() + b"\n"
    paths = os.pathsep.join(dict.fromkeys(path for path in sys.path if path))
    command = [sys.executable, "-P", "-c", "from civtext.loaders.pdf import serve; serve()"]
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8", _IN_CHILD: "1"}
    longest = options.limits.pdf_longest + 5
    try:
        done = subprocess.run(
            command, input=told + data, capture_output=True, env=environment, timeout=longest, check=False
        )
    except subprocess.TimeoutExpired:
        raise refusal("pdf.timeout") from None
    except OSError:
        raise refusal("pdf.crashed") from None
    if done.returncode == -14:  # SIGALRM, the child's own clock
        raise refusal("pdf.timeout")
    try:
        return _from_plain(json.loads(done.stdout))
    except (ValueError, KeyError, TypeError):
        raise refusal("pdf.crashed") from None


def serve() -> None:
    """The child: options and bytes on standard input, a source or an error as JSON on standard output."""
    told = json.loads(sys.stdin.buffer.readline())
    options = Options(**{**told, "limits": Limits(**told["limits"])})
    _bound(options.limits)
    try:
        answer = _as_plain(read_inline(sys.stdin.buffer.read(), options))
    except LoadError as error:
        answer = {"error": [error.code, error.message_zh, error.message_en]}
    except (MemoryError, ImportError, OSError):  # a library that cannot be mapped any more raises the latter two
        answer = {"error": _error_of("pdf.memory")}
    except Exception as error:
        answer = {"error": _error_of("reader.failed", reason=type(error).__name__)}
    sys.stdout.buffer.write(json.dumps(answer).encode())
    sys.stdout.buffer.flush()
    os._exit(0)  # pdfium has been seen to abort while tearing down a damaged document


def _error_of(code: str, **facts: object) -> list[str]:
    error = refusal(code, **facts)
    return [error.code, error.message_zh, error.message_en]


def _bound(limits: Limits) -> None:
    """Memory and time, where the system can bound them; no core files."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock alone
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.pdf_memory, limits.pdf_memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _set_alarm(limits.pdf_seconds)


def _set_alarm(seconds: float) -> None:
    """A clock that ends the process even inside native code: its default action is to kill."""
    import signal

    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _as_plain(source: Source) -> dict[str, Any]:
    return {
        "text": source.text,
        "parts": [[*part.span, part.kind, part.where.as_dict()] for part in source.parts],
        "flags": [[flag.code, flag.note, flag.span] for flag in source.flags],
    }


def _from_plain(answer: dict[str, Any]) -> Source:
    if "error" in answer:
        raise LoadError(*answer["error"])
    parts = tuple(Part(Span(start, end), Location(**where), kind) for start, end, kind, where in answer["parts"])
    flags = tuple(Flag(code, note, Span(*span) if span else None) for code, note, span in answer["flags"])
    return Source(answer["text"], format="pdf", parts=parts, flags=flags)

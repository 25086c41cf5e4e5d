"""PDF (.pdf): `pages` (pypdfium2) for characters, `ruled` (pdfplumber) for tables on pages that show ruled lines,
`layout` for lines, paragraphs and page furniture.

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
from time import monotonic
from typing import Any

from civtext.errors import LoadError
from civtext.loaders.layout import Line, compose, lines_of
from civtext.loaders.limits import Limits, Options
from civtext.loaders.pages import Sheet, sheet
from civtext.loaders.problems import refusal, remark
from civtext.loaders.ruled import ReadersDiffer, Tables
from civtext.loaders.txt import oddities
from civtext.model import Flag, Location, Part, Source, Span

_CATALOG = re.compile(rb"(\d{1,9})\s+(\d{1,5})\s+obj\s*<<[^<>]{0,2000}?/Type\s*/Catalog")
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_PAGE_REMARKS = ("pdf.image_page", "pdf.page_failed", "pdf.tables_skipped", "pdf.readers_differ")


def read_pdf(data: bytes, options: Options) -> Source:
    """The source of a PDF. Raises LoadError pdf.*, extra.pdf, text.blank or text.size."""
    if importlib.util.find_spec("pypdfium2") is None:
        raise refusal("extra.pdf")
    if b"%PDF-" not in data[:1024] or b"obj" not in data:
        raise refusal("pdf.not_pdf")
    return _read_in_child(data, options.limits) if options.sandboxed else read_inline(data, options.limits)


def read_inline(data: bytes, limits: Limits) -> Source:
    """Read in this process, which should be one that may die."""
    document, flags = _opened(data)
    flags += _remarks(document)
    if len(document) > limits.pages:
        raise refusal("pdf.pages", found=len(document), limit=limits.pages)
    _extend_alarm(limits, len(document))
    tables = Tables(data)
    deadline = monotonic() + _seconds(limits, len(document)) / 2
    pages: list[list[Line]] = []
    found: dict[str, list[int]] = {code: [] for code in _PAGE_REMARKS}
    unmapped = total = 0
    for index in range(len(document)):
        try:
            page = sheet(document, index, limits.page_drawn)
        except LookupError:
            found["pdf.page_failed"].append(index + 1)
            continue
        lines, remarked = _lines(page, tables, limits, deadline)
        pages.append(lines)
        for code in [remarked] if remarked else ["pdf.image_page"] if page.has_image and not lines else []:
            found[code].append(index + 1)
        unmapped, total = unmapped + page.unmapped, total + len(page.chars)
        if total > limits.characters:
            raise refusal("text.size", limit=limits.characters)
    if not any(pages):
        blank, failed = found["pdf.image_page"], found["pdf.page_failed"]
        raise refusal("pdf.image_only" if blank else "pdf.truncated" if failed else "text.blank")
    flags += [remark(code, pages=_listed(numbers)) for code, numbers in found.items() if numbers]
    flags += [remark("pdf.unmapped_text", percent=round(100 * unmapped / total))] if unmapped * 50 > total else []
    return _source(pages, flags)


def _lines(page: Sheet, tables: Tables, limits: Limits, deadline: float) -> tuple[list[Line], str]:
    """The lines of a page, and the code of what is to be remarked on its tables, if anything is."""
    remarked = ""
    if page.drawn > limits.page_drawn or (page.drawn and len(page.chars) > limits.page_characters):
        remarked = "pdf.tables_skipped"
    elif page.drawn:
        try:
            if monotonic() < deadline:
                return tables.lines(page), ""
            remarked = "pdf.tables_skipped"
        except ReadersDiffer:
            remarked = "pdf.readers_differ"
        except (Exception, RecursionError):  # pdfplumber raises many kinds; the page is read without it
            remarked = "pdf.tables_skipped"
    return lines_of(page.chars, page.frame.size), remarked


def _source(pages: list[list[Line]], flags: list[Flag]) -> Source:
    composed = compose(pages)
    if composed.furniture:
        lines = "；".join(dict.fromkeys(composed.furniture))
        flags.append(remark("pdf.furniture", found=len(composed.furniture), lines=lines[:200]))
    flags += oddities(composed.text)
    return Source(composed.text, format="pdf", parts=tuple(composed.parts), flags=tuple(flags))


def _opened(data: bytes) -> tuple[Any, list[Flag]]:
    """The document; a file without its end is given one that points to the catalogue, once."""
    import pypdfium2

    def opened(content: bytes) -> Any:
        document = pypdfium2.PdfDocument(content)
        if not len(document):
            raise pypdfium2.PdfiumError("no pages")
        return document

    try:
        return opened(data), []
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "assword" in str(error):
            raise refusal("pdf.password") from None
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
    """What a reader should know beside the text: forbidden copying is told and not enforced; attachments are not read."""
    from pypdfium2 import raw

    restricted = raw.FPDF_GetSecurityHandlerRevision(document.raw) >= 0
    attached = document.count_attachments() > 0
    return [remark("pdf.restricted")] * restricted + [remark("embedded.skipped")] * attached


def _listed(pages: list[int]) -> str:
    return "、".join(map(str, pages[:50])) + ("…" if len(pages) > 50 else "")


def _extend_alarm(limits: Limits, pages: int) -> None:
    """In the child, the clock starts anew when the number of pages is known; elsewhere there is none."""
    if os.environ.get(_IN_CHILD):
        _set_alarm(_seconds(limits, pages))


def _seconds(limits: Limits, pages: int) -> float:
    return min(limits.pdf_longest, limits.pdf_seconds + limits.pdf_page_seconds * pages)


_IN_CHILD = "CIVTEXT_PDF_CHILD"
_BOUNDS = (
    *("characters", "pages", "page_drawn", "page_characters"),
    *("pdf_memory", "pdf_seconds", "pdf_page_seconds", "pdf_longest"),
)


def _read_in_child(data: bytes, limits: Limits) -> Source:
    bounds = json.dumps({name: getattr(limits, name) for name in _BOUNDS})
    paths = os.pathsep.join(dict.fromkeys(path for path in sys.path if path))
    command = [sys.executable, "-P", "-c", "from civtext.loaders.pdf import serve; serve()", bounds]
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8", _IN_CHILD: "1"}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, env=environment, timeout=limits.pdf_longest + 5, check=False
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
    """The child: bytes on standard input, a source or an error as JSON on standard output."""
    limits = Limits(**json.loads(sys.argv[1]))
    _bound(limits)
    try:
        answer = _as_plain(read_inline(sys.stdin.buffer.read(), limits))
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

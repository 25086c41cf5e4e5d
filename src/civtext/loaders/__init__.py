"""Loading: a file becomes a `Source`, or a `LoadError` says why not and what to do. Nothing else leaves this package.

Where to start: `load_source` reads the bytes, `kinds.kind_of` says what they are, `LOADERS` names the reader:
`txt` (decoding), `docx` (over `package`, the zip guard, and `numbering`), `html` (over `webtext`), `pdf` (in a child
process; over `guard`, `pages`, `unseen`, `second`, the other reader, `ruled`, the tables, `columns` and `layout`), `legacy` (what LibreOffice converts). `files` and `archives`
say what a path stands for, `formats` what this machine can read; `problems` lists every code, `limits` every bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from civtext.errors import CivtextError
from civtext.loaders.docx import read_docx
from civtext.loaders.files import inputs, is_there, left_out, look, read_bytes, report_files, within
from civtext.loaders.html import read_html
from civtext.loaders.kinds import SUFFIXES, kind_of
from civtext.loaders.legacy import read_doc, read_rtf
from civtext.loaders.limits import DEFAULTS, Limits, Options
from civtext.loaders.pdf import read_pdf
from civtext.loaders.problems import HARMLESS, refusal, remark
from civtext.loaders.readable import Format, formats
from civtext.loaders.txt import from_text, read_txt
from civtext.model import Flag, Source

__all__ = [
    "LOADERS",
    "Format",
    "Limits",
    "formats",
    "from_text",
    "inputs",
    "is_there",
    "is_whole",
    "left_out",
    "load_source",
    "look",
    "losses",
    "report_files",
]

LOADERS: dict[str, Callable[[bytes, Options], Source]] = {
    "txt": read_txt,
    "docx": read_docx,
    "pdf": read_pdf,
    "html": read_html,
    "doc": read_doc,
    "rtf": read_rtf,
}


def load_source(
    path: str | Path,
    *,
    data: bytes | None = None,
    encoding: str | None = None,
    password: str | None = None,
    keep_furniture: bool = False,
    sandboxed: bool = True,
    limits: Limits = DEFAULTS,
) -> Source:
    """Read a report of any kind in LOADERS; its content decides, and a name that says otherwise is flagged.

    A path may lead into an archive: archive.zip/folder/name.docx. `data` are its bytes, where they are at hand: then nothing is read at the path. `encoding` is for plain text whose encoding cannot be
    told, `password` for a PDF that has one; `keep_furniture` leaves a PDF's running heads, page numbers and watermarks in
    its text. PDF is read in a child process with bounded memory and time, unless `sandboxed` is False (for callers that are such a process themselves).
    Raises LoadError for a file that cannot be read, with a code of `civtext.loaders.problems.REFUSALS`.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "总结.txt")
    ...     _ = path.write_bytes("整治背街小巷80条。".encode("gbk"))
    ...     load_source(path).text
    '整治背街小巷80条。'
    """
    path = Path(path)
    try:
        data = read_bytes(path, limits) if data is None else within(data, limits)
        kind = kind_of(data, path.name)
        source = LOADERS[kind](data, Options(encoding, password, keep_furniture, sandboxed, limits))
    except CivtextError as error:
        error.where = str(path)
        raise
    except (Exception, RecursionError) as error:  # the readers' libraries raise many kinds; a caller shall see one
        problem = refusal("reader.failed", reason=type(error).__name__)
        problem.where = str(path)
        raise problem from error
    fits = path.suffix.lower() in SUFFIXES[kind]
    flags = source.flags if fits else (*source.flags, remark("type.extension", kind=kind))
    return replace(source, origin=str(path), format=kind, flags=flags)


def is_whole(source: Source) -> bool:
    """Whether nothing was lost or doubtful in the reading: then a batch calls it ok, else partial."""
    return not losses(source)


def losses(source: Source) -> list[Flag]:
    """The flags of a reading that tell of loss or doubt."""
    return [flag for flag in source.flags if flag.code not in HARMLESS]

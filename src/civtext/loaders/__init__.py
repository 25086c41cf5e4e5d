"""Loading: a file becomes a `Source`, or a `LoadError` says why not and what to do. Nothing else leaves this package.

Where to start: `load_source` reads the bytes, `kinds.kind_of` says what they are, `LOADERS` names the reader:
`txt` (decoding), `docx` (over `package`, the zip guard, and `numbering`), `html` (over `webtext`), `pdf` (in a child
process; over `pages`, `ruled`, the tables, and `layout`), `legacy` (what LibreOffice converts). `problems` lists every code; `limits` every bound.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from civtext.errors import CivtextError
from civtext.loaders.docx import read_docx
from civtext.loaders.html import read_html
from civtext.loaders.kinds import SUFFIXES, kind_of
from civtext.loaders.legacy import read_doc, read_rtf
from civtext.loaders.limits import DEFAULTS, Limits, Options
from civtext.loaders.pdf import read_pdf
from civtext.loaders.problems import HARMLESS, refusal, remark
from civtext.loaders.txt import from_text, read_txt
from civtext.model import Source

__all__ = ["LOADERS", "Limits", "from_text", "is_whole", "load_source", "report_files"]

LOADERS: dict[str, Callable[[bytes, Options], Source]] = {
    "txt": read_txt,
    "docx": read_docx,
    "pdf": read_pdf,
    "html": read_html,
    "doc": read_doc,
    "rtf": read_rtf,
}

_NO_REPORTS = (
    *(".json", ".jsonl", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".log"),
    *(".py", ".ipynb", ".sh", ".bat", ".ps1", ".js", ".css"),
    *(".sql", ".db", ".sqlite", ".civtext", ".graphml", ".gexf"),
)
_SKIPPED = ("~$", ".", "Thumbs.db", "desktop.ini", "__MACOSX")


def load_source(
    path: str | Path, *, encoding: str | None = None, sandboxed: bool = True, limits: Limits = DEFAULTS
) -> Source:
    """Read a .txt, .docx, .pdf or .html file; its content decides, and a name that says otherwise is flagged.

    `encoding` is for plain text whose encoding cannot be told. PDF is read in a child process with bounded memory and
    time, unless `sandboxed` is False (for callers that are such a process themselves).
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
        data = _bytes_of(path, limits.file_bytes)
        kind = kind_of(data, path.name)
        source = LOADERS[kind](data, Options(encoding, sandboxed, limits))
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
    return all(flag.code in HARMLESS for flag in source.flags)


def report_files(folder: str | Path) -> Iterator[Path]:
    """The files under a folder that may be reports, sorted by path; hidden files, lock files (~$) and clutter left out.

    What they hold is not looked at, but a program, its settings and data are known by their suffix. A picture or an
    archive stays in: somebody's report may be in it, and whoever sent it should hear that it was not read. Links to
    folders are not followed, so no loop can arise.
    """
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(_SKIPPED))
        yield from (Path(root, name) for name in sorted(files) if _may_be_report(name))


def _may_be_report(name: str) -> bool:
    return not name.startswith(_SKIPPED) and not name.lower().endswith(_NO_REPORTS)


def _bytes_of(path: Path, limit: int) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise refusal("io.special")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise refusal("io.missing") from None
    except PermissionError:
        raise refusal("io.permission") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise refusal("io.unreadable", reason=getattr(error, "strerror", None) or error) from None
    if len(data) > limit:
        raise refusal("file.size", limit=limit)
    return data

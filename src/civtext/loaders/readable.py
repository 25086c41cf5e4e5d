"""What this machine can read: every kind of file, who reads it, and what to install where nobody does."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from civtext import __version__
from civtext.loaders.kinds import SUFFIXES
from civtext.loaders.legacy import converter

_PDF = '安装 Install: pip install "civtext[pdf]"'
_HTML = '可选，正文判断更准 Optional, tells the text of a page better: pip install "civtext[html]"'
_OFFICE = "安装 LibreOffice，或另存为 .docx。 Install LibreOffice, or save as .docx."


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: `ready` where it can be read here, by `reader` of that `version`; `advice` is what to install."""

    name: str
    suffixes: tuple[str, ...]
    reader: str
    version: str
    ready: bool = True
    advice: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The fields, for JSON."""
        return asdict(self) | {"suffixes": list(self.suffixes)}


def formats() -> list[Format]:
    """Every kind of file that civtext can read, here or where more is installed.

    >>> [(one.name, one.ready) for one in formats() if one.reader == "civtext"]
    [('txt', True), ('docx', True), ('zip', True)]
    """
    pdf, page, office = _version("pypdfium2"), _version("trafilatura"), _office_version()
    pages = ("trafilatura", page) if page else ("lxml", _version("lxml"))
    return [
        Format("txt", tuple(filter(None, SUFFIXES["txt"])), "civtext", __version__),
        Format("docx", SUFFIXES["docx"], "civtext", __version__),
        Format("pdf", SUFFIXES["pdf"], "pypdfium2", pdf, bool(pdf), "" if pdf else _PDF),
        Format("html", SUFFIXES["html"], *pages, True, "" if page else _HTML),
        Format("doc", SUFFIXES["doc"], "LibreOffice", office, bool(office), "" if office else _OFFICE),
        Format("rtf", (".rtf",), "LibreOffice", office, bool(office), "" if office else _OFFICE),
        Format("zip", (".zip",), "civtext", __version__),
    ]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _office_version() -> str:
    """What LibreOffice says of itself; "?" where it says nothing, nothing where there is none."""
    program = converter()
    if program is None:
        return ""
    with tempfile.TemporaryDirectory(prefix="civtext-", ignore_cleanup_errors=True) as folder:
        command = [program, f"-env:UserInstallation={Path(folder).as_uri()}", "--version"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=20, check=False, stdin=subprocess.DEVNULL)
        except (OSError, subprocess.TimeoutExpired):
            return "?"
    found = re.search(rb"\d+(?:\.\d+)+", done.stdout)
    return found.group().decode() if found else "?"

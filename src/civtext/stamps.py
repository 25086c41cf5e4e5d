"""Which parts of civtext made a result: a stamp for each part, the digest of the files that it consists of.

A base records them with each text, so that a newer civtext does again only what its newer parts would do otherwise: a
newer reader reads the files of its format, a newer extraction goes over the stored texts, a newer classifier, model or
codebook over the stored passages. The stamps come from the files themselves, not from numbers kept by hand: a comment
that changed costs some time, a number that nobody raised would leave old findings in silence.

>>> stamps = own()
>>> sorted(stamps.readers)
['doc', 'docx', 'html', 'pdf', 'rtf', 'txt']
>>> own(load_codebook()) == stamps
True
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from civtext.classifiers.linear import carried_files
from civtext.codebook import Codebook, load_codebook
from civtext.loaders.legacy import converter


class Part(NamedTuple):
    """What a part consists of: files and folders of this package, and the packages that it reads with."""

    files: tuple[str, ...]
    packages: tuple[str, ...] = ()


MODEL = tuple(f"model/{name}.py" for name in ("__init__", "document", "sending", "taken", "text", "values"))


def _reader(names: str, *packages: str) -> Part:
    shared = "__init__ kinds limits problems files archives package"
    return Part((*MODEL, *(f"loaders/{name}.py" for name in f"{shared} {names}".split())), packages)


_WORD = "txt docx lines markup numbering wordparts"
# tests/test_stamps.py holds the lists against what the modules import.
READERS: Mapping[str, Part] = {
    "txt": _reader("txt"),
    "docx": _reader(_WORD, "lxml"),
    "pdf": _reader(
        "txt pdf boxes characters columns guard layout markup pages ruled second unseen",
        *("lxml", "pypdfium2", "pdfplumber", "pdfminer.six"),
    ),
    "html": _reader("txt html lines webtext", "lxml", "lxml-html-clean", "trafilatura"),
    "doc": _reader(f"{_WORD} legacy", "lxml"),
    "rtf": _reader(f"{_WORD} legacy", "lxml"),
}
EXTRACTION = Part(
    (
        *(*MODEL, "lexicons.py", "quantities.py", "words.py", "places.py", "titles.py"),
        *("cleaning", "articles.py", "outline", "extractors", "facts.py", "contradictions.py", "pipeline.py"),
        *(f"store/{name}.py" for name in ("opening", "periods", "rows", "sources", "terms", "writing")),
        *("data/lexicons", "data/places", "data/edge_lines.tsv", "data/traditional.tsv"),
    ),
    ("jieba",),
)
CLASSIFICATION = Part(
    (
        *(*MODEL, "codebook.py", "words.py", "data/traditional.tsv"),
        *(f"classifiers/{name}.py" for name in ("__init__", "calibration", "categories", "linear", "terms")),
    ),
    ("jieba",),
)


@dataclass(frozen=True, slots=True)
class Stamps:
    """The stamps of the readers by format, of the extraction and of the classification; without any, of none of ours."""

    readers: Mapping[str, str] = field(default_factory=dict)
    extraction: str = ""
    classification: str = ""

    def reader(self, format: str) -> str:
        """The stamp of the reader of a format."""
        return self.readers.get(format, "")

    @property
    def refusal(self) -> str:
        """The stamp of a file that no text came of: any reader, and the splitting, may have had its say in that."""
        return _digest(*self.readers.values(), self.extraction) if self.readers else ""


def own(codebook: Codebook | None = None, words: Path | None = None) -> Stamps:
    """The stamps of civtext's own parts, as they are installed here; `codebook` is its own unless given, `words` the folder of a
    base's own words, where it has any."""
    # Whether LibreOffice is there decides whether anything comes of a legacy file; its version is slow to ask for.
    office = "office" if converter() else ""
    readers = {name: _digest(_stamp(part), office if "legacy" in str(part) else "") for name, part in READERS.items()}
    book = codebook or load_codebook()
    entries = [path.name + path.read_text("utf-8") for path in sorted(words.glob("*.tsv"))] if words else []
    model = [hashlib.sha256(path.read_bytes()).hexdigest() for path in carried_files(book.id)]
    return Stamps(
        readers,
        _digest(_stamp(EXTRACTION), *entries) if entries else _stamp(EXTRACTION),
        _digest(_stamp(CLASSIFICATION), repr(book), *model),
    )


def paths(part: Part) -> list[Path]:
    """The files of a part, in order."""
    root = Path(str(files("civtext")))
    below = [root / name for name in part.files]
    found = [path for one in below for path in (one.rglob("*") if one.is_dir() else [one])]
    return sorted(path for path in found if path.is_file() and path.suffix not in (".pyc", ".md"))


@cache
def _stamp(part: Part) -> str:
    contents = (hashlib.sha256(path.read_bytes()).hexdigest() for path in paths(part))
    return _digest(*contents, *map(_version, part.packages))


def _digest(*told: str) -> str:
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:16]


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return ""

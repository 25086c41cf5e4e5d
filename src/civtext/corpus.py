"""Many documents at once: DataFrames of everything found, and JSON Lines.

>>> from pathlib import Path
>>> folder = getfixture("tmp_path")
>>> _ = (folder / "总结.txt").write_text("云岭市创建工作总结\\n一、整治环境\\n今年整治背街小巷80条,新建公厕6座。", encoding="utf-8")
>>> corpus = Corpus.read(folder)
>>> corpus.metrics()[["text", "object", "value"]].values.tolist()
[['80条', '背街小巷', 80.0], ['6座', '公厕', 6.0]]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.errors import CivtextError, UsageError
from civtext.exchange import from_lines, to_lines
from civtext.frames import Article, Frames
from civtext.loaders import inputs as files_of
from civtext.model import Document
from civtext.pipeline import analyse
from civtext.records import LAYERS, failure, flag_codes

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Corpus(Frames):
    """Annotated documents, and the files that could not be read (`failures`: `{"source", "error"}` each)."""

    documents: Sequence[Document]
    failures: Sequence[dict[str, Any]] = field(default=())

    def __repr__(self) -> str:
        return f"<Corpus: {len(self.documents)} articles, {len(self.failures)} failures>"

    @classmethod
    def read(cls, inputs: str | Path | Iterable[str | Path]) -> Corpus:
        """Read and annotate files, folders with all below them, and archives. A bad file becomes a failure and stops nothing.

        For thousands of files, `civtext.mine` into a knowledge base: it reads in parallel and keeps what it has.
        """
        given = [inputs] if isinstance(inputs, (str, Path)) else inputs
        documents: list[Document] = []
        failures = []
        for path in chain.from_iterable(map(files_of, map(Path, given))):
            try:
                documents += analyse(path)
            except CivtextError as error:
                failures.append(failure(str(path), error))
        return cls(documents, failures)

    def __len__(self) -> int:
        return len(self.documents)

    def __iter__(self) -> Iterator[Document]:
        return iter(self.documents)

    def read_articles(self, layer: str = "") -> Iterator[Article]:
        """What `Frames` makes its rows of."""
        yield from (_article(document, layer) for document in self.documents)

    def rejected(self) -> DataFrame:
        """One row a look-alike that was not taken: where it stands, and the reason. (A Base does not keep them.)"""
        return self.layer("rejected")

    def to_jsonl(self, path: str | Path) -> None:
        """Write all of it as JSON Lines that `from_jsonl` reads back whole: texts, articles, failures (docs/jsonl.md)."""
        with Path(path).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(to_lines(self.documents, self.failures))

    @classmethod
    def from_jsonl(cls, path: str | Path) -> Corpus:
        """Read what `to_jsonl` wrote: documents equal to those that were written.

        Raises UsageError (usage.jsonl) for a file that is not such a thing, naming the line.
        """
        try:
            with Path(path).open(encoding="utf-8", newline="\n") as file:
                return cls(*from_lines(file))
        except OSError as error:
            told = error.strerror or str(error)
            raise UsageError(
                "usage.jsonl", f"无法读取：{told}。", f"Cannot be read: {told}.", where=str(path)
            ) from error
        except UnicodeDecodeError as error:
            raise UsageError("usage.jsonl", "不是 UTF-8 文本。", "Not text in UTF-8.", where=str(path)) from error
        except UsageError as error:
            error.where = str(path)
            raise


def _article(document: Document, layer: str) -> Article:
    reading = document.reading
    return Article(
        source=document.source.origin,
        index=document.index,
        span=document.span,
        title=document.title,
        facts=document.facts,
        flags=flag_codes(document),
        text=document.source.text,
        where=lambda offset: str(document.source.where(offset)),
        sections=[replace(one, span=reading.to_source(one.span)) for one in document.sections],
        passages=[replace(one, span=reading.to_source(one.span)) for one in document.passages],
        annotations=document.labelled(LAYERS.get(layer, layer)) if layer else (),
        counts={name: len(document.labelled(label)) for name, label in LAYERS.items()},
    )

"""Many documents at once: DataFrames of everything found, and JSON Lines.

>>> from pathlib import Path
>>> folder = getfixture("tmp_path")
>>> _ = (folder / "总结.txt").write_text("云岭市创建工作总结\\n一、整治环境\\n今年整治背街小巷80条,新建公厕6座。", encoding="utf-8")
>>> corpus = Corpus.read(folder)
>>> corpus.metrics()[["text", "object", "value"]].values.tolist()
[['80条', '背街小巷', 80.0], ['6座', '公厕', 6.0]]
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.errors import CivtextError
from civtext.frames import Article, Frames
from civtext.loaders import inputs as files_of
from civtext.model import Document
from civtext.pipeline import analyse
from civtext.records import LAYERS, failure, flag_codes, record

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
        """Write the output contract's JSON Lines: one article a line, one line a file that failed."""
        lines = [record(document) for document in self.documents]
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in [*lines, *self.failures])
        Path(path).write_text(text, encoding="utf-8")


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

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
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.errors import CivtextError
from civtext.loaders import inputs as files_of
from civtext.model import Annotation, Document
from civtext.pipeline import analyse
from civtext.records import LAYERS, annotation_record, context, failure, flag_codes, record

if TYPE_CHECKING:
    from pandas import DataFrame

# What tells where a row comes from, before what was found.
_PLACE = (
    *("source", "article", "start", "end", "text", "place", "period", "doc_kind", "doc_level"),
    *("category", "section", "where", "context", "rule"),
)


@dataclass(frozen=True)
class Corpus:
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

    def articles(self) -> DataFrame:
        """One row a document: source, article, title, kind, level, place, period, characters and counts by layer."""
        rows = []
        for document in self.documents:
            start, end = document.span
            where = {"source": document.source.origin, "article": document.index, "start": start, "end": end}
            facts = {"title": document.title, **asdict(document.facts), "characters": len(document.text)}
            counts = {layer: len(document.labelled(label)) for layer, label in LAYERS.items()}
            rows.append({**where, **facts, **counts, "flags": flag_codes(document)})
        return _frame(rows, ["source", "article", "title"])

    def passages(self) -> DataFrame:
        """One row a passage: where, its text in the source and clean, section, role, and its categories (best first)."""
        rows = []
        for document in self.documents:
            for passage in document.passages:
                span = document.reading.to_source(passage.span)
                section = document.sections[passage.section] if passage.section is not None else None
                rows.append(
                    {
                        **_where(document, *span, document.source.text[span.start : span.end]),
                        "clean": passage.text,
                        "category": passage.categories[0].id if passage.categories else None,
                        "categories": [one.id for one in passage.categories],
                        "score": passage.categories[0].score if passage.categories else None,
                        "indicators": [one.id for one in passage.indicators],
                        "section": " / ".join(section.path) if section else None,
                        "role": section.role if section else None,
                    }
                )
        return _frame(rows, [name for name in _PLACE if name not in ("context", "rule")])

    def metrics(self) -> DataFrame:
        """One row a metric: where it stands, and value, high, unit, bound, object, action, status, masked."""
        return self._layer("metric")

    def measures(self) -> DataFrame:
        """One row a measure: where it stands, and action, object, status, actor, metrics (indexes into its article's metrics)."""
        return self._layer("measure")

    def placeholders(self) -> DataFrame:
        """One row a placeholder: where it stands, and its type."""
        return self._layer("placeholder")

    def slogans(self) -> DataFrame:
        """One row a slogan: where it stands, and its items."""
        return self._layer("slogan")

    def entities(self) -> DataFrame:
        """One row a name: where it stands, its label and canonical form."""
        return self._layer("entity")

    def residuals(self) -> DataFrame:
        """One row a real name that a masked text forgot: where it stands, and its kind."""
        return self._layer("residual")

    def headings(self) -> DataFrame:
        """One row a heading: where it stands, and level, number, title, run_in."""
        return self._layer("heading")

    def rejected(self) -> DataFrame:
        """One row a look-alike that was not taken: where it stands, and the reason."""
        return self._layer("rejected")

    def to_jsonl(self, path: str | Path) -> None:
        """Write the output contract's JSON Lines: one article a line, one line a file that failed."""
        lines = [record(document) for document in self.documents]
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in [*lines, *self.failures])
        Path(path).write_text(text, encoding="utf-8")

    def _layer(self, label: str) -> DataFrame:
        rows = [
            {**annotation_record(document, one), **_where(document, *one.span, one.text), **_context(document, one)}
            for document in self.documents
            for one in document.labelled(label)
        ]
        return _frame(rows, list(_PLACE))


def _where(document: Document, start: int, end: int, text: str) -> dict[str, Any]:
    return {
        "source": document.source.origin,
        "article": document.index,
        "start": start,
        "end": end,
        "text": text,
        "place": document.facts.place,
        "period": document.facts.period,
        "doc_kind": document.facts.kind,
        "doc_level": document.facts.level,
        "where": str(document.source.where(start)),
    }


def _context(document: Document, one: Annotation) -> dict[str, Any]:
    """The category of the passage an annotation stands in, and the heading above it."""
    at = document.local(one).start
    passage = next((passage for passage in document.passages if passage.span.start <= at < passage.span.end), None)
    section = document.section_at(at)
    return {
        "context": context(document, one),
        "category": passage.categories[0].id if passage and passage.categories else None,
        "section": " / ".join(section.path) if section else None,
    }


def _frame(rows: list[dict[str, Any]], first: list[str]) -> DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=None if rows else first)
    return frame[[*first, *(column for column in frame.columns if column not in first)]]

"""DataFrames of everything found, one set of columns wherever the articles come from: a Corpus in memory, a Base on disk.

`Frames` has the methods; who has articles inherits them and gives `read_articles`. An `Article` is what a row tells of: all its
spans are spans of the source, so that `source text[row.start:row.end] == row.text` for every row of every frame.

>>> from civtext.model import Metric, Provenance
>>> class One(Frames):
...     def read_articles(self, layer=""):
...         metric = Annotation(Span(6, 9), "80条", "metric", Metric(80.0, unit="条"), Provenance("metrics", "number_unit"))
...         yield Article("总结.txt", 0, Span(0, 10), None, Facts(), (), "整治背街小巷80条。", annotations=(metric,))
>>> One().metrics()[["source", "text", "value", "unit", "context"]].values.tolist()
[['总结.txt', '80条', 80.0, '条', '整治背街小巷【80条】。']]
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from civtext.codebook import load_codebook
from civtext.model import (
    Annotation,
    CategoryScore,
    Facts,
    Passage,
    Section,
    Span,
)
from civtext.records import LAYERS, around, value_names, value_record

if TYPE_CHECKING:
    from pandas import DataFrame

# What tells where a row comes from, before what was found.
_PLACE = ("source", "article", "start", "end", "text", "place", "period", "doc_kind", "doc_level")
_FOUND = (*_PLACE, "category", "section", "where", "context", "rule")
_PASSAGE = (*_PLACE, "category", "section", "where", "clean", "categories", "score", "indicators", "role")
_SCORED = (*_PLACE, "section", "role", "where", "id", "name", "score", "evidence")
_JOINED = {ord("\n"): " ", ord("\r"): " "}
_ARTICLE = ("source", "article", "title", "start", "end", "kind", "level", "place", "period", "characters")


def _line_of(offset: int) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Article:
    """What frames show of an article. Spans are in `text`, the whole source; a passage's own `text` is clean.

    `where` gives the place a person can find for an offset; `counts` are of all layers, `annotations` maybe of one only.
    """

    source: str
    index: int
    span: Span
    title: str | None
    facts: Facts
    flags: Sequence[str]
    text: str = field(repr=False)
    where: Callable[[int], str] = field(default=_line_of, repr=False)
    sections: Sequence[Section] = field(default=(), repr=False)
    passages: Sequence[Passage] = field(default=(), repr=False)
    annotations: Sequence[Annotation] = field(default=(), repr=False)
    counts: Mapping[str, int] = field(default_factory=dict, repr=False)

    def place(self, span: Span) -> dict[str, Any]:
        """The columns of a row that tell where it comes from."""
        start, end = span
        told = {"source": self.source, "article": self.index, "start": start, "end": end, "text": self.text[start:end]}
        facts = {"place": self.facts.place, "period": self.facts.period}
        return {**told, **facts, "doc_kind": self.facts.kind, "doc_level": self.facts.level, "where": self.where(start)}

    def passage_at(self, offset: int) -> Passage | None:
        """The passage that holds a character of the source."""
        index = bisect_right(self.passages, offset, key=lambda passage: passage.span.start) - 1
        return self.passages[index] if index >= 0 and offset < self.passages[index].span.end else None

    def section_at(self, offset: int) -> Section | None:
        """The innermost section that holds a character of the source."""
        holding = [section for section in self.sections if section.span.start <= offset < section.span.end]
        return max(holding, key=lambda section: section.level, default=None)


class Frames:
    """A DataFrame a layer. Rows are in the order of `read_articles`, within an article in that of the text."""

    def read_articles(self, layer: str = "") -> Iterator[Article]:
        """The articles one after the other, with the annotations of one layer (metrics, measures, …), or of none."""
        raise NotImplementedError

    def names(self) -> Mapping[str, str]:
        """What categories and indicators are called, by id: as civtext's own codebook says."""
        book = load_codebook()
        return {one.id: one.name_zh for one in book.categories} | {one.id: one.name_zh for one in book.indicators}

    def articles(self) -> DataFrame:
        """One row an article: source, article, title, start, end, kind, level, place, period, characters (of its
        passages as their author wrote them), how many there are of each layer, and the flags."""
        rows = [
            {
                **{"source": one.source, "article": one.index, "title": one.title, **one.span._asdict()},
                **dataclasses.asdict(one.facts),
                "characters": sum(len(passage.text) for passage in one.passages),
                **{layer: one.counts.get(layer, 0) for layer in LAYERS},
                "flags": list(one.flags),
            }
            for one in self.read_articles()
        ]
        return _frame(rows, [*_ARTICLE, *LAYERS, "flags"])

    def passages(self) -> DataFrame:
        """One row a passage: where, its text in the source and clean, section, role, and its categories (best first)."""
        return _frame([row for one in self.read_articles() for row in _passage_rows(one)], _PASSAGE)

    def categories(self) -> DataFrame:
        """One row a passage and category it speaks to: where, id, name, score, and the words that say so (`evidence`)."""
        return self._scored(lambda passage: passage.categories)

    def indicators(self) -> DataFrame:
        """One row a passage and indicator it speaks to: where, id, name, score, and the words that say so (`evidence`)."""
        return self._scored(lambda passage: passage.indicators)

    def metrics(self) -> DataFrame:
        """One row a metric: where it stands, and value, high, unit, bound, object, action, status, masked."""
        return self.layer("metrics")

    def measures(self) -> DataFrame:
        """One row a measure: where it stands, and action, object, status, actor, metrics (indexes into its article's metrics)."""
        return self.layer("measures")

    def placeholders(self) -> DataFrame:
        """One row a placeholder: where it stands, and type, noun, unit, scale, digits."""
        return self.layer("placeholders")

    def slogans(self) -> DataFrame:
        """One row a slogan: where it stands, and its items."""
        return self.layer("slogans")

    def entities(self) -> DataFrame:
        """One row a name: where it stands, its label, canonical form and official code."""
        return self.layer("entities")

    def residuals(self) -> DataFrame:
        """One row a real name that a masked text forgot: where it stands, and its kind."""
        return self.layer("residuals")

    def headings(self) -> DataFrame:
        """One row a heading: where it stands, and level, number, title, run_in."""
        return self.layer("headings")

    def layer(self, layer: str) -> DataFrame:
        """One row an annotation of a layer, by its name in the contract: where it stands, and what it says."""
        rows = [_found_row(article, one) for article in self.read_articles(layer) for one in article.annotations]
        return _frame(rows, [*_FOUND, *value_names(layer)])

    def _scored(self, scores: Callable[[Passage], Iterable[CategoryScore]]) -> DataFrame:
        names = self.names()
        rows = [
            {
                **article.place(passage.span),
                **_outline(article, passage),
                **{"id": one.id, "name": names.get(one.id, ""), "score": one.score},
                "evidence": [passage.text[start:end] for start, end in one.evidence],
            }
            for article in self.read_articles()
            for passage in article.passages
            for one in scores(passage)
        ]
        return _frame(rows, _SCORED)


def _passage_rows(article: Article) -> Iterator[dict[str, Any]]:
    for passage in article.passages:
        best = passage.categories[0] if passage.categories else None
        yield {
            **article.place(passage.span),
            **_outline(article, passage),
            "clean": passage.text,
            "category": best.id if best else None,
            "categories": [one.id for one in passage.categories],
            "score": best.score if best else None,
            "indicators": [one.id for one in passage.indicators],
        }


def _outline(article: Article, passage: Passage) -> dict[str, str | None]:
    section = article.sections[passage.section] if passage.section is not None else None
    return {"section": _titles(section), "role": section.role if section else None}


def _found_row(article: Article, one: Annotation) -> dict[str, Any]:
    passage = article.passage_at(one.span.start)
    return {
        **article.place(one.span),
        "category": passage.categories[0].id if passage and passage.categories else None,
        "section": _titles(article.section_at(one.span.start)),
        "context": _context(article, one.span, passage),
        "rule": one.provenance.rule,
        **value_record(one),
    }


def _context(article: Article, span: Span, passage: Passage | None) -> str:
    """The words of the source around a span: within its passage, whose lines are joined, else within its line."""
    if passage is None:
        return around(article.text, *span)
    start, end = passage.span.start, max(passage.span.end, span.end)
    return around(article.text[start:end].translate(_JOINED), span.start - start, span.end - start)


def _titles(section: Section | None) -> str | None:
    return " > ".join(section.path) if section else None


def _frame(rows: list[dict[str, Any]], columns: Sequence[str]) -> DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=list(columns))

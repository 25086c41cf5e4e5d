"""The default order of the steps: load, clean, split, outline, facts, extract, classify.

>>> from pathlib import Path
>>> folder = getfixture("tmp_path")
>>> _ = (folder / "总结.txt").write_text("云岭市2023年创建工作总结\\n一、整治市容环境\\n今年以来,全市整治背街小巷80条。", encoding="utf-8")
>>> document = annotate(load(folder / "总结.txt")[0])
>>> [(found.text, found.value.object) for found in document.labelled("metric")]
[('80条', '背街小巷')]
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from civtext import articles, cleaning, contradictions, facts, outline
from civtext.classifiers.categories import category_of, classify_in_full
from civtext.extractors import EXTRACTORS
from civtext.extractors.placeholders.expectations import with_expectations
from civtext.loaders import load_source
from civtext.loaders.problems import refusal
from civtext.model import CategoryScore, Document, Passage, Source

if TYPE_CHECKING:
    from civtext.codebook import Codebook

Scores = tuple[CategoryScore, ...]


def load(
    path: str | Path,
    *,
    data: bytes | None = None,
    encoding: str | None = None,
    password: str | None = None,
    sandboxed: bool = True,
) -> list[Document]:
    """Read a report: a list of its articles, one `Document` each, cleaned and not yet annotated.

    `data` are its bytes, where they are at hand; `encoding` overrides the guess for .txt, `password` opens a PDF that has one; `sandboxed=False` reads a PDF in this process (for a caller that is itself
    bounded). Raises `LoadError` when the file cannot be read, or holds no article.
    """
    documents = split(load_source(path, data=data, encoding=encoding, password=password, sandboxed=sandboxed))
    if not documents:
        error = refusal("article.none")
        error.where = str(path)
        raise error
    return documents


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: each would go through all that was found so far, for nothing, since nothing of it is a
    cycle; a text of four million characters cost a quarter more by it, one of twenty millions several times as much.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@uncollected()
def split(source: Source) -> list[Document]:
    """The articles of a source: cleaned, then cut apart, each flagged with the damage that could not be mended."""
    reading = cleaning.clean(source)
    whole = cleaning.untouched(source, reading)
    return [
        replace(document, flags=(*document.flags, *whole, *cleaning.flags(source, document.reading)))
        for document in articles.split(source, reading)
    ]


@uncollected()
def annotate(document: Document, *, codebook: Codebook | None = None) -> Document:
    """The same document with its outline, facts, annotations, and passages with categories.

    Never raises on text. `codebook` is civtext's own unless given.
    """
    document = outline.read_outline(document)
    document = replace(document, facts=facts.read_facts(document))
    for extract in EXTRACTORS.values():
        document = document.with_annotations(extract(document))
    document = with_expectations(document)
    flags = (*document.flags, *contradictions.contradictions(document))
    return replace(document, flags=flags, passages=_classified(document, codebook))


def analyse(
    path: str | Path, *, data: bytes | None = None, codebook: Codebook | None = None, password: str | None = None
) -> list[Document]:
    """Load a report and annotate each of its articles; reads in this process, so that a pool's bounds hold it."""
    documents = load(path, data=data, password=password, sandboxed=False)
    return [annotate(document, codebook=codebook) for document in documents]


def _classified(document: Document, codebook: Codebook | None) -> tuple[Passage, ...]:
    texts = [passage.text for passage in document.passages]
    titles = [_title_over(document, passage) for passage in document.passages]
    scored = zip(document.passages, *classify_passages(texts, titles, codebook=codebook), strict=True)
    return tuple(replace(passage, categories=scores, indicators=details) for passage, scores, details in scored)


_SAYS_ENOUGH = 0.4  # a category at least so likely, for a passage to be read without its title


def classify_passages(
    texts: Sequence[str], titles: Sequence[str], *, codebook: Codebook | None = None
) -> tuple[list[Scores], list[Scores]]:
    """The categories and the indicators of each passage; `titles` are those of the headings right above them.

    A passage that says too little by itself is read under that title.

    >>> [[scores], _] = classify_passages(["计划45个,完成51个。"], ["新建公厕"])
    >>> [score.id for score in scores]
    ['C09']
    """
    heads = [title + "\n" for title in titles]
    found, detailed = classify_in_full(texts, codebook=codebook)
    poor = [index for index, own in enumerate(found) if titles[index] and not (own and own[0].score >= _SAYS_ENOUGH)]
    titled = [heads[index] + texts[index] for index in poor]
    again = zip(poor, *classify_in_full(titled, codebook=codebook), strict=True)
    for index, scores, details in again:
        if not scores:
            continue
        found[index] = tuple(_behind(score, len(heads[index])) for score in scores)
        detailed[index] = tuple(_behind(score, len(heads[index])) for score in details)
    return found, [_within(scores, details) for scores, details in zip(found, detailed, strict=True)]


def _within(categories: Scores, indicators: Scores) -> Scores:
    """The indicators that belong to categories that were decided for."""
    decided = {one.id for one in categories}
    return tuple(one for one in indicators if category_of(one.id) in decided)


def _title_over(document: Document, passage: Passage) -> str:
    return document.sections[passage.section].title if passage.section is not None else ""


def _behind(score: CategoryScore, length: int) -> CategoryScore:
    """A score whose evidence is counted from behind a title of that length; what lies in the title goes."""
    return replace(score, evidence=tuple(span.shifted(-length) for span in score.evidence if span.start >= length))

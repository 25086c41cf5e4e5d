"""Documents made by hand, and an `analyse` that makes them from files: what the store, search, graph and batch are tried on.

`read` knows just enough: a line `== place, year` opens an article, a line `## title` a section in the section 做法 that
every article has, every other line is a passage, `整治…80条` a measure with its metric, `XX` a placeholder, `“三个清单”` a slogan, `《…》` a cited document, `由…` an actor, `#C09` a category.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from civtext.errors import LoadError
from civtext.loaders.problems import remark
from civtext.model import (
    Annotation,
    CategoryScore,
    CleanText,
    Document,
    Entity,
    Facts,
    Measure,
    Metric,
    Passage,
    Placeholder,
    Section,
    Slogan,
    Source,
    Span,
)

_ARTICLE = re.compile(r"^== *([^,\n]*)(?:, *([^\n]*))?\n", re.MULTILINE)
_MEASURE = re.compile(r"(?:由([^,。\n]+?))?(整治|新建|召开)([^\d,。\n]+?)(\d+)([条座处次个])")
_NAMES = {
    "document": re.compile(r"《[^》\n]+》"),
    "campaign": re.compile(r"“[^”\n]+行动”"),
    "org": re.compile("[市区]文明办"),
}


def read(text: str, origin: str = "") -> list[Document]:
    """The articles of a text."""
    source = Source(text, origin)
    whole = CleanText.of(text, [])
    heads = list(_ARTICLE.finditer(text))
    if not heads:
        return [_annotated(Document(source, whole))]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return [
        _annotated(
            Document(
                source,
                whole.slice(Span(head.end(), end)),
                index,
                title=f"{head[1]}总结",
                facts=Facts("summary", "city", head[1] or None, head[2]),
            )
        )
        for index, (head, end) in enumerate(zip(heads, ends, strict=True))
    ]


def analyse(path: Path) -> list[Document]:
    """What `batch.mine` is given in place of the pipeline."""
    text = path.read_text(encoding="utf-8")
    if not text:
        raise LoadError("text.empty", "文件是空的。", "The file is empty.", where=str(path))
    return read(text, str(path))


def analyse_slowly(path: Path) -> list[Document]:
    """Slowly enough to be killed in the middle."""
    time.sleep(0.02)
    return analyse(path)


def analyse_badly(path: Path) -> list[Document]:
    """As its name tells a file to go wrong."""
    match path.stem:
        case "raise":
            raise ValueError("a reader's own error")
        case "unpicklable":
            raise _Unpicklable(lambda: None)
        case "memory":
            return [read("长" * (1 << 33))[0]]
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            time.sleep(600)
        case "partial":
            source = Source("乱码�。", str(path), flags=(remark("text.bad_bytes"),))
            return [Document(source, CleanText.of(source.text, []))]
        case "none":
            return []
    return analyse(path)


def analyse_littering(path: Path) -> list[Document]:
    """Leaves a temporary file, and may sleep."""
    handle, _ = tempfile.mkstemp()
    os.close(handle)
    if path.stem == "litter":
        time.sleep(600)
    return analyse(path)


def analyse_never(path: Path) -> list[Document]:
    """For files that need no reading."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError(path)


def analyse_growing(path: Path) -> list[Document]:
    """Meanwhile another program writes to the file: once, or each time."""
    documents = analyse(path)
    if path.stem == "grow" or "又" not in documents[0].text:
        with path.open("a", encoding="utf-8") as file:
            file.write("又整治背街小巷1条。\n" if path.stem.startswith("grow") else "")
    return documents


def has_loaded(module: str) -> bool:
    return module in sys.modules


def say_and_sleep() -> None:
    print("begun", flush=True)
    time.sleep(100)


def never_ready(memory: int, *folders: str) -> None:
    """In place of what prepares a worker."""
    os._exit(3)


class _Unpicklable(Exception):
    pass


def _annotated(document: Document) -> Document:
    text = document.text
    heads = list(re.finditer(r"^## (.*)\n", text, re.MULTILINE))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    below = [
        Section(Span(head.start(), end), 2, head[1], "measures", ("做法", head[1]))
        for head, end in zip(heads, ends, strict=False)  # without heads there is one end
    ]
    sections = (Section(Span(0, len(text)), 1, "一、做法", "measures", ("做法",)), *below)
    passages = tuple(
        _passage(text, Span(*line.span()), sum(head.start() < line.start() for head in heads))
        for line in re.finditer(r"^(?!## )[^\n]+", text, re.MULTILINE)
    )
    return replace(document, sections=sections, passages=passages).with_annotations(list(_annotations(document)))


def _passage(text: str, span: Span, section: int) -> Passage:
    words = text[span.start : span.end]
    tags = tuple(CategoryScore(tag[1], 0.9, (Span(*tag.span()),)) for tag in re.finditer(r"#(C\d\d(?:-\d\d)?)", words))
    return Passage(span, words, section, tags)


def _annotations(document: Document) -> Iterator[Annotation]:
    text = document.text
    for index, found in enumerate(_MEASURE.finditer(text)):
        actor, action, thing, number, unit = found.groups()
        metric = Metric(float(number), unit=unit, object=thing, action=action)
        yield document.found(Span(*found.span(4)), "metric", metric, rule="number_unit")
        measure = Measure(action, thing, actor=actor, metrics=(index,))
        yield document.found(Span(found.start(2), found.end()), "measure", measure, rule="verb_object", score=0.8)
    for found in re.finditer("XX", text):
        yield document.found(Span(*found.span()), "placeholder", Placeholder("place"), rule="letters")
    for found in re.finditer(r"(?<=“)[一二三四五六七八九]个[^”\n]+", text):
        yield document.found(Span(*found.span()), "slogan", Slogan(("任务", "问题")), rule="quoted")
    for kind, pattern in _NAMES.items():
        for found in pattern.finditer(text):
            yield document.found(Span(*found.span()), "entity", Entity(kind, found.group()), rule=kind)

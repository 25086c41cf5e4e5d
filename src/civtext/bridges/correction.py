"""Annotations out to tools in which people correct them, and back as gold files that `civtext evaluate` scores.

What goes out and comes back is a `Gold`: a source text and, for each layer, its records under the contract's names. Not
among them: document facts and the bounds of articles, which such tools do not annotate. A gold file made from what comes
back names its layers, so that nothing else is judged. brat.py and labelstudio.py know how each tool writes it down.

>>> from civtext.pipeline import annotate, split
>>> from civtext.model import Source
>>> documents = [annotate(one) for one in split(Source("云岭市创建总结\\n今年整治背街小巷80条。", "总结.txt"))]
>>> [gold] = golds(Corpus(documents), ["metrics"])
>>> gold.name, [one["object"] for one in gold.content["metrics"]]
('总结', ['背街小巷'])
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from civtext.corpus import Corpus
from civtext.errors import StoreError, UsageError
from civtext.evaluation import Gold, read_gold
from civtext.model import Document
from civtext.records import LAYERS as FOUND
from civtext.records import VALUES, value_names, value_record
from civtext.store.problems import unwritten

Record = dict[str, Any]
LAYERS = (*FOUND, "passages")
PASSAGES = "passages"

_STATUS = {"metrics": ("done", "target", "rule"), "measures": ("done", "planned", "standing")}
_BOOLEAN = ("false", "true")
# The closed sets of words, where the contract has one.
_WORDS = {
    "bound": ("exact", "about", "over", "under"),
    "type": ("place", "org", "person", "date", "count", "percent", "money", "ordinal", "name", "docnum", "other"),
    "label": ("place", "org", "document", "docnum", "campaign", "brand", "period", "person"),
    "kind": ("place", "person", "org", "landmark"),
    "level": tuple(map(str, range(10))),
}
_UNFIT = re.compile(r"[^\w\-()（）【】《》“”、·]+")
_LONGEST_NAME = 60


class Field(NamedTuple):
    """A field of a layer's records: its name, its type as the model says, its words if they are a closed set."""

    name: str
    type: str
    default: Any
    words: tuple[str, ...] = ()

    def tell(self, value: Any) -> list[str]:
        """A value as words, one a member; nothing for what is not said.

        >>> [field.tell(value) for field, value in zip(FIELDS["metrics"], (80.0, None, "条"))]
        [['80'], [], ['条']]
        """
        if value is None or (value == self.default and not self.words) or value is False:
            return []
        if isinstance(value, list):
            return [str(one) for one in value]
        return ["true" if value is True else repr(value).removesuffix(".0") if isinstance(value, float) else str(value)]

    def read(self, told: Sequence[str]) -> Any:
        """The value that words tell of. Raises ValueError for words it cannot be."""
        if self.words and any(one not in self.words for one in told):
            raise ValueError(f"{self.name}: {'、'.join(told)[:40]} ({' '.join(self.words)})")
        if self.type.startswith("tuple"):
            return list(told)
        if not told:
            return self.default
        word = "、".join(told)
        if self.type == "bool":
            return word == "true"
        if self.type == "int" or self.type.startswith("float"):
            return _number(self, word.strip())
        return word


def _number(field: Field, word: str) -> float | int:
    try:
        return int(word) if field.type == "int" else float(word)
    except ValueError:
        raise ValueError(f"{field.name}: {word[:40]} 不是数 is not a number") from None


def _fields(layer: str) -> tuple[Field, ...]:
    """The fields of a layer, but for the metrics of a measure, which are relations."""
    told = []
    for name, field in zip(value_names(layer), dataclasses.fields(VALUES[layer]), strict=True):
        kind = str(field.type)
        words = _BOOLEAN if kind == "bool" else _STATUS.get(layer, ()) if name == "status" else _WORDS.get(name, ())
        default = None if field.default is dataclasses.MISSING else field.default
        told.append(Field(name, kind, list(default) if isinstance(default, tuple) else default, words))
    return tuple(field for field in told if field.name != "metrics")


FIELDS = {layer: _fields(layer) for layer in FOUND}


def golds(corpus: Corpus, layers: Sequence[str] = LAYERS) -> Iterator[Gold]:
    """The sources of a corpus with what was found in them, one Gold each, under names that files may have."""
    taken: set[str] = set()
    for _, group in groupby(corpus.documents, key=lambda document: document.source):
        documents = list(group)
        name = file_name(Path(documents[0].source.origin).stem, taken)
        yield Gold(name, documents[0].source.text, _content(documents, layers))


def _content(documents: Sequence[Document], layers: Sequence[str]) -> Record:
    content: Record = {"layers": list(layers)}
    for layer in layers:
        if layer == PASSAGES:
            content[layer] = [one for document in documents for one in _passages(document)]
        else:
            found = [one for document in documents for one in document.labelled(FOUND[layer])]
            content[layer] = [{**one.span._asdict(), "text": one.text, **value_record(one)} for one in found]
    if "measures" in layers:
        content["measures"] = list(_measures(documents, content["measures"], figures="metrics" in layers))
    return content


def _passages(document: Document) -> Iterator[Record]:
    for passage in document.passages:
        span = document.reading.to_source(passage.span)
        yield {**span._asdict(), "categories": [one.id for one in passage.categories]}


def _measures(documents: Sequence[Document], records: Iterable[Record], *, figures: bool) -> Iterator[Record]:
    """The measures, whose metrics are counted through all articles of the source."""
    told, before = iter(records), 0
    for document in documents:
        for _ in document.labelled("measure"):
            one = next(told)
            yield one | {"metrics": [before + index for index in one["metrics"]] if figures else []}
        before += len(document.labelled("metric"))


def in_order(content: Record) -> Record:
    """The records of each layer in the order of the text, measures leading to the same metrics as before."""
    ordered = dict(content)
    for layer in set(content) & set(LAYERS):
        ordered[layer] = sorted(content[layer], key=lambda one: (one["start"], -one["end"]))
    place = {id(one): index for index, one in enumerate(ordered.get("metrics", []))}
    moved = [place[id(one)] for one in content.get("metrics", [])]
    if "measures" in ordered:
        ordered["measures"] = [
            one | {"metrics": sorted(moved[index] for index in one["metrics"])} for one in ordered["measures"]
        ]
    return ordered


def file_name(stem: str, taken: set[str]) -> str:
    """A name for files, made from one that somebody gave, without what may not be in one; never one that is `taken`.

    >>> file_name("../a:b<c>", set()), file_name("总结", {"总结"})
    ('a_b_c', '总结-2')
    """
    stem = _UNFIT.sub("_", stem).strip("_.")[:_LONGEST_NAME] or "text"
    number = 1
    while (name := stem if number == 1 else f"{stem}-{number}").lower() in taken:
        number += 1
    taken.add(name.lower())
    return name


def export_annotations(corpus: Corpus, folder: str | Path, *, to: str, layers: Sequence[str] = LAYERS) -> list[str]:
    """Write a corpus for a tool in which people correct annotations: `to` is "brat" or "labelstudio". The names written.

    `layers` are those to be corrected (metrics, measures, placeholders, slogans, entities, residuals, headings, passages).
    Raises UsageError for an unknown tool or layer, StoreError where the folder cannot be written or is not empty.
    """
    write, _ = _tool(to)
    for layer in layers:
        if layer not in LAYERS:
            known = ", ".join(LAYERS)
            raise UsageError("usage.layer", f"没有“{layer}”这一层:{known}。", f"No layer '{layer}'; there are {known}.")
    found = list(golds(corpus, layers))
    target = Path(folder)
    _new_folder(target)
    try:
        write(found, target)
    except OSError as error:
        raise unwritten(error, target) from error
    return [gold.name for gold in found]


def import_annotations(folder: str | Path, gold: str | Path) -> list[str]:
    """Read what people corrected (a folder of brat's .ann and .txt, or of Label Studio's exported .json, or such a file) and
    write a folder of gold files for `civtext evaluate`. The names written.

    Raises UsageError (usage.annotations) for what cannot be read, naming the file and the annotation; StoreError where the
    gold folder cannot be written or is not empty.
    """
    source = Path(folder)
    _, read = _tool("brat" if source.is_dir() and any(source.glob("*.ann")) else "labelstudio")
    found = list(read(source))
    if not found:
        raise unreadable(source, "里面没有人标注过的文本。", "No text in it has been annotated by anybody.")
    return write_gold(found, gold)


def write_gold(golds: Iterable[Gold], folder: str | Path) -> list[str]:
    """Write gold into a new folder, NAME.txt and NAME.gold.json each; the names written.

    Raises StoreError where the folder cannot be written or is not empty, UsageError for what would not be read back.
    """
    found, target = list(golds), Path(folder)
    _new_folder(target)
    try:
        for one in found:
            (target / f"{one.name}.txt").write_bytes(one.text.encode("utf-8", "replace"))
            content = json.dumps(one.content, ensure_ascii=False, indent=1)
            (target / f"{one.name}.gold.json").write_text(content, encoding="utf-8")
    except OSError as error:
        raise unwritten(error, target) from error
    return [one.name for one in read_gold(target)]


def unreadable(path: Path, zh: str, en: str) -> UsageError:
    """The error for a file that a tool did not write so, or a person cannot have meant so."""
    return UsageError("usage.annotations", zh, en, where=str(path))


_Tool = tuple[Callable[[Iterable[Gold], Path], None], Callable[[Path], Iterable[Gold]]]


def _tool(name: str) -> _Tool:
    from civtext.bridges import brat, labelstudio

    tools: dict[str, _Tool] = {
        "brat": (brat.write, brat.read),
        "labelstudio": (labelstudio.write, labelstudio.read),
    }
    if name not in tools:
        known = ", ".join(tools)
        raise UsageError("usage.tool", f"不认识的标注工具“{name}”:{known}。", f"Unknown tool '{name}'; known: {known}.")
    return tools[name]


def _new_folder(path: Path) -> None:
    """Make a folder; what somebody may have corrected is never written over."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        empty = not any(path.iterdir())
    except OSError as error:
        raise unwritten(error, path) from error
    if not empty:
        raise StoreError(
            "output.exists",
            "这个文件夹里已有文件,未覆盖;请换一个新文件夹。",
            "There are files in this folder, which were left; choose a new one.",
            where=str(path),
        )

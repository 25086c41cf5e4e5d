"""A Word file open for writing: new words for old ones in the format of the old, and nothing else touched.

Offsets are those of the text that `load_source` reads from the file: the walk that reads it also tells which elements it
stands in. A run is cut in two only where a comment or a tracked change begins or ends inside it, both halves keep its
format, and parts that are not written to keep their bytes. python-docx could write much of this, but it refuses files
that offices send every day (a dangling relationship, a .docm) and knows neither footnotes nor text boxes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from civtext.filling.packaging import rewritten
from civtext.loaders.docx import trace
from civtext.loaders.files import read_bytes
from civtext.loaders.limits import DEFAULTS
from civtext.loaders.lines import Run
from civtext.loaders.markup import Element, child, name, number, parse
from civtext.loaders.package import Package
from civtext.loaders.wordparts import WordParts
from civtext.model import Span
from civtext.outputs import write_whole

AUTHOR = "civtext"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TEXTS = ("w:t", "m:t", "a:t")


class Change(NamedTuple):
    """New words for a stretch of text; an empty stretch is an empty paragraph or cell to be filled."""

    span: Span
    text: str


def applied(text: str, changes: Iterable[Change]) -> str:
    """A text with its changes, none of which overlaps another.

    >>> applied("整治XX条,投入XX万元", [Change(Span(2, 4), "80"), Change(Span(8, 10), "350")])
    '整治80条,投入350万元'
    """
    pieces, at = [], 0
    for change in sorted(changes):
        pieces += [text[at : change.span.start], change.text]
        at = change.span.end
    return "".join([*pieces, text[at:]])


class WordFile:
    """A .docx file as trees that can be written to; `text` is what `load_source` reads from it, before any change."""

    def __init__(self, data: bytes) -> None:
        """Raises LoadError as `load_source` does, and xml.malformed where that can read damaged XML only in part."""
        self._data = data
        self.parts = WordParts(Package(data, DEFAULTS))
        self.main = parse(self.parts.package.read(self.parts.main), self.parts.main)
        body = child(self.main, "w:body")
        self.text, layers = trace(self.parts, body if body is not None else (), DEFAULTS.characters)
        self.layers = [[run for run in layer if run.span.start < run.span.end] for layer in layers]
        self._blank = {run.span.start: run.element for layer in layers for run in layer if name(run.element) == "w:p"}
        for layer in self.layers:
            for run in layer:
                if name(run.element) in _TEXTS:
                    _say(run.element, self.text[run.span.start : run.span.end])
        self._before = {part: etree.tostring(root) for part, root in self.roots().items()}
        self.added: dict[str, bytes] = {}

    @classmethod
    def open(cls, path: str | Path) -> WordFile:
        """The file at a path."""
        return cls(read_bytes(Path(path), DEFAULTS))

    def tag(self, local: str) -> str:
        """A name in the namespace of the document, which may be the strict one."""
        return f"{{{etree.QName(self.main).namespace}}}{local}"

    def replace(self, changes: Iterable[Change]) -> list[Change]:
        """Put new words in the place of old ones; those that found no place (an automatic number, a field's code)."""
        missed = []
        for change in sorted(changes, key=lambda change: change.span, reverse=True):
            placed = [self._put(layer, change) for layer in self.layers]
            missed += [] if any(placed) or self._fill_blank(change) else [change]
        self._mirror_boxes()
        return missed[::-1]

    def track(self, changes: Iterable[Change], *, date: datetime) -> list[Change]:
        """As `replace`, as changes that the reader accepts or rejects: old words deleted, new ones inserted."""
        missed = []
        marks = self._marks(date)
        for change in sorted(changes, key=lambda change: change.span, reverse=True):
            placed = [self._track_in(layer, change, marks) or self._put(layer, change) for layer in self.layers]
            missed += [] if any(placed) or self._fill_blank(change, marks) else [change]
        self._mirror_boxes()
        return missed[::-1]

    def save(self, path: str | Path) -> None:
        """Write the file whole; what stood there stays until then. Raises StoreError output.failed."""
        write_whole(path, rewritten(self._data, {**self._changed(), **self.added}))

    def overlapping(self, layer: list[Run], span: Span) -> list[Run]:
        """The runs of a layer that a stretch shares characters with."""
        first = bisect_left(layer, span.start, key=lambda run: run.span.end - 1)
        found = []
        for run in layer[first:]:
            if run.span.start >= span.end:
                break
            found.append(run)
        return found

    def blank_at(self, at: int) -> Element | None:
        """The empty paragraph (an empty cell's) of the main text at an offset."""
        paragraph = self._blank.get(at)
        return paragraph if paragraph is not None and paragraph.getroottree().getroot() is self.main else None

    def cut(self, layer: list[Run], at: int) -> None:
        """See that a w:r begins at an offset, where the text there stands in one."""
        index = bisect_left(layer, at, key=lambda run: run.span.end - 1)
        if index >= len(layer):
            return
        run = layer[index]
        if run.span.start < at and name(run.element) == "w:t":
            said, twin = run.element.text or "", deepcopy(run.element)
            _say(run.element, said[: at - run.span.start])
            _say(twin, said[at - run.span.start :])
            run.element.addnext(twin)
            layer[index : index + 1] = [Run(Span(run.span.start, at), run.element), Run(Span(at, run.span.end), twin)]
            run = layer[index + 1]
        if run.span.start == at:
            _part_from_before(run.element)

    def roots(self) -> dict[str, Element]:
        """The parts that may be written to, as trees."""
        return {self.parts.main: self.main, **self.parts.parsed}

    def _changed(self) -> dict[str, bytes]:
        return {
            part: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            for part, root in self.roots().items()
            if etree.tostring(root) != self._before.get(part)
        }

    def _put(self, layer: list[Run], change: Change) -> bool:
        """The new words into the first text that they replace; from the others only the old ones go."""
        inside = self.overlapping(layer, change.span)
        words = change.text
        for run in inside:
            start, end = max(change.span.start, run.span.start), min(change.span.end, run.span.end)
            if name(run.element) in _TEXTS:
                said = run.element.text or ""
                _say(run.element, said[: start - run.span.start] + words + said[end - run.span.start :])
            else:
                self._put_for_sign(run.element, words)
            words = ""
        return bool(inside)

    def _put_for_sign(self, sign: Element, words: str) -> None:
        """Words in the place of a tab or another sign."""
        if words:
            text = etree.Element(self.tag("t"))
            _say(text, words)
            sign.addprevious(text)
        parent = sign.getparent()
        if parent is not None:
            parent.remove(sign)

    def _marks(self, date: datetime) -> Iterator[dict[str, str]]:
        """What each tracked change says of itself, with a number that no other element of the file has."""
        stamp = {self.tag("author"): AUTHOR, self.tag("date"): date.strftime("%Y-%m-%dT%H:%M:%SZ")}
        taken = (number(one, "id") or 0 for root in self.roots().values() for one in root.iter("{*}*"))
        for free in count(1 + max(taken, default=0)):
            yield {self.tag("id"): str(free), **stamp}

    def _fill_blank(self, change: Change, marks: Iterator[dict[str, str]] | None = None) -> bool:
        """Words into an empty paragraph, in the format that it keeps for what will be typed; tracked where marks are given."""
        paragraph = self._blank.get(change.span.start) if change.span.start == change.span.end else None
        if paragraph is None:
            return False
        holder = paragraph if marks is None else etree.SubElement(paragraph, self.tag("ins"), next(marks))
        run = etree.SubElement(holder, self.tag("r"))
        if (format := child(paragraph, "w:pPr", "w:rPr")) is not None:
            run.append(deepcopy(format))
        _say(etree.SubElement(run, self.tag("t")), change.text)
        return True

    def _track_in(self, layer: list[Run], change: Change, marks: Iterator[dict[str, str]]) -> bool:
        self.cut(layer, change.span.start)
        self.cut(layer, change.span.end)
        inside = [run.element.getparent() for run in self.overlapping(layer, change.span)]
        if not inside or any(one is None or name(one) != "w:r" for one in inside):
            return False
        runs = [one for one in dict.fromkeys(inside) if one is not None]
        new = etree.Element(self.tag("r"))
        new.extend([deepcopy(one) for one in runs[0] if name(one) == "w:rPr"])
        _say(etree.SubElement(new, self.tag("t")), change.text)
        inserted = etree.Element(self.tag("ins"), next(marks))
        inserted.append(new)
        runs[0].addprevious(inserted)
        for run in runs:
            deleted = etree.Element(self.tag("del"), next(marks))
            run.addprevious(deleted)
            deleted.append(run)
            for text in run.iterchildren(self.tag("t")):
                text.tag = self.tag("delText")
        return True

    def _mirror_boxes(self) -> None:
        """A text box stands twice in its file, the second time for old programs: the second follows the first."""
        for root in self.roots().values():
            for one in root.iter("{*}AlternateContent"):
                first, second = (list(part.iter("{*}txbxContent")) for part in _branches(one))
                if len(first) == len(second):
                    for told, old in zip(first, second, strict=True):
                        old[:] = [deepcopy(child) for child in told]


def _branches(alternate: Element) -> Iterator[Element]:
    """What is shown of alternative contents, and what else there is."""
    nothing = etree.Element("none")
    children = list(alternate)
    yield children[0] if children else nothing
    yield children[1] if len(children) > 1 else nothing


def _say(element: Element, text: str) -> None:
    """Give a text its words, with the blanks at their ends kept."""
    if (element.text or "") != text:
        element.text = text
    if text != text.strip() and name(element) == "w:t":
        element.set(_SPACE, "preserve")


def _part_from_before(element: Element) -> None:
    """Make an element the first of its run: what stands before it gets a run of its own, of the same format."""
    run = element.getparent()
    if run is None or name(run) != "w:r":
        return
    before = [one for one in element.itersiblings(preceding=True) if name(one) != "w:rPr"][::-1]
    if before:
        own = etree.Element(run.tag, {str(key): str(told) for key, told in run.attrib.items()})
        own.extend([deepcopy(one) for one in run if name(one) == "w:rPr"])
        own.extend(before)
        run.addprevious(own)

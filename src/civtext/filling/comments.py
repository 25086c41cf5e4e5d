"""Native comments (批注) in a Word file, at the exact characters they speak of."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from lxml import etree

from civtext.filling.word import AUTHOR, WordFile
from civtext.loaders.markup import Element, name, number, parse
from civtext.model import Span

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


class Note(NamedTuple):
    """A comment to be put beside a stretch of text; its lines become paragraphs."""

    span: Span
    text: str


def comment(word: WordFile, notes: Iterable[Note], *, date: datetime) -> None:
    """Put comments beside their stretches, in the order of the text.

    Where Word allows none, the comment stands at what leads there: a footnote's mark, the shape that holds a text box;
    for a header the first words of the text.
    """
    told = sorted(notes, key=lambda note: note.span)
    root = _comments(word)
    first = 1 + max((number(one, "id") or 0 for one in root), default=-1)
    # From the last to the first, so that cutting a run leaves the offsets before it in place.
    for id, note in reversed(list(enumerate(told, first))):
        _anchor(word, note.span, str(id))
    for id, note in enumerate(told, first):
        root.append(_written(word, note, str(id), date))
    word.added[_part(word)] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _written(word: WordFile, note: Note, id: str, date: datetime) -> Element:
    stamp = {"id": id, "author": AUTHOR, "initials": AUTHOR[:2], "date": date.strftime("%Y-%m-%dT%H:%M:%SZ")}
    one = etree.Element(word.tag("comment"), {word.tag(key): value for key, value in stamp.items()})
    for line in note.text.split("\n"):
        run = etree.SubElement(etree.SubElement(one, word.tag("p")), word.tag("r"))
        text = etree.SubElement(run, word.tag("t"))
        text.text = "".join(char if char.isprintable() else " " for char in line)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return one


def _anchor(word: WordFile, span: Span, id: str) -> None:
    first, last = _around(word, span)
    mark = {word.tag("id"): id}
    first.addprevious(etree.Element(word.tag("commentRangeStart"), mark))
    reference = etree.Element(word.tag("r"))
    etree.SubElement(reference, word.tag("commentReference"), mark)
    last.addnext(reference)
    last.addnext(etree.Element(word.tag("commentRangeEnd"), mark))


def _around(word: WordFile, span: Span) -> tuple[Element, Element]:
    """The elements of the main text that a comment on a stretch begins before and ends behind."""
    if span.start == span.end and (cell := word.blank_at(span.start)) is not None:
        return (etree.SubElement(cell, word.tag("r")),) * 2
    layer = word.layers[0]
    inside = word.overlapping(layer, span)
    if inside and all(name(run.element.getparent()) == "w:r" for run in inside):
        word.cut(layer, span.start)
        word.cut(layer, span.end)
        inside = word.overlapping(layer, span)
    standing = [one for run in inside if (one := _standing(word, run.element)) is not None]
    if not standing:
        return (_first(word),) * 2
    return standing[0], standing[-1]


def _standing(word: WordFile, element: Element) -> Element | None:
    """What of the main text an element stands in, or is reached from."""
    if element.getroottree().getroot() is not word.main:
        note = next(element.iterancestors("{*}footnote", "{*}endnote"), None)
        return None if note is None else _mark_of(word, note)
    runs = [one for one in element.iterancestors("{*}r") if name(one) == "w:r"]
    if runs:
        return runs[-1]
    above = [element, *element.iterancestors()]
    return next((one for one, parent in pairwise(above) if name(parent) == "w:p"), None)


def _mark_of(word: WordFile, note: Element) -> Element | None:
    """The run in the text that holds the mark of a note."""
    id = note.get(word.tag("id"))
    marks = word.main.iter(word.tag(f"{name(note).removeprefix('w:')}Reference"))
    return next((one.getparent() for one in marks if one.get(word.tag("id")) == id), None)


def _first(word: WordFile) -> Element:
    """The first run of the text, else one made in its first paragraph."""
    for run in word.main.iter(word.tag("r")):
        return run
    return etree.SubElement(next(word.main.iter(word.tag("p"))), word.tag("r"))


def _part(word: WordFile) -> str:
    known = word.parts.related.get("comments")
    return known[0] if known else posixpath.join(posixpath.dirname(word.parts.main), "comments.xml")


def _comments(word: WordFile) -> Element:
    """The comments that are there; where there are none, a part for them that the package knows of."""
    part = _part(word)
    if part in word.parts.package:
        return parse(word.parts.package.read(part), part)
    folder, base = posixpath.split(word.parts.main)
    rels = posixpath.join(folder, "_rels", f"{base}.rels")
    relations = (
        parse(word.parts.package.read(rels), rels)
        if rels in word.parts.package
        else etree.Element(f"{{{_RELATIONS}}}Relationships")
    )
    etree.SubElement(
        relations, f"{{{_RELATIONS}}}Relationship", Id="rIdCivtextComments", Type=_KIND, Target="comments.xml"
    )
    types = parse(word.parts.package.read("[Content_Types].xml"), "[Content_Types].xml")
    etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=_CONTENT)
    for path, root in ((rels, relations), ("[Content_Types].xml", types)):
        word.added[path] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    space = etree.QName(word.main).namespace
    return etree.Element(word.tag("comments"), nsmap={"w": space})

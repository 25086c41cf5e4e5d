"""What a Word file tells beside its text (痕迹): words that were deleted but are kept, who changed and who commented it, its properties.

A template must not tell them; they cannot be restored, for nobody reads them as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from civtext.filling.word import WordFile
from civtext.loaders.markup import Element, child, parse

_MAY_TELL = re.compile(rb"author=|initials=|userId=|delText|moveFrom|<w:del[ />]|docPr")
_WHO = ("author", "initials", "userId")
_WORDS = ("{*}t", "{*}delText", "{*}instrText", "{*}delInstrText")
_PROPERTIES = (
    *(
        "creator",
        "lastModifiedBy",
        "title",
        "subject",
        "description",
        "keywords",
        "category",
        "contentStatus",
        "identifier",
    ),
    *("Company", "Manager", "HyperlinkBase", "lpstr", "lpwstr"),
)


def hide_traces(word: WordFile) -> None:
    """Mask deleted words in their place, put XX for everybody who is named, empty the properties."""
    for part in word.parts.package.names:
        if not part.endswith(".xml") or not part.startswith(("word/", "docProps/")):
            continue
        known = word.roots().get(part)
        data = b"" if known is not None else word.parts.package.read(part)
        if known is None and not _MAY_TELL.search(part.encode() + data):
            continue
        root = parse(data, part) if known is None else known
        _hide(root)
        if known is None:
            word.added[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _hide(root: Element) -> None:
    for gone in _deleted(root):
        for text in gone.iter(*_WORDS):
            text.text = re.sub(r"\w", "X", text.text or "")
    for one in root.iter("{*}*"):
        local = etree.QName(one).localname
        if local in _PROPERTIES and not len(one):
            one.text = ""
        if local == "docPr":  # what a picture shows, in words, or where its file lay
            for told in {"descr", "title"} & set(one.attrib):
                del one.attrib[told]
        for key in one.attrib:
            if etree.QName(key).localname in _WHO:
                one.set(key, "XX")


def _deleted(root: Element) -> Iterator[Element]:
    """Where words stand that no reader sees any more."""
    yield from root.iter("{*}del", "{*}moveFrom", "{*}delText")
    yield from (row for row in root.iter("{*}tr") if child(row, "w:trPr", "w:del") is not None)

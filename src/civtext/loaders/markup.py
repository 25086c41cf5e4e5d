"""The XML of a Word package, read with care: no DOCTYPE, no entities, no network, bounded depth and text.

Elements are known here by short names such as "w:p", the same in transitional and strict files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from lxml import etree

from civtext.errors import LoadError
from civtext.loaders.problems import refusal

Element = etree._Element

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_PREFIXES = {
    _W: "w",
    _STRICT_W: "w",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}
_STEP = 1 << 16
_IS_UTF8 = re.compile(rb"(?:<[?]xml(?:(?!encoding)[^<>])*(?:encoding=.utf-8[^<>]*)?[?]>)?\s*<w:", re.IGNORECASE)
_ROOT = re.compile(rb'<(w:\w+)\s[^<>]*xmlns:w="%b"[^<>]*>' % _W.encode())


@cache
def _short(tag: str) -> str:
    space, _, local = tag.removeprefix("{").rpartition("}")
    return f"{_PREFIXES.get(space, '?')}:{local}" if space else local


def name(element: Element) -> str:
    """The short name of an element: "w:p"; without a prefix where it has no namespace."""
    return _short(element.tag) if isinstance(element.tag, str) else ""


def value(element: Element | None, key: str = "val") -> str | None:
    """An attribute of the word-processing namespace, transitional or strict."""
    if element is None:
        return None
    found = element.get(f"{{{_W}}}{key}")
    return element.get(f"{{{_STRICT_W}}}{key}") if found is None else found


def number(element: Element | None, key: str = "val") -> int | None:
    """The same as a whole number; None where it is none."""
    text = value(element, key) or ""
    return (
        int(text) if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 12 else None
    )


def is_on(element: Element | None) -> bool:
    """Whether a switch such as w:vanish is there and not set to false."""
    return element is not None and value(element) not in ("0", "false", "off")


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, and of that one the next, and so on down the path."""
    for step in path:
        if element is None:
            return None
        element = next((one for one in element if name(one) == step), None)
    return element


def pieces(data: bytes, tag: str, key: str) -> dict[str, bytes]:
    """The elements of a name right below a root, by an attribute, each as a document of its own, of a part written as Word
    writes it: whole, in UTF-8, with the usual prefix and nothing to resolve; else none."""
    opening = _ROOT.search(data)
    end = b"</" + opening[1] + b">" if opening else b""
    if opening is None or not data.rstrip().endswith(end) or b"<!" in data or b"&" in data or not _IS_UTF8.match(data):
        return {}
    starts, ends = b"<" + tag.encode() + b" ", b"</" + tag.encode() + b">"
    attribute = re.compile(rb'\sw:%b="([^"<>]*)"' % key.encode())
    found = {}
    for piece in data[opening.end() :].split(ends)[:-1]:
        start = piece.find(starts)
        named = attribute.search(piece, start, piece.find(b">", start))
        if start < 0 or not named:
            return {}
        found[named[1].decode("utf-8", "replace")] = opening[0] + piece[start:] + ends + end
    return found


def parse(data: bytes, part: str) -> Element:
    """The root of a small part. Raises LoadError xml.doctype, xml.depth, text.size or xml.malformed."""
    refuse_doctype(data, part)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise as_refusal(error, part) from None


def blocks(data: bytes, part: str, *, recover: bool = False) -> Iterator[Element]:
    """The children of w:body one after the other, each forgotten when the next is asked for.

    Raises etree.XMLSyntaxError where the part is malformed, unless `recover`; LoadError docx.not_word where it is no
    Word document, xml.doctype where it declares one.
    """
    refuse_doctype(data, part)
    parser = etree.XMLPullParser(
        events=("end",),
        tag=("{*}p", "{*}tbl", "{*}sdt", "{*}customXml", "{*}altChunk", "{*}AlternateContent", "{*}ins", "{*}moveTo"),
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    for at in range(0, len(data), _STEP):
        parser.feed(data[at : at + _STEP])
        yield from _finished(parser)
    root = parser.close()
    yield from _finished(parser)
    if root is None or name(root) != "w:document":
        raise refusal("docx.not_word")


def _finished(parser: etree.XMLPullParser) -> Iterator[Element]:
    for _, element in parser.read_events():
        parent = element.getparent() if isinstance(element, etree._Element) else None
        if not isinstance(element, etree._Element) or parent is None or name(parent) != "w:body":
            continue
        yield element
        element.clear()
        while element.getprevious() is not None:
            del parent[0]


def refuse_doctype(data: bytes, part: str) -> None:
    """Read on to the root element, in whatever encoding, and refuse a part that declares a DOCTYPE before it."""
    parser = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, load_dtd=False)
    try:
        for at in range(0, len(data), 4096):
            parser.feed(data[at : at + 4096])
            for _, root in parser.read_events():
                if isinstance(root, etree._Element) and root.getroottree().docinfo.internalDTD is not None:
                    raise refusal("xml.doctype", part=part)
                return
    except etree.XMLSyntaxError as error:
        declared = "!DOCTYPE" in data[:4096].replace(b"\0", b"").decode("latin-1")
        raise refusal("xml.doctype", part=part) if declared else as_refusal(error, part) from None


def as_refusal(error: Exception, part: str) -> LoadError:
    """lxml's error as plain data; its own cannot cross process borders."""
    reason = str(error).lower()
    if "depth" in reason:
        return refusal("xml.depth", part=part)
    if "too long" in reason or "huge" in reason:
        return refusal("text.size", limit=10_000_000)
    return refusal("xml.malformed", part=part, line=getattr(error, "lineno", None) or 1)

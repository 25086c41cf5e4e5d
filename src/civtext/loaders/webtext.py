"""Which part of a saved page is its text.

First our plain reading takes away what by its tag, its name or its links cannot be the text. Then trafilatura
(Apache-2.0, well kept, works on a tree in hand without network; the extra `html`) says where in the lines that are left
the text begins and ends. It is asked for no more than that: on self-written pages in the manner of sharing sites,
portals, forums and viewers it found the text best (readability-lxml lost most of pages whose paragraphs are short or
lie in sections of their own, resiliparse lost lists), but it glued lines parted by <br> and dropped whole lists. What
stands between its first line and its last is kept as it is, and where it would leave out too much, it is not believed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from copy import deepcopy

from lxml import etree
from lxml.html import HTMLParser

Element = etree._Element

_FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "form", "menu", "dialog"))
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|foot\w*|comments?|pinglun|relat\w*|recommend\w*|sidebar|side|crumbs?|breadcrumbs?|copyright|"
    r"share|pager|pagination|hot|links?|ads?|toolbar|login)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCKS = ("div", "ul", "ol", "dl", "table", "td", "section", "p", "li")
_OFFICE = re.compile(
    r"xmlns:[ow]=[\"']?urn:schemas-microsoft|<meta[^<>]{0,99}(?:Microsoft Word|WPS|LibreOffice|OpenOffice|Kingsoft)",
    re.IGNORECASE,
)
_LARGEST = 1_000_000  # characters of text; beyond, trafilatura takes more than its share of time
_ENOUGH = 0.7  # of the characters left after the plain reading
_TRIED = 200  # lines at either end


def is_office_page(markup: str) -> bool:
    """Whether an office program wrote this page: then all of it is the document.

    >>> is_office_page('<html xmlns:o="urn:schemas-microsoft-com:office:office">'), is_office_page("<html>")
    (True, False)
    """
    return _OFFICE.search(markup[:4000]) is not None


def bounds(lines: Sequence[str], body: Element) -> tuple[int, int]:
    """Where in the lines of a page its text begins and ends, as a slice; all of them where nobody knows."""
    total = sum(map(len, lines))
    found = "".join(_by_trafilatura(body).split()) if 0 < total < _LARGEST else ""
    places = range(len(lines))
    first = next((at for at in places[:_TRIED] if _is_in(lines[at], found)), 0)
    last = next((at for at in reversed(places[-_TRIED:]) if _is_in(lines[at], found)), len(lines) - 1)
    kept = sum(map(len, lines[first : last + 1]))
    return (first, last + 1) if kept >= _ENOUGH * total else (0, len(lines))


def _is_in(line: str, text: str) -> bool:
    return "".join(line.split()) in text


def _by_trafilatura(body: Element) -> str:
    """The text it finds; nothing where it is not installed or fails."""
    try:
        from trafilatura import bare_extraction
    except ImportError:  # it, or a part of it that it does not ask for by name
        return ""

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    page = HTMLParser().makeelement("html")
    page.append(deepcopy(body))
    try:
        document = bare_extraction(page, include_comments=False, include_tables=True, as_dict=False)
    except Exception:  # of whatever kind: a page it cannot read is read without it
        return ""
    return str(getattr(document, "text", None) or "")


def without_furniture(body: Element) -> Element:
    """The page without what its tag, its name or its links say is not the text; never without the half of it."""
    found: list[tuple[Element, int]] = []
    open_ = [[0, 0]]  # characters, and those of links, in each element on the way down
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            open_.append([len((element.text or "").strip()), 0])
            continue
        total, linked = open_.pop()
        linked = total if element.tag == "a" else linked
        if _is_furniture(element, total, linked):
            found.append((element, total))
        open_[-1][0] += total + len((element.tail or "").strip())
        open_[-1][1] += linked
    for element, total in found:
        if total * 2 <= open_[0][0] and element is not body:
            remove(element)
    return body


def _is_furniture(element: Element, total: int, linked: int) -> bool:
    """At least half of a block being links counts too; a link or two in a paragraph are part of it."""
    if element.tag in _BLOCKS and linked and linked * 2 >= total:
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag in _FURNITURE_TAGS or _FURNITURE_NAMES.search(names[:500]) is not None


def remove(element: Element) -> None:
    """Take an element out of its tree; the text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)

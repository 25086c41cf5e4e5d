"""Web pages (.html, .mht): pages saved from sharing sites, and what office programs save or export as HTML.

Where to start: `read_html` unwraps a web archive (.mht), decodes, parses (libxml2's HTML parser: no network, no
entities of the page's own, scripts are text that is thrown away), takes hidden things out, has `webtext` say which part
is the text, and lets `_Walk` write it down: paragraphs one a line, tables with a tab between cells, automatic numbers of
lists, headings h1 to h6 with their level. `Location.paragraph` counts the lines written outside tables.

>>> page = "<html><body><h1>工作总结</h1><p>整治背街小巷<b>80条</b>。</p><script>no()</script>".encode("gbk")
>>> read_html(page, Options()).text
'工作总结\\n整治背街小巷80条。\\n'
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from email.message import EmailMessage
from itertools import count

from lxml import etree
from lxml.html import HTMLParser

from civtext.loaders.kinds import is_web_archive
from civtext.loaders.limits import Options
from civtext.loaders.lines import WIDEST, Line, Page
from civtext.loaders.problems import refusal, remark
from civtext.loaders.txt import LOST, decode, oddities, readability
from civtext.loaders.webtext import Element, bounds, is_office_page, remove, without_furniture
from civtext.model import Flag, Location, Source

_CHARSET = re.compile(
    rb"<meta[^<>]{0,200}charset\s*=\s*[\"']?([\w-]{2,20})|^<\?xml[^<>]{0,100}encoding=[\"']([\w-]{2,20})", re.I
)
_CODECS = {"utf-8": "utf-8", "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "utf-16": "utf-16-le"}
_CODECS |= dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "cp936"), "gb18030")

_SILENT = re.compile(
    "audio|button|canvas|del|head|iframe|input|map|noscript|object|rp|rt|script|select|style|svg|template|textarea|video|xml"
)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$)|mso-hide\s*:\s*all", re.I
)
_BLOCKS = re.compile(
    "h[1-6]|address|article|aside|blockquote|body|br|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer"
    "|form|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\u2018-\u201d\u2026\u2014"
_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_NOTED = 20  # characters left out without a remark
_LONGEST_CELL = 400  # characters; a longer one is a column of the page


def read_html(data: bytes, options: Options) -> Source:
    """The source of a page. Raises LoadError type.html (an archive without a page), text.*, xml.depth."""
    if is_web_archive(data):
        data = _page_of(data)
    markup, flags = _decoded(data, options.encoding)
    body = _parsed(markup)
    whole = _letters(body)
    lines = _Walk().lines(body if is_office_page(markup) else without_furniture(body))
    if not is_office_page(markup):
        lines = _text_of(lines, body)
    if not lines:
        raise refusal("text.blank")
    left = whole - sum(len(line.text.strip()) for line in lines)
    if left > _NOTED:
        flags.append(remark("html.furniture", found=left))
    page = Page(options.limits.characters, "text.bad_bytes")
    paragraphs = count(1)
    for line in lines:
        page.write(line if line.where.table else replace(line, where=Location(paragraph=next(paragraphs))))
    flags = [*flags, *page.flags, *oddities(page.text)]
    return Source(page.text, format="html", parts=tuple(page.parts), flags=tuple(flags))


def _text_of(lines: list[Line], body: Element) -> list[Line]:
    """The lines of the text, and the page's heading, which often stands apart from it."""
    first, last = bounds([line.text for line in lines], body)
    titles = [at for at in range(first) if lines[at].level == 1]
    stands_above = titles == list(range(first - len(titles), first))  # a title on several lines
    return [*(lines[at] for at in titles if stands_above or len(titles) == 1), *lines[first:last]]


def _page_of(data: bytes) -> bytes:
    """The page in a web archive: its first part that is HTML, which its head names as the root."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if isinstance(part, EmailMessage) and part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            charset = str(part.get_content_charset() or "")
            named = f'<meta charset="{charset}">'.encode() if charset.lower() in _CODECS else b""
            if isinstance(content, bytes) and content.strip():
                return content if _CHARSET.search(content[:4096]) else named + content
    raise refusal("type.html")


def _decoded(data: bytes, encoding: str | None) -> tuple[str, list[Flag]]:
    """The page as text. What it says of its encoding is believed where its bytes are not UTF-8 and read well that way:
    a browser that saves a page as UTF-8 often leaves the old word in it."""
    found = _CHARSET.search(data[:4096])
    said = (found.group(1) or found.group(2)).decode().lower() if found else ""
    codec = _CODECS.get(said)
    if encoding is None and codec in ("gb18030", "big5hkscs") and _reads(data, codec) and not _reads(data, "utf-8"):
        encoding = codec
    text, flags = decode(data, encoding)
    return text, [flag for flag in flags if flag.code in ("text.encoding", "text.mixed_encoding")]


def _reads(data: bytes, codec: str) -> bool:
    try:
        text = data.decode(codec)
    except UnicodeError:
        return False
    return readability(re.sub(r"[\x00-\x7f]+", "", text)) > 0.4 or text.isascii()


def _parsed(markup: str) -> Element:
    """The body, without what nobody sees and without line ends that are none."""
    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    markup = re.sub(r"[\0\ud800-\udfff]", LOST, markup)
    root = etree.fromstring(markup.encode(), parser)
    if any("depth" in (entry.message or "") for entry in parser.error_log):
        raise refusal("xml.depth", part="HTML")
    body = root if root is None else next(root.iter("body"), root)
    if body is None:
        raise refusal("text.blank")
    for element in body.iter():
        element.text = _shown(element.text or "", breaks=element.tag == "pre")
        element.tail = _shown(element.tail or "")
    for element in [one for one in body.iter() if one is not body and _is_unseen(one)]:
        remove(element)
    return body


def _shown(text: str, *, breaks: bool = False) -> str:
    """What is seen of a text: no control characters (which lxml hands out, but does not take back), and line ends only
    where they are `breaks`."""
    text = _CONTROLS.sub("", text.replace("\f", " ").replace("\v", " "))
    return text if breaks else _BREAK.sub("", text)


def _is_unseen(element: Element) -> bool:
    if not isinstance(element.tag, str) or _SILENT.fullmatch(element.tag) or element.get("hidden") is not None:
        return True
    return _UNSEEN.search(element.get("style", "")) is not None


def _letters(element: Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())


class _Walk:
    """A tree to lines, without recursion; remembers the words of the line, the lists and the table it is in."""

    def __init__(self) -> None:
        self.found: list[Line] = []
        self.words: list[str] = []
        self.label = ""
        self.level: int | None = None
        self.tables = 0
        self.lists: list[int | None] = []
        self.table: _Table | None = None

    def lines(self, root: Element) -> list[Line]:
        """All lines of a tree; those outside tables have no place yet."""
        for event, element in etree.iterwalk(root, events=("start", "end")):
            tag = str(element.tag)
            if _BLOCKS.fullmatch(tag):
                self._end_line()
            if event == "start":
                self._enter(element, tag)
                self._say(element.text, tag)
            else:
                self._leave(tag)
                self._say(element.tail, "")
        self._end_line()
        return self.found

    def _say(self, text: str | None, tag: str) -> None:
        if text and tag == "pre":
            for line in text.splitlines():
                self.words.append(line)
                self._end_line()
        elif text:
            self.words.append(text)

    def _enter(self, element: Element, tag: str) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.level = int(tag[1])
        elif tag in ("ol", "ul"):
            self.lists.append(_first_number(element))
        elif tag == "li" and self.lists and (number := self.lists[-1]) is not None:
            self.label, self.lists[-1] = f"{number}. ", number + 1
        elif tag == "table" and self.table is None and not _is_layout(element):
            self.tables += 1
            self.table = _Table(self.tables)
        elif self.table and tag == "tr":
            self.table.begin_row()
        elif self.table and tag in ("td", "th"):
            self.table.begin_cell(element)

    def _leave(self, tag: str) -> None:
        if tag in ("ol", "ul") and self.lists:
            self.lists.pop()
        elif self.table and tag in ("tr", "table"):
            self.found += self.table.end_row()
            self.table = None if tag == "table" else self.table
        elif re.fullmatch("h[1-6]", tag):
            self.level = None

    def _end_line(self) -> None:
        text = re.sub(r"[ \t\r\n\f]+", " ", "".join(self.words)).strip(" ")
        self.words = []
        if not text.strip():
            return
        text, self.label = self.label + text, ""
        if self.table and self.table.cells:
            self.table.cells[-1].append(Line(text, self.table.where, "table"))
        else:
            self.found.append(Line(text, Location(), level=self.level))


class _Table:
    """The cells of the row being read; a cell that reaches down shifts the columns of the rows below."""

    def __init__(self, number: int) -> None:
        self.where = Location(table=number, row=0, column=0)
        self.row = self.column = 0
        self.cells: list[list[Line]] = []
        self.down: dict[int, int] = {}

    def begin_row(self) -> None:
        """A new row; columns that a cell above still fills are counted down."""
        self.row, self.column, self.cells = self.row + 1, 0, []
        self.down = {column: left - 1 for column, left in self.down.items() if left > 1}

    def begin_cell(self, element: Element) -> None:
        """A new cell, to the right of the one before it and of those that reach down."""
        column = self.column + 1
        while column in self.down:
            column += 1
        across, rows = _span(element, "colspan"), _span(element, "rowspan")
        for one in range(column, column + across if rows > 1 else column):
            self.down[one] = rows
        self.column = column + across - 1
        self.where = Location(table=self.where.table, row=max(1, self.row), column=column)
        self.cells.append([])

    def end_row(self) -> list[Line]:
        """The lines of the row, each cell's last one ended by a tab but for the last cell's."""
        for column, lines in enumerate(self.cells, 1):
            if not lines:
                lines.append(Line("", Location(table=self.where.table, row=max(1, self.row), column=column), "table"))
            lines[-1].end = "\t" if column < len(self.cells) else "\n"
        lines, self.cells = [line for cell in self.cells for line in cell], []
        return lines


def _span(element: Element, name: str) -> int:
    said = element.get(name, "1").strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < 4 and 1 <= int(said) <= WIDEST else 1


def _first_number(element: Element) -> int | None:
    """Where the numbers of a list begin, None where a reader sees none."""
    if element.tag != "ol" or element.get("type", "1") != "1" or "none" in element.get("style", ""):
        return None
    start = element.get("start", "1")
    return int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1


def _is_layout(table: Element) -> bool:
    """Whether a table only puts parts of the page beside each other."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    cells = list(table.iter("td", "th"))
    return len(cells) < 2 or any(_letters(cell) > _LONGEST_CELL for cell in cells)

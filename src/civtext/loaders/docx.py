"""Word (.docx): the text a reader sees, in reading order, by our own walk over the XML.

Where to start: `read_docx` opens the package and writes the body, then footnotes, endnotes, text boxes, headers, footers and
comments, each as labelled parts. `_Walk` turns elements into `Line`s: `blocks` (paragraphs and tables), `_table`,
`_paragraph`, `_inline` (what stands inside a paragraph). `Page` puts lines together as text and parts.

python-docx loses tracked insertions, content controls, text boxes, field results and automatic numbers without a
word, and whole files for one dangling relationship; that is why it only writes here.

Paragraphs end in "\\n", cells of a row are separated by a tab. `Location.paragraph` counts all paragraphs outside
tables, empty ones too. Insertions are read, deletions are not; of alternative contents the first is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from lxml import etree

from civtext.errors import LoadError
from civtext.loaders.limits import Options
from civtext.loaders.lines import WIDEST, Line, Page, Run
from civtext.loaders.markup import Element, as_refusal, blocks, child, is_on, name, number, value
from civtext.loaders.numbering import Numbering
from civtext.loaders.package import Package
from civtext.loaders.problems import refusal, remark
from civtext.loaders.txt import LOST, oddities
from civtext.loaders.wordparts import Style, Styles, WordParts, read_numbering
from civtext.model import Location, Source, Span

_PROPERTIES = ("p", "r", "tbl", "tr", "tc", "sdt", "sdtEnd", "sect", "customXml", "smartTag")
_SKIPPED = frozenset(f"w:{what}Pr" for what in _PROPERTIES)
_SKIPPED |= {"w:tblGrid", "w:instrText", "w:delInstrText", "w:delText", "w:del", "w:moveFrom"}
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
# Signs of the Wingdings and Symbol fonts that offices use as bullets and ticks, by code point below F000.
_SYMBOLS = {0xFC: "✓", 0xFE: "☑", 0x52: "☑", 0xA8: "□", 0x6F: "□", 0x6E: "■", 0xA7: "▪", 0x6C: "●", 0xB7: "•"}
_SYMBOLS |= {0xD8: "➢", 0x76: "❖", 0xFB: "✗", 0xE0: "→", 0xB3: "≥", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB4: "×"}


def read_docx(data: bytes, options: Options) -> Source:
    """The source of a Word document. Raises LoadError: zip.*, xml.*, docx.*, text.blank, text.size, office.password."""
    package = Package(data, options.limits)
    parts = WordParts(package)
    content = package.read(parts.main)
    try:
        walk, page = _walked(parts, content, options.limits.characters, recover=False)
    except etree.XMLSyntaxError as error:
        problem = as_refusal(error, parts.main)
        if problem.code != "xml.malformed":
            raise problem from None
        walk, page = _salvaged(parts, content, options.limits.characters, problem)
        page.flags.append(remark("xml.malformed", part=parts.main, line=error.lineno or 1))
    text = page.text
    if not text.strip():
        raise refusal("docx.image_only" if "picture" in walk.seen else "text.blank")
    seen = [remark(code) for code in sorted(walk.seen - {"picture"})]
    return Source(
        text, format="docx", parts=tuple(page.parts), flags=(*package.flags, *seen, *page.flags, *oddities(text))
    )


def _salvaged(parts: WordParts, content: bytes, limit: int, problem: LoadError) -> tuple[_Walk, Page]:
    """What libxml2 can make of a damaged part, if that is any text at all."""
    try:
        walk, page = _walked(parts, content, limit, recover=True)
    except (etree.XMLSyntaxError, LoadError):
        raise problem from None
    if not page.text.strip():
        raise problem
    return walk, page


def trace(parts: WordParts, body: Iterable[Element], limit: int) -> tuple[str, list[list[Run]]]:
    """The text that `read_docx` gives, and the elements that it stands in, for who writes into them.

    The first list holds every run of the text; each further one those of a header or footer that says the same as one
    before it, and is read once. `body` are the children of w:body. Raises LoadError text.size.
    """
    page = Page(limit, "docx.symbol", runs=[])
    _walk_into(page, parts, body)
    runs = page.runs or []
    return page.text, [runs, *_twins(parts, runs, limit)]


def _twins(parts: WordParts, runs: list[Run], limit: int) -> Iterator[list[Run]]:
    starts: dict[str, int] = {}
    for kind in ("header", "footer"):
        for root in parts.roots(kind):
            alone = Page(limit, "docx.symbol", runs=[])
            for line in _Walk(parts).filled(root, kind):
                alone.write(line)
            first = next((run for run in runs if run.element.getroottree().getroot() is root), None)
            if first and alone.runs:
                starts[alone.text] = first.span.start - alone.runs[0].span.start
            elif alone.runs and alone.text in starts:
                yield [Run(run.span.shifted(starts[alone.text]), run.element) for run in alone.runs]


def _walked(parts: WordParts, content: bytes, limit: int, *, recover: bool) -> tuple[_Walk, Page]:
    page = Page(limit, "docx.symbol")
    return _walk_into(page, parts, blocks(content, parts.main, recover=recover)), page


def _walk_into(page: Page, parts: WordParts, body: Iterable[Element]) -> _Walk:
    walk = _Walk(parts)
    for block in body:
        for line in walk.blocks(block, "body"):
            page.write(line)
    rest = list(walk.rest())
    if rest:
        page.write(Line("", Location()))
    for line in rest:
        page.write(line)
    return walk


class _Walk:
    """Elements to lines; remembers the counters, the open fields, the text boxes met, and what should be remarked."""

    def __init__(self, parts: WordParts) -> None:
        self.parts = parts
        self.styles = Styles(parts)
        self.seen: set[str] = set()
        self.boxes: list[Line] = []
        self.fields: list[str] = []
        self.tables = 0
        self.paragraphs: dict[str, int] = {}

    @cached_property
    def numbering(self) -> Numbering:
        """The lists and how far each has counted; read when a paragraph is in one."""
        return read_numbering(self.parts, self.styles)

    def rest(self) -> Iterator[Line]:
        """What a reader finds beside the body: notes, text boxes, headers and footers (each once), comments."""
        for kind, label in (("footnotes", "footnote"), ("endnotes", "footnote")):
            for root in self.parts.roots(kind):
                yield from self.filled(root, label)
        yield from (line for line in self.boxes if line.text.strip())
        yield from self._diagrams()
        for kind in ("header", "footer"):
            said: set[str] = set()
            for root in self.parts.roots(kind):
                lines = list(self.filled(root, kind))
                text = "\n".join(line.text for line in lines)
                yield from lines if text not in said else ()
                said.add(text)
        for root in self.parts.roots("comments"):
            yield from self.filled(root, "comment")

    def filled(self, root: Element, kind: str) -> Iterator[Line]:
        """The lines of a part that say anything."""
        boxes, self.boxes = self.boxes, []
        for block in root:
            if not any(str(key).endswith("}type") for key in block.attrib):  # the lines that part notes from the text
                yield from (line for line in self.blocks(block, kind) if line.text.strip())
        yield from (replace(line, kind=kind) for line in self.boxes if line.text.strip())
        self.boxes = boxes

    def _diagrams(self) -> Iterator[Line]:
        """The words of SmartArt, which stand in a part of their own."""
        for root in self.parts.roots("diagramData"):
            for paragraph in root.iter("{*}p"):
                text = "".join(one.text or "" for one in paragraph.iter("{*}t"))
                if text.strip():
                    yield Line(text, self._place("textbox"), "textbox")

    def blocks(self, element: Element, kind: str) -> Iterator[Line]:
        """The lines of a paragraph, a table, or whatever wraps them."""
        what = name(element)
        if what == "w:p":
            yield from self._paragraph(element, kind)
        elif what == "w:tbl":
            yield from self._table(element, kind)
        elif what == "w:altChunk":
            self.seen.add("embedded.skipped")
        elif what not in _SKIPPED:
            for one in _chosen(element):
                yield from self.blocks(one, kind)

    def _place(self, kind: str) -> Location:
        self.paragraphs[kind] = self.paragraphs.get(kind, 0) + 1
        return Location(paragraph=self.paragraphs[kind], part=None if kind == "body" else kind)

    def _paragraph(self, element: Element, kind: str, cell: Location | None = None) -> Iterator[Line]:
        where = cell or self._place(kind)
        properties = child(element, "w:pPr")
        words: list[tuple[str, bool, Element]] = []
        self._inline(element, words, hidden=False)
        self.fields = [state for state in self.fields if state != "code"]  # an instruction that never ended
        mark = child(properties, "w:rPr")
        deleted = child(mark, "w:del") is not None or child(mark, "w:moveFrom") is not None
        if deleted and not words:
            return
        style = value(child(properties, "w:pStyle")) or ""
        text = self._label(properties, style)
        hidden, runs = [], []
        for word, is_hidden, holder in words:
            span = Span(len(text), len(text) + len(word))
            hidden += [span] if is_hidden and word.strip() else []
            runs.append(Run(span, holder))
            text += word
        runs = runs or [Run(Span(len(text), len(text)), element)]
        label = "table" if cell and kind == "body" else kind
        end = "" if deleted else "\n"
        yield Line(text, where, label, self._heading_level(properties, style), hidden, end, runs)

    def _label(self, properties: Element | None, style_id: str) -> str:
        """The automatic number: of the paragraph, else of its style."""
        own = child(properties, "w:numPr")
        list_id, depth = value(child(own, "w:numId")), number(child(own, "w:ilvl"))
        for parent_id, style in self._chain(style_id):
            if list_id is None and style.list_id is not None:
                list_id = style.list_id
                depth = self.numbering.level_of_style(list_id, parent_id) if style.depth is None else style.depth
        return self.numbering.next_label(list_id, depth or 0) if list_id not in (None, "0") and list_id else ""

    def _heading_level(self, properties: Element | None, style_id: str) -> int | None:
        """0 for a title, 1 to 9 for headings, by outline level or by the style's name (标题 1, heading 1)."""
        outline = number(child(properties, "w:outlineLvl"))
        for _, style in self._chain(style_id):
            if style.name in ("title", "标题"):
                return 0
            heading = re.fullmatch(r"(?:heading|标题)\s?([1-9])", style.name)
            outline = outline if outline is not None else style.outline
            outline = outline if outline is not None or not heading else int(heading.group(1)) - 1
        return outline + 1 if outline is not None and 0 <= outline < 9 else None

    def _chain(self, style_id: str) -> Iterator[tuple[str, Style]]:
        """A style and those it is based on; where there is no styles part, its id serves as its name."""
        seen: set[str] = set()
        while style_id and style_id not in seen:
            seen.add(style_id)
            style = self.styles.get(style_id) or Style(style_id.lower())
            yield style_id, style
            style_id = style.based_on or ""

    def _table(self, element: Element, kind: str) -> Iterator[Line]:
        self.tables += 1
        table = self.tables
        for row, line in enumerate(_inside(element, "w:tr"), 1):
            if child(line, "w:trPr", "w:del") is not None:
                continue
            column = 1 + max(0, number(child(line, "w:trPr", "w:gridBefore")) or 0)
            cells: list[list[Line]] = []
            for cell in _inside(line, "w:tc"):
                where = Location(table=table, row=row, column=column, part=None if kind == "body" else kind)
                cells.append(self._cell(cell, kind, where))
                column += self._span(cell)
            for lines in cells[:-1]:
                lines[-1].end = "\t"
            for lines in cells:
                yield from lines

    def _span(self, cell: Element) -> int:
        grid = child(cell, "w:tcPr", "w:gridSpan")
        span = number(grid)
        if grid is not None and (span is None or not 1 <= span <= WIDEST):
            self.seen.add("table.span")
            return 1
        return span or 1

    def _cell(self, cell: Element, kind: str, where: Location) -> list[Line]:
        """A cell's lines, at least one; a cell merged into the one above it is empty, and its text is not lost if it is not."""
        lines: list[Line] = []
        for block in cell:
            lines += self._cell_block(block, kind, where)
        filled = [line for line in lines if line.text.strip()]
        if not filled:
            filled = [Line("", where, "table" if kind == "body" else kind, runs=lines[0].runs if lines else [])]
        for line in filled:
            line.end = line.end or "\n"
        return filled

    def _cell_block(self, element: Element, kind: str, where: Location) -> Iterator[Line]:
        what = name(element)
        if what == "w:p":
            yield from self._paragraph(element, kind, where)
        elif what == "w:tbl":
            yield from self._table(element, kind)
        elif what == "w:altChunk":
            self.seen.add("embedded.skipped")
        elif what not in _SKIPPED:
            for one in _chosen(element):
                yield from self._cell_block(one, kind, where)

    def _inline(self, element: Element, words: list[tuple[str, bool, Element]], *, hidden: bool) -> None:
        """What a paragraph says, as pieces of text, whether each is hidden, and the element that holds it."""
        for one in _chosen(element):
            what = name(one)
            if what in ("w:t", "m:t", "a:t", *_SIGNS, "w:sym"):
                if "code" not in self.fields:
                    words.append((_said(one, what), hidden, one))
            elif what == "w:fldChar":
                self._field(value(one, "fldCharType"))
            elif what == "w:txbxContent":
                self._box(one)
            elif what in _SKIPPED:
                self.seen |= {"docx.tracked"} if what in ("w:del", "w:moveFrom") else set()
            else:
                self._remark(what)
                self._inline(one, words, hidden=hidden or (what == "w:r" and _is_hidden(one)))

    def _field(self, kind: str | None) -> None:
        """Between begin and separate stands a field's code, up to end its result."""
        if kind == "begin":
            self.fields.append("code")
        elif kind in ("separate", "end") and self.fields:
            self.fields.pop()
            self.fields += ["result"] if kind == "separate" else []

    def _box(self, element: Element) -> None:
        fields, self.fields = self.fields, []
        for block in element:
            self.boxes += self.blocks(block, "textbox")
        self.fields = fields

    def _remark(self, what: str) -> None:
        if what in ("w:ins", "w:moveTo"):
            self.seen.add("docx.tracked")
        elif what == "w:ruby":
            self.seen.add("docx.ruby")
        elif what == "o:OLEObject":
            self.seen.add("embedded.skipped")
        elif what in ("a:blip", "v:imagedata"):
            self.seen.add("picture")


def _chosen(element: Element) -> Iterator[Element]:
    """The children that are shown: one branch of alternative contents, the base of a ruby text, else all."""
    what = name(element)
    if what == "mc:AlternateContent":
        yield from list(element)[:1]
    elif what == "w:ruby":
        yield from (one for one in element if name(one) == "w:rubyBase")
    else:
        yield from element


def _inside(element: Element, wanted: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also where content controls or revisions wrap them."""
    for one in element:
        what = name(one)
        if what == wanted:
            yield one
        elif what not in _SKIPPED:
            yield from _inside(one, wanted)


def _said(element: Element, what: str) -> str:
    if what == "w:sym":
        code = (
            int(value(element, "char") or "0", 16)
            if re.fullmatch("[0-9A-Fa-f]{1,6}", value(element, "char") or "")
            else 0
        )
        return _SYMBOLS.get(code & 0xFFF, LOST)
    if what in _SIGNS:
        return _SIGNS[what]
    text = element.text or ""
    kept = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
    return re.sub(r"[\r\n\t]+", " ", text if kept else text.strip("\r\n\t "))


def _is_hidden(run: Element) -> bool:
    """Marked as hidden, or white on no shading."""
    properties = child(run, "w:rPr")
    if properties is None:
        return False
    if is_on(child(properties, "w:vanish")):
        return True
    white = (value(child(properties, "w:color")) or "").upper() == "FFFFFF"
    return white and not any(True for one in run.iterancestors("{*}tc", "{*}p") for _ in one.iter("{*}shd"))

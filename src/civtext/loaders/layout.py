"""From the lines of pages to paragraphs: page furniture, and which lines belong together.

A PDF knows no paragraphs. A line goes on in the next one if the first word of that would not have fitted into it, and
the next one starts at the left margin in letters of the same size; an indentation, a table row or a heading ends it. Lines are
joined without a space between Han characters, so that words and numbers cut by the line end become whole again.

Word and others set a gap between Han characters and digits, which some programs write as a space ("整治 80 条"). Nobody
spaces every number by hand, so where nearly all such borders of a document have one, they go (`close_up`).

A cell of a ruled table (`ruled`) is one `Line` with a `cell`; cells are ended by tabs, rows by line ends. A table that
ends a page and has the columns of the one that begins the next goes on there; a header row that it repeats is furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from civtext.loaders.characters import Cell, Line
from civtext.model import Location, Part, Span

_PAGE_NUMBER = re.compile(
    r"[—–\-－·.\s]*(第\s*)?\d{1,4}(\s*页)?(\s*[/，,]?\s*(共\s*)?\d{1,4}\s*页?)?[—–\-－·.\s]*|第[一二三四五六七八九十百]+页"
)
_NUMBERED = re.compile(
    r"\s*([一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、．.](?!\d)|\d{1,2}(\.\d{1,2}){1,3} (?=[一-鿿])|第[一二三四五六七八九十]{1,3}[章节条部篇]|——)"
)
# What a line break may not cut: a number or a Latin word, with the brackets before and the punctuation after it; some
# programs do not part two quotations either (”“).
_WORD = re.compile(
    r"[“‘（(《〈【]{0,3}([A-Za-z0-9.,:%+-]{1,30}|.)[，。；：！？、”’）)》〉】%,;:.!?]{0,4}((?<=[”’])[“‘].)?"
)
_CLOSED = "。；：！？;:!?…”）)》"
# A space between a Han character and a digit, letter or percent sign; one after a heading's number ("2.1 做法") is kept.
_BORDER = re.compile(r"(?<=[一-鿿]) ?(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%‰]) ?(?=[一-鿿])")
_HEADING_NUMBER = re.compile(r"\d{1,2}(\.\d{1,2}){0,3} (?=[一-鿿])(?![年月日时点])")
_SPACED = 0.8  # the share of borders with a space from which they are taken for the program's
_FEW = 4  # borders that prove nothing
_PARTED = 1.25  # how much further than lines of a paragraph the lines of two are apart
_SAME_COLUMN = 3.0  # points by which the columns of one table may differ from page to page
_EDGE = 3  # lines at the top and bottom of a page where furniture stands


class Composed(NamedTuple):
    """The text of a document, its parts (pages, cells), the lines left out as furniture, and what of the text is not seen."""

    text: str
    parts: list[Part]
    furniture: list[str]
    hidden: list[Span]


def compose(pages: Iterable[Sequence[Line]], *, keep_furniture: bool = False) -> Composed:
    """The text of all pages: furniture out, lines joined to paragraphs, each ended by a line end."""
    listed = [list(page) for page in pages]
    body, furniture = (listed, []) if keep_furniture else without_furniture(listed)
    if not any(body):  # pages that are all alike
        body, furniture = listed, []
    lines, heads = _tables_joined([line for page in _in_columns(body) for line in page])
    spaced = _is_spaced(lines)
    words: list[str] = []
    starts: list[tuple[int, Line]] = []
    hidden: list[Span] = []
    length, last = 0, None
    for line, glue in _glued(lines):
        length += len(glue)
        if last is None or line.page != last.page or line.cell or last.cell:
            starts.append((length, line))
        begins = not last or glue != ""
        text = close_up(line.text, begins=begins) if spaced else line.text
        gone = _closed_up(line.text, begins=begins) if spaced and line.hidden else []
        hidden += [_moved(span, gone).shifted(length) for span in line.hidden]
        words += [glue, text]
        length += len(text)
        last = line
    text = "".join(words) + "\n" if words else ""
    return Composed(text, list(_parts(starts, text)), furniture + heads, hidden)


def _in_columns(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages with the one marked on which columns end early: all that it holds is in the first one."""
    ends: dict[float, float] = {}
    for line in (line for page in pages for line in page if line.strip == 1):
        ends[line.page_width] = max(ends.get(line.page_width, 0), line.right + line.size)
    return [
        [replace(line, strip=1) for line in page]
        if page and all(not line.strip and line.right <= ends.get(line.page_width, 0) for line in page)
        else page
        for page in pages
    ]


def _parts(starts: list[tuple[int, Line]], text: str) -> Iterator[Part]:
    """The text of a page up to the next page or table; a cell without the tab or line end after it."""
    ends = [at for at, _ in starts[1:]] + [len(text)]
    for (start, line), end in zip(starts, ends, strict=True):
        if line.cell:
            yield Part(Span(start, end - 1), Location(None, line.page, None, *line.cell), "table")
        elif start < end:
            yield Part(Span(start, end), Location(page=line.page))


def _is_spaced(lines: list[Line]) -> bool:
    """Whether nearly all borders between Han characters and digits have a space: then a program put it there."""
    borders = [found.group() for line in lines for found in _BORDER.finditer(line.text)]
    return len(borders) >= _FEW and borders.count(" ") >= _SPACED * len(borders)


def close_up(text: str, *, begins: bool = True) -> str:
    """A line without the spaces between Han characters and digits; `begins` says that a heading may start here.

    >>> close_up("2.1 全市整治背街小巷 80 条"), close_up("2025 年以来，满意度 96.5% 以上")
    ('2.1 全市整治背街小巷80条', '2025年以来，满意度96.5%以上')
    """
    head = _HEADING_NUMBER.match(text) if begins else None
    kept = head.end() if head else 0
    return text[:kept] + _BORDER.sub("", text[kept:])


def _closed_up(text: str, *, begins: bool) -> list[int]:
    """Where the spaces stood that `close_up` takes out."""
    head = _HEADING_NUMBER.match(text) if begins else None
    kept = head.end() if head else 0
    return [kept + border.start() for border in _BORDER.finditer(text[kept:]) if border.group()]


def _moved(span: Span, gone: list[int]) -> Span:
    """Where a stretch stands after characters were taken out."""
    return Span(*(at - sum(one < at for one in gone) for at in span))


def _tables_joined(lines: list[Line]) -> tuple[list[Line], list[str]]:
    """The lines with tables numbered through the document, and the header rows left out because a table that runs over
    pages repeats them."""
    joined: list[Line] = []
    heads: list[str] = []
    tables, first = 0, ""
    widths: list[float] = []
    for table, group in groupby(lines, lambda line: line.cell and (line.page, line.cell.table)):
        part = list(group)
        if table is None:
            joined += part
            continue
        own, before = _lefts(part), joined[-1] if joined else None
        last = before.cell if before and before.page == part[0].page - 1 and _are_same(widths, own) else None
        rows = last.row if last else 0
        head = _row(part, 1)
        if last and head == first:
            heads.append(head)
            part, rows = [line for line in part if line.cell and line.cell.row > 1], rows - 1
        elif not last:
            tables, first, widths = tables + 1, head, own
        joined += [
            replace(line, cell=Cell(tables, rows + line.cell.row, line.cell.column)) for line in part if line.cell
        ]
    return joined, heads


def _row(lines: list[Line], row: int) -> str:
    return " ".join(line.text for line in lines if line.cell and line.cell.row == row)


def _lefts(lines: list[Line]) -> list[float]:
    """Where the columns of a table start."""
    lefts = {line.cell.column: line.left for line in lines if line.cell}
    return [lefts[column] for column in sorted(lefts)]


def _are_same(one: list[float], other: list[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) < _SAME_COLUMN for a, b in zip(one, other, strict=True))


def _glued(lines: list[Line]) -> Iterator[tuple[Line, str]]:
    """Each line with what stands before it in the text."""
    body = [line for line in lines if not line.cell]
    margins, usual = Margins(body), _usual_size(body)
    pitch = _usual_pitch(body, margins, usual)
    if lines:
        yield lines[0], ""
    for last, line in pairwise(lines):
        joins = not (last.cell or line.cell) and _drop(last, line) <= _PARTED * pitch
        if last.cell and line.cell:
            yield line, "\t" if last.cell[:2] == line.cell[:2] else "\n"
        elif joins and continues(last, line, margins.around(last, line), usual):
            yield line, _seam(last, line)
        else:
            yield line, "\n"


def _usual_size(lines: list[Line]) -> float:
    sizes = Counter(round(line.size, 1) for line in lines for _ in line.text).most_common(1)
    return sizes[0][0] if sizes else 1


def _usual_pitch(lines: list[Line], margins: Margins, usual: float) -> float:
    """How far apart the lines of a paragraph are, in letters; programs that do not indent put a gap between two."""
    drops = Counter(
        round(_drop(last, line), 1)
        for last, line in pairwise(lines)
        if _drop(last, line) > 0 and continues(last, line, margins.around(last, line), usual)
    )
    return drops.most_common(1)[0][0] if drops else 0


def _drop(last: Line, line: Line) -> float:
    """How far below the last line a line is, in letters; 0 on another page."""
    return (last.base - line.base) / max(last.size, line.size) if last.page == line.page else 0


def _seam(last: Line, line: Line) -> str:
    ends = last.text[-1] + line.text[0]
    return " " if ends.isascii() and ends.isalpha() else ""


class Margins:
    """The left and right margin for each width of page, and each of its columns: where many lines start, and how far the
    longest go (but for punctuation, which may hang over the margin)."""

    def __init__(self, lines: list[Line]) -> None:
        groups: dict[tuple[int, int], list[Line]] = {}
        for line in lines:
            groups.setdefault(_room(line), []).append(line)
        self._lefts = {room: _left_of(group) for room, group in groups.items()}
        self._rights = {room: _right_of(group) for room, group in groups.items()}

    def around(self, last: Line, line: Line) -> tuple[float, float]:
        """Where a line should start, and how far the one before it could go."""
        return self._lefts[_room(line)], self._rights[_room(last)]


def _room(line: Line) -> tuple[int, int]:
    return round(line.page_width), line.strip


def _left_of(group: list[Line]) -> float:
    lefts = Counter(round(line.left) for line in group)
    enough = max(2, len(group) // 20) if len(group) > 4 else 1
    return float(min((at for at, count in lefts.items() if count >= enough), default=min(lefts)))


def _right_of(group: list[Line]) -> float:
    ends = (line.right - line.size * (line.text[-1] in "，。、；：,;") for line in group if not line.is_row)
    return max(ends, default=max(line.right for line in group))


def continues(last: Line, line: Line, margins: tuple[float, float], usual: float) -> bool:
    """Whether a line goes on with the sentence of the one before."""
    left, right = margins
    if last.is_row or line.is_row or bool(last.strip) != bool(line.strip) or _differ_in_size(last, line):
        return False
    if _is_centred(last) and _is_centred(line) and last.page == line.page and line.size > 1.12 * usual:
        return last.bottom - line.top < line.size and not line.text.startswith("——")  # a title on two lines
    if line.left > left + 1.2 * line.size or last.right + _first_word_width(last, line) < right - 0.5 * last.size:
        return False
    return not (_NUMBERED.match(line.text) and last.text[-1] in _CLOSED)


def _differ_in_size(last: Line, line: Line) -> bool:
    """Whether a heading meets text; only Han characters have a width to tell it by (the rest may be "96.5%。")."""
    return last.has_han and line.has_han and abs(last.size - line.size) > 0.12 * max(last.size, line.size)


def _first_word_width(last: Line, line: Line) -> float:
    """How much room the first unbreakable word of a line takes: six tenths of a letter for an ASCII character. A line
    without Han characters is taken to be as large as the one before."""
    first = _WORD.match(line.text)
    size = line.size if line.has_han else last.size
    return sum(0.6 if char.isascii() else 1.0 for char in first.group()) * size if first else size


def cell_text(lines: Sequence[Line], left: float, right: float) -> tuple[str, tuple[Span, ...]]:
    """The text of a cell between two margins, and what of it is not seen: a line goes on in the next one if that one's first
    word would not have fitted, wherever in the cell the lines are set; lines that the author ended stay lines."""
    words = [line.text.replace("\t", " ") for line in lines]
    for at, (last, line) in enumerate(pairwise(lines)):
        need = _first_word_width(last, line) + 0.5 * last.size
        indented = last.left > line.left + last.size
        full = last.right + need > right and (indented or last.right - last.left + need > right - left)
        starts = last.text[-1] in _CLOSED and (_NUMBERED.match(line.text) or line.left > last.left + line.size)
        words[at] += _seam(last, line) if full and not starts else "\n"
    starting = accumulate(map(len, words), initial=0)
    return "".join(words), tuple(
        span.shifted(start) for start, line in zip(starting, lines, strict=False) for span in line.hidden
    )


def _is_centred(line: Line) -> bool:
    return abs(line.left + line.right - line.page_width) < 2 * line.size


def without_furniture(pages: list[list[Line]]) -> tuple[list[list[Line]], list[str]]:
    """The pages without running heads, page numbers and watermarks, and the lines that were these.

    Furniture is a page number at the edge of a page, or a line that comes again on many pages at the same place (its
    digits may change); on two pages only at the edge.
    """
    places = Counter(key for page in pages for key in {_place(line) for line in page if not line.cell})
    body, furniture = [], []
    for page in pages:
        heights = sorted(line.top for line in page)
        edges = {*heights[:_EDGE], *heights[-_EDGE:]}
        kept = []
        for line in page:
            at_edge = line.top in edges and not 0.12 < line.top / line.page_height < 0.88
            often = not line.cell and places[_place(line)] >= max(2 if at_edge else 3, 0.4 * len(pages))
            if often or (at_edge and not line.cell and _PAGE_NUMBER.fullmatch(line.text)):
                furniture.append(line.text)
            else:
                kept.append(line)
        body.append(kept)
    return body, furniture


def _place(line: Line) -> tuple[str, int]:
    """What a line says but for its digits, and at which height."""
    return re.sub(r"\d+", "#", line.text), round(line.bottom / 3)

"""From characters on pages to paragraphs: visual lines, page furniture, and which lines belong together.

A PDF knows no paragraphs. A line goes on in the next one if the first word of that would not have fitted into it, and
the next one starts at the left margin in letters of the same size; an indentation, a table row or a heading ends it. Lines are
joined without a space between Han characters, so that words and numbers cut by the line end become whole again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_PAGE_NUMBER = re.compile(
    r"[—–\-－·.\s]*(第\s*)?\d{1,4}(\s*页)?(\s*[/，,]?\s*(共\s*)?\d{1,4}\s*页?)?[—–\-－·.\s]*|第[一二三四五六七八九十百]+页"
)
_NUMBERED = re.compile(
    r"\s*([一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、．.](?!\d)|第[一二三四五六七八九十]{1,3}[章节条部篇]|——)"
)
# What a line break may not cut: a number or a Latin word, with the brackets before and the punctuation after it.
_WORD = re.compile(r"[“‘（(《〈【]{0,3}([A-Za-z0-9.,:%+-]{1,30}|.)[，。；：！？、”’）)》〉】%,;:.!?]{0,4}")
_CLOSED = "。；：！？;:!?…”）)》"
_EDGE = 3  # lines at the top and bottom of a page where furniture stands


class Char(NamedTuple):
    """A character as the PDF reader gives it; `made` says that the reader added it (a space, a line end)."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    made: bool
    place: int
    page: int


@dataclass(frozen=True, slots=True)
class Line:
    """A visual line: its text, where it stands, how large its letters are, and how wide its page is."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    page: int
    page_width: float
    page_height: float

    @property
    def is_row(self) -> bool:
        """Whether it has gaps as between the cells of a table."""
        return "\t" in self.text

    @property
    def has_han(self) -> bool:
        """Whether its size is measured, not guessed from its height."""
        return any(_is_han(char) for char in self.text)


class Composed(NamedTuple):
    """The text of a document, where each page starts in it, and the lines left out as furniture."""

    text: str
    starts: list[tuple[int, int]]
    furniture: list[str]


def lines_of(chars: Sequence[Char], page_size: tuple[float, float]) -> list[Line]:
    """The visual lines of a page. Characters at one height are one line, wide gaps in it are tabs."""
    rows: list[list[Char]] = []
    ended = True
    for char in chars:
        if char.text in "\r\n":
            ended = True
        elif char.made or char.text.isspace():
            if rows and not ended:
                rows[-1].append(char)
        else:
            if not rows or not _goes_on(rows[-1], char, ended):
                rows.append([])
            rows[-1].append(char)
            ended = False
    return [line for row in rows if (line := _line(row, page_size)).text]


def _goes_on(row: list[Char], char: Char, ended: bool) -> bool:
    """Whether a character stands on the same line: at the same height, further right."""
    last = next(one for one in reversed(row) if not one.made)
    height = max(last.top, char.top) - min(last.bottom, char.bottom)
    middle = abs((last.top + last.bottom) - (char.top + char.bottom)) / 2
    tall = max(last.top - last.bottom, char.top - char.bottom, 1)
    level = middle < 0.4 * tall and height < 1.6 * tall
    return level and (not ended or char.left >= last.right - 0.3 * tall)


def _line(row: list[Char], page_size: tuple[float, float]) -> Line:
    solid = [one for one in row if not one.made and not one.text.isspace()]
    size = _letter_size(solid)
    words, last = [], None
    spaces = ""
    for char in row:
        if char.made or char.text.isspace():
            spaces += char.text if not char.made else "\0"
            continue
        if last is not None:
            words.append(_gap(last, char, spaces, size))
        words.append(char.text)
        last, spaces = char, ""
    return Line(
        "".join(words).strip(),
        min(one.left for one in solid),
        max(one.right for one in solid),
        min(one.bottom for one in solid),
        max(one.top for one in solid),
        size,
        solid[0].page,
        *page_size,
    )


def _letter_size(solid: list[Char]) -> float:
    """The width of a Han character; the size a PDF states may be scaled by any matrix. Without Han, from the height."""
    widths = [one.right - one.left for one in solid if _is_han(one.text)]
    return (median(widths) if widths else median(one.top - one.bottom for one in solid) / 1.2) or 1.0


def _is_han(char: str) -> bool:
    return "一" <= char <= "鿿"


def _gap(last: Char, char: Char, spaces: str, size: float) -> str:
    """What stands between two characters: a tab for a gap of more than two letters, spaces of the file's own, else
    a space only between words of letters."""
    if char.left - last.right > 2 * size and _is_cell_gap(spaces):
        return "\t"
    own = spaces.replace("\0", "")
    return own or (" " if spaces and _is_letter(last.text) and _is_letter(char.text) else "")


def _is_cell_gap(spaces: str) -> bool:
    return not spaces.replace("\0", "").replace(" ", "")


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalnum()


def compose(pages: Iterable[Sequence[Line]]) -> Composed:
    """The text of all pages: furniture out, lines joined to paragraphs, each ended by a line end."""
    body, furniture = without_furniture([list(page) for page in pages])
    lines = [line for page in body for line in page]
    words: list[str] = []
    starts: list[tuple[int, int]] = []
    length = 0
    for last, line, glue in _glued(lines):
        words += [glue, line.text]
        length += len(glue)
        if last is None or line.page != last.page:
            starts.append((length, line.page))
        length += len(line.text)
    return Composed("".join(words) + "\n" if words else "", starts, furniture)


def _glued(lines: list[Line]) -> Iterator[tuple[Line | None, Line, str]]:
    """Each line with the one before and what stands between them in the text."""
    margins = _margins(lines)
    size = Counter(round(line.size, 1) for line in lines for _ in line.text).most_common(1)
    usual = size[0][0] if size else 1
    if lines:
        yield None, lines[0], ""
    for last, line in pairwise(lines):
        joined = continues(last, line, margins[round(line.page_width)], usual)
        yield last, line, _seam(last, line) if joined else "\n"


def _seam(last: Line, line: Line) -> str:
    return (
        " "
        if last.text[-1].isascii() and last.text[-1].isalpha() and line.text[0].isascii() and line.text[0].isalpha()
        else ""
    )


def _margins(lines: list[Line]) -> dict[int, tuple[float, float]]:
    """The left and right margin for each width of page: where many lines start, and how far the longest go (but for
    punctuation, which may hang over the margin)."""
    widths: dict[int, list[Line]] = {}
    for line in lines:
        widths.setdefault(round(line.page_width), []).append(line)
    margins = {}
    for width, group in widths.items():
        lefts = Counter(round(line.left) for line in group)
        enough = max(2, len(group) // 20) if len(group) > 4 else 1
        left = min((at for at, count in lefts.items() if count >= enough), default=min(lefts))
        solid = [line.right for line in group if not line.is_row and line.text[-1] not in "，。、；：,;"]
        margins[width] = (float(left), max(solid, default=max(line.right for line in group)))
    return margins


def continues(last: Line, line: Line, margins: tuple[float, float], usual: float) -> bool:
    """Whether a line goes on with the sentence of the one before."""
    left, right = margins
    if last.is_row or line.is_row or _differ_in_size(last, line):
        return False
    if _is_centred(last) and _is_centred(line) and last.page == line.page and line.size > 1.12 * usual:
        return last.bottom - line.top < line.size  # a title on two lines
    if line.left > left + 1.2 * line.size or last.right + _first_word_width(line) < right - 0.5 * last.size:
        return False
    return not (_NUMBERED.match(line.text) and last.text[-1] in _CLOSED)


def _differ_in_size(last: Line, line: Line) -> bool:
    """Whether a heading meets text; only Han characters have a width to tell it by (the rest may be "96.5%。")."""
    return last.has_han and line.has_han and abs(last.size - line.size) > 0.12 * max(last.size, line.size)


def _first_word_width(line: Line) -> float:
    """How much room the first unbreakable word of a line takes: six tenths of a letter for an ASCII character."""
    first = _WORD.match(line.text)
    return sum(0.6 if char.isascii() else 1.0 for char in first.group()) * line.size if first else line.size


def _is_centred(line: Line) -> bool:
    return abs(line.left + line.right - line.page_width) < 2 * line.size


def without_furniture(pages: list[list[Line]]) -> tuple[list[list[Line]], list[str]]:
    """The pages without running heads, page numbers and watermarks, and the lines that were these.

    Furniture is a page number at the edge of a page, or a line that comes again on many pages at the same place (its
    digits may change); on two pages only at the edge.
    """
    places = Counter(key for page in pages for key in {_place(line) for line in page})
    body, furniture = [], []
    for page in pages:
        heights = sorted(line.top for line in page)
        edges = {*heights[:_EDGE], *heights[-_EDGE:]}
        kept = []
        for line in page:
            at_edge = line.top in edges and not 0.12 < line.top / line.page_height < 0.88
            often = places[_place(line)] >= max(2 if at_edge else 3, 0.4 * len(pages))
            if often or (at_edge and _PAGE_NUMBER.fullmatch(line.text)):
                furniture.append(line.text)
            else:
                kept.append(line)
        body.append(kept)
    return body, furniture


def _place(line: Line) -> tuple[str, int]:
    """What a line says but for its digits, and at which height."""
    return re.sub(r"\d+", "#", line.text), round(line.bottom / 3)

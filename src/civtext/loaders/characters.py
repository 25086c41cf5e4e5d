"""From characters on a page to visual lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from civtext.model import Span


class Char(NamedTuple):
    """A character as the PDF reader gives it: its box, the `base` line it stands on; `made` says that the reader added
    it (a space, a line end)."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    base: float
    made: bool
    place: int
    page: int
    is_hidden: bool = False


class Cell(NamedTuple):
    """Which cell of which table, from 1."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """A visual line, or a table's cell: its text, where it stands, how large its letters are, how wide its page is."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    page: int
    page_width: float
    page_height: float
    cell: Cell | None = None
    base: float = 0.0  # not of cells
    strip: int = 0  # which column of the page it stands in, from 1; 0 where the page has none, or across them
    hidden: tuple[Span, ...] = ()  # what of its text is not seen

    @property
    def is_row(self) -> bool:
        """Whether it has gaps as between the cells of a table."""
        return "\t" in self.text

    @property
    def has_han(self) -> bool:
        """Whether its size is measured, not guessed from its height."""
        return any(_is_han(char) for char in self.text)


def lines_of(chars: Sequence[Char], page_size: tuple[float, float], strip: int = 0) -> list[Line]:
    """The visual lines of a page. Characters at one height are one line, wide gaps in it are tabs."""
    return [line for row in rows_of(chars) if (line := _line(row, page_size, strip)).text]


def rows_of(chars: Sequence[Char]) -> list[list[Char]]:
    """The characters of each visual line, with the spaces between them."""
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
    return rows


def _goes_on(row: list[Char], char: Char, ended: bool) -> bool:
    """Whether a character stands on the same line: on the same base, further right. Boxes alone would not do: where a
    font states no height, that of a comma is as low as its ink."""
    last = next(one for one in reversed(row) if not one.made)
    height = max(last.top, char.top) - min(last.bottom, char.bottom)
    tall = max(last.top - last.bottom, char.top - char.bottom, 1)
    level = abs(last.base - char.base) < 0.4 * tall and height < 1.6 * tall
    return level and (not ended or char.left >= last.right - 0.3 * tall)


def _line(row: list[Char], page_size: tuple[float, float], strip: int) -> Line:
    solid = [one for one in row if not one.made and not one.text.isspace()]
    size = letter_size(solid)
    words: list[str] = []
    hidden: list[Span] = []
    last, spaces, length = None, "", 0
    for char in row:
        if char.made or char.text.isspace():
            spaces += char.text if not char.made else "\0"
            continue
        gap = _gap(last, char, spaces, size) if last is not None else ""
        words += [gap, char.text]
        if char.is_hidden:
            goes_on = hidden and last is not None and last.is_hidden
            start = hidden.pop().start if goes_on else length + len(gap)
            hidden.append(Span(start, length + len(gap) + len(char.text)))
        length += len(gap) + len(char.text)
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
        base=median(one.base for one in solid),
        strip=strip,
        hidden=tuple(hidden),
    )


def letter_size(solid: list[Char]) -> float:
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

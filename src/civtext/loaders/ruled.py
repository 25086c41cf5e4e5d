"""Ruled tables of a PDF page: pdfplumber finds the lines and cells, the characters in them stay pypdfium2's.

So nothing can be lost or read twice: a character is in one cell or in the body. A grid is a table if it has two rows
and two columns, and words in two columns; page borders, boxed notices, lines under headings, and blanks to write on
are not. Sides may be open (rows ruled beyond the outermost columns). A merged cell is read once: where it goes on to
the right nothing stands, where it goes on below an empty cell, as in a .docx.

A cell's lines are joined where the next word would not have fitted; what the author put on lines of their own stays so.
Tables with rules above and below only (三线表) have no cells to find; their lines stay as `layout` makes them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import neg
from typing import Any

from civtext.loaders.boxes import Box
from civtext.loaders.characters import Cell, Char, Line, lines_of
from civtext.loaders.columns import body_lines
from civtext.loaders.layout import cell_text
from civtext.loaders.pages import Sheet
from civtext.loaders.second import upright

_MOST_CELLS = 200_000  # of a page
_NEAR = 3.0  # points: what counts as the same line
_OPEN = 8.0  # how far rows reach beyond the outermost line where a side is open
_DIFFERENCE = 0.1  # between the readers, of all Han characters


class ReadersDiffer(Exception):
    """The two readers find so different characters on a page that neither's geometry is to be trusted."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's lines: columns left to right, rows top to bottom (so falling), and which slot owns each slot."""

    columns: list[float]
    rows: list[float]
    owners: dict[tuple[int, int], tuple[int, int]]

    def slot(self, char: Char) -> tuple[int, int] | None:
        """The cell that holds the middle of a character."""
        x, y = (char.left + char.right) / 2, (char.bottom + char.top) / 2
        row = bisect_right(self.rows, -y, key=neg) - 1
        return self.owners.get((row, bisect_right(self.columns, x) - 1))


def table_lines(sheet: Sheet, page: Any) -> list[Line]:
    """The lines of a page with its tables' cells in place of the loose lines; `page` is pdfplumber's.

    Raises ReadersDiffer, or whatever pdfplumber raises on a file that it cannot read.
    """
    if _differ(sheet, page):
        raise ReadersDiffer(sheet.number)
    tables = [[upright(cell, page, sheet.frame) for cell in table.cells] for table in page.find_tables()]
    flat = [upright((one["x0"], one["top"], one["x1"], one["bottom"]), page, sheet.frame) for one in page.edges]
    return list(_placed(sheet, [grid for cells in tables if (grid := _grid(cells, flat))]))


def _differ(sheet: Sheet, page: Any) -> bool:
    """Whether the readers count different numbers of Han characters; bold set by printing twice is counted once, and
    one of them sees what stands beside the page."""
    own = _han(char.text for char in sheet.chars)

    def is_near(chars: list[Any]) -> bool:
        more = _han(char["text"] for char in chars) - own
        return -_DIFFERENCE * own <= more <= _DIFFERENCE * own + sheet.found["pdf.off_page"]

    return not is_near(page.chars) and not is_near(page.dedupe_chars().chars)


def _han(words: Iterable[str]) -> int:
    return sum("一" <= char <= "鿿" for word in words for char in word)


def _grid(cells: list[Box], edges: list[Box]) -> Grid | None:
    """The grid of some cells, if it may be a table."""
    rows = _borders([-line for cell in cells for line in (cell.top, cell.bottom)])
    columns = _borders([line for cell in cells for line in (cell.left, cell.right)])
    if len(rows) < 3 or len(rows) * len(columns) > _MOST_CELLS:
        return None
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    for cell in sorted(cells, key=lambda cell: (-cell.top, cell.left)):
        top, bottom = _nearest(rows, -cell.top), _nearest(rows, -cell.bottom)
        left, right = _nearest(columns, cell.left), _nearest(columns, cell.right)
        for row in range(top, bottom):
            for column in range(left, right):
                owners.setdefault((row, column), (top, left))
    return _opened(Grid(columns, [-line for line in rows], owners), edges)


def _borders(lines: list[float]) -> list[float]:
    """Lines in order; those as near to each other as pdfplumber takes for one, once."""
    borders: list[float] = []
    for line in sorted(lines):
        if not borders or line - borders[-1] > _NEAR:
            borders.append(line)
    return borders


def _nearest(borders: list[float], line: float) -> int:
    return max(0, bisect_right(borders, line + 0.01) - 1)


def _opened(grid: Grid, edges: list[Box]) -> Grid:
    """The grid with the outermost columns of a table whose sides are open: most of its rows are ruled beyond it."""
    columns, owners = grid.columns, grid.owners
    inner = (columns[0] + columns[-1]) / 2
    reach = [
        edge
        for edge in edges
        if edge.top - edge.bottom < _NEAR
        and edge.left < inner < edge.right
        and any(abs(edge.top - row) < _NEAR for row in grid.rows)
    ]
    enough = len(grid.rows) / 2
    lefts = [edge.left for edge in reach if edge.left < columns[0] - _OPEN]
    rights = [edge.right for edge in reach if edge.right > columns[-1] + _OPEN]
    height = range(len(grid.rows) - 1)
    if len(rights) > enough:
        owners = owners | {(row, len(columns) - 1): (row, len(columns) - 1) for row in height}
        columns = [*columns, max(rights)]
    if len(lefts) > enough:
        owners = {(row, at + 1): (top, left + 1) for (row, at), (top, left) in owners.items()}
        owners |= {(row, 0): (row, 0) for row in height}
        columns = [min(lefts), *columns]
    return Grid(columns, grid.rows, owners)


Home = tuple[int, tuple[int, int]]  # which grid, which slot


def _placed(sheet: Sheet, grids: list[Grid]) -> Iterator[Line]:
    """The lines of the body, and where a table's first character stands among them, all its cells."""
    homes = _homes(sheet.chars, grids)
    columns = {(home[0], home[1][1]) for home in homes if home}
    tables = {at for at in range(len(grids)) if sum(grid == at for grid, _ in columns) > 1}
    body: list[Char] = []
    held: dict[Home, list[Char]] = {}
    first: dict[int, int] = {}  # grid: how much of the body stands before it
    for char, home in zip(sheet.chars, homes, strict=True):
        if home and home[0] in tables:
            held.setdefault(home, []).append(char)
            first.setdefault(home[0], len(body))
        else:
            body.append(char)
    done = 0
    for at, before in first.items():
        yield from body_lines(body[done:before], sheet.frame.size)
        yield from _cells(sheet, grids[at], at, held)
        done = before
    yield from body_lines(body[done:], sheet.frame.size)


def _homes(chars: list[Char], grids: list[Grid]) -> list[Home | None]:
    """For each character its cell; a space or line end goes with the character before it."""
    homes: list[Home | None] = []
    last: Home | None = None
    for char in chars:
        if not char.made and not char.text.isspace():
            last = next(((at, slot) for at, grid in enumerate(grids) if (slot := grid.slot(char))), None)
        homes.append(last)
    return homes


def _cells(sheet: Sheet, grid: Grid, at: int, held: dict[Home, list[Char]]) -> Iterator[Line]:
    """A line for each cell; one that is merged with the cell to its left has none."""
    size = sheet.frame.size
    boxes = _boxes(grid)
    lines = {slot: lines_of(held.get((at, slot), []), size) for slot in boxes}
    padding = min(
        max(0.0, min(line.left - boxes[slot].left, boxes[slot].right - line.right))
        for slot, inside in lines.items()
        for line in inside
    )
    for row in range(len(grid.rows) - 1):
        for column in range(len(grid.columns) - 1):
            _, left = grid.owners.get((row, column), (row, column))
            if left == column:
                box = boxes.get((row, column))
                text, hidden = (
                    cell_text(lines[row, column], box.left + padding, box.right - padding) if box else ("", ())
                )
                bottom, up, right = grid.rows[row + 1], grid.rows[row], grid.columns[column + 1]
                where = Cell(at + 1, row + 1, column + 1)
                place = grid.columns[column], right, bottom, up
                yield Line(text, *place, up - bottom, sheet.number, *size, where, hidden=hidden)


def _boxes(grid: Grid) -> dict[tuple[int, int], Box]:
    """The room of each cell with all the slots it owns."""
    boxes: dict[tuple[int, int], Box] = {}
    for (row, column), owner in grid.owners.items():
        one = Box(grid.columns[column], grid.rows[row + 1], grid.columns[column + 1], grid.rows[row])
        old = boxes.get(owner, one)
        boxes[owner] = Box(
            min(old.left, one.left), min(old.bottom, one.bottom), max(old.right, one.right), max(old.top, one.top)
        )
    return boxes

"""Columns: text that runs down one side of a page and then down the next, as bulletins and newspapers have it.

Many programs draw such a page row by row, and pypdfium2 gives what they drew. A page is taken to have columns where many
lines start at two margins or more, no line reaches from one column into the next, and in each column most lines are full
and of running text, with hardly a hole between them. The cells of a table without rules are short, ragged or without
punctuation, or wait for each other; the sides of a block of signatures are few. Lines that do reach over (a title) part
the columns above them from those below.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from civtext.loaders.characters import Char, Line, letter_size, lines_of, rows_of

_GAP = 1.0  # letters: a wider gap may be a gutter
_NARROWEST = 8  # letters
_FEW = 5  # lines of a column
_SAME = 2.0  # points by which lines that start at a margin may differ
_FULL = 1.5  # letters that a full line may be short of the margin
_MOST = 0.6  # of the lines are full
_MARKED = 0.3  # of the lines have punctuation
_HOLE = 1.8  # lines
_WHOLE = 8  # lines without a hole, for each hole
_MARKS = frozenset("，。、；：！？“”（）《》,.;:()")


@dataclass(slots=True)
class _Piece:
    """A stretch of a row without a wide gap."""

    chars: list[Char]
    row: int
    left: float
    right: float
    base: float
    size: float


def body_lines(chars: Sequence[Char], page_size: tuple[float, float]) -> list[Line]:
    """The visual lines of a page in reading order, column by column where it has columns."""
    pieces = list(_pieces(chars))
    edges = _edges(pieces)
    across = _across(pieces, edges)
    if not _has_columns(pieces, edges, across):
        return lines_of(chars, page_size)
    tops = sorted(-base for base in across.values())
    homes: dict[int, tuple[int, int]] = {}
    for piece in pieces:
        above = bisect_left(tops, -piece.base)
        home = (2 * above + 1, 0) if piece.row in across else (2 * above, _column(piece, edges) + 1)
        homes.update(dict.fromkeys((char.place for char in piece.chars), home))
    return [
        line
        for (_, strip), group in groupby(_sorted(chars, homes), key=lambda pair: pair[0])
        for line in lines_of([char for _, char in group], page_size, strip)
    ]


def _sorted(chars: Sequence[Char], homes: dict[int, tuple[int, int]]) -> list[tuple[tuple[int, int], Char]]:
    """The characters by band and column; a space or line end goes with the character before it."""
    placed, last = [], (0, 0)
    for char in chars:
        last = homes.get(char.place, last)
        placed.append((last, char))
    return sorted(placed, key=lambda pair: pair[0])


def _pieces(chars: Sequence[Char]) -> Iterator[_Piece]:
    for number, row in enumerate(rows_of(chars)):
        solid = [char for char in row if not char.made and not char.text.isspace()]
        size = letter_size(solid)
        cuts = [at for at, (last, char) in enumerate(pairwise(solid), 1) if char.left - last.right > _GAP * size]
        for start, end in pairwise([0, *cuts, len(solid)]):
            part = solid[start:end]
            left, right = min(char.left for char in part), max(char.right for char in part)
            yield _Piece(part, number, left, right, median(char.base for char in part), size)


def _edges(pieces: list[_Piece]) -> list[float]:
    """Where columns may start: margins at which many pieces do, far enough apart."""
    edges: list[float] = []
    cluster: list[_Piece] = []
    for piece in [*sorted(pieces, key=lambda piece: piece.left), None]:
        if piece and cluster and piece.left - cluster[0].left <= _SAME:
            cluster.append(piece)
            continue
        if len(cluster) >= _FEW:
            left, size = cluster[0].left, median(one.size for one in cluster)
            if not edges or left >= edges[-1] + _NARROWEST * size:
                edges.append(left)
        cluster = [piece] if piece else []
    return edges


def _column(piece: _Piece, edges: list[float]) -> int:
    return max(0, sum(edge <= piece.left + _SAME for edge in edges) - 1)


def _across(pieces: list[_Piece], edges: list[float]) -> dict[int, float]:
    """The rows that reach from one column into the next, and the line each stands on."""
    return {
        piece.row: piece.base
        for piece in pieces
        if any(piece.left + _SAME < edge < piece.right + _GAP / 2 * piece.size for edge in edges)
    }


def _has_columns(pieces: list[_Piece], edges: list[float], across: dict[int, float]) -> bool:
    if len(edges) < 2:
        return False
    tops = sorted(-base for base in across.values())
    bands: dict[int, dict[int, list[_Piece]]] = {}
    for piece in pieces:
        if piece.row not in across:
            band = bands.setdefault(bisect_left(tops, -piece.base), {})
            band.setdefault(_column(piece, edges), []).append(piece)
    beside = [band for band in bands.values() if len(band) > 1]
    return all(_is_text([band[column] for band in beside if column in band]) for column in range(len(edges)))


def _is_text(blocks: list[list[_Piece]]) -> bool:
    """Whether the blocks of a column, one for each band of the page, are of running text."""
    pieces = [piece for block in blocks for piece in block]
    if len(pieces) < _FEW:
        return False
    size, left = median(piece.size for piece in pieces), min(piece.left for piece in pieces)
    right = sorted(piece.right for piece in pieces)[len(pieces) * 9 // 10]
    full = sum(piece.right >= right - _FULL * size for piece in pieces)
    marked = sum(any(char.text in _MARKS for char in piece.chars) for piece in pieces)
    return (
        right - left >= _NARROWEST * size
        and full >= _MOST * len(pieces)
        and marked >= _MARKED * len(pieces)
        and _holes(blocks) * _WHOLE <= len(pieces)
    )


def _holes(blocks: list[list[_Piece]]) -> int:
    """How often a line of a column stands much further below the one before than the others do."""
    drops = []
    for block in blocks:
        bases = sorted((piece.base for piece in block), reverse=True)
        drops += [above - below for above, below in pairwise(bases)]
    solid = [drop for drop in drops if drop > 1]
    return sum(drop > _HOLE * median(solid) for drop in solid) if solid else 0

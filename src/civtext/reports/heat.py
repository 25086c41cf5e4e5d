"""The coverage matrix as heat maps: how much of its text each group gives to a category, and how that stands among those of its level.
A cell leads to the passages behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from civtext.comparison import Comparison
from civtext.comparison.matrix import FEWEST_OF_LEVEL, Cell, Level, categories_only
from civtext.outputs import table
from civtext.reports.fragments import marked, section
from civtext.retrieval.values import LEVELS

_MOST_GROUPS, _MOST_BEHIND = 40, 12
_BLUE, _BROWN = (35, 100, 170), (190, 90, 30)
_DEEPEST = 0.68  # black on it can still be read (4.5 : 1)
_Cells = Mapping[tuple[str, str], Cell]


def matrix_html(told: Comparison) -> str:
    """The matrix as a fragment: the shares, the shares against the median of the level, and the passages behind each cell."""
    cells = {(cell.group, cell.id): cell for cell in (told.matrix if told.ids else categories_only(told.matrix))}
    ids = sorted({id for _, id in cells})
    groups = sorted({group for group, _ in cells})
    shown = groups[:_MOST_GROUPS]
    if not shown:
        return ""
    numbers = {key: at for at, key in enumerate(cells, 1)}
    most = max(cell.share for cell in cells.values()) or 1
    heads = ["", *(f"{id} {told.names.get(id, '')}" for id in ids)]
    rows = [_row(group, [_share(cells.get((group, id)), numbers, most) for id in ids]) for group in shown]
    note = "格内是这一类在全部文字中的占比,点开看背后的段落。 Share of the text; a cell opens the passages behind it."
    note += (
        f" 只列前{_MOST_GROUPS}个,共{len(groups)}个。 The first {_MOST_GROUPS} of {len(groups)}."
        if len(groups) > len(shown)
        else ""
    )
    behind = "".join(_behind(cell, numbers, told.names) for cell in cells.values() if cell.group in shown)
    body = f"<p><small>{escape(note)}</small></p>{table(heads, rows, 'heat')}{_levels(told.levels, ids, heads, cells, numbers)}{behind}"
    return section("覆盖 Coverage", body, "coverage")


def shade(colour: tuple[int, int, int], depth: float) -> str:
    """A colour on white paper, as deep as that (0 to 1). As an attribute of a cell it passes policies that allow no inline style.

    >>> shade((35, 100, 170), 0.5)
    '#91b2d4'
    """
    return "#" + "".join(f"{round(255 - (255 - part) * depth):02x}" for part in colour)


def _row(group: str, cells: Iterable[str], kind: str = "") -> str:
    return f'<tr class="{kind}"><th>{escape(group)}</th>{"".join(cells)}</tr>'


def _share(cell: Cell | None, numbers: Mapping[tuple[str, str], int], most: float) -> str:
    if cell is None:
        return '<td title="没有写到 not told">·</td>'
    depth = 0.08 + (_DEEPEST - 0.08) * cell.share / most
    return _cell(f"{cell.share:.0%}", shade(_BLUE, depth), cell, numbers)


def _cell(words: str, colour: str, cell: Cell, numbers: Mapping[tuple[str, str], int]) -> str:
    return f'<td bgcolor="{colour}" title="{escape(_counts(cell))}"><a href="#m{numbers[cell.group, cell.id]}">{words}</a></td>'


def _counts(cell: Cell) -> str:
    return f"{cell.passages}段 {cell.measures}举措 {cell.metrics}指标 每万字{cell.per_10000:g}项举措 {'、'.join(cell.kinds)}"


def _levels(
    levels: Sequence[Level],
    ids: Sequence[str],
    heads: Sequence[str],
    cells: _Cells,
    numbers: Mapping[tuple[str, str], int],
) -> str:
    """Each level that has enough groups: their shares less its median, in points; of the others, that they are too few."""
    if not levels:
        return ""
    rows, few = [], []
    for one in levels:
        name = LEVELS[one.level][0]
        if not one.medians:
            few.append(f"{name}{len(one.groups)}个")
            continue
        usual = (f"<td>{one.medians.get(id, 0):.0%}</td>" for id in ids)
        rows.append(_row(f"{name}中位 median ({len(one.groups)})", usual, "usual"))
        rows += [
            _row(group, [_beside(cells.get((group, id)), one.medians.get(id, 0), numbers) for id in ids])
            for group in one.groups[:_MOST_GROUPS]
        ]
    note = "与同一层级的中位数相比,高(+)低(−)多少个百分点:市与市比,街道与街道比。 Points above or below the median of the level."
    note += f" 不足{FEWEST_OF_LEVEL}个的层级不比:{'、'.join(few)}。 Too few to compare." if few else ""
    shown = table(heads, rows, "heat") if rows else ""
    return f"<h3>与同层级相比 Against the level</h3><p><small>{escape(note)}</small></p>{shown}"


def _beside(cell: Cell | None, usual: float, numbers: Mapping[tuple[str, str], int]) -> str:
    points = round(100 * ((cell.share if cell else 0) - usual))
    words = f"{points:+d}".replace("-", "−") if points else "0"
    colour = shade(_BLUE if points > 0 else _BROWN, min(abs(points) / 30, _DEEPEST))
    return _cell(words, colour, cell, numbers) if cell else f'<td bgcolor="{colour}">{words}</td>'


def _behind(cell: Cell, numbers: Mapping[tuple[str, str], int], names: Mapping[str, str]) -> str:
    """The passages behind a cell, which its link shows; the words that speak for the category are marked."""
    items = "".join(
        f"<li>{marked(row['text'], row['evidence'])} <small>{escape(' '.join(filter(None, (str(row['year'] or ''), Path(row['file']).name, row['location']))))}</small></li>"
        for row in cell.behind[:_MOST_BEHIND]
    )
    more = (
        f"<p><small>另有{len(cell.behind) - _MOST_BEHIND}段 more</small></p>" if len(cell.behind) > _MOST_BEHIND else ""
    )
    title = f"{cell.group} · {cell.id} {names.get(cell.id, '')}"
    close = '<a class="close" href="#coverage">关闭 close</a>'
    return f'<div class="behind" id="m{numbers[cell.group, cell.id]}">{close}<h3>{escape(title)}</h3><p>{escape(_counts(cell))}</p><ul>{items}</ul>{more}</div>'

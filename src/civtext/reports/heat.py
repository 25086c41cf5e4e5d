"""The coverage matrix as heat maps: how much of its text each group gives to a category, and how that stands among those of its level.
A cell opens the passages behind it, a median the shares that it lies among.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from civtext.comparison import Comparison
from civtext.comparison.matrix import FEWEST_OF_LEVEL, Cell, Level, categories_only
from civtext.comparison.reading import Row
from civtext.reports.fragments import Sentences, group_name, marked, section, where
from civtext.retrieval.values import LEVELS

_MOST_GROUPS = 40
BLUE, BROWN = (35, 100, 170), (190, 90, 30)
_DEEPEST = 0.68  # black on it can still be read (4.5 : 1)


def matrix_html(told: Comparison, sentences: Sentences) -> str:
    """The matrix as a fragment: the shares, and the shares against the median of the level."""
    return _Heat(told, sentences).html() if told.matrix else ""


def reports_of(told: Comparison) -> dict[str, list[Row]]:
    """The reports of each group, by its name."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in told.articles:
        if row["group"]:
            found[row["group"]].append(row)
    return dict(sorted(found.items()))


def reports_item(group: str, groups: Mapping[str, Sequence[Row]], sentences: Sentences) -> str:
    """A group in a list: its name, and its reports, each leading to its beginning."""
    return f"{where(group_name(group))} {sentences.links(groups.get(group, ()), group_name(group))}"


def shade(colour: tuple[int, int, int], depth: float) -> str:
    """A colour on white paper, as deep as that (0 to 1). As an attribute of a cell it passes policies that allow no inline style.

    >>> shade((35, 100, 170), 0.5)
    '#91b2d4'
    """
    return "#" + "".join(f"{round(255 - (255 - part) * depth):02x}" for part in colour)


class _Heat:
    """The heat maps of one comparison."""

    def __init__(self, told: Comparison, sentences: Sentences) -> None:
        self._told, self._sentences = told, sentences
        self._cells = {
            (cell.group, cell.id): cell for cell in (told.matrix if told.ids else categories_only(told.matrix))
        }
        self._ids = sorted({id for _, id in self._cells})
        self._groups = reports_of(told)
        self._lists: dict[tuple[str, str], str] = {}

    def html(self) -> str:
        most = max(cell.share for cell in self._cells.values()) or 1
        shown = sorted({group for group, _ in self._cells})[:_MOST_GROUPS]
        rows = [self._row(group, (self._share(group, id, most) for id in self._ids)) for group in shown]
        note = (
            "格内是这一类在全部文字中的占比,点开看背后的段落。 Share of the text; a cell opens the passages behind it."
        )
        more = ""
        if len(self._groups) > _MOST_GROUPS:
            whole = self._sentences.count(f"{len(self._groups)}个", "全部", list(self._groups), self._reports)
            more = f' 只列前<span class="rule">{_MOST_GROUPS}</span>个,共{whole}。'
        told = f"<p><small>{escape(note)}{more}</small></p>{self._table(rows)}{self._levels()}"
        return section("覆盖 Coverage", told, "coverage")

    def _table(self, rows: Iterable[str]) -> str:
        heads = "".join(f"<th>{escape(id)} {escape(self._told.names.get(id, ''))}</th>" for id in self._ids)
        head = f'<thead class="id"><tr><th></th>{heads}</tr></thead>'
        return f'<div class="scroll"><table class="heat">{head}<tbody>{"".join(rows)}</tbody></table></div>'

    def _row(self, group: str, cells: Iterable[str]) -> str:
        return f'<tr><th class="where">{escape(group_name(group))}</th>{"".join(cells)}</tr>'

    def _share(self, group: str, id: str, most: float) -> str:
        cell = self._cells.get((group, id))
        if cell is None:
            return '<td title="没有写到 not told">·</td>'
        depth = 0.08 + (_DEEPEST - 0.08) * cell.share / most
        return self._filled(f"{cell.share:.0%}", shade(BLUE, depth), cell)

    def _filled(self, words: str, colour: str, cell: Cell) -> str:
        return f'<td bgcolor="{colour}" title="{escape(_counts(cell))}">{self._sentences.derived(words, self._behind(cell))}</td>'

    def _behind(self, cell: Cell) -> str:
        """Where the passages of a cell are listed; the words that speak for the category are marked."""
        if (cell.group, cell.id) not in self._lists:
            self._lists[cell.group, cell.id] = self._passages(cell)
        return self._lists[cell.group, cell.id]

    def _passages(self, cell: Cell) -> str:
        title = f"{group_name(cell.group)} {cell.id} {self._told.names.get(cell.id, '')}"
        measures = self._sentences.list_of(f"{title} 举措 measures", cell.measured)
        rate = self._sentences.derived(f"每万字{cell.per_10000:g}项", measures)
        metrics = self._sentences.count(f"{cell.metrics}个数字", f"{title} 数字 metrics", cell.counted)
        told = (f'<a href="{measures}">{cell.measures}项举措</a>', rate, metrics, *cell.kinds)
        note = f"<p>{' · '.join(told)}</p>"
        return self._sentences.list_of(f"{title} 段落 passages", cell.behind, self._passage, note)

    def _passage(self, row: Row) -> str:
        return f"{marked(row['text'], row['evidence'])} {self._sentences.whose(row)}"

    def _levels(self) -> str:
        """Each level that has enough groups: their shares less its median, in points; of the others, that they are too few."""
        if not self._told.levels:
            return ""
        few = [
            self._sentences.count(f"{name}{len(one.groups)}个", name, one.groups, self._reports)
            for one in self._told.levels
            if not one.medians and (name := LEVELS[one.level][0])
        ]
        note = "与同一层级的中位数相比,高(+)低(−)多少个百分点:市与市比,街道与街道比。 Points above or below the median of the level."
        told = f' 不足<span class="rule">{FEWEST_OF_LEVEL}</span>个的层级不比:{"、".join(few)}。 Too few to compare.'
        shown = "".join(self._level(one) for one in self._told.levels if one.medians)
        return (
            f"<h3>与同层级相比 Against the level</h3><p><small>{escape(note)}{told if few else ''}</small></p>{shown}"
        )

    def _level(self, one: Level) -> str:
        name = LEVELS[one.level][0]
        medians = {id: self._median(one, id, f"{name} {id}") for id in self._ids}
        usual = "".join(
            f"<td>{self._sentences.derived(f'{one.medians.get(id, 0):.0%}', medians[id])}</td>" for id in self._ids
        )
        rows = [f'<tr class="usual"><th>{name}中位 median</th>{usual}</tr>']
        rows += [
            self._row(group, (self._beside(group, id, one, medians[id]) for id in self._ids))
            for group in one.groups[:_MOST_GROUPS]
        ]
        groups = self._sentences.count(f"{len(one.groups)}个", name, one.groups, self._reports)
        return f"<p>{name}共{groups}</p>{self._table(rows)}"

    def _median(self, one: Level, id: str, title: str) -> str:
        """Where the shares of the groups of a level are listed, the largest first."""
        told = {group: self._cells.get((group, id)) for group in one.groups}
        ordered = sorted(told, key=lambda group: -(cell.share if (cell := told[group]) else 0))

        def item(group: str) -> str:
            cell = told[group]
            share = self._sentences.derived(f"{cell.share:.1%}", self._behind(cell)) if cell else "没有写到 not told"
            return f"{where(group)} {share}"

        return self._sentences.list_of(f"{title} {self._told.names.get(id, '')}", ordered, item)

    def _beside(self, group: str, id: str, level: Level, median: str) -> str:
        cell = self._cells.get((group, id))
        points = round(100 * ((cell.share if cell else 0) - level.medians.get(id, 0)))
        words = f"{points:+d}".replace("-", "−") if points else "0"
        colour = shade(BLUE if points > 0 else BROWN, min(abs(points) / 30, _DEEPEST))
        if cell:
            return self._filled(words, colour, cell)
        return f'<td bgcolor="{colour}" title="没有写到 not told">{self._sentences.derived(words, median)}</td>'

    def _reports(self, group: str) -> str:
        return reports_item(group, self._groups, self._sentences)


def _counts(cell: Cell) -> str:
    return f"{cell.passages}段 {cell.measures}项举措 {cell.metrics}个数字 每万字{cell.per_10000:g}项举措 {'、'.join(cell.kinds)}"

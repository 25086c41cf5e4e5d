"""Marked text as HTML: what a Document shows of itself in Jupyter, and what reports reuse.

Everything from a document is escaped; nothing is loaded from anywhere.

>>> page = to_html("种树<200>棵", [Mark(2, 8, "metric", "200 棵")])
>>> "&lt;200&gt;棵" in page and "<200>" not in page
True
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

# One colour a layer, light enough to read black text on, told apart by colour-blind readers through the underline too.
COLOURS = {
    "metric": "#cfe8ff",
    "measure": "#e3f4d7",
    "placeholder": "#ffe08a",
    "slogan": "#f3d6f5",
    "entity": "#e8e8e8",
    "residual": "#ffc9c2",
    "heading": "#f4f4f4",
    "blank": "#ffe08a",
    "contradiction": "#ffc9c2",
    "leftover": "#f3d6f5",
    "form": "#cfe8ff",
}
NAMES = {
    "metric": "指标 metric",
    "measure": "举措 measure",
    "placeholder": "占位符 placeholder",
    "slogan": "口号 slogan",
    "entity": "实体 entity",
    "residual": "残留真名 residual",
    "heading": "标题 heading",
    "blank": "空白 blank",
    "contradiction": "矛盾 contradiction",
    "leftover": "残留 leftover",
    "form": "格式 form",
}


class Mark(NamedTuple):
    """A stretch of the text to be shown, its layer, and what a reader sees on pointing at it."""

    start: int
    end: int
    label: str
    note: str


def to_html(text: str, marks: Iterable[Mark], *, title: str = "") -> str:
    """An HTML fragment: the text with its marks in colour, nested ones inside each other, and a legend of the layers.

    Marks that cross an earlier one are cut at its border, since HTML elements cannot cross.
    """
    ordered = sorted((mark for mark in marks if mark.start < mark.end), key=lambda mark: (mark.start, -mark.end))
    body, open_marks, at = [], list[Mark](), 0

    def close_until(offset: int) -> None:
        nonlocal at
        while open_marks and open_marks[-1].end <= offset:
            end = open_marks.pop().end
            body.append(escape(text[at:end]) + "</mark>")
            at = max(at, end)

    for mark in ordered:
        close_until(mark.start)
        body.append(escape(text[at : mark.start]))
        at = mark.start
        end = min([mark.end, *(outer.end for outer in open_marks)])
        body.append(f'<mark style="background:{COLOURS.get(mark.label, "#eee")}" title="{escape(mark.note)}">')
        open_marks.append(mark._replace(end=end))
    close_until(len(text))
    body.append(escape(text[at:]))
    return _page("".join(body), title, [label for label in COLOURS if any(mark.label == label for mark in ordered)])


def pieces(text: str, marks: Iterable[Mark], *, at: Iterable[int] = ()) -> Iterator[tuple[int, str, list[int]]]:
    """A text cut wherever a mark begins or ends, and at the offsets of `at`: offset, stretch, and which marks (by their number) hold it, outermost first.

    For pages whose marks may cross, as those of edits and of what was found do.

    >>> [(piece, on) for _, piece, on in pieces("整治80条", [Mark(0, 5, "measure", ""), Mark(2, 5, "metric", "")])]
    [('整治', [0]), ('80条', [0, 1])]
    """
    known = [(mark.start, mark.end, number) for number, mark in enumerate(marks) if mark.start < mark.end]
    borders = sorted({0, len(text), *(start for start, _, _ in known), *(end for _, end, _ in known), *at})
    opening = sorted(known, key=lambda one: (one[0], -one[1]))
    on: list[tuple[int, int, int]] = []
    begun = 0
    for start, end in itertools.pairwise(borders):
        on = [one for one in on if one[1] > start]
        while begun < len(opening) and opening[begun][0] == start:
            on.append(opening[begun])
            begun += 1
        yield start, text[start:end], [number for _, _, number in on]


def _page(body: str, title: str, labels: list[str]) -> str:
    legend = " ".join(f'<mark style="background:{COLOURS[label]}">{NAMES[label]}</mark>' for label in labels)
    head = f"<b>{escape(title)}</b><br>" if title else ""
    return (
        '<div class="civtext" style="white-space:pre-wrap;line-height:1.9;max-width:60em">'
        f'{head}<small>{legend}</small><hr style="margin:.3em 0">{body}</div>'
    )

"""What goes with higher figures as a fragment: counts of either half, how probable it is by chance, and what that does not mean."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from civtext.comparison.likeness import Cluster
from civtext.comparison.together import FEWEST, OF_A_HALF, UNLIKELY, Observed, Together
from civtext.reports.figures import figure_item, titled
from civtext.reports.fragments import Sentences, cells, first_of, section, where
from civtext.reports.practices import practice_item

_MOST = 40


def together_html(told: Observed, sentences: Sentences) -> str:
    """The figures and practices that go together, each place of either half as a dot: full where it tells the practice."""
    if not told.pairs and not told.too_few:
        return ""
    rows = [_Pair(one, sentences).cells() for one in told.found[:_MOST]]
    heads = ("数字 figure", "做法 practice", "高的一半里 above", "低的一半里 below", "巧合的可能 by chance")
    body = cells(heads, rows) if rows else "<p>没有看出同现。 Nothing goes together.</p>" if told.pairs else ""
    more = first_of(_MOST, told.found, "同现", sentences, lambda one: _Pair(one, sentences).item())
    said = f"<p><small>{_note(told, sentences)}</small></p>{more}{body}"
    return section("与较高数字同现的做法 What goes with higher figures", said, "together")


def _note(told: Observed, sentences: Sentences) -> str:
    few = sentences.count(
        f"{len(told.too_few)}组", "地方太少的数字", told.too_few, lambda one: figure_item(one, sentences)
    )
    halves = f'<span class="rule">{FEWEST}个(高低两半各{OF_A_HALF}个)</span>'
    aside = f"已知数字的地方不足{halves}的,不看:{few}。 These figures have too few places."
    if not told.pairs:
        return aside
    said = "这是观察,不是原因:数字高低还随地方大小而变,写得多的地方什么都写得多。 An observation, not a cause."
    every = sentences.list_of(
        "看过的数字与做法", (*told.figures, *told.practices), lambda one: _looked_at(one, sentences)
    )
    pairs, chance = (sentences.derived(words, every) for words in (f"{told.pairs}对", f"约{told.by_chance:g}对"))
    found = sentences.count(f"{len(told.found)}对", "同现", told.found, lambda one: _Pair(one, sentences).item())
    looked = f'看了{pairs},列出单凭巧合可能性不超过<span class="rule">{UNLIKELY:.0%}</span>的{found};全凭巧合也会有{chance}。'
    doubt = "列出的不比巧合多,不宜当作规律。 No more than chance shows." if len(told.found) <= told.by_chance else ""
    return " ".join(filter(None, (said, looked, doubt, aside if told.too_few else "")))


def _looked_at(one: object, sentences: Sentences) -> str:
    return practice_item(one, sentences) if isinstance(one, Cluster) else figure_item(one, sentences)  # type: ignore[arg-type]


class _Pair:
    """A figure and a practice that go together, as cells of the table."""

    def __init__(self, one: Together, sentences: Sentences) -> None:
        self._one, self._sentences = one, sentences
        self._title = f"{titled(one.figure)} · {one.practice.name}"
        self._told = {row["place"]: row for row in reversed(one.practice.members)}
        self._figures = {figure.row["place"]: figure.row for figure in one.figure.figures if figure.value is not None}

    def cells(self) -> list[str]:
        one = self._one
        both = self._sentences.list_of(self._title, (*one.upper, *one.lower), self._place)
        return [
            f"<td>{figure_item(one.figure, self._sentences)}</td>",
            f"<td>{practice_item(one.practice, self._sentences)}</td>",
            self._half(one.upper, one.above),
            self._half(one.lower, one.below),
            f"<td>{self._sentences.derived(f'{one.chance:.1%}', both)}</td>",
        ]

    def item(self) -> str:
        """The pair in a list."""
        one = self._one
        return f"{figure_item(one.figure, self._sentences)} · {practice_item(one.practice, self._sentences)}"

    def _half(self, half: Sequence[str], telling: Sequence[str]) -> str:
        places = self._sentences.count(f"{len(half)}地", self._title, half, self._place)
        told = self._sentences.count(f"{len(telling)}地", f"{self._title} 写到 told", telling, self._place)
        if not telling:
            told = self._sentences.derived("0地", self._sentences.list_of(self._title, half, self._place))
        ordered = [*telling, *(place for place in half if place not in telling)]
        dots = "".join(map(self._dot, ordered))
        return f'<td class="half">{places}中{told}<br>{dots}</td>'

    def _dot(self, place: str) -> str:
        told = self._told.get(place)
        row, kind, sign = (told, "told", "●") if told else (self._figures[place], "silent", "○")
        name = escape(f"{place} {'写到' if told else '没有写到'}")
        return f'<a class="{kind}" href="{self._sentences.href(row)}" title="{name}" aria-label="{name}">{sign}</a>'

    def _place(self, place: str) -> str:
        """A place in a list: its figure, and what it tells of the practice."""
        told = self._told.get(place)
        practice = self._sentences.link(told, told["text"][:40]) if told else "没有写到 not told"
        figure = self._figures[place]
        return f"{where(place)} {self._sentences.link(figure, figure['text'])} · {practice}"

"""The comparison as one page: what there is in numbers, heat maps, figures on a line, practices by places, what goes with higher figures,
cards, promises, slogans, wording, reuse; every number leads to its sentence. It loads nothing, runs no script, and everything from a
document is escaped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from civtext.comparison import Comparison
from civtext.comparison.cards import Card
from civtext.comparison.reading import GROUPS
from civtext.outputs import page
from civtext.reports.cards import cards_html
from civtext.reports.figures import figure_item, figures_html
from civtext.reports.fragments import STYLE, Sentences
from civtext.reports.heat import matrix_html, reports_item, reports_of
from civtext.reports.practices import practice_item, practices_html
from civtext.reports.promises import promises_html, slogans_html
from civtext.reports.together import together_html
from civtext.reports.wording import pair_item, reuse_html, wording_html

_CARDS = 6  # indicators whose cards are shown
_HEADED = re.compile(r'<section id="(\w+)"><h2>([^<]+?) [A-Z][^<]*</h2>')


def comparison_page(told: Comparison) -> str:
    """The page of a comparison. Cards are those of the indicators that most places answer, or of all that were chosen."""
    title = f"各地经验比较:按{GROUPS[told.by]} Comparing by {told.by}"
    return page(title, comparison_html(told, Sentences()), style=STYLE)


def comparison_html(told: Comparison, sentences: Sentences) -> str:
    """All parts of a comparison as one fragment, under links to each, with what their numbers lead to."""
    parts = [
        matrix_html(told, sentences),
        figures_html(told, sentences),
        practices_html(told.practices, sentences),
        together_html(told.together, sentences),
        cards_html(chosen_cards(told), sentences),
        promises_html(told.promises, sentences),
        slogans_html(told.slogans, sentences),
        wording_html(told, sentences),
        reuse_html(told.reuse, sentences),
    ]
    body = "".join(parts)
    links = "".join(f'<a href="#{id}">{name}</a>' for id, name in _HEADED.findall(body))
    nav = f'<nav class="parts" aria-label="各部分 parts">{links}</nav>' if links else ""
    return f"{_overview(told, sentences)}{nav}{body}{sentences.html()}"


def chosen_cards(told: Comparison) -> list[Card]:
    """The cards of the indicators that most places answer, or of all that were chosen."""
    often = Counter(card.about for card in told.cards)
    best = sorted(often, key=lambda id: (-often[id], id))[: None if told.ids else _CARDS]
    return [card for card in told.cards if card.about in best]


def _overview(told: Comparison, sentences: Sentences) -> str:
    """What there is, in numbers that each open the list of what they count."""
    groups, name = reports_of(told), GROUPS[told.by]
    lost = [row for row in told.articles if not row["group"]]
    common = [one for one in told.practices if len(one.places) > 1]
    kept = [one.promise for one in told.promises if one.outcome == "kept"]
    counted: list[tuple[str, str, Sequence[Any], Callable[[Any], str] | None]] = [
        ("篇材料 reports", "材料 reports", told.articles, None),
        (f"个{name} groups", name, list(groups), lambda group: reports_item(group, groups, sentences)),
        ("组同口径数字 figures", "同口径数字", told.figures, lambda one: figure_item(one, sentences)),
        ("种共同做法 practices in common", "共同的做法", common, lambda one: practice_item(one, sentences)),
        ("项打算后来兑现 promises kept", "兑现 kept", kept, None),
        ("对雷同段落 pairs alike", "雷同段落 reuse", told.reuse, lambda one: pair_item(one, sentences)),
        (f"篇没有写明{name},不计入 left out", f"没有写明{name}", lost, None),
    ]
    tiles = "".join(
        f"<div>{sentences.count(len(members), title, members, item)}<span>{said}</span></div>"
        for said, title, members, item in counted
        if members
    )
    said = "这些是文本里写的,不是核实过的事实;每个数字都能点开,看到它的出处。 What the reports say, not what was verified; every number opens what it comes from."
    return f'<p>{said}</p><div class="tiles">{tiles}</div>'

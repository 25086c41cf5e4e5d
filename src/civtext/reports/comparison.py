"""The comparison as one page: heat maps, figures on a line, practices, what goes with higher figures, wording, reuse, promises, cards;
every number leads to its sentence. It loads nothing, runs no script, and everything from a document is escaped.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from html import escape

from civtext.comparison import Comparison
from civtext.comparison.cards import Card
from civtext.comparison.likeness import Cluster
from civtext.comparison.promises import OUTCOMES, Promise
from civtext.comparison.reading import GROUPS
from civtext.comparison.reuse import Reuse
from civtext.comparison.slogans import COURSES, Course
from civtext.outputs import page
from civtext.reports.cards import cards_html
from civtext.reports.figures import figures_html, together_html
from civtext.reports.fragments import STYLE, Sentences, cells, first_of, marked, section, td, who
from civtext.reports.heat import matrix_html

_SHOWN = {"practices": 40, "own": 5, "reuse": 40, "promises": 60, "slogans": 60, "groups": 40, "cards": 6}


def comparison_page(told: Comparison) -> str:
    """The page of a comparison. Cards are those of the indicators that most places answer, or of all that were chosen."""
    sentences = Sentences()
    parts = [
        _intro(told),
        matrix_html(told),
        figures_html(told, sentences),
        practices_html(told.practices, sentences),
        together_html(told.together, sentences),
        wording_html(told),
        reuse_html(told.reuse),
        promises_html(told, sentences),
        slogans_html(told.slogans, sentences),
        cards_html(chosen_cards(told), sentences),
        sentences.html(),
    ]
    return page(f"各地经验比较 Comparing by {told.by}", "".join(parts), style=STYLE)


def chosen_cards(told: Comparison) -> list[Card]:
    """The cards of the indicators that most places answer, or of all that were chosen."""
    often = Counter(card.about for card in told.cards)
    best = sorted(often, key=lambda id: (-often[id], id))[: None if told.ids else _SHOWN["cards"]]
    return [card for card in told.cards if card.about in best]


def _intro(told: Comparison) -> str:
    groups = sorted({row["group"] for row in told.articles if row["group"]})
    said = f"{len(told.articles)} 篇材料 reports, {len(groups)} 个{GROUPS[told.by]} groups"
    skipped = (
        f";{told.skipped} 篇没有写明{GROUPS[told.by]},不计入 {told.skipped} do not say theirs" if told.skipped else ""
    )
    return f"<p>{escape(said + skipped)}。这些是文本里写的,不是核实过的事实。 What the reports say, not what was verified.</p>"


def practices_html(found: Sequence[Cluster], sentences: Sentences) -> str:
    common = [one for one in found if len(one.places) > 1]
    rows = [
        [td(one.name), td(len(one.places)), td(one.first or "—"), f"<td>{_tellers(one, sentences)}</td>"]
        for one in common[: _SHOWN["practices"]]
    ]
    more = first_of(_SHOWN["practices"], common)
    body = cells(("做法 practice", "地方 places", "最早 first", "谁在做 who"), rows) if rows else ""
    own: defaultdict[str, list[str]] = defaultdict(list)
    for one in found:
        if len(one.places) == 1 and len(own[one.places[0]]) < _SHOWN["own"]:
            own[one.places[0]].append(sentences.link(one.members[0], one.members[0]["text"][:40]))
    listed = "".join(
        f"<li>{escape(place)}: {'、'.join(links)}</li>" for place, links in sorted(own.items())[: _SHOWN["groups"]]
    )
    return (
        section("共同与独有的做法 Practices", f"{more}{body}<h3>只有一地写到的 Of one's own</h3><ul>{listed}</ul>")
        if found
        else ""
    )


def _tellers(one: Cluster, sentences: Sentences) -> str:
    """The places that tell a practice, in the order of years, each leading to where it first does."""
    first = {row["place"]: row for row in reversed(one.members) if row["place"]}
    links = (sentences.link(first[place], f"{place} {first[place]['year'] or ''}".strip()) for place in one.places)
    return "、".join(links)


def wording_html(told: Comparison) -> str:
    groups = [
        f"<h3>{escape(group)}</h3><p class='chips'>{''.join(f'<span>{escape(one.term)}</span>' for one in found[:12])}</p>"
        for group, found in list(told.terms.items())[: _SHOWN["groups"]]
        if found
    ]
    stock = sorted(told.stock.items(), key=lambda one: -one[1])[:20]
    listed = "".join(f"<li>{escape(sentence)} <small>{number} 地</small></li>" for sentence, number in stock)
    body = "".join(groups) + (f"<h3>套话 Stock phrases</h3><ul>{listed}</ul>" if listed else "")
    return section("用语 Wording", body) if body else ""


def reuse_html(found: Sequence[Reuse]) -> str:
    body = "".join(
        f'<div class="pair"><p><b>{escape(who(one.first))}</b> {"→" if one.direction else "↔"} <b>{escape(who(one.second))}</b>'
        f" <small>{one.likeness:.0%}{' 换词 spun' if one.spun else ''}</small></p><p>{marked(one.first['text'], [a for a, _ in one.shared])}</p>"
        f"<p>{marked(one.second['text'], [b for _, b in one.shared])}</p></div>"
        for one in found[: _SHOWN["reuse"]]
    )
    return section("雷同段落 Reuse", first_of(_SHOWN["reuse"], found) + body) if body else ""


def promises_html(told: Comparison, sentences: Sentences) -> str:
    counts = Counter(one.outcome for one in told.promises)
    if not counts:
        return ""
    said = " · ".join(f"{name} {outcome} {counts[outcome]}" for outcome, name in OUTCOMES.items())
    settled = [one for one in told.promises if one.outcome != "open"]
    rows = [
        [
            td(one.promise["place"]),
            td(one.promise["year"]),
            f"<td>{sentences.link(one.promise, one.promise['text'][:40])}</td>",
            f'<td class="{one.outcome}">{OUTCOMES[one.outcome]}</td>',
            f"<td>{_later(one, sentences)}</td>",
        ]
        for one in settled[: _SHOWN["promises"]]
    ]
    table = cells(("地方", "年份", "打算 promised", "结果", "后来 later"), rows) if rows else ""
    return section("说了与做了 Promises", f"<p>{escape(said)}</p>{first_of(_SHOWN['promises'], settled)}{table}")


def _later(one: Promise, sentences: Sentences) -> str:
    return f"{one.told['year']} {sentences.link(one.told, one.told['text'][:40])}" if one.told else ""


def slogans_html(found: Sequence[Course], sentences: Sentences) -> str:
    """The slogans of places over the years as a fragment: those taken up, left and kept, each year leading to its sentence."""
    rows = []
    for one in found[: _SHOWN["slogans"]]:
        years = "、".join(sentences.link(row, str(row["year"])) for row in one.told)
        rows.append([td(one.place), td(one.slogan), td(COURSES[one.course]), f"<td>{years}</td>"])
    body = cells(("地方", "口号 slogan", "去留", "提到的年份 years"), rows)
    note = "与该地第一份和最后一份材料相比。 Beside the first and the last report of the place."
    shown = f"<p><small>{note}</small></p>{first_of(_SHOWN['slogans'], found)}{body}"
    return section("口号来去 Slogans over the years", shown) if rows else ""

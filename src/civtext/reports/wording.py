"""Wording as fragments: the terms that set groups apart, stock phrases and their spread, who wrote from whom; each number leads to
the passages it counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from html import escape

from civtext.comparison import Comparison
from civtext.comparison.reading import GROUPS, Row
from civtext.comparison.reuse import Reuse, written
from civtext.comparison.wording import Distinctive
from civtext.lexicons import occurrences
from civtext.model import Span
from civtext.reports.fragments import (
    Sentences,
    bar,
    cells,
    field,
    first_of,
    foremost,
    group_name,
    marked,
    section,
    who,
    whose,
)
from civtext.reports.heat import BROWN, shade
from civtext.words import sentence_around

_TERMS, _GROUPS, _STOCK, _PAIRS, _OPEN, _PLACES = 12, 40, 20, 40, 3, 30


def wording_html(told: Comparison, sentences: Sentences) -> str:
    """The distinctive terms of each group with the number of passages that hold them, and the stock phrases."""
    groups = [
        [
            f'<th class="where">{escape(group_name(group))}</th>',
            f"<td class='chips'>{''.join(_chip(group, one, sentences) for one in found[:_TERMS])}</td>",
        ]
        for group, found in list(told.terms.items())[:_GROUPS]
        if found
    ]
    note = "<p><small>各地与其他地方相比用得特别多的词,数字是写到它的段落。 Words used much more than elsewhere, with their passages.</small></p>"
    terms = f"{note}{cells((GROUPS[told.by], '突出的词 distinctive'), groups)}" if groups else ""
    body = terms + _stock(told.stock, sentences)
    return section("用语 Wording", body, "wording") if body else ""


def _chip(group: str, one: Distinctive, sentences: Sentences) -> str:
    def item(row: Row) -> str:
        return _around(row, list(occurrences([one.term], row["text"])), sentences)

    href = sentences.list_of(f"{group_name(group)} {one.term}", one.rows, item)
    return f'<a href="{href}">{escape(one.term)} <small>{len(one.rows)}</small></a>'


def _stock(stock: Mapping[str, Sequence[Row]], sentences: Sentences) -> str:
    ordered = sorted(stock, key=lambda phrase: -len(stock[phrase]))
    if not ordered:
        return ""

    def href(phrase: str) -> str:
        return sentences.list_of(
            phrase, stock[phrase], lambda row: _around(row, written(phrase, row["text"]), sentences)
        )

    rows = [
        [
            f'<td><a href="{href(phrase)}">{escape(phrase)}</a></td>',
            f'<td><a href="{href(phrase)}">{bar(8 * len(stock[phrase]), "#be5a1e")} {len(stock[phrase])}地</a></td>',
        ]
        for phrase in ordered[:_STOCK]
    ]
    more = first_of(
        _STOCK, ordered, "套话 stock phrases", sentences, lambda one: f'<a href="{href(one)}">{escape(one)}</a>'
    )
    return f"<h3>套话 Stock phrases</h3>{more}{cells(('套话 phrase', '写到的地方 places'), rows)}"


def _around(row: Row, spans: Sequence[tuple[int, int]], sentences: Sentences) -> str:
    """The first sentence of a passage that holds something, with that marked."""
    text = row["text"]
    first, last = sentence_around(text, *spans[0]) if spans else Span(0, len(text))
    inside = [(start - first, end - first) for start, end in spans if first <= start and end <= last]
    return f"{marked(text[first:last], inside)} {sentences.whose(row)}"


def reuse_html(found: Sequence[Reuse], sentences: Sentences) -> str:
    """Who wrote from whom, as a field; the passages side by side, what they share marked."""
    if not found:
        return ""
    more = first_of(_PAIRS, found, "雷同段落 reuse", sentences, lambda one: pair_item(one, sentences))
    pairs = "".join(_pair(one, sentences, at < _OPEN) for at, one in enumerate(found[:_PAIRS]))
    return section("雷同段落 Reuse", f"{_from_whom(found, sentences)}{more}{pairs}", "reuse")


def pair_item(one: Reuse, sentences: Sentences) -> str:
    """A pair of passages in a list: whose they are, each leading to its own, and how alike."""
    first, second = (sentences.link(row, who(row)) for row in (one.first, one.second))
    spun = " 换词 spun" if one.spun else ""
    return f"{first} {'→' if one.direction else '↔'} {second} {sentences.link(one.second, f'{one.likeness:.0%}')}{spun}"


def _pair(one: Reuse, sentences: Sentences, is_open: bool) -> str:
    texts = "".join(
        f"<p>{marked(row['text'], spans)}</p>"
        for row, spans in ((one.first, [a for a, _ in one.shared]), (one.second, [b for _, b in one.shared]))
    )
    told = f"<details{' open' if is_open else ''}><summary>对照原文 side by side</summary>{texts}</details>"
    return f'<div class="pair"><p>{pair_item(one, sentences)}</p>{told}</div>'


def _from_whom(found: Sequence[Reuse], sentences: Sentences) -> str:
    """Pairs by the place that was first and the one that came later; those without a date stand both ways."""
    pairs: defaultdict[tuple[str, str], list[Reuse]] = defaultdict(list)
    for one in found:
        first, second = whose(one.first), whose(one.second)
        pairs[first, second].append(one)
        if not one.direction:
            pairs[second, first].append(one)
    often = Counter(place for key, some in pairs.items() for place in {*key} for _ in some)
    places = foremost(often, _PLACES)
    most = max(map(len, pairs.values()))

    def cell(first: str, second: str) -> str:
        if not (some := pairs.get((first, second))):
            return "<td></td>"
        href = sentences.list_of(f"{first} → {second}", some, lambda one: pair_item(one, sentences))
        colour = shade(BROWN, 0.15 + 0.5 * len(some) / most)
        return f'<td bgcolor="{colour}"><a href="{href}" title="{escape(f"{first} → {second}")}">{len(some)}</a></td>'

    rows = (
        f'<tr><th class="where">{escape(first)}</th>{"".join(cell(first, second) for second in places)}</tr>'
        for first in places
    )
    note = "行是先写的地方,列是后写的地方,格内是雷同段落的对数;分不出先后的两处都算。 Rows wrote first, columns later; undated pairs stand twice."
    left = f' 只列最多的<span class="rule">{_PLACES}</span>个地方。' if len(often) > len(places) else ""
    corner = '<th class="name">先 first \\ 后 later</th>'
    return f"<p><small>{note}{left}</small></p>{field(corner, places, rows)}"

"""Practices as a fragment: who tells which, in the first year each does, as a field of dots; and what only one place tells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from html import escape

from civtext.comparison.likeness import Cluster
from civtext.comparison.reading import Row
from civtext.reports.fragments import Sentences, field, first_of, foremost, section, where
from civtext.reports.heat import BLUE, shade

_MOST, _OWN, _PLACES = 40, 5, 40


def practices_html(found: Sequence[Cluster], sentences: Sentences) -> str:
    """The practices in common by places, and those of one's own."""
    if not found:
        return ""
    common = [one for one in found if len(one.places) > 1]
    more = first_of(_MOST, common, "共同的做法", sentences, lambda one: practice_item(one, sentences))
    field = _field(common[:_MOST], sentences) if common else ""
    return section("共同与独有的做法 Practices", f"{more}{field}{_own(found, sentences)}", "practices")


def practice_item(one: Cluster, sentences: Sentences) -> str:
    """A practice in a list, leading to the places that tell it."""
    return f'<a href="{_tellers(one, sentences)}">{escape(one.name)}</a>'


def _tellers(one: Cluster, sentences: Sentences) -> str:
    """Where the places that tell a practice are listed, in the order of years."""
    told = _by_place(one)
    return sentences.list_of(one.name, list(told), lambda place: f"{where(place)} {_links(told[place], sentences)}")


def _links(rows: Sequence[Row], sentences: Sentences) -> str:
    return "、".join(f"{where(row['year'] or '')} {sentences.link(row, row['text'][:40])}" for row in rows)


def _by_place(one: Cluster) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in one.members:
        if row["place"]:
            found[row["place"]].append(row)
    return dict(found)


def _field(common: Sequence[Cluster], sentences: Sentences) -> str:
    """Practices by places: the year in which a place first tells one, the earlier the darker; who was first stands out."""
    often = Counter(place for one in common for place in one.places)
    places = foremost(often, _PLACES)
    years = sorted({row["year"] for one in common for row in one.members if row["year"]})
    rows = (_row(one, places, years, sentences) for one in common)
    note = "格内是一地最早写到的年份,越早颜色越深,■ 是各地中最早的。 The year in which a place first tells it; ■ the first of all."
    left = f' 只列写到做法最多的<span class="rule">{_PLACES}</span>个地方。' if len(often) > len(places) else ""
    corner = '<th class="name">做法 practice</th><th class="name">地方 places</th>'
    return f"<p><small>{note}{left}</small></p>{field(corner, places, rows)}"


def _row(one: Cluster, places: Sequence[str], years: Sequence[int], sentences: Sentences) -> str:
    told = _by_place(one)
    cells = "".join(_cell(one, place, told.get(place, []), years, sentences) for place in places)
    many = f'<a href="{_tellers(one, sentences)}">{len(told)}</a>'
    return f'<tr><th>{practice_item(one, sentences)}</th><td class="many">{many}</td>{cells}</tr>'


def _cell(one: Cluster, place: str, rows: Sequence[Row], years: Sequence[int], sentences: Sentences) -> str:
    if not rows:
        return "<td></td>"
    year = rows[0]["year"]
    depth = 0.12 + 0.5 * (1 - years.index(year) / max(len(years) - 1, 1)) if year else 0.12
    words = f"{'■' if place == one.first else ''}{year % 100:02d}" if year else "●"
    href, title = sentences.href(rows[0]), escape(f"{place} {year or ''} {rows[0]['text'][:40]}")
    return f'<td bgcolor="{shade(BLUE, depth)}"><a href="{href}" title="{title}">{words}</a></td>'


def _own(found: Sequence[Cluster], sentences: Sentences) -> str:
    own: defaultdict[str, list[Row]] = defaultdict(list)
    for one in found:
        if len(one.places) == 1:
            own[one.places[0]].append(one.members[0])
    listed = "".join(
        f"<li>{where(place)} {sentences.links(rows, f'只有{place}写到', _OWN)}</li>"
        for place, rows in sorted(own.items())[:_PLACES]
    )
    return f"<h3>只有一地写到的 Of one's own</h3><ul>{listed}</ul>" if listed else ""

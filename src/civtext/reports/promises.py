"""Over the years, as fragments: what became of what was promised, by places, and the slogans that come and go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape

from civtext.comparison.promises import OUTCOMES, Promise
from civtext.comparison.reading import Row
from civtext.comparison.slogans import COURSES, Course
from civtext.reports.fragments import Sentences, cells, first_of, section, where

_MOST, _PLACES = 60, 60
_COURSES = {"kept": "steady", "new": "kept", "gone": "dropped"}  # the colour of each course
_COLOURS = {
    "kept": ("#217a3b", "#fff"),
    "changed": ("#f0c36d", "#222"),
    "dropped": ("#a8321f", "#fff"),
    "open": ("#cccccc", "#222"),
}
_WIDTH = 420  # of the longest bar


def promises_html(promises: Sequence[Promise], sentences: Sentences) -> str:
    """What became of promises: a bar for each place, then each promise with what the later report says."""
    if not promises:
        return ""
    by_outcome = _by_outcome(promises)
    said = " · ".join(
        f'<span class="{outcome}">{name} {outcome}</span> {sentences.count(f"{len(rows)}项", name, rows)}'
        for outcome, name in OUTCOMES.items()
        if (rows := by_outcome.get(outcome))
    )
    settled = [one for one in promises if one.outcome != "open"]
    told = [_cells(one, sentences) for one in settled[:_MOST]]
    more = first_of(_MOST, settled, "说了与做了", sentences, lambda one: _item(one, sentences))
    table = cells(("地方 place", "打算 promised", "结果", "后来 later"), told) if told else ""
    body = f"<p>{said}</p>{_bars(promises, sentences)}{more}{table}"
    return section("说了与做了 Promises", body, "promises")


def _by_outcome(promises: Sequence[Promise]) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for one in promises:
        found[one.outcome].append(one.promise)
    return found


def _bars(promises: Sequence[Promise], sentences: Sentences) -> str:
    places: defaultdict[str, list[Promise]] = defaultdict(list)
    for one in promises:
        places[one.promise["place"]].append(one)
    most = max(map(len, places.values()))
    rows = [
        [
            f'<th class="where">{escape(place)}</th>',
            f"<td>{_bar(place, _by_outcome(found), _WIDTH / most, sentences)}</td>",
        ]
        for place, found in sorted(places.items())[:_PLACES]
    ]
    return cells(("地方 place", "兑现、变更、未再提、待后续 kept, changed, dropped, open"), rows)


def _bar(place: str, rows: Mapping[str, Sequence[Row]], width: float, sentences: Sentences) -> str:
    parts, at = [], 0.0
    for outcome, name in OUTCOMES.items():
        if found := rows.get(outcome):
            (back, ink), wide = _COLOURS[outcome], width * len(found)
            href = sentences.list_of(f"{place} {name} {outcome}", found)
            parts.append(
                f'<a href="{href}"><rect x="{at:.0f}" width="{wide:.0f}" height="22" fill="{back}"><title>{name} {outcome}</title></rect>'
                f'<text x="{at + wide / 2:.0f}" y="16" text-anchor="middle" fill="{ink}">{len(found)}</text></a>'
            )
            at += wide
    return (
        f'<svg class="stack" viewBox="0 0 {_WIDTH} 22" role="group" aria-label="{escape(place)}">{"".join(parts)}</svg>'
    )


def _cells(one: Promise, sentences: Sentences) -> list[str]:
    return [
        f"<td>{where(one.promise['place'])} {where(one.promise['year'])}</td>",
        f"<td>{sentences.link(one.promise, one.promise['text'][:40])}</td>",
        f'<td class="{one.outcome}">{OUTCOMES[one.outcome]}</td>',
        f"<td>{_later(one, sentences)}</td>",
    ]


def _item(one: Promise, sentences: Sentences) -> str:
    return f"{sentences.member(one.promise)} {OUTCOMES[one.outcome]} {_later(one, sentences)}"


def _later(one: Promise, sentences: Sentences) -> str:
    return f"{where(one.told['year'])} {sentences.link(one.told, one.told['text'][:40])}" if one.told else ""


def slogans_html(found: Sequence[Course], sentences: Sentences) -> str:
    """The slogans of places by years, those taken up, left and kept in three colours, each leading to its sentence."""
    if not found:
        return ""
    places: defaultdict[str, list[Course]] = defaultdict(list)
    for one in found:
        places[one.place].append(one)
    years = sorted({row["year"] for one in found for row in one.told})

    def told(courses: Sequence[Course], year: int) -> str:
        links = (
            f'<span class="{_COURSES[one.course]}">{sentences.link(row, one.slogan)}</span>'
            for one in courses
            for row in one.told
            if row["year"] == year
        )
        return "、".join(links)

    def item(place: str) -> str:
        return f"{where(place)} {'、'.join(filter(None, (told(places[place], year) for year in years)))}"

    names = sorted(places)
    rows = (
        [f'<th class="where">{escape(place)}</th>', *(f"<td>{told(places[place], year)}</td>" for year in years)]
        for place in names[:_PLACES]
    )
    legend = " · ".join(f'<span class="{_COURSES[course]}">{name} {course}</span>' for course, name in COURSES.items())
    note = "与该地第一份和最后一份材料相比。 Beside the first and the last report of the place."
    more = first_of(_PLACES, names, "口号 slogans", sentences, item)
    table = cells(("地方 place", *map(str, years)), rows)
    return section("口号来去 Slogans over the years", f"<p><small>{note}</small> {legend}</p>{more}{table}", "slogans")

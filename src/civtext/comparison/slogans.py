"""Slogans over the years (口号来去): which numeric slogans of a place its reports keep telling, take up and leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from civtext.comparison.reading import Row

COURSES = {"kept": "一直提", "new": "新提", "gone": "不再提"}


@dataclass(frozen=True, slots=True)
class Course:
    """A slogan of a place: the years that tell it, each by its first mention, and what became of it: kept (told in the last report
    and in the first), new (in the last, not in the first), gone (not in the last).
    """

    slogan: str
    place: str
    told: tuple[Row, ...]
    course: str


def slogan_courses(slogans: Sequence[Row], articles: Sequence[Row]) -> list[Course]:
    """The slogans of each place that there are reports of two years of, by place. Rows need `place`, `year`, `text`."""
    reported: defaultdict[str, set[int]] = defaultdict(set)
    for row in articles:
        if row["place"] and row["year"]:
            reported[row["place"]].add(row["year"])
    told: defaultdict[tuple[str, str], dict[int, Row]] = defaultdict(dict)
    for row in slogans:
        if len(reported.get(row["place"], ())) > 1 and row["year"]:
            told[row["place"], row["text"].strip("“”\"'「」")].setdefault(row["year"], row)
    return [_course(*key, by_year, reported[key[0]]) for key, by_year in sorted(told.items())]


def _course(place: str, slogan: str, by_year: dict[int, Row], reported: set[int]) -> Course:
    first, last = min(reported), max(reported)
    course = "gone" if last not in by_year else "kept" if first in by_year else "new"
    return Course(slogan, place, tuple(by_year[year] for year in sorted(by_year)), course)

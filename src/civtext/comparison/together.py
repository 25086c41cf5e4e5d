"""What goes with higher figures (与数字高低同现): practices that are told more often by the places in the upper half of a figure than by those
in the lower half.

An observation, never a cause: figures are as large as the place is, a place that writes more tells of more, and of many pairs some go
together by chance. So each pair is given its counts and how probable so uneven a split is where the practice has nothing to do with
the figure (the upper tail of the hypergeometric distribution, Fisher 1935), and all pairs how many of them chance alone would have shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb
from statistics import median

from civtext.comparison.figures import Aligned
from civtext.comparison.likeness import Cluster

FEWEST, OF_A_HALF = 6, 3  # places with a known figure from which on it is looked at, and those of either half
UNLIKELY = 0.05


@dataclass(frozen=True, slots=True)
class Together:
    """A figure and a practice that go together: the places above and below the median of the figure (those at it are left out), those
    of either half that tell the practice, and how probable so uneven a split is by chance.
    """

    figure: Aligned
    practice: Cluster
    upper: tuple[str, ...]
    lower: tuple[str, ...]
    above: tuple[str, ...]
    below: tuple[str, ...]
    chance: float


@dataclass(frozen=True, slots=True)
class Observed:
    """What goes together, the least probable first; how many pairs of which figures and practices were looked at, how many chance
    alone would show among them, and the figures that were left aside for having too few places.
    """

    found: tuple[Together, ...] = ()
    pairs: int = 0
    by_chance: float = 0.0
    figures: tuple[Aligned, ...] = ()
    practices: tuple[Cluster, ...] = ()
    too_few: tuple[Aligned, ...] = ()


def observe(figures: Iterable[Aligned], practices: Iterable[Cluster]) -> Observed:
    """The practices in common that go with higher figures, of figures that enough places report.

    A practice is not looked at beside the figures that it is told with. Rows of members need `key`, the figure a measure is told with.
    """
    common = [one for one in practices if len(one.places) > 1]
    done = [one for one in figures if one.key[3] == "done"]
    found: list[Together] = []
    looked: list[Aligned] = []
    too_few: list[Aligned] = []
    pairs, by_chance = 0, 0.0
    for figure in done:
        upper, lower = halves(figure)
        if min(len(upper), len(lower)) < OF_A_HALF or len(upper) + len(lower) < FEWEST:
            too_few.append(figure)
            continue
        looked.append(figure)
        for practice in common:
            above, below = (tuple(one for one in half if one in practice.places) for half in (upper, lower))
            if not above + below or _is_its_own(practice, figure):
                continue
            sizes = len(upper), len(lower), len(above) + len(below)
            pairs, by_chance = pairs + 1, by_chance + _shown_by_chance(*sizes)
            if (chance := by_luck(len(above), *sizes)) <= UNLIKELY:
                found.append(Together(figure, practice, upper, lower, above, below, round(chance, 4)))
    found.sort(key=lambda one: (one.chance, -len(one.above), one.figure.key, one.practice.name))
    return Observed(tuple(found), pairs, round(by_chance, 1), tuple(looked), tuple(common), tuple(too_few))


def halves(figure: Aligned) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The places above and below the median of a figure, each taken by the median of its own."""
    own: dict[str, list[float]] = {}
    for one in figure.figures:
        if one.value is not None and one.row["place"]:
            own.setdefault(one.row["place"], []).append(one.value)
    values = {place: median(told) for place, told in sorted(own.items())}
    middle = median(values.values()) if values else 0.0
    return tuple(one for one in values if values[one] > middle), tuple(one for one in values if values[one] < middle)


def by_luck(above: int, upper: int, lower: int, having: int) -> float:
    """How probable it is that at least `above` of those that have something are in the upper half, where half and having are unrelated.

    >>> round(by_luck(5, 6, 7, 6), 3)
    0.025
    """
    ways = sum(comb(upper, one) * comb(lower, having - one) for one in range(above, min(upper, having) + 1))
    return ways / comb(upper + lower, having)


def _shown_by_chance(upper: int, lower: int, having: int) -> float:
    """How probable it is that a pair of these sizes is shown, though it is unrelated."""
    shown = (by_luck(above, upper, lower, having) for above in range(min(upper, having) + 1))
    return max((chance for chance in shown if chance <= UNLIKELY), default=0.0)


def _is_its_own(practice: Cluster, figure: Aligned) -> bool:
    own = (*figure.key[:3], figure.key[4])
    return any(row["key"] == own for row in practice.members)

"""Agreement of annotators: Krippendorff's alpha for names (nominal data), and of sets of labels, label by label.

>>> round(alpha([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b"), (None, "a")]), 3)
0.533
>>> by_label([({"C09"}, {"C09"}), ({"C09", "C11"}, {"C09"}), (set(), set())], ["C09", "C11"])
{'C09': 1.0, 'C11': 0.0}

Method: Krippendorff, Content Analysis (2004), chapter 11: 1 - observed / expected disagreement over pairable values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import permutations


def alpha(units: Iterable[Sequence[Hashable | None]]) -> float:
    """Alpha of units, each the values that annotators gave it (None where one gave none); 1.0 where nothing could differ."""
    weights: Counter[Hashable] = Counter()
    differing = 0.0
    for unit in units:
        values = [value for value in unit if value is not None]
        if len(values) < 2:
            continue
        for one, other in permutations(values, 2):
            differing += (one != other) / (len(values) - 1)
        weights.update(values)
    total = sum(weights.values())
    expected = sum(weights[one] * weights[other] for one in weights for other in weights if one != other)
    return 1 - (total - 1) * differing / expected if expected else 1.0


def by_label(pairs: Iterable[Sequence[set[str]]], labels: Iterable[str]) -> dict[str, float]:
    """Alpha of each label by itself: whether the annotators gave it, passage by passage."""
    pairs = list(pairs)
    return {label: round(alpha([tuple(label in given for given in one) for one in pairs]), 4) for label in labels}

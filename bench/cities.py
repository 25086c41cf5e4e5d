"""How well cities are compared: `civtext.comparison` against what is true of the made-up cities (corpora/cities).

    python bench/cities.py                  # mines the 60 reports into a base in a temporary folder
    python bench/cities.py --misses figures # what went wrong, of the places that are not held out (also: measures, reuse, promises)

Figures: F1 of the pairs of true figures that are put into one group. Measures: B-cubed F1 (Bagga and Baldwin 1998) over the
true members; one that no measure was found for stands alone. Reuse: precision over the pairs found, recall over the true
pairs, of the spun ones apart, and F1 of which pairs are called spun. Promises: F1, where a promise is right that was found with its outcome. A found span is a
true one's where they share most characters. "Held out" is everything that touches one of the seven places kept apart.
Exit status 1 below the goals, over all places.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from civtext.batch import mine
from civtext.comparison import Comparison, compare

FOLDER = Path(__file__).parents[1] / "corpora" / "cities"
GOALS = {"figures": 0.9, "measures": 0.8, "reuse": 0.95, "spun": 0.8, "promises": 0.8}
Span = tuple[str, int, int]  # document, start, end
Keep = Callable[[Iterable[str]], bool]  # whether what touches these documents is scored
Numbers = tuple[float, float]


def span(one: Mapping[str, Any]) -> Span:
    if "document" in one:
        return one["document"], one["start"], one["end"]
    return Path(one["file"]).name, one["span_start"], one["span_end"]


def shared(one: Span, other: Span) -> int:
    return min(one[2], other[2]) - max(one[1], other[1]) if one[0] == other[0] else 0


class Found:
    """Found spans by document: which of them shares most with a true one."""

    def __init__(self, found: Iterable[tuple[Span, Any]]) -> None:
        self.by_document: defaultdict[str, list[tuple[Span, Any]]] = defaultdict(list)
        for where, what in found:
            self.by_document[where[0]].append((where, what))

    def best(self, true: Span) -> Any:
        where, what = max(self.by_document[true[0]], key=lambda one: shared(true, one[0]), default=(true, None))
        return what if shared(true, where) > 0 else None


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def figures(told: Comparison, truth: Any, keep: Keep, miss: Callable[[str], None]) -> Numbers:
    found = Found((span(figure.row), group.key) for group in told.figures for figure in group.figures)
    true = [(span(one), group, one["text"]) for group, members in truth["figures"].items() for one in members]
    put = [(where, group, found.best(where), text) for where, group, text in true]
    counts: Counter[str] = Counter()
    for one, other in combinations(put, 2):
        if one[0][0] == other[0][0] or not keep((one[0][0], other[0][0])):
            continue
        together, is_true = one[2] is not None and one[2] == other[2], one[1] == other[1]
        counts["found"] += together
        counts["true"] += is_true
        counts["right"] += together and is_true
    kept = [one for one in put if keep((one[0][0],))]
    for (group, key), number in sorted(
        Counter((one[1], one[2]) for one in kept).items(), key=lambda x: (x[0][0], -x[1])
    ):
        examples = [f"{one[0][0]}:{one[3]}" for one in kept if (one[1], one[2]) == (group, key)][:2]
        miss(f"{group}\t{number}\t{key}\t{examples}")
    return share(counts["right"], counts["found"]), share(counts["right"], counts["true"])


def measures(told: Comparison, truth: Any, keep: Keep, miss: Callable[[str], None]) -> Numbers:
    found = Found((span(row), at) for at, cluster in enumerate(told.practices) for row in cluster.members)
    true: dict[Span, tuple[str, Hashable]] = {}
    for cluster in truth["measures"]:
        for member in cluster["members"]:
            at = found.best(span(member))
            true[span(member)] = (cluster["practice"], ("alone", span(member)) if at is None else at)
            if keep((member["document"],)):
                name = told.practices[at].name if at is not None else "-"
                miss(f"{cluster['practice']}\t{at}\t{name}\t{member['document']}\t{member['text']}")
    precision, recall = [], []
    for where, (practice, cluster) in true.items():
        if keep((where[0],)):
            alike = {at for at, one in true.items() if one[0] == practice}
            together = {at for at, one in true.items() if one[1] == cluster}
            precision.append(len(alike & together) / len(together))
            recall.append(len(alike & together) / len(alike))
    return share(sum(precision), len(precision)), share(sum(recall), len(recall))


def reuse(told: Comparison, truth: Any, keep: Keep, miss: Callable[[str], None]) -> dict[str, float]:
    true = [(span(pair["from"]), span(pair["to"]), pair["kind"]) for pair in truth["reuse"]]
    true = [pair for pair in true if keep((pair[0][0], pair[1][0]))]
    found = [(span(pair.first), span(pair.second), pair) for pair in told.reuse]
    found = [pair for pair in found if keep((pair[0][0], pair[1][0]))]
    hits: Counter[int] = Counter()
    named: Counter[tuple[bool, bool]] = Counter()  # whether called spun, whether it is
    right, turned = 0, 0
    for first, second, pair in found:
        here = [at for at, (one, other, _) in enumerate(true) if shared(first, one) > 0 and shared(second, other) > 0]
        there = [at for at, (one, other, _) in enumerate(true) if shared(second, one) > 0 and shared(first, other) > 0]
        right, turned = right + bool(here or there), turned + bool(there)
        named[pair.spun, any(true[at][2] == "spun" for at in here + there)] += 1
        hits.update(here + there)
        if not here + there:
            miss(f"false\t{first[0]}\t{second[0]}\t{pair.likeness}\t{pair.first['text']}\t{pair.second['text']}")
    for at, (one, other, kind) in enumerate(true):
        if not hits[at]:
            miss(f"missed\t{kind}\t{one}\t{other}")
    spun = [at for at, pair in enumerate(true) if pair[2] == "spun"]
    return {
        "precision": share(right, len(found)),
        "recall": share(len(hits), len(true)),
        "spun": share(sum(hits[at] > 0 for at in spun), len(spun)),
        "called spun": f1(
            share(named[True, True], named[True, True] + named[True, False]),
            share(named[True, True], named[True, True] + named[False, True]),
        ),
        "wrong way": turned,
    }


def promises(told: Comparison, truth: Any, keep: Keep, miss: Callable[[str], None]) -> Numbers:
    true = [(span(one), one) for one in truth["promises"] if keep((one["document"],))]
    found = [(span(one.promise), one) for one in told.promises if keep((span(one.promise)[0],))]
    outcomes = Found((where, one["outcome"]) for where, one in true)
    right = 0
    for where, promise in found:
        is_right = outcomes.best(where) == promise.outcome
        right += is_right
        if not is_right:
            later = promise.told["text"] if promise.told else "-"
            miss(f"{where[0]}\t{promise.promise['text']}\t{promise.outcome} not {outcomes.best(where)}\t{later}")
    traced = Found((where, promise.outcome) for where, promise in found)
    for where, one in true:
        if traced.best(where) is None:
            miss(f"{where[0]}\t{one['text']}\tnot found ({one['outcome']})")
    return share(right, len(found)), share(sum(traced.best(at) == one["outcome"] for at, one in true), len(true))


def scores(told: Comparison, truth: Any, keep: Keep, miss: Callable[[str, str], None]) -> dict[str, dict[str, float]]:
    rows: dict[str, dict[str, float]] = {}
    for name, score in (("figures", figures), ("measures", measures), ("promises", promises)):
        precision, recall = score(told, truth, keep, lambda line, name=name: miss(name, line))  # type: ignore[misc]
        rows[name] = {"precision": precision, "recall": recall, "F1": f1(precision, recall)}
    rows["reuse"] = reuse(told, truth, keep, lambda line: miss("reuse", line))
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description="Score civtext.comparison on the made-up cities.")
    parser.add_argument("--misses", choices=("figures", "measures", "reuse", "promises"))
    parser.add_argument("--base", type=Path, help="a base to keep; what it holds already is not read again")
    asked = parser.parse_args()
    truth = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        base = asked.base or Path(folder) / "base.civtext"
        mine(sorted(FOLDER.glob("*.txt")), base)
        told = compare(base)

    def held_out(documents: Iterable[str]) -> bool:
        return any(name.split("-")[0] in truth["held_out"] for name in documents)

    ways: dict[str, Keep] = {"all": lambda names: True, "read": lambda names: not held_out(names), "held out": held_out}
    rows = {}
    for name, keep in ways.items():
        show = name == "read"
        rows[name] = scores(
            told, truth, keep, lambda part, line, show=show: print(line) if show and part == asked.misses else None
        )  # type: ignore[misc]
    for part in rows["all"]:
        for name, row in rows.items():
            print(f"{part:9} {name:9} " + "  ".join(f"{of} {value:.3f}" for of, value in row[part].items()))
    whole = rows["all"]
    reached = {part: whole[part]["F1"] for part in ("figures", "measures", "promises")}
    reached |= {"reuse": min(whole["reuse"]["precision"], whole["reuse"]["recall"]), "spun": whole["reuse"]["spun"]}
    short = [part for part, goal in GOALS.items() if reached[part] < goal]
    print("short of the goals: " + ", ".join(short) if short else "all goals are reached")
    return bool(short)


if __name__ == "__main__":
    sys.exit(main())

"""How well gaps are found: the drafts of corpora/drafts, with the faults and look-alikes that were planted in them.

    python bench/gaps.py                 # each kind: precision, recall, look-alikes hit; the held-out drafts apart
    python bench/gaps.py --misses        # and what was missed or is wrong in the others
    python bench/gaps.py --what          # and recall and look-alikes hit of each sort of fault

A fault is found if a gap of its kind overlaps it; a gap is right if it overlaps a fault of its kind. A fault whose
indicator is not answered well has no place: there the indicator must be the same. Whether it is also said right how it is answered (none, planned, thin) is a row of
its own, "verdict", without a floor. Indicators of which nothing is said in a draft's labels are not judged. Exit status 1 where precision or recall of a kind is below the floor.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from civtext.gaps import KINDS, find_gaps
from civtext.model import Annotation
from civtext.pipeline import annotate, load
from civtext.printing import print_table, say
from civtext.records import around
from civtext.store import Outcome, Store

DRAFTS = Path(__file__).resolve().parents[1] / "corpora" / "drafts"
COPIED_FROM = ("02-city-summary", "12-county-survey", "22-district-summary")
FLOOR = 0.9


@dataclass(frozen=True)
class Verdict:
    """One fault, look-alike or gap of a draft, and how it came out: found, missed, right, wrong, hit or left."""

    draft: str
    kind: str
    what: str
    outcome: str
    context: str


def judge(name: str, text: str, labels: dict[str, Any], gaps: Sequence[Annotation]) -> Iterator[Verdict]:
    """What came of each planted fault and look-alike of a draft, and of each gap that was found in it."""
    placed = [one for one in gaps if one.value.kind != "indicator"]
    for key, met, unmet in (("faults", "found", "missed"), ("harmless", "hit", "left")):
        for one in labels[key]:
            outcome = met if any(_meet(one, gap) for gap in placed) else unmet
            yield Verdict(name, one["kind"], one["what"], outcome, around(text, one["start"], one["end"]))
    for gap in placed:
        outcome = "right" if any(_meet(fault, gap) for fault in labels["faults"]) else "wrong"
        yield Verdict(name, gap.value.kind, gap.provenance.rule, outcome, around(text, *gap.span))
    said = {gap.value.group: gap.provenance.rule.partition(".")[2] for gap in gaps if gap.value.kind == "indicator"}
    for indicator, answered in labels["indicators"].items():
        yield from _on_indicator(name, indicator, answered, said.get(indicator, "strong"))


def _on_indicator(name: str, indicator: str, answered: str, said: str) -> Iterator[Verdict]:
    """As with the other kinds, a gap meets a fault of its kind at the same indicator; apart from that, whether it also says
    right how it is answered (kind "verdict").
    """
    told = f"{indicator} {answered}, read as {said}"
    for kind, same in (("indicator", said != "strong"), ("verdict", said == answered)):
        if answered == "strong":
            yield Verdict(name, kind, "strong", "left" if said == "strong" else "hit", told)
        else:
            yield Verdict(name, kind, answered, "found" if same else "missed", told)
        if said != "strong":
            right = answered != "strong" and same
            yield Verdict(name, kind, said, "right" if right else "wrong", told)


def _meet(one: dict[str, Any], gap: Annotation) -> bool:
    ends = (one, *one.get("also", ()))
    return one["kind"] == gap.value.kind and any(
        end["start"] < gap.span.end and gap.span.start < end["end"] for end in ends
    )


def read(path: Path, base: Store | None) -> list[Verdict]:
    """The verdicts on a draft, read against a base of others where there is one."""
    [document] = map(annotate, load(path))
    labels = json.loads(path.with_suffix(".faults.json").read_text(encoding="utf-8"))
    return list(judge(path.stem, document.source.text, labels, find_gaps(document, against=base)))


def print_scores(title: str, verdicts: Sequence[Verdict]) -> bool:
    """A row a kind; whether all of them reach the floor."""
    rows, good = [], True
    for kind, name in (KINDS | {"verdict": "指标结论"}).items():
        n = Counter(one.outcome for one in verdicts if one.kind == kind)
        precision = n["right"] / max(n["right"] + n["wrong"], 1)
        recall = n["found"] / max(n["found"] + n["missed"], 1)
        good = good and (kind == "verdict" or min(precision, recall) >= FLOOR)
        counts = (n["found"] + n["missed"], n["right"] + n["wrong"], f"{n['hit']}/{n['hit'] + n['left']}")
        rows.append((f"{name} {kind}", f"{precision:.3f}", f"{recall:.3f}", *map(str, counts)))
    print_table(
        title,
        ("种类 kind", "准确率 precision", "召回率 recall", "错 faults", "缺口 gaps", "误伤 look-alikes hit"),
        rows,
    )
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="what was missed or is wrong, held-out drafts aside")
    parser.add_argument("--what", action="store_true", help="recall and look-alikes hit by sort of fault")
    options = parser.parse_args()
    held_out = (DRAFTS / "HELD_OUT").read_text(encoding="utf-8").split()
    with TemporaryDirectory() as folder:
        base = Path(folder) / "others.civtext"
        with Store.open(base, create=True) as store:
            for name in COPIED_FROM:
                path = DRAFTS / f"{name}.txt"
                store.add(Outcome(str(path), "ok", hash=name), list(map(annotate, load(path))))
        verdicts = []
        for path in sorted(DRAFTS.glob("*.txt")):
            with nullcontext() if path.stem in COPIED_FROM else Store.open(base) as others:
                verdicts += read(path, others)
    known = [one for one in verdicts if one.draft not in held_out]
    if options.misses:
        for one in known:
            if one.outcome in ("missed", "wrong", "hit"):
                say(f"{one.outcome:6} {one.kind:13} {one.what:18} {one.draft[:2]} {one.context}")
    if options.what:
        sorts = Counter((one.kind, one.what, one.outcome) for one in known)
        for kind, what in sorted({(one.kind, one.what) for one in known}):
            told = {key: sorts[kind, what, key] for key in ("found", "missed", "right", "wrong", "hit", "left")}
            say(f"{kind:13} {what:18} " + " ".join(f"{key} {n}" for key, n in told.items() if n))
    good = print_scores("30份草稿 all thirty drafts", verdicts)
    print_scores("其中22份 the 22 that were read", known)
    print_scores("其中8份 the 8 held out", [one for one in verdicts if one.draft in held_out])
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()

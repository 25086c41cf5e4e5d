"""How much of damaged text cleaning restores, by kind of damage: `python bench/damage.py [SEEDS]`.

`python bench/damage.py random 3000 SEED`: so many random heaps of damage, those listed of which less than .995 comes back.

Every clean text of examples/sources and corpora/annotated is damaged once for each kind and seed. Columns: the share of
the clean text's characters that stand before and after cleaning (`restored` in tests/damage.py says how it is counted),
and F1 of paragraph ends where the damage leaves any.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from statistics import fmean, median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from damage import (
    COMBINED,
    KINDS,
    KINDS_WITHOUT_BREAKS,
    clean_texts,
    damaged,
    heap,
    paragraphs_kept,
    restored,
    restored_of_heap,
)

from civtext.cleaning import clean
from civtext.model import Source

ENOUGH = 0.995
ROW = "{:<84} {:>6} {:>8} {:>8} {:>8} {:>10} {:>10}"


def main(seeds: int) -> None:
    """Print the table."""
    texts = clean_texts()
    print(ROW.format("damage", "texts", "before", "min", "median", "para. min", "median"))
    for kinds in [*((kind,) for kind in KINDS), *COMBINED]:
        before, after, ends = [], [], []
        for seed in range(seeds):
            for name, text in texts.items():
                case = damaged(text, Random(f"{kinds} {name} {seed}"), *kinds)
                reading = clean(Source(case.text))
                before.append(restored(case.truth, case.text))
                after.append(restored(case.truth, reading.text))
                ends.append(paragraphs_kept(case.truth, reading.text))
        lost = not KINDS_WITHOUT_BREAKS.isdisjoint(kinds)
        shares = [median(before), min(after), median(after), *([] if lost else [min(ends), median(ends)])]
        cells = [f"{share:.4f}" for share in shares] + ["–", "–"] * lost
        print(ROW.format(" + ".join(kinds), len(after), *cells))


def heaps(count: int, seed: str) -> None:
    """List the random heaps of damage that are not undone."""
    shares = [restored_of_heap(seed, number) for number in range(count)]
    short = [number for number, share in enumerate(shares) if share < ENOUGH]
    for number in short:
        name, kinds, _ = heap(seed, number)
        print(f"{shares[number]:.4f} {number} {name}: {' + '.join(kinds)}")
    print(f"mean {fmean(shares):.5f}, {len(short)} of {count} below {ENOUGH}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["random"]:
        heaps(int(sys.argv[2]), sys.argv[3])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)

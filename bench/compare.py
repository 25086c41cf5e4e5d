"""The same gold read by civtext and by other packages: `python bench/compare.py [FOLDER…]`.

Each FOLDER (corpora/annotated, and ../shared/gold/dev if there) holds NAME.gold.json beside NAME.txt. The packages
(bench/packages.py) live in an environment of their own, made as bench/compare-requirements.txt says; one that is not
there is left out with a line. No network is used. Two tables a folder: all gold metrics, and those alone whose digits
are not masked.

A find agrees with a gold metric where their spans overlap by half or more (shared over joint length), one to one, the
best pairs first. Of such pairs `span` asks nothing more, `number` the same value and upper end, `value` the unit, too.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path

from packages import PACKAGES, Find, Read, apart

ROOT = Path(__file__).parents[1]
FOLDERS = [ROOT / "corpora" / "annotated", ROOT.parent / "shared" / "gold" / "dev"]


def pairs(gold: list[Find], found: list[Find]) -> list[tuple[Find, Find]]:
    """One to one, the best overlap first, the nearer start where two are as good."""

    def overlap(a: Find, b: Find) -> float:
        return (min(a.end, b.end) - max(a.start, b.start)) / (max(a.end, b.end) - min(a.start, b.start))

    near = [(overlap(a, b), -abs(a.start - b.start), i, j) for i, a in enumerate(gold) for j, b in enumerate(found)]
    taken: dict[int, int] = {}
    for share, _, i, j in sorted(near, reverse=True):
        if share >= 0.5 and i not in taken and j not in taken.values():
            taken[i] = j
    return [(gold[i], found[j]) for i, j in taken.items()]


def same_number(a: Find, b: Find) -> bool:
    """Whether value and upper end agree; two masked numbers do."""

    def same(x: float | None, y: float | None) -> bool:
        return x is y if x is None or y is None else abs(x - y) <= 1e-6 * max(1, abs(x))

    return a.masked == b.masked and (a.masked or (same(a.value, b.value) and same(a.high, b.high)))


LAYERS: dict[str, Callable[[Find, Find], bool]] = {
    "span": lambda a, b: True,
    "number": same_number,
    "value": lambda a, b: same_number(a, b) and (a.unit or "") == b.unit,
}


def scores(gold: list[list[Find]], found: list[list[Find]]) -> list[float]:
    """Precision, recall and F1 of each layer over all texts."""
    matched = [pair for a, b in zip(gold, found, strict=True) for pair in pairs(a, b)]
    wanted, given = sum(map(len, gold)), sum(map(len, found))
    hits = [sum(agree(a, b) for a, b in matched) for agree in LAYERS.values()]
    return [share for n in hits for share in (n / max(given, 1), n / max(wanted, 1), 2 * n / max(given + wanted, 1))]


def annotated(folder: Path) -> Iterator[tuple[str, list[Find]]]:
    """Each text of the folder with its gold metrics."""
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if "metrics" in gold.get("layers", ["metrics"]):
            text = path.with_name(path.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
            yield text, [Find(**{key: one[key] for key in Find._fields if key in one}) for one in gold["metrics"]]


def readers() -> Iterator[tuple[str, Read]]:
    """Name with version, and reader, of each package that is there."""
    for name, make in PACKAGES.items():
        try:
            yield f"{name} {version(name)}", make()
        except (ImportError, ValueError) as error:  # not installed, or its Java not there
            print(f"{name} is left out ({error}); see bench/compare-requirements.txt", file=sys.stderr)


def main(folders: list[Path]) -> None:
    """Print two tables a folder: all gold metrics, and those whose digits are not masked."""
    with redirect_stdout(sys.stderr):  # jionlp greets
        ready = list(readers())
    for folder in folders:
        texts, gold = zip(*annotated(folder), strict=True) if any(annotated(folder)) else sys.exit(f"{folder}: no gold")
        found = {name: [list(read(text)) for text in texts] for name, read in ready}
        for title, counted in (("all", [False, True]), ("digits not masked", [False])):
            wanted = [[one for one in some if one.masked in counted] for some in gold]
            aside = [[one for one in some if one.masked not in counted] for some in gold]
            print(f"\n{folder.name}: {len(texts)} texts, {sum(map(len, wanted))} metrics, {title}\n")
            print("| |" + "".join(f" {layer} P | R | F1 |" for layer in LAYERS) + "\n|---|" + "--:|" * 3 * len(LAYERS))
            for name, some in found.items():
                row = scores(wanted, [list(apart(one, left)) for one, left in zip(some, aside, strict=True)])
                print(f"| {name} | " + " | ".join(f"{share:.2f}" for share in row) + " |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=list(filter(Path.is_dir, FOLDERS)), metavar="FOLDER")
    logging.disable()  # the packages say much
    warnings.simplefilter("ignore")
    main(parser.parse_args().folders)

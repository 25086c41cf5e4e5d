"""What the analysis of loaded text costs, stage by stage, in units of one `jieba.lcut` of the same text.

    python bench/speed.py                     # all three tables
    python bench/speed.py --only stages --rounds 9
    python bench/speed.py --only growth --sizes 200000 20000000

Stages: each report of corpora/ and examples/ (each text once) is cut by jieba, then read and stored by civtext, one right
after the other, so that both sides meet the same machine; a round goes through all of them. Printed are medians over
rounds with their spread. Time is that of the processor, user and system; waiting for the disk is not in it. Dictionaries,
lexicons and patterns are loaded before; nothing is kept from one round to the next but what civtext itself keeps.

Growth: made text of each size (paragraphs of the reports drawn at random, their digits changed, so that no sentence stands
twice), read as one file; the smallest is 1. Lines: single lines that nobody writes, per character, prose being 1, and the
same four times as long: a second number above the first would tell of more than linear cost.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from civtext import articles, cleaning, contradictions, facts, outline, pipeline
from civtext.extractors import EXTRACTORS
from civtext.extractors.placeholders.expectations import with_expectations
from civtext.loaders import load_source
from civtext.model import Document, Source
from civtext.store import Outcome, Store
from civtext.words import jieba_cut

ROOT = Path(__file__).resolve().parents[1]
T = TypeVar("T")
WORK = "深入推进文明城市创建工作全面提升市民文明素质和城市文明程度"
COUNTS = "整治背街小巷80条新建公厕6座发放手册3000份"
LINES = {
    "15,000 characters without a stop": (WORK * 600)[:15_000],
    "the same with a number in every clause": (COUNTS * 800)[:15_000],
    "10,000 digits": "1234567890" * 1000,
    "10,000 Chinese numerals": "一二三四五六七八九十" * 1000,
    "brackets nested 5,000 deep": "(" * 5000 + COUNTS + ")" * 5000,
    "brackets with words in them": "(整治" * 3000 + ")" * 3000,
    "quotation marks that nothing closes": "“" * 10_000,
    "10,000 masks": "X" * 10_000,
    "a list of 5,000": "整治、" * 5000,
    "5,000 verbs": "整治清理规范" * 2500,
    "3,000 colons": "责任单位:" * 3000,
    "5,000 topics": "对问题" * 5000,
    "15,000 spaces": " " * 15_000,
}


class Clock:
    """Processor time, by stage."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)

    def of(self, stage: str, work: Callable[[], T]) -> T:
        start = time.process_time()
        result = work()
        self.spent[stage] += time.process_time() - start
        return result


def analysed(source: Source, clock: Clock) -> list[Document]:
    """What `pipeline.split` and `pipeline.annotate` make of a source, with a clock at each stage."""
    reading = clock.of("clean", lambda: cleaning.clean(source))
    found = clock.of("split", lambda: articles.split(source, reading))
    return [annotated(source, document, clock) for document in found]


def annotated(source: Source, document: Document, clock: Clock) -> Document:
    told = clock.of("flags", lambda: cleaning.flags(source, document.reading))
    document = replace(document, flags=(*document.flags, *told))
    document = clock.of("outline", lambda: outline.read_outline(document))
    document = clock.of("facts", lambda: replace(document, facts=facts.read_facts(document)))
    for name, extract in EXTRACTORS.items():
        document = clock.of(name, lambda: document.with_annotations(extract(document)))  # noqa: B023
    document = clock.of("expectations", lambda: with_expectations(document))
    flags = clock.of("contradictions", lambda: contradictions.contradictions(document))
    passages = clock.of("classify", lambda: pipeline._classified(document, None))
    return replace(document, flags=(*document.flags, *flags), passages=passages)


def reports() -> list[Source]:
    """The reports of corpora/ (none that is held out) and examples/, each text once."""
    folders = ("corpora/annotated", "corpora/arrived", "corpora/cities", "examples/reports")
    paths = [path for folder in folders for path in sorted((ROOT / folder).glob("*.txt"))]
    return list({source.text: source for source in map(load_source, paths)}.values())


def made(size: int, seed: int = 1) -> str:
    """Text of that many characters: paragraphs of the reports in any order, each digit changed."""
    chance = random.Random(seed)
    lines = [line for source in reports() for line in source.text.split("\n") if len(line) >= 20]
    drawn: list[str] = []
    while size > 0:
        line = re.sub("[0-9]", lambda _: str(chance.randint(1, 9)), chance.choice(lines))
        drawn.append(line[:size])
        size -= len(line) + 1
    return "\n".join(drawn)


def cost(text: str) -> float:
    """Seconds of processor time for the analysis of a text, without the store."""
    clock = Clock()
    with pipeline.uncollected():  # as the pipeline does
        analysed(Source(text), clock)
    return sum(clock.spent.values())


def stages(rounds: int) -> None:
    sources = reports()
    for source in sources:  # loads what is to be loaded; and this is the pipeline
        jieba_cut(source.text)
        assert analysed(source, Clock()) == [pipeline.annotate(one) for one in pipeline.split(source)]
    shares: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        clock = one_round(sources)
        cut = clock.spent.pop("jieba")
        for stage, spent in {**clock.spent, "**total**": sum(clock.spent.values())}.items():
            shares[stage].append(spent / cut)
    size = sum(len(source.text) for source in sources)
    print(f"\n{len(sources)} reports, {size:,} characters, {rounds} rounds; jieba.lcut of them is 1\n")
    print("| stage | median | spread |\n|---|--:|--:|")
    for stage, row in shares.items():
        print(f"| {stage} | {median(row):.2f} | {min(row):.2f} to {max(row):.2f} |")


def one_round(sources: Sequence[Source]) -> Clock:
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "base.civtext", create=True) as store:
        for source in sources:
            clock.of("jieba", lambda: jieba_cut(source.text))  # noqa: B023
            documents = analysed(source, clock)
            outcome = Outcome(source.origin, "ok", hash=hashlib.sha256(source.text.encode()).hexdigest())
            clock.of("store and index", lambda: store.add(outcome, documents))  # noqa: B023
    return clock


def growth(sizes: Sequence[int]) -> None:
    cost(made(20_000, seed=2))
    print("\n| characters | µs a character | beside the smallest |\n|--:|--:|--:|")
    first = 0.0
    for size in sizes:
        each = cost(made(size)) / size
        first = first or each
        print(f"| {size:,} | {each * 1e6:.1f} | {each / first:.2f} |", flush=True)


def lines() -> None:
    each = cost(made(60_000)) / 60_000
    print(f"\nprose: {each * 1e6:.1f} µs a character is 1\n")
    print("| line | beside prose | four times as long |\n|---|--:|--:|")
    for name, line in LINES.items():
        once, longer = (cost(text) / len(text) / each for text in (line, line * 4))
        print(f"| {name} | {once:.2f} | {longer:.2f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="What the analysis of loaded text costs.")
    parser.add_argument("--only", choices=("stages", "growth", "lines"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200_000, 2_000_000])
    asked = parser.parse_args()
    tables = {
        "stages": lambda: stages(asked.rounds),
        "growth": lambda: growth(asked.sizes),
        "lines": lines,
    }
    for name, table in tables.items():
        if asked.only in (None, name):
            table()


if __name__ == "__main__":
    main()

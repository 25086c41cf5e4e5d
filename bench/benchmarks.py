"""The table of docs/benchmarks.md: civtext beside what else there is, on the same texts in one run.

    python bench/benchmarks.py [--rounds 5] [--only analysis reading search mining] [--passages 20000] [--files 200]

Analysis: corpora/annotated, each text whole, by civtext, by jieba.lcut and by every package of bench/compare.py that is
there, with the F1 of the metrics found. Reading: the same texts as .docx (python-docx wrote them) and .pdf (LibreOffice, where it
is), beside python-docx and pdfplumber, with the share of characters that came back. Search: a made base beside bare FTS5
(bench/million.py). Mining: one core and two (bench/mining.py). The environment is the one of bench/compare-requirements.txt;
what is not in it is left out with a line. No network is used.

Within a round all sides run one after the other, so that a ratio is of two neighbours; medians of the rounds, with the
least and the most in brackets. Seconds are of the processor, all threads of the process, but for mining, where they are of the clock.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import million
from compare import ROOT, annotated, readers, scores
from mining import cores, machine, reports
from roundtrip import converted, report, typed_docx

from civtext.loaders import load_source
from civtext.model import Document, Source
from civtext.pipeline import annotate, split
from civtext.store import Outcome, Store

GOLD = ROOT / "corpora" / "annotated"
Side = Callable[[], object]


def timed(sides: dict[str, Side], rounds: int) -> dict[str, list[float]]:
    """Seconds of each side in each round; once before that, which is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, run in sides.items():
            started = time.process_time()
            run()
            if number:
                seconds[name].append(time.process_time() - started)
    return seconds


def spread(values: Sequence[float], form: str = ".2f") -> str:
    """Median [least–most]."""
    return f"{statistics.median(values):{form}} [{min(values):{form}}–{max(values):{form}}]"


def ratios(ours: Sequence[float], others: Sequence[float]) -> list[float]:
    """Round by round."""
    return [one / other for one, other in zip(ours, others, strict=True)]


def analysis(rounds: int) -> Iterator[str]:
    """A line for civtext without and with its base, for jieba, and for each package."""
    import jieba

    texts, gold = zip(*annotated(GOLD), strict=True)
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    with redirect_stdout(sys.stderr):
        found = dict(readers())
    sides: dict[str, Side] = {"jieba.lcut": lambda: [jieba.lcut(text) for text in texts]}
    sides["civtext: clean, outline, extract, classify"] = lambda: [_analysed(text) for text in texts]
    sides["civtext: the same, stored and indexed"] = lambda: _stored(texts)
    sides |= {
        name: lambda read=read: [list(read(text)) for text in texts]
        for name, read in found.items()
        if not name.startswith("civtext")
    }  # type: ignore[misc]
    seconds = timed(sides, rounds)
    f1 = {name: scores(list(gold), [list(read(text)) for text in texts]) for name, read in found.items()}
    yield f"{len(texts)} texts, {sum(map(len, texts)):,} characters, {megabytes:.2f} MB, {sum(map(len, gold)):,} metrics.\n"
    yield "| | s/MB | ÷ jieba.lcut | metrics found: span F1 | value F1 |\n|---|--:|--:|--:|--:|"
    for name, spent in seconds.items():
        told = next((one for key, one in f1.items() if key.split()[0] == name.split()[0].rstrip(":")), None)
        shown = f"{told[2]:.2f} | {told[8]:.2f}" if told else "– | –"
        per = [one / megabytes for one in spent]
        yield f"| {name} | {spread(per)} | {spread(ratios(spent, seconds['jieba.lcut']))} | {shown} |"


def _analysed(text: str) -> list[Document]:
    return [annotate(document) for document in split(Source(text))]


def _stored(texts: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "base.civtext", create=True) as store:
        for number, text in enumerate(texts):
            store.add(Outcome(f"{number}.txt", "ok", hash=str(number)), _analysed(text))


def reading(rounds: int, folder: Path) -> Iterator[str]:
    """.docx and .pdf, beside the usual readers."""
    written = {path.stem: report(path.stem, load_source(path).text) for path in sorted(GOLD.glob("*.txt"))}
    for name, one in written.items():
        typed_docx(one, folder / f"{name}.docx")
    words = [folder / f"{name}.docx" for name in written]
    pages = converted(words, "pdf", folder / "pdf")
    solid = {name: "".join(one.text.split()) for name, one in written.items()}
    yield "| | ms a file | ÷ civtext | characters read back |\n|---|--:|--:|--:|"
    for paths, ways in (
        (words, {"civtext": _civtext, "python-docx": _docx}),
        (pages, {"civtext": _civtext, "pdfplumber": _plumber}),
    ):
        if not paths:
            print("LibreOffice is not there: no .pdf", file=sys.stderr)
            continue
        seconds = timed(
            {name: lambda way=way, paths=paths: [way(path) for path in paths] for name, way in ways.items()}, rounds
        )  # type: ignore[misc]
        for name, way in ways.items():
            back = [_share(solid[path.stem], way(path)) for path in paths]
            per = [1000 * one / len(paths) for one in seconds[name]]
            yield f"| {paths[0].suffix} {name} | {spread(per, '.1f')} | {spread(ratios(seconds[name], seconds['civtext']))} | {statistics.mean(back):.3f} |"


def _civtext(path: Path) -> str:
    return load_source(path, sandboxed=False).text


def _docx(path: Path) -> str:
    import docx

    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _plumber(path: Path) -> str:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return "\n".join(page.extract_text() or "" for page in pdf.pages)


def _share(wanted: str, found: str) -> float:
    """Of the characters written, those read, wherever they stand (tables come last with python-docx)."""
    from collections import Counter

    return (Counter(wanted) & Counter("".join(found.split()))).total() / len(wanted)


def searching(rounds: int, passages: int, folder: Path) -> Iterator[str]:
    """Kinds of queries, each beside bare FTS5 over the same index."""
    million.build(path := folder / "made.civtext", passages)
    yield f"{passages:,} made passages; milliseconds of processor time, best 20.\n\n{million.HEAD}"
    with Store.open(path) as store:
        for kind in million.kinds():
            million.ask(store, million.Kind(kind.name, kind.asked[:1], kind.where), 1)
            million.ask(store, kind, rounds)
            yield million.row(kind)


def main() -> None:
    parts = ("analysis", "reading", "search", "mining")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=parts, default=parts)
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--files", type=int, default=200)
    asked = parser.parse_args()
    logging.disable()
    warnings.simplefilter("ignore")
    print(machine())
    with tempfile.TemporaryDirectory(prefix="civtext-") as name:
        folder = Path(name)
        told: dict[str, Callable[[], Any]] = {
            "analysis": lambda: analysis(asked.rounds),
            "reading": lambda: reading(asked.rounds, folder),
            "search": lambda: searching(asked.rounds, asked.passages, folder),
            "mining": lambda: cores(reports(folder / "reports", asked.files), asked.rounds, folder),
        }
        for part in asked.only:
            print(f"\n## {part}\n", flush=True)
            for line in told[part]() or ():
                print(line, flush=True)


if __name__ == "__main__":
    main()

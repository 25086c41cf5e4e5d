"""Mining many files: rate and memory over time, two cores beside one, a large base beside an empty one.

    python bench/mining.py [--files 10000] [--plot FILE.svg]     # rate and memory, sampled every two seconds; Ctrl-C ends it early
    python bench/mining.py --cores [--files 200] [--rounds 5]    # one core, one worker on two cores, two, turn about, warm
    python bench/mining.py --shards [--files 500] [--rounds 3]   # a task of an engine, and the merging; what docs/scale.md reckons with
    python bench/mining.py --insert BASE [--rounds 3]            # 1,000 documents into a copy of BASE and into an empty one

The reports are made from the self-written sentences in corpora/passages: a title, five headings, ten paragraphs, about 1,500
characters, numbers and names changed, so that no two are alike. "Warm" leaves out the start of the processes, which is the same for a thousand
files and for ten: time is taken from the first file done to the last. The load of the machine is printed, since what else runs there halves a rate.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from million import _NAMED, _passage, sentences

from civtext.batch import engines, mine
from civtext.batch.shards import merge, mine_shards
from civtext.model import Document
from civtext.pipeline import analyse
from civtext.store import Outcome, Store

PARTS = ("整治市容环境", "提升市民素质", "优化政务服务", "深化志愿服务", "完善长效机制")
PAGE = 4096


def machine() -> str:
    load = os.getloadavg()[0]
    return f"{datetime.date.today()} · {platform.machine()}, {os.cpu_count()} cores, load {load:.1f} · Python {platform.python_version()}"


def report(known: Sequence[str], chance: random.Random) -> str:
    """A summary as districts write them, about 1,500 characters."""
    place = "".join(chance.choices(_NAMED, k=2)) + chance.choice("市县区")
    lines = [f"{place}{chance.randint(2012, 2025)}年创建全国文明城市工作总结"]
    for number, part in zip("一二三四五", chance.sample(PARTS, 5), strict=True):
        lines += [f"{number}、{part}", *(_passage(known, chance) for _ in range(2))]
    return "\n".join(lines) + "\n"


def reports(folder: Path, number: int, seed: int = 10) -> Path:
    """So many reports as files, a thousand a folder."""
    known, chance = sentences(), random.Random(seed)
    for at in range(number):
        below = folder / f"{at // 1000:04}"
        below.mkdir(parents=True, exist_ok=True)
        (below / f"{at:06}.txt").write_text(report(known, chance), encoding="utf-8")
    return folder


class Sample(NamedTuple):
    """At a moment: files done, and the resident memory of the process that writes and of the largest of its workers."""

    seconds: float
    done: int
    writer: int
    largest: int


def resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def children(pid: int) -> Iterator[int]:
    """The processes below one, theirs too: workers are children of the process that they are forked from."""
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in map(int, path.read_text().split()):
                yield child
                yield from children(child)
        except OSError:
            continue


def watched(folder: Path, base: Path, workers: int | None) -> list[Sample]:
    """Mine a folder and look every two seconds."""
    samples: list[Sample] = []
    done, ended, started = [0], Event(), time.monotonic()

    def look() -> None:
        while True:
            largest = max(map(resident, children(os.getpid())), default=0)
            samples.append(Sample(time.monotonic() - started, done[0], resident(os.getpid()), largest))
            if ended.wait(2):
                return

    def progress(number: int, total: int, outcome: Outcome | None) -> None:
        if outcome is not None:
            done[0] = number

    thread = Thread(target=look)
    thread.start()
    try:
        mine(folder, base, workers=workers, progress=progress)
    except KeyboardInterrupt:  # then the table is of what was done
        pass
    finally:
        ended.set()
        thread.join()
    return samples


def table(samples: Sequence[Sample]) -> str:
    """Ten lines: how it went from one tenth of the files to the next."""
    lines = ["| files | seconds | files a second | writer MB | largest worker MB |", "|--:|--:|--:|--:|--:|"]
    total, before = samples[-1].done, samples[0]
    for tenth in range(1, 11):
        now = next(one for one in samples if one.done >= total * tenth / 10)
        within = [one for one in samples if before.seconds < one.seconds <= now.seconds]
        speed = (now.done - before.done) / max(1e-9, now.seconds - before.seconds)
        memory = [max((getattr(one, name) for one in within), default=0) / 1e6 for name in ("writer", "largest")]
        lines.append(f"| {now.done:,} | {now.seconds:,.0f} | {speed:.1f} | {memory[0]:.0f} | {memory[1]:.0f} |")
        before = now
    return "\n".join(lines)


def plot(samples: Sequence[Sample], path: Path) -> None:
    """Rate and memory over time, as a picture."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "civtext"
    from matplotlib import pyplot

    samples = samples[:: max(1, len(samples) // 400)]
    minutes = [one.seconds / 60 for one in samples]
    figure, (above, below) = pyplot.subplots(2, sharex=True, figsize=(8, 5), layout="constrained")
    span = 15  # samples, half a minute
    rates = [
        (now.done - then.done) / max(1e-9, now.seconds - then.seconds)
        for then, now in zip(samples, samples[span:], strict=False)
    ]
    above.plot(minutes[span:], rates)
    above.set(ylabel="files a second", ylim=(0, None), title=f"{samples[-1].done:,} reports")
    below.plot(minutes, [one.writer / 1e6 for one in samples], label="process that writes")
    below.plot(minutes, [one.largest / 1e6 for one in samples], label="largest worker")
    below.set(ylabel="resident MB", xlabel="minutes", ylim=(0, None))
    below.legend()
    figure.savefig(path, metadata={"Date": None})


def warm(folder: Path, base: Path, workers: int | None) -> float:
    """Files a second from the first that is done to the last."""
    times: list[float] = []
    mine(folder, base, workers=workers, progress=lambda done, total, one: one and times.append(time.monotonic()))
    skipped = 16  # done in each worker's first moments, while it still loads
    return (len(times) - 1 - skipped) / (times[-1] - times[skipped])


def rate(folder: Path, base: Path, number: int, workers: int) -> float:
    """The same, by a program of its own on so many cores, all of whose processes are held to them."""
    line = [sys.executable, __file__, "--rate", folder, base, "--workers", str(workers)]
    held = sorted(os.sched_getaffinity(0))[:number]
    ended = subprocess.run(line, capture_output=True, check=True, preexec_fn=lambda: os.sched_setaffinity(0, held))
    return float(ended.stdout)


def cores(folder: Path, rounds: int, at: Path) -> None:
    """One core, one worker on two cores, and two workers on two cores, turn about."""
    ways = {"one core": (1, 1), "two cores, one worker": (2, 1), "two cores": (2, 2)}
    rates = [
        [rate(folder, at / f"{turn}-{number}-{workers}.civtext", number, workers) for number, workers in ways.values()]
        for turn in range(rounds)
    ]
    for name, column in zip(ways, zip(*rates, strict=True), strict=True):
        print(f"{name}: {statistics.median(column):.1f} files a second (median of {rounds})")
    for at_first, name in enumerate(list(ways)[:2]):
        ratios = sorted(row[2] / row[at_first] for row in rates)
        print(f"two cores ÷ {name}, paired: {statistics.median(ratios):.2f} [{ratios[0]:.2f}–{ratios[-1]:.2f}]")


def insert(base: Path, found: Sequence[tuple[Outcome, Sequence[Document]]]) -> tuple[float, float]:
    """Seconds of the clock and of the processor to write documents into a base."""
    with Store.open(base, create=True) as store:
        before, spent = time.monotonic(), time.process_time()
        for outcome, documents in found:
            store.add(outcome, documents)
        return time.monotonic() - before, time.process_time() - spent


def insertion(base: Path, number: int, rounds: int, at: Path) -> None:
    """The same documents, written by the store's own transactions into a copy of the base and into an empty one."""
    folder = reports(at / "reports", number, seed=77)
    found = []
    for path in sorted(folder.rglob("*.txt")):
        hash = hashlib.sha256(path.read_bytes()).hexdigest()
        found.append((Outcome(str(path), "ok", hash=hash, size=path.stat().st_size), analyse(path)))
    passages = sum(len(document.passages) for _, documents in found for document in documents)
    with Store.open(base) as store:
        held = store.summary()["passages"]
    print(f"{number:,} documents ({passages:,} passages) into a base of {held:,} passages and into an empty one:")
    ratios = []
    for _ in range(rounds):
        large, empty = at / "large.civtext", at / "empty.civtext"
        shutil.copyfile(base, large)
        os.sync()  # what the copy left to be written is not ours to wait for
        (slow, slow_cpu), (quick, quick_cpu) = insert(large, found), insert(empty, found)
        ratios.append(slow / quick)
        print(
            f"large {slow:.1f} s ({slow_cpu:.1f} processor), empty {quick:.1f} s ({quick_cpu:.1f}): {slow / quick:.2f}, processor {slow_cpu / quick_cpu:.2f}",
            flush=True,
        )
        for path in (large, empty):
            for one in path.parent.glob(path.name + "*"):
                one.unlink()
    print(f"median {statistics.median(ratios):.2f}")


def sharded(folder: Path, rounds: int, at: Path) -> None:
    """One task writes shards, one process merges them: reports a second of the clock and of the processor, and bytes a report."""
    number = sum(1 for _ in folder.rglob("*.txt"))
    for one in range(rounds):
        out, base = at / f"shards-{one}", at / f"merged-{one}.civtext"
        engines.ENGINES["here"] = lambda names, work, cluster: list(work(names))
        started = time.monotonic()
        mine_shards([folder], out, engine="here", size=100)
        written = time.monotonic() - started
        started, spent = time.monotonic(), time.process_time()
        merge(out, base)
        merged, spent = time.monotonic() - started, time.process_time() - spent
        parquet = sum(path.stat().st_size for path in out.glob("*.parquet"))
        print(
            f"a task {number / written:.1f}, merging {number / merged:.1f} reports a second ({number / spent:.1f} of the processor); {parquet / number:,.0f} bytes of Parquet, {base.stat().st_size / number:,.0f} of base a report",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--cores", action="store_true")
    parser.add_argument("--shards", action="store_true")
    parser.add_argument("--insert", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--rate", type=Path, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.rate:
        print(warm(*asked.rate, asked.workers))
        return
    print(machine() + "\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="civtext-") as name:
        at = Path(name)
        if asked.insert:
            insertion(asked.insert, asked.files or 1000, asked.rounds, at)
        elif asked.shards:
            sharded(reports(at / "reports", asked.files or 500), asked.rounds, at)
        elif asked.cores:
            cores(reports(at / "reports", asked.files or 200), asked.rounds, at)
        else:
            samples = watched(reports(at / "reports", asked.files or 10_000), at / "base.civtext", asked.workers)
            print(table(samples))
            if asked.plot:
                plot(samples, asked.plot)


if __name__ == "__main__":
    main()

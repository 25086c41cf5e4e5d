"""Many files over many machines: shards of a manifest, read by an engine into Parquet, merged into one base.

Where to start: `mine_shards` lists the files and cuts the list into shards (`_cut`), an engine (`engines`) has each written
(`write_shards`, in its tasks), `merge` makes a base of them. A shard is named by the digest of its files' paths, sizes and
times of change and of the parts of civtext that read them; it is done when HASH.done stands beside HASH.parquet. So a second
run, or a task that an engine tries again, does only what is not done. The list is cut where a path's own digest says so:
a file that comes or goes changes its shard, and no other.

No file's content is looked at before its shard is read; the folder must be the same for all machines.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from civtext.batch import Report, names_of
from civtext.batch.arrow import COLUMNS, Result, batches_of, reader, results, results_of, schema
from civtext.batch.engines import require, run
from civtext.batch.listing import absolute, files, is_there
from civtext.batch.spooling import Outcomes
from civtext.batch.verdicts import look
from civtext.batch.workers import Analyse, Bounds, Workers
from civtext.errors import StoreError, UsageError
from civtext.outputs import folder_for, write_whole, written
from civtext.stamps import Stamps, own
from civtext.store import Outcome, Store
from civtext.store.outcomes import READ

if TYPE_CHECKING:
    from civtext.codebook import Codebook

FORM = 1  # of the folder
PROBLEMS = {
    "shards.missing": (
        "这里没有分片，请先用 civtext mine --engine 生成。",
        "No shards here; make them with civtext mine --engine.",
    ),
    "shards.unfinished": (
        "还有分片没有读完，请再运行一次 civtext mine --engine，它只读没读完的。",
        "Some shards are not done; run civtext mine --engine once more, which reads only those.",
    ),
    "shards.damaged": (
        "分片已损坏，请删除它的 .done 文件再运行一次。",
        "A shard is damaged; delete its .done file and run once more.",
    ),
}
Entry = tuple[str, int, int]  # path, bytes, time of change
_MANIFEST = "manifest.json"
_KEY = "civtext"  # of what a Parquet file says of itself
_A_BATCH = 100  # rows; a text may be long


@dataclass(frozen=True, slots=True)
class Shards:
    """What a run came to: the folder, its shards by name, how many inputs had which status, and how many of the shards
    were done before it. `absent` are the outcomes of paths where nothing is; they are counted, but are in no shard.
    """

    folder: Path
    names: tuple[str, ...]
    counts: dict[str, int]
    done_before: int
    absent: tuple[Outcome, ...] = ()
    seconds: float = 0.0

    @property
    def failed(self) -> int:
        """How many inputs could not be read."""
        return sum(number for status, number in self.counts.items() if status not in READ)

    def outcomes(self) -> Iterator[Outcome]:
        """What became of each input, in order, those last where nothing is; read from the shards."""
        from pyarrow.parquet import read_table

        for name in self.names:
            table = read_table(
                self.folder / f"{name}.parquet", columns=[*COLUMNS][:-1], filters=[("row", "=", "outcome")]
            )
            yield from (outcome for outcome, _ in results_of(table.to_batches()))
        yield from self.absent


def mine_shards(
    inputs: str | Path | Iterable[str | Path],
    folder: str | Path,
    *,
    engine: str,
    cluster: str = "",
    size: int = 500,
    progress: Callable[[int, int], None] | None = None,
    codebook: Codebook | None = None,
    analyse: Analyse | None = None,
    bounds: Bounds = Bounds(),
) -> Shards:
    """Mine files, folders and archives on an engine ("spark" or "dask") into a folder of shards of about `size` files.

    `cluster` is the address of one (spark://…, tcp://…), else processes of this machine serve. `progress(done, total)` is
    called with numbers of shards, from a thread of its own. `codebook`, `analyse` and `bounds` as for `civtext.mine`.
    Raises UsageError for an engine that is unknown or not installed, StoreError for a folder that cannot be written.
    """
    started = monotonic()
    require(engine)
    folder = folder_for(absolute(folder))
    given = [inputs] if isinstance(inputs, (str, Path)) else list(inputs)
    paths = [path for path in files(given, folder) if folder not in path.parents]
    there = [path for path in paths if is_there(path)]
    names = _plan(folder, there, Stamps() if analyse else own(codebook), size)
    waiting = [name for name in names if not _done(folder, name)]
    if waiting:
        work = partial(write_shards, folder=folder, codebook=codebook, analyse=analyse, bounds=bounds)
        with _watched(folder, names, progress):
            run(engine, waiting, work, cluster)
    absent = tuple(look(path) for path in paths if not is_there(path))
    counts = Counter(outcome.status for outcome in absent)
    for name in names:
        counts.update(_read_json(folder / f"{name}.done"))
    return Shards(folder, tuple(names), dict(counts), len(names) - len(waiting), absent, monotonic() - started)


def _plan(folder: Path, paths: Iterable[Path], stamps: Stamps, size: int) -> list[str]:
    """Write down which shards there are, in order, and what each is to hold; their names."""
    names = []
    for entries in _cut(map(_entry, paths), size):
        told = json.dumps(entries)
        name = hashlib.sha256(f"{FORM} {json.dumps(asdict(stamps))} {told}".encode()).hexdigest()[:32]
        if not (folder / f"{name}.json").exists():
            write_whole(folder / f"{name}.json", told.encode())
        names.append(name)
    write_whole(folder / _MANIFEST, json.dumps({"form": FORM, "shards": names}, indent=0).encode())
    return names


def _entry(path: Path) -> Entry:
    seen = look(path, hashed=False)
    return str(path), seen.size, seen.mtime


def _cut(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    """Stretches of about `size` entries, four times as many at most; where one ends is told by its last path alone.

    >>> ends = lambda paths: {shard[-1] for shard in _cut(((path, 0, 0) for path in paths), 10)}
    >>> names = [f"{number:03}.txt" for number in range(300)]
    >>> 20 < len(ends(names)) < 45, len(ends(names) ^ ends([*names[:150], "149a.txt", *names[150:]])) < 3
    (True, True)
    """
    shard: list[Entry] = []
    for entry in entries:
        shard.append(entry)
        digest = hashlib.sha256(os.fsencode(entry[0])).digest()
        if int.from_bytes(digest[:8]) % size == 0 or len(shard) >= 4 * size:
            yield shard
            shard = []
    if shard:
        yield shard


@contextmanager
def _watched(folder: Path, names: Sequence[str], progress: Callable[[int, int], None] | None) -> Iterator[None]:
    """Meanwhile, and at last, `progress` is told how many shards are done, whatever the engine says of itself."""
    ended = Event()

    def watch() -> None:
        while not ended.wait(1.0):
            tell()

    def tell() -> None:
        if progress:
            progress(sum(_done(folder, name) for name in names), len(names))

    thread = Thread(target=watch, daemon=True)
    tell()
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        tell()


# In a task of an engine


def write_shards(
    names: Iterable[str], *, folder: Path, codebook: Codebook | None, analyse: Analyse | None, bounds: Bounds
) -> Iterator[str]:
    """Write shards that are not done; the name of each once it is."""
    stamps = Stamps() if analyse else own(codebook)
    told = {"form": FORM, "stamps": asdict(stamps), "categories": {} if analyse else names_of(codebook)}
    with Workers(analyse or reader(codebook), bounds, 1) as pool:
        for name in names:
            if not _done(folder, name):
                _write(pool, folder, name, {_KEY: json.dumps(told)})
            yield name


def _write(pool: Workers, folder: Path, name: str, metadata: dict[str, str]) -> None:
    from pyarrow.parquet import ParquetWriter

    counts: Counter[str] = Counter()

    def counted(found: Iterable[Result]) -> Iterator[Result]:
        for one in found:
            counts[one[0].status] += 1
            yield one

    given = ((path, None) for path, *_ in _read_json(folder / f"{name}.json"))
    with (
        written(folder / f"{name}.parquet") as file,
        ParquetWriter(file, schema(metadata), compression="zstd") as writer,
    ):
        for batch in batches_of(counted(results(pool, given))):
            writer.write_batch(batch)
    write_whole(folder / f"{name}.done", json.dumps(counts).encode())
    for part in folder.glob(f".{name}.*.part"):  # of tasks that were killed
        part.unlink(missing_ok=True)


# One base of them


def merge(
    folders: str | Path | Iterable[str | Path],
    base: str | Path,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Put the shards of folders into a base, which is made where none is: the base that `civtext.mine` makes of the same
    files, in the same order. `progress(done, total)` is called for each shard.

    What the base holds already is not written again, so a merge that was stopped goes on. Raises StoreError:
    shards.missing, shards.unfinished, shards.damaged, and base.* as `civtext.mine`.
    """
    started = monotonic()
    given = [folders] if isinstance(folders, (str, Path)) else list(folders)
    shards = [folder / name for folder in map(absolute, given) for name in _finished(folder)]
    outcomes = Outcomes()
    failed: dict[str, Outcome] = {}
    for done, shard in enumerate(shards):
        if progress:
            progress(done, len(shards))
        for outcome in _merge(shard, base, failed):
            outcomes.append(outcome)
    if progress:
        progress(len(shards), len(shards))
    return Report(outcomes, seconds=monotonic() - started)


def _finished(folder: Path) -> list[str]:
    """The names of a folder's shards, all of which are done."""
    if not (folder / _MANIFEST).is_file():
        raise problem("shards.missing", folder)
    names: list[str] = _read_json(folder / _MANIFEST)["shards"]
    if not all(_done(folder, name) for name in names):
        raise problem("shards.unfinished", folder)
    return names


def _merge(shard: Path, base: str | Path, failed: dict[str, Outcome]) -> Sequence[Outcome]:
    """Put a shard into a base, whole or not at all."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    path = shard.with_name(shard.name + ".parquet")
    outcomes: list[Outcome] = []
    try:
        with ParquetFile(path) as file:
            told = json.loads(file.schema_arrow.metadata[_KEY.encode()])
            with Store.open(base, create=True, stamps=Stamps(**told["stamps"])) as store:
                if told["categories"]:
                    store.name_categories(told["categories"])
                with store.together():
                    for outcome, documents in results_of(file.iter_batches(_A_BATCH)):
                        outcome, new = _among_others(outcome, store, failed)
                        outcomes.append(store.add(outcome, documents() if new else ()))
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError, UsageError) as error:
        raise problem("shards.damaged", path) from error
    return outcomes


def _among_others(outcome: Outcome, store: Store, failed: dict[str, Outcome]) -> tuple[Outcome, bool]:
    """An outcome where all inputs are known, and whether its text is new: the same bytes have the same outcome, though
    their names differ, and `failed` are those that could not be read."""
    if outcome.hash in failed:
        return replace(
            failed[outcome.hash], path=outcome.path, size=outcome.size, mtime=outcome.mtime, seconds=0.0
        ), False
    if outcome.hash and store.holds(outcome.hash):
        return replace(outcome, status="ok", code="", message=""), False
    if outcome.hash and outcome.failed:
        failed[outcome.hash] = outcome
    return outcome, not outcome.failed


def problem(code: str, path: Path) -> StoreError:
    """The error for a code of PROBLEMS."""
    return StoreError(code, *PROBLEMS[code], where=str(path))


def _done(folder: Path, name: str) -> bool:
    return (folder / f"{name}.done").exists()


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise problem("shards.damaged", path) from error

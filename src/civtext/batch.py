"""Many files into one knowledge base: several processes read, this one writes, and a bad file stops nothing.

Where to start: `mine` lists the files, keeps a window of them with the workers, and records each in its turn, so that
two runs over the same files give the same base. What a worker does is `_read`; whatever happens to it there (a limit,
a crash, a hang) becomes an `Outcome`. Every input has one: inputs = outcomes, always.

Files are told apart by their bytes: what the base holds already, unchanged and read by this civtext, is not read
again, and a second copy is recorded as a duplicate. Stopped at any moment, the base holds whole files only; running
again completes it.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Any

from civtext.errors import CivtextError
from civtext.model import Document
from civtext.store import STATUSES, Outcome, Store

if TYPE_CHECKING:
    from pebble import ProcessPool

__all__ = ["Bounds", "Outcome", "Report", "mine"]

Analyse = Callable[[Path], Sequence[Document]]
Progress = Callable[[int, int, Outcome | None], None]

# What a refusal's code says of a file; any other is "rejected".
_STATUS = {
    **dict.fromkeys(("text.empty", "text.blank", "docx.image_only", "article.none"), "empty"),
    **dict.fromkeys(("pdf.image_only", "pdf.unmapped_text"), "empty"),
    **dict.fromkeys(("io.missing", "io.permission", "io.special", "io.unreadable"), "failed"),
    **dict.fromkeys(
        ("zip.truncated", "zip.crc", "docx.not_word", "xml.malformed", "pdf.truncated", "pdf.depth"), "failed"
    ),
    **dict.fromkeys(("reader.failed", "extra.pdf"), "failed"),
    **dict.fromkeys(("pdf.timeout", "legacy.timeout"), "timeout"),
    "pdf.memory": "oom",
    "pdf.crashed": "crashed",
}
_LOCKED = frozenset(("pdf.password", "pdf.wrong_password"))
_PROBLEMS = {
    "worker.timeout": ("timeout", "读取超时，已停止。", "Reading took too long and was stopped."),
    "worker.memory": ("oom", "读取占用内存过多，已停止。", "Reading took too much memory and was stopped."),
    "worker.crashed": ("crashed", "读取进程意外终止（{reason}）。", "The reading process died ({reason})."),
    "worker.lost": ("crashed", "读取进程无法启动或被系统终止。", "The reading processes could not run or were killed."),
    "worker.failed": (
        "failed",
        "程序内部错误（{reason}），请报告。",
        "An error inside civtext ({reason}); please report it.",
    ),
    "io.changed": (
        "failed",
        "读取时文件一直在变，请稍后再试。",
        "The file kept changing while it was read; try again later.",
    ),
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may cost, and when a worker is renewed."""

    seconds: float = 60
    seconds_per_megabyte: float = 60
    longest: float = 600
    memory: int = 2 << 30  # bytes of address space of a worker, where the system can bound it
    tasks: int = 200

    def seconds_for(self, size: int) -> float:
        """How long reading a file of that many bytes may take.

        >>> Bounds().seconds_for(2_000_000)
        180.0
        """
        return min(self.longest, self.seconds + self.seconds_per_megabyte * size / 1e6)


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all inputs, in their order; `unchanged` of them were in the base already, and `ignored` things
    beside them are what systems and programs leave in folders and archives.

    `vanished` are files that were mined earlier and are no longer in the folder: marked in the base, or, where `mine`
    was told to prune, deleted from it.
    """

    outcomes: tuple[Outcome, ...]
    unchanged: int = 0
    ignored: int = 0
    vanished: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def counts(self) -> dict[str, int]:
        """How many outcomes of each status; they add up to the number of inputs.

        >>> Report((Outcome("a.txt", "ok"), Outcome("b.pdf", "rejected"), Outcome("c.txt", "ok"))).counts
        {'ok': 2, 'rejected': 1}
        """
        found = Counter(outcome.status for outcome in self.outcomes)
        return {status: found[status] for status in STATUSES if found[status]}


def mine(
    inputs: str | Path | Iterable[str | Path],
    base: str | Path,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    analyse: Analyse | None = None,
    bounds: Bounds = Bounds(),
    prune: bool = False,
    password: str | None = None,
) -> Report:
    """Mine files, and folders and archives (.zip) with all below them, into a base, which is made where none is.

    `workers` processes read (as many as processors unless given); `progress(done, total, outcome)` is called before the
    first file (with None) and after each. `analyse` reads one file; it must be importable, for the workers' sake, and
    is civtext's own unless given. `prune` deletes what has vanished from the folders since they were last mined.
    `password` opens the PDFs that have one; those that no or another password opened before are read again.
    A path where nothing is has a failed outcome under the name given, and no row in the base; where there is nothing to
    read at all, no base is made.
    Raises StoreError for a base that cannot be written; Ctrl-C stops the workers and leaves the base whole.
    """
    started = time.monotonic()
    given = [inputs] if isinstance(inputs, (str, Path)) else list(inputs)
    paths = list(_files(given, _absolute(base)))
    if not any(map(_is_there, [Path(base), *paths])):
        return Report(tuple(_absent(paths, progress)), seconds=time.monotonic() - started)
    with Store.open(base, create=True) as store:
        if analyse is None:
            _name_categories(store)
        # A process takes longer to start than a few files to read.
        number = min(workers or os.cpu_count() or 1, 1 + len(paths) // 4)
        run = _Run(store, analyse or partial(_analyse, password=password), bounds, number)
        run.anew = _LOCKED if password else frozenset()
        outcomes = run.outcomes(paths, progress)
        present = set(map(str, paths))
        wholes = [str(_absolute(path)) for path in given if _is_there(Path(path))]
        folders = [path for path in wholes if path not in present]  # archives too
        vanished = run.vanished + [path for folder in folders for path in store.mark_vanished(folder, present)]
        if prune:
            vanished = store.prune()
    ignored = sum(_left_out(path) for path in given)
    return Report(tuple(outcomes), run.unchanged, ignored, tuple(vanished), time.monotonic() - started)


class _Run:
    """One call of `mine`: the files under way, and what became of bytes met before."""

    def __init__(self, store: Store, analyse: Analyse, bounds: Bounds, workers: int) -> None:
        self.store = store
        self.unchanged = 0
        self.vanished: list[str] = []
        self.anew: frozenset[str] = frozenset()  # codes of what is read again though it has not changed
        self._workers = _Workers(analyse, bounds, workers)
        self._window = 8 * workers
        self._met: dict[str, Outcome] = {}

    def outcomes(self, paths: Sequence[Path], progress: Progress | None) -> list[Outcome]:
        """Read and record every file, in order; some are read ahead while one is recorded."""
        outcomes: list[Outcome] = []
        ahead: deque[Callable[[], Outcome]] = deque()
        remaining = iter(paths)
        if progress:
            progress(0, len(paths), None)
        try:
            while len(outcomes) < len(paths):
                while len(ahead) < self._window and (path := next(remaining, None)) is not None:
                    ahead.append(self._begin(path))
                outcomes.append(ahead.popleft()())
                if progress:
                    progress(len(outcomes), len(paths), outcomes[-1])
        finally:
            self._workers.stop()
        return outcomes

    def _begin(self, path: Path) -> Callable[[], Outcome]:
        """Look at a file and set a worker on it where that is needed; what will record it."""
        seen = _look(path)
        if not _is_there(path):
            return partial(self._gone, seen)
        if seen.failed:
            return partial(self.store.add, seen)
        if (known := self.store.known(seen.path, seen.hash)) and known.code not in self.anew:
            return partial(self._keep, replace(known, size=seen.size, mtime=seen.mtime), known)
        if seen.hash in self._met or self.store.holds(seen.hash):
            return partial(self._repeat, seen)
        self._met[seen.hash] = seen
        return partial(self._record, seen, self._workers.read(seen))

    def _gone(self, seen: Outcome) -> Outcome:
        """Nothing is there: a file of the base has vanished. A folder may be on a disk that is not at hand."""
        path = str(_absolute(seen.path))
        if any(self.store.rows("SELECT 1 FROM files WHERE path = ?", path)):
            self.vanished += self.store.mark_vanished(path, set())
        return seen

    def _keep(self, seen: Outcome, known: Outcome) -> Outcome:
        self.unchanged += 1
        return known if seen == known else self.store.add(seen)

    def _repeat(self, seen: Outcome) -> Outcome:
        """The same bytes as a file before it: its duplicate, or wrong in the same way."""
        first = self._met.get(seen.hash, seen)
        if first.status in ("ok", "partial") and not self.store.holds(seen.hash):  # the first one changed meanwhile
            return self._record(seen, self._workers.read(seen))
        return self.store.add(replace(first, path=seen.path, size=seen.size, mtime=seen.mtime, seconds=0.0))

    def _record(self, seen: Outcome, future: Future[Any], *, again: bool = True) -> Outcome:
        outcome, documents = self._workers.result(seen, future)
        now = _look(Path(seen.path), hashed=False)
        changed = (now.size, now.mtime) != (seen.size, seen.mtime)
        if again and (changed or outcome.code == "worker.lost"):
            seen = _look(Path(seen.path))
            return self.store.add(seen) if seen.failed else self._record(seen, self._workers.read(seen), again=False)
        if changed:
            outcome, documents = _problem(seen, "io.changed"), ()
        self._met[seen.hash] = outcome
        return self.store.add(outcome, documents)


class _Workers:
    """The processes that read: started when first needed, each bounded, each expendable."""

    def __init__(self, analyse: Analyse, bounds: Bounds, number: int) -> None:
        self._analyse = analyse
        self._bounds = bounds
        self._number = number
        self._pool: ProcessPool | None = None
        self._folder: TemporaryDirectory[str] | None = None

    def read(self, seen: Outcome) -> Future[Any]:
        """Have a file read; `result` says what came of it."""
        from pebble import ProcessPool

        if self._pool is None:
            # A function of the user's own script is found by running that script again in each worker.
            own = getattr(self._analyse, "__module__", None) == "__main__"
            context = multiprocessing.get_context("spawn") if own else _Spawn()
            self._folder = TemporaryDirectory(prefix="civtext-", ignore_cleanup_errors=True)
            limits, tasks = (self._bounds.memory, self._folder.name), self._bounds.tasks
            self._pool = ProcessPool(self._number, tasks, initializer=_prepare, initargs=limits, context=context)
        timeout = self._bounds.seconds_for(seen.size)
        future: Future[Any] = self._pool.schedule(_read, args=(self._analyse, seen), timeout=timeout)
        return future

    def result(self, seen: Outcome, future: Future[Any]) -> tuple[Outcome, Sequence[Document]]:
        """What a worker made of a file, or what became of the worker."""
        from pebble import ProcessExpired

        try:
            outcome, documents = future.result()
            return outcome, documents
        except TimeoutError:
            return _problem(seen, "worker.timeout"), ()
        except ProcessExpired as error:
            return _problem(seen, "worker.crashed", f"exit {error.exitcode}"), ()
        except (BrokenProcessPool, CancelledError):  # the pool's fault, not the file's
            if self._pool is not None and not self._pool.active:
                self.stop()
            return _problem(seen, "worker.lost"), ()
        except Exception as error:  # what was read cannot be sent, or not be received
            return _problem(seen, "worker.failed", type(error).__name__), ()

    def stop(self) -> None:
        """End all processes, whatever they are at."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None
        if self._folder is not None:
            self._folder.cleanup()


class _Process(SpawnProcess):
    """A worker that does not run the caller's script again, so that the script needs no `if __name__` guard."""

    @staticmethod
    def _Popen(process: Any) -> Any:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process)
        finally:
            sys.modules["__main__"] = main


class _Spawn(SpawnContext):
    Process = _Process


# In a worker


def _prepare(memory: int, folder: str) -> None:
    """Bound this worker, let it end with its parent, however that ends, and leave temporary files where that one is
    going to remove them, should this one be killed."""
    tempfile.tempdir = folder
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ[f"{library}_NUM_THREADS"] = "1"
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent, folder), daemon=True).start()
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "darwin":  # where the bound is not kept, but may be refused
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (memory if hard < 0 else min(memory, hard), hard))


def _follow(parent: Any, folder: str) -> None:
    parent.join()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _analyse(path: Path, password: str | None = None) -> Sequence[Document]:
    from civtext.pipeline import analyse

    return analyse(path, password=password)


def _read(analyse: Analyse, seen: Outcome) -> tuple[Outcome, Sequence[Document]]:
    """Read one file. What goes wrong is told in plain words: many exceptions cannot be sent to another process."""
    started = time.monotonic()
    documents: Sequence[Document] = ()
    try:
        documents = list(analyse(Path(seen.path)))
        outcome = _read_well(seen, documents)
    except CivtextError as error:
        outcome = _refused(seen, error)
    except MemoryError:
        outcome = _problem(seen, "worker.memory")
    except (Exception, SystemExit) as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        outcome = _problem(seen, "worker.failed", f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}")
    return replace(outcome, seconds=time.monotonic() - started), documents


def _read_well(seen: Outcome, documents: Sequence[Document]) -> Outcome:
    from civtext.loaders import losses
    from civtext.loaders.problems import refusal

    if not documents:
        return _refused(seen, refusal("article.none"))
    lost = losses(documents[0].source)
    if not lost:
        return seen
    notes = " ".join(dict.fromkeys(flag.note for flag in lost))
    return replace(seen, status="partial", code=lost[0].code, message=notes)


# Outcomes and files


def _problem(seen: Outcome, code: str, reason: str = "") -> Outcome:
    status, chinese, english = _PROBLEMS[code]
    return replace(seen, status=status, code=code, message=f"{chinese} {english}".format(reason=reason))


def _refused(seen: Outcome, error: CivtextError) -> Outcome:
    status = _STATUS.get(error.code, "rejected")
    return replace(seen, status=status, code=error.code, message=error.as_dict()["message"])


def _look(path: Path, *, hashed: bool = True) -> Outcome:
    """A file before it is read: "ok" with its size, time and hash, or why it cannot be."""
    from civtext.loaders import look

    seen = Outcome(str(path), "ok")
    try:
        size, mtime, hash = look(path, hashed=hashed)
    except CivtextError as error:
        return _refused(seen, error)
    return replace(seen, size=size, mtime=mtime, hash=hash)


def _absent(paths: Sequence[Path], progress: Progress | None) -> Iterator[Outcome]:
    """The outcomes of paths where nothing is."""
    if progress:
        progress(0, len(paths), None)
    for done, path in enumerate(paths, 1):
        outcome = _look(path)
        if progress:
            progress(done, len(paths), outcome)
        yield outcome


def _is_there(path: Path) -> bool:
    from civtext.loaders import is_there

    return is_there(path)


def _left_out(path: str | Path) -> int:
    from civtext.loaders import left_out

    return left_out(_absolute(path))


def _absolute(path: str | Path) -> Path:
    """A path that means the same from everywhere; links are left as they are."""
    return Path(os.path.normpath(Path(path).absolute()))


def _files(given: Iterable[str | Path], base: Path) -> Iterator[Path]:
    """The files asked for, each once, in order, those in archives too, and as given what is not there; the base and
    what SQLite keeps beside it are none of them."""
    from civtext.loaders import inputs

    own = {base, *(base.with_name(base.name + end) for end in ("-wal", "-shm", "-journal"))}
    seen: set[Path] = set()
    for path in map(Path, given):
        for file in inputs(_absolute(path) if _is_there(path) else path):
            if file not in seen and file not in own:
                seen.add(file)
                yield file


def _name_categories(store: Store) -> None:
    from civtext.codebook import load_codebook

    codebook = load_codebook()
    names = {one.id: one.name_zh for one in codebook.categories} | {one.id: one.name_zh for one in codebook.indicators}
    store.name_categories(names)

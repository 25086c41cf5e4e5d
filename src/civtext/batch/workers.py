"""The processes that read: each bounded, each expendable. What goes wrong in one is told in plain words.

Where to start: `Workers.read` sets one on a file, `Workers.result` says what came of it; `settled` tries once more where
that helps; `bounded` calls any function in one.
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
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from civtext.batch.processes import bind_to_one_thread, context, deaf_to_interrupts, kept
from civtext.batch.verdicts import PROBLEMS, look, problem, refused
from civtext.errors import CivtextError, LoadError
from civtext.lexicons import have_own
from civtext.model import Document
from civtext.store import Outcome
from civtext.store.problems import translated

if TYPE_CHECKING:
    from pebble import ProcessPool

Analyse = Callable[..., Sequence[Document]]  # of a path, and of its `data` where they are at hand
Make = Callable[[Sequence[Document]], Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may cost, and when a worker is renewed."""

    seconds: float = 60
    seconds_per_megabyte: float = 60
    longest: float = 600
    memory: int = 2 << 30  # bytes of address space of a worker, where the system can bound it
    tasks: int = 1000  # where it is not forked, starting one takes as long as a hundred short files; its memory does not grow over 800 of them

    def seconds_for(self, size: int) -> float:
        """How long reading a file of that many bytes may take.

        >>> Bounds().seconds_for(2_000_000)
        180.0
        """
        return min(self.longest, self.seconds + self.seconds_per_megabyte * size / 1e6)


class Workers:
    """The processes that read: started when first needed, each bounded, each expendable. They give what `make` makes of
    the documents of a file; `words` is the folder of own words that they read with."""

    def __init__(
        self, analyse: Analyse, bounds: Bounds, number: int, make: Make = list, words: Path | None = None
    ) -> None:
        self.analyse = analyse
        self._words = words
        self._make = make
        self._bounds = bounds
        self._number = number
        self._pool: ProcessPool | None = None
        self._folder: TemporaryDirectory[str] | None = None

    def read(self, seen: Outcome, analyse: Analyse | None = None) -> Future[Any]:
        """Have a file read, or its source (`analyse`); `result` says what came of it."""
        from pebble import ProcessPool

        if self._pool is None:
            # Own words are read when the lexicons are: what has all loaded has them without.
            by = context(script=getattr(self.analyse, "__module__", None) == "__main__", fresh=self._words is not None)
            with translated(Path(tempfile.gettempdir())):
                self._folder = TemporaryDirectory(prefix="civtext-", ignore_cleanup_errors=True)
            limits, tasks = (self._bounds.memory, self._words, self._folder.name, *kept(by)), self._bounds.tasks
            with deaf_to_interrupts():
                self._pool = ProcessPool(self._number, tasks, initializer=_prepare, initargs=limits, context=by)
                self._pool.schedule(_wake)  # the pool starts its threads with its first task
        timeout = self._bounds.seconds_for(seen.size)
        future: Future[Any] = self._pool.schedule(
            _read, args=(analyse or self.analyse, self._make, seen), timeout=timeout
        )
        return future

    def result(self, seen: Outcome, future: Future[Any]) -> tuple[Outcome, Any]:
        """What a worker made of a file, () where nothing came of it, or what became of the worker."""
        from pebble import ProcessExpired

        try:
            outcome, made = future.result()
            return outcome, made
        except TimeoutError:
            return problem(seen, "worker.timeout"), ()
        except ProcessExpired as error:
            return problem(seen, "worker.crashed", f"exit {error.exitcode}"), ()
        except (BrokenProcessPool, CancelledError):  # the pool's fault, not the file's
            if self._pool is not None and not self._pool.active:
                self.stop()
            return problem(seen, "worker.lost"), ()
        except Exception as error:  # what was read cannot be sent, or not be received
            return problem(seen, "worker.failed", type(error).__name__), ()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End all processes, whatever they are at."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None
        if self._folder is not None:
            self._folder.cleanup()


def bounded(function: Callable[..., T], *arguments: Any, seconds: float, words: Path | None = None) -> T:
    """What a function of a module gives for these arguments, called in a process of its own: for what reads a stranger's file
    beside a program that must live on. All of it can be sent to another process. `words` is the folder of own words that it
    reads with.

    Raises what it raises of CivtextError; LoadError worker.timeout, .memory, .crashed, .failed where it ends otherwise.

    >>> bounded(len, "整治背街小巷", seconds=60)
    6
    """
    from pebble import ProcessExpired, ProcessPool

    with TemporaryDirectory(prefix="civtext-", ignore_cleanup_errors=True) as folder:
        with deaf_to_interrupts():
            by = context(fresh=words is not None)
            limits = Bounds().memory, words, folder, *kept(by)
            pool = ProcessPool(1, 1, initializer=_prepare, initargs=limits, context=by)
            future: Future[T | CivtextError] = pool.schedule(_call, args=(function, arguments), timeout=seconds)
        try:
            made = future.result()
        except TimeoutError:
            made = _ended("worker.timeout")
        except ProcessExpired as error:
            made = _ended("worker.crashed", f"exit {error.exitcode}")
        except Exception as error:  # what was made cannot be sent
            made = _ended("worker.failed", type(error).__name__)
        finally:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()
    if isinstance(made, CivtextError):
        raise made
    return made


def _ended(code: str, reason: str = "") -> LoadError:
    _, chinese, english = PROBLEMS[code]
    return LoadError(code, chinese.format(reason=reason), english.format(reason=reason))


def settled(workers: Workers, seen: Outcome, future: Future[Any], *, again: bool = True) -> tuple[Outcome, Any]:
    """What came of a file, which is read once more where it changed meanwhile, or where the pool broke under it."""
    outcome, made = workers.result(seen, future)
    now = look(Path(seen.path), hashed=False)
    changed = (now.size, now.mtime) != (seen.size, seen.mtime)
    if again and (changed or outcome.code == "worker.lost"):
        seen = look(Path(seen.path))
        return (seen, ()) if seen.failed else settled(workers, seen, workers.read(seen), again=False)
    return (problem(seen, "io.changed"), ()) if changed else (outcome, made)


# In a worker


def _wake() -> None:
    """The first task of a pool: nothing."""


def _prepare(memory: int, words: Path | None, *folders: str) -> None:
    """Bound this worker, give it its own words, let it end with its parent, however that ends, and leave temporary files where that one is
    going to remove them, should this one be killed. It removes the parent's, should that one be."""
    tempfile.tempdir = folders[0]
    bind_to_one_thread()
    if words:
        have_own(words)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent, folders), daemon=True).start()
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "darwin":  # where the bound is not kept, but may be refused
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (memory if hard < 0 else min(memory, hard), hard))


def _follow(parent: Any, folders: Sequence[str]) -> None:
    parent.join()
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _call(function: Callable[..., T], arguments: tuple[Any, ...]) -> T | CivtextError:
    """Many exceptions cannot be sent to another process: what went wrong is given back."""
    try:
        return function(*arguments)
    except CivtextError as error:
        return error
    except MemoryError:
        return _ended("worker.memory")
    except (Exception, SystemExit) as error:
        return _ended("worker.failed", type(error).__name__)


def _read(analyse: Analyse, make: Make, seen: Outcome) -> tuple[Outcome, Any]:
    """Read one file. What goes wrong is told in plain words: many exceptions cannot be sent to another process."""
    started = time.monotonic()
    made: Any = ()
    try:
        documents = list(analyse(Path(seen.path)))
        outcome = _read_well(seen, documents)
        made = make(documents) if documents else ()
    except CivtextError as error:
        outcome = refused(seen, error)
    except MemoryError:
        outcome = problem(seen, "worker.memory")
    except (Exception, SystemExit) as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        outcome = problem(seen, "worker.failed", f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}")
    return replace(outcome, seconds=time.monotonic() - started), made


def _read_well(seen: Outcome, documents: Sequence[Document]) -> Outcome:
    from civtext.loaders import losses
    from civtext.loaders.problems import refusal

    if not documents:
        return refused(seen, refusal("article.none"))
    lost = losses(documents[0].source)
    if not lost:
        return seen
    notes = " ".join(dict.fromkeys(flag.note for flag in lost))
    return replace(seen, status="partial", code=lost[0].code, message=notes)

"""How the processes that read are started: on Linux each is forked, in a few milliseconds, from one that has all of
civtext loaded (`loaded`); elsewhere, and where a base has words of its own, each starts anew and loads for itself, which
takes as long as reading a hundred short files. Both give the same (`tests/test_processes.py`).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.context import BaseContext, SpawnContext, SpawnProcess
from multiprocessing.util import get_temp_dir
from threading import Lock
from types import ModuleType
from typing import Any

_STARTING = Lock()  # of two threads, one would put back what the other put in the script's place


def cores() -> int:
    """How many processors this process may use, which a container or a cluster may bound."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def bind_to_one_thread() -> None:
    """Have NumPy start no threads of its own in this process; to be called before it is imported."""
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ[f"{library}_NUM_THREADS"] = "1"


def context(*, script: bool = False, fresh: bool = False) -> BaseContext:
    """What starts processes: `script` for functions of the caller's own script, `fresh` for processes in which nothing of
    civtext may be loaded yet."""
    if script:  # found by running that script again in each process
        return multiprocessing.get_context("spawn")
    return _Spawned() if fresh or sys.platform != "linux" else _forked()


def kept(by: BaseContext) -> list[str]:
    """Folders that this process keeps to its end for what it starts so: where it is killed, another must remove them."""
    return [get_temp_dir()] if by.get_start_method() == "forkserver" else []


@contextmanager
def _without_script() -> Iterator[None]:
    """Processes that are started meanwhile do not run the caller's script again: it needs no `if __name__` guard."""
    with _STARTING:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


class _Quiet:
    """A process that is started without the caller's script, whatever starts it."""

    @classmethod
    def _Popen(cls, process: Any) -> Any:
        with _without_script():
            return super()._Popen(process)  # type: ignore[misc]  # of the class beside this one


class _SpawnedProcess(_Quiet, SpawnProcess):
    pass


class _Spawned(SpawnContext):
    Process = _SpawnedProcess


if sys.platform == "linux":
    from multiprocessing import forkserver
    from multiprocessing.context import ForkServerContext, ForkServerProcess

    class _ForkedProcess(_Quiet, ForkServerProcess):
        pass

    class _Forked(ForkServerContext):
        Process = _ForkedProcess

    def _forked() -> BaseContext:
        made = _Forked()
        made.set_forkserver_preload(["civtext.batch.loaded"])
        try:
            with deaf_to_interrupts(), _without_script():
                forkserver.ensure_running()
        except OSError:  # there is no room for its socket: the name of the temporary folder is too long, its disk full
            return _Spawned()
        return made


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Threads that are started here, and the processes that they start, do not get a terminal's Ctrl-C, which is sent to all
    of a group: a worker that is hit while it starts would end with a traceback. Who started the run ends them.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # where it is started later, it unblocks the signals of who starts it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

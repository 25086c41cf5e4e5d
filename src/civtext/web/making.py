"""What takes a while (a draft's gaps, a comparison, a picture of the graph), made beside the page, each in a process of its own.

A thing is a folder. It is made once, whole or not at all, and stays; who asks while it is being made is told so, and so is
who asks for what could not be made. Nothing of it is lost by a restart but the asking.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from civtext.batch.workers import bounded
from civtext.errors import CivtextError, UsageError

MADE = "made"
_WAITING = 100  # things that wait to be made; beyond, one is asked to come again
_FAILURES = 100  # kept for who asks again


class Making:
    """Makes things, two at a time. Its methods may be called from any thread."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._under_way: set[Path] = set()
        self._failed: dict[Path, CivtextError] = {}
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="civtext-making")

    def stop(self) -> None:
        """Begin nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def made(self, folder: Path, function: Callable[..., object], *arguments: Any) -> Path | None:
        """The folder of results that `function(*arguments, folder)` writes; None while it is being made.

        `function` is a module's, its arguments can be sent to another process. Raises what making it ended with
        (CivtextError), once; asked again it is tried again. Raises UsageError serve.busy where too many wait.
        """
        result = folder / MADE
        with self._lock:
            if (error := self._failed.pop(folder, None)) is not None:
                raise error
            if result.is_dir() or folder in self._under_way:
                return result if folder not in self._under_way else None
            if len(self._under_way) >= _WAITING:
                zh, en = "现在太忙,请稍后再来。", "Too busy now; please come again."
                raise UsageError("serve.busy", zh, en)
            self._under_way.add(folder)
        self._pool.submit(self._make, folder, function, arguments)
        return None

    def _make(self, folder: Path, function: Callable[..., object], arguments: tuple[Any, ...]) -> None:
        part = folder / f"{MADE}.part"
        try:
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            bounded(function, *arguments, part, seconds=self._seconds)
            part.replace(folder / MADE)
        except CivtextError as error:
            self._fail(folder, error)
        except Exception as error:
            zh, en = f"程序内部错误({type(error).__name__}),请报告。", "An error inside civtext; please report it."
            self._fail(folder, UsageError("worker.failed", zh, en))
        finally:
            shutil.rmtree(part, ignore_errors=True)
            with suppress(OSError):  # where something is in it, it stays: what was made, or the draft it is made of
                folder.rmdir()
            with self._lock:
                self._under_way.discard(folder)

    def _fail(self, folder: Path, error: CivtextError) -> None:
        with self._lock:
            self._failed[folder] = error
            if len(self._failed) > _FAILURES:
                del self._failed[next(iter(self._failed))]

"""The one thread that mines what was uploaded into the base, a few files at a time, in the order in which they came.

Files are read by `civtext.mine`, in its bounded processes; what is told of a file is told to the workspace at once. Stopped
at any moment it loses nothing: what was not told waits again at the next start.
"""

from __future__ import annotations

import threading
from pathlib import Path

from civtext.batch import Outcome, mine
from civtext.errors import CivtextError
from civtext.web.workspace import Workspace

_TOGETHER = 16  # files of one run: enough for all processes, few enough to tell of the next ones soon
_PAUSE = 5.0  # seconds until it is tried again where the list of jobs cannot be read or written


class _Stopped(Exception):
    """The program ends."""


class Mining:
    """Mines while it is started; `wake` tells that something waits, `renew` that the base is to be read anew."""

    def __init__(self, workspace: Workspace, base: Path) -> None:
        self._workspace = workspace
        self._base = base
        self._woken = threading.Event()
        self._anew = threading.Event()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, name="civtext-mining", daemon=True)

    def start(self) -> None:
        """Begin, with what waits from before."""
        self._woken.set()
        self._thread.start()

    def wake(self) -> None:
        """Something waits."""
        self._woken.set()

    def renew(self) -> None:
        """Words were added: what is in the base is read anew."""
        self._anew.set()
        self._woken.set()

    def stop(self) -> None:
        """End, whatever is being read."""
        self._ends.set()
        self._woken.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._ends.is_set():
            self._woken.wait()
            self._woken.clear()
            try:
                self._mine_all()
            except Exception:  # a full disk; a thread that dies would leave all later files unread, without a word
                self._ends.wait(_PAUSE)
                self._woken.set()

    def _mine_all(self) -> None:
        while not self._ends.is_set() and (self._anew.is_set() or self._workspace.waiting()):
            paths = self._workspace.take(_TOGETHER)
            self._anew.clear()
            self._mine(paths)

    def _mine(self, paths: list[Path]) -> None:
        def told(done: int, total: int, outcome: Outcome | None) -> None:
            if self._ends.is_set():
                raise _Stopped
            if outcome is not None:
                self._workspace.tell(_upload_of(outcome, paths), outcome)

        try:
            mine(paths, self._base, progress=told)
        except _Stopped:
            return
        except CivtextError as error:
            self._workspace.stop(paths, error.code, error.as_dict()["message"])
        except Exception as error:
            words = f"程序内部错误({type(error).__name__}),请报告。 An error inside civtext; please report it."
            self._workspace.stop(paths, "worker.failed", words)
        else:
            for path in paths:
                self._workspace.finish_archive(path)


def _upload_of(outcome: Outcome, paths: list[Path]) -> Path:
    """The upload that a file is, or is in."""
    return next(path for path in paths if outcome.path == str(path) or outcome.path.startswith(f"{path}/"))

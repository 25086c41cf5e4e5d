"""Processes that read are forked from one that has all loaded, where they can be; forked or not, they find the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import handmade
import pytest
from test_bad_inputs import SENTENCE

from civtext.batch import mine
from civtext.batch.workers import bounded
from civtext.store import Store

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux alone")
LOADED = "civtext.extractors"


def found(base: Path) -> list[tuple[object, ...]]:
    with Store.open(base) as store:
        return [
            tuple(row) for table in ("passages", "measures", "metrics") for row in store.rows(f"SELECT * FROM {table}")
        ]


@LINUX
def test_a_process_begins_with_all_loaded_but_one_with_words_of_its_own(tmp_path: Path) -> None:
    assert bounded(handmade.has_loaded, LOADED, seconds=60)
    assert not bounded(handmade.has_loaded, LOADED, seconds=60, words=tmp_path)


def test_threads_that_start_processes_leave_the_script_in_its_place() -> None:
    script = sys.modules["__main__"]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: bounded(len, "文明", seconds=60), range(8))) == [2] * 8
    assert sys.modules["__main__"] is script


def test_forked_or_not_they_find_the_same(tmp_path: Path) -> None:
    (tmp_path / "总结.txt").write_text(f"云岭市2023年创建工作总结\n一、整治\n{SENTENCE}", encoding="utf-8")
    mine(tmp_path / "总结.txt", tmp_path / "forked.civtext", workers=1)
    (tmp_path / "spawned.civtext.words").mkdir()  # without a word
    mine(tmp_path / "总结.txt", tmp_path / "spawned.civtext", workers=1)
    assert found(tmp_path / "forked.civtext") == found(tmp_path / "spawned.civtext") != []


def test_a_temporary_folder_with_a_long_name_is_no_hindrance(tmp_path: Path) -> None:
    """A socket's name has a hundred characters at most."""
    temporary = tmp_path / ("长" * 40)
    temporary.mkdir()
    (tmp_path / "总结.txt").write_text(SENTENCE, encoding="utf-8")
    line = [sys.executable, "-m", "civtext", "mine", tmp_path / "总结.txt", "-o", tmp_path / "base.civtext"]
    ended = subprocess.run(line, env={**os.environ, "TMPDIR": str(temporary)}, capture_output=True, check=False)
    assert (ended.returncode, list(temporary.iterdir())) == (0, [])


@LINUX
def test_a_program_that_is_killed_leaves_no_process_and_no_temporary_file(tmp_path: Path) -> None:
    script = "import handmade; from civtext.batch.workers import bounded; bounded(handmade.say_and_sleep, seconds=200)"
    with tempfile.TemporaryDirectory(prefix="c-") as temporary:  # a socket's name has a hundred characters at most
        environment = {**os.environ, "TMPDIR": temporary, "PYTHONPATH": str(Path(__file__).parent)}
        running = subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE)
        assert running.stdout is not None
        with running.stdout:
            assert running.stdout.readline() == b"begun\n"
            assert len(list(Path(temporary).iterdir())) == 2  # its own, and the socket's
            running.send_signal(signal.SIGKILL)
            running.wait()
            assert running.stdout.read() == b""  # ends when the last process that could write there has
        assert list(Path(temporary).iterdir()) == []

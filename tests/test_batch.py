"""Mining: every input has an outcome, a bad file stops nothing, and a kill at any moment loses nothing that was done."""

from __future__ import annotations

import errno
import os
import pickle
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from tempfile import SpooledTemporaryFile

import handmade
import pytest

from civtext import batch
from civtext.batch import Bounds, Report, mine, spooling, verdicts, workers
from civtext.batch.spooling import Outcomes, Paths
from civtext.errors import StoreError
from civtext.loaders.problems import REFUSALS
from civtext.model import CleanText, Document, Metric, Source, Span
from civtext.store import STATUSES, Outcome, Store

TESTS = Path(__file__).parent


def report(number: int) -> str:
    lines = [
        f"由市文明办整治第{number}片区背街小巷{line}条,召开调度会{line}次。#C09" for line in range(1, number % 5 + 2)
    ]
    return (
        f"== 河北省第{number}市, 2023年\n" + "\n".join(lines) + f"\n== 河北省第{number}区\n新建口袋公园{number}处。\n"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of seven reports, one of them below."""
    folder = tmp_path / "reports"
    (folder / "下级").mkdir(parents=True)
    for number in range(6):
        (folder / f"{number}.txt").write_text(report(number), encoding="utf-8")
    (folder / "下级" / "6.txt").write_text(report(6), encoding="utf-8")
    return folder


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path / "base.civtext"


def run(folder: Path, base: Path, **options: object) -> Report:
    return mine(folder, base, **{"analyse": handmade.analyse, **options})  # type: ignore[arg-type]


def by_name(found: Report) -> dict[str, str]:
    return {Path(outcome.path).name: outcome.status for outcome in found.outcomes}


def content(base: Path, folder: Path) -> dict[str, object]:
    """All that a base says, but for the numbers of its rows and the time it took."""
    with Store.open(base, write=True) as store:
        assert store.check() == []
        files = {
            row["path"].removeprefix(str(folder)): (row["status"], row["code"], row["hash"])
            for row in store.rows("SELECT * FROM files")
        }
        tables = ("passages", "metrics", "measures", "entities", "sections")
        rows = {
            table: sorted(
                tuple(row)
                for row in store.rows(
                    f"SELECT hash, article, {table}.span_start, {table}.span_end, {table}.position FROM {table}"
                    " JOIN articles ON articles.id = document_id"
                )
            )
            for table in tables
        }
        terms = next(store.rows("SELECT count(*) FROM passage_grams WHERE passage_grams MATCH '背街 OR 口袋'"))[0]
        return {"files": files, **rows, "terms": terms, "summary": store.summary()}


# What comes of files


def test_a_folder_becomes_a_base(folder: Path, base: Path) -> None:
    seen: list[tuple[int, int, str | None]] = []
    found = run(folder, base, progress=lambda done, total, one: seen.append((done, total, one and one.status)))
    assert [Path(outcome.path).relative_to(folder).as_posix() for outcome in found.outcomes] == [
        *(f"{number}.txt" for number in range(6)),
        "下级/6.txt",
    ]
    assert found.counts == {"ok": 7}
    assert seen == [(0, 7, None), *((done, 7, "ok") for done in range(1, 8))]
    with Store.open(base) as store:
        summary = store.summary()
    assert (summary["files"], summary["texts"], summary["articles"]) == (7, 7, 14)


def test_a_second_run_reads_nothing_again(folder: Path, base: Path) -> None:
    first = run(folder, base)
    again = run(folder, base, analyse=handmade.analyse_never)
    assert (again.unchanged, again.outcomes) == (7, first.outcomes)


def test_only_what_is_new_or_changed_is_read(folder: Path, base: Path) -> None:
    run(folder, base)
    (folder / "0.txt").write_text(report(100), encoding="utf-8")
    (folder / "7.txt").write_text(report(7), encoding="utf-8")
    os.utime(folder / "1.txt", (1, 1))
    found = run(folder, base)
    assert (found.unchanged, found.counts) == (6, {"ok": 8})
    clean = base.with_name("clean.civtext")
    run(folder, clean)
    assert content(base, folder) == content(clean, folder)


def test_a_bad_file_stops_nothing(folder: Path, base: Path) -> None:
    for name in ("raise", "unpicklable", "memory", "die", "hang", "partial", "none"):
        (folder / f"{name}.txt").write_text(f"整治背街小巷80条,{name}。\n", encoding="utf-8")
    (folder / "empty.txt").touch()
    (folder / "other die.txt").write_bytes((folder / "die.txt").read_bytes())
    (folder / "copy of 0.txt").write_bytes((folder / "0.txt").read_bytes())
    (folder / "~$lock.docx").write_bytes(b"x" * 162)
    found = run(folder, base, analyse=handmade.analyse_badly, bounds=Bounds(seconds=4), workers=2)
    assert by_name(found) == {
        **{f"{number}.txt": "ok" for number in range(7)},
        "raise.txt": "failed",
        "unpicklable.txt": "failed",
        "memory.txt": "oom",
        "die.txt": "crashed",
        "other die.txt": "crashed",
        "hang.txt": "timeout",
        "partial.txt": "partial",
        "none.txt": "empty",
        "empty.txt": "empty",
        "copy of 0.txt": "duplicate",
    }
    reasons = {Path(outcome.path).name: outcome for outcome in found.outcomes}
    assert reasons["raise.txt"].code == "worker.failed"
    assert "ValueError, handmade.py:" in reasons["raise.txt"].message
    assert "a reader's own error" not in reasons["raise.txt"].message  # it may hold text of the file
    assert reasons["empty.txt"].code == "text.empty"
    assert reasons["partial.txt"].code == "text.bad_bytes"
    assert all(outcome.code and outcome.message for outcome in found.outcomes if outcome.status != "ok")
    assert sum(found.counts.values()) == len(found.outcomes) == 17
    with Store.open(base) as store:
        rows = {row["path"]: row["status"] for row in store.rows("SELECT path, status FROM files")}
    assert rows == {outcome.path: outcome.status for outcome in found.outcomes}


def test_what_failed_in_passing_is_tried_again_and_the_rest_is_not(folder: Path, base: Path) -> None:
    for name in ("raise", "die"):
        (folder / f"{name}.txt").write_text(f"整治背街小巷80条,{name}。\n", encoding="utf-8")
    run(folder, base, analyse=handmade.analyse_badly)
    assert by_name(run(folder, base))["die.txt"] == "ok"
    assert by_name(run(folder, base))["raise.txt"] == "failed"


def test_files_that_cannot_be_read_have_outcomes_too(tmp_path: Path, base: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link.txt").symlink_to("nowhere")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    good = tmp_path / "good.txt"
    good.write_text(report(1), encoding="utf-8")
    found = mine([tmp_path, good, tmp_path / "missing.txt"], base, analyse=handmade.analyse)
    assert {Path(outcome.path).name: outcome.code for outcome in found.outcomes} == {
        "good.txt": "",
        "link.txt": "io.missing",
        "loop.txt": "io.unreadable",
        "missing.txt": "io.missing",
        "pipe": "io.special",
    }
    assert found.counts == {"ok": 1, "failed": 4}


def test_the_base_may_lie_in_the_folder(folder: Path) -> None:
    for _ in range(2):
        assert run(folder, folder / "base.civtext").counts == {"ok": 7}


def test_an_empty_folder_makes_no_base(tmp_path: Path, base: Path) -> None:
    (tmp_path / "empty").mkdir()
    found = run(tmp_path / "empty", base)
    assert (found.outcomes, found.counts, found.vanished) == ((), {}, ())
    assert not base.exists()


@pytest.mark.parametrize("name", ["nowhere", "nowhere/below.txt", "no\0name"])
def test_a_path_where_nothing_is_makes_no_base(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    seen: list[int] = []
    (one,) = run(Path(name), base, progress=lambda done, total, one: seen.append(done)).outcomes
    assert seen == [0, 1]
    assert (one.path, one.status, one.failed) == (name, "failed", True)
    assert list(tmp_path.iterdir()) == []


def test_a_path_where_nothing_is_leaves_no_trace_beside_what_is(
    folder: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    seen: list[str] = []
    found = mine(
        ["1.txt", "nowhere.txt", "2.txt"],
        base,
        analyse=handmade.analyse,
        progress=lambda done, total, one: seen.append(one.path if one else str(total)),
    )
    paths = [str(folder / "1.txt"), "nowhere.txt", str(folder / "2.txt")]
    assert [outcome.path for outcome in found.outcomes] == paths
    assert seen == ["3", *paths]
    assert found.counts == {"ok": 2, "failed": 1}
    with Store.open(base) as store:
        assert (store.summary()["files"], store.summary()["failed"]) == (2, 0)


def test_a_file_that_is_given_and_gone_has_vanished(folder: Path, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    run(folder, base)
    (folder / "1.txt").unlink()
    found = run(Path("1.txt"), base)
    assert [(outcome.path, outcome.code) for outcome in found.outcomes] == [("1.txt", "io.missing")]
    assert found.vanished == (str(folder / "1.txt"),)
    assert run(Path("1.txt"), base).vanished == ()
    with Store.open(base) as store:
        assert (store.summary()["files"], store.summary()["vanished"]) == (6, 1)
        assert next(store.rows("SELECT count(*) FROM texts"))[0] == 7


def test_a_folder_that_is_gone_takes_nothing_with_it(folder: Path, base: Path) -> None:
    run(folder, base)
    shutil.rmtree(folder)
    found = run(folder, base, prune=True)
    assert [(outcome.path, outcome.code) for outcome in found.outcomes] == [(str(folder), "io.missing")]
    assert found.vanished == ()
    with Store.open(base) as store:
        assert (store.summary()["files"], store.summary()["texts"]) == (7, 7)


def test_a_folder_that_was_emptied_is_told_to_its_base(folder: Path, base: Path) -> None:
    run(folder, base)
    shutil.rmtree(folder)
    folder.mkdir()
    assert len(run(folder, base).vanished) == 7


def test_what_vanished_is_marked_and_pruned_when_asked(folder: Path, base: Path) -> None:
    run(folder, base)
    gone = folder / "下级" / "6.txt"
    gone.unlink()
    assert run(folder, base).vanished == (str(gone),)
    assert run(folder, base).vanished == ()
    with Store.open(base) as store:
        assert (store.summary()["texts"], store.summary()["vanished"]) == (6, 1)
    assert run(folder, base, prune=True).vanished == (str(gone),)
    with Store.open(base) as store:
        assert (store.summary()["texts"], store.summary()["vanished"]) == (6, 0)


def test_a_file_that_is_given_alone_makes_no_other_vanish(folder: Path, base: Path) -> None:
    run(folder, base)
    assert run(folder / "0.txt", base).vanished == ()


def test_a_file_that_came_back_is_there_again(folder: Path, base: Path) -> None:
    run(folder, base)
    text = (folder / "0.txt").read_bytes()
    (folder / "0.txt").unlink()
    run(folder, base)
    (folder / "0.txt").write_bytes(text)
    assert by_name(run(folder, base, analyse=handmade.analyse_never))["0.txt"] == "ok"
    assert run(folder, base).unchanged == 7


def test_a_file_that_changes_while_it_is_read_is_read_again(folder: Path, base: Path) -> None:
    (folder / "grow once.txt").write_text("整治背街小巷1条。\n", encoding="utf-8")
    (folder / "grow.txt").write_text("整治背街小巷80条。\n", encoding="utf-8")
    found = run(folder, base, analyse=handmade.analyse_growing)
    outcomes = {Path(outcome.path).name: outcome for outcome in found.outcomes}
    assert outcomes["grow.txt"].code == "io.changed"
    assert outcomes["grow once.txt"].status == "ok"
    assert outcomes["grow once.txt"].size == (folder / "grow once.txt").stat().st_size
    with Store.open(base) as store:
        assert len(list(store.rows("SELECT 1 FROM passages WHERE text = '又整治背街小巷1条。'"))) == 1


def test_civtext_reads_when_no_other_is_named(folder: Path, base: Path) -> None:
    pytest.importorskip("civtext.pipeline")
    found = mine(folder, base, workers=2)
    assert found.counts == {"ok": 7}
    with Store.open(base) as store:
        summary = store.summary()
        names = {row["id"]: row["name"] for row in store.rows("SELECT * FROM categories")}
    assert summary["metrics"] >= 7
    assert "C12" in names


def test_every_status_has_its_place() -> None:
    assert set(verdicts.STATUS) <= set(REFUSALS)
    assert {status for status, *_ in verdicts.PROBLEMS.values()} | set(verdicts.STATUS.values()) <= set(STATUSES)


def test_documents_can_be_sent() -> None:
    source = Source("前\ud800整治8条", "总结.txt")
    document = Document(source, CleanText.of(source.text, []))
    found = document.found(Span(4, 6), "metric", Metric(8.0, unit="条"), rule="r")
    document = document.with_annotations([found])
    received = pickle.loads(pickle.dumps(document))
    assert received == document
    assert (received.folded, received.source.where(3)) == (document.folded, document.source.where(3))


def test_a_file_is_tried_again_when_the_pool_broke_under_it(
    folder: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = workers.Workers.read
    broken: Future[None] = Future()
    broken.set_exception(BrokenProcessPool())
    futures = iter([broken])
    monkeypatch.setattr(workers.Workers, "read", lambda self, seen: next(futures, None) or read(self, seen))
    assert run(folder, base).counts == {"ok": 7}


def test_a_pool_that_never_works_ends_the_run_all_the_same(
    folder: Path, base: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workers, "_prepare", handmade.never_ready)
    found = run(folder, base)
    assert found.counts == {"crashed": 7}
    assert {outcome.code for outcome in found.outcomes} == {"worker.lost"}


# Stopping in the middle

_SCRIPT = """
import sys
sys.path.insert(0, {tests!r})
import handmade
from civtext.batch import mine
print("begun", flush=True)
try:
    print(mine({folder!r}, {base!r}, workers=2, analyse=handmade.analyse_slowly).counts, flush=True)
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


def start(folder: Path, base: Path) -> subprocess.Popen[str]:
    """Mine in a process group of its own, from a script without an `if __name__` guard."""
    script = base.with_name("script.py")
    script.write_text(
        textwrap.dedent(_SCRIPT.format(tests=str(TESTS), folder=str(folder), base=str(base))), encoding="utf-8"
    )
    return subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def recorded(base: Path) -> int:
    """How many files a base speaks of, seen from outside."""
    try:
        with sqlite3.connect(f"{base.as_uri()}?mode=ro", uri=True, timeout=5) as db:
            return int(db.execute("SELECT count(*) FROM files").fetchone()[0])
    except sqlite3.Error:
        return 0


def wait_until(condition: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def group_is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def many(folder: Path, number: int) -> None:
    folder.mkdir()
    for name in range(number):
        (folder / f"{name:03}.txt").write_text(report(name), encoding="utf-8")
    (folder / "copy.txt").write_text(report(3), encoding="utf-8")
    (folder / "bad.txt").touch()


def killed_and_resumed(tmp_path: Path, seed: int, files: int = 40) -> None:
    folder, base, clean = tmp_path / "reports", tmp_path / "base.civtext", tmp_path / "clean.civtext"
    many(folder, files)
    run(folder, clean, workers=1)
    wanted = content(clean, folder)
    process = start(folder, base)
    chance = random.Random(seed)
    moment = chance.randrange(files)
    wait_until(lambda: recorded(base) >= moment or process.poll() is not None)
    time.sleep(chance.random() * 0.05)
    process.kill()
    process.communicate()
    wait_until(lambda: group_is_gone(process.pid))
    if base.exists() and base.stat().st_size:
        part = content(base, folder)
        for name, rows in part.items():
            if isinstance(rows, list):
                hashes = {row[0] for row in rows}
                assert rows == [row for row in wanted[name] if row[0] in hashes], name  # type: ignore[attr-defined]
        files_then = part["files"]
        assert files_then.items() <= wanted["files"].items()  # type: ignore[attr-defined]
        texts = {hash for status, _, hash in files_then.values() if status in ("ok", "duplicate")}  # type: ignore[attr-defined]
        assert {row[0] for row in part["passages"]} == texts  # type: ignore[attr-defined]
    run(folder, base)
    assert content(base, folder) == wanted


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize("seed", range(8))
def test_a_kill_leaves_whole_files_and_a_second_run_the_rest(tmp_path: Path, seed: int) -> None:
    killed_and_resumed(tmp_path, seed)


@pytest.mark.long
@pytest.mark.skipif("'long' not in config.option.markexpr", reason="pytest -m long")
@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize("seed", range(100, 150))
def test_many_kills(tmp_path: Path, seed: int) -> None:
    killed_and_resumed(tmp_path, seed, files=200)


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_ctrl_c_ends_the_run_cleanly(tmp_path: Path) -> None:
    folder, base = tmp_path / "reports", tmp_path / "base.civtext"
    many(folder, 40)
    process = start(folder, base)
    wait_until(lambda: recorded(base) >= 3 or process.poll() is not None)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    out, err = process.communicate(timeout=60)
    assert (out.split("\n")[1], err) == ("stopped", "")
    wait_until(lambda: group_is_gone(process.pid))
    with Store.open(base, write=True) as store:
        assert store.check() == []
        assert 3 <= store.summary()["files"] < 42


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_a_script_needs_no_guard(tmp_path: Path) -> None:
    folder, base = tmp_path / "reports", tmp_path / "base.civtext"
    many(folder, 6)
    out, err = start(folder, base).communicate(timeout=120)
    assert (out, err) == ("begun\n{'ok': 7, 'empty': 1, 'duplicate': 1}\n".replace("7", "6"), "")


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    yield
    import multiprocessing

    assert multiprocessing.active_children() == []


def test_outcomes_are_named_here_too() -> None:
    assert batch.Outcome is Outcome


# What would grow with the number of files


def test_outcomes_are_what_was_put_in(tmp_path: Path) -> None:
    told = [
        Outcome(f"\udcff{number}.txt", "ok", message="“\0”", mtime=10**18 + number, seconds=0.1) for number in range(9)
    ]
    outcomes = Outcomes(told)
    assert (list(outcomes), outcomes[2:4], outcomes[-1]) == (told, tuple(told[2:4]), told[-1])
    assert outcomes == told and outcomes == Outcomes(told) and outcomes != told[:-1] and outcomes != told[::-1]
    assert told[3] in outcomes and outcomes.index(told[4]) == 4
    with pytest.raises(IndexError):
        outcomes[9]


def test_paths_are_told_apart_to_the_byte() -> None:
    met = Paths()
    names = ("a.txt", "a.txt ", "\udcff.txt", "\udcfe.txt", "\ufffd.txt", "A.txt", "é.txt", "e\u0301.txt")
    assert all(map(met.add, names)) and not any(map(met.add, names)) and all(name in met for name in names)


def test_files_that_come_while_others_are_read_are_read_too(folder: Path, base: Path) -> None:
    seen = []

    def progress(done: int, total: int, outcome: Outcome | None) -> None:
        if outcome is None:
            for number in range(20):
                (folder / "下级" / f"7{number}.txt").write_text(report(number), encoding="utf-8")
        seen.append((done, total))

    assert len(run(folder, base, progress=progress).outcomes) == 27
    assert seen[0] == (0, 7) and seen[-1] == (27, 27)


def test_a_path_given_twice_is_read_once(folder: Path, base: Path) -> None:
    found = mine([folder, folder / "0.txt", folder / "下级"], base, analyse=handmade.analyse)
    assert (found.counts, found.vanished) == ({"ok": 7}, ())


@pytest.mark.parametrize("what", ["the workers' folder", "the outcomes"])
def test_a_full_temporary_folder_is_told_and_loses_nothing(
    what: str, folder: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")

    if what == "the outcomes":
        monkeypatch.setattr(spooling, "_IN_MEMORY", 1)
        monkeypatch.setattr(SpooledTemporaryFile, "rollover", full)
    else:
        monkeypatch.setattr(workers, "TemporaryDirectory", full)
    with pytest.raises(StoreError) as raised:
        run(folder, base)
    assert (raised.value.code, raised.value.where) == ("base.full", tempfile.gettempdir())
    monkeypatch.undo()
    assert run(folder, base).counts == {"ok": 7}


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_more_files_take_no_more_memory(tmp_path: Path, base: Path) -> None:
    folder = tmp_path / "many"
    for number in range(6000):
        below = folder / f"{number // 500:02}"
        below.mkdir(parents=True, exist_ok=True)
        (below / f"{number:05}.txt").write_text(f"整治背街小巷{number}条。\n", encoding="utf-8")
    resident: dict[int, int] = {}

    def progress(done: int, total: int, outcome: Outcome | None) -> None:
        if done % 1000 == 0:
            resident[done] = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    assert run(folder, base, progress=progress).counts == {"ok": 6000}
    assert resident[6000] - resident[1000] < 10_000_000  # two kilobytes a file

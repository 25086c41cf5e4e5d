"""Faults of disks, processes and neighbours: rows H of the bad inputs that test_store, test_batch and test_migrating leave.

docs/base.md has the table of which row is held by which test.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import handmade
import pytest
from test_batch import content, group_is_gone, many, recorded, run, wait_until
from test_store import REPORT, index_of, put

import civtext.store
from civtext.batch import Bounds, mine
from civtext.errors import StoreError
from civtext.retrieval import search
from civtext.store import Store

LONG = pytest.mark.skipif("'long' not in config.option.markexpr", reason="pytest -m long")
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs signals and mode bits")
ROOT = pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="needs root")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path / "base.civtext"


def fill(base: Path, number: int = 40) -> None:
    with Store.open(base, create=True) as store:
        for name in range(number):
            put(store, f"{name}.txt", f"== 云岭市, 2023年\n第{name}片区整治背街小巷{name + 1}条。#C09\n")


def command(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "civtext", *map(str, words)]
    return subprocess.run(line, capture_output=True, encoding="utf-8", timeout=120, check=False, **options)  # type: ignore[call-overload, no-any-return]


# H02: the power goes


def cut(tmp_path: Path, cuts: int, seed: int) -> tuple[int, int]:
    """Write sixty texts, cut the power so many times; how often the base was damaged, and how often a text was lost."""
    powercut = pytest.importorskip("powercut", reason="needs apsw")
    acts: list[object] = []
    name = f"recorder-{seed}"
    recorder = powercut.Recorder(name, acts)
    base = tmp_path / "recorded" / "base.civtext"
    base.parent.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(civtext.store, "connect", lambda path, create, reading: powercut.Adapter(path, name))
        with Store.open(base, create=True) as store:
            for number in range(60):
                put(store, f"{number}.txt", f"== 第{number}市\n整治背街小巷{number}条。#C09\n" * 3)
                acts.append(powercut.Act("done"))
    recorder.unregister()
    chance, damaged, lost = random.Random(seed), 0, 0
    for number in range(cuts):
        moment = chance.randrange(len(acts))
        done = sum(act.what == "done" for act in acts[:moment])  # type: ignore[attr-defined]
        folder = tmp_path / f"cut{number}"
        folder.mkdir()
        for path, left in powercut.left_on_disk(acts[:moment], chance).items():
            (folder / Path(path).name).write_bytes(left)
        try:
            with Store.open(folder / "base.civtext", create=done == 0, write=True) as store:
                damaged += store.check() != []
                lost += store.summary()["texts"] < done
        except StoreError:
            damaged += 1
        shutil.rmtree(folder)
    return damaged, lost


def test_a_power_cut_damages_nothing_and_loses_nothing_that_was_done(tmp_path: Path) -> None:
    assert cut(tmp_path, 100, seed=2) == (0, 0)  # the 76th in the midst of a checkpoint


@pytest.mark.long
@LONG
def test_many_power_cuts(tmp_path: Path) -> None:
    assert cut(tmp_path, 600, seed=3) == (0, 0)


# H03: what ends a program


@POSIX
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_the_command_as_it_should(tmp_path: Path, base: Path, name: str) -> None:
    folder, number = tmp_path / "reports", getattr(signal, name)
    many(folder, 30)
    line = [sys.executable, "-m", "civtext", "mine", folder, "-o", base, "--workers", "1"]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    wait_until(lambda: recorded(base) >= 2 or process.poll() is not None)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, "再次运行" in err, "Traceback" in err) == (128 + number, True, False)
    wait_until(lambda: group_is_gone(process.pid))
    with Store.open(base, write=True) as store:
        assert store.check() == []
        assert 2 <= store.summary()["files"] < 32
    assert command("mine", folder, "-o", base, "--format", "jsonl").returncode == 0
    with Store.open(base) as store:
        assert store.summary()["files"] == 32


# H04: the disk is full


@POSIX
def test_a_bound_on_the_size_of_files_keeps_what_was_written(base: Path) -> None:
    fill(base, 5)
    script = (
        "import resource, signal, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_store import put\n"
        "from civtext.errors import StoreError\n"
        "from civtext.store import Store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"with Store.open({str(base)!r}, write=True) as store:\n"
        f"    resource.setrlimit(resource.RLIMIT_FSIZE, ({base.stat().st_size} + 100_000,) * 2)\n"
        "    try:\n"
        "        for number in range(1000):\n"
        "            put(store, f'new{number}.txt', f'整治背街小巷{number}条。\\n' * 200)\n"
        "            print(number)\n"
        "    except StoreError as error:\n"
        "        print(error.code)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    *written, code = done.stdout.split()
    assert (code, done.stderr) == ("base.failed", "")
    with Store.open(base, write=True) as store:
        assert (store.check(), store.summary()["texts"]) == ([], 5 + len(written))
        put(store, "later.txt", REPORT)


@ROOT
def test_a_full_disk_ends_the_command_and_a_freed_one_lets_it_go_on(tmp_path: Path) -> None:
    disk, folder = tmp_path / "disk", tmp_path / "reports"
    disk.mkdir()
    many(folder, 30)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        (disk / "other").write_bytes(bytes(700_000))
        full = command("mine", folder, "-o", disk / "base.civtext")
        assert full.returncode == 3
        assert "[base.full]" in full.stderr
        assert re.search(r"余下约需 [1-9][0-9.]* MB,现有 [0-9.]+ MB", full.stderr)
        assert "Traceback" not in full.stderr
        with Store.open(disk / "base.civtext") as store:
            before = store.summary()["files"]
        (disk / "other").unlink()
        subprocess.run(["mount", "-o", "remount,size=50m", disk], check=True)
        assert command("mine", folder, "-o", disk / "base.civtext", "--format", "jsonl").returncode == 0
        with Store.open(disk / "base.civtext", write=True) as store:
            assert (store.check(), store.summary()["files"]) == ([], 32)
            assert before < 32
    finally:
        subprocess.run(["umount", disk], check=True)


# H06: nothing can be written


def _search_as_another_user(base: Path, answers: object) -> None:
    if os.geteuid() == 0:  # for whom mode bits do not hold
        os.setgroups([])
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
    found = len(search(base, "背街小巷", limit=100))
    try:
        mine(base.parent, base, analyse=handmade.analyse)
    except StoreError as error:
        answers.send((found, error.code))  # type: ignore[attr-defined]


@POSIX
def test_a_base_that_cannot_be_written_can_be_searched_and_is_not_mined() -> None:
    import tempfile

    folder = Path(tempfile.mkdtemp())
    try:
        fill(folder / "base.civtext", 10)
        search(folder / "base.civtext", "背街小巷")  # imports what the other user may not be allowed to read
        (folder / "a.txt").write_text(REPORT, encoding="utf-8")
        (folder / "base.civtext").chmod(0o444)
        folder.chmod(0o555)
        fork = multiprocessing.get_context("fork")
        here, there = fork.Pipe()
        child = fork.Process(target=_search_as_another_user, args=(folder / "base.civtext", there))
        child.start()
        child.join(60)
        assert here.poll()
        assert here.recv() == (10, "base.readonly")
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


# H07, H08: others use the base


def two_at_once(tmp_path: Path, base: Path, files: int) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
        for number in range(files):
            (folder / f"{number}.txt").write_text(f"{folder.name}整治背街小巷{number}条。\n", encoding="utf-8")
    lines = [[sys.executable, "-m", "civtext", "mine", folder, "-o", base, "--workers", "1"] for folder in folders]
    processes = [subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for line in lines]
    errors = [process.communicate(timeout=600)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], errors
    assert not any("locked" in error or "base.busy" in error for error in errors)
    with Store.open(base, write=True) as store:
        assert (store.check(), store.summary()["texts"]) == ([], 2 * files)


def test_two_commands_mine_into_one_base(tmp_path: Path, base: Path) -> None:
    two_at_once(tmp_path, base, 30)


@pytest.mark.long
@LONG
def test_two_commands_mine_much_into_one_base(tmp_path: Path, base: Path) -> None:
    two_at_once(tmp_path, base, 400)


def test_a_long_reader_sees_one_state_and_readers_do_not_make_the_log_grow(base: Path) -> None:
    fill(base, 20)
    log = base.with_name(base.name + "-wal")
    long = "".join(f"整治第{number}片区背街小巷{number}条。\n" for number in range(100))
    with Store.open(base, write=True) as store, Store.open(base) as reader:
        rows = reader.rows("SELECT path FROM files ORDER BY path")
        seen = [next(rows)["path"]]
        for number in range(10):
            put(store, f"0{number}.txt", f"{number}{long}")
        seen += [row["path"] for row in rows]
        assert len(seen) == 20
        sizes = []
        for number in range(60):
            put(store, f"1{number}.txt", f"新{number}{long}")
            assert len(search(reader, "背街小巷", limit=5)) == 5
            sizes.append(log.stat().st_size)
        assert max(sizes) < 12_000_000
        assert max(sizes[30:]) <= 1.2 * max(sizes[:30])


# H09: bits flip


def test_check_names_the_text_of_every_flipped_bit(base: Path) -> None:
    fill(base, 40)
    sound, chance = base.read_bytes(), random.Random(9)
    with Store.open(base) as store:
        texts = {row["hash"]: bytes(row["source"]) for row in store.rows("SELECT hash, source FROM texts")}
    for _ in range(200):
        hash, source = chance.choice(sorted(texts.items()))
        damaged = bytearray(sound)
        place = sound.index(source) + chance.randrange(len(source))
        damaged[place] ^= 1 << chance.randrange(8)
        base.write_bytes(damaged)
        with Store.open(base, write=True) as store:
            assert store.check() == [f"text {hash}: damaged"]


# H11: an index out of step, by the command


_FORGET = """
INSERT INTO passage_grams (passage_grams, rowid, text, headings, title)
SELECT 'delete', id, '', '', '' FROM passages WHERE id = 3
"""


@pytest.mark.parametrize(
    ("change", "whole"),
    [
        (_FORGET, True),
        ("INSERT INTO passage_grams (rowid, text) VALUES (977, '文明')", True),
        ("DELETE FROM passages WHERE id = 3", False),
    ],
    ids=["entry gone", "entry of nothing", "passage gone"],
)
def test_the_command_tells_of_an_index_out_of_step_and_mends_it(
    base: Path, tmp_path: Path, change: str, whole: bool
) -> None:
    fill(base, 10)
    with closing(sqlite3.connect(base)) as db, db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute(change)
    found = command("check", base)
    assert (found.returncode, "index" in found.stderr) == (3, True)
    mended = command("check", base, "--repair")
    assert (mended.returncode, "index" in mended.stderr) == (0 if whole else 3, False)
    if whole:
        fill(clean := tmp_path / "clean.civtext", 10)
        with Store.open(base, write=True) as store, Store.open(clean, write=True) as fresh:
            assert index_of(store) == index_of(fresh)


# H12, H13: files beside the base, and copies


def left_behind(base: Path) -> None:
    """A base as a killed writer leaves it, with its log beside it."""
    script = (
        "import os, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_store import put\n"
        "from civtext.store import Store\n"
        f"store = Store.open({str(base)!r}, create=True)\n"
        "for number in range(20):\n"
        "    put(store, f'{number}.txt', f'第{number}片区整治背街小巷{number}条。')\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script], timeout=60, check=False)
    assert base.with_name(base.name + "-wal").exists()


def without_shm(base: Path) -> None:
    base.with_name(base.name + "-shm").unlink()


def without_wal(base: Path) -> None:
    without_shm(base)
    base.with_name(base.name + "-wal").unlink()


def foreign_wal(base: Path) -> None:
    other = base.with_name("other.civtext")
    left_behind(other)
    without_shm(base)
    shutil.copy(other.with_name("other.civtext-wal"), base.with_name(base.name + "-wal"))


def cut_wal(base: Path) -> None:
    without_shm(base)
    wal = base.with_name(base.name + "-wal")
    wal.write_bytes(wal.read_bytes()[: wal.stat().st_size * 2 // 3])


@POSIX
@pytest.mark.parametrize(
    ("change", "texts"), [(without_shm, 20), (without_wal, None), (cut_wal, None), (foreign_wal, None)]
)
def test_what_stands_beside_a_base_may_be_gone_or_another_s(base: Path, change: object, texts: int | None) -> None:
    left_behind(base)
    change(base)  # type: ignore[operator]
    with contextlib.suppress(StoreError), Store.open(base, write=True) as store:
        assert store.check() == []
        found = store.summary()["texts"]
        assert found == texts if texts else found <= 20


def test_a_copy_is_whole_while_others_write(base: Path, tmp_path: Path) -> None:
    with Store.open(base, create=True) as store:
        for number in range(20):
            put(store, f"{number}.txt", f"第{number}片区整治背街小巷{number}条。")
            store.copy(tmp_path / "copy.civtext")
            with Store.open(tmp_path / "copy.civtext", write=True) as copy:
                assert (copy.check(), copy.summary()["texts"]) == ([], number + 1)
        with pytest.raises(StoreError):
            store.copy(tmp_path / "none" / "copy.civtext")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base.civtext", "copy.civtext"]


# H14: another environment


def test_the_environment_changes_nothing(tmp_path: Path, base: Path) -> None:
    folder = tmp_path / "reports"
    many(folder, 4)
    other = tmp_path / "other.civtext"
    bare = {
        "PATH": os.environ["PATH"],
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }
    assert command("mine", folder, "-o", base).returncode == 0
    assert command("mine", folder, "-o", other, env=bare, preexec_fn=lambda: os.umask(0o077)).returncode == 0
    assert content(base, folder) == content(other, folder)
    assert other.stat().st_mode & 0o077 == 0


# H15, H16, H17: workers that die, stall or leave things behind


@POSIX
def test_twenty_workers_die_in_a_row_and_the_next_file_is_read(tmp_path: Path, base: Path) -> None:
    folder = tmp_path / "reports"
    for number in range(20):
        (folder / f"{number:02}").mkdir(parents=True)
        (folder / f"{number:02}" / "die.txt").write_text(f"整治背街小巷{number}条。\n", encoding="utf-8")
    (folder / "99.txt").write_text("整治背街小巷99条。\n", encoding="utf-8")
    found = run(folder, base, analyse=handmade.analyse_badly, workers=2)
    assert found.counts == {"ok": 1, "crashed": 20}


@POSIX
def test_a_worker_that_stalls_is_stopped_and_leaves_no_temporary_file(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, temporary = tmp_path / "reports", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    for name in ("litter", "1", "2"):
        (folder / f"{name}.txt").write_text(f"整治背街小巷80条,{name}。\n", encoding="utf-8")
    started = time.monotonic()
    found = run(folder, base, analyse=handmade.analyse_littering, bounds=Bounds(seconds=3), workers=1)
    assert found.counts == {"ok": 2, "timeout": 1}
    assert time.monotonic() - started < 60
    assert list(temporary.iterdir()) == []


# G08: where a result goes


@pytest.mark.parametrize("where", ["a folder", "below a file", "nowhere"])
def test_a_base_cannot_go_there(tmp_path: Path, where: str) -> None:
    (tmp_path / "a.txt").write_text("整治背街小巷80条。\n", encoding="utf-8")
    output = {"a folder": tmp_path, "below a file": tmp_path / "a.txt" / "b", "nowhere": tmp_path / "none" / "b"}[where]
    done = command("mine", tmp_path / "a.txt", "-o", output)
    assert (done.returncode, "Traceback" in done.stderr, "[base." in done.stderr) == (3, False, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt"]


def test_a_file_of_another_kind_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("整治背街小巷80条。\n", encoding="utf-8")
    (tmp_path / "notes").write_text("别人的文件", encoding="utf-8")
    done = command("mine", tmp_path / "a.txt", "-o", tmp_path / "notes")
    assert (done.returncode, (tmp_path / "notes").read_text(encoding="utf-8")) == (3, "别人的文件")


def test_a_base_on_a_network_share_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """H12: a faked kind of file system."""
    from typer.testing import CliRunner

    from civtext import machine
    from civtext.cli import app

    many(tmp_path / "reports", 1)
    for kind, told in (("nfs4", True), ("ext4", False)):
        monkeypatch.setattr(machine, "_file_system", lambda folder, kind=kind: kind)
        done = CliRunner().invoke(app, ["mine", str(tmp_path / "reports"), "-o", str(tmp_path / "base.civtext")])
        assert done.exit_code == 0 and ("网络共享" in done.stderr) == told

"""`civtext doctor` says what a machine has, and each thing that it may lack makes one line with what to do."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from civtext import machine
from civtext.machine import Finding, diagnose

ROOT = Path(__file__).parents[1]
NAMED = {"pyarrow": "parquet", "pyspark": "spark", "distributed": "dask", "XlsxWriter": "excel"}  # the finding's name
JAVA = 'openjdk version "{}" 2025-04-15\nOpenJDK Runtime Environment\n'


def found(name: str, folder: Path = Path()) -> Finding:
    (one,) = [one for one in diagnose(folder) if one.name == name]
    return one


def test_a_machine_that_runs_these_tests_lacks_nothing_needed(tmp_path: Path) -> None:
    findings = diagnose(tmp_path)
    assert [one for one in findings if one.state == "broken"] == []
    assert all(one.advice for one in findings if one.state != "ready")
    assert [one.name for one in findings if one.part == "readers"] == [
        "txt",
        "docx",
        "pdf",
        "html",
        "doc",
        "rtf",
        "zip",
    ]
    assert found("SQLite").found == sqlite3.sqlite_version
    assert str(tmp_path) in found("base folder", tmp_path).found


def test_every_extra_is_looked_for() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    names = {extra: {one.partition(">")[0] for one in extras[extra]} for extra in extras}
    assert set(machine.FAST) == names["fast"]
    for extra, packages in machine.OPTIONS.items():
        assert set(packages) <= names[extra], extra
    assert set(names) - {"all", "dev", "fast", "pdf", "spark", "dask"} == set(machine.OPTIONS)


@pytest.mark.parametrize("package", [*machine.FAST, "matplotlib", "pyarrow", "pyspark", "distributed", "XlsxWriter"])
def test_what_is_not_installed_is_missing_and_told(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    version = machine._version
    monkeypatch.setattr(machine, "_version", lambda name: "" if name == package else version(name))
    if package == "matplotlib":
        monkeypatch.setitem(sys.modules, "matplotlib", None)
    gone = [one for one in diagnose() if one.state == "missing" and "pip install" in one.advice]
    assert gone and not any(package in one.found for one in gone)
    assert {one.name for one in gone} >= {NAMED.get(package, package)}


def test_a_machine_without_chinese_fonts_is_told_which(monkeypatch: pytest.MonkeyPatch) -> None:
    font_manager = pytest.importorskip("matplotlib.font_manager", reason="needs matplotlib (extra notebook)")
    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["DejaVu Sans"])
    assert (found("font").state, "fonts-noto-cjk" in found("font").advice) == ("missing", True)
    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["DejaVu Sans", "SimHei"])
    assert (found("font").state, found("font").found) == ("ready", "SimHei")


@pytest.mark.parametrize(
    ("said", "state", "told"),
    [
        (JAVA.format("17.0.15"), "ready", "17.0.15"),
        (JAVA.format("21"), "ready", "21"),
        (JAVA.format("11.0.2"), "missing", "11.0.2"),
        (JAVA.format("1.8.0_392"), "missing", "8.0"),
        ("no java at all", "missing", ""),
    ],
)
def test_java_must_be_new_enough(
    said: str, state: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{said}\nEND\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert (found("java").state, found("java").found) == (state, told)


def test_sqlite_must_be_new_enough_and_have_its_index(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> object:
        raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr(machine.sqlite3, "sqlite_version_info", (3, 31, 0))
    monkeypatch.setattr(machine.sqlite3, "connect", refuse)
    assert (found("SQLite").state, found("FTS5").state) == ("broken", "broken")


@pytest.mark.parametrize("name", ["nowhere", "file.txt"])
def test_a_folder_that_cannot_be_written_is_broken(name: str, tmp_path: Path) -> None:
    (tmp_path / "file.txt").touch()
    one = found("base folder", tmp_path / name)
    assert (one.state, name in one.found) == ("broken", True)


def test_little_room_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: usage._replace(free=5_000_000))
    assert (found("temporary").state, found("temporary").found[-11:]) == ("missing", "0.0 GB free")


@pytest.mark.parametrize(("kind", "state"), [("nfs4", "missing"), ("ext4", "ready")])
def test_a_network_share_is_told(kind: str, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_file_system", lambda folder: kind)
    assert found("base folder", tmp_path).state == state
    assert found("temporary").state == "ready"  # no base is kept there


def test_file_systems_are_told_by_the_nearest_mount(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = f"/dev/vda / ext4 rw 0 0\nhost:/share {tmp_path} nfs4 rw 0 0\n"
    real: Callable[..., str] = Path.read_text
    monkeypatch.setattr(
        Path, "read_text", lambda self, **how: mounts if str(self) == "/proc/mounts" else real(self, **how)
    )
    (tmp_path / "below").mkdir()
    assert (machine._file_system(tmp_path / "below"), machine._file_system(tmp_path.parent)) == ("nfs4", "ext4")


def test_the_command_prints_them_and_its_status_says_whether_all_is_well(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "civtext", "doctor"]
    wide = {**os.environ, "COLUMNS": "200"}
    done = subprocess.run([*command, tmp_path], capture_output=True, encoding="utf-8", timeout=120, env=wide)
    assert done.returncode == 0 and "知识库 base" in done.stdout and "FTS5" in done.stdout
    done = subprocess.run(
        [*command, tmp_path / "nowhere", "-f", "jsonl"], capture_output=True, encoding="utf-8", timeout=120
    )
    states = {one["name"]: one["state"] for one in map(json.loads, done.stdout.splitlines())}
    assert (done.returncode, states["base folder"], states["txt"]) == (1, "broken", "ready")

"""What the long fuzz run (bench/fuzz.py) once found, read again; and the run itself, for a moment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).parents[1] / "bench" / "fuzz.py"
FINDS = Path(__file__).parent / "fuzz_finds"


def fuzz(*arguments: str) -> list[str]:
    done = subprocess.run([sys.executable, str(FUZZ), *arguments], capture_output=True, text=True, check=False)
    return [
        *done.stdout.splitlines(),
        *([] if done.returncode == 0 else [done.stderr, f"exit status {done.returncode}"]),
    ]


def test_every_kept_find_is_lawful_now() -> None:
    pytest.importorskip("pypdfium2")
    lines = fuzz("--replay", str(FINDS))
    assert lines
    assert [line for line in lines if not line.startswith("ok ")] == []


def test_every_kept_find_is_explained() -> None:
    told = {line.split("\t")[0] for line in (FINDS / "finds.tsv").read_text(encoding="utf-8").splitlines()}
    kept = {path.name for path in FINDS.iterdir()} - {"finds.tsv", ".gitattributes"}
    assert kept == told


def test_a_short_run_finds_nothing(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    lines = fuzz("--inputs", "100", "--seed", "7", "--finds", str(tmp_path))
    assert [line for line in lines if "FIND" in line or "exit status" in line] == []


@pytest.mark.long
def test_a_long_run_finds_nothing(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    lines = fuzz("--minutes", "15", "--seed", "8", "--finds", str(tmp_path))
    assert [line for line in lines if "FIND" in line or "exit status" in line] == []

"""The README is true: its Python runs, and its table of verbs agrees with the commands and the public names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

import civtext
from civtext.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
VERBS = re.findall(r"^\| `(\w+)` \| (.+?) \|", README, re.MULTILINE)


def test_its_python_runs(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    shutil.copytree(ROOT / "examples" / "reports", tmp_path / "examples" / "reports")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "云岭市" in done.stdout


def test_the_table_names_every_command() -> None:
    assert [verb for verb, _ in VERBS] == list(get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("verb", "names"), VERBS)
def test_the_table_s_functions_are_public(verb: str, names: str) -> None:
    for name in re.findall(r"`(\w+)`", names):
        assert name in civtext.__all__ and callable(getattr(civtext, name))


def test_every_public_name_is_there_and_explained() -> None:
    for name in set(civtext.__all__) - {"__version__"}:
        assert getattr(civtext, name).__doc__, name


@pytest.mark.parametrize("verb", [verb for verb, _ in VERBS])
def test_every_command_explains_itself_in_chinese_and_english(verb: str) -> None:
    command = get_command(app).commands[verb]  # type: ignore[attr-defined]
    assert re.search(r"[一-鿿]", command.help) and re.search(r"[a-z]{3}", command.help)
    for parameter in command.params:
        if parameter.name != "help":
            assert re.search(r"[一-鿿]", parameter.help or "") or "." in (parameter.help or ""), parameter.name

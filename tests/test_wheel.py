"""The wheel carries all it needs: installed away from the checkout, it reads a report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REPORT = "云屏市2023年创建工作总结\n一、整治市容环境\n今年以来,全市整治背街小巷80条。\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", site, ROOT]
    subprocess.run(build, check=True, capture_output=True, timeout=300)
    return site


def test_the_wheel_stands_alone(site: Path, tmp_path: Path) -> None:
    report = tmp_path / "总结.txt"
    report.write_text(REPORT, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(site)}
    where = [sys.executable, "-c", "import civtext; print(civtext.__file__)"]
    home = subprocess.run(where, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert Path(home.strip()).is_relative_to(site)
    command = [sys.executable, "-m", "civtext", "extract", report, "--format", "jsonl"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=True, timeout=120)
    article = json.loads(done.stdout.decode("utf-8"))
    assert article["metrics"][0]["object"] == "背街小巷"
    assert article["passages"][0]["categories"]


def test_spacy_finds_the_component_by_its_entry_point(site: Path, tmp_path: Path) -> None:
    pytest.importorskip("spacy", reason="needs spaCy (extra spacy)")
    code = (
        f"import spacy; nlp = spacy.blank('zh'); nlp.add_pipe('civtext'); doc = nlp({REPORT!r})\n"
        "print([(one.text, one._.civtext['object']) for one in doc.spans['metrics']])"
    )
    command = [sys.executable, "-X", "utf8", "-c", code]
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120)
    assert done.stdout.strip() == "[('80条', '背街小巷')]", done.stderr

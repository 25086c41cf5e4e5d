"""The real thing, where it lies beside the checkout (../shared): scores on annotated documents, and mining real reports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_annotated import ANNOTATED, below_floors

from civtext import batch, evaluate
from civtext.retrieval import search
from civtext.store import Store

SHARED = Path(os.environ.get("CIVTEXT_SHARED", Path(__file__).parents[2] / "shared"))
SCORER = SHARED / "tools" / "score.py"
pytestmark = pytest.mark.skipif(
    not SCORER.exists(), reason=f"{SHARED} is not here: real reports are not part of the repository"
)


def test_scores_on_real_documents() -> None:
    assert below_floors(SHARED / "gold" / "dev") == {}


@pytest.mark.parametrize("gold", [SHARED / "gold" / "dev", ANNOTATED], ids=["real", "self-written"])
def test_the_reference_scorer_gives_the_same_figures(gold: Path) -> None:
    """It reads what the commands print, in a program of its own."""
    command = f"{sys.executable} -m civtext"
    words = [sys.executable, SCORER, gold, "--json", "--cmd", command]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=600)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    rows = json.loads(done.stdout)
    scores = {score.layer: score for score in evaluate(gold).scores}
    assert set(scores) == set(rows)
    for layer, score in scores.items():
        figures = {"f1": score.f1, "gold": score.gold}
        if layer not in ("categories.macro", "categories.top1"):  # of these it tells no more
            figures |= {"p": score.precision, "r": score.recall, "pred": score.predicted}
        assert {name: rows[layer][name] for name in figures} == pytest.approx(figures), layer


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("base") / "base.civtext"
    batch.mine([SHARED / "seeds"], path)
    return path


def test_mining_real_reports_restores_the_articles(base: Path) -> None:
    with Store.open(base) as store:
        summary = store.summary()
    assert summary["articles"] == 1 + 7 + 1 + 1
    assert all(summary[layer] > 30 for layer in ("passages", "metrics", "measures", "placeholders"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [("背街小巷", "背街小巷80条"), ("垃圾箱", "垃圾箱"), ("实践点", "实践点"), ("留守 儿童", "留守儿童")],
)
def test_search_finds_what_is_there(base: Path, query: str, expected: str) -> None:
    hits = search(base, query)
    assert any(expected in hit.text for hit in hits)


def test_a_word_cut_by_a_chunk_number_is_found(base: Path) -> None:
    """The files are cut every 300 characters, mid-word; search reads the text as its author wrote it."""
    raw = "".join(path.read_text(encoding="utf-8") for path in sorted((SHARED / "seeds").glob("*.txt")))
    assert "关键少数" not in raw
    assert any("“关键少数”" in hit.text for hit in search(base, "关键少数"))

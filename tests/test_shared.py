"""The real thing, where it lies beside the checkout (../shared): scores on annotated documents, and mining real reports.

The thresholds are floors, not targets: they hold what has been reached, so that a change that loses something is seen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from civtext import batch, search
from civtext.store import Store

SHARED = Path(os.environ.get("CIVTEXT_SHARED", Path(__file__).parents[2] / "shared"))
SCORER = SHARED / "tools" / "score.py"
pytestmark = pytest.mark.skipif(
    not SCORER.exists(), reason=f"{SHARED} is not here: real reports are not part of the repository"
)

FLOORS = {
    "metrics.value": 0.85,
    "metrics.object": 0.65,
    "placeholders.span": 0.95,
    "placeholders.type": 0.80,
    "measures.action": 0.60,
    "slogans.span": 0.60,
    "headings.start": 0.90,
    "categories.top1": 0.60,
    "articles": 0.90,
    "doc.kind": 0.90,
    "doc.level": 0.90,
}


ANNOTATED = Path(__file__).parents[1] / "corpora" / "annotated"


@pytest.mark.parametrize("gold", [SHARED / "gold" / "dev", ANNOTATED], ids=["real", "self-written"])
def test_scores_on_annotated_documents(gold: Path) -> None:
    command = f"{sys.executable} -m civtext.cli"
    words = [sys.executable, SCORER, gold, "--json", "--cmd", command]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=600)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    rows = json.loads(done.stdout)
    below = {layer: rows[layer]["f1"] for layer, floor in FLOORS.items() if rows[layer]["f1"] < floor}
    assert not below


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

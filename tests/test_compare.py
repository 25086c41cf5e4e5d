"""The comparison (bench/compare.py): its scores are right on a handmade case, and docs/compared.md shows every package."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench"))

import compare  # noqa: E402
from packages import PACKAGES, Find, apart, by_clause, widened, with_unit, written  # noqa: E402


def test_it_explains_itself() -> None:
    done = subprocess.run(
        [sys.executable, "bench/compare.py", "--help"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "FOLDER" in done.stdout


def test_every_table_has_a_row_for_each_package() -> None:
    tables = (ROOT / "docs" / "compared.md").read_text(encoding="utf-8").split("| | span P ")[1:]
    assert len(tables) == 4
    for table in tables:
        assert re.findall(r"^\| ([\w-]+) [\w.]+ \| [01]\.", table, re.MULTILINE) == list(PACKAGES)


def test_the_layers_ask_more_and_more() -> None:
    gold = [
        Find(0, 4, 30, "个"),
        Find(10, 14, 5, "条"),
        Find(20, 24, 3, "次", 5),
        Find(30, 34, None, "户", masked=True),
    ]
    found = [Find(1, 4, 30, "个"), Find(10, 14, 5, "处"), Find(20, 24, 3, "次"), Find(33, 40, 7, "户")]
    assert compare.scores([gold], [found]) == [0.75] * 3 + [0.5] * 3 + [0.25] * 3


def test_one_find_serves_one_gold_metric() -> None:
    first, second = Find(0, 4, 1, "个"), Find(0, 6, 1, "个")
    assert compare.pairs([first, second], [Find(0, 6, 1, "个")]) == [(second, Find(0, 6, 1, "个"))]


def test_finds_are_made_comparable() -> None:
    assert list(with_unit("新增300多万元", 2, 5, 300)) == [Find(2, 8, 3_000_000, "元")]
    assert list(with_unit("2023年", 0, 4, 2023)) == []
    assert widened("不少于3次", Find(3, 5, 3, "次")) == Find(0, 5, 3, "次")
    assert list(apart([Find(0, 5, 2100, "吨")], [(0, 4)])) == [Find(0, 5, 2100, "吨")]
    assert list(apart([Find(1, 3, 3, "名")], [(0, 2)])) == []
    assert [written(n) for n in (2, 12, 105, 2340, 6008)] == ["二", "十二", "一百零五", "二千三百四十", "六千零八"]


def test_clauses_are_read_narrow_and_reported_in_place() -> None:
    clauses: list[str] = []
    read = by_clause(lambda text: clauses.append(text) or [Find(0, 1, 8, "个")] * text.startswith("8"))
    assert list(read("共12,345户，８个。")) == [Find(9, 10, 8, "个")]
    assert clauses == ["共12,345户", "8个"]


def test_an_absent_package_is_left_out_with_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def version(name: str) -> str:
        if name == "civtext":
            return "0"
        raise PackageNotFoundError(name)

    monkeypatch.setattr(compare, "version", version)
    text = "今年以来，全镇整治背街小巷80条。"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    gold = {"start": 13, "end": 16, "value": 80, "high": None, "unit": "条", "masked": False, "object": "背街小巷"}
    (tmp_path / "a.gold.json").write_text(json.dumps({"metrics": [gold]}), encoding="utf-8")
    compare.main([tmp_path])
    printed = capsys.readouterr()
    assert printed.out.count("| civtext 0 | " + " | ".join(["1.00"] * 9)) == 2
    assert [line.split()[0] for line in printed.err.splitlines()] == list(PACKAGES)[1:]

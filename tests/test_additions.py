"""Words of one's own are tried on a whole base before they are taken, and used once they are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import civtext
from civtext.additions import LEXICONS, check, choices, take, try_entry
from civtext.errors import UsageError
from civtext.lexicons import own_entries

TEXT = "云岭市2023年创建工作总结\n一、整治环境\n全年整治背街小巷80条,众包绿地20块。\n"
ENTRY = {"term": "众包", "kind": "hold", "noun": "no", "needs": "any", "example": "众包绿地20块"}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    (tmp_path / "总结.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "别的.txt").write_text(TEXT.replace("众包绿地20块", "新建公厕6座"), encoding="utf-8")
    civtext.mine([tmp_path / "总结.txt", tmp_path / "别的.txt"], tmp_path / "base.civtext", workers=1)
    return tmp_path / "base.civtext"


def test_trying_tells_and_changes_nothing(base: Path) -> None:
    before = base.read_bytes()
    told = try_entry(base, "verbs", ENTRY)
    assert told.texts == 1
    assert [(one.layer, one.text) for one in told.gains if one.layer == "measures"] == [("measures", "众包绿地20块")]
    assert base.read_bytes() == before and not Path(f"{base}.words").exists()


def test_what_is_taken_is_used_and_read_anew(base: Path) -> None:
    assert take(base, "verbs", ENTRY).name == "verbs.tsv"
    report = civtext.mine([], base, workers=1)
    assert report.renewed == 2
    with civtext.Base(base) as opened:
        assert "众包" in opened.measures()["action"].tolist()
    assert civtext.mine([], base, workers=1).renewed == 0


def test_what_was_taken_is_not_taken_twice(base: Path) -> None:
    take(base, "verbs", ENTRY)
    for again in (take, try_entry):
        with pytest.raises(UsageError, match="已有"):
            again(base, "verbs", ENTRY)


def test_of_entries_taken_at_one_time_all_are_kept(base: Path) -> None:
    words = [f"众{n}包" for n in "甲乙丙丁戊己庚辛"]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda word: take(base, "verbs", ENTRY | {"term": word, "example": f"{word}绿地20块"}), words))
    assert sorted(one["term"] for one in own_entries(Path(f"{base}.words"), "verbs")) == sorted(words)


def test_an_example_may_hold_any_character_but_what_parts_lines_and_columns(base: Path) -> None:
    take(base, "verbs", ENTRY | {"example": "众包\u2028绿地20块"})
    assert civtext.mine([], base, workers=1).renewed == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"example": "没有这个词"},
        {"kind": "没有这一类"},
        {"term": "整治", "example": "整治小巷"},
        {"term": "", "example": ""},
        {"term": "众\t包", "example": "众\t包"},
        {"term": "#众包", "example": "#众包"},
        {"more": "x"},
        {"term": "众包" * 20, "example": "众包" * 20},
    ],
)
def test_a_wrong_entry_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="entry"):
        check("verbs", ENTRY | wrong)


@pytest.mark.parametrize("name", LEXICONS)
def test_a_lexicon_says_what_it_takes(name: str) -> None:
    assert {"term", "example"} <= set(choices(name))

"""What people said of annotations is kept: whatever they type, whatever cuts the file short, however many there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from civtext.corrections import Correction, Corrections
from civtext.errors import UsageError

TEXT = "整治背街小巷80条,新建公厕6座。"


def judged(start: int, end: int, verdict: str = "accept", note: str = "", hash: str = "b1946a") -> Correction:
    return Correction(hash, "metrics", start, end, TEXT[start:end], verdict, note=note)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    said = Corrections(tmp_path / "base.civtext")
    said.add(judged(6, 9), source=TEXT)
    said.add(judged(14, 16, "reject"), source=TEXT)
    return tmp_path / "base.civtext"


def verdicts(base: Path) -> list[tuple[str, str]]:
    return [(one.text, one.verdict) for one in Corrections(base).of("b1946a")]


def test_the_last_judgement_on_an_annotation_counts(base: Path) -> None:
    Corrections(base).add(judged(6, 9, "reject"), source=TEXT)
    assert verdicts(base) == [("80条", "reject"), ("6座", "reject")]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\n", "\r", "\ud800"])
def test_a_note_may_hold_any_character(base: Path, mark: str) -> None:
    Corrections(base).add(judged(6, 9, note=f"单位{mark}不对"), source=TEXT)
    Corrections(base).add(judged(14, 16), source=TEXT)
    assert verdicts(base) == [("80条", "accept"), ("6座", "accept")]


@pytest.mark.parametrize("cut", [1, 10, 40, 100, 150])
def test_after_a_line_that_the_power_cut_short_none_is_lost(base: Path, cut: int) -> None:
    path = Corrections(base).path
    path.write_bytes(path.read_bytes()[:-cut])
    kept = 2 if cut == 1 else 1  # only its end was missing
    assert len(verdicts(base)) == kept
    Corrections(base).add(judged(0, 2), source=TEXT)
    Corrections(base).add(judged(2, 6), source=TEXT)
    assert len(verdicts(base)) == kept + 2


def test_a_line_cut_amid_a_character_is_cut_short_like_others(base: Path) -> None:
    path = Corrections(base).path
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex("座".encode()) + 1])
    assert verdicts(base) == [("80条", "accept")]


@pytest.mark.parametrize("line", [b"{}", b"1", b"[]", b"null", b"[" * 100_000])
def test_a_line_amid_the_others_that_is_none_is_told_of(base: Path, line: bytes) -> None:
    path = Corrections(base).path
    path.write_bytes(line + b"\n" + path.read_bytes())
    with pytest.raises(UsageError, match="第1行"):
        Corrections(base)


def test_texts_have_their_own_judgements(base: Path) -> None:
    Corrections(base).add(judged(6, 9, "reject", hash="c0ffee"), source=TEXT)
    said = Corrections(base)
    assert said.hashes() == ["b1946a", "c0ffee"]
    assert [one.verdict for one in said.of("c0ffee")] == ["reject"]
    assert said.of("none") == []

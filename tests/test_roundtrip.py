"""The round trip (bench/roundtrip.py) over a few texts: nothing lost on the way, the outline read alike."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
# Tables and decimal numbers; a title on two lines; three levels of numbers; a scraped text of articles one after the other.
CHOSEN = ("望泽调研报告", "创城综述", "砚湖区2022年方案", "禾塘县教育局")


@pytest.fixture(scope="module")
def roundtrip() -> ModuleType:
    spec = importlib.util.spec_from_file_location("roundtrip", ROOT / "bench" / "roundtrip.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["roundtrip"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def readings(roundtrip: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> list:  # type: ignore[type-arg]
    texts = [one for one in roundtrip.reports(ROOT / "examples" / "sources") if one.name in CHOSEN]
    assert len(texts) == len(CHOSEN)
    texts.append(roundtrip.report("松濱鎮", roundtrip.TRADITIONAL))
    return list(roundtrip.readings(texts, tmp_path_factory.mktemp("roundtrip"), legacy=False))


def test_every_reading_meets_the_floors(roundtrip: ModuleType, readings: list) -> None:  # type: ignore[type-arg]
    assert [f"{one.way}: {one.name}\n{one.differences}" for one in readings if not roundtrip.is_fit(one)] == []


def test_every_encoding_and_both_kinds_of_numbers_are_tried(readings: list) -> None:  # type: ignore[type-arg]
    ways = {one.way for one in readings}
    codecs = ("UTF-8", "UTF-8 BOM", "UTF-16 LE", "UTF-16 BE", "GB18030", "GBK", "Big5")
    assert ways >= {*(f"txt {codec}" for codec in codecs), "docx, typed numbers", "docx, Word's numbers", "html"}


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_takes_part(readings: list) -> None:  # type: ignore[type-arg]
    ways = {one.way for one in readings}
    assert ways >= {"docx by LibreOffice", "pdf as offices print", "pdf as browsers print"}


def test_word_numbers_most_headings_itself(roundtrip: ModuleType, tmp_path: Path) -> None:
    """Else the way with Word's own numbers would be the way with typed ones."""
    import docx

    text = roundtrip.report("方案", "方案\n一、目标\n1.整治\n2.新建\n二、要求\n（一）领导\n（三）经费\n十二、附则\n")
    roundtrip.numbered_docx(text, tmp_path / "a.docx")
    shown = [line.text for line in docx.Document(str(tmp_path / "a.docx")).paragraphs]
    assert shown == ["方案", "目标", "整治", "新建", "要求", "领导", "（三）经费", "十二、附则"]


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("", "", 0), ("整治", "整治", 0), ("整治80条", "整治8O条", 2), ("条", "整治80条", 6), ("甲乙", "丙丁", 4)],
)
def test_edits_are_counted(roundtrip: ModuleType, one: str, other: str, count: int) -> None:
    assert roundtrip.edits(one, other) == count


def test_a_lost_line_and_a_lost_heading_are_seen(roundtrip: ModuleType, tmp_path: Path) -> None:
    text = roundtrip.report("总结", "总结\n一、目标\n整治背街小巷八十条。\n二、要求\n各单位按照分工抓好落实。\n")
    path = tmp_path / "a.txt"
    path.write_text(text.text.replace("二、要求\n", ""), encoding="utf-8")
    reading = roundtrip.compared("txt UTF-8", text, path)
    assert not reading.outline
    assert reading.characters < 0.95
    assert "要求" in reading.differences
    assert not roundtrip.is_fit(reading)

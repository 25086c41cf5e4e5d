"""Laws that hold for every text: examples, examples under random damage, and any characters at all."""

from __future__ import annotations

import random
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civtext.model import Document, Source
from civtext.pipeline import annotate, split
from civtext.records import record

REPORTS = sorted((Path(__file__).parents[1] / "examples" / "sources").glob("*.*"))
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in REPORTS if path.suffix in (".txt", ".md")}
NOISE = ["\n", "'", "．", "XX", "\n12、", "二", "”", "“", "　", "�", "\x00", "\u200b", "3", "(", "。", "\u202e"]
GENRE = "整治新建背街小巷80条年月日XX余万%、,。;:“”《》()〔〕一二三十百两近约将力争查四个份市区县我\n "


def check(documents: list[Document]) -> None:
    for document in documents:
        source = document.source.text
        start, end = document.span
        assert 0 <= start <= end <= len(source)
        for one in document.annotations:
            assert source[one.span.start : one.span.end] == one.text
            assert start <= one.span.start < one.span.end <= end
        for passage in document.passages:
            assert document.text[passage.span.start : passage.span.end] == passage.text
        for value in record(document, rejected=True)["metrics"]:
            assert value["value"] is None or abs(value["value"]) < 1e18


def read(text: str) -> list[Document]:
    return [annotate(document) for document in split(Source(text))]


@pytest.mark.parametrize("name", TEXTS)
def test_spans_slice_back(name: str) -> None:
    documents = read(TEXTS[name])
    assert documents
    check(documents)


@pytest.mark.parametrize("name", TEXTS)
def test_spans_slice_back_under_damage(name: str) -> None:
    chance = random.Random(name)
    text = TEXTS[name]
    for _ in range(60):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(NOISE) + text[at + chance.choice((0, 0, 1, 3)) :]
    check(read(text))


@given(st.text(st.sampled_from(GENRE), max_size=200))
@settings(max_examples=60, deadline=None)
def test_no_text_of_the_genre_s_characters_raises(text: str) -> None:
    check(read(text))


@given(st.text(max_size=120))
@settings(max_examples=40, deadline=None)
def test_no_text_at_all_raises(text: str) -> None:
    check(read(text.encode("utf-8", "replace").decode("utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n" * 5000,
        "。" * 5000,
        "XX " * 2000,
        "9" * 10_000,
        "(" * 5000,
        "整治道路" * 4000,
        "一、" * 3000,
        string.printable * 20,
    ],
    ids=["empty", "lines", "stops", "blanks", "digits", "brackets", "no stop", "numbers", "ascii"],
)
def test_pathological_texts_end(text: str) -> None:
    check(read(text))


def test_reading_is_deterministic() -> None:
    text = next(iter(TEXTS.values()))
    assert [record(one) for one in read(text)] == [record(one) for one in read(text)]

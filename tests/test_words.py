"""Cutting text into sentences, clauses and words."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civtext import words
from civtext.words import clauses, cut, jieba_cut, sentence_around, sentences, tag

TEXT = st.text(alphabet="创建文明城市,，。“”《》\n 12aX整治了小巷条", max_size=60)


@given(TEXT)
@settings(deadline=None)  # the first call loads the dictionary
def test_words_joined_give_the_text_back(text: str) -> None:
    assert "".join(cut(text)) == text


@given(TEXT)
def test_sentences_and_clauses_are_in_order_and_not_blank(text: str) -> None:
    for cutter in (sentences, clauses):
        at = 0
        for span in cutter(text):
            assert at <= span.start < span.end
            assert text[span.start : span.end].strip()
            at = span.end


def test_a_stop_takes_the_closing_quote_along() -> None:
    text = "他说：“路宽了。”记者随后走访。"
    assert [text[span.start : span.end] for span in sentences(text)] == ["他说：“路宽了。”", "记者随后走访。"]


def test_words_do_not_read_the_shared_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import marshal

    (tmp_path / "jieba.cache").write_bytes(marshal.dumps(({"整治小": 10**9}, 10**9)))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    words._tokenizer.cache_clear()
    assert words.jieba_cut("整治小巷") == ["整治", "小巷"]
    assert [path.name for path in tmp_path.iterdir()] == ["jieba.cache"]


def test_our_reading_of_the_dictionary_is_jiebas() -> None:
    import jieba

    from civtext.words import _tokenizer

    theirs = jieba.Tokenizer()
    theirs.FREQ, theirs.total = theirs.gen_pfdict(theirs.get_dict_file())
    ours = _tokenizer()
    assert (ours.total, ours.FREQ) == (theirs.total, theirs.FREQ)


REPORTS = sorted(Path(__file__).parents[1].glob("corpora/*/*.txt"))
PIECES = [
    piece
    for path in REPORTS
    if "heldout" not in path.parts
    for piece in re.split(r"[，。；,;\n]", path.read_text("utf-8"))
]
MIXED = st.lists(
    st.sampled_from(
        [
            *"创建文明3条X.%&#+-_/ 、“0a龘𠀀é\r\n\xa0\ud800×○〇\t\ue000",
            "AT&T",
            "C++",
            "卡拉OK",
            "T恤",
            "2023-03-23",
            "95.6%",
            "甲乙",
        ]
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    "text", ["总投资3.5亿元", "2023-03-23", "X.X万户", "AT&T与C++", "a_b", "12.5%以上", "\r\n", "龘靐"]
)
def test_the_quick_cutter_cuts_as_jieba_does(text: str) -> None:
    pytest.importorskip("rjieba")
    assert cut(text) == jieba_cut(text)


def test_the_quick_cutter_cuts_reports_as_jieba_does() -> None:
    pytest.importorskip("rjieba")
    assert len(PIECES) > 5000
    assert [piece for piece in PIECES if cut(piece) != jieba_cut(piece)] == []


@given(MIXED.map("".join))
@settings(deadline=None)
def test_the_quick_cutter_cuts_anything_as_jieba_does(text: str) -> None:
    pytest.importorskip("rjieba")
    assert cut(text) == jieba_cut(text)


def test_words_are_cut_without_the_quick_cutter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_quick_cut", lambda: None)
    assert cut("新建停车位200个") == ["新建", "停车位", "200", "个"]


def test_a_word_has_the_dictionarys_tag() -> None:
    assert (tag("召开"), tag("街道"), tag("查无此词")) == ("v", "n", "")


@pytest.mark.parametrize(("start", "end"), [(-5, 3), (0, 0), (5, 5), (9, 99), (99, 5), (100, 200)])
def test_a_sentence_around_any_stretch_lies_in_the_text(start: int, end: int) -> None:
    text = "一。二三。"
    first, last = sentence_around(text, start, end)
    assert 0 <= first <= len(text) and last <= len(text)
    assert sentence_around("", start, end)[0] == 0

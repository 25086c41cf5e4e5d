"""Cutting text into sentences, clauses and words."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civtext.words import clauses, cut, sentence_around, sentences, tag

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

    from civtext import words

    (tmp_path / "jieba.cache").write_bytes(marshal.dumps(({"整治小": 10**9}, 10**9)))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    words._dictionary.cache_clear()
    assert cut("整治小巷") == ["整治", "小巷"]
    assert [path.name for path in tmp_path.iterdir()] == ["jieba.cache"]


def test_our_reading_of_the_dictionary_is_jiebas() -> None:
    import jieba

    from civtext.words import _dictionary

    theirs = jieba.Tokenizer()
    theirs.FREQ, theirs.total = theirs.gen_pfdict(theirs.get_dict_file())
    ours = _dictionary().tokenizer
    assert (ours.total, ours.FREQ) == (theirs.total, theirs.FREQ)


def test_a_word_has_the_dictionarys_tag() -> None:
    assert (tag("召开"), tag("街道"), tag("查无此词")) == ("v", "n", "")


@pytest.mark.parametrize(("start", "end"), [(-5, 3), (0, 0), (5, 5), (9, 99), (99, 5), (100, 200)])
def test_a_sentence_around_any_stretch_lies_in_the_text(start: int, end: int) -> None:
    text = "一。二三。"
    first, last = sentence_around(text, start, end)
    assert 0 <= first <= len(text) and last <= len(text)
    assert sentence_around("", start, end)[0] == 0

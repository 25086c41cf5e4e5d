"""Plain text: rows A of the bad inputs."""

from __future__ import annotations

import random

import pytest
from hostile import SENTENCE

from civtext.errors import LoadError, UsageError
from civtext.loaders import Limits, from_text, is_whole
from civtext.loaders.limits import Options
from civtext.loaders.txt import LOST, read_txt
from civtext.model import Source, Span

TRADITIONAL = "全市整治後街小巷八十條，開展志願服務活動，羣眾滿意度顯著提升。"
LONG = SENTENCE * 40


def read(data: bytes, encoding: str | None = None) -> Source:
    return read_txt(data, Options(encoding))


def codes(source: Source) -> list[str]:
    return [flag.code for flag in source.flags]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "text.empty", id="A01 empty"),
        pytest.param(" \t\u3000\r\n\n".encode(), "text.blank", id="A02 white space"),
        pytest.param(b"\xef\xbb\xbf", "text.empty", id="A03 byte order mark of UTF-8"),
        pytest.param(b"\xff\xfe", "text.empty", id="A03 byte order mark of UTF-16"),
        pytest.param("\u200b\ufeff\n".encode(), "text.blank", id="A02 zero-width only"),
        pytest.param(bytes(100_000), "text.binary", id="A15 zeros"),
        pytest.param(random.Random(16).randbytes(200_000), "text.binary", id="A16 random"),
        pytest.param(bytes(range(1, 32)) * 9 + b"MZ", "text.binary", id="A16 controls"),
        pytest.param(b"\n" * 1_000_000, "text.blank", id="A20 empty lines"),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    with pytest.raises(LoadError) as caught:
        read(data)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"\xef\xbb\xbf" + LONG.encode(), LONG, id="A04 UTF-8 with mark"),
        pytest.param((SENTENCE + "𠮷㐀").encode("gb18030"), SENTENCE + "𠮷㐀", id="A05 four bytes"),
        pytest.param("总结".encode("gbk"), "总结", id="A06 two words"),
        pytest.param("文明城市创建总结".encode("gbk"), "文明城市创建总结", id="A06 eight characters"),
        pytest.param(TRADITIONAL.encode("big5", "ignore"), TRADITIONAL.replace("羣", ""), id="A07 Big5"),
        pytest.param(SENTENCE.encode("utf-16-le"), SENTENCE, id="A08 UTF-16 LE"),
        pytest.param(SENTENCE.encode("utf-16-be"), SENTENCE, id="A08 UTF-16 BE"),
        pytest.param("整治背街小巷。".encode("utf-16-le"), "整治背街小巷。", id="A08 without a zero byte"),
        pytest.param(SENTENCE.encode("utf-32"), SENTENCE, id="A09 UTF-32"),
        pytest.param("\ufeff".encode("utf-16-be") + SENTENCE.encode("utf-16-be"), SENTENCE, id="UTF-16 BE with mark"),
        pytest.param(b"XX XX XX", "XX XX XX", id="A21 placeholders only"),
    ],
)
def test_decoded_whole(data: bytes, text: str) -> None:
    source = read(data)
    assert source.text == text
    assert is_whole(source)


def test_a_guessed_encoding_is_recorded_with_its_doubt() -> None:
    note = read("总结".encode("gbk")).flags[0].note
    assert "gb18030" in note
    assert "low" in note
    assert "high" in read(LONG.encode("gbk")).flags[0].note


def test_one_bad_byte_in_utf8_is_one_mark_at_its_place() -> None:
    """A10."""
    at = 120
    source = read(LONG[:at].encode() + b"\xff" + LONG[at:].encode())
    assert source.text == LONG[:at] + LOST + LONG[at:]
    assert [(flag.code, flag.span) for flag in source.flags] == [("text.bad_bytes", Span(at, at + 1))]
    assert not is_whole(source)


@pytest.mark.parametrize("text", [LONG, "总结", SENTENCE])
def test_utf8_cut_inside_a_character_is_no_mojibake(text: str) -> None:
    """A11: strict GB18030 would take many of these."""
    source = read(text.encode()[:-1])
    assert source.text == text[:-1] + LOST * 2
    assert codes(source) == ["text.bad_bytes"]


def test_gbk_with_a_bad_byte_or_cut() -> None:
    """A12."""
    data = LONG.encode("gbk")
    assert read(data[:-1]).text == LONG[:-1] + LOST
    broken = read(LONG[:100].encode("gbk") + b"\xff" + LONG[100:].encode("gbk"))
    assert broken.text == LONG[:100] + LOST + LONG[100:]
    assert codes(broken) == ["text.encoding", "text.bad_bytes"]


def test_half_utf8_half_gbk() -> None:
    """A13: the half in UTF-8 stays readable, the rest is marked."""
    source = read(LONG.encode() + LONG.encode("gbk"))
    assert source.text.startswith(LONG)
    assert "text.mixed_encoding" in codes(source)
    assert not is_whole(source)


def test_oddities_are_kept_and_flagged() -> None:
    """A14, A23, A24."""
    text = f"{SENTENCE}\0后文\x1b[31m红\x07。X\u200bX\u202e反{SENTENCE}"
    source = read(text.encode())
    assert source.text == text
    assert codes(source) == ["text.nul", "text.control", "text.bidi"]
    assert source.flags[0].span == Span(len(SENTENCE), len(SENTENCE) + 1)


def test_line_ends_are_kept() -> None:
    """A26: offsets are those of the original."""
    text = "一\r\n二\r三\n四\x0c五\x85六\u2028七"
    assert read(text.encode()).text == text


def test_lone_surrogates_through_the_api() -> None:
    """A22."""
    source = from_text("新建\ud800口袋公园")
    assert source.text == f"新建{LOST}口袋公园"
    assert codes(source) == ["text.surrogate"]
    source.text.encode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LONG.encode().decode("latin-1"), id="UTF-8 as Latin-1"),
        pytest.param(LONG.encode().decode("cp1252", "ignore"), id="UTF-8 as Windows-1252"),
        pytest.param(LONG.encode("gbk").decode("latin-1"), id="GBK as Latin-1"),
        pytest.param(LONG.encode().decode("gbk", "ignore"), id="UTF-8 as GBK"),
        pytest.param(SENTENCE + "锟斤拷锟斤拷", id="lost and read again"),
    ],
)
def test_mojibake_is_suspected_and_left_alone(text: str) -> None:
    """A30."""
    source = read(text.encode())
    assert source.text == text
    assert "text.mojibake_suspected" in codes(source)


@pytest.mark.parametrize(
    "text", ["新建××公园××××个，投入····元", "Ⅻ①〇Ｘ％１２，٣٤", "café und Ärzte, naïve", TRADITIONAL]
)
def test_what_only_looks_odd_is_not_flagged(text: str) -> None:
    """A25 and look-alikes of mojibake."""
    assert codes(read(text.encode())) == []


def test_replacement_characters_of_the_file_itself() -> None:
    assert codes(read(f"整治{LOST}小巷{SENTENCE}".encode())) == ["text.replacement"]


def test_a_named_encoding_rules() -> None:
    assert read(SENTENCE.encode("big5", "ignore"), "big5").text == SENTENCE.encode("big5", "ignore").decode("big5")
    assert read(b"\xe6\x95", "utf-8").text == LOST * 2
    with pytest.raises(UsageError, match="utf-9"):
        read(b"x", "utf-9")
    with pytest.raises(UsageError):
        read(b"x", "hex")


def test_too_long() -> None:
    with pytest.raises(LoadError, match=r"text\.size"):
        read_txt(SENTENCE.encode(), Options(limits=Limits(characters=10)))

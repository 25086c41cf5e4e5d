"""Characters that are no writing: line ends of other systems, invisible signs, HTML entities, odd spaces, spaced letters."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from civtext.model import CleanText, Edit, Span

HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"

_LINE_END = re.compile(r"\r(?=\n)|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    r"\x1b\[[\d;]{0,12}[A-Za-z]"  # terminal colours
    r"|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+"  # controls
    r"|[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe00-\ufe0f]+"  # zero width, bidi, variants
)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|[lr][ds]quo|[mn]dash|middot|hellip|times|#\d{2,5});")
_ODD_SPACE = re.compile(r"[\xa0\u1680\u2000-\u200a\u202f\u205f]")
# A line of four letters or more, all spaced out (工 作 总 结); names in a list (李 明 张 华) share their line with a word.
_SPACED = re.compile(rf"^(?=[^\n]*{HAN})(?:\S[ \u3000]){{3,200}}\S$", re.MULTILINE)
# 整治 80 条 as typographers space it. A number that opens a line is a heading's (1 总则), one before 、 or . a list's.
_NUMBER = re.compile(
    rf"(?P<before>(?<={HAN}) )?(?<![A-Za-z\d.])\d{{1,12}}(?:[.,]\d{{1,12}}){{0,3}}[%‰]?(?P<after> )?(?={HAN})"
)
_SPACE_BESIDE = re.compile(r" \d|[\d%‰] ")


def line_ends(reading: CleanText) -> Iterator[Edit]:
    """Line ends of other systems, form feeds and Unicode's own: a plain line feed."""
    text = reading.text
    for match in _LINE_END.finditer(text):
        before_feed = text.startswith("\r\n", match.start())
        yield Edit(Span(*match.span()), "" if before_feed else "\n", "line_end")


def invisible_characters(reading: CleanText) -> Iterator[Edit]:
    """Controls, zero-width characters, direction overrides."""
    for match in _INVISIBLE.finditer(reading.text):
        yield Edit(Span(*match.span()), "", "invisible_character")


def entities(reading: CleanText) -> Iterator[Edit]:
    """HTML entities that a scraper left (&ldquo; &nbsp;). Tags stay: they may be what the text is about."""
    for match in _ENTITY.finditer(reading.text):
        yield Edit(Span(*match.span()), html.unescape(match.group()), "entity")


def odd_spaces(reading: CleanText) -> Iterator[Edit]:
    """No-break and typographic spaces: plain ones. The wide space U+3000 is Chinese and stays."""
    for match in _ODD_SPACE.finditer(reading.text):
        yield Edit(Span(*match.span()), " ", "odd_space")


def letter_spacing(reading: CleanText) -> Iterator[Edit]:
    """工 作 总 结: the spaces of a title set wide."""
    for match in _SPACED.finditer(reading.text):
        for at in range(match.start() + 1, match.end(), 2):
            yield Edit(Span(at, at + 1), "", "letter_spacing")


def number_spacing(reading: CleanText) -> Iterator[Edit]:
    """Spaces between a number and the words it belongs to: 整治 80 条 is 整治80条."""
    for match in _NUMBER.finditer(reading.text) if _SPACE_BESIDE.search(reading.text) else ():
        if match.start() > 0 and reading.text[match.start() - 1] != "\n":
            for gap in ("before", "after"):
                if match[gap]:
                    yield Edit(Span(*match.span(gap)), "", "number_spacing")

"""Signs (符号) that copying and scanning spoilt: anti-copy marks, lost 〔〕, closing quotation marks, long dashes.

Each repair needs its evidence: a quotation mark that nothing closes, a mark where no author writes one. 的'三大件'建设 is
quoted, 第二 and 二十 are counted, 六.一 is a day, 一一落实 is an adverb: all stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from civtext.cleaning.characters import HAN
from civtext.lexicons import any_of, terms
from civtext.model import CleanText, Edit, Span

_SENTENCE = re.compile(r"[^。!?\n]+")
_ANY_APOSTROPHE = re.compile("['`´]")
_APOSTROPHE = re.compile(rf"(?<={HAN})['`´](?={HAN})|(?<=的)['`´]\Z")  # at the end of a line, too
_STRAY_OPENING = re.compile(rf"(?<=的)‘(?=\n?{HAN})(?![^’]{{0,60}}’)")
_STRAY_DOT = re.compile(rf"(?<=的)\.(?={HAN})")
_BRACKETS = re.compile(r"[?]((?:19|20)[\dxX*_]{2})[?](?=\d{1,4}号)")
_QUOTE = re.compile(r"[“”]")
_LONGEST_QUOTED = 24
_LINE = re.compile(r"[^\n]+")
_STOPS = re.compile(r"[。!?;]")
# What follows a quoted name rather than begins one.
_GOES_ON = re.compile(r"[,、:)》]|[和与及或等的是为了在]|活动|行动|工程|工作|机制|专项|主题|精神|建设")
# 二 that counts or names something: 二十, 二级, 第二, 星期二, 十二.
_TWO = re.compile(
    r"(?<![第十初周期高大百千零一])二(?![十百千万亿月日号年级等期楼层次届个条项名份户座类线手维胎是要则来者次批轮季])"
)
_CLOSES_HERE = re.compile(r"[。;!?,\n]")
_ONES = re.compile(rf"(?<=[^一十百千万\d])一一(?=({HAN}{{2}}))")
_SUBTITLE = re.compile(rf"^一一(?={HAN})", re.MULTILINE)
_TITLED = re.compile(r"[“《]([^“”《》\n]{6,60})[”》]")


def anti_copy_marks(reading: CleanText) -> Iterator[Edit]:
    """An apostrophe or a dot that a site put between two characters, mostly after 的."""
    text = reading.folded
    for sentence in _SENTENCE.finditer(text) if _ANY_APOSTROPHE.search(text) else ():
        found = list(_APOSTROPHE.finditer(text, *sentence.span()))
        quotes = sentence.group().count("'") > len(found) or len(found) > 1
        if found and (not quotes or all(text[one.start() - 1] == "的" for one in found)):
            for one in found:
                yield Edit(Span(*one.span()), "", "anti_copy_mark")
    for dot in (*_STRAY_DOT.finditer(text), *_STRAY_OPENING.finditer(reading.text)):
        yield Edit(Span(*dot.span()), "", "anti_copy_mark")


def lost_brackets(reading: CleanText) -> Iterator[Edit]:
    """The brackets of a document number that became question marks: 办发?2023?8号."""
    for match in _BRACKETS.finditer(reading.folded):
        yield Edit(Span(match.start(), match.start() + 1), "〔", "lost_bracket")
        yield Edit(Span(match.end() - 1, match.end()), "〕", "lost_bracket")


def quotes_read_as_two(reading: CleanText) -> Iterator[Edit]:
    """A closing mark that a scanner took for 二: “清洁家园二行动. Only where the opening mark has no other end."""
    text = reading.folded
    for start, end in unclosed(text):
        stop = _CLOSES_HERE.search(text, start, end)
        two = list(_TWO.finditer(text, start + 2, end))
        two = [one for one in two if not stop or one.start() < stop.start()]
        if len(two) == 1:
            yield Edit(Span(*two[0].span()), "”", "quote_read_as_two")


def wrong_closing_quotes(reading: CleanText) -> Iterator[Edit]:
    """An opening mark in the place of the closing one: “清洁家园“行动."""
    text = reading.folded
    closed = -1
    for start, end in unclosed(text):
        is_short = end < len(text) and text[end] == "“" and 2 <= end - start <= _LONGEST_QUOTED
        following = _QUOTE.search(text, end + 1, end + 200) if is_short else None
        taken = following is not None and following.group() == "”" and "\n" not in text[end : following.start()]
        if is_short and start - 1 != closed and not taken and not _CLOSES_HERE.search(text, start, end):
            yield Edit(Span(end, end + 1), "”", "wrong_closing_quote")
            closed = end


def wrong_opening_quotes(reading: CleanText) -> Iterator[Edit]:
    """A closing mark in the place of the opening one: ”清洁家园”行动. Not where an opening mark was lost: 甲”和乙”两项."""
    text = reading.folded
    for line in _LINE.finditer(text):
        opened = -1
        quotes = list(_QUOTE.finditer(text, *line.span()))
        for quote, following in pairwise(quotes):
            inside = text[quote.end() : following.start()]
            closes_nothing = quote.group() == "”" and (opened < 0 or _STOPS.search(text, opened, quote.start()))
            is_name = 2 <= len(inside) <= _LONGEST_QUOTED and not _GOES_ON.match(inside) and not _STOPS.search(inside)
            if closes_nothing and following.group() == "”" and is_name:
                yield Edit(Span(*quote.span()), "“", "wrong_opening_quote")
                opened = quote.end()
            else:
                opened = quote.end() if quote.group() == "“" else -1


def unclosed(text: str) -> Iterator[tuple[int, int]]:
    """What follows an opening mark that has no closing one: up to the next opening mark, the line's end, or far enough."""
    for line in _LINE.finditer(text):
        quotes = list(_QUOTE.finditer(line.group()))
        for place, quote in enumerate(quotes):
            following = quotes[place + 1] if place + 1 < len(quotes) else None
            if quote.group() == "“" and (following is None or following.group() == "“"):
                start = line.start() + quote.end()
                end = line.start() + following.start() if following else line.end()
                yield start, min(end, start + _LONGEST_QUOTED)


@cache
def _adverbial() -> re.Pattern[str]:
    return re.compile(any_of(terms("one_by_one")))


def dashes_read_as_ones(reading: CleanText) -> Iterator[Edit]:
    """一一 in place of —— before a subtitle, or amid a quoted or titled name; 诉求一一回应 is an adverb and stays."""
    text = reading.folded
    for match in _SUBTITLE.finditer(text):
        yield Edit(Span(*match.span()), "——", "dash_read_as_ones")
    for title in _TITLED.finditer(text):
        for match in _ONES.finditer(text, *title.span(1)):
            sides = match.start() - title.start(1), title.end(1) - match.end()
            if min(sides) >= 3 and sides[1] >= 5 and not _adverbial().match(text, match.end()):
                yield Edit(Span(*match.span()), "——", "dash_read_as_ones")

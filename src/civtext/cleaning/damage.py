"""Damage (损伤) that cannot be repaired for sure, told as flags: what a reader should know before counting anything.

* gap.paywall: a part of the text is hidden behind a paywall.
* cut.end: the text ends in the middle of a sentence.
* spun: words were replaced by synonyms throughout; several forms nobody writes (`data/lexicons/spun.tsv`) show it.
* masked: names and figures were replaced by XX.
* mojibake: characters that a wrong decoding leaves.  lost.symbol: a sign that became a question mark.
* quote.open: a quotation mark that nothing closes, where no repair was sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from civtext.cleaning.characters import HAN
from civtext.lexicons import any_of, terms
from civtext.model import CleanText, Flag, Source, Span

_MOJIBAKE = re.compile(r"\ufffd+|锟斤拷|烫烫烫|屯屯屯|(?:[Ã-åæçèéä][\x80-\xbf\u0152-\u2122]){2,40}|[\ue000-\uf8ff]+")
_LOST = re.compile(rf"(?<=\d)[?](?=\d|{HAN})|(?<=[发字函])[?](?=\d)")
_MASK = re.compile(r"(?<![A-Za-z])(?:[XxＸｘ]{2,8}|[×*]{2,8})(?![A-Za-z])|(?:19|20)(?:[xX]{2}|__|\*\*)|某某")
_END = re.compile(r"[^。！？!?…;；:：”’」』)）》】\s]\s*\Z")
_SIGNATURE = re.compile(
    rf"(?:\d|日|月|年|府|会|局|委|办|处|组|院|校|司|部|室|中心|小学|中学|社区|街道|{HAN}[ \u3000]{HAN})\s*\Z"
)
_CUT_LENGTH, _SPUN_FORMS, _MASKS = 25, 3, 3


@cache
def _spun() -> re.Pattern[str]:
    return re.compile(any_of(terms("spun")))


def flags(source: Source, reading: CleanText) -> tuple[Flag, ...]:
    """The damage that stays in a reading: the whole text's, or one article's. Spans are in the source.

    >>> from civtext.model import Source
    >>> source = Source("各校利用电子屏、橱窗、校园广播等形式开展了内容丰富、形式多样的宣传教")
    >>> [flag.code for flag in flags(source, CleanText.of(source.text, []))]
    ['cut.end']
    """
    found = [*_gaps(reading), *_symbols(reading), *_spinning(reading), *_masking(reading), *_cut_off(reading)]
    return tuple(found)


def _gaps(reading: CleanText) -> Iterator[Flag]:
    """One flag for each hidden part: its stub may be of several lines."""
    last = -1
    for edit in reading.edits:
        if edit.rule == "paywall":
            if last < 0 or reading.to_clean(Span(last, edit.span.start)).start < reading.to_clean(edit.span).start:
                yield Flag("gap.paywall", "部分内容被隐藏 A part of the text is hidden behind a paywall.", edit.span)
            last = edit.span.end


def _symbols(reading: CleanText) -> Iterator[Flag]:
    for match in _MOJIBAKE.finditer(reading.text):
        yield Flag("mojibake", "疑似乱码 Probably wrongly decoded.", reading.to_source(Span(*match.span())))
    for match in _LOST.finditer(reading.folded):
        yield Flag("lost.symbol", "符号丢失 A sign was lost.", reading.to_source(Span(*match.span())))


def _spinning(reading: CleanText) -> Iterator[Flag]:
    forms = sorted(set(_spun().findall(reading.text)))
    if len(forms) >= _SPUN_FORMS:
        yield Flag("spun", f"同义替换文本 Synonyms were put for its words: {'、'.join(forms[:6])}")


def _masking(reading: CleanText) -> Iterator[Flag]:
    masks = len(_MASK.findall(reading.text))
    if masks >= _MASKS:
        yield Flag("masked", f"已脱敏，{masks}处 {masks} names or figures are masked.")


def _cut_off(reading: CleanText) -> Iterator[Flag]:
    text = reading.text.rstrip()
    last = text[max(text.rfind("\n"), *(text.rfind(stop) for stop in "。！？!?；;")) + 1 :]
    line = text[text.rfind("\n") + 1 :]
    if len(line) >= _CUT_LENGTH and _END.search(last) and not _SIGNATURE.search(last):
        end = len(text)
        yield Flag(
            "cut.end", "结尾不完整 The text ends amid a sentence.", reading.to_source(Span(end - len(last), end))
        )

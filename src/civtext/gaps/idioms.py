"""Set phrases (成语) misspelt by sound or shape: 众志成诚 for 众志成城, 如火如茶 for 如火如荼.

Four characters that are no word, of which three stand where they stand in one idiom (of jieba's dictionary, the part of
speech i, or `set_phrases.tsv`) and the fourth sounds like the idiom's (pypinyin, tones aside) or looks like it (`lookalike_characters.tsv`), are a slip of the pen. What fits two idioms is
left alone, and so are forms in use beside the dictionary's (`idiom_variants.tsv`), and two words (民风淳朴) that only a rare entry of the
dictionary resembles: beside a common idiom two words are a slip, too (水泄不同).

>>> [(text.start, wrong, right) for text, wrong, right in misspelt("全市众志成诚,因地制宜。")]
[(2, '众志成诚', '众志成城')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from civtext import words
from civtext.lexicons import lexicon, terms
from civtext.model import Span

_HAN = re.compile(r"[一-鿿]{4,}")
_SIZE = 4
_COMMON = 10  # occurrences in jieba's counts; half of the dictionary's idioms have three, and some of those are slips themselves


def misspelt(text: str) -> Iterator[tuple[Span, str, str]]:
    """Every misspelt idiom of a text: where, as it is written, as it should be. The first call loads the dictionary."""
    end = 0
    for run in _HAN.finditer(text):
        for start in range(run.start(), run.end() - _SIZE + 1):
            written = text[start : start + _SIZE]
            span = Span(start, start + _SIZE)
            if start >= end and (right := _meant(written)) and _stands_alone(run[0], start - run.start(), right):
                end = span.end
                yield span, written, right


def _meant(written: str) -> str | None:
    """The one idiom that four characters are a misspelling of, None where they are none, or right."""
    gapped = _gapped()
    near = {
        idiom
        for at in range(_SIZE)
        for idiom in gapped.get((at, written[:at] + written[at + 1 :]), ())
        if _sounds(idiom[at]) & _sounds(written[at]) or _looks_like(idiom[at], written[at])
    }
    if len(near) > 1:
        near = {idiom for idiom in near if words.frequency(idiom) >= _COMMON}
    return near.pop() if len(near) == 1 and not _is_right(written, *near) else None


@cache
def _gapped() -> dict[tuple[int, str], list[str]]:
    """The idioms by three of their characters and the place of the fourth."""
    found: dict[tuple[int, str], list[str]] = {}
    sayings = (word for word in words.tagged("l") if words.frequency(word) >= _COMMON)
    for word in [*words.tagged("i"), *sayings, *terms("set_phrases")]:
        if len(word) == _SIZE:
            for at in range(_SIZE):
                found.setdefault((at, word[:at] + word[at + 1 :]), []).append(word)
    return found


@cache
def _sounds(char: str) -> frozenset[str]:
    from pypinyin import Style, pinyin

    return frozenset(pinyin(char, style=Style.NORMAL, heteronym=True)[0])


def _looks_like(char: str, written: str) -> bool:
    """Whether a character is known to be written for an idiom's because it looks alike (茶 for 荼)."""
    return any(entry["term"] == char and written in entry["mistaken"] for entry in lexicon("lookalike_characters"))


def _is_right(written: str, idiom: str) -> bool:
    """Whether four characters are a word, a form in use beside an idiom, or two words beside an idiom that is not common."""
    if words.tag(written) or written in {*terms("idiom_variants"), *terms("set_phrases")}:
        return True
    common = (words.tag(idiom) == "i" and words.frequency(idiom) >= _COMMON) or idiom in terms("set_phrases")
    return bool(not common and words.tag(written[:2]) and words.tag(written[2:]))


def _stands_alone(run: str, start: int, idiom: str) -> bool:
    """Whether four characters begin and end where words do: not 底前完成 in 年底前完成. Where the cutter makes a word that is
    none of the slip and its neighbours, the idiom in its place decides.
    """
    end = start + _SIZE
    cut = words.cut(run)
    ends = list(accumulate(map(len, cut)))
    if {start, end} <= {0, *ends}:
        return True
    touching = [word for word, last in zip(cut, ends, strict=True) if last > start and last - len(word) < end]
    if all(map(words.tag, touching)):
        return False
    meant = [0, *accumulate(map(len, words.cut(run[:start] + idiom + run[end:])))]
    return start in meant and meant[meant.index(start) + 1] == end

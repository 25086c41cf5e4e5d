"""Repeated sentences (重复句): a sentence that stands again, word for word, within a few sentences, is damage.

Only the first is kept, so that nothing is counted twice. Where a stop was lost, it stands at the head or at the end of
another sentence. Short ones may be rhetoric; lines that name who is in charge (责任单位:…) are repeated by right, and so
are table rows.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator

from civtext.cleaning.lines import cut_breaks
from civtext.model import CleanText, Edit, Span

_SENTENCE = re.compile(r"[^。!?\n]+(?:(?P<stop>[。!?]+)[”’)]{0,2}|\n|$)")
_IN_CHARGE = re.compile(r"(?:单位|部门|时限|领导|责任人):")
_SHORTEST, _LONG, _WINDOW = 12, 25, 9
_ENDS, _IS_AMID, _GOES_ON = "。!?”’)", ",、;:", ",、;:。!?”’)的"


def repeated_sentences(reading: CleanText) -> Iterator[Edit]:
    """Sentences that stood word for word among the last few, wherever lines break them."""
    text = reading.folded
    cuts = set(cut_breaks(text))
    places = [at for at in range(len(text)) if at not in cuts]
    for span in _repeated("".join(text[at] for at in places) if cuts else text):
        yield Edit(Span(places[span.start], places[span.end - 1] + 1), "", "repeated_sentence")


def _repeated(text: str) -> Iterator[Span]:
    last: deque[tuple[str, str]] = deque(maxlen=_WINDOW)  # sentences, with and without their stops
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip()
        words = sentence.rstrip(_ENDS) if _may_tell(sentence) else ""
        start = match.start() + match.group().index(sentence)
        if match["stop"] and words and any(sentence == other for other, _ in last):
            yield Span(*match.span())
        elif len(words) >= _SHORTEST and (place := _again(words, [other for _, other in last])):
            is_whole = match["stop"] and place == (0, len(words))
            yield Span(*match.span()) if is_whole else Span(start + place.start, start + place.end)
        last.append((sentence, sentence.rstrip(_ENDS)) if match["stop"] and words else ("", ""))


def _again(words: str, last: Iterable[str]) -> Span | None:
    """Where a sentence whose stop, or that before it, was lost stands again: its own beginning or end, another sentence, or
    both."""
    if doubled := _doubled(words):
        return doubled
    for other in filter(None, last):
        if overlap := _overlap(other, words):
            return Span(0, overlap)
        if other[0] != words[0] and other[-1] != words[-1]:
            continue
        if _ends_with(other, words) or (_is_long(words) and _begins_with(other, words)):
            return Span(0, len(words))
        if len(other) >= _SHORTEST and _begins_with(words, other):
            return Span(0, len(other))
        if len(other) >= _SHORTEST and _ends_with(words, other):
            return Span(len(words) - len(other), len(words))
    return None


def _overlap(sentence: str, words: str) -> int:
    """How much of words is what a sentence ends with, where both ran into others; 0 if that is not much."""
    at = sentence.rfind(words[:_SHORTEST], 1)
    is_overlap = at > 0 and words.startswith(sentence[at:]) and _is_long(sentence[at:])
    return len(sentence) - at if is_overlap else 0


def _doubled(words: str) -> Span | None:
    """The second of two equal halves, with which words begin or end."""
    length = words.find(words[:_SHORTEST], _SHORTEST)
    if length > 0 and words.startswith(words[:length], length) and not _is_rhythm(words, length):
        return Span(length, 2 * length)
    end = len(words)
    length = end - _SHORTEST - words.rfind(words[-_SHORTEST:], 0, end - _SHORTEST)
    once = words[end - length :]
    if _is_long(once) and words.endswith(once, 0, end - length) and not words.endswith(once, 0, end - 2 * length):
        return Span(end - length, end)
    return None


def _is_rhythm(words: str, length: int) -> bool:
    """Whether so many characters come a third time, or are a shorter phrase over and over."""
    once = words[:length]
    return words.startswith(once, 2 * length) or (once * 2).find(once, 1) < length


def _ends_with(sentence: str, words: str) -> bool:
    """Whether a sentence ends with words before which one might have ended; with many, before which none goes on."""
    before = sentence.removesuffix(words)
    goes_on = _IS_AMID if _is_long(words) else _GOES_ON
    return before != sentence and (not before or before[-1] not in goes_on)


def _begins_with(sentence: str, words: str) -> bool:
    """Whether a sentence begins with words after which another might begin."""
    return len(words) < len(sentence) and sentence.startswith(words) and sentence[len(words)] not in _GOES_ON


def _is_long(words: str) -> bool:
    """Whether so many words, of two clauses, come again by no author's will."""
    return len(words) >= _LONG and "," in words


def told_sentences(text: str) -> Iterator[str]:
    """The sentences of a text that would not stand twice by right."""
    return (match.group().strip() for match in _SENTENCE.finditer(text) if _tells(match))


def _tells(match: re.Match[str]) -> bool:
    sentence = match.group().strip()
    return bool(match["stop"]) and _may_tell(sentence)


def _may_tell(sentence: str) -> bool:
    return len(sentence) >= _SHORTEST and "\t" not in sentence and not _IN_CHARGE.search(sentence)

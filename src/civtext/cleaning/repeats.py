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
_NOTE = re.compile(rf"\([^()\n]*{_IN_CHARGE.pattern}[^()\n]*\)")  # stands between sentences
_STOPS = re.compile(r"[。!?]*[”’)]{0,2}")
_SHORTEST, _LONG, _LONGEST, _WINDOW = 12, 20, 300, 9
_ENDS, _IS_AMID, _GOES_ON = "。!?”’)", ",、;:", ",、;:。!?”’)的"


def repeated_sentences(reading: CleanText) -> Iterator[Edit]:
    """Sentences that stood word for word among the last few, wherever lines break them."""
    text = reading.folded
    cuts = set(cut_breaks(text))
    places = [at for at in range(len(text)) if at not in cuts]
    for span in _repeated("".join(text[at] for at in places) if cuts else text):
        yield Edit(Span(places[span.start], places[span.end - 1] + 1), "", "repeated_sentence")


def _repeated(text: str) -> Iterator[Span]:
    # The last sentences, without their stops, each also with the lines without a stop that it may have been torn from.
    last: deque[tuple[str, ...]] = deque(maxlen=_WINDOW)
    torn, end = "", 0
    text = _NOTE.sub(lambda note: "\n" * len(note.group()), text)
    for match in _SENTENCE.finditer(text):
        if match.start() < end:
            continue
        sentence = match.group().strip()
        words = sentence.rstrip(_ENDS) if _may_tell(sentence) else ""
        start = match.start() + match.group().index(sentence)
        others = [other for told in last for other in told]
        if match["stop"] and words in others:
            yield Span(*match.span())
        elif len(words) >= _SHORTEST and (place := _again(words, others)):
            if place != (0, len(words)):
                yield Span(start + place.start, start + place.end)
            else:
                again = Span(*match.span()) if match["stop"] else Span(start, start + len(words))
                yield (again := _with_torn(text, again, words, others))
                end = again.end
        last.append(_told(torn, sentence.rstrip(_ENDS), words, match["stop"]))
        torn = "" if match["stop"] else (torn + words)[-_LONGEST:]


def _told(torn: str, line: str, words: str, stop: str | None) -> tuple[str, ...]:
    """What stands again where a sentence does: its words, and those with the line that they were torn from, however few they are."""
    if words and (stop or _is_long(words)):
        return (words, torn + words) if torn else (words,)
    return (torn + line,) if torn and stop and "\t" not in line else ()


def _with_torn(text: str, again: Span, words: str, last: Iterable[str]) -> Span:
    """A sentence that stands again, with the rest of it in the line before or after: too short a line to be read on by itself."""
    for other in last:
        before, found, after = other.partition(words)
        if found and after and not before and text.startswith(f"\n{after}", again.end):
            stop = _STOPS.match(text, again.end + 1 + len(after))
            return Span(again.start, stop.end() if stop else again.end + 1 + len(after))
        start = again.start - 1 - len(before)
        is_behind = text.endswith(f"{before}\n", 0, again.start) and text[start - 1 : start] in _ENDS
        if found and before and not after and is_behind:
            return Span(start, again.end)
    return again


def _again(words: str, last: Iterable[str]) -> Span | None:
    """Where a sentence whose stop, or that before it, was lost stands again: its own beginning or end, another sentence, or
    both."""
    if doubled := _doubled(words):
        return doubled
    for other in last:
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
    """The second of two equal stretches, one beside the other."""
    step, at = _SHORTEST // 2, 0
    while at <= len(words) - 2 * _SHORTEST:
        other = words.find(words[at : at + step], at + _SHORTEST, at + _LONGEST)
        if other > 0:
            length = other - at
            start, end = _alike(words, at, length)
            if 2 * length <= end - start < 3 * length and not _is_rhythm(words[start : start + length]):
                return Span(start + length, start + 2 * length)
            at = max(at, end - length - step)
        at += step
    return None


def _alike(words: str, at: int, length: int) -> Span:
    """How far to both sides of a place words come again that much further on; three times suffice."""
    start, end = at, at + length
    while start and end - start < 3 * length and words[start - 1] == words[start - 1 + length]:
        start -= 1
    while end < len(words) and end - start < 3 * length and words[end] == words[end - length]:
        end += 1
    return Span(start, end)


def _is_rhythm(words: str) -> bool:
    """Whether words are a shorter phrase over and over."""
    return (words * 2).find(words, 1) < len(words)


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

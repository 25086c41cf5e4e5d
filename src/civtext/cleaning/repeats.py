"""Repeated sentences (重复句): a sentence that stands again, word for word, within a few sentences, is damage.

Only the first is kept, so that nothing is counted twice. Short ones may be rhetoric; lines that name who is in charge
(责任单位:…) are repeated by right, and so are table rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civtext.model import CleanText, Edit, Span

_SENTENCE = re.compile(r"[^。!?\n]+(?:(?P<stop>[。!?]+)[”’)]{0,2}|\n|$)")
_IN_CHARGE = re.compile(r"(?:单位|部门|时限|领导|责任人):")
_SHORTEST, _WINDOW = 12, 8


def repeated_sentences(reading: CleanText) -> Iterator[Edit]:
    """Sentences that stood word for word among the last few."""
    seen: dict[str, int] = {}
    for place, match in enumerate(_SENTENCE.finditer(reading.folded)):
        sentence = match.group().strip()
        if _tells(match):
            if place - seen.get(sentence, -_WINDOW - 1) <= _WINDOW:
                yield Edit(Span(*match.span()), "", "repeated_sentence")
            seen[sentence] = place


def told_sentences(text: str) -> Iterator[str]:
    """The sentences of a text that would not stand twice by right."""
    return (match.group().strip() for match in _SENTENCE.finditer(text) if _tells(match))


def _tells(match: re.Match[str]) -> bool:
    sentence = match.group().strip()
    return (
        bool(match["stop"]) and len(sentence) >= _SHORTEST and "\t" not in sentence and not _IN_CHARGE.search(sentence)
    )

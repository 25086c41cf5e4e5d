"""Cutting text: into sentences, clauses and words.

>>> text = "新建公园3处,种树200棵。群众说:“方便多了。”"
>>> [text[s.start:s.end] for s in sentences(text)]
['新建公园3处,种树200棵。', '群众说:“方便多了。”']
>>> [text[c.start:c.end] for c in clauses(text)]
['新建公园3处', '种树200棵', '群众说', '“方便多了。”']
"""

from __future__ import annotations

import re

from civtext.model import Span

# A stop may be followed by the quotation mark or bracket that closes what it ends.
_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』)）]*|\n|$)")
_CLAUSE_STOP = re.compile(r"[,，;；:：。！？!?\n]")


def sentences(text: str) -> list[Span]:
    """The sentences of a text as spans, stops included, line breaks and blank ones left out."""
    spans = (_stripped(text, match.start(), match.end()) for match in _SENTENCE.finditer(text))
    return [span for span in spans if span.start < span.end]


def clauses(text: str, within: Span | None = None) -> list[Span]:
    """The clauses (分句) of a text, or of a stretch of it: what stands between commas, colons and stops, these left out."""
    start, end = within or Span(0, len(text))
    spans, at = [], start
    for match in _CLAUSE_STOP.finditer(text, start, end):
        if text[match.end() : match.end() + 1] in "”’":
            continue
        spans.append(_stripped(text, at, match.start()))
        at = match.end()
    spans.append(_stripped(text, at, end))
    return [span for span in spans if span.start < span.end]


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)

"""What proves an edge: where it stands in which file, by which rule, and the sentence it stands in."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from civtext.graph.naming import Name
from civtext.words import sentence_around, sentences

SENTENCE = 200  # characters of a sentence, at most, before and behind what it proves

# What XML cannot hold, and white space, which its readers change.
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


class Evidence(NamedTuple):
    """What proves an edge: a stretch of the source text of a file, the rule that read it, how sure it is, its sentence."""

    file: str
    article: int
    span_start: int
    span_end: int
    rule: str
    score: float
    sentence: str = ""


@dataclass(frozen=True)
class Article:
    """A document of the base, while its graph is built; `source` is read when first needed."""

    text: str
    number: int
    file: str
    title: str
    place: Name | None
    source: Callable[[], str]

    @property
    def scope(self) -> str:
        """What keeps apart what two cities call by one name: every city has its 市文明办."""
        return self.place.key if self.place else self.text

    def id(self, kind: str, row: sqlite3.Row | None = None) -> str:
        """The id of the document, or of something that stands in it."""
        span = f":{row['span_start']}-{row['span_end']}" if row else ""
        return f"{kind}:{self.text}:{self.number}{span}"

    def evidence(
        self, row: sqlite3.Row, rule: str = "", score: float = 1.0, *, sentence: str | None = None
    ) -> Evidence:
        """The stretch of a row and the sentence around it; by the row's own rule unless one is given."""
        who, sure = (rule, score) if rule else (row["rule"], row["score"])
        start, end = row["span_start"], row["span_end"]
        told = self.sentence(start, end) if sentence is None else sentence
        return Evidence(self.file, self.number, start, end, who, sure, told)

    def sentence(self, start: int, end: int) -> str:
        """The sentence around a stretch of the source, on one line; cut (…) where it goes on for long."""
        first, last = self.sentence_span(start, end)
        text = self._text[first:last]
        cut = first == start - SENTENCE, last == end + SENTENCE
        return flat(("…" if cut[0] else "") + text + ("…" if cut[1] else ""))

    def sentence_span(self, start: int, end: int) -> tuple[int, int]:
        """Where the sentence around a stretch begins and ends."""
        return sentence_around(self._text, start, end, reach=SENTENCE)

    @cached_property
    def _text(self) -> str:
        return self.source()


def around_cue(text: str, evidence: str) -> str:
    """The sentence of a passage that holds the first word which speaks for its category (`evidence`: spans, as JSON).

    >>> around_cue("全市动员。改造公厕6座。", "[[7, 9]]")
    '改造公厕6座。'
    """
    at = min((start for start, _ in json.loads(evidence)), default=0)
    found = next((span for span in sentences(text) if at < span.end), None)
    return cut(text[found.start : found.end]) if found else ""


def cut(text: str) -> str:
    """Text on one line, cut (…) where it is too long to be shown as a sentence."""
    return flat(text[: 2 * SENTENCE] + "…" if len(text) > 2 * SENTENCE else text)


def flat(text: str | None) -> str:
    """Text on one line, without what XML cannot hold.

    >>> flat(" 背街\\n小巷\\x01整治")
    '背街 小巷 整治'
    """
    return _UNSAFE.sub(" ", text or "").strip()

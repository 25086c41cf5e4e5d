"""What sites wrote around a text: file names, wrapper sentences, the sharer's lead-in, collection titles, paywall stubs.

The words they are known by are in `data/lexicons/wrappers.tsv`, by `kind`:

* site: a sentence that holds it is the site's.  site_hint: two of them in one sentence are.
* paywall: a short line that holds it is a stub's; the text behind it is missing, and `flags` says so.
* lead_open, lead_verb, lead_to, lead_wish: the parts of 以下是…为大家整理的…,希望….
* collection: what a title of several pieces is called (汇编, 精选), near the number of pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from civtext.lexicons import any_of, terms
from civtext.model import CleanText, Edit, Span

_SENTENCE = re.compile(r"[^。!?\n]+(?:[。!?]+|\n|$)")
_LONGEST_SENTENCE = 300
_LONGEST_STUB = 30
_FILE_NAME = re.compile(
    r"^《?[^\n。;;]{1,80}\.(?:docx?|wps|pdf|txt|rtf|pptx?)》?(?:\n|$)", re.MULTILINE | re.IGNORECASE
)
_ATTACHED = re.compile(r"附件|附:|\d{1,2}[、.]")
_PIECES = r"\d{1,3}|[一二三四五六七八九十]{1,3}"


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(any_of(terms("wrappers", kind=kind)))


@cache
def _lead_in() -> re.Pattern[str]:
    return re.compile(any_of(terms("wrappers", kind="lead_open")) + r"[^。!?\n]{0,200}(?:[。!?]+|$|(?=\n))")


@cache
def _collection() -> re.Pattern[str]:
    called = any_of(terms("wrappers", kind="collection"))
    return re.compile(
        rf"^[^\n。!?]{{2,50}}(?:{called}[ ]?\(?(?:共|全)?(?:{_PIECES})篇|(?:{_PIECES})篇\)?{called})[^\n。!?]{{0,6}}(?:\n|$)",
        re.MULTILINE,
    )


def file_names(reading: CleanText) -> Iterator[Edit]:
    """A line that is the name of a file, as sites put it on top; an attachment's (附件1:名单.xlsx) stays."""
    for match in _FILE_NAME.finditer(reading.folded):
        if not _ATTACHED.match(match.group()):
            yield Edit(Span(*match.span()), "", "file_name")


def collection_titles(reading: CleanText) -> Iterator[Edit]:
    """The line that names a collection (某某工作总结(精选5篇)): the site's title, not an author's."""
    for match in _collection().finditer(reading.folded):
        yield Edit(Span(*match.span()), "", "collection_title")


def lead_ins(reading: CleanText) -> Iterator[Edit]:
    """The sharer's sentence before the text: 以下是小编为大家整理的…,希望大家喜欢!"""
    for match in _lead_in().finditer(reading.folded):
        if all(_pattern(f"lead_{part}").search(match.group()) for part in ("verb", "to", "wish")):
            yield Edit(Span(*match.span()), "", "lead_in")


def site_notes(reading: CleanText) -> Iterator[Edit]:
    """Sentences about sharing, searching, downloading, rights and contacts."""
    sure, hint, text = _pattern("site"), _pattern("site_hint"), reading.folded
    for match in _SENTENCE.finditer(text):
        sentence, (start, end) = match.group(), match.span()
        if len(sentence) <= _LONGEST_SENTENCE and (sure.search(sentence) or len(set(hint.findall(sentence))) > 1):
            fills_line = text[start - 1 : start] in ("", "\n") and text[end : end + 1] == "\n"
            yield Edit(Span(start, end + fills_line), "", "site_note")


def paywall_stubs(reading: CleanText) -> Iterator[Edit]:
    """Lines in place of a hidden part: 此处内容需要权限查看, 会员免费."""
    at = 0
    for line in reading.folded.splitlines(keepends=True):
        if len(line) <= _LONGEST_STUB and _pattern("paywall").search(line) and line.rstrip()[-1] not in "。,;":
            yield Edit(Span(at, at + len(line)), "", "paywall")
        at += len(line)

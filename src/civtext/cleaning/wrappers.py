"""What sites wrote around a text: file names, wrapper sentences, the sharer's lead-in, collection titles, paywall stubs.

The words they are known by are in `data/lexicons/wrappers.tsv`, by `kind`:

* site: a sentence that holds it is the site's.  site_hint: two of them in one sentence are.
* paywall: a short line that holds it is a stub's; the text behind it is missing, and `flags` says so.
  So is one that says both who may read on and what is kept back (`paywall_words.tsv`).
* lead_open, lead_verb, lead_to, lead_wish: the parts of 以下是…为大家整理的…,希望….
* collection: what a title of several pieces is called (汇编, 精选), near the number of pieces.

Above and below a text a line needs less to be the site's than amid it: a few words of `site_words.tsv` close together,
one of which no report uses (own); or one word beside the names of other papers.
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
_EDGE_LINES = 10  # how many lines from either end may be the site's
_PER_WORD = 18  # a line of the site has a word of the site's in so many characters
_FILE_NAME = re.compile(
    r"^《?[^\n。;;]{1,80}\.(?:docx?|wps|pdf|txt|rtf|pptx?)》?(?:\n|$)", re.MULTILINE | re.IGNORECASE
)
_ATTACHED = re.compile(r"附件|附:|\d{1,2}[、.]")
_NUMBERED = re.compile(r"[ ]{0,4}(?:[(（]?[一二三四五六七八九十\d]{1,3}[、.)）]|附件|各|第.{1,3}[条章节篇])")
_LINE = re.compile(r"[^\n]+")
_PROSE = re.compile(r"[。,]")
_ENDED = re.compile(r"[。!?…;:|][”’)]{0,2}\s*$|[)日月年]\s*$")
# 260件 is an office's count; a site counts pages, bytes and readers.
_COUNTED = re.compile(r"\d[万千百余多]{0,2}[件个条处场份名户人家支台块座所]")
_PIECES = r"\d{1,3}|[一二三四五六七八九十]{1,3}"

_OWN = frozenset(terms("site_words", kind="own"))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(any_of(terms("wrappers", kind=kind)))


@cache
def _site_words() -> re.Pattern[str]:
    return re.compile(any_of(terms("site_words")))


@cache
def _paywall_words(kind: str) -> re.Pattern[str]:
    return re.compile(any_of(terms("paywall_words", kind=kind)))


@cache
def _papers() -> re.Pattern[str]:
    """Two papers or more, named after a colon: 乡镇工作汇报、社区党建要点."""
    return re.compile(rf":[^。;:]{{4,30}}{any_of(terms('titles'))}[、, ][^。;:]{{4,60}}{any_of(terms('titles'))}$")


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


def site_lines(reading: CleanText) -> Iterator[Edit]:
    """Lines above and below the text that are full of a site's words: 上传人, 浏览次数, 点击下载, 关注公众号."""
    lines = [match for match in _LINE.finditer(reading.folded) if match.group().strip()]
    for line in dict.fromkeys([*_above(lines[:_EDGE_LINES]), *_below(lines[-_EDGE_LINES:])]):
        yield Edit(Span(line.start(), min(line.end() + 1, len(reading.text))), "", "site_line")


def _above(lines: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The site's lines before the first line of prose."""
    for line in lines:
        if _is_site_line(line.group()):
            yield line
        elif _PROSE.search(line.group()):
            return


def _below(lines: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The site's lines after the end of the last paragraph of prose."""
    start = next((at for at in range(len(lines), 0, -1) if _is_prose(lines[at - 1].group())), 0)
    while 0 < start < len(lines) and not (
        _ENDED.search(lines[start - 1].group()) or _is_site_line(lines[start].group())
    ):
        start += 1
    yield from (line for line in lines[start:] if _is_site_line(line.group()))


def _is_prose(line: str) -> bool:
    return _PROSE.search(line) is not None and not _is_site_line(line)


def _is_site_line(line: str) -> bool:
    line = line.strip()
    words = set(_site_words().findall(line))
    is_full = len(words) > 1 and not words.isdisjoint(_OWN) and len(line) <= _PER_WORD * len(words)
    return (
        (is_full or (bool(words) and _papers().search(line) is not None))
        and not _NUMBERED.match(line)
        and not _COUNTED.search(line)
    )


def paywall_stubs(reading: CleanText) -> Iterator[Edit]:
    """Lines in place of a hidden part: 此处内容需要权限查看, 会员免费."""
    at = 0
    for line in reading.folded.splitlines(keepends=True):
        if len(line) <= _LONGEST_STUB and _is_stub(line):
            yield Edit(Span(at, at + len(line)), "", "paywall")
        at += len(line)


def _is_stub(line: str) -> bool:
    says_both = all(_paywall_words(kind).search(line) for kind in ("who", "what")) and not _NUMBERED.match(line)
    return (says_both or _pattern("paywall").search(line) is not None) and line.rstrip()[-1] not in "。,;"

"""What sites wrote around a text: file names, wrapper sentences, the sharer's lead-in, collection titles, paywall stubs.

The words they are known by are in `data/lexicons/wrappers.tsv`, by `kind`:

* lead_open, lead_verb, lead_to: the parts of 以下是…为大家整理的….
* collection: what a title of several pieces is called (汇编, 精选), near the number of pieces.
* office_field: what an office names in lines of its own (联系人:, 抄送:); for `edges`.

Above and below a text a line needs less to be the site's than amid it: that is for `edges`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from civtext.cleaning.edges import is_cut, is_own
from civtext.cleaning.wording import siteness
from civtext.lexicons import any_of, terms
from civtext.model import CleanText, Edit, Span

_SENTENCE = re.compile(r"[^。!?\n]+(?:[。!?]+|\n|$)")
_UNENDED = re.compile(r"[到至由在的和与对将把为]\n\Z")  # what goes on in the next line: 时间由9分钟缩短到⏎5分钟
_CLAUSE = re.compile(r"[^,;]+[,;]?")
_SHORTEST_NOTE, _LONGEST_SENTENCE = 8, 300
_HEAD_LINES = 8
_SURE, _OWN = 2.5, -1.0  # how much like a site's a sentence amid the text is, and what is left of one that is not
_FILE_NAME = re.compile(
    r"^《?[^\n。;;]{1,80}\.(?:docx?|wps|pdf|txt|rtf|pptx?)》?(?:\n|$)", re.MULTILINE | re.IGNORECASE
)
_ATTACHED = re.compile(r"附件|附:|\d{1,2}[、.]")
_WRITING = re.compile(
    r"写[^。]{0,12}(?:总结|汇报|报告|方案|发言|材料|综述|范文)|(?:总结|汇报|报告|方案|发言|材料|综述|范文)[^。]{0,12}写"
)
# Who signs a paper and when: before a site's note that ran into it.
_SIGNED = re.compile(
    r"[^。!?:\n]{0,40}(?:\d{4}|20[\w×*]{2})年[^年月。\n]{1,3}月[^月日。\n]{1,3}日(?:\([^()\n]{1,60}\))?"
)
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
        rf"^[^\n。!?]{{2,50}}(?:{called}[ ]?\(?(?:共|全)?(?:{_PIECES})篇|(?:{_PIECES})篇\)?{called})(?![^\n]{{0,3}}目)[^\n。!?]{{0,6}}(?:\n|$)",
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
    text = reading.folded
    for match in _lead_in().finditer(text):
        if _is_lead_in(match.group()):
            yield Edit(Span(_start_of_lead_in(text, match.start()), match.end()), "", "lead_in")


def _is_lead_in(sentence: str) -> bool:
    """Whether a sentence hands over a text, in a sharer's words; a speaker who shares what is his own speaks as reports do."""
    is_handed = all(_pattern(f"lead_{part}").search(sentence) for part in ("verb", "to"))
    return is_handed and ("小编" in sentence or siteness(sentence) > 0)


def _start_of_lead_in(text: str, at: int) -> int:
    """Where the sharer begins: with the sentence, or above all prose with how hard such a paper is to write."""
    line = text.rfind("\n", 0, at) + 1
    before = text[line:at]
    if len(before) <= _LONGEST_SENTENCE and _WRITING.search(before) and _is_above_prose(text[:line]):
        return line
    return line + max(before.rfind(stop) for stop in "。!?;") + 1 if before.endswith(",") else at


def _is_above_prose(head: str) -> bool:
    """Whether no sentence stands above but a site's own."""
    *lines, rest = head.split("\n", _HEAD_LINES)
    sites = (siteness(line) > _SURE or _lead_in().match(line) for line in lines if "。" in line)
    return "。" not in rest and all(sites)


def site_notes(reading: CleanText) -> Iterator[Edit]:
    """Sentences about sharing, searching, downloading, rights and contacts; not who signs before them and when."""
    text = reading.folded
    for match in _SENTENCE.finditer(text):
        signed = _SIGNED.match(match.group())
        start, end = match.start() + (signed.end() if signed else 0), match.end()
        sentence = text[start:end]
        if not _SHORTEST_NOTE <= len(sentence) <= _LONGEST_SENTENCE or is_own(sentence.strip()):
            continue
        if _UNENDED.search(sentence):
            continue
        likeness = siteness(sentence) / (2 if _goes_on(text, start) else 1)
        # In a sentence that is only half like a site's a clause must be twice as sure.
        enough = _SURE if likeness > _SURE else 2 * _SURE
        if likeness > _SURE / 2 and (theirs := list(_glued(text, Span(start, end), enough))):
            yield from (Edit(one, "", "site_note") for one in theirs)
        elif likeness > _SURE:
            fills_line = text[start - 1 : start] in ("", "\n") and text[end : end + 1] == "\n"
            yield Edit(Span(start, end + fills_line), "", "site_note")


def _goes_on(text: str, at: int) -> bool:
    """Whether what begins there is likely the rest of a report's line that was cut."""
    if at == 0 or text[at - 1] != "\n":
        return False
    line = text[text.rfind("\n", 0, at - 1) + 1 : at - 1]
    return is_cut(line) and siteness(line) < 0


def _glued(text: str, sentence: Span, enough: float) -> Iterator[Span]:
    """The clauses that a site put into an author's sentence, where the others tell what a report tells; else none."""
    clauses = [Span(*found.span()) for found in _CLAUSE.finditer(text, *sentence)]
    theirs = [one for one in clauses if siteness(text[slice(*one)]) > enough]
    told = any(one.end - one.start >= _SHORTEST_NOTE for one in theirs)
    if told and siteness("".join(text[slice(*one)] for one in clauses if one not in theirs)) < _OWN:
        yield from theirs

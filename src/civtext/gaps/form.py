"""Slips of form (格式): levels of numbering misused, marks behind numbers, paragraphs cut off, document numbers and titles of
papers malformed, words that are wrong whatever stands around them.

The levels of an official paper are 一、 （一） 1. （1） (GB/T 9704-2012, 7.3.3); a document number is 云政发〔2023〕5号: six-cornered
brackets, no 第, no leading zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civtext.gaps.finding import gap, gap_in_source
from civtext.lexicons import any_of, lexicon, terms
from civtext.model import Annotation, Document, Gap, Span
from civtext.outline.marks import Mark, find_marks

_OFFICIAL = ("一、", "(一)", "1、", "(1)")
_DOUBLED = re.compile(r"[,，。、;；:：]{2,}|[。,，][”』]?(?=[,，。])")
_BEHIND_BRACKET = re.compile(r"(?:^|(?<=\n))[(（][一二三四五六七八九十\d]{1,3}[)）][、.,，]")
_YEAR_IN = r"(?:19|20)\d\d"
_NUMBER = re.compile(
    rf"(?<=[一-鿿])(?P<open>[\[【(（〔])(?P<year>{_YEAR_IN}|{_YEAR_IN[-4:]})(?P<close>[\]】)）〕])(?P<di>第?)(?P<zero>0*)\d{{1,4}}号"
)
_PAPER = re.compile(r"[《》]")
_CUT = {"cut.end": "结尾不完整", "gap.paywall": "中间缺失"}


def check(document: Document) -> Iterator[Annotation]:
    """Every slip of form in a document. Never raises."""
    yield from _levels(document)
    yield from _marks(document)
    yield from _numbers(document)
    yield from _papers(document)
    yield from _words(document)
    yield from _cut_off(document)


def _slip(document: Document, span: Span, rule: str, reason: str, advice: str, severity: str = "should") -> Annotation:
    return gap(document, span, rule, Gap("form", severity, reason, advice))


def _levels(document: Document) -> Iterator[Annotation]:
    """A first number in a form that belongs above that of the number it stands under: 一、 below (一)."""
    open_ranks: set[int] = set()
    before: Mark | None = None
    for mark in (mark for mark in find_marks(document.folded) if mark.opens_line and mark.style in _OFFICIAL):
        if mark.number == 1 and before and mark.rank < before.rank and mark.rank not in open_ranks:
            reason = f"“{mark.token}”应在“{before.token}”之上 Its form of number belongs above {before.token}."
            span = Span(mark.start, mark.end)
            yield _slip(document, span, "numbering.level", reason, "按一、(一)1.(1)的次序编号 Use 一、(一)1.(1).")
        open_ranks = {rank for rank in open_ranks if rank < mark.rank} | {mark.rank}
        before = mark


def _marks(document: Document) -> Iterator[Annotation]:
    for found in _DOUBLED.finditer(document.folded):
        yield _slip(
            document, Span(*found.span()), "marks.doubled", f"标点重复“{found[0]}” Doubled marks.", "只留一个 Keep one."
        )
    for found in _BEHIND_BRACKET.finditer(document.folded):
        reason = f"“{found[0]}”括号后不加标点 No mark behind a bracketed number."
        yield _slip(document, Span(*found.span()), "numbering.mark", reason, f"改为“{found[0][:-1]}”")


def _numbers(document: Document) -> Iterator[Annotation]:
    """Document numbers that are not written 〔2023〕5号."""
    for found in _NUMBER.finditer(document.folded):
        faults = ["年份用六角括号〔〕"] if found["open"] + found["close"] != "〔〕" else []
        faults += ["不加“第”字"] if found["di"] else []
        faults += ["序号不编虚位"] if found["zero"] else []
        if faults:
            reason = f"发文字号“{found[0]}”:{'、'.join(faults)} A malformed document number."
            yield _slip(document, Span(*found.span()), "docnum", reason, "改为〔年份〕序号 Write 〔year〕number.")


def _papers(document: Document) -> Iterator[Annotation]:
    """《 without its 》 in the same paragraph, and the other way round."""
    at = 0
    for line in document.folded.split("\n"):
        alone: list[re.Match[str]] = []
        for found in _PAPER.finditer(line):
            if found[0] == "》" and alone and alone[-1][0] == "《":
                alone.pop()
            else:
                alone.append(found)
        for found in alone:
            reason = f"书名号“{found[0]}”不成对 An unpaired title mark."
            yield _slip(
                document, Span(at + found.start(), at + found.end()), "title.marks", reason, "补齐或删去 Pair it."
            )
        at += len(line) + 1


def _words(document: Document) -> Iterator[Annotation]:
    told = {entry["term"]: entry for entry in lexicon("slips")}
    for found in re.finditer(any_of(terms("slips")), document.folded):
        entry = told[found[0]]
        around = document.folded[max(0, found.start() - 4) : found.end() + 4]
        if not any(word in around for word in entry["unless"].split("|") if word):
            reason = f"“{found[0]}”应作“{entry['right']}” Should read {entry['right']}."
            yield _slip(document, Span(*found.span()), "wording", reason, f"改为“{entry['right']}”")


def _cut_off(document: Document) -> Iterator[Annotation]:
    for flag in document.flags:
        if flag.code in _CUT and flag.span:
            value = Gap("form", "must", f"{_CUT[flag.code]} {flag.note}", "补全 Complete it.")
            yield gap_in_source(document, flag.span, "cut_off", value)

"""Slips of form (格式): levels of numbering misused, marks behind numbers, paragraphs cut off, document numbers and titles of
papers malformed, words that are wrong whatever stands around them.

The levels of an official paper are 一、 （一） 1. （1） (GB/T 9704-2012, 7.3.3); a document number is 云政发〔2023〕5号: six-cornered
brackets, no 第, no leading zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from civtext.gaps.finding import flagged, gap, gap_in_source
from civtext.gaps.idioms import misspelt
from civtext.gaps.order import within_paragraphs
from civtext.lexicons import any_of, lexicon, terms
from civtext.model import Annotation, Document, Gap, Span
from civtext.outline.marks import Mark, find_marks

_OFFICIAL = ("一、", "(一)", "1、", "(1)")
_DOUBLED = re.compile(
    r"…+[,，。、;；]|“{2,}|”{2,}|[,，。、;；:：]{2,}|[。,，][”』]?(?=[,，。])|[。!?！？][”』]。|[!?！？][,，。、;；:：]+|[,，。、;；:：][!?！？]+"
)
_BEHIND_BRACKET = re.compile(r"(?:^|(?<=[\n。;；]))[(（][一二三四五六七八九十\d]{1,3}[)）][、.,，]")
# Marks behind a number that has its own: 一. for 一、, 1、. and 第一、是.
_WRONG_MARK = re.compile(
    r"(?:^|(?<=[\n。;；]))(?:[一二三四五六七八九十]{1,2}[.．](?=[一-鿿])|\d{1,2}(?:、[.．]|[.．]、)|第[一二三四五六七八九十]、是|[一二三四五六七八九十]{1,2}、[、.．,，])"
)
_YEAR = r"(?:19|20)[0-9*_×xX○]{2}|[0-9]{2}|[二〇○零一三四五六七八九]{4}"
_NUMBER = re.compile(
    rf"(?<=[一-鿿])(?P<open>[\[【(（〔『])(?P<year>{_YEAR})(?P<nian>年?)(?P<inner>第?)(?P<close>[\]】)）〕』])(?P<space>\s?)(?P<di>[第字年]{{0,2}})(?P<zero>[0零]*)[0-9xX×]{{1,4}}号"
    r"|(?<=[发办字函])(?:19|20)\d\d(?P<behind>[\[【(（〔])\d{1,4}[\]】)）〕]号"
)
_COUNT = r"(?:[0-9]+(?:\.[0-9]+)?|[一二三四五六七八九十百千]+)[十百千万亿]*"
_SAID_TWICE = (
    (
        re.compile(rf"(?:近|约|大约|将近|接近|超过|大概)(?:有|达)?{_COUNT}(?:余|多)(?!年来)"),
        "约数重复,留一个 Said twice to be about so many.",
    ),
    (
        re.compile(
            rf"(?:(?:大?约|大概|将近|接近|超过|近)(?:有|达)?{_COUNT}|{_COUNT}[余多])[%个名人户家处条件次份元年天分钟小时公里万亿]{{0,3}}(?:左右|上下|以上)"
        ),
        "约数重复,留一个 Said twice to be about so many.",
    ),
    (
        re.compile(r"(?:减少|下降|降低|缩短|压缩|缩小|减轻)了?(?:近|约)?[0-9一二两三四五六七八九十.]+倍"),
        "减少不用倍数 What grows less does not grow less by times.",
    ),
)
_PAPER = re.compile(r"[《》〈〉]")
_PAIRS = {"》": "《", "〉": "〈"}
_SHORTEST_PROSE = 16
_NUMBERED = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,3}[、.)）]")
_CUT_SHOWN = 12
_SIGNED = re.compile(r"(?:[局委办院会府部校处]|[年月日])$|[:：]\s*\S{1,12}$")
_BESIDE = ("footnote", "textbox", "header", "footer", "comment")  # read after the body
_CUT = ("cut.end", "gap.paywall")


def check(document: Document) -> Iterator[Annotation]:
    """Every slip of form in a document. Never raises."""
    yield from _levels(document)
    yield from _marks(document)
    yield from _numbers(document)
    yield from _papers(document)
    yield from _words(document)
    yield from _cut_off(document)


def _slip(document: Document, span: Span, rule: str, reason: str, advice: str) -> Annotation:
    return gap(document, span, rule, Gap("form", "should", reason, advice))


def _levels(document: Document) -> Iterator[Annotation]:
    """Numbers that do not follow the one before them, and 一、 二、 within a paragraph of a text whose headings are so numbered."""
    marks = [mark for mark in find_marks(document.folded) if mark.style in _OFFICIAL]
    opening = [mark for mark in marks if mark.opens_line]
    wrong: Mark | None = None  # the last that did not follow, while others count on from it
    for before, mark in pairwise(opening):
        counts_on = before is wrong and mark.style == wrong.style and mark.number == wrong.number + 1
        wrong = mark if counts_on or _jumps(document, before, mark) else None
        if wrong:
            yield _level(document, mark, f"与“{before.token}”不相接 Its level does not follow {before.token}.")
    for mark in within_paragraphs(marks, document.folded):
        yield _level(document, mark, "不用在段落之中 Not within a paragraph.")


def _jumps(document: Document, before: Mark, mark: Mark) -> bool:
    """Whether a number begins a level that belongs above that of the one before it (一、 below (一)), or leaves two out ((1)
    right below 一、).
    """
    attached = "附件" in document.folded[before.end : mark.start]
    above = mark.number == 1 and mark.rank < before.rank and not attached
    return above or (mark.style == "(1)" and before.style == "一、")


def _level(document: Document, mark: Mark, what: str) -> Annotation:
    reason, advice = f"“{mark.token}”的层次{what}", "按一、(一)1.(1)的次序编号 Use 一、(一)1.(1)."
    return _slip(document, Span(mark.start, mark.end), "numbering.level", reason, advice)


def _marks(document: Document) -> Iterator[Annotation]:
    # As typed: what cleaning takes out must neither hide doubled marks nor join those beside it.
    numbers = [edit.span for edit in document.reading.edits if edit.rule == "chunk_number"]
    for found in _DOUBLED.finditer(document.source.text, *document.span):
        if any(Span(*found.span()).overlaps(number) for number in numbers):
            continue
        value = Gap("form", "should", f"标点重复“{found[0]}” Doubled marks.", "只留一个 Keep one.")
        yield gap_in_source(document, Span(*found.span()), "marks.doubled", value)
    for found in _WRONG_MARK.finditer(document.folded):
        reason = f"“{found[0]}”序号后的标点不对 A wrong mark behind a number."
        yield _slip(document, Span(*found.span()), "numbering.mark", reason, "用一、(一)1.(1) Use 一、(一)1.(1).")
    for found in _BEHIND_BRACKET.finditer(document.folded):
        reason = f"“{found[0]}”括号后不加标点 No mark behind a bracketed number."
        yield _slip(document, Span(*found.span()), "numbering.mark", reason, f"改为“{found[0][:-1]}”")


def _numbers(document: Document) -> Iterator[Annotation]:
    """Document numbers that are not written 〔2023〕5号."""
    for found in _NUMBER.finditer(document.folded):
        faults = _faults(found)
        if faults:
            reason = f"发文字号“{found[0]}”:{'、'.join(faults)} A malformed document number."
            yield _slip(document, Span(*found.span()), "docnum", reason, "改为〔年份〕序号 Write 〔year〕number.")


def _faults(number: re.Match[str]) -> list[str]:
    """What is wrong with a document number, in words."""
    if number["behind"]:
        return ["年份在括号内,序号在括号外"]
    brackets, year = number["open"] + number["close"], number["year"]
    return [
        reason
        for reason, wrong in (
            ("年份用六角括号〔〕", brackets != "〔〕"),
            ("年份用四位阿拉伯数字", len(year) != 4 or not year.startswith(("19", "20"))),
            ("年份后不加“年”字", number["nian"]),
            ("不加“第”“字”", number["di"] or number["inner"]),
            ("序号不编虚位", number["zero"]),
            ("不空格", number["space"]),
        )
        if wrong
    ]


def _papers(document: Document) -> Iterator[Annotation]:
    """《 without its 》 in the same paragraph, and the other way round."""
    at = 0
    for line in document.folded.split("\n"):
        alone: list[re.Match[str]] = []
        for found in _PAPER.finditer(line):
            if found[0] in _PAIRS and alone and alone[-1][0] == _PAIRS[found[0]]:
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
    for span, written, right in misspelt(document.folded):
        if not any(term in written for term in told):
            yield _slip(document, span, "wording", f"“{written}”应作“{right}” Should read {right}.", f"改为“{right}”")
    for pattern, reason in _SAID_TWICE:
        for found in pattern.finditer(document.folded):
            yield _slip(document, Span(*found.span()), "wording", f"“{found[0]}”{reason}", "改写 Reword it.")


def _cut_off(document: Document) -> Iterator[Annotation]:
    ends = min((part.span.start for part in document.source.parts if part.kind in _BESIDE), default=document.span.end)
    for flag in document.flags:
        if flag.code in _CUT and flag.span and flag.span.start < ends:
            value = Gap("form", "must", flag.note, "补全 Complete it.")
            yield gap_in_source(document, flag.span, "cut_off", value)
    lines = list(re.finditer(r"[^\n]*\S", document.folded))
    body = (line.end() for line in lines if document.reading.to_source(Span(*line.span())).start < ends)
    end = max(body, default=0)
    signed = _SIGNED.search(document.folded[:end].rpartition("\n")[2])
    for line in lines:
        here = Span(line.end() - len(line[0].lstrip()), line.end())
        last = line.end() == end or (signed and line.end() < end)
        if _breaks_off(line[0].strip(), bool(last)) and not any(flagged(document, here, code) for code in _CUT):
            value = Gap("form", "should", "段落没有说完 The paragraph ends amid a sentence.", "补全 Complete it.")
            yield gap(document, Span(max(here.start, here.end - _CUT_SHOWN), here.end), "cut_off", value)


def _breaks_off(line: str, last: bool) -> bool:
    """Whether a paragraph ends amid a sentence: a word at its end, and a stop in it, or nothing behind it and commas in it.

    A heading may have commas and ends without a stop.
    """
    if "\t" in line or "|" in line or not re.search(r"[一-鿿]$", line) or _SIGNED.search(line[-20:]):
        return False
    prose = len(line) >= _SHORTEST_PROSE and ("。" in line or (last and "," in line))
    return prose and not (_NUMBERED.match(line) and "。" not in line)

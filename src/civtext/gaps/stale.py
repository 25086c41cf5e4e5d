"""Years of an earlier text (旧年份): a header that names another year than the title, a signature before the report's year, a state
as of years ago, next steps and deadlines in years that are over.

A report tells of earlier years by right: it compares with them (较2022年), counts since them (2022年以来), and is signed in the next. What is
told here a person looks at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civtext.extractors.placeholders.forms import MASKS
from civtext.gaps.finding import gap, gap_in_source
from civtext.model import Annotation, Document, Gap, Span
from civtext.store.periods import besides_years, years

_YEAR = re.compile(r"(?<![\d〔\[])(20\d\d)年(?!\d{1,2}月)")
_REPORT = re.compile("总结|方案|汇报|报告|要点|工作|创建")
_SIGNED = re.compile(rf"(?:^|(?<=\n))[ ]*(20\d\d)年[\d{MASKS}]{{1,2}}月[\d{MASKS}]{{1,2}}日[ ]*(?=\n|$)")
_AS_OF = re.compile(r"截至(20\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日|底|末|初)?")
_COMPARED = re.compile(r"较|比|增长|提高|上升|下降|当时|以来|至今|其中")
_AHEAD = re.compile(
    r"(?:^|(?<=[。;\n]))(?P<whole>到?(?P<year>20\d\d)年(?P<end>年?[底末]前?)?)[,，]?[^,，。;；\n]{0,8}?(?:将|计划|拟|力争|确保|继续)"
)
_DONE = "完成|到位|建成|达到|见效|落实|实现|改造|整治"
_BY = re.compile(
    rf"(20\d\d)年(?:\d{{1,2}}月)?(?:\d{{1,2}}日|[底末]|[上中下]旬)?(?:之?前|底前)(?=[^,，。;；\n]{{0,12}}(?:{_DONE}))(?![^,，。;；\n]{{0,12}}(?:{_DONE})的)"
)
_PAST = re.compile("已|建成年代|建于|自20|以来|登记|出生|竣工于")
_BUILT = re.compile(
    "[^,，。;；\n]{0,6}(?:建成|竣工|投用|登记)(?!通车|投入|率)"
)  # 2000年底前建成老旧小区: how old it is
_DEADLINE = re.compile("时[限间]|期限|进度|节点")


def check(document: Document) -> Iterator[Annotation]:
    """Every year of a document that seems to be left of an earlier text. Never raises."""
    period = document.facts.period or ""
    covered = years(period)
    if covered is None or document.facts.kind not in ("summary", "speech", "plan"):
        return
    first, last = covered
    yield from _margins(document, covered)
    if document.facts.kind == "plan":
        yield from _deadlines(document, first)
        return
    yield from _found(
        document, (one for one in _SIGNED.finditer(document.folded) if int(one[1]) < last), "落款早于所述年份"
    )
    yield from _found(document, _as_of(document, first), "数据的时点早于所述年份")
    yield from _found(
        document, _ahead(document, last if not besides_years(period) else last - 1), "打算里的年份已经过去"
    )


def _found(document: Document, found: Iterator[re.Match[str]], what: str) -> Iterator[Annotation]:
    for one in found:
        yield gap(
            document, Span(*one.span("whole" if "whole" in one.groupdict() else 0)), "year.stale", _look(document, what)
        )


def _look(document: Document, what: str) -> Gap:
    reason = f"{what}({document.facts.period}) A year of an earlier text?"
    return Gap("leftover", "look", reason, "核对是否沿用了旧稿 Check whether it is left of an older text.")


def _margins(document: Document, covered: tuple[int, int]) -> Iterator[Annotation]:
    """Years in headers and footers that name a report of another year."""
    for part in document.source.parts if document.index == 0 else ():
        text = document.source.text[slice(*part.span)]
        if part.kind not in ("header", "footer") or not _REPORT.search(text):
            continue
        for found in _YEAR.finditer(text):
            if not covered[0] <= int(found[1]) <= covered[1]:
                span = Span(part.span.start + found.start(), part.span.start + found.end())
                yield gap_in_source(document, span, "year.stale", _look(document, "页眉页脚的年份与标题不同"))


def _as_of(document: Document, first: int) -> Iterator[re.Match[str]]:
    """States as of a year before the report's, in sentences that compare it with nothing."""
    for found in _AS_OF.finditer(document.folded):
        behind = re.split("[。;\n]", document.folded[found.end() : found.end() + 80])[0]
        if int(found[1]) < first and not _COMPARED.search(behind) and not _YEAR.search(behind):
            yield found


def _ahead(document: Document, last: int) -> Iterator[re.Match[str]]:
    """Next steps in a year that the report tells of as past; by the end of its last year may still be ahead of who writes it."""
    for found in _AHEAD.finditer(document.folded):
        section = document.section_at(found.start())
        over = int(found["year"]) < last + (not found["end"])
        if over and section is not None and section.role == "plan":
            yield found


def _deadlines(document: Document, first: int) -> Iterator[Annotation]:
    """Deadlines of a plan before its year, in its text and in its tables."""
    what = "时限早于方案的年份"
    for found in _BY.finditer(document.folded):
        sentence = re.split("[。;\n]", document.folded[max(0, found.start() - 40) : found.start()])[-1]
        behind = document.folded[found.end() : found.end() + 24]
        built = _BUILT.match(behind) and not re.search("[要须]|力争|确保", sentence + behind[:8])
        if int(found[1]) < first and not _PAST.search(sentence + behind[:12]) and not built:
            yield gap(document, Span(*found.span()), "year.stale", _look(document, what))
    cells = [part for part in document.source.parts if part.kind == "table" and document.span.overlaps(part.span)]
    heads = {
        (part.where.table, part.where.column): document.source.text[slice(*part.span)]
        for part in cells
        if part.where.row == 1
    }
    for part in cells:
        year = re.match(r"\s*(20\d\d)年", document.source.text[slice(*part.span)])
        head = heads.get((part.where.table, part.where.column), "")
        if year and int(year[1]) < first and _DEADLINE.search(head) and part.where.row != 1:
            yield gap_in_source(document, part.span, "year.stale", _look(document, what))

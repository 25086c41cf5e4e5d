"""What stands out of order (次序): numbering that skips or repeats, dates that cannot be or run backwards, one place under
two names.

Numbering is looked at among the headings under one heading, and among 一是, 二是 in one stretch. A second run that begins
with one again is a new list.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from civtext.extractors.placeholders.forms import MASKS
from civtext.gaps.finding import gap
from civtext.model import Annotation, Document, Gap, Span
from civtext.outline.marks import Mark, find_marks
from civtext.places import named
from civtext.quantities import numeral
from civtext.store.periods import years

_POINT = re.compile(r"(?:^|(?<=[。;；:：,，\n]))([一二三四五六七八九十]{1,3})(?:是|要(?=[^求素点领]))")
_DAY = re.compile(r"(?:(20\d\d)年)?(?<!\d)(\d{1,2})月(\d{1,2})日")
_DAY_IN_HAN = re.compile(r"(?<![一二三四五六七八九十])([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
_SPAN_OF_DAYS = re.compile(
    r"(?<![0-9])(?:(?:20\d\d)年)?(\d{1,2})月(?:(\d{1,2})日)?(?:起)?[至到—~-]{1,2}(?:当年|本年)?(\d{1,2})月(?:(\d{1,2})日)?"
)
_ORDINAL = re.compile(r"(?:^|(?<=[。;；\n]))(?:第|其)([一二三四五六七八九十]{1,2})(?:步|阶段|环节)?[,，、:：(]")
_INLINE = re.compile(r"[(（](\d{1,2})[)）]|([①-⑳])|(?:^|(?<=[\n。;；:：]))(\d{1,2})、(?=[一-鿿])")
_ATTACHMENTS = re.compile(r"(?:^|\n)[ ]*附件:(.*)")
_ATTACHED = re.compile(r"(?<![\d.])(\d{1,2})[.、](?=[一-鿿《])")
_MONTH = re.compile(r"(20\d\d)年(\d{1,2})月(?!\d)")
_RANGE = re.compile(
    r"(20\d\d)年(?:(\d{1,2})月)?(?:[^。;；,，\n]{0,6}?|[^。;；,，\n]{0,3}起[,，])(?:至|到|—|-)(20\d\d)年(?:(\d{1,2})月)?"
)
_DAYS_OF_ONE_MONTH = re.compile(r"(?<![0-9])\d{1,2}月(\d{1,2})日?[至到~—-]{1,2}(\d{1,2})日")
_CLAUSE = re.compile("[^。;；\\n]{0,16}")  # what is shown of a line behind its number
_FROM_ON = re.compile(r"计划|预计|力争|将|拟|下一步|到20\d\d年|十[四五]五|规划|目标|前$|底前|之前|有效期|以前")
_LEVELS = "市县区州盟旗镇乡"
# The divisions below a level: what its text does not call itself.
_BELOW = dict.fromkeys("市州盟", "县旗镇乡") | dict.fromkeys("县旗", "镇乡") | {"区": "县镇乡"}
_MASKED_TITLE = re.compile(rf"[{MASKS}某]{{1,4}}[市县区旗镇乡](?=[^委局])")
_DIVISION = re.compile(rf"[^省市县区州盟旗]{{2,12}}[省{_LEVELS}]")


def check(document: Document) -> Iterator[Annotation]:
    """Everything out of order in a document. Never raises."""
    yield from _numbers(document)
    yield from _points(document)
    yield from _attached(document)
    yield from _dates(document)
    yield from _two_names(document)


def _numbers(document: Document) -> Iterator[Annotation]:
    """Numbers of headings and items that skip, come again or run backwards, each style within the one above it.

    A first number amid a list below its level, which goes on behind it, is misplaced (`form`) and begins nothing.
    """
    open_at: dict[int, int] = {}
    marks = find_marks(document.folded)
    within = within_paragraphs(marks, document.folded)
    marks = [mark for mark in marks if mark not in within]
    for mark, after in zip_longest(marks, marks[1:]):
        if mark.number == 1 and after and after.rank > mark.rank and after.number > 1 and after.rank in open_at:
            continue
        open_at = {rank: number for rank, number in open_at.items() if rank <= mark.rank}
        before = open_at.get(mark.rank)
        again = before is not None and mark.number == before and mark.number > 1
        if before is not None and mark.number not in (1, before + 1):
            clause = _CLAUSE.match(document.folded, mark.end)
            end = clause.end() if clause else mark.end
            yield _skipped(document, Span(mark.start, end), before, mark.number)
        open_at[mark.rank] = mark.number + again  # what follows a number told twice counts on


def within_paragraphs(marks: Sequence[Mark], folded: str) -> list[Mark]:
    """The 一、 二、 that count on from one another amid a paragraph, of a text whose headings are so numbered."""
    first = [mark for mark in marks if mark.style == "一、"]
    if not any(mark.opens_line for mark in first):
        return []
    counted: set[Mark] = set()
    for one, other in pairwise(mark for mark in first if not mark.opens_line):
        if other.number == one.number + 1 and "\n" not in folded[one.end : other.start]:
            counted |= {one, other}
    return sorted(counted, key=lambda mark: mark.start)


def _points(document: Document) -> Iterator[Annotation]:
    """一是, 二是, 四是 in one paragraph, or in paragraphs that follow one another; (1) (2) (4) within a line."""
    told = {mark.start for mark in find_marks(document.folded)}
    for pattern in (_POINT, _ORDINAL, _INLINE):
        before: int | None = None
        for found in pattern.finditer(document.folded):
            at = found.lastindex or 1
            number = _number(found[at])
            skips = before is not None and (
                number > before + 1 if pattern is _INLINE else number not in (1, before + 1)
            )
            if before is not None and skips and found.start() not in told:
                yield _skipped(document, Span(found.start(at), found.end()), before, number)
            before = number


def _attached(document: Document) -> Iterator[Annotation]:
    """附件:1.分解表 3.清单: a list of papers in one line that leaves one out."""
    for line in _ATTACHMENTS.finditer(document.folded):
        for one, other in pairwise(_ATTACHED.finditer(document.folded, *line.span(1))):
            if int(other[1]) != int(one[1]) + 1:
                yield _skipped(document, Span(*other.span()), int(one[1]), int(other[1]))


def _number(told: str) -> int:
    if "①" <= told <= "⑳":
        return ord(told) - ord("①") + 1
    return int(told) if told.isdigit() else int(numeral(told) or 0)


def _skipped(document: Document, span: Span, before: int, number: int) -> Annotation:
    what = "重复" if number == before else "跳号" if number > before else "倒序"
    reason = f"序号{what}:{before}之后是{number} Numbering: {number} behind {before}."
    return gap(
        document,
        span,
        "numbering.skips",
        Gap("contradiction", "should", reason, "核对序号或补上缺的一项 Check the numbers."),
    )


def _dates(document: Document) -> Iterator[Annotation]:
    folded = document.folded
    for found in _DAY.finditer(folded):
        month, day = int(found[2]), int(found[3])
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(int(found[1] or 2024), month)[1]:
            yield _date(document, found, "date.impossible", "没有这一天 There is no such day.")
    for found in _DAY_IN_HAN.finditer(folded):
        month, day = int(numeral(found[1]) or 0), int(numeral(found[2]) or 0)
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(2024, month)[1]:
            yield _date(document, found, "date.impossible", "没有这一天 There is no such day.")
    for found in _MONTH.finditer(folded):
        if not 1 <= int(found[2]) <= 12:
            yield _date(document, found, "date.impossible", "没有这个月 There is no such month.")
    for found in _RANGE.finditer(folded):
        start, end = ((int(found[at]), int(found[at + 1] or 0)) for at in (1, 3))
        if end < start and (end[0] < start[0] or (start[1] and end[1])):
            yield _date(document, found, "date.backwards", "起止时间颠倒 It ends before it begins.")
    for found in _SPAN_OF_DAYS.finditer(folded):
        (from_month, from_day), (to_month, to_day) = ((int(found[at]), int(found[at + 1] or 0)) for at in (1, 3))
        # 11月至3月 is a winter; a span of ten months or more that names no second year is a slip.
        back = 0 < from_month - to_month <= 2 or (from_month == to_month and from_day > to_day > 0)
        if max(from_month, to_month) <= 12 and back:
            yield _date(document, found, "date.backwards", "起止时间颠倒 It ends before it begins.")
    for found in _DAYS_OF_ONE_MONTH.finditer(folded):
        if int(found[1]) > int(found[2]):
            yield _date(document, found, "date.backwards", "起止时间颠倒 It ends before it begins.")
    yield from _beyond(document)


def _date(document: Document, found: re.Match[str], rule: str, reason: str) -> Annotation:
    return gap(document, Span(*found.span()), rule, Gap("contradiction", "must", reason, "核对日期 Check the date."))


def _beyond(document: Document) -> Iterator[Annotation]:
    """A month behind the years that a report speaks of, told as if past."""
    covered = years(document.facts.period or "") if document.facts.kind in ("summary", "news", "speech") else None
    if covered is None:
        return
    for found in _MONTH.finditer(document.folded):
        before = document.folded[max(0, found.start() - 20) : found.start()]
        clause = (
            re.split("[。;\n]", before)[-1] + re.split("[。;\n]", document.folded[found.start() : found.end() + 14])[0]
        )
        # A yearly report is written, and dated, in the first months of the next.
        late = int(found[1]) > covered[1] + 1 or (int(found[1]) == covered[1] + 1 and int(found[2]) > 4)
        signature = (
            document.folded[found.start() - 1 : found.start()] in ("", "\n") and len(document.folded) - found.end() < 8
        )
        if late and not _FROM_ON.search(clause) and not signature:
            yield _date(
                document,
                found,
                "date.beyond",
                f"在报告所述时期({document.facts.period})之后 Later than the report's period.",
            )


def _two_names(document: Document) -> Iterator[Annotation]:
    """The text's own place at another level (云岭县 for 云岭市), told less often than its right name; not where both are
    official names (朝阳市朝阳县).
    """
    divisions = _DIVISION.findall(document.facts.place or "")
    if not divisions:
        masked = _MASKED_TITLE.match(_title(document))
        yield from _calls_itself(document, masked[0]) if masked else ()
        return
    stem, level = divisions[-1][:-1], divisions[-1][-1]
    told = list(re.finditer(rf"{re.escape(stem)}([{_LEVELS}])(?![民场容级])", document.folded))
    counts = Counter(found[1] for found in told)
    for found in told:
        rarer = counts[found[1]] < counts[level] or (found[1] != level and f"{stem}{level}" in _title(document))
        if rarer and not named(found[0]):
            reason = f"本地又作“{stem}{level}” Elsewhere {stem}{level}."
            value = Gap("contradiction", "should", reason, "统一地名 Use one name.")
            yield gap(document, Span(*found.span()), "place.two_names", value)
    yield from _calls_itself(document, stem + level)


def _calls_itself(document: Document, own: str) -> Iterator[Annotation]:
    """我县 in the text of a city that its title names, left from a county's; what people say is theirs."""
    if own not in _title(document):
        return
    for found in re.finditer(rf"(?<!自)我[{_BELOW.get(own[-1], '')}-](?![分域])", document.folded):
        quoted = document.folded[max(0, found.start() - 60) : found.start()].rpartition("”")[2].count("“")
        if not quoted:
            reason = f"本文是“{own}”的,这里自称“{found[0]}” The text is {own}'s."
            yield gap(
                document,
                Span(*found.span()),
                "place.two_names",
                Gap("contradiction", "should", reason, "统一地名 Use one name."),
            )


def _title(document: Document) -> str:
    """The first line of a document."""
    return document.folded.strip().split("\n", 1)[0]

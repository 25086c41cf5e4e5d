"""All headings of an article and their levels: numbered, styled in Word, alone on a line, or run into a paragraph."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from civtext.lexicons import Gated, any_of, terms
from civtext.model import Document, Span
from civtext.outline.marks import STYLES, find_marks
from civtext.outline.roles import role_of
from civtext.outline.titles import Title, numbered_titles

_ALONE = len(STYLES)  # unnumbered headings rank inside all numbered ones,
_RUN_IN = _ALONE + 1  # and those that run into a paragraph innermost
_LEAD = any_of(terms("leads"))
_RUN_IN_PHRASE = re.compile(
    rf"(?:^|(?<=[。!?\n”]))[ ]{{0,4}}(?P<title>{_LEAD}[^。!?;:,\n]{{1,24}}(?:,[^。!?;:,\n]{{2,14}})?)。(?=[^\n]{{25}})"
)
_BRACKETED = Gated(r"(?:^|(?<=[。!?\n]))[ ]{0,4}【(?P<title>[^】\n]{2,20})】", needs="【")
_LINE = re.compile(r"[^\n]+")
_ALONE_TITLE = re.compile(r"[\u3400-\u9fff“《A-Za-z][^。;:!?\n]{2,28}[^。;:!?,、\n\d年月日]")
_NO_TITLE = re.compile(
    r"各位|尊敬的|同志们|谢谢|附件|\d{4}年|[(（]|——|[^,]{0,20}(?:委员会|领导小组|办公室|人民政府|调研组|文明办)$"
)
_ENDS_PARAGRAPH = "。!?:;”…)"
_LONGEST_STYLED = 80
_LONGEST_TITLE = 60
_MARKED = 8  # 第三篇:, ★, (一) before a title


@dataclass(frozen=True, slots=True)
class Found:
    """A heading: the span of number and title, its rank by numbering and, in Word, the level of its style; what it counts."""

    span: Span
    number: str
    title: str
    rank: int
    rule: str
    style: int | None = None
    level: int = 1
    count: int = 0

    @property
    def inline(self) -> bool:
        """Whether it is a sentence of the paragraph that it heads."""
        return self.rank == _RUN_IN


def find_headings(document: Document) -> list[Found]:
    """The article's title (level 0), then its headings with their levels, in text order."""
    tables = [document.reading.to_clean(part.span) for part in document.source.parts if part.kind != "body"]
    marks = [mark for mark in find_marks(document.folded) if not _inside(mark.start, tables)]
    found = [_numbered(document, title) for title in numbered_titles(document.folded, marks)]
    styled = list(_styled(document))
    found = _apart(_own_title(document), _apart(styled, found))
    if not styled:
        found = _apart(found, _alone(document.folded, found, tables))
    return _levelled(_apart(found, _run_in(document.folded, found)))


def _numbered(document: Document, title: Title) -> Found:
    mark, text = title.mark, document.text
    number, words = text[mark.start : mark.end], text[mark.end : title.end].replace("\n", "").strip()
    return Found(Span(mark.start, title.end), number, words, mark.rank, title.rule, count=mark.number)


def _inside(offset: int, spans: Sequence[Span]) -> bool:
    index = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return index >= 0 and offset < spans[index].end


def _apart(first: Sequence[Found], second: Iterable[Found]) -> list[Found]:
    """Both in text order; what begins inside one of the first is left out of the second."""
    spans = [found.span for found in first]
    new = [found for found in second if not _inside(found.span.start, spans)]
    return sorted([*first, *new], key=lambda found: found.span)


def _own_title(document: Document) -> list[Found]:
    """The title of the article: the one it was split off with (which may run over lines), or a first line without a stop."""
    text = document.text
    start = len(text) - len(text.lstrip())
    line_end = text.find("\n", start)
    if document.title:
        end = _end_of("".join(document.title.split()), text, start)
        return [] if end is None else [_title_of(start, end, document.title)]
    if not 4 <= line_end - start <= _LONGEST_TITLE or text[line_end - 1] in "。！？!?：:；,，":
        return []
    if find_marks(document.folded[start:line_end]):
        return []
    return [_title_of(start, line_end, text[start:line_end])]


def _end_of(title: str, text: str, at: int) -> int | None:
    """Where a title ends that begins there, maybe with blanks and breaks amid it; None where it does not stand there."""
    for letter in title:
        while text[at : at + 1].isspace():
            at += 1
        if text[at : at + 1] != letter:
            return None
        at += 1
    return at


def _title_of(start: int, end: int, words: str) -> Found:
    return Found(Span(start, end), "", words.rstrip(), -1, "title", level=0)


def _styled(document: Document) -> Iterator[Found]:
    """Paragraphs that Word's heading styles mark, with the number they may begin with."""
    whole = document.span
    for part in document.source.parts:
        if part.level is None or not whole.covers(part.span):
            continue
        start, end = document.reading.to_clean(part.span)
        line = document.folded[start:end]
        title = line.strip(" \n\t")
        if not 2 <= len(title) <= _LONGEST_STYLED:
            continue
        start += line.index(title)
        end = start + len(title.rstrip("。:;"))
        mark = next((mark for mark in find_marks(title) if mark.start == 0), None)
        at = start + mark.end if mark else start
        rank = mark.rank if mark else _ALONE
        level = 0 if part.level == 0 else 1
        number, words = document.text[start:at], document.text[at:end].strip()
        yield Found(Span(start, end), number, words, rank, "style", part.level, level)


def _alone(folded: str, found: Sequence[Found], tables: Sequence[Span]) -> list[Found]:
    """Short lines without a stop, each between paragraphs: at least two, for one may be a paragraph cut short."""
    lines = [match for match in _LINE.finditer(folded) if match[0].strip()]
    spans = [one.span for one in found]
    alone = []
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        text = line[0].strip()
        start = line.start() + line[0].index(text)
        if (
            _NO_TITLE.match(text)
            or not _ALONE_TITLE.fullmatch(text)
            or any(_inside(start, held) for held in (tables, spans))
        ):
            continue
        ends = before[0].rstrip()[-1] in _ENDS_PARAGRAPH or _inside(before.start(), spans)
        if ends and len(after[0]) > 40:
            alone.append(Found(Span(start, start + len(text)), "", text, _ALONE, "alone"))
    ranks = [one.rank for one in found if one.rank >= 0]
    if len(alone) == 1 and ranks and role_of(alone[0].title) in ("problems", "plan"):
        return [replace(alone[0], rank=min(ranks))]
    return alone if len(alone) > 1 else []


def _run_in(folded: str, found: Sequence[Found]) -> list[Found]:
    """Short sentences that head what follows, where several of one section are parallel: of one length, or one beginning."""
    starts = [one.span.start for one in found]
    phrases = [match for pattern in (_RUN_IN_PHRASE, _BRACKETED) for match in pattern.finditer(folded)]
    counts: Counter[tuple[int, object]] = Counter()
    for match in phrases:
        counts.update((bisect_right(starts, match.start()), sign) for sign in _signs(match["title"]))

    def parallel(match: re.Match[str]) -> bool:
        section, length = bisect_right(starts, match.start()), _signs(match["title"])[1]
        near = sum(counts[section, (length[0] + by, length[1])] for by in (-1, 0, 1))
        return near > 1 or counts[section, _signs(match["title"])[0]] > 1

    return [
        Found(Span(*match.span("title")), "", match["title"], _RUN_IN, "run_in") for match in phrases if parallel(match)
    ]


def _signs(title: str) -> tuple[str, tuple[int, int]]:
    """What parallel phrases share: how they begin, or their length and number of clauses."""
    return title[:2], (len(title), title.count(","))


def _levelled(found: Sequence[Found]) -> list[Found]:
    """The headings with the depth at which each stands; 1 is the outermost that the article has there."""
    above: list[Found] = []
    levelled = []
    for one in _turned(found):
        if one.level == 0:
            levelled.append(one)
            continue
        while above and not _stands_inside(one, above[-1]):
            above.pop()
        above.append(one)
        levelled.append(replace(one, level=len(above)))
    return levelled


def _turned(found: Sequence[Found]) -> Sequence[Found]:
    """The headings, ranked the other way about where an author put an inner style outside: 1、 over 一、 二、, then 2、.

    The outer numbers go on through the whole article, the inner ones begin anew under each.
    """
    numbered = [one for one in found if one.count and one.style is None]
    outer = numbered[0].rank if numbered else 0
    inner = next((one.rank for one in numbered if one.rank != outer), outer)
    counts = [one.count for one in numbered if one.rank == outer]
    if inner >= outer or counts != list(range(1, len(counts) + 1)):
        return found
    resumed = begun = False
    for one in numbered:
        if one.rank == outer:
            resumed, begun = resumed or begun, False
        elif one.rank == inner:
            if not begun and one.count > 1:
                return found
            begun = True
    return [replace(one, rank=inner - 1) if one.rank == outer else one for one in found] if resumed else found


def _stands_inside(inner: Found, outer: Found) -> bool:
    if inner.style is not None and outer.style is not None:
        return inner.style > outer.style
    return inner.rank > outer.rank

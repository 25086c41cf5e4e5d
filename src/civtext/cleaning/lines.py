"""Lines (行): indents, hard wraps, broken paragraphs, blank lines. What is left is one paragraph a line.

A hard wrap is seen in the whole text: many lines of the width of the widest, ended amid a sentence. Headings, list
items, verse, table rows and the last lines of paragraphs are shorter, or begin with a number; they are never joined.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

from civtext import words
from civtext.lexicons import terms
from civtext.model import CleanText, Edit, Span

_NUMBER = "一二三四五六七八九十百"
_INDENT = re.compile(r"^[ \u3000]+|(?<![ \u3000])[ \u3000]+$", re.MULTILINE)
_BLANKS = re.compile(r"\A\n+|\n{3,}\Z|\n{3,}")
_FINISHED = re.compile(r"[。！？!?…;；:：][”’」』)）》】]{0,3}$|[。!?][(][^()\n]{1,40}[)]$")
_STOP = re.compile(r"[。！？!?；;]")
_MARK = re.compile(r"[,、:。;!?]")
_OPENS = re.compile(
    rf"第[{_NUMBER}\d]{{1,3}}[章节条篇部分]|[{_NUMBER}]{{1,3}}[、.]|\([{_NUMBER}\d]{{1,3}}\)|\d{{1,2}}(?:、|\.(?!\d))"
    rf"|[①-⑳•●■◆【]|·[ ]|——|附件|[{_NUMBER}]是|(?:首先|其次|最后),"
)
_HEADING = re.compile(rf"[{_NUMBER}]{{1,3}}、|\([{_NUMBER}]{{1,3}}\)|\d{{1,2}}[、.](?!\d)")
_LETTERS_BEFORE, _LETTERS_AFTER = re.compile(r"[\u3400-\u9fff]{1,8}$"), re.compile(r"[\u3400-\u9fff]{1,8}")
_WIDE = re.compile(r"[^\0-\u1fff]+")
_NARROWEST, _PROSE = 18, 40
_TELLING = 2000  # as much of a paragraph as is looked at
_VERSE = 12


class _Line(NamedTuple):
    start: int
    end: int
    text: str

    @property
    def is_finished(self) -> bool:
        """Whether nothing can go on after the line: it ends in a stop, or is blank, a table row or a title."""
        if not self.joins or _FINISHED.search(self.text, max(0, len(self.text) - 44)):
            return True
        return not _MARK.search(self.text) and self.text.endswith(terms("titles", kind="report"))

    @property
    def joins(self) -> bool:
        """Whether the line is neither blank nor a table row."""
        return self.text != "" and "\t" not in self.text


def indents(reading: CleanText) -> Iterator[Edit]:
    """Spaces before and after a line; a tab there is an empty table cell and stays."""
    for match in _INDENT.finditer(reading.text):
        yield Edit(Span(*match.span()), "", "indent")


def hard_wraps(reading: CleanText) -> Iterator[Edit]:
    """Breaks after lines as wide as the widest, in a text that was wrapped."""
    lines = _lines(reading.folded)
    indents, taken = _taken_before(reading, "indent"), _taken_before(reading, "indent", "chunk_number")
    finished = [line.is_finished for line in lines]
    for measure in (len, columns):
        widths = [measure(line.text) + taken[line.start] for line in lines]
        full = _full_widths(widths, finished)
        if full:
            yield from _joins(lines, widths, full, indents)
            return


def _taken_before(reading: CleanText, *rules: str) -> Counter[int]:
    """How much rules took away before lines, by where those start."""
    taken: Counter[int] = Counter()
    for edit in reading.edits:
        if edit.rule in rules:
            taken[reading.to_clean(edit.span).start] += edit.span.end - edit.span.start
    return taken


def _joins(lines: list[_Line], widths: list[int], full: range, indents: Container[int]) -> Iterator[Edit]:
    prose = False  # whether the paragraph so far has had a stop: then a number at a line's start opens nothing
    is_told = _indents_tell(lines, widths, full, indents)
    for place, (line, following) in enumerate(pairwise(lines)):
        prose = prose or _STOP.search(line.text) is not None
        is_new = is_told and following.start in indents
        is_cut = widths[place] in full and line.joins and not is_new and (is_told or not line.is_finished)
        goes_on = widths[place + 1] in full or _STOP.search(following.text) or widths[place] >= full[-1]
        if is_cut and goes_on and following.joins and (prose or not _OPENS.match(following.text)):
            yield Edit(Span(line.end, following.start), "", "hard_wrap")
        else:
            prose = False


def _indents_tell(lines: list[_Line], widths: list[int], full: range, indents: Container[int]) -> bool:
    """Whether indents tell where paragraphs begin: after short lines they stand, after lines cut short of a stop hardly ever."""
    after_cut = [
        following.start in indents
        for place, (line, following) in enumerate(pairwise(lines))
        if widths[place] in full and not line.is_finished
    ]
    opening = sum(line.start in indents for line in lines)
    return opening >= 3 and sum(after_cut) * 10 <= len(after_cut)


def _full_widths(widths: list[int], finished: list[bool]) -> range | None:
    """The widths at which a text was wrapped, None if it was not: hardly a line is wider, and many end there amid a
    sentence. One width alone where all were cut alike, three where no stop may open a line."""
    times = Counter(width for width, is_finished in zip(widths, finished, strict=True) if not is_finished)
    full = max(times, key=lambda width: (times[width] + times[width - 1] + times[width - 2], width), default=0)
    ended = sum(times[width] for width in range(full - 2, full + 1))
    wider = sum(width > full + 1 for width in widths)
    alike = sum(is_finished and 0 <= full - width <= 2 for width, is_finished in zip(widths, finished, strict=True))
    if full < _NARROWEST or ended < 5 or ended <= 2 * alike or wider * 10 > ended:
        return None
    return range(full if times[full] * 5 >= ended * 4 else full - 2, full + 1)


def broken_paragraphs(reading: CleanText) -> Iterator[Edit]:
    """Breaks in the middle of a sentence of running text, as page ends leave them."""
    lines = [line for line in _lines(reading.folded) if line.text]
    joined = ""  # what has been joined to the head of the line: what it was too short to show, the whole shows
    for line, following in pairwise(lines):
        line = line._replace(text=joined + line.text)
        joined = ""
        if line.is_finished or "\t" in following.text or _OPENS.match(following.text):
            continue
        texts = line.text, following.text
        goes_on = _STOP.search(following.text) or len(following.text) >= _PROSE
        prose = len(line.text) >= _PROSE and _STOP.search(line.text)
        is_next = following.start - line.end == 1
        if (prose and goes_on) or (is_next and (_is_cut_clause(*texts) or _is_torn(*texts))):
            yield Edit(Span(line.end, following.start), "", "broken_paragraph")
            joined = line.text[-_TELLING:]


def cut_breaks(text: str) -> Iterator[int]:
    """Where a line breaks amid a sentence, sure enough to read it whole, not to join it."""
    for line, following in pairwise(_lines(text)):
        goes_on = line.joins and (line.text.endswith(";") or not line.is_finished)
        if len(line.text) > _VERSE and goes_on and following.joins and not _OPENS.match(following.text):
            yield line.end


def _is_cut_clause(line: str, following: str) -> bool:
    """Whether a line ends after a comma and is no verse, or a numbered heading ends in half a clause (明确分⏎工,…)."""
    if line.endswith((",", "、")):
        return len(line) > _VERSE and abs(len(line) - len(following)) > 2
    halves = line.rpartition(",")[2], following.partition(",")[0]
    return bool(_HEADING.match(line)) and "," in line and all(0 < len(half) < 4 for half in halves)


def _is_torn(line: str, following: str) -> bool:
    """Whether a long line ends in a character that is no word, and that is one with what follows (配备老花镜、饮⏎水机)."""
    if len(line) < _PROSE or not cuts_word(line, following):
        return False
    end = _LETTERS_BEFORE.search(line)
    return end is not None and len(words.cut(end.group())[-1]) == 1


def cuts_word(line: str, following: str) -> bool:
    """Whether a word begins before the break and ends after it: 要推动视⏎6.频资源."""
    before, after = _LETTERS_BEFORE.search(line), _LETTERS_AFTER.match(following)
    if not before or not after:
        return False
    ends = accumulate(map(len, words.cut(before.group() + after.group())))
    return len(before.group()) not in ends


def blank_lines(reading: CleanText) -> Iterator[Edit]:
    """Blank lines before the text, and more than one at a time."""
    for match in _BLANKS.finditer(reading.text):
        keep = 0 if match.start() == 0 else 1 if match.end() == len(reading.text) else 2
        run = Span(match.start() + keep, match.end())
        source = reading.to_source(run)
        if source.end - source.start == run.end - run.start:
            yield Edit(run, "", "blank_line")
        else:  # one by one: what was taken out between them keeps its rule
            yield from (Edit(Span(at, at + 1), "", "blank_line") for at in range(*run))


def _lines(text: str) -> list[_Line]:
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append(_Line(at, at + len(line), line))
        at += len(line) + 1
    return lines


def columns(text: str) -> int:
    """The width in full-width columns: two ASCII characters take one."""
    narrow = len(_WIDE.sub("", text))
    return len(text) - narrow + (narrow + 1) // 2

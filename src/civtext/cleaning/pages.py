"""Page furniture (页眉页脚): page numbers and running heads that stand between the lines, and the paragraphs they cut.

A number that says it is a page's (- 3 -, 第3页 共9页, 3/9) goes wherever it fills a line. One that does not (3, ·3·, 【3】, 第3段: a
chunk's) needs the next one further on. A running head is a short line that stands beside page numbers time and again. Numbers in a list
or a table, and a line repeated for its own sake, stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from civtext.cleaning.wording import siteness
from civtext.model import CleanText, Edit, Span

_LINE = re.compile(r"[^\n]+")
_SURE = re.compile(
    r"第? ?(?P<a>\d{1,3}) ?页[,/ ]{0,3}(?:共? ?\d{1,3} ?页)?|[-—–] ?(?P<b>\d{1,3}) ?[-—–]|(?P<c>\d{1,3}) ?/ ?\d{1,3}"
    r"|[Pp]age ?(?P<d>\d{1,3})(?: ?(?:of|/) ?\d{1,3})?"
)
_LIKELY = re.compile(r"[·~*•<\[(【〔{]? ?(?:(?P<e>\d{1,3})|第(?P<f>\d{1,3})段) ?[·~*•>\])】〕}]?")
_REST = re.compile(r"\d{1,4}、[\dXx×*_%]")  # what a chunk's number cut off a number: 达到⏎3⏎8、38天
_INSIDE = re.compile(r"第 ?\d{1,3} ?页[,/ ]{0,2}共 ?\d{1,3} ?页")
_SHORTEST_HEAD, _LONGEST_HEAD, _SHORTEST_PAGE = 6, 40, 90
_PROSE = re.compile(r"[。；;,，]")
_FINISHED = re.compile(r"[。！？!?…;；:：|][”’」』)）》】]{0,3}$|[)日月年]$")
_OPENS = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.是章节条]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.](?!\d)|[#|●■◆①-⑳【]|附件)"
)


def page_furniture(reading: CleanText) -> Iterator[Edit]:
    """Page numbers on lines of their own, the running heads beside them, the break of the paragraph they stand in."""
    text = reading.folded
    for match in _INSIDE.finditer(text):
        yield Edit(Span(*match.span()), "", "page_number")
    lines = [match for match in _LINE.finditer(text) if match.group().strip()]
    numbers = _page_numbers([match.group().strip() for match in lines])
    heads = _running_heads([match.group().strip() for match in lines], numbers)
    for place, line in enumerate(lines):
        if place in numbers or place in heads:
            rule = "page_number" if place in numbers else "running_head"
            is_last = place and place == len(lines) - 1
            span = Span(lines[place - 1].end(), line.end()) if is_last else Span(line.start(), line.end() + 1)
            yield Edit(Span(span.start, min(span.end, len(text))), "", rule)
    yield from _cut_paragraphs(lines, numbers | heads)


def _page_numbers(lines: list[str]) -> set[int]:
    """The places of lines that are page numbers: those that say so, those that go on page by page, and those amid a sentence."""
    numbers = {place for place, line in enumerate(lines) if _SURE.fullmatch(line)}
    runs = (run for run in _number_runs(lines) if len(run) > 1 or _stands_in_sentence(lines, run[0]))
    return numbers.union(*(run for run in runs if _is_paged(lines, run)))


def _number_runs(lines: list[str]) -> list[list[int]]:
    """The places of numbers that fill a line, each with the next one so much further on as a page is long, or the last one, or in a sentence."""
    runs: list[list[int]] = []
    last: dict[int, list[int]] = {}  # the run that ends with a number
    for place, (line, following) in enumerate(zip(lines, [*lines[1:], ""], strict=False)):
        if (match := _LIKELY.fullmatch(line)) and not (line.isdigit() and _REST.match(following)):
            number = int(match["e"] or match["f"])
            run = last.pop(number - 1, [])
            may_be_near = len(run) > 1 or place == len(lines) - 1 or _stands_in_sentence(lines, place)
            if not run or (sum(map(len, lines[run[-1] + 1 : place][:400])) < _SHORTEST_PAGE and not may_be_near):
                runs.append(run := [])
            run.append(place)
            last[number] = run
    return runs


def _is_paged(lines: list[str], run: list[int]) -> bool:
    """Whether numbers are in brackets, or one cuts a sentence, or a line comes again beside them."""
    beside = Counter(
        line for place in run for line in {*lines[max(0, place - 1) : place], *lines[place + 1 : place + 2]}
    )
    comes_again = max((count for line, count in beside.items() if len(line) >= _SHORTEST_HEAD), default=0)
    is_bracketed = not any(lines[place].isdigit() for place in run)
    return (
        is_bracketed or any(_cuts(lines, place) for place in run) or (comes_again > 1 and comes_again + 1 >= len(run))
    )


def _cuts(lines: list[str], place: int) -> bool:
    before = lines[place - 1] if place else ""
    return (len(before) > 12 or _PROSE.search(before) is not None) and not _FINISHED.search(before)


def _stands_in_sentence(lines: list[str], place: int) -> bool:
    """Whether a number in brackets cuts the last sentence of a paragraph: no item of a list stands so."""
    is_cut = "。" in lines[place - 1][:-1] and _cuts(lines, place)
    return is_cut and not lines[place].isdigit() and not any(map(_OPENS.match, lines[place + 1 : place + 2]))


def _running_heads(lines: list[str], numbers: set[int]) -> set[int]:
    """The places of lines that stand beside a page number twice or more, and seldom elsewhere."""
    beside = {place for number in numbers for place in (number - 1, number + 1) if 0 <= place < len(lines)} - numbers
    times = Counter(lines[place] for place in beside if len(lines[place]) <= _LONGEST_HEAD)
    everywhere = Counter(lines)
    heads = {line for line, count in times.items() if count > 1 and count * 2 >= everywhere[line]}
    return {place for place in beside if lines[place] in heads and lines[place][-1] not in "。;|"}


def _cut_paragraphs(lines: list[re.Match[str]], taken: set[int]) -> Iterator[Edit]:
    """The breaks on which pages end amid a sentence."""
    for place in sorted(taken):
        if place - 1 in taken or not place:
            continue
        following = next((at for at in range(place, len(lines)) if at not in taken), None)
        before = lines[place - 1]
        prose = _PROSE.search(before.group()) and len(before.group()) > 12
        after = lines[following].group() if following is not None else ""
        opens = not after or _OPENS.match(after) or siteness(after) > 0
        if prose and not opens and not _FINISHED.search(before.group().rstrip()):
            yield Edit(Span(before.end(), lines[place].start()), "", "broken_paragraph")

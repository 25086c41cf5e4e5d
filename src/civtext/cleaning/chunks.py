"""Chunk numbers (分块号): a site cut the text into lines and numbered them, words and numbers cut or not.

`1、…300 characters⏎2、…300 characters⏎3、…`: the numbers run on without a gap, and most of them stand amid a sentence.
Items of a real list end in a stop, or have no stop at all. The decision is made for a whole run of numbers, never for
one: each break is worth points by what is written on its two sides, and where the run stands is worth some more. Of
several marks with one number (a real list inside a chunk) the run takes those that are worth most.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from civtext.cleaning.lines import columns, cuts_word
from civtext.lexicons import any_of, terms
from civtext.model import CleanText, Edit, Span

_MARK = re.compile(r"(?:^|\n(?<!\n\n)\n*)(\d{1,4})([、.．])")
_SHORTEST, _LONG, _LONGEST = 80, 200, 3000
_RAGGED = 4  # an indent, and a mark that may not open a line
_STOPPED = re.compile(r"[。！？!?;；][”’」』》]{0,2}$|[。！？!?][（(][^（）()]{1,40}[）)]$")
_FINISHED = re.compile(rf"{_STOPPED.pattern}|\|$")
_NUMBERED = re.compile(
    r"\d{1,2}[、.．](?!\d)|[一二三四五六七八九十]{1,3}[、是]|[（(][一二三四五六七八九十]{1,3}[）)]|#"
)
_STOP = re.compile(r"[。！？]")
_ENDS_LIKE_ITEMS = re.compile(r"[:：)）]$")
_LETTER = r"[\u3400-\u9fff]"
_ONE_LETTER = re.compile(
    rf"(?:[#—、.．\d]|[一二三四五六七八九十]{{1,3}}、|[（(][一二三四五六七八九十]{{1,3}}[）)])*\s?{_LETTER}"
)
_CLAUSE_OF_ONE_LETTER = re.compile(rf"[，；：。,;:]{_LETTER}$")
_ENDS_AT_ONE_LETTER = re.compile(rf"{_LETTER}(?:$|[，；：。！？,;:!?])")
_BEGINS_NOTHING = re.compile(r"[，。、；：！？”’）》」.,;:!?)%％]|的(?![士确])|们|等(?![级候待])")
_AMID_DATE = (re.compile(r"[年月]$"), re.compile(r"[\dXx×_*]{1,2}[月日]"))
_ENDS_NOTHING = re.compile(r"[，、（“‘《「,(]$|(?<![目似])的$")
_PAIRS = (("“", "”"), ("（", "）"), ("(", ")"), ("《", "》"))
_QUOTED = 40
_OPENING, _SOON = 12, 300
# What a break is worth, and a run; `_ENOUGH` makes numbers chunk numbers.
_BETWEEN_SENTENCES, _UNKNOWN, _AMID_PROSE, _AMID_WORDS = -2, 0, 1, 3
_STANDING = 2
_ENOUGH = 5


class _Mark(NamedTuple):
    """A number at the start of a line; `noise` starts at the line breaks before it."""

    noise: int
    start: int
    end: int
    number: int
    sign: str


class _Node(NamedTuple):
    """A mark as the end of a run, with the mark before it (its place) and what the run's breaks are worth."""

    mark: _Mark
    before: int | None
    points: int


@cache
def _paged() -> re.Pattern[str]:
    """A paper's title and its page."""
    return re.compile(rf"{any_of(terms('titles', kind='report'))}\d{{1,3}}$")


def even_chunk_numbers(reading: CleanText) -> Iterator[Edit]:
    """Chunk numbers at one distance to the letter: nothing came into the text after them, so they go before all else."""
    for run in _runs(reading.text):
        if _is_exact(reading.text, run):
            yield from _edits(reading.text, run)


def chunk_numbers(reading: CleanText) -> Iterator[Edit]:
    """Chunk numbers and the line breaks before them."""
    for run in _runs(reading.text):
        yield from _edits(reading.text, run)


def _edits(text: str, run: list[_Mark]) -> Iterator[Edit]:
    """A blank line leaves a break: after a sentence, and where the others have fewer line breaks before them."""
    usual = min((mark.start - mark.noise for mark in run[1:]), default=1)
    for place, mark in enumerate(run):
        breaks = mark.start - mark.noise
        is_paragraph = breaks > usual or (breaks > 1 and _is_finished(text, mark.noise))
        joins = place > 0 or _cuts_words(text, mark)
        yield Edit(Span(mark.noise + is_paragraph if joins else mark.start, mark.end), "", "chunk_number")


@lru_cache(maxsize=1)  # asked of one text several times
def _runs(text: str) -> list[list[_Mark]]:
    """The runs of numbers that are chunk numbers."""
    return list(_runs_among(text, _nodes(text)))


def _runs_among(text: str, nodes: list[_Node]) -> Iterator[list[_Mark]]:
    lasts = set(range(len(nodes))) - {node.before for node in nodes}
    # What the run up to each node was worth at its best, for its last numbers may be left out, and what it is worth.
    worth: list[tuple[int, int]] = []
    for node in nodes:
        best = node.points if node.before is None else max(node.points, worth[node.before][0])
        worth.append((best, node.points))
    seen: set[int] = set()
    for place in sorted(lasts, key=worth.__getitem__, reverse=True):
        run: list[_Node] = []
        at: int | None = place
        while at is not None and at not in seen:
            seen.add(at)
            run.append(nodes[at])
            at = nodes[at].before
        if at is None:
            yield _chunked(text, run[::-1])


def _chunked(text: str, run: list[_Node]) -> list[_Mark]:
    """The marks of a run that are chunk numbers: all, all but a few at the end that stand between sentences, or none."""
    kept = len(run)
    while kept > 1 and run[kept - 1].points < run[kept - 2].points:
        kept -= 1
    marks = [node.mark for node in run]
    worths = [node.points - before.points for before, node in pairwise(run)]
    if kept < len(run) and (_is_regular(text, marks, worths) or _keeps_distance(text, marks, kept)):
        return marks
    if kept == 1 and _cuts_words(text, marks[0]):
        return marks[:1]
    is_run = kept > 1 and len(run) < 2 * kept
    return marks[:kept] if is_run and _is_chunked(text, marks[:kept], worths[: kept - 1]) else []


def _keeps_distance(text: str, run: list[_Mark], kept: int) -> bool:
    """Whether the numbers after the first `kept` of a run stand as far on as most of those do, to the letter."""
    if kept < 3:
        return False
    for lengths in _lengths(text, run):
        usual, times = Counter(lengths[: kept - 1]).most_common(1)[0]
        if 2 * times > kept and set(lengths[kept - 1 :]) == {usual}:
            return True
    return False


def _cuts_words(text: str, mark: _Mark) -> bool:
    """Whether a number, of a text of which only a part is at hand, stands alone, amid a word or a clause of prose."""
    is_prose = mark.number > 1 and _STOP.search(text[max(0, mark.noise - _LONG) : mark.noise])
    return bool(is_prose) and _worth(text, 0, mark) == _AMID_WORDS


def _nodes(text: str) -> list[_Node]:
    """Every mark with the best mark before it. One that goes on amid a sentence is nothing else's next number any more."""
    nodes: list[_Node] = []
    ends: dict[tuple[str, int], int] = {}  # the best run that ends with a number
    for mark in _marks(text):
        before = ends.get((mark.sign, mark.number - 1))
        worth, node = 0, _Node(mark, None, 0)
        if before is not None and mark.noise - nodes[before].mark.end <= _LONGEST:
            worth = _worth(text, nodes[-1].mark.end, mark)
            node = _Node(mark, before, nodes[before].points + worth)
        if worth > 0:
            del ends[mark.sign, mark.number - 1]
        best = ends.get((mark.sign, mark.number))
        if best is None or _is_better(node, nodes[best], worth):
            ends[mark.sign, mark.number] = len(nodes)
        nodes.append(node)
    return nodes


def _is_better(node: _Node, best: _Node, worth: int) -> bool:
    """Whether the next number is rather looked for from here than from the mark with this number that was best so far."""
    is_worth = (worth > 0 or node.before is not None) and node.points >= best.points
    return is_worth or node.mark.noise - best.mark.end > _LONGEST


def _marks(text: str) -> Iterator[_Mark]:
    for match in _MARK.finditer(text):
        yield _Mark(match.start(), match.start(1), match.end(), int(match[1]), match[2])


def _is_finished(text: str, at: int) -> bool:
    return _FINISHED.search(text[max(0, at - 50) : at].rstrip()) is not None


def _worth(text: str, since: int, mark: _Mark) -> int:
    """What the break before a mark tells: whether words go on across it."""
    lines = [line.strip() for line in text[max(since, mark.noise - 120) : mark.noise].rstrip().split("\n")]
    following = text[mark.end : mark.end + _QUOTED].partition("\n")[0].strip()
    if _paged().search(lines[-1]):
        return _BETWEEN_SENTENCES  # the next entry of contents
    if mark.sign != "、" and following[:1].isdigit():
        return _UNKNOWN  # 2.4 may be a number as it stands
    if _goes_on(lines[-1], following):
        return _AMID_WORDS
    if lines[-1] and _is_no_item(lines[-1], following):
        return _AMID_PROSE
    if _FINISHED.search(lines[-1]):
        is_again = _is_told_again(text[max(0, mark.noise - _SOON) : mark.noise], following)
        return _AMID_PROSE if is_again else _BETWEEN_SENTENCES
    last = next((at for at in range(len(lines), 0, -1) if _FINISHED.search(lines[at - 1])), 0)
    is_prose = _STOP.search("".join(lines[last:])) and not _ENDS_LIKE_ITEMS.search(lines[-1])
    return _AMID_PROSE if is_prose else _UNKNOWN


def _is_told_again(before: str, following: str) -> bool:
    """Whether a sentence begins so that has just stood before: so does damage, and no item."""
    opening = following[:_OPENING]
    return len(opening) == _OPENING and not _STOP.search(opening) and opening in before.replace("\n", "")


def _goes_on(line: str, following: str) -> bool:
    """Whether what begins on one side ends on the other: a word, a clause, a number, a quotation, a table's row."""
    if not line or not following or _STOPPED.search(line):
        return False
    is_word = _ONE_LETTER.fullmatch(line) or _CLAUSE_OF_ONE_LETTER.search(line) or _ENDS_AT_ONE_LETTER.match(following)
    is_number = line[-1].isdigit() and following[0].isdigit() and not line.isdigit()
    is_mask = line[-1] in "_xX×*○□" and following[0] == line[-1]
    is_date = all(map(re.Pattern.search, _AMID_DATE, (line, following[:3])))
    is_row = "|" in line and "|" in following
    is_open = _BEGINS_NOTHING.match(following) or _ENDS_NOTHING.search(line)
    if is_word or is_number or is_mask or is_date or is_row or is_open:
        return True
    return _is_across(line, following) or cuts_word(line, following)


def _is_across(line: str, following: str) -> bool:
    """Whether a quotation or a bracket opens before the break and closes after it."""
    return any(
        line.rfind(opening) > max(line.rfind(closing), len(line) - _QUOTED)
        and closing in following.partition(opening)[0]
        for opening, closing in _PAIRS
    )


def _is_no_item(line: str, following: str) -> bool:
    """Whether no item of a list begins so: with a number of its own, with nothing, with what someone is about to say."""
    is_said = line.endswith(("：", ":")) and following.startswith("“")
    return not following or _NUMBERED.match(following) is not None or is_said


def _is_chunked(text: str, run: list[_Mark], worths: list[int]) -> bool:
    """Whether a run's breaks, and its place in the text, are worth enough."""
    if _is_regular(text, run, worths):
        return True
    is_even = len(run) > 2 and _unevenness(text, run) <= min(_lengths(text, run)[0]) // 20
    is_long = _is_at_head(text, run) and _lengths(text, run)[0][0] >= _LONG
    if is_long and len(run) == 2:
        return worths[0] >= 0
    return sum(worths) + _STANDING * (_is_at_head(text, run) + is_long + is_even) >= _ENOUGH


def _is_regular(text: str, run: list[_Mark], worths: list[int]) -> bool:
    """Even to the letter, or every line of the text: then one break not between sentences will do, or more of them than
    others where the lines are short."""
    is_exact = _is_exact(text, run)
    length = _average_line(text, run) if _is_at_head(text, run) else 0
    if (is_exact and sum(_lengths(text, run)[0]) >= 2 * _LONG) or length >= _LONG:
        return max(worths) >= 0 or (is_exact and length >= _LONG)
    return (is_exact or length >= _SHORTEST) and sum(max(worth, -1) for worth in worths) > 0


def _is_at_head(text: str, run: list[_Mark]) -> bool:
    return run[0].number == 1 and not text[: run[0].start].strip()


def _lengths(text: str, run: list[_Mark]) -> tuple[list[int], list[int]]:
    """How long the chunks of a run are but for the last; and without line feeds: a site may have counted before lines were wrapped."""
    pairs = [(mark.end, following.start) for mark, following in pairwise(run)]
    return [end - start for start, end in pairs], [end - start - text.count("\n", start, end) for start, end in pairs]


def _unevenness(text: str, run: list[_Mark]) -> int:
    return min(max(lengths) - min(lengths) for lengths in _lengths(text, run))


def _is_exact(text: str, run: list[_Mark]) -> bool:
    return len(run) > 2 and _unevenness(text, run) < 2


def _average_line(text: str, run: list[_Mark]) -> float:
    """How long the lines of a run are that has every line of the text, wrapped or not; 0 if it has not."""
    ends = [*(mark.noise for mark in run[1:]), len(text.rstrip())]
    chunks = [text[mark.start : end].split("\n") for mark, end in zip(run, ends, strict=True)]
    wrapped = [line for chunk in chunks for line in chunk[:-1]]
    ragged = min(
        (max(map(width, wrapped)) - min(map(width, wrapped)) for width in (len, columns) if wrapped), default=0
    )
    return 0 if ragged > _RAGGED else (ends[-1] - run[0].end) / len(run)

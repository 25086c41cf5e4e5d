"""Where the title after a number token ends, and whether there is one at all.

A title stands on a line of its own, or runs into its paragraph and ends with the first stop:

>>> [title.text for title in numbered_titles("一、加强领导\\n(一)健全机构。我局成立专班。\\n(二)压实责任。签订责任状9份。")]
['加强领导', '健全机构', '压实责任']

A numbered paragraph has none, nor has an item of a list:

>>> numbered_titles("(一)各社区结合实际组织居民代表、商户代表和物业人员召开座谈会,收集意见建议。会后逐条答复。")
[]
>>> numbered_titles("要做到:1、不乱扔垃圾;2、不乱停车辆;3、不乱贴广告。")
[]

Where line breaks were lost, title and body are glued together; siblings of one shape and the way a body begins tell
them apart:

>>> chunk = (
...     "一、凝心聚力,扛起创建之责近年来,全市上下一心。专班月月调度。"
...     "二、精雕细琢,焕新城市之容老街的灯亮了,路也平了。新增绿地两处。"
... )
>>> [title.text for title in numbered_titles(chunk)]
['凝心聚力,扛起创建之责', '精雕细琢,焕新城市之容']
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from civtext.lexicons import any_of, terms
from civtext.outline.marks import STYLES, Mark, find_marks

_SHORT = 30  # a title rarely has more characters; one that has needs siblings that are titles
_LONG = 80
_LINE = 60
_OUTER = STYLES.index("一、")
_STOP = re.compile(r"[。!?;\n]")
_AFTER_STOP = re.compile(r"[。!?;:,、\s]*(?:\n|\Z)")
_COLON = re.compile(r"[^,。;:\n]{2,16}:(?=[^\n])")
_ENDS_ITEM = re.compile(r"[^\n]*[;；][ ]*(?:\n|\Z)")
_GAP = re.compile(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f][^\n]{30})")
_PUNCTUATION = "、,。;:!?\n"
_JOINS = "及和与的"  # no title ends on them
_OPENER = re.compile(any_of(terms("headings", kind="opener")) + r"|(?:\d{4}|20[xX×]{2})年|[xX×]{2,3}[市区县镇乡旗州]")
_SPOKEN = re.compile(r"“[^”]{0,60}[,。!?]")
_CLOSER = any_of(terms("headings", kind="closer"))
_ENDS_TITLE = re.compile(_CLOSER + r"\Z")


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it stands behind its mark, closing punctuation left out; `rule` says how its end was found."""

    mark: Mark
    end: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """What follows a mark up to its first stop: bare (no stop), stopped, sentence (all there is), colon, item or long."""

    mark: Mark
    kind: str
    end: int
    empty: bool  # nothing between it and the next mark, which is no part of it


def numbered_titles(folded: str, marks: Sequence[Mark] | None = None) -> list[Title]:
    """The titles behind the number tokens of a text, in text order."""
    marks = find_marks(folded) if marks is None else marks
    readings = dict(zip(marks, _read_all(folded, marks), strict=True))
    titles = [
        title for run in _runs(marks) for title in _decide(folded, [readings[mark] for mark in run]) if title.text
    ]
    return _without_contents(folded, sorted(titles, key=lambda title: title.mark.start))


def _runs(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Marks of one style that count on, under one heading: the siblings."""
    runs: list[list[Mark]] = []
    open_runs: dict[str, list[Mark]] = {}
    for mark in marks:
        run = open_runs.get(mark.style)
        if run and mark.number > run[-1].number:
            run.append(mark)
        else:
            open_runs[mark.style] = [mark]
            runs.append(open_runs[mark.style])
        for style in STYLES[mark.rank + 1 :]:
            open_runs.pop(style, None)
    return runs


def _read_all(folded: str, marks: Sequence[Mark]) -> Iterator[_Reading]:
    following: list[Mark | None] = [*marks[1:], *[None][: len(marks)]]
    for mark, after in zip(marks, following, strict=True):
        kind, end = _read(folded, mark, after)
        rest = folded[end : after.start] if after else folded[end : end + _SHORT]
        empty = not rest.strip(_PUNCTUATION + " ") and not (after and after.rank > mark.rank)
        yield _Reading(mark, kind, end, empty)


def _read(folded: str, mark: Mark, after: Mark | None) -> tuple[str, int]:
    limit = min(len(folded), mark.end + _LONG)
    stop = _STOP.search(folded, mark.end, limit)
    end = stop.start() if stop else limit
    if after and after.start <= end and after.number == 1:
        return "bare", after.start
    if mark.opens_line and (colon := _COLON.match(folded, mark.end)) and not _ENDS_ITEM.match(folded, colon.end()):
        return "colon", colon.end() - 1
    if not stop and limit < len(folded):
        return "long", limit
    if not stop or stop[0] == "\n":
        return ("bare" if end - mark.end <= _LINE else "long"), end
    if stop[0] == ";":
        return "item", end
    if gap := _GAP.search(folded, mark.end + 4, min(end, mark.end + _SHORT)):
        return "stopped", gap.start()
    if colon := _COLON.match(folded, mark.end, end):
        return "colon", colon.end() - 1
    if end - mark.end <= _LINE and _AFTER_STOP.match(folded, end):
        return "sentence", end
    return ("stopped" if end - mark.end <= _SHORT else "long"), end


def _decide(folded: str, run: list[_Reading]) -> Iterator[Title]:
    """The titles of a run; whether a doubtful one is taken depends on its siblings."""
    count = Counter(reading.kind for reading in run)
    inline = sum(reading.mark.opens_line for reading in run) * 2 <= len(run)
    stopped = count["stopped"] * 2 > len(run)
    if all(reading.empty for reading in run) and (len(run) > 1 or count["sentence"]):
        return  # a list, or a table of contents
    bare_siblings = bool(count["long"]) and not stopped and count["bare"] * 2 >= len(run) - count["long"] > 0
    may_be_glued = (inline and run[0].mark.rank <= _OUTER) or bare_siblings
    shapes = _shapes(folded, run) if may_be_glued else Counter()
    for reading in run:
        glued = reading.kind in ("long", "stopped") or (reading.kind == "item" and count["item"] == 1 < len(run))
        end = _glued_end(folded, reading.mark, shapes) if may_be_glued and glued else None
        if end:
            yield _title(folded, reading.mark, end, "glued")
        elif rule := _rule(folded, reading, count, stopped):
            yield _title(folded, reading.mark, reading.end, rule)


def _rule(folded: str, reading: _Reading, count: Counter[str], stopped: bool) -> str:
    """The rule by which a reading is a title as it was read, "" for none."""
    length = reading.end - reading.mark.end
    outer = reading.mark.rank <= _OUTER
    if reading.mark.style == "第一" and reading.kind not in ("bare", "sentence"):
        return ""  # 第一,抓宣传。… goes on with an argument, as 一是 does
    taken = {
        "bare": True,
        "stopped": True,
        "sentence": not reading.empty and length <= (_LINE if outer else _SHORT),
        "colon": count["colon"] > 1 and not count["item"],
        "long": stopped and not reading.empty and folded[reading.end : reading.end + 1] in "。!?",
    }
    return reading.kind if taken.get(reading.kind) else ""


def _title(folded: str, mark: Mark, end: int, rule: str) -> Title:
    while end > mark.end and folded[end - 1] in _PUNCTUATION + " ":
        end -= 1
    return Title(mark, end, folded[mark.end : end].strip(), rule)


def _shape(title: str) -> tuple[int, ...]:
    """The lengths of a title's clauses: parallel titles share them."""
    return tuple(len(clause) for clause in re.split("[,、]", title))


def _refrain(title: str) -> str:
    """The last words of a title behind a quotation mark, with which its siblings may end too: 让根基“牢”起来, 让新风“树”起来."""
    return title.rpartition("”")[2] if "”" in title[:-1] else ""


def _shapes(folded: str, run: list[_Reading]) -> Counter[tuple[int, ...] | str]:
    """The shapes and refrains of those siblings whose end is plain: by a line, a next mark, or the way a body begins."""
    shapes: Counter[tuple[int, ...] | str] = Counter()
    for reading in run:
        start = reading.mark.end
        if reading.kind == "bare":
            shapes.update((_shape(folded[start : reading.end]), _refrain(folded[start : reading.end])))
            continue
        first = next((end for end in _possible_ends(folded, start) if _opens_body(folded, end)), None)
        if first:
            shapes.update((_shape(folded[start:first]), _refrain(folded[start:first])))
    return shapes


def _possible_ends(folded: str, start: int) -> Iterator[int]:
    stop = _STOP.search(folded, start, start + _SHORT + 10)
    for end in range(start + 4, (stop.start() if stop else min(len(folded), start + _SHORT + 10))):
        if folded[end - 1] not in _PUNCTUATION + _JOINS and folded[end] not in _PUNCTUATION + "”":
            yield end


def _opens_body(folded: str, at: int) -> bool:
    return bool(_OPENER.match(folded, at) or _SPOKEN.match(folded, at))


def _glued_end(folded: str, mark: Mark, shapes: Counter[tuple[int, ...] | str]) -> int | None:
    """Where a title glued to its body ends: what speaks for an end is weighed, the first of the best is taken."""
    best, best_weight = None, 2.0
    for end in _possible_ends(folded, mark.end):
        title = folded[mark.end : end]
        shape = _shape(title)
        alike = min(2, shapes[shape]) * (2.5 if len(shape) > 1 else 1.5)
        refrain = _refrain(title)
        again = 3.0 * min(2, shapes[refrain]) if refrain else 0.0
        weight = 3.0 * _opens_body(folded, end) + bool(_ENDS_TITLE.search(title)) + alike + again
        if weight > best_weight:
            best, best_weight = end, weight
    return best


def _without_contents(folded: str, titles: list[Title]) -> list[Title]:
    """Leave out a table of contents: titles with nothing under them that come again further down."""
    last = {(title.mark.token, title.text): title.mark.start for title in titles}
    kept = []
    for title, after in zip(titles, [*titles[1:], None], strict=False):
        again = last[title.mark.token, title.text] > title.mark.start
        empty = after is not None and not folded[title.end : after.mark.start].strip(_PUNCTUATION + " .…0123456789")
        if not (again and empty):
            kept.append(title)
    return kept

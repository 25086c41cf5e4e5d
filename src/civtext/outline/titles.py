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
from dataclasses import dataclass, replace

from civtext.outline.marks import STYLES, Mark, find_marks
from civtext.outline.seams import LONGEST, Stretch, find_ends

_SHORT = 30  # a title rarely has more characters; one that has needs siblings that are titles
_LONG = 80
_LINE = 60
_OUTER = STYLES.index("一、")
_STOP = re.compile(r"[。!?;\n]")
_ANY_STOP = re.compile(r"[,、。:!?;\n]")
_AFTER_STOP = re.compile(r"[。!?;:,、\s]*(?:\n|\Z)")
_REMARK = re.compile(r"\A[。!?]?\([^()\n]*(?:\)|\Z)")  # (牵头单位:…): said of the sentence, no body
_COLON = re.compile(r"[^,。;:\n]{2,16}:(?=[^\n])")
_HALVES = re.compile(r"(?=.{2,30}$)[^,。;:\n]{2,16}:[^。;:!?\n]{2,}$", re.MULTILINE)  # 创建为民:让城市更宜居
_ENDS_ITEM = re.compile(r"[^\n]*[;；][ ]*(?:\n|\Z)")
_GAP = re.compile(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f][^\n]{30})")
_PUNCTUATION = "、,。;:!?\n"


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it stands behind its mark, closing punctuation left out; `rule` says how its end was found."""

    mark: Mark
    end: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """What follows a mark up to its first stop: bare (no stop), halves (bare, with a colon in it), stopped, sentence
    (all there is), colon, item or long."""

    mark: Mark
    kind: str
    end: int
    empty: bool  # nothing between it and the next mark, which is no part of it


def numbered_titles(folded: str, marks: Sequence[Mark] | None = None) -> list[Title]:
    """The titles behind the number tokens of a text, in text order."""
    marks = find_marks(folded) if marks is None else marks
    readings = dict(zip(marks, _read_all(folded, marks), strict=True))
    titles = [
        title
        for run in _runs(marks)
        for title in _decide(folded, list(_settled(folded, [readings[mark] for mark in run])))
        if title.text
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
        rest = _REMARK.sub("", folded[end : after.start] if after else folded[end : end + _LONG])
        empty = not rest.strip(_PUNCTUATION + " ") and not (after and after.rank > mark.rank)
        yield _Reading(mark, kind, end, empty)


def _read(folded: str, mark: Mark, after: Mark | None) -> tuple[str, int]:
    limit = min(len(folded), mark.end + _LONG)
    stop = _STOP.search(folded, mark.end, limit)
    end = stop.start() if stop else limit
    if after and after.start <= end and (after.number == 1 or after.rank > mark.rank):
        return ("bare" if after.start - mark.end <= LONGEST else "long"), after.start
    if mark.opens_line and (colon := _COLON.match(folded, mark.end)) and not _ENDS_ITEM.match(folded, colon.end()):
        halves = _HALVES.match(folded, mark.end)
        return ("halves", halves.end()) if halves else ("colon", colon.end() - 1)
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


def _settled(folded: str, run: list[_Reading]) -> Iterator[_Reading]:
    """A run in which lines in two halves are titles, if no other has a colon and each has a body; else they end at the colon."""
    are_titles = not any(reading.kind == "colon" or (reading.kind == "halves" and reading.empty) for reading in run)
    for reading in run:
        if reading.kind == "halves" and not are_titles:
            reading = replace(reading, kind="colon", end=folded.index(":", reading.mark.end), empty=False)
        yield replace(reading, kind="bare") if reading.kind == "halves" else reading


def _decide(folded: str, run: list[_Reading]) -> Iterator[Title]:
    """The titles of a run; whether a doubtful one is taken depends on its siblings."""
    count = Counter(reading.kind for reading in run)
    stopped = count["stopped"] * 2 > len(run)
    listed = all(reading.empty for reading in run) and (len(run) > 1 or count["sentence"])
    if listed and not (run[0].mark.rank <= _OUTER and count["long"] + count["sentence"] + count["stopped"] == len(run)):
        return  # a list, or a table of contents
    bare_siblings = bool(count["long"]) and not stopped and count["bare"] * 2 >= len(run) - count["long"] > 0
    is_plain = len(run) > 1 and all(_is_plain(folded, reading) for reading in run)
    may_be_glued = (run[0].mark.rank <= _OUTER or bare_siblings) and not is_plain
    stretches = [_stretch(folded, reading, count) for reading in run]
    ends = find_ends(folded, stretches) if may_be_glued else [None] * len(run)
    for reading, end in zip(run, ends, strict=True):
        if end and end != reading.end:
            yield _title(folded, reading.mark, end, "glued")
        elif not listed and (rule := _rule(folded, reading, count, stopped)):
            yield _title(folded, reading.mark, reading.end, rule)


def _is_plain(folded: str, reading: _Reading) -> bool:
    """Whether all that a number has is one sentence without a comma: nobody's title ran into that."""
    is_alone = reading.empty or _AFTER_STOP.match(folded, reading.end)
    return reading.kind != "bare" and bool(is_alone) and "," not in folded[reading.mark.end : reading.end]


def _stretch(folded: str, reading: _Reading, count: Counter[str]) -> Stretch:
    """Where a title may end: where it was read to, or between there and its start, or on the next line."""
    start, end = reading.mark.end, reading.end
    if reading.kind == "bare" and folded[end : end + 1] == "\n" and not reading.empty:
        stop = _ANY_STOP.search(folded, end + 1, end + 1 + _SHORT)
        return Stretch(start, stop.start() if stop else end + 1 + _SHORT, end)
    if reading.kind in ("long", "stopped", "sentence") or (
        reading.kind == "item" and count["item"] == 1 < count.total()
    ):
        stop = _STOP.search(folded, start, start + LONGEST)
        return Stretch(start, stop.start() if stop else start + LONGEST, end if end - start <= _SHORT else None)
    return Stretch(start, start, end)


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
    return Title(mark, end, folded[mark.end : end].replace("\n", "").strip(), rule)


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

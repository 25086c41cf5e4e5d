"""What a number counts (the object) and the verb that governs it (the action), for `extractors.metrics`.

Where to start: `find_objects` goes through the quantities of a text in order and asks `rules` about each. A rule sees a
`Place`: the words left and right of the number within its clause, and what the numbers before it in the sentence counted.

>>> from civtext.quantities import read
>>> def objects(text: str) -> list[str | None]:
...     quantities = read(text)
...     return [one.object for one in find_objects(text, text, quantities, [True] * len(quantities))]
>>> objects("修缮老旧泵房12座、化粪池30个")            # left of the number; the list shares the verb
['老旧泵房', '化粪池']
>>> objects("增设300多个智能回收箱,由8名镇干部包联")      # right of it
['智能回收箱', '镇干部']
>>> objects("群众安全感达99%,同比提高2个百分点")           # what grew stands before
['群众安全感', '群众安全感']

Method: jieba's words, with kinds from `quantity_words` and `verbs`; each clause is cut once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import dropwhile

from civtext.extractors.metrics.earlier import Counted, Place, dealt_out, still_to_deal
from civtext.extractors.metrics.lines import Layout
from civtext.extractors.metrics.phrases import without_tail
from civtext.extractors.metrics.rules import RULES, headed
from civtext.extractors.metrics.sums import spent_on
from civtext.extractors.metrics.words import Word, outside_names, without_others, words_of
from civtext.extractors.tables import Cell
from civtext.model import Span
from civtext.quantities import Quantity

_STOP = re.compile(r"[,;。:!?！？;\n\t|]")
_SENTENCE_STOP = re.compile(r"[。!?！？\n]")
_LEVELS = re.compile(r"\([省市县区镇乡村街道旗、]+\)")  # 县(市、区)
_REACH = 120
_ROW = 12
_SCOPE = re.compile(
    r"^(?:个(?![人体别性])|(?:19|20)?[0-9Xx×*_]{2,4}年(?:度|底前?|末|以来)?|(?:全|我|本|该|各)(?:省|市|区|县|镇|乡|村|街道|局|院|校|办)|[县镇乡村]里|截[至止]目前|今年|去年|目前|其中|累计|共(?![享建治青同产])|现有)+(?=.{2})"
)


def find_objects(
    text: str,
    folded: str,
    quantities: Sequence[Quantity],
    counts: Sequence[bool],
    cells: Sequence[Cell | None] = (),
) -> list[Counted]:
    """For each quantity what it counts; `counts` says which are metrics (the others only stand in the way), `cells` what
    a table says of each.

    Rules read `folded`, the narrow forms of `text`; answers are words of `text`.
    """
    reading = _Reading(text, folded, quantities, counts)
    found: list[Counted] = []
    earlier: list[tuple[Quantity, Counted]] = []
    taken = 0
    for index, quantity in enumerate(quantities):
        if index and reading.is_parted(index):
            earlier = []
        if not counts[index]:
            found.append(Counted(None, None, ""))
            continue
        place = reading.place(index, earlier, taken)
        if cells and (cell := cells[index]):
            place = place._replace(cell=cell, before=[])
        counted, taken = _answer(place, text)
        found.append(counted)
        earlier = [*earlier[-_ROW:], (quantity, counted)]
    return found


class _Reading:
    """A text with its numbers, its stops and its headings, which finds for a number what stands around it."""

    def __init__(self, text: str, folded: str, quantities: Sequence[Quantity], counts: Sequence[bool]) -> None:
        starts = [quantity.span.start for quantity, counted in zip(quantities, counts, strict=True) if counted]
        self._text, self._quantities, self._counts = text, quantities, counts
        self._plain = plain = without_others(outside_names(folded, starts), quantities, counts)
        self._stops = [match.start() for match in _STOP.finditer(plain)]
        self._layout = Layout(folded)
        # What follows a number stands before the next one.
        self._words = lru_cache(_ROW)(lambda start, end: words_of(folded, start, end, plain))

    def is_parted(self, index: int) -> bool:
        """Whether a sentence ends between a number and the one before it."""
        before, here = self._quantities[index - 1].span, self._quantities[index].span
        return _SENTENCE_STOP.search(self._plain, before.end, here.start) is not None

    def place(self, index: int, earlier: list[tuple[Quantity, Counted]], taken: int) -> Place:
        """A number among its words; what ends before `taken` belongs to an earlier one."""
        span, plain = self._quantities[index].span, self._plain
        stop = bisect_left(self._stops, span.start) - 1
        clause = max(self._stops[stop] + 1 if stop >= 0 else 0, span.start - _REACH)
        last = self._last_end(index)
        start = max(clause, last, taken)
        left = self._words(start, span.start)
        right, crowded = self._right(index)
        return Place(
            quantity=self._quantities[index],
            left=left,
            bare=without_tail(left),
            right=right,
            listed=left[0].kind == "list" and start > clause if left else start == clause and bool(earlier),
            earlier=earlier,
            before=self._before(stop, max(last, taken)) if start == clause else [],
            next_is_close=crowded,
            touching=index > 0 and last == span.start,
            labelled=start == clause and plain[clause - 1 : clause] == ":",
            heading=self._words_at(self._layout.heading(span.start)),
            topic=self._words_at(self._layout.topic(span.start)),
            cell=None,
        )

    def _last_end(self, index: int) -> int:
        """Where the last metric before a number ends."""
        start = self._quantities[index].span.start
        near = range(index - 1, max(-1, index - 9), -1)
        ends = (self._quantities[at].span.end for at in near if self._counts[at])
        return next((end for end in ends if end <= start), 0)

    def _before(self, stop: int, earliest: int) -> list[Word]:
        """The words of the clause before, in the same sentence."""
        if stop < 0 or _SENTENCE_STOP.match(self._plain, self._stops[stop]):
            return []
        end, opened = self._stops[stop], self._stops[stop - 1] + 1 if stop > 0 else 0
        return self._words(max(opened, earliest, end - 60), end)

    def _right(self, index: int) -> tuple[list[Word], bool]:
        """The words behind a number, and whether the next metric ends them."""
        reading = self._quantities[index].span.end
        after = bisect_left(self._stops, reading)
        end = min(self._stops[after] if after < len(self._stops) else len(self._plain), reading + _REACH)
        near = range(index + 1, min(len(self._quantities), index + 9))
        behind = [self._quantities[at].span for at in near if self._counts[at]]
        for one in behind:
            if one.start == reading:  # 6大类50项任务: both count what follows
                reading = one.end
        following = next((one.start for one in behind if one.start >= reading), end)
        words = self._words(reading, max(reading, min(end, following)))
        return list(dropwhile(lambda word: word.text == "不等", words)), following < end

    def _words_at(self, span: Span | None) -> str | None:
        return self._text[span.start : span.end] if span else None


def _without_aside(words: Sequence[Word]) -> Sequence[Word]:
    """Without a bracket at the end that lists what the thing is made of: 专项小组 | (综合协调、宣传等)."""
    if len(words) < 2 or words[-1].text[0] != "(" or _LEVELS.fullmatch(words[-1].text):
        return words
    return words[:-1] if re.search("[、,]|等", words[-1].text) else words


def _answer(place: Place, text: str) -> tuple[Counted, int]:
    """The first rule's answer, and how far into the text it reaches."""
    for rule in RULES:
        if (answer := rule(place)) is not None:
            words, action = answer
            name = rule.__name__.strip("_")
            if not words:
                return headed(place, Counted(None, action, name)), 0
            if isinstance(words, str):
                return Counted(words, action, name, still_to_deal(place)), 0
            words = _without_aside(words)
            phrase = text[words[0].start : words[-1].end].strip(" 、")
            taken = rule is not spent_on and words[0].start >= place.quantity.span.end
            reach = words[-1].end if taken else 0
            items = dealt_out(place, words)
            return Counted(_SCOPE.sub("", items[0] if items else phrase) or None, action, name, tuple(items[1:])), reach
    return headed(place, Counted(None, None, "none")), 0

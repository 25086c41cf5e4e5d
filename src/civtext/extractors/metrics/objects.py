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
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import dropwhile

from civtext.extractors.metrics.earlier import Counted, Place, dealt_out, still_to_deal
from civtext.extractors.metrics.lines import Layout
from civtext.extractors.metrics.phrases import without_tail
from civtext.extractors.metrics.rules import RULES, headed
from civtext.extractors.metrics.sums import spent_on
from civtext.extractors.metrics.words import Word, outside_names, without_others, words_of
from civtext.extractors.tables import Cell
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
    starts = [quantity.span.start for quantity, counted in zip(quantities, counts, strict=True) if counted]
    plain = without_others(outside_names(folded, starts), quantities, counts)
    stops = [match.start() for match in _STOP.finditer(plain)]
    layout = Layout(folded)
    # What follows a number stands before the next one.
    words = lru_cache(_ROW)(lambda start, end: words_of(folded, start, end, plain))
    found: list[Counted] = []
    earlier: list[tuple[Quantity, Counted]] = []
    taken = 0
    for index, quantity in enumerate(quantities):
        if index and _SENTENCE_STOP.search(plain, quantities[index - 1].span.end, quantity.span.start):
            earlier = []
        if not counts[index]:
            found.append(Counted(None, None, ""))
            continue
        place = _place(words, plain, stops, quantities, counts, index, earlier, taken)
        heading, topic = layout.heading(quantity.span.start), layout.topic(quantity.span.start)
        cell = cells[index] if cells else None
        place = place._replace(
            heading=text[heading.start : heading.end] if heading else None,
            topic=text[topic.start : topic.end] if topic else None,
            cell=cell,
            before=[] if cell else place.before,
        )
        counted, taken = _answer(place, text)
        found.append(counted)
        earlier = [*earlier[-_ROW:], (quantity, counted)]
    return found


def _place(
    words: Callable[[int, int], list[Word]],
    plain: str,
    stops: list[int],
    quantities: Sequence[Quantity],
    counts: Sequence[bool],
    index: int,
    earlier: list[tuple[Quantity, Counted]],
    taken: int,
) -> Place:
    span = quantities[index].span
    stop = bisect_left(stops, span.start) - 1
    clause = max(stops[stop] + 1 if stop >= 0 else 0, span.start - _REACH)
    ends = (quantities[at].span.end for at in range(index - 1, max(-1, index - 9), -1) if counts[at])
    last = next((end for end in ends if end <= span.start), 0)
    behind = [quantities[at].span for at in range(index + 1, min(len(quantities), index + 9)) if counts[at]]
    start = max(clause, last, taken)
    after = bisect_left(stops, span.end)
    clause_end = min(stops[after] if after < len(stops) else len(plain), span.end + _REACH)
    reading = span.end
    for one in behind:
        if one.start == reading:  # 6大类50项任务: both count what follows
            reading = one.end
    following = next((one.start for one in behind if one.start >= reading), clause_end)
    end = max(reading, min(clause_end, following))
    left = words(start, span.start)
    previous = stops[stop - 1] + 1 if stop > 0 else 0
    same_sentence = stop >= 0 and not _SENTENCE_STOP.match(plain, stops[stop])
    before = (
        words(max(previous, last, taken, stops[stop] - 60), stops[stop]) if same_sentence and start == clause else []
    )
    listed = left[0].kind == "list" and start > clause if left else start == clause and bool(earlier)
    right = list(dropwhile(lambda word: word.text == "不等", words(reading, end)))
    return Place(
        quantities[index],
        left,
        without_tail(left),
        right,
        listed,
        earlier,
        before,
        following < clause_end,
        index > 0 and last == span.start,
        start == clause and plain[clause - 1 : clause] == ":",
        None,
        None,
        None,
    )


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

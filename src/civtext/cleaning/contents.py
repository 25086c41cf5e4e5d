"""Tables of contents (目录): glued into one line by a site, or listed line by line. They repeat headings and hold no text.

Glued, a title, its page and the number of the next run together: `目录1 .甲工作综述22 .乙工作综述93 .丙工作综述15` names
甲 on page 2, 乙 on page 9, 丙 on page 15. The digits are read with the number that must come next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from civtext.model import CleanText, Edit, Span

_GLUED = re.compile(r"目[ \u3000]{0,4}录[:\s]{0,3}(?:1[ ]?[.、])?")
# Digits of a page and a number, not a year's, masked or not; a year may follow at once (综述72022年…).
_MASKED = "[Xx×_*]{2}年"
_YEAR = rf"(?:19|20)(?:\d\d年|{_MASKED})"
_DIGITS = re.compile(
    rf"((?!{_YEAR})\d{{1,5}}(?![\d年月日届个项%]|学年|[—-]\d|{_MASKED})|\d{{1,5}}?(?={_YEAR}))[ ]?[.、]?[ ]?"
)
_LONGEST_TITLE = 60
_LONGEST_PIECE = 100  # pages
# The name of the collection that may stand before the word 目录 in the same line.
_COLLECTION = re.compile(r"(?!\d{1,4}[、.]|[、.])[^。!?\n]{0,60}\d{1,3}篇[^。!?\n]{0,12}$")
_HEAD = re.compile(r"^目[ \u3000]{0,4}录:?$")
# A title and its page, or behind dots who wrote it.
_ENTRY = re.compile(r"^.{2,60}?(?:[.·…_]{2,80}[^。!?;\n]{0,30}|(?:[ \t\u3000]{1,20}|-{2,80})[ ]{0,4}\d{1,3})$")
_BESIDE_TITLE = re.compile(r"^\d{1,2}[.、][ ]?|\([^()]{2,20}\)$")  # its number, who wrote it


def glued_contents(reading: CleanText) -> Iterator[Edit]:
    """A table of contents run together, with the collection's name before it."""
    text = reading.folded
    for match in _GLUED.finditer(text):
        end = _end_of_glued(text, match.end())
        if end:
            line = text.rfind("\n", 0, match.start()) + 1
            before = _COLLECTION.search(text, max(line, match.start() - 80), match.start())
            yield Edit(Span(before.start() if before else match.start(), end), "", "contents")


def _end_of_glued(text: str, at: int) -> int | None:
    """Where the entries from `at` on end, wrapped or not, the first of which is number 1; None where there are not two."""
    number, page = 1, 0
    while True:
        places = list(islice((place for place in range(at, len(text)) if text[place] != "\n"), _LONGEST_TITLE))
        entry = "".join(text[place] for place in places)
        runs = [run for run in _DIGITS.finditer(entry) if run.start() > 1]
        follows = (run for run in runs if _page(run[1], str(number + 1), page))
        run = next(follows, None)
        if run is None:
            last = next((run for run in runs if page <= int(run[1]) <= page + _LONGEST_PIECE), None)
            return places[last.end(1) - 1] + 1 if last and number > 1 else None
        page = int(run[1].removesuffix(str(number + 1)))
        number, at = number + 1, places[run.end() - 1] + 1


def _page(digits: str, following: str, page: int) -> bool:
    """Whether digits are a page not before `page` with the next entry's number behind it."""
    head = digits.removesuffix(following)
    return head != digits and head != "" and page <= int(head) <= page + _LONGEST_PIECE


def listed_contents(reading: CleanText) -> Iterator[Edit]:
    """A table of contents line by line: entries with a page, or lines that come again as headings."""
    lines = reading.folded.split("\n")
    if not any(_HEAD.match(line) for line in lines):
        return
    times = Counter(line.strip() for line in lines)
    at = 0
    heads: int | None = None
    end = found = 0
    for line in [*lines, "\0"]:
        entry = line.strip()
        if heads is not None and entry and (_ENTRY.match(entry) or _comes_again(entry, times)):
            found, end = found + 1, at + len(line) + 1
            times[entry] -= 1
        elif heads is not None and entry:
            if found > 1:
                yield Edit(Span(heads, min(end, len(reading.text))), "", "contents")
            heads, found = None, 0
        if _HEAD.match(line):
            heads = at
        at += len(line) + 1


def _comes_again(entry: str, times: Counter[str]) -> bool:
    """Whether a line, or what is left without its number and its author, stands further down, too."""
    title = _BESIDE_TITLE.sub("", entry)
    return len(title) > 3 and times[title] > (title == entry)

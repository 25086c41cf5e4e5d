"""Search: the passages of a knowledge base that hold all the words asked for, best first.

Where to start: `language` reads what was typed, `values` and `filters` make conditions of its fields, `finding` gets
passages from the index and checks them, `ranking` puts the best first, `near` fills up a page, `beside` has other words to offer.

Words are matched as written, wherever they stand: 实践站 is found inside 新时代文明实践站, one character as well as ten.
A word may stand in a passage, in the headings above it or in the title of its article, but not all in the title alone.

A spun document (同义替换) is found by its likely original words too, and traditional characters by simple ones and the
other way round; both are shown and highlighted as they stand.

Where nothing holds a long word as it stands (背街小巷整治情况), it is cut into its words, and what holds all or most of
them is found in its place: `Hit.exact` is then False. A quoted word is never cut.

>>> from civtext.model import CleanText, Document, Passage, Source, Span
>>> from civtext.store import Outcome
>>> text = "建成新时代文明实践站12个。"
>>> document = Document(Source(text), CleanText.of(text, []), passages=(Passage(Span(0, 14), text),))
>>> path = getfixture("tmp_path") / "base.civtext"
>>> with Store.open(path, create=True) as store:
...     _ = store.add(Outcome("总结.txt", "ok", hash="b1946a"), [document])
>>> [hit] = search(path, "实践站 建成")
>>> [hit.text[start:end] for start, end in hit.highlights]
['建成', '实践站']
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Unpack

from civtext.retrieval.beside import beside
from civtext.retrieval.counting import by_facet, total
from civtext.retrieval.filters import Filters, filters
from civtext.retrieval.hits import Hit, hits
from civtext.retrieval.language import FIELDS, Fields, Query, given, parse
from civtext.retrieval.near import filled
from civtext.retrieval.ranking import find
from civtext.retrieval.values import KINDS
from civtext.store import Holder, Store, opened

__all__ = ["FIELDS", "KINDS", "Fields", "Hit", "count", "facets", "related", "search"]

Base = str | Path | Store | Holder


def search(
    base: Base,
    query: str = "",
    *,
    vanished: bool = False,
    fill: bool = False,
    limit: int = 20,
    **fields: Unpack[Fields],
) -> list[Hit]:
    """The passages that hold every word of the query, best first; without words, those that the fields leave.

    Words are parted by blanks; “…” or "…" keeps blanks in, and the word uncut. Fields stand in the query (地方:云岭) or
    are given as arguments:

    * `place`: part of the official name (商丘 finds 河南省商丘市). `period`: its years (2023, 2022-2024) and what else it
      says (上半年). `kind`, `level`, `role` (of the section), `status` (of a metric or measure): a name or a Chinese one
      (总结, 区县, 问题, 目标). `category`, `indicator`: an id, a name or a part that only one name has.
    * `metric`: in the action and object of a metric. `unit`, `value` (50, ">=50", "50..80", "30万元以上"), `masked`
      (yes or no): of the same metric; units of one kind are compared (公里 with 米), a range by what it overlaps, and a
      masked value is not known. `status` is then of that metric.
    * `without`: a word that the passage and its headings do not hold.

    Texts whose files have all vanished are left out unless `vanished`. With `fill`, where fewer than twenty passages are
    found, what is near follows, up to twenty (`exact` is then False).

    Raises UsageError for a value that is unknown or not clear (it lists the known ones) or a query too long, StoreError
    for a base that cannot be read.
    """
    with opened(base) as store:
        asked, made = _asked(store, query, fields, vanished)
        found = islice(find(store, asked.words, made), max(0, limit))
        if fill:
            found = islice(filled(store, asked.words, made, found), max(0, limit))
        return hits(store, list(found), made)


def count(base: Base, query: str = "", *, vanished: bool = False, **fields: Unpack[Fields]) -> int:
    """How many passages `search` finds where nothing limits it and nothing fills it up; arguments and errors: `search`."""
    with opened(base) as store:
        asked, made = _asked(store, query, fields, vanished)
        return total(store, asked.words, made)


def facets(
    base: Base, query: str = "", *, vanished: bool = False, **fields: Unpack[Fields]
) -> dict[str, dict[str, int]]:
    """Of the passages that `count` counts, how many are of each place, kind, category and year, most first.

    A passage counts for every category it has and every year that its document speaks of. Arguments and errors: `search`.
    """
    with opened(base) as store:
        asked, made = _asked(store, query, fields, vanished)
        return by_facet(store, asked.words, made)


def related(base: Base, query: str, *, limit: int = 8) -> list[str]:
    """Words that reports use where they speak of what a query asks, the most telling first, to search on with.

    None where hardly anything holds its words. Its fields say nothing here: what goes with a word is asked of all texts.
    Raises UsageError for a query too long, StoreError for a base that cannot be read.
    """
    with opened(base) as store:
        return beside(store, parse(query).words, limit=limit)


def _asked(store: Store, query: str, fields: Fields, vanished: bool) -> tuple[Query, Filters]:
    """What is asked, and the filters that its fields and those beside it make."""
    asked = parse(query)
    return asked, filters(store, asked.fields, given(fields), vanished=vanished)

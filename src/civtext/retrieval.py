"""Search: the passages of a knowledge base that hold all the words asked for, best first.

Words are matched as written, wherever they stand: 实践站 is found inside 新时代文明实践站, one character as well as ten.
A word may stand in a passage, in the headings above it or in the title of its article, but not all in the title alone.
The index proposes passages by their pairs of characters, ranked by BM25 with the passage's own text before its headings;
each is then checked for the words themselves. What a person types never becomes SQL or index syntax.

A spun document (同义替换) is found by its likely original words too, and shown and highlighted as it stands.

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

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from civtext import words as cutting
from civtext.errors import UsageError
from civtext.lexicons import terms
from civtext.model import Span
from civtext.store import Store
from civtext.store.periods import besides_years, years
from civtext.store.terms import SPUN, fold, grams, readings

LONGEST = 200
# What each kind (文种) is called; a longer name (实施方案) is of the kind whose name it ends in.
KINDS: Mapping[str, tuple[str, ...]] = {
    "summary": ("总结", "小结", "综述", "汇报", "报告"),
    "plan": ("方案", "计划", "规划", "要点"),
    "speech": ("发言", "讲话", "致辞"),
    "survey": ("调研报告", "调查报告", "调研", "调查"),
    "news": ("新闻", "报道", "通讯"),
    "other": ("其他", "其它"),
}

_HAN = re.compile("[一-鿿]")
_LONG = 4  # Han characters of a word that may be cut
_WEIGHTS = "bm25(1.0, 0.6, 0.3)"  # of text, headings, title
_WORD = re.compile(r'"([^"]*)"|“([^”]*)”|([^\s"“”]+)')
_COLUMNS = f"""
passages.id, passages.text, location, section_path, role, passages.span_start, passages.span_end,
path, vanished, article, articles.title, kind, place, period, {SPUN}
"""
# An indicator (C09-03) counts for its category (C09).
_IN_CATEGORY = """
passages.id IN (SELECT passage_id FROM passage_categories
WHERE ? IN (category, substr(category, 1, instr(category || '-', '-') - 1)))
"""
_Filter = tuple[str, tuple[object, ...]]  # a condition and what its question marks stand for


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: where it is, whose it is, and the words that were asked for (`highlights`, spans of `text`;
    none where they stand only in the headings, `section`).

    `score` is higher for a better match (0 where no words were asked for); `span` is in the source text of `source`.
    `vanished`: that file is no longer there; `exact` is False where only the words of a longer one were found.
    """

    score: float
    text: str
    highlights: tuple[Span, ...]
    source: str
    article: int
    title: str | None
    place: str | None
    kind: str
    period: str | None
    categories: tuple[str, ...]
    section: str
    role: str
    where: str
    span: Span
    vanished: bool = False
    exact: bool = True

    def as_dict(self) -> dict[str, Any]:
        """The hit as plain data, for JSON."""
        return asdict(self) | {"score": round(self.score, 4)}


class _Found(NamedTuple):
    """Rows of passages, and the words that they hold all or most of."""

    rows: Iterator[sqlite3.Row]
    words: list[str]
    exact: bool


def search(
    base: str | Path | Store,
    query: str = "",
    *,
    place: str | None = None,
    category: str | None = None,
    kind: str | None = None,
    period: str | None = None,
    vanished: bool = False,
    limit: int = 20,
) -> list[Hit]:
    """The passages that hold every word of the query, best first; without a query, those that the filters leave.

    Words are parted by blanks; “…” or "…" keeps blanks in, and the word uncut. `place` is part of the official name
    (商丘 finds 河南省商丘市). `period` finds what speaks of any of its years (2023, 2022-2024), and holds what else it
    says (上半年). `kind` is a name or a Chinese one (总结), `category` an id, a name or a part that only one name has.
    Texts whose files have all vanished are left out unless `vanished`.

    Raises UsageError for a kind or category that is unknown or not clear (it lists the known ones) or a query too long,
    StoreError for a base that cannot be read.
    """
    with ExitStack() as opened:
        store = base if isinstance(base, Store) else opened.enter_context(Store.open(base))
        filters = _filters(store, place=place, category=category, kind=kind, period=period, vanished=vanished)
        found = _find(store, _words(query), filters)
        return [_hit(store, row, found) for row in islice(found.rows, max(0, limit))]


def count(
    base: str | Path | Store,
    query: str = "",
    *,
    place: str | None = None,
    category: str | None = None,
    kind: str | None = None,
    period: str | None = None,
    vanished: bool = False,
) -> int:
    """How many passages `search` finds where nothing limits it; the arguments and errors are its own."""
    with ExitStack() as opened:
        store = base if isinstance(base, Store) else opened.enter_context(Store.open(base))
        filters = _filters(store, place=place, category=category, kind=kind, period=period, vanished=vanished)
        return sum(1 for _ in _find(store, _words(query), filters).rows)


def _words(query: str) -> dict[str, bool]:
    """The words of a query, as they are compared, and whether each stood in quotation marks."""
    if len(query) > LONGEST:
        raise UsageError(
            "query.long",
            f"检索词太长（{len(query)} 字，上限 {LONGEST} 字），请缩短。",
            f"The query is too long ({len(query)} characters; at most {LONGEST}).",
        )
    readable = "".join(char if char.isprintable() else " " for char in fold(query))
    words: dict[str, bool] = {}
    for found in _WORD.finditer(readable):
        if word := next(filter(None, found.groups()), "").strip():
            words[word] = words.get(word, False) or found[3] is None
    return words


def _filters(
    store: Store,
    *,
    place: str | None,
    category: str | None,
    kind: str | None,
    period: str | None,
    vanished: bool,
) -> list[_Filter]:
    filters: list[_Filter] = [] if vanished else [("NOT articles.vanished", ())]
    if place is not None:
        filters.append(("instr(place, ?) > 0", (place,)))
    if kind is not None:
        filters.append(("kind = ?", (_kind(kind),)))
    if category is not None:
        filters.append((_IN_CATEGORY, (_category_id(store, category),)))
    if period is not None and (named := years(period)):
        filters.append(("year_from <= ? AND year_to >= ?", (named[1], named[0])))
    if period is not None and (rest := besides_years(period)):
        filters.append(("instr(period, ?) > 0", (rest,)))
    return filters


def _kind(asked: str) -> str:
    wanted = fold(asked).strip()
    if wanted in KINDS:
        return wanted
    fitting = [(len(name), kind) for kind, names in KINDS.items() for name in names if wanted.endswith(name)]
    if not fitting:
        raise _unknown("kind", "文种", asked, [f"{kind} {names[0]}" for kind, names in KINDS.items()])
    return max(fitting)[1]


def _category_id(store: Store, category: str) -> str:
    names = {row["id"]: row["name"] for row in store.rows("SELECT id, name FROM categories ORDER BY id")}
    used = {row[0] for row in store.rows("SELECT DISTINCT category FROM passage_categories")}
    known = {code: f"{code} {names.get(code, '')}".strip() for code in sorted(set(names) | used)}
    wanted = fold(category).strip()
    same = [code for code in known if wanted in (fold(code), fold(names.get(code, "")))]
    fitting = same or [code for code, name in names.items() if wanted and wanted in fold(name)]
    if not fitting:
        raise _unknown("category", "类别", category, known.values())
    if len(fitting) > 1:
        listed = "、".join(known[code] for code in fitting)
        raise UsageError(
            "usage.category",
            f"类别“{category}”不止一个：{listed}。请写明是哪一个。",
            f"Category '{category}' could be: {listed}.",
        )
    return str(fitting[0])


def _unknown(name: str, name_zh: str, value: str, known: Iterable[str]) -> UsageError:
    listed = "、".join(known) or "—"
    return UsageError(
        f"usage.{name}",
        f"没有这个{name_zh}：{value}。可用的有：{listed}。",
        f"Unknown {name} '{value}'; known: {listed}.",
    )


def _find(store: Store, asked: Mapping[str, bool], filters: list[_Filter]) -> _Found:
    """What holds the words; failing that all of their parts, failing that most of them."""
    found = _Found(iter(()), list(asked), True)
    for words, least, exact in _attempts(asked):
        rows = _passages(store, words, least, filters)
        if (first := next(rows, None)) is not None:
            return _Found(chain([first], rows), words, exact)
    return found


def _attempts(asked: Mapping[str, bool]) -> Iterator[tuple[list[str], int, bool]]:
    """What to look for, how many of it a passage must hold, and whether that is what was asked for."""
    words = list(asked)
    yield words, len(words), True
    parts = list(dict.fromkeys(part for word, quoted in asked.items() for part in ([word] if quoted else _parts(word))))
    if parts != words:
        yield parts, len(parts), False
        if len(parts) > 2:
            yield parts, len(parts) // 2 + 1, False


def _parts(word: str) -> list[str]:
    """The words in a long word, without those that say nothing; a word that has none stays as it is."""
    if len(_HAN.findall(word)) < _LONG:
        return [word]
    idle = terms("idle_words")
    return [part for part in cutting.cut(word) if len(part.strip()) > 1 and part not in idle] or [word]


def _passages(store: Store, words: list[str], least: int, filters: list[_Filter]) -> Iterator[sqlite3.Row]:
    """The passages that hold so many of the words, best first, or in the order of the texts where no words rank them."""
    conditions, parameters = [one for one, _ in filters], [value for _, values in filters for value in values]
    source, score, order = "articles CROSS JOIN passages ON document_id = articles.id", "0.0", "articles.id, position"
    if expression := _expression(words, every=least == len(words)):
        # The index yields rows by rank one after the other when it is the outer loop, which CROSS JOIN makes it.
        source = "passage_grams CROSS JOIN passages ON passages.id = passage_grams.rowid"
        source += " CROSS JOIN articles ON articles.id = document_id"
        score, order = "-rank", "rank"
        conditions += ["passage_grams MATCH ?", "rank MATCH ?"]
        parameters += [expression, _WEIGHTS]
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    rows = store.rows(f"SELECT {_COLUMNS}, {score} AS score FROM {source} {where} ORDER BY {order}", *parameters)
    return (row for row in rows if _holds(row, words, least))


def _holds(row: sqlite3.Row, words: list[str], least: int) -> bool:
    """Whether a passage, its headings and its title hold so many of the words, and not the title alone."""
    text, headings, title = (
        "\n".join(readings(row[column] or "", row["spun"])) for column in ("text", "section_path", "title")
    )
    own = [word for word in words if word in text or word in headings]
    return bool(own or not words) and len(own) + sum(word in title for word in words if word not in own) >= least


def _expression(words: list[str], *, every: bool = True) -> str:
    """What the index is asked: every run of letters as its pairs in a row, a single letter as the beginning of a pair;
    one word at least outside of the title.

    >>> _expression(["文明实践", "7+3", "%"])
    '(("文明 明实 实践") AND ("7" * AND "3" *)) AND {text headings} : (("文明 明实 实践") OR ("7" * AND "3" *))'
    """
    asked = []
    for word in words:
        runs = "".join(char if char.isalnum() else " " for char in word).split()
        if runs:
            pairs = (f'"{run}" *' if len(run) == 1 else f'"{grams(run)[:-2]}"' for run in runs)
            asked.append(f"({' AND '.join(pairs)})")
    some = " OR ".join(asked)
    return f"({' AND '.join(asked) if every else some}) AND {{text headings}} : ({some})" if asked else ""


def _hit(store: Store, row: sqlite3.Row, found: _Found) -> Hit:
    categories = store.rows(
        "SELECT category FROM passage_categories WHERE passage_id = ? AND instr(category, '-') = 0"
        " ORDER BY score DESC, category",
        row["id"],
    )
    return Hit(
        score=row["score"],
        text=row["text"],
        highlights=_highlights(readings(row["text"], row["spun"]), found.words),
        source=row["path"],
        article=row["article"],
        title=row["title"],
        place=row["place"],
        kind=row["kind"],
        period=row["period"],
        categories=tuple(one["category"] for one in categories),
        section=row["section_path"],
        role=row["role"],
        where=row["location"],
        span=Span(row["span_start"], row["span_end"]),
        vanished=bool(row["vanished"]),
        exact=found.exact,
    )


def _highlights(texts: Iterable[str], words: list[str]) -> tuple[Span, ...]:
    """Where the words stand in a text, whose readings are of one length, in order; those that overlap are joined."""
    spans = sorted(
        Span(*found.span()) for text in texts for word in words for found in re.finditer(re.escape(word), text)
    )
    joined: list[Span] = []
    for span in spans:
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)

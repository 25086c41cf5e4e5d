"""Word lists as data: one file a list, one entry a line, an example to each.

A file in `data/lexicons/` opens with `#` lines (source, date, licence), then a line of column names, then entries, all
separated by tabs. Two columns are always there: `term`, and `example`, a phrase written for civtext that contains it.

>>> "背街小巷" in any_of(["小巷", "背街小巷"])
True
>>> any_of(["小巷", "背街小巷"])          # longest first, so that the longest one wins
'(?:背街小巷|小巷)'
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

from civtext.model import Span

_BRANCHES = 32

_own: list[Path] = []  # the folder of a user's own entries, where this process has one


@cache
def lexicon(name: str) -> tuple[dict[str, str], ...]:
    """The entries of `data/lexicons/NAME.tsv`, each a dict by column name (a line with a column too few raises), and behind them
    those of a user's own file of that name, where this process has own ones (`have_own`).
    """
    told = _entries(files("civtext").joinpath("data", "lexicons", f"{name}.tsv").read_text(encoding="utf-8"))
    return (*told, *(entry for folder in _own for entry in own_entries(folder, name)))


def _entries(text: str) -> tuple[dict[str, str], ...]:
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    columns = lines[0].split("\t")
    return tuple(dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:])


def have_own(folder: Path) -> None:
    """Have this process, in which no lexicon has been read yet, read a user's own entries as well (`civtext.additions`)."""
    if lexicon.cache_info().currsize:
        raise RuntimeError("lexicons have been read without own entries")
    _own.append(folder)


def own_entries(folder: Path, name: str) -> tuple[dict[str, str], ...]:
    """The entries of a folder of a user's own for a lexicon."""
    path = folder / f"{name}.tsv"
    return _entries(path.read_text(encoding="utf-8")) if path.is_file() else ()


@cache
def terms(name: str, **tags: str) -> tuple[str, ...]:
    """The terms of a lexicon, in file order; keep those whose columns equal `tags`."""
    return tuple(entry["term"] for entry in _tagged(name, tags))


def any_unless(name: str, **tags: str) -> str:
    """A pattern that matches any of a lexicon's terms (`terms`), the longest first, but none right before what its column
    `unless` says (parted by |): 督导组, not 督导组织.

    >>> tail = re.compile(any_unless("noun_tails"))
    >>> [bool(tail.match(words)) for words in ("组到社区", "组织演出")]
    [True, False]
    """
    told = sorted(_tagged(name, tags), key=lambda entry: -len(entry["term"]))
    branches = [re.escape(entry["term"]) + _not_before(entry["unless"]) for entry in told]
    return "(?:" + "|".join(branches) + ")"


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest first.

    Method: a tree, in which what words begin with alike is tried once. The engine tries branches one by one, so that many of
    them hang under sets of some first characters, each looked up at once.
    """
    tails: defaultdict[str, set[str]] = defaultdict(set)
    for word in words:
        tails[word[:1]].add(word[1:])
    heads = sorted(tails, reverse=True)  # "", a word that ends here, comes last
    branches = [re.escape(head) + _rest(tails[head]) for head in heads]
    if len(heads) > _BRANCHES:
        some = [slice(at, at + _BRANCHES) for at in range(0, len(heads), _BRANCHES)]
        branches = [_guarded(heads[part], branches[part]) for part in some]
    return "(?:" + "|".join(branches) + ")"


def occurrences(words: Iterable[str], text: str, *, free: Callable[[int], object] = lambda at: True) -> Iterator[Span]:
    """Where any of a document's own few words stands in a text, where it is free to: the longest, none inside another.

    As a pattern of `any_of` would find them, without one to be compiled for each document.

    >>> list(occurrences(["云屏", "云屏湖"], "云屏湖与云屏"))
    [Span(start=0, end=3), Span(start=4, end=6)]
    """
    last = 0
    for start, length in sorted((at, -len(word)) for word in set(words) for at in _all_of(word, text)):
        if start >= last and free(start):
            last = start - length
            yield Span(start, last)


class Scanned:
    """A pattern that is tried only where one of its first characters stands.

    The engine tries a pattern of many branches, or one that looks back before anything, at every character; a set of
    characters it finds in leaps. So one is looked for, and whether the pattern matches from there on is looked ahead to.

    >>> [found[0] for found in Scanned("(?<!第)[三五]届|“[^”]*”", firsts="三五“").finditer("三届,第五届,“三届”")]
    ['三届', '“三届”']
    """

    def __init__(self, pattern: str, *, firsts: str, flags: int = 0) -> None:
        self.pattern, self.flags = pattern, flags
        self._begins = re.compile(rf"[{firsts}](?<=(?={pattern})[{firsts}])", flags)

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        return re.compile(self.pattern, self.flags).match  # compiled when first needed: many texts have none

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        begin = self._begins.search(text, start, end)
        return self.match(text, begin.start(), end) if begin else None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        for begin in self._begins.finditer(text, start, end):
            if begin.start() >= start and (match := self.match(text, begin.start(), end)):
                start = match.end()
                yield match


def heads(words: Iterable[str]) -> str:
    """The characters that any of the words begin with, for `firsts` of `Scanned` and other sets."""
    return re.escape("".join(sorted({word[0] for word in words})))


class Gated:
    """A pattern that is tried only where a text holds what no match can be without.

    The engine tries a pattern of many branches, or one that looks back before anything, at every character; a set, or a
    choice of plain words, it finds in leaps. `needs` must lie inside of what is matched or looked ahead to.

    >>> Gated("(?<!自)由[^,]{2,9}负责", needs="由").search("街道由专人负责")[0]
    '由专人负责'
    """

    def __init__(self, pattern: str, *, needs: str) -> None:
        self.pattern, self._needed = pattern, re.compile(needs).search

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile(self.pattern)  # when first needed: many texts do not have what it needs

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        return self._whole.match

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self._whole.search(text, start, end) if self._needed(text, start, end) else None

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self._whole.fullmatch(text, start, end) if self._needed(text, start, end) else None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        return self._whole.finditer(text, start, end) if self._needed(text, start, end) else iter(())

    def sub(self, new: str, text: str) -> str:
        return self._whole.sub(new, text) if self._needed(text) else text

    def split(self, text: str) -> list[str]:
        return self._whole.split(text) if self._needed(text) else [text]


def _all_of(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _tagged(name: str, tags: Mapping[str, str]) -> Iterator[dict[str, str]]:
    return (entry for entry in lexicon(name) if all(entry[column] == wanted for column, wanted in tags.items()))


def _not_before(unless: str) -> str:
    return f"(?!{any_of(unless.split('|'))})" if unless else ""


def _rest(tails: set[str]) -> str:
    return any_of(tails) if len(tails) > 1 else re.escape(*tails)


def _guarded(heads: list[str], branches: list[str]) -> str:
    return "|".join(branches) if "" in heads else f"(?=[{re.escape(''.join(heads))}])(?:{'|'.join(branches)})"

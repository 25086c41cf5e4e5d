"""Finding thousands of terms in one pass: the longest that starts leftmost, none overlapping another.

An Aho-Corasick automaton does the work where `daachorse` is installed, else a scan that looks each character up; a
test holds that both give the same.

>>> find = term_finder(["文明单位", "单位", "文明实践站"])
>>> find("文明单位与文明实践站")
[(0, 4, '文明单位'), (5, 10, '文明实践站')]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

Hit = tuple[int, int, str]
Finder = Callable[[str], list[Hit]]


def term_finder(terms: Iterable[str]) -> Finder:
    """A function that finds these terms in a text: (start, end, term) in text order."""
    wanted = sorted({term for term in terms if term})
    scan = scanning_finder(wanted)
    try:
        from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick
    except ImportError:
        return scan
    if not wanted:
        return scan
    automaton = CharwiseDoubleArrayAhoCorasick(wanted, MATCH_KIND_LEFTMOST_LONGEST)

    def find(text: str) -> list[Hit]:
        try:
            return [(start, end, wanted[index]) for start, end, index in automaton.find(text)]
        except UnicodeEncodeError:  # half a surrogate pair: no text for Rust, but still one for us
            return scan(text)

    return find


def scanning_finder(terms: Iterable[str]) -> Finder:
    """The same without a compiled package: at each character, try the lengths that a term starting so may have."""
    known = set(terms)
    lengths: dict[str, list[int]] = {}
    for length, first in sorted({(-len(term), term[0]) for term in known}):
        lengths.setdefault(first, []).append(-length)

    def find(text: str) -> list[Hit]:
        hits: list[Hit] = []
        at = 0
        while at < len(text):
            term = next((text[at : at + n] for n in lengths.get(text[at], ()) if text[at : at + n] in known), "")
            if term:
                hits.append((at, at + len(term), term))
            at += len(term) or 1
        return hits

    return find

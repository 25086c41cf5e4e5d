"""Cutting text: into sentences, clauses and words.

>>> text = "新建公园3处,种树200棵。群众说:“方便多了。”"
>>> [text[s.start:s.end] for s in sentences(text)]
['新建公园3处,种树200棵。', '群众说:“方便多了。”']
>>> [text[c.start:c.end] for c in clauses(text)]
['新建公园3处', '种树200棵', '群众说', '“方便多了。”']
>>> cut("新时代文明实践站")
['新', '时代', '文明', '实践', '站']
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from civtext.model import Span

if TYPE_CHECKING:
    import jieba

# A stop may be followed by the quotation mark or bracket that closes what it ends.
_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』)）]*|\n|$)")
_WIDE, _WRAPPED = 20, 200  # characters of a line that a page's width may have ended
_AMID = re.compile(r"[一-鿿,，、“（(《]")
_LIST_NUMBER = re.compile(r"\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[、.．)）]|第.{1,3}[章节条])")
# What the two cutters take differently: characters beyond those of reports, which jieba cuts off one by one, and runs of
# letters, digits and signs.
_RARE = re.compile(
    r"(\r\n|[^ -~、。“”‘’《》〈〉【】〔〕（）「」—…·，；：？！％×○〇\t\u3000\ue000-\ue002\u4e00-\u9fd5])"
)
_JOINED = re.compile(r"[A-Za-z0-9][+#&._%-]|[+#&._%-][A-Za-z0-9]")
_LATIN_PARTS = re.compile(r"([a-zA-Z0-9]+(?:\.[0-9]+)?%?)")
_CLAUSE_STOP = re.compile(r"[,，;；:：。！？!?…|\t\n]")


def sentences(text: str) -> list[Span]:
    """The sentences of a text as spans, stops included, line breaks and blank ones left out."""
    spans = (_stripped(text, match.start(), match.end()) for match in _SENTENCE.finditer(text))
    return [span for span in spans if span.start < span.end]


def sentence_around(text: str, start: int, end: int, *, stops: str = "。！？!?", reach: int = 200) -> Span:
    """The sentence around a stretch of a source text, `reach` characters to either side at most.

    A line break ends it, but not one that a page's width put amid a sentence: behind a long line without a stop, before words
    that are no list's number.

    >>> text = "一、整治\\n十来天里出动铲车三台,把沿街两侧的残垣断\\n壁拆了80处。完。"
    >>> text[slice(*sentence_around(text, text.index("80处"), text.index("80处") + 3))]
    '十来天里出动铲车三台,把沿街两侧的残垣断\\n壁拆了80处。'
    """
    start, end = (min(max(0, at), len(text)) for at in (start, end))  # a damaged base's spans may lie anywhere
    first, last = max(0, start - reach), min(len(text), end + reach)
    before = [at for at in range(first, start) if _stops_at(text, at, stops)]
    behind = next((at for at in range(max(start, end - 1), last) if _stops_at(text, at, stops)), last - 1)
    return Span(before[-1] + 1 if before else first, behind + 1)


def _stops_at(text: str, at: int, stops: str) -> bool:
    if text[at] != "\n":
        return text[at] in stops
    line = text[text.rfind("\n", max(0, at - _WRAPPED), at) + 1 : at].rstrip()
    goes_on = len(line) >= _WIDE and _AMID.match(line[-1]) and not _LIST_NUMBER.match(text, at + 1)
    return not (goes_on and text[at + 1 : at + 2].isalnum())


def clauses(text: str, within: Span | None = None) -> list[Span]:
    """The clauses (分句) of a text, or of a stretch of it: what stands between commas, colons, cells and stops."""
    start, end = within or Span(0, len(text))
    spans, at = [], start
    for match in _CLAUSE_STOP.finditer(text, start, end):
        if text.startswith(("”", "’"), match.end()):
            continue
        spans.append(_stripped(text, at, match.start()))
        at = match.end()
    spans.append(_stripped(text, at, end))
    return [span for span in spans if span.start < span.end]


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def cut(text: str) -> list[str]:
    """The words of a text, in order; joined they give the text back. The first call loads the dictionary.

    >>> cut("新建停车位200个")
    ['新建', '停车位', '200', '个']

    Method: jieba's maximum-probability path through its word graph, with its hidden Markov model for unknown words; where
    `rjieba` is installed, by that, which is some twenty times as fast and cuts alike but for signs and rare characters.
    """
    quick = _quick_cut()
    if quick is None:
        return jieba_cut(text)
    stretches = _RARE.split(text) if _RARE.search(text) else [text]
    words = [word for at, some in enumerate(stretches) for word in ([some] if at % 2 else quick(some))]
    return [part for word in words for part in _parts(word)] if _JOINED.search(text) else words


def _parts(word: str) -> list[str]:
    """A run of letters, digits and signs as jieba cuts it (2023-03-23, X.X), unless it is a word of the dictionary (AT&T)."""
    if not _JOINED.search(word) or tag(word):
        return [word]
    return [part for part in _LATIN_PARTS.split(word) if part]


def jieba_cut(text: str) -> list[str]:
    """The same by jieba itself, whose first call takes a second."""
    return list(_tokenizer().lcut(text))


def tag(word: str) -> str:
    """The part of speech that jieba's dictionary gives a word ("v", "n", "ns" …), "" for one it does not hold.

    >>> tag("召开"), tag("小巷"), tag("云岭市")
    ('v', 'n', '')
    """
    return _tags().get(word, "")


def tagged(part_of_speech: str) -> list[str]:
    """The words of jieba's dictionary that have a part of speech.

    >>> "因地制宜" in tagged("i")
    True
    """
    return [word for word, tag in _tags().items() if tag == part_of_speech]


def frequency(word: str) -> int:
    """How often a word stood in the texts that jieba's dictionary was counted from; 0 for one it does not hold.

    >>> frequency("水泄不通") > frequency("收拾乾净") > frequency("水泄不同")
    True
    """
    return _frequencies().get(word, 0)


@cache
def _frequencies() -> dict[str, int]:
    words, frequencies, _ = _entries()
    return dict(zip(words, map(int, frequencies), strict=True))


@cache
def _quick_cut() -> Callable[[str], list[str]] | None:
    try:
        import rjieba
    except ImportError:
        return None
    cut: Callable[[str], list[str]] = rjieba.cut
    return cut


@cache
def _tags() -> dict[str, str]:
    words, _, tags = _entries()
    return dict(zip(words, tags, strict=True))


def _entries() -> tuple[list[str], list[str], list[str]]:
    """The words of jieba's dictionary, their frequencies, and their parts of speech."""
    columns = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").split()
    return columns[::3], columns[1::3], columns[2::3]


@cache
def _tokenizer() -> jieba.Tokenizer:
    """A tokenizer of our own, filled by us.

    Left to itself jieba unmarshals a cache of a known name from the shared temporary folder, which anyone on the machine
    may have written; parsing its dictionary takes hardly longer.
    """
    import jieba

    tokenizer = jieba.Tokenizer()
    words, frequencies, _ = _entries()
    tokenizer.FREQ = dict(zip(words, map(int, frequencies), strict=True))
    tokenizer.total = sum(map(int, frequencies))
    for word in words:
        for end in range(1, len(word)):
            tokenizer.FREQ.setdefault(word[:end], 0)
    tokenizer.initialized = True
    return tokenizer

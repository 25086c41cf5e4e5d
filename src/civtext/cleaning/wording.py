"""How a line is worded: as sites and paywalls write around texts, or as an office writes.

Method: naive Bayes over a line's characters and pairs of characters, from the lines of `data/edge_lines.tsv`. Names of
papers, numbers and addresses are made alike first: what a site says is the same whatever it says it of. Pairs tell
much the same as their characters, and long lines have more of both, so that the sum is divided by the root of their number.

>>> siteness("上传人:某某 格式:DOC 页数:8") > 3, siteness("南陵区创建工作汇报") < 0, siteness("扫码下载客户端的市民达三万人") < 1
(True, True, True)
>>> tells_of_paywall("登录后查看全文"), tells_of_paywall("相关文章")
(True, False)
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files
from itertools import repeat
from math import fsum, log, sqrt
from operator import add

from civtext.lexicons import Gated, any_of, terms

_ADDRESS = re.compile(
    r"(?:https?:|www\.)[\w./?=&%:-]+|(?<![\w.-])[\w.-]{1,60}(?:@[\w.]+|\.(?:com|cn|net|org)[\w./]*)", re.ASCII
)
_TAG = re.compile(r"<[^<>]{1,200}>")  # markup left in a line is nobody's wording
# Links to the pages beside this one, whatever those tell: 上一篇:某市召开推进会.
_LINKS = Gated(r"^\W{0,3}[上下前后]一[篇条则]\s?[:：].*", needs="一[篇条则]")
_DATE = re.compile(r"\d{2,4}[年./-]\d{1,2}[月./-]\d{1,2}日?")
_NUMBER = re.compile(r"\d+(?:[.:,]\d+)*")
_HASHES = re.compile(r"^#{1,4} ")
_MASK = re.compile(r"[x×*]{1,8}(?![a-z])|_{2,}")
_WORD = re.compile(r"[a-z]+")
_SPACES = re.compile(r"\s+")
_SPACED_OUT = re.compile(r"(?:(?<=\x02\S)|(?<=\s\S))\s+(?=\S[\s\x03])")  # 总 结
_ODD = re.compile(r"[a-z×*_@#\s]")  # without one of these only dates and numbers are found by the patterns above
_SHORT = 5
_UNSEEN = 0.3  # as often as that does a line have what none of the examples has


@cache
def _paper() -> Gated:
    """The name of a paper: in its marks, or up to the word that ends it."""
    ends = any_of(terms("titles", kind="report"))
    return Gated(rf"《[^《》]*》|[^,、。;:!?《》()\s的]{{2,40}}{ends}", needs=rf"《|{ends}")


@cache
def _examples() -> dict[str, tuple[int, Counter[str]]]:
    """How many lines there are of each kind, and how many of them have what a line may have."""
    found: dict[str, tuple[int, Counter[str]]] = {}
    for row in files("civtext").joinpath("data", "edge_lines.tsv").read_text(encoding="utf-8").splitlines():
        kind, _, line = row.partition("\t")
        if line and not row.startswith("#"):
            lines, having = found.get(kind, (0, Counter()))
            having.update(_features(line))
            found[kind] = lines + 1, having
    return found


@cache
def _likely(kinds: tuple[str, ...], others: tuple[str, ...]) -> dict[str, float]:
    """How much likelier a line of some kinds has what it may have than a line of others (logarithm)."""
    (lines, having), (their_lines, theirs) = map(_together, (kinds, others))
    scale = log((their_lines + 2 * _UNSEEN) / (lines + 2 * _UNSEEN))
    return {one: scale + log((having[one] + _UNSEEN) / (theirs[one] + _UNSEEN)) for one in having | theirs}


def _together(kinds: tuple[str, ...]) -> tuple[int, Counter[str]]:
    counted = [_examples()[kind] for kind in kinds]
    return sum(lines for lines, _ in counted), sum((having for _, having in counted), Counter())


def _features(line: str) -> set[str]:
    """The characters of a line and their pairs, with its ends; words in Latin letters, and a short line, as a whole."""
    words, line = _alike(_LINKS.sub("上一篇:《》", line.strip().lower()))
    return {*words, *line[1:-1], *map(add, line, line[1:]), line[:_SHORT]}


def _alike(line: str) -> tuple[list[str], str]:
    """The words in Latin letters of a line, and the line between signs for its ends, what it names made alike."""
    if not _ODD.search(line):
        return [], f"\2{_without_numbers(_paper().sub('《》', line))}\3"
    line = _MASK.sub("某", _HASHES.sub("", line))
    line = _ADDRESS.sub("@", _paper().sub("《》", line))
    words, line = _WORD.findall(line), _WORD.sub("\4", _without_numbers(line))
    return words, _SPACES.sub(" ", _SPACED_OUT.sub("", f"\2{line}\3"))


def _without_numbers(line: str) -> str:
    return _NUMBER.sub("0", _DATE.sub("\1", line))


def _weighed(line: str, weights: dict[str, float]) -> float:
    features = _features(line)
    return fsum(map(weights.get, features, repeat(0.0))) / sqrt(len(features))


@lru_cache(maxsize=4096)  # a text is gone over more than once
def siteness(line: str) -> float:
    """How much a line is worded as a site's or a paywall's, above 0, rather than as a report's, below."""
    return _weighed(_TAG.sub("", line), _likely(("site", "paywall"), ("report",)))


def tells_of_paywall(line: str) -> bool:
    """Whether a line that is no report's tells that something is kept back."""
    return _weighed(line, _likely(("paywall",), ("site",))) > 0

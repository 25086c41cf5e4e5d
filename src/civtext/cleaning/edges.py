"""Lines of a site above and below a text (站点栏目): upload cards, breadcrumbs, rows of links, rights, requests.

A line is the site's by the words of `data/lexicons/site_words.tsv`: several close together, one of them own (no report
uses it of itself), two in a sentence with few; or one, where it is sure. Such lines come in blocks: beside one, a line
needs half as much. Amid the text, and where it numbers, counts or speaks of what a report is about, no line is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise, takewhile

from civtext.lexicons import any_of, terms
from civtext.model import CleanText, Edit, Span

_EDGE_LINES = 10  # how many lines from either end may be the site's
# A line of the site has a word of the site's in so many characters; beside another.
_PER_WORD, _PER_WORD_BESIDE = 18, 26
_SHORTEST_NAME, _LONGEST_SURE = 8, 60
_CHUNKED = re.compile(r"^(?:\d{1,4}[、.])?(?:#{1,4} )?")
_CRAMMED, _WORDS_OF_SENTENCE = 12, 4  # so dense, or of so many words, is a sentence with one word of its own
_NUMBERED = re.compile(r"[ ]{0,4}(?:[(（]?[一二三四五六七八九十\d]{1,3}[、.)）]|附件|各|第.{1,3}[条章节篇])")
_LINE = re.compile(r"[^\n]+")
_PROSE = re.compile(r"。|.{30},|,.{30}")
_ENDED = re.compile(r"[。!?…;:|][”’)]{0,2}\s*$|[)日月年]\s*$")
# 260件 is an office's count; a site counts pages, bytes and readers.
_COUNTED = re.compile(r"\d[万千百余多]{0,2}[件个条处场份名户人家支台块座所]")
_WORK = re.compile(r"\d[万千百余多]{0,2}(?:[件条处场户支台块座所起栋盏棵]|[万亿]元|公里|平方米)")
_SENTENCE_MARK = re.compile(r"[,。!?;]")
_RECOMMENDS = re.compile(r"[^:,。]{0,20}(?:看|浏览|阅读|推荐|相关|热门|感兴趣)[^:,。]{0,6}:")
_RELATED = re.compile(
    r"(?:^[^,。;:!?\d]{0,12}|【[^【】]{0,40}】?)(?:相关|推荐|热门|最新|精选|同类|更多)的?(?:文章|阅读|范文|文档|内容|推荐|材料)】?:?\s*$"
)

_SURE = frozenset(terms("site_words", kind="sure"))
_OWN = frozenset(terms("site_words", kind="own")) | _SURE


@cache
def _site_words() -> re.Pattern[str]:
    return re.compile(any_of([*_OWN, *terms("site_words", kind="plain")]))


@cache
def _campaign() -> re.Pattern[str]:
    return re.compile(rf"(?<!不){any_of(terms('site_words', kind='report'))}")


@cache
def _papers() -> re.Pattern[str]:
    """Two papers or more, named after a colon: 乡镇工作汇报、社区党建要点."""
    return re.compile(rf":[^。;:]{{4,30}}{any_of(terms('titles'))}[、, ][^。;:]{{4,60}}{any_of(terms('titles'))}$")


@cache
def _named() -> re.Pattern[str]:
    """The name of a paper in a sentence: in its marks, or up to the word that ends it."""
    return re.compile(rf"《[^《》]*》|[^,、。;:!?《》\s]{{2,40}}{any_of(terms('titles', kind='report'))}")


@cache
def _title() -> re.Pattern[str]:
    return re.compile(rf"[^,、。;:!?]{{2,60}}{any_of(terms('titles', kind='report'))}")


@cache
def _link() -> re.Pattern[str]:
    return re.compile(rf"[^,。;:!?]{{2,40}}(?:{any_of(terms('titles'))}|(?:0\d|1[0-2])-[0-3]\d)")


def link_lists(reading: CleanText) -> Iterator[Edit]:
    """相关文章 on a line of its own, and the papers listed below it, two or more."""
    lines = [match for match in _LINE.finditer(reading.folded) if match.group().strip()]
    for place in range(max(0, len(lines) - _EDGE_LINES), len(lines)):
        if heading := _RELATED.search(lines[place].group()):
            links = list(takewhile(lambda line: _link().fullmatch(line.group().strip()), lines[place + 1 :]))
            if len(links) > 1:
                yield Edit(
                    Span(lines[place].start() + heading.start(), min(links[-1].end() + 1, len(reading.text))),
                    "",
                    "site_line",
                )
                return


def site_lines(reading: CleanText) -> Iterator[Edit]:
    """Lines above and below the text that are full of a site's words: 上传人, 浏览次数, 点击下载, 关注公众号."""
    for line, is_site in _edges(reading):
        if is_site:
            yield Edit(Span(line.start(), min(line.end() + 1, len(reading.text))), "", "site_line")


def unsure_lines(reading: CleanText) -> Iterator[Span]:
    """Lines above and below the text that have a word only a site says of itself, and too few to be sure."""
    for line, is_site in _edges(reading):
        text = line.group().strip()
        if not is_site and not _OWN.isdisjoint(_site_words().findall(text)) and _may_be(text) and "。" not in text:
            yield Span(*line.span())


def _edges(reading: CleanText) -> Iterator[tuple[re.Match[str], bool]]:
    """The lines above and below the prose, and whether they are the site's."""
    lines = [match for match in _LINE.finditer(reading.folded) if match.group().strip()]
    head, tail = lines[:_EDGE_LINES], lines[-_EDGE_LINES:]
    yield from {line: is_site for edge in (_above(head), _below(tail)) for line, is_site in edge}.items()


def _above(lines: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], bool]]:
    """The lines before the first line of prose."""
    sites = _sites(lines)
    for line in lines:
        if line not in sites and _PROSE.search(line.group()):
            return
        yield line, line in sites


def _below(lines: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], bool]]:
    """The lines after the end of the last paragraph of prose."""
    sites = _sites(lines)
    is_prose = [line not in sites and _PROSE.search(line.group()) is not None for line in lines]
    start = next((at for at in range(len(lines), 0, -1) if is_prose[at - 1]), 0)
    while 0 < start < len(lines) and not (_ENDED.search(lines[start - 1].group()) or lines[start] in sites):
        start += 1
    yield from ((line, line in sites) for line in lines[start:])


def _sites(lines: list[re.Match[str]]) -> set[re.Match[str]]:
    """The lines that are the site's by themselves, and those beside them that need less."""
    texts = [line.group().strip() for line in lines]
    heads = [_CHUNKED.sub("", text) for text in texts]
    told = {
        line: _without_name(text, heads[:at] + heads[at + 1 :])
        for at, (line, text) in enumerate(zip(lines, texts, strict=True))
    }
    sites = {line for line in lines if _is_site_line(told[line])}
    for order in (lines, lines[::-1]):
        for beside, line in pairwise(order):
            if beside in sites and _is_site_line(told[line], beside=True):
                sites.add(line)
    return sites


def _without_name(text: str, others: list[str]) -> str:
    """A line without the name of the paper before it: that with which another line begins, too."""
    alike = [other for other in others if other.startswith(text[:_SHORTEST_NAME])]
    length = max((_shared(text, other) for other in alike), default=0)
    return text[length:] if length >= _SHORTEST_NAME else text


def _shared(one: str, other: str) -> int:
    """How many characters two lines begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


@lru_cache(maxsize=256)  # asked in each round of cleaning, and once more for flags
def _is_site_line(line: str, *, beside: bool = False) -> bool:
    words = set(_site_words().findall(line))
    own = len(words & _OWN)
    is_doubtful = "。" in line and not beside and len(words) < _WORDS_OF_SENTENCE and len(line) > _CRAMMED * len(words)
    is_dense = len(line) <= (_PER_WORD_BESIDE if beside else _PER_WORD) * len(words)
    is_full = len(words) > 1 and own > is_doubtful and is_dense
    is_sure = len(line) <= _LONGEST_SURE and not words.isdisjoint(_SURE)
    is_list = bool(words) and _papers().search(line) is not None
    return (is_full or is_sure or is_list) and (own > 1 or not _COUNTED.search(line)) and _may_be(line)


def _may_be(line: str) -> bool:
    """Whether a line is neither an item of a list, nor a paper's title, nor about what a report is about."""
    return not (_NUMBERED.match(line) or _title().fullmatch(line) or _is_campaign(line))


def tells_of_work(text: str) -> bool:
    """Whether some words, the names of papers left out, count or name what an office did: 260件, 2.3亿元, 整治.

    >>> tells_of_work("今年共调解纠纷69起"), tells_of_work("为大家整理的文明城市创建工作总结"), tells_of_work("共3页")
    (True, False, False)
    """
    bare = _named().sub("", text)
    return _campaign().search(bare) is not None or _WORK.search(bare) is not None


def _is_campaign(line: str) -> bool:
    """Whether a sentence speaks of what a report is about, the names of papers left out."""
    if _SENTENCE_MARK.search(line) is None:
        return False
    told = line.partition(":")[0] if _RECOMMENDS.match(line) else line
    return _campaign().search(_named().sub("", told)) is not None

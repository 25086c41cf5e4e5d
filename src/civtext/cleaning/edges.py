"""Lines of a site around a text and in it (站点栏目): upload cards, breadcrumbs, rows of links, rights, requests, paywalls.

A line is the site's by its wording (`wording.siteness`) and by its place. Above and below the text all lines are decided together
(`_decided`): they come in blocks, and hardly any line of the text stands below the site's, or a sentence above the title. Amid
the text a line must be short, without a stop, and sure. An office's own forms (联系人:…, 抄送:…, dates, titles, rows of a table)
stay. What is a little like a site's there, and too little to be sure, is flagged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice, pairwise, takewhile

from civtext.cleaning.wording import siteness, tells_of_paywall
from civtext.lexicons import Gated, any_of, terms
from civtext.model import CleanText, Edit, Span

_EDGE_LINES = 6  # how many lines from either end may be the site's
# How much like a site's a line is: beside such a line amid the text, at the edge by itself, amid the text.
_BESIDE, _EDGE, _AMID = 0.25, 0.8, 4.2
_BREAKS = 3  # line feeds between two lines
# What a line at the edge weighs besides its wording: as a line, as a sentence, as a sentence beyond the text's title, contents or date, where
# the text's title is named, as an item of a list, below a line that goes on, as an office's form; what its worst sentence may lack.
_A_LINE, _A_SENTENCE, _BEYOND, _NAMED, _LISTED, _CUT, _OFFICE, _MIXED = 0.6, -0.45, 2.0, 1.0, -1.5, -2.0, -10.0, 2.0
_OVER, _BACK_ABOVE, _BACK_BELOW = 1.0, 2.5, 5.0  # what it costs to go over to a site's lines, and back
_DOUBTED, _RESTS = -1.0, 1.0
_SHORTEST_NAME, _SHORTEST_REST = 8, 6
_FIRST_MARK = 2  # 1、
_SHORTEST_AMID, _LONGEST_AMID, _LONG, _WIDEST = 4, 60, 18, 80
_CHUNKED = re.compile(r"^(?:\d{1,4}[、.])?\s{0,4}(?:#{1,4} )?")
_HEADED = re.compile(r"^(?:\d{1,4}[、.]\s{0,4})?#{1,4}\s")  # a heading, behind a chunk's number, too
_CHUNK_MARK = re.compile(r"\s{0,4}\d{1,4}[、.]")
_HAN = re.compile("[\u3400-\u9fff]")
_FIRST = re.compile(r"^1[、.]\s{0,4}(?=\S)")
_NUMBER = r"[一二三四五六七八九十\d]{1,3}"
_NUMBERED = re.compile(rf"[ ]{{0,4}}(?:[(（]?{_NUMBER}[、.)）]|附件|各|——|第.{{1,3}}[条章节篇])")
_COUNTED = re.compile(
    r"(?:#{1,4} )?(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}(?:\.\d{1,2}){1,3}(?![\d%]))"
)  # how headings are
_PARTS = Gated(rf"(?:篇|[范例]文|模板)[ ]?{_NUMBER}[】\])”]?:?$|^[【\[(]?第{_NUMBER}篇", needs="[篇文板]")
_DATED = re.compile(r"[(]?(?:(?:19|20|二[〇○零]).{2,4}|\d{1,4})年(?:.{1,3}月(?:.{1,3}日)?)?[)]?$")
_ROW = Gated(
    r"\t|^[|]|[|]$|[Xx×_]{2}[^|\s]{0,2}\s?[|]|\d[^|\s]{0,2}[|]|\d[%\u4e00-\u9fff]\s?[|]\s?\d|\d%\s?[|]", needs=r"[\t|]"
)
_FOREIGN = re.compile(r"[\u0600-\u1cff]")  # Arabic, Tibetan, Mongolian: worded as no example is
_LETTERS = re.compile(r"[^\W\d_xX].*[^\W\d_xX]")
_CONTENTS = re.compile(r"目[ ]{0,4}录[:\s]{0,3}1|(?:^|\d篇.{0,12})目[ ]{0,4}录:?$")
_LINE = re.compile(r"[^\n]+")
_PROSE = re.compile(r"。|.{30},|,.{30}")
_STOP = re.compile(r"[。;!?]")
_CLAUSES = re.compile("[,。;]")
_CALM_STOP = re.compile(r"[。;?]")  # sites call out: 此处为隐藏的内容!登录后可查看
_SENTENCES = re.compile(r"[^。;!?]{8,}")
_ENDED = re.compile(r"[。!?…;:|][”’)]{0,2}\s*$|[)日月年]\s*$")
_RELATED = re.compile(
    r"(?:^[^,。;:!?\d]{0,12}|【[^【】]{0,40}】?)(?:相关|推荐|热门|最新|精选|同类|更多)的?(?:文章|阅读|范文|文档|内容|推荐|材料)】?:?\s*$"
)


@cache
def _title() -> re.Pattern[str]:
    torn = r"(?:20)?[\dXx×_*]{0,2}"  # the year with which the text begins, where a site cut it
    return re.compile(rf"[^,、。;:!?>»]{{2,60}}{any_of(terms('titles', kind='report'))}{torn}")


@cache
def _entries() -> re.Pattern[str]:
    """Entries of contents that ran together: a title, its page, the next number."""
    return re.compile(rf"{any_of(terms('titles', kind='report'))}\d{{2,4}}[ ]?[.、](?![A-Za-z])")


@cache
def _office_fields() -> Gated:
    name = rf"{any_of(terms('wrappers', kind='office_field'))}:"
    return Gated(rf"\(?{name}[^:]{{0,40}}(?:[\s,;]{name}[^:]{{0,40}})*\Z", needs=":")


@cache
def _link() -> re.Pattern[str]:
    ends = rf"{any_of(terms('titles'))}(?:范文|模板|例文|精选)?|\d{{1,2}}篇\)?|(?:0\d|1[0-2])-[0-3]\d"
    return re.compile(rf"\W{{0,3}}(?:\d{{1,2}}[.、 ])?[^,。;:!?]{{2,40}}(?:{ends})")


def link_lists(reading: CleanText) -> Iterator[Edit]:
    """相关文章, or another line of a site's, and the papers listed below it, two or more."""
    lines = _lines(reading)
    for place in range(max(0, len(lines) - _EDGE_LINES), len(lines)):
        if (at := _heading_of_links(lines[place].group())) is not None:
            links = list(takewhile(lambda line: _link().fullmatch(_words(line)), lines[place + 1 :]))
            if len(links) > 1:
                yield Edit(
                    Span(lines[place].start() + at, min(links[-1].end() + 1, len(reading.text))), "", "site_line"
                )
                return


def _heading_of_links(line: str) -> int | None:
    """Where in a line the heading of a list of links starts; None if there is none."""
    if found := _RELATED.search(line):
        return found.start()
    return 0 if not _STOP.search(line) and not is_own(line) and siteness(line) > _EDGE else None


def lines_amid(reading: CleanText) -> Iterator[Edit]:
    """Lines amid the text that are surely a site's or a paywall's: 登录后查看全文, 上一页 下一页."""
    lines, likeness, first, before = _lines(reading), {}, "", ""
    for line, following in zip(lines, [*lines[1:], None], strict=False):
        text = _words(line)
        if (
            _SHORTEST_AMID <= len(text) <= _LONGEST_AMID
            and "。" not in text
            and not _HEADED.match(line.group().strip())
            and not (following and _runs_on(text, _words(following)))
        ):
            likeness[line] = _likeness_behind(first, before, text)
        first, before = before, "" if likeness.get(line, 0) > _AMID else line.group().strip()
    sites = _sites(likeness, _AMID)
    yield from _edits(reading, [line for line in likeness if line in sites])
    yield from (Edit(span, "", "paywall") for span in _cut_stubs(lines, sites))


def _likeness_behind(first: str, before: str, line: str) -> float:
    """How much a line is like a site's where it stands: what may be the rest of a cut line must be surer, of a wrapped text by
    itself."""
    if not is_cut(before) or (_HEADED.match(before) and not _CLAUSES.search(before)):
        return _likeness(line)
    half = _likeness(line) / 2
    return half - _RESTS if half < _AMID and _is_wrapped(first, before) else half


def _cut_stubs(lines: list[re.Match[str]], sites: set[re.Match[str]]) -> Iterator[Span]:
    """What a chunk's number cut off a paywall's line (普通用户查看⏎5、需5积分): the number stays, the next chunk's goes on from it."""
    for before, line in pairwise(lines):
        mark = _CHUNK_MARK.match(line.group())
        rest = line.group()[mark.end() :] if mark else ""
        if before in sites and 0 < len(rest) <= _LONGEST_AMID and siteness(rest) > _BESIDE and tells_of_paywall(rest):
            yield Span(line.end() - len(rest), line.end())


def is_cut(line: str) -> bool:
    """Whether a line, no heading, is long and ends amid a sentence: the next may be the end of it."""
    is_whole = _ENDED.search(line) or _COUNTED.match(line) or _title().fullmatch(line)
    return len(line) >= _LONG and not is_whole


def _is_wrapped(line: str, following: str, lost: int = 0) -> bool:
    """Whether a line is cut where the next one is, as wrapped text is, if so much was taken off before it."""
    is_near = -3 - lost < len(line) - len(following) < 3
    return len(line) <= _WIDEST and is_near and is_cut(line) and is_cut(following)


def site_lines(reading: CleanText) -> Iterator[Edit]:
    """Lines above and below the text: 上传人, 浏览次数, 点击下载, 关注公众号."""
    lines = _lines(reading)
    sites = {line for edge in _edges(lines) for line, is_site in edge if is_site}
    if len(sites) < len(lines):  # who would take all has not understood the text
        yield from _edits(reading, [line for line in lines if line in sites])


def _lines(reading: CleanText) -> list[re.Match[str]]:
    return [match for match in _LINE.finditer(reading.folded) if match.group().strip()]


def _words(line: re.Match[str]) -> str:
    """A line without the marks of a heading."""
    return _HEADED.sub("", line.group().strip())


def _edits(reading: CleanText, lines: list[re.Match[str]]) -> Iterator[Edit]:
    for line in lines:
        rule = "paywall" if tells_of_paywall(line.group()) else "site_line"
        yield Edit(Span(line.start(), min(line.end() + 1, len(reading.text))), "", rule)


def unsure_lines(reading: CleanText) -> Iterator[Span]:
    """Lines above and below the text that may be a site's, and are too little like it to be sure; a paper's title below it."""
    above, below = (_outside(edge) for edge in _edges(_lines(reading)))
    likely = [line for line in above | below if _weight(_words(line), _words(line)) > _DOUBTED]
    named = [line for line in below - above if _title().fullmatch(_words(line)) and not _NUMBERED.match(_words(line))]
    yield from sorted({Span(*line.span()) for line in [*likely, *named]})


def _outside(edge: list[tuple[re.Match[str], bool]]) -> set[re.Match[str]]:
    """The lines that are not the site's, as far as the text's first or last sentence."""
    lines = takewhile(lambda pair: pair[1] or not _PROSE.search(pair[0].group()), edge)
    return {line for line, is_site in lines if not is_site}


def _edges(lines: list[re.Match[str]]) -> Iterator[list[tuple[re.Match[str], bool]]]:
    """The lines above the text and those below, from the outermost on, and whether they are the site's."""
    head, tail = _outermost(lines), _outermost(lines[::-1])
    yield _decided(head, _weights(head), _title(), _BACK_ABOVE)
    yield _decided(tail, _weights(tail[::-1])[::-1], _DATED, _BACK_BELOW)


def _outermost(lines: list[re.Match[str]]) -> list[re.Match[str]]:
    """The first lines, as far as there are so many that are not the site's by themselves."""
    own = (at for at, line in enumerate(lines, 1) if not _is_sure(_words(line)))
    return lines[: next(islice(own, _EDGE_LINES - 1, None), len(lines))]


def _is_sure(line: str) -> bool:
    return _likeness(line) > _EDGE


def _decided(
    lines: list[re.Match[str]], weights: list[float], frame: re.Pattern[str], back: float
) -> list[tuple[re.Match[str], bool]]:
    """Whether lines, from the outermost on, are the site's, all decided together (Viterbi): what they are like, less what it
    costs on the way out of the text to go over to the site's lines, and back."""
    own, site, is_beyond = 0.0, -_OVER, False
    ways: list[tuple[bool, bool]] = []  # is the line nearer to the text the site's, if this is not, and if it is
    for line, weight in zip(reversed(lines), reversed(weights), strict=True):
        weight += _BEYOND * (is_beyond and _STOP.search(line.group()) is not None)
        is_beyond = is_beyond or bool(frame.fullmatch(_words(line)) or _CONTENTS.search(line.group()))
        ways.append((site - back > own, site > own - _OVER))
        own, site = max(own, site - back), max(site, own - _OVER) + weight
    decided, is_site = [], site > own
    for line, way in zip(lines, reversed(ways), strict=True):
        decided.append((line, is_site))
        is_site = way[is_site]
    return decided


def _sites(likeness: dict[re.Match[str], float], enough: float) -> set[re.Match[str]]:
    """The lines that are the site's by themselves, and those beside them that need less."""
    sites, lines = {line for line in likeness if likeness[line] > enough}, list(likeness)
    for order in (lines, lines[::-1]):
        for beside, line in pairwise(order):
            is_next = max(beside.start(), line.start()) - min(beside.end(), line.end()) <= _BREAKS
            if is_next and beside in sites and likeness[line] > _BESIDE:
                sites.add(line)
    return sites


def _weights(lines: list[re.Match[str]]) -> list[float]:
    """How surely each line is the site's by its wording, the names of papers left out; who names the text's own title tells
    something, what a line leaves open the next may end."""
    texts = [_words(line) for line in lines]
    own = [text for text in texts if not _is_sure(text)]
    titles = {text for text, after in pairwise(own) if after.startswith("——")}
    told = zip(lines, texts, _without_names(texts), ["", "", *texts], ["", *texts], [*texts[1:], ""], strict=False)
    return [
        _weight(text, rest)
        + _OFFICE * (text in titles or _HEADED.match(line.group().strip()) is not None or _runs_on(text, after))
        + _NAMED * (rest != text and _LETTERS.search(rest.partition("《》")[0]) is not None)
        + _CUT * (is_cut(before) or _is_wrapped(text, after, lost=0 if before else _FIRST_MARK))
        + _CUT * _is_wrapped(first, before)
        for line, text, rest, first, before, after in told
    ]


def _runs_on(line: str, following: str) -> bool:
    """Whether a line is a paper's title with the beginning of its text, cut there (…工作综述四月的⏎南陵,花开满城。)."""
    title = _title().match(line)
    if not title or not is_cut(line) or not _CLAUSES.search(following):
        return False
    rest = line[title.end() :]
    begins = _HAN.match(rest) and (len(rest) < _SHORTEST_AMID or siteness(rest) < 0)
    return bool(begins) and siteness(following) < 0


def _weight(line: str, told: str) -> float:
    """How surely a line is the site's by itself: each of its sentences must be."""
    if _office_fields().match(line):
        return _OFFICE if line.startswith("(") else _LISTED  # only an office writes its form in brackets
    if is_own(line):
        is_links = _NUMBERED.match(line) and not _CONTENTS.search(line) and not _title().fullmatch(_FIRST.sub("", line))
        return siteness(told) + _LISTED if is_links else _OFFICE
    if not _STOP.search(line):
        return siteness(told) + _A_LINE
    worst = min(map(siteness, _SENTENCES.findall(told)), default=0.0)
    return min(siteness(told), worst + _MIXED) + _A_SENTENCE


def _likeness(line: str) -> float:
    """How much a line is like a site's; a sentence must be twice as much."""
    return 0.0 if is_own(line) else siteness(line) / (2 if _CALM_STOP.search(line) else 1)


@lru_cache(maxsize=4096)  # a text is gone over more than once
def is_own(line: str) -> bool:
    """Whether a line is none of a site's by its form: numbered, a date, contents, a row of a table, a paper's title or number."""
    is_listed = _NUMBERED.match(line) or _CONTENTS.search(line) or _ROW.search(line) or _PARTS.search(line)
    is_listed = is_listed or _entries().search(line)
    is_told = _DATED.match(line) or _title().fullmatch(line) or _office_fields().match(line)
    return bool(is_listed or is_told or _FOREIGN.search(line)) or not _LETTERS.search(line)


def _without_names(lines: list[str]) -> list[str]:
    """Lines, each without the name of a paper with which another line, not surely a site's, begins, too."""
    heads = [_CHUNKED.sub("", line) for line in lines]
    names = {head for head in heads if len(head) >= _SHORTEST_NAME and not _is_sure(head)}
    return [_without(line, names - {own}) for line, own in zip(lines, heads, strict=True)]


def _without(line: str, names: Iterable[str]) -> str:
    """A line without the longest of the names that it holds the beginning of, at its own beginning or behind a site's words."""
    starts = {name: line.find(name[:_SHORTEST_NAME]) for name in names}
    held = [Span(at, at + _shared(line[at:], name)) for name, at in sorted(starts.items()) if at >= 0]
    if not held:
        return line
    longest = max(held, key=lambda span: span.end - span.start)
    before, after = line[: longest.start], line[longest.end :]
    told = f"{before}《》{after}"
    is_told = len((before + after).strip()) >= _SHORTEST_REST
    if _LETTERS.search(before):
        is_told = not before[-1].isalnum() or siteness(told) > _EDGE
    return told if is_told else line


def _shared(one: str, other: str) -> int:
    """How many characters two lines begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))

"""Articles (篇): one file often holds several reports; each becomes a `Document`.

Where to start: `split`. What divides a file, from the surest to what needs the most evidence:

1. separators that a site or an editor set: 篇1, 第二篇:, 【篇三】, 总结4:, 范文一, 汇报之二, one after the other in rising
   order; or titles numbered as headings are ((一)河口镇创建工作汇报), if nothing else is numbered so;
2. glued titles, where a site took the line breaks away: titles the table of contents named, the title before a
   sharer's lead-in, a title right before a new 一、;
3. heads: a title and, under it, two of who wrote it, when, whom it addresses (`titles.heads`), or who wrote it where contents list
   the title; what stands before the first of several and has no sentence is the cover, of no article;
4. title lines: a line like a title after the end of a text, with a new 一、, a new opening, or the first title's pattern.

What never divides: headings (一、 (一)), a subtitle (——…), an attachment (附件), a part titled 2024年工作计划.

>>> from civtext.model import CleanText
>>> text = "创城工作总结 篇1\\n今年整治小巷8条。\\n创城工作总结 篇2\\n今年种树200棵。"
>>> [(document.span, document.title) for document in split(Source(text), CleanText.of(text, []))]
[(Span(start=0, end=19), '创城工作总结'), (Span(start=20, end=39), '创城工作总结')]
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from civtext.lexicons import Gated, Scanned, any_of, terms
from civtext.model import CleanText, Document, Source, Span
from civtext.titles import heads, leading_title

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_NUMERALS = "一二三四五六七八九十"
_NUMBER = rf"(?:\d{{1,2}}|[{_NUMERALS}]{{1,3}})"
_TOP = Scanned(
    rf"(?:^|(?<=[\n。!?”:])|(?<=[总报综方发讲材体计要][结告述案言话料会划点]))([{_NUMERALS}]{{1,3}})、",
    firsts=_NUMERALS,
)
_STOP = re.compile(r"[。!?;]")
_NUMBERED = re.compile(
    rf"[{_NUMERALS}]{{1,3}}[、.]|\([{_NUMERALS}\d]{{1,3}}\)|\d{{1,2}}[、.]|第{_NUMBER}[章节条]|附件|附表|附:"
)
_ENDED = re.compile(r"[。!?…;][”’)]{0,2}$|[日月年]$|^[^,。:]{2,20}$")
_OPENING = re.compile(
    r"现将|现就|(?:总结|汇报|报告)如下|(?:领导|同志们|代表|评委)[、,:]|^(?:今年|近年|20[\dXx*_]{2}年|一年来|自)",
    re.MULTILINE,
)
_SUBJECT = re.compile(r"[省市县区旗镇乡局院校村盟州]|街道|社区|公司|小学|中学|中心|[Xx×*]{2}|某")
_THEME = re.compile(r"创建|文明|创城|创文|城市|工作|活动|精神|年度")
_BODY = re.compile(r"(?:政府|委员会|党委|党工委|局|办公室|办事处|医院|学校|小学|中学|公司|社区|街道|文明办)$")
# What stands above a title: the number of a paper, how secret or urgent it is, which attachment.
_ABOVE_TITLE = re.compile(
    r"[^\n。,]{0,20}[〔\[(](?:19|20)[\dXx×*_]{2}[〕\])][ ]?第?[\dXx×*_]{1,4}号|[绝机秘]密.{0,6}|特急|加急|急件|附件[ ]?[\d一二三四五六七八九十]{0,2}:?|内部资料.{0,8}|\((?:征求意见稿|送审稿|讨论稿|草案)\)"
)
_SHORTEST, _PREAMBLE = 150, 600
_AROUND = " 【】[]()“”:-—~=#*★☆◆●■"
_LINE_NUMBER = re.compile(
    rf"^(?P<open>\(?)(?P<number>{_NUMBER})(?P<close>[、.)])[ ]?(?!\d)(?P<title>[^\n]*)$", re.MULTILINE
)
_NOT_BODY = ("header", "footer", "comment")


class _Start(NamedTuple):
    """Where an article starts, what stands there, and where the title ends."""

    at: int
    title: str
    end: int


@cache
def _separator() -> re.Pattern[str]:
    """A separator that fills a line: the words before the number or those after it are a title."""
    noun = any_of(terms("titles"))
    return re.compile(
        rf"""^(?P<head>[^\n。!?;]{{0,45}}?)[ ]?[【\[(“]?
        (?:第(?P<a>{_NUMBER})篇(?!章)|篇(?P<b>{_NUMBER})|(?:范文|例文|材料|(?P<noun>{noun}))(?P<c>{_NUMBER})(?=[】\]”):])
        |\((?P<d>{_NUMBER})\)篇|(?<![^\n]{{6}})(?:范文|例文|材料|{noun})(?P<e>{_NUMBER})(?=[ ]?$)|(?P<part_noun>{noun})之(?P<f>{_NUMBER})(?=[ ]?$))
        [】\])”]?[:.、 ]{{0,2}}(?P<tail>[^\n。!?;]{{0,45}})$""",
        re.MULTILINE | re.VERBOSE,
    )


@cache
def _glued_separator() -> Gated:
    """The same amid a line, after a stop: …。篇二:某某工作总结一、…"""
    noun = any_of(terms("titles"))
    return Gated(
        rf"(?m:^|(?<=[。!?”]))(?P<head>[^\n。!?;,:]{{0,40}}?{noun}[ ]?|)[【\[(]?"
        rf"(?:第(?P<a>{_NUMBER})篇(?!章)|篇(?P<b>{_NUMBER}))[】\])]?[: ]{{0,2}}(?P<tail>)(?=[^\n]{{40}})",
        needs="篇",
    )


@cache
def _titled(kind: str | None = None) -> re.Pattern[str]:
    """The end of a title: 工作总结, 工作总结(初稿), 工作总结二."""
    nouns = terms("titles", kind=kind) if kind else terms("titles")
    return re.compile(rf"(?P<noun>{any_of(nouns)})(?:范文)?(?:\([^()\n]{{1,20}}\)|{_NUMBER})?$")


def split(source: Source, reading: CleanText) -> list[Document]:
    """The articles of a cleaned source, in order; a text without a Chinese character has none.

    An article reaches from its own title to the next one's; what a site wrote around it is outside.
    """
    text = reading.folded[: _end_of_body(source, reading)]
    documents: list[Document] = []
    for start, span in _spans(text, _starts(source, reading, text)):
        if _HAN.search(text, *span):
            title = _as_written(reading, start).strip() or _own_title(
                reading.text[max(span.start, start.end) : span.end]
            )
            documents.append(Document(source, reading.slice(span), len(documents), title))
    return documents


def _as_written(reading: CleanText, start: _Start) -> str:
    """The title of a start as the text has it, full-width forms and all."""
    at = reading.folded.find(start.title, start.at, start.end + 80)
    return reading.text[at : at + len(start.title)] if at >= 0 else start.title


def _end_of_body(source: Source, reading: CleanText) -> int:
    """Where the running text ends: headers, footers and comments of a .docx stand after it and are in no article."""
    for part in source.parts:
        if part.kind in _NOT_BODY:
            return reading.to_clean(part.span).start
    return len(reading.text)


def _spans(text: str, starts: list[_Start]) -> Iterator[tuple[_Start, Span]]:
    for start, following in pairwise([*starts, _Start(len(text), "", 0)]):
        piece = text[start.at : following.at]
        begin = start.at + len(piece) - len(piece.lstrip())
        yield start, Span(begin, max(begin, start.at + len(piece.rstrip())))


def _starts(source: Source, reading: CleanText, text: str) -> list[_Start]:
    """The starts of the articles. A site's words before the first separator belong to none."""
    separated = _separated(text)
    if separated:
        before = text[: separated[0].at]
        return separated if len(before.strip()) < _PREAMBLE else [_Start(0, "", 0), *separated]
    if numbered := _numbered_titles(text):
        return numbered
    listed = _listed_titles(source, reading, text)
    glued = _glued(source, reading, text, listed)
    headed = _headed(text, listed)
    found = sorted({one.at: one for one in (*glued, *headed)}.values())
    found = sorted([*found, *_title_lines(text, {one.at for one in found})])
    has_cover = len(headed) > 1 and _is_cover(text, headed[0].at)
    starts = [headed[0] if has_cover else _Start(0, "", 0)]
    for start in found:
        if len(text[starts[-1].at : start.at].strip()) >= _SHORTEST and len(text) - start.at >= _SHORTEST:
            starts.append(start)
        elif start.at == starts[-1].at and not starts[-1].title:
            starts[-1] = start
    return starts


def _separated(text: str) -> list[_Start]:
    """Separators in rising order; one alone must say 篇."""
    for pattern in (_separator(), _glued_separator()):
        found: list[_Start] = []
        last, sure = 0, False
        for match in pattern.finditer(text):
            words = match.groupdict()
            number = _value(next(value for key, value in words.items() if key in "abcdef" and value))
            if number > last:
                head = "" if words.get("e") else match["head"] + (words.get("noun") or words.get("part_noun") or "")
                title = (match["tail"].strip(_AROUND) or head).strip(_AROUND)
                following = text[match.end() : match.end() + 60].lstrip("\n").partition("\n")[0]
                own = following if not match["tail"].strip(_AROUND) and _is_title(following) else title
                found.append(_Start(match.start(), own, match.end()))
                last, sure = number, sure or bool(match["a"] or match["b"])
        if len(found) > 1 or (found and sure):
            return found
    return []


def _numbered_titles(text: str) -> list[_Start]:
    """Titles numbered 1, 2, 3 as headings are, each of a body of its own, where nothing else has numbers of that form."""
    forms: dict[tuple[bool, str], list[re.Match[str]]] = {}
    for match in _LINE_NUMBER.finditer(text):
        forms.setdefault((match["number"].isdigit(), match["open"] + match["close"]), []).append(match)
    for run in forms.values():
        starts = [_Start(one.start(), one["title"].strip(_AROUND), one.end()) for one in run]
        ends = [*(start.at for start in starts[1:]), len(text)]
        rising = [_value(one["number"]) for one in run] == list(range(1, len(run) + 1)) and len(run) > 1
        bodies = all(end - start.end >= _SHORTEST for start, end in zip(starts, ends, strict=True))
        if rising and bodies and all(_is_report_of_someone(start.title) for start in starts):
            return starts
    return []


def _is_report_of_someone(title: str) -> bool:
    return _is_title(title) and _titled("report").search(title) is not None and _SUBJECT.search(title) is not None


def _value(number: str) -> int:
    """12 or 十二 as a number, up to 99."""
    if number.isdigit():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    value = (_NUMERALS.find(tens[-1:]) + 1 if tens else 1) * 10 if ten else 0
    return value + (_NUMERALS.index(ones[-1]) + 1 if ones else 0)


def _headed(text: str, listed: list[str]) -> list[_Start]:
    """Papers under heads of their own, or titles that contents list and who wrote them; one alone must speak to someone."""
    known = (head for head in heads(text) if head.is_sure or head.title in listed)
    found = [head for head in known if _may_begin(text, head.span.start)]
    if len(found) > 1 or any("s" in head.signs for head in found):
        return [_Start(head.span.start, head.title, head.span.end) for head in found]
    return []


def _may_begin(text: str, at: int) -> bool:
    """Whether a paper may begin here: not attached to another, behind its end or where no sentence stands before."""
    before = [line.strip() for line in text[max(0, at - 200) : at].split("\n") if line.strip()][-3:]
    is_ended = not before or _ENDED.search(before[-1]) is not None or _is_cover(text, at)
    return is_ended and not any(map(_attaches, before))


def _is_cover(text: str, end: int) -> bool:
    """Whether what stands before the papers of a collection is its name, its editors, its contents: no sentence."""
    return text.find("。", 0, end) < 0


def _glued(source: Source, reading: CleanText, text: str, titles: list[str]) -> list[_Start]:
    """Titles glued to the end of the text before them; `titles` are those that contents list."""
    listed = [
        start
        for title in titles
        if _titled("report").search(title) or f"{title}——" in text  # not the sections of a report
        for start in _after_stops(title, text)
    ]
    likely = [
        *_before_lead_ins(source, reading, text),
        *(_Start(match.start(), match[1], match.end()) for match in _title_right_before().finditer(text)),
        *_first_title_again(text),
    ]
    tops = [(match.start(), match[1]) for match in _TOP.finditer(text)]
    found: dict[int, _Start] = {}
    for start in [*listed, *likely]:
        before, after = _numbers_around(tops, start.at)
        goes_on = before and after and _value(after) == _value(before) + 1
        if start.at == 0 or after == "一" or not (before or after) or (start in listed and not goes_on):
            found.setdefault(start.at, start)
    return sorted(found.values())


@cache
def _title_right_before() -> Gated:
    noun = any_of(terms("titles", kind="report"))
    return Gated(rf"(?<=[。!?”])([^。!?;,:\n“]{{4,45}}?{noun}(?:\([^()\n]{{1,20}}\))?)(?=一、)", needs="[^、\n]一、")


def _after_stops(title: str, text: str) -> Iterator[_Start]:
    """Where a known title stands at the head of the text, of a line, or after a stop, and is not the subject of a sentence."""
    for match in re.finditer(rf"(?:^|(?<=[。!?”)\n])){re.escape(title)}(?!如下|的|会|在|是|,)", text):
        yield _Start(match.start(), title, match.end())


def _first_title_again(text: str) -> Iterator[_Start]:
    """The title at the head of a glued text, met again after a stop."""
    title = _own_title(text) or ""
    return _after_stops(title, text) if _is_title(title) and "\n" not in text[: len(title) + 1] else iter(())


def _before_lead_ins(source: Source, reading: CleanText, text: str) -> Iterator[_Start]:
    """What stands before a sharer's lead-in is the title of what follows: from the last stop on, or what the lead-in
    cites where no stop stands before it."""
    for edit in reading.edits:
        if edit.rule == "lead_in":
            end = reading.to_clean(edit.span).start
            title = re.split(r"[。!?;\n]", text[max(0, end - 60) : end])[-1]
            if len(title) > 45:
                lead = source.text[edit.span.start : edit.span.end]
                title = next((title[at:] for at in range(len(title)) if title[at:] in lead), "")
            if 4 <= len(title) <= 45:
                yield _Start(end - len(title), title, end)


def _listed_titles(source: Source, reading: CleanText, text: str) -> list[str]:
    """The titles that a table of contents named: its words between the digits, if they come again in the text."""
    titles: dict[str, None] = {}
    for edit in reading.edits:
        if edit.rule == "contents":
            words = source.text[edit.span.start : edit.span.end].translate({0xFF08: "(", 0xFF09: ")"})
            for entry in re.split(r"目录|\n|\d{1,4}(?!\d)[ ]?[.、]?[ ]?(?!年|月)|[…·]{2,}", words):
                title = re.sub(r"\([^()]*\)$", "", entry.strip(" .、:·…\t"))
                if 6 <= len(title) <= 60 and title in text:
                    titles[title] = None
    return sorted(titles, key=len, reverse=True)[:60]


def _numbers_around(tops: list[tuple[int, str]], at: int) -> tuple[str | None, str | None]:
    """The last outermost number before `at` and the first from there on."""
    index = bisect_left(tops, (at, ""))
    return tops[index - 1][1] if index else None, tops[index][1] if index < len(tops) else None


def _title_lines(text: str, known: set[int]) -> Iterator[_Start]:
    """Lines like titles after the end of a text, where something shows that another text begins."""
    tops = [(match.start(), match[1]) for match in _TOP.finditer(text)]
    firsts = [line.strip() for line in text.split("\n", 12) if line.strip()][:2]
    is_headed = len(firsts) > 1 and _names_body(firsts[0]) and _is_title(_bare(firsts[1]))
    first, all_glued = _title_of(firsts[is_headed]) if firsts else ("", False)
    both = leading_title(first) != first
    at, before, at_before = 0, ["", "", ""], 0
    for line in text.split("\n"):
        title, glued = _title_of(line)
        if title and any(before) and at not in known and _is_title(title) and not any(map(_attaches, before)):
            after = text[at + len(line) : at + len(line) + 400]
            is_like_first = _pattern(title) == _pattern(first) and _is_title(first)
            before_it, after_it = _numbers_around(tops, at)
            shown = (before_it and after_it == "一") or (_OPENING.search(after.lstrip()) and len(title) > 11)
            is_report = _is_report_of_someone(title) and not both
            under_name = is_headed and at_before > 0 and _names_body(before[-1])
            if (under_name or _ENDED.search(before[-1])) and (
                is_like_first or (shown and is_report and all_glued >= glued)
            ):
                start, name = (at_before, before[-1]) if under_name else (at, "")
                yield _Start(start, name + title, at + len(line))
        if line.strip():
            before, at_before = [*before[1:], line.strip()], at
        at += len(line) + 1


def _title_of(line: str) -> tuple[str, bool]:
    """What of a line may be a title, and whether a text goes on right behind it."""
    glued = _glued_title().match(line) if len(line) > 60 else None
    return (glued.group(), True) if glued else (_bare(line), False)


def _bare(line: str) -> str:
    """A line without the signs set around a title: ★, #, 《》."""
    line = line.strip(" ★☆◆●■#*")
    return line[1:-1] if line.startswith("《") and line.endswith("》") and line.count("《") == 1 else line


def _names_body(line: str) -> bool:
    """Whether a line is the name of an office, as it stands above a title: 河口镇人民政府."""
    return 4 <= len(line) <= 25 and not _STOP.search(line) and _BODY.search(line) is not None


def _attaches(line: str) -> bool:
    return line.startswith(("附件", "附表", "附:"))


def _is_title(line: str) -> bool:
    """Whether a line could be the title of a report."""
    is_bare = 8 <= len(line) <= 50 and not _STOP.search(line) and not _NUMBERED.match(line) and "\t" not in line
    return is_bare and _titled().search(line) is not None and _THEME.search(line) is not None


def _pattern(title: str) -> str:
    """A title without what differs between the pieces of a series: numbers, years, brackets, blanks."""
    return re.sub(rf"\([^()]*\)|[\d年XxＸ×*_ ]|{_NUMBER}$|^[—-]+", "", title)


def _own_title(text: str) -> str | None:
    """The title at the head of an article: its first lines without a stop, or what stands before a glued 一、."""
    lines = [line.strip() for line in text.split("\n", 8)[:8]]
    while len(lines) > 1 and (not lines[0] or _ABOVE_TITLE.fullmatch(lines[0])):
        lines = lines[1:]
    if 4 <= len(lines[0]) <= 60 and not _STOP.search(lines[0]) and not _NUMBERED.match(lines[0]):
        second = lines[1] if len(lines) > 1 else ""
        goes_on = second.startswith("——") or (_is_title(second) and not _titled().search(lines[0]))
        return lines[0] + second if goes_on else lines[0]
    glued = _glued_title().match(text)
    return glued.group() if glued and not _NUMBERED.match(glued.group()) else None


@cache
def _glued_title() -> re.Pattern[str]:
    """A title and, without a break, what texts open with."""
    openers = r"今年|近年|去年|一年来|(?:19|20)[\dxX*_]{2}年|自|为|按照|根据|尊敬|各[位镇乡街区县市]|同志们|[我全本]"
    plans = any_of(terms("titles", kind="plan"))
    ends = rf"(?:{any_of(terms('titles', kind='report'))}|(?:工作|实施|行动|年度|推进)(?:{plans}|意见)|的意见)"
    planned = rf"(?:(?:及其?|和|与|暨|、)[^。!?;,:\n]{{2,16}}?{plans})?"
    return re.compile(rf"[^。!?;\n]{{4,45}}?(?=一、)|[^。!?;,:\n]{{4,45}}?{ends}{planned}(?={openers})")

"""What a title says of its text, and the lines under it (who wrote it, when), for the steps that read it: the articles (where
does one begin?), the outline (is it a plan?) and the document facts (kind, level, period).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from civtext.lexicons import any_of, terms
from civtext.model import Span

_HAN = "[\u3400-\u9fff]"
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_NAME = rf"{_HAN}[ ]{{0,2}}{_HAN}{{1,2}}"
_POST = "(?:党?[委组])?(?:副?书记|[副代]?[省市县区旗州镇乡局院校行村]长|副?主任|副?总?经理)"
# What the lines of a head are, a letter each: whom a speech addresses, a date in brackets, one without, a subtitle.
_KINDS = {
    "s": re.compile(r"(?:尊敬的|各位|同志们)[^。;\n]{0,30}[:!]"),
    "d": re.compile(r"\((?:19|20)[\dXx×*_]{2}年[\dXx×*_]{1,2}月(?:[\dXx×*_]{1,2}日)?\)$"),
    "D": re.compile(r"(?:19|20)[\dXx×*_]{2}年[\dXx×*_]{1,2}月(?:[\dXx×*_]{1,2}日)?$"),
    "b": re.compile(r"——[^。!?;\n]{2,40}$"),
}
_NUMBER = re.compile(r"[(\[【]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[、.)\]】]+[ ]?")
_NO_TITLE = re.compile(r"第.{1,3}[章节条]|附|\d+$")
_TITLE = re.compile(r"(?=.*[\u3400-\u9fff])[^。!?;:\n\t]{4,45}$")
# A title of one line, or two without a blank one between, and who wrote it, when, whom it addresses: two of these, or who wrote it.
_HEAD = re.compile(
    r"(?:a(?=[tT]b?[dD]))?(?:[tT](?=[Ta]))??[tTa]b?(?P<under>ad|da|(?:a[dD]?|[dD]a?)(?=s)|a)|nb?(?P<numbered>(?:a[dD]?|[dD]a?)(?=s)|ad|da|a)"
)


class Head(NamedTuple):
    """The head of a paper: where it stands, its title, and the signs of one that are under it (`_KINDS`, a: who wrote it)."""

    span: Span
    title: str
    signs: str

    @property
    def is_sure(self) -> bool:
        """Whether two things stand under the title; who wrote it may be a heading of two lines, too."""
        return len(self.signs) > 1


def heads(folded: str) -> Iterator[Head]:
    """Where papers may begin: with a title and, under it, who wrote it, when, whom it addresses, or some of these.

    >>> text = "抓治理 聚民心\\n云屏市青禾区人民政府\\n(2023年6月15日)\\n各位领导:\\n今年以来,青禾区整治小巷8条。\\n"
    >>> list(heads(text))
    [Head(span=Span(start=0, end=31), title='抓治理 聚民心', signs='ads')]
    """
    lines = list(_LINE.finditer(folded))
    kinds = "".join(_kind(line[0].strip(), folded.endswith("\n\n", 0, line.start())) for line in lines)
    for match in _HEAD.finditer(kinds):
        under = match["under"] or match["numbered"]
        title = "".join(line[0].strip() for line in lines[match.start() : match.end() - len(under)])
        signs = under + "s" * kinds.startswith("s", match.end())
        yield Head(Span(lines[match.start()].start(), lines[match.end() - 1].end()), _NUMBER.sub("", title), signs)


def _kind(line: str, is_apart: bool) -> str:
    """What a line of a head may be: s, d, D, b (`_KINDS`), a for who wrote it (争做文明社区 may be a title, too), T for a title, t for
    one below a blank line, n for a numbered one, or x."""
    for kind, pattern in _KINDS.items():
        if pattern.match(line):
            return kind
    if number := _NUMBER.match(line):
        return "n" if _TITLE.match(line, number.end()) else "x"
    if _author().fullmatch(line):
        return "a"
    return "x" if not _TITLE.match(line) or _NO_TITLE.match(line) else "t" if is_apart else "T"


@cache
def _author() -> re.Pattern[str]:
    body = rf"(?:[省市县区旗州镇乡村委办]|街道|社区|政府|办公室|{any_of(terms('workplaces'))})"
    return re.compile(
        rf"\(?[\u3400-\u9fffXx×*、 ]{{2,30}}{body}(?:{_POST}(?:、{_POST})?[ ]{{0,4}}(?:{_NAME})?)?[ ]?\)?|{_NAME}"
    )


def leading_title(title: str) -> str:
    """The part of a title that says what the text is, where it names a report and, after it, a plan.

    >>> leading_title("2023年创建工作总结及2024年工作计划"), leading_title("创建情况通报制度和工作方案")
    ('2023年创建工作总结', '创建情况通报制度和工作方案')
    """
    first = _first_of_two().search(title)
    return title[: first.end()] if first else title


@cache
def _first_of_two() -> re.Pattern[str]:
    """2023年工作总结及2024年工作计划: a report that closes with what comes next."""
    plans = any_of((*terms("titles", kind="plan"), "方案"))
    return re.compile(
        r"(?:总结|小结|汇报|报告|回顾|情况)[》）)]?"
        rf"(?=(?:以及|及其?|和|与|暨|[、,，\s])[^》]{{0,24}}{plans}[）)]?\Z)"
    )

"""Number tokens (序号) in a place where a heading or a list item may begin.

>>> [(mark.style, mark.number, mark.token) for mark in find_marks("一、抓宣传\\n(一)报纸。刊发消息。(二)电视。播出专题。")]
[('一、', 1, '一、'), ('(一)', 1, '(一)'), ('(一)', 2, '(二)')]

What only looks like one: a decimal, a date, an enumeration of grades, a bracket inside a sentence.

>>> find_marks("前期摸底。一、二季度完成1.2亿元。3.15活动依照第(一)项办理。")
[]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from civtext.lexicons import Scanned
from civtext.quantities import numeral

# The outermost first: a style may stand inside those before it, whatever the order of first appearance.
STYLES = ("章", "节", "第一", "一、", "(一)", "1、", "1.1", "1.1.1", "(1)", "①")
_HAN = "一二三四五六七八九十"
_TOKEN = Scanned(
    rf"""
      第(?P<chapter>[{_HAN}百]{{1,4}})(?P<kind>章|编|篇|部分|板块|节)[ 、:]?  # 第一章, 第二部分
    | 第(?P<saying>[{_HAN}]{{1,2}})[^\s、,:。;]{{0,3}}[、,:]                   # 第一句话:
    | (?:做法|举措|措施|亮点|特色|经验|体会|启示)(?P<label>[{_HAN}]{{1,2}})[、,:]   # 做法一:
    | [【〔\[](?P<boxed>[{_HAN}]{{1,3}})[】〕\]]                              # 【一】
    | \((?P<paren_han>[{_HAN}]{{1,3}})\)[、.]?                              # (一)
    | (?<![{_HAN}(\d第])(?P<half>[{_HAN}]{{1,3}})\)[、.]?                    # 一)
    | \((?P<paren>\d{{1,2}})\)[、.]?                                        # (1)
    | (?<![\d.])(?P<decimal>\d{{1,2}}(?:\.\d{{1,2}}){{1,2}})[、. ]?(?![\d%])  # 1.1
    | (?<![\d.])(?P<digit>\d{{1,2}})(?:[ ]?、|[.),:](?!\d)|(?=[ ][^\d ]))     # 1、  1.  1)
    | (?P<roman>[Ⅰ-Ⅻ])[、.]                                               # Ⅰ、
    | (?P<sign>[①-⑳⑴-⒇⒈-⒛㈠-㈩])                                          # ①
    | (?<!第)(?P<han>[{_HAN}]{{1,3}})(?:[ ]?[、.,:]|(?=[ ]))                 # 一、
    """,
    firsts=rf"第做举措亮特经体启【〔\[(\d{_HAN}Ⅰ-Ⅻ①-⑳⑴-⒇⒈-⒛㈠-㈩",
    flags=re.VERBOSE,
)
_KINDS = {"saying": "第一", "label": "第一", "boxed": "一、", "paren_han": "(一)", "half": "(一)", "paren": "(1)"}
_KINDS |= {"digit": "1、", "han": "一、"}
_SIGNS = {"①": "①", "⑴": "(1)", "⒈": "1、", "㈠": "(一)"}
_TITLE_START = re.compile(r"\s{0,4}[\u3400-\u9fffA-Za-z“‘《〈\"'【(（×*□]|\s{0,4}(?:\d{4}|20[Xx×_*]{2})年?")
# Numerals that count on name grades, quarters or batches (一、二季度); a measure word after a decimal makes it a quantity or a date.
_ROW = re.compile(rf"([{_HAN}])(?:[、和及至]|[季级线类期批届等楼产月年])")
_QUANTITY = re.compile(r"[\d%亿万千百个元米吨条人次倍分]|个百|平方|公里|活动|[大]?地震")
_LINE_HEAD = re.compile(r"(?:^|\n)[ \t#*·•]{0,8}\Z")
# Who is in charge ends an item of a plan, whether a stop stands there or not: …做到日产日清(责任单位:城管局)2.规范市场。
_IN_CHARGE = re.compile(
    r"\((?:责任|牵头|主[办责管]|承办|配合|协[办同]|参[加与]|实施|落实|完成|整改|包[保联])[^():\n]{0,8}:[^()\n]{1,80}\)\Z"
)
_ENDS_SENTENCE = "。!?…"
_CLOSERS = "”’」』)\"'"
_GLUED_TITLE = 60
_GLUED_HEADING = 45


@dataclass(frozen=True, slots=True)
class Mark:
    """A number token: where it stands (`start` to `end`), its style, its value, and whether it opens a line."""

    start: int
    end: int
    style: str
    number: int
    token: str
    opens_line: bool

    @property
    def rank(self) -> int:
        """How far out the style stands by custom: 0 is the outermost."""
        return STYLES.index(self.style)


def find_marks(folded: str) -> list[Mark]:
    """All number tokens of a text that open a line, follow a full stop, or follow a heading that has none."""
    return list(_marks(folded))


@lru_cache(maxsize=4)  # headings and passages ask about one text
def _marks(folded: str) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    last: dict[str, int] = {}  # by style; some number on through their sections: 二、培育新风3.加强宣传
    for match in _TOKEN.finditer(folded):
        mark = _read(match, folded)
        if mark and _may_begin(mark, folded, marks[-1] if marks else None, {1, last.get(mark.style, 0) + 1}):
            marks.append(mark)
            last[mark.style] = mark.number
    return tuple(marks)


def _read(match: re.Match[str], folded: str) -> Mark | None:
    kind, digits = match.lastgroup, match[match.lastgroup or 0]
    if kind == "kind":
        style, digits = ("节" if digits == "节" else "章"), match["chapter"]
    elif kind == "decimal":
        style = "1.1" if digits.count(".") == 1 else "1.1.1"
        digits = digits.rpartition(".")[2]
    elif kind == "sign":
        first = max(sign for sign in _SIGNS if sign <= digits)
        style, digits = _SIGNS[first], str(ord(digits) - ord(first) + 1)
    elif kind == "roman":
        style, digits = "一、", str(ord(digits) - ord("Ⅰ") + 1)
    else:
        style = _KINDS[str(kind)]
        style = "(1)" if match[0].endswith(")") and kind == "digit" else style
    value = int(numeral(digits) or 0)
    token, opens_line = match[0].rstrip(), bool(_LINE_HEAD.search(folded, max(0, match.start() - 9), match.start()))
    return Mark(match.start(), match.start() + len(token), style, value, token, opens_line) if value else None


def _may_begin(mark: Mark, folded: str, before: Mark | None, expected: set[int]) -> bool:
    """Whether a heading may begin here, by what stands before and after the token; `expected`: the numbers of its style that
    may follow a title without a stop."""
    rest = folded[mark.end : mark.end + 8]
    if not _TITLE_START.match(rest):
        return False
    if mark.style == "第一":
        return mark.opens_line
    if mark.style.startswith("1.1"):
        return mark.opens_line and not _QUANTITY.match(rest.lstrip())
    if mark.opens_line:
        return True
    if folded.endswith(("附件:", "附:"), 0, mark.start):
        return False  # what is attached is no part of the text
    if mark.style in ("一、", "1、") and mark.token[-1] not in "、.":
        return False  # a lost mark (一 加强领导) is only believed at the head of a line
    if mark.style == "一、" and (row := _ROW.match(rest)) and numeral(row[1]) == mark.number + 1:
        return False
    return _follows_stop(mark, folded) or (mark.number in expected and _follows_title(mark, folded, before))


def _follows_stop(mark: Mark, folded: str) -> bool:
    head = folded[max(0, mark.start - 4) : mark.start].rstrip()
    if head.endswith(":"):
        return mark.number == 1
    if head.endswith(")") and _IN_CHARGE.search(folded, max(0, mark.start - 100), mark.start):
        return True
    bare = head.rstrip(_CLOSERS)
    return head[-1:] in _ENDS_SENTENCE or (head != bare and bare[-1:] in _ENDS_SENTENCE and bare != "")


def _follows_title(mark: Mark, folded: str, before: Mark | None) -> bool:
    """Whether all since the last token, or since the article's head, can be a title without a stop."""
    since = before.end if before and before.style != mark.style else 0
    if mark.number > 1 and not (before and since and before.rank < mark.rank):
        return False
    limit = _GLUED_HEADING if since else _GLUED_TITLE
    between = folded[since : mark.start]
    return 2 <= len(between) <= limit and between[-1] != "第" and not any(stop in between for stop in "。!?…;\n")

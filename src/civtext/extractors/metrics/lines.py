"""What the layout names for a number, for `objects`: the heading that its line runs in with.

>>> text = "2.停车泊位。计划新增4000个"
>>> headings = Layout(text)
>>> span = headings.heading(text.index("4000"))
>>> text[span.start:span.end]
'停车泊位'
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from civtext.lexicons import Scanned
from civtext.model import Span

_NUMBER = r"[ \t]*(?:[(（]?[0-9一二三四五六七八九十]{1,3}[)）、.．]|[一二三四五六七八九十]{1,2}是)?[ ]*"
_RUN_IN = re.compile(rf"{_NUMBER}(?P<title>[^,，;；。:：!?\n\t0-9“”]{{2,16}})[。:：]")
# 公厕建设方面,投入资金,新建12座: what the sentence is about.
_ABOUT = re.compile(
    rf"(?:^|[。;:：；]){_NUMBER}(?:在|对于?|关于|就)?(?P<title>[^,，;；。:：!?\n\t0-9“”的]{{2,12}}?)(?:工作|推进)?(?:方面|上)[,，][^。;；\n]*$"
)
# 像这样的口袋公园,全区已建成48个
_SUCH = re.compile(
    r"(?:^|[。;:：；”])(?:像这样的|类似的|这样的|诸如此类的)(?P<title>[^,，。;；:：\n0-9“”]{2,12})[,，][^,，。\n]*$"
)
_TOPICAL = Scanned(r"[面上][,，]|这样的|类似的|诸如此类的", firsts="面上这类诸")  # what both need
_VAGUE = re.compile(r"环境|秩序|文化|文明|服务|思想|氛围|作风|机制|工作|基础|管理|队伍|活动|实际|总体|整体")
_NEAR = 160


class Layout:
    """The lines of a text; each question is answered from a line and the one before it."""

    def __init__(self, folded: str) -> None:
        self._text = folded
        self._lines = folded.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self._lines), initial=0))[:-1]

    def topic(self, start: int) -> Span | None:
        """What the sentence says it is about (公厕建设方面,…), None where it doesn't."""
        at = bisect_right(self._starts, start) - 1
        offset = max(self._starts[at], start - _NEAR)
        words = self._text[offset:start]
        about = (_ABOUT.search(words) or _SUCH.search(words)) if _TOPICAL.search(words) else None
        return Span(*about.span("title")).shifted(offset) if about and not _VAGUE.search(about["title"]) else None

    def heading(self, start: int) -> Span | None:
        """The short title that the line of `start` runs in with.

        None where the number is not in the first sentence after it.
        """
        at = bisect_right(self._starts, start) - 1
        line, offset = self._lines[at], self._starts[at]
        if start - offset > _NEAR:
            return None
        run_in = _RUN_IN.match(line)
        if run_in and offset + run_in.end() <= start:
            body = line[run_in.end() : start - offset]
            return None if "。" in body else Span(*run_in.span("title")).shifted(offset)
        return None

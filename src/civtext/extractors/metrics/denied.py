"""Numbers that no office would report as its own, for `metrics`: denied or forbidden ones, supposed ones, another place's.

>>> why_not("全年没有新增违建", "全年没有新增违建", "", "新增"), why_not("可改造小区", "若资金到位,可改造小区", "", "改造")
('negated', 'hypothetical')
>>> why_not("该市建成公园", "该市建成公园", "6月赴江州市考察学习。", "建成"), why_not("不断新增绿地", "不断新增绿地", "", "新增")
('elsewhere', None)

What is still to do (还需改造小区8个), what is left (未改造的小区12个) and what could be held (可停车300辆) are counts like others.
"""

from __future__ import annotations

import re

from civtext.extractors.negations import is_supposed, kind_before
from civtext.lexicons import Gated

_STILL_TO_DO = re.compile(r"[尚仍还亟急]需|亟待|有待|缺[口乏]?|需要")
_SINCE = re.compile(r"[;。!?！？\n]")
_PLACE = r"[\u4e00-\u9fff]{1,8}?(?:[省市县区旗镇乡村州盟]|街道)"
_OURS = re.compile(r"[我本全](?:省|市|县|区|旗|镇|乡|村|州|局|院|校|街道)|我们|我方|相比之下")
_NEIGHBOUR = Gated(
    rf"(?:^|[,:])(?:据悉|据了解|据报道|据介绍|目前|而|反观|例如|比如|如)?,?(?:邻近|相邻|毗邻|临近|隔壁|周边|兄弟)的(?![0-9一二两三四五六七八九十几数多各]){_PLACE}(?!的)",
    needs="邻近|相邻|毗邻|临近|隔壁|周边|兄弟",
)
_VISIT = re.compile(rf"(?:学习|考察|借鉴|参观|观摩|对标|取经|赴|以){_PLACE}")
_THERE = Gated(
    r"(?:^|[,;。])(?:该|那里的?|当地)(?:省|市|县|区|旗|镇|乡|村|州|街道|地)?(?![们项类条])", needs="该|那里|当地"
)


def why_not(clause: str, sentence: str, line: str, action: str | None) -> str | None:
    """Why a number is not reported: negated, hypothetical or elsewhere; None where it is.

    `clause` and `sentence` are the text up to the number, `line` the sentences before; `action` the number's verb.
    """
    if any(is_supposed(one) for one in _SINCE.split(sentence)[-1].split(",")):
        return "hypothetical"
    at = clause.rfind(action) if action else -1
    verb = max(at, at + len(action or "") - 2)  # the last verb of a chain that the cue may open: 禁止 | 新建
    if (
        at >= 0
        and "的" not in clause[verb:]
        and not _STILL_TO_DO.search(clause)
        and any(kind_before(clause, 0, start) in ("denied", "forbidden") for start in {at, verb})
    ):
        return "negated"
    return "elsewhere" if _is_elsewhere(sentence, line) else None


def _is_elsewhere(sentence: str, line: str) -> bool:
    """邻近的南湖区已改造小区300个; 赴江州市考察, 该市建成公园20座: sure cues only, up to the next word of our own place."""
    cue = _NEIGHBOUR.search(sentence)
    if cue is None and (there := _THERE.search(sentence)):
        before = line + sentence[: there.start()]
        visit = _VISIT.search(before)
        cue = there if visit and not _OURS.search(before, visit.end()) else None
    return cue is not None and not _OURS.search(sentence, cue.end())

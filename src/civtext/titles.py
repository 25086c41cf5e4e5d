"""What a title says of its text, for the steps that read it: the outline (is it a plan?) and the document facts (kind)."""

from __future__ import annotations

import re

# 2023年工作总结及2024年工作计划: a report that closes with what comes next.
_FIRST_OF_TWO = re.compile(
    r"(?:总结|小结|汇报|报告|回顾|情况)[》）)]?"
    r"(?=(?:以及|及其?|和|与|暨|[、,，\s])[^》]{0,24}(?:计划|打算|安排|思路|方案|要点|规划|设想)[）)]?\Z)"
)


def leading_title(title: str) -> str:
    """The part of a title that says what the text is, where it names a report and, after it, a plan.

    >>> leading_title("2023年创建工作总结及2024年工作计划"), leading_title("创建情况通报制度和工作方案")
    ('2023年创建工作总结', '创建情况通报制度和工作方案')
    """
    first = _FIRST_OF_TWO.search(title)
    return title[: first.end()] if first else title

"""An enumeration read as its members (并列成分): A、B和C, without the verb that governs them.

>>> members_of("自查、互查和督查", 3), members_of("自查、互查", 3)
(['自查', '互查', '督查'], [])
>>> aligned(["落实领导", "属地", "行业"]), aligned(["拆除一批", "改造一批"])
(['领导', '属地', '行业'], ['拆除一批', '改造一批'])
"""

from __future__ import annotations

import re

from civtext.extractors.slogans.formulas import QUOTES
from civtext.lexicons import any_of, terms

AND = re.compile("以及|和|及|与")
_OPENS = any_of((*terms("leads"), *terms("slogan_words", kind="opens"), *terms("verbs")))
LEAD = re.compile(
    rf"(?:我们|[我全各本][省市县区旗乡镇街办局院校村]\w?)?(?:进一步|切实|不断|持续|重点|全面|主要)?(?:{_OPENS}(?:了|好|起来?|成)?)|重点?针对"
)
_DIVISION = re.compile(rf"(?:{LEAD.pattern})([省市县区旗乡镇街村组户局厂校院])")
_LIST_NUMBER = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})、")  # 二、用好“两个阵地”


def members_of(chunk: str, count: int) -> list[str]:
    """The members of an enumeration, if there are so many: A、B和C, A+B+C, “A”“B”“C”."""
    chunk = chunk.replace("”“", "、") if "、" in chunk else chunk.replace("”“", "、").replace("+", "、")
    chunk = _LIST_NUMBER.sub("", re.sub(r"(?<=[^、])等[^、]{0,12}\Z", "", chunk.translate(QUOTES)))
    members = chunk.split("、")
    if len(members) == count - 1:
        last = next((at for at in reversed(range(count - 1)) if AND.search(members[at])), -1)
        members[last : last + 1 or None] = AND.split(members[last], maxsplit=1)
    return members if len(members) == count and all(members) else []


def aligned(members: list[str]) -> list[str]:
    """The members without the verb that governs them: what the first has more than the others, if those are of one length."""
    first, *others = members
    lengths = {len(other) for other in others}
    if lengths == {len(first)}:  # 拆除一批、改造一批、新建一批
        return members
    if division := _DIVISION.fullmatch(first):  # 建立市、街道、社区
        return [division[1], *others]
    longer = len(lengths) == 1 and len(first) > max(lengths)
    if (
        not longer and len(others) > 1 and len(opening := {other[0] for other in others}) == 1
    ):  # 全力实施一栏、一榜、一廊
        if first[0] in opening:
            return _even(members)
        at = first.rfind(opening.pop())
        return _even([first[at:] if at >= 0 else without_verb(first), *others])
    return [first[-max(lengths) :] if longer else without_verb(first, min(2, *lengths)), *others]


def _even(members: list[str]) -> list[str]:
    """The members, the last no longer than the others, where those are of one length: 创建村镇、创建校园、创建家庭齐头并进."""
    sizes = {len(member) for member in members[:-1]}
    return [*members[:-1], members[-1][: sizes.pop()]] if len(sizes) == 1 else members


def without_verb(member: str, shortest: int = 2) -> str:
    lead = LEAD.match(member)
    return member[lead.end() :] if lead and lead.end() <= len(member) - shortest else member

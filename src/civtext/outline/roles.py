"""What part a section plays (section role): background, measures, results, problems, plan, other.

>>> role_of("四、存在的问题和不足"), role_of("下一步工作打算"), role_of("坚持共建共享,画好同心圆"), role_of("聚焦薄弱环节抓整治")
('problems', 'plan', None, None)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from civtext.lexicons import any_of, terms
from civtext.titles import leading_title

# The first that a title speaks of decides: 存在问题及下一步打算 opens with the problems.
_ROLES = ("problems", "plan", "measures", "results", "background", "other")
_CUES = {
    role: re.compile(any_of(terms("roles", role=role, where="heading") + terms("roles", role=role, where="opening")))
    for role in _ROLES
}
_PLAN_TITLE = re.compile(
    any_of(terms("roles", role="plan", where="title")) + r"[》）)\s]{0,3}(?:[（(][^（()）]{1,12}[)）]){0,2}\Z"
)
_PLAN_PART = re.compile(any_of(terms("roles", where="part") + terms("roles", where="opening")))
_PLAN_BODY = re.compile(any_of(terms("roles", role="plan", where="body")))
# 2020年,大队将重点抓好; 二〇一〇年,我们打算
_YEAR_AHEAD = re.compile(
    r"(?:明年|来年|(?:20[0-9Xx×*_]{2}|二[〇○零][〇○零一二三四五六七八九]{2})年),?[^,。;0-9]{0,6}(?:将|打算|拟(?=[在从抓办做新重着]))"
)
# 2023年,重点做好以下工作: ahead where the text reports on an earlier year.
_YEAR_TASKS = re.compile(r"(?P<year>20[0-9]{2})年,?[^,。;0-9]{0,6}(?:重点|着力|继续|要)")
# 聚焦薄弱环节,推动…: what is done about a problem tells of none.
_AIMS_AT = re.compile(
    r"[（(]?[一二三四五六七八九十0-9]{0,3}[)）、.．]?\s*(?:聚焦|紧盯|盯紧|补齐|补强|破解|攻克|针对|瞄准|直面|解决|整改|抓住|围绕|突出|打通|坚持)"
)
# A leader's speech: what the leader says everyone must do is ahead, unless it is told as done; at the opening of a campaign, and
# of who pledges something, all that is not told as done.
_SPEECH = re.compile(r"讲话(?!精神)")
_MENDING = re.compile(
    r"(?:问题|意见|反馈)[^,，。]{0,6}(?:整改|整治|解决|办理)[^,，。]{0,6}(?:情况|进展|成效|报告|汇报)"
)
_KEEPING = re.compile(r"(?:巩固|扩大|深化|转化|维护|展示)[^,，。]{0,8}成果")  # an aim, no result
_PLEDGE = re.compile(r"表态|(?:动员|誓师|部署|攻坚)[^,。、]{0,10}(?:讲话|发言)")
_EXHORTS = re.compile(
    r"(?<![主需重必只不还想紧简首摘纪概切扼都就又会])要(?![求点素闻件道害塞领紧职么是])|务必|必须|力争|确保"
)
_TELLS = re.compile(r"(?<![为除])了(?!解)|已经?|去年|以来|累计|先后|全年")
# Who has told of last year (去年…) and now turns to this one (三、今年我们盯住几件实事; by two deadlines) speaks of what is to come.
_LAST_YEAR = re.compile(r"去年|上年(?!度?同期)|过去(?:的)?一年")
_THIS_YEAR = re.compile(
    r"今年(?!以?来|上半年|前[一二三四五六七八九十0-9])|新(?:的)?一年|(?<![经走])(?:向|往)前[走看]|再出发"
)
_DEADLINE = re.compile(
    r"(?:[0-9一二三四五六七八九十]{1,2}月|年|季度)[底末份中上下旬]{0,2}(?:以|之)?前,?(?![^,。;]{0,12}[了已])"
)
_PROBLEM_BODY = re.compile(any_of(terms("roles", role="problems", where="body")))


def is_mending(title: str | None) -> bool:
    """Whether a paper or a section reports how problems were put right (问题整改情况), so that its parts are named by problems.

    >>> is_mending("二、主要问题整改情况"), is_mending("三、存在的问题"), is_mending("创城问题整改工作报告")
    (True, False, True)
    """
    return bool(title and _MENDING.search(title))


def role_of(title: str) -> str | None:
    """The role that a heading's own words give, None where they give none."""
    if is_mending(title):
        return "measures"
    roles = _ROLES[1:] if _AIMS_AT.match(title) else _ROLES
    told = _KEEPING.sub("", title)
    return next((role for role in roles if _CUES[role].search(told)), None)


def role_of_body(head: str, year: int = 0) -> str | None:
    """The role that the first words of a paragraph give, in a text that reports on a year (0 where none is known)."""
    tasks = _YEAR_TASKS.match(head) if year else None
    if _PLAN_BODY.match(head) or _YEAR_AHEAD.match(head) or (tasks and int(tasks["year"]) > year):
        return "plan"
    return "problems" if _PROBLEM_BODY.match(head) else None


def exhorts(title: str | None, body: str) -> bool:
    """Whether a stretch of a leader's speech lays down what is to be done rather than tells what was.

    >>> exhorts("在动员大会上的讲话", "城管局要排查背街小巷,各镇要把台账建起来。"), exhorts("工作总结", "各镇要建台账,各村要清垃圾。")
    (True, False)
    """
    if not title or not (_SPEECH.search(title) or _PLEDGE.search(title)):
        return False
    duties, told = len(_EXHORTS.findall(body)), len(_TELLS.findall(body))
    return (duties > 1 and duties > told) or (told == 0 and _PLEDGE.search(title) is not None)


def last_year(text: str) -> int:
    """Where a text has first told of last year; its end where it never does."""
    told = _LAST_YEAR.search(text)
    return told.end() if told else len(text)


def turns_ahead(title: str, body: str) -> bool:
    """Whether a section behind others that told of last year speaks of the one that has begun: by its title or by its deadlines.

    >>> turns_ahead("三、今年盯住几件实事", ""), turns_ahead("二、今年以来的做法", "")
    (True, False)
    >>> turns_ahead("三、补短板", "今年再投一些。6月底前,改造市场;年底前,新建车棚120座。")
    True
    """
    return bool(_THIS_YEAR.search(title)) or ("今年" in body and len(_DEADLINE.findall(body)) > 1)


def is_plan(title: str | None, headings: Sequence[str]) -> bool:
    """Whether an article lays down what is to be done: by its title, or by three headings that plans have.

    >>> is_plan("创建工作实施方案", []), is_plan("2023年创建工作总结", ["指导思想", "创建目标", "实施步骤"])
    (True, True)
    >>> is_plan("《创建工作方案》落实情况汇报", ["主要做法", "工作要求"])
    False
    >>> is_plan("2023年创建工作总结及2024年工作计划", ["2023年主要工作", "2024年工作计划"])
    False
    """
    if title and _PLAN_TITLE.search(leading_title(title)):
        return True
    return sum(bool(_PLAN_PART.search(heading)) for heading in headings) >= 3

"""What a formula built on a number stands for: the list near by that has as many members as the number says.

The list is looked for in brackets behind the formula, behind 即 or a colon, right before it or before 人称, elsewhere in the sentence,
in the clauses or the 一是 … 二是 … that follow, and in the headings under it. A list of another length is none.

>>> text = "落实“三查”(自查、互查、督查)制度。"
>>> expand(text, Formula(Span(3, 5), Span(2, 6), "三查", "quoted"), []).items
('自查', '互查', '督查')
>>> text = "落实“三查”(自查、互查)制度。"
>>> expand(text, Formula(Span(3, 5), Span(2, 6), "三查", "quoted"), [])
Expansion(items=(), rule='')
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import groupby, product
from typing import NamedTuple

from civtext.extractors.slogans.compounds import PART, number_by_number, part_by_part
from civtext.extractors.slogans.counted_up import firsts, one_by_one, ordinals, paragraphs
from civtext.extractors.slogans.enumerations import LEAD, aligned, members_of, without_verb
from civtext.extractors.slogans.formulas import QUOTES, Formula
from civtext.extractors.slogans.surroundings import CHUNK, WINDOW, chunks_near, paragraph_end, told
from civtext.lexicons import any_of, terms
from civtext.model import Heading, Span
from civtext.quantities import numeral

_BRACKETS = re.compile(r"[^。;:(\n]{0,8}[(](?P<inside>(?:[^()\n]|[(][^()\n]{0,20}[)]){3,240})[)]")
# 报刊、电视和“两微一端”: the formula is a member.
_ITSELF_ONE = re.compile(r"(?:[和及与、]|以及)[“‘]?\Z")
_BEFORE = re.compile(r"(?:等|这)?的?[“‘]?\Z")
_QUOTED_LIST = re.compile(r"“([^“”。;\n]{1,40}[、+＋][^“”。;\n]{1,40})”\Z")
# 由网格员、楼栋长、志愿者组成的, 以干净、整洁为内容的
_FRAMED = re.compile(
    r"[由以](?P<list>[^由以,。;:!?()《》\n]{3,80}?)(?:等?(?:共同)?(?:组成|构成|参与|参加)|为(?:主要|基本|核心)?(?:内容|重点|主题|目标|载体|抓手|核心|主|原则|标准))的?[“‘]?\Z"
)
# 以环境、秩序、服务为重点, 聚焦环境、秩序、服务等方面
_SETS_OUT = re.compile(
    r"(?:[^、]{0,6}?(?:以|把)(?P<list>[^,]{5,80}?)(?:为|作为)(?:主要|基本|核心)?(?:内容|重点|主题|目标|载体|抓手|突破口|切入点|着力点|主攻方向)"
    r"|[^、]{0,4}?(?:围绕|聚焦|瞄准|针对|紧盯|紧扣|锁定|对准)(?:了|着)?(?P<aims>[^,]{5,80}?)(?:等(?:重点|突出|主要|薄弱)?(?:方面|问题|环节|领域|区域|难题|短板)?)?)"
)
# What is fought over what one sets out from; no mechanism is.
_FOUGHT = re.compile(any_of(terms("slogan_words", kind="fought")) + r"\Z")
# 组织宣讲队深入学校、社区、家庭
_GONE = re.compile(r"(?:深入|走进|走入|面向|送进)(?P<list>[^,]{5,80}?),?\Z")
# 联合公安、市场监管等部门开展占道经营、乱停乱放、违法建设“三大整治”: those who did it are a list, too.
_DONE_WITH = re.compile(rf"\A[^,]*、[^,]*?等[^、]{{0,6}}(?:开展|实施|打响|{any_of(terms('leads'))})(?=[^、]+、)")
# …,人称“三难巷”
_CALLED = re.compile(r",[^,。;:\n]{0,16}?(?:叫做?|称|称为|戏称|[俗人号]称|是)(?:它|其|之为|为)?[“‘]?\Z")
# “红黄蓝”三色
_SPELT = re.compile(r"“([\u3400-\u9fff]{2,6})”\Z")
# 社区、商户落实门前三包: those who do it.
_GOVERNS = re.compile(any_of((*terms("leads"), "做到", "践行")) + r"\Z")
# 三步走,按照托管、组建、移交的步骤
_STEPS = re.compile(
    r"[^,。;:\n]{0,10},(?:按照?|通过|采取|以)(?P<list>[^,。;:!?()\n]{5,80})的(?:步骤|方式|思路|办法|路径|模式|原则|顺序)"
)
_NEXT = re.compile(r"[^,。;:\n]{0,10},(?P<list>[^,。;:!?()\n]{5,120})")
# 公约上墙率、人员培训率均达100%, 由中心、站、点组成: what is said of all.
_SAID_OF_ALL = re.compile(r"(?:(?<=.{2})(?:全部|均|都)[^、]{2,12}|(?<=.)(?:共同)?[组构]成)\Z")
# 市、县(区)、街道: what stands in short brackets belongs to its member.
# Begins behind a stop, which spares trying it at each character.
_LAST_CHUNK = re.compile(
    r"(?:^|(?<=[,。;:!?()《》\n]))(?:[^,。;:!?()《》\n]|(?<=[^、(\n])[(][^(),。;:\n]{1,4}[)](?=[、\u3400-\u9fff]))*\Z"
)
# 建一面墙、办一次活动: each member with its 一.
_ONE_EACH = re.compile(r"一[个面批处支座条项所场次名本张][^,、;:]{2,20}")


_FAR = 100  # headings behind a formula that may tell what it stands for


class Expansion(NamedTuple):
    """The items of a formula and where they stand; no items where the text has no list of that length."""

    items: tuple[str, ...]
    rule: str = ""


def expand(folded: str, formula: Formula, headings: Sequence[tuple[Span, Heading]]) -> Expansion:
    """The items of a formula: the first list of the right length, looked for where it is most surely meant."""
    if formula.rule.endswith("chain"):
        return Expansion(())
    if formula.letters:
        return _lettered(folded, formula)
    for look, count in product(_looks(formula), formula.counts):
        items = tuple(item.strip() for item in look(folded, formula, count))
        if len(items) == count and _may_be(items, formula):
            return Expansion(items, look.__name__.strip("_"))
    for count in formula.counts:
        for titles in (_under_heading(formula, headings), _headings_alike(formula, headings, count)):
            if len(titles) == count and not any(formula.text in title for title in titles):
                return Expansion(tuple(titles), "headings")
    return Expansion(())


def _may_be(items: Sequence[str], formula: Formula) -> bool:
    """Whether a formula may stand for these: none is a piece of it; of 三先三后 there are six, or three that have 先 and 后 each."""
    if not all(items) or any(len(item) > 2 and item in formula.text for item in items):
        return False
    parts = PART.findall(formula.text)
    paired = len(parts) > 1 and {numeral(number) for number, _ in parts} == {len(items)}
    if formula.of_one and len(items) == formula.counts[-1] < formula.counts[0]:  # 一仓五净: what is 净
        return all(parts[-1][1] in item for item in items)
    return not paired or all(key in item for _, key in parts for item in items)


def _looks(formula: Formula) -> Sequence[Callable[[str, Formula, int], Sequence[str]]]:
    """Where to look: for what is well known, or gives one to each (一约一会一榜), only where a list is surely meant."""
    if formula.rule.endswith("each"):
        return _SURELY
    return _FOR_KNOWN if formula.rule.endswith(("set", "masked")) else _LOOKS


def _lettered(folded: str, formula: Formula) -> Expansion:
    """The items of 九字思路: a list whose members have so many characters together."""
    for count in (*range(2, formula.letters // 2 + 1), formula.letters):
        for look in (_in_brackets, _that_is, _before):
            items = tuple(look(folded, formula, count))
            if sum(map(len, items)) == formula.letters:
                return Expansion(items, look.__name__.strip("_"))
    return Expansion(())


def _in_brackets(folded: str, formula: Formula, count: int) -> list[str]:
    match = _BRACKETS.match(folded, formula.outer.end)
    if not match:
        return []
    inside = match["inside"].translate(QUOTES)
    splits = [_ONE_EACH.findall(inside), *(re.split(stops, inside) for stops in ("[、,;]", "[,;]", "、", ";"))]
    splits.append(members_of(inside, count))
    return next((members for members in splits if len(members) == count), [])


def _that_is(folded: str, formula: Formula, count: int) -> list[str]:
    """The enumeration behind 即 or a colon, up to the next stop."""
    first = CHUNK.match(told(folded, formula))
    members = _without_said_of_all(members_of(first[0], count)) if first else []
    noun = folded[formula.outer.end : formula.outer.end + 2]  # “四德”教育,即…、家庭美德、个人品德教育
    is_last_alone = len(noun) == 2 and sum(member.endswith(noun) for member in members) == 1
    return [member.removesuffix(noun) for member in members] if is_last_alone else members


def _that_is_in_clauses(folded: str, formula: Formula, count: int) -> list[str]:
    """The clauses behind 即 or a colon, each with what is told of it: 清垃圾,日产日清;清杂物,…"""
    clauses = told(folded, formula).translate(QUOTES)
    splits = (re.split(stops, clauses) for stops in ("[,;]", ";", "[、,;]"))
    members = next((members for members in splits if len(members) == count), [])
    heads = [member.split(",")[0] for member in members]
    named = formula.keys and all(head.startswith(formula.keys[0]) for head in heads)
    return _without_said_of_all(heads if named else members)


def _without_said_of_all(members: list[str]) -> list[str]:
    return [*members[:-1], _SAID_OF_ALL.sub("", members[-1])] if members else []


def _before(folded: str, formula: Formula, count: int) -> list[str]:
    head = folded[max(0, formula.outer.start - WINDOW) : formula.outer.start]
    if _ITSELF_ONE.search(head) or formula.text.endswith("不误"):  # 创建、业务两不误: of what, not what
        return []
    if framed := _FRAMED.search(head):
        return members_of(framed["list"], count)
    head = head[: _BEFORE.search(head).start()]  # type: ignore[union-attr]  # matches nothing too
    if quoted := _QUOTED_LIST.search(head):
        return members_of(quoted[1], count)
    chunk = _LAST_CHUNK.search(head)[0]  # type: ignore[index]  # matches nothing too
    members = members_of(chunk, count) or members_of(_DONE_WITH.sub("", chunk), count)
    led = _GOVERNS.search(members[-1]) if members else None
    done_by_them = led and (len(members[-1]) > max(map(len, members[:-1])) or led[0] == members[-1])
    return aligned(members) if members and not done_by_them else []


def _clauses_before(folded: str, formula: Formula) -> list[str]:
    """The clauses of its sentence before the one in which a formula stands."""
    head = folded[max(0, formula.outer.start - WINDOW) : formula.outer.start]
    return CHUNK.findall(head[max(map(head.rfind, "。!?\n")) + 1 :])[:-1]


def _gone_into(folded: str, formula: Formula, count: int) -> list[str]:
    """Where somebody went before it is told what for: 深入学校、社区、家庭,开展“三进”宣传."""
    clauses = _clauses_before(folded, formula) if formula.keys[-1:] == ("进",) else []
    gone = (match for clause in reversed(clauses) if (match := _GONE.search(clause)))
    return next((members for match in gone if (members := members_of(match["list"], count))), [])


def _framed_earlier(folded: str, formula: Formula, count: int) -> list[str]:
    """The list on which the sentence sets out before it comes to the formula: 聚焦环境、秩序、服务,…,打好三场硬仗."""
    clauses = _clauses_before(folded, formula) if _FOUGHT.search(formula.text) else []
    framed = (match for clause in clauses if (match := _SETS_OUT.fullmatch(clause)))
    lists = (members_of(match["list"] or match["aims"], count) for match in framed) if count > 2 else ()
    return next(filter(None, lists), [])


def _spelt(folded: str, formula: Formula, count: int) -> list[str]:
    """The characters of a word in quotation marks right before, as many as the formula says: “红黄蓝”三色督办."""
    word = _SPELT.search(folded, max(0, formula.outer.start - WINDOW), formula.outer.start)
    return list(word[1]) if word and len(word[1]) == count else []


def _called(folded: str, formula: Formula, count: int) -> list[str]:
    """The list of the clause before the one that gives it its name: 路窄、灯暗、管网老,人称“三难巷”."""
    start = max(0, formula.outer.start - WINDOW)
    called = _CALLED.search(folded[start : formula.outer.start])
    if not called:
        return []
    head = folded[start : start + called.start()]
    members = members_of(_LAST_CHUNK.search(head)[0], count)  # type: ignore[index]
    return aligned(members) if members else []


def _in_sentence(folded: str, formula: Formula, count: int) -> list[str]:
    """A list in the sentence or the next, each member of which has in it what the formula counts."""
    chunks = chunks_near(folded, formula) if formula.keys else []
    for members in (members_of(chunk, count) for chunk in chunks):
        itself = any(formula.text in member for member in members)  # “白+黑”、“5+2”、…: one of several formulas
        if members and not itself and any(all(key in member for member in members) for key in formula.keys):
            return aligned(_ended(_ended(members, formula.keys[-1]), formula.keys[0]))
    return _parallel(chunks, formula, count)


def _ended(members: list[str], key: str) -> list[str]:
    """The members, the last cut off behind the word on which all others end: 柴堆、粪堆、土堆占了路."""
    *others, last = members
    ends = last.find(key) + len(key)
    return [*others, last[:ends]] if ends > len(key) and all(other.endswith(key) for other in others) else members


def _parallel(clauses: Sequence[str], formula: Formula, count: int) -> list[str]:
    """Clauses in a row, as many as the formula says, of one length and with its word: 以评促改,以评促建."""
    others = [clause for clause in clauses if formula.text not in clause]
    for opens, row in groupby(others, key=lambda clause: clause[:1] in formula.keys[:1]):
        members = list(row)
        if opens and len(members) == count > 2 and not any("、" in member for member in members):
            return members
    for shape in (len, lambda clause: len(without_verb(clause))):
        for _, row in groupby(others, key=shape):
            members = list(row)
            if len(members) == count and all(key in one for one in members for key in formula.keys[:1]):
                return members if shape is len else aligned(members)
    heads = [clause for clause in others if clause[:1] in formula.keys[:1]]  # 问计于民,开通…;问需于民,走访…
    return heads if len(heads) == count > 2 and len({*map(len, heads)}) == 1 else []


def _next_clause(folded: str, formula: Formula, count: int) -> list[str]:
    """The list that opens the next clause, its members of one length: “五步闭环”工作法,发现、交办、整改、反馈、销号环环相扣."""
    if steps := _STEPS.match(folded, formula.outer.end):
        return members_of(steps["list"], count)
    following = _NEXT.match(folded, formula.outer.end)
    members = members_of(following["list"], count) if following and count > 2 else []
    size = len(members[0]) if members else 0
    alike = size > 1 and all(len(member) == size for member in members[:-1]) and len(members[-1]) >= size
    return [*members[:-1], members[-1][:size]] if alike else []


def _under_heading(formula: Formula, headings: Sequence[tuple[Span, Heading]]) -> list[str]:
    holding = bisect_right(headings, formula.span.start, key=lambda heading: heading[0].start) - 1
    if holding < 0 or not headings[holding][0].covers(formula.span):
        return []
    level = headings[holding][1].level
    titles = []
    for _, heading in headings[holding + 1 :]:
        if heading.level <= level:
            break
        if heading.level == level + 1 and not heading.run_in:
            titles.append(heading.title)
    return titles


def _headings_alike(formula: Formula, headings: Sequence[tuple[Span, Heading]], count: int) -> list[str]:
    """The titles of headings in a row behind the formula that all end with what it counts: 公民道德提升工程 for 五大提升工程."""
    noun = formula.noun
    first = bisect_right(headings, formula.span.start, key=lambda heading: heading[0].start)
    later = headings[first : first + _FAR]
    titles = [heading.title for _, heading in later if noun and heading.title.endswith(noun)]
    levels = {heading.level for _, heading in later if heading.title in titles}
    return titles if len(levels) == 1 and len(titles) == count else []


def _in_clauses(folded: str, formula: Formula, count: int) -> list[str]:
    """Clauses behind the formula that each name one: 实施安居工程,…;实施畅通工程,…."""
    noun, end = formula.noun, paragraph_end(folded, formula.outer.end, 2 * WINDOW)
    named = []
    for clause in CHUNK.finditer(folded, formula.outer.end, end):
        lead, at = LEAD.match(clause[0]), clause[0].find(noun)
        if lead and noun and at >= lead.end():
            named.append(clause[0][lead.end() : at + 2].translate(QUOTES))
    return named if len(set(named)) == len(named) else []


# Where a list is surely meant, then where it needs a word of the formula or a likeness of its members.
_SURELY: tuple[Callable[[str, Formula, int], Sequence[str]], ...] = (_in_brackets, _that_is, _that_is_in_clauses)
_LOOKS = (
    number_by_number,
    *_SURELY,
    _before,
    _spelt,
    _called,
    ordinals,
    one_by_one,
    part_by_part,
    _in_sentence,
    _in_clauses,
    firsts,
    paragraphs,
    _next_clause,
    _gone_into,
    _framed_earlier,
)
_FOR_KNOWN = (*_SURELY, _before, part_by_part)

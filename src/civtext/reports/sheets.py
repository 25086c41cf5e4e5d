"""Sheets of what was compared or covered: heads and closed words in Chinese first, English behind, as they are read in a workbook.

>>> told = sheet([{"place": "云岭市", "outcome": "kept", "later_year": None}])
>>> told.heads, told.rows
(('地方 place', '结果 outcome', '后来年份 later_year'), [('云岭市', '兑现 kept', '')])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from civtext.comparison.promises import OUTCOMES
from civtext.comparison.slogans import COURSES
from civtext.evidence import STRENGTHS
from civtext.outputs import Sheet
from civtext.reports.figures import SCOPES, STATUSES, WORKS
from civtext.retrieval.values import KINDS, LEVELS

SHEETS = {
    "matrix": "覆盖",
    "figures": "同口径数字",
    "practices": "做法",
    "together": "同现",
    "terms": "用语",
    "stock": "套话",
    "reuse": "雷同",
    "promises": "承诺",
    "slogans": "口号",
    "cards": "经验卡",
    "sources": "出处",
}
# The columns of a part that its sources are found by, and those that count them.
_COUNTED = {
    "matrix": (("group", "id"), ("passages", "measures", "metrics")),
    "together": (("object", "practice"), ("above", "upper", "below", "lower", "chance")),
    "terms": (("group", "term"), ("here",)),
    "stock": (("phrase",), ("places",)),
}
_HEADS = {
    "about": "指标或检索",
    "above": "高半写到",
    "above_level": "比同层级",
    "above_places": "高半地方",
    "actors": "谁来做",
    "article": "文章",
    "below": "低半写到",
    "below_places": "低半地方",
    "best": "最有力段落",
    "category": "类别",
    "chance": "巧合可能",
    "characters": "字数",
    "clean": "原文",
    "course": "去留",
    "direction": "先后依据",
    "elsewhere": "别处次数",
    "end": "止",
    "figures": "数据",
    "file": "文件",
    "first": "最早",
    "first_article": "前文章",
    "first_clean": "前原文",
    "first_end": "前止",
    "first_file": "前文件",
    "first_start": "前起",
    "group": "组",
    "here": "此处次数",
    "id": "代码",
    "kinds": "依据种类",
    "later_text": "后来原文",
    "later_year": "后来年份",
    "level": "层级",
    "level_median": "同层级中位",
    "likeness": "相似度",
    "lower": "低半地数",
    "masked": "遮盖",
    "measures": "举措",
    "metrics": "指标数",
    "name": "名称",
    "object": "对象",
    "organised": "怎样组织",
    "outcome": "结果",
    "part": "部分",
    "passages": "段落",
    "per_10000": "每万字举措",
    "percentile": "百分位",
    "phrase": "套话",
    "place": "地方",
    "places": "地方数",
    "practice": "做法",
    "scope": "口径",
    "second_article": "后文章",
    "second_clean": "后原文",
    "second_end": "后止",
    "second_file": "后文件",
    "second_start": "后起",
    "sentence": "句子",
    "share": "占比",
    "slogan": "口号",
    "source": "文件",
    "spun": "换词",
    "start": "起",
    "status": "状态",
    "strength": "结论",
    "term": "词语",
    "text": "文字",
    "unit": "单位",
    "upper": "高半地数",
    "value": "数值",
    "where": "位置",
    "work": "做法类",
    "year": "年份",
    "years": "提到的年份",
    "z": "突出程度",
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "course": COURSES,
    "group": {group: names[0] for group, names in {**LEVELS, **KINDS}.items()},
    "level": {level: names[0] for level, names in LEVELS.items()},
    "outcome": OUTCOMES,
    "part": SHEETS,
    "scope": SCOPES,
    "status": STATUSES,
    "strength": STRENGTHS,
    "work": WORKS,
    "direction": {"date": "年份"},
    "name": {"lone": "只有一篇写到", "bare": "没有写明是什么"},
}


def sheets(records: Mapping[str, Sequence[Mapping[str, object]]]) -> dict[str, Sheet]:
    """A sheet for each part of a comparison; counts lead to the rows of their sources."""
    first: dict[tuple[object, ...], int] = {}
    for number, row in enumerate(records["sources"], 2):
        first.setdefault((row["part"], *filter(None, (row["group"], row["name"]))), number)
    names = {part: f"{SHEETS[part]} {part}" for part, rows in records.items() if rows}
    made = {part: sheet(records[part]) for part in names}
    for part, (keys, counts) in _COUNTED.items():
        if part in made:
            heads = list(records[part][0])
            links = {
                (at, heads.index(count)): (names["sources"], first[key])
                for at, row in enumerate(records[part])
                if (key := (part, *(row[name] for name in keys))) in first
                for count in counts
            }
            made[part] = replace(made[part], links=links)
    return {names[part]: one for part, one in made.items()}


def sheet(rows: Sequence[Mapping[str, object]]) -> Sheet:
    """A sheet of records of one kind; a head that has no Chinese name (文件, 活动) is one already."""
    heads = tuple(rows[0]) if rows else ()
    named = tuple(f"{_HEADS[head]} {head}" if head in _HEADS else head for head in heads)
    return Sheet(named, [tuple(_cell(head, row[head]) for head in heads) for row in rows])


def _cell(head: str, value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是 yes" if value else "否 no"
    word = _WORDS.get(head, {}).get(str(value))
    return f"{word} {value}" if word else value

"""Articles, outcomes and counts as tables for people: the contract's words beside Chinese ones."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.codebook import load_codebook
from civtext.model import Location
from civtext.printing import cell, console, print_table

if TYPE_CHECKING:
    from civtext.batch import Outcome

# The columns of `extract`'s tables by layer: the contract's names, and what a reader sees above them.
_COLUMNS = {
    "headings": {"level": "层级 level", "number": "序号", "title": "标题 title"},
    "metrics": {
        "text": "原文 text",
        "value": "数值 value",
        "unit": "单位",
        "object": "对象 object",
        "action": "动作",
        "status": "状态",
    },
    "measures": {
        "text": "原文 text",
        "action": "动作 action",
        "object": "对象 object",
        "status": "状态",
        "actor": "主体 actor",
    },
    "placeholders": {"text": "占位", "type": "应填 type", "context": "上下文 context"},
    "slogans": {"text": "口号 slogan", "items": "内容 items"},
    "residuals": {"text": "真名 name", "kind": "类型 kind"},
    "rejected": {"text": "原文 text", "reason": "理由 reason"},
}
_LAYERS = {
    "headings": "标题",
    "metrics": "指标",
    "measures": "举措",
    "placeholders": "占位符",
    "slogans": "数字口号",
    "residuals": "残留真名",
    "rejected": "被排除的相似表达",
}
# The contract's closed words, as a reader of Chinese says them.
_WORDS = {
    "summary": "总结汇报",
    "plan": "方案",
    "speech": "发言",
    "survey": "调研报告",
    "news": "新闻",
    "other": "其他",
    "province": "省级",
    "city": "市级",
    "district": "县区级",
    "town": "乡镇街道级",
    "unit": "单位",
    "done": "已做",
    "planned": "计划",
    "standing": "常态",
    "target": "目标",
    "rule": "标准",
    "place": "地名",
    "org": "单位名",
    "person": "人名",
    "date": "日期",
    "count": "数量",
    "percent": "百分比",
    "money": "金额",
    "ordinal": "序数",
    "name": "名称",
    "docnum": "文号",
    "landmark": "地标",
}
_COUNTED = {
    "files": "文件 documents",
    "texts": "其中不同文本 distinct texts",
    "articles": "文章 articles",
    "passages": "段落 passages",
    "metrics": "指标 metrics",
    "measures": "举措 measures",
    "placeholders": "占位符 placeholders",
    "slogans": "数字口号 slogans",
    "entities": "实体 entities",
    "residuals": "残留真名 residual names",
    "headings": "标题 headings",
}


def print_article(one: dict[str, Any]) -> None:
    """One article's record: title, facts, flags, and a table a layer."""
    facts = [
        _in_chinese(one["doc"]["kind"]),
        _in_chinese(one["doc"]["level"]),
        one["doc"]["place"],
        one["doc"]["period"],
    ]
    page = console(sys.stdout)
    title = cell(one["doc"]["title"] or "（无标题 untitled）").append(f"  {one['source']} #{one['article']}")
    page.print(title, style="bold")
    page.print(cell(" · ".join(filter(None, [*facts, *one["flags"]]))))
    for layer, columns in _COLUMNS.items():
        if one.get(layer):
            rows = [(_place(record), *(_shown(record, column) for column in columns)) for record in one[layer]]
            print_table(f"{_LAYERS[layer]} {layer} ({len(rows)})", ("位置 where", *columns.values()), rows)


def _shown(record: dict[str, Any], column: str) -> Any:
    """A field as a table shows it: closed words in Chinese, a range with both its ends."""
    if column == "value" and record["high"] is not None:
        return f"{record['value']:.15g}–{record['high']:.15g}"
    return _in_chinese(record[column]) if column in ("status", "type", "kind") else record[column]


def _in_chinese(word: str | None) -> str | None:
    return f"{_WORDS[word]} {word}" if word in _WORDS else word


def _place(record: dict[str, Any]) -> str:
    return str(Location(**record["where"]))


def print_summary(summary: dict[str, Any]) -> None:
    """What a base holds, and its passages by category."""
    rows = [(label, str(summary[name])) for name, label in _COUNTED.items()]
    print_table("知识库 knowledge base", ("内容 content", "数量 count"), rows)
    names = {category.id: category.name_zh for category in load_codebook().categories}
    rows = [(f"{code} {names.get(code, '')}", str(number)) for code, number in summary["categories"].items()]
    print_table("按类别 by category", ("类别 category", "段落 passages"), rows)


def print_outcomes(title: str, outcomes: Sequence[Outcome], folders: Iterable[Path]) -> None:
    """Files with the reason why they were not, or not wholly, read; nothing where there are none."""
    if outcomes:
        rows = [(_below(outcome.path, folders), outcome.code, outcome.message) for outcome in outcomes]
        print_table(title, ("文件 file", "代码 code", "原因与办法 reason"), rows, ratios=(4, 2, 6))


def _below(path: str, folders: Iterable[Path]) -> str:
    """A path as a person knows it: from the folder that was mined."""
    above = [folder.resolve() for folder in folders]
    inside = (Path(path).relative_to(folder) for folder in above if folder in Path(path).parents)
    return str(next(inside, path))

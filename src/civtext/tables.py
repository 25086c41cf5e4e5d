"""Articles, outcomes and counts as tables for people: the contract's words beside Chinese ones."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.codebook import load_codebook
from civtext.model import Location
from civtext.printing import cell, console, print_table, rate, say

if TYPE_CHECKING:
    from civtext.batch import Outcome, Report
    from civtext.batch.shards import Shards
    from civtext.cleaning.explaining import Change
    from civtext.evaluation import Comparison, Evaluation, Miss
    from civtext.evidence import Row as CoverageRow
    from civtext.retrieval import Hit

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
    "entities": {"text": "名称 name", "label": "类型 kind", "canonical": "全称 canonical"},
    "rejected": {"text": "原文 text", "reason": "理由 reason"},
}
_LAYERS = {
    "headings": "标题",
    "metrics": "指标",
    "measures": "举措",
    "placeholders": "占位符",
    "slogans": "数字口号",
    "residuals": "残留真名",
    "entities": "实体",
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
    "document": "文件名",
    "campaign": "专项行动",
    "brand": "品牌",
    "period": "时期",
}
_COUNTED = {
    "files": "读到的文件 documents read",
    "failed": "未能读取的文件 not read",
    "vanished": "已不在的文件 vanished",
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
_MISSES = {"missed": "漏了 missed", "wrong": "误报 wrong"}
_WHERE = ("start", "end", "text", "rule", "where", "context", "number", "metrics")
_IF_ANY = ("failed", "vanished")


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
    return _in_chinese(record[column]) if column in ("status", "type", "kind", "label") else record[column]


def _in_chinese(word: str | None) -> str | None:
    return f"{_WORDS[word]} {word}" if word in _WORDS else word


def _place(record: dict[str, Any]) -> str:
    return str(Location(**record["where"]))


def print_changes(changes: Sequence[Change]) -> None:
    """What cleaning changed: where, why, and the words around."""
    rows = [
        (str(one.where), f"{one.zh} {one.rule}", f"{one.left}【{one.before}】{one.right}".replace("\n", "⏎"), one.after)
        for one in changes
    ]
    columns = ("位置 where", "理由 rule", "原文 before", "改为 after")
    print_table(f"清洗改动 edits ({len(rows)})", columns, rows, ratios=(2, 4, 8, 1))


def print_report(report: Report, summary: dict[str, Any] | None, folders: Sequence[Path]) -> None:
    """What a mining came to: the base, what was read in part, what was not, and the counts."""
    if summary:
        _print_summary(summary)
    doubtful = [outcome for outcome in report.outcomes if outcome.status in ("partial", "empty")]
    _print_outcomes("读到了,请留意 read, but look", doubtful, folders)
    _print_outcomes("未能读取 not read", [outcome for outcome in report.outcomes if outcome.failed], folders)
    counts = [
        *report.counts.items(),
        ("未变跳过 unchanged", report.unchanged),
        ("结果更新 renewed", report.renewed),
        ("忽略杂项 ignored", report.ignored),
        ("已不在 vanished", len(report.vanished)),
    ]
    told = [f"{name} {number}" for name, number in counts if number]
    if told and (speed := rate(len(report.outcomes) - report.unchanged, report.seconds)):
        told += [f"用时 {report.seconds:,.0f} 秒 seconds", speed]
    say(" · ".join(told) or "没有找到文件。 No files were found.")
    if report.vanished:
        say(
            "已不在的文件不再出现在检索里;加 --prune 从库中删除。 Vanished files are left out of search; --prune deletes them."
        )


def print_shards(shards: Shards) -> None:
    """What a run on an engine came to: what was not read as it should, the counts, and what to do next."""
    outcomes = [one for one in shards.outcomes() if one.status != "ok"]
    _print_outcomes("读到了,请留意 read, but look", [one for one in outcomes if not one.failed], ())
    _print_outcomes("未能读取 not read", [one for one in outcomes if one.failed], ())
    counts = [
        *shards.counts.items(),
        ("分片 shards", len(shards.names)),
        ("此前已读完 done before", shards.done_before),
    ]
    say(" · ".join(f"{name} {number}" for name, number in counts))
    say(f"合成知识库 make a base of them: civtext merge {shards.folder} -o base.civtext")


def print_coverage(rows: Sequence[CoverageRow]) -> None:
    """The coverage matrix: a line an indicator, a count for each kind of evidence."""
    from civtext.evidence import KINDS, STRENGTHS, as_dict

    told = []
    for row in rows:
        shown = as_dict(row)
        kinds = (str(shown[kind] or "") for kind in KINDS)
        told.append((row.id, row.name, STRENGTHS[row.strength], str(shown["passages"] or ""), *kinds))
    print_table("覆盖 coverage", ("代码 id", "指标 indicator", "结论", "段落", *KINDS), told)


def print_hits(query: str, hits: Sequence[Hit], total: int, related: Sequence[str] = ()) -> None:
    """Search hits, best first, what was asked for in red, under the heading that each stands below; what does not hold
    the words as they are is told apart; related words to search on with come last.
    """
    whole = [hit for hit in hits if hit.exact]
    if not hits:
        say(f"没有找到“{query}”。 Nothing was found.")
    elif not whole:
        title = f"“{query}” 没有完全一致的,按其中的词找到 {len(hits)} 段  Nothing holds it whole; found by its parts"
        _print_hits(title, hits)
    else:
        _print_hits(f"“{query}” 共 {total} 段,显示 {len(whole)} 段  {len(whole)} of {total} passages", whole)
        if len(whole) < len(hits):
            _print_hits("相近的 near: 不含全部词语 without all the words", hits[len(whole) :])
    if related:
        say(f"相关词 related: {cell(related).plain}")


def _print_hits(title: str, hits: Sequence[Hit]) -> None:
    rows = []
    for hit in hits:
        text = cell(hit.text)
        for start, end in hit.highlights:
            text.stylize("bold red", start, end)
        passage = cell(f"【{hit.section}】\n" if hit.section else "")
        passage.stylize("dim")
        source = f"{Path(hit.source).name}\n{hit.where}{' (文件已不在 vanished)' if hit.vanished else ''}"
        facts = "\n".join(filter(None, (hit.place, hit.period)))
        rows.append((source, facts, "\n".join(hit.categories), passage.append_text(text)))
    print_table(title, ("来源 source", "地方 place", "类别", "段落 passage"), rows, ratios=(3, 2, 1, 9))


def print_scores(evaluation: Evaluation) -> None:
    """Precision, recall and F1 of each layer."""
    rows = [
        (one.layer, *(f"{figure:.3f}" for figure in (one.precision, one.recall, one.f1)), one.gold, one.predicted)
        for one in evaluation.scores
    ]
    columns = ("层 layer", "准确率 P", "召回率 R", "F1", "标注 gold", "找到 found")
    print_table("与标注对照 against the annotations", columns, rows)


def print_misses(title: str, misses: Sequence[Miss], words: dict[str, str] = _MISSES) -> None:
    """Misses in their contexts, a record in one row for all layers; `words` are for a missed one and a wrong one."""
    groups: dict[tuple[int, str], list[Miss]] = {}
    for miss in misses:
        groups.setdefault((id(miss.record), miss.what), []).append(miss)
    rows = [
        (_joined([miss.layer for miss in group]), first.name, words[first.what], first.context, _told(first.record))
        for group in groups.values()
        for first in group[:1]
    ]
    columns = ("层 layer", "文件 name", "", "上下文 context", "内容 record")
    print_table(f"{title} ({len(rows)})", columns, rows, ratios=(4, 5, 3, 10, 7))


def _joined(layers: Sequence[str]) -> str:
    """Layers of one part in short: metrics.span value full."""
    return " ".join([layers[0], *(layer.partition(".")[2] for layer in layers[1:])])


def print_comparison(comparison: Comparison) -> None:
    """What a change gains and loses: by layer, and record by record."""
    rows = [
        (one["layer"], f"{one['f1_before']:.3f}", f"{one['f1']:.3f}", one["gains"], one["losses"])
        for one in comparison.rows()
    ]
    columns = ("层 layer", "此前 F1", "现在 F1", "得 gains", "失 losses")
    print_table(f"前后对照 before and after ({len(comparison.names)} 份 documents)", columns, rows)
    if comparison.gains:
        print_misses("得 gains", comparison.gains, {"missed": "找到了 found", "wrong": "误报消失 gone"})
    if comparison.losses:
        print_misses("失 losses", comparison.losses)


def _told(record: dict[str, Any]) -> str:
    """What a record says besides where it stands."""
    said = {name: value for name, value in record.items() if name not in _WHERE and value not in (None, "", [], False)}
    return " ".join(f"{name}={cell(value).plain}" for name, value in said.items())


def _print_summary(summary: dict[str, Any]) -> None:
    rows = [(label, str(summary[name])) for name, label in _COUNTED.items() if summary[name] or name not in _IF_ANY]
    print_table("知识库 knowledge base", ("内容 content", "数量 count"), rows)
    names = {category.id: category.name_zh for category in load_codebook().categories}
    rows = [(f"{code} {names.get(code, '')}", str(number)) for code, number in summary["categories"].items()]
    print_table("按类别 by category", ("类别 category", "段落 passages"), rows)


def _print_outcomes(title: str, outcomes: Sequence[Outcome], folders: Iterable[Path]) -> None:
    if outcomes:
        rows = [(_below(outcome.path, folders), outcome.code, outcome.message) for outcome in outcomes]
        print_table(title, ("文件 file", "代码 code", "原因与办法 reason"), rows, ratios=(4, 2, 6))


def _below(path: str, folders: Iterable[Path]) -> str:
    """A path as a person knows it: from the folder that was mined."""
    above = [folder.resolve() for folder in folders]
    inside = (Path(path).relative_to(folder) for folder in above if folder in Path(path).parents)
    return str(next(inside, path))

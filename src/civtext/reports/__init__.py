"""What people open: self-contained pages (.html) and workbooks (.xlsx).

A page loads nothing from anywhere, and everything in it is escaped; a workbook has no formulas and no links to anything outside it,
whatever a text begins with, frozen headers and filters, and no cell beyond what Excel holds.

>>> from civtext.codebook import load_codebook
>>> page = codebook_page(load_codebook())
>>> "C09-10" in page and "<script" not in page and "http:" not in page and "https:" not in page
True
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from civtext.codebook import Codebook, Indicator
from civtext.comparison import Comparison
from civtext.errors import UsageError
from civtext.evidence import KINDS as EVIDENCE
from civtext.evidence import STRENGTHS, Row, as_dict
from civtext.gaps import KINDS, SEVERITIES, Standing
from civtext.highlighting import Mark, to_html
from civtext.model import Annotation, Document, Gap, Metric
from civtext.outputs import Sheet, page, table, workbook, write_page, write_whole
from civtext.quantities import short
from civtext.reports.cards import NONE, write_cards
from civtext.reports.comparison import comparison_page
from civtext.reports.sheets import SHEETS, sheet, sheets
from civtext.retrieval import Hit

__all__ = [
    "NONE",
    "SHEETS",
    "codebook_page",
    "comparison_page",
    "coverage_page",
    "gaps_page",
    "hits_workbook",
    "write_cards",
    "write_comparison",
    "write_coverage",
    "write_page",
]

_COLOURS = {"strong": "#cfe9cf", "thin": "#fff0c2", "planned": "#dfe7f5", "none": "#f6d5d0"}


def coverage_page(rows: Sequence[Row], *, title: str) -> str:
    """The coverage matrix as a page: how many indicators are answered how well, then each with its passages."""
    counts = {strength: sum(row.strength == strength for row in rows) for strength in STRENGTHS}
    told = " · ".join(f"{STRENGTHS[strength]} {strength} {number}" for strength, number in counts.items())
    heads = ("代码 id", "指标 indicator", "结论 strength", "段落 passages", *EVIDENCE, "依据 evidence")
    return page(title, f"<p>{escape(told)}</p>{table(heads, map(_coverage_row, rows))}")


def _coverage_row(row: Row) -> str:
    shown = as_dict(row)
    cells = [
        row.id,
        row.name,
        f"{STRENGTHS[row.strength]} {row.strength}",
        shown["passages"],
        *(shown[kind] for kind in EVIDENCE),
    ]
    passages = "".join(
        f"<li>{escape(one.text)} <small>{escape(Path(one.source).name)} {escape(one.where)} {one.score:.2f}</small></li>"
        for one in row.evidence[:20]
    )
    told = f"<details><summary>{len(row.evidence)}</summary><ul>{passages}</ul></details>" if row.evidence else ""
    filled = "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
    return f'<tr style="background:{_COLOURS[row.strength]}">{filled}<td>{told}</td></tr>'


def gaps_page(document: Document, gaps: Sequence[Annotation], standings: Sequence[Standing] = ()) -> str:
    """A draft's gaps as a page: how many of each kind, each with its place and what to do, the draft with them marked, and
    where its own numbers stand among those of others.
    """
    told = [(one, one.value) for one in gaps if isinstance(one.value, Gap)]
    counts = " · ".join(f"{name} {kind} {sum(value.kind == kind for _, value in told)}" for kind, name in KINDS.items())
    heads = ("程度", "种类", "位置", "原文", "问题 what", "怎么办 what to do")
    rows = (_gap_row(document, one, value) for one, value in told)
    marks = [
        Mark(*document.local(one), value.kind, f"{value.reason} {value.advice}")
        for one, value in told
        if value.kind != "indicator"
    ]
    listed = f"<p>{escape(counts)}</p>{table(heads, rows)}"
    draft = f"<h2>原文 Draft</h2>{to_html(document.text, marks)}"
    return page(f"缺口 Gaps: {document.title or ''}", listed + _standings(standings) + draft)


def _standings(found: Sequence[Standing]) -> str:
    if not found:
        return ""
    heads = ("本稿 the draft", "对象 object", "低于本稿 below", "各地最小 least", "中位 middle", "最大 most")
    rows = []
    for one in found:
        thing = one.metric.value.object if isinstance(one.metric.value, Metric) else ""
        told = (
            one.metric.text,
            thing or "",
            f"{one.below}/{one.others}",
            *(f"{short(value)}{one.unit}" for value in (one.low, one.middle, one.high)),
        )
        rows.append(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in told)}</tr>")
    title = "本稿数字在各地中的位置 The draft's numbers among others'"
    return f"<h2>{escape(title)}</h2>{table(heads, rows)}"


def _gap_row(document: Document, one: Annotation, value: Gap) -> str:
    where = str(document.source.where(one.span.start)) if value.kind != "indicator" else ""
    cells = (SEVERITIES[value.severity], KINDS[value.kind], where, one.text[:40], value.reason, value.advice)
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def codebook_page(codebook: Codebook) -> str:
    """A codebook to browse: categories with their indicators, definitions, cues, editions' codes."""
    codes = {edition.id: dict(edition.codes) for edition in codebook.editions}
    asked = {
        one.id: ";".join(f"{t.name_zh} {t.value}" for t in codebook.thresholds(one.id)) for one in codebook.indicators
    }
    toc = "".join(
        f'<li><a href="#{escape(one.id)}">{escape(one.id)} {escape(one.name_zh)}</a></li>'
        for one in codebook.categories
    )
    parts = [f"<p>{escape(codebook.name_en)} · {escape(codebook.version)}</p><ul>{toc}</ul>"]
    for category in codebook.categories:
        parts.append(
            f'<h2 id="{escape(category.id)}">{escape(category.id)} {escape(category.name_zh)}</h2>'
            f"<p>{escape(category.definition)}<br><small>{escape(category.name_en)}: {escape(category.definition_en)}</small></p>"
        )
        parts += [_indicator(indicator, codes, asked[indicator.id]) for indicator in category.indicators]
    return page(codebook.name, "".join(parts))


def _indicator(one: Indicator, codes: Mapping[str, Mapping[str, tuple[str, ...]]], asked: str) -> str:
    named = " · ".join(f"{edition}: {'、'.join(known[one.id])}" for edition, known in codes.items() if one.id in known)
    attested = "有出处 attested" if one.verified else "项目自设 our own"
    return (
        f'<details id="{escape(one.id)}"><summary><b>{escape(one.id)}</b> {escape(one.name_zh)} '
        f"<small>{escape(one.name_en)} · {attested} {escape(named)}</small></summary>"
        f"<p>{escape(one.definition)}{f'<br>达标线 threshold: {escape(asked)}' if asked else ''}<br>例 example: {escape(one.example)}<br><small>线索词 cues: {escape('、'.join(one.cues))}</small></p></details>"
    )


def write_comparison(told: Comparison, path: str | Path) -> None:
    """Write a comparison in the form that the name ends in: .html, .xlsx (a sheet a part) or .json.

    Raises UsageError for another ending or where XlsxWriter is missing, StoreError output.failed.
    """
    path = Path(path)
    records = told.records()
    if path.suffix.lower() == ".html":
        write_page(comparison_page(told), path)
    elif path.suffix.lower() == ".json":
        write_whole(path, json.dumps(records, ensure_ascii=False, indent=1).encode("utf-8", "replace"))
    elif path.suffix.lower() == ".xlsx":
        write_whole(path, workbook(sheets(records)))
    else:
        zh, en = "比较结果可存为 .html、.xlsx 或 .json。", "A comparison is written as .html, .xlsx or .json."
        raise UsageError("usage.format", zh, en, where=str(path))


def write_coverage(rows: Sequence[Row], path: str | Path, *, title: str) -> None:
    """Write the coverage matrix in the form that the name ends in: .html or .xlsx.

    Raises UsageError for another ending or where XlsxWriter is missing, StoreError output.failed.
    """
    path = Path(path)
    if path.suffix.lower() == ".html":
        write_page(coverage_page(rows, title=title), path)
    elif path.suffix.lower() == ".xlsx":
        write_whole(path, workbook({"覆盖 coverage": sheet([as_dict(row) for row in rows])}))
    else:
        zh, en = "覆盖表可存为 .html 或 .xlsx。", "Coverage is written as .html or .xlsx."
        raise UsageError("usage.format", zh, en, where=str(path))


def hits_workbook(hits: Sequence[Hit], *, names: Mapping[str, str] | None = None) -> bytes:
    """The hits of a search as a workbook, a row each; `names` tells what files are called in place of their paths.

    Raises UsageError extra.excel where XlsxWriter is missing.
    """
    heads = (
        *("地方 place", "时期 period", "标题 title", "章节 section", "原文 text", "数字 metrics", "类别 categories"),
        *("文种 kind", "文件 file", "位置 where", "起 start", "止 end"),
    )
    rows = [
        (
            *(hit.place or "", hit.period or "", hit.title or "", hit.section, hit.text, "、".join(hit.metrics)),
            *("、".join(hit.categories), hit.kind, (names or {}).get(hit.source) or hit.source, hit.where, *hit.span),
        )
        for hit in hits
    ]
    return workbook({"检索 hits": Sheet(heads, rows)})

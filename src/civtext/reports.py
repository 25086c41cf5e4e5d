"""What people open: self-contained pages (.html) and workbooks (.xlsx).

A page loads nothing from anywhere, and everything in it is escaped; a workbook has no formulas and no links, whatever a
text begins with, frozen headers and filters, and no cell beyond what Excel holds.

>>> from civtext.codebook import load_codebook
>>> page = codebook_page(load_codebook())
>>> "C09-10" in page and "<script" not in page and "http" not in page
True
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from civtext.codebook import Codebook, Indicator
from civtext.errors import UsageError
from civtext.evidence import KINDS as EVIDENCE
from civtext.evidence import STRENGTHS, Row, as_dict
from civtext.gaps import KINDS, SEVERITIES, Standing
from civtext.highlighting import Mark, to_html
from civtext.model import Annotation, Document, Gap, Metric
from civtext.outputs import Sheet, workbook, write_whole

__all__ = ["codebook_page", "coverage_page", "gaps_page", "write_coverage", "write_page"]

_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_COLOURS = {"strong": "#cfe9cf", "thin": "#fff0c2", "planned": "#dfe7f5", "none": "#f6d5d0"}
_STYLE = """
body{font-family:system-ui,"Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;margin:1.5em auto;max-width:72em;
padding:0 1em;line-height:1.6;color:#222}table{border-collapse:collapse;width:100%}th,td{border:1px solid #ccc;
padding:.3em .5em;text-align:left;vertical-align:top}th{background:#f3f3f3;position:sticky;top:0}summary{cursor:pointer}
small{color:#666}@media print{details[open]>summary{font-weight:bold}th{position:static}}
"""


def coverage_page(rows: Sequence[Row], *, title: str) -> str:
    """The coverage matrix as a page: how many indicators are answered how well, then each with its passages."""
    counts = {strength: sum(row.strength == strength for row in rows) for strength in STRENGTHS}
    told = " · ".join(f"{STRENGTHS[strength]} {strength} {number}" for strength, number in counts.items())
    heads = ("代码 id", "指标 indicator", "结论 strength", "段落 passages", *EVIDENCE, "依据 evidence")
    body = "".join(_coverage_row(row) for row in rows)
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    return _page(title, f"<p>{escape(told)}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


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
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "".join(_gap_row(document, one, value) for one, value in told)
    marks = [
        Mark(*document.local(one), value.kind, f"{value.reason} {value.advice}")
        for one, value in told
        if value.kind != "indicator"
    ]
    table = f"<p>{escape(counts)}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    draft = f"<h2>原文 Draft</h2>{to_html(document.text, marks)}"
    return _page(f"缺口 Gaps: {document.title or ''}", table + _standings(standings) + draft)


def _standings(found: Sequence[Standing]) -> str:
    if not found:
        return ""
    heads = ("本稿 the draft", "对象 object", "低于本稿 below", "各地最小 least", "中位 middle", "最大 most")
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    rows = []
    for one in found:
        thing = one.metric.value.object if isinstance(one.metric.value, Metric) else ""
        told = (
            one.metric.text,
            thing or "",
            f"{one.below}/{one.others}",
            f"{one.low:g}",
            f"{one.middle:g}",
            f"{one.high:g}",
        )
        rows.append(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in told)}</tr>")
    title = "本稿数字在各地中的位置 The draft's numbers among others'"
    return f"<h2>{escape(title)}</h2><table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _gap_row(document: Document, one: Annotation, value: Gap) -> str:
    where = str(document.source.where(one.span.start)) if one.span.start < one.span.end else ""
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
    return _page(codebook.name, "".join(parts))


def _indicator(one: Indicator, codes: Mapping[str, Mapping[str, tuple[str, ...]]], asked: str) -> str:
    named = " · ".join(f"{edition}: {'、'.join(known[one.id])}" for edition, known in codes.items() if one.id in known)
    attested = "有出处 attested" if one.verified else "项目自设 our own"
    return (
        f'<details id="{escape(one.id)}"><summary><b>{escape(one.id)}</b> {escape(one.name_zh)} '
        f"<small>{escape(one.name_en)} · {attested} {escape(named)}</small></summary>"
        f"<p>{escape(one.definition)}{f'<br>达标线 threshold: {escape(asked)}' if asked else ''}<br>例 example: {escape(one.example)}<br><small>线索词 cues: {escape('、'.join(one.cues))}</small></p></details>"
    )


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>"
    )


def write_page(page: str, path: str | Path) -> None:
    """Write a page; what stood there stays until the new one is whole. Raises StoreError output.failed."""
    write_whole(path, _UNFIT.sub("\ufffd", page).encode())


def write_coverage(rows: Sequence[Row], path: str | Path, *, title: str) -> None:
    """Write the coverage matrix in the form that the name ends in: .html or .xlsx.

    Raises UsageError for another ending or where XlsxWriter is missing, StoreError output.failed.
    """
    path = Path(path)
    if path.suffix.lower() == ".html":
        write_page(coverage_page(rows, title=title), path)
    elif path.suffix.lower() == ".xlsx":
        records = [as_dict(row) for row in rows]
        write_whole(
            path,
            workbook(
                {"覆盖 coverage": Sheet(tuple(records[0]) if records else (), [tuple(one.values()) for one in records])}
            ),
        )
    else:
        zh, en = "覆盖表可存为 .html 或 .xlsx。", "Coverage is written as .html or .xlsx."
        raise UsageError("usage.format", zh, en, where=str(path))

"""What people open: self-contained pages (.html) and workbooks (.xlsx).

A page loads nothing from anywhere, and everything in it is escaped; a workbook has no formulas and no links, whatever a
text begins with, frozen headers and filters, and no cell beyond what Excel holds.

>>> from civtext.codebook import load_codebook
>>> page = codebook_page(load_codebook())
>>> "C09-10" in page and "<script" not in page and "http" not in page
True
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from civtext.codebook import Codebook, Indicator
from civtext.errors import UsageError
from civtext.evidence import KINDS, STRENGTHS, Row, as_dict
from civtext.store.problems import unwritten

__all__ = ["codebook_page", "coverage_page", "write_coverage", "write_page"]

_LONGEST = 32_000  # characters of a cell; Excel holds 32,767
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
    heads = ("代码 id", "指标 indicator", "结论 strength", "段落 passages", *KINDS, "依据 evidence")
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
        *(shown[kind] for kind in KINDS),
    ]
    passages = "".join(
        f"<li>{escape(one.text)} <small>{escape(Path(one.source).name)} {escape(one.where)} {one.score:.2f}</small></li>"
        for one in row.evidence[:20]
    )
    told = f"<details><summary>{len(row.evidence)}</summary><ul>{passages}</ul></details>" if row.evidence else ""
    filled = "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
    return f'<tr style="background:{_COLOURS[row.strength]}">{filled}<td>{told}</td></tr>'


def codebook_page(codebook: Codebook) -> str:
    """A codebook to browse: categories with their indicators, definitions, cues, editions' codes."""
    codes = {edition.id: dict(edition.codes) for edition in codebook.editions}
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
        parts += [_indicator(indicator, codes) for indicator in category.indicators]
    return _page(codebook.name, "".join(parts))


def _indicator(one: Indicator, codes: Mapping[str, Mapping[str, tuple[str, ...]]]) -> str:
    named = " · ".join(f"{edition}: {'、'.join(known[one.id])}" for edition, known in codes.items() if one.id in known)
    attested = "有出处 attested" if one.verified else "项目自设 our own"
    return (
        f'<details id="{escape(one.id)}"><summary><b>{escape(one.id)}</b> {escape(one.name_zh)} '
        f"<small>{escape(one.name_en)} · {attested} {escape(named)}</small></summary>"
        f"<p>{escape(one.definition)}<br>例 example: {escape(one.example)}<br><small>线索词 cues: {escape('、'.join(one.cues))}</small></p></details>"
    )


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>"
    )


def write_page(page: str, path: str | Path) -> None:
    """Write a page; what stood there stays until the new one is whole. Raises StoreError output.failed."""
    _whole(Path(path), _UNFIT.sub("\ufffd", page).encode())


def write_coverage(rows: Sequence[Row], path: str | Path, *, title: str) -> None:
    """Write the coverage matrix in the form that the name ends in: .html or .xlsx.

    Raises UsageError for another ending or where XlsxWriter is missing, StoreError output.failed.
    """
    path = Path(path)
    if path.suffix.lower() == ".html":
        write_page(coverage_page(rows, title=title), path)
    elif path.suffix.lower() == ".xlsx":
        _whole(path, _workbook([as_dict(row) for row in rows]))
    else:
        zh, en = "覆盖表可存为 .html 或 .xlsx。", "Coverage is written as .html or .xlsx."
        raise UsageError("usage.format", zh, en, where=str(path))


def _workbook(records: Iterable[Mapping[str, object]]) -> bytes:
    import io

    try:
        import xlsxwriter
    except ImportError:
        zh, en = '写 Excel 需要 pip install "civtext[excel]"。', 'Excel needs pip install "civtext[excel]".'
        raise UsageError("extra.excel", zh, en) from None
    buffer = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    records = list(records)
    names = list(records[0]) if records else []
    with xlsxwriter.Workbook(buffer, safe) as book:
        sheet = book.add_worksheet("覆盖 coverage")
        bold = book.add_format({"bold": True, "bg_color": "#F3F3F3"})
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, bold)
        for number, record in enumerate(records, 1):
            for column, value in enumerate(record.values()):
                if isinstance(value, int):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, _UNFIT.sub("\ufffd", str(value))[:_LONGEST])
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(1, len(records)), max(0, len(names) - 1))
        sheet.set_column(0, 0, 9)
        sheet.set_column(1, 2, 22)
    return buffer.getvalue()


def _whole(path: Path, content: bytes) -> None:
    """A file that is there whole, or as it was."""
    part = path.with_name(f".{path.name[-60:]}.{os.getpid()}.part")
    try:
        try:
            part.write_bytes(content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise unwritten(error, path) from error

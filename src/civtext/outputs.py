"""Files that people open, written whole: pages (.html) that load nothing, and workbooks (.xlsx) that hold only what they say.

A workbook has no formulas and no links but from a count to the row of another sheet that says what was counted, whatever a text begins
with; heads are frozen and filtered, and no cell is longer, no sheet has more rows than Excel holds.

>>> from zipfile import ZipFile
>>> import io
>>> data = workbook({"表": Sheet(("名称", "数量"), [("=1+1", 80)])})
>>> b"<f>" in ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
False
"""

from __future__ import annotations

import io
import os
import platform
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from civtext.errors import UsageError
from civtext.store.problems import unwritten

LONGEST = 32_000  # characters of a cell; Excel holds 32,767
CUT = "……(共{}字)"
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDEST = 60
_MOST_ROWS, _MOST_LINKS = 1_048_574, 65_000  # of a sheet
_LEFT = "……(共{}行,其余放不下)"
_STYLE = """
body{font-family:system-ui,"Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;margin:1.5em auto;max-width:72em;
padding:0 1em;line-height:1.6;color:#222}table{border-collapse:collapse;width:100%}th,td{border:1px solid #ccc;
padding:.3em .5em;text-align:left;vertical-align:top}th{background:#f3f3f3;position:sticky;top:0}summary{cursor:pointer}
small{color:#666}.scroll{overflow-x:auto}h1,h2,h3,p,li{overflow-wrap:anywhere}@media print{details[open]>summary{font-weight:bold}th{position:static}}
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a workbook: heads, rows, the columns that are not shown, and what may be typed (`typed`: a rule of
    XlsxWriter's data_validation by row and column; such cells are open, all others locked where there is any). `links`: the sheet and
    the row in it (from 1, that of heads) that a cell leads to, by its row and column (both from 0, without heads).
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    hidden: Sequence[str] = ()
    typed: Mapping[tuple[int, int], Mapping[str, Any]] = field(default_factory=dict)
    links: Mapping[tuple[int, int], tuple[str, int]] = field(default_factory=dict)


def workbook(sheets: Mapping[str, Sheet]) -> bytes:
    """The bytes of a workbook. Raises UsageError extra.excel where XlsxWriter is missing."""
    try:
        import xlsxwriter
    except ImportError:
        zh, en = '写 Excel 需要 pip install "civtext[excel]"。', 'Excel needs pip install "civtext[excel]".'
        raise UsageError("extra.excel", zh, en) from None
    buffer = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, safe) as book:
        for name, sheet in sheets.items():
            _fill(book, book.add_worksheet(name), sheet)
    return buffer.getvalue()


def _fill(book: Any, page: Any, sheet: Sheet) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#F3F3F3", "text_wrap": True})
    linked = book.add_format({"valign": "top", "font_color": "#0550AE", "underline": 1})
    plain, open_cell = (
        book.add_format({"text_wrap": True, "valign": "top"}),
        book.add_format({"bg_color": "#FFF6D6", "locked": False}),
    )
    for column, head in enumerate(sheet.heads):
        page.write_string(0, column, head, bold)
        longest = max((len(str(row[column])) for row in sheet.rows), default=0)
        page.set_column(
            column, column, min(max(8, len(head) * 1.6, longest * 1.8), _WIDEST), None, {"hidden": head in sheet.hidden}
        )
    for (number, column), (name, at) in islice(sheet.links.items(), _MOST_LINKS):
        page.write_url(number + 1, column, f"internal:'{name}'!A{at}")
    for number, row in enumerate(sheet.rows[:_MOST_ROWS], 1):
        for column, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool):
                page.write_number(number, column, value, linked if (number - 1, column) in sheet.links else plain)
            else:
                page.write_string(number, column, fit(str(value)), plain)
    if len(sheet.rows) > _MOST_ROWS:
        page.write_string(_MOST_ROWS + 1, 0, _LEFT.format(len(sheet.rows)), bold)
    for (number, column), rule in sheet.typed.items():
        page.write_blank(number, column, None, open_cell)
        page.data_validation(number, column, number, column, dict(rule))
    if sheet.typed:
        page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, max(1, len(sheet.rows)), max(0, len(sheet.heads) - 1))


def fit(text: str) -> str:
    """A text as a cell can hold it: without control characters, cut where it is too long, which it then says."""
    clean = _UNFIT.sub("\ufffd", text)
    return clean if len(clean) <= LONGEST else clean[:LONGEST] + CUT.format(len(clean))


def result_path(path: str | Path, *, of: Iterable[str | Path], suffix: str) -> Path:
    """The path of a result, which must not be that of what it is made from, and ends in what it is.

    Raises UsageError output.same, output.suffix.

    >>> result_path("定稿.docx", of=["草稿.docx"], suffix=".docx").name
    '定稿.docx'
    """
    path = Path(path)
    if any(path.resolve() == Path(one).resolve() for one in of):
        zh, en = "结果不能写到原来的文件上,请换一个名字。", "A result must not take the place of what it is made from."
        raise UsageError("output.same", zh, en, where=str(path))
    if path.suffix.lower() != suffix:
        raise UsageError(
            "output.suffix", f"文件名应以 {suffix} 结尾。", f"The name must end in {suffix}.", where=str(path)
        )
    return path


def folder_for(path: Path) -> Path:
    """The folder, made where there is none. Raises StoreError output.failed."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritten(error, path) from error
    return path


def beside(path: Path, what: str) -> Path:
    """A hidden name in the same folder, of this process on this machine, for what is not yet, or no longer, at the path."""
    return path.with_name(f".{path.name[-60:]}.{platform.node()[:40]}.{os.getpid()}.{what}")


@contextmanager
def written(path: str | Path) -> Iterator[BinaryIO]:
    """A file to write to that is at the path once it is whole; what stood there stays till then. Raises StoreError output.failed."""
    path = Path(path)
    part = beside(path, "part")
    try:
        try:
            with part.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise unwritten(error, path) from error


def write_whole(path: str | Path, content: bytes) -> None:
    """A file that is there whole, or as it was. Raises StoreError output.failed."""
    with written(path) as file:
        file.write(content)


def page(title: str, body: str, *, style: str = "") -> str:
    """A self-contained page: it loads nothing and runs no script. `body` is HTML, in which all that is not ours was escaped."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return (
        f'<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{escape(title)}</title><style>{_STYLE}{style}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>"
    )


def table(heads: Iterable[str], rows: Iterable[str], kind: str = "") -> str:
    """A table that scrolls by itself on a narrow page; each row is HTML, from <tr> to </tr>."""
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body, named = "".join(rows), f' class="{kind}"' if kind else ""
    return f'<div class="scroll"><table{named}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def write_page(page: str, path: str | Path) -> None:
    """Write a page; what stood there stays until the new one is whole. Raises StoreError output.failed."""
    write_whole(path, _UNFIT.sub("\ufffd", page).encode())

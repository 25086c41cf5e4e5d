"""What reaches a terminal: tables for people, JSON Lines for programs, remarks on stderr.

Records are UTF-8 whatever the console's code page; tables survive a console that cannot show a character; control
characters from a document never reach a terminal.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, Task
    from rich.text import Text


def cell(value: Any) -> Text:
    """A value as a table shows it: nothing for None, a list by its members, control characters visibly replaced.

    >>> cell(("任务", "活动")).plain, cell(None).plain, cell(1200.0).plain, cell("\x1b[31m").plain
    ('任务、活动', '', '1200', '�[31m')
    """
    from rich.text import Text

    if isinstance(value, Text):
        return value
    if value is None or isinstance(value, bool):
        words = "是" if value else ""
    elif isinstance(value, (list, tuple)):
        words = "、".join(map(str, value))
    else:
        words = f"{value:.15g}" if isinstance(value, float) else str(value)
    return Text(_printable(words))


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, ratios: Sequence[int] | None = None
) -> None:
    """A table on stdout; with `ratios` it takes the whole width and its columns share it so."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, expand=bool(ratios))
    for column, ratio in zip_longest(columns, ratios or ()):
        table.add_column(column, overflow="fold", ratio=ratio)
    for row in rows:
        table.add_row(*map(cell, row))
    console(sys.stdout).print(table)


def console(stream: Any) -> Console:
    """A console over a stream."""
    from rich.console import Console

    # A redirected table is read by programs and pagers: give it room instead of the 80 columns assumed for files.
    return Console(file=stream, width=None if stream.isatty() or "COLUMNS" in os.environ else 120, highlight=False)


def progress_bar() -> Progress:
    """A bar on stderr with counts, the rate and the time left, gone when done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return cell(rate(task.completed, task.elapsed or 0.0))

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    return Progress(*columns, console=console(sys.stderr), transient=True)


def rate(done: float, seconds: float) -> str:
    """How many a second, in words; nothing where that cannot be told.

    >>> rate(120, 8), rate(1, 300), rate(0, 0)
    ('每秒 15.0 a second', '每分钟 0.2 a minute', '')
    """
    if not done or not seconds:
        return ""
    speed = done / seconds
    return f"每秒 {speed:,.1f} a second" if speed >= 0.1 else f"每分钟 {60 * speed:,.1f} a minute"


def print_jsonl(records: Iterable[dict[str, Any]]) -> None:
    """Records on stdout, one JSON object a line."""
    write_utf8("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))


def write_utf8(text: str) -> None:
    """Text on stdout in UTF-8 whatever the console's code page; a lone surrogate cannot be, and is replaced."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))
    sys.stdout.buffer.flush()


def say(message: str) -> None:
    """A remark to the person at the terminal, on stderr."""
    typer.echo(_printable(message), err=True)


def _printable(words: str) -> str:
    return "".join(char if char.isprintable() or char == "\n" else "�" for char in words.replace("\t", " "))

"""The command on the machine itself: doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from civtext.cli.options import Format, Formatted
from civtext.printing import print_jsonl, print_table

_PARTS = {
    "system": "系统 system",
    "base": "知识库 base",
    "readers": "读取 readers",
    "pictures": "画图 pictures",
    "fast parts": "提速 fast parts",
    "options": "可选 options",
    "engines": "引擎 engines",
    "places": "位置 places",
}
_STATES = {"ready": "有 ready", "missing": "缺，可选 optional", "broken": "不行 broken"}


def doctor(
    folder: Annotated[
        Path, typer.Argument(help="知识库要放的文件夹。 The folder where bases are to be.", metavar="[FOLDER]")
    ] = Path(),
    format: Formatted = Format.table,
) -> None:
    """这台机器有什么、缺什么、怎么补。 What this machine has, what it lacks, what to do."""
    from civtext.machine import diagnose

    findings = diagnose(folder)
    if format is Format.jsonl:
        print_jsonl(one.as_dict() for one in findings)
    else:
        rows = [(_PARTS[one.part], one.name, _STATES[one.state], one.found, one.advice) for one in findings]
        columns = ("", "名称 name", "状态 state", "现状 found", "办法 advice")
        print_table("这台机器 this machine", columns, rows, ratios=(4, 4, 5, 9, 12))
    raise typer.Exit(1 if any(one.state == "broken" for one in findings) else 0)

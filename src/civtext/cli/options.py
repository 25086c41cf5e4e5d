"""Options and arguments that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How records are printed."""

    table = "table"
    jsonl = "jsonl"


Formatted = Annotated[Format, typer.Option("--format", "-f", help="表格或每行一个JSON。 A table, or JSON Lines.")]
Encoding = Annotated[
    str | None, typer.Option(help="文本文件的编码,默认自动判断。 Encoding of a .txt; guessed by default.")
]
BookOption = Annotated[str, typer.Option("--codebook", help="编码表名称或YAML文件。 A codebook's name or YAML file.")]
Password = Annotated[
    str | None,
    typer.Option(envvar="CIVTEXT_PASSWORD", help="PDF 的打开密码。 The password that opens a PDF.", show_envvar=True),
]
Base = Annotated[Path, typer.Argument(help="知识库文件,如 base.civtext。 The knowledge base file.", metavar="BASE")]

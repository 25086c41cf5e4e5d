"""The command line: one command a verb, Chinese first.

Notes for a newcomer: every command is a thin function over the library's public functions, which are imported inside
it, so that `civtext --help` loads nothing heavy. Records go to stdout (`print_jsonl`, always UTF-8, or `print_table`),
everything said to a person besides goes to stderr. Exit status: 0 all read, 1 some file failed, 2 wrong usage,
3 trouble with the base.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated

import typer

from civtext import __version__
from civtext.cli import bases, correction, documents, drafts, graphs, knowledge, machine, web
from civtext.cli.parsing import complaint
from civtext.errors import CivtextError, LoadError, StoreError
from civtext.printing import say

app = typer.Typer(
    help="读懂文明城市创建材料:举措、指标、占位符、口号、测评体系、知识库。 Reads Chinese civilised-city campaign reports.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"civtext {__version__}")
        raise typer.Exit


@app.callback()
def civtext(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本。 Show the version.")
    ] = False,
) -> None:
    """读懂文明城市创建材料。 Reads Chinese civilised-city campaign reports."""


# In the order in which they are shown.
app.command()(documents.text)
app.command()(documents.clean)
app.command()(documents.extract)
app.command()(documents.classify)
app.command()(bases.coverage)
app.add_typer(knowledge.codebook, name="codebook")
app.command()(knowledge.train)
app.command()(bases.mine)
app.command()(bases.merge)
app.command()(bases.check)
app.command()(bases.search)
app.command()(graphs.ask)
app.command()(graphs.graph)
app.command()(bases.compare)
app.command()(drafts.gaps)
app.command()(drafts.fill)
app.command()(drafts.lists)
app.command()(drafts.mask)
app.command()(correction.export)
app.command("import")(correction.import_)
app.command()(knowledge.evaluate)
app.command()(documents.formats)
app.command()(machine.doctor)
app.command()(web.serve)


def main() -> None:
    """Run the command line; errors become one line and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        sys.exit(app(standalone_mode=False))  # the status where a command ends with one, else None
    except typer.TyperException as error:
        page = error.format_message()  # a command without its words is explained
        say(page if page.startswith("Usage:") else str(complaint(error)))
        sys.exit(2)
    except StoreError as error:
        say(str(error))
        sys.exit(3)
    except CivtextError as error:
        say(str(error))
        sys.exit(1 if isinstance(error, LoadError) else 2)
    except BrokenPipeError:
        # The reader has had enough (`| head`); Python would complain again on closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)

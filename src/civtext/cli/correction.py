"""Commands that carry annotations to the tools in which people correct them, and back: export, import."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from civtext.printing import say


class Tool(StrEnum):
    """A tool in which people correct annotations."""

    brat = "brat"
    labelstudio = "labelstudio"


def export(
    files: Annotated[list[Path], typer.Argument(help="文件或文件夹。 Files or folders.", metavar="FILE...|FOLDER")],
    output: Annotated[Path, typer.Option("--output", "-o", help="新文件夹。 A new folder.")],
    to: Annotated[Tool, typer.Option(help="标注工具。 The annotation tool.")],
    layer: Annotated[
        list[str] | None,
        typer.Option(
            help="只要这些层,可写多次,如 metrics。 Only these layers, such as metrics; may be repeated.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """导出到标注工具(brat、Label Studio),供人工修改。 Write findings for a tool in which people correct them."""
    from civtext.bridges.correction import LAYERS, export_annotations
    from civtext.corpus import Corpus

    corpus = Corpus.read(files)
    for failure in corpus.failures:
        say(f"{failure['source']}: {failure['error']['message']} [{failure['error']['code']}]")
    names = export_annotations(corpus, output, to=to.value, layers=layer or LAYERS)
    say(f"{output}: {len(names)} 份 texts")
    raise typer.Exit(1 if corpus.failures else 0)


def import_(
    folder: Annotated[
        Path,
        typer.Argument(
            help="brat 的文件夹,或 Label Studio 导出的 .json。 brat's folder, or Label Studio's export.",
            metavar="FOLDER",
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="新的标注文件夹。 A new folder of gold files.")],
) -> None:
    """把人工改过的标注读回,成为 evaluate 用的标注文件夹。 Read corrected annotations back as gold for evaluate."""
    from civtext.bridges.correction import import_annotations

    names = import_annotations(folder, output)
    say(f"{output}: {len(names)} 份 texts")

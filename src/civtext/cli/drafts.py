"""Commands on a draft: gaps, fill."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from civtext.cli.options import BookOption, Format, Formatted
from civtext.printing import print_jsonl, print_table, say

if TYPE_CHECKING:
    from civtext.model import Annotation, Document
    from civtext.store import Store

Draft = Annotated[Path, typer.Argument(help="草稿,最好是 .docx。 The draft, best a .docx.", metavar="DRAFT")]


def gaps(
    draft: Draft,
    against: Annotated[
        Path | None, typer.Option(help="别处材料的知识库,用来对照。 A base of other reports.", metavar="BASE")
    ] = None,
    codebook: BookOption = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="结果文件夹:批注稿、填写表、网页、JSON。 A folder for the results."),
    ] = None,
    format: Formatted = Format.table,
) -> None:
    """找出草稿的空白、未答指标、矛盾、残留和格式问题。 Find what a draft still lacks or gets wrong."""
    from civtext.codebook import load_codebook
    from civtext.gaps import KINDS, SEVERITIES, find_gaps
    from civtext.pipeline import annotate, load
    from civtext.records import gap_record
    from civtext.store import Store

    book = load_codebook(codebook) if codebook else None
    with ExitStack() as opened:
        base = opened.enter_context(Store.open(against)) if against else None
        documents = [annotate(document, codebook=book) for document in load(draft)]
        found = [(document, find_gaps(document, against=base, codebook=book)) for document in documents]
        if output:
            _write(draft, found, output, base)
    records = [gap_record(document, one) for document, gaps in found for one in gaps]
    if format is Format.jsonl:
        print_jsonl(records)
        return
    rows = [
        (SEVERITIES[one["severity"]], KINDS[one["kind"]], one["place"], one["text"][:24], one["reason"])
        for one in records
        if one["rule"] != "indicator.none"  # told by their number alone: an office's draft owes few of the ninety
    ]
    print_table("缺口 gaps", ("程度", "种类 kind", "位置 where", "原文 text", "问题 what"), rows)
    counts = Counter(one["kind"] for one in records)
    unanswered = sum(one["rule"] == "indicator.none" for one in records)
    told = " · ".join(f"{name} {counts[kind]}" for kind, name in KINDS.items())
    say(f"{told}(其中无人回应 unanswered {unanswered},见 -o 的网页或 jsonl)")


def _write(draft: Path, found: list[tuple[Document, list[Annotation]]], folder: Path, base: Store | None) -> None:
    """The commented draft, the fill sheet, the page and the records, named after the draft."""
    from civtext.filling import write_comments
    from civtext.filling.sheet import blanks_of, sheet
    from civtext.outputs import folder_for, write_whole
    from civtext.records import gap_record
    from civtext.reports import gaps_page, write_page

    folder_for(folder)
    name, text = draft.stem, found[0][0].source.text
    records = [gap_record(document, one) for document, gaps in found for one in gaps]
    write_whole(
        folder / f"{name}.gaps.json", json.dumps(records, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    )
    for document, gaps in found:
        number = f".{document.index + 1}" if len(found) > 1 else ""
        write_page(gaps_page(document, gaps), folder / f"{name}{number}.gaps.html")
    blanks = [blank for document, gaps in found for blank in blanks_of(document, gaps, base)]
    write_whole(folder / f"{name}.fill.xlsx", sheet(text, blanks))
    if found[0][0].source.format == "docx":
        write_comments(draft, [one for _, gaps in found for one in gaps], folder / f"{name}.comments.docx")
    say(f"{folder}: {name}.gaps.json .gaps.html .fill.xlsx .comments.docx")


def fill(
    draft: Draft,
    sheet: Annotated[Path, typer.Argument(help="填好的表。 The filled sheet.", metavar="SHEET.xlsx")],
    output: Annotated[Path, typer.Option("--output", "-o", help="写到哪里。 Where to write it.")],
    track: Annotated[bool, typer.Option("--track", help="写成修订。 As tracked changes.")] = False,
) -> None:
    """把填写表里的值放回草稿,格式不变。 Put a sheet's values into the draft; its formats stay."""
    from civtext import filling

    report = filling.fill(draft, sheet, output, track=track)
    say(f"{output}: 填入 filled {report.filled} · 仍空 open {report.still_open}")
    if report.missed:
        say(
            f"第{'、'.join(map(str, report.missed))}行的位置不能写入(自动编号或域)。 These rows' places cannot be written to."
        )
    raise typer.Exit(1 if report.missed else 0)

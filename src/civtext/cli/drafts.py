"""Commands on a draft: gaps, fill, lists, mask."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
        records = [gap_record(document, one) for document, gaps in found for one in gaps]
        if output:
            _write(draft, found, records, output, base)
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


def _write(
    draft: Path,
    found: list[tuple[Document, list[Annotation]]],
    records: list[dict[str, Any]],
    folder: Path,
    base: Store | None,
) -> None:
    """The commented draft, the fill sheet, the page and the records, named after the draft."""
    from civtext.filling import write_comments
    from civtext.filling.sheet import blanks_of, sheet
    from civtext.gaps import standings
    from civtext.outputs import folder_for, write_whole
    from civtext.reports import gaps_page, write_page

    folder_for(folder)
    name, text = draft.stem, found[0][0].source.text
    write_whole(
        folder / f"{name}.gaps.json", json.dumps(records, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    )
    for document, gaps in found:
        number = f".{document.index + 1}" if len(found) > 1 else ""
        told = standings(document, base) if base else []
        write_page(gaps_page(document, gaps, told), folder / f"{name}{number}.gaps.html")
    form, written = found[0][0].source.format, [".gaps.json", ".gaps.html"]
    if form in ("docx", "txt"):
        blanks = [blank for document, gaps in found for blank in blanks_of(document, gaps, base)]
        write_whole(folder / f"{name}.fill.xlsx", sheet(text, blanks))
        written.append(".fill.xlsx")
    if form == "docx":
        written.append(".comments.docx")
        write_comments(draft, [one for _, gaps in found for one in gaps], folder / f"{name}.comments.docx")
    say(f"{folder}: {' '.join(name + ending for ending in written)}")
    if form != "docx":
        say("批注和填写要 .docx 草稿,请先另存为 .docx。 Comments need a .docx draft; save it as one.")


def fill(
    draft: Draft,
    sheet: Annotated[Path, typer.Argument(help="填好的表。 The filled sheet.", metavar="SHEET.xlsx")],
    output: Annotated[Path, typer.Option("--output", "-o", help="写到哪里。 Where to write it.")],
    track: Annotated[bool, typer.Option("--track", help="写成修订。 As tracked changes.")] = False,
) -> None:
    """把填写表里的值放回草稿,格式不变。 Put a sheet's values into the draft; its formats stay."""
    from civtext import filling

    report = filling.fill(draft, sheet, output, track=track)
    say(f"{output}: 填入 {report.filled} 处 places filled · 仍空 {report.still_open} 行 rows open")
    if report.missed:
        say(
            f"第{'、'.join(map(str, report.missed))}行的位置不能写入(自动编号或域)。 These rows' places cannot be written to."
        )
    raise typer.Exit(1 if report.missed else 0)


def lists(
    input: Annotated[
        Path, typer.Argument(help="草稿、文件夹或知识库。 A draft, a folder or a base.", metavar="DRAFT|BASE")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help=".xlsx")],
    codebook: BookOption = "",
    department: Annotated[str, typer.Option(help="只要这个单位的。 One department's own rows.", metavar="NAME")] = "",
    since: Annotated[
        Path | None, typer.Option(help="上一次的清单,用来看销号和重开。 Earlier lists: what closed, what reopened.")
    ] = None,
) -> None:
    """任务、活动、问题三张清单,完成一项销号一项。 The lists of tasks, activities and problems."""
    from civtext import worklists
    from civtext.cli.bases import opened_as_base
    from civtext.codebook import load_codebook
    from civtext.gaps import find_gaps
    from civtext.outputs import result_path, write_whole
    from civtext.pipeline import annotate, load

    output = result_path(output, of=[input, *([since] if since else [])], suffix=".xlsx")
    book = load_codebook(codebook) if codebook else None
    earlier = worklists.read_lists(since) if since else None
    with opened_as_base([input]) as base:
        is_draft = input.is_file() and input.suffix != ".civtext"
        documents = [annotate(one, codebook=book) for one in load(input)] if is_draft else []
        draft = [(document, find_gaps(document, unanswered=False)) for document in documents]
        made = worklists.lists(base, draft=draft, codebook=book, since=earlier)
    made = made.of_department(department) if department else made
    if department and not any(rows for _, rows in made.tables.values()):
        say(f"没有写明由“{department}”负责的。 Nothing names {department}.")
    write_whole(output, worklists.written(made))
    say(f"{output}: " + " · ".join(f"{title} {len(rows)}" for title, (_, rows) in made.tables.items()))


def mask(
    report: Annotated[Path, typer.Argument(help="材料或模板(.docx .txt)。 A report, or a template.", metavar="REPORT")],
    output: Annotated[Path, typer.Option("--output", "-o", help="写到哪里。 Where to write it.")],
    key: Annotated[Path, typer.Option(help="密钥文件(.json)。 The key file.")],
    restore: Annotated[bool, typer.Option("--restore", help="用密钥还原。 Put back what the key holds.")] = False,
) -> None:
    """脱敏成模板,地名、人名、数字变占位符;凭密钥还原。 Make a report a template; the key restores it."""
    from civtext.filling import masking

    if restore:
        say(f"{output}: 还原 restored {masking.restore(report, key, output)}")
        return
    done = masking.mask(report, output, key)
    say(
        f"{output}: 遮去 masked {done.places} · 程序还认得出的 still recognised {len(done.left)} {'、'.join(done.left)}"
    )
    say("人名写法太多,发出前请再通读一遍。 Read it once more before it goes out: names are written in too many ways.")
    raise typer.Exit(1 if done.left else 0)

"""Commands on a draft: gaps, fill, lists, mask."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from civtext.cli.options import BookOption, Format, Formatted
from civtext.printing import print_jsonl, print_table, say

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
    from civtext.drafts import read_draft, write_results
    from civtext.gaps import KINDS, SEVERITIES

    read = read_draft(draft, against=against, codebook=load_codebook(codebook) if codebook else None)
    if output:
        say(f"{output}: {' '.join(path.name for path in write_results(read, output))}")
        if read.format != "docx":
            say("批注和填写要 .docx 草稿,请先另存为 .docx。 Comments need a .docx draft; save it as one.")
    records = read.records
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
    from civtext import drafts, worklists
    from civtext.cli.bases import opened_as_base
    from civtext.codebook import load_codebook
    from civtext.outputs import result_path, write_whole

    output = result_path(output, of=[input, *([since] if since else [])], suffix=".xlsx")
    book = load_codebook(codebook) if codebook else None
    earlier = worklists.read_lists(since) if since else None
    if input.is_file() and input.suffix != ".civtext":
        draft = drafts.read_draft(input, codebook=book, unanswered=False)
        made = drafts.lists_of(draft, codebook=book, since=earlier)
    else:
        with opened_as_base([input]) as base:
            made = worklists.lists(base, codebook=book, since=earlier)
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

"""Commands on documents: text, clean, extract, classify, and formats, which says what can be read."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from civtext.cli.options import Encoding, Format, Formatted, Password
from civtext.errors import LoadError
from civtext.printing import print_jsonl, print_table, say, write_utf8


def text(
    file: Annotated[Path, typer.Argument(help="一个 .txt .docx .pdf 文件。 One file.", metavar="FILE")],
    encoding: Encoding = None,
    password: Password = None,
) -> None:
    """打印文件的原文,一切位置都以它为准。 Print the loader's plain text, to which all offsets refer."""
    from civtext.loaders import load_source

    write_utf8(load_source(file, encoding=encoding, password=password).text)


def clean(
    file: Annotated[Path, typer.Argument(help="一个文件。 One file.", metavar="FILE")],
    explain: Annotated[
        bool, typer.Option("--explain", help="列出每处改动、位置和理由。 List every edit, its place and rule.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="以前后对照显示改动。 Show edits as words that go and words that come.")
    ] = False,
    encoding: Encoding = None,
    password: Password = None,
    format: Formatted = Format.table,
) -> None:
    """打印清洗后的正文:去掉转载噪声,接回断句。 Print the text as its author wrote it, without sharing sites' noise."""
    from civtext import cleaning
    from civtext.loaders import load_source
    from civtext.tables import print_changes

    if explain and diff:
        raise typer.BadParameter("--explain 与 --diff 只能选一个。 Choose one of --explain and --diff.")
    source = load_source(file, encoding=encoding, password=password)
    reading = cleaning.clean(source)
    if diff:
        write_utf8(cleaning.diff(source, reading))
    elif not explain:
        write_utf8(reading.text)
    elif format is Format.jsonl:
        print_jsonl([change.as_dict() for change in cleaning.explain(source, reading)])
    else:
        print_changes(cleaning.explain(source, reading))


def extract(
    files: Annotated[list[Path], typer.Argument(help="一个或多个文件。 One or more files.", metavar="FILE...")],
    format: Formatted = Format.table,
    encoding: Encoding = None,
    password: Password = None,
    rejected: Annotated[
        bool,
        typer.Option("--rejected", help="连同被排除的相似表达及理由。 Also the look-alikes left out, with reasons."),
    ] = False,
) -> None:
    """提取标题、指标、举措、占位符、口号、实体。 Extract everything from files: one record an article."""
    from civtext.pipeline import annotate, load
    from civtext.records import failure, record
    from civtext.tables import print_article

    failed = 0
    for file in files:
        try:
            records = [
                record(annotate(document), rejected=rejected)
                for document in load(file, encoding=encoding, password=password)
            ]
        except LoadError as error:
            failed += 1
            records = [failure(str(file), error)]
            if format is Format.table:
                say(str(error))
                continue
        if format is Format.jsonl:
            print_jsonl(records)
        else:
            for one in records:
                print_article(one)
    raise typer.Exit(1 if failed else 0)


def classify(
    file: Annotated[
        str,
        typer.Argument(
            help='文件;"-" 则从标准输入读 {"text": "…"} 行。 A file, or "-" for JSON Lines.', metavar="FILE|-"
        ),
    ],
    format: Formatted = Format.table,
) -> None:
    """把段落归入测评体系的类别。 Map passages onto the categories of the measurement system."""
    from civtext.classifiers.categories import classify_in_full
    from civtext.codebook import load_codebook

    passages = _passages_on_stdin() if file == "-" else _passages_of(Path(file))
    texts = [text for _, text in passages]
    records = [
        {
            **where,
            "categories": [{"id": one.id, "score": round(one.score, 4), "evidence": one.evidence} for one in found],
            "indicators": [{"id": one.id, "score": round(one.score, 4), "evidence": one.evidence} for one in details],
        }
        for (where, _), found, details in zip(passages, *classify_in_full(texts), strict=True)
    ]
    if format is Format.jsonl:
        print_jsonl(records)
        return
    names = {category.id: category.name_zh for category in load_codebook().categories}
    rows = [
        (" ".join(f"{one['id']}{names[one['id']]} {one['score']:.2f}" for one in row["categories"]) or "—", text[:60])
        for row, (_, text) in zip(records, passages, strict=True)
    ]
    print_table("类别 categories", ("类别 category", "段落 passage"), rows)


def _passages_on_stdin() -> list[tuple[dict[str, Any], str]]:
    lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    passages: list[tuple[dict[str, Any], str]] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                passages.append(({}, str(json.loads(line)["text"])))
            except (ValueError, KeyError, TypeError):
                hint = '标准输入每行应为 {"text": "…"}。 Each line must be {"text": "…"}.'
                raise typer.BadParameter(f"{hint} (第{number}行 line {number})") from None
    return passages


def _passages_of(path: Path) -> list[tuple[dict[str, Any], str]]:
    from civtext.outline import read_outline
    from civtext.pipeline import load

    return [
        (
            {"source": str(path), "article": document.index, **document.reading.to_source(passage.span)._asdict()},
            passage.text,
        )
        for document in map(read_outline, load(path))
        for passage in document.passages
    ]


def formats(format: Formatted = Format.table) -> None:
    """列出这台机器能读的文件格式。 List what this machine can read."""
    from civtext.loaders import formats as readable

    if format is Format.jsonl:
        print_jsonl([one.as_dict() for one in readable()])
        return
    rows = [
        (
            one.name,
            " ".join(one.suffixes),
            "能读 ready" if one.ready else "不能 no",
            f"{one.reader} {one.version}",
            one.advice,
        )
        for one in readable()
    ]
    print_table("能读的格式 formats", ("格式 format", "扩展名 suffixes", "", "读取器 reader", "说明 advice"), rows)

"""The command line: one command a verb, Chinese first.

Notes for a newcomer: every command is a thin function over the library's public functions, which are imported inside
it, so that `civtext --help` loads nothing heavy. Records go to stdout (`print_jsonl`, always UTF-8, or `print_table`),
everything said to a person besides goes to stderr. Exit status: 0 all read, 1 some file failed, 2 wrong usage,
3 trouble with the base.
"""

from __future__ import annotations

import io
import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from civtext import __version__
from civtext.errors import CivtextError, LoadError, StoreError
from civtext.printing import print_jsonl, print_table, progress_bar, say, write_utf8

if TYPE_CHECKING:
    from civtext.batch import Outcome

app = typer.Typer(
    help="读懂文明城市创建材料:举措、指标、占位符、口号、测评体系、知识库。 Reads Chinese civilised-city campaign reports.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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


@app.command()
def text(
    file: Annotated[Path, typer.Argument(help="一个 .txt .docx .pdf 文件。 One file.", metavar="FILE")],
    encoding: Encoding = None,
    password: Password = None,
) -> None:
    """打印文件的原文,一切位置都以它为准。 Print the loader's plain text, to which all offsets refer."""
    from civtext.loaders import load_source

    write_utf8(load_source(file, encoding=encoding, password=password).text)


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
def coverage(
    inputs: Annotated[
        list[Path],
        typer.Argument(help="材料文件、文件夹,或一个知识库。 Reports, folders, or a base.", metavar="FILE...|BASE"),
    ],
    codebook: BookOption = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=".xlsx .html")] = None,
    format: Formatted = Format.table,
) -> None:
    """逐个指标看依据:有没有、哪一类、强不强。 What each indicator rests on: whether, by which kind, how well."""
    from tempfile import TemporaryDirectory

    from civtext import batch
    from civtext.codebook import load_codebook
    from civtext.evidence import as_dict
    from civtext.evidence import coverage as covered
    from civtext.reports import write_coverage
    from civtext.tables import print_coverage

    book = load_codebook(codebook) if codebook else None
    if len(inputs) == 1 and inputs[0].suffix == ".civtext":
        rows = covered(inputs[0], codebook=book)
    else:
        with TemporaryDirectory(prefix="civtext-") as folder:
            report = batch.mine(inputs, base := Path(folder) / "base.civtext")
            for outcome in report.outcomes:
                if outcome.failed:
                    say(f"{outcome.path}: {outcome.message} [{outcome.code}]")
            rows = covered(base, codebook=book)
    if output:
        write_coverage(rows, output, title="测评体系覆盖 Coverage of the measurement system")
        say(f"{output}: {len(rows)} 个指标 indicators")
    elif format is Format.jsonl:
        print_jsonl([as_dict(row) for row in rows])
    else:
        print_coverage(rows)


codebooks = typer.Typer(
    help="检查、浏览编码表,对照各版本。 Check and browse a codebook, compare its editions.", no_args_is_help=True
)
app.add_typer(codebooks, name="codebook")
Book = Annotated[
    str, typer.Argument(help="编码表名称或YAML文件。 A codebook's name or YAML file.", metavar="[CODEBOOK]")
]


@codebooks.command()
def check(codebook: Book = "civilised-city") -> None:
    """检查编码表,一次列出所有问题。 Check a codebook; everything wrong with it is listed at once."""
    from civtext.codebook import load_codebook

    book = load_codebook(codebook)
    counts = f"{len(book.categories)} 类 categories, {len(book.indicators)} 指标 indicators, {len(book.editions)} 版本 editions"
    say(f"{book.id} {book.version}: {counts}")


@codebooks.command()
def page(
    output: Annotated[Path, typer.Option("--output", "-o", help=".html")], codebook: Book = "civilised-city"
) -> None:
    """把编码表写成可浏览的网页。 Write a codebook as a page to browse."""
    from civtext.codebook import load_codebook
    from civtext.reports import codebook_page, write_page

    write_page(codebook_page(load_codebook(codebook)), output)
    say(str(output))


@codebooks.command()
def crosswalk(
    one: Annotated[str, typer.Argument(help="版本,如 2015。 An edition, such as 2015.")],
    other: Annotated[str, typer.Argument(help="另一个版本。 Another edition.")],
    codebook: BookOption = "civilised-city",
    format: Formatted = Format.table,
) -> None:
    """对照两个版本的代码。 What two editions call the same thing."""
    from civtext.codebook import crosswalk as rows_of
    from civtext.codebook import load_codebook

    rows = rows_of(load_codebook(codebook), one, other)
    if format is Format.jsonl:
        print_jsonl([{"id": id, one: list(first), other: list(second)} for id, first, second in rows])
    else:
        told = [(id, "、".join(first), "、".join(second)) for id, first, second in rows]
        print_table("对照 crosswalk", ("代码 id", one, other), told)


@app.command()
def train(
    passages: Annotated[
        Path,
        typer.Argument(help="标注好的段落文件夹(*.jsonl)。 A folder of labelled passages.", metavar="PASSAGES"),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="模型文件夹。 The folder of models.")] = Path("models"),
    codebook: BookOption = "civilised-city",
    date: Annotated[str, typer.Option(help="写入卡片的日期,默认今天。 The date on the card; today by default.")] = "",
) -> None:
    """从标注段落训练分类模型,连同卡片一起保存。 Train the classifier from labelled passages; saved with its card."""
    from datetime import date as day

    from civtext.classifiers import training
    from civtext.codebook import load_codebook

    labelled = training.read_passages(passages)
    model = training.train(labelled, load_codebook(codebook), date=date or day.today().isoformat())
    path = training.save(model, output)
    told = model.card["unseen_voices"]
    figures = " ".join(f"{name} {told[name]:.3f}" for name in ("top1", "micro", "macro", "ece"))
    say(
        f"{path}: {model.card['passages']} 段 passages, {len(model.ids)} 类 labels · 未见过的写作者 unseen voices: {figures}"
    )


@app.command()
def mine(
    folder: Annotated[list[Path], typer.Argument(help="文件夹或文件。 Folders or files.", metavar="FOLDER...")],
    output: Annotated[Path, typer.Option("--output", "-o", help="知识库文件。 The knowledge base to write.")],
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="进程数,默认为处理器数。 Processes; as many as cores by default.")
    ] = None,
    prune: Annotated[
        bool,
        typer.Option("--prune", help="把文件夹里已不在的文件从库中删除。 Delete what has vanished from the folders."),
    ] = False,
    format: Formatted = Format.table,
) -> None:
    """把一个文件夹挖成知识库;未变的文件跳过,坏文件列出原因。 Mine a folder into a knowledge base."""
    from civtext import batch
    from civtext.store import Store
    from civtext.tables import print_report

    with progress_bar() as progress:
        bar = progress.add_task("挖掘 mining", total=None)

        def advance(done: int, total: int, outcome: Outcome | None) -> None:
            progress.update(bar, completed=done, total=total)

        try:
            report = batch.mine(folder, output, workers=workers, progress=advance, prune=prune)
        except KeyboardInterrupt:
            progress.stop()
            say("已停止,读完的都已保存;再次运行会接着读。 Stopped; what was read is kept, and running again goes on.")
            raise typer.Exit(130) from None
    summary = None
    if output.exists():
        with Store.open(output) as store:
            summary = store.summary()
    if format is Format.jsonl:
        print_jsonl([outcome.as_dict() for outcome in report.outcomes])
        print_jsonl([{"summary": summary}])
    else:
        print_report(report, summary, folder)
    raise typer.Exit(1 if any(outcome.failed for outcome in report.outcomes) else 0)


@app.command()
def search(
    base: Base,
    query: Annotated[
        str, typer.Argument(help='词语,空格分开;"短语"用引号。 Words; quote phrases.', metavar="QUERY")
    ] = "",
    place: Annotated[str | None, typer.Option(help="地方,如 云岭。 Place.")] = None,
    category: Annotated[str | None, typer.Option(help="类别代码或名称,如 C09。 Category id or name.")] = None,
    kind: Annotated[str | None, typer.Option(help="文种,如 总结、plan。 Kind, such as 总结 or plan.")] = None,
    period: Annotated[str | None, typer.Option(help="年份或时期,如 2023、2022-2024。 Years or a period.")] = None,
    vanished: Annotated[
        bool, typer.Option("--vanished", help="连同文件已不在的。 Also texts whose files have vanished.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="最多几条。 At most so many.")] = 10,
    format: Formatted = Format.table,
) -> None:
    """在知识库里检索段落。 Search the passages of a knowledge base."""
    from civtext import retrieval
    from civtext.tables import print_hits

    filters = {"place": place, "category": category, "kind": kind, "period": period}
    hits = retrieval.search(base, query, **filters, vanished=vanished, limit=limit)
    if format is Format.jsonl:
        print_jsonl([hit.as_dict() for hit in hits])
    else:
        print_hits(query, hits, retrieval.count(base, query, **filters, vanished=vanished))


@app.command()
def graph(
    base: Base,
    output: Annotated[Path, typer.Option("--output", "-o", help=".graphml .gexf .json")],
) -> None:
    """把知识库导出为知识图谱。 Write the knowledge base as a graph."""
    from civtext.graph import build_graph, write_graph
    from civtext.store import Store

    with Store.open(base) as store:
        found = build_graph(store)
    write_graph(found, output)
    say(f"{output}: {found.number_of_nodes()} 个节点 nodes, {found.number_of_edges()} 条边 edges")


@app.command()
def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(help="标注文件夹:NAME.gold.json 与 NAME.txt。 A folder of gold files.", metavar="GOLD_FOLDER"),
    ],
    misses: Annotated[
        str | None, typer.Option(help="列出这一层的漏报和误报。 List a layer's misses.", metavar="LAYER")
    ] = None,
    save: Annotated[
        Path | None, typer.Option(help="把这次结果存为 JSON Lines。 Save this run's records.", metavar="FILE")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="与存下的结果比得失。 Gains and losses against a saved run.", metavar="FILE")
    ] = None,
    format: Formatted = Format.table,
) -> None:
    """与人工标注对照:准确率、召回率、F1,改动的得失。 Score against annotations; gains and losses of a change."""
    from civtext import evaluation as judging
    from civtext.tables import print_comparison, print_misses, print_scores

    documents = judging.read_gold(gold)
    earlier = judging.read_answers(against) if against else []
    answers = [judging.answer(document) for document in documents]
    evaluation = judging.evaluate(zip(documents, answers, strict=True))
    listed = evaluation.misses_of(misses) if misses else []
    comparison = judging.compare(documents, earlier, answers) if against else None
    if save:
        judging.write_answers(answers, save)
    if format is Format.jsonl:
        print_jsonl(comparison.rows() if comparison else [score.as_dict() for score in evaluation.scores])
        print_jsonl([miss.as_dict() for miss in listed])
        print_jsonl(comparison.changes() if comparison else [])
        return
    print_scores(evaluation)
    if misses:
        print_misses(misses, listed)
    if comparison:
        print_comparison(comparison)


@app.command()
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


def main() -> None:
    """Run the command line; errors become one line and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
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


if __name__ == "__main__":
    main()

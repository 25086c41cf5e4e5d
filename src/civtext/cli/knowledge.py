"""Commands on what civtext knows: codebook, train, evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from civtext.cli.options import BookOption, Format, Formatted
from civtext.printing import print_jsonl, print_table, say

codebook = typer.Typer(
    help="检查、浏览编码表,对照各版本。 Check and browse a codebook, compare its editions.", no_args_is_help=True
)
Book = Annotated[
    str, typer.Argument(help="编码表名称或YAML文件。 A codebook's name or YAML file.", metavar="[CODEBOOK]")
]


@codebook.command()
def check(codebook: Book = "civilised-city") -> None:
    """检查编码表,一次列出所有问题。 Check a codebook; everything wrong with it is listed at once."""
    from civtext.codebook import load_codebook

    book = load_codebook(codebook)
    counts = f"{len(book.categories)} 类 categories, {len(book.indicators)} 指标 indicators, {len(book.editions)} 版本 editions"
    say(f"{book.id} {book.version}: {counts}")


@codebook.command()
def page(
    output: Annotated[Path, typer.Option("--output", "-o", help=".html")], codebook: Book = "civilised-city"
) -> None:
    """把编码表写成可浏览的网页。 Write a codebook as a page to browse."""
    from civtext.codebook import load_codebook
    from civtext.reports import codebook_page, write_page

    write_page(codebook_page(load_codebook(codebook)), output)
    say(str(output))


@codebook.command()
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


def train(
    passages: Annotated[
        list[Path],
        typer.Argument(
            help="标注好的段落或总结的文件夹(*.jsonl、*.gold.json)。 Folders of labelled passages or reports.",
            metavar="PASSAGES...",
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="模型文件夹。 The folder of models.")] = Path("models"),
    codebook: BookOption = "civilised-city",
    date: Annotated[str, typer.Option(help="写入卡片的日期,默认今天。 The date on the card; today by default.")] = "",
) -> None:
    """从标注段落训练分类模型,连同卡片一起保存。 Train the classifier from labelled passages; saved with its card."""
    from datetime import date as day

    from civtext.classifiers import training
    from civtext.codebook import load_codebook
    from civtext.evaluation import taught

    labelled = [
        one
        for folder in passages
        for one in (taught if any(folder.glob("*.gold.json")) else training.read_passages)(folder)
    ]
    model = training.train(labelled, load_codebook(codebook), date=date or day.today().isoformat())
    path = training.save(model, output)
    told = model.card["unseen_voices"]
    figures = " ".join(f"{name} {told[name]:.3f}" for name in ("top1", "micro", "macro", "ece"))
    say(
        f"{path}: {model.card['passages']} 段 passages, {len(model.ids)} 类 labels · 未见过的写作者 unseen voices: {figures}"
    )


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

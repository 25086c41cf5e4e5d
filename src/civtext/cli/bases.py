"""Commands on a knowledge base: mine, search, and coverage, which makes one for a while where it is given files."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from civtext.cli.options import Base, BookOption, Format, Formatted, Password
from civtext.printing import print_jsonl, progress_bar, say

if TYPE_CHECKING:
    from civtext.batch import Outcome, Report
    from civtext.codebook import Codebook
    from civtext.store import Store


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
    from civtext.codebook import load_codebook
    from civtext.evidence import as_dict
    from civtext.evidence import coverage as covered
    from civtext.reports import write_coverage
    from civtext.tables import print_coverage

    book = load_codebook(codebook) if codebook else None
    with opened_as_base(inputs) as base:
        rows = covered(base, codebook=book)
    if output:
        write_coverage(rows, output, title="测评体系覆盖 Coverage of the measurement system")
        say(f"{output}: {len(rows)} 个指标 indicators")
    elif format is Format.jsonl:
        print_jsonl([as_dict(row) for row in rows])
    else:
        print_coverage(rows)


@contextmanager
def opened_as_base(inputs: list[Path]) -> Iterator[Store]:
    """A base to read: the one given, or one made for a while of the files given; what cannot be read is told."""
    from tempfile import TemporaryDirectory

    from civtext import batch
    from civtext.store import Store

    if len(inputs) == 1 and inputs[0].suffix == ".civtext":
        with Store.open(inputs[0]) as store:
            yield store
        return
    with TemporaryDirectory(prefix="civtext-") as folder:
        report = batch.mine(inputs, base := Path(folder) / "base.civtext")
        for outcome in report.outcomes:
            if outcome.failed:
                say(f"{outcome.path}: {outcome.message} [{outcome.code}]")
        if not base.exists():
            if not report.outcomes:
                say(f"{'、'.join(map(str, inputs))}: 里面没有可读的文件。 No file to read in it.")
            raise typer.Exit(1)
        with Store.open(base) as store:
            yield store


def compare(
    base: Base,
    output: Annotated[Path, typer.Option("--output", "-o", help=".html .xlsx .json;经验卡 cards .docx .html")],
    by: Annotated[str, typer.Option(help="按什么分组:place level period kind。 Groups.")] = "place",
    place: Annotated[list[str] | None, typer.Option(help="只比这些地方,可多次。 Only these places.")] = None,
    year: Annotated[list[int] | None, typer.Option(help="只比这些年份,可多次。 Only these years.")] = None,
    indicator: Annotated[
        list[str] | None,
        typer.Option(help="只比这些指标或类别,可多次。 Only these indicators or categories.", metavar="ID"),
    ] = None,
    cards: Annotated[
        str | None,
        typer.Option(
            help="只要经验卡:指标、类别代码或检索词。 Cards only: of an indicator, a category or a query.",
            metavar="ID|QUERY",
        ),
    ] = None,
) -> None:
    """比较各地:覆盖、同口径数字、做法、用语、雷同、承诺、经验卡。 Compare what places did, and with which figures."""
    from civtext.comparison import compare as compared
    from civtext.comparison import experience_cards
    from civtext.reports import NONE, SHEETS, write_cards, write_comparison

    chosen: dict[str, Any] = {"places": place or (), "years": year or ()}
    if cards is not None:
        made = experience_cards(base, cards, **chosen)
        write_cards(made, output)
        say(f"{output}: {len(made)} 张经验卡 cards" if made else f"{output}: {NONE}")
        return
    told = compared(base, by=by, indicators=indicator or (), **chosen)
    write_comparison(told, output)
    counts = {name: len(rows) for name, rows in told.records().items()}
    say(f"{output}: " + " · ".join(f"{SHEETS[name]} {name} {number}" for name, number in counts.items()))


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
    password: Password = None,
    engine: Annotated[
        str,
        typer.Option(
            help="用引擎分到多台机器:spark 或 dask;-o 则是分片文件夹。 On many machines; -o is then a folder of shards."
        ),
    ] = "",
    cluster: Annotated[
        str, typer.Option(help="集群地址,默认用本机进程。 The cluster's address; processes of this machine by default.")
    ] = "",
    shard: Annotated[int, typer.Option(min=1, help="每片大约多少个文件。 Files in a shard, about.")] = 500,
    codebook: BookOption = "",
    format: Formatted = Format.table,
) -> None:
    """把一个文件夹挖成知识库;未变的文件跳过,坏文件列出原因。 Mine a folder into a knowledge base."""
    from civtext import batch
    from civtext.codebook import load_codebook
    from civtext.errors import StoreError
    from civtext.machine import network_share

    book = load_codebook(codebook) if codebook else None
    if engine:
        if workers or prune or password:
            raise typer.BadParameter("--engine 不能与 --workers --prune --password 同用。 Not together with --engine.")
        _mine_shards(folder, output, engine=engine, cluster=cluster, size=shard, book=book, format=format)
    if kind := network_share(output.absolute().parent):
        say(
            f"{output}: 在网络共享上({kind}),SQLite 的锁不可靠,请用本机磁盘。 On a network share, where locks may fail."
        )
    with progress_bar() as progress, _ended_by_signals():
        bar = progress.add_task("挖掘 mining", total=None)
        reached = (0, 0)

        def advance(done: int, total: int, outcome: Outcome | None) -> None:
            nonlocal reached
            reached = (done, total)
            progress.update(bar, completed=done, total=total)

        try:
            report = batch.mine(
                folder, output, workers=workers, progress=advance, codebook=book, prune=prune, password=password
            )
        except KeyboardInterrupt as stopped:
            progress.stop()
            say("已停止,读完的都已保存;再次运行会接着读。 Stopped; what was read is kept, and running again goes on.")
            raise typer.Exit(128 + int(*stopped.args or (signal.SIGINT,))) from None
        except StoreError as error:
            if error.code == "base.full":
                progress.stop()
                say(_space(output, *reached))
            raise
    _tell(report, output, folder, format)


def _space(base: Path, done: int, total: int) -> str:
    """How much room the rest would take, judged by what was stored, and how much there is."""
    size, free = base.stat().st_size if base.exists() else 0, shutil.disk_usage(base.absolute().parent).free
    needed = size / max(done, 1) * (total - done)
    return (
        f"已读 {done}/{total};余下约需 {needed / 1e6:.1f} MB,现有 {free / 1e6:.1f} MB。"
        f" {done} of {total} read; the rest needs about {needed / 1e6:.1f} MB, {free / 1e6:.1f} MB are free."
    )


def _tell(report: Report, output: Path, folder: list[Path], format: Format) -> None:
    """What a base came to, and the exit status that says whether all was read."""
    from civtext.store import Store
    from civtext.tables import print_report

    summary = None
    if output.exists():
        with Store.open(output) as store:
            summary = store.summary()
    if format is Format.jsonl:
        print_jsonl(outcome.as_dict() for outcome in report.outcomes)
        print_jsonl([{"summary": summary}])
    else:
        print_report(report, summary, folder)
    raise typer.Exit(1 if any(outcome.failed for outcome in report.outcomes) else 0)


def _mine_shards(
    folder: list[Path], output: Path, *, engine: str, cluster: str, size: int, book: Codebook | None, format: Format
) -> None:
    from civtext.batch.shards import mine_shards
    from civtext.tables import print_shards

    with progress_bar() as progress, _ended_by_signals():
        bar = progress.add_task("分片 shards", total=None)
        shards = mine_shards(
            folder,
            output,
            engine=engine,
            cluster=cluster,
            size=size,
            codebook=book,
            progress=lambda done, total: progress.update(bar, completed=done, total=total),
        )
    if format is Format.jsonl:
        print_jsonl(outcome.as_dict() for outcome in shards.outcomes())
    else:
        print_shards(shards)
    raise typer.Exit(1 if shards.failed else 0)


def merge(
    shards: Annotated[
        list[Path],
        typer.Argument(help="mine --engine 写的文件夹。 Folders that mine --engine wrote.", metavar="SHARDS..."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="知识库文件。 The knowledge base to write.")],
    format: Formatted = Format.table,
) -> None:
    """把分片合成一个知识库,与单机挖的相同。 Make one base of shards, the same as one machine would."""
    from civtext.batch.shards import merge as merged

    with progress_bar() as progress, _ended_by_signals():
        bar = progress.add_task("合并 merging", total=None)
        report = merged(shards, output, progress=lambda done, total: progress.update(bar, completed=done, total=total))
    _tell(report, output, shards, format)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """What asks a program to end (a service, a terminal that closes) ends it as Ctrl-C does."""

    def end(number: int, frame: object) -> None:
        raise KeyboardInterrupt(number)

    named = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in named}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def check(
    base: Base,
    repair: Annotated[
        bool, typer.Option("--repair", help="重建检索索引。 Make the index of the passages anew.")
    ] = False,
) -> None:
    """检查知识库是否完好:文件、引用、索引、每份原文。 Check a base: the file, its references, its index, every text."""
    from civtext.store import Store

    with Store.open(base, write=True) as store:
        if repair:
            store.rebuild_index()
        problems = store.check()
    for problem in problems:
        say(f"{base}: {problem}")
    say(f"{base}: {f'{len(problems)} 处问题 problems' if problems else '完好 sound'}")
    raise typer.Exit(3 if problems else 0)


def search(
    base: Base,
    query: Annotated[
        str,
        typer.Argument(
            help='词语,空格分开;"短语"用引号;字段如 地方:云岭。 Words; quote phrases; fields such as place:云岭.',
            metavar="QUERY",
        ),
    ] = "",
    place: Annotated[str | None, typer.Option(help="地方,如 云岭。 Place.")] = None,
    level: Annotated[str | None, typer.Option(help="层级,如 市级、县区、unit。 Level of the author.")] = None,
    kind: Annotated[str | None, typer.Option(help="文种,如 总结、plan。 Kind, such as 总结 or plan.")] = None,
    period: Annotated[str | None, typer.Option(help="年份或时期,如 2023、2022-2024。 Years or a period.")] = None,
    category: Annotated[str | None, typer.Option(help="类别代码或名称,如 C09。 Category id or name.")] = None,
    indicator: Annotated[str | None, typer.Option(help="测评指标代码或名称,如 C09-08。 Indicator id or name.")] = None,
    role: Annotated[str | None, typer.Option(help="部分,如 做法、问题、打算。 Role of the section.")] = None,
    status: Annotated[
        str | None, typer.Option(help="状态,如 完成、计划、目标。 Status of a measure or metric.")
    ] = None,
    metric: Annotated[
        str | None, typer.Option(help="指标的对象或动作,如 背街小巷。 Object or action of a metric.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="指标的单位,如 条、万元。 Unit of that metric.")] = None,
    value: Annotated[str | None, typer.Option(help='数值,如 ">=50"、50..80、30万元以上。 Its value.')] = None,
    masked: Annotated[bool | None, typer.Option("--masked/--known", help="数值被遮盖与否。 Masked or not.")] = None,
    without: Annotated[str | None, typer.Option(help="不含的词。 A word that passages do not hold.")] = None,
    vanished: Annotated[
        bool, typer.Option("--vanished", help="连同文件已不在的。 Also texts whose files have vanished.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="最多几条。 At most so many.")] = 10,
    format: Formatted = Format.table,
) -> None:
    """在知识库里检索段落。 Search the passages of a knowledge base."""
    from civtext import retrieval
    from civtext.store import Store
    from civtext.tables import print_hits

    fields: retrieval.Fields = {
        "place": place,
        "level": level,
        "kind": kind,
        "period": period,
        "category": category,
        "indicator": indicator,
        "role": role,
        "status": status,
        "metric": metric,
        "unit": unit,
        "value": value,
        "masked": masked,
        "without": without,
    }
    with Store.open(base) as store:
        if format is Format.jsonl:
            hits = retrieval.search(store, query, vanished=vanished, limit=limit, **fields)
            print_jsonl([hit.as_dict() for hit in hits])
        else:
            hits = retrieval.search(store, query, vanished=vanished, limit=limit, fill=True, **fields)
            total = retrieval.count(store, query, vanished=vanished, **fields)
            print_hits(query, hits, total, retrieval.related(store, query))

"""Commands on the graph of a knowledge base: ask, which answers from it, and graph, which shows and writes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from civtext.cli.options import Base, Format, Formatted
from civtext.errors import UsageError
from civtext.printing import cell, print_jsonl, print_table, say

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from civtext.graph import Citation, Deed, Step

_SHOWN = 60  # rows of a table; JSON Lines and files have all


class Shape(StrEnum):
    """What a graph is written as; the folders have no ending to tell."""

    graphml = "graphml"
    gexf = "gexf"
    json = "json"
    html = "html"
    jsonld = "jsonld"
    csv = "csv"
    parquet = "parquet"
    neo4j = "neo4j"


def ask(
    base: Base,
    names: Annotated[
        list[str],
        typer.Argument(
            help="地方、指标、对象、单位、口号、文件……可写几个,如 云岭市 C09-03。 Places, indicators, objects, formulas, papers.",
            metavar="NAME...",
        ),
    ],
    cited: Annotated[
        bool,
        typer.Option(
            "--cited", help="只看文件引用:谁引用它,或它引用谁。 Only who cites a paper, or what a document cites."
        ),
    ] = False,
    format: Formatted = Format.table,
) -> None:
    """问图谱:谁在哪里做了什么、数据多少、出处何在。 Ask the graph: who did what, with which figures, and where it says so."""
    from civtext.graph import ask as asked
    from civtext.graph import citations

    graph = _built(base)
    if cited:
        found = citations(graph, _one(names))
        print_jsonl([row.as_dict() for row in found]) if format is Format.jsonl else _print_citations(names, found)
    else:
        deeds = asked(graph, *names)
        print_jsonl([row.as_dict() for row in deeds]) if format is Format.jsonl else _print_deeds(names, deeds)


def graph(
    base: Base,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help=".graphml .gexf .json .html .jsonld;文件夹见 --as。 A file, or with --as a folder."
        ),
    ] = None,
    shape: Annotated[
        Shape | None,
        typer.Option(
            "--as", help="写成哪种,默认看文件名;csv、parquet、neo4j 是文件夹。 Its form; by the name if not given."
        ),
    ] = None,
    around: Annotated[
        list[str] | None,
        typer.Option("--around", help="只要这个节点周围,可写几次。 Only what is around a node.", metavar="NAME"),
    ] = None,
    depth: Annotated[int, typer.Option(min=0, max=20, help="周围几步。 How many edges around.")] = 2,
    path: Annotated[
        tuple[str, str] | None,
        typer.Option("--path", help="两个节点怎样相连。 How two nodes are connected.", metavar="A B"),
    ] = None,
    format: Formatted = Format.table,
) -> None:
    """看图谱、取一部分、导出。 Show the graph of a base, take a part of it, write it."""
    from civtext import graph as graphs

    whole = found = _built(base)
    focus: list[str] = []
    if path:
        steps = graphs.path(whole, *path)
        focus = [step.origin_node for step in steps] + [step.target_node for step in steps[-1:]]
        found = graphs.around(whole, focus, 0)
        if output is None:
            print_jsonl([step.as_dict() for step in steps]) if format is Format.jsonl else _print_steps(path, steps)
            return
    elif around:
        focus = graphs.nodes_of(whole, around)
        found = graphs.around(whole, focus, depth)
    if output is None:
        _print_graph(found, format, whole=not around)
    else:
        _write(found, output, shape, focus)
        say(f"{output}: {found.number_of_nodes()} 个节点 nodes, {found.number_of_edges()} 条边 edges")


def _built(base: Path) -> MultiDiGraph[str]:
    from civtext.graph import build_graph
    from civtext.store import Store

    with Store.open(base) as store:
        return build_graph(store)


def _one(names: Sequence[str]) -> str:
    if len(names) > 1:
        raise UsageError("usage.names", "--cited 只问一个名字。", "--cited asks of one name.")
    return names[0]


def _write(graph: MultiDiGraph[str], path: Path, shape: Shape | None, focus: list[str]) -> None:
    from civtext.graph import FORMATS, write_graph

    named = path.suffix.lower().removeprefix(".")
    shape = shape or (Shape(named) if f".{named}" in (*FORMATS, ".jsonld") else None)
    match shape:
        case Shape.jsonld:
            from civtext.bridges.skos import write_jsonld

            write_jsonld(graph, path)
        case Shape.csv | Shape.parquet:
            from civtext.bridges.parquet import write_tables

            write_tables(graph, path, format=shape.value)
        case Shape.neo4j:
            from civtext.bridges.neo4j import write_neo4j

            write_neo4j(graph, path)
        case None:
            known = "--as " + " ".join(Shape)
            raise UsageError("usage.format", f"请用 {known} 说明写成哪种。", f"Say its form: {known}.", where=str(path))
        case _:
            write_graph(graph, path, format=f".{shape.value}", focus=focus)


def _print_graph(graph: MultiDiGraph[str], format: Format, *, whole: bool) -> None:
    """A part edge by edge, the whole in numbers."""
    from civtext.graph.finding import TYPES

    edges = [
        {"origin": source, "relation": data["relation"], "target": target, **_place(data)}
        for source, target, data in graph.edges(data=True)
    ]
    if format is Format.jsonl:
        print_jsonl(edges)
    elif whole:
        kinds = Counter(str(data["type"]) for _, data in graph.nodes(data=True))
        counted = [(f"{TYPES.get(kind, '')} {kind}", number) for kind, number in kinds.most_common()]
        print_table(f"节点 nodes ({len(graph)})", ("类型 type", "数量"), counted)
        relations = Counter(one["relation"] for one in edges).most_common()
        print_table(f"边 edges ({len(edges)})", ("关系 relation", "数量"), relations)
        say("用 -o 写成文件,用 --around 看一处。 Write it with -o, look at a part with --around.")
    else:
        label = graph.nodes(data="label")
        rows = [(label[one["origin"]], one["relation"], label[one["target"]], one["sentence"]) for one in edges]
        columns = ("从 from", "关系", "到 to", "原文 proof")
        print_table(
            f"{len(graph)} 个节点 nodes, {_title('边 edges', len(rows))}", columns, rows[:_SHOWN], ratios=(4, 2, 4, 7)
        )


def _place(data: dict[str, object]) -> dict[str, object]:
    names = ("file", "article", "span_start", "span_end", "sentence", "rule", "score")
    return {name: data.get(name, "") for name in names}


def _print_deeds(names: Sequence[str], deeds: Sequence[Deed]) -> None:
    rows = [
        (deed.place or deed.document, deed.period, deed.text, deed.figures, deed.sentence, _where(deed))
        for deed in deeds[:_SHOWN]
    ]
    columns = ("地方 place", "时期", "举措 measure", "数据", "原文 proof", "出处 source")
    print_table(_title(" ".join(names), len(deeds)), columns, rows, ratios=(3, 2, 5, 3, 8, 4))


def _print_citations(names: Sequence[str], found: Sequence[Citation]) -> None:
    rows = [
        (
            one.place or one.document,
            one.period,
            "\n".join(filter(None, (one.written, one.number))),
            one.sentence,
            _where(one),
        )
        for one in found[:_SHOWN]
    ]
    print_table(
        _title(" ".join(names), len(found)),
        ("地方 place", "时期", "文件 paper", "原文 proof", "出处 source"),
        rows,
        ratios=(3, 2, 5, 8, 4),
    )


def _print_steps(ends: Sequence[str], steps: Sequence[Step]) -> None:
    rows = [(step.origin, step.relation, step.target, step.sentence, _where(step)) for step in steps]
    if rows:
        columns = ("从 from", "关系", "到 to", "原文 proof", "出处 source")
        print_table(f"{' → '.join(ends)} ({len(rows)} 步 steps)", columns, rows, ratios=(4, 2, 4, 7, 4))
    else:
        say("两者在图中不相连。 The two are not connected.")


def _title(asked: str, number: int) -> str:
    more = f",显示前 {_SHOWN} 条 the first {_SHOWN}" if number > _SHOWN else ""
    return cell(f"{asked} ({number}{more})").plain


def _where(row: Deed | Citation | Step) -> str:
    return f"{Path(row.source).name}\n#{row.article} {row.start}–{row.end}"

"""The graph as two tables, nodes and edges, in a folder: Parquet for data people, CSV for spreadsheets.

A CSV opens in Excel and WPS as it is: UTF-8 with a byte order mark, no formulas (text that begins like one has an
apostrophe before it, and so has text that begins with an apostrophe: taking one off gives the text back), numbers as
numbers, a new file after every million rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.errors import UsageError
from civtext.graph.writing import columns, written_folder

if TYPE_CHECKING:
    from networkx import MultiDiGraph

SCHEMA = "1"  # of the tables, in the metadata of a Parquet file
ROWS = 1_000_000  # of a CSV file; a sheet holds 1,048,576
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'")
_ABOUT = """nodes: 每行一个节点 a row a node (id, type, label, …)
edges: 每行一条边 a row an edge (source, target, key, relation, …, file, span_start, span_end: 出处 what proves it)
docs/graph.md 说明各列 explains the columns."""
_GUARDED = """
CSV:以 = + - @ 或 ' 开头的文字前加了一个 ',以免被当作公式;去掉一个即原文。
Text that begins with one of these has an apostrophe before it, against formulas; take one off for the text as it stands."""

_Table = tuple[dict[str, type], list[dict[str, Any]]]


def write_tables(graph: MultiDiGraph[str], path: str | Path, *, format: str = "csv", guard: bool = True) -> None:
    """Write nodes and edges as tables (`format`: csv or parquet) into a folder, which is there whole or not at all.

    `guard`: whether text that a spreadsheet would take for a formula is guarded; numbers never are. Raises UsageError
    usage.format (another format), extra.parquet (pyarrow is missing), StoreError output.exists (something else stands
    there), output.failed.
    """
    if format not in ("csv", "parquet"):
        raise UsageError("usage.format", "表格可存为 csv 或 parquet。", "Tables are written as csv or parquet.")
    with written_folder(Path(path), about=_ABOUT + (_GUARDED if guard and format == "csv" else "")) as folder:
        for name, (types, rows) in _tables(graph).items():
            if format == "csv":
                _write_csv(folder, name, types, rows, guard=guard)
            else:
                _write_parquet(folder / f"{name}.parquet", types, rows)


def _tables(graph: MultiDiGraph[str]) -> dict[str, _Table]:
    nodes = [{"id": node, **data} for node, data in graph.nodes(data=True)]
    edges = [
        {"source": source, "target": target, "key": key, **data}
        for source, target, key, data in graph.edges(keys=True, data=True)
    ]
    first = {"nodes": ("id", "type", "label"), "edges": ("source", "target", "key", "relation")}
    return {name: (_ordered(first[name], rows), rows) for name, rows in (("nodes", nodes), ("edges", edges))}


def _ordered(first: Sequence[str], rows: Iterable[dict[str, Any]]) -> dict[str, type]:
    """The columns, those that tell a row first."""
    types = columns(rows)
    return {name: types.get(name, str) for name in (*first, *(other for other in types if other not in first))}


def _write_csv(folder: Path, name: str, types: dict[str, type], rows: Sequence[dict[str, Any]], *, guard: bool) -> None:
    lines = iter(rows)
    for number in range(max(1, -(-len(rows) // ROWS))):
        path = folder / (f"{name}.csv" if number == 0 else f"{name}-{number + 1}.csv")
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(types)
            writer.writerows(_cells(types, row, guard=guard) for row in islice(lines, ROWS))


def _cells(types: dict[str, type], row: dict[str, Any], *, guard: bool) -> Iterator[object]:
    for name in types:
        value = row.get(name, "")
        guarded = guard and isinstance(value, str) and value.startswith(_FORMULA)
        yield f"'{value}" if guarded else str(value).lower() if isinstance(value, bool) else value


def _write_parquet(path: Path, types: dict[str, type], rows: Sequence[dict[str, Any]]) -> None:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        zh, en = '写 Parquet 需要 pip install "civtext[parquet]"。', 'Parquet needs pip install "civtext[parquet]".'
        raise UsageError("extra.parquet", zh, en) from None
    arrow = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    schema = pa.schema([(name, arrow[kind]) for name, kind in types.items()], metadata={"civtext.graph": SCHEMA})
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), path)

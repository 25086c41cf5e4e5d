"""docs/base.md tells every table and column that a base has, and no other; other people's tools read it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pandas
import pytest
from handmade import read

from civtext.store import LAYERS, Outcome, Store
from civtext.store.migrating import SCHEMA
from civtext.store.opening import APPLICATION

PAGE = (Path(__file__).parents[1] / "docs" / "base.md").read_text(encoding="utf-8")
REPORT = "== 河北省云岭市, 2023年\n由市文明办整治背街小巷80条,召开调度会6次。#C09\n落实“三个清单”,XX人参加。\n"
SHADOWS = ("passage_grams_",)  # FTS5's own


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "base.civtext"
    with Store.open(path, create=True) as store:
        store.add(Outcome("a.txt", "ok", hash="b1946a"), read(REPORT, "a.txt"))
        store.name_categories({"C09": "市容环境"})
    return path


def told() -> dict[str, list[str]]:
    """The columns that the page gives each table, in its order."""
    found: dict[str, list[str]] = {}
    for heading, body in re.findall(r"^### ([^\n]*)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL):
        common, _, own = body.partition("and their own:")
        columns = [name for cell in re.findall(r"^\| ((?:`\w+` ?)+)\|", common, re.MULTILINE) for name in cell.split()]
        extra = {
            row[0]: re.findall(r"`(\w+)`", row[1]) for row in re.findall(r"^\| `(\w+)` \| (.*) \|$", own, re.MULTILINE)
        }
        for table in heading.split(", "):
            found[table] = [name.strip("`") for name in columns] + extra.get(table, [])
    return found


def test_every_table_and_column_is_told(base: Path) -> None:
    with closing(sqlite3.connect(base)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        real = {
            name: [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
            for name in names
            if not name.startswith(SHADOWS)
        }
    page = told()
    assert set(page) == set(real)
    assert {name: sorted(columns) for name, columns in page.items()} == {
        name: sorted(columns) for name, columns in real.items()
    }
    assert {layer.table for layer in LAYERS.values()} <= set(page)
    assert f"is the schema's number, {SCHEMA} now" in PAGE
    assert f"0x{APPLICATION:08X}" in PAGE


def queries() -> list[str]:
    (block,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    return [query for query in block.split(";") if query.strip()]


def test_the_queries_run_in_plain_sqlite_and_pandas(base: Path) -> None:
    with closing(sqlite3.connect(f"{base.as_uri()}?mode=ro", uri=True)) as db:
        found = [pandas.read_sql(query, db) for query in queries()]
        (code,) = re.findall(r'read_sql\("(.*?)"', PAGE)
        metrics = pandas.read_sql(code, db)
    assert [len(one) for one in found] == [2, 1, 2, 0]
    assert list(found[1]["name"]) == ["市容环境"]
    assert metrics[["place", "object", "value"]].values.tolist() == [
        ["河北省云岭市", "背街小巷", 80.0],
        ["河北省云岭市", "调度会", 6.0],
    ]


def test_datasette_reads_it(base: Path) -> None:
    """Datasette itself, without a server: every table has a page, and its JSON the rows."""
    app = pytest.importorskip("datasette.app", reason="needs datasette")
    import asyncio

    async def pages() -> dict[str, tuple[int, int]]:
        datasette = app.Datasette([str(base)])
        await datasette.invoke_startup()
        answers = {}
        for table in [*told(), "articles"]:
            page = await datasette.client.get(f"/base/{table}")
            rows = await datasette.client.get(f"/base/{table}.json?_shape=array")
            answers[table] = (page.status_code, len(rows.json()))
        return answers

    answers = asyncio.run(pages())
    assert {status for status, _ in answers.values()} == {200}
    assert (answers["metrics"][1], answers["passages"][1], answers["articles"][1]) == (2, 2, 1)

"""Many machines: Arrow batches in and out, shards that are written once, and a base that is the one of a single machine."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import handmade
import pytest

pa = pytest.importorskip("pyarrow", reason="needs pyarrow (extra parquet)")

from civtext.batch import Bounds, engines, mine, shards  # noqa: E402
from civtext.batch.arrow import COLUMNS, analyse_batches, batches_of, results_of  # noqa: E402
from civtext.batch.shards import Shards, merge, mine_shards  # noqa: E402
from civtext.errors import StoreError, UsageError  # noqa: E402
from civtext.model import CleanText, Document, Source  # noqa: E402
from civtext.store import Outcome, Store  # noqa: E402

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "scale.md").read_text(encoding="utf-8")
REPORT = "云屏市2023年创建工作总结\n一、整治市容环境\n今年以来,全市整治背街小巷{}条,新建公厕6座。\n"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that runs every task in this process."""
    monkeypatch.setitem(engines.ENGINES, "here", lambda names, work, cluster: list(work(names)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Reports, two of them with the same bytes, one that is empty, two in an archive, one below."""
    folder = tmp_path / "reports"
    (folder / "下级").mkdir(parents=True)
    for number in range(9):
        (folder / f"{number}.txt").write_text(REPORT.format(number + 1), encoding="utf-8")
    (folder / "下级" / "又.txt").write_text(REPORT.format(80), encoding="gb18030")
    (folder / "copy of 3.txt").write_bytes((folder / "3.txt").read_bytes())
    (folder / "empty.txt").touch()
    (folder / "copy of empty.txt").touch()
    (folder / "link.txt").symlink_to("nowhere")
    with ZipFile(folder / "packed.zip", "w") as package:
        package.writestr("甲/a.txt", REPORT.format(70))
        package.writestr("b.txt", REPORT.format(3 + 1))
    return folder


def run(folder: Path, out: Path, **options: Any) -> Shards:
    """Shards of three files; by what is made by hand, which is quick, unless told otherwise."""
    return mine_shards(folder, out, **{"engine": "here", "size": 3, "analyse": handmade.analyse, **options})


def rows(base: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a base, numbers and all, but for the time that reading took."""
    tables = [
        *("texts", "files", "documents", "sections", "passages", "passage_categories", "categories", "measure_metrics"),
        *("metrics", "measures", "placeholders", "slogans", "entities", "residuals", "headings"),
    ]
    with Store.open(base, write=True) as store:
        assert store.check() == []
        columns = {
            table: [row["name"] for row in store.rows(f"PRAGMA table_info ({table})") if row["name"] != "seconds"]
            for table in tables
        }
        found = {
            table: list(map(tuple, store.rows(f"SELECT {', '.join(columns[table])} FROM {table}"))) for table in tables
        }
        words = "SELECT rowid FROM passage_grams WHERE passage_grams MATCH '背街 OR 公厕' ORDER BY rowid"
        return {
            **{table: sorted(one, key=repr) for table, one in found.items()},
            "index": list(map(tuple, store.rows(words))),
        }


# The narrow contract


def batch(given: dict[str, bytes | None]) -> Any:
    schema = pa.schema([("source", pa.string()), ("bytes", pa.binary())])
    return pa.RecordBatch.from_pylist([{"source": name, "bytes": data} for name, data in given.items()], schema=schema)


def told(batches: Iterator[Any]) -> list[tuple[str, str, str]]:
    return [(row["source"], row["row"], row["status"]) for one in batches for row in one.to_pylist()]


def test_batches_in_batches_out(tmp_path: Path) -> None:
    path = tmp_path / "盘上.txt"
    path.write_text(REPORT.format(8), encoding="utf-8")
    given = [
        batch({"a.txt": REPORT.format(80).encode(), "空.txt": b""}),
        batch({str(path): None, "没有.txt": None, "假.docx": b"PK\x03\x04 no package"}),
    ]
    found = list(analyse_batches(iter(given)))
    assert told(iter(found)) == [
        *(("a.txt", row, "ok") for row in ("outcome", "text", "article")),
        ("空.txt", "outcome", "empty"),
        *((str(path), row, "ok") for row in ("outcome", "text", "article")),
        ("没有.txt", "outcome", "failed"),
        ("假.docx", "outcome", "failed"),
    ]
    (article,) = [
        row for one in found for row in one.to_pylist() if row["source"] == "a.txt" and row["row"] == "article"
    ]
    record = json.loads(article["record"])
    assert [metric["text"] for metric in record["metrics"]] == ["80条", "6座"]
    assert (article["article"], record["source"]) == (0, "a.txt")
    assert list(article) == list(COLUMNS)


def test_a_document_that_kills_its_child_is_a_row(tmp_path: Path) -> None:
    names = ("before", "die", "raise", "memory", "hang", "after")
    for name in names:
        (tmp_path / f"{name}.txt").write_text(f"整治背街小巷80条,{name}。\n", encoding="utf-8")
    given = batch({str(tmp_path / f"{name}.txt"): None for name in names})
    found = told(analyse_batches([given], analyse=handmade.analyse_badly, bounds=Bounds(seconds=4)))
    assert {Path(source).stem: status for source, row, status in found if row == "outcome"} == {
        "before": "ok",
        "die": "crashed",
        "raise": "failed",
        "memory": "oom",
        "hang": "timeout",
        "after": "ok",
    }


def test_bytes_over_the_limit_are_refused_as_files_are(monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = [
        row for found in analyse_batches([batch({"长.txt": b"\xe4\xb8\x80" * 17_000_000})]) for row in found.to_pylist()
    ]
    assert (one["status"], one["code"]) == ("rejected", "file.size")


def test_what_rows_tell_is_what_was_found() -> None:
    text = "== 河北省甲市, 2023年\n整治背街小巷80条。\n== 河北省乙市\n又\ud800新建口袋公园3处。\n"
    documents = handmade.read(text, "甲\ud800.txt")
    outcomes = [
        (Outcome("甲\ufffd.txt", "ok", hash="a1", size=9, mtime=5, seconds=0.5), documents),
        (Outcome("空.txt", "empty", "text.empty", "文件是空的。", hash="e3"), ()),
    ]
    again = [(outcome, list(documents())) for outcome, documents in results_of(batches_of(outcomes))]
    assert again == [(outcome, list(documents)) for outcome, documents in outcomes]


def test_batches_are_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("长" * 3_000_000, "长.txt")
    one = (Outcome("长.txt", "ok"), [Document(source, CleanText.of(source.text, []))])
    assert [found.num_rows for found in batches_of([one] * 3)] == [
        5,
        4,
    ]  # three million characters a text, and again clean
    few = (Outcome("空.txt", "empty"), ())
    assert [found.num_rows for found in batches_of([few] * 1200)] == [500, 500, 200]


# Shards


def test_the_base_is_the_one_of_a_single_machine(folder: Path, tmp_path: Path) -> None:
    found = run(folder, tmp_path / "out", analyse=None)
    report = mine(folder, tmp_path / "single.civtext")
    merged = merge(tmp_path / "out", tmp_path / "merged.civtext")
    assert found.counts == {
        "ok": 13,
        "empty": 2,
        "failed": 1,
    }  # whether a text is a second one is seen when all are together
    assert merged.counts == report.counts == {"ok": 11, "duplicate": 2, "empty": 2, "failed": 1}
    assert rows(tmp_path / "merged.civtext") == rows(tmp_path / "single.civtext")
    assert [one.path for one in found.outcomes()] == [one.path for one in report.outcomes]


def test_the_same_bytes_have_the_same_outcome_whatever_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in ("a.txt", "b.pdf", "c.txt"):  # a text that calls itself a PDF is refused
        (folder / name).write_text(REPORT.format(7), encoding="utf-8")
    for name in ("d.pdf", "e.txt"):
        (folder / name).write_text(REPORT.format(8), encoding="utf-8")
    run(folder, tmp_path / "out", size=1, analyse=None)
    report = mine(folder, tmp_path / "single.civtext")
    merged = merge(tmp_path / "out", tmp_path / "merged.civtext")
    assert [one.status for one in report.outcomes] == ["ok", "duplicate", "duplicate", "rejected", "rejected"]
    assert [one.status for one in merged.outcomes] == [one.status for one in report.outcomes]
    assert rows(tmp_path / "merged.civtext") == rows(tmp_path / "single.civtext")


def test_a_base_of_shards_is_mined_on(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path / "out", analyse=None)
    merge(tmp_path / "out", tmp_path / "merged.civtext")
    report = mine(folder, tmp_path / "merged.civtext")
    assert (report.unchanged, report.renewed, report.vanished) == (15, 0, ())  # a link to nowhere is always looked at


def test_merging_again_writes_nothing_again(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path / "out")
    merge(tmp_path / "out", tmp_path / "merged.civtext")
    before = rows(tmp_path / "merged.civtext")
    merge([tmp_path / "out", tmp_path / "out"], tmp_path / "merged.civtext")
    assert rows(tmp_path / "merged.civtext") == before


def test_a_second_run_reads_nothing_again(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(folder, tmp_path / "out")
    monkeypatch.setitem(engines.ENGINES, "here", lambda *_: pytest.fail("there was something to do"))
    again = run(folder, tmp_path / "out")
    assert (again.names, again.counts, again.done_before) == (first.names, first.counts, len(first.names))


def test_a_file_that_changes_or_comes_changes_its_own_shard(folder: Path, tmp_path: Path) -> None:
    first = run(folder, tmp_path / "out")
    (folder / "4.txt").write_text(REPORT.format(4000), encoding="utf-8")
    second = run(folder, tmp_path / "out")
    assert len(set(second.names) - set(first.names)) == 1 and second.done_before == len(first.names) - 1
    (folder / "4a.txt").write_text(REPORT.format(4001), encoding="utf-8")
    assert len(set(run(folder, tmp_path / "out").names) - set(second.names)) <= 2  # it may end a shard
    merge(tmp_path / "out", tmp_path / "merged.civtext")
    mine(folder, tmp_path / "single.civtext", analyse=handmade.analyse)
    assert rows(tmp_path / "merged.civtext") == rows(tmp_path / "single.civtext")


def test_another_codebook_makes_other_shards(folder: Path, tmp_path: Path) -> None:
    from dataclasses import replace

    from civtext.codebook import load_codebook

    first = run(folder / "下级", tmp_path / "out", analyse=None)
    book = replace(load_codebook(), version="2")
    assert not {*first.names} & {*run(folder / "下级", tmp_path / "out", analyse=None, codebook=book).names}


def test_a_poison_document_is_a_row_of_its_shard(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in ("a", "die", "hang", "raise", "z"):
        (folder / f"{name}.txt").write_text(f"整治背街小巷80条,{name}。\n", encoding="utf-8")
    options: dict[str, Any] = {"analyse": handmade.analyse_badly, "bounds": Bounds(seconds=4)}
    found = run(folder, tmp_path / "out", **options)
    assert found.counts == {"ok": 2, "crashed": 1, "timeout": 1, "failed": 1} and found.failed == 3
    mine(folder, tmp_path / "single.civtext", **options)
    merge(tmp_path / "out", tmp_path / "merged.civtext")
    assert rows(tmp_path / "merged.civtext") == rows(tmp_path / "single.civtext")


def test_what_is_not_there_is_counted_and_is_in_no_shard(folder: Path, tmp_path: Path) -> None:
    found = mine_shards([folder / "1.txt", folder / "nowhere.txt"], tmp_path / "out", engine="here")
    assert found.counts == {"failed": 1, "ok": 1}
    assert [Path(one.path).name for one in found.outcomes()] == ["1.txt", "nowhere.txt"]
    assert merge(tmp_path / "out", tmp_path / "base.civtext").counts == {"ok": 1}


def test_shards_may_lie_in_the_folder(folder: Path) -> None:
    first = run(folder, folder / "out")
    assert run(folder, folder / "out").names == first.names


@pytest.mark.skipif(sys.platform == "darwin", reason="its names are UTF-8")
def test_names_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt")).write_text(REPORT.format(80), encoding="utf-8")
    assert run(folder, tmp_path / "out").counts == {"ok": 1}
    mine(folder, tmp_path / "single.civtext", analyse=handmade.analyse)
    merge(tmp_path / "out", tmp_path / "merged.civtext")
    assert rows(tmp_path / "merged.civtext") == rows(tmp_path / "single.civtext")


def test_a_task_that_was_killed_leaves_nothing_that_counts(folder: Path, tmp_path: Path) -> None:
    found = run(folder, tmp_path / "out")
    wanted = {name: (tmp_path / "out" / f"{name}.parquet").read_bytes() for name in found.names}
    lost = found.names[1]
    (tmp_path / "out" / f"{lost}.done").unlink()
    (tmp_path / "out" / f".{lost}.parquet.elsewhere.77.part").write_bytes(b"PAR1 half")
    (tmp_path / "out" / f"{lost}.parquet").write_bytes(b"PAR1 half")  # a disk that lied
    again = run(folder, tmp_path / "out")
    assert (again.counts, again.done_before) == (found.counts, len(found.names) - 1)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        ["manifest.json", *(f"{name}{end}" for name in found.names for end in (".json", ".parquet", ".done"))]
    )
    assert {name for name in found.names if (tmp_path / "out" / f"{name}.parquet").stat().st_size < 1000} == set()
    assert set(wanted) == set(again.names)


def test_progress_is_told_in_shards(folder: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    found = run(folder, tmp_path / "out", progress=lambda done, total: seen.append((done, total)))
    number = len(found.names)
    assert number > 2 and seen[0] == (0, number) and seen[-1] == (number, number) and seen == sorted(seen)


@pytest.mark.parametrize("code", shards.PROBLEMS)
def test_what_cannot_be_merged_is_refused(code: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    names = run(folder, out).names
    match code:
        case "shards.missing":
            (out / "manifest.json").unlink()
        case "shards.unfinished":
            (out / f"{names[-1]}.done").unlink()
        case "shards.damaged":
            (out / f"{names[0]}.parquet").write_bytes(b"PAR1")
    with pytest.raises(StoreError) as raised:
        merge(out, tmp_path / "base.civtext")
    assert raised.value.code == code


def test_a_damaged_shard_leaves_nothing_half_merged(folder: Path, tmp_path: Path) -> None:
    from pyarrow import parquet

    out, base = tmp_path / "out", tmp_path / "base.civtext"
    names = run(folder, out).names
    tables = [parquet.read_table(out / f"{name}.parquet") for name in names]
    # All that hold an article, of a shard that has one not told before: its rows may be copies, which are not read again, or files
    # without text, and which shard they are in hangs on times.
    held = [{row["hash"] for row in table.select(["hash", "record"]).to_pylist() if row["record"]} for table in tables]
    at = next(at for at in range(1, len(names)) if held[at] - set().union(*held[:at]))
    table = tables[at]
    column = pa.array([record and "{" for record in table.column("record").to_pylist()])
    parquet.write_table(
        table.set_column(table.column_names.index("record"), "record", column), out / f"{names[at]}.parquet"
    )
    with pytest.raises(StoreError) as raised:
        merge(out, base)
    assert raised.value.code == "shards.damaged" and names[at] in raised.value.where
    with Store.open(base, write=True) as store:
        before = [json.loads((out / f"{name}.json").read_bytes()) for name in names[:at]]
        assert store.check() == [] and store.summary()["files"] == sum(map(len, before))


@pytest.mark.parametrize("damage", ["{", '{"text": 5}', '{"article": 0}', "[]"])
def test_rows_that_say_nonsense_are_refused(damage: str, folder: Path, tmp_path: Path) -> None:
    from pyarrow import parquet

    out = tmp_path / "out"
    (name,) = run(folder / "1.txt", out).names
    table = parquet.read_table(out / f"{name}.parquet")
    column = pa.array([damage] * table.num_rows)
    parquet.write_table(table.set_column(table.column_names.index("record"), "record", column), out / f"{name}.parquet")
    with pytest.raises(StoreError) as raised:
        merge(out, tmp_path / "base.civtext")
    assert raised.value.code == "shards.damaged"


def test_an_engine_must_be_known_and_there(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match=r"usage\.engine"):
        run(folder, tmp_path / "out", engine="ray")
    assert not (tmp_path / "out").exists()
    for engine, package in (("spark", "pyspark.sql"), ("dask", "distributed")):
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(UsageError, match=rf"extra\.{engine}"):
            run(folder, tmp_path / "out", engine=engine)


def test_spark_says_which_java_it_needs(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="needs pyspark (extra spark)")
    monkeypatch.setattr(engines, "java_version", lambda: "11.0.2")
    with pytest.raises(UsageError, match=r"engine\.java"):
        run(folder, tmp_path / "out", engine="spark")


def test_the_commands(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "civtext"]
    options: dict[str, Any] = {"capture_output": True, "encoding": "utf-8", "timeout": 300}
    done = subprocess.run([*command, "mine", folder, "--engine", "ray", "-o", tmp_path / "out"], **options)
    assert (done.returncode, "usage.engine" in done.stderr) == (2, True)
    done = subprocess.run([*command, "mine", folder, "--engine", "dask", "--prune", "-o", tmp_path / "out"], **options)
    assert (done.returncode, "--prune" in done.stderr) == (2, True)
    done = subprocess.run([*command, "merge", tmp_path / "out", "-o", tmp_path / "base.civtext"], **options)
    assert (done.returncode, "shards.missing" in done.stderr) == (3, True)
    run(folder, tmp_path / "out", analyse=None)
    done = subprocess.run(
        [*command, "merge", tmp_path / "out", "-o", tmp_path / "base.civtext", "-f", "jsonl"], **options
    )
    *outcomes, summary = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, len(outcomes), summary["summary"]["texts"]) == (1, 16, 11)


# Real engines

_SCRIPT = """
import sys
from pathlib import Path

sys.path.insert(0, {tests!r})
import handmade
from civtext.batch import Bounds
from civtext.batch.shards import mine_shards

def run():
    return mine_shards(
        {folder!r}, {out!r}, engine={engine!r}, cluster={cluster!r}, size=4,
        analyse=handmade.{analyse}, bounds=Bounds(seconds=120),
    )

if __name__ == "__main__":
    {body}
"""


def scripted(
    folder: Path,
    out: Path,
    engine: str,
    *,
    cluster: str = "",
    analyse: str = "analyse_badly",
    body: str = "print(run().counts)",
) -> subprocess.Popen[str]:
    """A script of somebody's that uses an engine; the engine's processes are to find our tests, too."""
    script = out.with_name(f"run_{engine}.py")
    told = {"tests": str(TESTS), "folder": str(folder), "out": str(out), "engine": engine, "cluster": cluster}
    script.write_text(
        _SCRIPT.format(**told, analyse=analyse, body=textwrap.indent(body, "    ").strip()), encoding="utf-8"
    )
    path = os.pathsep.join([str(TESTS), str(TESTS.parent / "src"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, "PYSPARK_PYTHON": sys.executable}
    return subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def poisoned(folder: Path, number: int = 12) -> Path:
    folder.mkdir()
    for at in range(number):
        (folder / f"{at:03}.txt").write_text(f"整治背街小巷{at}条。\n", encoding="utf-8")
    for name in ("die", "raise"):
        (folder / f"{name}.txt").write_text(f"整治背街小巷80条,{name}。\n", encoding="utf-8")
    return folder


def needs(engine: str) -> None:
    if engine == "spark":
        pytest.importorskip("pyspark", reason="needs pyspark (extra spark)")
        if engines.java_version() is None:
            pytest.skip("needs Java")
    else:
        pytest.importorskip("distributed", reason="needs distributed (extra dask)")


def same_as_one_machine(folder: Path, out: Path, analyse: Any) -> None:
    mine(folder, out.with_name("single.civtext"), analyse=analyse, bounds=Bounds(seconds=120))
    merge(out, out.with_name("merged.civtext"))
    assert rows(out.with_name("merged.civtext")) == rows(out.with_name("single.civtext"))


_CONTRACT = """
from pyspark.sql import SparkSession
from civtext.batch.arrow import analyse_batches
spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1").getOrCreate()
print(run().counts)
files = spark.read.format("binaryFile").load({folder!r} + "/00*.txt").selectExpr("path AS source", "content AS bytes")
rows = files.mapInArrow(analyse_batches, {schema!r})
print(sorted((row["row"], row["count"]) for row in rows.groupBy("row").count().collect()))
spark.stop()
"""


def test_spark_here(tmp_path: Path) -> None:
    """local[2]: our own run in a session that is there, and anybody's DataFrame through the narrow contract."""
    needs("spark")
    folder, out = poisoned(tmp_path / "reports"), tmp_path / "out"
    schema = "".join(re.findall(r'"((?:\w+ (?:string|bigint|double)(?:, )?)+)"', PAGE))  # as the page tells it
    assert [one.split()[0] for one in schema.split(",")] == list(COLUMNS)
    said, errors = scripted(folder, out, "spark", body=_CONTRACT.format(folder=str(folder), schema=schema)).communicate(
        timeout=300
    )
    assert said.splitlines() == [
        "{'ok': 12, 'crashed': 1, 'failed': 1}",
        "[('article', 10), ('outcome', 10), ('text', 10)]",
    ], errors
    same_as_one_machine(folder, out, handmade.analyse_badly)


def test_dask_here(tmp_path: Path) -> None:
    needs("dask")
    folder, out = poisoned(tmp_path / "reports"), tmp_path / "out"
    said, errors = scripted(folder, out, "dask").communicate(timeout=300)
    assert said == "{'ok': 12, 'crashed': 1, 'failed': 1}\n", errors
    same_as_one_machine(folder, out, handmade.analyse_badly)


def below(pid: int, word: str) -> Sequence[int]:
    """The processes that a process started, and those they did, whose command holds a word."""
    import psutil

    found = []
    for one in psutil.Process(pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # or a zombie
            found += [one.pid] if any(word in part for part in one.cmdline()) else []
    return found


def killed_in_mid_job(process: subprocess.Popen[str], out: Path, word: str) -> str:
    """Kill one of an engine's machines once the first shard is done, while others are not; what the script then says."""
    deadline = time.monotonic() + 240
    while not (done := len(list(out.glob("*.done")))) or not (machines := below(process.pid, word)):
        assert process.poll() is None and time.monotonic() < deadline, process.communicate()[1]
        time.sleep(0.02)
    assert len(machines) >= 2 and done < len(list(out.glob("*.json"))) - 1
    os.kill(machines[0], signal.SIGKILL)
    said, errors = process.communicate(timeout=400)
    assert process.returncode == 0, errors
    return said


@pytest.mark.long
@pytest.mark.parametrize(
    ("engine", "cluster", "word"),
    [("spark", "local-cluster[2,1,1024]", "CoarseGrainedExecutorBackend"), ("dask", "", "multiprocessing.spawn")],
)
def test_a_machine_that_dies_in_mid_job(engine: str, cluster: str, word: str, tmp_path: Path) -> None:
    """Two machines, one killed: each shard is written all the same, and the base is that of a single machine."""
    needs(engine)
    folder, out = poisoned(tmp_path / "reports", 160), tmp_path / "out"
    process = scripted(folder, out, engine, cluster=cluster, analyse="analyse_slowly")
    assert killed_in_mid_job(process, out, word) == "{'ok': 162}\n"
    same_as_one_machine(folder, out, handmade.analyse)

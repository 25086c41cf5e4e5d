"""Engines that run tasks on many machines: a function for each, which has every shard written and returns.

They know nothing of documents: an engine is given names of shards and a function that writes some, and tries a task again
that was lost with its machine. Without a cluster's address they start processes of this machine, on its loopback.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

Work = Callable[[Iterable[str]], Iterator[str]]  # writes shards, and names each when it is done
JAVA = 17  # the oldest that Spark runs on
_RETRIES = 3
NO_JAVA = (
    "Spark 需要 Java 17 以上（Debian: openjdk-17-jre-headless）。",
    "Spark needs Java 17 or newer (Debian: openjdk-17-jre-headless).",
)


def require(engine: str) -> None:
    """Raises UsageError usage.engine for one that is not known."""
    if engine not in ENGINES:
        known = ", ".join(ENGINES)
        raise UsageError("usage.engine", f"引擎可以是 {known}。", f"An engine is one of {known}.")


def run(engine: str, names: Sequence[str], work: Work, cluster: str = "") -> None:
    """Have all shards written. Raises UsageError extra.spark, extra.dask, engine.java."""
    try:
        ENGINES[engine](names, work, cluster)
    except ImportError as error:
        zh, en = f'需要 pip install "civtext[{engine}]"。', f'Needs pip install "civtext[{engine}]".'
        raise UsageError(f"extra.{engine}", zh, en) from error


def on_spark(names: Sequence[str], work: Work, cluster: str) -> None:
    """A task takes some shards, one after the other, by `mapInArrow`."""

    def write(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for name in work(name for batch in batches for name in batch.column("shard").to_pylist()):
            yield pa.RecordBatch.from_pylist([{"shard": name}])

    with _spark(cluster) as spark:
        tasks = min(len(names), 4 * spark.sparkContext.defaultParallelism)
        rows = spark.sparkContext.parallelize([(name,) for name in names], tasks)
        spark.createDataFrame(rows, "shard string").mapInArrow(write, "shard string").count()


@contextmanager
def _spark(cluster: str) -> Iterator[Any]:
    """The session there is, as in a notebook; else one of our own, which ends with the run."""
    from pyspark.sql import SparkSession

    if session := SparkSession.getActiveSession():
        yield session
        return
    java = java_version()
    if java is None or int(java.partition(".")[0]) < JAVA:
        raise UsageError("engine.java", *NO_JAVA)
    builder = SparkSession.builder.appName("civtext").config("spark.ui.enabled", "false")
    if not cluster or cluster.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    session = builder.master(cluster or "local[*]").getOrCreate()
    try:
        yield session
    finally:
        session.stop()


def on_dask(names: Sequence[str], work: Work, cluster: str) -> None:
    """A task is a shard."""
    import dask
    from distributed import Client, LocalCluster

    # A worker of Dask's is a daemon by default, and may then have no child processes, which ours needs.
    with dask.config.set({"distributed.worker.daemon": False}):
        here = {"host": "127.0.0.1", "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
        with Client(cluster or LocalCluster(**here)) as client:  # type: ignore[no-untyped-call]
            client.gather(client.map(_written, [[name] for name in names], work=work, pure=False, retries=_RETRIES))
            if not cluster:
                client.shutdown()


def _written(names: Sequence[str], work: Work) -> list[str]:
    return list(work(names))


ENGINES: dict[str, Callable[[Sequence[str], Work, str], None]] = {"spark": on_spark, "dask": on_dask}


def java_version() -> str | None:
    """What the Java that Spark would start says of itself, such as "17.0.15"; None where there is none."""
    home = os.environ.get("JAVA_HOME")
    program = shutil.which("java", path=str(Path(home, "bin")) if home else None)
    if program is None:
        return None
    try:
        done = subprocess.run([program, "-version"], capture_output=True, timeout=20, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(rb'version "(?:1\.)?(\d+(?:\.\d+)*)', done.stderr)
    return found[1].decode() if found else None

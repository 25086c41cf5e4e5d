"""Documents as Arrow record batches: the one narrow thing that an engine of many machines has to know of civtext.

`analyse_batches` takes an iterator of batches of (source, bytes) and gives an iterator of batches of rows (`COLUMNS`), in
the order of the sources: of each source one row "outcome", and where it could be read a row "text" and a row "article" for
each article, whose `record` is a line of JSON as in docs/jsonl.md, the contract's object. Each document is read in a
bounded child process: one that kills its child has a row, too. Spark's `mapInArrow`, Dask, Ray Data or a loop over
Parquet files can call it as it is.

>>> import pyarrow as pa
>>> text = "云岭市2023年创建工作总结\\n一、整治环境\\n今年整治背街小巷80条。".encode()
>>> given = pa.RecordBatch.from_pylist([{"source": "总结.txt", "bytes": text}, {"source": "空.txt", "bytes": b""}])
>>> [(row["source"], row["row"], row["status"]) for batch in analyse_batches([given]) for row in batch.to_pylist()]
[('总结.txt', 'outcome', 'ok'), ('总结.txt', 'text', 'ok'), ('总结.txt', 'article', 'ok'), ('空.txt', 'outcome', 'empty')]
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.batch.verdicts import look
from civtext.batch.workers import Analyse, Bounds, Workers, settled
from civtext.errors import UsageError
from civtext.exchange import from_lines, to_lines
from civtext.model import Document
from civtext.store import Outcome
from civtext.store.rows import plain

if TYPE_CHECKING:
    import pyarrow as pa

    from civtext.codebook import Codebook

Result = tuple[Outcome, Sequence[Document]]
COLUMNS: dict[str, type] = {
    "source": str,  # the name or path
    "row": str,  # outcome, text or article
    "status": str,  # of the source, as in docs/errors.md
    "code": str,
    "message": str,
    "hash": str,  # SHA-256 of its bytes
    "size": int,
    "mtime": int,  # nanoseconds; 0 where bytes were given
    "seconds": float,
    "article": int,  # null where the row is none
    "record": str,  # JSON
}
_TOLD = [field.name for field in fields(Outcome) if field.name != "path"]
_ROWS, _CHARACTERS = 500, 8_000_000  # of a batch, about
_AHEAD = 8  # files read ahead, for each worker


def analyse_batches(
    batches: Iterable[pa.RecordBatch],
    *,
    codebook: Codebook | None = None,
    workers: int = 1,
    analyse: Analyse | None = None,
    bounds: Bounds = Bounds(),
) -> Iterator[pa.RecordBatch]:
    """Read and annotate documents: batches with the columns `source` and `bytes` in, batches of COLUMNS out.

    Where `bytes` is null, the file is read at the path that `source` is. `workers` child processes read; engines that run
    a task a core want one. `codebook`, `analyse` and `bounds` as for `civtext.mine`; `analyse` is also given the bytes,
    as `data`, where there are any. Raises nothing on documents.
    """
    given = (
        (source, data)
        for batch in batches
        for source, data in zip(batch.column("source").to_pylist(), batch.column("bytes").to_pylist(), strict=True)
    )
    with Workers(analyse or reader(codebook), bounds, workers) as pool:
        yield from batches_of(results(pool, given, ahead=_AHEAD * workers))


def reader(codebook: Codebook | None) -> Analyse:
    """civtext's own way to read a file, for workers."""
    from civtext.pipeline import analyse

    return partial(analyse, codebook=codebook)


def results(workers: Workers, given: Iterable[tuple[str, bytes | None]], *, ahead: int = _AHEAD) -> Iterator[Result]:
    """What comes of each source, in order; some are read ahead."""
    under_way: deque[Callable[[], Result]] = deque()
    for source, data in given:
        under_way.append(_begin(workers, source, data))
        if len(under_way) > ahead:
            yield under_way.popleft()()
    while under_way:
        yield under_way.popleft()()


def _begin(workers: Workers, source: str, data: bytes | None) -> Callable[[], Result]:
    """Set a worker on a source; what will say what came of it."""
    if data is not None:
        seen = Outcome(source, "ok", hash=hashlib.sha256(data).hexdigest(), size=len(data))
        return partial(workers.result, seen, workers.read(seen, partial(workers.analyse, data=data)))
    seen = look(Path(source))
    return (lambda: (seen, ())) if seen.failed else partial(settled, workers, seen, workers.read(seen))


def schema(metadata: dict[str, str] | None = None) -> pa.Schema:
    """COLUMNS for Arrow. Raises UsageError extra.parquet without pyarrow."""
    pa = _pyarrow()
    arrow = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    return pa.schema([(name, arrow[kind]) for name, kind in COLUMNS.items()], metadata=metadata)


def batches_of(found: Iterable[Result]) -> Iterator[pa.RecordBatch]:
    """The rows of results, in batches of bounded size."""
    pa, rows, size = _pyarrow(), [], 0
    for one in found:
        for row in _rows(*one):
            rows.append(row)
            size += len(row["record"])
            if len(rows) >= _ROWS or size >= _CHARACTERS:
                yield pa.RecordBatch.from_pylist(rows, schema=schema())
                rows, size = [], 0
    if rows:
        yield pa.RecordBatch.from_pylist(rows, schema=schema())


def _rows(outcome: Outcome, documents: Sequence[Document]) -> Iterator[dict[str, Any]]:
    outcome = replace(outcome, path=plain(outcome.path), message=plain(outcome.message))
    row = {"source": outcome.path, **{name: getattr(outcome, name) for name in _TOLD}}
    yield {**row, "row": "outcome", "record": json.dumps(outcome.as_dict(), ensure_ascii=False)}
    for number, line in enumerate(to_lines(documents)):  # of the source, then of each article
        article = documents[number - 1].index if number else None
        yield {**row, "row": "article" if number else "text", "article": article, "record": line.rstrip("\n")}


def results_of(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[Outcome, Callable[[], Sequence[Document]]]]:
    """The outcomes that batches of rows tell of, each with what makes its documents again."""
    outcome: Outcome | None = None
    lines: list[str] = []
    for batch in batches:
        for row in batch.to_pylist():
            if row["row"] != "outcome":
                lines.append(row["record"])
                continue
            if outcome is not None:
                yield outcome, partial(_documents, lines)
            lines = []
            outcome = Outcome(row["source"], **{name: row[name] for name in _TOLD})
    if outcome is not None:
        yield outcome, partial(_documents, lines)


def _documents(lines: Sequence[str]) -> Sequence[Document]:
    return from_lines(lines)[0]


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        zh, en = '需要 pip install "civtext[parquet]"。', 'Needs pip install "civtext[parquet]".'
        raise UsageError("extra.parquet", zh, en) from None
    return pyarrow

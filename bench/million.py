"""A million passages: how fast a base is built, how large it is, how soon ten kinds of query are answered.

    python bench/million.py [--passages 1000000] [--base FILE]

Passages are made from the self-written ones in corpora/passages: sentences put together anew, numbers and names changed, so
that words are as frequent and as rare as in reports. Beside each kind of query stands bare FTS5, in the same run and turn
about: the same index asked for the same pairs of characters by its own rank, its best hits with their texts, without our
weights, verification, headings, highlights or categories. Latency is processor time, the base being in memory. Prints Markdown.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import platform
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from civtext.model import CategoryScore, CleanText, Document, Facts, Metric, Passage, Section, Source, Span
from civtext.retrieval import search
from civtext.store import Outcome, Store
from civtext.store.terms import fold, grams

CORPUS = Path(__file__).parents[1] / "corpora" / "passages"
A_DOCUMENT = 100  # as in a collection of three or four reports
LIMIT = 20
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]")
_NUMBER = re.compile(r"\d+")
_NAMED = "云岭鹭汀青禾松涛白沙清溪石桥枫林临江东湖西山南浦北辰望海听雨平安和顺兴隆永宁长乐"


def sentences() -> list[str]:
    """The sentences of the self-written passages."""
    texts = [
        json.loads(line)["text"] for path in sorted(CORPUS.glob("*.jsonl")) for line in path.open(encoding="utf-8")
    ]
    found = dict.fromkeys(sentence for text in texts for sentence in _SENTENCE.findall(text))
    return [sentence for sentence in found if 12 <= len(sentence) <= 90]


def documents(number: int, chance: random.Random) -> Iterator[Document]:
    """So many passages, in reports of A_DOCUMENT each."""
    known = sentences()
    for at in range(0, number, A_DOCUMENT):
        yield _document(f"{at // A_DOCUMENT:06}.txt", min(A_DOCUMENT, number - at), known, chance)


def _document(name: str, number: int, known: Sequence[str], chance: random.Random) -> Document:
    place = "".join(chance.choices(_NAMED, k=2)) + chance.choice("市县区")
    year = chance.randint(2012, 2025)
    texts = [_passage(known, chance) for _ in range(number)]
    text, spans, at = "\n".join(texts), [], 0
    for one in texts:
        spans.append(Span(at, at + len(one)))
        at += len(one) + 1
    passages = tuple(
        Passage(span, one, 0, (CategoryScore(f"C{chance.randint(1, 13):02}", 0.8),))
        for span, one in zip(spans, texts, strict=True)
    )
    document = Document(
        Source(text, name),
        CleanText.of(text, []),
        title=f"{place}{year}年创建文明城市工作总结",
        facts=Facts("summary", "city", place, f"{year}年"),
        sections=(Section(Span(0, len(text)), 1, "主要做法", "measures", ("主要做法",)),),
        passages=passages,
    )
    figures = (Span(*found.span()) for found in _NUMBER.finditer(text))
    metrics = [
        document.found(span, "metric", Metric(float(text[slice(*span)]), unit="处"), rule="number") for span in figures
    ]
    return document.with_annotations(metrics)


def _passage(known: Sequence[str], chance: random.Random) -> str:
    """Two or three sentences with other numbers, about a street or estate of its own."""
    said = "".join(chance.choices(known, k=chance.choice((2, 2, 3))))
    said = _NUMBER.sub(lambda found: str(chance.randint(2, 10 ** min(4, len(found.group())))), said)
    return f"{''.join(chance.choices(_NAMED, k=3))}{chance.choice(('路', '社区', '小区', '广场'))}:{said}"


def build(path: Path, number: int) -> float:
    """Write the base by the store's own transactions, one a report; seconds, without those of making the texts."""
    spent = 0.0
    with Store.open(path, create=True) as store:
        for document in documents(number, random.Random(6)):
            hash = hashlib.sha256(document.source.text.encode()).hexdigest()
            started = time.perf_counter()
            store.add(Outcome(document.source.origin, "ok", hash=hash), [document])
            spent += time.perf_counter() - started
    return spent


@dataclass
class Kind:
    """A kind of query: some of it, how bare FTS5 is asked for the same, and the seconds that both took."""

    name: str
    asked: list[tuple[str, dict[str, Any]]]
    where: str = ""
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    hits: list[tuple[int, int]] = field(default_factory=list)


_FIELDS = """
EXISTS (SELECT 1 FROM passage_categories WHERE passage_id = passages.id AND category = 'C09')
AND EXISTS (SELECT 1 FROM documents WHERE id = document_id AND year_from <= 2023 AND year_to >= 2020)
"""
_NUMBER_FILTER = "EXISTS (SELECT 1 FROM metrics WHERE passage_id = passages.id AND coalesce(high, value) >= 50)"


def _words(line: str) -> list[str]:
    return line.split()


def kinds() -> list[Kind]:
    """Words that reports use, from every field; the rare ones are names, which differ from passage to passage."""
    frequent = _words("创建 城市 文明 工作 群众 社区 整治 环境 服务 活动")
    words = _words("垃圾分类 公共厕所 志愿服务 交通秩序 农贸市场 背街小巷 公益广告 消防通道 未成年人 网格员")
    others = _words("桶 整治 队伍 路口 摊位 改造 设置 清理 学校 巡查")
    pairs = [f"{one} {other}" for one, other in zip(words, others, strict=True)]
    rare = _words("“云岭鹭路” “听雨平社区” “枫林临小区” “永宁长广场” “石桥枫路” “望海听社区” “南浦北小区” “和顺兴广场”")
    runs = [run for sentence in sentences() for run in re.findall("[一-鿿]{11,}", sentence)]
    long = [f"“{run}”" for run in runs[:: len(runs) // 10][:10]]
    traditional = _words("垃圾分類 公共廁所 志願服務 交通秩序 農貿市場 環境衛生 公益廣告 消防通道 未成年人 網格員")
    none = _words("“量子火箭” “深海钻机” “极光猎人” “黑洞照片” “恐龙化石” “火星车队” “冰川裂隙” “蒸汽机车”")
    return [
        Kind("one word", [(word, {}) for word in words]),
        Kind("two words", [(pair, {}) for pair in pairs]),
        Kind("one character", [(char, {}) for char in "桶厕灯墙路树河桥校院"]),
        Kind("long phrase", [(phrase, {}) for phrase in long]),
        Kind("rare word", [(word, {}) for word in rare]),
        Kind("fields", [(word, {"period": "2020-2023", "category": "C09"}) for word in words], _FIELDS),
        Kind("number", [(f"{word} value>=50", {}) for word in words], _NUMBER_FILTER),
        Kind("no hit", [(word, {}) for word in none]),
        Kind("traditional", [(word, {}) for word in traditional]),
        Kind("frequent word", [(word, {}) for word in frequent]),
    ]  # fmt: skip


def ask(store: Store, kind: Kind, repeats: int) -> None:
    """Every query, ours and bare in turn."""
    for query, filters in kind.asked * repeats:
        ours, found = _timed(lambda query=query, filters=filters: search(store, query, limit=LIMIT, **filters))
        words = query.removesuffix(" value>=50")
        bare, rows = _timed(lambda words=words: _bare(store, words, kind.where))
        kind.ours.append(ours)
        kind.bare.append(bare)
        kind.hits.append((len(found), len(rows)))


def _bare(store: Store, query: str, where: str) -> list[sqlite3.Row]:
    runs = "".join(char if char.isalnum() else " " for char in fold(query)).split()
    pairs = " AND ".join(f'"{run}" *' if len(run) == 1 else f'"{grams(run)[:-2]}"' for run in runs)
    sql = (
        "SELECT passages.text FROM passage_grams CROSS JOIN passages ON passages.id = passage_grams.rowid"
        f" WHERE passage_grams MATCH ?{f' AND {where}' if where else ''} ORDER BY rank LIMIT {LIMIT}"
    )
    return list(store.rows(sql, pairs))


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    started = time.thread_time()  # the base lies in memory by then, and a shared machine has other work
    result = call()
    return time.thread_time() - started, result


def _p95(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


HEAD = "| query | p50 ms | p95 ms | bare p50 | bare p95 | p95 ÷ bare | hits, bare |\n|---|--:|--:|--:|--:|--:|--:|"


def row(kind: Kind) -> str:
    """A line of milliseconds of processor time."""
    both = [(1000 * statistics.median(one), 1000 * _p95(one)) for one in (kind.ours, kind.bare)]
    shown = " | ".join(f"{figure:.1f}" for pair in both for figure in pair)
    hits = ", ".join(str(sum(one)) for one in zip(*kind.hits, strict=True))
    return f"| {kind.name} | {shown} | {both[0][1] / both[1][1]:.2f} | {hits} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument(
        "--base", type=Path, help="where to make the base, or one made before, which is then asked only"
    )
    parser.add_argument("--repeats", type=int, default=3, help="how often each query is asked")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="civtext-") as folder:
        path = options.base or Path(folder) / "million.civtext"
        print(f"{datetime.date.today()} · {platform.machine()}, {os.cpu_count()} cores · Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}\n")  # fmt: skip
        if not path.exists():
            seconds = build(path, options.passages)
            print(f"{options.passages:,} passages written in {seconds:.0f} s: {options.passages / seconds:,.0f} a second, with their index.")  # fmt: skip
        with Store.open(path) as store:
            passages = store.summary()["passages"]
            size = path.stat().st_size
            print(f"{size / 1e6:,.0f} MB, {size / passages:,.0f} bytes a passage.\n")
            print(HEAD)
            for kind in kinds():
                ask(store, Kind(kind.name, kind.asked[:1], kind.where), 1)  # the first one reads from the disk
                ask(store, kind, options.repeats)
                print(row(kind), flush=True)


if __name__ == "__main__":
    main()

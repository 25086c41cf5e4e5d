"""How well search answers: `python bench/relevance.py [--each]`.

Forty queries as people type them (bench/relevance/queries.jsonl) over examples/reports and, where it is there,
../shared/seeds; passages judged from 0 to 3 (bench/relevance/judgements.tsv; its README says how). Prints nDCG@10
(linear gain; Järvelin and Kekäläinen 2002) of civtext as the command line asks it (with what is near), of FTS5's trigram
index, of a bare LIKE, and of FTS5 over pairs of characters, any of which may match, all on the same queries: their words
for the plain ones, which know no fields. A passage that nobody judged counts as 0; the last line says how many of the
answers are. The held-out queries (*) were not looked at one by one while the ranking was tuned. Exit status 1 where all
files are there and civtext is below `FLOOR`.
"""

from __future__ import annotations

import json
import math
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from civtext import mine
from civtext.retrieval import search
from civtext.store import Store
from civtext.store.terms import fold, grams

HERE = Path(__file__).parent
REPORTS = HERE.parent / "examples" / "reports"
SEEDS = HERE.parents[1] / "shared" / "seeds"
HELD_OUT = "369"  # last digits of the ids of queries that no tuning may look at
FLOOR = 0.85
TOP = 10

Key = tuple[str, int, int]  # file, article, start of the passage
System = Callable[[dict[str, str]], list[Key]]


def ndcg(answers: Sequence[Key], grades: dict[Key, int], top: int = TOP) -> float:
    """Discounted gain of the first answers over that of the best order there is."""
    gains = [grades.get(key, 0) for key in answers[:top]]
    best = sorted(grades.values(), reverse=True)[:top]
    return _discounted(gains) / _discounted(best)


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def judgements() -> dict[str, dict[Key, int]]:
    """The grades of passages by query, of the files that are there."""
    there = {path.name for path in judged_files()}
    grades: dict[str, dict[Key, int]] = defaultdict(dict)
    for query, file, article, start, grade in _lines():
        if file in there:
            grades[query][file, int(article), int(start)] = int(grade)
    return grades


def judged_files() -> list[Path]:
    """The files that queries were judged on, as far as they are there: no others, which nobody has read for them."""
    names = sorted({line[1] for line in _lines()})
    return [path for name in names for path in (REPORTS / name, SEEDS / name) if path.exists()]


def _lines() -> list[list[str]]:
    text = (HERE / "relevance" / "judgements.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


def systems(store: Store) -> dict[str, System]:
    """Ways of answering by name; the plain ones search passages with their headings."""
    passages = {
        row["id"]: (
            (Path(row["path"]).name, row["article"], row["span_start"]),
            f"{row['section_path']}\n{row['text']}",
        )
        for row in store.rows(
            "SELECT passages.id, path, article, passages.span_start, section_path, passages.text"
            " FROM passages JOIN articles ON articles.id = document_id ORDER BY passages.id"
        )
    }
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE trigrams USING fts5 (text, tokenize = 'trigram')")
    db.execute("CREATE VIRTUAL TABLE pairs USING fts5 (text)")
    db.execute("CREATE TABLE plain (rowid INTEGER PRIMARY KEY, text)")
    for number, (_, text) in passages.items():
        for table, indexed in {"trigrams": fold(text), "pairs": grams(text), "plain": fold(text)}.items():
            db.execute(f"INSERT INTO {table} (rowid, text) VALUES (?, ?)", (number, indexed))

    def rows(sql: str, *values: str) -> list[Key]:
        return [passages[row[0]][0] for row in db.execute(f"{sql} LIMIT {TOP}", values)]

    def trigrams(query: dict[str, str]) -> list[Key]:
        said = " AND ".join(f'"{word}"' for word in fold(query["words"]).split())
        return rows("SELECT rowid FROM trigrams WHERE trigrams MATCH ? ORDER BY rank", said)

    def pairs(query: dict[str, str]) -> list[Key]:
        said = " OR ".join(f'"{pair}"' for pair in grams(query["words"]).split() if len(pair) > 1)
        return rows("SELECT rowid FROM pairs WHERE pairs MATCH ? ORDER BY rank", said)

    def like(query: dict[str, str]) -> list[Key]:
        words = fold(query["words"]).split()
        held = " AND ".join(["text LIKE ?"] * len(words))
        return rows(f"SELECT rowid FROM plain WHERE {held} ORDER BY rowid", *(f"%{word}%" for word in words))

    def ours(query: dict[str, str]) -> list[Key]:
        hits = search(store, query["query"], fill=True, limit=TOP)
        return [(Path(hit.source).name, hit.article, hit.span.start) for hit in hits]

    return {"civtext": ours, "trigram": trigrams, "LIKE": like, "pairs": pairs}


def table(*, each: bool) -> float:
    """Print the scores; civtext's own on all queries."""
    files, grades = judged_files(), judgements()
    queries = [json.loads(line) for line in (HERE / "relevance" / "queries.jsonl").read_text("utf-8").splitlines()]
    with TemporaryDirectory() as folder:
        mine(files, base := Path(folder) / "base.civtext")
        with Store.open(base) as store:
            queries = [query for query in queries if any(grades[query["id"]].values())]
            answers = {name: [system(query) for query in queries] for name, system in systems(store).items()}
    scores = {
        name: [ndcg(given, grades[query["id"]]) for query, given in zip(queries, found, strict=True)]
        for name, found in answers.items()
    }
    unjudged = {
        name: sum(key not in grades[query["id"]] for query, given in zip(queries, found, strict=True) for key in given)
        for name, found in answers.items()
    }
    held = [query["id"][-1] in HELD_OUT for query in queries]
    print(f"{len(files)} files, {len(queries)} queries, nDCG@{TOP}")
    print(f"{'':<42}", *(f"{name:>9}" for name in scores))
    if each:
        for number, query in enumerate(queries):
            shown = f"{query['id']}{'*' if held[number] else ' '} {query['query']}"
            print(f"{shown:<42}", *(f"{found[number]:>9.3f}" for found in scores.values()))
    for label, chosen in (("all", None), ("tuned on", False), ("held out (*)", True)):
        kept = {
            name: [score for score, out in zip(found, held, strict=True) if chosen in (None, out)]
            for name, found in scores.items()
        }
        print(f"{label} ({len(kept['civtext'])})".ljust(42), *(f"{mean(found):>9.3f}" for found in kept.values()))
    print(f"{'unjudged among the answers':<42}", *(f"{number:>9}" for number in unjudged.values()))
    return mean(scores["civtext"])


if __name__ == "__main__":
    score = table(each="--each" in sys.argv)
    sys.exit(SEEDS.exists() and score < FLOOR)

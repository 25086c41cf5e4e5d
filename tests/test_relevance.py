"""The judged queries fit the reports they were judged on, and search answers them better than plain indexes do."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"
sys.path.insert(0, str(BENCH))

import relevance  # noqa: E402

from civtext import mine  # noqa: E402
from civtext.store import Store  # noqa: E402

QUERIES = [json.loads(line) for line in (BENCH / "relevance" / "queries.jsonl").read_text("utf-8").splitlines()]
LINES = (BENCH / "relevance" / "judgements.tsv").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("base") / "base.civtext"
    mine([path for path in relevance.judged_files() if path.parent == relevance.REPORTS], path)
    return path


def test_there_are_forty_queries_and_twelve_are_held_out() -> None:
    assert len({query["id"] for query in QUERIES}) == len({query["query"] for query in QUERIES}) == len(QUERIES) == 40
    assert sum(query["id"][-1] in relevance.HELD_OUT for query in QUERIES) == 12
    assert all(query["words"] and query["need"] for query in QUERIES)


def test_every_judgement_is_of_a_query_once_and_tells_no_text() -> None:
    assert LINES[0].split("\t") == ["query", "file", "article", "start", "grade"]
    rows = [line.split("\t") for line in LINES[1:]]
    assert {row[0] for row in rows} == {query["id"] for query in QUERIES}
    assert len({tuple(row[:4]) for row in rows}) == len(rows)
    assert all(row[2].isdigit() and row[3].isdigit() and row[4] in "0123" for row in rows)


def test_every_judged_passage_of_the_examples_is_there(base: Path) -> None:
    files = {path.name for path in relevance.REPORTS.iterdir()}
    judged = {tuple(row[1:4]) for row in (line.split("\t") for line in LINES[1:]) if row[1] in files}
    with Store.open(base) as store:
        sql = "SELECT path, article, passages.span_start FROM passages JOIN articles ON articles.id = document_id"
        there = {(Path(row[0]).name, str(row[1]), str(row[2])) for row in store.rows(sql)}
    assert len(judged) > 150 and judged <= there


def test_search_answers_better_than_plain_indexes(base: Path) -> None:
    with Store.open(base) as store:
        grades = relevance.judgements()
        there = {Path(row["path"]).name for row in store.rows("SELECT path FROM files")}
        grades = {query: {key: one for key, one in of.items() if key[0] in there} for query, of in grades.items()}
        queries = [query for query in QUERIES if any(grades[query["id"]].values())]
        scores = {
            name: sum(relevance.ndcg(system(query), grades[query["id"]]) for query in queries) / len(queries)
            for name, system in relevance.systems(store).items()
        }
    assert scores["civtext"] > max(scores["trigram"], scores["LIKE"], scores["pairs"])


def test_gains_fall_with_the_rank() -> None:
    grades = {("a", 0, 0): 3, ("b", 0, 0): 1, ("c", 0, 0): 0}
    best, worse, nothing = [("a", 0, 0), ("b", 0, 0)], [("b", 0, 0), ("a", 0, 0)], [("c", 0, 0), ("unjudged", 0, 0)]
    assert relevance.ndcg(best, grades) == 1 > relevance.ndcg(worse, grades) > relevance.ndcg(nothing, grades) == 0

"""The knowledge base: whole texts or nothing, one text however many paths, and no file but our own touched."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import multiprocessing
import os
import random
import re
import shutil
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from handmade import read

import civtext.store
from civtext.errors import StoreError
from civtext.graph import build_graph
from civtext.model import CleanText, Document, Measure, Passage, Source, Span
from civtext.retrieval import search
from civtext.store import Outcome, Store
from civtext.store.migrating import OLDEST, SCHEMA
from civtext.store.opening import APPLICATION, schema
from civtext.store.periods import besides_years, years
from civtext.store.rows import rows_of
from civtext.store.terms import fold, grams

REPORT = (
    "== 河北省云岭市, 2023年\n由市文明办整治背街小巷80条,召开调度会6次。#C09 #C12\n落实“三个清单”,印发《创建方案》。XX人参加。\n"
    "== 河北省鹭汀市, 2022年\n新建口袋公园3处。#C11\n"
)


def outcome(path: str, text: str, status: str = "ok") -> Outcome:
    return Outcome(path, status, hash=hashlib.sha256(text.encode()).hexdigest(), size=len(text), mtime=1)


def put(store: Store, path: str, text: str) -> Outcome:
    return store.add(outcome(path, text), read(text, path))


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path / "base.civtext"


@pytest.fixture
def store(base: Path) -> Iterator[Store]:
    with Store.open(base, create=True) as opened:
        yield opened
        assert opened.check() == []


def statuses(store: Store) -> dict[str, str]:
    return {row["path"]: row["status"] for row in store.rows("SELECT path, status FROM files ORDER BY path")}


# What is in it


def test_every_layer_has_its_table(store: Store) -> None:
    assert put(store, "a.txt", REPORT).status == "ok"
    assert store.summary() == {
        "files": 1,
        "failed": 0,
        "vanished": 0,
        "texts": 1,
        "articles": 2,
        "passages": 3,
        "metrics": 3,
        "measures": 3,
        "placeholders": 1,
        "slogans": 1,
        "entities": 2,
        "residuals": 0,
        "headings": 0,
        "categories": {"C09": 1, "C11": 1, "C12": 1},
    }
    (row,) = store.rows("SELECT * FROM metrics WHERE object = '背街小巷'")
    assert (row["value"], row["unit"], row["action"], row["masked"]) == (80.0, "条", "整治", 0)
    assert (row["rule"], row["location"], row["position"]) == ("number_unit", "第2行", 0)
    (row,) = store.rows("SELECT items FROM slogans")
    assert row["items"] == '["任务", "问题"]'


@pytest.mark.parametrize("table", ["metrics", "measures", "placeholders", "slogans", "entities"])
def test_spans_are_spans_of_the_stored_source(store: Store, table: str) -> None:
    put(store, "a.txt", REPORT)
    rows = list(store.rows(f"SELECT {table}.*, text_id FROM {table} JOIN documents ON documents.id = document_id"))
    assert rows
    for row in rows:
        assert store.source(row["text_id"])[row["span_start"] : row["span_end"]] == row["text"]


def test_a_finding_stands_in_its_passage_and_a_measure_has_its_metric(store: Store) -> None:
    put(store, "a.txt", REPORT)
    found = store.rows(
        "SELECT measures.text, metrics.value, passages.text AS passage FROM measures"
        " JOIN measure_metrics ON measure_id = measures.id JOIN metrics ON metrics.id = metric_id"
        " JOIN passages ON passages.id = measures.passage_id ORDER BY measures.id"
    )
    assert [(row["text"], row["value"], row["text"] in row["passage"]) for row in found] == [
        ("整治背街小巷80条", 80.0, True),
        ("召开调度会6次", 6.0, True),
        ("新建口袋公园3处", 3.0, True),
    ]


def test_a_metric_that_a_measure_names_but_no_one_found_is_left_out(store: Store) -> None:
    source = Source("整治背街小巷。")
    document = Document(source, CleanText.of(source.text, []))
    lost = document.found(Span(0, 6), "measure", Measure("整治", metrics=(7,)), rule="r")
    store.add(outcome("a.txt", "x"), [document.with_annotations([lost])])
    assert store.summary()["measures"] == 1
    assert list(store.rows("SELECT * FROM measure_metrics")) == []


def test_text_that_sqlite_would_cut_or_refuse_is_kept(store: Store) -> None:
    source = Source("前\0后\ud800完")
    document = Document(source, CleanText.of(source.text, []), passages=(Passage(Span(0, 5), source.text),))
    store.add(outcome("\udcff.txt", "x"), [document])
    assert store.source(1) == source.text
    (row,) = store.rows("SELECT text, length(text) AS length FROM passages WHERE text LIKE '%后%'")
    assert (row["text"], row["length"]) == ("前\ufffd后\ufffd完", 5)


def test_names_are_data(store: Store) -> None:
    evil = "'); DROP TABLE files; --"
    put(store, evil, f"== {evil}\n整治{evil}8条。\n")
    assert statuses(store) == {evil: "ok"}
    assert [row["place"] for row in store.rows("SELECT place FROM articles WHERE path = ?", evil)] == [evil]


# One text, many paths


def test_the_same_bytes_elsewhere_are_a_duplicate(store: Store) -> None:
    put(store, "a.txt", REPORT)
    again = put(store, "b.txt", REPORT)
    assert (again.status, again.code, "a.txt" in again.message, again.failed) == ("duplicate", "duplicate", True, False)
    assert store.summary()["texts"] == 1
    assert store.summary()["files"] == 2


def test_adding_a_path_again_changes_nothing(store: Store) -> None:
    put(store, "a.txt", REPORT)
    before = list(map(tuple, store.rows("SELECT * FROM passages")))
    assert put(store, "a.txt", REPORT).status == "ok"
    assert list(map(tuple, store.rows("SELECT * FROM passages"))) == before


def test_a_changed_file_replaces_what_its_path_held(store: Store) -> None:
    put(store, "a.txt", REPORT)
    put(store, "a.txt", "整治集贸市场2处。\n")
    assert [row["text"] for row in store.rows("SELECT text FROM passages")] == ["整治集贸市场2处。"]
    assert store.summary()["texts"] == 1


def test_a_text_stays_while_another_path_has_it_and_that_path_then_stands_for_it(store: Store) -> None:
    for path in ("a.txt", "b.txt", "c.txt"):
        put(store, path, REPORT)
    put(store, "a.txt", "整治集贸市场2处。\n")
    assert statuses(store) == {"a.txt": "ok", "b.txt": "ok", "c.txt": "duplicate"}
    assert store.summary()["texts"] == 2
    put(store, "b.txt", "整治集贸市场2处。\n")
    put(store, "c.txt", "整治集贸市场2处。\n")
    assert statuses(store) == {"a.txt": "ok", "b.txt": "duplicate", "c.txt": "duplicate"}
    assert store.summary()["texts"] == 1


def test_a_file_that_turned_bad_takes_its_text_with_it(store: Store) -> None:
    put(store, "a.txt", REPORT)
    store.add(replace(outcome("a.txt", "?", "rejected"), code="type.html", message="…"))
    assert statuses(store) == {"a.txt": "rejected"}
    assert store.summary()["passages"] == 0


def test_a_newer_reader_writes_the_text_anew(store: Store, base: Path) -> None:
    put(store, "a.txt", REPORT)
    put(store, "b.txt", REPORT)
    hash = outcome("a.txt", REPORT).hash
    assert store.known("a.txt", hash)
    newer = replace(store.stamps, readers={**store.stamps.readers, "txt": "newer"})
    with Store.open(base, write=True, stamps=newer) as later:
        assert later.known("a.txt", hash) is None
        assert not later.holds(hash)
        shorter = read("整治背街小巷80条。\n", "a.txt")
        assert later.add(outcome("a.txt", REPORT), shorter).status == "ok"
        assert later.add(outcome("b.txt", REPORT)).status == "duplicate"
        assert [row["text"] for row in later.rows("SELECT text FROM passages")] == ["整治背街小巷80条。"]
        assert later.holds(hash)


def test_what_a_reader_refused_is_known_until_a_reader_or_the_splitting_changes(store: Store, base: Path) -> None:
    one = replace(outcome("a.pdf", REPORT, "rejected"), code="pdf.password", message="…")
    store.add(one)
    newer = {
        "reader": replace(store.stamps, readers={**store.stamps.readers, "pdf": "newer"}),
        "extraction": replace(store.stamps, extraction="newer"),
        "classification": replace(store.stamps, classification="newer"),
    }
    known = {}
    for name, stamps in newer.items():
        with Store.open(base, write=True, stamps=stamps) as later:
            known[name] = later.known("a.pdf", one.hash) is not None
    assert known == {"reader": False, "extraction": False, "classification": True}


@pytest.mark.parametrize(
    ("status", "again"),
    [("ok", False), ("rejected", False), ("failed", False), ("timeout", True), ("oom", True), ("crashed", True)],
)
def test_what_may_go_better_is_tried_again(store: Store, status: str, again: bool) -> None:
    one = outcome("a.txt", REPORT, status)
    store.add(one, read(REPORT) if status == "ok" else [])
    assert (store.known("a.txt", one.hash) is None) is again
    assert store.known("a.txt", "other") is None
    assert store.known("b.txt", one.hash) is None


def test_a_file_that_could_not_be_read_is_never_known(store: Store) -> None:
    store.add(Outcome("a.txt", "failed", "io.permission", "…"))
    assert store.known("a.txt", "") is None
    assert statuses(store) == {"a.txt": "failed"}


def test_a_status_outside_the_closed_set_is_refused(store: Store) -> None:
    with pytest.raises(StoreError):
        store.add(Outcome("a.txt", "fine"))
    assert statuses(store) == {}


def test_vanished_files_are_marked_and_go_only_when_pruned(store: Store) -> None:
    for path in ("/in/a.txt", "/in/b.txt", "/inner/c.txt"):
        put(store, path, f"{path}整治背街小巷80条。\n")
    put(store, "/in/copy.txt", "/inner/c.txt整治背街小巷80条。\n")
    assert store.mark_vanished("/in", {"/in/a.txt"}) == ["/in/b.txt", "/in/copy.txt"]
    assert store.mark_vanished("/in", {"/in/a.txt"}) == []
    assert counts(store) == {"files": 2, "failed": 0, "vanished": 2, "texts": 2, "passages": 2, "measures": 2}
    assert store.known("/in/b.txt", outcome("", "/in/b.txt整治背街小巷80条。\n").hash) is None
    put(store, "/in/b.txt", "/in/b.txt整治背街小巷80条。\n")
    assert store.prune() == ["/in/copy.txt"]
    assert statuses(store) == {"/in/a.txt": "ok", "/in/b.txt": "ok", "/inner/c.txt": "ok"}
    assert store.summary()["texts"] == 3
    assert store.mark_vanished("/in", set()) == ["/in/a.txt", "/in/b.txt"]
    assert store.prune() == ["/in/a.txt", "/in/b.txt"]
    assert store.summary()["texts"] == 1


def test_what_could_not_be_read_and_what_vanished_are_counted_apart(store: Store) -> None:
    put(store, "/in/a.txt", REPORT)
    store.add(replace(outcome("/in/b.txt", "", "empty"), code="text.empty"))
    store.add(replace(outcome("/in/c.pdf", "?", "rejected"), code="pdf.password"))
    store.add(replace(outcome("/out/d.pdf", "??", "timeout"), code="pdf.timeout"))
    assert counts(store) == {"files": 2, "failed": 2, "vanished": 0, "texts": 1, "passages": 3, "measures": 3}
    store.mark_vanished("/in", set())
    assert counts(store) == {"files": 0, "failed": 1, "vanished": 3, "texts": 0, "passages": 0, "measures": 0}
    assert store.summary()["articles"] == 0
    assert store.summary()["categories"] == {}


def counts(store: Store) -> dict[str, int]:
    names = ("files", "failed", "vanished", "texts", "passages", "measures")
    return {name: number for name, number in store.summary().items() if name in names}


@pytest.mark.parametrize(
    ("period", "named"),
    [
        ("2023年", (2023, 2023)),
        ("2023年度", (2023, 2023)),
        ("二〇二三年", (2023, 2023)),
        ("二○二三年", (2023, 2023)),
        ("二零二一年上半年", (2021, 2021)),
        ("２０２３年", (2023, 2023)),
        ("2022—2024年", (2022, 2024)),
        ("2022——2024年", (2022, 2024)),
        ("2022年至2024年", (2022, 2024)),
        ("2021、2023年", (2021, 2023)),
        ("2024-2022年", (2022, 2024)),
        ("2023—2024学年", (2023, 2024)),
        ("2023-24学年", (2023, 2024)),
        ("2023-12", (2023, 2023)),
        ("2023年1—6月", (2023, 2023)),
        ("上半年", None),
        ("20XX年", None),
        ("第2023001号", None),
        ("", None),
    ],
)
def test_a_period_has_its_years_beside_it(store: Store, period: str, named: tuple[int, int] | None) -> None:
    assert years(period) == named
    put(store, "a.txt", f"== 云岭市, {period}\n整治背街小巷80条。\n")
    (row,) = store.rows("SELECT period, year_from, year_to FROM documents")
    assert (row["period"], row["year_from"], row["year_to"]) == (period, *(named or (None, None)))


@pytest.mark.parametrize(
    ("period", "rest"),
    [
        ("2023", ""),
        ("2023年度", ""),
        ("2023—2024学年", ""),
        ("二〇二二年至二〇二四年", ""),
        ("2023年第一季度", "第一季度"),
        ("上半年", "上半年"),
    ],
)
def test_what_a_period_says_besides(period: str, rest: str) -> None:
    assert besides_years(period) == rest


def test_an_article_shows_a_path_that_is_there(store: Store) -> None:
    put(store, "/in/a.txt", "整治背街小巷80条。\n")
    put(store, "/other/b.txt", "整治背街小巷80条。\n")
    store.mark_vanished("/in", set())
    assert [row["path"] for row in store.rows("SELECT path FROM articles")] == ["/other/b.txt"]


# All or nothing


class _Broken:
    """An article that breaks in the middle of writing."""

    document = property(lambda self: (_ for _ in ()).throw(KeyboardInterrupt))


def test_a_text_is_written_whole_or_not_at_all(store: Store) -> None:
    put(store, "a.txt", "整治集贸市场2处。\n")
    before = store.summary()
    rows = rows_of(read(REPORT))
    rows.articles.append(_Broken())  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        store.add(outcome("b.txt", REPORT), rows)
    assert store.summary() == before
    assert put(store, "b.txt", REPORT).status == "ok"


def test_a_full_disk_keeps_what_was_written_and_can_go_on(store: Store) -> None:
    put(store, "a.txt", REPORT)
    before = store.summary()
    long = "".join(f"整治第{number}片区背街小巷{number}条。\n" for number in range(3000))
    pages = next(store.rows("PRAGMA page_count"))[0]
    list(store.rows(f"PRAGMA max_page_count = {pages + 5}"))
    with pytest.raises(StoreError) as refused:
        put(store, "b.txt", long)
    assert refused.value.code == "base.full"
    assert store.summary() == before
    list(store.rows("PRAGMA max_page_count = 1000000"))
    assert put(store, "b.txt", long).status == "ok"


def test_commits_are_synced(store: Store) -> None:
    settings = {name: next(store.rows(f"PRAGMA {name}"))[0] for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_the_index_is_merged_by_eights(store: Store) -> None:
    kept = {row["k"]: row["v"] for row in store.rows("SELECT k, v FROM passage_grams_config")}
    assert kept["automerge"] == 8


def test_two_writers_both_finish(base: Path) -> None:
    Store.open(base, create=True).close()
    errors = []

    def write(name: str) -> None:
        try:
            with Store.open(base, write=True) as store:
                for number in range(40):
                    put(store, f"{name}{number}.txt", f"{name}整治背街小巷{number}条。\n")
        except StoreError as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Store.open(base, write=True) as store:
        assert (errors, store.summary()["texts"], store.check()) == ([], 80, [])


def test_a_reader_sees_whole_texts_while_another_writes(store: Store, base: Path) -> None:
    with Store.open(base) as reader, store._transaction():
        store._db.execute("INSERT INTO categories VALUES ('C01', 'half written')")
        assert list(reader.rows("SELECT * FROM categories")) == []


# Opening


def test_reading_needs_a_base_and_cannot_write(base: Path) -> None:
    with pytest.raises(StoreError) as missing:
        Store.open(base)
    assert missing.value.code == "base.missing"
    assert not base.exists()
    Store.open(base, create=True).close()
    with Store.open(base) as reader, pytest.raises(StoreError) as refused:
        put(reader, "a.txt", REPORT)
    assert refused.value.code == "base.readonly"


def test_reading_leaves_nothing_beside_the_base(base: Path) -> None:
    with Store.open(base, create=True) as store:
        put(store, "a.txt", REPORT)
    with Store.open(base) as reader:
        assert next(reader.rows("SELECT path FROM files"))["path"] == "a.txt"
    assert list(base.parent.iterdir()) == [base]


def test_a_query_may_be_left_when_the_base_is_closed(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    with Store.open(base, create=True) as store:
        put(store, "a.txt", REPORT)
        rows = store.rows("SELECT * FROM passages")
        next(rows)
    del rows
    gc.collect()
    assert complaints == []


@pytest.mark.parametrize("name", ["库 1.civtext", "a?mode=memory#%20.civtext", "'; --"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    Store.open(tmp_path / name, create=True).close()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    Store.open(tmp_path / name).close()


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE files (path TEXT)")
    db.close()


def _of_schema(path: Path, number: int) -> None:
    Store.open(path, create=True).close()
    with sqlite3.connect(path, isolation_level=None) as db:
        db.execute(f"PRAGMA user_version = {number}")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def _cut(path: Path) -> None:
    with Store.open(path, create=True) as store:
        put(store, "a.txt", REPORT)
    path.write_bytes(path.read_bytes()[:6000])


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_foreign, "base.foreign"),
        (lambda path: _of_schema(path, SCHEMA + 1), "base.newer"),
        (lambda path: _of_schema(path, OLDEST - 1), "base.older"),
        (_cut, "base.damaged"),
        (lambda path: path.write_text("一份总结"), "base.foreign"),
        (lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(200)), "base.foreign"),
        (lambda path: path.mkdir(), "base.failed"),
    ],
    ids=["another program's", "newer", "older", "cut", "a text", "a broken header", "a folder"],
)
def test_a_file_that_is_no_base_is_refused_and_left_as_it_is(
    tmp_path: Path, base: Path, make: object, code: str
) -> None:
    make(base)  # type: ignore[operator]
    before = base.read_bytes() if base.is_file() else None
    for options in ({}, {"create": True}):
        with pytest.raises(StoreError) as refused, Store.open(base, **options) as store:
            store.summary()
        assert refused.value.code == code
        assert str(base) in str(refused.value)
        assert (base.read_bytes() if base.is_file() else None) == before
        assert list(tmp_path.iterdir()) == [base] or code == "base.damaged"


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"目录不存在.*base\.folder"):
        Store.open(tmp_path / "none" / "base.civtext", create=True)
    assert list(tmp_path.iterdir()) == []


def test_a_base_whose_making_was_cut_short_is_made_anew(base: Path) -> None:
    base.touch()
    with pytest.raises(StoreError) as missing:
        Store.open(base)
    assert missing.value.code == "base.missing"
    with Store.open(base, create=True) as store:
        assert put(store, "a.txt", REPORT).status == "ok"


def test_the_header_tells_whose_file_it_is_from_the_start(base: Path) -> None:
    with Store.open(base, create=True):
        assert int.from_bytes(base.read_bytes()[68:72]) == APPLICATION


def test_making_a_base_twice_at_once_is_harmless(store: Store) -> None:
    put(store, "a.txt", REPORT)
    store._db.executescript(schema())
    assert store.summary()["texts"] == 1


def _read_as_another_user(base: Path, answers: Connection) -> None:
    if os.geteuid() == 0:  # for whom mode bits do not hold
        os.setgroups([])
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
    with Store.open(base) as store:
        texts = store.summary()["texts"]
    try:
        Store.open(base, write=True).close()
    except StoreError as error:
        answers.send((texts, error.code))


@pytest.mark.skipif(os.name != "posix", reason="needs mode bits and fork")
def test_a_base_in_a_folder_closed_to_writing_can_be_read() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        with Store.open(folder / "base.civtext", create=True) as store:
            put(store, "a.txt", REPORT)
        folder.chmod(0o555)
        fork = multiprocessing.get_context("fork")
        here, there = fork.Pipe()
        child = fork.Process(target=_read_as_another_user, args=(folder / "base.civtext", there))
        child.start()
        child.join(30)
        assert here.poll()
        assert here.recv() == (1, "base.readonly")
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_look_at_the_base_lets_go_of_no_lock_of_this_process(store: Store, base: Path) -> None:
    """The page reads in one thread what another writes, and a third process that leaves must not take the log away."""
    put(store, "a.txt", REPORT)
    Store.open(base).close()
    with multiprocessing.get_context("spawn").Pool(1) as other:
        assert other.apply(_texts, (base,)) == 1
        assert base.with_name(base.name + "-wal").exists()
        put(store, "b.txt", REPORT.replace("80", "90"))
        assert other.apply(_texts, (base,)) == 2


def _texts(base: Path) -> int:
    with Store.open(base) as store:
        return int(next(store.rows("SELECT count(*) FROM texts"))[0])


# Damage


def test_check_finds_a_damaged_source_and_an_index_out_of_step(base: Path) -> None:
    with Store.open(base, create=True) as store:
        put(store, "a.txt", REPORT)
        good = index_of(store)
        store._db.execute("UPDATE texts SET source = CAST(replace(source, '8', '9') AS BLOB)")
        store._db.execute("INSERT INTO passage_grams (rowid, text) VALUES (77, '文明')")
        problems = store.check()
        assert len(problems) == 2
        assert "index" in problems[0]
        assert outcome("", REPORT).hash in problems[1]
        store.rebuild_index()
        assert index_of(store) == good
        assert len(store.check()) == 1


@pytest.mark.parametrize("change", ["documents SET title = '别的'", "passages SET section_path = '别的'"])
def test_check_finds_a_damaged_heading(base: Path, change: str) -> None:
    with Store.open(base, create=True) as store:
        put(store, "a.txt", REPORT)
        store._db.execute(f"UPDATE {change}")
        assert store.check() == [f"text {outcome('', REPORT).hash}: damaged"]


def test_check_finds_every_flipped_bit_of_a_text(base: Path) -> None:
    with Store.open(base, create=True) as store:
        put(store, "a.txt", REPORT)
    sound, words = base.read_bytes(), "XX人参加。".encode()
    places = [found.start() for found in re.finditer(re.escape(words), sound)]
    assert len(places) == 2  # in the source and in its passage
    chance = random.Random(7)
    for place in places:
        for offset in range(len(words)):
            damaged = bytearray(sound)
            damaged[place + offset] ^= 1 << chance.randrange(8)
            base.write_bytes(damaged)
            with Store.open(base, write=True) as store:
                assert store.check() == [f"text {outcome('', REPORT).hash}: damaged"]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, bytes]:
    """A base of forty texts, and where its rows begin (before them stands the schema)."""
    path = tmp_path_factory.mktemp("sound") / "base.civtext"
    Store.open(path, create=True).close()
    empty = path.stat().st_size
    with Store.open(path, write=True) as store:
        for number in range(40):
            put(store, f"{number}.txt", REPORT.replace("80", str(number)) * 3)
    return empty, path.read_bytes()


@pytest.mark.parametrize("seed", range(100))
def test_a_flipped_bit_among_the_rows_is_no_other_error(base: Path, sound: tuple[int, bytes], seed: int) -> None:
    chance, damaged = random.Random(seed), bytearray(sound[1])
    damaged[chance.randrange(sound[0], len(damaged))] ^= 1 << chance.randrange(8)
    base.write_bytes(damaged)
    for read_all in (Store.check, lambda opened: search(opened, "背街小巷", limit=1000), build_graph):
        with contextlib.suppress(StoreError), Store.open(base, write=read_all is Store.check) as store:
            read_all(store)


def index_of(store: Store) -> list[tuple[object, ...]]:
    store._db.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab ('main', 'passage_grams', 'instance')")
    rows = [tuple(row) for row in store.rows("SELECT * FROM terms ORDER BY term, doc, offset")]
    store._db.execute("DROP TABLE temp.terms")
    return rows


def test_what_is_deleted_leaves_nothing_in_the_index(store: Store) -> None:
    put(store, "a.txt", REPORT)
    store.mark_vanished("a.txt", set())
    store.add(outcome("a.txt", "", "empty"))
    assert index_of(store) == []
    assert store.summary()["texts"] == 0


# The terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("文明城市", "文明 明城 城市 市"),
        ("“7+3”工程", "7 3 工程 程"),
        ("ＡＰＰ", "ap pp p"),
        ("𠮷祥", "𠮷祥 祥"),
        ("。，", ""),
        ("", ""),
    ],
)
def test_grams(text: str, terms: str) -> None:
    assert grams(text) == terms


@pytest.mark.parametrize("text", ["İstanbul", "ǅ", "ẞ", "ﬁ", "％１２（Ａ）"])
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_names_are_exported() -> None:
    assert all(hasattr(civtext.store, name) for name in civtext.store.__all__)


def test_what_is_written_together_is_there_whole_or_not_at_all(base: Path) -> None:
    with Store.open(base, create=True) as store:
        with pytest.raises(ZeroDivisionError), store.together():
            store.add(Outcome("a.txt", "empty"))
            store.add(Outcome("b.txt", "empty"))
            raise ZeroDivisionError
        assert store.summary()["files"] == 0
        with store.together():
            store.add(Outcome("a.txt", "empty"))
            with Store.open(base) as other:
                assert other.summary()["files"] == 0
            store.add(Outcome("b.txt", "empty"))
        with Store.open(base) as other:
            assert other.summary()["files"] == 2

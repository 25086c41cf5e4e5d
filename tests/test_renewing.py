"""A newer civtext does again only what its newer parts would do otherwise (civtext.stamps)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from civtext import batch
from civtext.batch import mine, workers
from civtext.codebook import Codebook, load_codebook
from civtext.loaders import load_source
from civtext.stamps import Stamps, own
from civtext.store import LAYERS, Outcome, Store
from civtext.store.sources import flags_json, flags_of, parts_json, parts_of

EXAMPLES = Path(__file__).parents[1] / "examples"
REPORTS = sorted(path for path in EXAMPLES.rglob("*") if path.suffix in (".txt", ".docx", ".html", ".pdf"))
_UNLIKE = ("id", "document_id", "passage_id", "section_id", "text_id", "measure_id", "metric_id", "seconds", "mtime")


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of examples, of several formats, and its base."""
    folder = tmp_path_factory.mktemp("mined") / "in"
    folder.mkdir()
    for path in REPORTS[:6]:
        shutil.copy(path, folder / path.name)
    (folder / "empty.txt").touch()
    base = folder.parent / "base.civtext"
    mine(folder, base, workers=1)
    return folder, base


@pytest.fixture
def base(mined: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copy(mined[1], tmp_path / "base.civtext"))


def content(base: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows, but for their numbers and the time it took."""
    tables = ["texts", "files", "documents", "sections", "passages", "passage_categories", "categories"]
    rows = {}
    with Store.open(base, write=True) as store:
        assert store.check() == []
        for table in [*tables, *(layer.table for layer in LAYERS.values())]:
            found = [dict(row) for row in store.rows(f"SELECT * FROM {table}")]
            rows[table] = sorted(
                tuple((name, repr(value)) for name, value in row.items() if name not in _UNLIKE) for row in found
            )
    return rows


class Read:
    """What the workers are set on: files, or sources that the base has."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files: list[str] = []
        self.sources = 0
        real = workers.Workers.read

        def read(pool: workers.Workers, seen: Outcome, analyse: workers.Analyse | None = None) -> Future[Any]:
            self.files += [Path(seen.path).name] if analyse is None else []
            self.sources += analyse is not None
            return real(pool, seen, analyse)

        monkeypatch.setattr(workers.Workers, "read", read)


def run(folder: Path, base: Path, monkeypatch: pytest.MonkeyPatch, newer: Callable[[Stamps], Stamps]) -> batch.Report:
    with monkeypatch.context() as patch:
        patch.setattr(batch, "own", lambda codebook=None, words=None: newer(own(codebook)))
        return mine(folder, base, workers=1)


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name)
def test_a_source_comes_back_as_it_was_read(path: Path) -> None:
    source = load_source(path)
    assert (parts_of(parts_json(source.parts)), flags_of(flags_json(source.flags))) == (source.parts, source.flags)


def test_nothing_newer_nothing_done(mined: tuple[Path, Path], base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Read(monkeypatch)
    found = run(mined[0], base, monkeypatch, lambda stamps: stamps)
    assert (found.unchanged, found.renewed, read.files, read.sources) == (7, 0, [], 0)
    assert content(base) == content(mined[1])


def test_a_newer_reader_reads_the_files_of_its_format(
    mined: tuple[Path, Path], base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Read(monkeypatch)
    formats = {path.suffix for path in mined[0].iterdir()}
    assert {".txt", ".docx"} <= formats
    newer = run(mined[0], base, monkeypatch, lambda one: replace(one, readers={**one.readers, "docx": "newer"}))
    docx = sorted(path.name for path in mined[0].glob("*.docx"))
    assert sorted(read.files) == sorted([*docx, "empty.txt"])  # whatever was refused is tried again
    assert (newer.renewed, read.sources, newer.unchanged) == (0, 0, 6 - len(docx))


def test_a_newer_extraction_goes_over_the_stored_sources(
    mined: tuple[Path, Path], base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(base, write=True) as store:
        store._db.execute("UPDATE metrics SET unit = '旧'")
        store._db.execute("DELETE FROM measures")
    read = Read(monkeypatch)
    newer = run(mined[0], base, monkeypatch, lambda one: replace(one, extraction="newer"))
    assert (read.files, read.sources, newer.renewed, newer.unchanged) == (["empty.txt"], 6, 6, 6)
    with Store.open(base, write=True) as store:
        store._db.execute("UPDATE texts SET extraction = ?", (own().extraction,))
        store._db.execute("UPDATE files SET refusal = ? WHERE refusal <> ''", (own().refusal,))
    assert content(base) == content(mined[1])


def test_a_newer_classifier_goes_over_the_stored_passages(
    mined: tuple[Path, Path], base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(base, write=True) as store:
        before = [row["id"] for row in store.rows("SELECT id FROM passages ORDER BY id")]
        store._db.execute("UPDATE passage_categories SET score = 0.5")
    read = Read(monkeypatch)
    newer = run(mined[0], base, monkeypatch, lambda one: replace(one, classification="newer"))
    assert (read.files, read.sources, newer.renewed, newer.unchanged) == ([], 0, 6, 7)
    with Store.open(base, write=True) as store:
        assert [row["id"] for row in store.rows("SELECT id FROM passages ORDER BY id")] == before
        store._db.execute("UPDATE texts SET classification = ?", (own().classification,))
    assert content(base) == content(mined[1])


def test_another_codebook_classifies_the_whole_base_anew(
    mined: tuple[Path, Path], base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = only("C09", load_codebook())
    read = Read(monkeypatch)
    other = tmp_path / "other.txt"
    other.write_text(
        "云岭市创建工作总结\n今年以来,全市新建公厕16座,拆除旱厕120座,群众出行如厕更加方便。\n", encoding="utf-8"
    )
    assert mine(other, base, workers=1, codebook=book).renewed == 6  # also what is not asked for
    assert read.files == ["other.txt"]
    clean = tmp_path / "clean.civtext"
    mine([mined[0], other], clean, workers=1, codebook=book)
    assert content(base) == content(clean)
    with Store.open(base) as store:
        used = {row[0] for row in store.rows("SELECT DISTINCT substr(category, 1, 3) FROM passage_categories")}
        assert used == {"C09"}


def only(category: str, book: Codebook) -> Codebook:
    """A codebook of one category, of another name, so that no model is carried for it."""
    kept = tuple(one for one in book.categories if one.id == category)
    return replace(book, id="one-category", categories=kept, editions=())


def test_a_source_whose_worker_fails_keeps_its_findings(
    mined: tuple[Path, Path], base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken: Future[Any] = Future()
    broken.set_exception(TimeoutError())
    with monkeypatch.context() as patch:
        patch.setattr(workers.Workers, "read", lambda pool, seen, analyse=None: broken)
        newer = run(mined[0], base, monkeypatch, lambda one: replace(one, extraction="newer"))
    assert newer.renewed == 0
    with Store.open(base) as store, Store.open(mined[1]) as before:
        assert store.summary()["measures"] == before.summary()["measures"] > 0
    assert run(mined[0], base, monkeypatch, lambda one: replace(one, extraction="newer")).renewed == 6

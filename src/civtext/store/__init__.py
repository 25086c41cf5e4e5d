"""The knowledge base: one SQLite file that holds every text, what was found in it, and what became of every file.

Where to start: `Store.open` checks that a file is ours before SQLite may touch it (`opening`) and brings up one of an
older schema (`migrating`); `Store.add` writes one input in one transaction (`writing`), so that whatever happens (a kill,
a power cut, a full disk) the base holds whole texts only; `Store.rows` reads. docs/base.md describes the tables.

A text is its bytes: the same file at two paths is one text and two rows of `files`. Commits are synced to disk
(synchronous=FULL): with less, power cuts lose texts that were reported done. Each text tells which parts of civtext made
it (`civtext.stamps`): `known` asks for the readers, `outdated` for what came after them.

>>> from civtext.model import CleanText, Passage, Source, Span
>>> source = Source("新建口袋公园3处。", origin="总结.txt")
>>> document = Document(source, CleanText.of(source.text, []), passages=(Passage(Span(0, 9), source.text),))
>>> with Store.open(getfixture("tmp_path") / "base.civtext", create=True) as store:
...     first = store.add(Outcome("总结.txt", "ok", hash="b1946a"), [document])
...     again = store.add(Outcome("副本.txt", "ok", hash="b1946a"), [document])
...     first.status, again.status, store.summary()["passages"]
('ok', 'duplicate', 1)
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from civtext import __version__
from civtext.errors import StoreError
from civtext.model import Document, Source
from civtext.stamps import Stamps, own
from civtext.store.migrating import SCHEMA, copy, migrate, version_of
from civtext.store.opening import LAYERS, connect, is_ours, schema
from civtext.store.outcomes import PASSING, READ, STATUSES, Outcome
from civtext.store.problems import problem, translated
from civtext.store.rows import Rows, Scores, digest, plain, rows_of
from civtext.store.sources import flags_of, parts_of
from civtext.store.writing import delete_documents, index_passages, write_categories, write_row, write_text

__all__ = ["LAYERS", "STATUSES", "Holder", "Outcome", "Store", "opened"]

_FILE = ", ".join(f"files.{field.name}" for field in fields(Outcome))

_PASSAGES = """
SELECT CAST(coalesce(title, '') || char(10) || section_path || char(10) || text AS BLOB) AS indexed
FROM passages JOIN documents ON documents.id = document_id WHERE text_id = ? ORDER BY article, position
"""
# Where the headings right above are those of a section: one that says too little is read under its title.
_TITLED = """
SELECT passages.id, passages.text, coalesce(sections.title, '') AS title
FROM passages JOIN documents ON documents.id = passages.document_id LEFT JOIN sections ON sections.id = section_id
WHERE text_id = ? ORDER BY passages.id
"""
# A file is known as it was read, or as it was refused, by the readers that would read it now.
_KNOWN = """
SELECT texts.format, coalesce(texts.reader, refusal) AS stamp, {outcome}
FROM files LEFT JOIN texts ON texts.id = text_id
WHERE path = ? AND files.hash = ? AND vanished = 0
"""
_PRESENT = "document_id IN (SELECT id FROM articles WHERE NOT vanished)"


class Holder(Protocol):
    """What holds an open store, such as `civtext.Base`."""

    store: Store


@contextmanager
def opened(base: str | Path | Store | Holder) -> Iterator[Store]:
    """The store of a base, however it is given; one that is opened here is closed again. Raises StoreError as `Store.open`."""
    if isinstance(base, str | Path):
        with Store.open(base) as store:
            yield store
    else:
        yield base if isinstance(base, Store) else base.store


class Store:
    """An open knowledge base. One thread, one Store; several processes may hold the same base open."""

    def __init__(self, path: Path, db: sqlite3.Connection, stamps: Stamps | None = None) -> None:
        """Use `Store.open`."""
        self.path = path
        self._db = db
        self._given = stamps

    @classmethod
    def open(
        cls, path: str | Path, *, create: bool = False, write: bool = False, stamps: Stamps | None = None
    ) -> Store:
        """Open a base: to read it unless `write` or `create` say otherwise; `create` makes one where none is.

        `stamps` are those of the parts whose results it is given, civtext's own unless said otherwise. A base of an older
        schema is brought up when it is opened to write; its copy stays beside it.
        Raises StoreError: base.missing, base.foreign (not ours; nothing is written to it), base.newer, base.older and
        base.outdated (of another civtext's schema), base.damaged, base.folder (there is none to make it in), base.readonly.
        """
        path = Path(path).absolute()
        with translated(path):
            if not (is_ours(path) or create):
                raise problem("base.missing", path)
            store = cls(path, connect(path, create=create, reading=not (create or write)), stamps)
            try:
                store._prepare(create=create, reading=not (create or write))
            except BaseException:
                store.close()
                raise
        return store

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _prepare(self, *, create: bool, reading: bool) -> None:
        if not version_of(self._db):  # also where the power went while it was made, and SQLite took that back
            if not create:
                raise problem("base.missing", self.path)
            # One transaction under the rollback journal, so that the file's own header tells what it is from the start.
            self._db.executescript(schema())
        if (version := version_of(self._db)) > SCHEMA:
            raise problem("base.newer", self.path)
        if version < SCHEMA and reading:
            raise problem("base.outdated", self.path)
        if version < SCHEMA:
            migrate(self._db, self.path)
        self._db.execute("PRAGMA foreign_keys = ON")
        if reading:
            self._db.execute("PRAGMA query_only = ON")
        else:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction for all that is written within: it is there whole, or not at all. The disk is waited for once."""
        with self._transaction():
            yield

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        if self._db.in_transaction:  # within `together`
            yield self._db
            return
        # IMMEDIATE: a transaction that reads first and writes later fails at once beside another writer.
        with translated(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # SQLite itself rolls back on a full disk
                    self._db.execute("ROLLBACK")
                raise

    # Reading

    def rows(self, sql: str, *parameters: object) -> Iterator[sqlite3.Row]:
        """The rows of a query; columns by name or number. Values go in as parameters, never into the SQL."""
        with translated(self.path):
            # Not from the cursor itself, which would be closed with this generator, and maybe after the base.
            yield from iter(self._db.execute(sql, parameters).fetchone, None)

    def known(self, path: str, hash: str) -> Outcome | None:
        """What was recorded of a file, if it had the same bytes then and was read by the reader of now; else None.

        None too where trying again may help (timeout, oom, crashed), and for a file that had vanished.
        """
        row = next(self.rows(_KNOWN.format(outcome=_FILE), plain(path), hash), None)
        if row is None or not hash or row["status"] in PASSING:
            return None
        stamp = self.stamps.reader(row["format"]) if row["format"] else self.stamps.refusal
        return Outcome(*row[2:]) if row["stamp"] == stamp else None

    def holds(self, hash: str) -> bool:
        """Whether a text of these bytes is in the base, as the reader of now reads it."""
        return self._id_of(hash) is not None

    def outdated(self) -> list[tuple[str, bool]]:
        """The texts in which other parts than those of now found what is there: their hashes, and whether all of it is
        to be found anew, or only the categories. Not those that no reader of ours made."""
        sql = (
            "SELECT hash, extraction <> ?1 AS wholly FROM texts"
            " WHERE reader <> '' AND (extraction <> ?1 OR classification <> ?2) ORDER BY id"
        )
        rows = self.rows(sql, self.stamps.extraction, self.stamps.classification)
        return [(row["hash"], bool(row["wholly"])) for row in rows]

    def source(self, text_id: int) -> str:
        """A source text, as decoded."""
        (blob,) = next(self.rows("SELECT source FROM texts WHERE id = ?", text_id))
        return bytes(blob).decode("utf-8", "surrogatepass")

    def reread(self, hash: str) -> tuple[Outcome, Source]:
        """What was recorded of a text, and its source, as its reader gave it."""
        row = next(self.rows("SELECT * FROM texts WHERE hash = ?", hash))
        path = self._one("SELECT path FROM files WHERE text_id = ? ORDER BY status = 'duplicate', path", row["id"])
        text = bytes(row["source"]).decode("utf-8", "surrogatepass")
        source = Source(text, path or "", row["format"], parts_of(row["parts"]), flags_of(row["flags"]))
        return Outcome(path or "", row["status"], row["code"], row["message"], hash, len(row["source"])), source

    def titled_passages(self, hash: str) -> list[tuple[int, str, str]]:
        """The passages of a text: their ids, their texts, the titles of the headings right above them."""
        text_id = self._one("SELECT id FROM texts WHERE hash = ?", hash)
        return [(row["id"], row["text"], row["title"]) for row in self.rows(_TITLED, text_id)]

    def summary(self) -> dict[str, Any]:
        """Counts of what is there: files (read), texts, articles, passages, each layer, and `categories`, the passages
        of each by id. Beside them `failed`, the files that are there but could not be read, and `vanished`, those that
        are no longer there, whose texts count for nothing here unless another file has them.
        """
        wanted = {
            "files": f"files WHERE NOT vanished AND status IN {READ}",
            "failed": f"files WHERE NOT vanished AND status NOT IN {READ}",
            "vanished": "files WHERE vanished",
            "texts": "texts WHERE id IN (SELECT text_id FROM files WHERE NOT vanished)",
            "articles": "articles WHERE NOT vanished",
        }
        wanted |= {
            table: f"{table} WHERE {_PRESENT}" for table in ("passages", *(one.table for one in LAYERS.values()))
        }
        counts = {name: self._one(f"SELECT count(*) FROM {what}") for name, what in wanted.items()}
        categories = self.rows(
            "SELECT category, count(*) FROM passage_categories JOIN passages ON passages.id = passage_id"
            f" WHERE {_PRESENT} AND instr(category, '-') = 0 GROUP BY category ORDER BY category"
        )
        return {**counts, "categories": {row[0]: row[1] for row in categories}}

    # Writing

    def add(self, outcome: Outcome, found: Sequence[Document] | Rows = ()) -> Outcome:
        """Record one input and its articles, all in one transaction; the outcome as recorded.

        What was found is given as documents, or as the rows that another process made of them; it is written where the
        base does not hold this text as this civtext reads it. A text that another path
        has too is recorded as its duplicate. What the path held before goes, unless another path has it.
        """
        path = plain(outcome.path)
        with self._transaction() as db:
            before = next(self.rows("SELECT rowid, text_id FROM files WHERE path = ?", path), None)
            text_id = self._text_of(outcome, found) if outcome.status in READ else None
            if text_id is not None:
                outcome = self._as_its_text(outcome, text_id)
            by = {"civtext": __version__, "refusal": "" if text_id is not None else self.stamps.refusal}
            row = {**asdict(outcome), "path": path, "vanished": 0, "text_id": text_id, **by}
            write_row(db, "files", row, at=before["rowid"] if before else None)
            if before and before["text_id"] not in (None, text_id):
                self._release(before["text_id"])
        return outcome

    def renew(self, hash: str, rows: Rows) -> None:
        """Write anew what is found in a text; nothing where the base has it no longer."""
        with self._transaction() as db:
            row = db.execute("SELECT status, code, message, reader FROM texts WHERE hash = ?", (hash,)).fetchone()
            if row is not None:
                outcome = Outcome("", row["status"], row["code"], row["message"], hash)
                stamps = replace(self.stamps, readers={rows.format: row["reader"]})
                write_text(db, outcome, rows, stamps)

    def reclassify(self, hash: str, found: Mapping[int, tuple[Scores, Scores]]) -> None:
        """Write anew the categories and indicators of a text's passages, by their ids; nothing where it has others by now."""
        with self._transaction() as db:
            text_id = self._one("SELECT id FROM texts WHERE hash = ?", hash)
            if [row["id"] for row in db.execute(_TITLED, (text_id,))] == sorted(found):
                write_categories(db, found)
                db.execute("UPDATE texts SET classification = ? WHERE id = ?", (self.stamps.classification, text_id))

    def mark_vanished(self, folder: str, present: Container[str]) -> list[str]:
        """Mark a file, or the files below a folder, if not `present`, as the base names them; their texts stay. The paths
        newly marked."""
        below = plain(folder).rstrip("/\\")
        stored = (row["path"] for row in self.rows("SELECT path FROM files WHERE vanished = 0 ORDER BY path"))
        inside = (path for path in stored if path == below or path.startswith((below + "/", below + "\\")))
        gone = [path for path in inside if path not in present]
        if gone:
            with self._transaction() as db:
                db.executemany("UPDATE files SET vanished = 1 WHERE path = ?", [(path,) for path in gone])
        return gone

    def prune(self) -> list[str]:
        """Delete the files marked as vanished, and the texts that no other file has. Their paths."""
        with self._transaction() as db:
            gone = db.execute("SELECT path, text_id FROM files WHERE vanished = 1 ORDER BY path").fetchall()
            db.execute("DELETE FROM files WHERE vanished = 1")
            for text_id in {row["text_id"] for row in gone} - {None}:
                self._release(text_id)
        return [row["path"] for row in gone]

    def name_categories(self, names: Mapping[str, str]) -> None:
        """Record what the categories are called, so that the base can be read without its codebook."""
        recorded = {row["id"]: row["name"] for row in self.rows("SELECT id, name FROM categories")}
        if recorded != dict(names):
            with self._transaction() as db:
                db.execute("DELETE FROM categories")
                db.executemany("INSERT INTO categories VALUES (?, ?)", list(names.items()))

    def check(self) -> list[str]:
        """What is wrong with the base, a line each: the file, its references, its index, its texts. Needs `write`."""
        problems = [row[0] for row in self.rows("PRAGMA integrity_check") if row[0] != "ok"]
        problems += [f"foreign key: {tuple(row)}" for row in self.rows("PRAGMA foreign_key_check")]
        try:
            with self._transaction() as db:
                db.execute("INSERT INTO passage_grams (passage_grams) VALUES ('integrity-check')")
        except StoreError as error:
            if error.code != "base.damaged":
                raise
            problems.append("index: broken")
        for one, other in (("passages", "passage_grams_docsize"), ("passage_grams_docsize", "passages")):
            missing = self._one(f"SELECT count(*) FROM {one} WHERE id NOT IN (SELECT id FROM {other})")
            problems += [f"index: {missing} of {one} not in {other}"] if missing else []
        for row in self.rows("SELECT id, hash, CAST(source AS BLOB) AS source, digest FROM texts"):
            passages = (passage["indexed"] or b"" for passage in self.rows(_PASSAGES, row["id"]))
            if digest(row["source"] or b"", passages) != row["digest"]:
                problems.append(f"text {row['hash']}: damaged")
        return problems

    def rebuild_index(self) -> None:
        """Make the index of the passages anew (what `check` calls out of step)."""
        with self._transaction() as db:
            db.execute("INSERT INTO passage_grams (passage_grams) VALUES ('delete-all')")
            for row in db.execute("SELECT id FROM documents").fetchall():
                index_passages(db, row["id"])

    def copy(self, to: str | Path) -> None:
        """Write a copy that is whole and one file, also while others write to the base; what stood there is replaced.

        Copying the file itself may miss what is still in its log. Raises StoreError.
        """
        with translated(Path(to)):
            copy(self.path, Path(to).absolute())

    @property
    def stamps(self) -> Stamps:
        """Those of the parts whose results this base is given."""
        if self._given is None:
            self._given = own()
        return self._given

    def _id_of(self, hash: str) -> int | None:
        """The text of these bytes, if the reader of now made it."""
        row = next(self.rows("SELECT id, format, reader FROM texts WHERE hash = ?", hash), None)
        return int(row["id"]) if row and row["reader"] == self.stamps.reader(row["format"]) else None

    def _one(self, sql: str, *parameters: object) -> Any:
        row = next(self.rows(sql, *parameters), None)
        return row[0] if row else None

    def _text_of(self, outcome: Outcome, found: Sequence[Document] | Rows) -> int | None:
        if (text_id := self._id_of(outcome.hash)) is not None or not found:
            return text_id
        rows = found if isinstance(found, Rows) else rows_of(found)
        return write_text(self._db, outcome, rows, self.stamps)

    def _as_its_text(self, outcome: Outcome, text_id: int) -> Outcome:
        """The outcome with its text's status, or as a duplicate where another path stands for the text."""
        sql = "SELECT path FROM files WHERE text_id = ? AND status <> 'duplicate' AND path <> ?"
        if (holder := self._one(sql, text_id, plain(outcome.path))) is not None:
            message = f"与“{holder}”内容相同。 The same content as '{holder}'."
            return replace(outcome, status="duplicate", code="duplicate", message=message)
        status, code, message = next(self.rows("SELECT status, code, message FROM texts WHERE id = ?", text_id))
        return replace(outcome, status=status, code=code, message=message)

    def _release(self, text_id: int) -> None:
        """A path has let go of a text: delete it if it was the last one, else another path stands for it."""
        heir = self._one("SELECT path FROM files WHERE text_id = ? ORDER BY status = 'duplicate', path", text_id)
        if heir is None:
            delete_documents(self._db, text_id)
            self._db.execute("DELETE FROM texts WHERE id = ?", (text_id,))
            return
        self._db.execute(
            "UPDATE files SET (status, code, message) = (SELECT status, code, message FROM texts WHERE id = ?)"
            " WHERE path = ?",
            (text_id, heir),
        )

"""Many files into one knowledge base: several processes read, this one writes, and a bad file stops nothing.

Where to start: `mine` lists the files, keeps a window of them with the workers (`workers`), and records each in its turn,
so that two runs over the same files give the same base. Whatever happens to a worker (a limit, a crash, a hang) becomes
an `Outcome` (`verdicts`). Every input has one: inputs = outcomes, always.

Files are told apart by their bytes: what the base holds already, unchanged and read by the reader of now, is not read
again, and a second copy is recorded as a duplicate. What came after the reader and is newer than the base goes over the
stored texts (`renewing`). Stopped at any moment, the base holds whole files only; running again completes it.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.batch.listing import absolute, files, is_there, left_out
from civtext.batch.processes import cores
from civtext.batch.renewing import renew
from civtext.batch.spooling import Outcomes, Paths
from civtext.batch.verdicts import look
from civtext.batch.workers import Analyse, Bounds, Workers, settled
from civtext.model import Document
from civtext.stamps import Stamps, own
from civtext.store import STATUSES, Outcome, Store
from civtext.store.rows import plain, rows_of

if TYPE_CHECKING:
    from civtext.codebook import Codebook

__all__ = ["Bounds", "Outcome", "Report", "mine"]

Progress = Callable[[int, int, Outcome | None], None]

_LOCKED = frozenset(("pdf.password", "pdf.wrong_password"))


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all inputs, in their order; `unchanged` of them were in the base already, and `ignored` things
    beside them are what systems and programs leave in folders and archives. In `renewed` texts of the base what is found
    was found anew without reading their files, since parts of civtext or the codebook are newer.

    `vanished` are files that were mined earlier and are no longer in the folder: marked in the base, or, where `mine`
    was told to prune, deleted from it.
    """

    outcomes: Sequence[Outcome]
    unchanged: int = 0
    ignored: int = 0
    renewed: int = 0
    vanished: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def counts(self) -> dict[str, int]:
        """How many outcomes of each status; they add up to the number of inputs.

        >>> Report((Outcome("a.txt", "ok"), Outcome("b.pdf", "rejected"), Outcome("c.txt", "ok"))).counts
        {'ok': 2, 'rejected': 1}
        """
        found = Counter(outcome.status for outcome in self.outcomes)
        return {status: found[status] for status in STATUSES if found[status]}


def mine(
    inputs: str | Path | Iterable[str | Path],
    base: str | Path,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    analyse: Analyse | None = None,
    codebook: Codebook | None = None,
    bounds: Bounds = Bounds(),
    prune: bool = False,
    password: str | None = None,
) -> Report:
    """Mine files, and folders and archives (.zip) with all below them, into a base, which is made where none is.

    `workers` processes read (as many as there are processors to use unless given); `progress(done, total, outcome)` is called before the
    first file (with None) and after each, then likewise, always with None, for texts that are renewed. `analyse` reads one
    file; it must be importable, for the workers' sake, and is civtext's own unless given. `codebook` is civtext's own
    unless given; the whole base is classified by it. Own words beside the base (`civtext.additions`) are used by civtext's own. `prune` deletes what has vanished from the folders since they were last mined.
    `password` opens the PDFs that have one; those that no or another password opened before are read again.
    A path where nothing is has a failed outcome under the name given, and no row in the base; where there is nothing to
    read at all, no base is made.
    Raises StoreError for a base that cannot be written; Ctrl-C stops the workers and leaves the base whole.
    """
    started = time.monotonic()
    given = [inputs] if isinstance(inputs, (str, Path)) else list(inputs)
    total = sum(1 for _ in files(given, absolute(base)))
    if not any(map(is_there, chain([Path(base)], files(given, absolute(base))))):
        return Report(tuple(_absent(list(files(given, absolute(base))), progress)), seconds=time.monotonic() - started)
    words = None if analyse else own_words(base)
    # What another's function makes of a file is only told by its bytes.
    stamps = Stamps() if analyse else own(codebook, words)
    with Store.open(base, create=True, stamps=stamps) as store:
        if analyse is None:
            store.name_categories(names_of(codebook))
        # A process takes longer to start than a few files to read.
        number = min(workers or cores(), 1 + (total + len(store.outdated())) // 4)
        read = analyse or partial(_analyse, codebook=codebook, password=password)
        with Workers(read, bounds, number, rows_of, words) as pool:
            run = _Run(store, pool, window=8 * number)
            run.anew = _LOCKED if password else frozenset()
            outcomes = Outcomes(run.outcomes(files(given, absolute(base)), total, progress))
            renewed = renew(store, pool, codebook, progress) if analyse is None else 0
        wholes = [str(absolute(path)) for path in given if is_there(Path(path))]
        folders = [path for path in wholes if plain(path) not in run.present]  # archives too
        vanished = run.vanished + [path for folder in folders for path in store.mark_vanished(folder, run.present)]
        if prune:
            vanished = store.prune()
    ignored = sum(left_out(path) for path in given)
    return Report(outcomes, run.unchanged, ignored, renewed, tuple(vanished), time.monotonic() - started)


class _Run:
    """One call of `mine`: the files under way, and what became of bytes met before."""

    def __init__(self, store: Store, workers: Workers, *, window: int) -> None:
        self.store = store
        self.unchanged = 0
        self.vanished: list[str] = []
        self.anew: frozenset[str] = frozenset()  # codes of what is read again though it has not changed
        self._workers = workers
        self._window = window
        self.present = Paths()  # as the base has them
        self._met: dict[str, Outcome] = {}  # under way, or no text came of it

    def outcomes(self, paths: Iterator[Path], total: int, progress: Progress | None) -> Iterator[Outcome]:
        """Read and record every file, in order; some are read ahead while one is recorded."""
        ahead: deque[Callable[[], Outcome]] = deque()
        done = 0
        if progress:
            progress(0, total, None)
        while True:
            while len(ahead) < self._window and (path := next(paths, None)) is not None:
                ahead.append(self._begin(path))
                self.present.add(plain(str(path)))
            if not ahead:
                return
            outcome = ahead.popleft()()
            done += 1
            if progress:
                progress(done, max(done, total), outcome)  # more may have come since they were counted
            yield outcome

    def _begin(self, path: Path) -> Callable[[], Outcome]:
        """Look at a file and set a worker on it where that is needed; what will record it."""
        seen = look(path)
        if not is_there(path):
            return partial(self._gone, seen)
        if seen.failed:
            return partial(self.store.add, seen)
        if (known := self.store.known(seen.path, seen.hash)) and known.code not in self.anew:
            return partial(self._keep, replace(known, size=seen.size, mtime=seen.mtime), known)
        if seen.hash in self._met or self.store.holds(seen.hash):
            return partial(self._repeat, seen)
        self._met[seen.hash] = seen
        return partial(self._record, seen, self._workers.read(seen))

    def _gone(self, seen: Outcome) -> Outcome:
        """Nothing is there: a file of the base has vanished. A folder may be on a disk that is not at hand."""
        path = str(absolute(seen.path))
        if any(self.store.rows("SELECT 1 FROM files WHERE path = ?", path)):
            self.vanished += self.store.mark_vanished(path, set())
        return seen

    def _keep(self, seen: Outcome, known: Outcome) -> Outcome:
        self.unchanged += 1
        return known if seen == known else self.store.add(seen)

    def _repeat(self, seen: Outcome) -> Outcome:
        """The same bytes as a file before it: its duplicate, or wrong in the same way."""
        first = self._met.get(seen.hash, seen)
        if first.status in ("ok", "partial") and not self.store.holds(seen.hash):  # the first one changed meanwhile
            return self._record(seen, self._workers.read(seen))
        return self.store.add(replace(first, path=seen.path, size=seen.size, mtime=seen.mtime, seconds=0.0))

    def _record(self, seen: Outcome, future: Future[Any]) -> Outcome:
        outcome, rows = settled(self._workers, seen, future)
        self._met.pop(seen.hash, None)
        if not rows:
            self._met[outcome.hash] = outcome
        return self.store.add(outcome, rows)


def own_words(base: str | Path) -> Path | None:
    """The folder of a base's own words (BASE.words; `civtext.additions`), if it is there."""
    folder = Path(f"{base}.words").absolute()
    return folder if folder.is_dir() else None


def _absent(paths: Sequence[Path], progress: Progress | None) -> Iterator[Outcome]:
    """The outcomes of paths where nothing is."""
    if progress:
        progress(0, len(paths), None)
    for done, path in enumerate(paths, 1):
        outcome = look(path)
        if progress:
            progress(done, len(paths), outcome)
        yield outcome


def _analyse(path: Path, *, codebook: Codebook | None, password: str | None) -> Sequence[Document]:
    """In a worker."""
    from civtext.pipeline import analyse

    return analyse(path, codebook=codebook, password=password)


def names_of(codebook: Codebook | None) -> dict[str, str]:
    """What the categories and indicators of a codebook, civtext's own unless given, are called."""
    from civtext.codebook import load_codebook

    book = codebook or load_codebook()
    names = {one.id: one.name_zh for one in book.categories}
    return names | {one.id: one.name_zh for one in book.indicators}

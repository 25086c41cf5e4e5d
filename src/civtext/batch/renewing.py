"""What a newer civtext does to texts that are in the base already: find anew what its newer parts would find otherwise.

No file is read. A newer extraction goes over the stored source in the workers, a newer classifier, model or codebook over
the stored passages, here. Where a worker does not come to an end, the text keeps what was found in it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

from civtext.batch.workers import Workers
from civtext.codebook import Codebook
from civtext.model import Document, Source
from civtext.store import Outcome, Store

_AHEAD = 16


def renew(
    store: Store, workers: Workers, codebook: Codebook | None, progress: Callable[[int, int, None], None] | None
) -> int:
    """Bring all texts of the base up to date that need no reading; how many."""
    outdated = store.outdated()
    remaining = iter(outdated)
    ahead: deque[Callable[[], bool]] = deque()
    renewed = 0
    for done in range(1, len(outdated) + 1):
        while len(ahead) < _AHEAD and (text := next(remaining, None)) is not None:
            ahead.append(_begin(store, workers, codebook, *text))
        renewed += ahead.popleft()()
        if progress:
            progress(done, len(outdated), None)
    return renewed


def _begin(store: Store, workers: Workers, codebook: Codebook | None, hash: str, wholly: bool) -> Callable[[], bool]:
    """What will bring a text up to date; where all is to be found anew, a worker begins with it now."""
    if not wholly:
        return partial(_classify, store, codebook, hash)
    seen, source = store.reread(hash)
    future = workers.read(seen, partial(_found_again, source, codebook))
    return partial(_record, store, workers, seen, future)


def _record(store: Store, workers: Workers, seen: Outcome, future: Future[Any]) -> bool:
    outcome, rows = workers.result(seen, future)
    if outcome.failed or not rows:
        return False
    store.renew(seen.hash, rows)
    return True


def _found_again(source: Source, codebook: Codebook | None, path: Path) -> Sequence[Document]:
    """In a worker: what is in a source now; its file is not looked at."""
    from civtext.pipeline import annotate, split

    return [annotate(document, codebook=codebook) for document in split(source)]


def _classify(store: Store, codebook: Codebook | None, hash: str) -> bool:
    from civtext.pipeline import classify_passages

    passages = store.titled_passages(hash)
    texts, titles = [text for _, text, _ in passages], [title for *_, title in passages]
    scored = zip(*classify_passages(texts, titles, codebook=codebook), strict=True)
    store.reclassify(hash, dict(zip([id for id, *_ in passages], scored, strict=True)))
    return True

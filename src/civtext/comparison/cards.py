"""Experience cards (经验卡): for an indicator or a query, the best documented practices: what was done, by whom, how it was organised,
with which figures.

Well documented is a passage that tells a done measure with its figure, an actor, a paper or a mechanism, and surely speaks of what
is asked; of one place the best card is kept. Of a passage that tells of several things, what stands in the sentences that speak of what is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from civtext.comparison import reading
from civtext.comparison.context import add_context
from civtext.comparison.reading import Likely, Reading, Row
from civtext.evidence import kinds_of
from civtext.lexicons import terms
from civtext.retrieval import search
from civtext.store import Holder, Store, opened

MOST = 5
_HITS = 1000
_ORGANISED = {"机制", "文件"}  # kinds of evidence that tell how something is organised


@dataclass(frozen=True, slots=True)
class Card:
    """A practice, documented. `about`: the indicator or the query; `name`: the indicator's name, "" for a query. The passage, and in it
    what was done, how it was organised (measures that set up, rule or issue), by whom, its figures, the kinds of evidence.
    """

    about: str
    name: str
    passage: Row
    measures: tuple[Row, ...]
    organised: tuple[Row, ...]
    actors: tuple[str, ...]
    figures: tuple[Row, ...]
    kinds: tuple[str, ...]
    weight: float


def experience_cards(
    base: str | Path | Store | Holder,
    about: str,
    *,
    places: str | Iterable[str] = (),
    years: int | str | Iterable[int | str] = (),
    most: int = MOST,
) -> list[Card]:
    """The best documented practices of an indicator, of each indicator of a category, or of what a query finds; one a place, best first.

    `about` is the id of an indicator or a category, else a query as `search` takes it; `most` cards are given for each indicator.
    Raises UsageError for a place or a year that is not there or a query that `search` refuses, StoreError for a base that cannot be read.
    """
    with opened(base) as store:
        articles = reading.in_years(reading.articles(store, "place", reading.listed(places)), reading.listed(years))
        names = reading.names(store)
        ids = [id for id in names if id.startswith(f"{about}-")] or [about]
        scores = reading.scores(store, ids, articles) if about in names else {about: _found(store, about, articles)}
        read = reading.at(store, articles, {id for found in scores.values() for id in found})
        add_context(store, read.metrics)
        add_context(store, read.measures)
        return [card for one, found in scores.items() for card in cards(one, names, found, read, most=most)]


def cards(
    about: str, names: Mapping[str, str], scores: Mapping[int, Likely], read: Reading, *, most: int = MOST
) -> list[Card]:
    """The best documented of some passages, one a place, best first; `scores`: how surely each is about that, by its id."""
    inside: defaultdict[int, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for at, rows in enumerate((read.measures, read.metrics)):
        for row in rows:
            if row["passage_id"] in scores:
                inside[row["passage_id"]][at].append(row)
    made = [
        _card(about, names.get(about, ""), row, *inside[row["id"]], scores[row["id"]])
        for row in read.passages
        if row["id"] in scores
    ]
    best: dict[object, Card] = {}
    for card in sorted(made, key=lambda card: -card.weight):
        if card.measures or card.organised:
            best.setdefault(card.passage["place"] or card.passage["document_id"], card)
    return list(best.values())[:most]


def _found(base: Store, query: str, articles: Sequence[Row]) -> dict[int, Likely]:
    """The passages of some articles that a query finds, each by how well it fits beside the best."""
    documents = {(row["file"], row["article"]): row["document_id"] for row in articles}
    hits = [hit for hit in search(base, query, limit=_HITS) if (hit.source, hit.article) in documents]
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    ids = (reading.passage_id(base, documents[hit.source, hit.article], hit.span.start) for hit in hits)
    return {id: Likely(hit.score / best or 1.0, hit.highlights) for id, hit in zip(ids, hits, strict=True)}


def _card(about: str, name: str, passage: Row, measures: Sequence[Row], metrics: Sequence[Row], likely: Likely) -> Card:
    words = {passage["text"][start:end] for start, end in likely.evidence}
    measures, metrics = _speaking(measures, metrics, words)
    done = [row for row in measures if reading.is_practised(row)]
    organised = [row for row in done if kinds_of([row], ()) <= _ORGANISED]
    reached = [row for row in metrics if row["status"] == "done"]
    kinds = kinds_of(measures, metrics)
    named = (row["actor"] for row in done if row["actor"] and row["actor"] not in terms("idle_words"))  # not 我们
    actors = tuple(dict.fromkeys(named))
    weight = likely.score * (len(kinds) + min(len(reached), 4) / 4 + min(len(done), 4) / 4 + (0.5 if actors else 0))
    told = tuple(row for row in done if row not in organised), tuple(organised), actors, tuple(reached)
    return Card(about, name, passage, *told, tuple(sorted(kinds)), round(weight, 4))


def _speaking(measures: Sequence[Row], metrics: Sequence[Row], words: Collection[str]) -> tuple[list[Row], list[Row]]:
    """Those whose sentences hold the words; all of them where none does. A passage often tells of several things."""
    told = [*measures, *metrics]
    speaking = {row["sentence"] for row in told if any(word in row["sentence"] for word in words)}
    speaking = speaking or {row["sentence"] for row in told}
    return [row for row in measures if row["sentence"] in speaking], [
        row for row in metrics if row["sentence"] in speaking
    ]

"""Which categories and indicators of the codebook a passage speaks to: cue terms and a trained model together.

A passage about public toilets says 公厕, 旱厕, 改厕; one about leadership says 领导小组, 指挥部. Each cue found puts its
weight on its indicator and category: longer terms weigh more, a term that several claim is shared among them, a hint
(a word that names an actor or a form of work: 印发, 景区, 学生) counts less than a cue. A cue score is a share of all
weight found, with some weight always kept for "none". Where civtext carries a model for the codebook
(`classifiers.linear`), its probabilities are mixed in, and the mixture is turned into a calibrated one. What stays
unlikely is left unlabelled.

>>> toilets, rhetoric = classify(["新建公厕16座，拆除旱厕120座。", "让我们以梦为马，奔向星辰大海！"])
>>> toilets[0].id, toilets[0].evidence
('C09', (Span(start=2, end=4), Span(start=10, end=12)))
>>> rhetoric
()
>>> [[one.id for one in found] for found in indicators(["新建公厕16座，拆除旱厕120座。"])]
[['C09-10']]

What only looks like it: a campaign's own name (创建省级文明城市) stands in every passage and says nothing of its subject;
an order, a training or a report (印发, 培训, 通报) belongs to the field it is about.

The table of ways that were compared, on voices a model has not seen and on annotated reports, is printed by
`corpora/compare_classifiers.py` and kept in `models/README.md`: characters alone do well on what our own writers wrote and
fall on reports by other hands; cues are precise where the words are the codebook's; together they hold on both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from civtext import words
from civtext.classifiers.calibration import calibrated
from civtext.classifiers.linear import LinearModel, carried_model
from civtext.classifiers.terms import Finder, Hit, term_finder
from civtext.codebook import Codebook, load_codebook
from civtext.errors import UsageError
from civtext.model import CategoryScore, Span, all_narrowed

if TYPE_CHECKING:
    import numpy as np

HINT_WEIGHT = 0.4
NONE_WEIGHT = 4.0
MODEL_SHARE = 0.6  # the rest is the cues'
CUES_FIRST, CUES_FURTHER = 0.2, 0.25  # thresholds where there are cues only
# Of a calibrated mixture; further ones higher: the fewest labels that do the passage justice.
FIRST, FURTHER = 0.3, 0.5
MOST_LABELS = 3
_COUNTING = 4  # characters of what only counts a thing: 比例, 天数比例
INDICATOR, MOST_INDICATORS = 0.18, 5  # the least score of an indicator: three of four named are right there

Weights = dict[str, dict[str, float]]
Found = tuple[CategoryScore, ...]


def classify(texts: Sequence[str], *, codebook: Codebook | None = None) -> list[Found]:
    """The categories of each text, most fitting first, at most three, none where nothing fits.

    Scores are calibrated probabilities where a model is carried for the codebook, else shares of cue weight. Evidence
    spans are offsets into the text given. `codebook` is civtext's own unless given. Never raises on text, but
    UsageError for one text that is not in a list: its characters would be taken for texts.
    """
    return _categories(_read(texts, codebook))


def indicators(texts: Sequence[str], *, codebook: Codebook | None = None) -> list[Found]:
    """The indicators of each text, most fitting first, at most five; scores, arguments and errors as of `classify`."""
    return _indicators(_read(texts, codebook))


def classify_in_full(texts: Sequence[str], *, codebook: Codebook | None = None) -> tuple[list[Found], list[Found]]:
    """What `classify` and `indicators` give, from one reading of the texts."""
    reading = _read(texts, codebook)
    return _categories(reading), _indicators(reading)


def scores(text: str, *, codebook: Codebook | None = None) -> Found:
    """Every category that has any evidence in the text by its cues, best first, whatever the thresholds say.

    >>> [score.id for score in scores("组织学生志愿者到公园捡拾垃圾。")]
    ['C03', 'C09', 'C11']
    """
    codebook = codebook or load_codebook()
    [terms] = _terms_in([text], codebook)
    return _by_cues(_cued(terms, _claims(codebook, category_of)))


def named_by(phrase: str, *, codebook: Codebook | None = None) -> str | None:
    """The indicator whose own cue a noun phrase ends in, give or take what counts it; None where it ends in none, or
    where several indicators claim the cue.

    >>> named_by("大型公益广告牌"), named_by("优良天数比例"), named_by("专家教授")
    ('C03-05', 'C11-02', None)
    """
    find, weights = _compiled(codebook or load_codebook())
    [narrow] = all_narrowed([phrase])
    last = next(iter(find(narrow)[-1:]), None)
    if last is None or len(narrow) - last[1] > _COUNTING:
        return None
    claims = weights.get(last[2], {})
    starts = accumulate((len(word) for word in words.cut(narrow)), initial=0)  # 家教 is no part of 专家 | 教授
    return next(iter(claims)) if len(claims) == 1 and min(claims.values()) >= 1 and last[0] in starts else None


def category_of(indicator: str) -> str:
    """The id of an indicator's category: what stands before the hyphen."""
    return indicator.partition("-")[0]


def fused_shares(
    texts: Sequence[str], codebook: Codebook, model: LinearModel
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Of categories and of indicators, one row a text: the mixture before calibration, as training needs it."""
    likely, terms = model.probabilities(texts), _terms_in(texts, codebook)
    cued = [[_cued(found, _claims(codebook, of)) for found in terms] for of in (category_of, str)]
    ids = _labels(codebook)
    return _mixed(model, likely, ids[0], cued[0]), _mixed(model, likely, ids[1], cued[1])


def decided_row(row: np.ndarray[Any, Any]) -> list[bool]:
    """Which categories a row of calibrated scores is decided for, by the thresholds of `classify`."""
    order = sorted(range(len(row)), key=lambda at: -row[at])
    kept = set(order[: _decided([row[at] for at in order], FIRST, FURTHER)])
    return [at in kept for at in range(len(row))]


@dataclass(frozen=True)
class _Reading:
    """Texts with the cue terms found in them and, where a model is carried, what it gives each of its labels."""

    texts: Sequence[str]
    codebook: Codebook
    terms: list[list[Hit]]
    model: LinearModel | None
    likely: np.ndarray[Any, Any] | None


def _read(texts: Sequence[str], codebook: Codebook | None) -> _Reading:
    if isinstance(texts, str):
        raise UsageError("usage.texts", "请给出文本的列表:[text]。", "Give a list of texts: [text].")
    codebook = codebook or load_codebook()
    carried = carried_model(codebook.id)
    model = carried if carried and carried.card.get("codebook_version") == codebook.version else None
    likely = model.probabilities(texts) if model and texts else None
    return _Reading(texts, codebook, _terms_in(texts, codebook), model, likely)


def _categories(reading: _Reading) -> list[Found]:
    first, further = (FIRST, FURTHER) if reading.model else (CUES_FIRST, CUES_FURTHER)
    ids, _ = _labels(reading.codebook)
    return _shown(reading, _ranked(reading, ids, category_of, MOST_LABELS, lambda row: _decided(row, first, further)))


def _indicators(reading: _Reading) -> list[Found]:
    _, ids = _labels(reading.codebook)
    return _shown(reading, _ranked(reading, ids, str, MOST_INDICATORS, _likely_enough))


def _likely_enough(ranked: Sequence[float]) -> int:
    """How many indicators are named, by their scores, best first."""
    return sum(score >= INDICATOR for score in ranked)


def _decided(ranked: Sequence[float], first: float, further: float) -> int:
    """How many labels are decided for, by their scores, best first."""
    if not ranked or ranked[0] < first:
        return 0
    return 1 + sum(score >= further for score in ranked[1:MOST_LABELS])


def _mixed(
    model: LinearModel, likely: np.ndarray[Any, Any], ids: tuple[str, ...], cued: Sequence[_Cues]
) -> np.ndarray[Any, Any]:
    """Cue shares and the model's probabilities; a label that the model was not taught has its cues alone."""
    import numpy as np

    place, known, columns = _taught(ids, model.ids)
    mixed = np.zeros((len(cued), len(ids)))
    rows = np.repeat(np.arange(len(cued)), [len(cues.shares) for cues in cued])
    mixed[rows, [place[id] for cues in cued for id in cues.shares]] = [
        share for cues in cued for share in cues.shares.values()
    ]
    mixed[:, known] = MODEL_SHARE * likely[:, columns] + (1 - MODEL_SHARE) * mixed[:, known]
    return mixed


@lru_cache(maxsize=16)
def _taught(ids: tuple[str, ...], taught: tuple[str, ...]) -> tuple[dict[str, int], list[int], list[int]]:
    """Where each label stands; where those that a model was taught stand, and in which of its columns."""
    column = {id: at for at, id in enumerate(taught)}
    known = [at for at, id in enumerate(ids) if id in column]
    return {id: at for at, id in enumerate(ids)}, known, [column[ids[at]] for at in known]


def _ranked(
    reading: _Reading, ids: tuple[str, ...], of: Callable[[str], str], most: int, kept: Callable[[Sequence[float]], int]
) -> list[Found]:
    """The best labels of each text, as many as are kept of the most, each with its score and the cues that speak for it."""
    claims = _claims(reading.codebook, of)
    cued = [_cued(terms, claims) for terms in reading.terms]
    if reading.model is None or reading.likely is None:
        ranked = [_by_cues(cues)[:most] for cues in cued]
        return [row[: kept([one.score for one in row])] for row in ranked]
    import numpy as np

    shares = _mixed(reading.model, reading.likely, ids, cued)
    curve = reading.model.category_curve if of is category_of else reading.model.indicator_curve
    best = np.argsort(-shares, axis=1, kind="stable")[:, :most]
    scores = calibrated(np.take_along_axis(shares, best, axis=1), curve).tolist()
    rounded = [[round(score, 4) for score in row] for row in scores]
    return [
        tuple(
            CategoryScore(ids[at], score, cues.evidence(ids[at]))
            for at, score in zip(order[: kept(row)], row, strict=False)
        )
        for order, row, cues in zip(best.tolist(), rounded, cued, strict=True)
    ]


def _shown(reading: _Reading, found: list[Found]) -> list[Found]:
    """Scores with their evidence: where no cue speaks for one, what the model goes by."""
    model = reading.model
    if model is None:
        return found
    return [
        tuple(
            one if one.evidence or one.id not in model.ids else replace(one, evidence=model.evidence(text, one.id))
            for one in row
        )
        for row, text in zip(found, reading.texts, strict=True)
    ]


class _Cues(NamedTuple):
    """The labels that cues speak for, each with its share of all weight; the terms, and what each claims."""

    shares: dict[str, float]
    terms: Sequence[Hit]
    claims: Weights

    def evidence(self, id: str) -> tuple[Span, ...]:
        """Where the cues of a label stand."""
        return tuple(Span(start, end) for start, end, term in self.terms if id in self.claims.get(term, ()))


@lru_cache(maxsize=8)
def _labels(codebook: Codebook) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the categories, and of the indicators."""
    return tuple(one.id for one in codebook.categories), tuple(one.id for one in codebook.indicators)


@lru_cache(maxsize=8)
def _compiled(codebook: Codebook) -> tuple[Finder, Weights]:
    """The finder of all terms, and for each term the weight that it puts on each indicator."""
    weights: Weights = defaultdict(dict)
    for indicator in codebook.indicators:
        for terms, strength in ((indicator.hints, HINT_WEIGHT), (indicator.cues, 1.0)):
            for term in terms:
                weights[term][indicator.id] = strength * min(len(term), 6) ** 0.5
    return term_finder([*weights, *codebook.ignored]), weights


@lru_cache(maxsize=16)
def _claims(codebook: Codebook, of: Callable[[str], str]) -> Weights:
    """What each term puts on each label; `of` says which label an indicator counts for."""
    claims: Weights = defaultdict(dict)
    for term, weights in _compiled(codebook)[1].items():
        for indicator, weight in weights.items():
            claims[term][of(indicator)] = max(weight, claims[term].get(of(indicator), 0.0))
    return {term: {id: weight / len(told) for id, weight in told.items()} for term, told in claims.items()}


def _terms_in(texts: Sequence[str], codebook: Codebook) -> list[list[Hit]]:
    find, _ = _compiled(codebook)
    return [find(text) for text in all_narrowed(texts)]


def _cued(terms: Sequence[Hit], claims: Weights) -> _Cues:
    totals: dict[str, float] = {}
    for _, _, term in terms:
        if term in claims:
            for id, weight in claims[term].items():
                totals[id] = totals.get(id, 0.0) + weight
    everything = NONE_WEIGHT + sum(totals.values())
    return _Cues({id: min(round(total / everything, 4), 0.9999) for id, total in totals.items()}, terms, claims)


def _by_cues(cues: _Cues) -> Found:
    found = [CategoryScore(id, share, cues.evidence(id)) for id, share in cues.shares.items()]
    return tuple(sorted(found, key=lambda score: (-score.score, score.id)))

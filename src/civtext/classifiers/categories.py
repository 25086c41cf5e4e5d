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
fall on reports by other hands; cues are precise where the words are the codebook's; half and half, they hold on both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from civtext.classifiers.linear import LinearModel, carried_model
from civtext.classifiers.terms import Finder, term_finder
from civtext.codebook import Codebook, load_codebook
from civtext.errors import UsageError
from civtext.model import CategoryScore, CleanText, Span

if TYPE_CHECKING:
    import numpy as np

HINT_WEIGHT = 0.4
NONE_WEIGHT = 4.0
MODEL_SHARE = 0.5  # half the model, half the cues
CUES_FIRST, CUES_FURTHER = 0.2, 0.25  # thresholds where there are cues only
FIRST, FURTHER = (
    0.3,
    0.45,
)  # of a calibrated mixture; further ones higher: the fewest labels that do the passage justice
MOST_LABELS = 3
INDICATOR, MOST_INDICATORS = 0.05, 5  # the least score of an indicator: three of four named are right there

Weights = dict[str, dict[str, float]]
Found = tuple[CategoryScore, ...]


def classify(texts: Sequence[str], *, codebook: Codebook | None = None) -> list[Found]:
    """The categories of each text, most fitting first, at most three, none where nothing fits.

    Scores are calibrated probabilities where a model is carried for the codebook, else shares of cue weight. Evidence
    spans are offsets into the text given. `codebook` is civtext's own unless given. Never raises on text, but
    UsageError for one text that is not in a list: its characters would be taken for texts.
    """
    codebook = codebook or load_codebook()
    ranked = _ranked(texts, codebook, [one.id for one in codebook.categories], of=_category_of)
    model = _model(codebook)
    first, further = (FIRST, FURTHER) if model else (CUES_FIRST, CUES_FURTHER)
    decided = [_decided(row, first, further) for row in ranked]
    return [_shown(found, text, model) for found, text in zip(decided, texts, strict=True)]


def indicators(texts: Sequence[str], *, codebook: Codebook | None = None) -> list[Found]:
    """The indicators of each text, most fitting first, at most five; arguments and errors as of `classify`."""
    codebook = codebook or load_codebook()
    ranked = _ranked(texts, codebook, [one.id for one in codebook.indicators], of=str)
    decided = [tuple(score for score in row[:MOST_INDICATORS] if score.score >= INDICATOR) for row in ranked]
    return [_shown(found, text, _model(codebook)) for found, text in zip(decided, texts, strict=True)]


def scores(text: str, *, codebook: Codebook | None = None) -> Found:
    """Every category that has any evidence in the text by its cues, best first, whatever the thresholds say.

    >>> [score.id for score in scores("组织学生志愿者到公园捡拾垃圾。")]
    ['C03', 'C09', 'C11']
    """
    return _cued(text, codebook or load_codebook(), _category_of)


def fused_shares(texts: Sequence[str], codebook: Codebook, model: LinearModel) -> np.ndarray[Any, Any]:
    """One row a text, one column a category: the mixture before calibration, as training needs it."""
    import numpy as np

    ids = [one.id for one in codebook.categories]
    cues = [{one.id: one.score for one in _cued(text, codebook, _category_of)} for text in texts]
    return _mixed(model, texts, ids, np.array([[row.get(id, 0.0) for id in ids] for row in cues]))


def decided_row(row: np.ndarray[Any, Any]) -> list[bool]:
    """Which categories a row of calibrated scores is decided for, by the thresholds of `classify`."""
    order = sorted(range(len(row)), key=lambda at: -row[at])[:MOST_LABELS]
    kept = (
        {at for place, at in enumerate(order) if row[at] >= (FURTHER if place else FIRST)}
        if row[order[0]] >= FIRST
        else set()
    )
    return [at in kept for at in range(len(row))]


def _model(codebook: Codebook) -> LinearModel | None:
    model = carried_model(codebook.id)
    return model if model and model.card.get("codebook_version") == codebook.version else None


def _mixed(
    model: LinearModel, texts: Sequence[str], ids: Sequence[str], cues: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Cue shares and the model's probabilities; a label that the model was not taught has its cues alone."""
    likely = model.probabilities(texts)
    column = {id: at for at, id in enumerate(model.ids)}
    mixed = cues.copy()
    for at, id in enumerate(ids):
        if id in column:
            mixed[:, at] = MODEL_SHARE * likely[:, column[id]] + (1 - MODEL_SHARE) * cues[:, at]
    return mixed


def _ranked(texts: Sequence[str], codebook: Codebook, ids: Sequence[str], *, of: Callable[[str], str]) -> list[Found]:
    """Every label of each text with its score and the cues that speak for it, best first."""
    if isinstance(texts, str):
        raise UsageError("usage.texts", "请给出文本的列表:[text]。", "Give a list of texts: [text].")
    cued = [_cued(text, codebook, of) for text in texts]
    model = _model(codebook)
    if model is None or not texts:
        return cued
    import numpy as np

    shares = np.array([[{one.id: one.score for one in row}.get(id, 0.0) for id in ids] for row in cued])
    evidence = [{one.id: one.evidence for one in row} for row in cued]
    rows = _mixed(model, texts, ids, shares)
    return [
        tuple(
            CategoryScore(ids[at], round(model.calibrated(float(row[at])), 4), told.get(ids[at], ()))
            for at in np.argsort(-row, kind="stable")
        )
        for row, told in zip(rows, evidence, strict=True)
    ]


def _shown(found: Found, text: str, model: LinearModel | None) -> Found:
    """Scores with their evidence: where no cue speaks for one, what the model goes by."""
    if model is None:
        return found
    return tuple(
        one if one.evidence or one.id not in model.ids else replace(one, evidence=model.evidence(text, one.id))
        for one in found
    )


def _category_of(indicator: str) -> str:
    return indicator.partition("-")[0]


@lru_cache(maxsize=8)
def _compiled(codebook: Codebook) -> tuple[Finder, Weights]:
    """The finder of all terms, and for each term the weight that it puts on each indicator."""
    weights: Weights = defaultdict(dict)
    for indicator in codebook.indicators:
        for terms, strength in ((indicator.hints, HINT_WEIGHT), (indicator.cues, 1.0)):
            for term in terms:
                weights[term][indicator.id] = strength * min(len(term), 6) ** 0.5
    return term_finder([*weights, *codebook.ignored]), weights


def _cued(text: str, codebook: Codebook, of: Callable[[str], str]) -> Found:
    """The labels that cues speak for (`of` says which label an indicator counts for), each with its share of all weight."""
    find, weights = _compiled(codebook)
    totals: dict[str, float] = defaultdict(float)
    evidence: dict[str, list[Span]] = defaultdict(list)
    for start, end, term in find(CleanText.of(text, ()).folded):
        claims: dict[str, float] = {}
        for indicator, weight in weights.get(term, {}).items():
            claims[of(indicator)] = max(weight, claims.get(of(indicator), 0.0))
        for id, weight in claims.items():
            totals[id] += weight / len(claims)
            evidence[id].append(Span(start, end))
    everything = NONE_WEIGHT + sum(totals.values())
    found = [
        CategoryScore(id, min(round(total / everything, 4), 0.9999), tuple(evidence[id]))
        for id, total in totals.items()
    ]
    return tuple(sorted(found, key=lambda score: (-score.score, score.id)))


def _decided(ranked: Found, first: float, further: float) -> Found:
    if not ranked or ranked[0].score < first:
        return ()
    return ranked[:1] + tuple(score for score in ranked[1:MOST_LABELS] if score.score >= further)

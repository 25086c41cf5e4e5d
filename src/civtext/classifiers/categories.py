"""Which categories of the codebook a passage speaks to, by the weight of its cue terms.

A passage about public toilets says 公厕, 旱厕, 改厕; one about leadership says 领导小组, 指挥部. Each cue found puts its
weight on its category: longer terms weigh more, a term that several categories claim is shared among them, a hint
(a word that names an actor or a form of work: 印发, 景区, 学生) counts less than a cue. A category's score is its share
of all weight found, with some weight always kept for "none", so that a passage with little evidence stays unlabelled.

>>> toilets, rhetoric = classify(["新建公厕16座，拆除旱厕120座。", "让我们以梦为马，奔向星辰大海！"])
>>> toilets[0].id, toilets[0].evidence
('C09', (Span(start=2, end=4), Span(start=10, end=12)))
>>> rhetoric
()

What only looks like it: a campaign's own name (创建省级文明城市) stands in every passage and says nothing of its subject;
an order, a training or a report (印发, 培训, 通报) belongs to the field it is about.

Beside it stood linear models (scikit-learn), each voice of corpora/passages predicted from the other eight, and ten real
documents (shared/gold/dev, which the hints were chosen with an eye on). The simplest is as good as the best and shows
its evidence, so it was kept; `corpora/compare_classifiers.py` prints the table again.

| way                  | passages: top-1, micro, macro F1 | real documents      |
|----------------------|----------------------------------|---------------------|
| cues                 | 0.967  0.920  0.927              | 0.920  0.811  0.752 |
| character bigrams    | 0.825  0.823  0.810              | 0.833  0.754  0.711 |
| bigrams and cues     | 0.965  0.920  0.924              | 0.906  0.813  0.766 |

The author of the passages also wrote the cues: trust the right column, and it not too far.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from civtext.classifiers.terms import Finder, term_finder
from civtext.codebook import Codebook, load_codebook
from civtext.errors import UsageError
from civtext.model import CategoryScore, CleanText, Span

HINT_WEIGHT = 0.4
NONE_WEIGHT = 4.0
FIRST_THRESHOLD = 0.2
FURTHER_THRESHOLD = 0.25  # higher: the fewest labels that do the passage justice
MOST_LABELS = 3

Weights = dict[str, dict[str, float]]


def classify(texts: Sequence[str], *, codebook: Codebook | None = None) -> list[tuple[CategoryScore, ...]]:
    """The categories of each text, most fitting first, at most three, none where nothing fits.

    Evidence spans are offsets into the text given. `codebook` is civtext's own unless given. Never raises on text, but
    UsageError for one text that is not in a list: its characters would be taken for texts.
    """
    if isinstance(texts, str):
        raise UsageError("usage.texts", "请给出文本的列表:[text]。", "Give a list of texts: [text].")
    find, weights = _compiled(codebook or load_codebook())
    return [_decided(_scores(text, find, weights)) for text in texts]


def scores(text: str, *, codebook: Codebook | None = None) -> tuple[CategoryScore, ...]:
    """Every category that has any evidence in the text, best first, whatever the thresholds say.

    >>> [score.id for score in scores("组织学生志愿者到公园捡拾垃圾。")]
    ['C03', 'C09', 'C11']
    """
    return _scores(text, *_compiled(codebook or load_codebook()))


@lru_cache(maxsize=8)
def _compiled(codebook: Codebook) -> tuple[Finder, Weights]:
    """The finder of all terms, and for each term the weight that it puts on each category."""
    weights: Weights = defaultdict(dict)
    for category in codebook.categories:
        for indicator in category.indicators:
            for terms, strength in ((indicator.hints, HINT_WEIGHT), (indicator.cues, 1.0)):
                for term in terms:
                    weights[term][category.id] = strength * min(len(term), 6) ** 0.5
    shared = {term: {id: weight / len(claims) for id, weight in claims.items()} for term, claims in weights.items()}
    return term_finder([*shared, *codebook.ignored]), shared


def _scores(text: str, find: Finder, weights: Weights) -> tuple[CategoryScore, ...]:
    totals: dict[str, float] = defaultdict(float)
    evidence: dict[str, list[Span]] = defaultdict(list)
    for start, end, term in find(CleanText.of(text, ()).folded):
        for id, weight in weights.get(term, {}).items():
            totals[id] += weight
            evidence[id].append(Span(start, end))
    everything = NONE_WEIGHT + sum(totals.values())
    found = [CategoryScore(id, round(total / everything, 4), tuple(evidence[id])) for id, total in totals.items()]
    return tuple(sorted(found, key=lambda score: (-score.score, score.id)))


def _decided(ranked: tuple[CategoryScore, ...]) -> tuple[CategoryScore, ...]:
    if not ranked or ranked[0].score < FIRST_THRESHOLD:
        return ()
    return ranked[:1] + tuple(score for score in ranked[1:MOST_LABELS] if score.score >= FURTHER_THRESHOLD)

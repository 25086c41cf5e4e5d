"""Which way of classifying passages is the best, and which the simplest within noise of it?

    python corpora/compare_classifiers.py [GOLD_FOLDER ...]      (needs scikit-learn; spaCy where it is installed)

Every way predicts passages of voices that it has not seen (four folds by voice), and, fitted on the whole corpus, the
passages of annotated reports (corpora/annotated and corpora/arrived unless folders are given). Thresholds are those
that suit each way best on the unseen voices, so that no way is held back by a choice made for another. Printed: top-1 of the passages that have a
category, micro and macro F1 of categories.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.multiclass import OneVsRestClassifier

from civtext.classifiers.categories import MODEL_SHARE, MOST_LABELS, scores
from civtext.classifiers.linear import grams
from civtext.classifiers.training import Labelled, read_passages
from civtext.codebook import load_codebook
from civtext.evaluation import read_gold
from civtext.words import cut

HERE = Path(__file__).parent
IDS = [category.id for category in load_codebook().categories]
Predict = Callable[[Sequence[Labelled], Sequence[Labelled]], Any]


def truth(rows: Sequence[Labelled]) -> Any:
    return np.array([[id in row.categories for id in IDS] for row in rows])


def cues(_: Sequence[Labelled], rows: Sequence[Labelled]) -> Any:
    """Cue shares as they are: nothing to fit."""
    found = [{score.id: score.score for score in scores(row.text)} for row in rows]
    return np.array([[shares.get(id, 0.0) for id in IDS] for shares in found])


def linear(*analysers: Callable[[str], list[str]]) -> Predict:
    """One-against-the-rest logistic regressions on TF-IDF of what the analysers see."""

    def predict(known: Sequence[Labelled], rows: Sequence[Labelled]) -> Any:
        fitted = [
            TfidfVectorizer(analyzer=one, min_df=3, sublinear_tf=True).fit(row.text for row in known)
            for one in analysers
        ]

        def features(some: Sequence[Labelled]) -> Any:
            return hstack([one.transform(row.text for row in some) for one in fitted]).tocsr()

        model = OneVsRestClassifier(LogisticRegression(C=10, solver="liblinear", random_state=0))
        return model.fit(features(known), truth(known).astype(int)).predict_proba(features(rows))

    return predict


def mixed(known: Sequence[Labelled], rows: Sequence[Labelled]) -> Any:
    """What civtext does: characters and cues, mixed after each has judged."""
    return MODEL_SHARE * linear(grams)(known, rows) + (1 - MODEL_SHARE) * cues(known, rows)


def textcat(known: Sequence[Labelled], rows: Sequence[Labelled]) -> Any:
    """spaCy's text classifier (bag of words with n-grams), ten rounds over the passages."""
    import spacy
    from spacy.training import Example

    spacy.util.fix_random_seed(0)
    nlp = spacy.blank("zh")  # its default: characters
    model = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": False,
        "ngram_size": 2,
        "no_output_layer": False,
        "length": 262144,
    }
    component = nlp.add_pipe("textcat_multilabel", config={"model": model})
    for id in IDS:
        component.add_label(id)
    examples = [
        Example.from_dict(nlp.make_doc(row.text), {"cats": {id: float(id in row.categories) for id in IDS}})
        for row in known
    ]
    optimiser = nlp.initialize(lambda: examples)
    order = np.random.default_rng(0)
    for _ in range(10):
        shuffled = [examples[at] for at in order.permutation(len(examples))]
        for at in range(0, len(shuffled), 64):
            nlp.update(shuffled[at : at + 64], sgd=optimiser)
    return np.array([[doc.cats[id] for id in IDS] for doc in nlp.pipe(row.text for row in rows)])


WAYS: dict[str, Predict] = {
    "cues": cues,
    "characters": linear(grams),
    "words": linear(cut),
    "characters and words": linear(grams, cut),
    "spaCy textcat": textcat,
    "characters and cues": mixed,
}


def measures(rows: Sequence[Labelled], shares: Any, first: float, further: float) -> tuple[float, float, float]:
    """Top-1 (of the passages that have a category), micro F1 and macro F1."""
    want, got = truth(rows), np.zeros(shares.shape, dtype=bool)
    for at, share in enumerate(shares):
        order = np.argsort(-share, kind="stable")[:MOST_LABELS]
        if share[order[0]] >= first:
            got[at, [i for n, i in enumerate(order) if share[i] >= (further if n else first)]] = True
    hits, both = (want & got).sum(0), want.sum(0) + got.sum(0)
    has = want.any(1)
    f1 = 2 * hits / np.maximum(1, both)
    top = (want[np.arange(len(want)), shares.argmax(1)] & got.any(1))[has].mean()
    return float(top), float(2 * hits.sum() / both.sum()), float(f1[want.sum(0) > 0].mean())


def unseen(predict: Predict, rows: Sequence[Labelled]) -> Any:
    """Each voice predicted by what was fitted on others."""
    shares = np.zeros((len(rows), len(IDS)))
    for known, held in GroupKFold(4).split(rows, groups=[row.voice for row in rows]):
        shares[held] = predict([rows[i] for i in known], [rows[i] for i in held])
    return shares


def gold(folder: Path) -> list[Labelled]:
    """The passages of annotated reports, with their categories."""
    return [
        Labelled(text, tuple(passage["categories"]), None, gold.name, plain=True)
        for gold in read_gold(folder)
        for passage, text in zip(gold.passages, gold.passage_texts, strict=True)
    ]


def main() -> None:
    """Print the table."""
    corpus = read_passages(HERE / "passages")
    folders = [Path(name) for name in sys.argv[1:]] or [HERE / "annotated", HERE / "arrived"]
    others = {folder.name: gold(folder) for folder in folders}
    print(f"{'way':22} {'unseen voices':>18} " + " ".join(f"{name:>18}" for name in others))
    grid = [(first, further) for first in np.arange(0.05, 0.55, 0.05) for further in np.arange(0.1, 0.7, 0.05)]
    for name, predict in WAYS.items():
        try:
            shares = unseen(predict, corpus)
        except ImportError as error:
            print(f"{name:22} skipped: {error.name} is not installed")
            continue
        best = max(grid, key=lambda pair: measures(corpus, shares, *pair)[1])
        found = [measures(corpus, shares, *best)] + [
            measures(rows, predict(corpus, rows), *best) for rows in others.values()
        ]
        print(
            f"{name:22} " + " ".join(f"{top:>6.3f} {micro:.3f} {macro:.3f}" for top, micro, macro in found), flush=True
        )


if __name__ == "__main__":
    main()

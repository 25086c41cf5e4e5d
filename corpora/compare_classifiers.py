"""Which way of classifying passages is the best, and which the simplest within noise of it?

    python corpora/compare_classifiers.py [PASSAGES.jsonl ...]      (needs scikit-learn)

Predicts each voice of corpora/passages by a model fitted on the other voices: cues alone (nothing to fit), a linear
model on character bigrams, and one on bigrams beside the cue shares. The linear models are given the thresholds that
suit them best in hindsight. Files named after it (same fields) are predicted by models fitted on the whole corpus.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneGroupOut
from sklearn.multiclass import OneVsRestClassifier

from civtext.classifiers.categories import FIRST_THRESHOLD, FURTHER_THRESHOLD, MOST_LABELS, scores
from civtext.codebook import load_codebook

IDS = [category.id for category in load_codebook().categories]
Rows = list[dict[str, Any]]
Predict = Callable[[Rows, Rows], Any]


def read(*paths: Path) -> Rows:
    """The passages of JSON Lines files."""
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def cue_shares(rows: Rows) -> Any:
    """One row a passage, one column a category."""
    found = [{score.id: score.score for score in scores(row["text"])} for row in rows]
    return np.array([[shares.get(id, 0.0) for id in IDS] for shares in found])


def cues(_: Rows, rows: Rows) -> Any:
    """Cue shares as they are."""
    return cue_shares(rows)


def linear(with_cues: bool) -> Predict:
    """A one-against-the-rest logistic regression on character bigrams, with or without the cue shares."""

    def predict(known: Rows, rows: Rows) -> Any:
        bigrams = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), min_df=2, sublinear_tf=True)
        bigrams.fit(row["text"] for row in known)

        def features(some: Rows) -> Any:
            x = bigrams.transform(row["text"] for row in some)
            return hstack([x, csr_matrix(2 * cue_shares(some))]).tocsr() if with_cues else x

        model = OneVsRestClassifier(LogisticRegression(C=10, max_iter=1000))
        model.fit(features(known), np.array([[id in row["categories"] for id in IDS] for row in known], dtype=int))
        return model.predict_proba(features(rows))

    return predict


def measures(rows: Rows, shares: Any, first: float, further: float) -> tuple[float, float, float]:
    """Top-1 (of the passages that have a category), micro F1 and macro F1."""
    top, hits = 0, np.zeros((3, len(IDS)))
    for row, share in zip(rows, shares, strict=True):
        order = np.argsort(-share, kind="stable")[:MOST_LABELS]
        got = {IDS[i] for n, i in enumerate(order) if share[i] >= (further if n else first)}
        got = got if share[order[0]] >= first else set()
        want = set(row["categories"])
        top += bool(want) and bool(got) and IDS[order[0]] in want
        hits += [[id in one for id in IDS] for one in (want & got, want, got)]
    f1 = 2 * hits[0] / np.maximum(1, hits[1] + hits[2])
    micro = 2 * hits[0].sum() / max(1, hits[1:].sum())
    return top / max(1, sum(bool(row["categories"]) for row in rows)), micro, f1[hits[1] > 0].mean()


def out_of_fold(predict: Predict, rows: Rows) -> Any:
    """Each voice predicted from the others."""
    shares = np.zeros((len(rows), len(IDS)))
    for known, held in LeaveOneGroupOut().split(rows, groups=[row["voice"] for row in rows]):
        shares[held] = predict([rows[i] for i in known], [rows[i] for i in held])
    return shares


def main() -> None:
    """Print the table."""
    corpus = read(*sorted((Path(__file__).parent / "passages").glob("*.jsonl")))
    others = [(Path(name).name, read(Path(name))) for name in sys.argv[1:]]
    print(f"{'':24}{'data':16} top1  micro macro")
    for name, predict in (("cues", cues), ("bigrams", linear(False)), ("bigrams and cues", linear(True))):
        shares = out_of_fold(predict, corpus)
        grid = [(first, further) for first in np.arange(0.05, 0.5, 0.05) for further in np.arange(0.1, 0.7, 0.05)]
        chosen = (FIRST_THRESHOLD, FURTHER_THRESHOLD)
        if predict is not cues:
            chosen = max(grid, key=lambda pair: measures(corpus, shares, *pair)[1])
        rows = [("passages", corpus, shares), *((n, r, predict(corpus, r)) for n, r in others)]
        for data, some, found in rows:
            print(f"{name:24}{data:16} " + " ".join(f"{value:.3f}" for value in measures(some, found, *chosen)))


if __name__ == "__main__":
    main()

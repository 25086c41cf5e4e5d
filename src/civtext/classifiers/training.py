"""Training (训练): from labelled passages to the arrays and the card of a linear model, the same ones every time.

`train` fits one logistic regression for each category and indicator on TF-IDF of characters and their pairs (scikit-learn,
liblinear: deterministic), then measures everything on voices that the model has not seen: each voice is predicted by a
model fitted on the others, so that no score can come from knowing a writer. Paragraphs of whole reports count four times:
what real reports say is plainer than what is written as an example of one category. On the same predictions it fits the curves
that turn shares into probabilities (`classifiers.calibration`). Passages of annotated reports teach categories alone, as one more
voice: nobody labelled their indicators.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.classifiers import categories
from civtext.classifiers.calibration import fit_curve, left_out, reliability
from civtext.classifiers.linear import FORMAT, LinearModel, grams
from civtext.codebook import Codebook
from civtext.errors import UsageError

if TYPE_CHECKING:
    import numpy as np

    Pair = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]  # of categories, of indicators

FEWEST = 8  # passages of a label below which it is left to its cues
_MIN_DF, _STRENGTH = 3, 5.0
_PLAIN = 4.0  # what a plain passage counts beside one that was written to the point


@dataclass(frozen=True, slots=True)
class Labelled:
    """A passage with its categories and indicators (None where nobody labelled those), the voice that speaks, and whether it
    is a paragraph of a whole report, in the plain language that real ones have."""

    text: str
    categories: tuple[str, ...]
    indicators: tuple[str, ...] | None
    voice: str
    plain: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        return (*self.categories, *(self.indicators or ()))


def read_passages(folder: str | Path) -> list[Labelled]:
    """The labelled passages of a folder's .jsonl files, by name and line. Raises UsageError where there are none."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob("*.jsonl"))]
    rows = [json.loads(line) for text in texts for line in text.split("\n") if line.strip()]
    if not rows:
        zh, en = "这里没有标注好的段落(*.jsonl)。", "There are no labelled passages (*.jsonl) here."
        raise UsageError("usage.passages", zh, en, where=str(folder))
    return [
        Labelled(
            row["text"],
            tuple(row["categories"]),
            tuple(row.get("indicators", ())),
            row["voice"],
            row.get("plain", False),
        )
        for row in rows
    ]


def train(passages: Sequence[Labelled], codebook: Codebook, *, date: str) -> LinearModel:
    """A model for a codebook, with its card: what it was made from, when, and its scores on voices it had not seen."""
    counts = Counter(label for one in passages for label in one.labels)
    known = [*(one.id for one in codebook.categories), *(one.id for one in codebook.indicators)]
    ids = tuple(id for id in known if counts[id] >= FEWEST)
    whole = _fitted(passages, ids)
    card = {
        "format": FORMAT,
        "codebook": codebook.id,
        "codebook_version": codebook.version,
        "date": date,
        "ids": list(ids),
        "passages": len(passages),
        "voices": sorted({one.voice for one in passages}),
        "features": len(whole.index),
    }
    unseen = _unseen(passages, ids, codebook)
    right = _labels(passages, codebook)
    card["unseen_voices"] = _scores(unseen, right, passages, codebook)
    detailed = _detailed(passages)
    category_curve = fit_curve(unseen[0], right[0])
    indicator_curve = fit_curve(unseen[1][detailed], right[1][detailed])
    return replace(whole, category_curve=category_curve, indicator_curve=indicator_curve, card=card)


def save(model: LinearModel, folder: str | Path) -> Path:
    """Write the arrays (.npz) and the card (.json) of a model; the path of the arrays."""
    import numpy as np

    path = Path(folder) / f"{model.card['codebook']}.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        terms=np.array(sorted(model.index, key=model.index.__getitem__)),
        idf=model.idf.astype(np.float32),
        weights=model.weights.astype(np.float16),
        bias=model.bias.astype(np.float32),
        category_curve=model.category_curve.astype(np.float32),
        indicator_curve=model.indicator_curve.astype(np.float32),
    )
    card = json.dumps(model.card, ensure_ascii=False, indent=1) + "\n"
    path.with_suffix(".json").write_text(card, encoding="utf-8")
    return path


def _fitted(passages: Sequence[Labelled], ids: Sequence[str]) -> LinearModel:
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectoriser = TfidfVectorizer(analyzer=grams, min_df=_MIN_DF, sublinear_tf=True)
    features = vectoriser.fit_transform([one.text for one in passages])
    weights = np.zeros((features.shape[1], len(ids)), dtype=np.float32)
    bias = np.full(len(ids), -8.0, dtype=np.float32)  # a label that these voices never have
    categories_of = {id for one in passages for id in one.categories}
    every, detailed = np.ones(len(passages), dtype=bool), _detailed(passages)
    counts = np.array([_PLAIN if one.plain else 1.0 for one in passages])
    for column, id in enumerate(ids):
        wanted = np.array([id in one.labels for one in passages])
        if wanted.any():
            seen = every if id in categories_of else detailed
            fit = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0)
            fit.fit(features[seen], wanted[seen], sample_weight=counts[seen])
            weights[:, column], bias[column] = fit.coef_[0], fit.intercept_[0]
    index = {term: int(at) for term, at in vectoriser.vocabulary_.items()}
    none = np.array([[0.0, 1.0], [0.0, 1.0]])
    return LinearModel(tuple(ids), index, vectoriser.idf_.astype(np.float32), weights, bias, none, none, {})


def _detailed(passages: Sequence[Labelled]) -> np.ndarray[Any, Any]:
    """Which passages were labelled with indicators, too."""
    import numpy as np

    return np.array([one.indicators is not None for one in passages])


def _unseen(passages: Sequence[Labelled], ids: Sequence[str], codebook: Codebook) -> Pair:
    """What cues and model give each category and each indicator of each passage, the model fitted on the other voices."""
    import numpy as np

    shares = (
        np.zeros((len(passages), len(codebook.categories))),
        np.zeros((len(passages), len(codebook.indicators))),
    )
    for voice in sorted({one.voice for one in passages}):
        held = [at for at, one in enumerate(passages) if one.voice == voice]
        model = _fitted([one for one in passages if one.voice != voice], ids)
        for whole, part in zip(
            shares, categories.fused_shares([passages[at].text for at in held], codebook, model), strict=True
        ):
            whole[held] = part
    return shares


def _labels(passages: Sequence[Labelled], codebook: Codebook) -> Pair:
    """Whether each passage has each category, each indicator: the shapes of `_unseen`."""
    import numpy as np

    return (
        np.array([[one.id in passage.categories for one in codebook.categories] for passage in passages]),
        np.array([[one.id in passage.labels for one in codebook.indicators] for passage in passages]),
    )


def _scores(unseen: Pair, right: Pair, passages: Sequence[Labelled], codebook: Codebook) -> dict[str, Any]:
    """Scores on unseen voices: top-1, micro, macro and F1 by category; how well categories and indicators are calibrated."""
    import numpy as np

    voices, detailed = np.array([one.voice for one in passages]), _detailed(passages)
    likely = left_out(unseen[0], right[0], voices)
    details = left_out(unseen[1][detailed], right[1][detailed], voices[detailed])
    wanted = right[0]
    got = np.array([categories.decided_row(row) for row in likely])
    hits, both = (got & wanted).sum(0), got.sum(0) + wanted.sum(0)
    has, first = wanted.any(1), unseen[0].argmax(1)
    f1 = {one.id: round(2 * int(h) / int(b), 4) for one, h, b in zip(codebook.categories, hits, both, strict=True) if b}
    return {
        "top1": round(float(wanted[has, first[has]].mean()), 4),
        "micro": round(2 * int(hits.sum()) / int(both.sum()), 4),
        "macro": round(float(np.mean(list(f1.values()))), 4),
        "by_category": f1,
        **reliability(likely, wanted),
        "indicators": reliability(details, right[1][detailed]),
    }

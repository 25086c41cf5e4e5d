"""The trained half of the classifier: a linear model over characters and their pairs, kept as plain arrays.

`civtext train` (`classifiers.training`) makes `models/NAME.npz`, the arrays, and `NAME.json`, its card; here they are only
read and applied, with NumPy alone: nothing of a model is code, so loading one runs none.

>>> model = carried_model("civilised-city")
>>> [share] = model.probabilities(["整治背街小巷80条,新建公厕6座。"])
>>> model.ids[share[:13].argmax()]
'C09'
"""

from __future__ import annotations

import json
import math
import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.errors import ModelError
from civtext.model import CleanText, Span

if TYPE_CHECKING:
    import numpy as np

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_RUN = re.compile(r"[㐀-鿿A-Za-z]+|[0-9]+")
CURVES = ("category_curve", "indicator_curve")
ARRAYS = ("terms", "idf", "weights", "bias", *CURVES)
FORMAT = 2
_SHOWN = 4  # pairs that are shown as evidence


def grams(text: str) -> list[str]:
    """The characters of a text and their pairs, numbers as 0: what the model sees.

    >>> grams("公厕6座")
    ['公', '厕', '公厕', '0', '座']
    """
    found: list[str] = []
    for run in _RUN.findall(CleanText.of(text, ()).folded.lower()):
        if run[0].isdigit():
            found.append("0")
        else:
            found += [*run, *(run[at : at + 2] for at in range(len(run) - 1))]
    return found


@dataclass(frozen=True)
class LinearModel:
    """One weight for each term and label: `ids` are the labels, categories first, `card` says what it was made from.

    The curves (`classifiers.calibration`) turn what cues and model say together into probabilities.
    """

    ids: tuple[str, ...]
    index: dict[str, int] = field(repr=False)
    idf: np.ndarray[Any, Any] = field(repr=False)
    weights: np.ndarray[Any, Any] = field(repr=False)
    bias: np.ndarray[Any, Any] = field(repr=False)
    category_curve: np.ndarray[Any, Any] = field(repr=False)
    indicator_curve: np.ndarray[Any, Any] = field(repr=False)
    card: dict[str, Any] = field(repr=False)

    def probabilities(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        """One row a text, one column a label: how likely each is by itself, not yet calibrated."""
        import numpy as np

        rows = np.zeros((len(texts), len(self.ids)), dtype=np.float64)
        for number, text in enumerate(texts):
            counts = {
                at: count for term, count in Counter(grams(text)).items() if (at := self.index.get(term)) is not None
            }
            columns = np.fromiter(counts, dtype=np.int64, count=len(counts))
            weight = np.array([1 + math.log(count) for count in counts.values()]) * self.idf[columns]
            length = float(np.sqrt((weight**2).sum())) or 1.0
            rows[number] = (weight / length) @ self.weights[columns] + self.bias
        return 1 / (1 + np.exp(-rows))

    def evidence(self, text: str, id: str) -> tuple[Span, ...]:
        """The pairs of characters that weigh most for a label, as spans of the text, in order, those that touch as one."""
        column = self.ids.index(id)
        pairs = [Span(at, at + 2) for at in range(len(text) - 1) if text[at : at + 2].lower() in self.index]
        weighed = [(float(self.weights[self.index[text[at:end].lower()], column]), Span(at, end)) for at, end in pairs]
        best = sorted((-weight, span) for weight, span in weighed if weight > 0)[:_SHOWN]
        joined: list[Span] = []
        for _, span in sorted(best, key=lambda one: one[1]):
            if joined and span.start <= joined[-1].end:
                joined[-1] = Span(joined[-1].start, span.end)
            else:
                joined.append(span)
        return tuple(joined)


def read_model(path: str | Path) -> LinearModel:
    """The model of an .npz file and the card beside it; ModelError where it is none, or not ours. Never unpickles."""
    import numpy as np

    path = Path(path)
    try:
        card = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in ARRAYS}
        ids = tuple(map(str, card["ids"]))
        shape = (len(arrays["terms"]), len(ids))
        fits = (
            arrays["weights"].shape == shape and arrays["idf"].shape == shape[:1] and arrays["bias"].shape == shape[1:]
        )
        curves = all(arrays[name].ndim == 2 and len(arrays[name]) == 2 and arrays[name].size for name in CURVES)
        if card["format"] != FORMAT or not fits or not curves:
            raise ValueError("the arrays do not fit the card")
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        zh, en = (
            "不是 civtext 的模型,或已损坏;可用 civtext train 重建。",
            "No model of civtext, or a damaged one; civtext train makes one.",
        )
        raise ModelError("model.invalid", zh, en, where=str(path)) from error
    numbers = {name: arrays[name].astype(np.float32) for name in ARRAYS if name != "terms"}
    return LinearModel(ids, {str(term): at for at, term in enumerate(arrays["terms"])}, card=card, **numbers)


@cache
def carried_model(codebook: str) -> LinearModel | None:
    """The model that civtext carries for a codebook, by its id; None where there is none."""
    found = carried_files(codebook)
    return read_model(found[0]) if found else None


def carried_files(codebook: str) -> list[Path]:
    """The files of the model that civtext carries for a codebook: its arrays and its card; none where there is none."""
    if not _NAME.fullmatch(codebook):
        return []
    for folder in (Path(str(files("civtext"))) / "models", Path(__file__).parents[3] / "models"):
        if (path := folder / f"{codebook}.npz").is_file():
            return [path, path.with_suffix(".json")]
    return []

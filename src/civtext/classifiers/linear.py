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
import re
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.errors import ModelError
from civtext.model import Span, all_narrowed, narrowed

if TYPE_CHECKING:
    import numpy as np

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_RUN = re.compile(r"[㐀-鿿A-Za-z]+|[0-9]+")
CURVES = ("category_curve", "indicator_curve")
ARRAYS = ("terms", "idf", "weights", "bias", *CURVES)
FORMAT = 2
_SHOWN = 4  # pairs that are shown as evidence
_BATCH = 256  # texts that are weighed at once
_ALONE = 1  # stands for the second character where there is one only


def grams(text: str) -> list[str]:
    """The characters of a text and their pairs, numbers as 0: what the model sees.

    >>> grams("公厕6座")
    ['公', '厕', '公厕', '0', '座']
    """
    found: list[str] = []
    for run in _RUN.findall(narrowed(text).lower()):
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
        for first in range(0, len(texts), _BATCH):
            terms, weights, starts = self._weighed(texts[first : first + _BATCH])
            for at, (start, end) in enumerate(pairwise(starts)):
                rows[first + at] = weights[start:end] @ self.weights[terms[start:end]]
        likely: np.ndarray[Any, Any] = 1 / (1 + np.exp(-(rows + self.bias)))
        return likely

    def _weighed(self, texts: Sequence[str]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], list[int]]:
        """The terms of texts and their TF-IDF weights, of length 1 by text, and where each text's begin and the last one's end.

        Method: the `grams` of all texts at once, as numbers; a look-up for each character and one for each pair.
        """
        import numpy as np

        lowered = [text.lower() for text in all_narrowed([text + "\n" for text in texts])]
        codes = np.frombuffer("".join(lowered).encode("utf-32-le", "surrogatepass"), dtype="<u4")
        owners = np.repeat(np.arange(len(texts)), [len(text) for text in lowered])
        characters = self._letters[codes]
        is_digit = (codes >= ord("0")) & (codes <= ord("9"))
        ones = self._terms[characters, _ALONE]
        ones[1:][is_digit[1:] & is_digit[:-1]] = 0  # a number is one 0
        pairs = self._terms[characters[:-1], characters[1:]]
        size = len(self.index) + 1
        keys = np.concatenate((owners * size + ones, owners[:-1] * size + pairs))
        keys, counts = np.unique(keys[keys % size > 0], return_counts=True)
        owners, terms = keys // size, keys % size - 1
        weights = (1 + np.log(counts)) * self.idf[terms]
        lengths = np.sqrt(np.bincount(owners, weights**2, minlength=len(texts)))
        return terms, weights / lengths[owners], np.searchsorted(owners, np.arange(len(texts) + 1)).tolist()

    @cached_property
    def _letters(self) -> np.ndarray[Any, Any]:
        """A number for each character of the terms, the same for all digits; 0 for all others."""
        import numpy as np

        table = np.zeros(sys.maxunicode + 1, dtype=np.uint16)
        for number, letter in enumerate(sorted(set("".join(self.index))), _ALONE + 1):
            table[ord(letter)] = number
        table[ord("0") : ord("9") + 1] = table[ord("0")]
        return table

    @cached_property
    def _terms(self) -> np.ndarray[Any, Any]:
        """One more than a term's row by the numbers of its characters, 0 where there is no such term."""
        import numpy as np

        size = int(self._letters.max()) + 1
        table = np.zeros((size, size), dtype=np.int32)
        for term, at in self.index.items():
            numbers = self._letters[[ord(letter) for letter in term]]
            table[numbers[0], numbers[1] if len(term) > 1 else _ALONE] = at + 1
        return table

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

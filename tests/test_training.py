"""The trained half of the classifier: made the same every time, read without running anything, refused where damaged."""

from __future__ import annotations

import json
import pickle
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civtext.classifiers.linear import carried_model, grams, read_model
from civtext.classifiers.training import Labelled, read_passages, save, train
from civtext.codebook import load_codebook
from civtext.errors import ModelError, UsageError
from civtext.evaluation import taught

ROOT = Path(__file__).parents[1]
PASSAGES = [*read_passages(ROOT / "corpora/passages"), *taught(ROOT / "corpora/arrived")]


def sample(voices: int = 3, each: int = 40) -> list[Labelled]:
    chosen = sorted({one.voice for one in PASSAGES if one.indicators is not None})[:voices]
    return [one for voice in chosen for one in [p for p in PASSAGES if p.voice == voice][:each]]


def test_passages_of_reports_teach_categories_alone(tmp_path: Path) -> None:
    text, passage = "创建总结\n整治背街小巷\n80条。", {"start": 5, "end": 16, "categories": ["C09"]}
    (tmp_path / "a.txt").write_text(text, encoding="utf-8", newline="")
    (tmp_path / "a.gold.json").write_text(json.dumps({"passages": [passage]}), encoding="utf-8")
    assert taught(tmp_path) == [Labelled("整治背街小巷80条。", ("C09",), None, tmp_path.name, plain=True)]
    reports = [Labelled(one.text, one.categories, None, "reports", plain=True) for one in sample(1)]
    alone, joined = (train(some, load_codebook(), date="2026-01-01") for some in (sample(), [*sample(), *reports]))
    assert joined.card["voices"] == sorted([*alone.card["voices"], "reports"])
    assert {id for id in joined.ids if "-" in id} == {id for id in alone.ids if "-" in id}


def test_training_twice_gives_equal_arrays_and_card(tmp_path: Path) -> None:
    made = [save(train(sample(), load_codebook(), date="2026-01-01"), tmp_path / name) for name in ("a", "b")]
    first, second = (np.load(path, allow_pickle=False) for path in made)
    assert all(np.array_equal(first[name], second[name]) for name in first.files)
    cards = [path.with_suffix(".json").read_text(encoding="utf-8") for path in made]
    assert cards[0] == cards[1] and json.loads(cards[0])["date"] == "2026-01-01"


def test_a_saved_model_says_what_it_said_before(tmp_path: Path) -> None:
    model = train(sample(), load_codebook(), date="2026-01-01")
    again = read_model(save(model, tmp_path))
    texts = ["整治背街小巷80条。", "", "\ud800"]
    assert np.allclose(model.probabilities(texts), again.probabilities(texts), atol=0.01)
    assert again.ids == model.ids and again.card == model.card


def test_the_carried_model_fits_its_card_and_corpus() -> None:
    """Figures on voices not seen, the calibration curve, the date; the promise on calibration."""
    model = carried_model("civilised-city")
    assert model is not None
    card, told = model.card, model.card["unseen_voices"]
    assert card["passages"] == len(PASSAGES) and card["voices"] == sorted({one.voice for one in PASSAGES})
    assert card["codebook_version"] == load_codebook().version
    assert (
        told["ece"] <= 0.05 and told["micro"] > 0.7 and set(told["by_category"]) == {f"C{n:02}" for n in range(1, 14)}
    )
    assert sum(number for *_, number in told["calibration_curve"]) == len(PASSAGES) * 13


@pytest.mark.long
def test_the_carried_model_is_what_train_makes(tmp_path: Path) -> None:
    carried = carried_model("civilised-city")
    assert carried is not None
    path = save(train(PASSAGES, load_codebook(), date=carried.card["date"]), tmp_path)
    made, kept = (np.load(one, allow_pickle=False) for one in (path, ROOT / "models" / path.name))
    assert [name for name in kept.files if not np.array_equal(made[name], kept[name])] == []


def test_a_pickle_offered_as_a_model_is_refused_and_never_run(tmp_path: Path) -> None:
    """F04, F05: by content; the marker is never made."""
    marker = tmp_path / "marker"

    class Payload:
        def __reduce__(self) -> tuple[object, tuple[object, ...]]:
            return Path.touch, (marker,)

    path = save(train(sample(), load_codebook(), date="2026-01-01"), tmp_path)
    whole = path.read_bytes()
    for content in (pickle.dumps(Payload()), whole[: len(whole) // 2], b"", b"PK\x03\x04"):
        path.write_bytes(content)
        with pytest.raises(ModelError) as caught:
            read_model(path)
        assert caught.value.code == "model.invalid"
    np.savez(
        path, terms=np.array([Payload()], dtype=object), idf=1, weights=1, bias=1, category_curve=1, indicator_curve=1
    )
    with pytest.raises(ModelError):
        read_model(path)
    assert not marker.exists()


def test_a_folder_without_passages_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_passages(tmp_path)


@pytest.mark.parametrize("name", ["../models/civilised-city", "", "no-such", "C09"])
def test_no_other_codebook_has_a_model(name: str) -> None:
    assert carried_model(name) is None


def test_numbers_and_widths_say_nothing() -> None:
    assert grams("公厕６座") == grams("公厕128座")


@given(st.lists(st.text(alphabet="公厕整治12ＡbＢ，。 \n㐀䶿龄𠀀\ud800İ座6"), max_size=4))
def test_a_model_sees_the_grams_that_it_was_trained_on(texts: list[str]) -> None:
    model = carried_model("civilised-city")
    assert model is not None
    for text, row in zip(texts, model.probabilities(texts), strict=True):
        counts = Counter(model.index[term] for term in grams(text) if term in model.index)
        weights = np.array([(1 + np.log(count)) * model.idf[at] for at, count in counts.items()])
        length = np.sqrt((weights**2).sum()) or 1.0
        total = (weights / length) @ model.weights[list(counts)] + model.bias
        assert np.allclose(row, 1 / (1 + np.exp(-total)), rtol=1e-6, atol=1e-9)

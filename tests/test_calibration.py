"""Calibration: scores keep their order and say how often they are right; what is told of them cannot be flattered."""

from __future__ import annotations

import numpy as np
import pytest

from civtext.classifiers import categories
from civtext.classifiers.calibration import calibrated, fit_curve, left_out, reliability
from civtext.classifiers.linear import carried_model

CHANCE = np.random.default_rng(7)


def drawn(number: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Shares that are right far more often than they say."""
    shares = CHANCE.random((number, 2))
    return shares, CHANCE.random(shares.shape) < np.sqrt(shares)


def test_a_curve_finds_how_often_a_share_is_right() -> None:
    shares, right = drawn()
    scores = left_out(shares, right, np.arange(len(shares)) % 4)
    assert reliability(shares, right)["ece_named"] > 0.1
    assert reliability(scores, right)["ece_named"] < 0.03


@pytest.mark.parametrize("name", ["category_curve", "indicator_curve"])
def test_the_carried_curves_rise_and_keep_the_order(name: str) -> None:
    curve = getattr(carried_model("civilised-city"), name)
    assert (np.diff(curve) > 0).all()
    shares = np.sort(CHANCE.random(100))
    scores = calibrated(shares, curve)
    assert (np.diff(scores) >= 0).all() and scores[0] > 0 and scores[-1] < 1


def test_what_is_never_right_and_what_always_is() -> None:
    """Nothing is certain, not even where nothing else was seen; a curve of one point is one."""
    for right in (np.zeros(9), np.ones(9)):
        [score] = calibrated(np.array([0.5]), fit_curve(np.linspace(0, 1, 9), right))
        assert 0 < score < 1


def test_zeros_do_not_hide_what_is_named_wrongly() -> None:
    scores, right = np.zeros(1000), np.zeros(1000)
    scores[:10] = 0.9
    told = reliability(scores, right)
    assert told["ece"] < 0.01 and told["ece_named"] == pytest.approx(0.9)


def test_the_card_s_promise_for_categories_and_for_indicators() -> None:
    """Expected calibration error at most 0.05 on voices not seen, also without the zeros."""
    model = carried_model("civilised-city")
    assert model is not None
    told = model.card["unseen_voices"]
    for figures in (told, told["indicators"]):
        assert figures["ece"] <= figures["ece_named"] <= 0.05


def test_indicators_and_categories_go_by_their_own_curves() -> None:
    model = carried_model("civilised-city")
    assert model is not None
    [[category, *_]], [[indicator, *_]] = categories.classify_in_full(["整治背街小巷80条,改造老旧小区3个。"])
    assert category.id == "C09" and indicator.id.startswith("C09-")
    shares = categories.fused_shares(["整治背街小巷80条,改造老旧小区3个。"], categories.load_codebook(), model)
    for best, share, curve in zip(
        (category, indicator), shares, (model.category_curve, model.indicator_curve), strict=True
    ):
        assert best.score == pytest.approx(float(calibrated(share.max(), curve)), abs=0.0001)

"""Stretches of time that count work or bind it, for `rules`: 坚持了40周, 每天打扫不少于1小时, 24小时内回复."""

from __future__ import annotations

from civtext.extractors.metrics.earlier import Answer, Place
from civtext.extractors.metrics.phrases import MEASURED, object_of, subject_of
from civtext.extractors.metrics.words import GROUND, VERBS, nouns, text_of


def kept_up(place: Place) -> Answer | None:
    """义务劳动坚持了40周: the time counts what was kept up, here or in the clause before."""
    left = place.bare
    if (
        not left
        or len(left) > 2
        or left[-1].text not in ("坚持", "持续")
        or place.quantity.kind not in ("time", "count")
    ):
        return None
    subject = subject_of(left[:-1]) or object_of(place.before)
    return (subject, left[-1].text) if subject else None


def lasted(place: Place) -> Answer | None:
    """每天打扫不少于1小时, 停运学习3天: the time counts the act that ends the words before it, or the ground it is done to."""
    left = place.bare
    if place.quantity.kind != "time" or not left or left[-1].kind != "soft" or MEASURED.search(text_of(left)):
        return None
    first = next((at for at in range(len(left) - 1, -1, -1) if left[at].kind != "soft"), -1)
    ground = [word for word in nouns(left[: first + 1])[-1:] if GROUND.search(word.text)]
    return (subject_of(left[: first + 1]) if ground else left[first + 1 :]), left[-1].text


def within(place: Place) -> Answer | None:
    """诉求24小时内回复、5日内办结: the second limit is set to the same thing."""
    if place.quantity.kind not in ("time", "date") or place.quantity.bound != "under" or not place.earlier:
        return None
    if (place.left and place.left[-1].kind != "list") or place.earlier[-1][0].kind != "time":
        return None
    return place.earlier[-1][1].object, text_of(place.right[:1]) or None


def by_time(place: Place) -> Answer | None:
    """提前十分钟到岗: the time counts what follows."""
    if place.quantity.kind != "time":
        return None
    kinds = VERBS if place.right and place.right[0].text == "向" else (*VERBS, "noun")  # 提前5天 | 向 | 理事会 | 申报
    acts = [word for word in place.right if word.kind in kinds][:1]
    left = place.bare
    named = left and (
        left[-1].kind == "noun" or (place.quantity.bound == "under" and left[-1].kind in ("soft", "loose"))
    )
    if not acts or named:
        return None
    return acts, left[-1].text if left and left[-1].kind in VERBS else None

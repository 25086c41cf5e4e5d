"""Parts, shares and sums, for `metrics_rules`: 其中城东9条, 占比40%, 达到总数的80%, 其中宣传15万元."""

from __future__ import annotations

from civtext.extractors.metrics_earlier import LEVEL, Answer, Place, inherited, part_of
from civtext.extractors.metrics_phrases import governing, object_of, subject_of, verb_at, without_tail
from civtext.extractors.metrics_words import nouns, text_of

_OF_WHOLE = ("占", "约占", "仅占", "占到", "达", "达到", "达到了", "为", "超过")
_SOURCES = ("自筹", "赞助", "补助", "配套", "争取", "捐助", "捐赠", "列支", "拨付")
_EXTENT = ("总长", "全长", "总长度")


def part(place: Place) -> Answer | None:
    """其中城东9条、城西17条: the parts of a whole, by place or actor, count the same thing."""
    if place.right and place.right[0].kind == "noun" and not without_tail(place.left):
        return None
    whole = part_of(place)
    return (whole, governing(place.left) or inherited(place)) if whole else None


def item_of_sum(place: Place) -> Answer | None:
    """安排经费86万元,其中站场改造45万元、宣传15万元: what each part of the money is for."""
    left = without_tail(place.left)
    spent = any(quantity.kind == "money" for quantity, _ in place.earlier)
    ends = not place.right or place.right[0].kind == "list"
    if place.quantity.kind != "money" or not spent or not left or not ends:
        return None
    named = all(word.kind in ("noun", "soft", "loose", "list") for word in left)
    works = left[-1].kind in ("soft", "loose") or left[0].kind == "noun"
    among = place.listed or _opened(place) or place.earlier[-1][1].rule == "item_of_sum"
    if among and left[-1].text in _SOURCES:  # 其中单位自筹20万元
        return next(one.object for quantity, one in place.earlier if quantity.kind == "money"), None
    return (left, None) if named and works and among else None


def _opened(place: Place) -> bool:
    return any(word.text == "其中" for word in place.left)


def extent(place: Place) -> Answer | None:
    """打造绿道5条、总长21公里: the whole length of what was counted before."""
    left = without_tail(place.left)
    if text_of(left) not in _EXTENT or not place.earlier:
        return None
    return place.earlier[-1][1].object, None


def fraction(place: Place) -> Answer | None:
    """注册志愿者达到职工总数的80%: the share is that of the subject, not of the whole."""
    if place.quantity.kind not in ("rate", "share") or not place.left or place.left[-1].kind != "de":
        return None
    left = without_tail(place.left)
    at = next((at for at in range(len(left) - 1, 0, -1) if left[at].text in _OF_WHOLE), None)
    if at is None or not nouns(left[at:]):
        return None
    subject = subject_of(left[:at])
    return (subject, None) if nouns(subject) else None


def share(place: Place) -> Answer | None:
    """占总数的40%, 占比40%, 接入平台的不足6成: the share of what the number before counted."""
    left = without_tail(place.left)
    if place.quantity.kind not in ("rate", "share") or not place.earlier:
        return None
    if place.earlier[-1][1].rule == "whole" and len(place.earlier) > 1:
        return place.earlier[-2][1].object, None
    if not left:
        return None
    if left[0].text == "占" or text_of(left) == "占比":
        broken = next((one.object for _, one in reversed(place.earlier) if not LEVEL.fullmatch(one.object or "")), None)
        return (broken, None) if broken else None
    among = place.left[-1].kind == "de" and not place.before and verb_at(left) is not None
    return (place.earlier[-1][1].object, governing(left)) if among else None


def whole(place: Place) -> Answer | None:
    """占常住人口(21.3万人)的16.4%: the number in the bracket is that of the whole."""
    left = without_tail(place.left)
    opened = bool(place.left) and place.left[-1].text == "(" and bool(left) and left[0].text in ("占", "约占", "仅占")
    return (object_of(left) or None, None) if opened else None

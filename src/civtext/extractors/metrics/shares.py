"""Parts, shares, sums and rests, for `rules`: 其中城东9条, 占比40%, 达到总数的80%, 其中宣传15万元, 剩下3件."""

from __future__ import annotations

import re

from civtext.extractors.metrics.earlier import LEVEL, Answer, Place, inherited, part_of, same_unit, sum_before
from civtext.extractors.metrics.governing import governing, verb_at
from civtext.extractors.metrics.phrases import noun_phrase, subject_of, without_tail
from civtext.extractors.metrics.words import VERBS, Word, nouns, text_of

_OF_WHOLE = ("占", "约占", "仅占", "占到", "达", "达到", "达到了", "为", "超过")
_SOURCES = ("自筹", "赞助", "争取", "捐助", "捐赠", "列支", "拨付")
_FUNDS = ("补助", "奖补", "补贴", "配套", "经费", "资金")
_BORNE = ("承担", "负担", "分担", "分摊", "投入", "支持", "补贴", "自筹")
_ANSWERED = frozenset(("认为", "觉得", "表示", "听说", "听说过", "了解", "清楚", "参加", "参加过"))
_REST = re.compile(r"(?:其中)?(?:还|尚)?(?:剩下?|剩余|其余|余下)(?:的|还有|仍有|为)?")
_COMPARED = re.compile(r"[比较].+?[低高多少]了?")
_HAVING = ("有", "仅有", "只有", "还有", "共有", "仅", "仅为", "达", "达到", "为", "占", "仅占", "约占", "不足", "超过")
_EXTENT = ("总长", "全长", "总长度", "长", "宽", "高", "深", "路宽", "路长", "占地")


def part(place: Place) -> Answer | None:
    """其中城东9条、城西17条: the parts of a whole, by place or actor, count the same thing."""
    whole = part_of(place)
    return (whole, governing(place.left) or inherited(place)) if whole else None


def item_of_sum(place: Place) -> Answer | None:
    """安排经费86万元,其中站场改造45万元、宣传15万元: what each part of the money is for."""
    left = place.bare
    spent = any(quantity.kind == "money" for quantity, _ in place.earlier)
    ends = not place.right or place.right[0].kind == "list"
    if place.quantity.kind != "money" or not spent or not left or not ends or place.left[-1].text == "了":
        return None
    among = place.listed or _opened(place) or place.earlier[-1][1].rule == "item_of_sum"
    if among and left[-1].text in _FUNDS and not any(word.kind == "stop" for word in left):
        return [word for word in left if word.kind != "verb"], governing(left)  # 其中争取 | 上级补助95万元
    named = all(word.kind in ("noun", "soft", "loose", "list") for word in left)
    works = left[-1].kind in ("soft", "loose") or left[0].kind == "noun"
    if among and left[-1].text in _SOURCES:  # 其中单位自筹20万元
        return next(one.object for quantity, one in place.earlier if quantity.kind == "money"), None
    return (left, None) if named and works and among else None


def _opened(place: Place) -> bool:
    return any(word.text == "其中" for word in place.left)


def extent(place: Place) -> Answer | None:
    """打造绿道5条、总长21公里: the whole length of what was counted before."""
    left = place.bare
    if text_of(left) not in _EXTENT or not place.earlier:
        return None
    return place.earlier[-1][1].object, None


def fraction(place: Place) -> Answer | None:
    """注册志愿者达到职工总数的80%: the share is that of the subject, not of the whole."""
    if place.quantity.kind not in ("rate", "share") or not place.left or place.left[-1].kind != "de":
        return None
    left = place.bare
    at = next((at for at in range(len(left) - 1, 0, -1) if left[at].text in _OF_WHOLE), None)
    if at is None or not nouns(left[at:]):
        return None
    subject = subject_of(left[:at])
    return (subject, None) if nouns(subject) else None


def share(place: Place) -> Answer | None:
    """占总数的40%, 占比40%, 接入平台的不足6成: the share of what the number before counted."""
    left = place.bare
    if place.quantity.kind not in ("rate", "share") or not place.earlier:
        return None
    if not left:
        return None
    if text_of(left).lstrip("约仅只").startswith("占") and (left[0].text != "占比" or len(left) == 1):
        broken = next((one.object for _, one in reversed(place.earlier) if not LEVEL.fullmatch(one.object or "")), None)
        return (broken, None) if broken else None
    among = place.left[-1].kind == "de" and not place.before and verb_at(left) is not None
    return (place.earlier[-1][1].object, governing(left)) if among else None


def borne(place: Place) -> Answer | None:
    """每户成本2.8万元,财政承担85%: the share of a sum that someone bears is that of the sum."""
    left = place.bare
    if place.quantity.kind not in ("rate", "share") or not left or left[-1].text not in _BORNE:
        return None
    total = sum_before(place)
    return (total, left[-1].text) if total else None


def rest(place: Place) -> Answer | None:
    """剩下3件, 其余7项: what is left of what was counted before."""
    if not place.left or not _REST.fullmatch(text_of(place.left)) or nouns(place.right[:1]):
        return None
    return same_unit(place), None


def compared(place: Place) -> Answer | None:
    """比先进县低了7.2分: what the number before measured."""
    if not place.earlier or place.earlier[-1][0].unit not in (place.quantity.unit, ""):
        return None
    return (place.earlier[-1][1].object, None) if _COMPARED.fullmatch(text_of(place.left)) else None


def headless(place: Place) -> Answer | None:
    """重复出现的就有51个, 证照齐全的不到一半: those of the thing counted before that are or do so."""
    end = len(place.left)
    while end and (place.left[end - 1].text in _HAVING or place.left[end - 1].kind == "skip"):
        end -= 1
    parted = place.quantity.kind in ("rate", "share")
    closed = bool(end) and place.left[end - 1].kind == "de" and end == len(place.left)
    if place.quantity.kind == "people" and closed and _says(place.left[: end - 1]):
        same = [one.object for quantity, one in place.earlier if quantity.kind == "people"]
        return (same[-1], None) if same and not nouns(place.right[:1]) else None  # 长年卧床的6位
    if not end or place.left[end - 1].kind != "de" or (end == len(place.left) and not parted) or not place.earlier:
        return None
    said = place.left[: end - 1]
    if nouns(place.right[:1]) or not _says(said):
        return None
    if parted and any(word.text in _ANSWERED for word in said):  # 认为停车难的占43%
        return place.left[:end], None
    named = place.earlier[-1][1].object if parted else same_unit(place)
    return (named, None) if named else None


def _says(words: list[Word]) -> bool:
    """Whether a stretch before 的 says what some are or do, and is no whole that they are part of (占总数的)."""
    if any(word.text in (*_OF_WHOLE, "与", "同", "以", "按", "完成") for word in words):
        return False
    return any(word.kind in VERBS or word.kind in ("skip", "state") for word in words)


def among(place: Place) -> Answer | None:
    """抽查的120个点位中,有12个不达标: those in which some are so."""
    left = place.bare
    linked = place.right and place.right[0].kind == "de"
    if linked or nouns(place.right[:1]) or any(word.text not in _HAVING for word in left if word.kind != "skip"):
        return None
    group = _inside(place.before)
    return (group, None) if nouns(group) else None


def _inside(words: list[Word]) -> list[Word]:
    """The noun phrase before 中 or 里 that ends a stretch; [] where there is none."""
    words = without_tail(words)
    if len(words) < 2 or words[-1].text not in ("中", "里", "当中", "里面", "之中"):
        return []
    start = next((at + 1 for at in range(len(words) - 1, -1, -1) if words[at].kind in ("de", *VERBS)), 0)
    return noun_phrase(words[start:-1])

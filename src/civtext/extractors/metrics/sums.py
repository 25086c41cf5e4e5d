"""Sums of money, for `rules`: 投资9万元对门楼改造, 给予300元奖励, 按每户20元的标准收取, 筹资80万元."""

from __future__ import annotations

import re

from civtext.extractors.metrics.earlier import Answer, Place, sum_before
from civtext.extractors.metrics.governing import governing, verb_at
from civtext.extractors.metrics.phrases import noun_phrase, object_of, subject_of
from civtext.extractors.metrics.words import PEOPLE, VERBS, Word, nouns, text_of

GRANT = re.compile(
    r"(?:款|补贴|补助|奖励|救助|资助|投资|融资|贷款|筹资|集资|捐资|让利|增收|创收|节支|奖金|罚金|减税|优惠|出资|帮扶)$"
)
_GIVER = re.compile(r"(?:各界|企业|公司|集团|商会|协会|人士|乡贤|单位|部门|财政|[省市县区镇乡村级])$")
_PAYING = re.compile(r"^(?:投资|筹资|出资|投入|斥资|自筹|筹措|拿出|挤出|安排|列支|拨付|拨出|争取)$")
DONE_WITH = ("完成", "实现", "达成")
_BUDGETED = frozenset(("列入", "列支", "纳入", "安排", "拨付", "预算", "计提"))
_PRICES = frozenset(("标准", "价格", "比例", "额度"))
_PAID = re.compile(r"(?<![开划调节募认])([拨捐省花掏凑])[出下了]{0,2}$")


def spent_on(place: Place) -> Answer | None:
    """筹资80万元新建戏台, 投资9万元对门楼进行改造, 安排5万元用于宣传: money without a name is for what follows."""
    left, right = place.bare, place.right
    bare = left and left[-1].kind in VERBS and _PAYING.search(left[-1].text)
    if place.quantity.kind != "money" or not bare or not right:
        return None
    if right[0].text == "用于":
        return noun_phrase(right[1:]) or [word for word in right[1:2] if word.kind in VERBS] or None, left[-1].text
    if right[0].text == "对":
        return noun_phrase(right[1:]) or None, left[-1].text
    if right[0].text == "在":  # 投资60万元在西村新建市场
        right = right[next((at for at, word in enumerate(right) if word.kind in VERBS), len(right)) :]
        if not right:
            return None
    bought = object_of(right) if right[0].kind in VERBS else []
    return (bought, left[-1].text) if nouns(bought) else None


def of_sum(verb: Word, rest: list[Word], place: Place) -> Answer:
    """A sum at the end of a verb: what was set aside or granted (发放创业担保贷款), or only that it was paid (投资3亿元)."""
    if _PAYING.search(verb.text) and verb.text != "自筹" and not (rest and rest[-1].text in DONE_WITH):
        return None, verb.text
    if verb.text == "自筹":
        return [*nouns(rest[-1:]), verb], verb.text
    if verb.text in ("支出", "开支") and rest and rest[-1].kind in (*VERBS, "change"):  # 户均减少支出1万元
        return [verb], rest[-1].text
    if verb.text in ("支出", "使用") and not nouns(rest):
        return sum_before(place), verb.text
    given = verb_at(rest)
    joined = rest and rest[-1].kind == "list"
    if (
        GRANT.search(verb.text) and not joined and given is not None and rest[given].kind == "verb"
    ):  # 发放 | 创业担保贷款
        return [*rest[given + 1 :], verb], rest[given].text
    whose = [word for word in nouns(rest[-1:]) if not (PEOPLE.search(word.text) or _GIVER.search(word.text))]
    return ([*whose, verb] if GRANT.search(verb.text) else None), verb.text


def granted(place: Place) -> Answer | None:
    """给予300元奖励, 处以50元罚款: the grant that ends the clause."""
    right = place.right[1:] if place.right and place.right[0].kind == "de" else place.right
    if place.quantity.kind != "money" or not right or not GRANT.search(right[0].text):
        return None
    ends = len(right) == 1 or right[1].kind == "stop"
    return (right[:1], verb_before(place)) if ends and right[0].kind in VERBS else None


def priced(place: Place) -> Answer | None:
    """按每户20元的标准收取保洁费: what is paid for follows the price; 经费按每人5元的标准列支: or stands before 按."""
    right = place.right
    at = next((at for at, word in enumerate(place.left) if at and word.text in ("按", "按照")), None)
    paid = subject_of(place.left[:at]) if at and place.quantity.kind == "money" else []
    if nouns(paid) and (place.next_is_close or any(word.text in _BUDGETED for word in right)):
        return paid, None
    if place.listed and place.earlier and place.earlier[-1][1].rule == "priced":
        return place.earlier[-1][1].object, None
    if len(right) < 3 or right[0].kind != "de" or right[1].text not in _PRICES:
        return None
    return object_of(right[2:]) or None, governing(right[2:])


def paid(place: Place) -> Answer | None:
    """镇里拨了8万元: who gave it is not what was given."""
    paid = _PAID.search(text_of(place.left)) if place.quantity.kind == "money" else None
    return ([], paid[1]) if paid else None


def verb_before(place: Place) -> str | None:
    """The verb that stands right before the number (抽调 | 六名), or governs what does."""
    left = place.bare
    if left and left[-1].kind == "change" and len(left[-1].text) > 1:  # 将任务分解为 | 126项
        return left[-1].text
    if left and left[-1].kind in VERBS:
        return governing([*left, left[-1]])
    return governing(place.left)

"""What a number counts (the object) and the verb that governs it (the action), for `extractors.metrics`.

Where to start: `find_objects` goes through the quantities of a text in order and asks `RULES` about each. A rule sees a
`Place`: the words left and right of the number within its clause, and what the numbers before it in the sentence counted.

>>> from civtext.quantities import read
>>> def objects(text: str) -> list[str | None]:
...     quantities = read(text)
...     return [one.object for one in find_objects(text, text, quantities, [True] * len(quantities))]
>>> objects("修缮老旧泵房12座、化粪池30个")            # left of the number; the list shares the verb
['老旧泵房', '化粪池']
>>> objects("增设300多个智能回收箱,由8名镇干部包联")      # right of it
['智能回收箱', '镇干部']
>>> objects("群众安全感达99%,同比提高2个百分点")           # what grew stands before
['群众安全感', '群众安全感']

Method: jieba's words, with kinds from `quantity_words` and `verbs`; each clause is cut once.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from civtext.lexicons import lexicon
from civtext.quantities import Quantity
from civtext.words import cut, tag

_NAME = "\ue001"
_NAMED = re.compile(r"“[^“”。;:!?\n]{1,40}”|‘[^‘’。;:!?\n]{1,40}’|《[^《》\n]{1,80}》")
_STOP = re.compile(r"[,;。:!?！？;\n\t|]")
_SENTENCE_STOP = re.compile(r"[。!?！？\n]")
_REACH = 120
_MEASURED = re.compile(
    r"(?:率|度|指数|得分|成绩|总分|分数|占比|比重|比例|数|数量|总量|总额|金额|面积|里程|时长|时间|人次|年龄|长度|宽度|规模|费用"
    r"|成本|产值|收入|支出|销售额|增加值|能力|等候|人均\w{0,6}|户均\w{0,6}|日均\w{0,6})$"
)
# What makes a noun of the verb before it: 推进 + 会, 宣传 + 活动.
_HEAD = re.compile(r"^(?:会|班|站|点|队|员|栏|室|组|率|费|车|岗|亭|证|卡|款|金|所|处|箱|机|屏|墙|者|办|人|量|数|额|度|桩)$")
_THING = re.compile(r"^(?:单|表|书|牌|品|片|画|语|图|票|物|柜|架|池|桶|棚|线|带|网|册|稿|件|桩)$")
_EVENT = re.compile(
    r"^(?:活动|行动|工作|会议|队伍|小组|比赛|大赛|竞赛|讲座|大会|仪式|演出|报告会|会演|制度|机制|事项|热线|工程|大队|专班|联盟|服务|大舞台|讲堂)$"
)
# What a verb may name inside a phrase, though right after a number's verb it is the object (测评项目, but 实施项目).
_MATTER = re.compile(r"^(?:项目|基地|中心|阵地|平台|任务|经费|资金|问题|案件|方案|课程|超市|驿站|点位|网点|广场|专栏|设施|设备|小区|单位|断面|场所)$")
_PEOPLE = re.compile(r"(?:者|员|人|儿童|群众|学生|职工|教师|干部|代表|妇女|居民|村民|民警|家庭|少年|青年|对象|骨干|师|军人|士兵|户|团队|乡亲|游客|小哥|大爷|大妈|商户|店主|老人|市民|业主|骑手|司机|同学|孩子|村|社区)$")
_PLACE_ONLY = re.compile(r"(?:全|我|本|该|各)(?:省|市|区|县|镇|乡|村|街道|局|院|校|办|州|盟|旗)|城区|现|其中")
_NAMING = "会议动度程制队心务点站室员部区院园馆场所路街社案件"
_MANNER = frozenset("实地 现场 联合 专项 入户 上门 集中 夜间 随机 交叉 专题 明察 驻点 错时 义务".split())
_SAYS = frozenset("承诺 要求 规定 保证 确保 实现 使 让 推动 力促".split())
_GRANT = re.compile(r"(?:款|补贴|补助|奖励|救助)$")
_BUILD = "建修种栽植拆清发设办铺捐送投印增添补换评获"
_REPEATED = ("次", "场次", "轮", "轮次", "遍", "趟", "频次", "回", "届", "场", "期")
_ACTS = ("次", "轮", "轮次", "遍", "趟", "频次", "回")
_SCOPE = re.compile(r"^(?:(?:19|20)?[0-9Xx×*]{2,4}年(?:度|底|以来)?|(?:全|我|本|该|各)(?:省|市|区|县|镇|乡|村|街道|局|院|校|办)|截[至止]目前|今年|去年|目前|其中|累计|共|现有)+(?=.{2})")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number counts and through which verb, as they stand in the text; `rule` names who says so.

    `following` are the objects of the numbers that come next, where 分别 deals them out.
    """

    object: str | None
    action: str | None
    rule: str
    following: tuple[str, ...] = ()


class Word(NamedTuple):
    """A word of a clause.

    `kind` is noun; verb, soft (a verb that may stand as a noun) or loose (a verb only by the dictionary); state or
    change (达到, 提高到); skip (adverbs); list (、和); de (的); etc (等); or stop.
    """

    start: int
    end: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Place:
    """A quantity among its words; `earlier` are the answers for the numbers before it in the sentence, nearest last."""

    quantity: Quantity
    left: list[Word]
    right: list[Word]
    listed: bool
    earlier: list[tuple[Quantity, Counted]]
    before: list[Word]
    next_is_close: bool
    touching: bool


def outside_names(folded: str) -> str:
    """The text with what stands in quotation and title marks blanked, so that no stop inside a name cuts a clause."""
    return _NAMED.sub(lambda match: _NAME * len(match[0]), folded)


@cache
def _kinds() -> dict[str, str]:
    kinds = {entry["term"]: "soft" if entry["noun"] == "yes" else "verb" for entry in lexicon("verbs") if entry["kind"] != "none"}
    for entry in lexicon("quantity_words"):
        word, kind = entry["term"], entry["kind"]
        if kind in ("pivot", "event", "verb", "honour"):
            kinds.setdefault(word, "verb")
        else:
            kinds[word] = "skip" if kind == "adverb" else kind
    return kinds


_SPEECH = {"v": "loose"} | dict.fromkeys(("d", "ad", "vd", "ul", "uz", "ug", "t", "zg", "y"), "skip") | dict.fromkeys(("p", "u", "f", "c"), "stop")


@cache
def _hands_on() -> frozenset[str]:
    """The verbs of things done with hands or papers; the others (宣传, 执法, 服务) often only describe the noun that follows."""
    named = ("受理", "办理", "办结", "接待", "检测", "抽检", "排查", "处罚", "评选", "推荐", "捐赠", "培训", "投入")
    kinds = ("build", "clean", "issue", "spend", "publicise")
    listed = (entry["term"] for entry in lexicon("verbs") if entry["kind"] in kinds and not entry["term"].startswith(("宣", "创")))
    return frozenset(listed) | frozenset(named)


@cache
def _listed_as(kind: str) -> frozenset[str]:
    return frozenset(entry["term"] for entry in lexicon("quantity_words") if entry["kind"] == kind)


def _kind(word: str) -> str:
    if word in ("、", "和", "与", "及", "以及", "或", "并", "暨"):
        return "list"
    if word in ("的", "之"):
        return "de"
    if word in ("等", "等等", "等地", "之类"):
        return "etc"
    if not re.search(r"\w", word):
        return "stop" if word.strip() else "skip"
    if kind := _kinds().get(word):
        return kind
    speech = tag(word)
    if word in ("不", "未", "无", "乱", "非"):
        return "noun"
    if word in ("全", "把", "将", "对", "向", "其", "该", "此", "这", "那", "于", "(", ")"):
        return "stop"
    if len(word) > 2 and _kinds().get(word[:2]) == "skip" and speech in ("", "d", "i", "l", "v"):
        return "stop"
    return _SPEECH.get(speech, "noun") if len(word) > 1 or speech not in ("v", "zg") else "noun"


_PIECE = re.compile(rf"{_NAME}+|\([^(){_NAME}]{{1,12}}\)|(?:(?!\([^(){_NAME}]{{1,12}}\))[^{_NAME}])+")
# Where the dictionary must not join: 收缴率 | 达, 佩戴率 | 较.
_SEAM = re.compile(r"(?<=[率度数量额])(?=[较比达由从为占仅])|(?<=次)(?=达到?$)")


def _words(text: str, start: int, end: int, plain: str) -> list[Word]:
    """The words of a stretch; a name in marks is one noun, and so is a short bracket after one."""
    words: list[Word] = []
    for match in _PIECE.finditer(plain[start:end]):
        at, piece = start + match.start(), text[start + match.start() : start + match.end()]
        if match[0][0] == _NAME or (match[0][0] == "(" and match[0][-1] == ")"):
            words.append(Word(at, at + len(piece), piece, "noun"))
            continue
        for word in _joined([word for part in _SEAM.split(piece) for word in cut(part)]):
            words.append(Word(at, at + len(word), word, _kind(word)))
            at += len(word)
    return _compounds(words)


def _joined(words: list[str]) -> list[str]:
    """Words that the dictionary cuts but the lists know whole: 压缩 + 至, 新 + 改建; and 建 cut from 建小 + 菜园."""
    out: list[str] = []
    for word in words:
        if out and (out[-1] + word) in _kinds():
            out[-1] += word
        elif not out and len(word) == 2 and word[0] in _BUILD and tag(word) in ("", "nr", "nz", "ns") and word not in _kinds():
            out += [word[0], word[1]]
        else:
            out.append(word)
    return out


def _compounds(words: list[Word]) -> list[Word]:
    """A verb and the head that makes a noun of it as one noun: 推进会, 收缴率, 宣传活动."""
    out: list[Word] = []
    for word in words:
        last = out[-1] if out else None
        headed = last and (
            (last.kind in _VERBS and _HEAD.match(word.text) and len(last.text) > 1)
            or (last.kind in ("soft", "loose") and _THING.match(word.text) and len(out) > 1)
            or (last.kind in ("soft", "loose") and _EVENT.match(word.text))
        )
        if last and headed:
            out[-1] = Word(last.start, word.end, last.text + word.text, "noun")
        else:
            out.append(word)
    return out


def ends_in_verb(clause: str) -> bool:
    """Whether a clause ends in a verb: after one, 一次 and 一项 count nothing (完成一项, 排查一次)."""
    words = _without_tail(_words(clause[-12:], 0, len(clause[-12:]), outside_names(clause[-12:])))
    return not words or words[-1].kind in (*_VERBS, "state", "change")


def find_objects(text: str, folded: str, quantities: Sequence[Quantity], counts: Sequence[bool]) -> list[Counted]:
    """For each quantity what it counts; `counts` says which are metrics (the others only stand in the way).

    Rules read `folded`, the narrow forms of `text`; answers are words of `text`.
    """
    plain = outside_names(folded)
    stops = [match.start() for match in _STOP.finditer(plain)]
    found: list[Counted] = []
    earlier: list[tuple[Quantity, Counted]] = []
    taken = 0
    for index, quantity in enumerate(quantities):
        if index and _SENTENCE_STOP.search(plain, quantities[index - 1].span.end, quantity.span.start):
            earlier = []
        if not counts[index]:
            found.append(Counted(None, None, ""))
            continue
        place = _place(folded, plain, stops, quantities, counts, index, earlier, taken)
        counted, taken = _answer(place, text)
        found.append(counted)
        earlier.append((quantity, counted))
    return found


def _place(
    text: str, plain: str, stops: list[int], quantities: Sequence[Quantity], counts: Sequence[bool], index: int,
    earlier: list[tuple[Quantity, Counted]], taken: int,
) -> Place:
    span = quantities[index].span
    stop = bisect_left(stops, span.start) - 1
    clause = max(stops[stop] + 1 if stop >= 0 else 0, span.start - _REACH)
    near = range(max(0, index - 8), min(len(quantities), index + 9))
    outside = [quantities[at].span for at in near if plain[quantities[at].span.start] != _NAME]
    if index and not counts[index - 1] and quantities[index - 1].span.end == span.start:
        outside = [one for one in outside if one != quantities[index - 1].span]
    last = max((one.end for one in outside if one.end <= span.start), default=0)
    start = max(clause, last, taken)
    after = bisect_left(stops, span.end)
    clause_end = min(stops[after] if after < len(stops) else len(text), span.end + _REACH)
    following = min((one.start for one in outside if one.start >= span.end), default=clause_end)
    end = min(clause_end, following)
    left = _words(text, start, span.start, plain)
    previous = stops[stop - 1] + 1 if stop > 0 else 0
    same_sentence = stop >= 0 and not _SENTENCE_STOP.match(plain, stops[stop])
    before = _words(text, max(previous, last, taken, stops[stop] - 60), stops[stop], plain) if same_sentence and start == clause else []
    listed = bool(left) and left[0].kind == "list" and start > clause or start == clause and not left and bool(earlier)
    right = _words(text, span.end, end, plain)
    return Place(quantities[index], left, right, listed, earlier, before, following < clause_end, index > 0 and last == span.start)


def _answer(place: Place, text: str) -> tuple[Counted, int]:
    """The first rule's answer, and how far into the text it reaches."""
    for rule in RULES:
        if (answer := rule(place)) is not None:
            words, action = answer
            name = rule.__name__.strip("_")
            if not words:
                return Counted(None, action, name), 0
            if isinstance(words, str):
                return Counted(words, action, name, _still_to_deal(place)), 0
            phrase = text[words[0].start : words[-1].end].strip(" 、")
            reach = words[-1].end if words[0].start >= place.quantity.span.end else 0
            items = _dealt_out(place, words)
            return Counted(_SCOPE.sub("", items[0] if items else phrase) or None, action, name, tuple(items[1:])), reach
    return Counted(None, None, "none"), 0


_VERBS = ("verb", "soft", "loose")
_NUMERAL = ("m", "mq")
Answer = tuple[Sequence[Word] | str | None, str | None]


def _honour(place: Place) -> Answer | None:
    """5人荣登“身边好人榜”: people counted by the list they got on."""
    if place.quantity.kind != "people":
        return None
    for position, word in enumerate(place.right[:4]):
        if word.kind == "noun":
            return None
        if word.text in _listed_as("honour"):
            names = [one for one in place.right[position + 1 :] if one.text[0] in "“《"]
            return (names[:1] or _noun_phrase(place.right[position + 1 :])) or None, word.text
    return None


def _right(place: Place) -> Answer | None:
    """300多个智能回收箱: the noun phrase that follows."""
    quantity, left = place.quantity, _without_tail(place.left)
    linked = bool(place.right) and place.right[0].kind == "de"
    if quantity.kind in ("rate", "share") and not linked:
        return None
    if left and left[-1].kind not in ("state", "change") and _MEASURED.search(_text(left)):
        return None
    if quantity.kind == "money" and place.right and place.right[0].kind in _VERBS:
        return None
    phrase = _noun_phrase(place.right, people=quantity.kind == "people", crowded=place.next_is_close)
    if not phrase:
        return None
    following = next((word.text for word in place.right if word.start >= phrase[-1].end and word.kind in _VERBS), None)
    return phrase, _governing(place.left) or following or _inherited(place)


def _of_state(place: Place) -> Answer | None:
    """安全感达99%, 时间压缩至3天: the subject of the verb that ends the words on the left."""
    left = _without_tail(place.left)
    if place.quantity.kind == "rate" and left and left[0].text in ("高出", "高于", "低于", "优于") and place.earlier:
        return place.earlier[-1][1].object, left[0].text
    if not left or left[-1].kind not in ("state", "change"):
        return None
    action = left[-1].text if left[-1].kind == "change" and left[-1].text not in ("由", "从") else None
    while left and left[-1].kind in ("state", "change", "skip"):
        left = left[:-1]
    subject = _subject(left)
    if subject and not _PLACE_ONLY.fullmatch(_text(subject)):
        return subject, action
    return _shared(place, action) or (_subject(_without_tail(place.before)) or None, action)


def _of_act(place: Place) -> Answer | None:
    """实地督导20次: the act itself is counted; 已连续举办四届: what the clause before names."""
    left = _without_tail(place.left)
    if not left or left[-1].kind not in ("verb", "soft") or place.left[-1].kind == "de" or place.quantity.kind in ("time", "rate"):
        return None
    verb, rest = left[-1], left[:-1]
    if _stands_as_noun(verb, rest, place):
        return None
    if place.quantity.kind == "money":
        return ([verb] if _GRANT.search(verb.text) else None), verb.text
    if place.listed and place.earlier and not _nouns(rest):
        return place.earlier[-1][1].object, verb.text
    if place.quantity.kind == "people" and verb.text in _listed_as("pivot"):
        return None, verb.text
    if place.quantity.unit in _ACTS and verb.text not in _listed_as("event"):
        return (left[-2:] if rest and rest[-1].text in _MANNER else [verb]), verb.text
    if _nouns(rest):
        return _object_of(rest) or None, verb.text
    if same := _same_unit(place):
        return same, verb.text
    return (_object_of(place.before) if place.quantity.unit in _REPEATED else None) or None, verb.text


def _stands_as_noun(verb: Word, rest: list[Word], place: Place) -> bool:
    """Whether the verb next to the number is a noun there: 接到投诉8件, 规范店外经营90户, 、违章搭建300平方米."""
    at = _verb_at([*rest, verb])
    chained = bool(rest) and rest[-1].kind in ("soft", "loose") or (bool(rest) and rest[-1].text in _listed_as("pivot"))
    if at is not None and verb.kind == "soft" and not chained:
        return at < len(rest) - 1 or rest[at].kind == "verb"
    return place.listed and bool(_nouns(rest)) and place.quantity.unit not in _ACTS


def _by_time(place: Place) -> Answer | None:
    """提前十分钟到岗: the time counts what follows."""
    if place.quantity.kind != "time":
        return None
    acts = [word for word in place.right if word.kind in (*_VERBS, "noun")][:1]
    left = _without_tail(place.left)
    named = left and (left[-1].kind == "noun" or (place.quantity.bound == "under" and left[-1].kind in ("soft", "loose")))
    if not acts or named:
        return None
    return acts, left[-1].text if left and left[-1].kind in _VERBS else None


def _left(place: Place) -> Answer | None:
    """修缮老旧泵房12座: the noun phrase between the verb and the number."""
    left = _without_tail(place.left)
    if place.left and place.listed and len(place.left) == 2 and len(place.left[1].text) == 1:
        return place.left[1:], _inherited(place)
    if not left:
        return None
    if (left[0].text == "占" or _text(left) == "占比") and place.earlier:
        return place.earlier[-1][1].object, None
    phrase = _object_of(left)
    if not phrase:
        return None
    return phrase, _governing(left) or (_inherited(place) if place.listed or not place.before else None) or _inherited(place)


def _after_label(place: Place) -> Answer | None:
    """满意度:96%: what the colon or the cell before names."""
    if _without_tail(place.left) or not place.before:
        return None
    phrase = _subject(_without_tail(place.before))
    return (phrase, None) if phrase and len(_text(phrase)) <= 16 and not place.earlier else None


def _same_as_before(place: Place) -> Answer | None:
    """其中7个已完工: what the number before counted."""
    return _shared(place, None)


RULES = (_honour, _right, _of_state, _of_act, _by_time, _left, _after_label, _same_as_before)


def _shared(place: Place, action: str | None) -> Answer | None:
    """The object of the number before; 分别 and several numbers take theirs in turn."""
    if place.earlier and place.listed and place.earlier[-1][1].following:
        return place.earlier[-1][1].following[0], action
    if place.earlier and any(word.text == "分别" for word in place.left):
        return next(counted.object for _, counted in place.earlier), action
    if place.earlier and (place.touching or place.listed) and not any(word.kind != "list" for word in place.left):
        return place.earlier[-1][1].object, action
    if not place.earlier:
        phrase = _subject(_without_tail(place.before)) if place.before and action else []
        return (phrase, action) if phrase else None
    if place.quantity.kind in ("rate", "share") or action:
        return place.earlier[-1][1].object, action
    return _same_unit(place), action


def _same_unit(place: Place) -> str | None:
    """What the last number of the same unit in the sentence counted."""
    return next((counted.object for quantity, counted in reversed(place.earlier) if quantity.unit == place.quantity.unit), None)


def _dealt_out(place: Place, words: Sequence[Word]) -> list[str]:
    """The objects that 分别 deals out to a row of numbers, [] where it does not."""
    if not any(word.text == "分别" for word in place.left) or not any(word.kind == "list" for word in words):
        return []
    items = [""]
    for word in words:
        items = [*items, ""] if word.kind == "list" else [*items[:-1], items[-1] + word.text]
    return [item for item in items if item]


def _still_to_deal(place: Place) -> tuple[str, ...]:
    """What is left to deal out: the rest of the row, or, after 分别, the objects of the numbers before in their order."""
    if any(word.text == "分别" for word in place.left):
        return tuple(counted.object for _, counted in place.earlier[1:] if counted.object)
    return place.earlier[-1][1].following[1:] if place.earlier and place.listed else ()


def _inherited(place: Place) -> str | None:
    return place.earlier[-1][1].action if place.earlier else None


def _text(words: Sequence[Word]) -> str:
    return "".join(word.text for word in words)


def _nouns(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.kind == "noun"]


def _without_tail(words: list[Word]) -> list[Word]:
    """Without the words between an object and its number: 共, 等, 了, an opening bracket."""
    end = len(words)
    while end and (words[end - 1].kind in ("skip", "etc", "list", "de") or words[end - 1].text in ("(", " ")):
        end -= 1
    start = 0
    while start < end and words[start].kind in ("list", "skip", "etc"):
        start += 1
    return words[start:end]


def _noun_phrase(words: Sequence[Word], *, people: bool = False, crowded: bool = False) -> list[Word]:
    """The noun phrase that a stretch opens with, from after its last 的 and 等."""
    start, end = 0, 0
    for position, word in enumerate(words):
        following = words[position + 1] if position + 1 < len(words) else None
        if word.kind == "de" and any(one.kind == "list" for one in words[start:position]):
            end = next(at for at in range(start, position) if words[at].kind == "list")
            break
        if word.kind in ("de", "etc"):
            if word.kind == "etc" and not (following and following.kind == "noun" and tag(following.text) not in _NUMERAL and position):
                break
            start = end = position + 1
        elif len(word.text) == 1 and tag(word.text) == "v" and position > start:
            break
        elif (word.kind == "noun" and not _saying(word)) or (
            word.kind in ("soft", "loose") and _joins(words, position, people)
        ):
            end = position + 1
        elif word.kind == "list" and position > start and not _opens_number(words, position, crowded):
            continue
        elif not word.text.strip() and position == start:
            start = end = position + 1
        elif not (following and following.kind == "de" and word.kind in ("soft", "loose", "skip")):
            break
    return list(words[start:end])


def _saying(word: Word) -> bool:
    """Whether a word is a numeral or a set phrase that says what happens (进场入市), not what is counted."""
    speech = tag(word.text)
    return speech in _NUMERAL or (speech in ("l", "i") and not _PEOPLE.search(word.text) and word.text[-1] not in _NAMING)


def _joins(words: Sequence[Word], position: int, people: bool) -> bool:
    """Whether a verb that may be a noun is one here: inside or at the end of a phrase (12个 + 监测 + 断面)."""
    following = words[position + 1] if position + 1 < len(words) else None
    if position == 0 or words[position - 1].kind in ("de", "list"):
        return following is not None and following.kind == "noun" and (not people or bool(_PEOPLE.search(following.text)))
    if following is None or following.kind in ("etc", "list"):
        return not people and words[position].kind == "soft"
    if words[position].kind == "loose":
        return bool(_PEOPLE.search(following.text)) and following.kind == "noun" and not people
    named = _EVENT.match(following.text) or _MATTER.match(following.text) or _PEOPLE.search(following.text)
    return following.kind == "noun" and bool(named) and not people


def _opens_number(words: Sequence[Word], position: int, crowded: bool) -> bool:
    """Whether what follows a list mark belongs to the next number (3名教师、 | 学生 20名)."""
    rest = words[position + 1 :]
    if not rest or rest[0].kind not in ("noun", "soft", "loose"):
        return True
    if len(words[position - 1].text) == 1 and words[position - 1].text in "国省市县区镇乡村中小":
        return False
    return crowded and all(word.kind in ("noun", "soft", "loose", "list", "skip") for word in rest)


def _governing(words: Sequence[Word]) -> str | None:
    position = _verb_at(words)
    if position is None:
        return None
    first = position
    while first and words[first - 1].kind in _VERBS:
        first -= 1
    return _text(words[first : position + 1])


def _verb_at(words: Sequence[Word]) -> int | None:
    """Where the verb stands that governs the last noun phrase of a stretch.

    A true verb governs what follows it. One that may be a noun does so only as the first of the stretch, in a chain
    (改建扩建), or after 组织 and its like with people between (组织青年清理); else it belongs to the phrase (接到 | 投诉举报信).
    """
    at: int | None = None
    for position, word in enumerate(words[:-1]):
        if word.kind in ("verb", "change") or (word.kind in ("soft", "loose") and words[position + 1].kind not in ("de", "etc") and (
            at is None or (word.kind == "soft" and (_chained(words, at, position) or _pivoted(words, at, position)))
        )):
            at = position
    return at


def _pivoted(words: Sequence[Word], at: int, position: int) -> bool:
    return words[at].text in _listed_as("pivot") and at < position - 1


def _chained(words: Sequence[Word], at: int, position: int) -> bool:
    """Whether a verb goes on from the one before (拆除改造), or outweighs one that only describes (服务热线受理)."""
    if words[at].text in _listed_as("event"):
        return False
    joined = all(word.kind in ("list", "skip") for word in words[at + 1 : position])
    if joined and words[at].text in _listed_as("pivot"):
        return True
    return words[position].text in _hands_on() and (joined or (words[at].kind != "verb" and words[at].text not in _hands_on()))


def _object_of(words: Sequence[Word]) -> list[Word]:
    """The object of the last governing verb; the whole noun phrase where there is no verb."""
    words = _without_tail(list(words))
    if _MEASURED.search(_text(words)):
        return _subject(words)
    position = _verb_at(words)
    return _head(words[position + 1 :] if position is not None else words)


def _subject(words: Sequence[Word]) -> list[Word]:
    """The subject that a stretch ends in: verbs inside it belong to it (参加活动人次)."""
    start = 0
    for position, word in enumerate(words):
        if word.kind in ("stop", "state") or word.text in _SAYS or (word.kind == "verb" and word.text in _hands_on()) or (word.kind == "skip" and not _nouns(words[start:position])):
            start = position + 1
    return _head(words[start:])


def _head(words: Sequence[Word]) -> list[Word]:
    """A noun phrase without what stands before its last 的 or 等, and without adverbs around it."""
    words = _without_tail(list(words))
    for position in range(len(words) - 2, -1, -1):
        if words[position].kind in ("de", "etc"):
            return _head(words[position + 1 :])
        if words[position].kind in ("stop", "state", "change"):
            return _head(words[position + 1 :])
    return words if any(word.kind in ("noun", *_VERBS) for word in words) else []

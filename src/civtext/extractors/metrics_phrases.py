"""Words and phrases around a number, for `metrics_objects`: what is a noun phrase, where its verb stands.

>>> words = words_of("组织青年清理背街垃圾", 0, 10, "组织青年清理背街垃圾")
>>> text_of(object_of(words)), governing(words)
('背街垃圾', '清理')

A word of the list `verbs` that also stands as a noun is `soft`: it governs only as the first verb of its stretch, in a chain
(改建扩建) or after 组织 and its like; else it belongs to the phrase (接到 | 投诉举报信).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from civtext.lexicons import lexicon
from civtext.quantities import Quantity
from civtext.words import cut, tag

_NAME = "\ue001"
_PASSED = "\ue002"  # a number that is no metric: words are read across it
_NAMED = re.compile(r"“[^“”。;:!?\n]{1,40}”|‘[^‘’。;:!?\n]{1,40}’|《[^《》\n]{1,80}》")
_LISTING = re.compile(r"(?<![\u4e00-\u9fff])[一二三四五六七八九十]{1,2}[是要]")
MEASURED = re.compile(
    r"(?:率|度|指数|得分|成绩|总分|分数|占比|比重|比例|数|数量|总量|总额|金额|面积|里程|时长|时间|人次|年龄|长度|宽度|规模|费用"
    r"|成本|产值|收入|支出|销售额|增加值|能力|等候|人均\w{0,6}|户均\w{0,6}|日均\w{0,6})$"
)
# What makes a noun of the verb before it: 推进 + 会, 宣传 + 活动.
_HEAD = re.compile(
    r"^(?:会|班|站|点|队|员|栏|室|组|率|费|车|岗|亭|证|卡|款|金|所|处|箱|机|屏|墙|者|办|人|量|数|额|度|桩)$"
)
_THING = re.compile(r"^(?:单|表|书|牌|品|片|画|语|图|票|物|柜|架|池|桶|棚|线|带|网|册|稿|件|桩)$")
_EVENT = re.compile(
    r"^(?:活动|行动|工作|会议|队伍|小组|比赛|大赛|竞赛|讲座|大会|仪式|演出|报告会|会演|制度|机制|事项|工程|大队|专班|联盟|服务|大舞台|讲堂)$"
)
# What a verb may name inside a phrase, though right after a number's verb it is the object (测评项目, but 实施项目).
_MATTER = re.compile(
    r"^(?:项目|基地|中心|阵地|平台|任务|经费|资金|问题|案件|方案|课程|超市|驿站|点位|网点|广场|专栏|设施|设备|小区|单位|断面|场所)$"
)
_PEOPLE = re.compile(
    r"(?:者|员|人|儿童|群众|学生|职工|教师|干部|代表|妇女|居民|村民|民警|家庭|少年|青年|对象|骨干|师|军人|士兵|户|团队|乡亲|游客|小哥|大爷|大妈|商户|店主|老人|市民|业主|骑手|司机|同学|孩子|村|社区)$"
)
_LINKS = frozenset(("(", " ", "在", "于", "至", "到", "每", "离", "距"))
_NAMING = "会议动度程制队心务点站室员部区院园馆场所路街社案件"
_SAYS = frozenset(("承诺", "要求", "规定", "保证", "确保", "实现", "使", "让", "推动", "力促"))
_BUILD = "建修种栽植拆清发设办铺捐送投印增添补换评获"
VERBS = ("verb", "soft", "loose")
_NUMERAL = ("m", "mq")
_SPEECH = (
    {"v": "loose"}
    | dict.fromkeys(("d", "ad", "vd", "ul", "uz", "ug", "t", "zg", "y"), "skip")
    | dict.fromkeys(("p", "u", "f", "c"), "stop")
)
_PIECE = re.compile(
    rf"{_NAME}+|{_PASSED}+|\([^(){_NAME}]{{1,12}}\)|(?:(?!\([^(){_NAME}]{{1,12}}\))[^{_NAME}{_PASSED}])+"
)
# Where the dictionary must not join: 收缴率 | 达, 佩戴率 | 较.
_SEAM = re.compile(r"(?<=[率度数量额])(?=[较比达由从为占仅])|(?<=次)(?=达到?$)")


class Word(NamedTuple):
    """A word of a clause.

    `kind` is noun; verb, soft (a verb that may stand as a noun) or loose (a verb only by the dictionary); state or
    change (达到, 提高到); skip (adverbs); list (、和); de (的); etc (等); or stop.
    """

    start: int
    end: int
    text: str
    kind: str


def outside_names(folded: str) -> str:
    """The text with what stands in quotation and title marks blanked, so that no stop inside a name cuts a clause."""
    return _NAMED.sub(lambda match: _NAME * len(match[0]), folded)


def without_others(plain: str, quantities: Sequence[Quantity], counts: Sequence[bool]) -> str:
    """The text with every number that is no metric, and stands in no name, made transparent."""
    plain = _LISTING.sub(lambda match: _PASSED * len(match[0]), plain)
    pieces, at = [], 0
    for quantity, counted in zip(quantities, counts, strict=True):
        start, end = quantity.span
        if not counted and plain[start] != _NAME:
            start -= plain[max(at, start - 1) : start] == "第"
            pieces += [plain[at:start], _PASSED * (end - start)]
            at = end
    return "".join([*pieces, plain[at:]])


def words_of(text: str, start: int, end: int, plain: str) -> list[Word]:
    """The words of a stretch; a name in marks is one noun, and so is a short bracket after one."""
    words: list[Word] = []
    for match in _PIECE.finditer(plain[start:end]):
        at, piece = start + match.start(), text[start + match.start() : start + match.end()]
        if match[0][0] == _PASSED:
            words.append(Word(at, at + len(piece), piece, "skip"))
            continue
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
        elif (
            not out
            and len(word) == 2
            and word[0] in _BUILD
            and tag(word) in ("", "nr", "nz", "ns")
            and word not in _kinds()
        ):
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
            (last.kind in VERBS and _HEAD.match(word.text) and len(last.text) > 1)
            or (last.kind in ("soft", "loose") and _THING.match(word.text) and len(out) > 1)
            or (last.kind in ("soft", "loose") and _EVENT.match(word.text))
        )
        if last and headed:
            out[-1] = Word(last.start, word.end, last.text + word.text, "noun")
        else:
            out.append(word)
    return out


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
    if word[0] == "每":
        return "skip"
    if word in ("全", "把", "将", "对", "向", "其", "该", "此", "这", "那", "于", "(", ")"):
        return "stop"
    if len(word) > 2 and _kinds().get(word[:2]) == "skip" and speech in ("", "d", "i", "l", "v"):
        return "stop"
    return _SPEECH.get(speech, "noun") if len(word) > 1 or speech not in ("v", "zg") else "noun"


@cache
def _kinds() -> dict[str, str]:
    kinds = {
        entry["term"]: "soft" if entry["noun"] == "yes" else "verb"
        for entry in lexicon("verbs")
        if entry["kind"] != "none"
    }
    for entry in lexicon("quantity_words"):
        word, kind = entry["term"], entry["kind"]
        if kind in ("pivot", "event", "verb", "honour"):
            kinds.setdefault(word, "verb")
        else:
            kinds[word] = "skip" if kind == "adverb" else kind
    return kinds


@cache
def _hands_on() -> frozenset[str]:
    """The verbs of things done with hands or papers; the others (宣传, 执法, 服务) often only describe the noun that follows."""
    named = ("受理", "办理", "办结", "接待", "检测", "抽检", "排查", "处罚", "评选", "推荐", "捐赠", "培训", "投入")
    kinds = ("build", "clean", "issue", "spend", "publicise")
    listed = (
        entry["term"]
        for entry in lexicon("verbs")
        if entry["kind"] in kinds and not entry["term"].startswith(("宣", "创"))
    )
    return frozenset(listed) | frozenset(named)


@cache
def listed_as(kind: str) -> frozenset[str]:
    return frozenset(entry["term"] for entry in lexicon("quantity_words") if entry["kind"] == kind)


def ends_in_verb(clause: str) -> bool:
    """Whether a clause ends in a verb: after one, 一次 and 一项 count nothing (完成一项, 排查一次)."""
    words = without_tail(words_of(clause[-12:], 0, len(clause[-12:]), outside_names(clause[-12:])))
    return not words or words[-1].kind in (*VERBS, "state", "change")


def text_of(words: Sequence[Word]) -> str:
    return "".join(word.text for word in words)


def nouns(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.kind == "noun"]


def without_tail(words: list[Word]) -> list[Word]:
    """Without the words between an object and its number: 共, 等, 了, an opening bracket."""
    end = len(words)
    while end and (words[end - 1].kind in ("skip", "etc", "list", "de") or words[end - 1].text in _LINKS):
        end -= 1
    start = 0
    while start < end and words[start].kind in ("list", "skip", "etc"):
        start += 1
    return words[start:end]


def noun_phrase(
    words: Sequence[Word], *, people: bool = False, acts: bool = False, crowded: bool = False
) -> list[Word]:
    """The noun phrase that a stretch opens with, from after its last 的 and 等; a bare verb is one where acts are counted."""
    start, end = 0, 0
    for position, word in enumerate(words):
        following = words[position + 1] if position + 1 < len(words) else None
        if word.kind == "de" and any(one.kind == "list" for one in words[start:position]):
            end = next(at for at in range(start, position) if words[at].kind == "list")
            break
        if word.kind in ("de", "etc"):
            if word.kind == "etc" and not (
                following and following.kind == "noun" and tag(following.text) not in _NUMERAL and position
            ):
                break
            start = end = position + 1
        elif len(word.text) == 1 and tag(word.text) == "v" and position > start:
            break
        elif (word.kind == "noun" and not _saying(word)) or (
            word.kind in ("soft", "loose") and (_joins(words, position, people) or (acts and position == start))
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
    return (
        speech in _NUMERAL
        or (len(word.text) == 1 and word.text.isascii())
        or (speech in ("l", "i") and not _PEOPLE.search(word.text) and word.text[-1] not in _NAMING)
    )


def _joins(words: Sequence[Word], position: int, people: bool) -> bool:
    """Whether a verb that may be a noun is one here: inside or at the end of a phrase (12个 + 监测 + 断面)."""
    following = words[position + 1] if position + 1 < len(words) else None
    if position == 0 or words[position - 1].kind in ("de", "list"):
        return (
            following is not None and following.kind == "noun" and (not people or bool(_PEOPLE.search(following.text)))
        )
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


def object_of(words: Sequence[Word]) -> list[Word]:
    """The object of the last governing verb; the whole noun phrase where there is no verb."""
    words = without_tail(list(words))
    if MEASURED.search(text_of(words)):
        return subject_of(words)
    position = verb_at(words)
    return _head(words[position + 1 :] if position is not None else words)


def subject_of(words: Sequence[Word]) -> list[Word]:
    """The subject that a stretch ends in: verbs inside it belong to it (参加活动人次)."""
    start = 0
    for position, word in enumerate(words):
        if (
            word.kind in ("stop", "state")
            or word.text in _SAYS
            or (
                not nouns(words[start:position])
                and (word.kind == "skip" or (word.kind == "verb" and not word.text.startswith("参")))
            )
        ):
            start = position + 1
    return _head(words[start:])


def _head(words: Sequence[Word]) -> list[Word]:
    """A noun phrase without what stands before its last 的 or 等, and without adverbs around it."""
    words = without_tail(list(words))
    for position in range(len(words) - 2, -1, -1):
        if words[position].kind in ("de", "etc"):
            return _head(words[position + 1 :])
        if words[position].kind in ("stop", "state", "change"):
            return _head(words[position + 1 :])
    return words if any(word.kind in ("noun", *VERBS) for word in words) else []


def governing(words: Sequence[Word]) -> str | None:
    position = verb_at(words)
    if position is None:
        return None
    first = position
    while first and words[first - 1].kind in VERBS:
        first -= 1
    return text_of(words[first : position + 1])


def verb_at(words: Sequence[Word]) -> int | None:
    """Where the verb stands that governs the last noun phrase of a stretch.

    A true verb governs what follows it. One that may be a noun does so only as the first of the stretch, in a chain
    (改建扩建), or after 组织 and its like with people between (组织青年清理); else it belongs to the phrase (接到 | 投诉举报信).
    """
    at: int | None = None
    for position, word in enumerate(words[:-1]):
        if word.kind in ("verb", "change") or (
            word.kind in ("soft", "loose")
            and words[position + 1].kind not in ("de", "etc")
            and (
                at is None or (word.kind == "soft" and (_chained(words, at, position) or _pivoted(words, at, position)))
            )
        ):
            at = position
    return at


def _pivoted(words: Sequence[Word], at: int, position: int) -> bool:
    return words[at].text in listed_as("pivot") and at < position - 1


def _chained(words: Sequence[Word], at: int, position: int) -> bool:
    """Whether a verb goes on from the one before (拆除改造), or outweighs one that only describes (服务热线受理)."""
    if words[at].text in listed_as("event"):
        return False
    joined = all(word.kind in ("list", "skip") for word in words[at + 1 : position])
    if joined and words[at].text in listed_as("pivot"):
        return True
    return words[position].text in _hands_on() and (
        joined or (words[at].kind != "verb" and words[at].text not in _hands_on())
    )

"""Words and phrases around a number, for `objects`: what is a noun phrase, and which is meant.

>>> words = words_of("组织青年清理背街垃圾", 0, 10, "组织青年清理背街垃圾")
>>> text_of(object_of(words))
'背街垃圾'
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from civtext.extractors.metrics.governing import verb_at
from civtext.extractors.metrics.words import (
    EVENT,
    PEOPLE,
    VERBS,
    Word,
    hands_on,
    listed_as,
    nouns,
    outside_names,
    text_of,
    words_of,
)
from civtext.lexicons import Gated, terms
from civtext.words import tag

MEASURED = Gated(
    r"(?:率|(?<!调)度|指数|得分|成绩|总分|分数|占比|比重|比例|数|数量|总量|总额|金额|面积|里程|时长|时间|时限|期限|用时|人次|年龄|长度|宽度|规模|费用"
    r"|成本|产值|收入|支出|销售额|增加值|能力|等候|[人户日]均(?:公园|绿地|[\w]{0,4}绿地|用水|用电|产出)?)$",
    needs="[率度数分绩比重例量额积程长间次限时龄模用本值入出力候均园地水电]$",
)
# What a verb may name inside a phrase, though right after a number's verb it is the object (测评项目, but 实施项目).
_MATTER = re.compile(
    r"^(?:项目|基地|中心|阵地|平台|任务|经费|资金|以奖代补|问题|案件|方案|课程|超市|驿站|点位|网点|广场|专栏|设施|设备|小区|单位|断面|场所)$"
)
_BODY = re.compile(r"(?:部门|单位|科室|支部|街道|乡镇|社区|机关)$")
_PERIOD = re.compile(r"每(?:[人个]?|半)(?:天|日|周|月|季度?|年|学期|学年|人)$")
_SUMS = re.compile(r"总量|总数|总额|金额|面积|次数|频次|时长|经费|人次|数量")
_REACHED = frozenset(
    ("完成", "实现", "新增", "达到", "增加", "减少", "提高", "降低", "投入", "安排", "拨付", "落实", "争取")
)
_LINKS = frozenset(("(", " ", "在", "于", "至", "到", "每", "离", "距"))
_NAMING = "会议动度程制队心务点站室员部区院园馆场所路街社案件口"
_SAYS = frozenset(("承诺", "要求", "规定", "保证", "确保", "实现", "使", "让", "推动", "力促"))
_NUMERAL = ("m", "mq")
_HOW_IT_GOES = frozenset(("情况", "进展情况"))
_VARIOUS = frozenset(("闲置", "废弃", "破旧", "空置", "原有", "现有", "不同", "相关", "有关", "各类", "特色"))
_ABOUT = frozenset(
    ("主题", "形式", "方面", "级别", "规格", "风格", "特色", "规模", "标准", "性质", "层次", "类型", "内容")
)
_SCOPE = frozenset(("全市", "全县", "全区", "全镇", "全乡", "全省", "全街道"))
_RATIOS = frozenset(("比例", "比重", "权重", "份额"))
_FOR = frozenset(("为", "给", "替", "帮"))
# What people do after their number: 28支队伍 | 参赛.
DOING = frozenset(terms("counting_words", kind="attended"))
_WORKS = re.compile(r"^(?:改造|改建|扩建|新建|建设|提升|整治|治理|修缮|维修|更新|补建|改造提升|升级改造|提质改造)$")
_GENERIC = frozenset(terms("counting_words", kind="general"))
# 闯红灯等违法行为: what sort of thing they are says too little.
_SORTS = re.compile(r"(?:违法|违规|不文明|专项|安全|突出|各类|便民){1,2}(?:行为|现象|问题|案件|行动|隐患|服务)")
_JUDGED = re.compile(r"^(?:满意度|满意率|知晓率|支持率|认可度|认可率|参与率|评价|信任度|好评率|测评得分)$")


def ends_in_verb(clause: str) -> bool:
    """Whether a clause ends in a verb: after one, 一次 and 一项 count nothing (完成一项, 排查一次)."""
    words = without_tail(words_of(clause[-12:], 0, len(clause[-12:]), outside_names(clause[-12:])))
    return not words or words[-1].kind in (*VERBS, "state", "change")


def without_tail(words: list[Word]) -> list[Word]:
    """Without the words between an object and its number: 共, 等, 了, an opening bracket."""
    end = len(words)
    while end and (words[end - 1].kind in ("skip", "etc", "list", "de") or words[end - 1].text in _LINKS):
        end -= 1
    start = 0
    while start < end and (words[start].kind in ("list", "skip", "etc") or words[start].text[0] == "("):
        start += 1
    return words[start:end]


def noun_phrase(
    words: Sequence[Word], *, people: bool = False, acts: bool = False, crowded: bool = False, things: bool = False
) -> list[Word]:
    """The noun phrase that a stretch opens with, from after its 的 and 等; a bare verb is one where acts are counted.

    Where `things` are counted, a noun before 的 is what they are: 4类点位 | 的任务, but 3个崭新的 | 花箱.
    """
    start, end = 0, 0
    for position, word in enumerate(words):
        following = words[position + 1] if position + 1 < len(words) else None
        # 50辆出租车 | 组成的车队, 6个社区 | 以及农贸市场
        if position > start and word.text in ("组成", "构成", "以及"):
            break
        if position > start and following and following.text in _HOW_IT_GOES and word.kind in VERBS:
            continue  # 各村工作 | 开展 | 情况
        if word.kind in ("de", "etc"):
            if _closes(words, start, position) or (things and _owns(words, start, position)):
                break
            start = end = position + 1
        elif not word.text.strip() and position == start:
            start = end = position + 1
        elif _belongs(words, position, start, people) or (acts and _acted(words, position, start)):
            end = position + 1
            if people and PEOPLE.search(word.text) and not _goes_on(words, position):
                break
        elif word.kind == "list" and position > start and not _opens_number(words, position, crowded):
            if _meets(words, position) or (following and following.text in ("部分", "其他", "其它", "一些")):
                break
        elif not (following and following.kind == "de" and word.kind in ("soft", "loose", "skip")):
            break
    return _before_list(words[start:end]) if end < len(words) and words[end].kind == "de" else list(words[start:end])


def _belongs(words: Sequence[Word], position: int, start: int, people: bool) -> bool:
    """Whether a word goes on with the noun phrase that opened at `start`."""
    word, inside = words[position], position > start
    if inside and (word.text in DOING or word.text in _SCOPE):
        return False
    if word.kind == "noun":
        return not _saying(word) and not (inside and len(word.text) == 1 and tag(word.text) == "v")
    if word.kind == "stop":  # 校园 + 周边 + 商店
        return inside and tag(word.text) == "f" and position + 1 < len(words) and words[position + 1].kind == "noun"
    return word.kind in ("soft", "loose") and _joins(words, position, people)


def _meets(words: Sequence[Word], position: int) -> bool:
    """Whether 与 goes on to what the counted do with others: 20家单位 | 与社区结对; not 单位与社区 alone."""
    rest = words[position + 1 : position + 8]
    return words[position].text in ("与", "同", "跟") and any(word.kind in VERBS for word in rest[1:])


def _closes(words: Sequence[Word], start: int, position: int) -> bool:
    """Whether 的 or 等 ends the phrase: 居民 | 的任务, 社区 | 等, 社区 | 等地; it does not in 困难 | 的学生, 书籍 | 等学习用品."""
    following = words[position + 1] if position + 1 < len(words) else None
    if words[position].kind == "etc":
        return not (position and following and following.kind == "noun" and tag(following.text) not in _NUMERAL)
    phrase = words[start:position]
    return any(word.kind == "list" for word in phrase) or bool(phrase and PEOPLE.search(phrase[-1].text))


def _owns(words: Sequence[Word], start: int, position: int) -> bool:
    """Whether the noun before 的 is one that has something: 点位 | 的任务; not 不同主题 | 的展览, 困难 | 的学生."""
    phrase = words[start:position]
    plain = phrase and words[position].kind == "de" and all(word.kind == "noun" for word in phrase)
    named = plain and tag(phrase[-1].text) in ("n", "ns", "nt", "") and len(phrase[-1].text) > 1
    return bool(named) and phrase[0].text not in _VARIOUS and phrase[-1].text not in _ABOUT


def _acted(words: Sequence[Word], position: int, start: int) -> bool:
    """Whether a verb goes on with the name of an act: 应急 | 疏散 | 演练."""
    if position == start:
        return words[position].kind in VERBS
    return words[position].kind in ("soft", "loose")


def _before_list(phrase: Sequence[Word]) -> list[Word]:
    """A phrase without the second half that belongs to a 的 further on (十件 | 实事、城市 | 的顽症)."""
    end = next((at for at, word in enumerate(phrase) if word.kind == "list"), len(phrase))
    return list(phrase[:end])


def _goes_on(words: Sequence[Word], position: int) -> bool:
    """Whether a noun for people is not the last of its phrase: 学生 + 家长, 家庭 + 困难 + 的, 教师、学生."""
    rest = words[position + 1 : position + 4]
    if any(word.kind == "de" for word in rest[:2]):
        return not PEOPLE.search(words[position].text) or rest[0].kind != "de"
    return bool(rest) and (rest[0].kind in ("list", "etc") or bool(PEOPLE.search(rest[0].text)))


def _saying(word: Word) -> bool:
    """Whether a word is a numeral or a set phrase that says what happens (进场入市), not what is counted."""
    speech = tag(word.text)
    if word.text in listed_as("noun"):
        return False
    return (
        speech in _NUMERAL
        or (len(word.text) == 1 and word.text.isascii())
        or (speech in ("l", "i") and not PEOPLE.search(word.text) and word.text[-1] not in _NAMING)
    )


def _joins(words: Sequence[Word], position: int, people: bool) -> bool:
    """Whether a verb that may be a noun is one here: inside or at the end of a phrase (12个 + 监测 + 断面)."""
    following = words[position + 1] if position + 1 < len(words) else None
    if position and _BODY.search(words[position - 1].text) and (following is None or _BODY.search(following.text)):
        return False  # 部门 | 联系 | 社区
    if position == 0 or words[position - 1].kind in ("de", "list"):
        return (
            following is not None and following.kind == "noun" and (not people or bool(PEOPLE.search(following.text)))
        )
    if following is None or following.kind in ("etc", "list"):
        return not people and words[position].kind == "soft"
    if words[position].kind == "loose":
        return bool(PEOPLE.search(following.text)) and following.kind == "noun" and not people
    named = EVENT.match(following.text) or _MATTER.match(following.text) or PEOPLE.search(following.text)
    return following.kind == "noun" and bool(named) and not people


def _opens_number(words: Sequence[Word], position: int, crowded: bool) -> bool:
    """Whether what follows a list mark belongs to the next number (3名教师、 | 学生 20名)."""
    rest = words[position + 1 :]
    if not rest or rest[0].kind not in ("noun", "soft", "loose"):
        return True
    if len(words[position - 1].text) == 1 and words[position - 1].text in "国省市县区镇乡村中小":
        return False
    return crowded and all(word.kind in ("noun", "soft", "loose", "list", "skip") for word in rest)


def object_of(words: Sequence[Word], *, listed: bool = False) -> list[Word]:
    """The object of the last governing verb; the whole noun phrase where there is no verb.

    In a list that has its verb already (发放手册3册、调查问卷8份) a verb that may be a noun is one, unless it is one of hands.
    """
    words = without_tail(list(words))
    if row := _listed_in_full(words):
        return row
    if helped := _helped(words):
        return helped
    if MEASURED.search(text_of(words)):
        return subject_of(words)
    position = verb_at(words)
    if listed and position is not None and words[position].kind != "verb" and words[position].text not in hands_on():
        position = None
    return _head(words[position + 1 :] if position is not None else words)


def _listed_in_full(words: Sequence[Word]) -> list[Word]:
    """读书分享、送戏下乡等活动: a head that says nothing alone keeps its list; [] where it says enough (各类管网)."""
    etc = next((at for at in range(len(words) - 2, 0, -1) if words[at].kind == "etc"), 0)
    head = text_of(words[etc + 1 :])
    if len(words) < 3 or not etc or not (head in _GENERIC or _SORTS.fullmatch(head)):
        return []
    verb = next((at for at, word in enumerate(words) if word.kind in VERBS), -1)
    row = words[verb + 1 :]
    listed = any(word.kind == "list" for word in row) and row[0].kind != "list"
    quoted = "”“" in row[0].text
    return list(row) if listed or quoted else []


def _helped(words: Sequence[Word]) -> list[Word]:
    """为困难家庭减免费用: after those it is done for the next verb governs; [] where the stretch does not open so."""
    if not words or words[0].text not in _FOR:
        return []
    at = next((at for at, word in enumerate(words) if word.kind in VERBS and at > 1), None)
    return _head(words[at + 1 :]) if at is not None and nouns(words[at + 1 :]) else []


def without_works(phrase: list[Word]) -> list[Word]:
    """What is worked on, without the work: 老旧小区 | 改造, 背街小巷 | 整治."""
    last = len(phrase) - 1
    if last > 0 and _WORKS.match(phrase[last].text) and any(word.kind == "noun" for word in phrase[:last]):
        return phrase[:last]
    return phrase


def subject_of(words: Sequence[Word]) -> list[Word]:
    """The subject that a stretch ends in: verbs inside it belong to it (参加活动人次)."""
    if judged := _judged(words) or _proportion(words):
        return judged
    words = without_place(_without_base(words))
    start = 0
    for position, word in enumerate(words):
        if (
            word.kind in ("stop", "state")
            or word.text in _SAYS
            or (
                not nouns(words[start:position])
                and (word.kind == "skip" or (word.kind == "verb" and not _of_measure(words, position)))
            )
        ):
            start = position + 1
    return _head(words[start:])


def _of_measure(words: Sequence[Word], position: int) -> bool:
    """Whether a verb says what is measured: 参加 | 活动人次, 献血 | 总量; not 完成 | 投资额."""
    measured = position == len(words) - 2 and _SUMS.search(words[-1].text) and words[position].text not in _REACHED
    return words[position].text.startswith("参") or bool(measured)


def _head(words: Sequence[Word]) -> list[Word]:
    """A noun phrase without what stands before its last 的 or 等, and without adverbs around it."""
    words = without_tail(list(words))
    for position in range(len(words) - 2, -1, -1):
        if words[position].kind in ("de", "etc"):
            return _head(words[position + 1 :])
        inside = (
            tag(words[position].text) == "f"
            and len(words[position].text) > 1
            and words[position].text[0] not in "以之期前"
        )
        if _PERIOD.match(words[position].text):  # 主干道 | 每天 | 保洁时间
            return _head(words[position + 1 :])
        if words[position].kind in ("state", "change") or (words[position].kind == "stop" and not inside):
            return _head(words[position + 1 :])
    return words if any(word.kind in ("noun", *VERBS) for word in words) else []


def _judged(words: Sequence[Word]) -> list[Word]:
    """居民对环境的满意度: a rate with those who judge and what they judge; [] where it stands alone."""
    to = next((at for at, word in enumerate(words) if word.text == "对"), 0)
    if not to or words[to - 1].kind != "noun" or not _JUDGED.match(words[-1].text):
        return []
    return list(words[to - 1 :]) if any(word.kind == "de" for word in words[to:]) else []


def _proportion(words: Sequence[Word]) -> list[Word]:
    """民生支出占总支出的比重: a ratio with both of its terms; [] where it stands alone."""
    words = without_tail(list(words))
    at = next((at for at, word in enumerate(words) if at and word.text in ("占", "约占")), 0)
    if not at or words[-1].text not in _RATIOS or not nouns(words[at:-1]):
        return []
    subject = _head(words[:at])
    return words[words.index(subject[0]) :] if subject else []


def _without_base(words: Sequence[Word]) -> Sequence[Word]:
    """接种率以乡镇为单位: without what it is reckoned by."""
    words = list(words)
    by = next((at for at, word in enumerate(words) if at and word.text == "以"), None)
    based = by is not None and any(word.text in ("为", "为单位") for word in words[by:])
    return words[:by] if based else words


def without_place(words: Sequence[Word]) -> Sequence[Word]:
    """位次在全省县级城市中前移: without where it was so."""
    at = next((at for at, word in enumerate(words) if at and word.text == "在"), None)
    end = next(
        (end for end, word in enumerate(words) if at and end > at and word.text in ("中", "里", "内", "中间")), None
    )
    return [*words[:at], *words[end + 1 :]] if at is not None and end is not None else words

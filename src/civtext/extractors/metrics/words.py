"""The words of a clause for `phrases`, each with its part in a phrase around a number.

>>> text = "召开推进会"
>>> [(word.text, word.kind) for word in words_of(text, 0, 5, text)]
[('召开', 'verb'), ('推进会', 'noun')]

Method: jieba's words and parts of speech, put right by the lists `verbs` and `quantity_words`; a verb and the head that makes
a noun of it are one word (推进会, 收缴率).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from civtext.lexicons import Gated, lexicon, terms
from civtext.quantities import Quantity
from civtext.words import cut, tag

_NAME = "\ue001"
_ASIDE = 14  # the longest bracket that is part of a name: 台(套), 村(社区)
_PASSED = "\ue002"  # a number that is no metric: words are read across it
_NAMED = re.compile(r"“(?!要|将|确保|力争)[^“”。;:!?\n]{1,40}”|‘[^‘’。;:!?\n]{1,40}’|《[^《》\n]{1,80}》")
_WHEN = ("date", "period", "time", "clock")
_LISTING = re.compile(r"[一二三四五六七八九十](?<![\u4e00-\u9fff][一二三四五六七八九十])[一二三四五六七八九十]?[是要]")
_CIRCLE = re.compile(r"[\u4e00-\u9fff]{0,8}圈")
# What only measures when a noun follows: 平均 | 办理时限, 重点 | 人群, but 重点整治.
_RATED = re.compile(r"(?:率|度|时限|时间|时长|成本|费用|资金|面积|收入|水平|得分|分数)$")
_QUALIFYING = frozenset(
    ("平均", "及时", "按期", "按时", "重点", "人均", "户均", "村均", "日均", "月均", "年均", "全程", "首次")
)
# What makes a noun of the verb before it: 推进 + 会, 宣传 + 活动.
_HEAD = re.compile(
    r"^(?:会|班|站|点|队|员|栏|室|组|类|圈|率|费|车|岗|亭|证|卡|款|金|所|处|箱|机|屏|墙|者|办|人|量|数|额|度|桩)$"
)
_THING = re.compile(r"^(?:单|表|书|牌|品|片|画|语|图|票|物|柜|架|池|桶|棚|线|带|网|册|稿|件|桩)$")
EVENT = re.compile(
    r"^(?:活动|行动|工作|会议|队伍|小组|比赛|大赛|竞赛|讲座|大会|仪式|演出|报告会|会演|制度|机制|事项|工程|大队|专班|联盟|服务|大舞台|讲堂)$"
)
_CEREMONY = re.compile(r"^(?:仪式|大会|会议|比赛|大赛|专班|制度|机制)$")  # 举行好人 | 发布 | 仪式
PEOPLE = re.compile(
    r"(?:者|员|人|儿童|群众|学生|职工|教师|干部|代表|妇女|居民|村民|民警|家庭|人民|少年|青年|对象|骨干|师|军人|士兵|户|专家|教授|学者|团队|乡亲|游客|小哥|大爷|大妈|商户|店主|摊贩|商贩|摊主|老人|市民|业主|骑手|司机|同学|孩子|村|社区|选手|能手|歌手|老板|大伙|们)$"
)
GROUND = re.compile(
    r"(?:街|巷|小巷|路|道|桥|河|沟|渠|厕|公厕|楼道|广场|市场|校园|候车室|大厅|卫生间|车厢|病房|电梯|站台|果皮箱|垃圾桶)$"
)
_BUILD = "建修种栽植拆清发设办铺捐送投印增添补换评获"
VERBS = ("verb", "soft", "loose")
_ACTS = (*VERBS, "change")
_SPEECH = (
    {"v": "loose"}
    | dict.fromkeys(("d", "ad", "vd", "ul", "uz", "ug", "t", "zg", "y"), "skip")
    | dict.fromkeys(("p", "u", "f", "c"), "stop")
)
_PIECE = re.compile(
    rf"{_NAME}+|{_PASSED}+|\([^(){_NAME}]{{1,60}}\)|(?:[^({_NAME}{_PASSED}]+|\((?![^(){_NAME}]{{1,60}}\)))+"
)
# Where the dictionary must not join: 收缴率 | 达, 佩戴率 | 较.
_SEAM = re.compile(  # from the character before it on: a set is found in leaps
    r"[村镇县市区乡家个成共队组班团率时限对分绩情植道体排会前度数量额比次评查考测检赛中上入到进训]"
    r"(?:(?<=培训)(?=班主任)|(?<=[村镇县市区乡家个])(?=共[评选开召组新建投发])|(?<=[村镇县市区乡家个])(?=未(?!成年|来))|(?<=建成)(?=[省市县区镇乡]级)|(?<=共)(?=清)|(?<=[队组班团])(?=到)|(?<=率)(?=控制)|(?<=情)(?=[由从]$)|(?<=[时率限])(?=压[减缩])|(?<=对)(?=前$)|(?<=得分)(?=[为达])|(?<=成绩)(?=为)|(?<=[补栽移种]植)(?=[苗树花乔灌绿])|(?<=干道)(?=路口)|(?<=媒体)(?=报道)|(?<=安排)(?=工作经费|资金|专项)|(?<=会)(?=开了)|(?<=底前)(?=[\u4e00-\u9fff])|(?<=[率度数量额])(?=[较比达由从为占仅应须均已]|高[达于])|(?<=占比)(?=[达为由仅])|(?<=次)(?=达到?$)|(?<=[评查考测检赛])(?=中[得获])|(?<=中)(?=得$|取?得$)|(?<=[上入到进])[\u4e00-\u9fff](?=率))"
)


# 县级以上文明村, 65周岁以上老人: which of them.
_WHICH = Gated(
    r"([省市县区镇乡]级以[上下]|(?:规模|限额)以[上下]|[一二三四]类以上|以奖代补|[0-9]{1,2}(?:[-—至][0-9]{1,2})?周?岁(?:以[上下])?)(?=[^,。;的占]{2})",
    needs="[以岁]",
)
# 腾出来, 请下来: where the deed ends up belongs to the verb.
_OUTWARDS = frozenset(
    ("出来", "出去", "下来", "下去", "起来", "上来", "上去", "回来", "回去", "过来", "过去", "进来", "进去")
)
_PLAN = re.compile(r"方案|办法|细则|意见|步骤|计划|标准")
# What a deed of one character came to: 劝停, 清走.
_OUTCOMES = frozenset("停走退离掉通净齐")
_TO_THE_END = ("到位", "完毕")  # 整改到位
_OF_WHOM = frozenset("家星声友窗路约旅夜")


class Word(NamedTuple):
    """A word of a clause.

    `kind` is noun; verb, soft (a verb that may stand as a noun) or loose (a verb only by the dictionary); state or
    change (达到, 提高到); skip (adverbs); list (、和); de (的); etc (等); or stop.
    """

    start: int
    end: int
    text: str
    kind: str


def outside_names(folded: str, counted: Sequence[int] = ()) -> str:
    """The text with what stands in quotation and title marks blanked, so that no stop inside a name cuts a clause.

    Quotation marks that hold a number that counts (`counted`: where such numbers start, in order) hold no name.
    """

    def blanked(match: re.Match[str]) -> str:
        at = bisect_left(counted, match.start())
        spoken = at < len(counted) and counted[at] < match.end()
        return match[0] if spoken else _NAME * len(match[0])

    return _NAMED.sub(blanked, folded)


def without_others(plain: str, quantities: Sequence[Quantity], counts: Sequence[bool]) -> str:
    """The text with every number that only says when, or of how much it is reckoned (每百米), made transparent."""
    plain = _LISTING.sub(lambda match: _PASSED * len(match[0]), plain)
    pieces, at = [], 0
    for quantity, counted in zip(quantities, counts, strict=True):
        start, end = quantity.span
        circle = quantity.kind == "time" and _CIRCLE.match(plain, end)
        reckoned = plain[max(at, start - 1) : start] == "每"
        if not counted and plain[start] != _NAME and (quantity.kind in _WHEN or reckoned) and not circle:
            start -= reckoned or plain[max(at, start - 1) : start] == "第"
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
            aside = (
                match[0][0] == "(" and len(piece) > _ASIDE
            )  # what a thing is made of (“五小”行业(小餐饮、小旅店…)900家)
            words.append(Word(at, at + len(piece), piece, "skip" if aside else "noun"))
            continue
        seams = [0, *(seam.end() for seam in _SEAM.finditer(piece)), len(piece)]
        for word in _joined([word for start, end in pairwise(seams) for word in _cut(piece[start:end])]):
            words.append(Word(at, at + len(word), word, _kind(word)))
            at += len(word)
    return _qualified(_compounds(words))


def _cut(part: str) -> list[str]:
    """The words of a stretch without seams; a bound that says which (县级以上, 65周岁以上) is one word."""
    pieces = _WHICH.split(part)
    return [word for at, piece in enumerate(pieces) if piece for word in ([piece] if at % 2 else cut(piece))]


def _joined(words: list[str]) -> list[str]:
    """Words that the dictionary cuts but the lists know whole, and the other way round.

    压缩 + 至 and 占 + 道 + 经营 are one, 化解矛盾 and 建小 (in 建小菜园) are two.
    """
    out: list[str] = []
    kinds = _kinds()
    for word in words:
        if (len(out) > 1 and out[-2] + out[-1] + word in kinds) or (
            word in _OF_WHOM and len(out) > 1 and out[-1] == "之"
        ):
            out[-2:] = [out[-2] + out[-1] + word]
        elif out and (out[-1] + word in kinds or _completes(out[-1], word)):
            out[-1] += word
        elif cut := _seam(word, first=not out):
            out += [word[:cut], word[cut:]]
        else:
            out.append(word)
    return out


def _completes(before: str, word: str) -> bool:
    """Whether a word makes one with the one before that no dictionary has: 乱 | 搭建, 劝 | 停."""
    if before == "乱" and len(word) == 2:
        return _kinds().get(word, "") in ("verb", "soft", "noun", "")
    if word in _TO_THE_END:
        return _kinds().get(before, "") in ("verb", "soft")
    return word in _OUTCOMES and len(before) == 1 and tag(before) == "v"


def _seam(word: str, *, first: bool) -> int:
    """Where a word that the dictionary leaves whole is two; 0 where it is one."""
    kinds = _kinds()
    if len(word) == 4:
        opened = tag(word) in ("l", "i") and kinds.get(word[:2]) in ("verb", "soft")
        led = kinds.get(word[:2]) in ("adverb", "skip") and kinds.get(word[2:]) in ("verb", "soft")  # 依法取缔
        if opened or led or word[:2] in ("表示", "感到", "财政", "节约", "征求"):
            return 2
    if len(word) == 2 and word not in kinds:
        return int(word[1] == "了" or (first and word[0] in _BUILD and tag(word) in ("", "nr", "nz", "ns")))
    if len(word) == 3 and word[0] in "共只" and word[1:] in kinds:
        return 1
    runs_on = len(word) > 2 and word not in kinds and kinds.get(word[:2]) == "verb" and _runs_on(word)
    return 2 if runs_on else 0


def _runs_on(word: str) -> bool:
    """Whether a verb that is no noun opens a word which names nothing: 筹集资金, 规定办, but 洗扫车, 实施方案."""
    rest = word[2:]
    if _HEAD.match(rest) or _THING.match(rest) or _PLAN.search(rest):
        return False
    return tag(word) == "" or (len(word) == 4 and tag(word) == "n" and tag(rest) == "n")


def _compounds(words: list[Word]) -> list[Word]:
    """A verb and the head that makes a noun of it as one noun: 推进会, 收缴率, 宣传活动."""
    out: list[Word] = []
    for word in words:
        if out and _is_head(word, out):
            out[-1] = Word(out[-1].start, word.end, out[-1].text + word.text, "noun")
        else:
            out.append(word)
    return out


def _is_head(word: Word, before: list[Word]) -> bool:
    """Whether a word makes a noun of the last of those before it."""
    last = before[-1]
    if last.kind not in _ACTS and last.text not in listed_as("act") and last.text != "联合":
        return False
    return bool(
        (last.kind in _ACTS and _HEAD.match(word.text) and len(last.text) > 1)
        or (last.kind in ("soft", "loose") and _THING.match(word.text) and len(before) > 1)
        or (last.kind in ("soft", "loose") and EVENT.match(word.text))
        # 改造资金, but 投入 | 资金
        or (last.kind == "soft" and word.text in ("资金", "经费") and last.text not in terms("verbs", kind="spend"))
        or (last.text == "创建" and word.text.startswith(("专项", "工作")))  # 创建专项资金, 创建工作简报
        or (last.text in listed_as("act") and EVENT.match(word.text))
        or (last.kind == "loose" and PEOPLE.search(word.text) and len(last.text) > 1)
        or (last.text == "联合" and word.kind == "noun" and word.text[-1] in "组队")
        or (last.kind == "verb" and _CEREMONY.match(word.text) and any(one.kind == "verb" for one in before[:-1]))
    )


def _qualified(words: list[Word]) -> list[Word]:
    """平均, 重点 and their like as part of the noun that follows: 重点人群签约率, 平均办理时限."""
    out = list(words)
    for at in range(len(out) - 2, -1, -1):
        if out[at].text not in _QUALIFYING:
            continue
        named = [word.kind for word in out[at + 1 : at + 3]]
        measured = named[0] in ("soft", "loose") and named[1:] == ["noun"] and _RATED.search(out[at + 2].text)
        if named[0] == "noun" or measured:
            out[at] = out[at]._replace(kind="noun")
    return out


@lru_cache(maxsize=10_000)
def _kind(word: str) -> str:
    if word in ("、", "和", "与", "及", "以及", "或", "并", "暨"):
        return "list"
    if word in ("的", "之"):
        return "de"
    if word in ("等", "等等", "之类"):
        return "etc"
    if not re.search(r"\w", word):
        return "stop" if word.strip() else "skip"
    if kind := _kinds().get(word):
        return kind
    speech = tag(word)
    if speech == "t" and PEOPLE.search(word):
        return "noun"
    if word in ("不", "未", "无", "乱", "非"):
        return "noun"
    if word[0] == "每":
        return "skip"
    if word in ("全", "把", "将", "对", "向", "其", "该", "此", "这", "那", "于", "(", ")"):
        return "stop"
    if len(word) > 2 and _kinds().get(word[:2]) == "skip" and speech in ("", "d", "i", "l", "v"):
        return "stop"
    if len(word) == 3 and word[1:] in _OUTWARDS and not speech.startswith("n"):
        return "verb"
    if len(word) == 3 and word[0] in "新重再复" and _kinds().get(word[1:]) == "verb":  # 新开通, 重铺设
        return "verb"
    if len(word) == 2 and speech == "" and _completes(*word):
        return "verb"
    if word.endswith(_TO_THE_END) and _completes(word[:-2], word[-2:]):
        return "verb"
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
        if kind in ("pivot", "event", "verb", "act", "honour"):
            kinds.setdefault(word, "verb")
        else:
            kinds[word] = "skip" if kind == "adverb" else kind
    return kinds


@cache
def hands_on() -> frozenset[str]:
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


def text_of(words: Sequence[Word]) -> str:
    return "".join([word.text for word in words])


def nouns(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.kind == "noun"]

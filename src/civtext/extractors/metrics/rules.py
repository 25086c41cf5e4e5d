"""The rules that say what a number counts, for `objects`: each sees a `Place` and answers, or passes.

An answer is the words (or, taken over from elsewhere, the text) of the object, and the verb; either may be None. The order of
`RULES` matters: a table's cell first, then what follows the number, then the verb that ends the words before it, then
the noun phrase there, last what the numbers before it counted.
"""

from __future__ import annotations

import re

from civtext.extractors.metrics.acts import (
    REPEATED,
    of_act,
    organised,
    suffered,
    taken_part,
    times_before,
)
from civtext.extractors.metrics.counted import put_first
from civtext.extractors.metrics.durations import by_time, kept_up, lasted, within
from civtext.extractors.metrics.earlier import LEVEL, Answer, Counted, Place, in_cell, inherited, same_unit, shared
from civtext.extractors.metrics.following import FULL, right
from civtext.extractors.metrics.governing import governing, verb_at
from civtext.extractors.metrics.phrases import (
    MEASURED,
    noun_phrase,
    object_of,
    subject_of,
    without_place,
    without_tail,
    without_works,
)
from civtext.extractors.metrics.shares import (
    among,
    borne,
    compared,
    extent,
    fraction,
    headless,
    item_of_sum,
    part,
    rest,
    share,
)
from civtext.extractors.metrics.sums import granted, paid, priced, spent_on
from civtext.extractors.metrics.words import PEOPLE, VERBS, Word, listed_as, nouns, text_of, words_of
from civtext.extractors.tables import Cell

_PLACE_ONLY = re.compile(
    r"我们|咱们|咱|人家|他们|(?:全|我|本|该|各)(?:省|市|区|县|镇|乡|村|街道|局|院|校|办|州|盟|旗)|城区|现|其中"
)
_EXTENT = frozenset(("降幅", "增幅", "涨幅", "增速", "同比增幅", "同比降幅"))
_ONE_OF = re.compile(r"(?:一|另一|其中一)[支个户家队处条]")
_REPORTED = re.compile(r"计划|原定|目标|任务|实际|已|超额|完成|累计|新增|共")
_WHERE = re.compile(r"[^,]{0,4}?[省市县区镇乡村州旗](?=[已共新先累今现建])")
_WHO_ACTS = re.compile(r"(?:我们?|他们?|她们?|大家|书记|主任|[里上内]|[村镇乡县市区])$")
_EXTENTS = ("weight", "area", "volume", "length")
_PLACES = re.compile(r"(?:小组|村民组|居民组|村|社区|居委会|居民委员会|街道|乡镇|[县镇乡]|(?<!小)区)$")
_HONOURED = frozenset(("户", "节", "个", "家", "件", "项", "篇", "所"))


def _cell(place: Place) -> Answer | None:
    """A number alone in its cell: what the row or the column is called."""
    return _in_table(place.cell) if place.cell and place.cell.alone else None


def _in_table(cell: Cell) -> tuple[str, None] | None:
    return next(((named, None) for label in in_cell(cell) if (named := _topic(label))), None)


def _topic(title: str) -> str:
    """The thing a heading or label names: 背街小巷整治 and 整治背街小巷 are about 背街小巷."""
    words = without_works(words_of(title, 0, len(title), title))
    if words and words[0].kind in VERBS and nouns(words[1:]) and not MEASURED.search(title):
        words = words[1:]
    return text_of(words) if words and nouns(words) else ""


def _honour(place: Place) -> Answer | None:
    """5人荣登“身边好人榜”, 2户入选最美家庭: people, and what nothing else names, counted by the list they got on."""
    nameless = not place.bare and place.quantity.unit in _HONOURED
    if place.quantity.kind != "people" and not nameless:
        return None
    for position, word in enumerate(place.right[:4]):
        if word.kind == "noun":
            return None
        if word.text in listed_as("honour"):
            names = [one for one in place.right[position + 1 :] if one.text[0] in "“《"]
            honour = names[:1] or noun_phrase(place.right[position + 1 :])
            if place.earlier and LEVEL.fullmatch(text_of(honour)):  # 评选好少年90名,3名获评省级
                return place.earlier[-1][1].object, word.text
            return honour or None, word.text
    return None


def _from(place: Place) -> Answer | None:
    """摊点由整改前的87个降至3个: what changed stands before 由."""
    since = next((at for at, word in enumerate(place.left) if at and word.text in ("由", "从")), None)
    if since is None or place.left[-1].kind != "de":
        return None
    subject = subject_of(place.left[:since])
    return (subject, None) if nouns(subject) else None


def _spoken(place: Place) -> Answer | None:
    """路灯坏了31盏, 跑了三遍: in the spoken voice what is counted stands before any verb with 了; who did it is not counted."""
    left = place.left
    if len(left) < 2 or left[-1].text not in ("了", "着") or left[-2].kind in (*VERBS, "state", "change"):
        return None
    if left[-2].text in ("多", "少", "来") or left[0].text in ("比", "较"):
        return None
    with_whom = next((at for at, word in enumerate(left) if word.text in ("给", "替", "跟", "和", "同")), None)
    told = left[:with_whom] if with_whom is not None else left[:-2]  # 给大伙省了6万元, 和派出所查了26处
    told = [word for word in told if word.kind != "skip"]
    subject = object_of(told) if verb_at(told) is not None else subject_of(told)  # 办丧事花了七万多
    called = text_of(subject)
    acts = not nouns(subject) or PEOPLE.search(called) or _WHO_ACTS.search(called)
    return (None if acts else subject), left[-2].text


def _capacity(place: Place) -> Answer | None:
    """建成日处理20吨的中转站1座: how much it holds says what is counted next."""
    linked = bool(place.right) and place.right[0].kind == "de"
    if not (linked and place.next_is_close) or place.quantity.kind not in _EXTENTS or not nouns(place.right):
        return None
    return object_of(place.bare) or None, None


def _ranked(place: Place) -> Answer | None:
    """对连续两次排名末位的单位: how often the same thing came out."""
    if not place.left or place.left[-1].text != "连续" or place.quantity.unit not in REPEATED:
        return None
    if place.right and place.right[0].text in listed_as("event"):  # 连续五届举办邻里节
        return noun_phrase(place.right[1:], acts=True) or None, place.right[0].text
    end = next((at for at, word in enumerate(place.right) if word.kind == "de"), len(place.right))
    return place.right[:end] or None, None


def _moved(place: Place) -> Answer | None:
    """比上年前移4位: places in a ranking count nothing, unless the ranking is named."""
    left = place.bare
    if place.quantity.unit not in ("位", "个位次") or not left or left[-1].kind != "change":
        return None
    return None if re.search("排名|位次|名次|排位", text_of(left)) else (None, left[-1].text)


def _of_state(place: Place) -> Answer | None:
    """安全感达99%, 时间压缩至3天: the subject of the verb that ends the words on the left."""
    left = place.bare
    if (answer := _beside_others(place)) is not None:
        return answer
    if place.quantity.unit == "分" and left and left[-1].text in ("取得", "获得", "拿到", "获", "考出"):
        return subject_of(_without_where(left[:-1])) or None, None
    if not left or left[-1].kind not in ("state", "change"):
        return None
    action = left[-1].text if left[-1].kind == "change" and left[-1].text not in ("由", "从") else None
    if left[-1].text in FULL:
        return None, None
    if left[0].text in ("随", "随着") and place.earlier:  # 经费50万元,随财力逐年递增5%
        return place.earlier[-1][1].object, action
    subject = subject_of(_before_comparison(place))
    if text_of(subject) in _EXTENT and place.earlier:
        return place.earlier[-1][1].object, subject[0].text[:1]
    if place.earlier and (text_of(subject) in ("占比", "总数", "总量") or _per_each(place.left)):
        return shared(place, action)
    if subject and not _PLACE_ONLY.fullmatch(text_of(subject)):
        return subject, action
    before = without_tail(place.before)
    return shared(place, action) or (put_first(before) or subject_of(before) or None, action)


def _beside_others(place: Place) -> Answer | None:
    """高于全市5个百分点, 是去年的3倍, 人均绿地少2平方米: how far something is from another thing."""
    left, quantity = place.bare, place.quantity
    if not left:
        return None
    if place.earlier:
        beside = quantity.kind == "rate" or place.earlier[-1][0].unit == quantity.unit
        if beside and left[0].text in ("高出", "高于", "低于", "优于"):
            return place.earlier[-1][1].object, left[0].text
        points = quantity.unit in ("个百分点", "百分点")
        if points and place.left[0].text in ("比", "较") and left[-1].kind == "noun":
            return place.earlier[-1][1].object, left[-1].text  # 比60岁以上群体低31个百分点
    compared = next((at for at, word in enumerate(left) if word.text in ("是", "为", "相当于")), None)
    if quantity.unit == "倍" and compared is not None:
        return subject_of(left[:compared]) or None, None
    if len(left) > 1 and left[-1].text in ("少", "多", "高", "低") and MEASURED.search(text_of(left[:-1])):
        return subject_of(_before_comparison(place._replace(left=left[:-1]))), None
    return None


def _per_each(left: list[Word]) -> bool:
    """每平方公里达4座: the words before say of how much it is reckoned."""
    return len(left) > 2 and left[0].text == "每" and left[1].kind == "noun" and left[2].kind in ("state", "skip")


def _before_comparison(place: Place) -> list[Word]:
    """The words up to the verb that ends them, without what is compared with: 满意度 | 较上年, 分别 | 比去年同期."""
    left = list(place.left)
    while left and (left[-1].kind in ("state", "change", "skip") or left[-1].text in ("与", "同")):
        left.pop()
    at = next((at for at, word in enumerate(left[-4:], max(0, len(left) - 4)) if word.text in ("比", "较")), None)
    return _without_where(list(without_place(without_tail(left if at is None else left[:at]))))


def _without_where(words: list[Word]) -> list[Word]:
    """在年度测评 | 中: without what only says that it was there."""
    return words[:-1] if len(words) > 1 and words[-1].text in ("中", "里", "上") else words


def _left(place: Place) -> Answer | None:
    """修缮老旧泵房12座: the noun phrase between the verb and the number."""
    left = place.bare
    if place.left and place.listed and len(place.left) == 2 and len(place.left[1].text) == 1:
        return place.left[1:], inherited(place)
    if (
        place.earlier and text_of(place.left).lstrip("、,") == "每" + place.earlier[-1][0].unit
    ):  # 酒席不超过12桌、每桌不超过400元
        return place.earlier[-1][1].object, None
    if not left:
        return None
    if place.earlier and _ONE_OF.fullmatch(text_of(left)):  # 舞队两支,一支34人
        return place.earlier[-1][1].object, None
    if text_of(left) in _EXTENT and place.earlier:  # 由80增加到120,增幅50%
        return place.earlier[-1][1].object, None
    if place.quantity.kind in ("rate", "share") and place.earlier and left[-1].text in ("完成", "实现"):
        return place.earlier[-1][1].object, left[-1].text  # 完成总任务的50%,9月完成80%以上
    if place.listed and LEVEL.fullmatch(text_of(left)) and not LEVEL.match(same_unit(place) or "省级"):
        return same_unit(place), inherited(place)  # “好少年”市级60名、县级400名
    phrase = object_of(left, listed=place.listed and bool(inherited(place)))
    if not phrase:
        return None
    if place.quantity.unit not in REPEATED:
        phrase = without_works(phrase)
    phrase = _with_short_members(left, phrase)
    stands = bool(MEASURED.search(text_of(phrase))) and phrase[0] == left[0]
    return phrase, None if stands else _verb_of(place, left, phrase)


def _verb_of(place: Place, left: list[Word], phrase: list[Word]) -> str | None:
    """The verb that governs a phrase, or that of the row; not one inside of it (充电棚12处、充电 | 端口90个), and none for those who came
    to what was held before (办培训6期,参训人员900人)."""
    start = next((at for at, word in enumerate(left) if word.start >= phrase[0].start), len(left))
    if verb := governing(left[: start + 1]):
        return verb
    if not place.listed and any(word.kind == "state" and len(word.text) > 1 for word in left[:start]):
        return None  # 改造小区30个,覆盖主次干道60条
    counted = place.earlier[-1][0].kind if place.earlier else ""
    came = place.quantity.kind == "people" and counted != "people" and not place.listed
    return None if came else inherited(place) or governing(left)


def _with_short_members(left: list[Word], phrase: list[Word]) -> list[Word]:
    """实践中心、所、站: members of one character with all that they are listed after."""
    at = left.index(phrase[0])
    if len(phrase) > 1 or len(phrase[0].text) > 1 or at < 2:
        return phrase
    while at > 1 and left[at - 1].text == "、" and len(left[at].text) == 1:
        at -= 2
    first = object_of(left[: at + 1])
    return left[left.index(first[0]) :] if first and len(left[at].text) > 1 else phrase


def _put_first(place: Place) -> Answer | None:
    """把经费列入预算,每年不低于300万元; 将创建工作纳入考核,占总分的20%: what the clause before puts first."""
    if place.quantity.kind not in ("money", "rate", "point") and place.quantity.unit != "分":
        return None
    left = [word for word in place.bare if word.text not in ("占", "安排", "列支", "占比", "每年")]
    whole = left and place.left[0].text == "占" and place.left[-1].kind == "de"
    return (named, None) if (not left or whole) and (named := put_first(place.before)) else None


def _after_label(place: Place) -> Answer | None:
    """满意度:96%: what the colon or the cell before names."""
    if place.bare or not place.before:
        return None
    label = without_tail(place.before)
    acted = label and label[0].kind in VERBS and nouns(label[1:]) and not MEASURED.search(text_of(label))
    phrase = without_works(object_of(label) if acted else subject_of(label))  # 整治占道经营,共320处
    return (phrase, None) if phrase and len(text_of(phrase)) <= 16 and (place.labelled or not place.earlier) else None


def _same_as_before(place: Place) -> Answer | None:
    """其中7个已完工: what the number before counted; 8420户、31600人 after 9个村 count themselves."""
    if place.earlier and text_of(place.left) == "均":  # 6个基层所均不足5人
        return place.earlier[-1][1].object, None
    crowd = place.quantity.unit in ("户", "人", "口") and not place.touching
    if crowd and place.earlier and _PLACES.search(place.earlier[-1][1].object or ""):
        return None
    return shared(place, None)


# fmt: off
RULES = (
    _cell, _honour, _capacity, part, item_of_sum, extent, rest, compared, _ranked, granted, priced, times_before, suffered, taken_part, _from,
    headless, among, _put_first, right, kept_up, _moved, _of_state, organised, spent_on, within, by_time, _spoken, borne, of_act, fraction, share,
    paid, lasted, _left, _after_label, _same_as_before,
)
# fmt: on


def headed(place: Place, counted: Counted) -> Counted:
    """停车泊位。计划新增4000个: what is planned or reached without a name is what the heading, or the row, names."""
    if place.cell and not place.cell.alone and (answer := _in_table(place.cell)):
        return counted._replace(object=answer[0], rule="cell")
    reported = _REPORTED.search(text_of([*place.before, *place.left]))
    where = _WHERE.match(text_of(place.left))
    done = [word for word in place.left if not where or word.start >= place.left[0].start + where.end()]
    acted = bool(done) and all(word.kind in (*VERBS, "skip", "list") for word in done)
    title = place.topic if acted and place.topic else place.heading if reported else None
    helped = place.quantity.kind == "money" and any(
        word.text in ("为", "给", "替", "投资", "筹资", "投入") for word in place.left
    )
    if not title or helped or place.quantity.kind == "people" or place.quantity.unit in REPEATED:
        return counted
    return counted._replace(object=_topic(title) or None, rule="heading")

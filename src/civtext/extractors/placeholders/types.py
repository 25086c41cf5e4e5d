"""What belongs in a blank (占位类型), for `placeholders`: each rule of `TYPES` is asked in turn, told by a blank's neighbours.

>>> [typed(blank_at(text, Span(*span))) for text, span in (("XX市", (0, 2)), ("投入XX万元", (2, 4)), ("住了X年", (2, 3)))]
[('decided', 'place'), ('decided', 'money'), ('period', 'count')]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from civtext import words
from civtext.extractors.placeholders.forms import MASKS, NUMBER, UNIT_ENDS, X
from civtext.lexicons import any_of, lexicon, terms
from civtext.model import Span


@dataclass(frozen=True, slots=True)
class Blank:
    """A candidate: its span, and the text on both sides as far as a rule may look."""

    span: Span
    text: str
    left: str
    right: str

    @property
    def weak(self) -> bool:
        """Whether it is a character that also has other uses, and so needs a neighbour that speaks for it."""
        return _WEAK.fullmatch(self.text) is not None


_WEAK = re.compile(r".|某+|\*\*|__|\(\)|\[\s*\]|[A-WYZ]+|[〇●◎△▲◇◆■]+|[<‹].*[>›]|[\s20]+")
COUNTED = re.compile(
    rf"\ ?[十百千万亿]{{0,2}}(?:余|多|来|几)?[万亿]?\ ?(?!{any_of(terms('unit_lookalikes'))}){UNIT_ENDS}"
)
MONEY = re.compile(r"\ ?[十百千万亿]{0,2}(?:余|多)?[万亿]?(?:[美港欧]?元|块钱)(?!素|旦|宵)")
SCALED = re.compile(r"\ ?(?:余|多)?[万亿]余?(?![人民])")
_UPPER = re.compile(rf"(?:[-—–~至到]|——)[{MASKS}0-9.]{{1,6}}")
_PERIOD_LEFT = re.compile(
    r"(?:交付|居住|住|生活|工作|历时|持续|连续|长达|近|约|超过|了|过去的?|为期|经过|坚持|时隔|已有|楼龄|房龄|工龄|党龄|建成近?|使用)了?$"
)
_PERIOD_RIGHT = re.compile(r"年(?:来(?!源)|间|多|余|如一日|时间|的老)")
_AGE_OF_PLACE = re.compile(r"\ ?多?余?年(?:的)?(?:(?:建[城县镇村校院置]|办学|办院|[栽种]植|发展|悠久)的?)?历?史")
_NATIVE = re.compile(
    r"(?:有礼的?|文明的|作为|身为|全体|广大|每个|每一个|每一位|无数|“最美|“魅力|“文明|“幸福|“诚信|[“\"‘])$"
)
# XX政办发〔2023〕1号: whose number it is, told by what the place has (政, 文明办) or not (XX发).
_ISSUER = re.compile(rf"(?![年月日号])[\u4e00-\u9fff]{{1,5}}(?:\ ?[〔\[][0-9]|〔[{MASKS}])")
_OF_A_PLACE = re.compile("[市县区镇乡街政党委文卫教住城综交民公财]")
_BODY = re.compile(
    r"(?![省市县区镇乡村街]|[社小片园]区)[\u4e00-\u9fff]{0,4}(?:艺术团|合作社|救援队|志愿队|公司|协会|基金会|服务社)"
)
_BODY_LINE = re.compile(
    r"(?:^|\n)[ ]*[\u4e00-\u9fff]{2,16}(?:局|院|校|委|办|处|公司|中心|街道|[镇乡]|党工委|政府|书记|[局院校镇乡县区市]长|主任)[ ]+$"
)
_CLOCK = re.compile(r"(?:[上下]午|中午|凌晨|晚上?|日)\ ?$")
_HELD = re.compile(r"(?:连续|已|共|举办|举行|历经|坚持)了?$")
# XXX等5名同志, XXX、XXX等一批先进典型; （ ）、（ ）等5个市场.
_AND_OTHERS = rf"(?:[、和及与](?:[{MASKS}]{{2,6}}|\(\ ?\))){{0,4}}等"
_AND_PEOPLE = re.compile(
    rf"{_AND_OTHERS}(?:[{MASKS}0-9一二三四五六七八九十余多]{{1,5}}[名位人](?![次大])|一(?:大)?批[^,。;\n]{{0,8}}?(?:典型|模范|榜样|标兵|好人|先锋|骨干|志愿者|人物))"
)
_LISTED = re.compile(
    rf"(?:{_AND_OTHERS}|(?:[、和及与][{MASKS}]{{2,6}}){{1,5}})[{MASKS}0-9一二三四五六七八九十]{{0,6}}"
    r"(?:个|家|项|处|条|所|座|名)?(?:重点|大型|国家级|省级|市级|县级|主要)?"
)
# What follows a name and no place: 王XX(男), 李XX说.
_STOPS = re.compile("[,、。;:()]|$|[说介表告笑带负]")
_COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡杜叶程苏魏吕丁沈姚卢姜崔钟谭陆汪范廖贾邹熊孟秦邱侯"
)
_AWAITS = (
    ("money", "金额|资金|投资|经费"),
    ("date", "时间|日期"),
    ("percent", "率|比例"),
    ("count", "数[量字据]?"),
    ("person", "姓名|联系人"),
)


def _hidden(blank: Blank) -> str | None:
    """138****5678, (略), 金额待补充: what hides or leaves out something that its neighbours don't tell."""
    if NUMBER.fullmatch(blank.text) or blank.text == "(略)":
        return "other"
    if blank.text[0] != "待":
        return None
    return next((kind for kind, words in _AWAITS if re.search(rf"(?:{words})[:为是]?$", blank.left)), "other")


def _docnum(blank: Blank) -> str | None:
    """〔20XX〕X号, both; the organisation before it is not."""
    if _ISSUER.match(blank.right):
        return "org" if len(blank.text) > 1 and not _OF_A_PLACE.match(blank.right) else "place"
    numbered = re.match(rf"[〕\]】)?》]第?[0-9{MASKS}]{{1,6}}号", blank.right)
    after_year = re.search(r"[〕\]】)?]第?$", blank.left) and blank.right.startswith("号")
    return "docnum" if numbered or after_year else None


def _digits_within(blank: Blank) -> str | None:
    """20XX is a year unless a unit follows (20__余份)."""
    if blank.text[0] == "二":
        return "date"
    if not re.fullmatch(rf"(?:19|20)[0-9]?[{MASKS}]{{1,2}}", blank.text) or COUNTED.match(blank.right):
        return None
    return "date" if not blank.right.startswith(("%", "元", "万", "亿")) else None


def _period(blank: Blank) -> str | None:
    """XX年 is a date, but 住了XX年 and XX年来 count years."""
    if _CLOCK.search(blank.left) and re.match(r"\ ?[时点分](?!间|钟)", blank.right):
        return "date"
    if not re.match(r"\ ?年(?!级|轻|货)", blank.right):
        return None
    if _AGE_OF_PLACE.match(blank.right):
        return "count"
    year = len(blank.text) == 4
    counted = _PERIOD_LEFT.search(blank.left) or _PERIOD_RIGHT.match(blank.right)
    return "count" if counted and not year else "date"


def _ordinal(blank: Blank) -> str | None:
    """第X届, 党的XX大, “XX”规划."""
    if blank.right[:1] == "届" and _HELD.search(blank.left):  # 连续X届
        return "count"
    counted = re.search(r"第\ ?$", blank.left) or (blank.left.endswith("党的") and blank.right[:1] in "大届")
    return "ordinal" if counted or (blank.right[:1] == "”" and longest_after(blank.right)[1] == "ordinal") else None


def _decided(blank: Blank) -> str | None:
    """What the words on its right say: of all that fit the longest, a unit among them."""
    cue = longest_after(blank.right.lstrip(" "))
    if (
        blank.text == "某"
        and cue[1] == "date"
        and not re.search("某[年月]$", blank.left)
        and not re.match("[年月]某", blank.right)
    ):
        return None
    unit = COUNTED.match(blank.right)
    if re.match(r"人(?![次员数家均份])", blank.right) and _NATIVE.search(blank.left):
        return "place"
    if unit and unit.end() > len(cue[0]) and blank.text[0] != "某":
        return "count"
    if MONEY.match(blank.right):
        return "money"
    is_someone = len(cue[0]) == 1 and _person(blank) is not None  # 居民XXX对变化…
    if cue[1] == "place" and (is_someone or _titled(blank) == "name"):
        return None
    return cue[1] or None


def _body(blank: Blank) -> str | None:
    """XX艺术团, XX蓝天救援队, XX种植合作社: what a body ends on, whatever else is in its name."""
    sure = len(longest_after(blank.right)[0]) > 1 or COUNTED.match(blank.right)
    return "org" if _BODY.match(blank.right) and not sure else None


def _scaled(blank: Blank) -> str | None:
    """XX万 without a unit still counts; the lower end of X—X次, X至X万元, X至X月 is what the upper one is."""
    upper = _UPPER.match(blank.right)
    if upper and re.match(r"\ ?[月日号]", blank.right[upper.end() :]):
        return "date"
    if upper and MONEY.match(blank.right, upper.end()):
        return "money"
    return "count" if SCALED.match(blank.right) or (upper and COUNTED.match(blank.right, upper.end())) else None


def _person(blank: Blank) -> str | None:
    """居民XXX, 书记××, 张某: someone's name."""
    cue = longest_before(blank.left.rstrip(" "))
    someone = blank.text in ("某", "某某") and blank.left[-1:] in set(terms("surnames"))
    return "person" if cue[1] == "person" or (someone and not re.match(r"[市县区镇乡村局]", blank.right)) else None


def _speaker(blank: Blank) -> str | None:
    """县城市管理局 XXX, on a line of its own under a title: who speaks for the body."""
    is_alone = blank.right[:1] in ("", "\n") and _BODY_LINE.search(blank.left)
    return "person" if is_alone and 1 < len(blank.text) < 4 and set(blank.text) <= set(X + "*") else None


def _surnamed(blank: Blank) -> str | None:
    """居民王XX, (李××): a name with its family name left."""
    surname, before = blank.left[-1:], blank.left[:-1]
    speaks = longest_after(blank.right)[1] or COUNTED.match(blank.right) or SCALED.match(blank.right)
    if surname not in _COMMON and speaks:  # 干部包XX户, 书记任XX办主任
        return None
    if set(blank.text) <= set(X + "*") and len(blank.text) < 4 and surname in set(terms("surnames")):
        named = longest_before(before)[1] == "person"
        alone = re.search(r"(?:^|[^\u4e00-\u9fff])$", before) or _STOPS.match(blank.right)
        if named or (surname in _COMMON and alone and not words.tag(blank.left[-2:])):
            return "person"
    return None


def _titled(blank: Blank) -> str | None:
    """Alone between quotation marks or title marks: a name."""
    return "name" if blank.left[-1:] in "“‘《" and blank.left and blank.right[:1] in "”’》" and blank.right else None


def _before(blank: Blank) -> str | None:
    """What the words on its left say (专题片XX, 截至XX, 书香XX)."""
    cue = longest_before(blank.left.rstrip(" "))
    return cue[1] if cue[1] != "person" else None


def _instruction(blank: Blank) -> str | None:
    """What an instruction asks for: {公园名称}, [填写日期]."""
    if not (blank.text[0] in "{$[【(<‹〔" and len(blank.text) > 2 and blank.text.strip("{}[]【】()<>‹›〔〕 ")):
        return None
    if len(blank.text) > 14 and re.search("[,、;]", blank.text):  # a whole sentence asks for words
        return "other"
    asks = (
        ("person", "姓名|联系人|负责人|name"),
        ("docnum", "文号"),
        ("date", "日期|时间|年|月|日|date|year"),
        ("percent", "比例|率|百分"),
        ("money", "金额|资金|经费|元"),
        ("name", "名称|主题|品牌|口号|路名|title"),
        ("org", "单位|部门|机构|org"),
        ("ordinal", "届|次序"),
        ("count", "数|count|number|num"),
        ("place", "市|区|县|地|镇|村|city|place"),
    )
    if re.search("(?:单位|部门|机构)名称", blank.text):
        return "org"
    if re.search("(?:城市|地区|市|区|县|镇|村|社区)名称?[^路]", blank.text):
        return "place"
    return next((kind for kind, words in asks if re.search(words, blank.text)), None)


def _city(blank: Blank) -> str | None:
    """A bare XX in running text is the city; a bracket or a line tells nothing."""
    if blank.weak or not set(blank.text) <= set(X + "*○□"):
        return None
    return (
        "place"
        if re.match(r"(?:[ei]?[\u4e00-\u9fff]|[“”、》])|20", blank.right) or re.search(r"[\u4e00-\u9fff]$", blank.left)
        else None
    )


def _listed(blank: Blank) -> str | None:
    """XX、XX等____个重点项目: what the list is of."""
    if _AND_PEOPLE.match(blank.right):
        return "person"
    listed = _LISTED.match(blank.right)
    kind = longest_after(blank.right[listed.end() :])[1] if listed else ""
    return kind if kind in ("name", "place", "org", "person") else None


# fmt: off
TYPES = (
    _hidden, _docnum, _instruction, _digits_within, _period, _ordinal, _titled, _speaker, _surnamed, _body, _decided, _scaled, _person, _before, _listed,
    _city,
)
# fmt: on


def blank_at(folded: str, span: Span) -> Blank:
    left = folded[max(0, span.start - 12) : span.start].rsplit("\n", 1)[-1]
    if left.endswith("[") and re.match(r"\](?![0-9第号])", folded[span.end : span.end + 2]):
        return Blank(
            span, folded[span.start : span.end], left[:-1], folded[span.end + 1 : span.end + 24].split("\n", 1)[0]
        )
    return Blank(span, folded[span.start : span.end], left, folded[span.end : span.end + 24].split("\n", 1)[0])


def typed(blank: Blank) -> tuple[str, str | None]:
    for rule in TYPES:
        if kind := rule(blank):
            return rule.__name__.strip("_"), kind
    return "mask", None


@cache
def _cues(name: str) -> dict[str, str]:
    people = terms("person_roles") if name == "before_blank" else ()
    return dict.fromkeys(people, "person") | {entry["term"]: entry["type"] for entry in lexicon(name)}


def longest_after(right: str) -> tuple[str, str]:
    cues = _cues("after_blank")
    return next(
        ((right[:size], cues[right[:size]]) for size in range(min(7, len(right)), 0, -1) if right[:size] in cues),
        ("", ""),
    )


def longest_before(left: str) -> tuple[str, str]:
    cues = _cues("before_blank")
    return next(
        ((left[-size:], cues[left[-size:]]) for size in range(min(7, len(left)), 0, -1) if left[-size:] in cues),
        ("", ""),
    )

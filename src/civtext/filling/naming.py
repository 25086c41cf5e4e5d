"""What a template must not name: places and bodies without their levels, persons, hamlets, housing estates.

Wider than the extractors, which must be right: a name taken out in vain costs a word that the key gives back, a name left costs
somebody's secrecy. Still only what has the shape of a name in the place of one.

>>> from civtext.model import Source
>>> from civtext.pipeline import annotate, split
>>> text = "河北省云岭市2023年工作总结\\n局长郑宏伟主持会议,下湾组和幸福里小区轮流值日,“中国好人”何建军勇救落水儿童。\\n"
>>> [document] = map(annotate, split(Source(text)))
>>> sorted(names_in(document))
['下湾', '云岭', '何建军', '幸福里', '河北', '河北省云岭', '郑宏伟']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from civtext import words
from civtext.extractors.entities.persons import name_length
from civtext.extractors.placeholders.forms import MASKS
from civtext.lexicons import any_of, terms
from civtext.model import Document, Entity
from civtext.places import is_no_name

_LEVEL = re.compile(
    r"(?:特别行政区|自治[区州县旗]|街道办事处|街道|小区|社区|新区|自然村|村民小组|[省市县区州盟旗镇乡村屯])$"
)
_DIVISION = re.compile(r"[^省市县区州盟旗]{2,12}?(?:自治[区州县旗]|[省市县区州盟旗镇乡])")
_NOBODY = ("全国", "中国", "全省", "全市", "全县", "全区")
_MASKED = re.compile(rf"[{MASKS}某]")
# Behind what somebody is, before what they say, do or get: 学生陈果果获奖.
_PERSON = re.compile(
    r"(?:学生|同学|教师|老师|居民|村民|民警|医生|护士|志愿者|网格员|店主)([一-鿿]{2,3}?)(?=同学|老师|[,，、。;；(（]|说|表示|介绍|被|获|荣|等|入选|当选|是|在|用|把)"
)
_ADDRESSED = re.compile(
    r"(?P<before>[一-鿿]?)(?P<name>[一-鿿])(?:女士|先生|大爷|大妈|大娘|大叔|阿姨|奶奶|爷爷|师傅)(?!们)"
)
# A leader called by the post alone: 李书记、王局长到场; behind nothing that it could belong to (区委书记).
_CALLED = re.compile(r"(?<![一-鿿])([一-鿿])(?:书记(?!录)|[局县市区镇乡部处科院所站社]长(?!期)|校长(?!期)|主任)")
# Behind a label, before another, a blank or a mark: 联系人:李秀梅 电话:….
_LABELLED = re.compile(
    r"(?:联系人|联络员|负责人|责任人|经办人|填报人|审核人?|签发人?|校对|拟稿人?|姓名|主任|电话)[:：]\s*([一-鿿]{2,3}?)(?=电话|手机|职务|联系|审核|签发|校对|拟稿|\s|[,，、。;；(（]|\d|$)"
)
_COMRADE = re.compile(r"(?:^|[^一-鿿]|[由对向与和为请])([一-鿿]{2,3})同志(?!们)")
_UNIT_OF = re.compile(
    r"([一-鿿]{2,4}[市县区镇乡])(?=第?[一二三四五六七八九十\d]*(?:人民|中级|实验|中心|职业)?(?:医院|法院|检察院|中学|小学|学校|幼儿园|卫生院))"
)
_BEGINS = "(?:^|(?<=[^一-鿿])|(?<=[在到对为由和与及村])|(?<=改造|整治|走进|打造|来到))"
_HAMLET = re.compile(
    rf"{_BEGINS}([一-鿿]{{1,3}}[湾坪坡冲塘坝沟岭坳垭溪河桥店庄口崖梁塬畈坑岗洼院寨堡圩埠垸岙墩台铺渡井泉潭屯])(?:组|自然村|村民小组)"
)
_ESTATE = re.compile(rf"{_BEGINS}([一-鿿]{{1,4}}?(?:家园|花园|苑|里|庭|府|公寓|新村|庄园|嘉园|名都|湾))小区")
_PRONOUN = re.compile("[我你他它咱]们|其中|[邻外]市")
_NO_NAME = re.compile("任[副双总组主]")  # 书记任总指挥
_SURNAME_TAGS = ("nr", "zg", "nz", "ns", "j", "q", "r")  # as the dictionary has them: not 包, 乐, 常, 向


def names_in(document: Document) -> set[str]:
    """The names in a document: places and those that units are called by, without their levels, and persons."""
    entities = [(one.text, one.value) for one in document.annotations if isinstance(one.value, Entity)]
    places = [name for text, value in entities if value.kind == "place" for name in (text, value.canonical)]
    places += [document.facts.place or "", *_small_places(document.text)]
    divisions = {part for place in places for part in (place, *_DIVISION.findall(place))}
    persons = {text for text, value in entities if value.kind == "person"} | set(_persons(document.text))
    named = {stem for part in divisions if len(stem := _LEVEL.sub("", part)) >= 2} | persons
    return {name for name in named if name not in _NOBODY and not _MASKED.search(name)}


def _small_places(text: str) -> Iterator[str]:
    """Places that units are called by (榆陌市第二人民医院), hamlets, housing estates."""
    for pattern in (_UNIT_OF, _HAMLET, _ESTATE):
        named = [re.split("[到在从]", found[1])[-1] for found in pattern.finditer(text)]
        yield from (name for name in named if len(name) > 1 and not is_no_name(name) and not _PRONOUN.search(name))


def _persons(text: str) -> Iterator[str]:
    """Persons before what they do or get, addressed, called 同志 or 老周, and whoever is named behind a role."""
    surnames = terms("surnames")
    yield from (found[1] for found in _PERSON.finditer(text) if found[1][0] in surnames and _is_unknown(found[1]))
    for found in _ADDRESSED.finditer(text):
        goes_on = words.tag(found["before"] + found["name"]) and found["before"]  # 泵房师傅, 照顾奶奶
        if found["name"] in surnames and not goes_on:
            yield text[found.start("name") : found.end()]
    for found in _CALLED.finditer(text):
        if found[1] in surnames and words.tag(found[1]) in _SURNAME_TAGS and not _NO_NAME.match(found[0]):
            yield found[0]
    yield from (found[1] for found in _LABELLED.finditer(text) if found[1][0] in surnames)
    yield from (found[1] for found in _COMRADE.finditer(text) if found[1][0] in surnames and _is_unknown(found[1]))
    for role in _role().finditer(text):
        yield from _behind_role(text, role.end())


def _behind_role(text: str, at: int) -> Iterator[str]:
    """The name that begins right behind a role: 老周, 李强, 郑宏伟."""
    name = text[at : at + 3]
    if name[:1] in ("老", "小") and name[1:2] in terms("surnames") and words.tag(name[:2]) in ("", "nr", "t"):
        yield name[:2]
    elif name[:1] in terms("surnames") and not words.tag(name[:2]).strip("nrfg") and not _NO_NAME.match(name):
        size = name_length(text, at) or 3 * _is_shaped_as_name(text[at : at + 4])
        size = size or 2 * (words.tag(name[:2]) == "nrfg")
        word = words.tag(name[1:]) in ("n", "v", "d") and not words.tag(name)  # 金点子; but 何建军
        yield from [name[:size]] if size and not word else []


@cache
def _role() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(terms('person_roles'))})[”」]?(?=[一-鿿]{{2}})")


def _is_unknown(name: str) -> bool:
    """Whether characters are no word of the dictionary, nor begin with one, or a person's name in it."""
    return words.tag(name) in ("", "nr", "nrfg") and not words.tag(name[:2]).strip("nrfg")


def _is_shaped_as_name(text: str) -> bool:
    """Whether a family name and two characters make no word with one another, or with what follows (郑宏伟主)."""
    name = text[:3]
    known = words.tag(text) or words.tag(name[:2]) or words.tag(name) not in ("", "nr")
    given = words.tag(name[1:]) in ("", "nr", "nrfg", "nz", "ns", "a")
    return len(name) == 3 and name.isalpha() and not known and given and words.tag(name[0]) in _SURNAME_TAGS

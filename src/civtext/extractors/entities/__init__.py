"""Entities (实体): places, bodies, documents and their numbers, campaigns, brands, periods, persons.

A name is taken where its shape is sure: an official place, a bureau under its government, a title in 《》, a quoted name
before 行动 or 品牌, a person beside what they are and what they say. 老旧小区 or 各社区 is a sort, not a name.

>>> from civtext.model import CleanText, Source
>>> text = "市文明办印发《云岭市养犬管理条例》,开展“净美家园”行动。"
>>> document = Document(Source(text), CleanText.of(text, []))
>>> [(found.text, found.value.kind) for found in extract(document)]
[('市文明办', 'org'), ('《云岭市养犬管理条例》', 'document'), ('云岭市', 'place'), ('“净美家园”行动', 'campaign')]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from civtext import words
from civtext.extractors.entities.persons import find_persons
from civtext.lexicons import Gated, Scanned, any_of, heads, occurrences, terms
from civtext.model import Annotation, Document, Entity, Span, Taken
from civtext.places import (
    SOUNDS,
    Place,
    counties_near,
    decided,
    find_places,
    is_no_name,
    lone_counties,
    short_name,
    unlisted,
)

# A rule's finds, in the document's clean text. Overlaps are settled in the order of RULES.
Found = Iterator[tuple[Span, Entity]]

_HAN = "一-鿿"
_HOLDERS = ("document", "campaign", "brand")
_MASK = "XxＸｘ×*"
_TITLE = re.compile(r"《[^《》\n]{2,60}》")
_PAPER = re.compile(
    r"(?:方案|意见|办法|条例|规定|通知|细则|规划|公约|制度|计划|手册|决定|要点|章程|规范|标准|清单|指南|守则|体系|决议|纲要|责任书|承诺书|倡议书|倡议|建议书|一封信|预案|通告|公告|公报|导则|指引|规程|须知|指数|法典|法)"
    r"(?:[(〔].{1,12}[)〕])?》$"
)
_NUMBER = Gated(
    rf"[{_HAN}]{{2,8}}[〔\[(?]20(?:\d\d|[{_MASK}_]{{2}})[〕\])?](?:第)?(?:\d{{1,4}}|[{_MASK}]{{1,3}})号",
    needs=r"[〔\[(?]20..[〕\])?]",
)
# What may run into a number's issuer from the left: 印发云文明〔2023〕1号.
_BEFORE_NUMBER = re.compile(r"[^〔\[(]{0,8}?(?:[印下转]发|根据|按照|依据|关于|文件|[和与及以])(?=[^〔\[(]{2})")
_OUTER = re.compile(rf"[{_HAN}]{{2,6}}?[省市县区旗]")  # 江苏省|澄湖市|东泽区
_MINISTRY = "(?:教育|公安|民政|司法|财政|住房和城乡建设|生态环境|文化和旅游|农业农村|交通运输)部(?!门|署|分|队)|中宣部"
_NUMERALS = "一二三四五六七八九十"
_SORTS = "系列|主题|专项|志愿|服务|集中|三年|百日|整治|治理|提升|攻坚|实践|宣传|教育|培育|创建|评选|文化|文艺|惠民|关爱|清洁|示范|大"
_CAMPAIGN = re.compile(
    rf"“[^“”\n]{{2,20}}”(?:{_SORTS}){{0,4}}(?:行动|活动|工程|计划|战役|会战)|“(?![{_NUMERALS}])[{_HAN}]{{2,10}}(?:行动|攻坚战|百日会战)”"
)
_PLACES_TO_MEET = "驿站|书房|书屋|讲堂|课堂|学堂|工作室|议事厅|会客厅|小院|食堂|超市|热线|宣讲团|服务队|调解室"
_BRAND = re.compile(
    rf"“[^“”\n]{{2,12}}”(?:服务|志愿|文化|党建|宣讲|工作|文明|志愿服务)?(?:品牌|名片|广场舞|{_PLACES_TO_MEET})|“[{_HAN}]{{2,8}}(?:{_PLACES_TO_MEET})”"
)
_PERIOD = re.compile(
    r"20\d\d年?(?:[—–~至到-]{1,2})20\d\d年(?:度)?|20\d\d年1?\d月?(?:[—–~至到-]{1,2})1?\d月(?!\d)|20\d\d年(?:度|上半年|下半年|第?[一二三四]季度|前三季度)?(?!\d{1,2}月)|“?十[三四五]五”?(?:时期|期间)"
)
_LOCAL = Scanned(
    r"社区|小区|街道|小学|中学|幼儿园|医院|嘎查(?!村)|苏木(?![镇乡])|屯(?![田兵垦集])|(?<![村山苗侗彝])寨(?!子)|(?<![重])镇(?!级|村(?!民))"
    r"|(?<![城家故老山水下侨返回])乡(?![亲愁情音贤风镇村级])|(?<![农乡])村(?=村[民支两规委干官医])|(?<![农乡])村(?!村|[乡镇路口内貌民庄级规居两容官医]|道(?!路))|(?<![农乡])村(?=民)",
    firsts="社小街中幼医嘎苏屯寨镇乡村",
)
_STEM = re.compile(rf"[{_HAN}]{{0,8}}\Z")
# What a name does not end on: 包社区, 走村.
_NO_END = "走包进入到驻联访帮全各本每整上"
# What may bear a long name (亲水人家社区); a township or a village has up to four characters before its sort.
_BY_SOUND = ("嘎查", "苏木")
_COUNTED = re.compile("[一二两三四五六七八九十百几数多每]+[所个家座条名位]")
_ESTATE = re.compile(rf"[{_HAN}]{{2,3}}[里苑邸轩郡]\Z")  # 幸福里, 阳光苑
_MILES = re.compile(rf"[一二三四五六七八九十]里[{_HAN}]\Z")  # 五里牌, 十里铺
_LONG_NAMED = ("社区", "小区", "小学", "中学", "幼儿园", "医院")
# 滨河公园 says which sort, 滨河街道 and 滨河社区 are names.
_SCENIC = re.compile(r"滨[江河湖海]\Z")
# 赵家庄, 罗家湾: hamlets named after a family.
_HAMLET = Scanned(
    rf"(?!(?:农|全|国|商|自|老|安|成|居|管|公|东)家){any_of(terms('surnames'))}家(?:庄(?!园)|屯|湾|沟|台(?!阶)|营|坡|集(?![体中团合])|窑|堡|塘|冲(?!突)|坳|洼|坪|岭|畈|垭|岗(?!位)|圩|墩|埠|峪|寨|坊)(?!村|社区|镇|乡|街道|小区)",
    firsts=heads(terms("surnames")),
)
_NUMBERED_SCHOOL = Gated(
    rf"([{_HAN}]{{1,4}}(?<![这那唯每某])[一二三四五六七八九十][小中])(?![心间央]|全会|[{_HAN}]?[学时型年])(?!(?:巷|区|街|路|队|组))",
    needs="[一二三四五六七八九十][小中]",
)
# 育才里、红旗里等5个老旧小区: estates listed by name, of the words with which estates are called.
_ESTATES = Gated(
    rf"(?P<list>[{_HAN}]{{3,10}}(?:、[{_HAN}]{{3,5}}(?<=[里苑园庄坊湾城府居])){{1,6}})等(?:[0-9]+|[{_NUMERALS}]+)[余多]?个[^,。;\n]{{0,8}}(?:小区|社区|院落)",
    needs="、[^、]{3,5}等",
)
_ESTATE = re.compile(rf"[{_HAN}]{{2,3}}[里苑园庄坊湾城府居]\Z")
# 滨河南路: no province.
_VISITED = re.compile(rf"(?:赴|前往|奔赴|来自|取经)([{_HAN}]{{2,3}})")
_STREET = re.compile("路(?!上)|大道|大街")
# Parts of speech (jieba's) of words that stand before a name and are no part of it.
_NO_NAME = frozenset("rdvpcfabtmuqk")
_CUT = re.compile(
    r"^.*(?:在|走进|位于|来到|对|与|和|的|了|以|由|为|从|把|将|组织|深入|开展|推进|及|等|是|有|个|镇|乡|旗|县|市|区|街道|校|日前|代表|住|成|给|向|如|到|使|让|按照|对照)"
)


def extract(document: Document) -> list[Annotation]:
    """The names of a document in text order; inside a title or a quoted name, other names may stand."""
    taken = Taken()
    found = []
    for name, rule in RULES.items():
        for span, entity in rule(document):
            if taken.overlaps(span):
                continue
            if entity.kind not in _HOLDERS:
                taken.add(span)
            found.append(document.found(span, "entity", entity, rule=name, component="entities"))
    return sorted(found, key=lambda one: one.span)


def _titles(document: Document) -> Found:
    for match in _TITLE.finditer(document.folded):
        if _PAPER.search(match.group()):
            yield Span(*match.span()), Entity("document", document.text[match.start() + 1 : match.end() - 1])


def _numbers(document: Document) -> Found:
    for match in _NUMBER.finditer(document.folded):
        before = _BEFORE_NUMBER.match(match.group())
        span = Span(match.start() + (before.end() if before else 0), match.end())
        yield span, Entity("docnum", document.text[span.start : span.end])


def _quoted(pattern: re.Pattern[str], kind: str) -> Callable[[Document], Found]:
    def rule(document: Document) -> Found:
        for match in pattern.finditer(document.folded):
            yield Span(*match.span()), Entity(kind, match.group().replace("“", "").replace("”", ""))

    return rule


def _organisations(document: Document) -> Found:
    """A bureau with the government it belongs to: 市教育局, and 云岭市教育局 where 云岭市 is an official place."""
    names = {*unlisted(document.folded), *_own_names(document)}
    starts = {span.end: span.start for span in occurrences(names, document.folded)}
    starts |= {mention.span.end: mention.span.start for mention in find_places(document.folded)}
    for match in _organisation_pattern().finditer(document.folded):
        start = starts.get(match.start() + 1, match.start())
        if start == match.start() and match[0][0] in "镇乡":
            start -= len(_township(document.folded, start))
        span = Span(start, match.end())
        yield span, Entity("org", document.text[span.start : span.end])


def _township(folded: str, end: int) -> str:
    """The name before 镇 or 乡, if it has one: 芒岭 of 芒岭乡中心小学."""
    name = own_name(_STEM.search(folded[max(0, end - 4) : end])[0])  # type: ignore[index]  # matches nothing too
    return name if len(name) > 1 and name[-1] not in _NO_END else ""


@cache
def _organisation_pattern() -> Scanned:
    whole, core = any_of(terms("organisations", stands="whole")), any_of(terms("organisations", stands="core"))
    bureau = rf"{core}(?:和{core})?(?:局|委员会|委|厅|中心)"
    school = rf"(?:(?:第?[{_NUMERALS}]{{1,3}}|实验|中心|职业|高级){{1,2}}(?:中学|小学|幼儿园)|(?:第[{_NUMERALS}]+|人民|中心|中医)?(?<!级)医院)"
    unit = "(?:(?:交警|交通|执法|环卫|城管|巡逻|综合){0,2}(?:支队|大队|中队))?"
    seat = rf"(?:[省县州旗乡]|(?<!城)市|(?<![社小校园片城])区|(?<![城乡集])镇|街道)委?(?:(?:{whole}|{bureau}){unit}|{school})"
    return Scanned(
        rf"团[省市县区]委|中共[{_HAN}]{{2,12}}?[省市县区旗]委(?!书记)(?:员会)?|(?:中央|国务院|全国)(?:{whole})|国务院|{_MINISTRY}|{seat}",
        firsts="团中国全教公民司财住生文农交省县州旗乡市区镇街",
    )


def _places(document: Document) -> Found:
    """Official divisions by full and by short names; a shared name is decided by the document's own place."""
    own = _own_place(document)
    mentions = find_places(document.folded, short=True)
    places = [decided(mention, own) for mention in mentions]
    for mention, place in zip(mentions, places, strict=True):
        if _STREET.match(document.folded, mention.span.end) or _straddles(document.folded, mention.span):
            continue
        yield mention.span, _place_entity(place, document.text[mention.span.start : mention.span.end])
    bare = {short_name(place): place for place in counties_near(own)}
    bare |= {short_name(place): place for place in places if place and len(place.code) == 6}
    bare |= dict(_visited(document.folded))
    known = {name: place for name, place in bare.items() if _may_stand_bare(name)}
    taken = {at for mention in mentions for at in range(*mention.span)}
    for span in occurrences(known, document.folded):
        if taken.isdisjoint(range(*span)) and _is_own_word(document.folded, span):
            name = document.folded[span.start : span.end]
            yield span, _place_entity(known[name], name)


def _visited(folded: str) -> Iterator[tuple[str, Place]]:
    """Counties by their bare names where one goes to or comes from them: 赴荥阳学习, 来自大英的客商."""
    counties = lone_counties()
    for match in _VISITED.finditer(folded):
        name = next((match[1][:size] for size in (3, 2) if match[1][:size] in counties), "")
        if name:
            yield name, counties[name]


def _unlisted(document: Document) -> Found:
    """Divisions that no list has, wherever they stand, and their bare names (云屏好人); the document's own by its full name."""
    own = document.facts.place or ""
    names = {name[:-1]: name for name in (*unlisted(document.folded), *_own_names(document))}
    for span in occurrences(names, document.folded):
        name = names[document.folded[span.start : span.end]]
        suffix = document.folded[span.end : span.end + 1]
        named = Entity("place", own.partition(name)[0] + name if name in own else name)
        if suffix == name[-1]:
            yield Span(span.start, span.end + 1), named
        elif len(name) < 5 and suffix not in tuple("市县区旗") and _stands_bare(document.folded, span):
            yield span, named


def _own_names(document: Document) -> list[str]:
    """The divisions of the document's own place that no list has, together and each: 云屏市青湖区, 云屏市, 青湖区."""
    parts = _OUTER.findall(document.facts.place or "")
    return [name for name in ("".join(parts), *parts) if name and not is_no_name(name) and not find_places(name)]


def _stands_bare(text: str, span: Span) -> bool:
    """Whether a division's bare name is meant: no other word, nor what bears the same name (青湖街道, 青湖小学)."""
    return _is_own_word(text, span) and not _LOCAL.match(text, span.end)


def _own_place(document: Document) -> Place | None:
    """The official division that the document's facts name, or the innermost around it."""
    mentions = find_places(document.facts.place or "")
    return decided(mentions[0], None) if mentions else None


def _place_entity(place: Place | None, name: str) -> Entity:
    return Entity("place", place.full_name, place.code) if place else Entity("place", name)


def _may_stand_bare(name: str) -> bool:
    """Whether a county may go by its name without 县: 大英 may, 和平 and 城关 are words."""
    return len(name) > 1 and name not in terms("ordinary_places") and words.tag(name) in ("ns", "nr", "nrt", "nz", "")


def _straddles(text: str, span: Span) -> bool:
    """Whether two characters are the end of one word and the head of another: 河北 in 淮河北岸."""
    start, end = span
    return end - start == 2 and bool(words.tag(text[start - 1 : start + 1]) and words.tag(text[end - 1 : end + 1]))


def _taken_in(text: str, span: Span) -> bool:
    """Whether the first character of a name is the end of a word: 国家集中."""
    return bool(words.tag(text[span.start - 1 : span.start + 2]) or words.tag(text[span.start - 1 : span.start + 1]))


def _is_own_word(text: str, span: Span) -> bool:
    """Whether no word of the dictionary takes the name in or ends in it (大英 in 大英雄)."""
    start, end = span
    around = (text[start - 1 : end], text[start - 1 : start + 1], text[start : end + 1], text[end - 1 : end + 1])
    return not any(words.tag(word) for word in around)


def _localities(document: Document) -> Found:
    """Communities, estates, townships, schools and hospitals by name: what is left when the sort is taken away."""
    last = 0
    for match in _LOCAL.finditer(document.folded):
        stem = _STEM.search(document.folded[max(last, match.start() - 8) : match.start()])[0]  # type: ignore[index]
        scenic = _SCENIC.search(stem) if match[0] in ("街道", "社区") else None
        name = _by_sound(stem) if match[0] in _BY_SOUND else scenic[0] if scenic else own_name(stem)
        if 2 <= len(name) <= (6 if match[0] in _LONG_NAMED else 4) and name[-1] not in _NO_END:
            span = Span(match.start() - len(name), last := match.end())
            kind = "org" if match[0] in ("小学", "中学", "幼儿园", "医院") else "place"
            yield span, Entity(kind, document.text[span.start : span.end])
    for match in _ESTATES.finditer(document.folded):
        for item in re.finditer("[^、]+", match["list"]):
            if estate := _ESTATE.search(item[0] if item.start() else behind_cut(item[0])):
                end = match.start("list") + item.end()
                yield Span(end - len(estate[0]), end), Entity("place", estate[0])
    for match in _HAMLET.finditer(document.folded):
        if not _taken_in(document.folded, Span(*match.span())):
            yield Span(*match.span()), Entity("place", match[0])
    for match in _NUMBERED_SCHOOL.finditer(document.folded):
        name = behind_cut(match[1])
        if len(name) > 2 and name[0] not in _NUMERALS:
            yield Span(match.end() - len(name), match.end()), Entity("org", name)


def _by_sound(stem: str) -> str:
    """The end of a stem that is written by sound (敖包图嘎查)."""
    name = re.search(rf"[{SOUNDS}]{{2,7}}\Z", stem)
    return name[0] if name else ""


def behind_cut(stem: str) -> str:
    """The end of a stem behind its last preposition, conjunction or place."""
    cut = _CUT.match(stem)
    return stem[cut.end() :] if cut else stem


def own_name(stem: str) -> str:
    """The end of a stem that is a name: behind its last verb, pronoun or preposition; "" where it says only which sort."""
    name = _verb_before().sub("", behind_cut(stem))
    if _ESTATE.match(name):
        return name
    if miles := _MILES.search(name):
        return miles[0]
    for word in reversed(words.cut(name)):
        if word == "里" and len(name) == 3:  # 桃花里, 平安里
            continue
        if words.tag(word)[:1] in (_NO_NAME if len(word) > 1 else _NO_NAME - {"a"}):
            name = name[name.rindex(word) + len(word) :]
            break
    return "" if is_common(name) or _COUNTED.match(name) else name


@cache
def _verb_before() -> re.Pattern[str]:
    return re.compile(rf"^.*{any_of(verb for verb in terms('verbs') if len(verb) > 1)}")


def is_common(name: str) -> bool:
    """Whether a name says which sort, not which one: 老旧, 示范; 村 and 镇 do where it begins with them, or is one (高村 is a name)."""
    return _common().search(name) is not None


@cache
def _common() -> re.Pattern[str]:
    words = set(terms("common_modifiers"))
    heads = {word for word in words if word in "村镇"}
    return re.compile("|".join([*(f"^{head}" for head in sorted(heads)), any_of(words - heads)]))


def _persons(document: Document) -> Found:
    for span in find_persons(document.folded):
        yield span, Entity("person", document.folded[span.start : span.end])


def _periods(document: Document) -> Found:
    for match in _PERIOD.finditer(document.folded):
        yield Span(*match.span()), Entity("period", match.group())


RULES: dict[str, Callable[[Document], Found]] = {
    "title_of_a_paper": _titles,
    "document_number": _numbers,
    "quoted_campaign": _quoted(_CAMPAIGN, "campaign"),
    "quoted_brand": _quoted(_BRAND, "brand"),
    "body_of_government": _organisations,
    "official_place": _places,
    "unlisted_place": _unlisted,
    "named_locality": _localities,
    "person_by_role": _persons,
    "period": _periods,
}

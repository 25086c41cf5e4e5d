"""Residuals (残留真名): real names that a masked text forgot to mask.

Only where the text masks its own place (XX市) is a name left in a leak. Names of national renown give nothing away, nor
does a person without a role beside the name, nor what only says which sort: 文化广场, 断头路.

>>> from civtext.model import CleanText, Entity, Placeholder, Source
>>> text = "XX市持续推进创建,睢阳区干部入户走访,整治青屿路两侧。"
>>> document = Document(Source(text), CleanText.of(text, []))
>>> blank = document.found(Span(0, 2), "placeholder", Placeholder("place"), rule="r")
>>> name = document.found(Span(10, 13), "entity", Entity("place", "河南省商丘市睢阳区"), rule="r")
>>> [(found.text, found.value.kind) for found in extract(document.with_annotations([blank, name]))]
[('睢阳区', 'place'), ('青屿路', 'landmark')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from civtext import words
from civtext.extractors.entities import behind_cut, is_common, own_name
from civtext.lexicons import any_of, lexicon, occurrences, terms
from civtext.model import Annotation, Document, Entity, Placeholder, Residual, Span, Taken
from civtext.places import find_places

_HAN = "一-鿿"
_KINDS = {"place": "place", "person": "person"}
_NAMED_ORG = ("named_locality",)
# The longer first: 岚水河滨河公园 is one name.
_LANDMARKS = {
    "expressway": re.compile(
        rf"(?P<name>[{_HAN}]{{2}})高速(?:公路)?(?:[{_HAN}]{{0,4}}?(?:出口|入口|下站口|收费站|互通|服务区))?"
    ),
    "street": re.compile(
        rf"(?P<name>[{_HAN}]{{2,8}}?)(?:大道|大街(?!小巷)|(?<![街铁])路(?![灯貌面段口网径况边障牌长政由容沿线人旁基演])|(?<!上)街(?![道区巷头面景坊长办心市容貌]))"
    ),
    "river_or_hill": re.compile(
        rf"(?P<name>[{_HAN}]{{1,8}}?)(?:河(?!道)|江|湖|山(?![区东西水体坡林地庄头顶])|渠(?!道))(?![{_HAN}]?(?:长|湖长|清(?![淤理])))"
    ),
}
_FLOWS = re.compile("两岸|沿岸|沿线|沿河|岸线|畔|流域|水质|干流|河段|上游|下游|源头")
_WORKED_ON = re.compile(
    "(?:水系|水体|河道)?(?:综合|生态|系统|环境)?(?:治理|整治|改造|修复|清淤|疏浚|截污|黑臭|水环境|水生态|景观带|风光带|风貌带)"
)
# 槐树巷、水井巷等9条: lanes listed by name, which are words else.
_LANES = re.compile(
    rf"(?P<list>[{_HAN}]{{2,10}}(?<!小)(?:巷|胡同)(?:[、和][{_HAN}]{{2,3}}(?<!小)(?:巷|胡同))+)等?(?:\d+|[一二三四五六七八九十两多余几数百]+)[余多]?条"
)
# 对振兴路、团结街等路段: streets, too.
_ROAD = "(?:大道|大街|路|街)"
_STREETS = re.compile(
    rf"(?P<list>[{_HAN}]{{2,8}}{_ROAD}(?:[、和][{_HAN}]{{2,4}}{_ROAD})+)等?(?:主要|重点|主次|城区)?(?:街路|路段|道路|干道|路口|街道(?!办))"
)
_BEFORE_A_NAME = re.compile("[对在将把沿于到、和]")
_MEMBER = re.compile(rf"(?P<name>[{_HAN}]{{2,10}}?)(?:巷|胡同|{_ROAD})(?![^、和])")
# “栗溪有礼”, “文明栗溪”: what a brand has where the name of the city goes, if it sounds like one.
_BRANDED = re.compile(
    rf"“(?:书香|文明|美丽|幸福|平安|情暖|善美|大美|最美|诚信|印象|好客|健康|法治|智慧|德润|志愿|清廉)(?P<behind>[{_HAN}]{{2,3}})”"
    rf"|“(?P<before>[{_HAN}]{{2,3}})(?:有礼|好人|有爱|有约|发布|先锋|美德|榜样)[榜]?”"
)
_SOUNDS_LIKE_A_PLACE = re.compile("[州城山川江河湖海溪岭陵阳宁昌原林泉湾港关桥屿岛浦塘泽洲坪谷冈丰垣霞沁]\\Z")
_SORT = re.compile("(?:社区|小区|街道|[市县区旗镇乡村])\\Z")
# A body with the name of its place; 县公安局 has none.
_SEAT = re.compile(
    rf"(?![省市县区旗镇乡团]|街道|中央|全国|国务院)(?P<place>[{_HAN}]{{2,12}}?(?:[省市县区旗镇乡]|街道))[{_HAN}]"
)
_FACTORY = re.compile(rf"(?P<name>[{_HAN}]{{2,7}}(?:厂|矿|公司))家属(?:院|区|楼)")
_BESIDE = re.compile(r"(?:从|沿|沿着|在|对|流经|围绕|依托|治理|整治)\Z")
_LONGEST = {"street": 4, "river_or_hill": 3, "expressway": 2}
_SIDES, _NUMERALS = "东南西北中", "一二三四五六七八九十"
_NUMBER_BEFORE = re.compile(r"[0-9Xx×两几数]|[一二三四五六七八九十](?=条|段|处|座)")
_NO_NAME = "不没未半满这那"  # 不上路子, 半城青山
# Parts of speech of words that a name may consist of: names, what the dictionary does not hold.
_PROPER = ("", "ns", "nr", "nz", "nrt", "nrfg", "nt")


def extract(document: Document) -> list[Annotation]:
    """The real names in a masked text: places, schools and the like, persons, streets, parks, rivers, newspapers."""
    if not _masks_its_place(document):
        return []
    shaped = list(_shaped(document.folded))
    leaks = [
        leak
        for one in document.labelled("entity")
        for leak in (_leak(document, one) or _leak_within(document, one),)
        if leak
    ]
    # 芷川 in 芷川学院 is no leak of its own; 芷川市 before 芷川学院 is.
    longest = {span.start: span.end for span, *_ in sorted(shaped)}
    found = [one for one in leaks if longest.get(document.local(one).start, 0) <= document.local(one).end]
    taken = Taken(document.local(one) for one in found)
    for span, kind, rule in shaped:
        if not taken.overlaps(span):
            taken.add(span)
            found.append(document.found(span, "residual", Residual(kind), rule=rule))
    for span in _again(document.folded, found):
        if not taken.overlaps(span):
            found.append(document.found(span, "residual", Residual("place"), rule="bare_name_again"))
    return sorted(found, key=lambda one: one.span)


def _again(folded: str, found: Sequence[Annotation]) -> Iterator[Span]:
    """The bare names of the places found, wherever else they stand: 柳家湾 of 柳家湾村, 栗溪市 where “栗溪有礼” gave 栗溪 away."""
    places = [one.text for one in found if isinstance(one.value, Residual) and one.value.kind == "place"]
    bare = {_SORT.sub("", name) for name in places}
    names = {name for name in bare if len(name) > 1 and not words.tag(name) and name not in terms("renowned_places")}
    for span in occurrences(names, folded):
        suffix = folded[span.end : span.end + 1] in tuple("市县区旗镇乡村")
        yield Span(span.start, span.end + suffix)


def _masks_its_place(document: Document) -> bool:
    blanks = [one.value for one in document.labelled("placeholder")]
    return any(isinstance(blank, Placeholder) and blank.type in ("place", "org") for blank in blanks)


def _leak(document: Document, one: Annotation) -> Annotation | None:
    value, rule = one.value, one.provenance.rule
    if not isinstance(value, Entity) or one.text in terms("renowned_places"):
        return None
    kind = "org" if value.kind == "org" and rule in _NAMED_ORG else _KINDS.get(value.kind)
    return document.found(document.local(one), "residual", Residual(kind), rule=rule) if kind else None


def _leak_within(document: Document, one: Annotation) -> Annotation | None:
    """The place whose body is named: 商丘市 of 商丘市教育局, 芒岭乡 of 芒岭乡中心小学."""
    start, end = document.local(one)
    seat = _SEAT.match(document.folded, start, end) if one.provenance.rule == "body_of_government" else None
    if not seat:
        return None
    mentions = find_places(document.folded[start:end])
    span = mentions[0].span if mentions else Span(0, seat.end("place") - start)
    return document.found(
        Span(start + span.start, start + span.end), "residual", Residual("place"), rule="place_of_a_body"
    )


def _shaped(folded: str) -> Iterator[tuple[Span, str, str]]:
    """Landmarks and bodies by what they end in, with a name before that is no common word; the longer kinds first."""
    yield from _built(folded)
    yield from _natural(folded)
    yield from _lanes(folded)
    for match in _known_streets().finditer(folded):
        if match["everywhere"] or (words.tag(match[0]) in ("ns", "nz") and not is_common(match[0][:2])):
            yield Span(*match.span()), "landmark", "known_street"
    for match in _FACTORY.finditer(folded):
        name = behind_cut(match["name"])
        if len(name) >= 3 and not is_common(name):
            yield Span(match.end("name") - len(name), match.end()), "landmark", "housing_of_a_factory"
    for match in _BRANDED.finditer(folded):
        name = match[str(match.lastgroup)]
        if _SOUNDS_LIKE_A_PLACE.search(name) and words.tag(name) in _PROPER and not _is_phrase(name):
            yield Span(*match.span(str(match.lastgroup))), "place", "name_in_a_brand"


def _built(folded: str) -> Iterator[tuple[Span, str, str]]:
    """岚水河滨河公园, 芷川师范学院, 芷川日报: a sort from the lexicon with a proper name, whatever words between say of the sort."""
    kinds = {entry["term"]: (entry["kind"], int(entry["longest"])) for entry in lexicon("landmarks")}
    for match in _built_pattern().finditer(folded):
        kind, longest = kinds[match["sort"]]
        stem = re.search(rf"[{_HAN}]{{0,8}}\Z", folded[max(0, match.start() - 8) : match.start()])[0]  # type: ignore[index]
        bare = _sorts_of_sorts().sub("", stem)
        name = own_name(bare)
        whole = name + stem[len(bare) :] + match[0]
        if len(match[0]) == 1 and folded.startswith("”", match.end()) and words.tag(whole[0]).startswith("v"):
            continue  # “扫街净巷” is a campaign
        if folded[max(0, match.end() - len(whole) - 1) : match.end()] in terms("set_phrases"):  # 走街串巷
            continue
        if len(name) > 1 and len(whole) - len(match[0]) <= longest and _proper(name, whole) and not _is_phrase(name):
            yield Span(match.end() - len(whole), match.end()), kind, "named_landmark"


def _natural(folded: str) -> Iterator[tuple[Span, str, str]]:
    """Expressways, streets, rivers and hills."""
    for rule, pattern in _LANDMARKS.items():
        for match in pattern.finditer(folded):
            name = _named_before(match["name"])
            whole = name + folded[match.end("name") : match.end()]
            span = Span(match.end() - len(whole), match.end())
            if not 0 < len(name) <= _LONGEST[rule] or _is_phrase(whole) or _is_any(folded, span, name):
                continue
            if _is_named(name, whole) or (rule == "river_or_hill" and _is_told_of(folded, span, name)):
                yield span, "landmark", rule


def _is_any(folded: str, span: Span, name: str) -> bool:
    """Whether it is any of them: 12条内河, 东西二路, 不上路."""
    counted = _NUMBER_BEFORE.search(folded, max(0, span.start - 1), span.start)
    return counted is not None or name[0] in _NO_NAME or not name.strip(_SIDES + _NUMERALS)


def _named_before(stem: str) -> str:
    """The name at the end of a stem, its side of the town or number included: 巴陵中 of 对巴陵中路, 岚桥七 of 岚桥七路; 淮 of 沿淮河."""
    stem = stem[stem.rfind("沿", 0, -1) + 1 :]
    if len(stem) > 2 and stem[-1] in _SIDES + _NUMERALS and len(name := own_name(stem[:-1])) > 1:
        return name + stem[-1]
    return own_name(stem)


def _is_named(name: str, whole: str) -> bool:
    return (words.tag(whole) == "ns" and len(whole) > 2) or (len(name) > 1 and _proper(name, whole))


def _is_told_of(folded: str, span: Span, name: str) -> bool:
    """Whether what is told is told of a river or a hill: 沿芒河, 青漪河两岸; works only where the name is longer (双桥河清淤)."""
    if _BESIDE.search(folded, max(0, span.start - 2), span.start):
        return True
    whole = folded[span.start : span.end]
    no_word = words.tag(name) in (*_PROPER, "n") and words.tag(whole)[:1] != "n" and len(whole) > len(name)
    no_word = no_word or (whole.endswith("江") and words.tag(whole) == "ns")  # 汉江: the dictionary has it
    told = _FLOWS.match(folded, span.end) or (len(name) > 1 and _WORKED_ON.match(folded, span.end))
    return no_word and told is not None


def _lanes(folded: str) -> Iterator[tuple[Span, str, str]]:
    """The lanes and streets of a list by name: 对槐树巷、水井巷等9条背街小巷, 对振兴路、团结街等路段."""
    for match in (*_LANES.finditer(folded), *_STREETS.finditer(folded)):
        for member in _MEMBER.finditer(match["list"]):
            stem = _BEFORE_A_NAME.split(member["name"])[-1]
            name = own_name(stem) or next(iter(words.cut(stem)[-1:]), "")
            if len(name) > 1 and not is_common(name):
                at = match.start("list")
                yield Span(at + member.end("name") - len(name), at + member.end()), "landmark", "lane_in_a_list"


@cache
def _built_pattern() -> re.Pattern[str]:
    rows = sorted(lexicon("landmarks"), key=lambda entry: -len(entry["term"]))
    sorts = [entry["term"] + ("" if entry["not_before"] == "-" else f"(?![{entry['not_before']}])") for entry in rows]
    any_sort = "|".join(sorts)
    return re.compile(f"(?P<sort>{any_sort})(?!{any_sort})")


@cache
def _sorts_of_sorts() -> re.Pattern[str]:
    """What says of which sort a park or a market is: 湿地 in 青鹭湖湿地公园."""
    return re.compile(rf"{any_of(word for word in terms('common_modifiers') if len(word) > 1)}+\Z")


@cache
def _known_streets() -> re.Pattern[str]:
    everywhere = rf"{any_of(terms('street_words'))}[{_SIDES}{_NUMERALS}]?(?:大道|大街|路|巷(?![道陌口长子弄里头内街]))"
    return re.compile(
        rf"(?:(?P<everywhere>{everywhere})|[{_HAN}]{{2}}(?:路|街))(?![道区巷头面景坊长办心市灯口网段况线由政障])"
    )


def _is_phrase(whole: str) -> bool:
    """Whether it is renowned, a set phrase (绿水青山, 江河湖海), or says which sort it is (断头路)."""
    return (
        not whole.strip("江河湖海山川青绿水")
        or is_common(whole)
        or any(word in whole for word in terms("renowned_places"))
    )


def _proper(name: str, whole: str) -> bool:
    """Whether a name is no word, and not of common words alone (儿童友好公园), nor its sort a part of one (新思路)."""
    *_, last = words.cut(whole)
    if len(whole) - len(last) > 1 < len(name) + len(last) - len(whole):
        name = whole[: -len(last)]  # 芷川|师范学院
    elif len(name) + len(last) > len(whole) and last[0] not in _SIDES + _NUMERALS and words.tag(last) not in _PROPER:
        return False
    return words.tag(name) in _PROPER and not all(words.tag(word) not in _PROPER for word in words.cut(name))

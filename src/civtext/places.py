"""Places (地名): the official divisions of China, and where a text names them.

The longest name that ends in a division's suffix wins; a name borne by several places (there are six 鼓楼区… 朝阳区)
keeps all of them as candidates, narrowed by what the text says around it, and is never guessed.

>>> [place.full_name for place in named("商丘市")]
['河南省商丘市']
>>> len(named("朝阳区"))
2
>>> mention = find_places("全国文明城市创建在河南省商丘市睢阳区展开")[0]
>>> mention.span, [place.full_name for place in mention.candidates]
(Span(start=9, end=18), ['河南省商丘市睢阳区'])
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from civtext.lexicons import Scanned, any_of, heads, terms
from civtext.model import Span

_HAN = "[一-鿿]"
# Characters with which Mongolian, Tibetan and Uyghur names are written by sound.
SOUNDS = "阿艾安敖巴白拜包宝保毕布查朝楚达丹道德登迪都敦多额恩尔噶嘎干高格根古哈海浩呼吉嘉金卡克拉兰朗勒力丽林龙伦曼米木穆那娜尼牛诺其奇齐钦琴青仁日如萨赛桑沙斯松苏塔泰特腾提图托娃旺乌希夏雅彦延伊音尤扎珠卓孜尊次措央吐买提"
# A division by its shape, for those that no list has; what is no name (全国城市, 老旧小区) is left out afterwards.
_SHAPED = rf"{_HAN}{{2,3}}?(?<![市县区旗])(?:市(?![场民政容级直])|县(?!城(?![东西南北关][镇街乡])|[级直域])|区(?![域级直划间块])|旗(?![帜下舰])|(?:经济(?:技术)?|高新技术(?:产业)?)开发区)"
_OFFICES = r"委(?:[、,\n]|书记)|[市县区]?委、|人民政府|文明委|文明办|精神文明|爱国卫生|创建|[市县区旗]委|[^,。;\n]{2,8}(?:局|委员会)(?:\n|$)"
_SURELY_NAMED = (
    re.compile(rf"《(?:关于)?(?P<name>{_SHAPED})(?={_HAN}|\d)"),
    re.compile(rf"(?:位于|地处|坐落于|坐落在|隶属于?|走进|来到|家住|住在|来自)(?P<name>{_SHAPED})"),
    re.compile(rf"(?:^|[\n。“]|中共|年,?)\s{{0,4}}(?P<name>{_SHAPED})(?P<inner>{_SHAPED})?(?={_OFFICES})"),
    re.compile(rf"《(?:关于)?(?P<name>[{SOUNDS}]{{2,7}}旗)"),
)
_SITUATED = re.compile(
    rf"(?:^|[。;,\n])\s{{0,4}}(?P<stem>{_HAN}{{2,3}})(?:地处|位于|坐落)(?=[^,。;\n]{{2,8}}[省市州盟区])"
)
_MOST = 40  # a report names few places; what names more is no report
_NOT_A_NAME = re.compile(
    rf"{any_of(terms('no_places', stands='anywhere'))}|^{any_of(terms('no_places', stands='start'))}|[全我本该两][省市县区旗镇乡]|团[县市区旗]$"
    r"|(?:^[深高半老石中低大小]?|..)山区|(?:^|[老新该两全本我此业技流化学])园区"
)
_SUFFIX = re.compile(r"特别行政区|自治[区州县旗]|地区|新区|林区|特区|[省市县区旗州盟]")
_LEVELS = {2: "province", 4: "city", 6: "district"}
# 市 of the province level are cities by their own account, and compare with cities.
_MUNICIPALITIES = ("11", "12", "31", "50")
_LONGEST = 15


@dataclass(frozen=True)
class Place:
    """An official division: its code (2, 4 or 6 digits), its name, and its level (province, city, district)."""

    code: str
    name: str

    @property
    def level(self) -> str:
        """province, city (地级) or district (县级)."""
        return "city" if self.code in _MUNICIPALITIES else _LEVELS[len(self.code)]

    @cached_property
    def full_name(self) -> str:
        """The name with those of the divisions above it: 河南省商丘市."""
        codes = [self.code[:length] for length in (2, 4, 6) if length <= len(self.code)]
        return "".join(_divisions()[code].name for code in codes if code in _divisions())

    def inside(self, other: Place) -> bool:
        """Whether this place lies in the other, or is it."""
        return self.code.startswith(other.code)


@dataclass(frozen=True)
class Mention:
    """Where a text names a place, and which places may be meant (one, where it is certain)."""

    span: Span
    candidates: tuple[Place, ...]


@cache
def _divisions() -> dict[str, Place]:
    text = files("civtext").joinpath("data", "places", "divisions.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")][1:]
    return {code: Place(code, name) for code, name in rows}


@cache
def _by_name() -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for place in _divisions().values():
        found[place.name] = (*found.get(place.name, ()), place)
    return found


@cache
def short_names() -> dict[str, Place]:
    """Provinces and prefectures by the name they go by without its suffix (内蒙古, 商丘), where only one goes by it."""
    found: dict[str, list[Place]] = {}
    for code, place in _divisions().items():
        if len(code) <= 4:
            found.setdefault(short_name(place), []).append(place)
    ordinary = terms("ordinary_places")
    return {name: places[0] for name, places in found.items() if len(name) > 1 == len(places) and name not in ordinary}


def short_name(place: Place) -> str:
    """The name without its suffix: 内蒙古, 商丘, 大英.

    >>> [short_name(place) for place in (*named("商丘市"), *named("大英县"), *named("新疆维吾尔自治区"))]
    ['商丘', '大英', '新疆']
    """
    name = place.name
    if name.startswith(("内蒙古", "新疆", "广西", "宁夏", "西藏")) and len(place.code) == 2:
        return re.split(r"自治区|壮族|回族|维吾尔", name)[0]
    suffix = (
        r"(特别行政区|[一-鿿]{1,6}族自治[州县旗]|自治州|地区|[省市盟])$"
        if len(place.code) < 6
        else r"(?:[一-鿿]{1,6}族自治[县旗]|自治[县旗]|[县市区旗])$"
    )
    return re.sub(suffix, "", name)


def decided(mention: Mention, own: Place | None) -> Place | None:
    """The place a mention means: its only candidate, or the only one in the prefecture, else the province, of `own`.

    >>> [mention] = find_places("鼓楼区开展巡查")
    >>> decided(mention, None), decided(mention, named("开封市")[0]).full_name
    (None, '河南省开封市鼓楼区')
    """
    if len(mention.candidates) == 1:
        return mention.candidates[0]
    for length in (6, 4, 2) if own else ():
        inside = [place for place in mention.candidates if place.code[:length] == (own.code[:length] if own else "")]
        if len(inside) == 1:
            return inside[0]
    return None


def is_no_name(name: str) -> bool:
    """Whether what has the shape of a division is a sort of place, or no place: 老旧小区, 全市, 工业园区, 调整县.

    >>> [is_no_name(name) for name in ("老旧小区", "工业园区", "贫困山区", "今年镇", "调整县", "栖园区", "云屏市")]
    [True, True, True, True, True, False, False]
    """
    is_act = name[-1:] in tuple("市县区旗") and name[:-1] in _verbs() and name not in _by_name()  # 调整|县创建办
    return is_act or _NOT_A_NAME.search(name) is not None


@cache
def _verbs() -> frozenset[str]:
    return frozenset(terms("verbs"))


def unlisted(text: str) -> list[str]:
    """The divisions that a text surely names and no list has, in text order, each once: new districts, or invented ones.

    >>> unlisted("青屿位于江西省北部。走进栖园区柳荫街道,《云屏市文明行为条例》深入人心,青屿市委部署。绍兴市跟进,改造老旧小区。")
    ['青屿市', '栖园区', '云屏市']
    """
    return list(_unlisted(text))


@lru_cache(maxsize=4)
def _unlisted(text: str) -> tuple[str, ...]:
    matches = [match for pattern in _SURELY_NAMED for match in pattern.finditer(text)]
    found = {match.start(part): name for match in matches for part, name in match.groupdict().items() if name}
    found |= _situated(text)
    names = [name for _, name in sorted(found.items()) if not is_no_name(name) and not find_places(name)]
    return tuple(dict.fromkeys(names))[:_MOST]


def _situated(text: str) -> dict[int, str]:
    """The names in full, by where they stand, of places told by bare names: 青屿位于江西省北部, 青屿市委 further on."""
    stems = {match["stem"]: match.start() for match in _SITUATED.finditer(text)}
    found: dict[int, str] = {}
    for match in re.finditer("[市县区旗]", text) if stems else ():
        for size in (2, 3):
            stem = text[max(0, match.start() - size) : match.start()]
            if stem in stems:
                found.setdefault(stems[stem], stem + match[0])
    return found


def counties_near(own: Place | None) -> list[Place]:
    """The counties of the prefecture that a place lies in, or is; none for a province or for no place."""
    return list(_counties().get(own.code[:4], ())) if own else []


@cache
def _counties() -> defaultdict[str, list[Place]]:
    """The counties by the codes of their prefectures."""
    counties: defaultdict[str, list[Place]] = defaultdict(list)
    for code, place in _divisions().items():
        if len(code) == 6:
            counties[code[:4]].append(place)
    return counties


@cache
def lone_counties() -> dict[str, Place]:
    """Counties by the name they go by without its suffix (荥阳), where the whole country has one that goes by it."""
    found: dict[str, list[Place]] = {}
    for place in _divisions().values():
        if len(place.code) == 6:
            found.setdefault(short_name(place), []).append(place)
    return {name: places[0] for name, places in found.items() if len(name) > 1 == len(places)}


def division(code: str) -> Place | None:
    """The division of a code, such as `4114` (商丘市)."""
    return _divisions().get(code)


def named(name: str) -> tuple[Place, ...]:
    """The places that bear a name: an official one, with its suffix, or the short one of a province or prefecture."""
    short = short_names().get(name)
    return _by_name().get(name, ()) or ((short,) if short else ())


@cache
def _short_pattern() -> Scanned:
    return Scanned(any_of(short_names()), firsts=heads(short_names()))


def find_places(text: str, *, short: bool = False) -> list[Mention]:
    """The official places a text names, neighbours in one chain (河南省商丘市) as one mention of the innermost.

    `text` should be narrow (`Document.folded`). With `short`, provinces and prefectures without their suffix count too.
    """
    return list(_mentions(text, short))


@lru_cache(maxsize=4)  # several steps ask about one text
def _mentions(text: str, short: bool) -> tuple[Mention, ...]:
    mentions: list[Mention] = []
    for match in _SUFFIX.finditer(text):
        name = _longest_ending(text, match.end())
        if name and _stands_apart(text, match.end() - len(name), name, mentions):
            mentions.append(Mention(Span(match.end() - len(name), match.end()), _by_name()[name]))
    if short:
        taken = {at for mention in mentions for at in range(*mention.span)}
        for match in _short_pattern().finditer(text):
            span = Span(*match.span())
            if taken.isdisjoint(range(*span)):
                mentions.append(Mention(span, (short_names()[match.group()],)))
    return tuple(_narrowed(_chained(sorted(mentions, key=lambda mention: mention.span))))


def _longest_ending(text: str, end: int) -> str | None:
    names = _by_name()
    if text[max(0, end - 2) : end] not in _endings():
        return None
    for start in range(max(0, end - _LONGEST), end - 1):
        if text[start:end] in names:
            return text[start:end]
    return None


@cache
def _endings() -> frozenset[str]:
    """The last two characters of the names."""
    return frozenset(name[-2:] for name in _by_name())


def _stands_apart(text: str, start: int, name: str, mentions: list[Mention]) -> bool:
    """Whether a name that could be part of other words is one: 新城区 after its city, 理县 at the head of a clause."""
    after_place = bool(mentions) and mentions[-1].span.end == start
    if name in terms("ordinary_places"):
        return after_place
    # 《测评体系》和县创文办: and, not 和县
    return (
        len(name) > 2 or after_place or start == 0 or not ("一" <= text[start - 1] <= "鿿" or text[start - 1] in "》”)")
    )


def _chained(mentions: list[Mention]) -> list[Mention]:
    """Join a name to the one right before it when it lies inside that; a name inside a longer one goes."""
    chained: list[Mention] = []
    for mention in mentions:
        last = chained[-1] if chained else None
        if last and last.span.covers(mention.span):
            continue
        if last and mention.span.covers(last.span):
            chained.pop()
        elif last and last.span.end == mention.span.start:
            inside = [place for place in mention.candidates if any(place.inside(outer) for outer in last.candidates)]
            if inside:
                chained[-1] = Mention(Span(last.span.start, mention.span.end), tuple(inside))
                continue
        chained.append(mention)
    return chained


def _narrowed(mentions: list[Mention]) -> list[Mention]:
    """Keep, of a shared name's candidates, those that lie in a place the text names for certain elsewhere."""
    certain = {mention.candidates[0] for mention in mentions if len(mention.candidates) == 1}
    result = []
    for mention in mentions:
        inside = [place for place in mention.candidates if any(place.inside(outer) for outer in certain)]
        result.append(Mention(mention.span, tuple(inside)) if inside else mention)
    return result

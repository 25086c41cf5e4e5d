"""Document facts: what kind of text this is, for which level of government it speaks, of which place and period.

Facts are read from the author's own words. A sharing site's title (…总结 篇3, with a fashionable year) says nothing of
the period, and little of the kind: a plan often stands among 总结.

>>> from civtext.model import CleanText, Source
>>> text = "云岭市2023年创建工作总结\\n2023年,我市坚持为民创建。"
>>> document = Document(Source(text), CleanText.of(text, []), title="云岭市2023年创建工作总结")
>>> read_facts(document)
Facts(kind='summary', level='city', place='云岭市', period='2023年')
"""

from __future__ import annotations

import re
from collections import Counter

from civtext.lexicons import any_of, lexicon, occurrences, terms
from civtext.model import Document, Facts
from civtext.places import Mention, Place, division, find_places, is_no_name, unlisted
from civtext.titles import leading_title
from civtext.words import tag

_WORKPLACE = any_of(terms("workplaces"))
_OPENING, _GLUED, _CLOSING = 500, 80, 160
_SITE_TITLE = re.compile(r"篇[一二三四五六七八九十\d]{1,3}|范文|[(（【]\s*(?:通用|精选|共|合集)?\d+篇")
_YEAR = r"(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年"
_PERIOD = re.compile(
    rf"(?:20\d\d[—–~至-])?(?:20\d\d|(?<=[—–~至-])\d\d)学年(?:度|第[一二]学期)?|(?:20\d\d[—–~至-])?{_YEAR}(?:度|上半年|下半年|第?[一二三四]季度|前三季度|\d{{1,2}}月?[-—至]\d{{1,2}}月)?"
)
# The date of a report's signature, at the end of its line, behind who signs or alone, and of a speech, in brackets under its title; in
# its first weeks a year is not yet reported on.
_MONTH = r"(?:(?P<late>1[0-2]|十[一二]?)|[3-9]|[三四五六七八九])月[^,;。\n()]{0,6}"
_SIGNED = re.compile(
    rf"(?:\n|。|[局办府会院校司部组处委站所]|中心|街道|[镇乡村]|社区)[ ]*({_YEAR})[ ]*{_MONTH}(?=\n|\(|$)"
)
_DATED = re.compile(rf"\n\s*\(({_YEAR}){_MONTH}\)\s*\n")
_UNDER_TITLE = re.compile(rf"\n\s*\(({_PERIOD.pattern})\)\s*\n")
_OF_LAST = re.compile(r"(?<![较比])去年(?!同期|[底末])")
# When a survey was made: 2023年8月至10月,市文明办…组成调研组.
_SURVEYED = re.compile(rf"({_YEAR})\d{{1,2}}月[^,。]{{0,14}},[^。]{{0,80}}(?:调研|走访|调查|座谈)")
_OPENING_YEAR = re.compile(
    rf"(?:^|\n|。|{any_of(terms('titles', kind='report'))})\s*({_PERIOD.pattern})(?:以来|来)?[,是]"
)
_REPORTED = re.compile(rf"(?:现将|现就|将)[^。]{{0,20}}?({_PERIOD.pattern})")
# What only a city of the rank of a county says of itself.
_COUNTY_LEVEL = re.compile(r"全[省国]县级市|(?<![县)])(?:争创|创建|创成|迎接|为|获评|荣获)全国县级文明城市")
_DONE_TO = re.compile(r"明确|细化|分解|强化|健全|落实|压实|完善|突出|聚焦|围绕|对照")
_EMPLOYER = re.compile(
    r"(?:^|[,。;\n])\s*(?!会同|联合|协同|配合|依托|对接|邀请|协调)([一-鿿]{2,3}[市县区旗])(?![民容场政区直级里内])"
    rf"[一-鿿]{{0,10}}?(?:{_WORKPLACE}|法院|检察院)"
)
# Parts of speech of what may be a name; 会同市公安局 opens with a verb.
_NAMES = ("", "ns", "nr", "nz", "n")
_UPPER = r"[一-鿿]{2,4}?[省市县区旗州]"
_LOWER = r"[一-鿿]{2,5}?(?:开发区|街道|[市县区旗州盟镇]|乡(?!镇))"
_VILLAGE = r"[一-鿿]{2,4}?(?:街道|[镇乡])[一-鿿]{2,5}?(?:社区|村(?!级))"
# The longer reading first: 云屏县青禾镇; it falls when it takes in what is no name (云屏县争创文明县).
_TITLE_PLACES = [
    re.compile(rf"(?:^|——)(?:关于|中共|推进|深化|来自|在|20\d\d年度?)?+({name})")
    for name in (_VILLAGE, _UPPER + _LOWER, _LOWER)
]
_MASKED_TITLE = re.compile(r"[XＸx×某*]+([市县区旗])")
_LEVELS = {"市": "city"} | dict.fromkeys("县区旗", "district")
# The line of who writes, under the title or glued to it: 云屏县人民政府县长 周敏, 云屏市青禾区人民政府, 云屏市青禾区 above a date.
_SPEAKER_LINE = re.compile(
    r"(?:^|\n|讲话|发言|材料|中共)[ ]*(?:[一-鿿]{2,3}市)?([一-鿿]{2,3}?(?:(?P<city>市)|(?P<district>[县区旗])|(?P<town>[镇乡]|街道)))"
    r"(?=(?:[ ]*\n\(20|(?:\1|人民政府|[市县区旗党工]{0,2}委|、|[市县区旗]政府|办事处|管委会)+"
    r"(?:[^,。:\n]{0,10}?(?:书记|[市县区旗州镇乡]长|主任)[ ]*(?:[一-鿿]{1,3}[ ]?[一-鿿]{0,2})?)?[ ]*(?:\(|\n|$)))"
)
# 我们社区在云屏市青禾街道的东头; the rules that a village gave itself.
_LIES = "地处|位于|坐落于|坐落在|隶属于?"
_OWN_SEAT = re.compile(
    rf"(?:(?:我们|[本我全])(?:社区|村)|(?:社区|村))(?:{_LIES}|在)"
    r"((?:[一-鿿]{2,3}?[市县区旗])*[一-鿿]{2,4}?(?:街道|[镇乡]))"
)
# 柳荫街道地处云屏市青屿区: a township that opens the text with where it lies.
_TOWN_SEAT = re.compile(rf"(?:^|[。\n])\s*([一-鿿]{{2,4}}?(?:街道|[镇乡]))(?=(?:{_LIES})[一-鿿]{{2,4}}[省市县区旗])")
_VILLAGE_OF_TITLE = re.compile(r"^(?:[\dXx×*_]{4}年度?)?([一-鿿]{2,5}?(?:社区|村))(?!民|镇)")
_VILLAGE_RULES = re.compile(rf"《({_VILLAGE})(?:村规民约|居民公约|自治章程|红白理事会章程)")
_SPEAKER = re.compile(r"代表([一-鿿]{2,5}?(?:开发区|街道|[市县区镇乡]))(?=党|委|办事处|人民政府|向|作|汇报|发言)")
_OPENS_CLAUSE = re.compile(
    r"(?:^|[,。;\n]|近年来|以来|[年月])(?!提升|美化|净化|规范|整治|管理|优化|扮靓|改善|清理)([一-鿿]{2}(?:市(?![民容场政区直级])|[县旗镇]))(?=[一-鿿])"
)
# 云岭市位于…, and the city that is named right before.
_LIES_IN = re.compile(rf"(?:{_LIES})((?:[一-鿿]{{2,3}}?[市县区旗])+)")
_ABOVE = re.compile(r"(?<![一-鿿])([一-鿿]{2,3}市[一-鿿]{2,3}[县区旗])\Z")  # the city and the county of a township
_CITY_BEFORE = re.compile(r"([一-鿿]{2,3}市)$")
_SITUATED = re.compile(r"(?:地处|位于|坐落在|隶属)$")
_MASKED_SELF = re.compile(
    rf"[XxＸｘ×某*]{{1,4}}(?:(?P<city>市)|(?P<district>[县区旗])|(?P<town>[镇乡]|街道)|(?P<unit>{_WORKPLACE}))(?!委|政府|[直级])"
)
_UNIT_TITLE = re.compile(
    rf"(?:{_WORKPLACE}(?<!中心(?=城|村|镇))|委员会|供电所|车站"
    r"|(?:教育|卫生|卫健|交通运输|交通|住建|城管|公安|商务|民政|税务|金融|政法|水利|电力)系统)"
)
# A village or community is no level of government.
_VILLAGE_NAME = r"[一-鿿XＸx×某]{2,5}(?:(?<![农乡])村|社区)(?![民级容庄])"
_VILLAGE_TITLE = re.compile(rf"(?:^|[镇乡道—]){_VILLAGE_NAME}(?=[^镇乡]*(?:总结|小结|汇报|材料|做法|纪实))")
_TOWN_TITLE = re.compile(rf"(?:[一-鿿XＸx×某](?:镇|乡|街道)|^街道)(?!村|{_VILLAGE_NAME})")
# The line of who speaks for a unit, under the title: 县城市管理局 XXX, 区教育局局长 周敏.
_UNIT_SPEAKER = re.compile(
    rf"(?:^|\n)[ ]*[一-鿿XxＸ×某*]{{2,14}}{_WORKPLACE}(?:党[委组])?(?:书记|局长|院长|校长|行长|经理)?"
    r"(?:、(?:书记|局长|院长|校长|行长|经理))?[ ]*(?:[XxＸ×]{2,3}|[一-鿿][ ]?[一-鿿]{1,2})?[ ]*\n"
)
# The opening's subject: XX区教育局按照…; a centre may be one of the government's, or what all turns about.
_UNIT_SUBJECT = re.compile(
    rf"[一-鿿XxＸ×某*]{_WORKPLACE}(?<!中心)(?=按照|根据|坚持|积极|高度|严格|认真|紧紧|紧扣|围绕|始终|结合|在|以)"
)
# …公司组建于1963年, …支行现有员工80人: who is introduced.
_FOUNDED = re.compile(
    rf"(?:{_WORKPLACE}|站|所|厂)(?:(?:始建|成立|组建|创建|创办)于|现有(?:员工|职工|干部职工|教职工|师生))"
)
# 大队围绕…, 公司被评为…: a unit that calls itself by its sort at the head of its clauses.
_OWN_SORT = re.compile(
    r"(?:^|[。;\n])\s*(?:大队|支队|集团|公司|医院|支行|学院|车站)(?=党|全体|围绕|被|组织|成立|先后|领导|机关|现有|以|把|将|对|按照|坚持)"
)
_MASKED_CITY = re.compile(r"[XxＸ×某*]{1,4}市(?=创|委|政府|[^,。]{0,8}(?:总结|汇报|材料|综述|报告))")
_ELSEWHERE = re.compile(r"(?:学习|考察|借鉴|对标|赴|来自|走进|参观|前往|援助|支援|籍)[^,。]{0,4}$")
_OF_ITS_OWN = re.compile(
    r"^(?:市委|县委|区委|委|人民政府|政府|文明办|文明委|市民公约|日报|电视台|融媒体|[一-鿿]{2,6}局)"
)
# The line that a report is addressed to: 云屏市文明委:
_ADDRESSED = re.compile(r"\n\s{0,4}([一-鿿]{2,3}市)(?:委|人民政府|文明|创建)[^,。;\n]{0,10}:\s{0,4}\n")
# Who leads a county or a town: 在云屏市委、市政府的坚强领导下.
_LED_BY = re.compile(
    r"(?:^|[,。;\n])\s{0,4}(?:在|按照|根据)(?:[^,。;]{2,16}领导和)?(?:中共)?([一-鿿]{2,3}市)(?:委|政府|人民政府|文明[委办])[^,。;]{0,24}(?:领导|指导|部署|要求|安排|统筹)"
)
_HONOURS = re.compile("好人|最美|工匠|楷模")
_TOWNSHIP = re.compile(r"[一-鿿]{2,4}?(?:街道|镇|乡)")
_TOWN_ACTS = re.compile(r"(?:^|[,。;\n])\s*([一-鿿]{2,3}(?:街道|镇|乡))(?=党工?委|办事处|人民政府|政府)")


def read_facts(document: Document) -> Facts:
    """Kind, level, place and period of a document whose outline has been read; None where the text does not tell."""
    level = _level(document)
    place, place_level = _place(document, level)
    if level == "city" and (place_level == "district" or _COUNTY_LEVEL.search(document.folded)):
        level = "district"  # a county-level city calls itself 我市 too
    return Facts(_kind(document), level, place, _period(document))


def _title(document: Document) -> str:
    return (document.title or "").translate({0x3000: None, 0x20: None})


def _is_site_title(document: Document) -> bool:
    """Whether a sharing site gave the title: it numbers its pieces (篇3) or counts them (通用5篇)."""
    return bool(_SITE_TITLE.search(document.folded[: len(document.title or "") + 12].split("\n")[0]))


def _kind(document: Document) -> str:
    title, opening = leading_title(_title(document)), document.folded[:_OPENING]
    headings = [found.value.title for found in document.labelled("heading") if hasattr(found.value, "title")]
    site = _is_site_title(document)
    together = "\n".join(headings)
    scores: Counter[str] = Counter()
    for entry in lexicon("kinds"):
        term, stands, weight = entry["term"], entry["stands"], float(entry["weight"])
        if stands == "title" and term in title:
            # The last word of a title is its kind: 关于…实施方案落实情况的汇报 is a report.
            last = title.rfind(term) + len(term) >= len(title) - 2
            scores[entry["kind"]] += int(weight * (2 if last else 1) * (0.4 if site else 1) * 10)
        elif stands == "title" and not title and term in opening[:_GLUED]:
            scores[entry["kind"]] += int(weight * 5)  # a title that its body is glued to
        elif (stands == "opening" and term in opening) or (
            stands == "heading" and term in together and any(_heads(term, heading) for heading in headings)
        ):
            scores[entry["kind"]] += int(weight * 10)
    best = scores.most_common(1)
    if best and best[0][1] >= 20:
        return best[0][0]
    return "summary" if len(headings) > 2 else "other"  # what has an outline and names no kind reports on work


def _heads(term: str, heading: str) -> bool:
    """Whether a heading is the one that tells of a kind; 明确工作目标 says what was done."""
    return term in heading and len(heading) <= 16 and not _DONE_TO.match(heading)


def _level(document: Document) -> str | None:
    title, text = _title(document), document.folded
    scores: dict[str, float] = {}
    for entry in lexicon("self_references"):
        count = min(text.count(entry["term"]), 6)
        scores[entry["level"]] = scores.get(entry["level"], 0) + count * float(entry["weight"])
    named = [("unit", _UNIT_TITLE), ("unit", _VILLAGE_TITLE), ("town", _TOWN_TITLE)]
    for level, pattern in named:
        if pattern.search(title):
            scores[level] = scores.get(level, 0) + 20
    for match in _MASKED_SELF.finditer(text[: 4 * _OPENING]):
        scores[str(match.lastgroup)] = scores.get(str(match.lastgroup), 0) + 0.6
    if _UNIT_SUBJECT.search(text[:200]) or _FOUNDED.search(text[:200]):
        scores["unit"] = scores.get("unit", 0) + 10
    scores["unit"] = scores.get("unit", 0) + min(len(_OWN_SORT.findall(text)), 6) * 2
    if speaker := _SPEAKER_LINE.search(text[:_OPENING]):
        own = next(name for name, found in speaker.groupdict().items() if found)
        scores[own] = scores.get(own, 0) + 10
    elif _UNIT_SPEAKER.search(text[:_OPENING]):
        scores["unit"] = scores.get("unit", 0) + 10
    if titled := _titled_level(title):
        scores[titled] = scores.get(titled, 0) + 5
    best = max(scores, key=lambda level: scores[level], default=None)
    return best if best and scores[best] >= 2 else None


def _titled_level(title: str) -> str | None:
    """The level of the place that a title opens with, masked or not, by how its name ends."""
    found = filter(None, (pattern.search(title) for pattern in (_MASKED_TITLE, *_TITLE_PLACES)))
    name = next((match[1] for match in found if not is_no_name(match[1])), "")
    return _LEVELS.get(name[-1:])


def _period(document: Document) -> str | None:
    title = _title(document)
    if not _is_site_title(document) and (match := _PERIOD.search(title)):
        return match.group()
    opening = document.folded[: _OPENING + len(title)]
    if match := _REPORTED.search(opening):
        return match.group(1)
    if match := _UNDER_TITLE.search(opening):
        return match.group(1)
    told = (pattern.search(opening) for pattern in (_SURVEYED, _OPENING_YEAR))
    if first := min(filter(None, told), key=lambda match: match.start(1), default=None):
        return first.group(1)
    dated = _DATED.search(opening) or _SIGNED.search(document.folded[-_CLOSING:])
    return dated.group(1) if dated and (dated["late"] or not _OF_LAST.search(document.folded)) else None


def _place(document: Document, level: str | None) -> tuple[str | None, str | None]:
    """The official full name and its level; the name as the title gives it where it is in no list of divisions."""
    text = document.folded
    mentions = find_places(text, short=True)
    weights: Counter[Place] = Counter()
    elsewhere, last = False, 0
    for mention in mentions:
        listed = elsewhere and re.fullmatch(r"[、和与及,]{1,2}", text[last : mention.span.start])
        elsewhere = bool(listed or _ELSEWHERE.search(text[max(0, mention.span.start - 8) : mention.span.start]))
        last = mention.span.end
        if len(mention.candidates) == 1 and not elsewhere:
            weights[mention.candidates[0]] += _weight(document, mention)
    own = _titled(document, mentions) or _own_place(weights, level)
    if village := _village(document):
        return village, None
    named = _named(document)
    if named and not (own and own.name in named):
        return _within(document, named, mentions), None
    if own:
        return own.full_name + (_township(text, own.name) if level == "town" else ""), own.level
    told = _told(text, level) or (_employer(text) if level == "unit" else None)
    if told and level == "town":
        told += _township(text, told)
    return _within(document, told, mentions), None


def _weight(document: Document, mention: Mention) -> int:
    text, end = document.folded, mention.span.end
    in_title = end <= len(document.title or "")
    with_suffix = text[end - 1] in "省市县区旗州盟"
    return 1 + 12 * in_title + 3 * bool(_OF_ITS_OWN.match(text[end : end + 8])) + 2 * with_suffix


def _titled(document: Document, mentions: list[Mention]) -> Place | None:
    """The one place that the title or its second half opens with: 宜兴市创建… is of 宜兴市, whatever it says of the city above it."""
    text, name = document.folded, _title(document)
    title = text.find(name[:4]) if document.title else -1
    if title < 0:
        return None
    second = title + name.find("——") + 2 if "——" in name else title
    opening = (one for one in mentions if one.span.start == second or 0 <= one.span.start - title <= 4)
    first = next(opening, None)
    return first.candidates[0] if first and len(first.candidates) == 1 and len(first.candidates[0].code) > 2 else None


def _own_place(weights: Counter[Place], level: str | None) -> Place | None:
    """The place with most evidence, that of the places inside it added, at the depth the document's level calls for."""
    depth = {"province": 2, "city": 4}.get(level or "", 6)
    total: Counter[str] = Counter()
    for place, weight in weights.items():
        for length in (2, 4, 6):
            if length <= len(place.code):
                total[place.code[:length]] += weight
    code = ""
    for length in (2, 4, 6)[: depth // 2]:
        inside = {other: weight for other, weight in total.items() if len(other) == length and other.startswith(code)}
        if not inside:
            continue
        best = max(sorted(inside), key=lambda other: inside[other])
        if inside[best] < 2 or (length == 6 and 2 * inside[best] < sum(inside.values())):
            break
        code = best
    if len(code) < 4 and level != "province" and code not in ("11", "12", "31", "50"):
        return None  # a province alone is not where a city's report is from
    named = [place for place in weights if place.code.startswith(code)]
    if level == "city" and len(named) == 1 and named[0].name.endswith("市"):
        return named[0]  # of a county's rank; its prefecture is never named
    return division(code)


def _named(document: Document) -> str | None:
    """A place named by the title, the speaker or again and again, which no list of divisions has."""
    text = document.folded
    matches = [pattern.search(_title(document)) for pattern in _TITLE_PLACES] + [
        pattern.search(text[:_OPENING]) for pattern in (_SPEAKER, _SPEAKER_LINE, _TOWN_SEAT)
    ]
    names = [match[1] for match in matches if match] + _repeated(text)
    name = next((name for name in names if not is_no_name(name)), None)
    if not name:
        return None
    official = find_places(name)
    if official and official[0].span == (0, len(name)):
        return None
    # 江西省云岭市: its province comes before it in any case.
    is_inside = official and official[0].span.start == 0 and official[0].candidates[0].level == "province"
    return name[official[0].span.end :] if is_inside else name


def _village(document: Document) -> str | None:
    """A village or community whose title names it alone and whose text its town, or which gave itself rules."""
    own, seat = _VILLAGE_OF_TITLE.match(_title(document)), _OWN_SEAT.search(document.folded[:_OPENING])
    if own and seat and not is_no_name(own[1].removesuffix("社区")):
        return seat[1] + own[1]
    rules = _VILLAGE_RULES.search(document.folded)
    return rules[1] if rules and re.search(r"[我本][们]?(?:村|社区)|[XＸx×某]+村", document.folded[:_OPENING]) else None


def _told(text: str, level: str | None) -> str | None:
    """Of the unlisted places that a text names, the one of its own level; else the one named most."""
    names = unlisted(text)
    suffixes = {"city": "市", "district": "县区旗市"}.get(level or "", "市县区旗")
    if level == "city" and _MASKED_CITY.search(text):  # XX市: a district that it names is not its own place
        names = [name for name in names if name[-1] in suffixes]
    return max(names, key=lambda name: (name[-1] in suffixes, text.count(name)), default=None)


def _employer(text: str) -> str | None:
    """The place that a unit is called by where a clause opens with its name: 云屏市公共交通公司现有…"""
    names = [match[1] for match in _EMPLOYER.finditer(text) if not is_no_name(match[1]) and tag(match[1][:2]) in _NAMES]
    return Counter(names).most_common(1)[0][0] if names else None


def _within(document: Document, name: str | None, mentions: list[Mention]) -> str | None:
    """An unlisted place behind the official one, or the unlisted city, that it is named with; else behind its province."""
    text = document.folded
    if not name:
        return None
    name = re.sub(r"([市县区旗])\1$", r"\1", name)  # 青湖区|区委书记
    for mention in mentions:
        beside = text.startswith(name, mention.span.end) or _SITUATED.search(
            text[max(0, mention.span.start - 4) : mention.span.start]
        )
        if beside and len(mention.candidates) == 1:
            return mention.candidates[0].full_name + name
    named = list(occurrences([name], text))
    if above := next(filter(None, (_ABOVE.search(text, max(0, span.start - 9), span.start) for span in named)), None):
        return above[1] + name  # 青桐市河东区永安街道
    if outer := next(filter(None, (_LIES_IN.match(text, span.end) for span in named)), None):
        name = "".join(part for part in re.findall("[一-鿿]{2,3}?[市县区旗]", outer[1]) if not is_no_name(part)) + name
        named = list(occurrences([name], text))
    before = (_CITY_BEFORE.search(text, max(0, span.start - 4), span.start) for span in named)
    city = next(filter(None, before), None) or _ADDRESSED.search(text[:_OPENING]) or _LED_BY.search(text)
    if city and name[-1] != "市" and not is_no_name(city[1]):
        listed = find_places(city[1])
        if listed and len(listed[0].candidates) == 1:
            return listed[0].candidates[0].full_name + name
        name = city[1] + name
    return _province(text, mentions) + name


def _province(text: str, mentions: list[Mention]) -> str:
    """The only province that a text names as its own: in full (获湖南省卫生厅表彰), or before what it honours (湖南好人)."""
    names = set()
    for mention in mentions:
        place = mention.candidates[0]
        elsewhere = _ELSEWHERE.search(text[max(0, mention.span.start - 8) : mention.span.start])
        own = text[mention.span.end - 1] in "省区" or _HONOURS.match(text, mention.span.end)
        if len(place.code) == 2 and place.level == "province" and own and not elsewhere:
            names.add(place.full_name)
    return names.pop() if len(names) == 1 else ""


def _repeated(text: str) -> list[str]:
    """A name that clauses open with again and again (霁川市坚持…,霁川市投入…), where the title names none."""
    counts = Counter(match[1] for match in _OPENS_CLAUSE.finditer(text))
    return [name for name, count in counts.most_common(1) if count > 1 and not find_places(name)]


def _township(text: str, county: str) -> str:
    """The township named right after its county, in the title of one of the county's papers, or as who acts."""
    name = re.escape(county)
    match = (
        re.search(rf"{name}({_TOWNSHIP.pattern})", text)
        or re.search(rf"(?:^|\n|。|材料|汇报|总结|[0-9]、)({_TOWNSHIP.pattern})(?:{_LIES}){name}", text)
        or re.search(rf"《{name}[^》]{{0,20}}?(?:城市|县城|村镇|乡镇|创建)({_TOWNSHIP.pattern})", text)
    )
    if match:
        return match.group(1)
    acting = [found[1] for found in _TOWN_ACTS.finditer(text) if not is_no_name(found[1])]
    return acting[0] if len(set(acting)) == 1 else ""

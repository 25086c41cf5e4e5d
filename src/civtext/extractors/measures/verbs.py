"""Verbs of administrative work in running text: where the lexicon's words stand as verbs, alone or in chains.

Chinese marks neither words nor parts of speech: a word that is a noun as well (宣传, 整治) is a verb only after the clause's
start, an adverb, an actor or a place, and not before a noun that it would qualify (宣传栏, 整治行动).

>>> text = "区环卫所制定印发守则"
>>> verb, start, end = next_verb(text, 0)
>>> text[start:end], verb.kind
('制定印发', 'issue')
>>> next_verb("宣传栏与督查室", 0) is None
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from civtext.extractors.measures.objects import QUANTITY
from civtext.lexicons import any_of, any_unless, heads, lexicon, terms
from civtext.words import cut, tag


class Verb(NamedTuple):
    """An entry of the lexicon `verbs`: `noun` where the word is a noun as well, `needs` what its object must show."""

    term: str
    kind: str
    noun: bool
    needs: str


VERBS = {e["term"]: Verb(e["term"], e["kind"], e["noun"] == "yes", e["needs"]) for e in lexicon("verbs")}

# What a whole clause lays down is in force, whatever its verb.
RULE = VERBS["巡查"]._replace(kind="rule", needs="bare")

# 植树300棵: the verb and its object are one word.
SEPARABLE = {e["term"]: (len(e["verb"]), len(e["verb"] + e["object"])) for e in lexicon("verb_objects")}

# A verb of one character stands in too many words: only 了 after it, or an object with its number, shows it (建花园9处).
_SHORT = {verb.term for verb in VERBS.values() if verb.needs == "spoken"}
_SHORT_WITH_NUMBER = _SHORT - set("办开请写拍印发立定搬扫通配清画任找搞")
_NOT_SHORT = rf"(?!{any_of(terms('short_verb_tails'))})"
# 书记任指挥长, 为村里办实事90件: what one is made, what one does for people.
_SAID_WITH = (
    r"(?<![信主担责兼出])任(?=(?:[^,、的]{0,14}(?:双组长|指挥长|总指挥)|“□{2,4}”)(?:$|[,;]))"
    r"|办(?=[^,、的]{0,4}[实好]事[0-9XxX一二三四五六七八九十])"
)
# 院内设服务站: after a place, with what can be set up there.
_SET_THERE = r"(?:(?<=[内外口处旁院厅廊室])|(?<![^,;]))设(?![计置施备立有定])(?=[^,、的]{2,9}(?:站|室|点|栏|台|岗|箱|窗口|亭|牌|专区|办|专班)(?:$|[、,;]))"
# 改造了解放路: the road, not 了解.
_LIBERATION = r"了解放(?:[路街桥镇]|大道|公园|广场)"
# The rest is asked only where a long verb, or the only character of a short one, stands.
VERB = re.compile(
    rf"(?=[{heads(VERBS)}])(?=[{heads(_SHORT)}]|{any_of(VERBS.keys() - _SHORT)})(?:(?<!力)|(?!争))(?:(?<![仪法德术务])|(?!规范))(?:(?<!展)|(?!开行))(?:(?<!固)|(?!定))(?:(?<!计)|(?!划分))(?:(?<!机)|(?!关停))(?:(?<![到赴为入])|(?!联系[社村点]|包联[社村点小]))(?!{_LIBERATION}|办理[^,、]{{1,10}}的(?:时限|时间|周期)(?:由|从|缩短|压缩)|服务组织[0-9]|建成区(?![省市县镇]?级)|建设(?:路(?![网灯面段口])|街(?![区道心头巷角边])|大[道街])|{any_of(terms('verb_lookalikes'))})(?:{any_of(VERBS.keys() - _SHORT)}"
    rf"|{_SET_THERE}|{_SAID_WITH}|{any_of(_SHORT)}(?=了(?![解不结得如,、。春头口心眼窍学很许]|不少|问题|事故|差错|成绩|成效))"
    rf"|{any_of(_SHORT_WITH_NUMBER)}{_NOT_SHORT}(?=[^,、0-9的了是]{{1,8}}(?:、[^,、0-9的了是]{{1,8}}){{0,2}}{QUANTITY.pattern}(?:$|[、,;])))"
)
ADVERB = any_of(terms("adverbs"))
_ADVERBS = re.compile(ADVERB)


# 走进福利院开展义诊: where it was done.
ON_THE_WAY = ("走进", "深入", "进入")


def verbs_that(*, noun: bool | None = None, kinds: Iterable[str] = (), without: Iterable[str] = ()) -> str:
    """A pattern for the verbs that are (or are not) nouns as well, of the kinds given, or of all but those left out."""
    kept, left = set(kinds), set(without)
    return any_of(
        verb.term
        for verb in VERBS.values()
        if noun in (None, verb.noun)
        and (not kept or verb.kind in kept)
        and verb.kind not in left
        and verb.needs != "spoken"
    )


AFTER = re.compile(
    r"(?:(?<=出)来(?!自|访|源|路)|到(?=[^,]{0,8}(?:意见|建议|线索|作品|资金|稿件))|了|(?:完成|到位)(?=[0-9XxＸ×一两三四五六七八九十])|过(?![期程路街户滤渡量境火节往去硬])|起了|起来了|出来了?|下来了?|出了|出(?![租售口入行现台版资])|起|到了|好了|好(?![的人婆媳家邻心书事干市村老儿公店户物作文做建榜声习少学新同青支党员典例]))?(?![^,]{0,2}的(?:同时|过程|基础))"
)
BEFORE_NOUN_VERB = (*terms("adverbs"), *terms("actors"), *terms("before_verbs", kind="verb"), "◌", ")", "”")
_NOT_AFTER = terms("before_verbs", kind="none")
_NOT_AFTER_NOUN = terms("before_verbs", kind="noun")
# After a word that is also a noun, these make it one. Money does where no sum follows (投入资金20万元 was put in).
NOUN_TAIL = re.compile(
    rf"{any_unless('noun_tails')}|项目(?!\d)|(?:资金|经费)(?![^,]{{0,4}}[0-9XxX一二两三四五六七八九十])|费(?=[0-9]|$)|文化(?=$|[、,的和与])"
)
# Verbs that hold an event or a paper take verbs into their object (开展清理整治行动).
HOLDING = ("hold", "light", "none", "vague", "rule", "require", "dispose")
# What follows a verb that belongs to a noun or to a time, not to the clause.
_MODIFIES = re.compile(
    r"[〔\[(]?(?:19|20)[0-9Xx]{2}[〕\])]|\(□{1,6}\)(?:$| )|(?:了|过)?的|(?:了|过)?[^,]{0,40}(?:以来|之后|过程中|期间|同时|之际|的基础上)$|仪式|一新|给你们|去(?=$|[,、])|会(?=$|[、,0-9XxＸ×一二两三四五六七八九十])|后(?![勤备])|时(?![代])|中(?![心小学国央共医型老高秋幼队层])"
    r"|占(?:比|[0-9])|[0-9Xx]{1,4}周年|以来|[由从]第|显示|表明|人数|人次|数量|总数|率(?!先)|得(?!到|力)|得分|转[向变为]|等(?:环节|程序|流程|步骤|工序|手续)|、早|[^,]{0,20}的身影|之日|[来走]了|以后|不(?:足(?![0-9])|够|到位|平衡|充分|完善|及时|均衡|严格)|单位(?=要|须|应|负责)"
    rf"|不[搞是]|什么|(?:才|方|便|就)(?=[有能可会])|前(?=[,、挨]|{ADVERB})"
    r"|金额|力度|越[^,]{1,4}$|[^,的]{0,4}的?(?:高压)?态势|[^,]{0,12}的[^,的]{0,4}(?:格局|局面|氛围)$|类(?=[0-9])|[量数](?=同比|超|突破|[比较达为]|由|从)|天数"
)
# 坚持以…, 深化开展…, 加快建设…: the word is an adverb to what follows.
_ADVERBIAL = re.compile(
    rf"◌|以(?!奖)|对照|在|把|将|从|用|{verbs_that(kinds=['organise'])}|{verbs_that(noun=False, without=['none'])}"
)
# 坚持每周五清扫街巷: how often something is done; 坚持每周例会制度 is a rule.
_EACH_TIME = re.compile(r"每(?:[天日周月年]|半[年月]|季度)(?![^,]*(?:制度?|机制)$|[^,、]{2,5}、每)")
# 公开接受监督, 进行供应: a word that is a noun as well gives way to a verb that is not.
_OTHERS = re.compile(
    f"(?!{_LIBERATION})(?:{verbs_that(kinds=['organise'])}|{verbs_that(noun=False, kinds=['none', 'serve'])})"
)

# 六次研究创建工作: what was considered, not a compound.
# 招募督导员、志愿者2100名: people by what they do, with their number, are no compound.
_PEOPLE = re.compile(rf"[^,的]{{1,14}}?[员者手长师]{QUANTITY.pattern}(?:$|[,;])")
# 评选表彰服务明星10名
_HONOURED = re.compile(
    rf"[^,的]{{1,12}}?(?:明星|标兵|模范|能手|先进(?:个人|集体)?|之星|好人|家庭|少年|员工){QUANTITY.pattern}(?:$|[,;])"
)
# 开放单位停车场40处
_THEIR_ROOMS = re.compile(r"单位(?:内部)?[^,、]{0,6}[0-9XxＸ]")
# 宣传创建工作的意义: what was talked of, no compound.
_TALKED_OF = re.compile(r"创(?:建|城|文|卫)(?:工作)?的|创建知识")
_BY_MEDIA = re.compile(r"(?:利用|借助|依托|运用)[^,◌的]{2,40}$")  # 利用橱窗、微信群宣传知识, 利用闲置地块建设公园
_POSTS = re.compile(r"(?:事业|行政|人员|机构)\Z")  # 落实事业编制8名
# 仲裁案件40件, 深挖线索80条: matters with their number are what was dealt with.
_MATTERS = re.compile(rf"(?:案件|事项|线索|节目|岗位|档案){QUANTITY.pattern}(?:$|[,、;])")
_CAMPAIGN = re.compile(r"(?:(?:全国|省级)?文明(?:城市|城区|县城)?)?创(?:建|城|文)工作(?=$|[0-9XxX两三四五六七八九十])")

# An object with its number makes a predicate of the word before it (在转角绘制… 12幅).
_COUNTED_OBJECT = re.compile(rf"[^的,、达至率占为]{{2,16}}?{QUANTITY.pattern}(?:$|[、,])")
# 宣传栏换了9块: how many of what stands before.
TALLIED = re.compile(rf"了{QUANTITY.pattern}$")
# 每周到校督导一次: how often says that it is a verb.
_GONE_TO = re.compile(r"(?:到|赴|深入|下)[^,的]{1,6}$")
_TIMES = re.compile(rf"{QUANTITY.pattern}(?<=[次轮场])")
_LINK = re.compile("[和、并与及]?")
_THEIR_OWN = re.compile(r"(?:车辆|设备|设施|器材|工具|知识|常识|标语)(?:$|[、,0-9])")
_PLAN_NAME = re.compile(r"(?:方案|意见|细则|办法)(?:$|[、和,])")
# 组织验收, 组织督查8轮: the deed is what is organised.
_SAID = re.compile(rf"$|{QUANTITY.pattern}|不少于|[,;。]")
# 加强对X的查处: what is strengthened is a noun.
_ABOUT = re.compile(r"(?:加强|强化|加大|加快|深化|注重|重视|开展|做好|抓好|增强|提高)了?$")
# 对X, 把X, 将X: what is acted on stands before the verb.
TOWARDS = r"(?:(?<![相面应核校针反绝派成配级])对(?![口外照标接比象话策方称手立抗应待齐面于])|针对(?!性))"
_TOPIC = re.compile(
    rf"{TOWARDS}|(?<!一)把(?![手关握脉控])|(?<![即必还也均都])将(?!来|近|要|于|会|继续|进一步|在|以|持续|坚持|重点|全面|组织|开展|定期|不定期|计划|投资|筹资|◌)"
)


# 与32户困难家庭结对: with whom stands before.
_WITH_THEM = re.compile(r"[与同和][^,的]{1,20}$")
# 组织考核组对各校进行验收: who was sent to do it stands before.
_LED_TO = re.compile(
    r"(?:组织|抽调|安排|选派|派出|组建)(?:[^,、的◌]{1,10}、){0,3}[^,、的◌]{1,10}[组队员者师生警人兵家干团长]$"
)
# 坚决的查处了…: 的 for 地.
_LOOSELY = re.compile(rf"{ADVERB}的$")


def next_verb(text: str, at: int, listed: bool = False) -> tuple[Verb, int, int] | None:
    """The next verb from `at` on that may be a predicate, with the verbs that are compounded with it."""
    for match in whole_verbs(text, at):
        first = VERBS[match[0]]
        verb, end = compound(text, first, match.end())
        if _may_stand(text, first, match.start(), end, listed) or (
            (end == len(text) or QUANTITY.match(text, end)) and find_topic(text, at, match.start())
        ):
            return verb, match.start(), end
    return None


def whole_verbs(text: str, at: int) -> Iterator[re.Match[str]]:
    """The verbs from `at` on that are not the end of one word of the dictionary and the beginning of the next (党|组成|员).

    >>> [found[0] for found in whole_verbs("党组成员分发传单", 0)]
    ['分发']
    """
    while match := VERB.search(text, at):
        start, end = match.span()
        is_amid = start > 0 and end < len(text)  # what opens or ends a clause cuts nothing: spares most the dictionary
        if is_amid and start in (inside := _inside_words(text)) and end in inside:
            at = start + 1
        else:
            yield match
            at = end


@lru_cache(maxsize=256)
def _inside_words(text: str) -> frozenset[int]:
    """The places between two characters of one word of the dictionary."""
    at, inside = 0, set[int]()
    for word in cut(text):
        if len(word) > 1 and tag(word):
            inside.update(range(at + 1, at + len(word)))
        at += len(word)
    return frozenset(inside)


def verb_behind(text: str, at: int, adverbs: int) -> re.Match[str] | None:
    """The verb that stands at a place, or behind so many adverbs at the most; a pattern of both would be compiled for long.

    >>> verb_behind("并及时清理楼道", 1, 3)[0], verb_behind("并及时清理楼道", 1, 0)
    ('清理', None)
    """
    places = [at]
    while len(places) <= adverbs and (adverb := _ADVERBS.match(text, places[-1])):
        places.append(adverb.end())
    return next(filter(None, (VERB.match(text, place) for place in reversed(places))), None)


def compound(text: str, verb: Verb, end: int) -> tuple[Verb, int]:
    """A chain of verbs with one object (制定印发, 整治和规范), read as the one that needs least; a verb that holds an event
    takes none in."""
    holds = verb.kind in (*HOLDING, "spend") or verb.needs in ("never", "organise") or verb.term == "接待"
    if holds and verb.term != "策划":
        return verb, end
    least = verb
    while following := VERB.match(text, _LINK.match(text, end).end()):  # type: ignore[union-attr]  # matches nothing too
        other = VERBS[following[0]]
        alike = text[end] in "、和与及" and other.kind == verb.kind  # 新建、改造公厕, 新建和改造公厕
        listed = text[end] == "、" and "bare" in (verb.needs, other.needs)  # 挂牌上岗、使用文明用语
        if (other.noun and not verb.noun and not alike) or listed or _stands_alone(text, verb, other, following.end()):
            break
        verb, end = other, following.end()
        least = other if other.needs == "any" else least
    return least, end


def _stands_alone(text: str, verb: Verb, other: Verb, end: int) -> bool:
    """Whether the second of two verbs is none of a chain: it names what the first was done to, or has its own object."""
    if other.needs in ("never", "light", "organise", "topic", "task", "spoken", "counted") or other.kind == "spend":
        return True
    if verb.kind == "publicise" and other.term == "创建":  # 宣传创建文明城市的意义
        return True
    if other.term == "实施" and _PLAN_NAME.match(text, end):  # 印发实施方案
        return True
    if (other.term == "开展" and verb.kind == "publicise") or text.startswith("式", end):
        return True
    if verb.term == "组织" and other.noun and (other.kind in ("serve", "hold") or _SAID.match(text, end)):
        return True  # 组织送戏下乡演出
    return other.noun and bool(_THEIR_OWN.match(text, end) or NOUN_TAIL.match(text, end))  # 更新清运车辆


def _may_stand(text: str, verb: Verb, start: int, end: int, listed: bool) -> bool:
    """Whether what stands before and after lets the word be a predicate."""
    before, after = text[:start].rstrip(), text[end:]
    loosely = after.startswith("了") and _LOOSELY.search(before)
    if (before.endswith(_NOT_AFTER) and not loosely) or _MODIFIES.match(after):
        return False
    if (verb.kind in ("vague", "rule") and _ADVERBIAL.match(after)) or (verb.term == "编制" and _POSTS.search(before)):
        return False
    if verb.term == "坚持" and _EACH_TIME.match(after):
        return False
    if (verb.noun or verb.kind == "light") and _OTHERS.match(after):
        return False
    if verb.kind == "none" or not verb.noun:
        return True
    if verb.term in SEPARABLE and QUANTITY.match(after):
        return True
    if not after and verb.term.startswith("结对") and _WITH_THEM.search(before):
        return True
    if not after and verb.term == "开放" and before.endswith(("向社会", "对社会")):
        return True
    if before.endswith(_NOT_AFTER_NOUN) or _opens_noun(verb, after):
        return False
    if before in ("并", "并且"):  # what goes on from the clause before
        return True
    if before.endswith(("、", "并", "和")):
        return listed or (verb.needs == "bare" and not after)
    return not before or before.endswith(BEFORE_NOUN_VERB) or _shows_itself(verb, before, after)


def _opens_noun(verb: Verb, after: str) -> bool:
    """Whether a word that is a noun as well qualifies what follows (宣传栏), which no people or matters with a number do."""
    if verb.kind in ("organise", "require") or verb.needs == "spoken" or not _is_compound(after):
        return False
    honoured = verb.kind == "award" and _HONOURED.match(after)
    if honoured or (verb.kind in ("set_up", "train") and _PEOPLE.match(after)) or _MATTERS.match(after):
        return False
    rooms = verb.term == "开放" and _THEIR_ROOMS.match(after)
    shown = verb.term == "公开" and after.startswith(("服务承诺", "服务标准", "服务内容", "服务项目", "服务流程"))
    told = verb.kind in ("publicise", "train") and _TALKED_OF.match(after)
    return not (rooms or shown or told or (verb.kind == "inspect" and _CAMPAIGN.match(after)))


def _is_compound(after: str) -> bool:
    """Whether what follows a verb makes a noun of it, with another verb between them or none (整治|提升|行动)."""
    between = VERB.match(after)
    return bool(NOUN_TAIL.match(after) or (between and NOUN_TAIL.match(after, between.end())))


def _shows_itself(verb: Verb, before: str, after: str) -> bool:
    """Whether how often, 了 or its object with a number shows that a word which is a noun as well is a verb."""
    if _GONE_TO.search(before) and _TIMES.match(after):
        return True
    if verb.kind == "hold" and verb.term.startswith("送") and QUANTITY.match(after):  # 全年计划送戏下乡60场
        return True
    if verb.needs == "spoken":
        return TALLIED.match(after) is not None
    if after.startswith(("“", "《")):
        return True
    if verb.kind in ("publicise", "build") and after and _BY_MEDIA.search(before):
        return True
    return verb.kind in ("build", "clean", "publicise", "serve") and _COUNTED_OBJECT.match(after) is not None


def find_topic(text: str, at: int, verb_start: int) -> re.Match[str] | None:
    """The 对, 把 or 将 before the verb that puts what is acted on first."""
    for match in _TOPIC.finditer(text, at, verb_start):
        before = text[: match.start()].rstrip()
        if _ABOUT.search(before):
            continue
        opens = match.start() == at or not before or before.endswith((*BEFORE_NOUN_VERB, "、", ",", "建议", "鼓励"))
        if opens or _LED_TO.search(before):
            return match
    return None

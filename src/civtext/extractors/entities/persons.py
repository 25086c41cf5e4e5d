"""Persons (人名): a name beside what its bearer is, says, or is called by.

A family name and one or two characters that make no word: behind a role (居民周建华), an age or 家住…的; before a form of
address (周建华大姐); in a row behind a post and a colon (组长:吴卫东); or, at the head of a clause, before what only a person
does (周建华笑着说). Names of peoples whose names are written by sound (其木格) stand behind a role. A name of three characters
that is one somewhere in the text is one wherever it stands.

>>> def read(text):
...     return [text[span.start : span.end] for span in find_persons(text)]
>>> read("居民周建华说道。68岁的沈玉兰每天来,家住附近的陆长顺大爷也来。“真好!”邹秋燕笑着说。牧民其木格点头。")
['周建华', '沈玉兰', '陆长顺', '邹秋燕', '其木格']
>>> read("居民高度满意,干部向前走。60岁的老人常来,附近的居民大爷也来。“真好!”大家笑着说。牧民生活改善。")
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from civtext import words
from civtext.lexicons import Scanned, any_of, heads, occurrences, terms
from civtext.model import Span
from civtext.places import SOUNDS

_HAN = "一-鿿"
_SPEAKS = "说|介绍|表示|告诉|笑|感慨|感叹|坦言|点赞|高兴|同志|等|入选|荣获|当选|获评|登上|带着|带领|带头|牵头|自发|义务"
_ACTS = "说|笑|乐|感慨|感叹|坦言|告诉|指着|拉着|竖起|回忆|介绍"
_FURTHER = re.compile(rf"、([{_HAN}]{{3}})(?=[、等和])")
# Family names that are more often a preposition, a conjunction or an adverb: 向, 于, 和, 都.
_NO_SURNAME = ("p", "c", "d", "u")
_SURE_SURNAME = ("nr", "zg", "nz")
_POST_LABEL = re.compile(
    r"(?:组\s*长|成\s*员|主\s*任|总指挥|指挥长|负责人|联络员|联系人)\s*:(?=(?P<row>[^:,;；。\n]+))"
)
_OFFICE = tuple("办局委部处科站所队院室厅馆区县镇乡村组司")  # 史志办 has the shape of a name
_NO_END = (*_OFFICE, *"庄湾屯寨")  # 方家村, 高新区
_PERSON_TAGS = ("", "nr", "nrfg", "nrt")
_NAMES = ("", "nr", "nz", "ns", "nrfg", "nrt")


def find_persons(text: str) -> list[Span]:
    """The names of persons in a text (narrow: `Document.folded`), in text order."""
    found = {span for rule in (_by_role, _by_line, _by_post, _by_address, _by_act, _by_sound) for span in rule(text)}
    found |= {further for span in found for further in _in_a_row(text, span)}
    known = {text[start:end] for start, end in found if end - start > 2}
    found |= set(occurrences(known, text))
    kept: list[Span] = []
    found = {
        span
        for span in found
        if not _sayings().match(text, span.start) and not _idioms().match(text, max(0, span.start - 1))
    }
    found = {span for span in found if span.end - span.start != 3 or not text.endswith(_NO_END, span.start, span.end)}
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if not kept or not kept[-1].overlaps(span):
            kept.append(span)
    return kept


def _by_role(text: str) -> Iterator[Span]:
    for match in _role_pattern().finditer(text):
        name, start = match["name"], match.start("name")
        head, tail = words.tag(name[:2]), words.tag(name[1:])
        plain = match["said"] or (match["plain"] and tail not in ("n", "v") and words.tag(name) in ("", "nr"))
        size = len(name) if plain else name_length(text, start)
        called = name[1:] in terms("address") or name[1:] in terms("person_roles")  # 王大爷, 任街长
        if size and not head.strip("nr") and not called and "某" not in name:  # 李某某
            yield Span(start, start + size)


def _by_line(text: str) -> Iterator[Span]:
    """Who wrote it: (通讯员 刘一帆), 供稿:陈岚."""
    for match in _line_pattern().finditer(text):
        yield Span(*match.span("name"))


def _by_post(text: str) -> Iterator[Span]:
    """Those who lead or are in a body, behind their posts: 组长:吴卫东;成员:马志远、何晓峰."""
    for label in _POST_LABEL.finditer(text):
        for match in _listed_pattern().finditer(text, *label.span("row")):
            name = match["name"]
            is_word = any(words.tag(part) not in _PERSON_TAGS for part in (name, name[:2]))
            if not is_word and "某" not in name and not name.endswith(_OFFICE):
                yield Span(*match.span("name"))


def _by_address(text: str) -> Iterator[Span]:
    for match in _address_pattern().finditer(text):
        if name_length(text, match.start("name")) == 3:
            yield Span(*match.span("name"))


def _by_act(text: str) -> Iterator[Span]:
    for match in _act_pattern().finditer(text):
        if name_length(text, match.start("name")) == 3:
            yield Span(*match.span("name"))


def _in_a_row(text: str, name: Span) -> Iterator[Span]:
    """Those named behind another: 王海燕、刘志远等."""
    at = name.end
    while (further := _FURTHER.match(text, at)) and further[1].startswith(terms("surnames")):
        if name_length(further[1], 0) != 3:
            return
        at = further.end()
        yield Span(*further.span(1))


def _by_sound(text: str) -> Iterator[Span]:
    for match in _sound_pattern().finditer(text):
        yield Span(*match.span("name"))


def name_length(text: str, start: int) -> int:
    """How many characters of a stretch that begins with a family name are a name: 3 (周|建华|笑了), 2 (孙莉|每天), 0 for none.

    >>> [name_length(text, 0) for text in ("周建华笑了", "孙莉每天走访", "高度满意", "周边环境")]
    [3, 2, 0, 0]
    """
    name = text[start : start + 3]
    first, second, *_ = [*words.cut(text[start : start + 7]), ""]
    if first == name:
        return 3 * (words.tag(name) in ("", "nr") and words.tag(name[:2]) not in ("n", "v"))
    if first + second == name and len(first) == 1:
        nouns = ("n",) if words.tag(first) in _SURE_SURNAME else ()  # 孟|宪章
        return 3 * (words.tag(second) in (*_NAMES, *nouns) and words.tag(first)[:1] not in _NO_SURNAME)
    if first + second == name and words.tag(first) in ("", "nr") and words.tag(second) in ("nr", "a"):
        return 3
    bare = len(first) == 2 and not words.tag(first) and words.tag(first[0]) in _SURE_SURNAME
    return 2 * (bare and words.tag(second)[:1] in ("r", "v", "p", "t", "d"))


@cache
def _idioms() -> re.Pattern[str]:
    """创建工作家喻户晓: no writer called 喻户晓."""
    return re.compile(any_of(terms("set_phrases")))


@cache
def _sayings() -> re.Pattern[str]:
    return re.compile(any_of(terms("sayings")))


@cache
def _role_pattern() -> Scanned:
    roles, surnames = rf"{any_of(terms('person_roles'))}”?", any_of(terms("surnames"))
    said = rf"(?P<said>{surnames}[{_HAN}]{{1,2}}?(?=(?:[{_HAN}]{{2}}地)?(?:{_SPEAKS})))"
    plain = rf"(?P<plain>{surnames}[{_HAN}]{{2}}(?=[在每一从今也是,、。(]))"
    examples = r"等[^,。;\n]{0,8}(?:模范|好人|典型|先进|标兵|榜样|人物|劳模|能手|同志)"  # 慰问李桂兰等困难模范
    honoured = rf"(?:慰问|看望|涌现出?|选树|推出|学习|宣传)了?(?=[^,。;\n]{{2,24}}?{examples})"
    beside = rf"(?:[\dXx多余]岁的|家住[^,。;\n]{{2,12}}的|(?:聘请|推荐|表彰)了?(?=[^,。;\n]{{2,20}}等)|{honoured})"
    return Scanned(
        rf"(?:{roles}|{beside})(?P<name>{said}|{plain}|{surnames}[{_HAN}]{{2}}|{surnames}[{_HAN}](?=[{_HAN}]))",
        firsts=rf"\dXx多余家聘推表慰看涌选学宣{heads(terms('person_roles'))}",
    )


@cache
def _line_pattern() -> Scanned:
    name = rf"{any_of(terms('surnames'))}[{_HAN}]{{1,2}}"
    return Scanned(
        rf"(?:通讯员|记者|供稿人?|撰稿人?|摄影|作者|联系人|审核人?)[\s:]{{1,3}}(?P<name>{name})(?=[\s)、,。/(]|$)",
        firsts="通记供撰摄作联审",
    )


@cache
def _listed_pattern() -> re.Pattern[str]:
    """A family name and one or two characters that fill their place in a row."""
    return re.compile(rf"(?<=[:、\s])(?P<name>{any_of(terms('surnames'))}[{_HAN}]{{1,2}})(?=[\s、,;；。(]|$)")


@cache
def _address_pattern() -> Scanned:
    surnames, titles = any_of(terms("surnames")), any_of(terms("address"))
    return Scanned(
        rf"(?<![^以由对向为了请是的、,。;“”\n员师学校院队村社局站])(?P<name>{surnames}[{_HAN}]{{2}})(?={titles})",
        firsts=heads(terms("surnames")),
    )


@cache
def _act_pattern() -> Scanned:
    return Scanned(
        rf"(?<![^。”!?\n])(?P<name>{any_of(terms('surnames'))}[{_HAN}]{{2}})(?=(?:[{_HAN}]{{2,3}}地)?(?:{_ACTS}))",
        firsts=heads(terms("surnames")),
    )


@cache
def _sound_pattern() -> Scanned:
    return Scanned(
        rf"{any_of(terms('person_roles'))}(?P<name>[{SOUNDS}]{{3,8}}?)(?=说|笑|的|是|在|家|一|告诉|介绍|感慨|点|等|[,、。(])",
        firsts=heads(terms("person_roles")),
    )

"""Formulas built on a number (数字口号): 三个清单, “四查”, 六大机制, 1+4责任体系; and what they stand for.

>>> from civtext.model import CleanText, Source
>>> def read(text):
...     found = extract(Document(Source(text), CleanText.of(text, [])))
...     return [(one.text, list(one.value.items)) for one in found if isinstance(one.value, Slogan)]
>>> read("推行“三学”(学政策、学礼仪、学技能)活动,落实四大机制。")
[('三学', ['学政策', '学礼仪', '学技能']), ('四大机制', [])]

What only looks like one is given as `Rejected` with its reason: counting, days and congresses, idioms, period names.

>>> read("全镇12个社区开展“五一”活动,走访三个小区,学习二十大精神,千方百计打好三年攻坚,一把手负总责。")
[]

A short formula without quotation marks is believed where a list of its length stands next to it, where a noun says
what it is, or where it stands in quotation marks elsewhere in the article.

>>> read("做到路净、灯亮、水清三到位。落实四查机制。整治“六乱”,六乱现象少了。")
[('三到位', ['路净', '灯亮', '水清']), ('四查机制', []), ('六乱', []), ('六乱', [])]
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress

from civtext.extractors.slogans.expansions import Expansion, expand
from civtext.extractors.slogans.formulas import Formula
from civtext.extractors.slogans.lookalikes import FREE, MANY, NUMERALS, Lookalike, N, find_lookalikes
from civtext.extractors.slogans.miscounts import miscount
from civtext.extractors.slogans.surroundings import WINDOW
from civtext.lexicons import Scanned, any_of, heads, occurrences, terms
from civtext.model import Annotation, Document, Heading, Rejected, Slogan, Span

_HAN = r"[\u3400-\u9fff]"
_WORD = r"[^\W\d_A-Za-z和与及等的了将]"
# Measure words: what they count is counted, not named.
_UNITS = "的地年月日时分秒点岁届期位名次场件家户处块人元号楼层路级类线星区县市镇乡村街社批轮季度周天倍成半里米尺亩吨所座条辆侧岸边端旁是要中只份种间栋余多几来"
_TIMES = "[年月日天周季时分秒点岁届类等号线]"
_PHRASE = rf"(?:[一双多]|{N})(?!{_TIMES}){_HAN}{{1,6}}"  # 一核引领, of “一核引领、三治融合、多方参与”
_NAMED = rf"(?!{MANY}|小时|[{_UNITS}一百千万亿])"
_NOUNS = {kind: any_of(terms("slogan_nouns", **{kind: "yes"})) for kind in ("da", "xiang", "ge", "bare", "tail")}
_NOUNS |= {f"{kind}_told": any_of(terms("slogan_nouns", **{kind: "told"})) for kind in ("da", "ge")}
_WORDS = {kind: any_of(terms("slogan_words", kind=kind)) for kind in ("joint", "given", "graded", "lettered")}
_ILLS = any_of(terms("slogan_nouns", da="end"))
_SET = any_of(terms("slogans", kind="set"))
_NOT = re.compile(any_of(set(terms("slogans")) - set(terms("slogans", kind="set"))))
_IDIOMS = any_of(terms("slogans", kind="idiom"))
_CLOSE = any_of(terms("slogan_nouns", tail="close"))
_TAIL = rf"(?:{_WORD}{{0,4}}?{_NOUNS['tail']}|{_CLOSE})"
_TAILED = re.compile(rf"{_TAIL}|法(?!{_HAN})")
_IS_FREE = re.compile(FREE)
# 一月一检查、半年一通报: a rhythm; 一年打基础、两年上台阶: by years. The last one ends where its words do, or after two characters.
_BEAT = r"(?:一[日天周旬月季年趟班]|半[月年])[一二两三四五六七八九](?![次个到至步点年月度])"
_BY_YEARS = rf"[一半]年(?![一二两三四五六七八九来间度底初级]){_HAN}{{2,6}}(?:[、,][一两二三四五]年(?![来间度底初级]){_HAN}{{2,6}}){{1,3}}"
_CHAIN = rf"(?:{_BEAT}{_HAN}{{1,4}}(?:[、,]{_BEAT}{_HAN}{{1,4}}){{0,3}}[、,]{_BEAT}(?:{_HAN}{{1,4}}?(?!{_HAN})|{_HAN}{{2}})|{_BY_YEARS})"
# 一户一档: what each gets. In quotation marks anything; else only what is known to be given.
_EACH = rf"一(?:{_HAN}|(?![次网站窗门键码批件张]){_HAN}{{2}})一"
_GIVEN = rf"(?!档次|景区){_WORDS['given']}"
# 五社联动, 三治融合: those who act together may be what is else only counted.
_JOINT = _WORDS["joint"]
# 千名教师访万家, 十百千万培育工程: round numbers that name a campaign.
_ROUND = "[十百千万]"
_CROWD = rf"{_ROUND}[名个支场家户位]?{_HAN}{{2,6}}?{_ROUND}{_HAN}{{1,6}}"
_CALLED_OUT = rf"{_ROUND}[名个支场家户位]{_HAN}{{2,6}}?{_ROUND}[名家户]?{_HAN}{{1,4}}?(?:活动|行动|工程|计划)"
# 721工作法: figures that name a method; no year, no hotline, nothing that a unit counts.
_FIGURES = (
    rf"(?!(?:19|20)\d\d|\d*00)\d{{3,5}}(?!\d|热线|平台|电话|{any_of(terms('units'))}){_WORD}{{0,4}}?{_NOUNS['tail']}"
)
# What a list must prove by the word that it counts: 三难问题, 三张清单, 四级管理体系.
_KEYED = rf"{N}{_NAMED}{_HAN}(?:{_WORD}{{0,3}}?{_NOUNS['tail']}|{_CLOSE}|问题|现象|难题)"
_SPELT = rf"{N}(?:[张本套项支道条种类场股]{_WORD}{{0,3}}?(?:{_NOUNS['da']}|{_NOUNS['da_told']})|级(?:{_WORD}{{0,4}}?{_NOUNS['tail']}|督[查导]|[巡检抽]查|考评|包[保联]))"
_ROUNDS = rf"(?:双{_ROUND}|{_ROUND}{{3,4}}){_HAN}{{0,4}}(?:工程|行动|计划)"
_ENDS = rf"(?!{_HAN})|(?=[的和与及为是进在以]|等(?![奖功级次])|建设|要求|原则|活动|工作|重要|教育|落实)"

# Each names its rule; where a list must prove that the number names (weak_…), it is left out without one.
_PLAIN = Scanned(
    rf"""
      (?<![\d.+])(?P<plus>(?:\d{{1,2}}|[Nn])(?:\+(?:\d{{1,2}}|[NnXx])){{1,3}}(?![\d>=]|大于)(?:{_WORD}{{0,2}}?{_TAIL})?)   # 1+4责任体系
    | {FREE}(?P<set>{_SET})                                                                    # 两手抓
    | {FREE}(?P<chain>{_CHAIN})                                                                # 一月一检查、一季一评比
    | {FREE}(?P<each>{_EACH}{_GIVEN})                                                          # 一户一档
    | {FREE}(?P<joint>{N}[级社治方网线端员城]{_JOINT}{_TAIL}?)                                   # 五级联动
    | {FREE}(?P<crowd>{_CALLED_OUT})                                                           # 千名干部访万家活动
    | (?<![\d.,第年])(?P<figured>{_FIGURES})                                                     # 721工作法
    | {FREE}(?P<posts>(?:{N}|双)[长员]制)                                                       # 三长制
    | {FREE}(?P<rounds>{_ROUNDS})                                                              # 百千万工程
    | {FREE}(?P<ill>{N}大{_WORD}{{0,5}}?{_ILLS})                                              # 三大顽疾
    | {FREE}(?P<great>{N}大{_WORD}{{0,5}}?{_NOUNS["da"]}(?:{_WORD}{{0,2}}?(?:{_NOUNS["da"]}|{_NOUNS["da_told"]}))?)      # 六大机制
    | {FREE}(?P<weak_great>{N}大{_WORD}{{0,4}}?{_NOUNS["da_told"]})                              # 四大重点区域
    | {FREE}(?P<project>{N}项(?:{_WORD}{{0,4}}?{_NOUNS["xiang"]}){{1,2}})                     # 三项工程
    | {FREE}(?P<one>{N}位一体(?:的?{_WORD}{{0,4}}?{_NOUNS["tail"]})?)                         # 三位一体的网络
    | {FREE}(?P<colours>{N}色{_WORDS["graded"]}{_TAIL}?)    # 三色督办
    | {FREE}(?P<abstract>{N}个(?:{_NOUNS["ge"]}|100%)(?:{_TAIL}|{_ENDS}))                              # 五个到位
    | {FREE}(?P<weak_spelt>{_SPELT})                                                           # 三张清单, 四级管理体系, 三种模式
    | {FREE}(?P<weak_abstract>{N}个(?!方面)(?:{_WORD}{{0,2}}?{_NOUNS["da"]}{{1,2}}|{_NOUNS["ge_told"]}(?:{_ENDS})))  # 三个专班, 三个先行
    | {FREE}(?P<marked>{N}[个大]“{_NOUNS["ge"]}”)                                             # 四个“坚持”
    | {FREE}(?P<weak_marked>{N}[个大]“{_HAN}{{1,4}}”)                                         # 三个“不够”
    | {FREE}(?P<forbidden>{N}(?:不准|不许|不得|严禁))                                         # 八不准
    | (?<!\d)(?P<letters>(?:\d{{2}}|{N})字{_WORD}{{0,8}}?{_WORDS["lettered"]}) # 20字道德规范
    | {FREE}(?<!举)(?!{_IDIOMS})(?P<several>(?:[一双]|{N}){_NAMED}(?!个(?!一(?!等))){_HAN}(?:(?:[一双]|{N}){_NAMED}(?!个){_HAN}){{1,3}}{_TAIL}?)  # 三抓一促
    | {FREE}(?P<named>{N}{_NOUNS["bare"]}{{1,2}}{_TAIL})                                      # 四查机制
    | {FREE}(?P<held>{N}{_NOUNS["bare"]}{{1,2}}(?=(?:主题|教育|实践){{0,2}}活动))              # 六进活动
    | {FREE}(?P<mess>{N}乱(?=治理|整治|清理|专项|现象|行为|问题))                              # 六乱治理
    | {FREE}(?P<weak_keyed>{_KEYED})                                                           # 三难问题
    | {FREE}(?P<weak_bare>{N}{_NOUNS["bare"]}{{1,2}}{_JOINT}?)                                # 四查, 四联共建
    """,
    firsts=rf"\dNn一半双百千万{NUMERALS}{heads(terms('slogans', kind='set'))}",
    flags=re.VERBOSE,
)
_QUOTED = re.compile(r"“(?P<words>[^“”\n]{2,32})”|‘(?P<single>[^‘’\n]{2,32})’")
_CONGRESS = re.compile(r"(?:十[六七八九]|二十)大(?:$|精神|报告|召开|代表|以来)|.中全会")
# 书记、县长任“双组长”: a post and those who hold it.
_POST = re.compile(r"(?<![责信重])任\Z")
# 十大孝星, 十佳市民: an honour and how many bear it, no list of things to do.
_HONOUR = re.compile(
    r"[二三五八十]+[大佳].*(?:[星人民员者师生匠手友]|[青少]年|标兵|模范|楷模|卫士|家庭|媳妇|婆婆|先锋|典型|人物|校园|单位|企业)"
)
_IN_QUOTES = re.compile(
    rf"""
      (?P<plus>(?:\d{{1,2}}|[Nn]|{MANY})(?:\+(?:\d{{1,2}}|[NnXx]|{MANY})){{1,3}}{_HAN}{{0,8}})  # 7+3工程
    | (?P<set>{_SET}{_HAN}{{0,4}})  # 两学一做
    | (?P<chain>{_CHAIN}|{_BEAT}{_HAN}{{1,4}}[、,]{_HAN}{{2,6}})  # 一月一检查、一季一评比
    | (?P<each>{_EACH}{_HAN}{{1,3}}(?:一{_HAN}{{1,3}})?(?:[、,]{_EACH}{_HAN}{{1,3}}){{0,3}}|一{_HAN}{{1,2}}多{_HAN})  # 一户一档, 一巷多景
    | (?P<joint>{N}{_HAN}{_JOINT}(?:{_HAN}{{0,4}}|[、,]{_HAN}{{2,6}}))  # 五社联动
    | (?P<crowd>{_CROWD})  # 千名干部访万家
    | (?P<rounds>{_ROUNDS}|{_ROUND}{{2}}工程)  # 百千万工程
    | (?P<clauses>(?:{N}{_NAMED}{_HAN}{{1,3}}[,、; ]?){{2,4}}|{_PHRASE}(?:[、,;]{_PHRASE}){{1,3}})  # 一核引领、三治融合
    | (?P<several>(?:(?:[一双]|{N}){_NAMED}{_HAN}{{1,4}}){{2,4}}|(?:(?:一|{N}){_HAN}{{1,3}}?){{3,5}})  # 三抓一促
    | (?P<twice>(?P<times>{MANY})(?![年月日天周夜]){_HAN}{{1,3}}(?P=times){_HAN}{{1,3}})  # 三比三看
    | (?P<counted>{N}[个大项条](?:{_HAN}{{1,8}}|100%?)|{N}位一体{_HAN}{{0,6}})  # 五个到位
    | (?P<masked>[XxN×]{{1,2}}[个大项条]{_HAN}{{2,6}})  # X个专班
    | (?P<weak_pair>双{_HAN})  # 双报
    | (?P<bare>{N}{_NAMED}(?![个大项]){_HAN}{{1,6}}|{N}分类{_HAN}{{0,2}})  # 四查
    | (?P<digits>\d{{1,2}}(?:[个大项条字]|{_NOUNS["bare"]}){_HAN}{{0,8}})  # 4个100%, 8进
    | (?P<headed>{_HAN}{{2,4}}{N}(?:{_NOUNS["bare"]}{{1,2}}|个{_HAN}{{1,2}}))  # 门前三包
    | (?P<figures>(?!(?:19|20)\d\d\Z)\d{{3,6}})  # 721
    | (?P<figured>{_FIGURES})  # 721工作法
    | (?P<double>双{_NOUNS["bare"]}{_HAN}{{1,2}}|双{_HAN}双{_HAN}|双(?![向方语休拥职胞层重边面手人眼赢十]){_HAN}{{2}})  # 双报到, 双创双提
    | (?P<weak_keyed>{N}(?:[类种]{_HAN}{{2,4}}|等))  # 三类问题
    | (?P<tailed>{N}(?!{_TIMES}){_HAN}{{1,4}}|{_ROUND}{{3,4}}|双{_ROUND})  # 两次四分
    """,
    re.VERBOSE,
)
# In quotation marks a name only before its noun: “721”工作法, “两次四分”模式.
_BY_NOUN = ("figures", "tailed")
# Formulas of one: those whose words need no second number, and stand for no list.
_OF_ONE = ("set", "chain", "each")
_ITEMS = ("chain", "each")
_MORE_THAN_ONE = re.compile(r"[多二两双三四五六七八九十百千万\d]")
_SHORT = 6


def extract(document: Document) -> list[Annotation]:
    """The slogans of a document with their items, every occurrence, and what only looks like one, in text order."""
    headings = [(document.local(one), one.value) for one in document.labelled("heading")]
    outline = [(span, value) for span, value in headings if isinstance(value, Heading)]
    seen = [(formula, _expanded(document.folded, formula, outline)) for formula in _formulas(document.folded)]
    proved = {formula.text for formula, expansion in seen if expansion.items and _believed(formula, expansion)}
    believed = [formula.text in proved or _believed(formula, expansion) for formula, expansion in seen]
    found = _outermost(list(compress(seen, believed)))
    slogans = [_annotation(document, formula, expansion) for formula, expansion in _shared(found)]
    missed = list(find_lookalikes(document.folded, [formula.outer for formula, _ in found]))
    missed += _unproved(missed, [formula for (formula, _), sure in zip(seen, believed, strict=True) if not sure])
    return sorted([*slogans, *(_rejected(document, one) for one in missed)], key=lambda one: one.span)


def _unproved(told: Sequence[Lookalike], unlisted: Sequence[Formula]) -> list[Lookalike]:
    """The formulas that only a list would prove, but for those that a surer reason was given against."""
    ends = [one.span.end for one in told]
    near = [(one, bisect_right(ends, one.span.start)) for one in unlisted]
    bare = [one for one, at in near if at == len(told) or not told[at].span.overlaps(one.span)]
    return [Lookalike(one.span, one.text, "no list", one.rule.removeprefix("weak_")) for one in bare]


def _rejected(document: Document, one: Lookalike) -> Annotation:
    return document.found(one.span, "rejected", Rejected(one.reason), rule=one.rule, component="slogans")


def _expanded(folded: str, formula: Formula, outline: Sequence[tuple[Span, Heading]]) -> Expansion:
    """What a formula stands for; where a list beside it has another number of members, the rule says how many (lists_3)."""
    expansion = expand(folded, formula, outline)
    listed = 0 if expansion.items else miscount(folded, formula)
    return Expansion((), f"lists_{listed}") if listed else expansion


def _annotation(document: Document, formula: Formula, expansion: Expansion) -> Annotation:
    rule = "+".join(filter(None, [formula.rule.removeprefix("weak_"), expansion.rule]))
    items = tuple(_as_written(document, formula, item) for item in expansion.items)
    return document.found(formula.span, "slogan", Slogan(items), rule=rule)


def _as_written(document: Document, formula: Formula, item: str) -> str:
    """An item with the marks of the text where it has narrow ones (出门看一眼,路面净不净)."""
    at = document.folded.find(item, max(0, formula.span.start - 2 * WINDOW))
    return document.text[at : at + len(item)] if at >= 0 else item


def _shared(found: Sequence[tuple[Formula, Expansion]]) -> Iterator[tuple[Formula, Expansion]]:
    """Give a formula the items with which the same one is spelt out near by."""
    starts = [formula.span.start for formula, _ in found]
    for formula, expansion in found:
        first = bisect_left(starts, formula.span.start - WINDOW)
        last = bisect_right(starts, formula.span.start + WINDOW)
        near = (items for other, (items, _) in found[first:last] if items and other.text.startswith(formula.text))
        items = next(near, ()) if not expansion.rule else ()
        yield formula, Expansion(items, "spelt_out_near_by") if items else expansion


def _outermost(found: Sequence[tuple[Formula, Expansion]]) -> list[tuple[Formula, Expansion]]:
    """The formulas without those that are items of another: 一街一长 of 一街一长、一巷一策“两个一”机制, 两个重点 of “1234”."""
    listed = [(formula.span.start, set(expansion.items)) for formula, expansion in found if expansion.items]
    starts = [start for start, _ in listed]

    def is_item(formula: Formula) -> bool:
        near = listed[
            bisect_left(starts, formula.span.start - WINDOW) : bisect_right(starts, formula.span.end + WINDOW)
        ]
        return any(items.issuperset(re.split("[、,]", formula.text)) for _, items in near)

    return [
        (formula, expansion)
        for formula, expansion in found
        if (formula.rule not in _ITEMS and expansion.items) or not is_item(formula)
    ]


def _believed(formula: Formula, expansion: Expansion) -> bool:
    """Whether a formula is one: a weak one with a list; a well-known word (“五彩”) where brackets say what it stands for."""
    if formula.rule.startswith("weak_quoted"):
        return expansion.rule == "in_brackets"
    return bool(expansion.rule) or not _is_weak(formula)


def _is_weak(formula: Formula) -> bool:
    return formula.rule.startswith("weak_")


def _formulas(folded: str) -> list[Formula]:
    """All that looks like a formula, in text order, none inside another."""
    quoted = list(_quoted(folded))
    plain = [formula for formula in _plain(folded) if not _NOT.match(formula.text)]
    kept = _apart(quoted, plain)
    short = {formula.text for formula in quoted if len(formula.text) <= _SHORT and not _is_weak(formula)}
    weak = [formula for formula in kept if _is_weak(formula)]
    return _apart([formula for formula in kept if not _is_weak(formula)], _again(folded, short), weak)


def _apart(*layers: Iterable[Formula]) -> list[Formula]:
    """The formulas of all layers in text order; one that overlaps another of an earlier layer is left out."""
    kept: list[Formula] = []
    for layer in layers:
        held = [formula.outer for formula in kept]
        starts = [span.start for span in held]
        for formula in layer:
            index = bisect_right(starts, formula.outer.end - 1) - 1
            if index < 0 or not held[index].overlaps(formula.outer):
                kept.append(formula)
        kept.sort(key=lambda formula: formula.span)
    return kept


def _quoted(folded: str) -> Iterator[Formula]:
    for match in _QUOTED.finditer(folded):
        inside = Span(*match.span(match.lastgroup or 0))
        words = folded[inside.start : inside.end]
        kind = _kind_in_quotes(words)
        held = _POST.search(folded, max(0, match.start() - 2), match.start())
        if not kind or held or (kind in _BY_NOUN and not _TAILED.match(folded, match.end())):
            continue
        yield Formula(inside, Span(*match.span()), words, _rule_in_quotes(kind, words))


def _kind_in_quotes(words: str) -> str:
    """Which branch of `_IN_QUOTES` reads the words, "" for a congress, an honour and what has no number above one."""
    reading = _IN_QUOTES.fullmatch(words)
    if not reading or _CONGRESS.match(words) or _HONOUR.fullmatch(words):
        return ""
    kind = str(reading.lastgroup)
    return kind if kind in (*_OF_ONE, "masked") or _MORE_THAN_ONE.search(words) else ""


def _rule_in_quotes(group: str, words: str) -> str:
    if group.startswith("weak_") and not _NOT.match(words):
        return group
    return f"weak_quoted_{group}" if _NOT.match(words) else f"quoted_{group}"


def _plain(folded: str) -> Iterator[Formula]:
    for match in _PLAIN.finditer(folded):
        span = Span(*match.span())
        if match.lastgroup == "weak_bare" and _counts_up(folded, span):
            continue
        if not _CONGRESS.match(match[0]) and (match.lastgroup in _OF_ONE or _MORE_THAN_ONE.search(match[0])):
            yield Formula(span, span, match[0], str(match.lastgroup))


def _counts_up(folded: str, span: Span) -> bool:
    """Whether 三进 is the third of 一进…,二进…,三进…, and not the formula again."""
    opens = folded[span.start - 1 : span.start] in tuple(",;。:\n")
    rest = folded[span.start + 1 : span.end]
    return opens and f"一{rest}" in folded and f"二{rest}" in folded


def _again(folded: str, short: set[str]) -> Iterator[Formula]:
    """Where a formula that is quoted once stands without quotation marks."""
    for span in occurrences(short, folded, free=lambda at: _IS_FREE.match(folded, at)):
        if not _counts_up(folded, span):
            yield Formula(span, span, folded[span.start : span.end], "again")

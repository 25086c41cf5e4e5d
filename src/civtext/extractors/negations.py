"""What was not done (否定), must not be done (禁止), or is only supposed (假设): the words that say so, and how far they reach.

A strong one (未能, 严禁, 不再) reaches every verb after it in its clause, up to 并, 而是 or a 的; a weak one (不, 未, 无) only the
verb it stands before. What looks like one is none: 不断新建, 没收, 无障碍, 对未达标的小区下发….

>>> def read(clause, verb):
...     return kind_before(clause, 0, clause.index(verb))
>>> read("沿河禁止新建砖窑10座", "新建"), read("至今没有及时修缮校舍", "修缮"), read("可改造小区30个", "改造")
('forbidden', 'denied', 'able')
>>> [read(*case) for case in (("不断新建公厕", "新建"), ("对未达标的小区下发通知书", "下发"), ("无物业小区新增门禁", "新增"))]
['', '', '']
>>> unfinished("新建公厕5座尚未完工"), unfinished("新建公厕5座,均已完工")
(True, False)
>>> [is_supposed(words) for words in ("若资金到位", "一旦发现占道", "若干商户参加")]
[True, False, False]
"""

from __future__ import annotations

import re

from civtext.lexicons import any_of, lexicon, terms

_KINDS = {entry["term"]: entry["kind"] for entry in lexicon("negations")}
_TIGHT = set(terms("negations", reach="verb"))
_CUE = re.compile(any_of(_KINDS))
SUPPOSED = set(terms("negations", kind="supposed"))
_MAY_SUPPOSE = re.compile(any_of(SUPPOSED))
# Where a denial ends: 不再新建广告牌并改造旧牌, 尚未整改的商户.
BARRIER = re.compile(
    r"并|而是|转而|改为|的|之?前(?![往来去期])|期间|(?:标志|标识|标牌|区域|通告|公告|规定|条例|承诺书|清单|制度|令)(?!内|外)"
)
# What may stand between a weak word and its verb: how, when, where and for whom.
_BETWEEN = re.compile(
    rf"(?:(?:在|对|向|为|给|与|按|将|把)[^,的◌]{{1,12}}|{any_of(terms('adverbs'))}|[◌曾能再还要会被]|专门|擅自|进行|开展|予以|加以)*+"
)
# The deed stands before what denies it.
_UNFINISHED = re.compile(
    r"(?:未|没有?|未能|没能|无法|难以|不能)(?:[全按如及真][部面期时正])?(?:完成|完工|竣工|开工|动工|启动|实施|建成|落地|实现)$"
)
# 一旦发现…, 如果有…: what recurs, so what follows is a rule.
_HAPPENS = (
    "(?:发现|发生|出现|存在|遇|有|违反|逾期|接到|收到|反映|提出|投诉|举报|申请|超过|符合|属于|需要|确需|未|不|没)"
)
RULED_CASE = re.compile(rf"(?:{any_of(SUPPOSED)}(?!干)[^,;。]{{0,6}}?|(?:^|(?<=[,;:。\n]))(?:如|凡是?)){_HAPPENS}")


def kind_before(clause: str, start: int, verb: int) -> str:
    """What denies the verb at `verb`: denied, forbidden, supposed or able; "" where nothing from `start` on does."""
    for cue in _CUE.finditer(clause, start, verb):
        kind = _KINDS[cue[0]]
        if kind == "not" or (kind == "supposed" and cue.start() > start + 6):
            continue
        if cue[0] in _TIGHT:
            reached = _BETWEEN.fullmatch(clause, cue.end(), verb) is not None
        else:
            reached = BARRIER.search(clause, cue.end(), verb) is None
        if reached:
            return kind
    return ""


def right_before(clause: str, start: int, verb: int) -> str:
    """The same, of words that stand right before the verb: 对危房尚未改造, but not 对尚未完工项目督查."""
    for cue in _CUE.finditer(clause, start, verb):
        if _KINDS[cue[0]] != "not" and _BETWEEN.fullmatch(clause, cue.end(), verb):
            return _KINDS[cue[0]]
    return ""


def unfinished(clause: str) -> bool:
    """Whether a clause ends by saying that what it tells of is not done (新建公厕5座尚未完工)."""
    return _UNFINISHED.search(clause) is not None


def is_supposed(clause: str) -> bool:
    """Whether a clause opens with a condition that is to come true once (若资金到位), not one that recurs (一旦发现占道)."""
    if not _MAY_SUPPOSE.search(clause, 0, 10):
        return False
    cue = next((cue for cue in _CUE.finditer(clause, 0, 10) if cue[0] in SUPPOSED), None)
    return cue is not None and not RULED_CASE.match(clause, cue.start())

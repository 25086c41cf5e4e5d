"""How far an object goes on over commas (宾语续至下一分句): a list with numbers, a body with its members, a named event.

>>> from civtext.extractors.measures.predicates import find_predicates
>>> from civtext.words import clauses
>>> text = "栽植国槐120棵,月季300株,群众都说好"
>>> parts = list(clauses(text))
>>> text[: continued(text, find_predicates(text[: parts[0].end])[0], parts[1:])]
'栽植国槐120棵,月季300株'
"""

from __future__ import annotations

import re

from civtext.extractors.measures.objects import QUANTITY, UNIT
from civtext.extractors.measures.predicates import find_predicates
from civtext.extractors.measures.topics import Predicate
from civtext.extractors.measures.verbs import VERB
from civtext.model import Span

_LISTED_ITEM = re.compile(
    rf"(?!累计|共计|参|惠及|覆盖|其中|同比|较|人均|总)[^,率达占超满至为预增均的累共了]{{1,8}}?(?P<number>{QUANTITY.pattern})"
)
_UNIT_END = re.compile(rf"(?:{UNIT})$")
_EVENT = "(?:讲座|论坛|沙龙|课堂|培训班|报告会|演讲|比赛|大赛|展演|展览|晚会)"
_HELD = re.compile(rf"(?<=[^,“”]){_EVENT}$")
_NEXT_HELD = re.compile(rf"(?![^,]*(?:召开|活动))[^,有是了率]{{1,12}}{_EVENT}")
OPEN_MODIFIER = re.compile(r"由|以(?!上|下)|符合|涵盖|包括|包含")
_BODY_END = re.compile(
    r"的[^,]{0,24}(?:组|部|会|专班|队|队伍|机制|体系|标准|措施|制度|方案|网络|格局|班子)$|的[^,]{0,6}“□+”[^,]{0,4}$|的[^,]{2,24}(?:和|、)[^,]{2,10}$"
)
_OPEN_EVENT = re.compile(
    r"(?:创建|创|建|讲|学|树|争|以|我|爱|清|除|护|关爱|传承|弘扬|争做|争当)(?![^,]*(?:活动|行动|工程|工作|教育|比赛|大赛|讲座|仪式)$)"
)
_EVENT_END = re.compile(r"(?:的|等|”)[^,]{0,20}(?:活动|行动|工程|工作|教育|比赛|大赛|讲座|仪式|演讲|征文|竞赛)$")


def continued(text: str, predicate: Predicate, following: list[Span]) -> int:
    """The end of an object that goes on over commas: a list with numbers, a body with its members, a named event."""
    end, words = predicate.end, text[predicate.object.start : predicate.end]
    if predicate.verb.kind == "hold" and _HELD.search(words):
        return _past_events(text, end, following)
    if predicate.topic is None and predicate.verb.kind in ("hold", "set_up", "issue", "organise"):
        closing = _closing(words, predicate.verb.kind)
        for part in following[:4] if closing else ():
            if words.endswith("”") and find_predicates(text[part.start : part.end]):
                break  # what was named is complete: another deed
            if closing and closing.search(text, part.start, part.end):
                return part.end
    units = _UNIT_END.search(words)
    for part in following if units else ():
        item = _LISTED_ITEM.fullmatch(text, part.start, part.end)
        if not item or not _alike(units, _UNIT_END.search(item[0])) or find_predicates(item[0]) or VERB.match(item[0]):
            break
        end = part.end
    return end


def _past_events(text: str, end: int, following: list[Span]) -> int:
    """The end of a list of events over commas (举办健康讲座,读书沙龙,亲子课堂)."""
    for part in following:
        if not _NEXT_HELD.fullmatch(text, *part) or find_predicates(text[part.start : part.end]):
            break
        end = part.end
    return end


def _alike(one: re.Match[str] | None, other: re.Match[str] | None) -> bool:
    """Whether two items are counted in the same way (棵 and 株, 篇 and 名, but not 人 and 万元)."""
    kinds = ("棵株盆亩", "个家所处座条台套", "次场期")
    return bool(one and other) and (one[0] == other[0] or any(one[0] in kind and other[0] in kind for kind in kinds))  # type: ignore[index]


def _closing(words: str, kind: str) -> re.Pattern[str] | None:
    """What must still come when an object is not complete at its comma: the body, the paper, the event."""
    if kind in ("set_up", "issue") and OPEN_MODIFIER.match(words) and "的" not in words[-12:]:
        return _BODY_END
    if kind in ("hold", "organise") and (words.endswith("”") or _OPEN_EVENT.match(words)):
        return _EVENT_END
    return None

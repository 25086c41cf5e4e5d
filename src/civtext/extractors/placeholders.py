"""Blanks (占位符): places where a writer must still fill something in, or where something was masked.

Taken are runs of mask characters (XX, ××, X.X, 20xx, **, ____, □□), 某 before a kind of place or body, brackets left
empty, and instructions in brackets. The span is the mask alone; the type is what belongs there, told by its neighbours.

>>> from civtext.model import CleanText, Source
>>> def found(text: str) -> list[tuple[str, str]]:
...     blanks = extract(Document(Source(text), CleanText.of(text, [])))
...     return [(one.text, one.value.type) for one in blanks if isinstance(one.value, Placeholder)]
>>> found("XX市召开推进会X次,X月XX日办结率XX%")
[('XX', 'place'), ('X', 'count'), ('X', 'date'), ('XX', 'date'), ('XX', 'percent')]
>>> found("某局投入（ ）万元,新建{公园名称}")
[('某', 'org'), ('（ ）', 'money'), ('{公园名称}', 'name')]
>>> found("更换LED灯,购买XL码马甲,清理3×5米棚屋,完成X光检查,**加强领导**")
[]

What only looks like a blank: Latin words and abbreviations, Roman numerals, multiplication signs, Markdown's bold
marks, check boxes, underscores in file names, addresses, 某些 and 某种; and 若干, which is
official for "several" as often as it is a gap. Those worth a question are given as `Rejected`.

Method: three bounded patterns find the candidates; `TYPES` asks each rule in turn what a candidate stands for. One
character alone (X, *, 某) is a blank only where a rule knows its neighbour.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from civtext.extractors.metrics_tables import Cell, Tables
from civtext.extractors.placeholders_forms import MASKS, NUMBER, UNIT_ENDS, X, candidates
from civtext.lexicons import any_of, lexicon, terms
from civtext.model import Annotation, Document, Placeholder, Rejected, Span
from civtext.quantities import measure_in


@dataclass(frozen=True, slots=True)
class Blank:
    """A candidate: its span, and the text on both sides as far as a rule may look."""

    span: Span
    text: str
    left: str
    right: str

    @property
    def weak(self) -> bool:
        """Whether it is a character that also has other uses, and so needs a neighbour that speaks for it."""
        return _WEAK.fullmatch(self.text) is not None


_WEAK = re.compile(r".|某+|\*\*|__|\(\)|\[\s*\]|[A-WYZ]+|[〇●◎△▲◇◆■]+|[<‹].*[>›]|[\s20]+")
_COUNTED = re.compile(
    rf"\ ?[十百千万亿]{{0,2}}(?:余|多|来|几)?[万亿]?\ ?(?!{any_of(terms('unit_lookalikes'))}){UNIT_ENDS}"
)
_MONEY = re.compile(r"\ ?[十百千万亿]{0,2}(?:余|多)?[万亿]?(?:[美港欧]?元|块钱)(?!素|旦|宵)")
_SCALED = re.compile(r"\ ?(?:余|多)?[万亿]余?(?![人民])")
_UPPER = re.compile(rf"(?:[-—–~至到]|——)[{MASKS}0-9.]{{1,6}}")
_PERIOD_LEFT = re.compile(
    r"(?:交付|居住|住|生活|工作|历时|持续|连续|长达|近|约|超过|了|过去的?|为期|经过|坚持|时隔|已有|楼龄|房龄|工龄|党龄|建成近?|使用)了?$"
)
_PERIOD_RIGHT = re.compile(r"年(?:来(?!源)|间|多|余|如一日|时间|的老)")
_AGE_OF_PLACE = re.compile(r"\ ?多?余?年(?:的)?(?:(?:建[城县镇村校院置]|办学|办院|[栽种]植|发展|悠久)的?)?历?史")
_NATIVE = re.compile(r"(?:作为|身为|全体|广大|每个|每一个|每一位|无数|“最美|“魅力)$")
# A page or a mailbox on the network; what is masked in it is nothing that a writer fills in by itself.
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{1,400}|(?<![A-Za-z0-9._*-])[A-Za-z0-9._*-]{1,60}@[A-Za-z0-9.-]{1,60}")


_LISTED = re.compile(
    rf"(?:[、和及与][{MASKS}]{{2,6}}){{0,4}}(?:等|[、和及与][{MASKS}]{{2,6}})[{MASKS}0-9一二三四五六七八九十]{{0,6}}"
    r"(?:个|家|项|处|条|所|座|名)?(?:重点|大型|国家级|省级|市级|县级|主要)?"
)
_COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡杜叶程苏魏吕丁沈姚卢姜崔钟谭陆汪范廖贾邹熊孟秦邱侯"
)
_TOLD_NEAR = 80
_AWAITS = (
    ("money", "金额|资金|投资|经费"),
    ("date", "时间|日期"),
    ("percent", "率|比例"),
    ("count", "数[量字据]?"),
    ("person", "姓名|联系人"),
)


def _hidden(blank: Blank) -> str | None:
    """138****5678, (略), 金额待补充: what hides or leaves out something that its neighbours don't tell."""
    if NUMBER.fullmatch(blank.text) or blank.text == "(略)":
        return "other"
    if blank.text[0] != "待":
        return None
    return next((kind for kind, words in _AWAITS if re.search(rf"(?:{words})[:为是]?$", blank.left)), "other")


def _docnum(blank: Blank) -> str | None:
    """〔20XX〕X号, both; the organisation before it is not."""
    if re.match(r"[\u4e00-\u9fff]{1,5}\ ?[〔\[][0-9]", blank.right) or re.match(
        rf"[\u4e00-\u9fff]{{1,5}}[〔][{MASKS}]", blank.right
    ):
        return "org" if len(blank.text) > 1 else "place"
    numbered = re.match(rf"[〕\]】)?》]第?[0-9{MASKS}]{{1,6}}号", blank.right)
    after_year = re.search(r"[〕\]】)?]第?$", blank.left) and blank.right.startswith("号")
    return "docnum" if numbered or after_year else None


def _digits_within(blank: Blank) -> str | None:
    """20XX is a year unless a unit follows (20__余份)."""
    if not re.fullmatch(rf"(?:19|20)[0-9]?[{MASKS}]{{1,2}}", blank.text) or _COUNTED.match(blank.right):
        return None
    return "date" if not blank.right.startswith(("%", "元", "万", "亿")) else None


def _period(blank: Blank) -> str | None:
    """XX年 is a date, but 住了XX年 and XX年来 count years."""
    if not re.match(r"\ ?年(?!级|轻|货)", blank.right):
        return None
    if _AGE_OF_PLACE.match(blank.right):
        return "count"
    year = len(blank.text) == 4
    counted = _PERIOD_LEFT.search(blank.left) or _PERIOD_RIGHT.match(blank.right)
    return "count" if counted and not year else "date"


def _ordinal(blank: Blank) -> str | None:
    """第X届, 党的XX大, “XX”规划."""
    counted = re.search(r"第\ ?$", blank.left) or (blank.left.endswith("党的") and blank.right[:1] in "大届")
    return "ordinal" if counted or (blank.right[:1] == "”" and _longest_after(blank.right)[1] == "ordinal") else None


def _decided(blank: Blank) -> str | None:
    """What the words on its right say: of all that fit the longest, a unit among them."""
    cue = _longest_after(blank.right.lstrip(" "))
    if (
        blank.text == "某"
        and cue[1] == "date"
        and not re.search("某[年月]$", blank.left)
        and not re.match("[年月]某", blank.right)
    ):
        return None
    unit = _COUNTED.match(blank.right)
    if re.match(r"人(?![次员数家均份])", blank.right) and _NATIVE.search(blank.left):
        return "place"
    if unit and unit.end() > len(cue[0]) and blank.text[0] != "某":
        return "count"
    if _MONEY.match(blank.right):
        return "money"
    if cue[1] == "place" and _titled(blank) == "name":
        return None
    return cue[1] or None


def _scaled(blank: Blank) -> str | None:
    """XX万 without a unit still counts; the lower end of X—X次, X至X万元, X至X月 is what the upper one is."""
    upper = _UPPER.match(blank.right)
    if upper and re.match(r"\ ?[月日号]", blank.right[upper.end() :]):
        return "date"
    if upper and _MONEY.match(blank.right, upper.end()):
        return "money"
    return "count" if _SCALED.match(blank.right) or (upper and _COUNTED.match(blank.right, upper.end())) else None


def _person(blank: Blank) -> str | None:
    """居民XXX, 张某, 书记张××: someone's name."""
    cue = _longest_before(blank.left.rstrip(" "))
    if cue[1] == "person":
        return "person"
    surname, before = blank.left[-1:], blank.left[:-1]
    if set(blank.text) <= set(X + "*") and len(blank.text) < 4 and surname in set(terms("surnames")):
        named = _longest_before(before)[1] == "person"
        if named or (surname in _COMMON and re.search(r"(?:^|[^\u4e00-\u9fff])$", before)):
            return "person"
    if (
        blank.text in ("某", "某某")
        and blank.left[-1:] in set(terms("surnames"))
        and not re.match(r"[市县区镇乡村局]", blank.right)
    ):
        return "person"
    return None


def _titled(blank: Blank) -> str | None:
    """Alone between quotation marks or title marks: a name."""
    return "name" if blank.left[-1:] in "“‘《" and blank.left and blank.right[:1] in "”’》" and blank.right else None


def _before(blank: Blank) -> str | None:
    """What the words on its left say (专题片XX, 截至XX, 书香XX)."""
    cue = _longest_before(blank.left.rstrip(" "))
    return cue[1] if cue[1] != "person" else None


def _instruction(blank: Blank) -> str | None:
    """What an instruction asks for: {公园名称}, [填写日期]."""
    if not (blank.text[0] in "{$[【(<‹〔" and len(blank.text) > 2 and blank.text.strip("{}[]【】()<>‹›〔〕 ")):
        return None
    if len(blank.text) > 14 and re.search("[,、;]", blank.text):  # a whole sentence asks for words
        return "other"
    asks = (
        ("person", "姓名|联系人|负责人|name"),
        ("docnum", "文号"),
        ("date", "日期|时间|年|月|日|date|year"),
        ("percent", "比例|率|百分"),
        ("money", "金额|资金|经费|元"),
        ("name", "名称|主题|品牌|口号|路名|title"),
        ("org", "单位|部门|机构|org"),
        ("ordinal", "届|次序"),
        ("count", "数|count|number|num"),
        ("place", "市|区|县|地|镇|村|city|place"),
    )
    if re.search("(?:单位|部门|机构)名称", blank.text):
        return "org"
    if re.search("(?:城市|地区|市|区|县|镇|村|社区)名称?[^路]", blank.text):
        return "place"
    return next((kind for kind, words in asks if re.search(words, blank.text)), None)


def _city(blank: Blank) -> str | None:
    """A bare XX in running text is the city; a bracket or a line tells nothing."""
    if blank.weak or not set(blank.text) <= set(X + "*○□"):
        return None
    return (
        "place"
        if re.match(r"[\u4e00-\u9fff“”、》]|20", blank.right) or re.search(r"[\u4e00-\u9fff]$", blank.left)
        else None
    )


def _listed(blank: Blank) -> str | None:
    """XX、XX等____个重点项目: what the list is of."""
    listed = _LISTED.match(blank.right)
    kind = _longest_after(blank.right[listed.end() :])[1] if listed else ""
    return kind if kind in ("name", "place", "org", "person") else None


# fmt: off
TYPES = (
    _hidden, _docnum, _instruction, _digits_within, _period, _ordinal, _titled, _decided, _scaled, _person, _before, _listed,
    _city,
)
# fmt: on


def extract(document: Document) -> list[Annotation]:
    """The blanks of a document as `Placeholder` annotations, and the look-alikes worth a question as `Rejected`."""
    bold = _bold_marks(document.folded)
    addresses = [Span(*match.span()) for match in _ADDRESS.finditer(document.folded)]
    sums = [document.local(one).end for one in document.labelled("slogan") if "+N" in one.text.upper()]
    tables: Tables | None = None
    found = []
    for bare in candidates(document.folded):
        span = _with_brackets(document.folded, bare)
        blank = _blank(document.folded, span)
        reason = "markdown" if span.start in bold else "address" if _within(addresses, span) else _lookalike(blank)
        if blank.text == "N" and any(0 <= span.start - end < _TOLD_NEAR for end in sums):
            reason = "sum"  # 1+4+N …, 即1个指挥部、4个工作组、N个点位
        rule, kind = _typed(blank)
        if rule in ("mask", "city") and _in_row(document.folded, span):
            tables = tables or Tables(document)
            rule, kind = _in_table(tables.cell(span)) or (rule, kind)
        if reason is None and (kind or not blank.weak):
            found.append(document.found(span, "placeholder", Placeholder(kind or "other"), rule=rule))
        elif reason or blank.text[0] != "某":
            found.append(
                document.found(
                    span,
                    "rejected",
                    Rejected(reason or ("letter" if blank.text.isalnum() else "sign")),
                    rule="lookalike",
                    component="placeholders",
                )
            )
    return found


def _within(spans: list[Span], span: Span) -> bool:
    """Whether one of some spans, sorted and apart from each other, covers another."""
    at = bisect_right(spans, span.start, key=lambda one: one.start)
    return at > 0 and spans[at - 1].covers(span)


def _with_brackets(folded: str, span: Span) -> Span:
    """[XX]%, [X]个: square brackets around a mask belong to it where a unit follows."""
    right = folded[span.end + 1 : span.end + 12]
    held = folded[span.start - 1 : span.start] == "[" and folded[span.end : span.end + 1] == "]"
    counted = held and (right[:1] == "%" or _COUNTED.match(right) or _MONEY.match(right) or _SCALED.match(right))
    return Span(span.start - 1, span.end + 1) if counted else span


def _in_row(folded: str, span: Span) -> bool:
    """Whether a blank stands next to the edge of a cell."""
    around = folded[max(0, span.start - 2) : span.start] + folded[span.end : span.end + 2]
    return "\t" in around or "|" in around


def _in_table(cell: Cell | None) -> tuple[str, str] | None:
    """A blank alone in a cell is a number where its column counts, of the kind that its unit says."""
    if not cell or not cell.alone or not (cell.counts or cell.unit):
        return None
    if re.search("率$|占比$", cell.head):
        return "cell", "percent"
    unit = measure_in(cell.unit)
    return "cell", {"rate": "percent", "money": "money"}.get(unit.kind if unit else "", "count")


def _blank(folded: str, span: Span) -> Blank:
    left = folded[max(0, span.start - 12) : span.start].rsplit("\n", 1)[-1]
    if left.endswith("[") and re.match(r"\](?![0-9第号])", folded[span.end : span.end + 2]):
        return Blank(
            span, folded[span.start : span.end], left[:-1], folded[span.end + 1 : span.end + 24].split("\n", 1)[0]
        )
    return Blank(span, folded[span.start : span.end], left, folded[span.end : span.end + 24].split("\n", 1)[0])


def _typed(blank: Blank) -> tuple[str, str | None]:
    for rule in TYPES:
        if kind := rule(blank):
            return rule.__name__.strip("_"), kind
    return "mask", None


def _lookalike(blank: Blank) -> str | None:
    """Why a candidate is no blank, None where it may be one."""
    text = blank.text
    if NUMBER.fullmatch(text) or not text.strip():
        return None
    if re.search(r"[零〇一二三四五六七八九]$", blank.left) and "○" in text:
        return "zero"
    alone = not set("□○◯") & set(blank.left + blank.right)
    if text in ("□", "○", "◯") and not (alone and re.match(rf"月|(?:{UNIT_ENDS})(?!人)", blank.right)):
        return "check box"
    if text == "若干":
        return "vague amount"
    if set(text) <= set("×xX✕✖") and len(text) == 1 and re.search(r"[0-9米寸]$", blank.left):
        return "multiplication"
    if re.fullmatch(rf"[0-9]{{1,3}}[{MASKS}][0-9]?", text) and not _COUNTED.match(blank.right):
        return "multiplication" if len(text) < 4 and not re.match(r"年|%|元|\ ?[万亿]", blank.right) else None
    if re.search(r"[0-9]$", text) and "." not in text:
        return "multiplication"
    if set(text) == {"_"} and re.search(r"[A-Za-z0-9]$", blank.left):
        return "file name"
    if text.upper() in ("X", "XX") and blank.right.startswith("染色体"):
        return "letter"
    if text in ("X", "x") and re.match(r"光|射线|线|轴|染色体|展架|架|型|档案|-", blank.right):
        return "letter"
    return None


def _bold_marks(folded: str) -> set[int]:
    """Where a pair of ** or __ sets words in bold: what follows the second is nothing that a mask would stand before."""
    marks: set[int] = set()
    for match in re.finditer(r"(?<![*_Xx0-9])(\*\*|__)(?![*_\s])([^*_\n]{1,120}?[^*_\s])(\1)(?![*_])", folded):
        closing, opening = _blank(folded, Span(*match.span(3))), _blank(folded, Span(*match.span(1)))
        if not (_speaks(closing.right) and _speaks(opening.right)):
            marks |= {match.start(1), match.start(3)}
    return marks


def _speaks(right: str) -> bool:
    """Whether what follows is a thing that masks stand before."""
    return bool(_longest_after(right)[1] or _COUNTED.match(right) or _MONEY.match(right) or _SCALED.match(right))


@cache
def _cues(name: str) -> dict[str, str]:
    people = terms("person_roles") if name == "before_blank" else ()
    return dict.fromkeys(people, "person") | {entry["term"]: entry["type"] for entry in lexicon(name)}


def cue_of(folded: str, span: Span, kind: str) -> str | None:
    """The word beside a blank that says its type (市 of XX市, 居民 of 居民XX); None where none does."""
    blank = _blank(folded, span)
    if kind == "date" and (part := re.match(r"\ ?([年月日号])", blank.right)):
        return part[1]
    cues = (_longest_after(blank.right.lstrip(" ")), _longest_before(blank.left.rstrip(" ")))
    return next((word for word, type_ in cues if word and type_ == kind), None)


def _longest_after(right: str) -> tuple[str, str]:
    cues = _cues("after_blank")
    return next(
        ((right[:size], cues[right[:size]]) for size in range(min(7, len(right)), 0, -1) if right[:size] in cues),
        ("", ""),
    )


def _longest_before(left: str) -> tuple[str, str]:
    cues = _cues("before_blank")
    return next(
        ((left[-size:], cues[left[-size:]]) for size in range(min(7, len(left)), 0, -1) if left[-size:] in cues),
        ("", ""),
    )

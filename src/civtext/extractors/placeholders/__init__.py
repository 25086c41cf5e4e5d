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

from civtext.extractors.placeholders.forms import MASKS, NUMBER, UNIT_ENDS, candidates
from civtext.extractors.placeholders.types import (
    COUNTED,
    MONEY,
    SCALED,
    Blank,
    blank_at,
    longest_after,
    longest_before,
    typed,
)
from civtext.extractors.tables import Cell, Tables
from civtext.model import Annotation, Document, Placeholder, Rejected, Span
from civtext.quantities import measure_in

# A page or a mailbox on the network; what is masked in it is nothing that a writer fills in by itself.
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{1,400}|(?<![A-Za-z0-9._*-])[A-Za-z0-9._*-]{1,60}@[A-Za-z0-9.-]{1,60}")
_TOLD_NEAR = 80
_IN_CHARGE = re.compile(
    r"(?:责任|牵头|配合|主责|主办|承办|协办|负责|落实)(?:单位|部门|科室|主体)$|^(?:牵头|责任|主办|承办|协办|配合)$|^(?:部门|科室)$|(?P<person>[责负][任责]人$)"
)


def extract(document: Document) -> list[Annotation]:
    """The blanks of a document as `Placeholder` annotations, and the look-alikes worth a question as `Rejected`."""
    folded = document.folded
    bold = _bold_marks(folded)
    addresses = [Span(*match.span()) for match in _ADDRESS.finditer(folded)]
    sums = [document.local(one).end for one in document.labelled("slogan") if "+N" in one.text.upper()]
    tables: Tables | None = None
    found: list[Annotation] = []
    for bare in candidates(folded):
        span = _with_brackets(folded, bare)
        blank = blank_at(folded, span)
        reason = "markdown" if span.start in bold else "address" if _within(addresses, span) else _lookalike(blank)
        if blank.text == "N" and any(0 <= span.start - end < _TOLD_NEAR for end in sums):
            reason = "sum"  # 1+4+N …, 即1个指挥部、4个工作组、N个点位
        rule, kind = typed(blank)
        if rule in ("mask", "city") and _in_row(folded, span):
            tables = tables or Tables(document)
            rule, kind = _in_table(tables.cell(span)) or (rule, kind)
        if rule in ("mask", "city") and found and _goes_on(folded, document.local(found[-1]), span):
            rule, kind = _same_as(found[-1]) or (rule, kind)
        if reason is None and (kind or not blank.weak):
            found.append(document.found(span, "placeholder", Placeholder(kind or "other"), rule=rule))
        elif reason or blank.text[0] != "某":
            why = Rejected(reason or ("letter" if blank.text.isalnum() else "sign"))
            found.append(document.found(span, "rejected", why, rule="lookalike", component="placeholders"))
    return found


def _within(spans: list[Span], span: Span) -> bool:
    """Whether one of some spans, sorted and apart from each other, covers another."""
    at = bisect_right(spans, span.start, key=lambda one: one.start)
    return at > 0 and spans[at - 1].covers(span)


def _with_brackets(folded: str, span: Span) -> Span:
    """[XX]%, [X]个: square brackets around a mask belong to it where a unit follows."""
    right = folded[span.end + 1 : span.end + 12]
    held = folded[span.start - 1 : span.start] == "[" and folded[span.end : span.end + 1] == "]"
    counted = held and (right[:1] == "%" or COUNTED.match(right) or MONEY.match(right) or SCALED.match(right))
    return Span(span.start - 1, span.end + 1) if counted else span


def _in_row(folded: str, span: Span) -> bool:
    """Whether a blank stands next to the edge of a cell."""
    around = folded[max(0, span.start - 2) : span.start] + folded[span.end : span.end + 2]
    return "\t" in around or "|" in around


def _goes_on(folded: str, before: Span, span: Span) -> bool:
    """Whether a blank is the next of a list: 成员:XXX、XXX."""
    return before.end < span.start and folded[before.end : span.start] in ("、", "和", "及", "与")


def _same_as(before: Annotation) -> tuple[str, str] | None:
    """What the one before it says of a blank: behind a person another."""
    value = before.value
    return ("list", value.type) if isinstance(value, Placeholder) and value.type == "person" else None


def _in_table(cell: Cell | None) -> tuple[str, str] | None:
    """A blank alone in a cell is who its column asks for, or a number where the column counts, of the kind that its unit says."""
    if not cell or not cell.alone:
        return None
    if in_charge := _IN_CHARGE.search(cell.head):
        return "cell", "person" if in_charge["person"] else "org"
    if not (cell.counts or cell.unit):
        return None
    if re.search("率$|占比$", cell.head):
        return "cell", "percent"
    unit = measure_in(cell.unit)
    return "cell", {"rate": "percent", "money": "money"}.get(unit.kind if unit else "", "count")


def _lookalike(blank: Blank) -> str | None:
    """Why a candidate is no blank, None where it may be one."""
    text = blank.text
    if NUMBER.fullmatch(text) or not text.strip():
        return None
    if re.search(r"[零〇一二三四五六七八九]$", blank.left) and "○" in text:
        return "zero"
    if text == "(略)" and re.search(r"(?:附件|附|名单|表|清单|细则)[0-9]?[:]?$|附件.*$", blank.left):
        return "left out"  # 附件:任务分解表(略)
    if text == "若干":
        return "vague amount"
    if set(text) == {"_"} and re.search(r"[A-Za-z0-9]$", blank.left):
        return "file name"
    if _is_box(blank):
        return "check box"
    if _is_letter(blank):
        return "letter"
    return "multiplication" if _multiplies(blank) else None


def _is_box(blank: Blank) -> bool:
    """□是, ( )A.: what is to be ticked."""
    if blank.text in ("□", "○", "◯"):
        alone = not set("□○◯") & set(blank.left + blank.right)
        return not (alone and re.match(rf"月|(?:{UNIT_ENDS})(?!人)", blank.right))
    opens = blank.text[0] in "([" and not blank.left.strip()
    return opens and re.match(r"\s?(?:[0-9]{1,2}|[A-H])[.、]", blank.right) is not None


def _is_letter(blank: Blank) -> bool:
    """X光, XX染色体, 3X型: a letter of a name."""
    text, right = blank.text, blank.right
    if re.fullmatch("[0-9][Xx]", text) and re.match(r"机[型房]|[型款版]|系列", right):
        return True
    if text.upper() in ("X", "XX") and right.startswith("染色体"):
        return True
    return text in ("X", "x") and re.match(r"光|射线|线|轴|染色体|展架|架|型|档案|-", right) is not None


def _multiplies(blank: Blank) -> bool:
    """3×4米, 4X100: a sign between two numbers."""
    text, right = blank.text, blank.right
    if set(text) <= set("×xX✕✖") and len(text) == 1 and re.search(r"[0-9米寸]$", blank.left):
        return True
    if re.fullmatch(rf"[0-9]{{1,3}}[{MASKS}][0-9]?", text) and not COUNTED.match(right):
        return (len(text) < 4 or text[-1].isdigit()) and not re.match(r"年|%|元|\ ?[万亿]", right)
    return re.search(r"[0-9]$", text) is not None and "." not in text


def _bold_marks(folded: str) -> set[int]:
    """Where a pair of ** or __ sets words in bold: what follows the second is nothing that a mask would stand before."""
    marks: set[int] = set()
    for match in re.finditer(
        r"(?<![*_Xx0-9])(\*\*|__)(?![*_\s,、。;:)])([^*_\n]{1,120}?[^*_\s,、(])(\1)(?![*_])", folded
    ):
        closing, opening = blank_at(folded, Span(*match.span(3))), blank_at(folded, Span(*match.span(1)))
        if not (_speaks(closing) and _speaks(opening)):
            marks |= {match.start(1), match.start(3)}
    return marks


def _speaks(blank: Blank) -> bool:
    """Whether what follows is a thing that masks stand before, or a person's post is what precedes."""
    right = blank.right
    counted = COUNTED.match(right) or MONEY.match(right) or SCALED.match(right)
    return bool(longest_after(right)[1] or counted or longest_before(blank.left)[1] == "person")


def cue_of(folded: str, span: Span, kind: str) -> str | None:
    """The word beside a blank that says its type (市 of XX市, 居民 of 居民XX); None where none does."""
    blank = blank_at(folded, span)
    if kind == "date" and (part := re.match(r"\ ?([年月日号])", blank.right)):
        return part[1]
    cues = (longest_after(blank.right.lstrip(" ")), longest_before(blank.left.rstrip(" ")))
    return next((word for word, type_ in cues if word and type_ == kind), None)

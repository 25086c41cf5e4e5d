"""What people type into a fill sheet: read as Excel shows it, cut to what its place lacks, checked.

A share is 43.5, 43.5% or a cell that Excel shows as 43.5%, never 0.435: below 1 it needs its sign. A date may be typed whole; a
place takes what does not stand around it yet.

>>> text = "2023年12月XX日,在全省排名第XX位,整治背街小巷XX条。"
>>> [fitted(text, Span(at, at + 2), value, kind) for at, value, kind in ((8, "2023年12月25日", "date"), (18, "第12位", "ordinal"))]
['25', '12']
>>> problem(text, Span(28, 30), "3.5", "count", "条")
'应为整数,不是“3.5”'
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import datetime

from civtext.extractors.placeholders.forms import MASKS
from civtext.lexicons import lexicon
from civtext.model import Span
from civtext.quantities import numeral, read

NUMBERS = ("count", "percent", "money")
LONGEST = 200
_NAMES = ("place", "org", "person", "name", "other", "cell")
_REACH = 24  # characters beside a place that a value may say again
_MASKED = re.compile(rf"[{MASKS}]{{2,}}|^某")
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')  # of a number format: what it says, not what it shows
_DECIMALS = re.compile(r"\.([0#?]+)")
_LOOSE = re.compile(r"(?:近|约|超|超过|逾|达)$")
_MEANS = re.compile("[每均标]|[千万]人")  # 每万人3.5个, 9.5标台: of what is counted whole
_DAY = re.compile(r"(?:(?P<year>[12]\d{3})年)?(?:(?P<month>\d{1,2})月)?(?P<last>[0-9〇零一二三四五六七八九十]{1,4})")
_UP_TO = {"月": 12, "日": 31}
_FULL_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})$")
_RANGE = re.compile("[-—–~至到、]+")
_PART = rf"(?:\d+|[{MASKS} ]+)"
_DATE_BEFORE = re.compile(rf"(?:(?P<年>{_PART}) *年 *)?(?:(?P<月>{_PART}) *月 *)?$")
_DATE_BEHIND = re.compile(rf" *年?(?: *(?P<月>{_PART})? *月)?(?: *(?P<日>{_PART}) *日)?")
_AGAIN = {"年": re.compile(r"\d+年"), "月": re.compile(r"(?:\d+年)?\d+月")}  # of a date, what stands up to a sign
_NARROW = str.maketrans("０１２３４５６７８９，．％", "0123456789,.%")
_RANK = re.compile(r"[1-9]\d*|[一二三四五六七八九十百]+")
_AND_MORE = re.compile("[余多来]|以上|左右")
_NAMELESS = re.compile(rf"[\d\W_{MASKS}]+")


def typed(value: object, shown: str = "General") -> str:
    """A cell's value as its number format shows it to who typed it.

    >>> typed(0.435, "0.0%"), typed(80.0), typed(datetime(2024, 11, 30), "yyyy-mm-dd"), typed(datetime(2024, 11, 1), 'yyyy"年"m"月"')
    ('43.5%', '80', '2024年11月30日', '2024年11月')
    """
    shown = _QUOTED.sub("", shown)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        parts = (("y", f"{value.year}年"), ("m", f"{value.month}月"), ("d", f"{value.day}日"))
        return "".join(told for sign, told in parts if sign in shown.lower())
    if not isinstance(value, int | float):
        return "" if value is None else str(value).strip()
    percent = "%" in shown
    value = value * 100 if percent else value
    if "." in shown or percent:
        decimals = _DECIMALS.search(shown)
        value = round(value, len(decimals[1]) if decimals else 0)
    return (f"{value:.10g}" if abs(value) < 1e10 else f"{value:.0f}") + "%" * percent


def narrowed(value: str, kind: str) -> str:
    """A value with the figures of Chinese input methods made narrow where a number belongs.

    >>> narrowed("１，２００", "count"), narrowed("一，二", "name")
    ('1,200', '一，二')
    """
    return value.translate(_NARROW) if kind in (*NUMBERS, "date", "ordinal") else value


def fitted(text: str, span: Span, value: str, kind: str) -> str:
    """The part of a value that its place in a text lacks: what it says again of the words around it (第 of 第XX位, 市 of XX市, the year of a
    whole date) goes; blanks among them stand for any number.
    """
    value = value.removesuffix("%") if kind == "percent" else value
    before, behind = _beside(text, span)
    value = _part_of_date(before, behind, value) if kind == "date" else value
    value = value[_said_before(before, value, kind) :]
    return value[: len(value) - _said_behind(behind, value)]


def _beside(text: str, span: Span) -> tuple[str, str]:
    """The words before and behind a place in its line."""
    before, behind = text[max(0, span.start - _REACH) : span.start], text[span.end : span.end + _REACH]
    return before.rpartition("\n")[2], behind.partition("\n")[0]


def _part_of_date(before: str, behind: str, value: str) -> str:
    """What a place among 年, 月 and 日 lacks of a whole date that agrees with what stands there."""
    stands = before.rstrip()[-1:]
    if stands in _AGAIN and not _other_date(before, behind, value):
        value = _AGAIN[stands].sub("", value, count=1) if _AGAIN[stands].match(value) else value
    sign = behind.lstrip()[:1]
    # No place for the day of a whole date (XX月底).
    return value.rpartition(sign)[0] if sign and sign in "年月日" and sign in value else value


def _other_date(before: str, behind: str, value: str) -> bool:
    """Whether a year, a month or a day stands around a place that is not the value's."""
    around = [match.groupdict() for match in (_DATE_BEFORE.search(before), _DATE_BEHIND.match(behind)) if match]
    first = _RANGE.split(value)[0]
    for sign, stands in (pair for part in around for pair in part.items()):
        told = re.search(rf"(\d+){sign}", first)
        if told and stands and stands.isdigit() and int(stands) != int(told[1]):
            return True
    return False


def _said_before(before: str, value: str, kind: str) -> int:
    """How many characters of a value's beginning stand before its place, of a name two or a mark: 市中 of XX市XX区 is whole."""
    for at in range(len(before)):
        piece = before[at:]
        if piece[0] != value[:1] and piece[0] not in MASKS:
            continue
        said = re.match(_any_number(piece), value)
        whole = said and not _cuts_number(before, at) and not _cuts_number(value, said.end())
        if said and whole and said.end() < len(value) and (kind not in _NAMES or not piece.isalpha() or len(piece) > 1):
            return said.end()
    return 0


def _said_behind(behind: str, value: str) -> int:
    """How many characters of a value's end stand behind its place."""
    for end in range(len(behind), 0, -1):
        said = re.search(f"{_any_number(behind[:end])}$", value)
        whole = said and not _cuts_number(behind, end) and not _cuts_number(value, said.start())
        if said and whole and said.start() > 0 and not said[0].isdigit():
            return len(said[0])
    return 0


def _any_number(words: str) -> str:
    """A pattern of words in which blanks stand for numbers."""
    return re.sub(rf"[{MASKS}]+|[^{MASKS}]+", lambda part: r"\d+" if part[0][0] in MASKS else re.escape(part[0]), words)


def _cuts_number(text: str, at: int) -> bool:
    return text[max(0, at - 1) : at].isdigit() and text[at : at + 1].isdigit()


def problem(text: str, span: Span, value: str, kind: str, unit: str) -> str:
    """What is wrong with a value for its place in a text, "" where it fits."""
    if len(value) > LONGEST:
        return f"有{len(value)}字,最多{LONGEST}字"
    if any(not char.isprintable() for char in value):
        return "有换行或控制字符,请写成一行"
    if kind in NUMBERS:
        before = re.split("[,，。;；\n]", text[max(0, span.start - _REACH) : span.start])[-1]
        wrong = _wrong_number(value, kind, unit, before, text[span.end : span.end + 2])
        return wrong or _still_masked(value)
    return _still_masked(value) or _wrong_words(text, span, value, kind)


def _wrong_words(text: str, span: Span, value: str, kind: str) -> str:
    """What is wrong with a date, a rank or a name."""
    before, behind = _beside(text, span)
    if kind == "date":
        if _other_date(before, behind, value):
            return f"年份、月份或日子与原文不符:“{value}”"
        return _wrong_day(fitted(text, span, value, kind), behind[:1])
    if kind == "ordinal":
        ranks = _RANGE.split(fitted(text, span, value, kind))
        return "" if all(map(_RANK.fullmatch, ranks)) else f"应为第几,如12,不是“{value}”"
    nameless = kind in ("place", "person") and _NAMELESS.fullmatch(value)
    return f"应为名称,不是“{value}”" if nameless else ""


def no_such_day(said: str) -> str:
    """What is wrong with the day that a text ends with, once its blanks are filled; "" where there is such a day.

    >>> no_such_day("于2024年2月30"), no_such_day("于2024年2月29")
    ('没有2024年2月30日', '')
    """
    found = _FULL_DAY.search(said)
    if not found or not 1 <= int(found[2]) <= 12:
        return ""
    # A day without a year may be one of a leap year.
    longest = monthrange(int(found[1] or 2024), int(found[2]))[1]
    return "" if 1 <= int(found[3]) <= longest else f"没有{found[0]}日"


def _still_masked(value: str) -> str:
    return f"“{value}”仍是占位符" if _MASKED.search(value) else ""


def _wrong_number(value: str, kind: str, unit: str, before: str, behind: str) -> str:
    told = value.removesuffix("%") if kind == "percent" else value
    told = told.removesuffix(unit).replace(",", "").strip()
    if re.fullmatch(r"[-－−]\s*\d[\d.]*", told):
        return f"不能是负数:“{value}”"
    measured = told + (unit or "个")
    number = next((one for one in read(measured) if one.span == (0, len(measured)) and not one.masked), None)
    if number is None or number.value is None:
        return f"应为数字(80、约80、80余都可以),不是“{value}”"
    if number.bound != "exact" and _LOOSE.search(before):
        return f"前面已有“{_LOOSE.search(before)[0]}”,只填数字,不是“{value}”"  # type: ignore[index]
    if number.bound != "exact" and (more := _AND_MORE.match(behind)):
        return f"后面已有“{more[0]}”,只填数字,不是“{value}”"
    if kind == "percent":
        return _wrong_share(value, numeral(told) or number.value, unit)
    whole = unit in _whole_things() and not _MEANS.search(before + unit)
    return f"应为整数,不是“{value}”" if whole and number.value % 1 else ""


def _wrong_share(value: str, share: float, unit: str) -> str:
    if not 0 <= share <= 100:
        return f"应在0到100之间,不是“{value}”"
    # Nobody can tell 0.435 from a cell of 43.5 % that has lost its format.
    unsure = 0 < share < 1 and not value.endswith("%") and "百分点" not in unit
    return f"“{value}”是{value}%还是{share * 100:g}%?请连%号一起写" if unsure else ""


def _whole_things() -> frozenset[str]:
    """The units of what is counted, without a scale (3.5万个)."""
    return frozenset(entry["term"] for entry in lexicon("units") if entry["kind"] in ("count", "people"))


def _wrong_day(value: str, behind: str) -> str:
    """A month, a day or a year that is none; 3—5月 is two."""
    if behind not in ("年", "月", "日"):
        return ""
    for told in _RANGE.split(value):
        found = _DAY.fullmatch(told)
        last = numeral(found["last"]) if found else None
        if last is None or int((found and found["month"]) or 1) not in range(1, 13):
            return f"应为日期中的{behind},不是“{value}”"
        if not (_is_year(last) if behind == "年" else 1 <= last <= _UP_TO[behind]):
            return f"没有{told}{behind}"
    return ""


def _is_year(number: float) -> bool:
    return number < 100 or 1900 <= number <= 2100

"""Numbers with their units in Chinese text (数量词): read, not judged.

A quantity is a number (Arabic, Chinese, mixed, or masked), a scale word, a unit, and the words that loosen it.

>>> [quantity] = read("新建口袋公园近20余处。")
>>> quantity.value, quantity.unit, quantity.bound
(20.0, '处', 'over')
>>> read("投入1.2亿元")[0].value, read("两百三十棵")[0].value, read("百分之九十八点五")[0].value
(120000000.0, 230.0, 98.5)
>>> [(one.value, one.high) for one in read("3至5次,80%—90%,七八个")]
[(3.0, 5.0), (80.0, 90.0), (7.0, 8.0)]

Whether a quantity is a metric, a date or part of a name is for `extractors.metrics` to say. What only looks like a
number never gets here: Chinese numerals count only before a unit, so 统一, 一心一意 and 千方百计 are not read.

Digits that a writer has masked are handed over as a run of `MASK`, so that 1.2万户 and X.X万户 are read by one pattern:

>>> [quantity] = read(f"惠及{MASK * 3}万余户")
>>> quantity.value, quantity.unit, quantity.bound, quantity.masked
(None, '户', 'over', True)

Method: one pattern for the head (number, scale, unit), the units as a tree by first character, each number visited
once; what stands before it is looked at in a window of fixed size, so the time is linear in the text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from civtext.lexicons import any_of, lexicon, terms
from civtext.model import Span

MASK = "\ue000"

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_HAN = "零〇一二两三四五六七八九十百千万亿"
_NEIGHBOURS = re.compile(r"([一二两三四五六七八九])([二三四五六七八九]|(?<=一)两)")
_LARGEST = 1e15
_SAID = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))
_HALVED = frozenset(("公里", "里", "亩", "年", "天", "小时", "倍", "吨", "斤", "里地"))
_AND_A_HALF = re.compile(r"半(?![年月天日夜价路数成径山小里个])")


class Quantity(NamedTuple):
    """A number expression: `span` with all its words, `number` the digits and scale alone, `kind` the kind of its unit.

    `written` is "digits", "han" (Chinese numerals), "mask", or "vague" (数十, 几百); `value` is None where masked or
    too large to be one. `unit` is "" where there is none.
    """

    span: Span
    number: Span
    value: float | None
    high: float | None
    unit: str
    kind: str
    bound: str
    written: str

    @property
    def masked(self) -> bool:
        """Whether its digits are hidden."""
        return self.written == "mask"


_FRACTION = re.compile(r"([0-9]+)/([1-9][0-9]*)")
_THIN = "\u2006\u2008\u2009\u202f"
_WRITTEN = re.compile(rf"([0-9][0-9, {_THIN}]*(?:\.[0-9]+)?)([十百千万亿]*)")
_BLANKS = re.compile(rf"[, {_THIN}]")
_TAIL = re.compile(rf"([{''.join(_DIGITS)}]+)([万亿]*)")


def numeral(text: str) -> float | None:
    """The value of a Chinese or Arabic numeral, scale words included; None where it is not one.

    >>> numeral("一万二千三百"), numeral("二〇二三"), numeral("九十八点五"), numeral("3.5万"), numeral("半")
    (12300.0, 2023.0, 98.5, 35000.0, 0.5)
    >>> numeral("一百五"), numeral("一百零五"), numeral("1,200"), numeral("万万没想到")
    (150.0, 105.0, 1200.0, None)
    """
    if text.isascii() and text.isdigit():
        return _finite(float(text))
    if text == "半":
        return 0.5
    if match := _FRACTION.fullmatch(text):
        return _finite(int(match[1]) / int(match[2]))
    if match := _WRITTEN.fullmatch(text):
        return _finite(float(_BLANKS.sub("", match[1])) * math.prod(_SCALES[scale] for scale in match[2]))
    whole, point, rest = text.partition("点")
    value = _whole(whole)
    if value is None or not point:
        return value
    tail = _TAIL.fullmatch(rest)
    if not tail:
        return None
    fraction = float("0." + "".join(str(_DIGITS[char]) for char in tail[1]))
    return _finite((value + fraction) * math.prod(_SCALES[scale] for scale in tail[2]))


def _whole(text: str) -> float | None:
    total, section, digit, last = 0, 0, None, 1
    for char in text:
        if char in _DIGITS:
            digit, last = (digit or 0) * 10 + _DIGITS[char], last if digit is None and char not in "零〇" else 1
        elif char not in _SCALES:
            return None
        elif _SCALES[char] < 10_000:
            section += (1 if digit is None else digit) * _SCALES[char]
            digit, last = None, _SCALES[char]
        else:
            section += digit or 0
            total = (total + section or 1) * _SCALES[char] if total < _SCALES[char] else total + section * _SCALES[char]
            section, digit, last = 0, None, _SCALES[char]
    return _finite(float(total + section + (digit or 0) * (last // 10 if last >= 100 else 1)))


def _finite(value: float) -> float | None:
    return round(value, 6) if value <= _LARGEST else None


_UNITS = {entry["term"]: entry for entry in lexicon("units")}
_LOOSE = lexicon("approximators")
_BOUND = {entry["term"]: entry["bound"] for entry in _LOOSE} | {"余": "over", "多": "over", "几": "over", "来": "about"}
# A unit in Latin letters ends where the letters do: 5t, but not 5tips (an o before a word is a full stop misread).
_UNIT = (
    f"(?!人民(?!币)|{any_of(terms('unit_lookalikes'))}){any_of(_UNITS)}(?<![A-Za-z](?=(?!o[\u4e00-\u9fff])[A-Za-z²³]))"
)
# 花了七万多, 从十六万八谈到五万八: a sum without its unit.
_SUM = re.compile(
    r"(?:百?十|[一二两三四五六七八九几][一二两三四五六七八九]?十?|[一二两三四五六七八九几][百千])[一二三四五六七八九]?[来多几]?万(?:[一二三四五六七八九](?![千百十万亿])|[多余])?"
    r"(?=[,;。、!?)\n]|$|[谈降升减增]到|居民|群众|人口|村民|市民|乡亲|学生|师生|游客|父老)"
)
_FEW = r"(?:(?<=[\u4e00-\u9fff])(?<![月日号第表图件])|(?<=[\u4e00-\u9fff]\ )(?<![月日号第表图件]\ ))"
_CORE = re.compile(
    rf"""
    (?P<parts>[{_HAN}]{{1,3}}分之)?                                # 百分之九十, 三分之二
    (?:翻了?(?=[{_HAN}]{{1,2}}番))?                                 # 翻一番
    (?P<number>
        (?P<mask>{MASK}{{1,40}})
      | (?P<half>一半|半数|(?<!时间)(?<!任务)(?<!完成)(?<!双)过半数?(?![百辈夜])|(?<=[近超])半(?=[的村镇乡县市区社企居村商点路受被家]))
      | [0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]{{1,8}})?                # 12,345.6
      | [1-9][0-9]{{0,2}}(?:[{_THIN}][0-9]{{3}}){{1,3}}(?![0-9])                 # 12 345, with thin spaces
      | {_FEW}[1-9][0-9]{{0,2}}(?:\ [0-9]{{3}}){{1,3}}(?![0-9])(?:\.[0-9]{{1,8}})?(?=\ ?[\u4e00-\u9fff㎡])
      | (?:(?<=[占比近约达过足的])[1-9]/(?:[2-9]|10)|(?<![0-9/.])[1-4]/[2-5](?=的))(?![0-9/.年月日号])  # 1/3
      | [0-9]{{1,400}}(?:\.[0-9]{{1,8}})?
      | (?P<vague>[数几]|上(?=[百千万亿])|过(?=[百千万亿]))[十百千万亿]{{1,3}}
      | 半
      | [{_HAN}]{{1,20}}(?:点[{_HAN}]{{1,8}})?
    )
    \ ?(?P<scale>(?:[十百万亿]|千(?![克瓦米帧])){{0,3}})
    \ ?(?P<inside>余|多(?!个?方|种|元[化素性]|样|层次)|(?<=[0-9十百千万])多(?=种|方(?!面|位|式|法|参|协|联|筹|努))|来|几)?(?P<scale2>(?:[百万亿]|千(?![克瓦米帧])){{0,2}})
    \ {{0,2}}(?P<unit>{_UNIT}(?:\({_UNIT}\))?)?
    """,
    re.VERBOSE,
)
_START = re.compile(rf"[0-9{MASK}{_HAN}半数几翻上过](?<!上(?![百千万亿]))(?<!过(?![百千万亿半]))")
_BETWEEN = re.compile(r"\ ?(?:[-—–−~至到]|——|--|~~)\ ?")
_PAIR = re.compile(r"[和与、及]")
_NEXT = re.compile(r"(?<![第表图件和与、及.0-9])(?<=[\u4e00-\u9fff])[1-8]、[2-9](?![0-9、])")
_BEFORE = re.compile(any_of(entry["term"] for entry in _LOOSE if entry["place"] in ("before", "far")) + r"\ ?$")
_GUARD = {entry["term"]: entry["guard"] for entry in _LOOSE}
_AFTER = re.compile(any_of(entry["term"] for entry in _LOOSE if entry["place"] == "after"))
# 攒得最多的一户, 最多那回: which one, no limit.
_FAR = re.compile(any_of(entry["term"] for entry in _LOOSE if entry["place"] == "far") + "(?![的那时者])")
_NEARLY = re.compile(r"[强弱](?=[,;。、!?)\n]|$)")
_WINDOW = 5


_Values = tuple[float | None, float | None]


class _Core(NamedTuple):
    """One number with its unit, before range and loosening words are looked at."""

    start: int
    number_end: int
    end: int
    values: _Values
    scaled: bool
    unit: str
    kind: str
    inside: str
    written: str


def read(folded: str) -> list[Quantity]:
    """All quantities of a text (narrow forms, masks as runs of `MASK`), in order, not overlapping.

    Chinese numerals are read only before a unit or after 分之; Arabic ones and masks anywhere.
    """
    return list(_read(folded))


def _read(folded: str) -> Iterator[Quantity]:
    at = 0
    while match := _START.search(folded, at):
        core = _core(folded, match.start())
        at = core.end if core else match.end()
        if core and core.unit in ("", "个"):
            core = _paired(folded, core)
        spoken = core and core.written == "han" and _SUM.match(folded, core.start)
        if core and (core.kind or core.written in ("digits", "mask") or spoken or _upper(folded, core)):
            quantity, at = _with_neighbours(folded, core)
            yield quantity


def measure_in(label: str) -> Quantity | None:
    """The unit that a label names, as one of it: its `value` is what a number under the label is to be multiplied by.

    >>> [(one.value, one.unit) for one in (measure_in("万元"), measure_in("条")) if one], measure_in("市城管局")
    ([(10000.0, '元'), (1.0, '条')], None)
    """
    found = read("1" + label) if label and label[0] not in "0123456789" else []
    return found[0] if found and found[0].unit and found[0].span == (0, len(label) + 1) else None


def alike(unit: str) -> dict[str, float]:
    """The units that measure the same thing as this one, itself among them, and their sizes beside one another.

    >>> sizes = alike("公里")
    >>> sizes["公里"] / sizes["米"], "亩" in sizes, alike("条")
    (1000.0, False, {'条': 1.0})
    """
    sizes = lexicon("unit_sizes")
    kind = next((entry["of"] for entry in sizes if entry["term"] == unit), None)
    return {entry["term"]: float(entry["size"]) for entry in sizes if entry["of"] == kind} or {unit: 1.0}


def short(value: float, digits: int = 4) -> str:
    """A number as people say it, with so many digits at most.

    >>> short(450000000.0), short(32000.0), short(18.3), short(80.0), short(1234567, 10)
    ('4.5亿', '3.2万', '18.3', '80', '123.4567万')
    """
    size, name = next(((size, name) for size, name in _SAID if abs(value) >= size), (1.0, ""))
    whole = len(str(int(abs(value / size))))
    return f"{round(value / size, max(0, digits - whole)):.15g}{name}"


def _paired(folded: str, core: _Core) -> _Core:
    """提升0.5和1.2个百分点, 提升6.3个和5.9个百分点: a bare number takes the rate that the next one names."""
    between = _PAIR.match(folded, core.end)
    second = _core(folded, between.end()) if between and core.written == "digits" else None
    shared = second and second.kind == "rate" and (not core.unit or second.unit.startswith(core.unit))
    return core._replace(unit=second.unit, kind="rate") if second and shared else core


def _core(folded: str, start: int) -> _Core | None:
    match = _CORE.match(folded, start)
    if not match:
        return None
    if match["half"]:
        written = "vague" if match["half"][0] == "过" else "han"
        return _Core(start, match.end("half"), match.end("half"), (0.5, None), False, "", "share", "", written)
    unit = match["unit"] or ""
    scale = match["scale"] + match["scale2"]
    number_end = match.end(next(group for group in ("scale2", "inside", "scale", "number") if match[group]))
    end = match.end("unit") if unit else number_end
    first = match["number"][0]
    written = (
        "mask"
        if match["mask"]
        else "vague"
        if match["vague"]
        else "digits"
        if first.isdigit() and first.isascii()
        else "han"
    )
    values = _values(match["number"], scale, match["vague"])
    kind = _UNITS.get(unit.partition("(")[0], {}).get("kind", "")
    if "/" in match["number"]:
        kind = kind or "share"
    if match["parts"]:
        values, unit, kind, end = *_parts(match["parts"], values), "share", number_end
    elif unit == "成" and (tenth := _DIGITS.get(match.string[end : end + 1])):  # 九成五
        values, end = (None if values[0] is None else values[0] + tenth / 10, None), end + 1
    elif unit.startswith("个半") and values[0] is not None:
        values = (values[0] + 0.5, None)
    elif unit in _HALVED and values[0] is not None and _AND_A_HALF.match(folded, end):  # 两公里半
        values, end = (values[0] + 0.5, None), end + 1
    inside = match["inside"] or ("多" if unit.startswith("个多") else "")
    return _Core(start, number_end, end, values, bool(scale), unit, kind, inside, written)


def _values(number: str, scale: str, vague: str | None) -> _Values:
    """Low and high of one number: 七八十 is 70 to 80, all others have no high."""
    factor = math.prod(_SCALES[char] for char in scale)
    if vague:
        return _times(numeral(number[1:]), factor), None
    pair = None if number.isascii() else _NEIGHBOURS.search(number)
    if pair and (_DIGITS[pair[2]] - _DIGITS[pair[1]] == 1 or pair[0] == "三五") and not re.search(r"[〇零]", number):
        low, high = (number[: pair.start()] + digit + number[pair.end() :] for digit in pair.groups())
        if len(_NEIGHBOURS.findall(number)) == 1 and not re.search(r"[0-9]|[一二三四五六七八九]{3}", number):
            return _times(numeral(low), factor), _times(numeral(high), factor)
    return _times(numeral(number), factor), None


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else _finite(value * factor)


def _parts(parts: str, values: _Values) -> tuple[_Values, str]:
    whole = numeral(parts.removesuffix("分之"))
    if parts == "百分之":
        return values, "%"
    if parts == "千分之":
        return values, "‰"
    return (None if values[0] is None or not whole else values[0] / whole, None), ""


def _with_neighbours(folded: str, core: _Core) -> tuple[Quantity, int]:
    """The quantity with the upper end of its range and the words that loosen it, and where reading goes on."""
    low, high = core.values
    last = core
    if high is None and (upper := _upper(folded, core)):
        last, high = upper, upper.values[0]
        if core.number_end == core.end and not core.scaled and low is not None and upper.scaled and upper.values[0]:
            factor = _scale_of(folded[upper.start : upper.number_end])
            low = _times(low, factor) if low * factor <= upper.values[0] else low
    before = _before(folded, core.start)
    length = sum(map(len, before))
    after = _AFTER.match(folded, last.end)
    if after and (_is_half(folded, after.end()) or (last.inside and not last.unit)):
        after = None
    end = after.end() if after else last.end
    bound = _bound([*before, last.inside, after[0] if after else ""], core.written)
    if bound == "exact" and core.values[1] is not None:  # 四五百名
        bound = "about"
    if last.kind in ("share", "rate") and (nearly := _NEARLY.match(folded, end)):  # 三分之一强
        bound, end = "over" if nearly[0] == "强" else "under", end + 1
    unit = _UNITS[last.unit]["base"] if last.unit in _UNITS else last.unit
    if core.written == "mask" or low is None:
        low, high = None, None
    span, number = Span(core.start - length, end), Span(core.start, last.number_end)
    return Quantity(span, number, low, high, unit, last.kind, bound, core.written), end


def _upper(folded: str, core: _Core) -> _Core | None:
    between = _BETWEEN.match(folded, core.end)
    if pair := _NEXT.match(folded, core.start):  # 2、3亿元 is two to three
        second = _core(folded, pair.end() - 1)
        stands = second and second.unit and second.kind not in ("number", "date", "grade", "point", "clock", "page")
        return second if stands and int(pair[0][-1]) == int(pair[0][0]) + 1 else None
    upper = _core(folded, between.end()) if between else None
    if not upper or upper.written != core.written or (upper.written == "han" and not upper.unit):
        return None
    if core.unit and core.unit != upper.unit:
        return None
    if core.written != "mask" and not _rising(core.values[0], upper.values[0]):
        return None
    return upper


def _rising(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and low < high


def _scale_of(number: str) -> int:
    return math.prod(_SCALES[char] for char in re.findall(r"[十百千万亿](?=[余多来]?\ ?$|[十百千万亿])", number))


def _before(folded: str, start: int) -> list[str]:
    """The loosening words that stand right before a number, nearest first (至少约 gives 约, 至少), blanks kept."""
    words: list[str] = []
    while len(words) < 3 and (match := _BEFORE.search(folded, max(0, start - _WINDOW), start)):
        previous = folded[match.start() - 1 : match.start()]
        if previous and previous in _GUARD[match[0].strip()]:
            break
        words.append(match[0])
        start = match.start()
    return words


def _is_half(folded: str, end: int) -> bool:
    """Whether a loosening word is only the head of another: 多 of 多元, 内 of 内设."""
    following = {"多": "样元种方次功层", "内": "设部容外在涵科"}.get(folded[end - 1], "")
    return folded[end : end + 1] in set(following)


def _bound(words: list[str], written: str) -> str:
    """The bound that several loosening words make: a limit outweighs 余 and 多, these outweigh 近 and 约."""
    bounds = {_BOUND[word.strip()] for word in words if word}
    if written == "vague":
        bounds.add("over")
    return next((bound for bound in ("under", "over", "about") if bound in bounds), "exact")


def far_bound(clause: str) -> str | None:
    """The bound that a clause sets for a number further on (至少联系1名), None where it sets none.

    >>> far_bound("每名党员至少联系"), far_bound("联系")
    ('over', None)
    """
    found = _FAR.findall(clause)
    return _BOUND[found[-1]] if found else None

"""Packages that find numbers with units in Chinese text, each set up as well as it can be for bench/compare.py.

Every one but civtext gets text with full-width digits, letters and % made narrow, a clause at a time, and civtext's
own list of units; what its own recognisers call a date or an ordinal is dropped. docs/compared.md tells the rest.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from civtext.lexicons import any_of, lexicon, terms
from civtext.model import Source
from civtext.pipeline import annotate, split

NO_METRIC = {"date", "period", "clock", "age", "edition", "grade", "number", "page", "point"}
UNITS = {entry["term"]: entry["base"] for entry in lexicon("units") if entry["kind"] not in NO_METRIC}
UNIT = re.compile(rf"[余多来]?([百千万亿]*)[余多]?({any_of(UNITS)})")
BEFORE = re.compile(rf"{any_of([*terms('approximators', place='before'), *terms('approximators', place='far')])}$")
AFTER = re.compile(any_of(terms("approximators", place="after")))
SCALES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
SCALED_UNITS = {  # 个, 余个, 万个, 多万个, 万余个
    before + scale + after + unit: (base, factor)
    for unit, base in UNITS.items()
    for scale, factor in ({"": 1} | SCALES).items()
    for before, after in [("", ""), ("余", ""), ("多", ""), *[("", "余"), ("", "多")] * bool(scale)]
}
NUMERAL = r"(?:\d[\d,]*(?:\.\d+)?[十百千万亿]*|[零〇一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+)?)"
CLAUSE = re.compile(r"(?:[^\n。；，！？;,]|,(?=\d{3}))+")
NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if chr(wide).isalnum() or chr(wide) in "％．"}


class Find(NamedTuple):
    """A number with its unit in a text, in the words of docs/contract.md."""

    start: int
    end: int
    value: float | None
    unit: str
    high: float | None = None
    masked: bool = False


Read = Callable[[str], Iterable[Find]]


def with_unit(text: str, start: int, end: int, value: float, high: float | None = None) -> Iterator[Find]:
    """The number at start:end together with scale and unit on its right, if a unit is there."""
    if unit := UNIT.match(text, end):
        scale = math.prod(SCALES[char] for char in unit[1])
        yield Find(start, unit.end(), value * scale, UNITS[unit[2]], high and high * scale)


def apart(finds: Iterable[Find], others: Iterable[Any]) -> Iterator[Find]:
    """The finds that none of the `others` (start, end, …) touches, but as 2100, read as a year, stands in 2100吨."""
    taken = [other[:2] for other in others]
    for find in finds:
        if not any(a < find.end and find.start < b and not (find.start <= a and b < find.end) for a, b in taken):
            yield find


def widened(text: str, find: Find) -> Find:
    """The find with the words that loosen it (近, 不少于, 以上), which the gold counts in."""
    before, after = BEFORE.search(text[: find.start]), AFTER.match(text, find.end)
    return find._replace(start=before.start() if before else find.start, end=after.end() if after else find.end)


def by_clause(read: Read) -> Read:
    """A reader of texts from a reader of clauses."""

    def read_all(text: str) -> Iterator[Find]:
        for clause in CLAUSE.finditer(text.translate(NARROW)):
            for find in read(clause[0]):
                start, end, *rest = widened(clause[0], find)
                yield Find(start + clause.start(), end + clause.start(), *rest)

    return read_all


def civtext() -> Read:
    """The product: whole texts, cleaned and split."""

    def read(text: str) -> Iterator[Find]:
        for document in split(Source(text)):
            for found in annotate(document).labelled("metric"):
                metric = found.value
                yield Find(found.span.start, found.span.end, metric.value, metric.unit, metric.high, metric.masked)

    return read


def cn2an() -> Read:
    """A plain pattern for numeral and unit, ranges and percents included; cn2an gives the value."""
    from cn2an import cn2an

    pattern = re.compile(rf"(百分之)?(?![万亿]|百分)({NUMERAL})(?:[至到~—-]+(?:百分之)?({NUMERAL}))?")

    @by_clause
    def read(text: str) -> Iterator[Find]:
        for match in pattern.finditer(text):
            numerals = [
                re.sub("^(?=[百千])", "一", numeral.replace(",", "")) for numeral in match.group(2, 3) if numeral
            ]
            try:
                low, *high = [float(cn2an(numeral, "smart")) for numeral in numerals]
            except ValueError:
                continue
            if match[1]:
                yield Find(*match.span(), low, "%", *high)
            else:
                yield from with_unit(text, *match.span(), low, *high)

    return read


def duckling() -> Read:
    """Facebook's Duckling: its numbers, what it calls a time or an ordinal dropped."""
    import duckling as api

    now = api.parse_ref_time(api.load_time_zones("/usr/share/zoneinfo"), "Asia/Shanghai", 1_700_000_000)
    context = api.Context(now, api.parse_locale("ZH_CN", api.default_locale_lang(api.parse_lang("ZH"))))
    dimensions = api.parse_dimensions(["number", "time", "ordinal"])

    def numbers(text: str, found: list[dict[str, Any]]) -> Iterator[Find]:
        for one in found:
            start, end, value = one["start"], one["end"], one["value"].get("value")
            if one["dim"] == "number" and text.startswith("百分之", start):
                yield Find(start, end, value * 100, "%")
            elif one["dim"] == "number":  # which may take in 个
                yield from with_unit(text, start, end - (text[end - 1] == "个"), value)

    @by_clause
    def read(text: str) -> Iterator[Find]:
        found = api.parse(text, context, dimensions, False)
        return apart(numbers(text, found), [(one["start"], one["end"]) for one in found if one["dim"] != "number"])

    return read


def duckling_chinese() -> Read:
    """Xiaomi's Duckling for Chinese: numbers and fractions, what it calls a date, time or ordinal dropped."""
    import duckling_chinese as api

    parser, kinds = api.Duckling(), api.DucklingDimension
    options = parser.gen_options(targets={kinds.NUMERAL, kinds.FRACTION, kinds.DATE, kinds.TIME, kinds.ORDINAL})

    def numbers(text: str, found: list[dict[str, Any]]) -> Iterator[Find]:
        for one in found:
            start, end, value = one["start"], one["end"], one["value"].get("n")
            if one["dim"] == "Numeral":
                yield from with_unit(text, start, end, value)
            elif one["dim"] == "Fraction" and one["value"]["denominator"] == 100:
                yield Find(start, end, value * 100, "%")

    @by_clause
    def read(text: str) -> Iterator[Find]:
        found = parser.parse_entities(text, options=options)
        dates = [one for one in found if one["dim"] in ("Date", "Time", "Ordinal")]
        return apart(numbers(text, found), [(one["start"], one["end"]) for one in dates])

    return read


def written(n: int) -> str:
    """The Chinese numeral of a number from 1 to 9999: 十二, 一百零五, 二千三百四十."""
    for size, name in ((1000, "千"), (100, "百"), (10, "十")):
        if n >= size:
            head, rest = divmod(n, size)
            gap = "零" if 0 < rest < size // 10 else ""
            return ("" if 10 <= n < 20 else written(head)) + name + gap + (written(rest) if rest else "")
    return "一二三四五六七八九"[n - 1]


def edsnlp() -> Read:
    """Its quantity matcher over single characters, given Chinese units with scales and the numerals up to 9999."""
    import edsnlp
    import edsnlp.pipes as eds

    units = {
        name: {"dim": base, "degree": 1, "scale": factor, "terms": [name], "followed_by": None}
        for name, (base, factor) in SCALED_UNITS.items()
    }
    joints = list("至到-~—")
    matcher = eds.quantities(
        quantities=[{"unit": name, "name": name} for name in units],
        units_config=units,
        number_terms={str(n): [written(n), re.sub("二(?=[百千])|^二$", "两", written(n))] for n in range(1, 10_000)},
        stopwords=joints,
        extract_ranges=True,
        range_patterns=[(None, joint) for joint in joints],
        compose_units=False,
        use_tables=False,
    )
    pipeline = edsnlp.blank("zh")
    pipeline.add_pipe(matcher)

    @by_clause
    def read(text: str) -> Iterator[Find]:
        for span in pipeline(text).spans["quantities"]:
            unit, factor = SCALED_UNITS[span._.value.unit]
            low, *high = [part.value * factor for part in span._.value]
            yield Find(span.start_char, span.end_char, low, unit, *high)

    return read


def jionlp() -> Read:
    """Its money and its durations, the only amounts it looks for."""
    import jionlp

    def durations(text: str) -> Iterator[Find]:
        for one in jionlp.ner.extract_time(text, with_parsing=True):
            number = re.compile(NUMERAL).match(text, one["offset"][0])
            if one["type"] == "time_delta" and number:
                for value in one["detail"]["time"].values():
                    yield from with_unit(text, *number.span(), value)

    @by_clause
    def read(text: str) -> Iterator[Find]:
        for one in jionlp.ner.extract_money(text, with_parsing=True):
            amounts = one["detail"]["num"]  # two for a range, and for 30多万元, which is one number
            low, *high = map(float, [amounts] if isinstance(amounts, str) else amounts)
            yield Find(*one["offset"], low, one["detail"]["case"], *high * (not re.search("[余多几]", one["text"])))
        yield from durations(text)

    return read


def quantulum3() -> Read:
    """Chinese characters set apart by blanks, for it wants word ends; Chinese units with scales as its custom units."""
    from quantulum3 import load, parser

    blank = {"entity": "dimensionless", "dimensions": [], "symbols": [], "URI": ""}
    surfaces = {name: blank | {"surfaces": [" ".join(name) if name[-1] > "\u2fff" else name]} for name in SCALED_UNITS}
    load.load_custom_units([surfaces | {"dimensionless": blank | {"surfaces": []}, "unk": blank}])

    @by_clause
    def read(text: str) -> Iterator[Find]:
        places = [place for place, char in enumerate(text) for _ in range(3 if char > "\u2fff" else 1)]
        spaced = "".join(f" {char} " if char > "\u2fff" else char for char in text)
        kept = [place for place, char in enumerate(spaced) if not spaced.startswith("  ", place)]
        for one in parser.parse("".join(spaced[place] for place in kept)):
            unit, factor = SCALED_UNITS.get(one.unit.name, ("", 1))
            if unit:
                start, end = (places[kept[place]] for place in (one.span[0], one.span[1] - 1))
                yield Find(start, end + 1, one.value * factor, unit)

    return read


def recognizers_number() -> Read:
    """Microsoft's percentages and numbers; what it calls a date (durations aside) or an ordinal dropped."""
    from recognizers_date_time import recognize_datetime
    from recognizers_number import recognize_number, recognize_ordinal, recognize_percentage

    @by_clause
    def read(text: str) -> Iterator[Find]:
        rates = recognize_percentage(text, "zh-cn")
        dates = [one for one in recognize_datetime(text, "zh-cn") if not one.type_name.endswith("duration")]
        others = [(one.start, one.end + 1) for one in [*rates, *recognize_ordinal(text, "zh-cn"), *dates]]
        for one in rates:
            unit = next((unit for unit in ("个百分点", "成", "折") if unit in one.text), "%")
            value = float(one.resolution["value"].rstrip("%")) / (10 if unit in "成折" else 1)
            yield Find(one.start, one.end + 1, value, unit)
        for one in recognize_number(text, "zh-cn"):
            yield from apart(with_unit(text, one.start, one.end + 1, float(one.resolution["value"])), others)

    return read


def recognizers_number_with_unit() -> Read:
    """Microsoft's money, dimensions and temperatures as they come, without civtext's units."""
    from recognizers_number_with_unit import recognize_currency, recognize_dimension, recognize_temperature

    @by_clause
    def read(text: str) -> Iterator[Find]:
        for recognise in (recognize_currency, recognize_dimension, recognize_temperature):
            for one in recognise(text, "zh-cn"):
                if value := one.resolution["value"]:  # none where it found a unit alone
                    unit = re.sub(rf"^{NUMERAL}[余多]?[万亿]?", "", one.text)
                    yield Find(one.start, one.end + 1, float(value), UNITS.get(unit, unit))

    return read


PACKAGES: dict[str, Callable[[], Read]] = {  # by the name each is installed under
    "civtext": civtext,
    "cn2an": cn2an,
    "recognizers-text-number": recognizers_number,
    "recognizers-text-number-with-unit": recognizers_number_with_unit,
    "duckling-chinese": duckling_chinese,
    "pyduckling-native-phihos": duckling,
    "edsnlp": edsnlp,
    "quantulum3": quantulum3,
    "jionlp": jionlp,
}

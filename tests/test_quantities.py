"""Numbers and units: values, ranges, bounds, and laws over any text."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civtext.lexicons import terms
from civtext.quantities import MASK, far_bound, numeral, read

CHARS = (
    "0123456789.,%零〇一二两三四五六七八九十百千万亿半几数余多来近约达超过不至到—-~分之成番翻个条人次元年月日平方米(（） 第每"
    + MASK
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("一百五", 150), ("两千一百", 2100), ("三万六千", 36000),
        ("一亿二千万", 120_000_000), ("万", 10000), ("二〇二三", 2023), ("九十八点五", 98.5), ("1.2亿", 120_000_000),
        ("12,450", 12450), ("3千", 3000), ("半", 0.5), ("0", 0), ("统一", None), ("一心", None), ("", 0),
    ],
)  # fmt: skip
def test_numerals(text: str, value: float | None) -> None:
    assert numeral(text) == value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("近20余处", ("近20余处", 20, None, "处", "over")),
        ("2万多名", ("2万多名", 20000, None, "名", "over")),
        ("11250余台(件)", ("11250余台(件)", 11250, None, "台(件)", "over")),
        ("3至5万元", ("3至5万元", 30000, 50000, "元", "exact")),
        ("1.5万—2万元", ("1.5万—2万元", 15000, 20000, "元", "exact")),
        ("10-15个", ("10-15个", 10, 15, "个", "exact")),
        ("3个至5个", ("3个至5个", 3, 5, "个", "exact")),
        ("5个到3个", ("5个", 5, None, "个", "exact")),
        ("三五个", ("三五个", 3, 5, "个", "about")),
        ("两三千块", ("两三千块", 2000, 3000, "块", "about")),
        ("十七八个", ("十七八个", 17, 18, "个", "about")),
        ("数十场", ("数十场", 10, None, "场", "over")),
        ("上万人", ("上万人", 10000, None, "人", "over")),
        ("三成", ("三成", 3, None, "成", "exact")),
        ("翻了两番", ("翻了两番", 2, None, "番", "exact")),
        ("两个半小时", ("两个半小时", 2.5, None, "个小时", "exact")),
        ("不少于约50米", ("不少于约50米", 50, None, "米", "over")),
        ("节约30元", ("30元", 30, None, "元", "exact")),
        ("附近3家", ("3家", 3, None, "家", "exact")),
        ("5公里多", ("5公里多", 5, None, "公里", "over")),
        ("5家多元化", ("5家", 5, None, "家", "exact")),
        ("10家内设机构", ("10家", 10, None, "家", "exact")),
        ("约 3 万平方米", ("约 3 万平方米", 30000, None, "平方米", "about")),
        ("85千米", ("85千米", 85, None, "千米", "exact")),
        ("3万千瓦时", ("3万千瓦时", 30000, None, "千瓦时", "exact")),
        ("1200千克", ("1200千克", 1200, None, "千克", "exact")),
        ("5大类", ("5大类", 5, None, "大类", "exact")),
        ("90人份", ("90人份", 90, None, "人份", "exact")),
        ("6名单位", ("6名", 6, None, "名", "exact")),
        ("28支队伍", ("28支", 28, None, "支", "exact")),
        ("15篇文章", ("15篇", 15, None, "篇", "exact")),
        ("40节课", ("40节", 40, None, "节", "exact")),
        ("12条线索", ("12条", 12, None, "条", "exact")),
        ("2万吨/日", ("2万吨/日", 20000, None, "吨/日", "exact")),
        ("三方面", None),
        ("三里屯", None),
        ("五部门", None),
    ],
)
def test_first_quantity(text: str, wanted: tuple[str, float, float | None, str, str] | None) -> None:
    found = [one for one in read(text) if one.unit]
    seen = [(text[one.span.start : one.span.end], one.value, one.high, one.unit, one.bound) for one in found]
    assert seen[:1] == ([wanted] if wanted else [])


def test_masked_digits_hide_the_value_and_keep_the_rest() -> None:
    [quantity] = read(f"近{MASK * 4}余万人次")
    assert (quantity.masked, quantity.value, quantity.high, quantity.unit, quantity.bound) == (
        True,
        None,
        None,
        "人次",
        "over",
    )


def test_a_number_past_reason_has_no_value() -> None:
    [quantity] = read("9" * 400 + "个")
    assert quantity.value is None


def test_every_unit_is_read() -> None:
    for unit in terms("units"):
        assert read(f"7{unit}")[0].unit, unit


def test_the_last_limit_of_a_clause_counts() -> None:
    assert (far_bound("至少开展"), far_bound("不超过"), far_bound("至少联系,最多服务"), far_bound("开展")) == (
        "over",
        "under",
        "under",
        None,
    )


@given(st.text(st.sampled_from(CHARS), max_size=60))
def test_any_text_gives_ordered_spans_and_finite_values(text: str) -> None:
    end = 0
    for one in read(text):
        assert end <= one.span.start <= one.number.start < one.number.end <= one.span.end
        end = one.span.end
        assert all(value is None or math.isfinite(value) for value in (one.value, one.high))
        assert one.high is None or (one.value is not None and one.value < one.high)

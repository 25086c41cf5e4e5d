"""The query language: what people type means what they mean, and nothing they type can do harm."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civtext.errors import UsageError
from civtext.model import Source
from civtext.pipeline import annotate, split
from civtext.retrieval import FIELDS, Hit, count, facets, search
from civtext.retrieval.language import LONGEST, parse
from civtext.retrieval.values import CLOSED, Range, range_of, ranges_in
from civtext.store import Outcome, Store
from civtext.store.terms import fold, readings
from civtext.tables import print_hits

CITY = """河北省霞浦市2023年创建全国文明城市工作总结
2023年,我市创建工作扎实推进。现将有关情况总结如下:
一、主要做法
(一)环境整治
先后整治背街小巷80条,改造公园12亩,铺设步道3公里。
(二)便民停车
新增停车泊位1200个,投入资金350万元。
(三)文明风尚
注册志愿者2万人,群众满意度达到95.2%。
二、存在的问题
还有背街小巷保洁不到位,停车秩序反弹。
三、2024年工作打算
力争整治背街小巷30条,新增停车泊位800至1000个。
"""
COUNTY = """汀兰县2022年文明城市创建工作汇报
2022年,全县上下齐心协力。现汇报如下:
一、卫生整治
清理背街小巷卫生死角60处,整治市场5个。
二、设施建设
铺设步道2500米,改造公园9000平方米。
三、全民参与
全县注册志愿者XX万人,整治背街小巷XX条。
"""


def put(folder: Path, **texts: str) -> Path:
    path = folder / "base.civtext"
    with Store.open(path, create=True) as store:
        store.name_categories({"C09": "舒适便利的生活环境", "C09-08": "老旧小区与背街小巷", "C03": "培育文明道德风尚"})
        for name, text in texts.items():
            store.add(Outcome(f"{name}.txt", "ok", hash=name), [annotate(one) for one in split(Source(text, name))])
    return path


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(put(tmp_path_factory.mktemp("base"), city=CITY, county=COUNTY)) as opened:
        yield opened


def heads(hits: list[Hit]) -> list[str]:
    """The first words of the passages found."""
    return sorted(hit.text[:4] for hit in hits)


# Reading what was typed


@pytest.mark.parametrize(
    ("typed", "words", "fields"),
    [
        ("背街小巷 整治", {"背街小巷": False, "整治": False}, {}),
        ("“背街小巷 整治”", {"背街小巷 整治": True}, {}),
        ("地方:云岭", {}, {"place": ("云岭",)}),
        ("地方：云岭", {}, {"place": ("云岭",)}),
        ("PLACE:云岭", {}, {"place": ("云岭",)}),
        ("地方:“云岭 市”整治", {"整治": False}, {"place": ("云岭 市",)}),
        ("地方:云岭 地方:鹭汀", {}, {"place": ("云岭", "鹭汀")}),
        ("年份:2023 year:2022", {}, {"period": ("2023", "2022")}),
        ("数值>=50", {}, {"value": (">=50",)}),
        ("value >= 50", {}, {"value": (">= 50",)}),
        ("数值＞５０", {}, {"value": (">50",)}),
        ("数值≥50", {}, {"value": ("≥50",)}),
        ("数值:50..80", {}, {"value": ("50..80",)}),
        ("metric:背街小巷 unit:条 value>=50", {}, {"metric": ("背街小巷",), "unit": ("条",), "value": (">=50",)}),
        ("不含:志愿", {}, {"without": ("志愿",)}),
        # look-alikes: words
        ("-志愿", {"-志愿": False}, {}),
        ("地方:", {"地方:": False}, {}),
        ("地方: 云岭", {"地方:": False, "云岭": False}, {}),
        ("“地方:云岭”", {"地方:云岭": True}, {}),
        ("我的地方:云岭", {"我的地方:云岭": False}, {}),
        ("col:文明", {"col:文明": False}, {}),
        ("https://a.b/c?d=e", {"https://a.b/c?d=e": False}, {}),
        ("GDP>=50", {"gdp>=50": False}, {}),
        ("数值 50", {"数值": False, "50": False}, {}),
        ("数值>=", {"数值>=": False}, {}),
        ("7+3", {"7+3": False}, {}),
        ("", {}, {}),
        ("“”", {}, {}),
    ],
)
def test_what_is_typed_is_read(typed: str, words: dict[str, bool], fields: dict[str, tuple[str, ...]]) -> None:
    assert parse(typed) == (words, fields)


@pytest.mark.parametrize(
    ("typed", "low", "high", "unit"),
    [
        ("50", 50, 50, ""),
        ("=50", 50, 50, ""),
        (">=50", 50, math.inf, ""),
        ("≤50", -math.inf, 50, ""),
        ("50..80", 50, 80, ""),
        ("50-80", 50, 80, ""),
        ("50至80条", 50, 80, "条"),
        ("30万元", 300_000, 300_000, "元"),
        (">=1.2亿元", 120_000_000, math.inf, "元"),
        ("30万元以上", 300_000, math.inf, "元"),
        ("不超过90%", -math.inf, 90, "%"),
        ("百分之九十", 90, 90, "%"),
        ("3公里", 3, 3, "公里"),
    ],
)
def test_numbers_are_read_as_in_reports(typed: str, low: float, high: float, unit: str) -> None:
    assert range_of(typed) == Range(low, high, unit)


@pytest.mark.parametrize(
    "typed", ["很多", ">=很多", "80..50", "50 80", ">=", "XX条", "-5", "50条处理", ">=50..80", "1e400"]
)
def test_what_is_no_number_is_answered_with_how_they_are_written(typed: str) -> None:
    with pytest.raises(UsageError, match=r"50、>=50、50\.\.80、30万元以上"):
        range_of(typed)


def test_strict_comparisons_leave_the_number_itself_out() -> None:
    assert not range_of(">50").low <= 50 < range_of(">=50.5").low
    assert not range_of("<50").high >= 50


def test_units_of_one_kind_are_compared() -> None:
    assert ranges_in(Range(1, 2), "元", 10_000)["元"] == Range(10_000, 20_000, "元")
    assert ranges_in(Range(3, 3, "亩"), "", 1)["平方米"].low == pytest.approx(2000)
    assert list(ranges_in(Range(3, 3), "条", 1)) == ["条"]


# Fields


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("背街小巷 地方:霞浦", ["力争整治", "先后整治", "还有背街"]),
        ("背街小巷 地方:汀兰", ["全县注册", "清理背街"]),
        ("背街小巷 地方:汀兰 地方:霞浦", ["力争整治", "先后整治", "全县注册", "清理背街", "还有背街"]),
        ("背街小巷 地方:霞浦 不含:整治", ["还有背街"]),
        ("背街小巷 without:保洁 place:霞浦", ["力争整治", "先后整治"]),
        ("背街小巷 年份:2022", ["全县注册", "清理背街"]),
        ("背街小巷 年份:2021", []),
        ("背街小巷 层级:县", ["全县注册", "清理背街"]),
        ("背街小巷 level:city", ["力争整治", "先后整治", "还有背街"]),
        ("背街小巷 部分:问题", ["还有背街"]),
        ("背街小巷 role:plan", ["力争整治"]),
        ("背街小巷 状态:目标", ["力争整治"]),
        ("背街小巷 文种:方案", []),
        ("指标:背街小巷", ["力争整治", "先后整治", "全县注册", "清理背街"]),
        ("指标:整治背街小巷", ["力争整治", "先后整治", "全县注册"]),
    ],
)
def test_fields(store: Store, query: str, found: list[str]) -> None:
    assert heads(search(store, query)) == sorted(found)
    assert count(store, query) == len(found)


@pytest.mark.parametrize(
    ("query", "metrics"),
    [
        ("指标:背街小巷 单位:条 数值>=50", ["80条"]),
        ("指标:背街小巷 单位:条", ["30条", "80条", "XX条"]),
        ("metric:背街小巷 value<50", ["30条"]),
        ("指标:背街小巷 数值:60", ["60处"]),  # 卫生死角 of back lanes
        ("指标:背街小巷 单位:条 数值:60", []),  # 60 is of another metric
        ("指标:背街小巷 数值:5", []),  # 5 are the markets
        ("指标:背街小巷 masked:yes", ["XX条"]),
        ("指标:背街小巷 遮盖:否", ["30条", "60处", "80条"]),
        ("遮盖:是 单位:人", ["XX万人"]),
        ("指标:停车泊位 数值>=1000", ["1200个", "800至1000个"]),  # a range by what it overlaps
        ("指标:停车泊位 数值>1000", ["1200个"]),
        ("指标:停车泊位 数值:500..900", ["800至1000个"]),
        ("指标:停车泊位 状态:完成", ["1200个"]),
        ("指标:停车泊位 状态:目标", ["800至1000个"]),
        ("单位:万元 数值>=300", ["350万元"]),
        ("单位:元 数值>=3000000", ["350万元"]),
        ("数值>=300万元", ["350万元"]),
        ("单位:万元 数值>=400", []),
        ("指标:步道 单位:米 数值>=2600", ["3公里"]),
        ("指标:步道 单位:公里 数值<=2.5", ["2500米"]),
        ("指标:步道 数值:2..3公里", ["2500米", "3公里"]),
        ("指标:公园 单位:亩 数值>=13", ["9000平方米"]),
        ("指标:公园 单位:平方米 数值:8000", ["12亩"]),
        ("指标:满意度 单位:% 数值>95", ["95.2%"]),
        ("指标:不存在", []),
    ],
)
def test_what_is_asked_of_metrics_is_asked_of_one_of_them(store: Store, query: str, metrics: list[str]) -> None:
    hits = search(store, query)
    assert sorted(one for hit in hits for one in hit.metrics) == sorted(metrics)
    assert all(hit.metrics for hit in hits)


def test_the_metric_is_shown(store: Store) -> None:
    (hit,) = search(store, "指标:背街小巷 数值>=50 单位:条")
    assert [hit.text[start:end] for start, end in hit.highlights] == ["背街小巷", "80条"]


def test_fields_may_be_given_as_arguments(store: Store) -> None:
    for query, arguments in {
        "背街小巷 地方:汀兰": ("背街小巷", {"place": "汀兰"}),
        "指标:背街小巷 数值>=50": ("", {"metric": "背街小巷", "value": ">=50"}),
        "指标:背街小巷 单位:条": ("指标:背街小巷", {"unit": "条"}),
        "指标:背街小巷 遮盖:是": ("", {"metric": "背街小巷", "masked": True}),
        "数值:80": ("", {"value": 80}),
    }.items():
        words, fields = arguments
        assert search(store, words, **fields) == search(store, query)  # type: ignore[arg-type]
    assert search(store, "背街小巷 地方:汀兰", place="霞浦") == []
    with pytest.raises(TypeError, match="place, level, kind"):
        search(store, place_name="汀兰")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("query", "known"),
    [
        ("文种:公函", "summary 总结、plan 方案"),
        ("层级:国家", "province 省级、city 市级"),
        ("部分:附件", "problems 问题"),
        ("状态:不明", "target 目标"),
        ("遮盖:也许", "yes 是、no 否"),
        ("单位:公函", "个"),
        ("类别:不存在", "C09 舒适便利的生活环境"),
        ("测评指标:不存在", "C09-08 老旧小区与背街小巷"),
        ("数值>=很多", ">=50"),
    ],
)
def test_an_unknown_value_is_answered_with_the_known_ones(store: Store, query: str, known: str) -> None:
    with pytest.raises(UsageError, match=known) as refused:
        search(store, query)
    assert "SELECT" not in str(refused.value)


def test_every_closed_value_is_known_by_its_names() -> None:
    for field, (_, values) in CLOSED.items():
        assert field in FIELDS
        names = [name for value, others in values.items() for name in (value, *others)]
        assert len(names) == len(set(names)), field


def test_facets_count_what_is_found(store: Store) -> None:
    counted = facets(store, "背街小巷")
    assert sum(counted["place"].values()) == sum(counted["kind"].values()) == count(store, "背街小巷") == 5
    assert [(place[-3:], number) for place, number in counted["place"].items()] == [("霞浦市", 3), ("汀兰县", 2)]
    assert counted["year"] == {"2023": 3, "2022": 2}
    for place, number in counted["place"].items():
        assert count(store, "背街小巷", place=place) == number
    assert facets(store, "不存在的词语")["place"] == {}


def test_the_table_tells_what_is_near_from_what_was_found(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    hits = search(store, "整治市场", fill=True)
    assert [hit.exact for hit in hits][:2] == [True, False]
    print_hits("整治市场", hits, count(store, "整治市场"), ["停车泊位", "\x1b[31m"])
    shown = capsys.readouterr()
    found, near = shown.out.split("相近的 near")
    assert "共 1 段" in found and "清理背街小巷卫生死角60处" in found and "先后整治背街小巷80条" in near
    assert "停车泊位" in shown.err and "\x1b" not in shown.err + shown.out
    print_hits("不存在", [], 0)
    assert "没有找到" in capsys.readouterr().err
    print_hits("市场环境", [replace(hit, exact=False) for hit in hits], 0)
    assert "没有完全一致的" in capsys.readouterr().out


# Traditional and spun wording


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("整治背街小巷", "trad"),
        ("志願服務", "trad"),
        ("志愿服务", "trad"),
        ("指标:停车位", "trad"),
        ("指標:停車位 數值>=100", "trad"),
        ("宣传部", "spun"),
        ("宣傳部", "spun"),
    ],
)
def test_traditional_and_spun_wording_are_found_either_way(tmp_path: Path, query: str, source: str) -> None:
    trad = "霞浦市創建文明城市工作總結\n開展志願服務活動,整治背街小巷80條,新增停車位120個。\n"
    spun = (
        "创建文明城市工作总结\n市委宣扬部支配部署创城工作,市教化局举办防火学问讲座,广阔市民主动参加,环境爱护部门协作。"
    )
    path = put(tmp_path, trad=trad, spun=spun)
    assert [hit.source for hit in search(path, query) if hit.exact] == [f"{source}.txt"]


# Hostile and odd (F07, F08)

HOSTILE = [
    "AND",
    "OR NOT",
    "NEAR(文明 城市)",
    "text:文明",
    "文明*",
    "-词",
    "^文明",
    '"',
    '"""',
    "'; DROP TABLE passages; --",
    "' OR 1=1 --",
    "}) DETACH DELETE n",
    "地方:'; DROP TABLE metrics; --",
    "地方:%",
    "地方:_",
    "指标:%",
    "指标:' OR '1'='1",
    "指标:文明\0城市",
    "年份:2023' OR 1=1",
    "不含:%",
    "%",
    "_",
    "\ud800",
    "数值>=0 单位:条",
    "词" * LONGEST,
]


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("fill", [False, True])
def test_a_query_is_never_sql(store: Store, query: str, fill: bool) -> None:
    before = store.summary()
    hits = search(store, query, fill=fill)
    facets(store, query)
    assert store.summary() == before
    asked = parse(query)
    for hit in hits:
        assert not hit.exact or all(word in fold(f"{hit.text}\n{hit.section}\n{hit.title}") for word in asked.words)


@pytest.mark.parametrize("query", ["", " ", '""', "“ ”", "\0"])
def test_no_words_and_no_fields_list_everything(store: Store, query: str) -> None:
    assert count(store, query) == store.summary()["passages"] == len(search(store, query, limit=1000))


@pytest.mark.parametrize("query", ["长" * (LONGEST + 1), "长" * 10_000])
def test_a_long_query_is_refused(store: Store, query: str) -> None:
    with pytest.raises(UsageError, match=str(LONGEST)):
        search(store, query)


_PIECES = st.sampled_from(
    [
        *FIELDS,
        *(name for names in FIELDS.values() for name in names),
        *":：>=<≥..“”\"'%*-()",
        " ",
        "背街小巷",
        "整治",
        "80",
        "万元",
    ]
)
_QUERIES = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=12).map("".join))


@settings(max_examples=300, deadline=None)
@given(query=_QUERIES, fill=st.booleans())
def test_any_query_finds_what_it_says_or_is_refused_in_words(store: Store, query: str, fill: bool) -> None:
    try:
        hits = search(store, query, fill=fill, limit=30)
        assert (
            count(store, query) == len(search(store, query, limit=1000)) == sum(facets(store, query)["kind"].values())
        )
    except UsageError as refused:
        assert refused.message_zh and refused.message_en and "SELECT" not in str(refused)
        return
    words = parse(query)
    for hit in hits:
        held = "\n".join(one for text in (hit.text, hit.section, hit.title or "") for one in readings(text, True))
        assert not hit.exact or all(word in held for word in words.words)
        assert all(word in held for word, whole in words.words.items() if whole)
        assert not any(word in fold(hit.text) for word in words.fields.get("without", ()))
        for span in hit.highlights:
            assert 0 <= span.start < span.end <= len(hit.text)

"""Search: every text that holds the words is found, whatever the words; no query is more than words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from handmade import read
from hypothesis import given, settings
from hypothesis import strategies as st

from civtext.errors import StoreError, UsageError
from civtext.model import Facts, Source
from civtext.pipeline import annotate, split
from civtext.retrieval import KINDS, Hit, count, related, search
from civtext.store import Outcome, Store
from civtext.store.terms import fold

YUNLING = (
    "== 河北省云岭市, 2023年\n"
    "建成新时代文明实践站12个,组织志愿者“邻里守望”服务。#C01 #C03-02\n"
    "由市文明办整治背街小巷80条,满意率达９６％,开发APP一个。#C09\n"
    "运行“7+3”工程;志愿服务满意度100%。\n"
)
LUTING = "== 河北省鹭汀区, 2022年上半年\n整治背街小巷15条,背街小巷面貌一新。#C09\n文明 实践 分开写。\n"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("base") / "base.civtext"
    with Store.open(path, create=True) as store:
        store.name_categories({"C01": "理想信念教育", "C03": "培育文明道德风尚", "C09": "舒适便利的生活环境"})
        for name, text in {"云岭.txt": YUNLING, "鹭汀.txt": LUTING}.items():
            store.add(Outcome(name, "ok", hash=name), read(text, name))
    return path


@pytest.fixture(scope="module")
def store(base: Path) -> Iterator[Store]:
    with Store.open(base) as opened:
        yield opened


def shown(hit: Hit) -> list[str]:
    return [hit.text[start:end] for start, end in hit.highlights]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("实践站", [["实践站"]]),
        ("新时代文明实践站", [["新时代文明实践站"]]),
        ("志愿", [["志愿"], ["志愿"]]),
        ("站", [["站"]]),
        ("率", [["率"]]),
        ("背街小巷", [["背街小巷", "背街小巷"], ["背街小巷"]]),
        ("整治 80", [["整治", "80"]]),
        ("80　整治", [["整治", "80"]]),
        ("小巷 背街小", [["背街小巷", "背街小巷"], ["背街小巷"]]),
        ("文明 实践", [["文明", "实践"], ["文明", "实践"]]),
        ("文明实践", [["文明实践"]]),
        ('"文明 实践"', [["文明 实践"]]),
        ("“文明 实践” 分开", [["文明 实践", "分开"]]),
        ("96%", [["９６％"]]),
        ("９６％", [["９６％"]]),
        ("app", [["APP"]]),
        ("7+3", [["7+3"]]),
        ("“7+3”工程", [["7+3", "工程"]]),
        ("+", [["+"]]),
        ("%", [["%"], ["％"]]),
        ("小巷80", [["小巷80"]]),
        ("小巷8", [["小巷8"]]),
        ("市整治", []),
        ("实践站 不存在", []),
        ("办理", []),
    ],
)
def test_words_are_found_as_written(store: Store, query: str, found: list[list[str]]) -> None:
    hits = search(store, query)
    assert sorted(shown(hit) for hit in hits) == sorted(found)


@pytest.mark.parametrize(
    "query",
    [
        "AND",
        "OR NOT",
        "NEAR(文明 城市)",
        "grams:文明",
        "*",
        "文明*",
        "-志愿",
        "^文明",
        "_",
        "文_",
        "%文%",
        "'; DROP TABLE passages; --",
        "' OR 1=1 --",
        "}) DETACH DELETE n",
        "(",
        '文"明',
        "\\",
        "文明\0城市",
        "文\ufffd",
        "{grams} : 文明",
        "甲" * 200,
    ],
)
def test_a_query_is_only_words(store: Store, query: str) -> None:
    before = store.summary()
    for hit in search(store, query):
        assert all(word in fold(hit.text) for word in fold(query).replace('"', " ").replace("\0", " ").split())
    assert store.summary() == before


@pytest.mark.parametrize("query", ["", "  ", '""', "“”", '"', "\0", "\ud800", "\u3000"])
def test_no_words_list_what_the_filters_leave(store: Store, query: str) -> None:
    assert len(search(store, query)) == 5
    assert [(hit.source, hit.score, hit.highlights) for hit in search(store, query, period="2022")] == [
        ("鹭汀.txt", 0.0, ())
    ] * 2


@pytest.mark.parametrize(
    ("filters", "sources"),
    [
        ({"place": "云岭"}, ["云岭.txt"]),
        ({"place": "河北省"}, ["云岭.txt", "鹭汀.txt"]),
        ({"place": "云岭市区"}, []),
        ({"period": "2022"}, ["鹭汀.txt"]),
        ({"period": "2023", "place": "鹭汀"}, []),
        ({"kind": "summary"}, ["云岭.txt", "鹭汀.txt"]),
        ({"kind": "plan"}, []),
        ({"category": "C09"}, ["云岭.txt", "鹭汀.txt"]),
        ({"category": "c09"}, ["云岭.txt", "鹭汀.txt"]),
        ({"category": "舒适便利的生活环境", "place": "云岭"}, ["云岭.txt"]),
        ({"category": "C01"}, []),
        ({"place": "%' OR '1'='1"}, []),
    ],
)
def test_filters(store: Store, filters: dict[str, str], sources: list[str]) -> None:
    assert sorted(hit.source for hit in search(store, "背街小巷", **filters)) == sources


def test_an_indicator_counts_for_its_category(store: Store) -> None:
    assert len(search(store, category="C03")) == 1
    assert len(search(store, category="C03-02")) == 1
    with pytest.raises(UsageError):
        search(store, category="C03-01")


def test_a_hit_says_where_it_stands(store: Store) -> None:
    (hit,) = search(store, "背街小巷 80")
    assert (hit.source, hit.article, hit.title, hit.place) == ("云岭.txt", 0, "河北省云岭市总结", "河北省云岭市")
    assert (hit.kind, hit.period, hit.categories) == ("summary", "2023年", ("C09",))
    assert (hit.where, hit.section, hit.role) == ("第3行", "做法", "measures")
    assert YUNLING[hit.span.start : hit.span.end] == hit.text
    assert hit.as_dict()["source"] == "云岭.txt"


def test_the_better_match_comes_first(store: Store) -> None:
    hits = search(store, "背街小巷")
    assert [hit.source for hit in hits] == ["鹭汀.txt", "云岭.txt"]
    assert hits[0].score > hits[1].score


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_limit(store: Store, limit: int) -> None:
    assert len(search(store, "背街小巷", limit=limit)) == limit


def test_unknown_names_are_answered_with_the_known_ones(store: Store) -> None:
    with pytest.raises(UsageError, match="C09 舒适便利的生活环境"):
        search(store, category="不存在")
    with pytest.raises(UsageError, match="summary 总结、plan 方案"):
        search(store, kind="公函")
    with pytest.raises(UsageError, match="201"):
        search(store, "长" * 201)


def test_a_base_may_be_given_by_its_path(base: Path, tmp_path: Path) -> None:
    assert len(search(base, "实践站")) == 1
    assert len(search(str(base), "实践站")) == 1
    with pytest.raises(StoreError):
        search(tmp_path / "none.civtext", "实践站")
    assert list(tmp_path.iterdir()) == []


# Headings and titles

HEADED = (
    "== 海州省霞浦市停车, 2023年\n"
    "## 停车难题有效缓解\n新增泊位300个,腾退闲置地块。\n错时开放机关院落,居民停车不再发愁。\n"
    "## 环境面貌持续改善\n清运杂物,粉刷楼道。\n"
)
BESIDE = "== 海州省汀兰县, 2023年\n划定停车位,规范停车秩序,严查违法停车。\n"


def base_of(folder: Path, *texts: str) -> Path:
    path = folder / "base.civtext"
    with Store.open(path, create=True) as store:
        for number, text in enumerate(texts):
            store.add(Outcome(f"/in/{number}.txt", "ok", hash=f"{number}{text}"), read(text))
    return path


def test_a_word_is_found_in_the_headings_above_a_passage(tmp_path: Path) -> None:
    path = base_of(tmp_path, HEADED)
    for query in ("停车难", "停车难题有效缓解", "难题 泊位", "“停车难题有效缓解”", "做法 泊位"):
        hit = search(path, query)[0]
        assert (hit.text, hit.section, hit.exact) == ("新增泊位300个,腾退闲置地块。", "做法 > 停车难题有效缓解", True)
    assert search(path, "停车难")[0].highlights == ()
    assert shown(search(path, "难题 泊位")[0]) == ["泊位"]
    assert count(path, "停车难") == 2


def test_the_words_of_a_passage_weigh_more_than_its_headings(tmp_path: Path) -> None:
    texts = [hit.text for hit in search(base_of(tmp_path, HEADED, BESIDE), "停车")]
    assert texts == [
        "划定停车位,规范停车秩序,严查违法停车。",
        "错时开放机关院落,居民停车不再发愁。",
        "新增泊位300个,腾退闲置地块。",
    ]


def test_a_title_may_complete_a_query_but_not_answer_it(tmp_path: Path) -> None:
    path = base_of(tmp_path, HEADED, BESIDE)
    assert [hit.text for hit in search(path, "霞浦市 楼道")] == ["清运杂物,粉刷楼道。"]
    assert search(path, "霞浦市") == []
    assert search(path, "霞浦市 海州省") == []


@pytest.mark.parametrize("name", ["停车难题有效缓解", "停车难题", "难题有效缓解", "题有效"])
def test_a_heading_is_no_longer_found_when_its_text_is_gone(tmp_path: Path, name: str) -> None:
    path = base_of(tmp_path, HEADED)
    assert count(path, name) == 2
    with Store.open(path, write=True) as store:
        store.add(Outcome("/in/0.txt", "ok", hash="other"), read("清运杂物。\n"))
        assert store.check() == []
        assert count(store, name) == 0


# Questions


QUESTIONS = (
    "== 海州省汀兰县, 2023年\n"
    "整治背街小巷12条,铺设管网。\n"
    "背街小巷亮化,居民点赞。\n"
    "整治集贸市场2处。\n"
    "老旧小区加装电梯,改造外墙,居民满意。\n"
    "社区志愿者清理楼道。\n"
)


@pytest.mark.parametrize(
    ("query", "found", "exact"),
    [
        ("背街小巷整治情况", ["整治背街小巷12条,铺设管网。"], False),
        ("老旧小区改造工作开展如何", ["老旧小区加装电梯,改造外墙,居民满意。"], False),
        ("老旧小区楼道改造", ["老旧小区加装电梯,改造外墙,居民满意。"], False),  # most of its words
        ("居民满意", ["老旧小区加装电梯,改造外墙,居民满意。"], True),
        ("志愿者楼道", ["社区志愿者清理楼道。"], False),
        ("楼道清理 社区", ["社区志愿者清理楼道。"], False),
        ("“背街小巷整治”", [], True),
        ("整治楼道", [], False),  # two words: both are wanted
        ("整治学校", [], True),
        ("工作开展情况", [], True),
        ("治小巷", [], True),  # too short to be cut
    ],
)
def test_a_question_is_answered_by_its_words(tmp_path: Path, query: str, found: list[str], exact: bool) -> None:
    path = base_of(tmp_path, QUESTIONS)
    hits = search(path, query)
    assert [hit.text for hit in hits] == found
    assert all(hit.exact is exact for hit in hits)
    assert count(path, query) == len(found)


def test_the_words_of_a_question_are_shown(tmp_path: Path) -> None:
    (hit,) = search(base_of(tmp_path, QUESTIONS), "背街小巷整治情况")
    assert shown(hit) == ["整治", "背街", "小巷"]
    assert hit.as_dict()["exact"] is False


def test_a_count_knows_no_limit(tmp_path: Path) -> None:
    path = base_of(tmp_path, "".join(f"整治背街小巷{number}条。\n" for number in range(40)))
    assert len(search(path, "小巷")) == 20
    assert count(path, "小巷") == count(path) == 40
    assert count(path, "小巷", place="云岭") == 0


# Periods, kinds, categories, files that have gone


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2023", ["二〇二三年", "2022—2024年", "2023年度", "2023—2024学年", "2023年上半年"]),
        ("2023年", ["二〇二三年", "2022—2024年", "2023年度", "2023—2024学年", "2023年上半年"]),
        ("二〇二二", ["2022—2024年"]),
        ("2024-2025", ["2022—2024年", "2023—2024学年"]),
        ("上半年", ["2023年上半年", "上半年"]),
        ("2023年上半年", ["2023年上半年"]),
        ("二〇二三年上半年", ["2023年上半年"]),
        ("2019", []),
        ("2022年上半年", []),
    ],
)
def test_a_period_is_met_by_its_years(tmp_path: Path, asked: str, found: list[str]) -> None:
    periods = ["二〇二三年", "2022—2024年", "2023年度", "2023—2024学年", "2023年上半年", "上半年"]
    path = base_of(tmp_path, *(f"== 海州省汀兰县, {period}\n清运杂物。\n" for period in periods))
    assert [hit.period for hit in search(path, period=asked)] == found
    assert [hit.period for hit in search(path, "杂物", period=asked)] == found


@pytest.mark.parametrize("asked", ["abc", "20x3", "下半年", "23"])
def test_what_names_no_period_is_told_with_the_known_ones(tmp_path: Path, asked: str) -> None:
    path = base_of(tmp_path, "== 海州省汀兰县, 二〇二四年\n清运杂物。\n", "== 海州省汀兰县, 上半年\n清运杂物。\n")
    with pytest.raises(UsageError, match="二〇二四年"):
        search(path, f"杂物 年份:{asked}")


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("总结", "summary"),
        ("工作总结", "summary"),
        ("综述", "summary"),
        ("汇报", "summary"),
        ("Summary", "summary"),
        ("自查报告", "summary"),
        ("方案", "plan"),
        ("行动计划", "plan"),
        ("发言", "speech"),
        ("讲话", "speech"),
        ("调研报告", "survey"),
        ("调研", "survey"),
        ("其他", "other"),
    ],
)
def test_a_kind_has_chinese_names(tmp_path: Path, asked: str, kind: str) -> None:
    path = tmp_path / "base.civtext"
    with Store.open(path, create=True) as store:
        for name in KINDS:
            (document,) = read(f"清运{name}。")
            store.add(Outcome(name, "ok", hash=name), [replace(document, facts=Facts(name))])
    assert [hit.kind for hit in search(path, "清运", kind=asked)] == [kind]


NAMES = {
    "C08": "生态环境保护",
    "C09": "舒适便利的生活环境",
    "C10": "生活",
    "C11": "Safety 安全",
}


@pytest.mark.parametrize(
    ("asked", "code"),
    [("c09", "C09"), ("舒适", "C09"), ("便利的生活环境", "C09"), ("生态", "C08"), ("生活", "C10"), ("safety", "C11")],
)
def test_a_category_is_known_by_what_only_it_is_called(tmp_path: Path, asked: str, code: str) -> None:
    path = base_of(tmp_path, "".join(f"清运杂物。#{name}\n" for name in NAMES))
    with Store.open(path, write=True) as store:
        store.name_categories(NAMES)
        assert [hit.categories for hit in search(store, category=asked)] == [(code,)]


def test_a_category_that_is_not_clear_is_answered_with_what_it_could_be(tmp_path: Path) -> None:
    with Store.open(base_of(tmp_path, "清运杂物。#C08\n"), write=True) as store:
        store.name_categories(NAMES)
        with pytest.raises(UsageError, match="C08 生态环境保护、C09 舒适便利的生活环境。") as refused:
            search(store, category="环境")
        assert "C11" not in str(refused.value)
        for nothing in ("", "  ", "卫生"):
            with pytest.raises(UsageError, match="C11 Safety"):
                search(store, category=nothing)


def test_what_has_vanished_is_found_only_when_asked_for(tmp_path: Path) -> None:
    path = base_of(tmp_path, "清运杂物。\n", "清运枯枝。\n")
    with Store.open(path, write=True) as store:
        store.add(Outcome("/out/copy.txt", "ok", hash="1清运枯枝。\n"), read("清运枯枝。\n"))
        assert count(store, "清运") == 2
        store.mark_vanished("/in", set())
        assert [(hit.source, hit.vanished) for hit in search(store, "清运")] == [("/out/copy.txt", False)]
        assert [(hit.source, hit.vanished) for hit in search(store)] == [("/out/copy.txt", False)]
        everything = search(store, "清运", vanished=True)
        assert sorted((hit.source, hit.vanished) for hit in everything) == [
            ("/in/0.txt", True),
            ("/out/copy.txt", False),
        ]
        assert (count(store, "清运"), count(store, "清运", vanished=True)) == (1, 2)


_LETTERS = st.text(st.sampled_from("文明城市建设12%+,。 ＡbＢ“”\n"), max_size=30)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(_LETTERS, min_size=1, max_size=5), data=st.data())
def test_what_a_plain_scan_finds_is_found(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("random") / "base.civtext"
    lines = [line for text in texts for line in text.split("\n") if line]
    words = data.draw(st.lists(st.sampled_from(lines or ["文"]), max_size=2))
    query = " ".join(word[: data.draw(st.integers(1, 6))] for word in words)
    with Store.open(path, create=True) as store:
        for number, text in enumerate(texts):
            store.add(Outcome(str(number), "ok", hash=str(number)), read(text))
        found = sorted(hit.text for hit in search(store, query, limit=1000) if hit.exact)
        assert count(store, query) == len(search(store, query, limit=1000))
    wanted = fold(query).replace("“", " ").replace("”", " ").split()
    if query.count("“") == query.count("”") == 0:
        assert found == sorted(line for line in lines if all(word in fold(line) for word in wanted))


def test_a_spun_text_is_found_by_its_original_words(tmp_path: Path) -> None:
    """宣扬部 stands for 宣传部 only where the whole text shows that a table put synonyms for its words."""
    spun = (
        "创建文明城市工作总结\n市委宣扬部支配部署创城工作,市教化局举办防火学问讲座,广阔市民主动参加,环境爱护部门协作。"
    )
    plain = "创建文明城市工作总结\n僧人在寺中接受教化局部开放的影响,宣扬正气,有学问的人不少于12个。"
    path = tmp_path / "base.civtext"
    with Store.open(path, create=True) as store:
        for name, text in {"洗稿.txt": spun, "原稿.txt": plain}.items():
            store.add(Outcome(name, "ok", hash=name), [annotate(one) for one in split(Source(text, name))])
        assert store.check() == []
    for query, shown_as in {"宣传部": "宣扬部", "教育局": "教化局", "防火知识": "防火学问", "宣扬部": "宣扬部"}.items():
        assert [(hit.source, shown(hit), hit.exact) for hit in search(path, query)] == [("洗稿.txt", [shown_as], True)]
    assert [hit.source for hit in search(path, "学问 的人")] == ["原稿.txt"]
    assert search(path, "知识 的人") == []
    with Store.open(path, write=True) as store:
        store.add(Outcome("洗稿.txt", "ok", hash="new"), [annotate(one) for one in split(Source(plain, "洗稿.txt"))])
        assert store.check() == []


# What is near, and related words


def test_a_page_is_filled_up_with_what_is_near(tmp_path: Path) -> None:
    path = base_of(tmp_path, QUESTIONS)
    assert [(hit.text, hit.exact) for hit in search(path, "居民满意", fill=True)] == [
        ("老旧小区加装电梯,改造外墙,居民满意。", True),
        ("背街小巷亮化,居民点赞。", False),
    ]
    assert [hit.exact for hit in search(path, "整治楼道", fill=True)] == [False] * 3  # 整治 or 楼道
    assert search(path, "“居民满意”", fill=True) == search(path, "“居民满意”")
    assert all("楼道" in hit.text for hit in search(path, "整治 “楼道”", fill=True))
    assert not any("楼道" in hit.text for hit in search(path, "整治楼道 不含:楼道", fill=True))
    assert len(search(path, "整治楼道", fill=True, limit=2)) == 2


@pytest.mark.parametrize("query", ["办理", "图书馆", "电梯 “图书馆”", "满", "🙂", "怎样"])
def test_what_nothing_is_near_stays_unanswered(tmp_path: Path, query: str) -> None:
    path = base_of(tmp_path, "".join(f"== 海州省汀兰县, 2023年\n巡查河道{number}次。\n" for number in range(3)))
    assert search(path, query, fill=True) == []


def test_a_page_is_no_more_than_twenty(tmp_path: Path) -> None:
    path = base_of(
        tmp_path, "整治背街小巷,亮化楼道。\n" + "".join(f"整治集贸市场{number}处。\n" for number in range(40))
    )
    hits = search(path, "整治背街小巷", fill=True, limit=100)
    assert [hit.exact for hit in hits] == [True] + [False] * 19
    assert len({hit.text for hit in hits}) == 20
    assert search(path, "整治背街小巷", fill=True, limit=7) == hits[:7]
    assert count(path, "整治背街小巷") == 1
    assert len(search(path, "整治", fill=True, limit=100)) == 41


def test_what_is_about_the_same_indicator_is_near_whatever_its_words(tmp_path: Path) -> None:
    texts = "今年新建停车场2处,公交站台6座,方便市民出行。\n腾退空地,划出泊位300个,缓解居民停车难。\n园林部门修剪行道树,补栽月季,清理杂草。\n"
    path = tmp_path / "base.civtext"
    with Store.open(path, create=True) as store:
        for number, line in enumerate(texts.splitlines()):
            (document,) = split(Source(f"云岭市创建文明城市工作总结\n{line}", f"{number}.txt"))
            store.add(Outcome(f"{number}.txt", "ok", hash=str(number)), [annotate(document)])
    hits = search(path, "泊位", fill=True)
    assert [(hit.source, hit.exact) for hit in hits] == [("1.txt", True), ("0.txt", False)]
    assert hits[1].highlights == ()


RELATED = (
    "".join(f"整治背街小巷{number}条,整治主次干道{number}条,召开会议{number}次。\n" for number in range(5))
    + "".join(f"新建口袋公园{number}处,召开会议{number}次。\n" for number in range(15))
    + "整治背街小巷9条,新建口袋公园1处。\n"
)


def test_related_words_stand_beside_a_word_and_seldom_elsewhere(tmp_path: Path) -> None:
    path = base_of(tmp_path, RELATED)
    assert related(path, "背街小巷") == ["主次干道"]
    assert related(path, "口袋公园") == []  # what stands with it stands everywhere
    assert related(path, "小巷") == related(path, "背街小巷 地方:云岭") == ["主次干道"]
    assert "背街小巷" in related(path, "主次干道")
    assert related(path, "背街小巷", limit=0) == []


@pytest.mark.parametrize("query", ["", "  ", "地方:云岭", "不存在", "%", "' OR 1=1", "\0", "🙂"])
def test_nothing_is_related_to_what_is_not_there(tmp_path: Path, query: str) -> None:
    assert related(base_of(tmp_path, RELATED), query) == []
    empty = base_of(tmp_path / "no", "") if (tmp_path / "no").mkdir() is None else tmp_path
    assert related(empty, query) == []


def test_related_words_are_always_the_same(tmp_path: Path) -> None:
    path = base_of(tmp_path, RELATED)
    with Store.open(path) as store:
        assert related(store, "整治") == related(path, "整治")

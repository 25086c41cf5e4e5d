"""Search: every text that holds the words is found, whatever the words; no query is more than words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from handmade import read
from hypothesis import given, settings
from hypothesis import strategies as st

from civtext.errors import StoreError, UsageError
from civtext.retrieval import Hit, search
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
    with pytest.raises(UsageError, match="summary"):
        search(store, kind="总结")
    with pytest.raises(UsageError, match="201"):
        search(store, "长" * 201)


def test_a_base_may_be_given_by_its_path(base: Path, tmp_path: Path) -> None:
    assert len(search(base, "实践站")) == 1
    assert len(search(str(base), "实践站")) == 1
    with pytest.raises(StoreError):
        search(tmp_path / "none.civtext", "实践站")
    assert list(tmp_path.iterdir()) == []


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
        found = sorted(hit.text for hit in search(store, query, limit=1000))
    wanted = fold(query).replace("“", " ").replace("”", " ").split()
    if query.count("“") == query.count("”") == 0:
        assert found == sorted(line for line in lines if all(word in fold(line) for word in wanted))

"""Experience cards: the best documented practice of a place, for an indicator, a category or a query; in Word and as a page."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from test_comparison import compared

from civtext.comparison import compare, experience_cards
from civtext.errors import UsageError
from civtext.loaders import load_source
from civtext.model import Source
from civtext.pipeline import annotate, split
from civtext.reports import write_cards
from civtext.store import Outcome, Store

WELL = "市住建局牵头新建公厕16座,拆除旱厕120座,印发《公厕管理办法》,建立所长制度,每座公厕都有人管。"
REPORTS = {
    "云岭市2023": f"一、方便群众\n{WELL}\n城区公厕全天开放,群众如厕更加方便了。",
    "望川市2022": "一、方便群众\n新建公厕6座,改造公厕9座,配齐洗手液和卫生纸,免费开放。",
    "砚湖区2023": "一、志愿服务\n组织志愿者3000人次开展文明劝导,建成志愿服务站12个,市民踊跃参加。",
}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    compared(tmp_path, REPORTS)
    return tmp_path / "base.civtext"


def test_a_card_says_what_was_done_how_organised_by_whom_and_with_which_figures(base: Path) -> None:
    [best, other] = experience_cards(base, "C09-10")
    assert best.passage["place"] == "云岭市" and other.passage["place"] == "望川市"
    assert [row["text"] for row in best.figures] == ["16座", "120座"] and "住建局" in "".join(best.actors)
    assert {"印发《公厕管理办法》", "建立所长制度"} <= {row["text"] for row in best.organised}
    assert not {row["id"] for row in best.measures} & {row["id"] for row in best.organised}
    assert all(row["text"] in row["sentence"] for row in (*best.measures, *best.figures))


def test_of_a_passage_of_several_things_a_card_tells_what_was_asked(tmp_path: Path) -> None:
    told = "新建公厕16座,拆除旱厕120座。栽植行道树900棵,安装路灯300盏。公厕免费开放,配了管护员。"
    compared(tmp_path, {"云岭市2023": f"一、整治环境\n{told}"})
    for about in ("C09-10", "公厕"):
        [card] = experience_cards(tmp_path / "base.civtext", about)
        assert [row["text"] for row in card.figures] == ["16座", "120座"] and card.passage["text"] == told


@pytest.mark.parametrize(
    ("told", "measures"),
    [
        ("注册志愿者3万人,人均服务26小时。评选身边好人12名,新建少年宫3所。", None),
        ("注册志愿者3万人。建成志愿服务站12个。评选身边好人12名。", ["建成志愿服务站12个"]),
        ("志愿服务站人气旺,组建宣讲队6支。评选身边好人12名。", ["组建宣讲队6支"]),
    ],
)
def test_a_card_tells_no_measure_that_does_not_speak_of_it(
    tmp_path: Path, told: str, measures: list[str] | None
) -> None:
    compared(tmp_path, {"云岭市2023": f"一、培育新风\n{told}"})
    cards = experience_cards(tmp_path / "base.civtext", "志愿")
    assert [[row["text"] for row in (*one.measures, *one.organised)] for one in cards] == [measures] * (
        measures is not None
    )


def test_what_a_plan_says_one_always_does_is_no_practice(tmp_path: Path) -> None:
    always = "一、整治环境\n每周五下午开展“全城大扫除”,市创建办对排名后三位的单位予以通报。"
    plan = Source(f"云岭市2023年创建文明城市实施方案\n{always}\n", "plan")
    report = Source(f"望川市2023年创建文明城市工作总结\n{always}\n", "report")
    with Store.open(tmp_path / "base.civtext", create=True) as base:
        for source in (plan, report):
            base.add(Outcome(source.origin, "ok", hash=source.origin), [annotate(one) for one in split(source)])
        assert {card.passage["place"] for card in experience_cards(base, "大扫除")} == {"望川市"}
        assert {row["place"] for one in compare(base).practices for row in one.members} == {"望川市"}


def test_a_category_gives_the_cards_of_its_indicators(base: Path) -> None:
    found = experience_cards(base, "C09", places="云岭")
    assert "C09-10" in {card.about for card in found} and all(card.about.startswith("C09-") for card in found)
    assert {card.passage["place"] for card in found} == {"云岭市"}


@pytest.mark.parametrize(
    ("query", "places"),
    [("公厕", ["云岭市", "望川市"]), ("志愿者 劝导", ["砚湖区"]), ("公厕 地方:望川", ["望川市"]), ("喷泉", [])],
)
def test_a_query_gives_the_cards_of_what_it_finds(base: Path, query: str, places: list[str]) -> None:
    found = experience_cards(base, query)
    assert [card.passage["place"] for card in found] == places
    assert all((card.about, card.name) == (query, "") for card in found)


def test_places_and_years_are_chosen(base: Path) -> None:
    assert [card.passage["place"] for card in experience_cards(base, "公厕", years=2022)] == ["望川市"]
    assert len(experience_cards(base, "公厕", most=1)) == 1
    for nowhere in ({"places": "无名市"}, {"years": 1999}):
        with pytest.raises(UsageError):
            experience_cards(base, "公厕", **nowhere)


def test_a_word_file_holds_each_card_whole(base: Path, tmp_path: Path) -> None:
    write_cards(found := experience_cards(base, "C09-10"), tmp_path / "cards.docx")
    said = load_source(tmp_path / "cards.docx").text
    for card in found:
        assert card.passage["text"] in said and card.passage["file"] in said
    assert "C09-10" in said and "怎样组织" in said and "印发《公厕管理办法》" in said
    tables = docx.Document(str(tmp_path / "cards.docx")).tables
    assert len(tables) == 2
    bold = [run.text for run in tables[0].cell(0, 1).paragraphs[0].runs if run.bold and run.text]
    assert bold == ["16座", "120座"]


def test_a_page_leads_from_each_figure_to_its_sentence(base: Path, tmp_path: Path) -> None:
    write_cards(experience_cards(base, "公厕"), tmp_path / "cards.html")
    page = (tmp_path / "cards.html").read_text(encoding="utf-8")
    asked, there = set(re.findall(r'href="#(s\d+)"', page)), set(re.findall(r'id="(s\d+)"', page))
    assert asked and asked == there and ">16座</a>" in page and "<mark>16座</mark>" in page


def test_nothing_of_a_document_can_break_a_card(tmp_path: Path) -> None:
    hostile = WELL.replace("《公厕管理办法》", "《<script>\x0b\x01]]>&=1+1》")
    compared(tmp_path, {"云岭市2023": f"一、方便群众\n{hostile}"})
    found = experience_cards(tmp_path / "base.civtext", "公厕")
    assert found
    for name in ("cards.docx", "cards.html"):
        write_cards(found, tmp_path / name)
    assert "<script>" in load_source(tmp_path / "cards.docx").text
    assert "<script" not in (tmp_path / "cards.html").read_text(encoding="utf-8")


def test_wrong_use_is_told(base: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write_cards(experience_cards(base, "公厕"), tmp_path / "cards.pdf")
    write_cards([], tmp_path / "none.docx")
    assert "没有" in load_source(tmp_path / "none.docx").text

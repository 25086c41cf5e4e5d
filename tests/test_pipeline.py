"""The default order of the steps, seen from outside."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from civtext.errors import LoadError
from civtext.model import Source
from civtext.pipeline import annotate, load, split, uncollected

REPORT = """云屏市2024年创建工作总结
一、改造老旧小区
全年计划改造四十五个，实际完成五十一个，超额完成六个，惠及群众一万三千户，群众交口称赞，来信来电表示感谢。
二、下一步打算
下一步，新建口袋公园3处，力争绿化覆盖率达到42%，持续改善人居环境，让群众在家门口就能见到绿色。
"""


def test_a_passage_that_says_little_is_read_under_its_heading() -> None:
    (document,) = map(annotate, split(Source(REPORT)))
    assert document.passages[0].categories[0].id == "C09"
    assert all(span.start >= 0 for score in document.passages[0].categories for span in score.evidence)


def test_a_plan_section_makes_targets_and_plans() -> None:
    (document,) = map(annotate, split(Source(REPORT)))
    assert {one.text: one.value.status for one in document.labelled("metric")}["3处"] == "target"
    assert [one.value.status for one in document.labelled("measure") if "口袋公园" in one.text] == ["planned"]


def test_a_file_without_an_article_says_so(tmp_path: Path) -> None:
    path = tmp_path / "空.txt"
    path.write_text("-----\n-----\n", encoding="utf-8")
    with pytest.raises(LoadError) as caught:
        load(path)
    assert caught.value.code == "article.none" and "空.txt" in str(caught.value)


def test_an_analysis_leaves_nothing_to_the_garbage_collector() -> None:
    """So that it may do without one, however long the text is."""
    text = (
        "云岭市2023年创建工作总结\n一、整治市容环境\n今年以来,全市整治背街小巷80条,落实“三查”(自查、互查、督查)制度。\n"
    )
    for _ in range(2):  # what is loaded and kept comes with the first
        gc.collect()
        with uncollected():
            assert not gc.isenabled()
            documents = [annotate(document) for document in split(Source(text))]
            left = gc.collect()
    assert documents and left == 0 and gc.isenabled()


def test_annotating_changes_nothing_it_was_given() -> None:
    (document,) = split(Source(REPORT))
    annotate(document)
    assert document.annotations == () and document.passages == ()


def test_traditional_text_is_read_and_shown_as_it_stands() -> None:
    (document,) = map(
        annotate, split(Source("雲屏市創建工作總結\n一、整治環境\n全市整治背街小巷86條，投入資金1.2億元。\n"))
    )
    lane, money = document.labelled("metric")
    assert (lane.text, lane.value.value, lane.value.object) == ("86條", 86.0, "背街小巷")
    assert (money.text, money.value.value, money.value.unit) == ("1.2億元", 120_000_000.0, "元")
    assert [one.value.title for one in document.labelled("heading") if one.value.level] == ["整治環境"]

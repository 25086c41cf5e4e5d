"""Measures: laws over any text, headings and sections, actors, metrics, length; cases are in golden/measures.txt."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest
from counting import calls
from hypothesis import given, settings
from hypothesis import strategies as st

from civtext.extractors.measures import extract
from civtext.extractors.measures.objects import head
from civtext.model import Annotation, CleanText, Document, Edit, Facts, Heading, Measure, Metric, Section, Source, Span

WORDS = [
    "开展", "组织", "对", "把", "将", "进行", "整治", "宣传", "的", "了", "12条", "小巷", "引导", "装", "一百户", "由", "计划", "实际", "“", "”", "《", "》", "(", ")", "、", ",", "，", "。",
    "\n", "等", "活动", "制度", "每月", "由", "为骨干的护苗队", "一是", "是", "并", "落实到人", "压缩至", "3天", "XX", " ",
]  # fmt: skip


def document(text: str) -> Document:
    return Document(Source(text), CleanText.of(text, []))


def measures(found: list[Annotation]) -> list[Measure]:
    return [one.value for one in found if isinstance(one.value, Measure)]


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join) | st.text(max_size=80))
def test_any_text_gives_spans_that_slice_back(text: str) -> None:
    for found in extract(document(text)):
        assert text[found.span.start : found.span.end] == found.text != ""
        assert isinstance(found.value, Measure)
        assert found.value.action
        assert found.value.action in text
        assert found.value.object is None or found.value.object in text
        assert found.value.status in ("done", "planned", "standing")


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_measures_do_not_overlap(text: str) -> None:
    spans = [found.span for found in extract(document(text))]
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_a_heading_is_not_a_measure() -> None:
    text = "一、开展清洁行动\n各村开展清洁行动。"
    article = document(text)
    heading = article.found(Span(0, 8), "heading", Heading(1, "一、", "开展清洁行动"), rule="numbered")
    assert [found.span for found in extract(article.with_annotations([heading]))] == [Span(11, 17)]
    assert len(extract(article)) == 2


@pytest.mark.parametrize(("role", "statuses"), [("plan", ["planned"]), ("measures", ["done"]), ("problems", [])])
def test_a_section_says_whether_it_is_done(role: str, statuses: list[str]) -> None:
    article = replace(document("新建公厕8座。"), sections=(Section(Span(0, 7), 1, "", role),))
    assert [value.status for value in measures(extract(article))] == statuses


def test_all_of_a_plan_is_planned_but_its_rules() -> None:
    article = replace(document("成立指挥部。每月召开例会。"), facts=Facts(kind="plan"))
    assert [value.status for value in measures(extract(article))] == ["planned", "standing"]


def test_a_sentence_repeated_word_for_word_counts_once() -> None:
    sentence = "医院在门诊大厅设置导医台和候诊椅。"
    assert len(extract(document(sentence * 3))) == 1


def test_a_measure_knows_its_metrics_and_who_acted() -> None:
    article = document("县住建局全年加装电梯26部，绿化率达40%。")
    metrics = [
        article.found(Span(10, 13), "metric", Metric(26, unit="部"), rule="number_unit"),
        article.found(Span(18, 21), "metric", Metric(40, unit="%"), rule="number_unit"),
    ]
    (value,) = measures(extract(article.with_annotations(metrics)))
    assert (value.metrics, value.actor) == ((0,), "县住建局")


def test_a_span_covers_noise_that_cut_it() -> None:
    text = "拆除\n2、违建30处。"
    source = Source(text)
    article = Document(source, CleanText.of(text, [Edit(Span(2, 5), "", "chunk_number")]))
    (found,) = extract(article)
    assert (found.text, found.value) == ("拆除\n2、违建30处", Measure("拆除", "违建"))


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("新型垃圾桶120个", "新型垃圾桶"),
        ("300余份倡议书", "倡议书"),
        ("浓厚的节日氛围标语", "节日氛围标语"),
        ("居民反映的问题", "居民反映的问题"),
        ("“红马甲”“绿丝带”两支队伍", "“红马甲”"),
        ("花卉、苗木和草皮", "花卉"),
        ("消防、用电、燃气安全培训", "消防、用电、燃气安全培训"),
        ("12次", None),
        ("", None),
    ],
)
def test_the_head_of_an_object(phrase: str, expected: str | None) -> None:
    assert head(phrase) == expected


@pytest.mark.parametrize(
    "pattern",
    ["开展宣传、", "对小巷", "组织志愿者", "“", "12条", "在路口", "的宣传", "并开展", "由局长任组长,", "将把对"],
)
def test_long_lines_stay_near_linear(pattern: str) -> None:
    """Work is counted, not timed: calls of the pattern engine's wrapper grow with the length."""
    small, large = (calls(partial(extract, document(pattern * count))) for count in (100, 400))
    assert large < 12 * small + 2000


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("各街道要推行“街长制”。", ["planned"]),
        ("窗口单位落实首问负责、限时办结制度。", ["planned"]),
        ("商户落实“门前三包”责任,新设岗亭3处。", ["planned", "planned"]),
        ("主次干道实行“一日两扫、全天保洁”。", ["standing"]),
        ("督查组实行日巡查、周通报、月考评。", ["standing"]),
        ("每季度开展一次明察暗访,对发现的问题下发整改通知书。", ["standing", "standing"]),
        ("将采取抽查方式,每周对进展情况进行1次督查。", ["standing"]),
        ("对推进不力、影响大局的,予以通报批评,并取消评优资格;情节严重的,按照有关规定追究责任。", ["standing"] * 3),
        ("各科室要明确1名联络员。", ["standing"]),
        ("我们将推行“街长制”。", ["planned"]),
        ("商务局要督促商场落实“门前三包”责任。", ["planned"]),
        ("各街道要建立包联台账。", ["planned"]),
        ("落实“六好”标准。", ["planned"]),
        ("对每个示范点补助3万元。", ["standing"]),
        ("对连续末位的单位,取消评优资格,并约谈主要负责人。", ["standing", "standing"]),
        ("每月开展联合执法不少于2次,重点整治店外经营问题。", ["standing", "planned"]),
        ("每年结合考核,评出文明科室。", ["standing"]),
    ],
)
def test_a_round_of_duties_that_a_plan_lays_down_is_in_force_with_it(text: str, statuses: list[str]) -> None:
    article = replace(document(text), facts=Facts(kind="plan"))
    assert [value.status for value in measures(extract(article))] == statuses

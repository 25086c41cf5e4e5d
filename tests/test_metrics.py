"""Metrics: what golden cases cannot show: offsets through repairs, section roles, earlier layers, laws, growth."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

from counting import calls
from hypothesis import given, settings
from hypothesis import strategies as st

from civtext.extractors import metrics, placeholders, slogans
from civtext.model import CleanText, Document, Edit, Location, Metric, Part, Rejected, Section, Slogan, Source, Span

WORDS = ["整治", "小巷", "12", "三", "条", "个", "近", "余", "万", "XX", "，", "。", "、", "等", "的", "达到", "由", "分别", "“", "”", "《", "》",
         "(", ")", "第", "年", "%", "每", "至少", "组织", "群众", "\n", " ", "8", "人次", "：", "其中", "占", "同比增长", "某",
         "\t", "|", "单位", "(条)", "目标值", "若", "未", "的", "/", "[XX]", "N", "一半", "1 200"]  # fmt: skip


def read(text: str, edits: list[Edit] | None = None) -> Document:
    document = Document(Source(text), CleanText.of(text, edits or []))
    document = document.with_annotations(placeholders.extract(document))
    return document.with_annotations(metrics.extract(document))


def values(document: Document) -> list[Metric]:
    return [one.value for one in document.labelled("metric") if isinstance(one.value, Metric)]


def test_a_number_cut_by_noise_is_read_whole() -> None:
    document = read("修剪行道树8\n2、0棵。", [Edit(Span(6, 9), "", "chunk_number")])
    [metric] = document.labelled("metric")
    assert (metric.text, values(document)[0].value, values(document)[0].object) == ("8\n2、0棵", 80, "行道树")


def test_a_plan_section_holds_targets() -> None:
    text = "二、下步安排\n新建游园3处。"
    document = replace(
        Document(Source(text), CleanText.of(text, [])), sections=(Section(Span(0, len(text)), 1, "下步安排", "plan"),)
    )
    assert [one.value.status for one in metrics.extract(document) if isinstance(one.value, Metric)] == ["target"]


def test_numbers_in_slogans_are_no_metrics() -> None:
    text = "实施六项行动,清理楼道40处。"
    document = Document(Source(text), CleanText.of(text, []))
    document = document.with_annotations([document.found(Span(2, 6), "slogan", Slogan(), rule="test")])
    found = metrics.extract(document)
    assert [(one.text, one.label) for one in found] == [("六项", "rejected"), ("40处", "metric")]
    assert found[0].value == Rejected("slogan") and found[0].provenance.component == "metrics"


def test_what_only_looked_like_a_slogan_protects_no_number() -> None:
    text = "五一期间走访三个小区。"
    document = Document(Source(text), CleanText.of(text, []))
    seen = document.with_annotations(slogans.extract(document))
    told = [(one.text, one.value, one.provenance.component) for one in seen.labelled("rejected")]
    assert told == [("五一", Rejected("day"), "slogans"), ("三个", Rejected("counting"), "slogans")]
    assert metrics.extract(seen) == metrics.extract(document)
    assert [one.text for one in metrics.extract(seen) if one.label == "metric"] == ["三个"]


def test_every_metric_names_its_rule() -> None:
    document = read("修缮泵房12座,满意率98%,其中7座已投用,5人入选“好人榜”。")
    assert {one.provenance.rule for one in document.labelled("metric")} == {"left", "same_as_before", "honour"}


def test_merged_cells_of_a_loaded_table_do_not_shift_the_rest() -> None:
    rows = [[(1, "项目"), (2, "单位"), (3, "整治数量")], [(1, ""), (2, ""), (3, "计划"), (4, "完成")], [(1, "背街\n巷道"), (2, "条"), (3, "60"), (4, "64")]]  # fmt: skip
    text, parts = "", []
    for row, cells in enumerate(rows, 1):
        for column, words in cells:
            parts.append(
                Part(Span(len(text), len(text) + len(words)), Location(table=1, row=row, column=column), "table")
            )
            text += words + ("\n" if column == cells[-1][0] else "\t")
    source = Source(text, parts=tuple(parts))
    found = metrics.extract(Document(source, CleanText.of(text, [])))
    seen = [one.value for one in found if isinstance(one.value, Metric)]
    assert [(one.value, one.unit, one.object, one.status) for one in seen] == [
        (60, "条", "背街巷道", "target"),
        (64, "条", "背街巷道", "done"),
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join) | st.text(max_size=40))
def test_any_text_is_read_without_an_error(text: str) -> None:
    document = read(text)
    for one in document.annotations:
        assert document.source.text[one.span.start : one.span.end] == one.text != ""
        if isinstance(one.value, Metric):
            assert all(value is None or math.isfinite(value) for value in (one.value.value, one.value.high))
            assert one.value.object is None or one.value.object.strip()
            assert not (one.value.masked and one.value.value is not None)


def test_work_grows_with_the_text_and_no_faster() -> None:
    read("预热8条。")
    for piece in (
        "整治小巷8条、",
        "XX",
        "1",
        "分别达到8%、",
        "一",
        "(",
        "“",
        "某",
        "**",
        "小巷\t8条\t",
        "小巷\t条\t8\n",
        "[XX]个、A市",
        "     年",
        "若不新建8处,",
        "“住了8年”他说,",
    ):
        small, large = (calls(partial(read, piece * count)) for count in (500, 2000))
        assert large < 6 * small, piece


def test_a_line_without_a_stop_and_ten_thousand_digits_end() -> None:
    assert len(values(read("整治小巷8条和" * 2000))) == 2000
    assert values(read("9" * 10_000 + "条")) in ([], [Metric(None, unit="条")])
    assert values(read("X" * 10_000 + "_" * 10_000)) == []

"""Gaps: every case of tests/golden/gaps.txt, where a mark's label is the rule that finds it; and what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile import docx, paragraph, part_xml
from marked import Case, read_cases

from civtext.gaps import KINDS, SEVERITIES, find_gaps, standings
from civtext.model import Annotation, Document, Gap, Source
from civtext.pipeline import annotate, load, split
from civtext.store import Outcome, Store

CASES = read_cases("gaps")


def found(text: str, **options: object) -> list[tuple[Annotation, Gap]]:
    [document] = read(text)
    gaps = find_gaps(document, unanswered=False, **options)  # type: ignore[arg-type]
    return [(one, one.value) for one in gaps if isinstance(one.value, Gap)]


def read(text: str) -> list[Document]:
    return [annotate(document) for document in split(Source(text, "草稿.txt"))]


@pytest.mark.parametrize(
    "case", [pytest.param(one, id=one.id, marks=[pytest.mark.xfail(strict=True)] * one.fails) for one in CASES]
)
def test_golden(case: Case) -> None:
    """The marked faults and no others; masks of a masked text are told elsewhere, unless one is marked."""
    wanted = {(mark.start, mark.end, mark.label) for mark in case.marks}
    blanks = any(label.startswith("blank") for *_, label in wanted)
    gaps = {(*one.span, one.provenance.rule) for one, value in found(case.text) if blanks or value.kind != "blank"}
    told = {(case.text[start:end], rule) for start, end, rule in gaps}
    assert gaps == wanted, told


def test_every_gap_slices_back_and_says_what_to_do() -> None:
    for case in CASES:
        for one, value in found(case.text):
            assert case.text[slice(*one.span)] == one.text
            assert value.kind in KINDS and value.severity in SEVERITIES and value.reason and value.advice


def test_one_value_fills_a_group() -> None:
    gaps = found("XX市20XX年总结\nXX市整治背街小巷XX条,XX市新建公厕XX座,20XX年完成。")
    groups = [value.group for _, value in gaps if value.kind == "blank"]
    assert groups.count("place:XX:市") == 3 and groups.count("year:20##") == 2 and groups.count("") == 2


def test_indicators_without_an_answer_and_with_intentions_only() -> None:
    [document] = read(
        "云岭市2023年创建工作总结\n一、公厕\n新建公厕16座,拆除旱厕120座,印发《公厕管理办法》。\n"
        "二、下一步打算\n下一步,将建设心理健康辅导站20个,开展未成年人心理咨询。\n"
    )
    told = {
        one.value.group: one
        for one in find_gaps(document)
        if isinstance(one.value, Gap) and one.value.kind == "indicator"
    }
    assert "C09-10" not in told and told["C08-06"].provenance.rule == "indicator.planned"
    assert told["C01-01"].provenance.rule == "indicator.none" and told["C01-01"].span == (document.span.end,) * 2


def test_a_plan_is_not_blamed_for_planning() -> None:
    body = "新建公厕16座。\n二、下一步打算\n下一步,将建设心理健康辅导站20个,开展未成年人心理咨询。\n"
    for title, severity in (("实施方案", "look"), ("工作总结", "should")):
        [document] = read(f"云岭市2023年创建{title}\n一、公厕\n{body}")
        gaps = [one.value for one in find_gaps(document) if one.provenance.rule == "indicator.planned"]
        told = {one.group: one.severity for one in gaps if isinstance(one, Gap)}
        assert told["C08-06"] == severity


def test_figures_without_a_deed_are_no_mere_claims() -> None:
    [document] = read("云岭市2023年创建工作总结\n一、社会治安\n全市刑事案件发案率同比下降18%,群众安全感达到98.2%。\n")
    values = [one.value for one in find_gaps(document) if one.provenance.rule == "indicator.thin"]
    [safety] = [one for one in values if isinstance(one, Gap) and one.group == "C10-05"]
    assert "只有数据" in safety.reason


def test_a_base_of_others_gives_examples_and_finds_copied_sentences(tmp_path: Path) -> None:
    copied = "全市上下坚持以创建促发展,形成了人人参与、齐抓共管的良好格局。"
    with Store.open(tmp_path / "base.civtext", create=True) as base:
        for number in range(6):
            text = f"望川市2022年创建工作总结\n一、公厕\n望川市新建公厕{number + 3}座,拆除旱厕20座,印发《公厕管理办法》。\n{copied}\n"
            base.add(Outcome(f"{number}.txt", "ok", hash=str(number)), read(text))
        [document] = read(f"云岭市2023年创建工作总结\n{copied}\n云岭市整治小巷80条。\n")
        gaps = find_gaps(document, against=base)
    [stock] = [one for one in gaps if one.provenance.rule == "sentence.stock"]
    assert stock.text == copied and isinstance(stock.value, Gap) and "6篇" in stock.value.reason
    [toilets] = [one for one in gaps if isinstance(one.value, Gap) and one.value.group == "C09-10"]
    assert isinstance(toilets.value, Gap) and "新建公厕" in toilets.value.advice


@pytest.mark.parametrize("text", ["", "\ud800", "《" * 50, "一是" * 200, "2023年99月99日", "(一)、" * 30])
def test_nothing_raises(text: str) -> None:
    for document in read(f"云岭市总结\n{text}\n"):
        find_gaps(document)


def test_the_draft_s_own_number_among_those_of_others(tmp_path: Path) -> None:
    """Like with like: done, the same object, unit and action; plans and other units are no company."""
    with Store.open(tmp_path / "base.civtext", create=True) as base:
        for number, told in enumerate(
            ("整治背街小巷60条", "整治背街小巷90条", "整治背街小巷120条", "整治背街小巷7公里")
        ):
            base.add(
                Outcome(f"{number}.txt", "ok", hash=str(number)), read(f"望川市2022年创建工作总结\n全年{told}。\n")
            )
        [document] = read("云岭市2023年创建工作总结\n全年整治背街小巷80条。\n下一步,整治背街小巷500条。\n")
        [one] = standings(document, base)
    assert (one.metric.text, one.below, one.others, one.low, one.middle, one.high) == ("80条", 1, 3, 60, 90, 120)


def test_members_of_a_list_are_blanks_of_their_own() -> None:
    gaps = found("XX市20XX年总结\n实施【XX】、【XX】等项目,建成XX公园、XX公园,XX市整治小巷。\n")
    groups = [value.group for _, value in gaps if value.kind == "blank"]
    assert sum(group.startswith("place") for group in groups) == 2 and not any(
        group.startswith("name") for group in groups
    )


def test_names_without_a_noun_are_blanks_of_their_own() -> None:
    """What one value fills has one noun; a bare XX is one's own place."""
    gaps = found(
        "云岭市2023年总结\n“____”品牌获评省级荣誉,印发《____》,“____”案例入选;建成____公园,____公园绿树成荫。\n"
    )
    groups = [value.group for _, value in gaps if value.kind == "blank"]
    assert groups[:3] == [""] * 3 and len(set(groups[3:])) == 1 and groups[3]


def test_a_contradiction_is_told_once_at_its_place_in_the_draft_s_own_units() -> None:
    gaps = found(
        "云岭市2023年总结\n整治背街小巷80条。今年共整治背街小巷60条。三年投入21亿元,其中2022年9.5亿元、2023年12.5亿元。\n"
    )
    told = [(one.text, value.severity) for one, value in gaps if one.provenance.rule == "number.told_twice"]
    assert told == [("80条", "must"), ("60条", "must")]
    [total] = [value.reason for one, value in gaps if one.provenance.rule == "number.sum"]
    assert "9.5亿元+12.5亿元=22亿元,与总数21亿元不符" in total


def test_heads_of_tables_are_no_copied_sentence(tmp_path: Path) -> None:
    head = "序号\t重点任务\t牵头责任单位\t配合责任单位\t年度目标\t完成情况\t完成时间\n"
    clause = "坚持以创建促发展,推动形成人人参与齐抓共管的良好格局"
    with Store.open(tmp_path / "base.civtext", create=True) as base:
        base.add(
            Outcome("1.txt", "ok", hash="1"), read(f"望川市2022年总结\n一、任务\n{head}1\t新建公厕\t{clause}\t\t16座\n")
        )
        [document] = read(f"云岭市2023年总结\n一、任务\n{head}1\t整治小巷\t{clause}\t\t80条\n")
        copied = [
            one.text for one in find_gaps(document, against=base, unanswered=False) if "copied" in one.provenance.rule
        ]
    assert copied == ["推动形成人人参与齐抓共管的良好格局"] or copied == [clause]


def test_a_site_s_lines_around_a_draft_are_leftovers_too() -> None:
    """Cleaning takes them out of every article; an office's own lines stay."""
    text = "云岭市2023年创建工作总结\n一、整治\n整治背街小巷75条。\n以上汇报,请批评指正。\n"
    assert [one.text.strip() for one, _ in found(text + "责任编辑:小王  来源:云岭新闻网\n")] == [
        "责任编辑:小王  来源:云岭新闻网"
    ]
    assert found(text + "云岭市文明办\n2023年12月25日\n") == []


def test_a_draft_that_was_mined_itself_is_not_its_own_copy(tmp_path: Path) -> None:
    text = "云岭市2023年创建工作总结\n全市上下坚持以创建促发展,形成了人人参与、齐抓共管的良好格局。\n"
    with Store.open(tmp_path / "base.civtext", create=True) as base:
        base.add(Outcome("elsewhere/草稿.txt", "ok", hash="1"), read(text))
        [document] = read(text)
        assert not [
            one for one in find_gaps(document, against=base, unanswered=False) if "copied" in one.provenance.rule
        ]


NOTE = "按全市口径统计,含开发区,数据由统计局核实后提供给各单位"


@pytest.mark.parametrize(
    ("last", "beside", "cut"),
    [
        (["下一阶段,我们将以此次汇报为契机,为进一步提升"], "footnotes", 1),
        (["各单位要以此为起点,把文明的种子播撒进每个人的", "云岭市文明办"], "hdr", 1),
        (["下一阶段,我们将以此次汇报为契机,进一步提升水平。", "云岭市文明办"], "footnotes", 0),
        (["下一阶段,我们将以此次汇报为契机,进一步提升水平。"], "hdr", 0),
    ],
)
def test_a_text_ends_with_its_body(tmp_path: Path, last: list[str], beside: str, cut: int) -> None:
    """What the loader puts last, a note or a running head, is not where a text is cut off."""
    note = f'<w:footnote w:id="2">{paragraph(NOTE)}</w:footnote>'
    more = (
        {"footnotes": part_xml("footnotes", note)}
        if beside == "footnotes"
        else {"header1": part_xml("hdr", paragraph(NOTE))}
    )
    lines = ["云岭市2023年创建工作总结", "整治了小巷,清理了垃圾,满意度很高。", *last]
    report = tmp_path / "report.docx"
    report.write_bytes(docx("".join(map(paragraph, lines)), **more))
    [document] = map(annotate, load(report))
    assert NOTE in document.source.text
    told = [one.text for one in find_gaps(document, unanswered=False) if one.provenance.rule == "cut_off"]
    assert len(told) == cut and all(text in last[0] for text in told)

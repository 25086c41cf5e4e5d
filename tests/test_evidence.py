"""Coverage: which indicators reports bear out, by which kind of evidence; the same with any codebook, in every form."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from handmade import read
from test_codebook import TINY

from civtext.classifiers.categories import named_by
from civtext.codebook import crosswalk, load_codebook, read_codebook
from civtext.errors import CodebookError, UsageError
from civtext.evidence import Row, coverage, to_frame
from civtext.model import Source
from civtext.pipeline import annotate, split
from civtext.reports import codebook_page, coverage_page, write_coverage
from civtext.store import Outcome, Store

DONE = "新建公厕16座,拆除旱厕120座,印发《公厕管理办法》,建立所长制度。"
PLANNED = "计划新建公厕9座,拟拆除旱厕30座。"
CLAIMED = "公厕管理水平不断提升,如厕环境明显改善,群众普遍满意。"


def rows_of(tmp_path: Path, *bodies: str, codebook: str | None = None) -> dict[str, Row]:
    path = tmp_path / "base.civtext"
    with Store.open(path, create=True) as store:
        for number, body in enumerate(bodies):
            text = f"云岭市创建总结\n一、公厕建设\n{body}\n"
            documents = [annotate(one) for one in split(Source(text, f"{number}.txt"))]
            store.add(Outcome(f"{number}.txt", "ok", hash=f"h{number}"), documents)
    return {row.id: row for row in coverage(path, codebook=read_codebook(codebook) if codebook else None)}


@pytest.mark.parametrize(
    ("body", "strength"), [(DONE, "strong"), (PLANNED, "planned"), (CLAIMED, "thin"), ("让我们携手前行。", "none")]
)
def test_how_well_an_indicator_is_answered(tmp_path: Path, body: str, strength: str) -> None:
    assert rows_of(tmp_path, body)["C09-10"].strength == strength


@pytest.mark.parametrize(
    ("body", "strength"),
    [
        ("建成公厕xx座,印发《公厕管理办法》。", "thin"),  # a figure still to be filled in is none
        (
            f"{CLAIMED}公厕保洁更加及时。同时,召开推进会3次,投入资金20万元。",
            "thin",
        ),  # the next point is of something else
        (f"{CLAIMED}\n召开推进会3次,投入资金20万元。", "thin"),
        ("公厕管理明显加强。新建16座,拆除30座,建立所长制度。", "strong"),  # a sentence that goes on from it
        ("今后将大力推进公厕建设,让群众如厕更方便。", "planned"),  # nothing found, all intended
        (f"{CLAIMED}今后将推进公厕建设。", "thin"),
    ],
)
def test_a_sentence_of_another_point_bears_nothing_out(tmp_path: Path, body: str, strength: str) -> None:
    assert rows_of(tmp_path, body)["C09-10"].strength == strength


def test_what_is_done_outweighs_what_is_planned(tmp_path: Path) -> None:
    row = rows_of(tmp_path, PLANNED, DONE)["C09-10"]
    assert row.strength == "strong" and len(row.evidence) == 2 and row.kinds == ("文件", "数据", "机制", "实景")


def test_another_codebook_has_its_own_matrix(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "新建公园3处,栽种乔木200株。", codebook=TINY)
    assert set(rows) == {one.id for one in read_codebook(TINY).indicators}
    assert any(row.evidence for row in rows.values())


def test_a_frame_has_a_row_an_indicator(tmp_path: Path) -> None:
    frame = to_frame(list(rows_of(tmp_path, DONE).values()))
    assert len(frame) == 90 and frame.set_index("id").loc["C09-10", "metrics"] == 2


def test_a_workbook_opens_and_holds_no_formula(tmp_path: Path) -> None:
    rows = list(rows_of(tmp_path, "新建公厕16座。=1+1 @SUM(A1) +2。").values())
    write_coverage(rows, tmp_path / "a.xlsx", title="覆盖")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None and sheet.max_row == 91 and sheet.freeze_panes == "C2" and sheet.auto_filter.ref
    assert all(cell.data_type in "sn" for line in sheet.iter_rows() for cell in line)


def test_pages_escape_what_they_show(tmp_path: Path) -> None:
    """F02: a label with HTML is text; nothing is loaded from anywhere."""
    hostile = TINY.replace("公园", "<img src=x onerror=alert(1)>公园", 1)
    for page in (
        codebook_page(read_codebook(hostile)),
        coverage_page(list(rows_of(tmp_path, f"{DONE}<script>alert(1)</script>").values()), title="<b>"),
    ):
        assert (
            "<script" not in page
            and "<img" not in page
            and "<b>&lt;" not in page
            and "src=" not in page.replace("&lt;img src=", "")
        )


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write_coverage([], tmp_path / "a.doc", title="")


def test_a_base_made_by_hand_is_answered_by_its_deeds(tmp_path: Path) -> None:
    with Store.open(tmp_path / "base.civtext", create=True) as store:
        store.add(Outcome("a", "ok", hash="a"), read("== 河北省云岭市, 2023年\n整治背街小巷80条。#C09\n"))
        assert [row.id for row in coverage(store) if row.strength != "none"] == ["C09-08"]


AMONG_OTHERS = "对公厕实行定人管护。新划停车泊位800个,设置公益广告牌60块。空气优良天数比例92.3%,化解矛盾纠纷310件。"
SHORTCOMINGS = "云岭市创建总结\n一、主要做法\n新建公厕16座。\n二、存在的问题\n{}\n"


def test_a_passage_about_other_things_holds_deeds_of_an_indicator(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, AMONG_OTHERS)
    told = {id: [one.stretch for one in rows[id].evidence] for id in ("C03-05", "C11-02", "C10-06")}
    assert told == {
        "C03-05": ["设置公益广告牌60块"],
        "C11-02": ["空气优良天数比例92.3%"],
        "C10-06": ["化解矛盾纠纷310件"],
    }


@pytest.mark.parametrize(
    ("phrase", "named"),
    [
        ("公益广告牌", "C03-05"),
        ("优良天数比例", "C11-02"),
        ("专家教授", None),  # 家教 is no part of it
        ("公益广告设计大赛参赛作品", None),  # it is about works, whatever they are for
        ("学生", None),  # only hints at many
        ("", None),
    ],
)
def test_a_thing_names_an_indicator(phrase: str, named: str | None) -> None:
    assert named_by(phrase) == named


@pytest.mark.parametrize(
    ("said", "strength"),
    [("农贸市场周边停车难,秩序较乱。", "none"), ("下一步,对农贸市场秩序进行集中整治。", "planned")],
)
def test_what_is_wrong_bears_nothing_out(tmp_path: Path, said: str, strength: str) -> None:
    (document,) = [annotate(one) for one in split(Source(SHORTCOMINGS.format(said), "a.txt"))]
    with Store.open(tmp_path / "base.civtext", create=True) as store:
        store.add(Outcome("a.txt", "ok", hash="a"), [document])
        assert {row.id: row.strength for row in coverage(store)}["C09-09"] == strength


def test_editions_are_compared_over_our_ids() -> None:
    rows = crosswalk(load_codebook(), "2015", "minors-2016")
    assert ("C09", ("Ⅰ-9",), ()) in rows and all(first or second for _, first, second in rows)
    with pytest.raises(CodebookError) as caught:
        crosswalk(load_codebook(), "2015", "2099")
    assert caught.value.code == "codebook.edition"

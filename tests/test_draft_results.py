"""A draft read whole: what its files say of tables, headers and other places' numbers, and its lists."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from civtext.cli import app
from civtext.drafts import lists_of, read_draft, write_results
from civtext.errors import UsageError
from civtext.filling import fill
from civtext.gaps.finding import responsible
from civtext.model import Source
from civtext.pipeline import annotate, split
from civtext.store import Outcome, Store
from civtext.worklists import ACTIVITIES, PROBLEMS, TASKS

TASKS_OF_A_DRAFT = [
    ("序号", "工作任务", "完成情况", "责任单位", "备注"),
    ("1", "新建公厕", "XX座", "市城管局", ""),
    ("2", "改造老旧小区", "", "市住建局", ""),
    ("3", "举办志愿服务活动", "320场次", "团市委", ""),
]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("XX市20XX年创建文明城市工作总结")
    document.add_paragraph("一、整治市容环境")
    document.add_paragraph("改造农贸市场21个,其中城区3个。整治背街小巷60条。")
    table = document.add_table(0, 5)
    for line in TASKS_OF_A_DRAFT:
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    document.sections[0].header.paragraphs[0].add_run("简报第XX期")
    document.save(str(tmp_path / "草稿.docx"))
    return tmp_path / "草稿.docx"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "base.civtext", create=True) as store:
        for number in (1, 2, 3):
            text = f"云岭市201{number}年创建工作总结\n一、整治市容环境\n改造农贸市场{number * 3}个。整治背街小巷{number * 30}条。\n"
            documents = [annotate(one) for one in split(Source(text, f"{number}.txt"))]
            store.add(Outcome(f"{number}.txt", "ok", hash=str(number)), documents)
    return tmp_path / "base.civtext"


def rows_of(path: Path, title: str) -> list[dict[str, object]]:
    heads, *rows = load_workbook(path)[title].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def test_the_fill_sheet_says_whose_row_of_a_table_it_is(draft: Path, tmp_path: Path) -> None:
    write_results(read_draft(draft), tmp_path / "out")
    rows = {str(row["位置 where"]): row for row in rows_of(tmp_path / "out" / "草稿.fill.xlsx", "填写 fill")}
    assert rows["表1第2行第3列"]["责任单位 department"] == "市城管局"
    assert rows["表1第3行第3列"]["责任单位 department"] == "市住建局"
    assert rows["表1第3行第3列"]["上下文 context"] == "表格空格:改造老旧小区的“完成情况”"
    assert rows["页眉第1段"]["上下文 context"] == "简报第【XX】期"


def test_records_and_comments_stand_at_an_empty_cell(draft: Path, tmp_path: Path) -> None:
    read = read_draft(draft)
    [cell] = [one for one in read.records if one["rule"] == "blank.cell"]
    assert cell["place"] == "表1第3行第3列" and cell["where"] == {"table": 1, "row": 3, "column": 3}
    write_results(read, tmp_path / "out")
    written = docx.Document(str(tmp_path / "out" / "草稿.comments.docx"))
    marks = written.tables[0].cell(2, 2)._tc.xpath(".//w:commentRangeStart/@w:id")
    [told] = [one.text for one in written.comments if str(one.comment_id) in marks]
    assert "完成情况" in told and not written.tables[0].cell(2, 4)._tc.xpath(".//w:commentReference")


def test_a_number_outside_of_all_others_is_commented_on_and_listed(draft: Path, base: Path, tmp_path: Path) -> None:
    """The part (其中) is compared with nothing, and the number amid the others' needs no comment."""
    read = read_draft(draft, against=base, unanswered=False)
    assert [(one["text"], one["below"], one["low"], one["high"]) for one in read.standings] == [
        ("21个", 3, 3.0, 9.0),
        ("60条", 1, 30.0, 90.0),
    ]
    write_results(read, tmp_path / "out")
    comments = [one.text for one in docx.Document(str(tmp_path / "out" / "草稿.comments.docx")).comments]
    [told] = [one for one in comments if "位置" in one]
    assert "高于其他3篇的全部数字(3个至9个,中位6个)" in told
    listed = rows_of(tmp_path / "out" / "草稿.fill.xlsx", "位置 standing")
    assert [(row["本稿 the draft"], row["低于本稿 below"], row["中位 middle"]) for row in listed] == [
        ("21个", 3, 6),
        ("60条", 1, 60),
    ]
    written = json.loads((tmp_path / "out" / "草稿.gaps.json").read_text(encoding="utf-8"))
    assert written["standings"] == read.standings and written["gaps"] == read.records


def test_years_of_an_earlier_draft_in_headers_and_tables(tmp_path: Path) -> None:
    """A header that names another year's plan, a deadline before the plan's year; not a number of a paper, nor what was begun before."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "云岭市2024年创建工作方案 云文明办〔2023〕5号"
    document.add_paragraph("云岭市2025年创建文明城市工作实施方案")
    document.add_paragraph("2024年整治的背街小巷不再列入。")
    table = document.add_table(0, 3)
    for line in (
        ("任务", "完成时限", "起始情况"),
        ("新建公厕", "2024年10月底", "2023年开工"),
        ("整治小巷", "2025年5月", "2024年立项"),
    ):
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    document.save(str(tmp_path / "draft.docx"))
    told = [(one["rule"], one["text"]) for one in read_draft(tmp_path / "draft.docx", unanswered=False).records]
    assert told == [("year.stale", "2024年10月底"), ("year.stale", "2024年")]


def test_a_total_s_row_is_asked_for_its_numbers_only(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("云岭市2023年创建文明城市工作总结")
    table = document.add_table(0, 5)
    for line in (
        ("序号", "任务", "责任单位", "数量", "备注"),
        ("1", "新建公厕", "市城管局", "16座", ""),
        ("", "合计", "", "", ""),
    ):
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    table.add_row()  # a row that has not begun
    document.save(str(tmp_path / "draft.docx"))
    told = [one["reason"] for one in read_draft(tmp_path / "draft.docx", unanswered=False).records]
    assert told == ["表格空格:合计的“数量” An empty cell."]


def test_lists_read_the_column_of_departments(draft: Path) -> None:
    told = lists_of(read_draft(draft, unanswered=False))
    heads, activities = told.tables[ACTIVITIES]
    who = {row[0]: row[heads.index("责任单位 department")] for row in activities}
    assert who["新建公厕 XX座"] == "市城管局" and who["举办志愿服务活动 320场次"] == "团市委"
    own = told.of_department("市住建局")
    assert ["表格空格:改造老旧小区" in row[2] for row in own.tables[PROBLEMS][1]] == [True]
    assert {row[0] for row in own.tables[TASKS][1]} <= {"C09-08"}
    heads, tasks = told.tables[TASKS]
    assert all("_" not in row[heads.index("核验方式 check")] for row in tasks)


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("任务\t牵头单位\n建公厕\t市城管局\n改小区\t市住建局", "改小区", "市住建局"),
        ("任务\t责任单位\n建公厕\t", "建公厕", ""),
        ("改小区。(责任单位:市住建局)\n建公厕。(责任单位:市城管局)", "建公厕。", "市城管局"),
        ("改小区,压实责任单位职责。", "改小区", ""),
        ("单位责任\t时限\n市城管局\t6月", "6月", ""),
    ],
)
def test_who_answers_for_what(text: str, words: str, told: str) -> None:
    assert responsible(text, words) == told


def test_a_compilation_asks_the_base_once(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from civtext.gaps import answers

    asked: list[object] = []
    coverage = answers.coverage
    monkeypatch.setattr(answers, "coverage", lambda store, **more: asked.append(store) or coverage(store, **more))
    text = "".join(f"云岭市创建工作总结({n})\n一、整治\n整治背街小巷{n}条。\n\n" for n in "一二")
    (tmp_path / "汇编.txt").write_text(text, encoding="utf-8")
    read = read_draft(tmp_path / "汇编.txt", against=base)
    assert len(asked) == 1 + len(read.articles)


def test_the_command_line_names_what_it_wrote(draft: Path, base: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["gaps", str(draft), "--against", str(base), "-o", str(tmp_path / "out")])
    assert done.exit_code == 0 and "草稿.comments.docx" in done.output and "表1第3行第3列" in done.output


def test_the_commented_copy_is_filled_with_the_same_sheet(draft: Path, tmp_path: Path) -> None:
    """A drafter goes on in the copy with the comments; a changed word is another draft."""
    write_results(read_draft(draft), tmp_path / "out")
    book = load_workbook(tmp_path / "out" / "草稿.fill.xlsx")
    for row in book.worksheets[0].iter_rows(min_row=2):
        row[9].value = "云岭" if row[11].value == "place" else 2023 if row[11].value == "date" else 16
    book.save(tmp_path / "filled.xlsx")
    copy = tmp_path / "out" / "草稿.comments.docx"
    report = fill(copy, tmp_path / "filled.xlsx", tmp_path / "final.docx")
    final = docx.Document(str(tmp_path / "final.docx"))
    assert report.missed == () and final.paragraphs[0].text == "云岭市2023年创建文明城市工作总结"
    assert len(list(final.comments)) == len(list(docx.Document(str(copy)).comments))
    changed = docx.Document(str(copy))
    changed.paragraphs[1].add_run("(草稿)")
    changed.save(str(copy))
    with pytest.raises(UsageError) as caught:
        fill(copy, tmp_path / "filled.xlsx", tmp_path / "again.docx")
    assert caught.value.code == "sheet.other"

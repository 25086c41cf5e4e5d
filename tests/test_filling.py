"""Comments and values in real Word files: at the exact characters, every format kept, in tables, heads, notes and boxes."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from hostile import docx as docx_bytes
from hostile import paragraph, part_xml, zipped
from lxml import etree
from openpyxl import load_workbook

from civtext.errors import LoadError, StoreError, UsageError
from civtext.filling import fill, write_comments
from civtext.filling.comments import Note, comment
from civtext.filling.sheet import blanks_of, sheet, without_comments
from civtext.filling.values import fitted, problem, typed
from civtext.filling.word import Change, WordFile, applied
from civtext.gaps import find_gaps
from civtext.loaders import legacy, load_source
from civtext.model import Gap, Span
from civtext.pipeline import annotate, load

NOW = datetime(2026, 11, 29, tzinfo=UTC)
needs_office = pytest.mark.skipif(legacy.converter() is None, reason="needs LibreOffice")
LINES = [
    "XX市20XX年创建文明城市工作总结",
    "一、整治市容环境",
    "今年以来,XX市整治背街小巷XX条,投入XX万元,群众满意率达XX%。",
    "印发《创建方案》,建立台帐,截止目前共整改问题____个。",
    "二、下一步打算",
    "继续抓好整治,力争新建公厕XX座。",
]


def draft(path: Path, seed: int = 0, lines: list[str] = LINES) -> Path:
    """A draft whose paragraphs are cut into runs at random places, each of another format; with a table and a head."""
    chance = random.Random(seed)
    document = docx.Document()
    for line in lines:
        paragraph = document.add_paragraph()
        at = 0
        while at < len(line):
            end = min(len(line), at + chance.randint(1, 7))
            run = paragraph.add_run(line[at:end])
            run.bold, run.italic = chance.random() < 0.3, chance.random() < 0.3
            run.font.size, run.font.color.rgb = Pt(chance.randint(9, 22)), RGBColor(chance.randrange(256), 0, 0)
            at = end
    table = document.add_table(3, 3)
    for row, cells in enumerate([("项目", "数量", "备注"), ("背街小巷", "", ""), ("公厕", "16座", "")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.sections[0].header.paragraphs[0].add_run("XX市文明办").bold = True
    document.save(str(path))
    return path


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ([], "整治XX条"),
        ([(2, 4, "80")], "整治80条"),
        ([(2, 4, ""), (0, 2, "改造")], "改造条"),
        ([(5, 5, "。"), (0, 0, "已")], "已整治XX条。"),
        ([(2, 4, "80"), (2, 2, "小巷"), (4, 4, "余")], "整治小巷80余条"),
    ],
)
def test_changes_are_made_in_any_order(changes: list[tuple[int, int, str]], text: str) -> None:
    assert applied("整治XX条", [Change(Span(start, end), words) for start, end, words in changes]) == text


def formats(path: Path) -> list[tuple[str, str]]:
    """Every run of the body: its text and the XML of its format."""
    runs = docx.Document(str(path)).element.body.iter("{*}r")
    return [("".join(one.text or "" for one in run.iter("{*}t")), canonical(run.rPr)) for run in runs]


def canonical(element: etree._Element | None) -> str:
    return "" if element is None else etree.tostring(element, method="c14n", exclusive=True).decode()


def per_character(path: Path) -> list[tuple[str, str]]:
    return [(char, form) for text, form in formats(path) for char in text]


def gaps_of(path: Path) -> tuple[str, list[object]]:
    [document] = [annotate(one) for one in load(path)]
    return document.source.text, find_gaps(document, unanswered=False)  # type: ignore[return-value]


def filled_sheet(path: Path, output: Path, values: dict[str, object] | None = None) -> Path:
    """The sheet of a draft's blanks with every value typed in."""
    [document] = [annotate(one) for one in load(path)]
    output.write_bytes(
        sheet(without_comments(document.source), blanks_of(document, find_gaps(document, unanswered=False)))
    )
    book = load_workbook(output)
    page = book.worksheets[0]
    typed = {"地名": "云岭", "日期": "2023", "数量": 80, "金额": 350, "百分比": 96.5, "表格": "88"} | (values or {})
    for row in page.iter_rows(min_row=2):
        row[9].value = typed[row[3].value]
    book.save(output)
    return output


@pytest.mark.parametrize("seed", range(30))
def test_filling_keeps_every_other_run(tmp_path: Path, seed: int) -> None:
    """Thirty drafts cut into runs at random: what is not filled has its text and its format, character by character."""
    path = draft(tmp_path / "draft.docx", seed)
    report = fill(path, filled_sheet(path, tmp_path / "fill.xlsx"), tmp_path / "final.docx")
    assert (report.still_open, report.missed) == (0, ())
    text = load_source(tmp_path / "final.docx").text
    assert "云岭市2023年创建文明城市工作总结" in text and "整治背街小巷80条,投入350万元,群众满意率达96.5%" in text
    assert "背街小巷\t88\t" in text and "云岭市文明办" in text
    before = [pair for pair in per_character(path) if pair[0] not in "X_20"]
    after = [pair for pair in per_character(tmp_path / "final.docx") if pair[0] not in "云岭0123456789."]
    assert [one for one in before if one[0] not in "云岭0123456789."] == after
    _, left = gaps_of(tmp_path / "final.docx")
    assert not [one for one in left if isinstance(one.value, Gap) and one.value.kind == "blank"]  # type: ignore[attr-defined]


def test_tracked_changes_read_as_accepted_and_can_be_rejected(tmp_path: Path) -> None:
    path = draft(tmp_path / "draft.docx", 3)
    fill(path, filled_sheet(path, tmp_path / "fill.xlsx"), tmp_path / "final.docx", track=True)
    assert "整治背街小巷80条,投入350万元" in load_source(tmp_path / "final.docx").text
    body = docx.Document(str(tmp_path / "final.docx")).element.body
    deleted = "".join(one.text or "" for one in body.iter("{*}delText"))
    assert deleted.count("X") + deleted.count("_") == load_source(path).text.replace("XX市文明办", "").count("X") + 4


def test_every_tracked_change_has_a_number_of_its_own_and_empty_cells_are_tracked_too(tmp_path: Path) -> None:
    path = draft(tmp_path / "draft.docx", 3)
    fill(path, filled_sheet(path, tmp_path / "fill.xlsx"), tmp_path / "final.docx", track=True)
    written = docx.Document(str(tmp_path / "final.docx"))
    marks = list(written.element.body.iter("{*}ins", "{*}del"))
    assert len({one.get(qn("w:id")) for one in marks}) == len(marks) > 8
    assert [one.text for ins in written.tables[0]._tbl.iter("{*}ins") for one in ins.iter("{*}t")] == ["88"]


@pytest.mark.parametrize(("month", "day", "is_told"), [(2, 30, True), (11, 31, True), (2, 29, False), (12, 31, False)])
def test_a_month_and_a_day_make_a_day_that_there_is(tmp_path: Path, month: int, day: int, is_told: bool) -> None:
    path = tmp_path / "draft.txt"
    path.write_text("云岭市总结\n于2024年X月X日测评。\n", encoding="utf-8")
    filled_sheet(path, tmp_path / "fill.xlsx", {"日期": month})
    book = load_workbook(tmp_path / "fill.xlsx")
    book.worksheets[0].cell(3, 10).value = day
    book.save(tmp_path / "fill.xlsx")
    if is_told:
        with pytest.raises(UsageError, match=rf"第3行\(编号2\):没有2024年{month}月{day}日"):
            fill(path, tmp_path / "fill.xlsx", tmp_path / "final.txt")
    else:
        fill(path, tmp_path / "fill.xlsx", tmp_path / "final.txt")
        assert f"于2024年{month}月{day}日测评" in (tmp_path / "final.txt").read_text(encoding="utf-8")


def test_the_figures_of_chinese_input_methods_go_in_narrow(tmp_path: Path) -> None:
    path = draft(tmp_path / "draft.docx")
    values: dict[str, object] = {"数量": "１，２００", "百分比": "９６．５％", "地名": "云岭"}
    fill(path, filled_sheet(path, tmp_path / "fill.xlsx", values), tmp_path / "final.docx")
    assert "背街小巷1,200条,投入350万元,群众满意率达96.5%" in load_source(tmp_path / "final.docx").text


def test_comments_stand_at_the_exact_characters(tmp_path: Path) -> None:
    path = draft(tmp_path / "draft.docx", 5)
    text, gaps = gaps_of(path)
    number = write_comments(path, gaps, tmp_path / "out.docx")  # type: ignore[arg-type]
    written = docx.Document(str(tmp_path / "out.docx"))
    assert number == len(list(written.comments)) > 8
    assert per_character(tmp_path / "out.docx") == per_character(path)
    assert anchored(tmp_path / "out.docx") >= {"台帐", "截止目前", "____", "XX"}
    assert load_source(tmp_path / "out.docx").text.startswith(text.rstrip("\n"))


def anchored(path: Path) -> set[str]:
    """The words between the beginning and the end of each comment's range."""
    body = docx.Document(str(path)).element.body
    words: dict[str, str] = {}
    running: set[str] = set()
    for one in body.iter():
        name = str(one.tag).rpartition("}")[2]
        id = next((value for key, value in one.attrib.items() if key.endswith("}id")), "")
        if name == "commentRangeStart":
            running.add(id)
        elif name == "commentRangeEnd":
            running.discard(id)
        elif name == "t":
            for open_id in running:
                words[open_id] = words.get(open_id, "") + (one.text or "")
    return set(words.values())


@needs_office
def test_libreoffice_opens_and_saves_it_with_the_comments(tmp_path: Path) -> None:
    path = draft(tmp_path / "draft.docx", 7)
    _, gaps = gaps_of(path)
    number = write_comments(path, gaps, tmp_path / "out.docx")  # type: ignore[arg-type]
    office(tmp_path / "out.docx", "docx", tmp_path / "again")
    assert len(list(docx.Document(str(tmp_path / "again" / "out.docx")).comments)) == number
    office(tmp_path / "out.docx", "pdf", tmp_path / "again")
    page = pypdfium2.PdfDocument(tmp_path / "again" / "out.pdf")[0].render(scale=1).to_numpy()
    assert 0.005 < (page < 128).mean() < 0.5  # a page with something on it, not a black one


def office(path: Path, form: str, folder: Path) -> None:
    program = legacy.converter()
    assert program
    home = f"-env:UserInstallation=file://{folder.parent}/profile"
    command = [str(program), home, "--headless", "--convert-to", form, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def test_values_of_the_wrong_type_are_refused_with_their_rows(tmp_path: Path) -> None:
    path = draft(tmp_path / "draft.docx")
    for values, told in (({"数量": "很多"}, "很多"), ({"百分比": 120}, "120"), ({"地名": "XX"}, "占位符")):
        with pytest.raises(UsageError) as caught:
            fill(path, filled_sheet(path, tmp_path / "fill.xlsx", values), tmp_path / "final.docx")
        assert caught.value.code == "sheet.values" and "行" in str(caught.value) and told in str(caught.value)
    assert not (tmp_path / "final.docx").exists()


def test_a_refusal_tells_excel_s_row_and_the_sheet_s_number(tmp_path: Path) -> None:
    path = draft(tmp_path / "draft.docx")
    with pytest.raises(UsageError, match=r"第\d+行\(编号\d+\):应为数字"):
        fill(path, filled_sheet(path, tmp_path / "fill.xlsx", {"数量": "很多"}), tmp_path / "final.docx")


@pytest.mark.parametrize(
    ("value", "shown", "told"),
    [
        (0.435, "0.0%", "43.5%"),
        (1, "0%", "100%"),
        (0.4356, "0%", "44%"),
        (datetime(2024, 11, 30), "yyyy-mm-dd", "2024年11月30日"),
        (datetime(2024, 11, 1), 'yyyy"年"m"月"', "2024年11月"),
        (datetime(2024, 11, 30), 'm"月"d"日"', "11月30日"),
        (12 / 37 * 100, "0.0", "32.4"),
        # what Excel shows as it is
        (0.435, "General", "0.435"),
        (80.0, "General", "80"),
        (3600, "#,##0", "3600"),
        ("43.5%", "General", "43.5%"),
        (1234567890123, "General", "1234567890123"),
        (None, "General", ""),
        (True, "General", "TRUE"),
    ],
)
def test_a_cell_is_read_as_excel_shows_it(value: object, shown: str, told: str) -> None:
    assert typed(value, shown) == told


def lacking(text: str) -> tuple[str, Span]:
    """A text without ⟦ ⟧, and the place that they mark."""
    start, end = text.index("⟦"), text.index("⟧") - 1
    return re.sub("[⟦⟧]", "", text), Span(start, end)


@pytest.mark.parametrize(
    ("text", "kind", "value", "told"),
    [
        ("在全省排名第⟦XX⟧位", "ordinal", "第12位", "12"),
        ("2023年12月⟦XX⟧日", "date", "2023年12月25日", "25"),
        ("于2024年⟦XX⟧月XX日召开", "date", "2024年11月30日", "11"),
        ("于2024年XX月⟦XX⟧日召开", "date", "11月30日", "30"),
        ("⟦XX⟧月底前", "date", "2024年11月30日", "2024年11"),
        ("(岚文明办〔⟦____⟧〕X号)", "docnum", "岚文明办〔2024〕12号", "2024"),
        ("(岚文明办〔____〕⟦X⟧号)", "docnum", "岚文明办〔2024〕12号", "12"),
        ("近⟦XXX⟧名志愿者", "count", "近300名", "300"),
        ("印发《⟦____⟧》", "name", "《市民公约》", "市民公约"),
        ("⟦XX⟧市创建办", "place", "云岭市", "云岭"),
        ("满意率⟦XX⟧%", "percent", "96.5%", "96.5"),
        # what only begins or ends as the words around it do
        ("枣庄市⟦XX⟧区", "place", "市中", "市中"),
        ("12月⟦XX⟧日", "date", "2", "2"),
        ("第5⟦__⟧户", "count", "50", "50"),
        ("截至⟦____⟧,已完成", "date", "2024年11月30日", "2024年11月30日"),
        ("于⟦XX⟧日召开", "date", "12月25日", "12月25"),
        ("12月⟦XX⟧日", "date", "2月25日", "2月25"),
        ("整治⟦XX⟧条", "count", "80", "80"),
        # of a whole date, what the place lacks
        ("2024年12月⟦  ⟧日", "date", "2024年12月18日", "18"),
        ("2024年  月⟦  ⟧日", "date", "2024年11月18日", "18"),
        ("今年⟦XX⟧月", "date", "2024年11月30日", "11"),
        ("12月⟦XX⟧日", "date", "2023年12月25日", "25"),
        ("2024 年 12 月⟦XX⟧日", "date", "2024年12月25日", "25"),
        ("2024年⟦____⟧完成", "date", "11月30日至2025年1月3日", "11月30日至2025年1月3日"),
    ],
)
def test_what_stands_around_a_place_is_not_said_twice(text: str, kind: str, value: str, told: str) -> None:
    assert fitted(*lacking(text), value, kind) == told


@pytest.mark.parametrize(
    ("text", "kind", "unit", "value", "told"),
    [
        ("绿化覆盖率⟦__⟧%", "percent", "%", "0.435", "还是43.5%"),
        ("⟦XX⟧月底", "date", "", "13", "没有13月"),
        ("12月⟦XX⟧日", "date", "", "45", "没有45日"),
        ("⟦XX⟧月底", "date", "", "很快", "应为日期中的月"),
        ("召开⟦X⟧次", "count", "次", "3.5", "应为整数"),
        ("试点⟦XX⟧个", "count", "个", "12.3456789", "应为整数"),
        ("整治⟦XX⟧条", "count", "条", "-5", "不能是负数"),
        ("满意率⟦XX⟧%", "percent", "%", "120", "0到100"),
        ("整治⟦XX⟧条", "count", "条", "很多", "应为数字"),
        ("整治⟦XX⟧条", "count", "条", "80%", "应为数字"),
        ("整治⟦XX⟧条", "count", "条", "2024年3月5日", "应为数字"),
        ("整治近⟦XX⟧条", "count", "条", "约75", "前面已有“近”"),
        ("2024年12月⟦  ⟧日", "date", "", "2024年11月18日", "与原文不符"),
        ("截至2024年⟦XX⟧月", "date", "", "2023年5月1日", "与原文不符"),
        ("2024年⟦X⟧月X日", "date", "", "2023年11月30日", "与原文不符"),
        ("2024年X月⟦X⟧日", "date", "", "2023年11月30日", "与原文不符"),
        ("⟦XX⟧年12月18日", "date", "", "2024年11月18日", "与原文不符"),
        ("⟦XX⟧月15日", "date", "", "2024年11月18日", "与原文不符"),
        ("试点⟦XX⟧个", "count", "个", "TRUE", "应为数字"),
        ("手册⟦XX⟧余份", "count", "份", "约80", "后面已有“余”"),
        ("排名第⟦XX⟧位", "ordinal", "", "前列", "应为第几"),
        ("排名第⟦XX⟧位", "ordinal", "", "0", "应为第几"),
        ("排名第⟦XX⟧位", "ordinal", "", "3.5", "应为第几"),
        ("排名第⟦XX⟧位", "ordinal", "", "第3名", "应为第几"),
        ("⟦XX⟧市创建办", "place", "", "123", "应为名称"),
        ("居民⟦XXX⟧", "person", "", "X", "应为名称"),
        ("居民⟦XXX⟧", "person", "", "12", "应为名称"),
        ("打造“⟦XX⟧”", "name", "", "一\n二", "写成一行"),
        ("打造“⟦XX⟧”", "name", "", "字" * 201, "最多200字"),
        # what fits
        ("绿化覆盖率⟦__⟧%", "percent", "%", "0.435%", ""),
        ("绿化覆盖率⟦__⟧%", "percent", "%", "43.5", ""),
        ("提高⟦X⟧个百分点", "percent", "个百分点", "0.5", ""),
        ("⟦XX⟧月底", "date", "", "11", ""),
        ("⟦X⟧月开展", "date", "", "3—5", ""),
        ("⟦20XX⟧年", "date", "", "2024", ""),
        ("12月⟦XX⟧日", "date", "", "2023年12月25日", ""),
        ("整治⟦XX⟧条", "count", "条", "约75", ""),
        ("发放⟦XX⟧份", "count", "份", "3600余", ""),
        ("发放⟦XX⟧份", "count", "份", "1,200", ""),
        ("投入⟦XX⟧万元", "money", "万元", "350.5", ""),
        ("发放⟦XX⟧万份", "count", "万份", "3.5", ""),
        ("每万人拥有社会组织⟦XX⟧个", "count", "个", "8.6", ""),
        ("2024年12月⟦  ⟧日", "date", "", "2024年12月18日", ""),
        ("20XX年⟦X⟧月X日", "date", "", "2023年11月30日", ""),
        ("⟦20XX⟧年X月X日", "date", "", "2023年11月30日", ""),
        ("截至⟦____⟧,", "date", "", "2023年11月30日", ""),
        ("2024年⟦____⟧完成", "date", "", "11月30日至2025年1月3日", ""),
        ("手册⟦XX⟧余份", "count", "份", "80", ""),
        ("手册⟦XX⟧份,多次", "count", "份", "约80", ""),
        ("排名第⟦XX⟧位", "ordinal", "", "第3位", ""),
        ("召开第⟦XX⟧届", "ordinal", "", "十二", ""),
        ("第⟦X⟧批", "ordinal", "", "3—5", ""),
        ("⟦XX⟧社区", "place", "", "101厂", ""),
        ("居民⟦XXX⟧", "person", "", "张X", ""),
        ("打造“⟦XX⟧”", "name", "", "12345", ""),
    ],
)
def test_values_are_checked_by_what_belongs_there(text: str, kind: str, unit: str, value: str, told: str) -> None:
    found = problem(*lacking(text), value, kind, unit)
    assert (told in found and found) if told else not found


def test_shares_and_dates_that_excel_formats_go_in_as_they_look(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text("云岭市总结\n绿化覆盖率达XX%,2023年12月XX日测评。\n", encoding="utf-8")
    filled_sheet(path, tmp_path / "fill.xlsx", {"百分比": 1, "日期": 1})
    book = load_workbook(tmp_path / "fill.xlsx")
    for row, value, shown in ((2, 0.435, "0.0%"), (3, datetime(2023, 12, 25), "yyyy-mm-dd")):
        cell = book.worksheets[0].cell(row, 10)
        cell.value, cell.number_format = value, shown
    book.save(tmp_path / "fill.xlsx")
    fill(path, tmp_path / "fill.xlsx", tmp_path / "final.txt")
    assert "绿化覆盖率达43.5%,2023年12月25日测评" in (tmp_path / "final.txt").read_text(encoding="utf-8")


def test_who_answers_is_asked_for_by_name_and_is_nobody_yet(tmp_path: Path) -> None:
    """A blank under 责任单位 is a unit's name; neither its own row nor another blank of it is told that it answers."""
    document = docx.Document()
    document.add_paragraph("云岭市2023年创建文明城市工作总结")
    table = document.add_table(3, 3)
    rows = [("任务", "责任单位", "数量"), ("窗口培训", "(      )", "____场"), ("新建公厕", "市城管局", "____座")]
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.save(str(tmp_path / "draft.docx"))
    [read] = [annotate(one) for one in load(tmp_path / "draft.docx")]
    told = [(one.kind, one.department) for one in blanks_of(read, find_gaps(read, unanswered=False))]
    assert told == [("org", ""), ("count", ""), ("count", "市城管局")]


def test_a_sheet_that_is_not_there_is_told_as_missing(tmp_path: Path) -> None:
    with pytest.raises(LoadError) as caught:
        fill(draft(tmp_path / "draft.docx"), tmp_path / "none.xlsx", tmp_path / "final.docx")
    assert caught.value.code == "io.missing" and "none.xlsx" in str(caught.value)


def test_a_sheet_of_another_draft_and_what_is_no_sheet(tmp_path: Path) -> None:
    path, other = draft(tmp_path / "a.docx"), draft(tmp_path / "b.docx", lines=[*LINES, "又整治了XX处。"])
    with pytest.raises(UsageError) as caught:
        fill(other, filled_sheet(path, tmp_path / "fill.xlsx"), tmp_path / "final.docx")
    assert caught.value.code == "sheet.other"
    for data in (b"", b"PK\x03\x04", b"=1+1", path.read_bytes()):
        (tmp_path / "bad.xlsx").write_bytes(data)
        with pytest.raises(UsageError) as caught:
            fill(path, tmp_path / "bad.xlsx", tmp_path / "final.docx")
        assert caught.value.code == "sheet.unreadable"


def test_a_unit_typed_with_the_value_is_not_said_twice(tmp_path: Path) -> None:
    path = draft(tmp_path / "draft.docx")
    values: dict[str, object] = {"地名": "云岭市", "数量": "80", "百分比": "96%"}
    fill(path, filled_sheet(path, tmp_path / "fill.xlsx", values), tmp_path / "final.docx")
    text = load_source(tmp_path / "final.docx").text
    assert "云岭市2023年" in text and "市市" not in text and "满意率达96%。" in text and "条条" not in text


def test_a_text_draft_is_filled_too(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text("\n".join(LINES), encoding="utf-8")
    fill(path, filled_sheet(path, tmp_path / "fill.xlsx"), tmp_path / "final.txt")
    assert "整治背街小巷80条,投入350万元" in (tmp_path / "final.txt").read_text(encoding="utf-8")


def test_parts_that_are_not_written_to_keep_their_bytes(tmp_path: Path) -> None:
    path = draft(tmp_path / "draft.docx")
    word = WordFile.open(path)
    assert word.text == load_source(path).text
    at = word.text.index("XX条")
    assert word.replace([Change(Span(at, at + 2), "80")]) == []
    word.save(tmp_path / "out.docx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "out.docx") as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        assert changed == {"word/document.xml"} and old.namelist() == new.namelist()


def test_an_existing_file_stays_where_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    path = draft(tmp_path / "draft.docx")
    with pytest.raises(StoreError):
        write_comments(path, [], tmp_path / "no" / "out.docx")
    assert shutil.disk_usage(tmp_path) and path.exists()


def boxed(text: str) -> str:
    """A text box as Word writes it, twice, inside a paragraph."""
    box = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def note(text: str) -> str:
    return part_xml("footnotes", f'<w:footnote w:id="7">{paragraph(text)}</w:footnote>')


def changed(path: Path, data: bytes, word: str, value: str) -> str:
    """Every place of a word changed; the text of the result, whose packages still opens."""
    path.write_bytes(data)
    file = WordFile.open(path)
    places = [Span(*found.span()) for found in re.finditer(re.escape(word), file.text)]
    assert places and file.replace([Change(span, value) for span in places]) == []
    file.save(path)
    return load_source(path).text


def test_boxes_notes_and_both_of_two_equal_headers(tmp_path: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    heads = {f"header{at}": part_xml("hdr", paragraph("XX市文明办")) for at in (1, 2)}
    data = docx_bytes(paragraph("整治XX条", inside=boxed("XX个框") + mark), footnotes=note("XX处注"), **heads)
    text = changed(tmp_path / "a.docx", data, "XX", "80")
    assert text == "整治80条\n\n80处注\n80个框\n80市文明办\n"
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        assert b"XX" not in b"".join(package.read(name) for name in package.namelist())


def test_comments_on_a_note_a_box_and_a_header_stand_at_what_leads_there(tmp_path: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    data = docx_bytes(
        paragraph("正文") + paragraph("后", inside=boxed("框XX") + mark),
        footnotes=note("注XX"),
        header1=part_xml("hdr", paragraph("眉XX")),
    )
    (tmp_path / "a.docx").write_bytes(data)
    word = WordFile.open(tmp_path / "a.docx")
    spans = [Span(*found.span()) for found in re.finditer("XX", word.text)]
    comment(word, [Note(span, "填") for span in spans], date=NOW)
    word.save(tmp_path / "a.docx")
    main = zipfile.ZipFile(tmp_path / "a.docx").read("word/document.xml").decode()
    assert main.count("commentRangeStart") == len(spans) == 3
    inside = re.findall(r"commentRangeStart[^>]*>(.*?)<w:commentRangeEnd", main, re.DOTALL)
    assert [("footnoteReference" in one, "drawing" in one, "正文" in one) for one in inside] == [
        (False, False, True),
        (False, True, False),
        (True, False, False),
    ]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<w:r><w:t>整治</w:t><w:tab/><w:t>X</w:t></w:r><w:r><w:t>X条</w:t></w:r>", "整治\t80条\n"),
        ("<w:hyperlink><w:r><w:t>整治XX条</w:t></w:r></w:hyperlink>", "整治80条\n"),
        (
            '<w:ins w:id="1"><w:r><w:t>整治X</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>XX</w:delText></w:r></w:del><w:r><w:t>X条</w:t></w:r>',
            "整治80条\n",
        ),
        ("<w:sdt><w:sdtContent><w:r><w:t>整治XX条</w:t></w:r></w:sdtContent></w:sdt>", "整治80条\n"),
        ('<w:r><w:t xml:space="preserve"> 整治XX条 </w:t></w:r>', " 整治80条 \n"),
        ("<w:r><w:t> 整治XX条</w:t><w:br/><w:t>完</w:t></w:r>", "整治80条\n完\n"),
    ],
)
def test_every_way_words_stand_in_a_paragraph(tmp_path: Path, inside: str, text: str) -> None:
    assert changed(tmp_path / "a.docx", docx_bytes(paragraph("", inside=inside)), "XX", "80") == text


def test_a_dangling_relationship_and_the_strict_form_are_no_hindrance(tmp_path: Path) -> None:
    data = docx_bytes(paragraph("整治XX条"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    parts["word/_rels/document.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r9" Type="x/image" Target="NULL"/></Relationships>'
    )
    assert changed(tmp_path / "a.docx", zipped(parts), "XX", "80") == "整治80条\n"
    strict = (
        parts["word/document.xml"]
        .decode()
        .replace(  # type: ignore[union-attr]
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
    )
    assert changed(tmp_path / "b.docx", zipped(parts | {"word/document.xml": strict}), "XX", "80") == "整治80条\n"


def test_an_automatic_number_cannot_be_written_to() -> None:
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="第%1XX条"/></w:lvl>'
    lists = f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    properties = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    word = WordFile(docx_bytes(paragraph("整治", properties=properties), numbering=part_xml("numbering", lists)))
    at = word.text.index("XX")
    change = Change(Span(at, at + 2), "80")
    assert word.replace([change]) == [change]


def test_a_draft_is_never_overwritten_and_a_name_says_what_it_is(tmp_path: Path) -> None:
    path = draft(tmp_path / "draft.docx")
    sheet_path = filled_sheet(path, tmp_path / "fill.xlsx")
    before = path.read_bytes()
    for output, code in ((path, "output.same"), (sheet_path, "output.same"), (tmp_path / "final.txt", "output.suffix")):
        with pytest.raises(UsageError) as caught:
            fill(path, sheet_path, output)
        assert caught.value.code == code
    assert path.read_bytes() == before

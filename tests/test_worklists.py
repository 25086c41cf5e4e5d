"""The three lists: a task is struck off when its evidence is there; what closed and what reopened is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from civtext.errors import LoadError, UsageError
from civtext.gaps import SEVERITIES, find_gaps
from civtext.model import Document, Gap, Source
from civtext.pipeline import annotate, split
from civtext.store import Outcome, Store
from civtext.worklists import ACTIVITIES, CLOSED, OPEN, PROBLEMS, TASKS, Lists, lists, read_lists, written

TOILETS = "云岭市2023年创建工作总结\n一、公厕\n新建公厕16座,拆除旱厕120座,印发《公厕管理办法》(责任单位:市住建局)。\n"
OTHERS = "云岭市2023年创建工作总结\n一、绿化\n新建口袋公园6处,新增绿地20万平方米,绿化覆盖率达43%。\n"


def read(text: str) -> list[Document]:
    return [annotate(document) for document in split(Source(text, "总结.txt"))]


def made(folder: Path, *texts: str, since: Lists | None = None) -> Lists:
    with Store.open(folder / f"{len(texts)}{len(list(folder.iterdir()))}.civtext", create=True) as base:
        for number, text in enumerate(texts):
            base.add(Outcome(f"{number}.txt", "ok", hash=str(number)), read(text))
        return lists(base, since=since)


def row(told: Lists, title: str, first: str) -> dict[str, str]:
    heads, rows = told.tables[title]
    [found] = [cells for cells in rows if cells[0] == first]
    return dict(zip(heads, found, strict=True))


def test_a_task_says_who_what_is_there_and_what_lacks(tmp_path: Path) -> None:
    task = row(made(tmp_path, TOILETS), TASKS, "C09-10")
    assert task["状态 state"] == CLOSED and task["责任单位 department"] == "市住建局" and task["还缺 lacking"] == ""
    other = row(made(tmp_path, TOILETS), TASKS, "C03-02")
    assert other["状态 state"] == OPEN and "≥13%" in other["达标线 threshold"]


def test_a_later_base_closes_and_reopens(tmp_path: Path) -> None:
    before = made(tmp_path, TOILETS)
    after = made(tmp_path, OTHERS, since=before)
    assert row(after, TASKS, "C09-10")["变化 change"] == "重开 reopened"
    again = made(tmp_path, OTHERS, TOILETS, since=after)
    assert row(again, TASKS, "C09-10")["变化 change"] == "销号 closed"


def test_the_workbook_comes_back_equal(tmp_path: Path) -> None:
    told = made(tmp_path, TOILETS)
    (tmp_path / "lists.xlsx").write_bytes(written(told))
    assert read_lists(tmp_path / "lists.xlsx").tables == told.tables
    (tmp_path / "bad.xlsx").write_bytes(b"PK")
    with pytest.raises(UsageError):
        read_lists(tmp_path / "bad.xlsx")
    with pytest.raises(LoadError, match=r"none\.xlsx: .*io\.missing"):
        read_lists(tmp_path / "none.xlsx")


def test_activities_with_their_figures_and_source(tmp_path: Path) -> None:
    done = row(made(tmp_path, TOILETS), ACTIVITIES, "新建公厕16座")
    assert (
        done["数据 figures"] == "16座" and done["来源 source"] == "0.txt" and done["责任单位 department"] == "市住建局"
    )


def test_a_draft_s_gaps_are_problems_and_a_department_has_its_own_book(tmp_path: Path) -> None:
    [draft] = read("云岭市2023年创建工作总结\n整治背街小巷XX条,建立台帐。\n")
    with Store.open(tmp_path / "base.civtext", create=True) as base:
        base.add(Outcome("1.txt", "ok", hash="1"), read(TOILETS))
        told = lists(base, draft=[(draft, find_gaps(draft, unanswered=False))])
    problems = [cells[2] for cells in told.tables[PROBLEMS][1]]
    assert any("数量待填" in one for one in problems) and any("台账" in one for one in problems)
    own = told.of_department("市住建局")
    assert [cells[0] for cells in own.tables[TASKS][1]] == ["C09-10"]


def test_an_indicator_matters_as_much_as_among_the_gaps_and_a_whole_city_is_no_department(tmp_path: Path) -> None:
    [draft] = read("云岭市2023年创建工作总结\n一、公厕\n全市新建公厕16座。市城管局拆除旱厕120座。\n")
    told = {one.value.group: one.value.severity for one in find_gaps(draft) if isinstance(one.value, Gap)}
    with Store.open(tmp_path / "base.civtext", create=True) as base:
        base.add(Outcome("1.txt", "ok", hash="1"), [draft])
        made = lists(base, draft=[(draft, find_gaps(draft, unanswered=False))])
    problems = {cells[2][:6]: cells[0] for cells in made.tables[PROBLEMS][1]}
    assert problems["C01-01"] == SEVERITIES[told["C01-01"]] == "核对"
    heads, activities = made.tables[ACTIVITIES]
    who = {cells[0]: cells[heads.index("责任单位 department")] for cells in activities}
    assert "全市" not in who.values() and "市城管局" in who.values()

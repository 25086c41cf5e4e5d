"""The three lists (三张清单) of a campaign office: tasks (任务), activities (活动), problems (问题), each row with its state.

A task is an indicator of the codebook; it is struck off (销号) when the reports answer it well. An activity is a measure that was
done. A problem is a gap of a draft, or what coverage lacks in a base. With an older workbook of lists beside it, every row says
what has changed since: closed, reopened, new.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from civtext.codebook import Codebook, load_codebook
from civtext.errors import UsageError
from civtext.evidence import STRENGTHS, Row, coverage
from civtext.gaps import KINDS, SEVERITIES
from civtext.gaps.answers import judged
from civtext.gaps.finding import department_of, responsible
from civtext.loaders.problems import refusal
from civtext.model import Annotation, Document, Gap
from civtext.outputs import Sheet, workbook
from civtext.store import Holder, Store, opened

Cells = tuple[str, ...]

TASKS, ACTIVITIES, PROBLEMS = "任务清单 tasks", "活动清单 activities", "问题清单 problems"
OPEN, CLOSED = "未完成 open", "已销号 closed"
_TASK_HEADS = (
    "代码 id",
    "指标 indicator",
    "任务 task",
    "责任单位 department",
    "达标线 threshold",
    "核验方式 check",
    "已有依据 evidence",
    "还缺 lacking",
)
_ACTIVITY_HEADS = (
    "做法 measure",
    "对象 object",
    "时间 period",
    "地方 place",
    "数据 figures",
    "责任单位 department",
    "来源 source",
    "位置 where",
)
_PROBLEM_HEADS = (
    "程度 severity",
    "种类 kind",
    "问题 problem",
    "原文 text",
    "位置 where",
    "办法 advice",
    "责任单位 department",
)
# Who acts without being anybody's department: 全市, 市级以上媒体.
_NO_UNIT = re.compile("^[全我本]?[省市县区镇乡村局]$|以上")
_STATE = ("状态 state", "变化 change")
_DONE = """
SELECT measures.*, passages.text AS around, articles.path, articles.place, articles.period FROM measures
JOIN articles ON articles.id = measures.document_id LEFT JOIN passages ON passages.id = passage_id
WHERE NOT vanished AND status = 'done' ORDER BY hash, article, measures.span_start
"""
_FIGURES = "SELECT metrics.text FROM measure_metrics JOIN metrics ON metrics.id = metric_id WHERE measure_id = ? ORDER BY metrics.id"


@dataclass(frozen=True, slots=True)
class Lists:
    """Three tables: heads and rows; the state and what has changed are the last two columns of tasks and problems."""

    tables: dict[str, tuple[Cells, list[Cells]]]

    def of_department(self, name: str) -> Lists:
        """A department's own pocket book: the rows that name it."""
        kept = {}
        for title, (heads, rows) in self.tables.items():
            at = heads.index("责任单位 department")
            kept[title] = (heads, [row for row in rows if name in row[at]])
        return Lists(kept)


def lists(
    base: str | Path | Store | Holder,
    *,
    draft: Iterable[tuple[Document, Sequence[Annotation]]] = (),
    codebook: Codebook | None = None,
    since: Lists | None = None,
) -> Lists:
    """The lists of what a base holds; `draft` are documents with their gaps, told as problems, `since` earlier lists.

    Raises StoreError for a base that cannot be read.
    """
    draft = list(draft)
    with opened(base) as store:
        rows, activities = coverage(store, codebook=codebook), _activities(store)
    tasks = _tasks(rows, codebook or load_codebook())
    problems = [*_problems(draft), *_unanswered(rows, [document for document, _ in draft])]
    before = since.tables if since else {}
    return Lists(
        {
            TASKS: ((*_TASK_HEADS, *_STATE), _compared(tasks, before.get(TASKS), 1)),
            ACTIVITIES: (_ACTIVITY_HEADS, activities),
            PROBLEMS: ((*_PROBLEM_HEADS, *_STATE), _compared(problems, before.get(PROBLEMS), 4)),
        }
    )


def _tasks(rows: Sequence[Row], book: Codebook) -> list[Cells]:
    checks = {one.id: "、".join(category.check_methods) for category in book.categories for one in category.indicators}
    tasks = {one.id: one.definition for one in book.indicators}
    told: list[Cells] = []
    for row in rows:
        asked = ";".join(f"{one.name_zh}{one.value}" for one in book.thresholds(row.id))
        state = CLOSED if row.strength == "strong" else OPEN
        what = (row.id, row.name, tasks[row.id], _departments(row), asked, checks[row.id])
        told.append((*what, "、".join(row.kinds), _lacking(row), state))
    return told


def _departments(row: Row) -> str:
    """Who answers for it, where a passage says so."""
    return "、".join(dict.fromkeys(who for one in row.evidence if (who := responsible(one.text, one.stretch))))


def _lacking(row: Row) -> str:
    if row.strength == "strong":
        return ""
    kinds = "文件、活动、机制或实景"
    lacks = {"none": f"数据和{kinds}", "planned": "已完成的做法", "thin": kinds if "数据" in row.kinds else "数据"}
    return f"{STRENGTHS[row.strength]}:缺{lacks[row.strength]}"


def _activities(base: Store) -> list[Cells]:
    told: list[Cells] = []
    for row in base.rows(_DONE):
        figures = "、".join(one["text"] for one in base.rows(_FIGURES, row["id"]))
        actor = "" if _NO_UNIT.search(row["actor"] or "") else row["actor"]
        who = actor or responsible(row["around"] or "", row["text"])
        told.append(
            (
                row["text"].replace("\t", " "),
                row["object"] or "",
                row["period"] or "",
                row["place"] or "",
                figures,
                who,
                Path(row["path"]).name,
                row["location"],
            )
        )
    return told


def _problems(draft: Iterable[tuple[Document, Sequence[Annotation]]]) -> list[Cells]:
    told: list[Cells] = []
    for document, gaps in draft:
        for one in gaps:
            if isinstance(one.value, Gap) and one.value.kind != "indicator":
                value, where = one.value, str(document.source.where(one.span.start))
                told.append(
                    (
                        SEVERITIES[value.severity],
                        KINDS[value.kind],
                        value.reason,
                        one.text[:80],
                        where,
                        value.advice,
                        department_of(document, one),
                        OPEN,
                    )
                )
    return told


def _unanswered(rows: Sequence[Row], drafts: Sequence[Document]) -> list[Cells]:
    return [
        (
            SEVERITIES[judged(row, drafts)[0]],
            KINDS["indicator"],
            f"{row.id} {row.name}:{STRENGTHS[row.strength]}",
            "",
            "",
            _lacking(row),
            _departments(row),
            OPEN,
        )
        for row in rows
        if row.strength != "strong"
    ]


def _compared(rows: list[Cells], before: tuple[Cells, list[Cells]] | None, keys: int) -> list[Cells]:
    """Rows with what has changed since earlier ones of the same key, the first columns; what is gone is told as closed."""
    if before is None:
        return [(*row, "") for row in rows]
    states = {row[:keys]: row[-2] for row in before[1]}
    told = [(*row, _change(states.get(row[:keys]), row[-1])) for row in rows]
    here = {row[:keys] for row in rows}
    gone = [
        (*row[:-2], CLOSED, "销号 closed" if row[-2] == OPEN else "") for row in before[1] if row[:keys] not in here
    ]
    return told + gone


def _change(before: str | None, now: str) -> str:
    if before is None:
        return "新增 new"
    return "" if before == now else "销号 closed" if now == CLOSED else "重开 reopened"


def written(made: Lists) -> bytes:
    """The lists as a workbook (.xlsx). Raises UsageError where XlsxWriter is missing."""
    return workbook({title: Sheet(heads, rows) for title, (heads, rows) in made.tables.items()})


def read_lists(path: str | Path) -> Lists:
    """The lists of a workbook that `written` made. Raises LoadError for a file that is not there, UsageError lists.unreadable."""
    from openpyxl import load_workbook

    if not Path(path).exists():
        missing = refusal("io.missing")
        missing.where = str(path)
        raise missing

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        tables = {}
        for title in (TASKS, ACTIVITIES, PROBLEMS):
            heads, *rows = [
                tuple("" if cell is None else str(cell) for cell in row)
                for row in book[title].iter_rows(values_only=True)
            ]
            tables[title] = (heads, rows)
        book.close()
    except Exception:  # openpyxl raises many kinds
        zh, en = "不是 civtext lists 写的清单,或已损坏。", "No lists written by civtext lists, or damaged ones."
        raise UsageError("lists.unreadable", zh, en, where=str(path)) from None
    return Lists(tables)

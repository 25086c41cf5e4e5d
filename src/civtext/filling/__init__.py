"""Filling (填写): a draft with its gaps shown in Word, a sheet of its blanks, and the sheet's values back in the draft.

Where to start: `write_comments` puts the gaps beside the words they speak of; `fill` puts values in their places and keeps
every format. `word` opens a file for writing, `sheet` makes and reads the workbook, `values` what was typed into it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from civtext.errors import UsageError
from civtext.filling.comments import Note, comment
from civtext.filling.sheet import Filled, read_sheet, without_comments
from civtext.filling.values import fitted
from civtext.filling.word import Change, WordFile, applied
from civtext.gaps import KINDS, SEVERITIES, Standing
from civtext.loaders import load_source
from civtext.model import Annotation, Gap, Source
from civtext.outputs import result_path, write_whole
from civtext.quantities import short

__all__ = ["Report", "fill", "write_comments"]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a sheet: places filled, rows still open, rows whose place cannot be written to (an automatic number)."""

    filled: int
    still_open: int
    missed: tuple[int, ...] = ()


def write_comments(
    draft: str | Path, gaps: Iterable[Annotation], output: str | Path, *, standings: Iterable[Standing] = ()
) -> int:
    """A copy of a .docx draft with a comment for each gap that has a place, and for each number that lies outside of what all
    other reports say (`standings`); how many. The draft's words and formats stay.

    Raises LoadError for a file that cannot be opened, UsageError draft.not_word for one that is no .docx, StoreError output.failed.
    """
    _refuse_other(load_source(draft))
    output = result_path(output, of=[draft], suffix=".docx")
    word = WordFile.open(draft)
    notes = [
        Note(
            one.span,
            f"【{SEVERITIES[one.value.severity]}·{KINDS[one.value.kind]}】{one.value.reason}\n{one.value.advice}",
        )
        for one in gaps
        if isinstance(one.value, Gap) and one.value.kind != "indicator"
    ]
    notes += [Note(one.metric.span, _told(one)) for one in standings if one.extreme]
    comment(word, notes, date=datetime.now(UTC))
    word.save(output)
    return len(notes)


def _told(one: Standing) -> str:
    """What a comment says of a number that lies outside of those of others."""
    beyond = "低于" if one.below == 0 else "高于"
    low, middle, high = (f"{short(value)}{one.unit}" for value in (one.low, one.middle, one.high))
    return (
        f"【{SEVERITIES['look']}·位置】{beyond}其他{one.others}篇的全部数字({low}至{high},中位{middle}) "
        f"Outside of what {one.others} others say.\n核对数字和口径 Check it and what it counts."
    )


def fill(draft: str | Path, sheet: str | Path, output: str | Path, *, track: bool = False) -> Report:
    """Put a fill sheet's values into their places in a draft (.docx, .txt) and write the result.

    `track` writes them as tracked changes. Raises LoadError, UsageError (sheet.*: a sheet of another draft, values of the wrong
    type with their rows; draft.not_word; output.same, output.suffix), StoreError output.failed; nothing is written then.
    """
    source = load_source(draft)
    if source.format != "txt" or track:
        _refuse_other(source)
    output = result_path(output, of=[draft, sheet], suffix=f".{source.format}")
    rows, still_open = read_sheet(sheet, without_comments(source))
    changes = {change: row.row for row in rows for change in _changes(source, row)}
    if source.format == "txt" and not track:
        write_whole(output, applied(source.text, changes).encode("utf-8"))
        return Report(len(changes), still_open)
    word = WordFile.open(draft)
    missed = word.track(changes, date=datetime.now(UTC)) if track else word.replace(changes)
    word.save(output)
    return Report(len(changes) - len(missed), still_open, tuple(sorted({changes[change] for change in missed})))


def _refuse_other(source: Source) -> None:
    if source.format != "docx":
        zh, en = (
            "批注和填写需要 .docx 文件,请先另存为 .docx。",
            "Comments and filling need a .docx file; save it as one.",
        )
        raise UsageError("draft.not_word", zh, en, where=source.origin)


def _changes(source: Source, row: Filled) -> list[Change]:
    """The row's value at each of its places, without what stands around it already."""
    return [Change(span, fitted(source.text, span, row.value, row.kind)) for span in row.spans]

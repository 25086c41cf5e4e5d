"""Parts whose heading a pay wall hides (隐藏的部分): behind the gap the numbers begin anew, under a heading that nobody can see.

A survey (调研报告) tells what is done, what is wrong and what should be done, in that order: what stands before its advice is
about problems, what it ends with, and what comes after problems, is advice.

>>> from civtext.model import Section, Span
>>> parts = [Section(Span(0, 90), 1, "工作举措", "measures"), Section(Span(5, 40), 2, "健全机制", "measures"),
...          Section(Span(50, 90), 2, "压实责任", "measures")]
>>> [part.role for part in behind_gaps("关于创建工作的调研报告", [45], parts, [1, 2, 1])]
['measures', 'measures', 'plan']
>>> wrong = [replace(part, role="problems") for part in parts]  # as the heading before the gap has it
>>> [part.role for part in behind_gaps("关于创建工作的调研报告", [45], wrong, [1, 2, 1])]
['problems', 'problems', 'plan']
>>> [part.role for part in behind_gaps("关于创建工作的调研报告", [45], parts, [1, 1, 2])]      # the numbers go on
['measures', 'measures', 'measures']
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from civtext.model import Document, Section

_SURVEY = re.compile(r"调研|调查报告")


def gaps(document: Document) -> list[int]:
    """Where a pay wall cut something out of a document, in its clean text."""
    return [
        document.reading.to_clean(flag.span).start
        for flag in document.flags
        if flag.code == "gap.paywall" and flag.span
    ]


def behind_gaps(
    title: str | None, cuts: Sequence[int], sections: list[Section], numbers: Sequence[int]
) -> list[Section]:
    """The sections, in text order, with the role of those under a hidden heading; `numbers` are those of their headings."""
    if not title or not _SURVEY.search(title):
        return sections
    told = list(sections)
    for at, (section, number) in enumerate(zip(sections, numbers, strict=True)):
        before = next((other for other in range(at - 1, -1, -1) if sections[other].level <= section.level), None)
        if (
            before is None
            or sections[before].level < section.level
            or section.role not in ("measures", "background", "other", "problems")
        ):
            continue
        cut = any(sections[before].span.start < gap <= section.span.start for gap in cuts)
        hidden = told[before].role != sections[before].role  # its elder sibling stands behind the same gap
        if hidden or (cut and number <= numbers[before]):
            later = [other.role for other in sections[at:] if other.level < section.level]
            wrong = later[:1] == ["plan"] and sections[before].role != "problems"
            told[at] = replace(section, role="problems" if wrong else "plan")
    return told

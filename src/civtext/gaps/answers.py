"""Indicators (指标) that a draft answers not at all, thinly, or by intentions only; beside them what others say.

A draft is read as `evidence.coverage` reads a base that holds it alone. Only what its kind of report owes is asked of it: an
indicator of a category of which the draft says nothing at all is told once, with its category.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from civtext.codebook import Codebook
from civtext.evidence import Row, coverage
from civtext.model import Annotation, Document, Gap, Provenance, Span
from civtext.store import Outcome, Store

_LACKS = {
    "none": ("look", "没有段落回应 No passage answers it."),
    "planned": ("should", "只有打算,没有做了什么 Only intentions."),
    "thin": ("should", "只有说法,缺数据、文件或日期 Claims without figures or papers."),
}
_ONLY_FIGURES = ("should", "只有数据,没说怎么做的 Figures, and not what was done.")
_IN_A_PLAN = ("look", "方案里已有打算,做了再补成效 Planned here; tell later what was done.")
_EXAMPLES = 2


def check(document: Document, elsewhere: Mapping[str, Row], codebook: Codebook | None) -> list[Annotation]:
    """One gap for each indicator that is not answered well, at the end of the document: it has no place of its own. What other
    reports say of it stands beside it (`elsewhere`, by indicator).
    """
    with as_base([document]) as base:
        rows = coverage(base, codebook=codebook)
    end = document.span.end
    return [
        Annotation(
            Span(end, end),
            "",
            "gap",
            _lack(row, elsewhere.get(row.id), judged(row, [document])),
            Provenance("gaps", f"indicator.{row.strength}"),
        )
        for row in rows
        if row.strength in _LACKS
    ]


def judged(row: Row, documents: Sequence[Document]) -> tuple[str, str]:
    """How much it matters that an indicator is answered so, and why; plans may only plan."""
    plans = bool(documents) and all(one.facts.kind == "plan" for one in documents)
    if row.strength == "planned" and plans:
        return _IN_A_PLAN
    return _ONLY_FIGURES if row.strength == "thin" and row.kinds == ("数据",) else _LACKS[row.strength]


def told_by(base: Store, codebook: Codebook | None) -> dict[str, Row]:
    """What the reports of a base say of each indicator. Raises StoreError for a base that cannot be read."""
    return {row.id: row for row in coverage(base, codebook=codebook)}


@contextmanager
def as_base(documents: Sequence[Document]) -> Iterator[Store]:
    """A base that holds the articles of one file, for a while."""
    with (
        TemporaryDirectory(prefix="civtext-") as folder,
        Store.open(Path(folder) / "draft.civtext", create=True) as store,
    ):
        store.add(Outcome(documents[0].source.origin or "draft", "ok", hash="draft"), documents)
        yield store


def _lack(row: Row, elsewhere: Row | None, told: tuple[str, str]) -> Gap:
    severity, reason = told
    best = [one for one in elsewhere.evidence if not one.planned][:_EXAMPLES] if elsewhere else []
    examples = "".join(f"\n他处 elsewhere:{one.text[:80]}({one.place or Path(one.source).name})" for one in best)
    return Gap(
        "indicator",
        severity,
        f"{row.id} {row.name}:{reason}",
        f"补充做法、数据或文件 Add what was done.{examples}",
        row.id,
    )

"""Gaps (缺口): what a draft still lacks or gets wrong, each with its place, its reason and what to do.

Five kinds: blanks to be filled, indicators that nobody answers, numbers and dates that contradict each other, what was left of
another text, and slips of form. Where to start: `find_gaps`; each check is a function of an annotated document in a
module of its own, and says of everything it finds which rule found it.

>>> from civtext.model import Source
>>> from civtext.pipeline import annotate, split
>>> text = "云岭市2023年创建工作总结\\n一、整治环境\\n整治背街小巷XX条,满意率达120%。截止目前,整改问题12个。\\n三、下一步打算\\n继续整治。\\n"
>>> [document] = map(annotate, split(Source(text, "总结.txt")))
>>> [(one.provenance.rule, one.text) for one in find_gaps(document, unanswered=False)]
[('blank.count', 'XX'), ('number.over_100', '120%'), ('wording', '截止目前'), ('numbering.skips', '三、下一步打算')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path

from civtext.cleaning import clean
from civtext.codebook import Codebook
from civtext.gaps import answers, blanks, form, leftovers, numbers, order, stale
from civtext.gaps.standing import Standing, standing_record, standings
from civtext.model import Annotation, CleanText, Document
from civtext.store import Holder, Store, opened

__all__ = ["KINDS", "SEVERITIES", "Standing", "find_gaps", "find_gaps_of", "standing_record", "standings"]

KINDS = {"blank": "空白", "indicator": "指标", "contradiction": "矛盾", "leftover": "残留", "form": "格式"}
SEVERITIES = {"must": "必改", "should": "应改", "look": "核对"}
_CHECKS = (blanks.check, numbers.check, order.check, leftovers.check, stale.check, form.check)


def find_gaps(
    document: Document,
    *,
    against: str | Path | Store | Holder | None = None,
    codebook: Codebook | None = None,
    unanswered: bool = True,
) -> list[Annotation]:
    """The gaps of an annotated document, in text order; those of no place (an indicator nobody answers) at its end.

    `against` is a base of other reports: their passages and figures are told beside indicators, and sentences that stand
    in them too are found. Without `unanswered`, indicators are not looked at. Never raises on text; StoreError for a base that
    cannot be read.
    """
    return find_gaps_of([document], against=against, codebook=codebook, unanswered=unanswered)[0]


def find_gaps_of(
    documents: Iterable[Document],
    *,
    against: str | Path | Store | Holder | None = None,
    codebook: Codebook | None = None,
    unanswered: bool = True,
) -> list[list[Annotation]]:
    """The gaps of each of several documents, the articles of a compilation, as `find_gaps` finds them: the base is asked
    once what it says of the indicators.
    """
    with opened(against) if against else nullcontext() as others:
        elsewhere = answers.told_by(others, codebook) if others and unanswered else {}
        found = []
        for document, whole in _with_file(documents):
            gaps = [one for check in _CHECKS for one in check(document)]
            gaps += leftovers.beside(document, whole)
            gaps += leftovers.reused(document, others) if others else []
            gaps += answers.check(document, elsewhere, codebook) if unanswered else []
            found.append(_in_order(gaps))
    return found


def _with_file(documents: Iterable[Document]) -> Iterator[tuple[Document, CleanText]]:
    """Documents with the reading of the whole file that each is from, which is read once."""
    source, whole = None, CleanText.of("", ())
    for document in documents:
        if document.source is not source:
            source, whole = document.source, clean(document.source)
        yield document, whole


def _in_order(found: list[Annotation]) -> list[Annotation]:
    """Gaps in text order, without the sentences that only noise or damage cuts off."""
    spoilt = [one.span for one in found if one.provenance.rule in ("noise", "damage")]
    found = [one for one in found if one.provenance.rule != "cut_off" or not any(map(one.span.overlaps, spoilt))]
    return sorted(found, key=lambda one: (one.span, one.provenance.rule))

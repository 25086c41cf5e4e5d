"""The outline (提纲) of an article: its headings, the sections under them, and the passages to be classified.

>>> from civtext.model import CleanText, Source
>>> text = "砚湖区创建工作总结\\n一、主要做法\\n(一)健全机制。成立专班三个。\\n(二)广泛宣传。发放手册千份。\\n二、下一步打算\\n持续用力。\\n"
>>> document = read_outline(Document(Source(text), CleanText.of(text, [])))
>>> for section in document.sections:
...     print(section.level, section.role, " > ".join(section.path))
1 measures 主要做法
2 measures 主要做法 > 健全机制
2 measures 主要做法 > 广泛宣传
1 plan 下一步打算
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from civtext.model import Document, Heading, Section, Span
from civtext.outline.headings import Found, find_headings
from civtext.outline.hidden import behind_gaps, gaps
from civtext.outline.passages import innermost, read_passages
from civtext.outline.roles import exhorts, is_mending, is_plan, last_year, role_of, role_of_body, turns_ahead
from civtext.quantities import numeral

_SENTENCE_HEAD = re.compile(r"(?:^|(?<=[。!?\n]))[ ]{0,4}(?=[^\s。!?])")
_ONE_OF_THEM = re.compile(r"^(?:关于|针对)|方面的?问题|的问题$")
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?=年)")
_NUMERAL = re.compile(r"[^一二三四五六七八九十0-9]")
_HEAD, _OPENING = 12, 300


def read_outline(document: Document) -> Document:
    """The document with its headings annotated, and with sections and passages."""
    headings = find_headings(document)
    sections = _sections(document, headings)
    annotations = [
        document.found(
            found.span,
            "heading",
            Heading(found.level, found.number, found.title, found.inline),
            rule=found.rule,
            component="outline",
        )
        for found in headings
    ]
    passages = read_passages(document, headings, sections)
    return replace(document, sections=sections, passages=passages).with_annotations(annotations)


def _sections(document: Document, headings: Sequence[Found]) -> tuple[Section, ...]:
    """A section for each heading, and one without a title for a closing part that only its first words announce."""
    under = [found for found in headings if found.level > 0]
    title = document.title or _title(headings)
    plan = is_plan(title, [found.title for found in under if found.level == 1])
    ends = _ends(under, len(document.text))
    starts = [found.span.start for found in under]
    above: list[Section] = []
    sections = []
    told = last_year(document.folded)
    for found, end, below in zip(under, ends, [*starts, len(document.text)][1:], strict=True):
        above = [section for section in above if section.level < found.level]
        role = _within(above, title, found.title) or _body_role(document, found, plan)
        if role in ("measures", "other") and (plan or exhorts(title, document.folded[found.span.end : below])):
            role = "plan"
        if role in ("measures", "other") and not above and told < found.span.start:
            role = "plan" if turns_ahead(found.title, document.folded[found.span.end : end]) else role
        path = (*(section.title for section in above), found.title)
        section = Section(Span(found.span.start, end), found.level, found.title, role, path)
        above.append(section)
        sections.append(section)
    sections = behind_gaps(title, gaps(document), sections, [_number(found) for found in under])
    whole = Section(Span(0, len(document.text)), 0, "", "plan" if plan else "measures")  # of a text without headings
    closing = _closing(document.folded, sections or [whole])
    ahead = [section.span for section in closing if section.role == "plan"]
    sections = [replace(one, role="plan") if any(span.covers(one.span) for span in ahead) else one for one in sections]
    return tuple(sorted([*sections, *closing], key=lambda section: section.span.start))


def _within(above: Sequence[Section], title: str | None, heading: str) -> str | None:
    """The role of a section by its own heading and those above: what stands among plans or problems is one of them; where it is
    told how problems were put right, each of them (关于市容方面的问题) is a part of the work."""
    role = role_of(heading)
    if role == "problems" and _ONE_OF_THEM.search(heading) and is_mending(above[-1].title if above else title):
        return "measures"
    if above and (
        role is None or (above[-1].role in ("plan", "problems") and role in ("background", "results", "measures"))
    ):
        return above[-1].role
    return role


def _number(found: Found) -> int:
    return int(numeral(_NUMERAL.sub("", found.number)) or 0)


def _title(headings: Sequence[Found]) -> str | None:
    return next((found.title for found in headings if found.level == 0), None)


def _ends(headings: Sequence[Found], length: int) -> list[int]:
    """Where each heading's section ends: at the next heading of its level or above."""
    ends, following = [], dict[int, int]()
    for found in reversed(headings):
        ends.append(min([at for level, at in following.items() if level <= found.level], default=length))
        following[found.level] = found.span.start
    return ends[::-1]


def _body_role(document: Document, found: Found, plan: bool) -> str:
    body = document.folded[found.span.end : found.span.end + _HEAD + 4].lstrip("。: \n")
    return role_of_body(body) or ("plan" if plan else "measures")


def _closing(folded: str, sections: Sequence[Section]) -> list[Section]:
    """Parts that turn to problems or plans without a heading: to the section's end in the last and in one on problems, to the
    paragraph's elsewhere."""
    last = sections[-1]
    starts = [section.span.start for section in sections]
    found: list[Section] = []
    years = [(year.end(), int(year[0])) for year in _YEAR.finditer(folded, 0, _OPENING)]
    for match in _SENTENCE_HEAD.finditer(folded, sections[0].span.start):
        holder = sections[innermost(sections, starts, match.end()) or 0]
        year = max((year for end, year in years if end < match.end()), default=0)
        role = role_of_body(folded[match.end() : match.end() + _HEAD], year)
        inside = bool(found) and match.end() < found[-1].span.end
        if not role or (inside and (role != "plan" or found[-1].role != "problems")):
            continue
        if holder.role in (role, "plan") or match.end() in starts:
            continue
        paragraph = folded.find("\n", match.end())
        whole = holder is last or paragraph < 0 or holder.role == "problems"  # 存在问题和下一步打算
        end = holder.span.end if whole else min(paragraph, holder.span.end)
        if inside:  # …还存在差距。下一步,…: the problems end where the plan begins
            end, found[-1] = found[-1].span.end, replace(found[-1], span=Span(found[-1].span.start, match.end()))
        found.append(Section(Span(match.end(), end), holder.level + 1, "", role, holder.path))
    return found

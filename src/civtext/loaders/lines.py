"""Lines on their way to a page: what the readers of Word files and of web pages both put together.

>>> page = Page(limit=100, lost="text.bad_bytes")
>>> page.write(Line("整治背街小巷80条。", Location(paragraph=1)))
>>> page.text, page.parts[0].span
('整治背街小巷80条。\\n', Span(start=0, end=10))
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from civtext.loaders.problems import refusal, remark
from civtext.loaders.txt import LISTED, LOST
from civtext.model import Flag, Location, Part, Span

WIDEST = 63  # columns of a table that Word can make; beyond, a span is a mistake or malice


class Run(NamedTuple):
    """A stretch of text and the element that holds it: the way back for who writes into the file."""

    span: Span
    element: Any


@dataclass(slots=True)
class Line:
    """A paragraph on its way to the page; `hidden` are stretches of it that are not seen, `end` is what follows it,
    `runs` the elements that its text stands in.
    """

    text: str
    where: Location
    kind: str = "body"
    level: int | None = None
    hidden: list[Span] = field(default_factory=list)
    end: str = "\n"
    runs: list[Run] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """The text so far and its parts; `lost` is the code of the remark on a character that could not be read.

    `runs` are kept where a list is given: a long text has many, and only who writes into the file needs them.
    """

    limit: int
    lost: str
    pieces: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    length: int = 0
    runs: list[Run] | None = None

    @property
    def text(self) -> str:
        """All lines, each with its end."""
        return "".join(self.pieces)

    def write(self, line: Line) -> None:
        """Put a line at the end. Raises LoadError text.size."""
        end = self.length + len(line.text)
        if line.text or line.kind == "table":
            self.parts.append(Part(Span(self.length, end), line.where, line.kind, line.level))
        self.flags += [remark("docx.hidden", span.shifted(self.length)) for span in line.hidden]
        for at in islice(re.finditer(LOST, line.text), max(0, LISTED - len(self.flags))):
            self.flags.append(remark(self.lost, Span(*at.span()).shifted(self.length)))
        if self.runs is not None:
            self.runs += [Run(run.span.shifted(self.length), run.element) for run in line.runs]
        self.pieces.append(line.text + line.end)
        self.length = end + len(line.end)
        if self.length > self.limit:
            raise refusal("text.size", limit=self.limit)

"""The second reader of a PDF, pdfplumber: opened when the first page needs it, and never holding more than a page.

It knows where ruled lines are (`ruled`), and what some characters mean that pypdfium2 has no meaning for.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from civtext.loaders.boxes import Box, Frame
from civtext.loaders.characters import Char
from civtext.loaders.pages import Sheet
from civtext.loaders.txt import LOST

_NEAR = 1.0  # points: how far apart the readers may set the same character
_DEEPEST = 1_000  # nodes above a page; pdfium gives up at 1,024


class Second:
    """A PDF as pdfplumber reads it. What it raises on a broken file is of many kinds."""

    def __init__(self, data: bytes, password: str | None = None) -> None:
        self._data, self._password = data, password
        self._file: Any = None

    @property
    def _opened(self) -> Any:
        import pdfplumber

        if self._file is None:
            logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every oddity; what matters is flagged
            self._file = pdfplumber.open(io.BytesIO(self._data), password=self._password)
        return self._file

    @contextmanager
    def page(self, number: int) -> Iterator[Any]:
        """A page, from 1; afterwards all that it holds is let go."""
        page = self._opened.pages[number - 1]
        try:
            yield page
        finally:
            page.close()

    def is_too_deep(self) -> bool:
        """Whether the first page lies deeper in the tree of pages than any reader goes."""
        from pdfminer.pdftypes import list_value, resolve1

        node, depth = resolve1(self._opened.doc.catalog.get("Pages")), 0
        while isinstance(node, dict) and "Kids" in node and depth <= _DEEPEST:
            node, depth = resolve1(next(iter(list_value(node["Kids"])), None)), depth + 1
        return depth > _DEEPEST


def upright(box: tuple[float, float, float, float], page: Any, frame: Frame) -> Box:
    """A box as pdfplumber gives it (y downwards, from its idea of the page's corner)."""
    left, top, right, bottom = box
    x, y = page.bbox[0], page.height + page.bbox[1]
    return frame.shown(Box(left - x, y - bottom, right - x, y - top))


def understood(sheet: Sheet, page: Any) -> list[Char]:
    """The characters of a page, those that are LOST as the second reader has them, if it knows what they mean."""
    known: dict[int, list[tuple[Box, str]]] = {}
    for one in page.chars:
        if _has_meaning(one["text"]):
            box = upright((one["x0"], one["top"], one["x1"], one["bottom"]), page, sheet.frame)
            known.setdefault(round(box.left), []).append((box, one["text"]))
    return [char._replace(text=_meaning(char, known)) if char.text == LOST else char for char in sheet.chars]


def _has_meaning(word: str) -> bool:
    return not word.startswith("(cid:") and word.isprintable() and word != LOST


def _meaning(char: Char, known: dict[int, list[tuple[Box, str]]]) -> str:
    middle = (char.bottom + char.top) / 2
    near = [pair for at in (-1, 0, 1) for pair in known.get(round(char.left) + at, ())]
    return next(
        (
            word
            for box, word in near
            if abs(box.left - char.left) < _NEAR
            and abs((box.bottom + box.top) / 2 - middle) < (box.top - box.bottom) / 2
        ),
        LOST,
    )

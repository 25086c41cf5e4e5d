"""One page of a PDF through pypdfium2: its characters set upright, and whether it shows pictures or ruled lines.

A page may be drawn sideways, with or without a note to turn it (wide tables often are); what counts is how most of its
characters stand. `Frame` turns their boxes, and those of the lines that another reader finds on the page.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from civtext.loaders.layout import Char
from civtext.loaders.txt import LOST

_HYPHENS = {0x02: "-", 0xFFFE: "-"}  # what pdfium makes of a hyphen at a line end
_SAMPLE = 60  # characters that are asked how they stand
_SEGMENTS = 5  # of a path: what a rectangle has
_THIN = 4.0  # points: a ruled line, not an area
_DEPTH = 3  # of forms in forms
_WIDEST = 100_000  # points, seven times what a PDF may have


class Box(NamedTuple):
    """A rectangle on a page, y upwards."""

    left: float
    bottom: float
    right: float
    top: float


_A4 = Box(0, 0, 595, 842)


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page stands: `turns` quarters to the left until its text is upright, the page's own box, and its /Rotate."""

    turns: int
    page: Box
    rotation: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height when upright."""
        wide, high = self.page.right - self.page.left, self.page.top - self.page.bottom
        return (high, wide) if self.turns % 2 else (wide, high)

    def upright(self, box: Box) -> Box:
        """A box of the page's own coordinates, with the page turned."""
        return _turned(box, self.page, self.turns)

    def shown(self, box: Box) -> Box:
        """A box on the page as it is shown (after /Rotate, from its lower left corner), with the page turned."""
        wide, high = self.page.right - self.page.left, self.page.top - self.page.bottom
        sheet = Box(0, 0, high, wide) if self.rotation % 180 else Box(0, 0, wide, high)
        left, bottom, right, top = _turned(box, sheet, -self.rotation // 90 % 4)
        x, y = self.page.left, self.page.bottom
        return self.upright(Box(left + x, bottom + y, right + x, top + y))


def _turned(box: Box, page: Box, turns: int) -> Box:
    """A box on a page that is turned to the right by quarters `turns` times."""
    if turns == 1:  # what ran upwards runs to the right
        return Box(box.bottom, page.right - box.right, box.top, page.right - box.left)
    if turns == 2:
        return Box(page.right - box.right, page.top - box.top, page.right - box.left, page.top - box.bottom)
    if turns == 3:
        return Box(page.top - box.top, box.left, page.top - box.bottom, box.right)
    return box


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as pypdfium2 reads it; `drawn` counts the drawn objects where there are ruled lines, else it is 0."""

    number: int
    frame: Frame
    chars: list[Char]
    unmapped: int
    has_image: bool
    drawn: int


def sheet(document: Any, index: int, most_drawn: int) -> Sheet:
    """Read a page. Raises LookupError where pdfium cannot load it; objects are counted up to `most_drawn` + 1."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = document[index]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        raise LookupError(index) from None
    try:
        frame = Frame(_turns(text.raw), _own_box(page), page.get_rotation())
        chars = list(_chars(text.raw, index + 1, frame))
        bad = sum(_is_unmapped(one.text) or raw.FPDFText_HasUnicodeMapError(text.raw, one.place) == 1 for one in chars)
        image = not chars and any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEPTH))
        return Sheet(index + 1, frame, chars, bad, image, _drawn(page, most_drawn) if chars else 0)
    finally:
        text.close()
        page.close()


def _own_box(page: Any) -> Box:
    """The page's own box; A4 where the file gives none that could be printed."""
    box = Box(*page.get_mediabox())
    return box if all(0 < length < _WIDEST for length in (box.right - box.left, box.top - box.bottom)) else _A4


def _turns(text: Any) -> int:
    """In which direction most of the text runs: 0 to the right, 1 upwards, 2 to the left, 3 downwards (pdfium's angles
    go clockwise)."""
    from pypdfium2 import raw

    count = raw.FPDFText_CountChars(text)
    angles = Counter(
        -round(raw.FPDFText_GetCharAngle(text, index) / (math.pi / 2)) % 4
        for index in range(0, count, count // _SAMPLE + 1)
        if raw.FPDFText_IsGenerated(text, index) == 0
    )
    return angles.most_common(1)[0][0] if angles else 0


def _chars(text: Any, page: int, frame: Frame) -> Iterator[Char]:
    """The characters of a page in reading order, with the boxes they take up on the line.

    The box of the ink would not do: a closing quotation mark at the end of a line has its ink far from the margin.
    What is drawn again on the very same spot (forms that draw each other) is read once; but one glyph may stand for two
    characters, as fonts have it for ——.
    """
    from pypdfium2 import raw

    loose, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    spots: set[tuple[str, float, float]] = set()
    last = None
    for index in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, index)
        word = _HYPHENS.get(code) or (chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else LOST)
        raw.FPDFText_GetLooseCharBox(text, index, loose)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        made = raw.FPDFText_IsGenerated(text, index) == 1
        box = frame.upright(Box(loose.left, loose.bottom, loose.right, loose.top))
        base = frame.upright(Box(x.value, y.value, x.value, y.value)).bottom
        spot = (word, round(x.value, 2), round(y.value, 2))
        if spot in spots and spot != last and not made:
            continue
        spots.add(spot)
        last = spot
        yield Char(word, box.left, box.right, box.bottom, box.top, base, made, index, page)


def _is_unmapped(word: str) -> bool:
    """Private-use characters stand for a font's own glyphs."""
    return word == LOST or "\ue000" <= word <= "\uf8ff" or word >= "\U000f0000"


def _drawn(page: Any, most: int) -> int:
    """How much is drawn on the page, if it has what a table needs: two lines each way, or a frame; else 0."""
    import pypdfium2
    from pypdfium2 import raw

    count = flat = tall = boxes = 0
    for one in page.get_objects(max_depth=_DEPTH):
        count += 1
        if one.type != raw.FPDF_PAGEOBJ_PATH:
            continue
        count += max(0, raw.FPDFPath_CountSegments(one.raw)) // _SEGMENTS
        try:
            left, bottom, right, top = one.get_bounds()
        except pypdfium2.PdfiumError:
            continue
        is_flat, is_tall = top - bottom < _THIN < right - left, right - left < _THIN < top - bottom
        flat, tall = flat + is_flat, tall + is_tall
        boxes += top - bottom >= _THIN and right - left >= _THIN
        if count > most:
            break
    return count if boxes or (flat > 1 and tall > 1) else 0

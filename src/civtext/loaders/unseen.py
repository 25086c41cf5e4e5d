"""Which letters of a PDF page nobody sees: invisible, white on white, too small, clipped away, under a picture, or beside it.

What was drawn beside the page from its first letter to its last is left out; of a line that runs over the edge all is
kept, and flagged. The others stay in the text too. White letters are seen where something dark was painted below them, as in
the head of a table. Invisible letters over a picture of the page are what text recognition (OCR) leaves there.
"""

from __future__ import annotations

import ctypes
import math
from typing import Any, NamedTuple

from civtext.loaders.boxes import Box

_INVISIBLE = (3, 7)  # render modes: neither filled nor stroked
_FILLED, _STROKED = (0, 2, 4, 6), (1, 2, 5, 6)
_WHITE = 250  # of 255, in each colour
_CLEAR = 8  # of 255: opacity below which nothing is seen
_SMALLEST = 1.0  # points; the smallest print is five times that
_SHOWN = 0.1  # of its width and height: what is left of a text that is clipped away
_SCANNED = 0.5  # of the page: what pictures cover of a scan
_DEPTH = 3  # of forms in forms


class _Paint(NamedTuple):
    """Something painted on a page that may lie below letters, or, a picture that nothing shines through, above them."""

    box: Box
    is_white: bool
    is_image: bool
    covers: bool


class Sight:
    """Which letters of one page are seen. Objects are looked at once, at most `most` of those that paint.

    `area` is what the page shows, None where its size is not known.
    """

    def __init__(self, page: Any, text: Any, area: Box | None, most: int) -> None:
        self._page, self._text, self._area, self._most = page, text, area, most
        self._codes: dict[int, str] = {}
        self._on_page: dict[int, bool] = {}  # address of a text object: whether something of it is on the page
        self._paints: list[_Paint] = []
        self._before: dict[int, int] = {}  # address of a text object: how many paints lie below it

    def code(self, index: int, box: Box) -> str:
        """pdf.hidden, pdf.recognised or pdf.off_page for a letter that is not seen, else nothing."""
        from pypdfium2 import raw

        one = raw.FPDFText_GetTextObject(self._text, index)
        address = ctypes.addressof(one.contents) if one else 0
        if self._area and not box.touches(self._area):
            if address not in self._on_page:
                self._on_page[address] = bool(address) and self._enters(address, index)
            return "pdf.hidden" if self._on_page[address] else "pdf.off_page"
        if not one:
            return ""
        self._on_page[address] = True
        if address not in self._codes:
            self._codes[address] = self._code(one, address, index, box)
        return self._codes[address]

    def _enters(self, address: int, index: int) -> bool:
        """Whether a text object whose letter that is comes onto the page further on."""
        from pypdfium2 import raw

        loose = raw.FS_RECTF()
        for at in range(index + 1, raw.FPDFText_CountChars(self._text)):
            one = raw.FPDFText_GetTextObject(self._text, at)
            if not one or ctypes.addressof(one.contents) != address:
                return False
            raw.FPDFText_GetLooseCharBox(self._text, at, loose)
            if self._area and Box(loose.left, loose.bottom, loose.right, loose.top).touches(self._area):
                return True
        return False

    def _code(self, one: Any, address: int, index: int, box: Box) -> str:
        from pypdfium2 import raw

        mode = raw.FPDFTextObj_GetTextRenderMode(one)
        if mode in _INVISIBLE:
            return "pdf.recognised" if self._is_scan() else "pdf.hidden"
        if max(self._size(index), box.right - box.left, box.top - box.bottom) < _SMALLEST or _is_clipped(one):
            return "pdf.hidden"
        if self._is_covered(address, box):
            return "pdf.recognised" if self._is_scan() else "pdf.hidden"
        return "pdf.hidden" if _is_white(one, mode) and self._is_on_white(address, box) else ""

    def _size(self, index: int) -> float:
        """How large letters are on the page, in points; a font that is a set of drawings may say anything."""
        from pypdfium2 import raw

        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self._text, index, matrix)
        return float(raw.FPDFText_GetFontSize(self._text, index) * math.hypot(matrix.c, matrix.d))

    def _is_scan(self) -> bool:
        self._look()
        area = self._area or Box(*self._page.get_bbox())
        return sum(paint.box.within(area).area for paint in self._paints if paint.is_image) >= _SCANNED * area.area

    def _is_on_white(self, address: int, box: Box) -> bool:
        self._look()
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        below = self._paints[: self._before.get(address, len(self._paints))]
        return next((paint.is_white for paint in reversed(below) if paint.box.holds(x, y)), True)

    def _is_covered(self, address: int, box: Box) -> bool:
        """Whether a picture was painted over a text later on; a seal that shows what is below it is none."""
        self._look()
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        above = self._paints[self._before.get(address, len(self._paints)) :]
        return any(paint.covers and paint.box.holds(x, y) for paint in above)

    def _look(self) -> None:
        """Go through the page's objects in the order in which they are painted, once."""
        from pypdfium2 import raw

        if self._before:
            return
        for one in self._page.get_objects(max_depth=_DEPTH):
            if one.type == raw.FPDF_PAGEOBJ_TEXT:
                self._before[ctypes.addressof(one.raw.contents)] = len(self._paints)
            elif len(self._paints) < self._most and (paint := _paint(one)):
                self._paints.append(paint)


def _paint(one: Any) -> _Paint | None:
    """What an object paints, if it fills an area."""
    import pypdfium2
    from pypdfium2 import raw

    if one.type == raw.FPDF_PAGEOBJ_PATH and not _is_filled(one.raw):
        return None
    if one.type not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
        return None
    white = one.type == raw.FPDF_PAGEOBJ_PATH and _colour(raw.FPDFPageObj_GetFillColor, one.raw) == "white"
    try:
        box, form = one.get_bounds(), one.container
        while form:  # what is in a form has the form's coordinates
            box, form = form.get_matrix().on_rect(*box), form.container
    except pypdfium2.PdfiumError:
        return None
    image = one.type == raw.FPDF_PAGEOBJ_IMAGE
    return _Paint(Box(*box), white, image, image and not raw.FPDFPageObj_HasTransparency(one.raw))


def _is_filled(path: Any) -> bool:
    from pypdfium2 import raw

    fill, stroked = ctypes.c_int(), ctypes.c_int()
    told = raw.FPDFPath_GetDrawMode(path, fill, stroked)
    return bool(told and fill.value) and _colour(raw.FPDFPageObj_GetFillColor, path) != "clear"


def _is_white(one: Any, mode: int) -> bool:
    """Whether letters are drawn in white or in no colour, outline and all."""
    from pypdfium2 import raw

    ways = [(raw.FPDFPageObj_GetFillColor, _FILLED), (raw.FPDFPageObj_GetStrokeColor, _STROKED)]
    return all(_colour(way, one) for way, modes in ways if mode in modes)


def _colour(way: Any, one: Any) -> str:
    """white, clear, or nothing for any other colour, and for patterns."""
    colours = [ctypes.c_uint() for _ in range(4)]
    if not way(one, *colours):
        return ""
    *rgb, opacity = (colour.value for colour in colours)
    return "clear" if opacity < _CLEAR else "white" if min(rgb) >= _WHITE else ""


def _is_clipped(one: Any) -> bool:
    """Whether nearly nothing of a text lies where it may be painted (both in the coordinates of what holds it)."""
    from pypdfium2 import raw

    clip = raw.FPDFPageObj_GetClipPath(one)
    paths = raw.FPDFClipPath_CountPaths(clip) if clip else 0
    edges = [ctypes.c_float() for _ in range(4)]
    if paths < 1 or not raw.FPDFPageObj_GetBounds(one, *edges):
        return False
    whole = seen = Box(*(edge.value for edge in edges))
    for path in range(paths):
        if (around := _around(clip, path)) is not None:
            seen = seen.within(around)
    wide, high = whole.right - whole.left, whole.top - whole.bottom
    return seen.right - seen.left < _SHOWN * wide or seen.top - seen.bottom < _SHOWN * high


def _around(clip: Any, path: int) -> Box | None:
    """The box around a path of a clip; None where it has no point."""
    from pypdfium2 import raw

    x, y = ctypes.c_float(), ctypes.c_float()
    points = []
    for at in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
        segment = raw.FPDFClipPath_GetPathSegment(clip, path, at)
        if segment and raw.FPDFPathSegment_GetPoint(segment, x, y):
            points.append((x.value, y.value))
    if not points:
        return None
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))

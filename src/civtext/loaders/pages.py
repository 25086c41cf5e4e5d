"""One page of a PDF through pypdfium2: its characters set upright, and whether it shows pictures or ruled lines.

A page may be drawn sideways, with or without a note to turn it (wide tables often are), or be written downwards; what
counts is how most of its characters stand. `boxes.Frame` turns their boxes, and those of the lines that another reader finds on the page.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from civtext.loaders.boxes import Box, Frame
from civtext.loaders.characters import Char
from civtext.loaders.txt import LOST
from civtext.loaders.unseen import Sight

_HYPHENS = {0x02: "-", 0xFFFE: "-"}  # what pdfium makes of a hyphen at a line end
_SAMPLE = 60  # characters that are asked how they stand
_SEGMENTS = 5  # of a path: what a rectangle has
_THIN = 4.0  # points: a ruled line, not an area
_DEPTH = 3  # of forms in forms
_WIDEST = 100_000  # points, seven times what a PDF may have
_A4, _LETTER = Box(0, 0, 595, 842), Box(0, 0, 612, 792)
_NOTES = 1_000  # of a page that are looked at
_RUN = 6  # letters under each other that make a line of vertical text
_CLOSE = 1.4  # letters from one to the next; lines are further apart


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as pypdfium2 reads it; `drawn` counts the drawn objects where there are ruled lines, else it is 0.

    `found` counts the characters (or attached files) that a remark is due on, by its code. A character that has no meaning in the file is
    LOST here; of those without, `private` are a font's own.
    """

    number: int
    frame: Frame
    chars: list[Char]
    found: Counter[str]
    private: int
    has_image: bool
    drawn: int


def sheet(document: Any, index: int, most_drawn: int, *, says_letter: bool = False) -> Sheet:
    """Read a page. Raises LookupError where pdfium cannot load it; objects are counted up to `most_drawn` + 1.

    `says_letter`: the file may give the size (US letter) that pdfium takes where there is none.
    """
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = document[index]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        raise LookupError(index) from None
    try:
        box = _own_box(page, says_letter)
        downwards = _runs_down(text.raw)
        frame = Frame(3 if downwards else _turns(text.raw), box or _A4, page.get_rotation())
        found: Counter[str] = Counter()
        sight = Sight(page, text.raw, Box(*page.get_bbox()) if box else None, most_drawn)
        chars = list(_chars(text.raw, index + 1, frame, sight, found))
        chars = _by_column(chars) if downwards else chars
        found["pdf.vertical"] += downwards or _has_vertical(chars)
        found["pdf.pinned"] += _pinned(page)
        found["pdf.page_size"] += box is None and bool(chars)
        private = sum(_is_private(one.text) for one in chars)
        image = not chars and any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEPTH))
        return Sheet(index + 1, frame, chars, +found, private, image, _drawn(page, most_drawn) if chars else 0)
    finally:
        text.close()
        page.close()


def _pinned(page: Any) -> int:
    """How many files are attached to places on a page."""
    from pypdfium2 import raw

    count = 0
    for index in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _NOTES)):
        if note := raw.FPDFPage_GetAnnot(page.raw, index):
            count += raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_FILEATTACHMENT
            raw.FPDFPage_CloseAnnot(note)
    return count


def _own_box(page: Any, says_letter: bool) -> Box | None:
    """The page's box; None where the file gives none that could be printed."""
    own = page.get_mediabox(fallback_ok=False)  # not one that it inherits
    box = Box(*(own or page.get_bbox()))
    if not own and box == _LETTER and not says_letter:
        return None
    return box if all(0 < length < _WIDEST for length in (box.right - box.left, box.top - box.bottom)) else None


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


def _runs_down(text: Any) -> bool:
    """Whether most characters stand below the one before, upright and close: vertical text."""
    from pypdfium2 import raw

    count = raw.FPDFText_CountChars(text)
    x, y = ctypes.c_double(), ctypes.c_double()
    below = asked = 0
    for index in range(0, count - 1, count // _SAMPLE + 1):
        if any(raw.FPDFText_IsGenerated(text, at) or raw.FPDFText_GetCharAngle(text, at) for at in (index, index + 1)):
            continue
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        before = x.value, y.value
        raw.FPDFText_GetCharOrigin(text, index + 1, x, y)
        loose = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(text, index, loose)
        asked += 1
        below += _is_next_below(before[0] - x.value, before[1] - y.value, loose.top - loose.bottom)
    return below * 2 > asked


def _is_next_below(left: float, down: float, size: float) -> bool:
    return abs(left) < 0.3 * size and 0.5 * size < down < _CLOSE * size


def _by_column(chars: list[Char]) -> list[Char]:
    """Vertical text from the rightmost column on (pdfium starts at the left); its letters are centred on the line."""
    columns: list[list[Char]] = []
    for char in chars:
        if not char.made:
            char = char._replace(base=(char.bottom + char.top) / 2)
            wide = (char.top - char.bottom) / 2
            if not columns or abs(columns[-1][-1].base - char.base) > wide:
                columns.append([])
            columns[-1].append(char)
    return [char for column in sorted(columns, key=lambda column: -column[0].base) for char in column]


def _has_vertical(chars: list[Char]) -> bool:
    """Whether some Han characters stand closely below each other, each alone on its line."""
    solid = [char for char in chars if not char.made and not char.text.isspace()]
    run = 0
    for last, char in pairwise(solid):
        middle = (last.left + last.right - char.left - char.right) / 2
        both = "一" <= last.text <= "鿿" and "一" <= char.text <= "鿿"
        run = run + 1 if both and _is_next_below(middle, last.base - char.base, char.right - char.left) else 0
        if run >= _RUN:
            return True
    return False


def _chars(text: Any, page: int, frame: Frame, sight: Sight, found: Counter[str]) -> Iterator[Char]:
    """The characters of a page in reading order, with the boxes they take up on the line.

    The box of the ink would not do: a closing quotation mark at the end of a line has its ink far from the margin.
    What is drawn again on the very same spot (forms that draw each other) is read once; but one glyph may stand for two
    characters, as fonts have it for ——. What lies wholly outside the page is left out.
    """
    from pypdfium2 import raw

    loose, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    spots: set[tuple[str, float, float]] = set()
    last = None
    for index in range(raw.FPDFText_CountChars(text)):
        word = _word(text, index)
        raw.FPDFText_GetLooseCharBox(text, index, loose)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        made = raw.FPDFText_IsGenerated(text, index) == 1
        own = Box(loose.left, loose.bottom, loose.right, loose.top)
        spot = (word, round(x.value, 2), round(y.value, 2))
        if spot in spots and spot != last and not made:
            continue
        spots.add(spot)
        last = spot
        code = "" if made or word.isspace() else sight.code(index, own)
        if code:
            found[code] += 1
        if code != "pdf.off_page":
            box, base = frame.upright(own), frame.upright(Box(x.value, y.value, x.value, y.value)).bottom
            yield Char(word, box.left, box.right, box.bottom, box.top, base, made, index, page, code == "pdf.hidden")


def _word(text: Any, index: int) -> str:
    """What a character says: LOST where the file does not tell (pdfium then gives its number in the font)."""
    from pypdfium2 import raw

    code = raw.FPDFText_GetUnicode(text, index)
    if raw.FPDFText_HasUnicodeMapError(text, index) == 1 and code != 0x20:
        return LOST
    return _HYPHENS.get(code) or (chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else LOST)


def _is_private(word: str) -> bool:
    """Private-use characters stand for a font's own glyphs."""
    return "\ue000" <= word <= "\uf8ff" or word >= "\U000f0000"


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

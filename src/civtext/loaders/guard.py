"""What is looked at in a PDF before its pages are read: streams that inflate beyond bounds, forms in XML with a DOCTYPE."""

from __future__ import annotations

import ctypes
import re
import zlib
from typing import Any

from civtext.errors import LoadError
from civtext.loaders.markup import refuse_doctype
from civtext.loaders.problems import refusal

_STREAM = re.compile(rb"\bstream\r?\n")
_DEFLATED = re.compile(rb"/(?:FlateDecode|Fl)\b")
_OTHER = re.compile(rb"/(?:LZW|ASCII85|ASCIIHex|RunLength|DCT|JPX|JBIG2|CCITTFax|Crypt)")
_MOST_FILTERS = 8
_STEP = 1 << 16
_LONGEST_HEAD = 1 << 20  # bytes of a stream's dictionary


def refuse_inflating(data: bytes, limit: int) -> None:
    """Raises LoadError pdf.stream where a stream would unpack to more than `limit` bytes, or is packed over and over.

    Pictures may: they are not unpacked for their page's text. Told are streams whose only packing is deflate, and whose
    dictionary stands in the file as text.
    """
    before = 0
    for found in _STREAM.finditer(data):
        head = data[max(before, found.start() - _LONGEST_HEAD) : found.start()].rpartition(b" obj")[2]
        before = found.end()
        times = len(_DEFLATED.findall(head))
        if times > _MOST_FILTERS:
            raise refusal("pdf.stream", limit=limit)
        if times and b"/Image" not in head and not _OTHER.search(head) and _unpacks_to(data, before, times, limit):
            raise refusal("pdf.stream", limit=limit)


def _unpacks_to(data: bytes, start: int, times: int, limit: int) -> bool:
    """Whether what starts there, deflated so many times, is longer than the limit; no more than a step is kept."""
    inflating = [zlib.decompressobj() for _ in range(times)]
    waiting = [b""] * times
    length, at = 0, start
    while length <= limit:
        level = next((n for n in reversed(range(times)) if waiting[n]), None)
        if level is None:
            if at >= len(data) or inflating[0].eof:
                return False
            waiting[0], at, level = data[at : at + _STEP], at + _STEP, 0
        try:
            piece = inflating[level].decompress(waiting[level], _STEP)
        except zlib.error:
            return False
        waiting[level] = b"" if inflating[level].eof else inflating[level].unconsumed_tail
        if level + 1 < times:
            waiting[level + 1] += piece
        else:
            length += len(piece)
    return True


def has_form(document: Any) -> bool:
    """Whether a PDF holds a form in XML (XFA), which is not read. Raises LoadError xml.doctype where it declares one."""
    from pypdfium2 import raw

    packets = int(raw.FPDF_GetXFAPacketCount(document.raw))
    content = b"".join(_packet(document, index) for index in range(max(0, packets)))
    try:
        refuse_doctype(content, "XFA")
    except LoadError as error:
        if error.code == "xml.doctype":
            raise
    return packets > 0


def _packet(document: Any, index: int) -> bytes:
    from pypdfium2 import raw

    length = ctypes.c_ulong()
    if not raw.FPDF_GetXFAPacketContent(document.raw, index, None, 0, length):
        return b""
    content = ctypes.create_string_buffer(length.value)
    raw.FPDF_GetXFAPacketContent(document.raw, index, content, length.value, length)
    return content.raw

"""Plain text (.txt): bytes to characters, without loss and without guessing more than needed.

The order matters. A byte order mark decides. Then UTF-8, strictly and then with a few bad bytes, because the bytes
of a damaged UTF-8 file are often valid GB18030 and would come out as mojibake. Only then the codecs without a
check of their own: all that decode are tried, and the reading with the largest share of everyday characters wins;
that also keeps two-word GBK files from becoming Korean or Big5.

A detector adds nothing. Of 200 cuts of the example reports at each length (Big5: of a traditional text) so many came
back character for character, ours before charset-normalizer 3.5 told to choose among these very codecs:

    characters   UTF-8        GB18030      Big5         UTF-16 without mark
    2            1.00 0.88    0.95 0.11    0.80 0.78    0.78 0.44
    4            1.00 0.98    1.00 0.41    0.99 0.94    0.92 0.75
    8            1.00 1.00    0.99 0.76    1.00 0.72    0.98 0.90
    20           1.00 1.00    1.00 0.96    1.00 1.00    1.00 0.97
    200          1.00 1.00    1.00 0.99    1.00 1.00    1.00 0.98

Line ends are kept as they are: offsets count the code points of the decoded file.

>>> source = read_txt("文明城市创建总结".encode("gb18030"), Options())
>>> source.text, [flag.code for flag in source.flags]
('文明城市创建总结', ['text.encoding'])
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from civtext.errors import UsageError
from civtext.loaders.limits import Options
from civtext.loaders.problems import refusal, remark
from civtext.model import Flag, Source, Span

LOST = "\ufffd"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNCHECKED = ("gb18030", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "big5hkscs")
_SAMPLE = 20_000
_READABLE = 0.4  # share of everyday characters: real text has over 0.6, random bytes under 0.2
LISTED = 50  # places listed per kind of damage

_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_BIDI = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_CP1252 = "\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
# UTF-8 read as Latin-1 (ä¸­), GBK read as Latin-1 (ÖÐ¹ú; not ×××× or ····), U+FFFD read as GBK (锟斤), UTF-8 as GBK (鏂囨槑).
_MOJIBAKE = re.compile(rf"[ä-é][{_CP1252}]{{2}}|[\xa1-\xb6\xb8-\xd6\xd8-\xfe]{{4}}|锟斤|[锛銆鐨鍒鏂囨槑鍩鍜]")


def _each_byte(error: UnicodeError) -> tuple[str, int]:
    """One U+FFFD for each byte that cannot be decoded, so that no damage moves what comes after it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return LOST * (error.end - error.start), error.end


codecs.register_error("civtext.each_byte", _each_byte)


def read_txt(data: bytes, options: Options) -> Source:
    """Decode a text file. Raises LoadError text.empty, text.blank, text.binary or text.size."""
    text, flags = decode(data, options.encoding)
    if not text:
        raise refusal("text.empty")
    if len(text) > options.limits.characters:
        raise refusal("text.size", limit=options.limits.characters)
    return from_text(text, flags=flags)


def from_text(text: str, *, flags: Iterable[Flag] = ()) -> Source:
    """A source made of text in hand, with what is odd about it flagged; lone surrogates become U+FFFD one for one.

    >>> from_text("新建\\ud800口袋公园").text
    '新建�口袋公园'
    """
    found = list(flags)
    if not _BIDI.sub("", text).strip():
        raise refusal("text.blank")
    if not text.isascii() and (spans := list(islice(_spans(r"[\ud800-\udfff]+", text), LISTED))):
        found += [remark("text.surrogate", span) for span in spans]
        text = re.sub(r"[\ud800-\udfff]", LOST, text)
    return Source(text, flags=(*found, *oddities(text)))


def oddities(text: str) -> Iterator[Flag]:
    """What a reader should know about decoded text: NULs, controls, bidirectional marks, mojibake."""
    if found := text.count("\0"):
        at = text.index("\0")
        yield remark("text.nul", Span(at, at + 1), found=found)
    for code, pattern in (("text.control", _CONTROLS), ("text.bidi", _BIDI)):
        if first := pattern.search(text):
            yield remark(code, Span(*first.span()), found=sum(1 for _ in pattern.finditer(text)))
    broken = list(islice(_MOJIBAKE.finditer(text), 3))
    if len(broken) == 3 or any("锟" in one.group() for one in broken):
        yield remark("text.mojibake_suspected", Span(*broken[0].span()))


def decode(data: bytes, encoding: str | None = None) -> tuple[str, list[Flag]]:
    """The text of a file and what to say about its decoding; a byte order mark is no part of the text."""
    if encoding:
        text = _decode(data, _known(encoding)).removeprefix("\ufeff")
        return text, list(_damage(data, text, encoding))
    for mark, codec in _MARKS:
        if data.startswith(mark):
            text = _decode(data[len(mark) :], codec)
            return text, list(_damage(data[len(mark) :], text, codec))
    return _decode_unmarked(data)


def _decode_unmarked(data: bytes) -> tuple[str, list[Flag]]:
    if _is_strict(data, "utf-8") and b"\0" not in data:
        text = data.decode()
        if len(_CONTROLS.findall(text[:_SAMPLE])) * 3 > len(text[:_SAMPLE]):
            raise refusal("text.binary")
        return text, list(_damage(data, text, "utf-8"))
    codec = "utf-8" if _tolerant_utf8(data) else _most_readable(data)
    mixed = codec is None and _holds_utf8(data)
    if codec is None and not mixed:
        raise refusal("text.binary")
    codec = codec or "utf-8"
    text = _decode(data, codec)
    flags = [remark("text.mixed_encoding")] if mixed else []
    if codec != "utf-8":
        sure = "high" if len(text) >= 20 else "low"
        flags.append(remark("text.encoding", codec=codec, confidence=sure))
    return text, flags + list(_damage(data, text, codec))


def _known(encoding: str) -> str:
    try:
        b" ".decode(encoding, "ignore")
    except UnicodeError:  # half a character of a codec of two bytes
        return encoding
    except (LookupError, ValueError):
        raise UsageError(
            "usage.encoding",
            f"不认识的编码“{encoding}”，例如 utf-8、gb18030、big5。",
            f"Unknown encoding '{encoding}'; known ones are utf-8, gb18030, big5 and Python's others.",
        ) from None
    return encoding


def _decode(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec, "civtext.each_byte")
    except UnicodeError:  # a few codecs (idna, punycode) know no error handlers
        raise refusal("text.binary") from None


def _is_strict(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeError:
        return False
    return True


def _bad(data: bytes, codec: str) -> int:
    """In how many places a reading fails."""
    return 0 if _is_strict(data, codec) else data.decode(codec, "replace").count(LOST)


def _tolerant_utf8(data: bytes) -> bool:
    """UTF-8 with few bad bytes, or cut inside its last character. NULs are left to the readings by two or four bytes."""
    if data.count(0) * 10 > len(data):
        return False
    text = data.decode("utf-8", "replace")
    bad, sample = text.count(LOST), text[:_SAMPLE]
    if bad == 0:
        return readability(text) >= _READABLE
    good = sum(1 for char in sample if char > "\x7f") - sample.count(LOST)
    is_cut = bad == 1 and text.endswith(LOST)
    return good > 0 and (is_cut or bad <= min(50, max(1, len(data) // 200)))


def _most_readable(data: bytes) -> str | None:
    """The codec whose reading has the largest share of everyday characters, or none if no reading has enough.

    Shares are taken from the beginning; a reading that fails nowhere goes before one that fails in a few places.
    """
    head = data[: 4 * _SAMPLE]
    shares = {codec: readability(head.decode(codec, "replace")) for codec in _UNCHECKED}
    likely = sorted((codec for codec in _UNCHECKED if shares[codec] > _READABLE), key=lambda codec: -shares[codec])
    failures = {codec: _bad(data, codec) for codec in likely}
    strict = [codec for codec in likely if not failures[codec]]
    tolerable = [codec for codec in likely if failures[codec] <= min(50, max(2, len(data) // 200))]
    return next(iter(strict + tolerable), None)


def _holds_utf8(data: bytes) -> bool:
    """Whether a good part of the bytes beyond ASCII are everyday Han characters in UTF-8."""
    sample = data[: 6 * _SAMPLE]
    han = sum(1 for char in sample.decode("utf-8", "ignore") if char in everyday() and char > "\x7f")
    high = sum(1 for byte in sample if byte > 0x7F)
    return han * 3 > high * 0.2


def readability(text: str) -> float:
    """The share of everyday characters among the first of a text.

    >>> readability("整治背街小巷80条，办理民生实事12件。"), readability("鏁存鑳岃灏忓贩") < 0.4
    (1.0, True)
    """
    sample = text[:_SAMPLE]
    return sum(1 for char in sample if char in everyday()) / max(1, len(sample))


@cache
def everyday() -> frozenset[str]:
    """Characters of everyday writing: the first levels of GB 2312 (3,755) and Big5 (5,401), ASCII, punctuation, and
    the astral and extension A Han that only a name needs but that no wrong reading brings about."""

    def plane(codec: str, leads: range) -> str:
        trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
        return bytes(byte for lead in leads for trail in trails for byte in (lead, trail)).decode(codec, "ignore")

    simplified = plane("gb2312", range(0xB0, 0xD8))
    traditional = plane("big5", range(0xA4, 0xC7))
    ascii_ = "".join(map(chr, range(32, 127))) + "\t\n\r\f\v"
    wide = "".join(map(chr, range(0xFF01, 0xFF5F)))
    marks = "\u3000、。〈〉《》「」『』【】〔〕“”‘’—…·×①②③④⑤⑥⑦⑧⑨⑩℃％○〇●□■★→≥≤±\xa0\u2028\x85"
    return frozenset(simplified + traditional + ascii_ + wide + marks)


def _damage(data: bytes, text: str, codec: str) -> Iterator[Flag]:
    """A flag for each stretch of U+FFFD (the first ones, where there are many)."""
    if LOST not in text:
        return
    code = "text.replacement" if _is_strict(data, codec) else "text.bad_bytes"
    for span in islice(_spans(LOST + "+", text), LISTED):
        yield remark(code, span)


def _spans(pattern: str, text: str) -> Iterator[Span]:
    return (Span(*found.span()) for found in re.finditer(pattern, text))

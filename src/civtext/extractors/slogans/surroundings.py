"""What stands near a formula built on a number (上下文): its sentence, what is told behind 即, the paragraph, for `expansions`.

>>> from civtext.model import Span
>>> formula = Formula(Span(2, 4), Span(2, 4), "四查", "")
>>> chunks_near("落实四查,即自查、互查。见效。", formula), told("落实四查,即自查、互查。见效。", formula)
(['落实四查', '即自查、互查', '见效'], '自查、互查')
"""

from __future__ import annotations

import re

from civtext.extractors.slogans.formulas import Formula

# 一是…, 二要…: what counts up, with what it names.
ORDINAL = re.compile(
    r"(?:^|(?<=[。;:,!?\n]))[ ]?(?P<number>[一二三四五六七八九十]{1,2})(?:是要?|要)(?P<title>[^,。;:!?\n]{2,30})"
)
# 一场是清垃圾,…;一场是拆违建,…: each is told as one of them.
ONE_OF_THEM = re.compile(
    r"(?:^|(?<=[。;:,!?\n]))[ ]?(?:另)?一(?P<unit>[个项张场道关仗条种类支步面块手头端样])(?:就?是|叫|为|要)(?P<title>[^,。;:!?\n]{2,30})"
)
COUNTS_UP = re.compile(rf"{ORDINAL.pattern}|{ONE_OF_THEM.pattern}".replace("?P<number>", "").replace("?P<title>", ""))
# 机制,即…; 机制:…; 机制,分别是…: with the rest of the sentence.
_THAT_IS = re.compile(
    r"[^。;:,(\n]{0,10}(?:,?即|:|——|,?包括|,?分别[是为]|,?[也]?就是|,由(?=[^,。;\n]{4,80}?[组构]成(?:$|[,。;\n])))[:“]?(?P<list>[^。\n]{4,200})"
)
# What stands between two stops.
CHUNK = re.compile(r"[^,。;:!?()《》\n]+")
STOP = re.compile(r"[。!?\n]")
WINDOW = 200
FAR = 4000


def chunks_near(folded: str, formula: Formula) -> list[str]:
    """What stands between stops in the formula's sentence and the next."""
    start = max(0, formula.outer.start - WINDOW)
    start = max([start, *(match.end() for match in STOP.finditer(folded, start, formula.outer.start))])
    stops = [match.end() for match in STOP.finditer(folded, formula.outer.end, formula.outer.end + 2 * WINDOW)]
    end = stops[1] if len(stops) > 1 else formula.outer.end + 2 * WINDOW
    return [chunk[0] for chunk in CHUNK.finditer(folded, start, end)]


def told(folded: str, formula: Formula) -> str:
    """The rest of the sentence behind 即 or a colon; "" where it counts up (一是 …)."""
    match = _THAT_IS.match(folded, formula.outer.end)
    return match["list"] if match and not COUNTS_UP.match(match["list"]) else ""


def paragraph_end(folded: str, start: int, longest: int = FAR) -> int:
    """Where the line ends, or how far to look where it goes on."""
    end = folded.find("\n", start, start + longest)
    return end if end >= 0 else start + longest

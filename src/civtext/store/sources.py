"""A source as the base keeps it: its text, where each stretch of it stands in the file, and what its reader had to say.

With these, what is found in a text can be found anew without its file.

>>> part = Part(Span(0, 9), Location(paragraph=1), level=1)
>>> parts_of(parts_json([part])) == (part,)
True
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from civtext.model import Flag, Location, Part, Span


def parts_json(parts: Iterable[Part]) -> str:
    """Parts as JSON: [[start, end, {"line": …}, kind, level], …]."""
    told = [[*part.span, part.where.as_dict(), part.kind, part.level] for part in parts]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def parts_of(told: str) -> tuple[Part, ...]:
    """Parts from JSON."""
    return tuple(
        Part(Span(start, end), Location(**where), kind, level) for start, end, where, kind, level in json.loads(told)
    )


def flags_json(flags: Iterable[Flag]) -> str:
    """Flags as JSON: [{"code", "note", "span"}, …]."""
    return json.dumps([asdict(flag) for flag in flags], ensure_ascii=False)


def flags_of(told: str) -> tuple[Flag, ...]:
    """Flags from JSON."""
    return tuple(Flag(one["code"], one["note"], one["span"] and Span(*one["span"])) for one in json.loads(told))

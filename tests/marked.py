"""Golden cases, written as they would be highlighted on the page.

A case is a `# comment` (its id) and the lines under it, up to the next comment or blank line. A marked span reads
⟦text|label key=value …⟧; spans may nest. Values run to the next ` key=`, lists are joined with `、`, `null` is None.
`⟦2023年|rejected reason=date⟧` marks what was seen and not taken, `⟦五年来|lookalike⟧` what is not even seen.
A comment that opens with `xfail:` marks a known failure (strict). An `@role=plan` style line sets nothing: settings are
for the layer's own test to read from `Case.settings`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
_KEY = re.compile(r" (\w+)=")


@dataclass
class Mark:
    start: int
    end: int
    label: str
    fields: dict[str, str]


@dataclass
class Case:
    id: str
    text: str
    marks: list[Mark] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def fails(self) -> bool:
        return self.id.startswith("xfail:")


def parse(marked: str) -> tuple[str, list[Mark]]:
    """Plain text and its marks; spans are offsets into the plain text."""
    text: list[str] = []
    length, marks, open_marks, at = 0, [], [], 0
    while at < len(marked):
        char = marked[at]
        if char == "⟦":
            open_marks.append(length)
        elif char == "|" and open_marks:
            close = marked.index("⟧", at)
            head, *rest = _KEY.split(" " + marked[at + 1 : close].strip())
            keys = dict(zip(rest[::2], rest[1::2], strict=True))
            marks.append(Mark(open_marks.pop(), length, head.strip(), keys))
            at = close
        else:
            text.append(char)
            length += 1
        at += 1
    assert not open_marks, f"a mark is not closed in {marked!r}"
    return "".join(text), sorted(marks, key=lambda mark: (mark.start, -mark.end))


def read_cases(layer: str) -> list[Case]:
    """The cases of tests/golden/LAYER.txt."""
    cases: list[Case] = []
    name, lines, settings = "", [], {}

    def close() -> None:
        if lines:
            text, marks = parse("\n".join(lines))
            cases.append(Case(name, text, marks, dict(settings)))
        lines.clear(), settings.clear()

    for line in (GOLDEN / f"{layer}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# ") or not line.strip():
            close()
            name = line[2:].strip() or name
        elif line.startswith("@"):
            key, _, value = line[1:].partition("=")
            settings[key] = value
        else:
            lines.append(line)
    close()
    names = [case.id for case in cases]
    assert len(set(names)) == len(names), f"two cases of one name in {layer}: {names}"
    return cases


def shown(value: object) -> str:
    """A field's value as golden files write it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 or value % 1 else str(int(value))
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return str(value)

"""Word lists as data: one file a list, one entry a line, an example to each.

A file in `data/lexicons/` opens with `#` lines (source, date, licence), then a line of column names, then entries, all
separated by tabs. Two columns are always there: `term`, and `example`, a phrase written for civtext that contains it.

>>> "背街小巷" in any_of(["小巷", "背街小巷"])
True
>>> any_of(["小巷", "背街小巷"])          # longest first, so that the longest one wins
'(?:背街小巷|小巷)'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def lexicon(name: str) -> tuple[dict[str, str], ...]:
    """The entries of `data/lexicons/NAME.tsv`, each a dict by column name (a line with a column too few raises)."""
    text = files("civtext").joinpath("data", "lexicons", f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    columns = lines[0].split("\t")
    return tuple(dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:])


@cache
def terms(name: str, **tags: str) -> tuple[str, ...]:
    """The terms of a lexicon, in file order; keep those whose columns equal `tags`."""
    return tuple(
        entry["term"] for entry in lexicon(name) if all(entry[column] == wanted for column, wanted in tags.items())
    )


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest first."""
    return "(?:" + "|".join(sorted(map(re.escape, set(words)), key=lambda word: (-len(word), word))) + ")"

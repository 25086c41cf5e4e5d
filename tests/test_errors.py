"""docs/errors.md lists every code, under its status, with the program's own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from civtext.batch import shards, verdicts
from civtext.loaders.problems import HARMLESS, REFUSALS, REMARKS
from civtext.store.problems import PROBLEMS

PAGE = Path(__file__).parents[1] / "docs" / "errors.md"

WANTED = {
    "A file that was not read": {
        code: [verdicts.STATUS.get(code, "rejected"), *said] for code, said in REFUSALS.items()
    },
    "A file whose reader was stopped, or that changed meanwhile": {
        code: list(said) for code, said in verdicts.PROBLEMS.items()
    },
    "A file that was read, with a remark": {
        code: ["ok" if code in HARMLESS else "partial", *said] for code, said in REMARKS.items()
    },
    "A knowledge base": {code: list(said) for code, said in PROBLEMS.items()},
    "Shards": {code: list(said) for code, said in shards.PROBLEMS.items()},
}


def rows(title: str) -> dict[str, list[str]]:
    """The table under a heading: code, then the other cells."""
    section = PAGE.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.split(" | ")] for line in re.findall(r"^\| (`.*) \|$", section, re.MULTILINE)
    ]
    return {row[0].strip("`"): row[1:] for row in cells}


@pytest.mark.parametrize("title", WANTED)
def test_the_table_says_what_the_program_says(title: str) -> None:
    wanted = {code: [re.sub(r"\{\w+\}", "…", cell) for cell in said] for code, said in WANTED[title].items()}
    assert rows(title) == wanted

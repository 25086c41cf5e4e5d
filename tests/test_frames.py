"""docs/dataframes.md tells the columns that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from civtext.corpus import Corpus
from civtext.records import VALUES

PAGE = (Path(__file__).parents[1] / "docs" / "dataframes.md").read_text(encoding="utf-8")
COMMON = {"source", "article", "start", "end", "text", "place", "period", "doc_kind", "doc_level", "where"}
OF_ARTICLES = {"source", "article", "start", "end", "place", "period", "kind", "level"}
TABLES = {
    name: set(re.findall(r"`(\w+)`", cell))
    for name, cell in re.findall(r"^\| `(\w+)` \| [^|]+ \| (`.+) \|$", PAGE, re.M)
}


@pytest.mark.parametrize("name", TABLES)
def test_the_page_tells_the_columns(name: str) -> None:
    common = OF_ARTICLES if name == "articles" else COMMON
    assert set(getattr(Corpus([]), name)()) == common | TABLES[name]


def test_the_page_tells_all_tables() -> None:
    assert set(TABLES) == {"articles", "passages", "categories", "indicators", *VALUES}

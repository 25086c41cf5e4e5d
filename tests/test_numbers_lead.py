"""Every number of a comparison leads to the sentences it comes from: the page is walked text by text, the workbook cell by cell."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from test_comparison import COPY, compared
from test_together import PLACES, twelve

from civtext.comparison import Comparison, compare, experience_cards
from civtext.reports import write_cards, write_comparison
from civtext.reports.comparison import comparison_html
from civtext.reports.fragments import LISTED, Sentences

# What may hold a number that is not the reports': a document's own words, whose they are, codes, what the method lays down, the
# length of the list below. Heads of tables name columns: codes, years.
NOT_COUNTED = {"said", "where", "id", "rule", "of"}
VOID = {"meta", "br", "img", "input", "line", "rect", "circle"}
NUMBER = re.compile(r"\d")


class Walk(HTMLParser):
    """The texts of a page with the elements they stand in, what is behind each id, and which links lead where."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, list[tuple[str, dict[str, str]]]]] = []
        self.links: dict[str, list[str]] = {}  # from the nearest element with an id ("" for none)
        self.quoted: set[str] = set()  # ids in which a document's words stand
        self.ids: list[str] = []
        self.lists: dict[str, tuple[int, int]] = {}  # of each list: how long it says it is, how many stand in it
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if "id" in told:
            self.ids.append(told["id"])
        if tag == "a" and "href" in told:
            self.links.setdefault(self.around(), []).append(told["href"])
        if "said" in told.get("class", "").split():
            self.quoted.add(self.around())
        if tag == "li" and (around := self.around()):
            said, there = self.lists.get(around, (0, 0))
            self.lists[around] = said, there + 1
        if tag not in VOID:
            self.open.append((tag, told))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((data, list(self.open)))
            if "of" in self.open[-1][1].get("class", "").split():
                _, there = self.lists.get(self.around(), (0, 0))
                self.lists[self.around()] = int(data), there

    def around(self) -> str:
        return next((told["id"] for _, told in reversed(self.open) if "id" in told and told.get("class")), "")

    def loose(self) -> Iterator[str]:
        """Numbers that lead nowhere."""
        for text, inside in self.texts:
            kinds = {one for _, told in inside for one in told.get("class", "").split()}
            tags = {tag for tag, _ in inside}
            if NUMBER.search(text) and not tags & {"a", "thead", "style", "title"} and not kinds & NOT_COUNTED:
                yield text

    def reaches(self, href: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether a link leads to a document's words, through lists."""
        id = href.removeprefix("#")
        if not href.startswith("#"):
            return href.startswith("/documents/")
        inner = [one for one in self.links.get(id, ()) if one != "#closed" and one not in seen]
        return id in self.quoted or any(self.reaches(one, seen | {href}) for one in inner)

    def miscounts(self) -> Iterator[str]:
        """Numbers that are not how many stand in the list that they lead to."""
        for text, inside in self.texts:
            link = next((told for tag, told in inside if tag == "a"), None)
            target = link and link.get("href", "").removeprefix("#")
            counts = re.findall(r"\d+", text) if link and target in self.lists and link.get("class") != "sum" else []
            if counts and int(counts[-1]) != self.lists[str(target)][0]:
                yield f"{text} leads to {self.lists[str(target)][0]}"


def whole() -> dict[str, str]:
    """Reports that fill every part of a comparison."""
    plan = "二、下一步打算\n下一步,新建公厕10座,改造老旧小区20个,确保加装电梯8部。\n"
    stock = "坚持以人民为中心的发展思想,形成齐抓共管的良好格局。叫响“四查四看”。"
    told = {name: f"一、整治环境\n{body}{stock}\n" for name, body in twelve().items()}
    for place in PLACES[:4]:
        told[f"{place}2022"] = f"一、整治环境\n清理垃圾死角30处,人均公园绿地12平方米。开展“五个一”活动。{COPY}\n{plan}"
        told[f"{place}2023"] += (
            f"新建公厕12座,改造老旧小区6个,新建公厕XX座。{COPY}投入800万元。绿地增加20亩,共有5个。\n"
        )
    harbour = "".join(
        f"渔港的{one}边,渔民在渔港里{work}。"
        for one, work in zip("东南西北", ("晒网", "卸鱼", "修船", "歇脚"), strict=True)
    )
    told[f"{PLACES[0]}2022"] += f"三、码头\n{harbour}\n"
    told[f"{PLACES[0]}2023"] += f"三、码头\n{harbour}整治渔港3座。\n"
    return told


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("numbers")
    compared(folder, whole())
    return compare(folder / "base.civtext")


def walked(told: Comparison, href: Callable[..., str] | None = None) -> Walk:
    return Walk(comparison_html(told, Sentences(href)))


def test_every_part_is_there(told: Comparison) -> None:
    assert all(told.records().values()) and told.levels and told.lone and told.together.too_few


@pytest.mark.parametrize("by", ["place", "level", "period", "kind"])
def test_every_number_of_the_page_is_a_link(tmp_path: Path, by: str) -> None:
    walk = walked(compared(tmp_path, whole(), by=by))
    assert list(walk.loose()) == []


def test_every_link_leads_to_a_sentence(told: Comparison) -> None:
    walk = walked(told)
    sections = set(re.findall(r'<section id="(\w+)"', comparison_html(told, Sentences())))
    asked = {href for hrefs in walk.links.values() for href in hrefs}
    assert len(walk.ids) == len(set(walk.ids)) and {href[1:] for href in asked} <= set(walk.ids)
    assert [href for href in asked if href[1:] not in {*sections, "closed"} and not walk.reaches(href)] == []


def test_a_count_is_how_many_stand_in_its_list(told: Comparison) -> None:
    walk = walked(told)
    assert list(walk.miscounts()) == []
    assert all(said == there or said > LISTED == there for said, there in walk.lists.values()) and len(walk.lists) > 50


def test_on_the_served_page_they_lead_to_the_documents(told: Comparison) -> None:
    walk = walked(told, lambda row: f"/documents/{row['file']}#c{row['span_start']}")
    assert list(walk.loose()) == [] and list(walk.miscounts()) == []
    outside = [href for hrefs in walk.links.values() for href in hrefs if not href.startswith("#")]
    assert {unquote(href) for href in outside} and all(href.startswith("/documents/") for href in outside)


def test_a_number_that_leads_nowhere_is_noticed(told: Comparison) -> None:
    page = comparison_html(told, Sentences())
    for number in re.findall(r'<a (?:class="sum" )?href="#g\d+">[^<]*\d[^<]*</a>', page)[::40]:
        left = page.replace(number, re.sub("<[^>]+>", "", number), 1)
        assert list(Walk(left).loose()) != [], number


def test_cards_too(told: Comparison, tmp_path: Path) -> None:
    compared(tmp_path, whole())
    write_cards(experience_cards(tmp_path / "base.civtext", "公厕"), tmp_path / "cards.html")
    page = (tmp_path / "cards.html").read_text(encoding="utf-8")
    walk = Walk(page[page.index("<body>") :].removesuffix("</html>"))
    assert list(walk.loose()) == [] and list(walk.miscounts()) == []


def test_a_sheet_s_row_says_where_it_is_from_or_leads_there(told: Comparison, tmp_path: Path) -> None:
    write_comparison(told, tmp_path / "out.xlsx")
    book = load_workbook(io.BytesIO((tmp_path / "out.xlsx").read_bytes()))
    sources = {number: [str(cell.value) for cell in row] for number, row in enumerate(book["出处 sources"], 1)}
    for sheet in book.worksheets:
        heads = [str(cell.value) for cell in sheet[1]]
        assert sheet.freeze_panes and sheet.auto_filter.ref
        if any(head.endswith(("file", "first_file")) for head in heads):
            continue
        for row in sheet.iter_rows(min_row=2):
            linked = [cell for cell in row if cell.hyperlink]
            assert linked and all(cell.data_type == "n" for cell in linked), sheet.title
            for cell in linked:
                named, _, at = cell.hyperlink.location.partition("!A")
                said = sources[int(at)]
                assert named == "'出处 sources'" and {str(one.value) for one in row} & set(said[1:3])


@pytest.mark.parametrize(("by", "names"), [("level", {"市级", "县区级", "乡镇街道级"}), ("kind", {"总结"})])
def test_groups_are_called_in_chinese(tmp_path: Path, by: str, names: set[str]) -> None:
    page = comparison_html(compared(tmp_path, whole(), by=by), Sentences())
    assert set(re.findall(r'<tr><th class="where">([^<]*)</th><td bgcolor="#\w+" title="', page)) == names

"""The picture of a graph: one page that loads nothing, runs only its own script, and says what it leaves out (G07)."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from test_graph import HOSTILE, TEXTS, graph_of

from civtext.graph import write_graph
from civtext.graph.picture import LIMIT, most_connected, picture

if TYPE_CHECKING:
    from networkx import MultiDiGraph

PAYLOAD = "</script><script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\">'\"&<!--]]>\u2028javascript:1"


class Page(HTMLParser):
    """A page as a browser takes it apart: its elements, and the text in each sort of them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag
        self.elements.append((tag, dict(attrs)))
        self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def large(nodes: int) -> MultiDiGraph[str]:
    """A graph of a size, with places, their documents, and measures on a few objects."""
    graph: MultiDiGraph[str] = nx.MultiDiGraph()
    edge = {
        "file": "a.txt",
        "article": 0,
        "span_start": 0,
        "span_end": 3,
        "rule": "r",
        "score": 1.0,
        "sentence": "整治背街小巷八条。",
    }
    for number in range(nodes // 3):
        place, document, measure = f"place:{number:04}", f"document:{number:04}", f"measure:{number:04}"
        graph.add_node(place, type="place", label=f"第{number}市")
        graph.add_node(document, type="document", label=f"第{number}市创建全国文明城市工作总结")
        graph.add_node(measure, type="measure", label=f"整治背街小巷{number}条")
        graph.add_edge(document, place, key="a", relation="about", label="about", **edge)
        graph.add_edge(document, measure, key="s", relation="states", label="states", **edge)
        graph.add_edge(measure, f"measure:{number // 7:04}", key="l", relation="like", label="like", **edge)
    return graph


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> MultiDiGraph[str]:
    graph = graph_of(tmp_path_factory.mktemp("picture"), {**TEXTS, **HOSTILE})
    for node in list(graph)[:6]:
        graph.nodes[node].update(label=PAYLOAD, text=PAYLOAD, file=PAYLOAD)
    for *_, data in list(graph.edges(data=True))[:6]:
        data.update(sentence=PAYLOAD, file=PAYLOAD)
    graph.add_node(PAYLOAD, type=PAYLOAD, label=PAYLOAD)
    return graph


@pytest.fixture(scope="module")
def page(hostile: MultiDiGraph[str]) -> Page:
    return Page(picture(hostile, focus=[next(iter(hostile))]))


def test_what_is_said_of_nodes_and_edges_is_all_there(page: Page, hostile: MultiDiGraph[str]) -> None:
    (block,) = (
        text for text, one in zip(page.texts["script"], page.all("script"), strict=True) if one.get("id") == "data"
    )
    data = json.loads(block)
    assert [(one["id"], one["label"]) for one in data["nodes"]] == list(hostile.nodes(data="label"))
    told = Counter(
        (data["nodes"][one["s"]]["id"], data["nodes"][one["t"]]["id"], one["relation"]) for one in data["edges"]
    )
    assert told == Counter((a, b, relation) for a, b, relation in hostile.edges(data="relation"))
    for one, (*_, edge) in zip(data["edges"], hostile.edges(data=True), strict=True):
        for name in ("file", "article", "span_start", "span_end", "rule", "score"):
            assert one[name] == edge[name]
        assert one.get("sentence", "") == edge.get("sentence", "")
    assert not re.search("[<>&\u2028]", block), "nothing in it could end the script"


def test_nothing_of_a_document_becomes_an_element(page: Page, hostile: MultiDiGraph[str]) -> None:
    clean = hostile.copy()
    for node in clean:
        clean.nodes[node]["label"] = "名"
    other = Page(picture(clean, focus=[next(iter(clean))]))
    assert Counter(tag for tag, _ in page.elements) == Counter(tag for tag, _ in other.elements)
    assert len(page.all("script")) == 2 and not page.all("img") and not page.all("a")
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("href", "src", "style", "action")]


def test_only_its_own_script_and_style_may_run(page: Page) -> None:
    (policy,) = (str(one["content"]) for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy")
    rules = {words[0]: words[1:] for rule in policy.split(";") if (words := rule.split())}
    assert rules["default-src"] == ["'none'"], "nothing is loaded from anywhere"
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        own = page.texts[tag][-1]
        mark = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert rules[rule] == [f"'sha256-{mark}'"]
    assert not [word for words in rules.values() for word in words if "unsafe" in word or "*" in word]
    assert not re.search(r"https?:|//[a-z]", "".join(page.texts["style"]) + page.texts["script"][-1].replace("// ", ""))


def test_the_same_graph_gives_the_same_page(hostile: MultiDiGraph[str]) -> None:
    assert picture(hostile) == picture(hostile.copy())


def spots(page: Page) -> list[tuple[float, float, float]]:
    dots = [one for one in page.all("circle") if "data-i" in one]
    return [(float(one["cx"] or 0), float(one["cy"] or 0), float(one["r"] or 0)) for one in dots]


def test_three_hundred_nodes_are_told_apart() -> None:
    page = Page(picture(large(300)))
    found = spots(page)
    assert len(found) == 300
    assert all(0 <= x <= 1400 and 0 <= y <= 1000 for x, y, _ in found)
    covered = [1 for (x, y, r), (u, v, s) in combinations(found, 2) if (x - u) ** 2 + (y - v) ** 2 < (max(r, s)) ** 2]
    assert len(covered) <= 3, "hardly any node lies upon another"
    at_once = [one for one in page.all("text") if one["data-zoom"] == "1.0"]
    assert 10 <= len(at_once) <= 70, "the important ones have their names, the others get them with zoom"
    boxes = [(float(one["x"] or 0), float(one["y"] or 0)) for one in at_once]
    assert not [1 for (x, y), (u, v) in combinations(boxes, 2) if abs(x - u) < 40 and abs(y - v) < 13]
    later = [one for one in page.all("text") if one["data-zoom"] not in ("0.0", "1.0")]
    assert len(at_once) + len(later) > 250


def test_of_more_the_most_connected_are_shown_and_it_says_so() -> None:
    graph = large(900)
    shown = most_connected(graph)
    assert len(shown) == LIMIT
    assert min(graph.degree(node) for node in shown) >= max(graph.degree(node) for node in set(graph) - set(shown)) - 1
    text = picture(graph)
    assert f"图有 {len(graph)} 个节点,只画联系最多的 {LIMIT} 个" in text
    assert "只画" not in picture(large(300))
    rare = "place:0299"
    assert rare not in shown and rare in most_connected(graph, [rare]), "what was asked for is never left out"


def test_the_focus_is_marked() -> None:
    page = Page(picture(large(30), focus=["place:0003"]))
    assert len([one for one in page.all("circle") if one.get("class") == "focus"]) == 1


def test_its_fonts_are_those_of_chinese_systems(page: Page) -> None:
    (style,) = page.texts["style"]
    for family in ("Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC"):
        assert family in style
    assert "@media print" in style and "@import" not in style and "url(" not in style


@pytest.mark.parametrize("nodes", [0, 3])
def test_a_small_graph_is_a_page_too(nodes: int) -> None:
    assert len(spots(Page(picture(large(nodes))))) == nodes


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_a_browser_runs_its_script_and_nothing_else(hostile: MultiDiGraph[str], tmp_path: Path) -> None:
    """G07: the script has run (it marks the labels that are shown), what stood in the documents has not."""
    write_graph(hostile, tmp_path / "图.html")
    done = subprocess.run(
        [
            str(CHROMIUM),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--virtual-time-budget=2000",
            "--dump-dom",
            (tmp_path / "图.html").as_uri(),
        ],
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    dom = done.stdout.decode("utf-8", errors="replace")
    assert 'class="shown"' in dom, done.stderr.decode("utf-8", errors="replace")[-2000:]
    assert "<title>知识图谱 knowledge graph</title>" in dom, "nobody changed it"

"""Every page that civtext writes, in a real browser, at the width of a desk and of a phone: nothing asked from outside, nothing
said on the console, no dialog, nothing wider than the window, every character drawn.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from civtext.codebook import load_codebook
from civtext.comparison import compare
from civtext.evidence import coverage
from civtext.gaps import find_gaps
from civtext.model import Source
from civtext.outputs import write_page
from civtext.pipeline import annotate, split
from civtext.reports import codebook_page, gaps_page, write_comparison, write_coverage
from civtext.store import Outcome, Store

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_browser = pytest.mark.skipif(
    CHROMIUM is None and "CIVTEXT_NO_SKIP" not in os.environ, reason="needs Chromium (apt-get install chromium)"
)
HOSTILE = "</script><img src=x onerror=alert(1)>“\"'javascript:alert(2)"
REPORTS = {
    place: f"{place}2023年创建工作总结{HOSTILE}\n一、整治环境\n全年{told}。印发《{HOSTILE}》,群众满意率达{rate}%。\n二、下一步打算\n下一步,新建公厕XX座。\n"
    for place, told, rate in (
        ("云岭市", "整治背街小巷80条,新建公厕6座,投入资金3000万元", 96),
        ("望川市", "改造小街小巷120条,建成公共厕所9座,投入资金1.2亿元", 120),
    )
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "base.civtext"
    with Store.open(path, create=True) as store:
        for name, text in REPORTS.items():
            store.add(Outcome(f"{name}.txt", "ok", hash=name), [annotate(one) for one in split(Source(text, name))])
    return path


def comparison(base: Path, path: Path) -> None:
    write_comparison(compare(base), path, names={"C09": HOSTILE})


def covered(base: Path, path: Path) -> None:
    write_coverage(coverage(base), path, title=HOSTILE)


def gaps(base: Path, path: Path) -> None:
    [document] = [annotate(one) for one in split(Source(REPORTS["望川市"], HOSTILE))]
    write_page(gaps_page(document, find_gaps(document)), path)


def codebook(base: Path, path: Path) -> None:
    write_page(codebook_page(load_codebook()), path)


@needs_browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("write", [comparison, covered, gaps, codebook])
def test_a_page(browser: Browser, base: Path, tmp_path: Path, write: Callable[[Path, Path], None], width: int) -> None:
    write(base, tmp_path / "page.html")
    page = browser.new_page(viewport={"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))  # type: ignore[func-returns-value]
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
    page.goto((tmp_path / "page.html").as_uri())
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1 and page.locator("img, script").count() == 0
    assert len(page.screenshot()) > 10_000
    page.close()

"""Every page that civtext writes, in a real browser, at the width of a desk and of a phone: nothing asked from outside, nothing
said on the console, no dialog, nothing wider than the window, every character drawn.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, sync_playwright
from test_comparison import compared
from test_numbers_lead import whole

from civtext.codebook import load_codebook
from civtext.comparison import compare, experience_cards
from civtext.evidence import coverage
from civtext.gaps import find_gaps
from civtext.model import Source
from civtext.outputs import write_page
from civtext.pipeline import annotate, split
from civtext.reports import codebook_page, gaps_page, write_cards, write_comparison, write_coverage
from civtext.store import Outcome, Store

# The characters of a page that are drawn as one that no font has is, or not at all.
NOT_DRAWN = """() => {
  const pen = new OffscreenCanvas(48, 48).getContext("2d", {willReadFrequently: true});
  pen.font = `28px ${getComputedStyle(document.body).fontFamily}`;
  const drawn = (char) => {
    pen.clearRect(0, 0, 48, 48);
    pen.fillText(char, 8, 34);
    return pen.getImageData(0, 0, 48, 48).data.join();
  };
  const none = [drawn("\\uE123"), drawn(" ")];
  return [...new Set(document.body.textContent)].filter((char) => char.trim() && none.includes(drawn(char)));
}"""
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_browser = pytest.mark.skipif(
    CHROMIUM is None and "CIVTEXT_NO_SKIP" not in os.environ,
    reason="needs Chromium (apt-get install chromium fonts-noto-cjk)",
)
SERIOUS = "() => axe.run({resultTypes: ['violations'], iframes: false}).then((told) => told.violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => one.id + ': ' + one.nodes.map((node) => node.target + ' ' + node.failureSummary).join('; ')))"
HOSTILE = "</script><img src=x onerror=alert(1)>“\"'javascript:alert(2)"
REPORTS = {
    place: f"{place}2023年创建工作总结\n一、整治环境{HOSTILE}\n全年{told}。印发《{HOSTILE}》,群众满意率达{rate}%。\n二、下一步打算\n下一步,新建公厕XX座。\n"
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
    write_comparison(replace(compare(base), names={"C09": HOSTILE}), path)


def every_part(base: Path, path: Path) -> None:
    """A comparison that has all its parts."""
    write_comparison(compared(path.parent, whole()), path)


def carded(base: Path, path: Path) -> None:
    write_cards(experience_cards(base, "公厕"), path)


def covered(base: Path, path: Path) -> None:
    write_coverage(coverage(base), path, title=HOSTILE)


def gaps(base: Path, path: Path) -> None:
    [document] = [annotate(one) for one in split(Source(REPORTS["望川市"], HOSTILE))]
    write_page(gaps_page(document, find_gaps(document)), path)


def codebook(base: Path, path: Path) -> None:
    write_page(codebook_page(load_codebook()), path)


def shot(name: str, width: int) -> Path | None:
    """Where the picture of a page is kept for those who look: in the folder that `CIVTEXT_SHOTS` names."""
    folder = os.environ.get("CIVTEXT_SHOTS")
    return Path(folder, f"page-{name}-{width}.png") if folder else None


@needs_browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("write", [comparison, every_part, carded, covered, gaps, codebook])
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
    assert page.evaluate(NOT_DRAWN) == []
    assert len(page.screenshot(full_page=True, path=shot(write.__name__, width))) > 10_000
    page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    assert page.evaluate(SERIOUS) == []
    page.close()


@needs_browser
def test_a_character_that_no_font_has_is_noticed(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<p>文明城市 abc 80% · — “”</p>")
    assert page.evaluate(NOT_DRAWN) == []
    page.set_content("<p>文明\ue777城市\U0010ff12</p>")
    assert page.evaluate(NOT_DRAWN) == ["\ue777", "\U0010ff12"]
    page.close()


@needs_browser
@pytest.mark.parametrize("width", [1280, 390])
def test_a_number_leads_to_what_is_behind_it(browser: Browser, base: Path, tmp_path: Path, width: int) -> None:
    comparison(base, tmp_path / "page.html")
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((tmp_path / "page.html").as_uri())
    behind = page.locator(".behind")
    assert behind.count() > 0 and not any(one.is_visible() for one in behind.all())
    page.locator(".heat td a").first.click()
    [opened] = [one for one in behind.all() if one.is_visible()]
    assert "整治背街小巷80条" in opened.inner_text() and page.evaluate("document.documentElement.scrollWidth") <= width
    opened.locator(".close").click()
    assert not any(one.is_visible() for one in behind.all())
    page.locator("#figures p a", has_text="120条").first.click()
    assert "改造小街小巷120条" in page.locator(".behind:target").inner_text()
    page.close()

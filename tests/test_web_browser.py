"""The page as people use it: the program itself, served to a real browser at the width of a desk and of a phone, with keyboard,
without script, in both languages. Nothing on the console, no dialog, nothing asked from outside, nothing wider than the window,
nothing serious that axe-core objects to. `CIVTEXT_SHOTS` names a folder for the screenshots.
"""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from openpyxl import load_workbook
from playwright.sync_api import Browser, BrowserContext, Download, Page, expect, sync_playwright
from test_pages import CHROMIUM, SERIOUS, needs_browser

import civtext

pytestmark = needs_browser
WIDTHS = (1280, 390)
HOSTILE = "</script><img src=x onerror=alert(1)>"
REPORT = (
    "云岭市2023年创建全国文明城市工作总结\n一、整治环境\n全年整治背街小巷80条,新建公厕6座,投入资金3000万元。\n"
    "- 3 -\n完善的'考核制度，印发《云岭市市容管理办法》。\n二、志愿服务\n开展志愿服务活动120场,群众满意率达96%。\n"
    "三、下一步打算\n力争新建口袋公园3处。\n"
)
OTHER = f"望川市2022年创建工作总结{HOSTILE}\n一、整治\n全年整治背街小巷120条{HOSTILE},建成公共厕所9座。\n二、打算\n计划改造农贸市场5个。\n"
DRAFT = "XX市2023年创建工作总结\n一、整治\n整治背街小巷XX条,满意率达120%。\n"
# What a person sees of a page before anything was clicked.
PAGES = (
    "/",
    "/upload",
    "/documents",
    "/search",
    "/search?q=背街小巷",
    "/gaps",
    "/compare",
    "/graph",
    "/corrections",
    "/corrections/words",
)
SHOTS = os.environ.get("CIVTEXT_SHOTS", "")


class Served:
    """A base that is served by the program, as `civtext serve` does it."""

    def __init__(self, base: Path) -> None:
        self.base = base
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._running = subprocess.Popen(
            [sys.executable, "-m", "civtext", "serve", str(self.base), "--port", str(self.port)]
        )
        for _ in range(300):
            try:
                urllib.request.urlopen(self.url, timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError("the page does not come up")

    def stop(self) -> None:
        assert self._running is not None
        self._running.terminate()
        self._running.wait(30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("browser")
    (folder / "云岭市2023年总结.txt").write_text(REPORT, encoding="utf-8")
    (folder / "望川.txt").write_text(OTHER, encoding="utf-8")
    civtext.mine([folder], folder / "base.civtext", workers=1)
    running = Served(folder / "base.civtext")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    running = Served(tmp_path / "base.civtext")
    running.start()
    yield running
    running.stop()


@contextmanager
def visiting(browser: Browser, url: str, width: int, **options: Any) -> Iterator[Page]:
    """A visitor's page; fails on leaving it where something was said, asked from outside, or wider than the window."""
    visitor: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 900}, base_url=url, accept_downloads=True, **options
    )
    visitor.set_default_timeout(20_000)
    page = visitor.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))  # type: ignore[func-returns-value]
    page.on(
        "request", lambda asked: said.append(asked.url) if not asked.url.startswith((url, "data:", "blob:")) else None
    )
    yield page
    assert said == []
    fits(page)
    visitor.close()


def fits(page: Page) -> None:
    assert page.viewport_size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url


def seen(page: Page, name: str) -> None:
    """The page fits, axe-core has no serious objection, and its picture is kept for those who look."""
    fits(page)
    page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    assert page.evaluate(SERIOUS) == [], page.url
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        assert page.viewport_size is not None
        page.screenshot(path=Path(SHOTS, f"{name}-{page.viewport_size['width']}.png"), full_page=True)


def taken(page: Page, click: Callable[[], None]) -> tuple[str, bytes]:
    """The name and the bytes of what a click saves."""
    with page.expect_download() as coming:
        click()
    got: Download = coming.value
    return got.suggested_filename, got.path().read_bytes()


def at_report(page: Page, title: str = "云岭市2023年创建全国文明城市工作总结") -> None:
    page.goto("/documents")
    page.get_by_role("link", name=title).first.click()
    expect(page.locator("#text")).to_be_visible()
    page.wait_for_load_state()  # the text is shown before the script that answers a click has come


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_in_both_languages(browser: Browser, served: Served, width: int, language: str) -> None:
    with visiting(browser, served.url, width) as page:
        if language == "en":
            page.goto("/documents")
            page.get_by_role("button", name="English").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Reports in the base")
            assert page.url.endswith("/documents")
        for path in PAGES:
            page.goto(path)
            assert page.locator("html").get_attribute("lang") == ("en" if language == "en" else "zh-CN")
            assert page.locator("h1").count() == 1
            seen(page, f"{language}-{re.sub(r'[^a-z]+', '_', path.partition('?')[0])}{'found' if '?' in path else ''}")


@pytest.mark.parametrize("width", WIDTHS)
def test_files_and_a_folder_are_uploaded(browser: Browser, empty: Served, tmp_path: Path, width: int) -> None:
    folder = tmp_path / "材料"
    (folder / "内").mkdir(parents=True)
    for number in range(4):
        (folder / "内" / f"{number}.txt").write_text(REPORT.replace("80", str(number + 20)), encoding="utf-8")
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04" + b"\0" * 50)
    (tmp_path / f"总结{'<img src=x>'}.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "同.txt").write_text(REPORT.replace("\n", "\r\n"), encoding="utf-8")
    with visiting(browser, empty.url, width) as page:
        page.goto("/upload")
        page.locator("#folder").set_input_files(folder)
        page.locator("#files").set_input_files(
            [tmp_path / "坏.docx", tmp_path / "总结<img src=x>.txt", tmp_path / "同.txt"]
        )
        expect(page.locator("#sending")).to_contain_text("7 / 7")
        expect(page.locator("#progress")).to_be_visible()
        dropped = page.evaluate_handle(
            "(text) => { const kept = new DataTransfer(); kept.items.add(new File([text], '拖来.txt')); return kept; }",
            OTHER,
        )
        page.dispatch_event("#drop", "drop", {"dataTransfer": dropped})
        expect(page.locator("#counts")).to_contain_text(re.compile(r"正在读 0 · 读完 8 · 没读成 1"), timeout=90_000)
        assert page.locator("#progress").get_attribute("value") == page.locator("#progress").get_attribute("max") == "8"
        rows = page.locator("#jobs tr")
        assert rows.count() == 8
        expect(rows.filter(has_text="坏.docx")).to_contain_text("读失败")
        assert rows.filter(has_text="坏.docx").locator("td").last.inner_text().strip()
        expect(rows.filter(has_text="材料/内/2.txt")).to_contain_text("读成")
        expect(rows.filter(has_text="总结<img src=x>.txt")).to_contain_text("读成")
        page.locator("#files").set_input_files(tmp_path / "总结<img src=x>.txt")  # the same bytes: the same job
        expect(page.locator("#sending")).to_contain_text("9 / 9")
        assert rows.count() == 8
        seen(page, "upload-done")
        page.goto("about:blank")
        empty.stop()
        empty.start()
        page.goto("/upload")
        assert rows.count() == 8 and "没读成 1" in page.locator("#counts").inner_text()
        rows.filter(has_text="拖来.txt").get_by_role("link").click()
        expect(page.locator("#text")).to_contain_text("整治背街小巷120条</script>")
        page.locator(".note a", has_text="原文").click()
        name, data = taken(page, page.get_by_role("link", name="下载原文件").click)
        assert (name, data.decode()) == ("拖来.txt", OTHER)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_report_is_looked_at(browser: Browser, served: Served, width: int) -> None:
    with visiting(browser, served.url, width) as page:
        at_report(page)
        seen(page, "document")
        metric = page.locator("#text .metric", has_text="80条")
        if width > 1000:
            metric.hover()
        else:
            metric.click()
        told = page.locator("#told")
        expect(told).to_contain_text("背街小巷")
        expect(told).to_contain_text("第3行")
        assert re.search(r"规则\s+left\s", told.inner_text())
        seen(page, "document-told")
        colour = "(mark) => [getComputedStyle(mark).backgroundColor, getComputedStyle(mark).backgroundImage]"
        both = page.locator("#text [data-n]", has_text="120场")  # a measure and its metric
        before = both.evaluate(colour)
        for layer in ("metric", "measure"):
            page.locator(f"[data-layer={layer}]").uncheck()
        assert before != both.evaluate(colour) == ["rgba(0, 0, 0, 0)", "none"]
        page.locator("[data-layer=metric]").check()
        removed = page.locator("#text .edit", has_text="- 3 -")
        assert not removed.is_visible()
        page.locator("[data-layer=edit]").check()
        assert removed.is_visible()
        page.locator(".outline a", has_text="志愿服务").click()
        target = page.locator(":target")
        assert "志愿服务" in target.inner_text()
        expect(target).to_be_in_viewport()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_place_is_shown_in_the_original(browser: Browser, served: Served, width: int) -> None:
    with visiting(browser, served.url, width) as page:
        at_report(page)
        page.locator("#text .metric", has_text="120场").click()
        page.get_by_role("link", name="看原文这一处").first.click()
        here = page.locator("#here")
        assert "120场" in here.inner_text() and "here" in (here.get_attribute("class") or "")
        expect(here).to_be_in_viewport()
        line = page.locator(".original li", has=here)
        assert line.locator("small").first.inner_text() == "第7行"
        shown = "".join(page.locator(".original li > span").all_text_contents())
        assert shown == REPORT
        assert page.locator(".original .edit", has_text="- 3 -").is_visible()
        assert page.get_by_role("link", name="下载原文件").count() == 0  # it was mined from a folder, not uploaded
        seen(page, "original")
        page.get_by_role("link", name="回到标记").click()
        expect(page.locator("#text")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_search_as_one_types(browser: Browser, served: Served, width: int) -> None:
    with visiting(browser, served.url, width) as page:
        page.goto("/search")
        page.locator("#q").press_sequentially("背街小巷", delay=30)
        hits = page.locator(".hits > li")
        expect(hits.filter(has_text="80条")).to_have_count(1)
        assert page.locator(".hits mark", has_text="背街小巷").count() >= 2
        assert "q=" in page.url
        seen(page, "search-typed")
        first = hits.first.bounding_box()
        assert first is not None and first["y"] < 600  # on a phone, too, hits are seen without scrolling
        page.get_by_text("条件", exact=True).click()
        page.locator("[name=value]").fill(">=100")
        page.locator("[name=unit]").fill("条")
        expect(hits.filter(has_text="80条")).to_have_count(0)
        expect(hits.filter(has_text="120条")).to_have_count(1)
        name, data = taken(page, page.get_by_role("link", name="存为 Excel").click)
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        cells = "".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
        assert name == "search.xlsx" and "120条" in cells and "80条" not in cells
        page.locator("[name=value]").fill("")
        page.locator("[name=unit]").fill("")
        expect(hits.filter(has_text="80条")).to_have_count(1)
        for group in page.locator(".facets summary").all():
            if group.inner_text() == "地方" and not page.locator(".facets a", has_text="云岭").is_visible():
                group.click()
        page.locator(".facets a", has_text="云岭").click()
        expect(hits.filter(has_text="120条")).to_have_count(0)
        page.locator(".hits .head a").first.click()
        assert "背街小巷" in page.locator(":target").inner_text() or page.locator("#text").is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_draft_goes_round(browser: Browser, served: Served, tmp_path: Path, width: int) -> None:
    from docx import Document

    document = Document()
    for line in DRAFT.splitlines():
        document.add_paragraph(line)
    document.save(tmp_path / "草稿.docx")
    with visiting(browser, served.url, width) as page:
        page.goto("/gaps")
        page.locator("#draft").set_input_files(tmp_path / "草稿.docx")
        page.get_by_role("button", name="查", exact=True).click()
        expect(page.locator("#text .blank").first).to_be_visible(timeout=60_000)
        page.wait_for_load_state()
        seen(page, "draft")
        page.locator("#text .contradiction", has_text="120%").click()
        expect(page.locator(".gap.on")).to_be_in_viewport()
        name, data = taken(page, page.get_by_role("link", name="批注稿").click)
        assert name == "草稿.comments.docx" and "word/comments.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()
        name, data = taken(page, page.get_by_role("link", name="填写表").click)
        assert name == "草稿.fill.xlsx"
        filled_in(data, tmp_path / "填好.xlsx")
        page.locator("#sheet").set_input_files(tmp_path / "填好.xlsx")
        page.get_by_role("button", name="填进草稿").click()
        name, data = taken(page, page.get_by_role("link", name="下载填好的稿子").click)
        text = "".join(one.text for one in Document(io.BytesIO(data)).paragraphs)
        assert name == "草稿.filled.docx" and "整治背街小巷80条" in text and text.startswith("云岭市")
        seen(page, "draft-filled")


def filled_in(data: bytes, path: Path) -> None:
    """A fill sheet with every blank filled."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    heads = [str(cell.value) for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        row[heads.index("填写 value")].value = "云岭" if row[heads.index("kind")].value == "place" else 80
    book.save(path)


@pytest.mark.parametrize("width", WIDTHS)
def test_places_are_compared(browser: Browser, served: Served, width: int) -> None:
    with visiting(browser, served.url, width) as page:
        page.goto("/compare")
        page.get_by_text("地方(不选就是全部)").click()
        for place in page.locator("[name=place]").all():
            place.check()
        page.locator("[name=indicator]").fill("C09")
        page.get_by_role("button", name="比较", exact=True).click()
        number = page.locator(".comparison a[href*='/documents/']", has_text="80条").first
        expect(number).to_be_visible(timeout=60_000)
        assert page.locator(".comparison .heat").count() == 1
        seen(page, "compare")
        assert taken(page, page.get_by_role("link", name="Excel").click)[1][:2] == b"PK"
        page.locator(".tiles a").first.click()  # a count opens the list of what it counts, a row of that its document
        listed = page.locator(".behind:target")
        expect(listed.locator("li")).to_have_count(2)
        listed.get_by_role("link", name="云岭市2023年创建全国文明城市工作总结").click()
        expect(page.locator("#text")).to_contain_text("整治背街小巷80条")
        page.go_back()
        page.go_back()
        number.click()
        expect(page.locator("#text")).to_contain_text("整治背街小巷80条")
        expect(page.locator(":target")).to_be_in_viewport()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_graph_is_explored(browser: Browser, served: Served, width: int) -> None:
    with visiting(browser, served.url, width) as page:
        page.goto("/graph")
        page.locator("#node").fill("背街小巷")
        page.get_by_role("button", name="看周围").click()
        expect(page.locator("iframe.picture")).to_be_visible(timeout=60_000)
        framed = page.frame_locator("iframe.picture")
        expect(framed.locator("svg, canvas").first).to_be_visible()
        expect(framed.locator("body")).to_contain_text("背街小巷")
        seen(page, "graph")
        near = page.locator(".near a").first
        label = near.inner_text()
        near.click()
        expect(page.locator("h2").first).to_contain_text(label, timeout=60_000)
        expect(page.locator("iframe.picture")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_annotations_are_corrected(browser: Browser, served: Served, width: int) -> None:
    with visiting(browser, served.url, width) as page:
        at_report(page)
        told = page.locator("#told")
        page.locator("#text .metric", has_text="80条").click()
        told.get_by_role("button", name="对", exact=True).first.click()
        expect(told.locator(".judging .note").first).to_have_text("对")
        page.locator("#text .metric", has_text="3000万元").click()
        told.get_by_role("button", name="不对").first.click()
        expect(told.locator(".judging .note").first).to_have_text("不对")
        page.locator("#text .metric", has_text="6座").click()
        told.get_by_role("link", name="改", exact=True).first.click()
        page.locator("[name=object]").fill("公共厕所")
        seen(page, "correction")
        page.get_by_role("button", name="按上面改").click()
        expect(page.locator("#text")).to_be_visible()
        page.wait_for_load_state()
        select(page, "考核制度")
        told.get_by_role("link", name="补上").click()
        page.locator("form.inline [name=layer]").select_option("slogans")
        page.get_by_role("button", name="换一层").click()
        page.get_by_role("button", name="补上这一处").click()
        page.locator(".whole select").select_option("metrics")
        page.get_by_role("button", name="记下").click()
        page.wait_for_load_state()
        page.goto("/corrections")
        agreed = page.locator("table").first.locator("tbody tr", has_text="指标")
        assert agreed.locator("td").all_inner_texts()[1:5] == ["1", "1", "1", "0"]
        seen(page, "corrections-told")
        name, data = taken(page, page.get_by_role("link", name="导出人工标注").click)
        assert name == "gold.zip"
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            gold = next(archive.read(one).decode() for one in archive.namelist() if one.endswith(".gold.json"))
        assert "公共厕所" in gold and "3000万元" not in gold


def select(page: Page, words: str) -> None:
    """Select words of a report as a reader does."""
    page.evaluate(
        """(words) => {
          const walk = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
          for (let node; (node = walk.nextNode()); ) {
            const at = node.data.indexOf(words);
            if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + words.length);
          }
        }""",
        words,
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_without_script(browser: Browser, empty: Served, tmp_path: Path, width: int) -> None:
    """Row I12 of the bad inputs."""
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    with visiting(browser, empty.url, width, java_script_enabled=False) as page:
        page.goto("/upload")
        page.locator("#files").set_input_files([tmp_path / "a.txt", tmp_path / "b.txt"])
        page.locator("#send").click()
        for _ in range(100):
            page.goto("/upload")
            if "读完 2" in page.locator("#counts").inner_text():
                break
            time.sleep(0.3)
        page.goto("/search")
        page.locator("#q").fill("背街小巷")
        page.get_by_role("button", name="检索").click()
        assert page.locator(".hits > li").count() >= 2
        page.locator(".hits .head a").first.click()
        assert "整治背街小巷" in page.locator("#text").inner_text()


# Where the focus is, and whether its ring or caret is to be seen there.
FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
  const ring = (one) => { const is = getComputedStyle(one); return is.outlineStyle !== "none" && parseFloat(is.outlineWidth) > 0; };
  const shown = ring(at) || [at.closest("label"), at.nextElementSibling].some((one) => one && ring(one));
  return {name: at.tagName + " " + (at.id || at.name || at.textContent.trim().slice(0, 20)), shown, at: at === document.body};
}"""
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, [tabindex='0'], iframe")]
  .filter((one) => one.checkVisibility() && !one.disabled).length"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "path", ["/upload", "/search?q=背街小巷", "/gaps", "/compare", "/graph", "/corrections/words", "report"]
)
def test_by_keyboard(browser: Browser, served: Served, path: str, width: int) -> None:
    """Every control is reached, in its turn, and it is seen where one is."""
    with visiting(browser, served.url, width) as page:
        at_report(page) if path == "report" else page.goto(path)
        expected = page.evaluate(REACHABLE)
        reached = []
        for _ in range(expected + 5):
            page.keyboard.press("Tab")
            told = page.evaluate(FOCUSED)
            if told["at"]:
                break
            assert told["shown"], told["name"]
            reached.append(told["name"])
        assert len(reached) >= expected, reached

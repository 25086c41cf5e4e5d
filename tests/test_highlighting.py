"""Highlighted text: what Jupyter shows is the text, whole and escaped, with well-formed marks."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from civtext.highlighting import Mark, to_html
from civtext.model import Source
from civtext.pipeline import annotate, split


class Reader(HTMLParser):
    """Collects the text after the rule under the legend, and checks that every mark that opens closes."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.open, self.body = "", 0, False
        self.notes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("div", "small", "hr", "mark", "b", "br"), tag
        self.body = self.body or tag == "hr"
        if tag == "mark" and self.body:
            self.open += 1
            self.notes.append(str(dict(attrs)["title"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark" and self.body:
            self.open -= 1
            assert self.open >= 0

    def handle_data(self, data: str) -> None:
        self.text += data if self.body else ""


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == 0
    return reader


def test_marks_may_nest_and_cross() -> None:
    marks = [Mark(0, 6, "measure", "外"), Mark(2, 4, "metric", "内"), Mark(5, 8, "slogan", "跨")]
    reader = read(to_html("整治小巷八十条路", marks))
    assert reader.text == "整治小巷八十条路"
    assert reader.notes == ["外", "内", "跨"]


def test_nothing_from_a_document_is_markup() -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"
    page = to_html(hostile, [Mark(0, 8, "metric", hostile)], title=hostile)
    reader = read(page)
    assert reader.text == hostile and reader.notes == [hostile]


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8))
def test_any_marks_leave_the_text_whole(text: str, spans: list[tuple[int, int]]) -> None:
    text = text.replace("\r", "").replace("\x00", "")
    marks = [Mark(start, min(end, len(text)), "metric", "") for start, end in spans if start < len(text)]
    assert read(to_html(text, marks)).text == text


def test_a_document_shows_itself() -> None:
    (document,) = map(annotate, split(Source("云屏市创建总结\n一、整治环境\n今年整治背街小巷80条，发放手册XX余份。\n")))
    reader = read(document._repr_html_())
    assert reader.text == document.text
    assert any("number" in note or "背街小巷" in note for note in reader.notes)

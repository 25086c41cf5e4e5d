"""Saved web pages: the text of the page, line for line, and nothing that is not seen; row B48 of the bad inputs."""

from __future__ import annotations

import importlib.util
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from hostile import SENTENCE, sharing_site

from civtext.errors import LoadError
from civtext.loaders import is_whole, load_source, webtext
from civtext.loaders.html import read_html
from civtext.loaders.limits import Limits, Options
from civtext.model import Source

REPORT = [
    "今年以来，我县坚持创建为民、创建靠民，城市面貌焕然一新，现将情况汇报如下：",
    "一、加强领导",
    "县委常委会召开专题会议6次，与34个单位签订责任书。",
    "二、提升品质",
    SENTENCE,
    "1.治乱。清理小广告3.2万处。",
    "三、存在问题",
    "一是长效机制不够健全。",
    "四、打算",
    "群众满意度提升到97%以上，让创建成果惠及更多群众，让城市更有温度。",
]
TITLE = "云岭县创建工作汇报"


def read(markup: str | bytes, encoding: str | None = None, **limits: int) -> Source:
    data = markup.encode() if isinstance(markup, str) else markup
    return read_html(data, Options(encoding, limits=Limits(**limits)))


def lines(inside: str) -> list[str]:
    return read(f"<html><body>{inside}</body></html>").text.splitlines()


SHAPES = {
    "p": "".join(f"<p>{line}</p>" for line in REPORT),
    "br": "<br/><br>".join(f"&nbsp;&nbsp;{line}" for line in REPORT),
    "div": "".join(f"<div class='para'>{line}</div>" for line in REPORT),
    "sections": "".join(f"<section><section><p><span>{line}</span></p></section></section>" for line in REPORT),
    "spans": "".join(f"<div style='top:1px'><span>{line[:9]}</span><font>{line[9:]}</font></div>" for line in REPORT),
    "list": "<ul>" + "".join(f"<li>{line}</li>" for line in REPORT) + "</ul>",
    "strong": "".join(f"<p><strong>{line}</strong></p>" if len(line) < 8 else f"<p>{line}</p>" for line in REPORT),
    "pre": "<pre>" + "\n".join(REPORT) + "</pre>",
    "parts with an advertisement": "".join(f"<p>{line}</p>" for line in REPORT[:5])
    + "<div class='ad'><a href='#'>点击下载本文</a></div>"
    + "".join(f"<p>{line}</p>" for line in REPORT[5:]),
}


@pytest.mark.parametrize("reader", ["trafilatura", "plain"])
@pytest.mark.parametrize("named", [True, False], ids=["named", "unnamed"])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_a_page_of_a_sharing_site(shape: str, named: bool, reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line of the report, in order and whole, whatever holds it; lists of links around it go."""
    if reader == "plain":
        monkeypatch.setattr(webtext, "_by_trafilatura", lambda body: "")
    elif importlib.util.find_spec("trafilatura") is None:
        pytest.skip("trafilatura is not installed")
    source = read(sharing_site(TITLE, shape, named=named))
    found = [line.strip("\xa0") for line in source.text.splitlines()]
    at = found.index(REPORT[0])
    assert found[at : at + len(REPORT)] == REPORT
    assert TITLE in found[:at]
    assert not {"工作计划", "教育局创城工作总结三篇", "热门文章"} & set(found)
    assert len(found) <= len(REPORT) + (2 if named else 6)
    assert [flag.code for flag in source.flags] == ["html.furniture"]
    assert is_whole(source)


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        pytest.param("<h1>文明花开</h1><h1>——云岭县创建综述</h1>", ["文明花开", "——云岭县创建综述"], id="on two lines"),
        pytest.param("<h1>文明花开</h1><div>字号</div>", ["文明花开"], id="apart from the text"),
        pytest.param("<h1>某某文库</h1><div>字号</div><h1>文明花开</h1>", [], id="one of two may be the site's"),
    ],
)
def test_the_title_above_the_text(head: str, kept: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webtext, "_by_trafilatura", lambda body: "".join(REPORT))
    assert lines(head + SHAPES["p"]) == [*kept, *REPORT]


@pytest.mark.parametrize("sign", ["\x01", "&#1;", "\x1b", "\uffff", "&#65534;", "\x01<script>x\x02</script>\x03"])
def test_control_characters_are_not_seen(sign: str) -> None:
    assert lines(f"<p>整治{sign}街巷</p><pre>一{sign}\n二</pre>") == ["整治街巷", "一", "二"]


def test_a_page_in_columns_of_a_table() -> None:
    """Old sites lay a page out in tables: those are none."""
    row = "".join(f"<a href='#'>{name}</a>" for name in ("首页", "范文大全", "工作总结"))
    page = f"<table><tr><td colspan=2>{row}</td></tr><tr><td>{SHAPES['br']}</td><td>{row}</td></tr></table>"
    assert [line.strip("\xa0") for line in lines(page)] == REPORT


def test_tables_as_rows_and_cells() -> None:
    source = read(
        "<html xmlns:w='urn:schemas-microsoft-com:office:word'><body><p>如下：</p><table><tr><th>项目<th colspan=2>数量"
        "<tr><td rowspan=2>背街小巷<td>80条<td>已完成<tr><td><p>其中</p><p>城区</p></td><td></td></table><p>完</p>"
    )
    assert source.text == "如下：\n项目\t数量\n背街小巷\t80条\t已完成\n其中\n城区\t\n完\n"
    where = {source.text[slice(*part.span)]: str(part.where) for part in source.parts}
    assert where["已完成"] == "表1第2行第3列"
    assert where["城区"] == "表1第3行第2列"
    assert where["完"] == "第2段"
    assert {part.kind for part in source.parts} == {"body", "table"}


@pytest.mark.parametrize("span", ["0", "-1", "50000000", "abc", "１"])
def test_spans_that_make_no_sense(span: str) -> None:
    assert lines(f"<table><tr><td colspan='{span}' rowspan='{span}'>甲<td>乙<tr><td>丙<td>丁</table>") == [
        "甲\t乙",
        "丙\t丁",
    ]


def test_headings_have_levels() -> None:
    source = read("<h1>汇报</h1><p>前言</p><h2>一、治乱</h2><h3>（一）<b>街巷</b></h3><p>正文")
    assert [(source.text[slice(*part.span)], part.level) for part in source.parts] == [
        ("汇报", 1),
        ("前言", None),
        ("一、治乱", 2),
        ("（一）街巷", 3),
        ("正文", None),
    ]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        pytest.param("<script>x='脚本'</script>整治<style>p{}</style>小巷", ["整治小巷"], id="scripts"),
        pytest.param("整治<span style='display: none'>盗版</span>小巷", ["整治小巷"], id="hidden by style"),
        pytest.param("整治<i style='font-size:0'>盗版</i><b hidden>版</b>小巷", ["整治小巷"], id="hidden otherwise"),
        pytest.param("整治<!-- 注释 --><?php 指令 ?>小巷", ["整治小巷"], id="comments"),
        pytest.param("整治<ruby>巷<rp>(</rp><rt>xiang</rt></ruby>", ["整治巷"], id="ruby"),
        pytest.param("整治背街\n   小巷，\n80条\nOK", ["整治背街小巷， 80条 OK"], id="line ends of the markup"),
        pytest.param("&lt;XX&gt;县&nbsp;&#20170;年", ["<XX>县\xa0今年"], id="references"),
        pytest.param("<p>　　缩进</p>", ["　　缩进"], id="indented"),
        pytest.param("<ol start=3><li>甲<li><p>乙</p></ol>", ["3. 甲", "4. 乙"], id="numbers"),
        pytest.param("<ol style='list-style:none'><li>甲</ol><ol type=a><li>乙</ol>", ["甲", "乙"], id="no numbers"),
        pytest.param("<p>甲<p>乙<br>丙<hr>丁", ["甲", "乙", "丙", "丁"], id="unclosed"),
        pytest.param("<p>正文<iframe src='http://127.0.0.1:9/x'>框</iframe></p>", ["正文"], id="frame"),
        pytest.param("{{ 7*7 }} %s <b>=cmd</b>", ["{{ 7*7 }} %s =cmd"], id="looks like a template"),
    ],
)
def test_what_is_seen(inside: str, text: list[str]) -> None:
    assert lines(inside) == text


@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ("utf-8", ""),
        ("utf-8", "gb2312"),
        ("gb18030", ""),
        ("gb18030", "gb2312"),
        ("gb18030", "utf-8"),
        ("gb18030", "nonsense"),
        ("big5", "big5"),
        ("utf-16", ""),
    ],
)
def test_the_encoding_is_what_reads_well(codec: str, said: str) -> None:
    text = "全市整治背街小巷八十條" if codec == "big5" else SENTENCE
    meta = f"<meta http-equiv='Content-Type' content='text/html; charset={said}'>" if said else ""
    page = f"<html><head>{meta}</head><body><p>{text}</p></body></html>"
    assert read(page.encode(codec, "ignore")).text.strip() == text.encode(codec, "ignore").decode(codec)


def test_bytes_that_cannot_be_decoded_are_marked_in_their_place() -> None:
    source = read(f"<html><body><p>{SENTENCE * 9}</p><p>新建口袋".encode() + b"\xff" + "公园</p>".encode())
    (flag,) = source.flags
    assert (flag.code, flag.span and source.text[slice(*flag.span)]) == ("text.bad_bytes", "\ufffd")
    assert not is_whole(source)


def archive(*parts: MIMEText) -> bytes:
    message = MIMEMultipart("related")
    message["Subject"] = "=?utf-8?B?5rGH5oql?="
    for part in parts:
        message.attach(part)
    return message.as_bytes()


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "gb2312"])
def test_web_archives(charset: str) -> None:
    page = archive(MIMEText(f"<p>{SENTENCE}</p>", "html", charset), MIMEText("body{}", "css"))
    assert read(page).text == SENTENCE + "\n"


def test_an_archive_without_a_page() -> None:
    with pytest.raises(LoadError) as caught:
        read(archive(MIMEText("x", "css")))
    assert caught.value.code == "type.html"


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        ("<html><body><script>x</script></body></html>", "text.blank"),
        ("<html></html>", "text.blank"),
        ("<!DOCTYPE html>", "text.blank"),
        ("<div>" * 5000 + "深" + "</div>" * 5000, "xml.depth"),
        (f"<p>{SENTENCE * 9}</p>", "text.size"),
    ],
)
def test_refused(markup: str, code: str) -> None:
    with pytest.raises(LoadError) as caught:
        read(markup, characters=200)
    assert caught.value.code == code


def test_entities_of_the_page_are_never_resolved() -> None:
    subset = "<!ENTITY a 'ha'><!ENTITY b SYSTEM 'file:///etc/passwd'>"
    text = read(f"<!DOCTYPE html [{subset}]><html><body><p>&a;&b;{SENTENCE}</p></body></html>").text
    assert "&b;" in text
    assert "root:" not in text


def test_unclosed_tags_by_the_thousand() -> None:
    """Editors of old left a font open in every paragraph."""
    assert lines("".join(f"<p><font>第{n}项" for n in range(900)))[-1] == "第899项"


@pytest.mark.parametrize("name", ["总结.html", "总结.mht", "总结.doc", "总结.docx", "总结.txt", "总结"])
def test_a_page_under_any_name(tmp_path: Path, name: str) -> None:
    """B48: web exports are often named .doc."""
    path = tmp_path / name
    path.write_text(f"<!DOCTYPE html><html><body><h1>总结</h1><p>{SENTENCE}", encoding="utf-8")
    source = load_source(path)
    assert (source.text, source.format) == (f"总结\n{SENTENCE}\n", "html")
    assert [flag.code for flag in source.flags] == ([] if path.suffix in (".html", ".mht") else ["type.extension"])


def test_a_fragment_is_a_page_where_its_name_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.htm"
    path.write_text(f"<p>{SENTENCE}<br>完", encoding="utf-8")
    assert load_source(path).text == f"{SENTENCE}\n完\n"


def test_what_an_office_wrote_is_kept_whole() -> None:
    nav = "<div class='nav'><a href='#'>见附件</a></div>"
    page = f"<html><head><meta name=Generator content='Microsoft Word 15'></head><body>{nav}<p>{SENTENCE}</p>"
    source = read(page)
    assert source.text == f"见附件\n{SENTENCE}\n"
    assert source.flags == ()

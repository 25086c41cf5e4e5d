"""Formulas beside a list of another number of members: flagged, and what only looks like it is not."""

from __future__ import annotations

import pytest

from civtext.contradictions import contradictions
from civtext.extractors import slogans
from civtext.model import CleanText, Document, Source


def flagged(text: str) -> list[tuple[str, str]]:
    """The formulas that are flagged, and the note's number of members."""
    document = Document(Source(text), CleanText.of(text, []))
    flags = contradictions(document.with_annotations(slogans.extract(document)))
    assert all(flag.code == "slogan.count" and flag.span for flag in flags)
    return [(text[slice(*flag.span)], flag.note.split("列了")[1].split("项")[0]) for flag in flags if flag.span]


@pytest.mark.parametrize(
    ("text", "formula", "listed"),
    [
        ("落实“四查”(自查、互查、抽查)制度。", "四查", "3"),
        ("推行“三化”（硬化、绿化、亮化、净化）标准。", "三化", "4"),
        ("落实“五包”责任制(包卫生、包秩序、包绿化和包亮化)。", "五包", "4"),
        ("建立三个清单(问题清单、责任清单)。", "三个清单", "2"),
        ("坚持“三看”,即看路面、看墙面、看水面、看台面。", "三看", "4"),
        ("做到“三净”:路面净,墙面净。", "三净", "2"),
        ("健全自查、互查、抽查“四查”机制。", "四查", "3"),
        ("抓好四大工程:一是安居。盖房。二是畅通。修路。三是添绿。种树。", "四大工程", "3"),
        ("开展“三评一树”(评好媳妇、评好邻居、树新风)。", "三评一树", "3"),
        ("采取三项措施(疏导、整治、巡查、处罚)。", "三项措施", "4"),
    ],
)
def test_a_list_of_another_number_is_flagged(text: str, formula: str, listed: str) -> None:
    assert flagged(text) == [(formula, listed)]


@pytest.mark.parametrize(
    "text",
    [
        "落实“三查”(自查、互查、抽查)制度。",
        "落实“四查”(自查、互查、抽查等)制度。",
        "健全自查、互查等“四查”机制。",
        "推行“三化”(路:硬化、绿化、亮化;墙:净化、美化;河:清化)标准。",
        "落实“五包”责任制(包卫生、包秩序、包绿化、包亮化和包设施)。",
        "开展“四评四树”(评好家庭树家风、评好媳妇树孝风、评好邻居树民风、评好党员树作风)。",
        "推行“1+6+N”模式(一个中心、六个网格)。",
        "落实“四查”(详见附件一、附件二)。",
        "落实“四查”(含自查、互查)。",
        "坚持“三看”,即看路面、看墙面,每天巡查、随手整改。",
        "实施六大行动,推进绿化、亮化。一是抓宣传。二是抓督查。",
        "实施六大行动。一是抓宣传。二是抓督查。",
        "推进绿化、亮化、净化,落实“四化”标准。",
        "清理小巷、楼道,开展“四清”行动。",
        "学习“三字经”(人之初、性本善)。",
        "建成东林、西坪社区,走访四个小区(东林、西坪)。",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert flagged(text) == []


def test_the_same_formula_spelt_out_rightly_elsewhere_does_not_hide_it() -> None:
    text = "落实“三查”(自查、互查、抽查)制度。各镇再次落实“三查”(自查、互查)制度。"
    assert flagged(text) == [("三查", "2")]

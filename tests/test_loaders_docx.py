"""Word: what a reader sees, in order and once; rows B of the bad inputs."""

from __future__ import annotations

import hostile
import pytest
from hostile import (
    SENTENCE,
    cell,
    document_xml,
    docx,
    docx_with_main,
    numbered,
    paragraph,
    part_xml,
    parts_of,
    styled,
    table,
    zipped,
)

from civtext.errors import LoadError
from civtext.loaders import Limits, is_whole
from civtext.loaders.docx import read_docx
from civtext.loaders.limits import Options
from civtext.model import Source


def read(data: bytes, **limits: int) -> Source:
    return read_docx(data, Options(limits=Limits(**limits)))


def body(markup: str, **more: str | bytes) -> str:
    return read(docx(markup, **more)).text


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def refused(data: bytes, **limits: int) -> str:
    with pytest.raises(LoadError) as caught:
        read(data, **limits)
    return caught.value.code


def test_paragraphs_and_tables_in_order() -> None:
    source = read(docx(paragraph("标题") + table(["项目", "数量"], ["小巷", "80条"]) + paragraph() + paragraph("完")))
    assert source.text == "标题\n项目\t数量\n小巷\t80条\n\n完\n"
    assert [(source.text[slice(*part.span)], part.kind, str(part.where)) for part in source.parts] == [
        ("标题", "body", "第1段"),
        ("项目", "table", "表1第1行第1列"),
        ("数量", "table", "表1第1行第2列"),
        ("小巷", "table", "表1第2行第1列"),
        ("80条", "table", "表1第2行第2列"),
        ("完", "body", "第3段"),
    ]


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText><w:t>码</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>页</w:t></w:r>'
)


@pytest.mark.parametrize(
    ("name", "inside", "text"),
    [
        ("insertion", f"<w:ins>{run('新增')}</w:ins>", "新增"),
        ("deletion", f"{run('留')}<w:del><w:r><w:delText>删</w:delText></w:r></w:del>", "留"),
        ("moved", f"<w:moveFrom>{run('旧处')}</w:moveFrom><w:moveTo>{run('新处')}</w:moveTo>", "新处"),
        ("content control", f"<w:sdt><w:sdtPr/><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>", "控件"),
        ("smart tag", f"<w:smartTag>{run('云岭县')}</w:smartTag>", "云岭县"),
        ("custom XML", f"<w:customXml>{run('自定义')}</w:customXml>", "自定义"),
        ("hyperlink", f"<w:hyperlink>{run('链接')}</w:hyperlink>", "链接"),
        ("simple field", f'<w:fldSimple w:instr="DATE">{run("6月")}</w:fldSimple>', "6月"),
        (
            "field",
            FIELD,
            "7页",
        ),
        ("tab and breaks", "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>", "甲\t乙\n丙"),
        ("hyphen", "<w:r><w:t>7</w:t><w:noBreakHyphen/><w:t>8</w:t></w:r>", "7-8"),
        ("tick", '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "✓"),
        ("unknown sign", '<w:r><w:sym w:font="Other" w:char="F0F1"/></w:r>', "\ufffd"),
        ("ruby", f"<w:r><w:ruby><w:rt>{run('pin')}</w:rt><w:rubyBase>{run('拼')}</w:rubyBase></w:ruby></w:r>", "拼"),
        ("placeholder over runs", run("X") + "<w:bookmarkStart/>" + run("X个"), "XX个"),
    ],
    ids=lambda value: value if value.isascii() and "<" not in value else "",
)
def test_what_stands_inside_a_paragraph(name: str, inside: str, text: str) -> None:
    """B35, B36, B41, B44: everything visible once, nothing else."""
    assert body(paragraph("前", inside=inside) + paragraph("后")) == f"前{text}\n后\n"


def test_a_field_that_never_ends_takes_nothing_with_it() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert body(paragraph("前", inside=begin) + paragraph("后")) == "前\n后\n"


def test_a_deleted_paragraph_mark_joins_its_paragraphs() -> None:
    deleted = "<w:rPr><w:del/></w:rPr>"
    gone = f"<w:p><w:pPr>{deleted}</w:pPr><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>"
    assert body(paragraph("整治小巷", properties=deleted) + gone + paragraph("80条")) == "整治小巷80条\n"


def test_revisions_and_hidden_text_are_flagged() -> None:
    """B35, B39."""
    source = read(docx(paragraph("见", inside=run("藏", "<w:vanish/>") + run("白", '<w:color w:val="FFFFFF"/>'))))
    assert source.text == "见藏白\n"
    assert [source.text[slice(*flag.span)] for flag in source.flags if flag.span] == ["藏", "白"]
    shown = read(docx(paragraph("见", inside=run("显", '<w:vanish w:val="0"/>'))))
    assert shown.flags == ()
    tracked = read(docx(paragraph("见", inside=f"<w:ins>{run('增')}</w:ins>")))
    assert [flag.code for flag in tracked.flags] == ["docx.tracked"]
    assert is_whole(tracked)


def test_text_boxes_once_and_after_the_body() -> None:
    """B37: both branches of the alternative hold the same words."""
    box = f"<w:txbxContent>{paragraph('框内文字')}</w:txbxContent>"
    inside = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    source = read(docx(paragraph("正文", inside=inside) + paragraph("完")))
    assert source.text == "正文\n完\n\n框内文字\n"
    assert source.parts[-1].kind == source.parts[-1].where.part == "textbox"


def test_notes_headers_comments_are_labelled_and_last() -> None:
    """B38."""
    source = read(
        docx(
            paragraph("正文"),
            comments=part_xml("comments", f"<w:comment>{paragraph('批注')}</w:comment>"),
            header1=part_xml("hdr", paragraph("页眉")),
            header2=part_xml("hdr", paragraph("页眉")),
            footnotes=part_xml("footnotes", f"<w:footnote>{paragraph('脚注')}</w:footnote>"),
        )
    )
    assert source.text == "正文\n\n脚注\n页眉\n批注\n"
    assert [part.kind for part in source.parts] == ["body", "footnote", "header", "comment"]


def test_automatic_numbers_are_rebuilt() -> None:
    """B42: counting, restart below a higher level, a list that starts anew, a list that does not exist."""
    paragraphs = [
        ("加强领导", 0),
        ("建机制", 1),
        ("定方案", 2),
        ("分任务", 2),
        ("抓宣传", 1),
        ("改善环境", 0),
        ("治乱", 1),
        ("拆违", 2),
    ]
    text = body(
        "".join(numbered(*one) for one in paragraphs)
        + numbered("另起", 0, 3)
        + numbered("续", 0, 3)
        + numbered("无", 0, 99),
        numbering=hostile.NUMBERING,
    )
    assert text.split() == [
        *("一、加强领导", "（一）建机制", "1.定方案", "2.分任务", "（二）抓宣传"),
        *("二、改善环境", "（一）治乱", "1.拆违", "一、另起", "二、续", "无"),
    ]


def test_numbers_and_levels_that_come_from_styles() -> None:
    markup = (
        styled("工作总结", "a5") + styled("总则", "1") + styled("背景", "2") + styled("目标", "x") + styled("措施", "1")
    )
    source = read(docx(markup + styled("节", "2"), numbering=hostile.NUMBERING, styles=hostile.STYLES))
    assert source.text.split("\n")[:-1] == ["工作总结", "第1章 总则", "1.1 背景", "1.2 目标", "第2章 措施", "2.1 节"]
    assert [part.level for part in source.parts] == [0, 1, 2, 2, 1, 2]


def test_outline_levels_without_styles() -> None:
    markup = paragraph("甲", properties='<w:outlineLvl w:val="1"/>') + styled("乙", "Heading1") + styled("丙", "Normal")
    assert [part.level for part in read(docx(markup)).parts] == [2, 1, None]


def test_tables_of_every_shape() -> None:
    """B33, B34: merged cells once, odd spans taken as one, nothing lost."""
    start, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    markup = table(
        [cell("头", '<w:gridSpan w:val="2"/>'), cell("尾", goes_on)],
        [cell("合", start), cell("乙", '<w:gridSpan w:val="50000000"/>'), "丙"],
        [cell("", goes_on), cell("丁", '<w:gridSpan w:val="abc"/>')],
        [cell(paragraph("一、段") + paragraph("二、段") + table(["内", "层"])), "戊"],
    )
    source = read(docx(markup))
    assert source.text == "头\t尾\n合\t乙\t丙\n\t丁\n一、段\n二、段\n内\t层\t戊\n"
    where = {source.text[slice(*part.span)]: str(part.where) for part in source.parts}
    assert (where["尾"], where["丙"], where["层"], where["戊"]) == (
        *("表1第1行第3列", "表1第2行第3列"),
        *("表2第1行第2列", "表1第4行第2列"),
    )
    assert [flag.code for flag in source.flags] == ["table.span"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(docx_with_main(hostile.entity_bomb()), "xml.doctype", id="B01 entity bomb"),
        pytest.param(
            docx_with_main(hostile.with_doctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]', "&x;")),
            "xml.doctype",
            id="B03 file",
        ),
        pytest.param(
            docx_with_main(hostile.with_doctype('SYSTEM "http://127.0.0.1:9/x.dtd"', "x")),
            "xml.doctype",
            id="B04 external",
        ),
        pytest.param(
            docx_with_main(hostile.with_doctype('[<!ENTITY x "好">]', "&x;")), "xml.doctype", id="B05 harmless"
        ),
        pytest.param(
            docx_with_main(
                hostile.with_doctype('[<!ENTITY x "好">]', "&x;").replace("UTF-8", "UTF-16").encode("utf-16")
            ),
            "xml.doctype",
            id="B06 UTF-16",
        ),
        pytest.param(docx(paragraph(SENTENCE) + " " * 90_000_000), "zip.ratio", id="B07 inflating"),
        pytest.param(hostile.lying_size(), "zip.lie", id="B09 size"),
        pytest.param(hostile.overlapping(), "zip.overlap", id="B10 overlap"),
        pytest.param(hostile.many_entries(6000), "zip.entries", id="B11 entries"),
        pytest.param(hostile.duplicated(), "zip.duplicate", id="B12 duplicate"),
        pytest.param(docx(paragraph(SENTENCE * 30))[:600], "zip.truncated", id="B15 cut"),
        pytest.param(hostile.damaged_stream(), "zip.crc", id="B17 damaged"),
        pytest.param(hostile.encrypted_flag(), "office.password", id="B18 flag"),
        pytest.param(zipped({}), "docx.not_word", id="B19 empty zip"),
        pytest.param(zipped({"word/document.xml": document_xml("")}), "docx.not_word", id="B19 no types"),
        pytest.param(zipped({"[Content_Types].xml": "<Types/>"}), "docx.not_word", id="B19 no main part"),
        pytest.param(docx_with_main("<workbook/>"), "docx.not_word", id="B19 another root"),
        pytest.param(docx_with_main(b"\x00\x01"), "xml.malformed", id="B27 no XML"),
        pytest.param(
            docx("<w:sdt><w:sdtContent>" * 9000 + "</w:sdtContent></w:sdt>" * 9000), "xml.depth", id="B29 nested"
        ),
        pytest.param(docx(paragraph()), "text.blank", id="empty paragraphs"),
        pytest.param(
            docx(paragraph(inside="<w:r><w:drawing><a:blip/></w:drawing></w:r>")), "docx.image_only", id="B43 picture"
        ),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_each_limit_has_its_code() -> None:
    good = docx(paragraph(SENTENCE))
    assert refused(good, zip_entries=2) == "zip.entries"
    assert refused(good, part_bytes=100) == "zip.size"
    assert refused(good, package_bytes=900) == "zip.size"
    assert refused(good, characters=10) == "text.size"


def test_a_picture_is_never_inflated() -> None:
    """B08."""
    assert (
        read(zipped({**parts_of(paragraph(SENTENCE)), "word/media/a.bmp": bytes(120_000_000)})).text == SENTENCE + "\n"
    )


@pytest.mark.parametrize("name", ["../x.xml", "/etc/x", "C:\\x", "a\\..\\b"])
def test_names_that_climb_are_ignored(name: str) -> None:
    """B13."""
    source = read(zipped({**parts_of(paragraph(SENTENCE)), name: "x"}))
    assert source.text == SENTENCE + "\n"
    assert [flag.code for flag in source.flags] == ["zip.name"]


def test_junk_before_the_zip() -> None:
    """B16."""
    assert read(b"junk" * 100 + docx(paragraph(SENTENCE))).text == SENTENCE + "\n"


@pytest.mark.parametrize("part", ["word/_rels/document.xml.rels", "_rels/.rels"])
def test_parts_that_the_text_does_not_need(part: str) -> None:
    """B20."""
    parts = parts_of(paragraph(SENTENCE))
    del parts[part]
    assert read(zipped(parts)).text == SENTENCE + "\n"


@pytest.mark.parametrize(
    ("target", "codes"),
    [
        ("NULL", ["docx.relationship"]),
        ("#_top", []),
        ("../../../../etc/passwd", ["docx.relationship"]),
        ("document.xml", []),
    ],
)
def test_relationships_that_lead_nowhere(target: str, codes: list[str]) -> None:
    """B21, B23, B24."""
    parts = parts_of(paragraph(SENTENCE))
    rels = str(parts["word/_rels/document.xml.rels"])
    parts["word/_rels/document.xml.rels"] = rels.replace(
        "</", f'<Relationship Id="z" Type="x/image" Target="{target}"/></'
    )
    source = read(zipped(parts))
    assert source.text == SENTENCE + "\n"
    assert [flag.code for flag in source.flags] == codes
    assert is_whole(source)


def test_what_lies_outside_is_never_fetched() -> None:
    """B22."""
    parts = parts_of(paragraph(SENTENCE))
    rels = str(parts["word/_rels/document.xml.rels"])
    outside = '<Relationship Id="z" Type="x/footnotes" TargetMode="External" Target="http://127.0.0.1:9/x"/></'
    parts["word/_rels/document.xml.rels"] = rels.replace("</", outside)
    source = read(zipped(parts))
    assert (source.text, source.flags) == (SENTENCE + "\n", ())


def test_strict_files() -> None:
    """B25."""
    main = document_xml(paragraph(SENTENCE)).replace(hostile.W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert read(docx_with_main(main)).text == SENTENCE + "\n"


@pytest.mark.parametrize(("kind", "code"), [("document.macroEnabled", "docx.macro"), ("template", "docx.template")])
def test_macros_and_templates(kind: str, code: str) -> None:
    """B26."""
    parts = parts_of(paragraph(SENTENCE))
    parts["[Content_Types].xml"] = str(parts["[Content_Types].xml"]).replace("wordprocessingml.document", kind)
    assert [flag.code for flag in read(zipped(parts)).flags] == [code]


def test_cut_markup_keeps_the_paragraphs_before() -> None:
    """B28."""
    source = read(docx_with_main(document_xml("".join(paragraph(f"第{n}件") for n in range(9)))[:-60]))
    assert source.text.startswith("第0件\n第1件\n")
    assert "第7件\n" in source.text
    assert [flag.code for flag in source.flags] == ["xml.malformed"]
    assert not is_whole(source)


def test_a_damaged_side_part_is_skipped() -> None:
    styled = paragraph(SENTENCE, properties='<w:pStyle w:val="a"/>')
    source = read(docx(styled, styles="<w:styles", footnotes="no"))
    assert source.text == SENTENCE + "\n"
    assert [flag.code for flag in source.flags] == ["part.skipped", "part.skipped"]


def test_styles_that_no_paragraph_names_are_not_looked_at() -> None:
    source = read(docx(paragraph(SENTENCE), styles="<w:styles"))
    assert (source.text, source.flags) == (SENTENCE + "\n", ())


@pytest.mark.parametrize("change", ['<?xml version="1.0"?>', "<!-- by hand -->", "&#32;", "utf-16"])
def test_styles_written_in_any_way_are_read_alike(change: str) -> None:
    """Word's own way is cut up unparsed, any other is parsed whole."""
    markup = styled("总则", "1") + styled("背景", "x")
    styles: str | bytes = hostile.STYLES
    if change == "utf-16":
        styles = hostile.STYLES.replace("UTF-8", "UTF-16").encode("utf-16")
    elif "?" not in change:
        styles = hostile.STYLES.replace("</w:styles>", f"{change}</w:styles>")
    source = read(docx(markup, numbering=hostile.NUMBERING, styles=styles))
    assert source.text == "第1章 总则\n1.1 背景\n"
    assert source.flags == ()


def test_a_style_that_cannot_be_parsed_is_skipped_alone() -> None:
    styles = hostile.STYLES.replace('<w:name w:val="heading 1"/>', '<w:name w:val="heading 1">')
    source = read(docx(styled("工作总结", "a5") + styled("总则", "1"), numbering=hostile.NUMBERING, styles=styles))
    assert source.text == "工作总结\n总则\n"
    assert "part.skipped" in [flag.code for flag in source.flags]


def test_nested_but_allowed() -> None:
    """B29."""
    assert body("<w:tbl><w:tr><w:tc>" * 70 + paragraph("深") + "</w:tc></w:tr></w:tbl>" * 70) == "深\n"


def test_oddities_are_flagged_in_word_too() -> None:
    """A24."""
    assert [flag.code for flag in read(docx(paragraph("X\u200bX\u202e个"))).flags] == ["text.bidi"]


def test_embedded_things_are_not_read_in_silence() -> None:
    """B14, B40."""
    source = read(docx(paragraph(SENTENCE, inside="<w:r><w:object><o:OLEObject/></w:object></w:r>") + "<w:altChunk/>"))
    assert [flag.code for flag in source.flags] == ["embedded.skipped"]


def test_the_same_words_as_python_docx_sees_in_a_plain_file() -> None:
    import io

    import docx as python_docx

    document = python_docx.Document()
    document.add_heading("创建工作总结", 0)
    document.add_heading("一、基本情况", 1)
    document.add_paragraph(SENTENCE)
    out = io.BytesIO()
    document.save(out)
    source = read(out.getvalue())
    assert source.text == f"创建工作总结\n一、基本情况\n{SENTENCE}\n"
    assert [part.level for part in source.parts] == [0, 1, None]

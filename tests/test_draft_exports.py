"""Rows G of bad inputs, for what is written of a draft: Word copies, fill sheets, lists, pages (G01 to G03, G07 to G09)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import load_workbook
from typer.testing import CliRunner

from civtext import worklists
from civtext.cli import app
from civtext.drafts import lists_of, read_draft, write_results
from civtext.errors import CivtextError, LoadError
from civtext.filling import fill, write_comments
from civtext.filling.masking import mask, restore
from civtext.loaders import load_source

HOSTILE = [
    '=HYPERLINK("http://x.invalid","点")整治背街小巷XX条。',
    "+cmd|' /C calc'!A0 新建公厕XX座。",
    "@SUM(1+1)*cmd 建立台帐,印发<img src=x onerror=alert(1)>手册XX册。",
    "</script><script>alert(1)</script>召开推进会XX次。",
]


def text_draft(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["云岭市2023年创建工作总结", "一、整治环境", *lines, ""]), encoding="utf-8")
    return path


def word_draft(path: Path, *lines: str) -> Path:
    document = docx.Document()
    for line in ("云岭市2023年创建工作总结", "一、整治环境", *lines):
        document.add_paragraph(line)
    document.save(str(path))
    return path


def cells(path: Path) -> list[object]:
    return [cell for page in load_workbook(path) for line in page.iter_rows() for cell in line]


def test_formula_text_stays_text_in_every_workbook(tmp_path: Path) -> None:
    """G01: what begins like a formula, in the fill sheet and in the lists; numbers that are numbers stay so."""
    draft = read_draft(word_draft(tmp_path / "=1+1.docx", *HOSTILE))
    write_results(draft, tmp_path / "out")
    (tmp_path / "lists.xlsx").write_bytes(worklists.written(lists_of(draft)))
    for path in (tmp_path / "out" / "=1+1.fill.xlsx", tmp_path / "lists.xlsx"):
        found = cells(path)
        assert all(cell.data_type in "sn" and cell.hyperlink is None for cell in found)  # type: ignore[attr-defined]
        with zipfile.ZipFile(path) as package:
            assert not any(b"<f>" in package.read(name) for name in package.namelist() if "worksheets" in name)
    assert any(str(cell.value).startswith("=1+1") for cell in cells(tmp_path / "lists.xlsx"))  # type: ignore[attr-defined]


def test_a_cell_of_the_lists_beyond_what_excel_holds_says_so(tmp_path: Path) -> None:
    """G02."""
    long = worklists.Lists({worklists.TASKS: (("一",), [("长" * 40_000,)])})
    (tmp_path / "a.xlsx").write_bytes(worklists.written(long))
    [_, cell] = cells(tmp_path / "a.xlsx")
    assert str(cell.value).endswith("(共40000字)") and len(str(cell.value)) < 32_768  # type: ignore[attr-defined]


def test_control_characters_and_half_pairs_reach_no_file(tmp_path: Path) -> None:
    """G03: from a text's own bytes, and from a value typed into the sheet."""
    draft = text_draft(tmp_path / "草稿.txt", "整治\x01背街小巷XX条,\x0b建立\x1f台帐。\ufffe")
    write_results(read_draft(draft), tmp_path / "out")
    assert all(
        ord(char) > 31 or char in "\n\t"
        for cell in cells(tmp_path / "out" / "草稿.fill.xlsx")
        for char in str(cell.value or "")
    )  # type: ignore[attr-defined]
    page = (tmp_path / "out" / "草稿.gaps.html").read_text(encoding="utf-8")
    assert "\x01" not in page and "\x0b" not in page


def test_pages_and_comments_hold_text_as_text(tmp_path: Path) -> None:
    """G07."""
    draft = word_draft(tmp_path / "草稿<b>.docx", *HOSTILE)
    write_results(read_draft(draft), tmp_path / "out")
    page = (tmp_path / "out" / "草稿<b>.gaps.html").read_text(encoding="utf-8")
    assert "<script" not in page and "<img" not in page and "&lt;img" in page
    told = [one.text for one in docx.Document(str(tmp_path / "out" / "草稿<b>.comments.docx")).comments]
    assert any("台账" in one for one in told)


def test_what_stands_there_stays_where_nothing_can_be_written(tmp_path: Path) -> None:
    """G08: the name of the folder is a file's; a result is a folder; each time one clear error, nothing half written."""
    draft = word_draft(tmp_path / "草稿.docx", "整治背街小巷XX条。")
    (tmp_path / "file").write_text("旧", encoding="utf-8")
    done = CliRunner().invoke(app, ["gaps", str(draft), "-o", str(tmp_path / "file")])
    assert done.exit_code and (tmp_path / "file").read_text(encoding="utf-8") == "旧"
    (tmp_path / "out" / "草稿.fill.xlsx").mkdir(parents=True)
    with pytest.raises(CivtextError) as caught:
        write_results(read_draft(draft), tmp_path / "out")
    assert caught.value.code == "output.failed" and (tmp_path / "out" / "草稿.fill.xlsx").is_dir()
    assert not list((tmp_path / "out").glob(".*"))


def protected(path: Path) -> Path:
    document = docx.Document(str(word_draft(path, "整治背街小巷XX条,建立台帐。")))
    xml = f'<w:documentProtection {nsdecls("w")} w:edit="readOnly" w:enforcement="1"/>'
    document.settings.element.append(parse_xml(xml))
    document.save(str(path))
    return path


def test_a_protected_draft_is_commented_filled_and_masked_and_stays_protected(tmp_path: Path) -> None:
    """G09: protection is the reader's matter; the original keeps its bytes."""
    draft = protected(tmp_path / "草稿.docx")
    before = draft.read_bytes()
    write_results(read_draft(draft), tmp_path / "out")
    book = load_workbook(tmp_path / "out" / "草稿.fill.xlsx")
    book.worksheets[0]["J2"] = 80
    book.save(tmp_path / "filled.xlsx")
    fill(draft, tmp_path / "filled.xlsx", tmp_path / "final.docx")
    mask(draft, tmp_path / "template.docx", tmp_path / "key.json")
    restore(tmp_path / "template.docx", tmp_path / "key.json", tmp_path / "again.docx")
    for name in ("out/草稿.comments.docx", "final.docx", "template.docx", "again.docx"):
        with zipfile.ZipFile(tmp_path / name) as package:
            assert b"documentProtection" in package.read("word/settings.xml"), name
        docx.Document(str(tmp_path / name))
    assert "整治背街小巷80条" in load_source(tmp_path / "final.docx").text and draft.read_bytes() == before


@pytest.mark.parametrize("cut", [0, 200, -400])
def test_a_damaged_draft_is_refused_and_nothing_is_written(tmp_path: Path, cut: int) -> None:
    """G09: an empty file, a beginning, one without its end."""
    draft = word_draft(tmp_path / "草稿.docx", "整治背街小巷XX条。")
    draft.write_bytes(draft.read_bytes()[:cut] if cut else b"")
    for write in (
        lambda: write_comments(draft, [], tmp_path / "a.docx"),
        lambda: mask(draft, tmp_path / "a.docx", tmp_path / "k.json"),
    ):
        with pytest.raises(LoadError):
            write()
    assert [one.name for one in tmp_path.iterdir()] == ["草稿.docx"]


def test_an_encrypted_or_foreign_sheet_is_refused(tmp_path: Path) -> None:
    draft = word_draft(tmp_path / "草稿.docx", "整治背街小巷XX条。")
    for data in (
        b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        b"",
        _zip_of("xl/workbook.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    ):
        (tmp_path / "sheet.xlsx").write_bytes(data)
        with pytest.raises(CivtextError) as caught:
            fill(draft, tmp_path / "sheet.xlsx", tmp_path / "final.docx")
        assert caught.value.code == "sheet.unreadable" and not (tmp_path / "final.docx").exists()


def _zip_of(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(name, data)
    return buffer.getvalue()

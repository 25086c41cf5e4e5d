"""Loading as a whole: content decides, every outcome is a Source or a LoadError, parts are sorted and inside."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import subprocess
from pathlib import Path

import hostile
import pytest
from hostile import SENTENCE, docx, paragraph, pdf, table
from hypothesis import given, settings
from hypothesis import strategies as st

from civtext.errors import LoadError
from civtext.loaders import LOADERS, Limits, load_source, report_files
from civtext.loaders.kinds import kind_of
from civtext.loaders.limits import Options
from civtext.loaders.problems import HARMLESS, REFUSALS, REMARKS
from civtext.model import Source

REPORTS = sorted((Path(__file__).parents[1] / "examples" / "reports").glob("*"))
WORD = docx(paragraph(SENTENCE) + table(["项目", "数量"]) + hostile.numbered("治乱", 0), numbering=hostile.NUMBERING)


def refused(path: Path, **options: object) -> str:
    with pytest.raises(LoadError) as caught:
        load_source(path, **options)  # type: ignore[arg-type]
    assert caught.value.where == str(path)
    return caught.value.code


@pytest.mark.parametrize("name", ["总结.docx", "总结.doc", "总结.pdf", "总结.txt", "总结.wps", "总结"])
def test_the_content_decides(tmp_path: Path, name: str) -> None:
    """B45."""
    path = tmp_path / name
    path.write_bytes(WORD)
    source = load_source(path)
    assert (source.format, source.origin) == ("docx", str(path))
    assert [flag.code for flag in source.flags] == ([] if name.endswith(".docx") else ["type.extension"])


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        pytest.param("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(50), "type.mismatch", id="A17 picture"),
        pytest.param("a.txt", b"MZ\x90\x00" + bytes(90), "type.mismatch", id="A17 program"),
        pytest.param("a.txt", b"SQLite format 3\0" + bytes(90), "type.mismatch", id="A17 database"),
        pytest.param("a.txt", b"Rar!\x1a\x07\x00" + bytes(90), "type.archive", id="D10 archive"),
        pytest.param("a.docx", hostile.ole("EncryptedPackage"), "office.password", id="B18 password"),
        pytest.param("a.et", hostile.ole("Workbook"), "type.legacy", id="B46 spreadsheet"),
        pytest.param("a.docx", hostile.ole("noise"), "type.legacy", id="B47 OLE and noise"),
        pytest.param("a.doc", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; x", "type.html", id="B48 MHTML"),
        pytest.param("~$a.docx", bytes(162), "type.lockfile", id="B49 lock file"),
        pytest.param("a.pdf", SENTENCE.encode(), "pdf.not_pdf", id="C01 text"),
        pytest.param("a.pdf", b"", "pdf.not_pdf", id="C01 empty"),
        pytest.param("a.docx", b"", "text.empty", id="A01 empty"),
    ],
)
def test_other_kinds_are_refused_with_advice(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert refused(path) == code


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "；本文讲 %PDF-1.4 格式", "MZ", "BM大道", "=1+1; drop table"]
)
def test_text_that_looks_like_something_else(text: str) -> None:
    """A29."""
    assert kind_of(text.encode(), "a.txt") == "txt"


def test_files_that_are_none(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.txt") == "io.missing"
    assert refused(tmp_path) == "io.special"
    os.mkfifo(tmp_path / "pipe.txt")
    assert refused(tmp_path / "pipe.txt") == "io.special"
    big = tmp_path / "big.txt"
    big.write_text(SENTENCE)
    assert refused(big, limits=Limits(file_bytes=10)) == "file.size"


def test_a_folder_is_walked_in_order_without_clutter(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a.docx",
        "~$a.docx",
        ".hidden",
        "Thumbs.db",
        "notes.JSON",
        "sub/c.pdf",
        ".git/x.txt",
        "__MACOSX/y.txt",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    assert [str(path.relative_to(tmp_path)) for path in report_files(tmp_path)] == ["a.docx", "b.txt", "sub/c.pdf"]


def test_codes_are_told_apart() -> None:
    assert {"type.extension", "pdf.furniture", "text.bidi"} <= HARMLESS
    assert not HARMLESS & {"text.nul", "text.bad_bytes", "xml.malformed", "pdf.unmapped_text"}
    assert all(chinese and english for chinese, english in (REFUSALS | REMARKS).values())


def lawful(kind: str, data: bytes) -> None:
    """The law of this package."""
    try:
        source = LOADERS[kind](data, Options(sandboxed=False))
    except LoadError as error:
        assert error.code in REFUSALS
        return
    check(source)


def check(source: Source) -> None:
    starts = [part.span.start for part in source.parts]
    assert starts == sorted(starts)
    assert all(0 <= part.span.start <= part.span.end <= len(source.text) for part in source.parts)
    assert all(flag.span is None or flag.span.end <= len(source.text) for flag in source.flags)
    assert all(flag.code in REMARKS for flag in source.flags)
    assert pickle.loads(pickle.dumps(source)) == source
    source.text.encode()


@given(st.binary(max_size=400))
def test_any_bytes_as_text(data: bytes) -> None:
    lawful("txt", data)


@given(st.text(max_size=60), st.sampled_from(["utf-8", "gb18030", "utf-16", "big5"]), st.binary(max_size=4))
def test_any_text_in_any_encoding(text: str, codec: str, noise: bytes) -> None:
    lawful("txt", text.encode(codec, "ignore") + noise)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(WORD) - 1), st.binary(max_size=4), st.integers(0, 40))
def test_a_mutated_word_file(at: int, noise: bytes, cut: int) -> None:
    lawful("docx", WORD[:at] + noise + WORD[at + cut :])


@settings(max_examples=300, deadline=None)
@given(st.integers(0), st.binary(max_size=6), st.integers(0, 30))
def test_mutated_markup(at: int, noise: bytes, cut: int) -> None:
    main = hostile.document_xml(paragraph(SENTENCE) + table(["甲", "乙"]) + hostile.numbered("治乱", 1)).encode()
    at %= len(main)
    lawful("docx", hostile.zipped({**hostile.parts_of(""), "word/document.xml": main[:at] + noise + main[at + cut :]}))


def test_mutated_pdf() -> None:
    pytest.importorskip("pypdfium2")
    chance, good = random.Random(7), pdf(hostile.set_in_lines([SENTENCE * 5, "一、目标", SENTENCE]))
    for _ in range(60):
        at, cut = chance.randrange(len(good)), chance.randrange(60)
        lawful("pdf", good[:at] + chance.randbytes(chance.randrange(5)) + good[at + cut :])


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name)
def test_the_example_reports(path: Path) -> None:
    check(load_source(path))


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_an_example_through_libreoffice(tmp_path: Path) -> None:
    """The same report saved as .docx and .pdf reads the same, line for line."""
    original = next(path for path in REPORTS if path.name.startswith("柏渡镇"))
    more = ["--infilter=Text (encoded):UTF8", "--outdir", str(tmp_path), str(original)]
    for kind in ("docx", "pdf"):
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={tmp_path.as_uri()}/profile",
                "--headless",
                "--convert-to",
                kind,
                *more,
            ],
            check=True,
            capture_output=True,
        )
    lines = [line for line in load_source(original).text.splitlines() if line]
    for kind in ("docx", "pdf"):
        read = load_source(tmp_path / f"{original.stem}.{kind}").text.splitlines()
        assert [line for line in read if line] == lines

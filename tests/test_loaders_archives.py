"""Archives: each report in one is an input of its own, and none of its names leads anywhere; rows D of the bad inputs."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import hostile
import pytest
from counting import calls
from hostile import SENTENCE, archive, docx, paragraph, warnings_off

from civtext.batch import Report, mine
from civtext.batch.processes import context
from civtext.errors import LoadError
from civtext.loaders import Limits, archives, inputs, left_out, load_source
from civtext.store import Store

TEXT = SENTENCE.encode()
WORD = docx(paragraph(SENTENCE))


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No file is written outside a temporary folder, and none is left in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    context()  # what this process keeps to its end (`processes.kept`) is elsewhere then
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    before = set(tmp_path.parent.iterdir())
    yield
    assert list(folder.iterdir()) == []
    assert set(tmp_path.parent.iterdir()) == before


def zipped(folder: Path, files: dict[str, bytes], name: str = "报送.zip", **options: object) -> Path:
    path = folder / name
    path.write_bytes(archive(files, **options))  # type: ignore[arg-type]
    return path


def names(path: Path) -> list[str]:
    return [one.relative_to(path).as_posix() for one in inputs(path)]


def refused(path: Path, **limits: int) -> str:
    with pytest.raises(LoadError) as caught:
        load_source(path, limits=Limits(**limits))
    assert caught.value.where == str(path)
    return caught.value.code


def test_reports_in_an_archive_are_inputs(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"总结.txt": TEXT, "下级/汇报.docx": WORD, "空/": b"", "程序.py": b"x"})
    assert names(path) == ["总结.txt", "下级/汇报.docx"]
    source = load_source(path / "下级" / "汇报.docx")
    assert (source.text, source.format) == (SENTENCE + "\n", "docx")
    assert source.origin == f"{path}/下级/汇报.docx"
    assert load_source(path / "总结.txt").text == SENTENCE


def test_an_archive_is_no_report_itself(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"总结.txt": TEXT})
    assert refused(path) == "type.archive"
    assert refused(path / "别的.txt") == "io.missing"
    assert refused(path / "总结.txt" / "更深") == "io.missing"
    assert refused(zipped(tmp_path, {}, "空.zip")) == "text.empty"


def test_a_word_file_is_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "总结.zip"
    path.write_bytes(WORD)
    assert list(inputs(path)) == [path]
    assert load_source(path).text == SENTENCE + "\n"


def test_content_decides_that_it_is_an_archive(tmp_path: Path) -> None:
    assert names(zipped(tmp_path, {"总结.txt": TEXT}, "报送材料")) == ["总结.txt"]
    rar = tmp_path / "a.zip"
    rar.write_bytes(b"Rar!\x1a\x07\x00" + bytes(90))
    assert list(inputs(rar)) == [rar]
    assert refused(rar) == "type.archive"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.txt", "x.txt"),
        ("/etc/x.txt", "etc/x.txt"),
        ("C:\\报送\\x.txt", "报送/x.txt"),
        ("C:x.txt", "x.txt"),
        ("a/./b//x.txt", "a/b/x.txt"),
        ("..\\..\\x.txt", "x.txt"),
    ],
)
def test_names_that_climb(tmp_path: Path, name: str, shown: str) -> None:
    """D01."""
    path = zipped(tmp_path, {name: TEXT})
    assert names(path) == [shown]
    assert load_source(path / shown).text == SENTENCE


def test_links_are_refused(tmp_path: Path) -> None:
    """D02."""
    path = zipped(tmp_path, {"a.txt": b"/etc/passwd"}, link="a.txt")
    assert refused(path / "a.txt") == "zip.link"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_are_shown_in_chinese(tmp_path: Path, encoding: str) -> None:
    """D03."""
    path = zipped(tmp_path, {"材料/云岭县总结.txt": TEXT}, encoding=encoding)
    assert names(path) == ["材料/云岭县总结.txt"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("长" * 120 + ".txt", None),
        ("总结.txt.", None),
        ("总结 .txt", None),
        ("CON", None),
        ("📄总结.txt", None),
        ("-rf.txt", None),
        ("--help", None),
        ("=cmd|x.txt", None),
        ("总\u202e结.txt", "总�结.txt"),
        ("总\n结\x1b[31m.txt", "总�结�[31m.txt"),
        ("..", "�"),
    ],
)
def test_names_that_no_system_likes(tmp_path: Path, name: str, shown: str | None) -> None:
    """D04."""
    path = zipped(tmp_path, {name: TEXT})
    assert names(path) == [shown or name]
    assert load_source(path / (shown or name)).text == SENTENCE


def test_names_that_are_nearly_or_wholly_the_same(tmp_path: Path) -> None:
    """D05."""
    path = zipped(tmp_path, {"Ａ.txt": b"1" + TEXT, "A.txt": b"2" + TEXT, "a.txt": b"3" + TEXT, "./A.txt": b"4" + TEXT})
    assert names(path) == ["Ａ.txt", "A.txt", "a.txt", "A (2).txt"]
    assert load_source(path / "A (2).txt").text == "4" + SENTENCE


def test_archives_in_archives(tmp_path: Path) -> None:
    """D06: one is opened, one in it is not."""
    inner = archive({"区/总结.txt": TEXT, "更深.zip": archive({"x.txt": TEXT})})
    path = zipped(tmp_path, {"云岭.zip": inner, "坏.zip": b"PK\x03\x04" + bytes(90), "文档.zip": WORD})
    assert names(path) == ["云岭.zip/区/总结.txt", "云岭.zip/更深.zip", "坏.zip", "文档.zip"]
    assert load_source(path / "云岭.zip/区/总结.txt").text == SENTENCE
    assert refused(path / "云岭.zip/更深.zip") == "zip.nested"
    assert refused(path / "坏.zip") in ("zip.truncated", "docx.not_word")
    assert load_source(path / "文档.zip").text == SENTENCE + "\n"


def test_a_bomb_of_archives_costs_little(tmp_path: Path) -> None:
    """D06."""
    bomb = archive({f"{n}.zip": archive({f"{n}.txt": bytes(40_000_000)}) for n in range(16)})
    path = zipped(tmp_path, {"弹.zip": bomb})
    assert names(path) == [f"弹.zip/{n}.zip" for n in range(16)]
    assert refused(path / "弹.zip" / "3.zip") == "zip.nested"
    flat = zipped(tmp_path, {"大.txt": bytes(40_000_000)}, "flat.zip")
    assert refused(flat / "大.txt") == "zip.ratio"


def test_limits_hold_for_the_whole_before_anything_is_read(tmp_path: Path) -> None:
    """D07: then the archive itself has an outcome, which says how many."""
    path = zipped(tmp_path, {f"{n}.txt": TEXT for n in range(30)})
    assert refused(path, zip_entries=20) == "zip.entries"
    assert refused(path, archive_bytes=100) == "zip.size"
    assert refused(path / "3.txt", file_bytes=9) == "file.size"
    assert len(names(path)) == 30
    many = tmp_path / "many.zip"
    many.write_bytes(hostile.zipped({f"{n}.txt": b"" for n in range(5100)}))
    assert list(inputs(many)) == [many]
    assert refused(many) == "zip.entries"


def alike(number: int) -> bytes:
    with warnings_off():
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as made:
            for _ in range(number):
                made.writestr("a.txt", b"")
        return held.getvalue()


def test_archives_in_archives_count_and_nothing_more_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path, {f"{n}.zip": alike(30) for n in range(9)})
    opened: list[str] = []
    whole = archives._inside
    monkeypatch.setattr(archives, "_inside", lambda *told: (opened.append(told[1].name), whole(*told))[1])
    assert refused(path, zip_entries=100) == "zip.entries"
    assert set(opened) == {"0.zip", "1.zip", "2.zip", "3.zip"}
    opened.clear()
    assert len(names(path)) == 270 and len(opened) == 9


def test_names_that_are_all_the_same_are_told_apart_in_linear_work(tmp_path: Path) -> None:
    def work(number: int) -> int:
        (path := tmp_path / f"{number}.zip").write_bytes(alike(number))
        shown = [f"a ({n}).txt" for n in range(2, number + 1)]
        told: list[str] = []
        count = calls(lambda: told.extend(names(path)))
        assert told == ["a.txt", *shown]
        return count

    assert work(800) < 2.5 * work(400)


def test_a_number_that_a_name_has_already_is_left_to_it(tmp_path: Path) -> None:
    path = zipped(
        tmp_path, {"a (2).txt": TEXT, "a.txt": TEXT, "./a.txt": TEXT, "a": TEXT, "./a": TEXT, "a (3).txt": TEXT}
    )
    assert names(path) == ["a (2).txt", "a.txt", "a (3).txt", "a", "a (2)", "a (3) (2).txt"]


def test_clutter_is_left_out(tmp_path: Path) -> None:
    """D09: ignored, and counted."""
    clutter = ("__MACOSX/._总结.txt", "a/.DS_Store", "Thumbs.db", "~$总结.docx", ".git/x.txt", "a/desktop.ini")
    path = zipped(tmp_path, {"总结.txt": TEXT, **dict.fromkeys(clutter, b"x")})
    assert names(path) == ["总结.txt"]
    assert left_out(path) == len(clutter)
    (tmp_path / ".git").mkdir()
    for name in (".git/a.txt", ".git/b.txt", "desktop.ini", "notes.json", "汇报.txt"):
        (tmp_path / name).write_bytes(TEXT)
    assert [one.name for one in inputs(tmp_path)] == ["总结.txt", "汇报.txt"]
    assert left_out(tmp_path) == len(clutter) + 3


def test_an_archive_without_reports_is_heard_of(tmp_path: Path) -> None:
    """Nothing given is without an outcome."""
    path = zipped(tmp_path, {"settings.json": b"{}", "Thumbs.db": b"?"})
    assert list(inputs(path)) == [path]
    assert refused(path) == "type.archive"


def test_what_is_locked(tmp_path: Path) -> None:
    """D10."""
    path = zipped(tmp_path, {"总结.txt": TEXT}, locked=True)
    assert refused(path / "总结.txt") == "zip.password"


@pytest.mark.parametrize("length", [30, 100, 160])
def test_a_cut_archive_says_so(tmp_path: Path, length: int) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive({"总结.txt": TEXT * 3})[:length])
    assert list(inputs(path)) == [path]
    assert refused(path) == "zip.truncated"


def run(path: Path, base: Path) -> Report:
    return mine(path, base, workers=1)


def outcomes(found: Report, folder: Path) -> dict[str, tuple[str, str]]:
    return {Path(one.path).relative_to(folder).as_posix(): (one.status, one.code) for one in found.outcomes}


def test_an_archive_is_mined_file_by_file(tmp_path: Path) -> None:
    """D07, D08: all get rows, the same bytes twice are a duplicate; what goes from the archive has vanished."""
    report = "云岭市2023年创建工作总结\n一、整治市容环境\n今年以来,全市整治背街小巷80条。\n".encode()
    folder, base = tmp_path / "材料", tmp_path / "base.civtext"
    folder.mkdir()
    path = zipped(folder, {"a.txt": report, "b.txt": report, "坏.docx": b"PK\x03\x04", "空.txt": b""})
    found = run(folder, base)
    assert outcomes(found, path) == {
        "a.txt": ("ok", ""),
        "b.txt": ("duplicate", "duplicate"),
        "坏.docx": ("failed", "zip.truncated"),
        "空.txt": ("empty", "text.empty"),
    }
    assert run(folder, base).unchanged == 4
    zipped(folder, {"b.txt": report})
    os.utime(path, (1, 1))
    assert run(path, base).vanished == (f"{path}/a.txt", f"{path}/坏.docx", f"{path}/空.txt")
    with Store.open(base) as store:
        (origin,) = [row["path"] for row in store.rows("SELECT path FROM files WHERE vanished = 0")]
    assert origin == f"{path}/b.txt"


def test_an_archive_that_cannot_be_opened_has_one_outcome(tmp_path: Path) -> None:
    folder = tmp_path / "材料"
    folder.mkdir()
    (folder / "a.zip").write_bytes(archive({"总结.txt": TEXT})[:60])
    assert outcomes(run(folder, tmp_path / "base.civtext"), folder) == {"a.zip": ("failed", "zip.truncated")}

"""Older formats through LibreOffice: converted where it is installed, refused with advice where it is not; row B46."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import hostile
import pytest
from hostile import SENTENCE, rtf

from civtext.errors import LoadError
from civtext.loaders import Limits, is_whole, legacy, load_source

needs_office = pytest.mark.skipif(legacy.converter() is None, reason="needs LibreOffice")
LINES = ["云岭县创建工作总结", "一、整治环境", SENTENCE]


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Temporary folders are gone afterwards, whatever happened."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


def file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refused(path: Path, **limits: float) -> str:
    with pytest.raises(LoadError) as caught:
        load_source(path, limits=Limits(**limits))  # type: ignore[arg-type]
    return caught.value.code


@needs_office
@pytest.mark.parametrize("name", ["a.rtf", "a.doc", "a.wps"])
def test_rich_text(tmp_path: Path, name: str) -> None:
    """B46."""
    source = load_source(file(tmp_path, name, rtf("\n".join(LINES))))
    assert source.text.splitlines()[:3] == LINES
    assert source.format == "rtf"
    assert source.flags[0].code == "converted"
    assert is_whole(source)


@needs_office
def test_a_real_doc(tmp_path: Path) -> None:
    """B46: a .doc of Word 97, made by LibreOffice; headings and tables come through, .wps is the same inside."""
    page = (
        f"<html><body><h1>{LINES[0]}</h1><p>{LINES[2]}</p>"
        "<table><tr><td>项目</td><td>数量</td></tr><tr><td>背街小巷</td><td>80条</td></tr></table></body></html>"
    )
    html = file(tmp_path, "a.html", page.encode())
    profile = f"-env:UserInstallation={tmp_path.as_uri()}/profile"
    command = [str(legacy.converter()), profile, "--headless", "--convert-to", "doc:MS Word 97", "--outdir"]
    subprocess.run([*command, str(tmp_path), str(html)], check=True, capture_output=True)
    path = shutil.copy(tmp_path / "a.doc", tmp_path / "b.wps")
    source = load_source(path)
    assert [line for line in source.text.splitlines() if line] == [LINES[0], LINES[2], "项目\t数量", "背街小巷\t80条"]
    assert (source.format, source.parts[0].level) == ("doc", 1)
    assert [flag.code for flag in source.flags] == ["converted"]


@needs_office
def test_nothing_outside_is_fetched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        place = f"http://127.0.0.1:{listener.getsockname()[1]}/x.png"
        link = '{\\field{\\*\\fldinst INCLUDEPICTURE "' + place + '" \\\\d}{\\fldrslt x}}'
        assert SENTENCE in load_source(file(tmp_path, "a.rtf", rtf(SENTENCE, link))).text
        with pytest.raises(TimeoutError):
            listener.accept()


@needs_office
def test_noise_that_says_it_is_word(tmp_path: Path) -> None:
    """B47."""
    assert refused(file(tmp_path, "a.doc", hostile.ole())) in ("type.legacy", "text.blank")


@pytest.mark.parametrize("data", [hostile.ole(), rtf(SENTENCE)], ids=["doc", "rtf"])
def test_without_libreoffice_there_is_advice(tmp_path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "converter", lambda: None)
    assert refused(file(tmp_path, "a.doc", data)) == "type.legacy"


def fake(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A converter of our own."""
    path = file(folder, "soffice", f"#!/bin/sh\n{script}\n".encode())
    path.chmod(0o755)
    monkeypatch.setattr(legacy, "converter", lambda: str(path))


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_a_converter_that_hangs_is_killed_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "child"
    fake(tmp_path, f"sleep 600 & echo $! > {note}; wait", monkeypatch)
    assert refused(file(tmp_path, "a.rtf", rtf(SENTENCE)), legacy_seconds=1) == "legacy.timeout"
    assert is_gone(int(note.read_text()))


def is_gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            return True
        time.sleep(0.01)
    return False


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
@pytest.mark.parametrize(
    "script",
    ["exit 1", "kill -9 $$", "true", "mkdir out; echo no > out/input.docx", "mkdir out; ln -s /nowhere out/input.docx"],
)
def test_a_converter_that_fails(tmp_path: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, script, monkeypatch)
    assert refused(file(tmp_path, "a.rtf", rtf(SENTENCE))) in ("type.legacy", "zip.truncated")

"""What a machine can read, and what it says where it cannot."""

from __future__ import annotations

import json

import pytest

from civtext.loaders import LOADERS, formats, legacy
from civtext.loaders.kinds import SUFFIXES


def test_every_loader_is_listed() -> None:
    found = {one.name: one for one in formats()}
    assert set(LOADERS) | {"zip"} == set(found)
    assert set(LOADERS) == set(SUFFIXES)
    assert all(one.version for one in found.values() if one.ready)
    assert all(suffix.startswith(".") for one in found.values() for suffix in one.suffixes)
    assert json.loads(json.dumps(found["pdf"].as_dict()))["suffixes"] == [".pdf"]


def test_what_is_missing_comes_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    module = importlib.import_module("civtext.loaders.readable")
    monkeypatch.setattr(module, "converter", lambda: None)
    monkeypatch.setattr(module, "_version", lambda package: "6" if package == "lxml" else "")
    found = {one.name: (one.ready, one.reader, bool(one.advice)) for one in formats()}
    assert found == {
        "txt": (True, "civtext", False),
        "docx": (True, "civtext", False),
        "pdf": (False, "pypdfium2", True),
        "html": (True, "lxml", True),
        "doc": (False, "LibreOffice", True),
        "rtf": (False, "LibreOffice", True),
        "zip": (True, "civtext", False),
    }


@pytest.mark.skipif(legacy.converter() is None, reason="needs LibreOffice")
def test_libreoffice_says_its_version() -> None:
    assert [one.version.count(".") >= 1 for one in formats() if one.reader == "LibreOffice"] == [True, True]

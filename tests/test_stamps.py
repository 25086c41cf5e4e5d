"""Stamps: each part of civtext names the files that it consists of, all of them, and changes with them alone."""

from __future__ import annotations

import ast
import sys
from dataclasses import replace
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from civtext import stamps
from civtext.codebook import load_codebook
from civtext.stamps import CLASSIFICATION, EXTRACTION, READERS, Part, own, paths

PACKAGE = Path(stamps.__file__).parent
# How a thing is told, not what is found.
TOLD = {PACKAGE / "errors.py", PACKAGE / "highlighting.py"}
STARTS = {
    **{name: (f"loaders/{name if name in ('txt', 'docx', 'pdf', 'html') else 'legacy'}.py",) for name in READERS},
    "extraction": ("pipeline.py", "store/writing.py"),
    "classification": ("classifiers/categories.py",),
}
PARTS = {**READERS, "extraction": EXTRACTION, "classification": CLASSIFICATION}


def module(name: str) -> Path | None:
    path = PACKAGE.joinpath(*name.split(".")[1:])
    return next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()), None)


def imported(path: Path) -> tuple[set[Path], set[str]]:
    """The files of civtext and the other packages that a file imports, inside functions too."""
    own, others = set(), set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names] + [str(node.module)]
        for name in names:
            if name.split(".")[0] != "civtext":
                others.add(name.split(".")[0])
            elif name != "civtext" and (found := module(name)):
                own.add(found)
    return own, others


def closure(starts: tuple[str, ...], beside: set[Path]) -> tuple[set[Path], set[str]]:
    """All that some files import, and what that imports, but for what other parts consist of."""
    seen: set[Path] = set()
    others: set[str] = set()
    left = [PACKAGE / name for name in starts]
    while left:
        path = left.pop()
        if path in seen or path in TOLD or path in beside:
            continue
        seen.add(path)
        more, packages = imported(path)
        left += more
        others |= packages
    return seen, others


def beside(name: str) -> set[Path]:
    """What a part leaves to others: the extraction is given a source, and the categories are not its own."""
    if name != "extraction":
        return set()
    others = {one for part in (*READERS.values(), CLASSIFICATION) for one in paths(part)}
    told = {PACKAGE / "store" / f"{one}.py" for one in ("outcomes", "problems", "migrating")} | {PACKAGE / "stamps.py"}
    return (others | told | set((PACKAGE / "loaders").iterdir())) - {PACKAGE / one for one in stamps.MODEL}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_names_all_that_it_imports(name: str) -> None:
    files, packages = closure(STARTS[name], beside(name))
    assert files - set(paths(PARTS[name])) == set()
    distributions = packages_distributions()
    needed = {one for package in packages - set(sys.stdlib_module_names) for one in distributions.get(package, ())}
    needed -= {"numpy", "PyYAML", "daachorse", "rjieba", "scikit-learn"}  # the same answers by any version
    assert {one.lower() for one in needed} <= {one.lower() for one in PARTS[name].packages}


def test_every_data_file_is_of_a_part() -> None:
    named = {path for part in PARTS.values() for path in paths(part)}
    data = {path for path in (PACKAGE / "data").rglob("*") if path.is_file()}
    # The schema has its number, a codebook its content; a picture is made from what was found.
    elsewhere = {"schema.sql", "civilised-city.yaml", "picture.css", "picture.js"}
    assert {path.name for path in data - named} <= elsewhere


def test_a_changed_file_changes_the_stamps_of_its_parts_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {one for part in PARTS.values() for one in part.files}
    for name in names:
        copy = tmp_path / name
        if (PACKAGE / name).is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((PACKAGE / name).read_bytes())
    monkeypatch.setattr(stamps, "files", lambda package: tmp_path)

    def digests() -> dict[str, str]:
        stamps._stamp.cache_clear()
        return {
            name: stamps._stamp(Part(tuple(one for one in part.files if (tmp_path / one).exists())))
            for name, part in PARTS.items()
        }

    changes = {
        "loaders/docx.py": {"docx", "doc", "rtf"},
        "loaders/pages.py": {"pdf"},
        "loaders/kinds.py": set(READERS),
        "facts.py": {"extraction"},
        "classifiers/linear.py": {"classification"},
        "model/text.py": set(PARTS),
    }
    before = digests()
    try:
        for name, changed in changes.items():
            path = tmp_path / name
            content = path.read_bytes()
            path.write_bytes(content + b"# newer")
            now = digests()
            assert {part for part in PARTS if now[part] != before[part]} == changed
            path.write_bytes(content)
    finally:
        stamps._stamp.cache_clear()


def test_another_codebook_is_another_classification() -> None:
    book = load_codebook()
    other = own(replace(book, ignored=(*book.ignored, "创建日报")))
    assert other.classification != own().classification
    assert replace(other, classification=own().classification) == own()

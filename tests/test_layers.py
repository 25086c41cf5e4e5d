"""A module imports only from lines above its own (docs/architecture.md), inside functions too."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "civtext"

LAYERS = [
    "errors highlighting printing",
    "model",
    "lexicons codebook",
    "quantities words places titles",
    "loaders cleaning articles outline extractors classifiers facts contradictions",
    "pipeline stamps",
    "records",
    "frames exchange",
    "corpus",
    "store",
    "outputs",
    "retrieval evaluation evidence",
    "graph gaps comparison",
    "batch base",
    "tables reports filling worklists bridges",
    "drafts corrections additions machine",
    "web",
    "cli",
]
LINE = {name: number for number, line in enumerate(LAYERS) for name in line.split()}
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """The top names under civtext that a module imports anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            names = [
                f"{node.module}.{alias.name}" if node.module == "civtext" else str(node.module) for alias in node.names
            ]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("civtext.")}
    return found - {"__version__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down_only(path: Path) -> None:
    own = layer_of(path)
    if own in ("__init__", "__main__"):
        return
    for name in imports(path) - {own}:
        assert LINE[name] < LINE[own], f"{own} imports {name}, which is not above it"


def test_every_module_has_a_line() -> None:
    assert {layer_of(path) for path in MODULES} - {"__init__", "__main__"} <= set(LINE)

"""The notebooks of examples/ run from the first cell to the last, and figures have Chinese letters."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from civtext.bridges import figures

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))
nbformat = pytest.importorskip("nbformat", reason="needs nbformat (extra notebook)")


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def test_there_are_three() -> None:
    assert len(NOTEBOOKS) == 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_without_outputs_and_tells_all_in_chinese_and_english(path: Path) -> None:
    for cell in read(path).cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
        else:
            assert re.search(r"[一-鿿]", cell.source) and re.search(r"[a-z]{3,} [a-z]+", cell.source), cell.source
            assert re.search(r"[一-鿿]", cell.source.splitlines()[0]), "Chinese first"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbclient = pytest.importorskip("nbclient", reason="needs nbclient (extra notebook)")
    pytest.importorskip("ipykernel", reason="needs ipykernel (extra notebook)")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]))
    notebook = read(path)
    folder = {"metadata": {"path": str(path.parent)}}
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=folder).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    shown = [kind for output in outputs for kind in output.get("data", {})]
    assert shown.count("text/html") >= 4, "tables"
    assert shown.count("image/png") >= 1, "figures"
    said = "".join(output.text for output in outputs if output.get("name") == "stderr")
    assert not said or "没有找到中文字体" in said, said


def test_the_first_installed_font_of_the_list_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    matplotlib = pytest.importorskip("matplotlib", reason="needs matplotlib (extra notebook)")
    from matplotlib import font_manager

    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["DejaVu Sans", "SimHei", "Noto Sans CJK SC"])
    with matplotlib.rc_context():
        assert figures.use_chinese_font() == "Noto Sans CJK SC"
        assert matplotlib.rcParams["font.family"] == ["Noto Sans CJK SC"]


def test_one_hint_where_there_is_no_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    matplotlib = pytest.importorskip("matplotlib", reason="needs matplotlib (extra notebook)")
    from matplotlib import font_manager

    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["DejaVu Sans"])
    before = matplotlib.rcParams["font.family"]
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("default")
        assert figures.use_chinese_font() is None
    assert len(told) == 1 and "fonts-noto-cjk" in str(told[0].message)
    assert matplotlib.rcParams["font.family"] == before


def test_without_matplotlib_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from civtext.bridges.figures import use_chinese_font\n"
        "try: use_chinese_font()\n"
        "except Exception as error: print(error.code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "extra.notebook"

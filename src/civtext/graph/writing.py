"""Writing the graph: for Gephi (.gexf, .graphml), for a program (.json, networkx node-link), for a person (.html).

`columns` tells what nodes or edges say; `written` and `written_folder` make a file or a folder of files that is there whole or not at all, and never in place of
what is not a graph; the forms for other tools (`civtext.bridges`) use them, too.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from civtext import outputs
from civtext.errors import StoreError, UsageError
from civtext.graph.picture import SIGN, picture
from civtext.store.problems import unwritten

if TYPE_CHECKING:
    from networkx import MultiDiGraph

README = "README.txt"
FOLDER = "civtext 知识图谱 knowledge graph"  # how the README of a folder of ours begins
GEXF = "http://gexf.net/1.3"
_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}


def write_graph(graph: MultiDiGraph[str], path: str | Path, *, format: str = "", focus: Collection[str] = ()) -> None:
    """Write a graph in a format, or the one that the name ends in: .graphml, .gexf (1.3), .json (node-link) or .html.

    `focus`: ids of nodes that a picture (.html) marks and never leaves out. A graph that stood at the path stays until the new file is complete. Raises UsageError usage.format for another ending,
    StoreError where another kind of file stands there (output.exists) or the file cannot be written (output.failed).
    """
    path = Path(path)
    ending = format or path.suffix.lower()
    form = FORMATS.get(ending)
    if form is None:
        known = " ".join(FORMATS)
        raise UsageError(
            "usage.format",
            f"不认识的图格式“{ending}”，可用：{known}。",
            f"Unknown graph format '{ending}'; known: {known}.",
            where=str(path),
        )
    with written(path, sign=form.sign) as file:
        form.write(graph, file, focus)


def _write_graphml(graph: MultiDiGraph[str], file: BinaryIO, focus: Collection[str]) -> None:
    import networkx as nx

    nx.write_graphml(graph, file)


def _write_gexf(graph: MultiDiGraph[str], file: BinaryIO, focus: Collection[str]) -> None:
    """GEXF 1.3 (https://gexf.net/schema.html); `kind` keeps Gephi from making one edge of two between the same nodes."""
    from lxml import etree

    nodes, edges = graph.nodes(data=True), graph.edges(keys=True, data=True)
    with etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        with _element(xml, "gexf", version="1.3"), _element(xml, "graph", defaultedgetype="directed", idtype="string"):
            _write_attributes(xml, "node", (data for _, data in nodes))
            _write_attributes(xml, "edge", (data for *_, data in edges))
            with _element(xml, "nodes"):
                for node, data in nodes:
                    _write_item(xml, "node", data, id=node)
            with _element(xml, "edges"):
                for source, target, key, data in edges:
                    _write_item(xml, "edge", data, id=key, source=source, target=target, kind=data["relation"])


def _element(xml: Any, name: str, **attributes: str) -> Any:
    """An element to be filled; `for` and `class` are written with an underscore behind."""
    named = {name.rstrip("_"): value for name, value in attributes.items()}
    return xml.element(f"{{{GEXF}}}{name}", named, nsmap={None: GEXF} if name == "gexf" else None)


def _write_attributes(xml: Any, of: str, rows: Iterable[dict[str, Any]]) -> None:
    """What nodes or edges say, with its types. Small ASCII names: Gephi takes Name and name for one."""
    with _element(xml, "attributes", class_=of, mode="static"):
        for name, kind in columns(rows).items():
            if name != "label":
                with _element(xml, "attribute", id=name, title=name, type=_TYPES[kind]):
                    pass


def columns(rows: Iterable[dict[str, Any]]) -> dict[str, type]:
    """What nodes or edges say, by name, and whether it is text, a number or a truth value."""
    return dict(sorted({name: type(value) for data in rows for name, value in data.items()}.items()))


def _write_item(xml: Any, name: str, data: dict[str, Any], **attributes: str) -> None:
    with _element(xml, name, **attributes, label=data["label"]), _element(xml, "attvalues"):
        for title, value in data.items():
            if title != "label":
                shown = str(value).lower() if isinstance(value, bool) else str(value)
                with _element(xml, "attvalue", for_=title, value=shown):
                    pass


def _write_json(graph: MultiDiGraph[str], file: BinaryIO, focus: Collection[str]) -> None:
    import networkx as nx

    file.write(json.dumps(nx.node_link_data(graph, edges="edges"), ensure_ascii=False, indent=1).encode())


def _write_html(graph: MultiDiGraph[str], file: BinaryIO, focus: Collection[str]) -> None:
    file.write(picture(graph, focus=focus).encode())


class _Format(NamedTuple):
    write: Callable[[MultiDiGraph[str], BinaryIO, Collection[str]], None]
    sign: bytes  # what stands near the beginning of such a file


FORMATS = {
    ".graphml": _Format(_write_graphml, b"<graphml"),
    ".gexf": _Format(_write_gexf, b"<gexf"),
    ".json": _Format(_write_json, b'"multigraph": true'),
    ".html": _Format(_write_html, SIGN),
}


@contextmanager
def written(path: Path, *, sign: bytes) -> Iterator[BinaryIO]:
    """A file that is at the path once it is whole; what stood there stays till then, and for good if it is no graph.

    `sign`: what stands near the beginning of a file that may be replaced. Raises StoreError output.exists, output.failed.
    """
    try:
        if path.is_file() and not _is_signed(path, sign):
            raise _kept(path)
    except OSError as error:
        raise unwritten(error, path) from error
    with outputs.written(path) as file:
        yield file


@contextmanager
def written_folder(path: Path, *, about: str) -> Iterator[Path]:
    """A folder to write files in, which is at the path once it is whole, with a README.txt that says what it is (`about`).

    A folder of ours that stood there is replaced, an empty one, too. Raises StoreError output.exists, output.failed.
    """
    part, old = outputs.beside(path, "part"), outputs.beside(path, "old")
    try:
        if path.exists() and not _is_ours(path):
            raise _kept(path)
        try:
            part.mkdir()
            yield part
            (part / README).write_text(f"{FOLDER}\n\n{about}\n", encoding="utf-8")
            if path.exists():
                path.replace(old)
            try:
                part.replace(path)
            except OSError:
                if old.exists():
                    old.replace(path)
                raise
            shutil.rmtree(old, ignore_errors=True)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise unwritten(error, path) from error


def _is_ours(path: Path) -> bool:
    """Whether a folder may be replaced: one that we wrote, or one with nothing in it."""
    if not path.is_dir() or path.is_symlink():
        return False
    readme = path / README
    return not any(path.iterdir()) or (readme.is_file() and readme.read_bytes().startswith(FOLDER.encode()))


def _is_signed(path: Path, sign: bytes) -> bool:
    """Whether a file may be replaced: a graph of the format, or nothing at all."""
    with path.open("rb") as file:
        head = file.read(500)
    return not head or sign in head


def _kept(path: Path) -> StoreError:
    return StoreError(
        "output.exists",
        "这里已有别的内容（不是同一种图），未覆盖；请换个名字，或先把它移走。",
        "Something that is no such graph stands here and was left; choose another name, or move it away.",
        where=str(path),
    )

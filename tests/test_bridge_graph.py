"""The graph for other tools: what each form claims to keep is read back equal, by a reader that is not ours."""

from __future__ import annotations

import csv
import errno
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

import networkx as nx
import pytest
from test_graph import HOSTILE, TEXTS, TWINS, graph_of

from civtext.bridges import parquet
from civtext.bridges.neo4j import label_of, write_neo4j
from civtext.bridges.parquet import write_tables
from civtext.bridges.skos import write_jsonld
from civtext.codebook import load_codebook
from civtext.errors import StoreError, UsageError
from civtext.graph import write_graph

if TYPE_CHECKING:
    from networkx import MultiDiGraph

Data = dict[str, Any]
FORMULAS = {
    "式.txt": "== 河北省云岭市, 2023年\n由市文明办整治=cmd|'/c calc'!A0小巷8条,整治-1+1小巷7条,整治'单引号小巷6条。\n"
}
SETS = {"reports": TEXTS, "twin edges": TWINS, "hostile": HOSTILE, "formulas": FORMULAS, "empty": {}}


@pytest.fixture(scope="module", params=SETS)
def graph(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MultiDiGraph[str]:
    return graph_of(tmp_path_factory.mktemp("graph"), SETS[request.param])


def parts(graph: MultiDiGraph[str]) -> tuple[dict[str, Data], dict[tuple[str, str, str], Data]]:
    """Nodes and edges by their ids."""
    edges = {(source, target, key): data for source, target, key, data in graph.edges(keys=True, data=True)}
    return dict(graph.nodes(data=True)), edges


def typed(text: str, like: object) -> object:
    """A cell as what it was: only what a column holds tells 1 from "1"."""
    if isinstance(like, bool):
        return {"true": True, "false": False}[text]
    return type(like)(text)


def of_columns(graph: MultiDiGraph[str]) -> dict[str, object]:
    """A value of each attribute."""
    return {
        name: value for *_, data in (*graph.nodes(data=True), *graph.edges(data=True)) for name, value in data.items()
    }


# CSV and Parquet


@pytest.mark.parametrize("guard", [True, False])
def test_csv_is_read_back(graph: MultiDiGraph[str], tmp_path: Path, guard: bool) -> None:
    write_tables(graph, tmp_path / "表", guard=guard)
    values = of_columns(graph)

    def rows(name: str) -> list[Data]:
        raw = (tmp_path / "表" / name).read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf"), "Excel and WPS read UTF-8 by its mark"
        found = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
        told = [{name: cell for name, cell in row.items() if cell != ""} for row in found]
        if guard:
            assert not any(cell.startswith(("=", "+", "-", "@")) for row in told for cell in row.values())
            told = [{name: cell[cell.startswith("'") :] for name, cell in row.items()} for row in told]
        return [{name: typed(cell, values.get(name, "")) for name, cell in row.items()} for row in told]

    nodes = {row.pop("id"): row for row in rows("nodes.csv")}
    edges = {(row.pop("source"), row.pop("target"), row.pop("key")): row for row in rows("edges.csv")}
    assert (nodes, edges) == parts(graph)


def test_real_numbers_stay_numbers_and_formulas_become_text(tmp_path: Path) -> None:
    graph: MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("metric:1", type="metric", label="=1+1", value=-2.5, text="+86", unit="@x", object="'a", action="-")
    write_tables(graph, tmp_path / "t")
    (row,) = csv.DictReader((tmp_path / "t" / "nodes.csv").read_text(encoding="utf-8-sig").splitlines())
    assert row == {
        "id": "metric:1",
        "type": "metric",
        "label": "'=1+1",
        "value": "-2.5",
        "text": "'+86",
        "unit": "'@x",
        "object": "''a",
        "action": "'-",
    }
    assert "前加了一个 '" in (tmp_path / "t" / "README.txt").read_text(encoding="utf-8"), "the guard is recorded"


def test_a_csv_that_no_sheet_would_hold_goes_on_in_another(
    graph: MultiDiGraph[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROWS", 4)
    write_tables(graph, tmp_path / "t")
    found = sorted((tmp_path / "t").glob("nodes*.csv"))
    rows = [row for path in found for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())]
    assert sorted(row["id"] for row in rows) == sorted(graph)
    assert len(found) == max(1, -(-len(graph) // 4))


def test_parquet_is_read_back(graph: MultiDiGraph[str], tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow")
    write_tables(graph, tmp_path / "t", format="parquet")

    def rows(name: str) -> list[Data]:
        table = pq.read_table(tmp_path / "t" / name)
        assert table.schema.metadata[b"civtext.graph"] == b"1"
        return [{name: cell for name, cell in row.items() if cell is not None} for row in table.to_pylist()]

    nodes = {row.pop("id"): row for row in rows("nodes.parquet")}
    edges = {(row.pop("source"), row.pop("target"), row.pop("key")): row for row in rows("edges.parquet")}
    assert (nodes, edges) == parts(graph)


def test_another_format_of_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="csv"):
        write_tables(nx.MultiDiGraph(), tmp_path / "t", format="ods")
    assert list(tmp_path.iterdir()) == []


# JSON-LD


def test_json_ld_is_read_back(graph: MultiDiGraph[str], tmp_path: Path) -> None:
    rdflib = pytest.importorskip("rdflib", reason="needs rdflib")
    write_jsonld(graph, tmp_path / "图.jsonld")
    triples = rdflib.Graph().parse(tmp_path / "图.jsonld", format="json-ld")
    civ, rdf, rdfs = "urn:civtext:vocabulary:", rdflib.RDF, rdflib.RDFS
    classes = {rdflib.URIRef(civ + label_of(kind)): kind for kind in dict(graph.nodes(data="type")).values()}

    def said(subject: Any) -> Data:
        found: Data = {"label": str(triples.value(subject, rdfs.label))}
        for name, value in triples.predicate_objects(subject):
            if name.startswith(civ) and isinstance(value, rdflib.Literal):
                found[name.removeprefix(civ)] = value.toPython()
        return found

    def name_of(subject: Any) -> str:
        return unquote(subject.removeprefix("urn:civtext:node:"))

    nodes = {
        name_of(subject): {"type": classes[kind], **said(subject)}
        for subject, kind in triples.subject_objects(rdf.type)
        if kind in classes
    }
    edges = {
        (
            name_of(triples.value(one, rdf.subject)),
            name_of(triples.value(one, rdf.object)),
            one.removeprefix("urn:civtext:edge:"),
        ): said(one)
        for one in triples.subjects(rdf.type, rdf.Statement)
    }
    assert (nodes, edges) == parts(graph)
    for one in triples.subjects(rdf.type, rdf.Statement):
        stated = tuple(triples.value(one, part) for part in (rdf.subject, rdf.predicate, rdf.object))
        assert stated in triples, "an edge is a triple, too"


def test_the_codebook_is_skos(tmp_path: Path) -> None:
    rdflib = pytest.importorskip("rdflib", reason="needs rdflib")
    write_jsonld(graph_of(tmp_path, TEXTS), tmp_path / "a.jsonld")
    triples = rdflib.Graph().parse(tmp_path / "a.jsonld", format="json-ld")
    skos, book = rdflib.SKOS, load_codebook()
    found = {str(triples.value(one, skos.notation)): one for one in triples.subjects(rdflib.RDF.type, skos.Concept)}
    assert set(found) == {entry.id for entry in (*book.categories, *book.indicators)}
    for category in book.categories:
        assert triples.value(found[category.id], skos.topConceptOf)
        for indicator in category.indicators:
            concept = found[indicator.id]
            assert triples.value(concept, skos.broader) == found[category.id]
            labels = {(str(label), label.language) for label in triples.objects(concept, skos.prefLabel)}
            assert labels == {(indicator.name_zh, "zh"), (indicator.name_en, "en")}, "one preferred label a language"
    asked = 'SELECT ?p WHERE { ?p <urn:civtext:vocabulary:evidence_for> ?i . ?i skos:notation "C12-01" }'
    assert len(list(triples.query(asked, initNs={"skos": skos}))) == 1, "a passage bears out the concept itself"


# Neo4j


def test_neo4j_files_are_read_back(graph: MultiDiGraph[str], tmp_path: Path) -> None:
    write_neo4j(graph, tmp_path / "neo4j")
    values = of_columns(graph)

    def rows(kind: str) -> list[Data]:
        found = []
        for path in sorted((tmp_path / "neo4j").glob(f"{kind}_*.csv")):
            text = path.read_bytes()
            assert not text.startswith(b"\xef\xbb\xbf") and b"\r" not in text, "the importer wants neither"
            for row in csv.DictReader(text.decode().splitlines()):
                named = {name if name.startswith(":") else name.partition(":")[0]: cell for name, cell in row.items()}
                found.append({name: typed(cell, values.get(name, "")) for name, cell in named.items() if cell != ""})
        return found

    nodes = {row.pop("id"): row for row in rows("nodes")}
    edges = {(row.pop(":START_ID"), row.pop(":END_ID"), row.pop("key")): row for row in rows("edges")}
    assert (nodes, edges) == parts(graph)


class Engine:
    """Cypher's statements run by an engine that knows tables: what only Neo4j has (constraints, LOAD CSV) is ours to play."""

    _LOAD = re.compile(
        r"LOAD CSV WITH HEADERS FROM 'file:///(\w+\.csv)' AS row\nCALL \(row\) \{\n(.*?)\n\} IN TRANSACTIONS OF 1000 ROWS;",
        re.DOTALL,
    )
    _NUMBERS = (("toInteger", "INT64"), ("toFloat", "DOUBLE"), ("toBoolean", "BOOL"))
    _TYPES: ClassVar = {"string": "STRING", "long": "INT64", "double": "DOUBLE", "boolean": "BOOL", "ID": "STRING"}

    def __init__(self, folder: Path) -> None:
        ladybug = pytest.importorskip("ladybug", reason="needs ladybug")
        self.folder = folder
        self.run = ladybug.Connection(ladybug.Database(":memory:")).execute
        self.statements = self._LOAD.findall((folder / "load.cypher").read_text(encoding="utf-8"))
        for name, body in self.statements:
            self._make(name, body)

    def _columns(self, name: str) -> str:
        header = (self.folder / name).read_text(encoding="utf-8").splitlines()[0].split(",")
        typed = (one.split(":") for one in header if not one.startswith(":"))
        return ", ".join(f"`{column}` {self._TYPES[kind]}" for column, kind in typed)

    def _make(self, name: str, body: str) -> None:
        if made := re.match(r"MERGE \(n:(\w+) ", body):
            self.run(f"CREATE NODE TABLE {made[1]} ({self._columns(name)}, PRIMARY KEY (id))")
        else:
            start, end, relation = re.search(r"\(s:(\w+) .*\(t:(\w+) .*\n.*\[e:(\w+)", body).groups()  # type: ignore[union-attr]
            table = f"CREATE REL TABLE {relation} ({{}}, {self._columns(name)})"
            pairs = [re.search(r"\(s:(\w+) .*\(t:(\w+) ", other) for file, other in self.statements if file == name]
            if pairs[0] and pairs[0].groups() == (start, end):
                self.run(table.format(", ".join(f"FROM {pair[1]} TO {pair[2]}" for pair in pairs if pair)))

    def load(self) -> None:
        for name, body in self.statements:
            for function, kind in self._NUMBERS:
                body = re.sub(rf"{function}\((row\.`[^`]*`)\)", rf"CAST(\1, '{kind}')", body)
            lines = (self.folder / name).read_text(encoding="utf-8").splitlines()
            rows = [{column: cell or None for column, cell in row.items()} for row in csv.DictReader(lines)]
            self.run(f"UNWIND $rows AS row {body}", {"rows": rows})

    def rows(self, query: str) -> list[Data]:
        found = self.run(query)
        names = found.get_column_names()
        return [dict(zip(names, row, strict=True)) for row in found.get_all()]


def test_the_cypher_runs_and_its_questions_are_answered(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, TEXTS)
    write_neo4j(graph, tmp_path / "neo4j")
    engine = Engine(tmp_path / "neo4j")
    for _ in range(2):  # a second run changes nothing
        engine.load()
    assert engine.rows("MATCH (n) RETURN count(n) AS n") == [{"n": len(graph)}]
    assert engine.rows("MATCH ()-[e]->() RETURN count(e) AS n") == [{"n": graph.number_of_edges()}]
    questions = (tmp_path / "neo4j" / "questions.cypher").read_text(encoding="utf-8")
    asked = [re.sub(r"//.*", "", one).strip() for one in questions.split(";")]
    who, why, cited = (engine.rows(one) for one in asked if one)
    assert {(row["place"], row["measure"], row["figure"]) for row in who} == {
        ("河北省云岭市", "整治背街小巷80条", "80"),
        ("河北省鹭汀市", "整治背街小巷15条", "15"),
        (None, "整治背街小巷7条", "7"),
    }
    assert why == []
    assert {(row["place"], row["paper"]) for row in cited} == {
        ("河北省云岭市", "创建方案"),
        ("河北省鹭汀市", "创建方案"),
    }


def test_the_script_names_every_constraint_and_file(graph: MultiDiGraph[str], tmp_path: Path) -> None:
    write_neo4j(graph, tmp_path / "neo4j")
    script = (tmp_path / "neo4j" / "load.cypher").read_text(encoding="utf-8")
    files = {path.name for path in (tmp_path / "neo4j").glob("*.csv")}
    assert set(re.findall(r"file:///(\S+)'", script)) == files
    labels = {label_of(str(kind)) for _, kind in graph.nodes(data="type")}
    assert set(re.findall(r"FOR \(n:(\w+)\) REQUIRE n\.id IS UNIQUE;", script)) == labels
    readme = (tmp_path / "neo4j" / "README.txt").read_text(encoding="utf-8")
    assert all(name in readme for name in files)


# Nothing that stands there is harmed (G08)

WRITERS: dict[str, Callable[[MultiDiGraph[str], Path], None]] = {
    "csv": write_tables,
    "parquet": lambda graph, path: write_tables(graph, path, format="parquet"),
    "neo4j": write_neo4j,
    "a.jsonld": write_jsonld,
    "a.graphml": write_graph,
    "a.gexf": write_graph,
    "a.json": write_graph,
    "a.html": write_graph,
}
FOLDERS = ("csv", "parquet", "neo4j")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> MultiDiGraph[str]:
    return graph_of(tmp_path_factory.mktemp("small"), TEXTS)


def kept(path: Path) -> dict[str, bytes]:
    return {str(one.relative_to(path)): one.read_bytes() for one in sorted(path.rglob("*")) if one.is_file()}


@pytest.mark.parametrize("name", WRITERS)
def test_it_may_be_written_again_and_is_the_same(small: MultiDiGraph[str], tmp_path: Path, name: str) -> None:
    WRITERS[name](small, tmp_path / name)
    first = kept(tmp_path)
    WRITERS[name](small, tmp_path / name)
    assert kept(tmp_path) == first


@pytest.mark.parametrize("name", WRITERS)
def test_what_somebody_else_made_is_left(small: MultiDiGraph[str], tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name in FOLDERS:
        path.mkdir()
        (path / "nodes.csv").write_text("我的表", encoding="utf-8")
    else:
        path.write_text("我的笔记", encoding="utf-8")
    before = kept(tmp_path)
    with pytest.raises(StoreError, match=r"output\.exists"):
        WRITERS[name](small, path)
    assert kept(tmp_path) == before


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_not_written_over_a_file_and_an_empty_one_is_taken(
    small: MultiDiGraph[str], tmp_path: Path, name: str
) -> None:
    (tmp_path / "notes").write_text("我的笔记", encoding="utf-8")
    with pytest.raises(StoreError, match=r"output\.exists"):
        WRITERS[name](small, tmp_path / "notes")
    (tmp_path / "empty").mkdir()
    WRITERS[name](small, tmp_path / "empty")
    assert (tmp_path / "empty" / "README.txt").is_file()
    assert (tmp_path / "notes").read_text(encoding="utf-8") == "我的笔记"


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("what", ["missing folder", "full disk", "full at the end", "read-only"])
def test_a_place_that_cannot_be_written_is_told_and_what_was_there_stays(
    small: MultiDiGraph[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, what: str
) -> None:
    path = tmp_path / name if what != "missing folder" else tmp_path / "none" / name
    if what != "missing folder":
        WRITERS[name](small, path)
    opened = Path.open

    def full(self: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        return opened(Path("/dev/full") if ".part" in str(self) and "w" in mode else self, mode, *rest, **more)

    def refused(self: Path, *_: object, **__: object) -> None:
        code = errno.EROFS if what == "read-only" else errno.ENOSPC
        raise OSError(code, os.strerror(code))

    if what == "full disk" and name != "parquet":  # which opens its files itself
        monkeypatch.setattr(Path, "open", full)
    elif what != "missing folder":
        monkeypatch.setattr(Path, "replace", refused)
    before = kept(tmp_path)
    with pytest.raises(StoreError, match=r"无法写入.*output\.failed"):
        WRITERS[name](small, path)
    monkeypatch.undo()
    assert kept(tmp_path) == before
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")], "nothing half-made is left"


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_comes_back_where_the_new_one_cannot_take_its_place(
    small: MultiDiGraph[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    WRITERS[name](small, tmp_path / name)
    before, replace = kept(tmp_path), Path.replace

    def refused(self: Path, target: Path) -> Path:
        if self.name.endswith(".part"):
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(StoreError, match=r"文件正被占用.*output\.failed"):
        WRITERS[name](small, tmp_path / name)
    assert kept(tmp_path) == before
    assert [one.name for one in tmp_path.iterdir()] == [name]

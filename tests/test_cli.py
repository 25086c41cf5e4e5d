"""The commands, as a person or a script meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPORT = "云屏市2023年创建工作总结\n一、整治市容环境\n今年以来,全市整治背街小巷80条,新建公厕6座,发放倡议书XX余份。\n"
HEAVY = ("jieba", "rjieba", "spacy", "sklearn", "pandas", "numpy", "pdfplumber", "networkx", "lxml")


def civtext(*words: str | Path, feed: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "civtext", *map(str, words)],
        input=feed,
        capture_output=True,
        env={**os.environ, "COLUMNS": "160", **environment},
        timeout=120,
    )


def lines(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "总结.txt"
    path.write_bytes(REPORT.encode("utf-8"))
    return path


def test_help_loads_nothing_heavy() -> None:
    code = f"import sys; sys.argv = ['civtext', '--help']\nfrom civtext.cli import app\ntry: app()\nexcept SystemExit: pass\nheavy = set(sys.modules) & set({HEAVY!r})\nassert not heavy, heavy"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_text_is_what_offsets_refer_to(report: Path) -> None:
    assert civtext("text", report).stdout.decode("utf-8") == REPORT


def test_extract_prints_the_contract(report: Path) -> None:
    (article,) = lines(civtext("extract", report, "--format", "jsonl"))
    assert [article["doc"][key] for key in ("kind", "level", "place", "period")] == [
        "summary",
        "city",
        "云屏市",
        "2023年",
    ]  # type: ignore[index]
    found = {layer: [one["text"] for one in article[layer]] for layer in ("metrics", "placeholders", "measures")}  # type: ignore[attr-defined]
    assert found["metrics"] == ["80条", "6座", "XX余份"]
    assert found["placeholders"] == ["XX"]
    assert any(text.startswith("整治背街小巷") for text in found["measures"])
    for layer in ("headings", "metrics", "measures", "placeholders"):
        for one in article[layer]:  # type: ignore[attr-defined]
            assert REPORT[one["start"] : one["end"]] == one.get("text", REPORT[one["start"] : one["end"]])
            assert one["rule"] and one["where"]["line"] >= 1


def test_extract_table_is_readable(report: Path) -> None:
    shown = civtext("extract", report).stdout.decode("utf-8")
    assert "背街小巷" in shown and "第3行" in shown


def test_a_missing_file_stops_nothing(report: Path) -> None:
    done = civtext("extract", report, "没有.txt", "--format", "jsonl")
    good, bad = lines(done)
    assert done.returncode == 1
    assert good["metrics"] and bad["error"]["code"] == "io.missing"  # type: ignore[index]


def test_classify_reads_standard_input() -> None:
    feed = (
        json.dumps({"text": "整治背街小巷,规范停车秩序,改造老旧小区和农贸市场。"})
        + "\n"
        + json.dumps({"text": ""})
        + "\n"
    )
    first, second = lines(civtext("classify", "-", "--format", "jsonl", feed=feed.encode()))
    assert first["categories"][0]["id"] == "C09"  # type: ignore[index]
    assert second["categories"] == []


def test_classify_says_what_a_line_should_be() -> None:
    done = civtext("classify", "-", feed=b"not json\n")
    assert done.returncode == 2 and '{"text"' in done.stderr.decode("utf-8")


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_tables_survive_a_foreign_console(report: Path, encoding: str) -> None:
    done = civtext("extract", report, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr
    records = civtext("extract", report, "--format", "jsonl", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert lines(records)[0]["metrics"]


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "总结.txt"
    path.write_text(REPORT.replace("公厕", "\x1b[31m公厕"), encoding="utf-8")
    assert b"\x1b[31m" not in civtext("extract", path, "--rejected").stdout


def test_clean_prints_the_text_its_author_wrote(tmp_path: Path) -> None:
    path = tmp_path / "总结.txt"
    path.write_text(REPORT.replace("整治背街", "健全的'整治背街") + "- 3 -\n", encoding="utf-8")
    assert "健全的整治背街" in civtext("clean", path).stdout.decode("utf-8")
    told = lines(civtext("clean", path, "--explain", "--format", "jsonl"))
    assert "anti_copy_mark" in {one["rule"] for one in told}
    assert "anti_copy_mark" in civtext("clean", path, "--explain").stdout.decode("utf-8")
    assert "-" in civtext("clean", path, "--diff").stdout.decode("utf-8")
    assert civtext("clean", path, "--diff", "--explain").returncode == 2


def test_formats_says_what_can_be_read() -> None:
    assert {"txt", "docx", "pdf"} <= {str(one["name"]) for one in lines(civtext("formats", "--format", "jsonl"))}
    assert "能读" in civtext("formats").stdout.decode("utf-8")


def test_a_folder_without_reports_makes_no_base(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    done = civtext("mine", tmp_path / "空", "-o", tmp_path / "base.civtext")
    assert done.returncode == 0 and "没有找到文件" in done.stderr.decode("utf-8")
    missing = civtext("mine", tmp_path / "没有", "-o", tmp_path / "base.civtext")
    assert missing.returncode == 1 and "没有" in missing.stdout.decode("utf-8")
    assert not (tmp_path / "base.civtext").exists()


def test_what_has_vanished_is_left_out_and_pruned(report: Path, tmp_path: Path) -> None:
    base = tmp_path / "base.civtext"
    (tmp_path / "方案.txt").write_text(REPORT.replace("80条", "90条"), encoding="utf-8")
    civtext("mine", tmp_path, "-o", base)
    report.unlink()
    assert "--prune" in civtext("mine", tmp_path, "-o", base).stderr.decode("utf-8")
    assert len(lines(civtext("search", base, "小巷", "--format", "jsonl"))) == 1
    assert len(lines(civtext("search", base, "小巷", "--vanished", "--format", "jsonl"))) == 2
    civtext("mine", tmp_path, "-o", base, "--prune")
    assert len(lines(civtext("search", base, "小巷", "--vanished", "--format", "jsonl"))) == 1


def test_mine_search_graph(report: Path, tmp_path: Path) -> None:
    base = tmp_path / "base.civtext"
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04broken")
    done = civtext("mine", tmp_path, "-o", base)
    assert done.returncode == 1 and "坏.docx" in done.stdout.decode("utf-8")
    again = civtext("mine", tmp_path, "-o", base, "--format", "jsonl")
    outcomes = lines(again)
    assert len([one for one in outcomes if "summary" not in one]) == 2

    found = lines(civtext("search", base, "背街小巷 整治", "--format", "jsonl"))
    assert "背街小巷" in found[0]["text"]  # type: ignore[operator]
    assert lines(civtext("search", base, "没有这个词语", "--format", "jsonl")) == []
    assert "背街小巷" in civtext("search", base, "小巷").stdout.decode("utf-8")
    assert "没有找到" in civtext("search", base, "没有这个词语").stderr.decode("utf-8")

    graph = tmp_path / "graph.json"
    assert civtext("graph", base, "-o", graph).returncode == 0
    assert "背街小巷" in graph.read_text(encoding="utf-8")


def test_search_by_fields_and_numbers(report: Path, tmp_path: Path) -> None:
    base = tmp_path / "base.civtext"
    civtext("mine", report, "-o", base)
    for words in (
        ["指标:背街小巷 数值>=80"],
        ["", "--metric", "背街小巷", "--value", ">=80", "--unit", "条", "--known"],
    ):
        (hit,) = lines(civtext("search", base, *words, "--format", "jsonl"))
        assert hit["metrics"] == ["80条"] and hit["exact"] is True
    assert lines(civtext("search", base, "指标:背街小巷 数值>80", "--format", "jsonl")) == []
    wrong = civtext("search", base, "文种:公函")
    assert wrong.returncode == 2 and "总结" in wrong.stderr.decode("utf-8") and not wrong.stdout


def test_trouble_with_the_base_is_status_3(report: Path) -> None:
    done = civtext("search", report, "小巷")
    assert done.returncode == 3 and len(done.stderr.decode("utf-8").strip().splitlines()) == 1
    assert civtext("search", "没有.civtext", "小巷").returncode == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["extract"], "缺少 'FILE...'。用 civtext extract --help 看用法。 Missing argument"),
        (["mine", "材料"], "缺少 '--output' / '-o'。"),
        (["serch", "a"], "没有 'serch' 这个命令，是不是 'search'"),
        (["frobnicate"], "没有 'frobnicate' 这个命令。用 civtext --help 看用法。 No such command"),
        (["codebook", "frobnicate"], "没有 'frobnicate' 这个命令。用 civtext codebook --help 看用法。"),
        (["search", "a", "--lim", "3"], "没有 --lim 这个选项，是不是 --limit？"),
        (["search", "a", "--limit"], "选项 '--limit' 后面要写上它的值。"),
        (["search", "a", "--masked=3"], "选项 '--masked' 后面不写值。"),
        (["search", "a", "小巷", "公厕"], "多出了 公厕；含空格的词语请用引号。"),
        (["search", "a", "--limit", "三"], "'--limit' / '-n' 的值应是整数。"),
        (["search", "a", "--limit", "0"], "'--limit' / '-n' 的值不能小于 1。"),
        (["mine", "a", "-o", "b", "--workers", "999"], "'--workers' 的值不能大于 256。"),
        (["extract", "a", "-f", "xml"], "'--format' / '-f' 的值只能是 'table', 'jsonl'。"),
    ],
)
def test_wrong_usage_is_status_2_and_one_line_chinese_first(words: list[str], said: str) -> None:
    done = civtext(*words)
    told = done.stderr.decode("utf-8")
    assert done.returncode == 2 and not done.stdout
    assert told.startswith(said) and told.endswith("[usage.command]\n") and told.count("\n") == 1


def test_no_name_steers_the_terminal() -> None:
    for words in (
        ["extract", "没有\x1b[31m.txt"],
        ["search", "a", "b", "c\x1b[31m"],
        ["search", "没有\x1b]0;.civtext"],
    ):
        told = civtext(*words).stderr.decode("utf-8")
        assert told and "\x1b" not in told


def test_a_command_alone_is_explained() -> None:
    for words in ([], ["codebook"]):
        done = civtext(*words)
        assert done.returncode == 2 and "检查、浏览编码表" in done.stderr.decode("utf-8") + done.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph")
    (folder / "甲.txt").write_text(
        "云岭市2023年创建工作总结\n一、整治市容环境\n今年以来,按照《实施方案》,市城管局整治背街小巷80条,新建公厕6座。\n",
        encoding="utf-8",
    )
    (folder / "乙.txt").write_text(
        "鹭汀市2022年创建工作总结\n一、整治市容环境\n全年按照《实施方案》,市城管局整治小街小巷15条,更换井盖9套。\n",
        encoding="utf-8",
    )
    civtext("mine", folder, "-o", folder / "base.civtext")
    return folder / "base.civtext"


def test_ask_answers_with_figures_and_proofs(base: Path) -> None:
    rows = lines(civtext("ask", base, "背街小巷", "--format", "jsonl"))
    assert [(row["place"], row["figures"]) for row in rows] == [("云岭市", "80条"), ("鹭汀市", "15条")]
    for row in rows:
        text = Path(str(row["source"])).read_text(encoding="utf-8")
        assert text[row["start"] : row["end"]] == row["text"]  # type: ignore[misc]
    table = civtext("ask", base, "云岭", "公厕", PYTHONIOENCODING="gbk").stdout.decode("gbk")
    assert "新建公厕6座" in table and "甲.txt" in table
    cited = lines(civtext("ask", base, "鹭汀", "--cited", "--format", "jsonl"))
    assert [(row["cited"], row["place"]) for row in cited] == [("实施方案", "鹭汀市")]


def test_ask_lists_what_may_be_meant_and_guesses_nothing(base: Path) -> None:
    for name, code in (("市城管局", "graph.ambiguous"), ("没有", "graph.unknown")):
        done = civtext("ask", base, name)
        assert (done.returncode, done.stdout) == (2, b"")
        said = done.stderr.decode("utf-8").strip()
        assert len(said.splitlines()) == 1 and code in said
    assert "organisation:云岭市:城管局" in civtext("ask", base, "市城管局").stderr.decode("utf-8")


def test_graph_shows_a_part_and_a_way(base: Path) -> None:
    whole = civtext("graph", base).stdout.decode("utf-8")
    assert "举措 measure" in whole and "acts_on" in whole
    near = lines(civtext("graph", base, "--around", "公厕", "--depth", 1, "--format", "jsonl"))
    assert [(row["relation"], row["target"]) for row in near] == [("acts_on", "object:公厕")]
    assert "新建公厕6座" in civtext("graph", base, "--around", "公厕", "--depth", 1).stdout.decode("utf-8")
    way = lines(civtext("graph", base, "--path", "云岭", "鹭汀", "--format", "jsonl"))
    assert (way[0]["origin"], way[-1]["target"]) == ("云岭市", "鹭汀市")


@pytest.mark.parametrize(
    "words",
    [["a.html"], ["a.jsonld"], ["a.gexf"], ["a", "--as", "graphml"], ["图", "--as", "csv"], ["图", "--as", "neo4j"]],
)
def test_graph_writes_its_forms(base: Path, tmp_path: Path, words: list[str]) -> None:
    done = civtext("graph", base, "--around", "背街小巷", "-o", tmp_path / words[0], *words[1:])
    assert done.returncode == 0, done.stderr.decode("utf-8")
    found = tmp_path / words[0]
    texts = [one.read_text(encoding="utf-8") for one in (found.iterdir() if found.is_dir() else [found])]
    assert any("背街小巷" in text for text in texts)


def test_g08_a_graph_that_cannot_be_written_is_status_3_and_harms_nothing(base: Path, tmp_path: Path) -> None:
    """G08: what stands there, a folder, a full disk."""
    (tmp_path / "a.graphml").write_text("我的笔记", encoding="utf-8")
    (tmp_path / "b.json").mkdir()
    for name in ("a.graphml", "b.json", "没有/c.gexf"):
        done = civtext("graph", base, "-o", tmp_path / name)
        assert done.returncode == 3 and len(done.stderr.decode("utf-8").strip().splitlines()) == 1
    assert (tmp_path / "a.graphml").read_text(encoding="utf-8") == "我的笔记"
    assert civtext("graph", base, "-o", tmp_path / "d.html").returncode == 0
    before = (tmp_path / "d.html").read_bytes()
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000)); "
        f"sys.argv = ['civtext', 'graph', {str(base)!r}, '-o', {str(tmp_path / 'd.gexf')!r}]; from civtext.cli import main; main()"
    )
    full = subprocess.run([sys.executable, "-c", code], capture_output=True)
    assert full.returncode == 3 and b"output.failed" in full.stderr
    assert (tmp_path / "d.html").read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.graphml", "b.json", "d.html"]


def test_a_form_that_is_none_is_wrong_usage(base: Path, tmp_path: Path) -> None:
    done = civtext("graph", base, "-o", tmp_path / "图.svg")
    assert done.returncode == 2 and "--as" in done.stderr.decode("utf-8")
    assert civtext("graph", base, "-o", tmp_path / "图", "--as", "svg").returncode == 2
    assert list(tmp_path.iterdir()) == []

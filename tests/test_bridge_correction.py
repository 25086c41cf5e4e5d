"""brat and Label Studio: what goes out comes back as it was, and what a person corrected is what is judged."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from test_cli import civtext

from civtext import evaluate, export_annotations, import_annotations
from civtext.bridges import brat, labelstudio
from civtext.bridges.correction import FIELDS, LAYERS, file_name, golds
from civtext.corpus import Corpus
from civtext.errors import CivtextError, StoreError, UsageError
from civtext.evaluation import Gold, read_gold
from civtext.model import Source
from civtext.pipeline import annotate, split

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "examples" / "reports"
TOOLS = ["brat", "labelstudio"]
# With a character of two UTF-16 units before everything.
TEXT = (
    "𠮷山市2023年创建工作总结\n一、整治环境\n今年整治背街小巷80条，新建公厕6座，发放手册XX余份。\n"
    "实行“三张清单”（任务清单、责任清单、问题清单）制度，力争更换井盖200套。\n"
)


@pytest.fixture(scope="module")
def reports() -> Corpus:
    return Corpus.read(REPORTS)


@pytest.fixture
def corpus() -> Corpus:
    return Corpus([annotate(one) for one in split(Source(TEXT, "文件夹/总结.txt"))])


def as_corrected(folder: Path) -> None:
    """What Label Studio exports when a person agrees with every prediction."""
    path = folder / "tasks.json"
    if path.exists():
        tasks = json.loads(path.read_text(encoding="utf-8"))
        for task in tasks:
            task["annotations"] = [{"result": task["predictions"][0]["result"], "was_cancelled": False}]
        path.write_text(json.dumps(tasks), encoding="utf-8")


def there_and_back(corpus: Corpus, folder: Path, to: str, layers: tuple[str, ...] = LAYERS) -> list[Gold]:
    export_annotations(corpus, folder / "out", to=to, layers=layers)
    as_corrected(folder / "out")
    import_annotations(folder / "out", folder / "gold")
    return read_gold(folder / "gold")


@pytest.mark.parametrize("to", TOOLS)
def test_everything_comes_back_as_it_was(reports: Corpus, to: str, tmp_path: Path) -> None:
    back = {gold.name: gold for gold in there_and_back(reports, tmp_path, to)}
    sent = {gold.name: gold for gold in golds(reports)}
    assert back.keys() == sent.keys() and len(sent) == len(list(REPORTS.iterdir()))
    for name, gold in sent.items():
        assert back[name].text == gold.text
        assert set(back[name].content["layers"]) == set(LAYERS)
        for layer in LAYERS:
            assert back[name].content[layer] == gold.content[layer], (name, layer)
    assert all(any(gold.content[layer] for gold in sent.values()) for layer in LAYERS)
    assert any(one["metrics"] for gold in sent.values() for one in gold.content["measures"])


@pytest.mark.parametrize("to", TOOLS)
def test_offsets_are_code_points(corpus: Corpus, to: str, tmp_path: Path) -> None:
    (gold,) = there_and_back(corpus, tmp_path, to)
    metrics = [one["text"] for one in gold.content["metrics"]]
    assert metrics == ["80条", "6座", "XX余份", "200套"]
    assert ord(gold.text[0]) > 0xFFFF and gold.text[gold.content["metrics"][0]["start"] :].startswith("80条")


def test_brat_s_lines(corpus: Corpus, tmp_path: Path) -> None:
    export_annotations(corpus, tmp_path / "out", to="brat", layers=["metrics"])
    ann = (tmp_path / "out" / "总结.ann").read_text(encoding="utf-8")
    at = TEXT.index("200套")
    assert f"T4\tMetric {at} {at + 4}\t200套\n" in ann
    assert "#1\tAnnotatorNotes T1\tvalue=80 | unit=条 | object=背街小巷 | action=整治\n" in ann
    assert "Metric_status T4 target\n" in ann and "Metric_masked T3\n" in ann


@pytest.mark.parametrize("noise", ["\n", "\r\n", "\n2、", "\t", "\u2028", "\x85\x0b"])
def test_a_span_with_a_line_break_comes_back_whole(noise: str, tmp_path: Path) -> None:
    text = f"𠮷整治小巷8{noise}0条。"
    record = {"start": 5, "end": len(text) - 1, "text": text[5:-1], "kind": "place"}
    sent = Gold("a", text, {"layers": ["residuals"], "residuals": [record]})
    for tool in (brat, labelstudio):
        (folder := tmp_path / tool.__name__).mkdir()
        tool.write([sent], folder)
        as_corrected(folder)
        assert list(tool.read(folder)) == [sent]
    (line, _) = (tmp_path / brat.__name__ / "a.ann").read_text(encoding="utf-8").splitlines()
    assert line.startswith("T1\tResidual 5 6;") and line.split("\t")[2].split() == "".join(f"8{noise}0条").split()


def test_brat_s_configuration_knows_every_type_and_attribute_that_occurs(reports: Corpus, tmp_path: Path) -> None:
    export_annotations(reports, tmp_path / "out", to="brat")
    conf = (tmp_path / "out" / "annotation.conf").read_text(encoding="utf-8")
    looks = (tmp_path / "out" / "visual.conf").read_text(encoding="utf-8")
    types = set(re.findall(r"^\t?([A-Z]\w*)$", conf, re.MULTILINE))
    attributes = dict(re.findall(r"^(\w+_\w+)\tArg:\w+(?:, Value:(.*))?$", conf, re.MULTILINE))
    lines = [line for path in (tmp_path / "out").glob("*.ann") for line in path.read_text("utf-8").splitlines()]
    assert {line.split("\t")[1].split(" ")[0] for line in lines if line[0] == "T"} <= types
    assert "<OVERLAP>" in conf and "Metric | 指标 metric" in looks and "C09 | C09 " in looks
    for line in (line for line in lines if line[0] == "A"):
        name, _, *word = line.split("\t")[1].split(" ")
        assert (not word and not attributes[name]) or word[0] in attributes[name].split("|"), line


def test_label_studio_s_interface_knows_every_control_that_occurs(reports: Corpus, tmp_path: Path) -> None:
    export_annotations(reports, tmp_path / "out", to="labelstudio")
    view = etree.fromstring((tmp_path / "out" / "config.xml").read_bytes())
    controls = {one.get("name"): one for one in view.iter("Labels", "Choices", "TextArea")}
    tasks = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    entries = [entry for task in tasks for entry in task["predictions"][0]["result"]]
    assert len(entries) > 1000
    for entry in (entry for entry in entries if entry["type"] != "relation"):
        control = controls[entry["from_name"]]
        assert control.tag.lower() == entry["type"] and control.get("toName") == "text"
        words = {one.get("value") for one in control}
        assert set(entry["value"].get("labels") or entry["value"].get("choices") or []) <= words
    for task in tasks:
        for entry in task["predictions"][0]["result"]:
            if entry["type"] == "labels":
                value = entry["value"]
                assert task["data"]["text"][value["start"] : value["end"]] == value["text"]


@pytest.mark.parametrize("to", TOOLS)
def test_only_the_layers_asked_for_are_judged(corpus: Corpus, to: str, tmp_path: Path) -> None:
    (gold,) = there_and_back(corpus, tmp_path, to, ("metrics", "slogans"))
    assert set(gold.content) == {"layers", "metrics", "slogans"}
    layers = [score.layer for score in evaluate(tmp_path / "gold").scores]
    assert {layer.partition(".")[0] for layer in layers} == {"metrics", "slogans"}


@pytest.mark.parametrize("to", TOOLS)
def test_uncorrected_annotations_score_full_marks(corpus: Corpus, to: str, tmp_path: Path) -> None:
    there_and_back(corpus, tmp_path, to)
    scores = evaluate(tmp_path / "gold").scores
    assert sum(score.gold for score in scores) > 20
    assert [score for score in scores if not score.hits == score.gold == score.predicted] == []


def test_a_correction_in_brat_is_a_miss(corpus: Corpus, tmp_path: Path) -> None:
    export_annotations(corpus, tmp_path / "out", to="brat", layers=["metrics", "measures"])
    path = tmp_path / "out" / "总结.ann"
    at = TEXT.index("三张清单")
    ann = path.read_text(encoding="utf-8").replace("object=公厕", "object=城市公厕设施")
    path.write_text(f"{ann}T99\tMetric {at} {at + 2}\t三张\n#99\tAnnotatorNotes T99\tvalue=3 | unit=张\n", "utf-8")
    import_annotations(tmp_path / "out", tmp_path / "gold")
    scores = {score.layer: score for score in evaluate(tmp_path / "gold").scores}
    assert scores["metrics.span"].gold == 5 and scores["metrics.span"].hits == 4
    assert scores["metrics.object"].hits == 3 and scores["measures.action"].f1 == 1
    misses = evaluate(tmp_path / "gold").misses_of("metrics.object")
    assert {(miss.what, miss.record["text"]) for miss in misses} == {
        ("missed", "三张"),
        ("missed", "6座"),
        ("wrong", "6座"),
    }


def corrected(folder: Path, change: Any) -> list[Gold]:
    path = folder / "out" / "tasks.json"
    tasks = json.loads(path.read_text(encoding="utf-8"))
    change(tasks)
    path.write_text(json.dumps(tasks), encoding="utf-8")
    import_annotations(folder / "out", folder / "gold")
    return read_gold(folder / "gold")


def test_a_correction_in_label_studio_is_a_miss(corpus: Corpus, tmp_path: Path) -> None:
    export_annotations(corpus, tmp_path / "out", to="labelstudio", layers=["metrics"])
    as_corrected(tmp_path / "out")

    def change(tasks: Any) -> None:
        result = tasks[0]["annotations"][0]["result"]
        result[:] = [one for one in result if one["id"] != "metric-1"]
        at = TEXT.index("三张清单")
        place = {"start": str(at), "end": str(at + 2)}  # as text, too
        words = {"from_name": "label", "to_name": "text", "id": "x", "type": "labels"}
        result.append({**words, "value": {**place, "labels": ["metric"]}})
        result.append({**words, "from_name": "metric_value", "type": "textarea", "value": {**place, "text": "3"}})

    (gold,) = corrected(tmp_path, change)
    assert [(one["text"], one["value"]) for one in gold.content["metrics"]] == [
        ("80条", 80.0),
        ("XX余份", None),
        ("三张", 3.0),
        ("200套", 200.0),
    ]
    score = next(score for score in evaluate(tmp_path / "gold").scores if score.layer == "metrics.span")
    assert (score.hits, score.gold, score.predicted) == (3, 4, 4)


def test_the_last_annotation_that_was_not_cancelled_counts(corpus: Corpus, tmp_path: Path) -> None:
    export_annotations(Corpus([*corpus, *_other()]), tmp_path / "out", to="labelstudio", layers=["metrics"])

    def change(tasks: Any) -> None:
        result = tasks[0]["predictions"][0]["result"]
        first, last = {"result": []}, {"result": [one for one in result if one["id"] == "metric-0"]}
        tasks[0]["annotations"] = [first, last, {"result": result, "was_cancelled": True}]

    (gold,) = corrected(tmp_path, change)
    assert gold.name == "总结" and [one["text"] for one in gold.content["metrics"]] == ["80条"]


def _other() -> list[Any]:
    return [annotate(one) for one in split(Source("云岭市创建总结\n新建公厕9座。\n", "另一份.txt"))]


def test_pieces_of_one_annotation_are_read_from_the_first_to_the_last(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("整治道路和小巷80条。", encoding="utf-8")
    (tmp_path / "a.ann").write_text("T1\tMeasure 0 2;5 7\t整治 小巷\n", encoding="utf-8")
    (gold,) = brat.read(tmp_path)
    assert gold.content["layers"] == ["measures"]
    assert gold.content["measures"][0]["text"] == "整治道路和小巷" and gold.content["measures"][0]["status"] == "done"


def test_what_a_person_left_out_is_not_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("整治小巷80条。", encoding="utf-8")
    (tmp_path / "a.ann").write_text("T1\tMetric 4 7\t80条\n#1\tAnnotatorNotes T1\t再看看\n", encoding="utf-8")
    (gold,) = brat.read(tmp_path)
    assert gold.content["metrics"][0]["value"] is None and gold.content["metrics"][0]["bound"] == "exact"


@pytest.mark.parametrize(
    ("ann", "told"),
    [
        ("T1\tMetric 4 99\t80条\n", "第 1 行"),
        ("T1\tMetric 4\t80条\n", "第 1 行"),
        ("T1\tMetric 4 7\t80条\n#1\tAnnotatorNotes T1\tvalue=八十\n", "T1: value: 八十 不是数"),
        ("T1\tMetric 4 7\t80条\n#1\tAnnotatorNotes T1\tobjekt=小巷\n", "T1: 没有“objekt”这一项"),
        ("T1\tMetric 4 7\t80条\nA1\tMetric_status T1 soon\n", "T1: status: soon"),
        ("T1\tMetric 4 7\t80条\nA1\n", "第 2 行"),
    ],
)
def test_what_brat_cannot_have_meant_is_told_by_its_place(ann: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("整治小巷80条。", encoding="utf-8")
    (tmp_path / "a.ann").write_text(ann, encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(told)) as caught:
        import_annotations(tmp_path, tmp_path / "gold")
    assert caught.value.where == str(tmp_path / "a.ann") and not (tmp_path / "gold").exists()


@pytest.mark.parametrize(
    "tasks",
    [
        "{",
        "{}",
        "[1]",
        '[{"id": 1, "text": "JSON-MIN"}]',
        '[{"data": {}, "annotations": [{"result": []}]}]',
        '[{"data": {"text": "整治"}, "annotations": [{"result": [{"type": "labels"}]}]}]',
        '[{"data": {"text": "整"}, "annotations": [{"result": [{"type": "labels", "id": 1, "value": {"start": 0, "end": 9}}]}]}]',
        "[" * 100_000,
    ],
)
def test_what_is_no_export_of_label_studio_is_refused(tasks: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(tasks, encoding="utf-8")
    for given_path in (tmp_path / "a.json", tmp_path):
        with pytest.raises(UsageError, match=r"usage\.annotations"):
            import_annotations(given_path, tmp_path / "gold")


def test_tasks_that_nobody_annotated_are_told_of_and_leave_no_folder(corpus: Corpus, tmp_path: Path) -> None:
    export_annotations(corpus, tmp_path / "out", to="labelstudio")
    with pytest.raises(UsageError, match="没有人标注过"):
        import_annotations(tmp_path / "out" / "tasks.json", tmp_path / "gold")
    assert not (tmp_path / "gold").exists()


def test_nothing_to_read_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "没有"):
        with pytest.raises(UsageError, match=r"usage\.annotations"):
            import_annotations(path, tmp_path / "gold")


@pytest.mark.parametrize("to", TOOLS)
def test_nothing_is_written_over(corpus: Corpus, to: str, tmp_path: Path) -> None:
    export_annotations(corpus, tmp_path / "out", to=to)
    with pytest.raises(StoreError, match=r"output\.exists"):
        export_annotations(corpus, tmp_path / "out", to=to)
    as_corrected(tmp_path / "out")
    with pytest.raises(StoreError, match=r"output\.exists"):
        import_annotations(tmp_path / "out", tmp_path / "out")


def test_an_unknown_tool_or_layer_is_named_with_the_known_ones(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="labelstudio"):
        export_annotations(corpus, tmp_path / "out", to="doccano")
    with pytest.raises(UsageError, match="passages"):
        export_annotations(corpus, tmp_path / "out", to="brat", layers=["metric"])
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("to", TOOLS)
def test_names_of_files_are_made_safe_and_kept_apart(to: str, tmp_path: Path) -> None:
    text = "云岭市创建总结\n今年整治背街小巷80条。\n"
    origins = ["甲/总结.txt", "乙/总结.docx", "../../etc/<b>\x1b[31m.txt", "", "长" * 300]
    documents = [
        annotate(one) for index, origin in enumerate(origins) for one in split(Source(text * (index + 1), origin))
    ]
    back = there_and_back(Corpus(documents), tmp_path, to)
    names = {gold.name for gold in back}
    assert len(names) == len(origins) and {"总结", "总结-2", "text"} <= names
    assert not any(set(name) & set("/\\<>\x1b.") for name in names)
    assert {path.parent for path in tmp_path.rglob("*.txt")} == {tmp_path / "gold"} | (
        {tmp_path / "out"} if to == "brat" else set()
    )


def test_a_name_that_a_task_brings_is_made_safe(tmp_path: Path) -> None:
    task = {"data": {"text": "整治", "name": "../../外面"}, "annotations": [{"result": []}]}
    (tmp_path / "a.json").write_text(json.dumps([task]), encoding="utf-8")
    import_annotations(tmp_path / "a.json", tmp_path / "gold")
    assert {path.name for path in (tmp_path / "gold").iterdir()} == {"外面.txt", "外面.gold.json"}


WORDS = st.text(st.sampled_from("整治小巷80条 |=、\\\n\t\"'<&>𠮷“”;#"), min_size=1, max_size=12)


@given(WORDS.map(str.strip).filter(bool), st.lists(WORDS.map(str.strip).filter(bool), min_size=1, max_size=3))
@settings(max_examples=80, deadline=None)
def test_any_words_of_a_field_come_back(word: str, items: list[str]) -> None:
    text = "整治小巷80条。\n" * 3
    place = {"start": 0, "end": 12, "text": text[:12]}
    measure = {"action": word, "object": None, "status": "planned", "actor": word, "metrics": []}
    content = {
        "layers": ["measures", "slogans"],
        "measures": [{**place, **measure}],
        "slogans": [{**place, "items": items}],
    }
    import tempfile

    for tool in (brat, labelstudio):
        with tempfile.TemporaryDirectory() as folder:
            tool.write([Gold("a", text, content)], Path(folder))
            as_corrected(Path(folder))
            (gold,) = tool.read(Path(folder))
        assert gold.content == content, tool.__name__


def test_every_closed_set_of_words_is_the_contract_s() -> None:
    """What the program says on all its examples must be among the words that a person may choose."""
    for gold in golds(Corpus.read([REPORTS, *(ROOT / "corpora").glob("*/*.txt")])):
        for layer, fields in FIELDS.items():
            for one in gold.content[layer]:
                for field in fields:
                    assert set(field.tell(one[field.name])) <= set(field.words) or not field.words, (layer, field.name)


def test_a_name_is_never_taken_twice() -> None:
    taken: set[str] = set()
    assert [file_name(stem, taken) for stem in ("A", "a", "a", "?", "!")] == ["A", "a-2", "a-3", "text", "text-2"]


def test_the_commands(tmp_path: Path) -> None:
    (tmp_path / "总结.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "空.txt").write_bytes(b"")
    out = tmp_path / "out"
    done = civtext(
        "export", tmp_path / "总结.txt", tmp_path / "空.txt", "-o", out, "--to", "brat", "--layer", "metrics"
    )
    assert done.returncode == 1 and "text.empty" in done.stderr.decode() and "1 份" in done.stderr.decode()
    done = civtext("import", out, "-o", tmp_path / "gold")
    assert done.returncode == 0, done.stderr
    done = civtext("evaluate", tmp_path / "gold")
    assert done.returncode == 0 and "metrics.full" in done.stdout.decode()
    done = civtext("import", tmp_path / "没有", "-o", tmp_path / "gold2")
    assert done.returncode == 2 and "usage.annotations" in done.stderr.decode()
    done = civtext("export", tmp_path / "总结.txt", "-o", out, "--to", "brat")
    assert done.returncode == 3 and "output.exists" in done.stderr.decode()


def test_errors_are_civtext_s_own(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_bytes(b"\xff")
    (tmp_path / "a.txt").write_bytes(b"\xff")
    with pytest.raises(CivtextError, match=r"usage\.annotations"):
        import_annotations(tmp_path, tmp_path / "gold")

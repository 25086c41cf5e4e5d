"""Scores, misses, gains and losses: on handmade records, and on the annotated corpus as its own answer."""

from __future__ import annotations

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from shutil import copytree, ignore_patterns, which
from typing import Any

import pytest
from test_cli import civtext, lines

from civtext.errors import CivtextError, UsageError
from civtext.evaluation import (
    Answer,
    Evaluation,
    Gold,
    Score,
    compare,
    evaluate,
    read_answers,
    read_gold,
    write_answers,
)
from civtext.evaluation.reliability import alpha

ROOT = Path(__file__).parents[1]
ANNOTATED = ROOT / "corpora" / "annotated"
TEXT = "云屏市2023年创建工作总结\n一、整治市容环境\n今年以来,全市整治背街小巷80条,新建公厕6座。"
Record = dict[str, Any]

METRIC = {"start": 32, "end": 35, "value": 80, "unit": "条", "object": "背街小巷", "bound": "exact", "status": "done"}
MASKED = {**METRIC, "value": None, "masked": True}
RANGE = {**METRIC, "high": 90}
MEASURE = {"start": 26, "end": 36, "action": "整治", "object": "背街小巷", "status": "done"}
HEADING = {"start": 15, "end": 23, "level": 1}
MASK = {"start": 3, "end": 5, "type": "place"}
SLOGAN = {"start": 3, "end": 7, "items": ["任务清单", "活动清单"]}

# part, gold record, what the found one says otherwise, the layers it is still right in
PAIRS = [
    ("metrics", METRIC, {}, "span value object full"),
    ("metrics", METRIC, {"end": 38}, "span value object full"),
    ("metrics", METRIC, {"end": 39}, ""),
    ("metrics", METRIC, {"start": 35, "end": 38}, ""),
    ("metrics", METRIC, {"value": 80.00001}, "span value object full"),
    ("metrics", METRIC, {"value": 81.0}, "span"),
    ("metrics", METRIC, {"value": None}, "span"),
    ("metrics", METRIC, {"high": 90}, "span"),
    ("metrics", METRIC, {"unit": "处"}, "span"),
    ("metrics", {**METRIC, "unit": ""}, {"unit": None}, "span value object full"),
    ("metrics", METRIC, {"masked": True}, "span"),
    ("metrics", MASKED, {"value": 3}, "span value object full"),
    ("metrics", MASKED, {"unit": "处"}, "span"),
    ("metrics", RANGE, {"high": 95}, "span"),
    ("metrics", METRIC, {"object": "“小巷”"}, "span value object full"),
    ("metrics", METRIC, {"object": "巷"}, "span value"),
    ("metrics", METRIC, {"object": None}, "span value"),
    ("metrics", {**METRIC, "object": None}, {"object": ""}, "span value object full"),
    ("metrics", METRIC, {"bound": "over"}, "span value object"),
    ("metrics", METRIC, {"status": "target"}, "span value object"),
    ("measures", MEASURE, {}, "action object full"),
    ("measures", MEASURE, {"action": "整治提升"}, "action object full"),
    ("measures", MEASURE, {"action": "改造"}, ""),
    ("measures", MEASURE, {"object": "公厕"}, "action"),
    ("measures", MEASURE, {"status": "planned"}, "action object"),
    ("measures", MEASURE, {"start": 32}, ""),
    ("slogans", SLOGAN, {}, "span items"),
    ("slogans", SLOGAN, {"items": ["“任务”清单", "活动清单"]}, "span items"),
    ("slogans", SLOGAN, {"items": ["活动清单"]}, "span"),
    ("slogans", SLOGAN, {"items": ["任务清单", "问题"]}, "span"),
    ("slogans", SLOGAN, {"items": []}, "span"),
    ("headings", HEADING, {"start": 16, "end": 22}, "start full"),
    ("headings", HEADING, {"start": 17}, ""),
    ("headings", HEADING, {"end": 25}, "start"),
    ("headings", HEADING, {"level": 2}, "start"),
    ("headings", HEADING, {"level": 0}, ""),
    ("headings", HEADING, {"run_in": True}, ""),
    ("placeholders", MASK, {}, "span type"),
    ("placeholders", MASK, {"type": "org"}, "span"),
    ("placeholders", MASK, {"end": 6}, ""),
]


def judged(part: str, gold: list[Record], found: list[Record]) -> Evaluation:
    article = {"start": 0, "end": len(TEXT), "doc": {}, part: found}
    return evaluate([(Gold("一", TEXT, {"layers": [part], part: gold}), Answer("一", [article]))])


def labelled(wanted: list[Record], given: list[list[str]]) -> dict[str, Score]:
    passages = [{"start": 10 * number, "end": 10 * number + 9, **one} for number, one in enumerate(wanted)]
    gold = Gold("一", TEXT, {"layers": ["passages"], "passages": passages})
    return {score.layer: score for score in evaluate([(gold, Answer.of(gold, [], given))]).scores}


@pytest.mark.parametrize(("part", "gold", "otherwise", "right"), PAIRS)
def test_what_agrees(part: str, gold: Record, otherwise: Record, right: str) -> None:
    evaluation = judged(part, [gold], [{**gold, **otherwise}])
    hit = [score.layer.partition(".")[2] for score in evaluation.scores if score.hits]
    assert hit == right.split()
    for score in evaluation.scores:
        missed = [miss.what for miss in evaluation.misses_of(score.layer)]
        assert missed == ["missed"] * (score.gold - int(score.hits)) + ["wrong"] * (score.predicted - int(score.hits))


@pytest.mark.parametrize(
    ("field", "gold", "found", "same"),
    [
        ("place", "云岭省云屏市砚湖区", "云岭省砚湖区", True),
        ("place", "云岭省云屏市", "云屏市", False),
        ("place", "云岭省云屏市", "云岭省云屏区", False),
        ("period", "2023年度", "2023 年", True),
        ("period", "2023年", "2022年", False),
        ("kind", "plan", "plan", True),
        ("kind", "plan", None, False),
        ("level", None, "city", False),
    ],
)
def test_facts_of_the_document(field: str, gold: str | None, found: str | None, same: bool) -> None:
    document = Gold("一", TEXT, {"layers": ["doc"], "doc": {field: gold, "title": "总结"}})
    article = {"start": 0, "end": len(TEXT), "doc": {field: found}}
    later = {"start": 0, "end": len(TEXT), "doc": {field: "另"}}  # the first article tells
    score = {one.layer: one for one in evaluate([(document, Answer("一", [article, later]))]).scores}[f"doc.{field}"]
    assert (score.hits, score.gold, score.predicted) == (same, gold is not None, found is not None)


def test_records_are_paired_one_to_one_the_nearest_first() -> None:
    gold = [{"start": 0, "end": 10}, {"start": 10, "end": 20}]
    found = [{"start": 0, "end": 9}, {"start": 0, "end": 10}, {"start": 12, "end": 20}]
    evaluation = judged("residuals", gold, found)
    assert evaluation.scores == (Score("residuals", 2, 2, 3),)
    assert [miss.record for miss in evaluation.misses] == [{"start": 0, "end": 9}]


def test_articles_need_nine_tenths() -> None:
    gold = Gold("一", TEXT, {"layers": ["articles"], "docs": [{"start": 0, "end": 20}, {"start": 20, "end": 40}]})
    articles = [{"start": 0, "end": 19, "doc": {}}, {"start": 23, "end": 40, "doc": {}}]
    assert evaluate([(gold, Answer("一", articles))]).scores == (Score("articles", 1, 2, 2),)


def test_categories_count_once_each_and_optional_ones_not() -> None:
    wanted = [{"categories": ["C01", "C02"]}, {"categories": ["C03"], "optional": ["C09"]}, {"categories": []}]
    scores = labelled(wanted, [["C01", "C03"], ["C09", "C03"], ["C04"]])
    assert scores["categories.micro"] == Score("categories.micro", 2, 3, 4)
    assert scores["categories.top1"] == Score("categories.top1", 2, 2, 2)
    # C01 is right, C02 was missed, C03 is right once and wrong once; C04 is wanted nowhere
    assert scores["categories.macro"].f1 == pytest.approx((1 + 0 + 2 / 3) / 3)
    assert labelled(wanted, [["C03"], [], []])["categories.top1"].f1 == 0


def test_only_what_was_annotated_is_judged() -> None:
    found = {"start": 0, "end": len(TEXT), "doc": {"kind": "plan"}, "measures": [MEASURE], "metrics": [METRIC]}
    gold = Gold("一", TEXT, {"layers": ["metrics"], "metrics": [METRIC], "doc": {"kind": "summary"}})
    assert {score.layer for score in evaluate([(gold, Answer("一", [found]))]).scores} == {
        f"metrics.{layer}" for layer in ("span", "value", "object", "full")
    }


def test_a_document_without_an_answer_is_missed_whole() -> None:
    scores = [score for gold in read_gold(ANNOTATED)[:1] for score in evaluate([(gold, Answer(gold.name, []))]).scores]
    assert len(scores) > 15 and not any(score.f1 for score in scores)


def own_answer(gold: Gold) -> Answer:
    """The annotators' own records, as a program would give them."""
    (bounds,) = gold.content["docs"]
    article = {**deepcopy(gold.content), **bounds}
    return Answer.of(gold, [article], [passage["categories"] for passage in gold.passages])


def test_the_annotations_agree_with_themselves() -> None:
    evaluation = evaluate([(gold, own_answer(gold)) for gold in read_gold(ANNOTATED)])
    assert {score.f1 for score in evaluation.scores} == {1.0} and len(evaluation.scores) == 22
    assert evaluation.misses == ()
    assert list(evaluation.frame().columns) == ["layer", "precision", "recall", "f1", "hits", "gold", "predicted"]


def test_gains_and_losses(tmp_path: Path) -> None:
    documents = read_gold(ANNOTATED)[:2]
    whole = [own_answer(gold) for gold in documents]
    less = deepcopy(whole)
    gone = less[0].articles[0]["metrics"].pop(3)
    less[1].articles[0]["placeholders"] = [{"start": 0, "end": 2, "text": documents[1].text[:2], "type": "place"}]
    write_answers(less, tmp_path / "run.jsonl")
    comparison = compare(documents, read_answers(tmp_path / "run.jsonl"), whole)
    assert comparison.losses == []
    assert [(miss.layer, miss.what, miss.record["start"]) for miss in comparison.gains] == [
        *((f"metrics.{layer}", "missed", gone["start"]) for layer in ("span", "value", "object", "full")),
        *((f"placeholders.{layer}", "wrong", 0) for layer in ("span", "type")),
    ]
    assert f"【{gone['text']}】" in comparison.gains[0].context
    back = compare(documents, whole, less)
    assert (back.gains, len(back.losses)) == ([], len(comparison.gains))
    assert {row["layer"] for row in back.rows() if row["losses"]} == {miss.layer for miss in back.losses}


def test_only_what_both_runs_have_read_is_compared() -> None:
    documents = read_gold(ANNOTATED)[:2]
    first, second = (own_answer(gold) for gold in documents)
    comparison = compare(documents, [first], [first, second])
    assert comparison.names == (documents[0].name,) and not comparison.gains
    with pytest.raises(UsageError):
        compare(documents, [first], [second])


def test_a_miss_that_stands_twice_counts_twice() -> None:
    documents = [Gold("一", TEXT, {"layers": ["metrics"], "metrics": []})]
    runs = [[Answer("一", [{"start": 0, "end": 9, "doc": {}, "metrics": [METRIC] * times}])] for times in (1, 2)]
    assert [miss.layer for miss in compare(documents, *runs).losses].count("metrics.span") == 1


@pytest.mark.parametrize(
    ("gold", "text"),
    [
        ("{", TEXT),
        ("[]", TEXT),
        ('{"metrics": 3}', TEXT),
        ('{"metrics": [{"start": 32, "end": 35, "text": "81条"}]}', TEXT),
        ('{"metrics": [{"start": 0, "end": 999}]}', TEXT),
        ('{"metrics": [{"start": 0}]}', TEXT),
        ('{"passages": [{"start": 0, "end": 9}]}', TEXT),
        ('{"metrics": []}', None),
        (None, TEXT),
    ],
)
def test_a_bad_gold_folder_is_refused(tmp_path: Path, gold: str | None, text: str | None) -> None:
    for name, content in (("一.gold.json", gold), ("一.txt", text)):
        if content is not None:
            (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(CivtextError) as caught:
        read_gold(tmp_path)
    assert caught.value.code == ("io.missing" if text is None else "usage.gold") and caught.value.where


@pytest.mark.parametrize(
    "line", ["{", "3", '{"name": "一"}', '{"name": "一", "articles": [{}]}', '{"source": "一.txt"}']
)
def test_another_file_is_no_saved_run(tmp_path: Path, line: str) -> None:
    (tmp_path / "run.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="--save"):
        read_answers(tmp_path / "run.jsonl")
    with pytest.raises(UsageError):
        read_answers(tmp_path / "none.jsonl")
    with pytest.raises(UsageError):
        write_answers([], tmp_path / "none" / "run.jsonl")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "总结.txt").write_text(TEXT, encoding="utf-8", newline="")
    start = TEXT.index("80条")
    metric = {**METRIC, "start": start, "end": start + 3, "text": "80条"}
    passage = {"start": TEXT.index("今年"), "end": len(TEXT), "categories": ["C09"]}
    gold = {"layers": ["metrics", "passages"], "metrics": [metric], "passages": [passage]}
    (tmp_path / "总结.gold.json").write_text(json.dumps(gold), encoding="utf-8")
    return tmp_path


def test_the_program_answers_for_itself(folder: Path) -> None:
    evaluation = evaluate(folder)
    assert [score.f1 for score in evaluation.scores if score.layer.startswith("categories")] == [1, 1, 1]
    assert [miss.record["text"] for miss in evaluation.misses_of("metrics.full")] == ["6座"]
    with pytest.raises(UsageError, match=r"metrics\.full"):
        evaluation.misses_of("metrics")


def test_the_command_scores_saves_and_compares(folder: Path) -> None:
    saved = folder / "run.jsonl"
    scores = lines(civtext("evaluate", folder, "--save", saved, "--misses", "metrics.span", "--format", "jsonl"))
    assert [(one["layer"], one["what"]) for one in scores if "what" in one] == [("metrics.span", "wrong")]
    (line,) = [json.loads(line) for line in saved.read_text(encoding="utf-8").splitlines()]
    line["articles"][0]["metrics"] = []
    saved.write_text(json.dumps(line) + "\n", encoding="utf-8")
    found = lines(civtext("evaluate", folder, "--against", saved, "--format", "jsonl"))
    changes = [(one["change"], one["layer"]) for one in found if "change" in one]
    assert changes == [
        (change, f"metrics.{layer}") for change in ("gain", "loss") for layer in ("span", "value", "object", "full")
    ]
    assert {one["f1_before"] for one in found if str(one["layer"]).startswith("metrics") and "f1" in one} == {0}
    table = civtext("evaluate", folder, "--against", saved).stdout.decode("utf-8")
    assert "【80条】" in table and "【6座】" in table
    assert civtext("evaluate", folder, "--misses", "metrics").returncode == 2
    assert civtext("evaluate", folder / "无").returncode == 2


@pytest.fixture
def repository(tmp_path: Path, folder: Path) -> Path:
    """A repository whose last commit finds no metrics, and whose working tree does."""
    copytree(ROOT / "src", tmp_path / "src", ignore=ignore_patterns("__pycache__"))
    copytree(ROOT / "bench", tmp_path / "bench")
    module = tmp_path / "src" / "civtext" / "extractors" / "metrics" / "__init__.py"
    whole = module.read_text(encoding="utf-8")
    module.write_text(whole + "\n\ndef extract(document):\n    return []\n", encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    module.write_text(whole, encoding="utf-8")
    return tmp_path


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True, text=True).stdout


def commit(folder: Path) -> None:
    git(folder, "add", "src", "bench")
    git(folder, *("-c", "user.name=云", "-c", "user.email=yun@example.org", "commit", "--quiet", "-m", "less"))


def gains(repository: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, repository / "bench" / "gains.py", *words, "--gold", repository]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120)


@pytest.mark.skipif(not which("git"), reason="needs git")
def test_gains_and_losses_between_revisions(repository: Path) -> None:
    done = gains(repository, "HEAD")
    assert "【80条】" in done.stdout.partition("失 losses (")[0], done.stderr
    assert "【6座】" in done.stdout.partition("失 losses (")[2]
    assert done.returncode == 1  # 6座 was not annotated
    same = gains(repository, "HEAD", "HEAD")
    assert same.returncode == 0 and "【" not in same.stdout
    assert len(git(repository, "worktree", "list").splitlines()) == 1


@pytest.mark.skipif(not which("git"), reason="needs git")
def test_a_revision_that_does_not_run_is_no_empty_answer(repository: Path) -> None:
    module = repository / "src" / "civtext" / "pipeline.py"
    whole = module.read_text(encoding="utf-8")
    module.write_text("!", encoding="utf-8")
    commit(repository)
    module.write_text(whole, encoding="utf-8")
    done = gains(repository, "HEAD")
    assert done.returncode == 1 and "Not all was read" in done.stderr and not done.stdout
    assert gains(repository, "none").returncode == 2
    assert len(git(repository, "worktree", "list").splitlines()) == 1


def test_alpha_of_the_textbook_s_three_coders() -> None:
    """The example with gaps that accounts of the measure give: 0.691 for names."""
    coders = ("*****3412113" + "3*3", "1*2133" + "43*******", "**2134" + "4*21133*4")
    units = [[None if value == "*" else value for value in unit] for unit in zip(*coders, strict=True)]
    assert round(alpha(units), 3) == 0.691

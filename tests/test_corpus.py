"""Corpus: a DataFrame a layer, each row traceable to its place in the source."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from civtext.corpus import Corpus
from civtext.errors import UsageError
from civtext.model import LABELS

REPORT = (
    "云屏市2023年创建工作总结\n一、整治环境\n今年整治背街小巷80条，更换井盖200套，发放手册XX余份，落实“三个清单”。\n"
)
FRAMES = ["passages", "metrics", "measures", "placeholders", "slogans", "entities", "headings", "rejected"]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    (tmp_path / "总结.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "空.txt").write_bytes(b"")
    return Corpus.read(tmp_path)


def test_a_bad_file_is_a_failure_and_stops_nothing(corpus: Corpus) -> None:
    assert len(corpus) == 1
    assert [one["error"]["code"] for one in corpus.failures] == ["text.empty"]
    assert repr(corpus) == "<Corpus: 1 articles, 1 failures>"


@pytest.mark.parametrize("name", FRAMES)
def test_every_row_slices_back(corpus: Corpus, name: str) -> None:
    frame = getattr(corpus, name)()
    assert len(frame)
    for row in frame.to_dict("records"):
        assert REPORT[row["start"] : row["end"]] == row["text"]
        assert row["place"] == "云屏市" and row["period"] == "2023年"
        assert row["doc_kind"] == "summary" and row["where"].startswith("第")


def test_residuals_keep_their_own_kind() -> None:
    from civtext.model import Source
    from civtext.pipeline import annotate, split

    documents = [
        annotate(one) for one in split(Source("XX市创建总结\n一、做法\nXX市坚持创建,柯桥区率先整治小巷8条。\n"))
    ]
    frame = Corpus(documents).residuals()
    assert frame[["text", "kind"]].to_numpy().tolist() == [["柯桥区", "place"]]


@pytest.mark.parametrize("name", [*FRAMES, "residuals", "articles"])
def test_an_empty_corpus_has_empty_frames_with_columns(name: str) -> None:
    frame = getattr(Corpus([]), name)()
    assert len(frame) == 0 and "source" in frame.columns


def test_a_placeholder_shows_its_surroundings(corpus: Corpus) -> None:
    assert corpus.placeholders()["context"].tolist() == ["，更换井盖200套，发放手册【XX】余份，落实“三个清单”。"]


def test_paths_may_be_a_list(tmp_path: Path) -> None:
    (tmp_path / "总结.txt").write_text(REPORT, encoding="utf-8")
    assert len(Corpus.read([tmp_path / "总结.txt", tmp_path / "没有.txt"]).failures) == 1


def test_json_lines(corpus: Corpus, tmp_path: Path) -> None:
    corpus.to_jsonl(tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3 and '"error"' in lines[2]


def test_an_unknown_layer_is_named_with_the_known_ones(corpus: Corpus) -> None:
    with pytest.raises(UsageError, match="placeholder"):
        corpus.documents[0].labelled("metrics")
    assert all(corpus.documents[0].labelled(label) is not None for label in LABELS)


def test_an_archive_s_reports_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "材料.zip", "w") as archive:
        archive.writestr("二季度/总结.txt", REPORT)
    corpus = Corpus.read(tmp_path)
    assert [document.source.origin.endswith("总结.txt") for document in corpus] == [True]
    assert corpus.metrics()["text"].tolist()[0] == "80条"

"""Base: the frames of a Corpus out of a knowledge base, row for row; search, files and sources beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import civtext
from civtext.base import Base
from civtext.corpus import Corpus
from civtext.errors import StoreError, UsageError
from civtext.frames import Frames

REPORTS = Path(__file__).parents[1] / "examples" / "reports"
LAYERS = ["metrics", "measures", "placeholders", "slogans", "entities", "residuals", "headings"]
FRAMES = ["articles", "passages", "categories", "indicators", *LAYERS]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus.read(REPORTS)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    folder = tmp_path_factory.mktemp("base")
    (folder / "空.txt").write_bytes(b"")
    (folder / "坏.docx").write_bytes(b"PK\x03\x04")
    civtext.mine([REPORTS, folder], folder / "base.civtext")
    with Base(folder / "base.civtext") as opened:
        yield opened


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """In one order, whatever that of the files was; within an article rows stay as they are."""
    return frame.sort_values(["source", "article"], kind="stable", ignore_index=True)


@pytest.mark.parametrize("name", FRAMES)
def test_frames_are_those_of_a_corpus(corpus: Corpus, base: Base, name: str) -> None:
    ours, theirs = ordered(getattr(base, name)()), ordered(getattr(corpus, name)())
    assert len(ours) > 10 or name == "residuals"
    assert_frame_equal(ours, theirs)


def test_an_empty_frame_has_the_columns_of_a_full_one(corpus: Corpus) -> None:
    for name in FRAMES:
        assert list(getattr(Corpus([]), name)()) == list(getattr(corpus, name)()), name


@pytest.mark.parametrize("name", ["passages", "categories", *LAYERS])
def test_every_row_slices_back(base: Base, name: str) -> None:
    for row in getattr(base, name)().to_dict("records"):
        assert base.source(row["source"])[row["start"] : row["end"]] == row["text"]


def test_the_context_of_a_find_joins_the_lines_of_its_passage(base: Base, corpus: Corpus) -> None:
    """The PDFs and the scraped texts break lines where no sentence ends."""
    frame = base.metrics()
    broken = [row for row in frame.to_dict("records") if row["source"].endswith("云岭市2025年创建工作汇报.pdf")]
    assert len(broken) > 20
    assert all("\n" not in row["context"] and len(row["context"]) > len(row["text"]) + 4 for row in broken)


def test_a_category_comes_with_its_name_and_the_words_that_say_so(base: Base) -> None:
    frame = base.categories()
    (name,) = frame[frame["id"] == "C09"]["name"].unique()
    assert name == "舒适便利的生活环境"
    clean = base.passages().set_index(["source", "article", "start"])["clean"]
    for row in frame.to_dict("records"):
        assert all(word in clean[row["source"], row["article"], row["start"]] for word in row["evidence"])
    assert frame["evidence"].map(len).sum() > len(frame)


def test_a_base_keeps_no_look_alikes_and_says_so(base: Base) -> None:
    with pytest.raises(UsageError, match="rejected"):
        base.layer("rejected")
    assert not hasattr(base, "rejected")


def test_files_are_all_that_was_met_and_failures_what_could_not_be_read(base: Base) -> None:
    files, failures = base.files(), base.failures()
    assert len(files) == len(list(REPORTS.iterdir())) + 2
    assert [Path(path).name for path in failures["source"]] == ["坏.docx"]
    assert failures["code"].tolist() == ["zip.truncated"] and "重新获取" in failures["message"][0]
    assert list(failures) == list(files) and "text.empty" in set(files["code"])


def test_a_text_that_is_not_there_is_refused(base: Base) -> None:
    for path in ("没有.txt", base.failures()["source"][0]):
        with pytest.raises(UsageError, match="没有这个文件"):
            base.source(path)


def test_search_gives_a_frame_whose_rows_slice_back(base: Base) -> None:
    frame = base.search("背街小巷", place="云岭")
    assert len(frame) > 1 and list(frame["score"]) == sorted(frame["score"], reverse=True)
    for row in frame.to_dict("records"):
        assert "云岭" in row["place"]
        assert base.source(row["source"])[row["start"] : row["end"]] == row["text"]
        assert {row["clean"][start:end] for start, end in row["highlights"]} == {"背街小巷"}
    same = base.passages().merge(frame[["source", "article", "start"]])
    assert sorted(same["clean"]) == sorted(frame["clean"])


def test_search_of_a_path_is_that_of_its_base(base: Base) -> None:
    assert_frame_equal(civtext.search(base.path, "公厕", limit=3), base.search("公厕", limit=3))
    assert_frame_equal(civtext.search(base, "公厕", limit=3), base.search("公厕", limit=3))
    nothing = civtext.search(base, "量子纠缠望远镜")
    assert len(nothing) == 0 and list(nothing) == list(base.search("公厕"))


def test_graph_and_coverage(base: Base) -> None:
    graph = base.graph()
    assert {"place", "measure", "metric"} <= {kind for _, kind in graph.nodes(data="type")}
    for given in (base, base.path):
        assert set(civtext.build_graph(given)) == set(graph)
    coverage = base.coverage()
    assert len(coverage) == 90 and {"strong", "none"} <= set(coverage["strength"])


def test_it_shows_itself_escaped(base: Base, tmp_path: Path) -> None:
    assert repr(base).startswith("<Base base.civtext: 18 articles") and "1 files not read" in repr(base)
    (tmp_path / "总结.txt").write_text("云岭市创建总结\n今年整治背街小巷80条。\n", encoding="utf-8")
    path = tmp_path / "<i>&base.civtext"
    civtext.mine([tmp_path / "总结.txt"], path)
    with Base(path) as strange:
        assert "<i>" not in strange._repr_html_() and "&lt;i&gt;&amp;base" in strange._repr_html_()
        assert "文章 articles</td><td style='text-align:right'>1<" in strange._repr_html_()


def test_vanished_texts_are_told_of_by_files_only(tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.txt").write_text(f"云{name}市创建总结\n今年整治背街小巷80条。\n", encoding="utf-8")
    base = tmp_path / "base.civtext"
    civtext.mine([tmp_path], base)
    (tmp_path / "乙.txt").unlink()
    civtext.mine([tmp_path], base)
    with Base(base) as opened:
        assert opened.articles()["place"].tolist() == ["云甲市"]
        assert opened.files()["vanished"].sum() == 1
        assert "背街小巷" in opened.source(tmp_path / "乙.txt")


def test_no_base_is_an_error_and_a_closed_one_is_closed(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"base\.missing"):
        Base(tmp_path / "没有.civtext")
    (tmp_path / "总结.txt").write_text("云岭市创建总结\n今年整治背街小巷80条。\n", encoding="utf-8")
    civtext.mine([tmp_path], tmp_path / "base.civtext")
    with Base(tmp_path / "base.civtext") as base:
        assert len(base.metrics()) == 1
    with pytest.raises(StoreError):
        base.metrics()


def test_frames_that_nobody_fills_are_no_frames() -> None:
    with pytest.raises(NotImplementedError):
        Frames().metrics()


def test_an_open_base_is_taken_wherever_a_base_is(base: Base, corpus: Corpus) -> None:
    by_path = civtext.coverage(base.path)
    assert civtext.coverage(base) == by_path
    assert civtext.compare(base).records()["matrix"] == civtext.compare(base.path).records()["matrix"]
    assert set(civtext.lists(base).tables) == set(civtext.lists(base.path).tables)
    assert len(civtext.find_gaps(corpus.documents[0], against=base)) > 10

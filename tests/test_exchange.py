"""JSON Lines that round-trip wholly: what is read back equals what was written, whatever the text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from test_laws import GENRE, NOISE

from civtext.corpus import Corpus
from civtext.errors import UsageError
from civtext.exchange import from_lines, to_lines
from civtext.model import Document, Source
from civtext.pipeline import annotate, split

ROOT = Path(__file__).parents[1]
FOLDERS = ["examples/reports", "corpora/annotated"]
REPORT = "云屏市2023年创建工作总结\n一、整治环境\n完善的'管理制度落实到位，今年整治背街小巷80条，更换井盖200套，发放手册XX余份，落实“三个清单”。\n"


def read(text: str, origin: str = "总结.txt") -> list[Document]:
    return [annotate(document) for document in split(Source(text, origin))]


@pytest.fixture(scope="module", params=FOLDERS)
def corpus(request: pytest.FixtureRequest) -> Corpus:
    return Corpus.read(
        sorted(path for path in (ROOT / request.param).iterdir() if path.suffix in (".txt", ".docx", ".pdf"))
    )


def test_everything_written_is_read_back_equal(corpus: Corpus, tmp_path: Path) -> None:
    corpus.to_jsonl(tmp_path / "a.jsonl")
    again = Corpus.from_jsonl(tmp_path / "a.jsonl")
    assert len(again) >= 10
    for one, other in zip(corpus, again, strict=True):
        for name in ("source", "reading", "title", "facts", "sections", "passages", "annotations", "flags"):
            assert getattr(one, name) == getattr(other, name), name
        assert one == other
    again.to_jsonl(tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_what_is_read_back_gives_the_same_frames_and_places(corpus: Corpus) -> None:
    again = Corpus(*from_lines(to_lines(corpus.documents)))
    for layer in ("passages", "metrics", "rejected", "articles"):
        assert_frame_equal(getattr(again, layer)(), getattr(corpus, layer)())


def test_corpora_hold_what_must_come_back(tmp_path: Path) -> None:
    """Else the law above would hold for want of cases."""
    corpus = Corpus.read(ROOT / "examples" / "reports")
    assert any(document.source.parts for document in corpus)
    assert any(document.reading.edits for document in corpus)
    assert any(document.flags for document in corpus) and any(document.source.flags for document in corpus)
    assert any(len(document.source.text) > len(document.text) and document.index for document in corpus)
    assert any(one.value.metrics for document in corpus for one in document.labelled("measure"))


@given(st.lists(st.sampled_from([*GENRE, *NOISE, "𠮷", "\u2028", "\x85", "\r\n", "\ud800"]), max_size=120).map("".join))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back(text: str) -> None:
    documents = read(text + REPORT)
    lines = list(to_lines(documents))
    assert all(line.count("\n") == 1 and line.encode("utf-8") for line in lines)
    assert from_lines(lines) == (documents, [])


def test_an_article_s_line_is_the_contract_s_object_and_more(tmp_path: Path) -> None:
    from civtext.records import record

    (document,) = read(REPORT)
    source, article = map(json.loads, to_lines([document]))
    assert source["text"] == REPORT and source["form"] == 1
    told = record(document, rejected=True)
    for layer in ("metrics", "measures", "rejected", "headings"):
        assert told[layer] and [{k: one[k] for k in told[layer][0]} for one in article[layer]] == told[layer]
    assert {name: article[name] for name in ("source", "article", "start", "end", "doc", "flags")} == {
        name: told[name] for name in ("source", "article", "start", "end", "doc", "flags")
    }
    assert "完善的管理制度" in article["clean"] and "完善的管理制度" not in REPORT


def test_one_text_is_written_once_for_all_its_articles() -> None:
    corpus = Corpus.read(ROOT / "examples" / "reports" / "2025文明城市创建材料范文(通用3篇).txt")
    assert len(corpus) == 3
    assert sum('"text": "' in line[:200] for line in to_lines(corpus.documents)) == 1


def test_files_may_be_put_one_behind_the_other() -> None:
    one, other = read(REPORT, "甲.txt"), read(REPORT.replace("80", "90"), "乙.txt")
    assert from_lines([*to_lines(one), "\n", *to_lines(other)]) == ([*one, *other], [])


def test_failures_come_back(tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    corpus = Corpus.read([tmp_path / "空.txt"])
    corpus.to_jsonl(tmp_path / "a.jsonl")
    assert Corpus.from_jsonl(tmp_path / "a.jsonl") == Corpus([], list(corpus.failures))


def tampered(change: str) -> list[str]:
    source, article = map(json.loads, to_lines(read(REPORT)))
    if change == "span":
        article["metrics"][0]["start"] += 1
    elif change == "pieces":
        article["pieces"][-1][1] += 1
    elif change == "beyond":
        article["pieces"][-1][3] += 9
    elif change == "form":
        source["form"] = 2
    elif change == "section":
        article["passages"][0]["within"] = 99
    elif change == "passage":
        article["passages"][0]["clean"] = [5, 9999]
    elif change == "field":
        del article["metrics"][0]["rule"]
    elif change == "other":
        article["source"] = "别的.txt"
    return [json.dumps(source), json.dumps(article)]


@pytest.mark.parametrize("change", ["span", "pieces", "beyond", "form", "section", "passage", "field", "other"])
def test_a_line_that_contradicts_itself_is_refused(change: str) -> None:
    assert from_lines(tampered(""))[0] == read(REPORT)
    with pytest.raises(UsageError, match=r"第 [12] 行"):
        from_lines(tampered(change))


@pytest.mark.parametrize(
    "line", ["{", "[]", '"x"', "1", "{}", '{"article": 0}', '{"text": 5}', "[" * 100_000, '{"source": "a", "error": 1}']
)
def test_what_is_no_such_line_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(UsageError, match="第 1 行") as caught:
        Corpus.from_jsonl(path)
    assert caught.value.where == str(path)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "gbk.jsonl").write_bytes("总结".encode("gbk"))
    for path in (tmp_path / "没有.jsonl", tmp_path, tmp_path / "gbk.jsonl"):
        with pytest.raises(UsageError, match=r"usage\.jsonl"):
            Corpus.from_jsonl(path)

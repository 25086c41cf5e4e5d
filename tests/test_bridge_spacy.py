"""The spaCy bridge, with the real spaCy: spans lead back to exact characters whatever the tokens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from civtext.errors import UsageError
from civtext.model import Source
from civtext.pipeline import annotate, load, split
from civtext.records import LAYERS, record

spacy = pytest.importorskip("spacy", reason="needs spaCy (extra spacy)")
from civtext.bridges.spacy import GROUPS, picture, pipeline, to_spacy  # noqa: E402

ROOT = Path(__file__).parents[1]
REPORTS = sorted(path for path in (ROOT / "examples" / "reports").iterdir() if path.suffix == ".txt")
TEXT = "𠮷山市2023年创建工作总结\n一、整治环境\n今年整治背街小巷80条， 发放手册XX余份， 印发《𠮷山市公厕管理办法》。\n"


def told(article: dict[str, object]) -> dict[str, object]:
    """What an article says, without what only a file can: its path, and its encoding among the flags."""
    return {name: value for name, value in article.items() if name not in ("source", "flags")}


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_every_finding_is_a_span_with_its_exact_place(path: Path) -> None:
    documents = list(map(annotate, load(path)))
    source = documents[0].source.text
    doc = pipeline()(source)
    assert doc.text == source and [told(one) for one in doc._.civtext] == [told(record(one)) for one in documents]
    for group in GROUPS:
        records = [one for article in doc._.civtext for one in article[group]]
        assert [span._.civtext for span in doc.spans[group]] == records
        for span in doc.spans[group]:
            start, end = span._.civtext["start"], span._.civtext["end"]
            assert span.start_char <= start < end <= span.end_char
            assert source[start:end].split() == span.text.split(), (
                "characters are tokens: no more than blanks beside it"
            )


def test_a_document_in_memory_becomes_a_doc() -> None:
    (document,) = map(annotate, split(Source(TEXT, "总结.txt")))
    doc = to_spacy(document)
    assert doc.text == TEXT and doc._.civtext == [record(document)]
    assert [(span.text, span.label_) for span in doc.spans["metrics"]] == [("80条", "metric"), ("XX余份", "metric")]
    assert [span.label_ for span in doc.spans["placeholders"]] == ["count"]
    assert "document" in {span.label_ for span in doc.spans["entities"]}


def test_only_the_article_s_own_findings_are_marked_in_a_compilation() -> None:
    documents = [annotate(one) for one in load(ROOT / "examples" / "reports" / "2025文明城市创建材料范文(通用3篇).txt")]
    docs = [to_spacy(one) for one in documents]
    assert [len(doc.spans["metrics"]) for doc in docs] == [len(one.labelled("metric")) for one in documents]
    assert len(pipeline()(documents[0].source.text).spans["metrics"]) == sum(len(doc.spans["metrics"]) for doc in docs)


def test_a_tokenizer_of_words_takes_in_the_whole_word() -> None:
    nlp = spacy.blank("xx")  # words at blanks: a whole clause is one token
    (document,) = map(annotate, split(Source(TEXT)))
    doc = to_spacy(document, nlp)
    (span, _) = doc.spans["metrics"]
    assert span.text != "80条" and "80条" in span.text
    exact = span._.civtext
    assert TEXT[exact["start"] : exact["end"]] == exact["text"] == "80条"


def test_two_findings_on_the_same_characters_keep_their_own_records() -> None:
    doc = pipeline()("云岭市创建总结\n新建公厕6座。\n")
    spans = [span for group in LAYERS for span in doc.spans[group]]
    assert len({span.id_ for span in spans}) == len(spans)
    assert {span._.civtext["text"] for span in doc.spans["measures"]} != {
        span._.civtext["text"] for span in doc.spans["metrics"]
    }


def test_a_doc_survives_being_stored() -> None:
    from spacy.tokens import DocBin

    nlp = pipeline()
    stored = DocBin(store_user_data=True, docs=[nlp(TEXT)]).to_bytes()
    (doc,) = DocBin().from_bytes(stored).get_docs(nlp.vocab)
    assert [span._.civtext["text"] for span in doc.spans["metrics"]] == ["80条", "XX余份"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "abc", "x \n\t整治道路8条\u2028\x85。  "])
def test_any_text_passes(text: str) -> None:
    assert pipeline()(text).text == text


def test_a_span_of_another_s_has_no_record() -> None:
    doc = pipeline()(TEXT)
    assert doc[0:3]._.civtext is None
    for id in ("mine", "metrics:0", "metrics:x:0", "metrics:0:99", "nothing:0:0"):
        assert spacy.tokens.Span(doc, 0, 3, span_id=id)._.civtext is None
    assert spacy.tokens.Span(spacy.blank("zh")("整治"), 0, 1, span_id="metrics:0:0")._.civtext is None


def test_a_picture_shows_words_whole_and_nothing_unescaped() -> None:
    doc = pipeline()("云岭市<script>创建总结\n今年整治<b>背街小巷80条。\n")
    page = picture(doc)
    assert "<script>" not in page and "&lt;script&gt;" in page and "80条" in page
    doc.spans["mine"] = [spacy.tokens.Span(doc, 0, 3, label="<img src=x onerror=alert(1)>")]
    page = picture(doc, "mine")
    assert "<img" not in page and "&lt;img src=x" in page


def test_an_unknown_group_is_named_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="placeholders"):
        picture(pipeline()(TEXT), "metric")


def test_a_group_without_spans_is_just_the_text() -> None:
    assert "云岭市" in picture(pipeline()("云岭市"), "slogans")


def test_without_spacy_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['spacy'] = None\n"
        "from civtext.bridges import spacy\n"
        "try: spacy.pipeline()\n"
        "except Exception as error: print(error.code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "extra.spacy"

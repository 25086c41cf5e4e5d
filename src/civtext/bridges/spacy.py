"""spaCy: a Doc with everything found as span groups, a pipeline component, displaCy pictures. Extra: civtext[spacy].

`spacy.blank("zh").add_pipe("civtext")` works wherever both are installed: spaCy knows the component by its entry point
(group spacy_factories, pyproject.toml). The Doc's text is the source, so offsets are civtext's own.

Spans (`doc.spans["metrics"]`, …, one group a layer, and "passages" by category) are made of tokens, and findings begin and
end where they do: with characters for tokens, as `spacy.blank("zh")` has them, both are one; a tokenizer of words may
lay a border inside a word, and the span then takes in the whole word. `span._.civtext` is always exact: the finding's
record (docs/contract.md), with `start` and `end` in the text. `doc._.civtext` is the list of the articles' records.

>>> nlp = pipeline()
>>> doc = nlp("云岭市创建总结\\n今年整治背街小巷80条。")
>>> [(span.text, span.label_, span._.civtext["object"]) for span in doc.spans["metrics"]]
[('80条', 'metric', '背街小巷')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from civtext.errors import UsageError
from civtext.highlighting import COLOURS
from civtext.model import Document, Source
from civtext.pipeline import annotate, split
from civtext.records import LAYERS, record

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

PASSAGES = "passages"
GROUPS = (*LAYERS, PASSAGES)
NAME = "civtext"
# The field that says more than the layer's name.
_KINDS = {"placeholders": "type", "entities": "label", "residuals": "kind"}


def __getattr__(name: str) -> Any:
    """`factory` is what the entry point asks for: spaCy is there then, and must learn of the component."""
    if name == "factory":
        _register()
        return _factory
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def pipeline() -> Language:
    """A Chinese pipeline with characters for tokens and civtext in it. Raises UsageError (extra.spacy) without spaCy."""
    _register()
    import spacy

    nlp = spacy.blank("zh")
    nlp.add_pipe(NAME)
    return nlp


def to_spacy(document: Document, nlp: Language | None = None) -> Doc:
    """A Doc of the whole source text of an annotated document, with what was found in this article.

    `nlp` makes the tokens: characters unless given. Raises UsageError (extra.spacy) without spaCy.
    """
    _register()
    import spacy

    doc = (nlp or spacy.blank("zh")).tokenizer(document.source.text)
    return _marked(doc, [record(document)])


def picture(doc: Doc, group: str = "metrics") -> str:
    """displaCy's picture (span style) of one group as HTML, text and labels escaped; UsageError for an unknown group.

    The text is cut where findings begin and end, so that Chinese is not set in single characters, and at the exact borders.
    """
    if group not in doc.spans:
        known = ", ".join(doc.spans)
        raise UsageError("usage.group", f"没有“{group}”这一组:{known}。", f"No group '{group}'; there are {known}.")
    from spacy import displacy

    spans = [(*_borders(span), span.label_) for span in doc.spans[group]]
    cuts = sorted({0, len(doc.text), *(at for start, end, _ in spans for at in (start, end))})
    index = {at: number for number, at in enumerate(cuts)}
    parsed = {
        "text": doc.text,
        "tokens": [doc.text[start:end] for start, end in pairwise(cuts)],
        "spans": [
            {"start_token": index[start], "end_token": index[end], "label": escape(label)}
            for start, end, label in spans
        ],
        "settings": {"lang": "zh", "direction": "ltr"},
    }
    colours = {escape(label): COLOURS.get(LAYERS.get(group, ""), "#ddd") for _, _, label in spans}
    return str(displacy.render(parsed, style="span", manual=True, jupyter=False, options={"colors": colours}))


def _register() -> None:
    """Tell spaCy of the component and of what it adds to Doc and Span; once or often."""
    try:
        from spacy.language import Language
        from spacy.tokens import Doc, Span
    except ImportError:
        raise UsageError(
            "extra.spacy",
            '需要安装 spaCy:pip install "civtext[spacy]"。',
            'This needs spaCy: pip install "civtext[spacy]".',
        ) from None
    if not Doc.has_extension(NAME):
        Doc.set_extension(NAME, default=None)
        Span.set_extension(NAME, getter=_record_of)
        Language.factory(NAME, func=_factory, assigns=["doc._.civtext", "doc.spans", "span._.civtext"])


def _factory(nlp: Any, name: str) -> Any:
    return _component


def _component(doc: Doc) -> Doc:
    """Find everything in a Doc's text."""
    return _marked(doc, [record(annotate(one)) for one in split(Source(doc.text))])


def _marked(doc: Doc, articles: list[dict[str, Any]]) -> Doc:
    doc._.civtext = articles
    for group in GROUPS:
        doc.spans[group] = list(_spans(doc, group, articles))
    return doc


def _spans(doc: Doc, group: str, articles: Iterable[dict[str, Any]]) -> Iterator[Span]:
    """The spans of a group; each one's id leads back to its record."""
    for number, article in enumerate(articles):
        for index, one in enumerate(article[group]):
            label, id = _label(group, one), f"{group}:{number}:{index}"
            span = doc.char_span(one["start"], one["end"], label=label, span_id=id, alignment_mode="expand")
            if span is not None:
                yield span


def _label(group: str, one: dict[str, Any]) -> str:
    if group == PASSAGES:
        return str(one["categories"][0]["id"]) if one["categories"] else "passage"
    return str(one[_KINDS[group]]) if group in _KINDS else LAYERS[group]


def _record_of(span: Span) -> dict[str, Any] | None:
    """The record of a span that civtext made, None of any other."""
    try:
        group, number, index = span.id_.split(":")
        found: dict[str, Any] = span.doc._.civtext[int(number)][group][int(index)]
    except (ValueError, LookupError, TypeError):
        return None
    return found


def _borders(span: Span) -> tuple[int, int]:
    told = span._.civtext if span.has_extension(NAME) else None
    return (told["start"], told["end"]) if told else (span.start_char, span.end_char)

"""Reports (材料): what is in the base, and one report as its author wrote it, with all that was found in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from civtext.base import Base
from civtext.cleaning import clean, explain
from civtext.cleaning.explaining import Change
from civtext.corrections import VERDICTS, Corrections
from civtext.frames import Article
from civtext.highlighting import NAMES, Mark, pieces
from civtext.model import Span
from civtext.records import LAYERS, value_record
from civtext.web.site import is_english, render, site_of
from civtext.web.words import named, said

router = APIRouter()

_A_PAGE = 50
_LONGEST = 200_000  # characters of a report that are shown at once


@router.get("/documents")
def documents(request: Request, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
    """The articles of the base and the files that could not be read."""
    site = site_of(request)
    with site.open() as base:
        rows = base.list_articles(offset=(page - 1) * _A_PAGE, limit=_A_PAGE + 1)
        failures: list[dict[str, Any]] = base.failures().head(_A_PAGE).to_dict("records")  # type: ignore[assignment]  # columns are named
    names = site.workspace.names()
    for row in [*rows, *failures]:
        row["file"] = names.get(row["source"]) or Path(row["source"]).name
    return render(
        request, "documents.html", rows=rows[:_A_PAGE], more=len(rows) > _A_PAGE, page=page, failures=failures
    )


@router.get("/documents/{hash}/{index}")
def document(request: Request, hash: str, index: int, start: Annotated[int, Query(ge=0)] = 0) -> Response:
    """One article: its text, what was found in it, its outline, the edits of cleaning; long ones by stretches."""
    site = site_of(request)
    with site.open() as base:
        article = base.article(hash, index) if 0 <= index < 1 << 31 else None
        if article is None:
            raise HTTPException(404, "库里没有这篇材料。 The base holds no such report.")
        others = base.list_articles(hash=hash)
        changes = _changes(base, hash)
    first = min(max(article.span.start, start), article.span.end)
    shown = Span(first, min(article.span.end, first + _LONGEST))
    notes = _notes(article, changes, shown)
    judgements = Corrections(site.settings.base).of(hash)
    judged = {(LAYERS[one.layer], one.start, one.end): one.verdict for one in judgements}
    for note in notes:
        note["judged"] = judged.get((note["layer"], note["start"], note["end"]), "")
        note["told"] = _told(note.pop("value"), english=is_english(request))
    return render(
        request,
        "document.html",
        article=article,
        hash=hash,
        name=site.name_of(article.source),
        others=others,
        pieces=_pieces(article, shown, notes, changes),
        notes=notes,
        layers={label: NAMES[label].split() for label in LAYERS.values()},
        layer_of={label: layer for layer, label in LAYERS.items()},
        counts={label: sum(one["layer"] == label for one in notes) for label in [*LAYERS.values(), "edit"]},
        whole=[one.layer for one in judgements if one.verdict == "whole"],
        verdicts=VERDICTS,
        next=shown.end if shown.end < article.span.end else 0,
    )


def _changes(base: Base, hash: str) -> list[Change]:
    """What cleaning did to a text."""
    _, source = base.store.reread(hash)
    return explain(source, clean(source))


def _notes(article: Article, changes: Iterable[Change], shown: Span) -> list[dict[str, Any]]:
    """What is told of each thing found, and of each edit, in a stretch."""
    notes: list[dict[str, Any]] = []
    for one in article.annotations:
        if one.span.overlaps(shown):
            value = {name: said for name, said in value_record(one).items() if said not in (None, "", [], False)}
            where = article.where(one.span.start)
            notes.append(_note(one.label, one.text, value, one.provenance.rule, where, one.span))
    for change in changes:
        if change.span.overlaps(shown):
            told = {"rule": change.rule, "zh": change.zh, "en": change.en, "after": change.after}
            notes.append(_note("edit", change.before, told, change.rule, str(change.where), change.span))
    return notes


def _told(value: dict[str, Any], *, english: bool) -> list[tuple[str, str]]:
    """What is said of a thing, for people: what each field is called, and its value in words."""
    told = {name: one if isinstance(one, list) else [one] for name, one in value.items() if name != "metrics"}
    return [
        (named(name, english=english), "、".join(said(name, one, english=english) for one in all))
        for name, all in told.items()
    ]


def _note(layer: str, text: str, value: dict[str, Any], rule: str, where: str, span: Span) -> dict[str, Any]:
    return {"layer": layer, "text": text, "value": value, "rule": rule, "where": where, **span._asdict()}


def _pieces(
    article: Article, shown: Span, notes: list[dict[str, Any]], changes: Iterable[Change]
) -> list[dict[str, Any]]:
    """The stretch cut at what is told of it and at passages and headings, so that each can be pointed to by its offset; with
    each piece the words that an edit puts before it."""
    put = {change.span.start: change.after for change in changes if change.after}
    places = [*(one.span.start for one in article.passages), *(one.span.start for one in article.sections), *put]
    marks = [Mark(note["start"], note["end"], note["layer"], "") for note in notes]
    inside = [
        mark._replace(start=max(mark.start, shown.start) - shown.start, end=min(mark.end, shown.end) - shown.start)
        for mark in marks
    ]
    return [
        {
            "at": shown.start + offset,
            "text": piece,
            "numbers": numbers,
            "labels": sorted({notes[number]["layer"] for number in numbers}),
            "put": put.get(shown.start + offset, ""),
        }
        for offset, piece, numbers in pieces(
            article.text[slice(*shown)], inside, at=[at - shown.start for at in places if shown.start <= at < shown.end]
        )
    ]

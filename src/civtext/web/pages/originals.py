"""Originals (原文): a report's text as it arrived, opened at one place, with all that cleaning took out; and the uploaded file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from civtext.cleaning import clean, explain
from civtext.cleaning.explaining import Change
from civtext.highlighting import Mark, pieces
from civtext.model import Source, Span
from civtext.web.pages.drafts import attachment
from civtext.web.site import Site, render, site_of

router = APIRouter(prefix="/documents/{hash}")

_AROUND = 20_000  # characters shown before and after the place
Offset = Annotated[int, Query(ge=0)]


@router.get("/original")
def original(request: Request, hash: str, index: int = 0, start: Offset = 0, end: Offset = 0) -> Response:
    """The text that the reader gave, line by line with the places of its lines; `start` and `end` are what is looked for."""
    site = site_of(request)
    path, source = _source(site, hash)
    changes = explain(source, clean(source))
    start = min(start, len(source.text))
    wanted = Span(start, min(max(start + 1, end), len(source.text)))
    shown = Span(max(0, wanted.start - _AROUND), min(len(source.text), wanted.end + _AROUND))
    return render(
        request,
        "original.html",
        hash=hash,
        index=index,
        name=site.name_of(path),
        where=source.where(start),
        lines=_lines(source, changes, wanted, shown),
        cut=shown.end - shown.start < len(source.text),
        uploaded=_upload(site, path) is not None,
    )


@router.get("/file")
def file(request: Request, hash: str) -> Response:
    """The file itself as it was uploaded, to be saved; only one that the base was made of and that came through the page."""
    site = site_of(request)
    path = _upload(site, _source(site, hash)[0])
    if path is None:
        raise HTTPException(404, "这个文件不是从网页上传的。 Not a file that was uploaded here.")
    return attachment(path, site.name_of(str(path)).replace("\\", "/").rpartition("/")[2] or path.name)


def _source(site: Site, hash: str) -> tuple[str, Source]:
    with site.open() as base:
        if not base.list_articles(hash=hash, limit=1):
            raise HTTPException(404, "库里没有这篇材料。 The base holds no such report.")
        told, source = base.store.reread(hash)
    return told.path, source


def _upload(site: Site, path: str) -> Path | None:
    """The uploaded file at a path of the base."""
    upload = Path(path)
    return upload if site.workspace.name(path) is not None and upload.is_file() else None


def _lines(source: Source, changes: list[Change], wanted: Span, shown: Span) -> list[dict[str, Any]]:
    """What is shown, by lines: where each begins, and its stretches with what cleaning did to them."""
    marks = [Mark(*one.span, "edit", f"{one.zh} {one.en}") for one in changes] + [Mark(*wanted, "here", "")]
    inside = [
        mark._replace(start=max(mark.start, shown.start) - shown.start, end=min(mark.end, shown.end) - shown.start)
        for mark in marks
    ]
    lines: list[dict[str, Any]] = [{"where": source.where(shown.start), "stretches": []}]
    for offset, words, numbers in pieces(source.text[slice(*shown)], inside):
        at = shown.start + offset
        told = {"labels": [marks[number].label for number in numbers], "notes": [marks[n].note for n in numbers]}
        for line in words.splitlines(keepends=True):
            lines[-1]["stretches"].append({"text": line, **told})
            at += len(line)
            if line.endswith(("\n", "\r")):
                lines.append({"where": source.where(at), "stretches": []})
    return lines

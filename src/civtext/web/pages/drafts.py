"""Drafts (草稿): one is sent, its gaps are shown where they are, its files are taken away, the filled sheet comes back."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from civtext.batch.workers import bounded
from civtext.gaps import KINDS, SEVERITIES
from civtext.highlighting import Mark, pieces
from civtext.outputs import write_whole
from civtext.web import drafts
from civtext.web.drafts import Draft
from civtext.web.receiving import chunks_of, copied, room_for
from civtext.web.site import render, site_of, visitor_of

router = APIRouter(prefix="/gaps")

# What can be taken away: what its file's name ends in, what a person calls it.
FILES = {
    "comments": (".comments.docx", "批注稿", "the draft with comments"),
    "sheet": (".fill.xlsx", "填写表", "the fill sheet"),
    "lists": ("lists.xlsx", "三张清单", "the three lists"),
    "page": (".gaps.html", "网页报告", "the report as a page"),
    "json": (".gaps.json", "JSON", "JSON"),
}
_SHOWN = 200_000  # characters


@router.get("")
def first(request: Request) -> Response:
    """Where a draft is sent, and the visitor's drafts."""
    return render(request, "drafts.html", drafts=site_of(request).drafts.of(visitor_of(request)))


@router.post("")
async def send(request: Request) -> Response:
    """A draft comes in; it stays the visitor's own."""
    site = site_of(request)
    with room_for(request):
        async with request.form(max_files=1, max_fields=5) as form:
            file = form.get("draft")
            if not isinstance(file, UploadFile) or not file.filename:
                raise HTTPException(400, "请选一个文件。 Choose a file.")
            with site.workspace.receiving() as part:
                await copied(chunks_of(file), part, site.settings.bounds.file)
                draft = await run_in_threadpool(site.drafts.add, part, file.filename, visitor_of(request))
    return RedirectResponse(f"/gaps/{draft.id}", status_code=303)


@router.get("/{id}")
def look(request: Request, id: str, start: Annotated[int, Query(ge=0)] = 0) -> Response:
    """The draft with its gaps marked; while it is being read, a page that looks again."""
    site, draft = site_of(request), _own(request, id)
    against = site.settings.base if site.settings.base.exists() else None
    made = site.making.made(draft.folder, drafts.make, draft.path, against)
    if made is None:
        return render(request, "wait.html", name=draft.name)
    view = json.loads((made / "view.json").read_text("utf-8", "surrogatepass"))
    gaps: list[dict[str, Any]] = view["gaps"]
    counts = Counter(gap["kind"] for gap in gaps)
    return render(
        request,
        "draft.html",
        draft=draft,
        gaps=gaps,
        kinds={kind: (words, kind) for kind, words in KINDS.items()},
        severities={name: (words, name) for name, words in SEVERITIES.items()},
        counts=counts,
        pieces=_pieces(view["text"], gaps, start),
        next=start + _SHOWN if start + _SHOWN < len(view["text"]) else 0,
        files={key: words for key, (ending, *words) in FILES.items() if _file(made, ending)},
        fillable=view["format"] in ("docx", "txt"),
    )


@router.get("/{id}/files/{key}")
def take(request: Request, id: str, key: str) -> Response:
    """A result, under the draft's own name."""
    draft = _own(request, id)
    ending = FILES.get(key, ("",))[0]
    path = _file(draft.folder / "made", ending) if ending else None
    if key == "filled":
        ending, path = f".filled{draft.path.suffix}", draft.filled
    if path is None or not path.exists():
        raise HTTPException(404, "没有这个文件。 No such file.")
    name = Path(draft.name).stem + (ending if ending.startswith(".") else f".{ending}")
    return attachment(path, name)


@router.post("/{id}/fill")
async def fill(request: Request, id: str) -> Response:
    """The sheet comes back: its values go into the draft, or what is wrong with them is said."""
    site, draft = site_of(request), _own(request, id)
    with room_for(request):
        async with request.form(max_files=1, max_fields=5) as form:
            file, track = form.get("sheet"), bool(form.get("track"))
            if not isinstance(file, UploadFile) or not file.filename:
                raise HTTPException(400, "请选填好的表。 Choose the filled sheet.")
            with site.workspace.receiving() as part:
                await copied(chunks_of(file), part, site.settings.bounds.file)
                part.flush()
                await run_in_threadpool(_fill, draft, Path(part.name), track, site.settings.bounds.draft)
    return RedirectResponse(f"/gaps/{id}#filled", status_code=303)


@router.post("/{id}/keep")
def keep(request: Request, id: str) -> Response:
    """Save the draft to the base, where everybody who uses it finds it."""
    site, draft = site_of(request), _own(request, id)
    with site.workspace.receiving() as part, draft.path.open("rb") as file:
        part.write(file.read())
        site.workspace.add(part, draft.name, visitor=visitor_of(request))
    site.mining.wake()
    return RedirectResponse("/upload", status_code=303)


@router.post("/{id}/delete")
def delete(request: Request, id: str) -> Response:
    """Delete a draft and all that was made of it."""
    site_of(request).drafts.delete(_own(request, id))
    return RedirectResponse("/gaps", status_code=303)


def attachment(path: Path, name: str) -> Response:
    """A file to be saved under a name, whatever stands in it."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return FileResponse(path, headers=headers, media_type="application/octet-stream")


def _own(request: Request, id: str) -> Draft:
    draft = site_of(request).drafts.get(id, visitor_of(request))
    if draft is None:
        raise HTTPException(404, "没有这份草稿,或者不是您的。 No such draft of yours.")
    return draft


def _file(folder: Path, ending: str) -> Path | None:
    return (
        next((path for path in sorted(folder.iterdir()) if path.name.endswith(ending)), None)
        if folder.is_dir()
        else None
    )


def _fill(draft: Draft, sheet: Path, track: bool, seconds: float) -> None:
    shutil.copyfile(sheet, kept := draft.folder / "sheet.xlsx")  # by its ending a workbook is known
    report = bounded(drafts.filled, draft.path, kept, draft.filled, track, seconds=seconds)
    write_whole(draft.folder / "filled.json", json.dumps(asdict(report)).encode())


def _pieces(text: str, gaps: list[dict[str, Any]], start: int) -> list[dict[str, Any]]:
    """A stretch of the draft, cut at its gaps."""
    end = min(len(text), start + _SHOWN)
    marks = [
        Mark(max(gap["start"], start) - start, min(gap["end"], end) - start, gap["kind"], "")
        if gap["start"] < end and gap["end"] > start
        else Mark(0, 0, "", "")
        for gap in gaps
    ]
    return [
        {
            "at": start + offset,
            "text": piece,
            "numbers": numbers,
            "kinds": sorted({gaps[number]["kind"] for number in numbers}),
        }
        for offset, piece, numbers in pieces(text[start:end], marks)
    ]

"""Upload: files come in one by one or many at once, are read in the background, and each tells what became of it."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from civtext.loaders import formats
from civtext.web.receiving import chunks_of, received, room_for
from civtext.web.site import chooser, render, site_of, visitor_of
from civtext.web.workspace import Job

router = APIRouter()

STATES = {
    "waiting": ("排队", "waiting"),
    "reading": ("正在读", "reading"),
    "ok": ("读成", "read"),
    "partial": ("部分读成", "read in part"),
    "empty": ("没有文字", "no text"),
    "duplicate": ("库中已有", "already there"),
    "rejected": ("不能读", "refused"),
    "failed": ("读失败", "failed"),
    "timeout": ("超时", "took too long"),
    "oom": ("内存不够", "took too much memory"),
    "crashed": ("读取程序崩溃", "crashed its reader"),
    "stopped": ("没有存下", "not stored"),
}


@router.get("/upload")
def upload(request: Request) -> Response:
    """Where files are dropped, and the visitor's own jobs."""
    site = site_of(request)
    jobs = [_shown(request, job) for job in site.workspace.jobs(visitor_of(request), limit=200)]
    return render(
        request, "upload.html", jobs=jobs, counts=site.workspace.counts(visitor_of(request)), formats=_suffixes()
    )


@router.get("/upload/jobs")
def jobs(request: Request, limit: Annotated[int, Query(ge=1, le=1000)] = 200) -> Response:
    """The visitor's jobs as data, for the progress on the page."""
    site, visitor = site_of(request), visitor_of(request)
    told = [_shown(request, job) for job in site.workspace.jobs(visitor, limit=limit)]
    return JSONResponse({"jobs": told, "counts": site.workspace.counts(visitor)})


@router.put("/upload")
async def put(request: Request, name: Annotated[str, Query(max_length=1000)] = "") -> Response:
    """One file, its bytes the body, as the script of the page sends it; acknowledged once it is kept."""
    site = site_of(request)
    with room_for(request):
        job, is_new = await received(request.stream(), name, site, visitor_of(request))
    site.mining.wake()
    return JSONResponse(_shown(request, job) | {"new": is_new}, 201 if is_new else 200)


@router.post("/upload")
async def post(request: Request) -> Response:
    """Many files in a form, as a browser without script sends them."""
    site = site_of(request)
    with room_for(request):
        async with request.form(max_files=site.settings.bounds.files, max_fields=20) as form:
            for file in form.getlist("files"):
                if isinstance(file, UploadFile) and file.filename:
                    await received(chunks_of(file), file.filename, site, visitor_of(request))
    site.mining.wake()
    return RedirectResponse("/upload", status_code=303)


@router.post("/upload/retry")
def retry(request: Request) -> Response:
    """What was stopped, or may fare better now, is read again."""
    site = site_of(request)
    site.workspace.retry(visitor_of(request))
    site.mining.wake()
    return RedirectResponse("/upload", status_code=303)


@router.get("/upload/jobs/{id}")
def job(request: Request, id: str) -> Response:
    """One job, with what was in it where it is an archive."""
    site = site_of(request)
    found = site.workspace.job(id, visitor_of(request))
    if found is None:
        raise HTTPException(404, "没有这个上传。 No such upload.")
    return render(request, "job.html", job=_shown(request, found), members=site.workspace.members(found), states=STATES)


def told_of(job: Job) -> dict[str, Any]:
    """A job as plain data; its status is its state until it is done."""
    status = job.status if job.state == "done" else job.state
    told = {"id": job.id, "name": job.name, "hash": job.hash, "size": job.size, "state": job.state, "status": status}
    return told | {"failed": job.failed, "code": job.code, "message": job.message}


def _shown(request: Request, job: Job) -> dict[str, Any]:
    """A job as a page shows it."""
    told = told_of(job)
    link = f"/documents/{job.hash}/0" if job.state == "done" and job.status in ("ok", "partial", "duplicate") else ""
    link = f"/upload/jobs/{job.id}" if job.path.suffix == ".zip" else link
    return told | {"word": chooser(request)(*STATES[told["status"]]), "link": link}


@cache
def _suffixes() -> str:
    return " ".join(suffix for one in formats() if one.ready for suffix in one.suffixes)

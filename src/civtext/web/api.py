"""The same verbs for programs: JSON over HTTP, described by OpenAPI at /api/openapi.json.

What reads a stranger's text or file, or goes over the whole base, runs in a process of its own, bounded in time and memory.
Records are those of the output contract (docs/contract.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from civtext import retrieval
from civtext.batch.workers import bounded
from civtext.web import verbs
from civtext.web.pages.uploads import told_of
from civtext.web.receiving import copied, received, room_for
from civtext.web.search_fields import asked_of
from civtext.web.site import Site, site_of, visitor_of
from civtext.web.workspace import suffix_of


class Told(JSONResponse):
    """JSON in UTF-8; what cannot be written in it (half a character) is replaced."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


router = APIRouter(prefix="/api", tags=["civtext"], default_response_class=Told)

Text = Annotated[str, Body(embed=True, max_length=500_000)]
Hash = Annotated[str, "SHA-256 of a file"]
Name = Annotated[str, Query(max_length=1000, description="the file's name")]
Words = Annotated[list[str], Query(max_length=20)]
_FILE = {"requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}
_ERRORS: dict[int | str, dict[str, Any]] = {
    number: {"description": words}
    for number, words in {
        400: "what was asked makes no sense, or a file cannot be read: {error: {code, message}}",
        401: "needs the password: Authorization: Bearer …",
        403: "sent by another site's page",
        404: "no such thing, or no base yet",
        408: "the upload stalled",
        413: "too long",
        503: "busy, or trouble with the base",
    }.items()
}
router.responses = _ERRORS


async def _called(site: Site, function: Callable[..., Any], *arguments: Any) -> Any:
    """What a function gives, in a process of its own."""
    return await run_in_threadpool(bounded, function, *arguments, seconds=site.settings.bounds.draft)


# Texts


@router.post("/clean")
async def clean(request: Request, text: Text) -> Any:
    """The text as its author wrote it, and every edit with its rule."""
    return Told(await _called(site_of(request), verbs.clean, text))


@router.post("/extract")
async def extract(request: Request, text: Text, rejected: Annotated[bool, Body()] = False) -> Any:
    """Everything found in a text, a record for each article; `rejected` adds the look-alikes, with reasons."""
    return Told(await _called(site_of(request), verbs.extract, text, rejected))


@router.post("/classify")
async def classify(
    request: Request, texts: Annotated[list[Annotated[str, Body(max_length=20_000)]], Body(embed=True, max_length=200)]
) -> Any:
    """The categories of passages, best first."""
    return Told(await _called(site_of(request), verbs.classify, texts))


# Knowledge


@router.get("/formats")
def formats() -> Any:
    """What this machine can read."""
    from civtext.loaders import formats as readable

    return Told([one.as_dict() for one in readable()])


@router.get("/codebook")
def codebook() -> Any:
    """The measurement system: categories and indicators."""
    from civtext.codebook import load_codebook

    book = load_codebook()
    return Told(
        {"categories": [asdict(one) for one in book.categories], "indicators": [asdict(one) for one in book.indicators]}
    )


# A base


@router.get("/base")
def summary(request: Request) -> Any:
    """Counts of what is in the base."""
    with site_of(request).open() as base:
        return Told(base.summary())


@router.get("/documents")
def documents(
    request: Request,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Any:
    """The articles of the base, by path."""
    with site_of(request).open() as base:
        return Told(base.list_articles(offset=offset, limit=limit))


@router.get("/documents/{hash}")
def document(request: Request, hash: Hash) -> Any:
    """The text of a file and what was found in it, an article each."""
    with site_of(request).open() as base:
        articles = base.articles_of(hash)
    if not articles:
        raise HTTPException(404, "库里没有这篇材料。 The base holds no such report.")
    return Told({"text": articles[0].text, "articles": [verbs.article_record(one) for one in articles]})


@router.get("/failures")
def failures(request: Request) -> Any:
    """The files that could not be read, and why."""
    with site_of(request).open() as base:
        return Told(base.failures().to_dict("records"))


@router.post("/files", status_code=201, openapi_extra=_FILE)
async def send(request: Request, name: Name = "") -> Any:
    """A file to be mined into the base, its bytes the body; acknowledged once it is kept."""
    site = site_of(request)
    with room_for(request):
        job, is_new = await received(request.stream(), name, site, visitor_of(request))
    site.mining.wake()
    return Told(told_of(job) | {"new": is_new}, 201 if is_new else 200)


@router.get("/jobs")
def jobs(request: Request, limit: Annotated[int, Query(ge=1, le=1000)] = 200) -> Any:
    """The files that this visitor (a cookie) sent, the newest first, and what became of them."""
    return Told([told_of(job) for job in site_of(request).workspace.jobs(visitor_of(request), limit=limit)])


@router.get("/jobs/{id}")
def job(request: Request, id: str) -> Any:
    """One of them, with what was in it where it is an archive."""
    workspace = site_of(request).workspace
    found = workspace.job(id, visitor_of(request))
    if found is None:
        raise HTTPException(404, "没有这个上传。 No such upload.")
    return Told(told_of(found) | {"members": workspace.members(found)})


@router.get("/search")
def search(
    request: Request,
    q: Annotated[str, Query(max_length=1000)] = "",
    limit: Annotated[int, Query(ge=0, le=1000)] = 20,
    place: str = "",
    period: str = "",
    kind: str = "",
    level: str = "",
    category: str = "",
    indicator: str = "",
    role: str = "",
    status: str = "",
    metric: str = "",
    unit: str = "",
    value: str = "",
    masked: str = "",
    without: str = "",
) -> Any:
    """The passages that hold the words and fulfil the fields, best first, how many there are, and facets."""
    fields: Any = asked_of(request)
    with site_of(request).open() as base:
        hits = retrieval.search(base, q, limit=limit, **fields)
        total, facets = retrieval.count(base, q, **fields), retrieval.facets(base, q, **fields)
    return Told({"total": total, "hits": [hit.as_dict() for hit in hits], "facets": facets})


@router.get("/coverage")
async def coverage(request: Request) -> Any:
    """What each indicator rests on, and how well."""
    return Told(await _over_base(request, verbs.coverage))


@router.get("/ask")
async def ask(request: Request, name: Words) -> Any:
    """Who did what, with which figures, and where it says so: names of places, indicators, objects, bodies, formulas, papers."""
    return Told(await _over_base(request, verbs.ask, name))


@router.get("/graph")
async def graph(
    request: Request,
    node: Annotated[str, Query(min_length=1, max_length=300)],
    depth: Annotated[int, Query(ge=0, le=3)] = 1,
) -> Any:
    """The part of the graph around a node: nodes and edges."""
    return Told(await _over_base(request, verbs.graph, node, depth))


@router.get("/compare")
async def compare(
    request: Request,
    by: str = "place",
    place: Words = (),  # type: ignore[assignment]  # FastAPI makes lists of them
    year: Annotated[list[int], Query(max_length=20)] = (),  # type: ignore[assignment]
    indicator: Words = (),  # type: ignore[assignment]
) -> Any:
    """What places did, like with like: matrix, figures, practices, terms, stock, reuse, promises, cards."""
    return Told(await _over_base(request, verbs.compare, by, place, year, indicator))


async def _over_base(request: Request, function: Callable[..., Any], *arguments: Any) -> Any:
    site = site_of(request)
    with site.open():  # says so at once where there is none
        pass
    return await _called(site, function, site.settings.base, *arguments)


# A draft


@router.post("/gaps", openapi_extra=_FILE)
async def gaps(request: Request, name: Name = "draft.docx", against: bool = True) -> Any:
    """What a draft, the body, still lacks or gets wrong; nothing of it is kept. `against`: beside the base."""
    site = site_of(request)
    base = site.settings.base if against and site.settings.base.exists() else None
    with room_for(request), TemporaryDirectory(prefix="civtext-") as folder:
        path = Path(folder, f"draft{suffix_of(name)}")
        with path.open("wb") as part:
            await copied(request.stream(), part, site.settings.bounds.file)
        return Told(await _called(site, verbs.gaps, path, base))


@router.get("/corrections")
async def corrections(request: Request) -> Any:
    """What people said of annotations, and how often they agree with the program."""
    return Told(await _over_base(request, verbs.corrections))

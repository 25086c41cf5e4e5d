"""Correct (校对): accept, reject, edit or add an annotation; what was judged, as agreement and as gold."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from civtext.base import Base
from civtext.batch.workers import bounded
from civtext.bridges.correction import FIELDS
from civtext.corrections import JUDGED, VERDICTS, Correction, Corrections, read_value
from civtext.frames import Article
from civtext.highlighting import NAMES
from civtext.records import LAYERS, around, value_record
from civtext.web import verbs
from civtext.web.site import render, site_of

router = APIRouter(prefix="/corrections")

_SHOWN = 200
_WORDS = {layer: NAMES[LAYERS[layer]].split()[0] for layer in JUDGED}  # Chinese
Offset = Annotated[int, Query(ge=0)]


@router.get("")
def corrections(request: Request) -> Response:
    """How often people agree with the program, and what they said, the latest first."""
    site = site_of(request)
    said = Corrections(site.settings.base)
    with site.open() as base:
        titles = {hash: base.list_articles(hash=hash, limit=1) for hash in said.hashes()}
    latest = sorted((one for hash in said.hashes() for one in said.of(hash)), key=lambda one: one.at, reverse=True)
    return render(
        request,
        "corrections.html",
        told=bounded(verbs.corrections, site.settings.base, seconds=site.settings.bounds.draft)["agreement"],
        latest=latest[:_SHOWN],
        number=len(latest),
        titles=titles,
        verdicts=VERDICTS,
        layers=JUDGED,
        words=_WORDS,
    )


@router.get("/gold.zip")
def gold(request: Request) -> Response:
    """What was looked through as a whole, as gold for `civtext evaluate`."""
    site = site_of(request)
    data = bounded(verbs.gold, site.settings.base, seconds=site.settings.bounds.draft)
    headers = {"Content-Disposition": 'attachment; filename="gold.zip"'}
    return Response(data, media_type="application/zip", headers=headers)


@router.get("/new")
def new(request: Request, hash: str, index: Offset, start: Offset, end: Offset, layer: str = "metrics") -> Response:
    """One annotation, or a stretch that should be one, with its fields to be judged or edited."""
    site = site_of(request)
    with site.open() as base:
        article = _article(base, hash, index)
    layer = layer if layer in JUDGED else "metrics"
    found = next((one for one in article.annotations if one.label == LAYERS[layer] and one.span == (start, end)), None)
    if not start < end <= len(article.text):
        raise HTTPException(400, "这段文字不在材料里。 Not a stretch of the report.")
    return render(
        request,
        "correction.html",
        article=article,
        hash=hash,
        layer=layer,
        layers=JUDGED,
        words=_WORDS,
        start=start,
        end=end,
        text=article.text[start:end],
        context=around(article.text, start, end),
        found=found,
        fields=FIELDS[layer],
        value=value_record(found) if found else {},
    )


@router.post("")
async def judge(request: Request) -> Response:
    """A judgement, from the form or from the script of a report's page."""
    async with request.form(max_files=0, max_fields=60) as form:
        told = {name: value for name, value in form.items() if isinstance(value, str)}
    site = site_of(request)
    with site.open() as base:
        article = _article(base, told.get("hash", ""), _number(told, "index"))
    start, end = _number(told, "start"), _number(told, "end")
    layer, verdict = told.get("layer", ""), told.get("verdict", "")
    takes = verdict in ("edit", "add") and layer in FIELDS
    moved = (_number(told, "new_start", start), _number(told, "new_end", end))
    one = Correction(
        *(told["hash"], layer, start, end, article.text[start:end], verdict),
        value=read_value(layer, told) if takes else {},
        moved=moved if takes and moved != (start, end) else None,
        note=told.get("note", ""),
        by=told.get("by", ""),
    )
    Corrections(site.settings.base).add(one, source=article.text)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"verdict": verdict}, 201)
    return RedirectResponse(f"/documents/{one.hash}/{article.index}#c{one.span[0]}", status_code=303)


def _article(base: Base, hash: str, index: int) -> Article:
    article = base.article(hash, index)
    if article is None:
        raise HTTPException(404, "库里没有这篇材料。 The base holds no such report.")
    return article


def _number(told: dict[str, str], name: str, default: int = 0) -> int:
    """A number of the form; a wrong one is none of the text's."""
    said = told.get(name, "").strip()
    if not said:
        return default
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise HTTPException(400, f"{name} 不是数。 {name} is not a number.")
    return int(said)

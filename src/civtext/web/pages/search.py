"""Search (检索): words, facets, numbers; as a page, as the part of it that changes while one types, as a workbook."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from civtext import retrieval
from civtext.errors import UsageError
from civtext.reports import hits_workbook
from civtext.web.search_fields import FIELDS, asked_of
from civtext.web.site import Site, render, site_of

router = APIRouter()

_FACETS = {"place": "place", "kind": "kind", "category": "category", "year": "period"}
_AT_ONCE, _EXPORTED = 20, 1000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/search")
def search(request: Request, q: Annotated[str, Query()] = "", part: Annotated[bool, Query()] = False) -> Response:
    """The page of a search, or with `part` what changes of it while one types."""
    site = site_of(request)
    fields = asked_of(request)
    told: dict[str, Any] = {"hits": [], "total": 0, "facets": {}, "related": [], "refused": None, "names": {}}
    if q.strip() or fields:
        try:
            told |= _found(site, q, fields)
        except UsageError as error:
            told["refused"] = error.as_dict()["message"]
    links: dict[str, Any] = {"query": urlencode({"q": q, **fields}), "without": _links_without(q, fields)}
    return render(
        request,
        "hits.html" if part else "search.html",
        q=q,
        fields=fields,
        every=FIELDS,
        facet_fields=_FACETS,
        link=lambda name, value: "/search?" + urlencode({"q": q, **fields, name: value}),
        **links,
        **told,
    )


@router.get("/search.xlsx")
def exported(request: Request, q: Annotated[str, Query()] = "") -> Response:
    """What is seen, as a workbook: the first thousand hits."""
    site = site_of(request)
    with site.open() as base:
        hits = retrieval.search(base, q, limit=_EXPORTED, **asked_of(request))  # type: ignore[arg-type]  # names checked
    names = site.workspace.names()
    data = hits_workbook(hits, names=names)
    return Response(data, media_type=XLSX, headers={"Content-Disposition": 'attachment; filename="search.xlsx"'})


def _found(site: Site, q: str, fields: dict[str, Any]) -> dict[str, Any]:
    with site.open() as base:
        hits = retrieval.search(base, q, limit=_AT_ONCE, fill=True, **fields)
        total = retrieval.count(base, q, **fields)
        facets = retrieval.facets(base, q, **fields) if total else {}
        related = retrieval.related(base, q) if q.strip() else []
        names = dict(base.names())
    return {
        "hits": [_shown(site, hit) for hit in hits],
        "total": total,
        "facets": facets,
        "related": related,
        "names": names,
    }


def _shown(site: Site, hit: retrieval.Hit) -> dict[str, Any]:
    """A hit as the page shows it: its text cut at what was asked for."""
    cut, at = [], 0
    for start, end in hit.highlights:
        cut += [(hit.text[at:start], False), (hit.text[start:end], True)]
        at = end
    cut.append((hit.text[at:], False))
    return {
        "hit": hit,
        "cut": cut,
        "file": site.name_of(hit.source),
        "link": f"/documents/{hit.hash}/{hit.article}#c{hit.span.start}",
    }


def _links_without(q: str, fields: dict[str, str]) -> dict[str, str]:
    """The address of the same search without one of its fields."""
    return {
        name: "/search?" + urlencode({"q": q, **{other: value for other, value in fields.items() if other != name}})
        for name in fields
    }

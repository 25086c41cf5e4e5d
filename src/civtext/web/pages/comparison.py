"""Compare (比较): choose places, years, indicators; the matrix, the figures side by side, the practices, the cards; every number
leads to its sentence.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import Response

from civtext import retrieval
from civtext.base import Base
from civtext.comparison import GROUPS, compare
from civtext.comparison.reading import Row, years
from civtext.outputs import write_page
from civtext.reports import comparison, fragments, write_cards, write_comparison
from civtext.web.pages.drafts import attachment
from civtext.web.site import render, site_of

router = APIRouter(prefix="/compare")

FILES = {
    "xlsx": ("comparison.xlsx", "Excel", "Excel"),
    "page": ("comparison.html", "网页", "a page"),
    "cards": ("cards.docx", "经验卡 Word", "cards in Word"),
}
_OFFERED = 200  # places to tick; others are typed
Chosen = Annotated[list[str], Query(max_length=200)]


class _Asked(NamedTuple):
    """What is to be compared, as `compare` takes it."""

    by: str
    places: tuple[str, ...]
    years: tuple[int, ...]
    indicators: tuple[str, ...]


def _asked(
    by: str = "place",
    place: Chosen = (),  # type: ignore[assignment]  # FastAPI makes lists of them
    year: Annotated[list[int], Query(max_length=50)] = (),  # type: ignore[assignment]
    indicator: str = "",
) -> _Asked:
    """What an address asks for, however it is spelt."""
    places = tuple(sorted(filter(None, (one.strip() for one in place))))
    return _Asked(by, places, tuple(sorted(year)), tuple(indicator.replace(",", " ").replace("、", " ").split()))


Asked = Annotated[_Asked, Depends(_asked)]


@router.get("")
def choose(request: Request, asked: Asked, go: bool = False) -> Response:
    """What to compare, and the comparison of what was chosen."""
    site = site_of(request)
    with site.open() as base:
        facets = retrieval.facets(base)
        names, offered = dict(base.names()), years(base.store)
    indicator = " ".join(asked.indicators)
    told: dict[str, Any] = {
        **{"by": asked.by, "groups": GROUPS, "chosen": (asked.places, asked.years, indicator)},
        **{"body": "", "files": {}, "query": ""},
        **{"places": [*facets["place"]][:_OFFERED], "years": offered, "names": names},
    }
    if go:
        made = site.making.made(site.cached("compare", *asked), make, site.settings.base, *asked)
        if made is None:
            return render(request, "wait.html", name="")
        told["body"] = (made / "body.html").read_text("utf-8")
        told["files"] = {key: words for key, (name, *words) in FILES.items() if (made / name).exists()}
        query = {"by": asked.by, "place": asked.places, "year": asked.years, "indicator": indicator}
        told["query"] = urlencode(query, doseq=True)
    return render(request, "compare.html", **told)


@router.get("/style.css")
def style() -> Response:
    """What the parts of a comparison look like."""
    return Response(fragments.STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@router.get("/files/{key}")
def take(request: Request, key: str, asked: Asked) -> Response:
    """A comparison that was made, as a file."""
    folder = site_of(request).cached("compare", *asked) / "made"
    name = FILES.get(key, ("",))[0]
    if not name or not (folder / name).exists():
        raise HTTPException(404, "没有这个文件。 No such file.")
    return attachment(folder / name, name)


def make(
    path: Path, by: str, places: tuple[str, ...], chosen: tuple[int, ...], indicators: tuple[str, ...], folder: Path
) -> None:
    """In a process of its own: a comparison as the page shows it and as files."""
    with Base(path) as base:
        told = compare(base, by=by, places=places, years=chosen, indicators=indicators)
        hash_of = cache(base.hash_of)

        def href(row: Row) -> str:
            return f"/documents/{hash_of(row['file'])}/{row['article']}#c{row.get('found_at', row['span_start'])}"

        body = comparison.comparison_html(told, fragments.Sentences(href))
    write_page(body, folder / "body.html")
    for name in ("comparison.xlsx", "comparison.html"):
        write_comparison(told, folder / name)
    if told.cards:
        write_cards(comparison.chosen_cards(told), folder / "cards.docx")

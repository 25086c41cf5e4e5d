"""Words of one's own (自备词): an entry is proposed, tried on the whole base, and taken or left."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from civtext.additions import LEXICONS, check, choices, take, try_entry
from civtext.outputs import write_whole
from civtext.web.site import render, site_of

router = APIRouter(prefix="/corrections/words")


@router.get("")
def propose(request: Request) -> Response:
    """The form of an entry, with what the address says of it."""
    name, entry = _asked(dict(request.query_params))
    return render(request, "words.html", lexicons=LEXICONS, name=name, columns=choices(name), entry=entry)


@router.get("/trial")
def trial(request: Request) -> Response:
    """What the entry would find and lose in the whole base."""
    site, (name, entry) = site_of(request), _asked(dict(request.query_params))
    check(name, entry)
    asked = (name, tuple(sorted(entry.items())))
    made = site.making.made(site.cached("words", *asked), make, site.settings.base, name, entry)
    if made is None:
        return render(request, "wait.html", name=entry["term"])
    told = json.loads((made / "trial.json").read_bytes())
    return render(
        request,
        "trial.html",
        lexicons=LEXICONS,
        name=name,
        entry=entry,
        told=told,
        query=urlencode({"lexicon": name, **entry}),
    )


@router.post("/take")
async def taken(request: Request) -> Response:
    """The entry is taken; the base is read anew with it."""
    async with request.form(max_files=0, max_fields=20) as form:
        name, entry = _asked({key: value for key, value in form.items() if isinstance(value, str)})
    site = site_of(request)
    take(site.settings.base, name, entry)
    site.mining.renew()
    return RedirectResponse("/corrections", status_code=303)


def make(base: Path, name: str, entry: dict[str, str], folder: Path) -> None:
    """In a process of its own."""
    told = try_entry(base, name, entry)
    write_whole(folder / "trial.json", json.dumps(told.as_dict(), ensure_ascii=False).encode("utf-8", "replace"))


def _asked(told: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The lexicon and the entry that a form or an address names."""
    name = told.get("lexicon", "verbs")
    name = name if name in LEXICONS else "verbs"
    return name, {column: told.get(column, "").strip() for column in choices(name)}

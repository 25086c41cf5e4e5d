"""The way in: the first page, the language, the password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from civtext.web.guard import ENTRY, LANGUAGE, cookie
from civtext.web.site import render, site_of

router = APIRouter()


@router.get("/")
def first(request: Request) -> Response:
    """What there is to do, and what is in the base."""
    site = site_of(request)
    counts = None
    if site.settings.base.exists():
        with site.open() as base:
            counts = base.summary()
    return render(request, "first.html", counts=counts)


@router.post("/language")
def language(request: Request, language: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Read the pages in Chinese (zh) or English (en), and go back to where one was."""
    # Not to another site: a path of ours, and none that a browser takes for a host.
    path = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
    answer = RedirectResponse(path, status_code=303)
    answer.headers.append("Set-Cookie", cookie(LANGUAGE, "en" if language == "en" else "zh"))
    return answer


@router.get("/enter")
def enter(request: Request) -> Response:
    """Ask for the password."""
    return render(request, "enter.html", wrong=False)


@router.post("/enter")
def entered(request: Request, password: Annotated[str, Form()] = "") -> Response:
    """Let in who gave the password."""
    guard = request.state.guard
    if not guard.opens(password.encode()):
        return render(request, "enter.html", status=403, wrong=True)
    answer = RedirectResponse("/", status_code=303)
    answer.headers.append("Set-Cookie", cookie(ENTRY, guard.entry(request.state.cookie)))
    return answer

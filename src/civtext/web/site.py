"""What every page needs: the base, the workspace, the language, the templates."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from civtext import __version__
from civtext.base import Base
from civtext.web.drafts import Drafts
from civtext.web.guard import LANGUAGE
from civtext.web.making import Making
from civtext.web.mining import Mining
from civtext.web.settings import Settings
from civtext.web.words import named, said
from civtext.web.workspace import Workspace

# The verbs of the library, as the pages call them.
NAVIGATION = (
    ("/upload", "上传", "Upload"),
    ("/documents", "材料", "Reports"),
    ("/search", "检索", "Search"),
    ("/gaps", "草稿", "Drafts"),
    ("/compare", "比较", "Compare"),
    ("/graph", "图谱", "Graph"),
    ("/corrections", "校对", "Correct"),
)

_KEPT = 200  # comparisons, pictures and trials, of each kind; more than wait to be made at one time


@dataclass(frozen=True, slots=True)
class Site:
    """One running page."""

    settings: Settings
    workspace: Workspace
    mining: Mining
    making: Making
    drafts: Drafts

    def open(self) -> Base:
        """The base, to read. Raises StoreError where none is yet."""
        return Base(self.settings.base)

    def cached(self, kind: str, *asked: object) -> Path:
        """Where what is made of the base as it is now, for what is asked, is kept; of a kind, what was asked for last."""
        with self.open() as base:
            state = base.state()
        folder = self.settings.folder / "cache" / kind / hashlib.sha256(repr((state, asked)).encode()).hexdigest()
        try:
            os.utime(folder)
        except OSError:
            _make_room(folder.parent)
        return folder

    def name_of(self, path: str) -> str:
        """What a file of the base is called: as it was uploaded, else by the last part of its path."""
        return self.workspace.name(path) or Path(path).name


def _make_room(folder: Path) -> None:
    """Delete what was not asked for lately."""
    with suppress(OSError):  # another request does the same
        for old in sorted(folder.iterdir(), key=lambda one: -one.stat().st_mtime)[_KEPT:]:
            shutil.rmtree(old)


_TEMPLATES = Environment(
    loader=PackageLoader("civtext.web"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def site_of(request: Request) -> Site:
    """The running page that a request is to."""
    site: Site = request.app.state.site
    return site


def visitor_of(request: Request) -> str:
    """Who asks."""
    return str(request.state.visitor)


def is_english(request: Request) -> bool:
    """Whether the visitor asked for English."""
    return request.cookies.get(LANGUAGE) == "en"


def chooser(request: Request) -> Callable[[str, str], str]:
    """Which of a Chinese and an English wording the visitor reads: Chinese unless asked otherwise."""
    english = is_english(request)
    return lambda chinese, english_words: english_words if english else chinese


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page from its template; all that is put in is escaped."""
    english = is_english(request)
    told: dict[str, Any] = {
        "t": chooser(request),
        "english": english,
        "navigation": NAVIGATION,
        "said": lambda field, value: said(field, value, english=english),
        "named": lambda field: named(field, english=english),
        "path": request.url.path,
        "version": __version__,
        "settings": site_of(request).settings,
    }
    page = _TEMPLATES.get_template(template).render(**told, **context)
    return HTMLResponse(page.encode("utf-8", "replace"), status)

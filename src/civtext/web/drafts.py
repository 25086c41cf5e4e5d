"""Drafts (草稿) of a visitor: a folder each, below one that only the visitor's own cookie leads to.

What is in a folder: the draft as it came, its name, `made/` with what `civtext.drafts` writes of it and what the page shows
(view.json), and the last filled copy.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from civtext.drafts import lists_of, read_draft, write_results
from civtext.filling import Report, fill
from civtext.outputs import write_whole
from civtext.records import around
from civtext.web.workspace import suffix_of
from civtext.worklists import written

_ID = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A visitor's draft: its folder, and the name it came with."""

    folder: Path
    name: str

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def path(self) -> Path:
        """The draft as it came."""
        return next(self.folder.glob("draft.*"), self.folder / "draft")

    @property
    def filled(self) -> Path:
        """The last filled copy, where there is one."""
        return self.folder / f"filled{self.path.suffix}"

    @property
    def report(self) -> dict[str, Any] | None:
        """What was said of the last filling."""
        told = self.folder / "filled.json"
        return json.loads(told.read_bytes()) if told.exists() else None


class Drafts:
    """All drafts; who asks says who it is."""

    def __init__(self, folder: Path, kept: float) -> None:
        self._folder = folder
        self._kept = kept
        self._purge()

    def of(self, visitor: str) -> list[Draft]:
        """A visitor's drafts, the newest first."""
        folders = sorted((self._folder / visitor).glob("*/name"), key=lambda name: -name.stat().st_mtime)
        return [Draft(name.parent, name.read_text("utf-8")) for name in folders]

    def get(self, id: str, visitor: str) -> Draft | None:
        """A visitor's own draft, else None."""
        name = self._folder / visitor / id / "name"
        return Draft(name.parent, name.read_text("utf-8")) if _ID.fullmatch(id) and name.exists() else None

    def add(self, part: BinaryIO, name: str, visitor: str) -> Draft:
        """Keep what came, and no longer what nobody has changed for long."""
        self._purge()
        folder = self._folder / visitor / secrets.token_urlsafe(16)
        folder.mkdir(parents=True)
        part.flush()
        shutil.copyfile(part.name, folder / f"draft{suffix_of(name)}")
        write_whole(folder / "name", name[:300].encode("utf-8", "replace"))
        return Draft(folder, name[:300])

    def delete(self, draft: Draft) -> None:
        """Let nothing of it be left."""
        shutil.rmtree(draft.folder)

    def _purge(self) -> None:
        for old in self._folder.glob("*/*"):
            with suppress(OSError):  # deleted meanwhile
                if time.time() - old.stat().st_mtime > self._kept:
                    shutil.rmtree(old)


def make(path: Path, against: Path | None, folder: Path) -> None:
    """In a process of its own: all that is told of a draft."""
    draft = read_draft(path, against=against)
    write_results(draft, folder)
    write_whole(folder / "lists.xlsx", written(lists_of(draft)))
    text = draft.articles[0].document.source.text
    gaps = [one | {"around": around(text, one["start"], one["end"])} for one in draft.records]
    view = {"text": text, "gaps": gaps, "format": draft.format}
    write_whole(folder / "view.json", json.dumps(view, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def filled(path: Path, sheet: Path, output: Path, track: bool) -> Report:
    """In a process of its own: a sheet's values put into the draft."""
    return fill(path, sheet, output, track=track)

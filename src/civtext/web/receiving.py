"""Files as they come in: counted, never whole in memory, kept or refused."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from fastapi import HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from civtext.web.site import Site, site_of
from civtext.web.workspace import Job


async def received(chunks: AsyncIterator[bytes], name: str, site: Site, visitor: str) -> tuple[Job, bool]:
    """A file that was sent, kept, to be mined; whether it is new. Raises HTTPException 413 for one that is too long."""
    with site.workspace.receiving() as part:
        await copied(chunks, part, site.settings.bounds.file)
        return await run_in_threadpool(lambda: site.workspace.add(part, name, visitor=visitor))


async def copied(chunks: AsyncIterator[bytes], part: BinaryIO, most: int) -> None:
    """Write what comes to a file. Raises HTTPException 413 where it is more than so many bytes."""
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > most:
            words = f"文件超过 {most >> 20} MB。 The file is longer than {most >> 20} MB."
            raise HTTPException(413, words)
        await run_in_threadpool(part.write, chunk)


async def chunks_of(file: UploadFile) -> AsyncIterator[bytes]:
    """A file of a form, a megabyte at a time."""
    while chunk := await file.read(1 << 20):
        yield chunk


@contextmanager
def room_for(request: Request) -> Iterator[None]:
    """A place among the uploads under way. Raises HTTPException 503 where too many are, or too many files wait to be read."""
    site = site_of(request)
    state = request.app.state
    under_way = getattr(state, "uploads", 0)
    if under_way >= site.settings.bounds.uploads or site.workspace.waiting() >= site.settings.bounds.waiting:
        words = "现在太忙,请稍后再传。 Too busy now; please come again."
        raise HTTPException(503, words, headers={"Retry-After": "10"})
    state.uploads = under_way + 1
    try:
        yield
    finally:
        state.uploads -= 1

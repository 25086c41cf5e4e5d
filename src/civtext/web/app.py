"""The application put together: the guard, the pages, the API, and what runs beside them."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from civtext import __version__
from civtext.errors import CivtextError, StoreError
from civtext.web import api, pages
from civtext.web.drafts import Drafts
from civtext.web.guard import Guard
from civtext.web.making import Making
from civtext.web.mining import Mining
from civtext.web.settings import Settings
from civtext.web.site import Site, render
from civtext.web.workspace import Workspace

_STATIC = Path(__file__).with_name("static")


def create_app(settings: Settings) -> FastAPI:
    """The application of a base. Raises StoreError output.failed where nothing can be kept beside it."""

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        workspace = Workspace(settings.folder)
        mining = Mining(workspace, settings.base)
        shutil.rmtree(settings.folder / "cache", ignore_errors=True)
        making = Making(settings.bounds.draft)
        drafts = Drafts(settings.folder / "drafts", settings.bounds.kept)
        app.state.site = Site(settings, workspace, mining, making, drafts)
        mining.start()
        yield
        making.stop()
        mining.stop()
        workspace.close()

    app = FastAPI(
        title="civtext",
        version=__version__,
        summary="读懂文明城市创建材料 Reads Chinese civilised-city campaign reports",
        openapi_url="/api/openapi.json",
        docs_url=None,  # theirs load scripts from elsewhere
        redoc_url=None,
        lifespan=running,
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
    )
    app.add_middleware(Guard, settings=settings)
    app.mount("/static", StaticFiles(directory=_STATIC))
    app.include_router(api.router)
    for router in pages.ROUTERS:
        app.include_router(router, include_in_schema=False)
    app.add_exception_handler(CivtextError, _refused)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _refused)
    app.add_exception_handler(Exception, _refused)
    return app


def _refused(request: Request, error: Exception) -> Response:
    """What went wrong, in words: as a page to people, as JSON to programs."""
    status, told = (
        500,
        {"code": "worker.failed", "message": "程序内部错误,请报告。 An error inside civtext; please report it."},
    )
    if isinstance(error, CivtextError):
        status, told = 503 if isinstance(error, StoreError) else 400, error.as_dict()
        status = 404 if error.code == "base.missing" else status
    elif isinstance(error, HTTPException):
        status, told = error.status_code, {"code": f"http.{error.status_code}", "message": str(error.detail)}
    elif isinstance(error, RequestValidationError):
        # Not what was sent, which may be anything: where it is wrong, and how.
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:5])
        status, told = 422, {"code": "http.422", "message": f"请求不合规定。 The request does not fit: {wrong}"}
    headers = getattr(error, "headers", None)
    if request.url.path.startswith("/api/") or "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": told}, status, headers)
    answer = render(request, "refused.html", status=status, told=told)
    answer.headers.update(headers or {})
    return answer

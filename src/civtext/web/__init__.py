"""The page: a small web application over a base, for people who do not type commands.

Notes for a newcomer. `serve` starts it, `app` puts it together. Before every request stands the `guard`; `settings` says how
much is taken in. What is uploaded goes to the `workspace`, from where `mining` mines it into the base. `pages/` has a module
a subject and templates/ what they look like: they read a request, call the library's public functions and show what those
say, and hold no logic of their own. `api` is the same for programs. Scripts and styles are ours and few (static/); nothing
is loaded from anywhere, and all but live search and progress works without script.
"""

from __future__ import annotations

import socket
from pathlib import Path

from civtext.errors import UsageError
from civtext.web.settings import Bounds, Settings

__all__ = ["Bounds", "Settings", "serve"]


def serve(base: str | Path, *, host: str = "127.0.0.1", port: int = 8765, password: str = "") -> None:
    """Serve the page of a base, which is made with the first upload where none is, until the program is ended.

    It listens on this machine only, unless `host` says otherwise; then a `password` is needed. HTTP is not encrypted.
    Raises UsageError serve.password, serve.port (taken), extra.web; StoreError for a base that cannot be read.
    """
    try:
        import uvicorn

        from civtext.web.app import create_app
    except ImportError as error:
        if (error.name or "").startswith("civtext"):
            raise
        zh, en = '网页需要 pip install "civtext[web]"。', 'The page needs pip install "civtext[web]".'
        raise UsageError("extra.web", zh, en) from None
    settings = Settings(Path(base).absolute(), host, port, password)
    with _listening(settings) as listener:
        config = uvicorn.Config(
            create_app(settings),
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=5,
            limit_concurrency=1000,
        )
        uvicorn.Server(config).run(sockets=[listener])


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except (OSError, OverflowError) as error:
        listener.close()
        where = f"{settings.host}:{settings.port}"
        zh, en = "这个地址不能用,换一个 --port 试试。", "Cannot listen there; try another --port."
        raise UsageError("serve.port", zh, f"{en} ({getattr(error, 'strerror', None) or error})", where=where) from None
    return listener

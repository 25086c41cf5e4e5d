"""The command that starts the page: serve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from civtext.printing import say


def serve(
    base: Annotated[
        Path, typer.Argument(help="知识库,没有就新建。 The base; made where there is none.", metavar="BASE")
    ] = Path("base.civtext"),
    host: Annotated[
        str, typer.Option(help="监听的地址,默认只有本机能连。 Where to listen; this machine only by default.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口。 The port.")] = 8765,
    password: Annotated[
        str,
        typer.Option(
            envvar="CIVTEXT_SERVE_PASSWORD",
            help="进入要的密码;让别的机器连时必须有。 The password to enter; needed where other machines may connect.",
        ),
    ] = "",
) -> None:
    """打开网页:上传、看材料、检索、查草稿、比较、校对。 Serve the web page: upload, read, search, draft, compare, correct."""
    from civtext import web

    shown = "localhost" if host == "127.0.0.1" else host
    say(f"网页 the page: http://{shown}:{port}/  知识库 base: {base}  (Ctrl-C 结束 ends it)")
    if host not in ("127.0.0.1", "localhost", "::1"):
        say(
            "注意:HTTP 没有加密,密码和材料在网络上可被看到;跨网使用请放在 HTTPS 代理之后。 Plain HTTP is not encrypted: use an HTTPS proxy."
        )
    web.serve(base, host=host, port=port, password=password)

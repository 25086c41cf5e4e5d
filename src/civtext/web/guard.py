"""The guard before every request: who may ask, how much may come in, and what a browser may do with the answer.

* A request that changes something comes from a page of ours (`Origin`, `Sec-Fetch-Site`), so that no other site can make a
  visitor's browser send it. Where there is no password, `Host` must be this machine, so that no other site can name it.
* With a password, nothing but the way in is answered before it was given. It goes as plain HTTP: the way in says so.
* Bodies are counted as they come; one that is too long, or stalls, ends the request. Nothing is trusted of a length that is said.
* A visitor is a random cookie that scripts cannot read; what is private hangs on its digest.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
import time
from collections import deque
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from civtext.web.settings import LOOPBACK_NAMES, Settings

VISITOR, ENTRY, LANGUAGE = "civtext_visitor", "civtext_entry", "civtext_language"
_AGE = 30 * 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_SAFE = ("GET", "HEAD", "OPTIONS")
_OPEN = ("/enter", "/static/", "/language")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
_TRIES, _WITHIN = 10, 60.0  # wrong passwords, seconds


class Guard:
    """The guard, around the application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._secret = secrets.token_bytes(32)
        self._wrong: deque[float] = deque(maxlen=_TRIES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        cookies = cookie_parser(headers.get("cookie", ""))
        visitor = cookies.get(VISITOR, "")
        known = bool(_TOKEN.fullmatch(visitor))
        visitor = visitor if known else secrets.token_urlsafe(32)
        scope.setdefault("state", {}).update(
            visitor=hashlib.sha256(visitor.encode()).hexdigest(), guard=self, cookie=visitor
        )
        outward = _Outward(send, "" if known else visitor)
        refused = self._refusal(scope, headers, cookies)
        if refused is not None:
            await refused(scope, receive, outward)
            return
        await self._app(scope, _Inward(receive, self._settings, headers), outward)

    def _refusal(self, scope: Scope, headers: Headers, cookies: dict[str, str]) -> ASGIApp | None:
        """What is answered in place of what was asked for, where that may not be."""
        host = headers.get("host", "")
        if not self._settings.password and _name(host) not in LOOPBACK_NAMES:
            return _plain(400, "地址不对。 Not a name of this machine.")
        if scope["method"] not in _SAFE and not _is_ours(headers, host):
            return _plain(403, "请求来自别的网站,没有执行。 Sent by another site; nothing was done.")
        if self._settings.password and not scope["path"].startswith(_OPEN) and not self._is_let_in(headers, cookies):
            if scope["path"].startswith("/api/"):
                return _plain(401, "需要密码。 Needs the password: Authorization: Bearer …")
            return RedirectResponse("/enter", status_code=303)
        return None

    def _is_let_in(self, headers: Headers, cookies: dict[str, str]) -> bool:
        scheme, _, told = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.opens(told.encode("latin-1")):  # a header's bytes, as they came
            return True
        return hmac.compare_digest(cookies.get(ENTRY, "").encode(), self.entry(cookies.get(VISITOR, "")).encode())

    def opens(self, password: bytes) -> bool:
        """Whether that is the password, in UTF-8. After ten wrong ones within a minute, none is for a while: raises 429."""
        now = time.monotonic()
        if len(self._wrong) == _TRIES and now - self._wrong[0] < _WITHIN:
            raise HTTPException(429, "密码错得太多,请一分钟后再试。 Too many wrong passwords; try again in a minute.")
        right = hmac.compare_digest(password, self._settings.password.encode())
        if not right:
            self._wrong.append(now)
        return right

    def entry(self, visitor: str) -> str:
        """What a visitor who gave the password shows from then on, until the program is started anew."""
        return hmac.new(self._secret, visitor.encode(), hashlib.sha256).hexdigest()


class _Inward:
    """What comes in, counted and timed."""

    def __init__(self, receive: Receive, settings: Settings, headers: Headers) -> None:
        self._receive = receive
        self._bounds = settings.bounds
        files = headers.get("content-type", "").startswith(("multipart/", "application/octet-stream"))
        self._left = self._bounds.request if files else self._bounds.form
        self._open = True

    async def __call__(self) -> Message:
        if not self._open:
            return await self._receive()
        try:
            async with asyncio.timeout(self._bounds.stalled):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, "传送停住了,请重新上传。 The upload stalled; please send it again.") from None
        self._left -= len(message.get("body", b""))
        self._open = bool(message.get("more_body"))
        if self._left < 0:
            raise HTTPException(413, "一次传得太多。 Too much in one request.")
        return message


class _Outward:
    """What goes out, with the headers that bind a browser."""

    def __init__(self, send: Send, visitor: str) -> None:
        self._send = send
        self._visitor = visitor

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if self._visitor:
                headers.append("Set-Cookie", cookie(VISITOR, self._visitor))
        await self._send(message)


def cookie(name: str, value: str) -> str:
    """A cookie that no script reads and no other site sends.

    >>> cookie(LANGUAGE, "en")
    'civtext_language=en; HttpOnly; Max-Age=2592000; Path=/; SameSite=Strict'
    """
    return f"{name}={value}; HttpOnly; Max-Age={_AGE}; Path=/; SameSite=Strict"


def _is_ours(headers: Headers, host: str) -> bool:
    """Whether a page of ours sent it, or no browser did: browsers say where a request comes from."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or (origin != "null" and urlsplit(origin).netloc == host)


def _name(host: str) -> str:
    """A host without its port.

    >>> _name("127.0.0.1:8765"), _name("[::1]:80"), _name("evil.example")
    ('127.0.0.1', '[::1]', 'evil.example')
    """
    return re.sub(r":\d+$", "", host)


def _plain(status: int, words: str) -> ASGIApp:
    return PlainTextResponse(words + "\n", status_code=status)

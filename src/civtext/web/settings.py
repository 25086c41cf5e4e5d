"""What the page is started with, and how much it takes in (`Bounds`)."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from civtext.errors import UsageError

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one visitor may send."""

    file: int = 50 << 20  # bytes
    request: int = 500 << 20
    form: int = 2 << 20  # of a request that brings no files
    files: int = 1000  # of one request
    waiting: int = 20_000  # files that wait to be read; beyond, an upload is asked to come again
    uploads: int = 64  # at one time
    stalled: float = 30  # seconds without a byte
    draft: float = 180  # seconds that reading a draft may take
    kept: float = 30 * 24 * 3600  # seconds that a draft is kept after it was last changed


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the page listens, and for whom. Raises UsageError serve.password: others are let in by a password only.

    >>> Settings(Path("base.civtext")).is_local, Settings(Path("base.civtext"), host="0.0.0.0", password="云岭").is_local
    (True, False)
    """

    base: Path
    host: str = "127.0.0.1"
    port: int = 8765
    password: str = ""
    bounds: Bounds = Bounds()

    def __post_init__(self) -> None:
        if not self.is_local and not self.password:
            zh = "监听本机以外的地址须先设密码:--password,或环境变量 CIVTEXT_SERVE_PASSWORD。"
            en = "An address others can reach needs a password: --password, or CIVTEXT_SERVE_PASSWORD."
            raise UsageError("serve.password", zh, en, where=self.host)

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def folder(self) -> Path:
        """Where uploads, drafts and jobs are kept: beside the base."""
        return self.base.with_name(self.base.name + ".web")

"""What became of an input file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

READ = ("ok", "partial", "empty", "duplicate")
STATUSES = (*READ, "rejected", "failed", "timeout", "oom", "crashed")
PASSING = ("timeout", "oom", "crashed")  # may go better another time: tried again


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: every one has exactly one, of a closed set of `STATUSES`.

    >>> Outcome("a.pdf", "rejected", "pdf.password", "…").failed, Outcome("b.txt", "empty").failed
    (True, False)
    """

    path: str
    status: str
    code: str = ""
    message: str = ""
    hash: str = ""
    size: int = 0
    mtime: int = 0
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether the file could not be read (an empty one could: there was nothing)."""
        return self.status not in READ

    def as_dict(self) -> dict[str, Any]:
        """The outcome line, with the contract's `error` object where there is a reason."""
        line: dict[str, Any] = {"source": self.path, "status": self.status, "seconds": round(self.seconds, 3)}
        return line | ({"error": {"code": self.code, "message": self.message}} if self.code else {})

"""What is said of a file: before it is read, where its reader refuses it, where its reader is stopped.

>>> refused(Outcome("a.pdf", "ok"), CivtextError("pdf.password", "有密码。", "Protected.")).status
'rejected'
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from civtext.errors import CivtextError
from civtext.store import Outcome

# What a refusal's code says of a file; any other is "rejected".
STATUS = {
    **dict.fromkeys(("text.empty", "text.blank", "docx.image_only", "article.none"), "empty"),
    **dict.fromkeys(("pdf.image_only", "pdf.unmapped_text"), "empty"),
    **dict.fromkeys(("io.missing", "io.permission", "io.special", "io.unreadable"), "failed"),
    **dict.fromkeys(
        ("zip.truncated", "zip.crc", "docx.not_word", "xml.malformed", "pdf.truncated", "pdf.depth"), "failed"
    ),
    **dict.fromkeys(("reader.failed", "extra.pdf"), "failed"),
    **dict.fromkeys(("pdf.timeout", "legacy.timeout"), "timeout"),
    "pdf.memory": "oom",
    "pdf.crashed": "crashed",
}
PROBLEMS = {
    "worker.timeout": ("timeout", "读取超时，已停止。", "Reading took too long and was stopped."),
    "worker.memory": ("oom", "读取占用内存过多，已停止。", "Reading took too much memory and was stopped."),
    "worker.crashed": ("crashed", "读取进程意外终止（{reason}）。", "The reading process died ({reason})."),
    "worker.lost": ("crashed", "读取进程无法启动或被系统终止。", "The reading processes could not run or were killed."),
    "worker.failed": (
        "failed",
        "程序内部错误（{reason}），请报告。",
        "An error inside civtext ({reason}); please report it.",
    ),
    "io.changed": (
        "failed",
        "读取时文件一直在变，请稍后再试。",
        "The file kept changing while it was read; try again later.",
    ),
}


def problem(seen: Outcome, code: str, reason: str = "") -> Outcome:
    status, chinese, english = PROBLEMS[code]
    return replace(seen, status=status, code=code, message=f"{chinese} {english}".format(reason=reason))


def refused(seen: Outcome, error: CivtextError) -> Outcome:
    status = STATUS.get(error.code, "rejected")
    return replace(seen, status=status, code=error.code, message=error.as_dict()["message"])


def look(path: Path, *, hashed: bool = True) -> Outcome:
    """A file before it is read: "ok" with its size, time and hash, or why it cannot be."""
    from civtext import loaders

    seen = Outcome(str(path), "ok")
    try:
        size, mtime, hash = loaders.look(path, hashed=hashed)
    except CivtextError as error:
        return refused(seen, error)
    return replace(seen, size=size, mtime=mtime, hash=hash)

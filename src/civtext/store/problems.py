"""What can be wrong with a knowledge base, and how SQLite's words for it become ours.

>>> print(problem("base.missing", Path("base.civtext")))
base.civtext: 没有这个知识库，请先用 civtext mine 建立。 No such knowledge base; make one with civtext mine. [base.missing]
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from civtext.errors import StoreError

PROBLEMS = {
    "base.missing": (
        "没有这个知识库，请先用 civtext mine 建立。",
        "No such knowledge base; make one with civtext mine.",
    ),
    "base.foreign": (
        "这个文件不是 civtext 的知识库，未作改动。",
        "This is not a knowledge base of civtext; left untouched.",
    ),
    "base.newer": ("知识库由更新版本的 civtext 写成，请升级。", "Written by a newer civtext; please upgrade."),
    "base.older": (
        "知识库由旧版 civtext 建立，本版读不了，未作改动；请用 civtext mine 重新挖掘到一个新文件。",
        "Made by an older civtext and left untouched; mine again into a new file.",
    ),
    "base.outdated": (
        "知识库由旧版 civtext 建立，请先用 civtext mine 再挖一次：会自动升级，旧库另存一份。",
        "Made by an older civtext; run civtext mine on it once, which brings it up to date and keeps a copy.",
    ),
    "base.damaged": ("知识库已损坏，请用备份或重新挖掘。", "The knowledge base is damaged; use a copy or mine again."),
    "base.busy": ("知识库正被其他程序占用，请稍后再试。", "Another program holds the knowledge base; try again later."),
    "base.full": (
        "磁盘已满，已写入的内容不受影响；腾出空间后再运行一次即可。",
        "The disk is full; what was written is safe. Free some space and run again.",
    ),
    "base.folder": (
        "知识库所在的目录不存在，请先建立目录或改正路径。",
        "The folder of the knowledge base does not exist; make it or mend the path.",
    ),
    "base.readonly": ("知识库或其文件夹不能写入。", "The knowledge base or its folder cannot be written."),
    "base.failed": (
        "知识库读写失败，请检查路径和磁盘。",
        "Reading or writing the base failed; check its path and disk.",
    ),
}
# SQLite's primary result codes (https://sqlite.org/rescode.html).
_CODES = {
    5: "base.busy",
    6: "base.busy",
    8: "base.readonly",
    11: "base.damaged",
    13: "base.full",
    14: "base.readonly",  # can't open: the folder is closed to us, or missing (`translated` tells)
    26: "base.foreign",
}

_REASONS = {
    errno.ENOENT: ("目录不存在", "the folder does not exist"),
    errno.ENOTDIR: ("上级不是目录", "what should be its folder is a file"),
    errno.EISDIR: ("这是一个目录", "it is a folder"),
    errno.EACCES: ("没有写入权限", "no permission"),
    errno.EPERM: ("没有写入权限", "no permission"),
    errno.EROFS: ("磁盘只能读", "the disk is read-only"),
    errno.ENOSPC: ("磁盘已满", "the disk is full"),
    errno.EDQUOT: ("磁盘配额已满", "the disk quota is used up"),
    errno.ENAMETOOLONG: ("文件名太长", "the name is too long"),
    errno.EBUSY: ("文件正被占用", "another program holds it"),
}


def problem(code: str, path: Path) -> StoreError:
    """The error for a code of PROBLEMS."""
    return StoreError(code, *PROBLEMS[code], where=str(path))


def code_of(error: sqlite3.Error) -> str:
    """Our code for an error of SQLite's, or of Python's when it cannot decode what SQLite gives."""
    undecodable = "decode" in str(error) and not hasattr(error, "sqlite_errorcode")
    return _CODES.get(11 if undecodable else getattr(error, "sqlite_errorcode", 0) & 0xFF, "base.failed")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say into StoreError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = code_of(error)
        raise problem("base.folder" if code == "base.readonly" and not path.parent.is_dir() else code, path) from error
    except UnicodeDecodeError as error:
        raise problem("base.damaged", path) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise problem("base.full" if full else "base.failed", path) from error


def unwritten(error: OSError, path: Path) -> StoreError:
    """The error for a result that cannot be written, with the system's reason in plain words.

    >>> print(unwritten(FileNotFoundError(errno.ENOENT, "No such file or directory"), Path("图/a.json")).message_zh)
    无法写入：目录不存在。
    """
    told = error.strerror or str(error)
    chinese, english = _REASONS.get(error.errno or 0, (told, told))
    return StoreError("output.failed", f"无法写入：{chinese}。", f"Cannot be written: {english}.", where=str(path))

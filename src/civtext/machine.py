"""What this machine has for civtext: what it needs, what goes slower or not at all without more, where it can write.

A finding is "ready", "missing" (something optional, with the advice how to get it) or "broken" (civtext needs it).

>>> {one.part for one in diagnose() if one.state == "broken"}
set()
>>> [one.state for one in diagnose() if one.name == "FTS5"]
['ready']
"""

from __future__ import annotations

import platform
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from civtext import __version__
from civtext.batch.engines import JAVA, NO_JAVA, java_version
from civtext.batch.processes import cores
from civtext.loaders import formats

# What goes quicker with a package, and what does the same without it.
FAST = {
    "daachorse": "没有则逐字查找，结果相同 without it a scan, slower, alike",
    "rjieba": "没有则用 jieba 分词，结果相同 without it jieba, slower, alike",
}
# Packages that some commands need, by extra.
OPTIONS = {
    "html": ("trafilatura", "lxml-html-clean"),
    "excel": ("XlsxWriter", "openpyxl"),
    "compare": ("datasketch", "rapidfuzz"),
    "parquet": ("pyarrow",),
    "word": ("python-docx",),
    "web": ("fastapi", "uvicorn", "jinja2", "python-multipart", "starlette"),
    "train": ("scikit-learn",),
    "notebook": ("matplotlib", "nbformat", "nbclient", "ipykernel"),
    "spacy": ("spacy",),
}
_ENOUGH = 1_000_000_000  # bytes free: a base of some 700,000 passages
_OLDEST = (3, 34)  # of SQLite
_SHARES = frozenset(["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph", "glusterfs", "lustre"])


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked for: the part of civtext it is for, its name, its state, what was found, what to do."""

    part: str
    name: str
    state: str
    found: str = ""
    advice: str = ""

    def as_dict(self) -> dict[str, str]:
        """The fields, for JSON."""
        return asdict(self)


def diagnose(folder: str | Path = ".") -> list[Finding]:
    """All findings; `folder` is where bases are to be written."""
    return [*_system(), *_sqlite(), *_readers(), _font(), *_fast(), *_options(), *_engines(), *_places(Path(folder))]


def _system() -> Iterator[Finding]:
    yield Finding("system", "civtext", "ready", f"{__version__}, Python {platform.python_version()}")
    yield Finding("system", "cores", "ready", f"{cores()}")
    # A worker's address space can be bounded by the system on Linux alone.
    bounded = sys.platform.startswith("linux")
    advice = "" if bounded else "读取进程只限时间，不限内存。 Workers are bounded in time, not in memory."
    yield Finding("system", "memory bounds", "ready" if bounded else "missing", sys.platform, advice)


def _sqlite() -> Iterator[Finding]:
    new = sqlite3.sqlite_version_info >= _OLDEST
    oldest = ".".join(map(str, _OLDEST))
    advice = "" if new else f"需要 SQLite {oldest} 以上。 Needs SQLite {oldest} or newer."
    yield Finding("base", "SQLite", "ready" if new else "broken", sqlite3.sqlite_version, advice)
    try:
        with closing(sqlite3.connect(":memory:")) as db:
            db.execute("CREATE VIRTUAL TABLE pairs USING fts5 (text, content = '', tokenize = 'ascii')")
        yield Finding("base", "FTS5", "ready")
    except sqlite3.OperationalError:
        advice = "这个 Python 的 SQLite 没有 FTS5，请换一个 Python。 This Python's SQLite lacks FTS5; use another."
        yield Finding("base", "FTS5", "broken", "", advice)


def _readers() -> Iterator[Finding]:
    for one in formats():
        yield Finding("readers", one.name, _state(one.ready), f"{one.reader} {one.version}".strip(), one.advice)


def _font() -> Finding:
    from civtext.bridges import figures

    try:
        from matplotlib import font_manager
    except ImportError:
        return _package("pictures", "matplotlib", 'pip install "civtext[notebook]"')
    font = figures.chosen(font_manager.get_font_names())
    return Finding("pictures", "font", _state(font), font or "", "" if font else figures.HINT)


def _fast() -> Iterator[Finding]:
    for package, without in FAST.items():
        yield _package("fast parts", package, f'{without}: pip install "civtext[fast]"')


def _options() -> Iterator[Finding]:
    for extra, packages in OPTIONS.items():
        yield _packages("options", extra, *packages)


def _engines() -> Iterator[Finding]:
    yield _packages("engines", "spark", "pyspark", "pyarrow")
    java = java_version()
    fits = java is not None and int(java.partition(".")[0]) >= JAVA
    advice = "" if fits else " ".join(NO_JAVA)
    yield Finding("engines", "java", _state(fits), java or "", advice)
    yield _packages("engines", "dask", "distributed", "pyarrow")


def _places(folder: Path) -> Iterator[Finding]:
    yield _place("base folder", folder, share_matters=True)
    yield _place("temporary", Path(tempfile.gettempdir()))
    try:
        import matplotlib
    except ImportError:
        return
    yield _place("fonts' cache", Path(matplotlib.get_cachedir()))  # civtext itself keeps none


def _place(name: str, folder: Path, *, share_matters: bool = False) -> Finding:
    """Whether a folder can be written, has room, and is on a disk of this machine."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        advice = "不能写入，请换一个文件夹。 Cannot be written; choose another folder."
        return Finding("places", name, "broken", f"{folder}: {error.strerror or error}", advice)
    found = f"{folder.absolute()}, {free / 1e9:,.1f} GB free"
    if free < _ENOUGH:
        return Finding("places", name, "missing", found, "空间不多，请先腾出一些。 Little space; free some first.")
    if share_matters and (kind := network_share(folder)):
        advice = "这是网络共享，SQLite 的锁在上面不可靠，请用本机磁盘。 A network share, where SQLite's locks may fail; use a disk of this machine."
        return Finding("places", name, "missing", f"{found}, {kind}", advice)
    return Finding("places", name, "ready", found)


def network_share(folder: Path) -> str:
    """The kind of network share that a folder is on; "" for a disk of this machine, or where that cannot be told."""
    kind = _file_system(folder)
    return kind if kind in _SHARES else ""


def _file_system(folder: Path) -> str:
    """The kind of file system below a folder, as Linux names it; "" elsewhere."""
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    mounts = {fields[1].replace("\\040", " "): fields[2] for fields in map(str.split, lines)}
    above = (str(one) for one in (folder.resolve(), *folder.resolve().parents))
    return next((mounts[one] for one in above if one in mounts), "")


def _packages(part: str, extra: str, *packages: str) -> Finding:
    found = {package: _version(package) for package in packages}
    told = ", ".join(f"{package} {number}" for package, number in found.items() if number)
    whole = all(found.values())
    return Finding(part, extra, _state(whole), told, "" if whole else f'pip install "civtext[{extra}]"')


def _package(part: str, name: str, advice: str) -> Finding:
    found = _version(name)
    return Finding(part, name, _state(found), found, "" if found else advice)


def _state(there: object) -> str:
    return "ready" if there else "missing"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""

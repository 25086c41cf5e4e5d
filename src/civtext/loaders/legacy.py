"""Older word-processor files (.doc, .wps, .rtf): LibreOffice, where it is installed, makes a .docx of them.

LibreOffice is a big program that is given somebody else's file, so it runs on its own: a group of processes with a
profile, a home and a folder of its own that are thrown away, bounds on time, memory and file size, macros off, and
links to anything outside refused. What it cannot convert, and everything where it is not installed, is refused with
the advice to save it as .docx.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from civtext.loaders.docx import read_docx
from civtext.loaders.limits import Limits, Options
from civtext.loaders.problems import refusal, remark
from civtext.model import Source

_PLACES = (  # where it is when it is not on the path
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
)
_SECURITY = "org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="/{_SECURITY}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for name, value in (
            ("DisableMacrosExecution", "true"),
            ("MacroSecurityLevel", "3"),
            ("BlockUntrustedRefererLinks", "true"),
            ("DisableActiveContent", "true"),
        )
    )
    + "</oor:items>"
)


def converter() -> str | None:
    """The path of LibreOffice on this machine, if it has one."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).exists()), None)


def read_legacy(data: bytes, options: Options, *, reader: str, kind: str) -> Source:
    """The source of an older file, flagged as converted. Raises LoadError type.legacy, legacy.timeout and read_docx's."""
    program = converter()
    if program is None:
        raise refusal("type.legacy", kind=kind)
    with tempfile.TemporaryDirectory(prefix="civtext-", ignore_cleanup_errors=True) as folder:
        converted = _converted(program, data, Path(folder), reader, options.limits)
    if converted is None:
        raise refusal("type.legacy", kind=kind)
    source = read_docx(converted, options)
    return replace(source, flags=(remark("converted", kind=kind), *source.flags))


# The filter is named, for otherwise LibreOffice takes what it does not know for plain text.
read_doc = partial(read_legacy, reader="MS Word 97", kind=".doc/.wps")
read_rtf = partial(read_legacy, reader="Rich Text Format", kind="RTF")


def _converted(program: str, data: bytes, folder: Path, reader: str, limits: Limits) -> bytes | None:
    """The bytes of the .docx that comes out, None where none does."""
    given, profile, out = folder / "input", folder / "profile", folder / "out"
    given.write_bytes(data)
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    command = [
        *(program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"),
        *(f"--infilter={reader}", "--convert-to", "docx", "--outdir", str(out), str(given)),
    ]
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    try:
        _bound(process.pid, limits)
        process.wait(limits.legacy_seconds)
    except subprocess.TimeoutExpired:
        raise refusal("legacy.timeout") from None
    finally:
        _end(process)
    result = out / "input.docx"
    if not result.is_file() or result.stat().st_size > limits.file_bytes:
        return None
    return result.read_bytes()


def _bound(pid: int, limits: Limits) -> None:
    """Bounds that the whole group inherits, where the system has them; a hang outlives even a parent that was killed
    by no more than its processor time."""
    if sys.platform != "linux":
        return
    import resource

    seconds = int(limits.legacy_seconds) + 1
    bounds = (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, limits.legacy_memory),
        (resource.RLIMIT_FSIZE, limits.part_bytes),
        (resource.RLIMIT_CORE, 0),
    )
    with suppress(ProcessLookupError, PermissionError):  # it has ended already, or the system does not let us
        for what, most in bounds:
            _, hard = resource.prlimit(pid, what)
            allowed = most if hard < 0 else min(most, hard)
            resource.prlimit(pid, what, (allowed, allowed))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the group; the one we started is its leader."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()

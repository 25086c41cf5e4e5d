"""What a file really is, told by its first bytes: names prove nothing.

>>> kind_of(b"%PDF-1.7 ...", "report.docx")
'pdf'
>>> kind_of("一、基本情况".encode(), "report.txt")
'txt'
"""

from __future__ import annotations

import re

from civtext.errors import LoadError
from civtext.loaders.problems import refusal

SUFFIXES = {
    "txt": (".txt", ".text", ".md", ""),
    "docx": (".docx", ".docm", ".dotx", ".dotm"),
    "pdf": (".pdf",),
    "doc": (".doc", ".wps", ".dot", ".wpt"),
    "rtf": (".rtf", ".doc"),
    "html": (".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml"),
}

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ARCHIVES = ((b"Rar!\x1a", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b\x08", "gzip"))
_OTHERS = (
    (b"\x89PNG\r\n", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"II*\0", "图片", "a picture"),
    (b"MM\0*", "图片", "a picture"),
    (b"\x7fELF", "程序", "a program"),
    (b"SQLite format 3\0", "数据库", "a database"),
)
_SHORT = ((b"MZ", "程序", "a program"), (b"BM", "图片", "a picture"))  # letters too: only beside zero bytes
_WEB = re.compile(
    rb"(<\?xml[^>]{0,200}>\s*)?(<!--.{0,500}?-->\s*)?<(!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
_WORD_XML = re.compile(rb"<\?xml.{0,500}?<(pkg:package|w:wordDocument)", re.DOTALL)
_MIME = re.compile(rb"^Content-Type:\s{0,9}(multipart/|text/html)", re.IGNORECASE | re.MULTILINE)


def kind_of(data: bytes, name: str) -> str:
    """The key of LOADERS that reads this content; LoadError for a kind that none reads. `name` only serves to word it."""
    if name.startswith("~$") and len(data) < 1024:
        raise refusal("type.lockfile")
    if _is_pdf(data):
        return "pdf"
    if data.startswith(b"PK\x03\x04") or b"PK\x05\x06" in data[-66_000:]:
        return "docx"
    if is_web_archive(data) or _is_page(data, name):
        return "html"
    if kind := _legacy(data):
        return kind
    if error := _foreign(data):
        raise error
    if name.lower().endswith(".pdf"):
        raise refusal("pdf.not_pdf")
    return "txt"


def _is_pdf(data: bytes) -> bool:
    """A PDF says so in its first kilobyte; where it does so late, an object must follow (a text may speak of %PDF-)."""
    head = re.search(rb"%PDF-\d", data[:1024])
    return head is not None and (not data[: head.start()].strip() or b" obj" in data)


def is_web_archive(data: bytes) -> bool:
    """Whether this is a page with all that belongs to it in one file (.mht): headers as in a letter, then parts."""
    letterhead = re.split(rb"\r?\n\r?\n", data[:8192].lstrip(), maxsplit=1)[0]
    return b"mime-version:" in letterhead.lower() and _MIME.search(letterhead) is not None


def _is_page(data: bytes, name: str) -> bool:
    """It begins as pages do; or the name says so, and there are tags."""
    named = name.lower().endswith(SUFFIXES["html"]) and b"<" in data
    return (named and b"\0" not in data[:1024]) or _WEB.match(_head(data)) is not None


def _head(data: bytes) -> bytes:
    return data[:2048].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").lstrip()


def _legacy(data: bytes) -> str | None:
    """The older formats of word processors; of the files in the frame of OLE only those with the stream of Word."""
    if data.startswith(_OLE) and not _is_locked(data) and "WordDocument".encode("utf-16-le") in data:
        return "doc"
    return "rtf" if _head(data).startswith(b"{\\rtf") else None


def _is_locked(data: bytes) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in data


def _foreign(data: bytes) -> LoadError | None:
    if data.startswith(_OLE):
        kind = "OLE: .xls/.et/.ppt"
        return refusal("office.password") if _is_locked(data) else refusal("type.legacy", kind=kind)
    if _WORD_XML.match(_head(data)):
        return refusal("type.legacy", kind="Word XML")
    for signature, kind in _ARCHIVES:
        if data.startswith(signature):
            return refusal("type.archive", kind=kind)
    for signature, kind, kind_en in (*_OTHERS, *(_SHORT if b"\0" in data[:64] else ())):
        if data.startswith(signature):
            return refusal("type.mismatch", kind=kind, kind_en=kind_en)
    return None

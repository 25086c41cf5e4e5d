"""What can go wrong, as one small tree of exceptions.

Text is data and is never wrong: extractors do not raise on it. Files, settings and knowledge bases can be wrong; then
a `CivtextError` says what, where and what to do, in Chinese and English, under a code that never changes.

>>> error = LoadError("text.empty", "文件是空的。", "The file is empty.", where="总结.txt")
>>> print(error)
总结.txt: 文件是空的。 The file is empty. [text.empty]
>>> error.as_dict()["code"]
'text.empty'
"""

from __future__ import annotations


class CivtextError(Exception):
    """Anything civtext refuses, with a stable `code`, a sentence in Chinese and one in English, and the place."""

    def __init__(self, code: str, message_zh: str, message_en: str, *, where: str = "") -> None:
        super().__init__(code, message_zh, message_en, where)
        self.code = code
        self.message_zh = message_zh
        self.message_en = message_en
        self.where = where

    def __str__(self) -> str:
        """One line for a person: where, what, what to do, the code."""
        head = f"{self.where}: " if self.where else ""
        return f"{head}{self.message_zh} {self.message_en} [{self.code}]"

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders, and keyword-only arguments do not survive the default."""
        return _rebuild, (type(self), self.code, self.message_zh, self.message_en, self.where)

    def as_dict(self) -> dict[str, str]:
        """The `error` object of an outcome line (docs/contract.md)."""
        return {"code": self.code, "message": f"{self.message_zh} {self.message_en}"}


def _rebuild(kind: type[CivtextError], code: str, message_zh: str, message_en: str, where: str) -> CivtextError:
    return kind(code, message_zh, message_en, where=where)


class LoadError(CivtextError):
    """A file that cannot be read as a report."""


class CodebookError(CivtextError):
    """A codebook that breaks its schema."""


class ModelError(CivtextError):
    """A trained model that is none, or damaged."""


class StoreError(CivtextError):
    """A knowledge base that cannot be opened, read or written."""


class UsageError(CivtextError):
    """A request that makes no sense: an unknown field, format or name (the message lists the known ones)."""

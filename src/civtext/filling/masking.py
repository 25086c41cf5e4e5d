"""Masking (脱敏): a report made a template, its names and figures typed placeholders, with a proof and a key back.

Masked are places (the name, not its level: 云岭市 becomes XX市), persons, bodies and landmarks that carry a name, document
numbers, years and days, the numbers of metrics, whose unit, scale and bound stay (近XX万元), telephone and identity numbers,
addresses of mail and of the network. What stands inside longer names is masked too (书香云岭). The proof is the program's own:
the residual finder reads the template and finds nothing, and none of the names taken out stands in it anywhere. The key holds
what stood where; with it `restore` gives the text back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from civtext.errors import UsageError
from civtext.filling.naming import names_in
from civtext.filling.sheet import digest
from civtext.filling.traces import hide_traces
from civtext.filling.word import Change, WordFile, applied
from civtext.loaders import load_source
from civtext.model import Annotation, Document, Entity, Metric, Source, Span
from civtext.outputs import result_path, write_whole
from civtext.pipeline import annotate, split

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|学年|[〕\]】)）—–~-])")
_SPELT = re.compile(
    r"[一二][〇零○O九][〇零○O一二三四五六七八九]{2}(?=年)|(?<=年)[一二三四五六七八九十]{1,3}(?=月)|(?<=月)[一二三四五六七八九十]{1,3}(?=日)"
)
_TELEPHONE = re.compile(r"(?<![\d-])(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9})(?!\d)|(?<=[话线机真][:：])\d{7,8}(?!\d)")
# Of one person or office only: an identity number, an address of mail or of the network.
_OF_ONE = re.compile(
    r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[\w./?=&%:#-]*[\w/]", re.ASCII
)
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?=月(?:\d{1,2}日|底|初|份|上旬|中旬|下旬|,|，|。)|日(?!均|常|益))")
_FIGURE = re.compile(
    r"[0-9０-９][0-9０-９.,．，]*|[〇零一二两三四五六七八九十百千]+(?:点[〇零一二三四五六七八九]+)?(?!分[点之])"
)
_NUMBER = re.compile(r"^[一-鿿]|\d+(?=号)")
_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Masked:
    """What was done: places masked, and names that could not be taken out (in an automatic number), best none."""

    places: int
    left: tuple[str, ...] = ()


def mask(report: str | Path, output: str | Path, key: str | Path) -> Masked:
    """Write a report (.docx, .txt) as a template, and its key (.json).

    What a .docx keeps beside its text (deleted words, authors, properties) is masked too, and not restored. Raises LoadError, UsageError
    draft.not_word for another format, output.same, output.suffix, key.taken (the key of another template), StoreError output.failed.
    """
    source = load_source(report)
    output = result_path(output, of=[report, key], suffix=f".{_writable(source)}")
    key = result_path(key, of=[report, output], suffix=".json")
    changes, names = _rounds(source)
    with TemporaryDirectory(prefix="civtext-") as folder:
        # The key first: a template without one would be the end of the original, if that is thrown away.
        trial = Path(folder) / output.name
        missed = _write(source, report, changes, trial, for_others=True)
        written = load_source(trial)
        _refuse_taken(key, digest(written.text))
        placed = [change for change in changes if change not in missed]
        _write_key(source, written, placed, key)
        write_whole(output, trial.read_bytes())
    return Masked(
        len(placed), tuple(sorted({*_still_named(written), *(name for name in names if name in written.text)}))
    )


def restore(template: str | Path, key: str | Path, output: str | Path) -> int:
    """Put back what a key says stood in a template; how many places. The text is the original's, character by character.

    Raises LoadError, UsageError key.unreadable and key.other (the template has changed since), StoreError output.failed.
    """
    source = load_source(template)
    output = result_path(output, of=[template, key], suffix=f".{_writable(source)}")
    changes = _read_key(Path(key), source)
    _write(source, template, changes, output)
    return len(changes)


def _writable(source: Source) -> str:
    if source.format not in ("docx", "txt"):
        zh, en = "只能处理 .docx 和 .txt,请先另存。", "Only .docx and .txt; save it as one of them."
        raise UsageError("draft.not_word", zh, en, where=source.origin)
    return source.format


def _rounds(source: Source) -> tuple[list[Change], set[str]]:
    """What to mask: what a first reading names, then what the residual finder still sees, until it sees nothing."""
    names, changes = _first(source)
    for _ in range(_ROUNDS):
        masked = Source(applied(source.text, changes), source.origin)
        further = set(_still_named(masked)) - names
        if not further:
            break
        names |= further
        changes = _apart([*changes, *_everywhere(source.text, further)])
    return changes, names


def _first(source: Source) -> tuple[set[str], list[Change]]:
    names: set[str] = set()
    changes: list[Change] = []
    for document in map(annotate, split(source)):
        names |= names_in(document)
        changes += _figures(document)
    changes += [Change(Span(*one.span(1)), one[1][:2] + "XX") for one in _YEAR.finditer(source.text)]
    changes += [Change(Span(*one.span(1)), "X" * len(one[1])) for one in _DAY.finditer(source.text)]
    changes += [Change(Span(*one.span()), "XX") for one in _SPELT.finditer(source.text)]
    changes += [Change(Span(*one.span()), "X" * len(one[0])) for one in _TELEPHONE.finditer(source.text)]
    changes += [Change(Span(*one.span()), "XXX") for one in _OF_ONE.finditer(source.text)]
    return names, _apart([*_everywhere(source.text, names), *changes])


def _everywhere(text: str, names: Iterable[str]) -> list[Change]:
    """Every place where a name stands, the longest first."""
    pattern = "|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name)))
    return (
        [Change(Span(*one.span()), "X" * min(len(one[0]), 3)) for one in re.finditer(pattern, text)] if pattern else []
    )


def _figures(document: Document) -> Iterator[Change]:
    """The numerals of metrics and of document numbers."""
    for one in document.annotations:
        if isinstance(one.value, Metric) and not one.value.masked:
            yield from (_open(one, found) for found in _FIGURE.finditer(one.text))
        elif isinstance(one.value, Entity) and one.value.kind == "docnum":
            yield from (_open(one, found) for found in _NUMBER.finditer(one.text))


def _open(one: Annotation, found: re.Match[str]) -> Change:
    start = one.span.start + found.start()
    words = "X" if found[0].isalpha() and len(found[0]) == 1 else "X.X" if "." in found[0] or "．" in found[0] else "XX"
    return Change(Span(start, start + len(found[0])), words)


def _apart(changes: Iterable[Change]) -> list[Change]:
    """In text order, of two that overlap the first."""
    kept: list[Change] = []
    for change in sorted(changes, key=lambda change: (change.span.start, -change.span.end)):
        if not kept or change.span.start >= kept[-1].span.end:
            kept.append(change)
    return kept


def _still_named(source: Source) -> list[str]:
    """What a reading of a template still finds named: residuals, persons, places (without their levels)."""
    documents = list(map(annotate, split(source)))
    residuals = [one.text for document in documents for one in document.labelled("residual")]
    return [*residuals, *(name for document in documents for name in names_in(document))]


def _write(
    source: Source, path: str | Path, changes: list[Change], output: str | Path, *, for_others: bool = False
) -> list[Change]:
    """Write the text with its changes in the form of its file, for others without the traces of its making; those changes that found
    no place.
    """
    if source.format == "txt":
        write_whole(output, applied(source.text, changes).encode("utf-8", "surrogatepass"))
        return []
    word = WordFile.open(path)
    missed = word.replace(changes)
    if for_others:
        hide_traces(word)
    word.save(output)
    return missed


# What reading a file that is no key may end in.
_NO_KEY = (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError)


def _refuse_taken(path: Path, template: str) -> None:
    """A key that another template needs is never written over."""
    if not path.exists():
        return
    try:
        known = json.loads(path.read_text(encoding="utf-8"))["template"]
    except _NO_KEY:
        known = None
    if known != template:
        zh, en = (
            "已有这个文件,不是这份模板的密钥;没有它,另一份模板就不能还原。请换一个名字。",
            "This file is there and is no key of this template; another may need it. Choose another name.",
        )
        raise UsageError("key.taken", zh, en, where=str(path))


def _write_key(source: Source, written: Source, changes: list[Change], path: str | Path) -> None:
    entries, shift = [], 0
    for change in changes:
        start = change.span.start + shift
        entries.append([start, start + len(change.text), source.text[slice(*change.span)]])
        shift += len(change.text) - (change.span.end - change.span.start)
    key = {"civtext": "mask", "template": digest(written.text), "entries": entries}
    write_whole(path, json.dumps(key, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _read_key(path: Path, template: Source) -> list[Change]:
    try:
        key = json.loads(path.read_text(encoding="utf-8"))
        changes = [Change(Span(int(start), int(end)), str(text)) for start, end, text in key["entries"]]
        inside = all(0 <= one.span.start <= one.span.end <= len(template.text) for one in changes)
        known = key["template"]
        if not inside:
            raise ValueError("spans outside of the text")
    except _NO_KEY:
        zh, en = "不是 civtext mask 写的密钥文件,或已损坏。", "No key written by civtext mask, or a damaged one."
        raise UsageError("key.unreadable", zh, en, where=str(path)) from None
    if known != digest(template.text):
        zh, en = (
            "这是另一份模板的密钥,或模板在生成之后改动过,不能还原。",
            "The key of another template, or the template has changed since.",
        )
        raise UsageError("key.other", zh, en, where=str(path))
    return changes

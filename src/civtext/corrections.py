"""Corrections (校对): what people say of the annotations of a base, kept apart from them.

They stand in a file of their own beside the base (BASE.corrections.jsonl), one line a judgement, appended and never changed: the
last one on an annotation counts. So the base can be mined anew without losing any, and what was judged can be read, kept
under version control and shared. A text is known by its file's SHA-256, an annotation by its layer and span.

Where to start: `Corrections.add` takes a judgement; `agreement` says how often people agree with the program, by layer and by
rule; `golds` gives the texts of which whole layers were looked through, as gold for `civtext.evaluate`.

>>> corrections = Corrections(getfixture("tmp_path") / "base.civtext")
>>> corrections.add(Correction("b1946a", "metrics", 6, 9, "80条", "reject"), source="整治背街小巷80条。")
>>> [(one.text, one.verdict) for one in corrections.of("b1946a")]
[('80条', 'reject')]
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import IO, Any

from civtext.base import Base
from civtext.bridges.correction import FIELDS, LAYERS, PASSAGES, file_name, in_order, write_gold
from civtext.errors import UsageError
from civtext.evaluation import Gold
from civtext.frames import Article
from civtext.records import LAYERS as FOUND
from civtext.records import value_record
from civtext.store.problems import unwritten

VERDICTS = {"accept": "对", "reject": "不对", "edit": "改过", "add": "漏了,补上", "whole": "这一层已看全"}
JUDGED = tuple(layer for layer in LAYERS if layer != PASSAGES)
_ADDING = Lock()  # of two threads, one would see half of what the other writes
_LONGEST = 500  # characters of a note or of a name


@dataclass(frozen=True, slots=True)
class Correction:
    """One judgement on an annotation: `verdict` is accept, reject, edit (`value` holds the fields as they should be, `start` and
    `end` as they are in the base; `moved` the right span, if another), add (one that the program missed), or whole (the
    whole layer of the text was looked through; it has no span).
    """

    hash: str
    layer: str
    start: int
    end: int
    text: str
    verdict: str
    value: Mapping[str, Any] = field(default_factory=dict)
    moved: tuple[int, int] | None = None
    note: str = ""
    by: str = ""
    at: str = ""

    @property
    def key(self) -> tuple[str, str, int, int]:
        """What is judged."""
        return self.hash, self.layer, self.start, self.end

    @property
    def span(self) -> tuple[int, int]:
        """Where it should stand."""
        return self.moved or (self.start, self.end)


class Corrections:
    """The corrections of a base. Reading none is fine; the file is made with the first."""

    def __init__(self, base: str | Path) -> None:
        self.path = Path(f"{base}.corrections.jsonl")
        self._last: defaultdict[str, dict[tuple[str, str, int, int], Correction]] = defaultdict(dict)
        for line in self._lines():
            self._last[line.hash][line.key] = line

    def _lines(self) -> Iterator[Correction]:
        if not self.path.exists():
            return
        *lines, last = self.path.read_bytes().split(b"\n")
        for number, line in enumerate(lines if _is_torn(last) else [*lines, last], 1):
            try:
                told = json.loads(line)
                told["moved"] = tuple(told["moved"]) if told.get("moved") else None
                yield Correction(**told)
            except (ValueError, TypeError, AttributeError, RecursionError) as error:
                zh, en = f"第{number}行不是校对记录。", f"Line {number} is no correction."
                raise UsageError("corrections.damaged", zh, en, where=str(self.path)) from error

    def add(self, one: Correction, *, source: str) -> None:
        """Take a judgement on an annotation of a text (`source`, as the base has it); it is on disk when this returns.

        Raises UsageError usage.correction for a layer, verdict, span or field that is none, StoreError output.failed.
        """
        check(one, source)
        one = one if one.at else Correction(**(asdict(one) | {"at": datetime.now(UTC).isoformat(timespec="seconds")}))
        line = json.dumps(asdict(one), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        try:
            with _ADDING, self.path.open("a+b") as file:
                last = _last_line(file)
                if _is_torn(last):
                    file.truncate(file.tell() - len(last))
                file.write(line if _is_torn(last) else b"\n" + line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise unwritten(error, self.path) from error
        self._last[one.hash][one.key] = one

    def of(self, hash: str) -> list[Correction]:
        """The judgements on a text that count, in the order of the text."""
        return sorted(self._last.get(hash, {}).values(), key=lambda one: (one.start, one.end))

    def hashes(self) -> list[str]:
        """The texts that any judgement is on."""
        return sorted(self._last)


def _last_line(file: IO[bytes]) -> bytes:
    """What stands behind the last line feed of a file, read from its end on."""
    end, size = file.seek(0, os.SEEK_END), 4096
    while True:
        start = file.seek(max(0, end - size))
        _, feed, last = file.read().rpartition(b"\n")
        if feed or not start:
            return last
        size *= 8


def _is_torn(last: bytes) -> bool:
    """Whether the power went while the last line was written, so that nobody was told that it was kept. A line without an
    end that is whole was written by hand."""
    try:
        json.loads(last)
    except ValueError:
        return True
    return False


def check(one: Correction, source: str) -> None:
    """Raise UsageError usage.correction unless a judgement fits the text it is on."""
    wrong = ""
    if one.verdict not in VERDICTS or one.layer not in JUDGED:
        wrong = f"{one.verdict} {one.layer}"
    elif one.verdict == "whole":
        wrong = "" if (one.start, one.end) == (0, 0) else "0, 0"
    elif not 0 <= one.start < one.end <= len(source) or source[one.start : one.end] != one.text:
        wrong = f"{one.start}–{one.end} {one.text[:40]}"
    elif not 0 <= one.span[0] < one.span[1] <= len(source):
        wrong = f"{one.span[0]}–{one.span[1]}"
    elif unknown := set(one.value) - {known.name for known in FIELDS[one.layer]}:
        wrong = " ".join(sorted(unknown))
    elif max(len(one.note), len(one.by)) > _LONGEST:
        wrong = one.note[:40]
    if wrong:
        zh, en = f"这条校对与原文不合:{wrong}。", f"The correction does not fit the text: {wrong}."
        raise UsageError("usage.correction", zh, en)


def read_value(layer: str, told: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a layer from what a person typed (a list is parted by 、). Raises UsageError usage.correction.

    >>> read_value("metrics", {"value": "80", "unit": "条", "object": "背街小巷"})["value"]
    80.0
    """
    value: dict[str, Any] = {}
    for one in FIELDS[layer]:
        said = told.get(one.name, "").strip()
        many = one.type.startswith("tuple")
        try:
            value[one.name] = one.read([word for word in (said.split("、") if many else [said]) if word])
        except ValueError as error:
            raise UsageError("usage.correction", f"{error}。", f"{error}.") from None
    return value


def golds(base: Base, corrections: Corrections) -> Iterator[Gold]:
    """The texts of which whole layers were looked through, as people say they are: what they accepted or left alone, edited
    or added, without what they rejected; each with those layers only."""
    taken: set[str] = set()
    for hash in corrections.hashes():
        judged = corrections.of(hash)
        layers = [one.layer for one in judged if one.verdict == "whole"]
        articles = base.articles_of(hash) if layers else []
        if articles:
            content = {layer: _layer(articles, layer, judged) for layer in layers}
            yield Gold(
                file_name(Path(articles[0].source).stem, taken),
                articles[0].text,
                in_order({"layers": layers, **content}),
            )


def export_gold(base: Base, corrections: Corrections, folder: str | Path) -> list[str]:
    """Write a folder of gold files (NAME.txt, NAME.gold.json) for `civtext evaluate`; the names written.

    Raises UsageError corrections.none where no layer of a text was looked through as a whole, StoreError output.failed.
    """
    found = list(golds(base, corrections))
    if not found:
        zh = "还没有哪篇材料有看全的一层;校对时点“这一层已看全”。"
        raise UsageError("corrections.none", zh, "No layer of any text has been looked through as a whole.")
    return write_gold(found, folder)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How people judged a layer, or what a rule found: counts of verdicts."""

    name: str
    accepted: int
    edited: int
    rejected: int
    added: int = 0

    @property
    def share(self) -> float | None:
        """How much of what the program found and people judged was right as it stood."""
        judged = self.accepted + self.edited + self.rejected
        return self.accepted / judged if judged else None


def agreement(base: Base, corrections: Corrections) -> dict[str, list[Agreement]]:
    """How often people agree with the program: `layers`, and `rules`, those with the most that was wrong first. What people
    judged is mostly what caught their eye, so that a share is of what was judged, not of all."""
    layers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rules: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for hash in corrections.hashes():
        by_key = {(layer, *one.span): one.provenance.rule for layer, one in _found(base.articles_of(hash))}
        for one in corrections.of(hash):
            if one.verdict != "whole":
                layers[one.layer][one.verdict] += 1
                if rule := by_key.get((one.layer, one.start, one.end)):
                    rules[f"{one.layer}.{rule}"][one.verdict] += 1
    told = {"layers": [_counted(name, layers[name]) for name in JUDGED if name in layers]}
    worst = sorted(rules, key=lambda name: (-rules[name]["reject"] - rules[name]["edit"], name))
    return told | {"rules": [_counted(name, rules[name]) for name in worst]}


def _counted(name: str, verdicts: Mapping[str, int]) -> Agreement:
    return Agreement(name, *(verdicts.get(verdict, 0) for verdict in ("accept", "edit", "reject", "add")))


def _found(articles: list[Article]) -> Iterator[tuple[str, Any]]:
    layer_of = {label: layer for layer, label in FOUND.items()}
    for article in articles:
        for one in article.annotations:
            yield layer_of[one.label], one


def _layer(articles: list[Article], layer: str, judged: list[Correction]) -> list[dict[str, Any]]:
    """The records of a layer as people say they are. Measures lose their metrics, whose numbers may have changed."""
    verdicts = {(one.start, one.end): one for one in judged if one.layer == layer and one.verdict != "whole"}
    records = []
    for found, one in _found(articles):
        said = verdicts.pop(tuple(one.span), None) if found == layer else None
        if found == layer and (said is None or said.verdict != "reject"):
            start, end = said.span if said else one.span
            value = value_record(one) | (dict(said.value) if said and said.verdict == "edit" else {})
            records.append({"start": start, "end": end, "text": articles[0].text[start:end], **value})
    for said in verdicts.values():
        if said.verdict in ("add", "edit"):
            start, end = said.span
            records.append({"start": start, "end": end, "text": articles[0].text[start:end], **said.value})
    return [one | {"metrics": []} for one in records] if layer == "measures" else records

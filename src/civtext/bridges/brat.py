"""brat's standoff form (https://brat.nlplab.org/standoff.html), written and read: NAME.txt beside NAME.ann.

A finding is a text-bound annotation `T1`; fields with a closed set of words are attributes (`Metric_status`), the others stand in
its note (`value=80 | unit=条 | object=背街小巷`), where a backslash makes | plain, and 、 in a list; a measure's figures are relations. A passage
has one annotation a category. Offsets are code points, as in brat's own files.

brat's lines hold no line breaks: a span with one is written as fragments around it, and read from the first to the last
of them; so is one that a person made of pieces, for civtext's findings have no gaps.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from civtext.bridges.correction import FIELDS, LAYERS, PASSAGES, Field, Record, in_order, unreadable
from civtext.codebook import load_codebook
from civtext.evaluation import Gold
from civtext.highlighting import COLOURS, NAMES
from civtext.records import LAYERS as FOUND

TYPES = {layer: label.capitalize() for layer, label in FOUND.items()} | {PASSAGES: "Passage"}
_LAYER_OF = {type: layer for layer, type in TYPES.items()}
_FIGURE = "quantified_by"
# Where brat, which reads lines as Python does, would see the end of one; and the tab between its columns.
_BREAK = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_FRAGMENTS = re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)")
_ESCAPED = re.compile(r"\\(.)")
_PART = re.compile(r"(?:[^\\|]|\\.)+")
_MEMBER = re.compile(r"(?:[^\\、]|\\.)+")


def write(golds: Iterable[Gold], folder: Path) -> None:
    """Write texts with their annotations, and brat's configuration for the layers there are."""
    layers: dict[str, None] = {}
    for gold in golds:
        layers |= dict.fromkeys(gold.content["layers"])
        (folder / f"{gold.name}.txt").write_bytes(gold.text.encode("utf-8", "replace"))
        lines = "".join(f"{line}\n" for line in _lines(gold))
        (folder / f"{gold.name}.ann").write_bytes(lines.encode("utf-8", "replace"))
    (folder / "annotation.conf").write_text(_configuration(list(layers)), encoding="utf-8")
    (folder / "visual.conf").write_text(_looks(list(layers)), encoding="utf-8")


def read(folder: Path) -> Iterator[Gold]:
    """The texts of a folder with what their .ann files say now. Raises UsageError (usage.annotations)."""
    files = {path: _read_ann(path) for path in sorted(folder.glob("*.ann"))}
    declared = _declared(folder / "annotation.conf")
    used = {layer for ann in files.values() for layer in ann.layers}
    layers = [layer for layer in LAYERS if layer in (declared or used)]
    for path, ann in files.items():
        yield Gold(path.stem, ann.text, ann.content(layers))


def _lines(gold: Gold) -> Iterator[str]:
    numbers = {"T": 0, "A": 0, "R": 0, "#": 0}
    ids: dict[tuple[str, int], str] = {}

    def id(kind: str) -> str:
        numbers[kind] += 1
        return f"{kind}{numbers[kind]}"

    for layer in gold.content["layers"]:
        for index, one in enumerate(gold.content[layer]):
            for type in one["categories"] or [TYPES[layer]] if layer == PASSAGES else [TYPES[layer]]:
                ids[layer, index] = bound = id("T")
                yield f"{bound}\t{type} {_fragments(gold.text, one['start'], one['end'])}"
            for name, word in _attributes(layer, one):
                yield f"{id('A')}\t{name} {bound}{word}"
            if note := _note(layer, one):
                yield f"{id('#')}\tAnnotatorNotes {bound}\t{note}"
    for index, one in enumerate(gold.content.get("measures", [])):
        for figure in one["metrics"]:
            yield f"{id('R')}\t{_FIGURE} Arg1:{ids['measures', index]} Arg2:{ids['metrics', figure]}"


def _fragments(text: str, start: int, end: int) -> str:
    """The offsets and the words of a span, cut at line breaks."""
    pieces, at = [], start
    for found in _BREAK.finditer(text, start, end):
        pieces.append((at, found.start()))
        at = found.end()
    pieces = [(first, last) for first, last in [*pieces, (at, end)] if first < last] or [(start, end)]
    offsets = ";".join(f"{first} {last}" for first, last in pieces)
    return f"{offsets}\t{' '.join(_BREAK.sub(' ', text[first:last]) for first, last in pieces)}"


def _attributes(layer: str, one: Record) -> Iterator[tuple[str, str]]:
    for field in FIELDS.get(layer, ()):
        for word in field.tell(one[field.name]) if field.words else ():
            yield f"{TYPES[layer]}_{field.name}", "" if field.type == "bool" else f" {word}"


def _note(layer: str, one: Record) -> str:
    told = []
    for field in FIELDS.get(layer, ()):
        if not field.words and (words := field.tell(one[field.name])):
            several = field.type.startswith("tuple")
            told.append(f"{field.name}={'、'.join(_escaped(word, several=several) for word in words)}")
    return " | ".join(told)


def _escaped(word: str, *, several: bool) -> str:
    r"""A word as a note may hold it, `several` where it is one of a list.

    >>> _escaped("甲、乙|丙\n", several=True), _escaped("甲、乙", several=False)
    ('甲\\、乙\\|丙\\n', '甲、乙')
    """
    word = re.sub(r"[\\|、]" if several else r"[\\|]", r"\\\g<0>", word)
    return word.replace("\n", r"\n").replace("\t", r"\t").replace("\r", r"\r")


def _words(field: Field, told: str) -> list[str]:
    """The words that a note says of a field."""
    members = _MEMBER.findall(told) if field.type.startswith("tuple") else [told]
    return [
        _ESCAPED.sub(lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1]), one) for one in members
    ]


def _configuration(layers: Iterable[str]) -> str:
    """annotation.conf: the types of the layers, the categories below Passage, attributes, and leave to overlap."""
    layers = list(layers)
    types = [TYPES[layer] for layer in layers]
    if PASSAGES in layers:
        types += [f"\t{one.id}" for one in load_codebook().categories]
    figures = [f"{_FIGURE}\tArg1:Measure, Arg2:Metric"] if {"measures", "metrics"} <= set(layers) else []
    overlap = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"
    attributes = [
        f"{TYPES[layer]}_{field.name}\tArg:{TYPES[layer]}"
        + ("" if field.type == "bool" else f", Value:{'|'.join(field.words)}")
        for layer in layers
        for field in FIELDS.get(layer, ())
        if field.words
    ]
    parts = {"entities": types, "relations": [*figures, overlap], "events": [], "attributes": attributes}
    return "\n".join(line for name, lines in parts.items() for line in (f"[{name}]", *lines, ""))


def _looks(layers: Iterable[str]) -> str:
    """visual.conf: Chinese names, and the colours that civtext shows the layers in."""
    labels = {TYPES[layer]: NAMES.get(FOUND.get(layer, ""), "段落 passage") for layer in layers}
    colours = {TYPES[layer]: COLOURS.get(FOUND.get(layer, ""), "#ffffff") for layer in layers}
    names = {one.id: f"{one.id} {one.name_zh}" for one in load_codebook().categories if PASSAGES in layers}
    lines = ["[labels]", *(f"{type} | {label}" for type, label in (labels | names).items()), "", "[drawing]"]
    return "\n".join([*lines, *(f"{type}\tbgColor:{colour}" for type, colour in colours.items()), ""])


def _declared(path: Path) -> set[str]:
    """The layers that a configuration has types of."""
    words = path.read_text(encoding="utf-8", errors="replace").split() if path.is_file() else []
    return {_LAYER_OF[word] for word in words if word in _LAYER_OF}


@dataclass
class _Ann:
    """What an .ann file says: types and hulls by id, and what is said of each."""

    path: Path
    text: str
    bounds: dict[str, tuple[str, int, int]] = dataclasses.field(default_factory=dict)
    told: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    figures: list[tuple[str, str]] = dataclasses.field(default_factory=list)

    @property
    def layers(self) -> set[str]:
        return {_layer(type) for type, _, _ in self.bounds.values()}

    def content(self, layers: Iterable[str]) -> Record:
        """A gold file's content."""
        content: Record = {"layers": list(layers)}
        place: dict[str, int] = {}
        for layer in layers:
            content[layer] = []
            for id, (type, start, end) in self.bounds.items():
                if _layer(type) != layer:
                    continue
                place[id] = len(content[layer])
                if layer == PASSAGES:
                    _add_passage(content[layer], type, start, end)
                else:
                    content[layer].append(
                        {"start": start, "end": end, "text": self.text[start:end], **self.fields(id, layer)}
                    )
        for measure, metric in self.figures:
            if measure in place and metric in place and "measures" in content:
                content["measures"][place[measure]]["metrics"].append(place[metric])
        return in_order(content)

    def fields(self, id: str, layer: str) -> Record:
        told = self.told.get(id, {})
        unknown = set(told) - {field.name for field in FIELDS[layer]}
        if unknown:
            known = " ".join(field.name for field in FIELDS[layer])
            raise unreadable(
                self.path,
                f"{id}: 没有“{sorted(unknown)[0][:40]}”这一项：{known}。",
                f"{id}: there is no such field; known: {known}.",
            )
        try:
            record = {
                field.name: field.read(_words(field, told[field.name]) if field.name in told else ())
                for field in FIELDS[layer]
            }
        except ValueError as error:
            raise unreadable(self.path, f"{id}: {error}。", f"{id}: this cannot be its value.") from None
        return record | ({"metrics": []} if layer == "measures" else {})


def _layer(type: str) -> str:
    """Any type that is no layer's is a category's."""
    return _LAYER_OF.get(type, PASSAGES)


def _add_passage(passages: list[Record], type: str, start: int, end: int) -> None:
    same = next((one for one in passages if (one["start"], one["end"]) == (start, end)), None)
    if same is None:
        passages.append(same := {"start": start, "end": end, "categories": []})
    if type != TYPES[PASSAGES]:
        same["categories"].append(type)


def _read_ann(path: Path) -> _Ann:
    try:
        ann = _Ann(path, path.with_suffix(".txt").read_bytes().decode("utf-8"))
        lines = path.read_bytes().decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        raise unreadable(path, ".ann 或同名 .txt 读不了。", "It or its .txt cannot be read.") from None
    for number, line in enumerate(lines, 1):
        try:
            _read_line(ann, line.rstrip("\r"))
        except (ValueError, IndexError, KeyError):
            raise unreadable(
                path, f"第 {number} 行读不懂：{line[:60]}。", f"Line {number} cannot be understood."
            ) from None
    return ann


def _read_line(ann: _Ann, line: str) -> None:
    """One line; kinds that civtext does not write (events, normalisations, groups) are passed over."""
    id, _, rest = line.partition("\t")
    if id.startswith("T"):
        head = _FRAGMENTS.fullmatch(rest.split("\t")[0])
        if head is None:
            raise ValueError(line)
        offsets = [int(number) for number in re.findall(r"\d+", head[2])]
        start, end = min(offsets[::2]), max(offsets[1::2])
        if not start < end <= len(ann.text):
            raise ValueError(line)
        ann.bounds[id] = (head[1], start, end)
    elif id.startswith(("A", "M")):
        name, of, *word = rest.split(" ")
        _told(ann, of)[name.partition("_")[2]] = " ".join(word) or "true"
    elif id.startswith("#"):
        kind, of = rest.split("\t")[0].split(" ")
        if kind == "AnnotatorNotes":
            _told(ann, of).update(_read_note(rest.partition("\t")[2]))
    elif id.startswith("R"):
        _, first, second = rest.split(" ")
        ann.figures.append((first.removeprefix("Arg1:"), second.removeprefix("Arg2:")))


def _told(ann: _Ann, id: str) -> dict[str, str]:
    return ann.told.setdefault(id, {})


def _read_note(note: str) -> dict[str, str]:
    """The fields of a note; what is no `name=value` is a remark of a person's, and passed over."""
    parts = (part.partition("=") for part in _PART.findall(note))
    return {name.strip(): value.strip() for name, given, value in parts if given}

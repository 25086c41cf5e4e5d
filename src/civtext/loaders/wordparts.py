"""The parts of a Word package beside the text: which ones there are, the styles, the definitions of the lists."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from civtext.errors import LoadError
from civtext.loaders.markup import Element, child, is_on, name, number, parse, pieces, value
from civtext.loaders.numbering import Level, ListOf, Numbering
from civtext.loaders.package import Package
from civtext.loaders.problems import refusal, remark

# Kinds of parts that are read, in reading order, and the name they have where no relationship leads to them.
_USUAL = {
    "styles": "styles.xml",
    "numbering": "numbering.xml",
    "footnotes": "footnotes.xml",
    "endnotes": "endnotes.xml",
    "comments": "comments.xml",
}


@dataclass(slots=True)
class WordParts:
    """A package that has been found to be a Word document: `main` is the name of the part that holds its text, `parsed`
    the roots of the other parts that were asked for, each read once.
    """

    package: Package
    main: str = ""
    related: dict[str, list[str]] = field(default_factory=dict)
    parsed: dict[str, Element] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if "[Content_Types].xml" not in self.package:
            raise refusal("docx.not_word")
        self.main = next(
            (target for kind, target in self._relations("") if kind == "officeDocument"), "word/document.xml"
        )
        if self.main not in self.package:
            raise refusal("docx.not_word")
        for kind, target in self._relations(self.main):
            self.related.setdefault(kind, []).append(target)
        for kind, usual in _USUAL.items():
            fallback = posixpath.join(posixpath.dirname(self.main), usual)
            if kind not in self.related and fallback in self.package:
                self.related[kind] = [fallback]
        self._note_type()

    def roots(self, kind: str) -> Iterator[Element]:
        """The parsed parts of a kind; one that cannot be read is flagged and left out."""
        for part in dict.fromkeys(self.related.get(kind, [])):
            if (root := self._root(part)) is not None:
                yield root

    def definitions(self, kind: str, tag: str, key: str) -> dict[str | None, Element | bytes]:
        """The elements of a name in the parts of a kind, by a key; where the bytes tell them, unparsed: Word's own styles are
        more to parse than the text. Of one key the last is taken."""
        found: dict[str | None, Element | bytes] = {}
        for part in dict.fromkeys(self.related.get(kind, [])):
            cut = pieces(self._content(part), tag, key) if part not in self.parsed else {}
            found.update(cut.items())
            root = self._root(part) if not cut else None
            found.update((value(one, key), one) for one in (() if root is None else root) if name(one) == tag)
        return found

    def _content(self, part: str) -> bytes:
        """The bytes of a part, none where it cannot be read; who parses it then says why."""
        try:
            return self.package.read(part)
        except LoadError:
            return b""

    def element(self, one: Element | bytes, kind: str) -> Element | None:
        """An element as `definitions` gives it; one that cannot be parsed is flagged."""
        if not isinstance(one, bytes):
            return one
        try:
            return parse(one, kind)[0]
        except LoadError as error:
            self._skip(kind, error)
            return None

    def _root(self, part: str) -> Element | None:
        if part in self.parsed:
            return self.parsed[part]
        try:
            return self.parsed.setdefault(part, parse(self.package.read(part), part))
        except LoadError as error:
            if error.code == "xml.doctype":
                raise
            self._skip(part, error)
            return None

    def _skip(self, part: str, error: LoadError) -> None:
        self.package.flags.append(remark("part.skipped", part=part, reason=error.code))

    def _relations(self, part: str) -> Iterator[tuple[str, str]]:
        """Kind and target of a part's relationships inside the package; nothing outside is ever fetched."""
        folder, base = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        root = self._root(rels) if rels in self.package else None
        for relation in root if root is not None else ():
            target = relation.get("Target", "")
            if relation.get("TargetMode") == "External" or name(relation) != "?:Relationship":
                continue
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            if path in self.package:
                yield relation.get("Type", "").rpartition("/")[2], path
            elif not target.startswith("#"):
                self.package.flags.append(remark("docx.relationship", target=target[:80]))

    def _note_type(self) -> None:
        root = self._root("[Content_Types].xml")
        overrides = [] if root is None else [one for one in root if one.get("PartName") == f"/{self.main}"]
        own = overrides[0].get("ContentType", "").lower() if overrides else ""
        self.package.flags += [remark("docx.macro")] if "macroenabled" in own else []
        self.package.flags += [remark("docx.template")] if "template" in own else []


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says about headings and numbering."""

    name: str = ""
    based_on: str | None = None
    outline: int | None = None
    list_id: str | None = None
    depth: int | None = None


class Styles:
    """The paragraph styles by id, each read when it is asked for: a file has a hundred of them and uses five, or none."""

    def __init__(self, parts: WordParts) -> None:
        self._parts = parts
        self._read: dict[str, Style] = {}

    @cached_property
    def _elements(self) -> dict[str | None, Element | bytes]:
        return self._parts.definitions("styles", "w:style", "styleId")

    def get(self, style_id: str) -> Style | None:
        """A style; None where there is none of that id."""
        if style_id not in self._read and (told := self._elements.get(style_id)) is not None:
            if (one := self._parts.element(told, "styles")) is None:
                return None
            properties = child(one, "w:pPr")
            self._read[style_id] = Style(
                (value(child(one, "w:name")) or style_id).lower(),
                value(child(one, "w:basedOn")),
                number(child(properties, "w:outlineLvl")),
                value(child(properties, "w:numPr", "w:numId")),
                number(child(properties, "w:numPr", "w:ilvl")),
            )
        return self._read.get(style_id)


def read_numbering(parts: WordParts, styles: Styles) -> Numbering:
    """The lists; an abstract list that only points to a list style (w:numStyleLink) gets the levels of that style's."""
    numbering, links = Numbering(), {}
    for root in parts.roots("numbering"):
        for one in root:
            if name(one) == "w:abstractNum":
                abstract = value(one, "abstractNumId") or ""
                numbering.abstracts[abstract] = _levels(one)
                links[abstract] = value(child(one, "w:numStyleLink"))
            elif name(one) == "w:num":
                numbering.lists[value(one, "numId") or ""] = _list_of(one)
    for abstract, style_id in links.items():
        linked = numbering.lists.get((styles.get(style_id or "") or Style()).list_id or "")
        if linked and not numbering.abstracts[abstract]:
            numbering.abstracts[abstract] = numbering.abstracts.get(linked.abstract, {})
    return numbering


def _levels(parent: Element) -> dict[int, Level]:
    return {number(one, "ilvl") or 0: _level(one) for one in parent if name(one) == "w:lvl"}


def _level(one: Element) -> Level:
    start = number(child(one, "w:start"))
    forms = [form for form in one.iter("{*}numFmt") if value(form) not in (None, "custom")]
    return Level(
        1 if start is None else start,
        (value(forms[0]) if forms else None) or "decimal",
        value(child(one, "w:lvlText")) or "",
        value(child(one, "w:suff")) or "tab",
        number(child(one, "w:lvlRestart")) != 0,
        is_on(child(one, "w:isLgl")),
        value(child(one, "w:pStyle")),
    )


def _list_of(one: Element) -> ListOf:
    starts: dict[int, int] = {}
    levels: dict[int, Level] = {}
    for override in one:
        if name(override) != "w:lvlOverride":
            continue
        depth = number(override, "ilvl") or 0
        levels |= _levels(override)
        start = number(child(override, "w:startOverride"))
        if start is not None:
            starts[depth] = start
    return ListOf(value(child(one, "w:abstractNumId")) or "", starts, levels)

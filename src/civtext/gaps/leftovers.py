"""Leftovers (残留): what was left of another text: real names in a masked one, another place's names in one's own, sites'
noise, damaged characters, sentences that stand in other reports too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from civtext.cleaning.explaining import MEANINGS
from civtext.gaps.finding import gap, gap_in_source
from civtext.model import Annotation, Document, Entity, Gap, Placeholder, Residual, Span
from civtext.places import division
from civtext.store import Store
from civtext.words import sentences

_KINDS = {"place": "地名", "person": "人名", "org": "单位", "landmark": "地标"}
_NOISE = ("site_line", "site_note", "lead_in", "paywall", "file_name", "collection_title", "chunk_number")
_DAMAGE = {"mojibake": "疑似乱码", "lost.symbol": "符号丢失"}
# One names another place because one went there, learnt from it, or did better than it.
_BY_RIGHT = re.compile(
    r"学习|考察|借鉴|对标|取经|观摩|先进|经验|做法|赴|前往|来自|到访|交流|对口|协作|支援|帮扶|结对|毗邻|接壤|相邻|周边|比|超过|籍|流域|高速|铁路|线|会议|论坛|大赛|展会"
)
_AUTHOR = re.compile(r"我[市县区州盟旗镇乡]|全[市县区州盟旗镇乡]")
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)年(?!代|以来|前)")
_SHORTEST = 18  # characters of a sentence that no two offices write alike by chance
_STOCK = 5  # reports from which on a sentence is a stock phrase


def check(document: Document) -> Iterator[Annotation]:
    """Leftovers that a document shows by itself. Never raises."""
    for one in document.labelled("residual"):
        if isinstance(one.value, Residual):
            reason = (
                f"已脱敏的文本里还有真实{_KINDS.get(one.value.kind, '名称')}“{one.text}” A real name in a masked text."
            )
            value = Gap("leftover", "must", reason, "遮去或改为本地名称 Mask or replace it.")
            yield gap(document, document.local(one), f"name.{one.value.kind}", value)
    yield from _other_places(document)
    yield from _years_left(document)
    yield from _noise(document)


def _other_places(document: Document) -> Iterator[Annotation]:
    """Official places outside of one's own province, or of one's level in it, that nothing gives a reason to name."""
    own = document.facts.place
    if not own:
        return
    for one in document.labelled("entity"):
        place = division(one.value.code) if isinstance(one.value, Entity) and one.value.code else None
        if place is None or place.full_name in own or own in place.full_name:
            continue
        at = document.local(one)
        around = document.folded[max(0, at.start - 14) : at.end + 14]
        if place.level != "province" and not _BY_RIGHT.search(around) and not _is_cited(document, at):
            reason = f"出现外地地名“{one.text}”({place.full_name}) Another place's name."
            value = Gap("leftover", "must", reason, f"核对是否应为“{own}” Should it be {own}?")
            yield gap(document, at, "place.other", value)


def _is_cited(document: Document, at: Span) -> bool:
    """Whether a name stands in the title of a paper or a medium."""
    left, right = document.folded[max(0, at.start - 30) : at.start], document.folded[at.end : at.end + 30]
    return "《" in left.rpartition("》")[2] and "》" in right.partition("《")[0]


def _years_left(document: Document) -> Iterator[Annotation]:
    """Whole years in a text that masks its own (20XX年)."""
    masked = [
        one
        for one in document.labelled("placeholder")
        if isinstance(one.value, Placeholder) and one.value.type == "date" and one.value.digits.startswith("20#")
    ]
    if len(masked) < 2:
        return
    for found in _YEAR.finditer(document.folded):
        if not _is_cited(document, Span(*found.span())):
            reason = f"别处写作“{masked[0].text}年”,这里还有“{found[0]}” A year left in a masked text."
            value = Gap("leftover", "should", reason, "核对年份 Check the year.")
            yield gap(document, Span(*found.span()), "year.left", value)


def _noise(document: Document) -> Iterator[Annotation]:
    """What cleaning took out, and what it could not mend."""
    for edit in document.reading.edits:
        if edit.rule in _NOISE and (words := document.source.text[slice(*edit.span)]).strip():
            zh, en = MEANINGS[edit.rule]
            value = Gap("leftover", "must", f"{zh}“{words.strip()[:30]}” {en}", "删去 Delete it.")
            yield gap_in_source(document, edit.span, "noise", value)
    for flag in document.flags:
        if flag.code in _DAMAGE and flag.span:
            value = Gap("leftover", "must", f"{_DAMAGE[flag.code]} {flag.note}", "改正 Mend it.")
            yield gap_in_source(document, flag.span, "damage", value)


def reused(document: Document, base: Store) -> Iterator[Annotation]:
    """Sentences of a document that stand in other reports of a base, and in how many: a copy, or a stock phrase (套话)."""
    own = [document.text[slice(*span)] for span in sentences(document.text)]
    wanted = {_bare(text) for text in own if len(_bare(text)) >= _SHORTEST}
    seen: Counter[str] = Counter()
    source: dict[str, str] = {}
    for row in base.rows(
        "SELECT id, path FROM articles WHERE NOT vanished AND path <> ? ORDER BY path", document.source.origin
    ):
        told: set[str] = set()
        for passage in base.rows("SELECT text FROM passages WHERE document_id = ?", row["id"]):
            told |= {_bare(passage["text"][slice(*span)]) for span in sentences(passage["text"])} & wanted
        seen.update(told)
        source |= {text: row["path"] for text in told if text not in source}
    for span in sentences(document.text):
        text = _bare(document.text[slice(*span)])
        if number := seen[text]:
            what = "套话" if number >= _STOCK else "与他文相同"
            reason = f"{what}:另有{number}篇有此句,如{source[text]} In {number} other reports."
            value = Gap("leftover", "look", reason, "改写为本地的情况 Say it of one's own place.")
            yield gap(document, span, "sentence.stock" if number >= _STOCK else "sentence.copied", value)


def _bare(sentence: str) -> str:
    """A sentence without its marks and blanks."""
    return re.sub(r"\W", "", sentence)

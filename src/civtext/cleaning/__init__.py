"""Cleaning (清洗): what sites, scanners and copyists did to a text, undone by edits that say why.

Where to start: `RULES` is the order. Each rule reads the text as cleaned so far and proposes edits; `clean` applies
them, and goes round again while one repair bares another; `explain` and `diff` tell what they did. What cannot be
repaired for sure is left as it is; `flags` tells of it. The rules: `characters` (what is no writing at all), `chunks` (numbers a site put into the text), `contents`
(tables of contents), `pages` (page numbers, running heads), `wrappers`, `edges` and `wording` (what sites wrote around it, and how it is told), `lines` (breaks and
blanks), `marks` (quotation marks and other signs), `repeats`.

Left alone, though they look like damage: real lists, short lines of verse, tables, 第二, 3.15, “六·一”.

>>> from civtext.model import Source
>>> reading = clean(Source("由会员分享,更多相关文档请在某某网上搜索。\\n完善的'制度,开展“清洁家园二行动。"))
>>> reading.text
'完善的制度,开展“清洁家园”行动。'
>>> [edit.rule for edit in reading.edits]
['site_line', 'anti_copy_mark', 'quote_read_as_two']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from civtext.cleaning import characters, chunks, contents, edges, lines, marks, pages, repeats, wrappers
from civtext.cleaning.damage import flags
from civtext.cleaning.explaining import diff, explain
from civtext.cleaning.spinning import unspun
from civtext.model import CleanText, Edit, Flag, Source

__all__ = ["RULES", "clean", "diff", "explain", "flags", "unspun", "untouched"]

Rule = Callable[[CleanText], Iterable[Edit]]

RULES: tuple[Rule, ...] = (
    characters.line_ends,
    characters.invisible_characters,
    characters.entities,
    characters.odd_spaces,
    chunks.even_chunk_numbers,  # before indents: a chunk may end at a space
    pages.page_furniture,  # these before other chunks, which may begin after such a line
    wrappers.file_names,  # before contents: a file's name may hold the beginning of them
    edges.link_lists,  # before other lines of a site: their heading is one
    edges.lines_amid,
    lines.indents,
    chunks.chunk_numbers,
    wrappers.collection_titles,
    wrappers.lead_ins,
    edges.site_lines,
    chunks.chunk_numbers,  # once more: now number 1 may stand at the head of the text
    contents.glued_contents,  # before notes: a line amid contents is worded as no report is
    wrappers.site_notes,
    contents.listed_contents,
    lines.hard_wraps,
    lines.broken_paragraphs,
    characters.letter_spacing,
    characters.number_spacing,
    marks.anti_copy_marks,
    marks.lost_brackets,
    marks.quotes_read_as_two,
    marks.wrong_closing_quotes,
    marks.wrong_opening_quotes,
    marks.dashes_read_as_ones,
    repeats.repeated_sentences,
    lines.blank_lines,
)
# One or two rounds do for a report. A text made to go on for ever must end: so many rounds, or for a short one so many
# characters read again.
_ROUNDS, _READ_AGAIN = 24, 1_000_000


def clean(source: Source) -> CleanText:
    """The text as its author wrote it: one paragraph a line, and an edit for everything changed.

    A clean text comes back as it is; cleaning twice changes nothing more, of any text: what comes back is a text to which
    no rule has anything to do, or, where the rounds do not come to such a one, the text as it was. Never raises on text;
    linear in its length.
    """
    reading = CleanText.of(source.text, [])
    for _ in range(max(_ROUNDS, _READ_AGAIN // (len(source.text) + 1))):
        edits = _round(reading.text)
        if not edits:
            return reading
        reading = reading.then(source.text, edits)
    return CleanText.of(source.text, [])


def untouched(source: Source, reading: CleanText) -> tuple[Flag, ...]:
    """The flag of a text that was left as it was because cleaning came to no end."""
    if reading.edits or not _round(source.text):
        return ()
    return (Flag("cleaning.endless", "清洗没有尽头，原文未动 Cleaning came to no end; the text is as it was."),)


@lru_cache(maxsize=1)  # `untouched` asks of a clean text what `clean` asked last
def _round(text: str) -> tuple[Edit, ...]:
    """What all rules do to a text of which nothing else is known: so that who cleans a clean text does no more to it."""
    reading = CleanText.of(text, [])
    for rule in RULES:
        if edits := list(rule(reading)):
            reading = reading.then(text, edits)
    return reading.edits

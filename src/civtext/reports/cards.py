"""Experience cards to be read and printed: a fragment or a page (.html), and a Word file (.docx) with a table a card."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civtext.comparison.cards import Card
from civtext.errors import UsageError
from civtext.outputs import fit, page, write_page, write_whole
from civtext.reports.fragments import STYLE, Sentences, marked, section, where, who

if TYPE_CHECKING:
    from civtext.comparison.reading import Row

_MOST = 8  # measures or figures of a card
_TITLE = "经验卡 Experience cards"
NONE = "没有找到写清楚的做法。 No documented practice was found."
_SAID = "材料里写的,不是核实过的事实。 What the reports say, not what was verified."
_FONT, _HEADINGS = "宋体", "黑体"


def cards_html(cards: Sequence[Card], sentences: Sentences) -> str:
    """Cards as a fragment, under the name of what each is about; figures lead to their sentences."""
    return section(_TITLE, _cards(cards, sentences), "cards") if cards else ""


def write_cards(cards: Sequence[Card], path: str | Path) -> None:
    """Write cards in the form that the name ends in: .html or .docx (A4, a table a card).

    Raises UsageError for another ending or where python-docx is missing, StoreError output.failed.
    """
    path = Path(path)
    if path.suffix.lower() == ".html":
        sentences = Sentences()
        body = f"<p>{escape(_SAID if cards else NONE)}</p>{_cards(cards, sentences)}{sentences.html()}"
        write_page(page(_TITLE, body, style=STYLE), path)
    elif path.suffix.lower() == ".docx":
        write_whole(path, _docx(cards))
    else:
        zh, en = "经验卡可存为 .docx 或 .html。", "Cards are written as .docx or .html."
        raise UsageError("usage.format", zh, en, where=str(path))


def _cards(cards: Sequence[Card], sentences: Sentences) -> str:
    return "".join(
        f'<h3 class="id">{escape(_about(found[0]))}</h3><div class="sheets">{"".join(_card(card, sentences) for card in found)}</div>'
        for found in _by_subject(cards)
    )


def _by_subject(cards: Sequence[Card]) -> Iterator[list[Card]]:
    return (list(found) for _, found in groupby(cards, key=lambda card: card.about))


def _about(card: Card) -> str:
    return f"{card.about} {card.name}".strip()


def _heading(card: Card) -> str:
    """Whose the card is, and the nearest heading above its passage."""
    row = card.passage
    told = (row["place"] or "", f"{row['year']}年" if row["year"] else "", row["section_path"].rpartition(" > ")[2])
    return " · ".join(filter(None, told))


def _rows(card: Card) -> Mapping[str, Sequence[Row] | str]:
    """What is told of a practice, by its name."""
    row = card.passage
    told: dict[str, Sequence[Row] | str] = {
        "做了什么": card.measures,
        "怎样组织": card.organised,
        "谁来做": "、".join(card.actors),
        "数据": card.figures,
        "依据": "、".join(card.kinds),
        "出处": " ".join(filter(None, (who(row), row["title"] or "", row["location"]))),
    }
    return {name: said for name, said in told.items() if said}


def _card(card: Card, sentences: Sentences) -> str:
    told = "".join(
        f"<dt>{name}</dt><dd>{where(said) if isinstance(said, str) else sentences.links(said, name, _MOST)}</dd>"
        for name, said in _rows(card).items()
    )
    passage = marked(card.passage["text"], _figures(card))
    return f'<div><h4 class="where">{escape(_heading(card))}</h4><p>{passage}</p><dl>{told}</dl></div>'


def _figures(card: Card) -> list[tuple[int, int]]:
    """Where the figures stand in the passage, in order."""
    spans, at = [], 0
    for row in card.figures:
        if (start := card.passage["text"].find(row["text"], at)) >= 0:
            at = start + len(row["text"])
            spans.append((start, at))
    return spans


def _docx(cards: Sequence[Card]) -> bytes:
    try:
        import docx
    except ImportError:
        zh, en = '写 Word 需要 pip install "civtext[word]"。', 'Word needs pip install "civtext[word]".'
        raise UsageError("extra.word", zh, en) from None
    file = docx.Document()
    _set_up(file)
    file.add_heading(_TITLE, 0)
    file.add_paragraph(_SAID if cards else NONE)
    for found in _by_subject(cards):
        file.add_heading(fit(_about(found[0])), 1)
        for card in found:
            file.add_heading(fit(_heading(card)), 2)
            _table(file, card)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _set_up(file: Any) -> None:
    """A4, with the fonts of Chinese papers and nobody as its author."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    part = file.sections[0]
    part.page_width, part.page_height = Cm(21), Cm(29.7)
    part.left_margin = part.right_margin = part.top_margin = part.bottom_margin = Cm(2.2)
    fonts = {"Normal": _FONT, "Title": _HEADINGS, "Heading 1": _HEADINGS, "Heading 2": _HEADINGS}
    for name, font in fonts.items():
        named = file.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in named.attrib if key.endswith("Theme")]:
            del named.attrib[theme]
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia"):
            named.set(qn(script), font)
    file.styles["Normal"].font.size = Pt(11)
    file.core_properties.author, file.core_properties.comments = "civtext", ""


def _table(file: Any, card: Card) -> None:
    from docx.shared import Cm

    table = file.add_table(rows=0, cols=2)
    table.style, table.autofit = "Table Grid", False
    for column, width in zip(table.columns, (2.4, 14.2), strict=True):
        column.width = Cm(width)
    for name, said in {"原文": "", **_rows(card)}.items():
        row = table.add_row()
        row.cells[0].width, row.cells[1].width = Cm(2.4), Cm(14.2)
        row.cells[0].text = name
        words = row.cells[1].paragraphs[0]
        if name == "原文":
            _passage(words, card)
        else:
            words.add_run(fit(said if isinstance(said, str) else "、".join(one["text"] for one in said)))
    file.add_paragraph()


def _passage(words: Any, card: Card) -> None:
    """The passage, its figures bold."""
    text, at = card.passage["text"], 0
    for start, end in [*_figures(card), (len(text), len(text))]:
        words.add_run(fit(text[at:start]))
        words.add_run(fit(text[start:end])).bold = True
        at = end

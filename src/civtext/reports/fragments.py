"""What the fragments of a comparison share: links to the sentences that numbers stand in, sections, tables of cells.

A fragment is HTML without a page around it, in which everything from a document is escaped; it runs no script. `STYLE` is the CSS that
fragments need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path

from civtext.comparison.reading import Row
from civtext.outputs import table

STYLE = """
.heat td{text-align:center;min-width:2.6em}.heat th{font-weight:normal;font-size:.85em}.heat tbody th{white-space:nowrap;position:sticky;left:0}.heat a{color:inherit;text-decoration:none;display:block}
.heat .usual td,.heat .usual th{font-weight:bold;background:#f3f3f3}
.behind{display:none}.behind:target{display:block;position:fixed;left:0;right:0;bottom:0;max-height:55vh;overflow:auto;background:#fff;border-top:3px solid #2364aa;padding:.5em 1.2em;box-shadow:0 -4px 16px #0004;z-index:2}
.behind .close{float:right;padding:.3em .8em;background:#eef3fb;border-radius:.5em;position:sticky;top:0}li:target{background:#fff3c4}
.strip{width:100%;max-width:40em;height:46px;display:block}.strip circle:hover{fill-opacity:1}
.chips span{display:inline-block;background:#eef3fb;border-radius:1em;padding:.1em .7em;margin:.15em}mark{background:#ffe9a8}
.pair{border-left:4px solid #cbd8ee;padding:.2em .8em;margin:.8em 0}.kept{color:#216b2c}.changed{color:#8a5a00}
.dropped{color:#a02318}.open{color:#555}.card{border:1px solid #d5d5d5;border-radius:.5em;padding:.6em 1em;margin:.8em 0;break-inside:avoid}
h4,dd{overflow-wrap:anywhere}.card dt{float:left;clear:left;width:5em;color:#666}.card dd{margin:0 0 .2em 5.2em}
@media (max-width:40em){body{margin:.6em;padding:0}table{font-size:.85em}}@media print{.behind{display:none!important}}
"""


class Sentences:
    """The sentences that numbers lead to. `href` says where the sentence of a row is shown; without it, each is listed once by `html`,
    in the order they were asked for.
    """

    def __init__(self, href: Callable[[Row], str] | None = None) -> None:
        self._href = href
        self._known: dict[tuple[object, ...], tuple[int, Row]] = {}

    def href(self, row: Row) -> str:
        """Where the sentence of a row is, escaped."""
        if self._href:
            return escape(self._href(row))
        key = (row["file"], row["article"], row["span_start"], row["span_end"])
        number, _ = self._known.setdefault(key, (len(self._known) + 1, row))
        return f"#s{number}"

    def link(self, row: Row, words: str) -> str:
        """Words that lead to the sentence of a row."""
        return f'<a href="{self.href(row)}">{escape(words)}</a>'

    def links(self, rows: Iterable[Row], most: int = 12) -> str:
        """The texts of rows, each leading to its sentence; how many more there are."""
        every = list(rows)
        more = f" 等{len(every)}项" if len(every) > most else ""
        return "、".join(self.link(row, row["text"]) for row in every[:most]) + more

    def html(self) -> str:
        """The list that the links without `href` lead to."""
        rows = [
            f'<li id="s{number}" value="{number}">{_shown(row)} <small>{escape(who(row))}</small></li>'
            for number, row in self._known.values()
        ]
        return section("出处 Sentences", f"<ol>{''.join(rows)}</ol>") if rows else ""


def _shown(row: Row) -> str:
    """A row's sentence with its own words marked."""
    sentence, text = row.get("sentence") or row["text"], row["text"]
    at = sentence.find(text)
    return marked(sentence, [(at, at + len(text))] if at >= 0 and sentence != text else [])


def marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text with its spans marked; of one that begins in another what is left of it."""
    parts, at = [], 0
    for start, end in sorted(spans):
        if (start := max(start, at)) < end:
            parts += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
            at = end
    return "".join([*parts, escape(text[at:])])


def whose(row: Row) -> str:
    """The place of a row, else the name of its file."""
    return str(row["place"] or Path(row["file"]).stem)


def who(row: Row) -> str:
    """Whose a row is: place, year, file."""
    return " ".join(str(one) for one in (row["place"] or "", row["year"] or "", Path(row["file"]).name) if one)


def first_of(most: int, every: Sequence[object]) -> str:
    """That only the first are shown, where they are more; "" else.

    >>> first_of(2, "abc")
    '<p><small>只列前2个,共3个;全部见 .xlsx。 The first 2 of 3; all are in the .xlsx.</small></p>'
    """
    if len(every) <= most:
        return ""
    said = f"只列前{most}个,共{len(every)}个;全部见 .xlsx。 The first {most} of {len(every)}; all are in the .xlsx."
    return f"<p><small>{said}</small></p>"


def section(title: str, body: str, id: str = "") -> str:
    """A part of a page under its heading."""
    named = f' id="{id}"' if id else ""
    return f"<section{named}><h2>{escape(title)}</h2>{body}</section>"


def cells(heads: Iterable[str], rows: Iterable[Iterable[str]], kind: str = "") -> str:
    """A table of cells that are HTML already."""
    return table(heads, (f"<tr>{''.join(row)}</tr>" for row in rows), kind)


def td(words: object) -> str:
    """A cell of words."""
    return f"<td>{escape(str(words))}</td>"

"""What the fragments of a comparison share: links to the sentences that numbers stand in, lists of what numbers count, sections, tables.

A fragment is HTML without a page around it, in which everything from a document is escaped; it runs no script. `STYLE` is the CSS that
fragments need. Every number in a fragment is in a link, but for what is no number of the reports: classes `said` (their own
words), `where` (place, year, file, line), `id` (codes and names of the codebook), `rule` (what the method lays down), `of` (how long the list below is).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from civtext.comparison.reading import Row
from civtext.outputs import table
from civtext.retrieval.values import KINDS, LEVELS

LISTED = 200  # members of a list that are shown
STYLE = """
.parts{display:flex;flex-wrap:wrap;gap:.3em .5em;margin:1em 0}.parts a{padding:.1em .8em;border:1px solid #cbd8ee;border-radius:1em;text-decoration:none}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5em,1fr));gap:.6em;margin:1em 0}.tiles div{border-top:3px solid #2364aa;background:#f5f8fc;padding:.4em .7em}
.tiles a{display:block;font-size:1.7em;line-height:1.3;font-weight:600;text-decoration:none}.tiles span{font-size:.85em;color:#555}
.heat td{text-align:center;min-width:2.6em}.heat th{font-weight:normal;font-size:.85em}.heat tbody th{white-space:nowrap;position:sticky;left:0;z-index:1}.heat td a{color:inherit;text-decoration:none;display:block}
.heat .usual td,.heat .usual th{font-weight:bold;background:#f3f3f3}
.dots{width:auto}.dots td,.dots th{padding:.15em .3em;border-color:#e4e4e4}.dots td{text-align:center;min-width:1.7em;font-size:.85em}.dots thead th{font-weight:normal;writing-mode:vertical-rl;min-height:5em;white-space:nowrap;vertical-align:bottom;text-orientation:mixed}
.dots thead th.name{writing-mode:horizontal-tb}.dots tbody th{font-weight:normal;position:sticky;left:0;z-index:1;min-width:7em;max-width:16em}.dots td a{text-decoration:none;display:block;color:inherit}.dots .many{text-align:right}
.behind{display:none}.behind:target{display:block;position:fixed;left:0;right:0;bottom:0;max-height:55vh;overflow:auto;background:#fff;border-top:3px solid #2364aa;padding:.5em 1.2em;margin:0;box-shadow:0 -4px 16px #0004;z-index:3}
.behind .close{float:right;padding:.3em .8em;background:#eef3fb;border-radius:.5em;position:sticky;top:0}#closed{position:fixed;top:0}
.behind h3{margin:.2em 0}.of{font-weight:normal}.of::before{content:"· "}
.sheets{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,27em),1fr));gap:.8em}.sheets>div{border:1px solid #ddd;border-radius:.5em;padding:.4em .9em;break-inside:avoid;min-width:0}.sheets h3{margin:.2em 0;font-size:1.05em}.sheets h3 a{color:inherit}.sheets p{margin:.2em 0}
.strip{width:100%;display:block;max-width:40em}.strip text{font-size:15px;fill:#0550ae}.strip .scale{fill:#666;font-size:13px}.stack{width:100%;min-width:16em;max-width:42em;display:block}.stack text{font-size:13px}.stack a:hover rect,.strip a:hover circle{opacity:.8}
.chips a,.chips span{display:inline-block;background:#eef3fb;border-radius:1em;padding:.1em .7em;margin:.15em;text-decoration:none;color:#222}.chips small{color:#2364aa}mark{background:#ffe9a8}
.pair{border-left:4px solid #cbd8ee;padding:.2em .8em;margin:.8em 0;break-inside:avoid}.kept{color:#216b2c}.changed{color:#8a5a00}
.kept a,.dropped a,.steady a{color:inherit}.dropped{color:#a02318}.open{color:#555}
h4,dd,.said,td{overflow-wrap:anywhere}h4{margin:.3em 0}.sheets dt{float:left;clear:left;width:5em;color:#666}.sheets dd{margin:0 0 .2em 5.2em}.where{color:#555}
.half{min-width:6em}.half a{text-decoration:none;letter-spacing:.1em}.half a.told{color:#2364aa}.half a.silent{color:#666}tr{break-inside:avoid}h2,h3{break-after:avoid}
@media (max-width:40em){body{margin:.6em;padding:0}table{font-size:.85em}.strip text{font-size:19px}}
@page{size:A4;margin:14mm 12mm}
@media print{.behind,.close,.parts,#closed{display:none!important}a{color:inherit}body{max-width:none;margin:0;font-size:10pt}td,.tiles div,.chips a{print-color-adjust:exact;-webkit-print-color-adjust:exact}.scroll{overflow:visible}.heat,.dots{font-size:.72em}.heat td,.heat th,.dots td,.dots th{padding:.15em;min-width:0!important}.heat thead th{width:6%}.sheets{grid-template-columns:1fr 1fr;font-size:.85em}tr,svg{break-inside:avoid}}
"""


class Sentences:
    """The sentences that numbers lead to, and lists of what they count. `href` says where the sentence of a row is shown; without
    it, each is shown once by `html`.
    """

    def __init__(self, href: Callable[[Row], str] | None = None) -> None:
        self._href = href
        self._known: dict[tuple[object, ...], tuple[int, Row]] = {}
        self._lists: dict[str, int] = {}

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

    def links(self, rows: Iterable[Row], title: str, most: int = 12) -> str:
        """The texts of rows, each leading to its sentence; how many there are, leading to all of them under a title."""
        every = list(rows)
        more = f" {self.count(f'等{len(every)}项', title, every)}" if len(every) > most else ""
        return "、".join(self.link(row, row["text"]) for row in every[:most]) + more

    def count(self, words: object, title: str, members: Sequence[Any], item: Callable[[Any], str] | None = None) -> str:
        """Words, a number as a rule, that open the list of what they count."""
        return f'<a href="{self.list_of(title, members, item)}">{escape(str(words))}</a>'

    def list_of(
        self, title: str, members: Sequence[Any], item: Callable[[Any], str] | None = None, note: str = ""
    ) -> str:
        """Where members are listed: rows, each leading to its sentence, or what `item` makes of each."""
        told = "".join(f"<li>{(item or self.member)(one)}</li>" for one in members[:LISTED])
        rest = "<p>其余见 .xlsx。 The rest is in the .xlsx.</p>" if len(members) > LISTED else ""
        named = f'<h3><span class="where">{escape(title)}</span> <small class="of">{len(members)}</small></h3>'
        return f"#g{self._lists.setdefault(f'{named}{note}<ul>{told}</ul>{rest}', len(self._lists) + 1)}"

    def derived(self, words: str, href: str) -> str:
        """A number worked out from what is listed there (a median, a probability), which counts none of it."""
        return f'<a class="sum" href="{href}">{escape(words)}</a>'

    def member(self, row: Row) -> str:
        """A row in a list: whose it is, and its words, leading to its sentence."""
        told = " ".join(str(one) for one in (row["place"] or Path(row["file"]).name, row["year"] or "") if one)
        return f'<span class="where">{escape(told)}</span> {self.link(row, row["text"][:60])}'

    def quoted(self, row: Row) -> str:
        """A row in a list by its sentence, its own words marked."""
        return f"{_shown(row)} {self.whose(row)}"

    def whose(self, row: Row) -> str:
        """Whose a row is, leading to where it stands, if that is not the page itself."""
        told = f'<small class="where">{escape(who(row))}</small>'
        return f'<a href="{self.href(row)}">{told}</a>' if self._href else told

    def html(self) -> str:
        """What the links lead to: the lists, and without `href` the sentences."""
        told = [(f"g{number}", body) for body, number in self._lists.items()]
        told += [(f"s{number}", f"<p>{self.quoted(row)}</p>") for number, row in self._known.values()]
        close = '<a class="close" href="#closed">关闭 close</a>'
        behind = "".join(f'<div class="behind" id="{id}">{close}{body}</div>' for id, body in told)
        return f'{behind}<i id="closed"></i>' if told else ""


def _shown(row: Row) -> str:
    """A row's sentence with its own words marked."""
    sentence, text = row.get("sentence") or row["text"], row["text"]
    at = sentence.find(text)
    return marked(sentence, [(at, at + len(text))] if at >= 0 and sentence != text else [])


def marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text of a document with its spans marked; of one that begins in another what is left of it."""
    parts, at = [], 0
    for start, end in sorted(spans):
        if (start := max(start, at)) < end:
            parts += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
            at = end
    return f'<span class="said">{"".join([*parts, escape(text[at:])])}</span>'


def group_name(group: str) -> str:
    """What a group is called: 市级 for city.

    >>> group_name("city"), group_name("summary"), group_name("云岭市")
    ('市级', '总结', '云岭市')
    """
    return {**LEVELS, **KINDS}.get(group, (group,))[0]


def whose(row: Row) -> str:
    """The place of a row, else the name of its file."""
    return str(row["place"] or Path(row["file"]).stem)


def who(row: Row) -> str:
    """Whose a row is: place, year, file."""
    return " ".join(str(one) for one in (row["place"] or "", row["year"] or "", Path(row["file"]).name) if one)


def where(words: object) -> str:
    """Words that say where something stands: a place, a year, a file."""
    return f'<span class="where">{escape(str(words))}</span>'


def bar(width: float, colour: str) -> str:
    """A bar as wide as that."""
    return f'<svg width="{width:.0f}" height="11" aria-hidden="true"><rect width="{width:.0f}" height="11" fill="{colour}"/></svg>'


def first_of(most: int, every: Sequence[Any], title: str, sentences: Sentences, item: Callable[[Any], str]) -> str:
    """That only the first are shown, where they are more, and the list of all; "" else.

    >>> first_of(2, "abc", "字", Sentences(), str).startswith('<p><small>只列前<span class="rule">2</span>个,共<a href="#g1">3个</a>')
    True
    """
    if len(every) <= most:
        return ""
    shown, whole = f'<span class="rule">{most}</span>', sentences.count(f"{len(every)}个", title, every, item)
    return f"<p><small>只列前{shown}个,共{whole}。 The first {shown} are shown.</small></p>"


def section(title: str, body: str, id: str = "") -> str:
    """A part of a page under its heading."""
    named = f' id="{id}"' if id else ""
    return f"<section{named}><h2>{escape(title)}</h2>{body}</section>"


def foremost(often: Mapping[str, int], most: int) -> list[str]:
    """The names that stand oftenest, as many as that, in their order.

    >>> foremost({"丙县": 1, "乙县": 3, "甲县": 2}, 2)
    ['乙县', '甲县']
    """
    return sorted(sorted(often, key=lambda name: (-often[name], name))[:most])


def field(corner: str, names: Iterable[str], rows: Iterable[str]) -> str:
    """A field of dots: under the cells of the corner and the names of its columns, rows that are HTML already."""
    heads = corner + "".join(f'<th class="where">{escape(name)}</th>' for name in names)
    head = f"<thead><tr>{heads}</tr></thead>"
    return f'<div class="scroll"><table class="dots">{head}<tbody>{"".join(rows)}</tbody></table></div>'


def cells(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are HTML already."""
    return table(heads, (f"<tr>{''.join(row)}</tr>" for row in rows))

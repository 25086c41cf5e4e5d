"""The comparison as one page: a heat map, figures on a line, practices, wording, reuse, promises, cards; every number leads to its
sentence. It loads nothing, runs no script, and everything from a document is escaped.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from civtext.comparison import Comparison
from civtext.comparison.cards import Card
from civtext.comparison.figures import Aligned
from civtext.comparison.likeness import Cluster
from civtext.comparison.matrix import categories_only
from civtext.comparison.promises import OUTCOMES
from civtext.comparison.reading import GROUPS, Row
from civtext.comparison.reuse import Reuse
from civtext.outputs import page, table

_SHOWN = {"figures": 40, "practices": 40, "own": 5, "reuse": 40, "promises": 60, "groups": 40, "cards": 6}
_SCOPES = {"per_head": "人均/户均", "per_time": "每年/每月", "in_all": "累计", "growth": "增减", "part": "其中", "": ""}
_WORKS = {
    "new": "新建",
    "renew": "整治改造",
    "clear": "清理拆除",
    "hold": "开展",
    "meet": "会议",
    "give": "发放",
    "spend": "投入",
    "punish": "查处",
}
_WORKS |= {
    "choose": "评选",
    "build": "建设",
    "clean": "整治",
    "inspect": "检查",
    "serve": "服务",
    "set_up": "建立",
    "issue": "印发",
    "dispose": "处置",
}
_WORKS |= {
    "publicise": "宣传",
    "award": "表彰",
    "reform": "改革",
    "train": "培训",
    "join": "参与",
    "rule": "规定",
    "light": "亮化",
    "organise": "组织",
}
_STATUSES = {"done": "已完成", "target": "目标", "rule": "标准", "planned": "计划", "standing": "常态"}
_STYLE = """
.heat td{text-align:center;min-width:2.6em}.heat th{font-weight:normal;font-size:.85em}.heat tbody th{white-space:nowrap;position:sticky;left:0}.heat a{color:inherit;text-decoration:none}.strip{width:100%;height:46px;display:block}
.chips span{display:inline-block;background:#eef3fb;border-radius:1em;padding:.1em .7em;margin:.15em}
.pair{border-left:4px solid #cbd8ee;padding:.2em .8em;margin:.8em 0}.pair mark{background:#ffe9a8}.kept{color:#216b2c}.changed{color:#8a5a00}
.dropped{color:#a02318}.open{color:#555}.card{border:1px solid #d5d5d5;border-radius:.5em;padding:.6em 1em;margin:.8em 0;break-inside:avoid}
@media (max-width:40em){body{margin:.6em;padding:0}table{font-size:.85em}}
"""


def comparison_page(told: Comparison, names: Mapping[str, str]) -> str:
    """The page of a comparison; `names` are those of categories and indicators by id. Cards are those of the indicators that most
    places answer, or of all that were chosen.
    """
    sentences = _Sentences()
    parts = [
        _intro(told),
        _heat(told, names),
        _figures(told.figures, sentences),
        _practices(told.practices, sentences),
        _wording(told),
        _reused(told.reuse),
        _promised(told, sentences),
        _cards(_chosen(told), names),
        sentences.html(),
    ]
    return page(f"各地经验比较 Comparing by {told.by}", "".join(parts), style=_STYLE)


def _chosen(told: Comparison) -> list[Card]:
    often = Counter(card.indicator for card in told.cards)
    best = sorted(often, key=lambda id: (-often[id], id))[: None if told.ids else _SHOWN["cards"]]
    return [card for card in told.cards if card.indicator in best]


class _Sentences:
    """The sentences that numbers lead to, each once, in the order they were asked for."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[int, Row]] = {}

    def link(self, row: Row, words: str) -> str:
        """Words that lead to the sentence of a row."""
        key = (row["file"], row["article"], row["span_start"], row["span_end"])
        number, _ = self._known.setdefault(key, (len(self._known) + 1, row))
        return f'<a href="#s{number}">{escape(words)}</a>'

    def html(self) -> str:
        rows = [
            f'<li id="s{number}" value="{number}">{escape(row.get("sentence") or row["text"])} <small>{escape(_who(row))}</small></li>'
            for number, row in self._known.values()
        ]
        return _section("出处 Sentences", f"<ol>{''.join(rows)}</ol>") if rows else ""


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _who(row: Row) -> str:
    return " ".join(str(one) for one in (row["place"] or "", row["year"] or "", Path(row["file"]).name) if one)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]], kind: str = "") -> str:
    """A table of cells that are HTML already."""
    return table(heads, (f"<tr>{''.join(cells)}</tr>" for cells in rows), kind)


def _td(words: object) -> str:
    return f"<td>{escape(str(words))}</td>"


def _intro(told: Comparison) -> str:
    groups = sorted({row["group"] for row in told.articles if row["group"]})
    said = f"{len(told.articles)} 篇材料 reports, {len(groups)} 个{GROUPS[told.by]} groups"
    skipped = (
        f";{told.skipped} 篇没有写明{GROUPS[told.by]},不计入 {told.skipped} do not say theirs" if told.skipped else ""
    )
    return f"<p>{escape(said + skipped)}。这些是文本里写的,不是核实过的事实。 What the reports say, not what was verified.</p>"


def _heat(told: Comparison, names: Mapping[str, str]) -> str:
    cells = {(cell.group, cell.id): cell for cell in (told.matrix if told.ids else categories_only(told.matrix))}
    ids = sorted({id for _, id in cells})
    groups = sorted({group for group, _ in cells})[: _SHOWN["groups"]]
    most = max((cell.share for cell in cells.values()), default=1) or 1
    rows = []
    for group in groups:
        shown = [f"<th>{escape(group)}</th>"]
        for id in ids:
            cell = cells.get((group, id))
            depth = round(0.08 + 0.8 * cell.share / most, 2) if cell else 0
            hint = (
                f"{cell.passages}段 {cell.measures}举措 {cell.metrics}指标 {'、'.join(cell.kinds)}"
                if cell
                else "没有提到"
            )
            words = f"{cell.share:.0%}" if cell else "·"
            shown.append(f'<td style="background:rgba(35,100,170,{depth})" title="{escape(hint)}">{words}</td>')
        rows.append(shown)
    heads = ["", *(f"{id} {names.get(id, '')}" for id in ids)]
    note = "<p><small>格内是这一类在全部文字中的占比,悬停看段落、举措、指标数。 Share of the text; point at a cell for counts.</small></p>"
    return _section("覆盖 Coverage", note + _table(heads, rows, "heat")) if rows else ""


def _figures(found: Sequence[Aligned], sentences: _Sentences) -> str:
    shown = "".join(_aligned(one, sentences) for one in found[: _SHOWN["figures"]])
    note = "<p><small>只把对象、单位、做法、状态和口径都相同的数字放在一起;遮盖的数字算“有,但不知是多少”。 Only like with like.</small></p>"
    return _section("同口径数字 Figures", note + shown) if shown else ""


def _aligned(one: Aligned, sentences: _Sentences) -> str:
    thing, _, work, status, scope = one.key
    about = " · ".join(filter(None, (_STATUSES.get(status, status), _SCOPES[scope], _WORKS.get(work, work))))
    known = [figure.value / one.size for figure in one.figures if figure.value is not None]
    masked = f" · 遮盖 masked {one.masked}" if one.masked else ""
    listed = "、".join(
        f"{escape(str(f.row['place'] or '—'))} {sentences.link(f.row, f.row['text'])}" for f in one.figures[:12]
    )
    return f"<h3>{escape(thing)}({escape(one.unit)}) <small>{escape(about + masked)}</small></h3>{_strip(known)}<p>{listed}</p>"


def _strip(values: Sequence[float]) -> str:
    """Figures as points on a line."""
    if len(values) < 2 or max(values) == min(values):
        return ""
    low, high = min(values), max(values)
    points = "".join(
        f'<circle cx="{20 + 560 * (value - low) / (high - low):.0f}" cy="16" r="5" fill="#2364aa" fill-opacity=".55"/>'
        for value in values
    )
    ends = f'<text x="20" y="40" font-size="12">{short(low)}</text><text x="580" y="40" font-size="12" text-anchor="end">{short(high)}</text>'
    return f'<svg class="strip" viewBox="0 0 600 46" role="img"><line x1="20" x2="580" y1="16" y2="16" stroke="#999"/>{points}{ends}</svg>'


def short(value: float) -> str:
    """A number as people say it.

    >>> short(450000000.0), short(32000.0), short(18.3), short(80.0)
    ('4.5亿', '3.2万', '18.3', '80')
    """
    for size, name in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= size:
            return f"{value / size:.4g}{name}"
    return f"{value:.4g}"


def _practices(found: Sequence[Cluster], sentences: _Sentences) -> str:
    common = [one for one in found if len(one.places) > 1][: _SHOWN["practices"]]
    rows = [
        [
            _td(one.name),
            _td(len(one.places)),
            _td(one.first or "—"),
            f"<td>{'、'.join(sentences.link(row, str(row['place'] or '—')) for row in one.members[:10])}</td>",
        ]
        for one in common
    ]
    body = _table(("做法 practice", "地方 places", "最早 first", "谁在做 who"), rows) if rows else ""
    own: defaultdict[str, list[str]] = defaultdict(list)
    for one in found:
        if len(one.places) == 1 and len(own[one.places[0]]) < _SHOWN["own"]:
            own[one.places[0]].append(sentences.link(one.members[0], one.members[0]["text"][:40]))
    listed = "".join(
        f"<li>{escape(place)}: {'、'.join(links)}</li>" for place, links in sorted(own.items())[: _SHOWN["groups"]]
    )
    return (
        _section("共同与独有的做法 Practices", f"{body}<h3>只有一地写到的 Of one's own</h3><ul>{listed}</ul>")
        if found
        else ""
    )


def _wording(told: Comparison) -> str:
    groups = [
        f"<h3>{escape(group)}</h3><p class='chips'>{''.join(f'<span>{escape(one.term)}</span>' for one in found[:12])}</p>"
        for group, found in list(told.terms.items())[: _SHOWN["groups"]]
        if found
    ]
    stock = sorted(told.stock.items(), key=lambda one: -one[1])[:20]
    listed = "".join(f"<li>{escape(sentence)} <small>{number} 地</small></li>" for sentence, number in stock)
    body = "".join(groups) + (f"<h3>套话 Stock phrases</h3><ul>{listed}</ul>" if listed else "")
    return _section("用语 Wording", body) if body else ""


def _reused(found: Sequence[Reuse]) -> str:
    body = "".join(
        f'<div class="pair"><p><b>{escape(_who(one.first))}</b> {"→" if one.direction else "↔"} <b>{escape(_who(one.second))}</b>'
        f" <small>{one.likeness:.0%}{' 换词 spun' if one.spun else ''}</small></p><p>{_marked(one.first['text'], [a for a, _ in one.shared])}</p>"
        f"<p>{_marked(one.second['text'], [b for _, b in one.shared])}</p></div>"
        for one in found[: _SHOWN["reuse"]]
    )
    return _section("雷同段落 Reuse", body) if body else ""


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
        at = end
    return "".join([*parts, escape(text[at:])])


def _promised(told: Comparison, sentences: _Sentences) -> str:
    counts = Counter(one.outcome for one in told.promises)
    if not counts:
        return ""
    said = " · ".join(f"{name} {outcome} {counts[outcome]}" for outcome, name in OUTCOMES.items())
    shown = [one for one in told.promises if one.outcome != "open"][: _SHOWN["promises"]]
    rows = [
        [
            _td(one.promise["place"]),
            _td(one.promise["year"]),
            f"<td>{sentences.link(one.promise, one.promise['text'][:40])}</td>",
            f'<td class="{one.outcome}">{OUTCOMES[one.outcome]}</td>',
            f"<td>{sentences.link(one.told, one.told['text'][:40]) if one.told else ''}</td>",
        ]
        for one in shown
    ]
    table = _table(("地方", "年份", "打算 promised", "结果", "后来 later"), rows) if rows else ""
    return _section("说了与做了 Promises", f"<p>{escape(said)}</p>{table}")


def _cards(found: Sequence[Card], names: Mapping[str, str]) -> str:
    body = "".join(
        f'<div class="card"><h3>{escape(one.indicator)} {escape(names.get(one.indicator, ""))} · {escape(str(one.passage["place"] or ""))}</h3>'
        f"<p>{escape(one.passage['text'])}</p><p><small>做了什么 what: {escape('、'.join(one.measures[:6]))}<br>谁 who: {escape('、'.join(one.actors) or '—')}<br>"
        f"数据 figures: {escape('、'.join(one.figures[:8]) or '—')}<br>{escape(_who(one.passage))}</small></p></div>"
        for one in found
    )
    return _section("经验卡 Cards", body) if body else ""

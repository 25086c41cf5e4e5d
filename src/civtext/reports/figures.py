"""Figures of one thing side by side, and what goes with higher ones, as fragments: each figure leads to its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from statistics import median

from civtext.comparison import Comparison
from civtext.comparison.figures import Aligned, Figure, differences
from civtext.comparison.together import FEWEST, OF_A_HALF, UNLIKELY, Observed, Together
from civtext.reports.fragments import Sentences, cells, section, td, whose

_MOST, _LISTED, _APART, _TOGETHER = 40, 12, 4, 40
SCOPES = {"per_head": "人均/户均", "per_time": "每年/每月", "in_all": "累计", "growth": "增减", "part": "其中", "": ""}
STATUSES = {"done": "已完成", "target": "目标", "rule": "标准", "planned": "计划", "standing": "常态"}
WORKS = {
    "award": "表彰",
    "build": "建设",
    "choose": "评选",
    "clean": "整治",
    "clear": "清理拆除",
    "dispose": "处置",
    "give": "发放",
    "hold": "开展",
    "inspect": "检查",
    "issue": "印发",
    "join": "参与",
    "light": "亮化",
    "meet": "会议",
    "new": "新建",
    "organise": "组织",
    "publicise": "宣传",
    "punish": "查处",
    "reform": "改革",
    "renew": "整治改造",
    "rule": "规定",
    "serve": "服务",
    "set_up": "建立",
    "spend": "投入",
    "train": "培训",
}
_DIFFERENCES = {"unit": "单位不同", "work": "做法不同", "status": "状态不同", "scope": "口径不同"}


def figures_html(told: Comparison, sentences: Sentences) -> str:
    """The aligned figures as a fragment, those that most articles report first; beside each what may not be compared with it."""
    found = told.figures[:_MOST]
    if not found:
        return ""
    note = "只把对象、单位、做法、状态和口径都相同的数字放在一起;遮盖的数字算“有,但不知是多少”。 Only like with like."
    note += (
        f" 列出报得最多的{_MOST}组,共{len(told.figures)}组。 The first {_MOST} of {len(told.figures)}."
        if len(told.figures) > _MOST
        else ""
    )
    lone = f"另有{told.lone}个数字只有一篇材料写到,{told.bare}个没有写明是什么的数量,不相比。 {told.lone} stand alone, {told.bare} say not of what."
    body = "".join(_aligned(one, sentences) for one in found)
    return section("同口径数字 Figures", f"<p><small>{escape(note)} {escape(lone)}</small></p>{body}", "figures")


def _aligned(one: Aligned, sentences: Sentences) -> str:
    known = [figure.value / one.size for figure in one.figures if figure.value is not None]
    middle = f"中位 median {short(median(known))}" if len(known) > 2 else ""
    about = " · ".join(filter(None, (*_about(one.key), middle, f"遮盖 masked {one.masked}" if one.masked else "")))
    links = [_figure(figure, sentences) for figure in one.figures]
    rest = (
        f"<details><summary>另{len(links) - _LISTED}个 more</summary>{'、'.join(links[_LISTED:])}</details>"
        if links[_LISTED:]
        else ""
    )
    title = f"{escape(one.key[0])}({escape(one.unit)}) <small>{escape(about)}</small>"
    return f"<h3>{title}</h3>{_strip(one, sentences)}<p>{'、'.join(links[:_LISTED])}</p>{rest}{_apart(one, sentences)}"


def _about(key: Sequence[str]) -> tuple[str, str, str]:
    _, _, work, status, scope = key
    return STATUSES.get(status, status), SCOPES[scope], WORKS.get(work, work)


def _figure(one: Figure, sentences: Sentences) -> str:
    told = f"{whose(one.row)} {one.row['year'] or ''}".strip()
    return f"{escape(told)} {sentences.link(one.row, one.row['text'])}"


def _apart(one: Aligned, sentences: Sentences) -> str:
    """Figures of the same object that are not compared, and why not."""
    if not one.apart:
        return ""
    listed = "、".join(
        f"{_figure(other, sentences)}({'、'.join(_DIFFERENCES[name] for name in differences(one.key, other.key))})"
        for other in one.apart[:_APART]
    )
    more = f"等{len(one.apart)}个" if len(one.apart) > _APART else ""
    return f"<p><small>同一对象、不可比 not comparable: {listed}{more}</small></p>"


def _strip(one: Aligned, sentences: Sentences) -> str:
    """The known figures as points on a line, each leading to its sentence."""
    known = [(figure, figure.value / one.size) for figure in one.figures if figure.value is not None]
    values = [value for _, value in known]
    if len(values) < 2 or max(values) == min(values):
        return ""
    low, high = min(values), max(values)
    points = "".join(
        f'<a href="{sentences.href(figure.row)}"><circle cx="{20 + 560 * (value - low) / (high - low):.0f}" cy="16" r="6" fill="#2364aa" fill-opacity=".5">'
        f"<title>{escape(whose(figure.row))} {escape(figure.row['text'])} 不低于{one.percentile(value * one.size):.0f}%</title></circle></a>"
        for figure, value in known
    )
    ends = f'<text x="20" y="40" font-size="13">{short(low)}</text><text x="580" y="40" font-size="13" text-anchor="end">{short(high)}</text>'
    return f'<svg class="strip" viewBox="0 0 600 46" role="group" aria-label="数轴 on a line"><line x1="20" x2="580" y1="16" y2="16" stroke="#999"/>{points}{ends}</svg>'


def short(value: float) -> str:
    """A number as people say it.

    >>> short(450000000.0), short(32000.0), short(18.3), short(80.0)
    ('4.5亿', '3.2万', '18.3', '80')
    """
    for size, name in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= size:
            return f"{value / size:.4g}{name}"
    return f"{value:.4g}"


def together_html(told: Observed, sentences: Sentences) -> str:
    """What goes with higher figures as a fragment: counts of either half, how probable it is by chance, and what that does not mean."""
    if not told.pairs and not told.too_few:
        return ""
    rows = [_together(one, sentences) for one in told.found[:_TOGETHER]]
    heads = ("数字 figure", "做法 practice", "高的一半里 above", "低的一半里 below", "巧合的可能 by chance")
    body = cells(heads, rows) if rows else "<p>没有看出同现。 Nothing goes together.</p>" if told.pairs else ""
    return section(
        "与较高数字同现的做法 What goes with higher figures",
        f"<p><small>{escape(_note(told))}</small></p>{body}",
        "together",
    )


def _note(told: Observed) -> str:
    few = f"已知数字的地方不足{FEWEST}个(高低两半各{OF_A_HALF}个)的,不看:{told.too_few}组。 {told.too_few} figures have too few places."
    if not told.pairs:
        return few
    said = "这是观察,不是原因:数字高低还随地方大小而变,写得多的地方什么都写得多。 An observation, not a cause."
    looked = f"看了{told.pairs}对,列出单凭巧合可能性不超过{UNLIKELY:.0%}的{len(told.found)}对;全凭巧合也会有约{told.by_chance:g}对。"
    english = f"Of {told.pairs} pairs {len(told.found)} are as uneven as chance makes one in twenty; chance alone would show about {told.by_chance:g}."
    doubt = "列出的不比巧合多,不宜当作规律。 No more than chance shows." if len(told.found) <= told.by_chance else ""
    return " ".join(filter(None, (said, looked, doubt, english, few if told.too_few else "")))


def _together(one: Together, sentences: Sentences) -> list[str]:
    thing = f"{one.figure.key[0]}({one.figure.unit})"
    about = " · ".join(filter(None, _about(one.figure.key)[1:]))
    return [
        f"<td>{escape(thing)} <small>{escape(about)}</small></td>",
        td(one.practice.name),
        f"<td>{len(one.upper)}地中{len(one.above)}地:{_telling(one, one.above, sentences)}</td>",
        f"<td>{len(one.lower)}地中{len(one.below)}地:{_telling(one, one.below, sentences)}</td>",
        td(f"{one.chance:.1%}"),
    ]


def _telling(one: Together, places: Sequence[str], sentences: Sentences) -> str:
    """The places that tell a practice, each leading to where it does."""
    first = {row["place"]: row for row in reversed(one.practice.members)}
    return "、".join(sentences.link(first[place], place) for place in places) or "—"

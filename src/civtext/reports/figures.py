"""Figures of one thing side by side as a fragment: each figure leads to its sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from statistics import median

from civtext.comparison import Comparison
from civtext.comparison.figures import Aligned, Figure, differences
from civtext.quantities import short
from civtext.reports.fragments import Sentences, first_of, section, where, whose

_MOST, _LISTED, _APART = 40, 6, 3
_WIDE = 50  # times the least that the most is, from which on a line is logarithmic
SCOPES = {
    "per_head": "人均/户均",
    "per_time": "每年/每月",
    "in_all": "累计",
    "months": "不满一年",
    "start": "起点",
    "growth": "增减",
    "part": "其中",
    "": "",
}
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
    """The aligned figures as a fragment, those that most articles report first, what was done before what is asked; beside each what
    may not be compared with it.
    """
    ordered = sorted(told.figures, key=lambda one: one.key[3] != "done")
    if not ordered:
        return ""
    note = "只把对象、单位、做法、状态和口径都相同的数字放在一起;遮盖的数字算“有,但不知是多少”。 Only like with like."
    alone = (
        ("个数字只有一篇材料写到 of one report only", told.lone),
        ("个数量没有写明是什么 say not of what", told.bare),
    )
    left = [sentences.count(f"{len(rows)}{name}", name[1:], rows) for name, rows in alone if rows]
    rest = f"不相比 not compared: {'、'.join(left)}。" if left else ""
    more = first_of(_MOST, ordered, "同口径数字", sentences, lambda one: figure_item(one, sentences))
    body = "".join(f"<div>{_aligned(one, sentences)}</div>" for one in ordered[:_MOST])
    said = f'<p><small>{escape(note)} {rest}</small></p>{more}<div class="sheets">{body}</div>'
    return section("同口径数字 Figures", said, "figures")


def figure_item(one: Aligned, sentences: Sentences) -> str:
    """A group of figures in a list, leading to all of them."""
    return f'<a href="{_every(one, sentences)}">{escape(titled(one))}</a> {" · ".join(filter(None, _about(one.key)))}'


def titled(one: Aligned) -> str:
    """What a group of figures is of."""
    return f"{one.key[0]}({one.unit})"


def _every(one: Aligned, sentences: Sentences) -> str:
    """Where the figures of a group are listed, the largest first, each with its percentile."""
    title = " · ".join(filter(None, (titled(one), *_about(one.key))))

    def item(figure: Figure) -> str:
        told = f"百分位 {one.percentile(figure.value):.0f}" if figure.value is not None else "遮盖 masked"
        return f"{_figure(figure, sentences)} {sentences.link(figure.row, told)}"

    return sentences.list_of(title, one.figures, item)


def _aligned(one: Aligned, sentences: Sentences) -> str:
    every, masked = _every(one, sentences), [figure.row for figure in one.figures if figure.value is None]
    known = [figure.value / one.size for figure in one.figures if figure.value is not None]
    told = [escape(word) for word in _about(one.key) if word]
    if len(known) > 2:
        told.append(sentences.derived(f"中位 median {short(median(known))}", every))
    if masked:
        told.append(sentences.count(f"遮盖 masked {one.masked}", f"{titled(one)} 遮盖 masked", masked))
    links = "、".join(_figure(figure, sentences) for figure in one.figures[:_LISTED])
    more = f' <a href="{every}">共{len(one.figures)}个</a>' if len(one.figures) > _LISTED else ""
    title = f'<h3><a href="{every}">{escape(titled(one))}</a> <small>{" · ".join(told)}</small></h3>'
    return f"{title}{_strip(one, sentences)}<p>{links}{more}</p>{_apart(one, sentences)}"


def _about(key: Sequence[str]) -> tuple[str, str, str]:
    _, _, work, status, scope = key
    return STATUSES.get(status, status), SCOPES[scope], WORKS.get(work, work)


def _figure(one: Figure, sentences: Sentences) -> str:
    told = f"{whose(one.row)} {one.row['year'] or ''}".strip()
    return f"{where(told)} {sentences.link(one.row, one.row['text'])}"


def _apart(one: Aligned, sentences: Sentences) -> str:
    """Figures of the same object that are not compared, and why not."""
    if not one.apart:
        return ""

    def item(other: Figure) -> str:
        return (
            f"{_figure(other, sentences)}({'、'.join(_DIFFERENCES[name] for name in differences(one.key, other.key))})"
        )

    listed = "、".join(map(item, one.apart[:_APART]))
    title = f"{titled(one)} 不可比 not comparable"
    more = f" {sentences.count(f'共{len(one.apart)}个', title, one.apart, item)}" if len(one.apart) > _APART else ""
    return f"<p><small>同一对象、不可比 not comparable: {listed}{more}</small></p>"


def _strip(one: Aligned, sentences: Sentences) -> str:
    """The known figures as points on a line, each leading to its sentence; the least and the most are named, the median is marked.
    Where the most is many times the least, the line is logarithmic, and says so.
    """
    known = [(figure, figure.value / one.size) for figure in one.figures if figure.value is not None]
    values = [value for _, value in known]
    if len(values) < 2 or max(values) == min(values):
        return ""
    is_log = min(values) > 0 and max(values) / min(values) >= _WIDE
    scale = math.log if is_log else float
    low, high = scale(min(values)), scale(max(values))

    def across(value: float) -> float:
        return 10 + 580 * (scale(value) - low) / (high - low)

    points = "".join(
        f'<a href="{sentences.href(figure.row)}"><circle cx="{across(value):.0f}" cy="16" r="7" fill="#2364aa" fill-opacity=".5">'
        f"<title>{escape(whose(figure.row))} {escape(figure.row['text'])} 不低于{one.percentile(value * one.size):.0f}%</title></circle></a>"
        for figure, value in known
    )
    middle = across(median(values))
    tick = f'<line x1="{middle:.0f}" x2="{middle:.0f}" y1="4" y2="28" stroke="#be5a1e" stroke-width="3"/>'
    ends = "".join(
        f'<a href="{sentences.href(figure.row)}"><text x="{x}" y="44" text-anchor="{anchor}">{escape(whose(figure.row))} {short(value)}</text></a>'
        for (figure, value), x, anchor in ((known[-1], 10, "start"), (known[0], 590, "end"))
    )
    line = f'<line x1="10" x2="590" y1="16" y2="16" stroke="#999"/>{tick if len(values) > 2 else ""}'
    name = "对数轴 log scale" if is_log else "数轴 on a line"
    said = f'<text class="scale" x="300" y="44" text-anchor="middle">{name}</text>' if is_log else ""
    return f'<svg class="strip" viewBox="0 0 600 50" role="group" aria-label="{name}">{line}{said}{points}{ends}</svg>'

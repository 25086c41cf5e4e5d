"""What a search can be asked for beside words, by page and API alike."""

from __future__ import annotations

from fastapi import Request

# What can be asked for beside words, as the search's own fields are called.
FIELDS = {
    "place": ("地方", "place"),
    "period": ("年份", "years"),
    "kind": ("文种", "kind"),
    "level": ("层级", "level"),
    "category": ("类别", "category"),
    "indicator": ("测评指标", "indicator"),
    "role": ("部分", "section"),
    "metric": ("指标的对象", "metric about"),
    "unit": ("单位", "unit"),
    "value": ("数值", "value"),
    "masked": ("遮盖", "masked"),
    "status": ("状态", "status"),
    "without": ("不含", "without"),
}


def asked_of(request: Request) -> dict[str, str]:
    """The fields of a search in the address, those that say something."""
    return {name: value for name in FIELDS if (value := request.query_params.get(name, "").strip())}

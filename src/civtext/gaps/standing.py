"""Where a draft's own numbers stand among those of other reports (本地数字在各地中的位置).

Compared is like with like: the same object, unit and action, done, not masked; one number a report, its largest, for totals are told
beside their parts, and the draft's largest too. Fewer than three other reports are no company to stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from civtext.model import Annotation, Document, Metric
from civtext.store import Store

_FEWEST = 3
_OTHERS = """
SELECT max(value) AS value, path FROM metrics JOIN articles ON articles.id = document_id
WHERE NOT vanished AND object = ? AND unit = ? AND coalesce(action, '') = ? AND status = 'done' AND value IS NOT NULL AND path <> ?
GROUP BY document_id ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A number of the draft among those of `others` reports: how many say less, the least, the middle and the most of theirs."""

    metric: Annotation
    below: int
    others: int
    low: float
    middle: float
    high: float

    @property
    def unit(self) -> str:
        """What the numbers count in."""
        return (self.metric.value.unit or "") if isinstance(self.metric.value, Metric) else ""

    @property
    def extreme(self) -> bool:
        """Whether the draft says less than every other report, or more: worth a second look."""
        value = self.metric.value.value if isinstance(self.metric.value, Metric) else None
        return value is not None and not self.low <= value <= self.high


def standings(document: Document, base: Store) -> list[Standing]:
    """Where each number of a document that has company in a base stands, in text order. Raises StoreError."""
    found = []
    for one, value in _largest(document):
        asked = (value.object, value.unit, value.action or "", document.source.origin)
        others = [row["value"] for row in base.rows(_OTHERS, *asked)]
        if len(others) >= _FEWEST:
            below = sum(other < (value.value or 0) for other in others)
            found.append(Standing(one, below, len(others), others[0], median(others), others[-1]))
    return found


def _largest(document: Document) -> Iterable[tuple[Annotation, Metric]]:
    """Of the numbers of one thing the largest, in text order; not those of parts (其中…)."""
    largest: dict[tuple[str | None, ...], tuple[Annotation, Metric]] = {}
    for one in document.labelled("metric"):
        value, at = one.value, document.local(one).start
        if not isinstance(value, Metric) or value.value is None or not value.object or value.status != "done":
            continue
        sentence = re.split("[。;；\n]", document.folded[max(0, at - 120) : at])[-1]
        key = (value.object, value.unit, value.action)
        known = largest.get(key)
        if "其中" not in sentence and (known is None or (known[1].value or 0) < value.value):
            largest[key] = (one, value)
    return sorted(largest.values(), key=lambda pair: pair[0].span)


def standing_record(document: Document, one: Standing) -> dict[str, Any]:
    """A standing as plain data: span, text, object, unit, action, where it is, and the others' numbers."""
    value = one.metric.value
    told = {name: getattr(value, name, None) for name in ("object", "unit", "action")}
    numbers = {"below": one.below, "others": one.others, "low": one.low, "middle": one.middle, "high": one.high}
    where = document.source.where(one.metric.span.start)
    return {**one.metric.span._asdict(), "text": one.metric.text, **told, **numbers, "place": str(where)}

"""Where a draft's own numbers stand among those of other reports (本地数字在各地中的位置).

Compared is like with like: the same object, unit and action, done, not masked; one number a report, its largest, for totals are told
beside their parts. Fewer than three other reports are no company to stand in.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

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


def standings(document: Document, base: Store) -> list[Standing]:
    """Where each number of a document that has company in a base stands, in text order. Raises StoreError."""
    found = []
    for one in document.labelled("metric"):
        value = one.value
        if not isinstance(value, Metric) or value.value is None or not value.object or value.status != "done":
            continue
        asked = (value.object, value.unit, value.action or "", document.source.origin)
        others = [row["value"] for row in base.rows(_OTHERS, *asked)]
        if len(others) >= _FEWEST:
            below = sum(other < value.value for other in others)
            found.append(Standing(one, below, len(others), others[0], median(others), others[-1]))
    return found

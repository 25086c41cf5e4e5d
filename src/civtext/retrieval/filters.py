"""From the values of fields to conditions on passages. Values go in as parameters, never into the SQL.

Values of one field are alternatives where a thing has one of them (place, kind), and all wanted where it may have
several (metric, value). What is asked of metrics is asked of one and the same metric.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from civtext.retrieval.values import Range, code_of, one_of, range_of, ranges_in, unit_of, unknown
from civtext.store import Store
from civtext.store.periods import besides_years, years
from civtext.store.terms import IS_SPUN

_Asked = Mapping[str, Sequence[str]]
_OF_METRICS = ("metric", "unit", "value", "masked")
# An indicator (C09-03) counts for its category (C09).
_IN_CATEGORY = """
EXISTS (SELECT 1 FROM passage_categories WHERE passage_id = passages.id AND (category = ? OR category GLOB ? || '-*'))
"""
_HAS_STATUS = """
passages.id IN (SELECT passage_id FROM metrics WHERE status = ? UNION SELECT passage_id FROM measures WHERE status = ?)
"""
# A metric may have the status of the measure that it belongs to (planned, standing).
_OF_STATUS = """
(metrics.status = ? OR EXISTS (SELECT 1 FROM measure_metrics JOIN measures ON measures.id = measure_id
WHERE metric_id = metrics.id AND measures.status = ?))
"""
_OF_WORD = f"reads(coalesce(metrics.action, '') || coalesce(metrics.object, ''), ?, {IS_SPUN})"
_METRICS = "FROM metrics JOIN documents ON documents.id = document_id WHERE"


class Condition(NamedTuple):
    """A condition in SQL, and what its question marks stand for."""

    sql: str
    values: tuple[object, ...] = ()


# Some file of the text is still there; the view `articles` tells this too, but with more that takes time.
PRESENT = Condition("EXISTS (SELECT 1 FROM files WHERE files.text_id = documents.text_id AND NOT files.vanished)")


class Filters(NamedTuple):
    """What a passage must fulfil beside its words: conditions in SQL, that on its metrics (and the words asked of them),
    and words that it lacks.
    """

    conditions: Sequence[Condition] = ()
    metrics: Condition | None = None
    objects: Sequence[str] = ()
    without: Sequence[str] = ()

    def where(self, *, ranked: bool = False) -> Sequence[Condition]:
        """All that can be said in SQL; of passages that come ranked, most are never looked at."""
        if self.metrics is None:
            return self.conditions
        sql, values = self.metrics
        if ranked:
            return [
                *self.conditions,
                Condition(f"EXISTS (SELECT 1 {_METRICS} passage_id = passages.id AND {sql})", values),
            ]
        return [*self.conditions, Condition(f"passages.id IN (SELECT passage_id {_METRICS} {sql})", values)]


def filters(store: Store, *asked: _Asked, vanished: bool) -> Filters:
    """The conditions that the fields of a query and those given beside it make."""
    found = [] if vanished else [PRESENT]
    every = {name: [one for fields in asked for one in fields.get(name, ())] for name in (*_OF_METRICS, "status")}
    metrics = _metrics(store, every) if any(every[name] for name in _OF_METRICS) else None
    for fields in asked:
        for name, values in fields.items():
            if name in _OF_DOCUMENTS and not (name == "status" and metrics):
                found.append(_joined("OR", [_OF_DOCUMENTS[name](store, value) for value in values]))
    return Filters(found, metrics, every["metric"], [one for fields in asked for one in fields.get("without", ())])


def metric_texts(store: Store, passage_id: int, asked: Condition) -> tuple[str, ...]:
    """The texts of the metrics of a passage that fulfil what was asked of metrics."""
    sql = f"SELECT metrics.text {_METRICS} passage_id = ? AND {asked.sql} ORDER BY position"
    return tuple(row["text"] for row in store.rows(sql, passage_id, *asked.values))


def _place(store: Store, value: str) -> Condition:
    return Condition("reads(coalesce(place, ''), ?, 0)", (value,))


def _period(store: Store, value: str) -> Condition:
    found = []
    if named := years(value):
        found.append(Condition("year_from <= ? AND year_to >= ?", (named[1], named[0])))
    rest = besides_years(value)
    if not named:
        told = [
            row["period"]
            for row in store.rows("SELECT DISTINCT period FROM articles WHERE period <> '' ORDER BY period DESC")
        ]
        if not any(rest in period for period in told):
            raise unknown("period", "时期", value, told)
    if rest:
        found.append(Condition("instr(period, ?) > 0", (rest,)))
    return _joined("AND", found)


def _category(store: Store, value: str) -> Condition:
    return Condition(_IN_CATEGORY, (code_of(store, "category", value),) * 2)


def _indicator(store: Store, value: str) -> Condition:
    return Condition(_IN_CATEGORY, (code_of(store, "indicator", value),) * 2)


def _closed(name: str) -> Callable[[Store, str], Condition]:
    return lambda store, value: Condition(f"{name} = ?", (one_of(name, value),))


def _status(store: Store, value: str) -> Condition:
    return Condition(_HAS_STATUS, (one_of("status", value),) * 2)


_OF_DOCUMENTS: Mapping[str, Callable[[Store, str], Condition]] = {
    "place": _place,
    "level": _closed("level"),
    "kind": _closed("kind"),
    "period": _period,
    "category": _category,
    "indicator": _indicator,
    "role": _closed("role"),
    "status": _status,
}


def _metrics(store: Store, asked: _Asked) -> Condition:
    """What one metric must fulfil, cheap conditions first."""
    found = [Condition("metrics.masked = ?", (one_of("masked", one) == "yes",)) for one in asked["masked"]]
    units = [unit_of(store, one) for one in asked["unit"]]
    found += [_unit(ranges_in(Range(0, 0), *unit)) for unit in units]
    found += [_value(range_of(one), units) for one in asked["value"]]
    found += [Condition(_OF_STATUS, (one_of("status", one),) * 2) for one in asked["status"]]
    found += [Condition(_OF_WORD, (one,)) for one in asked["metric"]]
    return _joined("AND", found)


def _value(asked: Range, units: Sequence[tuple[str, float]]) -> Condition:
    """A metric's own range may overlap the range asked for; where neither names a unit, any unit will do."""
    if not (asked.unit or units):
        return _within(asked)
    ranges = ranges_in(asked, *(units[0] if units else ("", 1.0)))
    return _joined("OR", [_joined("AND", [_unit([unit]), _within(one)]) for unit, one in ranges.items()])


def _within(asked: Range) -> Condition:
    return Condition("metrics.value <= ? AND coalesce(metrics.high, metrics.value) >= ?", (asked.high, asked.low))


def _unit(units: Mapping[str, Range] | Sequence[str]) -> Condition:
    return Condition(f"metrics.unit IN ({', '.join('?' * len(units))})", tuple(units))


def _joined(word: str, conditions: Sequence[Condition]) -> Condition:
    if not conditions:
        return Condition("1")
    sql = f" {word} ".join(f"({one.sql})" for one in conditions)
    return Condition(f"({sql})", tuple(value for one in conditions for value in one.values))

"""What stands around a number or a measure: its sentence, what limits it there, and what it may be compared by."""

from __future__ import annotations

from collections.abc import Sequence

from civtext.comparison import times
from civtext.comparison.figures import CLAUSE, figure_of
from civtext.comparison.reading import Row
from civtext.model import narrowed
from civtext.store import Store
from civtext.words import sentence_around

_STOPS = "。!?！？;；"


def add_context(base: Store, found: Sequence[Row]) -> None:
    """To each number or measure its `sentence`, and what stands in it `before` and `after`, which limits what a number may be compared
    with; `time` is what its sentence, past semicolons, says of when.
    """
    sources = {row["text_id"]: "" for row in found}
    for text_id in sources:
        sources[text_id] = base.source(text_id)
    for row in found:
        text, start, end = sources[row["text_id"]], row["span_start"], row["span_end"]
        first, last = sentence_around(text, start, end, stops=_STOPS)
        row["before"] = narrowed(text[first:start])
        row["clause"] = text[start - len(CLAUSE.split(row["before"])[-1]) : end]
        row["after"] = narrowed(text[end:last])
        row["sentence"] = text[first:last].strip()
        opening = text[sentence_around(text, start, end).start : start]
        year = times.of_column(text, start, row["year"]) if row.get("rule") == "cell" else row["year"]
        row["time"] = times.told(narrowed(opening), year)


def add_figures(base: Store, measures: Sequence[Row], metrics: Sequence[Row]) -> None:
    """To each number what it is compared by, whatever its status, and its amount; to each measure those of the first of its numbers. What
    was done in a year before that of the report is of that year.
    """
    by_id, of = {row["id"]: row for row in metrics}, {row["id"]: row for row in measures}
    links = [
        (of[link["measure_id"]], by_id[link["metric_id"]])
        for link in base.rows("SELECT measure_id, metric_id FROM measure_metrics ORDER BY metric_id")
        if link["metric_id"] in by_id and link["measure_id"] in of
    ]
    owners = {metric["id"]: measure for measure, metric in links}
    for row in metrics:
        _leave_verb_out(row, owners.get(row["id"]))
        row["year"] = row["time"].year if row["status"] == "done" else row["year"]
        figure = figure_of(row) if row["object"] else None
        row["key"] = figure and (*figure.key[:3], figure.key[4])
        row["amount"], row["owned"], row["counted"] = figure and figure.value, row["id"] in owners, True
    first: dict[int, Row] = {}
    for measure, metric in links:
        first.setdefault(measure["id"], metric)
    for row in measures:
        counted = first.get(row["id"])
        row["counted"] = counted is not None
        row["key"], row["amount"] = (counted["key"], counted["amount"]) if counted else (None, None)
        row["year"] = counted["year"] if counted else row["year"]


def _leave_verb_out(metric: Row, owner: Row | None) -> None:
    """Where a number's object holds the verb of the measure that it belongs to (拟补植行道树), what follows the verb is its object."""
    if owner and owner["object"] and (metric["object"] or "").endswith(f"{owner['action']}{owner['object']}"):
        metric["object"], metric["action"] = owner["object"], owner["action"]


def in_clauses(metrics: Sequence[Row]) -> list[Row]:
    """Numbers as what is told of them: each with its clause up to it; `found_at`: where the number itself begins."""
    return [
        row | {"text": row["clause"], "span_start": row["span_end"] - len(row["clause"]), "found_at": row["span_start"]}
        for row in metrics
    ]

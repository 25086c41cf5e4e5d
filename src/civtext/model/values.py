"""What is found, and who says so: Annotation, its values, Provenance."""

from __future__ import annotations

from dataclasses import dataclass

from civtext.model.text import Span


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who says so: the component, its named rule, and how sure it is (0 to 1; rules that do not weigh say 1)."""

    component: str
    rule: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Metric:
    """A quantity (指标): what was counted, measured, spent or promised. Fields: docs/contract.md.

    `value` is in base units of `unit` (30万元 is 300000 元), None where masked; `high` is the upper end of a range.
    """

    value: float | None
    high: float | None = None
    unit: str = ""
    bound: str = "exact"
    object: str | None = None
    action: str | None = None
    status: str = "done"
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A blank (占位符): masked or still to be filled; `type` says what belongs there.

    `noun` is what it stands with (市 of XX市, what a number counts), `unit` and `scale` (万, 亿) are those of a number,
    `digits` the mask with # for each open digit (#.#, 20##), "" where it does not say how many.
    """

    type: str
    noun: str | None = None
    unit: str = ""
    scale: str = ""
    digits: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """An action (举措) that could be checked; `metrics` are indexes into the document's metrics."""

    action: str
    object: str | None = None
    status: str = "done"
    actor: str | None = None
    metrics: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Slogan:
    """A formula built on a number (数字口号) and what it stands for, where the text says so."""

    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: `level` 0 for an article's own title, 1 for the outermost numbering; `run_in` for a sentence of what it heads."""

    level: int
    number: str
    title: str
    run_in: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """A name: `kind` is place, org, document, docnum, campaign, brand, period or person; `canonical` its full form.

    `code` is that of an official division (GB/T 2260: 2, 4 or 6 digits), "" for any other name.
    """

    kind: str
    canonical: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Residual:
    """A real name that a masked text forgot to mask: `kind` is place, person, org or landmark."""

    kind: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A look-alike that was not taken, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What a draft still lacks or gets wrong (缺口), told by `civtext gaps`, not kept with a document.

    `kind` is blank, indicator, contradiction, leftover or form; `severity` must (to be mended), should, or look (a person
    decides). `group` is shared by blanks that one value fills.
    """

    kind: str
    severity: str
    reason: str
    advice: str
    group: str = ""


LABELS = ("heading", "metric", "placeholder", "measure", "slogan", "entity", "residual", "rejected")
Value = Metric | Placeholder | Measure | Slogan | Heading | Entity | Residual | Rejected | Gap


@dataclass(frozen=True, slots=True)
class Annotation:
    """Everything found: where (`span`, in the source), what (`label`, `value`), who says so (`provenance`)."""

    span: Span
    text: str
    label: str
    value: Value
    provenance: Provenance

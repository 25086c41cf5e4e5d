"""The codebook (编码表): the measurement system of a campaign as data, categories and their indicators.

A codebook is a YAML file: `id`, `name`, `name_en`, `version` and `categories`, each with indicators, each with cue
terms, a definition and an example (`data/codebooks/civilised-city.yaml` shows all fields). Any file of that shape will
do; what breaks the shape is reported all at once.

>>> codebook = load_codebook()
>>> codebook.categories[11].id, codebook.categories[11].name_zh
('C12', '长效常态的创建工作机制')
>>> codebook.category("C09").indicators[9].name_zh
'公共厕所'
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from civtext.errors import CodebookError

LARGEST = 5_000_000  # bytes of a codebook


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a category is measured by. `cues` are words that speak of it; `hints` are words that only lean towards it."""

    id: str
    name_zh: str
    name_en: str
    definition: str
    cues: tuple[str, ...]
    example: str
    hints: tuple[str, ...] = ()
    verified: bool = False
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A top-level item of the measurement system (测评项目); `check_methods` by their Chinese names (材料审核)."""

    id: str
    name_zh: str
    name_en: str
    definition: str
    definition_en: str
    indicators: tuple[Indicator, ...]
    check_methods: tuple[str, ...] = ()
    verified: bool = False
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Threshold:
    """What an edition asks for (达标线): the code of its item, what is measured, the value as written (≥13%)."""

    code: str
    name_zh: str
    value: str


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition (版本) of the system, or a system beside it: what it calls our categories and indicators, by our ids."""

    id: str
    name_zh: str
    name_en: str
    codes: tuple[tuple[str, tuple[str, ...]], ...]
    verified: bool = False
    ref: str = ""
    thresholds: tuple[Threshold, ...] = ()


@dataclass(frozen=True, slots=True)
class Codebook:
    """A measurement system: categories in their order. Ids, once published, never change their meaning.

    An indicator's id is its category's, a hyphen and more (C09-10 of C09). `ignored` are words that hold a cue inside
    them and do not speak of it (市政府 is no 市政).
    """

    id: str
    name: str
    name_en: str
    version: str
    categories: tuple[Category, ...]
    ignored: tuple[str, ...] = ()
    editions: tuple[Edition, ...] = ()

    def __hash__(self) -> int:
        """By its name: what is kept for a codebook is looked up once a passage, and its terms are many thousands."""
        return hash((self.id, self.version))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators of all categories, in order."""
        return tuple(indicator for category in self.categories for indicator in category.indicators)

    def thresholds(self, id: str) -> tuple[Threshold, ...]:
        """What any edition asks for under an indicator, by the codes that the edition has for it."""
        return tuple(
            threshold
            for edition in self.editions
            for threshold in edition.thresholds
            if threshold.code in dict(edition.codes).get(id, ())
        )

    def category(self, id: str) -> Category:
        """The category with this id; CodebookError "codebook.unknown" names the known ones."""
        for category in self.categories:
            if category.id == id:
                return category
        known = " ".join(category.id for category in self.categories)
        raise CodebookError("codebook.unknown", f"没有类别{id}，已有：{known}。", f"No category {id}; known: {known}.")


def crosswalk(codebook: Codebook, one: str, other: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """What two editions call the same thing: our id, its codes in one, its codes in the other; ids that one of them has.

    CodebookError "codebook.edition" names the editions known.

    >>> rows = crosswalk(load_codebook(), "2015", "minors-2016")
    >>> next(row for row in rows if row[0] == "C09")
    ('C09', ('Ⅰ-9',), ())
    """
    known = {edition.id: dict(edition.codes) for edition in codebook.editions}
    for id in (one, other):
        if id not in known:
            listed = "、".join(known) or "—"
            raise CodebookError(
                "codebook.edition", f"没有版本{id}，已有：{listed}。", f"No edition {id}; known: {listed}."
            )
    ids = [id for category in codebook.categories for id in (category.id, *(i.id for i in category.indicators))]
    both = [(id, known[one].get(id, ()), known[other].get(id, ())) for id in ids]
    return [row for row in both if row[1] or row[2]]


def load_codebook(source: str | Path = "civilised-city") -> Codebook:
    """Read a codebook: a name of one that civtext carries, or the path of a YAML file.

    Raises CodebookError: "codebook.missing" (the message lists the names known), "codebook.invalid" (all faults listed).
    """
    if isinstance(source, str) and source in codebook_names():
        return _carried(source)
    path = Path(source)
    if not path.is_file():
        known = "、".join(codebook_names())
        raise CodebookError(
            "codebook.missing",
            f"没有这个编码表；自带的有：{known}。",
            f"No such codebook; carried: {known}.",
            where=str(source),
        )
    return read_codebook(path.read_bytes(), where=str(path))


@cache
def codebook_names() -> tuple[str, ...]:
    """The codebooks that civtext carries, by name."""
    folder = files("civtext").joinpath("data", "codebooks")
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")))


@cache
def _carried(name: str) -> Codebook:
    return read_codebook(files("civtext").joinpath("data", "codebooks", f"{name}.yaml").read_bytes(), where=name)


def read_codebook(text: str | bytes, *, where: str = "") -> Codebook:
    """Read a codebook from YAML text; CodebookError "codebook.invalid" lists everything that is wrong with it.

    >>> read_codebook("id: x")
    Traceback (most recent call last):
    civtext.errors.CodebookError: ... categories ...
    """
    import yaml

    if len(text) > LARGEST:
        zh, en = f"超过{LARGEST // 1_000_000} MB", f"larger than {LARGEST // 1_000_000} MB"
        raise _invalid([(zh, en)], where)
    try:
        data = yaml.load(text, Loader=_loader())
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid([("不是合格的YAML", f"not valid YAML: {error}")], where) from error
    faults = list(_faults(data))
    if faults:
        raise _invalid(faults, where)
    return _codebook(data)


@cache
def _loader() -> Any:
    """A loader of plain data that refuses keys given twice, of which YAML would keep the last in silence."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster, where PyYAML was built with libyaml

    class Loader(base):  # type: ignore[misc]
        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[object] = set()
            for key, _ in node.value:
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(None, None, f"key {key.value} stands twice", key.start_mark)
                if isinstance(key.value, str):
                    seen.add(key.value)
            return super().construct_mapping(node, deep)

    return Loader


def _invalid(faults: list[tuple[str, str]], where: str) -> CodebookError:
    zh = "；".join(fault for fault, _ in faults)
    en = "; ".join(fault for _, fault in faults)
    return CodebookError(
        "codebook.invalid", f"编码表有{len(faults)}处问题：{zh}。", f"{len(faults)} fault(s): {en}.", where=where
    )


Fault = tuple[str, str]
_NAMES = ("id", "name_zh", "name_en", "definition")


def _faults(data: Any) -> Iterator[Fault]:
    """Everything that breaks the shape, in Chinese and English."""
    if not isinstance(data, dict):
        yield "顶层应为键值表", "the top level must be a mapping"
        return
    yield from _text_faults(data, "", ("id", "name", "name_en"))
    yield from _list_faults(data, "ignored", "ignored")
    categories, faults = _items(data, "categories", "")
    yield from faults
    indicators = []
    for at, category in categories:
        if "-" in str(category.get("id", "")):
            yield f"类别编号{at}不应含“-”", f"category id {at} must have no hyphen"
        yield from _text_faults(category, at, (*_NAMES, "definition_en"))
        found, faults = _items(category, "indicators", at)
        yield from faults
        for id, _ in found:
            if not re.fullmatch(re.escape(f"{category.get('id')}-") + "[^-]+", id):
                yield f"指标编号{id}应为“{at}-”加序号", f"indicator id {id} must be {at}- and more"
        indicators += found
    for at, indicator in indicators:
        yield from _text_faults(indicator, at, (*_NAMES, "example"))
        yield from _term_faults(indicator, at)
    yield from _edition_faults(data, {id for id, _ in [*categories, *indicators]})
    counts = Counter(str(item.get("id")) for _, item in [*categories, *indicators] if item.get("id"))
    for id, count in counts.items():
        if count > 1:
            yield f"编号{id}重复{count}次", f"id {id} used {count} times"


def _edition_faults(data: dict[str, Any], ids: set[str]) -> Iterator[Fault]:
    editions, faults = _items(data, "editions", "") if data.get("editions") else ([], [])
    yield from faults
    for at, edition in editions:
        yield from _text_faults(edition, at, ("id", "name_zh", "name_en"))
        codes = edition.get("codes")
        if not isinstance(codes, dict):
            yield f"{at}.codes应为键值表", f"{at}.codes must be a mapping"
            continue
        for id, named in codes.items():
            if id not in ids:
                yield f"{at}.codes的编号{id}不存在", f"{at}.codes names an unknown id {id}"
            yield from _list_faults({"codes": named}, "codes", f"{at}.codes.{id}")
        thresholds, faults = _items(edition, "thresholds", at) if edition.get("thresholds") else ([], [])
        yield from faults
        for path, threshold in thresholds:
            yield from _text_faults(threshold, path, ("code", "name_zh", "value"))


def _items(owner: dict[str, Any], key: str, at: str) -> tuple[list[tuple[str, dict[str, Any]]], list[Fault]]:
    """The mappings listed under `key`, each with a name to report it by, and what is wrong with the list."""
    listed = owner.get(key)
    path = f"{at}.{key}" if at else key
    if not isinstance(listed, list) or not listed:
        return [], [(f"{path}应为非空列表", f"{path} must be a list that is not empty")]
    items = [(str(item.get("id") or f"{path}[{n}]"), item) for n, item in enumerate(listed) if isinstance(item, dict)]
    wrong = [n for n, item in enumerate(listed) if not isinstance(item, dict)]
    return items, [(f"{path}[{n}]应为键值表", f"{path}[{n}] must be a mapping") for n in wrong]


def _text_faults(item: dict[str, Any], at: str, keys: tuple[str, ...]) -> Iterator[Fault]:
    for key in keys:
        if not isinstance(item.get(key), str) or not item[key].strip():
            path = f"{at}.{key}" if at else key
            yield f"{path}应为文字", f"{path} must be text"


def _term_faults(indicator: dict[str, Any], at: str) -> Iterator[Fault]:
    if not indicator.get("cues"):
        yield f"{at}.cues应为非空列表", f"{at}.cues must be a list that is not empty"
    yield from _list_faults(indicator, "cues", f"{at}.cues")
    yield from _list_faults(indicator, "hints", f"{at}.hints")
    terms = [str(term) for key in ("cues", "hints") for term in _as_list(indicator.get(key))]
    for term, count in Counter(terms).items():
        if count > 1:
            yield f"{at}的线索词“{term}”重复", f"{at} lists the term {term} twice"


def _list_faults(item: dict[str, Any], key: str, path: str) -> Iterator[Fault]:
    terms = item.get(key) or []
    if not isinstance(terms, list) or any(not isinstance(term, str) or not term.strip() for term in terms):
        yield f"{path}的每一条应为文字（数字须加引号）", f"{path} must list text (quote numbers)"


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _codebook(data: dict[str, Any]) -> Codebook:
    known = [one for one in _as_list(data.get("check_methods")) if isinstance(one, dict)]
    methods = {str(one.get("id")): str(one.get("name_zh", one.get("id"))) for one in known}
    categories = tuple(_category(item, methods) for item in data["categories"])
    ignored = tuple(data.get("ignored") or ())
    editions = tuple(map(_edition, data.get("editions") or ()))
    return Codebook(
        data["id"], data["name"], data["name_en"], str(data.get("version", "")), categories, ignored, editions
    )


def _edition(item: dict[str, Any]) -> Edition:
    codes = tuple((id, tuple(named)) for id, named in item["codes"].items())
    names = (item["id"], item["name_zh"], item["name_en"])
    thresholds = tuple(Threshold(one["code"], one["name_zh"], one["value"]) for one in item.get("thresholds") or ())
    return Edition(*names, codes, item.get("verified") is True, str(item.get("ref", "")), thresholds)


def _category(item: dict[str, Any], methods: dict[str, str]) -> Category:
    return Category(
        **{key: item[key] for key in (*_NAMES, "definition_en")},
        indicators=tuple(_indicator(entry) for entry in item["indicators"]),
        check_methods=tuple(methods.get(str(one), str(one)) for one in _as_list(item.get("check_methods"))),
        verified=item.get("verified") is True,
        ref=str(item.get("ref", "")),
    )


def _indicator(item: dict[str, Any]) -> Indicator:
    return Indicator(
        **{key: item[key] for key in (*_NAMES, "example")},
        cues=tuple(item["cues"]),
        hints=tuple(item.get("hints") or ()),
        verified=item.get("verified") is True,
        ref=str(item.get("ref", "")),
    )

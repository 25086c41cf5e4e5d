"""Label Studio (https://labelstud.io/guide/task_format): tasks with predictions out, corrected annotations in.

`tasks.json` is imported into a project whose labelling interface is `config.xml`. What comes back is the project's export as
JSON (not JSON-MIN): of each task the last annotation that was not cancelled; tasks without one are left out.

A finding is a region with a label, its fields are choices and text areas of the region, a measure's figures relations.
Offsets are code points, as Label Studio counts them; it counts a carriage return and a line feed as two, as Python does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from civtext import __version__
from civtext.bridges.correction import FIELDS, LAYERS, PASSAGES, Field, Record, file_name, in_order, unreadable
from civtext.codebook import load_codebook
from civtext.evaluation import Gold
from civtext.highlighting import COLOURS, NAMES
from civtext.records import LAYERS as FOUND

LABELS = {**FOUND, PASSAGES: "passage"}
_LAYER_OF = {label: layer for layer, label in LABELS.items()}
_CATEGORIES = "passage_categories"
_FIGURE = "quantified_by"


def write(golds: Iterable[Gold], folder: Path) -> None:
    """Write the tasks and the labelling interface for the layers there are."""
    found = list(golds)
    tasks = json.dumps([_task(gold) for gold in found], ensure_ascii=False, indent=1)
    (folder / "tasks.json").write_bytes(tasks.encode("utf-8", "replace"))
    layers = [layer for layer in LAYERS if any(layer in gold.content["layers"] for gold in found)]
    (folder / "config.xml").write_text(_interface(layers), encoding="utf-8")


def read(path: Path) -> Iterator[Gold]:
    """The tasks of an export, or of all .json in a folder, as they were corrected. Raises UsageError (usage.annotations)."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise unreadable(path, "这里没有 .ann,也没有 .json。", "There is neither .ann nor .json here.")
    taken: set[str] = set()
    for file in files:
        for number, task in enumerate(_tasks(file), 1):
            try:
                result = _corrected(task)
                if result is not None:
                    name = file_name(str(task["data"].get("name") or f"{file.stem}-{number}"), taken)
                    yield _gold(name, task["data"], result)
            except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
                told = str(error)[:80] if isinstance(error, ValueError) else repr(error)[:80]
                raise unreadable(
                    file, f"第 {number} 个任务读不懂：{told}。", f"Task {number} cannot be understood."
                ) from None


def _task(gold: Gold) -> Record:
    layers = gold.content["layers"]
    result = [
        entry
        for layer in layers
        for index, one in enumerate(gold.content[layer])
        for entry in _region(layer, index, one, gold.text)
    ]
    for index, one in enumerate(gold.content.get("measures", [])):
        ends = [{"from_id": f"measure-{index}", "to_id": f"metric-{figure}"} for figure in one["metrics"]]
        result += [{**end, "type": "relation", "direction": "right", "labels": [_FIGURE]} for end in ends]
    data = {"text": gold.text, "name": gold.name, "layers": layers}
    return {"data": data, "predictions": [{"model_version": f"civtext {__version__}", "result": result}]}


def _region(layer: str, index: int, one: Record, text: str) -> Iterator[Record]:
    """A region with its label, then one entry for each field that says something."""
    start, end = one["start"], one["end"]
    label, place = LABELS[layer], {"start": start, "end": end}

    def entry(name: str, type: str, **value: Any) -> Record:
        return {"id": f"{label}-{index}", "from_name": name, "to_name": "text", "type": type, "value": place | value}

    yield entry("label", "labels", text=text[start:end], labels=[label])
    if layer == PASSAGES and one["categories"]:
        yield entry(_CATEGORIES, "choices", choices=one["categories"])
    for field in FIELDS.get(layer, ()):
        if words := field.tell(one[field.name]):
            name = f"{label}_{field.name}"
            yield entry(name, "choices", choices=words) if field.words else entry(name, "textarea", text=words)


def _interface(layers: Iterable[str]) -> str:
    """The labelling interface: labels above the text, a region's fields beside it once it is chosen."""
    layers = list(layers)
    labels = "".join(
        f'\n    <Label value="{LABELS[layer]}" hint="{NAMES.get(LABELS[layer], "段落")}" background="{COLOURS.get(LABELS[layer], "#dddddd")}"/>'
        for layer in layers
    )
    fields = "".join(_control(LABELS[layer], field) for layer in layers for field in FIELDS.get(layer, ()))
    if PASSAGES in layers:
        words = {one.id: f"{one.id} {one.name_zh}" for one in load_codebook().categories}
        fields += _choices("passage", _CATEGORIES, words, several=True)
    relations = (
        f'\n  <Relations><Relation value="{_FIGURE}"/></Relations>' if {"measures", "metrics"} <= set(layers) else ""
    )
    return (
        "<View>\n"
        "  <Style>.htx-text {white-space: pre-wrap; line-height: 2}</Style>"
        f'{relations}\n  <Labels name="label" toName="text">{labels}\n  </Labels>\n'
        f'  <Text name="text" value="$text" granularity="symbol"/>{fields}\n</View>\n'
    )


def _control(label: str, field: Field) -> str:
    name = f"{label}_{field.name}"
    if field.words:
        words = {word: word for word in (("true",) if field.type == "bool" else field.words)}
        return _choices(label, name, words, several=field.type == "bool")
    area = f'<TextArea name="{name}" toName="text" perRegion="true" editable="true" maxSubmissions="{20 if field.type.startswith("tuple") else 1}"/>'
    return _shown_for(label, field.name, area)


def _choices(label: str, name: str, words: dict[str, str], *, several: bool) -> str:
    given = "".join(f'<Choice value="{escape(word)}" hint="{escape(told)}"/>' for word, told in words.items())
    choice = "multiple" if several else "single"
    title = name.removeprefix(f"{label}_")
    return _shown_for(
        label, title, f'<Choices name="{name}" toName="text" perRegion="true" choice="{choice}">{given}</Choices>'
    )


def _shown_for(label: str, title: str, control: str) -> str:
    where = f'visibleWhen="region-selected" whenTagName="label" whenLabelValue="{label}"'
    return f'\n  <View {where}><Header value="{title}" size="5"/>{control}</View>'


def _tasks(file: Path) -> list[Any]:
    try:
        tasks = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise unreadable(file, "不是 JSON 文件。", "Not a JSON file.") from None
    if not isinstance(tasks, list) or not all(isinstance(task, dict) and "data" in task for task in tasks):
        raise unreadable(
            file,
            "不是 Label Studio 导出的任务;导出时请选 JSON,不要选 JSON-MIN。",
            "Not tasks that Label Studio exported; export as JSON, not as JSON-MIN.",
        )
    return tasks


def _corrected(task: Record) -> list[Record] | None:
    """The result of the last annotation that was not cancelled."""
    done = [one for one in task.get("annotations") or [] if not one.get("was_cancelled")]
    return list(done[-1]["result"]) if done else None


def _gold(name: str, data: Record, result: Iterable[Record]) -> Gold:
    text = str(data["text"])
    layers = [layer for layer in LAYERS if layer in data.get("layers", LAYERS)]
    regions, told, figures = _sorted(result, text)
    content: Record = {"layers": layers, **{layer: [] for layer in layers}}
    place: dict[str, int] = {}
    for id, region in regions.items():
        layer = _LAYER_OF.get(region.pop("label"))
        if layer in layers:
            place[id] = len(content[layer])
            content[layer].append(_record(layer, region, told.get(id, {})))
    for measure, metric in figures:
        if measure in place and metric in place:
            content["measures"][place[measure]]["metrics"].append(place[metric])
    return Gold(name, text, in_order(content))


def _sorted(
    result: Iterable[Record], text: str
) -> tuple[dict[str, Record], dict[str, dict[str, list[str]]], list[tuple[str, str]]]:
    """The regions of a result by id, what is told of each by the name of its control, and the relations."""
    regions: dict[str, Record] = {}
    told: dict[str, dict[str, list[str]]] = {}
    figures = []
    for entry in result:
        if entry["type"] == "relation":
            figures.append((entry["from_id"], entry["to_id"]))
        elif entry["type"] == "labels":
            regions[entry["id"]] = _placed(entry["value"], text)
        else:
            given = entry["value"].get("choices") or entry["value"].get("text") or []
            told.setdefault(entry["id"], {})[entry["from_name"]] = [given] if isinstance(given, str) else list(given)
    return regions, told, figures


def _placed(value: Record, text: str) -> Record:
    start, end = int(value["start"]), int(value["end"])
    if not 0 <= start < end <= len(text):
        raise ValueError(f"{start}–{end}")
    return {"start": start, "end": end, "text": text[start:end], "label": value["labels"][0]}


def _record(layer: str, region: Record, told: dict[str, list[str]]) -> Record:
    if layer == PASSAGES:
        return {"start": region["start"], "end": region["end"], "categories": told.get(_CATEGORIES, [])}
    fields = {field.name: field.read(told.get(f"{LABELS[layer]}_{field.name}", ())) for field in FIELDS[layer]}
    return region | fields | ({"metrics": []} if layer == "measures" else {})

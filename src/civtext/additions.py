"""Words of a user's own (自备词): entries beside those of civtext's lexicons, tried on a whole base before they are taken.

They stand in a folder beside the base, BASE.words/NAME.tsv, in the form of civtext's own files (`civtext.lexicons`). `mine` uses
them, and reads the base's texts anew when they have changed. `try_entry` tells what an entry would find and lose; `take` takes it.

>>> check("verbs", {"term": "众包", "kind": "hold", "noun": "no", "needs": "any", "example": "众包绿地20块"})
>>> sorted(choices("organisations")["stands"])
['core', 'whole']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from civtext.base import Base
from civtext.batch import own_words
from civtext.batch.workers import bounded
from civtext.errors import StoreError, UsageError
from civtext.lexicons import lexicon, own_entries
from civtext.outputs import folder_for, write_whole
from civtext.records import LAYERS, value_record
from civtext.stamps import own
from civtext.store import Store

Entry = Mapping[str, str]
Found = tuple[str, int, int, str]  # layer, span, what it says

# The lexicons that take entries of one's own, and what they hold.
LEXICONS = {
    "verbs": "举措动词",
    "units": "单位",
    "slogan_nouns": "口号的中心词",
    "organisations": "机构",
    "verb_objects": "离合词",
    "verb_lookalikes": "不是动词的词",
    "unit_lookalikes": "不是单位的词",
}
_LONGEST = {"term": 20, "example": 60}
_SHOWN = 200
_TAKING = Lock()  # of two threads, one would write what it read before the other wrote


@dataclass(frozen=True, slots=True)
class Change:
    """One annotation that an entry would bring or take away: its text's hash, article, layer, span, words, and what it says."""

    hash: str
    article: int
    layer: str
    start: int
    end: int
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What an entry would do to a base: texts that hold its term, and annotations found and lost (the first 200 of each)."""

    texts: int
    found: int
    lost: int
    gains: tuple[Change, ...]
    losses: tuple[Change, ...]

    def as_dict(self) -> dict[str, Any]:
        """The trial as plain data."""
        return asdict(self)


def choices(name: str) -> dict[str, list[str]]:
    """The columns of a lexicon, and for those of a closed set of words these words, the most frequent first."""
    entries = lexicon(name)
    known: dict[str, list[str]] = {column: [] for column in entries[0]}
    for column in known:
        said = [entry[column] for entry in entries]
        if column not in ("term", "example") and len(set(said)) < len(said) / 4:
            known[column] = sorted(set(said), key=lambda word: (-said.count(word), word))
    return known


def check(name: str, entry: Entry, folder: Path | None = None) -> None:
    """Raise UsageError usage.entry unless the lexicon can take the entry, beside the own words of a folder: every column, known
    words, a term that is new, an example that holds it."""
    if name not in LEXICONS:
        zh, en = f"没有“{name}”这个词表:{'、'.join(LEXICONS)}。", f"No lexicon '{name}': {', '.join(LEXICONS)}."
        raise UsageError("usage.entry", zh, en)
    columns = choices(name)
    wrong = [column for column in columns if not entry.get(column, "").strip()]
    wrong += [column for column in entry if column not in columns or any(c in entry[column] for c in "\t\r\n\0")]
    wrong += [column for column, words in columns.items() if words and entry.get(column) not in words]
    wrong += [column for column, most in _LONGEST.items() if len(entry.get(column, "")) > most]
    if entry.get("term", "") not in entry.get("example", "") or entry.get("term", "").startswith("#"):
        wrong.append("example")
    there = (*lexicon(name), *(own_entries(folder, name) if folder else ()))
    if entry.get("term") in {one["term"] for one in there}:
        wrong.append("term (已有 there already)")
    if wrong:
        told = "、".join(dict.fromkeys(wrong))
        raise UsageError("usage.entry", f"这条词有误:{told}。", f"The entry is wrong in: {told}.")


def try_entry(base: str | Path, name: str, entry: Entry, *, seconds: float = 3600) -> Trial:
    """What an entry would change in the texts of a base that hold its term; nothing is changed by trying.

    Every such text is read anew in a process of its own, and compared with what the base has. Raises UsageError usage.entry;
    StoreError base.stale where parts of the base are older than this civtext (mine it first).
    """
    words = own_words(base)
    check(name, entry, words)
    with Store.open(base, stamps=own(words=words)) as store:
        if store.outdated():
            zh, en = "库里有旧结果,请先用 civtext mine 更新。", "The base has older results; mine it first."
            raise StoreError("base.stale", zh, en, where=str(base))
    with TemporaryDirectory(prefix="civtext-") as folder:
        for path in words.glob("*.tsv") if words else ():
            write_whole(Path(folder, path.name), path.read_bytes())
        _append(Path(folder), name, entry)
        return bounded(_tried, Path(base), entry["term"], seconds=seconds, words=Path(folder))


def take(base: str | Path, name: str, entry: Entry) -> Path:
    """Take an entry among the base's own words; the next `mine` reads its texts anew. The file that has it now.

    Raises UsageError usage.entry, StoreError output.failed.
    """
    with _TAKING:
        check(name, entry, own_words(base))
        return _append(folder_for(Path(f"{base}.words")), name, entry)


def _append(folder: Path, name: str, entry: Entry) -> Path:
    path, columns = folder / f"{name}.tsv", list(choices(name))
    text = path.read_text("utf-8") if path.exists() else "\t".join(columns) + "\n"
    write_whole(path, (text + "\t".join(entry[column] for column in columns) + "\n").encode())
    return path


def _tried(path: Path, term: str) -> Trial:
    """In a process of its own, which has the entry among its own words."""
    from civtext.pipeline import annotate, split

    gains: list[Change] = []
    losses: list[Change] = []
    texts = 0
    with Base(path) as base:
        for hash in base.hashes_with(term):
            texts += 1
            _, source = base.store.reread(hash)
            before = {one: article.index for article in base.articles_of(hash) for one in _found(article.annotations)}
            after = {
                one: document.index for document in split(source) for one in _found(annotate(document).annotations)
            }
            gains += [_change(hash, source.text, after[one], one) for one in sorted(after.keys() - before.keys())]
            losses += [_change(hash, source.text, before[one], one) for one in sorted(before.keys() - after.keys())]
    return Trial(texts, len(gains), len(losses), tuple(gains[:_SHOWN]), tuple(losses[:_SHOWN]))


def _found(annotations: Any) -> Iterator[Found]:
    layer_of = {label: layer for layer, label in LAYERS.items()}
    for one in annotations:
        if one.label in layer_of:
            # Which numbers a measure owns is told by their places in the list, which move.
            value = {
                name: said
                for name, said in value_record(one).items()
                if name != "metrics" and said not in (None, "", [], False)
            }
            yield layer_of[one.label], *one.span, " ".join(f"{name}={said}" for name, said in value.items())


def _change(hash: str, text: str, article: int, one: Found) -> Change:
    layer, start, end, value = one
    return Change(hash, article, layer, start, end, text[start:end], value)

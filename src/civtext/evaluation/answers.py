"""Gold documents (a text and what annotators found in it), and a program's answers to them.

A folder of gold holds NAME.gold.json beside NAME.txt; offsets are code points of the text. Its parts are those of the
output contract (metrics, measures, …), besides `docs` (bounds of the articles), and `passages` with the categories that
fit (`optional` ones are neither wanted nor wrong). `layers` names the parts that were annotated, if not all.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as folder:
...     _ = Path(folder, "总结.txt").write_text("云岭市创建总结\\n今年整治背街小巷80条。", encoding="utf-8")
...     _ = Path(folder, "总结.gold.json").write_text(
...         '{"layers": ["metrics"], "metrics": [{"start": 16, "end": 19, "text": "80条"}]}', encoding="utf-8")
...     (gold,) = read_gold(folder)
...     answer(gold).content["metrics"][0]["object"]
'背街小巷'
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from civtext.classifiers.categories import classify
from civtext.classifiers.training import Labelled
from civtext.errors import UsageError
from civtext.evaluation.agreement import Record
from civtext.loaders import load_source
from civtext.model import Source
from civtext.pipeline import annotate, split
from civtext.records import record

PARTS = ("metrics", "measures", "slogans", "headings", "placeholders", "residuals", "passages", "doc")
_SPANS = (*PARTS[:-1], "docs", "entities")
_ENDING = ".gold.json"


@dataclass(frozen=True, slots=True)
class Gold:
    """An annotated document: its text, and what a gold file says of it."""

    name: str
    text: str = field(repr=False)
    content: Record = field(repr=False)

    def judges(self, part: str) -> bool:
        """Whether that part was annotated, so that what the program finds there is right or wrong."""
        if part in ("doc", "docs", "passages", "entities") and not self.content.get(part):
            return False
        return part == "docs" or part in (self.content.get("layers") or PARTS)

    @property
    def passages(self) -> list[Record]:
        """The passages that were labelled with categories."""
        return list(self.content["passages"]) if self.judges("passages") else []

    @property
    def passage_texts(self) -> list[str]:
        """What is given to the classifier: each labelled passage as it stands in the text."""
        return [self.text[passage["start"] : passage["end"]] for passage in self.passages]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program makes of a gold document: a record an article, and the categories of each gold passage."""

    name: str
    articles: Sequence[Record] = field(repr=False)
    passages: Sequence[Record] = field(default=(), repr=False)

    @classmethod
    def of(cls, gold: Gold, articles: Iterable[Record], categories: Iterable[Sequence[str]]) -> Answer:
        """From the articles' records, and for each labelled passage the ids of its categories, best first."""
        labelled = zip(gold.passages, categories, strict=True)
        passages = [{"start": one["start"], "end": one["end"], "categories": list(ids)} for one, ids in labelled]
        return cls(gold.name, list(articles), passages)

    def categories_of(self, passage: Record) -> list[str]:
        """What was answered on a gold passage; nothing where it was not asked about (the gold has changed since)."""
        span = passage["start"], passage["end"]
        return next((one["categories"] for one in self.passages if (one["start"], one["end"]) == span), [])

    @property
    def content(self) -> Record:
        """The answer as a gold file would say it, but for the passages, which are the gold's."""
        return {
            **{
                part: [one for article in self.articles for one in article.get(part) or []]
                for part in (*PARTS[:-2], "entities")
            },
            "doc": self.articles[0]["doc"] if self.articles else None,
            "docs": [{"start": article["start"], "end": article["end"]} for article in self.articles],
        }


def read_gold(folder: str | Path) -> list[Gold]:
    """The gold documents of a folder, by name. Raises UsageError for a gold file that is not one, LoadError for a text."""
    paths = sorted(Path(folder).glob(f"*{_ENDING}"))
    if not paths:
        raise UsageError(
            *("usage.gold", f"这里没有 *{_ENDING}。", f"There is no *{_ENDING} here."),
            where=str(folder),
        )
    return [_read(path) for path in paths]


def taught(folder: str | Path) -> list[Labelled]:
    """The passages of a folder's gold documents as a classifier learns from them: lines joined, categories alone, the folder
    their voice. Raises as `read_gold` does."""
    return [
        Labelled(text.replace("\n", ""), tuple(passage["categories"]), None, Path(folder).name, plain=True)
        for gold in read_gold(folder)
        for passage, text in zip(gold.passages, gold.passage_texts, strict=True)
    ]


def _read(path: Path) -> Gold:
    name = path.name.removesuffix(_ENDING)
    text = load_source(path.with_name(f"{name}.txt")).text
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        wrong = [one for part in _SPANS for one in content.get(part) or [] if not _fits(one, text)]
        wrong += [one for one in content.get("passages") or [] if not isinstance(one.get("categories"), list)]
    except (OSError, ValueError, TypeError, AttributeError):
        content, wrong = {}, ["JSON"]
    if wrong:
        raise UsageError(
            "usage.gold",
            f"标注文件有误，或与文本位置不符：{str(wrong[0])[:80]}。",
            f"Not a gold file, or a record does not fit the text: {str(wrong[0])[:80]}.",
            where=str(path),
        )
    return Gold(name, text, content)


def _fits(one: Record, text: str) -> bool:
    """Whether a record slices its text."""
    start, end = one.get("start"), one.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start <= end <= len(text):
        return False
    return bool(text[start:end] == one.get("text", text[start:end]))


def answer(gold: Gold) -> Answer:
    """What this civtext makes of a gold document."""
    documents = split(Source(gold.text, origin=f"{gold.name}.txt"))
    categories = [[one.id for one in found] for found in classify(gold.passage_texts)]
    return Answer.of(gold, [record(annotate(document)) for document in documents], categories)


def write_answers(answers: Iterable[Answer], path: str | Path) -> None:
    """Save answers as JSON Lines, one document a line."""
    lines = [json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in answers]
    try:
        Path(path).write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            *("usage.answers", f"无法写入（{error.strerror}）。", f"It cannot be written ({error.strerror})."),
            where=str(path),
        ) from None


def read_answers(path: str | Path) -> list[Answer]:
    """Answers that `write_answers` saved; raises UsageError for any other file."""
    try:
        answers = [Answer(**json.loads(line)) for line in Path(path).read_text(encoding="utf-8").split("\n") if line]
        return [one for one in answers if one.content]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise UsageError(
            *("usage.answers", "不是 evaluate --save 存下的文件。", "Not a file that evaluate --save has written."),
            where=str(path),
        ) from None

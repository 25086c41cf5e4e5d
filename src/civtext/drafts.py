"""A draft (草稿) read whole: its gaps, where its numbers stand among those of others, the rows of its fill sheet; its results
as files in a folder, and its three lists.

Where to start: `read_draft`, then `write_results` or `lists_of`. The command line and the page do the same with it.

>>> path = getfixture("tmp_path") / "总结.txt"
>>> _ = path.write_text("云岭市2023年创建工作总结\\n一、整治环境\\n整治背街小巷XX条,满意率达120%。\\n", encoding="utf-8")
>>> draft = read_draft(path, unanswered=False)
>>> [(one["rule"], one["text"]) for one in draft.records]
[('blank.count', 'XX'), ('number.over_100', '120%')]
>>> [one.name for one in write_results(draft, path.parent / "结果")]
['总结.gaps.json', '总结.gaps.html', '总结.fill.xlsx']
"""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civtext import worklists
from civtext.codebook import Codebook
from civtext.filling import write_comments
from civtext.filling.sheet import Blank, blanks_of, sheet, without_comments
from civtext.gaps import Standing, find_gaps_of, standing_record, standings
from civtext.gaps.answers import as_base
from civtext.model import Annotation, Document
from civtext.outputs import folder_for, write_whole
from civtext.pipeline import annotate, load
from civtext.records import gap_record
from civtext.reports import gaps_page, write_page
from civtext.store import Holder, Store, opened


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a draft with what was found in it."""

    document: Document
    gaps: list[Annotation]
    standings: list[Standing]
    blanks: list[Blank]


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it was read: the file, and its articles, of which a compilation has several."""

    path: Path
    articles: tuple[Article, ...]

    @property
    def format(self) -> str:
        """What kind of file it is: comments go into a docx, values into a docx or a txt."""
        return self.articles[0].document.source.format

    @property
    def gaps(self) -> list[Annotation]:
        """The gaps of all articles."""
        return [one for article in self.articles for one in article.gaps]

    @property
    def records(self) -> list[dict[str, Any]]:
        """The gaps of all articles as plain data (`records.gap_record`)."""
        return [gap_record(article.document, one) for article in self.articles for one in article.gaps]

    @property
    def standings(self) -> list[dict[str, Any]]:
        """Where the numbers of all articles stand among those of others, as plain data (`gaps.standing_record`)."""
        return [standing_record(article.document, one) for article in self.articles for one in article.standings]


def read_draft(
    path: str | Path,
    *,
    against: str | Path | Store | Holder | None = None,
    codebook: Codebook | None = None,
    unanswered: bool = True,
) -> Draft:
    """Load a draft, annotate it, find its gaps, beside a base of other reports (`against`) where there is one.

    Raises LoadError for a file that cannot be read, StoreError for a base that cannot.
    """
    documents = [annotate(one, codebook=codebook) for one in load(path)]
    with opened(against) if against else nullcontext() as base:
        found = find_gaps_of(documents, against=base, codebook=codebook, unanswered=unanswered)
        articles = [
            Article(document, gaps, standings(document, base) if base else [], blanks_of(document, gaps, base))
            for document, gaps in zip(documents, found, strict=True)
        ]
    return Draft(Path(path), tuple(articles))


def write_results(draft: Draft, folder: str | Path) -> list[Path]:
    """Write what was found in a draft into a folder, under its name, and say which files: NAME.gaps.json, NAME.gaps.html (one an
    article of a compilation), of a .docx or .txt NAME.fill.xlsx, of a .docx NAME.comments.docx.

    Raises StoreError output.failed, UsageError extra.excel where XlsxWriter is missing, LoadError for a .docx that is gone since.
    """
    name, folder = draft.path.stem, folder_for(Path(folder))
    written = [folder / f"{name}.gaps.json"]
    told = {"gaps": draft.records, "standings": draft.standings}
    write_whole(written[0], json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace"))
    for number, one in enumerate(draft.articles, 1):
        written.append(folder / f"{name}{f'.{number}' if len(draft.articles) > 1 else ''}.gaps.html")
        write_page(gaps_page(one.document, one.gaps, one.standings), written[-1])
    if draft.format in ("docx", "txt"):
        written.append(folder / f"{name}.fill.xlsx")
        text = without_comments(draft.articles[0].document.source)
        write_whole(
            written[-1], sheet(text, [blank for one in draft.articles for blank in one.blanks], draft.standings)
        )
    if draft.format == "docx":
        written.append(folder / f"{name}.comments.docx")
        standing = [one for article in draft.articles for one in article.standings]
        write_comments(draft.path, draft.gaps, written[-1], standings=standing)
    return written


def lists_of(
    draft: Draft, *, codebook: Codebook | None = None, since: worklists.Lists | None = None
) -> worklists.Lists:
    """The three lists (三张清单) of a draft by itself: its gaps are the problems. `since` are earlier lists."""
    told = [(one.document, one.gaps) for one in draft.articles]
    with as_base([document for document, _ in told]) as base:
        return worklists.lists(base, draft=told, codebook=codebook, since=since)

"""What a change gains and loses on annotated documents: two revisions read them, this one's `civtext.evaluation` judges.

    python bench/gains.py main                          # main against the working tree
    python bench/gains.py v0.1.0 main --gold FOLDER ... # two revisions, on other gold than corpora/annotated

Each revision is checked out into a temporary git worktree and run by its own commands (`extract`, `classify`), with this
interpreter and its packages. A gain is a gold record that is hit and was not, or a wrong one that is gone; a loss is the
reverse. Prints them by layer and record. Exit status 1 where something is lost.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from civtext.evaluation import Answer, Gold, compare, read_gold
from civtext.evaluation.agreement import Record
from civtext.tables import print_comparison

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def checkout(revision: str | None) -> Iterator[Path]:
    """The tree of a revision, for as long as it is needed; of none, the working tree."""
    if revision is None:
        yield ROOT
        return
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        git("worktree", "add", "--quiet", "--detach", str(tree), revision)
        try:
            yield tree
        finally:
            git("worktree", "remove", "--force", str(tree))


def git(*words: str) -> None:
    """Run git on this repository; its complaint ends the program."""
    if subprocess.run(["git", "-C", str(ROOT), *words]).returncode:
        sys.exit(2)


def answers(tree: Path, folder: Path, documents: Sequence[Gold]) -> list[Answer]:
    """What the civtext of a tree makes of gold documents."""
    articles: dict[str, list[Record]] = {}
    paths = {document.name: str(folder / f"{document.name}.txt") for document in documents}
    for record in civtext(tree, "extract", *paths.values()):
        articles.setdefault(record["source"], []).extend([] if "error" in record else [record])
    texts = [{"text": text} for document in documents for text in document.passage_texts]
    labelled = civtext(tree, "classify", "-", feed="".join(json.dumps(text) + "\n" for text in texts))
    if set(articles) != set(paths.values()) or len(labelled) != len(
        texts
    ):  # else a crash would look like an empty answer
        sys.exit(f"没有读完。 Not all was read: {tree}")
    found = iter([[one["id"] for one in line["categories"]] for line in labelled])
    return [Answer.of(one, articles[paths[one.name]], [next(found) for _ in one.passages]) for one in documents]


def civtext(tree: Path, *words: str, feed: str = "") -> list[Record]:
    """The JSON Lines that a command of a tree's civtext prints."""
    command = [sys.executable, "-m", "civtext", *words, "--format", "jsonl"]
    environment = {**os.environ, "PYTHONPATH": str(tree / "src")}
    done = subprocess.run(command, input=feed.encode(), stdout=subprocess.PIPE, env=environment, cwd=tree)
    return [json.loads(line) for line in done.stdout.decode("utf-8").split("\n") if line]


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Gains and losses on annotated documents between two revisions.")
    parser.add_argument("before", metavar="REV_A", help="a git revision")
    parser.add_argument("after", metavar="REV_B", nargs="?", help="another one; the working tree by default")
    parser.add_argument("--gold", nargs="+", type=Path, default=[ROOT / "corpora" / "annotated"], metavar="FOLDER")
    chosen = parser.parse_args(arguments)
    lost = False
    with checkout(chosen.before) as old, checkout(chosen.after) as new:
        for folder in map(Path.resolve, chosen.gold):
            documents = read_gold(folder)
            comparison = compare(documents, answers(old, folder, documents), answers(new, folder, documents))
            print(f"{folder}: {chosen.before} → {chosen.after or 'working tree'}", flush=True)
            print_comparison(comparison)
            lost |= bool(comparison.losses)
    return int(lost)


if __name__ == "__main__":
    sys.exit(main())

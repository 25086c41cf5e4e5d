"""civtext reads Chinese civilised-city (全国文明城市) campaign reports.

It loads reports, cleans them, splits them into articles, reads their outline, extracts measures, metrics, placeholders,
slogans and entities, classifies passages by the codebook, stores it all in one knowledge base file, and lets you
search and graph it, and finds the gaps of a draft and fills them.

The names below are all a user needs; each is imported when first asked for, so that `import civtext` is instant.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civtext.base import Base, search
    from civtext.batch import mine
    from civtext.batch.arrow import analyse_batches
    from civtext.batch.shards import merge, mine_shards
    from civtext.bridges.correction import export_annotations, import_annotations
    from civtext.classifiers.categories import classify
    from civtext.classifiers.training import train
    from civtext.cleaning import clean, explain
    from civtext.codebook import crosswalk, load_codebook
    from civtext.comparison import compare
    from civtext.corpus import Corpus
    from civtext.errors import CivtextError
    from civtext.evaluation import evaluate
    from civtext.evidence import coverage
    from civtext.filling import fill
    from civtext.filling.masking import mask, restore
    from civtext.gaps import find_gaps
    from civtext.graph import ask, build_graph, citations, write_graph
    from civtext.loaders import formats, load_source
    from civtext.machine import diagnose
    from civtext.model import Annotation, Document, Source, Span
    from civtext.pipeline import annotate, load
    from civtext.records import record
    from civtext.store import Store
    from civtext.web import serve
    from civtext.worklists import lists

__version__ = "0.1.0"

_HOMES = {
    "Annotation": "model",
    "Base": "base",
    "CivtextError": "errors",
    "Corpus": "corpus",
    "Document": "model",
    "Source": "model",
    "Span": "model",
    "Store": "store",
    "analyse_batches": "batch.arrow",
    "annotate": "pipeline",
    "ask": "graph",
    "build_graph": "graph",
    "citations": "graph",
    "classify": "classifiers.categories",
    "clean": "cleaning",
    "compare": "comparison",
    "coverage": "evidence",
    "crosswalk": "codebook",
    "diagnose": "machine",
    "evaluate": "evaluation",
    "explain": "cleaning",
    "export_annotations": "bridges.correction",
    "fill": "filling",
    "find_gaps": "gaps",
    "formats": "loaders",
    "import_annotations": "bridges.correction",
    "lists": "worklists",
    "load": "pipeline",
    "load_codebook": "codebook",
    "load_source": "loaders",
    "mask": "filling.masking",
    "merge": "batch.shards",
    "mine": "batch",
    "mine_shards": "batch.shards",
    "record": "records",
    "restore": "filling.masking",
    "search": "base",
    "serve": "web",
    "train": "classifiers.training",
    "write_graph": "graph",
}

__all__ = [
    "Annotation",
    "Base",
    "CivtextError",
    "Corpus",
    "Document",
    "Source",
    "Span",
    "Store",
    "__version__",
    "analyse_batches",
    "annotate",
    "ask",
    "build_graph",
    "citations",
    "classify",
    "clean",
    "compare",
    "coverage",
    "crosswalk",
    "diagnose",
    "evaluate",
    "explain",
    "export_annotations",
    "fill",
    "find_gaps",
    "formats",
    "import_annotations",
    "lists",
    "load",
    "load_codebook",
    "load_source",
    "mask",
    "merge",
    "mine",
    "mine_shards",
    "record",
    "restore",
    "search",
    "serve",
    "train",
    "write_graph",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'civtext' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f"civtext.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)

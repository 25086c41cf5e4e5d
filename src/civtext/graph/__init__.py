"""The knowledge base as a graph: places, documents, passages, what they state, and what connects one city with another.

Where to start: `build_graph` (building) reads the base layer by layer into a networkx MultiDiGraph; whose 市文明办 is meant
is settled by `naming`; `ask`, `citations`, `path` and `around` (questions) answer from it, with proofs; `write_graph`
(writing) writes it for Gephi (.gexf, .graphml), a program (.json) or a person (.html: picture). Forms for other tools are
in `civtext.bridges`. What stands only in files that have vanished is left out. docs/graph.md lists nodes, edges and ids.

Ids come from content, never from row numbers, so that two builds of one corpus agree, whatever the order of its files. All
attributes are plain text and numbers under small ASCII names: Gephi ignores one of two names that differ in case only, and
XML has no control characters.

>>> from civtext.model import CleanText, Document, Facts, Passage, Source, Span
>>> from civtext.store import Outcome, Store
>>> text = "新建口袋公园3处。"
>>> passages = (Passage(Span(0, 9), text),)
>>> document = Document(Source(text), CleanText.of(text, []), facts=Facts(place="河北省云岭市"), passages=passages)
>>> with Store.open(getfixture("tmp_path") / "base.civtext", create=True) as store:
...     _ = store.add(Outcome("总结.txt", "ok", hash="b1946ac92492d234"), [document])
...     for source, target, relation in build_graph(store).edges(data="relation"):
...         print(source, relation, target)
document:b1946ac92492:0 contains passage:b1946ac92492:0:0-9
document:b1946ac92492:0 about place:河北省云岭市
"""

from civtext.graph.building import LIKE_LIMIT, build_graph, split_actors
from civtext.graph.finding import find_nodes, node_of, nodes_of, same_deeds
from civtext.graph.questions import Citation, Deed, Step, ask, citations, path
from civtext.graph.walking import around
from civtext.graph.writing import FORMATS, write_graph

__all__ = [
    "FORMATS",
    "LIKE_LIMIT",
    "Citation",
    "Deed",
    "Step",
    "around",
    "ask",
    "build_graph",
    "citations",
    "find_nodes",
    "node_of",
    "nodes_of",
    "path",
    "same_deeds",
    "split_actors",
    "write_graph",
]

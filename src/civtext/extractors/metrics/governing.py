"""Which verb governs a stretch of words: 组织青年清理 | 楼道 is governed by 清理, 接到 | 投诉举报信 by 接到.

>>> from civtext.extractors.metrics.words import words_of
>>> words = words_of("组织青年清理背街垃圾", 0, 10, "组织青年清理背街垃圾")
>>> governing(words)
'清理'

A word of the list `verbs` that also stands as a noun is `soft`: it governs only as the first verb of its stretch, in a chain
(改建扩建) or after 组织 and its like; else it belongs to the phrase.
"""

from __future__ import annotations

from collections.abc import Sequence

from civtext.extractors.metrics.words import VERBS, Word, hands_on, listed_as, text_of
from civtext.words import tag


def governing(words: Sequence[Word]) -> str | None:
    position = verb_at(words)
    if position is None:
        return None
    first = position
    while first and words[first - 1].kind in VERBS:
        first -= 1
    return text_of(words[first : position + 1])


def verb_at(words: Sequence[Word]) -> int | None:
    """Where the verb stands that governs the last noun phrase of a stretch.

    A true verb governs what follows it. One that may be a noun does so only as the first of the stretch, in a chain
    (改建扩建), or after 组织 and its like with people between (组织青年清理); else it belongs to the phrase (接到 | 投诉举报信).
    """
    at: int | None = None
    for position, word in enumerate(words[:-1]):
        if at is not None and tag(words[position - 1].text) == "b":  # 建成公共 | 阅读 | 空间
            continue
        if word.kind in ("verb", "change") or (
            word.kind in ("soft", "loose")
            and words[position + 1].kind not in ("de", "etc")
            and (
                at is None or (word.kind == "soft" and (_chained(words, at, position) or _pivoted(words, at, position)))
            )
        ):
            at = position
    return at


def _pivoted(words: Sequence[Word], at: int, position: int) -> bool:
    return words[at].text in listed_as("pivot") and at < position - 1


def _chained(words: Sequence[Word], at: int, position: int) -> bool:
    """Whether a verb goes on from the one before (拆除改造), or outweighs one that only describes (服务热线受理)."""
    if words[at].text in listed_as("event"):
        return False
    joined = all(word.kind in ("list", "skip") for word in words[at + 1 : position])
    if joined and words[at].text in listed_as("pivot"):
        return True
    told = at > 0 and words[at - 1].kind == "skip"  # 再 | 培育规范农贸市场: an adverb before it says that it governs
    describes = words[at].kind != "verb" and words[at].text not in hands_on() and not told
    return words[position].text in hands_on() and (joined or describes)

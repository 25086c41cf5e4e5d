"""The index of the passages: how text is compared, and the terms it is found by."""

from __future__ import annotations

import re
from operator import add

from civtext.cleaning.spinning import unspun
from civtext.model import narrowed

_SIGNS = re.compile(r"[\W_]+")
IS_SPUN = """instr(flags, '"code": "spun"') > 0"""  # of a document: whether synonyms were put for its words
SPUN = f"{IS_SPUN} AS spun"


def fold(text: str) -> str:
    """Text as searches compare it: narrow forms, small letters; of the same length.

    >>> fold("“ＡＰＰ”，２次")
    '“app”,2次'
    """
    folded = narrowed(text)
    lower = folded.lower()
    return lower if len(lower) == len(text) else "".join(_small(char) for char in folded)


def _small(char: str) -> str:
    lower = char.lower()
    return lower if len(lower) == 1 else char


def readings(text: str, spun: bool) -> tuple[str, ...]:
    """What searches compare a text with, all of its length: itself, and in a spun document the likely original words.

    >>> readings("市教化局宣扬防火学问", True), readings("接受ＡＩ教化", False)
    (('市教化局宣扬防火学问', '市教育局宣传防火知识'), ('接受ai教化',))
    """
    folded = fold(text)
    return tuple(dict.fromkeys((folded, unspun(folded)))) if spun else (folded,)


def reads(text: str, word: str, spun: bool) -> bool:
    """Whether a text holds a word, folded, in one of its readings; a function of SQL, too.

    >>> reads("整治背街小巷", "小巷", False), reads("宣扬教化", "宣传", True)
    (True, True)
    """
    return any(word in reading for reading in readings(text, spun))


def grams(text: str) -> str:
    """The index terms of a text: each letter with the next one, the last of a run alone, parted by blanks.

    Two characters find any two-character word, wherever a word cutter would have cut; pairs in a row find longer ones;
    all terms that begin with a character find that character.

    >>> grams("新时代，LED屏")
    '新时 时代 代 le ed d屏 屏'
    """
    return pairs(fold(text))


def pairs(folded: str) -> str:
    """The same of a text that is folded already."""
    found: list[str] = []
    for run in filter(None, _SIGNS.split(folded)):
        found += map(add, run, run[1:])
        found.append(run[-1])
    return " ".join(found)

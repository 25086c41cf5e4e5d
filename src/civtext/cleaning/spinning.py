"""Spun text (同义替换): a site put synonyms for a text's words by a table, inside names and set phrases too.

The text as it stands is what is shown and reported; for matching, `unspun` gives it with the likely original words, one
for one, so that offsets hold for both. The decision is made for a whole text, by `spun_forms`: several forms that
nobody writes (宣扬部, 安排生育), the `proof` of `data/lexicons/spun.tsv`, and only then are its words put back.
What an ordinary text says too (状况 for 情况, 主动 for 积极) stays: both are right words, and no one can tell.

>>> text = "市委宣扬部支配部署,市教化局仔细落实,人均可支配收入增长,受到广阔市民好评。"
>>> bool(spun_forms(text)), unspun(text)
(True, '市委宣传部安排部署,市教育局认真落实,人均可支配收入增长,受到广大市民好评。')
"""

from __future__ import annotations

import re
from functools import cache

from civtext.lexicons import Scanned, any_of, heads, lexicon, terms

_FORMS = 3


def spun_forms(text: str) -> list[str]:
    """The forms in a text that only a synonym table makes; an empty list unless there are several."""
    forms = sorted({found[0] for found in _proof().finditer(text)})
    return forms if len(forms) >= _FORMS else []


def unspun(text: str) -> str:
    """A stretch of a spun text (`spun_forms` of the whole) with the likely original words; of the same length."""
    originals = _originals()
    return _words().sub(lambda match: originals.get(match[0], match[0]), text)


@cache
def _proof() -> Scanned:
    return Scanned(any_of(terms("spun", kind="proof")), firsts=heads(terms("spun", kind="proof")))


@cache
def _originals() -> dict[str, str]:
    return {entry["term"]: entry["original"] for entry in lexicon("spun")}


@cache
def _words() -> re.Pattern[str]:
    """Spun words, and the longer ones in which they are none: at each place the longest is read."""
    kept = {word for entry in lexicon("spun") for word in entry["unless"].split(",") if word != "-"}
    return re.compile(any_of([*_originals(), *kept]))

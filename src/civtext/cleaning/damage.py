"""Damage (损伤) that cannot be repaired for sure, told as flags: what a reader should know before counting anything.

`docs/flags.md` describes every code. Each rule reads one article; spans are in the source.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import compress
from pathlib import PurePath

from civtext.cleaning.characters import HAN
from civtext.cleaning.edges import unsure_lines
from civtext.cleaning.marks import unclosed
from civtext.cleaning.repeats import told_sentences
from civtext.cleaning.spinning import spun_forms
from civtext.cleaning.wrappers import collection_titles
from civtext.lexicons import Gated, Scanned, any_of, lexicon
from civtext.model import CleanText, Flag, Source, Span, narrowed

_MOJIBAKE = Gated(
    r"\ufffd+|锟斤拷|烫烫烫|屯屯屯|(?:[Ã-åæçèéä][\x80-\xbf\u0152-\u2122]){2,40}|[\ue000-\uf8ff]+"
    r"|(?=[\xa1-\xfe]{6})(?!([\xa1-\xfe])\1{2})[\xa1-\xfe]{6,200}",  # GBK read as Latin-1, but for ××××××
    needs="[\ufffd锟烫屯\xa1-\xfe\ue000-\uf8ff]",
)
_HAN_RUN = re.compile(r"[\u3040-\u312f\u3400-\u9fff]{6,400}")  # with the kana and zhuyin that bytes turn into
_LOST = Gated(rf"(?<=\d)[?](?=\d|{HAN})|(?<=[发字函])[?](?=\d)", needs="[?]")
_MASK = Scanned(
    r"(?<![A-Za-z])(?:[XxＸｘ]{2,8}|[×*]{2,8})(?![A-Za-z])|(?:19|20)(?:[xX]{2}|__|\*\*)|_{2,}|某某|某[省市县区镇乡局校院]"
    r"|(?<![A-Za-z\d])[XxＸｘ×](?=[个条处场次万亿月日年名届.]|余)",
    firsts="12XxＸｘ×*_某",
)
_END = re.compile(r"[^。！？!?…;；:：”’」』)）》】\s]\s*\Z")
_SIGNATURE = re.compile(
    rf"(?:\d|日|月|年|府|会|局|委|办|处|组|院|校|司|部|室|中心|小学|中学|社区|街道|{HAN}[ \u3000]{HAN})\s*\Z"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)(?<!\d{5})")
_TITLE_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_SITE_TITLE = re.compile(
    r"篇[一二三四五六七八九十\d]{1,3}|第[一二三四五六七八九十\d]{1,3}篇|范文|[(（]\w{0,4}\d{1,2}篇[)）]"
)
_LETTER = re.compile(r"[^\W\d_]")
_CUT_LENGTH, _MASKS, _HEAD = 25, 3, 600
_FOREIGN, _LATIN, _TRADITIONAL = 10, 40, 0.12  # letters of another script; the share of traditional characters


def flags(source: Source, reading: CleanText) -> tuple[Flag, ...]:
    """The damage that stays in a reading: the whole text's, or one article's. Spans are in the source.

    >>> from civtext.model import Source
    >>> source = Source("各校利用电子屏、橱窗、校园广播等形式开展了内容丰富、形式多样的宣传教")
    >>> [flag.code for flag in flags(source, CleanText.of(source.text, []))]
    ['cut.end']
    """
    rules = (_gaps, _symbols, _site, _writing, _spinning, _masking, _cut_off, _repeated, _left_open)
    return tuple(flag for rule in rules for flag in rule(reading)) + tuple(_contradicted(source, reading))


def _gaps(reading: CleanText) -> Iterator[Flag]:
    """One flag for each hidden part: its stub may be of several lines."""
    last = -1
    for edit in reading.edits:
        if edit.rule == "paywall":
            if last < 0 or reading.to_clean(Span(last, edit.span.start)).start < reading.to_clean(edit.span).start:
                yield Flag("gap.paywall", "部分内容被隐藏 A part of the text is hidden behind a paywall.", edit.span)
            last = edit.span.end


def _symbols(reading: CleanText) -> Iterator[Flag]:
    for span in _mojibake(reading.text):
        yield Flag("mojibake", "疑似乱码 Probably wrongly decoded.", reading.to_source(span))
    for match in _LOST.finditer(reading.folded):
        yield Flag("lost.symbol", "符号丢失 A sign was lost.", reading.to_source(Span(*match.span())))


def _mojibake(text: str) -> list[Span]:
    runs = list(_HAN_RUN.finditer(text))
    are_gbk = _are_utf8_read_as_gbk([run.group() for run in runs])
    return [Span(*match.span()) for match in [*_MOJIBAKE.finditer(text), *compress(runs, are_gbk)]]


def _are_utf8_read_as_gbk(runs: list[str]) -> list[bool]:
    """Whether characters, back in the bytes of GBK, are UTF-8 (鍒涘缓 for 创建): no Chinese text is by chance.

    >>> _are_utf8_read_as_gbk(["鍒涘缓鏂囨槑鍩庡競", "创建全国文明城市"])
    [True, False]
    """
    backs = "\n".join(runs).encode("gb18030").decode("utf-8", "replace").split("\n") if runs else []
    return [back.count("\ufffd") * 4 <= len(back) for back in backs]


def _site(reading: CleanText) -> Iterator[Flag]:
    for span in unsure_lines(reading):
        if not _mojibake(reading.text[slice(*span)]):  # which is worded like nothing
            note = "疑似网站文字，未删 Perhaps a line of a site, left in place."
            yield Flag("site.line", note, reading.to_source(span))


def _writing(reading: CleanText) -> Iterator[Flag]:
    """What the text is written in, where that is not simplified Chinese: its passages may be in no category."""
    scripts: Counter[str] = Counter()
    letters = {letter: count for letter, count in Counter(reading.text).items() if _script(letter)}
    for letter, count in letters.items():
        scripts[_script(letter)] += count
    han = scripts.pop("CJK", 0)
    together = "".join(letters)
    pairs = zip(together, narrowed(together), strict=True)
    changed = sum(letters[one] for one, folded in pairs if one != folded and "\u3400" <= one <= "\u9fff")
    latin = scripts.pop("LATIN", 0) + scripts.pop("FULLWIDTH", 0)
    foreign = ", ".join(sorted(name.capitalize() for name in scripts if scripts[name] >= _FOREIGN))
    if changed > _TRADITIONAL * han and not _are_utf8_read_as_gbk(["".join(_HAN_RUN.findall(reading.text))])[0]:
        yield Flag(
            "script.traditional", "繁体文本，按简体匹配，原样显示 In traditional characters; matched as simplified."
        )
    if latin > max(han, _LATIN):
        yield Flag(
            "script.latin", "以西文字母为主，不归类、不提取的可能很多 Mostly in Latin letters; little will be found."
        )
    if foreign:
        yield Flag("script.other", f"含其他文字，不作猜测 Partly in a script that is not read: {foreign}")


@cache
def _script(character: str) -> str:
    """What a letter is written in, by its Unicode name; "" for what is none."""
    return unicodedata.name(character, "PRIVATE").partition(" ")[0] if _LETTER.match(character) else ""


def _spinning(reading: CleanText) -> Iterator[Flag]:
    if forms := spun_forms(reading.text):
        yield Flag("spun", f"同义替换文本 Synonyms were put for its words: {'、'.join(forms[:6])}")


def _masking(reading: CleanText) -> Iterator[Flag]:
    masks = sum(1 for _ in _MASK.finditer(reading.text))
    if masks >= _MASKS:
        yield Flag("masked", f"已脱敏，{masks}处 {masks} names or figures are masked.")


def _cut_off(reading: CleanText) -> Iterator[Flag]:
    text = reading.text.rstrip()
    last = text[max(text.rfind("\n"), *(text.rfind(stop) for stop in "。！？!?；;")) + 1 :]
    line = text[text.rfind("\n") + 1 :]
    if len(line) >= _CUT_LENGTH and _END.search(last) and not _SIGNATURE.search(last):
        end = len(text)
        yield Flag(
            "cut.end", "结尾不完整 The text ends amid a sentence.", reading.to_source(Span(end - len(last), end))
        )


def _repeated(reading: CleanText) -> Iterator[Flag]:
    """Sentences that stood twice: those taken out, and those further apart, which stay."""
    spans = [edit.span for edit in reading.edits if edit.rule == "repeated_sentence"]
    times = Counter(told_sentences(reading.folded))
    count = len(spans) + sum(number - 1 for number in times.values())
    if count:
        yield Flag("duplicated", f"{count}句重复 {count} sentences stand again.", min(spans, default=None))


def _left_open(reading: CleanText) -> Iterator[Flag]:
    """Quotation marks that nothing closes; at a paragraph's head one may be closed by a later paragraph."""
    spans = [Span(start - 1, end) for start, end in unclosed(reading.folded)]
    spans = [span for span in spans if span.start and reading.folded[span.start - 1] not in "\n:"]
    if spans:
        note = f"引号不成对，{len(spans)}处 {len(spans)} quotation marks are not closed."
        yield Flag("quote.open", note, reading.to_source(spans[0]))


def _contradicted(source: Source, reading: CleanText) -> Iterator[Flag]:
    """A site's title claims a year, the text itself is older by two years or more."""
    claimed = _claimed_years(source, reading)
    own = reading.text.partition("\n")[2] if _SITE_TITLE.search(reading.text.partition("\n")[0]) else reading.text
    years = [int(year) for year in _YEAR.findall(own)]
    events = _anchors()
    met = sorted(set(_anchor().findall(own)), key=lambda event: events[event])
    latest = max(years, default=0) or (events[met[0]] if met else 0)
    if claimed and latest and min(claimed) - latest > 1:
        why = f"最晚年份为{latest} its latest year is {latest}" if years else f"提到“{met[0]}” it speaks of {met[0]}"
        yield Flag("year.contradicted", f"标题年份{min(claimed)}与正文不符：{why}.")


def _claimed_years(source: Source, reading: CleanText) -> list[int]:
    """The years in titles that are not the author's: the piece's as a site numbered it, the collection's, the file's."""
    head = CleanText.of(source.text[:_HEAD], [])
    titles = [head.text[slice(*edit.span)] for edit in collection_titles(head)] + [PurePath(source.origin).stem]
    first = reading.text.partition("\n")[0]
    titles += [first] if _SITE_TITLE.search(first) else []
    return [int(year) for title in titles if _SITE_TITLE.search(title) for year in _TITLE_YEAR.findall(title)]


@cache
def _anchor() -> re.Pattern[str]:
    return re.compile(any_of(_anchors()))


@cache
def _anchors() -> dict[str, int]:
    return {entry["term"]: int(entry["year"]) for entry in lexicon("anchors")}

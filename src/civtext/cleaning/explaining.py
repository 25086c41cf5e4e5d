"""Explanations (清洗说明): what each edit of a reading did, where, and why, for people to check.

`explain` gives records, `diff` a view like that of a unified diff. `MEANINGS` says in one sentence, Chinese and English,
what each rule undoes.

>>> from civtext.cleaning import clean
>>> source = Source("整治小巷8条。\\n- 3 -\\n完善的'考核制度。", origin="总结.txt")
>>> for change in explain(source, clean(source)):
...     print(change.rule, change.where, repr(change.before), repr(change.after))
page_number 第2行 '- 3 -\\n' ''
anti_copy_mark 第3行 "'" ''
>>> print(diff(source, clean(source)))
--- 总结.txt 原文 source
+++ 总结.txt 清洗后 cleaned
@@ 第2行 · page_number 单独成行的页码 · anti_copy_mark 网站插入的防复制符号 @@
-整治小巷8条。⏎- 3 -⏎完善的'考核制度。
+整治小巷8条。⏎完善的考核制度。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from civtext.model import CleanText, Edit, Location, Source, Span

# The rules that edits name, and what was wrong: Chinese, English.
MEANINGS: dict[str, tuple[str, str]] = {
    "anti_copy_mark": ("网站插入的防复制符号", "A mark that a site put in against copying."),
    "blank_line": ("多余的空行", "A blank line too many."),
    "broken_paragraph": ("断在句中的换行，前后接成一段", "A line break amid a sentence; the paragraph is one again."),
    "chunk_number": (
        "网站按字数分块时插入的序号和换行",
        "A number and a line break a site put in when it cut the text by length.",
    ),
    "collection_title": ("汇编的名称，不是文章的标题", "The name of a collection, not of an article."),
    "contents": ("目录", "A table of contents."),
    "dash_read_as_ones": ("破折号被误认成“一一”", "A long dash that was read as 一一."),
    "entity": ("网页字符代码", "A character written as an HTML entity."),
    "file_name": ("网站写在正文前的文件名", "A file's name that a site put above the text."),
    "hard_wrap": ("按宽度折行留下的换行", "A line break at the width of the page."),
    "indent": ("行首行尾的空格", "Blanks before or after a line."),
    "invisible_character": ("不可见字符", "Characters that cannot be seen."),
    "lead_in": ("分享者的导语", "The sharer's introduction."),
    "letter_spacing": ("标题拉开的字距", "Blanks between letters set wide."),
    "line_end": ("其他系统的换行符", "Another system's line end."),
    "lost_bracket": ("文号的六角括号变成了问号", "A bracket of a document number that became a question mark."),
    "number_spacing": ("数字两边的空格", "Blanks around a number."),
    "odd_space": ("特殊空格", "A special blank in place of a plain one."),
    "page_number": ("单独成行的页码", "A page number."),
    "paywall": ("付费或登录提示，后面的内容缺失", "A paywall's line; text behind it is missing."),
    "quote_read_as_two": ("右引号被误认成“二”", "A closing quotation mark that was read as 二."),
    "repeated_sentence": ("重复的句子，只留第一次", "A sentence that stands again; the first is kept."),
    "running_head": ("页眉页脚", "A running head or foot."),
    "site_line": ("网站写在正文前后的行", "A line that a site put above or below the text."),
    "site_note": ("网站的说明、版权或推广语", "A site's note on sharing, rights or contacts."),
    "wrong_closing_quote": ("右引号写成了左引号", "An opening quotation mark in the place of the closing one."),
    "wrong_opening_quote": ("左引号写成了右引号", "A closing quotation mark in the place of the opening one."),
}
_CONTEXT, _LONGEST = 16, 60
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\xa0\xad\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufe00-\ufe0f\ufeff]")


@dataclass(frozen=True, slots=True)
class Change:
    """One edit, told: its rule and what that means (`zh`, `en`), its place, the words before and after, and some of those around."""

    rule: str
    zh: str
    en: str
    where: Location
    span: Span
    before: str
    after: str
    left: str
    right: str

    def as_dict(self) -> dict[str, object]:
        """The change as plain data, for JSON Lines."""
        words = {name: getattr(self, name) for name in ("rule", "zh", "en", "before", "after", "left", "right")}
        return {**words, "where": self.where.as_dict(), **self.span._asdict()}


def explain(source: Source, reading: CleanText) -> list[Change]:
    """Every edit that made a reading of a source, in text order."""
    return [_told(source, edit) for edit in reading.edits]


def _told(source: Source, edit: Edit) -> Change:
    (start, end), text = edit.span, source.text
    left, right = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    return Change(
        edit.rule,
        *MEANINGS[edit.rule],
        source.where(start),
        edit.span,
        text[start:end],
        edit.replacement,
        left,
        right,
    )


def diff(source: Source, reading: CleanText) -> str:
    """The edits as words that go (-) and words that come (+), neighbours together; a line break is shown as ⏎.

    A text that was not changed gives an empty string.
    """
    lines = [f"--- {source.origin} 原文 source", f"+++ {source.origin} 清洗后 cleaned"] if reading.edits else []
    for group in _neighbours(explain(source, reading)):
        rules = dict.fromkeys(f"{change.rule} {change.zh}" for change in group)
        before, after = _words(source, group)
        lines += [f"@@ {group[0].where} · {' · '.join(rules)} @@", f"-{before}", f"+{after}"]
    return "\n".join(lines)


def _neighbours(changes: list[Change]) -> Iterator[list[Change]]:
    """Changes so near to one another that they share the words around."""
    group: list[Change] = []
    for change in changes:
        if group and change.span.start - group[-1].span.end > _CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _words(source: Source, group: list[Change]) -> tuple[str, str]:
    """The stretch of a group as it stood and as it stands, with words on both sides."""
    first, last = group[0], group[-1]
    before, after, at = first.left, first.left, first.span.start
    for change in group:
        between = source.text[at : change.span.start]
        before, after, at = (
            before + between + _shortened(change.before),
            after + between + change.after,
            change.span.end,
        )
    return _visible(before + last.right), _visible(after + last.right)


def _visible(words: str) -> str:
    """The words on one line, with signs for what cannot be seen.

    >>> _visible("汇\\u200b报\\r\\n")
    '汇‹U+200B›报‹U+000D›⏎'
    """
    return _UNSEEN.sub(lambda match: f"‹U+{ord(match.group()):04X}›", words.replace("\n", "⏎"))


def _shortened(words: str) -> str:
    """Long words by their two ends."""
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST // 2]}……{words[-_LONGEST // 2 :]}"

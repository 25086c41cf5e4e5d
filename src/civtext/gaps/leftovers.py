"""Leftovers (残留): what was left of another text: real names in a masked one, another place's names in one's own, sites'
noise, damaged characters, sentences that stand in other reports too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from civtext.cleaning.explaining import MEANINGS
from civtext.gaps.finding import gap, gap_in_source
from civtext.lexicons import any_of, terms
from civtext.model import Annotation, CleanText, Document, Edit, Entity, Gap, Placeholder, Residual, Span, Taken
from civtext.places import Place, division, find_places
from civtext.store import Store
from civtext.words import clauses, sentences

_KINDS = {"place": "地名", "person": "人名", "org": "单位", "landmark": "地标"}
_NOISE = ("entity", "site_line", "site_note", "lead_in", "paywall", "file_name", "collection_title", "chunk_number")
_DAMAGE = {"mojibake": "疑似乱码", "lost.symbol": "符号丢失"}
# One names another place because one went there, learnt from it, or did better than it.
_BY_RIGHT = re.compile(
    r"学习|考察|借鉴|对标|取经|观摩|先进|经验|做法|(?<!以)赴|前往|来自|到访|交流|对口|协作|支援|帮扶|结对|毗邻|接壤|相邻|周边|比|超过|籍|流域|高速|铁路|会议|论坛|大赛|展会|看齐|标准|转移|承接|互派|等城市|等地"
)
_LEARNT = re.compile("借鉴|取经|学习考察|对标|看齐")
# What a bare name may open: 兰州拉面, 天津大学, 苏州评弹, 北京冬奥会, 苏州街, 上海花园小区, 杭州湾.
_SORTS = "(?:师范|理工|工业|农业|林业|海洋|医科|中医药|交通|科技|财经|外国语|航空航天|邮电|体育|职业|技术|工程|实验|高级|第[一二三四五六七八九十]+)*"
_ESTATE = "[一-鿿]{0,2}(?:花园|家园|苑|庭|公寓|新村|庄园|名都|名城)(?:小区|社区)"
_STREET = "[东西南北中]?(?:大街|大道|路(?![面灯况段上边])|街(?![道头面边上])|巷(?![道子]))"
_COMPANY = "银行|啤酒|[一-鿿]{2,8}有限(?:责任)?公司|[一-鿿]{2,4}集团"
_IN_A_NAME = re.compile(
    rf"{_SORTS}(?:大学|学院|中学|小学)(?!生)|(?:儿童|口腔|肿瘤|中医|协和|妇产|眼科)医院|{_ESTATE}|{_STREET}|{_COMPANY}"
    "|湾|小面|米粉|烤鸭|冬奥|奥运|亚运|世博|拉面|小吃|烧烤|评弹|[菜戏剧茶酒瓷绣扇楼塔寺]|龙井|刺绣|精神|式|时期|保卫战|战役|起义|会议|杂技|火锅"
)
_YEAR = re.compile(r"(?<![\d《(（])20[0-2]\d年(?!代)|(?<=[\[【〔(『])20[0-2]\d(?=[\]】〕)』][第字年0-9])")
_SITE_CLAUSE = re.compile(r"[^。,;!?\n\[\]【】()]+")
_ADDRESS = re.compile(r"https?://|www\.[a-z0-9]", re.IGNORECASE)
_BROKEN = re.compile(
    r"(?P<sign>\ufffd+|锟斤拷|锘|ï¿½|â€.?|&(?:[a-z]{2,6}|#\d{2,5});|口{3,}|Ã.)|[\u3040-\u30ff一-鿿€\ue000-\uf8ff]{4,}"
)
_SHORTEST = 18  # characters of a sentence that no two offices write alike by chance
_STOCK = 5  # reports from which on a sentence is a stock phrase


def check(document: Document) -> Iterator[Annotation]:
    """Leftovers that a document shows by itself. Never raises."""
    named = list(_names_of_others(document))
    for one in document.labelled("residual") if _masks_names(document) else ():
        at = document.local(one)
        if isinstance(one.value, Residual) and not (one.value.kind == "place" and _has_reason(document, at)):
            reason = (
                f"已脱敏的文本里还有真实{_KINDS.get(one.value.kind, '名称')}“{one.text}” A real name in a masked text."
            )
            value = Gap("leftover", "must", reason, "遮去或改为本地名称 Mask or replace it.")
            yield gap(document, at, f"name.{one.value.kind}", value)
    yield from named
    yield from _years_left(document)
    yield from _noise(document)


def _masks_names(document: Document) -> bool:
    """Whether a text hides its own names: not where its title tells a place in full."""
    title = document.folded.strip().split("\n", 1)[0]
    in_title = [one for one in document.labelled("entity") if one.value.kind == "place" and one.text in title]  # type: ignore[union-attr]
    return not in_title or bool(re.search("[XxＸ×*○某_]{1,}", title))


def _names_of_others(document: Document) -> Iterator[Annotation]:
    """Official places, and bodies named after one, outside of one's own province, or of one's level in it, that nothing
    gives a reason to name. In a masked text every one is a leftover; there places are told as residuals, and here the bodies.
    """
    masked = _masks_names(document) and any(document.labelled("residual"))
    own = "" if masked else document.facts.place or ""
    if not masked and not own:
        return
    for one in document.labelled("entity"):
        place = _official(one)
        told = isinstance(one.value, Entity) and one.value.kind == "place"
        if place is None or (masked and told) or (own and (place.full_name in own or own in place.full_name)):
            continue
        at = document.local(one)
        if place.level != "province" and not _has_reason(document, at) and not _is_cited(document, at):
            reason = f"出现外地名称“{one.text}”({place.full_name}) Another place's name."
            value = Gap("leftover", "must", reason, f"核对是否应为“{own or '本地'}” Should it be one's own?")
            yield gap(document, at, "place.other", value)


def _official(one: Annotation) -> Place | None:
    """The official place that an entity is, or that a body's name opens with: 大冶市 of 大冶市民政局."""
    if not isinstance(one.value, Entity):
        return None
    if one.value.code:
        return division(one.value.code)
    if one.value.kind != "org":
        return None
    opening = [mention for mention in find_places(one.text) if mention.span.start == 0]
    return opening[0].candidates[0] if opening else None


def _has_reason(document: Document, at: Span) -> bool:
    """Whether words around a place's name in its sentence say why it is named, or it is but part of another name."""
    text = document.folded
    left = re.split("[。;!?\n]", text[max(0, at.start - 60) : at.start])[-1]
    right = re.split("[。;!?\n]", text[at.end : at.end + 40])[0]
    near = left[-14:] + text[at.start : at.end] + right[:14]
    bare = not re.search("[省市县区盟旗]$|自治州$", text[at.start : at.end])
    part_of_name = bare and _IN_A_NAME.match(right)
    return bool(_BY_RIGHT.search(near) or _LEARNT.search(left + right) or part_of_name)


def _is_cited(document: Document, at: Span) -> bool:
    """Whether a name stands in the title of a paper or a medium."""
    left, right = document.folded[max(0, at.start - 30) : at.start], document.folded[at.end : at.end + 30]
    return "《" in left.rpartition("》")[2] and "》" in right.partition("《")[0]


def _years_left(document: Document) -> Iterator[Annotation]:
    """Whole years in a text that masks its own (20XX年)."""
    masked = [
        one
        for one in document.labelled("placeholder")
        if isinstance(one.value, Placeholder)
        and one.value.type == "date"
        and len(one.value.digits) == 4
        and re.match("(?:20)?#{2,4}$", one.value.digits)
    ]
    if not masked:
        return
    for found in _YEAR.finditer(document.folded):
        if not _is_cited(document, Span(*found.span())):
            reason = f"别处写作“{masked[0].text}年”,这里还有“{found[0]}” A year left in a masked text."
            value = Gap("leftover", "should", reason, "核对年份 Check the year.")
            yield gap(document, Span(*found.span()), "year.left", value)


def _noise(document: Document) -> Iterator[Annotation]:
    """What cleaning took out, and what it could not mend."""
    yield from _taken_out(document, document.reading.edits)
    for found in _SITE_CLAUSE.finditer(document.folded):
        clause = Span(*found.span())
        if _is_a_sites(found[0]):
            value = Gap("leftover", "must", f"网站文字“{found[0].strip()[:30]}” A site's words.", "删去 Delete it.")
            yield gap(document, clause, "noise", value)
    for found in _BROKEN.finditer(document.folded):
        if found["sign"] or _misread(found[0]):
            value = Gap("leftover", "must", f"疑似乱码“{found[0]}” Damaged characters.", "改正 Mend it.")
            yield gap(document, Span(*found.span()), "damage", value)
    for flag in document.flags:
        if flag.code in _DAMAGE and flag.span:
            value = Gap("leftover", "must", f"{_DAMAGE[flag.code]} {flag.note}", "改正 Mend it.")
            yield gap_in_source(document, flag.span, "damage", value)


def _taken_out(document: Document, edits: Iterable[Edit]) -> Iterator[Annotation]:
    for edit in edits:
        if edit.rule in _NOISE and (words := document.source.text[slice(*edit.span)]).strip():
            zh, en = MEANINGS[edit.rule]
            value = Gap("leftover", "must", f"{zh}“{words.strip()[:30]}” {en}", "删去 Delete it.")
            yield gap_in_source(document, edit.span, "noise", value)


def beside(document: Document, whole: CleanText) -> Iterator[Annotation]:
    """What cleaning took out right below a document, and above the first: of no article, but in the file. `whole` is the reading of
    the source.
    """
    text, behind, before = document.source.text, [], []
    at = document.span.end
    for edit in whole.edits:
        if edit.span.start >= at and text[at : edit.span.start].strip():
            break
        if edit.span.start >= at and edit.rule in _NOISE:
            behind.append(edit)
            at = edit.span.end
    at = document.span.start
    for edit in reversed(whole.edits if document.index == 0 else ()):
        if edit.span.end <= at and text[edit.span.end : at].strip():
            break
        if edit.span.end <= at and edit.rule in _NOISE:
            before.append(edit)
            at = edit.span.start
    yield from _taken_out(document, [*before, *behind])


def _is_a_sites(clause: str) -> bool:
    """Whether a clause is a site's: an address of the network, or a phrase that no office writes."""
    return bool(_ADDRESS.search(clause) or _site_phrase().search(clause))


@cache
def _site_phrase() -> re.Pattern[str]:
    return re.compile(any_of(terms("site_phrases")))


def _misread(characters: str) -> bool:
    """Whether characters are UTF-8 that was read as GBK (鏂囨槑 for 文明)."""
    raw = characters.encode("gbk", "ignore")
    for length in range(len(raw), max(len(raw) - 3, 5), -1):
        try:
            return re.fullmatch("[一-鿿]{2,}", raw[:length].decode("utf-8")) is not None
        except UnicodeDecodeError:
            continue
    return False


def reused(document: Document, base: Store) -> Iterator[Annotation]:
    """Sentences, and long clauses, of other reports of a base that a document has too, and how many have them: a copy, or a
    stock phrase (套话).
    """
    places = [at for at, char in enumerate(document.text) if re.match(r"\w", char)]
    own = "".join(document.text[at] for at in places)
    seen: Counter[str] = Counter()
    source: dict[str, str] = {}
    for row in base.rows("SELECT id, path, text_id FROM articles WHERE NOT vanished ORDER BY path"):
        told: set[str] = set()
        for passage in base.rows("SELECT text FROM passages WHERE document_id = ?", row["id"]):
            told |= {piece for piece in _pieces(passage["text"]) if piece in own}
        if told and base.source(row["text_id"]) == document.source.text:
            continue  # the draft itself has been mined
        seen.update(told)
        source |= {text: row["path"] for text in told if text not in source}
    taken = Taken()
    for text, number in sorted(seen.items(), key=lambda pair: -len(pair[0])):
        start = own.index(text)
        span = _whole(document.text, Span(places[start], places[start + len(text) - 1] + 1))
        if taken.overlaps(span):
            continue
        taken.add(span)
        what = "套话" if number >= _STOCK else "与他文相同"
        reason = f"{what}:另有{number}篇有此句,如{source[text]} Also elsewhere: {number}."
        value = Gap("leftover", "look", reason, "改写为本地的情况 Say it of one's own place.")
        yield gap(document, span, "sentence.stock" if number >= _STOCK else "sentence.copied", value)


def _pieces(text: str) -> set[str]:
    """The sentences and clauses of a text, and of the cells of its tables, that are too long to be written alike by chance, without their
    marks.
    """
    told = (cell for span in (*sentences(text), *clauses(text)) for cell in text[slice(*span)].split("\t"))
    return {bare for cell in told if len(bare := _bare(cell)) >= _SHORTEST}


def _whole(text: str, span: Span) -> Span:
    """A stretch with the stop behind it."""
    return Span(span.start, span.end + (text[span.end : span.end + 1] in tuple("。!?！？")))


def _bare(sentence: str) -> str:
    """A sentence without its marks and blanks."""
    return re.sub(r"\W", "", sentence)

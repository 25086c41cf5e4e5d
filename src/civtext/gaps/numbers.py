"""Numbers that contradict each other (数字矛盾): told twice with two values, over the whole, parts that make no total, lists
of another number than their formula says.

The first and the last are the flags of `contradictions`; here come sums. Parts (其中) may leave some out, so that only more
than the total is a sure mistake; shares of one answer that go round a hundred should make it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from civtext.gaps import compared
from civtext.gaps.finding import flagged, gap, gap_in_source
from civtext.gaps.twice import told_twice
from civtext.model import Annotation, Document, Gap, Metric, Span
from civtext.quantities import numeral, short
from civtext.words import sentences

_TOLD = {
    "metric.over_100": ("number.over_100", "must", "核对该比率 Check the share."),
    "metric.contradicted": ("number.told_twice", "must", "以一个为准,统一全文 Keep one of the two."),
    "slogan.count": ("slogan.count", "must", "补齐或改数 Complete the list or change the number."),
}
_PARTS = re.compile(r"其中[:：,，]?|分别(?:为|是|用于)?[:：]?|包括|(?<=[一-鿿])中[,，]")
# Parts without a word that says so, right behind their total: by rank or area, or in brackets.
_RANK = r"(?:国家|[省市区县镇乡村]|街道|社区)级|主?城区|市区|县城|乡镇|农村|[东西南北中](?:部|城|片)区?|男性?|女性?"
_PARTS_BEHIND = re.compile(rf"[(（](?=[^()（）]*[0-9][^()（）]*[、,，;；])|[,，](?=(?:{_RANK})[一-鿿]{{0,4}}[0-9])")
_OVERLAPS = re.compile("党员|团员|退役|妇女|女性|青年|持证|干部")  # of whom one may also be another
# What has become of a total: the first done, the others not yet (已完成213个、在建43个、未开工12个).
_DEALT_WITH = "整改|办结|解决|处置|处理|答复|回复|化解|销号"
_STATES = re.compile(
    rf"(?<![\d.])(?P<total>\d+(?:\.\d+)?)(?P<unit>万?[一-鿿])[^。;；\n\d]{{0,8}}[,，](?:其中)?(?P<parts>(?:已[一-鿿]{{1,5}}|完成|完工|竣工|建成|{_DEALT_WITH})(?P<done>\d+(?:\.\d+)?)(?P=unit)"
    r"(?:[,，、](?:(?P<left>尚?未|剩余|还有|其余)|正在|在建|待)[一-鿿]{0,6}?\d+(?:\.\d+)?(?P=unit))+)"
)
# More dealt with than there were: 交办问题1280个,已整改1346个; not where older ones are told of too.
_HANDLED = re.compile(
    r"(?:交办|排查|摸排|发现|受理|收到|接到|征集|反馈|转办|梳理)[^,，。;；\n\d]{0,10}(?<![\d.])(?P<total>\d+(?:\.\d+)?)(?P<unit>万?[一-鿿])[,，](?:其中|现)?"
    rf"(?:已|均|全部)*(?:{_DEALT_WITH})(?:到位|完成|完毕)?(?P<done>\d+(?:\.\d+)?)(?P=unit)"
)
_OLDER = re.compile("结转|历年|往年|上年|去年|累计|遗留|存量|以来")
_MOST_PARTS, _REACH = 40, 400  # parts of a total, and characters behind it in which they are told
_ADDED_UP = re.compile("(?:合计|共计|总计)[一-鿿]{0,4}$")
_COMPLETE = re.compile(r"分别|其余|剩余|另外|由[^。]{2,30}组成|包括")
_BODIES = {"个", "家", "所", "处"}
_OF_ANSWERS = re.compile(r"满意|赞成|同意|认为|知晓|了解|表示|支持|选择|占")
_ASKED = (None, "选择", "认为", "表示")
_MANY = re.compile("多选|均|都")
_ROUND = (80.0, 120.0)  # a sum of shares this near a hundred was meant to be one

_WHOLE = re.compile(
    r"(?:占[^,，。;；\d]{1,10}的|(?:安全感|满意度|知晓度|幸福感|正点率|合格率|参与率|覆盖率|处置率|回复率)[^,，。;；\d增升提比]{0,6}(?:达到?|为)?)"
    r"(?P<share>(?P<value>\d{3,4}(?:\.\d+)?)[%％])"
)
_FORMULA = re.compile(
    r"(?P<formula>[“](?P<number>[二两三四五六七八九十])个?(?P<of>[\u4e00-\u9fff]{1,4})[”](?P<noun>[\u4e00-\u9fff]{0,6})"
    r"(?:即|[:：]|——|[,，](?:即|也就是)?))[:：]?(?P<list>[^,，。;；:：“”()（）—\n]+(?:、[^,，。;；:：“”()（）—\n]+)+)(?=[,，。;；\n)）—]|$)"
)
_LISTED = re.compile(
    r"(?P<list>“[^“”。\n]{1,40}”|[一-鿿]{2,6}(?:、[一-鿿]{2,4}){2,})(?P<formula>(?P<number>[二两三四五六七八九十])(?:大|项|个|种|类|方面)[一-鿿]{2,6})"
)
_Numbers = list[tuple[Annotation, Metric]]


def check(document: Document) -> Iterator[Annotation]:
    """Every contradiction between numbers of a document. Never raises."""
    for flag in document.flags:
        if flag.code in _TOLD and flag.span:
            rule, severity, advice = _TOLD[flag.code]
            yield gap_in_source(document, flag.span, rule, Gap("contradiction", severity, flag.note, advice))
    found = [(one, one.value) for one in document.labelled("metric") if isinstance(one.value, Metric)]
    starts = [document.local(one).start for one, _ in found]
    for sentence in sentences(document.folded):
        inside = found[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        yield from _sums(document, sentence, inside)
        yield from _shares(document, inside)
        yield from _over_whole(document, sentence)
    for one in told_twice(document, found):
        if not flagged(document, document.local(one), "metric.contradicted"):  # said by a flag already
            yield one
    yield from compared.check(document, found)
    yield from _lists(document)
    yield from _listed(document)


def _sums(document: Document, sentence: Span, found: _Numbers) -> Iterator[Annotation]:
    """A total whose parts come to another number: told behind it (其中, 分别, by rank), before it (合计), or by state (已, 未)."""
    starts, ends = ([document.local(one)[side] for one, _ in found] for side in (0, 1))
    opened = 0  # the first number behind the last word that opens parts
    for told in _openings(document, sentence):
        before, behind = bisect_right(ends, told.start()), bisect_left(starts, told.end())
        opened = behind if told.re is _PARTS else opened
        if not before:
            continue
        one, total = found[before - 1]
        adjoins = told.re is _PARTS or (document.local(one).end == told.start() and not _is_ranked(total))
        if total.value is None or total.bound != "exact" or not adjoins or not _adds_up(total):
            continue
        parts = _parts(document, found[behind : behind + _MOST_PARTS], total)
        opened = behind if told[0][:1] in "(（" else opened
        last = min(sentence.end, told.start() + _REACH)
        complete = _COMPLETE.search(document.folded, told.start(), last) is not None
        yield from _unequal(document, one, total, parts, complete=complete)
    yield from _added_up(document, sentence, found, opened)
    yield from _states(document, sentence)


def _openings(document: Document, sentence: Span) -> list[re.Match[str]]:
    """The words of a sentence that open the parts of a number before them, in text order."""
    told = (*_PARTS.finditer(document.folded, *sentence), *_PARTS_BEHIND.finditer(document.folded, *sentence))
    return sorted(told, key=lambda one: one.start())


def _added_up(document: Document, sentence: Span, found: _Numbers, opened: int) -> Iterator[Annotation]:
    """Numbers and, behind them, what they are said to come to (合计); a total before them, and what opens them, is none of them."""
    for at, (one, total) in enumerate(found):
        if not total.value or not _is_sum(document, one, sentence.start):
            continue
        unlike = next((place for place in range(at - 1, -1, -1) if found[place][1].unit != total.unit), -1)
        first = max(unlike + 1, at - _MOST_PARTS, opened if opened < at else 0)
        parts = found[first:at]
        made = any(_equal(sum(value.value or 0 for _, value in parts[k:]), total.value) for k in range(len(parts) - 1))
        if not made and all(value.bound == "exact" for _, value in parts):
            yield from _unequal(document, one, total, parts, complete=True)


def _is_sum(document: Document, one: Annotation, since: int = 0) -> bool:
    """Whether a number is what those before it are said to come to."""
    here = document.local(one).start
    return _ADDED_UP.search(document.folded, max(since, here - 8), here) is not None


def _is_ranked(total: Metric) -> bool:
    """Whether a number is itself one of several by rank or area (市级100户)."""
    return re.match(_RANK, total.object or "") is not None


def _adds_up(total: Metric) -> bool:
    """Whether its parts make a number: not those of a score, a rate, a mean, a time."""
    return total.unit not in ("%", "分", "分钟", "小时", "天", "倍") and not re.search("平均|人均", total.object or "")


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= abs(other) * 0.0001


def _unequal(
    document: Document, one: Annotation, total: Metric, parts: _Numbers, *, complete: bool
) -> Iterator[Annotation]:
    """A total that its parts exceed, or do not make where all of them are told, and none is a blank."""
    known = [value.value for _, value in parts if value.value is not None]
    made, whole = sum(known), total.value or 0
    lacking = complete and len(known) == len(parts) and made < whole
    if len(parts) > 1 and (made > whole or lacking) and not _equal(made, whole):
        told = "+".join(part.text for part, value in parts if value.value is not None)
        yield _no_total(document, document.local(one), f"{told}={short(made, 10)}{total.unit or ''}", one.text)


def _no_total(document: Document, at: Span, parts: str, total: str) -> Annotation:
    reason = f"分项之和{parts},与总数{total}不符 The parts do not make the total."
    return gap(document, at, "number.sum", Gap("contradiction", "must", reason, "核对总数与分项 Check both."))


def _states(document: Document, sentence: Span) -> Iterator[Annotation]:
    """What is done and what is left of a total: 320处,已整改280处,正在整改60处; and more done than there was."""
    for told in _STATES.finditer(document.folded, *sentence):
        parts, total = re.findall(r"\d+(?:\.\d+)?", told["parts"]), float(told["total"])
        made = sum(map(float, parts))
        if not _equal(made, total) and (made > total or told["left"]):
            at = Span(told.start("total"), told.end("unit"))
            yield _no_total(document, at, f"{'+'.join(parts)}={made:.10g}", told["total"] + told["unit"])
    for told in _HANDLED.finditer(document.folded, *sentence):
        if float(told["done"]) > float(told["total"]) and not _OLDER.search(
            document.folded, sentence.start, told.end()
        ):
            what = f"{told['done']}{told['unit']}多于总数{told['total']}{told['unit']} More than there were."
            value = Gap("contradiction", "should", what, "核对两数,含往年的请写明 Check both.")
            yield gap(document, Span(told.start("done"), told.end("done") + len(told["unit"])), "number.sum", value)


def _parts(document: Document, following: _Numbers, total: Metric) -> _Numbers:
    """The numbers right behind a total that are parts of it: of its unit, and of nothing else that was done; none where one may be
    another too (党员200人、退役军人300人).
    """
    parts: _Numbers = []
    for one, value in following:
        since = document.folded[document.local(parts[-1][0]).end : document.local(one).start] if parts else ""
        listed = one.provenance.rule == "part" or re.match("[、和及][^,，;；]*$", since)
        of_total = value.object == total.object and re.match(
            "[一-鿿]{1,6}、[^,，;；]*$", since
        )  # 8个已完工、5个正在施工
        if not (listed or of_total or value.action in (None, total.action)) or not _alike(value.unit, total.unit):
            break
        if _is_sum(document, one) or (value.unit in ("人", "名") and _OVERLAPS.search(value.object or "")):
            break
        parts.append((one, value))
    return parts


def _alike(unit: str | None, other: str | None) -> bool:
    """Whether two units count alike: 9个单位,其中企业4家、驾校4所."""
    return unit == other or {unit, other} <= _BODIES


def _shares(document: Document, found: _Numbers) -> Iterator[Annotation]:
    """Three shares or more of one answer that make nearly, but not quite, a hundred."""
    run: _Numbers = []
    for one, value in [*found, (None, None)]:
        if one is not None and value is not None and value.unit == "%" and value.value and value.action in _ASKED:
            if run and re.search("[;；]", document.folded[document.local(run[-1][0]).end : document.local(one).start]):
                yield from _uneven(document, run)
                run = []
            run.append((one, value))
            if len(run) > 1 and abs(sum(share.value or 0 for _, share in run) - 100) <= 0.3:
                run = []
            continue
        yield from _uneven(document, run)
        run = []


def _uneven(document: Document, run: _Numbers) -> Iterator[Annotation]:
    if len(run) < 3 or any(value.bound != "exact" for _, value in run):
        return
    told = [value.value or 0 for _, value in run]
    total = sum(told)
    first = next((first for first in range(len(told) - 1) if abs(sum(told[first:]) - 100) <= 0.3), None)
    if first is not None:  # shares of one of the shares before them, or of another question
        yield from _uneven(document, run[:first])
        return
    start, end = document.local(run[0][0]).start, document.local(run[-1][0]).end
    between = document.folded[max(0, start - 12) : end]
    if (
        not _MANY.search(between)
        and _ROUND[0] <= total <= _ROUND[1]
        and abs(total - 100) > 0.3
        and _OF_ANSWERS.search(between)
    ):
        reason = f"各项占比之和为{total:g}%,不是100% The shares make {total:g} %, not 100."
        yield gap(
            document,
            Span(start, end),
            "number.shares",
            Gap("contradiction", "must", reason, "核对各项占比 Check the shares."),
        )


def _over_whole(document: Document, sentence: Span) -> Iterator[Annotation]:
    """A share of a whole (占全市的115%) that is more than all of it, where the flags of metrics do not see one."""
    for found in _WHOLE.finditer(document.folded, sentence.start, sentence.end):
        span = Span(*found.span("share"))
        if float(found["value"]) > 100 and not flagged(document, span, "metric.over_100"):
            reason = f"占比超过100%:{found['share']} A share of more than 100 %."
            yield gap(
                document, span, "number.over_100", Gap("contradiction", "must", reason, "核对该比率 Check the share.")
            )


def _lists(document: Document) -> Iterator[Annotation]:
    """A formula (“四送”服务) and the list right behind it that has more or fewer members, where the extractor sees none.

    Behind a mere comma, the members must all begin, or all end, with a character of the formula.
    """
    for found in _FORMULA.finditer(document.folded):
        members, number = found["list"].split("、"), int(numeral(found["number"].replace("两", "二")) or 0)
        joined = re.split("、|以及|[和及与]", found["list"])
        told = found["formula"].endswith(("即", ":", "：", "——"))
        alike = any(all(one.startswith(char) or one.endswith(char) for one in members) for char in found["of"])
        if number in (len(members), len(joined)) or members[-1].endswith("等") or not (told or alike):
            continue
        if not flagged(document, Span(*found.span("formula")), "slogan.count"):
            reason = f"“{found['number']}{found['of']}”之后列了{len(members)}项 A list of {len(members)}."
            value = Gap("contradiction", "must", reason, "补齐或改数 Complete the list or change the number.")
            yield gap(document, Span(*found.span("formula")), "slogan.count", value)


def _listed(document: Document) -> Iterator[Annotation]:
    """A list and the number right behind it that counts it wrongly (组织、责任、考核四项机制); between quotes, or of members of one length."""
    for found in _LISTED.finditer(document.folded):
        members, number = found["list"].strip("“”").split("、"), int(numeral(found["number"].replace("两", "二")) or 0)
        even = found["list"].startswith("“") or len({len(one) for one in members[1:]}) == 1
        if len(members) > 2 and even and len(members) != number:
            reason = f"前面列了{len(members)}项,这里作“{found['formula']}” A list of {len(members)} stands before it."
            value = Gap("contradiction", "must", reason, "补齐或改数 Complete the list or change the number.")
            yield gap(document, Span(*found.span("formula")), "slogan.count", value)

"""What of a phrase is counted, and what a clause is about, for `rules`: 6所 | 学校 | 周边道路, 将X | 纳入考核, 对X."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile

from civtext.extractors.metrics.phrases import MEASURED, object_of, subject_of, without_tail
from civtext.extractors.metrics.words import Word, nouns, text_of

_FITS = {
    "所": re.compile(
        r"(?:学校|中小学|小学|中学|高中|初中|高校|大学|学院|幼儿园|医院|卫生院|卫生室|院校|公厕|机构|少年宫|养老院|敬老院)$"
    ),
    "条": re.compile(
        r"(?:路|街|巷|道|河|沟|渠|线|带|链|措施|意见|建议|线索|信息|标语|内容|问题|规定|举措|任务|消息|诉求|横幅|要求|条款|标准|清单)$"
    ),
    "栋": re.compile(r"(?:楼|楼房|房|宿舍|大厦|建筑|楼栋|住宅)$"),
    "幢": re.compile(r"(?:楼|楼房|房|宿舍|大厦|建筑|楼栋|住宅)$"),
}
# What is not counted by 个: 18个 | 行政村 | 生活污水.
_MASS = re.compile(
    r"(?:污水|雨污|垃圾|环境|卫生|秩序|面貌|风貌|物业|管理|基础设施|配套设施|管网|供水|供热|供暖|燃气|绿化|亮化|立面|外墙|水质|称号|资格|经济|收入)$"
)
_LEADERS = re.compile(r"^(?:负责人|领导|书记|主任|负责同志|班子成员|一把手)$")
_SITES = re.compile(r"(?:断面|村|社区|小区|街道|乡镇|单位|部门|企业|学校|站点|点位|市场|镇|村庄|院落|区县|县区|网格)$")


def counted_among(phrase: list[Word], unit: str) -> list[Word]:
    """The part of a phrase that its unit fits: 6所 | 学校 | 周边道路, 2个 | 单位 | 主要负责人, 9个 | 断面 | 水质优良率."""
    fits = _FITS.get(unit)
    if fits and phrase and not fits.search(phrase[-1].text):
        others = list(dropwhile(lambda word: not fits.search(word.text), phrase))
        rest = list(dropwhile(lambda word: fits.search(word.text), others))  # 12条 | 背街 | 小巷 | 路面
        return phrase[: len(phrase) - len(rest)] if others else phrase
    led = next((at for at, word in enumerate(phrase) if at and _LEADERS.search(word.text)), 0)
    if unit in ("个", "家") and led:
        end = led - (1 if phrase[led - 1].text in ("主要", "分管", "党政") else 0)
        return phrase[:end] or phrase
    massed = unit in ("个", "家") and _MASS.search(text_of(phrase))
    if massed or (MEASURED.search(text_of(phrase)) and unit in ("个", "家", "处", "所", "条")):
        at = next((at for at, word in enumerate(phrase[:-1]) if _SITES.search(word.text)), None)
        return phrase if at is None else phrase[: at + 1]
    return phrase


def put_first(words: Sequence[Word]) -> list[Word]:
    """What a clause puts first: 把创建工作 | 纳入年度考核, 创建经费 | 列入预算; [] where it does not."""
    words = list(words)
    first = next((at for at, word in enumerate(words) if word.text in ("把", "将")), None)
    at = next((at for at, word in enumerate(words) if word.text in ("纳入", "列入", "计入") and at), None)
    if at is None:
        at = next(
            (at for at, word in enumerate(words) if first is not None and at > first and word.kind == "verb"), None
        )
    return [] if at is None else subject_of(words[0 if first is None else first + 1 : at])


def towards(rest: list[Word]) -> list[Word]:
    """What 对 names before an act, whole; [] where nothing."""
    at = next((at for at, word in enumerate(rest) if word.text == "对"), None)
    if at is None or not nouns(rest[at:]):
        return []
    named = without_tail(rest[at + 1 :])
    described = any(word.kind in ("soft", "loose", "de") for word in named)  # 示范 | 窗口, 被评为先进 | 的 | 单位
    return subject_of(named) if described else object_of(named)

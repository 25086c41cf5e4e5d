"""The object of an action (宾语): the shortest phrase, as it stands, that still names what was acted on.

>>> head("500多个新果皮箱")
'新果皮箱'
>>> head("城市道路8条和背街小巷80条")
'城市道路'
>>> head("以局长为组长、各科室负责人为成员的创建工作领导小组")
'创建工作领导小组'
>>> head("《市民公约》《文明手册》等宣传品")
'《市民公约》'
>>> head("培训、评价、奖惩等机制")
'培训、评价、奖惩等机制'
"""

from __future__ import annotations

import re

# What stands inside quotation marks, book-title marks and brackets is not read: it is blanked, character by character.
_ENCLOSED = re.compile(r"“[^“”\n]{1,400}”|‘[^‘’\n]{1,60}’|《[^《》\n]{1,120}》|\([^()\n]{1,300}\)|〈[^〈〉\n]{1,60}〉")

NUMBER = r"(?:[0-9XxＸ×.*_]+|[一二两三四五六七八九十百千万]+|数[十百千万])"
UNITS = (
    "平方公里|平方米|立方米|公里|千米|公顷|亩|人次|余人次|场次|批次|班次|车次|个工作日|人|名|个|条|处|座|所|家|块|份|件|期|次|场|篇|起"
    "|户|栋|幢|辆|台|套|项|支|棵|株|盏|张|册|本|吨|方|米|元|亿元|万元|部|间|片|口|根|只|盒|桶|面|幅|宗|例|类|组|对|里|届|届次|批|轮|门|颗|位|天|小时|%|余"
)
QUANTITY = re.compile(
    rf"(?:近|约|超|超过|达|达到|共|各)?{NUMBER}(?:余|多|几)?[万亿千百]?(?:余|多)?(?:{UNITS})(?:次|余)?(?:以上|左右)?"
)
_LEADING = re.compile(
    rf"(?:共|近|约|全市|全县|全区|全镇|全乡|了|过|起了|好|一批批|一大批|一批|一系列|系列|一套|一个|一支|一条|一整套|有关|相关|{QUANTITY.pattern})(?:的(?![士]))?"
)
_TRAILING = re.compile(
    rf"(?:(?:共|计|共计|达|累计|、|和|等)*{QUANTITY.pattern}(?:\([^()]{{0,4}}\))?|等(?:等)?|[、,;:。 ]+)$"
)
_LISTED = re.compile(r"[、,]|和(?!谐|平|睦|美)|以及|及(?!时|其|格)|与|(?<=[”》])(?=[“《])")
_COMMON_HEAD = re.compile(r"等(?!级|候|待)(?P<noun>[^等、,]{2,24})$")
# A noun of doing that the last item of a list lends to all of them (社会公德、职业道德教育).
_SHARED = re.compile(
    r"(?:教育|活动|行动|服务|工作|机制|制度|改革|整治|门诊|窗口|讲座|比赛|大赛|宣传|培训|检查|评比|建设|治理|工程|体系|评选|演出|监督|教学|管理|学习)$"
)
# Heads that name nothing by themselves.
_BARE_HEAD = re.compile(
    r"(?:相关|实际|各项|有关|具体|一系列|主要|重要)*(?:[^的]{0,2}工作|行动|制度|措施|制度和措施|(?:工作)?机制|规定|政策|推广|问题|方式|方法|法律法规|建设|情况|状况|条件"
    r"|标准|要求|意见|看法|意见和建议|建议|渠道|方案|计划|通知|管理|作用|任务)$"
)


def shield(folded: str) -> str:
    """The same text, as long, with □ for all that stands between marks: what is quoted is named, not said.

    >>> shield("开展“建设家园,从我做起”活动")
    '开展“□□□□□□□□□”活动'
    """
    return _ENCLOSED.sub(lambda match: match[0][0] + "□" * (len(match[0]) - 2) + match[0][-1], folded)


def head(text: str) -> str | None:
    """The head phrase of an object, None where nothing is left once quantities are off."""
    text = _trimmed(text.strip())
    shielded = shield(text)
    start = _past_modifiers(shielded)
    text, shielded = text[start:], shielded[start:]
    start, end = _first_of_list(shielded)
    return _trimmed(_without_bracket(text[start:end])) or None


def _trimmed(text: str) -> str:
    """Without quantities and empty words at either end."""
    while (match := _LEADING.match(text)) and match.end() < len(text):
        text = text[match.end() :]
    while match := _TRAILING.search(text):
        if match.start() == 0:
            return "" if QUANTITY.match(text) else text
        text = text[: match.start()]
    return text.strip(" ,、;:。")


def _without_bracket(text: str) -> str:
    """What stands before a bracket of explanations, or after it where that is the name."""
    found = re.search(r"\([^()]{7,}\)", text)
    if not found:
        return text
    after = text[found.end() :]
    return after if len(after) >= 6 else text[: found.start()]


def _past_modifiers(shielded: str) -> int:
    """Where the head begins, after the last 的 that leaves a head which names something by itself."""
    if shielded.startswith("关于"):
        return 0
    listed = _LISTED.search(shielded)
    at = shielded.rfind("的")
    while at > 0:
        rest = shielded[at + 1 :]
        in_list = listed is not None and listed.start() < at and QUANTITY.search(shielded, 0, listed.start())
        if len(rest) >= 3 and not _BARE_HEAD.match(rest) and not in_list:
            return at + 1
        at = shielded.rfind("的", 0, at)
    return 0


def _first_of_list(shielded: str) -> tuple[int, int]:
    """The first of several coordinated objects; a list that shares its noun stays whole, long quoted ones leave the noun."""
    modified = shielded.rfind("的")
    cuts = [match for match in _LISTED.finditer(shielded) if match.start() > 0]
    if not (cuts and QUANTITY.search(shielded, 0, cuts[0].start())):
        cuts = [cut for cut in cuts if cut.start() > modified]
    if not cuts:
        return 0, len(shielded)
    first = shielded[: cuts[0].start()]
    if first.endswith("》") or QUANTITY.search(first):
        return 0, len(first)
    last = shielded[cuts[-1].end() :]
    common = _COMMON_HEAD.search(shielded)
    if first.endswith("”"):
        after = re.search(r"(?<=”)(?:等)?([^“”等]{3,})$", shielded)
        if after and len(shielded) > 20:
            return after.start(1), len(shielded)
    lent = _SHARED.search(last) and not _SHARED.search(first) and len(last) > len(first) - 2
    shared = common or lent or (len(cuts) == 1 and len(last) >= len(first) + 4 and not QUANTITY.search(last))
    return (0, len(shielded)) if shared and len(shielded) <= 45 else (0, len(first))

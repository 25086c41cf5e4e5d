"""Numbers that say when, how far and how old, for `lookalikes`: dates, hours, periods, extents, ages, editions."""

from __future__ import annotations

import re
from typing import NamedTuple

from civtext.quantities import Quantity

# Behind 每: how often a thing is done.
EACH_TIME = "(?:[0-9一二两三四五六七八九十]{1,2}个?|个|半个?)?(?:天|日|晚|周|星期|月|季|年|学期|学年|旬|小时|分钟)|早中晚|早晚各"
TURNS = ("次", "轮", "回", "季", "个季度", "届")
_WHEN = re.compile(r"来(?!源)|前|后(?!台)|里|期间|之?间(?!断|隔)|攻坚|行动|计划|大会战")
_RECENT = re.compile(r"(?:^|[^附最接将])近$|(?:最近|过去)$")  # 近一个月没有开展活动
WHILE = ("time", "period", "date")
_ON_DUTY = re.compile(
    r"[^,;。]{0,2}(?<!志愿)(?:保洁(?=[,;。]|$)|值班|值守|在岗|在线|巡逻|亮灯|服务|不间断|开放|营业|响应|热线|便民|生活圈|不打烊|待命|全天候|全时|轮值|监控"
    r"|自助|连轴|警务|书屋|药店|便利|热水|客服|受理|接听|监测|无休)"
)
# 15分钟健身圈 names, 三天清运一次 says how often.
_CIRCLE = re.compile(r"[\u4e00-\u9fff]{1,8}圈")
_BY_TURNS = re.compile(r"[\u4e00-\u9fff]{1,6}[一两三][次遍轮]|[一两三](?:小|大)?[\u4e00-\u9fff]{2}(?=[,;。、]|$)")
# 连续两次排名末位: so often is a threshold.
_FAILING = re.compile(r"[^,;。的]{0,8}(?:末位|末尾|倒数|垫底|靠后|不合格|不达标|后[一二两三四五0-9]名|黄牌|被通报)")
_HELD = re.compile(r"(?:成功)?(?:举办|开展|组织|承办|举行)")
# 每200人不少于1名: what a standard is reckoned by.
_BASE = re.compile(r"(?:至少)?(?:不少于|不低于|不超过|配备?|设置?)")
# 垃圾处理厂二期: which part of the works.
_PHASED = re.compile(r"(?:厂|园|工程|项目|馆|中心|基地|小区|公园|新村|广场|湿地)$")
# 24小时驿站, 24小时心理援助热线
_ALL_DAY = re.compile(
    r"[\u4e00-\u9fff]{0,6}?(?:热线|驿站|站|馆|亭|书屋|书房|药房|药店|厕|窗口|自助区|服务区|银行|微站|公厕)"
)
# 240升分类垃圾桶1200只, 30瓦路灯50盏: how large each is.
_MODEL = re.compile(r"[\u4e00-\u9fff]{2,10}(?:共|各|约)?[0-9一二三四五六七八九十百]")
_SIZES = frozenset(("升", "瓦", "毫米", "英寸", "寸", "千瓦", "W", "伏"))
_DATED = re.compile(r"\ ?[-—–/.·]\ ?[0-9]{1,4}(?:年|月|日|[-—/.])|[年月日时点后]")
_DAYTIME = re.compile(r"(?:上午|下午|清晨|傍晚|早上|早|晚|晚上|凌晨|夜里|中午|每天|每晚|至)$")


class Candidate(NamedTuple):
    """A quantity and its surroundings, as far as a rule may look.

    `text` is its digits and unit without the words that loosen it from before; `clause` what stands before it in its
    clause; `name` the name in quotation or title marks that it stands in; `told` whether a resident says it; `tabled`
    whether it fills a cell in a column that counts.
    """

    quantity: Quantity
    text: str
    left: str
    right: str
    clause: str
    name: str | None
    in_slogan: bool
    told: bool
    tabled: bool


def ends(one: Candidate) -> bool:
    return not one.right or one.right[0] in ",;。、!和及\n("


def date(one: Candidate) -> str | None:
    """2023年, 6月, 三季度, 20世纪90年代; but not 7日内."""
    quantity = one.quantity
    if quantity.kind == "date":
        days = quantity.unit == "日" and quantity.bound == "under" and not one.left.endswith("月")
        return None if days else "date"
    if quantity.unit:
        dated = quantity.unit in ("年", "年度", "年代", "世纪") and (quantity.masked or _calendar(one))
    else:
        counted = one.tabled or re.search(r"(?:达|共|计|者|数|量)到?$", one.left)
        dated = bool(_DATED.match(one.right)) or _dotted(one) or (_calendar(one) and not counted)
    return "date" if dated else None


def _dotted(one: Candidate) -> bool:
    """2023.6.18, read as 2023.6 and 18."""
    month = re.match(r"\.[0-9]", one.right) and re.fullmatch(r"(?:19|20)[0-9]{2}\.[0-9]{1,2}", one.text)
    return bool(month or re.search(r"(?:19|20)[0-9]{2}\.[0-9]{1,2}\.$", one.left))


def _calendar(one: Candidate) -> bool:
    value = one.quantity.value
    if value is None or value != int(value):
        return False
    return 1900 <= value <= 2100 or (one.quantity.unit == "年代" and value < 100)


def clock(one: Candidate) -> str | None:
    """上午9时30分, 晚上10点, 8:30, but 比例1:3; 三点 without a time of day announces three points."""
    quantity = one.quantity
    if quantity.unit == "点":
        timed = _DAYTIME.search(one.left) or re.match(r"半|[0-9]|左右|以后|[至到]", one.right)
        return "clock" if timed else "outline"
    if quantity.kind in ("clock", "point") or (quantity.unit in ("分", "秒") and re.search(r"[点时]$", one.left)):
        return "clock"
    colon = not quantity.unit and (re.match(r":[0-9]", one.right) or re.search(r"[0-9]:$", one.left))
    return ("ratio" if re.search(r"比[^,;。]{0,8}$", one.left) else "clock") if colon else None


def period(one: Candidate) -> str | None:
    """三年攻坚, 近五年来, 两个月里: a stretch of time that only says when."""
    in_a_row = one.left.endswith("连续") and one.quantity.unit in TURNS and not ends(one)
    if one.quantity.kind == "period" or (in_a_row and not _FAILING.match(one.right) and not _HELD.match(one.right)):
        return "period"
    if one.quantity.kind != "time":
        return None
    if re.search(r"(?:利|[^使作采启通费])用$", one.left) and re.match(r"左?右?的?时间", one.right):
        return "period"
    if one.text.startswith("半") and one.quantity.unit in ("个月", "天", "月") and one.quantity.bound == "exact":
        return "period"
    spent = re.search(r"(?:花|用|耗时|历时|不到|只)了?$", one.left)
    if one.quantity.bound == "under" and not spent and re.search("[月季周]|星期|学期", one.quantity.unit):
        return "period"
    if _WHEN.match(one.right) or _RECENT.search(one.left):
        return "period"
    if re.match(r"小?长?假", one.right) or (one.left.endswith("连续") and not ends(one)):
        return "period"
    if _CIRCLE.match(one.right) or _BY_TURNS.match(one.right):
        return "period"
    if one.text in ("24小时", "二十四小时") and _ALL_DAY.match(one.right):
        return "service time"
    return "service time" if one.quantity.bound == "exact" and _ON_DUTY.match(one.right) else None


def extent(one: Candidate) -> str | None:
    """周边200米范围内, 距县城四十公里, 每100米: where something is, not how much."""
    if one.left.endswith("每") and _BASE.match(one.right):
        return "extent"
    if one.quantity.kind != "length" and one.quantity.unit not in _SIZES:
        return None
    if re.search(r"(?<![距离])(?:校园|学校|校门口?)(?:周边|周围|附近)?$", one.left):
        return None  # 校园周边200米范围内不得设网吧: a limit of the law
    if one.quantity.unit in _SIZES and one.quantity.bound == "exact" and _MODEL.match(one.right):
        return "extent"
    if one.quantity.kind == "length" and (
        re.search(r"每隔?$", one.left)
        or re.match(r"见[绿园水景]|(?:的|可视)?范围|(?:服务)?覆盖|处(?!理)|长卷|半径|生活圈", one.right)
        or re.search(r"(?:(?<![间行株车])距离?|(?<![隔分脱])离|相距|海拔|周边|方圆|半径)[^,;。]{0,8}$", one.clause)
    ):
        return "extent"
    return None


def age(one: Candidate) -> str | None:
    if one.quantity.kind == "age":
        return None if re.search(r"年龄[^,;。]{0,6}$", one.clause) else "age"
    return None


def edition(one: Candidate) -> str | None:
    """第五届 and 本届 are names; 连续举办四届 counts."""
    if one.quantity.kind == "edition":
        return None if re.search(r"(?:举办|开展|连续|承办|组织|举行|评选)了?(?:过)?$", one.left) else "edition"
    if one.quantity.unit == "期" and one.text in ("一期", "二期", "三期", "四期") and _PHASED.search(one.clause):
        return "edition"
    if (
        one.quantity.unit in ("期", "批")
        and one.quantity.written == "han"
        and (not one.clause or re.match(r"工程|项目|建设|改造|入选|公布|示范", one.right))
    ):
        return "edition"
    return None

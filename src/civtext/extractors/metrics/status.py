"""Whether a number was reached (done), is aimed at (target), or binds (rule), for `metrics`.

A plan's word (计划, 力争) reaches on through its sentence, up to the word that tells what came of it (实际, 已建成). Where
something did come of it in the same sentence, the plan speaks for its own clause alone. What binds is a limit with a
word of duty, a number to each period (每周巡查3次), a grant or a charge by the head, and a discount.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from civtext.extractors.metrics.times import EACH_TIME
from civtext.lexicons import Gated
from civtext.quantities import Quantity

_TARGET = Gated(
    r"力争|争取(?=在|实现|达|全|早|年|用|让|把|尽|建)|原定|原计划|(?<![度动作按划生])(?<![一二三四五六七八九十两]年)计划(?![的书总共、,。“《]|生育|单列)"
    r"|(?<![模虚])拟(?!定|订|人|态)|预计|目标(?:就)?(?:是|为)|(?<![加高升降增长])到20[0-9Xx]{2}年(?!的)|打算|下一步|下步|明年|今后|未来|还将|确保.{0,12}达到?$|确保(?!了)[^,;。]{0,12}(?:率|度|得分|成绩|排名|位次)[^,;。]{0,4}$"
    r"|将(?![^,;。]{1,20}(?:分解|细化|划分|纳入|列入|融入))(?=[新再继持建完实投推改达提突开力对于在分陆]|全(?![省市县区旗镇乡村街州])|[\u4e00-\u9fff]{0,4}(?:新建|改造|投入|实施|建成|完成))"
    r"|(?<![主需重必只不还想紧简首摘纪概切扼都就又却])要(?![求点素闻件道害塞领紧职么是])",
    needs="力争|争取|原定|计划|拟|预计|目标|到20|打算|下一步|下步|明年|今后|未来|将|确保|要",
)
# What follows is no longer the plan.
_CAME = Gated(
    r"[\u4e00-\u9fff]已经(?:安排|完成|建成|拨付|落实|投入|改造|启动)|实际|现已|均已|超额|计划[^,;。0-9]{0,4}[0-9.]+[\u4e00-\u9fff]{1,2},完成$|(?:^|[,;]|截[至止][^,;]{1,10}|目前)(?:目前|现|均|其中)?已经?(?!将|[^,;。]{0,10}的)",
    needs="实际|现已|均已|超额|完成|已",
)
_PAST = re.compile(r"(?:去年|上年|前年|上一年|过去[一二两三四五]年)(?!同期|相比|底前)")
_DUTY = re.compile(
    r"每[\u4e00-\u9fff0-9]|(?<![反响适供效对感])应(?!急)当?|必须|须|不得|严禁|标准|要求|规定|原则上|一律|(?:^|[,;])各[^,;]{1,8}要|坚持|做到|确保|保证|提前"
)
# 通报一次扣2分, 积满50分兑换…, 日常巡查占40%: how marks are reckoned.
_MARKED = re.compile(
    r"(?:^|[^得失丢])(?:扣|加|减|积|计|记|奖|占|占比|折合|积满|扣减|扣除|记满|扣满)$|扣[减除]?[^,;。]{0,4}分$"
)
_EXCHANGED = re.compile(r"兑换[^,;。]{0,6}$")
_OF_THE_MARK = re.compile(r"占[^,;。]{0,12}(?:分值|总分|考核|权重)的$")
_MARKING = re.compile(r"百分制|总分|计分|考核办法|考核体系|评分")
_MUST = re.compile(
    r"(?<![必急亟务无])须(?!知)|提前$|应达到?$|应(?:不|保持|控制)|必须|不得|(?:应|须)[\u4e00-\u9fff]{0,8}(?:不少于|不低于|达到)$"
)
_DONE = re.compile(r"全年|共(?!同)|累计|已|(?<!为)了(?!解)|平均|年均")
# 知晓率为89%, 现在只凑了6万元: how things stand, also among what is to come.
_STANDS = re.compile(
    r"尚?未[^,;。]{1,8}的$|(?:率|度|数|量|比例)仅?为$|(?:低于|高于)[^,;。]{1,12}$|(?:仅有?|仍有|尚有|还有|缺口|只|欠|占比仍达?)[^,;。]{0,6}$|了$"
)
# 对得分低于80分的单位, 对前三名的村, 权重不低于10%: whoever comes under it, whatever comes.
_IF = re.compile(r"(?:^|[,;:。])(?:对|凡|如)(?![比标照])[^,;。]{1,30}$")
_WHOEVER = re.compile(r"(?:的|或|、)")
_PLACED = re.compile(r"(?:^|[,;:。])(?:对|给予)[^,;。]{0,16}(?:前|后|倒数)$|(?:^|[,;:。])(?:前|后|倒数)$|连续$")
_FORBIDS = re.compile(r"(?:范围)?以?内?[^,;。]{0,4}(?:不得|禁止|严禁|违规|无(?!障碍))")  # 校园周边200米内不得设网吧
_AT_RATE = re.compile(r"[^,;。]{0,10}的标准")
_DISPLAY = re.compile(
    r"公益广告[^,;。]{0,14}(?:占比|比例|比重|面积)$|占公益广告[^,;。]{0,6}的$"
)  # what the standard asks of billboards
_HELD = re.compile(r"(?:成功)?(?:举办|开展|组织|承办|举行)")
_WEIGHT = re.compile(r"(?:权重|分值(?:比重|占比|比例))$")
_PLACING = frozenset(
    ("配备", "配齐", "设置", "设", "设有", "摆放", "张贴", "安排", "保持", "悬挂", "在岗", "控制", "保洁")
)
_PER_MARK = re.compile(r"每[^,;。]{1,8}[加扣减积][0-9.]+分")
_GRADE = re.compile(r"(?:的)?(?:为|评为|定为|记为)(?:优|良|合格|不合格|及格|差|红|黄|示范|[一二三]等)")
_SUMMED = re.compile(r"[人户]均[^,;。]{0,10}$|[量数]$")
_WEIGHED = re.compile(r"的?权重")
# 每次收15元, 六十岁以上的减2元, 每桌菜金控制在300元以内, 对后进村处罚1000元: what each has to pay.
_CHARGED = re.compile(
    r"(?:每[^,;。]{1,3}|[一二两三]?[餐顿桌次份]|以[上下]的)只?(?:(?<![回征接验税营])收|(?<![上成递])交|减)$"
    r"|每[桌餐盒次席瓶份][^,;。]{0,6}控制在$|(?:^|[,;。:])(?:每[\u4e00-\u9fff])?对[^,;。了]{1,16}(?:处罚|罚款)$"
    r"|对每[\u4e00-\u9fff]{2,10}(?:奖励|奖补|补助|补贴)$|(?:^|[,;。:])对[^,;。了]*(?:获|评|优秀|先进|示范|达标|排名|前)[^,;。了]*给予(?:一次性)?$"
)
# 营业面积300平方米以上的商户须…, 超过20人的宴席要…: whom a rule is for.
_OF_WHOM = re.compile(
    r"[^,;。]{0,6}的[^,;。]{0,16}?(?:,?(?:必须|须|应|不得|一律|予以|停办|取消|约谈|报备|纳入信用|列入黑)|(?:^|[的,])要)"
)
# 上升到92%, 缩短到5分钟以内: where it went.
_WENT = re.compile(
    r"(?:提高|提升|增加|增长|压减|压缩|缩短|降低|减少|延长|下降|上升|精简|[压降缩减升增])[到至为][^,;。0-9]{0,5}$"
)
# 由5个增加到13个: where it comes from is so already.
_FROM, _ON_TO = re.compile(r"[由从][^,;。到至]{0,6}$"), re.compile(r"[\u4e00-\u9fff]{1,4}[到至]")
_WILL = re.compile(r"(?:也)?(?:将|拟|预计)(?=[在于年明])")  # 余下8条将在年底前完工
# 有4个村的主干道没有硬化, 三成服务队活动不足5次: what is wrong is so now.
_WRONG = re.compile(
    r"[^,;。]{0,14}(?:没有|尚?未|至今|仍|还没|缺少|缺乏|不足|不够|不到位|不稳定|不达标|不高|不强|不会|不了解|不愿|不理想|反弹|偏[低高少多弱]|较[低高差少弱])"
)
# 32名领导每人包联2个社区
_ALL = re.compile(r"[^,;。]{1,10}每[人名位]")
# 依托26处基地, 全市38家市场: what there is already.
_THERE = re.compile(
    r"(?:^|[,;。:])(?:[^,;。]{0,4}(?:依托|现有|涉及[^,;。]{1,8}的)|(?:我们)?(?:对照|聚焦)[^,;。]{0,12}的|全[市区县镇乡村旗州])$"
)
_FINED = re.compile(r"处以$|(?:每[次车辆人户]{1,2}次?|一律|可)处$")
_ALL_MUST = re.compile(r"各[^,;。]{1,12}要(?:明确|确定|指定)$")
_AIM = re.compile(r"(?:确保|保证|力争)(?!了)")
_PERIODS = re.compile(
    rf"每{EACH_TIME}|"
    r"(?:[0-9一两三四五六七八九十]{1,2}个?(?:天|日|周|季度)|[一两三四五六七八九十]月|[0-9一两三四五六七八九十]{1,2}个月)[\u4e00-\u9fff]{1,6}$"
)
_HEADS = re.compile(r"每[人户月年次村车家亩名桌场例件餐份吨][\u4e00-\u9fff]{0,4}")
_REGULAR = frozenset(("次", "场", "场次", "期", "轮", "轮次", "遍", "回", "趟", "天", "小时", "个小时", "学时", "课时"))
# 每人联系5户, 每个网格配备1名: so much falls to each, now and later.
_EACH = re.compile(
    r"每(?:[名位][\u4e00-\u9fff]{1,8}?|[人名位组户村所]|[0-9]+(?:户|人)|百米|公里|个[\u4e00-\u9fff]{1,6}?|家[\u4e00-\u9fff]{1,3}?)(?:至少|负责)?"
    r"(?:联系|包联|包保|包抓|帮扶|结对|认领|配备|配齐|设置|设立|选派|明确|确定|落实|评出|评选|承担)[^,;。]{0,16}$"
)
# 测评体系3大类、27项指标: its size is no aim.
_SYSTEM = re.compile(r"体系[^,;。]{0,20}$")
_INDEX = re.compile(
    r"(?:大类|类|部分|板块|方面|测评|具体|、|和){0,3}(?:[0-9]{1,3}(?:项|条|个))?(?:具体)?(?:指标|标准|项目|大类|内容)"
)
_GRANTED = re.compile(r"补助|奖励|补贴|给予|收取|收费|缴纳|缴|按|罚|标准")
_BUDGET = re.compile(r"每(?:年|季度|月)[\u4e00-\u9fff]{0,6}(?:安排|列支|预算|拨付|拨出|拿出|投入不)")
_CONDITION = re.compile(r"对[^,;。]{1,20}的[^,;。]{0,14}(?:奖励|奖补|补助|给予|处以|罚款|扣除?)")
# 每月曝光典型5起, 每季评选20名: so much is owed; 每天接待群众80人, 每天有400名志愿者 is what comes.
_OWED = re.compile(r"每(?:半个?|[两三]个?)?(?:天|日|周|星期|月|季度?|学期|学年|半年)(?P<what>[^,;。]*)$")
_COMES = re.compile(
    r"^(?:在|有)|有|达|平均|产生|收到|接[待到听诊]|受理|服务|惠及|吸引|就餐|使用|清运|处理|消耗|节约|新增|来|发放工资|多|少|工资|补贴"
)
_LIMITED = re.compile(r"排队|等候|酒席|宴席|宴请|礼金|彩礼|随礼|人情")
_WITHIN = re.compile(
    r"[^,;。]{0,4}(?:回复|办结|处置|处理|响应|到达|到场|整改|反馈|完成|答复|清除|清运|办理|免费|到位|受理|核实|销号|回访|回应|报告|上报|报备|查处"
    r"|修复|更换|补缺|补栽|赶到|上门|联系|派单|派遣|派发|签收|转办|移交|交办|送达|拆除|清理|解决|公示|报送|对接|恢复|抢修)"
)
_PRICED = re.compile(r"(?:、[^,;。]{1,12})?的(?:标准|价格|比例|额度|价)")


class View(NamedTuple):
    """What stands around a number: the role of its section, its sentence and clause up to it, what follows it.

    `right` are the next characters, `rest` the sentence after the number; `under` and `norm` tell of a limit (10桌以内)
    and of one that is a norm by its wording (不少于, 至少); `words` are those that loosen the number from before.
    """

    role: str
    sentence: str
    clause: str
    right: str
    rest: str
    quantity: Quantity
    under: bool
    norm: bool
    action: str | None = None
    words: str = ""

    @property
    def limited(self) -> bool:
        """Whether there is a limit of either sort."""
        return self.under or self.norm


def status_of(view: View, bound: str) -> str:
    """done, target or rule.

    >>> from civtext.quantities import read
    >>> [quantity] = read("每周巡查3次")
    >>> status_of(View("", "每周巡查", "每周巡查", "", "", quantity, False, False), "exact")
    'rule'
    """
    if _binds(view, bound):
        return "rule"
    if _SYSTEM.search(view.clause) and _INDEX.match(view.right):
        return "done"
    if _FROM.search(view.clause) and _ON_TO.match(view.right):
        return "done"
    if _is_hoped_for(view) or _WILL.match(view.right):
        return "target"
    short = view.words in ("不到", "不足")
    each = _ALL.match(view.rest) or (not view.quantity.unit and re.search("全[省市区县旗镇乡]$", view.clause))
    wrong = view.quantity.kind in ("count", "rate", "share", "people") and _WRONG.match(view.rest)
    there = view.quantity.kind not in ("rate", "share") and _THERE.search(view.clause)
    if (wrong or each or short or there or _STANDS.search(view.clause)) and not _TARGET.search(view.clause):
        return "done"
    if view.role == "plan":
        came = _CAME.search(view.clause) or _PAST.search(view.clause)
        return "done" if came and not _TARGET.search(view.clause) else "target"
    return "target" if _TARGET.search(_under_plan(view)) else "done"


def _binds(view: View, bound: str) -> bool:
    """Whether a number binds by itself (扣2分, 须不少于, 24小时内回复), or, where nothing was done, as a norm or what recurs."""
    quantity, clause = view.quantity, view.clause
    priced = quantity.kind == "money" and _PRICED.match(view.right)
    if _MUST.search(clause + view.words) or _is_reckoned(view) or quantity.unit == "折" or priced:
        return True
    if _binds_those(view, bound):
        return True
    went = _WENT.search(clause)
    if not went and _is_deadline(view, bound):
        return True
    return not (went or _DONE.search(clause)) and _is_in_force(view)


def _is_deadline(view: View, bound: str) -> bool:
    """Whether a number says how soon something is answered, or what nobody may exceed (排队, 酒席)."""
    if bound == "under" and (_LIMITED.search(view.clause) or _WITHIN.match(view.right)):
        return True
    return view.quantity.unit in ("个工作日", "工作日") and _WITHIN.match(view.right) is not None


def _is_in_force(view: View) -> bool:
    """Whether a number is each one's due, a standard, a limit with a word of duty, or recurs."""
    quantity, clause = view.quantity, view.clause
    each = quantity.kind != "money" and _EACH.search(clause)
    if each or (view.norm and _is_standing(view)):
        return True
    summed = quantity.kind != "money" and quantity.unit not in _REGULAR
    if "每年" in clause and summed and _TARGET.search(_under_plan(view)):
        return False
    budget = quantity.kind == "money" and view.role == "plan" and _BUDGET.search(clause)
    obliged = view.limited and not budget and not _is_hoped_for(view) and _DUTY.search(clause)
    return bool(obliged) or _recurs(view)


def _binds_those(view: View, bound: str) -> bool:
    """Whether a number says whom a rule is for, or how much everybody owes."""
    clause, loose = view.clause, bound in ("over", "under")
    if view.quantity.kind == "length" and _FORBIDS.match(view.rest):
        return True
    if (_PLACED.search(clause) and not _HELD.match(view.right)) or _FINED.search(clause) or _ALL_MUST.search(clause):
        return True
    if loose and (_WEIGHT.search(clause) or (_IF.search(clause + " ") and _WHOEVER.match(view.right))):
        return True
    if view.norm and view.quantity.kind in ("rate", "area") and _DISPLAY.search(clause):
        return True
    if view.quantity.kind in ("count", "people") and _AT_RATE.match(view.rest):  # 按每座配备1名保洁员的标准
        return True
    if loose and _OF_WHOM.match(view.rest) and not _DONE.search(clause):
        return True
    return _CHARGED.search(clause) is not None and view.quantity.kind in ("money", "count")


def _is_standing(view: View) -> bool:
    """Whether a norm (不少于) is one to be kept, not a sum to be reached: in a plan, of what is placed or stands there."""
    if view.role != "plan":
        return not _is_hoped_for(view) and not _TARGET.search(_under_plan(view))
    placed = view.action is None or view.action in _PLACING or view.quantity.kind == "time"
    summed = _DONE.search(view.clause) or _SUMMED.search(view.clause)
    counts = view.quantity.kind in ("count", "people", "length", "time") and view.quantity.unit not in ("分", "位")
    return counts and placed and not summed


def _is_hoped_for(view: View) -> bool:
    """Whether a rate or a score with a limit is an aim (确保办结率不低于98%), not a law."""
    aimed_at = view.quantity.kind == "rate" or view.quantity.unit == "分"
    return view.limited and aimed_at and _AIM.search(view.clause) is not None


def _is_reckoned(view: View) -> bool:
    """Whether a number is one by which marks are given, exchanged or weighed."""
    if view.quantity.unit == "分":
        graded = _MARKED.search(view.clause) or view.clause.endswith(("满分", "满分为"))
        capped = view.limited and _PER_MARK.search(view.sentence)  # 每篇加0.5分,最多不超过3分
        return bool(graded or capped) or (
            view.quantity.bound in ("over", "under") and _GRADE.match(view.right) is not None
        )
    if view.quantity.kind == "money":
        return "积" in view.sentence and _EXCHANGED.search(view.clause) is not None
    if view.quantity.unit == "%" and _WEIGHED.match(view.right):
        return True
    weighed = view.quantity.unit == "%" and view.clause.endswith(("占", "占比", "占比为"))
    scored = view.quantity.unit == "%" and _OF_THE_MARK.search(view.clause)
    return bool(scored or (weighed and _MARKING.search(view.sentence)))


def _recurs(view: View) -> bool:
    """每日巡查3次, 每月补助800元, 每年安排50万元, 对先进的奖励2万元: so much to each period, head or case; 每年接待游客20万人 is a sum."""
    if view.quantity.kind == "money":
        if _CONDITION.search(view.clause):  # 对评为先进的单位奖励: whoever will be
            return True
        budgeted = view.role != "plan" and _BUDGET.search(view.clause)
        return bool(budgeted or (_HEADS.search(view.clause) and _GRANTED.search(view.clause)))
    if view.quantity.unit in _REGULAR and _PERIODS.search(view.clause):
        return True
    owed = _OWED.search(view.clause) if view.quantity.kind == "count" else None
    return bool(owed and not _COMES.search(owed["what"]))


def _under_plan(view: View) -> str:
    """The part of the sentence whose plan's words still reach the number."""
    return view.clause if _CAME.search(view.rest) else _CAME.split(view.sentence)[-1]

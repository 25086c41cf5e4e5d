"""Whether a measure is done, planned (a plan, 将, 下一步) or standing (a rule in force, a practice that recurs).

The clause decides first, then what its sentence said before (每月…, 计划…), then the section and the kind of document.

>>> from civtext.model import CleanText, Document, Source
>>> from civtext.extractors.measures import extract
>>> text = "已建公厕;拟新建公厕3座,增设座椅20把。每月召开例会。印发公约。"
>>> [found.value.status for found in extract(Document(Source(text), CleanText.of(text, [])))]
['planned', 'planned', 'standing', 'done']
"""

from __future__ import annotations

import re
from typing import NamedTuple

from civtext.extractors.measures.objects import QUANTITY
from civtext.extractors.measures.topics import PUT_INTO, Predicate
from civtext.extractors.measures.verbs import ADVERB, verbs_that
from civtext.extractors.negations import RULED_CASE, SUPPOSED
from civtext.lexicons import Gated, any_of, terms
from civtext.model import Document, Span

_PLANNED = re.compile(
    r"(?:将(?!来)|(?<!模)拟|(?<![不反相适对响供])应当?(?![急对用届邀])|力争|(?<!工作)(?<!年度)计划|打算|准备|建议|预计|预期|有望|可望|争取|筹划|酝酿|(?<![需主重简必只都均])要(?!求))(?:在[^,]{1,16}|[^,、]{0,8})$"
)
_ALREADY = re.compile(r"(?:已经?|实际)[^,]{0,3}$")
# 每年安排不少于50万元, 每年新增泊位300个: so much a year is an aim among what is to come.
_YEARLY = re.compile(r"每年[^,]{0,6}$")
_OFTEN = re.compile(r"[次轮场遍期]")
_AIMED = re.compile(r"(?:谋划|筹划|争取)(?=.)")
# An intention covers the clauses after it (计划新建3座,增设5处).
_INTENT = re.compile(
    rf"(?<![即必])将以(?=[^,;。]{{2,40}}(?:为|的))|(?<!工作)(?<!年度)计划(?![,、。;”》]|的|书|表|任务|生育|性|内|外|中|等)|(?<!模)拟(?!定)|(?<![不反相适对响供])应当?(?=[建设将把加完健推统])|力争|打算|(?<![即必])将(?!{PUT_INTO.pattern})(?=(?:{ADVERB}){{0,2}}{verbs_that(noun=False)})"
)
# 各部门要把关口前移,增设3处: what a speaker lays on them goes on over the clauses after it.
_LAID_ON = re.compile(
    rf"(?:[局办委门镇村区县市街道校院所站队警级们位、]|^|[,;:])要(?!求|点|素|闻|么|不)(?=(?:{ADVERB}){{0,2}}(?:[把将对]|{verbs_that(noun=False)}))"
)
# 4月底前新建3座
_BY_THEN = re.compile(r"[0-9Xx]{1,2}月(?:[0-9Xx]{1,2}日|底|份)?(?:之|以)?前[^,]{0,4}$")
_EVERY = re.compile(r"每(?:年|月|周|天|日|次|季度|半[年月]|两周|旬|逢|学期|晚)")
AHEAD = Gated(
    r"(?<!安排)(?<!部署)(?<!布置)(?<!研究)(?<!明确)(?<!商定)(?<!谋划)(?<!提出)(?<!对)(?<!就)(?<!为)(?:下一步|下步)|今后|接下来|明年|新的一年|新一年里|下一阶段|下阶段|下半年(?:将|要|拟)|未来[一二两三四五几0-9]{1,2}年"
    r"|20[0-9Xx_]{2}年,?[^,。;]{0,10}将(?:着力|重点|继续|持续|进一步|以|围绕|抓好|做好)|20[0-9Xx_]{2}年,?[^,。;、]{0,6}(?<![度作])计划(?=[新改完建整实再开打推])",
    needs="下一步|下步|今后|接下来|明年|新的一年|新一年|下阶段|下一阶段|下半年|未来|20",
)
# 各单位要明确1名联络员: who is to be named in each of them.
_NAMED_IN_EACH = re.compile(r"[各每][^,;:]{1,12}[要须应](?!求)[^,;]{0,4}$")
_NAMES_SOMEBODY = re.compile(
    rf"(?:明确|确定|指定|落实|配备|安排)[^,]{{0,10}}?{QUANTITY.pattern}(?<=[名人位])|(?:明确|确定|指定)[^,]{{0,8}}(?:人|员|领导|专人)"
)
# What a plan or a speech lays down as a round of duties is in force with it (实行“一日两扫、一月一评”); a system (落实限时办结制度) is to come.
_REGIME_VERBS = ("实行", "推行", "落实", "执行", "严格落实", "严格执行", "全面推行", "全面落实", "坚持")
# 二要推行…, 我们将推行…: what the speaker intends is none yet.
_INTENDED = re.compile(r"[一二三四五六七八九十]?要(?!求)|[^,]*(?:将|拟|打算|力争|督促|引导|指导|推动|组织|动员)")
_REGIME = re.compile(
    r"[0-9]+小时(?:保洁|服务|值守|值班|巡查)|[每一]?[日天周旬月季年][^,、“”]{1,4}(?:[、,](?:[每一半]?[日天周旬月季年]|全天)[^,、“”]{1,5})+"
)
# A practice or a rule goes on over the clauses after it, unless one says that it is done.
_RECURRING = Gated(
    rf"{RULED_CASE.pattern}|(?<![必急亟务无莫])须(?!知)|{_EVERY.pattern}|必须|一律|要求(?=[各全其下所相有每乡镇社单部物商企村])",
    needs=f"{any_of(SUPPOSED)}|[如凡须每]|一律|要求",
)
# 对排名靠后的村进行约谈: reward and punishment of whoever earns it is a rule; of three schools, a deed.
_SANCTIONS = re.compile(
    r"约谈|曝光|问责|追究|追责|(?<=[予给][以予])(?:通报)?表彰|通报(?!情况|结果|制度|会)|表彰奖励|批评指正|奖励|处罚|警告|扣发|扣减|取消|挂牌督办|黄牌"
)
_WHOEVER = re.compile(
    rf"(?!{QUANTITY.pattern})[^,]{{2,40}}?的(?!{QUANTITY.pattern})(?:单位|部门|集体|个人|社区|村|镇|乡镇|街道|科室|商户|人员|行为|车队|企业|学校|家庭|住户|干部|责任人|[^,]{{0,8}}负责人|窗口|网点|班组|支部|{ADVERB}|严肃|一律|坚决|依法|予以|给予|进行|在|,|$)|(?:相关|有关|主要|其)*(?:责任人|负责人|责任单位)$"
)
_THEY = "(?:单位|部门|社区|村|镇|乡镇|街道|个人|商户|学校|企业|科室|人员|干部|窗口|班组)"
_EARNED = re.compile(
    rf"(?:(?:对|凡)(?!{QUANTITY.pattern})|(?:^|(?<=[,;。:]))(?=[^,;。]{{0,12}}(?:连续|累计|排名|逾期|拒不|屡[教次]|再次|情节严重|造成|失职|弄虚作假|被通报|违反|违规|不合格|不达标|不力|未完成|末位)))[^,;。]{{4,40}}?的{_THEY}?(?:、(?:部门|街道|单位))?(?:,|(?=由))(?:[^,;。]{{0,8}}(?:通报|约谈|批评|警告|处罚|取消|扣)[^,;。]{{0,12}},)*(?:由[^,;。]{{2,16}}|按照?[^,;。]{{0,6}}规定)?(?:年终|一律|当年|年度)?[^,;。]{{0,4}}$"
)
# 对每个示范点补助2万元; 对末位的单位取消资格,并约谈…
_REWARDS = re.compile(r"补助|奖励|奖补|补贴")
_WHO_EARNS = re.compile(
    rf"(?:对|凡)(?!{QUANTITY.pattern})[^,;。]{{4,40}}?的{_THEY}?(?=,)|(?:连续|排名)[^,;。]{{2,20}}的(?:单位)?,"
)
_ONCE_EACH = ("建成", "缴纳", "拨付", "新建")
_FOUNDED = ("成立", "组建")  # 建立每日巡查制度,由纪检组牵头成立督查组: no practice
_BY_YEAR = re.compile(r"到20[0-9Xx_]{2}年(?!底?为止)")
_EACH = re.compile(
    r"每(?:隔)?(?:百|千|[0-9]+)?(?:米|公里)[^,;]{0,6}$|每(?:一)?(?:个(?!月|季度)|名|人|辆|车|所|条|栋|座|处|校|村|镇|班|楼|科室|社区)[^,;]{0,12}$"
)
# 为每名学生建立档案: done once for all of them, unless it is counted.
_FOR_EACH = re.compile(r"[为给]每[^,;]{1,12}$")
# 36名领导包联街道: who looks after what is an arrangement in force.
_LOOKED_AFTER = terms("verb_frames", frame="looked_after")
_DONE = re.compile(r"先后|累计|已|共|年来|以来|今年|全年|正在|实际|截至|[仅只]$")
# 每年安排经费,同时整合资金: another deed.
_ANEW = re.compile(r"同时|此外|另外")
# 每季度评选,年底建立档案: at its own time.
_ONE_DAY = re.compile(r"年[底内终末]|[0-9]月")
_TALLIED = re.compile(r"全年|累计|先后|今年|截至|共(?!同|建|享|治|创)|已(?!经?成为)")
# 每月督查一次,对发现的问题下发通知书: whenever there are some.
_FOUND = re.compile(r"对(?:[^,]{0,6}(?:发现|检查|督查|排查|查出|暗访)[^,]{0,6}的)")
# 播放公益广告每天不少于60次
_SO_OFTEN = re.compile(r"(?:每(?:天|日|周|月|年|季度?|学期|学年|半年)|[日月年]均)(?:不少于|不低于|至少)")
# A total says that it was done (开展宣讲320余次), unless it is the measure of a rule (检查不少于12次).
_TOTAL = re.compile(
    r"(?<!不少于)(?<!不低于)(?<!不超过)(?<!至少)(?<![各每前满达])(?:[0-9]{2,}|[0-9.]+万|[XxＸ×]{2,}|[一二两三四五六七八九]?[十百千万])[^,、;0-9%元年月日天分点小岁以]*[余多]?[^,、;0-9%元年月日天分点小岁]{1,8}(?=$|[、,;])"
    r"|[2-9][期家个份起处件](?=$|[、,;])"
)
_STANDING = re.compile(
    _RECURRING.pattern + r"|时刻|随时|不间断|坚持(?![在以])|均要|至少|逢\w{1,4}(?=[^,]{0,6}$)|日常|始终|轮流|[日月]均"
)
_AT_INTERVALS = re.compile("定期|经常")  # among what is to come a plan as any other
# 为老人提供助餐服务, 免费提供雨伞等便民用品: what is there day by day, unless it was on one.
_SERVED = re.compile(r"^(?!.*(?:义诊|法律咨询|家电)).*(?:服务|便利|用品|药品|雨伞|轮椅|饮用水|开水)$")
_THAT_DAY = re.compile(r"月[0-9]{1,2}日|集中(?:活动|服务)")
# 文化馆全部免费开放, 图书室每天向学生开放: so it is from now on, unless a day is told.
_OPEN_TO_ALL = re.compile(r"^(?!.*(?:月|[日节]前|[日节]起|底)).*(?:免费|全天|面?向[^,、]{2,5}$)")
_RULE_OBJECT = re.compile(
    r"制度|机制|责任制|规定|责任|政策|用语|日调度|日通报|制$|全天候|管理|巡查|服务|督查|督办|考核|公约|承诺|值班|双岗"
)


class _View(NamedTuple):
    """A predicate and what stands before it: in its sentence (`earlier`), its clause (`here`), between 对 X and its verb
    (`inside`); `to_come` where its document, section or sentence looks ahead, `each` where it is done for each of them.
    """

    document: Document
    text: str
    predicate: Predicate
    earlier: str
    here: str
    inside: str
    to_come: bool
    each: bool

    @property
    def perfective(self) -> bool:
        return self.text.startswith("了", self.predicate.action.end)

    @property
    def finished(self) -> bool:
        """Whether the clause itself says that it was done."""
        carried_out = "了" in self.inside[-5:]  # 对小巷进行了集中整治
        return self.perfective or carried_out or _DONE.search(self.here + self.inside) is not None

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether the pattern is found from the verb on."""
        return pattern.search(self.text, self.predicate.action.start, self.predicate.end) is not None


def status_of(document: Document, shielded: str, context: Span, predicate: Predicate, objects: str) -> str:
    """done, planned (a plan, 将, 下一步) or standing (a rule in force, a practice that recurs)."""
    view = _view(document, shielded, context, predicate)
    if not view.finished and (_is_sanction(view) or _is_laid_down(view)):
        return "standing"
    if _is_intended(view):
        return "planned"
    if not view.finished and (status := _of_unfinished(view)):
        return status
    if _recurs(view):
        return "standing"
    if view.perfective:
        return "done"
    if view.to_come and not _ALREADY.search(view.here):
        return "planned"
    return "standing" if _is_in_force(view, objects) else "done"


def _view(document: Document, text: str, context: Span, predicate: Predicate) -> _View:
    before = text[context.start : context.end]
    cut = max(before.rfind(mark) for mark in ",:;") + 1
    item = before.rfind(";") + 1
    earlier, here = before[max(item, before.rfind("实际", item)) : cut], before[cut:]
    led_in = predicate.topic and predicate.verb.kind not in ("dispose", "reform", "build")
    section = document.section_at(predicate.start)
    planned = document.facts.kind == "plan" or (section is not None and section.role == "plan")
    return _View(
        document,
        text,
        predicate,
        earlier,
        here,
        inside=text[predicate.start : predicate.action.start] if led_in else "",
        to_come=planned or AHEAD.search(before) is not None,
        each=_EACH.search(here) is not None,
    )


def _is_sanction(view: _View) -> bool:
    """Whether 对 X leads to what whoever earns it may expect."""
    predicate = view.predicate
    if not view.says(_SANCTIONS):
        return False
    if predicate.topic is None:  # 对排名末位的单位,由区委约谈
        return _EARNED.search(view.text, max(0, predicate.start - 60), predicate.start) is not None
    told = not view.to_come and QUANTITY.search(view.earlier)
    if told and not _RECURRING.search(view.earlier) and not _SANCTIONS.search(view.earlier):
        return False  # 下发通知单264份,对工作拖沓的社区负责人进行约谈: one of the deeds that are told
    return _WHOEVER.match(view.text[predicate.topic.end : predicate.action.start]) is not None


def _is_laid_down(view: _View) -> bool:
    """Whether a plan or a speech puts a regime in force, or has every unit name somebody."""
    text, predicate = view.text, view.predicate
    if _NAMED_IN_EACH.search(view.here) and _NAMES_SOMEBODY.match(text, predicate.action.start, predicate.end):
        return True
    action = text[predicate.action.start : predicate.action.end]
    ruled = view.document.facts.kind in ("plan", "speech") and action in _REGIME_VERBS
    if not ruled or _INTENDED.match(view.here):
        return False
    return _REGIME.search(view.document.folded, predicate.object.start, predicate.object.end) is not None


def _is_intended(view: _View) -> bool:
    """Whether the clause says what is meant to be done, or goes on with what its sentence intends or lays on somebody."""
    predicate = view.predicate
    if _AIMED.match(view.text, predicate.action.start, predicate.action.end):
        return True
    if _PLANNED.search(view.here) and not _EVERY.search(view.here):
        return True
    if view.finished:
        return False
    recurs = predicate.required or _RECURRING.search(view.earlier + view.here)
    ahead = not recurs and (_LAID_ON.search(view.earlier) or _BY_THEN.search(view.here))
    return bool((_INTENT.search(view.earlier) and not _EVERY.search(view.here)) or ahead)


def _of_unfinished(view: _View) -> str:
    """What a promise, a year to come, or each of them makes of a deed that no word says was done; "" without one."""
    here, predicate = view.here, view.predicate
    if view.to_come and _is_promised(view):
        return "standing"
    yearly = view.to_come and _YEARLY.search(here) and not _OFTEN.search(view.text, predicate.start, predicate.end)
    if yearly or _BY_YEAR.search(here):
        return "planned"
    counted = QUANTITY.search(view.text, predicate.start, predicate.end)
    each = view.each and predicate.verb.term not in _ONCE_EACH and bool(counted or not _FOR_EACH.search(here))
    return "standing" if each or predicate.verb.term in _LOOKED_AFTER else ""


def _is_promised(view: _View) -> bool:
    """Whether what is to come holds for whoever earns it: 对每个示范点补助2万元, 取消…资格,并约谈负责人."""
    if view.says(_REWARDS):
        return view.predicate.topic is not None or "每" in view.here
    counted = QUANTITY.search(view.text, view.predicate.action.end, view.predicate.end)
    return view.says(_SANCTIONS) and not counted and _WHO_EARNS.search(view.earlier) is not None


def _recurs(view: _View) -> bool:
    """Whether the clause tells of a rule or a practice, or goes on with one that its sentence named."""
    text, predicate = view.text, view.predicate
    told = view.here + view.inside
    if predicate.required or _STANDING.search(told) or (not view.to_come and _AT_INTERVALS.search(told)):
        return True
    if _SO_OFTEN.search(text, predicate.action.end, predicate.end):
        return True
    once = (
        view.finished
        or predicate.verb.term in _FOUNDED
        or _ANEW.match(view.here)
        or _TOTAL.search(text, predicate.start, predicate.end)
        or _ONE_DAY.search(view.here)
    )
    follows = predicate.topic is not None and _FOUND.match(text, predicate.start) is not None
    return not once and _goes_on(view.earlier, view.to_come and not follows)


def _goes_on(earlier: str, to_come: bool) -> bool:
    """Whether a practice named before covers the clause; one with a deed and a number of its own does not among what is to come."""
    named = _RECURRING.search(earlier) and _RECURRING.search(earlier, _last_done(earlier))
    return named is not None and not (to_come and QUANTITY.search(earlier, named.end()))


def _last_done(earlier: str) -> int:
    """Where a sentence last said that something was done: a practice that it named before that goes on no longer."""
    return max((match.end() for match in _TALLIED.finditer(earlier)), default=0)


def _is_in_force(view: _View, objects: str) -> bool:
    """Whether a deed that nothing dates is by its verb and object a rule, or what is done all the time."""
    text, predicate = view.text, view.predicate
    alone = predicate.verb.needs == "bare" and predicate.object.end <= predicate.action.end
    if alone and (predicate.verb.kind == "rule" or text[predicate.start] not in "把将"):
        so_many = predicate.verb.kind == "inspect" and QUANTITY.search(view.earlier)  # 下达意见书9份,责令整改
        counted = so_many or (QUANTITY.search(view.here) and not view.here.startswith("由"))
        return not (view.finished or counted or QUANTITY.search(text, predicate.start, predicate.end))
    action = text[predicate.action.start : predicate.action.end]
    if action in ("实行", "执行", "坚持", "严格执行", "作为", "挂钩") or (action.endswith("落实") and "“" in objects):
        return "仪式" not in objects
    if action == "开放" and _OPEN_TO_ALL.search(view.here + text[predicate.start : predicate.action.start]):
        return not QUANTITY.search(text, predicate.start, predicate.end)
    if action == "提供" and _SERVED.search(objects) and not _THAT_DAY.search(view.earlier):
        return not QUANTITY.search(text, predicate.start, predicate.end)
    names = predicate.topic is None or predicate.object > predicate.action  # 对管理松懈的单位严格落实退出机制
    ruled = predicate.verb.kind == "rule" and names and "《" not in objects
    return ruled and _RULE_OBJECT.search(objects) is not None

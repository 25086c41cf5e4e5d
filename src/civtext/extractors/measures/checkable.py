"""Whether a deed is one that could be checked: what each verb needs to find in its object before it counts.

印发 or 召开 always names something; 加强 and 推进 do so only with a number or a name; 高度重视 and 取得 never do. The column
`needs` of the lexicon `verbs` says which.

>>> from civtext.extractors.measures.predicates import find_predicates
>>> [counts(find_predicates(clause)[0], clause) for clause in ("推进道路建设", "推进12条道路建设", "推进“暖心”工程")]
[False, True, True]
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from civtext.extractors.measures.objects import POSTED, QUANTITY, head, shield
from civtext.extractors.measures.topics import Predicate
from civtext.extractors.measures.verbs import ON_THE_WAY
from civtext.lexicons import any_of, any_unless, lexicon, terms

_NAMED = re.compile(
    r"[“《]|(?:改革(?!开放)|立法|条例|战略|融媒体中心|品牌打造|品牌建设)|进(?:机关|社区|学校|校园|企业|农村|家庭|景区|课堂|村|万家)"
    r"|[^道管]{2}(?:[站馆厂桥]|中心|综合体|市场|公园|街区)(?:新建|扩建|改造|建设|施工|布展)$"
    r"|(?<!重点)(?<!配套)(?:工程|项目|行动|活动|试点)(?:建设)?$|第[一二三四五六七八九十0-9X]{1,3}届|.{2}活动(?:和|与|、)"
    r"|文明(?:村镇?|校园|单位|家庭|社区|乡镇|行业|窗口)创建(?:提质扩面)?$|结对(?:共建|帮扶)$"
)
_MECHANISM = re.compile(rf"{any_of(terms('object_nouns', mechanism='yes'))}|制$|(?:委员|理事|议事|监督)会$|[“《]")
_PLAIN_MECHANISM = re.compile(
    r"(?:各项|工作|管理|创建|相关|长效|规章|运行|领导|组织|体制|机制|制度|体系|、|和|及|全国|省级|市级|文明城市|文明|城市|的|了|相应)*$"
)
_NOT_MECHANISM = re.compile(r"精神|思想|三个代表|方针|原则|理论(?!学习)|理念|思路|方向")
_CONCRETE = re.compile(rf"{any_of(terms('object_nouns', concrete='yes'))}|[楼厂圈亭棚路桥宫]$|一条街$|[^科]室$|[“《]")
_GENERIC = re.compile(
    r"(?!业务$)(?:本(?:实施|工作|行动)?(?:方案|办法|意见|细则|规划|计划|通知)$|(?:各项|此项|此次|本次|这次|该|全面|群众性|精神|我[市县区]|全国|省级|市级|国家|一系列|系列|大量|相关|有关|的|了)*(?:文明)?(?:这么)?[几]?件?(?:事|事情|方面|文章|环节)?"
    r"(?:城市|单位|县城|城区|诚信|创城|创文|创建|精神文明|思想道德|各项|本职|业务)*(?:整治|建设|创建|创文|创城|活动|工作|实践|管理)*$)"
)
_ABSTRACT = re.compile(any_of(terms("object_nouns", abstract="yes")) + "$")
_IN_PARTS = re.compile(r"[一二三四五六七八九十0-9]+个?方面")
_STANDARD = re.compile(r"考核|依据|标准|试点|必修|样板|(?:首要|必备|前置|重要|硬性)[^,]{0,4}(?:条件|指标)")
_YARDSTICK = re.compile(r"作为(?:检验|衡量|评判|评价|第一|根本|最高|唯一)")  # 把群众满意作为检验工作的标准
# 参与群众500人 says how many came.
_TAKING_PART = re.compile(
    rf"(?:群众|人员|师生|学生|家长|居民|市民|职工|志愿者|观众|党员|干部)(?:达|达到)?(?:{QUANTITY.pattern})|{QUANTITY.pattern}(?<=[人名次])$"
)
# 新增文明单位3家 is a title won, 阵地建设7万元 a cost.
_GAINED = ("新增", "创成")
_TITLE = re.compile(
    r"[^,]{0,8}文明(?:单位|校园|村镇?|乡镇|家庭|社区|城市)(?!创建|评选)|(?:国家|省|市|县)级[^,]{0,4}(?:示范|文明|卫生|园林|平安)[^,]{1,6}$"
)
# 队伍由312支增加到436支 is what came of it; only times and limits that were cut are set by who cuts them.
_GREW = re.compile(r"[^,]*[由从][^,]*(?:增|提[高升]|扩大|上升)[^,]*[到至][^,]*")
# 规范行政行为 is an aim; 规范占道经营行为 is seen on the street.
_CONDUCT, _MISDEED = re.compile(r"(?:行为|秩序)$"), re.compile("乱|占道|违")
_COST = re.compile(rf"{QUANTITY.pattern}(?<=元)(?:、.*)?")
# 接待游客6万人次, 实现旅游收入90万元: trade, not work.
_TRADE = re.compile(r"(?:国内外|海内外|各地)?游客|[^,]{0,8}(?:收入|产值|营收|增收|销售额)")
# 每季度报告一次: how often makes a deed of it.
_ONCE = re.compile(r"(?:不少于|至少)?一[次遍轮]$")
# 东西两岸各规划一处便民点, 每校明确一名联络员: one in each of them is a number.
_ONE_EACH = re.compile(r"一[处座名个条支位](?=[^,]{2})")
_EACH_OF = re.compile(r"各(?!级)|每(?![年月周季天日])|[都均]$")
_PERIOD = re.compile(r"每(?:半?[年月周季日天]|季度|学期)[^,]*$")
# 六次专题研究创建工作: so many sessions, whatever they were about.
_DELIBERATING = terms("verb_frames", frame="deliberated")
_SESSIONS = re.compile(r"(?:[0-9]+|[两二三四五六七八九十百]+)余?次")
_MET = re.compile("会议?(?:[0-9XxＸ×]|[两二三四五六七八九十]).{0,3}次")  # 召开会议12次研究创建工作: so many meetings
_ONE_LESSON = re.compile("一[节堂场次期]")
_PHASE = re.compile(r"[区园城苑府][一二三四]期$")  # 锦绣小区二期 is a place
# 落实帮扶资金20万元 was paid out, 落实村级保洁经费 is.
_FUNDS = re.compile(rf"(?:资金|经费|款|补助金?){QUANTITY.pattern}$|.{{2}}(?:资金|经费|工资|报酬)$")
_POSTED = re.compile(POSTED)
# 每个小区落实保洁员2名 were named.
_STAFF = re.compile(
    rf"[员长人][^,]{{0,2}}{QUANTITY.pattern}(?<=[名人])$|{QUANTITY.pattern}(?<=[名位个])[^,]{{0,8}}[员长人]$"
)
_HOURS = re.compile(rf"(?:时间|时长)?{QUANTITY.pattern}(?<=小时)")
# 较上年减少6起, 同比新增20天: a result, whatever brought it about.
_COMPARED = re.compile(r"(?:同比|[较比](?:上年|去年|前年|往年|20[0-9Xx]{2}年)[^,]{0,6})$")
# 日巡查、周通报、月考评: a round of duties is a rule that one could check.
_ROUND = re.compile(
    r"“?(?:[每日周旬月季年]|半[月年]|一[日天周月季])[^,、“”]{2,4}(?:、(?:[每日周旬月季半年]|一[日天周月季])[^,、“”]{2,5})+”?$"
)
_RATE = re.compile(
    r"(?<=.)量(?:超|突破|达)|率(?!先|领|队)(?:[^,]{0,4}[0-9xX_*○●]|[^,]{0,2}(?:由|从|超|达|过|居|位|提高|提升|下降|降低|上升)|[^,]{0,3}[一二三四五六七八九]成|$|、)"
)
_AGENDA = re.compile(r"动员|安排|部署|布置|支配|总结|决策")
_NOT_DONE = re.compile(
    rf"{any_unless('not_deeds', stands='anywhere')}|{any_unless('not_deeds', stands='end')}$|(?<!“)(?:心墙|连心桥|万家灯火)(?!”)"
    r"|[由从]“?[^,]{2,14}变[为成]|一支(?![^,]*人组成)[^,0-9XxＸ×]{4,}的[^的,]{0,6}队伍$|由“?[^,]{2,14}向“?[^,]{2,14}(?:转变|迈进|跨越|延伸|拓展)|(?:到|向)了?(?:一个)?(?:崭)?新的?(?:水平|台阶|高度|境界|层次|阶段)$|如下[^,]{0,4}(?:报告|意见|建议|总结|方案|要点|计划|安排)$|(?:总结|汇报|报告|通报)如下"
)
_STUDIED = re.compile(r"(?:精神|思想|理论|重要论述|讲话|信念|品质|情怀|作风)$")
# 坚持“四个到位” is a maxim, 实现“车归位、线归整” a state.
_MAXIM = re.compile(r"“[^”]*”(?:的?(?:(?:服务|办学|建院)?宗旨|原则|要求|理念|方针|思路|目标|标准))?$")
_STATE = re.compile(
    r"“[^“”]{2,16}[、,][^“”]{2,40}”$|^(?:了)?(?:[^“、]{0,6}(?:创建|宣传|工作|监管|责任|巡查|整治))?的?(?:全域|全员|全程|全面|全方位)*全覆盖$"
)
# 机关事业单位实现全覆盖: full coverage of something named.
_COVERED = re.compile(r"[^,、的◌]{3,24}(?<![工宣活])(?<!作|建|传|动|会|育|任)(?:均|都|已|基本|全部)*")
# 参加一次义务劳动积5分: how points are earned.
_POINTS = re.compile(r"(?:(?:积|加|计|得|奖励?)[0-9.XxＸ×一二三四五六七八九十]{1,4}|^[0-9.XxＸ×]{1,5})分$")
# 照看邻居多年的店主当选好人: a person, by what he does.
_ELECTED = re.compile(r"的[^,]{2,12}(?:当选|荣登|获评|入选)")
# 户均减少支出3000元: what it came to.
_SAVING = ("减少", "节约", "节省", "增加", "增收", "压减")
_ON_AVERAGE = re.compile(r"[户人日年月]均[^,]{0,2}$")
# 驻镇企业捐资9万元: what others give is none of our deeds.
_GIVEN = re.compile(
    r"(?:企业家?|各界|老板|乡贤|商会|人士|商家|商户|群众|居民|村民|家长)们?(?:共|累计|踊跃|自愿|纷纷|先后)*$"
)
# 发展到300人: how far it grew.
_GREW_TO = re.compile(rf"[到至](?:现在|目前|如今)?的?{QUANTITY.pattern}")
# 发现一起、查处一起
_ONE_BY_ONE = re.compile(
    r"(?:发现|出现|查实)一(?P<unit>[起处件个例宗])[、,]?(?:[^,、]{2,4}一(?P=unit)[、,]?)+$"
    r"|(?:\A|[,、])[^,、]{1,3}一(?P<one>[起处件个例宗户])(?:[、,][^,、]{1,3}一(?P=one))+\Z"
)
# 顺利开展打下了基础: the verb is the subject of what it brought about; 对莅临指导表示欢迎: a courtesy.
_BROUGHT_ABOUT = re.compile(r"^作为|(?:打下|奠定)了?[^,]{0,8}基础")
_COURTESY = re.compile(r"表示[^,]{0,8}(?:欢迎|感谢|敬意|祝贺|慰问|问候)")
# 研究解决工作中的困难和问题: what any meeting is for.
_MATTERS = re.compile(
    r"(?:工作|创建|创城|创卫|遇到|存在|重点|重大|有关|相关|其?中|的|和|、)*(?:问题|困难|难点|难题|堵点|痛点|事项)+$"
)
_MEANING = re.compile(r"的?(?:重大|重要)?(?:目的)?(?:和|、)?意义$")  # 宣传创建的目的意义 was a round of talks
_TELLING = {"听取": re.compile("每|定期|多次|先后"), "开展": re.compile("利用|借助|依托|运用|面向")}
# 学习先进、争当先进的氛围: what the noun at the end is like; 用于公益广告制作: what money is for.
_OF_A_MOOD = re.compile(
    r"、[^,]{2,24}的(?:良好|浓厚|生动)?(?:社会)?(?:氛围|局面|效果|风尚|风气|格局|声势|热潮|态势|目的)"
)
_MEANT_FOR = re.compile(r"(?:^|[^,]*[0-9XxＸ×]万?元,?)(?:主要|重点|全部|专项)?用于")
# 提供了方便, 给予充分保障: what it was good for.
_FAVOUR = re.compile(
    r"(?:方便|便利|去处|动力|舆论环境|智力支持|思想保证)$|(?:充分|有力|大力|坚强|坚实|必要|全力)的?(?:[^,的]{2})?(?:保障|支持|支撑)$"
)
# A result said of what the clause began with: all of it was a subject.
_RESULT = re.compile(
    rf"{any_unless('result_words', stands='anywhere')}|{any_unless('result_words', stands='end')}$"
    r"|(?:都|就|也)[能可会]|(?:的(?:很|还|比较)?(?:少|多)|不够[^,]{1,4})$|等[^,]{1,12}(?:获评|荣获|入选|被评)|的[^,]{1,8}被|^存在(?!的?问题|[^,]*的[^,的]{2,8}$)|的[^,]{1,8}?(?:亮堂|很|格外|十分|焕然|越来越)|由[^,]{2,10}(?:决定|承担|负责)$|(?:逐年|逐步|不断|大幅|明显|持续|稳步|有所|建设|进度|工作)(?:增加|上升|下降|提高|提升|减少|滞后|缓慢|改善|好转|不足)$|[量数率]要?突破|的[^,]{2,20}(?:全部|均已|已经)|的(?:不足|仅)|(?<![一二三四五六七八九十])是(?!否)"
)
_NEEDS = {
    "number": re.compile(r"(?!)"),
    "counted": re.compile(r"(?!)"),
    "named": _NAMED,
    "concrete": _CONCRETE,
    "mechanism": _MECHANISM,
    "cover": re.compile(
        r"[“《]|全覆盖|^(?:一窗|一网|一站式|掌上|网上|线上|全城|全省|跨省|就近|一次|即时|当场)(?:通办|可办|能办|好办|办理|办结|受理|办)$"
    ),
    "task": re.compile(
        r"[“《]|(?:改造|提质|建设|改革|升级|更新|整治|分流|验收|安装|修缮|修复|绿化|硬化|改建|扩建|布展|修订|编制|立法|整理|归档|清理|清淤|疏浚|加装|拆除|搬迁|铺设|迁改|栽植|补植|补建|粉刷|亮化|摸底|普查|排查|采集|录入|换届|选举|申报)$"
        r"|[^,]{3}(?<!重点)(?<!配套)(?:工程|项目)(?:建设|施工)?$"
    ),
    "event": re.compile(
        rf"{_NAMED.pattern}|(?:讲堂|学校|夜校|大学|课堂|食堂|讲座|论坛|集市|赛|展|[化术育读][节季]|运动会)$"
    ),
    "hazard": re.compile(r"(?:隐患|盲区|盲点|死角)$"),
    "list": re.compile(r"清单|报告|台账|方案|档案"),
    "proposal": re.compile(r"(?:建议|意见|措施|倡议|方案)$"),
}


# 力争压减50%: of what, nothing says.
_LESS = ("压减", "减少", "降低", "压缩")
_SHARE_ONLY = re.compile(r"(?:近|约|超过?)?[0-9.XxＸ×]+%(?:以上|左右|以内)?")


def _counted(words: str) -> bool:
    """Whether a number counts something; 一批, 一个 do not."""
    return any(
        not re.match(r"一(?![百千万十])", found[0]) and not found[0].endswith("届")
        for found in QUANTITY.finditer(words)
    )


def _is_tally(predicate: Predicate, objects: str) -> bool:
    """Whether what looks like a deed only adds up: who came, what titles were won, what a thing cost, hours served."""
    verb = predicate.verb
    if verb.kind in ("build", "clean", "publicise", "train") and verb.noun and predicate.topic is None:
        return _COST.fullmatch(objects) is not None and "罚" not in verb.term
    if verb.term == "注册" and "志愿者" in objects:  # 注册志愿者6万人: how many there are
        return True
    if verb.term in ("接待", "实现") and _TRADE.match(objects):
        return True
    if (verb.kind == "join" or verb.term == "观看") and _TAKING_PART.match(objects):
        return True
    return bool(verb.term in _GAINED and _TITLE.match(objects)) or (verb.term == "服务" and bool(_HOURS.match(objects)))


def _is_no_deed(predicate: Predicate, clause: str, objects: str) -> bool:
    """Whether what looks like a deed says how points are earned or how far a thing grew."""
    meant = _MEANT_FOR.match(clause, 0, predicate.start) and not QUANTITY.search(objects)
    if meant or _OF_A_MOOD.match(clause, predicate.end):
        return True
    is_given = predicate.verb.term == "提供" or predicate.verb.kind == "light"
    if is_given and _FAVOUR.search(clause, 0, predicate.end):
        return True
    if (
        _BROUGHT_ABOUT.search(objects)
        or _COURTESY.search(clause, predicate.start)
        or _is_set_phrase(predicate, clause, objects)
    ):
        return True
    if predicate.verb.term == "实施" and objects in ("方案", "意见", "细则", "办法"):
        return True
    if _POINTS.search(objects) or _ELECTED.search(objects) or _ONE_BY_ONE.search(clause, 0, predicate.end):
        return True
    if predicate.verb.term in _SAVING and _ON_AVERAGE.search(clause, 0, predicate.action.start):
        return True
    if predicate.verb.term.startswith(("捐", "赞助", "集资")) and _GIVEN.search(clause, 0, predicate.action.start):
        return True
    return predicate.topic is None and _GREW_TO.fullmatch(objects) is not None


def _is_weekly(predicate: Predicate, clause: str, objects: str) -> bool:
    """每周安排一节班会课: one of them each time."""
    return bool(_ONE_LESSON.match(objects) and _PERIOD.search(clause, 0, predicate.action.start))


def _is_set_phrase(predicate: Predicate, clause: str, objects: str) -> bool:
    """Whether a verb and its object go together wherever work is spoken of: 研究解决存在的问题, 查找差距, 听取汇报 at no set time."""
    term = predicate.verb.term
    if not objects and term in ("落实", "抓好", "抓实") and predicate.topic is None:  # 说到做到、抓好落实
        return True
    if objects.startswith(("和", "与", "及")):  # 信息报送和督促检查工作
        return True
    if term in ("研究解决", "协调解决"):
        return any(_MATTERS.fullmatch(objects, at) for at in range(max(0, len(objects) - 16), len(objects)))
    telling = _TELLING.get(term)  # how often it is done, by what, or that it was makes a deed of it
    told = telling and (telling.search(clause, 0, predicate.start) or clause.startswith("了", predicate.action.end))
    if term not in _hollow() or told:
        return False
    within, object_ = _hollow()[term]
    return bool(object_.search(objects) or within.search(clause))


@cache
def _hollow() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """For each verb of the lexicon `hollow_objects`, what makes a set phrase of it in its clause, and in its object."""
    words: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for entry in lexicon("hollow_objects"):
        for verb in entry["verb"].split("、"):
            words[verb][entry["stands"]].append(entry["term"])
    nothing = ("\0",)
    return {
        verb: (
            re.compile(rf"{any_of(stands['within'] or nothing)}|{any_of(stands['last'] or nothing)}$"),
            re.compile(
                rf"^{any_of(stands['start'] or nothing)}|{any_of(stands['end'] or nothing)}$|^{any_of(stands['whole'] or nothing)}$"
            ),
        )
        for verb, stands in words.items()
    }


def counts(predicate: Predicate, clause: str) -> bool:
    """Whether the clause shows what its verb needs before one could check the deed."""
    verb = predicate.verb
    objects = clause[predicate.object.start : predicate.object.end]
    if (
        _is_no_deed(predicate, clause, objects)
        or _is_tally(predicate, objects)
        or _is_result(predicate, clause, objects)
    ):
        return False
    if verb.kind in ("set_up", "organise") and (_POSTED.match(objects) or _is_weekly(predicate, clause, objects)):
        return True
    decided = _by_verb_alone(predicate, clause, objects)
    if decided is not None:
        return decided
    if predicate.topic and (verb.needs == "any" or (verb.needs == "concrete" and not verb.noun)):
        return True
    if predicate.topic and verb.kind in ("inspect", "clean", "serve") and predicate.action.end == predicate.end:
        return True
    if verb.term in ON_THE_WAY and (_PHASE.search(objects) or not QUANTITY.search(objects)):
        return False
    if verb.kind == "join" and (_GENERIC.match(objects) or objects in ("会议", "大会", "活动")):
        return False
    if verb.term == "规范" and _CONDUCT.search(objects) and not _MISDEED.search(objects):
        return False
    if verb.needs in ("any", "spoken"):
        vague = verb.kind not in ("issue", "hold") and "《" not in objects and _ABSTRACT.search(objects)
        meant = verb.kind == "publicise" and _MEANING.search(objects)
        return not _GENERIC.match(objects) and bool(meant or not vague)
    return _is_told_how_often(predicate, clause, objects) or _shows_what_is_needed(predicate, clause, objects)


def _is_result(predicate: Predicate, clause: str, objects: str) -> bool:
    """Whether a clause tells what came of the work, or of a state of mind, and not of a deed."""
    verb, shielded = predicate.verb, shield(objects)
    if _COMPARED.search(clause, 0, predicate.action.start) or _NOT_DONE.search(clause, predicate.start, predicate.end):
        return True
    if verb.needs != "bare" and clause[predicate.start] not in "把将" and _GREW.fullmatch(clause, 0, predicate.end):
        return True
    said = predicate.topic is None and verb.kind not in ("issue", "serve") and _RESULT.search(shielded)
    return bool(said or _RATE.search(shielded))


def _by_verb_alone(predicate: Predicate, clause: str, objects: str) -> bool | None:
    """Whether a verb that asks for one sort of object has it; None for those that ask for more."""
    verb, words = predicate.verb, clause[predicate.start : predicate.end]
    if verb.term == "坚持" and (_ROUND.match(objects) or _MAXIM.search(objects)):
        return _ROUND.match(objects) is not None
    if predicate.topic is None and _IN_PARTS.match(objects):
        return False
    if verb.needs == "cover" and _STATE.search(objects):
        return objects.startswith("全覆盖") and _COVERED.fullmatch(clause, 0, predicate.action.start) is not None
    if verb.kind == "light":  # 召开会议进行研究: what any meeting is for
        return not _AGENDA.search(words) and (predicate.topic is not None or not words.endswith("研究"))
    if verb.needs == "topic":
        return verb.term != "作为" or (_STANDARD.search(words) is not None and not _YARDSTICK.search(words))
    if verb.needs == "study":  # 组织党员学习会议精神 was a session, 学习贯彻会议精神 is a phrase
        return "组织" in clause[: predicate.start] or not _STUDIED.search(objects)
    return {"never": False, "organise": False, "bare": True, "told": True}.get(verb.needs)


def _is_told_how_often(predicate: Predicate, clause: str, objects: str) -> bool:
    """Whether funds, staff, a rhythm, one in each or so many sessions make a deed of a verb that is vague by itself."""
    verb, before = predicate.verb, (clause, 0, predicate.action.start)
    if verb.term == "落实" and (_FUNDS.search(objects) or _STAFF.search(objects) or _POSTED.match(objects)):
        return True
    if _ONCE.search(objects) and _PERIOD.search(*before):
        return True
    if verb.kind != "vague" and _ONE_EACH.match(objects) and _EACH_OF.search(*before):
        return True
    return verb.term in _DELIBERATING and _SESSIONS.search(clause) is not None and not _MET.search(*before)


def _shows_what_is_needed(predicate: Predicate, clause: str, objects: str) -> bool:
    """Whether an object has a number, or what the lexicon says that its verb needs."""
    verb = predicate.verb
    if verb.needs != "mechanism" and _counted(shield(clause[predicate.start : predicate.end])):
        named = head(objects)
        if named is None:
            return verb.kind != "vague" and not (verb.term in _LESS and _SHARE_ONLY.fullmatch(objects))
        return not _GENERIC.match(named)
    if verb.kind in ("set_up", "rule") and _MECHANISM.search(objects):
        plain = verb.kind == "set_up" and _PLAIN_MECHANISM.match(objects)
        return not plain and not _NOT_MECHANISM.search(objects)
    return bool(_NEEDS[verb.needs].search(objects)) and not (verb.needs == "named" and _GENERIC.match(objects))

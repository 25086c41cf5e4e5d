"""What only looks like a metric (形似指标), for `metrics`: each rule answers with a reason, or passes.

A rule sees a `Candidate`: a quantity, a few characters on both sides, its clause so far, the name it stands in.
"""

from __future__ import annotations

import re

from civtext.extractors.metrics.phrases import ends_in_verb
from civtext.extractors.metrics.times import (
    EACH_TIME,
    TURNS,
    WHILE,
    Candidate,
    age,
    clock,
    date,
    edition,
    ends,
    extent,
    period,
)
from civtext.lexicons import any_of, terms
from civtext.quantities import far_bound

_HAN_DIGITS = "〇零一二两三四五六七八九十"
_SCALED = re.compile(r"[0-9]\ ?[万亿][余多]?$|[0-9][余多]$")
# 花了七万多, 从十六万八谈到五万八: sums in the spoken voice.
_SPOKEN_SUM = re.compile(r"[一二两三四五六七八九十百千几]+[来多几]?万[一二三四五六七八九]?[多余]?")
_TENTHS = re.compile(
    r"(?:三分[\u4e00-\u9fff]{1,3}[,、]?七|一分[\u4e00-\u9fff]{1,3}[,、]?九|九分[\u4e00-\u9fff]{1,3}[,、]?一)分[\u4e00-\u9fff]"
)
_FIXED, _FIXED_HEADS = re.compile(any_of(terms("number_words"))), {word[0] for word in terms("number_words")}
_OUTLINE_WORDS = (
    r"(?:个|大)?(?:主要|重点|具体|突出)?(?:方面|部分|层面|环节|角度|维度|内容|特点|问题是|原因|做法|体会|启示|经验|字)"
)
_OUTLINED = re.compile(_OUTLINE_WORDS)
_ANNOUNCED = re.compile(
    r"[\u4e00-\u9fff]{0,4}(?:工作|事|事情|任务|举措|措施|问题|转变|提升|突破|目标|原则|关系|亮点|不足|短板)[:。]?(?:一是|首先|[:])"
)
_ORDINAL = re.compile(
    r"第\ ?$|第[0-9一二三四五六七八九十]{1,3}[、和至到-](?<!第[一二三]、)$|(?:^|[^\u4e00-\u9fff]|[在的年])头$|No\.?$|NO\.?$|初$|(?:星期|礼拜|(?<!每)周)$"
)
_RANKING = re.compile(r"(?:前|后|倒数)$")
_YEAR_OPENED, _YEAR_CLOSED = re.compile(r"[〔\[(][^〔\]\[)]{0,3}$"), re.compile(r"[〕\])]\ ?第?[0-9]")
_SYSTEM = re.compile(r"制(?![定作造止约裁图品服冷])")  # 12分制, 三级制
_GRADE = re.compile(r"A|a|星级|级")
_CODE_BEFORE, _CODE_BEHIND = re.compile(r"[A-Za-z]-?$|[×*/#@]$"), re.compile(r"(?!A{1,5}级)[A-Za-z×]")
# 把好四个关口, 打好三场硬仗: figures of speech; 讲三条建议: how many remarks follow.
_FIGURE = re.compile(
    r"(?:关键)?(?:关口|角色|硬仗|攻坚仗|攻坚战|仗(?=[:,。])|抓手|坎(?!儿井)|意识|观念|战役|支点|引擎|法宝)"
)
_SPEAKS = re.compile(r"[讲谈说]$|(?:提出?|强调|补充)$")
_REMARKS = re.compile(r"(?:具体)?(?:意见|建议|要求|体会|看法|希望|想法|意思|问题|情况|心里话|话|感受)(?:$|[,;。:、])")
_COLLECTED = re.compile(r"(?:通用|精选|合集|汇编|范文|最新|优选|热门|共|\()\ ?$")
_CALL = re.compile(r"(?:热线|专线|电话|座机|拨打|手机|传真|QQ|微信|邮编|群号|账号|备案号|编号|:\+?86)[^,;。]{0,4}$")
_LINE = re.compile(r"(?:号?[^,;。]{0,6})?(?:热线|平台|专线|电话)|-[0-9]{3}")
_COUNTABLE = re.compile(r"(?![年月日时点后个的是和多余以])[\u4e00-\u9fff]")
_HAN_END = re.compile(r"(?![第和与及、至到])[\u4e00-\u9fff]$")
_COUNTING = re.compile(r"(?:者|员|人|户|数|量|率|额|分|指数|总计|合计|共计|得分|达|达到|为|突破|至|到|超过|:)\ ?$")
_CHANNEL = re.compile(r"[\u4e00-\u9fff]{0,4}(?:视频|监控|探头|摄像)|(?:视频|监控|探头|摄像头?|信号)[^,;。]{0,4}$")
_REGULAR = re.compile(
    rf"(?:每|各?逢){EACH_TIME}|"
    r"(?:一|[0-9两三四五六七八九十]{1,2}个?)(?:天|日|周|月|季度?|年)[\u4e00-\u9fff]{0,6}$"
)
_BUILT = re.compile(r"(?:新建|改建|扩建|修建|兴建|建成|建)了?$")
_PUT_UP = re.compile(r"(?:增设|安装|加装|装|购置|购买|采购|配备|添置)了?$")
# 每人包联一个街道, 每村建成一个超市: so much to each.
_ASSIGNED = frozenset(("个", "名", "支", "户", "座", "处", "所", "块", "部"))
_EACH_GETS = re.compile(
    r"(?:各|每一?[人名位村校户个家所栋场班天日周月])[\u4e00-\u9fff]{0,8}?(?:至少)?(?:建成|建好|建有|设立|设置|配备|配齐|明确|确定|包联|联系|包保|包抓|帮扶|结对|认领|安排|选派|聘请|带动|规划|打)了?$|每[班户人村校组]$"
)
_CALLED = re.compile(r"(?:组织|选派|选聘|招募|抽调|聘请|表彰|评选)了?$")
_FIGURATIVE = re.compile(r"[^,;。]{0,12}(?:体系|格局|机制|网络|平台|队伍|防线|桥梁|屏障|风景|氛围|环境|城市|制度|模式)")
# 前三名的村, 前三名选手: those who came so far count.
_RANKED = re.compile(r"的[\u4e00-\u9fff]|选手|单位|社区|村|乡镇|街道|班级|科室|学校|部门|企业|网格|家庭")


def _slogan(one: Candidate) -> str | None:
    return "slogan" if one.in_slogan else None


def _title(one: Candidate) -> str | None:
    """Inside 《》, inside a short name in quotation marks, or the size of a collection in its title (范文精选5篇)."""
    if one.name is not None:
        return "title" if one.name[0] == "《" else "name"
    collected = one.quantity.unit == "篇" and one.right[:1] == ")" and _COLLECTED.search(one.left)
    return "title" if collected else None


def _word(one: Candidate) -> str | None:
    """一把手, 千方百计, 三番五次, 人手一册: a fixed word."""
    if one.left.endswith("人手") or _said_so(one):
        return "word"
    before = one.left[-3:]
    around, end = before + one.text + one.right, len(before + one.text)
    words = (_FIXED.match(around, at) for at in range(len(before) + 1) if around[at] in _FIXED_HEADS)
    return "word" if any(word and word.end() >= end for word in words) else None


def _said_so(one: Candidate) -> bool:
    """百分之百放心 only stresses; 做好三篇文章 is a figure of speech."""
    if one.text in ("一分", "三分", "七分", "九分") and _TENTHS.search(one.clause + one.text + one.right):
        return True
    if one.text == "百分之百":
        return bool(re.match(r"(?!以上|的)[\u4e00-\u9fff]", one.right)) and not re.search(
            r"[率度达到为是现了]$", one.left
        )
    return (
        one.quantity.unit == "篇"
        and one.right.startswith("文章")
        and bool(re.search(r"[做写][好足活精]?了?$", one.left))
    )


def _ordinal(one: Candidate) -> str | None:
    """第三名, 列第3位, 前三名 (a rank, unless the first three of something are meant)."""
    if _ORDINAL.search(one.left, max(0, len(one.left) - 6)):
        return "ordinal"
    if one.left.endswith("头") and (one.quantity.kind in WHILE or one.quantity.unit in ("名", "位", "批")):
        return "ordinal"  # 头三名, 头两年; but 摄像头300个, 码头12个
    if one.quantity.unit == "次" and re.search(r"届[\u4e00-\u9fff]{0,3}$", one.left):
        return "ordinal"  # 七届五次全会
    if (
        one.text == "二" + one.quantity.unit
        and one.quantity.unit in ("次", "期", "轮", "审")
        and _COUNTABLE.match(one.right)
        and not re.match("第[一二三四五六七八九十]", one.right)
    ):
        return "ordinal"
    ranked = _RANKING.search(one.left) and one.quantity.unit in ("名", "位", "")
    return "rank" if ranked and not _RANKED.match(one.right) else None


def _document_number(one: Candidate) -> str | None:
    if _YEAR_CLOSED.match(one.right) and _YEAR_OPENED.search(one.left):
        return "document number"
    return None


def _numbered(one: Candidate) -> str | None:
    """10号, 3楼, 5A级, 三级, 二版, 8路: a number that names and does not count; but 监控探头300路."""
    if one.quantity.unit == "路" and (_CHANNEL.match(one.right) or _CHANNEL.search(one.clause)):
        return None
    if one.quantity.unit and _SYSTEM.match(one.right):
        return "name"
    if one.quantity.unit == "版" and re.search(r"[报刊]$", one.left):
        return "page"  # 登上省报三版
    if (
        one.quantity.unit == "标段"
        and one.quantity.written == "han"
        and not re.search(r"[分设共划]了?[为成]?$", one.left)
    ):
        return "number"  # 三标段开工
    if one.quantity.unit == "层" and re.search(r"[号楼座栋厦]$", one.left):
        return "number"
    if one.quantity.unit == "类" and (re.search(r"水质[^,;。]{0,8}$", one.clause) or re.match("水[体质]", one.right)):
        return "grade"
    if one.text.removesuffix("以上") in ("一类", "二类", "三类") and re.match(
        r"以上|[\u4e00-\u9fff]{2,6}[0-9]|公厕|厕所|水质|标准", one.right
    ):
        return "grade"
    if one.quantity.kind == "grade" or (not one.quantity.unit and _GRADE.match(one.right)):
        return "grade"
    return one.quantity.kind if one.quantity.kind in ("number", "page") else None


def _code(one: Candidate) -> str | None:
    """5G, PM2.5, H5, 7×24: Latin letters or signs make it a code."""
    if _CODE_BEFORE.search(one.left[-2:]) and one.quantity.written != "mask":
        return "service time" if one.left.endswith("×") else "code"
    if one.text.startswith("00") and not one.left.endswith(":"):  # 00后; but 8:00
        return "code"
    if one.quantity.unit == "版" and "." in one.text:
        return "code"
    return "code" if not one.quantity.unit and _CODE_BEHIND.match(one.right) else None


def _telephone(one: Candidate) -> str | None:
    """拨打12345热线, 客服QQ:4455667."""
    if one.quantity.unit or one.quantity.written != "digits" or one.tabled or re.search(r"[A-Za-z]$", one.left):
        return None
    return "telephone" if _CALL.search(one.left) or _LINE.match(one.right) else None


def _article(one: Candidate) -> str | None:
    """一个, 一批, 一系列: no count, unless a limit or the end of its clause makes it one (建有农贸市场一处)."""
    quantity = one.quantity
    if quantity.written != "han" or one.text.removesuffix(quantity.unit).strip() != "一":
        return None
    if one.left.endswith("新") and one.quantity.unit in ("轮", "届", "批", "代"):
        return "article"
    if re.match(r"第[一二三四五六七八九十]", one.right) or (
        re.search(r"(?:其中|仅有|只有)$", one.left) and one.quantity.unit in ("人", "名", "户", "家", "件", "篇")
    ):
        return None  # 一次第二名, 其中一人被评为…
    if one.quantity.unit == "倍" and re.search(r"(?:增长|增加|提高|提升|多|高|翻)了?(?:近|约)?$", one.left):
        return None
    if re.search(rf"[那这哪]$|一{one.quantity.unit}[、,]?[\u4e00-\u9fff]{{1,3}}$", one.left):
        return "article"  # 形式主义那一套, 办一件勾一件
    if re.search(r"不[漏落少差丢]下?$", one.left):  # 不漏一户
        return "article"
    if re.search(r"[0-9一二两三四五六七八九十百][块元角毛]钱?$", one.left):  # 10元一份
        return "article"
    if quantity.bound != "exact" or far_bound(one.clause) or _stands_for_one(one):
        return None
    if re.match(r"、[^,;。]{1,12}[0-9二两三四五六七八九十]", one.right):  # the first of a row of counts
        return None
    if not ends(one) or quantity.unit in ("期", "批", "级", "代", "点", "面", "类", "种", "番"):
        return "article"
    if quantity.unit in ("次", "轮", "遍", "回", "趟"):
        return "article"
    named = re.search(r"[\u4e00-\u9fff)”》]$", one.clause) and not ends_in_verb(one.clause)
    return None if named else "article"


def _stands_for_one(one: Candidate) -> bool:
    """每月组织一次演练 binds, 加装了一部电梯 counts a thing that was put up; 一月一次 and 建成一个网络 only name."""
    if one.quantity.unit in ("次", "轮", "遍", "场", "期", "回"):
        return bool(_REGULAR.search(one.clause))
    if re.search(r"[户村人校]均$", one.clause):
        return True
    if one.quantity.unit in _ASSIGNED and _EACH_GETS.search(one.clause):
        return True
    built = one.quantity.unit in "个座处所条栋间" and _BUILT.search(one.clause)
    placed = one.quantity.unit in "座台部辆套间条处" and _PUT_UP.search(one.clause)
    return bool(built or placed) and bool(_COUNTABLE.match(one.right)) and not _FIGURATIVE.match(one.right)


def _bare_scale(one: Candidate) -> str | None:
    """百米长卷, 万人誓师, 千家万户: 百, 千, 万 alone are names, unless loosened (近百家) or people who were called (组织百名宣讲员)."""
    bare = one.text.removesuffix(one.quantity.unit).strip() in set("百千万亿")
    if not bare or one.quantity.written != "han" or one.quantity.bound != "exact":
        return None
    called = one.quantity.unit == "名" and _CALLED.search(one.left)
    return None if called else "word"


def _outline(one: Candidate) -> str | None:
    """六个方面, 以下三点: they announce what follows; in a list of sizes they count (7个方面、33项指标)."""
    if one.quantity.unit in TURNS:  # 每月更换一次内容
        return None
    if one.quantity.written == "han" and one.quantity.unit in ("项", "件", "个") and _ANNOUNCED.match(one.right):
        return "outline"
    if one.quantity.unit in ("条", "个", "点", "项") and re.match(r"[:。](?:一是|首先|第一|其一)", one.right):
        return "outline"  # 不足有三条:一是
    remarks = _REMARKS.match(one.right) and _SPEAKS.search(one.left)
    if one.quantity.written == "han" and one.quantity.kind == "count" and (remarks or _FIGURE.match(one.right)):
        return "outline"
    if not _OUTLINED.match(one.right) or re.search(r"[0-9]$", one.left):
        return None
    sized = re.match(rf"{_OUTLINE_WORDS}(?:[、和][0-9{_HAN_DIGITS}]|,[0-9])", one.right) or re.search(
        r"[0-9十][^,;。]{1,8}[、,]$|[0-9][^,;。、0-9]{1,3}$|体系\ ?(?:共|有|共有|包括|包含|涉及|涵盖)?$", one.left
    )
    return None if sized else "outline"


def _told(one: Candidate) -> str | None:
    """“我等了40分钟”: a story that a resident tells counts no work."""
    return "speech" if one.told else None


def _list_number(one: Candidate) -> str | None:
    if one.quantity.unit or one.quantity.written != "digits":
        return None
    at_start = not one.clause.strip(" (《") and re.match(r"[.、．)]", one.right)
    return "list number" if at_start else None


def _bare(one: Candidate) -> str | None:
    """A number without a unit counts at the end of its clause after a noun that counts, or with a scale before people."""
    if one.quantity.unit or one.quantity.kind == "share" or one.quantity.masked:
        return None
    if one.tabled and re.fullmatch(r"0|[1-9][0-9,]{0,9}(?:\.[0-9]+)?[万亿]?", one.text):
        return None
    if _SPOKEN_SUM.fullmatch(one.text):
        return None
    if _SCALED.search(one.text) and (_COUNTABLE.match(one.right) or (ends(one) and _HAN_END.search(one.left))):
        return None
    if re.search(r"[由从]$", one.left) and re.match(r"上?升|下?降|提[高升]|增|减", one.right):  # 指数由1.9降至1.5
        return None
    closed = not one.right.strip() or one.right[0] in ",;。、!)\n"
    counts = _COUNTING.search(one.left) or one.quantity.bound != "exact"
    return None if closed and counts and not re.search(r"[第.〔(#-]$", one.left) else "no unit"


def _range(one: Candidate) -> str | None:
    """Digits past all reason."""
    return "number.range" if one.quantity.value is None and one.quantity.written in ("digits", "han", "vague") else None


# fmt: off
REJECTIONS = (
    _slogan, _title, _told, _word, _ordinal, _document_number, _telephone, _code, _numbered, date, clock, period, extent,
    age, edition, _article, _bare_scale, _outline, _list_number, _bare, _range,
)
# fmt: on


def reason_against(candidate: Candidate) -> tuple[str | None, str]:
    """The first reason against a candidate and the rule that gives it; (None, "") for a metric."""
    for rule in REJECTIONS:
        if reason := rule(candidate):
            return reason, rule.__name__.strip("_")
    return None, ""

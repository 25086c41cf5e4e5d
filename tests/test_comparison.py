"""Comparison: like with like and nothing else, practices under other words, copies and spun copies, promises over the years."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from civtext.comparison import Comparison, compare
from civtext.comparison.figures import _SHARE
from civtext.comparison.likeness import kind_of, same_object
from civtext.comparison.reuse import _COUNTED
from civtext.comparison.wording import distinctive
from civtext.errors import StoreError, UsageError
from civtext.model import Facts, Source
from civtext.pipeline import annotate, split
from civtext.reports import write_comparison
from civtext.reports.figures import figures_html
from civtext.reports.fragments import Sentences
from civtext.store import Outcome, Store


def compared(folder: Path, reports: dict[str, str], by: str = "place") -> Comparison:
    folder.mkdir(exist_ok=True)
    with Store.open(folder / "base.civtext", create=True) as base:
        for name, body in reports.items():
            text = f"{name}年创建文明城市工作总结\n{body}\n"
            base.add(Outcome(f"{name}.txt", "ok", hash=name), [annotate(one) for one in split(Source(text, name))])
        return compare(base, by=by)


def groups(told: Comparison) -> set[tuple[str, ...]]:
    return {
        tuple(sorted(f"{figure.row['place']}:{figure.row['text']}" for figure in one.figures)) for one in told.figures
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("整治背街小巷80条", "改造小街小巷120条"),
        ("新增绿地20亩", "新增绿地13000平方米"),
        ("新建公厕6座", "建成公共厕所9座"),
        ("投入资金3000万元", "投入资金1.2亿元"),
        ("新建口袋公园6处", "建成口袋公园9个"),
        ("评选身边好人12名", "推选身边好人30人"),
        ("举办道德讲堂12场", "开展道德讲堂活动20期"),
        ("改造老旧小区12个", "完成老旧小区改造30个"),
        ("整治背街小巷12条", "对30条背街小巷进行改造"),
        ("加装电梯9部", "完成既有住宅加装电梯12台"),
        ("新增绿地3公顷", "增加绿地面积20亩"),
        ("查处交通违法90起", "查处交通违法行为70起"),
        ("新增公共停车泊位300个", "新增泊位500个"),
        ("新增停车位300个", "新增公共停车位500个"),
        ("完成老旧小区改造12个", "完成剩余58个老旧小区改造"),
        ("改造老旧小区12个", "完成余下的30个老旧小区改造任务"),
        ("改造老旧小区12个", "完成老旧小区改造提升28个"),
        ("加装电梯9部", "加装既有住宅电梯12台"),
        ("注册志愿者占建成区人口的14%", "注册志愿者占建成区人口15.2%"),
        ("注册志愿者达到21万人", "实名注册志愿者达到24万人"),
        ("新建公厕16座", "新建公厕达到18座"),
        ("注册志愿者达到21万人", "注册志愿者人数增加到24.6万人"),
        ("注册志愿者占常住人口的19%", "注册志愿者占全市常住人口比例达到20%"),
        ("注册志愿者达到21万人", "注册志愿者总数累计达24.6万人"),
        ("学校少年宫达到60所", "新建食堂2所,学校少年宫累计达93所"),
        ("空气质量优良天数312天", "城区空气优良天数301天"),
        ("群众满意度95.3%", "群众满意度测评达93.8%"),
    ],
)
def test_figures_of_one_thing_are_compared(tmp_path: Path, one: str, other: str) -> None:
    [found] = compared(tmp_path, {"云岭市2023": f"全年{one}。", "望川市2023": f"全年{other}。"}).figures
    assert len(found.figures) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新建公厕6座", "改造公厕9座"),
        ("服务群众3000人次", "服务群众800人"),
        ("整治背街小巷80条", "下一步,整治背街小巷120条"),
        ("发放补贴300元", "人均发放补贴300元"),
        ("建成公厕6座", "累计建成公厕90座"),
        ("整治背街小巷80条", "整治背街小巷8公里"),
        ("绿化覆盖率达43%", "亮灯率达99%"),
        ("新增绿地20亩", "绿地增加20亩"),
        ("参加志愿服务活动900人次", "开展志愿服务活动90场次"),
        ("改造老旧小区12个", "改造老旧小区3000户"),
        ("拆除违建30处", "拆除违建3000平方米"),
        ("完成老旧小区改造12个", "完成老旧小区建设12个"),
        ("完成剩余12个老旧小区改造", "完成剩余12个老旧小区建设"),
        ("新增停车泊位300个", "新增港口泊位300个"),
        ("完成民生项目12个", "完成小区改造项目12个"),
        ("完成小区改造任务12个", "完成小区建设任务12个"),
        ("改造绿地20亩", "绿地面积提升20亩"),
        ("志愿者占建成区人口的14%", "建成区人口占全市人口的14%"),
        ("注册志愿者达到21万人", "注册志愿者增加3万人"),
        ("注册志愿者占常住人口的19%", "注册志愿者占城区人口的18%"),
        ("注册志愿者占常住人口的19%", "党员占常住人口的5%"),
        ("新建公厕达到16座", "公厕增加到90座"),
        ("空气质量优良天数312天", "空气优良率85%"),
        ("志愿服务时长12万小时", "志愿服务时长累计突破320万小时"),
        ("新建公厕16座", "公厕累计达90座"),
        ("参与志愿者人数900人次", "注册志愿者人数900人"),
    ],
)
def test_figures_of_two_things_are_not(tmp_path: Path, one: str, other: str) -> None:
    assert compared(tmp_path, {"云岭市2023": f"全年{one}。", "望川市2023": f"全年{other}。"}).figures == []


def test_masked_figures_count_as_reported(tmp_path: Path) -> None:
    [found] = compared(tmp_path, {"云岭市2023": "全年新建公厕XX座。", "望川市2023": "全年新建公厕9座。"}).figures
    assert found.masked == 1 and [one.value for one in found.figures] == [9, None]
    assert found.percentile(9) == 100


def test_every_record_leads_back_to_its_sentence(tmp_path: Path) -> None:
    told = compared(tmp_path, {"云岭市2023": "整治背街小巷80条。新建公厕6座。", "望川市2023": "改造小街小巷120条。"})
    with Store.open(tmp_path / "base.civtext") as base:
        for row in told.records()["figures"]:
            [(text,)] = base.rows(
                "SELECT source FROM texts JOIN files ON text_id = texts.id WHERE path = ?", row["file"]
            )
            assert bytes(text).decode()[row["start"] : row["end"]] == row["text"] and row["text"] in str(
                row["sentence"]
            )


def test_practices_in_common_of_one_s_own_and_who_was_first(tmp_path: Path) -> None:
    told = compared(
        tmp_path,
        {
            "云岭市2022": "设立红黑榜,整治背街小巷80条。",
            "望川市2023": "改造小街小巷120条。推行路长制。",
            "砚湖区2023": "整治背街里巷30条。",
        },
    )
    by_name = {one.name: one for one in told.practices}
    assert by_name["整治背街小巷"].first == "云岭市" and len(by_name["整治背街小巷"].places) == 3
    assert [one.places for one in told.practices if "路长制" in one.name] == [("望川市",)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("设立爱心冰柜", "在街头摆放爱心冰柜"),
        ("开设四点半课堂,托管放学儿童", "办起四点半课堂辅导作业"),
        ("开设四点半课堂", "开办四点半学校"),
        ("推行一窗通办", "实行一窗受理"),
        ("设立巷长,由党员担任小巷管家", "推行巷长制,小巷有了管家"),
        ("惠及居民900户", "服务居民3000户"),
        ("新增停车位300个", "规范停车泊位200个"),
        ("投入创建资金300万元", "筹集资金80万元"),
        ("评选“新时代好少年”12名", "推选新时代好少年8人"),
    ],
)
def test_one_practice_under_other_words(tmp_path: Path, one: str, other: str) -> None:
    told = compared(tmp_path, {"云岭市2022": f"{one}。{FILLER}", "望川市2023": f"{other}。{FILLER_2}"})
    assert [list(one.places) for one in told.practices if len(one.places) > 1] == [["云岭市", "望川市"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新建公厕6座", "改造公厕9座"),
        ("设立爱心冰柜", "设立交通劝导岗"),
        ("建成三座文化广场", "清理三处卫生死角"),
        ("惠及居民900户", "建立“物业+业委会+居民”三方协商机制"),
        ("督查点位300个", "投放共享单车规范停放点位520处"),
        ("推行“街长制”", "坚持党政“一把手”双组长制"),
        ("评选“新时代好少年”12名", "建成新时代文明实践中心1个"),
        ("包联社区62个", "建立“街道—社区—楼栋”组织体系"),
        ("新建公厕6座,整治背街小巷20条", "改造农贸市场3个,加装电梯9部"),
    ],
)
def test_two_practices_stay_two(tmp_path: Path, one: str, other: str) -> None:
    told = compared(tmp_path, {"云岭市2022": f"{one}。{FILLER}", "望川市2023": f"{other}。{FILLER_2}"})
    assert all(len(one.places) == 1 for one in told.practices)


def test_measures_of_one_sentence_are_no_practice_for_standing_together(tmp_path: Path) -> None:
    told = compared(
        tmp_path,
        {
            "云岭市2022": "关心驾驶员冷暖,开设心理咨询室,组织家属开放日,开展金秋助学,建成妈咪小屋。",
            "望川市2023": f"开设心理咨询室。{FILLER}",
        },
    )
    assert [[row["text"] for row in one.members] for one in told.practices if len(one.members) > 1] == [
        ["开设心理咨询室", "开设心理咨询室"]
    ]


FILLER = "推行路长制。组建护学队。开办长者食堂。"
FILLER_2 = "建成城市书房。举办集体婚礼。成立护河队。"
COPY = "全市上下坚持高位推动,成立了由党政主要领导挂帅的指挥部,把创建任务细化分解到每一个部门和每一条街巷,实行挂图作战。"


def test_copies_with_other_figures_are_found_with_their_direction(tmp_path: Path) -> None:
    other = COPY.replace("每一条街巷", "每一个社区") + "投入800万元。"
    told = compared(
        tmp_path,
        {
            "云岭市2021": COPY,
            "望川市2023": other,
            "砚湖区2023": "新建口袋公园6处,栽植树木九百棵,市民出门见绿,推窗见景,步行五分钟就有一处休闲场所。",
        },
    )
    [pair] = told.reuse
    assert (pair.first["place"], pair.second["place"], pair.direction, pair.spun) == ("云岭市", "望川市", "date", False)
    for here, there in pair.shared:
        assert pair.first["text"][slice(*here)] == pair.second["text"][slice(*there)]


STORY = "面对夜市油烟扰民的难题,执法队请摊主和楼上住户坐到一起商量。最后二十八家摊位都装上净化器,打烊时间也提前到十点,投诉电话少了许多。"
SPUN = "面对夜市油烟扰民的困难,执法队请商贩和楼上居民坐到一块讨论。最终三十家摊位全部装上净化器,打烊时刻也提早到十点,投诉电话减少了很多。"
STOCK = "坚持以人民为中心的发展思想,把创建工作作为一号工程,形成齐抓共管的良好格局"


def test_a_copy_within_other_text_is_found_spun_too(tmp_path: Path) -> None:
    before = "全年整治背街小巷80条,新建公厕6座,改造老旧小区12个,市民都说好。"
    after = "设立文明红黑榜,每月张榜公布。开设四点半课堂,请退休教师辅导作业。"
    [pair] = compared(
        tmp_path, {"云岭市2021": f"{before}{STORY}", "望川市2023": f"{SPUN}{after}", "砚湖区2023": f"{after[:12]}。"}
    ).reuse
    assert (pair.first["place"], pair.second["place"], pair.spun) == ("云岭市", "望川市", True)
    assert all("背街小巷" not in pair.first["text"][slice(*here)] for here, _ in pair.shared)


def test_stock_phrases_are_no_copies(tmp_path: Path) -> None:
    own = {
        "云岭市": "渔港码头装上了新的系船柱",
        "望川市": "老茶馆里摆开了调解桌",
        "砚湖区": "苇荡边建起观鸟的木屋",
        "松垣镇": "山路两旁栽满了杜鹃",
        "杏塘街道": "手艺人轮流开门授课",
    }
    told = compared(tmp_path, {f"{place}2023": f"{STOCK},{words}。" for place, words in own.items()})
    assert told.reuse == [] and [len(rows) for rows in told.stock.values()] == [5] * 3


WORKS = "改造老旧小区{}个,涉及{}户。整治背街小巷{}条,新建改建公厕{}座,新增停车位{}个。改造农贸市场{}个。建成口袋公园{}个,绿化覆盖率{}%。"
OTHER_WORKS = "改造老旧小区{}个,惠及居民{}户;整治背街小巷{}条;新增停车泊位{}个,新建公厕{}座。改造提升农贸市场{}家。新建口袋公园{}个,绿化覆盖率达{}%。"
HERE, THERE = (76, 14000, 102, 31, 5600, 13, 28, 43.5), (57, 19000, 68, 3680, 9, 5, 21, 41.2)


def test_lists_of_ordinary_works_with_figures_of_one_s_own_are_no_copies(tmp_path: Path) -> None:
    for at, other in enumerate((WORKS, OTHER_WORKS)):
        told = compared(tmp_path / str(at), {"云岭市2022": WORKS.format(*HERE), "望川市2023": other.format(*THERE)})
        assert told.reuse == []


def test_works_with_the_figures_of_another_and_prose_among_works_are(tmp_path: Path) -> None:
    same = compared(
        tmp_path / "same", {"云岭市2022": WORKS.format(*HERE), "望川市2023": f"面貌一新。{WORKS.format(*HERE)}"}
    )
    amid = {"云岭市2022": WORKS.format(*HERE) + STORY, "望川市2023": SPUN + WORKS.format(*THERE)}
    for [pair], is_spun in ((same.reuse, False), (compared(tmp_path / "amid", amid).reuse, True)):
        assert (pair.first["place"], pair.second["place"], pair.spun) == ("云岭市", "望川市", is_spun)


def test_promises_kept_changed_dropped_and_open(tmp_path: Path) -> None:
    plan = "一、整治环境\n清理垃圾死角30处。\n二、下一步打算\n下一步,新建公厕10座,改造老旧小区20个,建设实践站15个。"
    later = "一、整治环境\n新建公厕12座,改造老旧小区6个。\n二、下一步打算\n下一步,栽植树木900棵。"
    told = compared(tmp_path, {"云岭市2022": plan, "云岭市2023": later})
    outcomes = {one.promise["text"]: one.outcome for one in told.promises}
    assert outcomes == {
        "新建公厕10座": "kept",
        "改造老旧小区20个": "changed",
        "建设实践站15个": "dropped",
        "栽植树木900棵": "open",
    }


def test_targets_are_promises_and_the_next_report_tells(tmp_path: Path) -> None:
    told = compared(
        tmp_path,
        {
            "云岭市2021": "一、整治环境\n清理死角30处。\n二、下一步打算\n下一步,确保新建公厕10座,确保加装电梯8部。",
            "云岭市2022": "一、整治环境\n改造公厕12座,加装电梯4台。",
            "云岭市2023": "一、整治环境\n新建公厕12座。",
        },
    )
    outcomes = {one.promise["text"]: one.outcome for one in told.promises}
    assert outcomes == {"确保新建公厕10座": "dropped", "确保加装电梯8部": "changed"}
    with Store.open(tmp_path / "base.civtext") as base:
        for one in told.promises:
            [(text,)] = base.rows(
                "SELECT source FROM texts JOIN files ON text_id = texts.id WHERE path = ?", one.promise["file"]
            )
            assert bytes(text).decode()[one.promise["span_start"] : one.promise["span_end"]] == one.promise["text"]


def test_names_and_families() -> None:
    assert same_object("新时代文明实践中心") == "新时代文明实践中心"
    assert (
        same_object("城区小街小巷") == "背街小巷"
        and same_object("志愿服务活动") == "志愿服务"
        and same_object("不文明行为") == "不文明行为"
    )
    assert kind_of("整治") == kind_of("改造提升") != kind_of("新建") == kind_of("新增绿化")


def test_distinctive_terms_are_not_the_common_ones() -> None:
    common = "开展整治行动,改善市容环境。" * 5
    found = distinctive(
        {
            "甲": [{"text": common + "渔港码头渔船渔民渔港码头。" * 4}] * 2,
            "乙": [{"text": common + "草原牧民草原牧场草原。" * 4}] * 2,
        }
    )
    assert {"码头", "渔民"} & {one.term for one in found["甲"]} and "整治" not in {one.term for one in found["甲"]}


def test_words_around_numbers_and_that_say_nothing_set_no_place_apart() -> None:
    said = "责任单位每月不少于2次清洗渔港码头,达标率达到90%以上,分别落实渔船编号。" * 3
    found = distinctive({"甲": [{"text": said}] * 2, "乙": [{"text": "开展整治行动,改善市容环境。" * 9}] * 2})
    assert {"码头", "渔船", "编号"} <= {one.term for one in found["甲"]}
    assert not {"单位", "不少", "达到", "以上", "分别", "每月"} & {one.term for one in found["甲"]}


def test_the_page_escapes_and_every_link_has_its_sentence(tmp_path: Path) -> None:
    told = compared(
        tmp_path,
        {"云岭市2023": "整治“<script>”背街小巷80条。新建公厕6座。", "望川市2023": "改造小街小巷120条。新建公厕9座。"},
    )
    write_comparison(told, tmp_path / "out.html")
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "<script" not in page and "http:" not in page and "https:" not in page
    asked, there = set(re.findall(r'href="#(s\d+)"', page)), set(re.findall(r'id="(s\d+)"', page))
    assert asked and asked == there
    for name in ("out.xlsx", "out.json"):
        write_comparison(told, tmp_path / name)
        assert (tmp_path / name).stat().st_size > 500


def test_wrong_use_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        compared(tmp_path, {"云岭市2023": "整治背街小巷80条。"}, by="colour")
    with pytest.raises(StoreError):
        compare(tmp_path / "no.civtext")
    told = compare(tmp_path / "base.civtext")
    with pytest.raises(UsageError):
        write_comparison(told, tmp_path / "out.pdf")


def test_an_empty_base_compares_to_nothing(tmp_path: Path) -> None:
    told = compared(tmp_path, {})
    assert not any(told.records().values())
    write_comparison(told, tmp_path / "out.html")


def test_one_place_under_a_shorter_and_a_longer_name_is_one(tmp_path: Path) -> None:
    reports = {"霁川市砚湖区2022": "霁川市砚湖区整治背街小巷80条。", "砚湖区2023": "砚湖区整治背街小巷90条。"}
    told = compared(tmp_path, reports)
    assert {row["group"] for row in told.articles} == {"霁川市砚湖区"}


def test_a_unit_or_a_bare_number_makes_no_practice(tmp_path: Path) -> None:
    told = compared(
        tmp_path,
        {
            "云岭市2023": "铺设人行道彩砖3400平方米,整改179个。",
            "望川市2023": "粉刷墙面2300平方米,办结12件。",
            "砚湖区2023": "拆除违法建设5600平方米,完成6个。",
        },
    )
    assert not [one.name for one in told.practices if len(one.members) > 1]


THREE = {
    "云岭市2022": "一、整治环境\n整治背街小巷80条,印发《小巷管理办法》,巷口都装了路灯。\n二、下一步打算\n下一步,新建公厕10座。",
    "云岭市2023": "一、整治环境\n新建公厕12座。",
    "望川市2022": "一、整治环境\n改造小街小巷120条,印发《小巷管理办法》。",
}


def test_places_and_years_are_chosen_and_later_years_still_tell_of_promises(tmp_path: Path) -> None:
    compared(tmp_path, THREE)
    told = compare(tmp_path / "base.civtext", places="云岭", years=[2022])
    assert [(row["place"], row["year"]) for row in told.articles] == [("云岭市", 2022)]
    assert set(told.terms) == {"云岭市"} and told.figures == []
    assert [(one.promise["text"], one.outcome) for one in told.promises] == [("新建公厕10座", "kept")]
    both = compare(tmp_path / "base.civtext", places=["云岭市", "望川市"], years=2022)
    for years in ("2022", ["2022"], {2022}):
        assert compare(tmp_path / "base.civtext", years=years).articles == both.articles
    assert groups(both) == {("云岭市:80条", "望川市:120条")}


def test_indicators_are_chosen_by_id_or_name(tmp_path: Path) -> None:
    compared(tmp_path, THREE)
    whole, told = (compare(tmp_path / "base.civtext", indicators=ids) for ids in ((), "C09"))
    ids = {cell.id for cell in told.matrix}
    assert told.ids == ("C09",) and ids == {cell.id for cell in whole.matrix if cell.id.startswith("C09")}
    assert {card.about for card in told.cards} == {id for id in ids if "-" in id} & {c.about for c in whole.cards}
    shares = {(cell.group, cell.id): cell.share for cell in whole.matrix}
    assert all(shares[cell.group, cell.id] == cell.share for cell in told.matrix)


def test_what_cannot_be_chosen_is_told(tmp_path: Path) -> None:
    compared(tmp_path, THREE)
    with pytest.raises(UsageError, match="云岭市"):
        compare(tmp_path / "base.civtext", places="无名市")
    with pytest.raises(UsageError):
        compare(tmp_path / "base.civtext", indicators="C99-99")
    for years in (1999, "1999", [2022, 1999], "去年"):
        with pytest.raises(UsageError, match="2022"):
            compare(tmp_path / "base.civtext", years=years)


@pytest.mark.parametrize(
    ("promised", "told", "outcome"),
    [
        ("力争测评得分94分以上", "全年测评中得分达到94分", "kept"),
        ("力争测评得分94分以上", "全市测评得分91分", "changed"),
        ("力争群众满意度达到95%以上", "群众满意率达96%", "kept"),
        ("力争群众满意度达到95%以上", "群众满意度为92%", "changed"),
        ("力争城区绿化覆盖率达到42%", "绿化覆盖率达到43%", "kept"),
        ("力争测评得分94分以上", "满意度得分95分", "dropped"),
        ("力争测评得分94分以上", "得分率达到97%", "dropped"),
        ("力争实现垃圾分类覆盖率达到90%", "绿化覆盖率达到95%", "dropped"),
        ("我们力争新增绿化面积43亩", "新增绿地45亩", "kept"),
        ("拟补植行道树400株", "栽种行道树200株", "changed"),
        ("拟补植行道树400株", "栽种月季400株", "dropped"),
        ("计划新增泊位3500个", "新增停车泊位3680个", "kept"),
        ("计划新增泊位3500个", "新建停车场12个", "dropped"),
        ("计划完成剩余58个老旧小区改造", "改造老旧小区57个", "kept"),
        ("计划完成剩余58个老旧小区改造", "新建小区57个", "dropped"),
        ("力争注册志愿者占常住人口比例达到20%以上", "注册志愿者26.8万人,占常住人口的20.7%", "kept"),
        ("力争注册志愿者占常住人口比例达到20%以上", "注册志愿者26.8万人,占城区人口的20.7%", "dropped"),
        ("确保测评成绩达到92分", "省级测评中,我市得分91.6分", "changed"),
        ("确保测评成绩达到92分", "考试成绩91.6分", "dropped"),
        ("力争注册志愿者达到25万人", "注册志愿者人数增加到24.6万人", "kept"),
        ("力争注册志愿者达到25万人", "注册志愿者增加3万人", "dropped"),
    ],
)
def test_a_promise_is_found_again_under_other_words(tmp_path: Path, promised: str, told: str, outcome: str) -> None:
    reports = {
        "云岭市2022": f"一、整治环境\n清理死角30处。\n二、下一步打算\n下一步,{promised}。",
        "云岭市2023": f"一、整治环境\n{told}。",
    }
    assert [one.outcome for one in compared(tmp_path, reports).promises] == [outcome]


def test_slogans_come_go_and_stay(tmp_path: Path) -> None:
    reports = {
        "云岭市2021": "推行“三个清单”机制,落实“五个一”行动。",
        "云岭市2022": "推行“三个清单”机制。",
        "云岭市2023": "推行“三个清单”机制,开展“四进”活动。",
        "望川市2023": "落实“六个到位”要求。",  # of one year nothing can be said
    }
    told = compared(tmp_path, reports)
    assert {(one.slogan, one.course, len(one.told)) for one in told.slogans} == {
        ("三个清单", "kept", 3),
        ("五个一", "gone", 1),
        ("四进", "new", 1),
    }
    assert {one.place for one in told.slogans} == {"云岭市"}


@pytest.mark.parametrize(
    ("place", "read", "level"),
    [
        ("云岭市", ("city", "district"), "district"),  # in no table: said once in two reports
        ("云岭市", ("city", "city", "district"), "city"),
        ("河南省永城市", ("city", "city", "district"), "district"),
        ("河南省商丘市", ("city", "district"), "city"),
        ("砚湖区", ("city", "district"), "district"),
        ("云岭市", (None, "city"), "city"),
        ("松垣镇", (None, None), "town"),
        ("云岭市", ("unit", "city"), "city unit"),
    ],
)
def test_a_place_is_of_one_level_whatever_its_reports_say(
    tmp_path: Path, place: str, read: tuple[str | None, ...], level: str
) -> None:
    with Store.open(tmp_path / "base.civtext", create=True) as base:
        for year, said in enumerate(read, 2021):
            [document] = split(Source(f"{place}{year}年创建工作总结\n整治背街小巷80条。\n", str(year)))
            document = replace(annotate(document), facts=Facts("summary", said, place, f"{year}年"))
            base.add(Outcome(f"{year}.txt", "ok", hash=str(year)), [document])
        told = compare(base, by="level")
    assert " ".join(sorted({row["group"] for row in told.articles})) == level


@pytest.mark.parametrize(("most", "is_log"), [(9000, True), (90, False)])
def test_far_apart_figures_stand_on_a_logarithmic_line(tmp_path: Path, most: int, is_log: bool) -> None:
    reports = {"云岭市2023": "新建公厕6座。", "望川市2023": "新建公厕60座。", "砚湖区2023": f"新建公厕{most}座。"}
    line = re.findall(r'<svg class="strip".*?</svg>', figures_html(compared(tmp_path, reports), Sentences()))[0]
    assert ("对数轴" in line) == is_log
    middle = sorted(int(at) for at in re.findall(r'cx="(\d+)"', line))[1]
    assert middle == (193 if is_log else 383)


def test_an_article_without_a_place_is_told_of_and_not_counted(tmp_path: Path) -> None:
    body = "一、整治环境\n全年改造老旧小区{}个。\n"
    texts = [f"{place}2023年创建工作总结\n{body.format(n)}" for place, n in (("云岭市", 51), ("望川市", 46), ("", 58))]
    with Store.open(tmp_path / "base.civtext", create=True) as base:
        for number, text in enumerate(texts):
            base.add(Outcome(f"{number}.txt", "ok", hash=str(number)), [annotate(one) for one in split(Source(text))])
        told = compare(base)
    [estates] = [one for one in told.figures if one.key[0] == "老旧小区"]
    assert sorted(figure.value for figure in estates.figures) == [46, 51]
    assert len(told.articles) == 3 and all(row["place"] for one in told.practices for row in one.members)


def test_a_long_run_of_digits_costs_no_more_than_prose() -> None:
    """An entry of a list is looked for from the first digit of a run alone."""
    assert _COUNTED.search("整治背街小巷102条") and _COUNTED.search("新建公厕二十座")
    assert sum(1 for _ in range(50) if _COUNTED.search("9" * 20_000 + "壹壹壹")) == 0


def test_a_share_is_none_of_a_word_that_begins_like_one() -> None:
    assert same_object("全年龄友好社区") == "全年龄友好社区" and same_object("全年空气优良天数") == same_object(
        "空气优良天数"
    )
    assert _SHARE.search("整治占道经营使群众满意率达") is None and _SHARE.search("注册志愿者占常住人口的")

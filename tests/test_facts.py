"""Document facts: kind, level, place and period, from an author's words and not from a sharing site's."""

from __future__ import annotations

import pytest

from civtext.facts import read_facts
from civtext.model import CleanText, Document, Facts, Source
from civtext.outline import read_outline


def facts(title: str, body: str) -> Facts:
    text = f"{title}\n{body}"
    return read_facts(read_outline(Document(Source(text), CleanText.of(text, []), title=title)))


@pytest.mark.parametrize(
    ("title", "body", "kind"),
    [
        ("绍兴市2023年创建工作总结", "今年以来,全市上下一心。", "summary"),
        ("关于《三年行动计划》落实情况的汇报", "现将有关情况汇报如下:", "summary"),
        ("柯桥区背街小巷整治实施方案", "为改善环境,制定本方案。", "plan"),
        ("在创建动员大会上的讲话", "同志们:今天我们召开会议。", "speech"),
        ("关于老旧小区改造的调研报告", "近期,我们深入社区调研。", "survey"),
        ("致全体市民的倡议书", "广大市民朋友们:", "other"),
        (
            "创建文明城市工作总结 篇4",
            "一、指导思想\n以人民为中心。\n二、工作目标\n力争达标。\n三、实施步骤\n分三步走。\n四、工作要求\n务必落实。",
            "plan",
        ),
    ],
)
def test_kind(title: str, body: str, kind: str) -> None:
    assert facts(title, body).kind == kind


@pytest.mark.parametrize(
    ("title", "body", "level"),
    [
        ("创建工作总结", "我市召开大会,全市动员,市委、市政府高度重视。", "city"),
        ("创建工作总结", "区委、区政府部署,我区整治,按市文明办要求完成。", "district"),
        ("创建工作总结", "我局按照全市部署,全市动员,局党组成立专班,我局职工上街。", "unit"),
        ("青禾镇创建工作总结", "在县委县政府领导下,我镇动员各村。", "town"),
        ("第二人民医院创建汇报", "按照全市统一安排,开展义诊。", "unit"),
        ("创建工作总结", "我市创建成绩位居全省县级市前列,全市上下振奋。", "district"),
        ("创建工作总结", "文明是城市的底色。", None),
    ],
)
def test_level(title: str, body: str, level: str | None) -> None:
    assert facts(title, body).level == level


@pytest.mark.parametrize(
    ("title", "body", "place"),
    [
        ("绍兴市创建工作总结", "我市持续推进,柯桥区、越城区先行。", "浙江省绍兴市"),
        ("柯桥区创建工作总结", "绍兴市部署后,我区抓落实。", "浙江省绍兴市柯桥区"),
        ("创建工作总结", "我市赴杭州市学习考察,对标宁波市先进经验。", None),
        ("云屏市创建工作总结", "我市持续推进。", "云屏市"),
        ("云屏市创建工作总结", "江西省云屏市持续推进。", "江西省云屏市"),
        ("青禾镇创建工作总结", "我镇地处湖南省中部。", "湖南省青禾镇"),
        ("一城清风入画来——云屏县争创文明县城综述", "近年来,全县持续推进。", "云屏县"),
        ("在推进会上的发言", "下面,我代表青禾街道党工委作表态发言。", "青禾街道"),
        ("宜兴市创建工作总结", "江苏省宜兴市是无锡市代管的县级市,无锡市委多次调研。", "江苏省无锡市宜兴市"),
        ("呼和浩特市新城区创建工作总结", "我区持续推进。", "内蒙古自治区呼和浩特市新城区"),
        ("我市创建工作总结", "一年来,我市学习张家港市、宜昌市、宁波市先进经验,对标杭州市和苏州市。", None),
        ("创建全国文明城市工作总结", "2023年,霁川市整治小巷。霁川市投入资金5亿元。我市赴宁波市学习。", "霁川市"),
        ("创建全国文明城市工作总结", "城市社区建设,社区党员带头,社区居民参与。各市县联动,全市动员。", None),
        ("创建全国文明城市工作总结", "我市持续推进。", None),
        ("全市创建工作总结", "我市持续推进。", None),
        ("中共云屏市委宣传部关于创建工作的汇报", "我市持续推进。", "云屏市"),
        ("XX市创建工作总结", "我市持续推进,学习北京冬奥会志愿服务。", None),
    ],
)
def test_place(title: str, body: str, place: str | None) -> None:
    assert facts(title, body).place == place


@pytest.mark.parametrize(
    ("title", "body", "period"),
    [
        ("2023年度创建工作总结", "全市动员。", "2023年度"),
        ("创建工作汇报", "现将2024年上半年工作汇报如下:", "2024年上半年"),
        ("2025创建文明城市工作总结 篇3", "全市动员。", None),
        ("创建文明城市2025年工作总结 篇3", "全市动员。", None),
        ("20XX年创建工作总结", "20XX年以来,全市动员。", None),
        ("创建工作总结", "2023年以来,我市动员各方。2019年获提名。", "2023年"),
        ("创建工作总结", "我市于2019年获得提名,此后持续推进。", None),
        ("创建工作总结", "今年以来,我镇动员各方。\n青禾镇人民政府\n二〇二三年十二月五日", "二〇二三年"),
        ("创建工作总结", "一年来,我镇动员各方。\n青禾镇人民政府\n2024年1月5日", None),
        ("创建工作总结", "今年以来,我镇动员各方。\n全镇在2023年12月通过验收。", None),
    ],
)
def test_period(title: str, body: str, period: str | None) -> None:
    assert facts(title, body).period == period

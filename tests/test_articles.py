"""Articles: what divides a file and what only looks like it, the gold files, and the laws of spans."""

from __future__ import annotations

import json
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from counting import calls

from civtext import articles, cleaning
from civtext.model import Document, Location, Part, Source, Span

ROOT = Path(__file__).parents[1]
GOLD = sorted((ROOT.parent / "shared/gold/dev").glob("*.gold.json"))


def split(text: str, **options: object) -> list[Document]:
    source = Source(text, **options)  # type: ignore[arg-type]
    return articles.split(source, cleaning.clean(source))


def body(seed: int, numbered: bool = True) -> str:
    """Some lines of a report, long enough for an article; unlike for each seed."""
    lines = [
        f"今年以来,全体干部职工共同努力,第{seed}阶段的创建任务按时完成,市容环境、公共秩序和市民素质都有提升。",
        f"{'一、' if numbered else ''}加强组织领导",
        f"成立工作专班{seed + 2}个,召开调度会{seed + 3}次,把测评任务分解到{seed + 20}个责任单位,做到件件有人管、事事有着落。",
        f"{'二、' if numbered else ''}整治市容环境",
        f"整治背街小巷{seed + 40}条,清理乱堆乱放{seed + 300}处,新增停车泊位{seed + 500}个,居民对变化看在眼里、喜在心上。",
    ]
    return "\n".join(lines)


def titles(text: str) -> list[str | None]:
    return [document.title for document in split(text)]


def series(*heads: str, numbered: bool = True) -> str:
    return "\n".join(f"{head}\n{body(seed, numbered)}" for seed, head in enumerate(heads, 1))


def glued(text: str) -> str:
    """The text in chunks of 300 characters, as sites cut it."""
    flat = text.replace("\n", "")
    cuts = [flat[at : at + 300] for at in range(0, len(flat), 300)]
    return "\n".join(f"{number}、{cut}" for number, cut in enumerate(cuts, 1))


DIVIDED = {
    "numbered by the site": (series("创城工作总结 篇1", "创城工作总结 篇2", "创城工作总结 篇7"), ["创城工作总结"] * 3),
    "in lenticular brackets": (
        series("【篇一】河口镇创城总结", "【篇二】石桥镇创城总结"),
        ["河口镇创城总结", "石桥镇创城总结"],
    ),
    "ordinals with a colon": (
        series("第一篇:河口镇创城总结", "第二篇:石桥镇创城总结"),
        ["河口镇创城总结", "石桥镇创城总结"],
    ),
    "full-width colon, space": (
        series("第1篇 河口镇创城总结", "第2篇 石桥镇创城总结"),
        ["河口镇创城总结", "石桥镇创城总结"],
    ),
    "篇一 alone": (series("篇一：河口镇创城总结", "篇二：石桥镇创城总结"), ["河口镇创城总结", "石桥镇创城总结"]),
    "in corner brackets": (series("「总结1：」", "「总结2：」", "「总结3：」"), ["总结"] * 3),
    "the noun numbered": (series("创城总结1：", "创城总结2："), ["创城总结"] * 2),
    "models": (series("创城工作汇报范文一:", "创城工作汇报范文二:"), ["创城工作汇报"] * 2),
    "bracketed numbers": (series("(1)篇 河口镇创城汇报", "(2)篇 石桥镇创城汇报"), ["河口镇创城汇报", "石桥镇创城汇报"]),
    "an own title under the separator": (
        series("创城工作总结 篇1\n梧桐街道文明创建工作总结", "创城工作总结 篇2\n香樟社区文明创建工作总结"),
        ["梧桐街道文明创建工作总结", "香樟社区文明创建工作总结"],
    ),
    "one title again": (series("创建文明城市工作总结", "创建文明城市工作总结"), ["创建文明城市工作总结"] * 2),
    "one title again, without numbering": (
        series("创建文明城市工作总结", "创建文明城市工作总结", numbered=False),
        ["创建文明城市工作总结"] * 2,
    ),
    "numbered titles": (
        series("创建文明城市工作总结1", "创建文明城市工作总结2"),
        ["创建文明城市工作总结1", "创建文明城市工作总结2"],
    ),
    "titles of unlike places": (
        series(
            "柳川县2022年创建文明城市工作总结", "关于梧桐街道文明创建工作情况的汇报", "南陵区教育局文明校园创建实施方案"
        ),
        ["柳川县2022年创建文明城市工作总结", "关于梧桐街道文明创建工作情况的汇报", "南陵区教育局文明校园创建实施方案"],
    ),
    "signed and dated, then the next": (
        series("柳川县创建文明城市工作总结", "石桥镇创建文明乡镇工作总结").replace(
            "石桥镇创建", "柳川县文明办\n2022年12月5日\n\n石桥镇创建"
        ),
        ["柳川县创建文明城市工作总结", "石桥镇创建文明乡镇工作总结"],
    ),
    "glued, the titles known from the contents": (
        glued(
            "创城汇报汇编(2篇)目录1 .河口镇创城情况汇报22 .石桥镇创城情况汇报7"
            f"河口镇创城情况汇报{body(1)}石桥镇创城情况汇报{body(2)}"
        ),
        ["河口镇创城情况汇报", "石桥镇创城情况汇报"],
    ),
    "glued, each before a lead-in": (
        glued(
            f"2022年创城工作总结以下是为大家整理的2022年创城工作总结的文章,希望大家喜欢!{body(1)}"
            f"2023年创城工作总结以下是为大家整理的2023年创城工作总结的文章,希望大家喜欢!{body(2)}"
        ),
        ["2022年创城工作总结", "2023年创城工作总结"],
    ),
    "glued, the contents' second title before a text without numbers": (
        glued(
            "创城综述汇编(2篇)目录1 .河口镇创建文明城镇综述22 .石桥镇争创文明城镇综述7"
            f"河口镇创建文明城镇综述{body(1)}石桥镇争创文明城镇综述{body(2, False)}"
        ),
        ["河口镇创建文明城镇综述", "石桥镇争创文明城镇综述"],
    ),
    "glued, titles of overviews that the contents name, each before its subtitle": (
        glued(
            "创城综述汇编(2篇)目录1 .同心绘就新画卷22 .新风吹过石桥镇7"
            f"同心绘就新画卷——柳川县创建文明县城综述{body(1)}新风吹过石桥镇——石桥镇创建文明乡镇综述{body(2)}"
        ),
        ["同心绘就新画卷", "新风吹过石桥镇"],
    ),
    "glued, titles with years in the contents": (
        glued(
            "创城总结汇编(2篇)目录1 .2022年柳川县创城总结22 .2023年柳川县创城总结7"
            f"2022年柳川县创城总结{body(1)}2023年柳川县创城总结{body(2)}"
        ),
        ["2022年柳川县创城总结", "2023年柳川县创城总结"],
    ),
    "glued, the lead-in cites a title that no stop divides from the text before": (
        glued(
            f"2022年创城工作总结以下是为大家整理的2022年创城工作总结的文章,希望大家喜欢!{body(1)[:-1]},全年各项任务全部圆满完成并得到上级"
            "文明办的充分肯定和表扬也为下一年打下基础2023年创城工作总结以下是为大家整理的2023年创城工作总结的文章,希望大家喜欢!"
            + body(2)
        ),
        ["2022年创城工作总结", "2023年创城工作总结"],
    ),
    "glued, one title again": (
        glued(f"创建文明城市工作综述{body(1)}创建文明城市工作综述{body(2)}"),
        ["创建文明城市工作综述"] * 2,
    ),
    "glued, each before a new 一、": (
        glued("河口镇创城工作总结一、" + body(1, False) * 2 + "石桥镇创城工作总结一、" + body(2, False) * 2),
        ["河口镇创城工作总结", "石桥镇创城工作总结"],
    ),
    "models, the number at the line's end": (series("范文一", "范文二"), None),
    "kinds with a number alone": (series("交流发言一\n河口镇", "交流发言二\n石桥镇"), None),
    "one of, two of": (series("创城工作汇报之一", "创城工作汇报之二"), ["创城工作汇报"] * 2),
    "numbered in brackets behind": (
        series("创城工作总结（篇1）", "创城工作总结【篇2】"),
        ["创城工作总结"] * 2,
    ),
    "numbered by the editor, full-width": (
        series("创城工作总结（一）", "创城工作总结（二）"),
        ["创城工作总结（一）", "创城工作总结（二）"],
    ),
    "separators in ornaments": (series("★篇1★", "-----篇2-----"), None),
    "titles numbered as headings are": (
        series("（一）河口镇创建工作总结", "（二）石桥镇创建工作总结"),
        ["河口镇创建工作总结", "石桥镇创建工作总结"],
    ),
    "titles numbered by digits": (
        series("1.河口镇创建文明城镇工作总结", "2.石桥镇创建文明城镇工作总结"),
        ["河口镇创建文明城镇工作总结", "石桥镇创建文明城镇工作总结"],
    ),
    "titles numbered, texts without numbers": (
        series("一、河口镇创建文明城镇工作总结", "二、石桥镇创建文明城镇工作总结", numbered=False),
        ["河口镇创建文明城镇工作总结", "石桥镇创建文明城镇工作总结"],
    ),
    "titles in title marks": (series("《河口镇创建文明城镇工作总结》", "《石桥镇创建文明城镇工作总结》"), None),
    "a title glued to each first sentence": (
        f"河口镇创建文明城镇工作总结今年以来,{body(1)}\n石桥镇创建文明城镇工作总结今年以来,{body(2)}",
        ["河口镇创建文明城镇工作总结", "石桥镇创建文明城镇工作总结"],
    ),
    "titles listed first, then each again": (
        "目录\n河口镇创建文明城镇工作总结\n石桥镇创建文明城镇工作总结\n"
        + series("河口镇创建文明城镇工作总结", "石桥镇创建文明城镇工作总结"),
        ["河口镇创建文明城镇工作总结", "石桥镇创建文明城镇工作总结"],
    ),
    "each under the name of its office": (
        series("河口镇人民政府\n创建文明城镇工作情况汇报", "石桥镇人民政府\n创建文明城镇工作情况汇报"),
        ["河口镇人民政府创建文明城镇工作情况汇报", "石桥镇人民政府创建文明城镇工作情况汇报"],
    ),
    "a rule between them": (
        f"河口镇创建工作汇报\n{body(1)}\n——————————\n石桥镇创建工作汇报\n{body(2)}",
        ["河口镇创建工作汇报", "石桥镇创建工作汇报"],
    ),
    "speeches: title, who speaks, date, salutation": (
        series(
            "抓治理 聚民心\n云屏市青禾区人民政府\n（2023年6月15日）\n各位领导、同志们：",
            "畅交通 护平安\n云屏市公安局\n（2023年6月15日）\n各位领导、同志们：",
        ),
        ["抓治理 聚民心", "畅交通 护平安"],
    ),
    "speeches below a cover and contents that name the speakers": (
        "云屏市创建全国文明城市工作推进会\n交流发言材料汇编\n\n目  录\n1.抓治理 聚民心……云屏市青禾区\n2.畅交通 护平安……云屏市公安局\n\n"
        + series(
            "抓治理 聚民心\n云屏市青禾区人民政府\n（2023年6月15日）",
            "畅交通 护平安\n云屏市公安局\n（2023年6月15日）",
            numbered=False,
        ),
        ["抓治理 聚民心", "畅交通 护平安"],
    ),
    "speeches: date before speaker, titles of two lines, a signature of the first": (
        series(
            "绣花功夫\n绣出文明底色\n（2023年6月15日）\n青禾区区长 周敏\n尊敬的各位领导：",
            "用心用情\n守护平安道路\n（2023年6月15日）\n云屏市公安局局长 沈岚\n尊敬的各位领导：",
            numbered=False,
        ).replace("用心用情", "云屏市青禾区人民政府\n2023年6月15日\n\n用心用情"),
        ["绣花功夫绣出文明底色", "用心用情守护平安道路"],
    ),
    "speeches: no date, subtitles": (
        series(
            "一条小巷的蝶变\n——在全市推进会上的发言\n青禾街道党工委\n各位领导：今天我汇报三点。",
            "一块招牌的新生\n——在全市推进会上的发言\n石桥镇人民政府\n各位领导：今天我汇报三点。",
        ),
        ["一条小巷的蝶变——在全市推进会上的发言", "一块招牌的新生——在全市推进会上的发言"],
    ),
    "titles that contents list, each with who wrote it alone": (
        "云屏市经验材料汇编\n目录\n抓治理 聚民心（青禾区）\t1\n畅交通 护平安（公安局）\t3\n\n"
        + series("抓治理 聚民心\n\n（云屏市青禾区）\n", "畅交通 护平安\n\n（云屏市公安局）\n", numbered=False),
        ["抓治理 聚民心", "畅交通 护平安"],
    ),
    "speeches numbered by the editor": (
        series(
            "一、抓治理 聚民心\n云屏市青禾区人民政府\n（2023年6月15日）\n各位领导：",
            "二、畅交通 护平安\n云屏市公安局\n（2023年6月15日）\n各位领导：",
            numbered=False,
        ),
        ["抓治理 聚民心", "畅交通 护平安"],
    ),
    "speeches, who speaks above the title": (
        series(
            "云屏市青禾区人民政府\n抓治理 聚民心\n（2023年6月15日）\n各位领导：",
            "云屏市公安局\n畅交通 护平安\n（2023年6月15日）\n各位领导：",
        ),
        ["云屏市青禾区人民政府抓治理 聚民心", "云屏市公安局畅交通 护平安"],
    ),
    "glued separators": (
        glued(f"第一篇:河口镇创城情况{body(1)}第二篇:石桥镇创城情况{body(2)}"),
        None,
    ),
}


@pytest.mark.parametrize("name", DIVIDED)
def test_divided(name: str) -> None:
    text, expected = DIVIDED[name]
    documents = split(text)
    assert len(documents) == (len(expected) if expected else 2)
    assert expected is None or [document.title for document in documents] == expected
    for seed, document in enumerate(documents, 1):
        assert f"召开调度会{seed + 3}次" in document.text, "each has its own body"


ONE = {
    "a plain report": series("柳川县2022年创建文明城市工作总结"),
    "title and subtitle": f"清水绕城\n——柳川县创建文明城市纪实\n{body(1)}",
    "organisation, then title": f"柳川县第一小学\n关于文明校园创建工作情况的汇报\n{body(1)}",
    "headings of a line": f"柳川县创建文明城市工作总结\n{body(1)}\n三、创建工作总结\n{body(2, False)}\n四、下一步工作方案\n{body(3, False)}",
    "a part on next year": f"柳川县文明办2022年工作总结及2023年工作计划\n{body(1)}\n柳川县文明办2023年工作计划\n{body(2)}",
    "a plan of its own kind inside": f"柳川县创建文明城市工作总结\n{body(1)}\n2023年文明创建工作计划\n{body(2)}",
    "headings of two lines": series("抓治理聚民心\n争做文明社区", "强整治美环境\n建设美丽乡村", numbered=False),
    "sections that contents list, in lines of two": "柳川县创建文明城市工作总结\n目录\n组织领导坚强有力……2\n环境整治成效明显……5\n\n"
    + series("组织领导坚强有力\n全县一盘棋", "环境整治成效明显\n全城大扫除", numbered=False),
    "one speech": series("抓治理 聚民心\n云屏市青禾区人民政府\n（2023年6月15日）\n各位领导、同志们："),
    "a cover above one speech": "云屏市创建工作推进会\n交流发言材料\n\n"
    + series("抓治理 聚民心\n云屏市青禾区人民政府\n（2023年6月15日）\n各位领导、同志们："),
    "sections that contents name": "柳川县创建文明城市工作总结\n目录\n组织领导坚强有力……2\n环境整治成效明显……5\n\n"
    + series("组织领导坚强有力", "环境整治成效明显", numbered=False),
    "sections with titles, and a signature with a date": series("抓治理 聚民心", "强整治 美环境", numbered=False)
    + "\n柳川县文明办\n（2023年12月5日）",
    "a speech that speaks to its hearers again": f"柳川县创建工作动员会讲话\n（2023年6月15日）\n周敏\n同志们：\n{body(1)}\n同志们：\n{body(2, False)}",
    "attached plans under heads of their own": f"柳川县创建实施方案\n柳川县文明办\n（2023年6月15日）\n{body(1)}\n附件1\n市容整治行动\n柳川县城管局\n（2023年6月15日）\n{body(2)}\n附件2\n交通整治行动\n柳川县公安局\n（2023年6月15日）\n{body(3)}",
    "a notice and its plan": f"关于印发创建行动的通知\n各镇：\n{body(1)}\n柳川县文明办\n2023年6月15日\n\n百日攻坚行动\n柳川县文明办\n（2023年6月15日）\n{body(2, False)}",
    "an attachment": f"柳川县创建文明城市实施方案\n{body(1)}\n附件1\n柳川县文明行为促进工作方案\n{body(2)}",
    "a document cited": f"柳川县创建文明城市工作总结\n{body(1)}\n印发《柳川县创建文明城市实施方案》\n{body(2, False)}",
    "articles counted": f"柳川县创建文明城市工作总结\n{body(1)}\n发表理论文章3篇\n第一篇章已经写就,{body(2, False)}",
    "numbered headings that name reports": f"柳川县创建文明城市工作情况\n一、县教育局创建工作汇报\n{body(1, False)}\n二、主要做法\n{body(2, False)}\n三、存在问题\n{body(3, False)}",
    "numbered papers in a list": f"柳川县创建文明城市工作总结\n{body(1, False)}\n1.柳川县创建文明城市工作方案\n2.柳川县创建文明城市工作总结",
    "kinds numbered inside a line": f"柳川县创建文明城市工作总结\n{body(1)}\n详见材料一和材料二。\n范文一类的文章不要照搬,{body(2, False)}",
    "a subject and what was reported": f"柳川县创建文明城市工作总结\n{body(1)}\n县委听取了创建文明城市工作汇报今年已是第六次,{body(2, False)}",
    "an office above the title, and as a signature": f"柳川县教育局\n创建文明校园工作情况汇报\n{body(1)}\n柳川县教育局\n2023年12月5日",
    "glued, the title cited": glued(f"河口镇创城工作总结{body(1)}。河口镇创城工作总结会开得很好。{body(2, False)}"),
}


@pytest.mark.parametrize("name", ONE)
def test_not_divided(name: str) -> None:
    documents = split(ONE[name])
    assert len(documents) == 1
    assert documents[0].index == 0


def test_words_of_the_site_belong_to_no_article() -> None:
    text = f"创城总结(精选2篇)\n文明创建靠大家。下面小编给大家带来几篇,欢迎阅读。\n{series('创城总结 篇1', '创城总结 篇2')}\n相关文章:创城方案三篇\n"
    documents = split(text)
    assert len(documents) == 2
    assert [text[slice(*document.span)].split("\n")[0] for document in documents] == ["创城总结 篇1", "创城总结 篇2"]
    assert text[slice(*documents[-1].span)].endswith("喜在心上。")


def test_a_report_and_a_plan_in_one_glued_title() -> None:
    (document,) = split(f"青禾街道2022年创建工作总结及2023年工作计划2022年,街道动员各方。{body(1)}")
    assert document.title == "青禾街道2022年创建工作总结及2023年工作计划"


@pytest.mark.parametrize(
    ("title", "opening"),
    [
        ("20xx年青屿县精神文明建设工作要点", "20xx年,全县坚持创建为民。"),
        ("青屿县2023年文明城市创建工作计划", "为做好创建工作,制定本计划。"),
        ("关于深化文明城市创建的意见", "各镇人民政府:提出如下意见。"),
        (None, "今年的工作要点为抓好三件事。"),
        (None, "各镇要认真落实,年度工作计划要上墙。"),
    ],
)
def test_a_plan_whose_title_ran_into_its_first_sentence(title: str | None, opening: str) -> None:
    (document,) = split(f"{title or ''}{opening}{body(1)}")
    assert document.title == title


@pytest.mark.parametrize("text", ["", "\n \n", "XX XX", "12345\n— 3 —\nhttp://example.com"])
def test_no_chinese_no_article(text: str) -> None:
    assert split(text) == []


def test_headers_and_comments_are_in_no_article() -> None:
    text = f"柳川县创建工作总结\n{body(1)}\n柳川县文明办内部资料"
    at = text.rindex("\n") + 1
    parts = (Part(Span(0, at - 1), Location(paragraph=1)), Part(Span(at, len(text)), Location(part="header"), "header"))
    (document,) = split(text, parts=parts)
    assert "内部资料" not in document.text


def test_articles_keep_order_and_do_not_overlap() -> None:
    for text, _ in DIVIDED.values():
        documents = split(text)
        assert [document.index for document in documents] == list(range(len(documents)))
        assert all(one.span.end <= two.span.start for one, two in pairwise(documents))
        for document in documents:
            assert document.text == document.text.strip()


@pytest.mark.skipif(not GOLD, reason="the gold files are not here")
@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.name)
def test_gold(path: Path) -> None:
    text = path.with_name(path.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
    documents = split(text)
    wanted = [(article["start"], article["end"]) for article in json.loads(path.read_text(encoding="utf-8"))["docs"]]
    assert len(documents) == len(wanted)
    for (start, end), document in zip(wanted, documents, strict=True):
        shared = min(end, document.span.end) - max(start, document.span.start)
        assert shared / (max(end, document.span.end) - min(start, document.span.start)) >= 0.9


@pytest.mark.parametrize(
    "bit",
    ["创城总结 篇1\n", "创城工作总结一、。", "文明城市创建工作总结\n" + "创" * 160 + "。\n", "一、", "。创城总结"],
)
def test_work_grows_with_the_text_alone(bit: str) -> None:
    sources = [Source(bit * (8000 * size // len(bit))) for size in (1, 4)]
    small, large = (calls(partial(articles.split, source, cleaning.clean(source))) for source in sources)
    assert large < 6 * small + 500

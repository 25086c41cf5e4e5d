"""The outline: headings as highlighted in tests/golden/headings.txt, sections, roles, passages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from marked import Case, read_cases, shown

from civtext.extractors import slogans
from civtext.model import CleanText, Document, Edit, Heading, Location, Part, Slogan, Source, Span
from civtext.outline import read_outline
from civtext.outline.passages import LONGEST
from civtext.outline.roles import exhorts
from civtext.pipeline import annotate, split

CASES = read_cases("headings")


def outlined(text: str, *, title: str | None = None) -> Document:
    return read_outline(Document(Source(text), CleanText.of(text, []), title=title))


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.id, marks=[pytest.mark.xfail(strict=True)] * case.fails) for case in CASES]
)
def test_headings_are_those_highlighted(case: Case) -> None:
    found = {one.span: one.value for one in outlined(case.text).labelled("heading")}
    marked = {Span(mark.start, mark.end): mark.fields for mark in case.marks}
    assert {span: case.text[span.start : span.end] for span in found} == {
        span: case.text[span.start : span.end] for span in marked
    }
    for span, fields in marked.items():
        assert {key: shown(getattr(found[span], key)) for key in fields} == fields


def test_a_title_torn_by_a_line_break_reads_whole() -> None:
    text = "一、健全组织,明确分工,形成上下联动的工\n作机制我局成立专班,局长任组长。\n二、突出主题,创新形式,营造人人参与的氛围\n开办讲堂十二期。\n"
    first = outlined(text).labelled("heading")[0]
    assert isinstance(first.value, Heading)
    assert (first.text[-4:], first.value.title) == ("\n作机制", "健全组织,明确分工,形成上下联动的工作机制")


def test_a_heading_covers_the_noise_inside_it() -> None:
    text = "一、健全机\n3、制\n成立专班三个。\n二、广泛宣传\n发放手册。\n"
    document = read_outline(Document(Source(text), CleanText.of(text, [Edit(Span(5, 8), "", "chunk_number")])))
    first = document.labelled("heading")[0]
    assert (first.text, first.value) == ("一、健全机\n3、制", Heading(1, "一、", "健全机制"))


@pytest.mark.parametrize(
    ("first", "second"),
    [("一街一巷总关情", "——砚湖区文明城区创建工作综述"), ("松林县人民医院", "  关于文明城市创建工作情况的汇报")],
)
def test_a_title_over_two_lines_is_one_heading(first: str, second: str) -> None:
    text = f"{first}\n{second}\n一、路平了\n翻修小巷四十条。\n"
    title, section = outlined(text, title=first + second.strip()).labelled("heading")
    assert (title.text, title.value) == (f"{first}\n{second}", Heading(0, "", first + second.strip()))
    assert section.value == Heading(1, "一、", "路平了")


def test_a_last_part_alone_in_a_text_without_numbers() -> None:
    """Nothing tells how deep it would stand, or that it is no paragraph cut short."""
    body = "今年以来，全区翻修小巷四十条，" * 4 + "老街坊出门不再绕道。"
    document = outlined(f"砚湖区创建总结\n{body}\n下一步打算\n{body}\n")
    assert [one.value.level for one in document.labelled("heading")] == [0]


def test_a_first_line_that_only_begins_as_the_title_does_is_none() -> None:
    document = outlined("一街一巷\n今年以来，全区翻修小巷四十条。\n", title="一街一巷总关情")
    assert document.labelled("heading") == ()


def test_word_styles_make_headings_with_and_without_numbers() -> None:
    lines = [
        ("云岭市创建汇报", 0),
        ("总体情况", 1),
        ("全市一心。", None),
        ("(一)组织领导", 2),
        ("成立专班。", None),
        ("下步打算", 1),
        ("再接再厉。", None),
    ]
    parts, at = [], 0
    for number, (line, level) in enumerate(lines, 1):
        parts.append(Part(Span(at, at + len(line) + 1), Location(paragraph=number), level=level))
        at += len(line) + 1
    text = "".join(line + "\n" for line, _ in lines)
    source = Source(text, format="docx", parts=tuple(parts))
    document = read_outline(Document(source, CleanText.of(text, []), title="云岭市创建汇报"))
    assert [
        (one.value.level, one.value.number, one.value.title)
        for one in document.labelled("heading")
        if isinstance(one.value, Heading)
    ] == [
        (0, "", "云岭市创建汇报"),
        (1, "", "总体情况"),
        (2, "(一)", "组织领导"),
        (1, "", "下步打算"),
    ]


def test_numbers_in_table_cells_are_no_headings() -> None:
    text = "1、市容\n达标\n2、交通\n达标\n"
    part = Part(Span(0, len(text)), Location(table=1, row=1, column=1), kind="table")
    document = read_outline(Document(Source(text, parts=(part,)), CleanText.of(text, [])))
    assert document.labelled("heading") == ()


ROLES = """云岭市创建工作汇报
一、基本情况
全市辖六个街道。
二、主要做法
(一)抓宣传。发放手册两万册,覆盖全市。
三、取得的成效
市容市貌明显改观。
四、存在的问题和下步打算
停车难仍未根治。
五、2024年工作安排
(一)抓停车。新建停车场两处,新增泊位。
六、凝心聚力齐奋进
成绩属于过去。下一步,全市将再接再厉。
"""


def test_sections_play_the_parts_their_headings_name() -> None:
    document = outlined(ROLES)
    assert [(section.title, section.role) for section in document.sections] == [
        ("基本情况", "background"),
        ("主要做法", "measures"),
        ("抓宣传", "measures"),
        ("取得的成效", "results"),
        ("存在的问题和下步打算", "problems"),
        ("2024年工作安排", "plan"),
        ("抓停车", "plan"),
        ("凝心聚力齐奋进", "measures"),
        ("", "plan"),
    ]
    assert (section := document.section_at(ROLES.index("新建停车场"))) is not None
    assert section.path == ("2024年工作安排", "抓停车")
    assert (closing := document.section_at(ROLES.index("再接再厉"))) is not None and closing.role == "plan"
    assert (before := document.section_at(ROLES.index("成绩属于"))) is not None and before.role == "measures"


@pytest.mark.parametrize(
    ("turn", "role"),
    [
        ("下一步,我乡将办好三件事。", "plan"),
        ("2020年,大队将抓好三项工作。", "plan"),
        ("明年我们将查漏补缺。", "plan"),
        ("下半年,我们将再加压力。", "plan"),
        ("新的一年里,全乡将查漏补缺。", "plan"),
        ("今后一个时期,乡里要再加压力。", "plan"),
        ("下半年的经费还没有着落。", "problems"),
        ("2020年,重点抓好三项工作。", "plan"),
        ("2019年,大队查处违停900起,反弹依旧。", "problems"),
        ("有的单位下一步打算不清。", "problems"),
    ],
)
def test_plans_in_a_section_on_problems(turn: str, role: str) -> None:
    """存在问题和下一步打算: where it turns to what is ahead, to its end."""
    document = outlined(
        f"甲乡2019年创建总结\n一、主要做法\n清运垃圾。\n二、存在问题和下步打算\n一是资金不足。\n{turn}\n新建游园两处。\n"
    )
    section = document.section_at(document.text.index("新建游园"))
    assert section is not None and section.role == role


def test_a_plan_that_follows_problems_in_one_paragraph() -> None:
    """虽然…还存在差距。下一步,…: all behind it is ahead, whatever the heading says."""
    document = outlined(
        "甲市迎检汇报\n一、广泛宣传\n发放手册。\n二、正视不足,巩固扩大创建成果\n虽然取得成效,但还存在差距。下一步,我市将听取意见。制定出台条例。\n"
    )
    assert [document.section_at(document.text.index(words)).role for words in ("还存在", "听取", "出台")] == [
        "problems", "plan", "plan",
    ]  # fmt: skip


def test_a_text_without_headings_turns_to_what_is_ahead() -> None:
    document = outlined("甲市汇报\n今年以来,全市建成公厕九座。\n下一步,我市将再加压力。一是新建泊位。\n")
    assert [document.section_at(document.text.index(words)) is None for words in ("建成", "新建")] == [True, False]
    ahead = document.section_at(document.text.index("新建"))
    assert ahead is not None and ahead.role == "plan"


@pytest.mark.parametrize(
    ("above", "title", "role"),
    [
        ("意见和建议", "健全长效机制,巩固创建成果", "plan"),
        ("下一步工作打算", "扩大创建成效", "plan"),
        ("存在的主要问题", "创建成果还不牢固", "problems"),
        ("主要做法", "取得的成效", "results"),
    ],
)
def test_what_stands_among_plans_or_problems_is_one(above: str, title: str, role: str) -> None:
    text = f"甲区视察报告\n一、基本情况\n辖九镇。\n二、{above}\n(一){title}。建立制度九项。\n(二)抓好宣传。印发手册。\n"
    document = outlined(text)
    section = document.section_at(document.text.index("建立制度"))
    assert section is not None and section.role == role


@pytest.mark.parametrize(
    ("title", "above", "heading", "role"),
    [
        ("创城问题整改工作情况报告", "主要问题整改情况", "关于市容环境方面的问题", "measures"),
        ("创城工作汇报", "反馈问题整改落实情况", "针对小区管理的问题", "measures"),
        ("创城工作汇报", "存在的主要问题", "市容环境方面的问题", "problems"),
        ("创城问题整改工作情况报告", "存在的不足", "小区管理不够到位", "problems"),
    ],
)
def test_problems_that_were_put_right_are_work(title: str, above: str, heading: str, role: str) -> None:
    text = f"{title}\n一、基本情况\n辖九镇。\n二、{above}\n(一){heading}。新建公厕九座。\n(二){heading}。清运垃圾。\n"
    document = outlined(text, title=title)
    section = document.section_at(document.text.index("新建公厕"))
    assert section is not None and section.role == role


@pytest.mark.parametrize(
    ("title", "body", "ahead"),
    [
        ("在创城攻坚动员大会上的表态发言", "成立专班。设置疏导点5处。", True),
        ("在创城攻坚动员大会上的表态发言", "去年以来,先后设置疏导点5处。", False),
        ("在全市动员大会上的讲话", "改造农贸市场。新建公厕9座。", True),
        ("在经验交流会上的发言", "成立专班。设置疏导点5处。", False),
    ],
)
def test_what_a_speaker_pledges_is_ahead(title: str, body: str, ahead: bool) -> None:
    assert exhorts(title, body) is ahead


@pytest.mark.parametrize(
    ("title", "headings", "role"),
    [
        ("砚湖区创建工作实施方案", ("环境整治", "宣传教育"), "plan"),
        ("2024年精神文明建设工作要点", ("环境整治", "宣传教育"), "plan"),
        ("砚湖县创城三年行动计划（2024—2026年）（节选）", ("环境整治", "宣传教育"), "plan"),
        ("创建工作汇报", ("工作目标", "工作任务", "实施步骤"), "plan"),
        ("砚湖区创建工作总结", ("环境整治", "宣传教育"), "measures"),
        ("《创建实施方案》落实情况汇报", ("环境整治", "宣传教育"), "measures"),
    ],
)
def test_a_plan_plans_in_all_its_sections(title: str, headings: tuple[str, ...], role: str) -> None:
    body = "".join(
        f"{number}、{heading}\n各单位按照分工推进。\n" for number, heading in zip("一二三", headings, strict=False)
    )
    assert {section.role for section in outlined(f"{title}\n{body}", title=title).sections} == {role}


def test_a_section_ends_where_the_next_of_its_level_begins() -> None:
    document = outlined(ROLES)
    top = [section for section in document.sections if section.level == 1]
    assert all(one.span.end == after.span.start for one, after in pairwise(top))
    assert top[-1].span.end == len(ROLES)


LONG = "街道组织党员、志愿者和物业人员清理楼道杂物，" * 3 + "居民拍手称好。"


def test_passages_turn_where_the_text_does() -> None:
    text = f"各位领导:\n一、抓整治\n一是清楼道。{LONG * 2}二是清街巷。{LONG * 2}\n二、抓宣传\n发放手册。张贴海报三百张。播放短片。\n谢谢大家!\n2023年12月5日\n"
    passages = outlined(text).passages
    assert [passage.text[:5] for passage in passages] == ["一是清楼道", "二是清街巷", "发放手册。"]
    assert [passage.section for passage in passages] == [0, 0, 1]


def test_short_neighbours_are_joined_and_long_ones_cut() -> None:
    short = outlined("一、抓宣传\n张贴海报。\n发放手册两千册。\n播放短片,组织宣讲。\n").passages
    assert [passage.text for passage in short] == ["张贴海报。\n发放手册两千册。\n播放短片,组织宣讲。"]
    long = outlined(f"一、抓整治\n{LONG * 12}\n").passages
    assert len(long) >= 3
    assert all(200 <= len(passage.text) <= LONGEST for passage in long)


def test_passages_keep_all_that_is_said() -> None:
    text = f"一、抓整治\n{LONG * 9}\n二、抓宣传\n" + "文明用语天天讲、月月讲、年年讲、" * 60 + "\n"
    kept = "".join(passage.text for passage in outlined(text).passages)
    assert kept == text.replace("一、抓整治\n", "").replace("二、抓宣传\n", "").replace("\n", "")


@pytest.mark.parametrize(
    "text", ["", "\n\n", "一、", "一、\n二、\n", "(一)(一)(一)", "1.1.1.1", "第一章", "“" * 50, "一、" * 500]
)
def test_any_text_has_an_outline(text: str) -> None:
    document = outlined(text)
    assert all(document.source.text[one.span.start : one.span.end] == one.text for one in document.annotations)


def test_a_slogan_in_a_heading_stands_for_the_headings_under_it() -> None:
    text = "一、用好两大载体\n(一)文明讲堂。开讲二十场,听众两千人。\n(二)道德积分。兑换奖品三百份。\n二、广泛宣传\n发放手册。\n"
    [found] = slogans.extract(outlined(text))
    assert found.value == Slogan(("文明讲堂", "道德积分"))


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "一、去年这样干\n去年整治小巷44条,新建公厕6座,群众都说好。\n二、今年盯住几件事\n再新建口袋公园6个,把无物业小区管起来。\n",
            ["measures", "plan"],
        ),
        (
            "一、去年这样干\n去年整治小巷44条,新建公厕6座,群众都说好。\n二、今年以来的做法\n整治小巷50条,新建公厕9座,群众满意。\n",
            ["measures", "measures"],
        ),
        (
            "一、主要做法\n整治小巷44条,新建公厕6座,群众都说好。\n二、今年盯住的几件事\n新建口袋公园6个,小区管起来了。\n",
            ["measures", "measures"],
        ),
    ],
    ids=["behind last year, this year is ahead", "since the year began", "nothing of last year"],
)
def test_this_year_behind_last_year_is_ahead(text: str, roles: list[str]) -> None:
    [document] = split(Source(f"在全市推进会上的发言\n{text}"))
    assert [section.role for section in annotate(document).sections if section.level == 1] == roles

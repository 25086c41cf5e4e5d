"""Cleaning: golden cases, the laws of clean text over examples and random damage, flags, growth."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from counting import calls
from hypothesis import example, given, settings
from hypothesis import strategies as st

from civtext import cleaning
from civtext.cleaning import edges, wrappers
from civtext.cleaning.explaining import MEANINGS
from civtext.lexicons import lexicon
from civtext.model import CleanText, Source
from civtext.pipeline import split

ROOT = Path(__file__).parents[1]
REPORTS = sorted((ROOT / "examples/reports").glob("*.txt"))
SEEDS = sorted((ROOT.parent / "shared/seeds").glob("*.txt"))


def read(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def written(name: str) -> str:
    """A report as its author wrote it, before any damage, one paragraph a line."""
    lines = read(ROOT / f"examples/sources/{name}.txt").splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


CLEAN = [written(name) for name in ("临汐市", "某县调研报告", "澄溪县", "鹭汀街道", "砚湖区2024", "榆陌市第二人民医院")]


def golden() -> list[tuple[str, str, str, set[str]]]:
    """The cases of golden/cleaning.txt: id, text, clean text, rules."""
    cases = []
    for block in (ROOT / "tests/golden/cleaning.txt").read_text(encoding="utf-8").split("\n## ")[1:]:
        name, *lines = block.strip("\n").split("\n")
        fields = {line[:1]: line[2:].replace("⏎", "\n") for line in lines}
        cases.append((name, fields["-"], fields.get("+", fields["-"]), set(fields.get("=", "").split())))
    return cases


@pytest.mark.parametrize(("name", "text", "clean", "rules"), golden(), ids=[case[0] for case in golden()])
def test_golden(name: str, text: str, clean: str, rules: set[str]) -> None:
    reading = cleaning.clean(Source(text))
    assert reading.text == clean
    assert {edit.rule for edit in reading.edits} == rules
    assert name.startswith("keep:") == (text == clean), "a look-alike is named keep:"


@pytest.mark.parametrize("text", CLEAN, ids=lambda text: text[:8])
def test_a_clean_text_is_left_alone(text: str) -> None:
    reading = cleaning.clean(Source(text))
    assert (reading.text, reading.edits) == (text, ())


@pytest.mark.parametrize("path", [*REPORTS, *SEEDS], ids=lambda path: path.stem)
def test_laws_on_reports(path: Path) -> None:
    check_laws(read(path))


def test_every_rule_is_explained_and_shown() -> None:
    """Each rule has its sentence, and each sentence a golden case."""
    shown = set().union(*(rules for _, _, _, rules in golden()))
    assert shown == set(MEANINGS)
    assert all(len(zh) > 1 and en.endswith(".") for zh, en in MEANINGS.values())


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_explanations_are_the_recipe(path: Path) -> None:
    """What the explanations say, done to the source, gives the clean text."""
    source = Source(read(path), origin=path.name)
    reading = cleaning.clean(source)
    changes = cleaning.explain(source, reading)
    text, at = "", 0
    for change in changes:
        assert source.text[slice(*change.span)] == change.before
        assert source.text[: change.span.start].endswith(change.left)
        assert source.text[change.span.end :].startswith(change.right)
        text, at = text + source.text[at : change.span.start] + change.after, change.span.end
    assert text + source.text[at:] == reading.text
    hunks = cleaning.diff(source, reading).split("\n@@ ")[1:]
    assert bool(hunks) == bool(changes) and all(change.rule in str(hunks) for change in changes)
    assert all(len(hunk.splitlines()) == 3 for hunk in hunks), "one line that goes, one that comes"


def check_laws(text: str) -> CleanText:
    """Edits are the recipe, each a true change in its place; cleaning twice changes nothing more."""
    reading = cleaning.clean(Source(text))
    assert CleanText.of(text, reading.edits).text == reading.text
    assert all(text[slice(*edit.span)] != edit.replacement and edit.rule for edit in reading.edits)
    again = cleaning.clean(Source(reading.text))
    assert (again.text, again.edits) == (reading.text, ())
    return reading


BITS = st.sampled_from(
    ["一、", "1、", "2、", "\n", "\n\n", "\r\n", " ", "　", "\t", "“", "”", "二", "一一", "的'", "的.", "'", "。", ",", "目录", "1 .",
     "总结", "工作", "文明城市", "8条", "第2页", "隐藏内容", "由会员分享", "以下是小编为大家整理的,希望", "?20xx?3号", "\u200b", "&nbsp;",
     "整治背街小巷十二条并且建立长效管理机制", "XX", "(精选3篇)", "——", ".docx"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(BITS, max_size=40).map("".join))
@example("的''工作")
def test_laws_on_anything(text: str) -> None:
    check_laws(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(BITS, min_size=2, max_size=12).map("".join), st.integers(2, 30))
@example("4、4、4、\x0c33（3（4、3", 16)
def test_laws_on_anything_over_and_over(text: str, times: int) -> None:
    """One repair bares the next, again and again: until nothing is left to do."""
    check_laws(text * times)


def test_what_comes_to_no_end_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cleaning twice changes nothing more, whatever the bounds: a text that needs more rounds is untouched, and says so."""
    source = Source("附件 &amp;nbsp;1.\x0c整治小巷8条。\n隐藏内容\n 隐藏内容\n种树90棵。的&#39;成效")
    assert cleaning.clean(source).edits and not cleaning.untouched(source, cleaning.clean(source))
    monkeypatch.setattr(cleaning, "_ROUNDS", 1)
    monkeypatch.setattr(cleaning, "_READ_AGAIN", 0)
    reading = cleaning.clean(source)
    assert (reading.text, reading.edits) == (source.text, ())
    assert [flag.code for flag in cleaning.untouched(source, reading)] == ["cleaning.endless"]
    assert "cleaning.endless" in {flag.code for flag in split(source)[0].flags}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CLEAN), st.integers(90, 400))
def test_chunks_are_joined(text: str, size: int) -> None:
    """`N、` + so many characters a line, cutting words and numbers: all of it comes back."""
    body = text.replace("\n", "")
    cuts = [body[at : at + size] for at in range(0, len(body), size)]
    chunked = "\n".join(f"{number}、{cut}" for number, cut in enumerate(cuts, 1))
    assert cleaning.clean(Source(chunked)).text == body


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CLEAN), st.integers(22, 50))
def test_wraps_are_joined(text: str, width: int) -> None:
    """Breaks amid sentences go, paragraphs stay apart."""
    lines = [line[at : at + width] for line in text.split("\n") for at in range(0, len(line), width)]
    clean = cleaning.clean(Source("\n".join(lines))).text
    text, clean = text.replace(" ", ""), clean.replace(" ", "")  # a space at a break is lost with it
    assert clean.replace("\n", "") == text.replace("\n", "")
    assert ends(text) <= ends(clean), "two paragraphs were joined"
    left = [line for line in clean.split("\n") if len(line) == width and line[-1] not in "。！？!?…;；:：”’）)"]
    assert len(left) <= 1, left


@pytest.mark.parametrize("width", [20, 22, 23, 24, 25, 26, 28])
def test_indents_tell_where_paragraphs_begin(width: int) -> None:
    """A paragraph's first line is indented: a line that ends with a stop at the full width goes on or not accordingly."""
    numbers = [f"{tens}十{ones}" for tens in "二三四五" for ones in "一二三四五六七八九"]
    sentences = [f"第{number}批整治背街小巷{number}条，居民满意度不断提升。" for number in numbers]
    text = "\n".join("".join(sentences[first::6]) for first in range(6))
    wrapped = [f"　　{line}" for line in text.split("\n")]
    wrapped = [line[at : at + width] for line in wrapped for at in range(0, len(line), width)]
    assert cleaning.clean(Source("\n".join(wrapped))).text == text


def ends(text: str) -> set[int]:
    """How many characters stand before each line's end."""
    found, at = set(), 0
    for line in text.split("\n"):
        at += len(line)
        found.add(at)
    return found


def sentences_of_reports() -> set[str]:
    """Every sentence, and every line, that was written for civtext and never on a site."""
    texts = [read(path) for path in (ROOT / "examples/sources").glob("*.txt")]
    for path in (ROOT / "corpora/passages").glob("*.jsonl"):
        texts += [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    lines = {line.strip() for text in texts for line in text.splitlines() if line.strip()}
    return lines | {sentence for line in lines for sentence in re.findall(r"[^。！？；]+[。！？；]?", line)}


def test_no_sentence_of_a_report_is_a_sites() -> None:
    """Whatever stands above or below a text: it is the site's by its own words, never by its place."""
    report = "今年整治小巷12条。"
    texts = [text for one in sentences_of_reports() for text in (f"{one}\n{report}", f"{report}\n{one}")]
    assert len(texts) > 10_000
    rules = (edges.link_lists, edges.lines_amid, edges.site_lines, wrappers.site_notes)
    taken = [text for text in texts if any(list(rule(CleanText.of(text, []))) for rule in rules)]
    assert not taken


def codes(text: str) -> list[str]:
    source = Source(text)
    return [flag.code for flag in cleaning.flags(source, cleaning.clean(source))]


SPUN = "市委宣扬部支配部署创城工作,广阔市民主动参加,特殊是市教化局、环境爱护部门亲密协作。"
LONG = "全年组织志愿者清理卫生死角三百余处。"
OLD = "\n一、广泛宣传。全县开展“迎奥运、讲文明、树新风”活动,发放倡议书三千份。"

FLAGS = {
    "two paywalls": ("上篇。\n隐藏内容\n会员免费查看\n下篇。\n登录后查看\n尾篇。", ["gap.paywall", "gap.paywall"]),
    "not: hidden dangers": ("排查隐藏的安全隐患30处。\n会员单位免费开放。", []),
    "cut at the end": ("各社区利用微信群、公告栏、小喇叭广泛宣传,居民的知晓率不断提高,参与率也不断提", ["cut.end"]),
    "not cut: signed": ("全年整治市容环境,成效明显,特此总结。\n沙河县文明办\n2023年12月20日", []),
    "not cut: signed and dated on a line": (
        "全年整治市容环境,成效明显,特此总结报告如上,请予审阅。沙河县文明办2023年12月",
        [],
    ),
    "not cut: a short last line": ("全年整治市容环境。\n让文明成为习惯", []),
    "not cut: quoted": ("居民们纷纷表示满意,都说现在的环境比过去好多了,大家住得更加“舒心”", []),
    "spun": (SPUN, ["spun"]),
    "not spun: two forms": ("教化局的牌子是旧的,宣扬部也是。", []),
    "not spun: ordinary words": ("接着主动深化探讨状况,特殊教育学校和农夫山泉厂积极供应饮水,人均可支配收入增长。", []),
    "masked": ("XX市XX区整治小巷XX条。", ["masked"]),
    "masked by blanks and single letters": ("设置公益广告____处,开展活动X场,举办第X届评选。", ["masked"]),
    "masked by 某": ("某市某区某街道整治小巷8条,某镇也是。", ["masked"]),
    "not masked: Latin letters": ("使用LED屏和APP宣传,WiFi覆盖,XL码,X光机3台,T恤XXL码。", []),
    "not masked: 某些": ("某些单位、某个环节、某种程度上存在问题。", []),
    "not masked: multiplication": ("宣传栏尺寸2×3米、4×6米、1×2米。", []),
    "sentence twice": (f"{LONG}{LONG}居民满意。", ["duplicated"]),
    "sentence again far off": (
        LONG + "".join(f"开展第{n}类活动。" for n in "一二三四五六七八九") + LONG,
        ["duplicated"],
    ),
    "not duplicated: refrain": ("文明在身边。修路3条。文明在身边。种树90棵。", []),
    "not duplicated: in charge": ("修路。责任单位:市委宣传部、市城管局。种树。责任单位:市委宣传部、市城管局。", []),
    "the site's year against an event": (f"2025创建文明城市工作总结 篇2{OLD}", ["year.contradicted"]),
    "the collection's year against the text's": (
        "2024年创城工作总结(精选3篇)\n创城工作总结 篇1\n2016年以来,全县整治小巷8条。",
        ["year.contradicted"],
    ),
    "not contradicted: the author's own title": (f"柳川县2025年创建文明城市工作总结{OLD}", []),
    "not contradicted: last year's work": ("2025创建文明城市工作总结 篇2\n2024年,全县整治小巷8条。", []),
    "not contradicted: one old year among new ones": ("2025创城总结 篇2\n2008年起步,2025年达标,整治小巷8条。", []),
    "not contradicted: looking back on an event": (f"2025创城总结 篇2\n2024年,{OLD[1:]}", []),
    "not contradicted: no year": ("2025创城总结 篇2\n全县整治小巷8条。", []),
    "a line that may be a site's": ("全县整治小巷8条。\n众人点赞", ["site.line"]),
    "another line that may be": ("晨光读写社\n沙河县工作总结\n全县整治小巷8条。", ["site.line"]),
    "another paper's name below the text": ("全县整治小巷8条。\n沙河县志愿服务工作总结", ["site.line"]),
    "not a site's: the paper that is attached": ("全县整治小巷8条。\n附件2 沙河县志愿服务工作方案", []),
    "not a site's: a title without its text": ("沙河县志愿服务工作总结", []),
    "not a site's: a second title and who signs": (
        "清水绕城来\n沙河县创建工作总结\n全县整治小巷8条。\n沙河县城管局\n周敏",
        [],
    ),
    "not a site's: an office's archive": ("沙河县档案局文档整理工作总结\n全县整治小巷8条。\n沙河县档案局", []),
    "not a site's: amid the text": ("全县整治小巷8条。\n可在网上浏览进度\n种树90棵。", []),
    "replacement characters": ("整治小巷8条。\ufffd\ufffd种树。", ["mojibake"]),
    "UTF-8 read as GBK": ("鍒涘缓鍏ㄥ浗鏂囨槑鍩庡競宸ヤ綔鎬荤粨", ["mojibake"]),
    "GBK read as Latin-1": ("´´½¨ÎÄÃ÷³ÇÊÐ 总结。", ["mojibake"]),
    "not mojibake: rare characters": ("鑫垚、淼鑫、犇犇三家企业在嶩峪、崀山、瀍河设点,噉嘢囍。", []),
    "not mojibake: masks and foreign names": ("××××××街道,Café、Müller公司,面积30×40米,±0.5°。", []),
    "lost bracket": ("根据沙文发?2020年的要求推进。", ["lost.symbol"]),
    "not lost: a question": ("创建难吗?2020年我们给出答案。", []),
    "traditional characters": ("全市整治後街小巷，開展志願服務活動，羣眾滿意。", ["script.traditional"]),
    "not traditional: a name": ("全市开展志愿服务，整治背街小巷，居民林國棟表示满意，环境焕然一新。", []),
    "Latin letters": ("Annual report of the office on public order and streets. 总结。", ["script.latin"]),
    "not Latin: abbreviations": ("使用LED屏、APP、GIS平台和WiFi开展宣传引导工作,实现全覆盖。", []),
    "another script": ("全旗开展创建活动,各嘎查村同步推进。ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ ᠪᠢᠴᠢᠭ。", ["script.other"]),
    "not another script: a few signs": ("面积约12㎡,温度±2℃,α、β两类点位,Ⅲ类水质,①排查。", []),
    "open quotation mark": ("全市大力实施“清洁家园行动,居民满意。", ["quote.open"]),
    "not open: a quotation of several paragraphs": ("居民说:\n“小巷变宽了。\n“路灯也亮了。”", []),
}


@pytest.mark.parametrize("name", FLAGS)
def test_flags(name: str) -> None:
    text, expected = FLAGS[name]
    assert codes(text) == expected


def test_every_flag_is_documented_and_tested() -> None:
    """docs/flags.md lists the codes of the program, no more and no fewer; each has a case and a look-alike above."""
    rows = (ROOT / "docs/flags.md").read_text(encoding="utf-8").split("## ")[0]
    documented = set(re.findall(r"^\| `([a-z_.0-9]+)`", rows, re.MULTILINE))
    program = "".join(
        (ROOT / "src/civtext" / name).read_text(encoding="utf-8")
        for name in ("cleaning/__init__.py", "cleaning/damage.py", "contradictions.py")
    )
    assert documented == set(re.findall(r'Flag\(\s*"([a-z_.0-9]+)"', program))
    assert {code for code in documented if not code.startswith(("cleaning.", "metric.", "slogan."))} == {
        code for _, expected in FLAGS.values() for code in expected
    }


def test_spun_words_are_put_back_for_matching_only() -> None:
    source = Source(f"{SPUN}下大力气保障电力供应,人均可支配收入增长;印发防火学问手册,广泛听取看法。")
    reading = cleaning.clean(source)
    assert reading.text == source.text, "shown as it stands"
    assert cleaning.unspun(reading.text) == (
        "市委宣传部安排部署创城工作,广大市民主动参加,特别是市教育局、环境保护部门密切配合。"
        "下大力气保障电力供应,人均可支配收入增长;印发防火知识手册,广泛听取意见。"
    )


@pytest.mark.parametrize("text", [*CLEAN, "教化局听取看法,供应饮水。"], ids=lambda text: text[:8])
def test_a_few_odd_words_make_no_spun_text(text: str) -> None:
    source = Source(text)
    assert "spun" not in {flag.code for flag in cleaning.flags(source, cleaning.clean(source))}


@pytest.mark.parametrize("entry", lexicon("spun"), ids=lambda entry: entry["term"])
def test_a_spun_word_has_its_traps(entry: dict[str, str]) -> None:
    """In a spun text a term is put back, but not in the longer words of its `unless`."""
    traps = [word for word in entry["unless"].split(",") if word != "-"]
    assert all(entry["term"] in word and word != entry["term"] for word in traps)
    assert entry["kind"] == "proof" or entry["original"] != entry["term"]
    assert len(entry["original"]) == len(entry["term"]), "offsets hold for both"
    assert cleaning.unspun("。".join([entry["term"], *traps])) == "。".join([entry["original"], *traps])


def test_flags_say_where() -> None:
    source = Source("投入资金。\n隐藏内容\n完成。")
    (flag,) = cleaning.flags(source, cleaning.clean(source))
    assert flag.span and source.text[slice(*flag.span)].strip() == "隐藏内容"


HOSTILE = [
    "1、" + "创" * 90 + "\n",
    "“创建二",
    "的'",
    "目录1 .甲乙2",
    " ",
    "以下是",
    "一一",
    "整治8条。",
    "&nbsp;",
    "\n",
    "文 ",
    "(",
    "篇1\n",
    "创",
    "“",
    "”",
    "创城工作总结一、。",
    "目录\n",
]


@pytest.mark.parametrize("bit", HOSTILE)
def test_work_grows_with_the_text_alone(bit: str) -> None:
    """Calls made for four times the text: four times as many, not sixteen."""
    texts = [Source(bit * (4000 * size // len(bit))) for size in (1, 4)]
    small, large = (calls(partial(cleaning.clean, text)) for text in texts)
    assert large < 6 * small + 500


def test_hostile_text_ends() -> None:
    """No pattern runs away inside the regular expression engine, where calls cannot be counted: a kill limit."""
    program = (
        "import sys; from civtext import articles, cleaning; from civtext.model import Source\n"
        "for bit in sys.argv[1:]:\n"
        "    source = Source(bit * (60_000 // len(bit)))\n"
        "    reading = cleaning.clean(source)\n"
        "    articles.split(source, reading), cleaning.flags(source, reading)"
    )
    subprocess.run([sys.executable, "-c", program, *HOSTILE], check=True, timeout=120)

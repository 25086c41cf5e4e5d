"""Damage (损伤) as sites, scanners and copyists do it, put into clean text by a seeded generator.

Where to start: `KINDS`, a function for each kind of damage: it takes a text, one paragraph a line, and a
`random.Random`, and gives the text damaged. `damaged` applies one kind or several and tells what is to be had back: the
clean text, but for masks, which hide what no one can restore. Lines of sites are the generator's own, not those of
`data/edge_lines.tsv`; those of `unread_wrappers.tsv` are held out: no rule and no example is made from them.

`restored` is the measure: 1 - (characters to insert, delete or change) / (characters of the clean text), white space
left out. Paragraphs, whose ends are white space, have `paragraphs_kept`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

from civtext.cleaning import clean
from civtext.model import Source

ROOT = Path(__file__).parents[1]


class Damaged(NamedTuple):
    """A text with damage in it, the text to be had back, and how many characters were taken away and left no sign."""

    text: str
    truth: str
    gone: int


Kind = Callable[[str, Random], str]
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


@cache
def clean_texts() -> dict[str, str]:
    """Every self-written text that was never damaged, one paragraph a line."""
    paths = [*sorted((ROOT / "examples/sources").glob("*.txt")), *sorted((ROOT / "corpora/annotated").glob("*.txt"))]
    return {path.stem: paragraphs(path.read_text(encoding="utf-8")) for path in paths}


def paragraphs(text: str) -> str:
    """The lines of a text without indents and blank lines, numbers without spaces around them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=\d)|(?<=\d) (?=[\u4e00-\u9fff])", "", "\n".join(lines))


# --- the measures


def restored(truth: str, text: str, gone: int = 0) -> float:
    """The share of the clean text's characters that stand again: 1 - edit distance / length, white space left out.

    Characters that are gone for good are not counted against it.

    >>> restored("整治小巷80条。", "整治小\\n巷8条。")
    0.875
    """
    truth, text = "".join(truth.split()), "".join(text.split())
    return min(1.0, 1 - (distance(truth, text) - gone) / max(1, len(truth)))


def distance(one: str, other: str) -> int:
    """Levenshtein's distance by the furthest reach on each diagonal (Ukkonen 1985): length times distance, not length squared.

    >>> distance("创建文明城市", "创城文明市"), distance("", "创城"), distance("创城", "创城")
    (2, 2, 0)
    """
    goal, edits, reach = len(one) - len(other), 0, {0: _slide(one, other, 0, 0)}
    while reach.get(goal, -1) < len(one):
        edits += 1
        further = {}
        for diagonal in range(-edits, edits + 1):
            steps = (
                reach.get(diagonal, -2) + 1,  # one changed for the other
                reach.get(diagonal - 1, -2) + 1,  # one of the first left out
                reach.get(diagonal + 1, -2),  # one of the second put in
            )
            at = min(max(steps), len(one), len(other) + diagonal)
            if at >= max(0, diagonal):
                further[diagonal] = _slide(one, other, at, at - diagonal)
        reach = further
    return edits


def _slide(one: str, other: str, at: int, across: int) -> int:
    """How far the two go on alike."""
    while at < len(one) and across < len(other) and one[at] == other[across]:
        at, across = at + 1, across + 1
    return at


def paragraphs_kept(truth: str, text: str) -> float:
    """F1 of line breaks, each known by the four characters before it and the four after.

    >>> paragraphs_kept("整治小巷\\n种树九棵\\n修路三条", "整治小巷\\n种树九棵修路三条")
    0.6666666666666666
    """
    wanted, found = _breaks(truth), _breaks(text)
    return 2 * len(wanted & found) / max(1, len(wanted) + len(found))


def _breaks(text: str) -> set[str]:
    lines = ["".join(line.split()) for line in text.split("\n") if line.strip()]
    return {f"{before[-4:]}|{after[:4]}" for before, after in pairwise(lines)}


# --- chunk numbers and breaks


def chunks(text: str, random: Random) -> str:
    """`N、` before every so many characters, line breaks lost: words and numbers are cut wherever it falls."""
    body, size = text.replace("\n", ""), _chunk_size(random)
    return _chunked(body, [size] * (len(body) // size + 1), random.choice(("、", "、", ".")))


def uneven_chunks(text: str, random: Random) -> str:
    """The same, every chunk of a length of its own."""
    body = text.replace("\n", "")
    return _chunked(body, [_chunk_size(random) for _ in body], random.choice(("、", "、", ".")))


def chunks_over_paragraphs(text: str, random: Random) -> str:
    """The same in a text that kept its paragraphs."""
    size = _chunk_size(random)
    return _chunked(text, [size] * (len(text) // size + 1), random.choice(("、", "、", ".")))


def _chunk_size(random: Random) -> int:
    """From 40 to 1,200 characters, short ones as often as long ones."""
    return round(40 * 30 ** random.random())


def _chunked(body: str, sizes: Sequence[int], mark: str) -> str:
    pieces, at = [], 0
    for size in sizes:
        pieces.append(body[at : at + size])
        at += size
    return "\n".join(f"{number}{mark}{piece}" for number, piece in enumerate(filter(None, pieces), 1))


def hard_wraps(text: str, random: Random) -> str:
    """Lines broken at one width, counted in characters or in columns, paragraphs indented or not."""
    width, indent, columns = random.randint(20, 70), random.choice(("", "　　")), random.random() < 0.5
    lines = [part for line in text.split("\n") for part in _wrapped(indent + line, width, columns)]
    return "\n".join(lines)


def _wrapped(line: str, width: int, columns: bool) -> list[str]:
    parts, room = [""], float(width)
    for char in line:
        size = 0.5 if columns and char < "\u2000" else 1.0
        if room < size and (not columns or char not in "，。、；：！？”）》,.;:!?)"):
            parts.append("")
            room = width
        parts[-1] += char
        room -= size
    return parts


def page_furniture(text: str, random: Random) -> str:
    """Page numbers and running heads every few hundred characters, amid paragraphs and between them."""
    form = random.choice(
        (
            "- {} -",
            "— {} —",
            "第{}页",
            "第 {} 页 共 {pages} 页",
            "第{}页，共{pages}页",
            "{}/{pages}",
            "{}",
            "·{}·",
            "～{}～",
            "Page {} of {pages}",
        )
    )
    head = random.choice(("", "", "文明城市创建材料之七", "内部资料 注意保存", "全市创建工作推进会交流材料（十二）"))
    size = min(random.randint(350, 800), len(text) // 3)
    pages = len(text) // size + 1
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    out = pieces[0]
    for number, piece in enumerate(pieces[1:], 1):
        between = [form.format(number, pages=pages), *([head] if head else [])]
        out += "".join(f"\n{line}" for line in between) + "\n" + piece
    return f"{out}\n{form.format(len(pieces), pages=pages)}"


# --- what sites write around and into a text


ABOVE = (
    "{title}.doc",
    "《{title}.docx》由用户上传分享，支持在线浏览与全文下载，同类材料请到文海库检索。",
    "{title}_文秘资料库",
    "当前位置：首页 > 公文材料 > 工作总结 > 正文",
    "您现在的位置：首页 / 范文频道 / 机关材料 / 文章内容",
    "来源：办公室材料网 作者：佚名 发布时间：2024-03-12 09:30 浏览次数：1287",
    "发布日期：2023-11-02　点击数：356　字体：大 中 小",
    "上传人：山间一片云 文档编号：48213377 上传时间：2023-10-09 格式：DOCX 页数：8 大小：31.5KB",
    "本文档共8页，可阅读全部内容，如需编辑请下载后使用Word打开",
    "{title}(最终定稿版).docx",
    "《{title}》由会员共享，在线免费阅读，更多《{title}》相关资源请在百川文档上查找。",
    "标签：创建 总结 材料 | 分类：公文写作 | 热度：2045",
    "第一文秘网小编寄语：下面这篇材料由本站会员投稿，供同行参考。",
    "文档简介：本文为机关单位常用材料，格式规范，内容详实，欢迎下载收藏使用。",
    "【导语】这份材料是本站编辑从网上精心挑选的，仅供大家写作时参考！",
    "下面是范文驿站小编为您带来的《{title}》，供您参考，希望对您的写作有所启发。",
    "以下是本站为您整理的{title}，仅供参考，大家一起来看看吧！",
    "接下来小编就为大家送上一篇{title}，有需要的朋友快来看看吧。",
    "欢迎光临文海库！ | 使用帮助 | 登录 | 注册",
    "资源编号：3992402　资源大小：46.5KB　全文页数：12页",
    "书签 分享 收藏 举报 版权申诉",
    "快速下载　游客下载　手机号登录下载",
    "您的位置： 文海信息港 >> 公文 >> 总结",
    "时间一晃而过，一年又要写总结了。总结怎么写才有新意呢？以下是小编整理的{title}，欢迎大家阅读收藏。",
    "{title} 推荐度：★★★★ 相关推荐",
    "卖家：山间一片云　售价：8金币　已售：32份",
    "为了让工作更有条理，我们都要学会写总结，下面是小编帮大家收集的{title}，供大家参考。",
    "手机看文章 扫一扫 [字号：大 中 小] [打印] [关闭]",
    "在线客服 帮助中心 我的收藏 退出",
    "类型：工作总结　上传者：清风　时间：2023-10-09　人气：1024",
)
BELOW = (
    "本文档由用户上传，版权归上传者所有，如有异议请与本站联系，我们将在24小时内处理。",
    "声明：本站文档均来自网友上传，仅用于学习和研究，请于下载后24小时内删除。",
    "免责申明：以上内容由网友提供，不代表本网站立场，若有侵犯权益之处烦请来信告知。",
    "Copyright © 2015-2024 文海库 All Rights Reserved 鲁ICP备12345678号-2",
    "关于我们 | 广告服务 | 联系方式 | 友情链接 | 网站地图",
    "© 2023 范文驿站 保留所有权利　增值电信业务许可证：湘B2-20230001",
    "上一条：机关作风建设情况汇报　　下一条：社区党建工作经验材料",
    "相关推荐：1.街道创建工作汇报 2.乡镇综合治理总结 3.单位年度述职报告",
    "浏览过此页的读者也在看：镇街环境整治简报，单位普法工作小结",
    "下载此文档需要5金币，VIP会员可免费下载",
    "扫描下方二维码关注公众号，每天推送最新公文素材",
    "加入会员群，获取更多机关材料，微信号：wenmi888",
    "本内容由文档投稿者提供，文海库仅提供信息存储空间服务。",
    "未经许可不得转载，转载务必注明出处：文海库 http://www.example.com/doc/10086.html",
    "原文链接：https://www.example.org/article/5521.html 转载请保留",
    "[文章结束，感谢您的阅读，更多优质材料请收藏本站]",
    "亲，喜欢这篇文章就点个赞再走吧！",
    "编辑推荐您继续浏览：工作要点栏目",
    "看了本文的人还看了：乡村振兴汇报材料、机关党建工作要点",
    "【工作总结】相关文章：\n街道创建工作汇报04-12\n乡镇综合治理总结11-06",
    "友情提示：本站暂不支持下载工具，请换用电脑自带的浏览器下载。",
    "以上就是小编为您整理的全部内容，希望对您的工作有所帮助！",
    "请先预览再决定是否下载本资料，本站不对资料的准确和完整作任何担保。",
    "支付方式：支付宝　微信支付　验证码：看不清，换一张",
    "下载前请自行核对文档是否完整，平台不提供代写、修改等服务。",
    "【打印本页】【关闭窗口】【返回顶部】",
    "若文档侵犯了您的权益，请向客服反映，我们会尽快核实处理（人工客服：9:00—18:00）。",
    "分享到：QQ空间　新浪微博　微信　豆瓣",
    "更多工作总结、汇报材料，请锁定文海库公文频道。",
    "本文地址：http://www.example.com/zongjie/20231.html",
    "用户评论（0）：发表评论前请登录，请勿发布广告和不文明言论。",
    "觉得有用的话，就转发给身边写材料的朋友吧！",
    "设为首页 收藏本站 网站声明 意见反馈 手机版",
    "搜索“文海库”或者直接输入网址，就能找到本站。",
    "以上是本站为大家分享的范文，感谢您的浏览。",
    "不良信息举报电话：400-000-0000　举报邮箱：kf@example.com",
    "同类热门文档　换一批　查看全部",
    "您看到的是文字预览，排版以下载后的原文件为准。",
    "本资料由卖家上传并定价，收益归卖家，文海库不作任何修改。",
    "版权申明：本文由网友投稿，观点仅代表作者本人，与本站立场无关。",
)
STUBS = (
    "此处为隐藏的内容！登录后可查看",
    "未登录用户只能预览部分内容",
    "剩余60%未读，开通会员后继续阅读",
    "本文需支付3元解锁全部内容",
    "……（此处省略若干字，购买会员可见）",
    "以上为试看内容，完整版请付费获取",
    "抱歉，该部分仅对VIP用户开放",
    "您还不是会员，无法阅读全文",
    "普通用户查看需5积分，年费会员0积分",
    "当前仅显示前3页，下载后可阅读完整内容",
    "内容已被隐藏，请评论后刷新页面查看",
    "点击展开剩余80%内容",
)
CONTENTS_NAMES = (
    "创城经验材料汇编({}篇)",
    "文明创建工作总结{}篇",
    "{}篇精神文明创建工作汇报合集",
    "创建工作交流材料选编（{}篇）",
)
CONTENTS_TITLES = (
    "河湾区文明城市创建工作情况汇报",
    "松岭县城市管理局创建工作总结",
    "白沙镇人居环境整治经验材料",
    "在全市创建工作调度会上的交流发言",
    "2022年度精神文明建设工作总结",
    "青禾街道文明实践综述",
)


def _unread() -> Iterator[tuple[str, str]]:
    """The lines that are for measuring only, and where they stand: above, below, stub."""
    for row in (ROOT / "tests/unread_wrappers.tsv").read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            place, line = row.split("\t")
            yield place, line.replace("⏎", "\n")


UNREAD = {kind: tuple(line for place, line in _unread() if place == kind) for kind in ("above", "below", "stub")}


def wrappers(text: str, random: Random, above: Sequence[str] = ABOVE, below: Sequence[str] = BELOW) -> str:
    """One to three lines of a site above the text and as many below."""
    title = re.sub(f"[{_INVISIBLE}]", "", text.split("\n")[0])
    title = re.sub(r"^\s*\d+[、.]|#|目录.*", "", title)[:20].strip()
    head = [line.format(title=title) for line in random.sample(above, random.randint(1, 3))]
    tail = [line.format(title=title) for line in random.sample(below, random.randint(1, 3))]
    return "\n".join([*head, text, *tail])


def wrappers_held_out(text: str, random: Random) -> str:
    """The same in words that no rule was made from."""
    return wrappers(text, random, UNREAD["above"], UNREAD["below"])


def stubs(text: str, random: Random, words: Sequence[str] = STUBS) -> str:
    """A paywall's lines between two paragraphs."""
    lines = text.split("\n")
    at = random.randint(1, max(1, len(lines) - 1))
    return "\n".join([*lines[:at], *random.sample(words, random.randint(1, 2)), *lines[at:]])


def stubs_held_out(text: str, random: Random) -> str:
    """The same in words that no rule was made from."""
    return stubs(text, random, UNREAD["stub"])


def contents(text: str, random: Random) -> str:
    """A table of contents above the text, its breaks lost: title, page and the next number run together."""
    titles = random.sample(CONTENTS_TITLES, random.randint(2, 5))
    page, entries = 0, []
    for number, title in enumerate(titles, 1):
        page += random.randint(1, 9)
        entries.append(f"{number}{random.choice((' .', '.', '、'))}{title}{page}")
    name = random.choice(CONTENTS_NAMES).format(len(titles))
    return f"{name}目录{''.join(entries)}{text}"


# --- signs


def _at_some(pattern: str, text: str, random: Random, most: int) -> list[re.Match[str]]:
    found = list(re.finditer(pattern, text))
    return sorted(random.sample(found, min(len(found), random.randint(1, most))), key=lambda match: match.start())


def _replaced(text: str, matches: Sequence[re.Match[str]], replacement: Callable[[re.Match[str]], str]) -> str:
    for match in reversed(matches):
        text = text[: match.start()] + replacement(match) + text[match.end() :]
    return text


_QUOTED = r"“([^“”\n]{2,20})”"


def quotes_as_two(text: str, random: Random) -> str:
    """A scanner reads ” as 二."""
    return _replaced(text, _at_some(_QUOTED, text, random, 4), lambda match: f"“{match[1]}二")


def quotes_swapped(text: str, random: Random) -> str:
    """The opening mark where the closing one belongs, or the other way about."""
    forms = ("“{}“", "”{}”")
    matches = _at_some(_QUOTED, text, random, 4)
    return _replaced(text, matches, lambda match: random.choice(forms).format(match[1]))


def quotes_lost(text: str, random: Random) -> str:
    """One of a pair is gone."""
    forms = ("“{}", "{}”")
    matches = _at_some(_QUOTED, text, random, 3)
    return _replaced(text, matches, lambda match: random.choice(forms).format(match[1]))


def stops_lost(text: str, random: Random) -> str:
    """A 。 is gone, amid a paragraph or at its end."""
    return _replaced(text, _at_some("。", text, random, 3), lambda match: "")


def anti_copy_marks(text: str, random: Random) -> str:
    """An apostrophe or a dot after 的."""
    mark = random.choice(("'", ".", "`", "‘"))
    return _replaced(text, _at_some("的(?=[\u4e00-\u9fff])", text, random, 6), lambda match: f"的{mark}")


def invisible_characters(text: str, random: Random) -> str:
    """Zero-width characters, a soft hyphen, a byte order mark, anywhere."""
    for _ in range(random.randint(3, 40)):
        at = random.randrange(len(text))
        text = text[:at] + random.choice(_INVISIBLE) + text[at:]
    return text


def repeats(text: str, random: Random) -> str:
    """A sentence again, at once or after the next."""
    for match in _at_some(r"(?<=。)[^。！？!?\n“”()（）]{15,120}。(?![”)）])", text, random, 3)[::-1]:
        following = (
            re.compile(r"[^。！？!?\n“”()（）]*。(?![”)）])").match(text, match.end())
            if random.random() < 0.5
            else None
        )
        at = following.end() if following else match.end()
        text = text[:at] + match.group() + text[at:]
    return text


def masks(text: str, random: Random) -> str:
    """Numbers and years behind XX. What they hid stays hidden: the masks are to be had back as they are."""
    form = random.choice(("XX", "xx", "××", "**", "__"))

    def masked(match: re.Match[str]) -> str:
        return f"20{form}" if re.fullmatch(r"20\d\d", match.group()) else form

    text = _replaced(text, _at_some(r"(?<![\d.])\d{2,4}(?![\d.])(?=[\u4e00-\u9fff])", text, random, 30), masked)
    return text


KINDS: dict[str, Kind] = {
    "chunks": chunks,
    "uneven chunks": uneven_chunks,
    "chunks over paragraphs": chunks_over_paragraphs,
    "hard wraps": hard_wraps,
    "page furniture": page_furniture,
    "wrappers": wrappers,
    "wrappers, held out": wrappers_held_out,
    "paywall stubs": stubs,
    "paywall stubs, held out": stubs_held_out,
    "glued contents": contents,
    "quotes read as 二": quotes_as_two,
    "quotes swapped": quotes_swapped,
    "quotes lost": quotes_lost,
    "stops lost": stops_lost,
    "anti-copy marks": anti_copy_marks,
    "invisible characters": invisible_characters,
    "repeated sentences": repeats,
    "masks": masks,
}
# Which kinds come together, in the order in which they come about: words, signs, pages, then the site around it all.
COMBINED = (
    ("masks", "repeated sentences", "quotes read as 二", "chunks", "wrappers"),
    ("masks", "anti-copy marks", "quotes swapped", "glued contents", "chunks", "wrappers"),
    ("stops lost", "repeated sentences", "paywall stubs", "wrappers"),
    ("anti-copy marks", "quotes read as 二", "hard wraps", "wrappers"),
    ("masks", "invisible characters", "page furniture"),
    ("masks", "glued contents", "uneven chunks", "invisible characters", "wrappers"),
)
KINDS_WITHOUT_BREAKS = {"chunks", "uneven chunks"}
SIGNS = ("masks", "quotes read as 二", "quotes swapped", "quotes lost")
CHUNKS = ("chunks", "uneven chunks", "chunks over paragraphs")
# Lines broken and numbered in either order; page furniture of its own, for in a text without breaks no one can tell it.
LAYOUTS = (
    *((layout,) for layout in ("hard wraps", "page furniture", *CHUNKS)),
    *(("hard wraps", kind) for kind in CHUNKS),
    *((kind, "hard wraps") for kind in CHUNKS),
    ("hard wraps", "page furniture"),
)
# A 。 between two sentences and one mark of a pair: where it stood, nothing in the text says for sure.
KINDS_THAT_TAKE = {"quotes lost", "stops lost"}


def drawn(random: Random) -> tuple[str, ...]:
    """Some kinds together, by chance, in the order in which they come about; a paywall's lines only where lines are left."""
    kinds = ("masks", "repeated sentences", "anti-copy marks", *SIGNS[1:], "stops lost")
    words = [kind for kind in kinds if random.random() < 0.25]
    layout = random.choice(((), *LAYOUTS))
    has_breaks = KINDS_WITHOUT_BREAKS.isdisjoint(layout)
    site = [kind for kind in ("paywall stubs",) * has_breaks + ("glued contents",) if random.random() < 0.2]
    around = [kind for kind, share in (("invisible characters", 0.15), ("wrappers", 0.5)) if random.random() < share]
    return (*words, *site, *layout, *around)


def damaged(text: str, random: Random, *kinds: str) -> Damaged:
    """Damage of the kinds named, one after the other."""
    truth, gone = text, 0
    for kind in kinds:
        before, text = text, KINDS[kind](text, random)
        truth = text if kind == "masks" else truth
        gone += len(before) - len(text) if kind in KINDS_THAT_TAKE else 0
    return Damaged(text, truth, gone)


def heap(seed: str, number: int) -> tuple[str, tuple[str, ...], Damaged]:
    """A text with a heap of damage, all drawn by a seed and a number: the text's name, the kinds, and what came of them."""
    random, texts = Random(f"{seed} {number}"), clean_texts()
    name, kinds = random.choice(sorted(texts)), drawn(random)
    return name, kinds, damaged(texts[name], random, *kinds)


def restored_of_heap(seed: str, number: int) -> float:
    """The share of characters that stand again when a heap is cleaned."""
    case = heap(seed, number)[2]
    return restored(case.truth, clean(Source(case.text)).text, case.gone)

"""Write 60 summaries of 20 made-up places over three years, and what is true of them (truth.json).

    python corpora/cities/make.py [FOLDER]      # FOLDER: this one, if not given

Everything is drawn with one seed from words.py: the same files come out each time. A piece of text that something is
true of is written as ⟦id|text⟧ while a report is put together; `unmark` takes the marks off and keeps the spans.
"""

from __future__ import annotations

import json
import math
import random
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import words as w

SEED = 20233
RUN = 24  # characters: no run of this length is written into two reports by chance
SECTIONS = ("组织", "环境", "秩序", "实践", "宣传")
NUMERALS = "一二三四五六七八九十"
QUANTITY = {q.key: q for q in w.QUANTITIES}
FIGURES = 11  # figures a report has at least
MEMBERS = 9  # reports that tell of a practice
SELF = {
    "市": ("我市", "全市"),
    "区": ("我区", "全区"),
    "县": ("我县", "全县"),
    "镇": ("我镇", "全镇"),
    "道": ("我街道", "全街道"),
}
TITLES = (
    "{p}{y}年精神文明建设工作总结",
    "关于{p}{y}年创建全国文明城市工作情况的汇报",
    "{p}创建办{y}年工作总结",
    "{motto}——{p}{y}年创建全国文明城市综述",
    "{p}在{y}年创建工作推进会上的交流发言",
    "{p}{y}年创建全国文明城市经验材料",
)
OPENINGS = (
    "{y}年，{self}{stock}，{stock2}，{look}。现将工作情况总结如下：",
    "今年以来，{self}{stock}，{stock2}。{look}，{look2}。现将有关情况汇报如下：",
    "一年来,{all}上下{stock},{stock2},{look}。现总结如下:",
    "走进{p}，{look}，{look2}。{y}年，这里{stock}，{stock2}，把文明写进日常。",
    "各位领导、同志们：{self}{stock}，{look}，{look2}。下面，我就{y}年的创建工作作一交流，{stock2}是我们一贯的做法。",
    "{y}年,{self}{stock},{look},{stock2}。主要做法如下:",
)
LEADS = ("一年来，", "全年", "今年，", "截至年底，", "今年以来，", "")
HALF_WIDTH = (2, 5)
WITH_SUBHEADS = (0, 2, 4)
LISTED = (1, 5)
MOTTOS = (
    "春风化雨润心田",
    "一城新绿入画来",
    "灯火可亲街巷暖",
    "文明之花次第开",
    "步步生香是家园",
    "城与人的双向奔赴",
    "好风吹进寻常院",
    "清水绕城人从容",
    "街巷深处见文明",
    "一笔一画绘新城",
)
QUOTES = ("“{look}。”{who}对记者说。", "“{look}，{look2}。”{who}的话引来一片笑声。", "{who}告诉笔者：“{look}。”")
SPEAKERS = (
    "摊主老柯",
    "退休教师老佟",
    "出租车司机小阮",
    "住在巷口的邬大妈",
    "开面馆的老甄",
    "带孙子的奚奶奶",
    "刚毕业的小蔺",
    "环卫工老鲍",
)
PROBLEM_LEADS = (
    "在看到成绩的同时，也要看到不足：",
    "对照测评体系，差距还不小：",
    "工作中还有几个短板：",
    "记者也看到，",
    "我们也清醒地认识到，",
    "主要问题是：",
)
NEXT_LEADS = ("{next}年，", "明年，我们", "{next}年，", "到{next}年底，这里", "新的一年里，我们", "{next}年,")
NEXT_HEADS = ("下一步打算", "下一步工作安排", "明年工作打算", "下一步工作思路", "下步工作计划")
PROMISE_LEADS = ("力争", "计划", "确保", "拟")


def unmark(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """The text without its marks, and the span of each mark."""
    text, spans, opened = "", {}, []
    for piece in re.split(r"(⟦[\w.-]+\||⟧)", marked):
        if piece.startswith("⟦"):
            opened.append((piece[1:-1], len(text)))
        elif piece == "⟧":
            name, start = opened.pop()
            spans[name] = (start, len(text))
        else:
            text += piece
    return text, spans


class Maker:
    """What is planned for each report (place, year), and then the reports."""

    def __init__(self) -> None:
        self.draw = random.Random(SEED)
        self.reports = [(place, year) for year in w.YEARS for place in w.PLACES]
        self.facts: dict[str, dict[str, Any]] = {}  # mark id -> what is true of it
        self.practices: dict[tuple[str, int], list[str]] = {report: [] for report in self.reports}
        self.figures: dict[tuple[str, int], dict[str, tuple[float, str] | None]] = {r: {} for r in self.reports}
        self.promises: dict[tuple[str, int], list[dict[str, Any]]] = {r: [] for r in self.reports}
        self.silent: dict[tuple[str, int], set[str]] = defaultdict(set)  # what a report must not tell
        self.stories: dict[tuple[str, int], list[str]] = {r: [] for r in self.reports}
        self.seen: set[str] = set()  # runs of characters already written
        self.written: set[str] = set()  # runs of the report being written
        self.told: set[tuple[str, str]] = set()  # problems: where and what
        self.numbers = 0

    # -- the plan ----------------------------------------------------------------------------------------------

    def plan(self) -> None:
        for report in self.reports:
            self.plan_promises(report)
        for key in w.PRACTICES:
            self.plan_practice(key)
        for key, (place, wordings) in w.OWN.items():
            for year in self.draw.sample(w.YEARS, len(wordings)):
                self.practices[place, year].append(key)
        for report in self.reports:
            self.plan_figures(report)
        self.plan_stories()

    def plan_promises(self, report: tuple[str, int]) -> None:
        place, year = report
        after = (place, year + 1)
        told = {p["what"] for y in w.YEARS if y <= year for p in self.promises[place, y]}
        keys = [q.key for q in w.QUANTITIES if q.promised and q.key not in told]
        figures = self.draw.sample(keys, 2)
        free = [k for k in w.PRACTICES if k not in told and not any(k in self.practices[place, y] for y in w.YEARS)]
        practice = self.draw.choice(free)
        for what in (*figures, practice):
            outcome = "open" if year == w.YEARS[-1] else self.draw.choice(("kept", "kept", "changed", "dropped"))
            if what == practice and outcome == "changed":
                outcome = "dropped"
            amount = None if what == practice else self.amount(what, place)
            self.promises[report].append({"what": what, "outcome": outcome, "amount": amount})
            self.keep(what, outcome, amount, report, after)

    def keep(self, what: str, outcome: str, amount: Any, report: tuple[str, int], after: tuple[str, int]) -> None:
        """What a promise asks of this report and of the next."""
        self.silent[report] |= {what} if amount is None else {what, what + ".all-years"}
        if amount is None:
            for year in w.YEARS:
                if year < report[1]:
                    self.silent[report[0], year].add(what)
        if outcome == "kept":
            if amount is None:
                self.practices[after].append(what)
            else:
                self.figures[after][what] = (
                    more(amount[0] * self.draw.choice((1, 1, 1.05, 1.2)), amount[1]),
                    amount[1],
                )
        elif outcome == "changed":
            self.figures[after][what] = (more(amount[0] * self.draw.uniform(0.4, 0.7), amount[1]), amount[1])
        elif outcome == "dropped":
            self.silent[after] |= {what, what + ".all-years"}

    def plan_practice(self, key: str) -> None:
        free = [r for r in self.reports if key not in self.silent[r] and key not in self.practices[r]]
        told = sum(key in practices for practices in self.practices.values())
        self.draw.shuffle(free)
        free.sort(key=lambda report: len(self.practices[report]))
        for report in free[: max(2, MEMBERS - told)]:
            self.practices[report].append(key)

    def plan_figures(self, report: tuple[str, int]) -> None:
        figures = self.figures[report]
        promised = {p["what"] for p in self.promises[report]}
        keys = [q.key for q in w.QUANTITIES if q.key not in figures and q.key not in self.silent[report] | promised]
        self.draw.shuffle(keys)
        keys.sort(key=lambda key: self.count(key))
        for key in keys:
            if len(figures) >= FIGURES:
                break
            if key != "stations.model":
                figures[key] = None
        if "stations" in figures:
            figures["stations.model"] = None
        for key in figures:
            figures[key] = figures[key] or self.amount(key, report[0])

    def count(self, key: str) -> int:
        return sum(key in figures for figures in self.figures.values())

    def amount(self, key: str, place: str) -> tuple[float, str]:
        unit, _, least, most = self.draw.choice(QUANTITY[key].units)
        if unit in ("%", "平方米") and most <= 100:
            return round(self.draw.uniform(least, most), 1), unit
        if unit[0] in "万亿公" and most <= 12:
            return round(self.draw.uniform(least, most), self.draw.choice((1, 2))), unit
        scale = {"市": 1.0, "区": 0.6, "县": 0.6}.get(place[-1], 0.25)
        return max(2, round(self.draw.uniform(least, most) * (scale if most > 40 else 1))), unit

    def plan_stories(self) -> None:
        """Each story is told in the first year, and copied in the second and the third by other places."""
        kinds = [("edited", "figures"), ("figures", "verbatim"), ("verbatim", "edited")]
        spun = [("verbatim", "spun"), ("spun", "edited"), ("figures", "spun"), ("spun", "verbatim"), ("spun", "spun")]
        decks = {year: [p for _ in range(3) for p in self.draw.sample(w.PLACES, len(w.PLACES))] for year in w.YEARS}
        for number, story in enumerate(w.STORIES):
            spinnable = sum(story.count(word) for word in w.SYNONYMS) >= 6
            deck = spun if spinnable else kinds
            how = ("source", *deck[number % len(deck)])
            places: list[str] = []
            for year in w.YEARS:
                place = next(p for p in decks[year] if p not in places)
                decks[year].remove(place)
                places.append(place)
            for place, year, kind in zip(places, w.YEARS, how, strict=True):
                text = self.copied(kind, story)
                mark = self.mark("r", text, story=number, kind=kind)
                self.stories[place, year].append(mark)

    # -- how a story is copied -----------------------------------------------------------------------------------

    def copied(self, kind: str, story: str) -> str:
        ways = {"edited": self.edited, "figures": self.figures_changed, "spun": self.spun}
        return ways[kind](story) if kind in ways else story

    def edited(self, story: str) -> str:
        sentences = story.removesuffix("。").split("。")
        clauses = sentences[0].split("，")
        if len(clauses) > 2:
            del clauses[self.draw.randrange(1, len(clauses) - 1)]
        sentences[0] = "，".join(clauses)
        sentences[-1] = self.draw.choice(("后来，", "大家都说，", "就这样，")) + sentences[-1]
        return "。".join(sentences) + "。"

    def figures_changed(self, story: str) -> str:
        return re.sub(r"\d+", lambda m: str(int(m[0]) + self.draw.randint(1, max(3, int(m[0]) // 2))), story)

    def spun(self, story: str) -> str:
        pattern = "|".join(sorted(w.SYNONYMS, key=len, reverse=True))
        return re.sub(pattern, lambda m: w.SYNONYMS[m[0]] if self.draw.random() < 0.85 else m[0], story)

    # -- writing -------------------------------------------------------------------------------------------------

    def mark(self, letter: str, text: str, **fact: Any) -> str:
        self.numbers += 1
        name = f"{letter}{self.numbers}"
        self.facts[name] = fact
        return f"⟦{name}|{text}⟧"

    def fresh(self, write: Any) -> str:
        """What `write` makes, tried again until it shares no long run with another report."""
        for _ in range(300):
            marked = write()
            plain = folded(unmark(marked)[0])
            runs = {plain[i : i + RUN] for i in range(len(plain) - RUN + 1)}
            if not runs & self.seen:
                break
        self.written |= runs
        return marked

    def wording(self, wordings: tuple[str, ...], place: str) -> str:
        if len(wordings) == 4:
            wordings = wordings if place in w.HELD_OUT else wordings[:3]
        return self.draw.choice(wordings)

    def figure(self, key: str, place: str, amount: tuple[float, str], planned: bool, exact: bool) -> str:
        value, unit = amount
        size = next(u[1] for u in QUANTITY[key].units if u[0] == unit)
        group = key + (".planned" if planned else "")
        number, masked = f"{value:.12g}", False
        if not exact and self.draw.random() < 0.07:
            number, masked = re.sub(r"\d", "X", number), True
        elif value in range(2, 11) and self.draw.random() < 0.3:
            number = NUMERALS[int(value) - 1]
        elif not exact and value == int(value) and value >= 20 and unit != "%" and self.draw.random() < 0.2:
            value = value // 10 * 10
            number = f"{value:.12g}余"
        fact = {"group": group, "unit": unit, "value": None if masked else round(value * size, 2), "masked": masked}
        return self.wording(QUANTITY[key].wordings, place).replace("{n}", self.mark("f", number + unit, **fact))

    def figure_sentences(self, report: tuple[str, int], section: str) -> list[str]:
        place, year = report
        asked = {p["what"] for p in self.promises.get((place, year - 1), ())}
        pieces = {
            key: self.figure(key, place, amount, False, key in asked)
            for key, amount in self.figures[report].items()
            if amount and QUANTITY[key].section == section
        }
        if "stations.model" in pieces:
            pieces["stations"] += "，" + pieces.pop("stations.model")
        if {"toilets.new", "toilets.renovated"} <= set(pieces) and self.draw.random() < 0.5:
            number = re.search(r"⟦.*⟧", pieces.pop("toilets.renovated"))
            pieces["toilets.new"] += "、改造" + (number[0] if number else "")
        whole = [f"{piece}。" for key, piece in pieces.items() if key.endswith(("all-years", "per-head"))]
        rest = [piece for key, piece in pieces.items() if not key.endswith(("all-years", "per-head"))]
        self.draw.shuffle(rest)
        lead = self.draw.choice(LEADS)
        return [lead + "，".join(rest[i : i + 3]) + "。" for i in range(0, len(rest), 3)] + whole

    def measure_sentence(self, key: str, place: str) -> str:
        wordings = w.PRACTICES.get(key) or w.OWN[key][1]
        wording = self.wording(wordings, place)
        tail = self.draw.choice(w.TAILS).replace("{who}", self.draw.choice(w.WHO))
        before = (
            self.draw.choice(("", "", "我们", "同时，", "今年，"))
            if w.PLACES.index(place) % len(TITLES) not in LISTED
            else ""
        )
        return f"{before}{self.mark('m', wording, practice=key)}，{tail}。"

    def before_and_after(self) -> str:
        spot, issue, look = (self.draw.choice(words) for words in (w.SPOTS, w.ISSUES, w.OUTLOOK))
        between = self.draw.choice(("整治之后", "几个月下来", "如今", "一年过去", "现在再去看"))
        return f"{self.draw.choice(('过去', '从前', '原来', '前些年'))}{spot}{issue}，{between}，{look}。"

    def quote(self) -> str:
        look, look2 = self.draw.sample(w.OUTLOOK, 2)
        return self.draw.choice(QUOTES).format(look=look, look2=look2, who=self.draw.choice(SPEAKERS))

    def problems(self) -> str:
        while True:  # no two reports tell of one problem
            told = set(zip(self.draw.sample(w.SPOTS, 3), self.draw.sample(w.ISSUES, 3), strict=True))
            if not told & self.told:
                self.told |= told
                return "；".join(f"{spot}{issue}" for spot, issue in sorted(told)) + "。"

    def promise(self, promise: dict[str, Any], report: tuple[str, int]) -> str:
        what, amount = promise["what"], promise["amount"]
        if amount is None:
            lead = self.draw.choice(("计划", "将", "拟", "准备"))
            clause = self.wording(w.PRACTICES[what], report[0]).split("，")[0]
        else:
            lead = self.draw.choice(PROMISE_LEADS)
            clause = self.figure(what, report[0], amount, True, True)
        return self.mark("p", lead + clause, what=what, outcome=promise["outcome"])

    # -- reports -------------------------------------------------------------------------------------------------

    def section(self, report: tuple[str, int], section: str, practices: list[str], subheads: bool) -> list[str]:
        place = report[0]
        measures = [self.fresh(lambda key=key: self.measure_sentence(key, place)) for key in practices]
        figures = self.figure_sentences(report, section)
        voice = w.PLACES.index(place) % len(TITLES)
        if voice in LISTED and len(measures) > 1:
            listed = "".join(f"{NUMERALS[i]}是{m}" for i, m in enumerate(measures))
            return [listed, "".join(figures) + self.fresh(self.before_and_after)]
        figures.append(self.fresh(self.quote if voice == 3 and self.draw.random() < 0.6 else self.before_and_after))
        if subheads and measures and figures:
            head = self.draw.sample(w.HEADS_B, 2)
            return [f"（一）{head[0]}。" + "".join(measures), f"（二）{head[1]}。" + "".join(figures)]
        sentences = measures + figures
        self.draw.shuffle(sentences)
        return ["".join(sentences)]

    def body(self, report: tuple[str, int], voice: int) -> list[str]:
        practices = list(self.practices[report])
        self.draw.shuffle(practices)
        shares = {s: practices[i :: len(SECTIONS)] for i, s in enumerate(SECTIONS)}
        stories = list(self.stories[report])
        wanted = [s for s in SECTIONS if shares[s] or any(QUANTITY[k].section == s for k in self.figures[report])]
        lines = []
        for number, section in enumerate(wanted):
            head = f"{self.draw.choice(w.HEADS_A[section])}，{self.draw.choice(w.HEADS_B)}"
            paragraphs = self.section(report, section, shares[section], voice in WITH_SUBHEADS)
            if stories and (number or len(stories) > 3):
                if self.draw.random() < 0.5:
                    paragraphs.append(stories.pop())
                else:
                    paragraphs[-1] += stories.pop()
            lines += [f"{NUMERALS[number]}、{head}", *paragraphs]
        effects = self.figure_sentences(report, "成效")
        looks = self.fresh(lambda: "，".join(self.draw.sample(w.OUTLOOK, 5)) + "。")
        lines += [
            f"{NUMERALS[len(wanted)]}、取得的成效",
            "".join(effects) + looks + self.fresh(self.before_and_after) + self.fresh(self.quote),
            *stories,
        ]
        problems = PROBLEM_LEADS[voice] + self.problems()
        lines += [f"{NUMERALS[len(wanted) + 1]}、存在的问题", problems]
        promises = [self.promise(p, report) for p in self.promises[report]]
        self.draw.shuffle(promises)
        lead = NEXT_LEADS[voice].format(next=report[1] + 1)
        lines += [f"{NUMERALS[len(wanted) + 2]}、{self.draw.choice(NEXT_HEADS)}", lead + "，".join(promises) + "。"]
        return lines

    def report(self, report: tuple[str, int]) -> str:
        place, year = report
        voice = w.PLACES.index(place) % len(TITLES)
        self.written = set()
        own = SELF[place[-1]]

        def opening() -> str:
            stock, stock2 = (self.mark("s", phrase, phrase=phrase) for phrase in self.draw.sample(w.STOCK, 2))
            look, look2 = self.draw.sample(w.OUTLOOK, 2)
            slots = {"p": place, "y": year, "self": own[0], "all": own[1], "stock": stock, "stock2": stock2}
            return OPENINGS[voice].format(**slots, look=look, look2=look2)

        lines = [TITLES[voice].format(p=place, y=year, motto=self.draw.choice(MOTTOS)), self.fresh(opening)]
        lines += self.body(report, voice)
        if voice in (0, 1, 5):
            lines += [f"{place}文明办", f"{year}年12月{self.draw.randint(10, 28)}日"]
        if voice == 4:
            lines.append("谢谢大家！")
        self.seen |= self.written
        text = "\n".join(lines) + "\n"
        return text.translate(str.maketrans("，：；（）", ",:;()")) if voice in HALF_WIDTH else text

    def write(self, folder: Path) -> None:
        self.plan()
        spans: dict[str, dict[str, Any]] = {}
        for place, year in self.reports:
            text, found = unmark(self.report((place, year)))
            name = f"{place}-{year}.txt"
            (folder / name).write_text(text, encoding="utf-8")
            for mark, (start, end) in found.items():
                spans[mark] = {"document": name, "start": start, "end": end, "text": text[start:end]}
        truth = json.dumps(Truth(self.facts, spans).all(), ensure_ascii=False, indent=1)
        (folder / "truth.json").write_text(truth + "\n", encoding="utf-8")


class Truth:
    """The facts of the marks, put together by kind."""

    def __init__(self, facts: dict[str, dict[str, Any]], spans: dict[str, dict[str, Any]]) -> None:
        self.facts, self.spans = facts, spans

    def marks(self, kind: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        return [(self.facts[m], span) for m, span in self.spans.items() if m[0] == kind]

    def all(self) -> dict[str, Any]:
        return {
            "held_out": list(w.HELD_OUT),
            "figures": self.grouped("f", "group"),
            "measures": self.measures(),
            "reuse": self.reuse(),
            "harmless": self.harmless(),
            "promises": self.promises(),
        }

    def grouped(self, kind: str, by: str) -> dict[str, list[dict[str, Any]]]:
        groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for fact, span in self.marks(kind):
            groups[fact[by]].append({**span, **{k: v for k, v in fact.items() if k != by}})
        return dict(sorted(groups.items()))

    def measures(self) -> list[dict[str, Any]]:
        clusters = []
        for practice, members in self.grouped("m", "practice").items():
            first = min(year(m) for m in members)
            places = sorted({place(m) for m in members if year(m) == first})
            own = len({place(m) for m in members}) == 1
            clusters.append({"practice": practice, "first": places, "only_one_place": own, "members": members})
        return clusters

    def reuse(self) -> list[dict[str, Any]]:
        pairs = []
        for members in self.grouped("r", "story").values():
            members.sort(key=year)
            for i, earlier in enumerate(members):
                for later in members[i + 1 :]:
                    kinds = {later["kind"]} if i == 0 else {earlier["kind"], later["kind"]}
                    kind = next(k for k in ("spun", "figures", "edited", "verbatim") if k in kinds)
                    pairs.append({"kind": kind, "direct": i == 0, "from": bare(earlier), "to": bare(later)})
        return pairs

    def harmless(self) -> list[dict[str, Any]]:
        pairs = []
        for phrase, members in self.grouped("s", "phrase").items():
            for one, other in zip(members[::2], members[1::2], strict=False):
                pairs.append({"phrase": phrase, "one": bare(one), "other": bare(other)})
        return pairs

    def promises(self) -> list[dict[str, Any]]:
        told = [(f["group"], span) for f, span in self.marks("f")] + [(f["practice"], s) for f, s in self.marks("m")]
        found = []
        for fact, span in self.marks("p"):
            later = next(
                (
                    s
                    for what, s in told
                    if what == fact["what"] and place(s) == place(span) and year(s) == year(span) + 1
                ),
                None,
            )
            found.append({**span, **fact, "later": later})
        return found


def more(value: float, unit: str) -> float:
    """The next number up that is written of a unit: whole ones of things, hundredths of 万 and 公顷."""
    return math.ceil(value * 100 - 1e-9) / 100 if unit[0] in "万亿公" else max(1, math.ceil(value - 1e-9))


def folded(text: str) -> str:
    return text.translate(str.maketrans("，：；（）", ",:;()"))


def place(span: dict[str, Any]) -> str:
    return str(span["document"].split("-")[0])


def year(span: dict[str, Any]) -> int:
    return int(span["document"][-8:-4])


def bare(span: dict[str, Any]) -> dict[str, Any]:
    return {k: span[k] for k in ("document", "start", "end", "text")}


if __name__ == "__main__":
    Maker().write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)

"""Categories of passages: what decides, what only looks like it, and the words that say so."""

import json
import random
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from test_codebook import TINY

from civtext.classifiers.categories import MOST_LABELS, classify, scores
from civtext.classifiers.terms import scanning_finder, term_finder
from civtext.codebook import load_codebook, read_codebook
from civtext.errors import UsageError

ROOT = Path(__file__).parent.parent
PASSAGES = [
    json.loads(line)
    for path in sorted((ROOT / "corpora" / "passages").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
DEV = ROOT.parent / "shared" / "gold" / "dev"

# One or two lines to each category, then the hard neighbours; written for this test, none of them in the corpus.
GOLDEN = [
    ("C01", "党支部坚持“三会一课”，把中心组学习的内容带到车间，开展微宣讲64场。"),
    ("C02", "重阳节前评选“好儿媳”和最美家庭，把家训牌挂上门楣。"),
    ("C03", "全镇登记注册志愿者1800名，组建26支志愿服务队。"),
    ("C04", "把52个审批事项集中到一个窗口，推行容缺受理，办理时限压缩过半。"),
    ("C05", "司法所在集市设普法摊位，当场受理法律援助申请7件。"),
    ("C06", "查处假冒伪劣案件42起，公布失信名单两批，要求商户明码标价。"),
    ("C07", "图书馆延长开放到晚上九点，全民阅读月里举办读书会30场。"),
    ("C08", "为留守儿童建起四点半课堂，少年宫周末免费开放。"),
    ("C09", "改造老旧小区9个、背街小巷17条，新增停车泊位600个。"),
    ("C10", "清理占用消防通道的杂物，调处矛盾纠纷83起，辖区治安案件下降。"),
    ("C11", "完成黑臭水体治理2处，补栽行道树900株，绿化覆盖率提高。"),
    ("C12", "成立由区长任指挥长的创建指挥部，每周督查、每月通报排名，连续末位的约谈。"),
    ("C13", "组织文明单位与贫困村结对共建，评出文明村镇12个。"),
    ("C03", "印发方案并召开动员部署会，对注册志愿者进行培训，把志愿服务情况纳入考核。"),  # ordered, yet volunteering
    ("C13", "对届满的文明单位进行复查考核，通报结果，限期整改。"),  # inspected, yet titles
    ("C11", "制定工作方案，在全市开展餐饮油烟和扬尘治理，督导检查工地60个。"),
    ("C04", "学校整治乱收费，党风廉政责任书签到每个教研组。"),  # a school, yet clean government
    ("C06", "窗口服务人员统一着装、微笑服务，营业厅推行首问制。"),
    ("C10", "景区修订应急预案，与旅行社签订安全生产责任书。"),  # tourism, yet safety
    ("C12", "ＸＸ市对照测评体系，逐项整理申报材料，开展模拟测评，迎接省检。"),  # full width
]

RHETORIC = [
    "长风万里，征程再启。让我们携手同心，把蓝图变成现实！",
    "我县地处两省交界，总人口46万，是远近闻名的茶乡。",
    "各位领导、各位同仁：大家好！不足之处，敬请批评指正。",
    "在市委、市政府的坚强领导下，各项事业蒸蒸日上。",
    "",
    "。，、；",
    "\ud800𠮷\x00",
]


@pytest.mark.parametrize(("id", "text"), GOLDEN, ids=[f"{id}-{n}" for n, (id, _) in enumerate(GOLDEN)])
def test_the_subject_decides(id: str, text: str) -> None:
    (found,) = classify([text])
    assert found and found[0].id == id, found


@pytest.mark.parametrize("text", RHETORIC)
def test_rhetoric_background_and_nothing_at_all_have_no_category(text: str) -> None:
    assert classify([text]) == [()]


def test_two_subjects_get_two_labels_and_one_gets_one() -> None:
    two, one = classify(
        ["新建公厕6座、改造菜市场3个，栽植行道树2000株，新增公园绿地4公顷。", "新建公厕6座、改造菜市场3个。"]
    )
    assert {score.id for score in two} == {"C09", "C11"}
    assert [score.id for score in one] == ["C09"]


def test_scores_are_probabilities_best_first_and_evidence_is_of_the_text_given() -> None:
    for row, found in zip(PASSAGES, classify([row["text"] for row in PASSAGES]), strict=True):
        values = [score.score for score in found]
        assert values == sorted(values, reverse=True) and all(0 < value < 1 for value in values)
        assert len(found) <= MOST_LABELS
        for score in found:
            assert score.evidence
            assert all(0 <= span.start < span.end <= len(row["text"]) for span in score.evidence)


def test_a_word_that_only_holds_a_cue_is_no_evidence() -> None:
    assert scores("市政府大院") == ()
    assert scores("市政设施")[0].id == "C09"


def test_another_codebook_gives_its_own_categories() -> None:
    parks = read_codebook(TINY)
    assert [found.id for found in classify(["公园里乔木葱茏，树木成行。"], codebook=parks)[0]] == ["P1"]
    assert scores("公园路", codebook=parks) == ()


def test_the_answer_hangs_on_the_text_alone() -> None:
    texts = [row["text"] for row in PASSAGES[:60]]
    assert classify(texts) == classify(texts) == [classify([text])[0] for text in texts]
    assert classify([]) == []


def test_both_matchers_agree() -> None:
    pytest.importorskip("daachorse")
    codebook = load_codebook()
    terms = [term for indicator in codebook.indicators for term in indicator.cues + indicator.hints]
    fast, plain = term_finder(terms), scanning_finder(terms)
    chance = random.Random(7)
    letters = "".join(terms)
    mixed = ["".join(chance.choices(letters, k=80)) for _ in range(300)]
    spliced = ["".join(chance.choices(terms, k=12))[chance.randrange(4) :] for _ in range(300)]
    for text in [row["text"] for row in PASSAGES] + mixed + spliced + ["", "文明\ud800单位", "𠮷公厕"]:
        assert fast(text) == plain(text)


def test_the_longest_term_that_starts_leftmost_wins() -> None:
    for find in (term_finder(["文明", "文明单位", "单位创建"]), scanning_finder(["文明", "文明单位", "单位创建"])):
        assert find("文明单位创建文明") == [(0, 4, "文明单位"), (6, 8, "文明")]
    assert term_finder([])("文明") == []


def test_the_corpus_is_what_its_readme_says() -> None:
    known = {category.id for category in load_codebook().categories}
    assert len({row["id"] for row in PASSAGES}) == len(PASSAGES) == 2341
    assert len({row["voice"] for row in PASSAGES}) == 12
    assert all(40 <= len(row["text"]) <= 400 and len(row["categories"]) <= 3 for row in PASSAGES)
    assert known == {id for row in PASSAGES for id in row["categories"]}
    assert sum(not row["categories"] for row in PASSAGES) >= 25


def test_no_two_passages_are_nearly_the_same() -> None:
    texts = [row["text"] for row in PASSAGES]
    grams = [{text[i : i + 4] for i in range(len(text) - 3)} for text in texts]
    close = [
        (texts[i], texts[j])
        for i in range(len(texts))
        for j in range(i)
        if len(grams[i] & grams[j]) > 0.3 * min(len(grams[i]), len(grams[j]))
        and SequenceMatcher(None, texts[i], texts[j]).ratio() > 0.5
    ]
    assert close == []


def _measures(rows: list[dict[str, object]]) -> tuple[float, float]:
    """Top-1 and micro F1."""
    top = hits = wanted = given = labelled = 0
    for row, found in zip(rows, classify([str(row["text"]) for row in rows]), strict=True):
        want, got = set(row["categories"]), [score.id for score in found]  # type: ignore[call-overload]
        labelled += bool(want)
        top += bool(got) and got[0] in want
        hits, wanted, given = hits + len(want & set(got)), wanted + len(want), given + len(got)
    return top / labelled, 2 * hits / (wanted + given)


def test_the_corpus_is_read_as_it_was_written() -> None:
    top, micro = _measures(PASSAGES)
    assert top >= 0.94 and micro >= 0.9


@pytest.mark.skipif(not DEV.exists(), reason="the annotated real documents are not here")
def test_real_documents_are_read_as_their_annotators_did() -> None:
    rows = []
    for path in sorted(DEV.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        with path.with_name(path.name.replace(".gold.json", ".txt")).open(encoding="utf-8", newline="") as file:
            raw = file.read()
        rows += [{"text": raw[p["start"] : p["end"]], "categories": p["categories"]} for p in gold.get("passages", [])]
    top, micro = _measures(rows)
    assert top >= 0.85 and micro >= 0.75


def test_one_text_is_no_list_of_texts() -> None:
    with pytest.raises(UsageError, match="list"):
        classify("整治背街小巷")

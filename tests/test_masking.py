"""Masking: nothing named is left, by the program's own proof; the key gives the text back, character by character."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from hostile import paragraph, part_xml, parts_of, zipped

from civtext.errors import UsageError
from civtext.filling.masking import mask, restore
from civtext.loaders import load_source
from civtext.pipeline import annotate, load

ROOT = Path(__file__).parents[1]
REPORTS = sorted((ROOT / "corpora" / "annotated").glob("*.txt"))
TEXT = (
    "河北省云岭市2023年创建文明城市工作总结\n"
    "云岭市文明办主任张卫国带队,整治背街小巷80余条,投入近1.2亿元,改造老旧小区三十个。云政发〔2023〕15号印发。\n"
    "6月18日,“书香云岭”活动在云岭市图书馆举行,满意率提高3个百分点。\n"
)


def masked(folder: Path, name: str, data: bytes) -> tuple[Path, Path, Path]:
    report, template, key = folder / name, folder / f"template{Path(name).suffix}", folder / "key.json"
    report.write_bytes(data)
    mask(report, template, key)
    return report, template, key


def test_names_and_figures_go_units_and_bounds_stay(tmp_path: Path) -> None:
    _, template, _ = masked(tmp_path, "report.txt", TEXT.encode())
    text = template.read_text(encoding="utf-8")
    for gone in ("云岭", "张卫国", "2023", "80", "1.2", "三十", "18日"):
        assert gone not in text, gone
    for kept in ("XX市20XX年创建文明城市工作总结", "背街小巷XX余条", "近X.X亿元", "XX个。", "“书香XX”", "个百分点"):
        assert kept in text, kept


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_report_masked_has_no_residuals_and_comes_back(tmp_path: Path, path: Path) -> None:
    report, template, key = masked(tmp_path, "report.txt", path.read_bytes())
    assert not [one for document in load(template) for one in annotate(document).labelled("residual")]
    restore(template, key, tmp_path / "again.txt")
    assert load_source(tmp_path / "again.txt").text == load_source(report).text


def test_a_word_report_comes_back(tmp_path: Path) -> None:
    report = tmp_path / "report.docx"
    document = docx.Document()
    for line in TEXT.splitlines():
        paragraph = document.add_paragraph()
        for at in range(0, len(line), 3):
            paragraph.add_run(line[at : at + 3]).bold = at % 2 == 0
    document.sections[0].header.paragraphs[0].text = "云岭市文明办"
    document.save(str(report))
    done = mask(report, tmp_path / "template.docx", tmp_path / "key.json")
    assert done.left == () and "云岭" not in load_source(tmp_path / "template.docx").text
    assert restore(tmp_path / "template.docx", tmp_path / "key.json", tmp_path / "again.docx") == done.places
    assert load_source(tmp_path / "again.docx").text == load_source(report).text


def test_what_a_word_file_keeps_beside_its_text_goes_too(tmp_path: Path) -> None:
    """Deleted and moved words, deleted rows, authors of changes and comments, properties; the words that are read come back."""
    gone = '<w:del w:id="1" w:author="钱立群"><w:r><w:delText>柳堤区216份</w:delText></w:r></w:del>'
    moved = '<w:moveFrom w:id="2" w:author="钱立群"><w:r><w:t>由孙明远负责</w:t></w:r></w:moveFrom>'
    row = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>周家屯</w:t></w:r></w:p></w:tc></w:tr>"
    wp = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    picture = f'<w:r><w:drawing><wp:inline {wp}><wp:docPr id="9" name="Picture 1" descr="D:\\钱立群\\图.png"/></wp:inline></w:drawing></w:r>'
    body = paragraph("云岭市整治背街小巷80条", inside=gone + moved + picture) + f"<w:tbl>{row}</w:tbl>"
    comment = f'<w:comment w:id="0" w:author="钱立群" w:initials="钱">{paragraph("请核数")}</w:comment>'
    report = tmp_path / "report.docx"
    parts = parts_of(body, comments=part_xml("comments", comment))
    space = 'xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:d="http://purl.org/dc/elements/1.1/"'
    told = "<d:creator>钱立群</d:creator><d:title>云岭市总结</d:title><c:lastModifiedBy>钱立群</c:lastModifiedBy><c:contentStatus>钱审</c:contentStatus>"
    report.write_bytes(zipped({**parts, "docProps/core.xml": f"<c:coreProperties {space}>{told}</c:coreProperties>"}))
    mask(report, tmp_path / "template.docx", tmp_path / "key.json")
    with zipfile.ZipFile(tmp_path / "template.docx") as package:
        told = b"".join(map(package.read, package.namelist())).decode("utf-8", "ignore")
    assert [name for name in ("云岭", "柳堤", "216", "孙明远", "周家屯", "钱") if name in told] == []
    assert "delText" in told and "XXXXXXX" in told and "请核数" in told and 'w:author="XX"' in told
    restore(tmp_path / "template.docx", tmp_path / "key.json", tmp_path / "again.docx")
    assert load_source(tmp_path / "again.docx").text == load_source(report).text


def test_the_key_of_another_template_is_not_written_over(tmp_path: Path) -> None:
    _, _, key = masked(tmp_path, "report.txt", TEXT.encode())
    before = key.read_bytes()
    other = tmp_path / "other.txt"
    other.write_text("望川市2022年创建工作总结\n整治背街小巷16条。\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        mask(other, tmp_path / "other-template.txt", key)
    assert caught.value.code == "key.taken" and key.read_bytes() == before
    assert not (tmp_path / "other-template.txt").exists()
    mask(tmp_path / "report.txt", tmp_path / "template.txt", key)  # the same again
    assert key.read_bytes() == before


def test_a_key_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    _, template, key = masked(tmp_path, "report.txt", TEXT.encode())
    template.write_text(template.read_text(encoding="utf-8") + "又。", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        restore(template, key, tmp_path / "again.txt")
    assert caught.value.code == "key.other"
    spans = ("Infinity, 2", "NaN, 2", "-1, 2", "2, 0", "0, 1e999", "null, 2", f"0, {10**9}")
    entries = [f'{{"template": "", "entries": [[{span}, "x"]]}}'.encode() for span in spans]
    for bad in (b"", b"{}", b"[]", b"[" * 100_000, b"\xff", *entries):
        key.write_bytes(bad)
        with pytest.raises(UsageError) as caught:
            restore(template, key, tmp_path / "again.txt")
        assert caught.value.code == "key.unreadable"


def test_names_of_pupils_units_and_those_addressed_go_too(tmp_path: Path) -> None:
    text = (
        "榆陌市第二人民医院2023—2024学年创建工作总结\n市民于女士说方便,学生陈果果入选好少年,榆陌市第二人民医院开通热线0371-8620120。\n"
        "老师们很满意,女士优先窗口2个。二〇二三年十二月十八日\n"
    )
    _, template, _ = masked(tmp_path, "report.txt", text.encode())
    told = template.read_text(encoding="utf-8")
    for gone in ("榆陌", "于女士", "陈果果", "8620120", "2023", "2024", "二〇二三", "十二月", "十八日"):
        assert gone not in told, gone
    assert "女士优先" in told and "老师们" in told


def test_nothing_is_written_over_what_it_is_made_from(tmp_path: Path) -> None:
    report, template, key = masked(tmp_path, "report.txt", TEXT.encode())
    for paths in ((report, report, key), (report, template, template), (report, tmp_path / "t.docx", key)):
        with pytest.raises(UsageError) as caught:
            mask(*paths)
        assert caught.value.code in ("output.same", "output.suffix")
    with pytest.raises(UsageError):
        restore(template, key, template)
    assert report.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize(
    ("sentence", "gone", "kept"),
    [
        ("退休教师周明义捐出积蓄,局长郑宏伟主持会议。", "周明义 郑宏伟", "退休教师 主持会议"),
        ("“中国好人”何建军勇救落水儿童,李强同志现场办公。", "何建军 李强", "中国好人 现场办公"),
        ("环卫工人老周凌晨上岗,保安老耿巡楼。", "老周 老耿", "凌晨上岗 巡楼"),
        ("下湾组、上坪组轮流值日,马家湾自然村完成改厕。", "下湾 上坪 马家湾", "组轮流值日 自然村完成"),
        ("青山屯安装路灯,幸福里小区加装电梯,柳林社区义诊。", "青山 幸福里 柳林", "屯安装 小区加装 社区义诊"),
        ("联系人:李秀梅电话:62885511。审核:王芳 签发:周立新", "李秀梅 王芳 周立新 62885511", "联系人 电话 审核"),
        # what only looks like a name or a place
        ("教师安心从教,民警严格执法,居民金融知识普及。", "", "安心从教 严格执法 金融知识"),
        ("志愿者全部到位,市民金点子征集,干部包村联户,书记任总指挥。", "", "全部到位 包村联户 任总指挥"),
        ("宣传组、督查组分工,全体党员同志带头,泵房师傅抢修。", "", "宣传组 督查组 党员同志 泵房师傅"),
        (
            "老旧小区、无物业小区、行政村、自然村全覆盖,第三村民小组评比。",
            "",
            "老旧小区 无物业小区 自然村 第三村民小组",
        ),
    ],
)
def test_persons_before_any_verb_hamlets_and_estates(tmp_path: Path, sentence: str, gone: str, kept: str) -> None:
    text = f"河北省云岭市2023年创建文明城市工作总结\n一、主要做法\n{sentence}\n"
    _, template, _ = masked(tmp_path, "report.txt", text.encode())
    told = template.read_text(encoding="utf-8")
    assert [name for name in gone.split() if name in told] == []
    assert [words for words in kept.split() if words not in told] == []


def test_leaders_addresses_and_identity_numbers_go(tmp_path: Path) -> None:
    text = (
        "云岭市2023年创建工作总结\n领导小组组长:吴卫东;成员:马志远、何晓峰。区委书记讲话,李书记、王局长到场,各校校长任主任。\n"
        "邮箱:ylwmb@163.com,网址www.yunling.gov.cn,身份证420123198001011234,编号12345678901234567890。\n"
    )
    _, template, key = masked(tmp_path, "report.txt", text.encode())
    told = template.read_text(encoding="utf-8")
    gone = ("吴卫东", "马志远", "何晓峰", "李书记", "王局长", "ylwmb", "163", "yunling", "420123198001011234")
    assert [name for name in gone if name in told] == []
    for kept in ("组长:XXX;成员:XXX、XXX。", "区委书记讲话", "各校校长任主任", "12345678901234567890"):
        assert kept in told, kept
    restore(template, key, tmp_path / "again.txt")
    assert (tmp_path / "again.txt").read_text(encoding="utf-8") == text

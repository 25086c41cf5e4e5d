"""PDF pages on which not all is to be seen, read or opened: rows C15, C16, C19, C22, C27, and what only looks like them."""

from __future__ import annotations

from pathlib import Path

import hostile
import pytest
from hostile import SENTENCE, grid, half_mapped, pdf, pdf_of, set_in_lines, stream, unseen_text, without_map
from typer.testing import CliRunner

from civtext.batch import mine
from civtext.cli import app
from civtext.errors import LoadError
from civtext.loaders import is_whole, load_source
from civtext.loaders.guard import refuse_inflating
from civtext.loaders.limits import Limits, Options
from civtext.loaders.pdf import read_pdf
from civtext.model import Source

pytest.importorskip("pypdfium2")

UNSEEN = "看不见的字"


def read(data: bytes, **told: str) -> Source:
    return read_pdf(data, Options(sandboxed=False, **told))  # type: ignore[arg-type]


def codes(source: Source) -> list[str]:
    return [flag.code for flag in source.flags]


# C22: seen or not.

HIDDEN = {
    "invisible": unseen_text("3 Tr"),
    "clips only": unseen_text("7 Tr"),
    "white": unseen_text("1 g"),
    "white, in four inks": unseen_text("0 0 0 0 k"),
    "white with a white outline": unseen_text("1 g 1 G 2 Tr"),
    "white on a white field": unseen_text("1 g 50 580 400 50 re f"),
    "white on a white field over a dark one": unseen_text("0 g 50 580 400 50 re f 1 g 60 590 300 30 re f"),
    "white beside the dark field": unseen_text("0 g 300 580 200 50 re f 1 g"),
    "tiny": unseen_text(size=0.1),
    "tiny by its matrix": unseen_text("0.01 0 0 0.01 0 0 cm", x=7500, y=60000),
    "clipped": unseen_text("0 0 9 9 re W n"),
    "clipped by two": unseen_text("0 0 400 842 re W n 400 0 100 842 re W n"),
    "runs over the edge": unseen_text(x=560),
    "comes in over the edge": unseen_text(x=-50),
}
SEEN = {
    "black": unseen_text(),
    "white on a dark field": unseen_text("0 0 0.5 rg 50 580 400 50 re f 1 g"),
    "white on a pale field": unseen_text("0.8 g 50 580 400 50 re f 1 g"),
    "white with a dark outline": unseen_text("1 g 0 G 2 Tr"),
    "pale grey": unseen_text("0.8 g"),
    "a footnote": unseen_text(size=6),
    "a raised number": unseen_text("7 Ts", size=4),
    "size in the matrix": unseen_text("16 0 0 16 0 0 cm", x=5, y=40, size=1),
    "clipped around": unseen_text("60 590 300 40 re W n"),
    "touching the edge": unseen_text(x=-4),
    "up to the edge": unseen_text(x=515),
}


@pytest.mark.parametrize("what", HIDDEN)
def test_text_that_is_not_seen_is_kept_and_flagged(what: str) -> None:
    source = read(HIDDEN[what])
    assert UNSEEN in source.text
    assert codes(source) == ["pdf.hidden"]
    assert source.flags[0].span and source.text[slice(*source.flags[0].span)] in UNSEEN
    assert source.flags[0].note.startswith("有 ")
    assert "：1。" in source.flags[0].note
    assert not is_whole(source)


@pytest.mark.parametrize(("place", "flagged"), [("400 0 0 80 50 680 cm", [SENTENCE]), ("400 0 0 80 50 100 cm", [])])
def test_text_under_a_picture(place: str, flagged: list[str]) -> None:
    """A picture that was painted over a text hides it; one beside it does not."""
    covered = pdf([[(75, 700, 16, SENTENCE)]], drawn_after=(f"q {place} /P Do Q",))
    source = read(covered)
    assert [source.text[slice(*flag.span)] for flag in source.flags if flag.span] == flagged
    assert set(codes(source)) == ({"pdf.hidden"} if flagged else set())


@pytest.mark.parametrize("what", SEEN)
def test_text_that_is_seen_is_not_flagged(what: str) -> None:
    source = read(SEEN[what])
    assert UNSEEN in source.text
    assert codes(source) == []


def test_the_head_of_a_table_may_be_white() -> None:
    columns, rows = [75.0, 235.0, 375.0], [680.0, 640.0, 600.0]
    words = [(80, 615, 16, "背街小巷"), (240, 615, 16, "80条")]
    head = f"0.2 0.3 0.6 rg 75 640 300 40 re f\n{grid(columns, rows)}1 g\n"
    head += "".join(hostile._line(text, "", 652, x).decode() for x, text in ((80, "项目"), (240, "数量"))) + "0 g\n"
    source = read(pdf([words], drawn=(head,)))
    assert source.text == "项目\t数量\n背街小巷\t80条\n"
    assert codes(source) == []


@pytest.mark.parametrize(
    ("field", "flagged"),
    [("0 g 0 0 500 60 re f", []), ("", ["pdf.hidden"]), ("0 g 0 200 500 60 re f", ["pdf.hidden"])],
)
def test_white_text_in_a_form(field: str, flagged: list[str]) -> None:
    """What a form draws is moved with the form."""
    content = field.encode() + b" 1 g " + hostile._line(UNSEEN, y=20)
    form = stream(content, "/Type /XObject /Subtype /Form /BBox [0 0 500 300] /Resources <</Font <</F 3 0 R>>>>")
    source = read(pdf_of({6: form, 11: stream(hostile._line(SENTENCE) + b" 1 0 0 1 0 400 cm /P Do")}))
    assert source.text == f"{SENTENCE}{UNSEEN}\n"
    assert codes(source) == flagged


def test_what_is_beside_the_page_is_counted() -> None:
    source = read(unseen_text(x=2000))
    assert source.text == SENTENCE + "\n"
    assert codes(source) == ["pdf.off_page"]
    assert "有 5 个字" in source.flags[0].note
    assert "：1。" in source.flags[0].note, "on which page"


def test_what_is_cropped_away_is_beside_the_page() -> None:
    cropped = pdf([[(75, 700, 16, SENTENCE), (75, 20, 16, "裁去")]], page="/CropBox [0 50 595 842]")
    assert codes(read(cropped)) == ["pdf.off_page"]


@pytest.mark.parametrize(
    ("place", "code"), [("500 0 0 700 40 40 cm", "pdf.recognised"), ("50 0 0 50 40 40 cm", "pdf.hidden")]
)
def test_invisible_text_over_a_picture_of_the_page(place: str, code: str) -> None:
    """A scan that was recognised, or a logo."""
    source = read(pdf([[(75, 700, 16, SENTENCE)]], drawn=(f"q {place} /P Do Q 3 Tr",)))
    assert (source.text, codes(source)) == (SENTENCE + "\n", [code])


# C15: the size of a page.


def test_a_size_that_was_assumed_is_told() -> None:
    source = read(pdf_of({}, page=""))
    assert codes(source) == ["pdf.page_size"]
    assert is_whole(source)


def test_nothing_is_beside_a_page_without_a_size() -> None:
    assert codes(read(pdf_of({11: stream(hostile._line("横页", x=700))}, page=""))) == ["pdf.page_size"]


@pytest.mark.parametrize("box", ["0 0 595 842", "0 0 612 792", "0 0 1190 842"])
def test_a_size_that_pages_inherit(box: str) -> None:
    pages = f"<</Type /Pages /Kids [10 0 R] /Count 1 /MediaBox [{box}]>>".encode()
    assert codes(read(pdf_of({2: pages}, page=""))) == []


# C16: passwords.

LOCKED = hostile.owner_locked(b"open")


@pytest.mark.parametrize(("password", "code"), [(None, "pdf.password"), ("wrong", "pdf.wrong_password")])
def test_the_wrong_password_has_its_own_reason(password: str | None, code: str) -> None:
    with pytest.raises(LoadError) as caught:
        read_pdf(LOCKED, Options(password=password))
    assert caught.value.code == code


def test_the_right_password(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(LOCKED)
    assert load_source(path, password="open").text == SENTENCE + "\n"
    done = CliRunner().invoke(app, ["text", str(path), "--password", "open"])
    assert done.stdout == SENTENCE + "\n"


def test_a_folder_is_mined_with_a_password(tmp_path: Path) -> None:
    """A file that was refused for want of it is read again, and but once."""
    (tmp_path / "a.pdf").write_bytes(LOCKED)
    (tmp_path / "b.txt").write_text(SENTENCE * 9, encoding="utf-8")
    base = tmp_path / "base.civtext"
    told = [mine(tmp_path, base, workers=1, password=password) for password in (None, "wrong", "open", "open")]
    assert [[outcome.code for outcome in report.outcomes] for report in told] == [
        ["pdf.password", ""],
        ["pdf.wrong_password", ""],
        ["", ""],
        ["", ""],
    ]
    assert [report.unchanged for report in told] == [0, 1, 1, 2]


def test_the_command_mines_with_a_password(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(LOCKED)
    command = ["mine", str(tmp_path), "-o", str(tmp_path / "base.civtext"), "--format", "jsonl"]
    assert CliRunner().invoke(app, command).exit_code == 1
    assert CliRunner().invoke(app, command, env={"CIVTEXT_PASSWORD": "open"}).exit_code == 0


def test_a_password_that_is_not_needed() -> None:
    assert read(pdf(set_in_lines([SENTENCE])), password="open").text == SENTENCE + "\n"


# C19: characters without a meaning.


def test_a_font_without_a_map_gives_no_wrong_characters() -> None:
    """Its numbers look like characters, and are none."""
    source = read(half_mapped("乙丙丁"))
    assert source.text == f"���\n{SENTENCE}\n"
    assert codes(source) == ["pdf.unmapped_text"]
    assert "有 7.9% " in source.flags[0].note


def test_a_text_without_any_character_that_has_a_meaning_is_none() -> None:
    with pytest.raises(LoadError) as caught:
        read(without_map(pdf([[(75, 700, 16, "乙丙丁")]])))
    assert caught.value.code == "pdf.unmapped_text"


def test_the_second_reader_knows_a_map_that_is_only_named() -> None:
    """/ToUnicode /Identity-H: the numbers are Unicode."""
    source = read(half_mapped("乙丙丁", "/ToUnicode /Identity-H"))
    assert source.text == f"乙丙丁\n{SENTENCE}\n"
    assert codes(source) == []


def test_a_few_signs_of_the_font_itself_are_no_loss() -> None:
    """The bullets of a list."""
    assert codes(read(pdf(set_in_lines(["\uf0b7" + SENTENCE * 3])))) == []


# C27: what else a file holds.


def test_attachments_are_named() -> None:
    data = hostile.active_pdf(b"").replace(b"/F (a.txt) /EF", b"/UF (a\\nb.txt) /EF")
    (flag,) = read(data).flags
    assert flag.code == "pdf.attached"
    assert "\n" not in flag.note


@pytest.mark.parametrize("form", [b"", b"<x>1</x>", b"<x>", b"no markup", b"<x>&lt;!DOCTYPE</x>"])
def test_a_form_in_xml_is_told_and_not_read(form: bytes) -> None:
    source = read(hostile.active_pdf(form))
    assert source.text == SENTENCE + "\n"
    assert codes(source) == ["pdf.attached"]
    assert "a.txt、XFA" in source.flags[0].note


# C11: what a stream unpacks to.


@pytest.mark.parametrize(
    ("entries", "content", "refused"),
    [
        ("", bytes(30_000), True),
        ("", bytes(9_000), False),
        ("/Subtype /Image", bytes(30_000), False),
        ("/DecodeParms <</Predictor 1>>", bytes(30_000), True),
    ],
    ids=["a stream", "a short one", "a picture", "with parameters"],
)
def test_a_stream_may_not_unpack_to_more_than_the_limit(entries: str, content: bytes, refused: bool) -> None:
    data = pdf_of({30: stream(content, entries)})
    try:
        assert read_pdf(data, Options(sandboxed=False, limits=Limits(stream_bytes=20_000))).text == SENTENCE + "\n"
        assert not refused
    except LoadError as error:
        assert (refused, error.code) == (True, "pdf.stream")


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_a_stream_that_is_cut_unpacks_to_what_is_there(cut: float) -> None:
    data = pdf_of({30: stream(bytes(range(256)) * 100)})
    refuse_inflating(data[: int(len(data) * cut)], 20_000_000)


# C17: what its author forbids.


def test_forbidden_copying_is_told_and_not_enforced() -> None:
    source = read(hostile.owner_locked())
    assert (source.text, codes(source)) == (SENTENCE + "\n", ["pdf.restricted"])
    assert is_whole(source)

"""The codebook that civtext carries is whole, and what is wrong with another is said all at once."""

from pathlib import Path

import pytest

from civtext.codebook import Codebook, codebook_names, load_codebook, read_codebook
from civtext.errors import CodebookError

TINY = """
id: parks
name: 公园检查表
name_en: Park checklist
ignored: [公园路]
categories:
  - id: P1
    name_zh: 绿地
    name_en: Greenery
    definition: 公园的树和草。
    definition_en: Trees and grass.
    indicators:
      - {id: P1-1, name_zh: 树木, name_en: Trees, definition: 活着的树。, cues: [树木, 乔木], hints: [公园], example: 乔木成活。}
"""


def test_the_carried_codebook_has_every_category_and_indicator_of_the_campaign() -> None:
    codebook = load_codebook()
    assert [category.id for category in codebook.categories] == [f"C{n:02d}" for n in range(1, 14)]
    assert len(codebook.indicators) == 90
    assert codebook_names() == ("civilised-city",)


def test_ids_tell_where_an_indicator_belongs_and_are_used_once() -> None:
    codebook = load_codebook()
    for category in codebook.categories:
        numbers = [f"{category.id}-{n:02d}" for n in range(1, len(category.indicators) + 1)]
        assert [indicator.id for indicator in category.indicators] == numbers


def test_every_indicator_can_be_recognised_in_its_own_example() -> None:
    silent = [
        indicator.id
        for indicator in load_codebook().indicators
        if not any(term in indicator.example for term in indicator.cues + indicator.hints)
    ]
    assert silent == []


def test_a_term_is_a_word_and_an_ignored_one_holds_a_term() -> None:
    codebook = load_codebook()
    terms = [term for indicator in codebook.indicators for term in indicator.cues + indicator.hints]
    assert [term for term in terms if len(term) < 2 or term != term.strip()] == []
    assert [word for word in codebook.ignored if not any(term in word for term in terms)] == []


def test_what_is_attested_stays_marked() -> None:
    assert sum(indicator.verified for indicator in load_codebook().indicators) == 71
    assert not load_codebook().category("C13").verified


def test_any_codebook_of_the_shape_will_do(tmp_path) -> None:
    path = tmp_path / "parks.yaml"
    path.write_text(TINY, encoding="utf-8")
    codebook = load_codebook(path)
    assert isinstance(codebook, Codebook)
    assert codebook.category("P1").indicators[0].hints == ("公园",)
    assert load_codebook(str(path)) == codebook


def test_all_problems_are_reported_at_once() -> None:
    broken = (
        TINY.replace("name: 公园检查表", "name: ''")
        .replace("cues: [树木, 乔木]", "cues: [树木, 12345]")
        .replace("example: 乔木成活。", "example: 3")
        .replace("id: P1-1", "id: P1")
        .replace("    definition_en: Trees and grass.\n", "")
    )
    with pytest.raises(CodebookError) as caught:
        read_codebook(broken, where="parks.yaml")
    assert caught.value.code == "codebook.invalid"
    assert str(caught.value).startswith("parks.yaml: 编码表有6处问题")
    for part in ("name must be text", "P1.cues must list text", "P1.example", "id P1 used 2 times", "P1.definition_en"):
        assert part in caught.value.message_en


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "12",
        "a: [",
        "id: x\ncategories: 3",
        "id: x\ncategories: [1, null]",
        "\x00",
        b"\xff\xfe\xfa",
        "[" * 5000,
    ],
    ids=["empty", "list", "number", "cut off", "no list", "no mapping", "control", "no text", "deep"],
)
def test_rubbish_is_refused_as_a_codebook_and_nothing_else(text: str | bytes) -> None:
    with pytest.raises(CodebookError, match=r"codebook\.invalid"):
        read_codebook(text)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(CodebookError, match="civilised-city") as caught:
        load_codebook("civilized-city")
    assert caught.value.code == "codebook.missing"
    with pytest.raises(CodebookError, match=r"C99.*C01"):
        load_codebook().category("C99")


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: !!python/object/apply:os.system ['touch /tmp/civtext-ran']", "YAML"),
        (BOMB + "categories: *j\nid: *j", "categories"),
        (TINY.replace("name_en:", "id: twice\nname_en:", 1), "line"),
        ("id:\tx\n\t- y", "line"),
        ("x" * 5_000_001, "MB"),
        ("[" * 3000, "YAML"),
        ("- just\n- a list", "mapping"),
    ],
    ids=["F01 python tag", "F01 aliases", "F01 key twice", "F01 tab", "F01 size", "F01 depth", "F01 no mapping"],
)
def test_hostile_files_are_refused_in_bounds(text: str, said: str) -> None:
    with pytest.raises(CodebookError) as caught:
        read_codebook(text)
    assert caught.value.code == "codebook.invalid" and said in str(caught.value)
    assert not Path("/tmp/civtext-ran").exists()


def test_an_edition_that_names_no_indicator_is_refused() -> None:
    """F02: an unknown parent, a wrong id, a code that is no text, all told at once."""
    text = TINY + "editions:\n  - id: e\n    name_zh: 版\n    name_en: e\n    codes: {NO-1: ['1'], NO-2: [2]}\n"
    with pytest.raises(CodebookError) as caught:
        read_codebook(text)
    assert all(id in str(caught.value) for id in ("NO-1", "NO-2"))

"""Entities: what golden cases cannot show: names decided by the document's own place."""

from __future__ import annotations

from civtext.extractors import entities
from civtext.model import CleanText, Document, Entity, Facts, Source


def places(text: str, own: str | None) -> list[tuple[str, str, str]]:
    document = Document(Source(text), CleanText.of(text, []), facts=Facts(place=own))
    values = [(one.text, one.value) for one in entities.extract(document) if isinstance(one.value, Entity)]
    return [(name, value.canonical, value.code) for name, value in values if value.kind == "place"]


def test_a_shared_name_is_decided_by_the_document_s_place() -> None:
    assert places("鼓楼区开展巡查。", "河南省开封市") == [("鼓楼区", "河南省开封市鼓楼区", "410204")]
    assert places("鼓楼区开展巡查。", None) == [("鼓楼区", "鼓楼区", "")]


def test_neighbouring_counties_are_known_by_bare_names() -> None:
    """安居 is a county there too, and a word."""
    assert [name for name, *_ in places("到蓬溪学习安居乐业的经验。", "四川省遂宁市大英县")] == ["蓬溪"]
    assert places("到蓬溪学习。", None) == []


def test_the_document_s_own_place_in_no_list_is_found_wherever_it_stands() -> None:
    found = places("四川省云屏市紧扣目标,云屏市民跟进,云屏好人入选。", "四川省云屏市")
    assert found == [
        ("四川省", "四川省", "51"),
        ("云屏市", "四川省云屏市", ""),
        ("云屏市", "四川省云屏市", ""),
        ("云屏", "四川省云屏市", ""),
    ]
    found = places("云屏市青禾区动员,青禾区整治小巷。", "云屏市青禾区")
    assert [name for name, *_ in found] == ["云屏市青禾区", "青禾区"]
    assert {canonical for _, canonical, _ in found} == {"云屏市青禾区"}


def test_what_bears_the_name_of_the_own_place_keeps_its_own() -> None:
    document = Document(
        Source(text := "青禾街道、青禾小学、云屏市青禾区人民政府动员,开发有序。"),
        CleanText.of(text, []),
        facts=Facts(place="云屏市青禾区"),
    )
    assert [one.text for one in entities.extract(document)] == ["青禾街道", "青禾小学", "云屏市青禾区人民政府"]
    assert places("经济技术开发有序推进,新区建设提速。", "云屏市经济技术开发区") == []

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

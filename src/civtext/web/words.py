"""The words that the page has for the contract's names of fields and their closed values: Chinese, unless the visitor reads English."""

from __future__ import annotations

from typing import Any

from civtext.retrieval.values import CLOSED

# The contract's fields, as a reader of Chinese calls them.
_FIELDS = {
    "value": "数值",
    "high": "到(范围的上端)",
    "unit": "单位",
    "unit_written": "写法",
    "bound": "界限",
    "object": "对象",
    "action": "动作",
    "status": "状态",
    "masked": "遮盖",
    "actor": "主体",
    "target": "受益者",
    "type": "应填",
    "context": "上下文",
    "kind": "类型",
    "label": "类型",
    "name": "名称",
    "code": "区划代码",
    "items": "内容",
    "number": "序号",
    "level": "层级",
    "title": "标题",
    "metrics": "所带指标",
    "zh": "说明",
    "en": "in English",
    "after": "改成",
    "rule": "规则",
    "note": "说明",
}
_VALUES = {
    "bound": {"exact": "正好", "about": "约", "over": "以上", "under": "以下"},
    "type": {
        **{"place": "地名", "org": "单位名", "person": "人名", "date": "日期", "count": "数量", "percent": "百分比"},
        **{"money": "金额", "ordinal": "序数", "name": "名称", "docnum": "文号", "other": "其他"},
    },
    "label": {
        **{"place": "地名", "org": "单位", "document": "文件", "docnum": "文号", "campaign": "活动", "brand": "品牌"},
        **{"period": "时期", "person": "人名"},
    },
    "masked": {"true": "是", "false": "否"},
}


def named(field: str, *, english: bool = False) -> str:
    """What a field is called.

    >>> named("object"), named("object", english=True), named("new_field")
    ('对象', 'object', 'new_field')
    """
    return field if english else _FIELDS.get(field, field)


def said(field: str, value: Any, *, english: bool = False) -> str:
    """A value in words: those of closed fields in the visitor's language, all others as they are.

    >>> said("kind", "summary"), said("status", "done"), said("kind", "summary", english=True), said("object", "done")
    ('总结', '已做', 'summary', 'done')
    """
    word = str(value)
    if english or not word:
        return word
    if field in _VALUES:
        return _VALUES[field].get(word, word)
    return CLOSED[field][1].get(word, (word,))[0] if field in CLOSED else word

"""The forms that a blank may have, for `placeholders`: which stretches of a text to ask about.

>>> [text[span.start:span.end] for text in ("XX市A县共( )户,{市名},138****5678",) for span in candidates(text)]
['XX', 'A', '( )', '{市名}', '138****5678']
>>> [text[span.start:span.end] for text in ("二〇〇八年,1+N个,时间:  年  月  日",) for span in candidates(text)]
['  ', '  ', '  ']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_uppercase

from civtext.lexicons import Gated, Scanned, any_of, lexicon, terms
from civtext.model import Span

X = "XxХхΧχ×✕✖╳"
MASKS = X + "*_□○◯"
UNIT_ENDS = any_of(
    entry["term"]
    for entry in lexicon("units")
    if entry["kind"] not in ("date", "period", "money", "rate", "grade", "number", "clock", "edition")
)
NUMBER = re.compile(r"[0-9]{3,6}[*xX×]{3,14}[0-9]{2,4}[0-9Xx]?")  # a telephone or identity card with its middle hidden
_MASK = Scanned(
    rf"""
    (?<![A-Za-z0-9.{MASKS}])
    (?: (?P<city>[{X}]{{1,4}})(?P<year>(?:19|20)[0-9]?[{MASKS}]{{1,2}})(?=年)    # XX20XX年: two blanks in a row
      | (?P<run>(?:[0-9]{{0,3}}[{MASKS}]{{1,200}}[0-9]?(?:,[{MASKS}]{{3}}(?![{MASKS}]))?(?:\.[{MASKS}0-9]{{1,4}})?))
    )
    (?![A-Za-z0-9{MASKS}]|\.[A-Za-z0-9]) | (?<![A-Za-z0-9.{MASKS}])(?:(?P<ocr>[{X}]{{1,4}})(?=[o°]C)|(?P<at_home>[{X}]{{2,4}})(?=[ei][一-鿿]))
    """,
    firsts=rf"0-9{X}{MASKS}",
    flags=re.VERBOSE,
)
_HAN_YEAR = re.compile(rf"二[〇○零][一二]?[{X}*_□]{{1,2}}(?=年)")  # 二〇××年
_SOMEONE = re.compile(r"某{1,3}")
_SEVERAL = re.compile(rf"若干(?={UNIT_ENDS})")
_ASKS = (
    r"(?:(?:请|此处|在此处?|这里)?(?:填写|填入|补充|输入|插入|待填|待补|待定|待核|待确认)[^\[\]【】()<>‹›\n]{0,40}"
    r"|(?:请|请在)?(?:此处|在此处?|这里)请?[^\[\]【】()<>‹›\n]{1,40}"
    r"|请?(?:根据|结合|按照?)[^\[\]【】()<>‹›\n]{0,10}(?:填写|补充|修改|替换)[^\[\]【】()<>‹›\n]{0,20}"
    r"|请?(?:列举|引用|简述|简要|概述|写明)[^\[\]【】()<>‹›\n]{0,24}(?:[0-9]{1,4}字|例子|案例|数据|原话|名称)[^\[\]【】()<>‹›\n]{0,8})"
)
_EMPTY = Scanned(
    r"(?<![A-Za-z0-9])\(\s{0,20}\)|《\s{0,20}》|[【〔“]\s{1,20}[】〕”]|\[\s{0,20}\](?![ (])|\$?\{(?![0-9,、; ]+\})\{?[^{}\n]{1,20}\}?\}"
    rf"|[\[【(<〔‹]{_ASKS}[\]】)>〕›]"
    r"|\[[^\[\]\n]{0,12}(?:名称|姓名|日期|数量|数字|单位|城市名|年份|金额|比例)\]"
    r"|[<‹](?=[\u4e00-\u9fff])[^<>‹›\n]{0,12}(?:名称?|姓名|日期|数量?|数字|单位|年份|金额|比例|[市县区镇村])[>›]"
    r"|\([^()\n]{0,12}(?:请|待|需)(?:进一步)?(?:核实|核对)[^()\n]{0,6}\)|TODO[:：]?[^,。;:\n]{0,20}"
    r"|\(略\)|(?<![有亟还尚仍])待(?:补充|填写|补|填)(?=[,。;、)\s%]|$)",
    firsts=r"(《【〔“\[${<‹T待",
)
# 县委书记  周明远, 工作  台账: a wide space before a surname or a word that opens with a unit.
_OTHER_WORD = rf"(?:(?!万元(?:[\s,。;]|$))[周段车项盘万][\u4e00-\u9fff]{{1,2}}(?:[\s,。;:()、]|$)|{any_of(terms('unit_lookalikes'))})"
_SPACES = Scanned(
    r"(?P<year>(?<![0-9年])(?:20)?[ ]{1,12})年(?P<month>[ ]{1,12})月(?:(?P<day>[ ]{1,12})日)?"
    r"|年(?P<later>[ ]{1,12})月(?P<last>[ ]{1,12})日"
    r"|(?<=[0-9]年)(?P<month_later>[ ]{1,12})月(?![0-9])|(?<=[0-9]月)(?P<day_later>[ ]{1,12})日"
    r"|(?<![0-9年 ])(?P<month_first>[ ]{1,12})月(?P<day_first>[ ]{1,12})日"
    rf"|(?<=[\u4e00-\u9fff]:)(?P<count>[ ]{{2,20}})(?=万?(?:{UNIT_ENDS}|元|%)(?:[\s,。;、)]|$))"
    rf"|(?<=[\u4e00-\u9fff])(?P<amount>[ ]{{2,20}})(?!{_OTHER_WORD})(?=万?(?:{UNIT_ENDS}|元|%)(?![ ]))"
    rf"|(?<=[\u4e00-\u9fff])(?P<asked>[?？]{{2,4}})(?=万?(?:{UNIT_ENDS}|元|%))"
    r"|(?:(?<=[\u4e00-\u9fff]:)|(?<=[ ]、))(?P<named>[ ]{3,20})(?=[;、,。\n]|\Z)",  # 组长:   ;副组长:   、   ;
    firsts=" 2年?？",
)
# One sign in a row, where a place, a body or a unit follows: ●●镇, 〇〇个.
_SIGNS = Gated(
    r"(?<![〇一二三四五六七八九十●◎△▲◇◆■])([〇●◎△▲◇◆■])\1{1,5}(?![〇一二三四五六七八九●◎△▲◇◆■年后])",
    needs="[〇●◎△▲◇◆■]",
)
_ONE_LETTER = "|".join(f"{letter}{{1,4}}" for letter in ascii_uppercase)
# Capital letters that stand for a name or a number: A省B市, M公司, N个, YYYY年MM月DD日.
_LETTERS = Scanned(
    rf"""
    (?<![A-Za-z0-9+\-./])
    (?: (?![X])(?<![楼座栋场馆库园心厅号])(?P<name>{_ONE_LETTER})(?=(?:省|市|县|区|旗|镇|乡|村|街道|社区)(?!级|域|道|场|民|值|停车|车[位库]|展|看台|[入出]口|[0-9])|局|公司|企业|学校|[中小]学)
      | (?!(?<=[楼座栋场馆库园心厅号])[NMYZ]+[座栋号区])(?P<count>[NMYZn]|[NM]{{2,4}})(?![字形型])(?=[十百千万亿]{{0,2}}余?(?:{UNIT_ENDS}|[万亿]?元)(?![A-Za-z0-9式型方]))
      | (?P<day>YYYY(?=年)|(?:MM|M)(?=月)|(?:DD|D)(?=日))
      | (?<![\u4e00-\u9fff])(?P<stem>[甲乙丙丁])(?=(?:省|市|县|区|镇|乡|村|街道|社区)(?!级))
    )
    | (?<=[、和与及])(?P<next>[甲乙丙丁])(?=(?:省|市|县|区|镇|乡|村|街道|社区)(?!级))
    """,
    firsts="A-Zn甲乙丙丁",
    flags=re.VERBOSE,
)


def candidates(folded: str) -> Iterator[Span]:
    """The stretches that may be blanks, in order, not overlapping; of those that start together the longest."""
    plain = (_HAN_YEAR, _SOMEONE, _SEVERAL, _SIGNS, NUMBER, _EMPTY)
    spans = [Span(*match.span()) for pattern in plain for match in pattern.finditer(folded)]
    for pattern in (_MASK, _SPACES, _LETTERS):
        for match in pattern.finditer(folded):
            spans += [Span(*match.span(name)) for name, text in match.groupdict().items() if text]
    spans.sort(key=lambda span: (span.start, -span.end))
    end = 0
    for span in spans:
        if span.start >= end:
            yield span
            end = span.end

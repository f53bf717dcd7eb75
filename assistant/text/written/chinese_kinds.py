"""Kinds of things in Chinese: what a question asks for, and whether a text holds it.

Invariant: a pattern fits Chinese letters alone, so that texts in other languages have none of these kinds.
"""

from __future__ import annotations

import re

from assistant.text.written.kinds import Kind

_N = "[0-9０-９一二三四五六七八九十百千万两零〇半几]"  # the last sign of a number in figures or letters
# The first kind whose pattern fits is the question's kind.
_ASKS: tuple[tuple[Kind, str], ...] = (
    ("contact", "电话(?:号码)?(?:是)?(?:多少|什么)|什么号码|邮箱"),
    ("duration", "多久|多长时间|几天|多少(?:天|小时|分钟|个?星期|个?月|年)|几(?:小时|分钟|年|个?星期|个月|周)"),
    ("time", "几点|什么时间|什么时刻"),
    ("date", "什么时候|何时|哪一?天|哪一?年|哪个?月|几月|几号|星期几|周几|礼拜几|什么日期"),
    (
        "money",
        "多少(?:钱|元|块|欧元|美元)|(?:交|付|赔|花|收|扣|退)(?:给?\\w{0,4})?多少|"
        "(?:押金|租金|会费|学费|月费|车费|票价|价格|价钱|费用|工资|保费|手续费)\\w{0,3}多少|贵不贵|贵吗",
    ),
    ("temperature", "多少度|几度|多热|多冷|温度"),
    ("weight", "多重|多少(?:克|斤|公斤)|几(?:克|斤|公斤)"),
    ("distance", "多远|多少(?:公里|里|米)|几公里"),
    ("age", "几岁|多少岁|多大年纪"),
    ("size", "多高|多宽|多深|多厚|多大|多长"),
    ("speed", "多快"),
    ("number", "多少|几[个本次块名把级条口张只位人件页种]|第几"),
    ("person", "谁|哪位|什么人"),
    ("place", "哪里|哪儿|在哪|什么地方|哪家|哪条|哪间"),
)
_ASKED = tuple((kind, re.compile(pattern)) for kind, pattern in _ASKS)
_HELD: dict[Kind, re.Pattern[str]] = {
    "money": re.compile(f"{_N}多?(?:元|块|角|欧元|美元)|免费|不收钱|全额|百分之"),
    "amount": re.compile(f"{_N}多?(?:元|块|角|克|斤|公斤|毫升|升|个)|百分之"),
    "number": re.compile(_N),
    "date": re.compile(
        f"{_N}[月日号年]|(?:星期|周|礼拜)[一二三四五六日天末]|每[天日周月年]|今天|明天|昨天|春节|清明|中秋|元旦|[春夏秋冬][天季]"
    ),
    "time": re.compile(f"{_N}点|中午|半夜"),
    "duration": re.compile(f"{_N}个?多?(?:天|小时|钟头|分钟|星期|周|月|年|夜|季度)"),
    "temperature": re.compile(f"{_N}度"),
    "weight": re.compile(f"{_N}(?:克|斤|公斤|千克|吨)"),
    "distance": re.compile(f"{_N}(?:公里|里|米|厘米|站)"),
    "size": re.compile(f"{_N}(?:平方)?(?:米|厘米|毫米|寸)"),
    "age": re.compile(f"{_N}岁|出生"),
    "place": re.compile("[在住]|[里上下边旁]面?|[街路楼店馆院柜]|号"),
}


def chinese_asked(question: str) -> Kind | None:
    """The kind of thing asked for (see `asked_kinds`), or None."""
    return next((kind for kind, pattern in _ASKED if pattern.search(question)), None)


def chinese_holds(kind: Kind, text: str) -> bool:
    """Whether `text` has anything of that kind in it."""
    pattern = _HELD.get(kind)
    return pattern is not None and pattern.search(text) is not None

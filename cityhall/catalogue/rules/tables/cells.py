"""What one cell says, as the content keeps it; and what the content keeps, as a cell says it."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cityhall.catalogue.terms import (
    ApplicantKind,
    Area,
    Coded,
    Depth,
    Fee,
    HandlingWay,
    Level,
    MaterialForm,
    Medium,
    Pace,
    Served,
)
from cityhall.deadlines.terms import Unit
from cityhall.kernel.terms import Term

from .columns import Column, Kind

YES = frozenset({"是", "1", "Y", "YES", "TRUE", "有", "需要", "必要", "支持", "√", "可", "可以", "必须", "T", "已进驻"})
NO = frozenset(
    {
        "否",
        "0",
        "N",
        "NO",
        "FALSE",
        "无",
        "不需要",
        "非必要",
        "不支持",
        "×",
        "不可",
        "不可以",
        "非必须",
        "F",
        "未进驻",
        "2",
    }
)
NOTHING = frozenset({"无", "暂无", "/", "-", "—", "——", "空", "N/A", "NULL", "null", "None", "没有"})
SEVERAL = re.compile(r"[、，,；;|^\n]+")
LINES = re.compile(r"[|^\n]+")
CHOICES = re.compile(r"\s*[|｜\n]\s*")
AMOUNT = re.compile(r"(\d{1,4})(?:\.0+)?\s*(?:个)?\s*(工作日|自然日|日历日|日|天|小时|h)?")
AT_ONCE = frozenset({"即时", "即办", "当场", "当场办结", "立即", "0"})
UNITS = {
    "工作日": Unit.WORKDAYS, "个工作日": Unit.WORKDAYS, "自然日": Unit.DAYS, "日历日": Unit.DAYS, "天": Unit.DAYS, "日": Unit.DAYS,
    "小时": Unit.HOURS, "h": Unit.HOURS, "时": Unit.HOURS, "即时": Unit.INSTANT, "当场": Unit.INSTANT,
    "1": Unit.WORKDAYS, "2": Unit.DAYS, "3": Unit.HOURS, "4": Unit.INSTANT,
}  # fmt: skip
UNIT_CODES = {Unit.WORKDAYS: "1", Unit.DAYS: "2", Unit.HOURS: "3", Unit.INSTANT: "4"}
CODES: dict[Term, str] = {  # numbered here in the order the exchange names them; the tables' own codes were not read
    Pace.INSTANT: "1", Pace.PROMISED: "2", Fee.NONE: "0", Fee.CHARGED: "1", MaterialForm.ORIGINAL: "1",
    MaterialForm.COPY: "2", MaterialForm.BOTH: "3", MaterialForm.ELECTRONIC: "4",
}  # fmt: skip
CALLED: dict[str, Term] = {
    "即办": Pace.INSTANT, "承诺": Pace.PROMISED, "是": Fee.CHARGED, "否": Fee.NONE, "不收": Fee.NONE, "免费": Fee.NONE, "无": Fee.NONE,
    "原件和复印件": MaterialForm.BOTH, "原件/复印件": MaterialForm.BOTH, "原件或复印件": MaterialForm.BOTH, "电子": MaterialForm.ELECTRONIC,
    "电子证照": MaterialForm.ELECTRONIC, "纸质和电子": Medium.EITHER, "纸质/电子": Medium.EITHER, "电子化": Medium.FILE,
    "电子件": Medium.FILE,
    "国家": Level.STATE, "省": Level.PROVINCE, "市": Level.CITY, "县": Level.COUNTY, "区县级": Level.COUNTY, "县(区)级": Level.COUNTY,
    "乡级": Level.TOWN, "乡镇级": Level.TOWN, "镇": Level.TOWN, "村级": Level.VILLAGE, "村": Level.VILLAGE,
    "个人": ApplicantKind.PERSON, "法人": ApplicantKind.ENTITY, "企业": ApplicantKind.ENTITY, "其他组织": ApplicantKind.ENTITY,
    "非法人组织": ApplicantKind.ENTITY, "企业法人": ApplicantKind.ENTITY, "窗口": HandlingWay.WINDOW, "现场": HandlingWay.WINDOW,
    "网上": HandlingWay.COMPUTER, "网上办理": HandlingWay.COMPUTER, "电脑端": HandlingWay.COMPUTER, "移动端": HandlingWay.MOBILE,
    "手机": HandlingWay.MOBILE, "快递": HandlingWay.EXPRESS, "全国": Area.NATION, "跨省": Area.PROVINCES, "跨市": Area.CITIES,
    "跨县": Area.COUNTIES, "全程网办": Depth.WHOLE, "四级": Depth.WHOLE, "三级": Depth.APPLY, "二级": Depth.GUIDE, "一级": Depth.INFORM,
}  # fmt: skip
PEOPLE: dict[str, Term] = {
    "个人": Served.PERSON,
    "企业": Served.COMPANY,
    "法人": Served.COMPANY,
    "社会组织": Served.SOCIAL,
    "事业单位": Served.INSTITUTION,
}


class UnreadableError(ValueError):
    """What is wrong with a cell, and what to do."""

    def __init__(self, wrong: str, todo: str) -> None:
        super().__init__(wrong)
        self.wrong, self.todo = wrong, todo


def narrow(text: str) -> str:
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text).strip()


def read(column: Column, text: str) -> Any:
    """The value of a filled cell; AMOUNT answers (amount, unit or None)."""
    if column.words is None or column.kind is Kind.UNIT:
        return READ[column.kind](text)
    if column.kind is Kind.WORD:
        return _word(column.words, text)
    return list(dict.fromkeys(_word(column.words, t) for t in SEVERAL.split(text) if t.strip()))


def say(column: Column, value: Any, *, coded: bool = False) -> str:
    """The cell of a value; `coded`: with the codes of the standards, as programs exchange it."""
    if value is None:
        return ""
    if column.kind in {Kind.LINES, Kind.NAMES}:
        return (";" if coded else "\n" if column.kind is Kind.LINES else "；").join(value)
    if column.kind is Kind.CHOICES:
        return "|".join(value)
    if column.kind is Kind.YES:
        return ("1" if value else "0") if coded else ("是" if value else "否")
    if column.kind is Kind.UNIT:
        return UNIT_CODES[Unit(value)] if coded else Unit(value).label.removeprefix("个")
    if column.kind is Kind.WORD:
        return _said(column, value, coded)
    if column.kind is Kind.WORDS:
        return ("," if coded else "、").join(_said(column, v, coded) for v in value)
    return str(value)


def _said(column: Column, value: str, coded: bool) -> str:
    assert column.words is not None
    if not value:
        return ""
    term = column.words(value)
    if not coded:
        return term.label
    return term.code if isinstance(term, Coded) and term.code else CODES.get(term, term.label)


def _whole(text: str) -> int:
    found = re.fullmatch(r"(\d{1,6})(?:\.0+)?\s*(?:次|份|个|项|月)?", narrow(text))
    if found is None:
        raise UnreadableError(f"“{text[:20]}”不是整数", "请只填数字")
    return int(found[1])


def _yes(text: str) -> bool:
    said = narrow(text).upper()
    if said in YES:
        return True
    if said in NO:
        return False
    raise UnreadableError(f"“{text[:20]}”看不出是“是”还是“否”", "请填“是”或“否”")


def _amount(text: str) -> tuple[int, str | None]:
    said = narrow(text)
    if said in AT_ONCE:
        return 0, Unit.INSTANT.value
    found = AMOUNT.fullmatch(said)
    if found is None:
        raise UnreadableError(
            f"“{text[:20]}”不是时限", "请填数字（如 20），或数字加单位（如 20 个工作日）；当场办的填“即时”"
        )
    return int(found[1]), UNITS[found[2]].value if found[2] else None


def _unit(text: str) -> str:
    said = narrow(text)
    if said not in UNITS:
        raise UnreadableError(f"“{text[:20]}”不是时限单位", "请填工作日、自然日、小时或即时")
    return UNITS[said].value


def _names(text: str) -> list[str]:
    return [] if text in NOTHING else list(dict.fromkeys(t.strip() for t in SEVERAL.split(text) if t.strip()))


READ: dict[Kind, Callable[[str], Any]] = {
    Kind.TEXT: str,
    Kind.LINES: lambda text: [t.strip() for t in LINES.split(text) if t.strip()],
    Kind.NAMES: _names,
    Kind.WHOLE: _whole,
    Kind.YES: _yes,
    Kind.AMOUNT: _amount,
    Kind.UNIT: _unit,
    Kind.CHOICES: lambda text: [t for t in CHOICES.split(text.strip()) if t],
    Kind.WHEN: str,
}


@lru_cache(maxsize=4_000)
def _word(words: type[Term], text: str) -> str:
    said = narrow(text)
    for term in words:
        code = term.code.lstrip("0") if isinstance(term, Coded) else CODES.get(term, "")
        if said in {narrow(term.label), term.value} or (code and said.lstrip("0") == code) or (code and said == code):
            return term.value
    called = PEOPLE.get(said) if words is Served else CALLED.get(said)
    if isinstance(called, words):
        return called.value
    near = [t for t in words if len(said) > 1 and narrow(t.label).startswith(said)]
    if len(near) == 1:
        return near[0].value
    known = "、".join(t.label for t in words)
    raise UnreadableError(f"“{text.strip()[:20]}”不是规定的取值", f"请填其中之一：{known}")

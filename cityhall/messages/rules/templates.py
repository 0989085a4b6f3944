"""A centre's own words: which may be put, from which day they hold, and which hold on a day."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cityhall.kernel.errors import InvalidInputError
from cityhall.messages.terms import MESSAGE_HOLES, PaperKind, TemplateState, Use

from .wording.present import HOLE, check_holes, known_in

TEXTS = {
    Use.PAPER: {"opening": "开头", "closing": "结尾", "notes": "说明"},
    Use.MESSAGE: {"subject": "标题", "body": "正文"},
}
LONGEST = {"opening": 1000, "closing": 1000, "notes": 1000, "subject": 60, "body": 300}
MONTHS = ("三个月", "3个月", "3 个月", "３个月")
LIMITS = (
    ("行政复议", re.compile(r"六十日|60\s*日|６０日"), "六十日"),
    ("行政诉讼", re.compile(r"六个月|6\s*个月|６个月"), "六个月"),
)


@dataclass(frozen=True)
class Dated:
    """What deciding which words hold needs of a version: its number, from when, until before when."""

    number: int
    from_on: date | None
    until_on: date | None


def holes(use: Use, kind: str) -> Iterable[str]:
    """The placeholders that may stand in these words."""
    return known_in(PaperKind(kind)) if use is Use.PAPER else MESSAGE_HOLES


def check_texts(use: Use, kind: str, texts: Mapping[str, str], why: str) -> dict[str, str]:
    """The words, tidied; refused when empty, too long, or with a placeholder nobody can fill."""
    kept = {name: texts.get(name, "").strip() for name in TEXTS[use]}
    if use is Use.PAPER and kind not in list(PaperKind):
        raise InvalidInputError("template.unknown_kind", "没有这种文书，请从列表中选择")
    if not any(kept.values()):
        raise InvalidInputError("template.empty", "至少要填写一处文字；全部使用内置文字时不需要模板，停用现有版本即可")
    if not why.strip():
        raise InvalidInputError("template.no_reason", "请写明为什么修改，供日后查阅", field="why")
    for name, text in kept.items():
        label = TEXTS[use][name]
        if len(text) > LONGEST[name]:
            raise InvalidInputError(
                "template.too_long", f"{label}最多 {LONGEST[name]} 个字，请精简后再保存", field=name
            )
        try:
            check_holes(text, holes(use, kind), label)
        except InvalidInputError as wrong:
            wrong.field = name
            raise
    if use is Use.MESSAGE and "\n" in kept["subject"]:
        raise InvalidInputError("template.subject_lines", "标题只能有一行", field="subject")
    return kept


def check_from(from_on: date, today: date) -> None:
    """Words hold from tomorrow at the earliest: what was issued today stays as it is."""
    if from_on <= today:
        raise InvalidInputError("template.too_early", "最早从明天起生效，当天已经出具的文书保持不变", field="from_on")


def in_force(versions: Iterable[Dated], day: date) -> Dated | None:
    """The version whose words hold on this day; one that was ended gives way to the built-in words."""
    begun = [v for v in versions if v.from_on is not None and v.from_on <= day]
    last = max(begun, key=lambda v: (v.from_on, v.number), default=None)
    return None if last is None or (last.until_on is not None and last.until_on <= day) else last


def state_of(version: Dated, holding: Dated | None, day: date) -> TemplateState:
    if version.from_on is None:
        return TemplateState.DRAFT
    if holding is not None and version.number == holding.number:
        return TemplateState.IN_FORCE
    ended = version.until_on is not None and version.until_on <= max(day, version.from_on)
    return TemplateState.COMING if version.from_on > day and not ended else TemplateState.PAST


def check_remedy(text: str, source: str) -> None:
    """救济告知: both ways, with the limits the law has today."""
    if any(old in text for old in MONTHS):
        raise InvalidInputError(
            "remedy.three_months",
            "起诉期限不再是三个月：应当自知道或者应当知道作出行政行为之日起六个月内提出（行政诉讼法第四十六条），请改为六个月",
            field="text",
        )
    lost = [f"{way}（{words}）" for way, limit, words in LIMITS if way not in text or not limit.search(text)]
    if lost:
        raise InvalidInputError(
            "remedy.incomplete",
            f"救济告知还要写明：{'、'.join(lost)}（行政复议法第二十条、行政诉讼法第四十六条）",
            field="text",
        )
    if not source.strip():
        raise InvalidInputError("remedy.no_source", "请写明依据，例如法律的名称和条款", field="source")


def remedy_on(rows: Iterable[tuple[date, str]], day: date, default: str) -> str:
    """The text in force, `rows` being the newest first; an item whose text is none the city ever had has its own by
    its own law, and keeps it."""
    told = list(rows)
    if default and told and default not in {text for _, text in told}:
        return default
    return next((text for from_on, text in told if from_on <= day), default)


def poured(text: str, values: Mapping[str, str]) -> str:
    """A message's own words with the values in their places."""
    return HOLE.sub(lambda hole: values.get(hole.group(1), ""), text)

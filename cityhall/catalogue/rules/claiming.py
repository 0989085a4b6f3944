"""认领 and 回头看: how an organ adapts what is sent down, and when an answer has gone stale. How far it may go is the rule
of every list above (`inheritance`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cityhall.catalogue.terms import ClaimState, Procedure
from cityhall.deadlines.terms import Light
from cityhall.kernel.errors import InvalidInputError

from .codes import check_base
from .recoding import check_standard_name

WARN_DAYS, MOST_ITEMS, MOST_TITLE, DAYS_OF_MONTH = 3, 2000, 200, 30.44
TAKEN = (ClaimState.CLAIMED, ClaimState.ADAPTED)
BY_LABEL = {p.label: p for p in Procedure}


@dataclass(frozen=True)
class UpperLine:
    base_code: str
    name: str
    procedure: Procedure


def read_lines(text: str) -> list[UpperLine]:
    """A list as it is pasted from a spreadsheet: base code, name, procedure, one item a line."""
    lines = [read_line(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines or len(lines) > MOST_ITEMS:
        raise InvalidInputError("catalogue.upper_list_size", f"清单应有 1 至 {MOST_ITEMS} 项，每行一项", "lines")
    codes = [line.base_code for line in lines]
    twice = next((c for c in codes if codes.count(c) > 1), None)
    if twice:
        raise InvalidInputError("catalogue.upper_item_twice", f"基本编码 {twice} 在清单里出现了两次", "lines")
    return lines


def read_line(n: int, line: str) -> UpperLine:
    words = (
        line.replace("，", ",").replace("\t", ",").split(",")
        if "," in line or "，" in line or "\t" in line
        else line.split()
    )
    parts = [word.strip() for word in words if word.strip()]
    if len(parts) < 2 or (len(parts) > 2 and parts[2] not in BY_LABEL):  # noqa: PLR2004
        sentence = f"第 {n} 行应为“基本编码 名称 事项类型”，事项类型用全称，如“行政许可”"
        raise InvalidInputError("catalogue.upper_line", sentence, "lines")
    try:
        code, name = check_base(parts[0]), check_standard_name(parts[1])
    except InvalidInputError as wrong:
        raise InvalidInputError(wrong.code, f"第 {n} 行：{wrong.message}", "lines") from wrong
    return UpperLine(code, name, BY_LABEL[parts[2]] if len(parts) > 2 else Procedure.LICENCE)  # noqa: PLR2004


def adapted(content: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The upper content with what the organ has otherwise; `without` names materials it does not ask for."""
    without = set(changes.get("without") or ())
    kept = {**content, **{k: v for k, v in changes.items() if k != "without" and v not in (None, "", [])}}
    if without:
        kept["materials"] = [m for m in content.get("materials", ()) if m["key"] not in without]
    return kept


@dataclass(frozen=True)
class Answered:
    """An answer as a review looks at it. `last_case` is the day of the local item's latest case."""

    state: ClaimState
    answered_on: date
    edition: int
    upper_edition: int
    law_changed_on: date | None
    retired: bool
    last_case: date | None
    beyond: tuple[str, ...] = ()


def stale(claim: Answered, today: date, quiet_months: int, reviewed_months: int) -> list[str]:
    """Why an answer has to be looked at again; empty: it stands."""
    found = []
    if claim.law_changed_on and claim.law_changed_on > claim.answered_on:
        found.append(f"依据在答复后修订（{claim.law_changed_on:%Y-%m-%d}）")
    if claim.edition != claim.upper_edition:
        found.append("清单内容在答复后调整")
    if claim.state in TAKEN:
        if claim.retired:
            found.append("本地事项已停用")
        found += [f"与清单不一致：{why}" for why in claim.beyond]
        if quiet_months and (claim.last_case or claim.answered_on) < months_before(today, quiet_months):
            found.append(f"{quiet_months} 个月没有办件")
    if reviewed_months and claim.answered_on < months_before(today, reviewed_months):
        found.append(f"上次答复已超过 {reviewed_months} 个月")
    return found


def months_before(day: date, months: int) -> date:
    return day - timedelta(days=round(months * DAYS_OF_MONTH))


def light(state: ClaimState, due_on: date, today: date) -> tuple[Light, str]:
    """The light of a claim, with its words: the city's own term, not a statutory clock."""
    if state is not ClaimState.OPEN:
        return Light.GREY, "已答复"
    left = (due_on - today).days
    if left < 0:
        return Light.RED, f"已过期 {-left} 天"
    return (Light.YELLOW if left <= WARN_DAYS else Light.GREEN), f"还有 {left} 天" if left else "今天到期"

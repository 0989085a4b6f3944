"""The counter's own rules: who takes a shift over, and whether what was confirmed is what is received."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from cityhall.kernel.errors import InvalidInputError, NotAllowedError


def check_may_take(from_account: int, from_day: date, account: int | None, today: date) -> None:
    """Who leaves a shift does not confirm it herself the same day; whoever opens the window next, does."""
    if from_account == account and from_day == today:
        raise NotAllowedError("case.own_shift", "本班由您交出，当日应由接班同事确认；次日仍由您上岗的，可由您接班")


def check_call_back(answered_by: int | None, account: int | None, lenders: Collection[int] = ()) -> None:
    """回访 is for somebody else than who answered, and not for her deputy in her place (`lenders`)."""
    if answered_by is not None and (answered_by == account or set(lenders) == {answered_by}):
        raise NotAllowedError(
            "grievance.own_call_back",
            "这件反映由您（或您所代理的人）答复，不能由您回访；请由其他工作人员回访，或由反映人自己评定",
        )


def check_shift_note(note: str, seals: str, waiting: int) -> None:
    """With work left open a shift is not left in silence; the seals are always accounted for."""
    if not seals.strip():
        raise InvalidInputError("case.no_seals", "请写明印章和物品的交接情况；没有的写“无”", field="seals")
    if waiting and not note.strip():
        raise InvalidInputError(
            "case.no_shift_note",
            f"本窗口还有 {waiting} 件未了，请写明交接事项；没有特别事项的写“按清单办理”",
            field="note",
        )


def told(item: str, who: str, fields: Mapping[str, str], materials: Sequence[str]) -> str:
    """What was shown to be confirmed, in one fixed form, so that a change after it is noticed."""
    return json.dumps([item, who, sorted(fields.items()), list(materials)], ensure_ascii=False)

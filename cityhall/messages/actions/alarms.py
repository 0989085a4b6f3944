"""告警: something of the house turned bad, or is well again; the operators are told once of each."""

from collections.abc import Sequence

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.call import calling
from cityhall.kernel.jobs.terms import Can
from cityhall.kernel.journal.queries import Line, latest_of
from cityhall.kernel.journal.record import record
from cityhall.kernel.terms import Term
from cityhall.organs import queries as organs
from cityhall.people.terms import Can as People

from .tell import tell_staff

RAISED, LIFTED = "house.alarm_raised", "house.alarm_lifted"
KIND = "house.alarm"


def note_state(
    actor: Actor, name: str, label: str, *, bad: bool, text: str, to: Term = Can.SEE_JOBS, accounts: Sequence[int] = (),
) -> bool:  # fmt: skip
    """告警 or 恢复: only where the state is another than the last one recorded; two workers that notice at once say it once.
    Told to `accounts`, or to whoever holds a permission for the whole city, or else to the operators. Answers whether
    anything was new."""
    require(actor, Can.SEE_JOBS)
    last = next(iter(latest_of([f"house:{name}"], 1)), None)
    was_bad = last is not None and last.event == RAISED
    if was_bad == bad:
        return False
    with calling(key=f"alarm:{name}:{last.id if last else 0}:{bad}"):
        _tell(actor, name, label, bad, text, to, list(accounts))
    return True


@action
def _tell(actor: Actor, name: str, label: str, bad: bool, text: str, to: Term, told: list[int]) -> None:
    subject = f"告警：{label}" if bad else f"已恢复：{label}"
    accounts = told or organs.entitled_everywhere(to) or organs.entitled_everywhere(Can.SEE_JOBS)
    tell_staff(actor, ref=f"house:{name}", kind=KIND, subject=subject, body=text, accounts=accounts)
    record(actor, RAISED if bad else LIFTED, f"house:{name}", people=len(accounts))


def warn_of_looks(line: Line) -> None:
    """Somebody saw very many personal values whole in a day: whoever audits that is told, once of each person and day."""
    who = organs.official(line.account_id or 0)
    named = f"{who.organ} {who.name}" if who else line.actor
    text = (
        f"{named}在 24 小时内查看个人信息原文已达 {line.values.get('looks')} 项（提醒线 {line.values.get('limit')} 项）。"
        "请核对查看记录和事由，必要时停用账号并按规定报告。"
    )
    name = f"looks-{line.account_id}-{clock.day_of(line.at):%Y%m%d}"
    note_state(HOUSE, name, "大量查看个人信息", bad=True, text=text, to=People.AUDIT)

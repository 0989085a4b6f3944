"""查看个人信息原文: whoever sees a sealed value whole says what for, is counted, and leaves a line the person can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from cityhall.kernel import clock
from cityhall.kernel.accounts import tally
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import TooManyError
from cityhall.kernel.journal.record import record
from cityhall.organs import queries as organs
from cityhall.people import rules

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Seen:
    """One value somebody sees whole: what it belongs to, its key, the organ whose affair it is."""

    ref: str
    field: str
    organ_id: int


@step
def note_looks(actor: Actor, event: str, seen: Sequence[Seen], purpose: str, note: str = "") -> None:
    """One act of looking, of one value or of a list. Refused without a purpose, with a personal value in the words, or
    when this person has looked too often within the hour; where she has seen very many in a day, that is on record of
    its own, and whoever watches over it is told. Three statements."""
    why, words = rules.check_purpose(purpose, note)
    _count(actor, len(seen))
    here = organs.official(actor.account_id or 0)
    for one in seen:
        record(
            actor, event, one.ref, organ_id=one.organ_id, field=one.field, purpose=why.value, note=words,
            organ=here.organ if here else "", post=here.post if here else "",
        )  # fmt: skip


def _count(actor: Actor, values: int) -> None:
    who = str(actor.account_id or actor.name)
    hourly = tally.Limit("looks_an_hour", settings.LOOKS_AN_HOUR, HOUR)
    acts, until = tally.add(hourly, who, 1)
    if acts > hourly.most:
        raise _too_many(hourly.most, until)
    daily = tally.Limit("looks_a_day", settings.LOOKS_ALARM, DAY)
    seen, _ = tally.add(daily, who, values)
    if seen - values < daily.most <= seen:
        record(actor, "people.looked_much", f"account:{who}", looks=seen, limit=daily.most)


def _too_many(most: int, until: datetime) -> TooManyError:
    minutes = max(int((until - clock.now()).total_seconds()) // 60, 1)
    error = TooManyError(
        "people.looked_too_often",
        f"一小时内查看个人信息原文已达 {most} 次，请 {minutes} 分钟后再看；确需批量查看的，请报本单位负责人安排",
        field="purpose",
    )
    error.retry_after = minutes * 60
    return error

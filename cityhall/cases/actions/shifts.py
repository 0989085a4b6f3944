"""交接班: what one clerk leaves at a window, and the next takes over."""

from django.db import IntegrityError, transaction

from cityhall.cases.models import Shift
from cityhall.cases.queries.shifts import open_work
from cityhall.cases.queries.window import register_totals
from cityhall.cases.rules.counter import check_may_take, check_shift_note
from cityhall.cases.terms import Can
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record

WINDOW_ACTS = (Can.INTAKE, Can.DELIVER)


@action
def leave_shift(actor: Actor, note: str, seals: str) -> int:
    """交班: with what is open at this window, written down as it is now; answers the shift's id."""
    window = at_window(actor)
    work = open_work(actor)
    check_shift_note(note, seals, work.count)
    totals = {str(status): n for status, n in register_totals(actor).items()}
    now = clock.now()
    try:
        with transaction.atomic():
            shift = Shift.objects.create(
                window_id=window, day=clock.today(), from_account=actor.account_id or 0, from_name=actor.name, totals=totals,
                open_cases=work.as_list(), note=note.strip()[:2000], seals=seals.strip()[:300], left_at=now,
            )  # fmt: skip
    except IntegrityError as clash:
        raise WrongStateError(
            "case.shift_open", "本窗口已有一次交班等待接班确认，请接班同事先确认，再交下一班"
        ) from clash
    record(actor, "shift.left", f"window:{window}", shift=shift.pk, open=work.count)
    return shift.pk


@action
def take_shift(actor: Actor, shift_id: int, remark: str = "") -> None:
    """接班: the next clerk of this window confirms what was left to her."""
    window = at_window(actor)
    shift = Shift.objects.select_for_update().filter(pk=shift_id, window_id=window).first()
    if shift is None:
        raise NotFoundError("case.no_shift", "没有找到这次交班，或不是本窗口的；请刷新页面")
    if shift.taken_at is not None:
        raise WrongStateError("case.shift_taken", f"这次交班已由{shift.to_name}确认接班")
    check_may_take(shift.from_account, shift.day, actor.account_id, clock.today())
    shift.to_account, shift.to_name, shift.taken_at = actor.account_id, actor.name, clock.now()
    shift.remark = remark.strip()[:300]
    shift.save(update_fields=["to_account", "to_name", "taken_at", "remark"])
    record(actor, "shift.taken", f"window:{window}", shift=shift.pk)


def at_window(actor: Actor) -> int:
    """The window this clerk works at; without one there is nothing to hand over, pair or read."""
    if not any(actor.may(can) for can in WINDOW_ACTS):
        require(actor, Can.INTAKE)
    if actor.window_id is None:
        raise WrongStateError("case.no_window", "您没有分配到窗口，不能使用窗口的这项功能；请联系大厅管理员")
    return actor.window_id

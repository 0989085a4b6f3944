"""事项与窗口的开关: what a window does not take at present."""

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.organs.models import Window, WindowItem
from cityhall.organs.terms import Can


@action
def switch_item(actor: Actor, window_id: int, item_id: int, open: bool, reason: str = "") -> None:  # noqa: A002
    """停办 or 恢复办理 of one item at one window; the window itself and every other item go on as before."""
    window = Window.objects.select_related("centre").select_for_update(of=("self",)).filter(pk=window_id).first()
    if window is None or window.closed_on is not None:
        raise NotFoundError("organs.no_window", "没有找到这个窗口")
    require(actor, Can.MANAGE_CENTRES, window.centre.organ_id)
    if open:
        _reopen(window, item_id)
    else:
        _close(actor, window, item_id, reason.strip())
    record(
        actor, "window.item_switched", window.ref, organ_id=window.centre.organ_id, item=item_id, open=open,
        reason=reason.strip()[:200],
    )  # fmt: skip


def _reopen(window: Window, item_id: int) -> None:
    gone, _ = WindowItem.objects.filter(window=window, item_id=item_id).delete()
    if not gone:
        raise WrongStateError(
            "organs.item_open_already", f"{window.number} 号窗口正在办理这个事项，无需恢复；请刷新页面"
        )


def _close(actor: Actor, window: Window, item_id: int, reason: str) -> None:
    if not reason:
        raise InvalidInputError("organs.no_switch_reason", "请写明停办的原因，窗口人员和引导台会看到", field="reason")
    made = WindowItem(
        window=window, item_id=item_id, reason=reason[:200], closed_by=actor.name, closed_at=clock.now()
    )  # fmt: skip
    before = WindowItem.objects.filter(window=window, item_id=item_id).exists()
    if before:
        raise WrongStateError("organs.item_closed_already", f"{window.number} 号窗口已经停办这个事项；请刷新页面")
    made.save(force_insert=True)

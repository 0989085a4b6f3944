"""预审意见、转送、断网补录: what each must say before it is done."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cityhall.catalogue.terms import MaterialSpec
from cityhall.kernel.errors import InvalidInputError

from .acceptance import Point, check_points

READY_WORDS = "经预审，所填内容和材料齐全，可以正式提交。"
SHORT_WORDS = "经预审，尚有下列内容需要完善，请修改后再提交。"


def check_opinion(ready: bool, text: str, points: Sequence[Point], materials: Iterable[MaterialSpec]) -> str:
    """预审意见: everything at once; either it may be handed in, or each thing to be mended is named."""
    if ready and points:
        raise InvalidInputError("case.ready_with_points", "写了需要完善的内容，就不能同时选“可以提交”", field="ready")
    if not ready:
        if not points and not text.strip():
            raise InvalidInputError("case.no_opinion", "请一次写明需要完善的全部内容，或选“可以提交”", field="text")
        if points:
            check_points(points, None, materials)
    return text.strip() or (READY_WORDS if ready else SHORT_WORDS)


def check_transfer(to_organ: str, reason: str, *, consent: bool) -> None:
    """转送 needs the applicant's yes; whoever was asked first answers for where it goes (首问负责制)."""
    if not consent:
        raise InvalidInputError(
            "case.no_consent", "转送须经申请人同意，请先征得同意；不同意的依法不予受理", field="consent"
        )
    if not to_organ.strip():
        raise InvalidInputError("case.no_right_organ", "请写明转送给哪个单位", field="to_organ")
    if not reason.strip():
        raise InvalidInputError("case.no_reason", "请写明转送原因", field="reason")


def check_back_entry(happened_at: datetime, now: datetime, days: int, reason: str) -> None:
    """断网补录 is of what was taken in while the network was down: in the past, but not long ago, and with its reason."""
    if not reason.strip():
        raise InvalidInputError("case.no_reason", "请写明补录原因（何时断网、纸质登记簿页码）", field="reason")
    if happened_at >= now:
        raise InvalidInputError("case.not_past", "实际收件时间应在现在之前；现在收件请用窗口收件", field="happened_at")
    if happened_at < now - timedelta(days=days):
        raise InvalidInputError(
            "case.too_long_ago", f"只能补录最近 {days} 天内收到的申请；更早的请报监督部门处理", field="happened_at"
        )

"""决定之后: what a grant gives, what it may leave out, and how a decision that stands is changed."""

from collections.abc import Mapping
from datetime import date, timedelta

from cityhall.cases.terms import Again, LicenceStatus, Outcome
from cityhall.kernel.errors import InvalidInputError, WrongStateError

NUMBERED = ("证照", "批文", "证明")
RENEW_BEFORE = 30  # 行政许可法 第五十条第一款: 有效期届满三十日前提出
MONTHS = 12
RENEWAL_WARNINGS = (30, 10, 3)  # working days before the licence ends: a house rule, no law says when
HEAD_FROM = 10
REVOKING = (Again.UNLAWFUL, Again.FRAUD, Again.REVIEW, Again.JUDGMENT, Again.PLEDGE)
ORDERING = (Again.REVIEW, Again.JUDGMENT)


def check_partial(partial: str, reasons: str) -> None:
    """部分准予: what is granted is named, and the part refused has its reasons (行政许可法 第三十八条第二款)."""
    if partial.strip() and not reasons.strip():
        raise InvalidInputError(
            "case.partial_without_reasons", "部分准予的，请写明未予准予部分的理由（行政许可法第三十八条）",
            field="partial_reasons",
        )  # fmt: skip
    if reasons.strip() and not partial.strip():
        raise InvalidInputError("case.partial_what", "请写明准予的范围；全部准予的，不要填写不予理由", field="partial")


def partial_words(words: str) -> str:
    return f"部分{words}"


def licence_number(mark: str, year: int, serial: int | str) -> str:
    """证照编号: mark 〔year〕 serial, counted without a gap for each mark and year."""
    return f"{mark}〔{year}〕{serial}号"


def licence_series(mark: str, year: int) -> str:
    return f"licence:{mark}:{year}"


def valid_until(valid_from: date, months: int) -> date | None:
    """有效期止: the day before the same day so many months on; a shorter month ends it with its last day. 0: none."""
    if not months:
        return None
    turn = valid_from.month - 1 + months
    year, month = valid_from.year + turn // MONTHS, turn % MONTHS + 1
    last = (date(year + month // MONTHS, month % MONTHS + 1, 1) - timedelta(days=1)).day
    if valid_from.day > last:
        return date(year, month, last)
    return date(year, month, valid_from.day) - timedelta(days=1)


def renewed_from(expires_on: date | None, decided_on: date) -> date:
    """A renewal joins on to what it renews; one decided after the expiry, to the day of the decision."""
    if expires_on is None or expires_on < decided_on:
        return decided_on
    return expires_on + timedelta(days=1)


def renewal_warning(left: int | None, warned: int | None) -> int | None:
    """Which of the warnings is due with so many working days left, if it has not been given: the closest one reached. After
    an outage the missed ones are not made up for. None: none is due, or nobody knows how many days are left."""
    reached = [one for one in RENEWAL_WARNINGS if left is not None and 0 <= left <= one]
    if not reached or (warned is not None and warned <= min(reached)):
        return None
    return min(reached)


def renewal_in_time(asked_on: date, expires_on: date | None) -> bool:
    """延续 asked thirty days before the expiry (行政许可法 第五十条第一款), counted as is kinder to the applicant: the
    thirtieth day before it is still in time."""
    return expires_on is not None and asked_on + timedelta(days=RENEW_BEFORE) <= expires_on


def check_standing(known: str, expires_on: date | None, number: str) -> None:
    """The licence that is changed, renewed or cancelled: valid if the register has it (`known` is its status there);
    one issued before the register began is named with its expiry."""
    if known and known != LicenceStatus.VALID:
        raise WrongStateError(
            "case.licence_not_valid",
            f"证照“{number}”{LicenceStatus(known).label}，不能再变更、延续或注销；请核对编号或重新申请",
        )
    if not known and expires_on is None:
        raise InvalidInputError(
            "case.licence_no_expiry", "登记簿中没有这个编号（可能是系统上线前核发的），请填写证照上载明的有效期，由窗口核对",
            field="expires_on",
        )  # fmt: skip


def check_same_holder(own: Mapping[str, object], known: Mapping[str, object]) -> None:
    """The same organ's, and the same holder's where both are known."""
    if own["organ"] != known["organ"]:
        raise InvalidInputError(
            "case.licence_other_organ", "这个证照不是本单位核发的，请到核发单位办理", field="number"
        )
    if known["holder"] and own["holder"] and own["holder"] != known["holder"]:
        raise InvalidInputError(
            "case.licence_other_holder", "这个证照的持有人不是本件申请人，请核对编号", field="number"
        )


def check_correction(text: str, reason: str) -> None:
    """更正: what it says now, and what was wrong."""
    if not text.strip():
        raise InvalidInputError("case.no_correction", "请写明更正后的内容（原文什么、应为什么）", field="text")
    if not reason.strip():
        raise InvalidInputError("case.no_reason", "请写明更正的原因", field="reason")


def check_revocation(outcome: str, cause: Again, reasons: str, basis: str, document: str) -> None:
    """撤销 what was granted: by a cause of 行政许可法 第六十九条, a review, a judgment or a broken pledge."""
    if outcome != Outcome.GRANTED:
        raise WrongStateError(
            "case.not_granted", "只有准予的决定可以撤销；不予决定需要改变的，请按复议决定或判决重新作出决定"
        )
    if cause not in REVOKING:
        raise InvalidInputError("case.revoke_cause", "文字或者计算错误请用“更正决定”，不需要撤销", field="cause")
    if not reasons.strip():
        raise InvalidInputError("case.no_reasons", "请写明撤销的理由", field="reasons")
    if not basis.strip():
        raise InvalidInputError("case.no_basis", "请写明撤销的法律依据（如行政许可法第六十九条）", field="basis")
    _check_document(cause, document)


def check_order(cause: Again, document: str, days: int, *, standing: bool) -> None:
    """责令重新作出: a review decision or a judgment, named, with the time it allows."""
    if cause not in ORDERING:
        raise InvalidInputError("case.order_cause", "只有行政复议决定或人民法院判决可以责令重新作出决定", field="cause")
    _check_document(cause, document)
    if days < 1:
        raise InvalidInputError("case.order_days", "请填写文书要求重新作出决定的期限（天）", field="days")
    if standing:
        raise WrongStateError("case.ordered_already", "这件已经登记了责令重新作出决定，请先重新作出决定")


def check_again(outcome: Outcome, reasons: str) -> None:
    """重新作出: granted or refused, either way with its reasons."""
    if outcome not in (Outcome.GRANTED, Outcome.REFUSED):
        raise InvalidInputError("case.again_outcome", "请选择准予或不予；撤销请用“撤销决定”", field="outcome")
    if not reasons.strip():
        raise InvalidInputError("case.no_reasons", "请写明重新作出决定的理由", field="reasons")


def _check_document(cause: Again, document: str) -> None:
    if cause in ORDERING and not document.strip():
        raise InvalidInputError(
            "case.no_document", f"请写明{cause.label}的文号（如“某府复决〔2026〕3号”）", field="document"
        )

"""第二因素: taken up, asked for at the door, used up, taken away. Neither secret nor code reaches the journal."""

from cityhall.kernel import clock
from cityhall.kernel.accounts import tally
from cityhall.kernel.accounts.actions import SignIn, network, sign_in_result
from cityhall.kernel.accounts.models import Account, SecondFactor
from cityhall.kernel.accounts.tally import BY_SECOND
from cityhall.kernel.accounts.terms import Kind, Outcome
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.secrets.keys import blind

from . import rules

RECOVERY = "recovery"


@action
def begin(actor: Actor) -> None:
    """开始启用: a new secret, which holds once its first code was right. Where one is in force it stays until taken away."""
    require_signed_in(actor)
    account = Account.objects.select_for_update().get(pk=actor.account_id or 0)
    if account.kind != Kind.STAFF:
        raise NotAllowedError("account.second_for_staff", "您用手机验证码登录，不需要动态码")
    row = SecondFactor.objects.filter(account=account).first()
    if row is not None and row.confirmed_at is not None:
        raise WrongStateError("account.second_there", "您已经启用动态码；要换新手机，请先停用再重新启用")
    SecondFactor.objects.filter(account=account).delete()
    SecondFactor.objects.create(account=account, secret=rules.new_secret(), created_at=clock.now())
    record(actor, "account.second_begun", account.ref)


@action
def confirm(actor: Actor, code: str) -> list[str]:
    """启用: the first code is right. Answers the recovery codes, shown this once; call it without a key, so that the answer is
    not kept."""
    require_signed_in(actor)
    row = SecondFactor.objects.select_for_update().filter(account_id=actor.account_id or 0, confirmed_at=None).first()
    if row is None:
        raise NotFoundError("account.second_not_begun", "没有等待启用的动态码，请从头开始")
    used = rules.matched(row.secret, code, clock.now(), row.last_step)
    if used is None:
        raise InvalidInputError("account.second_first_wrong", "动态码不正确，请核对手机时间是否准确后重新输入", "code")
    codes = rules.new_recovery_codes()
    row.last_step, row.confirmed_at = used, clock.now()
    row.recovery = [blind(RECOVERY, rules.plain(one)) for one in codes]
    row.save(update_fields=["last_step", "confirmed_at", "recovery"])
    record(actor, "account.second_confirmed", f"account:{actor.account_id}")
    return codes


@action
def check(actor: Actor, account_id: int, code: str, address: str = "") -> SignIn:
    """动态码: the second half of signing in; a code opens once, five wrong ones in a row lock for fifteen minutes. Answers as
    signing in does."""
    row = SecondFactor.objects.select_for_update().select_related("account").filter(account_id=account_id).first()
    if row is None or row.confirmed_at is None or not row.account.is_active:
        record(actor, "account.sign_in_failed", f"account:{account_id}", reason=Outcome.CLOSED.value)
        return sign_in_result(Outcome.CLOSED)
    ref, key = row.account.ref, str(account_id)
    outcome = Outcome.SECOND_LOCKED if tally.reached([(BY_SECOND, key)]) else _used(actor, row, code)
    if outcome is not Outcome.OK:
        if outcome is Outcome.SECOND_WRONG and tally.count(BY_SECOND, key) >= BY_SECOND.most:
            record(actor, "account.locked", ref, minutes=BY_SECOND.span.seconds // 60)
        record(actor, "account.sign_in_failed", ref, reason=outcome.value, network=network(address))
        return sign_in_result(outcome)
    tally.forget(BY_SECOND, key)
    Account.objects.filter(pk=account_id).update(signed_in_at=clock.now())
    record(actor, "account.signed_in", ref, network=network(address), second=True)
    return sign_in_result(Outcome.OK, account_id, must_change=row.account.must_change)


def _used(actor: Actor, row: SecondFactor, code: str) -> Outcome:
    step_used = rules.matched(row.secret, code, clock.now(), row.last_step)
    if step_used is not None:
        row.last_step = step_used
        row.save(update_fields=["last_step"])
        return Outcome.OK
    index = blind(RECOVERY, rules.plain(code))
    if index not in row.recovery:
        return Outcome.SECOND_WRONG
    row.recovery = [one for one in row.recovery if one != index]
    row.save(update_fields=["recovery"])
    record(actor, "account.recovery_used", row.account.ref, left=len(row.recovery))
    return Outcome.OK


@action
def give_up(actor: Actor, code: str) -> None:
    """停用: by whoever has it, with a code of it."""
    require_signed_in(actor)
    row = (
        SecondFactor.objects.select_for_update()
        .filter(account_id=actor.account_id or 0, confirmed_at__isnull=False)
        .first()
    )
    if row is None:
        raise NotFoundError("account.no_second", "您没有启用动态码，不需要停用")
    right = rules.matched(row.secret, code, clock.now(), row.last_step) is not None
    if not right and blind(RECOVERY, rules.plain(code)) not in row.recovery:
        raise InvalidInputError("account.second_give_up_wrong", "动态码不正确，请等下一个动态码出现后再输入", "code")
    row.delete()
    record(actor, "account.second_given_up", f"account:{actor.account_id}")


@step
def take_away(actor: Actor, account_id: int) -> bool:
    """重置 of somebody who lost her phone, by whoever the room above allows; answers whether there was one."""
    gone, _ = SecondFactor.objects.filter(account_id=account_id).delete()
    tally.forget(BY_SECOND, str(account_id))
    return bool(gone)

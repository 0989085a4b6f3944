"""统一身份登录: set by whoever may, and staff let in by its word. Neither secret nor subject nor login reaches the journal."""

from typing import TypedDict

from django.db import IntegrityError, transaction

from cityhall.kernel import call, clock
from cityhall.kernel.accounts import tally
from cityhall.kernel.accounts.actions import LOGIN_LENGTH, SignIn, let_in, network, sign_in_result
from cityhall.kernel.accounts.models import Account, Binding, Provider, SecondFactor
from cityhall.kernel.accounts.tally import BY_ADDRESS
from cityhall.kernel.accounts.terms import Can, Kind, Outcome
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record

from . import rules
from .queries import bound, index_of


class Told(TypedDict):
    name: str
    issuer: str
    client_id: str
    client_secret: str
    scopes: str
    claim: str
    name_claim: str


@action
def save_provider(actor: Actor, key: str, door: str, told: Told, is_open: bool = True) -> str:
    """设置统一身份登录: an empty secret leaves the one on file, for the issuer it was given by alone. The door of one that has
    been used does not change, nor does its issuer: its subjects would be other people."""
    require(actor, Can.SET_SIGN_IN)
    key = rules.check_key(key.strip())
    row = Provider.objects.select_for_update().filter(key=key).first()
    clean = rules.check_provider(told, door=door, has_secret=bool(row and row.client_secret))  # type: ignore[arg-type]
    if not clean["client_secret"]:
        del clean["client_secret"]
    values = {**clean, "door": door, "is_open": is_open, "saved_at": clock.now(), "saved_by": actor.name}
    if row is not None and row.issuer != clean["issuer"] and "client_secret" not in clean:
        raise InvalidInputError(
            "account.provider_moved", "地址改了，原来的应用密钥不会发给新地址；请填写新地址那一方发的应用密钥",
            field="client_secret",
        )  # fmt: skip
    if row is None:
        Provider(key=key, **values).save(force_insert=True)
    else:
        call.check_seen(row.version)
        moved = (row.door, row.issuer) != (door, clean["issuer"])
        if moved and Binding.objects.filter(provider=row).exists():
            raise WrongStateError(
                "account.provider_used", "已有人用它登录过，不能改地址和用途；请停用它，再另建一个", field="issuer"
            )
        Provider.objects.filter(pk=row.pk).update(**values, version=row.version + 1)
    record(
        actor, "account.provider_saved", f"provider:{key}", open=is_open, door=door, new_secret="client_secret" in clean
    )  # fmt: skip
    return key


@action
def sign_in_staff(actor: Actor, provider_id: int, subject: str, login: str, address: str = "") -> SignIn:
    """统一身份登录 of staff: into an account there is, never a new one; the first time the login the provider tells says which.
    Whoever has a second factor is asked for it all the same."""
    login = login.strip().lower()[:LOGIN_LENGTH]
    known = bound(provider_id, subject)
    rows = Account.objects.select_for_update().filter(kind=Kind.STAFF)
    account = rows.filter(pk=known).first() if known is not None else rows.filter(login=login).first()
    outcome = _judge(account, address)
    if (
        outcome is Outcome.OK
        and account is not None
        and known is None
        and not bind(actor, account.pk, provider_id, subject)
    ):
        outcome = Outcome.BOUND_OTHERWISE
    if outcome is not Outcome.OK or account is None:
        tally.count(BY_ADDRESS, address)
        ref = account.ref if account else "account:unknown"
        record(actor, "account.sign_in_failed", ref, reason=outcome.value, network=network(address))
        return sign_in_result(outcome)
    if SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).exists():
        record(actor, "account.second_asked", account.ref, network=network(address))
        return sign_in_result(Outcome.SECOND, account.pk)
    return let_in(actor, account.pk, address)


def _judge(account: Account | None, address: str) -> Outcome:
    if tally.reached([(BY_ADDRESS, address)]):
        return Outcome.TOO_MANY
    if account is None:
        return Outcome.UNBOUND
    return Outcome.OK if account.is_active else Outcome.CLOSED


@step
def bind(actor: Actor, account_id: int, provider_id: int, subject: str) -> bool:
    """绑定: one subject of a provider to one account; no where the account is somebody else's there already."""
    made = Binding(account_id=account_id, provider_id=provider_id, made_at=clock.now())
    made.subject_index = index_of(provider_id, subject)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return False
    record(actor, "account.bound", f"account:{account_id}", provider=provider_id)
    return True


@step
def unbind(actor: Actor, account_id: int) -> None:
    """解除绑定, by whoever the room above allows: the next time the provider's word is held against the login again."""
    gone, _ = Binding.objects.filter(account_id=account_id).delete()
    if not gone:
        raise NotFoundError("account.not_bound", "这个账号没有绑定统一身份，不需要解除")
    record(actor, "account.unbound", f"account:{account_id}")

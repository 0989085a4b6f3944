"""对接系统: registering one, its secrets, stopping it."""

import secrets as randomness
from collections.abc import Sequence
from datetime import date

from cityhall.exchange import rules
from cityhall.exchange.models import Client, Secret
from cityhall.exchange.terms import Can
from cityhall.kernel import call, clock
from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.accounts.terms import Kind
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.organs import queries as organs

PER_MINUTE, PER_DAY = 600, 100_000


def fresh_key() -> str:
    """A client id nobody has: told openly."""
    return f"c_{randomness.token_hex(8)}"


def fresh_secret() -> str:
    """256 random bits. Made by whoever shows it, for it is shown once: an act keeps its answers, and this must not be kept."""
    return randomness.token_urlsafe(32)


@action
def create_client(
    actor: Actor,
    key: str,
    secret: str,
    *,
    organ_id: int,
    name: str,
    role_key: str,
    contact: str,
    phone: str = "",
    scopes: Sequence[str],
    networks: Sequence[str] = (),
    per_minute: int = PER_MINUTE,
    per_day: int = PER_DAY,
    expires_on: date | None = None,
) -> str:
    """登记对接系统: answers its key. `secret` is kept as a digest alone. Raises InvalidInputError."""
    require(actor, Can.MANAGE_CLIENTS, organ_id)
    values = _checked(name, role_key, contact, scopes, networks, per_minute, per_day, expires_on)
    account_id = accounts.open_account(actor, f"client:{key}", Kind.CLIENT)
    client = Client(
        key=key, organ_id=organ_id, account_id=account_id, phone=phone, made_at=clock.now(), made_by=actor.account_id,
        **values,
    )  # fmt: skip
    client.save(force_insert=True)
    Secret.objects.create(client=client, digest=rules.digest(secret), made_at=clock.now())
    record(actor, "client.created", client.ref, organ_id=organ_id, name=client.name, scopes=client.scopes)
    return client.key


def _checked(
    name: str, role_key: str, contact: str, scopes: Sequence[str], networks: Sequence[str], per_minute: int,
    per_day: int, expires_on: date | None,
) -> dict[str, object]:  # fmt: skip
    for field, text in (("name", name), ("contact", contact)):
        if not text.strip():
            raise InvalidInputError(f"exchange.no_{field}", "请填写名称和联系人", field=field)
    if organs.role_of_service(role_key) is None:
        raise InvalidInputError("exchange.role", "没有这个角色，请从角色列表中选择服务角色", field="role_key")
    if not (0 < per_minute <= per_day):
        raise InvalidInputError("exchange.limits", "每分钟上限应大于 0，且不超过每日上限", field="per_minute")
    return {
        "name": name.strip(), "role_key": role_key, "contact": contact.strip(), "scopes": rules.check_scopes(scopes),
        "networks": rules.check_networks(networks), "per_minute": per_minute, "per_day": per_day,
        "expires_on": expires_on,
    }  # fmt: skip


@action
def edit_client(
    actor: Actor,
    key: str,
    *,
    name: str,
    role_key: str,
    contact: str,
    scopes: Sequence[str],
    phone: str = "",
    networks: Sequence[str] = (),
    per_minute: int = PER_MINUTE,
    per_day: int = PER_DAY,
    expires_on: date | None = None,
) -> int:
    """修改对接系统: answers the new version. An empty phone leaves the one on file; holds with the next request."""
    client = locked(actor, key)
    values = _checked(name, role_key, contact, scopes, networks, per_minute, per_day, expires_on)
    for field, value in values.items():
        setattr(client, field, value)
    client.phone, client.version = phone or client.phone, client.version + 1
    client.save(update_fields=[*values, "phone", "version"])
    record(actor, "client.edited", client.ref, organ_id=client.organ_id, scopes=client.scopes)
    return client.version


@action
def rotate_secret(actor: Actor, key: str, secret: str) -> int:
    """轮换密钥: a second one beside the first; both open until the first is ended. Answers its id."""
    client = locked(actor, key)
    if Secret.objects.filter(client=client, ended_at=None).count() >= rules.SECRETS:
        raise WrongStateError("exchange.two_secrets", "已有两个有效密钥，请先作废不再使用的一个，再生成新的")
    made = Secret.objects.create(client=client, digest=rules.digest(secret), made_at=clock.now())
    _next_version(client)
    record(actor, "client.secret_made", client.ref, organ_id=client.organ_id, secret=made.pk)
    return made.pk


@action
def end_secret(actor: Actor, key: str, secret_id: int) -> None:
    """作废密钥: tokens given for it end with it, at once."""
    client = locked(actor, key)
    ended = Secret.objects.filter(client=client, pk=secret_id, ended_at=None).update(ended_at=clock.now())
    if not ended:
        raise NotFoundError("exchange.unknown_secret", "这个密钥已经作废，请刷新页面")
    _next_version(client)
    record(actor, "client.secret_ended", client.ref, organ_id=client.organ_id, secret=secret_id)


@action
def suspend_client(actor: Actor, key: str) -> None:
    """停用对接系统: with its next request it is refused; its subscriptions wait where they are."""
    client = locked(actor, key)
    if client.suspended_at is not None:
        raise WrongStateError("exchange.suspended", "该系统已经停用，请刷新页面")
    client.suspended_at = clock.now()
    _next_version(client, "suspended_at")
    record(actor, "client.suspended", client.ref, organ_id=client.organ_id)


@action
def resume_client(actor: Actor, key: str) -> None:
    """恢复对接系统"""
    client = locked(actor, key)
    if client.suspended_at is None:
        raise WrongStateError("exchange.not_suspended", "该系统没有停用，请刷新页面")
    client.suspended_at = None
    _next_version(client, "suspended_at")
    record(actor, "client.resumed", client.ref, organ_id=client.organ_id)


def _next_version(client: Client, *fields: str) -> None:
    client.version += 1
    client.save(update_fields=[*fields, "version"])


def locked(actor: Actor, key: str) -> Client:
    """The client, locked, for whoever manages it. Raises NotFoundError, NotAllowedError, StaleError."""
    client = Client.objects.select_for_update().filter(key=key).first()
    if client is None:
        raise NotFoundError("exchange.unknown_client", "没有找到这个对接系统，或不归您管理")
    require(actor, Can.MANAGE_CLIENTS, client.organ_id)
    call.check_seen(client.version)
    return client

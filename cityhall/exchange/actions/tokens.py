"""令牌 and limits: a program at the door, and how often it has come."""

import hmac
import secrets as randomness
from datetime import date, datetime, timedelta
from typing import TypedDict

from django.db import connection, transaction
from django.db.models import F

from cityhall.exchange import rules
from cityhall.exchange.models import Client, Secret, Token, Usage
from cityhall.exchange.queries.clients import Admitted, actor_as, admitted
from cityhall.kernel import clock
from cityhall.kernel.accounts import tally
from cityhall.kernel.accounts.tally import Limit
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import DomainError, NotSignedInError, TooManyError
from cityhall.kernel.journal.record import record

LASTS = timedelta(minutes=30)
WRONG_SECRETS = Limit("client_secret_from", 30, timedelta(minutes=15))
COUNT = """
INSERT INTO ch_exchange_usage AS u (client_id, day, calls, refused, minute, in_minute, last_at)
VALUES (%(client)s, %(day)s, 1, 0, %(minute)s, 1, %(now)s)
ON CONFLICT (client_id, day) DO UPDATE SET
  calls = u.calls + 1, last_at = excluded.last_at, minute = excluded.minute,
  in_minute = CASE WHEN u.minute = excluded.minute THEN u.in_minute + 1 ELSE 1 END
RETURNING calls, in_minute
"""


class Given(TypedDict):
    """`token` is empty where the secret was wrong: that is counted, so the act answers and the door refuses."""

    token: str
    seconds: int


@action
def issue_token(actor: Actor, key: str, secret: str, address: str) -> Given:
    """换取令牌: for thirty minutes. Raises TooManyError for an address that has guessed too often."""
    if tally.reached([(WRONG_SECRETS, address)]):
        raise too_many("exchange.guesses", "密钥错误次数过多，请 15 分钟后再试", 15 * 60)
    client = Client.objects.filter(key=key[:40], suspended_at=None).first()
    found = _matching(client, secret) if client and _open(client, address) else None
    if client is None or found is None:
        tally.count(WRONG_SECRETS, address)
        record(actor, "client.token_refused", f"client:{client.key}" if client else "client:unknown")
        return {"token": "", "seconds": 0}
    token = randomness.token_urlsafe(32)
    Token.objects.create(digest=rules.digest(token), client=client, secret=found, ends_at=clock.now() + LASTS)
    record(actor_as(client), "client.token_given", client.ref, secret=found.pk)
    return {"token": token, "seconds": int(LASTS.total_seconds())}


def check_given(given: Given) -> Given:
    """For doors: the token, or the refusal."""
    if not given["token"]:
        raise NotSignedInError("exchange.secret", "系统标识或密钥不正确，或该系统已停用、过期、来源网段未登记")
    return given


def _open(client: Client, address: str) -> bool:
    expired = client.expires_on is not None and client.expires_on < clock.today()
    return not expired and rules.comes_from(address, client.networks)


def _matching(client: Client, secret: str) -> Secret | None:
    told = rules.digest(secret)
    valid = Secret.objects.filter(client=client, ended_at=None)
    return next((one for one in valid if hmac.compare_digest(one.digest, told)), None)


def admit(token: str, address: str, method: str, path: str) -> Admitted:
    """Let a program in: by its token, from its network, within its limits and scopes. `path` is what follows `/api/`.

    Raises NotSignedInError, NotAllowedError, TooManyError (which says when to come again). Three statements."""
    found = admitted(token, address)
    now = clock.now()
    try:
        _count(found, now)
        rules.check_scope(found.scopes, method, path)
    except DomainError:
        note_refusal(found.client_id)
        raise
    return found


def _count(client: Admitted, now: datetime) -> None:
    minute = now.replace(second=0, microsecond=0)
    values: dict[str, int | date | datetime] = {
        "client": client.client_id,
        "day": clock.day_of(now),
        "minute": minute,
        "now": now,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        calls, in_minute = cursor.fetchone()
    if in_minute > client.per_minute:
        raise too_many("exchange.per_minute", "调用过于频繁，已超过每分钟上限，请稍后再试", 60 - now.second)
    if calls > client.per_day:
        local = clock.local(now)
        left = timedelta(days=1) - timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
        raise too_many(
            "exchange.per_day", "今日调用次数已达上限，请明日再试或联系主管单位调整", int(left.total_seconds())
        )


def too_many(code: str, sentence: str, seconds: int) -> TooManyError:
    """A refusal that says when to come again."""
    error = TooManyError(code, sentence)
    error.retry_after = seconds
    return error


def note_refusal(client_id: int) -> None:
    """One more call of today that was refused."""
    Usage.objects.filter(client=client_id, day=clock.today()).update(refused=F("refused") + 1)


def forget_old_tokens() -> int:
    """Tokens whose time is over are of no use to anybody; counts of days are kept for a year."""
    gone, _ = Token.objects.filter(ends_at__lt=clock.now()).delete()
    Usage.objects.filter(day__lt=clock.today() - timedelta(days=366)).delete()
    return gone

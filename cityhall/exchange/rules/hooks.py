"""How an event is told to a program: the envelope, the signature, how long to wait after a failure, when to give up.

Sources: CloudEvents 1.0 (JSON, structured mode); Standard Webhooks 1.0 (headers `webhook-*`, HMAC-SHA256 over
`id.timestamp.body`, several signatures beside each other while a secret is changed)."""

import base64
import binascii
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cityhall.exchange.terms import EventKind
from cityhall.kernel.errors import InvalidInputError

PREFIX = "whsec_"
FIRST_WAIT, LONGEST_WAIT = 15.0, 3600.0  # seconds
SPREAD = 0.2
GIVES_UP_AFTER, GIVES_UP_TRIES = timedelta(hours=72), 10
LOG_DAYS = 30
GONE = 410
GOOD = range(200, 300)
FEWEST_BYTES, MOST_BYTES = 24, 64


@dataclass(frozen=True)
class Outcome:
    """What became of one call: the status that was answered (none: no answer, and why), and whether it named a time to
    come again, in seconds."""

    status: int | None
    reason: str = ""
    again_after: float = 0.0

    @property
    def is_good(self) -> bool:
        return self.status in GOOD

    @property
    def is_gone(self) -> bool:
        """The other side says that there is nobody any more (410): it is not asked again."""
        return self.status == GONE


def check_kinds(kinds: Iterable[str]) -> list[str]:
    """The kinds as they are kept, in the order of the list. Raises InvalidInputError for none, or for one there is not."""
    asked = set(kinds)
    known = [kind.value for kind in EventKind if kind in asked]
    if not known or len(known) != len(asked):
        raise InvalidInputError("exchange.kinds", "请至少选择一种事件，且只能从列表中选择", field="kinds")
    return known


def body_of(
    event_id: str, event: str, ref: str, at: datetime, *, source: str, organ_id: int | None = None
) -> bytes:  # fmt: skip
    """The event as a CloudEvent: what happened, to which case, when. What else there is to know is asked for through the
    API, by whoever may: nothing of a person stands here."""
    data: dict[str, object] = {"kind": event, "ref": ref}
    label = next((kind.label for kind in EventKind if kind == event), "")
    if label:
        number = ref.partition(":")[2]
        data |= {"label": label, "number": number, "href": f"{source}/cases/{number}", "organ_id": organ_id}
    told = {
        "specversion": "1.0", "id": event_id, "source": source, "type": f"cityhall.{event}", "subject": ref,
        "time": at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json", "data": data,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def content_of(secret: str) -> bytes:
    """The bytes of a secret as it is written (`whsec_` and base64)."""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (ValueError, binascii.Error):
        return b""


def check_signing_secret(secret: str) -> None:
    """24 to 64 random bytes, as Standard Webhooks wants them."""
    if not secret.startswith(PREFIX) or not FEWEST_BYTES <= len(content_of(secret)) <= MOST_BYTES:
        raise InvalidInputError(
            "exchange.signing_secret", "签名密钥须为 whsec_ 加 24 至 64 字节的 Base64", field="secret"
        )


def signature_of(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    signed = hmac.new(content_of(secret), f"{event_id}.{timestamp}.".encode() + body, sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def headers_of(secrets: Sequence[str], event_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """What goes with the body. While two secrets are in use it is signed with both, and either proves it."""
    timestamp = int(at.timestamp())
    return {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature_of(secret, event_id, timestamp, body) for secret in secrets),
    }


def wait_after(failures: int, chance: float, again_after: float = 0.0) -> timedelta:
    """How long to leave a receiver alone after so many failures in a row: twice as long each time, an hour at most, a
    fifth more or less by `chance` (0 to 1), so that many do not come back at once. What the receiver asked for counts if
    it is longer, up to the same hour."""
    plain = min(FIRST_WAIT * 2 ** min(max(failures, 1) - 1, 20), LONGEST_WAIT)
    spread = plain * (1 + SPREAD * (2 * chance - 1))
    return timedelta(seconds=max(min(spread, LONGEST_WAIT), min(again_after, LONGEST_WAIT)))


def is_hopeless(failures: int, since: datetime, now: datetime) -> bool:
    """Failing for three days, and tried often enough meanwhile to say so."""
    return failures >= GIVES_UP_TRIES and now - since >= GIVES_UP_AFTER

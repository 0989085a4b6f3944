"""SMS over HTTP: one signed POST of JSON to the configured address and to no other; redirects are not followed.

The call goes through `kernel.outgoing` for its limits of time and size; its judgement of addresses is left out, because
`CITYHALL_SMS_URL` is the operator's own configuration and the gateway often stands in the government's inner network.

    {"to": "13800000000", "text": "…", "reference": "city-12"}  →  2xx {"id": "the provider's number"}

`cityhall.messages.rules.signing` says how it is signed. A 4xx other than 408 and 429 is for good; anything else is tried
again by the job queue. The provider reports what became of it to `POST /api/messages/receipts`, signed the same way."""

import json
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cityhall.kernel import clock, outgoing
from cityhall.messages.rules import signing

from .gateways import GatewayError, Letter

TIMEOUT = 10
MOST = 64 * 1024  # of an answer
AGAIN = (408, 425, 429)
TAKEN, REFUSED = range(200, 300), range(400, 500)
ID_LIMIT = 120


@dataclass(frozen=True)
class HttpSms:
    url: str
    key: str
    secret: str

    @classmethod
    def from_settings(cls) -> "HttpSms":
        if urlsplit(settings.SMS_URL).scheme not in {"http", "https"} or not urlsplit(settings.SMS_URL).hostname:
            raise ImproperlyConfigured("CITYHALL_SMS_URL is needed: the gateway's https:// address")
        if not settings.SMS_SECRET:
            raise ImproperlyConfigured("CITYHALL_SMS_SECRET is needed: the key both sides sign with")
        return cls(settings.SMS_URL, settings.SMS_KEY, settings.SMS_SECRET)

    def deliver(self, letter: Letter) -> str:
        said = {"to": letter.address, "text": letter.body, "reference": letter.reference}
        body = json.dumps(said, ensure_ascii=False).encode()
        try:
            answer = outgoing.post(
                self.url, body, self._headers(body, letter.reference), timeout=TIMEOUT, most=MOST, configured=True
            )
        except outgoing.OutgoingError as trouble:
            raise GatewayError(f"短信网关连接失败：{trouble}") from trouble
        if answer.status not in TAKEN:
            final = answer.status in REFUSED and answer.status not in AGAIN
            raise GatewayError(f"短信网关拒绝（HTTP {answer.status}）", final=final)
        return _number(answer.body)

    def _headers(self, body: bytes, reference: str) -> dict[str, str]:
        timestamp, nonce = str(int(clock.now().timestamp())), secrets.token_hex(16)
        parts = urlsplit(self.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        signed = signing.signature(self.secret, "POST", path, timestamp, nonce, body)
        stamp = dict(zip(signing.HEADERS, (self.key, timestamp, nonce, signed), strict=True))
        return {"Content-Type": "application/json", "Idempotency-Key": reference, **stamp}


def _number(answer: bytes) -> str:
    """The provider's number of the message; it must give one, or no receipt would find it."""
    try:
        told = json.loads(answer)
        number = str(told["id"]).strip()
    except (ValueError, TypeError, KeyError) as wrong:
        raise GatewayError("短信网关的答复里没有编号") from wrong
    if not number or len(number) > ID_LIMIT:
        raise GatewayError("短信网关答复的编号无效")
    return number

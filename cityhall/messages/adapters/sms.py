"""SMS over HTTP: one signed POST of JSON to the configured address and to no other; redirects are not followed.

    {"to": "13800000000", "text": "…", "reference": "city-12"}  →  2xx {"id": "the provider's number"}

`cityhall.messages.rules.signing` says how it is signed. A 4xx other than 408 and 429 is for good; anything else is tried
again by the job queue. The provider reports what became of it to `POST /api/messages/receipts`, signed the same way."""

import http.client
import json
import secrets
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cityhall.kernel import clock
from cityhall.messages.rules import signing

from .gateways import GatewayError, Letter

TIMEOUT = 10
MOST = 64 * 1024  # of an answer
AGAIN = (408, 425, 429)
REFUSED = range(400, 500)
ID_LIMIT = 120


class _Stay(HTTPRedirectHandler):
    """Whatever the provider answers, we call the configured address only."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


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
            with _opener().open(self._request(body, letter.reference), timeout=TIMEOUT) as answer:
                return _number(answer.read(MOST))
        except HTTPError as no:
            final = no.code in REFUSED and no.code not in AGAIN
            raise GatewayError(f"短信网关拒绝（HTTP {no.code}）", final=final) from no
        except (URLError, OSError, http.client.HTTPException) as trouble:
            raise GatewayError(f"短信网关连接失败：{type(trouble).__name__}") from trouble

    def _request(self, body: bytes, reference: str) -> Request:
        timestamp, nonce = str(int(clock.now().timestamp())), secrets.token_hex(16)
        parts = urlsplit(self.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        signed = signing.signature(self.secret, "POST", path, timestamp, nonce, body)
        stamp = dict(zip(signing.HEADERS, (self.key, timestamp, nonce, signed), strict=True))
        headers = {"Content-Type": "application/json", "Idempotency-Key": reference, **stamp}
        return Request(self.url, data=body, method="POST", headers=headers)  # noqa: S310 - http(s) is checked above


def _opener() -> OpenerDirector:
    return build_opener(ProxyHandler({}), _Stay())


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

"""The signature of the SMS gateway's calls, ours and its: HMAC-SHA256 over method, path, time, nonce and body.

    signed = METHOD \\n PATH \\n TIMESTAMP \\n NONCE \\n SHA256(body) in hex
    X-CityHall-Key, X-CityHall-Timestamp (seconds since 1970), X-CityHall-Nonce, X-CityHall-Signature (hex)

A call older or newer than five minutes is refused; within them its nonce makes the second time harmless."""

import hashlib
import hmac

from cityhall.kernel.errors import NotAllowedError

WINDOW = 300
NONCE = range(8, 81)  # its length
HEADERS = ("X-CityHall-Key", "X-CityHall-Timestamp", "X-CityHall-Nonce", "X-CityHall-Signature")


def signature(secret: str, method: str, path: str, timestamp: str, nonce: str, body: bytes) -> str:
    said = "\n".join((method.upper(), path, timestamp, nonce, hashlib.sha256(body).hexdigest()))
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()


def check_signed(secret: str, method: str, path: str, stamp: tuple[str, str, str], body: bytes, now: float) -> None:
    """Refuse what is not signed with our secret, or not just now. `stamp` is timestamp, nonce and signature."""
    timestamp, nonce, signed = stamp
    wanted = signature(secret, method, path, timestamp, nonce, body)
    if not secret or len(nonce) not in NONCE or not hmac.compare_digest(wanted.encode(), signed.lower().encode()):
        raise NotAllowedError("message.bad_signature", "回执的签名不对，请核对密钥和签名方法后重新发送")
    if not timestamp.isascii() or not timestamp.isdigit() or abs(now - int(timestamp)) > WINDOW:
        raise NotAllowedError("message.bad_time", "回执的时间与本机相差超过五分钟，请校准时钟后重新签名发送")

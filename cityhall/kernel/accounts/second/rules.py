"""Dynamic codes (RFC 6238): SHA-1, six digits, thirty seconds, as every authenticator understands them. Told the time."""

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP, DIGITS, DRIFT = 30, 6, 1
SECRET_BYTES = 20
ISSUER = "一厅通"
RECOVERY_CODES, RECOVERY_BYTES = 10, 5


def new_secret() -> str:
    """A secret as it is typed by hand: base32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def new_recovery_codes() -> list[str]:
    """Ten codes, each good once: eight letters and digits, in two groups."""
    codes = (base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES))
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def code_at(secret: str, step: int) -> str:
    """The code of an interval."""
    made = TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP, enforce_key_length=False)  # noqa: S303
    return made.generate(step * STEP).decode()


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def matched(secret: str, said: str, now: datetime, after: int) -> int | None:
    """The interval whose code was said, one to either side allowed; None where it is none, or one used already."""
    digits = "".join(said.split())
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdecimal():
        return None
    here = step_of(now)
    for step in range(here - DRIFT, here + DRIFT + 1):
        if step > after and hmac.compare_digest(code_at(secret, step), digits):
            return step
    return None


def address(secret: str, login: str) -> str:
    """What the picture to scan says."""
    label = quote(f"{ISSUER}:{login}")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(ISSUER)}&digits={DIGITS}&period={STEP}"


def plain(code: str) -> str:
    """A recovery code however it was typed."""
    return "".join(c for c in code.lower() if c.isalnum())

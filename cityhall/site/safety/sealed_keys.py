"""The keys and a backup: not in it, unless a passphrase locks them; and how a backup tells whether keys fit it."""

import base64
import hashlib
import hmac
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.secrets.keys import parse

SALT, NONCE, SHORTEST = 16, 12, 12
WHAT = b"cityhall backup keys 1"
SAID = b"cityhall backup probe"
COST = {"length": 32, "n": 2**15, "r": 8, "p": 1}


@dataclass(frozen=True)
class Bunch:
    """All keys of an installation, as the settings spell them."""

    secret: str
    data_keys: str
    index_key: str
    seal_keys: str = ""

    def ring(self) -> dict[int, bytes]:
        return parse(self.data_keys)[0]


def probe(keys: Bunch) -> dict[str, object]:
    """A known word sealed with every data key, and a keyed digest: whoever holds the keys can tell they are the ones;
    who does not learns nothing."""
    sealed = {}
    for number, key in keys.ring().items():
        nonce = os.urandom(NONCE)
        sealed[str(number)] = base64.b64encode(nonce + AESGCM(key).encrypt(nonce, SAID, None)).decode()
    return {"data": sealed, "index": _index(keys)}


def _index(keys: Bunch) -> str:
    return hmac.new(base64.b64decode(keys.index_key), SAID, hashlib.sha256).hexdigest()


def check(keys: Bunch, told: dict[str, object]) -> None:
    """Refuse keys that do not open what the backup was sealed with."""
    ring, sealed = keys.ring(), told["data"]
    assert isinstance(sealed, dict)
    wrong = [number for number, text in sealed.items() if not _opens(ring.get(int(number)), text)]
    if wrong:
        named = "、".join(wrong)
        raise WrongStateError("restore.wrong_keys", f"手头的密钥打不开这份备份（数据密钥 {named}），请找出当时的密钥")
    if not hmac.compare_digest(str(told["index"]), _index(keys)):
        raise WrongStateError("restore.wrong_keys", "手头的检索密钥与这份备份不符，请找出当时的密钥")


def _opens(key: bytes | None, text: str) -> bool:
    raw = base64.b64decode(text)
    try:
        return key is not None and AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], None) == SAID
    except InvalidTag:
        return False


def lock(keys: Bunch, passphrase: str) -> bytes:
    """The keys under a passphrase (scrypt, AES-256-GCM)."""
    if len(passphrase) < SHORTEST:
        raise InvalidInputError("backup.weak_passphrase", f"口令至少 {SHORTEST} 个字符：拿到备份的人可以反复猜它")
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    return salt + nonce + AESGCM(_stretched(passphrase, salt)).encrypt(nonce, json.dumps(asdict(keys)).encode(), WHAT)


def unlock(locked: Path, passphrase: str) -> Bunch:
    """The keys of a backup that holds them."""
    raw = locked.read_bytes()
    salt, nonce, body = raw[:SALT], raw[SALT : SALT + NONCE], raw[SALT + NONCE :]
    try:
        plain = AESGCM(_stretched(passphrase, salt)).decrypt(nonce, body, WHAT)
    except InvalidTag as wrong:
        raise InvalidInputError("restore.wrong_passphrase", "口令不对，打不开备份里的密钥，请核对后再试") from wrong
    return Bunch(**json.loads(plain))


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, **COST).derive(passphrase.encode())

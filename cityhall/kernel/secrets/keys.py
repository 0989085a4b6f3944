"""Keys for personal data. One key writes, every key of the ring reads; a changed ring is taken up while the city works."""

import base64
import hashlib
import hmac
import json
import os
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12
LOOK_AGAIN = 1.0  # seconds between two looks at the file of keys
WRITES = "*"
SEALING, TELLING = b"cityhall journal seal", b"cityhall journal line"


@dataclass(frozen=True)
class Ring:
    """`keys`: key id (one byte) → 32 bytes; `writes` seals what is new; `index_key` is for blind indexes."""

    keys: dict[int, bytes]
    writes: int
    index_key: bytes


@dataclass(frozen=True)
class _Held:
    """The ring as this process knows it, what the file was then, and when it was looked at last."""

    ring: Ring
    text: str
    stamp: tuple[int, ...]
    looked: float


_held: _Held | None = None


def parse(text: str) -> tuple[dict[int, bytes], int]:
    """`id:base64,id:base64`: the keys, and which writes: the one with a star behind it, else the highest."""
    keys, starred = {}, 0
    for part in text.split(","):
        number, _, key = part.strip().partition(":")
        keys[int(number)] = base64.b64decode(key.removesuffix(WRITES), validate=True)
        starred = int(number) if key.endswith(WRITES) else starred
    return keys, starred or max(keys)


def ring() -> Ring:
    """The ring of now. Where it lies in a file, the file is looked at once a second, so that a key that was added or
    taken away is known to every running process within that time."""
    held = _held
    if held is None or (_file() and time.monotonic() - held.looked > LOOK_AGAIN):
        held = _look()
    return held.ring


def data_keys() -> str:
    """The ring of now as it is spelled: what a backup is tried against."""
    ring()
    assert _held is not None
    return _held.text


def forget() -> None:
    """The ring is read anew at the next use."""
    global _held  # noqa: PLW0603 - one a process, as a cache
    _held = None


def _file() -> Path | None:
    return settings.KEYS_FILE


def _look() -> _Held:
    global _held  # noqa: PLW0603 - one a process, as a cache
    was, now = _held, time.monotonic()
    try:
        stamp = _stamp()
        text = was.text if was is not None and was.stamp == stamp else _read()
        keys, writes = parse(text)
    except (OSError, ValueError, KeyError):  # the file is away for a moment: what is known goes on
        if was is not None:
            _held = _Held(was.ring, was.text, was.stamp, now)
            return _held
        stamp, text = (), str(settings.DATA_KEYS)
        keys, writes = parse(text)
    _held = _Held(Ring(keys, writes, base64.b64decode(str(settings.INDEX_KEY))), text, stamp, now)
    return _held


def _read() -> str:
    file = _file()
    return str(json.loads(file.read_text())["data_keys"]) if file else str(settings.DATA_KEYS)


def _stamp() -> tuple[int, ...]:
    file = _file()
    if file is None:
        return ()
    told = file.stat()
    return told.st_mtime_ns, told.st_ino, told.st_size


def seal(plain: str) -> bytes:
    """Encrypt with AES-256-GCM: key id, nonce, ciphertext and tag."""
    keys = ring()
    nonce = os.urandom(NONCE)
    head = bytes([keys.writes])
    return head + nonce + AESGCM(keys.keys[keys.writes]).encrypt(nonce, plain.encode(), head)


def unseal(sealed: bytes) -> str:
    """Decrypt; a changed byte or an unknown key is an error, never a wrong answer. A key that is not known yet may have
    been added this moment: the ring is looked at once more."""
    head, nonce, body = sealed[:1], sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    keys = ring().keys
    if head and head[0] not in keys and _file():
        keys = _look().ring.keys
    try:
        return AESGCM(keys[head[0]]).decrypt(nonce, body, head).decode()
    except (KeyError, InvalidTag) as wrong:
        raise ValueError("this value was not sealed with any key of the ring") from wrong


def reseal(sealed: bytes) -> bytes:
    """The same value under the key that writes."""
    return seal(unseal(sealed)) if sealed[0] != ring().writes else sealed


@dataclass(frozen=True)
class SealRing:
    """Key id → the key that signs the journal's batches; the highest signs, all verify. `telling` keys the digest of what
    a line says inside the house."""

    keys: dict[int, Ed25519PrivateKey]
    newest: int
    telling: bytes

    def public(self, key_id: int) -> bytes:
        return self.keys[key_id].public_key().public_bytes_raw()


@lru_cache(maxsize=1)
def seal_ring() -> SealRing:
    """Key 0 is derived from the index key, so that every installation has one; others come from the settings."""
    index = ring().index_key
    keys = {0: Ed25519PrivateKey.from_private_bytes(_derived(index, SEALING))}
    for part in filter(None, str(settings.SEAL_KEYS).split(",")):
        number, _, text = part.strip().partition(":")
        keys[int(number)] = Ed25519PrivateKey.from_private_bytes(base64.b64decode(text))
    return SealRing(keys, max(keys), _derived(index, TELLING))


def _derived(key: bytes, use: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, use).derive(key)


def blind(kind: str, plain: str) -> str:
    """Keyed index for exact search: the same value gives the same digest, the digest gives nothing back."""
    return keyed(f"{kind}:{plain.strip().upper()}")


def keyed(text: str) -> str:
    """Keyed digest of anything, letter by letter: without the key nobody can try values against it."""
    return hmac.new(ring().index_key, text.encode(), hashlib.sha256).hexdigest()

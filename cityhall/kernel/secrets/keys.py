"""Keys for personal data. The newest key writes, every key reads, so keys can be rotated online."""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12
SEALING, TELLING = b"cityhall journal seal", b"cityhall journal line"


@dataclass(frozen=True)
class Ring:
    """`keys`: key id (one byte) → 32 bytes; `newest` writes; `index_key` is for blind indexes."""

    keys: dict[int, bytes]
    newest: int
    index_key: bytes


@lru_cache(maxsize=1)
def ring() -> Ring:
    """Read the ring from settings: `id:base64,id:base64`, the last one newest."""
    keys = {}
    for part in str(settings.DATA_KEYS).split(","):
        number, _, text = part.strip().partition(":")
        keys[int(number)] = base64.b64decode(text)
    return Ring(keys, max(keys), base64.b64decode(str(settings.INDEX_KEY)))


def seal(plain: str) -> bytes:
    """Encrypt with AES-256-GCM: key id, nonce, ciphertext and tag."""
    keys = ring()
    nonce = os.urandom(NONCE)
    head = bytes([keys.newest])
    return head + nonce + AESGCM(keys.keys[keys.newest]).encrypt(nonce, plain.encode(), head)


def unseal(sealed: bytes) -> str:
    """Decrypt; a changed byte or an unknown key is an error, never a wrong answer."""
    head, nonce, body = sealed[:1], sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    try:
        return AESGCM(ring().keys[head[0]]).decrypt(nonce, body, head).decode()
    except (KeyError, InvalidTag) as wrong:
        raise ValueError("this value was not sealed with any key of the ring") from wrong


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

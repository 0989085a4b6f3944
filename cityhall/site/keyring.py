"""Where the keys are: in the environment, or made once in `var/keys.json`, readable by the owner alone."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Keys:
    secret: str
    data_keys: str
    index_key: str


def load(var: Path) -> Keys:
    """The keys of this installation. Losing them loses the personal data sealed with them: back them up apart."""
    given = [os.environ.get(name, "") for name in ("CITYHALL_SECRET_KEY", "CITYHALL_DATA_KEYS", "CITYHALL_INDEX_KEY")]
    if all(given):
        return Keys(*given)
    if any(given):
        raise ValueError(
            "CITYHALL_SECRET_KEY, CITYHALL_DATA_KEYS and CITYHALL_INDEX_KEY are set together or not at all"
        )
    path = var / "keys.json"
    if not path.exists():
        _make(path)
    return Keys(**json.loads(path.read_text()))


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = Keys(secrets.token_urlsafe(50), f"1:{_key()}", _key())
    draft = path.with_name(f"keys.{os.getpid()}.draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(keys)))
    try:
        os.link(draft, path)  # the first of several starting processes wins, the others read its keys
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()

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


GIVEN = ("CITYHALL_SECRET_KEY", "CITYHALL_DATA_KEYS", "CITYHALL_INDEX_KEY")


def place(var: Path) -> Path | None:
    """The file of keys, which is looked at again while the city works; None where the environment gives them."""
    return None if os.environ.get("CITYHALL_DATA_KEYS") else var / "keys.json"


def retired_place(file: Path) -> Path:
    """Beside the file of keys: those that seal nothing any more and still open old backups. No process loads them."""
    return file.with_name("keys-retired.json")


def retired(file: Path) -> dict[int, dict[str, str]]:
    place = retired_place(file)
    return {int(number): told for number, told in json.loads(place.read_text()).items()} if place.exists() else {}


def load(var: Path) -> Keys:
    """The keys of this installation. Losing them loses the personal data sealed with them: back them up apart."""
    given = [os.environ.get(name, "") for name in GIVEN]
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

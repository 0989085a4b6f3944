"""Document camera and ID reader of a window, as files dropped into its folder by the devices' own program (or by
`cityhall devices drop`): `<window>/id/*.json` and `<window>/camera/*`. What was taken is moved to `done/`."""

import json
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from cityhall.kernel import clock
from cityhall.kernel.errors import DomainError, InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.files import store
from cityhall.kernel.files.store import Stored

ID, CAMERA, DONE = "id", "camera", "done"
PICTURES = {".png", ".jpg", ".jpeg", ".pdf"}
CARD_LIMIT = 16 * 1024
FRESH = 600  # seconds: what was read ten minutes ago belongs to somebody who has left
NAME = re.compile(r"[\w.\- ()（）]{1,80}")
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Card:
    """What the reader read off an identity card."""

    name: str
    number: str
    address: str = ""


@dataclass(frozen=True)
class Shot:
    """What the camera took, already in the store."""

    stored: Stored
    name: str


def read_card(window_id: int) -> Card:
    """读证: the newest card dropped at this window. It is moved away, so that nobody is read twice."""
    file = _newest(window_id, ID, {".json"}, "读卡器", "请把证件放上读卡器，等提示音后再点“读证”")
    text = _content(file, CARD_LIMIT)
    _put_away(file)
    try:
        said = json.loads(text.decode("utf-8-sig"))
        card = Card(*(str(said.get(key, "")).strip() for key in ("name", "number", "address")))
    except (ValueError, AttributeError) as wrong:
        raise _unreadable("读卡器") from wrong
    if not card.name or not card.number:
        raise _unreadable("读卡器")
    return Card(card.name[:60], card.number[:40], card.address[:200])


def take_shot(window_id: int) -> Shot:
    """高拍: the newest picture of this window's camera, looked at and stored as any upload is."""
    file = _newest(window_id, CAMERA, PICTURES, "高拍仪", "请把材料放好、按下高拍仪快门后再点“高拍”")
    try:
        stored = store.put(_chunks(file))
    except DomainError:
        _put_away(file)  # a bad picture would stand in the way of the next
        raise
    _put_away(file)
    return Shot(stored, file.name)


def ready(window_id: int | None) -> bool:
    """Has this window a folder for its devices? Where it has none the buttons are grey."""
    folder = _root()
    return folder is not None and window_id is not None and (folder / str(int(window_id))).is_dir()


def drop(window_id: int, kind: str, name: str, content: bytes) -> Path:
    """What a device does when it has read something: a file appears at once and whole."""
    root = _root()
    if root is None:
        raise WrongStateError("device.off", "没有设置设备目录 CITYHALL_DEVICES，请先在环境变量中给出")
    if not NAME.fullmatch(name) or name.startswith("."):
        raise InvalidInputError("device.name", f"文件名“{name}”不合规，请只用文字、数字、点和横线")
    folder = root / str(int(window_id)) / kind
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".part", delete=False) as part:
        part.write(content)
    target = folder / name
    Path(part.name).replace(target)
    return target


def _root() -> Path | None:
    return Path(settings.DEVICES) if settings.DEVICES else None


def _newest(window_id: int, kind: str, suffixes: set[str], device: str, hint: str) -> Path:
    root = _root()
    folder = root / str(int(window_id)) / kind if root else None
    if folder is None or not folder.is_dir() or folder.is_symlink():
        raise WrongStateError("device.none", f"本窗口没有接{device}，请手工录入或从本机选择文件")
    found = [(info.st_mtime, file) for file, info in _plain(folder) if file.suffix.lower() in suffixes]
    if not found:
        raise NotFoundError("device.nothing", f"{device}里还没有新的内容；{hint}")
    at, file = max(found)
    if clock.now().timestamp() - at > FRESH:
        _put_away(file)
        raise WrongStateError("device.too_old", f"{device}里的内容已超过 10 分钟，可能是上一位的；{hint}")
    return file


def _plain(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """The files that lie in the folder itself: no links, no folders, nothing half written."""
    for file in folder.iterdir():
        try:
            info = file.lstat()
        except OSError:
            continue
        if stat.S_ISREG(info.st_mode) and NAME.fullmatch(file.name) and not file.name.startswith("."):
            yield file, info


def _content(file: Path, limit: int) -> bytes:
    try:
        with file.open("rb") as opened:
            text = opened.read(limit + 1)
    except OSError as trouble:
        raise _unreadable("读卡器") from trouble
    if len(text) > limit:
        _put_away(file)
        raise _unreadable("读卡器")
    return text


def _chunks(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as opened:
            while chunk := opened.read(CHUNK):
                yield chunk
    except OSError as trouble:
        raise _unreadable("高拍仪") from trouble


def _put_away(file: Path) -> None:
    """Moved to `done`; a card is not kept, only that one was read."""
    done = file.parent / DONE
    try:
        done.mkdir(exist_ok=True)
        if file.parent.name == ID:
            file.write_bytes(b"")
        file.replace(done / f"{clock.now():%Y%m%d%H%M%S%f}-{file.name}")
    except OSError as trouble:
        raise WrongStateError("device.stuck", "设备目录不能写入，请联系运维人员检查目录权限") from trouble


def _unreadable(device: str) -> WrongStateError:
    return WrongStateError("device.unreadable", f"{device}的内容读不出来，请重新读取；多次失败请手工录入")

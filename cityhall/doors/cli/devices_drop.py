"""`cityhall devices drop`: what a document camera or an ID reader of a window would do, by hand."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from cityhall.kernel.errors import InvalidInputError

from . import files
from .outcome import Outcome

HELP = "模拟窗口的读卡器和高拍仪：把证件 JSON 或图片放到该窗口的设备目录"
NEEDS_CITY = True


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="FILE", help="证件 .json（name、number、address）或图片、PDF"
    )
    parser.add_argument("--window", required=True, help="窗口号（如 3；各中心有重号时用“中心 窗口号”）")


def run(options: Namespace) -> Outcome:
    from cityhall.cases.actions import drop

    window_id = _window(str(options.window).strip())
    placed = []
    for path in options.paths:
        kind = "id" if path.suffix.lower() == ".json" else "camera"
        placed.append(drop(window_id, kind, path.name, files.read(path)))
    return Outcome({"window": window_id, "files": placed}, [f"已放到 {place}" for place in placed])


def _window(text: str) -> int:
    """The one window called so: its number, or centre and number."""
    from cityhall.organs import queries as organs

    found = [w for w in organs.places() if text in (w.number, f"{w.centre} {w.number}")]
    if not found:
        raise InvalidInputError("cli.no_window", f"没有找到窗口“{text}”，请核对窗口号")
    if len(found) > 1:
        named = "、".join(f"“{w.centre} {w.number}”" for w in found[:6])
        raise InvalidInputError("cli.which_window", f"有几个 {text} 号窗口，请写明是哪一个：{named}")
    return found[0].id

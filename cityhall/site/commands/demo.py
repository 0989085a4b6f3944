"""`cityhall demo`: the made-up city, built by driving the real actions."""

import importlib
import importlib.util
from argparse import ArgumentParser, Namespace

from cityhall.doors.cli.outcome import Outcome
from cityhall.kernel.errors import NotFoundError
from cityhall.site import environment

HELP = "建立演示城市，并列出各角色的登录方式"
TWIN = "cityhall.twin.demo"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--if-empty", action="store_true", help="已有内容时只列出登录方式")


def run(options: Namespace) -> Outcome:
    environment.find_database()
    environment.hold_database()
    environment.start_django()
    if not exists():
        raise NotFoundError("demo.none", "这个版本没有演示城市，请用 cityhall run --no-demo 启动")
    twin = importlib.import_module(TWIN)
    built = bool(twin.build(if_empty=options.if_empty))
    cards = [dict(card) for card in twin.cards()]
    return Outcome({"built": built, "cards": cards}, lines_of(cards))


def exists() -> bool:
    """Does this version have a demo city?"""
    try:
        return importlib.util.find_spec(TWIN) is not None
    except ModuleNotFoundError:
        return False


def lines_of(cards: list[dict[str, str]]) -> list[str]:
    """Sign-in cards for people: role, where, login, password."""
    return [f"  {c['role']}　{c['path']}　{c['login']}　{c['password']}" for c in cards]

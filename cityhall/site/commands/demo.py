"""`cityhall demo`: the made-up city, built by driving the real actions."""

import importlib
import importlib.util
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from cityhall.doors.cli.outcome import Outcome
from cityhall.kernel.errors import NotFoundError, WrongStateError
from cityhall.site import environment
from cityhall.site.commands import migrate

HELP = "建立演示城市，并列出各角色的登录方式"
TWIN = "cityhall.twin.demo"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--if-empty", action="store_true", help="已有内容时只列出登录方式")
    parser.add_argument("--reset", action="store_true", help="先清空内置数据库中的全部内容，不可恢复")


def run(options: Namespace) -> Outcome:
    environment.find_database()
    environment.hold_database()
    environment.start_django()
    if not exists():
        raise NotFoundError("demo.none", "这个版本没有演示城市，请用 cityhall run --no-demo 启动")
    if options.reset:
        _forget_everything()
    if os.environ.get("CITYHALL_EMBEDDED"):
        migrate.bring_up_to_date(always=False)
    twin = importlib.import_module(TWIN)
    built = bool(twin.build(_drain(), if_empty=options.if_empty))
    cards = [dict(card) for card in twin.cards()]
    return Outcome({"built": built, "cards": cards, "city": twin.city_name()}, lines_of(cards))


def _forget_everything() -> None:
    """Only the database of our own may be emptied from here, never one somebody gave us the address of."""
    if not os.environ.get("CITYHALL_EMBEDDED"):
        raise WrongStateError("demo.not_ours", "设置了 DATABASE_URL：为防误删，不清空外部数据库，请改用内置数据库")
    from cityhall.site import database

    database.forget_city(environment.need_owner())


def _drain() -> Callable[[], object]:
    """Reactions run here while the clock is moved. Papers are not drawn meanwhile: hundreds of pages nobody has asked
    for; each is drawn when it is first opened."""
    from django.db import connection

    from cityhall.kernel.jobs.fan_out import listen
    from cityhall.site import draining, reactions

    with connection.cursor() as cursor:  # a demo need not outlive a power cut: thousands of commits wait for no disk
        cursor.execute("SET synchronous_commit = off")
    listen({event: done for event, done in reactions.WHEN.items() if event != "paper.issued"})
    return draining.drain


def exists() -> bool:
    """Does this version have a demo city?"""
    try:
        return importlib.util.find_spec(TWIN) is not None
    except ModuleNotFoundError:
        return False


def lines_of(cards: list[dict[str, str]]) -> list[str]:
    """Sign-in cards for people: role, where, login, password."""
    return [f"  {c['role']}　{c['path']}　{c['login']}　{c['password']}" for c in cards]

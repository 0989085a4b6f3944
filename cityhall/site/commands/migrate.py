"""`cityhall migrate`: today's tables, and the law's defaults in them."""

import os
from argparse import ArgumentParser, Namespace
from urllib.parse import unquote, urlsplit

from cityhall.doors.cli.outcome import Outcome
from cityhall.site import environment

HELP = "把数据库更新到当前版本，并写入法定的默认内容；重复执行无害"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--if-changed", action="store_true", help="程序没有变化时什么也不做")


def run(options: Namespace) -> Outcome:
    environment.find_database()
    environment.hold_database()
    environment.start_django()
    if bring_up_to_date(always=not options.if_changed):
        return Outcome({"migrated": True}, ["数据库已更新到当前版本"])
    return Outcome({"migrated": False}, ["数据库已是当前版本"])


def bring_up_to_date(*, always: bool) -> bool:
    """Tables and defaults of this very program; answers whether anything was done."""
    from cityhall.site import database, seeds

    owner = environment.need_owner()
    if not always and database.is_current(owner):
        return False
    database.migrate(owner, unquote(urlsplit(os.environ["DATABASE_URL"]).username or ""))
    seeds.sow()
    database.mark_current(owner)
    return True

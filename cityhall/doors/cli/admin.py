"""`cityhall admin`: the first administrator of a city, who makes everything else."""

import secrets
import string
from argparse import ArgumentParser, Namespace

from . import files
from .outcome import Outcome

HELP = "任命第一位管理员：必要时设立其所在机构，开通账号，给出一次性密码（首次登录须修改）"
NEEDS_CITY = True
LETTERS = "".join(sorted(set(string.ascii_letters + string.digits) - set("Il1O0o")))
LENGTH = 20


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--login", required=True, help="登录名")
    parser.add_argument("--name", required=True, help="姓名")
    parser.add_argument("--organ", required=True, help="所在机构全称，没有时设立")
    parser.add_argument("--credit-code", default="", help="机构的统一社会信用代码")
    parser.add_argument("--division", default="", help="机构所在行政区划代码（设立机构时必填）")
    parser.add_argument("--another", action="store_true", help="已有管理员时再任命一位")


def run(options: Namespace) -> Outcome:
    from cityhall.catalogue.terms import Can as Catalogue
    from cityhall.deadlines.terms import Can as Deadlines
    from cityhall.kernel.accounts.terms import Can as Accounts
    from cityhall.kernel.jobs.terms import Can as Jobs
    from cityhall.organs import actions
    from cityhall.organs.terms import Can as Organs

    everything = [str(can) for kind in (Organs, Catalogue, Deadlines, Jobs, Accounts) for can in kind]
    organ = actions.OrganSpec(options.organ, options.credit_code, options.division)
    operator, password = files.operator(Organs.MANAGE_STAFF), _password(options.login)
    actions.appoint_administrator(
        operator, options.login, options.name, password, organ, everything, another=options.another
    )
    login = options.login.strip().lower()
    said = f"管理员 {options.name} 已就任，登录名 {login}，一次性密码 {password}"
    values = {"login": login, "password": password, "permissions": everything}
    return Outcome(values, [said, "密码只显示这一次；请在 /sign-in/staff/ 登录，并按提示改掉它"])


def _password(login: str) -> str:
    """Shown once; long enough to need no symbols, without letters that look alike, and never around the login."""
    while True:
        made = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if login.strip().lower() not in made.lower():
            return made

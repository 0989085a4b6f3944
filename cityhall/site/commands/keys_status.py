"""`cityhall keys status`: which data keys there are, which writes, and how much each still seals."""

from argparse import ArgumentParser, Namespace
from typing import Any

from cityhall.doors.cli.outcome import Outcome

HELP = "查看个人信息的加密密钥：哪一把在加密，每一把还有多少内容在用"
NEEDS_CITY = True


def arguments(parser: ArgumentParser) -> None:
    """Nothing is asked."""


def run(options: Namespace) -> Outcome:
    from django.conf import settings

    from cityhall.site import rotating

    told: dict[str, Any] = rotating.status(settings.KEYS_FILE)
    lines = [
        f"{number} 号密钥{'（正在加密）' if number == told['writes'] else ''}：{count} 项"
        for number, count in told["keys"].items()
    ]
    lines += [
        f"{number} 号密钥不在密钥环里，却有 {count} 项由它加密：请补上" for number, count in told["unknown"].items()
    ]
    if told["retired"]:
        lines.append(f"已退役：{'、'.join(map(str, told['retired']))} 号")
    return Outcome(told, lines, code=int(bool(told["unknown"])))

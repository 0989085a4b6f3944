"""The program `cityhall`: one command a module, each answering for people or, with `--json`, for machines."""

import argparse
import json
import sys
from collections.abc import Sequence
from types import ModuleType

from cityhall.doors.cli import (
    admin,
    calendar_import,
    catalogue_import,
    devices_drop,
    divisions_import,
    journal_seal,
    journal_verify,
    packages_list,
    packages_load,
)
from cityhall.doors.cli.outcome import Outcome
from cityhall.kernel.errors import DomainError
from cityhall.site import environment
from cityhall.site.commands import (
    backup,
    demo,
    doctor,
    fonts,
    keys_rotate,
    keys_status,
    migrate,
    replica,
    restore,
    run,
    serve,
    worker,
)
from cityhall.site.embedded import EmbeddedError

COMMANDS: dict[str, ModuleType] = {
    "run": run,
    "serve": serve,
    "worker": worker,
    "migrate": migrate,
    "demo": demo,
    "doctor": doctor,
    "fonts": fonts,
    "backup": backup,
    "restore": restore,
    "replica": replica,
    "admin": admin,
    "divisions import": divisions_import,
    "catalogue import": catalogue_import,
    "calendar import": calendar_import,
    "devices drop": devices_drop,
    "packages list": packages_list,
    "packages load": packages_load,
    "journal seal": journal_seal,
    "journal verify": journal_verify,
    "keys rotate": keys_rotate,
    "keys status": keys_status,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; answers the exit code."""
    try:
        options = _parser().parse_args(argv)
    except SystemExit as usage:
        return int(usage.code or 0)
    try:
        if getattr(options.module, "NEEDS_CITY", False):
            environment.find_database()
            environment.start_django()
        outcome: Outcome = options.module.run(options)
    except DomainError as refusal:
        return _refused(refusal.code, refusal.message, as_json=options.json)
    except EmbeddedError as trouble:
        return _refused("setup.no_database", str(trouble), as_json=options.json)
    except KeyboardInterrupt:
        return 130
    text = outcome.text(as_json=options.json)
    if text:
        print(text, flush=True)
    return outcome.code


def _refused(code: str, message: str, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False))
    else:
        print(message, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("cityhall", description="一厅通：政务服务系统")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    groups: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {}
    for words, module in COMMANDS.items():
        group, _, name = words.rpartition(" ")
        if group and group not in groups:
            inner = commands.add_parser(group, help=f"{group}: 见 cityhall {group} --help")
            groups[group] = inner.add_subparsers(required=True, metavar="COMMAND")
        one = (groups[group] if group else commands).add_parser(name, help=module.HELP, description=module.HELP)
        one.add_argument("--json", action="store_true", help="以 JSON 输出结果")
        module.arguments(one)
        one.set_defaults(module=module)
    return parser

"""`cityhall doctor`: what is well, what is not, and what to do."""

import os
from argparse import ArgumentParser, Namespace

from cityhall.doors.cli.outcome import Outcome
from cityhall.site import checks, environment

HELP = "检查端口、磁盘、数据库、时钟、日历、后台任务和密钥，并说明怎么办"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="网页服务的端口")


def run(options: Namespace) -> Outcome:
    environment.var()
    findings = [checks.port(options.port), checks.disk(environment.var()), checks.keys(environment.var())]
    try:
        environment.find_database()
    except RuntimeError as trouble:
        findings.append(checks.Finding("database", checks.BAD, str(trouble)))
    if "DATABASE_URL" in os.environ:
        environment.start_django()
        from cityhall.site import wall_looks
        from cityhall.site.safety import looks

        findings += [checks.address(), *checks.of_database(), looks.backup(), *wall_looks.all_of(environment.var())]
    bad = any(f.level == checks.BAD for f in findings)
    lines = [f"{f.level:<5} {f.name:<10} {f.text}" for f in findings]
    return Outcome({"ok": not bad, "findings": [f._asdict() for f in findings]}, lines, code=int(bad))

"""`cityhall keys rotate`: a new data key while the city works; interrupted, it goes on where it stood."""

from argparse import ArgumentParser, Namespace

from cityhall.doors.cli.outcome import Outcome

HELP = "轮换个人信息的加密密钥：加新密钥、重新加密、旧密钥退役；不停机，中断后再运行即接着做"
NEEDS_CITY = True


def arguments(parser: ArgumentParser) -> None:
    """Nothing is chosen: a rotation is begun, or the one under way is finished."""


def run(options: Namespace) -> Outcome:
    from django.conf import settings

    from cityhall.doors.cli import files
    from cityhall.site import rotating

    say = (lambda line: None) if options.json else (lambda line: print(line, flush=True))
    done = rotating.rotate(files.operator(), settings.KEYS_FILE, say)
    return Outcome(done, [f"完成：全部个人信息由 {done['writes']} 号密钥加密"])

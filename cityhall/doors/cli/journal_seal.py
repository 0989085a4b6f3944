"""`cityhall journal seal`: fold what has settled now, without waiting for the worker's minute."""

from argparse import ArgumentParser, Namespace

from .outcome import Outcome

HELP = "立即固化已落定的办事日志（后台任务每分钟也会做）"
NEEDS_CITY = True


def arguments(parser: ArgumentParser) -> None:
    pass


def run(options: Namespace) -> Outcome:
    from cityhall.kernel.journal import sealing

    made = sealing.seal_settled()
    return Outcome({"batches": made}, [f"已固化 {made} 批" if made else "没有需要固化的日志"])

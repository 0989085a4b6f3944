"""`cityhall journal verify`: is every sealed line of the journal still what it was?"""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from .outcome import Outcome

HELP = "逐条验证办事日志：指出被改动、删去、换位或事后插入的每一条"
NEEDS_CITY = True
SHOWN = 40


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--head", default="", help="以前记下的批次摘要（seal 或 verify 显示的）；不在链上即说明链尾被截去"
    )


def run(options: Namespace) -> Outcome:
    from cityhall.kernel.journal import verifying

    verdict = verifying.verify(options.head)
    told = f"已验证 {verdict.batches} 批、{verdict.lines} 条日志；{verdict.unsealed} 条刚写下、还没有固化"
    lines = [trouble.sentence for trouble in verdict.troubles[:SHOWN]]
    if len(verdict.troubles) > SHOWN:
        lines.append(f"……共 {len(verdict.troubles)} 处，用 --json 看全部")
    end = (
        "没有发现改动"
        if verdict.sound
        else f"发现 {len(verdict.troubles)} 处不符：请保护现场，不要再写入，并报告安全管理员"
    )
    head = [f"最新批次摘要：{verdict.head}（请抄录到系统以外，供以后核对）"] if verdict.head else []
    return Outcome(
        {"sound": verdict.sound, **asdict(verdict)}, [*lines, told, *head, end], code=0 if verdict.sound else 1
    )

"""Moves of the table: 特别程序, 听证, 延长, 补充说明, 转报, 中止, 终止."""

from cityhall.cases import actions
from cityhall.cases.terms import Move, Status

from .. import handled
from .part import Part

PART = Part(
    acts={
        Move.ASK_MORE: lambda _here, actor, ref: actions.ask_more(actor, ref, "经营面积与图纸不一致，请说明。"),
        Move.STOP: lambda _here, actor, ref: actions.propose_stop(actor, ref, "experts", 10, "需要专家评审"),
        Move.RESUME: lambda _here, actor, ref: actions.resume(actor, ref, handled.key_of(ref, "special"), "评审通过"),
        Move.HEARING: lambda _here, actor, ref: actions.tell_hearing(actor, ref, "拟不予许可", "场所不符合要求。"),
        Move.EXTEND: lambda _here, actor, ref: actions.propose_extension(actor, ref, 5, "案情复杂"),
        Move.REPORT_UP: lambda _here, actor, ref: actions.report_up(actor, ref, "省样例厅", "初审同意。"),
        Move.SUSPEND_BY_LAW: lambda _here, actor, ref: actions.suspend(actor, ref, "样例法第十条", "等候法院裁判"),
        Move.TERMINATE: lambda _here, actor, ref: actions.terminate(actor, ref, "申请人终止", "样例法第十一条"),
    },
    places={Move.STOP: handled.place, Move.RESUME: handled.place},
    ready={(Move.RESUME, Status.ACCEPTED): handled.stopped},
    states={Status.TERMINATED: handled.terminated},
)

"""The table of moves. Screens, refusals, the diagram in the documents and the tests are made from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cityhall.cases.terms import Can, Move, Status, Who
from cityhall.deadlines.terms import Kind
from cityhall.kernel.errors import WrongStateError


@dataclass(frozen=True)
class MoveRule:
    """From which states to which, by whom, which clocks it stops and starts, which paper it makes, by what law."""

    from_: frozenset[Status]
    to: Status | None  # None: the state stays
    who: tuple[Can | Who, ...]
    stops: tuple[Kind, ...] = ()
    starts: tuple[Kind, ...] = ()
    paper: str = ""
    source: str = ""


def _rule(
    from_: Iterable[Status],
    to: Status | None,
    who: tuple[Can | Who, ...],
    *,
    stops: tuple[Kind, ...] = (),
    starts: tuple[Kind, ...] = (),
    paper: str = "",
    source: str = "",
) -> MoveRule:
    return MoveRule(frozenset(from_), to, who, stops, starts, paper, source)


S = Status
ACCEPTING = (Kind.STATUTORY, Kind.PROMISED, Kind.STEP, Kind.EXPIRY)
SERVING = (Kind.DELIVERY, Kind.PUBLIC_NOTICE)
INTAKE_CLOCKS = (Kind.NOTICE, Kind.REFERRAL, Kind.COMPLETION)
ALL_CLOCKS = tuple(Kind)
END = frozenset({
    S.NOT_ACCEPTED, S.DELIVERED, S.WITHDRAWN, S.DEEMED_WITHDRAWN, S.TRANSFERRED, S.TERMINATED, S.VOIDED,
})  # fmt: skip
OPEN = (S.RECEIVED, S.SUPPLEMENTING, S.ACCEPTED)
AFTER_DECISION = (S.DECIDED, S.DELIVERED, S.ARCHIVED)

INTAKE: dict[Move, MoveRule] = {
    Move.ASK_PRE_REVIEW: _rule([S.DRAFT], None, (Who.APPLICANT,), starts=(Kind.PRE_REVIEW,), source="网上预审（服务承诺）"),
    Move.ANSWER_PRE_REVIEW: _rule(
        [S.DRAFT], None, (Can.INTAKE,), stops=(Kind.PRE_REVIEW,), paper="预审意见", source="网上预审（服务承诺）"
    ),
    Move.RECEIVE: _rule(
        [S.DRAFT], S.RECEIVED, (Who.APPLICANT, Can.INTAKE),
        stops=(Kind.PRE_REVIEW,), starts=(Kind.NOTICE,), paper="收件凭证", source="行政许可法 第二十九条、第三十二条",
    ),
    Move.CORRECT_HERE: _rule([S.RECEIVED], None, (Can.INTAKE,), source="行政许可法 第三十二条第一款第三项"),
    Move.REFER: _rule([S.RECEIVED], None, (Can.INTAKE,), starts=(Kind.REFERRAL,), source="窗口无否决权"),
    Move.REQUEST_SUPPLEMENT: _rule(
        [S.RECEIVED], S.SUPPLEMENTING, (Can.INTAKE,),
        stops=INTAKE_CLOCKS, starts=(Kind.SUPPLEMENT,), paper="补正材料一次性告知书",
        source="行政许可法 第三十二条第一款第四项",
    ),
    Move.SUPPLEMENT: _rule(
        [S.SUPPLEMENTING], S.RECEIVED, (Who.APPLICANT, Can.INTAKE),
        stops=(Kind.SUPPLEMENT,), starts=(Kind.COMPLETION,), paper="补正材料接收凭证",
        source="行政许可法 第三十二条第一款第五项",
    ),
    Move.ACCEPT: _rule(
        [S.RECEIVED], S.ACCEPTED, (Can.INTAKE,),
        stops=INTAKE_CLOCKS, starts=ACCEPTING, paper="受理通知书",
        source="行政许可法 第三十二条第一款第五项、第二款，第四十二条",
    ),
    Move.ACCEPT_WITH_GAPS: _rule(
        [S.RECEIVED], S.ACCEPTED, (Can.INTAKE,),
        stops=INTAKE_CLOCKS, starts=(*ACCEPTING, Kind.PROMISE), paper="容缺受理通知书",
        source="容缺受理的地方规定（由事项注明依据）",
    ),
    Move.ACCEPT_ON_PLEDGE: _rule(
        [S.RECEIVED], S.ACCEPTED, (Can.INTAKE,),
        stops=INTAKE_CLOCKS, starts=ACCEPTING, paper="告知承诺书", source="告知承诺制（由事项注明依据）",
    ),
    Move.DEEM_ACCEPTED: _rule(
        [S.RECEIVED], S.ACCEPTED, (Who.HOUSE,),
        stops=INTAKE_CLOCKS, starts=ACCEPTING, paper="受理通知书", source="行政许可法 第三十二条第一款第四项",
    ),
    Move.NOT_ACCEPT: _rule(
        [S.RECEIVED], S.NOT_ACCEPTED, (Can.NOT_ACCEPT,),
        stops=INTAKE_CLOCKS, starts=(Kind.DELIVERY,), paper="不受理告知书 / 不予受理决定书",
        source="行政许可法 第三十二条第一款第一、二项，第七十八、七十九条",
    ),
    Move.TRANSFER: _rule(
        [S.RECEIVED], S.TRANSFERRED, (Can.INTAKE,), stops=INTAKE_CLOCKS, paper="申请转送单", source="首问负责制",
    ),
}  # fmt: skip
HANDLING: dict[Move, MoveRule] = {
    Move.ASK_MORE: _rule([S.ACCEPTED], None, (Can.REVIEW,), paper="补充说明通知书"),
    Move.STOP: _rule(
        [S.ACCEPTED], None, (Can.REVIEW,), starts=(Kind.SPECIAL,), paper="特别程序告知书", source="行政许可法 第四十五条"
    ),
    Move.RESUME: _rule(
        [S.ACCEPTED], None, (Can.REVIEW, Who.HOUSE), stops=(Kind.SPECIAL,), paper="恢复办理告知书",
        source="行政许可法 第四十五条",
    ),
    Move.HEARING: _rule(
        [S.ACCEPTED], None, (Can.REVIEW,), starts=(Kind.HEARING_ASK,), paper="听证告知书",
        source="行政许可法 第三十六条、第四十六条至第四十八条",
    ),
    Move.EXTEND: _rule([S.ACCEPTED], None, (Can.REVIEW,), paper="延长办理期限告知书", source="行政许可法 第四十二条"),
    Move.REPORT_UP: _rule(
        [S.ACCEPTED], None, (Can.REVIEW,), starts=(Kind.REPORT,), paper="转报函", source="行政许可法 第三十五条、第四十三条"
    ),
    Move.SUSPEND_BY_LAW: _rule(
        [S.ACCEPTED], None, (Can.DECIDE,), paper="中止办理通知书", source="由承办单位引用的法律规定"
    ),
    Move.TERMINATE: _rule(
        [S.ACCEPTED], S.TERMINATED, (Can.DECIDE,), stops=ALL_CLOCKS, starts=(Kind.DELIVERY,), paper="终止办理决定书",
        source="由承办单位引用的法律规定，或者申请人终止",
    ),
}  # fmt: skip
ENDING: dict[Move, MoveRule] = {
    Move.GRANT: _rule(
        [S.ACCEPTED], S.DECIDED, (Can.DECIDE,),
        stops=ACCEPTING, starts=(Kind.DELIVERY,), paper="决定书", source="行政许可法 第三十七条至第四十条、第四十四条",
    ),
    Move.REFUSE: _rule(
        [S.ACCEPTED], S.DECIDED, (Can.DECIDE,),
        stops=ACCEPTING, starts=(Kind.DELIVERY,), paper="决定书", source="行政许可法 第三十八条第二款",
    ),
    Move.DECIDE_ON_SPOT: _rule(
        [S.DRAFT, S.RECEIVED], S.DECIDED, (Can.DECIDE_ON_SPOT,),
        stops=INTAKE_CLOCKS, starts=(Kind.DELIVERY,), paper="决定书", source="行政许可法 第三十四条第二款",
    ),
    Move.DEEM_RENEWED: _rule(
        [S.ACCEPTED], S.DECIDED, (Who.HOUSE,),
        stops=ACCEPTING, starts=(Kind.DELIVERY,), paper="决定书", source="行政许可法 第五十条第二款",
    ),
    Move.CORRECT: _rule(
        AFTER_DECISION, S.DECIDED, (Can.DECIDE,),
        stops=SERVING, starts=(Kind.DELIVERY,), paper="更正决定书", source="更正文字或者计算错误",
    ),
    Move.REVOKE: _rule(
        AFTER_DECISION, S.DECIDED, (Can.DECIDE,), stops=SERVING, starts=(Kind.DELIVERY,), paper="撤销决定书",
        source="行政许可法 第六十九条；告知承诺制",
    ),
    Move.DECIDE_AGAIN: _rule(
        AFTER_DECISION, S.DECIDED, (Can.DECIDE,),
        stops=(*SERVING, Kind.REDECISION), starts=(Kind.DELIVERY,), paper="决定书",
        source="行政复议决定、人民法院判决",
    ),
    Move.DELIVER: _rule(
        [S.DECIDED], S.DELIVERED, (Can.DELIVER,),
        stops=SERVING, paper="送达回证", source="行政许可法 第四十四条",
    ),
    Move.SERVE: _rule(
        [S.NOT_ACCEPTED, S.TERMINATED, S.DEEMED_WITHDRAWN], None, (Can.DELIVER,),
        stops=SERVING, paper="送达回证", source="行政许可法 第三十二条第二款、第三十八条第二款",
    ),
    Move.WITHDRAW: _rule(OPEN, S.WITHDRAWN, (Who.APPLICANT,), stops=ALL_CLOCKS, paper="撤回确认"),
    Move.DEEM_WITHDRAWN: _rule(
        [S.SUPPLEMENTING, S.ACCEPTED], S.DEEMED_WITHDRAWN, (Who.HOUSE,),
        stops=ALL_CLOCKS, starts=(Kind.DELIVERY,), paper="视为撤回申请通知书",
        source="事项所引的地方规定；没有规定的不适用",
    ),
    Move.VOID: _rule([S.DRAFT, S.RECEIVED], S.VOIDED, (Can.VOID,), stops=ALL_CLOCKS, source="重复或误录，注明另一件编号"),
    Move.ARCHIVE: _rule(END, S.ARCHIVED, (Can.ARCHIVE, Who.HOUSE)),
}  # fmt: skip
MOVES: dict[Move, MoveRule] = {move: {**INTAKE, **HANDLING, **ENDING}[move] for move in Move}


ALWAYS = frozenset({Move.SERVE})
"""What no regime needs to name: whatever the law of the procedure, the applicant is told how her case ended."""


def next_status(status: Status, move: Move) -> Status:
    """Where the move leads; refused where the state does not know it."""
    rule = MOVES[move]
    if status not in rule.from_:
        raise WrongStateError(f"case.cannot_{move}", f"办件{status.label}，不能{move.label}；请刷新页面查看最新进度")
    return rule.to or status


def moves_from(status: Status, allowed: frozenset[str]) -> list[Move]:
    """The moves the state knows and the regime of the item allows, in the order of the table."""
    return [move for move, rule in MOVES.items() if status in rule.from_ and move in allowed | ALWAYS]


def check_allowed(move: Move, allowed: frozenset[str], procedure: str) -> None:
    """A move the item's procedure does not know is refused in the law's words."""
    if move not in allowed | ALWAYS:
        raise WrongStateError(f"case.no_{move}", f"{procedure}事项没有“{move.label}”这一程序")


def check_holds(reasons: Iterable[str]) -> None:
    """While a hold stands, nothing is accepted or granted."""
    if standing := list(reasons):
        raise WrongStateError("case.held", f"该办件暂不能继续：{'；'.join(standing)}")


def replay(lines: Iterable[tuple[str, Mapping[str, object]]]) -> Status:
    """The state the journal tells: (event, values) of a case, oldest first. What is stored is only a cache of this."""
    status = Status.DRAFT
    for event, values in lines:
        if event == "case.supplemented":
            status = Status.RECEIVED if values.get("complete") else Status.SUPPLEMENTING
        else:
            status = AFTER.get(event, status)
    return status


AFTER = {
    "case.received": Status.RECEIVED,
    "case.supplement_requested": Status.SUPPLEMENTING,
    "case.accepted": Status.ACCEPTED,
    "case.deemed_accepted": Status.ACCEPTED,
    "case.not_accepted": Status.NOT_ACCEPTED,
    "case.decided": Status.DECIDED,
    "case.corrected_decision": Status.DECIDED,
    "case.revoked": Status.DECIDED,
    "case.decided_again": Status.DECIDED,
    "case.delivered": Status.DELIVERED,
    "case.withdrawn": Status.WITHDRAWN,
    "case.deemed_withdrawn": Status.DEEMED_WITHDRAWN,
    "case.transferred": Status.TRANSFERRED,
    "case.terminated": Status.TERMINATED,
    "case.voided": Status.VOIDED,
    "case.archived": Status.ARCHIVED,
}

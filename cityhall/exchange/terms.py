"""Words of the exchange with other systems: clients, what they may ask, what they are told."""

from cityhall.kernel.terms import Term


class Can(Term):
    MANAGE_CLIENTS = "exchange.clients", "管理对接系统"


class Scope(Term):
    """What a client may ask for: reading or acting, by family of resources; and to decide in its organ's name, which no other
    scope carries with it."""

    ITEMS_READ = "items:read", "读取事项、指南和标准库"
    ITEMS_ACT = "items:act", "维护事项"
    CASES_READ = "cases:read", "读取办件"
    CASES_ACT = "cases:act", "办理办件（不含作出决定）"
    CASES_DECIDE = "cases:decide", "作出决定"
    ORGANS_READ = "organs:read", "读取机构和区划"
    ORGANS_ACT = "organs:act", "维护机构"


class EventKind(Term):
    """What a program may be told of. These are promised to others: a kind is added, never renamed."""

    RECEIVED = "case.received", "收件"
    SUPPLEMENT_REQUESTED = "case.supplement_requested", "一次性告知补正"
    SUPPLEMENTED = "case.supplemented", "补正收齐"
    ACCEPTED = "case.accepted", "受理"
    DEEMED_ACCEPTED = "case.deemed_accepted", "逾期未告知，视为受理"
    NOT_ACCEPTED = "case.not_accepted", "不予受理"
    STOPPED = "case.stopped", "进入特别程序"
    RESUMED = "case.resumed", "恢复计时"
    EXTENDED = "case.extended", "延长办理期限"
    SUSPENDED = "case.suspended", "中止办理"
    SUSPENSION_LIFTED = "case.suspension_lifted", "恢复办理"
    TERMINATED = "case.terminated", "终止办理"
    DECIDED = "case.decided", "作出决定"
    CORRECTED_DECISION = "case.corrected_decision", "更正决定"
    REVOKED = "case.revoked", "撤销决定"
    DECIDED_AGAIN = "case.decided_again", "重新作出决定"
    DELIVERED = "case.delivered", "结果已送达"
    WITHDRAWN = "case.withdrawn", "申请人撤回申请"
    DEEMED_WITHDRAWN = "case.deemed_withdrawn", "视为撤回申请"
    TRANSFERRED = "case.transferred", "转送"
    VOIDED = "case.voided", "作废"
    ARCHIVED = "case.archived", "归档"


class StopCause(Term):
    """Why nothing is told any more."""

    PERSON = "person", "管理员停用"
    FAILURES = "failures", "连续三天没有送达"
    GONE = "gone", "对方答复不再接收（410）"


PING = "ping"  # not of the journal: sent when an administrator tries the address
